"""A homeserver that fails, refuses or talks nonsense: the adapter waits, never spins, and goes on."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from adapters.backoff import Backoff
from adapters.inbound import Batch, Departed, Invocation, Reacted, VenueLost
from adapters.matrix import MatrixPlatform, MatrixSettings, missed, syncing
from adapters.matrix.homeserver import fresh
from adapters.matrix.translating import venue_of
from adapters.platform import PlatformError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

ME, ADA, ROOM = "@bot:a.org", "@ada:a.org", "!room"
Answer = tuple[int, Any]


class Homeserver:
    """Answers syncs from a list, then as ``then`` says, and whatever else a bot needs to get that far."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.times: list[float] = []
        self.syncs: list[Answer] = []
        self.then: Answer = (200, None)
        self.others: dict[str, Answer] = {}
        self.since: list[str] = []
        self.token = 0
        self.longest = 0.3

    async def answer(self, request: web.Request) -> web.Response:
        what = request.path.removeprefix("/_matrix/client/v3/").partition("/")[0]
        self.asked[what] += 1
        self.asked[f"…/{request.path.rpartition('/')[2]}"] += 1
        if what == "sync":
            return await self._sync(request)
        for beginning, (status, body) in self.others.items():
            if request.path.removeprefix("/_matrix/client/v3/").startswith(beginning):
                return web.json_response(body, status=status)
        known = {
            "login": {"access_token": "token", "device_id": "DEVICE", "user_id": ME},
            "account": {"device_id": "DEVICE", "user_id": ME},
            "keys": {"one_time_key_counts": {"signed_curve25519": 50}},
        }
        return web.json_response(known.get(what, {"errcode": "M_NOT_FOUND"}), status=200 if what in known else 404)

    async def _sync(self, request: web.Request) -> web.Response:
        if '"m.direct"' not in request.query["filter"]:
            return web.json_response({"next_batch": "look"})  # the look for invitations at the start
        self.times.append(time.monotonic())
        self.since.append(request.query.get("since", ""))
        status, body = self.syncs.pop(0) if self.syncs else self.then
        if body is None:
            await asyncio.sleep(min(int(request.query["timeout"]) / 1000, self.longest))
            body = {}
        if status == 200 and isinstance(body, dict):
            self.token += 1
            body = {"next_batch": f"t{self.token}", **body}
        return web.json_response(body, status=status)


def event(kind: str, content: object, number: int = 1, **more: Any) -> dict[str, Any]:
    return {"event_id": f"${number}", "sender": ADA, "type": kind, "content": content, **more}


def say(text: str, number: int = 1) -> dict[str, Any]:
    return event("m.room.message", {"msgtype": "m.text", "body": text}, number)


def joined(*events: object, **timeline: Any) -> Answer:
    return 200, {"rooms": {"join": {ROOM: {"timeline": {"events": list(events), **timeline}}}}}


@pytest.fixture
async def server() -> AsyncIterator[tuple[Homeserver, str]]:
    """Yield a homeserver that does as it is told, and its address."""
    homeserver = Homeserver()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", homeserver.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield homeserver, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


class Listening:
    """The adapter on such a homeserver."""

    def __init__(self, address: str, store: Path, **backoff: float) -> None:
        settings = MatrixSettings(homeserver=address, user_id=ME, password="pw", store=store)
        self.batches: list[Batch] = []
        self.platform = MatrixPlatform(
            settings,
            cursor="t0",
            read_line=lambda line: (line, {}),
            clean=lambda text: text,
            facts_needed=lambda _: False,
            backoff=Backoff(**(backoff or {"first": 0.02, "most": 0.1})),
        )
        self.task = asyncio.create_task(self.platform.listen(self._deliver))

    async def _deliver(self, batch: Batch) -> None:
        self.batches.append(batch)

    @property
    def items(self) -> list[object]:
        return [item for batch in self.batches for item in batch.items]

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not true():
                if self.task.done():
                    self.task.result()
                await asyncio.sleep(0.01)

    async def commands(self, number: int) -> list[str]:
        await self.until(lambda: len([i for i in self.items if isinstance(i, Invocation)]) >= number)
        return [item.name for item in self.items if isinstance(item, Invocation)]

    async def stop(self) -> None:
        await self.platform.stop()
        await self.task


@pytest.fixture
async def listen(server: tuple[Homeserver, str], tmp_path: Path) -> AsyncIterator[Callable[..., Listening]]:
    """Yield what sets the adapter to listening, and stops it in the end."""
    started: list[Listening] = []

    def start(**backoff: float) -> Listening:
        bot = Listening(server[1], tmp_path, **backoff)
        started.append(bot)
        return bot

    yield start
    for bot in started:
        await bot.platform.stop()
        await asyncio.gather(bot.task, return_exceptions=True)


