"""The program on Discord, killed at any moment, loses nothing that it answered and counts nothing twice."""

from __future__ import annotations

import asyncio
import random
import re
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.example import written
from deliberation.events import PositionTaken
from deliberation.register import read_event
from tests.support.discord_bot import as_read
from tests.support.discord_moot import Moot, hasten, mooting
from tests.support.killable import Killable

if TYPE_CHECKING:
    from pathlib import Path

    from tests.localcord.model import Message
    from tests.localcord.pressed import Pressed


DATABASE = "folkmoot.db"


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less than among strangers."""
    hasten(monkeypatch)


def _killable(moot: Moot, folder: Path) -> Killable:
    """Give ``folkmoot run``, on the same database and account as a ``Moot``."""
    config = folder / "folkmoot.toml"
    discord = {"api_base": moot.local.api_base}
    text = written({"database": {"url": f"sqlite:///{folder / DATABASE}"}, "discord": discord})
    config.write_text(text.replace(text[text.index("[matrix]") : text.index("[discord]")], ""))
    return Killable(config, {"FOLKMOOT_DISCORD_TOKEN": moot.bot.token})


async def _connected(moot: Moot) -> None:
    """Wait until the program is told what happens."""
    await moot.until_so(lambda: any(each.session is not None for each in moot.local.gateway.connections))


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
        crowd = Crowd(moot, checks, random.Random(seed))
        loop = asyncio.get_running_loop()
        async with _killable(moot, folder) as killable:
            for _ in range(kills):
                await killable.start()
                await _connected(moot)
                moment = loop.time() + crowd.chance.uniform(0.1, 0.8)
                while loop.time() < moment:
                    await crowd.moment()
                    await asyncio.sleep(0.02)
                await killable.end(signal.SIGKILL)
                assert crowd.answered().keys() <= _durable(folder / DATABASE)
            await killable.start()
            await _connected(moot)
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


@pytest.mark.soak
async def test_killed_again_and_again_while_people_vote_it_counts_what_it_answered(tmp_path: Path) -> None:
    """Three people change their minds while it is killed: the receipt that each read last is among those counted."""
    async with mooting(tmp_path, "ben", "cleo", checked=False) as moot:
        await moot.gather()
        await moot.ada.command(moot.channel, "referendum", question="Shall we move?", roll="participants")
        await moot.until(lambda a: bool(a.referendums))
        await moot.skip(seconds=1)
        await moot.until(lambda a: bool(a.polls))
        await moot.stop()
        chance = random.Random(3)
        asked: dict[str, list[Pressed]] = {name: [] for name in moot.people}
        loop = asyncio.get_running_loop()
        async with _killable(moot, tmp_path) as killable:
            for _ in range(12):
                await killable.start()
                await _connected(moot)
                moment = loop.time() + chance.uniform(0.1, 0.8)
                while loop.time() < moment:
                    name, person = chance.choice(list(moot.people.items()))
                    answer = chance.choice(["yes", "no", "blank"])
                    pressed = await person.command(moot.channel, "ballot", number="B1", choices=answer)
                    asked[name].append(pressed)
                    await asyncio.sleep(0.05)
                await killable.end(signal.SIGKILL)
            await killable.start()
            await _connected(moot)
            for name in ("ada", "ben"):
                pressed = await moot.people[name].command(moot.channel, "ballot", number="B1", choices="yes")
                asked[name].append(pressed)
                await pressed.reply(within=30)
            assert await killable.end(signal.SIGTERM) == 0
        receipts = {name: [_answered(each) for each in many] for name, many in asked.items()}
        assert sum(map(bool, (each for many in receipts.values() for each in many))) > 12
        await moot.start()
        await moot.skip(days=8)
        counted = (await moot.until(lambda a: not a.polls[1].is_open)).polls[1]
        assert counted.begun_again == 0
        assert counted.turnout == 3
        assert {receipts["ada"][-1], receipts["ben"][-1]} <= set(counted.receipts)
        (of_cleo,) = set(counted.receipts) - {receipts["ada"][-1], receipts["ben"][-1]}
        # Of what she sent, only what was not answered may have taken the place of what was.
        latest = max(place for place, each in enumerate(receipts["cleo"]) if each)
        assert of_cleo == receipts["cleo"][latest] or latest < len(receipts["cleo"]) - 1
        assert sum(paper.many for paper in counted.papers if paper.marks == (0,)) >= 2
        assert not list((tmp_path / "ballot-keys").iterdir())
        await moot.verified()
        await moot.nothing_amiss()


def _answered(pressed: Pressed) -> str:
    """Give the receipt that a ballot was answered with, or nothing."""
    text = "".join(as_read(each) for each in pressed.messages)
    found = re.search(r"[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}", text)
    return found[0] if found else ""
