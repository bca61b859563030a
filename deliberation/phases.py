"""Where a proposal stands, and what moves it. This file owns the transitions; nothing else changes a phase.

The diagram in ``docs/phases.md`` is drawn from ``TRANSITIONS``, and a test fails when the two differ.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Phase(StrEnum):
    """The five phases of a proposal (design, "Phases")."""

    DISCUSSION = "discussion"
    CHECK = "check"
    COOLING_OFF = "cooling off"
    BALLOT = "ballot"
    CLOSED = "closed"


class Trigger(StrEnum):
    """What happened to a proposal, in the past tense."""

    AMENDED = "amended"
    CHECK_CALLED = "check called"
    FAILED = "blocked, not carried or inquorate"
    CARRIED = "consensus"
    SENT_BACK = "starkly negative input"
    SETTLED = "cooling off over"
    WITHDRAWN = "withdrawn"
    DEADLOCKED = "deadlock established"
    COUNTED = "ballot counted"


TRANSITIONS: Final[Mapping[tuple[Phase, Trigger], Phase]] = MappingProxyType(
    {
        (Phase.DISCUSSION, Trigger.AMENDED): Phase.DISCUSSION,
        (Phase.DISCUSSION, Trigger.CHECK_CALLED): Phase.CHECK,
        (Phase.DISCUSSION, Trigger.DEADLOCKED): Phase.BALLOT,
        (Phase.DISCUSSION, Trigger.WITHDRAWN): Phase.CLOSED,
        (Phase.CHECK, Trigger.AMENDED): Phase.DISCUSSION,
        (Phase.CHECK, Trigger.FAILED): Phase.DISCUSSION,
        (Phase.CHECK, Trigger.CARRIED): Phase.COOLING_OFF,
        (Phase.CHECK, Trigger.WITHDRAWN): Phase.CLOSED,
        (Phase.COOLING_OFF, Trigger.SENT_BACK): Phase.DISCUSSION,
        (Phase.COOLING_OFF, Trigger.SETTLED): Phase.CLOSED,
        (Phase.BALLOT, Trigger.COUNTED): Phase.CLOSED,
    }
)


class IllegalTransitionError(Exception):
    """An event was applied to a proposal whose phase does not allow it: the program is wrong, not the person."""

    def __init__(self, phase: Phase, trigger: Trigger) -> None:
        super().__init__(f"a proposal in phase {phase.value!r} cannot be {trigger.value!r}")
        self.phase = phase
        self.trigger = trigger


def allows(phase: Phase, trigger: Trigger) -> bool:
    """Say whether a proposal in ``phase`` can meet ``trigger``."""
    return (phase, trigger) in TRANSITIONS


def advance(phase: Phase, trigger: Trigger) -> Phase:
    """Give the phase that follows.

    Raises:
        IllegalTransitionError: the table has no such transition.
    """
    try:
        return TRANSITIONS[phase, trigger]
    except KeyError:
        raise IllegalTransitionError(phase, trigger) from None
