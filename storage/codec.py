"""Values of the engine as JSON bodies of rows, and back.

A form is made from the dataclass itself, so a field added there with a default is kept here without another line, and
bodies written before it are read with the default.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Any, Final, Generic, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from deliberation.actions import Action
from deliberation.assembly import Assembly, Waiting
from deliberation.checks import Check
from deliberation.donations import Donation, Donor
from deliberation.elections import Election
from deliberation.federation import Notice, Peer, Seat
from deliberation.ids import PersonId, VenueId
from deliberation.moots import Moot
from deliberation.offices import Act, Petition
from deliberation.persistent import PersistentMap
from deliberation.polls import Paper, Poll, Referendum
from deliberation.proposals import Concern, Decision, Proposal
from deliberation.rules import Rules, RuleValueError, UnknownRuleError, rules_from, written
from deliberation.senses import Leant, Sense
from storage.port import BadDataError, StorageError
from storage.texts import check_json

T = TypeVar("T")

_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_UNREADABLE: Final = (msgspec.DecodeError, RuleValueError, UnknownRuleError, KeyError, TypeError)


def written_json(value: object) -> str:
    """Write a value as JSON.

    Raises:
        BadDataError: a text in it cannot be kept.
    """
    try:
        body = _ENCODER.encode(value).decode()
    except (UnicodeEncodeError, OverflowError) as error:
        raise BadDataError(f"it cannot be written: {error}") from error
    check_json((body,))
    return body


@lru_cache(maxsize=256)
def written_rules(rules: Rules) -> Mapping[str, str]:
    """Write every rule.

    Raises:
        BadDataError: a rule has a value that would be read back as another.
    """
    values = written(rules)
    try:
        same = rules_from(values) == rules
    except RuleValueError as error:
        raise BadDataError(f"a rule has a value that it cannot take: {error}") from error
    if not same:
        raise BadDataError(f"a rule would be read back as another: {rules}")
    return values


class _Way(NamedTuple):
    """How a field is written: as what type, and by what it is turned into that and back."""

    kind: Any
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _way(hint: Any) -> _Way:
    if hint is Rules:
        return _Way(dict[str, str], written_rules, rules_from)
    if get_origin(hint) is PersistentMap:
        return _Way(dict.__class_getitem__(get_args(hint)), dict, PersistentMap)
    classes = {part.__name__: part for part in _members(hint) if isinstance(part, type) and is_dataclass(part)}
    if len(classes) > 1:
        return _Way(dict[str, Any] | None, _named, lambda body: _unnamed(body, classes))
    return _Way(hint, _same, _same)


def _members(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if isinstance(hint, types.UnionType) else ()


def _named(value: Any) -> dict[str, Any] | None:
    """Write one of several classes with its name before it."""
    return None if value is None else {type(value).__name__: value}


def _unnamed(body: dict[str, Any] | None, classes: Mapping[str, Any]) -> Any:
    if body is None:
        return None
    ((name, value),) = body.items()
    return msgspec.convert(value, classes[name])


def _default(part: Field[Any], way: _Way) -> Any:
    """Say what a body that lacks the field stands for."""
    if part.default is not MISSING:
        return msgspec.field(default=way.write(part.default))
    factory = part.default_factory
    if factory is MISSING:
        return msgspec.field()
    return msgspec.field(default_factory=lambda: way.write(factory()))


class Leaf(Generic[T]):
    """How a value is written as JSON as it is."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self._decoder: msgspec.json.Decoder[T] = msgspec.json.Decoder(kind)

    def write(self, value: T) -> str:
        """Write a value.

        Raises:
            BadDataError: a text in it cannot be kept.
        """
        return written_json(value)

    def read(self, body: str) -> T:
        """Read a value back.

        Raises:
            StorageError: this is none.
        """
        try:
            return self._decoder.decode(body)
        except _UNREADABLE as error:
            raise StorageError(f"a {self._kind.__name__} cannot be read: {error}") from error


class _Text(Leaf[str]):
    """A text as it is."""

    def write(self, value: str) -> str:
        return value

    def read(self, body: str) -> str:
        return body


