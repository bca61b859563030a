"""The program is killed between any two steps of a ballot: what was acknowledged is counted, once, and nothing is lost.

What a kill leaves is what is on disk at that moment. So the database and the folder of the keys are copied before and
after each step, and from every copy a new program goes on.
"""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from adapters.inbound import Account
from bot.polling.keys import Box, Key, KeyFolder
from deliberation.polls import PollOutcome
from storage.port import Store, Work
from tests.support.stage import FailingStore, person, room, until
from tests.support.voting import SLUG, Disk, Polling

PEOPLE = [person(name) for name in ("ada", "ben", "cleo")]
ADA, BEN, CLEO = PEOPLE
YES, NO = (0,), (1,)


@dataclass
class Moment:
    """What is on disk between two steps, and which ballots were acknowledged by then."""

    after: str
    folder: Path
    acknowledged: dict[str, tuple[int, ...]]


@dataclass
class Witness:
    """Copies what is on disk before and after each step."""

    disk: Disk
    copies: Path
    acknowledged: dict[str, tuple[int, ...]] = field(default_factory=dict)
    moments: list[Moment] = field(default_factory=list)
    watching: bool = False

    def sees(self, after: str) -> None:
        """Copy what is on disk now."""
        if self.watching:
            to = self.copies / str(len(self.moments))
            shutil.copytree(self.disk.folder, to, ignore=shutil.ignore_patterns("*-shm"))
            self.moments.append(Moment(after, to, dict(self.acknowledged)))


class WatchedKeys(KeyFolder):
    """Keys that are made and destroyed before a witness."""

    def __init__(self, folder: Path, witness: Witness) -> None:
        super().__init__(folder)
        self._witness = witness

    def make(self, box: Box) -> Key:
        self._witness.sees("before a key is made")
        key = super().make(box)
        self._witness.sees("a key was made")
        return key

    def destroy(self, box: Box) -> None:
        self._witness.sees("before a key is destroyed")
        super().destroy(box)
        self._witness.sees("a key was destroyed")


class WatchedStore:
    """A store that is written to before a witness, as far as it concerns ballots."""

    def __init__(self, store: Store, witness: Witness) -> None:
        self._store = store
        self._witness = witness

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def commit(self, work: Work) -> None:
        """Commit."""
        concerns = bool(work.ballots or work.changes)
        if concerns:
            self._witness.sees("before a commit")
        await self._store.commit(work)
        if concerns:
            self._witness.sees("a commit")


async def votes(hall: Polling, account: Account, choice: str, witness: Witness) -> None:
    """Have somebody vote, and see it acknowledged."""
    assert "Recorded" in await hall.tells(account, f"ballot B1 {choice}")
    witness.acknowledged[account.name] = YES if choice == "yes" else NO
    witness.sees(f"{account.name} was answered")


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.soak)])
async def test_killed_between_any_two_steps_every_acknowledged_ballot_is_counted_once(
    tmp_path: Path, *, every: bool
) -> None:
    """From each moment (or one of each kind) a new program goes on: it counts what was acknowledged, and tidies up."""
    (folder := tmp_path / "service").mkdir()
    witness = Witness(disk := Disk(folder), tmp_path / "copies")
    async with disk.store() as store:
        watched = WatchedStore(store, witness)
        async with Polling(watched, keys=WatchedKeys(disk.keys, witness)) as hall:
            await hall.gather("ada", "ben", "cleo")
            clock = hall.clock
            witness.watching = True
            await hall.referendum()
            for account, choice in ((ADA, "yes"), (BEN, "no"), (ADA, "no")):
                await votes(hall, account, choice, witness)
            during = clock.now()
            await hall.closes()
            witness.watching = False
    assert len(witness.moments) > 12
    assert {"a key was made", "before a key is destroyed", "a commit"} <= {each.after for each in witness.moments}
    kinds = {(each.after, bool(each.acknowledged)): each for each in witness.moments}
    for moment in witness.moments if every else kinds.values():
        await goes_on_from(moment, hall, during)


