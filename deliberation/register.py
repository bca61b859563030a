r"""The register: the public record, append-only and hash-chained, one chain an assembly.

An entry is a line of canonical JSON: sorted keys, no spaces, UTF-8, times in UTC. Its hash is
``sha256(previous hash + "\n" + record)`` in hex; the chain begins with 64 zeros. Words that a person may have
forgotten (reasons, concerns) are not in the record but beside it, under ``sha256(salt + text)``, so the chain verifies
without them. Anyone can check it with any JSON library and any SHA-256.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from hashlib import sha256
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from deliberation import events
from deliberation.events import Event
from deliberation.events.marks import ADDED, BESIDE, SEALED
from deliberation.ids import AssemblyId, PersonId
from deliberation.proposals import Revision

GENESIS: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Chain:
    """Where a register ends: the number and hash of its last entry (0 and zeros where it is empty)."""

    number: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its number, its record (canonical JSON) and the hash that binds it to all before it."""

    assembly: AssemblyId
    number: int
    record: str
    hash: str


@dataclass(frozen=True, slots=True)
class SealedText:
    """Words that stand beside an entry: which field, the salt (hex) and the text. Erased, the chain stays whole."""

    assembly: AssemblyId
    entry: int
    field: str
    salt: str
    text: str


class BrokenRegisterError(Exception):
    """An entry does not follow from the one before it, or cannot be read. The message says which and how."""


def canonical(value: object) -> str:
    """Write a value as canonical JSON."""
    return _ENCODER.encode(value)


_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def link(previous: str, record: str) -> str:
    """Give the hash of a record that follows an entry whose hash is ``previous``."""
    return sha256(f"{previous}\n{record}".encode()).hexdigest()


def commitment(salt: str, text: str) -> str:
    """Give the commitment to a text under a salt (hex)."""
    return sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def revision_hash(revision: Revision) -> str:
    """Give the hash of a proposal's text: what a check is called on."""
    plain = _plain(revision)
    if isinstance(plain, dict):
        for later in ("overrides", "mandate"):
            if not getattr(revision, later):
                del plain[later]  # as in the time before there was such a field
    return sha256(canonical(plain).encode()).hexdigest()


def revisions_hash(revisions: Iterable[Revision]) -> str:
    """Give the hash of several texts: of their hashes, one a line."""
    return sha256("\n".join(map(revision_hash, revisions)).encode()).hexdigest()


def text_hash(revision: Revision) -> str:
    """Give the hash of a text alone, whatever the number of the revision: what partners agree on."""
    return revision_hash(replace(revision, number=0))


def roll_hash(roll: frozenset[PersonId]) -> str:
    """Give the hash of a roll: the sorted ids, one a line."""
    return sha256("\n".join(sorted(roll)).encode()).hexdigest()


def record_event(
    assembly: AssemblyId, chain: Chain, event: Event, at: datetime, salt: Callable[[], str]
) -> tuple[Entry, list[SealedText]]:
    """Make the entry of an event, and the texts that stand beside it.

    ``salt`` gives 32 hex digits, fresh and unguessable, each time it is called.
    """
    number = chain.number + 1
    kind: Any = type(event)
    body: dict[str, object] = {"n": number, "at": _written_time(at), "type": kind.__name__}
    beside: list[SealedText] = []
    for name, is_sealed, unless in _recorded(kind):
        value = getattr(event, name)
        if value == unless:
            continue  # as in the time before there was such a field
        if is_sealed:
            if value:
                grain = salt()
                beside.append(SealedText(assembly, number, name, grain, value))
                body[name] = commitment(grain, value)
        else:
            body[name] = value if type(value) in _JSON else _plain(value)
    record = canonical(body)
    return Entry(assembly, number, record, link(chain.hash, record)), beside


def read_event(entry: Entry, texts: Mapping[str, str] | None = None) -> tuple[Event, datetime]:
    """Read an entry back: what happened and when. ``texts`` are those beside it, by field; without them they are empty.

    Raises:
        BrokenRegisterError: the record is not of a form that this program writes.
    """
    try:
        body: dict[str, Any] = json.loads(entry.record)
        kind = _KINDS[body["type"]]
        hints = _hints(kind)
        values: dict[str, Any] = {}
        for name, is_sealed, _unless in _recorded(kind):
            if is_sealed:
                values[name] = (texts or {}).get(name, "")
            elif name in body:
                values[name] = _revived(hints[name], body[name])
        return kind(**values), _revived(datetime, body["at"])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BrokenRegisterError(f"entry {entry.number} cannot be read: {error}") from error


