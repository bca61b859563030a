"""What a roster would change: each row beside what is known, and what is to be written for it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from bot.people import new_person
from bot.roster.reading import Complaint, Reading, Row
from bot.sheets import quoted
from deliberation.federation import Kind
from deliberation.ids import PersonId
from storage.port import AccountKey, AccountRow, Membership

_DAY: Final = timedelta(days=1)
_FEW: Final = 10
"""Of so few members more than half may go at once without being asked about."""


class What(StrEnum):
    """What becomes of somebody's membership; several may at once."""

    NEW = "new"
    RENEWED = "renewed"
    LAPSED = "lapsed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known before: the roster by reference, the holders of accounts, and what kind each assembly is of."""

    memberships: Mapping[str, Membership]
    holders: Mapping[AccountKey, PersonId]
    kinds: Mapping[str, Kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is to be written for one member. ``line`` is 0 for somebody who is no longer on the roster."""

    line: int
    what: tuple[What, ...]
    membership: Membership
    accounts: tuple[AccountRow, ...] = ()
    held: tuple[AccountKey, ...] = ()
    """Accounts by which it was known who they are."""
    invite: bool = False


@dataclass(slots=True, kw_only=True)
class Plan:
    """All that is to be written, and what is refused. ``remarks`` are of rows that are taken all the same.

    ``members`` are those who are members afterwards, ``before`` those who were; ``removed`` those who were and are no
    longer on the roster.
    """

    rows: int
    partial: bool
    steps: list[Step] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    remarks: list[Complaint] = field(default_factory=list)
    members: int = 0
    before: int = 0
    removed: int = 0

    @property
    def counts(self) -> Counter[What]:
        """Count what becomes of how many."""
        return Counter(what for step in self.steps for what in step.what)

    @property
    def invited(self) -> int:
        """How many are to be invited."""
        return sum(step.invite for step in self.steps)

    @property
    def refused(self) -> int:
        """How many rows are refused."""
        return len({complaint.line for complaint in self.complaints})

    @property
    def holds(self) -> bool:
        """Whether it may be carried out as far as its rows go: all of them are in order, or not all need be."""
        return self.partial or not self.complaints

    @property
    def removes_many(self) -> bool:
        """Whether so many would cease to be members that this is more likely the wrong file."""
        return self.removed > max(_FEW, self.before // 2) or self.removed > 0 == self.rows


@dataclass(frozen=True, slots=True)
class _Resolved:
    """A row, what was known of its member, and who that is. ``pending``: no account of theirs is known."""

    row: Row
    was: Membership | None
    person: PersonId
    pending: bool


def compare(reading: Reading, known: Known, today: date, *, partial: bool = False, invite_again: bool = False) -> Plan:
    """Work out what is to be written. Rows that cannot stand beside what is known are complained of.

    With ``partial``, whoever is not on the roster stays as they are; else their membership ends.
    """
    refused = {complaint.line: complaint.person for complaint in reading.complaints}
    plan = Plan(rows=len(reading.rows) + len(refused), partial=partial)
    named = {row.person for row in reading.rows}.union(refused.values())
    reading.refuse(_elsewhere(reading.rows, known.kinds))
    claimed = {known.holders[key] for row in reading.rows for key in row.accounts if key in known.holders}
    resolved = {row.line: _resolve(row, known, claimed) for row in reading.rows}
    reading.refuse(_shared(resolved.values()))
    plan.complaints = sorted(reading.complaints, key=lambda complaint: complaint.line)
    steps = [_step(resolved[row.line], known, today, again=invite_again) for row in reading.rows]
    plan.remarks = [remark for row in reading.rows for remark in _remarks(resolved[row.line], known)]
    gone = [] if partial else _gone(known.memberships, named, today)
    plan.steps = [step for step in (*steps, *gone) if step.what or step.accounts or step.invite]
    plan.removed = len(gone)
    plan.before = sum(was.paid_until >= today for was in known.memberships.values())
    plan.members = plan.before + sum(_difference(step, known.memberships, today) for step in plan.steps)
    return plan


def _difference(step: Step, memberships: Mapping[str, Membership], today: date) -> int:
    was = memberships.get(step.membership.reference)
    return (step.membership.paid_until >= today) - (was is not None and was.paid_until >= today)


# --- who it is


def _resolve(row: Row, known: Known, claimed: Container[PersonId]) -> _Resolved:
    """Say whose a row is. ``claimed`` are those of whom some row names an account."""
    was = known.memberships.get(row.person)
    holders = [known.holders[account] for account in row.accounts if account in known.holders]
    # Whom another row names by an account is not whoever this one knows only an address of.
    stays = was is not None and (was.person in holders if row.accounts else was.person not in claimed)
    if was is not None and stays:
        person = was.person
    elif holders:
        person = holders[0]
    elif was is not None and was.email and was.person not in claimed:
        person = was.person
    else:
        # Were it another account of the member's, they would prove it with `link`: a roster mended after a mistake
        # must not join a stranger's account to a member's.
        person = new_person()
    pending = not row.accounts and (was is None or bool(was.email) or person != was.person)
    return _Resolved(row, was, person, pending)


def _shared(resolved: Collection[_Resolved]) -> Iterator[Complaint]:
    """Find the rows whose accounts are those of somebody who has another row. Who was one before may stay so."""
    rows: defaultdict[PersonId, list[Row]] = defaultdict(list)
    for each in resolved:
        rows[each.person].append(each.row)
    for each in resolved:
        others = [row for row in rows[each.person][:2] if row is not each.row]
        if others and (each.was is None or each.was.person != each.person):
            member = f"member {quoted(others[0].person)} on line {others[0].line}"
            yield Complaint(
                line=each.row.line,
                person=each.row.person,
                problem=f"its accounts are those of {member}, who has joined them",
                right="one row for each person, with all their accounts",
            )


def _remarks(each: _Resolved, known: Known) -> Iterator[Complaint]:
    others = {known.holders[account] for account in each.row.accounts if account in known.holders} - {each.person}
    if others:
        yield Complaint(
            line=each.row.line,
            person=each.row.person,
            problem=(
                "these accounts were used by people whom the bot takes for different ones, and the place goes to one of"
                " them; whoever has them can join them with the command link"
            ),
        )


# --- where


def _elsewhere(rows: Iterable[Row], kinds: Mapping[str, Kind]) -> Iterator[Complaint]:
    """Find the rows whose constituency is none."""
    there = sorted(slug for slug, kind in kinds.items() if kind is Kind.CONSTITUENCY)
    said: dict[str, tuple[str, str]] = {}
    for row in rows:
        slug = row.constituency
        if not slug or kinds.get(slug) is Kind.CONSTITUENCY:
            continue
        if slug not in said:
            said[slug] = _no_constituency(slug, slug in kinds, there)
        problem, right = said[slug]
        yield Complaint(line=row.line, person=row.person, problem=problem, right=right)


def _no_constituency(slug: str, exists: bool, there: list[str]) -> tuple[str, str]:
    if exists:
        return f"{quoted(slug)} is an assembly, but not that of a constituency", "leave it empty, or name another"
    close = get_close_matches(slug, there, n=1)
    shown = close[0] if close else there[0] if there else ""
    right = f"the short name of a constituency's assembly, such as {shown}" if shown else "leave it empty until then"
    return f"there is no constituency {quoted(slug)}{'' if there else ' yet'}", right


# --- what is to be written


def _step(each: _Resolved, known: Known, today: date, *, again: bool) -> Step:
    row, was, person = each.row, each.was, each.person
    pending = each.pending
    current = row.paid_until >= today
    asked = was is not None and was.email == row.email and was.paid_until >= today
    invite = pending and current and (again or not asked)
    if invite:
        # Whom an earlier invitation would have made a member is nobody's from now on: it is void.
        person = new_person()
    membership = Membership(
        reference=row.person,
        person=person,
        constituency=row.constituency,
        paid_until=row.paid_until,
        email=row.email if pending else "",
    )
    fresh = [account for account in row.accounts if account not in known.holders]
    return Step(
        line=row.line,
        what=_what(was, membership, today, changed=bool(fresh) or (was is not None and was.person != each.person)),
        membership=membership,
        accounts=tuple(AccountRow(key=account, person=person, name=account.id) for account in fresh),
        held=tuple(account for account in row.accounts if known.holders.get(account) == person),
        invite=invite,
    )


def _what(was: Membership | None, now: Membership, today: date, *, changed: bool) -> tuple[What, ...]:
    if was is None:
        return (What.NEW,)
    lapsed = now.paid_until < today <= was.paid_until
    renewed = now.paid_until > max(was.paid_until, today - _DAY)
    true = {
        What.RENEWED: renewed,
        What.LAPSED: lapsed,
        What.MOVED: now.constituency != was.constituency,
    }
    found = tuple(what for what, holds in true.items() if holds)
    dated = now.paid_until != was.paid_until and not (renewed or lapsed)
    return (*found, What.CHANGED) if changed or dated or now.email != was.email else found


def _gone(memberships: Mapping[str, Membership], named: Collection[str], today: date) -> list[Step]:
    """Let the memberships end of those who are no longer on the roster."""
    return [
        Step(line=0, what=(What.LAPSED,), membership=replace(was, paid_until=today - _DAY))
        for reference, was in memberships.items()
        if reference not in named and was.paid_until >= today
    ]
