"""The connection to Discord: discord.py's client, kept in order.

What discord.py does by itself and we undo or mend here:

* it starts a task for each event, so that adding and removing a reaction can change places: ours are heard at once, in
  the order in which they come, inside ``dispatch``;
* an exception over one event ends the whole connection, or is only logged: ours puts the event's guild in doubt;
* it tells that a guild is there by way of a queue that can be left unread, and does not ask for its members again: here
  a guild is *whole* once all of them were told (``rolls``);
* it does not know how many requests a bot has in all before it has had too many (``pacing``);
* it keeps what it knew of guilds that are no longer there, and waits up to 17 minutes before it connects again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import discord
import structlog
import yarl

from adapters.discord import wire
from adapters.discord.pacing import Allowance
from adapters.discord.parsers import useful
from adapters.discord.rolls import Rolls
from adapters.failures import place
from adapters.platform import BusyError

if TYPE_CHECKING:
    from adapters.discord.settings import DiscordSettings

log = structlog.get_logger()

Hear = Callable[..., None]
"""Hears an event, by its name and what discord.py tells with it. It returns at once, and may raise what it likes."""

HANG_UP_WITHIN: Final = 5.0
"""Seconds for saying good-bye to Discord."""
SOON: Final = 2.0
"""Seconds after which what is not known yet may be known."""
IDENTIFY_EVERY: Final = 5.0
"""Seconds between two new sessions: Discord's limit."""

_INTENTS: Final = discord.Intents(
    guilds=True, members=True, guild_messages=True, guild_reactions=True, dm_messages=True
)


discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it would warn that we cannot hear voices


