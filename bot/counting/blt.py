"""BLT, the files in which ranked ballots are handed on.

As Hill, Wichmann and Woodall describe it (“Algorithm 123”, The Computer Journal 30, 1987), a line for a ballot, with
what OpaVote adds: comments from ``#`` on and the name of a ballot in parentheses before it. Neither equal preferences
(``2=3``) nor skipped ones (``-``) are read: the rules by which we count know neither, and guessing what was meant could
decide an election. Names are read as Scottish councils publish them too: without quotes, or name and party each in
their own.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final, NoReturn
from unicodedata import category

from adapters.cleaning import clean_line
from bot.sheets import quoted
from deliberation.counting.papers import Ranked, Ranking

MOST_BYTES: Final = 1_000_000
"""In one line; of a longer one no more is read."""

MOST_CANDIDATES: Final = 300
"""More than have ever stood on one paper (264, in New South Wales in 1999)."""

MOST_SEATS: Final = 1_000
MOST_PAPERS: Final = 1_000_000_000
MOST_LETTERS: Final = 500
"""In a name, or in the title."""

_DIGITS: Final = 12
"""More than any number has that may stand in a file."""

_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = (b"\xff\xfe", b"\xfe\xff")

_NAME = re.compile(r'^"([^"]*)"\s*(?:#.*)?$')
_NAME_WITH_QUOTES = re.compile(r'^"(.*)"\s*(?:#[^"]*)?$')
_BETWEEN_TWO = re.compile(r'(?<!")"++\s++"++')
"""Where one quoted text ends and the next begins. (It never tries a character twice: lines may be long.)"""


class BltError(Exception):
    """A file is not written as BLT; the message is one sentence fit for whoever wrote it."""

    def __init__(self, line: int, sentence: str) -> None:
        """``line`` counts from 1; in an empty file, and where something is missing at the end, it is the last line."""
        super().__init__(f"Line {line:,}: {sentence}")
        self.line = line
        self.sentence = sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """What a BLT file holds. Candidates are known by their place on the paper, from 0."""

    title: str
    candidates: tuple[str, ...]
    seats: int
    papers: Ranked
    withdrawn: frozenset[int] = frozenset()


def read(file: BinaryIO) -> Election:
    """Read a file, line by line.

    Raises:
        BltError: it is not in order.
    """
    lines = _Lines(file)
    standing, seats = _header(lines)
    withdrawn = _withdrawn(lines, standing)
    papers = _papers(lines, standing)
    candidates = _names(lines, standing)
    title = _name(lines, "the title", standing, may_be_empty=True)
    lines.end(standing)
    return Election(title=title, candidates=candidates, seats=seats, papers=papers, withdrawn=withdrawn)


def written(election: Election) -> str:
    """Write an election so that ``read`` gives it again. Ballots stand in the order of what is on them.

    Raises:
        ValueError: a name or the title cannot be written in such a file.
    """
    return "".join(f"{line}\n" for line in _written(election))


def _written(election: Election) -> Iterator[str]:
    yield f"{len(election.candidates)} {election.seats}"
    if election.withdrawn:
        yield " ".join(f"-{candidate + 1}" for candidate in sorted(election.withdrawn))
    for ranking, times in sorted(election.papers.items()):
        if times:
            yield " ".join(map(str, (times, *(candidate + 1 for candidate in ranking), 0)))
    yield "0"
    for name in election.candidates:
        yield _in_quotes(name, holds=bool(name.strip()))
    yield _in_quotes(election.title, holds=True)


def _in_quotes(name: str, *, holds: bool) -> str:
    line = f'"{name}"'
    if not holds or _plain(line) != name or len(name) > MOST_LETTERS or _hidden(name):
        raise ValueError(f"A BLT file cannot hold {quoted(name)} as a name.")
    return line


class _Lines:
    """The lines of a file that hold something, as bytes without their ends; and how far reading has come."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.number = 0
        self._again: bytes | None = None

    def next(self, awaited: str) -> bytes:
        """Give the next line.

        Raises:
            BltError: there is none, and ``awaited`` is missing.
        """
        line = self._next()
        if not line:
            if not self.number:
                raise BltError(1, "The file is empty.")
            self.fail(f"The file ends here, where {awaited} should follow.")
        return line

    def push_back(self, line: bytes) -> None:
        """Give this line once more."""
        self._again = line

    def end(self, candidates: int) -> None:
        """Raise ``BltError`` if anything is left."""
        if self._next():
            self.fail(
                f"Nothing may follow the title: a paper for {candidates:,} candidates has {candidates:,} names "
                "and a title after the lone 0, each on its own line."
            )

    def fail(self, sentence: str) -> NoReturn:
        """Refuse the file because of the line last given."""
        raise BltError(self.number, sentence)

    def _next(self) -> bytes:
        """Give the next line that holds something; nothing, at the end."""
        if self._again is not None:
            line, self._again = self._again, None
            return line
        while line := self._file.readline(MOST_BYTES + 1):
            self.number += 1
            if len(line) > MOST_BYTES:
                self.fail(f"This line is longer than {MOST_BYTES:,} bytes, which is more than a BLT file can need.")
            if self.number == 1:
                line = self._without_mark(line)
            line = line.strip()
            if b"\r" in line:
                self.fail(
                    "This line has line ends as old Macs wrote them (CR): save it with those of today (LF or CR LF)."
                )
            if line and not line.startswith(b"#"):
                return line
        return b""

    def _without_mark(self, line: bytes) -> bytes:
        if line.startswith(_OTHER_BOMS):
            self.fail("The file is written in UTF-16; save it as UTF-8 and try again.")
        return line.removeprefix(_BOM)


