"""Which places members have by right, and what is to be done where an assembly has it otherwise.

A member sits in every core assembly and in that of their constituency (design, "Assemblies and taking part"). Places
whose time is over the engine ends by itself.
"""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from deliberation.assembly import Assembly
from deliberation.events.people import Enrolment
from deliberation.federation import Kind
from deliberation.ids import PersonId, VenueId
from storage.port import Membership

MOVED: Final = "moved"
REMOVED: Final = "removed"
"""Why a place ends before its time: the member is of another constituency, or not on the roster any more."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Until when somebody is a member, and the short name of their constituency, empty where they have none."""

    until: datetime
    constituency: str = ""


Standings = dict[PersonId, Standing]
"""Who is a member. Those who were only invited are not here: there is nobody yet who could take part."""


@lru_cache(maxsize=4096)
def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Give the moment at which a day is over somewhere."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def note(standings: Standings, row: Membership, zone: ZoneInfo, now: datetime) -> None:
    """Take a row of the roster into account. Of several that somebody has, the one paid for longest counts."""
    until, known = end_of(row.paid_until, zone), standings.get(row.person)
    if until > now and not row.email and (known is None or known.until < until):
        standings[row.person] = Standing(until, row.constituency)


def by_constituency(standings: Standings) -> Mapping[str, Standings]:
    """Say who belongs in each constituency."""
    found: defaultdict[str, Standings] = defaultdict(dict)
    for person, standing in standings.items():
        if standing.constituency:
            found[standing.constituency][person] = standing
    return found


def entitled(kind: Kind, slug: str, standings: Standings, constituencies: Mapping[str, Standings]) -> Standings:
    """Say who has a place by right in an assembly of this kind and short name."""
    if kind is Kind.CORE:
        return standings
    return constituencies.get(slug.casefold(), {}) if kind is Kind.CONSTITUENCY else {}


def lacking(assembly: Assembly, places: Iterable[tuple[PersonId, Standing]]) -> Iterator[Enrolment]:
    """Name those of ``places`` who are still to be enrolled, or for longer. Who gave theirs up does not get it back."""
    taking_part = assembly.participants
    for person, standing in places:
        here = taking_part.get(person)
        held = here.enrolled_until if here is not None else None
        if (held is None or held < standing.until) and person not in assembly.declined:
            yield Enrolment(person, standing.until)


def ending(
    assembly: Assembly, places: Container[PersonId], members: Container[PersonId], now: datetime
) -> Iterator[tuple[PersonId, str]]:
    """Name those who sit in an assembly as members and have no place there by right, with why it ends."""
    for here in assembly.participants.values():
        if here.enrolled_until is not None and here.enrolled_until > now and here.person not in places:
            yield here.person, MOVED if here.person in members else REMOVED


def open_venues(assembly: Assembly) -> list[VenueId]:
    """List the venues into which people can be let now."""
    return sorted(assembly.speaking - frozenset(assembly.silent))


def closed_doors(assembly: Assembly, coming: Collection[PersonId]) -> Iterator[tuple[PersonId, VenueId]]:
    """Name into which venues those who sit here as members are still to be let, and those who are ``coming`` to."""
    newcomers = [person for person in coming if person not in assembly.participants]
    returning = frozenset(coming) - frozenset(newcomers)
    for venue in open_venues(assembly):
        for here in assembly.participants.values():
            by_right = here.enrolled_until is not None or here.person in returning
            if by_right and venue not in here.venues and venue not in here.let_in:
                yield here.person, venue
        yield from ((person, venue) for person in newcomers)
