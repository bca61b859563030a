"""Any history of small edits, saved step by step, is loaded as its last value."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deliberation.assembly import Office
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.positions import Position, Stance
from storage.migrating import migrate
from storage.opening import open_store
from storage.port import Held, Work
from tests.store_values import assembly, change, check, participant, proposal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from deliberation.assembly import Assembly
    from storage.sql import SqlStore

PEOPLE = st.sampled_from([PersonId(f"p{n}") for n in range(5)])
NUMBERS = st.integers(1, 3)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
POSITIONS = st.builds(Position, st.sampled_from(Stance), TEXTS, TEXTS, st.booleans(), st.booleans())
Edit = tuple[str, Any, Any]

EDITS = st.one_of(
    st.tuples(st.just("position"), st.tuples(NUMBERS, PEOPLE), st.none() | POSITIONS),
    st.tuples(st.just("restart"), NUMBERS, st.dictionaries(PEOPLE, POSITIONS)),
    st.tuples(st.just("participant"), PEOPLE, st.none() | st.lists(TEXTS, min_size=1, max_size=2)),
    st.tuples(st.just("proposal"), NUMBERS, st.none() | st.booleans()),
    st.tuples(st.just("drop check"), NUMBERS, st.none()),
    st.tuples(st.just("office"), TEXTS, st.none() | PEOPLE),
    st.tuples(st.just("name"), TEXTS, st.none()),
    st.tuples(st.just("venues"), st.frozensets(TEXTS, max_size=3), st.none()),
)


def put(mapping: Any, key: Any, value: Any) -> Any:
    """Put a value, or take the key out where it is ``None``."""
    return mapping.without(key) if value is None else mapping.put(key, value)


def _position(now: Assembly, key: Any, value: Any) -> Assembly:
    number, person = key
    one = now.checks.get(number) or check(number)
    late = put(one.late_answers, person, None if person in one.late_answers else Stance.AGREE)
    one = replace(one, positions=put(one.positions, person, value), late_answers=late)
    return replace(now, checks=now.checks.put(number, one))


def _restart(now: Assembly, number: Any, taken: Any) -> Assembly:
    one = check(number, taken, round=now.checks[number].round + 1 if number in now.checks else 1)
    return replace(now, checks=now.checks.put(number, replace(one, positions=type(one.positions)(taken))))


def _participant(now: Assembly, person: Any, venues: Any) -> Assembly:
    came = None if venues is None else participant(person, *map(VenueId, venues))
    return replace(now, participants=put(now.participants, person, came))


def _proposal(now: Assembly, number: Any, withdrawn: Any) -> Assembly:
    made = None if withdrawn is None else proposal(number, withdrawn=withdrawn)
    return replace(now, proposals=put(now.proposals, number, made))


def _office(now: Assembly, name: Any, holder: Any) -> Assembly:
    return replace(now, offices=put(now.offices, name, holder and Office(name=name, holder=holder)))


DONE: dict[str, Callable[[Assembly, Any, Any], Assembly]] = {
    "position": _position,
    "restart": _restart,
    "participant": _participant,
    "proposal": _proposal,
    "drop check": lambda now, number, _: replace(now, checks=now.checks.without(number)),
    "office": _office,
    "name": lambda now, name, _: replace(now, name=name, convener=name or None),
    "venues": lambda now, venues, _: replace(now, venues=venues),
}


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


@pytest.fixture
def store(tmp_path: Path, runner: asyncio.Runner) -> Iterator[SqlStore]:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    runner.run(migrate(url))
    opened = runner.run(open_store(url))
    yield opened
    runner.run(opened.close())


NAMES = count(1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(st.lists(EDITS, max_size=6), min_size=1, max_size=6), look_back=st.booleans())
def test_any_history_is_loaded_as_its_last_value(
    runner: asyncio.Runner, store: SqlStore, history: list[list[Edit]], look_back: bool
) -> None:
    """However often it is edited between two commits, and whatever older version is read, what is loaded is equal."""
    runner.run(_live_through(store, history, look_back=look_back))


async def _live_through(store: SqlStore, history: list[list[Edit]], *, look_back: bool) -> None:
    step = change(None, assembly(AssemblyId(f"a{next(NAMES)}")))
    await store.commit(Work(changes=[step]))
    held: Held = step.after
    for edits in history:
        now = held.assembly
        for what, key, value in edits:
            now = DONE[what](now, key, value)
        step = change(held, now)
        if look_back:
            # Reading an older version moves the shared dict of its maps back to it.
            assert len(list(held.assembly.checks)) == len(held.assembly.checks)
        await store.commit(Work(changes=[step]))
        held = step.after
        assert await store.load(held.assembly.id) == held
