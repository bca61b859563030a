"""What every story is played with: people who speak, react and listen, and a look into the record."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from bot.demo.voices import CastError, Heard, Voice, Where
from deliberation.assembly import Assembly


class UnexpectedError(Exception):
    """The story went another way than it should have."""


class Stage(Protocol):
    """Where the story is played: by Ada, Ben, Cleo, Dan, Eve and Finn, in the room or rooms of one assembly."""

    people: Mapping[str, Voice]

    def tell(self, line: str) -> None:
        """Print what a reader should know."""

    async def skip(self, by: timedelta) -> None:
        """Move the clock on."""

    async def assembly(self) -> Assembly:
        """Give the assembly as recorded."""

    async def gathered(self) -> None:
        """Come together in all the rooms of the assembly, which was just founded in the first of them."""


@dataclass
class Scenes:
    """What people do in a story."""

    stage: Stage
    _since: dict[str, int] = field(default_factory=dict)

    async def play_all(self, *scenes: Callable[[], Awaitable[None]]) -> None:
        """Play scenes in order, each under its own title.

        Raises:
            UnexpectedError: an outcome was not the expected one.
            CastError: a person did not hear in time what they should have.
        """
        for scene in scenes:
            self.stage.tell(f"\n=== {(scene.__doc__ or '').rstrip('.')}")
            await scene()

    async def says(self, name: str, line: str, *, hears: str = "", about: str = "") -> None:
        """Have somebody give a command in the room, and wait for what the bot answers, there or to them alone."""
        person = self.stage.people[name]
        before = person.so_far
        await person.says(line, about=self.stage.people[about] if about else None)
        if hears:
            await person.wait_for(hears, after=before, where=Where.ANYWHERE)

    def listen(self) -> None:
        """From here on, everyone listens for what is new."""
        self._since = {name: person.so_far for name, person in self.stage.people.items()}

    async def reacts(self, key: str, card: str, *names: str) -> None:
        """Have people react to a card, each to the one that they see: the newest that these words are found in."""
        seen = [(self.stage.people[name], await self.hears(card, name)) for name in names]
        self.stage.tell(f"{_names(names)} {'reacts' if len(names) == 1 else 'react'} {key}")
        for person, heard in seen:
            await person.reacts(heard, key)

    async def hears(self, words: str, name: str = "Ada", *, where: Where = Where.ROOM) -> Heard:
        """Wait until somebody has read something that the bot said since everyone listens."""
        return await self.stage.people[name].wait_for(words, after=self._since[name], where=where)

    async def until(self, what: str, holds: Callable[[Assembly], bool]) -> Assembly:
        """Wait until the record says so."""
        return await eventually(self.stage.assembly, holds, what)


def expect(holds: bool, what: str) -> None:
    """Stop the story unless it is so.

    Raises:
        UnexpectedError: it is not.
    """
    if not holds:
        raise UnexpectedError(f"it should have been so that {what}")


def _names(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


async def eventually(
    look: Callable[[], Awaitable[Assembly]], holds: Callable[[Assembly], bool], what: str, *, within: float = 30.0
) -> Assembly:
    """Look again and again until it holds.

    Raises:
        CastError: it did not in time.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while True:
        found = await look()
        if holds(found):
            return found
        if loop.time() > deadline:
            raise CastError(f"it never came to this: {what}")
        await asyncio.sleep(0.1)
