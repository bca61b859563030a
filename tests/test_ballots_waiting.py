"""The folder of the keys is away for a while: no ballot begins again by it, none is lost, and all goes on by itself."""

import asyncio
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from bot.polling.checkup import give_up_keys, open_ballots
from bot.polling.keys import Box, KeyFolder
from deliberation.ids import AssemblyId
from tests.support.stage import FailingStore, person, room, until
from tests.support.voting import SLUG, Disk, Polling

if TYPE_CHECKING:
    from tests.support.operator import Operator

pytest_plugins = ["tests.support.operator"]

PEOPLE = [person(name) for name in ("ada", "ben", "cleo")]
ADA, BEN, CLEO = PEOPLE


@contextmanager
def away(folder: Path) -> Iterator[None]:
    """Take a folder away; it must still be away at the end."""
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    yield
    assert not folder.exists()
    elsewhere.rename(folder)


@contextmanager
def unmounted(folder: Path) -> Iterator[None]:
    """Leave what a disk leaves that is not mounted: an empty folder. Nothing may be put into it."""
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    folder.mkdir(mode=0o700)
    yield
    folder.rmdir()
    elsewhere.rename(folder)


@contextmanager
def another(folder: Path) -> Iterator[None]:
    """Have another folder of keys in its place, which is left as it is."""
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    other = KeyFolder(folder)
    name = other.take_up()
    yield
    assert other.is_place(name)
    assert not other.all()
    (folder / "name-of-this-folder").unlink()
    folder.rmdir()
    elsewhere.rename(folder)


@contextmanager
def forbidden(folder: Path) -> Iterator[None]:
    """Let the bot's user not look into a folder."""
    folder.chmod(0)
    as_root = os.geteuid() == 0
    if as_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if as_root:
            os.seteuid(0)
        folder.chmod(0o700)


@contextmanager
def no_folder(folder: Path) -> Iterator[None]:
    """Have what is no folder at all in its place."""
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to(folder)
    yield
    folder.unlink()
    elsewhere.rename(folder)


@pytest.mark.parametrize("gone", [away, unmounted, another, forbidden, no_folder])
async def test_while_the_keys_are_away_a_ballot_waits_and_then_goes_on_by_itself(tmp_path: Path, gone: Any) -> None:
    """No vote is taken and none is counted; it stays open for as long as nobody could vote, and then counts all."""
    folder = tmp_path / "keys"
    async with Polling(FailingStore(), keys=KeyFolder(folder)) as hall:
        await hall.gather("ada", "ben", "cleo")
        await hall.referendum()
        await hall.tells(ADA, "ballot B1 yes")
        first = await hall.poll()
        await hall.until_at(first.closes_at - timedelta(hours=1))
        with capture_logs() as logged, gone(folder):
            refused = await hall.tells(BEN, "ballot B1 no")
            assert "Your ballot was not recorded: I cannot reach the key" in refused
            assert "You have voted, but I cannot reach the key" in await hall.tells(ADA, "ballot B1")
            waiting = await hall.closes()
            await hall.skip(hours=2)
            await hall.quiet()
        assert waiting.is_open
        assert (waiting.begun_again, list(waiting.given)) == (0, [await hall.person(ADA)])
        assert len([each for each in logged if each["event"] == "keys of ballots away"]) in {3, 4}, "once an hour"
        assert any("keys-lost" in each.get("what_to_do", "") for each in logged)
        assert len([text for _, text in hall.reader.posts if "B1 cannot be counted yet" in text]) == 1
        with capture_logs() as logged:
            await hall.skip(seconds=1)
            await hall.skip(seconds=1)
            await hall.quiet()
        assert [each["event"] for each in logged] == ["keys of ballots are back"]
        later = (await hall.poll()).closes_at - first.closes_at
        assert timedelta(hours=3) <= later < timedelta(hours=3, minutes=1)
        assert any("stays open" in text and "nobody could vote" in text for _, text in hall.reader.posts)
        assert "Recorded" in await hall.tells(BEN, "ballot B1 no")
        counted = await hall.closes()
        assert (counted.begun_again, counted.turnout, sum(each.many for each in counted.papers)) == (0, 2, 2)
        assert not hall.keys.all()
        assert not await hall.store.notes("ballots") or set(await hall.store.notes("ballots")) == {"keys"}
        assert not await hall.store.put_aside()
        await hall.verified(hall.assembly_id)


async def test_an_election_that_is_due_does_not_open_while_the_keys_are_away(tmp_path: Path) -> None:
    """The room is told so, once; no key is made where the folder is not; it opens by itself, for its full time."""
    folder = tmp_path / "keys"
    async with Polling(FailingStore(), keys=KeyFolder(folder)) as hall:
        await hall.gather("ada", "ben", "cleo")
        await hall.referendum()
        with away(folder):
            with pytest.raises(KeyError):
                await hall.referendum("Shall we stay?")
            await hall.skip(hours=1)
            assert len((await hall.now()).polls) == 1
            await hall.quiet()
            assert len([text for _, text in hall.reader.posts if "A ballot cannot open yet" in text]) == 1
        await hall.skip(seconds=1)
        poll = await hall.poll(2)
        assert poll.is_open
        assert poll.closes_at - poll.opened_at == timedelta(days=7)


