"""Two who turn out to be one have one position in each check, the later one, in the words of the design."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.ids import PersonId
from deliberation.persistent import PersistentMap
from deliberation.positions import Position, Stance
from deliberation.refusals import (
    BlockStands,
    CameLate,
    NoPosition,
    NotOnRoll,
    OffRoll,
)
from tests.support.engine import MONDAY, ROOM, Moot, kinds, only, people, replayed, without_sources

ADA, BEN, CAT, DAN, ZOE = people("ada", "ben", "cat", "dan", "zoe")
EVERYONE = ("ada", "ben", "cat", "dan")


def sound(moot: Moot) -> None:
    """Hold a history against the rules, and its register against what came of it."""
    report = moot.verified()
    assert report.sound, report.problems
    assert replayed(moot.entries, moot.texts) == without_sources(moot.assembly)


def take(moot: Moot, who: PersonId, stance: Stance, source: str = "", reason: str = "", check: int = 1) -> None:
    """Let somebody take a position by a message or reaction of that name."""
    moot.do(cmd.TakePosition(actor=who, check=check, stance=stance, reason=reason, source=source))


def stances(moot: Moot, check: int = 1) -> dict[PersonId, Stance]:
    """Say who stands where in a check."""
    return {person: held.stance for person, held in moot.check(check).positions.items()}


def cooling() -> Moot:
    """Give an assembly whose decision cools off, made by two of four."""
    rules = {"cooling-off": "5d", "quorum-minimum": "2", "objection-share": "1"}
    moot = Moot.founded(*EVERYONE, rules=rules)
    moot.called()
    moot.agree("ada", "ben")
    moot.at(hours=72)
    assert moot.assembly.cooling_off(1) is not None
    return moot


def with_secretary() -> Moot:
    """Give an assembly of six with an elected secretary."""
    moot = Moot.founded("ada", "ben", "cat", "dan", "eve", "fay")
    moot.elect("fay", by="ada")
    return moot


# --- two are one: positions


def test_two_who_are_one_have_one_position_the_later_one() -> None:
    """Both are on the roll: the earlier of what the two said falls, and the roll stays as it was."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    before = moot.check()
    take(moot, ADA, Stance.BLOCK, "$a", "it harms")
    moot.later(minutes=1)
    take(moot, BEN, Stance.AGREE, "$b")
    happened = moot.join("ada", "ben")
    assert kinds(happened) == ["PositionWithdrawn", "PositionTaken", "PeopleJoined"]
    assert only(happened, ev.PositionTaken).since == MONDAY + timedelta(minutes=1)
    check = moot.check()
    assert stances(moot) == {ADA: Stance.AGREE}
    assert (check.tally.agree, check.tally.taken) == (1, 1)
    assert (check.roll, check.roll_size, check.excused) == (before.roll, before.roll_size, before.excused)
    assert check.unheard() == [CAT, DAN]
    sound(moot)


def test_the_one_who_spoke_first_keeps_nothing_that_the_other_said_before() -> None:
    """Where the later word is already under the id that stays, only the other falls."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    take(moot, BEN, Stance.AGREE)
    moot.later(minutes=1)
    take(moot, ADA, Stance.STAND_ASIDE, reason="not mine")
    assert kinds(moot.join("ada", "ben")) == ["PositionWithdrawn", "PeopleJoined"]
    assert stances(moot) == {ADA: Stance.STAND_ASIDE}
    sound(moot)


@pytest.mark.parametrize(("one", "two", "kept"), [("agree", "block", "block"), ("agree", "stand aside", "agree")])
def test_at_the_same_moment_the_block_is_kept_or_else_what_the_one_who_stays_said(
    one: str, two: str, kept: str
) -> None:
    """Which is the later cannot be told there."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    take(moot, ADA, Stance(one), reason="a")
    take(moot, BEN, Stance(two), reason="b")
    moot.join("ada", "ben")
    assert stances(moot) == {ADA: Stance(kept)}
    sound(moot)


