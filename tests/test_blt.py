"""BLT files: what is read from them, what is refused and with which sentence, and what is written."""

import io
import re
import tracemalloc
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adapters.cleaning import clean_line
from bot.counting.blt import MOST_BYTES, BltError, Election, read, written

PLAIN = b"""4 2
-2
3 1 3 4 0
4 1 3 2 0
2 4 1 3 0
1 2 0
2 2 4 3 1 0
1 3 4 2 0
0
"Adam"
"Basil"
"Charlotte"
"Donald"
"Title"
"""

ELECTION = Election(
    title="Title",
    candidates=("Adam", "Basil", "Charlotte", "Donald"),
    seats=2,
    papers={(0, 2, 3): 3, (0, 2, 1): 4, (3, 0, 2): 2, (1,): 1, (1, 3, 2, 0): 2, (2, 3, 1): 1},
    withdrawn=frozenset({1}),
)


def given_as(data: bytes) -> Election:
    return read(io.BytesIO(data))


# --- what is read


def test_the_first_example_of_the_format_is_read() -> None:
    """As Hill, Wichmann and Woodall printed it."""
    assert given_as(PLAIN) == ELECTION


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + PLAIN,
        PLAIN.replace(b"\n", b"\r\n"),
        PLAIN.rstrip(),
        PLAIN.replace(b"\n", b"\n\n  \n"),
        PLAIN.replace(b"\n", b"  # a comment, in any \xff encoding\n"),
        b"# first\n" + PLAIN + b"# last\n",
        PLAIN.replace(b"3 1 3 4 0", b"(a) 1 1 3 4 0\n(b # 2) 2  1\t3 4 0"),
        PLAIN.replace(b"4 1 3 2 0", b"2 1 3 2 0\n2 1 3 2 0"),
        PLAIN.replace(b'"Adam"', b"Adam").replace(b'"Title"', b"Title # of it all"),
    ],
)
def test_it_is_read_however_it_is_laid_out(data: bytes) -> None:
    """A mark at its beginning, other ends of lines, empty lines, comments, names of ballots, no quotes."""
    assert given_as(data) == ELECTION


def test_several_withdrew() -> None:
    """On one line, or each on a line of their own."""
    for lines in (b"-2 -3", b"-2\n-3", b"-3 -2 -2 # twice"):
        assert given_as(PLAIN.replace(b"-2", lines)).withdrawn == {1, 2}


def test_a_ballot_may_name_nobody() -> None:
    """It is kept; whether it is valid is a matter of the count."""
    assert given_as(b'1 1\n5 0\n0\n"A"\n""\n') == Election(title="", candidates=("A",), seats=1, papers={(): 5})


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('"Ada # Lovelace"', "Ada # Lovelace"),
        ('"Ada" # candidate "1"', "Ada"),
        ('"Robert "Bob" Smith"', 'Robert "Bob" Smith'),
        (r'"Robert \"Bob\" Smith"', 'Robert "Bob" Smith'),
        ('"Robert ""Bob"" Smith"', 'Robert "Bob" Smith'),
        ('"Robert ""Bob"""', 'Robert "Bob"'),
        ("Rose-Ann CUNINGHAME (Con)", "Rose-Ann CUNINGHAME (Con)"),
        ('"Victoria PALMER" "Scottish Green Party"', "Victoria PALMER (Scottish Green Party)"),
        ('"""Robin BAWA"" ""Scottish Labour Party"" "', "Robin BAWA (Scottish Labour Party)"),
        ('"""Ward 5 - Kilmarnock South"" "', "Ward 5 - Kilmarnock South"),
        ('"Eòghann MacColl"', "Eòghann MacColl"),
    ],
)
def test_a_name_is_read_however_it_is_published(line: str, name: str) -> None:
    """In quotes, with quotes in it, without, or with the party beside it, as councils publish them."""
    assert given_as(f'1 1\n0\n{line}\n"T"\n'.encode()).candidates == (name,)


# --- what is refused


