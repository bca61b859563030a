"""``folkmoot roster``: what the membership secretary does by hand."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from adapters.phrases import count
from adapters.plain import tame
from bot.clock import SystemClock
from bot.database import Tell
from bot.roster import reporting
from bot.roster.comparing import Plan
from bot.roster.importing import Importer
from bot.roster.invitations import InvitationFile
from bot.roster.records import FORM, RosterError, in_csv
from bot.safe_files import write_privately
from storage.port import AccountRow, Membership, Store

_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was asked for beside the file: see ``folkmoot roster import --help``."""

    yes: bool = False
    partial: bool = False
    remove_many: bool = False
    invite_again: bool = False
    report: Path | None = None


def contents(file: Path) -> bytes:
    """Read a file, and no more of it than a roster may have.

    Raises:
        RosterError: it cannot be read.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(FORM.most_bytes + 1)
    except OSError as error:
        raise RosterError(f"{file} cannot be read: {error.strerror or error}.") from error


async def import_file(store: Store, file: Path, wishes: Wishes, zone: ZoneInfo, tell: Tell) -> bool:
    """Take in a file, or with no ``yes`` say what that would do; say whether all of it was, or could be.

    Raises:
        RosterError: nothing can be made of it as a whole.
        StorageError: the database cannot be used.
    """
    records = partial(in_csv, contents(file))
    importer = Importer(store=store, clock=SystemClock(), zone=zone)
    invitations = InvitationFile(beside=file)
    done = False
    try:
        plan, done = await importer.take(
            records,
            invitations,
            partial=wishes.partial,
            invite_again=wishes.invite_again,
            may=lambda plan: wishes.yes and not _obstacle(plan, wishes),
        )
    finally:
        invitations.close()
    for line in reporting.lines(plan, file.name):
        tell(line)
    if wishes.report is not None:
        write_privately(wishes.report, reporting.in_file(plan))
        tell(f"All of it is in {wishes.report} (only you can read it).")
    if invitations.file is not None:
        tell(
            f"{count(len(invitations.made), 'invitation is', 'invitations are')} in {invitations.file} (only you can"
            " read it): send each to its address, and delete the file."
        )
    for line in _outcome(plan, wishes, done=done):
        tell(line)
    return not _obstacle(plan, wishes)


def _obstacle(plan: Plan, wishes: Wishes) -> str:
    return "" if plan.holds and wishes.remove_many else reporting.obstacle(plan)


def _outcome(plan: Plan, wishes: Wishes, *, done: bool) -> list[str]:
    if obstacle := _obstacle(plan, wishes):
        return [f"✘ Nothing was written. {obstacle}"]
    if not done:
        return ["Nothing was written. To do it, add --yes."]
    if not plan.steps:
        return ["✔ Nothing had to be written."]
    when = "within a minute where the bot is running, else when it next starts"
    return [f"✔ Written. Members take their places in assemblies {when}."]


async def listed(store: Store, today: date) -> AsyncIterator[str]:
    """List the roster: who is a member until when, where, and with which accounts."""
    current = lapsed = invited = 0
    async for some in _pages(store):
        accounts = await _accounts(store, some)
        for each in some:
            member = each.paid_until >= today
            current, lapsed = current + member, lapsed + (not member)
            invited += member and bool(each.email)
            yield _line(each, accounts.get(each.person, []), member=member)
    also = f", of whom {invited:,} have not answered their invitation" if invited else ""
    yield f"{count(current, 'member', 'members')}{also}; {lapsed:,} whose membership has ended."


async def _pages(store: Store) -> AsyncIterator[list[Membership]]:
    page: list[Membership] = []
    async for each in store.memberships():
        page.append(each)
        if len(page) == _AT_ONCE:
            yield page
            page = []
    if page:
        yield page


async def _accounts(store: Store, members: Sequence[Membership]) -> dict[str, list[AccountRow]]:
    found: dict[str, list[AccountRow]] = {}
    for row in await store.accounts_of(each.person for each in members):
        found.setdefault(row.person, []).append(row)
    return found


def _line(each: Membership, accounts: Sequence[AccountRow], *, member: bool) -> str:
    standing = f"until {each.paid_until}" if member else f"ended {each.paid_until}"
    whose = " ".join(f"{row.key.platform}:{row.key.id}" for row in accounts) or f"invited at {each.email}"
    return "  ".join(tame(part) for part in (each.reference, standing, each.constituency or "-", whose))