_NEVER: Final = object()

_SECOND: Final = timedelta(seconds=1)
"""Lengths of time are written in whole seconds."""

_JSON: Final = frozenset({str, int, bool, type(None)})


def _written_time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return _written_time(value)
    if isinstance(value, timedelta):
        return value // _SECOND
    if is_dataclass(value) and not isinstance(value, type):
        body: dict[str, object] = {name: _plain(each) for name, each in _written(value)}
        return {"type": type(value).__name__, **body} if type(value) in _VARIANTS else body
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def _written(value: Any) -> Iterator[tuple[str, object]]:
    """Give the fields of a value that are written: what came later is left out where it has its default."""
    for part in fields(value):
        each = getattr(value, part.name)
        if ADDED not in part.metadata or each != part.default:
            yield part.name, each


def _union_members(kind: object) -> tuple[Any, ...]:
    return get_args(kind) if isinstance(kind, UnionType) or get_origin(kind) is Union else ()


_KINDS: Final[dict[str, Any]] = {kind.__name__: kind for kind in _union_members(events.Event)}


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _recorded(kind: Any) -> tuple[tuple[str, bool, object], ...]:
    """Name the fields that are recorded, whether by a commitment, and with which value they are left out."""
    return tuple(
        (part.name, SEALED in part.metadata, part.default if ADDED in part.metadata else _NEVER)
        for part in fields(kind)
        if BESIDE not in part.metadata
    )


def _classes(hint: object) -> dict[str, Any]:
    """Name the classes of which a field may hold one."""
    members = (each for each in _union_members(hint) if isinstance(each, type) and is_dataclass(each))
    return {member.__name__: member for member in members}


_VARIANTS: Final = frozenset(
    member
    for kind in _KINDS.values()
    for hint in _hints(kind).values()
    if len(found := _classes(hint)) > 1
    for member in found.values()
)
"""Classes that share a field with others, and so are written with their name."""


def _revived(hint: Any, value: Any) -> Any:
    """Make a value of a type out of its JSON."""
    if _union_members(hint):
        return _revived_union(hint, value)
    if get_origin(hint) is tuple:
        return _revived_tuple(get_args(hint), value)
    if hint is datetime:
        return _revived_time(value)
    if hint is timedelta:
        return _revived(int, value) * _SECOND
    if isinstance(hint, type) and is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{name: _revived(hints[name], each) for name, each in value.items()})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    plain = getattr(hint, "__supertype__", hint)  # PersonId and its like are str
    if type(value) is not plain:
        raise TypeError(f"{value!r} is not of type {getattr(plain, '__name__', plain)}")
    return value


def _revived_time(value: str) -> datetime:
    at = datetime.fromisoformat(value)
    if at.tzinfo is None or _written_time(at) != value:
        raise ValueError(f"{value!r} is not a time as a register writes it")
    return at


def _revived_union(hint: Any, value: Any) -> Any:
    classes = _classes(hint)
    if isinstance(value, dict) and len(classes) > 1:
        return _revived(classes[value["type"]], {name: each for name, each in value.items() if name != "type"})
    one = next(member for member in _union_members(hint) if member is not type(None))
    return None if value is None else _revived(one, value)


def _revived_tuple(inner: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if inner[1:] == (Ellipsis,):
        return tuple(_revived(inner[0], each) for each in value)
    return tuple(_revived(part, each) for part, each in zip(inner, value, strict=True))


def check_link(chain: Chain, entry: Entry) -> Chain:
    """Say where the chain ends after an entry.

    Raises:
        BrokenRegisterError: the entry does not follow.
    """
    if entry.number != chain.number + 1:
        raise BrokenRegisterError(f"entry {entry.number} follows entry {chain.number}: one is missing or repeated")
    if link(chain.hash, entry.record) != entry.hash:
        raise BrokenRegisterError(f"entry {entry.number} was altered, or one before it was: its hash does not follow")
    return Chain(entry.number, entry.hash)