async def test_a_restart_while_the_keys_are_away_loses_nothing(tmp_path: Path) -> None:
    """Nor a second one: who writes in private is told of the ballot; what was missed is made good from the first."""
    disk = Disk(tmp_path)
    async with disk.store() as store:
        async with Polling(store, keys=KeyFolder(disk.keys)) as first:
            await first.gather("ada", "ben", "cleo")
            before = await first.referendum()
            await first.tells(ADA, "ballot B1 yes")
            await first.until_at(before.closes_at - timedelta(hours=5))
        clock = first.clock

        async def restarted(hours: int) -> Polling:
            hall = Polling(store, keys=KeyFolder(disk.keys), clock=clock)
            hall.assembly_id = first.assembly_id
            hall.reader.here[room(SLUG)] = list(PEOPLE)
            async with hall:
                await until(lambda: hall.settled(SLUG))
                await hall.skip(seconds=1)
                if hours:
                    assert "cannot reach the key" in await hall.tells(CLEO, "ballot no")
                    await hall.skip(hours=hours)
                await hall.quiet()
                poll = await hall.poll()
                assert poll.is_open
                assert poll.begun_again == 0
            return hall

        with away(disk.keys):
            # Kept, all of them: what a stage hands over is named by its ``id``, which another may have once it is gone.
            halls = [await restarted(hours=3), await restarted(hours=4)]
        halls.append(await restarted(hours=0))
        hall = halls[-1]
        moved = (await hall.poll()).closes_at - before.closes_at
        assert timedelta(hours=7) <= moved < timedelta(hours=7, minutes=1)


async def test_only_the_operator_can_say_that_the_folder_is_lost_for_good(tmp_path: Path) -> None:
    """Said while it is there, nothing is done. Else the bot makes another, and open ballots begin again, once."""
    folder = tmp_path / "keys"
    async with Polling(FailingStore(), keys=KeyFolder(folder)) as hall:
        await hall.gather("ada", "ben", "cleo")
        await hall.referendum()
        await hall.tells(ADA, "ballot B1 yes")
        assert await give_up_keys(hall.store, folder) == (True, [])
        folder.rename(tmp_path / "gone for good")
        assert "was not recorded" in await hall.tells(BEN, "ballot B1 no")
        assert not folder.exists()
        there, lost = await give_up_keys(hall.store, folder)
        assert (there, lost) == (False, open_ballots(await hall.now()))
        await hall.skip(seconds=1)
        assert (await hall.poll()).begun_again == 1
        await hall.quiet()
        assert "Recorded" in await hall.tells(BEN, "ballot B1 no")
        with away(folder):
            await hall.skip(seconds=1)
        assert (await hall.closes()).turnout == 1
        assert (await hall.poll()).begun_again == 1


class Vanishing(KeyFolder):
    """Keys whose folder goes away just as one is to be destroyed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.vanish = folder.with_name("elsewhere")
        self.place = folder

    def destroy(self, box: Box) -> None:
        if not self.vanish.exists():
            self.place.rename(self.vanish)
        super().destroy(box)


async def test_a_key_that_could_not_be_destroyed_is_once_the_folder_is_back(tmp_path: Path) -> None:
    """The count stands, and its key does not outlive the next look at a folder that came back."""
    keys = Vanishing(tmp_path / "keys")
    async with Polling(FailingStore(), keys=keys) as hall:
        await hall.gather("ada", "ben", "cleo")
        await hall.referendum()
        await hall.tells(ADA, "ballot B1 yes")
        assert (await hall.closes()).outcome is not None
        keys.vanish.rename(keys.place)
        assert keys.all()
        keys.vanish.mkdir()  # it stays now
        await hall.skip(seconds=1)
        assert not keys.all()


def test_a_full_disk_leaves_no_half_key_and_keeps_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that could not be written whole is none: another is made as soon as there is room."""
    folder, box = KeyFolder(tmp_path), Box(AssemblyId("a" * 16), 1)
    folder.take_up()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            folder.make(box)
    assert folder.find(box) is None
    assert folder.all() == []
    folder.make(box)
    assert folder.all() == [box]
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            folder.destroy(box)
    assert folder.all() == [], "it goes, though it could not be written over"


def test_the_operator_says_it_with_a_command(operator: "Operator") -> None:
    """It asks first, does nothing where the folder is there, and the doctor is content afterwards."""
    asyncio.run(operator.play("ada: found Leeds Moot", 'ada: referendum "Shall we?" roll:participants', "ada: status"))
    assert "folkmoot keys-lost" in operator.run("doctor").output
    assert operator.run("keys-lost", typed="n\n").exit_code == 1
    done = operator.run("keys-lost", typed="y\n")
    assert done.exit_code == 0
    assert "B1 in leeds-moot begins again (0 had voted)" in done.output
    assert "The key of B1 in leeds-moot is lost" in operator.run("doctor").output
    folder = KeyFolder(operator.folder / "ballot-keys")
    folder.take_up()
    folder.make(Box(AssemblyId("a"), 1))
    (operator.folder / "ballot-keys").rename(operator.folder / "elsewhere")
    assert "Done" in operator.run("keys-lost", "--yes").output