@pytest.mark.parametrize(
    "failure", [(500, {}), (502, "x"), (429, {"errcode": "M_LIMIT_EXCEEDED"}), (404, {}), (200, [])]
)
async def test_a_failing_server_is_not_hammered(
    server: tuple[Homeserver, str], listen: Callable[..., Listening], failure: Answer
) -> None:
    """A server that fails at once is asked less and less often: a handful of times."""
    homeserver, _ = server
    homeserver.then = failure
    bot = listen(first=0.1, most=60)
    await bot.until(lambda: homeserver.asked["sync"])
    await asyncio.sleep(0.7)
    assert 1 <= homeserver.asked["sync"] <= 5
    gaps = [later - earlier for earlier, later in zip(homeserver.times[1:], homeserver.times[2:], strict=False)]
    assert gaps == sorted(gaps) or len(gaps) < 3


async def test_a_server_that_answers_nothing_at_once_is_not_hammered(
    server: tuple[Homeserver, str], listen: Callable[..., Listening]
) -> None:
    """A long poll that never waits, which some proxy may cause, does not become a tight loop."""
    homeserver, _ = server
    homeserver.then = (200, {})
    listen()
    await asyncio.sleep(1.5)
    assert homeserver.asked["sync"] <= 8


async def test_the_time_that_a_server_asks_for_is_given(
    server: tuple[Homeserver, str], listen: Callable[..., Listening]
) -> None:
    """After a 429 the next question comes no sooner than the server said, and then all goes on."""
    homeserver, _ = server
    homeserver.syncs = [(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 700}), joined(say("!hello"))]
    bot = listen()
    assert await bot.commands(1) == ["hello"]
    assert homeserver.times[1] - homeserver.times[0] >= 0.7


async def test_failures_lose_nothing(server: tuple[Homeserver, str], listen: Callable[..., Listening]) -> None:
    """Between failures, each sync goes on from the last one that succeeded."""
    homeserver, _ = server
    homeserver.syncs = [
        joined(say("!one", 1)),
        (500, {}),
        (200, []),
        joined(say("!two", 2)),
        (502, "<html>"),
        joined(say("!three", 3)),
    ]
    bot = listen()
    assert await bot.commands(3) == ["one", "two", "three"]
    assert homeserver.since[:6] == ["t0", "t1", "t1", "t1", "t2", "t2"]
    assert [batch.cursor for batch in bot.batches] == ["t1", "t2", "t3"]


async def test_a_server_that_is_not_there_yet_is_waited_for(
    server: tuple[Homeserver, str], listen: Callable[..., Listening]
) -> None:
    """A login that fails because the server is starting is tried again, and is no reason to give up."""
    homeserver, _ = server
    homeserver.others = {"login": (503, {})}
    homeserver.syncs = [joined(say("!hello"))]
    bot = listen()
    await asyncio.sleep(0.3)
    assert not bot.task.done()
    homeserver.others = {}
    assert await bot.commands(1) == ["hello"]


async def test_a_locked_account_ends_listening(
    server: tuple[Homeserver, str], listen: Callable[..., Listening]
) -> None:
    """What only a person can mend is raised, with what they should do."""
    homeserver, _ = server
    homeserver.then = (401, {"errcode": "M_USER_LOCKED", "error": "locked"})
    bot = listen()
    with pytest.raises(PlatformError, match="unlock it"):
        await asyncio.wait_for(bot.task, 5)


@pytest.mark.parametrize(
    ("address", "word"), [("matrix.example.org", "https://"), ("", "https://"), ("there", "no Matrix")]
)
async def test_a_wrong_address_ends_listening(
    server: tuple[Homeserver, str], tmp_path: Path, address: str, word: str
) -> None:
    """An address that is none, or at which no homeserver is, is a matter of the configuration."""
    homeserver, there = server
    homeserver.others = {"login": (404, {})}
    bot = Listening(there if address == "there" else address, tmp_path)
    with pytest.raises(PlatformError, match=word):
        await asyncio.wait_for(bot.task, 5)
    await bot.platform.stop()


async def test_stopping_takes_no_long_poll(server: tuple[Homeserver, str], listen: Callable[..., Listening]) -> None:
    """A stop does not wait for the server, whatever we are waiting for."""
    homeserver, _ = server
    homeserver.longest = 30
    for homeserver.then in ((200, None), (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 60_000})):
        bot = listen()
        await asyncio.sleep(0.2)
        began = time.monotonic()
        await bot.stop()
        assert time.monotonic() - began < 3


