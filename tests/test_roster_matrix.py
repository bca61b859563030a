"""A member's way on a real homeserver: on the roster, let in, told, and out again when the subscription ends."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from adapters.matrix.translating import venue_of
from bot.items import Internal
from bot.roster.importing import Importer
from bot.roster.invitations import Invitations
from bot.roster.records import in_csv
from deliberation.commands import FoundAssembly
from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId
from tests.support.roster import roster

if TYPE_CHECKING:
    from tests.support.matrix import Village
    from tests.support.moot import Moot

pytest_plugins = ["tests.support.matrix", "tests.support.moot"]
pytestmark = pytest.mark.synapse

CORE = AssemblyId("core")
WEEK = timedelta(days=7)


async def test_a_member_is_let_in_and_out_again(moot: Moot, village: Village) -> None:
    """The core assembly's room is opened to them, and closed after the last day; each time one message says so."""
    host, cleo = await village.person("host"), await village.person("cleo")
    moot.room = await host.make_room(power_level_content_override={"users": {moot.bot: 60}})
    await host.call("POST", f"rooms/{moot.room}/invite", {"user_id": moot.bot})
    await moot.until_true(lambda: host.messages(moot.room, moot.bot))
    founding = FoundAssembly(
        actor=PersonId("nobody"),
        assembly=CORE,
        slug="harmony",
        name="Harmony",
        purpose="All of us.",
        preset="folkmoot",
        venue=venue_of(moot.room),
        present=(),
        administers=False,
        kind=Kind.CORE,
        enacted=True,
    )
    await moot.program.intake.command(Internal(CORE, founding))

    until = (moot.clock.now() + WEEK).date()
    importer = Importer(
        store=moot.store, clock=moot.clock, zone=ZoneInfo("Europe/London"), changed=moot.program.enrolling.wake
    )
    records = partial(in_csv, roster(f"1,matrix:{cleo.id},,,{until}"))
    assert (await importer.take(records, Invitations()))[1]
    told = await moot.heard_privately(cleo, "As a member you take part by right in")
    assert "Harmony" in told
    await cleo.join(moot.room)
    (person,) = [row.person async for row in moot.store.memberships()]
    await moot.until(lambda a: person in a.participants and bool(a.participants[person].venues))

    await moot.skip(days=8)
    assert "Your subscription has ended" in await moot.heard_privately(cleo, "Your subscription has ended")

    async def is_out() -> bool:
        return moot.room not in (await cleo.call("GET", "joined_rooms"))["joined_rooms"]

    await moot.until_true(is_out)
    await moot.until(lambda a: person not in a.participants)
    await moot.verified()
