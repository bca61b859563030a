"""The program on Discord, killed at any moment, loses nothing that it answered and counts nothing twice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.example import written
from deliberation.events import PositionTaken
from deliberation.register import read_event
from tests.support.discord_bot import as_read
from tests.support.discord_moot import Moot, hasten, mooting

if TYPE_CHECKING:
    from pathlib import Path

    from tests.localcord.model import Message
    from tests.localcord.pressed import Pressed


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less than among strangers."""
    hasten(monkeypatch)


class Killable:
    """``folkmoot run`` as a process of its own, on the same database and account as a ``Moot``."""

    def __init__(self, moot: Moot, folder: Path) -> None:
        self.database = folder / "folkmoot.db"
        self._moot = moot
        self._config = folder / "folkmoot.toml"
        discord = {"api_base": moot.local.api_base}
        self._config.write_text(written({"database": {"url": f"sqlite:///{self.database}"}, "discord": discord}))
        text = self._config.read_text()
        self._config.write_text(text.replace(text[text.index("[matrix]") : text.index("[discord]")], ""))
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "from bot.cli import main; main()",
            "run",
            "--config",
            str(self._config),
            env={**os.environ, "FOLKMOOT_DISCORD_TOKEN": self._moot.bot.token},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def connected(self) -> None:
        """Wait until it is told what happens."""
        await self._moot.until_so(
            lambda: any(each.session is not None for each in self._moot.local.gateway.connections)
        )

    async def end(self, how: signal.Signals) -> int:
        """End it; give its exit status."""
        assert self._process is not None
        self._process.send_signal(how)
        return await self._process.wait()


def _durable(database: Path) -> set[str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return {row[0] for row in connection.execute("SELECT source FROM received")}


async def test_killed_five_times_it_loses_nothing_that_it_answered_and_counts_nothing_twice(tmp_path: Path) -> None:
    """After five kills at random moments every answered command is durable once, and reactions and tally agree."""
    await _survives(tmp_path, kills=5, seed=1)


@pytest.mark.soak
async def test_killed_fifty_times_it_still_loses_nothing(tmp_path: Path) -> None:
    """The same for ten times as long."""
    await _survives(tmp_path, kills=50, seed=2)


class Crowd:
    """People who react to three checks, and Ada who gives her reason for agreeing again and again."""

    def __init__(self, moot: Moot, checks: list[tuple[int, Message]], chance: random.Random) -> None:
        self.moot = moot
        self.checks = checks
        self.chance = chance
        self.standing: dict[tuple[int, int], bool] = {}
        self.asked: list[tuple[Pressed, str]] = []

    async def moment(self) -> None:
        """Somebody reacts or takes their reaction away, and Ada uses a command."""
        check, card = self.chance.choice(self.checks)
        person = self.chance.choice([each for each in self.moot.people.values() if each.name not in {"ada", "gus"}])
        here = self.standing.get((check, person.id), False)
        if here and self.chance.random() < 0.4:
            await person.unreact(card, "✅")
        elif not here:
            await person.react(card, "✅")
        self.standing[check, person.id] = any(person.id in each.normal for each in card.reactions)
        reason = f"reason {len(self.asked)}"
        pressed = await self.moot.ada.command(
            self.moot.channel, "agree", number=f"P{self.chance.randint(1, 3)}", reason=reason
        )
        self.asked.append((pressed, reason))

    def answered(self) -> dict[str, str]:
        """Give the commands that the bot has answered with *Recorded*, by interaction, and their reasons."""
        return {
            str(pressed.interaction.id): reason
            for pressed, reason in self.asked
            if any(as_read(message).startswith("Recorded") for message in pressed.messages)
        }


async def _survives(folder: Path, *, kills: int, seed: int) -> None:
    async with mooting(folder, "ben", "cleo", "dan", "eve", "gus", checked=False) as moot:
        await moot.gather()
        checks = [await moot.call(f"Proposal {number}") for number in range(1, 4)]
        await moot.stop()
        crowd, killable = Crowd(moot, checks, random.Random(seed)), Killable(moot, folder)
        loop = asyncio.get_running_loop()
        for _ in range(kills):
            await killable.start()
            await killable.connected()
            moment = loop.time() + crowd.chance.uniform(0.1, 0.8)
            while loop.time() < moment:
                await crowd.moment()
                await asyncio.sleep(0.02)
            await killable.end(signal.SIGKILL)
            assert crowd.answered().keys() <= _durable(killable.database)
        await killable.start()
        await killable.connected()
        last = await moot.ada.command(moot.channel, "agree", number="P1", reason="the last")
        crowd.asked.append((last, "the last"))
        await last.reply(within=30)
        assert await killable.end(signal.SIGTERM) == 0

        await moot.start()
        await moot.reconcile()
        found = await moot.assembly()
        assert found is not None
        for check, card in checks:
            there = {person for each in card.reactions if each.emoji.name == "✅" for person in each.normal}
            held = set((await moot.known(found.checks[check].positions)).values())
            assert held - {moot.ada.id} == there - {moot.bot.id}
        taken = await _reasons(moot)
        assert set(taken.values()) <= {1}
        assert set(crowd.answered().values()) <= set(taken)
        print(f"{kills} kills, {len(crowd.asked)} commands, {len(crowd.answered())} answered, {len(taken)} recorded")
        assert len(crowd.answered()) > kills
        await moot.verified()
        await moot.nothing_amiss()


async def _reasons(moot: Moot) -> Counter[str]:
    """Count how often each reason was recorded."""
    found = await moot.assembly()
    assert found is not None
    texts = {(text.entry, text.field): text.text async for text in moot.store.sealed(found.id)}
    taken: Counter[str] = Counter()
    for entry in await moot.record() or ():
        event, _ = read_event(entry, {"reason": texts.get((entry.number, "reason"), "")})
        if isinstance(event, PositionTaken) and event.reason:
            taken[event.reason] += 1
    return taken
