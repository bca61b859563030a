"""The words for everything that can be wrong with something typed, each with the right form beside it."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from adapters import mistakes as m
from adapters.catalogue.deciding import MANDATE_LINE
from adapters.cleaning import clean_line
from adapters.commands import CATALOGUE
from adapters.documents import Code, Document, Inline
from adapters.mistakes import Mistake, TimeProblem
from adapters.phrases import listed
from adapters.references import (
    ACT,
    ACTION,
    CONCERN,
    DONATION,
    ELECTION,
    KINDS,
    MOOT,
    NOTICE,
    PETITION,
    POLL,
    PROPOSAL,
    REFERENDUM,
    SENSE,
    is_lettered,
    read_reference,
)
from adapters.setting import Setting, choices, say
from deliberation.offices import SECRETARY
from deliberation.polls import OnDeadlock
from deliberation.rules import Method


def _for_what(office: str, at: Setting) -> str:
    """Say for what somebody would stand: an office or an election that there is, or else the secretary's office."""
    here, found = at.assembly, read_reference(office)
    if here is not None and found is not None and found.letter == ELECTION and found.number in here.elections:
        return f"in E{found.number}"
    return f"as {office}" if here is None or office in here.offices else f"as {SECRETARY}"


def _unknown_command(mistake: m.UnknownCommand, at: Setting) -> Document:
    if not mistake.name:
        return say("To see what you can type: ", at.type("help"))
    if mistake.advice is m.Advice.RUNS_OUT:
        return say("A ballot that is open, a referendum's too, runs until its end, and nobody can call it off. To see"
                   " until when: ", at.type("polls"))  # fmt: skip
    if mistake.advice is m.Advice.NOMINATED:
        return say(
            "Nobody puts their own name forward: somebody else nominates you. Ask them to type, with your name: ",
            at.type(f"nominate NAME {_for_what(mistake.office, at)}"),
        )
    if is_lettered(mistake.name):
        command = "donations" if mistake.name[0].upper() == DONATION else "status"
        return say(f"“{mistake.name}” is a number and no command. To see what it is: ",
                   at.type(f"{command} {mistake.name}"))  # fmt: skip
    if mistake.nearest:
        forms = choices([at.type(name) for name in mistake.nearest])
        return say(f"There is no command “{mistake.name}”. Perhaps you mean ", *forms, ". To see how: ",
                   at.type(f"help {mistake.nearest[0]}"))  # fmt: skip
    return say(f"There is no command “{mistake.name}”. To see what you can type: ", at.type("help"))


def _missing_number(mistake: m.MissingNumber, at: Setting) -> Document:
    return say(
        f"Which {KINDS[mistake.letter]} do you mean? Give its number, or reply to the message about it. For example: ",
        at.form(mistake.command),
    )


def _bad_number(mistake: m.BadNumber, at: Setting) -> Document:
    return say(
        f"“{mistake.typed}” is not the number of {_a(KINDS[mistake.letter])}; those look like {mistake.letter}1. For"
        " example: ",
        at.form(mistake.command, numbered=True),
    )


def _wrong_kind(mistake: m.WrongKind, at: Setting) -> Document:
    if mistake.command == "object" and mistake.typed.startswith(PROPOSAL):
        return _object_here(mistake.typed, at)
    is_a = _a(KINDS[mistake.typed[:1]]) if mistake.typed[:1] in KINDS else "something else"
    instead = _FOR_ITS_KIND.get((mistake.command, mistake.typed[:1]))
    if instead is not None:
        instead_said = _none_of_it(mistake.typed, at) or _over_already(mistake.typed, at)
        if instead_said is not None:
            return instead_said
        opening, command = instead
        return say(f"{mistake.typed} is {is_a}. {opening}: ", at.type(f"{command} {mistake.typed}"))
    wanted = listed([f"{_a(KINDS[letter])} ({letter}1)" for letter in mistake.letters], "or")
    return say(f"{mistake.typed} is {is_a}; this needs {wanted}. For example: ",
               at.form(mistake.command, numbered=True))  # fmt: skip


def _none_of_it(typed: str, at: Setting) -> Document | None:
    """Say that there is no ballot or referendum of a number, before it is told what to do with it."""
    found = read_reference(typed)
    if found is None or at.assembly is None or found.letter not in {POLL, REFERENDUM}:
        return None
    if found.number in (at.assembly.polls if found.letter == POLL else at.assembly.referendums):
        return None
    return say(
        f"There is no {KINDS[found.letter]} {typed} in {at.here}. To see the ballots that there are: ", at.type("polls")
    )


