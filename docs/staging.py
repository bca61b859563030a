"""The story that the pictures tell: an assembly, what is done in it, and the messages that the program owes for it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from adapters.cards.card import KEYS, card_of, seeds
from adapters.documents import Document
from adapters.notices.notices import Notice, ToVenues, notices
from adapters.references import Kind, Subject
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.decide import decide
from deliberation.events import Event
from deliberation.evolve import evolve
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.positions import Stance
from deliberation.register import Chain, record_event

NAMES: Final = {PersonId(name.lower()): name for name in ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")}
ADA, BEN, CLEO, DAN, EVE, FINN = NAMES
BEGUN: Final = datetime(2026, 11, 23, 19, tzinfo=UTC)
ROOM: Final = VenueId("matrix:!room")
IDENTIFIER: Final = AssemblyId("leeds")
CHECK: Final = Subject(Kind.CHECK, 1, 1)
PROPOSAL: Final = Subject(Kind.PROPOSAL, 1)
PETITION: Final = Subject(Kind.PETITION, 1)

TITLE: Final = "Open a community kitchen"
TEXT: Final = "Two evenings a week, in the church hall. The gas is paid from the tin."
SUFFERING: Final = "people who skip meals; we count the meals each week."
WHY_BLOCKED: Final = "The hall has steps, so wheelchair users cannot come in."


class RefusedError(Exception):
    """What a picture is to show was refused."""


@dataclass(slots=True)
class Stage:
    """An assembly in a room: what is done in it, and the messages that are owed for it."""

    now: datetime = BEGUN
    owed: list[Notice] = field(default_factory=list)
    _assembly: Assembly | None = None
    _chain: Chain = field(default_factory=Chain)

    @property
    def assembly(self) -> Assembly:
        """The assembly as it is."""
        if self._assembly is None:
            raise LookupError("nothing is founded yet")
        return self._assembly

    def happen(self, command: Command) -> list[Event]:
        """Do something, and give what happened; what is owed for it is then in ``owed``.

        Raises:
            RefusedError: it may not be.
        """
        events = decide(self._assembly, command, self.now)
        if not isinstance(events, list):
            raise RefusedError(f"{command}: {events}")
        self.owed = []
        for event in events:
            before = self._assembly
            self._assembly = evolve(before, event, self.now)
            entry, _ = record_event(IDENTIFIER, self._chain, event, self.now, lambda: "0" * 32)
            self._chain = Chain(entry.number, entry.hash)
            self.owed += notices(before, event, self._assembly, NAMES, checkpoint=self._chain)
        return events

    def do(self, command: Command) -> list[Notice]:
        """Do something, and give what is owed for it."""
        self.happen(command)
        return self.owed

    def founded(self) -> "Stage":
        """Found the assembly, of everybody."""
        self.do(
            cmd.FoundAssembly(
                actor=ADA,
                assembly=IDENTIFIER,
                slug="leeds-mutual-aid",
                name="Leeds Mutual Aid",
                purpose="",
                preset="folkmoot",
                venue=ROOM,
                present=tuple(NAMES),
                administers=True,
            )
        )
        return self

    def kitchen(self) -> "Stage":
        """Call consensus on the proposal that all pictures are about."""
        self.do(
            cmd.Propose(
                actor=BEN,
                title=TITLE,
                text=TEXT,
                suffering=SUFFERING,
            )
        )
        self.do(cmd.CallConsensus(actor=ADA, proposal=1))
        return self

    def take(self, stance: Stance, *people: PersonId, reason: str = "", check: int = 1) -> list[Notice]:
        """Let people take a position; give what the last of them brings about."""
        owed: list[Notice] = []
        for person in people:
            owed = self.do(
                cmd.TakePosition(actor=person, check=check, stance=stance, reason=reason, source=f"${person}")
            )
        return owed

    def card(self, subject: Subject) -> Document:
        """Draw a card.

        Raises:
            LookupError: there is none.
        """
        drawn = card_of(self.assembly, subject, NAMES)
        if drawn is None:
            raise LookupError(f"{subject} has no card")
        return drawn

    def told(self) -> list[Document]:
        """List the messages that are owed to the rooms."""
        return [each.document for each in self.owed if isinstance(each, ToVenues)]

    def reactions(self, check: int = 1, *, bare: bool = False) -> tuple[tuple[str, int], ...]:
        """Count the reactions under a check's card as a client does, the bot's own among them.

        Those are ``bare`` that say no more than a reaction can: no reason came with them.
        """
        found = self.assembly.checks[check]
        taken = [KEYS[each.stance] for each in found.positions.values() if not (bare and each.reason)]
        return tuple((key, 1 + taken.count(key)) for key in seeds(found.question))


def blocked() -> Stage:
    """Tell of a check in which somebody blocks."""
    stage = Stage().founded().kitchen()
    stage.take(Stance.AGREE, ADA, BEN, CLEO)
    stage.take(Stance.STAND_ASIDE, EVE, reason="I work evenings.")
    stage.take(Stance.BLOCK, DAN, reason=WHY_BLOCKED)
    return stage


def decided() -> Stage:
    """Tell of a check that ended in consensus; what is owed for its end is in ``owed``."""
    stage = Stage().founded().kitchen()
    stage.take(Stance.AGREE, ADA, BEN, CLEO, DAN)
    stage.take(Stance.STAND_ASIDE, EVE, reason="I work evenings.")
    stage.now += timedelta(hours=72)
    stage.do(cmd.Tick())
    return stage


def petitioned() -> Stage:
    """Tell of a petition to recall an officer, which somebody signed after whoever started it."""
    stage = Stage().founded()
    stage.do(cmd.NominateOfficer(actor=CLEO, person=BEN, office="secretary"))
    stage.take(Stance.AGREE, *NAMES)
    stage.do(
        cmd.StartRecall(
            actor=CLEO,
            officer=BEN,
            reason="He cancelled the kitchen without asking anyone.",
            source="$1",
        )
    )
    stage.do(cmd.Sign(actor=DAN, petition=1, source="$2"))
    return stage
