"""Nothing about you without you: affected assemblies are told, have time, and can object."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome, Step
from deliberation.deciding.closing import assessed
from deliberation.effects import LiftObjections
from deliberation.federation import Objection
from deliberation.ids import AssemblyId, PersonId
from deliberation.phases import Phase
from deliberation.refusals import (
    AlreadyObjected,
    AlreadyProposed,
    EnoughAbroad,
    EnoughChanges,
    NoObjection,
    NoticeOver,
    NoticePeriodRuns,
    NotTakingPart,
    NotWithItself,
    ObjectedOften,
    Unknown,
)
from tests.support.union import Union, room

YORK = AssemblyId("a-york")
GUS = PersonId("gus")


def two(**rules: dict[str, str]) -> Union:
    """Give two assemblies, and a proposal in one of them that affects the other."""
    union = Union.of_members(rules, hull="ada ben cat", york="gus hal ida")
    union.propose("hull", "ada", affected="york")
    return union


def objects(union: Union, who: PersonId = GUS, text: str = "It is our river.") -> None:
    """Let somebody object for York."""
    union.do("york", cmd.Object(actor=who, notice=1, text=text))


def withdraws(union: Union, who: PersonId = GUS) -> None:
    """Let somebody take their objection back."""
    union.do("york", cmd.WithdrawObjection(actor=who, notice=1))


def sound(union: Union) -> None:
    """Look at what must hold in the end."""
    assert union.problems() == []
    assert union.refused_errands == []


# --- being told, and having time


def test_an_affected_assembly_is_told_at_once() -> None:
    """It has the text, and the time until which no check on it ends."""
    union = two()
    notice = union.of("york").notices[1]
    assert (notice.peer, notice.proposal, notice.title) == (union.peer("hull"), 1, "Buy seed")
    assert notice.until == union.now + timedelta(hours=72) == union.proposal("hull").affected[YORK].until
    sound(union)


def test_no_check_ends_before_the_notice_period_is_over() -> None:
    """One that is called at once lasts as long as the notice, however short the period, and does not end early."""
    union = two(hull={"period": "2h", "affected-notice": "5d"})
    union.call("hull", "ada")
    assert union.check("hull").deadline == union.check("hull").not_before == union.now + timedelta(days=5)
    union.consent("hull")
    assert union.check("hull").is_open
    assert union.next_due() == union.check("hull").not_before
    union.at(days=5)
    assert union.check("hull").outcome is Outcome.CONSENSUS
    sound(union)


def test_a_check_for_longer_than_the_notice_may_end_early_after_it() -> None:
    """Once the notice is over, a check on which all have spoken ends, as any does."""
    union = two(hull={"affected-notice": "1h"})
    union.call("hull", "ada")
    union.consent("hull")
    union.at(hours=1)
    assert union.check("hull").outcome is Outcome.CONSENSUS
    assert union.check("hull").closed_at == union.now
    sound(union)


@pytest.mark.parametrize("asked", [{"period": timedelta(hours=71)}, {"deadline": timedelta(hours=71)}])
def test_a_check_called_for_less_is_refused(asked: dict[str, timedelta]) -> None:
    """A period or a deadline that would end it before the notice is over is refused, and says until when."""
    union = two()
    named = {"deadline": union.now + asked["deadline"]} if "deadline" in asked else {"period": asked["period"]}
    refused = union.refused("hull", cmd.CallConsensus(actor=PersonId("ada"), proposal=1, **named))
    until = union.now + timedelta(hours=72)
    assert refused == NoticePeriodRuns(proposal=1, peer=union.peer("york"), until=until)
    union.later(hours=72)
    union.call("hull", "ada", hours=1)
    sound(union)


def test_an_amendment_tells_again_and_gives_the_time_anew() -> None:
    """Who is affected by a text that has changed has time for that one, and so has who is affected only now."""
    union = Union.of_members(hull="ada ben cat", york="gus hal ida", leeds="dan eve fay")
    union.propose("hull", "ada", affected="york")
    union.later(days=10)
    objects(union)
    changed = cmd.Amend(actor=PersonId("ada"), proposal=1, text="Dam it.", affected=(union.peer("leeds"),))
    union.do("hull", changed)
    until = union.now + timedelta(hours=72)
    assert {each.until for each in union.proposal("hull").affected.values()} == {until}
    notice = union.of("york").notices[1]
    assert (notice.text, notice.until) == ("Dam it.", until)
    assert notice.objections == (Objection(person=GUS, text="It is our river."),)  # it stands until it is taken back
    assert union.proposal("hull").objecting == (union.peer("york"),)
    assert union.of("leeds").notices[1].until == until
    assert len(union.of("york").notices) == 1
    sound(union)


def test_an_amendment_during_a_check_gives_the_check_the_time_too() -> None:
    """A check that begins again does not end before those affected have had their time for the new text."""
    union = two(hull={"affected-notice": "48h"})
    union.later(hours=48)
    union.call("hull", "ada", hours=2)
    union.amend("hull", "ada", "Dam it.")
    assert union.check("hull").round == 2
    assert union.check("hull").deadline == union.now + timedelta(hours=48)
    sound(union)


def test_an_assembly_does_not_affect_itself() -> None:
    """Those named as affected are others, each once."""
    union = two()
    asked = cmd.Propose(actor=PersonId("ada"), title="Dig", affected=(union.peer("hull"),))
    assert union.refused("hull", asked) == NotWithItself(slug="hull")


def test_one_person_does_not_fill_the_rooms_of_others() -> None:
    """Of proposals that speak in others' rooms one person has six open at most; one withdrawn makes room."""
    union = two()
    asked = cmd.Propose(actor=PersonId("ada"), title="Dig", affected=(union.peer("york"),))
    while len(union.of("hull").proposals) < 6:
        union.do("hull", asked)
    assert union.refused("hull", asked) == EnoughAbroad(proposals=(1, 2, 3, 4, 5, 6))
    union.do("hull", cmd.Propose(actor=PersonId("ada"), title="Tea"))
    union.do("hull", cmd.Withdraw(actor=PersonId("ada"), proposal=2))
    union.do("hull", asked)
    assert len(union.of("york").notices) == 7
    sound(union)


