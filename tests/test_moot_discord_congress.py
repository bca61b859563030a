"""A congress on a local Discord: its channels are made when somebody first wants to come in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.discord.places import PLATFORM, place_of
from bot.congress.founding import ON_DEMAND, Founding, Order
from bot.congress.reading import Sheet
from bot.items import Internal
from deliberation.commands import Enrol
from deliberation.events import Enrolment
from storage.port import AccountKey
from tests.support.discord_moot import Moot, hasten, mooting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from deliberation.assembly import Assembly
    from tests.localcord.people import Person


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less than among strangers."""
    hasten(monkeypatch)


@pytest.fixture
async def moot(tmp_path: Path) -> AsyncIterator[Moot]:
    """A server with Ada, Ben and the bot, and a congress of which no assembly has a channel yet."""
    async with mooting(tmp_path, "ben") as moot:
        moot.invite()
        await moot.start()
        places = Sheet(name="places.csv", data=b"name,region\nLeeds,Yorkshire\n")
        wanted = Order(constituencies=places, national="Harmony", venues=ON_DEMAND)
        await Founding(moot.store, moot.clock).carry_out(wanted, lambda _done, _total: None)
        await moot.program._look()  # as it does by itself every half minute
        yield moot
        await moot.nothing_amiss()


async def leeds(moot: Moot) -> Assembly:
    identifier = next(each.id for each in await moot.store.listings() if each.slug == "leeds")
    held = await moot.store.load(identifier)
    assert held is not None
    return held.assembly


async def join(moot: Moot, person: Person) -> None:
    """Have somebody ask in private to come into Leeds."""
    await person.command(person.dm_channel(moot.bot), "join", assembly="leeds")


async def test_the_first_who_wants_to_come_in_has_the_channel_made(moot: Moot) -> None:
    """A member asks in private: a hidden channel is made and opened to them; who comes later comes into the same."""
    ben = moot.people["ben"]
    refused = await ben.command(ben.dm_channel(moot.bot), "join", assembly="leeds")
    assert "Leeds has no room on Discord yet." in (await refused.reply()).content
    key = AccountKey(PLATFORM, str(moot.ada.id))
    await moot.ada.command(moot.ada.dm_channel(moot.bot), "help")
    row = await moot.until_true(lambda: moot.store.people([key]))
    place = Enrolment(row[key].person, moot.clock.now() + timedelta(days=90))
    await moot.program.intake.command(Internal((await leeds(moot)).id, Enrol(members=(place,))))
    await join(moot, moot.ada)

    async def met() -> Assembly | None:
        found = await leeds(moot)
        return found if any(here.venues for here in found.participants.values()) else None

    found: Assembly = await moot.until_true(met)
    (venue,) = found.venues
    moot.channel = moot.local.world.channel(place_of(venue).channel)
    await moot.is_said("Leeds begins here.")
    assert not moot.local.world.may_view(ben.id, moot.channel.id)
    assert moot.local.world.may_view(moot.ada.id, moot.channel.id)
    await join(moot, ben)
    await moot.until(lambda a: len([p for p in a.participants.values() if p.venues]) == 2)
    assert (await leeds(moot)).venues == {venue}
    await moot.verified()
