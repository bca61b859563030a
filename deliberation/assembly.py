"""What an assembly is at one moment: immutable values, changed only by ``evolve``.

Maps that grow with the assembly are persistent: a new version costs no copy, an old one stays as it was, and what
differs between two can be named. The store writes exactly that difference.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from deliberation.actions import Action
from deliberation.checks import Check
from deliberation.donations import Donation, Donor
from deliberation.elections import Election
from deliberation.federation import Kind, Notice, Peer
from deliberation.ids import AssemblyId, DonorId, PersonId, VenueId
from deliberation.moots import Moot, MootState
from deliberation.offices import SECRETARY, Act, Office, Petition
from deliberation.persistent import PersistentMap
from deliberation.polls import OnDeadlock, Poll, Referendum
from deliberation.proposals import Concern, Decision, Proposal
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


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who took part since ``joined_at`` and left."""

    joined_at: datetime
    left_at: datetime


BACK_WITHIN: Final = timedelta(hours=48)
"""Who is back so soon counts as having joined when they had: nobody loses a vote by being put out for a moment."""

MOST_GONE: Final = 500
"""Of so many who left lately it is kept in mind when they had joined."""

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
    gone_lately: PersistentMap[PersonId, Gone] = field(default_factory=PersistentMap)
    """Those who left lately (``BACK_WITHIN``), and since when they had taken part."""
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

    def counts_from(self, person: PersonId, now: datetime) -> datetime | None:
        """Say since when somebody counts as joined who comes back now; ``None``: from now, as whoever is new."""
        gone = self.gone_lately.get(person)
        return gone.joined_at if gone is not None and now - gone.left_at <= BACK_WITHIN else None

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