@pytest.mark.parametrize(
    ("data", "line", "part"),
    [
        (b"", 1, "The file is empty"),
        (b"\n# nothing\n", 2, "where the numbers of candidates and of seats should follow"),
        (b"4\n", 1, "must begin with two numbers"),
        (b"4 2 1\n", 1, "must begin with two numbers"),
        (b"four two\n", 1, "must begin with two numbers"),
        (b"4 -2\n", 1, "must begin with two numbers"),
        (b"\x00\xff\xfe\x01", 1, "must begin with two numbers"),
        (b"0 1\n", 1, "“0” candidates cannot be"),
        (b"4 0\n", 1, "“0” seats cannot be"),
        (b"1" + b"0" * 30 + b" 1\n", 1, "candidates cannot be: there may be from 1 to 300"),
        (b"4 1" + b"0" * 30 + b"\n", 1, "seats cannot be: there may be from 1 to 1,000"),
        (b"1" * 5_000 + b" 1\n", 1, "candidates cannot be"),
        (PLAIN.replace(b"\n", b"\r"), 1, "as old Macs wrote them"),
        (b"\xff\xfe4\x00 \x002\x00", 1, "UTF-16"),
        (b"4 2\n", 1, "where the ballots should follow"),
        (b"4 2\n-5\n", 2, "“-5” is not one who withdrew"),
        (b"4 2\n-0\n", 2, "“-0” is not one who withdrew"),
        (b"4 2\n-1 2\n", 2, "“2” is not one who withdrew"),
        (b"2 1\n-1\n-2\n1 1 0\n0\n", 3, "nobody to elect"),
        (b"4 2\n1 2 0\n-2\n0\n", 3, "“-2” is not how a ballot begins"),
        (b"4 2\n1 2 0\n", 2, "where another ballot, or a lone 0 after the last should follow"),
        (b'4 2\n1 2 0\n"Adam"\n', 3, "must be a line with a lone 0"),
        (b"4 2\n1 2\n", 2, "This ballot has no end"),
        (b"4 2\n5\n", 2, "This ballot has no end"),
        (b"4 2\n1 2 0 3 0\n", 2, "There is a 0 before the end of this ballot"),
        (b"4 2\n1 5 0\n", 2, "There is no candidate “5”: they are numbered from 1 to 4"),
        (b"4 2\n1 1" + b"0" * 30 + b" 0\n", 2, "There is no candidate"),
        (b"4 2\n1 -2 0\n", 2, "“-2” is not the number of a candidate"),
        (b"4 2\n1 Adam 0\n", 2, "“Adam” is not the number of a candidate"),
        (b"4 2\n1 2 3 2 0\n", 2, "Candidate 2 is there twice"),
        (b"4 2\n1 2=3 0\n", 2, "“2=3” prefers several candidates equally"),
        (b"4 2\n1 2 - 3 0\n", 2, "A preference is skipped here"),
        (b"4 2\n0 2 0\n", 2, "There cannot be “0” ballots"),
        (b"4 2\n1" + b"0" * 30 + b" 2 0\n", 2, "from 1 to 1,000,000,000"),
        (b"4 2\n2000000000 2 0\n", 2, "more than 1,000,000,000 ballots"),
        (b"4 2\n1000000000 2 0\n1 2 0\n", 3, "more than 1,000,000,000 ballots"),
        (b"4 2\n1000000000 2 0\n1 3 0\n0\n", 4, "more than 1,000,000,000 ballots"),
        (b"4 2\n1.5 2 0\n", 2, "“1.5” is not how many"),
        (b"4 2\n(a 1 2 0\n", 2, "has no end: a “)” is missing"),
        (b"4 2\n(a)\n", 2, "nothing on it"),
        (b'2 1\n1 1 0\n0\n"A"\n', 4, "where the name of candidate 2 (there must be 2 names and a title) should"),
        (b'2 1\n1 1 0\n0\n"A"\n"B"\n', 5, "where the title"),
        (b'2 1\n1 1 0\n0\n"A"\n"B"\n"T"\n\n"C"\n', 8, "Nothing may follow the title"),
        (b'2 1\n1 1 0\n0\n""\n"B"\n"T"\n', 4, "Here should be the name of candidate 1"),
        (b'2 1\n1 1 0\n0\n"A\n"B"\n"T"\n', 4, "Here should be the name of candidate 1"),
        (b'2 1\n1 1 0\n0\n"A" B\n"B"\n"T"\n', 4, "Here should be the name of candidate 1"),
        (b"2 1\n1 1 0\n0\n1 2 0\n", 4, "Here should be the name of candidate 1, in quotes"),
        (b'2 1\n1 1 0\n0\n"\xc9ilidh"\n"B"\n"T"\n', 4, "not written in UTF-8"),
        (b'2 1\n1 1 0\n0\n"A\x1b[31m"\n"B"\n"T"\n', 4, "cannot be shown"),
        (b'2 1\n1 1 0\n0\n"' + b"A" * 501 + b'"\n"B"\n"T"\n', 4, "longer than 500 letters"),
    ],
)
def test_what_is_not_in_order_is_refused(data: bytes, line: int, part: str) -> None:
    """With one sentence, and the number of the line."""
    with pytest.raises(BltError, match=re.escape(part)) as caught:
        given_as(data)
    said = str(caught.value)
    assert caught.value.line == line
    assert said == f"Line {line}: {caught.value.sentence}"
    assert "\n" not in said
    assert len(said) < 300
    assert said.endswith(".")


