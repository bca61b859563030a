"""Members on a roster, as rows of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from deliberation.ids import PersonId
from storage.port import Membership

LONDON = ZoneInfo("Europe/London")
LATER = date(2027, 3, 31)
"""The last day that is paid for; the membership lasts until ``UNTIL``."""
UNTIL = datetime(2027, 3, 31, 23, tzinfo=UTC)
ADA, BEN, CLEO = PersonId("ada"), PersonId("ben"), PersonId("cleo")


def row(person: PersonId, constituency: str = "leeds", until: date = LATER, **changes: str) -> Membership:
    """Make up a row of the roster."""
    plain = Membership(reference=f"r-{person}", person=person, constituency=constituency, paid_until=until)
    return replace(plain, **changes)  # type: ignore[arg-type]
