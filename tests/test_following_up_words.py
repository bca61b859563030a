"""What people type, read and see after a decision, in readings of the room and in go-rounds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.answers.answer import answer_query, answer_to
from adapters.cards.card import card_of
from adapters.cards.following_up import list_actions
from adapters.mistakes import BadAnswer, BadTime, MissingText, PersonNotFound, WhichCheck
from adapters.notices.notices import ToPerson, ToVenues
from adapters.references import Kind, Reference, Subject, read_reference, read_subject
from adapters.setting import Setting
from adapters.validating import Query
from deliberation import commands as cmd
from deliberation.refusals import NoReview, NotYourTurn, Unknown
from deliberation.senses import Leaning
from tests.support.engine import MONDAY, people
from tests.support.words import NAMES, Telling, context, is_clean, leaves, plain, typed

if TYPE_CHECKING:
    from adapters.documents import Document
    from deliberation.ids import PersonId

ADA, BEN, CY, DEE = people("ada", "ben", "cy", "dee")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def moot() -> Telling:
    """An assembly with a decision to be reviewed in a month; Ada gives procedure."""
    moot = Telling.founded("ada", "ben", "cy", "dee")
    moot.do(cmd.Propose(actor=BEN, title="Seed", text="Ten.", suffering="Nobody goes hungry.", review="2026-02-01"))
    moot.call()
    moot.agree("ada", "ben", "cy", "dee")
    return moot.quiet()


def card(moot: Telling, kind: Kind, number: int = 1) -> Document:
    """Draw a card."""
    found = card_of(moot.assembly, Subject(kind, number, 1), NAMES)
    assert found is not None
    return found


def asked(moot: Telling, line: str, actor: str = "ben", subject: str = "") -> object:
    """Say what a typed line means."""
    return typed(line, moot.assembly, moot, actor, subject=subject)


def answered(moot: Telling, line: str) -> str:
    """Read the answer to a question."""
    query = asked(moot, line)
    assert isinstance(query, Query)
    return plain(answer_query(query, context(moot.assembly, moot, "ben"), NAMES))


# --- what is typed


@pytest.mark.parametrize(
    "line",
    [
        'action D1 "book the hall" @cy by Friday',
        "action D1 book the hall @cy by Friday",
        "action D1 “book the hall” for Cy by friday",
        'action D1 "book the hall" Cy by fri',
        "action D1 book the hall by friday for Cy",
        "action D1 @cy book the hall by 2026-01-09",
        "Action d1: book the hall @cy until 9 January 23:59",
    ],
)
def test_an_action_is_typed_in_many_ways(moot: Telling, line: str) -> None:
    """With quotes or without; the person after an @, after “for” or after the quotes; a day means its end."""
    due = datetime(2026, 1, 9, 23, 59, tzinfo=UTC)
    assert asked(moot, line) == cmd.SetAction(actor=BEN, decision=1, text="book the hall", person=CY, due=due)


def test_words_that_introduce_nothing_stay_in_the_action(moot: Telling) -> None:
    """Only the last “for”, “by” and “@” do; an address is no person, and me is whoever asks."""
    found = asked(moot, "action D1 stand by the door for the moot, mail hall@example.org @me by tomorrow 18:00")
    assert found == cmd.SetAction(
        actor=BEN,
        decision=1,
        text="stand by the door for the moot, mail hall@example.org",
        person=BEN,
        due=datetime(2026, 1, 6, 18, tzinfo=UTC),
    )


def test_what_is_missing_in_an_action_is_asked_for(moot: Telling) -> None:
    """What is to be done, by whom, by when; a name that is nobody's and a day that is none are named."""
    assert asked(moot, "action D1 book the hall @cy") == MissingText(command="action", parameter="due")
    assert asked(moot, "action D1 book the hall by friday") == MissingText(command="action", parameter="person")
    assert asked(moot, "action D1 @cy by friday") == MissingText(command="action", parameter="text")
    assert isinstance(asked(moot, "action D1 book it @zoe by friday"), PersonNotFound)
    assert isinstance(asked(moot, "action D1 book it @cy by someday"), BadTime)
    assert asked(moot, "action book it @cy by friday", subject="decision:1") == cmd.SetAction(
        actor=BEN, decision=1, text="book it", person=CY, due=datetime(2026, 1, 9, 23, 59, tzinfo=UTC)
    )


