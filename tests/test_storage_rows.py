"""What is written: bodies, rows, and no more of them than what changed."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from deliberation.assembly import Assembly, Participant
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, PersonId
from deliberation.persistent import PersistentMap
from deliberation.polls import Paper, PollOutcome
from deliberation.positions import Position, Stance, Tally
from deliberation.proposals import Decision, Proposal
from deliberation.rules import PRESETS, Rules
from storage import codec, tables
from storage.naming import names
from storage.places import KEYED, NUMBERED
from storage.port import BadDataError, BallotPut, BoxEmptied, StorageError, Work
from storage.saving import steps_of
from storage.steps import Verb
from storage.texts import check_json, fits, legible
from tests.store_offices_values import counted, poll
from tests.store_values import (
    ADA,
    BEN,
    CLEO,
    FIRST,
    HOUR,
    NOW,
    assembly,
    change,
    check,
    everything,
    participant,
    proposal,
    rich_assembly,
    seat,
)


def written(work: Work) -> dict[tuple[str, str], int]:
    """Count the rows that a work writes, by what is done and where."""
    return {(step.verb.name, step.table.name): len(step.rows) for step in steps_of(work)}


def test_every_field_has_its_place() -> None:
    """A field added to what is spread over columns must be given a column, or it would be lost without a word."""
    # Positions are read in the order of their columns.
    said = ["taken_at" if field.name == "at" else field.name for field in fields(Position)]
    assert ["assembly", "check_number", "person", *said] == tables.positions.c.keys()
    assert {field.name for field in fields(Participant)} == set(tables.participants.c.keys()) - {"assembly"}
    columns = {"id", "slug", "name", "venues", "kind", "member_of", "remit", "next_lapse"}
    assert columns < set(tables.assemblies.c.keys())
    own = {"participants", *(place.field for place in NUMBERED), *_maps("")}
    assert {field.name for field in fields(Assembly)} - columns - own == codec.ASSEMBLY._ways.keys()
    wide = {"checks": {"roll", "excused", "rules", "positions"}, "polls": {"roll", "rules", "papers", "receipts"}}
    for place in NUMBERED:
        apart = _maps(place.field) | wide.get(place.field, set())
        assert {field.name for field in fields(place.form._kind)} - apart == place.form._ways.keys()


def _maps(within: str) -> set[str]:
    return {place.field for place in KEYED if place.within == within}


def test_a_body_from_before_a_field_was_added_is_read() -> None:
    """What an older program wrote lacks the newer fields: they take their defaults. What is unknown is left out."""
    made = Proposal(number=1, proposer=ADA, made_at=NOW, revisions=())
    old = '{"number":1,"proposer":"p-ada","made_at":"2026-03-01T12:00:00.123456Z","revisions":[],"bygone":[1]}'
    assert codec.PROPOSAL.read(old) == made
    founded = '"founded_at":"2026-03-01T12:00:00.123456Z"'
    whole = f'{{"purpose":"to begin","rules":{codec.written_json(codec.written_rules(PRESETS["folkmoot"]))},'
    its = f'{whole}"founder":"p-ada",{founded},"convener":"p-ada"}}'
    assert codec.ASSEMBLY.read(its, id=FIRST, slug="first", name="The first") == assembly(
        slug="first", venues=frozenset(), participants=PersistentMap()
    )
    outcome = '{"number":1,"proposal":1,"check":1,"made_at":"2026-03-01T12:00:00.123456Z","sent_back":true}'
    assert codec.DECISION.read(outcome) == Decision(number=1, proposal=1, check=1, made_at=NOW, sent_back=True)
    called = check(1)
    body = codec.CHECK.write(called)
    for name in ("same", "objecting", "not_before"):
        body = re.sub(rf',"{name}":(\{{\}}|\[\]|null)', "", body)
    assert not re.search("same|objecting|not_before", body)
    assert codec.CHECK.read(body, roll=called.roll, excused=called.excused, rules=called.rules) == called


def test_of_what_was_said_before_its_time_was_kept_the_time_is_not_known() -> None:
    """A concern that was resolved stays so, and a leaning stands."""
    body = '{"number":1,"proposal":1,"person":"ada","text":"Dear","raised_at":"2026-01-05T09:00:00Z","resolved":true}'
    concern = codec.CONCERN.read(body)
    assert (concern.resolved, concern.resolved_at, concern.stood_at(NOW)) == (True, None, False)
    assert codec.LEANT.read('{"leaning":"no","text":"Too soon","source":"$l"}').at is None


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"number":"one"}'])
def test_a_body_that_is_none_is_an_error_of_ours(body: str) -> None:
    """What cannot be read is said in our words."""
    with pytest.raises(StorageError):
        codec.CONCERN.read(body)


@pytest.mark.parametrize("rules", PRESETS.values(), ids=PRESETS.keys())
def test_rules_are_read_as_they_were_written(rules: Rules) -> None:
    """Shares and lengths of time come back exactly."""
    assert codec.read_rules(codec.written_json(codec.written_rules(rules))) == rules


@pytest.mark.parametrize("period", [timedelta(minutes=90, seconds=1), timedelta(seconds=5)])
def test_a_rule_that_would_be_read_as_another_is_refused(period: timedelta) -> None:
    """Rather than a check with other rules than it was called under, there is an error."""
    with pytest.raises(BadDataError):
        codec.written_rules(Rules(period=period))


@pytest.mark.parametrize("text", ["\0", "\ud800", "a\ud83d", "\udc00\ud800"])
def test_texts_that_no_store_can_keep_are_known(text: str) -> None:
    """They do not fit, and can be made legible."""
    assert not fits(text)
    assert not fits("é" + text)
    assert fits(legible(text))


def test_a_nul_in_json_is_told_from_one_that_somebody_typed() -> None:
    """Only behind an even number of backslashes is the escape one."""
    check_json(['"\\\\u0000"', '"\\\\\\\\u0000"', '"u0000"'])
    for text in ('"\\u0000"', '"a\\\\\\u0000"', '"\\\\u0000 \\u0000"'):
        with pytest.raises(BadDataError):
            check_json([text])


def test_a_position_costs_a_row_and_not_a_roll() -> None:
    """Of a check with a large roll only the positions that moved are written, and the check's own small row."""
    roll = [f"p{n}" for n in range(5000)]
    first = change(None, assembly(checks=PersistentMap({1: check(1, roll), 2: check(2, roll)})))  # type: ignore[arg-type]
    now = first.after.assembly
    for person in (ADA, BEN, ADA):
        one = now.checks[1]
        one = replace(one, positions=one.positions.put(person, Position(Stance.AGREE)), tally=Tally(agree=1))
        now = replace(now, checks=now.checks.put(1, one))
    step = change(first.after, now, entries=3)
    assert written(Work(changes=[step])) == {
        ("MOVE_HEAD", "assemblies"): 1,
        ("ADD", "register"): 3,
        ("PUT", "checks"): 1,
        ("PUT", "positions"): 2,
    }
    (body,) = [row.rows[0][2] for row in steps_of(Work(changes=[step])) if row.table is tables.checks]
    assert len(body) < 1000


