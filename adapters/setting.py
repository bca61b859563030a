"""What words are written in: the assembly spoken of, and what to call people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from adapters.cleaning import clean_line
from adapters.commands import CATALOGUE
from adapters.documents import Code, Document, Inline, Link, Text, Typed, paragraph
from adapters.naming_assemblies import with_assembly
from adapters.phrases import NOBODY_KNOWN, Names, in_full, listed, matter, name_of, people
from adapters.references import split_reference
from deliberation.assembly import Assembly
from deliberation.convening import callers
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, PersonId
from deliberation.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Setting:
    """Where something is said.

    In ``private`` a number is not clear by itself: whoever reads it may take part in several assemblies. ``links`` are
    addresses that lead to assemblies, as far as there are any.
    """

    assembly: Assembly | None
    names: Names
    private: bool = False
    links: Mapping[AssemblyId, str] = field(default_factory=dict)

    def type(self, words: str) -> Typed:
        """Write a command to type; in private with the assembly that it is for."""
        return Typed(with_assembly(words, self.assembly.slug) if self.private and self.assembly else words)

    def form(self, command: str, *, numbered: bool = False) -> Typed:
        """Write the right form of a command: its first example (that has a number), as far as its first line goes."""
        examples = CATALOGUE[command].examples
        with_number = [each for each in examples if split_reference(each.partition(" ")[2])[0]] if numbered else []
        return self.type((with_number or examples)[0].partition("\n")[0])

    def name(self, person: PersonId) -> str:
        """Give the name by which to call somebody, whichever of their ids it is."""
        return name_of(self.names, self.called(person))

    def in_full(self, person: PersonId) -> str:
        """Name somebody whom an election or a recall is about, beyond mistaking them for another."""
        return in_full(self.names, self.called(person))

    def people(self, persons: Sequence[PersonId]) -> str:
        """List people by name, the first few of them: ``Ada, Ben and 23 more``."""
        return people(self.names, [self.called(person) for person in persons])

    def called(self, person: PersonId) -> PersonId:
        """Give the id that counts of somebody who may have turned out to be somebody else."""
        return self.assembly.linked.get(person, person) if self.assembly else person

    def peer(self, peer: Peer) -> Inline:
        """Name another assembly, as a way to it where there is one."""
        address, name = self.links.get(peer.id, ""), clean_line(peer.name, limit=80)
        return Link(address, name) if address else Text(name)

    @property
    def here(self) -> str:
        """The assembly's name, for the middle of a sentence."""
        return self.assembly.name if self.assembly else "this assembly"

    def matter(self, check: int) -> str:
        """Name what a check is about: ``P3`` or ``R1``, and in private ``P3@leeds``."""
        return self.matter_anywhere(check) if self.private else self._matter(check)

    def _matter(self, check: int) -> str:
        found = self.assembly.checks.get(check) if self.assembly else None
        return matter(found) if found else "this"

    def matter_anywhere(self, check: int) -> str:
        """Name what a check is about so that it is clear in private too, whatever else one takes part in."""
        return f"{self._matter(check)}@{self.assembly.slug}" if self.assembly else self._matter(check)


def say(*parts: Inline | str) -> Document:
    """Make a document of one paragraph. Our own words begin with a capital; names stay as they are."""
    first, *others = parts
    if isinstance(first, str) and first.startswith(("this ", NOBODY_KNOWN)):
        first = first[0].upper() + first[1:]
    return Document((paragraph(first, *others),))


def choices(forms: Sequence[Typed | Code], last: str = "or") -> list[Inline | str]:
    """Put things to type one after another, as parts of a sentence: ``a, b or c``."""
    parts: list[Inline | str] = []
    for number, form in enumerate(forms):
        if number:
            parts.append(f" {last} " if number == len(forms) - 1 else ", ")
        parts.append(form)
    return parts


def who_calls(proposal: Proposal, at: Setting) -> str:
    """Say who may call consensus on a proposal."""
    named = callers(at.assembly, proposal) if at.assembly else ()
    return listed([at.name(person) for person in dict.fromkeys(named)], "or") or "anyone taking part"
