"""What the bot says on Discord: each message once, with nobody mentioned."""

from __future__ import annotations

import hashlib
import io
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import discord
import structlog

from adapters.cleaning import cut
from adapters.discord.errors import AsleepError, Deed, doing, forbidden
from adapters.discord.places import Place, place_of
from adapters.discord.rendering import card, messages
from adapters.discord.rights import ATTACH, EMBEDS, REACT, READ, SEE, SEND, SEND_IN_THREADS, TIDY, Right, asked, may
from adapters.discord.translating import BURST
from adapters.enclosing import without
from adapters.pictures import in_words
from adapters.platform import ForbiddenError, GoneError, RejectedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from adapters.discord.rendering import Rendered
    from adapters.documents import Document
    from adapters.pictures import Picture
    from deliberation.ids import VenueId

T = TypeVar("T")

log = structlog.get_logger()

_NO_MENTIONS: Final = discord.AllowedMentions.none()
_ATTACH: Final = Deed("attach files here", asked(ATTACH))
LONGEST_DESCRIPTION: Final = 1_024
"""Characters that Discord takes to describe a picture."""

_WHISPER: Final = Deed("write to them in private")
_OPEN: Final = Deed("open a thread that is closed and locked", "open it, or give me the permission “Manage Threads”")


def nonce_of(key: str, part: int = 1) -> str:
    """Give the nonce for a part of the message that ``key`` names. Discord takes 25 characters."""
    named = key if part == 1 else f"{key}:{part}"
    return hashlib.blake2b(named.encode("utf-8", "replace"), digest_size=12).hexdigest()