async def test_being_put_out_is_told_in_every_form(
    server: tuple[Homeserver, str], listen: Callable[..., Listening]
) -> None:
    """A room that we left comes with a state section, without one (version 12), or with nothing at all."""
    homeserver, _ = server
    kick = event("m.room.member", {"membership": "leave"}, 9, state_key=ME)
    join = {"unsigned": {"prev_content": {"membership": "join"}}}
    refusal = {"unsigned": {"prev_content": {"membership": "invite"}}}
    homeserver.syncs = [
        (200, {"rooms": {"leave": {"!a": {"timeline": {"events": [{**kick, **join}]}}}}}),
        (200, {"rooms": {"leave": {"!b": {"state": {"events": [{**kick, **join}]}, "timeline": {"events": []}}}}}),
        (200, {"rooms": {"leave": {"!c": {}, "!d": None}}}),
        (200, {"rooms": {"leave": {"!e": {"timeline": {"events": [{**kick, **refusal}]}}}}}),
        joined(say("!end")),
    ]
    bot = listen()
    await bot.commands(1)
    lost = [item.venue for item in bot.items if isinstance(item, VenueLost)]
    assert lost == [venue_of(room) for room in ("!a", "!b", "!c", "!d")]
    assert len({item.source for item in bot.items if isinstance(item, VenueLost)}) == 4 - 1


BROKEN: list[Any] = [None, 7, [], "x", {"x": 1}, {"events": 7}, {"events": [None, {}]}]
NONSENSE: list[Any] = [
    None,
    7,
    [],
    {},
    say("!hello") | {"type": []},
    say("!hello") | {"type": {}, "state_key": {}},
    say("!hello") | {"event_id": []},
    say("!hello") | {"sender": {}},
    say("!hello") | {"content": "x"},
    say("\ud800"),
    event("m.room.member", {"membership": []}, state_key={}),
    event("m.room.member", {"membership": "join", "displayname": {}}, state_key=ADA, unsigned=[]),
    event("m.room.member", {"membership": "join"}, state_key=ME, unsigned={"prev_content": []}),
    event("m.room.tombstone", {"replacement_room": []}, state_key=""),
    event("m.room.encryption", None, state_key=""),
    event("m.room.encrypted", {}),
    event("m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": 7}),
    event(
        "m.room.encrypted",
        {
            "algorithm": "m.megolm.v1.aes-sha2",
            "ciphertext": "x",
            "session_id": "x",
            "sender_key": "x",
            "device_id": "x",
        },
    ),
    event("m.room.encrypted", {"algorithm": "m.olm.v1.curve25519-aes-sha2", "ciphertext": {}, "sender_key": "x"}),
]


