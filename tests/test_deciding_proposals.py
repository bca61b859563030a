"""Proposals, revisions and concerns, example by example in the words of the design."""

from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.commands import Command
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance
from deliberation.refusals import (
    AlreadyResolved,
    ConcernNotYours,
    ConcernsStand,
    FixedEffect,
    NothingChanged,
    NotTakingPart,
    OnlyProposer,
    Refusal,
    StatementMissing,
    Unknown,
    WrongPhase,
)
from deliberation.register import revision_hash
from tests.support.engine import ROOM, Moot, only

ADA, BEN, CAT, ZOE = (PersonId(name) for name in ("ada", "ben", "cat", "zoe"))


def test_proposals_are_numbered_per_assembly() -> None:
    """The first proposal is P1, the next P2, whoever makes them."""
    moot = Moot.founded("ada", "ben")
    assert (moot.propose("ben"), moot.propose("ada")) == (1, 2)
    assert moot.proposal(2).phase is Phase.DISCUSSION


def test_an_assembly_may_ask_who_suffers_less() -> None:
    """Under Harmony's rules a proposal, and every revision of it, says who suffers less by it."""
    moot = Moot.founded("ada", preset="harmony")
    assert moot.refused(cmd.Propose(actor=ADA, title="Buy seed")) == StatementMissing()
    moot.propose()
    assert moot.refused(cmd.Amend(actor=ADA, proposal=1, suffering="")) == StatementMissing()
    moot.do(cmd.Amend(actor=ADA, proposal=1, text="Five kilos."))
    assert moot.proposal().latest.suffering == "Nobody goes hungry."


def test_amending_makes_a_new_revision() -> None:
    """What is not said anew stays, the old revision is kept, and an amendment that changes nothing is none."""
    moot = Moot.founded("ada")
    moot.propose()
    moot.do(cmd.Amend(actor=ADA, proposal=1, text="Five kilos.", affects=("growers",), review="2026-06-01"))
    assert [revision.text for revision in moot.proposal().revisions] == ["Ten kilos.", "Five kilos."]
    assert moot.proposal().latest.title == "Buy seed"
    assert moot.proposal().latest.affects == ("growers",)
    assert isinstance(moot.refused(cmd.Amend(actor=ADA, proposal=1, text="Five kilos.")), NothingChanged)


def test_only_the_proposer_amends_or_withdraws() -> None:
    """Nobody else, not even who convenes, takes a proposal back or changes it."""
    moot = Moot.founded("ada", "ben")
    moot.propose("ben")
    assert moot.refused(cmd.Withdraw(actor=ADA, proposal=1)) == OnlyProposer(proposal=1, proposer=BEN, asked="withdraw")
    assert moot.refused(cmd.Amend(actor=ADA, proposal=1, text="No.")) == OnlyProposer(
        proposal=1, proposer=BEN, asked="amend"
    )
    moot.do(cmd.Withdraw(actor=BEN, proposal=1))
    assert moot.proposal().phase is Phase.CLOSED
    assert moot.proposal().withdrawn


def test_a_proposer_who_was_put_out_no_longer_holds_up_a_check() -> None:
    """Who takes no part any more can neither begin a check on their proposal again nor end it."""
    moot = Moot.founded("ada", "ben", "cat")
    moot.call(moot.propose("ben"))
    moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    assert moot.refused(cmd.Amend(actor=BEN, proposal=1, text="Nothing.")) == NotTakingPart()
    assert moot.refused(cmd.Withdraw(actor=BEN, proposal=1)) == NotTakingPart()


def test_withdrawing_ends_an_open_check() -> None:
    """The check is closed as withdrawn; nothing is deleted, and nothing is counted any more."""
    moot = Moot.founded("ada", "ben")
    moot.called()
    moot.agree("ben")
    moot.do(cmd.Withdraw(actor=ADA, proposal=1))
    assert moot.check().outcome is Outcome.WITHDRAWN
    assert moot.check().tally.agree == 1
    assert only(moot.agree("ada"), ev.PositionCameLate).person == ADA
    assert isinstance(moot.refused(cmd.Withdraw(actor=ADA, proposal=1)), WrongPhase)


