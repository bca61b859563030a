"""What a person sees of an interaction that they began."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.localcord.interactions import Callback, Interaction
from tests.localcord.modals import Modal
from tests.localcord.model import Message, MessageFlag
from tests.localcord.world import World

if TYPE_CHECKING:
    from collections.abc import Callable


MOMENT: Final = 0.02
"""Seconds after which the world's clock is looked at again."""


class NoAnswer(AssertionError):
    """The person waited, and saw nothing that would have been an answer."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Something pressed, sent or submitted, and what the bot made of it."""

    world: World
    interaction: Interaction

    @property
    def acknowledged_after(self) -> float | None:
        """Seconds until the bot's first answer, or None."""
        answered = self.interaction.answered
        return None if answered is None else answered - self.interaction.created

    @property
    def failed(self) -> bool:
        """Whether Discord has told the person "The application did not respond"."""
        return self.interaction.lapsed(self.world.clock())

    @property
    def thinking(self) -> bool:
        """Whether the person sees "… is thinking"."""
        return any(message.flags & MessageFlag.LOADING for message in self._posted())

    @property
    def messages(self) -> list[Message]:
        """The bot's messages in answer, as they are now and in the order in which they came."""
        return [message for message in self._posted() if not message.flags & MessageFlag.LOADING]

    @property
    def message(self) -> Message:
        """The only message in answer."""
        (message,) = self.messages
        return message

    @property
    def modal(self) -> Modal | None:
        """The form that was opened, if one was."""
        return None if self.interaction.modal is None else Modal(self.interaction)

    async def acknowledged(self) -> float:
        """Wait for the first sign of the bot, and tell after how many seconds it came."""
        await self._until(lambda: self.interaction.answered is not None, within=60)
        after = self.acknowledged_after
        assert after is not None
        return after

    async def answer(self, within: float = 5) -> Message | Modal:
        """What the bot says: a message (once it thinks no more), the changed message, or a form.

        Raises NoAnswer if the bot has not acknowledged in 3 seconds, or has said nothing in `within`.
        """
        await self._until(lambda: self._answer() is not None, within)
        answer = self._answer()
        assert answer is not None
        return answer

    async def reply(self, within: float = 5) -> Message:
        """The answer, which must be a message."""
        answer = await self.answer(within)
        assert isinstance(answer, Message), f"the bot answered with the form {answer.title!r}"
        return answer

    async def form(self, within: float = 5) -> Modal:
        """The answer, which must be a form."""
        answer = await self.answer(within)
        assert isinstance(answer, Modal), f"the bot answered with the message {answer.content!r}"
        return answer

    async def _until(self, condition: Callable[[], bool], within: float) -> None:
        end = asyncio.get_running_loop().time() + within
        while not condition():
            if self.failed:
                raise NoAnswer("The application did not respond")
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                seen = "is still thinking" if self.thinking else "said nothing that can be seen"
                raise NoAnswer(f"After {within} s the bot {seen}")
            # The clock that decides over the 3 seconds may be one that a test moves: it has to be looked at again.
            await self.interaction.change(min(left, MOMENT))

    def _answer(self) -> Message | Modal | None:
        done = self.interaction
        if done.callback is Callback.MODAL:
            return self.modal
        if done.callback is Callback.UPDATE:
            return self._source()
        if self.messages:
            return self.messages[0]
        if done.callback is Callback.DEFERRED_UPDATE and done.revisions > 1:
            return self._source()
        return None

    def _posted(self) -> list[Message]:
        done = self.interaction
        ids = list(done.follow_ups)
        if done.callback in {Callback.MESSAGE, Callback.THINKING} and done.original_id is not None:
            ids.insert(0, done.original_id)
        there = self._there()
        return [there[message_id] for message_id in ids if message_id in there]

    def _source(self) -> Message | None:
        return self._there().get(self.interaction.message_id or 0)

    def _there(self) -> dict[int, Message]:
        channel = self.world.channels.get(self.interaction.channel_id)
        return {} if channel is None else channel.messages
