"""Threads: starting, joining, archiving, locking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.localcord import payloads, snowflakes
from tests.localcord.forms import Form
from tests.localcord.happenings import Happening, Intent
from tests.localcord.model import Channel, ChannelType, Message, MessageFlag, MessageType, Reference, ThreadState
from tests.localcord.permissions import Permission
from tests.localcord.refusals import refuse
from tests.localcord.world_channels import Channels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.localcord.world_state import Body

AUTO_ARCHIVE_MINUTES = (60, 1440, 4320, 10080)
PARENTS = (ChannelType.TEXT, ChannelType.ANNOUNCEMENT)


class Threads(Channels):
    """Threads within channels. They archive themselves only when a test says so, not by the passing of time."""

    def start_thread(self, by: int, channel_id: int, body: Body, message_id: int | None = None) -> Channel:
        """A thread under a message, or without one (then private unless `type` says otherwise, as with Discord)."""
        parent = self.require(by, channel_id)
        if parent.type not in PARENTS:
            raise refuse(50024)
        kind, state, name = _read_new(parent, by, body, under_message=message_id is not None)
        private = kind is ChannelType.PRIVATE_THREAD
        self.require(by, channel_id, Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS)
        origin = None if message_id is None else self._origin(by, parent, message_id)
        thread = Channel(
            id=self.snowflakes.next() if origin is None else origin.id,
            type=kind,
            name=name,
            guild_id=parent.guild_id,
            parent_id=parent.id,
            thread=state,
        )
        state.members[by] = _now()
        guild = self.guilds[parent.guild_id or 0]
        guild.channels[thread.id] = self.channels[thread.id] = thread
        self._tell_of_thread("THREAD_CREATE", thread, newly_created=True)
        self._tell_of_thread_members(thread, self._near(thread), added=[by])
        self._mark_beginning(by, parent, thread, origin)
        return thread

    def edit_channel(self, by: int, channel_id: int, body: Body) -> Channel:
        """Change a channel or a thread (`name`, `archived`, `locked`, `invitable`, `auto_archive_duration`…)."""
        channel = self.channel(channel_id)
        if channel.guild_id is None:
            raise refuse(50003)
        if channel.thread is None:
            return self.edit_guild_channel(by, channel, body)
        self._require_editing(by, channel, channel.thread, body)
        _fill(channel, channel.thread, body)
        self._tell_of_thread("THREAD_UPDATE", channel)
        return channel

    def add_thread_member(self, by: int, thread_id: int, user_id: int) -> None:
        """Somebody joins, or brings somebody in who may view the parent channel."""
        thread, state = self._thread(by, thread_id)
        if state.archived:
            raise refuse(50083)
        if by != user_id:
            self.require(by, thread_id, Permission.SEND_MESSAGES_IN_THREADS)
            closed = thread.type is ChannelType.PRIVATE_THREAD and not state.invitable and by != state.owner_id
            if closed and Permission.MANAGE_THREADS not in self.permissions(by, thread_id):
                raise refuse(50013)
            self.user(user_id)
        if not self.may_view(user_id, thread.parent_id or 0):
            raise refuse(50001)
        self.join_thread(thread, user_id)

    def join_thread(self, thread: Channel, user_id: int) -> None:
        """The user is in the thread from now on, whoever wants it."""
        state = thread.thread
        if state is None or user_id in state.members:
            return
        sees_now = self.may_view(user_id, thread.id)
        state.members[user_id] = _now()
        if self.is_bot(user_id) and not sees_now:
            self._tell_of_thread("THREAD_CREATE", thread, only_to=user_id)
        self._tell_of_thread_members(thread, self._near(thread), added=[user_id])

    def remove_thread_member(self, by: int, thread_id: int, user_id: int) -> None:
        """Somebody leaves, or is put out: by whoever manages threads, or owns the private thread."""
        thread, state = self._thread(by, thread_id)
        if state.archived:
            raise refuse(50083)
        owns = thread.type is ChannelType.PRIVATE_THREAD and by == state.owner_id
        if by != user_id and not owns:
            self.require(by, thread_id, Permission.MANAGE_THREADS)
        if user_id not in state.members:
            raise refuse(10007)
        near = self._near(thread)
        del state.members[user_id]
        self._tell_of_thread_members(thread, near, removed=[user_id])

    def active_threads(self, by: int, guild_id: int) -> list[Channel]:
        """The guild's threads that are not archived and that the user may view, newest first."""
        guild, _ = self.require_in_guild(by, guild_id)
        active = [each for each in guild.channels.values() if each.thread is not None and not each.thread.archived]
        return sorted((each for each in active if self.may_view(by, each.id)), key=lambda each: -each.id)

    def archived_threads(self, by: int, channel_id: int, *, private: bool, joined: bool = False) -> list[Channel]:
        """A channel's archived threads, latest first: public, private, or those private ones that one has `joined`."""
        needed = Permission.READ_MESSAGE_HISTORY
        if private and not joined:
            needed |= Permission.MANAGE_THREADS
        parent = self.require(by, channel_id, needed)
        threads: list[tuple[str, Channel]] = []
        for each in self.guilds[parent.guild_id or 0].channels.values():
            if each.thread is None or each.parent_id != channel_id or not each.thread.archived:
                continue
            if (each.type is ChannelType.PRIVATE_THREAD) == private and (not joined or by in each.thread.members):
                threads.append((each.thread.archive_changed_at, each))
        return [each for _, each in sorted(threads, key=lambda item: item[0], reverse=True)]

    def thread_members(self, by: int, thread_id: int) -> list[int]:
        """Who is in the thread, by id."""
        _, state = self._thread(by, thread_id)
        return sorted(state.members)

    def reopen(self, thread: Channel) -> None:
        """An archived thread is open again."""
        if thread.thread is not None and thread.thread.archived:
            thread.thread.archived = False
            thread.thread.archive_changed_at = _now()
            self._tell_of_thread("THREAD_UPDATE", thread)

    def _thread(self, by: int, thread_id: int) -> tuple[Channel, ThreadState]:
        thread = self.require(by, thread_id)
        if thread.thread is None:
            raise refuse(50024)
        return thread, thread.thread

    def _origin(self, by: int, parent: Channel, message_id: int) -> Message:
        self.require(by, parent.id, Permission.READ_MESSAGE_HISTORY)
        origin = self.message(parent.id, message_id)
        if origin.ephemeral_for is not None:
            raise refuse(10008)
        if message_id in self.channels:
            raise refuse(160004)
        return origin

    def _mark_beginning(self, by: int, parent: Channel, thread: Channel, origin: Message | None) -> None:
        """What Discord itself writes when a thread begins."""
        if origin is not None:
            origin.thread_id = thread.id
            origin.flags |= MessageFlag.HAS_THREAD
            self.tell_of_message("MESSAGE_UPDATE", origin)
            where = Reference(channel_id=parent.id, message_id=origin.id, guild_id=parent.guild_id)
            self._write_notice(thread, origin.author_id, MessageType.THREAD_STARTER, "", where)
        elif thread.type is not ChannelType.PRIVATE_THREAD:
            where = Reference(channel_id=thread.id, message_id=None, guild_id=parent.guild_id)
            self._write_notice(parent, by, MessageType.THREAD_CREATED, thread.name, where)

    def _write_notice(self, channel: Channel, author: int, kind: MessageType, content: str, where: Reference) -> None:
        notice = Message(
            id=self.snowflakes.next(),
            channel_id=channel.id,
            author_id=author,
            type=kind,
            guild_id=channel.guild_id,
            content=content,
            reference=where,
        )
        self.put(channel, notice)

    def _require_editing(self, by: int, thread: Channel, state: ThreadState, body: Body) -> None:
        self.require(by, thread.id)
        manages = Permission.MANAGE_THREADS in self.permissions(by, thread.id)
        if state.archived and body.get("archived") is not False:
            raise refuse(50083)
        only_reopens = set(body) == {"archived"} and body["archived"] is False
        if only_reopens and not state.locked:
            self.require(by, thread.id, Permission.SEND_MESSAGES_IN_THREADS)
        elif not manages and (by != state.owner_id or state.locked or "locked" in body):
            raise refuse(50013)

    def _near(self, thread: Channel) -> list[int]:
        """The bots that see the thread now."""
        return [bot for bot in self.bots_in(thread.guild_id or 0) if self.may_view(bot, thread.id)]

    def _tell_of_thread(
        self, name: str, thread: Channel, *, newly_created: bool = False, only_to: int | None = None
    ) -> None:
        for bot in self._near(thread) if only_to is None else [only_to]:
            data = payloads.channel(self, thread, bot)
            if newly_created:
                data["newly_created"] = True
            self.tell_in_channel(name, data, thread, Intent.GUILDS, only_to=bot)

    def _tell_of_thread_members(
        self, thread: Channel, bots: list[int], *, added: Iterable[int] = (), removed: Iterable[int] = ()
    ) -> None:
        state, guild = thread.thread, self.guilds[thread.guild_id or 0]
        if state is None:
            return
        joined = [
            payloads.thread_member(thread, state, user_id)
            | {"member": payloads.member(guild.members[user_id]), "presence": None}
            for user_id in added
        ]
        data: payloads.Data = {
            "id": str(thread.id),
            "guild_id": str(guild.id),
            "member_count": min(len(state.members), 50),
        }
        if joined:
            data["added_members"] = joined
        left = [str(user_id) for user_id in removed]
        if left:
            data["removed_member_ids"] = left
        concerned = {str(each["user_id"]) for each in joined} | set(left)
        for bot in bots:
            # Without the members intent a bot hears only of itself.
            intent = Intent.GUILDS if str(bot) in concerned else Intent.GUILD_MEMBERS
            self.announce(
                Happening(name="THREAD_MEMBERS_UPDATE", data=data, guild_id=guild.id, only_to=bot, intent=intent)
            )


