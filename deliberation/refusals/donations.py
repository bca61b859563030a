"""No to what concerns gifts."""

from dataclasses import dataclass
from datetime import date

from deliberation.donations import DonationState
from deliberation.federation import Peer
from deliberation.ids import DonorId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTreasurer:
    """Only those who hold the office of treasurer record gifts, or its deputies while nobody does.

    ``office``: whether there is that office.
    """

    treasurers: tuple[PersonId, ...]
    office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftsKeptElsewhere:
    """Gifts are recorded in one place, so that all of one source's are counted together; ``peers`` are where."""

    peers: tuple[Peer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadGiftSum:
    """A gift is of a penny at the least, and not of more than can be kept."""

    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BadGiftDay:
    """A gift was given on a day that is not to come and not longer ago than ``earliest``, and went back after it."""

    day: date
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchDonor:
    """There is no source of that id."""

    donor: DonorId


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSortOfDonor:
    """A person and an organisation are not one source, nor is one both."""

    donor: DonorId


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersAreAsked:
    """The members are being asked about a gift: that ends by their answer or by time, and not before."""

    donation: int
    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftGoneBack:
    """That gift went back already, or was recorded by mistake: its ``state`` tells which."""

    donation: int
    state: DonationState
    returned_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorStillKept:
    """Who gave must be known for longer, or is being asked about: until ``until``."""

    donor: DonorId
    until: date