class Endless(io.RawIOBase):
    """A file with one line that does not end, and how much of it was asked for."""

    def __init__(self, beginning: bytes, rest: bytes) -> None:
        self.beginning = beginning
        self.rest = rest
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self.beginning[: len(buffer)] or (self.rest * len(buffer))[: len(buffer)]
        self.beginning = self.beginning[len(data) :]
        buffer[: len(data)] = data
        self.given += len(data)
        return len(data)


@pytest.mark.parametrize("beginning", [b"", b"4 2\n", b'4 2\n1 2 0\n0\n"Adam"\n'])
@pytest.mark.parametrize("rest", [b"1", b" 1", b'"', b"\x00"])
def test_a_line_without_end_is_not_read_to_its_end(beginning: bytes, rest: bytes) -> None:
    """However long a line is, only a little more of it is read than a line may have."""
    file = Endless(beginning, rest)
    tracemalloc.start()
    try:
        with pytest.raises(BltError, match="longer than 1,000,000 bytes") as caught:
            read(io.BufferedReader(file))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.line == beginning.count(b"\n") + 1
    assert file.given < MOST_BYTES + 100_000
    assert most < 5 * MOST_BYTES


@pytest.mark.parametrize("filling", ['"', '" ', '"#', "# ", '" "', "a "])
@pytest.mark.timeout(10)
def test_a_long_line_of_quotes_is_soon_refused(filling: str) -> None:
    """Just short of what a line may have, it takes no longer than any other."""
    name = (filling * MOST_BYTES)[: MOST_BYTES - 10]
    with pytest.raises(BltError, match="Here should be the name of candidate 1"):
        given_as(f'1 1\n0\n"{name}"x\n"T"\n'.encode())


@given(st.data())
def test_a_file_that_was_damaged_is_read_or_refused(data: st.DataObject) -> None:
    """Wherever something is put in or left out, nothing but a sentence comes of it."""
    start = data.draw(st.integers(0, len(PLAIN)))
    end = data.draw(st.integers(start, min(len(PLAIN), start + 6)))
    put = data.draw(st.one_of(st.binary(max_size=4), st.sampled_from([b"0", b"\n", b'"', b" 0\n", b"=", b"(", b"#"])))
    found, refused_at = None, 1
    try:
        found = given_as(PLAIN[:start] + put + PLAIN[end:])
    except BltError as error:
        refused_at = error.line
    assert 1 <= refused_at <= PLAIN.count(b"\n") + 5
    assert found is None or given_as(written(found).encode()) == found


# --- what is written


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=20)


@st.composite
def elections(draw: st.DrawFn) -> Election:
    candidates = tuple(draw(st.lists(NAMES.filter(str.strip), min_size=1, max_size=6, unique_by=clean_line)))
    everybody = range(len(candidates))
    ranking = st.permutations(everybody).flatmap(
        lambda whole: st.integers(0, len(whole)).map(lambda end: tuple(whole[:end]))
    )
    return Election(
        title=draw(NAMES | st.just("")),
        candidates=candidates,
        seats=draw(st.integers(1, 9)),
        papers=draw(st.dictionaries(ranking, st.integers(1, 1_000), max_size=10)),
        withdrawn=frozenset(draw(st.sets(st.sampled_from(everybody), max_size=len(candidates) - 1))),
    )


@given(elections())
def test_what_is_written_is_read_again(election: Election) -> None:
    """Exactly, to the last letter of every name that such a file can hold."""
    try:
        text = written(election)
    except ValueError:
        assume(not any('"' in name for name in (*election.candidates, election.title)))
        raise
    assert given_as(text.encode()) == election


@given(elections(), st.randoms(use_true_random=False))
def test_the_order_of_the_ballots_changes_nothing(election: Election, chance: Random) -> None:
    """Neither in what is read nor in what is written: nobody can tell who came first."""
    assume(not any('"' in name for name in (*election.candidates, election.title)))
    lines = written(election).splitlines()
    first = 2 if election.withdrawn else 1
    ballots = [
        f"1{line[line.index(' ') :]}" for line in lines[first : lines.index("0")] for _ in range(int(line.split()[0]))
    ]
    chance.shuffle(ballots)
    found = given_as("\n".join([*lines[:first], *ballots, *lines[lines.index("0") :]]).encode())
    assert found == election
    assert written(found) == written(election)


@pytest.mark.parametrize("name", ['a" "b', 'a" # b', "a\nb", "a\u2028b", "", " ", '""a""', "a" * 501])
def test_a_name_that_could_not_be_read_again_is_not_written(name: str) -> None:
    """Rather than another name than that of the candidate."""
    with pytest.raises(ValueError, match="cannot hold"):
        written(Election(title="T", candidates=(name,), seats=1, papers={}))