def _over_already(typed: str, at: Setting) -> Document | None:
    """Say that a ballot is over, before it is told how to vote in it."""
    found = read_reference(typed)
    if found is None or at.assembly is None or found.letter not in {POLL, REFERENDUM}:
        return None
    referendum = at.assembly.referendums.get(found.number)
    number = found.number if found.letter == POLL else referendum.poll if referendum is not None else 0
    poll = at.assembly.polls.get(number)
    if poll is None or poll.is_open:
        return None
    return say(f"The ballot {typed} is over, so nothing can be changed in it. To see how it came out: ",
               at.type(f"why B{poll.number}"))  # fmt: skip


_ANSWERS: Final = ("agree", "stand-aside", "block", "yes", "no")
_FOR_ITS_KIND: Final[Mapping[tuple[str, str], tuple[str, str]]] = MappingProxyType(
    {
        **{
            (each, letter): ("One votes in it in private", "ballot")
            for each in _ANSWERS
            for letter in (POLL, REFERENDUM)
        },
        **{(each, DONATION): ("To see it", "donations") for each in ("status", "why")},
        **{("why", letter): ("To see it", "status") for letter in (CONCERN, NOTICE, MOOT, SENSE, ACTION, ACT)},
        ("withdraw", PETITION): ("To take back your signature", "unsign"),
        **{
            ("retract", letter): ("You can change your ballot until the close, in private", "ballot")
            for letter in (POLL, REFERENDUM)
        },
        ("accept", PROPOSAL): ("To let it go ahead without you", "stand-aside"),
        ("withdraw", ELECTION): ("Not to stand in it, or to stand down", "decline"),
    }
)
"""What there is for a number of another kind than a command takes."""


def _a(word: str) -> str:
    return f"an {word}" if word[:1] in "aeiou" else f"a {word}"


def _object_here(number: str, at: Setting) -> Document:
    """Show what there is for a proposal of this assembly's own, where one does not object."""
    return say(
        f"{number} is a proposal of this assembly. If something worries you: ",
        at.type(f"concern {number} your concern"),
        ". To stop it once consensus is called: ",
        at.type(f"block {number} because …"),
        ". One objects to what another assembly would do, by the number of its notice: ",
        at.form("object"),
    )


def _contradiction(mistake: m.Contradiction, at: Setting) -> Document:
    forms = [at.type(f"{mistake.command} {each}") for each in (mistake.replied_to, mistake.typed)]
    return say(
        f"You replied to a message about {mistake.replied_to} but wrote another number. Nothing was counted. Say which"
        " you mean: ",
        *choices(forms),
        ".",
    )


def _old_card(mistake: m.OldCard, at: Setting) -> Document:
    return say(
        f"That card shows an earlier text of {mistake.matter}, which has changed since. Nothing was counted. Read the"
        " new text with ",
        at.type(f"status {mistake.matter}"),
        " and then say: ",
        at.type(f"{mistake.command} {mistake.matter}"),
    )


def _which_check(mistake: m.WhichCheck, at: Setting) -> Document:
    forms = [at.type(f"{mistake.command} {each}") for each in mistake.matters[:10]]
    return say("Several things are being decided now. Say which you mean: ", *choices(forms), ".")


