"""Ballots and referendums. What opens and counts a poll is the program's own: it alone can open the box."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from deliberation.federation import Peer
from deliberation.ids import PersonId
from deliberation.polls import Marks, Paper, PollQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDeadlock:
    """Ask the assembly whether there is deadlock about proposals, between which it would then vote."""

    actor: PersonId
    proposals: tuple[int, ...]
    period: timedelta | None = None
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReferendum:
    """Put one question to the whole membership, or to all who take part.

    ``members_only``: ``None`` for all members where they all sit, in a core assembly, and elsewhere for all who take
    part. ``secret``: ``None`` for what the rules say.

    ``cores`` are the assemblies in which all members sit, as far as whoever asks knows of any: they are named where it
    has to be asked there instead.
    """

    actor: PersonId
    question: str
    members_only: bool | None = None
    secret: bool | None = None
    period: timedelta | None = None
    deadline: datetime | None = None
    cores: tuple[Peer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoll:
    """Open a ballot that is due (``polls_to_open``).

    ``no_members`` are those taking part who are no members now; ``lot`` the SHA-256 (hex) of the secret from which lots
    will be drawn.
    """

    question: PollQuestion
    lot: str
    no_members: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBallot:
    """Give a ballot, or another in place of an earlier one. Whoever carries this out keeps what it says, not we."""

    actor: PersonId
    poll: int
    marks: Marks = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPoll:
    """Count a ballot that is over (``polls_to_count``), from all its papers at once.

    In an open poll ``papers`` are worked out from what stands here, and are left empty.
    """

    poll: int
    drawn_from: str
    papers: tuple[Paper, ...] = ()
    receipts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPollOpen:
    """Keep a ballot open that is over, for as long as nobody could vote in it: ``since`` then, and until now."""

    poll: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginPollAgain:
    """Begin a ballot again for its full time, because its box cannot be opened: ``key`` or ``box``."""

    poll: int
    lot: str
    because: str
