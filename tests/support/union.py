"""A driver for tests of several assemblies: what follows in one from another is carried out as the program does it."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Self, TypeVar

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.between import Errand, errands, unasked
from deliberation.checks import Check
from deliberation.commands import Command
from deliberation.crosschecking import Crosschecking
from deliberation.decide import decide
from deliberation.deciding.clockwork import next_due
from deliberation.events import Event
from deliberation.evolve import evolve
from deliberation.federation import Peer, members_first, path_up
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.positions import Stance, Tally
from deliberation.proposals import Proposal
from deliberation.refusals import Refusal
from deliberation.register import Chain, Entry, record_event
from deliberation.remits import folded
from deliberation.rules import rules_from, written
from deliberation.verifying import verify
from tests.support.engine import MONDAY, people, replayed, without_sources

OPERATOR = PersonId("operator")

E = TypeVar("E")


@dataclass(slots=True)
class Hall:
    """One assembly: as it is, its register with the texts beside it, and all that happened."""

    assembly: Assembly
    entries: list[Entry] = field(default_factory=list)
    texts: dict[int, dict[str, str]] = field(default_factory=dict)
    happened: list[Event] = field(default_factory=list)


class Union:
    """Assemblies by name, one clock for all, and the errands between them that were refused."""

    def __init__(self) -> None:
        self.now = MONDAY
        self.halls: dict[AssemblyId, Hall] = {}
        self.refused_errands: list[tuple[Command, Refusal]] = []
        self._numbers = count(1)

    # --- founding

    @classmethod
    def of_members(cls, rules: Mapping[str, Mapping[str, str]] | None = None, **halls: str) -> Self:
        """Set up assemblies for a movement, as ``leeds="ada ben @ north"``: Ada and Ben in Leeds, a member of North.

        As the operator does it: first the assemblies and their memberships, then the people.
        """
        union, split = cls(), {name: spec.partition("@")[::2] for name, spec in halls.items()}
        for name in halls:
            union.found(name, rules=(rules or {}).get(name))
        for name, (_names, above) in split.items():
            for parent in above.split():
                union.enact(name, parent)
        for name, (names, _above) in split.items():
            for person in people(*names.split()):
                union.do(name, cmd.Enter(actor=person, venue=room(name)))
        return union

    def found(
        self, name: str, *names: str, preset: str = "folkmoot", rules: Mapping[str, str] | None = None
    ) -> AssemblyId:
        """Found an assembly with these people, convened by the first; without any it is the operator's doing."""
        own = AssemblyId(f"a-{name}")
        asked = cmd.FoundAssembly(
            actor=people(*names)[0] if names else OPERATOR,
            assembly=own,
            slug=name,
            name=name.title(),
            purpose="to try things",
            preset=preset,
            venue=room(name),
            present=(),
            administers=True,
            enacted=not names,
        )
        answer = decide(None, asked, self.now)
        assert isinstance(answer, list)
        for event in answer:
            self._take(own, _with_rules(event, rules or {}))
        for person in people(*names):
            self.do(name, cmd.Enter(actor=person, venue=room(name)))
        return own

    def enact(self, member: str, above: str) -> None:
        """Enter a membership as the operator does at the founding, before anybody takes part."""
        self.do(above, cmd.AdmitMember(peer=self.peer(member)))

    # --- what is known of all of them

    def id(self, name: str) -> AssemblyId:
        """Give the id of an assembly."""
        return AssemblyId(f"a-{name}")

    def of(self, name: str) -> Assembly:
        """Give an assembly as it is."""
        return self.halls[self.id(name)].assembly

    def peer(self, name: str) -> Peer:
        """Give an assembly as another knows it."""
        return self.of(name).peer

    def parents(self, assembly: AssemblyId) -> tuple[Peer, ...]:
        """Say of which assemblies one is a member."""
        return tuple(self.halls[assembly].assembly.member_of.values())

    def path_up(self, start: Peer, goal: AssemblyId) -> tuple[Peer, ...]:
        """Give a way by which one assembly sits in another."""
        return path_up(start, goal, self.parents)

    def holder_of(self, kind: str, but: AssemblyId | None = None) -> Peer | None:
        """Say in whose remit a kind of decision is."""
        for hall in self.halls.values():
            if hall.assembly.id != but and folded(kind) in map(folded, hall.assembly.remit):
                return hall.assembly.peer
        return None

    # --- doing

    def ask(self, name: str, command: Command) -> list[Event] | Refusal:
        """Ask something of an assembly; let happen what comes of it, there and elsewhere."""
        answer, followed = self._decide(self.id(name), command)
        waiting = deque(followed)
        while waiting:
            errand = waiting.popleft()
            asked = errand.command
            result, more = self._decide(errand.assembly, asked)
            if not isinstance(result, list):
                self.refused_errands.append((asked, result))
                continue
            waiting.extend(more)
            waiting.extend(unasked(asked, result, self.halls[errand.assembly].assembly.peer))
        return answer

    def _decide(self, own: AssemblyId, command: Command) -> tuple[list[Event] | Refusal, list[Errand]]:
        hall = self.halls.get(own)  # none yet, where a Thing is to begin
        command = self._informed(command, hall.assembly) if hall else command
        answer = decide(hall.assembly if hall else None, command, self.now)
        followed: list[Errand] = []
        if isinstance(answer, list):
            for event in answer:
                before = self.halls[own].assembly if own in self.halls else None
                self._take(own, event)
                followed += errands(event, self.halls[own].assembly, self.now, before)
        return answer, followed

    def _informed(self, command: Command, own: Assembly) -> Command:
        if isinstance(command, cmd.AdmitMember):
            return replace(command, path=self.path_up(own.peer, command.peer.id))
        if isinstance(command, cmd.TakeRemit):
            return replace(command, holder=self.holder_of(command.kind, but=own.id))
        return command

    def _take(self, own: AssemblyId, event: Event) -> None:
        hall = self.halls.get(own)
        entries = hall.entries if hall else []
        chain = Chain(entries[-1].number, entries[-1].hash) if entries else Chain()
        entry, beside = record_event(own, chain, event, self.now, lambda: f"{next(self._numbers):032x}")
        after = evolve(hall.assembly if hall else None, event, self.now)
        if hall is None:
            hall = self.halls[own] = Hall(after)
        hall.assembly = after
        hall.entries.append(entry)
        hall.happened.append(event)
        if beside:
            hall.texts[entry.number] = {text.field: text.text for text in beside}

    def recorded(self, name: str, event: Event) -> None:
        """Take what an older register may hold, though it is not decided like that any more."""
        self._take(self.id(name), event)

    def do(self, name: str, command: Command) -> list[Event]:
        """Do something that must not be refused."""
        answer = self.ask(name, command)
        assert isinstance(answer, list), f"{command} was refused: {answer}"
        return answer

    def refused(self, name: str, command: Command) -> Refusal:
        """Try something that must be refused, and change nothing by it, anywhere."""
        before = {own: hall.assembly for own, hall in self.halls.items()}
        answer = self.ask(name, command)
        assert not isinstance(answer, list), f"{command} was not refused, but brought about {answer}"
        assert all(hall.assembly is before[own] for own, hall in self.halls.items())
        return answer

    # --- the clock

    def later(self, **span: float) -> Self:
        """Let time go by, while nobody looks at what is due."""
        self.now += timedelta(**span)
        return self

    def at(self, **span: float) -> None:
        """Let time go by, doing what is due when it is."""
        until = self.now + timedelta(**span)
        while (due := self.next_due()) is not None and due <= until:
            self.now = max(due, self.now)
            self.tick()
        self.now = until

    def next_due(self) -> datetime | None:
        """Say when something next falls due anywhere."""
        times = (next_due(hall.assembly) for hall in self.halls.values())
        return min((at for at in times if at is not None), default=None)

    def tick(self) -> None:
        """Do what is due, in members before those of which they are members."""
        due = [own for own, hall in self.halls.items() if (at := next_due(hall.assembly)) and at <= self.now]
        for own in members_first(due, self.parents):
            self.do(self.halls[own].assembly.slug, cmd.Tick())

    # --- what is often done

    def source(self) -> str:
        """Give the name of a message or reaction that there has not been yet."""
        return f"${next(self._numbers)}"

    def propose(self, name: str, who: str, *, affected: str = "", partners: str = "", text: str = "Ten kilos.") -> int:
        """Make a proposal, and give its number."""
        asked = cmd.Propose(
            actor=PersonId(who),
            title="Buy seed",
            text=text,
            suffering="Nobody goes hungry.",
            affected=tuple(map(self.peer, affected.split())),
            partners=tuple(map(self.peer, partners.split())),
        )
        self.do(name, asked)
        return len(self.of(name).proposals)

    def call(self, name: str, who: str, proposal: int = 0, **period: float) -> int:
        """Call consensus on a proposal, the latest unless another is named; give the number of the check."""
        number = proposal or len(self.of(name).proposals)
        span = timedelta(**period) if period else None
        self.do(name, cmd.CallConsensus(actor=PersonId(who), proposal=number, period=span))
        return len(self.of(name).checks)

    def amend(self, name: str, who: str, text: str, proposal: int = 0) -> None:
        """Change a text, the latest unless another is named."""
        number = proposal or len(self.of(name).proposals)
        self.do(name, cmd.Amend(actor=PersonId(who), proposal=number, text=text))

    def say(self, name: str, stance: Stance, *names: str, check: int = 0, reason: str = "") -> None:
        """Let each of those named take the same position, in the latest check unless another is named."""
        number = check or len(self.of(name).checks)
        for person in people(*names):
            self.do(
                name,
                cmd.TakePosition(actor=person, check=number, stance=stance, reason=reason, source=self.source()),
            )

    def agree(self, name: str, *names: str, check: int = 0) -> None:
        """Let those named agree."""
        self.say(name, Stance.AGREE, *names, check=check)

    def block(self, name: str, *names: str, check: int = 0, reason: str = "it harms") -> None:
        """Let those named block."""
        self.say(name, Stance.BLOCK, *names, check=check, reason=reason)

    def consent(self, name: str, check: int = 0) -> None:
        """Let everybody on the roll agree."""
        number = check or len(self.of(name).checks)
        self.agree(name, *self.of(name).checks[number].unheard(), check=number)
        self.tick()

    def carry(self, name: str, check: int = 0) -> None:
        """Let everybody on the roll agree, in the member assemblies first."""
        number = check or len(self.of(name).checks)
        for seat in self.of(name).checks[number].undecided_seats:
            self.carry(seat.slug)
        self.consent(name, number)

    def affiliate(self, member: str, above: str) -> None:
        """Make one a member of the other by the consensus of both, with their people and members."""
        self.seek(member, above)
        self.carry(above)

    def seek(self, member: str, above: str) -> None:
        """Let one agree to become a member of the other, which is asked."""
        who = min(self.of(member).participants)
        path = self.path_up(self.peer(above), self.id(member))
        self.do(member, cmd.ProposeAffiliation(actor=who, peer=self.peer(above), path=path))
        self.call(member, who)
        self.carry(member)

    # --- what is often looked at

    def proposal(self, name: str, number: int = 0) -> Proposal:
        """Give a proposal, the latest unless another is named."""
        held = self.of(name).proposals
        return held[number or len(held)]

    def check(self, name: str, number: int = 0) -> Check:
        """Give a check, the latest unless another is named."""
        held = self.of(name).checks
        return held[number or len(held)]

    def happened(self, name: str, kind: type[E]) -> list[E]:
        """List what happened of a kind."""
        return [event for event in self.halls[self.id(name)].happened if isinstance(event, kind)]

    def open_checks(self) -> Iterator[tuple[str, Check]]:
        """List the checks that are open anywhere."""
        for hall in self.halls.values():
            for check in hall.assembly.checks.values():
                if check.is_open:
                    yield hall.assembly.slug, check

    def problems(self, *, together: bool = True) -> list[str]:
        """Say what is wrong with the registers, each alone and ``together``, and where they tell other assemblies."""
        found: list[str] = []
        crosschecking = Crosschecking()
        for hall in self.halls.values():
            slug = hall.assembly.slug
            report = verify(hall.entries, look=crosschecking.look)
            found += [f"{slug} {problem.entry}: {problem.sentence}" for problem in report.problems]
            if replayed(hall.entries, hall.texts) != without_sources(hall.assembly):
                found.append(f"{slug}: its register tells another assembly")
        return found + [
            f"{each.own} {each.problem.entry}: {each.problem.sentence}"
            for each in crosschecking.found(self.halls if together else ())
        ]


def room(name: str) -> VenueId:
    """Name the room in which an assembly meets."""
    return VenueId(f"console:{name}")


def _with_rules(event: Event, rules: Mapping[str, str]) -> Event:
    if not isinstance(event, ev.AssemblyFounded):
        return event
    own = written(rules_from({**dict(event.rules), **rules}))
    return replace(event, rules=tuple(sorted(own.items())))


def recounted_with_seats(check: Check) -> Tally:
    """Count the positions of people and of member assemblies one by one."""
    found = Counter(position.stance for position in check.positions.values() if not position.cooling)
    found.update(seat.stance for seat in check.seats.values() if seat.stance is not None)
    return Tally(**{stance.name.lower(): found[stance] for stance in Stance})