def _no_check_open(mistake: m.NoCheckOpen, at: Setting) -> Document:
    if mistake.command == "retract":
        return say("You have no position in anything open now. If you mean something else, give its number: ",
                   at.form("retract"))  # fmt: skip
    if mistake.command in {"remove", "keep"}:
        return say("No recall is open now that this could answer. To start one, by a petition that others sign: ",
                   at.type("recall NAME because …"))  # fmt: skip
    deadlocks = _deadlocks_asked(at) if mistake.command in _TO_A_PROPOSAL else []
    if deadlocks:
        forms = [at.type(f"{word} {what}") for what in deadlocks for word in ("yes", "no", "stand-aside")]
        return say(f"{listed(deadlocks)}: it is asked whether there is deadlock, so the answers are ",
                   *choices(forms), ".")  # fmt: skip
    open_now = [each for each in at.assembly.polls.values() if each.is_open] if at.assembly is not None else []
    if open_now:
        papers = choices([at.type(f"ballot B{each.number}") for each in open_now[:10]])
        asked = [each for each in open_now if each.method is Method.YES_NO]
        # Both answers, so that it does not say which of them somebody gave.
        forms = [at.type(f"ballot B{each.number} {word}") for each in asked[:10] for word in ("yes", "no")]
        vote: list[Inline | str] = ["To vote in it, in private: ", *choices(forms), "; to see"] if forms else ["To see"]
        return say("No check is open that this could answer, and nothing was recorded. A ballot is open. ", *vote,
                   " your paper, in private: ", *papers, ".")  # fmt: skip
    return say(
        "Nothing is being decided now that this could answer. To see where things are: ",
        at.type("status"),
        ". Once consensus is called, say for example: ",
        at.form(mistake.command),
    )


_TO_A_PROPOSAL: Final = frozenset({"agree", "block"})


def _deadlocks_asked(at: Setting) -> list[str]:
    """Name what is asked about now whether there is deadlock, by the first proposal of each question."""
    checks = at.assembly.checks.values() if at.assembly is not None else ()
    return [at.matter(each.number) for each in checks if each.is_open and isinstance(each.question, OnDeadlock)]


def _recall_not_open(mistake: m.RecallNotOpen, at: Setting) -> Document:
    number = f"R{mistake.petition}"
    petition = at.assembly.petitions.get(mistake.petition) if at.assembly else None
    if petition is not None and petition.state == "lapsed":
        return say(f"{number} ended without a recall, so there is nothing to answer.")
    return say(f"{number} is still gathering signatures, so there is no recall yet. To sign it: ",
               at.type(f"sign {number}"))  # fmt: skip


_ASKED_FOR: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("propose", "title"): "What do you propose? Put a short title first, and the rest below it.",
        ("donation-record", "sum"): "How much was given? Put the sum first.",
        ("donation-record", "source"): "From whom is it? Put the full name after “from”.",
        ("donation-record", "day"): "On which day was it received? Put it after “on”.",
        ("donors", "donor"): "Who is one with whom? Put two codes, which stand in the list of donors.",
        ("donors", "other"): "With whom are they one? Put the other code after “is”.",
        ("concern", "text"): "What worries you? Say it after the number.",
        ("amend", "text"): "What should the new text be? Put it below the number, or a new title beside it.",
        ("thing", "question"): "What is the Thing to decide? Put the question first.",
        ("thing", "peers"): "Of which assemblies should the Thing be? Name them after “with”, or everyone.",
        ("welcome", "person"): "Whom do you welcome?",
        ("elect", "person"): "Whose name do you put forward?",
        ("nominate", "person"): "Whose name do you put forward?",
        ("second", "person"): "Whose nomination do you second? Give the name, or reply to the nomination.",
        ("election", "office"): "For which office is the election? In a constituency: for which public seat?",
        ("election", "method"): "Count by star, proportional or stv, or leave it out to count as the rules say.",
        ("election", "seats"): "How many are to be elected? Give a number, or leave it out.",
        ("timetable", "ballot"): "I cannot read that timetable. Say how long, or from when until when.",
        ("call-off", "reason"): "Why is it called off? Everyone reads the reason.",
        ("recall", "person"): "Who should be recalled? Give a name or an office.",
        ("recall", "reason"): "Why should they be recalled? A petition needs its reason, after “because”.",
        ("office", "office"): "Which office? Say create, change or end, and its name.",
        ("office", "seats"): "How many hold it? Put the number after “seats”.",
        ("election", "nominations"): "I cannot tell when. Say how long or until when, or leave it out: the rules say.",
        ("appoint", "person"): "Whom do you appoint?",
        ("appoint", "office"): "To which office? Put it after “as”.",
        ("act", "text"): "What did you do? Say it in a few words, with the decision behind it.",
        ("statement", "text"): "What do you say to it? Put it after the number of the petition.",
        ("found", "name"): "What is the assembly called?",
        ("bind", "assembly"): "Which assembly should this room belong to? Give its short name.",
        ("affiliate", "other"): "Of which assembly should this one become a member? Give its short name.",
        ("disaffiliate", "other"): "With which assembly should it end? Give its short name.",
        ("claim-remit", "kind"): "Which kind of decision should be this assembly's alone?",
        ("release-remit", "kind"): "Which kind of decision should be this assembly's alone no longer?",
        ("moot", "about"): "What is the moot about? Name proposals, or give it a title.",
        ("moot", "when"): "When should the moot be? Give a day and a time after “on”.",
        ("move-moot", "when"): "To when should the moot be set? Give a day and a time after “to”.",
        ("minute", "text"): "What should stand in the minutes? Say it after the word.",
        ("sense-check", "question"): "What do you ask the room?",
        ("referendum", "question"): "What is the question? It is answered with yes or no.",
        ("lean", "answer"): "How do you lean: yes, unsure or no?",
        ("review", "answer"): "Did it do what it was meant to: yes, unsure (partly, or too early to say) or no?",
        ("action", "text"): "What is to be done? Say it after the number of the decision.",
        ("action", "person"): "Who is to do it? Give a name after “@”, or @me for yourself.",
        ("action", "due"): "By when is it to be done? Give a day after “by”.",
        ("object", "reason"): "Why do you object? Say it after the number, so that it can be met.",
        ("restate-purpose", "purpose"): "What is this assembly for? Say it in one line.",
        ("change-rule", "rule"): "Which rule should change, and to what?",
        ("change-rule", "value"): "What should the rule be instead?",
        ("apologies", "until"): "Until when will you be away?",
    }
)


