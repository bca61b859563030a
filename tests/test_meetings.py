"""Meetings as people meet them: what they type, what they read, what they are answered."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.answers.answer import answer_query, answer_to
from adapters.cards.moots import moot_card, moot_minutes
from adapters.notices.notices import ToPerson
from adapters.setting import Setting
from adapters.validating import Query
from adapters.words.wording import WORDS, in_words
from bot.meetings import meeting_of, owed_by
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.commands import Command
from deliberation.ids import PersonId, VenueId
from deliberation.moots import MootState
from tests.support.words import NAMES, Telling, context, is_clean, leaves, plain, typed

ADA, BEN, CY = PersonId("ada"), PersonId("ben"), PersonId("cy")
WEDNESDAY = datetime(2026, 1, 7, 19, 30, tzinfo=UTC)


@pytest.fixture
def moot() -> Telling:
    """An assembly with two proposals, which has told of them."""
    moot = Telling.founded("ada", "ben", "cy", "dee")
    moot.propose("ben", title="Buy seed")
    moot.propose("cy", title="Sow it")
    return moot.quiet()


def say(moot: Telling, line: str, who: str = "ada", subject: str = "") -> str:
    """Type something that must be understood and done; give the answer to it."""
    command = typed(line, moot.assembly, moot, who, subject=subject)
    assert isinstance(command, Command), command
    events = moot.do(command)
    return plain(answer_to(command, events, moot.assembly, NAMES, always=True))


def no(moot: Telling, line: str, who: str = "ada") -> str:
    """Type something that is refused, or not understood; give the words of that."""
    meant = typed(line, moot.assembly, moot, who)
    refused = moot.refused(meant) if isinstance(meant, Command) else meant
    assert type(refused) in WORDS, refused
    return plain(in_words(refused, moot.assembly, NAMES))  # type: ignore[arg-type]


def asked(moot: Telling, line: str) -> str:
    """Ask a question, and give the answer."""
    query = typed(line, moot.assembly, moot)
    assert isinstance(query, Query), query
    return plain(answer_query(query, context(moot.assembly, moot), NAMES))


def card(moot: Telling, number: int = 1) -> str:
    return plain(moot_card(moot.assembly, moot.assembly.moots[number], NAMES))


def held(moot: Telling) -> Telling:
    """Call a moot for Wednesday evening, and let it begin."""
    say(moot, "moot P1, P2: Spring plans on 2026-01-07 19:30 for 90m")
    moot.now = WEDNESDAY
    moot.do(cmd.Tick())
    return moot


# --- what is typed


@pytest.mark.parametrize(
    ("line", "title", "proposals", "starts", "minutes"),
    [
        ("moot P1 on 2026-01-07 19:30 for 90m", "Buy seed", (1,), WEDNESDAY, 90),
        ("moot P1 on 2026-01-07 19:30", "Buy seed", (1,), WEDNESDAY, 60),
        ("moot P1, P2 on wednesday 19:30", "P1 and P2", (1, 2), WEDNESDAY, 60),
        ("moot P2 and P1 & P1: Spring plans on 7 january at 7.30pm", "Spring plans", (2, 1), WEDNESDAY, 60),
        ("moot “Spring plans” for 2h on 2026-01-07 19:30", "Spring plans", (), WEDNESDAY, 120),
        ("moot Plans for spring, on housing on 2026-01-07 19:30", "Plans for spring, on housing", (), WEDNESDAY, 60),
        ("moot 3 questions on 2026-01-07 19:30 for an hour", "3 questions", (), WEDNESDAY, 60),
        ("moot 1 on 2026-01-07 19:30", "Buy seed", (1,), WEDNESDAY, 60),
        ("Meeting P1 2026-01-07 19:30", "Buy seed", (1,), WEDNESDAY, 60),
        ("moot P1 on 7 January", "Buy seed", (1,), WEDNESDAY.replace(hour=18, minute=0), 60),
        ("moot@moot P1 on 2026-01-07 19:30", "Buy seed", (1,), WEDNESDAY, 60),
    ],
)
def test_a_moot_is_called_as_people_write(
    moot: Telling, line: str, title: str, proposals: tuple[int, ...], starts: datetime, minutes: int
) -> None:
    """On proposals, on a title or on both; with a length or without."""
    length = timedelta(minutes=minutes)
    expected = cmd.CallMoot(actor=ADA, title=title, proposals=proposals, starts_at=starts, length=length)
    assert typed(line, moot.assembly, moot) == expected


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("moot", "What is the moot about?"),
        ("moot on friday 19:30", "What is the moot about?"),
        ('moot "" on friday 19:30', "What is the moot about?"),
        ("moot Spring", "When should the moot be?"),
        ("moot P7 on friday 19:30", "There is no proposal P7"),
        ("moot P1@york on friday 19:30", "P1@york is another assembly's"),
        ("moot P1 on fridayy", "I cannot read “fridayy” as a date and time"),
        ("moot P1 on 2026-03-29 01:30", "does not exist in Europe/London"),
        ("moot P1 on friday 19:30 for ages", "I cannot read “ages” as a length of time"),
        ("moot P1 on friday 19:30 for ages", "Write it like this: `90m`"),
        ("moot P1 on friday 19:30 for 90", "minutes, hours or days? Say which, for example: `90m`"),
        ("moot P1 on 2026-01-04 19:30", "2026-01-04 19:30 is over already"),
        ("moot P1 on 2029-01-04 19:30", "2029-01-04 19:30 is more than a year ahead"),
        ("moot P1 on friday 19:30 for 2m", "at least 5 minutes"),
        ("coming", "There is no moot"),
        ("coming P1", "this needs a moot (M1)"),
        ("minute", "What should stand in the minutes?"),
        ("hand", "none is set"),
        ("minutes M1", "There is no moot"),
    ],
)
def test_what_is_mistyped_is_answered_with_what_works(moot: Telling, line: str, words: str) -> None:
    """A slip calls no moot, and the answer says how it is done."""
    assert words in no(moot, line)
    assert not moot.assembly.moots


def test_the_time_is_the_assemblys_own(moot: Telling) -> None:
    """Half past seven in summer is in British summer time."""
    command = typed("moot P1 on 2026-07-01 19:30", moot.assembly, moot)
    assert isinstance(command, cmd.CallMoot)
    assert command.starts_at == datetime(2026, 7, 1, 18, 30, tzinfo=UTC)


def test_where_there_is_one_moot_it_needs_no_number(moot: Telling) -> None:
    """With two it does; a reply to its card names it."""
    say(moot, "moot P1 on 2026-01-07 19:30")
    assert say(moot, "coming", "cy").startswith("Recorded: you come to M1 · Buy seed, 2026-01-07 19:30.")
    say(moot, "moot P2 on 2026-01-08 19:30")
    assert "number" in no(moot, "coming")
    say(moot, "coming", "dee", subject="moot:2")
    assert PersonId("dee") in moot.assembly.moots[2].coming
    say(moot, "move-moot M2 thursday 20:00")
    assert moot.assembly.moots[2].starts_at.hour == 20


def test_minutes_are_still_asked_for_by_day(moot: Telling) -> None:
    """A day in whatever form is a day; a number of a moot is that moot."""
    held(moot)
    for line in ("minutes 1 January", "minutes 2026-01-01", "minutes since 2026-01-01"):
        query = typed(line, moot.assembly, moot)
        assert isinstance(query, Query)
        assert (query.since is not None, query.subject) == (True, None), line
    for line in ("minutes M1", "minutes 1"):
        query = typed(line, moot.assembly, moot)
        assert isinstance(query, Query)
        assert (query.since, str(query.subject)) == (None, "moot:1"), line


# --- before it


def test_a_moot_is_announced_by_its_card(moot: Telling) -> None:
    """Title, time, length, agenda with the concerns that stand, who comes, how to; and the calendar file with it."""
    moot.do(cmd.RaiseConcern(actor=CY, proposal=1, text="Too dear"))
    moot.quiet()
    answer = say(moot, "moot P1, P2: Spring plans on 2026-01-07 19:30 for 90m")
    assert answer == "Recorded as M1. Everyone in The moot can read it now."
    assert (moot.said, set(moot.cards)) == ([], {"moot:1"})
    document = moot_card(moot.assembly, moot.assembly.moots[1], NAMES)
    assert card(moot).startswith(
        "# M1 · Spring plans\nIt begins 2026-01-07 19:30 and takes 1 hour and 30 minutes, until 2026-01-07 21:00."
    )
    for part in ("P1 · Buy seed", "C1, Cy: Too dear", "P2 · Sow it", "Coming (1): Ada.", "`!coming M1`"):
        assert part in card(moot)
    assert [file.name for file in document.files] == ["moot-M1.ics"]
    assert [action.command for action in document.actions] == ["coming", "not-coming"]


def test_who_comes_is_seen_on_the_card(moot: Telling) -> None:
    """And said to whoever said it; twice is once."""
    say(moot, "moot P1 on 2026-01-07 19:30")
    moot.quiet()
    say(moot, "coming M1", "cy")
    assert "That is recorded already" in say(moot, "coming M1", "cy")
    assert "Coming (2): Ada and Cy." in card(moot)
    assert say(moot, "not-coming M1", "cy") == "Recorded: you do not come to M1 · Buy seed."
    assert "Coming (1): Ada." in card(moot)
    assert say(moot, "not-coming M1", "cy").startswith("You had not said that you come to M1")
    assert moot.said == []


def test_moved_to_where_it_is_it_is_answered(moot: Telling) -> None:
    """Nobody is told of it anew, but whoever typed it is not left without a word."""
    say(moot, "moot P1 on 2026-01-07 19:30")
    assert no(moot, "move-moot M1 to 2026-01-07 19:30").startswith("That is how it stands already (M1 is at that time)")


def test_moved_it_is_told_with_a_new_file(moot: Telling) -> None:
    """To the rooms, and to those who come, but not to whoever moved it."""
    say(moot, "moot P1 on 2026-01-07 19:30")
    say(moot, "coming M1", "cy")
    moot.quiet()
    say(moot, "move-moot M1 to 2026-01-08 19:30")
    (told,) = moot.said
    assert told.startswith("Ada has set M1 · Buy seed to another time: it begins 2026-01-08 19:30")
    assert moot.whispered("ada") == []
    assert "`!not-coming M1@moot`" in moot.whispered("cy")[0]
    files = [each.document.files for _, each in moot.owed if isinstance(each, ToPerson)]
    assert ["SEQUENCE:1" in file.text for found in files for file in found] == [True]


def test_each_thing_to_tell_those_who_come_has_a_key_of_its_own(moot: Telling) -> None:
    """Moved twice and called off, they are told three times: none is taken for another."""
    say(moot, "moot P1 on 2026-01-07 19:30")
    say(moot, "coming M1", "cy")
    for line in ("move-moot M1 to 2026-01-08 19:30", "move-moot M1 to 2026-01-09 19:30", "cancel-moot M1"):
        say(moot, line)
    keys = [each.key for _, each in moot.owed if isinstance(each, ToPerson) and each.person == CY]
    assert len(keys) == len(set(keys)) == 3


def test_called_off_it_says_so_everywhere(moot: Telling) -> None:
    """In the rooms, on the card, in calendars; typing on is answered."""
    say(moot, "moot P1 on 2026-01-07 19:30")
    moot.quiet()
    say(moot, "cancel-moot")
    assert moot.said == ["Ada has called off M1 · Buy seed, which was to begin 2026-01-07 19:30."]
    assert card(moot).startswith("# M1 · Buy seed · called off\nCalled off.")
    assert "was called off" in no(moot, "coming M1")
    assert asked(moot, "minutes M1") == "M1 · Buy seed was called off, so it has no minutes."


def test_what_was_missed_is_called_off_with_a_word(moot: Telling) -> None:
    """The bot says that it was away, and what to do."""
    say(moot, "moot P1 on 2026-01-07 19:30")
    moot.quiet()
    moot.at(days=4)
    assert "I was away then and could not open it" in moot.said[0]
    assert moot.assembly.moots[1].state is MootState.CANCELLED


def test_those_who_come_are_reminded_and_the_room_is_told(moot: Telling) -> None:
    """Privately, where they let us; one line for the rest."""
    say(moot, "moot P1 on 2026-01-07 19:30")
    moot.quiet()
    moot.now = WEDNESDAY - timedelta(minutes=50)
    moot.do(cmd.Tick())
    assert moot.said == ["M1 · Buy seed begins 2026-01-07 19:30. So far 1 person says that they come."]
    assert moot.whispered("ada")[0].startswith("You said that you come to M1 · Buy seed of The moot.")
    assert all(each.reminder for _, each in moot.owed if isinstance(each, ToPerson))


def test_what_is_ahead_is_listed(moot: Telling) -> None:
    """The first one first; of none it is said how to call one."""
    assert asked(moot, "moots").startswith("No moot of The moot is set.")
    say(moot, "moot P2 on 2026-01-08 19:30")
    say(moot, "moot P1 on 2026-01-07 19:30")
    lines = asked(moot, "moots").splitlines()
    assert lines[1].startswith("- M2 · Buy seed: 2026-01-07 19:30, for 1 hour; 1 coming.")
    assert lines[2].startswith("- M1 · Sow it:")
    assert asked(moot, "status M1").startswith("# M1 · Sow it")
    assert "Moots\n- M2 · Buy seed: 2026-01-07 19:30, for 1 hour; 1 coming." in asked(moot, "status")
    assert "To see which are ahead: `!moots`" in no(moot, "coming M9")


def test_a_room_that_comes_later_reads_what_is_ahead(moot: Telling) -> None:
    """With its card, and in the list of events of its server; what is over is not announced anew."""
    say(moot, "moot P1 on 2026-01-07 19:30")
    say(moot, "moot P2 on 2026-01-08 19:30")
    say(moot, "cancel-moot M2")
    moot.quiet()
    room = VenueId("matrix:!later")
    bound, *_ = moot.do(cmd.BindVenue(actor=ADA, venue=room, present=(), administers=True))
    assert set(moot.cards) == {"moot:1"}
    assert [each.key for each in owed_by(bound, moot.assembly)] == [f"announce:{moot.assembly.id}:1:{room}"]


# --- while it is held


def test_over_midnight_the_minutes_name_the_day(moot: Telling) -> None:
    """A time alone would seem to be before the meeting began."""
    held(moot)
    say(moot, "minute Late.")
    moot.later(hours=5)
    say(moot, "minute Later.")
    told = asked(moot, "minutes M1")
    assert "1 · 19:30, Ada: Late." in told
    assert "2 · 8 January 2026, 00:30, Ada: Later." in told


def test_one_where_nobody_was_says_so(moot: Telling) -> None:
    """On its card and in its minutes, without a count of nothing."""
    held(moot)
    say(moot, "close-moot")
    assert "Nobody said that they were here." in asked(moot, "minutes M1")
    assert "Nobody said that they were here.\nNo minutes were taken. To read what happened:" in card(moot)


def test_it_opens_with_the_agenda_and_who_said_they_come(moot: Telling) -> None:
    """By itself, in every room, with how to take part in it."""
    held(moot)
    told = moot.said[-1]
    assert told.startswith("# M1 · Spring plans · open\nIts time has come.")
    for part in ("P1 · Buy seed", "P2 · Sow it", "They said that they would come: Ada.", "`!hand`"):
        assert part in told


def test_opened_early_it_says_by_whom(moot: Telling) -> None:
    """Whoever opens it is there."""
    say(moot, "moot P1 on 2026-01-07 19:30")
    assert say(moot, "open-moot") == "Done: M1 is open."
    assert "Ada has opened it before its time." in moot.said[-1]
    assert "Here (1): Ada." in card(moot)


def test_the_order_of_speaking_is_seen(moot: Telling) -> None:
    """On the card, as each is called, and in the answer to whoever raises a hand."""
    held(moot).quiet()
    assert say(moot, "hand", "ben") == "Your hand is up. You are next."
    assert say(moot, "raise hand", "cy").startswith("Your hand is up. 1 before you")
    assert "number 2 in the order" in no(moot, "hand", "cy")
    assert moot.said == []
    assert "Nobody has the word. Next: Ben (first time), then Cy (first time)." in card(moot)
    say(moot, "next")
    assert moot.said == ["Ben has the word. Next: Cy (first time)."]
    say(moot, "hand", "ben")
    assert "Ben has the word. Next: Cy (first time), then Ben." in card(moot)
    say(moot, "hand down", "ben")
    for _ in range(2):
        say(moot, "next")
    assert moot.said[1:] == ["Cy has the word. Nobody else asks for it.",
                             "Nobody asks for the word now. Whoever would speak: `!hand`"]  # fmt: skip
    assert "Nobody asks for the word" in no(moot, "next")
    assert "Your hand is not up" in no(moot, "lower-hand")


def test_the_card_of_a_moot_that_somebody_left_is_drawn_anew(moot: Telling) -> None:
    """Their hand is down; others' leaving draws nothing."""
    held(moot)
    say(moot, "hand", "ben")
    moot.quiet().do(cmd.Leave(actor=BEN, venue=next(iter(moot.assembly.venues))))
    assert moot.cards == ["moot:1"]
    moot.quiet().do(cmd.Leave(actor=CY, venue=next(iter(moot.assembly.venues))))
    assert moot.cards == []


