"""Ballots with scores as a table: CSV, with the names of the candidates in the first line and a ballot in every other.

Cells are separated by commas; by semicolons or tabs where the first line holds no comma that separates anything, as
spreadsheets save it in countries with decimal commas. An empty cell is a 0, so a row of separators alone is a ballot
that gives nobody anything; a line without anything is none, and with a single candidate such a ballot is written 0.

The lines are read one by one, and no ballot's place in the file is kept.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final
from unicodedata import category, normalize

from bot.cells import cell
from bot.sheets import quoted
from deliberation.counting.columns import check
from deliberation.counting.papers import MOST, Scored, Scores

MOST_BYTES: Final = 1_000_000
"""In one line; of a longer one no more is read."""

MOST_CANDIDATES: Final = 1_000
MOST_LETTERS: Final = 500
"""In a name."""

_SEPARATORS: Final = ",;\t"
_BOM: Final = b"\xef\xbb\xbf"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")

_CELL: Final = (
    r' *+(?:"(?P<quoted>(?:[^"]|"")*+)" *+|(?P<bare>(?:[^"SEPARATOR][^SEPARATOR]*+)?))(?:(?P<more>SEPARATOR)|$)'
)

_QUOTED: Final = re.compile('"[^"]*"')

_SCORES: Final = {"": 0} | {str(score): score for score in range(MOST + 1)}
_SCORES_IN_BYTES: Final = {text.encode(): score for text, score in _SCORES.items()}


class ScoresError(Exception):
    """A table of scores is not in order; the message is one sentence fit for whoever wrote it."""

    def __init__(self, line: int, sentence: str) -> None:
        """``line`` counts from 1; where something is missing at the end, it is the last line."""
        super().__init__(f"Line {line:,}: {sentence}")
        self.line = line
        self.sentence = sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballots:
    """What such a table holds. Candidates are known by their place in its first line, from 0."""

    candidates: tuple[str, ...]
    papers: Scored


def read(file: BinaryIO) -> Ballots:
    """Read a table, line by line.

    Raises:
        ScoresError: it is not in order, or holds no ballot.
    """
    lines = _lines(file)
    line, header = next(lines, (1, b""))
    if not header:
        raise ScoresError(line, "The file is empty; its first line names the candidates.")
    separator = _separator(header, line)
    candidates = _candidates(list(_cells(header, separator, line)), line)
    papers: Counter[Scores] = Counter()
    for line, row in lines:
        papers[_paper(row, separator, candidates, line)] += 1
    if not papers:
        raise ScoresError(line, "No ballot follows the names; each is a line with a score for every candidate.")
    return Ballots(candidates=candidates, papers=papers)


def written(candidates: Sequence[str], papers: Scored) -> str:
    """Write a table that ``read`` takes again, a line for every paper, in the order of what is on them.

    Raises:
        ValueError: there is no candidate, a name cannot stand in such a table, or a paper does not score every
            candidate from 0 to 5.
    """
    check(candidates, 1, papers)
    header = ",".join(map(_cell, candidates)) + "\r\n"
    row = ",".join("0" * len(candidates)) + "\r\n"
    try:
        readable = read(io.BytesIO((header + row).encode())).candidates
    except ScoresError as error:
        raise ValueError(error.sentence) from error
    if readable != tuple(candidates):
        raise ValueError("The name of a candidate would be another one when it is read again.")
    rows = (f"{','.join(map(str, paper))}\r\n" * alike for paper, alike in sorted(papers.items()))
    return header + "".join(rows)


def _cell(name: str) -> str:
    """Write a name: no spreadsheet runs it, and nothing in it separates."""
    text = cell(name)
    return '"{}"'.format(text.replace('"', '""')) if set(text) & {*_SEPARATORS, '"'} else text


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Give the lines that hold something, without their ends, and their numbers."""
    number = 0
    while line := file.readline(MOST_BYTES + 1):
        number += 1
        if len(line) > MOST_BYTES:
            raise ScoresError(number, f"This line is longer than {MOST_BYTES:,} bytes, which is more than I take.")
        if number == 1:
            if line.startswith(_UTF_16):
                raise ScoresError(1, "The file is written in UTF-16, and I read UTF-8: save it as “CSV UTF-8”.")
            line = line.removeprefix(_BOM)
        line = line.rstrip(b"\r\n")
        if line.strip(b" "):
            yield number, line


