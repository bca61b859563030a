"""What typed lines mean in an assembly, and what is wrong with them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import mistakes as m
from adapters.cleaning import clean
from adapters.commands import CATALOGUE, TYPED_NAMES
from adapters.inbound import Account, Invocation
from adapters.mistakes import BadTime, TimeProblem
from adapters.references import Kind, Subject
from adapters.validating import Move, PaperAsked, Personal, Query, Visit, named_assembly, validate, validate_reply
from adapters.words.wording import in_words
from deliberation import commands as cmd
from deliberation import refusals as no
from deliberation.commands import Command
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, PersonId
from deliberation.positions import Stance
from tests.support.engine import ROOM, Moot
from tests.support.words import HULL, LEEDS, NAMES, NORTH, YORK, context, is_clean, leaves, typed

ADA, BEN = PersonId("ada"), PersonId("ben")


@pytest.fixture
def moot() -> Moot:
    """An assembly with two proposals, a check on the first of them and a concern about the second."""
    moot = Moot.founded("ada", "ben", "cy", "dee", "eve")
    moot.call(moot.propose(title="Buy a kettle"))
    moot.propose(title="Paint the hall")
    moot.do(cmd.RaiseConcern(actor=BEN, proposal=2, text="It is too dear"))
    until = moot.now + timedelta(days=3)
    moot.do(cmd.TakeNotice(peer=YORK, proposal=7, title="Buy a van", text="A blue one.", until=until))
    return moot


def _recalled(moot: Moot) -> Moot:
    moot.agree("ada", "ben", "cy", "dee", "eve", check=1)
    moot.elect("ben", "ada")
    moot.recall("ben", "ada", "cy", "dee")
    return moot


COMMANDS: list[tuple[str, Command]] = [
    (
        "propose Tea\nNow.\nSuffers less: the cold\nAffects: cyclists; York\nReview: 1/3/2027",
        cmd.Propose(
            actor=ADA,
            title="Tea",
            text="Now.",
            suffering="the cold",
            affects=("cyclists", "York"),
            review="2027-03-01",
            affected=(YORK,),
        ),
    ),
    (
        "propose Tea\nNow.\nTogether with: leeds, @york\nKind: Press",
        cmd.Propose(actor=ADA, title="Tea", text="Now.", kind="Press", holder=NORTH, partners=(LEEDS, YORK)),
    ),
    ("propose Tea\nKind: tea", cmd.Propose(actor=ADA, title="Tea", kind="tea")),
    ("concern P2 too dear", cmd.RaiseConcern(actor=ADA, proposal=2, text="too dear")),
    ("resolve C1", cmd.ResolveConcern(actor=ADA, concern=1)),
    ("amend P2 Tea\nNow.", cmd.Amend(actor=ADA, proposal=2, title="Tea", text="Now.")),
    ("amend P2\nAffects: York", cmd.Amend(actor=ADA, proposal=2, affects=("York",), affected=(YORK,))),
    ("affiliate hull because we share", cmd.ProposeAffiliation(actor=ADA, peer=HULL, reason="we share")),
    (
        "affiliate @york",
        cmd.ProposeAffiliation(actor=ADA, peer=YORK, path=(YORK, NORTH, Peer(AssemblyId("a-1"), "moot", "The moot"))),
    ),
    ("disaffiliate The North", cmd.ProposeParting(actor=ADA, peer=NORTH)),
    ("claim remit Press\nwe speak", cmd.ProposeRemit(actor=ADA, kind="Press", holder=NORTH, reason="we speak")),
    ("claim-remit tea", cmd.ProposeRemit(actor=ADA, kind="tea")),
    ("release-remit tea because no", cmd.ProposeRelease(actor=ADA, kind="tea", reason="no")),
    ("restate-purpose To see\nwhy", cmd.ProposePurpose(actor=ADA, purpose="To see", reason="why")),
    ("object N1 because it is ours", cmd.Object(actor=ADA, notice=1, text="it is ours")),
    ("objection notice 1: it is ours", cmd.Object(actor=ADA, notice=1, text="it is ours")),
    ("withdraw objection 1", cmd.WithdrawObjection(actor=ADA, notice=1)),
    ("withdraw P2", cmd.Withdraw(actor=ADA, proposal=2)),
    ("consensus P2", cmd.CallConsensus(actor=ADA, proposal=2)),
    ("consensus P2 in 48h", cmd.CallConsensus(actor=ADA, proposal=2, period=timedelta(hours=48))),
    ("consensus P2 48h", cmd.CallConsensus(actor=ADA, proposal=2, period=timedelta(hours=48))),
    (
        "consensus P2 by 2026-07-01 18:00",
        cmd.CallConsensus(actor=ADA, proposal=2, deadline=datetime(2026, 7, 1, 17, tzinfo=UTC)),
    ),
    ("consensus P2 friday", cmd.CallConsensus(actor=ADA, proposal=2, deadline=datetime(2026, 1, 9, 18, tzinfo=UTC))),
    ("agree P1 because it helps", cmd.TakePosition(actor=ADA, check=1, stance=Stance.AGREE, reason="it helps")),
    ("agree", cmd.TakePosition(actor=ADA, check=1, stance=Stance.AGREE)),
    ("stand aside 1", cmd.TakePosition(actor=ADA, check=1, stance=Stance.STAND_ASIDE)),
    ("block because no", cmd.TakePosition(actor=ADA, check=1, stance=Stance.BLOCK, reason="no")),
    ("block P1@moot", cmd.TakePosition(actor=ADA, check=1, stance=Stance.BLOCK)),
    ("retract P1", cmd.Retract(actor=ADA, check=1)),
    ("elect @ben:example.org as the Secretary", cmd.NominateOfficer(actor=ADA, person=BEN, office="secretary")),
    (
        "elect Ben because\nshe listens",
        cmd.NominateOfficer(actor=ADA, person=BEN, office="secretary", reason="she listens"),
    ),
    ("elect me", cmd.NominateOfficer(actor=ADA, person=ADA, office="secretary")),
    (
        "recall ben because £40 was spent",
        cmd.StartRecall(actor=ADA, officer=BEN, reason="£40 was spent", source="$typed"),
    ),
    ("sign R1", cmd.Sign(actor=ADA, petition=1, source="$typed")),
    ("unsign 1", cmd.Unsign(actor=ADA, petition=1)),
    ("change-rule cooling off 5 days", cmd.ProposeRule(actor=ADA, rule="cooling-off", value="5d")),
    (
        "change-rule quorum-share 1/4 because few come",
        cmd.ProposeRule(actor=ADA, rule="quorum-share", value="1/4", reason="few come"),
    ),
    ("apologies until 2026-02-10", cmd.GiveApologies(actor=ADA, until=datetime(2026, 2, 10, 23, 59, tzinfo=UTC))),
    ("apologies 10 days", cmd.GiveApologies(actor=ADA, until=datetime(2026, 1, 15, 9, tzinfo=UTC))),
]


@pytest.mark.parametrize(("line", "command"), COMMANDS, ids=[line.partition("\n")[0] for line, _ in COMMANDS])
def test_lines_mean_commands(moot: Moot, line: str, command: Command) -> None:
    """Each thing that can be asked of the engine can be typed."""
    found = typed(line, moot.assembly, moot)
    if isinstance(found, cmd.TakePosition):
        found = replace(found, source="")
    assert found == command


def test_an_assembly_is_founded_where_there_is_none(moot: Moot) -> None:
    """Its name, rules and purpose are typed; who is there and who administers the room come from the platform."""
    found = typed("found Leeds Moot with Harmony rules\nMutual aid", None, moot)
    assert found == cmd.FoundAssembly(
        actor=ADA,
        assembly=context(None, moot).directory.new_id(),
        slug="leeds-moot",
        name="Leeds Moot",
        purpose="Mutual aid",
        preset="harmony",
        venue=ROOM,
        present=(BEN,),
        administers=True,
    )
    assert typed("found Leeds", moot.assembly, moot) == no.AlreadyBound(name="The moot")
    assert typed("elect zed", None, moot) == m.NoAssembly(), "and nobody is looked for before there is one"
    assert isinstance(typed("found Leeds with odd rules", None, moot), m.UnknownPreset)
    assert typed("found Leeds", None, moot, private=True) == m.OnlyInVenue(command="found")


def test_a_room_is_bound_to_the_assembly_that_is_named(moot: Moot) -> None:
    """Binding names the assembly; without one it is asked for."""
    assert typed("bind moot", moot.assembly, moot) == cmd.BindVenue(
        actor=ADA, venue=ROOM, present=(BEN,), administers=True
    )
    assert typed("bind", None, moot) == m.MissingText(command="bind", parameter="assembly")
    assert typed("bind", moot.assembly, moot) == no.AlreadyBound(name="The moot")
    assert typed("bind york", None, moot) == m.UnknownAssembly(command="bind", slug="york", slugs=())


QUERIES: list[tuple[str, Query | Personal]] = [
    ("help", Query(name="help")),
    ("help block", Query(name="help", topic="block")),
    ("why", Query(name="why")),
    ("why P1", Query(name="why", subject=Subject(Kind.PROPOSAL, 1))),
    ("status", Query(name="status")),
    ("status C1", Query(name="status", subject=Subject(Kind.CONCERN, 1))),
    ("decisions", Query(name="decisions")),
    ("rules Cooling Off", Query(name="rules", topic="cooling-off")),
    ("assembly", Query(name="assembly")),
    ("minutes", Query(name="minutes")),
    ("status N1", Query(name="status", subject=Subject(Kind.NOTICE, 1))),
    ("federation", Query(name="federation")),
    ("federation@moot", Query(name="federation")),
    ("remit", Query(name="remit")),
    ("purpose", Query(name="purpose")),
    ("me", Personal(name="me", words={})),
]


@pytest.mark.parametrize(("line", "query"), QUERIES, ids=[line for line, _ in QUERIES])
def test_lines_mean_questions(moot: Moot, line: str, query: Query | Personal) -> None:
    """What changes nothing is a question."""
    assert typed(line, moot.assembly, moot) == query


def test_minutes_begin_with_a_day_of_the_assembly(moot: Moot) -> None:
    """Since a day means since its midnight there."""
    found = typed("minutes since 2026-07-01", moot.assembly, moot)
    assert isinstance(found, Query)
    assert found.since == datetime(2026, 6, 30, 23, tzinfo=UTC)


MISTAKES = [
    ("concurn P1", m.UnknownCommand(name="concurn", nearest=("concern",))),
    ("position", m.UnknownCommand(name="position", nearest=("agree", "stand-aside", "block"))),
    ("vote", m.NoBallotOpen()),
    ("how do I stand?", m.UnknownCommand(name="how", nearest=("accept",))),
    ("who is the treasurer", m.UnknownCommand(name="who", nearest=("officers", "office"))),
    ("what is this", m.UnknownCommand(name="what")),
    ("when does B1 close?", m.UnknownCommand(name="B1")),
    ("stand P1", m.WrongKind(command="accept", typed="P1", letters="E")),
    ("frobnicate", m.UnknownCommand(name="frobnicate")),
    ("nominations", m.UnknownCommand(name="nominations", nearest=("election",))),
    ("who is standing?", m.UnknownCommand(name="who", nearest=("election",))),
    ("who can vote?", m.UnknownCommand(name="who", nearest=("polls",))),
    ("when is the vote", m.UnknownCommand(name="when", nearest=("polls",))),
    ("how do I vote", m.UnknownCommand(name="how", nearest=("ballot",))),
    *((f"{word} ben", m.UnknownCommand(name=word, nearest=("recall",))) for word in ("sack", "fire", "dismiss")),
    ("impeach ben", m.UnknownCommand(name="impeach", nearest=("recall",))),
    ("no confidence in ben", m.UnknownCommand(name="no confidence", nearest=("recall",))),
    ("vote of no confidence in ben", m.UnknownCommand(name="no confidence", nearest=("recall",))),
    ("quorum", m.UnknownCommand(name="quorum", nearest=("rules",))),
    ("quorum?", m.UnknownCommand(name="quorum?", nearest=("rules",))),
    ("recount", m.UnknownCommand(name="recount", nearest=("why",))),
    ("budget", m.UnknownCommand(name="budget", nearest=("mandates", "donations"))),
    ("cancel referendum", m.UnknownCommand(name="cancel", advice=m.Advice.RUNS_OUT)),
    ("stop the referendum V1", m.UnknownCommand(name="stop", advice=m.Advice.RUNS_OUT)),
    ("stop the election", m.UnknownCommand(name="stop", nearest=("call-off",))),
    (
        "I want to be the treasurer!",
        m.UnknownCommand(name="I", advice=m.Advice.NOMINATED, office="treasurer"),
    ),
    ("I'd like to stand", m.UnknownCommand(name="I'd", advice=m.Advice.NOMINATED)),
    ("I want to become a vice chair", m.UnknownCommand(name="I", advice=m.Advice.NOMINATED, office="vice chair")),
    ("I want to stand in E1", m.UnknownCommand(name="I", advice=m.Advice.NOMINATED, office="e1")),
    ("I want to stand down", m.UnknownCommand(name="I", nearest=("decline", "resign"))),
    ("I want to stand aside on P1", m.UnknownCommand(name="P1")),
    ("I want to be able to leave", m.UnknownCommand(name="I", nearest=("leave",))),
    ("cancel E1", m.UnknownCommand(name="cancel", nearest=("call-off",))),
    ("agree?", m.UnknownCommand(name="agree?", nearest=("agree",))),
    ("consensus", m.MissingNumber(command="consensus", letter="P")),
    ("resolve", m.MissingNumber(command="resolve", letter="C")),
    ("sign", m.MissingNumber(command="sign", letter="R")),
    ("consensus C1", m.WrongKind(command="consensus", typed="C1", letters="P")),
    ("propose", m.MissingText(command="propose", parameter="title")),
    ("concern P1", m.MissingText(command="concern", parameter="text")),
    ("amend P1", m.MissingText(command="amend", parameter="text")),
    ("recall ben", m.MissingText(command="recall", parameter="reason")),
    ("elect", m.MissingText(command="elect", parameter="person")),
    ("change-rule", m.MissingText(command="change-rule", parameter="rule")),
    ("change-rule period", m.MissingText(command="change-rule", parameter="value")),
    ("apologies", m.MissingText(command="apologies", parameter="until")),
    ("elect Zed", m.PersonNotFound(command="elect", typed="Zed")),
    (
        "elect sam",
        m.PersonAmbiguous(command="elect", typed="sam", names=("Sam (@sam:one.example)", "Sam (@sam:two.example)")),
    ),
    ("propose " + "x" * 201, m.TooLong(command="propose", parameter="title", length=201, limit=200)),
    ("block P1 " + "x" * 2001, m.TooLong(command="block", parameter="reason", length=2001, limit=2000)),
    ("agree P1@york", m.UnknownAssembly(command="agree", slug="york", slugs=("moot",))),
    ("status@york", m.UnknownAssembly(command="status", slug="york", slugs=("moot",))),
    ("recall ben unmandated: spent £40", m.NoActRecorded(command="recall")),
    ("consensus P1 in 48h by friday", m.BothTimes(command="consensus")),
    ("apologies until friday for 3 days", m.BothTimes(command="apologies")),
    ("remove", m.NoCheckOpen(command="remove")),
    ("retract", m.NoCheckOpen(command="retract")),
    ("agree P9", no.Unknown(kind="proposal", number=9, latest=2)),
    ("agree P2", no.NothingOpen(proposal=2)),
    ("remove R9", no.Unknown(kind="petition", number=9, latest=0)),
    ("why D3", no.Unknown(kind="decision", number=3, latest=0)),
    ("rules kettle", no.NoSuchRule(rule="kettle")),
    ("status N2", no.Unknown(kind="notice", number=2, latest=1)),
    ("object because it is ours", m.MissingNumber(command="object", letter="N")),
    ("object N1", m.MissingText(command="object", parameter="reason")),
    ("object N2", no.Unknown(kind="notice", number=2, latest=1)),
    ("concern P9", no.Unknown(kind="proposal", number=9, latest=2)),
    ("amend P9", no.Unknown(kind="proposal", number=9, latest=2)),
    ("action D3", no.Unknown(kind="decision", number=3, latest=0)),
    ("statement R2", no.Unknown(kind="petition", number=2, latest=0)),
    ("object P1 because it is ours", m.WrongKind(command="object", typed="P1", letters="N")),
    ("affiliate", m.MissingText(command="affiliate", parameter="other")),
    ("affiliate oslo", m.AssemblyNotFound(command="affiliate", typed="oslo", slugs=("moot",))),
    ("claim-remit", m.MissingText(command="claim-remit", parameter="kind")),
    ("claim-remit " + "x" * 61, m.TooLong(command="claim-remit", parameter="kind", length=61, limit=60)),
    ("restate-purpose", m.MissingText(command="restate-purpose", parameter="purpose")),
    (
        "propose Tea\nTogether with: leeds, oslo",
        m.AssemblyNotFound(command="propose", typed="oslo", slugs=("moot",)),
    ),
    (
        "propose Tea\nTogether with: " + ", ".join(f"a{number}" for number in range(21)),
        m.TooMany(command="propose", given=21, most=20),
    ),
    ("leave", m.OnlyInVenue(command="leave")),
]


@pytest.mark.parametrize(("line", "mistake"), MISTAKES, ids=[line[:40] for line, _ in MISTAKES])
def test_lines_can_be_wrong(moot: Moot, line: str, mistake: object) -> None:
    """Each way of being wrong is an answer of its own."""
    where = moot.assembly if line != "leave" else replace(moot.assembly, venues=frozenset())
    assert typed(line, where, moot) == mistake


def test_a_place_is_given_up_in_private_by_name(moot: Moot) -> None:
    """In a room one leaves by the room; in private only what is named is given up, and nothing by a slip."""
    assert typed("leave", moot.assembly, moot) == Move(entering=False)
    assert typed("leave @moot", moot.assembly, moot) == Move(entering=False)
    there = replace(moot.assembly, venues=frozenset())  # a private room is no venue of the assembly
    assert typed("leave @moot", there, moot, private=True) == cmd.GiveUpPlace(actor=ADA)
    assert typed("leave", there, moot, private=True) == m.OnlyInVenue(command="leave")
    assert isinstance(typed("leave @york", there, moot, private=True), m.UnknownAssembly)


def test_whoever_turned_out_to_be_somebody_else_speaks_for_that_one(moot: Moot) -> None:
    """With another account one takes back what one said with the first, without giving its number."""
    moot.say(Stance.AGREE, "cy")
    assert typed("retract", moot.assembly, moot, "fay") == m.NoCheckOpen(command="retract")
    moot.join("fay", "cy")
    assert typed("retract", moot.assembly, moot, "fay") == cmd.Retract(actor=PersonId("fay"), check=1)


def test_a_form_takes_the_lines_for_which_it_has_no_room(moot: Moot) -> None:
    """Where a platform asks in a form, kind and partners stand in its text as they would in a message."""
    written = {"title": "Tea", "text": "Now.\nKind: tea\nTogether with: York"}
    account = Account("discord", "1", "Ada")
    invocation = Invocation(account=account, venue=ROOM, source="$1", name="propose", arguments=written)
    found = validate(invocation, context(moot.assembly, moot))
    assert found == cmd.Propose(actor=ADA, title="Tea", text="Now.", kind="tea", partners=(YORK,))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("consensus P1 in 3", TimeProblem.NO_UNIT),
        ("consensus P1 in ages", TimeProblem.UNREADABLE_LENGTH),
        ("consensus P1 please", TimeProblem.UNREADABLE_TIME),
        ("consensus P1 by 2026-02-30", TimeProblem.NO_SUCH_DAY),
        ("consensus P1 by 2026-03-29 01:30", TimeProblem.SKIPPED),
        ("consensus P1 by 2026-10-25 01:30", TimeProblem.REPEATED),
        ("propose Tea\nReview: someday", TimeProblem.UNREADABLE_DAY),
        ("propose Tea\nReview: 2020-01-01", TimeProblem.PAST_DAY),
    ],
)
def test_times_can_be_wrong(moot: Moot, line: str, problem: TimeProblem) -> None:
    """A bad time never calls a check for another one."""
    found = typed(line, moot.assembly, moot)
    assert isinstance(found, BadTime)
    assert found.problem is problem


def test_without_an_assembly_one_is_asked_for(moot: Moot) -> None:
    """In a room of none it is said so; in private, with several, each is offered."""
    assert typed("propose Tea", None, moot) == m.NoAssembly()
    assert typed("propose Tea", None, moot, private=True) == m.NoAssembly(private=True)
    assert typed("propose Tea", None, moot, private=True, slugs=("leeds", "york")) == m.NameAssembly(
        command="propose", slugs=("leeds", "york")
    )
    assert typed("help", None, moot) == Query(name="help")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("found “Leeds Moot”", "Leeds Moot"),
        ("create assembly Leeds", "Leeds"),
        ("found the assembly Leeds", "Leeds"),
        ("found an assembly called “Leeds Moot”", "Leeds Moot"),
        ("found Assembly of the North", "Assembly of the North"),
        ("found assembly of the North", "Assembly of the North"),
        ("found assembly called Leeds Moot", "Leeds Moot"),
        ("found Leeds people's assembly north", "Leeds people's assembly north"),
        ("found Called to Account", "Called to Account"),
        ("found The Assembly Rooms", "The Assembly Rooms"),
        ("create assembly of the North", "assembly of the North"),
    ],
)
def test_an_assembly_is_called_what_was_meant(moot: Moot, line: str, name: str) -> None:
    """Without quotation marks, and without the word for what is founded."""
    found = typed(line, None, moot)
    assert isinstance(found, cmd.FoundAssembly)
    assert found.name == name


@pytest.mark.parametrize("name", ["Name of the assembly", "NAME", "help", "“name of your assembly”", "<name>"])
def test_what_only_stands_for_a_name_is_none(moot: Moot, name: str) -> None:
    """Somebody copied it from where it is explained."""
    assert typed(f"found {name}", None, moot) == m.MissingText(command="found", parameter="name")


@pytest.mark.parametrize("line", ["officers?", "officers!", "status?"])
def test_a_question_may_end_with_its_mark(moot: Moot, line: str) -> None:
    """What is only looked up is; what would be done is not (``agree?``)."""
    assert typed(line, moot.assembly, moot) == Query(name=line[:-1])


def test_the_assembly_that_is_named_is_found_before_it_is_asked(moot: Moot) -> None:
    """It is named after the command, with the number, or on a platform's menu."""
    assert named_assembly({"assembly": "@Leeds"}) == "leeds"
    assert named_assembly({"number": "P12@Leeds"}) == "leeds"
    assert named_assembly({"number": "P12"}) == ""
    assert named_assembly({}) == ""