class Form(Generic[T]):
    """How a dataclass is written as JSON, without the fields that have rows or columns of their own."""

    def __init__(self, kind: type[T], *, without: tuple[str, ...] = ()) -> None:
        hints = get_type_hints(kind)
        described: Any = kind
        parts = [part for part in fields(described) if part.name not in without]
        self._kind = kind
        self._ways = {part.name: _way(hints[part.name]) for part in parts}
        declared = [(part.name, self._ways[part.name].kind, _default(part, self._ways[part.name])) for part in parts]
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
            msgspec.defstruct(kind.__name__, declared, kw_only=True)
        )

    def write(self, value: T) -> str:
        """Write a value.

        Raises:
            BadDataError: a text in it cannot be kept.
        """
        return written_json({name: way.write(getattr(value, name)) for name, way in self._ways.items()})

    def read(self, body: str, **others: object) -> T:
        """Read a value back, with the fields that were kept elsewhere.

        Raises:
            StorageError: this is not of the form.
        """
        try:
            found = self._decoder.decode(body)
            return self._kind(**{name: way.read(getattr(found, name)) for name, way in self._ways.items()}, **others)
        except _UNREADABLE as error:
            raise StorageError(f"a {self._kind.__name__} cannot be read: {error}") from error

    def differ(self, one: T, other: T) -> bool:
        """Say whether two values may be written differently."""
        return any(getattr(one, name) is not getattr(other, name) for name in self._ways)


ASSEMBLY: Final = Form(
    Assembly,
    without=(
        *("id", "slug", "name", "venues", "kind", "member_of", "remit", "next_lapse"),
        *("participants", "proposals", "concerns", "checks", "decisions", "petitions", "notices"),
        *("moots", "senses", "actions", "linked", "declined", "waiting"),
        *("acts", "elections", "polls", "referendums", "donors", "donations"),
    ),
)
PROPOSAL: Final = Form(Proposal)
CONCERN: Final = Form(Concern)
CHECK: Final = Form(Check, without=("roll", "excused", "rules", "positions", "seats"))
DECISION: Final = Form(Decision)
PETITION: Final = Form(Petition, without=("signatures",))
NOTICE: Final = Form(Notice)
MOOT: Final = Form(Moot, without=("coming", "present", "spoken"))
SENSE: Final = Form(Sense, without=("leanings",))
ACTION: Final = Form(Action)
ACT: Final = Form(Act)
ELECTION: Final = Form(Election)
POLL: Final = Form(Poll, without=("roll", "rules", "given", "papers", "receipts"))
REFERENDUM: Final = Form(Referendum)
DONATION: Final = Form(Donation)

TEXT: Final = _Text(str)
COUNT: Final[Leaf[int]] = Leaf(int)
MOMENT: Final[Leaf[datetime]] = Leaf(datetime)
SEAT: Final[Leaf[Seat]] = Leaf(Seat)
LEANT: Final[Leaf[Leant]] = Leaf(Leant)
WAITING: Final[Leaf[Waiting]] = Leaf(Waiting)
DONOR: Final[Leaf[Donor]] = Leaf(Donor)
PAPERS: Final[Leaf[tuple[Paper, ...]]] = Leaf(tuple[Paper, ...])
RECEIPTS: Final[Leaf[tuple[str, ...]]] = Leaf(tuple[str, ...])

_TEXTS: Final = msgspec.json.Decoder(list[str])
_PEERS: Final = msgspec.json.Decoder(list[Peer])
_COUNTS: Final = msgspec.json.Decoder(dict[str, int])
_VALUES: Final = msgspec.json.Decoder(dict[str, str])


def read_people(body: str) -> frozenset[PersonId]:
    """Read a set of people, each name held once in memory however many rolls it is on."""
    return frozenset([PersonId(intern(name)) for name in _TEXTS.decode(body)])


@lru_cache(maxsize=4096)
def written_venues(venues: frozenset[VenueId]) -> str:
    """Write a set of venues: thousands of people are in the same ones.

    Raises:
        BadDataError: as ``written_json``.
    """
    return written_json(venues)


@lru_cache(maxsize=4096)
def read_venues(body: str) -> frozenset[VenueId]:
    """Read a set of venues, each set held once in memory however many people are in just these."""
    return frozenset([VenueId(name) for name in _TEXTS.decode(body)])


def read_peers(body: str) -> tuple[Peer, ...]:
    """Read what is known of several assemblies."""
    return tuple(_PEERS.decode(body))


def read_counts(body: str) -> dict[str, int]:
    """Read numbers by name."""
    return _COUNTS.decode(body)


def read_rules(body: str) -> Rules:
    """Read every rule.

    Raises:
        StorageError: a rule is unknown, or cannot take the value.
    """
    try:
        return rules_from(_VALUES.decode(body))
    except _UNREADABLE as error:
        raise StorageError(f"the rules cannot be read: {error}") from error
