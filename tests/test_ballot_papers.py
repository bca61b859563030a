"""What is written on a ballot paper is read back as it was meant; and a paper in menus, of which nothing is kept."""

import re
import string
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.ballots.paper import Given, paper, prefilled
from adapters.ballots.reading import Unread, read_paper
from adapters.discord.lists import filled_in, fits, so_far, ticked, view_of
from adapters.documents import Document, Lists, paragraph
from adapters.grammar import read_line
from adapters.mistakes import BallotFault
from adapters.plain import plain
from adapters.setting import Setting
from deliberation.deciding.polls import fault_of
from deliberation.ids import PersonId
from deliberation.polls import OnElection, Option, OptionKind, Poll
from deliberation.rules import PRESETS, Method
from tests.support.clock import FakeClock
from tests.support.engine import Moot
from tests.support.polls import Booth, established

ABOUT = "0123456789abcdef:ballot:4"
NAMES = st.lists(
    st.text(string.ascii_letters + string.digits + " .-'()", min_size=1, max_size=20).filter(lambda name: name.strip()),
    min_size=1,
    max_size=8,
    unique_by=lambda name: name.strip().casefold(),
)


def a_poll(names: Sequence[str], method: Method) -> tuple[Poll, Setting]:
    """Make a ballot between people of these names, and re-opening nominations."""
    people = [PersonId(f"p{place}") for place in range(len(names))]
    options = (
        *(Option(OptionKind.PERSON, person=person) for person in people),
        Option(OptionKind.REOPEN),
    )
    now = FakeClock().now()
    poll = Poll(
        number=4,
        question=OnElection(1),
        options=options,
        method=method,
        seats=1,
        secret=True,
        rules=PRESETS["folkmoot"],
        roll=frozenset(people),
        opened_at=now,
        remind_at=now,
        closes_at=now,
        lot="",
    )
    return poll, Setting(None, dict(zip(people, names, strict=True)))


def nobody(_typed: str) -> None:
    """Know nobody but by the paper."""


@settings(max_examples=150, deadline=None)
@given(NAMES, st.data())
def test_a_form_that_is_submitted_as_it_was_filled_in_is_read_as_the_same_ballot(names: list[str], data: Any) -> None:
    """Whatever people are called, what stands on the lines of the form means what stood there."""
    for method in (Method.STAR, Method.STV):
        poll, at = a_poll(names, method)
        places = range(len(poll.options))
        marks = tuple(
            data.draw(st.permutations(places))[: data.draw(st.integers(1, len(places)))]
            if method is Method.STV
            else data.draw(st.tuples(*(st.integers(0, 5) for _ in places)))
        )
        shown = paper(poll, Given(marks), at).lists
        assert shown is not None
        assert read_paper(prefilled(shown), poll, at, nobody) == marks


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_no_text_makes_a_ballot_that_cannot_be_counted(text: str) -> None:
    """What is read is a paper that the engine takes; everything else is a mistake, and nothing raises."""
    for method in (Method.STAR, Method.STV, Method.PROPORTIONAL):
        poll, at = a_poll(["Ada", "Ben"], method)
        read = read_paper(text, poll, at, nobody)
        assert isinstance(read, Unread) or not fault_of(poll, read)


