"""Decides what a text message is: a command, a reply to the bot, or talk that is none of its business."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from adapters.failures import place
from adapters.inbound import Invocation, Said
from adapters.matrix.homeserver import path
from adapters.matrix.translating import room_of
from adapters.platform import ForbiddenError, GoneError, RejectedError

if TYPE_CHECKING:
    from adapters.inbound import Account, Inbound
    from adapters.matrix.homeserver import Homeserver
    from adapters.matrix.private import PrivateRooms
    from adapters.matrix.rooms import Rooms
    from adapters.matrix.translating import Heard

log = structlog.get_logger()

ReadLine = Callable[[str], tuple[str, dict[str, str]]]
"""Splits what follows the prefix into the command's name and its arguments by parameter."""

FactsNeeded = Callable[[str], bool]
"""Says whether a command (by its name as typed) needs to know who administers the room and who is in it."""

REMEMBERED = 10_000


class Ear:
    """Listens as the account ``me``, for lines that begin with ``prefix``."""

    def __init__(
        self,
        homeserver: Homeserver,
        rooms: Rooms,
        private: PrivateRooms,
        me: str,
        *,
        prefix: str,
        read_line: ReadLine,
        facts_needed: FactsNeeded,
    ) -> None:
        self._homeserver = homeserver
        self._rooms = rooms
        self._private = private
        self._me = me
        self._prefix = prefix
        self._read_line = read_line
        self._facts_needed = facts_needed
        self._ours: OrderedDict[str, bool] = OrderedDict()

    def spoke(self, message: str) -> None:
        """Take note of a message of our own."""
        self._remember(message, ours=True)

    async def understand(self, heard: Heard) -> list[Inbound]:
        """Give the command or the reply that a message is, or nothing.

        Raises:
            BusyError: the homeserver could not be asked; try again.
        """
        room = room_of(heard.venue)
        line = self._after_prefix(heard.text)
        private = await self.alone(room)
        try:
            if line is None and heard.reply_to and await self._is_ours(room, heard.reply_to):
                return [
                    Said(
                        account=heard.account,
                        venue=heard.venue,
                        source=heard.source,
                        text=heard.text,
                        reply_to=heard.reply_to,
                        private=private,
                    )
                ]
        except (ForbiddenError, GoneError):  # we have left since
            private = False
        if line is None and private:
            line = heard.text
        return [] if line is None else [await self._invocation(heard, room, line, private=private)]

    async def alone(self, room: str) -> bool:
        """Whether a room is private between the bot and one other.

        Raises:
            BusyError: the homeserver could not be asked; try again.
        """
        try:
            return await self._rooms.private(room, direct=await self._private.includes(room))
        except (ForbiddenError, GoneError):  # we have left since
            return False

    def _after_prefix(self, text: str) -> str | None:
        if not text.startswith(self._prefix):
            return None
        line = text[len(self._prefix) :].strip()
        # "!!!" and "!?" are no commands.
        return line if line[:1].isalnum() else None

    async def _invocation(self, heard: Heard, room: str, line: str, *, private: bool) -> Invocation:
        try:
            name, arguments = self._read_line(line)
        except Exception as error:  # noqa: BLE001 (what somebody typed must not stop what others typed after it)
            log.warning("matrix.line_not_read", room=room, event_id=heard.source, error=place(error))
            name, arguments = line.split(maxsplit=1)[0], {}
        administers = False
        present: tuple[Account, ...] = ()
        if self._facts_needed(name):
            administers = await self._rooms.administers(room, heard.account.id)
            try:
                present = tuple(await self._rooms.members(room))
            except (ForbiddenError, GoneError):
                log.info("matrix.members_not_seen", room=room)
        return Invocation(
            account=heard.account,
            venue=heard.venue,
            source=heard.source,
            name=name,
            arguments=arguments,
            private=private,
            reply_to=heard.reply_to,
            administers=administers,
            present=present,
        )

    async def _is_ours(self, room: str, message: str) -> bool:
        if message not in self._ours:
            try:
                event = await self._homeserver.call("GET", path("rooms", room, "event", message))
            except (ForbiddenError, GoneError, RejectedError):
                event = {}
            self._remember(message, ours=event.get("sender") == self._me)
        return self._ours[message]

    def _remember(self, message: str, *, ours: bool) -> None:
        self._ours[message] = ours
        while len(self._ours) > REMEMBERED:
            self._ours.popitem(last=False)
