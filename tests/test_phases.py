"""Phases: the table, every phase with every trigger, and whole histories of every command at any time."""

import re
import runpy
from datetime import timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.deciding.clockwork import next_due
from deliberation.events import Event
from deliberation.evolve import evolve
from deliberation.ids import PersonId
from deliberation.phases import TRANSITIONS, IllegalTransitionError, Phase, Trigger, advance, allows
from deliberation.positions import Stance
from tests.support.engine import FORUM, HALL, ROOM, Moot, recounted, replayed, without_sources
from tests.support.plausible import CHANGES, EVERYBODY, STRANGER, plausible


@pytest.mark.parametrize(("phase", "trigger"), list(product(Phase, Trigger)))
def test_a_phase_moves_only_as_the_table_says(phase: Phase, trigger: Trigger) -> None:
    """Every phase meets every trigger: the table says where it leads, or that it cannot be."""
    assert allows(phase, trigger) is ((phase, trigger) in TRANSITIONS)
    if allows(phase, trigger):
        assert advance(phase, trigger) is TRANSITIONS[phase, trigger]
    else:
        with pytest.raises(IllegalTransitionError, match=re.escape(repr(phase.value))):
            advance(phase, trigger)


def test_the_table_has_the_design_in_it() -> None:
    """From discussion to the close leads the way that the design draws, and nothing leads out of the close."""
    way = [Trigger.CHECK_CALLED, Trigger.CARRIED, Trigger.SETTLED]
    phase = Phase.DISCUSSION
    for trigger in way:
        phase = advance(phase, trigger)
    assert phase is Phase.CLOSED
    assert not any(allows(Phase.CLOSED, trigger) for trigger in Trigger)
    assert advance(Phase.CHECK, Trigger.FAILED) is Phase.DISCUSSION
    assert advance(Phase.CHECK, Trigger.AMENDED) is Phase.DISCUSSION
    assert advance(Phase.COOLING_OFF, Trigger.SENT_BACK) is Phase.DISCUSSION
    assert advance(advance(Phase.DISCUSSION, Trigger.DEADLOCKED), Trigger.COUNTED) is Phase.CLOSED


def test_every_phase_can_be_reached_and_left() -> None:
    """No phase is a trap but the last, and none is out of reach."""
    reached = {Phase.DISCUSSION}
    while more := {to for (phase, _), to in TRANSITIONS.items() if phase in reached} - reached:
        reached |= more
    assert reached == set(Phase)
    assert {phase for phase, _ in TRANSITIONS} == set(Phase) - {Phase.CLOSED}


def test_the_diagram_is_drawn_from_the_table() -> None:
    """The diagram in the docs is what the table draws now."""
    docs = Path(__file__).parent.parent / "docs"
    drawn = runpy.run_path(str(docs / "draw_phases.py"))["page"]()
    assert (docs / "phases.md").read_text(encoding="utf-8") == drawn, "run python docs/draw_phases.py"


# --- whole histories

ANYBODY = st.sampled_from([*EVERYBODY, STRANGER])
VENUES = st.sampled_from([ROOM, ROOM, HALL, FORUM])
SOURCES = st.sampled_from(["", "$1", "$2", "$3"])
WORDS = st.sampled_from(["", "it harms", "I was away"])
NUMBERS = st.integers(min_value=1, max_value=4)
RULE_VALUES = st.sampled_from(CHANGES)
FOUNDINGS = st.fixed_dictionaries(
    {},
    optional={
        "cooling-off": st.sampled_from(["0h", "1h", "5d"]),
        "callers": st.sampled_from(["secretary", "proposer", "anyone"]),
        "quorum-minimum": st.sampled_from(["1", "3"]),
        "quorum-share": st.sampled_from(["0", "1/5", "1"]),
        "reason-grace": st.sampled_from(["0h", "24h"]),
        "extension-share": st.sampled_from(["0", "1/2", "1"]),
        "concern-wait": st.sampled_from(["0h", "72h"]),
        "recall-minimum": st.sampled_from(["1", "3"]),
        "recall-rule": st.sampled_from(["majority", "consensus-to-keep", "consensus-to-remove"]),
        "recall-window": st.sampled_from(["1d", "14d"]),
        "secretary-term": st.sampled_from(["7d", "365d"]),
        "objection-share": st.sampled_from(["0", "1/10", "1"]),
    },
)
SPANS = st.one_of(
    st.sampled_from([0, 1, 60, 3600, 36 * 3600, 72 * 3600, 5 * 86400, 20 * 86400, 400 * 86400]),
    st.integers(min_value=0, max_value=8 * 86400),
)