def test_a_minute_is_read_with_its_number_and_time(moot: Telling) -> None:
    """Several lines are kept as they are."""
    held(moot).quiet()
    say(moot, "minute We ask the council.")
    moot.later(minutes=7)
    say(moot, "minute We agreed:\nthe field.", "cy")
    assert moot.said == [
        "Minute of M1, no. 1 · 19:30, Ada: We ask the council.",
        "Minute of M1, no. 2 · 19:37, Cy:\n> We agreed:\nthe field.",
    ]


def test_it_closes_with_its_minutes_whole_and_as_a_file(moot: Telling) -> None:
    """Who was there, what was said, what was asked meanwhile, the checkpoint; shown again at any time."""
    held(moot)
    say(moot, "minute We ask the *council*.")
    moot.later(minutes=7)
    moot.call(2)
    moot.quiet()
    say(moot, "close-moot M1")
    (told,) = moot.said
    for part in (
        "# Minutes of M1 · Spring plans",
        "Held from 2026-01-07 19:30 until 2026-01-07 19:37.",
        "Were here (1): Ada.",
        "1 · 19:30, Ada: We ask the *council*.",
        "- 19:37 Ada called consensus on P2",
        "Ada has closed M1 · Spring plans.",
        "In the register: `",
    ):
        assert part in told
    document = moot_minutes(moot.assembly, moot.assembly.moots[1], Setting(moot.assembly, NAMES))
    assert [file.name for file in document.files] == ["minutes-moot-M1.md"]
    assert "We ask the \\*council\\*." in document.files[0].text
    again = asked(moot, "minutes M1")
    assert told.startswith(again)
    assert card(moot).startswith("# M1 · Spring plans · held\n")
    assert "Ada called M1 · Spring plans" in asked(moot, "minutes")
    assert "M1 was held (1 person there and 1 minute)" in asked(moot, "minutes")


