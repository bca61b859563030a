"""Counts in words and tables, and tables on every platform."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from adapters import columns
from adapters.columns import breadth
from adapters.counts.naming import reopening
from adapters.counts.tables import IN_CHAT, Count, document, file
from adapters.discord.rendering import card, messages
from adapters.documents import Bar, Block, Document, Paragraph, Table, paragraph
from adapters.markdown import markdown
from adapters.matrix.rendering import BUDGET, message
from adapters.plain import plain
from bot.letters import ToVenue, owed, read
from deliberation.counting import allocated, stv
from deliberation.counting.lots import drawn
from deliberation.ids import VenueId
from tests.support.counts import (
    CHINESE,
    LONG,
    NAMES,
    by_allocated,
    by_lot,
    by_star,
    by_stv,
    counts,
    many_stages,
    unfilled,
)
from tests.test_discord_rendering import within_limits

TABLE = Table(
    ("Candidate", "Votes", "Change"), (("Ada", "12.50000", "+0.50000"), (LONG, "1,234", ""), (CHINESE, "0", "−3"))
)


def words(count: Count) -> str:
    return plain(document(count, title="Secretary"))


# --- tables


def test_a_table_stands_in_columns_that_fit_a_telephone() -> None:
    """Names are broken and never cut, figures stand under each other by their points, and no line is too long."""
    lines = columns.lines(TABLE)
    assert max(map(breadth, lines)) <= columns.ON_A_PHONE
    assert lines[0].split() == ["Candidate", "Votes", "Change"]
    (halves,) = [line for line in lines if line.startswith("Ada")]
    (whole,) = [line for line in lines if "1,234" in line]
    assert whole.index("1,234") + len("1,234") == halves.index(".")
    name = " ".join(line[: halves.index("12.5")].strip() for line in lines[3:-1])
    assert name.replace(" -", "-").split()[:5] == LONG.split()[:5]


def test_letters_of_two_columns_count_as_two() -> None:
    """Chinese names take twice the room, and the figures beside them still stand under the others."""
    lines = columns.lines(Table(("Candidate", "Votes"), ((CHINESE, "1"), ("Ada Okafor", "2"))))
    assert {breadth(line) for line in lines} == {len("Ada Okafor") + 2 + len("Votes")}


def test_figures_too_wide_for_a_telephone_stand_below_the_names() -> None:
    """Where figures leave no room for names they become a short list, each with its heading."""
    wide = Table(
        ("Candidate", "Votes", "Change"), (("Ada", "123,456,789.12345", "+123,456,789.12345"), ("Ben", "", ""))
    )
    assert columns.lines(wide) == ["Ada", "  Votes: 123,456,789.12345", "  Change: +123,456,789.12345", "Ben"]


class Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not attrs
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_in_matrix_a_table_is_one_and_can_be_read_aloud() -> None:
    """Its HTML has a row for each, whatever is in the cells is text, and without HTML each row is a sentence."""
    content = message(Document((Table(("Candidate", "Votes"), (("<b>Ada</b> @room", "2"), ("Ben", ""))),)))
    cells = Cells()
    cells.feed(content["formatted_body"])
    assert cells.tags == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td", "tr", "td", "td"]
    assert cells.texts == ["Candidate", "Votes", "<b>Ada</b> @\u2060room", "2", "Ben"]
    assert content["body"] == "<b>Ada</b> @\u2060room: Votes 2\nBen"


def test_on_discord_a_table_is_a_block_that_nothing_typed_ends() -> None:
    """It stands between fences of its own; backticks in a name are like marks that are none."""
    text = card(Document((paragraph("Votes:"), Table(("Candidate", "Votes"), (("a```b", "2"),))))).content
    assert text.count("```") == 2
    assert text.startswith("Votes:\n```\nCandidate  Votes\n")
    assert text.endswith("\n```")
    assert "aˋˋˋb" in text


def test_in_markdown_a_table_is_one() -> None:
    """Minutes on the web show it as such, and nothing in a cell begins another."""
    assert markdown(Document((Table(("Candidate", "Votes"), (("A|da *x*", "2"),)),))) == (
        "| Candidate | Votes |\n| --- | --: |\n| A\\|da \\*x\\* | 2 |\n"
    )


def test_a_table_comes_back_out_of_the_outbox() -> None:
    """Documents wait as JSON, tables in them too."""
    letter = ToVenue(VenueId("!room"), Document((TABLE,)))
    assert read(owed("count", letter).body) == letter


@pytest.mark.parametrize("rows", [1, 100, 1_000])
def test_a_long_table_is_parted_between_its_rows(rows: int) -> None:
    """On Discord each message has the headings again, and none is beyond the limits; in Matrix what is cut says so."""
    table = Table(("Candidate", "Votes"), tuple((f"{number} {LONG}", str(number)) for number in range(rows)))
    parts = messages(Document((table,)))
    for part in parts:
        within_limits(part)
        if "Featherstone" in part.content:
            assert part.content.startswith("```\nCandidate")
            assert part.content.count("```") == 2
    found = [int(each) for part in parts for each in re.findall(r"^([0-9]+) Ben", part.content, re.MULTILINE)]
    assert found == list(range(len(found)))
    assert len(found) == rows or parts[-1].content.endswith("… (shortened)")
    within_limits(card(Document((table,))))
    content = message(Document((table,)))
    assert len(str(content).encode()) < BUDGET * 1.1
    assert ("… (shortened)" in content["body"]) == (rows == 1_000)


# --- the single transferable vote


def test_an_stv_count_says_who_is_elected_and_how_it_came_about() -> None:
    """Quota, each stage with everybody's votes and what moved, who is elected and who drops out, in plain words."""
    text = words(by_stv())
    assert "Elected: Ada and Ben." in text
    assert "2 seats, 23 valid papers. Quota: 8 votes. No more than 2 candidates can have so many." in text
    assert "Stage 1: first choices. 23 papers count one vote each." in text
    assert "Elected at this stage: Ada." in text
    assert "Stage 2: the surplus of Ada goes on. That is 4 beyond the quota." in text
    assert "each worth 0.33333 of what it was." in text
    assert re.search(r"^Ben +7\.99997 +\+2\.99997$", text, re.MULTILINE)
    assert re.search(r"^Ada \(elected\) +8 +−4$", text, re.MULTILINE)
    assert re.search(r"^Non-transferable +0\.00004 +\+0\.00004$", text, re.MULTILINE)
    assert "Stage 3: Re-open nominations drops out, with the fewest votes (2)." in text
    assert re.search(r"^\(out\) +0 +−2$", text, re.MULTILINE)
    assert text.count("\nTotal ") == 3
    assert "Lots were drawn" not in text


