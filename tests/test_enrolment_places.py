"""Members' places while the program runs: taken and ended as the roster says, their doors, and told of once."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, cast

import pytest

from adapters.inbound import Account, Entered, Present
from adapters.platform import ForbiddenError
from bot.items import Internal
from bot.letters import Honour, LetIn
from bot.roster.enrolment import end_of
from deliberation.commands import GiveUpPlace
from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.verifying import verify
from storage.memory import MemoryStore
from storage.port import AccountKey, AccountRow, Membership, Work
from tests.support.clock import FakeClock
from tests.support.members import ADA, BEN, CLEO, LATER, LONDON, UNTIL, row
from tests.support.roster import NOW, found, opened, roster
from tests.support.stage import NAME, Stage, room, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from deliberation.assembly import Assembly
    from tests.support.operator import Operator

pytest_plugins = ["tests.support.operator"]


class Town:
    """A movement whose program runs: one core assembly with a room, and two constituencies without."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.store = stage.store

    async def enter_on_roster(self, *rows: Membership) -> None:
        """Write rows of the roster, with an account for each member, and see to their places."""
        accounts = [
            AccountRow(key=AccountKey(NAME, f"@{each.person}:example.org"), person=each.person, name=each.person)
            for each in rows
            if not each.email
        ]
        await self.store.commit(Work(accounts=accounts, memberships=list(rows)))
        await self.set_right()

    async def set_right(self) -> None:
        await self.stage.program.enrolling.set_right()

    async def places(self, person: PersonId) -> set[str]:
        """Say where somebody sits as a member."""
        found_there = set()
        for listing in await self.store.listings():
            one = await self.assembly(listing.slug)
            participant = one.participants.get(person)
            if participant is not None and participant.enrolled_until is not None:
                found_there.add(listing.slug)
        return found_there

    async def assembly(self, slug: str) -> Assembly:
        return await self.stage.assembly(AssemblyId(f"id-{slug}"))

    async def whispers(self, person: PersonId) -> list[str]:
        """Give what somebody was told in private, once all is delivered."""
        await until(self.stage.program.outbox.idle, within=10)
        return [did[-1] for did in self.stage.platform.did if did[:2] == ("whisper", f"@{person}:example.org")]

    async def did(self, what: str) -> list[tuple[str, ...]]:
        await until(self.stage.program.outbox.idle, within=10)
        return [did[1:] for did in self.stage.platform.did if did[0] == what]

    async def do(self, slug: str, command: object) -> None:
        await self.stage.program.intake.command(Internal(AssemblyId(f"id-{slug}"), command))  # type: ignore[arg-type]

    async def comes_in(self, person: PersonId) -> None:
        """Somebody comes into the core assembly's room."""
        account = Account(NAME, f"@{person}:example.org", person)
        self.stage.platform.here.setdefault(room("harmony"), []).append(account)
        await self.stage.platform.hand_over(Entered(account=account, venue=room("harmony"), source=f"$in-{person}"))

    async def verified(self) -> None:
        """Every register can be worked out again from itself."""
        for listing in await self.store.listings():
            report = verify([entry async for entry in self.store.entries(listing.id)])
            assert not report.problems, report.problems


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    """Yield a movement with nobody on its roster."""
    store = MemoryStore()
    await found(store, "harmony", Kind.CORE, venue=room("harmony"))
    for slug in ("leeds", "york"):
        await found(store, slug)
    await found(store, "bakers", Kind.ORDINARY)
    async with Stage(store, FakeClock(NOW)) as stage:
        yield Town(stage)


