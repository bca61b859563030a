"""Roles that show who holds which office and who is a member. They follow what was decided, and let nobody do anything.

A guild has one role for an office, whatever its assemblies, and one for members: whoever is that in one of its venues
has it, and nobody else. Only roles that were made here are used; others of the same name are left alone.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import structlog

from adapters.discord import roles
from adapters.discord.errors import forbidden
from adapters.discord.grounds import SOON, Grounds
from adapters.discord.noted import of_kind
from adapters.discord.places import Place, place_of
from adapters.platform import BusyError, GoneError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import discord

    from adapters.discord.grounds import GuildOf
    from adapters.platform import Notes
    from deliberation.ids import VenueId

log = structlog.get_logger()

MEMBER: Final = "member"
"""The title of whoever is a member."""
_OFFICE: Final = "office/"
"""What the title of an office begins with."""
_ROLE, _SHOWN = "honour", "shown"
"""The kinds of notes: a guild's role for a title; who has which title in a venue."""

HONOUR: Final = roles.Sort("the roles that show who holds an office and who is a member", "Shown as decided")

Titles = dict[str, frozenset[int]]
"""Accounts by title: ``member``, or ``office/`` and the name of the office."""


class Honours:
    """Shows offices and membership in the guilds of ``venues``; what was made and given is remembered in ``notes``."""

    def __init__(self, notes: Notes, guild_of: GuildOf, venues: Callable[[], frozenset[VenueId]]) -> None:
        self._notes = notes
        self._grounds = Grounds(guild_of)
        self._venues = venues
        self._roles: dict[tuple[int, str], int] = {}
        self._shown: dict[Place, Titles] = {}
        self._told: set[int] = set()
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._loaded = False

    async def load(self) -> None:
        """Read what is remembered; to be done once, before anything is heard."""
        notes = await self._notes.all()
        for where, value in of_kind(notes, _ROLE).items():
            self._roles[where] = int(value)
        for (guild, which), value in of_kind(notes, _SHOWN).items():
            self._shown[Place(guild, int(which))] = _read(value)
        self._loaded = True

    async def honour(self, venue: VenueId, offices: Mapping[str, Sequence[str]], members: Sequence[str]) -> None:
        """As ``Platform.honour``. That the bot may not do it is said once for each guild."""
        place = place_of(venue)
        if place.private:
            return
        guild = self._grounds.guild(place.guild)
        if not self._loaded:
            raise BusyError("What I have shown so far is not known yet.", retry_after=SOON)
        async with self._locks[guild.id]:
            await self._remember(guild, place, _titles(guild, offices, members))
            wanted = self._wanted(guild)
            changing = [title for title, people in wanted.items() if self._has(guild, title) != people]
            if changing and self._insist(guild, changing):
                for title in changing:
                    await self._show(guild, title, wanted[title])

    async def _remember(self, guild: discord.Guild, place: Place, titles: Titles) -> None:
        """Keep who is to have which title in a venue, and forget the venues that are none any more."""
        venues = self._venues()
        gone = [each for each in self._shown if each.guild == guild.id and each.venue not in venues and each != place]
        for each in gone:
            await self._notes.put(_note(each), "")
            del self._shown[each]
        if self._shown.get(place, {}) != titles:
            await self._notes.put(_note(place), _written(titles))
            self._shown[place] = titles

    def _wanted(self, guild: discord.Guild) -> Titles:
        """Say who of a guild is to have which title, of all that were ever shown there."""
        known: Titles = {title: frozenset() for where, title in self._roles if where == guild.id}
        for place, titles in self._shown.items():
            if place.guild == guild.id:
                for title, people in titles.items():
                    here = frozenset(each for each in people if guild.get_member(each) is not None)
                    known[title] = known.get(title, frozenset()) | here
        return known

    def _role(self, guild: discord.Guild, title: str) -> discord.Role | None:
        return guild.get_role(self._roles.get((guild.id, title), 0))

    def _has(self, guild: discord.Guild, title: str) -> frozenset[int]:
        role = self._role(guild, title)
        return frozenset(member.id for member in role.members) if role is not None else frozenset()

    def _insist(self, guild: discord.Guild, titles: Iterable[str]) -> bool:
        """Say whether we may give and take these roles.

        Raises:
            ForbiddenError: we may not, and that was not said before.
        """
        if all(roles.may_give(guild, self._role(guild, title)) for title in titles):
            self._told.discard(guild.id)
            return True
        if guild.id in self._told:
            log.info("discord.not_honoured", guild=guild.id)
            return False
        self._told.add(guild.id)
        raise forbidden(HONOUR.give)

    async def _show(self, guild: discord.Guild, title: str, people: frozenset[int]) -> None:
        role = self._role(guild, title) or await self._make(guild, title)
        has = self._has(guild, title)
        for each in sorted(people ^ has):
            member = guild.get_member(each)
            if member is None:
                continue
            try:
                await (roles.take if each in has else roles.give)(role, member, HONOUR)
            except GoneError as error:
                if guild.get_role(role.id) is None:
                    raise BusyError("A role that shows an office was deleted.", retry_after=SOON) from error
                log.info("discord.member_gone", guild=guild.id, account=each)
        await roles.told(lambda: self._is_shown(guild.id, title, people), "who has the role that shows an office")

    def _is_shown(self, guild_id: int, title: str, people: frozenset[int]) -> bool:
        guild = self._grounds.guild(guild_id)
        here = frozenset(each for each in people if guild.get_member(each) is not None)
        return self._role(guild, title) is not None and self._has(guild, title) == here

    async def _make(self, guild: discord.Guild, title: str) -> discord.Role:
        name = title.removeprefix(_OFFICE)
        role = await roles.make(guild, name[:1].upper() + name[1:], HONOUR)
        self._roles[guild.id, title] = role.id
        await self._notes.put(f"{_ROLE}:{guild.id}/{title}", str(role.id))
        return role


def _titles(guild: discord.Guild, offices: Mapping[str, Sequence[str]], members: Sequence[str]) -> Titles:
    """Sort accounts by title: those who are in the guild, and nobody else is remembered."""
    found = {f"{_OFFICE}{name}": holders for name, holders in offices.items()} | {MEMBER: members}
    titles = {
        title: frozenset(int(each) for each in accounts if each.isdecimal() and guild.get_member(int(each)))
        for title, accounts in found.items()
    }
    return {title: people for title, people in titles.items() if people}


def _note(place: Place) -> str:
    return f"{_SHOWN}:{place.guild}/{place.channel}"


def _written(titles: Titles) -> str:
    return json.dumps({title: sorted(people) for title, people in titles.items()}) if titles else ""


def _read(note: str) -> Titles:
    return {title: frozenset(people) for title, people in json.loads(note).items()}
