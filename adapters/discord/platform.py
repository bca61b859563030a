"""Discord as one of the program's platforms: everything of this package, put together."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import discord

from adapters.discord.arriving import Arrivals
from adapters.discord.client import Client
from adapters.discord.doors import Doors
from adapters.discord.founding import Founding
from adapters.discord.hearing import Ear
from adapters.discord.honours import Honours
from adapters.discord.interactions import Desk
from adapters.discord.listening import Listener
from adapters.discord.making import Maker
from adapters.discord.meetings import Meetings
from adapters.discord.opening import Opening
from adapters.discord.places import PLATFORM, address_of, community_of, place_of
from adapters.discord.presence import Presence
from adapters.discord.publishing import Publisher
from adapters.discord.rights import administers
from adapters.discord.sending import Sender
from adapters.discord.standing import standing
from adapters.discord.translating import venue_of
from adapters.platform import BusyError, ForbiddenError, GoneError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adapters.discord.settings import DiscordSettings
    from adapters.documents import Document
    from adapters.inbound import Account, Reacted
    from adapters.pictures import Picture
    from adapters.platform import Assistant, Deliver, Meeting, Notes
    from deliberation.ids import VenueId


class DiscordPlatform:
    """The bot's account on Discord; implements ``adapters.platform.Platform``.

    ``notes`` remember what must outlast a restart, ``venues`` gives the places in which assemblies meet now, and
    ``assistant`` helps those who are still typing.
    """

    name = PLATFORM
    complete = False
    """What Discord did not send us it never tells of, and it says nothing of having left anything out."""
    empowered = frozenset[str]()
    """The roles that show offices let nobody do anything."""

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        notes: Notes,
        venues: Callable[[], frozenset[VenueId]],
        assistant: Assistant,
    ) -> None:
        self._client = Client(settings, self._hear)
        self._doors = Doors(notes, self._client.guild_of)
        self._opening = Opening(self._doors, self._client.guild_of)
        self._honours = Honours(notes, self._client.guild_of, venues)
        self._maker = Maker(self._speaking, notes, self._doors)
        self._meetings = Meetings(self._speaking, notes)
        self._presence = Presence(self._doors, venues, self._client.guild_of)
        self._sender = Sender(self._speaking)
        self._arrivals = Arrivals(self._heard)
        self._founding = Founding(self._client, self._presence, self._sender)
        self._desk = Desk(
            assistant, hand_over=self._arrivals.put, facts=self._facts, lacking=self._founding.lacking_here
        )
        self._ear = Ear(
            client=self._client,
            arrivals=self._arrivals,
            presence=self._presence,
            desk=self._desk,
            venues=venues,
            turn_away=self._founding.turned_away,
        )
        self._publisher = Publisher(self._client, notes)
        self._listener = Listener(
            self._client,
            self._arrivals,
            prepare=self._remember,
            in_doubt=self._ear.in_doubt,
            at_last=self._close,
        )
        self._listening = asyncio.Lock()

    def community_of(self, venue: VenueId) -> str:
        """Name what is heard or missed as one: a guild."""
        return community_of(venue)

    async def listen(self, deliver: Deliver) -> None:
        """Hand over all that comes in, until stopped; see ``adapters.platform.Platform``.

        Raises:
            PlatformError: Discord will not have us; the message says what to do.
        """
        async with self._listening:
            await self._listener.run(deliver)

    async def stop(self) -> None:
        """Stop listening; what was handed over is finished first. The connection is closed, for speaking too."""
        self._listener.stop()
        async with self._listening:
            return

    async def post(
        self, venue: VenueId, document: Document, *, key: str, reply_to: str = "", seeds: Sequence[str] = ()
    ) -> str:
        """Post a message, which rings nobody's bell, and under it the reactions ``seeds``; give its id.

        Raises:
            PlatformError: it may have been posted or not, or some seeds are wanting; posting it again mends either.
        """
        return await self._sender.post(venue, document, key=key, reply_to=reply_to, seeds=seeds)

    async def post_picture(self, venue: VenueId, picture: Picture, *, key: str) -> str:
        """Post a picture with the description that stands for it; give its id.

        Raises:
            PlatformError: it may have been posted or not; posting it again mends that.
        """
        return await self._sender.post_picture(venue, picture, key=key)

    async def edit(self, venue: VenueId, message: str, document: Document, *, key: str) -> None:
        """Replace a message of ours, in place. Its files stay those that it came with.

        Raises:
            PlatformError: it may have been replaced or not; doing it again mends that.
        """
        await self._sender.edit(venue, message, document)

    async def whisper(
        self, account: str, room: VenueId | None, document: Document, *, key: str, answering: str = ""
    ) -> tuple[VenueId | None, str]:
        """Answer the command ``answering`` where it was given, to be seen by ``account`` alone, or write to them.

        Raises:
            PlatformError: it may have been written or not; doing it again mends that.
        """
        if answering:
            shown = await self._desk.answer(answering, account, document, key=key)
            if shown is not None:
                return None, shown
            document = self._desk.with_own_words(answering, document)
        return await self._sender.whisper(account, room, document, key=key)

    async def is_with_us(self, venue: VenueId, account: str) -> bool:
        """Nobody leaves a private conversation: whoever wants none says so to Discord, which then delivers nothing."""
        return True

    async def seed(self, venue: VenueId, message: str, seeds: Sequence[str], *, key: str) -> None:
        """Put the reactions ``seeds`` under a message of ours.

        Raises:
            PlatformError: some may be wanting; doing it again mends that.
        """
        await self._sender.seed(venue, message, seeds)

    async def take_away(self, venue: VenueId, message: str, account: str, mark: str) -> None:
        """Take a superseded reaction off a message, so that what is seen is what counts.

        Raises:
            PlatformError: it may still be there.
        """
        await self._sender.take_away(venue, message, account, mark)

    async def take_down(self, venue: VenueId, message: str) -> None:
        """Delete somebody's message, where the bot may.

        Raises:
            PlatformError: it may still be there; doing it again mends that.
        """
        await self._sender.take_down(venue, message)

    async def prepare(self, venue: VenueId, name: str, accounts: Sequence[str], *, of: str = "") -> str:
        """Make the role that says who takes part in a venue that everybody can see; give it to ``accounts``.

        Raises:
            PlatformError: it is not all done; doing it again mends that.
        """
        try:
            role = await self._doors.prepare(venue, name, accounts, of=of)
        except ForbiddenError:
            self._presence.barred(venue)
            raise
        else:
            self._presence.barred(venue, no_more=True)
            return role
        finally:
            self._arrivals.doubt([venue])

    async def admit(self, venue: VenueId, account: str) -> None:
        """Let an account into a venue at its own wish.

        Raises:
            RejectedError: one does not come into this venue like that; the message says how.
            PlatformError: it is not done; doing it again mends that.
        """
        await self._doors.admit(venue, account)

    async def dismiss(self, venue: VenueId, account: str) -> None:
        """Let an account out of a venue at its own wish.

        Raises:
            RejectedError: one does not leave this venue like that; the message says how.
            PlatformError: it is not done; doing it again mends that.
        """
        await self._doors.dismiss(venue, account)

    async def let_in(self, venue: VenueId, account: str) -> None:
        """Open a venue to an account: by the role of its door, or by a permission of their own in a hidden channel.

        Raises:
            RejectedError: they are not in the server, or cannot be let in; the message says how they come in.
            PlatformError: it is not done; doing it again mends that.
        """
        await self._opening.let_in(venue, account)

    async def put_out(self, venue: VenueId, account: str) -> None:
        """Close a venue to an account, by taking what opened it.

        Raises:
            PlatformError: it is not done; doing it again mends that.
        """
        await self._opening.put_out(venue, account)

    async def honour(self, venue: VenueId, offices: Mapping[str, Sequence[str]], members: Sequence[str]) -> None:
        """Give the server's roles for offices and for members to those, and take them from all whom they are not due.

        Raises:
            ForbiddenError: the bot may not give roles; that is said once for each server.
            PlatformError: it is not all done; doing it again mends that.
        """
        await self._honours.honour(venue, offices, members)

    async def announce(self, venue: VenueId, meeting: Meeting, *, key: str) -> None:
        """Show a meeting among the server's events, whose place is the channel.

        Raises:
            ForbiddenError: the bot may not make events; that is said once for each server.
            PlatformError: it is not done; doing it again mends that.
        """
        await self._meetings.announce(venue, meeting)

    async def make_venue(self, name: str, purpose: str, *, near: VenueId | None, key: str) -> VenueId:
        """Make a hidden channel with a door, in the server of ``near`` or the only one there is.

        Raises:
            RejectedError: it cannot be made; the message says why.
            PlatformError: it may have been made or not; doing it again mends that.
        """
        return await self._maker.make(name, purpose, near=near, key=key)

    def link_to(self, venue: VenueId) -> str:
        """Give an address that leads to a channel, for those who see it."""
        return address_of(place_of(venue))

    async def true_reactions(self, venue: VenueId, message: str) -> list[Reacted]:
        """List the reactions that stand on a message now, of people who are in the venue, one emoji after the other.

        Raises:
            GoneError: the message is no longer there.
            PlatformError: they could not all be read.
        """
        try:
            members = await self._presence.members(venue)
        except GoneError as error:
            # It is the message that may be gone, as far as this is asked; who is in the venue is asked besides.
            raise BusyError(str(error), retry_after=1.0) from error
        present = {account.id: account for account in members}
        return await standing(self._speaking().http, venue, message, present)

    async def lifted_by(self, venue: VenueId, reaction: str) -> str:
        """Say nothing: Discord does not tell who took a reaction away."""
        return ""

    async def members(self, venue: VenueId) -> list[Account]:
        """List who is in a venue now, without bots.

        Raises:
            PlatformError: that is not known.
        """
        return await self._presence.members(venue)

    async def rights(self, venue: VenueId) -> list[str]:
        """Say in plain words what the bot cannot do in a channel and should be able to; nothing, where all is well.

        Raises:
            BusyError: that cannot be known now.
        """
        return self._founding.wanting_in(venue)

    async def _remember(self) -> None:
        """Learn what was remembered, before anything is heard."""
        for part in (self._doors, self._honours, self._maker, self._meetings):
            await part.load()

    def _hear(self, event: str, *args: Any) -> None:
        self._ear.hear(event, *args)
        if event == "shard_connect":
            self._publisher.begin()

    def _heard(self) -> frozenset[str]:
        return self._ear.heard()

    def _speaking(self) -> Client:
        """Give the client.

        Raises:
            BusyError: it is not logged in now.
        """
        if not self._client.speaks:
            raise BusyError("There is no connection to Discord at the moment.", retry_after=1.0)
        return self._client

    async def _facts(self, interaction: discord.Interaction[Any]) -> tuple[bool, tuple[Account, ...]]:
        """Say whether somebody administers the server in which they used a command, and then who is in the channel."""
        venue = venue_of(interaction.guild_id, interaction.channel_id or 0)
        if not isinstance(interaction.user, discord.Member) or not administers(interaction.user):
            return False, ()
        return True, await self._presence.present(venue)

    async def _close(self) -> None:
        """End what is still being said, while it can be said."""
        await self._desk.close()
        await self._publisher.close()
        await self._founding.close()