async def goes_on_from(moment: Moment, before: Polling, now: Any) -> None:
    """Start a program from what a kill left; see that the ballot comes out right."""
    disk = Disk(moment.folder)
    async with disk.store() as store:
        hall = Polling(store, keys=KeyFolder(disk.keys), clock=type(before.clock)(now))
        hall.assembly_id = before.assembly_id
        hall.reader.here[room(SLUG)] = list(PEOPLE)
        async with hall:
            await until(lambda: hall.settled(SLUG))
            await hall.skip(seconds=1)
            if not (await hall.now()).polls:
                assert not moment.acknowledged, moment.after
                return
            poll = await hall.closes()
            assert poll.begun_again == 0, moment.after
            assert poll.outcome is not None, moment.after
            counted = {paper.marks: paper.many for paper in poll.papers}
            expected: dict[tuple[int, ...], int] = {}
            for marks in moment.acknowledged.values():
                expected[marks] = expected.get(marks, 0) + 1
            # What was being written when it was killed may be there already though nobody was told so.
            late = poll.turnout - len(moment.acknowledged)
            assert late in {0, 1}, moment.after
            if not late and moment.after.endswith("was answered"):
                assert counted == expected, moment.after
            assert sum(counted.values()) == poll.turnout == len(poll.receipts), moment.after
            await hall.quiet()
            assert not hall.keys.all(), moment.after
            assert not await hall.store.boxes(), moment.after
            await hall.verified(hall.assembly_id)


def lose_keys(folder: Path) -> None:
    """Lose the keys of ballots, and not the folder that they were in."""
    for file in folder.glob("*.key"):
        file.unlink()


async def test_a_lost_key_has_the_ballot_begin_again_and_everybody_told(tmp_path: Path) -> None:
    """Found at the start: what was given cannot be counted, all vote once more, and only that is counted."""
    disk = Disk(tmp_path)
    async with disk.store() as store:
        async with Polling(store, keys=KeyFolder(disk.keys)) as hall:
            await hall.gather("ada", "ben", "cleo")
            await hall.referendum()
            await hall.tells(ADA, "ballot B1 yes")
            await hall.tells(BEN, "ballot B1 yes")
        lose_keys(disk.keys)
        again = Polling(store, keys=KeyFolder(disk.keys), clock=hall.clock)
        again.assembly_id = hall.assembly_id
        again.reader.here[room(SLUG)] = list(PEOPLE)
        async with again:

            async def begun() -> bool:
                return (await again.poll()).begun_again == 1

            await until(lambda: again.settled(SLUG))
            await until(begun)
            await again.quiet()
            assert not (await again.poll()).given
            assert not await store.boxes()
            assert any("begins again" in text for _, text in again.reader.posts)
            assert any("does not count any more" in text for text in again.heard(ADA))
            assert any("had to begin again" in text for text in again.heard(CLEO))
            assert not any("had to begin again" in text for text in again.heard(ADA))
            assert "Recorded" in await again.tells(BEN, "ballot B1 no")
            poll = await again.closes()
            assert [(paper.marks, paper.many) for paper in poll.papers] == [(NO, 1)]
            assert not again.keys.all()
            await again.verified(again.assembly_id)


async def test_a_key_that_is_lost_in_mid_ballot_is_noticed_with_the_next_vote(tmp_path: Path) -> None:
    """Nobody's vote goes into a box that cannot be opened: the ballot begins again, with that vote as its first."""
    async with Polling(FailingStore(), keys=KeyFolder(tmp_path / "keys")) as hall:
        await hall.gather("ada", "ben", "cleo")
        await hall.referendum()
        await hall.tells(ADA, "ballot B1 yes")
        lose_keys(tmp_path / "keys")
        before = len(hall.reader.told)
        await hall.reader.hand_over(hall.typed(BEN, "ballot B1 no"))

        async def answered() -> bool:
            return any("Recorded" in text for text in hall.heard(BEN, before))

        await until(answered)
        poll = await hall.poll()
        assert poll.begun_again == 1
        assert list(poll.given) == [await hall.person(BEN)]
        assert len(await hall.store.ballots(hall.assembly_id, 1)) == 1
        counted = await hall.closes()
        assert [(paper.marks, paper.many) for paper in counted.papers] == [(NO, 1)]


