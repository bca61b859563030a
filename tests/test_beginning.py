"""How an assembly begins in which nobody takes part: the Electoral Society and regions, through the whole program."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from adapters.inbound import Account, Entered
from adapters.plain import plain
from bot.congress.founding import NONE, ON_DEMAND, Founding, Order
from bot.congress.reading import Sheet
from bot.verification import all_checked
from deliberation.assembly import Assembly
from deliberation.elections import ElectionState
from deliberation.ids import AssemblyId, PersonId
from storage.port import AccountKey, AccountRow, Work
from tests.support.confiding import Confiding, den
from tests.support.members import row
from tests.support.stage import NAME, person, room

ADA, BEN, CLEO, DAN, FAY, GUS, ZOE = (person(name) for name in ("ada", "ben", "cleo", "dan", "fay", "gus", "zoe"))
MEMBERS = (ADA, BEN, CLEO, DAN, FAY, GUS)
PLACES = b"name,region,short_name\nLeeds North,Yorkshire,leeds-north\nHull East,Yorkshire,hull\n"
SOCIETY, HARMONY, LEEDS = "the-electoral-society", "harmony", "leeds-north"


class Congress(Confiding):
    """A program that runs, with a congress and its Electoral Society."""

    async def begun(self, venues: str) -> None:
        """Found them, as ``folkmoot congress create`` does."""
        places = Sheet(name="places.csv", data=PLACES)
        order = Order(constituencies=places, national="Harmony", society="The Electoral Society", venues=venues)
        await Founding(self.store, self.clock).carry_out(order, lambda _done, _total: None)
        await self.program._look()  # as it does by itself every half minute

    async def members(self) -> None:
        """Write them on the roster, all in Leeds North, and have them take the places that are theirs."""
        ids = [PersonId(who.name.casefold()) for who in MEMBERS]
        accounts = [
            AccountRow(key=AccountKey(NAME, who.id), person=each, name=who.name)
            for who, each in zip(MEMBERS, ids, strict=True)
        ]
        rows = [row(each, LEEDS, date(2027, 12, 31)) for each in ids]
        await self.store.commit(Work(accounts=accounts, memberships=rows))
        await self.program.enrolling.set_right()

    async def id(self, slug: str) -> AssemblyId:
        return next(each.id for each in await self.store.listings() if each.slug == slug)

    async def named(self, slug: str) -> Assembly:
        return await self.assembly(await self.id(slug))

    async def says(self, who: Account, text: str, where: str = "", *, administers: bool = False) -> str:
        """Have somebody type something, in private or in a room; give what is read there after it."""
        before, venue = len(self.reader.told), room(where) if where else None
        line = self.typed(who, text, venue)
        if where:
            line = replace(line, administers=administers, present=tuple(self.reader.here.get(room(where), ())))
        await self.reader.hand_over(line)
        await self.quiet()
        return "\n\n".join(
            plain(document) for to, document in self.reader.told[before:] if to in self._read(who, venue)
        )

    def _read(self, who: Account, venue: str | None) -> set[str]:
        return {who.id, den(who)} if venue is None else {venue}

    async def joins(self, where: str, *people: Account) -> None:
        """Have people come into a room."""
        self.reader.here.setdefault(room(where), []).extend(people)
        entered = [Entered(account=who, venue=room(where), source=f"in-{where}-{who.id}") for who in people]
        await self.reader.hand_over(*entered)
        await self.quiet()

    async def elects(self, slug: str, who: Account) -> None:
        """Have all members make somebody the secretary of where they take part, in its first room."""
        where = f"hall-{slug}"
        self.reader.here[room(where)] = list(MEMBERS)
        await self.says(BEN, f"bind {slug}", where, administers=True)
        await self.says(BEN if who is not BEN else ADA, f"elect {who.name} as secretary", where)
        for each in MEMBERS:
            await self.says(each, "agree P1", where)
        await self.skip(days=4)

    async def sound(self, *slugs: str) -> bool:
        """Whether registers verify, each and against each other."""
        reports = await all_checked(self.store, [await self.id(slug) for slug in slugs], self.clock)
        return not any(report.problems for report in reports)


@pytest.fixture
async def congress() -> AsyncIterator[Congress]:
    """A congress in which nobody takes part yet."""
    async with Congress() as stage:
        yield stage


async def test_the_electoral_society_begins_elects_and_returns_an_election(congress: Congress) -> None:
    """A stranger offers a room, a member takes it in, two come in, they elect, and their officer takes one on."""
    await congress.begun(NONE)
    congress.reader.here[room("es")] = [ZOE]
    assert "nor in an assembly that could take a room in for it" in await congress.says(
        ZOE, f"bind {SOCIETY}", "es", administers=True
    )
    await congress.members()
    told = await congress.says(ZOE, f"bind {SOCIETY}", "es", administers=True)
    assert "taken in by somebody of Harmony: who gives procedure there. Where nobody does yet, a secretary is" in told
    assert f"type here: bind {SOCIETY}" in told
    assert "somebody of Harmony" in await congress.says(ZOE, f"bind {SOCIETY}", "es", administers=True)
    congress.reader.here[room("es")].append(FAY)
    # A member with a friend would be the whole of it, and take in nobody else's room.
    assert "somebody of Harmony" in await congress.says(FAY, f"bind {SOCIETY}", "es", administers=True)
    assert not (await congress.named(SOCIETY)).venues

    await congress.elects("harmony", FAY)
    assert "The Electoral Society begins here" in await congress.says(FAY, f"bind {SOCIETY}", "es")
    await congress.joins("es", GUS, DAN)
    fay = await congress.person(FAY)
    assert len((await congress.named(SOCIETY)).participants) == 4

    congress.reader.here[room("ln")] = [ADA, BEN]
    assert "Leeds North begins here" in await congress.says(ADA, f"bind {LEEDS}", "ln", administers=True)
    await congress.says(ADA, "election secretary", "ln")

    await congress.says(GUS, "elect fay as secretary", "es")
    for who in (FAY, GUS, DAN, ZOE):
        await congress.says(who, "agree P1", "es")
    await congress.skip(days=4)
    assert (await congress.named(SOCIETY)).secretary == fay

    await congress.says(FAY, f"take-on E1@{LEEDS}", "es")
    election = (await congress.named(LEEDS)).elections[1]
    assert (election.returning, election.state) == (fay, ElectionState.NOMINATIONS)
    assert await congress.sound(SOCIETY, LEEDS, HARMONY)


async def test_who_gives_procedure_in_a_core_assembly_begins_the_society(congress: Congress) -> None:
    """Where somebody is named there, it is they and no other member; and in one person both, it is done at once."""
    await congress.begun(NONE)
    await congress.members()
    await congress.elects("harmony", ADA)

    congress.reader.here[room("es")] = [BEN]
    await congress.says(BEN, f"bind {SOCIETY}", "es", administers=True)
    assert not (await congress.named(SOCIETY)).venues
    congress.reader.here[room("own")] = [ADA]
    assert "The Electoral Society begins here" in await congress.says(ADA, f"bind {SOCIETY}", "own", administers=True)
    assert (await congress.named(SOCIETY)).venues == {room("own")}


async def test_a_region_begins_by_those_in_its_constituencies(congress: Congress) -> None:
    """Nobody sits in a region by themselves: a member of what belongs to it takes its first room in."""
    await congress.begun(NONE)
    await congress.members()
    congress.reader.here[room("yk")] = [ADA, ZOE]
    told = await congress.says(ZOE, "bind yorkshire", "yk", administers=True)
    assert "somebody of Harmony or Leeds North" in told
    await congress.elects(LEEDS, ADA)
    assert "Yorkshire begins here" in await congress.says(ADA, "bind yorkshire", "yk")
    assert set((await congress.named("yorkshire")).participants) == {await congress.person(who) for who in (ADA, ZOE)}
    assert await congress.sound("yorkshire")


async def test_the_society_has_a_room_made_for_a_member_and_for_no_stranger(congress: Congress) -> None:
    """With rooms on demand a member of a core assembly has it made; before there are members nobody has."""
    await congress.begun(ON_DEMAND)
    await congress.members()
    assert "or is a member in a core assembly" in await congress.says(ZOE, f"join @{SOCIETY}")
    assert "A room of The Electoral Society is open to you" in await congress.says(FAY, f"join @{SOCIETY}")
    made = await congress.named(SOCIETY)
    assert len(made.venues) == 1
    assert await congress.sound(SOCIETY)