def _separator(header: bytes, line: int) -> str:
    """Take the first that separates anything; a comma where there is but one candidate."""
    outside_quotes = _QUOTED.sub("", _decoded(header, line))
    return next((each for each in _SEPARATORS if each in outside_quotes), _SEPARATORS[0])


def _decoded(row: bytes, line: int) -> str:
    try:
        text = row.decode()
    except UnicodeDecodeError as error:
        raise ScoresError(line, "This line is not written in UTF-8: save the table as “CSV UTF-8”.") from error
    if "\r" in text:
        raise ScoresError(line, "There is a line end in the middle of this line: save the table with a row a line.")
    return text


def _cells(row: bytes, separator: str, line: int) -> Iterator[str]:
    form, text = re.compile(_CELL.replace("SEPARATOR", separator)), _decoded(row, line)
    end, more = 0, True
    while more:
        match = form.match(text, end)
        if not match:
            raise ScoresError(line, "The quotation marks on this line do not match.")
        yield (match["bare"] if match["quoted"] is None else match["quoted"].replace('""', '"')).strip()
        end, more = match.end(), bool(match["more"])


def _candidates(cells: Sequence[str], line: int) -> tuple[str, ...]:
    if len(cells) > MOST_CANDIDATES:
        raise ScoresError(line, f"It names more than {MOST_CANDIDATES:,} candidates, which is more than I take.")
    if all(each in _SCORES for each in cells) and any(cells):
        raise ScoresError(line, "Here should be the names of the candidates, and there are scores.")
    first: dict[str, int] = {}
    for column, text in enumerate(cells, 1):
        if not text:
            raise ScoresError(line, f"Column {column} has no name: every column is a candidate’s.")
        if len(text) > MOST_LETTERS:
            raise ScoresError(line, f"The name in column {column} is longer than {MOST_LETTERS} letters.")
        if any(category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in text):
            raise ScoresError(line, f"The name in column {column} has a character in it that cannot be shown.")
        same = first.setdefault(normalize("NFC", text).casefold(), column)
        if same != column:
            raise ScoresError(line, f"Columns {same} and {column} have the same name, {quoted(text)}.")
    return tuple(map(_name, cells))


def _name(text: str) -> str:
    """Give a name as it was before it was marked as a text, which a spreadsheet does not run."""
    return text[1:] if text.startswith("'") and cell(text[1:]) == text else text


def _paper(row: bytes, separator: str, candidates: Sequence[str], line: int) -> Scores:
    try:
        paper = tuple([_SCORES_IN_BYTES[each] for each in row.split(separator.encode())])
    except KeyError:
        paper = _with_care(row, separator, candidates, line)
    if len(paper) != len(candidates):
        raise ScoresError(line, _wrong_length(len(paper), len(candidates)))
    return paper


def _with_care(row: bytes, separator: str, candidates: Sequence[str], line: int) -> Scores:
    """Read a row that has more in it than scores: quotation marks, spaces, or what is wrong with it."""
    cells = list(_cells(row, separator, line))
    if len(cells) != len(candidates):
        raise ScoresError(line, _wrong_length(len(cells), len(candidates)))
    for name, text in zip(candidates, cells, strict=True):
        if text not in _SCORES:
            raise ScoresError(
                line, f"The score of {quoted(name)} is {quoted(text)}, and not a number from 0 to {MOST}."
            )
    return tuple(_SCORES[text] for text in cells)


def _wrong_length(there: int, candidates: int) -> str:
    scores = "1 score" if there == 1 else f"{there:,} scores"
    return f"There {'is' if there == 1 else 'are'} {scores} here, and the first line names {candidates:,}."
