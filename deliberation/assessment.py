"""How a check comes out: pure functions of the tally, the rules and the roll, the same everywhere.

``assess`` follows the design's "How a check comes out", step by step and in its order, and keeps its working, which is
what ``why`` prints. ``assess_removal`` does the same for a recall, ``assess_deadlock`` for the question of deadlock.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import ceil

from deliberation.positions import Tally
from deliberation.rules import RemovalRule, Rules


class Outcome(StrEnum):
    """How a check ended. ``REMOVED`` and ``KEPT`` are for recalls, which may also be inquorate or withdrawn.

    ``DEADLOCK`` and ``NO_DEADLOCK`` are for the question whether there is deadlock; so may that.
    """

    CONSENSUS = "consensus"
    BLOCKED = "blocked"
    INQUORATE = "inquorate"
    NOT_CARRIED = "not carried"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    KEPT = "kept"
    DEADLOCK = "deadlock"
    NO_DEADLOCK = "no deadlock"


class Step(StrEnum):
    """A question that an assessment asks, in the order in which it asks them."""

    NO_BLOCK = "no block stands"
    NO_OBJECTION = "no affected assembly objects"
    QUORUM = "enough took a position"
    ENOUGH_AGREE = "enough of them agree"
    FEW_STAND_ASIDE = "not too many stand aside"
    MORE_REMOVE_THAN_KEEP = "more remove than keep"
    NOBODY_KEEPS = "nobody says keep"
    NOBODY_REMOVES = "nobody says remove"
    HALF_SAY_DEADLOCK = "at least half of them say that there is deadlock"


@dataclass(frozen=True, slots=True)
class RollSize:
    """How many are on the roll, and how many of them sent apologies beforehand (they shrink only the quorum's base)."""

    size: int
    excused: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One step of the working: what was asked, the figure found, the figure it is held against, and the answer."""

    step: Step
    figure: int
    limit: Fraction
    passed: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """An outcome and how it was reached; the last finding is the one that decided."""

    outcome: Outcome
    working: tuple[Finding, ...]


def quorum(rules: Rules, roll: RollSize) -> int:
    """Say how many must take a position: a share of the roll without the excused, at least a minimum or the whole roll.

    Apologies shrink what the share is taken of, never the minimum. Never under one: nothing passes by silence.
    """
    share = ceil(rules.quorum_share * (roll.size - roll.excused))
    return max(1, min(roll.size, max(rules.quorum_minimum, share)))


def assess(tally: Tally, rules: Rules, roll: RollSize, objecting: int = 0) -> Assessment:
    """Say how a check on a proposal comes out if it closes on this tally, with so many affected assemblies objecting.

    An objection stops consensus as a block does (design: nothing about you without you).
    """
    unblocked = Finding(Step.NO_BLOCK, tally.block, Fraction(0), tally.block == 0)
    if not unblocked.passed:
        return Assessment(Outcome.BLOCKED, (unblocked,))
    if objecting:
        objected = Finding(Step.NO_OBJECTION, objecting, Fraction(0), False)
        return Assessment(Outcome.BLOCKED, (unblocked, objected))
    quorate = _quorum_found(tally, rules, roll)
    if not quorate.passed:
        return Assessment(Outcome.INQUORATE, (unblocked, quorate))
    warmth, carried = _warm_enough(tally.agree, tally, rules)
    return Assessment(Outcome.CONSENSUS if carried else Outcome.NOT_CARRIED, (unblocked, quorate, *warmth))


def assess_removal(tally: Tally, rules: Rules, roll: RollSize) -> Assessment:
    """Say how a recall comes out if it closes on this tally, under the assembly's removal rule.

    Nobody is removed by silence: without quorum the officer stays.
    """
    found = _quorum_found(tally, rules, roll)
    if not found.passed:
        return Assessment(Outcome.INQUORATE, (found,))
    working, removed = _REMOVAL[rules.recall_rule](tally, rules)
    return Assessment(Outcome.REMOVED if removed else Outcome.KEPT, (found, *working))


def assess_deadlock(tally: Tally, rules: Rules, roll: RollSize) -> Assessment:
    """Say whether there is deadlock if the check closes on this tally: half of those who take a position say so.

    Design, "Phases". With quorum, as every check; and never by standing aside alone.
    """
    found = _quorum_found(tally, rules, roll)
    if not found.passed:
        return Assessment(Outcome.INQUORATE, (found,))
    needed = Fraction(tally.taken, 2)
    half = Finding(Step.HALF_SAY_DEADLOCK, tally.yes, needed, tally.yes >= needed and tally.yes > 0)
    return Assessment(Outcome.DEADLOCK if half.passed else Outcome.NO_DEADLOCK, (found, half))


def _by_majority(tally: Tally, _rules: Rules) -> tuple[list[Finding], bool]:
    more = tally.remove > tally.keep
    return [Finding(Step.MORE_REMOVE_THAN_KEEP, tally.remove, Fraction(tally.keep), more)], more


def _by_consensus_to_keep(tally: Tally, rules: Rules) -> tuple[list[Finding], bool]:
    """The officer stays only by consensus: a *remove* is a block to keeping, a *keep* an agreement."""
    found = Finding(Step.NOBODY_REMOVES, tally.remove, Fraction(0), tally.remove == 0)
    if not found.passed:
        return [found], True
    warmth, kept = _warm_enough(tally.keep, tally, rules)
    return [found, *warmth], not kept


def _by_consensus_to_remove(tally: Tally, rules: Rules) -> tuple[list[Finding], bool]:
    """The officer goes only by consensus: a *keep* is a block to removal, a *remove* an agreement."""
    found = Finding(Step.NOBODY_KEEPS, tally.keep, Fraction(0), tally.keep == 0)
    if not found.passed:
        return [found], False
    warmth, removed = _warm_enough(tally.remove, tally, rules)
    return [found, *warmth], removed


def _warm_enough(agreeing: int, tally: Tally, rules: Rules) -> tuple[list[Finding], bool]:
    """Say whether enough of those who took a position agree, and few enough of them stand aside.

    One agreement at the least: no all-abstain passes anything, whatever share an assembly has chosen.
    """
    needed, most = rules.agree_share * tally.taken, rules.stand_aside_share * tally.taken
    agreed = Finding(Step.ENOUGH_AGREE, agreeing, needed, agreeing >= needed and agreeing > 0)
    if not agreed.passed:
        return [agreed], False
    aside = Finding(Step.FEW_STAND_ASIDE, tally.stand_aside, most, tally.stand_aside <= most)
    return [agreed, aside], aside.passed


_REMOVAL: dict[RemovalRule, Callable[[Tally, Rules], tuple[list[Finding], bool]]] = {
    RemovalRule.MAJORITY: _by_majority,
    RemovalRule.CONSENSUS_TO_KEEP: _by_consensus_to_keep,
    RemovalRule.CONSENSUS_TO_REMOVE: _by_consensus_to_remove,
}


def _quorum_found(tally: Tally, rules: Rules, roll: RollSize) -> Finding:
    needed = quorum(rules, roll)
    return Finding(Step.QUORUM, tally.taken, Fraction(needed), tally.taken >= needed)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would carry a check that is still open: blocks to be withdrawn first, then so many more agreements.

    ``agreements`` is ``None`` where even everyone still unheard agreeing would not carry it.
    """

    blocks: int
    agreements: int | None


def prospect(tally: Tally, rules: Rules, roll: RollSize) -> Prospect:
    """Say what would carry a check on a proposal, were every block withdrawn: the fewest further agreements."""
    clear = replace(tally, block=0)
    most = roll.size - clear.taken

    def carried(more: int) -> bool:
        return assess(replace(clear, agree=clear.agree + more), rules, roll).outcome is Outcome.CONSENSUS

    if not carried(most):
        return Prospect(tally.block, None)
    # More agreements never hurt, so the fewest are found by halving.
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if carried(middle) else (middle + 1, high)
    return Prospect(tally.block, low)
