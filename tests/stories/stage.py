"""Where a story is played: the program, what it has recorded, and its people."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta

from bot.demo.cast import WITHIN
from bot.demo.playing import Room
from bot.demo.story import Story
from bot.demo.voices import CastError, Where
from tests.stories.server import Server


@dataclass
class Stage(Room):
    """The stage. ``running`` is the program, ``here`` the server on Discord."""

    running: "asyncio.Future[None]"
    here: Server
    _ticking: "asyncio.Future[None] | None" = None
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    async def plays(self) -> None:
        """Play the story; it is over too when the program ends.

        Raises:
            UnexpectedError, CastError: it went wrong.
        """
        await self.sees_through(Story(self).play())

    async def sees_through(self, story: Coroutine[None, None, None]) -> None:
        """Play a story; it is over too when the program ends.

        Raises:
            UnexpectedError, CastError: it went wrong.
        """
        playing = asyncio.ensure_future(story)
        try:
            await asyncio.wait({playing, self.running}, return_when=asyncio.FIRST_COMPLETED)
            if not playing.done():
                self._is_running()
            await playing
        finally:
            self._over.set()
            playing.cancel()
            await asyncio.wait({playing, *filter(None, (self._ticking,))})

    async def skip(self, by: timedelta) -> None:
        """Move the clock on."""
        await super().skip(by)
        if self._ticking is None:
            self._ticking = asyncio.ensure_future(self._tick())

    async def _tick(self) -> None:
        """Do what is due as soon as it is: the program's alarm goes by a clock that nobody moved."""
        while not self._over.is_set():
            await self.program.close_what_is_due()
            await asyncio.sleep(0.2)

    async def until(self, true: Callable[[], Awaitable[object]], what: str) -> None:
        """Wait until something is so.

        Raises:
            CastError: it was not in time.
        """
        deadline = time.monotonic() + WITHIN
        while not await true():
            self._is_running()
            if time.monotonic() > deadline:
                raise CastError(f"it never came to this: {what}")
            await asyncio.sleep(0.02)

    def _is_running(self) -> None:
        if self.running.done():
            self.running.result()
            raise CastError("the program ended before the story did")


async def welcomed(stage: Stage) -> None:
    """Have the bot come to a server, and greet.

    Raises:
        CastError: it does not.
    """
    here = stage.here
    stage.tell(f"\n=== {here.owner.name}, who has a server on Discord, takes the bot in")
    await here.public_channel("general")

    async def published() -> object:
        return here.bot.commands

    await stage.until(published, "Discord knows the bot's commands")
    owner = here.members[here.owner.name]
    before = owner.so_far
    here.invite_bot()
    await owner.wait_for("found", after=before, where=Where.ANYWHERE)