def test_actions_are_named_by_number_or_by_reply(moot: Telling) -> None:
    """As everything else is."""
    assert asked(moot, "done A1") == cmd.FinishAction(actor=BEN, action=1)
    assert asked(moot, "done", subject="action:2") == cmd.FinishAction(actor=BEN, action=2)
    assert asked(moot, "not done A1") == cmd.ReopenAction(actor=BEN, action=1)
    assert asked(moot, "drop-action action 3") == cmd.DropAction(actor=BEN, action=3)


def test_a_question_to_the_room_is_typed_with_or_without_its_time(moot: Telling) -> None:
    """What is no length of time is part of the question."""
    question = "Should we meet on Fridays?"
    assert asked(moot, f"sense-check {question}") == cmd.AskSense(actor=BEN, question=question)
    assert asked(moot, f"sense check {question} for 2h") == cmd.AskSense(actor=BEN, question=question, period=2 * HOUR)
    odd = "Should we dig for 2 hours a week?"
    assert asked(moot, f"sense-check {odd}") == cmd.AskSense(actor=BEN, question=odd)
    for nothing in ("sense-check", "sense-check “ ”"):
        assert asked(moot, nothing) == MissingText(command="sense-check", parameter="question")
    for nothing in ('action D1 "" @cy by friday', "action D1 “ ” @cy by friday"):
        assert asked(moot, nothing) == MissingText(command="action", parameter="text")


@pytest.mark.parametrize("wrong", ["2", "ever", "2 hors"])
def test_a_mistyped_time_after_a_question_asks_nothing(moot: Telling, wrong: str) -> None:
    """After the question mark there is nothing left that could be part of the question."""
    for question in ("Should we meet on Fridays?", "“Should we meet on Fridays?”"):
        assert isinstance(asked(moot, f"sense-check {question} for {wrong}"), BadTime)


def test_leanings_are_typed(moot: Telling) -> None:
    """By their words; what is none of them is answered with those that there are."""
    said = cmd.Lean(actor=BEN, sense=1, leaning=Leaning.UNSURE, source="$typed")
    assert asked(moot, "lean S1 unsure") == asked(moot, "lean unsure", subject="sense-check:1") == said
    assert asked(moot, "lean S1 Partly.") == said
    assert asked(moot, "lean S1 blue") == BadAnswer(command="lean", typed="blue")
    assert asked(moot, "lean S1") == MissingText(command="lean", parameter="answer")
    assert asked(moot, "retract S1") == cmd.WithdrawLeaning(actor=BEN, sense=1)


def test_a_review_is_answered_by_the_number_of_its_decision(moot: Telling) -> None:
    """Once it is asked; before, one is told when."""
    line = "review D1 yes because the hall is warm"
    assert asked(moot, line) == NoReview(decision=1, review_at=datetime(2026, 2, 1, 9, tzinfo=UTC))
    assert asked(moot, "review D7 yes") == Unknown(kind="decision", number=7, latest=1)
    moot.at(days=30)
    said = cmd.Lean(actor=BEN, sense=1, leaning=Leaning.YES, text="the hall is warm", source="$typed")
    assert asked(moot, line) == said
    assert asked(moot, "review yes because the hall is warm", subject="sense-check:1") == said
    assert asked(moot, "lean S1 yes because the hall is warm") == said


def test_a_reason_that_no_quick_reading_keeps_is_said_to_be_lost(moot: Telling) -> None:
    """It only counts; whoever gave one is told, and counted all the same."""
    moot.do(cmd.AskSense(actor=BEN, question="Fridays?"))
    meant = asked(moot, "lean S1 no because of the choir")
    assert meant == cmd.Lean(actor=BEN, sense=1, leaning=Leaning.NO, source="$typed", unkept=True)
    events = moot.do(meant)
    assert plain(answer_to(meant, events, moot.assembly, NAMES)) == (
        "Recorded: you lean no (S1). You can change it until it closes. A sense-check only counts, so your reason is"
        " not kept; say it in the room."
    )


