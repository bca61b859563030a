"""A roster in a file that is watched: taken in when it changed, and left alone while it is wrong or being written."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot.roster.importing import Importer
from bot.roster.invitations import Invitations
from bot.roster.records import in_csv
from bot.roster.watching import Watcher
from storage.memory import MemoryStore
from tests.support.clock import FakeClock
from tests.support.roster import NOW, found, on_roster, roster

if TYPE_CHECKING:
    from pathlib import Path

ADA = "1,matrix:@ada:example.org,,leeds,2027-03-31"
BEN = "2,matrix:@ben:example.org,,leeds,2027-03-31"


class Watched:
    """A file and who watches it."""

    def __init__(self, folder: Path, store: MemoryStore) -> None:
        self.file = folder / "members.csv"
        self.store = store
        self.changes = 0
        self._moment = 0
        self.start()

    def start(self) -> None:
        """Begin anew, as after a restart."""
        importer = Importer(
            store=self.store, clock=FakeClock(NOW), zone=ZoneInfo("Europe/London"), changed=self._changed
        )
        self.watcher = Watcher(file=self.file, importer=importer, store=self.store)

    def _changed(self) -> None:
        self.changes += 1

    def write(self, *rows: str) -> None:
        """Write the file, each time at another moment."""
        self.put(roster(*rows))

    def put(self, content: bytes) -> None:
        self._moment += 1
        self.file.write_bytes(content)
        os.utime(self.file, (1_800_000_000 + self._moment,) * 2)

    async def look(self, times: int = 2) -> list[str]:
        """Look so often; give whose membership is current, and log what is logged."""
        with capture_logs() as self.log:
            for _ in range(times):
                await self.watcher.look()
        kept = await on_roster(self.store)
        return sorted(reference for reference, row in kept.items() if row.paid_until >= NOW.date())

    @property
    def said(self) -> list[str]:
        return [line["event"] for line in self.log]


@pytest.fixture
async def watched(tmp_path: Path) -> Watched:
    """Give a file that is not there yet, in a movement with one constituency."""
    store = MemoryStore()
    await found(store, "leeds")
    return Watched(tmp_path, store)


async def test_a_file_is_taken_in_when_it_changed(watched: Watched) -> None:
    """What stands in it counts: whoever is added is a member, whoever is left out is one no more."""
    watched.write(ADA, BEN)
    assert await watched.look() == ["1", "2"]
    assert watched.said == ["roster taken in"]
    assert watched.changes == 1
    watched.write(BEN)
    assert await watched.look() == ["2"]


async def test_a_file_that_stays_is_left_alone(watched: Watched) -> None:
    """Neither the same file nor the same contents at another time are taken in again."""
    watched.write(ADA)
    await watched.look()
    assert await watched.look(5) == ["1"]
    assert not watched.said
    watched.write(ADA)
    await watched.look(5)
    assert not watched.said
    assert watched.changes == 1


async def test_a_file_that_is_being_written_is_waited_for(watched: Watched) -> None:
    """It is taken in once it was the same at two looks."""
    for rows in ([ADA], [ADA, BEN], [BEN, ADA]):
        watched.write(*rows)
        assert await watched.look(1) == []
    assert await watched.look(1) == ["1", "2"]


async def test_a_wrong_file_changes_nothing_and_is_told_once(watched: Watched) -> None:
    """While a row is wrong nothing is taken in; the log says which line, and nobody's data."""
    watched.write(ADA)
    await watched.look()
    watched.write(BEN, "3,somebody@private,,leeds,2027-03-31")
    assert await watched.look(4) == ["1"]
    (line,) = watched.log
    assert (line["log_level"], line["refused"], line["lines"]) == ("error", 1, [3])
    assert "private" not in str(line)
    watched.write(BEN, "3,somebody@private,,leeds,2027-03-31")
    await watched.look(4)
    assert not watched.said
    watched.write(ADA, BEN)
    assert await watched.look() == ["1", "2"]


@pytest.mark.parametrize("content", [b"", b"Ada Lovelace,matrix:@ada:example.org\n", b"\xff\xfe", b'person,"paid'])
async def test_what_is_no_roster_changes_nothing(watched: Watched, content: bytes) -> None:
    """An emptied file or another one ends nobody's membership, and what stands in it stays out of the log."""
    watched.write(ADA)
    await watched.look()
    watched.put(content)
    assert await watched.look(4) == ["1"]
    assert len(watched.log) == 1
    assert "Lovelace" not in str(watched.log)


async def test_most_members_are_not_ended_by_a_file(watched: Watched) -> None:
    """That most are missing must be confirmed by hand."""
    everybody = [f"{number},matrix:@m{number}:example.org,,leeds,2027-03-31" for number in range(30)]
    watched.write(*everybody)
    await watched.look()
    watched.write(*everybody[:5])
    assert len(await watched.look()) == 30
    assert watched.log[0]["problem"] == "25 of 30 members are missing"


async def test_a_file_that_goes_ends_nothing(watched: Watched) -> None:
    """A missing file is told once, and taken up again when it is back."""
    watched.write(ADA)
    await watched.look()
    watched.file.unlink()
    assert await watched.look(3) == ["1"]
    assert watched.said == ["there is no roster; members stay as they are"]
    watched.write(ADA, BEN)
    assert await watched.look() == ["1", "2"]


async def test_a_file_that_cannot_be_read_is_told_once(watched: Watched) -> None:
    """It is tried again and again, and taken in once it can be read."""
    watched.file.mkdir()
    await watched.look(5)
    assert watched.said == ["roster cannot be read; members stay as they are"]
    watched.file.rmdir()
    watched.write(ADA)
    assert await watched.look() == ["1"]


async def test_after_a_restart_what_was_imported_since_stands(watched: Watched) -> None:
    """Contents that were taken in once are not taken in again over what was imported by hand after them."""
    watched.write(ADA)
    await watched.look()
    by_hand = Importer(store=watched.store, clock=FakeClock(NOW), zone=ZoneInfo("Europe/London"))
    await by_hand.take(partial(in_csv, roster(BEN)), Invitations())
    watched.start()
    assert await watched.look() == ["2"]


async def test_invitations_are_written_beside_the_file(watched: Watched) -> None:
    """The log says where they are, and holds no code."""
    watched.write("1,,ada@example.org,leeds,2027-03-31")
    await watched.look()
    (line,) = watched.log
    assert line["invitations"] == str(watched.file.parent / "invitations.csv")
    assert "link" not in str(line)
