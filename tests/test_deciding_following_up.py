"""After a decision: what is to be done and what it did; and quick readings of the room."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.actions import Action
from deliberation.commands import Command
from deliberation.deciding.clockwork import next_due
from deliberation.ids import AssemblyId, PersonId
from deliberation.refusals import (
    ActionNotDone,
    ActionNotYours,
    ActionOver,
    ActionStands,
    BadDueTime,
    BadSensePeriod,
    DecisionNotInForce,
    NoLeaning,
    NothingChanged,
    NotParticipant,
    NotTakingPart,
    SenseOver,
    Unknown,
)
from deliberation.register import Chain, record_event
from deliberation.senses import Leaning, Leant, Sense
from deliberation.verifying import verify
from tests.support.engine import MONDAY, ROOM, Moot, kinds, only, people, replayed, without_sources

ADA, BEN, CY, DEE, EVE = people("ada", "ben", "cy", "dee", "eve")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def decided(preset: str = "folkmoot", review: str = "", rules: dict[str, str] | None = None) -> Moot:
    """Give an assembly of four with a decision, perhaps to be reviewed; Ada gives procedure."""
    moot = Moot.founded("ada", "ben", "cy", "dee", preset=preset, rules=rules)
    moot.do(cmd.Propose(actor=BEN, title="Seed", text="Ten kilos.", suffering="Nobody goes hungry.", review=review))
    moot.call()
    moot.agree("ada", "ben", "cy", "dee")
    assert moot.decision().stands
    return moot


@pytest.fixture
def moot() -> Moot:
    """An assembly with a decision."""
    return decided()


def set_action(moot: Moot, who: PersonId = BEN, to: PersonId = CY, **due: float) -> Action:
    """Set something to be done, in five days unless it is said otherwise; the first is to book the hall."""
    at, before = moot.now + timedelta(**(due or {"days": 5})), len(moot.assembly.actions)
    text = f"Sweep it ({before})" if before else "Book the hall"
    moot.do(cmd.SetAction(actor=who, decision=1, text=text, person=to, due=at))
    return moot.assembly.actions[len(moot.assembly.actions)]


def action(moot: Moot, number: int = 1) -> Action:
    """Give an action as it stands."""
    return moot.assembly.actions[number]


# --- actions


def test_whoever_takes_part_sets_what_is_to_be_done(moot: Moot) -> None:
    """It stands with its decision, whose it is, who set it and until when."""
    made = set_action(moot)
    assert (made.decision, made.text, made.person, made.set_by) == (1, "Book the hall", CY, BEN)
    assert (made.due, made.is_open) == (MONDAY + 5 * DAY, True)
    assert set_action(moot).number == 2


def test_an_action_is_for_a_decision_that_stands_and_somebody_who_takes_part(moot: Moot) -> None:
    """Anything else is refused, and so is a time that is over or ten years off."""

    def asked(**changes: Any) -> cmd.SetAction:
        usual: dict[str, Any] = {"actor": BEN, "decision": 1, "text": "x", "person": CY, "due": MONDAY + DAY}
        return cmd.SetAction(**(usual | changes))

    assert moot.refused(asked(actor=EVE)) == NotTakingPart()
    assert moot.refused(asked(person=EVE)) == NotParticipant(person=EVE)
    assert moot.refused(asked(decision=2)) == Unknown(kind="decision", number=2, latest=1)
    for due in (MONDAY, MONDAY - HOUR, MONDAY + 4000 * DAY):
        assert moot.refused(asked(due=due)) == BadDueTime(due=due)
    cooling = decided("harmony")
    cooling.do(cmd.Enter(actor=EVE, venue=ROOM))
    back = Moot.founded("ada", "ben", "cy", "dee", preset="harmony")
    back.called()
    back.agree("ada", "ben", "cy")
    back.at(hours=72)
    back.block("dee")
    assert back.refused(asked(due=back.now + DAY)) == DecisionNotInForce(decision=1)


def test_it_is_done_when_one_whom_it_concerns_says_so(moot: Moot) -> None:
    """Whoever is to do it, set it or gives procedure; nobody else; and in the cooling off of its decision too."""
    set_action(moot)
    assert moot.refused(cmd.FinishAction(actor=DEE, action=1)) == ActionNotYours(action=1, person=CY)
    assert moot.refused(cmd.FinishAction(actor=EVE, action=1)) == NotTakingPart()
    for who in (CY, BEN, ADA):
        moot.do(cmd.FinishAction(actor=who, action=1))
        assert (action(moot).done_by, action(moot).done_at) == (who, moot.now)
        moot.do(cmd.ReopenAction(actor=who, action=1))
        assert action(moot).is_open
    assert moot.refused(cmd.ReopenAction(actor=CY, action=1)) == ActionNotDone(action=1)
    assert moot.refused(cmd.FinishAction(actor=CY, action=7)) == Unknown(kind="action", number=7, latest=1)


def test_done_is_said_once(moot: Moot) -> None:
    """What came in twice counts once; what somebody else said already is said back."""
    set_action(moot)
    said = cmd.FinishAction(actor=CY, action=1, source="$a")
    assert kinds(moot.do(said)) == ["ActionDone"]
    at = moot.now
    moot.later(hours=1)
    assert moot.do(said) == []
    assert moot.refused(cmd.FinishAction(actor=BEN, action=1, source="$b")) == ActionOver(action=1, done=True)
    assert moot.refused(cmd.FinishAction(actor=CY, action=1)) == ActionOver(action=1, done=True)
    moot.do(cmd.FinishAction(actor=CY, action=1, source="$c"))
    assert (action(moot).source, action(moot).done_at) == ("$c", at), "it was done when it was first said"


def test_a_reaction_that_is_taken_away_takes_back_what_it_said(moot: Moot) -> None:
    """Only that one, only its owner's, and only by a known hand: a moderator can remove another's unseen."""
    set_action(moot)
    moot.do(cmd.FinishAction(actor=CY, action=1, source="$a"))
    assert moot.do(cmd.ReopenAction(actor=CY, action=1, source="$z")) == []
    assert moot.do(cmd.ReopenAction(actor=BEN, action=1, source="$a")) == []
    unseen = cmd.ReopenAction(actor=CY, action=1, source="$a", unseen=True)
    assert moot.refused(unseen) == ActionStands(action=1)
    moot.do(cmd.ReopenAction(actor=CY, action=1, source="$a"))
    assert action(moot).is_open
    assert moot.do(unseen) == []


def test_what_is_dropped_is_over(moot: Moot) -> None:
    """Neither done nor to be done; nor is what is done dropped."""
    set_action(moot)
    set_action(moot)
    assert moot.refused(cmd.DropAction(actor=DEE, action=1)) == ActionNotYours(action=1, person=CY)
    moot.do(cmd.DropAction(actor=CY, action=1))
    assert not action(moot).is_open
    assert moot.refused(cmd.FinishAction(actor=CY, action=1)) == ActionOver(action=1, done=False)
    assert moot.refused(cmd.DropAction(actor=CY, action=1)) == ActionOver(action=1, done=False)
    moot.do(cmd.FinishAction(actor=CY, action=2))
    assert moot.refused(cmd.DropAction(actor=CY, action=2)) == ActionOver(action=2, done=True)


def test_whoever_is_to_do_it_is_reminded_a_day_before_and_when_it_is_due(moot: Moot) -> None:
    """Once each, however often anybody looks."""
    set_action(moot)
    assert next_due(moot.assembly) == MONDAY + 4 * DAY
    assert moot.at(days=3) == []
    assert moot.at(days=1) == [ev.ActionReminded(action=1, overdue=False)]
    assert moot.do(cmd.Tick()) == []
    assert next_due(moot.assembly) == MONDAY + 5 * DAY
    assert moot.at(days=1) == [ev.ActionReminded(action=1, overdue=True)]
    assert (moot.at(days=30), next_due(moot.assembly)) == ([], None)


def test_what_was_missed_is_made_up_for_by_one_reminder(moot: Moot) -> None:
    """After an absence over both, it is overdue; set with less than a day left, there is no day before."""
    set_action(moot)
    set_action(moot, hours=20)
    assert next_due(moot.assembly) == MONDAY + 20 * HOUR
    reminded = moot.at(days=6)
    assert reminded == [ev.ActionReminded(action=1, overdue=True), ev.ActionReminded(action=2, overdue=True)]
    assert moot.at(days=1) == []


def test_nobody_is_reminded_of_what_is_over(moot: Moot) -> None:
    """Done, dropped, or the decision sent back: then it is not due either. Reopened, it is again."""
    set_action(moot)
    set_action(moot)
    moot.do(cmd.FinishAction(actor=CY, action=1))
    moot.do(cmd.DropAction(actor=CY, action=2))
    assert (next_due(moot.assembly), moot.at(days=4)) == (None, [])
    moot.do(cmd.ReopenAction(actor=CY, action=1))
    assert moot.do(cmd.Tick()) == [ev.ActionReminded(action=1, overdue=False)]
    back = Moot.founded("ada", "ben", "cy", "dee", preset="harmony")
    back.called()
    back.agree("ada", "ben", "cy")
    back.at(hours=72)
    set_action(back, days=2)
    back.block("dee")
    assert not back.decision().stands
    assert "ActionReminded" not in kinds(back.at(days=9))


# --- readings of the room


def ask(moot: Moot, who: PersonId = BEN, **period: float) -> int:
    """Ask the room; give the number."""
    span = timedelta(**period) if period else None
    moot.do(cmd.AskSense(actor=who, question="Fridays?", period=span))
    return len(moot.assembly.senses)


def sense(moot: Moot, number: int = 1) -> Sense:
    """Give a reading of the room as it stands."""
    return moot.assembly.senses[number]


def lean(moot: Moot, who: PersonId, leaning: Leaning, number: int = 1, **more: Any) -> list[ev.Event]:
    """Let somebody lean."""
    return moot.do(cmd.Lean(actor=who, sense=number, leaning=leaning, **more))


def test_the_room_is_asked_for_as_long_as_the_rules_say(moot: Moot) -> None:
    """Or as long as whoever asks says, within bounds; whoever takes part may."""
    assert sense(moot, ask(moot)).until == MONDAY + DAY
    assert sense(moot, ask(moot, CY, hours=2)).until == MONDAY + 2 * HOUR
    for period in (timedelta(minutes=4), timedelta(days=31)):
        asked = cmd.AskSense(actor=BEN, question="x", period=period)
        assert isinstance(moot.refused(asked), BadSensePeriod)
    assert moot.refused(cmd.AskSense(actor=EVE, question="x")) == NotTakingPart()


def test_the_latest_leaning_counts(moot: Moot) -> None:
    """One a person; the words go with the leaning that they were given for."""
    ask(moot)
    lean(moot, CY, Leaning.YES, text="It helps.", source="$a")
    lean(moot, CY, Leaning.YES, source="$b")
    assert sense(moot).leanings == {CY: Leant(Leaning.YES, "It helps.", "$b", moot.now)}
    assert lean(moot, CY, Leaning.YES, source="$b") == []
    lean(moot, CY, Leaning.NO, source="$c")
    lean(moot, DEE, Leaning.UNSURE)
    said = {CY: Leant(Leaning.NO, source="$c", at=moot.now), DEE: Leant(Leaning.UNSURE, at=moot.now)}
    assert sense(moot).leanings == said
    assert [sense(moot).count(each) for each in Leaning] == [0, 1, 1]
    assert moot.refused(cmd.Lean(actor=EVE, sense=1, leaning=Leaning.NO)) == NotTakingPart()


def test_a_leaning_is_taken_back(moot: Moot) -> None:
    """By word, or by taking away the reaction that said it; another's or an earlier one takes back nothing."""
    ask(moot)
    lean(moot, CY, Leaning.YES, source="$a")
    lean(moot, CY, Leaning.NO, source="$b")
    assert moot.do(cmd.WithdrawLeaning(actor=CY, sense=1, source="$a")) == []
    assert moot.do(cmd.WithdrawLeaning(actor=DEE, sense=1, source="$b")) == []
    moot.do(cmd.WithdrawLeaning(actor=CY, sense=1, source="$b"))
    assert len(sense(moot).leanings) == 0
    assert moot.refused(cmd.WithdrawLeaning(actor=CY, sense=1)) == NoLeaning(sense=1)
    assert moot.refused(cmd.WithdrawLeaning(actor=CY, sense=5)) == Unknown(kind="sense-check", number=5, latest=1)


