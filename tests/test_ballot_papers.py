"""What is written on a ballot paper is read back as it was meant; and a paper in menus, of which nothing is kept."""

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as replace_struct

from adapters.ballots.paper import Given, paper, prefilled
from adapters.ballots.reading import Unread, read_paper
from adapters.discord.lists import filled_in, fits, so_far, ticked, view_of
from adapters.discord.rendering import card
from adapters.documents import Document, Lists, paragraph
from adapters.grammar import read_line
from adapters.mistakes import BallotFault
from adapters.phrases import Names, Naming
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


class Accounted(Naming):
    """Names of people, each with an account."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def __getitem__(self, person: PersonId) -> str:
        return self._names[person]

    def __iter__(self) -> Iterator[PersonId]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def account(self, person: PersonId, *, always: bool = False) -> str:
        return f"@{person}" if always else ""


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
        for longest in (4_000, 60):
            assert read_paper(prefilled(shown, longest=longest), poll, at, nobody) == marks


def test_the_form_of_an_order_begins_with_none() -> None:
    """Nobody gains by standing first on it; a line without a figure is left out, and all of them are a slip."""
    poll, at = a_poll(["Ada", "Ben:", "Cat"], Method.STV)
    shown = paper(poll, None, at).lists
    assert shown is not None
    begun = prefilled(shown, longest=4_000)
    assert begun.splitlines() == ["Ada:", "2:", "Cat:", "Re-open nominations:"]
    assert read_paper(begun, poll, at, nobody) == Unread(BallotFault.NO_PREFERENCE)
    assert read_paper(begun.replace("2:", "2: 1").replace("Ada:", "Ada: 2"), poll, at, nobody) == (1, 0)
    assert read_paper("Ada:\nCat", poll, at, nobody) == (2,)


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 7), st.data())
def test_what_is_ticked_in_menus_is_given_as_it_was_ticked(size: int, data: Any) -> None:
    """Figures can be read in two ways; those that the menus give are not."""
    names = [f"Candidate {letter}" for letter in string.ascii_uppercase[: size - 1]]
    for method, kind in ((Method.STAR, "scores"), (Method.STV, "order")):
        poll, at = a_poll(names, method)
        ranked = data.draw(st.permutations(range(size)))[: data.draw(st.integers(1, size))]
        marks = tuple(ranked) if kind == "order" else data.draw(st.tuples(*(st.integers(0, 5) for _ in range(size))))
        shown = paper(poll, Given(marks), at).lists
        assert shown is not None
        done = ticked(items(shown)["Give this ballot"], [])
        assert done is not None
        assert read_paper(done.gives, poll, at, nobody) == marks


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
        ("Ada 4.5", Method.STAR, Unread(BallotFault.SCORE, 1)),
        ("Ada -1", Method.STAR, Unread(BallotFault.SCORE, 1)),
        ("Ben > Ada > re-open nominations", Method.STV, (1, 0, 2)),
        ("2 1", Method.STV, (1, 0)),
        ("2, 3, 1", Method.STV, (1, 2, 0)),
        ("2 3 1", Method.STV, Unread(BallotFault.TWO_WAYS)),
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


@pytest.mark.parametrize(
    ("text", "lines", "meant"),
    [
        ("1 5", 2, Unread(BallotFault.TWO_WAYS)),
        ("2 1", 2, Unread(BallotFault.TWO_WAYS)),
        ("1 5 2 3", 4, Unread(BallotFault.TWO_WAYS)),
        ("1, 5", 2, (1, 5)),
        ("1=5", 2, (5, 0)),
        ("5 1", 2, (5, 1)),
        ("0 5", 2, (0, 5)),
        ("5 3 0 1", 4, (5, 3, 0, 1)),
        ("1 2 3", 3, (1, 2, 3)),
    ],
)
def test_figures_that_mean_two_things_are_asked_about(text: str, lines: int, meant: Any) -> None:
    """Scores in the order of the paper, or a line and its score: of two lines, one is the contrary of the other."""
    poll, at = a_poll(["Ada", "Ben", "Cy"][: lines - 1], Method.STAR)
    assert read_paper(text, poll, at, nobody) == meant


def test_a_scored_paper_says_whom_it_prefers() -> None:
    """Whoever took 1 for the first place sees it; where nothing is preferred, nothing is said."""
    poll, at = a_poll(["Ada", "Ben"], Method.STAR)
    assert "So you prefer Re-open nominations most, and Ada least." in plain(paper(poll, Given((1, 2, 3)), at))
    assert "So you prefer Ada and Ben most, and" in plain(paper(poll, Given((4, 4, 0)), at))
    many, at = a_poll(["Ada", "Ben", "Cat", "Dee", "Eve", "Fay"], Method.STAR)
    said = plain(paper(many, Given((5, 0, 0, 0, 0, 0, 0)), at))
    assert "So you prefer Ada most, and Ben, Cat, Dee and 3 more least." in said
    assert "you prefer" not in plain(paper(poll, Given((3, 3, 3)), at))


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
    assert given_so.gives.split(", ") == ["5" if place % 4 == 0 else "0" for place in range(25)]
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


@pytest.mark.parametrize(("kind", "marks"), [("order", (40, 0, 89)), ("scores", (3,) * 90)])
def test_a_long_paper_that_was_given_keeps_its_button_and_what_it_says(
    kind: Literal["order", "scores"], marks: tuple[int, ...]
) -> None:
    """Ninety lines have more marks than an id has room for, and more places than it has digits."""
    names = tuple(f"Candidate {place}" for place in range(90))
    lists = Lists(kind, names, marks, 5, names)
    done = ticked(items(lists)["Fill in my ballot"], [])
    assert done is not None
    assert done.writes
    shown = filled_in(Document((paragraph("A paper"),), about=ABOUT, lists=lists), done)
    assert shown is not None
    assert shown.lists is not None
    assert shown.lists.marks == marks


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


def test_the_lines_of_a_paper_are_told_from_what_is_chosen() -> None:
    """Both are lists with numbers: each has its words above it."""
    poll, at = a_poll(["Ada", "Ben"], Method.STV)
    drawn = replace_struct(paper(poll, None, at), about=ABOUT)
    assert drawn.lists is not None
    done = ticked(items(drawn.lists)["First preference"], ["1"])
    assert done is not None
    shown = filled_in(drawn, done)
    assert shown is not None
    assert re.search(r"not given yet:\W+1\. Ben\W+The paper:\W+1\. Ada", plain(shown))
    assert re.search(r"1\. Ben\W+The paper:\W+1\. Ada", plain(paper(poll, Given((1,)), at)))


def test_what_is_ticked_is_said_in_words_too() -> None:
    """The menus show one page; the words show all."""
    said = plain(Document(so_far(Lists("order", ("Ada", "Ben"), (1, 0)))))
    assert "1. Ben" in said
    assert "2. Ada" in said
    assert "not given yet" in said


def test_what_is_ticked_on_a_long_paper_is_shown_whatever_else_there_is_no_room_for() -> None:
    """The paper of 25 lines that was given before is longer than a message; what is ticked now stands above it."""
    poll, at = a_poll([f"{letter * 60}" for letter in string.ascii_uppercase[:24]], Method.STAR)
    drawn = replace_struct(paper(poll, Given((5,) * 25), at), about=ABOUT)
    assert drawn.lists is not None
    done = ticked(items(drawn.lists)["Score for " + "A" * 60], ["3"])
    assert done is not None
    shown = filled_in(drawn, done)
    assert shown is not None
    (embed,) = card(shown).embeds
    said = embed.description or ""
    assert "(shortened)" in said
    assert said.index("not given yet") < said.index("A" * 60 + ": 3") < said.index("Re-open nominations: 5")


def test_in_a_menu_a_name_stands_alone_where_it_can_be_nobody_else_s() -> None:
    """Each line of a menu says it again; the paper above has it with the account, and so has what is not clear."""
    poll, at = a_poll(["Ada", "Ron", "Ben", "Benny"], Method.STAR)
    shown = paper(poll, None, replace(at, names=Accounted(at.names))).lists
    assert shown is not None
    assert shown.names == ("Ada", "Ron (@p1)", "Ben (@p2)", "Benny", "Re-open nominations")
    assert shown.words[0] == "Ada (@p0)"
