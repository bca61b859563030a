"""Putting messages into channels and telling of them, when all questions of may and must are settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.localcord import payloads
from tests.localcord.happenings import Happening, Intent
from tests.localcord.world_state import State

if TYPE_CHECKING:
    from tests.localcord.model import Channel, Message


class Posting(State):
    """The last step of writing."""

    def put(self, channel: Channel, message: Message) -> Message:
        """The message is there from now on; who sees the channel hears of it, unless it is for one person only."""
        channel.messages[message.id] = message
        if message.ephemeral_for is None:
            channel.last_message_id = message.id
            if channel.thread is not None:
                channel.thread.total_messages += 1
            self.tell_of_message("MESSAGE_CREATE", message)
        return message

    def tell_of_message(self, name: str, message: Message) -> None:
        """MESSAGE_CREATE or MESSAGE_UPDATE, as each bot gets it: reactions say whether they are one's own."""
        if message.ephemeral_for is not None:
            return
        hearers: list[int | None] = [None]
        if message.reactions:
            hearers = list(self._bots_near(message))
        for bot in hearers:
            data = payloads.gateway_message(self, message, bot, with_nonce=name == "MESSAGE_CREATE")
            self.tell_in_channel(
                name, data, self.channels[message.channel_id], Intent.GUILD_MESSAGES, message.author_id, only_to=bot
            )

    def tell_in_channel(  # what an event consists of
        self,
        name: str,
        data: payloads.Data,
        channel: Channel,
        intent: Intent,
        author_id: int | None = None,
        *,
        only_to: int | None = None,
    ) -> None:
        """Tell those who see the channel. `intent` is the guilds' one; its counterpart for DMs is found here."""
        if channel.guild_id is not None:
            data["guild_id"] = str(channel.guild_id)
        else:
            intent = IN_DMS[intent]
        self.announce(
            Happening(
                name=name,
                data=data,
                guild_id=channel.guild_id,
                channel_id=channel.id,
                only_to=only_to,
                intent=intent,
                author_id=author_id,
            )
        )

    def _bots_near(self, message: Message) -> list[int]:
        if message.guild_id is not None:
            return self.bots_in(message.guild_id)
        return [user_id for user_id in self.channels[message.channel_id].recipients if self.is_bot(user_id)]


IN_DMS = {
    Intent.GUILD_MESSAGES: Intent.DIRECT_MESSAGES,
    Intent.GUILD_MESSAGE_REACTIONS: Intent.DIRECT_MESSAGE_REACTIONS,
    Intent.GUILD_MESSAGE_TYPING: Intent.DIRECT_MESSAGE_TYPING,
}
