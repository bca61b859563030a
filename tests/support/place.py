"""The world of a local Discord without its network: a guild in which people say and do things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.localcord.permissions import Permission
from tests.localcord.world import World

if TYPE_CHECKING:
    import pytest

    from tests.localcord.happenings import Happening
    from tests.localcord.refusals import Refused

POWERS = int(Permission.MANAGE_MESSAGES | Permission.MANAGE_THREADS)


class Place:
    """A guild of Ann's with Ben and a bot, and a channel; what the bot may hear is recorded."""

    def __init__(self) -> None:
        self.now = 0.0
        self.world = World(lambda: self.now)
        self.ann, self.ben = self.world.new_user("ann").id, self.world.new_user("ben").id
        self.bot = self.world.new_application("bot").id
        self.guild = self.world.new_guild("Guild", self.ann)
        self.world.add_member(self.guild.id, self.ben)
        self.world.add_bot(self.guild.id, self.bot, POWERS)
        self.talk = self.world.create_channel(self.ann, self.guild.id, {"name": "Small Talk"}).id
        self.heard: list[Happening] = []
        self.world.subscribe(self._hear)

    def _hear(self, happening: Happening) -> None:
        if self.world.may_hear(happening, self.bot):
            self.heard.append(happening)

    def names(self) -> list[str]:
        """The names of what the bot has heard since the last call."""
        names = [happening.name for happening in self.heard]
        self.heard.clear()
        return names

    def say(self, text: str = "hello", *, by: int | None = None, where: int | None = None, **body: Any) -> int:
        """The id of a new message, Ben's if nobody else is named."""
        return self.world.send_message(by or self.ben, where or self.talk, {"content": text, **body}).id

    def thread(self, kind: int = 11) -> int:
        """A new thread of Ben's."""
        return self.world.start_thread(self.ben, self.talk, {"name": "thread", "type": kind}).id

    def deny(self, who: int, *bits: Permission) -> None:
        """Take permissions from a member in the channel."""
        self.world.set_overwrite(self.ann, self.talk, who, kind=1, deny=int(sum(bits)))


def code_of(refused: pytest.ExceptionInfo[Refused]) -> int:
    return refused.value.code
