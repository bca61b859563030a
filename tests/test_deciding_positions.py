"""Taking a position and taking it back, example by example in the words of the design."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.words.wording import in_words
from deliberation import commands as cmd
from deliberation.checks import Check
from deliberation.commands import TakePosition
from deliberation.ids import PersonId
from deliberation.positions import PROPOSAL_STANCES, Stance
from deliberation.refusals import BlockStands, CameLate, NoPosition, NotOnRoll, OffRoll, WrongStance
from tests.support.engine import ROOM, Moot, kinds
from tests.support.words import plain

ADA, BEN, CAT, ZOE = (PersonId(name) for name in ("ada", "ben", "cat", "zoe"))
NAMES = ("ada", "ben", "cat", "dan", "eve")


def say(who: PersonId, stance: Stance, source: str = "$1", reason: str = "") -> TakePosition:
    """Say where somebody stands in the first check."""
    return cmd.TakePosition(actor=who, check=1, stance=stance, source=source, reason=reason)


@pytest.fixture
def moot() -> Moot:
    """An assembly of five in a check."""
    moot = Moot.founded(*NAMES)
    moot.called()
    return moot


def test_the_latest_expression_counts(moot: Moot) -> None:
    """Whoever says something else has said that; the earlier word stays in the register."""
    moot.agree("ben")
    moot.block("ben")
    moot.stand_aside("ben")
    assert moot.check().positions[BEN].stance is Stance.STAND_ASIDE
    assert (moot.check().tally.agree, moot.check().tally.block, moot.check().tally.stand_aside) == (0, 0, 1)
    assert sum("PositionTaken" in entry.record for entry in moot.entries) == 3


def test_the_same_expression_delivered_twice_counts_once(moot: Moot) -> None:
    """What has been heard already changes nothing and is not written again."""
    assert kinds(moot.do(say(BEN, Stance.AGREE))) == ["PositionTaken"]
    assert moot.do(say(BEN, Stance.AGREE)) == []


def test_a_reason_is_kept_until_the_stance_changes(moot: Moot) -> None:
    """A reason given later joins the position; saying the same again without one does not lose it."""
    moot.do(say(BEN, Stance.BLOCK, "$1"))
    moot.do(say(BEN, Stance.BLOCK, "$2", "it harms"))
    moot.do(say(BEN, Stance.BLOCK, "$3"))
    assert moot.check().positions[BEN].reason == "it harms"
    moot.do(say(BEN, Stance.AGREE, "$4"))
    assert moot.check().positions[BEN].reason == ""


def test_standing_aside_is_recorded_with_its_reason(moot: Moot) -> None:
    """The reason of a stand-aside stays with it."""
    moot.stand_aside("ben", reason="I have no garden")
    assert moot.check().positions[BEN].reason == "I have no garden"


@pytest.mark.parametrize("stance", [Stance.AGREE, Stance.STAND_ASIDE])
def test_taking_one_s_reaction_away_withdraws_what_it_said(moot: Moot, stance: Stance) -> None:
    """An agreement or a stand-aside goes with its reaction; another reaction taken away changes nothing."""
    moot.do(say(BEN, stance, "$1"))
    assert moot.do(cmd.LiftExpression(actor=BEN, check=1, source="$2")) == []
    assert moot.do(cmd.LiftExpression(actor=ADA, check=1, source="$1")) == []
    assert kinds(moot.do(cmd.LiftExpression(actor=BEN, check=1, source="$1"))) == ["PositionWithdrawn"]
    assert moot.check().tally.taken == 0


def test_a_reaction_that_was_superseded_takes_nothing_with_it(moot: Moot) -> None:
    """When the first of two reactions goes, what the second says still counts."""
    moot.do(say(BEN, Stance.STAND_ASIDE, "$1"))
    moot.do(say(BEN, Stance.AGREE, "$2"))
    assert moot.do(cmd.LiftExpression(actor=BEN, check=1, source="$1")) == []
    assert moot.check().tally.agree == 1


def test_a_block_is_never_withdrawn_by_taking_its_reaction_away(moot: Moot) -> None:
    """The holder is told that it stands; only their own word withdraws it, or another position."""
    moot.do(say(BEN, Stance.BLOCK, "$1"))
    assert moot.refused(cmd.LiftExpression(actor=BEN, check=1, source="$1")) == BlockStands(check=1)
    assert moot.check().tally.block == 1
    moot.do(cmd.Retract(actor=BEN, check=1))
    assert moot.check().tally.taken == 0
    moot.do(say(BEN, Stance.BLOCK, "$2"))
    moot.do(say(BEN, Stance.AGREE, "$3"))
    assert moot.check().tally.block == 0


def test_nobody_else_withdraws_a_position(moot: Moot) -> None:
    """One who has none, or is not on the roll, is told so."""
    moot.block("ben")
    assert moot.refused(cmd.Retract(actor=ADA, check=1)) == NoPosition(check=1)
    assert isinstance(moot.refused(cmd.Retract(actor=ZOE, check=1)), NotOnRoll)
    assert moot.check().tally.block == 1


def test_who_is_not_on_the_roll_is_told_why(moot: Moot) -> None:
    """Who joined after the call, and who takes no part, are each told that."""
    opened = moot.check().opened_at
    assert moot.refused(say(ZOE, Stance.AGREE)) == NotOnRoll(check=1, why=OffRoll.NOT_TAKING_PART, called_at=opened)
    moot.do(cmd.Enter(actor=ZOE, venue=ROOM))
    assert moot.refused(say(ZOE, Stance.AGREE)) == NotOnRoll(check=1, why=OffRoll.JOINED_LATER, called_at=opened)


def test_who_was_out_at_the_call_and_is_back_is_not_told_that_they_joined_later() -> None:
    """They count as having joined when they had: what keeps them off the roll is that they were out."""
    moot = Moot.founded("ada", "ben", "zoe")
    moot.do(cmd.Leave(actor=ZOE, venue=ROOM))
    moot.later(hours=1).called()
    moot.later(hours=1).do(cmd.Enter(actor=ZOE, venue=ROOM))
    refusal = moot.refused(say(ZOE, Stance.AGREE))
    assert refusal == NotOnRoll(check=1, why=OffRoll.AWAY, called_at=moot.check().opened_at)
    assert "not taking part in The moot just then" in plain(in_words(refusal, moot.assembly, {}))


def test_who_left_after_the_call_is_still_on_the_roll(moot: Moot) -> None:
    """Putting somebody out of the room takes neither their place nor their position."""
    moot.block("ben")
    moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    moot.do(cmd.Leave(actor=CAT, venue=ROOM))
    moot.agree("cat")
    assert (moot.check().tally.block, moot.check().tally.agree) == (1, 1)


@pytest.mark.parametrize("stance", [Stance.REMOVE, Stance.KEEP])
def test_a_recall_s_words_do_not_answer_a_proposal(moot: Moot, stance: Stance) -> None:
    """Remove and keep are for recalls."""
    assert moot.refused(say(BEN, stance)) == WrongStance(check=1, stance=stance)


def test_nothing_is_taken_back_after_the_close(moot: Moot) -> None:
    """What has been counted stays counted, by word or by reaction."""
    moot.do(say(BEN, Stance.AGREE, "$1"))
    moot.agree("ada", "cat")
    moot.at(hours=72)
    closed = moot.check().closed_at
    assert closed is not None
    assert moot.refused(cmd.Retract(actor=BEN, check=1)) == CameLate(check=1, closed_at=closed)
    assert moot.do(cmd.LiftExpression(actor=BEN, check=1, source="$1")) == []
    assert moot.check().tally.agree == 3


EXPRESSIONS = st.lists(
    st.builds(
        say,
        st.sampled_from([PersonId(name) for name in NAMES]),
        st.sampled_from(sorted(PROPOSAL_STANCES)),
        st.sampled_from(["$1", "$2"]),
        st.sampled_from(["", "it harms"]),
    ),
    max_size=12,
)


def heard(commands: list[TakePosition], *, silent: str = "") -> Check:
    """Deliver expressions in an order, on a roll of five and one who may stay silent."""
    moot = Moot.founded(*NAMES, *([silent] if silent else []))
    moot.called()
    for command in commands:
        moot.do(command)
    return moot.check()


@given(said=EXPRESSIONS, data=st.data())
def test_one_expression_each_comes_out_the_same_in_any_order_and_repetition(
    said: list[TakePosition], data: st.DataObject
) -> None:
    """Where everybody says one thing, neither the order nor any repetition of the deliveries makes a difference."""
    once = list({command.actor: command for command in said}.values())
    more = data.draw(st.lists(st.sampled_from(once), max_size=5)) if once else []
    often = data.draw(st.permutations(once + more))
    first, second = heard(once), heard(often)
    assert second.tally == first.tally
    assert second.positions == first.positions
    assert (second.outcome, second.late) == (first.outcome, first.late)


@given(said=EXPRESSIONS, data=st.data())
def test_what_different_people_say_commutes_while_the_check_is_open(
    said: list[TakePosition], data: st.DataObject
) -> None:
    """As long as each one's own words come in order, those of different people may mingle in any way."""
    waiting = {person: [c for c in said if c.actor == person] for person in {c.actor for c in said}}
    mingled: list[TakePosition] = []
    while any(waiting.values()):
        person = data.draw(st.sampled_from(sorted(p for p, rest in waiting.items() if rest)))
        mingled.append(waiting[person].pop(0))
    first, second = heard(said, silent="fay"), heard(mingled, silent="fay")
    assert second.tally == first.tally
    assert second.positions == first.positions


@given(said=EXPRESSIONS)
def test_every_delivery_repeated_at_once_changes_nothing(said: list[TakePosition]) -> None:
    """Said twice in a row, every expression counts once."""
    assert heard([c for command in said for c in (command, command)], silent="fay") == heard(said, silent="fay")