# --- replies


def test_a_reply_says_which_one(moot: Moot) -> None:
    """A reply to a message does as well as the number of what it speaks of."""
    agree = cmd.TakePosition(actor=ADA, check=1, stance=Stance.AGREE, source="$typed")
    assert typed("agree", moot.assembly, moot, subject="check:1:1") == agree
    assert typed("agree", moot.assembly, moot, subject="proposal:1") == agree
    assert typed("concern too dear", moot.assembly, moot, subject="check:1:1") == cmd.RaiseConcern(
        actor=ADA, proposal=1, text="too dear"
    )
    assert typed("resolve", moot.assembly, moot, subject="concern:1") == cmd.ResolveConcern(actor=ADA, concern=1)
    assert typed("sign", moot.assembly, moot, subject="petition:1") == cmd.Sign(actor=ADA, petition=1, source="$typed")


def test_a_reply_to_a_decision_means_its_proposal(moot: Moot) -> None:
    """In the cooling off one answers the message that told of the decision."""
    moot.agree("ada", "ben", "cy", "dee", "eve")
    assert typed("block no", moot.assembly, moot, subject="decision:1") == cmd.TakePosition(
        actor=ADA, check=1, stance=Stance.BLOCK, reason="no", source="$typed"
    )
    assert typed("why", moot.assembly, moot, subject="decision:1") == Query(
        name="why", subject=Subject(Kind.DECISION, 1)
    )


