"""A local Discord in a process of its own, so that its work is not measured as the bot's: ``Elsewhere`` speaks to it.

Each line on its standard input is a request, each on its output an answer: JSON. Times are those of ``time.monotonic``,
which all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from adapters.discord.rights import permissions
from tests.localcord.connections import Connection
from tests.localcord.pressed import NoAnswer
from tests.localcord.server import LocalDiscord
from tests.localcord.settings import GatewaySettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from tests.localcord.model import Application, Channel, Message
    from tests.localcord.people import Person

Reaction = tuple[int, int, int, str]
"""Who, in which channel, on which message, and the emoji."""

ROOT: Final = Path(__file__).parents[2]
TICK: Final = 0.01
"""Seconds between two handfuls of reactions."""
LONGEST_LINE: Final = 64 * 1024 * 1024


class Elsewhere:
    """A local Discord in another process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._numbers = itertools.count()
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            answer = json.loads(line)
            asked = self._asked.pop(answer["number"])
            if "error" in answer:
                asked.set_exception(RuntimeError(answer["error"]))
            else:
                asked.set_result(answer["answer"])
        for asked in self._asked.values():
            asked.set_exception(RuntimeError("the local Discord has ended"))

    async def ask(self, what: str, **more: Any) -> Any:
        """Have something done there, and give what came of it."""
        assert self._process.stdin is not None
        number = next(self._numbers)
        self._asked[number] = asyncio.get_running_loop().create_future()
        self._process.stdin.write(json.dumps({"number": number, "what": what, "with": more}).encode() + b"\n")
        return await self._asked[number]

    async def end(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()
        await self._reading


@asynccontextmanager
async def elsewhere(*, heartbeat: float) -> AsyncIterator[Elsewhere]:
    """Have a Discord elsewhere that wants a heartbeat so often."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.discord_elsewhere", str(heartbeat)),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
    )
    there = Elsewhere(process)
    try:
        yield there
    finally:
        await there.end()


class Place:
    """What can be asked of it, each a method."""

    def __init__(self, local: LocalDiscord) -> None:
        self._local = local
        self._bot: Application
        self._people: dict[int, Person] = {}
        self._channels: dict[int, Channel] = {}
        self._beats: list[float] = []

    async def people(self, names: Sequence[str], channels: int) -> dict[str, Any]:
        """Make a guild of the first one's with these people, channels that only they and the bot see, and the bot."""
        people = [self._local.person(name) for name in names]
        self._people = {person.id: person for person in people}
        guild = self._local.guild("Orchard", people[0])
        for person in people:
            self._local.world.add_member(guild.id, person.id)
        self._bot = self._local.application("Folkmoot", {"members"})
        self._local.world.add_bot(guild.id, self._bot.id, permissions=permissions().value)
        insiders = await people[0].create_role(guild, "insiders")
        for person in people:
            await people[0].give_role(guild, person, insiders)
        made = [
            await people[0].create_channel(guild, f"moot-{number}", private_to=[insiders, self._bot])
            for number in range(channels)
        ]
        self._channels = {channel.id: channel for channel in made}
        return {
            "api_base": self._local.api_base,
            "gateway_url": self._local.gateway_url,
            "token": self._bot.token,
            "guild": guild.id,
            "people": [person.id for person in people],
            "channels": list(self._channels),
        }

    async def limits(self, *, lifted: bool) -> None:
        """Let everything pass, or hold the bot to Discord's limits; and count from here on."""
        self._local.limits.lift(lifted=lifted)
        self._local.limits.refused.clear()
        self._local.log.clear()
        self._beats.clear()

    async def react(self, reactions: Sequence[Reaction], within: float) -> dict[str, float]:
        """Have people react, spread evenly over so many seconds; say when the first and the last did."""
        began, done = time.monotonic(), 0
        while done < len(reactions):
            share = (time.monotonic() - began + TICK) / within if within else 1.0
            until = min(len(reactions), max(done + 1, round(share * len(reactions))))
            for person, channel, message, emoji in reactions[done:until]:
                self._local.world.add_reaction(person, channel, message, emoji)
            done = until
            await asyncio.sleep(TICK if within else 0)
        return {"began": began, "ended": time.monotonic()}

    async def reads(self, channel: int, words: str, within: float) -> bool:
        """Wait until the bot has said such words to all, but not for ever."""
        try:
            async with asyncio.timeout(within):
                while not any(words in _text(each) for each in self._said(channel)):  # noqa: ASYNC110 (a person looks)
                    await asyncio.sleep(TICK)
        except TimeoutError:
            return False
        return True

    async def ask_privately(self, person: int, channel: int, command: str, within: float) -> bool:
        """Have somebody use a command, and wait until they read the answer, but not for ever."""
        pressed = await self._people[person].command(self._channels[channel], command)
        try:
            await pressed.answer(within)
        except NoAnswer:
            return False
        return True

    async def standing(self, channel: int, messages: Sequence[int]) -> list[dict[str, list[int]]]:
        """List who stands under messages now with which emoji, without the bot."""
        there = self._local.world.channel(channel).messages
        return [
            {each.emoji.name: [giver for giver in each.normal if giver != self._bot.id] for each in found.reactions}
            for found in map(there.__getitem__, messages)
        ]

    async def shown(self, channel: int, messages: Sequence[int]) -> list[str]:
        """Give what messages show now."""
        there = self._local.world.channel(channel).messages
        return [_text(there[message]) for message in messages]

    async def account(self) -> dict[str, Any]:
        """Say what it has cost and what was amiss."""
        gaps = [after - before for before, after in itertools.pairwise(self._beats)]
        asked = [exchange.route for exchange in self._local.log]
        return {
            "cpu": time.process_time(),
            "refused": dict(self._local.limits.refused),
            "longest_beat": max(gaps, default=0.0),
            "beats": len(self._beats),
            "late": sum(gap > 1.5 * self._local.gateway.settings.heartbeat_interval for gap in gaps),
            "connections": len(self._local.gateway.connections),
            "edits": asked.count("PATCH /channels/{channel_id}/messages/{message_id}"),
            "posts": asked.count("POST /channels/{channel_id}/messages"),
            "taken_away": sum(route.startswith("DELETE ") and "/reactions/" in route for route in asked),
            "problems": self._local.problems,
        }

    def beat(self) -> None:
        """A heartbeat has come."""
        self._beats.append(time.monotonic())

    def _said(self, channel: int) -> list[Message]:
        there = self._local.world.channel(channel).messages
        return [each for each in there.values() if each.author_id == self._bot.id and each.ephemeral_for is None]


def _text(message: Message) -> str:
    embeds = [str(embed.get(part) or "") for embed in message.embeds for part in ("title", "description")]
    return "\n".join([message.content, *embeds])


async def _answer(place: Place, line: str) -> None:
    asked = json.loads(line)
    answer = {"number": asked["number"]}
    try:
        answer["answer"] = await getattr(place, asked["what"])(**asked["with"])
    except (Exception, AssertionError) as error:  # noqa: BLE001 (whoever asked is told)
        answer["error"] = f"{asked['what']}: {error!r}"
    print(json.dumps(answer), flush=True)


async def _main(heartbeat: float) -> None:
    async with LocalDiscord(settings=GatewaySettings(heartbeat_interval=heartbeat)) as local:
        place = Place(local)
        _tell_beats(place)
        tasks = set()
        while line := await asyncio.to_thread(sys.stdin.readline):
            task = asyncio.create_task(_answer(place, line))
            tasks.add(task)
            task.add_done_callback(tasks.discard)


def _tell_beats(place: Place) -> None:
    beat = Connection.beat

    def beaten(self: Connection) -> None:
        beat(self)
        place.beat()

    Connection.beat = beaten  # type: ignore[method-assign]


if __name__ == "__main__":
    asyncio.run(_main(float(sys.argv[1])))
