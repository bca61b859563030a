"""The whole program in this process, on SQLite and a real homeserver, with people who have real clients."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from adapters.matrix.translating import venue_of
from adapters.references import Kind, Subject
from bot.clock import MovableClock
from bot.polling.keys import KeyFolder
from bot.program import Program
from bot.wiring import matrix_platform
from deliberation.assembly import Assembly
from deliberation.verifying import verify
from storage.opening import open_store
from tests.support.laid_out import laid_out
from tests.support.matrix import Person, Village

if TYPE_CHECKING:
    from adapters.matrix import MatrixSettings
    from storage.port import Store

WITHIN = 30.0


class Moot:
    """The program, which can be stopped and started again, and what it has recorded."""

    def __init__(self, village: Village, folder: Path, *, encrypt_private: bool = False) -> None:
        self.village = village
        self.settings: MatrixSettings = village.settings(encrypt_private=encrypt_private)
        self.url = f"sqlite+aiosqlite:///{folder / 'folkmoot.db'}"
        self.keys = KeyFolder(folder / "ballot-keys")
        self.clock = MovableClock()
        self.room = ""
        self.store: Store
        self.program: Program
        self._stop = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    @property
    def bot(self) -> str:
        """The bot's user id."""
        return self.settings.user_id

    async def start(self) -> None:
        """Start the program, from its last committed cursor."""
        await laid_out(self.url)
        self.store = await open_store(self.url)
        cursor = await self.store.cursor("matrix") or ""
        platform = matrix_platform(self.settings, cursor=cursor)
        self.program = Program(
            store=self.store, platforms={"matrix": platform}, clock=self.clock, edit_every=0.2, keys=self.keys
        )
        self._stop = asyncio.Event()
        self._running = asyncio.create_task(self.program.run(self._stop))
        if not cursor:
            await self.until_true(lambda: self.store.cursor("matrix"))

    async def stop(self) -> None:
        """Stop it, as SIGTERM does."""
        if self._running is not None:
            self._stop.set()
            await self._running
            self._running = None
            await self.store.close()

    async def skip(self, **by: float) -> None:
        """Move the clock on while the program runs."""
        await self.program.skip(self.clock, timedelta(**by))

    async def until_true(self, look: Callable[[], Any], *, within: float = WITHIN) -> Any:
        """Wait until an awaitable look gives something true, and give that."""
        deadline = time.monotonic() + within
        while True:
            found = await look()
            if found:
                return found
            if self._running is not None and self._running.done():
                self._running.result()
            assert time.monotonic() < deadline, "it never happened"
            await asyncio.sleep(0.05)

    async def assembly(self) -> Assembly | None:
        """Give the assembly of the room as recorded, if it is founded."""
        for listing in await self.store.listings():
            if venue_of(self.room) in listing.venues:
                held = await self.store.load(listing.id)
                return held.assembly if held else None
        return None

    async def until(self, holds: Callable[[Assembly], bool], *, within: float = WITHIN) -> Assembly:
        """Wait until the record says so."""

        async def look() -> Assembly | None:
            found = await self.assembly()
            return found if found is not None and holds(found) else None

        found: Assembly = await self.until_true(look, within=within)
        return found

    async def gather(self, host: Person, *others: Person, **room: Any) -> str:
        """Open a room with everyone in it, and found an assembly."""
        self.room = await host.make_room(*(other.id for other in others), **room)
        for other in others:
            await other.join(self.room)
        await host.call("POST", f"rooms/{self.room}/invite", {"user_id": self.bot})
        await self.until_true(lambda: host.messages(self.room, self.bot))
        await host.say(self.room, "!found The Test Moot")
        await self.until(lambda a: len(a.participants) == 1 + len(others))
        return self.room

    async def call(self, host: Person, title: str) -> tuple[int, str]:
        """Have the host propose something and call consensus on it; give the check's number and its card."""
        before = await self.assembly()
        number = len(before.checks) + 1 if before else 1
        await host.say(self.room, f"!propose {title}\nBecause.")
        proposed = await self.until(lambda a: any(p.latest.title == title for p in a.proposals.values()))
        proposal = next(p.number for p in proposed.proposals.values() if p.latest.title == title)
        await host.say(self.room, f"!consensus P{proposal}")
        await self.until(lambda a: number in a.checks)
        return number, await self.card(number)

    async def card(self, check: int, round_: int = 1) -> str:
        """Wait for the card of a check; give its message id."""
        found = await self.assembly()
        assert found is not None
        subject = str(Subject(Kind.CHECK, check, round_))
        posted = await self.until_true(lambda: self.store.card_of(found.id, subject, venue_of(self.room)))
        return str(posted.message)

    async def heard_privately(self, person: Person, words: str) -> str:
        """Wait until somebody reads such words from the bot in a private room; give all that it says there."""

        async def look() -> str:
            await person.sync()
            for room in list(person.client.invited_rooms):
                await person.join(room)
            for room in await self._private_rooms(person):
                for event in await person.read(room, self.bot):
                    body = str(getattr(event, "body", ""))
                    if words in body:
                        return body
            return ""

        return str(await self.until_true(look))

    async def _private_rooms(self, person: Person) -> list[str]:
        joined = await person.call("GET", "joined_rooms")
        return [room for room in joined["joined_rooms"] if room != self.room]

    async def verified(self) -> None:
        """Compute the register again from itself alone."""
        found = await self.assembly()
        assert found is not None
        report = verify([entry async for entry in self.store.entries(found.id)])
        assert not report.problems, report.problems


@pytest.fixture
async def moot(village: Village, tmp_path: Path) -> AsyncIterator[Moot]:
    """Yield the program, running, with nobody in a room yet."""
    program = Moot(village, tmp_path)
    await program.start()
    yield program
    await program.stop()
