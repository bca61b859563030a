"""Direct answers, and what can be looked up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.answers.answer import answer_query, answer_to
from adapters.commands import CATALOGUE, GROUPS
from adapters.documents import Document
from adapters.mistakes import Mistake
from adapters.validating import Query
from deliberation import commands as cmd
from deliberation.commands import Command
from deliberation.ids import PersonId
from deliberation.positions import Stance
from deliberation.rules import RULES, value_of
from tests.support.engine import ROOM, Moot
from tests.support.words import NAMES, context, is_clean, leaves, plain, typed

ADA, BEN, CY = PersonId("ada"), PersonId("ben"), PersonId("cy")


@pytest.fixture
def moot() -> Moot:
    """An assembly that is deciding about seed."""
    moot = Moot.founded("ada", "ben", "cy", "dee", "eve")
    moot.called()
    return moot


def done(moot: Moot, line: str, actor: str = "ada", *, always: bool = False) -> str:
    """Do what a line asks for, and give the answer to it."""
    command = typed(line, moot.assembly, moot, actor)
    assert isinstance(command, Command), command
    return plain(answer_to(command, moot.do(command), moot.assembly, NAMES, always=always))


def looked_up(moot: Moot, line: str) -> str:
    """Give the answer to a question."""
    return plain(_answer(moot, line))


def _answer(moot: Moot, line: str) -> Document:
    query = typed(line, moot.assembly, moot)
    assert isinstance(query, Query), query
    return answer_query(query, context(moot.assembly, moot), NAMES)


# --- what was recorded


def test_positions_are_confirmed_in_a_line(moot: Moot) -> None:
    """What was recorded, that it can be changed, and what is missing."""
    assert done(moot, "agree P1") == "Recorded: you agree to P1. You can change it until it closes."
    assert done(moot, "stand-aside P1 because tired", "ben") == (
        "Recorded: you stand aside on P1, with your reason. You can change it until it closes."
    )
    assert done(moot, "block P1", "cy") == (
        "Recorded: you block P1. Please say why, so that it can be met: reply to what I write to you in private, or"
        " `!block P1 because …`"
    )
    assert done(moot, "retract P1", "cy") == (
        "Recorded: you have no position on P1 any more. You can take one until it closes."
    )


def test_saying_it_twice_is_confirmed_and_counts_once(moot: Moot) -> None:
    """The second time nothing happens, and that is said."""
    done(moot, "agree P1")
    assert done(moot, "agree P1") == "That is recorded already: you agree to P1."
    assert moot.check().tally.agree == 1


def test_the_last_answer_does_not_promise_a_change(moot: Moot) -> None:
    """Once everyone has answered it is closed."""
    moot.agree("ada", "ben", "cy", "dee")
    assert done(moot, "agree P1", "eve") == "Recorded: you agree to P1."


def test_what_comes_late_is_said_to_be(moot: Moot) -> None:
    """Listed, not counted, the first time and the second."""
    moot.agree("ada", "ben", "cy")
    moot.at(hours=72)
    assert "not counted" in done(moot, "agree P1", "dee")
    assert "too late to count" in done(moot, "agree P1", "dee")


def test_a_change_of_mind_that_comes_late_is_not_said_to_stand(moot: Moot) -> None:
    """Whoever blocked, and agrees again and again after the close, is not told that they agree."""
    moot.agree("ada", "ben", "dee")
    moot.block("cy")
    moot.at(hours=72)
    assert "not counted" in done(moot, "agree P1", "cy")
    assert "too late to count" in done(moot, "agree P1", "cy")
    assert done(moot, "block P1", "cy") == "That is recorded already: you block P1."


def test_what_the_room_reads_is_not_said_twice(moot: Moot) -> None:
    """A proposal has its message, a call its card; only in private is there an answer to them."""
    assert done(moot, "propose Tea") == ""
    assert done(moot, "propose Milk", always=True) == "Recorded as P3. Everyone in The moot can read it now."
    assert done(moot, "concern P2 Hm", "ben", always=True) == "Recorded as C1. Everyone in The moot can read it now."
    assert done(moot, "resolve C1", "ben", always=True) == "Recorded. Everyone in The moot is told."
    assert done(moot, "consensus P2") == ""
    assert done(moot, "consensus P3", always=True) == "Recorded: consensus is called on P3."


def test_signatures_and_apologies_are_confirmed(moot: Moot) -> None:
    """Also the one that opens the recall."""
    moot.agree("ada", "ben", "cy", "dee", "eve")
    moot.elect("ben", "ada")
    moot.recall("ben", "cy")
    assert done(moot, "sign R1", "dee") == "Recorded: you signed R1."
    assert done(moot, "unsign R1", "dee") == "Recorded: your name is off R1."
    done(moot, "sign R1", "dee")
    assert "the recall opens now" in done(moot, "sign R1", "eve")
    assert done(moot, "apologies for 10 days").startswith("Recorded: you are away until 2026-01-15 09:00.")


# --- help


def test_the_help_lists_every_command(moot: Moot) -> None:
    """Each with what it does, by what one wants to do."""
    text = looked_up(moot, "help")
    for spec in CATALOGUE.values():
        assert f"- `!{spec.name}`: {spec.summary}" in text


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_the_help_explains_each_command(moot: Moot, name: str) -> None:
    """What it takes, an example, and its other names."""
    spec = CATALOGUE[name]
    text = looked_up(moot, f"help {name}")
    assert text.startswith(f"# `!{name}`\n{spec.summary}.")
    assert f"`!{spec.examples[0]}`" in text
    assert all(alias in text for alias in spec.aliases)
    assert all(parameter.meaning in text for parameter in spec.parameters)


@pytest.mark.parametrize("group", GROUPS)
def test_the_help_lists_a_group(moot: Moot, group: str) -> None:
    """By its name, however that is written, and nothing of another; also where a command has such a name too."""
    text = looked_up(moot, f"help {group.casefold()}")
    assert text.startswith(f"# {group}\n- `!")
    for spec in CATALOGUE.values():
        assert (f"- `!{spec.name}`: " in text) == (spec.group == group)


def test_the_help_on_what_there_is_not_says_so(moot: Moot) -> None:
    """An unknown command is told where to look; the help needs no assembly."""
    assert looked_up(moot, "help frobnicate") == "There is no command “frobnicate”. To see what you can type: `!help`"
    for topic in ("block", "!block", "/block"):
        assert looked_up(moot, f"help {topic}").startswith("# `!block`")
    assert looked_up(moot, "help office create").startswith("# `!office`"), "as Discord has it"
    assert "`!help ballot`" in looked_up(moot, "help how do I vote")
    assert "`!officers`" in looked_up(moot, "help treasurer")
    assert looked_up(moot, "help treasurer") == looked_up(moot, "help offices")
    assert looked_up(moot, "help everything") == looked_up(moot, "help")
    assert "sum: what it cost, such as £120.50 (typed, in the line or on a line" in looked_up(moot, "help act")
    assert looked_up(moot, "help ?") == "To see what you can type: `!help`"
    query = typed("help", None, moot)
    assert isinstance(query, Query)
    assert plain(answer_query(query, context(None, moot), NAMES)).startswith("# What you can type")


# --- why


def test_why_shows_the_working_while_it_is_open(moot: Moot) -> None:
    """Each step in words with its figures, and what would carry it."""
    moot.agree("ada", "ben")
    moot.block("cy")
    assert looked_up(moot, "why P1") == (
        "# Why: P1 · Buy seed\n"
        "5 could answer: 2 agree, nobody stands aside and 1 blocks.\n"
        "It is open until 2026-01-08 09:00. If it closed now: blocked, because:\n"
        "- 1 person blocks; one is enough\n"
        "It would carry with every block withdrawn (1) and 1 more agreement."
    )


def test_why_shows_the_working_after_the_close(moot: Moot) -> None:
    """The recorded outcome and how it was reached."""
    moot.agree("ada", "ben")
    moot.stand_aside("cy")
    moot.at(hours=72)
    moot.agree("dee")
    expected = (
        "# Why: P1 · Buy seed\n"
        "5 could answer: 2 agree, 1 stands aside and nobody blocks.\n"
        "Closed 2026-01-08 09:00: consensus, because:\n"
        "- Nobody blocks\n"
        "- 3 of 5 took a position; at least 3 must: enough\n"
        "- 2 of those 3 agree; at least 2 must (half): enough\n"
        "- 1 of those 3 stands aside; at most 1 may (a third): few enough\n"
        "1 answer came after the close and did not count."
    )
    assert looked_up(moot, "why P1") == expected
    assert looked_up(moot, "why D1") == expected
    assert looked_up(moot, "why") == expected


def test_why_says_when_nothing_would_carry_it(moot: Moot) -> None:
    """Where even everyone's agreement is too little, it says who would have to change."""
    moot.stand_aside("ada", "ben", "cy")
    assert "some who stand aside would have to agree" in looked_up(moot, "why P1")


