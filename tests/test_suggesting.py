"""What is offered while somebody types: only what makes sense now, the likeliest first, and never too much."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.commands import ASSEMBLY_ARGUMENT, CATALOGUE
from adapters.personal.commands import OWN_ACCOUNT
from adapters.platform import Choice
from adapters.suggesting import LONGEST_LABEL, MOST, fitting, suggestions, suggests
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.donations import DonorKind
from deliberation.effects import CreateOffice, RuleChange
from deliberation.federation import Kind
from deliberation.ids import DonorId, PersonId
from deliberation.offices import Mandate
from deliberation.polls import PollOutcome
from deliberation.positions import Stance
from deliberation.rules import PRESETS, RULES
from deliberation.senses import Leaning
from tests.support.engine import MONDAY, ROOM, Moot
from tests.support.polls import Booth
from tests.support.words import YORK

ADA, BEN, CLEO = PersonId("ada"), PersonId("ben"), PersonId("cleo")
NAMES = {ADA: "Ada Lovelace", BEN: "Ben", CLEO: "Cleo", PersonId("dee"): "Dee"}
EVERY = [
    (spec.name, each.name)
    for spec in CATALOGUE.values()
    for each in spec.parameters
    if (spec.name, each.name) != OWN_ACCOUNT  # nothing of an assembly: the program knows one's own accounts
]


@pytest.fixture
def moot() -> Moot:
    return Moot.founded("ada", "ben", "cleo")


def offered(
    moot: Moot | None, command: str, parameter: str = "number", typed: str = "", actor: PersonId = ADA
) -> list[str]:
    return [each.value for each in choices(moot, command, parameter, typed, actor)]


def choices(
    moot: Moot | None,
    command: str,
    parameter: str = "number",
    typed: str = "",
    actor: PersonId = ADA,
    slugs: Sequence[str] = ("leeds-moot", "hull"),
) -> list[Choice]:
    assembly = moot.assembly if moot else None
    return suggestions(CATALOGUE[command], parameter, typed, assembly, actor, NAMES, slugs)


def test_positions_are_offered_where_a_check_is_open(moot: Moot) -> None:
    """To agree one is offered the proposals that are asked about, by number and title, not those in discussion."""
    moot.called()
    moot.propose(title="Buy a kettle")
    assert choices(moot, "agree") == [Choice("P1", "P1 · Buy seed")]
    assert offered(moot, "remove") == []


def test_who_is_not_on_the_roll_is_offered_no_check(moot: Moot) -> None:
    """Whoever joined after the call has nothing to agree to."""
    moot.called()
    assert offered(moot, "agree", actor=PersonId("dot")) == []


def test_what_cools_off_is_offered_to_those_who_were_silent() -> None:
    """In the cooling off only those who said nothing before are offered a word, and open checks come first."""
    moot = Moot.founded("ada", "ben", "cleo", "dot", preset="harmony")
    moot.called()
    moot.agree("ada", "ben", "dot")
    moot.at(hours=73)
    assert moot.check().outcome is not None
    assert offered(moot, "block", actor=CLEO) == ["P1"]
    assert offered(moot, "block", actor=BEN) == []
    moot.called()
    assert offered(moot, "block", actor=CLEO) == ["P2", "P1"]


def test_recalls_take_their_own_answers(moot: Moot) -> None:
    """In a recall one can remove, keep or stand aside, but not agree; the officer has no say."""
    moot.elect("ben", by="ada")
    moot.recall("ben", "ada", "cleo")
    assert offered(moot, "keep") == offered(moot, "remove") == offered(moot, "stand-aside") == ["R1"]
    assert offered(moot, "agree") == []
    assert offered(moot, "keep", actor=BEN) == []


def test_what_is_ones_own_is_offered_to_oneself_only(moot: Moot) -> None:
    """One amends and withdraws one's own proposals, and resolves one's own concerns."""
    moot.propose("ada")
    moot.propose("ben")
    moot.do(cmd.RaiseConcern(actor=CLEO, proposal=1, text="It is too\ndear"))
    assert offered(moot, "amend") == offered(moot, "withdraw") == ["P1"]
    assert offered(moot, "amend", actor=BEN) == ["P2"]
    assert choices(moot, "resolve", actor=CLEO) == [Choice("C1", "C1 on P1: It is too dear")]
    assert offered(moot, "resolve") == []
    moot.do(cmd.ResolveConcern(actor=CLEO, concern=1))
    assert offered(moot, "resolve", actor=CLEO) == []


def test_what_nobody_can_amend_is_not_offered(moot: Moot) -> None:
    """A proposal that changes a rule says one thing only: it can be withdrawn, not amended."""
    moot.do(cmd.ProposeRule(actor=ADA, rule="cooling-off", value="3d"))
    assert (offered(moot, "amend"), offered(moot, "withdraw")) == ([], ["P1"])


def test_consensus_is_called_on_what_is_discussed(moot: Moot) -> None:
    """What is asked about already, or withdrawn, is not offered for a call; what is withdrawn takes no concern."""
    for _ in range(3):
        moot.propose()
    moot.call(1)
    moot.do(cmd.Withdraw(actor=ADA, proposal=2))
    assert offered(moot, "consensus") == ["P3"]
    assert offered(moot, "concern") == ["P3", "P1"]


def test_petitions_are_offered_to_those_who_can_sign(moot: Moot) -> None:
    """One signs once, takes one's own name off, and the officer is offered neither."""
    moot.elect("ben", by="ada")
    moot.do(cmd.StartRecall(actor=ADA, officer=BEN, reason="no minutes"))
    assert choices(moot, "sign", actor=CLEO) == [Choice("R1", "R1 · Recall of Ben as secretary")]
    assert offered(moot, "sign") == offered(moot, "sign", actor=BEN) == []
    assert offered(moot, "unsign") == ["R1"]
    assert offered(moot, "unsign", actor=CLEO) == []


