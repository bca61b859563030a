"""The words for everything that an assembly refuses: what was refused, why, and what to do instead."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from adapters.catalogue.donations import A_GIFT
from adapters.cleaning import clean_line
from adapters.documents import Document, Inline
from adapters.effects import may_close_unanswered
from adapters.figures import words_on
from adapters.phrases import length, listed, matter, moment
from adapters.references import DONATION, KINDS
from adapters.setting import Setting, choices, say, who_calls
from adapters.visits import first_room
from deliberation import refusals as no
from deliberation.assembly import Assembly
from deliberation.checks import Check, OnRecall
from deliberation.offices import Petition
from deliberation.phases import Phase
from deliberation.polls import OnDeadlock
from deliberation.proposals import Proposal
from deliberation.recalls import not_cited_until, was_held_on
from deliberation.refusals import Refusal
from deliberation.rules import RULES, Entry

_LETTERS: Final = {word: letter for letter, word in KINDS.items()}


def _not_taking_part(_no: no.NotTakingPart, at: Setting) -> Document:
    if at.assembly is not None and at.assembly.rules.entry is not Entry.OPEN:
        return say(
            f"You are not taking part in {at.here} yet: being in its room is not enough. If you are there, type: ",
            at.type("ask"),
            ". If you are not, join the room first.",
        )
    return say(
        f"You are not taking part in {at.here} yet. If you are in its room, type there: ",
        at.type("join"),
        ". If you are not, join the room first.",
    )


def _not_administering(_no: no.NotAdministering, _at: Setting) -> Document:
    return say(
        "Only someone who administers this room can do that, so that no room is taken over without its keepers knowing."
        " Ask one of them to type it."
    )


def _already_bound(refusal: no.AlreadyBound, at: Setting) -> Document:
    return say(f"This room already belongs to the assembly {refusal.name}. To see more about it: ", at.type("assembly"))


def _unknown(refusal: no.Unknown, at: Setting) -> Document:
    letter = _LETTERS.get(refusal.kind, "")
    if not refusal.latest:
        none = f"There is no {refusal.kind} in {at.here} yet."
        if refusal.kind not in _BEGUN:
            return say(none)
        what, form = _BEGUN[refusal.kind]
        return say(f"{none} {what}: ", at.type(form))
    what, lists = _LISTED.get(refusal.kind, ("what is open", "status"))
    return say(
        f"There is no {refusal.kind} {letter}{refusal.number} in {at.here}; the latest is {letter}{refusal.latest}."
        f" To see {what}: ",
        at.type(lists),
    )


_LISTED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "decision": ("what was decided", "decisions"),
        "moot": ("which are ahead", "moots"),
        "action": ("what is to be done", "actions"),
        "act": ("what officers did", "acts"),
        "election": ("all of them", "election"),
        "donation": ("what was given", "donations"),
    }
)
"""What shows those of a kind, where that is not the list of what is open."""

_OF_NOTICES: Final = (
    "One is sent by another assembly that would do something which affects this one; about a proposal of your own, say"
)
_BEGUN: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "donation": ("The treasurer records one in private", f"donation-record {A_GIFT}"),
        "ballot": ("To see what is open, and when a ballot comes", "status"),
        "election": ("To call one", "election secretary"),
        "notice": (_OF_NOTICES, "concern P1 your concern"),
        "petition": ("To begin one, if an officer is to be recalled", "recall NAME because …"),
    }
)  # fmt: skip
"""How there comes to be the first of a kind, where somebody may wonder."""


_PHASES: Final[Mapping[Phase, str]] = MappingProxyType(
    {
        Phase.DISCUSSION: "is being discussed",
        Phase.CHECK: "is being decided now: consensus has been called",
        Phase.COOLING_OFF: "has been agreed and is cooling off",
        Phase.BALLOT: "is before a ballot",
        Phase.CLOSED: "has been decided",
    }
)


def _wrong_phase(refusal: no.WrongPhase, at: Setting) -> Document:
    number = f"P{refusal.proposal}"
    proposal = at.assembly.proposals.get(refusal.proposal) if at.assembly else None
    if refusal.withdrawn and proposal is not None and may_close_unanswered(proposal):
        return say(f"{number} is closed, so that is over. To see how it came out: ", at.type(f"status {number}"))
    if refusal.withdrawn:
        return say(f"{number} was withdrawn, so that is over. To propose something new: ", at.form("propose"))
    phase = "lost a ballot and is closed" if _lost(refusal.phase, proposal) else _PHASES[refusal.phase]
    opening = f"{number} {phase}, so {_ASKED.get(refusal.asked, 'that')} is not possible now. "
    if refusal.phase is Phase.CHECK:
        return say(opening, "To say where you stand: ", at.type(f"agree {number}"))
    if refusal.phase in {Phase.DISCUSSION, Phase.BALLOT}:
        return say(opening, "To see where it stands: ", at.type(f"status {number}"))
    if refusal.phase is Phase.COOLING_OFF:
        return say(
            opening, "Whoever took no position can still send it back with a reason: ", at.type(f"block {number}")
        )
    return say(opening, "To change what was decided, propose something new: ", at.form("propose"))


def _lost(phase: Phase, proposal: Proposal | None) -> bool:
    """Whether a ballot was held on it, and decided for something else."""
    return phase is Phase.CLOSED and proposal is not None and not proposal.withdrawn and not proposal.decision


_ASKED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "call": "calling consensus",
        "amend": "changing its text",
        "withdraw": "withdrawing it",
        "concern": "raising a concern",
        "bind": "adding a room",
    }
)


def _only_proposer(refusal: no.OnlyProposer, at: Setting) -> Document:
    number, proposer = f"P{refusal.proposal}", at.name(refusal.proposer)
    if refusal.asked == "withdraw":
        return say(
            f"Only {proposer}, who made {number}, can withdraw it. To take back where you stand, a block too: ",
            at.type(f"retract {number}"),
        )
    return say(
        f"Only {proposer}, who made {number}, can change it. To say what should be different: ",
        at.type(f"concern {number} your concern"),
    )


def _not_convening(refusal: no.NotConvening, at: Setting) -> Document:
    who = at.people(refusal.conveners)
    if refusal.asked == "bind":
        return say(f"Adding a room to {at.here} is for {who}, who sees to its procedure. Ask them to type it here.")
    if refusal.asked == "go-round":
        return say(f"In {at.here}, asking one after the other is for {who}, who sees to its procedure. Ask them to.")
    if refusal.asked == "deadlock":
        return say(f"In {at.here}, asking whether there is deadlock is for {who}. Ask them to.")
    if refusal.asked == "referendum":
        return say(f"In {at.here}, calling a referendum is for {who}, who sees to its procedure. Ask them to call it.")
    return say(f"In {at.here}, calling consensus is for {who}. Ask them to call it.")


def _not_offered(_no: no.NotOffered, at: Setting) -> Document:
    slug = at.assembly.slug if at.assembly else "its-short-name"
    return say(
        f"No room of that code is on offer to {at.here}. Whoever administers the room types there: ",
        at.type(f"bind {slug}"),
    )


def _too_many_offered(refusal: no.TooManyOffered, at: Setting) -> Document:
    who = listed([at.name(person) for person in refusal.conveners]) if refusal.conveners else "somebody who takes part"
    return say(
        f"There are {refusal.most} rooms on offer to {refusal.name} already; no more are noted now. The first lapses ",
        moment(refusal.until, at.assembly),
        f". Who takes part there can offer rooms beside those of others. Or bring {who} here to type the same: whoever"
        " calls consensus there needs no offer.",
    )


_FOR_OTHERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "call": "call consensus on it",
        "go-round": "go round asking for answers",
        "moot": "see to this moot",
        "deadlock": "ask whether there is deadlock",
    }
)


def _about_yourself(refusal: no.AboutYourself, at: Setting) -> Document:
    if refusal.asked == "elect":
        open_now = [each for each in at.assembly.elections.values() if each.is_open] if at.assembly else []
        form = at.type(f"nominate NAME in E{open_now[-1].number}") if open_now else at.type("elect NAME as OFFICE")
        return say(f"You cannot put your own name forward. Ask someone else in {at.here} to do it: ", form)
    if refusal.asked in _FOR_OTHERS:
        what = _FOR_OTHERS[refusal.asked]
        return say(f"This is about you, so you cannot {what}. Anyone else taking part can.")
    if refusal.asked == "recall":
        return say("You cannot start a recall of yourself. To give up an office: ", at.type("resign"))
    if refusal.asked == "appoint":
        return say("You cannot appoint yourself. Appoint somebody else, or let the assembly elect to that office: ",
                   at.type("office change NAME elected"))  # fmt: skip
    if refusal.asked == "welcome":
        return say("Your recall is asked for, and each who comes in raises the number of signatures that it takes; so"
                   " welcoming is for others until that is over. Anyone else taking part can.")  # fmt: skip
    if refusal.asked == "rule":
        return say("Your recall is asked for, so you cannot propose how officers are recalled until that is over."
                   " Anyone else taking part can.")  # fmt: skip
    return say("This petition is about you, so you cannot sign it. You can answer it in the room, or on its card: ",
               at.form("statement"))  # fmt: skip


def _concerns_stand(refusal: no.ConcernsStand, at: Setting) -> Document:
    named = [f"C{number}" for number in refusal.concerns]
    stand = "is a concern that has" if len(named) == 1 else "are concerns that have"
    return say(
        f"There {stand} not been answered: {listed(named)}. Whoever raised one can say that it is answered with ",
        at.type(f"resolve {named[0]}"),
        ". From ",
        moment(refusal.callable_from, at.assembly),
        " consensus can be called all the same, and the card will show what is left.",
    )


def _concern_not_yours(refusal: no.ConcernNotYours, at: Setting) -> Document:
    return say(
        f"C{refusal.concern} was raised by {at.name(refusal.person)}, so only they can say that it is answered."
        " Answer it in the room and ask them to."
    )


def _already_resolved(refusal: no.AlreadyResolved, at: Setting) -> Document:
    return say(
        f"C{refusal.concern} is marked as answered already. If you still have a concern, raise it anew: ",
        at.form("concern"),
    )


def _not_on_roll(refusal: no.NotOnRoll, at: Setting) -> Document:
    what = at.matter(refusal.check)
    if refusal.why is no.OffRoll.SUBJECT:
        return say(f"{what} is about you, so you have no position in it. You can speak in the room.")
    called = moment(refusal.called_at, at.assembly)
    if refusal.why is no.OffRoll.NO_MEMBER:
        return say(
            f"Only members are asked in {what}, and you were not one by the list when it was called, ",
            called,
            ". Your answer was not counted. If that is wrong, tell whoever keeps the list of members. You can speak in"
            " the room.",
        )
    if refusal.why is no.OffRoll.AWAY:
        return say(
            f"Who decides on {what} was settled when it was called, ",
            called,
            f", and you were not taking part in {at.here} just then. Your answer was not counted; your voice in the"
            " room still matters, and the next decision will ask you too.",
        )
    if refusal.why is no.OffRoll.JOINED_LATER:
        return say(
            f"Who decides on {what} was settled when it was called, ",
            called,
            f", and you joined {at.here} after that. Your answer was not counted; your voice in the room still matters,"
            " and the next decision will ask you too.",
        )
    restricted = at.assembly is not None and at.assembly.rules.entry is not Entry.OPEN
    return say(
        f"You were not taking part in {at.here} when {what} was called, ",
        called,
        ". Your answer was not counted. Join one of its rooms (or, in one, type ",
        at.type("ask" if restricted else "join"),
        "), and the next decision will ask you too.",
    )


def _nothing_open(refusal: no.NothingOpen, at: Setting) -> Document:
    number = f"P{refusal.proposal}"
    return say(
        f"Consensus has not been called on {number} yet, so there is nothing to answer. If something worries you: ",
        at.type(f"concern {number} your concern"),
    )


def _came_late(refusal: no.CameLate, at: Setting) -> Document:
    what = at.matter(refusal.check)
    check = at.assembly.checks.get(refusal.check) if at.assembly else None
    if check is not None and isinstance(check.question, OnDeadlock):
        return _after_deadlock(check, at)
    return say(
        f"{what} closed ",
        moment(refusal.closed_at, at.assembly),
        ", so that comes too late and changes nothing. To see how it came out: ",
        at.type(f"why {what}"),
    )


def _wrong_stance(refusal: no.WrongStance, at: Setting) -> Document:
    what = at.matter(refusal.check)
    check = at.assembly.checks.get(refusal.check) if at.assembly else None
    recall = check is not None and isinstance(check.question, OnRecall)
    words = words_on(check.question) if check is not None else ("agree", "stand-aside", "block")
    asks = "asks whether an officer should be removed" if recall else "is a proposal"
    if check is not None and isinstance(check.question, OnDeadlock):
        if not check.is_open:
            return _after_deadlock(check, at)
        asks = "asks whether there is deadlock"
    return say(f"{what} {asks}, so the answers are ", *choices([at.type(f"{word} {what}") for word in words]), ".")


def _after_deadlock(check: Check, at: Setting) -> Document:
    """Say where a proposal is, once the question whether there is deadlock about it is over."""
    what, proposal = at.matter(check.number), matter(check)
    poll = at.assembly.poll_on(int(proposal[1:])) if at.assembly else None
    if poll is None:
        return say(f"The question whether there is deadlock about {what} is over, and nothing more is recorded. To see"
                   " how things stand: ", at.type(f"status {proposal}"))  # fmt: skip
    number = f"B{poll.number}"
    if poll.is_open:
        return say(f"{what} is being voted on, and nothing was recorded. One votes in private: ",
                   at.type(f"ballot {number}"))  # fmt: skip
    return say(f"{what} was voted on in {number}, so nothing more is recorded. To see how it came out: ",
               at.type(f"why {number}"))  # fmt: skip


def _no_position(refusal: no.NoPosition, at: Setting) -> Document:
    return say(f"You have no position on {at.matter(refusal.check)}, so there is nothing to take back.")


def _reaction_stands(refusal: no.ReactionStands, at: Setting) -> Document:
    what = at.matter(refusal.check) if refusal.check else f"R{refusal.petition}"
    said = "what you said in" if refusal.check else "your signature on"
    slug = f"@{at.assembly.slug}" if at.assembly else ""
    return say(
        f"Your reaction is gone, but {said} {what} still counts: it is about a person, and somebody else could have"
        " removed it unseen. To take it back yourself: ",
        at.type(f"{'retract' if refusal.check else 'unsign'} {what.partition('@')[0]}{slug}"),
    )


def _block_stands(refusal: no.BlockStands, at: Setting) -> Document:
    what = at.matter(refusal.check)
    return say(
        f"Your reaction is gone, but your block on {what} stands: only your own word withdraws it. To do so: ",
        at.type(f"retract {at.matter_anywhere(refusal.check)}"),
    )


def _bad_period(refusal: no.BadPeriod, at: Setting) -> Document:
    what, example = _TIMED[refusal.command]
    return say(
        f"{what} can be open for {length(refusal.least)} at the least and {length(refusal.most)} at the most. Leave"
        " the time out to use this assembly's own, or say for example: ",
        at.type(example),
    )


_TIMED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "consensus": ("Consensus", "consensus P1 in 48h"),
        "deadlock": ("The question whether there is deadlock", "deadlock P1 in 48h"),
        "referendum": ("A referendum", 'referendum "Shall we meet on Fridays?" roll:participants for 7d'),
    }
)


def _deadline_past(refusal: no.DeadlinePast, at: Setting) -> Document:
    return say(
        "That deadline, ",
        moment(refusal.deadline, at.assembly),
        ", is over already. Give one ahead, or a length of time: ",
        at.type("consensus P1 in 48h"),
    )


def _bad_apologies(_no: no.BadApologies, at: Setting) -> Document:
    return say("Apologies are for a time ahead, up to a year. For example: ", at.type("apologies for 10 days"))


def _no_roll(_no: no.NoRoll, at: Setting) -> Document:
    return say(f"Nobody is taking part in {at.here} who could decide this, so it was not called.")


def _statement_missing(_no: no.StatementMissing, at: Setting) -> Document:
    return say(
        f"In {at.here} every proposal says who suffers less by it, and how we would know. Send it again with a line"
        " that begins “Suffers less:”, such as “Suffers less: all who sit in the cold hall; we ask them in spring”."
    )


def _nothing_changed(refusal: no.NothingChanged, at: Setting) -> Document:
    if not refusal.there:
        return say(f"That is how it stands already ({refusal.what}), so nothing was changed.")
    command = "donations" if refusal.there.startswith(DONATION) else "status"
    return say(
        f"You said that a moment ago, and it is there as {refusal.there}, so nothing was recorded twice. To see it: ",
        at.type(f"{command} {refusal.there}"),
    )


def _already_proposed(refusal: no.AlreadyProposed, at: Setting) -> Document:
    number = f"P{refusal.proposal}"
    opening = f"That is proposed already, as {number}, so nothing new was recorded."
    proposal = at.assembly.proposals.get(refusal.proposal) if at.assembly else None
    if proposal is not None and proposal.phase is Phase.CHECK:
        return say(f"{opening} It is being decided now. To say where you stand: ", at.type(f"agree {number}"))
    if proposal is not None and proposal.phase is Phase.DISCUSSION:
        return say(
            f"{opening} To support it, say so here. When it is ready, {who_calls(proposal, at)} can call consensus: ",
            at.type(f"consensus {number}"),
        )
    return say(f"{opening} To see how it stands: ", at.type(f"status {number}"))


def _fixed_effect(refusal: no.FixedEffect, at: Setting) -> Document:
    number = f"P{refusal.proposal}"
    return say(
        f"{number} brings something about by itself, so its text cannot be changed. Withdraw it and make another: ",
        at.type(f"withdraw {number}"),
    )


def _no_such_rule(refusal: no.NoSuchRule, at: Setting) -> Document:
    typed = refusal.rule[:80]
    near = [name for name in RULES if name.startswith(f"{typed}-")] or get_close_matches(typed, list(RULES), n=1)
    if near:
        return say(
            f"There is no rule “{typed}”. Perhaps you mean {listed(near, 'or')}. To see it, and how to change it: ",
            at.type(f"rules {near[0]}"),
        )
    return say(f"There is no rule “{refusal.rule[:80]}”. To see them all: ", at.type("rules"))


def _bad_rule_value(refusal: no.BadRuleValue, at: Setting) -> Document:
    return say(
        f"The rule {refusal.rule} cannot take that value: {refusal.problem}. For example: ",
        at.type(f"change-rule {refusal.rule} {refusal.example}"),
    )


def _not_participant(refusal: no.NotParticipant, at: Setting) -> Document:
    return say(f"{at.name(refusal.person)} is not taking part in {at.here}. They can join one of its rooms first.")


_PLAIN: Final = re.compile(r"[^\W\d_][\w'-]*(?: [\w'-]+)*")
"""A name that can stand in a command as it is."""


def _no_such_office(refusal: no.NoSuchOffice, at: Setting) -> Document:
    offices = listed(refusal.offices, "or") or "no office yet"
    near = get_close_matches(refusal.office, refusal.offices, n=1)
    perhaps = f" Perhaps you mean {near[0]}." if near else ""
    return say(
        f"{at.here} has no office of “{clean_line(refusal.office, limit=80)}”.{perhaps} It has: {offices}. To see who"
        " holds them: ",
        at.type("officers"),
        ". To propose another: ",
        _to_create(clean_line(refusal.office, limit=40), at),
    )


def _to_create(typed: str, at: Setting) -> Inline:
    """Write how the very office is proposed that was asked for; where it is no plain name, an example."""
    return at.type(f"office create {typed}") if _PLAIN.fullmatch(typed) else at.form("office")


def _already_nominated(refusal: no.AlreadyNominated, at: Setting) -> Document:
    name = at.name(refusal.person)
    if refusal.proposal is None:
        return say(f"{name} is {refusal.office} of {at.here} already.")
    number = f"P{refusal.proposal}"
    return say(
        f"Whether {name} is to be {refusal.office} is being decided already, as {number}. To say where you stand: ",
        at.type(f"agree {number}"),
    )


def _one_name_each(refusal: no.OneNameEach, at: Setting) -> Document:
    number = f"P{refusal.proposal}"
    return say(
        f"You have put a name forward for {refusal.office} already, in {number}. When that is decided you can put"
        " forward another; anyone else can do so now. To see how it stands: ",
        at.type(f"status {number}"),
    )


def _not_an_officer(refusal: no.NotAnOfficer, at: Setting) -> Document:
    return say(
        f"{at.name(refusal.person)} holds no office in {at.here}, so there is nothing to recall them from. To see who"
        " holds one: ",
        at.type("officers"),
    )


def _recall_under_way(refusal: no.RecallUnderWay, at: Setting) -> Document:
    number = f"R{refusal.petition}"
    petition = at.assembly.petitions.get(refusal.petition) if at.assembly else None
    if petition is not None and petition.check is not None:
        return say(f"A recall of that officer is open already: {number}. To answer it: ", at.type(f"remove {number}"))
    said: list[Inline | str] = [f"There is a petition about that officer already: {number}. To sign it: "]
    said.append(at.type(f"sign {number}"))
    act = _could_be_cited(at.assembly, petition) if at.assembly is not None and petition is not None else None
    if petition is not None and act is not None:
        whom = f"{at.name(petition.officer)} as {clean_line(petition.office, limit=80)}"
        said += [
            ". One that cites an act without a mandate can begin beside it, and may need fewer: ",
            at.type(f"recall {whom} unmandated O{act} because …"),
        ]
    return say(*said)


def _could_be_cited(assembly: Assembly, petition: Petition) -> int | None:
    """Give the newest act that a petition beside this one could cite, where this one cites none."""
    mine = (petition.officer, petition.office)
    acts = [each for each in assembly.acts.values() if not each.mandated and (each.officer, each.office) == mine]
    numbers = [each.number for each in acts if not was_held_on(assembly, each.number)]
    fresh = [number for number in numbers if not_cited_until(assembly, number) is None]
    return fresh[-1] if fresh and petition.act is None else None


def _already_signed(refusal: no.AlreadySigned, at: Setting) -> Document:
    number = f"R{refusal.petition}"
    return say(
        f"You have signed {number} already; your name counts once. To take it off: ", at.type(f"unsign {number}")
    )


def _not_signed(refusal: no.NotSigned, at: Setting) -> Document:
    return say(f"You have not signed R{refusal.petition}, so there is nothing to take back.")


def _petition_over(refusal: no.PetitionOver, at: Setting) -> Document:
    number = f"R{refusal.petition}"
    petition = at.assembly.petitions.get(refusal.petition) if at.assembly else None
    check = at.assembly.checks.get(petition.check) if at.assembly and petition and petition.check else None
    if check is not None and check.is_open:
        return say(
            f"{number} has all the signatures it needs, and the recall is open. To answer it: ",
            *choices([at.type(f"remove {number}"), at.type(f"keep {number}")]),
            ".",
        )
    return say(f"{number} is over and gathers no more signatures. To see how it ended: ", at.type(f"status {number}"))


REFUSALS: Final[Mapping[type[Refusal], Callable[[Any, Setting], Document]]] = MappingProxyType(
    {
        no.NotTakingPart: _not_taking_part,
        no.NotAdministering: _not_administering,
        no.AlreadyBound: _already_bound,
        no.Unknown: _unknown,
        no.WrongPhase: _wrong_phase,
        no.OnlyProposer: _only_proposer,
        no.NotConvening: _not_convening,
        no.NotOffered: _not_offered,
        no.NobodyHereYet: lambda refusal, at: first_room(refusal.sponsors, refusal.full_until, at),
        no.TooManyOffered: _too_many_offered,
        no.AboutYourself: _about_yourself,
        no.ConcernsStand: _concerns_stand,
        no.ConcernNotYours: _concern_not_yours,
        no.AlreadyResolved: _already_resolved,
        no.NotOnRoll: _not_on_roll,
        no.NothingOpen: _nothing_open,
        no.CameLate: _came_late,
        no.WrongStance: _wrong_stance,
        no.NoPosition: _no_position,
        no.BlockStands: _block_stands,
        no.ReactionStands: _reaction_stands,
        no.BadPeriod: _bad_period,
        no.DeadlinePast: _deadline_past,
        no.BadApologies: _bad_apologies,
        no.NoRoll: _no_roll,
        no.StatementMissing: _statement_missing,
        no.NothingChanged: _nothing_changed,
        no.AlreadyProposed: _already_proposed,
        no.FixedEffect: _fixed_effect,
        no.NoSuchRule: _no_such_rule,
        no.BadRuleValue: _bad_rule_value,
        no.NotParticipant: _not_participant,
        no.NoSuchOffice: _no_such_office,
        no.AlreadyNominated: _already_nominated,
        no.OneNameEach: _one_name_each,
        no.NotAnOfficer: _not_an_officer,
        no.RecallUnderWay: _recall_under_way,
        no.AlreadySigned: _already_signed,
        no.NotSigned: _not_signed,
        no.PetitionOver: _petition_over,
    }
)
"""By the refusal. With those of ``adapters.words.federation`` every one has its words, as a test proves."""