def test_agreeing_with_a_concern_is_not_agreeing_to_the_proposal(moot: Moot) -> None:
    """A reply to a concern is no position; the number is asked for, though only one check is open."""
    assert typed("agree", moot.assembly, moot, subject="concern:1") == m.MissingNumber(command="agree", letter="P")


def test_a_reply_to_an_old_card_is_not_counted(moot: Moot) -> None:
    """What somebody says about a text that has changed since does not count for the new one."""
    moot.do(cmd.Amend(actor=ADA, proposal=1, text="Another."))
    assert typed("agree", moot.assembly, moot, subject="check:1:1") == m.OldCard(command="agree", matter="P1")
    assert isinstance(typed("agree", moot.assembly, moot, subject="check:1:2"), cmd.TakePosition)


def test_a_bare_number_that_contradicts_the_reply_is_asked_about(moot: Moot) -> None:
    """``block 3 kettles are too many`` in reply to another card counts for neither; a full number counts."""
    assert typed("block 2 kettles are too many", moot.assembly, moot, subject="check:1:1") == m.Contradiction(
        command="block", typed="P2", replied_to="P1"
    )
    assert typed("agree P2", moot.assembly, moot, subject="check:1:1") == no.NothingOpen(proposal=2)
    assert isinstance(typed("agree 1", moot.assembly, moot, subject="check:1:1"), cmd.TakePosition)


