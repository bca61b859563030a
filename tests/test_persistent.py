"""The persistent map: as a dict to its newest version, and every older version stays as it was."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from deliberation.persistent import PersistentMap

KEYS = st.integers(min_value=0, max_value=6)
VALUES = st.integers()
Version = tuple[PersistentMap[int, int], dict[int, int]]


class Versions(RuleBasedStateMachine):
    """Many versions of one map, each held beside a plain dict, changed and read in any order."""

    versions = Bundle("versions")

    @initialize(target=versions, items=st.dictionaries(KEYS, VALUES))
    def begin(self, items: dict[int, int]) -> Version:
        return PersistentMap(items), dict(items)

    @rule(target=versions, version=versions, key=KEYS, value=VALUES)
    def put(self, version: Version, key: int, value: int) -> Version:
        held, model = version
        return held.put(key, value), {**model, key: value}

    @rule(target=versions, version=versions, key=KEYS)
    def without(self, version: Version, key: int) -> Version:
        held, model = version
        return held.without(key), {each: value for each, value in model.items() if each != key}

    @rule(version=versions, key=KEYS)
    def read(self, version: Version, key: int) -> None:
        held, model = version
        assert held.get(key) == model.get(key)
        assert (key in held) is (key in model)
        assert len(held) == len(model)

    @rule(version=versions)
    def read_whole(self, version: Version) -> None:
        held, model = version
        assert held == model
        assert dict(held.items()) == model
        assert sorted(held) == sorted(model)

    @rule(newer=versions, older=versions)
    def compare(self, newer: Version, older: Version) -> None:
        differing = {key for key in newer[1].keys() | older[1].keys() if newer[1].get(key) != older[1].get(key)}
        assert differing <= newer[0].changed_since(older[0])
        assert newer[0] == newer[1]
        assert older[0] == older[1]


TestVersions = Versions.TestCase
TestVersions.__doc__ = "Whatever becomes of a version, it and all others read as the dicts that they stand for."


@given(st.dictionaries(KEYS, VALUES), st.lists(st.tuples(KEYS, VALUES), max_size=12))
def test_what_changed_since_is_named_exactly_along_one_line(items: dict[int, int], puts: list[tuple[int, int]]) -> None:
    """Along one line of versions, the keys that were put are the keys that changed."""
    first: PersistentMap[int, int] = PersistentMap(items)
    last = first
    for key, value in puts:
        last = last.put(key, value)
    assert last.changed_since(first) == {key for key, _ in puts}
    assert last.changed_since(last) == set()


def test_a_version_of_another_line_is_compared_whole() -> None:
    """Between two branches, the differing keys are found by comparison."""
    root: PersistentMap[str, int] = PersistentMap({"a": 1, "b": 2})
    left, right = root.put("a", 9), root.put("c", 3)
    assert right.changed_since(left) == {"a", "c"}
    assert left.changed_since(right) == {"a", "c"}
    assert root.changed_since(left) == {"a"}


def test_taking_out_what_is_not_there_is_the_same_version() -> None:
    """Nothing changed, so nothing new is made."""
    held: PersistentMap[str, int] = PersistentMap({"a": 1})
    assert held.without("z") is held
    assert held.without("a").changed_since(held) == {"a"}


def test_a_walk_over_a_version_is_not_upset_by_reading_another() -> None:
    """Iterating over an old version while a new one is read or made goes on undisturbed."""
    old: PersistentMap[int, int] = PersistentMap({n: n for n in range(5)})
    new = old.without(3).put(9, 9)
    seen = []
    for key, value in old.items():
        assert new.get(9) == 9
        new = new.put(key, -value)
        seen.append(key)
    assert sorted(seen) == [0, 1, 2, 3, 4]


def test_it_is_a_mapping_that_cannot_be_a_key() -> None:
    """It is read as any mapping is, compares as one, and is no key of another."""
    held: PersistentMap[str, int] = PersistentMap({"a": 1})
    assert isinstance(held, Mapping)
    assert held == {"a": 1}
    assert held != 1
    assert repr(held) == "PersistentMap({'a': 1})"
    with pytest.raises(TypeError):
        hash(held)
    with pytest.raises(KeyError):
        held["b"]


def test_a_long_line_of_versions_is_let_go_without_falling_over() -> None:
    """A hundred thousand versions that hang on the first are read through and dropped."""
    first: PersistentMap[int, int] = PersistentMap()
    last = first
    for n in range(100_000):
        last = last.put(n % 10, n)
    assert len(first) == 0
    assert last[9] == 99_999
    del first, last
