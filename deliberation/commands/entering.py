"""How one comes into an assembly that is restricted to those it speaks for."""

from dataclasses import dataclass

from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AskEntry:
    """Ask to take part in a restricted assembly: where its rules say so, that is a declaration and enough."""

    actor: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """Welcome somebody who asked to take part."""

    actor: PersonId
    person: PersonId