def _missing_text(mistake: m.MissingText, at: Setting) -> Document:
    asked = _ASKED_FOR.get((mistake.command, mistake.parameter), "Something is missing.")
    examples = CATALOGUE[mistake.command].examples
    fitting = next((each for each in examples if f" {mistake.parameter} " in each), "")
    return say(f"{asked} For example: ", at.type(fitting) if fitting else at.form(mistake.command))


_CALLED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "suffering": "line about who suffers less",
        "affects": "list of whom it affects",
        "kind": "name of that kind of decision",
        "partners": "list of who decides together",
        "other": "name of that assembly",
    }
)


def _too_long(mistake: m.TooLong, _at: Setting) -> Document:
    what = _CALLED.get(mistake.parameter, mistake.parameter)
    opening = f"The {what} is {mistake.length:,} characters long; it can have {mistake.limit:,} at the most."
    if mistake.parameter == "title":
        return say(f"{opening} Put a short title first, and the rest below it.")
    return say(f"{opening} Nothing was cut or kept: please shorten it, or link to where the rest can be read.")


_MOST_COMPARED: Final = 500
"""People among whom somebody is looked for who is called nearly so: beyond that it takes too long."""
_WHO: Final = frozenset({"acts", "recall"})
"""Commands that take an office where a person is meant."""


def _person_not_found(mistake: m.PersonNotFound, at: Setting) -> Document:
    near = _nearly(mistake, at)
    if near:
        return say(f"I know nobody here called “{mistake.typed}”. Perhaps you mean {listed(near, 'or')}.")
    if mistake.command in _WHO and at.assembly is not None:
        offices = listed(sorted(clean_line(name, limit=80) for name in at.assembly.offices))
        return say(
            f"{at.here} has no office of “{mistake.typed}”, and I know nobody here of that name. Its offices:"
            f" {offices}. Write a name as this room shows it, or mention them with @. For example: ",
            at.form(mistake.command),
        )
    return say(
        f"I know nobody here called “{mistake.typed}”. Write their name as this room shows it, or mention them with @."
        " For example: ",
        at.form(mistake.command),
    )


def _nearly(mistake: m.PersonNotFound, at: Setting) -> list[str]:
    """Name those of the assembly who are called nearly so, and the offices where one may be meant."""
    here = at.assembly
    if here is None:
        return []
    people = [at.name(person) for person in here.participants] if len(here.participants) <= _MOST_COMPARED else []
    known = {clean_line(name, limit=80).casefold(): clean_line(name, limit=80) for name in people}
    known |= {name: name for name in here.offices} if mistake.command in _WHO else {}
    return [known[each] for each in get_close_matches(mistake.typed.casefold().lstrip("@"), known, n=2, cutoff=0.7)]


def _person_ambiguous(mistake: m.PersonAmbiguous, _at: Setting) -> Document:
    named = listed(mistake.names[:8], "or")
    return say(f"More than one person here is called “{mistake.typed}”. Write it in full: {named}.")


