"""A guild on a local Discord, with the people of a story in it, and soon the bot."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from adapters.discord.rights import permissions
from bot.clock import MovableClock
from bot.demo.playing import PEOPLE
from tests.localcord.model import Application, Channel, Guild, Role
from tests.localcord.people import Person
from tests.localcord.server import LocalDiscord
from tests.stories.discord_cast import DiscordMember, Manner
from tests.stories.transcript import BOT

DESCRIPTION: Final = Path(__file__).resolve().parents[3] / "shared" / "discord" / "openapi.json"
"""Discord's own description of its API, where there is one."""

MANNERS: Final = MappingProxyType({"Eve": Manner.BUTTON, "Finn": Manner.BUTTON})
"""How people answer cards who do not simply react."""

CHANNEL: Final = "leeds-mutual-aid"


@dataclass
class Server:
    """A guild and its people. ``described`` says that all requests and answers are held against that description."""

    discord: LocalDiscord
    bot: Application
    guild: Guild
    owner: Person
    members: Mapping[str, DiscordMember]
    described: bool

    def invite_bot(self) -> None:
        """Take the bot in, with all that it asks for and nothing else."""
        self.discord.world.add_bot(self.guild.id, self.bot.id, permissions=permissions().value)

    async def public_channel(self, name: str = CHANNEL) -> Channel:
        """Make a channel that everybody sees."""
        return await self.owner.create_channel(self.guild, name)

    async def private_channel(self) -> Channel:
        """Make a channel that is seen by those with a role, which everyone gets, and by the bot."""
        role = await self.role("mutual aid", *self.members)
        return await self.owner.create_channel(self.guild, CHANNEL, private_to=[role, self.bot])

    async def role(self, name: str, *names: str, may: int = 0) -> Role:
        """Make a role, and give it to people."""
        role = await self.owner.create_role(self.guild, name, may)
        for each in names:
            await self.owner.give_role(self.guild, self.members[each].person, role)
        return role

    def meets_in(self, channel: Channel) -> None:
        """Have everyone look at the channel in which the assembly meets."""
        for member in self.members.values():
            member.come_to(channel)

    @property
    def troubles(self) -> list[str]:
        """What the bot did that Discord would not have, or that this Discord should not have answered."""
        refused = [f"{number} times 429 for {bucket}" for bucket, number in self.discord.limits.refused.items()]
        return [*self.discord.problems, *refused]

    def account(self) -> str:
        """Say how much was said between the bot and Discord, and how fast."""
        valid = ", each valid by Discord's own description" if self.described and not self.discord.problems else ""
        slowest = max(member.slowest for member in self.members.values())
        return (
            f"{len(self.discord.log)} requests and answers{valid}; for a first sign of the bot nobody waited longer"
            f" than {slowest * 1000:.0f} ms."
        )


@contextlib.asynccontextmanager
async def server(
    clock: MovableClock,
    names: Iterable[str] = PEOPLE,
    *,
    owner: str = "Ada",
    manners: Mapping[str, Manner] = MANNERS,
    description: Path = DESCRIPTION,
    lifted: bool = False,
) -> AsyncIterator[Server]:
    """Have a guild with these people in it, on a Discord of its own. ``manners`` are those of people who do not react.

    With ``lifted``, the bot need not wait for Discord's limits of rate.

    Without Discord's description of its API what is asked and answered is not held against that, and it is said so.
    """
    described = await asyncio.to_thread(description.exists)
    if not described:
        click.echo("Discord's description of its API is not there: what is said to it is not held against that.")
    async with LocalDiscord(description=description if described else None) as local:
        local.limits.lift(lifted=lifted)
        bot = local.application(BOT, {"members"})
        members = {
            name: DiscordMember(local.person(name), bot, now=clock.now, manner=manners.get(name, Manner.REACTION))
            for name in names
        }
        guild = local.guild("Leeds", members[owner].person)
        for name, member in members.items():
            if name != owner:
                await member.person.join(guild)
        try:
            yield Server(local, bot, guild, members[owner].person, members, described)
        finally:
            for member in members.values():
                member.go()
