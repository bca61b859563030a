"""A roster taken in: what is written of it, whole and again, by hand and while others write."""

from __future__ import annotations

import csv
import stat
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from adapters.inbound import Account
from bot.people import People
from bot.personal.codes import MEMBER, matches, split
from bot.roster.importing import CHANGED, ROSTER, Importer
from bot.roster.invitations import LASTING, InvitationFile, Invitations
from bot.roster.records import RosterError, in_csv
from storage.memory import MemoryStore
from storage.port import AccountKey, ConflictError, UnavailableError, Work
from tests.support.clock import FakeClock
from tests.support.roster import NOW, found, on_roster, opened, roster
from tests.support.stage import FailingStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from storage.port import Store

ADA = AccountKey("matrix", "@ada:example.org")
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Yield a store with the constituency of Leeds."""
    async with opened(request.param, tmp_path) as one:
        await found(one, "leeds")
        yield one


def importer(store: Store) -> Importer:
    return Importer(store=store, clock=FakeClock(NOW), zone=LONDON)


async def taken(store: Store, *rows: str, invitations: Invitations | None = None, again: bool = False) -> bool:
    _, done = await importer(store).take(
        partial(in_csv, roster(*rows)), invitations or Invitations(), invite_again=again
    )
    return done


async def test_a_roster_is_written(store: Store) -> None:
    """Members and their accounts are kept; done again, nothing is to be done."""
    rows = ["1,matrix:@ada:example.org discord:123456789012345678,,leeds,2027-03-31", "2,,b@example.org,,2027-01-31"]
    assert await taken(store, *rows)
    kept = await on_roster(store)
    assert (kept["1"].constituency, kept["1"].paid_until, kept["1"].email) == ("leeds", date(2027, 3, 31), "")
    assert kept["2"].email == "b@example.org"
    assert {row.key.id for row in await store.accounts_of([kept["1"].person])} == {ADA.id, "123456789012345678"}
    assert not await store.accounts_of([kept["2"].person])
    again = await importer(store).plan(partial(in_csv, roster(*rows)))
    assert not again.steps


async def test_whoever_is_on_the_roster_is_that_person_when_they_first_speak(store: Store) -> None:
    """An account that the roster names belongs to its member from the first word on, under the name that it shows."""
    await taken(store, "1,matrix:@ada:example.org,,leeds,2027-03-31")
    people = People(store)
    fresh = await people.prepare([Account("matrix", ADA.id, "Ada")])
    assert people.person("matrix", ADA.id) == (await on_roster(store))["1"].person
    await store.commit(Work(accounts=fresh))
    assert (await store.people([ADA]))[ADA].name == "Ada"
    await taken(store, "1,matrix:@ada:example.org,,leeds,2028-03-31")
    assert (await store.people([ADA]))[ADA].name == "Ada"


async def test_nothing_is_written_while_a_row_is_wrong(store: Store) -> None:
    """One bad row keeps all the others out."""
    assert not await taken(
        store, "1,matrix:@ada:example.org,,leeds,2027-03-31", "2,matrix:@ben:example.org,,hull,2027-03-31"
    )
    assert not await on_roster(store)
    assert not await store.people([ADA])


async def test_a_dry_run_writes_nothing(store: Store) -> None:
    """To plan is to change nothing, not even a note."""
    plan = await importer(store).plan(partial(in_csv, roster("1,matrix:@ada:example.org,,leeds,2027-03-31")))
    assert plan.members == 1
    assert not await on_roster(store)
    assert not await store.notes(ROSTER)


async def test_the_note_changes_with_the_roster(store: Store) -> None:
    """Another process sees that something was written, and sees nothing where nothing was."""
    await taken(store, "1,matrix:@ada:example.org,,leeds,2027-03-31")
    first = (await store.notes(ROSTER))[CHANGED]
    await taken(store, "1,matrix:@ada:example.org,,leeds,2027-03-31")
    assert (await store.notes(ROSTER))[CHANGED] == first
    await taken(store, "1,matrix:@ada:example.org,,leeds,2027-04-30")
    assert (await store.notes(ROSTER))[CHANGED] != first


async def test_an_invitation_is_a_code_for_the_member(store: Store) -> None:
    """What is to be typed finds and matches a code that lasts sixty days and names the member's row."""
    invitations = Invitations()
    await taken(store, "1,,cleo@example.org,leeds,2027-03-31", invitations=invitations)
    (made,) = invitations.made
    assert (made.person, made.email, made.until) == ("1", "cleo@example.org", NOW + LASTING)
    assert timedelta(days=60) == LASTING
    text = made.to_type.removeprefix("link ")
    code = await store.code(split(text) or "")
    assert code is not None
    assert matches(code, text)
    assert (code.purpose, code.subject) == (MEMBER, (await on_roster(store))["1"].person)
    assert text not in repr(code)


