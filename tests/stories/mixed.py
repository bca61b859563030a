"""The story half in Matrix, half on Discord: one assembly, in a room of each."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.discord.places import Place
from adapters.matrix.settings import MatrixSettings
from adapters.matrix.translating import venue_of
from adapters.platform import Platform
from adapters.references import Kind, Subject
from bot.clock import MovableClock
from bot.demo.cast import Member
from bot.demo.playing import PASSWORD, accounted_for
from bot.demo.synapse import Synapse
from bot.demo.voices import CastError, Where
from bot.halls import Halls
from bot.wiring import matrix_platform
from deliberation.ids import VenueId
from storage.port import Store
from tests.localcord.permissions import Permission
from tests.stories.program import Platforms, on_discord, program
from tests.stories.server import Server
from tests.stories.stage import Stage, welcomed
from tests.stories.transcript import Transcript

IN_MATRIX: Final = ("Ada", "Ben", "Cleo")
ON_DISCORD: Final = ("Dan", "Eve", "Finn")

_FIGURE: Final = re.compile(r"([0-9]+) of [0-9]+ (agree|stand aside|block|remove|keep)\b")


@dataclass
class Homeserver:
    """A homeserver with an account for the bot and for some people."""

    synapse: Synapse
    bot: str
    members: Mapping[str, Member]
    keys: Path

    def settings(self) -> MatrixSettings:
        """What the bot must be told."""
        return MatrixSettings(homeserver=self.synapse.url, user_id=self.bot, password=PASSWORD, store=self.keys)

    async def come(self) -> None:
        """Have everyone log in."""
        for member in self.members.values():
            await member.come(PASSWORD)

    async def open_room(self) -> VenueId:
        """Have the first of the people open a room, and everyone come, at last the bot."""
        host, *others = self.members.values()
        room = await host.open_room("Leeds Mutual Aid", [member.user for member in others])
        for member in others:
            await member.join(room)
        before = host.so_far
        for member in self.members.values():
            member.room = room
        await host.invite(room, self.bot)
        await host.wait_for("found", after=before)
        return venue_of(room)


@contextlib.asynccontextmanager
async def homeserver(folder: Path, synapse: Synapse, users: Mapping[str, str], bot: str) -> AsyncIterator[Homeserver]:
    """Have people with accounts (``users``, by name) on a homeserver that runs, and the bot's account."""
    members = {name: Member(name, user, synapse.url, folder / "cast", bot=bot) for name, user in users.items()}
    try:
        yield Homeserver(synapse, bot, members, folder / "keys")
    finally:
        await asyncio.gather(*(member.go() for member in members.values()))


class MixedStage(Stage):
    """Where half the people are in Matrix, and half on Discord."""

    async def gathered(self) -> None:
        """Dan, who manages the server, asks for his channel to be part of it; Ada, who gives procedure, agrees.

        Raises:
            CastError: one of them was not asked or not heard.
        """
        ada, dan = self.people["Ada"], self.here.members["Dan"]
        before, told = ada.so_far, dan.so_far
        await dan.says("bind leeds-mutual-aid")
        await dan.wait_for("asked in private", after=told, where=Where.PRIVATE)
        asked = await ada.wait_for("bind room-", after=before, where=Where.PRIVATE)
        code = re.search(r"bind (room-[0-9a-f]{8})", asked.text)
        if code is None:
            raise CastError(f"Ada was not told what to type: {asked.text}")
        await ada.says(f"bind {code[1]}")
        await dan.wait_for("belongs to Leeds Mutual Aid", after=told)


@dataclass
class Ended:
    """How it ended: the exit status by the register, and what there is to be looked at."""

    status: int
    stage: Stage
    rooms: tuple[VenueId, VenueId]
    transcript: Transcript

    async def same(self, check: int, stances: Mapping[str, int]) -> None:
        """Wait until the cards of a check show these figures, in both rooms.

        Raises:
            CastError: they do not, in time.
        """

        async def look() -> bool:
            return await self._shown(check) == [dict(stances)] * len(self.rooms)

        await self.stage.until(look, f"both cards of check {check} show {dict(stances)}")

    async def _shown(self, check: int) -> list[dict[str, int]]:
        """Give the figures on each room's card of a check as it is now, but for those that are nought."""
        assembly = await self.stage.assembly()
        subject = str(Subject(Kind.CHECK, check, assembly.checks[check].round))
        cards = [await self.stage.store.card_of(assembly.id, subject, room) for room in self.rooms]
        texts = [self.transcript.latest[card.message] if card else "" for card in cards]
        return [{stance: int(number) for number, stance in _FIGURE.findall(text) if number != "0"} for text in texts]


@contextlib.asynccontextmanager
async def told(folder: Path, clock: MovableClock, here: Server, there: Homeserver) -> AsyncIterator[Ended]:
    """Tell the story in both places; while this lasts, the program still runs.

    Raises:
        UnexpectedError, CastError: it went wrong.
    """
    transcript = Transcript(str(here.bot.id), there.bot, several=True)
    transcript.read_by(*here.members.values(), *there.members.values())
    async with program(folder, clock, _on_both(here, there)) as (found, store, running):
        stage = MixedStage(found, store, clock, {**there.members, **here.members}, running, here)
        await there.come()
        await welcomed(stage)
        await here.role("stewards", "Dan", may=Permission.MANAGE_GUILD)
        channel = await here.private_channel()
        here.meets_in(channel)
        stage.tell("\n=== Ada opens a room in Matrix, and invites the bot")
        room = await there.open_room()
        await stage.plays()
        rooms = room, Place(here.guild.id, channel.id).venue
        yield Ended(await accounted_for(stage), stage, rooms, transcript)


def _on_both(here: Server, there: Homeserver) -> Platforms:
    discord = on_discord(here)

    def platforms(store: Store, halls: Halls) -> Mapping[str, Platform]:
        return {**discord(store, halls), "matrix": matrix_platform(there.settings(), cursor="")}

    return platforms