async def test_a_key_under_the_name_of_the_next_one_does_not_hold_up_the_ballot(tmp_path: Path) -> None:
    """Whoever puts a key back under another name is not asked to do it again with every tick: it begins again, once."""
    async with Polling(FailingStore(), keys=KeyFolder(tmp_path / "keys")) as hall:
        await hall.gather("ada", "ben", "cleo")
        poll = await hall.referendum()
        (key,) = (tmp_path / "keys").glob("*.key")
        key.rename(key.with_name(key.name.replace(".0.key", ".1.key")))
        await hall.reader.hand_over(hall.typed(BEN, "ballot B1 no"))
        assert (await hall.poll()).begun_again == 1
        assert (await hall.poll()).lot != poll.lot
        assert (await hall.closes()).turnout == 1
        assert not await hall.store.put_aside()


async def test_a_ballot_that_is_missing_from_the_box_is_not_passed_over(tmp_path: Path) -> None:
    """Somebody who takes one out of the database, or spoils it, has the ballot begin again, and no count without it."""
    async with Polling(FailingStore(), keys=KeyFolder(tmp_path / "keys")) as hall:
        await hall.gather("ada", "ben", "cleo")
        await hall.referendum()
        for account in (ADA, BEN):
            await hall.tells(account, "ballot B1 yes")
        box = hall.store._kept.ballots[hall.assembly_id, 1]
        box.pop(next(iter(box)))
        poll = await hall.closes()
        assert poll.begun_again == 1
        assert poll.outcome is None
        assert not await hall.store.boxes()
        await hall.tells(CLEO, "ballot B1 no")
        assert (await hall.closes()).outcome is not PollOutcome.CALLED_OFF
        assert (await hall.poll()).turnout == 1


async def test_a_key_that_cannot_be_destroyed_stops_nothing_and_goes_with_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The count stands; the key is destroyed when the program is started again."""

    def fails(*_: Any) -> Any:
        raise PermissionError("the disk is read-only")

    store, keys = FailingStore(), KeyFolder(tmp_path / "keys")
    async with Polling(store, keys=keys) as hall:
        await hall.gather("ada", "ben", "cleo")
        await hall.referendum()
        await hall.tells(ADA, "ballot B1 yes")
        with monkeypatch.context() as patched:
            patched.setattr(KeyFolder, "destroy", fails)
            assert not (await hall.closes()).is_open
            assert "nothing can be changed in it" in await hall.tells(ADA, "ballot B1")
        assert keys.all()
    with monkeypatch.context() as patched:
        patched.setattr(KeyFolder, "all", fails)
        async with Polling(store, keys=keys, clock=hall.clock):
            pass  # it runs all the same
    assert keys.all()
    async with Polling(store, keys=keys, clock=hall.clock):
        assert not keys.all()


@pytest.mark.parametrize("spoils", ["make", "find"])
async def test_keys_that_cannot_be_reached_keep_a_ballot_waiting_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoils: str
) -> None:
    """While the disk fails no ballot opens or is counted, and none is taken; with the next look all goes on."""

    def fails(*_: Any) -> Any:
        raise PermissionError("the disk is read-only")

    async with Polling(FailingStore(), keys=KeyFolder(tmp_path / "keys")) as hall:
        await hall.gather("ada", "ben", "cleo")
        if spoils == "make":
            with monkeypatch.context() as patched:
                patched.setattr(KeyFolder, "make", fails)
                with pytest.raises(KeyError):
                    await hall.referendum()
            await hall.skip(seconds=1)
            assert (await hall.poll()).is_open
        else:
            await hall.referendum()
            with monkeypatch.context() as patched:
                patched.setattr(KeyFolder, "find", fails)
                assert "was not recorded" in await hall.tells(ADA, "ballot B1 yes")
                assert (await hall.closes()).is_open
            assert (await hall.poll()).begun_again == 0
            await hall.skip(seconds=1)
            assert (await hall.poll()).closes_at > hall.clock.now()  # for as long as nobody could vote
            assert "Recorded" in await hall.tells(ADA, "ballot B1 yes")
            assert not (await hall.closes()).is_open