def test_with_several_checks_open_one_is_asked_for(moot: Moot) -> None:
    """Nobody's word is counted for something that they did not mean."""
    moot.do(cmd.ResolveConcern(actor=BEN, concern=1))
    moot.call(2)
    assert typed("agree", moot.assembly, moot) == m.WhichCheck(command="agree", matters=("P1", "P2"))
    moot.agree("ada", check=2)
    assert typed("retract", moot.assembly, moot) == cmd.Retract(actor=ADA, check=2)


def test_in_a_cooling_off_the_silent_need_no_number() -> None:
    """Where nothing is open and one decision cools off, a word is meant for it; those who spoke are asked which."""
    moot = Moot.founded("ada", "ben", "cy", "dee", preset="harmony")
    moot.called()
    moot.agree("ada", "ben", "cy")
    moot.at(hours=72)
    block = typed("block because no", moot.assembly, moot, "dee")
    assert block == cmd.TakePosition(actor=PersonId("dee"), check=1, stance=Stance.BLOCK, reason="no", source="$typed")
    assert typed("block because no", moot.assembly, moot, "ada") == m.NoCheckOpen(command="block")
    moot.agree("dee")
    assert typed("retract", moot.assembly, moot, "dee") == cmd.Retract(actor=PersonId("dee"), check=1)