def _no_assembly(mistake: m.NoAssembly, at: Setting) -> Document:
    if mistake.private:
        return say("You take part in no assembly that I know of. To join one, go to the room where it meets, and type"
                   " there: ", at.type("join"))  # fmt: skip
    return say(
        "There is no assembly in this room. Someone who administers it can begin one: ",
        at.form("found"),
        ", or add the room to one there is: ",
        at.form("bind"),
    )


def _name_assembly(mistake: m.NameAssembly, at: Setting) -> Document:
    forms = [at.type(f"{mistake.command}@{slug}") for slug in mistake.slugs[:8]]
    return say("Which assembly do you mean? Write its short name right after the command: ", *choices(forms), ".")


def _unknown_assembly(mistake: m.UnknownAssembly, at: Setting) -> Document:
    if mistake.slugs:
        forms = [Code(slug) for slug in mistake.slugs[:8]]
        return say(
            f"I know no assembly with the short name “{mistake.slug}”. Those you take part in: ",
            *choices(forms, "and"),
            ".",
        )
    return say(
        f"I know no assembly with the short name “{mistake.slug}”. To see the short name of one, type in its room: ",
        at.type("assembly"),
    )


def _assembly_not_found(mistake: m.AssemblyNotFound, at: Setting) -> Document:
    opening = f"I know no assembly called “{mistake.typed}”, so nothing was done."
    around = (*at.assembly.member_of.values(), *at.assembly.members.values()) if at.assembly else ()
    known = dict.fromkeys([*mistake.slugs, *(peer.slug for peer in around)])
    near = get_close_matches(mistake.typed.casefold().replace(" ", "-"), known, n=2)
    if near:
        return say(f"{opening} Perhaps you mean ", *choices([Code(slug) for slug in near]), ".")
    return say(
        f"{opening} Write its name, or its short name, which I say in its room in answer to ",
        at.type("assembly"),
        ". To see those around this one: ",
        at.type("federation"),
    )


def _bad_override(mistake: m.BadOverride, at: Setting) -> Document:
    return say(
        f"“{clean_line(mistake.typed, limit=80)}” names no decision of an assembly. Give its number and the short name"
        " of the assembly, with commas between several: ",
        at.type("propose Keep it clean together\nOverrides: D3@leeds-moot, D9@york"),
    )


def _too_many(mistake: m.TooMany, _at: Setting) -> Document:
    return say(
        f"That names {mistake.given:,} assemblies; at most {mistake.most} can decide together. Where it concerns more,"
        " put it to the assembly of which they are all members."
    )


def _of_another(mistake: m.OfAnother, at: Setting) -> Document:
    number = f"P{mistake.proposal}"
    return say(
        f"{number}@{mistake.slug} is another assembly's, and a moot of {at.here} is about its own proposals. To call"
        " one there: ",
        at.type(f"moot@{mistake.slug} {number} on friday 19:30"),
    )


def _only_in_venue(mistake: m.OnlyInVenue, at: Setting) -> Document:
    opening = "That is typed in the room that it is about: "
    if mistake.command == "leave":
        slug = at.assembly.slug if at.assembly else "its-short-name"
        return say(opening, at.form("leave"), ". To give up the place that you have as a member, name the assembly: ",
                   at.type(f"leave @{slug}"))  # fmt: skip
    if mistake.command == "join":
        return say(opening, at.form("join"), ". To come into an assembly from here, name it: ",
                   at.type("join @its-short-name"))  # fmt: skip
    return say(opening, at.form(mistake.command))


def _unknown_preset(mistake: m.UnknownPreset, at: Setting) -> Document:
    return say(
        f"There are no rules called “{mistake.typed}” to begin with. There are {listed(list(mistake.presets))}. For"
        " example: ",
        at.type("found Leeds Moot with harmony rules"),
    )


def _no_act_recorded(mistake: m.NoActRecorded, at: Setting) -> Document:
    return say(
        "No act of theirs is recorded as unmandated, so the petition needs the usual number of signatures. Leave that"
        " word out, and say what was done in the reason: ",
        at.form(mistake.command),
    )


def _joint_holders(mistake: m.JointHolders, at: Setting) -> Document:
    return say(
        f"{at.people(mistake.holders)} hold the office of {mistake.office} together. Name the one whom it is about: ",
        at.form(mistake.command),
    )


