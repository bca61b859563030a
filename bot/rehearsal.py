"""The same bot in a terminal, for whoever wants to try it or to play a script: no server, no account, nothing kept.

The clock stands still until it is moved, so that a script plays the same every time.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from adapters.console import ConsolePlatform, screen
from adapters.console.house import account
from adapters.console.lines import Instruction, Puzzle, Reacts, Says, Talks, read
from adapters.mistakes import BadTime
from adapters.plain import moment
from adapters.times import read_length
from bot.clock import MovableClock
from bot.program import Program
from storage.migrating import migrate
from storage.opening import open_store
from storage.port import Store

_PATIENCE: Final = 30.0
"""Seconds for which the bot may go on working after one line."""

_LONGEST: Final = timedelta(days=3660)


class StandingClock:
    """A clock that stands still."""

    def __init__(self, at: datetime | None = None) -> None:
        self._at = at or datetime.now(UTC).replace(microsecond=0)

    def now(self) -> datetime:
        """Give the time, in UTC."""
        return self._at


@asynccontextmanager
async def rehearsing(
    people: Sequence[str], tell: Callable[[str], None], *, start: datetime | None = None
) -> AsyncIterator["Rehearsal"]:
    """Set a rehearsal up, and clear it away afterwards. ``tell`` is given each text that is to be read."""
    with tempfile.TemporaryDirectory(prefix="folkmoot-rehearsal-") as folder:
        url = f"sqlite:///{Path(folder) / 'rehearsal.db'}"
        await migrate(url)
        store = await open_store(url)
        try:
            rehearsal = Rehearsal(store, people, tell, start)
            try:
                await rehearsal.begin()
                yield rehearsal
            finally:
                await rehearsal.end()
        finally:
            await store.close()


class Rehearsal:
    """A running program, a room, and whoever types what the people in it do."""

    def __init__(
        self, store: Store, people: Sequence[str], tell: Callable[[str], None], start: datetime | None = None
    ) -> None:
        self._store = store
        self._tell = tell
        self._clock = MovableClock(StandingClock(start))
        self._platform = ConsolePlatform(people)
        self._program = Program(
            store=store, platforms={self._platform.name: self._platform}, clock=self._clock, edit_every=0
        )
        self._stop = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._speaker = ""
        self.over = False

    async def begin(self) -> None:
        """Start the program, let it into the room, and say what to type."""
        self._running = asyncio.create_task(self._program.run(self._stop))
        self._tell(screen.welcome(self._platform.house))
        await self._do(self._platform.invite_bot)

    async def end(self) -> None:
        """Stop the program."""
        self._stop.set()
        if self._running is not None:
            with suppress(asyncio.CancelledError):
                await self._running

    async def take(self, line: str) -> None:
        """Do what a line says, and tell what came of it once the bot has nothing left to do."""
        house = self._platform.house
        meant = read(line, house.people, self._speaker)
        match meant:
            case Says():
                await self._says(meant)
            case Reacts():
                await self._reacts(meant)
            case Instruction():
                await self._instruct(meant)
            case Talks():
                self._tell("(The others hear that. The bot does not listen to talk.)")
            case Puzzle(advice):
                self._tell(advice)
            case None:
                pass

    async def _says(self, meant: Says) -> None:
        reply_to = self._message(meant.reply_to) if meant.reply_to else ""
        if reply_to is None or not (meant.private or reply_to or self._is_here(meant.who)):
            return
        await self._answered(
            lambda: self._platform.say(meant.who, meant.text, reply_to=reply_to, private=meant.private)
        )

    async def _reacts(self, meant: Reacts) -> None:
        house, platform = self._platform.house, self._platform
        if not self._is_here(meant.who):
            return
        card = house.newest_card(meant.key)
        if not meant.message and card is None:
            self._tell(
                f"There is no card to react to yet. One is posted by a command such as {meant.who}: consensus P1"
            )
            return
        message = self._message(meant.message) if meant.message else card.id if card else ""
        if not message:
            return
        if not meant.away:
            await self._answered(lambda: platform.react(meant.who, message, meant.key))
        elif house.reaction_of(meant.who, message, meant.key) is None:
            self._tell(f"{house.people[meant.who].name} has no such reaction on [{house.number(message)}].")
        else:
            await self._answered(lambda: platform.unreact(meant.who, message, meant.key))

    def _is_here(self, who: str) -> bool:
        house = self._platform.house
        if who not in house.present:
            self._tell(f"{house.people[who].name} is not in the room. To let them in, type /join {who}")
        return who in house.present

    def _message(self, number: str) -> str | None:
        """Find the message that is shown under a number."""
        message = self._platform.house.numbers.get(number)
        if message is None:
            self._tell(f"There is no message [{number}]. The numbers stand before what the bot says.")
        return message

    # --- instructions

    async def _instruct(self, meant: Instruction) -> None:
        text = meant.text
        match meant.name:
            case "help":
                self._tell(screen.help_text())
            case "people":
                self._tell(screen.people(self._platform.house))
            case "quit":
                self.over = True
            case "time":
                await self._time(text)
            case "join":
                await self._join(text)
            case "as" if not text:
                self._speaker = ""
                self._tell("Lines begin with a name again.")
            case "show" | "delete":
                await self._of_message(meant.name, text.strip("[]# "))
            case _:
                await self._of_person(meant.name, text)

    async def _join(self, text: str) -> None:
        if not text or len(text.split()) > 1 or any(sign in text for sign in ":/") or not account(text).id:
            self._tell("Who comes in? A name of one word: /join dot")
            return
        await self._do(lambda: self._platform.join(text))
        self._tell(screen.people(self._platform.house))

    async def _of_message(self, name: str, number: str) -> None:
        message = self._message(number)
        if not message:
            return
        house = self._platform.house
        if name == "delete":
            await self._do(lambda: self._platform.delete(message))
        self._tell(screen.shown_post(house.posts[message], house))

    async def _of_person(self, name: str, text: str) -> None:
        who = text.casefold()
        house = self._platform.house
        if who not in house.people:
            self._tell(f"There is nobody called {text or 'nothing'} here. {screen.people(house)}")
        elif name == "leave":
            await self._do(lambda: self._platform.leave(who))
            self._tell(screen.people(house))
        else:
            self._speaker = who
            self._tell(f"Lines without a name are {house.people[who].name}'s now. To end that, type /as alone.")

    async def _time(self, text: str) -> None:
        if text.casefold() == "next":
            due = await self._store.next_due()
            if due is None:
                self._tell("Nothing is due.")
                return
            await self._move_to(max(due, self._clock.now()))
        elif text:
            by = read_length(text.removeprefix("+"))
            if isinstance(by, BadTime) or by > _LONGEST:
                self._tell("How much time goes by? For example /time +3d, /time +36h, or /time next.")
                return
            await self._move_to(self._clock.now() + by)
        self._tell(f"It is {moment(self._clock.now(), 'Europe/London')}.")

    async def _move_to(self, then: datetime) -> None:
        """Move the clock on, from one deadline to the next, so that each finds the time it was set for."""
        done: datetime | None = None
        while (due := await self._store.next_due()) is not None and due <= then and due != done:
            done = due
            await self._skip(max(due - self._clock.now(), timedelta(0)))
        await self._skip(then - self._clock.now())

    async def _skip(self, by: timedelta) -> None:
        await self._do(lambda: self._program.skip(self._clock, by))

    # --- waiting

    async def _answered(self, deed: Callable[[], Awaitable[object]]) -> None:
        """Do something to which the bot should have something to say, and tell if it has not."""
        if not await self._do(deed):
            self._tell("(The bot has nothing to say to that.)")

    async def _do(self, deed: Callable[[], Awaitable[object]]) -> bool:
        """Do something, wait until the bot has done what follows from it, and tell what it said, if anything."""
        assert self._running is not None  # noqa: S101 - begun before anything else
        doing = asyncio.ensure_future(self._idle_after(deed))
        await asyncio.wait({doing, self._running}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            doing.cancel()
            self._running.result()
            raise RuntimeError("the program ended by itself")
        doing.result()
        texts = screen.told(self._platform.news(), self._platform.house)
        for text in texts:
            self._tell(text)
        return bool(texts)

    async def _idle_after(self, deed: Callable[[], Awaitable[object]]) -> None:
        await deed()
        due = await self._store.next_due()
        if due is not None and due <= self._clock.now():
            await self._program.close_what_is_due()  # what falls due by what was just done: a ballot that is to open
        async with asyncio.timeout(_PATIENCE):
            while not await self._program.outbox.idle():  # noqa: ASYNC110 - it is the store that knows
                await asyncio.sleep(0.002)


def lines_of(source: Iterable[str]) -> Iterable[str]:
    r"""Join lines that end with a backslash to those that follow them."""
    held: list[str] = []
    for line in source:
        text = line.rstrip("\r\n")
        held.append(text.removesuffix("\\"))
        if not text.endswith("\\"):
            yield "\n".join(held)
            held = []
    if held:
        yield "\n".join(held)
