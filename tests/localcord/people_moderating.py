"""What moderators and administrators do with Discord's client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.localcord.model import Channel, ChannelType, Message, Role, User
from tests.localcord.options import HasId, id_of
from tests.localcord.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.localcord.world import World

ROLE, MEMBER = 0, 1


class Moderating:
    """A user who acts on members, roles, channels and threads; whether they may, Discord says."""

    def __init__(self, world: World, user: User) -> None:
        self.world = world
        self.user = user

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.user.name} {self.user.id}>"

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def mention(self) -> str:
        """What mentions this person in a message."""
        return f"<@{self.user.id}>"

    # Members

    async def kick(self, guild: HasId | int, whom: HasId | int) -> None:
        """Throw somebody out of a guild."""
        self.world.kick(self.id, id_of(guild), id_of(whom))

    async def remove_bot(self, guild: HasId | int, bot: HasId | int) -> None:
        """Remove a bot from a guild, as with "Remove App"."""
        await self.kick(guild, bot)

    async def ban(self, guild: HasId | int, whom: HasId | int) -> None:
        """Throw somebody out of a guild for good."""
        self.world.ban(self.id, id_of(guild), id_of(whom))

    async def give_role(self, guild: HasId | int, whom: HasId | int, role: HasId | int) -> None:
        """Give a member a role."""
        self.world.give_role(self.id, id_of(guild), id_of(whom), id_of(role))

    async def take_role(self, guild: HasId | int, whom: HasId | int, role: HasId | int) -> None:
        """Take a role from a member."""
        self.world.take_role(self.id, id_of(guild), id_of(whom), id_of(role))

    # Roles

    async def create_role(self, guild: HasId | int, name: str, permissions: int = 0) -> Role:
        """Make a role."""
        return self.world.create_role(self.id, id_of(guild), {"name": name, "permissions": str(int(permissions))})

    async def delete_role(self, guild: HasId | int, role: HasId | int) -> None:
        """Delete a role."""
        self.world.delete_role(self.id, id_of(guild), id_of(role))

    # Reactions of others

    async def take_reaction(self, message: Message, emoji: str, of: HasId | int) -> None:
        """Remove somebody's reaction."""
        self.world.remove_reaction(self.id, message.channel_id, message.id, emoji, id_of(of))

    async def clear_reactions(self, message: Message, emoji: str | None = None) -> None:
        """Remove all reactions from a message, or all with this emoji."""
        self.world.clear_reactions(self.id, message.channel_id, message.id, emoji)

    # Channels

    async def create_channel(
        self,
        guild: HasId | int,
        name: str,
        *,
        kind: ChannelType = ChannelType.TEXT,
        private_to: Iterable[HasId] | None = None,
        parent: HasId | int | None = None,
    ) -> Channel:
        """Make a channel; with `private_to` only these members and roles (and administrators) see it."""
        body: dict[str, Any] = {"name": name, "type": int(kind)}
        if parent is not None:
            body["parent_id"] = str(id_of(parent))
        if private_to is not None:
            seeing = str(int(Permission.VIEW_CHANNEL))
            hidden = {"id": str(id_of(guild)), "type": ROLE, "allow": "0", "deny": seeing}
            shown = [
                {"id": str(one.id), "type": self._kind(id_of(guild), one), "allow": seeing, "deny": "0"}
                for one in private_to
            ]
            body["permission_overwrites"] = [hidden, *shown]
        return self.world.create_channel(self.id, id_of(guild), body)

    async def edit_channel(self, channel: HasId | int, **changes: Any) -> Channel:
        """Change a channel's or thread's name, topic, parent_id …."""
        return self.world.edit_channel(self.id, id_of(channel), changes)

    async def edit_overwrites(self, channel: HasId | int, target: HasId, *, allow: int = 0, deny: int = 0) -> None:
        """Say what a member or a role may do in a channel, other than elsewhere."""
        guild_id = self.world.channel(id_of(channel)).guild_id
        kind = MEMBER if guild_id is None else self._kind(guild_id, target)
        self.world.set_overwrite(self.id, id_of(channel), id_of(target), kind=kind, allow=int(allow), deny=int(deny))

    async def delete_channel(self, channel: HasId | int) -> None:
        """Delete a channel or a thread."""
        self.world.delete_channel(self.id, id_of(channel))

    # Threads

    async def thread(
        self, channel: HasId | int, name: str, *, private: bool = False, message: Message | None = None
    ) -> Channel:
        """Start a thread, on a message or without one."""
        if message is not None:
            return self.world.start_thread(self.id, id_of(channel), {"name": name}, message.id)
        kind = ChannelType.PRIVATE_THREAD if private else ChannelType.PUBLIC_THREAD
        return self.world.start_thread(self.id, id_of(channel), {"name": name, "type": int(kind)})

    async def join_thread(self, thread: HasId | int) -> None:
        """Join a thread."""
        self.world.add_thread_member(self.id, id_of(thread), self.id)

    async def add_to_thread(self, thread: HasId | int, whom: HasId | int) -> None:
        """Add somebody to a thread."""
        self.world.add_thread_member(self.id, id_of(thread), id_of(whom))

    async def archive(self, thread: HasId | int, *, archived: bool = True) -> None:
        """Close a thread (or open it again)."""
        self.world.edit_channel(self.id, id_of(thread), {"archived": archived})

    async def lock(self, thread: HasId | int, *, locked: bool = True) -> None:
        """Lock a thread (or unlock it)."""
        self.world.edit_channel(self.id, id_of(thread), {"locked": locked})

    def _kind(self, guild_id: int, target: HasId) -> int:
        return ROLE if target.id in self.world.guild(guild_id).roles else MEMBER