def _office_unclear(mistake: m.OfficeUnclear, at: Setting) -> Document:
    typed = clean_line(mistake.typed, limit=80)
    if mistake.near:
        opening = f"There is no office of “{typed}” in {at.here}. Perhaps you mean {mistake.near}: "
    else:
        opening = (
            f"“{typed}” seems to say more than the name of an office, so nothing was proposed. Write it like this: "
        )
    if "," in typed or "@" in typed:
        return say(opening, at.type(mistake.instead))
    return say(
        opening,
        at.type(mistake.instead),
        ". If an office is really to be called that, put the name in quotation marks: ",
        at.type(f'office create "{typed}"'),
    )


def _office_renamed(mistake: m.OfficeRenamed, at: Setting) -> Document:
    old, new = (clean_line(each, limit=80) for each in (mistake.office, mistake.name))
    ending: list[Inline | str] = []
    if old != SECRETARY and at.assembly is not None and old in at.assembly.offices:
        ending = [". Once somebody holds it, the other can end: ", at.type(f"office end {old}")]
    return say("An office keeps the name that it has, so nothing was proposed. To have one of the new name: ",
               at.type(f"office create {new}"), *ending)  # fmt: skip


def _office_held_by(mistake: m.OfficeHeldBy, at: Setting) -> Document:
    office, who = (clean_line(each, limit=80) for each in (mistake.office, mistake.typed))
    there = at.assembly.offices.get(office) if at.assembly is not None else None
    opening = "Who holds an office is settled by itself, so nothing was proposed. "
    if there is None:
        return say(f"{opening}The office first: ", at.type(f"office create {office}"), "; then, once it is there: ",
                   at.type(f"elect {who} as {office}"))  # fmt: skip
    verb = "elect" if there.is_elected else "appoint"
    return say(f"{opening}There is an office of {office} already. To fill it: ", at.type(f"{verb} {who} as {office}"))


def _several_sums(mistake: m.SeveralSums, at: Setting) -> Document:
    return say(
        f"There are several sums in that: {listed(list(mistake.sums))}. Say what it cost on a line of its own,"
        " “Sum: £120”, or name only that. For example: ",
        at.form(mistake.command),
    )


def _bad_mandate(mistake: m.BadMandate, _at: Setting) -> Document:
    return say(
        f"I cannot read “{mistake.typed}” as a mandate. Put it on a line of its own below the title, and say which"
        " office may do what, and where it ends: ",
        Code(MANDATE_LINE),
    )


def _mandate_unbounded(mistake: m.MandateUnbounded, _at: Setting) -> Document:
    return say(
        f"“{mistake.sum}” stands in what that mandate is for, where it bounds nothing, so nothing was recorded. Say"
        f" behind it up to what, such as “up to {mistake.sum}”, or in words where it is no sum: ",
        Code(MANDATE_LINE),
    )


def _not_decided(mistake: m.NotDecided, at: Setting) -> Document:
    number = f"P{mistake.proposal}"
    return say(
        f"{number} is not decided yet, so it empowers nobody, and nothing is recorded. To see where it stands: ",
        at.type(f"status {number}"),
        ". If you acted under another decision, put its number as the mandate; if under none, put “none”. For"
        " example: ",
        at.form("act"),
    )


def _office_vacant(mistake: m.OfficeVacant, at: Setting) -> Document:
    return say(
        f"The office of {mistake.office} is vacant, so there is nobody to recall. To see how it is filled: ",
        at.type("officers"),
    )


def _which_act(mistake: m.WhichAct, at: Setting) -> Document:
    acts = [f"O{number}" for number in mistake.acts]
    return say(
        f"Several acts of theirs are recorded as unmandated: {listed(acts)}. Name the one that it is about: ",
        at.type(f"recall NAME unmandated {acts[-1]} because …"),
    )


def _bad_answer(mistake: m.BadAnswer, at: Setting) -> Document:
    spec = CATALOGUE[mistake.command]
    apart = [[Code(each) for each in parameter.choices] for parameter in spec.parameters if parameter.choices]
    if len(apart) > 1:  # a referendum, behind whose question several things may stand
        terms = [part for answers in apart for part in (*choices(answers), "; ")]
        return say(f"I cannot read “{mistake.typed}”. Behind the question may stand, each once: ", *terms,
                   "how long, such as ", Code("for 7d"), ". For example: ", at.form(mistake.command))  # fmt: skip
    answers = [answer for each in apart for answer in each]
    return say(f"“{mistake.typed}” is none of the answers: ", *choices(answers), ". For example: ",
               at.form(mistake.command))  # fmt: skip