def same(before: Assembly, after: Assembly) -> bool:
    """Whether an assembly is as it was, read through to the last map."""
    return before is after and before == after


class Histories(RuleBasedStateMachine):
    """Asks everything of an assembly in any order, at any time, by anybody, and looks at what must always hold."""

    def __init__(self) -> None:
        super().__init__()
        self.moot = Moot()

    @initialize(present=st.integers(min_value=0, max_value=5), rules=FOUNDINGS)
    def found(self, present: int, rules: dict[str, str]) -> None:
        self.moot = Moot.founded(*EVERYBODY[: present + 1], rules=rules)

    def ask(self, command: Command) -> None:
        before = self.moot.assembly
        seen = len(self.moot.happened)
        answer = self.moot.ask(command)
        if not isinstance(answer, list):
            assert same(before, self.moot.assembly)
            assert len(self.moot.happened) == seen
            return
        at, step = self.moot.now, before
        for event in answer:
            following = evolve(step, event, at)
            self.look_at_step(command, step, event, following)
            step = following
        assert step == self.moot.assembly

    def look_at_step(self, command: Command, before: Assembly, event: Event, after: Assembly) -> None:
        moves = {(phase, to) for (phase, _), to in TRANSITIONS.items()}
        for number, proposal in after.proposals.items():
            if number in before.proposals:
                was = before.proposals[number].phase
                assert was is proposal.phase or (was, proposal.phase) in moves
            else:
                assert proposal.phase is Phase.DISCUSSION
        if isinstance(event, ev.PositionTaken):
            check = before.checks[event.check]
            assert event.person == getattr(command, "actor", None)
            assert event.person in check.roll
            assert check.is_open is not event.cooling
        for number, check in before.checks.items():
            if after.checks[number] is check:
                continue
            for person, position in check.positions.items():
                held = after.checks[number].positions.get(person)
                if position.stance is Stance.BLOCK and (held is None or held.stance is not Stance.BLOCK):
                    assert isinstance(event, ev.PositionTaken | ev.PositionWithdrawn | ev.BlockLapsed)
                    assert event.person == person
                    lapsed = isinstance(event, ev.BlockLapsed) and not position.reason
                    own = isinstance(command, cmd.TakePosition | cmd.Retract) and command.actor == person
                    assert lapsed or own

    @rule(seconds=SPANS, tick=st.booleans())
    def time_goes_by(self, seconds: int, tick: bool) -> None:
        self.moot.now += timedelta(seconds=seconds)
        if tick:
            self.ticks()

    @rule()
    def ticks(self) -> None:
        self.ask(cmd.Tick())
        due = next_due(self.moot.assembly)
        assert due is None or due > self.moot.now
        assert self.moot.do(cmd.Tick()) == []

    @rule()
    def time_goes_by_until_due(self) -> None:
        due = next_due(self.moot.assembly)
        if due is not None:
            self.moot.now = max(due, self.moot.now)
            self.ticks()

    @rule(back=SPANS, length=st.sampled_from([60, 600, 601, 7200, 86400]))
    def bot_was_away(self, back: int, length: int) -> None:
        until = max(self.moot.now - timedelta(seconds=back % 86400), self.moot.assembly.founded_at)
        command = cmd.NoteAbsence(since=until - timedelta(seconds=length), until=until)
        self.ask(command)
        assert self.moot.do(command) == []

    @rule(actor=ANYBODY, venue=VENUES)
    def enters(self, actor: PersonId, venue: Any) -> None:
        self.ask(cmd.Enter(actor=actor, venue=venue))

    @rule(actor=ANYBODY, venue=VENUES)
    def leaves(self, actor: PersonId, venue: Any) -> None:
        self.ask(cmd.Leave(actor=actor, venue=venue))

    @rule(actor=ANYBODY, venue=VENUES, present=st.lists(ANYBODY, max_size=2), administers=st.booleans())
    def binds(self, actor: PersonId, venue: Any, present: list[PersonId], administers: bool) -> None:
        self.ask(cmd.BindVenue(actor=actor, venue=venue, present=tuple(present), administers=administers))

    @rule(venue=VENUES, successor=VENUES, present=st.lists(ANYBODY, max_size=2))
    def venue_moves(self, venue: Any, successor: Any, present: list[PersonId]) -> None:
        self.ask(cmd.MoveVenue(venue=venue, successor=successor, present=tuple(present)))
        assert self.moot.assembly.speaking

    @rule(venue=VENUES)
    def venue_is_lost(self, venue: Any) -> None:
        self.ask(cmd.LoseVenue(venue=venue))

    @rule(venue=VENUES)
    def venue_is_regained(self, venue: Any) -> None:
        self.ask(cmd.RegainVenue(venue=venue))

    @rule(actor=ANYBODY, days=st.integers(min_value=-1, max_value=400))
    def apologises(self, actor: PersonId, days: int) -> None:
        self.ask(cmd.GiveApologies(actor=actor, until=self.moot.now + timedelta(days=days)))

    @rule(actor=ANYBODY)
    def proposes(self, actor: PersonId) -> None:
        self.ask(cmd.Propose(actor=actor, title="Buy seed", text="Ten kilos."))

    @rule(actor=ANYBODY, change=RULE_VALUES)
    def proposes_rule(self, actor: PersonId, change: tuple[str, str]) -> None:
        self.ask(cmd.ProposeRule(actor=actor, rule=change[0], value=change[1]))

    @rule(actor=ANYBODY, person=ANYBODY, office=st.sampled_from(["secretary", "secretary", "treasurer"]))
    def nominates(self, actor: PersonId, person: PersonId, office: str) -> None:
        self.ask(cmd.NominateOfficer(actor=actor, person=person, office=office))

    @rule(actor=ANYBODY, proposal=NUMBERS)
    def raises_concern(self, actor: PersonId, proposal: int) -> None:
        self.ask(cmd.RaiseConcern(actor=actor, proposal=proposal, text="Who carries it?"))

    @rule(actor=ANYBODY, concern=NUMBERS)
    def resolves_concern(self, actor: PersonId, concern: int) -> None:
        self.ask(cmd.ResolveConcern(actor=actor, concern=concern))

    @rule(actor=ANYBODY, proposal=NUMBERS, text=st.sampled_from(["Ten kilos.", "Five kilos.", ""]))
    def amends(self, actor: PersonId, proposal: int, text: str) -> None:
        self.ask(cmd.Amend(actor=actor, proposal=proposal, text=text))

    @rule(actor=ANYBODY, proposal=NUMBERS)
    def withdraws(self, actor: PersonId, proposal: int) -> None:
        self.ask(cmd.Withdraw(actor=actor, proposal=proposal))

    @rule(actor=ANYBODY, proposal=NUMBERS, hours=st.sampled_from([None, 0.5, 1, 24, 24 * 91]), ahead=st.booleans())
    def calls(self, actor: PersonId, proposal: int, hours: float | None, ahead: bool) -> None:
        span = None if hours is None else timedelta(hours=hours)
        if ahead and span is not None:
            self.ask(cmd.CallConsensus(actor=actor, proposal=proposal, deadline=self.moot.now + span))
        else:
            self.ask(cmd.CallConsensus(actor=actor, proposal=proposal, period=span))

    @rule(actor=ANYBODY, check=NUMBERS, stance=st.sampled_from(Stance), reason=WORDS, source=SOURCES)
    def takes_position(self, actor: PersonId, check: int, stance: Stance, reason: str, source: str) -> None:
        command = cmd.TakePosition(actor=actor, check=check, stance=stance, reason=reason, source=source)
        self.ask(command)
        again = self.moot.ask(command)
        assert not isinstance(again, list) or again == []

    @rule(actor=ANYBODY, check=NUMBERS)
    def retracts(self, actor: PersonId, check: int) -> None:
        self.ask(cmd.Retract(actor=actor, check=check))

    @rule(actor=ANYBODY, check=NUMBERS, source=SOURCES)
    def lifts(self, actor: PersonId, check: int, source: str) -> None:
        self.ask(cmd.LiftExpression(actor=actor, check=check, source=source))

    @rule(actor=ANYBODY, officer=ANYBODY, act=st.none() | NUMBERS, source=SOURCES)
    def starts_recall(self, actor: PersonId, officer: PersonId, act: int | None, source: str) -> None:
        self.ask(
            cmd.StartRecall(
                actor=actor,
                officer=self.moot.assembly.secretary or officer,
                reason="",
                act=act,
                source=source,
            )
        )

    @rule(actor=ANYBODY, petition=NUMBERS, source=SOURCES)
    def signs(self, actor: PersonId, petition: int, source: str) -> None:
        self.ask(cmd.Sign(actor=actor, petition=petition, source=source))

    @rule(actor=ANYBODY, petition=NUMBERS, source=SOURCES)
    def unsigns(self, actor: PersonId, petition: int, source: str) -> None:
        self.ask(cmd.Unsign(actor=actor, petition=petition, source=source))

    @rule(chance=st.randoms(use_true_random=True), steps=st.integers(min_value=5, max_value=60))
    def an_assembly_at_work(self, chance: Random, steps: int) -> None:
        """Do what people do, rather than anything at all: so that histories get far."""
        for _ in range(steps):
            asked = plausible(self.moot, chance)
            if asked is not None:
                self.ask(asked)
            elif chance.random() < 0.5:
                self.moot.later(seconds=chance.choice([60, 3600, 5 * 3600, 40 * 3600]))
            elif (due := next_due(self.moot.assembly)) is not None:
                self.moot.now = max(due, self.moot.now)
                self.ticks()
            self.counts_hold()

    @invariant()
    def counts_hold(self) -> None:
        if not self.moot.entries:
            return
        for check in self.moot.assembly.checks.values():
            assert check.tally == recounted(check)
            assert check.cooling_tally == recounted(check, cooling=True)
            assert set(check.positions) <= check.roll
            assert check.late_answers.keys() <= check.roll
            assert check.tally.taken + check.cooling_tally.taken <= len(check.roll)
            assert check.is_open is (check.closed_at is None)

    def teardown(self) -> None:
        if not self.moot.entries:
            return
        assert replayed(self.moot.entries, self.moot.texts) == without_sources(self.moot.assembly)
        report = self.moot.verified()
        assert not report.problems, "\n".join(
            [*(entry.record for entry in self.moot.entries), *map(str, report.problems)]
        )
        assert report.entries == len(self.moot.entries)


TestHistories = Histories.TestCase
TestHistories.__doc__ = "Whatever is asked, by whom and when: no count, block, phase, roll or record goes wrong."


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_histories() -> None:
    """Nor does anything go wrong in many more histories, tried each time anew."""
    run_state_machine_as_test(Histories, settings=settings(settings.get_profile("soak"), stateful_step_count=50))