def test_passing_needs_no_number_where_it_is_ones_turn_in_one(moot: Telling) -> None:
    """In none there is nothing to pass; in two it must be said which."""
    assert asked(moot, "pass") == NotYourTurn(check=0)
    for _ in range(2):
        moot.do(cmd.BeginGoRound(actor=ADA, check=moot.called()))
    moot.do(cmd.PassTurn(actor=ADA, check=2))
    assert asked(moot, "pass", "ben") == cmd.PassTurn(actor=BEN, check=2)
    assert asked(moot, "pass P3", "ada") == cmd.PassTurn(actor=ADA, check=3)
    moot.do(cmd.PassTurn(actor=ADA, check=3))
    assert asked(moot, "pass", "ben") == WhichCheck(command="pass", matters=("P2", "P3"))
    assert asked(moot, "go-round P3") == cmd.BeginGoRound(actor=BEN, check=3)


def test_letters_stand_for_actions_and_readings_of_the_room() -> None:
    """Where a number stands right behind them: “a 10 minute walk” is neither."""
    assert (read_reference("a12"), read_reference("S3")) == (Reference(12, "A"), Reference(3, "S"))
    assert (read_reference("action 2"), read_reference("sense check 2")) == (Reference(2, "A"), Reference(2, "S"))
    assert read_reference("a 10") is None
    for subject in (Subject(Kind.ACTION, 4), Subject(Kind.SENSE, 5)):
        assert read_subject(str(subject)) == subject


# --- actions as they are shown


def set_action(moot: Telling, to: PersonId = CY, **due: float) -> None:
    """Ben sets something to be done."""
    at = moot.now + timedelta(**(due or {"days": 5}))
    moot.do(cmd.SetAction(actor=BEN, decision=1, text="Book the hall", person=to, due=at))


def test_the_card_of_an_action_says_whose_it_is_and_how_it_stands(moot: Telling) -> None:
    """To do, done, overdue, dropped: in words, with what to type and one button."""
    set_action(moot)
    shown = card(moot, Kind.ACTION)
    assert plain(shown) == (
        "# A1 · Book the hall · to do\n"
        "For Cy to do by 2026-01-10 09:00.\n"
        "It follows from D1 · P1 · Seed. Set by Ben.\n"
        "When it is done: ✅, or `!done A1`. If it is no longer to be done: `!drop-action A1`. That is for whoever"
        " is to do it, whoever set it, and whoever gives procedure."
    )
    assert [(each.command, each.sign) for each in shown.actions] == [("done", "✅")]
    moot.at(days=5)
    assert plain(card(moot, Kind.ACTION)).startswith("# A1 · Book the hall · overdue\n")
    moot.do(cmd.FinishAction(actor=BEN, action=1))
    done = card(moot, Kind.ACTION)
    assert "Done by Ben's word, 2026-01-10 09:00." in plain(done)
    assert [each.command for each in done.actions] == ["not-done"]
    moot.do(cmd.ReopenAction(actor=BEN, action=1))
    moot.do(cmd.DropAction(actor=BEN, action=1))
    assert "It is no longer to be done." in plain(card(moot, Kind.ACTION))


def test_whoever_is_given_something_to_do_is_told_and_reminded(moot: Telling) -> None:
    """In private, where they let us; of what is overdue the room reads too. What one sets oneself is not told."""
    set_action(moot)
    (told,) = moot.whispered("cy")
    assert "Ben has set something for you to do in The moot, after D1: A1 · Book the hall." in told
    assert "`!done A1@moot`" in told
    assert moot.said == []
    moot.quiet().at(days=4)
    (soon,) = moot.whispered("cy")
    assert soon.startswith("A reminder: in The moot you are to do A1 · Book the hall. It is due 2026-01-10 09:00.")
    assert moot.said == []
    moot.quiet().at(days=1)
    (due,) = moot.whispered("cy")
    assert due.startswith("It is due now: in The moot you are to do A1")
    (room,) = moot.said
    assert room.startswith(
        "A1 · Book the hall is due, and nobody has said that it is done. It was for Cy, to be done by"
    )
    keys = [notice.key for _, notice in moot.owed if isinstance(notice, ToPerson)]
    assert keys == ["action-due:action:1:cy"]
    assert all(notice.reminder for _, notice in moot.owed if isinstance(notice, ToPerson))
    set_action(moot.quiet(), to=BEN)
    assert moot.whispered("ben") == []


