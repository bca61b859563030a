"""A program on a stage with secret ballots: an election that was called, and people who vote in it in private."""

from collections.abc import Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.inbound import Account, VenueGained
from bot.items import Internal
from bot.polling.keys import Keys, KeysInMemory
from bot.program import Program
from deliberation import commands as cmd
from deliberation.ids import AssemblyId, PersonId
from deliberation.polls import OptionKind, Poll
from deliberation.rules import Method
from storage.opening import open_store
from tests.support.clock import FakeClock
from tests.support.confiding import Confiding, den
from tests.support.laid_out import laid_out
from tests.support.stage import NAME, person

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.platform import Platform
    from storage.port import Store

SLUG = "orchard"


class Polling(Confiding):
    """Runs the program, on any store and with any keys, and holds elections."""

    def __init__(self, store: Any = None, *, keys: Keys | None = None, clock: FakeClock | None = None) -> None:
        super().__init__(store)
        self.keys = keys or KeysInMemory()
        self.clock = clock or self.clock
        platforms: dict[str, Platform] = {NAME: self.reader}
        self.program = Program(store=self.store, platforms=platforms, clock=self.clock, edit_every=0, keys=self.keys)
        self.assembly_id = AssemblyId("")

    async def gather(self, *names: str, confided: Sequence[str] | None = None) -> list[Account]:
        """Found an assembly; those ``confided`` (all) have a private room with the bot."""
        people = [person(name) for name in names]
        self.assembly_id = await self.found(SLUG, *people)
        for name in names if confided is None else confided:
            await self.confide(person(name))
        return people

    async def confide(self, account: Account) -> None:
        """Let somebody have a private room with the bot."""
        gained = VenueGained(invited_by=account, venue=den(account), source=f"den {account.id}", private=True)
        await self.reader.hand_over(gained)

    async def now(self) -> Any:
        """Give the assembly as recorded."""
        return await self.assembly(self.assembly_id)

    async def poll(self, number: int = 1) -> Poll:
        """Give a ballot as recorded."""
        found: Poll = (await self.now()).polls[number]
        return found

    async def orders(self, *commands: Any) -> None:
        """Carry out commands of the engine."""
        await self.program.intake.command(*(Internal(self.assembly_id, each) for each in commands))

    async def referendum(self, question: str = "Shall we move?", *, secret: bool = True) -> Poll:
        """Ask everybody one question; its ballot opens."""
        before = len((await self.now()).polls)
        asked = cmd.CallReferendum(
            actor=(await self.now()).founder, question=question, members_only=False, secret=secret
        )
        await self.orders(asked)
        await self.skip(seconds=1)
        await self.quiet()
        return await self.poll(before + 1)

    async def election(
        self, candidates: Sequence[Account], *, method: Method = Method.STAR, seats: int | None = None
    ) -> Poll:
        """Hold the election of a secretary until its ballot opens."""
        here = await self.now()
        ids = [await self.person(each) for each in candidates]
        number = len(here.elections) + 1
        if not any(each.is_open for each in here.elections.values()):
            await self.orders(cmd.CallElection(actor=here.founder, office="secretary", method=method, seats=seats))
        nominators: set[PersonId] = set()
        for each in ids:
            by = next(one for one in sorted(here.participants) if one != each and one not in nominators)
            seconder = next(one for one in sorted(here.participants) if one not in {each, by})
            nominators.add(by)
            await self.orders(
                cmd.Nominate(actor=by, election=number, person=each),
                cmd.SecondNomination(actor=seconder, election=number, person=each),
                cmd.AnswerNomination(actor=each, election=number, accepts=True, statement="I would listen."),
            )
        await self.until_at((await self.now()).elections[number].timetable.ballot_open)
        await self.quiet()
        poll = await self.poll((await self.now()).elections[number].poll)
        assert len(poll.options) == len(candidates) + 1
        return poll

    async def until_at(self, when: Any) -> None:
        """Move the clock on until then, and do what is due; twice, for what is due by what was done."""
        await self.skip(seconds=max(0.0, (when - self.clock.now()).total_seconds()) + 1)
        await self.skip(seconds=1)

    async def closes(self, number: int = 1) -> Poll:
        """Let a ballot close."""
        await self.until_at((await self.poll(number)).closes_at)
        return await self.poll(number)

    async def place_of(self, account: Account, number: int = 1) -> int:
        """Say which line of a paper somebody is on, from 1."""
        who, poll = await self.person(account), await self.poll(number)
        return next(place for place, option in enumerate(poll.options, 1) if option.person == who)

    async def reopen_place(self, number: int = 1) -> int:
        """Say which line of a paper re-opens nominations, from 1."""
        poll = await self.poll(number)
        return next(place for place, option in enumerate(poll.options, 1) if option.kind is OptionKind.REOPEN)


@dataclass
class Disk:
    """A database on disk, with the keys beside it."""

    folder: Path

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self.folder / "folkmoot.db"

    @property
    def keys(self) -> Path:
        """The folder of the keys."""
        return self.folder / "ballot-keys"

    @asynccontextmanager
    async def store(self) -> "AsyncIterator[Store]":
        """Open the database, which is made if there is none."""
        url = f"sqlite+aiosqlite:///{self.file}"
        await laid_out(url)
        opened = await open_store(url)
        try:
            yield opened
        finally:
            await opened.close()

    def bytes_of_all(self) -> dict[str, bytes]:
        """Give every file of the database as it is now, with what was written ahead."""
        return {each.name: each.read_bytes() for each in sorted(self.folder.glob("folkmoot.db*"))}
