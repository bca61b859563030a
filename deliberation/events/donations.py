"""Gifts: recorded, accepted, refused, returned; and from whom.

The register names sources by random ids. What they are called and why they may give stands sealed beside it, and who of
us they are stands nowhere in it.
"""

from dataclasses import dataclass
from datetime import datetime

from deliberation.donations import DonationState, DonorKind
from deliberation.events.marks import beside, sealed
from deliberation.ids import DonorId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorNoted:
    """A source of gifts was noted, or what is known of it was noted anew."""

    donor: DonorId
    kind: DonorKind
    basis: str
    linked: PersonId | None = beside(None)
    name: str = sealed()
    facts: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftRecorded:
    """A gift was recorded, and what became of it at once.

    ``given_on`` is a calendar date, ``YYYY-MM-DD``; ``so_far`` what the same source had given in that year, in pence.
    ``days`` are those within which it can be sent back, the first of them the day of its receipt; ``return_by`` is
    their end. ``proposal`` is the one by which the members are asked, where it is held.
    """

    donation: int
    donor: DonorId
    pence: int
    given_on: str
    in_kind: bool
    state: DonationState
    because: str
    so_far: int
    days: int
    return_by: datetime
    proposal: int | None
    recorded_by: PersonId
    form: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftAccepted:
    """The members agreed to a gift that was held, by their decision."""

    donation: int
    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftRefused:
    """A gift that was held is not taken. ``because``: ``members`` (they did not agree) or ``time`` (it is over)."""

    donation: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftReturnDue:
    """A refused gift must go back soon, or should have: whoever keeps the gifts is reminded, once."""

    donation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftReturned:
    """A gift was sent back, on that calendar date."""

    donation: int
    returned_on: str
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftStruck:
    """A gift was recorded by mistake, ``by`` says: it counts no more. What was recorded stays in the register."""

    donation: int
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorsJoined:
    """Two sources are one: what ``other`` gave counts as given by ``donor``. ``by`` said so, or it turned out."""

    donor: DonorId
    other: DonorId
    by: PersonId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorErased:
    """Who a source was is kept no longer: the time for which it must be known is over."""

    donor: DonorId
