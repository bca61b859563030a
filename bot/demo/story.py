"""The story of the demo: an assembly founds itself, decides, elects its secretary and recalls him.

Each scene ends with a look into the register's own state: the demo succeeds only if every outcome was the expected one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from bot.demo.voices import CastError, Heard, Voice, Where
from deliberation.assembly import Assembly, Check, PetitionState
from deliberation.assessment import Outcome
from deliberation.phases import Phase
from deliberation.positions import Stance

AGREE, STAND_ASIDE, BLOCK, SIGN, REMOVE, KEEP = "✅", "🤷", "🛑", "✍️", "🚪", "🤝"


class UnexpectedError(Exception):
    """The story went another way than it should have."""


class Stage(Protocol):
    """Where the story is played: by Ada, Ben, Cleo, Dan, Eve and Finn, in the room or rooms of one assembly."""

    people: Mapping[str, Voice]

    def tell(self, line: str) -> None:
        """Print what a reader should know."""

    async def skip(self, by: timedelta) -> None:
        """Move the clock on."""

    async def assembly(self) -> Assembly:
        """Give the assembly as recorded."""

    async def gathered(self) -> None:
        """Come together in all the rooms of the assembly, which was just founded in the first of them."""


@dataclass
class Story:
    """Plays the scenes in order."""

    stage: Stage
    _since: dict[str, int] = field(default_factory=dict)

    async def play(self) -> None:
        """Play everything.

        Raises:
            UnexpectedError: an outcome was not the expected one.
            CastError: a person did not hear in time what they should have.
        """
        for scene in (self.founding, self.proposal, self.block, self.clock, self.election, self.recall):
            self.stage.tell(f"\n=== {(scene.__doc__ or '').rstrip('.')}")
            await scene()

    # --- what people do

    async def says(self, name: str, line: str, *, hears: str = "", about: str = "") -> None:
        """Have somebody give a command in the room, and wait for what the bot answers, there or to them alone."""
        person = self.stage.people[name]
        before = person.so_far
        await person.says(line, about=self.stage.people[about] if about else None)
        if hears:
            await person.wait_for(hears, after=before, where=Where.ANYWHERE)

    def listen(self) -> None:
        """From here on, everyone listens for what is new."""
        self._since = {name: person.so_far for name, person in self.stage.people.items()}

    async def reacts(self, key: str, card: str, *names: str) -> None:
        """Have people react to a card, each to the one that they see: the newest that these words are found in."""
        self.stage.tell(f"{_names(names)} {'reacts' if len(names) == 1 else 'react'} {key}")
        for name in names:
            await self.stage.people[name].reacts(await self.hears(card, name), key)

    async def hears(self, words: str, name: str = "Ada", *, where: Where = Where.ROOM) -> Heard:
        """Wait until somebody has read something that the bot said since everyone listens."""
        return await self.stage.people[name].wait_for(words, after=self._since[name], where=where)

    async def until(self, what: str, holds: Callable[[Assembly], bool]) -> Assembly:
        """Wait until the record says so."""
        return await eventually(self.stage.assembly, holds, what)

    # --- the scenes

    async def founding(self) -> None:
        """An assembly is founded by its room."""
        await self.says(
            "Ada",
            "found Leeds Mutual Aid with folkmoot rules\nTo see that nobody in Leeds goes without.",
            hears="Leeds Mutual Aid",
        )
        await self.stage.gathered()
        founded = await self.until("everyone takes part", lambda a: len(a.participants) == len(self.stage.people))
        _expect(founded.convener is not None and founded.secretary is None, "the founder convenes, nobody is secretary")

    async def proposal(self) -> None:
        """A proposal, a concern, and the answer to it."""
        await self.says(
            "Ben",
            "propose Open a community kitchen\nTwo evenings a week, in the church hall.\n"
            "Suffers less: people who skip meals; we count the meals each week.",
            hears="P1",
        )
        await self.says("Cleo", "concern P1 Who pays for the gas?", hears="C1")
        await self.says("Ada", "consensus P1", hears="C1")
        _expect((await self.stage.assembly()).proposals[1].phase is Phase.DISCUSSION, "a concern holds the call up")
        await self.says("Ben", "amend P1\nTwo evenings a week. The gas is paid from the tin.", hears="P1")
        await self.says("Cleo", "resolve C1", hears="C1")

    async def block(self) -> None:
        """A block with its reason, an amendment, and consensus."""
        self.listen()
        await self.says("Ada", "consensus P1 in 48h")
        card = "To answer:.*P1"
        await self.reacts(AGREE, card, "Ada", "Cleo", "Eve")
        await self.reacts(BLOCK, card, "Dan")
        asked = await self.hears("say why", "Dan", where=Where.PRIVATE)
        await self.stage.people["Dan"].replies(asked, "The hall has steps, so wheelchair users cannot come in.")
        await self.until("Dan's block has its reason", lambda a: any(p.reason for p in a.checks[1].positions.values()))
        self.listen()
        await self.says(
            "Ben", "amend P1\nTwo evenings a week, in the library, which has no steps. The gas is paid from the tin."
        )
        card = "in the library.*To answer:"
        await self.hears(card)
        lapsed = await self.until("the check began again", lambda a: a.checks[1].round == 2)
        tally = lapsed.checks[1].tally
        _expect((tally.agree, tally.block) == (0, 1), "the agreements lapsed and the block stayed")
        await self.says("Dan", "retract P1", hears="Recorded: you have no position on P1")
        await self.reacts(AGREE, card, "Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")
        await self.hears("decision D1")
        decided = await self.until("P1 is decided", lambda a: not a.checks[1].is_open)
        _expect(decided.checks[1].outcome is Outcome.CONSENSUS, "P1 reached consensus, early, for everyone had spoken")
        _expect(decided.decisions[1].proposal == 1, "and is decision D1")

    async def clock(self) -> None:
        """A check that closes by the clock."""
        await self.says("Eve", "propose Meet on Tuesdays\nEvery Tuesday at seven.", hears="P2")
        self.listen()
        await self.says("Ada", "consensus P2")
        card = "Tuesdays.*To answer:"
        await self.reacts(AGREE, card, "Ada", "Eve", "Ben")
        await self.reacts(STAND_ASIDE, card, "Finn")
        await self.until("four have spoken", lambda a: a.checks[2].tally.taken == 4)
        self.stage.tell("(Three days pass: the clock is moved on by 73 hours.)")
        await self.stage.skip(timedelta(hours=73))
        closed = await self.until("P2 is closed by the clock", lambda a: not a.checks[2].is_open)
        _expect(closed.checks[2].outcome is Outcome.CONSENSUS, "P2 reached consensus at its deadline")
        await self.hears("decision D2")

    async def election(self) -> None:
        """A secretary is elected by consensus."""
        self.listen()
        await self.says("Cleo", "elect Ben as secretary", about="Ben")
        await self.until("a check is open", lambda a: 3 in a.checks)
        await self.reacts(AGREE, "Ben.*To answer:", "Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")
        await self.hears("By D3")
        elected = await self.until("the election is over", lambda a: not a.checks[3].is_open)
        _expect(elected.checks[3].outcome is Outcome.CONSENSUS and elected.secretary is not None, "Ben is secretary")

    async def recall(self) -> None:
        """A petition signed in the room opens the recall by itself, and the secretary is removed."""
        self.listen()
        await self.says("Cleo", "recall Ben\nHe cancelled the kitchen without asking anyone.", about="Ben")
        await self.reacts(SIGN, "R1.*To sign", "Dan", "Eve")
        opened = await self.until("the recall opened", lambda a: a.petitions[1].state is PetitionState.RECALL_OPEN)
        recall = _recall_check(opened)
        _expect(opened.secretary is not None and opened.secretary not in recall.roll, "Ben is not on the roll")
        card = "or kept.*To answer:"
        await self.reacts(KEEP, card, "Ben")
        await self.hears("is about you", "Ben", where=Where.PRIVATE)
        await self.reacts(REMOVE, card, "Cleo", "Dan", "Eve")
        await self.reacts(KEEP, card, "Finn")
        await self.reacts(STAND_ASIDE, card, "Ada")
        removed = await self.until("the recall is over", lambda a: not _recall_check(a).is_open)
        check = _recall_check(removed)
        _expect(check.outcome is Outcome.REMOVED, "Ben was removed")
        _expect(check.tally.of(Stance.KEEP) == 1, "and his own word was not counted")
        office = removed.offices["secretary"]
        _expect(office.holder is None and office.election_open, "the office is vacant and its election open")
        await self.hears("elect")


def _recall_check(assembly: Assembly) -> Check:
    number = assembly.petitions[1].check
    if number is None:
        raise UnexpectedError("the petition has opened no recall")
    return assembly.checks[number]


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise UnexpectedError(f"it should have been so that {what}")


def _names(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


async def eventually(
    look: Callable[[], Awaitable[Assembly]], holds: Callable[[Assembly], bool], what: str, *, within: float = 30.0
) -> Assembly:
    """Look again and again until it holds.

    Raises:
        CastError: it did not in time.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while True:
        found = await look()
        if holds(found):
            return found
        if loop.time() > deadline:
            raise CastError(f"it never came to this: {what}")
        await asyncio.sleep(0.1)
