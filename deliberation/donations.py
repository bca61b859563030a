"""Donations: from whom, how much, and what became of them (design, "Donations"). Money is exact pence, an ``int``.

Addresses are kept nowhere in here: they have a table of their own. Nothing in here is legal advice.
"""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from deliberation.ids import DonorId, PersonId

UNIDENTIFIED: Final = "unknown"
"""The basis of a giver whom nobody could identify: what they gave may not be kept."""

NOT_PERMITTED: Final = frozenset({UNIDENTIFIED, "not permitted"})
"""The bases that are none: what such a source gives is refused, whatever the sum."""

REMIND_BEFORE: Final = timedelta(days=3)
"""So long before a refused gift must have gone back whoever keeps the gifts is reminded of it, once."""

TO_SEND_BACK: Final = timedelta(days=1)
"""So long before the end of that time the members are to have answered, so that there is time to send it back."""


class DonorKind(StrEnum):
    """What sort of source a donation comes from."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Donor:
    """A source of donations. ``facts`` say why it may give, as whoever recorded it found them out.

    ``basis`` is the ground on which the law lets it give, by its name in the table of thresholds.
    """

    id: DonorId
    kind: DonorKind
    name: str
    basis: str
    facts: str
    person: PersonId | None = None
    """Who it is, where it is somebody we know."""
    same_as: DonorId | None = None
    """The donor that it turned out to be: both are one source."""


class DonationState(StrEnum):
    """What became of a donation."""

    ACCEPTED = "accepted"
    HELD = "held"
    REFUSED = "refused"
    RETURNED = "returned"
    STRUCK = "recorded by mistake"


COUNTED: Final = frozenset({DonationState.ACCEPTED, DonationState.HELD})
"""What counts towards what a source has given: not what was refused, went back or was recorded by mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Donation:
    """One gift (``G5``). A held one waits for the members' consent; a refused one goes back by ``return_by``."""

    number: int
    donor: DonorId
    pence: int
    given_on: date
    """The day on which it was received, in the assembly's time zone."""
    form: str
    """What sort of gift it is: ``money``, how it came, or what it is in kind."""
    recorded_by: PersonId
    recorded_at: datetime
    state: DonationState
    return_by: datetime | None = None
    """Until when it may be sent back, if it is not kept: the end of the last day for that."""
    proposal: int | None = None
    """The proposal by which the members are asked."""
    return_due: bool = False
    """Whether it was said that it is due for return."""
    because: str = ""
    """Why it was refused: ``limit``, ``source`` (it may not give), ``members`` or ``time``."""
    so_far: int = 0
    """What the same source had given in that calendar year before, in pence, when it was recorded."""
    in_kind: bool = False
    decided_at: datetime | None = None
    """When it was accepted or refused."""
    returned_on: date | None = None


def form_of(said: str, *, in_kind: bool) -> str:
    """Say what sort of gift it is, of which this was said, or nothing."""
    return said or ("" if in_kind else "money")


def last_moment(given_on: date, days: int, zone: str) -> datetime:
    """Give the end of the last day on which a gift may be sent back.

    The day on which it was received is the first of those ``days``: the law counts "beginning with the date when the
    donation is received" (Political Parties, Elections and Referendums Act 2000, section 56).
    """
    return datetime.combine(given_on + timedelta(days=days), time(), ZoneInfo(zone)).astimezone(UTC)


def folded(name: str) -> str:
    """Give a name as names of sources are compared: width, case, spaces and punctuation make no difference."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(sign for sign in plain if sign.isalnum() or unicodedata.category(sign).startswith("M"))
    return letters or plain.strip()


def day_in(at: datetime, zone: str) -> date:
    """Give the day that it is in a zone."""
    return at.astimezone(ZoneInfo(zone)).date()
