"""Tables of ballots with scores: every way to write one, every way to get one wrong, and back again."""

import csv
import io
from collections import Counter
from random import Random
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.counting import scores
from bot.counting.scores import Ballots, ScoresError, read, written
from deliberation.counting import star


def read_text(text: str) -> Ballots:
    return read(io.BytesIO(text.encode()))


TWO = Ballots(candidates=("Ada", "Ben"), papers={(5, 3): 2, (0, 4): 1})


@pytest.mark.parametrize(
    "text",
    [
        "Ada,Ben\n5,3\n0,4\n5,3\n",
        "Ada,Ben\n5,3\n0,4\n5,3",
        "\ufeffAda,Ben\r\n5,3\r\n0,4\r\n5,3\r\n",
        "\ufeff\n\nAda,Ben\n\n5,3\n\r\n   \n,4\n5,3\n\n",
        ' "Ada" , "Ben"\n"5","3"\n 0 , 4 \n5 ,3\n',
        "Ada;Ben\n5;3\n;4\n5;3\n",
        "Ada\tBen\n5\t3\n\t4\n5\t3\n",
    ],
)
def test_the_same_table_written_in_many_ways(text: str) -> None:
    """Byte order marks, line ends, quotes, spaces, empty lines and cells, semicolons and tabs: all say the same."""
    assert read_text(text) == TWO


def test_names_may_hold_what_separates_when_they_are_quoted() -> None:
    """A comma in quotation marks separates nothing, and a semicolon is a letter where commas separate."""
    assert read_text('"Lovelace, Ada";Ben\n5;3\n').candidates == ("Lovelace, Ada", "Ben")
    assert read_text('"Lovelace, Ada","Say ""Ben"""\n5,3\n').candidates == ("Lovelace, Ada", 'Say "Ben"')
    assert read_text('Jo "Jojo" Low,Ben\n5,3\n').candidates == ('Jo "Jojo" Low', "Ben")
    assert read_text("Ada; the first,Ben\n5,3\n").candidates == ("Ada; the first", "Ben")


def test_one_candidate_needs_no_separator() -> None:
    """A table of one column is a table; a line with nothing on it is none, and a 0 is a ballot."""
    assert read_text("Ada Lovelace\n5\n\n0\n") == Ballots(candidates=("Ada Lovelace",), papers={(5,): 1, (0,): 1})