def test_why_says_when_it_carries(moot: Moot) -> None:
    """Nothing more is needed then."""
    moot.agree("ada", "ben", "cy")
    assert looked_up(moot, "why").endswith("If nothing more is said, it carries.")


def test_why_of_what_was_never_called(moot: Moot) -> None:
    """There is nothing to count, and where to look instead."""
    moot.propose(title="Tea")
    assert "Consensus has not been called on P2 yet" in looked_up(moot, "why P2")
    assert "Consensus has not been called on anything here yet" in looked_up(Moot.founded("ada", "ben"), "why")


def test_why_names_rules_of_ones_own_and_extensions() -> None:
    """What differs from the usual is said, so that nobody thinks it a mistake."""
    moot = Moot.founded("ada", "ben", "cy", "dee", rules={"quorum-share": "1", "agree-share": "2/3"})
    moot.do(cmd.GiveApologies(actor=BEN, until=moot.now + timedelta(days=30)))
    moot.called()
    moot.block("cy", reason="")
    moot.agree("ada", "ben")
    moot.at(hours=72)
    moot.at(hours=24)
    moot.at(hours=72)
    text = looked_up(moot, "why P1")
    for said in (
        "by this assembly's own rules",
        "extended once for the reason of a block",
        "1 block without a reason counted as standing aside",
        "1 person had sent apologies",
        "(two thirds)",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("majority", "2 say remove and 1 say keep"),
        ("consensus-to-keep", "2 people say remove"),
        ("consensus-to-remove", "1 person says keep"),
    ],
)
def test_why_of_a_recall_follows_the_assembly_rule(rule: str, said: str) -> None:
    """Each removal rule has its own working."""
    moot = Moot.founded("ada", "ben", "cy", "dee", "eve", rules={"recall-rule": rule})
    moot.elect("ben", "ada")
    moot.recall("ben", "ada", "cy", "dee")
    moot.say(Stance.REMOVE, "ada", "cy", check=2)
    moot.say(Stance.KEEP, "dee", check=2)
    text = looked_up(moot, "why R1")
    assert said in text
    assert "Here an officer" in text


