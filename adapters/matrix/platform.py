"""Matrix as one of the program's platforms: everything of this package, put together."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from adapters.backoff import Backoff
from adapters.documents import written
from adapters.inbound import Account, Reacted
from adapters.matrix.arriving import Arrivals
from adapters.matrix.crosssigning import CrossSigning
from adapters.matrix.doors import Doors
from adapters.matrix.encryption import Encryption
from adapters.matrix.errors import Deed
from adapters.matrix.hearing import Ear
from adapters.matrix.homeserver import Homeserver, Http, path
from adapters.matrix.honours import Honours
from adapters.matrix.making import Maker
from adapters.matrix.private import PrivateRooms
from adapters.matrix.rendering import message as rendered
from adapters.matrix.rendering import replacement
from adapters.matrix.rooms import Rooms
from adapters.matrix.sending import Sender
from adapters.matrix.session import Session
from adapters.matrix.syncing import Listener, Parts
from adapters.matrix.translating import PLATFORM, address_of, is_whole, reaction_of, room_of, venue_of
from adapters.open_rooms import OpenRooms
from adapters.platform import BusyError, ForbiddenError, GoneError, PlatformError
from deliberation.offices import SECRETARY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapters.documents import Document
    from adapters.matrix.hearing import FactsNeeded, ReadLine
    from adapters.matrix.settings import MatrixSettings
    from adapters.matrix.translating import Clean
    from adapters.pictures import Picture
    from adapters.platform import Deliver, Meeting
    from deliberation.ids import VenueId

log = structlog.get_logger()

LOOK = Deed("read the reactions in the room", "let me stay in it")


class MatrixPlatform(OpenRooms):
    """The bot's account on one homeserver; implements ``adapters.platform.Platform``.

    ``cursor`` is the last one that was committed, or empty to begin now. ``read_line`` and ``clean`` come from what the
    platforms share; ``facts_needed`` says which commands must know who administers the room, and who is in it.
    """

    name = PLATFORM
    complete = True

    def __init__(
        self,
        settings: MatrixSettings,
        *,
        cursor: str,
        read_line: ReadLine,
        clean: Clean,
        facts_needed: FactsNeeded,
        backoff: Backoff | None = None,
    ) -> None:
        me = settings.user_id
        backoff = backoff or Backoff()
        self._me = me
        self._prefix = settings.prefix
        self._http = Http(settings.homeserver)
        self._session = Session(self._http, settings)
        self._homeserver = Homeserver(self._http, self._session)
        self._encryption = Encryption(self._homeserver, self._session, settings.store)
        self._identity = CrossSigning(self._homeserver, me, settings.store, settings.password)
        self._rooms = Rooms(self._homeserver, me, clean)
        self._private = PrivateRooms(self._homeserver, self._rooms, me, encrypt=settings.encrypt_private)
        self._arrivals = Arrivals(self._homeserver, self._rooms, self._private, me, clean, backoff)
        self._sender = Sender(self._homeserver, self._rooms, self._encryption, me)
        self._doors = Doors(self._homeserver, self._rooms, me)
        self._honours = Honours(self._homeserver, self._rooms, me, power=settings.officers_power)
        self.empowered = frozenset({SECRETARY}) if settings.officers_power else frozenset[str]()
        self._maker = Maker(self._homeserver, self._rooms, me, open_rooms=settings.open_rooms)
        self._ear = Ear(
            self._homeserver,
            self._rooms,
            self._private,
            me,
            prefix=settings.prefix,
            read_line=read_line,
            facts_needed=facts_needed,
        )
        parts = Parts(
            me=me,
            clean=clean,
            homeserver=self._homeserver,
            rooms=self._rooms,
            private=self._private,
            encryption=self._encryption,
            arrivals=self._arrivals,
            ear=self._ear,
        )
        self._listener = Listener(parts, cursor=cursor, backoff=backoff, prepare=self._prepare)
        self._clean = clean
        self._vouched = -1
        self._listening = asyncio.Lock()

    def community_of(self, venue: VenueId) -> str:
        """Name what is heard or missed as one: all that the bot's homeserver tells."""
        return PLATFORM

    async def listen(self, deliver: Deliver) -> None:
        """Hand over all that comes in, until stopped; see ``adapters.platform.Platform``.

        Raises:
            PlatformError: the homeserver will not have us; the message says what to do.
        """
        async with self._listening:
            try:
                await self._listener.run(deliver)
            finally:
                await self._arrivals.stop()

    async def stop(self) -> None:
        """Stop listening; what was handed over is finished first. The connection is closed, for speaking too."""
        self._listener.stop()
        async with self._listening:
            self._encryption.close()
            await self._http.close()

    async def post(
        self, venue: VenueId, document: Document, *, key: str, reply_to: str = "", seeds: Sequence[str] = ()
    ) -> str:
        """Post a message, as a notice that rings nobody's bell, and under it ``seeds`` and its files; give its id.

        Raises:
            PlatformError: it may have been posted or not, or some seeds are wanting; posting it again mends either.
        """
        content = rendered(self._written(document))
        if reply_to:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
        room = room_of(venue)
        posted = await self._sender.message(room, content, key=key)
        self._ear.spoke(posted)
        await self._sender.react(room, posted, seeds, key=key)
        await self._sender.enclose(room, document.files, key=key)
        return posted

    async def post_picture(self, venue: VenueId, picture: Picture, *, key: str) -> str:
        """Post a picture, sealed where the room is encrypted; give its id.

        Raises:
            PlatformError: it may have been posted or not; posting it again mends that.
        """
        posted = await self._sender.picture(room_of(venue), picture, key=key)
        self._ear.spoke(posted)
        return posted

    async def edit(self, venue: VenueId, message: str, document: Document, *, key: str) -> None:
        """Replace a message of ours, in place. Its files stay those that it came with.

        Raises:
            PlatformError: it may have been replaced or not; doing it again mends that.
        """
        await self._sender.message(room_of(venue), replacement(self._written(document), message), key=key)

    async def whisper(
        self, account: str, room: VenueId | None, document: Document, *, key: str, answering: str = ""
    ) -> tuple[VenueId, str]:
        """Write to one account in private, as a text that rings: in ``room`` or another that is good, or a new one.

        Raises:
            PlatformError: it may have been written or not; doing it again mends that.
        """
        where = await self._private.room_for(account, room_of(room) if room else "")
        posted = await self._sender.message(where, rendered(self._written(document), kind="m.text"), key=key)
        self._ear.spoke(posted)
        await self._sender.enclose(where, document.files, key=key)
        return venue_of(where), posted

    async def is_with_us(self, venue: VenueId, account: str) -> bool:
        """Whether somebody is in their private room with the bot, or still invited.

        Raises:
            BusyError: the homeserver could not be asked; try again.
        """
        return await self._private.keeps(room_of(venue), account)

    async def seed(self, venue: VenueId, message: str, seeds: Sequence[str], *, key: str) -> None:
        """Put the reactions ``seeds`` under a message of ours.

        Raises:
            PlatformError: some may be wanting; doing it again mends that.
        """
        await self._sender.react(room_of(venue), message, seeds, key=key)

    async def take_away(self, venue: VenueId, message: str, account: str, mark: str) -> None:
        """Leave a superseded reaction where it is: nothing tells which of somebody's counts but the card."""

    async def take_down(self, venue: VenueId, message: str) -> None:
        """Redact somebody's message, where the bot may.

        Raises:
            BusyError: it may still be there; doing it again mends that.
        """
        await self._sender.redact(room_of(venue), message)

    async def let_in(self, venue: VenueId, account: str) -> None:
        """Invite an account to a room, unless it is inside or was invited.

        Raises:
            RejectedError: it cannot be invited: it is banned, has declined, or there is none; the message says which.
            PlatformError: it is not done; doing it again mends that.
        """
        await self._doors.let_in(room_of(venue), account)

    async def put_out(self, venue: VenueId, account: str) -> None:
        """Take an account out of a room, or its invitation back.

        Raises:
            RejectedError: it has as much power there as the bot.
            PlatformError: it is not done; doing it again mends that.
        """
        await self._doors.put_out(room_of(venue), account)

    async def honour(self, venue: VenueId, offices: Mapping[str, Sequence[str]], members: Sequence[str]) -> None:
        """Give the secretaries of a room's assembly power in it, and take it from those who are none any more.

        Of other offices and of members nothing is shown here.

        Raises:
            ForbiddenError: the bot lacks the power; that is said once for each room.
            PlatformError: it is not all done; doing it again mends that.
        """
        await self._honours.honour(room_of(venue), offices.get(SECRETARY, ()))

    async def announce(self, venue: VenueId, meeting: Meeting, *, key: str) -> None:
        """Show nothing beside the card: Matrix has no list of what is going to be."""

    async def make_venue(self, name: str, purpose: str, *, near: VenueId | None, key: str) -> VenueId:
        """Make a room, in the space of the room ``near`` if the bot may add rooms to that. The same key: the same one.

        Raises:
            RejectedError: it cannot be made; the message says why.
            PlatformError: it may have been made or not; doing it again mends that.
        """
        return venue_of(await self._maker.make(name, purpose, near=room_of(near) if near else "", key=key))

    def link_to(self, venue: VenueId) -> str:
        """Give an address that leads to a room, also for those whose homeserver does not know it yet."""
        return address_of(room_of(venue), via=self._me.partition(":")[2])

    async def true_reactions(self, venue: VenueId, message: str) -> list[Reacted]:
        """List the reactions that stand on a message now, of people who are in the venue, oldest first.

        Raises:
            PlatformError: they could not all be read.
        """
        room = room_of(venue)
        present = {member.id: member for member in await self._rooms.members(room)}
        where = path("rooms", room, "relations", message, "m.annotation", "m.reaction", version="v1")
        query = {"dir": "f", "limit": "100"}
        standing = []
        while True:
            page = await self._homeserver.call("GET", where, query=query, deed=LOOK)
            for event in page.get("chunk", []):
                reaction = reaction_of(event["content"]) if isinstance(event, dict) and is_whole(event) else None
                if reaction is None or event["sender"] not in present:
                    continue
                standing.append(
                    Reacted(
                        account=present[event["sender"]],
                        venue=venue,
                        source=event["event_id"],
                        message=message,
                        key=reaction[1],
                    )
                )
            following = page.get("next_batch")
            if not following or following == query.get("from"):
                return standing
            query["from"] = str(following)

    async def lifted_by(self, venue: VenueId, reaction: str) -> str:
        """Say which account took a reaction away; empty where that cannot be known.

        Raises:
            BusyError: the homeserver could not be asked; try again.
        """
        try:
            event = await self._homeserver.call("GET", path("rooms", room_of(venue), "event", reaction), deed=LOOK)
        except (ForbiddenError, GoneError):
            return ""
        unsigned = event.get("unsigned")
        because = unsigned.get("redacted_because") if isinstance(unsigned, dict) else None
        sender = because.get("sender") if isinstance(because, dict) else None
        return sender if isinstance(sender, str) else ""

    async def members(self, venue: VenueId) -> list[Account]:
        """List who is in a venue now, without the bot.

        Raises:
            PlatformError: the room could not be asked.
        """
        return await self._rooms.members(room_of(venue))

    async def joined_venues(self) -> list[VenueId]:
        """List the rooms that the bot is in.

        Raises:
            PlatformError: the homeserver could not be asked.
        """
        return [venue_of(room) for room in await self._rooms.joined()]

    async def rights(self, venue: VenueId) -> list[str]:
        """Say in plain words what the bot cannot do in a room and should be able to; nothing, where all is well.

        Raises:
            BusyError: the homeserver could not be asked; try again.
        """
        room = room_of(venue)
        if room not in await self._rooms.joined():
            return [f"I am not in {room}: somebody there must invite me."]
        powers = await self._rooms.powers(room)
        mine = powers.level(self._me)
        speaking = "m.room.encrypted" if await self._rooms.encrypted(room) else "m.room.message"
        wanted = [
            (powers.to_send(speaking), "write messages, so nobody sees what is decided"),
            (powers.to_send("m.reaction"), "react, so my cards have no buttons to tap"),
            (powers.to("invite"), "invite, so I cannot let in those who have a place here"),
            (
                powers.to("redact"),
                "remove others' messages, so a secret ballot that somebody writes here by mistake stays to be read",
            ),
        ]
        return [
            f"I may not {words}: a room administrator must give me power level {needed:g} (mine is {mine:g})."
            for needed, words in wanted
            if mine < needed
        ]

    async def beyond(self, venue: VenueId) -> list[str]:
        """Say in plain words which power the bot has not in a room that it is in, and an assembly can well do without.

        Raises:
            BusyError: the homeserver could not be asked; try again.
        """
        try:
            powers = await self._rooms.powers(room_of(venue))
        except (ForbiddenError, GoneError):
            return []
        mine = powers.level(self._me)
        wanted = [
            (powers.to("kick"), "to take out those whose place there has ended"),
            (self._honours.level_needed(powers), "to have a secretary's power follow the office"),
        ]
        return [f"power level {needed:g} {words} (it has {mine:g})" for needed, words in wanted if mine < needed]

    def _written(self, document: Document) -> Document:
        """Write what is to be typed as the bot hears it in rooms; in private it does so too."""
        return written(document, lambda words: self._prefix + words)

    async def _prepare(self) -> None:
        """Be logged in, with the device's keys published and vouched for."""
        await self._encryption.open()
        if self._vouched == self._session.logins:
            return
        logins = self._session.logins
        device = await self._session.device()
        try:
            await self._identity.ensure(device.device_id)
        except BusyError as error:
            log.warning("matrix.vouching_later", error=str(error))
            return
        except PlatformError as error:
            # People are warned of the bot's messages in encrypted rooms, but they can read them.
            log.warning("matrix.device_not_vouched_for", error=str(error))
        self._vouched = logins
