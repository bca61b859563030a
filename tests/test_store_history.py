"""Any history of small edits, saved step by step, is loaded as its last value."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deliberation.donations import DonationState
from deliberation.elections import Candidacy
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.offices import Office, Tenure
from deliberation.polls import Paper, PollOutcome
from deliberation.positions import Position, Stance
from deliberation.senses import Leaning, Leant
from storage.migrating import migrate
from storage.opening import open_store
from storage.port import Held, Work
from tests.store_offices_values import GIVER, SOCIETY, act, donation, donor, election, poll
from tests.store_values import (
    HOUR,
    LEEDS,
    NORTH,
    NOW,
    YORK,
    assembly,
    change,
    check,
    moot,
    notice,
    outside,
    participant,
    proposal,
    seat,
    sense,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from deliberation.assembly import Assembly
    from storage.sql import SqlStore

PEOPLE = st.sampled_from([PersonId(f"p{n}") for n in range(5)])
NUMBERS = st.integers(1, 3)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
TIMES = st.none() | st.integers(0, 3).map(lambda hours: NOW + hours * HOUR)
POSITIONS = st.builds(
    Position, st.sampled_from(Stance), TEXTS, TEXTS, st.booleans(), st.booleans(), TIMES, st.booleans()
)
PEERS = st.sampled_from([NORTH, LEEDS, YORK])
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
    st.tuples(st.just("enrolled"), PEOPLE, st.tuples(TIMES, st.frozensets(TEXTS, max_size=2))),
    st.tuples(st.just("linked"), PEOPLE, st.none() | PEOPLE),
    st.tuples(st.just("declined"), PEOPLE, TIMES),
    st.tuples(st.just("lapse"), TIMES, st.none()),
    st.tuples(st.just("seat"), st.tuples(NUMBERS, PEERS), st.none() | TEXTS),
    st.tuples(st.just("coming"), st.tuples(NUMBERS, PEOPLE), st.none() | TEXTS),
    st.tuples(st.just("leaning"), st.tuples(NUMBERS, PEOPLE), st.none() | TEXTS),
    st.tuples(st.just("waiting"), PEOPLE, st.none() | st.frozensets(TEXTS, max_size=2)),
    st.tuples(st.just("notice"), NUMBERS, st.none() | TEXTS),
    st.tuples(st.just("member of"), PEERS, st.booleans()),
    st.tuples(st.just("remit"), TEXTS, st.none() | NUMBERS),
    st.tuples(st.just("act"), NUMBERS, st.none() | TEXTS),
    st.tuples(st.just("election"), st.tuples(NUMBERS, PEOPLE), st.none() | TEXTS),
    st.tuples(st.just("ballot"), st.tuples(NUMBERS, PEOPLE), st.none() | TEXTS),
    st.tuples(st.just("counted"), NUMBERS, st.none() | st.lists(TEXTS, max_size=2)),
    st.tuples(st.just("joined voters"), NUMBERS, st.tuples(PEOPLE, PEOPLE)),
    st.tuples(st.just("donor"), st.sampled_from([GIVER, SOCIETY]), st.none() | TEXTS),
    st.tuples(st.just("donation"), NUMBERS, st.none() | st.sampled_from(DonationState)),
    st.tuples(st.just("stand-ins"), TEXTS, st.none() | st.lists(PEOPLE, max_size=2)),
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


def _enrolled(now: Assembly, person: Any, place: Any) -> Assembly:
    until, let_in = place
    came = replace(now.participants.get(person) or participant(person), enrolled_until=until, let_in=let_in)
    return replace(now, participants=now.participants.put(person, came))


def _seat(now: Assembly, key: Any, reasons: Any) -> Assembly:
    number, peer = key
    one = now.checks.get(number) or check(number)
    one = replace(one, seats=put(one.seats, peer.id, None if reasons is None else seat(peer, reasons=reasons)))
    return replace(now, checks=now.checks.put(number, one))


def _coming(now: Assembly, key: Any, source: Any) -> Assembly:
    number, person = key
    one = now.moots.get(number) or moot(number)
    present = put(one.present, person, NOW if source else None)
    one = replace(one, coming=put(one.coming, person, source), present=present, hands=(person, *one.hands[:1]))
    return replace(now, moots=now.moots.put(number, one))


def _leaning(now: Assembly, key: Any, text: Any) -> Assembly:
    number, person = key
    one = now.senses.get(number) or sense(number)
    leant = None if text is None else Leant(Leaning.NO, text, at=NOW)
    return replace(now, senses=now.senses.put(number, replace(one, leanings=put(one.leanings, person, leant))))


def _waiting(now: Assembly, person: Any, venues: Any) -> Assembly:
    came = None if venues is None else outside(person, *map(VenueId, venues))
    return replace(now, waiting=put(now.waiting, person, came))


def _member_of(now: Assembly, peer: Any, belongs: Any) -> Assembly:
    return replace(now, member_of=put(now.member_of, peer.id, peer if belongs else None))


def _notice(now: Assembly, number: Any, closed: Any) -> Assembly:
    return replace(now, notices=put(now.notices, number, None if closed is None else notice(number, closed=closed)))


def _proposal(now: Assembly, number: Any, withdrawn: Any) -> Assembly:
    made = None if withdrawn is None else proposal(number, withdrawn=withdrawn)
    return replace(now, proposals=put(now.proposals, number, made))


def _office(now: Assembly, name: Any, holder: Any) -> Assembly:
    held = (Tenure(holder, NOW, NOW + HOUR),) if holder else ()
    return replace(now, offices=put(now.offices, name, Office(name=name, held=held) if holder else None))


def _election(now: Assembly, key: Any, words: Any) -> Assembly:
    number, person = key
    one = now.elections.get(number) or election(number)
    stands = None if words is None else Candidacy(person=person, nominated_by=person, statement=words, accepted=True)
    return replace(
        now, elections=now.elections.put(number, replace(one, candidates=put(one.candidates, person, stands)))
    )


def _ballot(now: Assembly, key: Any, marks: Any) -> Assembly:
    number, person = key
    one = now.polls.get(number) or poll(number)
    return replace(now, polls=now.polls.put(number, replace(one, given=put(one.given, person, marks))))


def _counted(now: Assembly, number: Any, receipts: Any) -> Assembly:
    """End a poll, or drop it."""
    if receipts is None:
        return replace(now, polls=now.polls.without(number))
    one = now.polls.get(number) or poll(number)
    papers = tuple(Paper((len(code),), 1) for code in receipts)
    over = replace(one, outcome=PollOutcome.DECIDED, papers=papers, receipts=tuple(receipts), given=type(one.given)())
    return replace(now, polls=now.polls.put(number, over))


def _joined_voters(now: Assembly, number: Any, pair: Any) -> Assembly:
    """Let one ballot be of two who turned out to be one."""
    (earlier, person), one = pair, now.polls.get(number) or poll(number)
    given = one.given
    if earlier in given:
        given = given.without(earlier).put(person, given[earlier])
    one = replace(one, given=given, same=one.same.put(earlier, person), roll=one.roll | {person})
    return replace(now, polls=now.polls.put(number, one))


def _donor(now: Assembly, name: Any, facts: Any) -> Assembly:
    return replace(now, donors=put(now.donors, name, None if facts is None else donor(name, facts=facts)))


def _donation(now: Assembly, number: Any, state: Any) -> Assembly:
    return replace(now, donations=put(now.donations, number, state and donation(number, state=state)))


DONE: dict[str, Callable[[Assembly, Any, Any], Assembly]] = {
    "position": _position,
    "restart": _restart,
    "participant": _participant,
    "proposal": _proposal,
    "drop check": lambda now, number, _: replace(now, checks=now.checks.without(number)),
    "office": _office,
    "name": lambda now, name, _: replace(now, name=name, convener=name or None),
    "venues": lambda now, venues, _: replace(now, venues=venues),
    "enrolled": _enrolled,
    "linked": lambda now, earlier, person: replace(now, linked=put(now.linked, earlier, person)),
    "declined": lambda now, person, at: replace(now, declined=put(now.declined, person, at)),
    "lapse": lambda now, at, _: replace(now, next_lapse=at),
    "seat": _seat,
    "coming": _coming,
    "leaning": _leaning,
    "waiting": _waiting,
    "notice": _notice,
    "member of": _member_of,
    "act": lambda now, number, words: replace(
        now, acts=put(now.acts, number, None if words is None else act(number, text=words))
    ),
    "election": _election,
    "ballot": _ballot,
    "counted": _counted,
    "joined voters": _joined_voters,
    "donor": _donor,
    "donation": _donation,
    "stand-ins": lambda now, office, people: replace(
        now, stand_ins=put(now.stand_ins, office, None if people is None else tuple(people))
    ),
    "remit": lambda now, kind, decision: replace(now, remit=put(now.remit, kind, decision)),
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