def test_a_row_of_separators_is_a_ballot_that_gives_nothing() -> None:
    """An empty cell is a 0, and so is every cell of a row in which all are empty."""
    assert read_text("Ada,Ben,Cleo\n,,\n").papers == {(0, 0, 0): 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Line 1: The file is empty; its first line names the candidates."),
        ("\n\n  \n", "Line 1: The file is empty; its first line names the candidates."),
        ("Ada,Ben\n", "Line 1: No ballot follows the names; each is a line with a score for every candidate."),
        ("\nAda,Ben\n\n", "Line 2: No ballot follows the names; each is a line with a score for every candidate."),
        ("5,3,0\n1,2,3\n", "Line 1: Here should be the names of the candidates, and there are scores."),
        ("Ada,,Cleo\n1,2,3\n", "Line 1: Column 2 has no name: every column is a candidate’s."),
        ("Ada,Ben,\n1,2,3\n", "Line 1: Column 3 has no name: every column is a candidate’s."),
        (",\n1,2\n", "Line 1: Column 1 has no name: every column is a candidate’s."),
        ("Ada,Ben,ada \n1,2,3\n", "Line 1: Columns 1 and 3 have the same name, “ada”."),
        ("Ren\u00e9,Rene\u0301\n1,2\n", "Line 1: Columns 1 and 2 have the same name, “René”."),
        ("Ada,B\x07en\n1,2\n", "Line 1: The name in column 2 has a character in it that cannot be shown."),
        (f"Ada,{'x' * 501}\n1,2\n", "Line 1: The name in column 2 is longer than 500 letters."),
        (
            ",".join(map("x{}".format, range(1001))),
            "Line 1: It names more than 1,000 candidates, which is more than I take.",
        ),
        ("Ada,Ben\n5,3\n5\n", "Line 3: There is 1 score here, and the first line names 2."),
        ("Ada,Ben\n5,3\n\n5,3,1\n", "Line 4: There are 3 scores here, and the first line names 2."),
        ("Ada,Ben\n5,3,\n", "Line 2: There are 3 scores here, and the first line names 2."),
        ("Ada,Ben\n5;3\n", "Line 2: There is 1 score here, and the first line names 2."),
        ("Ada,Ben\n5,6\n", "Line 2: The score of “Ben” is “6”, and not a number from 0 to 5."),
        ("Ada,Ben\n-1,5\n", "Line 2: The score of “Ada” is “-1”, and not a number from 0 to 5."),
        ("Ada,Ben\n4.5,5\n", "Line 2: The score of “Ada” is “4.5”, and not a number from 0 to 5."),
        ("Ada,Ben\n٣,5\n", "Line 2: The score of “Ada” is “٣”, and not a number from 0 to 5."),
        ('Ada,Ben\n5,"3\n1,2\n', "Line 2: The quotation marks on this line do not match."),
        ('"Ada,Ben\n5,3\n', "Line 1: The quotation marks on this line do not match."),
        ("Ada,Ben\r5,3\r", "Line 1: There is a line end in the middle of this line: save the table with a row a line."),
        ('Ada,"Ben" Smith\n5,3\n', "Line 1: The quotation marks on this line do not match."),
        (f"Ada,{'x' * 200_000}\n1,2\n", "Line 1: The name in column 2 is longer than 500 letters."),
        ("Ada,Ben\n1," + '"' * 200_001, "Line 2: The quotation marks on this line do not match."),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_with_its_line(text: str, message: str) -> None:
    """Whatever is not in order: which line it is, and what is wrong there."""
    with pytest.raises(ScoresError) as raised:
        read_text(text)
    assert str(raised.value) == message
    assert str(raised.value) == f"Line {raised.value.line}: {raised.value.sentence}"


def test_other_encodings_are_named() -> None:
    """UTF-16 is recognised at once, and other encodings by the first line that is not UTF-8."""
    with pytest.raises(ScoresError, match=r"^Line 1: The file is written in UTF-16"):
        read(io.BytesIO("Ada,Ben\n5,3\n".encode("utf-16")))
    with pytest.raises(ScoresError, match=r"^Line 1: This line is not written in UTF-8"):
        read(io.BytesIO("Ada,René\n5,3\n".encode("latin-1")))
    with pytest.raises(ScoresError, match=r"^Line 3: This line is not written in UTF-8"):
        read(io.BytesIO(b"Ada,Ben\n5,3\n5,\xe9\n"))


class Endless(io.RawIOBase):
    """A file that is one line, and never ends."""

    given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        assert isinstance(buffer, memoryview)
        buffer[:] = b"1" * len(buffer)
        self.given += len(buffer)
        return len(buffer)


def test_of_a_line_too_long_no_more_is_read_than_may_be_in_it() -> None:
    """A line of any length is refused after a megabyte, and the rest of it stays where it is."""
    endless = Endless()
    with pytest.raises(ScoresError, match=r"^Line 1: This line is longer than 1,000,000 bytes"):
        read(io.BufferedReader(endless))
    assert endless.given < 2 * scores.MOST_BYTES


def test_a_table_is_written_in_the_order_of_what_is_on_the_papers() -> None:
    """Papers alike are written row by row and sorted: in which order they came cannot be seen."""
    assert written(TWO.candidates, TWO.papers) == "Ada,Ben\r\n0,4\r\n5,3\r\n5,3\r\n"
    assert written(TWO.candidates, {(5, 3): 2, (0, 4): 1}) == written(TWO.candidates, {(0, 4): 1, (5, 3): 2})


def test_names_are_quoted_where_something_in_them_would_separate() -> None:
    """Whatever separates in some table is quoted, so that a single candidate stays one."""
    assert written(["Lovelace; Ada"], {(5,): 1}) == '"Lovelace; Ada"\r\n5\r\n'
    assert written(['Say "Ada"', "Ben, too"], {}) == '"Say ""Ada""","Ben, too"\r\n'


def test_a_name_that_a_spreadsheet_would_run_is_marked_as_text_and_read_again() -> None:
    """A candidate called like a formula is written with an apostrophe, which is taken away when the table is read."""
    text = written(["=1+1", "@ben", "'tis"], {(1, 2, 3): 1})
    assert text == "'=1+1,'@ben,'tis\r\n1,2,3\r\n"
    assert read_text(text).candidates == ("=1+1", "@ben", "'tis")


@pytest.mark.parametrize(
    ("names", "papers"),
    [
        (["Ada; Ben\ud800"], {}),
        ([], {}),
        (["Ada", "ada"], {}),
        (["Ada", ""], {}),
        (["Ada", " Ben"], {}),
        (["Ada", "'=1"], {}),
        (["1", "2"], {}),
        (["Ada", "B\nen"], {}),
        (["Ada", "Ben"], {(1, 2, 3): 1}),
        (["Ada", "Ben"], {(1, 6): 1}),
    ],
)
def test_what_could_not_be_read_again_is_not_written(names: list[str], papers: dict[tuple[int, ...], int]) -> None:
    """Names that a table cannot hold, and papers that are none, are refused."""
    with pytest.raises(ValueError, match=r"\w"):
        written(names, papers)


@given(
    names=st.lists(
        st.text(min_size=1, max_size=8).filter(lambda name: name == name.strip() and name.isprintable()),
        min_size=2,
        max_size=5,
        unique_by=lambda name: name.casefold(),
    ),
    data=st.data(),
)
def test_what_is_written_is_read_again(names: list[str], data: st.DataObject) -> None:
    """Whatever the names and papers: if a table can be written, reading it gives them back."""
    papers = data.draw(st.dictionaries(st.tuples(*[st.integers(0, 5)] * len(names)), st.integers(1, 3), min_size=1))
    try:
        text = written(names, papers)
    except ValueError:
        return
    assert read_text(text) == Ballots(candidates=tuple(names), papers=papers)


@given(st.binary(max_size=60) | st.text("Aa,;\t\"' \r\n0156é", max_size=40).map(str.encode))
def test_anything_is_read_or_refused_with_a_line(data: bytes) -> None:
    """No file whatever does anything but be read, or be refused with a line that it has."""
    refused, ballots = None, None
    try:
        ballots = read(io.BytesIO(data))
    except ScoresError as error:
        refused = error
    if refused:
        assert 1 <= refused.line <= data.count(b"\n") + 1
        assert refused.sentence.endswith(".")
        assert "\n" not in refused.sentence
    else:
        assert ballots is not None
        assert all(len(paper) == len(ballots.candidates) for paper in ballots.papers)


@pytest.mark.soak
def test_a_hundred_thousand_rows_are_read_and_counted_in_two_seconds() -> None:
    """So many rows of twelve scores, no two alike, are read and counted in less than 2 s."""
    random = Random(4)
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([f"candidate {number}" for number in range(12)])
    rows.writerows(random.choices(range(6), k=12) for _ in range(100_000))
    file = io.BytesIO(out.getvalue().encode())
    began = perf_counter()
    ballots = read(file)
    counted = star.count(ballots.candidates, 1, ballots.papers, seed="published")
    assert perf_counter() - began < 2
    assert counted.papers == 100_000
    assert Counter(ballots.papers).total() == 100_000