def _number(word: bytes) -> int | None:
    """Read a whole number; one too long to be meant is not read."""
    return int(word) if word.isdigit() and len(word) <= _DIGITS else None


def _shown(word: bytes) -> str:
    return quoted(word.decode(errors="replace"))


# --- how many, and who withdrew


def _header(lines: _Lines) -> tuple[int, int]:
    words = _words(lines.next("the numbers of candidates and of seats"))
    if len(words) != 2 or not all(word.isdigit() for word in words):
        lines.fail("The file must begin with two numbers, how many candidates and how many seats there are: “4 2”.")
    candidates, seats = map(_number, words)
    if candidates is None or not 1 <= candidates <= MOST_CANDIDATES:
        lines.fail(f"{_shown(words[0])} candidates cannot be: there may be from 1 to {MOST_CANDIDATES:,}.")
    if seats is None or not 1 <= seats <= MOST_SEATS:
        lines.fail(f"{_shown(words[1])} seats cannot be: there may be from 1 to {MOST_SEATS:,}.")
    return candidates, seats


def _words(line: bytes) -> list[bytes]:
    return line.partition(b"#")[0].split()


def _withdrawn(lines: _Lines, candidates: int) -> frozenset[int]:
    withdrawn: set[int] = set()
    while (line := lines.next("the ballots")).startswith(b"-"):
        for word in _words(line):
            number = _number(word[1:]) if word.startswith(b"-") else None
            if number is None or not 1 <= number <= candidates:
                lines.fail(
                    f"{_shown(word)} is not one who withdrew: such a line has the numbers of candidates, from 1 to "
                    f"{candidates:,}, each with a minus sign."
                )
            withdrawn.add(number - 1)
        if len(withdrawn) == candidates:
            lines.fail("With this line all candidates have withdrawn, so there is nobody to elect.")
    lines.push_back(line)
    return frozenset(withdrawn)


# --- ballots


def _papers(lines: _Lines, candidates: int) -> Ranked:
    places = {b"%d" % (place + 1): place for place in range(candidates)}
    papers: Counter[Ranking] = Counter()
    while True:
        line = lines.next("another ballot, or a lone 0 after the last")
        words = _without_id(lines, line).split()
        if words == [b"0"]:
            break
        times = _number(words[0]) if words else None
        if not times or words[-1] != b"0" or len(words) < 2:
            _fail_ballot(lines, words)
        try:
            ranking = tuple([places[word] for word in words[1:-1]])
        except KeyError:
            _fail_preferences(lines, words[1:-1], places)
        if len(set(ranking)) < len(ranking):
            twice = next(candidate for candidate, named in Counter(ranking).items() if named > 1)
            lines.fail(f"Candidate {twice + 1:,} is there twice on this ballot.")
        papers[ranking] += times
        if times > MOST_PAPERS or papers[ranking] > MOST_PAPERS:
            lines.fail(f"There are more than {MOST_PAPERS:,} ballots like this, which is more than I take.")
    if papers.total() > MOST_PAPERS:
        lines.fail(f"There are more than {MOST_PAPERS:,} ballots, which is more than I take.")
    return dict(papers)