def test_amending_during_a_check_starts_it_again_for_a_full_period() -> None:
    """Agreements and stand-asides lapse, and the check has a full period from the amendment on."""
    moot = Moot.founded("ada", "ben", "cat", "dan")
    check = moot.call(moot.propose(), hours=10)
    moot.agree("ben", check=check)
    moot.stand_aside("cat", check=check)
    moot.at(hours=9)
    called = only(moot.do(cmd.Amend(actor=ADA, proposal=1, text="Five kilos.")), ev.CheckCalled)
    assert (called.check, called.round) == (1, 2)
    assert called.deadline == moot.now + timedelta(hours=10)
    assert called.text_hash == revision_hash(moot.proposal().latest)
    assert moot.check().tally.taken == 0
    assert not moot.check().reminded
    assert moot.proposal().phase is Phase.CHECK


def test_blocks_stay_over_an_amendment_until_their_holder_withdraws_them() -> None:
    """A block goes on into the next round, with its reason, though its holder has left; only they take it back."""
    moot = Moot.founded("ada", "ben", "cat", "dan")
    moot.called()
    moot.block("ben", reason="it harms")
    moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    moot.do(cmd.Amend(actor=ADA, proposal=1, text="Five kilos."))
    assert moot.check().tally.block == 1
    assert moot.check().positions[BEN].reason == "it harms"
    assert BEN in moot.check().roll
    moot.agree("ada", "cat", "dan")
    assert moot.check().is_open
    moot.do(cmd.Retract(actor=BEN, check=1))
    moot.at(hours=72)
    assert moot.check().outcome is Outcome.CONSENSUS


def test_those_who_joined_before_an_amendment_are_on_the_roll_of_the_new_round() -> None:
    """The roll is fixed anew when a check begins again."""
    moot = Moot.founded("ada", "ben")
    moot.called()
    moot.do(cmd.Enter(actor=ZOE, venue=ROOM))
    assert ZOE not in moot.check().roll
    moot.do(cmd.Amend(actor=ADA, proposal=1, text="Five kilos."))
    assert ZOE in moot.check().roll
    moot.agree("zoe")


def test_a_decided_proposal_is_amended_no_more() -> None:
    """Neither in the cooling off nor after it is a text changed that people agreed to."""
    moot = Moot.founded("ada", rules={"cooling-off": "5d"})
    moot.called()
    moot.agree("ada")
    for phase in (Phase.COOLING_OFF, Phase.CLOSED):
        refusal = moot.refused(cmd.Amend(actor=ADA, proposal=1, text="Five kilos."))
        assert refusal == WrongPhase(proposal=1, phase=phase, asked="amend")
        moot.at(days=5)


def test_a_proposal_that_does_something_by_itself_is_not_amended() -> None:
    """A change of a rule says what it does: another is proposed instead."""
    moot = Moot.founded("ada")
    moot.do(cmd.ProposeRule(actor=ADA, rule="period", value="24h"))
    assert moot.refused(cmd.Amend(actor=ADA, proposal=1, text="Or not.")) == FixedEffect(proposal=1)


def test_a_concern_holds_up_the_call_until_it_is_answered() -> None:
    """A fresh concern is named when the call is refused, and its owner's word lets the call through."""
    moot = Moot.founded("ada", "ben")
    moot.propose()
    moot.do(cmd.RaiseConcern(actor=BEN, proposal=1, text="Who stores it?"))
    answer = moot.refused(cmd.CallConsensus(actor=ADA, proposal=1))
    assert answer == ConcernsStand(proposal=1, concerns=(1,), callable_from=moot.now + timedelta(hours=72))
    moot.do(cmd.ResolveConcern(actor=BEN, concern=1))
    moot.call()