def test_a_position_of_which_the_time_is_unknown_gives_way_to_a_block_only() -> None:
    """Positions from before times were kept have none."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    take(moot, ADA, Stance.AGREE)
    moot.later(minutes=1)
    take(moot, BEN, Stance.STAND_ASIDE, reason="not mine")
    timeless = {person: replace(held, at=None) for person, held in moot.check().positions.items()}
    check = replace(moot.check(), positions=PersistentMap(timeless))
    moot._assembly = replace(moot.assembly, checks=moot.assembly.checks.put(1, check))
    moot.join("ada", "ben")
    assert stances(moot) == {ADA: Stance.AGREE}


def test_what_passed_on_is_still_what_expressed_it() -> None:
    """The reaction of the other account, taken away, takes back what it said; the one it superseded says nothing."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    take(moot, ADA, Stance.AGREE, "$a")
    moot.later(minutes=1)
    take(moot, BEN, Stance.STAND_ASIDE, "$b", "not mine")
    moot.join("ada", "ben")
    assert moot.check().positions[ADA].reason == "not mine"
    assert moot.do(cmd.LiftExpression(actor=ADA, check=1, source="$a")) == []
    assert kinds(moot.do(cmd.LiftExpression(actor=ADA, check=1, source="$b"))) == ["PositionWithdrawn"]
    assert moot.check().tally.taken == 0
    sound(moot)


def test_a_third_account_is_held_against_when_the_word_was_said_and_not_when_it_passed_on() -> None:
    """Two were joined after a third account spoke: what was said last stands, whenever the two were joined."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    take(moot, BEN, Stance.BLOCK, reason="it harms")
    moot.later(minutes=1)
    take(moot, CAT, Stance.AGREE)
    moot.later(minutes=1)
    moot.join("ada", "ben")
    moot.later(minutes=1)
    moot.join("ada", "cat")
    assert stances(moot) == {ADA: Stance.AGREE}
    assert moot.check().unheard() == [DAN]
    sound(moot)


def test_whoever_is_on_the_roll_as_somebody_else_speaks_as_that() -> None:
    """The one who stays joined after the call: their voice is the place that the other has on the roll."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    take(moot, BEN, Stance.BLOCK, "$b", "it harms")
    moot.do(cmd.Enter(actor=ZOE, venue=ROOM))
    assert moot.refused(cmd.TakePosition(actor=ZOE, check=1, stance=Stance.AGREE)) == NotOnRoll(
        check=1, why=OffRoll.JOINED_LATER, called_at=MONDAY
    )
    assert kinds(moot.join("zoe", "ben")) == ["PeopleJoined"]
    held = moot.check().position_of(ZOE)
    assert held is not None
    assert held.stance is Stance.BLOCK
    assert moot.refused(cmd.LiftExpression(actor=ZOE, check=1, source="$b")) == BlockStands(check=1)
    take(moot, ZOE, Stance.AGREE)
    assert stances(moot) == {BEN: Stance.AGREE}
    assert kinds(moot.do(cmd.Retract(actor=ZOE, check=1))) == ["PositionWithdrawn"]
    assert moot.refused(cmd.Retract(actor=ZOE, check=1)) == NoPosition(check=1)
    assert moot.check().unheard() == [ADA, BEN, CAT, DAN]
    sound(moot)


def test_two_places_on_the_roll_of_one_who_is_not_on_it_are_one_voice() -> None:
    """Whichever account reacts: the second place neither speaks nor is waited for or reminded."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    moot.do(cmd.Enter(actor=ZOE, venue=ROOM))
    take(moot, CAT, Stance.AGREE)
    moot.join("zoe", "ben")
    moot.later(minutes=1)
    moot.join("zoe", "cat")
    assert stances(moot) == {BEN: Stance.AGREE}
    take(moot, ZOE, Stance.STAND_ASIDE, reason="not mine")
    assert stances(moot) == {BEN: Stance.STAND_ASIDE}
    assert moot.check().unheard() == [ADA, DAN]
    moot.join("ada", "zoe")
    assert stances(moot) == {ADA: Stance.STAND_ASIDE}
    assert dict(moot.check().same) == {BEN: ADA, CAT: ADA}
    assert moot.check().unheard() == [DAN]
    sound(moot)


def test_something_still_on_its_way_under_an_earlier_id_is_theirs() -> None:
    """What was sent before the two were joined and comes after it neither counts beside nor comes to nothing."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    moot.join("ada", "ben")
    take(moot, BEN, Stance.AGREE)
    assert stances(moot) == {ADA: Stance.AGREE}
    moot.do(cmd.Enter(actor=BEN, venue=ROOM))
    assert BEN not in moot.assembly.participants
    sound(moot)


