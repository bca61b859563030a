"""The demo: a homeserver of its own, the bot on SQLite, and six people who live through a story."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import click

from adapters.answers.records import minutes
from adapters.matrix.settings import MatrixSettings
from adapters.plain import plain
from adapters.setting import Setting
from bot.clock import MovableClock
from bot.demo.cast import Member
from bot.demo.offices import OfficesStory
from bot.demo.scenes import UnexpectedError, eventually
from bot.demo.story import Story
from bot.demo.synapse import Synapse
from bot.demo.voices import CastError, Heard, Voice
from bot.program import Program
from bot.wiring import matrix_platform
from deliberation.assembly import Assembly
from deliberation.verifying import verify
from storage.migrating import migrate
from storage.opening import open_store
from storage.port import Store

PASSWORD = "a demo keeps no secrets"  # noqa: S105 (its server listens on 127.0.0.1 for as long as it lasts)
PEOPLE = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")
ALIAS = "moot"


@dataclass
class Room:
    """The stage: a Matrix room with the bot and the people in it."""

    program: Program
    store: Store
    clock: MovableClock
    people: Mapping[str, Voice]

    def tell(self, line: str) -> None:
        """Print what a reader should know."""
        click.echo(line)

    async def skip(self, by: timedelta) -> None:
        """Move the clock on."""
        await self.program.skip(self.clock, by)

    async def gathered(self) -> None:
        """Everyone is in the one room already."""

    async def assembly(self) -> Assembly:
        """Give the assembly as recorded."""
        for listing in await self.store.listings():
            held = await self.store.load(listing.id)
            if held is not None:
                return held.assembly
        raise CastError("there is no assembly yet")


async def play(*, stay: bool, offices: bool = False) -> int:
    """Play the demo, or the one about ``offices``; give the exit status: 0 only if all came out as expected."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="folkmoot-demo-")))
        click.echo("A homeserver is started on this machine; it talks to nobody else.")
        synapse = await asyncio.to_thread(lambda: stack.enter_context(Synapse(folder / "synapse")))
        users = await asyncio.to_thread(
            synapse.register_all, ["folkmoot", *(name.lower() for name in PEOPLE)], PASSWORD
        )
        async with _bot(folder, synapse, users[0]) as (program, store, clock):
            people = {
                name: Member(name, user, synapse.url, folder / "cast", bot=users[0])
                for name, user in zip(PEOPLE, users[1:], strict=True)
            }
            try:
                room = Room(program, store, clock, people)
                story = OfficesStory(room) if offices else Story(room)
                return await _played(story, room, users[0], people, synapse if stay else None)
            finally:
                await asyncio.gather(*(member.go() for member in people.values()))


async def _played(
    story: Story | OfficesStory, room: Room, bot: str, people: dict[str, Member], stay: Synapse | None
) -> int:
    transcript = _Transcript(bot, people)
    for member in people.values():
        member.on_heard = transcript
        await member.come(PASSWORD)
    await _gathered(bot, people)
    try:
        await story.play()
    except (UnexpectedError, CastError) as error:
        click.echo(f"\nThe demo went wrong: {error}", err=True)
        return 1
    status = await accounted_for(room)
    if stay is not None:
        await _stay(stay)
    return status


async def _gathered(bot: str, people: dict[str, Member]) -> None:
    """Ada opens a room, everyone comes, and then the bot."""
    click.echo("\n=== Ada opens a room and invites everyone, and the bot")
    ada = people["Ada"]
    others = [member for member in people.values() if member is not ada]
    room = await ada.open_room("Leeds Mutual Aid", [member.user for member in others], alias=ALIAS)
    for member in others:
        await member.join(room)
    before = ada.so_far
    await ada.invite(room, bot)
    for member in people.values():
        member.room = room
    await ada.wait_for("found", after=before)


@contextlib.asynccontextmanager
async def _bot(folder: Path, synapse: Synapse, user: str) -> AsyncIterator[tuple[Program, Store, MovableClock]]:
    url = f"sqlite+aiosqlite:///{folder / 'folkmoot.db'}"
    await migrate(url)
    store = await open_store(url)
    clock = MovableClock()
    settings = MatrixSettings(homeserver=synapse.url, user_id=user, password=PASSWORD, store=folder / "keys")
    program = Program(store=store, platforms={"matrix": matrix_platform(settings, cursor="")}, clock=clock)
    stop = asyncio.Event()
    running = asyncio.create_task(program.run(stop))
    try:
        yield program, store, clock
    finally:
        stop.set()
        await running
        await store.close()


class _Transcript:
    """Prints what is said, once, however many people hear it."""

    def __init__(self, bot: str, people: dict[str, Member]) -> None:
        self._names = {member.user: name for name, member in people.items()} | {bot: "Folkmoot"}
        self._bot = bot
        self._printed: set[str] = set()

    def __call__(self, member: Member, heard: Heard) -> None:
        if heard.replaces or heard.event in self._printed:
            return
        self._printed.add(heard.event)
        speaker = self._names.get(heard.sender, heard.sender)
        private = member.in_private(heard.room)
        to = member.name if heard.sender == self._bot else self._names[self._bot]
        where = f" (privately to {to})" if private else ""
        click.echo("\n    ".join((f"\n{speaker}{where}:", *heard.text.splitlines())))


async def accounted_for(room: Room) -> int:
    """Verify the register, and print the minutes."""
    assembly = await eventually(room.assembly, lambda _: True, "the assembly is there")
    entries = [entry async for entry in room.store.entries(assembly.id)]
    report = verify(entries)
    click.echo(
        f"\n=== The register: {report.entries} entries, {report.checks} checks; it ends with {report.chain.hash[:16]}…"
    )
    for problem in report.problems:
        click.echo(f"entry {problem.entry}: {problem.sentence}", err=True)
    if not report.problems:
        click.echo("Its chain and every outcome were computed again from it alone, and all is right.")
    click.echo("\n=== The minutes\n")
    names = {row.person: row.name for row in await room.store.accounts_of(assembly.participants)}
    click.echo(plain(minutes(assembly, None, Setting(assembly, names))))
    click.echo("\nEverything came out as it should." if not report.problems else "\nThe register is wrong.")
    return 1 if report.problems else 0


async def _stay(synapse: Synapse) -> None:
    await asyncio.to_thread(synapse.register, "guest", PASSWORD)
    click.echo(
        f"\nStill here. To join with any Matrix client: homeserver {synapse.url}, user guest, password “{PASSWORD}”,"
        f" room #{ALIAS}:{synapse.server_name}. Ctrl-C ends it.",
    )
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.Event().wait()