def test_in_private_what_is_to_be_typed_names_the_assembly(moot: Telling) -> None:
    """For whoever takes part in several: in answers, refusals and what is looked up."""
    say(moot, "moot P1 on 2026-01-07 19:30")
    coming = cmd.TellComing(actor=BEN, moot=1)
    answer = answer_to(coming, moot.do(coming), moot.assembly, NAMES, always=True, private=True)
    assert plain(answer).endswith("If you cannot after all: `!not-coming M1@moot`")
    refused = moot.refused(cmd.TakeMinute(actor=BEN, text="x"))
    assert plain(in_words(refused, moot.assembly, NAMES, private=True)).endswith("`!open-moot M1@moot`")
    query = typed("moots", moot.assembly, moot)
    assert isinstance(query, Query)
    listed = plain(answer_query(query, context(moot.assembly, moot), NAMES, private=True))
    assert listed.endswith("`!coming M1@moot`")


def test_the_minutes_stand_as_they_were_when_it_closed(moot: Telling) -> None:
    """A concern raised or answered afterwards changes nothing in them, and one answered at the moot is open no more."""
    moot.do(cmd.RaiseConcern(actor=CY, proposal=1, text="Too dear"))
    moot.do(cmd.RaiseConcern(actor=CY, proposal=1, text="Too heavy"))
    held(moot)
    moot.later(minutes=5)
    moot.do(cmd.RaiseConcern(actor=BEN, proposal=2, text="Too late"))
    moot.do(cmd.ResolveConcern(actor=CY, concern=1))
    moot.later(minutes=5)
    say(moot, "close-moot")
    minuted = asked(moot, "minutes M1")
    assert "C2, Cy: Too heavy" in minuted
    assert "Too dear" not in minuted
    moot.later(minutes=5)
    moot.do(cmd.ResolveConcern(actor=CY, concern=2))
    moot.do(cmd.ResolveConcern(actor=BEN, concern=3))
    moot.do(cmd.RaiseConcern(actor=BEN, proposal=1, text="Too much"))
    assert asked(moot, "minutes M1") == minuted