def test_it_ends_by_time_with_its_figures(moot: Moot) -> None:
    """After that it takes no leaning, and taking a reaction away changes nothing."""
    ask(moot, hours=2)
    lean(moot, CY, Leaning.YES, source="$a")
    lean(moot, DEE, Leaning.NO)
    assert next_due(moot.assembly) == MONDAY + 2 * HOUR
    assert moot.at(hours=2) == [ev.SenseClosed(sense=1, yes=1, unsure=0, no=1)]
    assert sense(moot).closed_at == moot.now
    assert moot.refused(cmd.Lean(actor=BEN, sense=1, leaning=Leaning.YES)) == SenseOver(sense=1)
    assert moot.do(cmd.WithdrawLeaning(actor=CY, sense=1, source="$a")) == []
    assert (moot.at(days=1), next_due(moot.assembly)) == ([], None)


def test_it_ends_in_no_room_that_cannot_be_heard(moot: Moot) -> None:
    """It rests on what people said, so nothing is due while nobody can be heard."""
    ask(moot, hours=2)
    moot.do(cmd.LoseVenue(venue=ROOM))
    assert (moot.at(hours=9), next_due(moot.assembly)) == ([], None)
    moot.do(cmd.RegainVenue(venue=ROOM))
    assert kinds(moot.do(cmd.Tick())) == ["SenseClosed"]


