"""Whatever Discord or the way to it answers is one of the program's own errors."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.errors import LONGEST_RETRY_AFTER, AsleepError, Deed, doing, from_exception, needs_a_person
from adapters.platform import BusyError, ForbiddenError, GoneError, PlatformError, RejectedError
from tests.localcord.discordpy import led_to
from tests.localcord.server import LocalDiscord

if TYPE_CHECKING:
    from collections.abc import Mapping

DEED = Deed("write in #talk", "give me the permission “Send Messages” there")


class Answer(NamedTuple):
    """As much of an answer as discord.py's errors look at."""

    status: int
    headers: Mapping[str, str] = {}
    reason: str = "because"


def refusal(
    status: int, code: int = 0, *, headers: Mapping[str, str] | None = None, body: Any = None
) -> discord.HTTPException:
    """Make what discord.py raises for an answer."""
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)
    kind = discord.DiscordServerError if status >= 500 else kind
    answer: Any = Answer(status, headers or {})
    return kind(answer, {"code": code, "message": "no"} if body is None else body)


class Closed(NamedTuple):
    """As much of a connection as discord.py's error looks at."""

    close_code: int


def closed(code: int) -> discord.ConnectionClosed:
    """Make what discord.py raises for a connection that Discord closed."""
    socket: Any = Closed(code)
    return discord.ConnectionClosed(socket, shard_id=0)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (429, 0, BusyError),
        (500, 0, BusyError),
        (502, 0, BusyError),
        (503, 0, BusyError),
        (403, 20028, BusyError),
        (403, 40062, BusyError),
        (429, 30046, BusyError),
        (401, 0, PlatformError),
        (404, 10003, GoneError),
        (404, 10004, GoneError),
        (404, 10008, GoneError),
        (404, 10062, GoneError),
        (404, 0, GoneError),
        (401, 50027, GoneError),
        (400, 50033, GoneError),
        (403, 50001, ForbiddenError),
        (403, 50013, ForbiddenError),
        (403, 50007, ForbiddenError),
        (403, 50278, ForbiddenError),
        (403, 60003, ForbiddenError),
        (400, 30005, ForbiddenError),
        (400, 160005, ForbiddenError),
        (400, 200000, ForbiddenError),
        (403, 0, ForbiddenError),
        (400, 50083, AsleepError),
        (400, 10014, RejectedError),
        (400, 30010, RejectedError),
        (400, 50035, RejectedError),
        (400, 50006, RejectedError),
        (413, 40005, RejectedError),
        (400, 30013, RejectedError),
        (400, 30016, RejectedError),
        (405, 0, RejectedError),
    ],
)
def test_every_refusal_is_one_of_ours(status: int, code: int, kind: type[PlatformError]) -> None:
    """A status and a code of Discord's become the error that says what to do."""
    assert type(from_exception(refusal(status, code), DEED)) is kind


def test_a_refusal_says_what_who_and_why() -> None:
    """The words name what was not allowed, who can allow it, and Discord's own number."""
    assert str(from_exception(refusal(403, 50013), DEED)) == (
        "I may not write in #talk: somebody who manages this server must give me the permission “Send Messages” there. "
        "(Discord's code 50013)"
    )


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("1.5", 1.5), ("0", 1.0), ("-1", 1.0), ("soon", 1.0), ("nan", 1.0), ("inf", 1.0), ("9e9", 3600.0)],
)
def test_the_time_to_wait_is_sane(asked: str, seconds: float) -> None:
    """Discord's wish is granted within reason, and where it has none we wait a little."""
    error = from_exception(refusal(429, headers={"Retry-After": asked}))
    assert isinstance(error, BusyError)
    assert error.retry_after == seconds