def _without_id(lines: _Lines, line: bytes) -> bytes:
    if line.startswith(b"("):
        line, closing, rest = line.partition(b")")
        if not closing:
            lines.fail("The name of this ballot has no end: a “)” is missing.")
        line = rest
    return line.partition(b"#")[0] if b"#" in line else line


def _fail_ballot(lines: _Lines, words: list[bytes]) -> NoReturn:
    if not words:
        lines.fail("A ballot has a name here, and nothing on it.")
    if words[0].startswith(b'"') or not words[0][:1].isdigit():
        lines.fail(
            f"{_shown(words[0])} is not how a ballot begins: it begins with how many like it there are, and after the "
            "last ballot there must be a line with a lone 0."
        )
    if not words[0].isdigit():
        lines.fail(f"{_shown(words[0])} is not how many like this ballot there are: that is a whole number.")
    if not _number(words[0]):
        lines.fail(f"There cannot be {_shown(words[0])} ballots: the number is from 1 to {MOST_PAPERS:,}.")
    lines.fail("This ballot has no end: after the last preference a 0 must follow, on the same line.")


def _fail_preferences(lines: _Lines, words: list[bytes], places: Mapping[bytes, int]) -> NoReturn:
    word = next(word for word in words if word not in places)
    if b"=" in word:
        lines.fail(f"{_shown(word)} prefers several candidates equally, which these rules do not know.")
    if word == b"-":
        lines.fail(
            "A preference is skipped here (“-”), which these rules do not know: leave the mark out, or end the ballot "
            "before it."
        )
    if word == b"0":
        lines.fail("There is a 0 before the end of this ballot: each ballot has its own line, and one 0 at its end.")
    if word.isdigit():
        lines.fail(f"There is no candidate {_shown(word)}: they are numbered from 1 to {len(places):,}.")
    lines.fail(f"{_shown(word)} is not the number of a candidate.")


# --- names


def _names(lines: _Lines, candidates: int) -> tuple[str, ...]:
    """Read the candidates' names: lots go by them, and nobody could tell who of two by one name is elected.

    They are told apart as they are shown, without signs that nobody sees.
    """
    names, first = list[str](), dict[str, int]()
    for place in range(1, candidates + 1):
        names.append(name := _name(lines, f"the name of candidate {place}", candidates))
        same = first.setdefault(clean_line(name), place)
        if same != place:
            lines.fail(
                f"Candidates {same:,} and {place:,} are both called {quoted(name)}; give each a name of their own."
            )
    return tuple(names)


def _name(lines: _Lines, awaited: str, candidates: int, *, may_be_empty: bool = False) -> str:
    line = lines.next(f"{awaited} (there must be {candidates:,} names and a title)")
    name = _plain(line.decode(errors="surrogateescape"))
    if name is None or not (name.strip() or may_be_empty):
        lines.fail(f"Here should be {awaited}, in quotes, and there is {_shown(line)}.")
    if len(name) > MOST_LETTERS:
        lines.fail(f"Here should be {awaited}, and it is longer than {MOST_LETTERS:,} letters.")
    if "Cs" in (hidden := _hidden(name)):
        lines.fail(f"Here should be {awaited}, and it is not written in UTF-8; save the file as UTF-8 and try again.")
    if hidden:
        lines.fail(f"Here should be {awaited}, and there is a character in it that cannot be shown.")
    return name


def _plain(text: str) -> str | None:
    """Give the name that stands on a line; ``None`` if there is none."""
    if match := _NAME.match(text):
        return match[1]
    if match := _NAME_WITH_QUOTES.match(text):
        return _with_quotes(match[1])
    bare = text.partition("#")[0].strip()
    return bare if any(map(str.isalpha, bare)) and '"' not in bare else None


def _with_quotes(inner: str) -> str:
    """A name that has quotes itself, marked or not; or name and party, each in its own; or either in doubled quotes."""
    name, *more = (part.strip('" ') for part in _BETWEEN_TWO.split(inner))
    if more:
        return f"{name} ({', '.join(more)})"
    if inner.startswith('""') and inner.rstrip().endswith('""'):
        return name
    return inner.replace('\\"', '"').replace('""', '"')


def _hidden(name: str) -> set[str]:
    """Give the categories of the characters in it that no name has: controls, ends of lines, what was not decoded."""
    return {category(letter) for letter in name} & {"Cc", "Cs", "Zl", "Zp"}
