"""What the bot says: each message once, in the clear or encrypted as its room wants."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import structlog

from adapters.documents import Document
from adapters.enclosing import left_out
from adapters.matrix.attaching import attached, pictured
from adapters.matrix.errors import Deed
from adapters.matrix.homeserver import path
from adapters.matrix.rendering import message as rendered
from adapters.pictures import in_words
from adapters.platform import BusyError, ForbiddenError, GoneError, RejectedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.documents import File
    from adapters.matrix.encryption import Encryption
    from adapters.matrix.homeserver import Homeserver
    from adapters.matrix.rooms import Rooms
    from adapters.pictures import Picture

log = structlog.get_logger()

SEND_MESSAGES = "give me power level {} or lower the level for messages"
REACT = "give me power level {} or lower the level for reactions"


class Sender:
    """Sends as the account ``me``. A ``key`` stands for one message: sent again with it, it is the same message."""

    def __init__(self, homeserver: Homeserver, rooms: Rooms, encryption: Encryption, me: str) -> None:
        self._homeserver = homeserver
        self._rooms = rooms
        self._encryption = encryption
        self._me = me

    async def message(self, room: str, content: dict[str, Any], *, key: str) -> str:
        """Send a message, encrypted where the room is, and give its id.

        Raises:
            PlatformError: it was not sent, or it is not known whether it was: send it again with the same key.
        """
        deed = Deed(f"send messages in {room}", SEND_MESSAGES.format(0))
        try:
            kind = "m.room.message"
            if await self._rooms.encrypted(room):
                content = await self._encryption.encrypt(room, kind, content, self._rooms.readers)
                kind = "m.room.encrypted"
            return await self._send(room, kind, content, key, deed)
        except ForbiddenError as error:
            raise await self._explained(room, "m.room.message", error) from error

    async def enclose(self, room: str, files: Sequence[File], *, key: str) -> None:
        """Send the files of a message after it; where one is not taken, say so in its place.

        Raises:
            PlatformError: not all were sent, or it is not known whether they were: do it again with the same key.
        """
        for number, file in enumerate(files, start=1):
            try:
                content = await attached(self._homeserver, file, sealed=await self._rooms.encrypted(room))
            except (ForbiddenError, RejectedError) as error:
                log.warning("matrix.file_not_taken", room=room, error=str(error))
                content = rendered(Document((left_out(file, str(error)),)))
            await self.message(room, content, key=f"{key} file {number}")

    async def picture(self, room: str, picture: Picture, *, key: str) -> str:
        """Send a picture, sealed where its room is encrypted, or what it shows where it is not taken; give the id.

        Raises:
            PlatformError: it was not sent, or it is not known whether it was: send it again with the same key.
        """
        try:
            content = await pictured(self._homeserver, picture, sealed=await self._rooms.encrypted(room))
        except (ForbiddenError, RejectedError) as error:
            log.warning("matrix.picture_not_taken", room=room, error=str(error))
            content = rendered(in_words(picture, str(error)))
        return await self.message(room, content, key=key)

    async def react(self, room: str, message: str, reactions: Sequence[str], *, key: str) -> None:
        """Put reactions under a message; those that are there already are fine.

        Raises:
            BusyError: not all are there yet: try again with the same key.
        """
        for reaction in reactions:
            content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": message, "key": reaction}}
            try:
                await self._send(room, "m.reaction", content, f"{key} {reaction}", Deed(f"react in {room}"))
            except RejectedError:
                # M_DUPLICATE_ANNOTATION: it is there, from before the transaction id was forgotten.
                log.debug("matrix.seed_exists", room=room, message=message)
            except ForbiddenError:
                # A card can be answered by command as well: a message without seeds is better than none.
                log.warning("matrix.seed_not_allowed", room=room, message=message)

    async def redact(self, room: str, message: str) -> None:
        """Take somebody's message out of a room; one that is gone is fine, and so is not being allowed to.

        Raises:
            BusyError: it may still be there: try again.
        """
        transaction = hashlib.sha256(f"redact {room} {message}".encode("utf-8", "replace")).hexdigest()
        where = path("rooms", room, "redact", message, transaction)
        try:
            await self._homeserver.call("PUT", where, body={}, deed=Deed(f"remove messages in {room}"))
        except (ForbiddenError, GoneError, RejectedError) as error:
            log.info("matrix.not_redacted", room=room, message=message, error=str(error))

    async def _send(self, room: str, kind: str, content: dict[str, Any], key: str, deed: Deed) -> str:
        transaction = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
        answer = await self._homeserver.call(
            "PUT", path("rooms", room, "send", kind, transaction), body=content, deed=deed
        )
        event_id = answer.get("event_id")
        if not isinstance(event_id, str):
            raise BusyError("The homeserver took a message and does not say under which id.", retry_after=5)
        return event_id

    async def _explained(self, room: str, kind: str, error: ForbiddenError) -> ForbiddenError | GoneError:
        """Say why we may not send: whether we are not in the room at all, or which power is wanting."""
        if room not in await self._rooms.joined():
            return GoneError(f"I am no longer in {room}.")
        try:
            powers = await self._rooms.powers(room)
        except (ForbiddenError, GoneError):
            return error
        needed, mine = powers.to_send(kind), powers.level(self._me)
        if mine >= needed:
            return error
        return ForbiddenError(
            f"I may not send messages in {room}: a room administrator must {SEND_MESSAGES.format(f'{needed:g}')} "
            f"(mine is {mine:g})."
        )