class Sender:
    """Speaks for the bot. ``client`` gives the connection, and raises BusyError while there is none.

    A ``key`` stands for one message: sent again with it within some minutes, it is the same message.
    """

    def __init__(self, client: Callable[[], discord.Client]) -> None:
        self._client = client

    async def post(
        self, venue: VenueId, document: Document, *, key: str, reply_to: str = "", seeds: Sequence[str] = ()
    ) -> str:
        """Post a message, in several parts if it is long and no card, and under it ``seeds``; give the first one's id.

        Raises:
            PlatformError: it may have been posted or not, or some seeds are wanting; posting it again mends either.
        """
        place = place_of(venue)
        embeds = self._may(place, EMBEDS)
        if document.files and not self._may(place, ATTACH):
            document = without(document, document.files, str(forbidden(_ATTACH)))
        is_card = bool(document.actions or seeds)
        parts = [card(document, embeds=embeds)] if is_card else messages(document, embeds=embeds)
        posted = await self._send(place, parts, key, self._speaking(place), reply_to)
        try:
            await self.seed(venue, posted, seeds)
        except GoneError as error:
            # Somebody deleted it at once. It was posted all the same, and that it is gone is told like any deletion.
            log.info("discord.deleted_at_once", venue=venue, message=posted, error=str(error))
        return posted

    async def post_picture(self, venue: VenueId, picture: Picture, *, key: str) -> str:
        """Post a picture by itself, or where the bot may attach none, in words what it shows; give the message's id.

        Raises:
            PlatformError: it may have been posted or not; posting it again mends that.
        """
        place = place_of(venue)
        if not self._may(place, ATTACH):
            return await self.post(venue, in_words(picture, str(forbidden(_ATTACH))), key=key)
        where = self._client().get_partial_messageable(place.channel, guild_id=place.guild or None)
        posted = await self._do(place, self._speaking(place), partial(_shown, where, picture, nonce_of(key)))
        return str(posted.id)

    async def edit(self, venue: VenueId, message: str, document: Document) -> None:
        """Replace a message of ours, in place.

        Raises:
            PlatformError: it may have been replaced or not; doing it again mends that.
        """
        place = place_of(venue)
        shown = card(document, embeds=self._may(place, EMBEDS))
        there = self._message(place, message)
        await self._do(
            place,
            self._speaking(place),
            lambda: there.edit(
                content=shown.content or None,
                embeds=shown.embeds,
                view=shown.view,
                allowed_mentions=_NO_MENTIONS,
            ),
        )

    async def whisper(self, account: str, room: VenueId | None, document: Document, *, key: str) -> tuple[VenueId, str]:
        """Write somebody a direct message; say where, and its id (that of the first part).

        Raises:
            ForbiddenError: they take none; the message says what they can do.
            PlatformError: it may have been written or not; doing it again mends that.
        """
        parts = messages(document)
        if room is not None:
            try:
                return room, await self._send(place_of(room), parts, key, _WHISPER)
            except GoneError:
                log.info("discord.private_channel_gone", venue=room)
        with doing(_WHISPER):
            opened = await self._client().create_dm(discord.Object(int(account)))
        place = Place(0, opened.id)
        return place.venue, await self._send(place, parts, key, _WHISPER)

    async def seed(self, venue: VenueId, message: str, seeds: Sequence[str]) -> None:
        """Put reactions under a message of ours; those that are there already are fine.

        Raises:
            BusyError: not all are there yet: try again.
            GoneError: the message is no longer there.
        """
        place = place_of(venue)
        there = self._message(place, message)
        deed = Deed(f"react in {self._name(place)}", asked(REACT, READ))
        if not self._may(place, REACT):
            log.warning("discord.not_seeded", venue=venue, message=message, error=str(forbidden(deed)))
            return
        for seed in seeds:
            try:
                await self._do(place, deed, partial(there.add_reaction, seed))
            except ForbiddenError as error:
                # A card has buttons, and can be answered by command: without its seeds it is better than none.
                log.warning("discord.not_seeded", venue=venue, message=message, error=str(error))
                return
            except RejectedError as error:
                log.warning("discord.seed_refused", venue=venue, message=message, error=str(error))

    async def take_away(self, venue: VenueId, message: str, account: str, mark: str) -> None:
        """Take somebody's reaction off a message; what is not there any more is fine, and so is not being allowed to.

        Raises:
            BusyError: it may still be there: try again.
        """
        place = place_of(venue)
        if place.private or not self._may(place, TIDY):
            return  # in a private conversation nobody can do that
        there = self._message(place, message)
        emoji, who = mark.removesuffix(BURST), discord.Object(int(account))
        deed = Deed(f"take reactions away in {self._name(place)}", asked(TIDY))
        try:
            await self._do(place, deed, lambda: there.remove_reaction(emoji, who))
        except (GoneError, RejectedError) as error:
            log.debug("discord.reaction_gone", venue=venue, message=message, error=str(error))
        except ForbiddenError as error:
            # It stays to be seen, but it does not count.
            log.warning("discord.not_taken_away", venue=venue, message=message, error=str(error))

    async def take_down(self, venue: VenueId, message: str) -> None:
        """Delete somebody's message; one that is not there any more is fine, and so is not being allowed to.

        Raises:
            BusyError: it may still be there: try again.
        """
        place = place_of(venue)
        if place.private or not self._may(place, TIDY):
            return
        there = self._message(place, message)
        deed = Deed(f"delete messages in {self._name(place)}", asked(TIDY))
        try:
            await self._do(place, deed, there.delete)
        except (GoneError, RejectedError, ForbiddenError) as error:
            log.info("discord.not_taken_down", venue=venue, message=message, error=str(error))

    # --- how

    async def _send(self, place: Place, parts: Sequence[Rendered], key: str, deed: Deed, reply_to: str = "") -> str:
        where = self._client().get_partial_messageable(place.channel, guild_id=place.guild or None)
        posted = []
        for number, part in enumerate(parts, start=1):
            message = partial(_sent, where, part, nonce_of(key, number), reply_to if number == 1 else "")
            posted.append(await self._do(place, deed, message))
        return str(posted[0].id)

    async def _do(self, place: Place, deed: Deed, act: Callable[[], Awaitable[T]]) -> T:
        """Do something, and where a thread is archived, open it and do it once more."""
        try:
            with doing(deed):
                return await act()
        except AsleepError:
            with doing(_OPEN):
                await self._client().http.edit_channel(place.channel, archived=False)
            log.info("discord.thread_opened", channel=place.channel)
        with doing(deed):
            return await act()

    def _message(self, place: Place, message: str) -> discord.PartialMessage:
        channel = self._client().get_partial_messageable(place.channel, guild_id=place.guild or None)
        return channel.get_partial_message(int(message))

    def _channel(self, place: Place) -> discord.abc.GuildChannel | discord.Thread | None:
        guild = self._client().get_guild(place.guild)
        return guild.get_channel_or_thread(place.channel) if guild is not None else None

    def _may(self, place: Place, right: Right) -> bool:
        """Whether we may do something, as far as is known: Discord shuts out who asks too often in vain."""
        channel = self._channel(place)
        # While nothing is known of the channel, what is most likely is taken to be so.
        return channel is None or channel.guild.unavailable or may(right, channel, channel.guild.me)

    def _speaking(self, place: Place) -> Deed:
        if place.private:
            return _WHISPER
        sending = SEND_IN_THREADS if isinstance(self._channel(place), discord.Thread) else SEND
        return Deed(f"write in {self._name(place)}", asked(SEE, sending, READ, EMBEDS))

    def _name(self, place: Place) -> str:
        channel = self._channel(place)
        return f"#{channel.name}" if channel is not None else "that channel"


async def _sent(where: discord.PartialMessageable, part: Rendered, nonce: str, reply_to: str) -> discord.Message:
    more: dict[str, Any] = {} if part.view is None else {"view": part.view}
    if part.files:
        more["files"] = part.attachments
    if reply_to:
        more["reference"] = discord.MessageReference(
            message_id=int(reply_to), channel_id=where.id, guild_id=where.guild_id, fail_if_not_exists=False
        )
    return await where.send(
        part.content or None, embeds=part.embeds, nonce=nonce, allowed_mentions=_NO_MENTIONS, **more
    )


async def _shown(where: discord.PartialMessageable, picture: Picture, nonce: str) -> discord.Message:
    # Made anew each time: it is read as it goes.
    described = cut(picture.described, LONGEST_DESCRIPTION)
    file = discord.File(io.BytesIO(picture.png), filename=picture.name, description=described)
    return await where.send(file=file, nonce=nonce, allowed_mentions=_NO_MENTIONS)
