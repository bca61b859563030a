"""Looks at Discord for the operator: whose the token is, and what the bot may do where.

It asks the REST API only and listens to nothing, so that a bot in service is not disturbed.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import aiohttp
import discord
import yarl

from adapters.cleaning import clean_line
from adapters.discord import rights
from adapters.discord.errors import Deed, doing
from adapters.discord.founding import UNSEEN
from adapters.discord.grounds import Grounds
from adapters.discord.places import place_of
from adapters.platform import BusyError, ForbiddenError, GoneError, RejectedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.discord.places import Place
    from adapters.discord.rights import GuildChannel
    from adapters.discord.settings import DiscordSettings
    from deliberation.ids import VenueId

PATIENCE: Final = 15.0
"""Seconds that an answer may take."""

_LOG_IN: Final = Deed("log in")
_LOOK: Final = Deed("look at the servers in which I am")
_NOT_DISCORD: Final = "What answers there does not answer as Discord does."
_NAME: Final = 80
_HELLO: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose a token is, and how the application is set up in Discord's developer portal.

    ``members_intent`` says whether Server Members Intent is turned on, ``public`` whether others than its owner may
    invite the bot, ``code_grant`` whether inviting it needs an OAuth2 code grant, and ``endpoint`` where commands are
    sent in place of the gateway, if anywhere.
    """

    application: int
    name: str
    members_intent: bool
    public: bool
    code_grant: bool
    endpoint: str

    @property
    def invitation(self) -> str:
        """The address under which the bot is invited to a server, with all the permissions that it needs."""
        return rights.invite_link(self.application)

    @property
    def portal(self) -> str:
        """Where the application is set up."""
        return f"https://discord.com/developers/applications/{self.application}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A channel or thread as it was found: its name, and in words what must be mended there.

    ``lacking`` are permissions without which no assembly can meet there, ``wanting`` such as would be nice to have.
    ``role`` names the role of those who take part, where it stands above the bot's own, which then cannot give it.
    """

    name: str
    lacking: tuple[str, ...] = ()
    wanting: tuple[str, ...] = ()
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server as it was found: its name, and in words the permissions without which something is not done there."""

    name: str
    without: tuple[str, ...]


