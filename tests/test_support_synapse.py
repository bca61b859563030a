"""The homeserver that tests and the demo run on."""

from __future__ import annotations

import asyncio
import http.client
import socket
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import nio
import pytest

from bot.demo.synapse import Synapse, SynapseError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

pytestmark = pytest.mark.synapse


@asynccontextmanager
async def logged_in(server: Synapse, user: str) -> AsyncIterator[nio.AsyncClient]:
    """Log a user in, telling rather than waiting where the server limits them."""
    client = nio.AsyncClient(server.url, user, config=nio.AsyncClientConfig(max_limit_exceeded=0))
    try:
        assert isinstance(await client.login("password"), nio.LoginResponse)
        yield client
    finally:
        await client.close()


async def speak(client: nio.AsyncClient, times: int) -> list[object]:
    """Say something so many times in a room of one's own, and return the answers."""
    room = await client.room_create()
    assert isinstance(room, nio.RoomCreateResponse)
    said = {"msgtype": "m.text", "body": "hear, hear"}
    return [await client.room_send(room.room_id, "m.room.message", said) for _ in range(times)]


async def test_who_is_registered_can_log_in_and_speak(synapse: Synapse) -> None:
    """A registered person logs in with matrix-nio and sends faster than Synapse would let them by default."""
    user = synapse.register("ada")
    assert user == "@ada:localhost"
    async with logged_in(synapse, user) as client:
        assert all(isinstance(answer, nio.RoomSendResponse) for answer in await speak(client, 20))


def test_many_are_registered_in_order(synapse: Synapse) -> None:
    """A crowd is registered at once, and its ids come in the order of its names."""
    assert synapse.register_all(f"crowd{n}" for n in range(20)) == [f"@crowd{n}:localhost" for n in range(20)]


def test_nobody_is_registered_twice(synapse: Synapse) -> None:
    """A name that is taken is an error that says so."""
    synapse.register("grace")
    with pytest.raises(SynapseError, match="grace could not be registered: 400"):
        synapse.register("grace")


async def test_what_a_homeserver_holds_outlives_its_process(own_synapse: Synapse) -> None:
    """People are still there, at the same address, after a restart and after a kill."""
    user = own_synapse.register("ada")
    own_synapse.restart()
    async with logged_in(own_synapse, user):
        pass
    own_synapse.kill()
    assert not own_synapse.running
    own_synapse.start()
    async with logged_in(own_synapse, user):
        pass


async def test_a_paused_homeserver_answers_once_it_goes_on(own_synapse: Synapse) -> None:
    """A request made while the server is frozen waits, and is answered when it is let go on."""
    user = own_synapse.register("ada")
    async with logged_in(own_synapse, user) as client:
        own_synapse.pause()
        asking = asyncio.create_task(client.whoami())
        done, _ = await asyncio.wait([asking], timeout=0.5)
        assert not done
        own_synapse.resume()
        assert isinstance(await asking, nio.WhoamiResponse)


async def test_a_limited_homeserver_refuses_the_eleventh_message(start_synapse: Callable[..., Synapse]) -> None:
    """With limits as Synapse has them, whoever speaks too fast is told to wait."""
    server = start_synapse(rate_limited=True)
    async with logged_in(server, server.register("ada")) as client:
        refused = [answer for answer in await speak(client, 12) if isinstance(answer, nio.RoomSendError)]
    assert refused
    assert {answer.status_code for answer in refused} == {"M_LIMIT_EXCEEDED"}
    assert all(answer.retry_after_ms for answer in refused)


def test_a_homeserver_goes_with_whoever_started_it(tmp_path: Path) -> None:
    """Nothing is left running when the program that started a server is killed."""
    program = """
import sys
from pathlib import Path
from bot.demo.synapse import Synapse
server = Synapse(Path(sys.argv[1]))
server.start()
print(server.port, flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        port = int(starter.stdout.readline())
        starter.kill()
    deadline = time.monotonic() + 10
    while _answers(port):
        assert time.monotonic() < deadline, "the homeserver is still there"
        time.sleep(0.05)


def test_a_homeserver_comes_back_to_its_folder(tmp_path: Path) -> None:
    """Another program that opens the same folder finds the same server at the same address."""
    with Synapse(tmp_path) as before:
        before.register("ada")
    with Synapse(tmp_path) as after:
        assert after.url == before.url
        with pytest.raises(SynapseError, match="User ID already taken"):
            after.register("ada")


def test_a_homeserver_that_cannot_start_says_why(tmp_path: Path) -> None:
    """What Synapse complains of is in the error, for whoever has to mend it."""
    server = Synapse(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", server.port))
        with pytest.raises(SynapseError, match="Address already in use"):
            server.start()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health")
    except OSError:
        return False
    else:
        return True
    finally:
        connection.close()