def _now() -> str:
    return snowflakes.timestamp(snowflakes.now())


def _read_new(parent: Channel, by: int, body: Body, *, under_message: bool) -> tuple[ChannelType, ThreadState, str]:
    form = Form(body)
    name = form.text("name", longest=100, shortest=1, required=True)
    minutes = form.whole("auto_archive_duration", least=0, most=1 << 20)
    if minutes is not None:
        form.choice("auto_archive_duration", minutes, AUTO_ARCHIVE_MINUTES)
    invitable = form.boolean("invitable")
    public = ChannelType.ANNOUNCEMENT_THREAD if parent.type is ChannelType.ANNOUNCEMENT else ChannelType.PUBLIC_THREAD
    kind = public if under_message else form.whole("type", least=0, most=99) or ChannelType.PRIVATE_THREAD
    form.choice("type", kind, (int(public), int(ChannelType.PRIVATE_THREAD)))
    form.settle()
    state = ThreadState(
        owner_id=by,
        auto_archive_minutes=minutes or 1440,
        invitable=invitable is not False,
        archive_changed_at=_now(),
    )
    return ChannelType(kind), state, name or ""


def _fill(channel: Channel, state: ThreadState, body: Body) -> None:
    form = Form(body)
    name = form.text("name", longest=100, shortest=1)
    minutes = form.whole("auto_archive_duration", least=0, most=1 << 20)
    if minutes is not None:
        form.choice("auto_archive_duration", minutes, AUTO_ARCHIVE_MINUTES)
    slowmode = form.whole("rate_limit_per_user", least=0, most=21600)
    archived, locked, invitable = (form.boolean(key) for key in ("archived", "locked", "invitable"))
    form.settle()
    if archived is not None and archived != state.archived:
        state.archived = archived
        state.archive_changed_at = _now()
    channel.name = channel.name if name is None else name
    channel.slowmode_seconds = channel.slowmode_seconds if slowmode is None else slowmode
    state.auto_archive_minutes = state.auto_archive_minutes if minutes is None else minutes
    state.locked = state.locked if locked is None else locked
    state.invitable = state.invitable if invitable is None else invitable