class SessionsSpentError(Exception):
    """Discord lets us begin no more sessions today; after ``seconds`` it does. Beyond, it would take the token away."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no new session for {seconds:.0f} s")
        self.seconds = seconds


class Client(discord.AutoShardedClient):
    """One bot account; ``hear`` is told what happens. ``speaks`` says whether it is logged in.

    Beside discord.py's own events there are

    ``guild_there`` (guild, joined: bool)
        a guild can be used now: after a start, after it was out of order, or because the bot joined it anew
    ``guild_whole`` (guild)
        all its members are known
    ``not_understood`` (guild id or None)
        something came that could not be taken in
    """

    def __init__(self, settings: DiscordSettings, hear: Hear) -> None:
        self._settings = settings
        self._hear = hear
        self.speaks = False
        self._telling = False
        self._allowance = Allowance()
        self._identified = -IDENTIFY_EVERY
        self._begin()

    def _begin(self) -> None:
        """Be a new client, with nothing remembered."""
        discord.http.Route.BASE = self._settings.api_base
        super().__init__(
            intents=_INTENTS,
            max_messages=None,
            # Their members are asked for here, where an answer that got lost is asked for again.
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            heartbeat_timeout=60.0,
            max_ratelimit_timeout=30.0,
            enable_debug_events=False,
            http_trace=self._allowance.trace(),
        )
        self._gateway = yarl.URL(self._settings.gateway_url)
        self._listed: set[int] = set()
        self._whole: set[int] = set()
        self._rolls = Rolls(self._query, lambda guild: self._tell("guild_whole", guild), self._whole)
        self._connected: set[int] = set()
        wire.guard(self.http, may_speak=lambda: self.speaks, address=self._address)
        self._guard_parsers()

    # --- a session

    async def session(self) -> None:
        """Log in and listen, until the connection cannot be kept up. May be called again after that.

        Raises:
            Exception: whatever discord.py raised.
        """
        if self.is_closed():
            self._begin()
        try:
            await self.start(self._settings.token)
        finally:
            self.speaks = False
            self._connected.clear()
            await self._rolls.close()
            await self._hang_up()

    async def _hang_up(self) -> None:
        """Close the connections, without waiting long for an answer from where none may come."""
        try:
            async with asyncio.timeout(HANG_UP_WITHIN):
                await self.close()
        except TimeoutError:
            await self.http.close()

    async def setup_hook(self) -> None:
        """Let others speak from here on."""
        self.speaks = True

    async def launch_shards(self) -> None:
        """Connect, with as many shards as were configured or else as Discord recommends."""
        recommended, url, limits = await self.http.get_bot_gateway()
        count = self._settings.shards or recommended
        if limits["remaining"] < count:
            raise SessionsSpentError(limits["reset_after"] / 1000)
        self._gateway = yarl.URL(self._settings.gateway_url or url)
        self.shard_count = self._connection.shard_count = count
        self._connection.shard_ids = range(count)
        for shard in range(count):
            await self.launch_shard(self._gateway, shard, initial=not shard)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait as long as Discord asks for between two new sessions."""
        await asyncio.sleep(self._identified + IDENTIFY_EVERY - time.monotonic())
        self._identified = time.monotonic()

    # --- what is known

    @property
    def me(self) -> int:
        """The bot's own id; 0 before the first log-in."""
        return self.user.id if self.user else 0

    def listens_to(self, guild: int) -> bool:
        """Whether the connection over which a guild's events come is up."""
        return bool(self.shard_count) and (guild >> 22) % self.shard_count in self._connected

    @property
    def listens(self) -> bool:
        """Whether every connection is up."""
        return bool(self.shard_count) and self.connections == self.shard_count

    @property
    def connections(self) -> int:
        """How many connections are up."""
        return len(self._connected)

    def guild_of(self, guild_id: int) -> discord.Guild | None:
        """Give a guild as it is known now, ``chunked`` if all its members are; ``None`` if the bot is not in it.

        Raises:
            BusyError: that cannot be known now.
        """
        guild = self.get_guild(guild_id)
        # What is told again after a cut comes before the word that the connection is as before.
        known = self._telling or self.listens_to(guild_id)
        if guild is None and known:
            return None
        if guild is None or guild.unavailable or not known:
            raise BusyError("Discord does not tell about this server at the moment.", retry_after=SOON)
        guild._member_count = len(guild._members) if guild_id in self._whole else None
        return guild

    # --- events

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Hear an event at once. discord.py calls this for each, and for nothing that we have no use for."""
        if event in self._listeners:  # somebody waits for it inside discord.py
            super().dispatch(event, *args, **kwargs)
        match event, args:
            case "shard_connect", (int() as shard,):
                self._began(shard)
            case "shard_resumed", (int() as shard,):
                self._connected.add(shard)
            case "shard_disconnect", (int() as shard,):
                self._connected.discard(shard)
            case "guild_unavailable", (discord.Guild() as guild,):
                self._out_of_order(guild)
            case "guild_remove", (discord.Guild() as guild,):
                self._rolls.forget(guild.id)
                self._listed.discard(guild.id)
            case "member_join", (discord.Member() as member,):
                self._rolls.came(member.guild.id, member.id)
            case "raw_member_remove", (discord.RawMemberRemoveEvent() as gone,):
                self._rolls.went(gone.guild_id, gone.user.id)
            case _:
                pass
        self._tell(event, *args)

    def _tell(self, event: str, /, *args: Any) -> None:
        self._telling = True
        try:
            self._hear(event, *args)
        except Exception as error:  # noqa: BLE001 (one event that nobody foresaw must not stop all that follow)
            log.error("discord.not_heard", event_name=event, error=place(error))  # noqa: TRY400 (its words are people's)
            if event != "not_understood":
                self._tell("not_understood", None)
        finally:
            self._telling = False

    def _began(self, shard: int) -> None:
        """Begin a session of a shard: all that was known of its guilds is old."""
        self._connected.add(shard)
        for guild in [each for each in self.guilds if each.shard_id == shard]:
            self._rolls.forget(guild.id)
            if guild.unavailable:
                self._listed.add(guild.id)
            else:  # READY names every guild we are in, and this one was left as it was before
                self._connection._remove_guild(guild)
                self._listed.discard(guild.id)

    def _there(self, guild: discord.Guild) -> None:
        """Take note that a guild can be used, and ask for its members."""
        joined = guild.id not in self._listed
        self._listed.add(guild.id)
        self._rolls.ask(guild)
        self._tell("guild_there", guild, joined)

    def _out_of_order(self, guild: discord.Guild) -> None:
        """Forget a guild's people and places: when it is back, discord.py would keep who and what went meanwhile."""
        self._rolls.forget(guild.id)
        for known in (guild._members, guild._channels, guild._threads):
            known.clear()

    async def _query(self, guild: discord.Guild) -> None:
        await self._connection.query_members(guild, query="", limit=0, user_ids=None, cache=True, presences=False)

    # --- what discord.py does with what comes and goes

    def _guard_parsers(self) -> None:
        """Take in only what is of use, so that nothing else can do harm or costs anything."""
        parsers = useful(self._connection.parsers, lambda guild: self._tell("not_understood", guild))
        created = parsers["GUILD_CREATE"]

        def guild_create(data: Any) -> None:
            created(data)
            guild = self.get_guild(int(data["id"]))
            if guild is not None and not guild.unavailable:
                self._there(guild)

        self._connection.parsers = {**parsers, "GUILD_CREATE": guild_create}

    def _address(self, wanted: yarl.URL) -> yarl.URL:
        """Say where a connection is to be made. For a new session discord.py would take Discord's own gateway."""
        if self._settings.gateway_url or wanted.host == discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY.host:
            return self._gateway.with_query(wanted.query)
        return wanted
