"""The power in a room of those who give procedure there: given with the office, and taken back with it.

Only what was given here is ever taken back. What that was stands in the bot's own data about the room, on its
homeserver, before it is given: so nobody keeps it because the bot was stopped meanwhile. It follows what was decided,
and lets nobody do anything in an assembly.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

import structlog

from adapters.matrix.errors import Deed
from adapters.matrix.homeserver import path
from adapters.matrix.shapes import as_object
from adapters.matrix.translating import is_user
from adapters.platform import ForbiddenError, GoneError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adapters.matrix.homeserver import Homeserver, Json
    from adapters.matrix.powers import Powers
    from adapters.matrix.rooms import Rooms

log = structlog.get_logger()

KEY: Final = "org.folkmoot.honours"
"""Names, in the bot's data about a room, the levels that it gave there."""
LEVELS: Final = "m.room.power_levels"
GIVE: Final = Deed("give power in the room", "let me change its power levels")
REMEMBER: Final = Deed("keep what power I gave")


class Gift(NamedTuple):
    """The level that somebody was given, and the one that they had by name before, if any."""

    level: float
    before: float | None


Gifts = dict[str, Gift]


class Honours:
    """Gives the level ``power`` as the account ``me``; 0 never touches anybody's."""

    def __init__(self, homeserver: Homeserver, rooms: Rooms, me: str, *, power: int) -> None:
        self._homeserver = homeserver
        self._rooms = rooms
        self._me = me
        self._power = power
        self._done: dict[str, frozenset[str]] = {}
        self._told: set[str] = set()
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def honour(self, room: str, holders: Iterable[str]) -> None:
        """See that these users have the power of their office, and no others whom it was given to.

        Raises:
            GoneError: the bot is not in the room.
            ForbiddenError: the bot lacks the power to do it. That is said once for each room.
            PlatformError: it is not all done; doing it again mends that.
        """
        wanted = frozenset(user for user in holders if is_user(user) and user != self._me)
        if not self._power:
            return
        async with self._locks[room]:
            if self._done.get(room) != wanted and await self._give(room, wanted):
                self._done[room] = wanted

    def level_needed(self, powers: Powers) -> float:
        """Say which level we must have in a room to give power there, and to take it back again."""
        return max(powers.to_set(LEVELS), self._power + 1) if self._power else 0

    async def _give(self, room: str, wanted: frozenset[str]) -> bool:
        """Say whether it is done: not, where it may not be and that was said before."""
        powers, given = await self._powers(room), await self._given(room)
        standing = {user: gift for user, gift in given.items() if powers.own_level(user) == gift.level}
        kept = self._due(powers, standing, wanted)
        changes = {user: gift.level for user, gift in kept.items() if standing.get(user) != gift}
        taken = {user: gift.before for user, gift in standing.items() if user not in kept}
        if changes or taken:
            if room not in await self._rooms.joined():  # of one that we have left, a homeserver tells how it was then
                raise GoneError(f"I am no longer in {room}.")
            if not self._insist(room, powers):
                return False
            await self._remember(room, given, {**standing, **kept})
            where = path("rooms", room, "state", LEVELS, "")
            body = powers.changed({**changes, **taken})
            await self._homeserver.call("PUT", where, body=body, deed=GIVE)
            log.info("matrix.power_given", room=room, given=len(changes), taken=len(taken))
            given = {**standing, **kept}
        await self._remember(room, given, kept)
        return True

    def _due(self, powers: Powers, standing: Mapping[str, Gift], wanted: Iterable[str]) -> Gifts:
        """Say what is to be given, as far as nobody else has said more."""
        due: Gifts = {}
        for user in wanted:
            before = standing[user].before if user in standing else powers.own_level(user)
            if user in standing or powers.level(user) < self._power:
                due[user] = Gift(self._power, before)
        return due

    def _insist(self, room: str, powers: Powers) -> bool:
        """Say whether we may give power there, and take it back again.

        Raises:
            ForbiddenError: we may not, and that was not said before.
        """
        mine, needed = powers.level(self._me), self.level_needed(powers)
        if powers.levels is not None and mine >= needed:
            self._told.discard(room)
            return True
        if room in self._told:
            log.info("matrix.power_not_given", room=room)
            return False
        self._told.add(room)
        raise ForbiddenError(
            f"I may not {GIVE.words} ({room}) to those who hold an office: a room administrator must give me power "
            f"level {needed:g} (mine is {mine:g})."
        )

    async def _powers(self, room: str) -> Powers:
        try:
            return await self._rooms.powers(room)
        except ForbiddenError as error:
            raise GoneError(f"I am not in {room}.") from error

    async def _given(self, room: str) -> Gifts:
        """Give what was given in a room. A room that replaces another begins with the levels of that one."""
        kept = await self._kept(room)
        if kept is None:
            before = await self._rooms.predecessor(room)
            kept = await self._kept(before) if before else None
        given = as_object((kept or {}).get("given"))
        return {user: gift for user, each in given.items() if (gift := _gift(each)) is not None}

    async def _kept(self, room: str) -> Json | None:
        try:
            return await self._homeserver.call("GET", self._where(room), deed=REMEMBER)
        except GoneError:
            return None

    async def _remember(self, room: str, before: Gifts, now: Gifts) -> None:
        if before == now:
            return
        body = {"given": {user: {"level": gift.level, "before": gift.before} for user, gift in now.items()}}
        await self._homeserver.call("PUT", self._where(room), body=body, deed=REMEMBER)

    def _where(self, room: str) -> str:
        return path("user", self._me, "rooms", room, "account_data", KEY)


def _gift(kept: object) -> Gift | None:
    level, before = as_object(kept).get("level"), as_object(kept).get("before")
    return Gift(level, before) if isinstance(level, int) and isinstance(before, int | None) else None