async def test_nonsense_in_a_sync_stops_nothing(
    server: tuple[Homeserver, str], listen: Callable[..., Listening], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every part of a sync may be of the wrong kind; what is whole beside it is handed over."""
    monkeypatch.setattr(syncing, "KEY_WITHIN", 0.0)
    homeserver, _ = server
    for broken in BROKEN:
        homeserver.syncs += [
            (200, {"rooms": {"join": {ROOM: broken}, "leave": broken, "invite": broken}}),
            (200, {"rooms": broken, "to_device": broken, "device_lists": broken, "account_data": broken}),
            (200, {"rooms": {"join": {ROOM: {"timeline": broken, "state": broken}}}}),
            (200, {"device_one_time_keys_count": broken, "device_lists": {"changed": broken}}),
        ]
    homeserver.syncs.append(joined(*NONSENSE, say("!end", 2)))
    bot = listen()
    await bot.until(lambda: any(isinstance(item, Invocation) and item.name == "end" for item in bot.items))
    assert not [item for item in bot.items if isinstance(item, Departed | Reacted)]


async def test_broken_keys_stop_nothing(server: tuple[Homeserver, str], listen: Callable[..., Listening]) -> None:
    """What others send to our device may be garbage, and is left aside."""
    homeserver, _ = server
    olm = {
        "algorithm": "m.olm.v1.curve25519-aes-sha2",
        "sender_key": "x",
        "ciphertext": {"x": {"type": 0, "body": "x"}},
    }
    bot = listen()
    await bot.until(lambda: homeserver.asked["sync"])
    ours = bot.platform._encryption._olm
    assert ours is not None
    identity = ours.account.identity_keys["curve25519"]
    for kind, body in ((0, "x"), (1, "x"), (0, ""), (2, "x"), (0, "AwogSYou"), ("x", 7)):
        content = {**olm, "ciphertext": {identity: {"type": kind, "body": body}}}
        garbage = {"type": "m.room.encrypted", "sender": ADA, "content": content}
        homeserver.syncs.append((200, {"to_device": {"events": [garbage, {"type": "m.room_key_request"}, 7]}}))
    homeserver.syncs.append(joined(say("!end")))
    assert await bot.commands(1) == ["end"]


async def test_a_gap_too_long_is_filled_as_far_as_is_sane(
    server: tuple[Homeserver, str], listen: Callable[..., Listening], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fetching what was missed ends at a bound, and at a server that goes round in circles."""
    monkeypatch.setattr(missed, "MOST_MISSED", 300)
    homeserver, _ = server
    page = {"chunk": [say(f"!old{number}", number) for number in range(100)], "end": "same"}
    homeserver.others = {f"rooms/{ROOM}/messages": (200, page)}
    homeserver.syncs = [joined(say("!new", 1000), limited=True, prev_batch="p")]
    bot = listen()
    names = await bot.commands(101)
    assert names == [f"old{number}" for number in reversed(range(100))] + ["new"]
    assert bot.batches[0].gaps == {venue_of(ROOM)}
    assert homeserver.asked["…/messages"] == 2


async def test_a_question_that_fails_holds_the_batch_back(
    server: tuple[Homeserver, str], listen: Callable[..., Listening]
) -> None:
    """Where a sync cannot be understood without asking and nobody answers, nothing is handed over or passed by."""
    homeserver, _ = server
    homeserver.others = {f"rooms/{ROOM}/messages": (500, {})}
    homeserver.syncs = [joined(say("!new", 2), limited=True, prev_batch="p")]
    bot = listen()
    await asyncio.sleep(0.5)
    assert not bot.batches
    assert homeserver.asked["sync"] <= 2
    homeserver.others = {f"rooms/{ROOM}/messages": (200, {"chunk": [say("!old", 1)]})}
    assert await bot.commands(2) == ["old", "new"]


async def test_an_invitation_is_accepted_with_patience(
    server: tuple[Homeserver, str], listen: Callable[..., Listening]
) -> None:
    """Joining is tried again while the server is busy, and holds up nothing meanwhile."""
    homeserver, _ = server
    homeserver.others = {"join": (502, {})}
    homeserver.syncs = [(200, {"rooms": {"invite": {ROOM: {"invite_state": {"events": []}}}}}), joined(say("!hello"))]
    bot = listen(first=0.01, most=0.02)
    assert await bot.commands(1) == ["hello"]
    await bot.until(lambda: homeserver.asked["join"] == 2)
    homeserver.others = {"join": (200, {"room_id": ROOM})}
    await bot.until(lambda: homeserver.asked["join"] == 3)
    await bot.until(lambda: not bot.platform._arrivals._tasks)


async def test_a_quiet_homeserver_is_heard(
    server: tuple[Homeserver, str], listen: Callable[..., Listening], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing happens the token stays the same, as on Synapse; a batch comes all the same, as a heartbeat."""
    monkeypatch.setattr(syncing, "BEAT_EVERY", 0.05)
    monkeypatch.setattr(syncing, "IDLE", 0.02)
    homeserver, _ = server
    homeserver.then = 200, {"next_batch": "t0"}
    bot = listen()
    await bot.until(lambda: len(bot.batches) >= 3)
    assert {(batch.cursor, batch.items) for batch in bot.batches} == {("t0", ())}


async def test_a_room_that_will_never_answer_holds_up_no_other(
    server: tuple[Homeserver, str], listen: Callable[..., Listening]
) -> None:
    """What must be asked about an event may be refused for ever: the event is left out, and the others are heard."""
    homeserver, _ = server
    homeserver.others = {"rooms/!bad/": (400, {"errcode": "M_UNKNOWN"})}
    rooms = {room: {"timeline": {"events": [say(line, number)]}} for number, (room, line) in
             enumerate({"!bad": "!one", ROOM: "!two"}.items())}  # fmt: skip
    homeserver.syncs = [(200, {"rooms": {"join": rooms}})]
    bot = listen()
    assert await bot.commands(1) == ["two"]


def test_waiting_grows_and_is_bounded() -> None:
    """Failures in a row double the wait up to its bound, within a quarter, and never under what was asked for."""
    backoff = Backoff(first=1, most=60)
    waits = [backoff.next() for _ in range(100)]
    assert 0.75 <= waits[0] <= 1.25
    assert all(45 <= wait <= 75 for wait in waits[10:])
    assert backoff.next(at_least=500) == 500
    backoff.reset()
    assert backoff.next() <= 1.25
    assert len(set(waits)) > 50


def test_a_filter_is_never_the_same_twice() -> None:
    """A sync from no token must not be answered from a cache; what it filters is unchanged."""
    written = [fresh(syncing._FIRST_FILTER) for _ in range(3)]
    assert len(set(written)) == 3
    for one in written:
        read = json.loads(one)
        assert read["account_data"].pop("not_types")
        assert read == syncing._FIRST_FILTER
