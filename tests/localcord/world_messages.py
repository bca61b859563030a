"""Messages: sending, changing, deleting, reading."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.localcord import payloads, snowflakes
from tests.localcord.drafts import read_draft
from tests.localcord.happenings import Intent
from tests.localcord.model import (
    Message,
    MessageFlag,
    MessageType,
    Reference,
    Upload,
)
from tests.localcord.permissions import Permission
from tests.localcord.refusals import invalid, refuse
from tests.localcord.world_writing import SYSTEM_MESSAGES, Writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.localcord.world_state import Body

BULK_DELETE_DAYS = 14


class Messages(Writing):
    """What is written."""

    def send_message(self, by: int, channel_id: int, body: Body, files: Sequence[Upload] = ()) -> Message:
        """Send a message, as POST /channels/{id}/messages."""
        channel = self.require_text(by, channel_id)
        self._require_sending(by, channel)
        draft = read_draft(body, files)
        self._require_contents(by, channel, draft, files)
        earlier = self._earlier_with_nonce(by, channel, draft)
        if earlier is not None:
            return earlier
        reference = self._reference(by, channel, draft)
        kind = MessageType.DEFAULT if reference is None else MessageType.REPLY
        message = self._compose(by, channel, draft, files, kind, reference)
        message.flags &= ~MessageFlag.EPHEMERAL
        _require_anything(message)
        self.reopen(channel)
        self._bring_in(channel, message)
        self.put(channel, message)
        if draft.nonce is not None:
            self.nonces[by, channel.id, str(draft.nonce)] = (self.clock(), message.id)
        return message

    def post_message(
        self,
        author_id: int,
        channel_id: int,
        body: Body,
        files: Sequence[Upload] = (),
        *,
        type: MessageType = MessageType.DEFAULT,  # noqa: A002 (Discord's own name)
        reference: Reference | None = None,
        ephemeral_for: int | None = None,
        interaction_metadata: dict[str, Any] | None = None,
        application_id: int | None = None,
        webhook_id: int | None = None,
        flags: int = 0,
        allow_empty: bool = False,
    ) -> Message:
        """Put a message there without asking who may: for answers to interactions.

        What is for one person only (`ephemeral_for`) is announced to nobody. `allow_empty` is for "thinking".
        """
        channel = self.channel(channel_id)
        draft = read_draft(body, files)
        message = self._compose(author_id, channel, draft, files, type, reference)
        message.flags |= flags | (MessageFlag.EPHEMERAL if ephemeral_for is not None else 0)
        message.ephemeral_for = ephemeral_for
        message.interaction_metadata = interaction_metadata
        message.application_id = application_id
        message.webhook_id = webhook_id
        if not allow_empty:
            _require_anything(message)
        return self.put(channel, message)

    def edit_message(
        self, by: int, channel_id: int, message_id: int, body: Body, files: Sequence[Upload] = ()
    ) -> Message:
        """Change one's own message, as PATCH /channels/{id}/messages/{id}."""
        channel = self.require_text(by, channel_id)
        message = self.seen_message(channel_id, message_id)
        if channel.thread is not None and channel.thread.archived:
            raise refuse(50083)
        if message.author_id != by:
            raise refuse(50005)
        if message.type in SYSTEM_MESSAGES:
            raise refuse(50021)
        draft = read_draft(body, files, flags_now=message.flags)
        self._require_contents(by, channel, draft, files)
        return self._change(message, draft, files)

    def revise_message(self, message: Message, body: Body, files: Sequence[Upload] = ()) -> Message:
        """Change a message without asking who may; one that said "thinking" now says something, and counts as new."""
        return self._change(message, read_draft(body, files, flags_now=message.flags), files)

    def delete_message(self, by: int, channel_id: int, message_id: int) -> None:
        """Delete one's own message, or as a moderator another's."""
        channel = self.require(by, channel_id)
        message = self.seen_message(channel_id, message_id)
        if message.type is MessageType.THREAD_STARTER:
            raise refuse(50021)
        if message.author_id != by:
            if channel.guild_id is None:
                raise refuse(50003)
            self.require(by, channel_id, Permission.MANAGE_MESSAGES)
        self.erase_message(message)

    def erase_message(self, message: Message) -> None:
        """The message is gone, whoever wants it."""
        channel = self.channel(message.channel_id)
        del channel.messages[message.id]
        if message.ephemeral_for is None:
            data = {"id": str(message.id), "channel_id": str(channel.id)}
            self.tell_in_channel("MESSAGE_DELETE", dict(data), channel, Intent.GUILD_MESSAGES)

    def bulk_delete(self, by: int, channel_id: int, message_ids: Sequence[int]) -> None:
        """A moderator deletes 2 to 100 messages that are less than two weeks old; unknown ones are passed over."""
        channel = self.require(by, channel_id, Permission.MANAGE_MESSAGES)
        if channel.guild_id is None:
            raise refuse(50003)
        if not 2 <= len(message_ids) <= 100:
            raise refuse(50016)
        oldest = snowflakes.now() - timedelta(days=BULK_DELETE_DAYS)
        if any(snowflakes.moment(message_id) < oldest for message_id in message_ids):
            raise refuse(50034)
        known = [each for each in dict.fromkeys(message_ids) if each in channel.messages]
        gone = [each for each in known if channel.messages[each].ephemeral_for is None]
        for message_id in gone:
            del channel.messages[message_id]
        data: payloads.Data = {"ids": [str(each) for each in gone], "channel_id": str(channel_id)}
        self.tell_in_channel("MESSAGE_DELETE_BULK", data, channel, Intent.GUILD_MESSAGES)

    def history(
        self,
        by: int,
        channel_id: int,
        *,
        before: int | None = None,
        after: int | None = None,
        around: int | None = None,
        limit: int = 50,
    ) -> list[Message]:
        """A channel's messages, newest first; of `before`, `after` and `around` one.

        Those who may not read the history get nothing, rather than a refusal.
        """
        channel = self.require_text(by, channel_id)
        if not 1 <= limit <= 100:
            raise invalid("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
        if Permission.READ_MESSAGE_HISTORY not in self.permissions(by, channel_id):
            return []
        there = [each for each in channel.messages.values() if each.ephemeral_for is None]
        if around is not None:
            older = [each for each in there if each.id < around]
            older = older[max(len(older) - limit // 2, 0) :]
            newer = [each for each in there if each.id >= around][: limit - len(older)]
            chosen = older + newer
        elif after is not None:
            chosen = [each for each in there if each.id > after][:limit]
        else:
            chosen = [each for each in there if before is None or each.id < before][-limit:]
        return chosen[::-1]

    def fetch_message(self, by: int, channel_id: int, message_id: int) -> Message:
        """One message."""
        self.require_text(by, channel_id, Permission.READ_MESSAGE_HISTORY)
        return self.seen_message(channel_id, message_id)

    def seen_message(self, channel_id: int, message_id: int) -> Message:
        """A message that is for everybody there, or the refusal "Unknown Message"."""
        message = self.message(channel_id, message_id)
        if message.ephemeral_for is not None:
            raise refuse(10008)
        return message


def _require_anything(message: Message) -> None:
    if not (message.content or message.embeds or message.components or message.attachments):
        raise refuse(50006)
