"""Channels: making, changing, deleting, their overwrites; and DMs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.localcord import payloads
from tests.localcord.forms import Form
from tests.localcord.happenings import Happening, Intent
from tests.localcord.model import Channel, ChannelType, Guild, Member, Overwrite
from tests.localcord.permissions import ALL, Permission, in_channel, in_guild
from tests.localcord.refusals import refuse
from tests.localcord.world_posting import Posting
from tests.localcord.world_views import Views

if TYPE_CHECKING:
    from tests.localcord.world_state import Body

CREATABLE = (ChannelType.TEXT, ChannelType.VOICE, ChannelType.CATEGORY, ChannelType.ANNOUNCEMENT)
MOST_CHANNELS = 500
"""Categories count as well."""
MOST_IN_CATEGORY = 50
NAMED_IN_SLUGS = (ChannelType.TEXT, ChannelType.ANNOUNCEMENT)


class Channels(Views, Posting):
    """A guild's channels, and direct conversations."""

    def create_channel(self, by: int, guild_id: int, body: Body) -> Channel:
        """A new channel: `name`, and as one likes `type`, `parent_id`, `topic`, `position`, `permission_overwrites`."""
        guild, actor = self.require_in_guild(by, guild_id, Permission.MANAGE_CHANNELS)
        kind = ChannelType(_kind(body))
        if sum(channel.thread is None for channel in guild.channels.values()) >= MOST_CHANNELS:
            raise refuse(30013)
        channel = Channel(id=0, type=kind, guild_id=guild_id, position=_after_all(guild, kind))
        _fill(channel, guild, body, new=True)
        overwrites = _overwrites(guild, body)
        own = in_guild(guild, actor)
        for overwrite in overwrites:
            _require_handing_out(own, overwrite, administrator=own == ALL)
        channel.overwrites = {overwrite.id: overwrite for overwrite in overwrites}
        channel.id = self.snowflakes.next()
        guild.channels[channel.id] = self.channels[channel.id] = channel
        self._tell_of_channel("CHANNEL_CREATE", channel)
        return channel

    def edit_guild_channel(self, by: int, channel: Channel, body: Body) -> Channel:
        """Change a channel that is no thread; new overwrites replace all the old ones."""
        self.require(by, channel.id, Permission.MANAGE_CHANNELS)
        guild = self.guilds[channel.guild_id or 0]
        overwrites = _overwrites(guild, body) if body.get("permission_overwrites") is not None else None
        if overwrites is not None:
            self._require_overwriting(by, guild, channel, overwrites)
        _fill(channel, guild, body)
        with self.views_changing(guild):
            if overwrites is not None:
                channel.overwrites = {overwrite.id: overwrite for overwrite in overwrites}
        self._tell_of_channel("CHANNEL_UPDATE", channel)
        return channel

    def delete_channel(self, by: int, channel_id: int) -> Channel:
        """Delete a channel with all its threads, or a thread; for a DM nothing happens."""
        channel = self.channel(channel_id)
        if channel.guild_id is None:
            return self.require(by, channel_id)
        needed = Permission.MANAGE_CHANNELS if channel.thread is None else Permission.MANAGE_THREADS
        self.require(by, channel_id, needed)
        guild = self.guilds[channel.guild_id]
        if channel.thread is None:
            self._tell_of_channel("CHANNEL_DELETE", channel)
        else:
            self._tell_of_thread_deletion(channel)
        self._forget(guild, channel)
        return channel

    def set_overwrite(
        self, by: int, channel_id: int, target_id: int, *, kind: int, allow: int = 0, deny: int = 0
    ) -> None:
        """Give a role (kind 0) or member (kind 1) permissions of its own in a channel."""
        channel = self.require(by, channel_id, Permission.MANAGE_ROLES)
        guild = self._overwritable(channel)
        overwrite = Overwrite(id=target_id, kind=kind, allow=allow, deny=deny)
        self._require_overwriting(by, guild, channel, [overwrite])
        with self.views_changing(guild):
            channel.overwrites[target_id] = overwrite
        self._tell_of_channel("CHANNEL_UPDATE", channel)

    def delete_overwrite(self, by: int, channel_id: int, target_id: int) -> None:
        """Take these permissions away again."""
        channel = self.require(by, channel_id, Permission.MANAGE_ROLES)
        guild = self._overwritable(channel)
        if target_id not in channel.overwrites:
            raise refuse(10009)
        with self.views_changing(guild):
            del channel.overwrites[target_id]
        self._tell_of_channel("CHANNEL_UPDATE", channel)

    def start_typing(self, by: int, channel_id: int) -> None:
        """Somebody begins to write."""
        channel = self.require_text(by, channel_id)
        data: payloads.Data = {"channel_id": str(channel_id), "user_id": str(by), "timestamp": int(time.time())}
        if channel.guild_id is not None:
            data["member"] = payloads.member(self.guilds[channel.guild_id].members[by])
        self.tell_in_channel("TYPING_START", data, channel, Intent.GUILD_MESSAGE_TYPING, by)

    def dm_channel(self, a: int, b: int) -> Channel:
        """The direct conversation of these two, made if there is none yet; Discord tells bots nothing of that."""
        if a == b or b not in self.users:
            raise refuse(50033)
        for channel in self.channels.values():
            if channel.type is ChannelType.DM and set(channel.recipients) == {a, b}:
                return channel
        channel = Channel(id=self.snowflakes.next(), type=ChannelType.DM, recipients=(self.user(a).id, b))
        self.channels[channel.id] = channel
        return channel

    def close_dms(self, user_id: int, *, closed: bool = True) -> None:
        """This user takes no direct messages any more, or takes them again."""
        self.user(user_id).dms_closed = closed

    def _overwritable(self, channel: Channel) -> Guild:
        if channel.guild_id is None:
            raise refuse(50003)
        if channel.thread is not None:
            raise refuse(50024)
        return self.guilds[channel.guild_id]

    def _require_overwriting(self, by: int, guild: Guild, channel: Channel, overwrites: list[Overwrite]) -> None:
        actor = guild.members[by]
        here = in_channel(guild, actor, channel)
        if Permission.MANAGE_ROLES not in here:
            raise refuse(50013)
        own = channel.overwrites.get(by)
        if own is not None and own.allow & Permission.MANAGE_ROLES:
            return
        for overwrite in overwrites:
            if channel.overwrites.get(overwrite.id) != overwrite:
                _require_handing_out(
                    here | in_guild(guild, actor), overwrite, administrator=_is_administrator(guild, actor)
                )

    def _forget(self, guild: Guild, channel: Channel) -> None:
        gone = [channel] + [each for each in guild.channels.values() if each.thread and each.parent_id == channel.id]
        for each in gone:
            del guild.channels[each.id]
            del self.channels[each.id]
        for orphan in guild.channels.values():
            if orphan.parent_id == channel.id:
                orphan.parent_id = None
                self._tell_of_channel("CHANNEL_UPDATE", orphan)

    def _tell_of_channel(self, name: str, channel: Channel) -> None:
        # Bots hear of all channels, those that they cannot view among them.
        data = payloads.channel(self, channel)
        self.announce(Happening(name=name, data=data, guild_id=channel.guild_id, intent=Intent.GUILDS))

    def _tell_of_thread_deletion(self, channel: Channel) -> None:
        data = {"id": str(channel.id), "parent_id": str(channel.parent_id), "type": int(channel.type)}
        self.tell_in_channel("THREAD_DELETE", dict(data), channel, Intent.GUILDS)


