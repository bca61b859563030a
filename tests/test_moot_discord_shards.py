"""Several connections to one Discord: what one of them does not hear, the others do not wait for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from adapters.discord.places import PLATFORM, community_of
from adapters.inbound import Batch
from deliberation.assessment import Outcome
from tests.localcord.settings import GatewaySettings
from tests.support.discord_moot import Moot, hasten, mooting

if TYPE_CHECKING:
    from pathlib import Path

    from tests.localcord.connections import Connection
    from tests.localcord.model import Application, Guild


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less than among strangers."""
    hasten(monkeypatch)


def shard_of(guild: Guild) -> int:
    """Say over which of two connections a guild is heard."""
    return (guild.id >> 22) % 2


def cut_off(moot: Moot, shard: int, patch: pytest.MonkeyPatch) -> None:
    """Cut one of the connections, and let it be made no more."""
    gateway = moot.local.gateway
    identify, resume = gateway._identify, gateway._resume

    def refused(connection: Connection, application: Application, data: Any) -> None:
        if data["shard"][0] == shard:
            connection.abort()
        else:
            identify(connection, application, data)

    def not_resumed(connection: Connection, application: Application, data: Any) -> None:
        session = gateway.sessions.find(data.get("session_id"))
        if session is not None and session.shard[0] == shard:
            connection.abort()
        else:
            resume(connection, application, data)

    patch.setattr(gateway, "_identify", refused)
    patch.setattr(gateway, "_resume", not_resumed)
    for connection in list(gateway.connections):
        if connection.session is not None and connection.session.shard[0] == shard:
            connection.abort()


async def pass_time(moot: Moot, by: timedelta, heard: str) -> None:
    """Move the clock on while one community alone is heard, and do what is due."""
    moot.clock.move(by)
    hearing = moot.program.hearing
    hearing._last[heard] += by
    await moot.program._take(Batch(platform=PLATFORM, heard=frozenset({heard})))
    await moot.program.close_what_is_due()


async def test_assemblies_of_one_server_go_on_while_another_is_not_heard(tmp_path: Path) -> None:
    """With one of two connections cut the checks of its server wait, and those of the other close in time."""
    async with mooting(tmp_path, "ben", "cleo", "dan", settings=GatewaySettings(shards=2)) as moot:
        await moot.gather()
        cut, cut_channel = moot.guild, moot.channel
        waiting, waiting_card = await moot.call("Buy a kettle")
        while shard_of(other := moot.local.guild("Vineyard", moot.ada)) == shard_of(cut):
            pass
        for person in moot.people.values():
            moot.local.world.add_member(other.id, person.id)
        moot.guild = other
        await moot.gather()
        closing, closing_card = await moot.call("Paint the door")
        for card in (waiting_card, closing_card):
            for name in ("ada", "ben", "cleo"):
                await moot.people[name].react(card, "✅")
        await moot.quiet()
        near, far = community_of(moot.venue), community_of(moot.venue_of(cut_channel))
        other_channel = moot.channel

        with pytest.MonkeyPatch.context() as patch:
            cut_off(moot, shard_of(cut), patch)
            await moot.until_so(lambda: moot.platform._ear.heard() == {near})
            await moot.people["dan"].react(waiting_card, "🤷")
            await pass_time(moot, timedelta(hours=73), near)
            closed = await moot.until(lambda a: not a.checks[closing].is_open)
            assert closed.checks[closing].outcome is Outcome.CONSENSUS
            await moot.is_said("This is decision D1")
            moot.channel = cut_channel
            left = await moot.check(waiting)
            assert left.is_open
            assert not left.tally.stand_aside

        moved = await moot.until(lambda a: a.checks[waiting].deadline > left.deadline, within=30)
        assert moved.checks[waiting].deadline - left.deadline >= timedelta(hours=72)
        assert moot.platform._ear.heard() == {near, far}
        done = await moot.until(lambda a: not a.checks[waiting].is_open)
        assert (done.checks[waiting].tally.agree, done.checks[waiting].tally.stand_aside) == (3, 1)
        for moot.channel in (cut_channel, other_channel):
            await moot.verified()
        await moot.nothing_amiss()
