"""What was deleted is overwritten: after somebody was forgotten, no byte of who they were is on disk."""

import random
import sqlite3
import string
from contextlib import closing
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from bot.wiping import Wiping, owe
from deliberation.ids import AssemblyId, DonorId, PersonId, VenueId
from storage.migrating import migrate
from storage.opening import open_store
from storage.port import AccountKey, AccountRow, BoxEmptied, Code, Membership, Received, Store, UnavailableError, Work
from tests.store_values import NOW, owed
from tests.support.clock import FakeClock
from tests.support.confiding import Confiding, den
from tests.support.stage import FailingStore, person, room
from tests.support.voting import Disk

ADA, BEN, CLEO = (person(name) for name in ("adalgisa", "ben", "cleo"))
WORDS = ("the socket sparks wildly", "who pays for the marmalade")


def word(chance: random.Random, least: int, most: int) -> str:
    """Make up a word that is nowhere else."""
    return "".join(chance.choices(string.ascii_letters, k=chance.randint(least, most)))


def somebody(chance: random.Random, number: int) -> tuple[PersonId, list[str], Work]:
    """Make up somebody: who it is, what tells who, and what is written of them.

    What is long has SQLite pass rows on from page to page.
    """
    who, account, name, den_, reference, source = (word(chance, 10, 300) for _ in range(6))
    key = AccountKey("matrix", account)
    code = Code(handle=word(chance, 9, 9), purpose="link", subject=account, proof="", expires_at=NOW)
    work = Work(
        accounts=[AccountRow(key=key, person=PersonId(who), name=name)],
        private_venues={key: VenueId(den_)},
        memberships=[
            Membership(reference=reference, person=PersonId(who), constituency="", paid_until=date(2026, 1, 31))
        ],
        received=[Received(platform="matrix", source=source, account=account, target="$c", key="✅")],
        owed=[owed(f"private:{account}:{number}", den_)],
        notes={("matrix", word(chance, 6, 6)): f"shown {account}"},
        codes={code.handle: code},
    )
    return PersonId(who), [account, name, den_, reference], work


async def lives(folder: Path, seed: int) -> tuple[Store, Disk, list[list[str]]]:
    """Have 300 people come, and 60 of them be forgotten; give what told who those were."""
    chance, disk = random.Random(seed), Disk(folder)
    await migrate(f"sqlite:///{disk.file}")
    store = await open_store(f"sqlite:///{disk.file}")
    here: dict[PersonId, list[str]] = {}
    for begin in range(0, 300, 60):
        together = Work()
        for number in range(begin, begin + 60):
            who, here[who], work = somebody(chance, number)
            for part in fields(Work):
                kept = getattr(together, part.name)
                if kept is not None:
                    (kept.update if isinstance(kept, dict) else kept.extend)(getattr(work, part.name))
        await store.commit(together)
    forgotten = chance.sample(sorted(here), 60)
    for twenty in range(0, 60, 20):
        await store.commit(Work(erased=forgotten[twenty : twenty + 20]))
    return store, disk, [here[each] for each in forgotten]


def left(disk: Disk, gone: list[list[str]]) -> list[str]:
    """List what is still on disk."""
    files = disk.bytes_of_all()
    return [
        f"{each} in {file}" for tells in gone for each in tells for file, held in files.items() if each.encode() in held
    ]


@pytest.mark.parametrize("seed", [0, 1, 2])
async def test_of_whoever_is_forgotten_no_byte_is_left_in_the_file_or_in_its_log(tmp_path: Path, seed: int) -> None:
    """In pages that are in use SQLite leaves copies of rows that were moved on; and its log keeps what was written."""
    store, disk, gone = await lives(tmp_path, seed)
    assert any("-wal" in each for each in left(disk, gone)), "nothing to overwrite"
    await store.wipe()
    assert not any("-wal" in each for each in left(disk, gone))
    await store.wipe(whole=True)
    await store.wipe()
    assert not left(disk, gone)
    assert await store.notes("matrix")
    await store.close()


async def test_an_address_that_is_erased_is_in_no_log_either(tmp_path: Path) -> None:
    """It was written ahead when it was kept."""
    disk = Disk(tmp_path)
    async with disk.store() as store:
        key = AssemblyId("a"), DonorId("d")
        await store.commit(Work(addresses={key: "7 Quaysider's Row"}))
        await store.commit(Work(addresses={key: None}))
        wiping = Wiping(store, FakeClock(NOW))
        await wiping.look()
        assert not left(disk, [["7 Quaysider's Row"]])