def _is_administrator(guild: Guild, actor: Member) -> bool:
    return in_guild(guild, actor) == ALL


def _require_handing_out(own: Permission, overwrite: Overwrite, *, administrator: bool) -> None:
    """Nobody can allow or deny what they do not have; only administrators can pass on MANAGE_ROLES."""
    touched = Permission(overwrite.allow | overwrite.deny)
    if not administrator and (touched & ~own or Permission.MANAGE_ROLES in touched):
        raise refuse(50013)


def _kind(body: Body) -> int:
    form = Form(body)
    kind = form.whole("type", least=0, most=99) or 0
    form.choice("type", kind, tuple(int(each) for each in CREATABLE))
    form.settle()
    return kind


def _after_all(guild: Guild, kind: ChannelType) -> int:
    return sum(1 for channel in guild.channels.values() if channel.type is kind)


def _fill(channel: Channel, guild: Guild, body: Body, *, new: bool = False) -> None:
    form = Form(body)
    name = form.text("name", longest=100, shortest=1, required=new)
    topic = form.text("topic", longest=1024)
    parent_id = form.snowflake("parent_id")
    position = form.whole("position", least=0, most=1 << 31)
    slowmode = form.whole("rate_limit_per_user", least=0, most=21600)
    nsfw = form.boolean("nsfw")
    if parent_id is not None and not _is_category(guild, parent_id):
        form.fault("parent_id", "CHANNEL_PARENT_INVALID", "Category does not exist")
    elif parent_id is not None and parent_id != channel.parent_id and _is_full(guild, parent_id):
        form.fault("parent_id", "CHANNEL_PARENT_MAX_CHANNELS", "Maximum number of channels in category reached (50)")
    form.settle()
    if name is not None:
        channel.name = "-".join(name.lower().split()) if channel.type in NAMED_IN_SLUGS else name
    channel.topic = topic if "topic" in body else channel.topic
    channel.parent_id = parent_id if "parent_id" in body else channel.parent_id
    channel.position = channel.position if position is None else position
    channel.slowmode_seconds = channel.slowmode_seconds if slowmode is None else slowmode
    channel.nsfw = channel.nsfw if nsfw is None else nsfw


def _is_category(guild: Guild, channel_id: int) -> bool:
    return channel_id in guild.channels and guild.channels[channel_id].type is ChannelType.CATEGORY


def _is_full(guild: Guild, category: int) -> bool:
    inside = (each for each in guild.channels.values() if each.parent_id == category and each.thread is None)
    return sum(1 for _ in inside) >= MOST_IN_CATEGORY


def _overwrites(guild: Guild, body: Body) -> list[Overwrite]:
    form = Form(body)
    read: list[Overwrite] = []
    for index, item in enumerate(form.items("permission_overwrites", most=1500)):
        part = form.part(f"permission_overwrites.{index}", item)
        target = part.snowflake("id", required=True) or 0
        kind = part.whole("type", least=0, most=1) or 0
        bits = [part.whole(key, least=0, most=(1 << 63) - 1) or 0 for key in ("allow", "deny")]
        if not part.faults and target not in (guild.roles if kind == 0 else guild.members):
            part.fault("id", "CHANNEL_PERMISSION_OVERWRITE_INVALID", "Unknown role or member")
        read.append(Overwrite(id=target, kind=kind, allow=bits[0], deny=bits[1]))
    form.settle()
    return read