@pytest.mark.parametrize(
    ("rule", "stance", "said"),
    [
        ("consensus-to-remove", Stance.REMOVE, "3 of those 3 say remove"),
        ("consensus-to-keep", Stance.KEEP, "3 of those 3 say keep"),
    ],
)
def test_why_of_a_recall_by_consensus_counts_what_was_said(rule: str, stance: Stance, said: str) -> None:
    """Nobody agrees in a recall: they say remove, or keep."""
    moot = Moot.founded("ada", "ben", "cy", "dee", "eve", rules={"recall-rule": rule})
    moot.elect("ben", "ada")
    moot.recall("ben", "ada", "cy", "dee")
    moot.say(stance, "ada", "cy", "dee", check=2)
    assert said in looked_up(moot, "why R1")


# --- status


def test_status_lists_what_is_open(moot: Moot) -> None:
    """Being decided, cooling off, discussed, petitions, offices to fill."""
    moot.agree("ada", "ben", "cy", "dee", "eve")
    moot.elect("ben", "ada")
    moot.propose(title="Paint the hall")
    moot.do(cmd.RaiseConcern(actor=BEN, proposal=3, text="Dear"))
    moot.call(moot.propose(title="Buy tea"), "ben")
    moot.agree("ada", check=3)
    moot.recall("ben", "cy")
    assert looked_up(moot, "status") == (
        "# What is open in The moot\n"
        "Being decided now\n"
        "- P4 · Buy tea: 1 agrees, nobody stands aside and nobody blocks; until 2026-01-08 09:00\n"
        "Being discussed\n"
        "- P3 · Paint the hall (1 concern still open)\n"
        "Petitions\n"
        "- R1 · To recall Ben as secretary: 1 of 3 signatures; until 2026-01-19 09:00\n"
        "To see one of them whole, give its number: `!status P4`"
    )


def test_status_of_nothing_says_what_to_do() -> None:
    """An assembly at rest is told how to begin."""
    assert looked_up(Moot.founded("ada", "ben"), "status") == (
        "# What is open in The moot\nNothing is open. To put something to everyone: `!propose Buy a kettle`"
    )


