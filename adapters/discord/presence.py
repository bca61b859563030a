"""Who is in which venue, and what of a server's changes means that somebody came or went.

What was last known of a venue is compared with what is so now. Where nothing was known yet, nothing is told: then the
program has yet to ask for everybody who is there.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final, NamedTuple

import discord

from adapters.discord.accounts import account_of
from adapters.discord.census import Census
from adapters.discord.grounds import SOON, Ground, Grounds
from adapters.discord.places import PLATFORM, Place, place_of
from adapters.discord.watching import Leavers, Watch
from adapters.inbound import Account, Departed, DoorLost, Entered, VenueLost
from adapters.platform import BusyError, GoneError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from adapters.discord.doors import Doors
    from adapters.discord.grounds import GuildOf
    from adapters.discord.rights import GuildChannel
    from adapters.inbound import Inbound
    from deliberation.ids import VenueId


MOST_COMPARED: Final = 20_000
"""Members, of all venues together, that are looked at within one event: that takes about a tenth of a second."""

_SEEING: Final = discord.Permissions(view_channel=True, read_message_history=True, administrator=True).value


class Changes(NamedTuple):
    """What came of an event: what to hand over, in order, and the venues of which something may have been missed."""

    items: tuple[Inbound, ...] = ()
    gaps: frozenset[VenueId] = frozenset()


NOTHING: Final = Changes()


class Presence:
    """Who is in the ``venues``, with their ``doors``.

    Everything but ``members`` and ``present`` answers at once. It is to be called for each event in order, when
    discord.py has taken the change into its memory.
    """

    def __init__(self, doors: Doors, venues: Callable[[], frozenset[VenueId]], guild_of: GuildOf) -> None:
        self._doors = doors
        self._watch = Watch(venues)
        self._leavers = Leavers()
        self._grounds = Grounds(guild_of)
        self._census = Census(doors)
        self._known: dict[VenueId, set[int]] = {}
        self._owners: dict[int, int | None] = {}
        self._barred: set[VenueId] = set()

    def barred(self, venue: VenueId, *, no_more: bool = False) -> None:
        """Take note that Discord does not let us make the door of a venue (or does again).

        While that door is wanting, the venue is as good as not there: whoever manages one of an assembly's servers
        could otherwise keep all of it waiting.
        """
        if no_more:
            self._barred.discard(venue)
        else:
            self._barred.add(venue)

    # --- who is there

    async def members(self, venue: VenueId) -> list[Account]:
        """As ``Platform.members``.

        Raises:
            GoneError: the venue is no longer there, or the bot does not see it.
            BusyError: the guild's members are not all known yet, or the role that tells is being made.
        """
        present = await self._members(venue)
        if present is None:
            raise BusyError("The role that tells who takes part here is being made.", retry_after=SOON)
        return present

    async def present(self, venue: VenueId) -> tuple[Account, ...]:
        """Say who is in a channel that may be about to become a venue; nobody, where it takes a role and has none.

        Raises:
            PlatformError: that is not known.
        """
        self._watch.ask(venue)
        return () if place_of(venue).private else tuple(await self._members(venue) or ())

    def is_public(self, channel: GuildChannel) -> bool:
        """Whether it takes a role to take part in a channel, because everybody can see it."""
        ground = self._grounds.note(channel)
        return ground is not None and ground.public

    async def _members(self, venue: VenueId) -> list[Account] | None:
        try:
            ground = await self._grounds.find(place_of(venue))
            if not self._census.is_seen(ground):
                raise GoneError("I cannot see that channel, or what was said there.")
            await self._census.learn(ground)
        except GoneError:
            self._lose(venue)
            raise
        here = self._census.here(ground)
        if here is None and venue in self._barred:
            self._lose(venue)
            raise GoneError("I am not allowed to make the role that tells who takes part there.")
        if here is None:
            return None
        self._watch.lost.discard(venue)
        self._known[venue] = here
        return [_account(ground.guild, each) for each in sorted(here)]

    # --- guilds

    def guild_back(self, guild: discord.Guild) -> Changes:
        """Take note that a guild is heard of, again or for the first time, or that now all its members are known."""
        self._owners[guild.id] = guild.owner_id
        places = self._watch.places(guild.id)
        doorless = [place.venue for place in places if self._is_doorless(place)]
        items = map(_door_lost, doorless) if self._grounds.is_whole(guild.id) else ()
        return Changes(tuple(items), frozenset(place.venue for place in places))

    def guild_gone(self, guild_id: int) -> Changes:
        """Take note that the bot is no longer in a guild."""
        return _together(self._lose(place.venue) for place in self._watch.places(guild_id))

    def guild_changed(self, guild: discord.Guild) -> Changes:
        """Take note of a change of the guild itself: its owner sees everything. A role that is new changes nothing."""
        before = self._owners.get(guild.id, guild.owner_id)
        self._owners[guild.id] = guild.owner_id
        return NOTHING if before == guild.owner_id else self._review(self._watch.places(guild.id))

    # --- roles

    def role_changed(self, before: discord.Role, after: discord.Role) -> Changes:
        """Take note of a change of a role: what it lets see may be another."""
        if (before.permissions.value ^ after.permissions.value) & _SEEING == 0:
            return NOTHING
        return self._review(self._watch.places(after.guild.id))

    def role_gone(self, role: discord.Role) -> Changes:
        """Take note that a role was deleted. If it was a door, nobody went: the door is wanting."""
        places = self._watch.places(role.guild.id)
        lost = [place.venue for place in places if self._was_behind(place, role.id)]
        back = [_entered(venue, account) for venue, account in self._leavers.of(role.id) if venue in lost]
        for venue in lost:
            self._known.pop(venue, None)
        doors = Changes((*back, *map(_door_lost, lost)))
        return _together([doors, self._review(place for place in places if place.venue not in lost)])

    # --- members

    def member_changed(self, member: discord.Member) -> Changes:
        """Take note that somebody joined a guild, or that their roles changed."""
        places = self._watch.places(member.guild.id)
        if member.id == member.guild.me.id:
            return self._review(places)
        return NOTHING if member.bot else _together(self._look_at(member, place) for place in places)

    def member_gone(self, guild_id: int, user: discord.User | discord.Member) -> Changes:
        """Take note that somebody left a guild, or was put out."""
        return _together(self._leave(place, account_of(user)) for place in self._watch.places(guild_id))

    def thread_entered(self, member: discord.ThreadMember) -> Changes:
        """Take note that somebody was added to a thread."""
        guild, thread = member.thread.guild, member.thread.id
        self._census.moved(thread, came=frozenset({member.id}))
        who = guild.get_member(member.id)
        return (
            NOTHING
            if who is None
            else _together(self._look_at(who, place) for place in self._watch.at(guild.id, thread))
        )

    def thread_left(self, guild_id: int, thread_id: int, accounts: Iterable[int]) -> Changes:
        """Take note that some left a thread, or were put out. It matters only in private ones."""
        self._census.moved(thread_id, went=frozenset(accounts))
        closed = (place for place in self._watch.at(guild_id, thread_id) if self._is_closed(place))
        return self._review(closed)

    # --- channels

    def channel_changed(self, channel: GuildChannel) -> Changes:
        """Take note of a channel or thread that is new, or whose permissions may have changed."""
        self._grounds.note(channel)
        near = (self._grounds.seen(place) for place in self._watch.places(channel.guild.id))
        return self._review(
            ground.place for ground in near if ground and channel.id in {ground.place.channel, ground.channel.id}
        )

    def channel_gone(self, guild_id: int, channel_id: int) -> Changes:
        """Take note that a channel or thread was deleted; with a channel its threads go. See ``thread_away``."""
        lost = [place for place in self._watch.places(guild_id) if channel_id in self._grounds.lineage(place)]
        return _together(self._lose(place.venue) for place in lost)

    def thread_away(self, thread: discord.Thread) -> Changes:
        """Take note that the bot is no longer in a thread: a private one it does not see any more."""
        if thread.is_private():
            return self.channel_gone(thread.guild.id, thread.id)
        return self.channel_changed(thread)

    # --- comparing

    def _is_closed(self, place: Place) -> bool:
        ground = self._grounds.seen(place)
        return ground is not None and ground.closed

    def _review(self, places: Iterable[Place]) -> Changes:
        """Compare who is in venues now with who was."""
        grounds = [ground for ground in map(self._grounds.seen, places) if ground is not None]
        # Where that takes long it is asked for later, once for however many changes come, and with pauses.
        at_once = sum(len(ground.guild.members) for ground in grounds) <= MOST_COMPARED
        return _together(self._compare(ground, at_once=at_once) for ground in grounds)

    def _compare(self, ground: Ground, *, at_once: bool) -> Changes:
        venue = ground.place.venue
        if not self._census.is_seen(ground):
            return NOTHING if venue in self._watch.lost else self._lose(venue)
        if venue in self._watch.lost:
            self._watch.lost.discard(venue)
            return Changes(gaps=frozenset({venue}))
        if venue not in self._known:
            return NOTHING
        if self._doors.is_wanting(ground):
            del self._known[venue]
            return Changes((_door_lost(venue),))
        here = self._census.here(ground) if at_once and self._grounds.is_whole(ground.guild.id) else None
        if here is None:
            return Changes(gaps=frozenset({venue}))
        before, self._known[venue] = self._known[venue], here
        left = [_departed(venue, _account(ground.guild, each)) for each in sorted(before - here)]
        return Changes((*left, *(_entered(venue, _account(ground.guild, each)) for each in sorted(here - before))))

    def _look_at(self, member: discord.Member, place: Place) -> Changes:
        """Compare whether one member is in a venue now, and was."""
        known = self._known.get(place.venue)
        ground = self._grounds.seen(place) if known is not None else None
        here = self._census.is_here(member, ground) if ground is not None else None
        if known is None or ground is None or here is None or here == (member.id in known):
            return NOTHING
        if not here:
            role = self._doors.id_of(ground)
            if not self._doors.let_out(role, member.id):
                self._leavers.note(role, place.venue, account_of(member))
            return self._leave(place, account_of(member))
        known.add(member.id)
        return Changes((_entered(place.venue, account_of(member)),))

    def _leave(self, place: Place, account: Account) -> Changes:
        known = self._known.get(place.venue, set())
        if int(account.id) not in known:
            return NOTHING
        known.discard(int(account.id))
        return Changes((_departed(place.venue, account),))

    def _is_doorless(self, place: Place) -> bool:
        ground = self._grounds.seen(place)
        return ground is not None and self._doors.is_wanting(ground)

    def _was_behind(self, place: Place, role: int) -> bool:
        ground = self._grounds.seen(place)
        return ground is not None and self._doors.is_behind(ground, role)

    def _lose(self, venue: VenueId) -> Changes:
        """Take note of a venue that is not there any more, or that the bot does not see; it may come back."""
        self._known.pop(venue, None)
        self._watch.lost.add(venue)
        return Changes((VenueLost(platform=PLATFORM, venue=venue, source=_token()),))


def _account(guild: discord.Guild, user_id: int) -> Account:
    member = guild.get_member(user_id)
    return account_of(member) if member is not None else Account(PLATFORM, str(user_id), str(user_id))


def _together(changes: Iterable[Changes]) -> Changes:
    found = list(changes)
    gaps: frozenset[VenueId] = frozenset().union(*(each.gaps for each in found))
    return Changes(tuple(item for each in found for item in each.items), gaps)


def _entered(venue: VenueId, account: Account) -> Entered:
    return Entered(account=account, venue=venue, source=_token())


def _departed(venue: VenueId, account: Account) -> Departed:
    return Departed(account=account, venue=venue, source=_token())


def _door_lost(venue: VenueId) -> DoorLost:
    return DoorLost(platform=PLATFORM, venue=venue, source=_token())


def _token() -> str:
    """Discord gives no ids to such events, and tells each once."""
    return secrets.token_hex(8)