class Inspector:
    """Looks at what a bot that is logged in can see."""

    def __init__(self, client: discord.Client, settings: DiscordSettings) -> None:
        self._client = client
        self._settings = settings
        self._guilds: dict[int, tuple[discord.Guild, discord.Member]] = {}

    @property
    def identity(self) -> Identity:
        """Whose the token is."""
        found = self._client.application
        assert found is not None  # noqa: S101 - logging in asks for it
        return Identity(
            application=found.id,
            name=_named(self._client.user),
            members_intent=found.flags.gateway_guild_members or found.flags.gateway_guild_members_limited,
            public=found.bot_public,
            code_grant=found.bot_require_code_grant,
            endpoint=found.interactions_endpoint_url or "",
        )

    async def servers(self) -> list[str]:
        """Name the servers in which the bot is.

        Raises:
            PlatformError: Discord does not tell.
        """
        async with _asking(_LOOK):
            found = [guild async for guild in self._client.fetch_guilds(limit=None, with_counts=False)]
        return [clean_line(guild.name, limit=_NAME) for guild in found]

    async def gateway(self) -> str:
        """Give the gateway's address, after it said hello.

        Raises:
            BusyError: what answers there is no gateway, or nothing does.
        """
        async with _asking(Deed("ask for the gateway")):
            _, named, _ = await self._client.http.get_bot_gateway()
        address = self._settings.gateway_url or str(yarl.URL(named).with_query(None))
        try:
            async with (
                asyncio.timeout(PATIENCE),
                aiohttp.ClientSession() as session,
                session.ws_connect(yarl.URL(address).with_query(v="10", encoding="json")) as socket,
            ):
                hello = await socket.receive_json()
        except (aiohttp.ClientError, OSError, TypeError, ValueError) as error:
            raise BusyError(f"Nothing answers at {address} as a gateway does.", retry_after=1.0) from error
        if not isinstance(hello, dict) or hello.get("op") != _HELLO:
            raise BusyError(f"What answers at {address} is no gateway of Discord's.", retry_after=1.0)
        return address

    async def look(self, venue: VenueId, *, role: int = 0) -> Sight:
        """Look at a channel or thread. ``role`` is the one of those who take part there, if there is one.

        Raises:
            GoneError: the bot is not in that server, or there is no such channel any more.
            PlatformError: it could not be looked at.
        """
        place = place_of(venue)
        guild, me = await self._guild(place)
        server = clean_line(guild.name, limit=_NAME)
        try:
            async with _asking(_LOOK):
                channel = await self._channel(guild, place.channel)
        except _UnseenError:
            return Sight(name=f"a channel in {server} ({place.channel})", lacking=(UNSEEN,))
        if channel is None:
            raise GoneError(f"In {server} there is no channel {place.channel} any more.")
        ground = Grounds(lambda _: guild).note(channel)
        above = guild.get_role(role)
        return Sight(
            name=f"#{clean_line(channel.name, limit=_NAME)} in {server}",
            lacking=tuple(rights.lacking(channel, me, public=ground is not None and ground.public)),
            wanting=tuple(rights.wanting(channel, me)),
            role=clean_line(above.name, limit=_NAME) if above is not None and above >= me.top_role else "",
        )

    async def server(self, venue: VenueId) -> Server:
        """Look at the server of a channel.

        Raises:
            GoneError: the bot is not in that server.
            PlatformError: it could not be looked at.
        """
        guild, me = await self._guild(place_of(venue))
        return Server(name=clean_line(guild.name, limit=_NAME), without=tuple(rights.beyond(me)))

    async def _guild(self, place: Place) -> tuple[discord.Guild, discord.Member]:
        if place.guild not in self._guilds:
            async with _asking(_LOOK):
                try:
                    guild = await self._client.fetch_guild(place.guild, with_counts=False)
                except (discord.NotFound, discord.Forbidden) as error:
                    raise GoneError(f"The bot is not in the server {place.guild} any more.") from error
                self._guilds[place.guild] = guild, await guild.fetch_member(self._client.user.id)  # type: ignore[union-attr]
        return self._guilds[place.guild]

    async def _channel(self, guild: discord.Guild, channel: int) -> GuildChannel | None:
        try:
            found = await guild.fetch_channel(channel)
            if isinstance(found, discord.Thread) and found.parent is None:
                # discord.py finds the channel of a thread only among those that the guild knows.
                parent = await guild.fetch_channel(found.parent_id)
                guild._add_channel(parent)  # type: ignore[arg-type]
        except discord.Forbidden as error:
            raise _UnseenError from error
        except discord.NotFound:
            return None
        return found


class _UnseenError(Exception):
    """The bot does not see the channel."""


@asynccontextmanager
async def inspecting(settings: DiscordSettings) -> AsyncIterator[Inspector]:
    """Log in, for a look around.

    Raises:
        PlatformError: Discord does not know the token.
        BusyError: Discord does not answer, or what answers is not Discord.
    """
    discord.http.Route.BASE = settings.api_base
    async with discord.Client(intents=discord.Intents(guilds=True), max_ratelimit_timeout=30.0) as client:
        try:
            async with _asking(_LOG_IN):
                await client.login(settings.token)
        except (GoneError, ForbiddenError, RejectedError) as error:
            # Discord itself lets everybody log in, or does not know them.
            raise BusyError(f"{_NOT_DISCORD} {error}", retry_after=1.0) from error
        yield Inspector(client, settings)


@asynccontextmanager
async def _asking(deed: Deed) -> AsyncIterator[None]:
    """Translate what fails inside, and do not wait for ever.

    Raises:
        PlatformError: it failed.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            with doing(deed):
                yield
    except TimeoutError as error:
        raise BusyError(f"Discord did not answer in {PATIENCE:.0f} seconds.", retry_after=1.0) from error
    except (TypeError, LookupError, ValueError) as error:
        # discord.py looks for what it needs in whatever came: a web page, say.
        raise BusyError(_NOT_DISCORD, retry_after=1.0) from error


def _named(user: discord.ClientUser | None) -> str:
    return clean_line(str(user), limit=_NAME)
