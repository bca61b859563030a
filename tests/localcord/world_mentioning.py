"""Whom a message mentions, and whom it brings into a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.localcord.mentions import Allowed, find_mentions, texts_of
from tests.localcord.permissions import Permission
from tests.localcord.world_threads import Threads

if TYPE_CHECKING:
    from tests.localcord.model import Channel, Message


class Mentioning(Threads):
    """What mentions do."""

    def find_mentioned(self, message: Message, channel: Channel, allowed: Allowed) -> None:
        """Fill in whom the message mentions: users that exist, roles and everybody where the author may."""
        found = find_mentions(texts_of(message.content, message.components), allowed)
        users = [user_id for user_id in found.users if user_id in self.users]
        replied = self._replied_to(message)
        if replied is not None and allowed.replied_user and replied not in users:
            users.append(replied)
        message.mentions = users
        may_all = Permission.MENTION_EVERYONE in self.permissions(message.author_id, channel.id)
        message.mention_everyone = found.everyone and may_all
        if channel.guild_id is not None:
            roles = self.guilds[channel.guild_id].roles
            known = [roles[role_id] for role_id in found.roles if role_id in roles]
            message.mention_roles = [role.id for role in known if role.mentionable or may_all]

    def _replied_to(self, message: Message) -> int | None:
        if message.reference is None or message.reference.message_id is None:
            return None
        original = self.channels[message.reference.channel_id].messages.get(message.reference.message_id)
        return original.author_id if original else None

    def _bring_in(self, thread: Channel, message: Message) -> None:
        """Whoever writes in a thread is in it; and those are whom the message mentions, if they may view the parent."""
        if thread.thread is None:
            return
        invites = thread.thread.invitable or Permission.MANAGE_THREADS in self.permissions(message.author_id, thread.id)
        mentioned = message.mentions if invites else []
        for user_id in dict.fromkeys([message.author_id, *mentioned]):
            if self.may_view(user_id, thread.parent_id or 0):
                self.join_thread(thread, user_id)