def test_a_seat_that_stays_unfilled_is_said_to() -> None:
    """*Re-open nominations* is nobody: where it is elected, that seat has nobody in it."""
    text = words(unfilled())
    assert "Nobody is elected. The seat stays unfilled: Re-open nominations is elected to it." in text
    assert "Re-open nominations is elected: this seat stays unfilled." in text


def test_whoever_is_said_to_be_nobody_is_it_and_no_other() -> None:
    """Where it is known what each candidate is, their names say nothing; in a file, the whole name does."""
    text = plain(document(unfilled(), title="Secretary", nobody=frozenset()))
    assert "Elected: Re-open nominations." in text
    assert "unfilled" not in text
    text = plain(document(by_allocated(), title="Secretary", nobody=frozenset({0})))
    assert "Elected: Cleo. One of the 2 seats stays unfilled" in text
    assert reopening(["RON", "R.O.N.", "Re-Open Nominations!", "Ron (123456789)", "Ronnie"]) == {0, 1, 2}


def test_fewer_candidates_than_seats_leave_seats_empty() -> None:
    """It is said why."""
    count = stv.count(("Ada", "Ben"), 3, {(0,): 1, (1,): 1}, seed="seed")
    assert "One of the 3 seats stays unfilled: there were no more candidates." in words(count)


def test_a_lot_can_be_drawn_again_by_hand() -> None:
    """The words name the seed and the occasion, from which the SHA-256 of all those level follows."""
    count = by_lot()
    text = words(count)
    occasion = re.search(r"\(occasion: (.+?)\)", text)
    assert occasion is not None
    assert "with the seed “seed”" in text
    by_hand = {
        name: hashlib.sha256(f"seed\x1f{occasion[1]}\x1f{name}".encode()).hexdigest() for name in ("Ben", "Cleo")
    }
    first = min(by_hand, key=by_hand.__getitem__)
    assert f"Ben and Cleo were level, at every earlier stage too. By lot, {first} drops out" in text
    assert NAMES[drawn("seed", occasion[1], [1, 2], NAMES)[0]] == first


def test_a_tie_is_said_to_be_broken_by_an_earlier_stage() -> None:
    """Which stage, and who had fewer then."""
    tie = stv.Tie(among=(0, 1), chosen=1, by=stv.Breaking.EARLIER_STAGE, stage=1)
    count = by_stv()
    *before, last = count.stages
    text = words(replace(count, stages=(*before, replace(last, of=1, tie=tie))))
    assert "Ada and Ben were level. At stage 1 Ben had the fewest votes of them, so Ben drops out." in text


