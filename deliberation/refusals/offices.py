"""No to what concerns offices and petitions."""

from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeNeeded:
    """The secretary's office stays: it is the one that gives procedure where the rules name no other."""

    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadOffice:
    """An office cannot be like that.

    ``why``: ``itself`` (appointed by or deputy to itself), ``circle`` (of offices that appoint each other),
    ``secretary`` (who is elected by the assembly), ``seats`` or ``term`` (out of bounds), ``name`` (with @ or a comma).
    """

    office: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeIsElected:
    """Nobody is appointed to an office that the assembly elects."""

    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAppointing:
    """Only who holds the office that appoints does: ``able`` names them, or who stands in for them now.

    Empty where that office is vacant and has no deputy: it is to be filled first.
    """

    office: str
    appointing: str
    able: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFull:
    """Every place in the office is taken; whoever appoints does not relieve anybody of it."""

    office: str
    holders: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecalledFromIt:
    """Nobody is appointed to an office from which a recall removed them, or which they left while one was asked for.

    Not before ``until``; the assembly itself could elect them. ``recalled_from``: where ``office`` is deputy to it.
    """

    office: str
    person: PersonId
    petition: int
    until: datetime
    recalled_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldsItAlready:
    """They hold that office already."""

    office: str
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoOfficeHeld:
    """Only officers do this, and they hold no office here, or not the one that they named."""

    asked: str
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichOffice:
    """They hold several offices, and it is not clear which is meant. ``person``: who, where another asks it of them."""

    asked: str
    offices: tuple[str, ...]
    person: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SumMissing:
    """The mandate is limited in money, so that what was done under it says how much it took. ``text`` is what was."""

    decision: int
    left: int
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadSpending:
    """What an act took, or a mandate allows, is between nothing and ``most`` pence: less would make room for more."""

    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateUnnamed:
    """An act names no decision, or one that empowers no office of theirs, so that another may be meant.

    These ``decisions`` empower one now. With what they would record: ``office`` only where they named one. They hold
    the ``offices``. ``named``: the decision that they did name, and ``empowers``: the office that it empowers, if any.
    """

    text: str
    decisions: tuple[int, ...]
    offices: tuple[str, ...]
    office: str = ""
    pence: int | None = None
    named: int | None = None
    empowers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCited:
    """That act is no ground for the shorter way.

    ``why``: ``mandated``, ``another`` (officer's), ``recalled``, ``unanswered`` (too few took a position in the recall
    because of it: not again before ``until``) or ``office``: it was done in another ``office`` than the one from which
    they would be recalled; whether it is ``held`` by them still.
    """

    act: int
    why: str
    by: PersonId
    office: str = ""
    held: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyTheOfficer:
    """Only the officer whom a petition is about makes a statement to it."""

    petition: int
    officer: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallOver:
    """The petition lapsed, or the recall is decided: nothing more is said to it."""

    petition: int
