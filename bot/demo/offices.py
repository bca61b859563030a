"""The story of offices: a general secretary is elected, a treasurer appointed, recalled and replaced; gifts are taken.

Each scene ends with a look into the register's own state: the demo succeeds only if every outcome was the expected one.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.demo.scenes import Scenes, expect
from bot.demo.story import AGREE, REMOVE
from bot.demo.voices import Where
from deliberation.assembly import Assembly
from deliberation.donations import DonationState
from deliberation.elections import ElectionState
from deliberation.ids import PersonId
from deliberation.offices import Lack, PetitionState
from deliberation.polls import OptionKind, PollOutcome
from deliberation.rules import Method

EVERYONE: Final = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")
GENERAL: Final = "general secretary"
BALLOTS: Final = {
    "Ada": "Cleo, Eve",
    "Ben": "Cleo",
    "Cleo": "Cleo, Eve, re-open nominations",
    "Dan": "Eve, Cleo",
    "Eve": "Eve",
    "Finn": "re-open nominations, Cleo",
}
"""What each puts on the paper, the most preferred first."""


@dataclass
class OfficesStory(Scenes):
    """Plays the scenes in order."""

    async def play(self) -> None:
        """Play everything.

        Raises:
            UnexpectedError: an outcome was not the expected one.
            CastError: a person did not hear in time what they should have.
        """
        await self.play_all(
            self.founding,
            self.offices,
            self.nominations,
            self.ballot,
            self.appointment,
            self.mandate,
            self.act,
            self.recall,
            self.gift,
            self.refusal,
        )

    async def _decided(self, call: str, card: str, decision: int) -> Assembly:
        """Have consensus called on something, everybody agree, and give the assembly once it is decided."""
        self.listen()
        await self.says("Ada", call)
        await self.reacts(AGREE, card, *EVERYONE)
        made = await self.until(f"D{decision} is made", lambda a: decision in a.decisions)
        await self.hears(f"decision D{decision}")
        return made

    # --- the scenes

    async def founding(self) -> None:
        """An assembly is founded by its room."""
        await self.says(
            "Ada",
            "found Harmony Leeds with folkmoot rules\nTo see that nobody in Leeds goes without.",
            hears="Harmony Leeds",
        )
        await self.stage.gathered()
        await self.until("everyone takes part", lambda a: len(a.participants) == len(EVERYONE))

    async def offices(self) -> None:
        """Two offices are created by consensus: one is elected, the other is appointed by its holder."""
        await self.says("Ada", f"office create {GENERAL} term 2 years", hears="P1")
        await self._decided("consensus P1", f"{GENERAL}.*To answer:", 1)
        await self.says("Ada", f"office create treasurer appointed by {GENERAL}", hears="P2")
        made = await self._decided("consensus P2", "treasurer.*To answer:", 2)
        expect(made.offices["treasurer"].appointed_by == GENERAL, f"the {GENERAL} appoints the treasurer")
        expect(made.offices[GENERAL].holder is None, "both are vacant")

    async def nominations(self) -> None:
        """An election is called with its timetable in one command; names are put forward, seconded and accepted."""
        self.listen()
        await self.says("Ada", f"election {GENERAL} nominations 24h ballot 24h method stv")
        await self.hears("E2")
        await self.says("Ben", "nominate Cleo in E2 because she listens", about="Cleo", hears="Cleo")
        await self.hears("put your name forward", "Cleo", where=Where.PRIVATE)
        await self.says("Dan", "second Cleo in E2", about="Cleo", hears="Recorded: you second")
        await self.says("Cleo", "accept E2 I would see that every mandate is kept.", hears="Recorded: you stand")
        await self.says("Finn", "nominate Eve in E2 because she counts well", about="Eve", hears="Eve")
        await self.hears("put your name forward", "Eve", where=Where.PRIVATE)
        await self.says("Ada", "second Eve in E2", about="Eve", hears="Recorded: you second")
        await self.says("Eve", "accept E2 I would publish every penny.", hears="Recorded: you stand")
        stand = await self.until("two stand", lambda a: len(a.elections[2].standing) == 2)
        expect(stand.elections[2].method is Method.STV, "the ballot will be counted by STV")
        self.stage.tell("(A day passes: nominations close. Three more, in which nobody finds a consensus on one name.)")
        await self.stage.skip(timedelta(hours=25))
        await self.until("nominations are closed", lambda a: a.elections[2].state is ElectionState.CONSENSUS)
        self.listen()
        await self.stage.skip(timedelta(hours=73))
        opened = await self.until("the ballot is open", lambda a: a.elections[2].state is ElectionState.BALLOT)
        await self.hears("can vote")
        reopen = opened.polls[1].options[-1].kind
        expect(reopen is OptionKind.REOPEN, "re-open nominations stands too")

    async def ballot(self) -> None:
        """Everybody votes in private, one of them twice, and the ballot is counted in the open."""
        for name in EVERYONE:
            before = self.stage.people[name].so_far
            await self.says(name, "ballot B1")
            paper = await self.stage.people[name].wait_for("B1", after=before, where=Where.PRIVATE)
            before = self.stage.people[name].so_far
            await self.stage.people[name].replies(paper, BALLOTS[name] if name != "Ada" else "Eve")
            paper = await self.stage.people[name].wait_for("receipt", after=before, where=Where.PRIVATE)
            if name == "Ada":
                self.stage.tell("(Ada changes her mind: her later ballot takes the place of the first.)")
                before = self.stage.people[name].so_far
                await self.stage.people[name].replies(paper, BALLOTS[name])
                await self.stage.people[name].wait_for("receipt", after=before, where=Where.PRIVATE)
        voted = await self.until("six have voted", lambda a: len(a.polls[1].given) == len(EVERYONE))
        expect(not any(voted.polls[1].given.values()), "of their ballots the record says only who has given one")
        self.stage.tell("(A day passes: the ballot closes.)")
        self.listen()
        await self.stage.skip(timedelta(hours=25))
        counted = await self.until("the ballot is counted", lambda a: not a.polls[1].is_open)
        await self.hears("quota")
        poll = counted.polls[1]
        expect(poll.outcome is PollOutcome.DECIDED and len(poll.receipts) == len(EVERYONE), "six ballots were counted")
        expect(counted.offices[GENERAL].holder == await self._person(counted, "Cleo"), f"Cleo is {GENERAL}")

    async def _person(self, assembly: Assembly, name: str) -> PersonId:
        """Say who somebody is in the record: who was nominated, by their place among the candidates."""
        election = assembly.elections[2]
        reasons = {"Cleo": "she listens", "Eve": "she counts well"}
        return next(each.person for each in election.candidates.values() if each.reason == reasons[name])

    async def appointment(self) -> None:
        """The general secretary appoints a treasurer."""
        await self.says("Cleo", "appoint Ben as treasurer", about="Ben", hears="treasurer")
        await self.until("Ben is treasurer", lambda a: a.offices["treasurer"].holder is not None)

    async def mandate(self) -> None:
        """A decision empowers the treasurer to pay for the hall, up to £120."""
        await self.says(
            "Dan",
            "propose Hire the church hall\nFor the winter kitchen.\n"
            "Mandate: treasurer may pay for the hall, up to £120, until 31 December",
            hears="P3",
        )
        decided = await self._decided("consensus P3", "church hall.*To answer:", 3)
        mandate = decided.proposals[3].latest.mandate
        expect(mandate is not None and mandate.pence == 12_000, "its mandate is for £120")

    async def act(self) -> None:
        """The treasurer pays for the hall, and then goes beyond the mandate: the room reads it, and what it can do."""
        await self.says("Ben", 'act "paid the hall" mandate D3 £100.00', hears="O1")
        self.listen()
        await self.says("Ben", 'act "bought a banner" mandate D3 £40.00')
        await self.hears("O2.*recall")
        acts = (await self.until("two acts are recorded", lambda a: 2 in a.acts)).acts
        expect(acts[1].mandated, "the first had its mandate")
        expect(acts[2].lacking is Lack.BEYOND_LIMIT, "the second went beyond it")

    async def recall(self) -> None:
        """A petition that cites the act needs two signatures; the officer is heard, and removed."""
        self.listen()
        await self.says("Eve", "recall Ben unmandated O2 because nobody agreed to a banner", about="Ben")
        await self.hears("R1.*To sign")
        await self.says(
            "Ben", "statement R1 The old one was torn, and I should have asked.", hears="Recorded: your statement"
        )
        self.listen()
        await self.says("Finn", "sign R1")
        await self.until("the recall opened", lambda a: a.petitions[1].state is PetitionState.RECALL_OPEN)
        card = "or kept.*To answer:"
        heard = await self.hears(card)
        expect("torn" in heard.text, "what Ben has to say stands on the card")
        await self.reacts(REMOVE, card, "Ada", "Dan", "Eve", "Finn")
        await self.until("four have spoken", lambda a: any(c.tally.remove == 4 for c in a.checks.values()))
        self.stage.tell("(Three days pass.)")
        await self.stage.skip(timedelta(hours=73))
        await self.until("the treasurer's office is vacant", lambda a: a.offices["treasurer"].holder is None)
        await self.hears("for Cleo to appoint")
        await self.says("Cleo", "appoint Finn as treasurer", about="Finn", hears="is treasurer of")
        await self.until("Finn is treasurer", lambda a: a.offices["treasurer"].holder is not None)

    async def gift(self) -> None:
        """An organisation's gift is held until all have agreed to that sum from that source."""
        self.listen()
        await self._records(
            "donation-record £2,000 from Unite, trade union, listed by the Certification Officer, on"
            f" {await self._today()}",
        )
        await self.hears("It is held", "Finn", where=Where.PRIVATE)
        held = await self.until("the gift is held", lambda a: 1 in a.donations)
        expect(held.donations[1].state is DonationState.HELD, "it is held until the members have agreed")
        await self.reacts(AGREE, "Unite.*To answer:", *EVERYONE)
        taken = await self.until("it is decided", lambda a: a.donations[1].state is not DonationState.HELD)
        await self.hears("decision D4")
        await self.hears("accepted by D4", "Finn", where=Where.PRIVATE)
        expect(taken.donations[1].state is DonationState.ACCEPTED, "all agreed, and it is accepted")
        expect(taken.donations[1].pence == 200_000, "to the penny")

    async def refusal(self) -> None:
        """A person's gifts stay under £500 in a year: what would reach that is refused, with what was given so far."""
        day = await self._today()
        whom = "from Olive Grey, on the electoral register of Leeds, on"
        before = self.stage.people["Finn"].so_far
        await self._records(f"donation-record £300 {whom} {day}")
        await self.until("the first is recorded", lambda a: 2 in a.donations)
        await self._records(f"donation-record £200.00 {whom} {day}")
        refused = await self.until("the second is recorded", lambda a: 3 in a.donations)
        await self.stage.people["Finn"].wait_for("refused.*300|300.*refused", after=before, where=Where.PRIVATE)
        expect(refused.donations[2].state is DonationState.ACCEPTED, "the first £300 are accepted")
        last = refused.donations[3]
        expect(last.state is DonationState.REFUSED and last.so_far == 30_000, "the £200 after them are refused")

    async def _records(self, line: str) -> None:
        """Have the treasurer record a gift in private, as an answer to what the bot said to him there."""
        finn = self.stage.people["Finn"]
        before = finn.so_far
        await self.says("Finn", "donations")
        answer = await finn.wait_for("recorded|donation", after=before, where=Where.PRIVATE)
        await finn.replies(answer, f"!{line}")

    async def _today(self) -> str:
        """Say which day it is where the story is: the clock has been moved on."""
        assembly = await self.stage.assembly()
        latest = max(decision.made_at for decision in assembly.decisions.values())
        return f"{latest:%Y-%m-%d}"
