"""Commands by which people say where they stand."""

from typing import Final

from adapters.catalogue.groups import POSITIONS
from adapters.catalogue.shapes import number, reason
from adapters.specs import CommandSpec

SPECS: Final = (
    CommandSpec(
        name="agree",
        group=POSITIONS,
        summary="Agree to a proposal",
        parameters=(number("PR", "the number of the proposal", required=False), reason()),
        examples=("agree P1", "agree P1 because it helps"),
        aliases=("aye", "support", "consent"),
    ),
    CommandSpec(
        name="stand-aside",
        group=POSITIONS,
        summary="Let it go ahead without you: you need not help to carry it out",
        parameters=(number("PR", "the number of the proposal or recall", required=False), reason()),
        examples=("stand-aside P1", "stand-aside P1 because I have no time for it"),
        aliases=("standaside", "aside", "abstain"),
    ),
    CommandSpec(
        name="block",
        group=POSITIONS,
        summary="Stop a proposal, with your reason; one block is enough",
        parameters=(number("PR", "the number of the proposal", required=False), reason()),
        examples=("block P1 because the hall has no safe socket",),
        aliases=("veto",),
    ),
    CommandSpec(
        name="remove",
        group=POSITIONS,
        summary="In a recall: say that the officer should be removed",
        parameters=(number("RP", "the number of the recall", required=False), reason()),
        examples=("remove R1", "remove R1 because the money is gone"),
    ),
    CommandSpec(
        name="keep",
        group=POSITIONS,
        summary="In a recall: say that the officer should be kept",
        parameters=(number("RP", "the number of the recall", required=False), reason()),
        examples=("keep R1", "keep R1 because it was an honest mistake"),
        aliases=("retain",),
    ),
    CommandSpec(
        name="yes",
        group=POSITIONS,
        summary="Say that there is deadlock, where that is asked; to a proposal it means that you agree",
        parameters=(number("PR", "the number of the proposal", required=False), reason()),
        examples=("yes P1", "yes P1 because we have tried twice"),
        aliases=("deadlocked",),
    ),
    CommandSpec(
        name="no",
        group=POSITIONS,
        summary="Say that there is no deadlock, where that is asked",
        parameters=(number("PR", "the number of the proposal", required=False), reason()),
        examples=("no P1", "no P1 because the new text may do"),
        aliases=("not-deadlocked",),
    ),
    CommandSpec(
        name="retract",
        group=POSITIONS,
        summary="Withdraw what you said, a block too, so that you have no position",
        parameters=(number("PRS", "the number of the proposal, recall or sense-check", required=False),),
        examples=("retract P1",),
        aliases=("withdraw-block", "unblock", "take-back", "withdraw-position"),
    ),
)
"""In the order in which the help lists them."""