def test_a_ballot_costs_a_row_and_not_a_poll() -> None:
    """Whoever gives a ballot adds their row; the poll, its roll and its rules stay as they were written."""
    roll = frozenset(PersonId(f"p{n}") for n in range(5000))
    papers = tuple(Paper((n,), 1) for n in range(5000))
    first = change(None, assembly(polls=PersistentMap({1: poll(1, roll=roll), 2: counted(2, papers=papers)})))
    now = first.after.assembly
    one = now.polls[1]
    given = replace(one, given=one.given.put(ADA, "").put(BEN, "").put(ADA, "1"))
    box: list[BallotPut | BoxEmptied] = [BallotPut(FIRST, 1, "a", "x"), BallotPut(FIRST, 1, "b", "y")]
    step = change(first.after, replace(now, polls=now.polls.put(1, given)))
    head = {("MOVE_HEAD", "assemblies"): 1, ("ADD", "register"): 1}
    assert written(Work(changes=[step], ballots=box)) == {**head, ("PUT", "given"): 2, ("PUT", "ballots"): 2}
    reminded = replace(given, reminded=True)
    step = change(step.after, replace(now, polls=now.polls.put(1, reminded)))
    assert written(Work(changes=[step])) == {**head, ("PUT", "polls"): 1}
    (body,) = [row.rows[0][2] for row in steps_of(Work(changes=[step])) if row.table is tables.polls]
    assert len(body) < 1000
    over = replace(reminded, receipts=("a",), outcome=PollOutcome.DECIDED, given=PersistentMap())
    step = change(step.after, replace(now, polls=now.polls.put(1, over)))
    assert written(Work(changes=[step], ballots=[BoxEmptied(FIRST, 1)])) == {
        **head,
        ("PUT", "polls"): 1,
        ("PUT", "poll_rolls"): 1,
        ("DROP", "given"): 2,
        ("EMPTY_BOX", "ballots"): 1,
    }