def test_nor_by_withdrawing_and_proposing_anew() -> None:
    """Twelve in a week are enough, whatever became of them; somebody else can still propose, and they can later."""
    union = two()
    asked = cmd.Propose(actor=PersonId("ada"), title="Dig", affected=(union.peer("york"),))
    first = union.now
    union.do("hull", cmd.Withdraw(actor=PersonId("ada"), proposal=1))
    for number in range(2, 13):
        union.later(hours=1)
        union.do("hull", asked)
        union.do("hull", cmd.Withdraw(actor=PersonId("ada"), proposal=number))
    again_from = first + timedelta(days=7)
    assert union.refused("hull", asked) == EnoughAbroad(proposals=tuple(range(1, 13)), again_from=again_from)
    union.do("hull", replace(asked, actor=PersonId("ben")))
    union.now = again_from
    union.do("hull", asked)
    sound(union)


def test_what_others_read_is_not_changed_over_and_over() -> None:
    """Ten changes at once, and one more each half day; a text that only this assembly reads changes as it likes."""
    union = two()
    made = union.now
    for number in range(10):
        union.amend("hull", "ada", f"{number} kilos.")
    again = cmd.Amend(actor=PersonId("ada"), proposal=1, text="Dam it.")
    assert union.refused("hull", again) == EnoughChanges(proposal=1, again_from=made + timedelta(hours=12))
    union.later(hours=12)
    union.do("hull", again)
    again = cmd.Amend(actor=PersonId("ada"), proposal=1, text="Dig.")
    assert union.refused("hull", again) == EnoughChanges(proposal=1, again_from=made + timedelta(hours=24))
    union.propose("hull", "ada")
    for number in range(20):
        union.amend("hull", "ada", f"{number} kilos.", 2)
    sound(union)


# --- objecting


def test_an_unresolved_objection_stops_consensus() -> None:
    """Whatever the people say, the check is blocked, and its working shows why."""
    union = two()
    union.call("hull", "ada")
    objects(union)
    assert union.check("hull").objecting == {YORK}
    union.consent("hull")
    union.at(hours=72)
    assert union.check("hull").outcome is Outcome.BLOCKED
    working = assessed(union.check("hull")).working
    assert [(found.step, found.figure, found.passed) for found in working] == [
        (Step.NO_BLOCK, 0, True),
        (Step.NO_OBJECTION, 1, False),
    ]
    assert union.proposal("hull").phase is Phase.DISCUSSION
    sound(union)