@pytest.mark.parametrize("gone", ["time", "owner"])
def test_a_concern_left_lying_does_not_hold_it_up_for_ever(gone: str) -> None:
    """After the assembly's wait, or once its owner has left, the check may be called over a concern."""
    moot = Moot.founded("ada", "ben")
    moot.propose()
    moot.do(cmd.RaiseConcern(actor=BEN, proposal=1, text="Who stores it?"))
    if gone == "time":
        moot.later(hours=72)
    else:
        moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    moot.call()
    assert len(moot.assembly.open_concerns(1)) == 1


def test_only_who_raised_a_concern_resolves_it() -> None:
    """Not the proposer and not the convener, and once is enough."""
    moot = Moot.founded("ada", "ben")
    moot.propose()
    moot.do(cmd.RaiseConcern(actor=BEN, proposal=1, text="Who stores it?"))
    assert moot.refused(cmd.ResolveConcern(actor=ADA, concern=1)) == ConcernNotYours(concern=1, person=BEN)
    moot.do(cmd.ResolveConcern(actor=BEN, concern=1))
    assert moot.refused(cmd.ResolveConcern(actor=BEN, concern=1)) == AlreadyResolved(concern=1)


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (cmd.Propose(actor=ZOE, title="Mine"), NotTakingPart()),
        (cmd.RaiseConcern(actor=ZOE, proposal=1, text="Why?"), NotTakingPart()),
        (cmd.CallConsensus(actor=ZOE, proposal=1), NotTakingPart()),
        (cmd.ProposeRule(actor=ZOE, rule="period", value="1h"), NotTakingPart()),
        (cmd.Withdraw(actor=ADA, proposal=9), Unknown(kind="proposal", number=9, latest=1)),
        (cmd.RaiseConcern(actor=ADA, proposal=9, text="Why?"), Unknown(kind="proposal", number=9, latest=1)),
        (cmd.ResolveConcern(actor=ADA, concern=9), Unknown(kind="concern", number=9, latest=0)),
        (cmd.CallConsensus(actor=ADA, proposal=9), Unknown(kind="proposal", number=9, latest=1)),
        (cmd.Retract(actor=ADA, check=9), Unknown(kind="check", number=9, latest=0)),
        (
            cmd.TakePosition(actor=ADA, check=9, stance=Stance.AGREE),
            Unknown(kind="check", number=9, latest=0),
        ),
    ],
)
def test_who_takes_no_part_and_what_there_is_not_are_refused(command: Command, refusal: Refusal) -> None:
    """Only those taking part do these things, and only with what there is."""
    moot = Moot.founded("ada")
    moot.propose()
    assert moot.refused(command) == refusal


def test_no_concern_is_raised_about_what_is_closed() -> None:
    """A proposal that is closed is past worrying."""
    moot = Moot.founded("ada")
    moot.propose()
    moot.do(cmd.Withdraw(actor=ADA, proposal=1))
    refusal = moot.refused(cmd.RaiseConcern(actor=ADA, proposal=1, text="Why?"))
    assert refusal == WrongPhase(proposal=1, phase=Phase.CLOSED, asked="concern", withdrawn=True)


def test_one_concern_after_another_holds_the_call_up_no_longer() -> None:
    """The wait runs from somebody's first concern about the proposal, however many they raise and resolve."""
    moot = Moot.founded("ada", "ben", "cat")
    moot.propose("ada")
    first = moot.now
    moot.do(cmd.RaiseConcern(actor=PersonId("ben"), proposal=1, text="One"))
    moot.later(hours=70)
    moot.do(cmd.ResolveConcern(actor=PersonId("ben"), concern=1))
    moot.do(cmd.RaiseConcern(actor=PersonId("ben"), proposal=1, text="Another"))
    refused = moot.refused(cmd.CallConsensus(actor=PersonId("ada"), proposal=1))
    assert refused == ConcernsStand(proposal=1, concerns=(2,), callable_from=first + timedelta(hours=72))
    moot.later(hours=2)
    moot.call(1)
    assert [concern.number for concern in moot.assembly.open_concerns(1)] == [2]
    assert moot.verified().sound