def test_what_was_said_can_be_taken_back(moot: Moot) -> None:
    """To retract one is offered what one has a position on, and the petitions that one signed."""
    moot.called()
    moot.called()
    moot.say(Stance.BLOCK, "ada", check=1)
    assert offered(moot, "retract") == ["P1"]
    assert offered(moot, "retract", actor=BEN) == []


def test_what_is_looked_up_is_newest_first(moot: Moot) -> None:
    """Everything can be shown, what is newest first; concerns have no why."""
    moot.propose()
    moot.later(hours=1)
    moot.do(cmd.RaiseConcern(actor=CLEO, proposal=1, text="dear"))
    moot.later(hours=1)
    moot.propose(title="Kettle")
    assert offered(moot, "status") == ["P2", "C1", "P1"]
    assert offered(moot, "why") == ["P2", "P1"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["P3", "P2", "P1"]),
        ("P2", ["P2"]),
        ("p", ["P3", "P2", "P1"]),
        ("3", ["P3"]),
        ("KETTLE", ["P3", "P2"]),
        ("ettle", ["P3", "P2"]),
        ("buy", ["P2", "P1"]),
        ("nothing like it", []),
    ],
)
def test_a_number_is_found_by_its_title_too(moot: Moot, typed: str, found: list[str]) -> None:
    """What is typed is looked for in numbers and titles, in capital letters or not."""
    for title in ("Buy seed", "Buy a kettle", "Mend the kettle"):
        moot.propose(title=title)
    assert offered(moot, "consensus", typed=typed) == found


def test_what_begins_as_it_was_typed_comes_first(moot: Moot) -> None:
    """A number that begins like it comes before a title that has it in it."""
    for number in range(1, 13):
        moot.propose(title=f"Room {13 - number}")
    assert offered(moot, "consensus", typed="1") == ["P12", "P11", "P10", "P1", "P3", "P2"]


def test_officers_are_offered_by_their_office(moot: Moot) -> None:
    """Whom to recall is named by the office, which is never two people's; nobody is offered themselves."""
    moot.elect("ben", by="ada")
    assert choices(moot, "recall", "person") == [Choice("secretary", "secretary: Ben")]
    assert offered(moot, "recall", "person", actor=BEN) == []


def test_others_are_offered_for_an_office(moot: Moot) -> None:
    """Everybody who takes part can be put forward, but oneself; offices are offered by name."""
    assert offered(moot, "elect", "person") == ["Ben", "Cleo"]
    assert offered(moot, "elect", "person", typed="@be") == ["Ben"]
    assert offered(moot, "elect", "office", typed="SEC") == ["secretary"]