def test_one_that_nobody_closed_ends_by_itself(moot: Telling) -> None:
    """It is said why, and that nothing was minuted."""
    held(moot).quiet()
    moot.at(hours=5)
    assert "has ended by itself" in moot.said[0]
    assert "No minutes were taken." in moot.said[0]


def test_what_is_refused_names_who_may(moot: Telling) -> None:
    """Others than whoever called it or gives procedure are told whom to ask."""
    say(moot, "moot P1 on 2026-01-07 19:30", "ben")
    refused = no(moot, "cancel-moot M1", "cy")
    assert "Ben and Ada" in refused


def test_a_hostile_title_is_a_title(moot: Telling) -> None:
    """What was typed stays text: no line of its own, no mark, in no place where it is shown."""
    moot.do(
        cmd.CallMoot(
            actor=ADA, title="@everyone <b>x</b>; BEGIN:VEVENT", proposals=(), starts_at=WEDNESDAY,
            length=timedelta(hours=1)
        )
    )  # fmt: skip
    document = moot_card(moot.assembly, moot.assembly.moots[1], NAMES)
    assert document.files[0].text.count("\r\nBEGIN:VEVENT") == 1
    assert all(map(is_clean, leaves(document)))


# --- beside the card


def test_a_meeting_is_owed_to_every_room_as_it_changes(moot: Telling) -> None:
    """Called, moved, opened, closed; a hand is nobody else's business."""
    held(moot)
    say(moot, "hand")
    say(moot, "close-moot")
    owed = [type(event) for event in moot.happened if list(owed_by(event, moot.assembly))]
    assert owed == [ev.MootCalled, ev.MootOpened, ev.MootClosed]
    shown = meeting_of(moot.assembly, 1)
    assert (shown.title, shown.text, shown.state) == (
        "M1 · Spring plans",
        "The moot\nP1 · Buy seed\nP2 · Sow it",
        "over",
    )
