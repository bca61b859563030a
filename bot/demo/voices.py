"""What the story needs of the people in it, whichever platform they are on."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol


class CastError(Exception):
    """Something that a person did failed, or they did not hear in time what they should have."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that somebody read: where, from whom, its id, its words, and which message it replaces, if any."""

    room: str
    sender: str
    event: str
    text: str
    replaces: str


class Where(Enum):
    """Where somebody hears something."""

    ROOM = auto()
    """In the room of the assembly, for everyone."""
    PRIVATE = auto()
    """Alone."""
    ANYWHERE = auto()


class Voice(Protocol):
    """One person with a client of their own."""

    name: str

    @property
    def so_far(self) -> int:
        """How many messages were heard until now: from here on, ``wait_for`` can look for new ones."""

    async def says(self, line: str, *, about: "Voice | None" = None) -> None:
        """Give a command in the room, as the shared grammar reads it: whoever it names, ``about``, by a mention."""

    async def replies(self, heard: Heard, words: str) -> None:
        """Answer a message in plain words."""

    async def reacts(self, heard: Heard, key: str) -> None:
        """React to a message, or press the button that says the same."""

    async def wait_for(self, words: str, *, after: int = 0, where: Where = Where.ROOM) -> Heard:
        """Wait until the bot has said something that these words (a pattern) are found in.

        Raises:
            CastError: it did not in time.
        """
