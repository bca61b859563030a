"""Whatever a homeserver or the way to it answers is one of the program's own errors."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from adapters.failures import place
from adapters.matrix.errors import (
    LONGEST_RETRY_AFTER,
    Deed,
    LoggedOutError,
    ProofWantedError,
    from_exception,
    from_reply,
)
from adapters.matrix.homeserver import Http, path
from adapters.platform import BusyError, ForbiddenError, GoneError, PlatformError, RejectedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

DEED = Deed("post in !room", "give me power level 0")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (429, "M_LIMIT_EXCEEDED", BusyError),
        (429, "", BusyError),
        (400, "M_LIMIT_EXCEEDED", BusyError),
        (403, "M_RESOURCE_LIMIT_EXCEEDED", BusyError),
        (500, "M_UNKNOWN", BusyError),
        (502, "", BusyError),
        (503, "M_UNAVAILABLE", BusyError),
        (504, "M_NOT_YET_UPLOADED", BusyError),
        (401, "M_UNKNOWN_TOKEN", LoggedOutError),
        (401, "M_MISSING_TOKEN", LoggedOutError),
        (401, "M_FORBIDDEN", ForbiddenError),
        (403, "M_FORBIDDEN", ForbiddenError),
        (403, "M_CONSENT_NOT_GIVEN", ForbiddenError),
        (403, "M_USER_DEACTIVATED", PlatformError),
        (401, "M_USER_LOCKED", PlatformError),
        (403, "M_USER_SUSPENDED", PlatformError),
        (404, "M_NOT_FOUND", GoneError),
        (404, "M_UNRECOGNIZED", GoneError),
        (404, "", GoneError),
        (413, "M_TOO_LARGE", RejectedError),
        (413, "", RejectedError),
        (400, "M_BAD_JSON", RejectedError),
        (400, "M_INVALID_PARAM", RejectedError),
        (400, "M_DUPLICATE_ANNOTATION", RejectedError),
        (400, "M_UNSUPPORTED_ROOM_VERSION", RejectedError),
        (409, "", RejectedError),
        (301, "", PlatformError),
    ],
)
def test_every_refusal_is_one_of_ours(status: int, code: str, kind: type[PlatformError]) -> None:
    """A status and error code of the specification become the error that says what to do."""
    assert type(from_reply(status, {"errcode": code, "error": "because"}, DEED)) is kind


def test_a_password_that_is_wanted_is_asked_for_with_its_session() -> None:
    """The 401 of interactive authentication is told from that of a bad token."""
    error = from_reply(401, {"flows": [], "session": "abc"}, DEED)
    assert isinstance(error, ProofWantedError)
    assert error.session == "abc"


def test_a_refusal_says_what_who_and_why() -> None:
    """The words name what was not allowed, who can allow it, and what the server said."""
    assert str(from_reply(403, {"errcode": "M_FORBIDDEN", "error": "no"}, DEED)) == (
        "I may not post in !room: a room administrator must give me power level 0. (M_FORBIDDEN no)"
    )


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [(1500, 1.5), (0, 1.0), (-1, 1.0), (None, 1.0), ("soon", 1.0), (True, 1.0), (float("nan"), 1.0), (10**12, 3600.0)],
)
def test_the_time_to_wait_is_sane(asked: object, seconds: float) -> None:
    """The server's wish is granted within reason, and where it has none we wait a little."""
    error = from_reply(429, {"retry_after_ms": asked})
    assert isinstance(error, BusyError)
    assert error.retry_after == seconds


@given(
    st.integers(min_value=201, max_value=999),
    st.dictionaries(
        st.sampled_from(["errcode", "error", "retry_after_ms", "flows"]), st.text() | st.floats() | st.none()
    ),
)
def test_nothing_goes_untranslated(status: int, body: dict[str, Any]) -> None:
    """Any status with any body is some error, with some words."""
    error = from_reply(status, body)
    assert isinstance(error, PlatformError)
    assert str(error)
    if isinstance(error, BusyError):
        assert 0 < error.retry_after <= LONGEST_RETRY_AFTER


@pytest.mark.parametrize("error", [aiohttp.ClientError("token=abc"), TimeoutError(), OSError("x"), ValueError("y")])
def test_a_broken_connection_is_busy(error: Exception) -> None:
    """Whatever breaks on the way is tried again later, and its own words, which may hold secrets, are not repeated."""
    translated = from_exception(error, DEED)
    assert isinstance(translated, BusyError)
    assert "abc" not in str(translated)


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Awaitable[str]]]:
    """Yield what starts a small server with one answer for everything, and gives its address."""
    runners: list[web.AppRunner] = []

    async def start(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> str:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b"[" * 100_000, b'{"a": NaN'])
async def test_what_is_no_json_is_a_failure(serve: Callable[..., Awaitable[str]], body: bytes) -> None:
    """A success that cannot be read is tried again; an error that cannot be read is still that error."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=body, status=200 if request.path.endswith("good") else 403)

    http = Http(await serve(answer))
    with pytest.raises(BusyError):
        await http.request("GET", path("good"))
    assert await http.request("GET", path("bad")) == (403, {})
    await http.close()


async def test_the_header_of_a_proxy_is_heeded(serve: Callable[..., Awaitable[str]]) -> None:
    """A proxy that limits us speaks in a header, not in JSON."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=b"slow down", status=429, headers={"Retry-After": "7"})

    http = Http(await serve(answer))
    assert await http.request("GET", path("x")) == (429, {"retry_after_ms": 7000})
    await http.close()


async def test_no_answer_is_busy(serve: Callable[..., Awaitable[str]]) -> None:
    """A server that is not there, that never answers or that hangs up is tried again later."""

    async def never(_: web.Request) -> web.Response:
        await asyncio.sleep(10)
        return web.Response()

    async def hang_up(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    for address, timeout in (("http://127.0.0.1:9", 5.0), (await serve(never), 0.1), (await serve(hang_up), 5.0)):
        http = Http(address)
        with pytest.raises(BusyError):
            await http.request("GET", path("x"), timeout=timeout)
        await http.close()
        with pytest.raises(BusyError, match="closed"):
            await http.request("GET", path("x"))


async def test_our_token_goes_nowhere_else(serve: Callable[..., Awaitable[str]]) -> None:
    """A redirection is not followed: it would take the token along."""
    seen: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization", ""))
        return web.Response(body=b"{}")

    target = await serve(elsewhere)

    async def redirect(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": target})

    http = Http(await serve(redirect))
    status, _ = await http.request("GET", path("x"), token="secret")
    assert status == 302
    assert not seen
    await http.close()


def test_an_id_cannot_lead_elsewhere() -> None:
    """Every part of a path is escaped."""
    assert path("rooms", "!a/../../x?y#z", "state") == "/_matrix/client/v3/rooms/%21a%2F..%2F..%2Fx%3Fy%23z/state"


def test_an_unforeseen_error_is_logged_without_what_was_said() -> None:
    """Where an error arose is told, but neither its message nor the values around it."""

    def stumble() -> None:
        secret = "what Ada said"
        raise ValueError(secret)

    with pytest.raises(ValueError, match="Ada") as caught:
        stumble()
    told = place(caught.value)
    assert told.startswith("ValueError at test_matrix_errors.py:")
    assert "Ada" not in told
