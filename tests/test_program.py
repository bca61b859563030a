"""The parts together: assemblies in memory are the newest, and what is due is done though another instance wrote."""

import asyncio

from bot.halls import Halls
from bot.items import Internal
from deliberation.commands import Tick
from deliberation.ids import AssemblyId
from storage.memory import MemoryStore
from storage.port import Held
from tests.support.stage import Stage, person, room

ADA, BEN, CY = person("ada"), person("ben"), person("cy")


class SlowStore(MemoryStore):
    """A store that reads an assembly at once, and gives it when it is told to."""

    def __init__(self, shared: MemoryStore) -> None:
        super().__init__(shared)
        self.go_on = asyncio.Event()

    async def load(self, assembly: AssemblyId) -> Held | None:
        held = await super().load(assembly)
        await self.go_on.wait()
        return held


async def test_what_was_read_before_a_commit_does_not_replace_what_it_committed() -> None:
    """A card drawn later shows how things stand, not how they stood when somebody began to read."""
    async with Stage() as stage:
        identifier = await stage.found("moot", ADA, BEN)
        store = SlowStore(stage.store)
        halls = Halls(store)
        reading = asyncio.create_task(halls.held(identifier))
        await asyncio.sleep(0)
        await stage.platform.hand_over(stage.line(ADA, room("moot"), "propose", title="A kettle", text="For tea."))
        newer = await stage.store.load(identifier)
        assert newer is not None
        halls.keep(newer)
        store.go_on.set()
        assert await reading is newer
        assert await halls.held(identifier) is newer


async def test_a_check_that_another_instance_changed_is_closed_all_the_same() -> None:
    """What is due stands in the database; an older value in memory makes nobody miss it, and nothing happens twice."""
    store = MemoryStore()
    async with Stage(store) as one, Stage(MemoryStore(store), one.clock) as other:
        identifier = await one.found("moot", ADA, BEN, CY)
        await other.program.intake.command(Internal(identifier, Tick()))
        await one.call("moot", ADA)
        await other.skip(hours=73)
        await other.skip(hours=73)
        assert not (await other.assembly(identifier)).checks[1].is_open
        length = len([entry async for entry in store.entries(identifier)])
        await one.skip(hours=1)
        assert len([entry async for entry in store.entries(identifier)]) == length
