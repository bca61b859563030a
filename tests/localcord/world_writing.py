"""The steps of writing a message: who may, what it says, what it answers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.localcord import snowflakes
from tests.localcord.model import Attachment, Channel, ChannelType, Message, MessageFlag, MessageType, Reference, Upload
from tests.localcord.permissions import Permission, to_send
from tests.localcord.refusals import Refused, invalid, refuse
from tests.localcord.world_mentioning import Mentioning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.localcord.drafts import Draft

NONCE_SECONDS = 180
SYSTEM_MESSAGES = (MessageType.THREAD_CREATED, MessageType.THREAD_STARTER)


class Writing(Mentioning):
    """What happens between the request and the message."""

    def _require_sending(self, by: int, channel: Channel) -> None:
        self.require(by, channel.id, to_send(channel))
        locked = channel.thread is not None and channel.thread.locked
        if locked and Permission.MANAGE_THREADS not in self.permissions(by, channel.id):
            raise refuse(160005)
        if channel.type is ChannelType.DM:
            other = next(user_id for user_id in channel.recipients if user_id != by)
            self._require_reach(by, other)

    def _require_reach(self, by: int, other: int) -> None:
        """Bots reach people with whom they share a guild, and nobody reaches those who closed their DMs."""
        strangers = not any(other in guild.members for guild in self.guilds_of(by))
        if self.users[other].dms_closed or strangers or (self.is_bot(by) and self.is_bot(other)):
            raise refuse(50007)

    def _require_contents(self, by: int, channel: Channel, draft: Draft, files: Sequence[Upload]) -> None:
        if self.is_bot(by) and draft.embeds:
            self.require(by, channel.id, Permission.EMBED_LINKS)
        if files:
            self.require(by, channel.id, Permission.ATTACH_FILES)

    def _earlier_with_nonce(self, by: int, channel: Channel, draft: Draft) -> Message | None:
        if draft.nonce is None or not draft.enforce_nonce:
            return None
        used_at, message_id = self.nonces.get((by, channel.id, str(draft.nonce)), (0.0, 0))
        return channel.messages.get(message_id) if self.clock() - used_at < NONCE_SECONDS else None

    def _reference(self, by: int, channel: Channel, draft: Draft) -> Reference | None:
        if draft.reply_to is None:
            return None
        if Permission.READ_MESSAGE_HISTORY not in self.permissions(by, channel.id):
            raise Refused(400, 160002, "Cannot reply without permission to read message history")
        elsewhere = draft.reply_channel is not None and draft.reply_channel != channel.id
        original = channel.messages.get(draft.reply_to)
        if elsewhere or original is None or original.ephemeral_for is not None:
            if draft.reply_required:
                raise invalid("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            return None
        if original.type in SYSTEM_MESSAGES:
            raise invalid(
                "message_reference", "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to a system message"
            )
        return Reference(channel_id=channel.id, message_id=original.id, guild_id=channel.guild_id)

    def _compose(
        self,
        author_id: int,
        channel: Channel,
        draft: Draft,
        files: Sequence[Upload],
        kind: MessageType,
        reference: Reference | None,
    ) -> Message:
        message = Message(
            id=self.snowflakes.next(),
            channel_id=channel.id,
            author_id=author_id,
            type=kind,
            guild_id=channel.guild_id,
            content=draft.content or "",
            embeds=draft.embeds or [],
            components=draft.components or [],
            flags=draft.flags or 0,
            tts=draft.tts,
            nonce=draft.nonce,
            reference=reference,
        )
        message.attachments = self._attached(draft, files)
        self.find_mentioned(message, channel, draft.allowed)
        return message

    def _attached(self, draft: Draft, files: Sequence[Upload]) -> list[Attachment]:
        return [
            Attachment(
                id=self.snowflakes.next(),
                filename=file.filename,
                content=file.content,
                content_type=file.content_type,
                description=(draft.kept_files or {}).get(file.id),
            )
            for file in files
        ]

    def _change(self, message: Message, draft: Draft, files: Sequence[Upload]) -> Message:
        kept = message.attachments
        if draft.kept_files is not None:
            kept = [each for each in message.attachments if each.id in draft.kept_files]
        changed = _After(message, draft, len(kept) + len(files))
        changed.require_anything()
        message.content, message.embeds, message.components = changed.content, changed.embeds, changed.components
        message.attachments = kept + self._attached(draft, files)
        was_thinking = bool(message.flags & MessageFlag.LOADING)
        message.flags &= ~MessageFlag.LOADING
        if draft.flags is not None:
            message.flags = message.flags & ~MessageFlag.SUPPRESS_EMBEDS | draft.flags & (
                MessageFlag.SUPPRESS_EMBEDS | MessageFlag.COMPONENTS_V2
            )
        if not was_thinking:
            message.edited_at = snowflakes.timestamp(snowflakes.now())
        self.find_mentioned(message, self.channels[message.channel_id], draft.allowed)
        self.tell_of_message("MESSAGE_UPDATE", message)
        return message


class _After:
    """What a message will be after a change, to be refused while nothing has changed yet."""

    def __init__(self, message: Message, draft: Draft, files: int) -> None:
        self.content = message.content if draft.content is None else draft.content
        self.embeds = message.embeds if draft.embeds is None else draft.embeds
        self.components = message.components if draft.components is None else draft.components
        self.files = files

    def require_anything(self) -> None:
        if not (self.content or self.embeds or self.components or self.files):
            raise refuse(50006)