def test_status_shows_one_thing_whole(moot: Moot) -> None:
    """A proposal, a concern, a decision, a petition and a recall by their numbers."""
    long = "word " * 1000
    moot.do(cmd.Amend(actor=ADA, proposal=1, text=long.strip()))
    moot.do(cmd.RaiseConcern(actor=BEN, proposal=1, text="Dear"))
    moot.block("cy", reason="No socket.")
    whole = looked_up(moot, "status P1")
    assert long.strip() in whole
    assert "It is being decided until" in whole
    assert "- Cy: No socket." in whole
    assert "- C1, Ben: Dear" in whole
    assert looked_up(moot, "status C1").startswith("# C1 · Concern about P1 · Buy seed\nRaised by Ben, ")
    moot.do(cmd.Retract(actor=CY, check=1))
    moot.agree("ada", "ben", "cy", "dee", "eve")
    assert looked_up(moot, "status D1").startswith("D1 · P1 · Buy seed, 5 January 2026: stands\n# P1 · Buy seed")
    assert "D1 · P1 · Buy seed" in looked_up(moot, "status P1")
    moot.elect("ben", "ada")
    moot.recall("ben", "ada", "cy")
    assert looked_up(moot, "status R1").startswith("# R1 · Petition to recall Ben")
    moot.do(cmd.Sign(actor=PersonId("dee"), petition=1))
    assert looked_up(moot, "status R1").startswith("# R1 · Recall of Ben")


def test_status_names_a_vacancy_and_a_withdrawal(moot: Moot) -> None:
    """What ended is said to have ended; what is to be filled stands once, with its election."""
    moot.do(cmd.Withdraw(actor=ADA, proposal=1))
    assert "It was withdrawn." in looked_up(moot, "status P1")
    moot.elect("ben", "ada")
    moot.at(days=366)
    text = looked_up(moot, "status")
    assert "Offices to fill" not in text
    assert "Elections\n- E1 · Election of the secretary: nominations until" in text
    assert "give its number: `!status E1`" in text


# --- decisions, minutes, rules, the assembly


def test_decisions_are_listed_as_they_stand() -> None:
    """In force, cooling off, or sent back."""
    moot = Moot.founded("ada", "ben", "cy", "dee", preset="harmony")
    assert "has decided nothing yet" in looked_up(moot, "decisions")
    for number, title in enumerate(("Tea", "Milk"), 1):
        moot.call(moot.propose(title=title))
        moot.agree("ada", "ben", "cy", check=number)
        moot.at(hours=72)
    moot.block("dee", check=1)
    text = looked_up(moot, "decisions")
    assert "- D1 · P1 · Tea, 8 January 2026: sent back to discussion, no longer stands" in text
    assert "- D2 · P2 · Milk, 11 January 2026: stands, cooling off until 2026-01-16 09:00" in text


def test_minutes_tell_what_happened_in_order(moot: Moot) -> None:
    """Everything that counts, with its day, the newest last; or only since a day."""
    moot.agree("ada", "ben", "cy")
    moot.at(hours=72)
    moot.propose("ben", title="Paint the hall")
    moot.do(cmd.RaiseConcern(actor=CY, proposal=2, text="Dear"))
    assert looked_up(moot, "minutes") == (
        "# Minutes of The moot\n"
        "- 5 January 2026: Ada founded The moot\n"
        "- 5 January 2026: Ada proposed P1 · Buy seed\n"
        "- 5 January 2026: Ada called consensus on P1\n"
        "- 8 January 2026: Ben proposed P2 · Paint the hall\n"
        "- 8 January 2026: Cy raised C1 about P2\n"
        "- 8 January 2026: P1 closed: consensus (3 agree, nobody stands aside and nobody blocks, of 5). That is D1"
    )
    since = looked_up(moot, "minutes since 2026-01-06")
    assert "founded" not in since
    assert "P1 closed" in since
    assert looked_up(moot, "minutes since 2027-01-01") == "Nothing has happened in The moot since then."


def test_minutes_of_elections_and_recalls(moot: Moot) -> None:
    """Who became what, and how a recall went."""
    moot.do(cmd.Amend(actor=ADA, proposal=1, text="Other"))
    moot.do(cmd.Withdraw(actor=ADA, proposal=1))
    moot.elect("ben", "ada")
    text = looked_up(moot, "minutes")
    assert "Ben became secretary" in text
    assert "proposed P1 · Buy seed (now in version 2); withdrawn since" in text
    assert "P1 closed: withdrawn" in text
    assert "Ada called consensus on P1" in text
    assert "The check on P1 began again, on the changed text" in text
    moot.recall("ben", "ada", "cy", "dee")
    moot.say(Stance.REMOVE, "ada", "cy", "dee", "eve", check=3)
    text = looked_up(moot, "minutes")
    assert "Ada started R1, to recall Ben as secretary" in text
    assert "The recall R1 opened" in text
    assert "Ben became secretary" in text
    assert "R1 closed: removed from office (4 say remove, nobody says keep and nobody stands aside, of 4)" in text


