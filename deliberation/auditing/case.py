"""One entry to be judged, and what has been counted and is owed so far."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from deliberation.assembly import Assembly
from deliberation.assessment import Assessment, RollSize, assess, assess_deadlock, assess_removal
from deliberation.checks import Check, OnProposal, OnRecall
from deliberation.ids import AssemblyId, PersonId
from deliberation.offices import UNNAMED, Petition, PetitionState
from deliberation.polls import OnDeadlock
from deliberation.positions import Stance, Tally
from deliberation.proposals import Decision

Sentences = Iterator[str]


@dataclass(slots=True)
class Count:
    """Who stands where in one check, kept by name; ``spoke_since`` holds those who spoke only in the cooling off."""

    period: timedelta
    standing: dict[PersonId, Stance] = field(default_factory=dict)
    spoke_since: dict[PersonId, Stance] = field(default_factory=dict)
    reasoned: set[PersonId] = field(default_factory=set)
    taken_back: dict[PersonId, tuple[datetime, Stance]] = field(default_factory=dict)
    """What each took back last, and when."""
    seats: dict[AssemblyId, Stance | None] = field(default_factory=dict)
    """Where the member assemblies on the roll stand."""
    vacant: set[AssemblyId] = field(default_factory=set)
    """Those of them in which nobody takes part."""

    @property
    def counted(self) -> int:
        """How many member assemblies are counted on."""
        return len(self.seats.keys() - self.vacant)

    @property
    def blocked_below(self) -> bool:
        """Whether a member assembly blocks."""
        return Stance.BLOCK in self.seats.values()

    def tally(self) -> Tally:
        """Count everybody, from the first to the last, and then the member assemblies."""
        found = Counter([*self.standing.values(), *self.seats.values()])
        return Tally(*(found[stance] for stance in Stance))

    def blockers(self) -> set[PersonId]:
        """Name those who block."""
        return {person for person, stance in self.standing.items() if stance is Stance.BLOCK}


@dataclass(slots=True)
class Ledger:
    """What has been counted so far, who turned out to be whom, and what the entries so far still owe."""

    counts: dict[int, Count] = field(default_factory=dict)
    owed: dict[tuple[object, ...], tuple[datetime, str]] = field(default_factory=dict)
    checks: int = 0
    joined: dict[PersonId, PersonId] = field(default_factory=dict)
    """Who turned out to be somebody else, and who that is now."""
    selves: dict[PersonId, frozenset[PersonId]] = field(default_factory=dict)
    """All the ids of those who had several, by the one that they have now."""
    forgotten: set[PersonId] = field(default_factory=set)
    enacted: bool = False
    """Whether the operator founded the assembly for the movement."""
    sought: set[AssemblyId] = field(default_factory=set)
    """The assemblies that were asked to take this one as their member."""
    departures: int = 0
    """How often somebody took part no more, or turned out to be somebody else who does."""
    departures_before: dict[int, int] = field(default_factory=dict)
    """How often before each petition began."""
    beside: set[tuple[int, int]] = field(default_factory=set)
    """Petitions that cite an act, each with one about the same that cites none and gathered when it began."""

    def now(self, person: PersonId) -> PersonId:
        """Say who somebody is now."""
        return self.joined.get(person, person)

    def ids(self, *people: PersonId) -> frozenset[PersonId]:
        """Give all the ids that people have had."""
        found = frozenset[PersonId]()
        for person in map(self.now, people):
            found |= self.selves.get(person, frozenset({person}))
        return found

    def join(self, person: PersonId, other: PersonId) -> None:
        """Note that ``other`` is ``person``."""
        ids = self.ids(person, other)
        self.selves.pop(self.now(other), None)
        self.selves[person] = ids
        self.joined.update(dict.fromkeys(ids - {person}, person))


@dataclass(slots=True, frozen=True)
class Case:
    """One entry to be judged: the audit so far, the assembly, the time, and which private texts were given."""

    ledger: Ledger
    assembly: Assembly
    at: datetime
    given: frozenset[str]

    def owe(self, sentence: str, *key: object) -> None:
        """Expect something at this same moment; ``sentence`` says what is wrong if it does not come."""
        self.ledger.owed[key] = (self.at, sentence)

    def paid(self, *key: object) -> bool:
        """Take what was owed as come; say whether it was owed."""
        return self.ledger.owed.pop(key, None) is not None

    def owes(self, *key: object) -> bool:
        """Say whether something is expected that has not come yet."""
        return key in self.ledger.owed

    def paid_one(self, *start: object) -> bool:
        """Take as come the first thing owed whose key begins so; say whether there was any."""
        found = next((key for key in self.ledger.owed if key[: len(start)] == start), None)
        return found is not None and self.paid(*found)

    def check(self, number: int) -> tuple[Check, Count]:
        """Give a check and its count."""
        return self.assembly.checks[number], self.ledger.counts[number]

    def cooling(self, check: Check) -> Decision | None:
        """Give the decision that a check made, if it cools off."""
        if not isinstance(check.question, OnProposal):
            return None
        number = self.assembly.proposals[check.question.proposal].decision
        made = self.assembly.decisions[number] if number is not None else None
        return made if made and made.check == check.number and made.cooling_until is not None else None

    def assessed(self, check: Check, count: Count) -> Assessment:
        """Work out how a check comes out on what was counted."""
        roll = RollSize(len(check.roll) + count.counted, len(check.excused))
        if isinstance(check.question, OnDeadlock):
            return assess_deadlock(count.tally(), check.rules, roll)
        if isinstance(check.question, OnRecall):
            return assess_removal(count.tally(), check.rules, roll)
        objecting = self.assembly.proposals[check.question.proposal].objecting
        return assess(count.tally(), check.rules, roll, len(objecting))

    def takes_part(self, person: PersonId, what: str) -> Sentences:
        """Find fault unless somebody takes part."""
        if person not in self.assembly.participants:
            yield f"{person} {what} without taking part in the assembly."

    def next_number(self, kind: str, number: int, so_far: int) -> Sentences:
        """Find fault unless a number is the next of its kind."""
        if number != so_far + 1:
            yield f"{kind} {number} comes after {so_far} of them."

    def signatures(self, petition: Petition) -> int:
        """Count the names on a petition: of people taking part, other than its officer, or not told by the register."""
        here = self.assembly.participants
        return sum(p.startswith(UNNAMED) or (p in here and p != petition.officer) for p in petition.signatures)

    def surely_signed(self, petition: Petition) -> int:
        """Count the names that must still be on a petition: each who left since may have taken one along."""
        untold = sum(p.startswith(UNNAMED) for p in petition.signatures)
        left = self.ledger.departures - self.ledger.departures_before.get(petition.number, 0)
        return self.signatures(petition) - min(untold, left)

    def needed(self, petition: Petition) -> int:
        """Work out how many names open a recall now."""
        rules, people = self.assembly.rules, len(self.assembly.participants)
        others = people - (1 if petition.officer in self.assembly.participants else 0)
        if petition.act is not None:
            return max(1, min(others, rules.recall_minimum_unmandated))
        minimum = rules.recall_minimum_unmandated if petition.unmandated else rules.recall_minimum
        share = -(-rules.recall_share.numerator * people // rules.recall_share.denominator)
        return max(1, min(others, max(minimum, share)))

    def owe_new_holder(self, petition: Petition, what: str) -> None:
        """Expect an officer to hold an office no more."""
        sentence = f"{what}, but the office of {petition.office} did not change hands."
        self.owe(sentence, "new holder", petition.office, petition.officer)

    def note_thresholds(self) -> None:
        """Expect the recall of every petition that has its signatures: it acts by itself."""
        for petition in self.assembly.petitions.values():
            if petition.state is PetitionState.GATHERING and self.surely_signed(petition) >= self.needed(petition):
                self.owe(
                    f"Petition R{petition.number} had enough signatures, but no recall opened.",
                    "succeeded",
                    petition.number,
                )