def test_of_whoever_has_left_the_room_reads_that(moot: Telling) -> None:
    """They are not written to any more."""
    set_action(moot)
    moot.do(cmd.Leave(actor=CY, venue=next(iter(moot.assembly.venues))))
    moot.quiet().at(days=5)
    assert moot.whispered("cy") == []
    assert "It was for Cy, who no longer takes part, to be done by" in moot.said[0]
    again = "To have somebody else do it: `!action D1 Book the hall @NAME by friday`, and then `!drop-action A1`."
    assert again in moot.said[0]
    assert "Cy, who no longer takes part, by 2026-01-10" in answered(moot, "actions")


def test_what_is_overdue_is_listed_first(moot: Telling) -> None:
    """With whose it is; what is done or dropped, and what follows from a decision that fell, is not in the list."""
    assert plain(list_actions(moot.assembly, moot.now, Setting(moot.assembly, NAMES))).startswith(
        "Nothing is still to be done in The moot."
    )
    set_action(moot, days=9)
    set_action(moot, to=DEE, days=2)
    set_action(moot, days=1)
    moot.do(cmd.DropAction(actor=CY, action=3))
    moot.at(days=3)
    assert answered(moot, "actions") == (
        "# To be done in The moot\n"
        "Overdue (1)\n"
        "- A2 · Book the hall (D1): Dee, by 2026-01-07 09:00\n"
        "To do (1)\n"
        "- A1 · Book the hall (D1): Cy, by 2026-01-14 09:00\n"
        "When one is done: `!done A2`"
    )


def test_a_decision_shows_what_followed_it(moot: Telling) -> None:
    """In its line in the list, and whole in its status."""
    assert "looked at again 2026-02-01 09:00" in answered(moot, "status D1")
    set_action(moot)
    set_action(moot, to=DEE)
    moot.do(cmd.FinishAction(actor=CY, action=1))
    assert "D1 · P1 · Seed, 5 January 2026: stands; 1 of 2 actions done" in answered(moot, "decisions")
    whole = answered(moot, "status D1")
    assert "- A1 · Book the hall (D1): done, 2026-01-05 09:00\n- A2 · Book the hall (D1): Dee, by" in whole
    assert "What is to be done\n- A2 · Book the hall" in answered(moot, "status")
    assert answered(moot, "status A2") == plain(card(moot, Kind.ACTION, 2))
    assert "Ben set A1 · Book the hall for Cy (D1)" in answered(moot, "minutes")


# --- readings of the room as they are shown