# --- reviews


def test_on_its_day_the_assembly_is_asked_what_a_decision_did() -> None:
    """At nine in the morning where the assembly is, once, by nobody, in the words of the text that was agreed to."""
    moot = decided(review="2026-07-01")
    at_nine = datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert moot.decision().review_at == at_nine
    assert next_due(moot.assembly) == at_nine
    moot.now = at_nine - timedelta(seconds=1)
    assert moot.do(cmd.Tick()) == []
    asked = only(moot.at(seconds=1), ev.SenseAsked)
    assert asked == ev.SenseAsked(
        sense=1, question="Nobody goes hungry.", asked_by=None, until=at_nine + 7 * DAY, decision=1
    )
    assert (moot.decision().review_at, moot.decision().reviewed_in) == (None, 1)
    lean(moot, CY, Leaning.YES, text="The hall is warm.", source="$a")
    assert moot.at(days=6, hours=23) == []
    assert moot.at(hours=1) == [ev.SenseClosed(sense=1, yes=1, unsure=0, no=0)]
    assert sense(moot).leanings[CY].text == "The hall is warm."


def test_the_text_that_was_agreed_to_is_quoted() -> None:
    """A later one is another matter."""
    moot = Moot.founded("ada", "ben", "cy", preset="harmony")
    moot.do(cmd.Propose(actor=BEN, title="Seed", text="Ten.", suffering="Nobody starves.", review="2026-02-01"))
    moot.call()
    moot.agree("ada", "ben", "cy")
    moot.at(days=40)
    assert only(moot.happened, ev.SenseAsked).question == "Nobody starves."


