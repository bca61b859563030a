"""When everybody reacts at once, all is durable soon, and nothing else waits; ``benchmarks/storm.py`` measures it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.discord_elsewhere import elsewhere
from tests.support.discord_storm import FIRST, SECOND, Stage

if TYPE_CHECKING:
    from pathlib import Path

HEARTBEAT = 0.5
DURABLE, SOON = 10.0, 10.0
"""Seconds, of which a machine that does nothing else needs a tenth."""


@pytest.mark.parametrize("channels", [1, pytest.param(5, marks=pytest.mark.soak)])
async def test_everybody_reacts_to_everything_at_once_and_then_changes_their_mind(
    tmp_path: Path, channels: int
) -> None:
    """Within Discord's limits all is recorded as it stands, heartbeats come in time, and whoever asks is answered."""
    async with elsewhere(heartbeat=HEARTBEAT) as there:
        stage = Stage(there, tmp_path, people=51, channels=channels, checks=10 // channels)
        await stage.set_up()
        async with stage.running() as run:
            run.watch()
            await there.ask("limits", lifted=False)
            for emoji in (FIRST, SECOND):
                blow = await stage.blow(run, stage.reactions(emoji, 50), within=0.5)
                room = stage.rooms[0]
                await stage.say(run, room, "propose", {"title": f"After {emoji}", "text": "Why not."})
                assert await stage.read(room, f"After {emoji}", within=SOON) < SOON
                assert await stage.answered(room, "status", within=SOON) < SOON
                assert sum(size for _, size in run.commits) >= blow.sent == 500
                assert blow.durable < DURABLE
                assert await stage.tally_right(run)
            account = await stage.account()
            assert account["late"] == 0
            assert account["refused"] == {}
            assert account["connections"] == 1
            assert account["problems"] == []
            assert await run.store.put_aside() == []