async def test_only_the_latest_invitation_leads_to_the_member(store: Store) -> None:
    """After an invitation was made again, the row is no longer the one that the first code names."""
    first, second = Invitations(), Invitations()
    await taken(store, "1,,cleo@example.org,leeds,2027-03-31", invitations=first)
    await taken(store, "1,,cleo@example.org,leeds,2027-03-31", invitations=second, again=True)
    assert len(second.made) == 1
    old, new = [await store.code(split(each.made[0].text) or "") for each in (first, second)]
    assert old is not None
    assert new is not None
    person = (await on_roster(store))["1"].person
    assert new.subject == person != old.subject


async def test_somebody_who_speaks_meanwhile_is_found_again() -> None:
    """Where an account gets its person while the roster is worked out, it is worked out once more."""
    store = FailingStore()

    async def speaks_first(work: Work) -> None:
        if work.memberships and not await store.people([ADA]):
            people = People(store)
            await MemoryStore.commit(store, Work(accounts=await people.prepare([Account("matrix", ADA.id, "Ada")])))

    store.fails = speaks_first
    assert await taken(store, "1,matrix:@ada:example.org,,,2027-03-31")
    assert (await on_roster(store))["1"].person == (await store.people([ADA]))[ADA].person
    assert (await store.people([ADA]))[ADA].name == "Ada"


async def test_somebody_who_is_forgotten_meanwhile_does_not_come_back_as_who_they_were() -> None:
    """Where a member is erased while the roster is worked out, it is worked out once more, of somebody new."""
    store, row = FailingStore(), "1,matrix:@ada:example.org,,"
    await taken(store, f"{row},2027-03-31")
    before = (await on_roster(store))["1"].person

    async def is_forgotten_first(work: Work) -> None:
        if work.memberships and await store.people([ADA]):
            await MemoryStore.commit(store, Work(erased=[before]))

    store.fails = is_forgotten_first
    assert await taken(store, f"{row},2028-03-31")
    assert before != (await on_roster(store))["1"].person == (await store.people([ADA]))[ADA].person


async def test_endless_conflict_is_no_endless_loop() -> None:
    """After some tries the conflict is told."""
    store = FailingStore()

    async def never(_work: Work) -> None:
        raise ConflictError("another was first")

    store.fails = never
    with pytest.raises(ConflictError):
        await taken(store, "1,matrix:@ada:example.org,,,2027-03-31")


