"""Several assemblies at once for tests of the words: what one decides reaches the others, and each tells its people."""

from collections import deque
from dataclasses import replace
from typing import Self

from deliberation import commands as cmd
from deliberation.between import Errand, errands, unasked
from deliberation.commands import Command
from deliberation.decide import decide
from deliberation.events import Event
from deliberation.federation import Kind, Peer, path_up
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.refusals import Refusal
from deliberation.remits import folded
from tests.support.engine import MONDAY, people
from tests.support.words import Telling


class Sister(Telling):
    """One assembly of several, by its short name."""

    @classmethod
    def begun(cls, slug: str, *names: str, kind: Kind = Kind.ORDINARY) -> Self:
        """Found it with those named, the first of them being its founder."""
        sister = cls()
        founder, *others = people(*names) if names else (PersonId("nobody"),)
        founding = cmd.FoundAssembly(
            actor=founder,
            assembly=AssemblyId(f"a-{slug}"),
            slug=slug,
            name=slug.capitalize(),
            purpose="",
            preset="folkmoot",
            venue=VenueId(f"console:{slug}") if names else None,
            present=tuple(others),
            administers=True,
            kind=kind,
            enacted=not names,
        )
        happened = decide(None, founding, MONDAY)
        assert isinstance(happened, list)
        for event in happened:
            sister._take(event)
        return sister


class Movement:
    """All of them by short name; what is done in one is done in the others as far as it concerns them."""

    def __init__(self, *sisters: Sister) -> None:
        self.all = {each.assembly.slug: each for each in sisters}
        self._by_id = {each.assembly.id: each for each in sisters}

    def __getitem__(self, slug: str) -> Sister:
        return self.all[slug]

    def peer(self, slug: str) -> Peer:
        """Name one of them as another knows it."""
        return self.all[slug].assembly.peer

    def ask(self, slug: str, command: Command) -> list[Event] | Refusal:
        """Ask something of one of them."""
        sister = self.all[slug]
        answer = sister.ask(command)
        if isinstance(answer, list):
            self._follow(sister, command, answer)
        return answer

    def do(self, slug: str, command: Command) -> list[Event]:
        """Do something that must not be refused."""
        answer = self.ask(slug, command)
        assert isinstance(answer, list), f"{command} was refused: {answer}"
        return answer

    def at(self, **span: float) -> None:
        """Let time go by, and do what is due, everywhere, as often as something more falls due by it."""
        for sister in self.all.values():
            sister.later(**span)
        while any(self.do(slug, cmd.Tick()) for slug in self.all):
            pass

    def join(self, below: str, above: str) -> None:
        """Make one a member of another, both having agreed."""
        self.do(above, cmd.AdmitMember(peer=self.peer(below)))

    def quiet(self) -> Self:
        """Forget what was owed so far."""
        for sister in self.all.values():
            sister.quiet()
        return self

    def _follow(self, sister: Sister, command: Command, happened: list[Event]) -> None:
        waiting = deque(self._errands(sister, command, happened))
        while waiting:
            errand = waiting.popleft()
            other = self._by_id[errand.assembly]
            told = self._informed(errand.command, other)
            waiting.extend(self._errands(other, told, other.do(told)))

    def _errands(self, sister: Sister, command: Command, happened: list[Event]) -> list[Errand]:
        after = sister.assembly
        found = [each for event in happened for each in errands(event, after, sister.now)]
        return [*found, *unasked(command, happened, after.peer)]

    def _informed(self, command: Command, own: Sister) -> Command:
        match command:
            case cmd.AdmitMember(peer=peer):
                return replace(command, path=path_up(own.assembly.peer, peer.id, self._parents))
            case cmd.TakeRemit(kind=kind):
                held = (each.assembly for each in self.all.values() if each is not own)
                holder = next((each.peer for each in held if folded(kind) in map(folded, each.remit)), None)
                return replace(command, holder=holder)
            case _:
                return command

    def _parents(self, assembly: AssemblyId) -> tuple[Peer, ...]:
        return tuple(self._by_id[assembly].assembly.member_of.values())
