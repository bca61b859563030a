"""A driver for tests of the engine: an assembly with a clock, which keeps its own register as the program does."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Self, TypeVar

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.checks import Check
from deliberation.commands import Command
from deliberation.decide import decide
from deliberation.events import Event
from deliberation.events.people import Enrolment
from deliberation.evolve import evolve
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.offices import Office, Petition
from deliberation.persistent import PersistentMap
from deliberation.positions import Stance, Tally
from deliberation.proposals import Decision, Proposal
from deliberation.refusals import Refusal
from deliberation.register import Chain, Entry, read_event, record_event
from deliberation.rules import rules_from, written
from deliberation.verifying import Report, verify

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
ROOM = VenueId("console:moot")
HALL = VenueId("console:hall")
FORUM = VenueId("console:forum")

SUCCESSOR = ("ElectionCalled", "NominationsOpened")
"""The kinds of what follows where somebody no longer holds an office: the election of a successor opens by itself."""

E = TypeVar("E")


def people(*names: str) -> tuple[PersonId, ...]:
    """Give people by their names."""
    return tuple(PersonId(name) for name in names)


class Moot:
    """An assembly in a room: what is done in it, when, and the register that comes of it."""

    def __init__(self) -> None:
        self.now = MONDAY
        self.entries: list[Entry] = []
        self.texts: dict[int, dict[str, str]] = {}
        self.happened: list[Event] = []
        self._assembly: Assembly | None = None
        self._grains = count(1)
        self._sources = count(1)

    @classmethod
    def founded(cls, *names: str, preset: str = "folkmoot", rules: Mapping[str, str] | None = None) -> Self:
        """Found an assembly by the first of those named, under a preset or ``rules`` of its own."""
        moot = cls()
        founder, *others = people(*names)
        answer = decide(
            None,
            cmd.FoundAssembly(
                actor=founder,
                assembly=AssemblyId("a-1"),
                slug="moot",
                name="The moot",
                purpose="to try things",
                preset=preset,
                venue=ROOM,
                present=tuple(others),
                administers=True,
            ),
            moot.now,
        )
        assert isinstance(answer, list)
        for event in answer:
            if isinstance(event, ev.AssemblyFounded):
                own = written(rules_from({**dict(event.rules), **(rules or {})}))
                moot._take(replace(event, rules=tuple(sorted(own.items()))))
            else:
                moot._take(event)
        return moot

    @property
    def assembly(self) -> Assembly:
        """The assembly as it is."""
        assert self._assembly is not None
        return self._assembly

    def ask(self, command: Command) -> list[Event] | Refusal:
        """Ask something of the assembly, and let happen what comes of it."""
        answer = decide(self.assembly, command, self.now)
        if isinstance(answer, list):
            for event in answer:
                self._take(event)
        return answer

    def _take(self, event: Event) -> None:
        chain = Chain(self.entries[-1].number, self.entries[-1].hash) if self.entries else Chain()
        entry, beside = record_event(AssemblyId("a-1"), chain, event, self.now, lambda: f"{next(self._grains):032x}")
        self.entries.append(entry)
        if beside:
            self.texts[entry.number] = {text.field: text.text for text in beside}
        self._assembly = evolve(self._assembly, event, self.now)
        self.happened.append(event)

    def do(self, command: Command) -> list[Event]:
        """Do something that must not be refused."""
        answer = self.ask(command)
        assert isinstance(answer, list), f"{command} was refused: {answer}"
        return answer

    def refused(self, command: Command) -> Refusal:
        """Try something that must be refused, and change nothing by it."""
        before = self.assembly
        answer = self.ask(command)
        assert not isinstance(answer, list), f"{command} was not refused, but brought about {answer}"
        assert self.assembly is before
        return answer

    def later(self, **span: float) -> Self:
        """Let time go by, while nobody looks at what is due."""
        self.now += timedelta(**span)
        return self

    def at(self, **span: float) -> list[Event]:
        """Let time go by and then do what is due."""
        self.later(**span)
        return self.do(cmd.Tick())

    # --- what is often done

    def source(self) -> str:
        """Give the name of a message or reaction that there has not been yet."""
        return f"${next(self._sources)}"

    def propose(self, who: str = "ada", title: str = "Buy seed", text: str = "Ten kilos.") -> int:
        """Make a proposal and give its number."""
        self.do(cmd.Propose(actor=PersonId(who), title=title, text=text, suffering="Nobody goes hungry."))
        return len(self.assembly.proposals)

    def call(self, proposal: int = 1, who: str = "ada", **period: float) -> int:
        """Call consensus on a proposal and give the number of the check."""
        span = timedelta(**period) if period else None
        self.do(cmd.CallConsensus(actor=PersonId(who), proposal=proposal, period=span))
        return len(self.assembly.checks)

    def called(self) -> int:
        """Propose something and call consensus on it at once."""
        return self.call(self.propose())

    def say(self, stance: Stance, *names: str, check: int = 1, reason: str = "") -> list[Event]:
        """Let each of those named take the same position."""
        happened: list[Event] = []
        for person in people(*names):
            happened += self.do(
                cmd.TakePosition(actor=person, check=check, stance=stance, reason=reason, source=self.source())
            )
        return happened

    def agree(self, *names: str, check: int = 1) -> list[Event]:
        """Let those named agree."""
        return self.say(Stance.AGREE, *names, check=check)

    def stand_aside(self, *names: str, check: int = 1, reason: str = "not mine") -> list[Event]:
        """Let those named stand aside."""
        return self.say(Stance.STAND_ASIDE, *names, check=check, reason=reason)

    def block(self, *names: str, check: int = 1, reason: str = "it harms") -> list[Event]:
        """Let those named block."""
        return self.say(Stance.BLOCK, *names, check=check, reason=reason)

    def elect(self, who: str, by: str) -> None:
        """Make somebody secretary, by the consensus of everybody on the roll."""
        self.do(cmd.NominateOfficer(actor=PersonId(by), person=PersonId(who), office="secretary"))
        check = len(self.assembly.checks)
        self.agree(*sorted(self.check(check).roll), check=check)
        assert self.assembly.secretary == who

    def recall(self, officer: str, *names: str, unmandated: bool = False) -> int:
        """Start a petition, which may cite an ``unmandated`` act, and have it signed; give its number."""
        starter, *others = people(*names)
        act = self.act(officer, "bought a boat") if unmandated else None
        self.do(cmd.StartRecall(actor=starter, officer=PersonId(officer), reason="they did not act as agreed", act=act))
        number = len(self.assembly.petitions)
        for person in others:
            self.do(cmd.Sign(actor=person, petition=number, source=self.source()))
        return number

    def act(
        self, officer: str, text: str, *, office: str = "", decision: int | None = None, pence: int | None = None
    ) -> int:
        """Have an officer record what they did, by a decision or expressly without any; give its number."""
        act = cmd.RecordAct(
            actor=PersonId(officer), text=text, office=office, decision=decision, pence=pence,
            unmandated=decision is None,
        )  # fmt: skip
        self.do(act)
        return len(self.assembly.acts)

    def join(self, person: str, other: str) -> list[Event]:
        """Let it turn out that ``other`` is ``person``."""
        return self.do(cmd.JoinPeople(person=PersonId(person), other=PersonId(other)))

    def enrol(self, *names: str, **span: float) -> list[Event]:
        """Give members their place for so long, a year if nothing is said."""
        until = self.now + timedelta(**(span or {"days": 365}))
        return self.do(cmd.Enrol(members=tuple(Enrolment(person, until) for person in people(*names))))

    # --- what is often looked at

    def proposal(self, number: int = 1) -> Proposal:
        """Give a proposal."""
        return self.assembly.proposals[number]

    def check(self, number: int = 1) -> Check:
        """Give a check."""
        return self.assembly.checks[number]

    def decision(self, number: int = 1) -> Decision:
        """Give a decision."""
        return self.assembly.decisions[number]

    def petition(self, number: int = 1) -> Petition:
        """Give a petition."""
        return self.assembly.petitions[number]

    @property
    def office(self) -> Office:
        """Give the secretary's office."""
        return self.assembly.offices["secretary"]

    def verified(self) -> Report:
        """Verify the register."""
        return verify(self.entries)