async def test_an_import_that_was_cut_short_is_finished_by_the_next(tmp_path: Path) -> None:
    """Each step is whole: what was written stays, and done again it goes on; no invitation is lost or made twice."""
    store = FailingStore()
    rows = [f"{number:05},,m{number}@example.org,,2027-03-31" for number in range(5000)]

    async def breaks_off(_work: Work) -> None:
        if len(store.works) == 1:
            raise UnavailableError("the disk is full")

    store.fails = breaks_off
    first = InvitationFile(beside=tmp_path / "members.csv")
    with pytest.raises(UnavailableError):
        await taken(store, *rows, invitations=first)
    first.close()
    store.fails = MemoryStore().commit
    second = InvitationFile(beside=tmp_path / "members.csv")
    assert await taken(store, *rows, invitations=second)
    second.close()
    assert len(await on_roster(store)) == 5000
    assert 0 < len(first.made) < 5000
    assert len({each.person for each in first.made + second.made}) == len(first.made + second.made) == 5000
    written = [row["person"] for name in ("invitations.csv", "invitations-2.csv") for row in table(tmp_path / name)]
    assert sorted(written) == [row.partition(",")[0] for row in rows]


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened_file:
        return list(csv.DictReader(opened_file))


def files_in(folder: Path) -> list[Path]:
    return list(folder.glob("invitations*"))


class TestInvitationFile:
    """Where the codes are written for whoever sends them."""

    async def test_it_is_private_and_names_what_to_send(self, store: Store, tmp_path: Path) -> None:
        """Only its owner can read it; a reference that looks like a formula is marked as text."""
        file = InvitationFile(beside=tmp_path / "members.csv")
        await taken(store, "=1+1,,cleo@example.org,leeds,2027-03-31", invitations=file)
        file.close()
        assert file.file == tmp_path / "invitations.csv"
        assert stat.S_IMODE(file.file.stat().st_mode) == 0o600
        (row,) = table(file.file)
        assert (row["person"], row["email"]) == ("'=1+1", "cleo@example.org")
        assert row["type this to the bot in private"] == file.made[0].to_type
        assert row["valid until"] == "2027-01-22"

    async def test_there_is_none_where_nobody_is_invited(self, store: Store, tmp_path: Path) -> None:
        """Members with accounts need no invitation, and a refused import makes none."""
        file = InvitationFile(beside=tmp_path / "members.csv")
        await taken(store, "1,matrix:@ada:example.org,,leeds,2027-03-31", invitations=file)
        await taken(store, "2,,cleo@example.org,hull,2027-03-31", invitations=file)
        file.close()
        assert file.file is None
        assert not files_in(tmp_path)

    async def test_codes_that_were_not_recorded_are_not_in_it(self, tmp_path: Path) -> None:
        """Where the database refuses, the file goes as well."""
        store = FailingStore()

        async def refuses(_work: Work) -> None:
            raise UnavailableError("away")

        store.fails = refuses
        file = InvitationFile(beside=tmp_path / "members.csv")
        with pytest.raises(UnavailableError):
            await taken(store, "1,,cleo@example.org,,2027-03-31", invitations=file)
        file.close()
        assert file.file is None
        assert not files_in(tmp_path)

    async def test_codes_that_were_recorded_unseen_are_in_it(self, tmp_path: Path) -> None:
        """Where the answer of the database is lost, so must no code be: its member would not be invited again."""
        store = FailingStore()

        async def answers_not(work: Work) -> None:
            await MemoryStore.commit(store, work)
            raise UnavailableError("away")

        store.fails = answers_not
        file = InvitationFile(beside=tmp_path / "members.csv")
        with pytest.raises(UnavailableError):
            await taken(store, "1,,cleo@example.org,,2027-03-31", invitations=file)
        file.close()
        (row,) = table(tmp_path / "invitations.csv")
        code = split(row["type this to the bot in private"].removeprefix("link "))
        assert await store.code(code or "") is not None

    async def test_a_folder_that_cannot_be_written_to_is_told(self, store: Store, tmp_path: Path) -> None:
        """No code is recorded that nobody could be sent."""
        file = InvitationFile(beside=tmp_path / "nowhere" / "members.csv")
        with pytest.raises(RosterError, match="cannot be written"):
            await taken(store, "1,,cleo@example.org,leeds,2027-03-31", invitations=file)
        assert not await on_roster(store)
