"""The story in a channel that everybody sees: whoever takes part says so, by a command or by a role."""

import asyncio
from pathlib import Path

from bot.clock import MovableClock
from bot.demo.playing import PEOPLE, accounted_for
from bot.demo.voices import CastError, Heard, Where
from deliberation.assembly import Assembly
from tests.localcord.model import Role
from tests.stories.program import on_discord, program
from tests.stories.server import Server
from tests.stories.stage import Stage, welcomed
from tests.stories.transcript import Transcript

BYSTANDER = "Gale"
AGREE = "✅"


class PublicStage(Stage):
    """Where those who take part are whoever has a role, and Gale reads along who has not."""

    async def gathered(self) -> None:
        """Most join by the command. Eve is given the role; Finn loses it, and comes back.

        Raises:
            CastError: somebody was not let in or out.
        """
        ada = self.here.members["Ada"]
        await ada.wait_for("take the role", where=Where.ROOM)
        for name in ("Ben", "Cleo", "Dan", "Finn"):
            await self._joins(name)
        role, finn = self._role(), self.here.members["Finn"]
        self.tell("\n(Eve is given the role by Ada, who takes it from Finn.)")
        await ada.person.give_role(self.here.guild, self.here.members["Eve"].person, role)
        await ada.person.take_role(self.here.guild, finn.person, role)
        await self._are_in(len(PEOPLE) - 1)
        await self._joins("Finn")
        await self._are_in(len(PEOPLE))

    async def reads_along(self) -> Heard:
        """Have Gale press a button although they take no part; give what they are told."""
        gale = self.here.members[BYSTANDER]
        card = await gale.wait_for("P1.*To answer:")
        before = gale.so_far
        await gale.reacts(card, AGREE)
        return await gale.wait_for("", after=before, where=Where.PRIVATE)

    async def _joins(self, name: str) -> None:
        member = self.here.members[name]
        before = member.so_far
        await member.says("join")
        await member.wait_for("You take part", after=before, where=Where.PRIVATE)

    async def _are_in(self, number: int) -> None:
        async def look() -> bool:
            return len((await self.assembly()).participants) == number

        await self.until(look, f"{number} people take part")

    def _role(self) -> Role:
        found = [role for role in self.here.guild.roles.values() if role.name == "Leeds Mutual Aid"]
        if len(found) != 1:
            raise CastError(f"there should be one role of those who take part, not {len(found)}")
        return found[0]


async def told(folder: Path, clock: MovableClock, here: Server) -> tuple[int, Assembly, Heard]:
    """Tell the story there; give the exit status, by the register, the assembly, and what Gale was told.

    Raises:
        UnexpectedError, CastError: it went wrong.
    """
    Transcript(str(here.bot.id)).read_by(*here.members.values())
    people = {name: here.members[name] for name in PEOPLE}
    async with program(folder, clock, on_discord(here)) as (found, store, running):
        stage = PublicStage(found, store, clock, people, running, here)
        await welcomed(stage)
        here.meets_in(await here.public_channel())
        reading = asyncio.ensure_future(stage.reads_along())
        try:
            await stage.plays()
            return await accounted_for(stage), await stage.assembly(), await reading
        finally:
            reading.cancel()
            await asyncio.wait({reading})