def test_recalls_are_answered_by_their_number(moot: Moot) -> None:
    """Remove and keep mean a recall, also without a number; a wrong answer to it is the engine's to refuse."""
    _recalled(moot)
    recall = moot.petition().check
    assert recall is not None
    remove = cmd.TakePosition(actor=ADA, check=recall, stance=Stance.REMOVE, source="$typed")
    assert typed("remove R1", moot.assembly, moot) == remove
    assert typed("remove 1", moot.assembly, moot) == remove
    assert typed("remove", moot.assembly, moot) == remove
    assert typed("agree", moot.assembly, moot) == m.NoCheckOpen(command="agree")
    assert typed("agree R1", moot.assembly, moot) == replace(remove, stance=Stance.AGREE)
    assert typed("stand-aside", moot.assembly, moot) == replace(remove, stance=Stance.STAND_ASIDE)


def test_a_petition_that_gathers_is_no_recall_yet(moot: Moot) -> None:
    """It is signed, not answered; taking back means one's signature."""
    moot.agree("ada", "ben", "cy", "dee", "eve", check=1)
    moot.elect("ben", "ada")
    moot.recall("ben", "cy")
    assert typed("remove R1", moot.assembly, moot) == m.RecallNotOpen(petition=1)
    assert typed("retract R1", moot.assembly, moot) == cmd.Unsign(actor=ADA, petition=1)


