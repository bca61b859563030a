"""A roster as it was handed in, row by row, and everything that is wrong with it in itself."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from adapters.phrases import listed
from bot.roster import fields, records
from bot.roster.fields import FieldError
from bot.sheets import Record
from storage.port import AccountKey

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One member, as the roster has them. ``person`` is its own name for them; ``line`` is where they stand."""

    line: int
    person: str
    accounts: tuple[AccountKey, ...]
    email: str
    constituency: str
    paid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A row that is refused: what is wrong with it, and the right form. ``person`` is whose it is, if that is known."""

    line: int
    person: str
    problem: str
    right: str = ""

    def __str__(self) -> str:
        """Say it in a sentence or two."""
        return f"{self.problem[:1].upper()}{self.problem[1:]}.{f' The right form: {self.right}.' if self.right else ''}"


@dataclass(slots=True)
class Reading:
    """What was read: the rows that are in order, and what is wrong with the others."""

    rows: list[Row] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)

    def refuse(self, complaints: Iterable[Complaint]) -> None:
        """Take out the rows that are complained of."""
        found = list(complaints)
        lines = {complaint.line for complaint in found}
        self.rows = [row for row in self.rows if row.line not in lines]
        self.complaints.extend(found)


def read(found: Iterable[Record]) -> Reading:
    """Read every row. Where two rows contradict each other, nobody can know which is right: neither is taken."""
    reading = Reading()
    for record in found:
        row = _row(record, reading.complaints)
        if row is not None:
            reading.rows.append(row)
    reading.refuse([*_doubles(reading.rows), *_claimed_twice(reading.rows)])
    return reading


def _row(record: Record, complaints: list[Complaint]) -> Row | None:
    """Read one row, or complain of everything that is wrong with it."""
    texts, problems = record.texts, list[FieldError]()

    def tried(name: str, reads: Callable[[str], T], otherwise: T) -> T:
        try:
            return reads(texts.get(name, ""))
        except FieldError as error:
            problems.append(error)
            return otherwise

    person = tried(records.PERSON, fields.reference, "")
    if record.odd:
        complaints.append(Complaint(line=record.line, person=person, problem=record.odd))
        return None
    row = Row(
        line=record.line,
        person=person,
        accounts=tried(records.ACCOUNTS, fields.accounts, ()),
        email=tried(records.EMAIL, fields.email, ""),
        constituency=fields.constituency(texts.get(records.CONSTITUENCY, "")),
        paid_until=tried(records.PAID_UNTIL, fields.paid_until, fields.EARLIEST),
    )
    if not problems and not row.accounts and not row.email:
        problems.append(FieldError("there is neither an account nor an e-mail address", "give one of them"))
    complaints.extend(
        Complaint(line=record.line, person=person, problem=str(error), right=error.right) for error in problems
    )
    return None if problems else row


def _doubles(rows: list[Row]) -> Iterator[Complaint]:
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        lines[row.person].append(row.line)
    for row in rows:
        if len(lines[row.person]) > 1:
            problem = f"the same person is on {_others(lines[row.person], row.line)}"
            yield Complaint(line=row.line, person=row.person, problem=problem, right="one row for each person")


def _claimed_twice(rows: list[Row]) -> Iterator[Complaint]:
    claims: defaultdict[AccountKey, list[Row]] = defaultdict(list)
    for row in rows:
        for account in row.accounts:
            claims[account].append(row)
    for account, claiming in claims.items():
        if len({row.person for row in claiming}) == 1:
            continue
        lines = [row.line for row in claiming]
        for row in claiming:
            problem = f"the account {account.platform}:{account.id} is on {_others(lines, row.line)} as well"
            yield Complaint(line=row.line, person=row.person, problem=problem, right="each account is one person's")


def _others(lines: list[int], own: int, most: int = 5) -> str:
    """Name the lines but one's own: the first few, and how many more there are."""
    shown = [str(line) for line in lines[: most + 1] if line != own][:most]
    left = len(lines) - 1 - len(shown)
    words = listed([*shown, f"{left:,} more"] if left else shown)
    return f"{'line' if len(lines) == 2 else 'lines'} {words}"