def test_an_objection_made_before_the_call_counts_in_it() -> None:
    """It stands over every check until it is taken back."""
    union = two()
    objects(union)
    for _ in range(2):
        union.call("hull", "ada")
        assert union.check("hull").objecting == {YORK}
        union.at(hours=72)
        assert union.check("hull").outcome is Outcome.BLOCKED
    sound(union)


def test_an_objection_taken_back_frees_the_check() -> None:
    """With the last of them the way is free, and a check that waited for nothing else ends."""
    union = two(hull={"affected-notice": "0h"})
    union.call("hull", "ada")
    objects(union)
    objects(union, PersonId("hal"), "It floods.")
    union.consent("hull")
    assert union.check("hull").is_open
    withdraws(union)
    assert union.check("hull").objecting == {YORK}
    withdraws(union, PersonId("hal"))
    assert union.check("hull").objecting == frozenset()
    union.tick()
    assert union.check("hull").outcome is Outcome.CONSENSUS
    sound(union)


def test_an_objection_in_the_cooling_off_sends_back() -> None:
    """Until a decision has settled those whom it affects may object, and that reopens it."""
    union = two(hull={"cooling-off": "5d", "affected-notice": "0h"})
    union.call("hull", "ada")
    union.consent("hull")
    objects(union)
    (back,) = union.happened("hull", ev.DecisionSentBack)
    assert back == ev.DecisionSentBack(decision=1, because="affected")
    assert union.proposal("hull").phase is Phase.DISCUSSION
    assert not union.of("york").notices[1].closed
    sound(union)


def test_the_objection_of_one_who_is_gone_is_taken_back_by_the_consensus_of_the_assembly() -> None:
    """Whoever takes part proposes it, once; what those still there object stays, and what is lifted is lifted above."""
    union = two()
    objects(union)
    objects(union, PersonId("hal"), "Ours too.")
    union.do("york", cmd.Leave(actor=GUS, venue=room("york")))
    stranger = cmd.WithdrawObjection(actor=PersonId("ada"), notice=1)
    assert union.refused("york", stranger) == NoObjection(notice=1)
    lifting = cmd.WithdrawObjection(actor=PersonId("ida"), notice=1)
    union.do("york", lifting)
    assert union.proposal("york").effect == LiftObjections(1)
    assert union.refused("york", lifting) == AlreadyProposed(proposal=1)
    union.call("york", "ida")
    union.consent("york")
    (left,) = union.of("york").notices[1].objections
    assert left.person == "hal"
    assert union.proposal("hull").affected[YORK].objections == (left,)
    withdraws(union, PersonId("hal"))
    assert not union.proposal("hull").objecting
    assert union.refused("york", lifting) == NoObjection(notice=1)
    sound(union)


def test_the_objection_of_one_who_was_forgotten_is_taken_back_by_consensus() -> None:
    """Nobody could ask them, or knows who they were."""
    union = two()
    objects(union)
    union.do("york", cmd.ForgetPerson(person=GUS))
    union.do("york", cmd.WithdrawObjection(actor=PersonId("ida"), notice=1))
    union.call("york", "ida")
    union.consent("york")
    assert not union.proposal("hull").objecting
    sound(union)


def test_nobody_objects_and_takes_it_back_all_day() -> None:
    """Three times on one text; then it is for others to object, or for them to a text that has changed."""
    union = two()
    for _ in range(3):
        objects(union)
        withdraws(union)
    again = cmd.Object(actor=GUS, notice=1, text="Still.")
    assert union.refused("york", again) == ObjectedOften(notice=1, times=3)
    union.do("york", cmd.JoinPeople(person=PersonId("gustav"), other=GUS))
    assert union.refused("york", replace(again, actor=PersonId("gustav"))) == ObjectedOften(notice=1, times=3)
    objects(union, PersonId("hal"))
    union.amend("hull", "ada", "Dam it.")
    objects(union)
    assert union.proposal("hull").objecting
    sound(union)