def test_an_officer_is_recalled_by_name_or_by_office(moot: Moot) -> None:
    """Nobody needs to know how the secretary is spelt."""
    moot.agree("ada", "ben", "cy", "dee", "eve", check=1)
    moot.elect("ben", "ada")
    by_office = typed("recall the secretary because no minutes", moot.assembly, moot)
    assert isinstance(by_office, cmd.StartRecall)
    assert (by_office.officer, by_office.office) == (BEN, "secretary")
    assert typed("recall Ben because no minutes", moot.assembly, moot) == replace(by_office, office="")


# --- plain words in reply


def test_plain_words_give_a_block_its_reason(moot: Moot) -> None:
    """A reply to the request for a reason is the reason; it keeps what expressed the block."""
    moot.block("ben", reason="")
    source = moot.check().positions[BEN].source
    at = context(moot.assembly, moot, "ben", subject="check:1:1")
    assert validate_reply("The hall has\nno socket.", "$reply", at) == cmd.TakePosition(
        actor=BEN, check=1, stance=Stance.BLOCK, reason="The hall has\nno socket.", source=source
    )
    assert isinstance(validate_reply("x" * 3000, "$reply", at), m.TooLong)


def test_other_plain_words_are_just_talk(moot: Moot) -> None:
    """Replies of others, to other things, empty, late, or after a reason was given change nothing."""
    moot.block("ben", reason="")
    moot.block("cy", reason="no socket")
    for who, subject, words in (
        ("ada", "check:1:1", "I see"),
        ("cy", "check:1:1", "as I said"),
        ("ben", "proposal:1", "hm"),
        ("ben", "check:1:2", "hm"),
        ("ben", "check:9:1", "hm"),
        ("ben", "", "hm"),
        ("ben", "check:1:1", " \u200b "),
    ):
        assert validate_reply(words, "$reply", context(moot.assembly, moot, who, subject=subject)) is None