def test_long_minutes_show_the_newest() -> None:
    """Sixty entries, and how many there are before them."""
    moot = Moot.founded("ada", "ben", "cy")
    for number in range(70):
        moot.propose(title=f"Thing {number}")
    text = looked_up(moot, "minutes")
    assert "The newest 60; there are 11 earlier ones." in text
    assert "Thing 69" in text
    assert "Thing 9\n" not in text
    assert "- 40 earlier ones\n- P41 · Thing 40" in looked_up(moot, "status")


def test_rules_are_all_shown_with_their_values(moot: Moot) -> None:
    """Every rule, what it is, what it means, how to change it."""
    text = looked_up(moot, "rules")
    for name, spec in RULES.items():
        assert f"- {name} is {value_of(moot.assembly.rules, name)}: {spec.meaning}" in text
    assert "`!change-rule cooling-off 5d`" in text


def test_one_rule_is_shown_with_what_is_usual() -> None:
    """A rule that the assembly has changed says what it would be otherwise."""
    moot = Moot.founded("ada", "ben", preset="harmony")
    assert looked_up(moot, "rules cooling off") == (
        "# cooling-off is 5d\n"
        "It sets how long after consensus those who were absent may still speak (usually 0h).\n"
        "It changes only by this assembly's own consensus. To propose another value, written like `5d`:"
        " `!change-rule cooling-off VALUE`"
    )


def test_an_assembly_tells_of_itself(moot: Moot) -> None:
    """Purpose, people, who sees to procedure and by which rules."""
    text = looked_up(moot, "assembly")
    assert "> to try things" in text
    assert "- 5 people take part, in 1 room" in text
    assert "- Procedure is with Ada, who founded it, until a secretary is elected; an office decides nothing" in text
    assert "- Its rules are those called folkmoot" in text
    moot.agree("ada", "ben", "cy", "dee", "eve")
    moot.elect("ben", "ada")
    moot.do(cmd.ProposeRule(actor=ADA, rule="period", value="48h"))
    moot.call(3, "ben")
    moot.agree("ada", "ben", "cy", "dee", "eve", check=3)
    text = looked_up(moot, "assembly")
    assert "- Procedure is with Ben, the secretary; an office decides nothing" in text
    assert "- Ben is secretary until 2027-01-05 09:00" in text
    assert "- Its rules are those called folkmoot, except period (48h)" in text
    moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    moot.do(cmd.Leave(actor=ADA, venue=ROOM))
    assert "Nobody holds procedure, so anyone taking part may call consensus" in looked_up(moot, "assembly")


@pytest.mark.parametrize("spec", [spec for spec in CATALOGUE.values() if spec.query], ids=lambda spec: spec.name)
def test_every_question_has_a_clean_answer(moot: Moot, spec: object) -> None:
    """Whatever names and texts hold, what is answered is clean."""
    name = getattr(spec, "name", "")
    moot.block("cy", reason="No socket.")
    query = typed(name, moot.assembly, moot)
    assert not isinstance(query, Mistake)
    assert isinstance(query, Query)
    names = {**NAMES, CY: "C\u202ey\x00"}
    document = answer_query(query, context(moot.assembly, moot), names)
    assert document.blocks
    assert all(map(is_clean, leaves(document)))


def test_what_is_answered_is_what_was_asked_for_and_not_what_follows_from_it(moot: Moot) -> None:
    """Whoever resigns has not called the election that opens by it; asking about deadlock calls no consensus."""
    moot.elect("ben", "ada")
    assert done(moot, "resign", "ben", always=True) == "Done: you are no longer secretary of The moot."
    told = done(moot, "election secretary", always=True)
    assert told.startswith("Called as E2."), "the one that opened by itself makes way for it"
    first, second = numbers = moot.propose(title="Buy hay"), moot.propose(title="Buy oats")
    for number in numbers:
        failed = replace(moot.proposal(number), failed_checks=2)
        moot._assembly = replace(moot.assembly, proposals=moot.assembly.proposals.put(number, failed))
    assert done(moot, f"deadlock P{first} with P{second}", always=True) == (
        f"Recorded: everyone in The moot is asked whether there is deadlock about P{first} and P{second}."
    )