def test_a_decision_is_reviewed_once_it_has_settled() -> None:
    """A day in the cooling off waits for its end; a decision that was sent back is not reviewed."""
    moot = Moot.founded("ada", "ben", "cy", "dee", preset="harmony")
    moot.do(cmd.Propose(actor=BEN, title="Seed", text="x", suffering="y", review="2026-01-09"))
    moot.call()
    moot.agree("ada", "ben", "cy")
    moot.at(hours=72)
    assert moot.decision().review_at == datetime(2026, 1, 9, 9, tzinfo=UTC)
    assert "SenseAsked" not in kinds(moot.at(days=2))
    assert "SenseAsked" in kinds(moot.at(days=3))
    back = Moot.founded("ada", "ben", "cy", "dee", preset="harmony")
    back.do(cmd.Propose(actor=BEN, title="Seed", text="x", suffering="y", review="2026-01-09"))
    back.call()
    back.agree("ada", "ben", "cy")
    back.at(hours=72)
    back.block("dee")
    assert "SenseAsked" not in kinds(back.at(days=30))


def test_a_decision_without_a_day_is_not_reviewed(moot: Moot) -> None:
    """Nobody asked for it."""
    assert moot.decision().review_at is None
    assert moot.at(days=900) == []


def test_how_long_a_review_takes_is_a_rule() -> None:
    """The assembly sets it."""
    moot = decided(review="2026-02-01", rules={"review-period": "2d"})
    moot.at(days=60)
    assert sense(moot).until == moot.now + 2 * DAY


