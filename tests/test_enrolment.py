"""Which places members have by right: who belongs where, and what an assembly has otherwise than it should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.roster.enrolment import (
    MOVED,
    REMOVED,
    Standing,
    by_constituency,
    closed_doors,
    end_of,
    ending,
    entitled,
    lacking,
    note,
)
from deliberation.assembly import Assembly, Participant
from deliberation.events.people import Enrolment
from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.persistent import PersistentMap
from deliberation.rules import PRESETS
from tests.support.members import ADA, BEN, CLEO, LONDON, UNTIL, row
from tests.support.roster import NOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.port import Membership

HALL, YARD = VenueId("stage:!hall"), VenueId("stage:!yard")


class TestWhoBelongsWhere:
    """What the roster says, as it is."""

    def standings(self, *rows: Membership, zone: ZoneInfo = LONDON) -> dict[PersonId, Standing]:
        noted: dict[PersonId, Standing] = {}
        for each in rows:
            note(noted, each, zone, NOW)
        return noted

    @pytest.mark.parametrize(
        ("day", "zone", "end"),
        [
            (date(2026, 1, 31), "Europe/London", datetime(2026, 2, 1, 0, tzinfo=UTC)),
            (date(2026, 7, 31), "Europe/London", datetime(2026, 7, 31, 23, tzinfo=UTC)),
            (date(2026, 10, 25), "Europe/London", datetime(2026, 10, 26, 0, tzinfo=UTC)),
            (date(2026, 3, 28), "Europe/London", datetime(2026, 3, 29, 0, tzinfo=UTC)),
            (date(2026, 12, 31), "Pacific/Auckland", datetime(2026, 12, 31, 11, tzinfo=UTC)),
            (date(2100, 12, 31), "Europe/London", datetime(2101, 1, 1, 0, tzinfo=UTC)),
        ],
    )
    def test_a_membership_lasts_to_the_end_of_its_last_day(self, day: date, zone: str, end: datetime) -> None:
        """That is where the movement is, in summer and winter time."""
        assert end_of(day, ZoneInfo(zone)) == end

    def test_whoever_has_paid_until_today_is_a_member(self) -> None:
        """On the last day one is a member, and on the day after no more."""
        noted = self.standings(row(ADA, until=NOW.date()), row(BEN, until=NOW.date() - timedelta(days=1)))
        assert set(noted) == {ADA}

    def test_the_day_is_that_of_the_movement(self) -> None:
        """At noon in London a new day has begun in Kiritimati."""
        yesterday = row(ADA, until=NOW.date())
        assert self.standings(yesterday, zone=ZoneInfo("Pacific/Kiritimati")) == {}
        assert set(self.standings(yesterday, zone=ZoneInfo("Pacific/Honolulu"))) == {ADA}

    def test_of_several_rows_the_one_paid_for_longest_counts(self) -> None:
        """In whatever order they stand."""
        one, two = row(ADA, "leeds"), replace(row(ADA, "york", date(2028, 3, 31)), reference="another")
        for rows in ((one, two), (two, one)):
            assert self.standings(*rows)[ADA].constituency == "york"

    def test_whoever_is_only_invited_has_no_place_yet(self) -> None:
        """There is nobody who could take part: a roll with them on it would never be quorate."""
        assert self.standings(row(ADA, email="ada@example.org")) == {}

    def test_a_member_belongs_in_the_core_and_in_their_constituency(self) -> None:
        """And nowhere else by right."""
        noted = self.standings(row(ADA), row(BEN, "york"), row(CLEO, ""))
        there = by_constituency(noted)
        assert set(entitled(Kind.CORE, "harmony", noted, there)) == {ADA, BEN, CLEO}
        assert set(entitled(Kind.CONSTITUENCY, "leeds", noted, there)) == {ADA}
        assert set(entitled(Kind.CONSTITUENCY, "hull", noted, there)) == set()
        for kind in Kind:
            if kind not in {Kind.CORE, Kind.CONSTITUENCY}:
                assert not entitled(kind, "leeds", noted, there)


def assembly(*people: Participant, declined: Sequence[PersonId] = (), venues: Sequence[VenueId] = ()) -> Assembly:
    """Make up an assembly."""
    return Assembly(
        id=AssemblyId("a"),
        slug="leeds",
        name="Leeds",
        purpose="",
        rules=PRESETS["folkmoot"],
        founder=PersonId("founder"),
        founded_at=NOW,
        convener=None,
        kind=Kind.CONSTITUENCY,
        venues=frozenset(venues),
        participants=PersistentMap((each.person, each) for each in people),
        declined=PersistentMap((person, NOW) for person in declined),
    )


def here(
    person: PersonId, until: datetime | None = None, venues: Sequence[VenueId] = (), **more: object
) -> Participant:
    plain = Participant(person=person, venues=frozenset(venues), joined_at=NOW, enrolled_until=until)
    return replace(plain, **more)  # type: ignore[arg-type]


class TestDifference:
    """What an assembly has otherwise than it should be."""

    PLACES = {ADA: Standing(UNTIL, "leeds")}  # noqa: RUF012 (nobody changes it)

    def enrolled(self, one: Assembly) -> list[Enrolment]:
        return list(lacking(one, self.PLACES.items()))

    def test_whoever_lacks_a_place_gets_it(self) -> None:
        """Also who takes part already by themselves, and whoever has renewed."""
        wanted = [Enrolment(ADA, UNTIL)]
        assert self.enrolled(assembly()) == wanted
        assert self.enrolled(assembly(here(ADA, venues=[HALL]))) == wanted
        assert self.enrolled(assembly(here(ADA, UNTIL - timedelta(days=30)))) == wanted

    def test_whoever_has_it_is_left_alone(self) -> None:
        """So is whoever has given theirs up."""
        assert not self.enrolled(assembly(here(ADA, UNTIL)))
        assert not self.enrolled(assembly(here(ADA, UNTIL + timedelta(days=30))))
        assert not self.enrolled(assembly(declined=[ADA]))

    def test_a_place_that_is_nobodys_by_right_ends(self) -> None:
        """As moved of whoever is a member elsewhere, as removed of whoever is none; a lapse is the engine's to see."""
        one = assembly(here(ADA, UNTIL), here(BEN, UNTIL), here(CLEO, NOW), here(PersonId("dan"), venues=[HALL]))
        assert dict(ending(one, self.PLACES, {ADA, BEN}, NOW)) == {BEN: MOVED}
        assert dict(ending(one, self.PLACES, {ADA}, NOW)) == {BEN: REMOVED}

    def test_venues_are_opened_to_those_who_sit_by_right(self) -> None:
        """Where they are not in it and it is not open to them; nothing is opened to others, and no silent venue."""
        one = assembly(
            here(ADA, UNTIL),
            here(BEN, UNTIL, venues=[HALL]),
            here(CLEO, UNTIL, let_in=frozenset({HALL})),
            here(PersonId("dan"), venues=[YARD]),
            here(PersonId("eve"), venues=[YARD]),
            venues=[HALL, YARD],
        )
        fay, eve = PersonId("fay"), PersonId("eve")
        assert set(closed_doors(one, [fay, eve])) == {
            *((person, HALL) for person in (ADA, eve, fay)),
            *((person, YARD) for person in (ADA, BEN, CLEO, fay)),
        }
        silent = replace(one, silent=PersistentMap({YARD: NOW}))
        assert {venue for _, venue in closed_doors(silent, [])} == {HALL}
        assert not list(closed_doors(assembly(here(ADA, UNTIL)), []))
