"""The bot's adapter on a local Discord, with what it handed over, and people who read what it says."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from adapters.discord.platform import DiscordPlatform
from adapters.discord.settings import DiscordSettings
from deliberation.ids import VenueId
from tests.localcord.model import Application, Channel, Guild
from tests.localcord.people import Person
from tests.localcord.permissions import Permission
from tests.localcord.server import LocalDiscord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from adapters.documents import Document
    from adapters.inbound import Account, Batch, Inbound
    from adapters.platform import Choice
    from tests.localcord.model import Message

T = TypeVar("T")

WITHIN: Final = 8.0
RIGHTS: Final = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.EMBED_LINKS
    | Permission.ADD_REACTIONS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_ROLES
    | Permission.ATTACH_FILES
    | Permission.MANAGE_CHANNELS
    | Permission.CREATE_INSTANT_INVITE
)
"""What the bot asks for when it is invited."""


class Remembered:
    """Notes that outlast the bot, in memory; ``fails`` makes the next so many calls fail."""

    def __init__(self) -> None:
        self.notes: dict[str, str] = {}
        self.fails = 0

    async def all(self) -> dict[str, str]:
        if self.fails:
            self.fails -= 1
            raise OSError("no database")
        return dict(self.notes)

    async def put(self, key: str, value: str) -> None:
        self.notes[key] = value
        if not value:
            del self.notes[key]


class Unhelpful:
    """An assistant who has nothing to suggest."""

    async def suggest(
        self, account: Account, venue: VenueId, command: str, parameter: str, typed: str, given: Mapping[str, str]
    ) -> Sequence[Choice]:
        return ()

    async def draft(
        self, account: Account, venue: VenueId, command: str, arguments: Mapping[str, str], reply_to: str
    ) -> Mapping[str, str]:
        return {}

    async def paper(self, account: Account, about: str) -> Document | None:
        return None


@dataclass
class Bot:
    """The adapter with no program behind it. ``venues`` are the places in which assemblies meet."""

    local: LocalDiscord
    application: Application
    notes: Remembered = field(default_factory=Remembered)
    venues: set[VenueId] = field(default_factory=set)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.batches: list[Batch] = []
        self.refuse = 0
        self.listening: asyncio.Task[None] | None = None
        settings = {"token": self.application.token, "api_base": self.local.api_base, **self.settings}
        self.platform = DiscordPlatform(
            DiscordSettings(**settings),
            notes=self.notes,
            venues=lambda: frozenset(self.venues),
            assistant=Unhelpful(),
        )

    @property
    def id(self) -> int:
        return self.application.id

    @property
    def items(self) -> list[Inbound]:
        """All that was handed over, in order."""
        return [item for batch in self.batches for item in batch.items]

    @property
    def gaps(self) -> set[VenueId]:
        """All that was told to be in doubt."""
        return {venue for batch in self.batches for venue in batch.gaps}

    @property
    def heard(self) -> frozenset[str]:
        """What was told last to be heard."""
        return self.batches[-1].heard if self.batches else frozenset()

    async def deliver(self, batch: Batch) -> None:
        if self.refuse:
            self.refuse -= 1
            raise OSError("no database")
        self.batches.append(batch)

    def start(self) -> None:
        self.listening = asyncio.create_task(self.platform.listen(self.deliver))

    async def stop(self) -> None:
        await self.platform.stop()
        if self.listening is not None:
            await asyncio.wait({self.listening})

    async def hears(self, guild: Guild) -> None:
        """Wait until a guild with all its members is known, and all that this put in doubt is handed over."""
        client, arrivals = self.platform._client, self.platform._arrivals
        await self.until(lambda: client.listens_to(guild.id) and guild.id in client._whole and not arrivals._gaps)
        if any(venue.startswith(f"discord:{guild.id}/") for venue in self.venues):
            await self.until(lambda: f"discord:{guild.id}" in self.heard)

    async def until(self, true: Callable[[], object], within: float = WITHIN) -> None:
        """Wait until something is true."""
        async with asyncio.timeout(within):
            while not true():
                if self.listening is not None and self.listening.done():
                    await self.listening
                await asyncio.sleep(0.005)

    async def some(self, kind: type[T], number: int = 1) -> list[T]:
        """Wait until so many of a kind were handed over; give all of that kind."""
        await self.until(lambda: sum(isinstance(item, kind) for item in self.items) >= number)
        return [item for item in self.items if isinstance(item, kind)]


@asynccontextmanager
async def running(bot: Bot, *guilds: Guild) -> AsyncIterator[Bot]:
    """Let a bot listen, and know these guilds; nothing that the local Discord has to find fault with is done."""
    bot.start()
    try:
        for guild in guilds:
            await bot.hears(guild)
        yield bot
    finally:
        await bot.stop()


@dataclass
class Orchard:
    """A guild of Ada's, with Ben in its private channel and Cleo outside that."""

    local: LocalDiscord
    guild: Guild
    channel: Channel
    role: int
    ada: Person
    ben: Person
    cleo: Person
    bot: Bot

    @classmethod
    async def planted(cls, local: LocalDiscord, **more: Any) -> Orchard:
        ada, ben, cleo = (local.person(name) for name in ("ada", "ben", "cleo"))
        guild = local.guild("Orchard", ada)
        for person in (ben, cleo):
            await person.join(guild)
        application = local.application("Folkmoot", {"members"})
        local.world.add_bot(guild.id, application.id, permissions=int(RIGHTS))
        role = await ada.create_role(guild, "insiders")
        await ada.give_role(guild, ben, role)
        channel = await ada.create_channel(guild, "moot", private_to=[role, application])
        venue = f"discord:{guild.id}/{channel.id}"
        bot = Bot(local, application, venues={VenueId(venue)}, **more)
        return cls(local, guild, channel, role.id, ada, ben, cleo, bot)

    @property
    def room(self) -> VenueId:
        return VenueId(f"discord:{self.guild.id}/{self.channel.id}")

    def message(self, number: str) -> Message:
        """Give a message of the channel's."""
        return self.local.world.channel(self.channel.id).messages[int(number)]


_CODE: Final = re.compile(r"(`[^`]+`)")
_TIME: Final = re.compile(r"<t:(-?[0-9]+):(\w)>")
_LINK: Final = re.compile(r"<(https?://[^>\s]+)>")


def as_read(message: Message) -> str:
    """Give what a person reads of a message: what Discord's Markdown leaves of its text, and of its embeds."""
    texts = [message.content]
    for embed in message.embeds:
        texts += [str(embed.get("title") or ""), str(embed.get("description") or "")]
    return "\n".join(_read(text) for text in texts if text)


def _read(text: str) -> str:
    return "".join(
        part.strip("`") if part.startswith("`") else _unmarked(part) for part in _CODE.split(text.replace("**", ""))
    )


def _unmarked(text: str) -> str:
    text = _LINK.sub(r"\1", _TIME.sub(_time, text))
    return re.sub(r"\\([^\w\s])", r"\1", re.sub(r"(?m)^(### |> |- )", "", text))


def _time(found: re.Match[str]) -> str:
    at = datetime.fromtimestamp(int(found[1]), UTC)
    return "" if found[2] == "R" else f"{at.day} {at:%B %Y %H:%M}"