def _question_unclear(mistake: m.QuestionUnclear, at: Setting) -> Document:
    question, when = (text.replace('"', "") for text in (mistake.question, mistake.when))
    return say(
        "Where does the question end? It was not put to anybody yet. Put it in quotation marks, and the time until"
        " which it is open behind them: ",
        at.type(f'{mistake.command} "{question}" until {when}'),
    )


def _both_times(mistake: m.BothTimes, at: Setting) -> Document:
    forms = [at.type(example) for example in CATALOGUE[mistake.command].examples if " " in example][-2:]
    return say("Give either how long or until when, not both: ", *choices(forms), ".")


_TIMES: Final[Mapping[TimeProblem, str]] = MappingProxyType(
    {
        TimeProblem.UNREADABLE_LENGTH: "I cannot read “{typed}” as a length of time. Write it like this: ",
        TimeProblem.NO_UNIT: "Is “{typed}” minutes, hours or days? Say which, for example: ",
        TimeProblem.UNREADABLE_TIME: "I cannot read “{typed}” as a date and time. Write it like this: ",
        TimeProblem.UNREADABLE_DAY: "I cannot read “{typed}” as a day. Write it like this: ",
        TimeProblem.NO_SUCH_DAY: "There is no such day as “{typed}”. Write it like this: ",
        TimeProblem.NO_SUCH_TIME: "There is no such time as “{typed}”. Write it like this: ",
        TimeProblem.SKIPPED: "{typed} does not exist in {zone}: the clocks go forward over it. Choose another: ",
        TimeProblem.REPEATED: "{typed} comes twice in {zone}, because the clocks go back. Choose another, such as: ",
        TimeProblem.AHEAD: "“{typed}” is still ahead. If it was a year ago, say the year: ",
        TimeProblem.PAST_DAY: "“{typed}” is over already. Give a day ahead, such as: ",
    }
)


def _bad_time(mistake: m.BadTime, _at: Setting) -> Document:
    return say(_TIMES[mistake.problem].format(typed=mistake.typed, zone=mistake.zone), Code(mistake.instead))


MISTAKES: Final[Mapping[type[Mistake], Callable[[Any, Setting], Document]]] = MappingProxyType(
    {
        m.UnknownCommand: _unknown_command,
        m.MissingNumber: _missing_number,
        m.BadNumber: _bad_number,
        m.WrongKind: _wrong_kind,
        m.Contradiction: _contradiction,
        m.OldCard: _old_card,
        m.WhichCheck: _which_check,
        m.NoCheckOpen: _no_check_open,
        m.RecallNotOpen: _recall_not_open,
        m.MissingText: _missing_text,
        m.TooLong: _too_long,
        m.PersonNotFound: _person_not_found,
        m.PersonAmbiguous: _person_ambiguous,
        m.NoAssembly: _no_assembly,
        m.NameAssembly: _name_assembly,
        m.UnknownAssembly: _unknown_assembly,
        m.AssemblyNotFound: _assembly_not_found,
        m.BadOverride: _bad_override,
        m.TooMany: _too_many,
        m.OfAnother: _of_another,
        m.OnlyInVenue: _only_in_venue,
        m.UnknownPreset: _unknown_preset,
        m.NoActRecorded: _no_act_recorded,
        m.JointHolders: _joint_holders,
        m.OfficeUnclear: _office_unclear,
        m.OfficeRenamed: _office_renamed,
        m.OfficeHeldBy: _office_held_by,
        m.SeveralSums: _several_sums,
        m.BadMandate: _bad_mandate,
        m.MandateUnbounded: _mandate_unbounded,
        m.WhichAct: _which_act,
        m.NotDecided: _not_decided,
        m.OfficeVacant: _office_vacant,
        m.BadAnswer: _bad_answer,
        m.QuestionUnclear: _question_unclear,
        m.BothTimes: _both_times,
        m.BadTime: _bad_time,
    }
)
"""Every mistake has its words; a test goes through the union and fails if one is missed."""
