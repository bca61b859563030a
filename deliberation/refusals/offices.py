"""No to what concerns offices and petitions."""

from dataclasses import dataclass

from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchOffice:
    """The assembly has no office of that name."""

    office: str
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyNominated:
    """A check on that very election is open, or the person holds the office now."""

    office: str
    person: PersonId
    proposal: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OneNameEach:
    """Whoever has put a name forward for an office waits for that check before putting forward another."""

    office: str
    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnOfficer:
    """The person named holds no office here."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallUnderWay:
    """A petition against that officer is open already."""

    petition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadySigned:
    """One name, once."""

    petition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSigned:
    """There is no signature to take back."""

    petition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionOver:
    """The petition no longer gathers signatures: it lapsed, or the recall has opened."""

    petition: int
