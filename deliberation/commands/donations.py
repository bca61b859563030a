"""Gifts: what whoever keeps them records. What the law says of a gift comes with the command."""

from dataclasses import dataclass, field
from datetime import date

from deliberation.donations import DonorKind
from deliberation.federation import Peer
from deliberation.ids import DonorId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDonation:
    """Record a gift.

    ``donor`` is a fresh id, used where the source is a new one: it is known where ``known`` names it, or somebody of
    us is it (``person``), or one of its kind goes by its name. ``days`` are those within which a gift can be sent back.
    ``elsewhere`` are the assemblies that keep the gifts, where this one does not: filled in by the program.
    """

    actor: PersonId
    donor: DonorId
    kind: DonorKind
    name: str = field(repr=False)
    basis: str
    facts: str = field(default="", repr=False)
    pence: int
    given_on: date
    form: str = field(default="", repr=False)
    in_kind: bool = False
    days: int
    person: PersonId | None = None
    known: DonorId | None = None
    elsewhere: tuple[Peer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteReturn:
    """Note that a gift was sent back; today, where no day is named."""

    actor: PersonId
    donation: int
    returned_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeGift:
    """Say that a gift was recorded by mistake: it was not given, or not so. What is right is recorded anew."""

    actor: PersonId
    donation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinDonors:
    """Say that two sources are one."""

    actor: PersonId
    donor: DonorId
    other: DonorId


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseDonor:
    """Erase who a source was, once it need not be known any more: ``years`` after the last year in which it gave."""

    donor: DonorId
    years: int