# --- the register


def told_in_full() -> Moot:
    """Let everything happen that can happen with actions, readings of the room and go-rounds."""
    moot = decided("harmony", review="2026-01-20")
    set_action(moot)
    set_action(moot, days=2)
    set_action(moot)
    moot.do(cmd.FinishAction(actor=CY, action=2, source="$a"))
    moot.do(cmd.ReopenAction(actor=CY, action=2, source="$a"))
    moot.do(cmd.DropAction(actor=ADA, action=3))
    ask(moot)
    lean(moot, CY, Leaning.YES, source="$b")
    lean(moot, DEE, Leaning.NO, text="Too far.", source="$c")
    moot.do(cmd.WithdrawLeaning(actor=CY, sense=1, source="$b"))
    moot.call(moot.propose())
    moot.do(cmd.BeginGoRound(actor=ADA, check=2))
    moot.do(cmd.PassTurn(actor=ADA, check=2))
    moot.agree("ben", check=2)
    for _ in range(16):
        moot.at(days=1)
    lean(moot, CY, Leaning.UNSURE, 2, text="Too early.", source="$d")
    moot.at(days=7)
    moot.do(cmd.FinishAction(actor=CY, action=1))
    return moot


def test_the_register_of_it_verifies_and_gives_it_back() -> None:
    """Every kind of entry is there, is found right, and makes the same assembly when it is read again."""
    moot = told_in_full()
    mine = {kind for kind in vars(ev).values() if getattr(kind, "__module__", "") == "deliberation.events.following_up"}
    assert {kind.__name__ for kind in mine} <= set(kinds(moot.happened))
    assert [str(problem) for problem in moot.verified().problems] == []
    again = replayed(moot.entries, moot.texts)
    assert again is not None
    assert without_sources(again) == without_sources(moot.assembly)


def test_words_of_whoever_is_forgotten_go_and_the_chain_stays() -> None:
    """How they leant stays counted; no entry held what they said."""
    moot = told_in_full()
    assert all("Too early." not in entry.record and "Too far." not in entry.record for entry in moot.entries)
    moot.do(cmd.ForgetPerson(person=CY))
    said = sense(moot, 2).leanings[CY]
    assert (said.leaning, said.text, said.source) == (Leaning.UNSURE, "", "")
    assert action(moot).source == ""
    moot.texts.clear()
    assert moot.verified().sound


