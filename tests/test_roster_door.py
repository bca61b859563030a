"""Where a membership system hands in the roster: who may, what is taken, and what it is answered."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.complaints import SettingsError
from bot.credentials import roster_token
from bot.roster.door import MembershipDoor, open_door
from bot.roster.importing import Importer
from bot.settings import load
from storage.memory import MemoryStore
from storage.port import UnavailableError, Work
from tests.support.clock import FakeClock
from tests.support.roster import NOW, found, on_roster, roster
from tests.support.stage import FailingStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

TOKEN = "a-secret-of-the-membership-system"
ADA = "1,matrix:@ada:example.org,,leeds,2027-03-31"
CLEO = "3,,cleo@example.org,leeds,2027-03-31"
MOST = 100_000


class System:
    """A membership system, and what it hands the roster in to."""

    def __init__(self, port: int) -> None:
        self.store = FailingStore()
        importer = Importer(store=self.store, clock=FakeClock(NOW), zone=ZoneInfo("Europe/London"))
        self.door = MembershipDoor(importer, TOKEN, most_bytes=MOST, read_within=0.5)
        self.place = f"127.0.0.1:{port}"

    async def ask(
        self, data: bytes = b"", *, method: str = "POST", path: str = "/roster", **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """Send something; give the status, and the answer, which is always JSON."""
        sent = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/csv"} | headers
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, f"http://{self.place}{path}", data=data, headers=sent) as answer,
        ):
            found_there = await answer.json()
            assert isinstance(found_there, dict)
            return answer.status, found_there

    async def send(self, *rows: str, asking: str = "") -> tuple[int, dict[str, Any]]:
        """Hand in rows."""
        return await self.ask(roster(*rows), path=f"/roster{asking}")

    async def members(self) -> list[str]:
        return sorted(await on_roster(self.store))


@pytest.fixture
async def system(unused_tcp_port: int) -> AsyncIterator[System]:
    """Yield a membership system whose door is open."""
    one = System(unused_tcp_port)
    await found(one.store, "leeds")
    async with open_door(one.door, one.place):
        yield one


async def test_a_roster_is_taken(system: System) -> None:
    """What was done is answered in numbers."""
    status, answer = await system.send(ADA)
    assert status == 200
    assert (answer["imported"], answer["rows"], answer["new"], answer["members"]) == (True, 1, 1, 1)
    assert await system.members() == ["1"]


async def test_json_is_taken_as_well(system: System) -> None:
    """Members as objects are read like rows."""
    members = [{"person": "1", "accounts": ["matrix:@ada:example.org"], "paid_until": "2027-03-31"}]
    data = json.dumps({"members": members}).encode()
    status, _ = await system.ask(data, **{"Content-Type": "application/json; charset=utf-8"})
    assert status == 200
    assert await system.members() == ["1"]


async def test_a_dry_run_says_what_would_be(system: System) -> None:
    """Nothing is written, and nobody invited."""
    status, answer = await system.send(ADA, CLEO, asking="?dry-run=1")
    assert status == 200
    assert (answer["imported"], answer["new"], answer["members"], answer["members_then"]) == (False, 2, 0, 2)
    assert answer["invitations"] == []
    assert await system.members() == []


async def test_whoever_hands_it_in_sends_the_invitations(system: System) -> None:
    """The codes are in the answer, once."""
    _, answer = await system.send(CLEO)
    (invitation,) = answer["invitations"]
    assert (invitation["person"], invitation["email"]) == ("3", "cleo@example.org")
    assert invitation["type"].startswith("link ")
    assert (await system.send(CLEO))[1]["invitations"] == []
    assert len((await system.send(CLEO, asking="?invite-again=true"))[1]["invitations"]) == 1


@pytest.mark.parametrize(
    "sent",
    ["", "Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", TOKEN, "Bearer \u00fc"],
)
async def test_without_the_secret_nothing_is_looked_at(system: System, sent: str) -> None:
    """Whatever else it is, it is answered 401 and how the secret is sent; the log holds nothing of it."""
    with capture_logs() as log:
        status, answer = await system.ask(roster(ADA), Authorization=sent)
    assert status == 401
    assert "Authorization" in answer["problem"]
    assert await system.members() == []
    assert [line["event"] for line in log] == ["roster handed in without the right secret"]
    assert TOKEN[:-1] not in str(log) + str(answer)


@pytest.mark.parametrize(
    "kind", ["application/octet-stream", "text/plain", "application/vnd.ms-excel", "text/csv; charset=latin-1"]
)
async def test_only_csv_and_json_are_read(system: System, kind: str) -> None:
    """Everything else is answered 415."""
    status, answer = await system.ask(roster(ADA), **{"Content-Type": kind})
    assert status == 415
    assert "text/csv or application/json" in answer["problem"]
    assert await system.members() == []


async def test_what_is_too_long_is_not_read(system: System) -> None:
    """A body over the limit is answered 413, said beforehand or not, packed or not."""
    assert (await system.ask(b"x" * (MOST + 1)))[0] == 413
    packed = gzip.compress(b"x" * (MOST + 1))
    assert len(packed) < MOST
    assert (await system.ask(packed, **{"Content-Encoding": "gzip"}))[0] == 413

    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(MOST // 1000 + 1):
            yield b"x" * 1000

    status, _ = await system.ask(in_pieces())  # type: ignore[arg-type]
    assert status == 413
    assert await system.members() == []


async def test_whoever_stops_in_the_middle_keeps_nobody_out(system: System) -> None:
    """After a while it is answered 408, and the next roster is taken."""
    stopped = asyncio.Event()

    async def stops() -> AsyncIterator[bytes]:
        yield b"person,"
        await stopped.wait()

    status, _ = await system.ask(stops())  # type: ignore[arg-type]
    assert status == 408
    stopped.set()
    assert (await system.send(ADA))[0] == 200


async def test_rows_that_are_wrong_are_named(system: System) -> None:
    """Nothing is taken in, and each problem says line, person and right form; partial=1 takes the others."""
    status, answer = await system.send(ADA, "2,ben,,leeds,2027-03-31")
    assert status == 422
    assert (answer["imported"], answer["refused"]) == (False, 1)
    (problem,) = answer["problems"]
    assert (problem["line"], problem["person"]) == (3, "2")
    assert "discord:" in problem["right_form"]
    assert await system.members() == []
    status, answer = await system.send(ADA, "2,ben,,leeds,2027-03-31", asking="?partial=1")
    assert (status, answer["imported"], await system.members()) == (200, True, ["1"])


@pytest.mark.parametrize(
    "data",
    [
        b'{"members": [{"person": ' + b"1" * 5000 + b"}]}",
        b'{"members": [{"person": "1", "person": "2", "accounts": "matrix:@a:b", "paid_until": "2027-03-31"}]}',
        b'{"members": [{"person": "1"}], "members": []}',
    ],
)
async def test_json_that_could_be_read_in_two_ways_or_none_is_refused(system: System, data: bytes) -> None:
    """A number without end, and a name that is there twice, are answered 422, and nothing is taken in."""
    status, answer = await system.ask(data, **{"Content-Type": "application/json"})
    assert status == 422
    assert answer["problem"]
    assert await system.members() == []


@pytest.mark.parametrize("data", [b"", b"a,b\n", b"\xff\xfe"])
async def test_what_is_no_roster_is_answered_in_a_sentence(system: System, data: bytes) -> None:
    """A body of which nothing can be made is answered 422."""
    status, answer = await system.ask(data)
    assert status == 422
    assert answer["problem"]


async def test_most_members_are_not_ended_unasked(system: System) -> None:
    """It takes remove-many=1."""
    everybody = [f"{number},matrix:@m{number}:example.org,,leeds,2027-03-31" for number in range(30)]
    await system.send(*everybody)
    status, answer = await system.send(*everybody[:5])
    assert status == 422
    assert "wrong file" in answer["problem"]
    assert answer["problem"].endswith("add ?remove-many=1.")
    status, answer = await system.send(*everybody[:5], asking="?remove-many=1")
    assert (status, answer["removed"], answer["members"]) == (200, 25, 5)


@pytest.mark.parametrize("asking", ["?dryrun=1", "?dry-run=yes", "?dry-run=", "?token=x", "?dry-run=1&dry-run=0"])
async def test_a_slip_in_the_address_is_not_overlooked(system: System, asking: str) -> None:
    """Whoever meant a dry run and mistyped it changes nothing."""
    status, answer = await system.send(ADA, asking=asking)
    assert status == 400
    assert "dry-run=1" in answer["problem"]
    assert await system.members() == []


async def test_one_roster_at_a_time(system: System) -> None:
    """While one is taken in, the next is answered 409, and can come again afterwards."""
    going_on, go_on = asyncio.Event(), asyncio.Event()

    async def waits(work: Work) -> None:
        if work.memberships:
            going_on.set()
            await go_on.wait()

    system.store.fails = waits
    first = asyncio.create_task(system.send(ADA))
    await going_on.wait()
    status, answer = await system.send(CLEO)
    assert status == 409
    assert "again" in answer["problem"]
    go_on.set()
    assert (await first)[0] == 200
    assert (await system.send(ADA))[0] == 200


async def test_a_database_that_is_away_is_said(system: System) -> None:
    """It is answered 503, and taken when it is sent again."""

    async def away(_work: Work) -> None:
        raise UnavailableError("the disk is full at /var/secret")

    system.store.fails = away
    status, answer = await system.send(ADA)
    assert status == 503
    assert "/var/secret" not in answer["problem"]


async def test_invitations_of_what_was_written_before_it_broke_off_are_not_lost(system: System) -> None:
    """Sent again, those members are not invited anew: their codes are answered with the 503."""
    many = [f"{number:04},,m{number}@example.org,,2027-03-31" for number in range(2001)]

    async def breaks_off(_work: Work) -> None:
        if any(work.memberships for work in system.store.works):
            raise UnavailableError("away")

    system.store.fails = breaks_off
    status, first = await system.send(*many)
    system.store.fails = MemoryStore().commit
    _, second = await system.send(*many)
    assert status == 503
    assert 0 < len(second["invitations"]) < 2001
    invited = [each["person"] for each in first["invitations"] + second["invitations"]]
    assert sorted(invited) == [row.partition(",")[0] for row in many]


async def test_what_nobody_foresaw_is_said(system: System) -> None:
    """It is answered 500 in JSON, and stands in the log."""

    async def breaks(_work: Work) -> None:
        raise ZeroDivisionError

    system.store.fails = breaks
    with capture_logs() as log:
        status, answer = await system.send(ADA)
    assert status == 500
    assert answer["imported"] is False
    assert log[0]["log_level"] == "error"


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/roster", 405), ("POST", "/", 404), ("PUT", "/roster", 405)]
)
async def test_there_is_nothing_else(system: System, method: str, path: str, status: int) -> None:
    """Any other way is answered with the right one."""
    answered, answer = await system.ask(roster(ADA), method=method, path=path)
    assert answered == status
    assert "POST /roster" in answer["problem"]


async def test_a_place_that_is_taken_is_told(system: System) -> None:
    """Where something else listens there already, the operator reads which key to change."""
    with pytest.raises(SettingsError, match=r"listen in \[roster\]"):
        async with open_door(system.door, system.place):
            pass


@pytest.mark.parametrize("secret", ["short", "x" * 19, "a secret with spaces in it", "schlüssel-schlüssel-schlüssel"])
def test_a_secret_that_could_be_guessed_is_refused(tmp_path: Path, secret: str) -> None:
    """The token is at least twenty plain signs; what it is, is not repeated."""
    (tmp_path / "token").write_text(secret)
    (tmp_path / "token").chmod(0o600)
    file = tmp_path / "folkmoot.toml"
    file.write_text('[roster]\nlisten = "127.0.0.1:8780"\ntoken_file = "token"\n')
    with pytest.raises(SettingsError, match="at least 20") as caught:
        roster_token(load(file, {}))
    assert secret not in str(caught.value)
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    assert roster_token(load(file, {})) == TOKEN


def test_without_listening_no_secret_is_needed(tmp_path: Path) -> None:
    """Where nothing is handed in over HTTP, no file is looked for."""
    file = tmp_path / "folkmoot.toml"
    file.write_text('[roster]\ntoken_file = "absent"\n')
    assert roster_token(load(file, {})) == ""
