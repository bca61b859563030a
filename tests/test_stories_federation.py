"""The federation's story comes out: assemblies of assemblies, in Matrix rooms and Discord channels at once."""

import asyncio
from pathlib import Path

import pytest

from adapters.discord import listening
from bot.clock import MovableClock
from bot.demo.playing import PASSWORD
from bot.demo.synapse import Synapse
from tests.stories import discord_cast, federation_playing, mixed
from tests.stories.federation_people import IN_MATRIX
from tests.support.matrix import unique


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have people on Discord read sooner than anybody could, and the bot see sooner that it is there: it keeps up."""
    monkeypatch.setattr(discord_cast, "READS", 0.2)
    monkeypatch.setattr(listening, "LOOK_EVERY", 0.1)


@pytest.mark.synapse
async def test_the_story_of_a_federation_comes_out(
    tmp_path: Path, synapse: Synapse, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nested, joint and affected decisions, linked people, a lapse in a check: all the registers verify in the end."""
    clock = MovableClock()
    names = [unique(name.lower()) for name in ("folkmoot", *IN_MATRIX)]
    bot, *users = await asyncio.to_thread(synapse.register_all, names, PASSWORD)
    accounts = dict(zip(IN_MATRIX, users, strict=True))
    async with (
        federation_playing.guild(clock) as here,
        mixed.homeserver(tmp_path, synapse, accounts, bot) as there,
    ):
        assert await federation_playing.told(tmp_path, clock, here, there) == 0
        assert here.troubles == []
    told = capsys.readouterr().out
    assert "Hull blocks (Dan): Hull floods first" in told
    assert told.count("Your code was typed by this account") == 2
    assert told.count("✔ ok: ") == 10
