"""Secret ballots stay secret: nothing that is on disk, in the log or published tells whose ballot is whose.

An election is held by people in a known order, who change their minds, on a database on disk with the log at its most
talkative. Then everything that was written anywhere is looked through, byte by byte and row by row.
"""

import asyncio
import io
import itertools
import json
import re
import resource
import shutil
import sqlite3
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from adapters.documents import Document
from adapters.inbound import Account
from adapters.plain import plain
from adapters.platform import ForbiddenError, RejectedError
from bot import outbox
from bot.complaints import SettingsError
from bot.polling import voting
from bot.polling.keys import Box, KeyFolder
from bot.polling.sealing import new_receipt, unseal
from bot.running import serve
from bot.settings import load
from deliberation.ids import PersonId
from deliberation.polls import Poll, PollOutcome
from storage.opening import open_store
from tests.support.postgres import Postgres
from tests.support.stage import person, until
from tests.support.voting import Disk, Polling

NAMES = ("ada", "ben", "cleo", "dan", "eve")
PEOPLE = {name: person(name) for name in NAMES}
CANDIDATES = (PEOPLE["ada"], PEOPLE["ben"])
RECEIPT = re.compile(r"[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}")
ALL_RECEIPTS = re.compile(rb"(?<![0-9A-Z-])[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}(?![0-9A-Z-])")

pytest_plugins = ["tests.support.talkative"]

Votes = Sequence[tuple[str, tuple[int, int, int]]]
"""Who gives which scores to Ada, Ben and re-opening nominations, one after the other."""

VOTES: Votes = (
    ("dan", (5, 0, 1)),
    ("ada", (3, 2, 0)),
    ("eve", (1, 4, 2)),
    ("dan", (0, 5, 3)),  # Dan changes his mind, twice
    ("ben", (4, 4, 0)),
    ("dan", (2, 1, 5)),
    ("cleo", (0, 3, 4)),
)


