"""Refusals about ballots, referendums and deadlock."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from deliberation.federation import Peer
from deliberation.phases import Phase


class NoVoteWhy(StrEnum):
    """Why somebody has no vote."""

    JOINED_LATER = "joined later"
    AWAY = "away"
    """They had joined in time, were out when it opened, and are back."""
    NO_MEMBER = "no member"
    NOT_TAKING_PART = "not taking part"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoVote:
    """Somebody would vote who is not on the roll, which is of those who had joined by then."""

    poll: int
    why: NoVoteWhy
    joined_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOver:
    """A ballot came after the time was over, or after the poll had ended; or it was asked of a poll that had ended."""

    poll: int
    closed_at: datetime
    counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PollNotOver:
    """A poll is to be counted before its time."""

    poll: int
    closes_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BadPaper:
    """A paper cannot be counted; ``fault`` as ``fault_of`` names it. ``options`` says how many there are."""

    poll: int
    fault: str
    options: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotCount:
    """What is to be counted is not what was given: the program begins it again. ``what``: lot, papers or receipts."""

    poll: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToOpen:
    """There is no such question on which a poll is due, or there is one already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyInCore:
    """All members are asked only in an assembly in which they all sit; ``cores`` are those that are known."""

    cores: tuple[Peer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnoughReferendums:
    """There are as many open referendums as there may be; or so many were called lately: none before ``again_from``."""

    referendums: tuple[int, ...]
    again_from: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoBallots:
    """The rules rule ballots out: the status quo stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDeadlocked:
    """Too few checks on these proposals have failed, or none since it was last asked (``asked_in``)."""

    proposals: tuple[int, ...]
    needed: int
    failed: int
    asked_in: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotForBallot:
    """A proposal cannot be put to the ballot.

    ``why``: ``phase`` (it is not under discussion), ``lent`` (another assembly's text), ``joint`` (others decide it
    too), ``affected`` (an affected assembly objects), ``overrides`` (it would stand in place of what others decided) or
    ``effect`` (what it brings about only consensus can).
    """

    proposal: int
    why: str
    phase: Phase
    peers: tuple[Peer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlockAsked:
    """A proposal is part of a question whether there is deadlock, which is still open."""

    proposal: int
    check: int
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyOptions:
    """More proposals are named than a paper can hold."""

    most: int
