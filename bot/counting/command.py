"""``folkmoot count``: counts a file of ballots, shows every step of it, and says who is elected."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import click

from adapters.cleaning import clean_line
from adapters.columns import wrapped
from adapters.counts.tables import Count, document
from adapters.plain import plain
from bot.counting import blt, in_json, scores, seeding
from bot.sheets import quoted
from deliberation.counting import allocated, star, stv

_TROUBLE: Final = 2
"""The exit status where nothing can be counted."""
_WIDE: Final = 80
_MOST_SEATS: Final = 1_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"


class CannotCountError(Exception):
    """Nothing can be counted, or written; the message is a sentence fit for whoever asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What somebody wants counted, and how. Empty, or ``None``, where they did not say."""

    file: str
    method: str
    seats: int | None
    seed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A count, by which method, and what is said of it besides."""

    count: Count
    method: str
    title: str
    withdrawn: frozenset[int] = frozenset()


@click.command("count", context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("file")
@click.option(
    "--method",
    type=click.Choice(["stv", "star", "bloc", "proportional"]),
    help="How to count.  [default: stv; of a .csv file star]",
)
@click.option(
    "--seats", type=click.IntRange(1, _MOST_SEATS), help="How many are elected.  [default: as the file says; 1]"
)
@click.option("--seed", default="", help="What lots are drawn with.  [default: the SHA-256 of the papers]")
@click.option("--json", "as_json", is_flag=True, help="Write JSON, for other programs.")
@click.option("--picture", type=click.Path(path_type=Path), help="Draw the count into this PNG file, too.")
def count(file: str, method: str | None, seats: int | None, seed: str, *, as_json: bool, picture: Path | None) -> None:
    """Count the ballots in FILE, show every step, and say who is elected.

    A BLT file holds rankings, and is counted by the single transferable vote as Scotland counts it (stv). A CSV file
    holds scores from 0 to 5, a column for each candidate, and is counted by STAR voting (star; several seats one after
    another, as bloc; or shared out, as proportional). With - the ballots come from standard input.
    docs/counting.md says the rest.
    """
    wishes = Wishes(file=file, method=method or "", seats=seats, seed=seed)
    try:
        done = counted(wishes)
        click.echo(_in_json(done) if as_json else _in_words(done))
        if picture is not None:
            _draw(done, picture)
    except CannotCountError as error:
        click.echo(f"✘ {error}", err=True)
        raise SystemExit(_TROUBLE) from error


def counted(wishes: Wishes) -> Done:
    """Read the ballots and count them.

    Raises:
        CannotCountError: they cannot be read, are not in order, or cannot be counted so.
    """
    if _utf8(wishes.seed) != wishes.seed:
        raise CannotCountError("The seed is not written in UTF-8, so nobody could draw its lots again.")
    name = "standard input" if wishes.file == "-" else clean_line(_utf8(Path(wishes.file).name))
    ending = Path(wishes.file).suffix.casefold()
    method = wishes.method or ("star" if ending == ".csv" else "stv")
    if method == "stv" and ending == ".csv":
        raise CannotCountError(f"{name} holds scores; STV counts rankings, which are in a BLT file.")
    if method != "stv" and ending == ".blt":
        raise CannotCountError(f"{name} holds rankings; this method counts scores, which are in a CSV file.")
    if method in {"bloc", "proportional"} and wishes.seats is None:
        raise CannotCountError(f"Say how many seats there are: --method {method} --seats 3.")
    with _opened(wishes.file, name) as ballots:
        return _rankings(ballots, name, wishes) if method == "stv" else _scores(ballots, name, method, wishes)


@contextmanager
def _opened(file: str, name: str) -> Iterator[BinaryIO]:
    """Open the ballots, and put into words what is wrong with the file as such, or with what is in it."""
    try:
        if file == "-":
            yield sys.stdin.buffer
        else:
            with _path(file).open("rb") as ballots:
                yield ballots
    except FileNotFoundError as error:
        raise CannotCountError(f"There is no file {file}.") from error
    except IsADirectoryError as error:
        raise CannotCountError(f"{file} is a folder, not a file with ballots.") from error
    except OSError as error:
        raise CannotCountError(f"{file} cannot be read: {error.strerror or error}.") from error
    except (blt.BltError, scores.ScoresError) as error:
        raise CannotCountError(f"{name}, line {error.line:,}: {error.sentence}") from error


def _utf8(typed: str) -> str:
    """Give what can be written of something typed, which need not be in the encoding that it should be."""
    return typed.encode(errors="replace").decode()


def _path(file: str) -> Path:
    if "\0" in file:
        raise CannotCountError("The name of a file cannot have a NUL in it.")
    return Path(file)


def _rankings(ballots: BinaryIO, name: str, wishes: Wishes) -> Done:
    election = blt.read(ballots)
    seats = wishes.seats or election.seats
    seed = wishes.seed or seeding.of_rankings(election.papers, election.candidates)
    done = stv.count(election.candidates, seats, election.papers, seed=seed, withdrawn=election.withdrawn)
    if not done.valid:
        raise _nothing_said(name)
    return Done(count=done, method="stv", title=election.title or name, withdrawn=election.withdrawn)


def _scores(ballots: BinaryIO, name: str, method: str, wishes: Wishes) -> Done:
    table = scores.read(ballots)
    _told_apart(table.candidates, name)
    seats = wishes.seats or 1
    seed = wishes.seed or seeding.of_scores(table.papers, table.candidates)
    done: Count
    if method == "proportional":
        done = allocated.count(table.candidates, seats, table.papers, seed=seed)
    else:
        done = star.count(table.candidates, seats, table.papers, seed=seed)
        method = "star" if seats == 1 else "bloc"
    if not any(done.totals):
        raise _nothing_said(name)
    return Done(count=done, method=method, title=name)


def _nothing_said(name: str) -> CannotCountError:
    """Refuse ballots of which not one prefers anybody: nothing wins by them in an assembly either."""
    return CannotCountError(f"{name}: no ballot in it prefers anybody who stands, so that lots alone would decide.")


def _told_apart(candidates: tuple[str, ...], name: str) -> None:
    """Refuse candidates of one name: lots go by names, and nobody could tell who of them is elected."""
    for twice, times in Counter(map(clean_line, candidates)).items():
        if times > 1:
            raise CannotCountError(
                f"{name}: {times:,} candidates are called {quoted(twice)}; give each a name of their own, by which"
                " it can be said who is elected."
            )


def _in_json(done: Done) -> str:
    about: dict[str, Any] = {"title": done.title}
    if done.withdrawn:
        about["withdrawn"] = [done.count.candidates[each] for each in sorted(done.withdrawn)]
    return in_json.written(done.count, done.method, about)


def _in_words(done: Done) -> str:
    shown = plain(document(done.count, title=done.title, withdrawn=done.withdrawn), width=_WIDE)
    return "\n".join(wrapped(line, _WIDE) for line in shown.split("\n"))


def _is_png(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(_PNG)) == _PNG


def _draw(done: Done, out: Path) -> None:
    from adapters.counts.picture import drawn  # noqa: PLC0415 - a count without a picture need not load what draws

    try:
        if out.exists() and not _is_png(out):
            raise CannotCountError(f"{out} is there already and is no PNG picture, so it is left as it is.")
        picture = drawn(done.count, title=done.title, withdrawn=done.withdrawn)
        out.write_bytes(picture.png)
    except OSError as error:
        raise CannotCountError(f"{out} cannot be written: {error.strerror or error}.") from error
    click.echo(f"The picture is in {out}. It shows: {picture.alt}", err=True)
