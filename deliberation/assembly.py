"""What an assembly is at one moment: immutable values, changed only by ``evolve``.

Maps that grow with the assembly are persistent: a new version costs no copy, an old one stays as it was, and what
differs between two can be named. The store writes exactly that difference.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from deliberation.actions import Action
from deliberation.assessment import Outcome, RollSize
from deliberation.donations import Donation, Donor
from deliberation.elections import Election
from deliberation.federation import Affected, Kind, Notice, Origin, Overridden, Overrides, Peer, Seat, Together
from deliberation.ids import AssemblyId, DonorId, PersonId, VenueId
from deliberation.moots import Moot, MootState
from deliberation.offices import SECRETARY, Act, Mandate, Office, Petition
from deliberation.persistent import PersistentMap
from deliberation.phases import Phase
from deliberation.polls import OnDeadlock, Poll, Referendum
from deliberation.positions import DEADLOCK_STANCES, PROPOSAL_STANCES, RECALL_STANCES, Position, Stance, Tally
from deliberation.rules import Rules
from deliberation.senses import Sense


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who takes part: in which venues they are now, and until when they have sent apologies.

    A member who sits here by themselves does so until ``enrolled_until``, in a venue or not. ``let_in`` are the venues
    that were opened to them for it; those end with it, while what they joined by themselves stays.
    """

    person: PersonId
    venues: frozenset[VenueId]
    joined_at: datetime
    apologies_until: datetime | None = None
    enrolled_until: datetime | None = None
    let_in: frozenset[VenueId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody in a venue of a restricted assembly who does not take part yet, who asked to and who welcomed them."""

    person: PersonId
    venues: frozenset[VenueId]
    asked_at: datetime | None = None
    welcomed_by: tuple[PersonId, ...] = ()
    number: int = 0
    """Which asking it is, of all that there were here; 0 before they ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The text of a proposal as it stood at one time.

    ``suffering`` says who suffers less by it and how we would know; ``review`` is a calendar date, ``YYYY-MM-DD``.
    """

    number: int
    title: str
    text: str
    suffering: str = ""
    affects: tuple[str, ...] = ()
    review: str = ""
    overrides: tuple[Overrides, ...] = ()
    """The decisions of other assemblies in whose place it would stand: a Thing's alone."""
    mandate: Mandate | None = None
    """What it would empower an office to do."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """An effect: on consensus the rule takes the value, by itself."""

    rule: str
    value: str


@dataclass(frozen=True, slots=True)
class FillOffice:
    """An effect: on consensus the person holds the office, by itself."""

    office: str
    person: PersonId


@dataclass(frozen=True, slots=True)
class Affiliate:
    """An effect: on consensus the other assembly is asked to take this one as its member."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Admit:
    """An effect: on consensus the other assembly, which has agreed to it already, is a member of this one."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Part:
    """An effect: on consensus neither assembly is a member of the other any more."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class ClaimRemit:
    """An effect: on consensus decisions of this kind are this assembly's alone."""

    kind: str


@dataclass(frozen=True, slots=True)
class ReleaseRemit:
    """An effect: on consensus decisions of this kind are no longer this assembly's alone."""

    kind: str


@dataclass(frozen=True, slots=True)
class RestatePurpose:
    """An effect: on consensus this is what the assembly is for."""

    purpose: str


@dataclass(frozen=True, slots=True)
class Dissolution:
    """An effect: on consensus the assembly, which is a Thing, ends, whatever it has decided."""


@dataclass(frozen=True, slots=True)
class LiftObjections:
    """An effect: on consensus what those hold against a notice who take part no longer is taken back for them."""

    notice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateOffice:
    """An effect: on consensus there is such an office (see ``Office``), vacant, or it is changed to this."""

    office: str
    seats: int = 1
    appointed_by: str = ""
    deputy_to: str = ""
    term: timedelta | None = None


@dataclass(frozen=True, slots=True)
class EndOffice:
    """An effect: on consensus there is no such office any more."""

    office: str


@dataclass(frozen=True, slots=True)
class SelectCandidate:
    """An effect: on consensus the person is selected as a candidate in the election (``E3``) for a public seat."""

    election: int
    person: PersonId


@dataclass(frozen=True, slots=True)
class AcceptDonation:
    """An effect: on consensus of the members, that sum is taken from that source."""

    donation: int


Effect = (
    RuleChange
    | FillOffice
    | CreateOffice
    | EndOffice
    | SelectCandidate
    | AcceptDonation
    | Affiliate
    | Admit
    | Part
    | ClaimRemit
    | ReleaseRemit
    | RestatePurpose
    | Dissolution
    | LiftObjections
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Text put to the assembly (``P12``), where it stands, and what it brings about by itself on consensus."""

    number: int
    proposer: PersonId
    made_at: datetime
    revisions: tuple[Revision, ...]
    phase: Phase = Phase.DISCUSSION
    effect: Effect | None = None
    check: int | None = None
    """The latest check called on it, open or closed."""
    decision: int | None = None
    failed_checks: int = 0
    withdrawn: bool = False
    kind: str = ""
    """The kind of decision that it is, for remits; empty where nothing was said."""
    origins: tuple[Origin, ...] = ()
    """From where it was put here, if it was: several where one text comes by several ways."""
    partners: tuple[Peer, ...] = ()
    """The other assemblies with which it is decided jointly."""
    agreed_by: tuple[AssemblyId, ...] = ()
    """Those of the partners that have reached consensus on the text as it stands."""
    agreed_until: datetime | None = None
    """Until when one of them may yet send its decision back: nothing takes effect before."""
    affected: PersistentMap[AssemblyId, Affected] = field(default_factory=PersistentMap)

    @property
    def is_lent(self) -> bool:
        """Whether its text is another assembly's to change or withdraw."""
        return bool(self.origins)

    @property
    def is_asked_above(self) -> bool:
        """Whether what is decided on it here is an answer to an assembly above."""
        return any(origin.how is Together.NESTED for origin in self.origins)

    @property
    def objecting(self) -> tuple[Peer, ...]:
        """Name the affected assemblies that object."""
        return tuple(each.peer for each in self.affected.values() if each.objections)

    @property
    def latest(self) -> Revision:
        """The text as it stands now."""
        return self.revisions[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A worry to be answered before consensus is called (``C3``), resolved by the one who raised it."""

    number: int
    proposal: int
    person: PersonId
    text: str
    raised_at: datetime
    resolved: bool = False
    resolved_at: datetime | None = None
    """When it was; nothing where that was not noted."""

    def stood_at(self, when: datetime) -> bool:
        """Whether it was raised by then, and not resolved yet."""
        resolved = self.resolved and (self.resolved_at is None or self.resolved_at <= when)
        return self.raised_at <= when and not resolved


@dataclass(frozen=True, slots=True)
class OnProposal:
    """A check that asks for consensus on one revision of a proposal."""

    proposal: int
    revision: int


@dataclass(frozen=True, slots=True)
class OnRecall:
    """A check that asks whether an officer is to be removed."""

    petition: int


Question = OnProposal | OnRecall | OnDeadlock


def stances_on(question: Question) -> frozenset[Stance]:
    """Say what one can say to a question."""
    if isinstance(question, OnProposal):
        return PROPOSAL_STANCES
    return RECALL_STANCES if isinstance(question, OnRecall) else DEADLOCK_STANCES


@dataclass(frozen=True, slots=True, kw_only=True)
class GoRound:
    """Those who are asked one after the other; whose turn it is, and until when. It is over when it is nobody's."""

    order: tuple[PersonId, ...]
    begun_by: PersonId
    turn: PersonId | None
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A call for consensus: text, roll and rules frozen, deadline set.

    ``rules`` are those in force when it was called. ``round`` counts the times that an amendment began it again; each
    round has a card of its own. ``cooling_tally`` counts what was said after the close while the decision cooled off.
    """

    number: int
    question: Question
    round: int
    text_hash: str
    rules: Rules
    roll: frozenset[PersonId]
    excused: frozenset[PersonId]
    called_by: PersonId | None
    opened_at: datetime
    remind_at: datetime
    deadline: datetime
    positions: PersistentMap[PersonId, Position] = field(default_factory=PersistentMap)
    tally: Tally = field(default_factory=Tally)
    cooling_tally: Tally = field(default_factory=Tally)
    late_answers: PersistentMap[PersonId, Stance] = field(default_factory=PersistentMap)
    """What those on the roll said first after the close: listed, not counted."""
    reminded: bool = False
    quorum_extended: bool = False
    reason_extended: bool = False
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    begun_before: tuple[datetime, ...] = ()
    """When the earlier rounds began."""
    seats: PersistentMap[AssemblyId, Seat] = field(default_factory=PersistentMap)
    """The places of the member assemblies on the roll."""
    same: PersistentMap[PersonId, PersonId] = field(default_factory=PersistentMap)
    """Who on the roll turned out, since the call, to be somebody else, and who that is.

    Where that one has another place on the roll too, it leads to the place by which they speak (``voice``); a place of
    the person whom the check is about speaks for nobody and leads to itself.
    """
    objecting: frozenset[AssemblyId] = frozenset()
    """The affected assemblies that object: while one does there is no consensus."""
    go_round: GoRound | None = None
    not_before: datetime | None = None
    """Before this it does not end: those whom it affects are given so much time to object."""

    @property
    def is_open(self) -> bool:
        """Whether it still takes positions."""
        return self.outcome is None

    @property
    def late(self) -> int:
        """How many spoke too late."""
        return len(self.late_answers)

    @property
    def roll_size(self) -> RollSize:
        """The size of the roll, as an assessment wants it."""
        return RollSize(len(self.roll) + self.counted_seats, len(self.excused))

    @property
    def counted_seats(self) -> int:
        """How many member assemblies are on the roll, without those in which nobody takes part."""
        return sum(not seat.vacant for seat in self.seats.values())

    @property
    def complete(self) -> bool:
        """Whether it is open, everyone on the roll has taken a position, and nobody blocks or objects."""
        everyone = self.tally.taken == len(self.roll) + self.counted_seats > 0
        return self.outcome is None and everyone and not self.tally.block and not self.objecting

    def voice(self, person: PersonId) -> PersonId | None:
        """Say as whom on the roll somebody speaks: as themselves, or as whom they turned out to be since the call.

        ``None``: not at all. One person has one voice, on whichever place of theirs.
        """
        if person in self.roll:
            to = self.same.get(person) if self.same else None
            if to is None or to not in self.roll:
                return person
            return to if to != person else None
        return next((earlier for earlier, now in self.same.items() if now == person), None)

    def position_of(self, person: PersonId) -> Position | None:
        """Give where somebody stands, if they have said so."""
        voice = self.voice(person)
        return self.positions.get(voice) if voice is not None else None

    def unheard(self) -> list[PersonId]:
        """Name those on the roll who have taken no position, in a fixed order."""
        return sorted(
            person
            for person in self.roll
            if person not in self.positions and (person not in self.same or self.same[person] not in self.roll)
        )

    @property
    def undecided_seats(self) -> tuple[Peer, ...]:
        """Name the member assemblies that are still deciding."""
        return tuple(seat.peer for seat in self.seats.values() if not seat.heard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a consensus made (``D7``). ``cooling_until`` is set while those who were absent may still speak."""

    number: int
    proposal: int
    check: int
    """The check that made it; 0 where a ballot did."""
    made_at: datetime
    cooling_until: datetime | None = None
    sent_back: bool = False
    review_at: datetime | None = None
    """When the assembly is asked what it did; nothing once it has been."""
    reviewed_in: int | None = None
    """The reading of the room in which it was asked."""
    overridden: Overridden | None = None
    """What stands in its place."""
    waits_for: tuple[Peer, ...] = ()
    """The partners that have not yet reached consensus on the same text; it takes effect once there are none."""
    poll: int = 0
    """The ballot that made it; 0 where a check did."""

    @property
    def due(self) -> datetime | None:
        """When it settles by itself; ``None`` where it has, or waits for a partner."""
        return None if self.waits_for else self.cooling_until

    @property
    def stands(self) -> bool:
        """Whether it is in force (it may be worked on while it cools off)."""
        return not self.sent_back and self.overridden is None


OFFER_STANDS: Final = timedelta(days=7)
"""So long can the offer of a venue be taken up."""

ASKINGS_COUNT_FOR: Final = timedelta(days=1)
"""So long is it remembered when somebody asked to take part."""

MOST_OFFERED: Final = 5
"""So many venues can be on offer to an assembly: each rings whoever gives procedure, and strangers can offer."""


def room_code(venue: VenueId) -> str:
    """Name a venue that is on offer, in a way that can be typed: ``room-3f9a2c01``."""
    return f"room-{sha256(venue.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """A body that decides: its people, rules, venues and everything before it.

    ``convener`` is the founder, who gives procedure while there is no secretary; it is empty once they have been
    removed from an office by a recall, and then anyone taking part may.
    """

    id: AssemblyId
    slug: str
    name: str
    purpose: str
    rules: Rules
    founder: PersonId
    founded_at: datetime
    convener: PersonId | None
    kind: Kind = Kind.ORDINARY
    venues: frozenset[VenueId] = frozenset()
    replaced: PersistentMap[VenueId, VenueId] = field(default_factory=PersistentMap)
    """Venues that another replaced (room upgrades): those still in the old one keep their place until they leave it."""
    silent: PersistentMap[VenueId, datetime] = field(default_factory=PersistentMap)
    """Venues that cannot be heard, and since when: deleted, or the bot was put out of them."""
    offered: PersistentMap[VenueId, PersonId] = field(default_factory=PersistentMap)
    """Venues that somebody who administers them would make part of this assembly, and who that is."""
    offered_at: PersistentMap[VenueId, datetime] = field(default_factory=PersistentMap)
    """When each of those was offered: an offer that nobody took up lapses (``OFFER_STANDS``)."""
    participants: PersistentMap[PersonId, Participant] = field(default_factory=PersistentMap)
    offices: PersistentMap[str, Office] = field(default_factory=PersistentMap)
    proposals: PersistentMap[int, Proposal] = field(default_factory=PersistentMap)
    concerns: PersistentMap[int, Concern] = field(default_factory=PersistentMap)
    checks: PersistentMap[int, Check] = field(default_factory=PersistentMap)
    decisions: PersistentMap[int, Decision] = field(default_factory=PersistentMap)
    petitions: PersistentMap[int, Petition] = field(default_factory=PersistentMap)
    acts: PersistentMap[int, Act] = field(default_factory=PersistentMap)
    """What officers did."""
    elections: PersistentMap[int, Election] = field(default_factory=PersistentMap)
    polls: PersistentMap[int, Poll] = field(default_factory=PersistentMap)
    referendums: PersistentMap[int, Referendum] = field(default_factory=PersistentMap)
    donors: PersistentMap[DonorId, Donor] = field(default_factory=PersistentMap)
    donations: PersistentMap[int, Donation] = field(default_factory=PersistentMap)
    stand_ins: PersistentMap[str, tuple[PersonId, ...]] = field(default_factory=PersistentMap)
    """Who holds the offices of other assemblies that this one's rule ``procedure`` names, by the name it gives them."""
    stands_in_for: PersistentMap[AssemblyId, Peer] = field(default_factory=PersistentMap)
    """The assemblies whose rule ``procedure`` names an office of this one: they are told who holds it."""
    notices: PersistentMap[int, Notice] = field(default_factory=PersistentMap)
    """What other assemblies would do that affects this one."""
    moots: PersistentMap[int, Moot] = field(default_factory=PersistentMap)
    senses: PersistentMap[int, Sense] = field(default_factory=PersistentMap)
    actions: PersistentMap[int, Action] = field(default_factory=PersistentMap)
    waiting: PersistentMap[PersonId, Waiting] = field(default_factory=PersistentMap)
    """Those who are in a venue and do not take part yet, where that is not enough."""
    entries_asked: int = 0
    """How often somebody asked to take part."""
    asked_lately: PersistentMap[PersonId, tuple[datetime, ...]] = field(default_factory=PersistentMap)
    """When whoever did so lately asked to take part (``ASKINGS_COUNT_FOR``), whatever became of it."""
    dissolved_at: datetime | None = None
    """When it ended, having done what it was for."""
    members: PersistentMap[AssemblyId, Peer] = field(default_factory=PersistentMap)
    """The assemblies that are members of this one."""
    member_of: PersistentMap[AssemblyId, Peer] = field(default_factory=PersistentMap)
    sought: PersistentMap[AssemblyId, datetime] = field(default_factory=PersistentMap)
    """The assemblies that were asked to take this one as their member and have not agreed, and when they were last."""
    remit: PersistentMap[str, int] = field(default_factory=PersistentMap)
    """The kinds of decision that are this assembly's alone, each with the decision by which it took them on."""
    linked: PersistentMap[PersonId, PersonId] = field(default_factory=PersistentMap)
    """Who turned out to be somebody else: by the earlier id, the one that counts."""
    declined: PersistentMap[PersonId, datetime] = field(default_factory=PersistentMap)
    """Members who gave up the place that they have here by themselves."""
    next_lapse: datetime | None = None
    """When the first of the members' places ends, unless it is renewed."""

    @property
    def peer(self) -> Peer:
        """This assembly, as another knows it."""
        return Peer(self.id, self.slug, self.name)

    @property
    def speaking(self) -> frozenset[VenueId]:
        """The venues in which the assembly is spoken to now, without those that another replaced."""
        return self.venues - frozenset(self.replaced)

    def offered_as(self, code: str) -> VenueId | None:
        """Give the venue on offer under a code (``room_code``)."""
        return next((venue for venue in self.offered if room_code(venue) == code), None)

    def offers_until(self, now: datetime) -> dict[VenueId, datetime]:
        """Say of each offer of a venue that has not lapsed when it does."""
        ends = {venue: self.offered_at.get(venue, self.founded_at) + OFFER_STANDS for venue in self.offered}
        return {venue: end for venue, end in ends.items() if end > now}

    @property
    def unheard_since(self) -> datetime | None:
        """Since when no venue can be heard, if none can: nothing closes on what cannot be known."""
        if not self.speaking or any(venue not in self.silent for venue in self.speaking):
            return None
        return max(self.silent[venue] for venue in self.speaking)

    @property
    def open_moot(self) -> Moot | None:
        """The moot that is being held, if one is."""
        return next((moot for moot in self.moots.values() if moot.state is MootState.OPEN), None)

    @property
    def secretary(self) -> PersonId | None:
        """Who holds the secretary's office, if anyone."""
        office = self.offices.get(SECRETARY)
        return office.holder if office else None

    def check_on(self, proposal: int) -> Check | None:
        """Give the latest check on a proposal, open or closed, if there was one."""
        number = self.proposals[proposal].check
        return None if number is None else self.checks[number]

    def deadlock_asked(self, proposal: int) -> Check | None:
        """Give the open check that asks whether there is deadlock about a proposal, if one does."""
        return next(
            (
                check
                for check in self.checks.values()
                if check.is_open and isinstance(check.question, OnDeadlock) and proposal in check.question.proposals
            ),
            None,
        )

    def last_asked(self, proposal: int) -> Check | None:
        """Give what was asked last about a proposal: for consensus, or whether there is deadlock."""
        asked = [
            check
            for check in self.checks.values()
            if isinstance(check.question, OnDeadlock) and proposal in check.question.proposals
        ]
        on = self.check_on(proposal)
        return max([*asked, *([on] if on else [])], key=lambda check: (check.is_open, check.number), default=None)

    def poll_on(self, proposal: int) -> Poll | None:
        """Give the ballot in which a proposal stands, or stood, if there was one."""
        return next(
            (
                poll
                for poll in self.polls.values()
                if isinstance(poll.question, OnDeadlock) and proposal in poll.question.proposals
            ),
            None,
        )

    def cooling_off(self, check: int) -> Decision | None:
        """Give the decision that a check made, while it cools off."""
        return next((d for d in self.decisions.values() if d.check == check and d.cooling_until is not None), None)

    def takes_word(self, check: int) -> bool:
        """Whether anything said on a check may still change something: it is open, or what it decided cools off."""
        return self.checks[check].is_open or self.cooling_off(check) is not None

    def open_concerns(self, proposal: int) -> list[Concern]:
        """List the concerns about a proposal that stand unresolved, oldest first."""
        return [c for c in self.concerns.values() if c.proposal == proposal and not c.resolved]

    def concerns_open_at(self, proposal: int, when: datetime) -> list[Concern]:
        """List the concerns about a proposal that stood unresolved at a time, oldest first."""
        return [c for c in self.concerns.values() if c.proposal == proposal and c.stood_at(when)]