def test_two_people_of_one_name_are_offered_once() -> None:
    """Which of them is meant is asked afterwards, since choices alike tell nobody apart."""
    moot = Moot.founded("ada", "ben", "cleo")
    names = {ADA: "Ada", BEN: "Kim", CLEO: "Kim"}
    assert suggestions(CATALOGUE["elect"], "person", "", moot.assembly, ADA, names, ()) == [Choice("Kim", "Kim")]


def test_rules_are_offered_with_their_values(moot: Moot) -> None:
    """A rule is offered with the value that it has here and what it means."""
    (found,) = choices(moot, "change-rule", "rule", "cooling")[:1]
    assert found.value == "cooling-off"
    assert found.label.startswith("cooling-off (0h): ")
    assert offered(moot, "rules", "rule") == list(RULES)[:MOST]
    assert offered(None, "rules", "rule", "time-z") == ["time-zone"]


def test_what_is_no_assemblys_is_offered_anywhere() -> None:
    """Commands, presets and the short names of one's assemblies are offered where there is no assembly."""
    assert offered(None, "help", "command", "stand-") == ["stand-aside"]
    assert offered(None, "found", "rules") == list(PRESETS)
    assert offered(None, "agree", ASSEMBLY_ARGUMENT) == ["hull", "leeds-moot"]
    assert offered(None, "bind", ASSEMBLY_ARGUMENT, "@LEE") == ["leeds-moot"]
    assert offered(None, "agree") == offered(None, "elect", "person") == []


def notice(moot: Moot, number: int = 1) -> None:
    """Let York give notice of its proposal of a number."""
    until = moot.now + timedelta(days=3)
    moot.do(cmd.TakeNotice(peer=YORK, proposal=number, title="Buy a van", text="A blue one.", until=until))


def test_notices_are_offered_to_object_to_and_ones_own_objection_to_take_back(moot: Moot) -> None:
    """Each is named with its title and the assembly from which it comes; what is over is not offered."""
    notice(moot)
    assert choices(moot, "object") == [Choice("N1", "N1 · Buy a van, in York")]
    assert offered(moot, "withdraw-objection") == []
    moot.do(cmd.Object(actor=ADA, notice=1, text="It is ours"))
    assert offered(moot, "object") == []
    assert offered(moot, "object", actor=BEN) == offered(moot, "withdraw-objection") == ["N1"]
    moot.do(cmd.CloseNotice(peer=YORK, proposal=1, because="decided"))
    assert offered(moot, "object", actor=BEN) == offered(moot, "withdraw-objection") == []
    assert offered(moot, "status") == ["N1"]


def test_one_parts_from_those_around_and_becomes_a_member_of_others(moot: Moot) -> None:
    """Those around are offered by what they are called; to join, those in which one takes part, but not this one."""
    moot.do(cmd.AdmitMember(peer=YORK))
    slugs = ("hull", "moot", "york")
    assert choices(moot, "disaffiliate", "other", slugs=slugs) == [Choice("york", "york: York")]
    assert choices(moot, "affiliate", "other", slugs=slugs) == [Choice("hull", "hull")]


def test_a_thing_is_offered_one_assembly_more(moot: Moot) -> None:
    """What stands before the last comma is kept and not offered again; everyone is a choice of its own."""
    moot.do(cmd.AdmitMember(peer=YORK))
    assert offered(moot, "thing", "peers") == ["york", "hull", "leeds-moot", "everyone"]
    assert choices(moot, "thing", "peers", "hull,Y") == [Choice("hull, york", "hull, york: York")]
    assert offered(moot, "thing", "peers", "hull, ") == ["hull, york", "hull, leeds-moot"]
    assert offered(None, "thing", "peers", "e") == ["everyone", "leeds-moot"]
    assert offered(moot, "thing", "peers", f"{'hull, ' * 20}y") == []