def kinds(happened: list[Event]) -> list[str]:
    """Name the kinds of what happened, in order."""
    return [type(event).__name__ for event in happened]


def only(happened: list[Event], kind: type[E]) -> E:
    """Give the one event of a kind."""
    (found,) = [event for event in happened if isinstance(event, kind)]
    return found


def recounted(check: Check, *, cooling: bool = False) -> Tally:
    """Count the positions of a check one by one."""
    found = Counter(position.stance for position in check.positions.values() if position.cooling is cooling)
    return Tally(**{stance.name.lower(): found[stance] for stance in Stance})


def without_sources(assembly: Assembly) -> Assembly:
    """Give an assembly as its register tells it: without the opaque names of messages, which that does not keep."""
    return replace(
        assembly,
        checks=PersistentMap(
            {
                number: replace(
                    check,
                    positions=PersistentMap({p: replace(found, source="") for p, found in check.positions.items()}),
                )
                for number, check in assembly.checks.items()
            }
        ),
        petitions=PersistentMap(
            {
                number: replace(
                    petition,
                    signatures=PersistentMap(dict.fromkeys(petition.signatures, "")),
                    away=PersistentMap(dict.fromkeys(petition.away, "")),
                )
                for number, petition in assembly.petitions.items()
            }
        ),
        moots=PersistentMap(
            {
                number: replace(moot, coming=PersistentMap(dict.fromkeys(moot.coming, "")))
                for number, moot in assembly.moots.items()
            }
        ),
        senses=PersistentMap(
            {
                number: replace(
                    sense,
                    leanings=PersistentMap({p: replace(leant, source="") for p, leant in sense.leanings.items()}),
                )
                for number, sense in assembly.senses.items()
            }
        ),
        donors=PersistentMap({each: replace(donor, person=None) for each, donor in assembly.donors.items()}),
        actions=PersistentMap({number: replace(action, source="") for number, action in assembly.actions.items()}),
    )


def replayed(entries: list[Entry], texts: Mapping[int, Mapping[str, str]]) -> Assembly | None:
    """Read a register from its first entry."""
    assembly: Assembly | None = None
    for entry in entries:
        event, at = read_event(entry, texts.get(entry.number))
        assembly = evolve(assembly, event, at)
    return assembly