def test_nothing_is_lifted_that_was_over_or_taken_back_meanwhile() -> None:
    """What was agreed to too late changes nothing, and its register is sound."""
    union = two()
    objects(union)
    union.do("york", cmd.Leave(actor=GUS, venue=room("york")))
    union.do("york", cmd.WithdrawObjection(actor=PersonId("ida"), notice=1))
    union.call("york", "ida")
    withdraws(union)
    union.consent("york")
    assert len(union.happened("york", ev.ObjectionWithdrawn)) == 1
    sound(union)


def test_anybody_who_takes_part_objects_once_and_takes_back_their_own() -> None:
    """One is enough, as one block is; and nobody speaks for an assembly in which they take no part."""
    union = two()
    stranger = cmd.Object(actor=PersonId("ada"), notice=1, text="Ours.")
    assert union.refused("york", stranger) == NotTakingPart()
    objects(union)
    again = cmd.Object(actor=GUS, notice=1, text="Still.")
    assert union.refused("york", again) == AlreadyObjected(notice=1)
    not_theirs = cmd.WithdrawObjection(actor=PersonId("hal"), notice=1)
    assert union.refused("york", not_theirs) == NoObjection(notice=1)
    unknown = cmd.Object(actor=GUS, notice=9, text="Ours.")
    assert union.refused("york", unknown) == Unknown(kind="notice", number=9, latest=1)
    union.do("york", cmd.Leave(actor=GUS, venue=room("york")))
    withdraws(union)  # nobody else can
    assert union.proposal("hull").objecting == ()
    sound(union)


@pytest.mark.parametrize("because", ["decided", "withdrawn"])
def test_a_notice_is_over_when_the_matter_is(because: str) -> None:
    """Once it is decided or withdrawn there is nothing to object to any more."""
    union = two(hull={"affected-notice": "0h"})
    if because == "decided":
        union.call("hull", "ada")
        union.consent("hull")
    else:
        union.do("hull", cmd.Withdraw(actor=PersonId("ada"), proposal=1))
    assert union.of("york").notices[1].closed == because
    late = cmd.Object(actor=GUS, notice=1, text="Ours.")
    assert union.refused("york", late) == NoticeOver(notice=1, because=because)
    heard = cmd.HearObjection(peer=union.peer("york"), proposal=1, person=GUS, text="Ours.")
    assert union.do("hull", heard) == []
    sound(union)


def test_said_twice_it_counts_once() -> None:
    """What comes again between assemblies changes nothing, nor what comes from one that is not affected."""
    union = two()
    objects(union)
    proposal = union.proposal("hull")
    for command in (
        cmd.HearObjection(peer=union.peer("york"), proposal=1, person=GUS, text="Again."),
        cmd.HearObjection(peer=union.peer("hull"), proposal=1, person=GUS, text="Mine."),
        cmd.HearObjection(peer=union.peer("york"), proposal=1, person=PersonId("hal"), lifted=True),
        cmd.HearObjection(peer=union.peer("york"), proposal=7, person=GUS),
    ):
        assert union.do("hull", command) == []
    notice = union.of("york").notices[1]
    told = cmd.TakeNotice(
        peer=union.peer("hull"), proposal=1, title=notice.title, text=notice.text, until=proposal.affected[YORK].until
    )
    assert union.do("york", told) == []
    assert union.do("york", cmd.CloseNotice(peer=union.peer("hull"), proposal=7, because="decided")) == []


def test_an_affected_assembly_s_objection_keeps_a_joint_text_from_being_decided() -> None:
    """Where several decide together, an objection to one of them holds them all up."""
    union = Union.of_members({"hull": {"affected-notice": "0h"}}, hull="ada ben cat", york="gus hal ida", leeds="dan")
    union.propose("hull", "ada", affected="york", partners="leeds")
    union.call("hull", "ada")
    union.consent("hull")
    objects(union)
    union.call("leeds", "dan")
    union.consent("leeds")
    assert [peer.slug for peer in union.of("leeds").decisions[1].waits_for] == ["hull"]
    withdraws(union)
    union.call("hull", "ada", 1)
    union.consent("hull")
    assert union.proposal("hull").phase is union.proposal("leeds").phase is Phase.CLOSED
    sound(union)