def test_only_a_thing_is_offered_to_be_dissolved_and_to_come_in_what_one_is_not_in() -> None:
    """What has ended is not; where there is nothing to come into, one's own are offered."""
    here, thing = Moot.founded("ada", "ben").assembly, Moot.founded("ada", "ben").assembly
    thing = replace(thing, slug="river", kind=Kind.THING)
    assert fitting("dissolve", [here, thing]) == ["river"]
    assert fitting("dissolve", [here, replace(thing, dissolved_at=MONDAY)]) == []
    assert fitting("join", [here, thing]) == fitting("leave", [here, thing]) == ["moot", "river"]
    sits = replace(here, member_of=here.member_of.put(YORK.id, YORK))
    assert fitting("join", [sits, thing]) == ["york"]


def test_who_turned_out_to_be_somebody_else_is_offered_what_that_one_may_answer(moot: Moot) -> None:
    """With another account than the one on the roll, one is offered the check all the same."""
    moot.called()
    assert offered(moot, "agree", actor=PersonId("dot")) == []
    moot.join("dot", "cleo")
    assert offered(moot, "agree", actor=PersonId("dot")) == ["P1"]


def follow_up(moot: Moot) -> None:
    """Let something be done and something be left to do, a review be open, and a go-round come to Cleo."""
    moot.do(cmd.Propose(actor=ADA, title="Tea", text="x", suffering="y", review=f"{moot.now:%Y-%m-%d}"))
    moot.call(len(moot.assembly.proposals), who="ben")
    moot.agree("ada", "ben", "cleo", check=len(moot.assembly.checks))
    moot.do(cmd.Tick())
    moot.do(cmd.Lean(actor=ADA, sense=1, leaning=Leaning.YES))
    for number in (1, 2):
        due = moot.now + timedelta(days=number)
        moot.do(cmd.SetAction(actor=ADA, decision=1, text="Brew", person=CLEO, due=due))
    moot.do(cmd.FinishAction(actor=ADA, action=1))
    moot.do(cmd.BeginGoRound(actor=BEN, check=1))
    while moot.check(1).go_round.turn != CLEO:  # type: ignore[union-attr]
        moot.do(cmd.PassTurn(actor=moot.check(1).go_round.turn, check=1))  # type: ignore[arg-type, union-attr]


def give(moot: Moot) -> None:
    """Let Ada be treasurer, and something be given."""
    moot._take(ev.OfficeCreated(office="treasurer", seats=1, appointed_by="", deputy_to="", term=None, decision=1))
    until = moot.now + timedelta(days=365)
    moot._take(ev.OfficeFilled(office="treasurer", person=ADA, until=until, decision=1))
    gift = cmd.RecordDonation(
        actor=ADA,
        donor=DonorId("3f9a2c0151b07e44"),
        kind=DonorKind.PERSON,
        name="Grace Hopper",
        basis="individual",
        pence=50_00,
        given_on=moot.now.date(),
        days=30,
    )
    moot.do(gift)


def act(moot: Moot) -> None:
    """Let Cleo be clerk by appointment, with a mandate and an act without one, and somebody ask for her recall."""
    clerk = CreateOffice(office="clerk", appointed_by="secretary")
    moot._take(ev.OfficeCreated(**asdict(clerk), decision=1))
    moot.do(cmd.Appoint(actor=BEN, person=CLEO, office="clerk"))
    moot.do(cmd.Propose(actor=ADA, title="Pay", mandate=Mandate(office="clerk", scope="pay for the hall")))
    moot.call(len(moot.assembly.proposals), who="ben")
    moot.agree("ada", "ben", "cleo", check=len(moot.assembly.checks))
    moot.act("cleo", "bought a boat")
    moot.recall("cleo", "ada")


def test_that_there_was_no_mandate_is_offered_last(moot: Moot) -> None:
    """Behind the decisions that empower somebody."""
    moot.elect("ben", by="ada")
    act(moot)
    assert offered(moot, "act", "mandate", actor=CLEO) == [f"D{len(moot.assembly.decisions)}", "none"]


def stand(moot: Moot) -> None:
    """Let there be an election in which Cleo was nominated, and one in which Ben was, whom Cleo may second."""
    for office in ("herald", "usher"):
        moot._take(ev.OfficeCreated(office=office, seats=1, appointed_by="", deputy_to="", term=None, decision=1))
        moot.do(cmd.CallElection(actor=BEN, office=office))
    moot.do(cmd.Nominate(actor=ADA, election=1, person=CLEO))
    moot.do(cmd.Nominate(actor=ADA, election=2, person=BEN))


