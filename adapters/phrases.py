"""Small pieces of plain English that every text is made of: names, counts, lists, shares, lengths of time."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from adapters.cleaning import clean_line
from adapters.documents import Moment
from adapters.references import KINDS, Kind, Subject
from deliberation.assembly import Assembly
from deliberation.checks import Check, OnRecall
from deliberation.effects import FillOffice, SelectCandidate
from deliberation.ids import PersonId
from deliberation.polls import OnDeadlock
from deliberation.proposals import Proposal

Names = Mapping[PersonId, str]
"""What to call people. Whoever is not in it has left and been forgotten."""


class Naming(Names):
    """Names that know more: with which account somebody is to be told apart from others where this is read."""

    @abstractmethod
    def account(self, person: PersonId, *, always: bool = False) -> str:
        """Give the id of an account of theirs that is to stand beside the name; empty where the name will do.

        With ``always`` it is given in any case, if there is one.
        """


NOBODY_KNOWN: Final = "someone who has left"

_LONGEST_NAME: Final = 80
_LONGEST_ACCOUNT: Final = 255

_SHARES: Final = {
    Fraction(1, 10): "a tenth",
    Fraction(1, 5): "a fifth",
    Fraction(1, 4): "a quarter",
    Fraction(1, 3): "a third",
    Fraction(1, 2): "half",
    Fraction(2, 3): "two thirds",
    Fraction(3, 4): "three quarters",
    Fraction(1): "all",
    Fraction(0): "none",
}


def name_of(names: Names, person: PersonId) -> str:
    """Give the name by which to call somebody, with their account where another could be meant by it."""
    return _called(names, person, always=False)


def in_full(names: Names, person: PersonId) -> str:
    """Give the name and the account of somebody whom an election or a recall is about: ``Ben (@ben:example.org)``."""
    return _called(names, person, always=True)


def _called(names: Names, person: PersonId, *, always: bool) -> str:
    name = clean_line(names.get(person, ""), limit=_LONGEST_NAME)
    if not name:
        return NOBODY_KNOWN
    account = names.account(person, always=always) if isinstance(names, Naming) else ""
    return f"{name} ({clean_line(account, limit=_LONGEST_ACCOUNT)})" if account else name


def count(number: int, one: str, many: str) -> str:
    """Count something: ``1 person``, ``2 people``."""
    return f"{number:,} {one if number == 1 else many}"


def stop(name: str) -> str:
    """Give what ends a sentence after a name: nothing where that is a question, as what a Thing is called often is."""
    return "" if name.endswith(("?", "!", ".")) else "."


def listed(words: Sequence[str], last: str = "and") -> str:
    """List things: ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def people(names: Names, persons: Sequence[PersonId], *, most: int = 15) -> str:
    """List people by name, the first ``most`` of them: ``Ada, Ben and 23 more``."""
    shown = [name_of(names, person) for person in persons[:most]]
    left = len(persons) - len(shown)
    return listed([*shown, f"{left:,} more"] if left else shown)


def share(value: Fraction) -> str:
    """Write a share: ``a third``, ``half``, ``35%``."""
    if value in _SHARES:
        return _SHARES[value]
    percent = value * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else str(value)


def length(value: timedelta) -> str:
    """Write a length of time: ``72 hours``, ``5 days``, ``1 hour and 30 minutes``, ``2 years`` (of 365 days)."""
    minutes = max(0, round(value.total_seconds() / 60))
    years, more = divmod(minutes, 365 * 1440)
    if years and not more:
        return count(years, "year", "years")
    days, hours = 0, minutes // 60
    if hours > 72 or (minutes % 1440 == 0 and minutes > 72 * 60):
        days, hours = divmod(hours, 24)
    parts = [(days, "day", "days"), (hours, "hour", "hours"), (minutes % 60, "minute", "minutes")]
    return listed([count(*part) for part in parts if part[0]]) or "no time"


def day(at: datetime, zone: str) -> str:
    """Write the day of a point in time, in a zone: ``1 December 2026``."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%B %Y}"


def moment(at: datetime, assembly: Assembly | None) -> Moment:
    """Write a point in time in the assembly's zone."""
    return Moment(at, assembly.rules.time_zone if assembly else "Europe/London")


def titled(proposal: Proposal, names: Names) -> str:
    """Name a proposal by number and title, and by whom it would elect."""
    title = f"P{proposal.number} · {proposal.latest.title}"
    who = proposal.effect.person if isinstance(proposal.effect, FillOffice | SelectCandidate) else None
    return title if who is None else f"{title}: {in_full(names, who)}"


def deadlock_title(question: OnDeadlock) -> str:
    """Name the question whether there is deadlock: ``P3 and P5 · Is there deadlock?``."""
    return f"{listed([f'P{number}' for number in question.proposals])} · Is there deadlock?"


def matter(check: Check) -> str:
    """Name what a check is about, as people type it: ``P3`` or ``R1``; of several proposals the first."""
    if isinstance(check.question, OnRecall):
        return f"R{check.question.petition}"
    if isinstance(check.question, OnDeadlock):
        return f"P{check.question.proposals[0]}"
    return f"P{check.question.proposal}"


def matter_of(assembly: Assembly, subject: Subject) -> str:
    """Name what a posted message speaks of, as people type it: ``P3``, ``C2``, ``R1`` or ``D7``."""
    if subject.kind is Kind.CHECK:
        check = assembly.checks.get(subject.number)
        return matter(check) if check else "this"
    letter = {word: letter for letter, word in KINDS.items()}.get(subject.kind.value)
    return f"{letter}{subject.number}" if letter else "this"