class Forger(Moot):
    """Writes into the register what nobody decided."""

    def forge(self, event: ev.Event) -> None:
        """Let something have happened, whether it fits or not."""
        last = self.entries[-1]
        chain = Chain(last.number, last.hash)
        self.entries.append(record_event(AssemblyId("a-1"), chain, event, self.now, lambda: "0" * 32)[0])


def forged(event: ev.Event, at: float, before: tuple[Command, ...]) -> list[str]:
    """Say what is found where an event was written into a register: of a decision, two actions and a sense-check."""
    forger = Forger.founded("ada", "ben", "cy", "dee", "fay")
    forger.do(cmd.Propose(actor=BEN, title="Seed", text="x", suffering="y", review="2026-02-01"))
    forger.call()
    forger.agree("ada", "ben", "cy", "dee", "fay")
    set_action(forger)
    set_action(forger)
    forger.do(cmd.DropAction(actor=CY, action=2))
    ask(forger)
    lean(forger, CY, Leaning.YES)
    forger.call(forger.propose())
    forger.later(hours=at)
    for command in before:
        forger.do(command)
    forger.forge(event)
    return [problem.sentence for problem in verify(forger.entries).problems]


def _set(**changes: Any) -> ev.ActionSet:
    usual: dict[str, Any] = {"action": 3, "decision": 1, "text": "x", "person": CY, "set_by": BEN, "due": MONDAY + DAY}
    return ev.ActionSet(**(usual | changes))


def _asked(**changes: Any) -> ev.SenseAsked:
    usual: dict[str, Any] = {"sense": 2, "question": "y", "asked_by": BEN, "until": MONDAY + HOUR}
    return ev.SenseAsked(**(usual | changes))


def _review(at: float, **changes: Any) -> ev.SenseAsked:
    return _asked(**({"asked_by": None, "until": MONDAY + at * HOUR + 7 * DAY, "decision": 1} | changes))


ALL = (ADA, BEN, CY, DEE, PersonId("fay"))
ROUND = (cmd.BeginGoRound(actor=ADA, check=2),)