@dataclass
class Written:
    """Everything that an election left behind."""

    disk: Disk
    log: str = ""
    during: dict[str, bytes] = field(default_factory=dict)
    """The files of the database while the ballot was open, before and after a checkpoint."""
    receipts: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    poll: Poll | None = None
    people: dict[PersonId, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    @property
    def everywhere(self) -> dict[str, bytes]:
        """All bytes, before and after the count, but for the keys."""
        return {**self.during, **self.disk.bytes_of_all(), "log": self.log.encode()}


def choices(poll: Poll, ids: dict[Account, PersonId], scores: tuple[int, int, int]) -> str:
    """Write scores for Ada, Ben and re-opening nominations in the order of a paper."""
    by_person = {ids[account]: score for account, score in zip(CANDIDATES, scores, strict=False)}
    return ", ".join(
        str(by_person[option.person] if option.person is not None else scores[2]) for option in poll.options
    )


@asynccontextmanager
async def election(folder: Path, *, keys: Any = None) -> AsyncIterator[tuple[Polling, Poll, dict[Account, PersonId]]]:
    """Have five people ready to vote, with a database on disk."""
    disk = Disk(folder)
    async with (
        disk.store() as store,
        Polling(store, keys=keys or KeyFolder(disk.keys)) as hall,
    ):
        await hall.gather(*NAMES)
        poll = await hall.election(CANDIDATES)
        yield hall, poll, {account: await hall.person(account) for account in PEOPLE.values()}


def copied(disk: Disk, name: str, to: dict[str, bytes]) -> None:
    """Copy the database as a backup would that is taken at any moment."""
    to |= {f"{name} {file}": content for file, content in disk.bytes_of_all().items()}


async def held(folder: Path, votes: Votes = VOTES) -> Written:
    """Hold the election; give everything that it left behind."""
    written = Written(Disk(folder))
    async with election(folder) as (hall, poll, ids):
        for name, scores in votes:
            written.typed.append(choices(poll, ids, scores))
            told = await hall.tells(PEOPLE[name], f"ballot B1 {written.typed[-1]}")
            written.receipts += RECEIPT.findall(told)
        await hall.quiet()
        copied(written.disk, "in mid-ballot", written.during)
        with closing(sqlite3.connect(written.disk.file)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            written.rows["ballots"] = database.execute("SELECT slot, sealed FROM ballots").fetchall()
        copied(written.disk, "after a checkpoint", written.during)
        written.poll = await hall.closes()
        await hall.quiet()
        copied(written.disk, "after the count", written.during)
        written.people = {identifier: account.name for account, identifier in ids.items()}
        written.notices = [text for _, text in hall.platform.posts]
        assert not await hall.store.put_aside()
    with closing(sqlite3.connect(written.disk.file)) as database:
        for table in ("received", "sealed", "set_aside", "outbox", "notes", "posted", "register"):
            written.rows[table] = database.execute(f"SELECT * FROM {table}").fetchall()
    return written


_ONCE: dict[str, Written] = {}
"""It is held once for all who only look at what it left behind."""


@pytest.fixture
async def written(tmp_path_factory: pytest.TempPathFactory, log: io.StringIO) -> Written:
    """Everything that one election left behind."""
    if not _ONCE:
        _ONCE["found"] = await held(tmp_path_factory.mktemp("election"))
        _ONCE["found"].log = log.getvalue()
    return _ONCE["found"]


def scores_in(text: bytes) -> list[bytes]:
    """Find what looks like the marks of one paper: three scores with commas, spaces or names between."""
    return re.findall(rb"(?<![0-9])[0-5](?:, ?| )[0-5](?:, ?| )[0-5](?![0-9])", text)


async def test_the_election_was_held(written: Written) -> None:
    """What is looked through is a real election, of five who voted seven times, counted once each."""
    assert written.poll is not None
    assert written.poll.outcome is PollOutcome.DECIDED
    assert sum(paper.many for paper in written.poll.papers) == len(NAMES)
    assert len(set(written.receipts)) == len(VOTES)
    assert len(written.rows["ballots"]) == len(NAMES)
    assert "INSERT" not in written.log


async def test_no_ballot_is_anywhere_in_the_clear_while_it_is_open(written: Written) -> None:
    """No marks and no receipt are in the database, in what it wrote ahead or in a backup, until all are published."""
    for name, content in written.during.items():
        if name.startswith("after the count"):
            continue
        assert not ALL_RECEIPTS.findall(content), name
        for receipt in written.receipts:
            assert receipt.encode() not in content, name
    assert any(name.endswith("-wal") and content for name, content in written.during.items()), "nothing written ahead"
    for typed in written.typed:
        for shown in (typed, typed.replace(",", ""), typed.replace(" ", ""), b64encode(typed.encode()).decode()):
            for where, content in written.during.items():
                if not where.startswith("after the count"):
                    assert shown.encode() not in content, where


async def test_no_ballot_is_in_the_clear_in_postgresql_either(
    tmp_path: Path, postgres_server: Postgres, up_to_date_postgres_url: str
) -> None:
    """Neither in its files nor in what it writes ahead or logs, though all of that holds what is sealed."""
    store = await open_store(up_to_date_postgres_url)
    try:
        async with Polling(store, keys=KeyFolder(tmp_path / "keys")) as hall:
            await hall.gather("ada", "ben", "cleo")
            await hall.referendum()
            told = [await hall.tells(PEOPLE["ada"], f"ballot B1 {said}") for said in ("no", "yes")]
            ((slot, sealed),) = await store.ballots(hall.assembly_id, 1)
            postgres_server.run("CHECKPOINT")
            files = written_by(postgres_server)
    finally:
        await store.close()
    assert any(slot.encode() in content and sealed.encode() in content for content in files.values())
    for receipt in (RECEIPT.findall(each)[0] for each in told):
        assert [file for file, content in files.items() if receipt.encode() in content] == []


def written_by(server: Postgres) -> dict[Path, bytes]:
    """Read what PostgreSQL keeps of the database that tests share: tables and indexes, what is written ahead, logs."""
    folder = Path(server.asked("SHOW data_directory"))
    tables = server.asked("SELECT oid FROM pg_database WHERE datname = 'shared'")
    places = (folder / "base" / tables, folder / "pg_wal", folder / "log")
    return {file: file.read_bytes() for place in places for file in place.rglob("*") if file.is_file()}


async def test_no_ballot_and_no_receipt_is_in_the_log(written: Written) -> None:
    """At debug level too, nothing that somebody wrote on a paper is there, nor what it was answered."""
    assert "running" in written.log
    log = written.log.encode()
    assert not ALL_RECEIPTS.findall(log)
    assert not scores_in(log)
    assert "Recorded" not in written.log


async def test_no_row_holds_a_ballot(written: Written) -> None:
    """What came in, what was owed, what was set aside, noted or posted holds no word of a ballot, sent or not."""
    for table in ("received", "set_aside", "outbox", "notes", "posted"):
        for row in written.rows[table]:
            text = " ".join(map(str, row))
            assert not RECEIPT.search(text), (table, row)
            assert "Recorded: your ballot" not in text, (table, row)
            assert not any(typed in text for typed in written.typed), (table, row)
            if table != "outbox" or '"paper"' in text:
                assert not scores_in(text.encode()), (table, row)
    letters = [json.loads(body) for row in written.rows["outbox"] for body in row if str(body).startswith("{")]
    papers = [letter for letter in letters if letter.get("type") == "paper"]
    assert all(set(letter) <= {"type", "platform", "account", "assembly", "poll", "person", "answering", "given"}
               for letter in papers)  # fmt: skip
    assert len([row for row in written.rows["outbox"] if "private:paper" in str(row)]) == len(VOTES)


async def test_receipts_that_were_superseded_are_nowhere_for_ever(written: Written) -> None:
    """Dan's first two ballots left nothing behind: their codes are not even among those published."""
    latest = {name: receipt for (name, _), receipt in zip(VOTES, written.receipts, strict=True)}
    assert written.poll is not None
    assert set(written.poll.receipts) == set(latest.values())
    for receipt in set(written.receipts) - set(latest.values()):
        for name, content in written.everywhere.items():
            assert receipt.encode() not in content, name


async def test_what_is_published_says_nothing_of_who_or_when(written: Written) -> None:
    """Papers are sorted by what they say, receipts by their letters, and neither stands with the other."""
    poll = written.poll
    assert poll is not None
    assert list(poll.papers) == sorted(poll.papers, key=lambda paper: paper.marks)
    assert list(poll.receipts) == sorted(poll.receipts)
    given = [json.loads(row[-1]) if str(row[-1]).startswith("{") else row for row in written.rows["register"]]
    said = [str(entry) for entry in given if "BallotGiven" in str(entry) or "ballot-given" in str(entry)]
    assert len(said) == len(NAMES), "who voted is public, once each, and no change of mind is"
    assert not any(scores_in(entry.encode()) for entry in said)


async def test_all_rows_of_a_box_look_alike(written: Written) -> None:
    """One length, whatever they say; names that look random; and the table numbers none of its rows."""
    rows = written.rows["ballots"]
    assert len({len(sealed) for _, sealed in rows}) == 1
    assert all(re.fullmatch(r"[0-9a-f]{64}", slot) for slot, _ in rows)
    with closing(sqlite3.connect(written.disk.file)) as database:
        made = database.execute("SELECT sql FROM sqlite_schema WHERE name = 'ballots'").fetchone()[0]
        assert "WITHOUT ROWID" in made.upper()
        columns = [row[1] for row in database.execute("PRAGMA table_info(ballots)")]
    assert columns == ["assembly", "poll", "slot", "sealed"]


async def test_once_it_is_counted_the_box_is_empty_and_the_key_destroyed(written: Written) -> None:
    """The file of the database does not hold what lay there any more; a backup from before can never be opened."""
    assert [each.name for each in written.disk.keys.iterdir()] == ["name-of-this-folder"]
    now = b"".join(written.disk.bytes_of_all().values())
    for slot, sealed in written.rows["ballots"]:
        assert slot.encode() not in now
        assert sealed.encode() not in now


async def test_who_voted_in_which_order_and_who_what_makes_no_difference_to_what_is_published() -> None:
    """The same ballots in another order, or from other people, publish papers that are the same to the byte."""
    latest = _latest(VOTES)
    others = [(name, scores) for (name, _), (_, scores) in zip(latest, [*latest[2:], *latest[:2]], strict=True)]
    published = [await counted_of(votes) for votes in (VOTES, latest[::-1], sorted(latest), others)]
    assert published[0][0]
    assert all(each == published[0] for each in published)


async def counted_of(votes: Votes) -> tuple[list[str], list[int]]:
    """Give the papers as they are published of an election with these votes, and how long what is sealed was."""
    async with Polling() as hall:
        await hall.gather(*NAMES)
        poll = await hall.election(CANDIDATES)
        ids = {account: await hall.person(account) for account in PEOPLE.values()}
        for name, scores in votes:
            await hall.tells(PEOPLE[name], f"ballot B1 {choices(poll, ids, scores)}")
        lengths = [len(sealed) for _, sealed in await hall.store.ballots(hall.assembly_id, 1)]
        counted = await hall.closes()
        # The lines of the paper are in an order drawn by lot: they are put into ours, and so are the papers then.
        people = [option.person for option in poll.options]
        order = [people.index(each) for each in (*(ids[account] for account in CANDIDATES), None)]
        lines = [",".join(str(paper.marks[place]) for place in order) + f" x{paper.many}" for paper in counted.papers]
        assert list(counted.papers) == sorted(counted.papers, key=lambda paper: paper.marks)
        return sorted(lines), lengths


def _latest(votes: Votes) -> list[tuple[str, tuple[int, int, int]]]:
    return list({name: (name, scores) for name, scores in votes}.values())


def test_receipts_do_not_repeat_and_can_be_read_out() -> None:
    """Ten letters of thirty: even among thousands none is twice, and none holds a letter taken for another."""
    made = [new_receipt() for _ in range(5_000)]
    assert len(set(made)) == len(made)
    assert all(RECEIPT.fullmatch(each) for each in made)
    assert not set(itertools.chain.from_iterable(made)) & set("01ILOU")


# --- when something goes wrong


@pytest.mark.parametrize("typed", ["ballot B1 {}", "{}"])
async def test_a_ballot_that_fails_in_the_middle_leaves_no_word_of_it(
    tmp_path: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    """Neither the log nor what is set aside holds its marks, though the error did; its giver is told to vote again."""

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError(f"cannot seal {_args!r} {_kwargs!r} 4 1 3 for Ada and Ben")

    disk = Disk(tmp_path)
    async with election(tmp_path) as (hall, poll, ids):
        monkeypatch.setattr(voting, "sealed_for", broken)
        words = choices(poll, ids, (4, 1, 3))
        line = hall.typed(PEOPLE["cleo"], typed.format(words))
        if typed == "{}":
            line = replace(line, reply_to="$the paper")
        before = len(hall.reader.told)
        await hall.reader.hand_over(line)
        assert "was not recorded" in await hall.reads(PEOPLE["cleo"], before)
        await hall.quiet()
        (aside,) = await hall.store.put_aside()
        assert "RuntimeError at" in aside.error
        assert not (await hall.poll()).given
        files = disk.bytes_of_all()
    everything = [aside.error.encode(), log.getvalue().encode(), *files.values()]
    for content in everything:
        for trace in (words.encode(), b"4 1 3", b"cannot seal", str(tuple(words.split(", "))).encode()):
            assert trace not in content
        assert b"marks=" not in content


@pytest.mark.parametrize("error", [RuntimeError, RejectedError, ForbiddenError])
async def test_a_paper_that_cannot_be_sent_leaves_no_word_of_it(
    tmp_path: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    """Neither the log nor what is kept of a message that was given up holds what its error said: somebody's ballot."""
    monkeypatch.setattr(outbox, "_MOST_FAILURES", 1)
    monkeypatch.setattr(outbox, "_MOST_REFUSALS", 1)
    disk = Disk(tmp_path)
    async with election(tmp_path) as (hall, poll, ids):
        marks: list[str] = []

        async def broken(_account: str, _room: Any, document: Document, **_: Any) -> Any:
            marks.append(plain(document))
            raise error(f"cannot send {plain(document)}")

        monkeypatch.setattr(hall.reader, "whisper", broken)
        await hall.reader.hand_over(hall.typed(PEOPLE["cleo"], f"ballot B1 {choices(poll, ids, (4, 1, 3))}"))
        await until(lambda: _true(bool(marks)))
        await until(lambda: _true("deliver" in log.getvalue()))
        receipt = RECEIPT.search(marks[0])
        assert receipt is not None
        files = disk.bytes_of_all()
    for content in (log.getvalue().encode(), *files.values()):
        assert receipt[0].encode() not in content
        assert b"cannot send" not in content
        assert b"Your ballot" not in content


async def _true(value: bool) -> bool:
    return value


def test_a_crash_leaves_no_memory_on_disk(tmp_path: Path) -> None:
    """The bot in service writes no core dump, whatever the machine is set to: what people gave is in its memory."""
    (file := tmp_path / "folkmoot.toml").write_text("")
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    try:
        with pytest.raises(SettingsError, match="nothing to run"):
            asyncio.run(serve(load(file), lambda _: None))
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)


async def test_a_backup_from_mid_ballot_opens_with_nothing_that_is_left(tmp_path: Path) -> None:
    """Once it is counted, a copy of the database from before and all that is on the machine open no ballot."""
    backup = tmp_path / "backup"
    (folder := tmp_path / "service").mkdir()
    disk = Disk(folder)
    async with election(folder) as (hall, poll, ids):
        await hall.tells(PEOPLE["cleo"], f"ballot B1 {choices(poll, ids, (5, 0, 0))}")
        shutil.copytree(folder, backup)
        key = hall.keys.find(box := Box(hall.assembly_id, 1))
        assert key is not None
        await hall.closes()
        lying = dict(await hall.store.ballots(hall.assembly_id, 1))
    with closing(sqlite3.connect(backup / "folkmoot.db")) as database:
        rows = database.execute("SELECT slot, sealed FROM ballots").fetchall()
    assert unseal(key, box, *rows[0]).marks, "with the key it would open: what follows rests on that it is gone"
    assert not lying
    left = KeyFolder(disk.keys)
    assert left.find(box) is None
    secrets = [each for file in folder.rglob("*") if file.is_file() for each in _hex_in(file.read_bytes())]
    assert key.derived("seal").hex() not in secrets
    assert key._secret.hex() not in secrets


def _hex_in(content: bytes) -> Iterator[str]:
    for found in re.finditer(rb"[0-9a-f]{64}", content):
        yield found[0].decode()
