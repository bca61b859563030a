"""The program, killed at any moment, loses nothing that it acknowledged and counts nothing twice."""

import asyncio
import random
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.matrix.translating import venue_of
from bot.example import written
from deliberation.events import PositionTaken
from deliberation.register import read_event
from tests.support.killable import Killable
from tests.support.matrix import PASSWORD, Person, Village
from tests.support.moot import Moot

pytestmark = pytest.mark.synapse

DATABASE = "folkmoot.db"


def _killable(moot: Moot, folder: Path) -> Killable:
    """Give ``folkmoot run``, on the same database and device as a ``Moot``."""
    config = folder / "folkmoot.toml"
    matrix = {
        "homeserver": moot.settings.homeserver,
        "user": moot.bot,
        "store": str(moot.settings.store),
        "encrypt_private": False,
    }
    database = {"url": f"sqlite:///{folder / DATABASE}"}
    config.write_text(written({"database": database, "matrix": matrix, "discord": {"enabled": False}}))
    return Killable(config, {"FOLKMOOT_MATRIX_PASSWORD": PASSWORD})


async def _acknowledged(person: Person, moot: Moot) -> set[str]:
    """Name the messages that the bot has answered with *Recorded*."""
    answers = await person.messages(moot.room, moot.bot)
    return {
        answer["content"]["m.relates_to"]["m.in_reply_to"]["event_id"]
        for answer in answers
        if answer["content"].get("body", "").startswith("Recorded")
    }


def _durable(database: Path) -> set[str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return {row[0] for row in connection.execute("SELECT source FROM received")}


@pytest.mark.timeout(240)
async def test_killed_twenty_times_it_loses_no_acknowledged_position_and_counts_none_twice(
    village: Village, tmp_path: Path
) -> None:
    """After 20 kills at random moments every answered command is durable, and reactions and tally agree."""
    await _survives(village, tmp_path, rounds=20)


@pytest.mark.soak
async def test_killed_two_hundred_times_it_still_loses_nothing(village: Village, tmp_path: Path) -> None:
    """The same for ten times as long."""
    await _survives(village, tmp_path, rounds=200)


async def _survives(village: Village, tmp_path: Path, *, rounds: int) -> None:
    moot = Moot(village, tmp_path)
    await moot.start()
    crowd = [await village.person(f"k{number}-") for number in range(7)]
    await moot.gather(*crowd)
    storm = _Storm(moot, crowd, [await moot.call(crowd[0], f"Proposal {number}") for number in range(3)])
    await moot.stop()

    async with _killable(moot, tmp_path) as killable:
        busy = [await _recorded_before_it_is_killed(killable, storm, tmp_path / DATABASE) for _ in range(rounds)]
        print(f"{rounds} kills, of which {sum(busy)} after it had recorded something")
        assert any(busy)

        await killable.start()
        last = await storm.say_last()
        for _ in range(600):
            if last in await _acknowledged(crowd[0], moot):
                break
            await asyncio.sleep(0.1)
        assert await killable.end(signal.SIGTERM) == 0

    await moot.start()
    await moot.until_true(lambda: _settled(moot))
    await storm.is_as_said()
    await moot.verified()
    await moot.stop()


async def _recorded_before_it_is_killed(killable: Killable, storm: "_Storm", database: Path) -> bool:
    """Start it and kill it in the midst; whether something was recorded meanwhile. What was answered is there."""
    before = len(_durable(database))
    await killable.start()
    await storm.rage()
    await killable.end(signal.SIGKILL)
    durable = _durable(database)
    assert await _acknowledged(storm.speaker, storm.moot) <= durable
    return len(durable) > before


class _Storm:
    """People who react, take it back and give reasons, and all that they said."""

    def __init__(self, moot: Moot, crowd: list[Person], checks: list[tuple[int, str]]) -> None:
        self.moot = moot
        self.speaker, *others = crowd
        self._reacting = others[:-1]  # the last one keeps silent, so that no check closes early
        self._checks = checks
        self._chance = random.Random(20)
        self._standing: dict[tuple[str, str], list[str]] = {}
        self._said = 0

    async def rage(self) -> None:
        """Go on for less than a second."""
        moment = asyncio.get_running_loop().time() + self._chance.uniform(0.3, 1.0)
        while asyncio.get_running_loop().time() < moment:
            _, card = self._chance.choice(self._checks)
            person = self._chance.choice(self._reacting)
            mine = self._standing.setdefault((card, person.id), [])
            if mine and self._chance.random() < 0.4:
                await person.redact(self.moot.room, mine.pop())
            elif not mine:
                mine.append(await person.react(self.moot.room, card, self._chance.choice("✅🤷")))
            await self._give_reason(self._chance.randint(1, 3), f"reason {self._said + 1}")
            await asyncio.sleep(0.05)

    async def say_last(self) -> str:
        """Give one more reason; give the message."""
        return await self._give_reason(1, "this is the last")

    async def _give_reason(self, proposal: int, reason: str) -> str:
        self._said += 1
        return await self.speaker.say(self.moot.room, f"!agree P{proposal} because of {reason}")

    async def is_as_said(self) -> None:
        """See that whose reaction stands has a position, and nobody else; and that every reason was taken once."""
        found = await self.moot.assembly()
        assert found is not None
        for check, card in self._checks:
            held = {person for (on, person), mine in self._standing.items() if on == card and mine}
            rows = await self.moot.store.accounts_of(found.checks[check].positions)
            assert {row.key.id for row in rows} - {self.speaker.id} == held
        taken: Counter[str] = Counter()
        texts = {(text.entry, text.field): text.text async for text in self.moot.store.sealed(found.id)}
        async for entry in self.moot.store.entries(found.id):
            event, _ = read_event(entry, {"reason": texts.get((entry.number, "reason"), "")})
            if isinstance(event, PositionTaken) and event.reason:
                taken[event.reason] += 1
        assert set(taken.values()) == {1}
        assert len(taken) == self._said


async def _settled(moot: Moot) -> bool:
    await asyncio.sleep(timedelta(seconds=1).total_seconds())
    return moot.program.hearing.is_settled(venue_of(moot.room))