# --- anything at all


_BITS = st.sampled_from(
    [
        *sorted(TYPED_NAMES),
        "P1",
        "C1",
        "R1",
        "D1",
        "2",
        "@moot",
        "@york",
        "in",
        "by",
        "48h",
        "2026-02-30",
        "\n",
        "ben",
        ":",
    ]
)


@given(
    st.text(st.characters() | st.sampled_from("\x00\u202e\ud800\u200d"), max_size=60)
    | st.lists(_BITS | st.text(max_size=6), max_size=8).map(" ".join),
    st.sampled_from(
        [
            "",
            "check:1:1",
            "check:1:2",
            "check:7:1",
            "proposal:1",
            "concern:1",
            "petition:1",
            "decision:1",
            "notice:1",
            "x:y",
        ]
    ),
    st.booleans(),
)
def test_any_line_is_made_sense_of_or_answered(line: str, subject: str, private: bool) -> None:
    """Whatever is typed, in reply to whatever, it means something or is answered in clean words."""
    moot = Moot.founded("ada", "ben", "cy")
    moot.call(moot.propose())
    moot.do(cmd.RaiseConcern(actor=BEN, proposal=1, text="Hm"))
    for assembly in (moot.assembly, None):
        found = typed(line, assembly, moot, subject=subject, private=private)
        if not isinstance(found, Command | Query | Move | PaperAsked | Personal | Visit):
            assert all(map(is_clean, leaves(in_words(found, assembly, NAMES))))