async def test_a_log_that_is_being_read_is_folded_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing fails by it, and it is tried again."""
    monkeypatch.setattr("storage.wiping.BUSY_SECONDS", 0.01)
    disk = Disk(tmp_path)
    async with disk.store() as store:
        wiping, work = Wiping(store, FakeClock(NOW)), Work(addresses={(AssemblyId("a"), DonorId("d")): "7 Quay"})
        with closing(sqlite3.connect(disk.file, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM notes").fetchone()
            await store.wipe(whole=True)  # this waits for nobody who reads
            await store.commit(work)
            work = Work(addresses={(AssemblyId("a"), DonorId("d")): None})
            await store.commit(work)
            wiping.committed(work)
            with pytest.raises(UnavailableError):
                await store.wipe()
            await wiping.look()
            assert left(disk, [["7 Quay"]])
        await wiping.look()
        assert not left(disk, [["7 Quay"]])


async def test_while_another_program_writes_nothing_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is something that passes, and said to be."""
    monkeypatch.setattr("storage.wiping.BUSY_SECONDS", 0.01)
    disk = Disk(tmp_path)
    async with disk.store() as store:
        with closing(sqlite3.connect(disk.file, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            with pytest.raises(UnavailableError):
                await store.wipe(whole=True)
        assert await store.wipe(whole=True)


class Counting(FailingStore):
    """Counts how often it is overwritten, and may fail in it."""

    def __init__(self) -> None:
        super().__init__()
        self.wiped: list[bool] = []
        self.broken = self.full = False
        self.tries = 0

    async def wipe(self, *, whole: bool = False) -> bool:
        self.tries += whole
        if self.broken or (self.full and whole):
            raise UnavailableError("somebody else writes")
        self.wiped.append(whole)
        return True


async def test_the_whole_is_written_anew_for_all_of_an_hour_and_once_a_day() -> None:
    """Whoever is forgotten later does not put it off; after a failure, or a restart, it is done all the same."""
    store, clock = Counting(), FakeClock(NOW)
    wiping = Wiping(store, clock)

    async def forgets() -> None:
        work = Work(erased=[PersonId("p")])
        owe(work, clock.now())
        await store.commit(work)
        wiping.committed(work)
        await wiping.look()

    await wiping.look()
    assert store.wiped == [False]  # it may have ended just before
    for _ in range(4):
        await forgets()
        clock.move(minutes=20)
    assert store.wiped.count(True) == 1
    await forgets()
    clock.move(hours=2)
    await wiping.look()
    assert store.wiped.count(True) == 1, "once a day"
    wiping = Wiping(store, clock)
    clock.move(hours=23)
    store.broken = True
    await wiping.look()
    store.broken = False
    await wiping.look()
    await wiping.look()
    assert store.wiped.count(True) == 2
    assert set(await store.notes("wiping")) == {"done at"}


async def test_where_the_whole_cannot_be_written_nothing_else_waits_for_it() -> None:
    """A temporary folder that is too small stays so: the log is folded all the same, and people vote meanwhile."""
    store, clock = Counting(), FakeClock(NOW)
    wiping, store.full = Wiping(store, clock), True
    work = Work(erased=[PersonId("p")])
    owe(work, clock.now())
    await store.commit(work)
    wiping.committed(work)
    clock.move(hours=1)
    for _ in range(2 * 60):
        store.wiped.clear()
        wiping.committed(Work(ballots=[BoxEmptied(assembly=AssemblyId("a"), poll=1)]))
        await wiping.look()
        assert store.wiped == [False]
        clock.move(seconds=30)
    assert store.tries == 6  # at once, again at once, and then after 2, 6, 14 and 30 minutes
    for _ in range(60):
        clock.move(days=1)
        await wiping.look()
    assert store.tries == 66
    store.full = False
    clock.move(days=1)
    await wiping.look()
    await wiping.look()
    assert store.tries == 67


async def test_after_forget_me_no_name_and_no_word_of_theirs_is_on_disk(tmp_path: Path) -> None:
    """From the command to the bytes: the file, what was written ahead and what goes with it."""
    disk = Disk(tmp_path)
    async with disk.store() as store, Confiding(store) as stage:  # type: ignore[arg-type]
        await stage.found("leeds", BEN, ADA, CLEO)
        await stage.reader.hand_over(stage.typed(BEN, "propose A kettle", room("leeds")))
        await stage.tells(ADA, f"concern P1 {WORDS[0]}")
        await stage.tells(ADA, "resolve C1")
        await stage.reader.hand_over(stage.typed(BEN, "consensus P1", room("leeds")))
        await stage.tells(ADA, f"block P1 because {WORDS[1]}")
        await stage.quiet()
        traces = [[*WORDS, ADA.id, ADA.name, den(ADA)]]
        assert {each.partition(" in ")[0] for each in left(disk, traces)} == set(traces[0])
        await stage.tells(ADA, "forget-me")
        await stage.tells(ADA, "forget-me yes")
        await stage.quiet()
        stage.clock.move(hours=1)
        await stage.program.wiping.look()
        assert not left(disk, traces)