def test_only_what_changed_is_written() -> None:
    """One amended proposal, one who came and one who left are three rows."""
    before = change(None, rich_assembly()).after
    now = before.assembly
    after = replace(
        now,
        proposals=now.proposals.put(1, proposal(1)),
        participants=now.participants.without(CLEO).put(BEN, _ben(now)),
    )
    assert written(Work(changes=[change(before, after)])) == {
        ("MOVE_HEAD", "assemblies"): 1,
        ("ADD", "register"): 1,
        ("PUT", "proposals"): 1,
        ("DROP", "participants"): 1,
        ("PUT", "participants"): 1,
    }
    assert written(Work(changes=[change(before, replace(now, purpose="Another"))])) == {
        ("MOVE_HEAD", "assemblies"): 1,
        ("REWRITE", "assemblies"): 1,
        ("ADD", "register"): 1,
    }


def test_an_answer_from_below_costs_a_row_and_not_all_places() -> None:
    """Of a check with hundreds of places only the one that answered is written, and the check's own small row."""
    peers = [Peer(AssemblyId(f"a{n}"), f"assembly-{n}", f"Assembly {n}") for n in range(662)]
    one = check(1, seats=PersistentMap({peer.id: seat(peer) for peer in peers}))
    before = change(None, assembly(checks=PersistentMap({1: one}))).after
    answered = replace(one, seats=one.seats.put(peers[7].id, seat(peers[7], heard=True, stance=Stance.AGREE)))
    now = replace(before.assembly, checks=before.assembly.checks.put(1, answered))
    step = change(before, now)
    assert written(Work(changes=[step])) == {
        ("MOVE_HEAD", "assemblies"): 1,
        ("ADD", "register"): 1,
        ("PUT", "checks"): 1,
        ("PUT", "seats"): 1,
    }
    (body,) = [row.rows[0][2] for row in steps_of(Work(changes=[step])) if row.table is tables.checks]
    assert len(body) < 1000


def test_members_who_are_enrolled_cost_their_rows_alone() -> None:
    """However large an assembly's own row is, it is not written anew for members who come, lapse or decline."""
    peers = {AssemblyId(f"a{n}"): Peer(AssemblyId(f"a{n}"), f"assembly-{n}", f"Assembly {n}") for n in range(662)}
    before = change(None, replace(rich_assembly(), members=PersistentMap(peers))).after
    now = before.assembly
    people = now.participants
    for n in range(1000):
        person = PersonId(f"p{n}")
        people = people.put(person, replace(participant(person), venues=frozenset(), enrolled_until=NOW))
    after = replace(
        now,
        participants=people,
        next_lapse=NOW,
        declined=now.declined.put(BEN, NOW),
        linked=now.linked.put(CLEO, ADA).put(PersonId("p-one"), ADA),
    )
    step = change(before, after)
    assert written(Work(changes=[step])) == {
        ("MOVE_HEAD", "assemblies"): 1,
        ("ADD", "register"): 1,
        ("PUT", "participants"): 1000,
        ("PUT", "declined"): 1,
        ("PUT", "linked"): 2,
    }
    (head,) = [row.rows[0] for row in steps_of(Work(changes=[step])) if row.verb is Verb.MOVE_HEAD]
    assert NOW in head


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("matrix:@ada:example.org", True),
        ("@ada:example.org", True),
        ("answer:@ada:example.org:$1", True),
        ("1/@ada:example.org/✅#2f", True),
        ('{"who":"@ada:example.org"}', True),
        ("matrix:@ada:example.org.uk", False),
        ("matrix:b@ada:example.org", False),
        ("matrix:@ada:exampleXorg", False),
        ("matrix:@ada:example.org-2", False),
        ("matrix:@ADA:example.org", False),
        ("", False),
    ],
)
def test_an_id_is_known_in_a_text_as_a_whole(text: str, *, found: bool) -> None:
    """What is only a part of a longer id is somebody else's."""
    assert names(text, "@ada:example.org") is found
    assert not names(text, "")


def test_the_newest_value_stays_the_quick_one() -> None:
    """After saving, the value that goes on being used owns its maps, so that the next position costs no search."""
    before = change(None, rich_assembly()).after
    now = before.assembly
    after = replace(now, checks=now.checks.put(4, check(4)), proposals=now.proposals.put(4, proposal(4)))
    steps_of(Work(changes=[change(before, after)]))
    assert after.checks._data is not None
    assert after.proposals._data is not None


def test_every_table_is_written_by_something() -> None:
    """No table is left that nothing fills (what was posted is written when it went out)."""
    work = everything()
    found = {step.table.name for step in steps_of(work) if step.verb is not Verb.DROP}
    assert found == set(tables.metadata.tables) - {"posted", "set_aside"}
    assert {step.verb for step in steps_of(work)} <= set(Verb)


def _ben(now: Assembly) -> Any:
    return replace(now.participants[BEN], apologies_until=NOW + 2 * HOUR)