def put_to_the_vote(moot: Moot) -> None:
    """Let two proposals have failed twice, one of them be asked about, one referendum be open and one counted."""
    proposals = moot.assembly.proposals
    for number in (moot.propose(), moot.propose()):
        proposals = proposals.put(number, replace(moot.proposal(number), failed_checks=2))
    moot._assembly = replace(moot.assembly, proposals=proposals)
    moot.do(cmd.AskDeadlock(actor=BEN, proposals=(max(proposals),)))
    booth = Booth(moot)
    for question in ("Tea?", "Milk?"):
        moot.do(cmd.CallReferendum(actor=BEN, question=question, members_only=False))
        booth.open()
    over = replace(next(iter(moot.assembly.polls.values())), outcome=PollOutcome.DECIDED)
    moot._assembly = replace(moot.assembly, polls=moot.assembly.polls.put(over.number, over))


def test_deadlock_is_offered_only_where_it_can_be_asked(moot: Moot) -> None:
    """Not where the rules rule ballots out, nor for what a ballot cannot decide: that would be refused."""
    number = moot.propose()
    failed = replace(moot.proposal(number), failed_checks=2)
    moot._assembly = replace(moot.assembly, proposals=moot.assembly.proposals.put(number, failed))
    assert offered(moot, "deadlock") == [f"P{number}"]
    asked = replace(failed, effect=RuleChange(rule="quorum-share", value="1/3"))
    moot._assembly = replace(moot.assembly, proposals=moot.assembly.proposals.put(number, asked))
    assert offered(moot, "deadlock") == []
    moot._assembly = replace(
        moot.assembly,
        proposals=moot.assembly.proposals.put(number, failed),
        rules=replace(moot.assembly.rules, ballots=False),
    )
    assert offered(moot, "deadlock") == []


@pytest.mark.parametrize(("command", "parameter"), EVERY)
def test_whatever_can_be_offered_is(moot: Moot, command: str, parameter: str) -> None:
    """Every parameter of every command can be asked about, and each number and person has something to offer."""
    moot.called()
    moot.say(Stance.AGREE, "ada")
    moot.elect("ben", by="ada")
    moot.propose()
    moot.do(cmd.RaiseConcern(actor=ADA, proposal=3, text="dear"))
    moot.recall("ben", "cleo")
    notice(moot)
    notice(moot, 2)
    moot.do(cmd.Object(actor=CLEO, notice=2, text="It is ours"))
    moot.do(cmd.TakeRemit(kind="press", decision=1))
    for hours in (1, 9):
        begins = moot.now + timedelta(hours=hours)
        moot.do(cmd.CallMoot(actor=ADA, title="Talk", proposals=(), starts_at=begins, length=timedelta(hours=2)))
    moot.do(cmd.OpenMoot(actor=ADA, moot=1))
    follow_up(moot)
    act(moot)
    moot.do(cmd.AdmitMember(peer=YORK))
    moot._take(ev.WaitingBegun(person=PersonId("dee"), venue=ROOM))
    moot._take(ev.EntryAsked(person=PersonId("dee"), number=1))
    give(moot)
    put_to_the_vote(moot)
    stand(moot)
    found = {actor: choices(moot, command, parameter, actor=actor) for actor in (ADA, CLEO)}
    few = {"over", "method", "basis", "rules", "unmandated", "sure", "answer", "roll", "secrecy"}
    if command not in {"remove", "keep"}:  # no recall has opened
        assert any(found.values()) == (suggests(CATALOGUE[command], parameter) or parameter in few)


@given(typed=st.text(max_size=300), title=st.text(min_size=1, max_size=200), count=st.integers(1, 40))
def test_no_more_is_offered_than_can_be_shown(typed: str, title: str, count: int) -> None:
    """However much there is, at most 25 are offered, none twice, and no label is too long."""
    moot = Moot.founded("ada", "ben", "cleo")
    for _ in range(count):
        moot.propose(title=title)
    for command in ("status", "amend", "consensus"):
        found = choices(moot, command, typed=typed)
        assert len({each.value for each in found}) == len(found) <= MOST
        assert all(0 < len(each.label) <= LONGEST_LABEL for each in found)
    assert len(choices(moot, "status")) == min(count, MOST)