class TestPlaces:
    """What becomes of the roster while the program runs."""

    async def test_a_member_takes_every_place_that_is_theirs(self, town: Town) -> None:
        """At once in the core and in the constituency, until the end of the last day that is paid for."""
        await town.enter_on_roster(row(ADA), row(BEN, ""), row(CLEO, email="cleo@example.org"))
        assert await town.places(ADA) == {"harmony", "leeds"}
        assert await town.places(BEN) == {"harmony"}
        assert await town.places(CLEO) == set()
        assert (await town.assembly("leeds")).participants[ADA].enrolled_until == UNTIL
        await town.verified()

    async def test_it_is_told_once_for_all_places(self, town: Town) -> None:
        """One private message names them all, how one leaves, and what is open."""
        await town.enter_on_roster(row(ADA))
        (told,) = await town.whispers(ADA)
        for part in ("Harmony", "Leeds", "status @", "leave @"):
            assert part in told
        await town.set_right()
        await town.enter_on_roster(row(ADA, until=date(2028, 3, 31)))
        assert len(await town.whispers(ADA)) == 1
        assert (await town.assembly("leeds")).participants[ADA].enrolled_until == end_of(date(2028, 3, 31), LONDON)

    async def test_moving_is_told_in_the_same_breath(self, town: Town) -> None:
        """The old constituency's place ends, the new one's begins, and one message says both."""
        await town.enter_on_roster(row(ADA))
        await town.enter_on_roster(row(ADA, "york"))
        assert await town.places(ADA) == {"harmony", "york"}
        _, told = await town.whispers(ADA)
        assert "another constituency" in told
        assert "Leeds has ended" in told
        assert "York" in told
        await town.verified()

    async def test_whoever_leaves_the_roster_loses_what_it_gave(self, town: Town) -> None:
        """Their places end everywhere, with one message; what they joined by themselves stays."""
        await town.enter_on_roster(row(ADA, until=date(2026, 1, 1)), row(BEN))
        await town.comes_in(ADA)
        await town.enter_on_roster(row(ADA))
        await town.enter_on_roster(row(ADA, until=date(2026, 1, 31)))
        assert await town.places(ADA) == set()
        assert ADA in (await town.assembly("harmony")).participants
        assert ADA not in (await town.assembly("leeds")).participants
        _, told = await town.whispers(ADA)
        assert "no longer on the roster of members, or no longer paid up by it" in told
        assert await town.places(BEN) == {"harmony", "leeds"}
        await town.verified()

    async def test_a_list_read_before_the_door_was_closed_brings_nobody_back(self, town: Town) -> None:
        """After the end of a place one is seen there until one is put out; whoever comes anew takes part."""
        await town.enter_on_roster(row(ADA), row(BEN))
        await until(town.stage.program.outbox.idle, within=10)
        await town.comes_in(ADA)
        ada = Account(NAME, f"@{ADA}:example.org", ADA)
        doors = asyncio.Event()

        async def slowly(asked: str, _venue: VenueId) -> None:
            if asked.startswith("put out"):
                await doors.wait()

        town.stage.platform.fails = slowly
        await town.enter_on_roster(row(ADA, until=date(2026, 1, 31)))
        seen = Present(platform=NAME, venue=room("harmony"), accounts=(ada,))
        await town.stage.platform.hand_over(seen)
        assert ADA not in (await town.assembly("harmony")).participants
        doors.set()
        assert (room("harmony"), ada.id) in await town.did("put out")
        await town.stage.platform.hand_over(seen)
        assert ADA not in (await town.assembly("harmony")).participants
        await town.stage.platform.hand_over(Entered(account=ada, venue=room("harmony"), source="$again"))
        assert ADA in (await town.assembly("harmony")).participants
        await town.verified()

    async def test_a_place_given_up_is_not_given_back(self, town: Town) -> None:
        """Whoever wants no part in an assembly is not put there again by a renewal."""
        await town.enter_on_roster(row(ADA))
        await town.do("leeds", GiveUpPlace(actor=ADA))
        await town.enter_on_roster(row(ADA, until=date(2028, 3, 31)))
        assert await town.places(ADA) == {"harmony"}

    async def test_an_invitation_taken_up_brings_the_places(self, town: Town) -> None:
        """From then on the member is somebody who can take part."""
        await town.enter_on_roster(row(CLEO, email="cleo@example.org"))
        assert await town.places(CLEO) == set()
        await town.enter_on_roster(row(CLEO))
        assert await town.places(CLEO) == {"harmony", "leeds"}

    async def test_a_constituency_founded_later_gets_its_members(self, town: Town) -> None:
        """Whoever belongs there takes the place as soon as there is one."""
        await town.enter_on_roster(row(ADA, "hull"))
        assert await town.places(ADA) == {"harmony"}
        await found(town.store, "hull")
        await town.stage.program._look()
        await town.set_right()
        assert await town.places(ADA) == {"harmony", "hull"}

    async def test_nothing_is_written_where_nothing_changed(self, town: Town) -> None:
        """Looking through everything again adds no entry to any register."""
        await town.enter_on_roster(row(ADA))
        before = {each.id: (await town.stage.assembly(each.id), each) for each in await town.store.listings()}
        await town.set_right()
        for identifier, (one, _) in before.items():
            assert await town.stage.assembly(identifier) is one

    async def test_thousands_take_their_places_in_waves(self, town: Town) -> None:
        """No transaction is about more than a thousand people, and everyone is told once."""
        waves: list[int] = []
        enrolling = town.stage.program.enrolling
        people = [PersonId(f"m{number:04}") for number in range(2500)]
        commit = town.store.commit

        async def counted(work: Work) -> None:
            waves.append(sum(len(change.after.assembly.participants) for change in work.changes))
            await commit(work)

        await town.store.commit(Work(memberships=[row(each, "leeds" if each > "m1200" else "york") for each in people]))
        town.store.commit = counted  # type: ignore[method-assign]
        await enrolling.set_right()
        assert len([size for size in waves if size]) == 3
        assert len((await town.assembly("harmony")).participants) == 2500
        assert (
            len((await town.assembly("leeds")).participants) + len((await town.assembly("york")).participants) == 2500
        )