def test_the_card_of_a_reading_says_that_it_decides_nothing(moot: Telling) -> None:
    """Its counts live, nobody's name with them, three answers by reaction, word or button."""
    moot.do(cmd.AskSense(actor=BEN, question="Fridays?", period=2 * HOUR))
    moot.do(cmd.Lean(actor=CY, sense=1, leaning=Leaning.YES))
    moot.do(cmd.Lean(actor=DEE, sense=1, leaning=Leaning.NO, text="too late"))
    shown = card(moot, Kind.SENSE)
    assert plain(shown) == (
        "# S1 · Fridays?\n"
        "Ben asks how the room leans. It decides nothing and binds nobody.\n"
        "Open until 2026-01-05 11:00. 2 people have answered so far.\n"
        "Yes: 1 of 2\nUnsure: 0 of 2\nNo: 1 of 2\n"
        "To answer: 👍 `!lean S1 yes`, 🤷 `!lean S1 unsure`, 👎 `!lean S1 no`. Tap a reaction, or type the words. The"
        " last thing you say counts. I show how many say so, not who."
    )
    assert [(each.command, each.choice, each.sign) for each in shown.actions] == [
        ("lean", "yes", "👍"),
        ("lean", "unsure", "🤷"),
        ("lean", "no", "👎"),
    ]
    assert "What the room is asked\n- S1 · Fridays?: 1 yes, 0 unsure and 1 no; until" in answered(moot, "status")
    moot.quiet().at(hours=2)
    assert moot.said == ["S1 · Fridays?: 1 yes, 0 unsure and 1 no. It has closed, and decides nothing."]
    closed = card(moot, Kind.SENSE)
    assert plain(closed).startswith("# S1 · Fridays? · closed\n")
    assert "Closed 2026-01-05 11:00: 1 yes, 0 unsure and 1 no." in plain(closed)
    assert (closed.actions, answered(moot, "status S1")) == ((), plain(closed))


def test_where_nobody_answers_a_reading_says_so(moot: Telling) -> None:
    """In words, not in noughts of one."""
    moot.do(cmd.AskSense(actor=BEN, question="Fridays?", period=2 * HOUR))
    shown = plain(card(moot, Kind.SENSE))
    assert "Open until 2026-01-05 11:00. Nobody has answered so far.\nTo answer: " in shown
    assert "- S1 · Fridays?: nobody has answered yet; until" in answered(moot, "status")
    moot.quiet().at(hours=2)
    assert moot.said == ["S1 · Fridays?: nobody answered. It has closed, and decides nothing."]
    assert "Closed 2026-01-05 11:00: nobody answered." in plain(card(moot, Kind.SENSE))


def test_a_review_quotes_what_the_proposal_said_and_stands_beside_the_decision(moot: Telling) -> None:
    """With its counts and the words that people gave; the room reads it with where the register stands."""
    moot.at(days=30)
    shown = plain(card(moot, Kind.SENSE))
    assert shown.startswith(
        "# S1 · Review of D1: P1 · Seed\nD1 was decided 2026-01-05 09:00, to be looked at again now."
    )
    assert "Did it reduce the suffering that it was meant to?" in shown
    assert "> Nobody goes hungry." in shown
    assert "🤷 `!lean S1 unsure`" in shown
    assert "`!review D1 yes because …`" in shown
    moot.do(cmd.Lean(actor=CY, sense=1, leaning=Leaning.YES, text="The pantry is full."))
    moot.do(cmd.Lean(actor=DEE, sense=1, leaning=Leaning.UNSURE))
    assert "- Cy (yes): The pantry is full." in plain(card(moot, Kind.SENSE))
    counts = "1 yes, 1 partly (or too early to say) and 0 no"
    assert f"stands; being reviewed: {counts}" in answered(moot, "decisions")
    moot.quiet().at(days=7)
    (room,) = moot.said
    assert f"Did it reduce the suffering that it was meant to? {counts}." in room
    assert "> Nobody goes hungry." in room
    assert "- Cy (yes): The pantry is full." in room
    whole = answered(moot, "status D1")
    assert f"Did it reduce the suffering that it was meant to? {counts}; closed 2026-02-11 09:00." in whole
    assert "- Cy (yes): The pantry is full." in whole
    assert f"stands; reviewed: {counts}" in answered(moot, "decisions")


