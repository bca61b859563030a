"""An immutable map whose newest version is as quick as a dict.

Every ``put`` gives a new map and leaves the old one as it was, so a decision whose transaction fails is dropped by
forgetting the new version. All versions share one dict: the newest owns it, an older one remembers only how it differs
from the next (Baker, "Shallow binding makes functional arrays fast", 1991). Reading an old version moves the dict back
to it, which costs the number of changes between; nothing here does that on a hot path.

Not for use from several threads at once.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Generic, TypeVar, cast

K = TypeVar("K")
V = TypeVar("V")

_ABSENT: Final = object()


class PersistentMap(Mapping[K, V], Generic[K, V]):
    """An immutable ``Mapping``; ``put`` and ``without`` give new versions in constant time."""

    __slots__ = ("_data", "_key", "_length", "_next", "_value")

    _data: dict[K, V] | None
    _next: "PersistentMap[K, V] | None"
    _key: K
    _value: object

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        self._data = dict(items)
        self._next = None
        self._length = len(self._data)

    def put(self, key: K, value: V) -> "PersistentMap[K, V]":
        """Give a version in which ``key`` holds ``value``."""
        data = self._owned()
        return self._step(key, data.get(key, _ABSENT), value)

    def without(self, key: K) -> "PersistentMap[K, V]":
        """Give a version that lacks ``key``; the same version if it lacks it already."""
        data = self._owned()
        return self if key not in data else self._step(key, data[key], _ABSENT)

    def _step(self, key: K, before: object, after: object) -> "PersistentMap[K, V]":
        data = self._owned()
        newer: PersistentMap[K, V] = PersistentMap.__new__(PersistentMap)
        if after is _ABSENT:
            del data[key]
        else:
            data[key] = cast(V, after)
        newer._data, newer._next, newer._length = data, None, len(data)
        self._data, self._next, self._key, self._value = None, newer, key, before
        return newer

    def _owned(self) -> dict[K, V]:
        """Move the shared dict to this version and give it."""
        if self._data is not None:
            return self._data
        chain: list[PersistentMap[K, V]] = [self]
        while chain[-1]._data is None:
            chain.append(cast("PersistentMap[K, V]", chain[-1]._next))
        newer = chain.pop()
        data = cast("dict[K, V]", newer._data)
        while chain:
            older = chain.pop()
            key, value = older._key, older._value
            newer._key, newer._value = key, data.get(key, _ABSENT)
            if value is _ABSENT:
                del data[key]
            else:
                data[key] = cast(V, value)
            newer._data, newer._next = None, older
            older._data, older._next = data, None
            newer = older
        return data

    def changed_since(self, older: "PersistentMap[K, V]") -> set[K]:
        """Name the keys that differ from ``older``: quick where this version came from it, a comparison where not."""
        keys: set[K] = set()
        at: PersistentMap[K, V] | None = older
        while at is not None and at is not self:
            if at._data is None:
                keys.add(at._key)
            at = at._next
        if at is self:
            return keys
        mine, theirs = dict(self._owned()), dict(older._owned())
        return {key for key in mine.keys() | theirs.keys() if mine.get(key, _ABSENT) is not theirs.get(key, _ABSENT)}

    def __getitem__(self, key: K) -> V:
        return (self._data if self._data is not None else self._owned())[key]

    def __contains__(self, key: object) -> bool:
        return key in (self._data if self._data is not None else self._owned())

    def __iter__(self) -> Iterator[K]:
        return iter(tuple(self._owned()))

    def __len__(self) -> int:
        return self._length

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self._owned()) == dict(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"PersistentMap({dict(self._owned())!r})"