def test_names_in_quotation_marks_are_meant_without_them() -> None:
    """Of assemblies, one or several, and of kinds of decision: a phone that makes quotes curly leaves nobody untold."""
    moot = Moot.founded("ada", "ben", "cy")

    def command(name: str, **arguments: str) -> object:
        account = Account("discord", "ada", "Ada")
        invocation = Invocation(account=account, venue=ROOM, source="$1", name=name, arguments=arguments)
        return validate(invocation, context(moot.assembly, moot))

    asked = command("propose", title="Tea", affects="“York”; people who sleep", partners="“leeds”", kind="“press”")
    assert isinstance(asked, cmd.Propose)
    assert (asked.affected, asked.partners, asked.kind) == ((YORK,), (LEEDS,), "press")
    assert asked.affects == ("York", "people who sleep")
    asked = command("affiliate", other="“York”")
    assert isinstance(asked, cmd.ProposeAffiliation)
    assert asked.peer == YORK
    for name in ("claim-remit", "release-remit"):
        asked = command(name, kind="“press”")
        assert isinstance(asked, cmd.ProposeRemit | cmd.ProposeRelease)
        assert asked.kind == "press"
    assert command("affiliate", other="“oslo”") == m.AssemblyNotFound(
        command="affiliate", typed="oslo", slugs=(moot.assembly.slug,)
    )
    assert isinstance(command("apologies", length="2d", assembly="“Moot”"), cmd.GiveApologies)


@given(
    st.sampled_from(sorted(CATALOGUE)),
    st.dictionaries(
        st.sampled_from(
            ["number", "text", "title", "reason", "person", "rule", "value", "until", "assembly", "rest", "x"]
        ),
        st.text(st.characters() | st.sampled_from("\x00\u202e\ud800"), max_size=30),
        max_size=5,
    ),
)
def test_any_menu_is_made_sense_of_or_answered(name: str, arguments: dict[str, str]) -> None:
    """Whatever a platform's menu sends, what comes of it is clean."""
    moot = Moot.founded("ada", "ben", "cy")
    invocation = Invocation(
        account=Account("console", "ada", "Ada"), venue=ROOM, source="$1", name=name, arguments=arguments
    )
    at = context(moot.assembly, moot)
    found = validate(invocation, at)
    if isinstance(found, cmd.Propose | cmd.TakePosition | cmd.ProposeRule | cmd.StartRecall):
        texts = [getattr(found, part, "") for part in ("title", "text", "reason", "value")]
        assert all(clean(text) == text for text in texts)
    elif not isinstance(found, Command | Query | Move | PaperAsked | Personal | Visit):
        assert all(map(is_clean, leaves(in_words(found, moot.assembly, NAMES))))