@pytest.mark.parametrize(
    ("text", "method", "meant"),
    [
        ("Ada 5, Ben 3", Method.STAR, (5, 3, 0)),
        ("ada: 5\nBEN=3\nron 1", Method.STAR, (5, 3, 1)),
        ("5 3 1", Method.STAR, (5, 3, 1)),
        ("2=5; 1=4 stars", Method.STAR, (4, 5, 0)),
        ("blank", Method.STAR, (0, 0, 0)),
        ("Ada 5 Ben 3", Method.STAR, (5, 3, 0)),
        ("ada five, ben 2/5", Method.STAR, (5, 2, 0)),
        ("ada 5 and ben 2", Method.STAR, (5, 2, 0)),
        ("Ada ⭐⭐⭐, Ben ★★", Method.STAR, (3, 2, 0)),
        ("1 5, 2 3", Method.STAR, (5, 3, 0)),
        ("Ada Ben 3", Method.STAR, Unread(BallotFault.WHO, 1)),
        ("1. Ben 2. Ada", Method.STV, (1, 0)),
        ("Ben, then Ada", Method.STV, (1, 0)),
        ("Ada★", Method.STAR, Unread(BallotFault.NO_FIGURE, 1)),
        ("Ada 50", Method.STAR, Unread(BallotFault.SCORE, 1)),
        ("Ben > Ada > re-open nominations", Method.STV, (1, 0, 2)),
        ("2 1", Method.STV, (1, 0)),
        ("Ada 2, Ben 1", Method.STV, (1, 0)),
        ("1. Ben\n2. Ada", Method.STV, (1, 0)),
        ("Ada 1, Ben 1", Method.STV, Unread(BallotFault.PREFERENCES)),
        ("Ben, Ben", Method.STV, Unread(BallotFault.TWICE, 2)),
        ("7", Method.STV, Unread(BallotFault.WHO, 1)),
        (",", Method.STV, Unread(BallotFault.WHO)),
        ("abstain", Method.STV, ()),
    ],
)
def test_papers_are_read_as_people_write_them(text: str, method: Method, meant: Any) -> None:
    """By names and numbers, with commas, lines and signs; and what is wrong is named by its place."""
    poll, at = a_poll(["Ada", "Ben"], method)
    assert read_paper(text, poll, at, nobody) == meant


@pytest.mark.parametrize("method", [Method.STAR, Method.STV, Method.PROPORTIONAL])
def test_what_a_paper_shows_to_type_is_read_as_it_says(method: Method) -> None:
    """Where a line goes by its number or that of its proposal, too."""
    for names in (("Ada", "Ben"), ("Ada 1", "Ben 2"), ("Ron", "Ada", "Ben")):
        people, at = a_poll(names, method)
        two = tuple(Option(OptionKind.PROPOSAL, proposal=number) for number in (7, 2))
        deadlock = replace(people, options=(*two, Option(OptionKind.STATUS_QUO)))
        for poll in (people, deadlock):
            shown = re.search(r"ballot B4 ([^`.]*)", plain(paper(poll, None, at)))
            assert shown is not None
            read = read_paper(shown[1], poll, at, nobody)
            assert isinstance(read, tuple)
            assert read[:2] == ((1, 0) if method is Method.STV else (5, 3))


def test_somebody_called_ron_is_not_taken_for_re_opening_nominations() -> None:
    """The word that means both means neither; the whole name, or the number on the paper, means one."""
    poll, at = a_poll(["Ron Smith", "Ben"], Method.STAR)
    assert read_paper("Ron 5", poll, at, nobody) == Unread(BallotFault.WHO, 1)
    assert read_paper("Ron Smith 5", poll, at, nobody) == (5, 0, 0)
    assert read_paper("1: 5, re-open 1", poll, at, nobody) == (5, 0, 1)


@pytest.mark.parametrize("method", [Method.STV, Method.STAR])
def test_somebody_called_blank_is_not_taken_for_a_blank_ballot(method: Method) -> None:
    """Nor do they get the ballots of those who mean to give a blank one; another word, or the number, means one."""
    poll, at = a_poll(["Blank Smith", "Ben"], method)
    assert read_paper("blank", poll, at, nobody) == Unread(BallotFault.WHO)
    assert read_paper("abstain", poll, at, nobody) == ((0, 0, 0) if method is Method.STAR else ())


def test_a_proposal_that_begins_like_the_word_for_the_status_quo_is_not_taken_for_it() -> None:
    """*Leave* may mean either then, and means neither."""
    moot = Moot.founded("ada", "ben", "cat")
    established(moot, "Leave the union")
    (poll,) = Booth(moot).open()
    at = Setting(moot.assembly, {})
    assert read_paper("leave 5", poll, at, nobody) == Unread(BallotFault.WHO, 1)
    assert read_paper("status quo 5", poll, at, nobody) == (0, 0, 5)


@pytest.mark.parametrize(
    ("line", "number", "choices"),
    [
        ("ballot B4 Ada 5, Ben 3", "B4", "Ada 5, Ben 3"),
        ("ballot 2 1 3", "", "2 1 3"),
        ("ballot 4", "", "4"),
        ("ballot b4", "b4", ""),
        ("vote B4@leeds\nAda 5\nBen 3", "B4@leeds", "Ada 5\nBen 3"),
        ("ballot\nB4\nAda 5", "B4", "Ada 5"),
        ("ballot P3 5, P4 2", "", "P3 5, P4 2"),
        ("ballot @ada 5", "", "@ada 5"),
        ("ballot E2: Ada", "E2", "Ada"),
        ("ballot yes", "", "yes"),
    ],
)
def test_only_a_letter_makes_a_number_that_of_a_ballot(line: str, number: str, choices: str) -> None:
    """Figures alone are marks, names are names, and P3 is what is voted for."""
    _, arguments = read_line(line)
    assert arguments.get("number", "") == number
    assert arguments.get("choices", "") == choices
    assert set(arguments) <= {"number", "choices"}


