"""The story of the demo: an assembly founds itself, decides, elects its secretary and recalls him.

Each scene ends with a look into the register's own state: the demo succeeds only if every outcome was the expected one.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.demo.scenes import Scenes, UnexpectedError, expect
from bot.demo.voices import Where
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.checks import Check
from deliberation.offices import PetitionState
from deliberation.phases import Phase
from deliberation.positions import Stance

AGREE, STAND_ASIDE, BLOCK, SIGN, REMOVE, KEEP = "✅", "🤷", "🛑", "✍️", "🚪", "🤝"


@dataclass
class Story(Scenes):
    """Plays the scenes in order."""

    async def play(self) -> None:
        """Play everything.

        Raises:
            UnexpectedError: an outcome was not the expected one.
            CastError: a person did not hear in time what they should have.
        """
        await self.play_all(self.founding, self.proposal, self.block, self.clock, self.election, self.recall)

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
        expect(founded.convener is not None and founded.secretary is None, "the founder convenes, nobody is secretary")

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
        expect((await self.stage.assembly()).proposals[1].phase is Phase.DISCUSSION, "a concern holds the call up")
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
        expect((tally.agree, tally.block) == (0, 1), "the agreements lapsed and the block stayed")
        await self.says("Dan", "retract P1", hears="Recorded: you have no position on P1")
        await self.reacts(AGREE, card, "Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")
        await self.hears("decision D1")
        decided = await self.until("P1 is decided", lambda a: not a.checks[1].is_open)
        expect(decided.checks[1].outcome is Outcome.CONSENSUS, "P1 reached consensus, early, for everyone had spoken")
        expect(decided.decisions[1].proposal == 1, "and is decision D1")

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
        expect(closed.checks[2].outcome is Outcome.CONSENSUS, "P2 reached consensus at its deadline")
        await self.hears("decision D2")

    async def election(self) -> None:
        """A secretary is elected by consensus."""
        self.listen()
        await self.says("Cleo", "elect Ben as secretary", about="Ben")
        await self.until("a check is open", lambda a: 3 in a.checks)
        await self.reacts(AGREE, "Ben.*To answer:", "Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")
        await self.hears("By D3")
        elected = await self.until("the election is over", lambda a: not a.checks[3].is_open)
        expect(elected.checks[3].outcome is Outcome.CONSENSUS and elected.secretary is not None, "Ben is secretary")

    async def recall(self) -> None:
        """A petition signed in the room opens the recall by itself, and the secretary is removed."""
        self.listen()
        await self.says("Cleo", "recall Ben\nHe cancelled the kitchen without asking anyone.", about="Ben")
        await self.reacts(SIGN, "R1.*To sign", "Dan", "Eve")
        opened = await self.until("the recall opened", lambda a: a.petitions[1].state is PetitionState.RECALL_OPEN)
        recall = _recall_check(opened)
        expect(opened.secretary is not None and opened.secretary not in recall.roll, "Ben is not on the roll")
        card = "or kept.*To answer:"
        await self.reacts(KEEP, card, "Ben")
        await self.hears("is about you", "Ben", where=Where.PRIVATE)
        await self.reacts(REMOVE, card, "Cleo", "Dan", "Eve")
        await self.reacts(KEEP, card, "Finn")
        await self.reacts(STAND_ASIDE, card, "Ada")
        removed = await self.until("the recall is over", lambda a: not _recall_check(a).is_open)
        check = _recall_check(removed)
        expect(check.outcome is Outcome.REMOVED, "Ben was removed")
        expect(check.tally.of(Stance.KEEP) == 1, "and his own word was not counted")
        office = removed.offices["secretary"]
        expect(office.holder is None and office.election_open, "the office is vacant and its election open")
        await self.hears("elect")


def _recall_check(assembly: Assembly) -> Check:
    number = assembly.petitions[1].check
    if number is None:
        raise UnexpectedError("the petition has opened no recall")
    return assembly.checks[number]