@pytest.mark.parametrize(
    ("event", "at", "before", "problem"),
    [
        (_set(set_by=EVE), 0, (), "eve set A3 without taking part"),
        (_set(person=EVE), 0, (), "eve was given A3 without taking part"),
        (_set(action=5), 0, (), "comes after 2 of them"),
        (_set(due=MONDAY), 0, (), "was due when it was set"),
        (_set(decision=4), 0, (), "something that there is not"),
        (ev.ActionReminded(action=1, overdue=False), 1, (), "at the wrong time"),
        (ev.ActionReminded(action=1, overdue=True), 119, (), "at the wrong time"),
        (ev.ActionReminded(action=2, overdue=True), 120, (), "not to be done any more"),
        (ev.ActionReminded(action=1, overdue=False), 97, (cmd.Tick(),), "twice"),
        (ev.ActionDone(action=1, person=DEE), 0, (), "for whoever is to do it"),
        (ev.ActionDone(action=2, person=CY), 0, (), "not to be done any more"),
        (ev.ActionDone(action=1, person=BEN), 0, (cmd.FinishAction(actor=CY, action=1),), "not to be done any more"),
        (ev.ActionReopened(action=1, person=CY), 0, (), "nobody had said that it was"),
        (ev.ActionDropped(action=2, person=CY), 0, (), "dropped after it was done, or a second time"),
        (ev.ActionDropped(action=1, person=EVE), 0, (), "without taking part"),
        (_asked(sense=4), 0, (), "comes after 1 of them"),
        (_asked(asked_by=EVE), 0, (), "eve asked S2 without taking part"),
        (_asked(asked_by=None), 0, (), "asked by nobody"),
        (_asked(until=MONDAY), 0, (), "less than 5 minutes"),
        (_review(1), 1, (), "before its day"),
        (_review(720, asked_by=BEN), 720, (), "or by somebody"),
        (_review(720, until=MONDAY + 721 * HOUR), 720, (), "as long as the rules say"),
        (_review(720, question="z"), 720, (), "another text"),
        (_review(720, sense=3), 720, (cmd.Tick(),), "a second time"),
        (ev.Leaned(sense=1, person=EVE, leaning=Leaning.NO), 0, (), "eve leaned in S1 without taking part"),
        (ev.Leaned(sense=1, person=BEN, leaning=Leaning.NO), 24, (cmd.Tick(),), "after it had closed"),
        (ev.LeaningWithdrawn(sense=1, person=BEN), 0, (), "what they had not said"),
        (ev.SenseClosed(sense=1, yes=1, unsure=0, no=0), 1, (), "before its time"),
        (ev.SenseClosed(sense=1, yes=0, unsure=0, no=1), 24, (), "figures that are not those"),
        (ev.GoRoundBegun(check=2, order=ALL, begun_by=BEN), 0, (), "for whoever gives procedure"),
        (ev.GoRoundBegun(check=2, order=(), begun_by=ADA), 0, (), "asks nobody"),
        (ev.GoRoundBegun(check=2, order=(BEN, BEN), begun_by=ADA), 0, (), "somebody twice"),
        (ev.GoRoundBegun(check=2, order=(EVE,), begun_by=ADA), 0, (), "not on the roll"),
        (ev.GoRoundBegun(check=2, order=ALL, begun_by=ADA), 0, ROUND, "while another went on"),
        (ev.GoRoundBegun(check=1, order=ALL, begun_by=ADA), 0, (), "after its close"),
        (ev.GoRoundBegun(check=2, order=ALL, begun_by=ADA), 0, (), "with nobody's turn"),
        (ev.TurnCame(check=2, person=BEN, until=MONDAY + HOUR), 0, (), "there was no go-round"),
        (ev.TurnCame(check=2, person=CY, until=MONDAY + HOUR), 0, ROUND, "did not come to whoever was next"),
        (ev.TurnCame(check=2, person=None, until=MONDAY + HOUR), 0, ROUND, "did not come to whoever was next"),
        (ev.TurnCame(check=2, person=BEN, until=MONDAY + 9 * HOUR), 0, ROUND, "longer than the rules say"),
        (ev.TurnCame(check=2, person=BEN, until=MONDAY), 0, ROUND, "over when it comes"),
    ],
)
def test_a_forged_entry_is_found(event: ev.Event, at: float, before: tuple[Command, ...], problem: str) -> None:
    """Whoever rewrites the register's account of it is found by what it cannot have been."""
    found = forged(event, at, before)
    assert any(problem in sentence for sentence in found), found


def test_what_is_said_twice_within_a_minute_is_there_once(moot: Moot) -> None:
    """The same words by the same person, while it is open; a minute later, or by another, it is said once more."""
    sets = cmd.SetAction(actor=BEN, decision=1, text="Book it", person=CY, due=MONDAY + DAY)
    asks = cmd.AskSense(actor=BEN, question="Fridays?")
    for command, matter in ((sets, "A1"), (asks, "S1")):
        moot.do(command)
        assert moot.refused(command) == NothingChanged(what=f"it is there as {matter}", there=matter)
        moot.do(replace(command, actor=ADA))
    assert isinstance(moot.do(replace(asks, period=HOUR)), list)
    moot.do(cmd.DropAction(actor=BEN, action=1))
    moot.do(sets)
    moot.later(minutes=1)
    moot.do(asks)
    moot.do(sets)
    assert (len(moot.assembly.actions), len(moot.assembly.senses)) == (4, 4)