def test_a_long_wait_is_handed_on() -> None:
    """Where discord.py would rather not wait so long itself, the program does."""
    error = from_exception(discord.RateLimited(45.0))
    assert isinstance(error, BusyError)
    assert error.retry_after == 45.0


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (discord.LoginFailure("Improper token"), "does not know the bot's token"),
        (refusal(401), "does not know the bot's token"),
        (closed(4004), "does not know the bot's token"),
        (discord.PrivilegedIntentsRequired(0), "Server Members Intent"),
        (closed(4014), "Server Members Intent"),
        (closed(4010), "`shards` to 0"),
        (closed(4011), "`shards` to 0"),
        (closed(4012), "update it"),
        (closed(4013), "update it"),
    ],
)
def test_what_only_a_person_can_mend_says_how(error: Exception, words: str) -> None:
    """A wrong token, and an intent that is not turned on, end in words for the operator."""
    translated = from_exception(error, DEED)
    assert type(translated) is PlatformError
    assert words in str(translated)
    assert str(needs_a_person(error)) == str(translated)


@pytest.mark.parametrize(
    "error",
    [
        aiohttp.ClientError("token=abc"),
        TimeoutError(),
        OSError("token=abc"),
        closed(4000),
        closed(1006),
        discord.DiscordException(),
        RuntimeError("Session is closed"),
    ],
)
def test_a_broken_connection_is_busy(error: Exception) -> None:
    """Whatever breaks on the way is tried again later, and its own words, which may hold secrets, are not repeated."""
    translated = from_exception(error, DEED)
    assert isinstance(translated, BusyError)
    assert "abc" not in str(translated)
    assert needs_a_person(error) is None


def test_our_own_errors_stay_what_they_are() -> None:
    """What was translated once is not translated again."""
    error = GoneError("gone")
    assert from_exception(error, DEED) is error


def test_what_discord_says_is_not_repeated() -> None:
    """Discord's explanation may quote what somebody wrote: it is left out."""
    error = from_exception(refusal(400, 50035, body={"code": 50035, "message": 'Value "what Ada said" is wrong'}), DEED)
    assert "Ada" not in str(error)


@given(
    st.integers(min_value=300, max_value=999),
    st.integers(min_value=0, max_value=300_000) | st.sampled_from([50001, 50013, 10008, 50035]),
    st.one_of(st.none(), st.text()),
    st.text(alphabet=st.characters(codec="latin-1")),
)
def test_nothing_goes_untranslated(status: int, code: int, page: str | None, wait: str) -> None:
    """Any status with any code, or a page instead, is some error with some words."""
    error = from_exception(refusal(status, code, headers={"Retry-After": wait}, body=page), DEED)
    assert isinstance(error, PlatformError)
    assert str(error)
    if isinstance(error, BusyError):
        assert 0 < error.retry_after <= LONGEST_RETRY_AFTER


@pytest.mark.parametrize("error", [KeyError("author"), asyncio.CancelledError()])
def test_a_fault_of_the_program_is_none_of_discord_s(error: BaseException) -> None:
    """Only what Discord or the connection did is translated: a mistake of our own is not hidden."""
    with pytest.raises(type(error)), doing(DEED):
        raise error


async def test_real_answers_are_understood() -> None:
    """What discord.py makes of pages by the proxy, cut connections and true refusals is translated too."""
    async with LocalDiscord() as local, discord.Client(intents=discord.Intents(guilds=True)) as client:
        with led_to(local):
            client.http.max_ratelimit_timeout = 30.0
            await client.login(local.application("Bot").token)

            async def asked() -> type[PlatformError]:
                with pytest.raises(PlatformError) as caught, doing(DEED):
                    await client.fetch_channel(1)
                return caught.type

            assert await asked() is GoneError
            local.faults.answer(429, "GET *", via=False)
            assert await asked() is BusyError
            local.faults.answer(503, "GET *")
            assert await asked() is BusyError
            local.faults.answer(429, "GET *", retry_after=60)
            assert await asked() is BusyError
            local.faults.cut_before("GET *", times=2)  # aiohttp tries a GET twice
            assert await asked() is BusyError


async def test_a_wrong_token_is_understood() -> None:
    """A token that Discord does not know ends in words for the operator."""
    async with LocalDiscord() as local, discord.Client(intents=discord.Intents(guilds=True)) as client:
        with led_to(local), pytest.raises(PlatformError, match="token") as caught, doing(DEED):
            await client.login("wrong")
        assert caught.type is PlatformError