class TestDoors:
    """Rooms opened and closed as places begin and end."""

    async def test_the_room_is_opened_to_a_member(self, town: Town) -> None:
        """Once, to the account on that platform; whoever is there by themselves needs no door."""
        await town.enter_on_roster(row(BEN, until=date(2026, 1, 1)))
        await town.comes_in(BEN)
        await town.enter_on_roster(row(ADA), row(BEN))
        assert await town.did("let in") == [(room("harmony"), "@ada:example.org")]
        await town.set_right()
        assert len(await town.did("let in")) == 1
        participants = (await town.assembly("harmony")).participants
        assert participants[ADA].let_in == {room("harmony")}
        assert participants[BEN].let_in == frozenset()

    async def test_a_lapse_closes_what_was_opened_and_is_told_once(self, town: Town) -> None:
        """By date alone, in all assemblies at once; what one joined by oneself stays open."""
        await town.enter_on_roster(row(BEN, until=date(2026, 1, 1)))
        await town.comes_in(BEN)
        await town.enter_on_roster(row(ADA), row(BEN))
        await town.comes_in(ADA)
        await town.stage.skip(days=(LATER - NOW.date()).days + 1)
        for person in (ADA, BEN):
            assert await town.places(person) == set()
            _, told = await town.whispers(person)
            assert "subscription has ended" in told
        assert await town.did("put out") == [(room("harmony"), "@ada:example.org")]
        assert set((await town.assembly("harmony")).participants) == {BEN}
        await town.verified()

    @pytest.mark.parametrize(
        ("entering", "said"), [(True, "I cannot let members into a room"), (None, "I cannot show")]
    )
    async def test_a_right_that_is_missing_is_told_once(self, town: Town, entering: bool | None, said: str) -> None:
        """Whoever gives procedure reads which, and who can give it."""
        stage, ada = town.stage, Account(NAME, "@ada:example.org", "Ada")
        bakery = await stage.found("bakery", ada)
        letter = (
            Honour(venue=room("bakery"), assembly=bakery)
            if entering is None
            else LetIn(venue=room("bakery"), assembly=bakery, accounts=("@ben:example.org",), entering=entering)
        )
        for _ in range(2):
            await stage.program._not_delivered(letter, ForbiddenError("Ada can give me the right."))
        (told,) = [each for each in await town.whispers(ADA) if "right" in each]
        assert said in told
        assert "Ada can give me the right." in told

    async def test_members_are_shown_as_such(self, town: Town) -> None:
        """In every room, as the roster changes."""
        await town.enter_on_roster(row(ADA))
        assert (room("harmony"), "@ada:example.org") in await town.did("honour")


async def test_a_list_is_imported_while_the_program_runs(operator: Operator) -> None:
    """Another process writes to the same database, and the program gives the members their places by itself."""
    async with opened("sqlite", operator.folder) as store:
        await found(store, "harmony", Kind.CORE)
        await found(store, "leeds")
        async with Stage(cast("MemoryStore", store), FakeClock(NOW)) as stage:
            town = Town(stage)
            members = operator.folder / "members.csv"
            members.write_bytes(roster("1,matrix:@ada:example.org,,leeds,2099-03-31"))
            done = await asyncio.to_thread(operator.run, "roster", "import", str(members), "--yes")
            assert done.exit_code == 0, done.output
            (person,) = [row.person async for row in store.memberships()]
            stage.program.enrolling.wake()
            await until(lambda: town.places(person), within=20)
            assert await town.places(person) == {"harmony", "leeds"}
            await town.verified()
