"""A program on a stage, with people who write to it in private."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from adapters.documents import Document
from adapters.grammar import read_line
from adapters.inbound import Account, Batch, Inbound, Invocation, Reacted, Unreacted
from adapters.plain import plain
from bot.program import Program
from deliberation.assembly import Assembly
from deliberation.checks import Check
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.verifying import verify
from storage.port import AccountKey, Posted
from tests.support.stage import NAME, FailingStore, Stage, StagePlatform, room, until

if TYPE_CHECKING:
    from adapters.platform import Platform

CODE = re.compile(r"[2-9A-Z]{3}-[2-9A-Z]{6}")


class Reader(StagePlatform):
    """Keeps what it was given to post, as documents and as people read it."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, Document]] = []

    async def post(
        self, venue: VenueId, document: Document, *, key: str, reply_to: str = "", seeds: Sequence[str] = ()
    ) -> str:
        self.told.append((venue, document))
        return await super().post(venue, document, key=key, reply_to=reply_to, seeds=seeds)

    async def whisper(
        self, account: str, room: VenueId | None, document: Document, *, key: str, answering: str = ""
    ) -> tuple[VenueId | None, str]:
        self.told.append((account, document))
        return await super().whisper(account, room, document, key=key, answering=answering)


class Elsewhere(Reader):
    """A second platform, of another name."""

    name = "elsewhere"

    async def hand_over(self, *items: Inbound, gaps: Sequence[VenueId] = ()) -> None:
        batch = Batch(platform=self.name, items=items, gaps=frozenset(gaps), heard=frozenset({self.name}))
        await self.deliver(batch)

    def community_of(self, venue: VenueId) -> str:
        return self.name


def den(account: Account) -> VenueId:
    """Give the private room of somebody."""
    return VenueId(f"{NAME}:!private-{account.id}")


class Confiding(Stage):
    """Runs the program on a store that may fail, and reads what people are told."""

    def __init__(self, store: FailingStore | None = None, *, elsewhere: bool = False) -> None:
        super().__init__(store or FailingStore())
        self.reader, self.far, self.far_room = Reader(), Elsewhere(), VenueId("elsewhere:!far")
        self.platform = self.reader
        platforms: dict[str, Platform] = {NAME: self.reader}
        if elsewhere:
            platforms[self.far.name] = self.far
        self.program = Program(store=self.store, platforms=platforms, clock=self.clock, edit_every=0)

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        return self

    def typed(self, account: Account, text: str, venue: VenueId | None = None) -> Invocation:
        """Make what somebody typed: in private, or in a room."""
        name, arguments = read_line(text)
        made = self.line(account, venue or den(account), name, **arguments)
        return replace(made, private=venue is None)

    async def tells(self, account: Account, text: str, venue: VenueId | None = None) -> str:
        """Have somebody type something; give what it is answered, in private."""
        before = len(self.reader.told)
        await self.reader.hand_over(self.typed(account, text, venue))
        return await self.reads(account, before)

    async def reads(self, account: Account, before: int = 0) -> str:
        """Wait until somebody is told something in private; give the latest of it."""

        async def look() -> bool:
            return bool(self.heard(account, before))

        await until(look)
        return self.heard(account, before)[-1]

    def heard(self, account: Account, since: int = 0) -> list[str]:
        """List what somebody was told in private."""
        mine = {account.id, den(account)}
        return [plain(document) for to, document in self.reader.told[since:] if to in mine]

    def documents(self, account: Account) -> list[Document]:
        """List the messages that somebody got in private."""
        mine = {account.id, den(account)}
        return [document for to, document in self.reader.told if to in mine]

    async def quiet(self) -> None:
        """Wait until everything that is owed has gone out."""
        await until(self.program.outbox.idle)

    async def code_for(self, account: Account, text: str = "link") -> str:
        """Have somebody ask for a code; give it."""
        found = CODE.search(await self.tells(account, text))
        assert found is not None
        return found[0]

    async def link(self, first: Account, second: Account) -> None:
        """Make two accounts one person."""
        code = await self.code_for(first)
        await self.types(second, code)
        assert "one person now" in await self.tells(first, "link yes")

    async def types(self, account: Account, code: str) -> str:
        """Have somebody type a code and say yes to what is asked then; give what they were asked."""
        asked = await self.tells(account, f"link {code}")
        assert "belongs to this account" in asked
        assert "Now say link yes" in await self.tells(account, "link yes")
        return asked

    async def person(self, account: Account) -> PersonId:
        """Give the person behind an account as the store has it."""
        rows = await self.store.people([AccountKey(account.platform, account.id)])
        return next(iter(rows.values())).person

    async def check(self, identifier: AssemblyId, number: int = 1) -> Check:
        """Give a check as recorded."""
        return (await self.assembly(identifier)).checks[number]

    async def card(self, name: str) -> Posted:
        """Give the card in a room."""
        return (await self.store.cards_in(room(name)))[0]

    async def reacts(self, account: Account, name: str, key: str) -> str:
        """Have somebody react to the card in a room; give the reaction's id."""
        card = await self.card(name)
        source = f"${key}-{account.id}-{len(self.reader.told)}-{id(card)}"
        made = Reacted(account=account, venue=card.venue, source=source, message=card.message, key=key)
        self.reader.reactions.setdefault(card.message, []).append(made)
        await self.reader.hand_over(made)
        return source

    async def takes_back(self, account: Account, name: str, source: str) -> None:
        """Have somebody take a reaction of theirs away."""
        for standing in self.reader.reactions.values():
            standing[:] = [each for each in standing if each.source != source]
        lifting = Unreacted(
            platform=account.platform, venue=room(name), source=f"-{source}", lifted=source, by=account.id
        )
        await self.reader.hand_over(lifting)

    async def verified(self, identifier: AssemblyId) -> Assembly:
        """Compute a register again from itself alone; give the assembly as it tells it."""
        report = verify([entry async for entry in self.store.entries(identifier)])
        assert not report.problems, report.problems
        assert report.assembly is not None
        return report.assembly