# --- in menus


def items(lists: Lists, page: int = 0) -> dict[str, str]:
    """Give the custom ids of a paper's menus and buttons, by what they say."""
    view = view_of(lists, ABOUT, page)
    assert view is not None
    found = {}
    for item in view.children:
        custom_id = str(item.custom_id)  # type: ignore[attr-defined]
        assert len(custom_id) <= 100
        found[str(getattr(item, "placeholder", None) or getattr(item, "label", ""))] = custom_id
    assert len(set(found.values())) == len(view.children)
    return found


def test_the_longest_paper_of_scores_has_pages_that_keep_what_is_ticked() -> None:
    """25 lines fit, four menus a page; a score stays when the page is turned, and all of it is given in figures."""
    lists = Lists("scores", tuple(f"Candidate number {place} with a long name" for place in range(25)), (), 5)
    marks: tuple[int, ...] = ()
    for page in range(7):
        shown = items(Lists(lists.kind, lists.names, marks, 5), page)
        menus = [custom_id for said, custom_id in shown.items() if said.startswith("Score for")]
        assert len(menus) == (4 if page < 6 else 1)
        done = ticked(menus[0], ["5"])
        assert done is not None
        assert done.page == page
        marks = done.marks
    given_so = ticked(items(Lists(lists.kind, lists.names, marks, 5), 6)["Give this ballot"], [])
    assert given_so is not None
    assert given_so.gives.split() == ["5" if place % 4 == 0 else "0" for place in range(25)]
    turned = ticked(items(Lists(lists.kind, lists.names, marks, 5), 6)["Previous page"], [])
    assert turned is not None
    assert (turned.page, turned.marks) == (5, marks)


def test_a_paper_that_is_too_long_for_menus_has_a_button_to_write_it() -> None:
    """Discord's menus have 25 lines at most."""
    lists = Lists("order", tuple(f"Candidate {place}" for place in range(26)))
    assert not fits(lists)
    done = ticked(items(lists)["Fill in my ballot"], [])
    assert done is not None
    assert done.writes


def test_a_question_is_answered_with_one_button() -> None:
    """Yes, no and blank are given at once."""
    shown = items(Lists("one", ("Yes", "No")))
    pressed = {said: ticked(custom_id, []) for said, custom_id in shown.items()}
    assert {said: done.gives for said, done in pressed.items() if done is not None} == {
        "Yes": "1",
        "No": "2",
        "Blank": "blank",
        "Write it instead": "",
    }


@pytest.mark.parametrize(
    "custom_id",
    ["fl", "fl:g", f"fl:s9:x:-:{ABOUT}", f"fl:sx:0:-:{ABOUT}", f"fl:q:0:-:{ABOUT}", f"fl:n:0:!!:{ABOUT}", "fm:ballot"],
)
def test_what_is_no_paper_of_ours_is_not_taken_for_one(custom_id: str) -> None:
    """Nothing that somebody could make up raises, or is read as a ballot."""
    assert ticked(custom_id, ["0"]) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=100), st.lists(st.text(max_size=5), max_size=2))
def test_whatever_comes_back_never_raises(tail: str, values: list[str]) -> None:
    """Custom ids come from a client, and may be anything."""
    done = ticked(f"fl:{tail}", values)
    lists = Lists("scores", ("Ada", "Ben"), (), 5)
    document = Document((paragraph("A paper"),), about=ABOUT, lists=lists)
    if done is not None:
        shown = filled_in(document, done)
        assert shown is None or shown.lists is not None


def test_what_is_ticked_is_said_in_words_too() -> None:
    """The menus show one page; the words show all."""
    said = plain(Document(so_far(Lists("order", ("Ada", "Ben"), (1, 0)))))
    assert "1. Ben" in said
    assert "2. Ada" in said
    assert "not given yet" in said
