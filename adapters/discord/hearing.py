"""Hears what discord.py tells, each thing at once and in order, and puts what it means before the program.

Nothing here waits: what must be asked first would let something overtake it.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import discord
import structlog

from adapters.commands import find
from adapters.discord import translating
from adapters.discord.accounts import account_of
from adapters.discord.places import PLATFORM, community_of, place_of
from adapters.discord.rights import administers
from adapters.failures import place
from adapters.inbound import Account, Invocation, VenueGained, VenueLost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from adapters.discord.arriving import Arrivals
    from adapters.discord.client import Client
    from adapters.discord.interactions import Desk
    from adapters.discord.presence import Changes, Presence
    from deliberation.ids import VenueId

log = structlog.get_logger()

PEOPLE_WITHIN: Final = 10.0
"""Seconds for which a command waits to learn who is in its channel."""


class Ear:
    """Listens for the bot. ``venues`` gives the places in which assemblies meet now.

    ``turn_away`` says whether no assembly can meet where a message was written, and has told its author why.
    """

    def __init__(
        self,
        *,
        client: Client,
        arrivals: Arrivals,
        presence: Presence,
        desk: Desk,
        venues: Callable[[], frozenset[VenueId]],
        turn_away: Callable[[discord.Message], bool],
    ) -> None:
        self._client = client
        self._arrivals = arrivals
        self._presence = presence
        self._desk = desk
        self._venues = venues
        self._turn_away = turn_away

    def hear(self, event: str, *args: Any) -> None:
        """Take one event; those that are not ours are let pass."""
        handle = _HANDLERS.get(event)
        if handle is not None:
            handle(self, *args)

    def heard(self) -> frozenset[str]:
        """Name the communities from which something would have come by now."""
        return frozenset(community_of(venue) for venue in self._venues() if self._hears(place_of(venue).guild))

    def in_doubt(self) -> None:
        """Take note that something may have been missed everywhere."""
        self._arrivals.doubt(self._venues())

    def _hears(self, guild_id: int) -> bool:
        if not self._client.listens_to(guild_id):
            return False
        guild = self._client.get_guild(guild_id)
        return not guild_id or (guild is not None and not guild.unavailable)

    def _in(self, guild_ids: Iterable[int]) -> list[VenueId]:
        wanted = frozenset(guild_ids)
        return [venue for venue in self._venues() if place_of(venue).guild in wanted]

    def _take(self, changes: Changes) -> None:
        self._arrivals.doubt(changes.gaps)
        for item in changes.items:
            self._arrivals.put(item)

    # --- connections and guilds

    def _shard_began(self, shard: int) -> None:
        """After a new session of a shard nothing is certain of its guilds, and those it does not name are lost."""
        count = self._client.shard_count or 1
        for venue in self._venues():
            guild = place_of(venue).guild
            if (guild >> 22) % count != shard:
                continue
            if guild and self._client.get_guild(guild) is None:
                self._arrivals.put(VenueLost(platform=PLATFORM, venue=venue, source=translating.token()))
            else:
                self._arrivals.doubt([venue])

    def _not_understood(self, guild: int | None) -> None:
        self._arrivals.doubt(self._in([guild]) if guild else self._venues())

    def _guild_there(self, guild: discord.Guild, joined: bool) -> None:
        self._take(self._presence.guild_back(guild))
        if joined:
            self._greet(guild)

    def _guild_whole(self, guild: discord.Guild) -> None:
        self._take(self._presence.guild_back(guild))

    def _guild_gone(self, guild: discord.Guild) -> None:
        self._take(self._presence.guild_gone(guild.id))

    def _greet(self, guild: discord.Guild) -> None:
        """Tell that the bot came to a guild, where there is a channel in which it can say so."""
        wanted = [each for each in (guild.system_channel, *guild.text_channels) if each is not None]
        channel = next((each for each in wanted if _may_speak(each, guild.me)), None)
        if channel is None:
            return
        owner = guild.owner
        by = account_of(owner) if owner else Account(PLATFORM, str(guild.owner_id), str(guild.owner_id))
        when = guild.me.joined_at
        self._arrivals.put(
            VenueGained(
                invited_by=by,
                venue=translating.venue_of(guild.id, channel.id),
                source=f"guild:{guild.id}:{when.isoformat() if when else translating.token()}",
                private=False,
            )
        )

    # --- people

    def _member_changed(self, *members: discord.Member) -> None:
        self._take(self._presence.member_changed(members[-1]))

    def _member_gone(self, raw: discord.RawMemberRemoveEvent) -> None:
        self._take(self._presence.member_gone(raw.guild_id, raw.user))

    def _thread_entered(self, member: discord.ThreadMember) -> None:
        self._take(self._presence.thread_entered(member))

    def _thread_left(self, raw: discord.RawThreadMembersUpdate) -> None:
        gone = [int(each) for each in raw.data.get("removed_member_ids", [])]
        self._take(self._presence.thread_left(raw.guild_id, raw.thread_id, gone))

    # --- roles and channels

    def _guild_changed(self, *guilds: discord.Guild) -> None:
        self._take(self._presence.guild_changed(guilds[-1]))

    def _role_made(self, role: discord.Role) -> None:
        self._take(self._presence.guild_changed(role.guild))

    def _role_changed(self, before: discord.Role, after: discord.Role) -> None:
        self._take(self._presence.role_changed(before, after))

    def _role_gone(self, role: discord.Role) -> None:
        self._take(self._presence.role_gone(role))

    def _channel_changed(self, *channels: discord.abc.GuildChannel | discord.Thread) -> None:
        self._take(self._presence.channel_changed(channels[-1]))

    def _channel_gone(self, channel: discord.abc.GuildChannel) -> None:
        self._take(self._presence.channel_gone(channel.guild.id, channel.id))

    def _thread_away(self, thread: discord.Thread) -> None:
        self._take(self._presence.thread_away(thread))

    def _thread_gone(self, raw: discord.RawThreadDeleteEvent) -> None:
        self._take(self._presence.channel_gone(raw.guild_id, raw.thread_id))

    # --- what is said and done

    async def people(self, venue: VenueId) -> tuple[Account, ...]:
        """Say who is in a channel, for a command that needs it; nobody, where that is not known yet."""
        try:
            async with asyncio.timeout(PEOPLE_WITHIN):
                return await self._presence.present(venue)
        except Exception as error:  # noqa: BLE001 (whatever it is, what was asked for may not be lost)
            log.warning("discord.members_not_seen", venue=venue, error=place(error))
            # Once the channel is a venue, its list of members is asked for.
            self._arrivals.doubt([venue])
            return ()

    def _message(self, message: discord.Message) -> None:
        item = translating.heard(message, self._client.me)
        spec = find(item.name) if isinstance(item, Invocation) else None
        if item is None:
            return
        if spec is None or not spec.facts or not isinstance(item, Invocation):
            self._arrivals.put(item)
        elif not self._turn_away(message):
            self._arrivals.put(self._with_facts(item, message.author))

    async def _with_facts(self, item: Invocation, author: discord.abc.User) -> Invocation:
        if not isinstance(author, discord.Member) or not administers(author):
            return item  # it is refused: nobody may have Discord asked for people, and others wait for that, by it
        return replace(item, administers=True, present=await self.people(item.venue))

    def _reacted(self, raw: discord.RawReactionActionEvent) -> None:
        # Cards are the bot's own messages: a reaction on anybody else's is nobody's position.
        theirs = raw.message_author_id not in {None, self._client.me}
        if theirs or raw.user_id == self._client.me or (raw.member is not None and raw.member.bot):
            return
        account = account_of(raw.member) if raw.member else self._account(raw.user_id)
        item = translating.reacted(raw, account)
        if item is not None:
            self._arrivals.put(item)

    def _account(self, user: int) -> Account:
        known = self._client.get_user(user)
        return account_of(known) if known else Account(PLATFORM, str(user), str(user))

    def _unreacted(self, raw: discord.RawReactionActionEvent) -> None:
        item = translating.unreacted(raw) if raw.user_id != self._client.me else None
        if item is not None:
            self._arrivals.put(item)

    def _swept(self, raw: discord.RawReactionClearEvent | discord.RawReactionClearEmojiEvent) -> None:
        item = translating.swept(raw)
        if item is not None:
            self._arrivals.put(item)

    def _deleted(self, raw: discord.RawMessageDeleteEvent | discord.RawBulkMessageDeleteEvent) -> None:
        messages = raw.message_ids if isinstance(raw, discord.RawBulkMessageDeleteEvent) else {raw.message_id}
        for item in translating.deleted(raw.guild_id, raw.channel_id, messages):
            self._arrivals.put(item)

    def _revised(self, raw: discord.RawMessageUpdateEvent) -> None:
        item = translating.revised(raw.message)
        if item is not None:
            self._arrivals.put(item)

    def _interaction(self, interaction: discord.Interaction[Any]) -> None:
        self._desk.take(interaction)


def _may_speak(channel: discord.abc.GuildChannel, me: discord.Member) -> bool:
    mine = channel.permissions_for(me)
    return mine.view_channel and mine.send_messages


_HANDLERS: Final[dict[str, Callable[..., None]]] = {
    "shard_connect": Ear._shard_began,
    "not_understood": Ear._not_understood,
    "guild_there": Ear._guild_there,
    "guild_whole": Ear._guild_whole,
    "guild_remove": Ear._guild_gone,
    "guild_update": Ear._guild_changed,
    "guild_role_create": Ear._role_made,
    "guild_role_update": Ear._role_changed,
    "guild_role_delete": Ear._role_gone,
    "guild_channel_create": Ear._channel_changed,
    "guild_channel_update": Ear._channel_changed,
    "guild_channel_delete": Ear._channel_gone,
    "thread_create": Ear._channel_changed,
    "thread_join": Ear._channel_changed,
    "thread_update": Ear._channel_changed,
    "thread_remove": Ear._thread_away,
    "raw_thread_delete": Ear._thread_gone,
    "thread_member_join": Ear._thread_entered,
    "raw_thread_member_remove": Ear._thread_left,
    "member_join": Ear._member_changed,
    "member_update": Ear._member_changed,
    "raw_member_remove": Ear._member_gone,
    "message": Ear._message,
    "raw_message_edit": Ear._revised,
    "raw_message_delete": Ear._deleted,
    "raw_bulk_message_delete": Ear._deleted,
    "raw_reaction_add": Ear._reacted,
    "raw_reaction_remove": Ear._unreacted,
    "raw_reaction_clear": Ear._swept,
    "raw_reaction_clear_emoji": Ear._swept,
    "interaction": Ear._interaction,
}
"""What is done with each event. discord.py's own ``guild_available`` and ``guild_join`` are not relied upon."""