def test_a_place_that_speaks_no_more_keeps_a_check_open_to_its_deadline() -> None:
    """The roll stays as it was, so not everybody on it can speak: it is not closed early, and closes in time."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    moot.join("ada", "ben")
    happened = moot.agree("ada", "cat", "dan")
    assert "CheckClosed" not in kinds(happened)
    assert moot.check().unheard() == []
    happened = moot.at(hours=72)
    assert only(happened, ev.CheckClosed).outcome is Outcome.CONSENSUS
    assert only(happened, ev.CheckClosed).tally.agree == 3
    sound(moot)


def test_a_block_of_another_self_is_carried_into_the_next_round_as_who_they_are() -> None:
    """On the roll drawn anew they are once, with their block and its reason."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    moot.block("ben")
    moot.do(cmd.Enter(actor=ZOE, venue=ROOM))
    moot.join("zoe", "ben")
    happened = moot.do(cmd.Amend(actor=ADA, proposal=1, text="Nine kilos."))
    assert only(happened, ev.CheckCalled).carried_over == (ZOE,)
    check = moot.check()
    assert check.roll == {ADA, ZOE, CAT, DAN}
    assert stances(moot) == {ZOE: Stance.BLOCK}
    take(moot, ZOE, Stance.AGREE)
    assert check.roll >= set(stances(moot)) == {ZOE}
    sound(moot)


def test_a_carried_block_needs_no_second_reason() -> None:
    """The reason that was given by the other account is theirs."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    moot.block("ben")
    moot.join("zoe", "ben")
    moot.do(cmd.Amend(actor=ADA, proposal=1, text="Nine kilos."))
    moot.agree("ada", "cat", "dan")
    happened = moot.at(hours=72)
    assert only(happened, ev.CheckClosed).outcome is Outcome.BLOCKED
    sound(moot)


# --- two are one: while a decision cools off, and after the close


def test_while_it_cools_off_one_of_whom_a_self_was_heard_was_not_silent() -> None:
    """What they said since as somebody silent falls, and they say no more: they took a position before the close."""
    moot = cooling()
    moot.stand_aside("dan")
    assert moot.check().positions[DAN].cooling
    happened = moot.join("dan", "ada")
    assert kinds(happened) == ["PositionWithdrawn", "PeopleJoined"]
    assert stances(moot) == {ADA: Stance.AGREE, BEN: Stance.AGREE}
    assert moot.check().cooling_tally.taken == 0
    late = moot.do(cmd.TakePosition(actor=DAN, check=1, stance=Stance.BLOCK, reason="no"))
    assert kinds(late) == ["PositionCameLate"]
    assert moot.refused(cmd.Retract(actor=DAN, check=1)) == CameLate(
        check=1, closed_at=moot.check().closed_at or MONDAY
    )
    sound(moot)


def test_of_two_silent_ones_the_later_word_in_the_cooling_off_stands() -> None:
    """Both were silent before the close: one position, and a block by them still sends the proposal back."""
    moot = cooling()
    take(moot, CAT, Stance.AGREE)
    moot.later(minutes=1)
    take(moot, DAN, Stance.AGREE, "$d")
    moot.join("zoe", "cat")
    moot.join("zoe", "dan")
    check = moot.check()
    assert check.cooling_tally.taken == 1
    assert check.positions[CAT] == Position(Stance.AGREE, source="$d", cooling=True, at=moot.now)
    happened = moot.do(cmd.TakePosition(actor=ZOE, check=1, stance=Stance.BLOCK, reason="no"))
    assert kinds(happened) == ["PositionTaken", "DecisionSentBack"]
    sound(moot)


def test_two_who_were_both_counted_stay_counted_as_they_were() -> None:
    """The check is closed: linking takes effect after it, so its outcome and both positions stand."""
    moot = cooling()
    assert kinds(moot.join("ada", "ben")) == ["PeopleJoined"]
    assert stances(moot) == {ADA: Stance.AGREE, BEN: Stance.AGREE}
    late = moot.do(cmd.TakePosition(actor=ADA, check=1, stance=Stance.BLOCK, reason="no"))
    assert kinds(late) == ["PositionCameLate"]
    sound(moot)


def test_long_after_the_close_one_who_was_on_the_roll_as_another_is_late_and_not_a_newcomer() -> None:
    """They are listed once, under the place that they had."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    moot.agree(*EVERYONE)
    moot.do(cmd.Enter(actor=ZOE, venue=ROOM))
    moot.join("zoe", "ben")
    assert moot.check().same == {}
    for _ in range(2):
        moot.do(cmd.TakePosition(actor=ZOE, check=1, stance=Stance.BLOCK))
    assert dict(moot.check().late_answers) == {BEN: Stance.BLOCK}
    sound(moot)
