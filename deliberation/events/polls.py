"""Ballots: opened, given, counted; and referendums."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.events.marks import added
from deliberation.ids import PersonId
from deliberation.polls import Marks, OnDeadlock, OnElection, OnReferendum, Option, Paper, PollOutcome
from deliberation.rules import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferendumCalled:
    """A question was put to all members (or to all who take part); its poll opens as soon as its roll is drawn."""

    referendum: int
    called_by: PersonId
    members_only: bool
    secret: bool
    closes_at: datetime
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOpened:
    """A ballot opened. The roll is those who take part and had joined by ``joined_by``, without those in ``without``.

    Its size and hash are recorded, so that a reader of the register can work it out and be sure. ``without`` are those
    who are no members, where members vote. ``lot`` is the SHA-256 of the secret from which lots will be drawn. Where it
    makes a difference, ``returned`` says that whoever had joined, left after the election was called and is back counts
    as having joined then. In older registers they did not.
    """

    poll: int
    question: OnElection | OnDeadlock | OnReferendum
    options: tuple[Option, ...]
    method: Method
    seats: int
    secret: bool
    rules: tuple[tuple[str, str], ...]
    joined_by: datetime
    without: tuple[PersonId, ...]
    roll_size: int
    roll_hash: str
    remind_at: datetime
    closes_at: datetime
    lot: str
    returned: bool = added(False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotGiven:
    """Somebody gave a ballot. In a secret poll it is recorded once, and never what it says (``marks`` is ``None``)."""

    poll: int
    person: PersonId
    marks: Marks | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollHalfTimeReached:
    """Half the time is over: those who have given no ballot are reminded, once."""

    poll: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PollMoved:
    """A ballot stays open for longer: ``because`` of an ``absence`` of the bot, or of ``keys`` that were away."""

    poll: int
    closes_at: datetime
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PollBegunAgain:
    """A ballot began again for its full time, and what was given before does not count.

    ``because``: ``key`` (that with which the ballots were sealed is lost) or ``box`` (ballots are missing).
    """

    poll: int
    remind_at: datetime
    closes_at: datetime
    lot: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCounted:
    """A ballot ended and was counted. All papers are published, as many alike together, in an order that says nothing.

    ``drawn_from`` is the secret whose hash was published at the opening; ``elected`` are options by their place.
    """

    poll: int
    papers: tuple[Paper, ...]
    receipts: tuple[str, ...]
    drawn_from: str
    outcome: PollOutcome
    elected: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCalledOff:
    """A ballot ended without a count, because what it was about ended. No paper is published.

    ``because``: ``office ended`` (the one that it was to fill).
    """

    poll: int
    because: str