def test_the_answers_say_what_was_recorded(moot: Telling) -> None:
    """Whoever typed it reads it; said twice, that it is so already."""

    def answer(command: cmd.Command) -> str:
        events = moot.do(command)
        return plain(answer_to(command, events, moot.assembly, NAMES, always=True))

    made = cmd.SetAction(actor=BEN, decision=1, text="Book the hall", person=CY, due=MONDAY + DAY)
    assert answer(made).startswith("Recorded as A1. Everyone in The moot can read it now. Cy is reminded")
    done = answer(cmd.FinishAction(actor=CY, action=1))
    assert done == "Recorded: A1 · Book the hall is done. If it is not after all: `!not-done A1`"
    assert answer(cmd.ReopenAction(actor=CY, action=1)).endswith("is not done after all.")
    assert answer(cmd.DropAction(actor=CY, action=1)).endswith("is no longer to be done.")
    assert answer(cmd.AskSense(actor=BEN, question="Fridays?")).startswith("Recorded as S1.")
    leaning = cmd.Lean(actor=CY, sense=1, leaning=Leaning.NO, source="$l")
    assert answer(leaning) == "Recorded: you lean no (S1). You can change it until it closes."
    assert answer(leaning) == "That is recorded already: you lean no (S1)."
    assert answer(cmd.WithdrawLeaning(actor=CY, sense=1)).startswith("Recorded: you lean no way in S1 any more.")
    check = moot.called()
    assert answer(cmd.BeginGoRound(actor=ADA, check=check)).startswith("Recorded: those not heard on P2 are asked")
    assert answer(cmd.PassTurn(actor=ADA, check=check)).startswith("Recorded: your turn on P2 goes by.")


# --- go-rounds as they are shown


def test_the_card_of_a_check_lists_the_order_of_a_go_round(moot: Telling) -> None:
    """Who was heard, who let it go by, whose turn it is, who is to come; and how to pass."""
    moot.called()
    moot.quiet().do(cmd.BeginGoRound(actor=ADA, check=2))
    (begun,) = moot.said
    assert begun.startswith("Ada asks those who have not been heard on P2 · Buy seed, one after the other: 4 people.")
    (turn,) = moot.whispered("ada")
    assert turn.startswith("It is your turn: The moot asks where you stand on P2 · Buy seed.")
    assert "`!pass P2@moot`" in turn
    moot.do(cmd.PassTurn(actor=ADA, check=2))
    moot.agree("dee", check=2)
    shown = plain(card(moot, Kind.CHECK, 2))
    assert (
        "Go-round:\n- Heard: Dee\n- Let it go by: Ada\n- Turn: Ben, until 2026-01-05 13:00. To pass: `!pass P2`\n"
        "- To come, in this order: Cy\n"
    ) in shown
    assert "check:2:1" in moot.cards
    moot.agree("ben", check=2)
    moot.do(cmd.Tick())
    moot.quiet().do(cmd.PassTurn(actor=CY, check=2))
    (over,) = moot.said
    assert over.startswith("The go-round on P2 · Buy seed is over. Not heard: Ada and Cy. They still can answer.")
    assert "Go-round, over:" in plain(card(moot, Kind.CHECK, 2))


def test_everything_told_is_clean(moot: Telling) -> None:
    """Whatever somebody wrote: no mention, no markup, no invisible letters."""
    nasty = "@everyone <b>\u202e**hi**\u200b"
    moot.do(cmd.SetAction(actor=BEN, decision=1, text=nasty, person=CY, due=moot.now + DAY))
    moot.do(cmd.AskSense(actor=BEN, question=nasty, period=HOUR))
    moot.at(days=30)
    moot.do(cmd.Lean(actor=CY, sense=2, leaning=Leaning.NO, text=nasty))
    moot.at(days=7)
    documents = [notice.document for _, notice in moot.owed if isinstance(notice, ToVenues | ToPerson)]
    documents += [card(moot, Kind.ACTION), card(moot, Kind.SENSE), card(moot, Kind.SENSE, 2)]
    assert len(documents) > 5
    for document in documents:
        assert all(map(is_clean, leaves(document)))


def test_of_a_decision_that_fell_the_cards_of_what_was_to_be_done_say_so() -> None:
    """Nobody is reminded of it any more, nor does it stand in the list."""
    moot = Telling.founded("ada", "ben", "cy", "dee", preset="harmony")
    moot.called()
    moot.agree("ada", "ben", "cy")
    moot.at(hours=72)
    set_action(moot)
    moot.quiet().block("dee")
    assert "action:1" in moot.cards
    assert "D1 no longer stands, so nobody is reminded of it." in plain(card(moot, Kind.ACTION))
    assert answered(moot, "actions").startswith("Nothing is still to be done")