def test_who_withdrew_is_named_and_stands_in_no_table() -> None:
    """They are passed over."""
    count = stv.count(NAMES, 1, {(0, 1): 3, (1,): 2}, seed="seed", withdrawn=frozenset({0}))
    shown = document(count, title="Secretary", withdrawn=frozenset({0}))
    assert "Withdrawn, and passed over wherever a paper names them: Ada." in plain(shown)
    assert all(row[0] != "Ada" for block in shown.blocks if isinstance(block, Table) for row in block.rows)


# --- scores


def test_a_star_count_has_a_bar_for_everybody_and_the_run_off() -> None:
    """Points, the two in the run-off, how many prefer each, and who wins."""
    shown = document(by_star(), title="Secretary")
    bars = [(block.label, block.figure, block.whole) for block in shown.blocks if isinstance(block, Bar)]
    assert bars[:4] == [
        ("Ada (in the run-off)", 19, 30),
        ("Ben (in the run-off)", 12, 30),
        ("Cleo", 5, 30),
        ("Re-open nominations", 5, 30),
    ]
    assert bars[4:] == [("prefer Ada", 2, 6), ("prefer Ben", 3, 6), ("score both the same", 1, 6)]
    text = plain(shown)
    assert "Elected: Ben." in text
    assert "The run-off: Ada against Ben. Ben wins, by 3 papers to 2." in text


def test_bloc_star_shows_each_seat() -> None:
    """A run-off for every seat, and how ties for a place in it were broken."""
    text = words(by_star(seats=3))
    assert "Seat 1: Ada against Ben. Ben wins, by 3 papers to 2." in text
    assert "Seat 2: " in text
    assert "Cleo and Re-open nominations were level for a place in the run-off. Chosen by " in text


def test_allocated_score_shows_what_was_used_up() -> None:
    """Each seat with the points that count for it, parts of them with five decimals."""
    text = words(by_allocated())
    assert "Elected: Ada and Cleo." in text
    assert "Quota: 3.50000 papers" in text
    assert "Seat 1: Ada. Ada has the most points. Used up for this seat: 3.50000 papers." in text
    one = words(allocated.count(("Ada", "Ben"), 2, {(5, 0): 1, (0, 5): 1}, seed="s"))
    assert "Quota: 1 paper," in one
    assert "Used up for this seat: 1 paper." in one
    assert re.search(r"^Cleo \(elected\) +15$", text, re.MULTILINE)


# --- any count


def test_a_long_count_is_cut_short_and_says_where_the_rest_is() -> None:
    """The first stage stays, and the last ones; who is elected always; the file has all of it."""
    count = many_stages()
    shown = document(count, title="Committee", most=IN_CHAT, rest="The file below has them all.")
    text = plain(shown)
    assert len(text) < IN_CHAT
    gap = re.search(r"Stages ([0-9]+) to ([0-9]+) are left out here\. The file below has them all\.", text)
    assert gap is not None
    kept = {int(each) for each in re.findall(r"^Stage ([0-9]+):", text, re.MULTILINE)}
    assert kept == set(range(1, int(gap[1]))) | set(range(int(gap[2]) + 1, len(count.stages) + 1))
    whole = file(count, title="Committee").text
    assert whole.count("\nStage ") == len(count.stages)
    assert max(breadth(line) for line in whole.splitlines() if line.startswith("Total")) <= 80


@settings(max_examples=40, deadline=None)
@given(counts())
def test_any_count_can_be_shown(count: Count) -> None:
    """Whatever the candidates are called, on Discord no message is beyond its limits; votes are conserved in words."""
    shown = document(count, title="Secretary", most=IN_CHAT, rest="The file has the rest.")
    for part in messages(shown):
        within_limits(part)
    if isinstance(count, stv.Counted):
        totals = {row[1] for block in document(count, title="x").blocks for row in _rows(block) if row[0] == "Total"}
        assert totals == {f"{count.valid:,}"}


def _rows(block: Block) -> tuple[tuple[str, ...], ...]:
    return tuple(row for row in block.rows if len(row) > 1) if isinstance(block, Table) else ()


def test_every_paragraph_has_words() -> None:
    """Nothing empty is posted."""
    for count in (by_stv(), by_star(), by_allocated(), unfilled(), by_lot()):
        for block in document(count, title="Secretary").blocks:
            assert not isinstance(block, Paragraph) or plain(Document((block,))).strip()
