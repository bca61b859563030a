"""The rate limits of the local Discord, by themselves and as a bot meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import pytest

from tests.localcord.discordpy import led_to
from tests.localcord.limits import REACTING, Limits, bucket_name, major
from tests.localcord.server import LocalDiscord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.localcord.model import Application, Channel

MESSAGES = "POST /channels/{channel_id}/messages"


class SteppedClock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def limits(clock: SteppedClock) -> Limits:
    return Limits(clock)


def test_a_bucket_empties_and_fills_again(limits: Limits, clock: SteppedClock) -> None:
    """Five messages pass in a channel, the sixth waits until the window of the first is over."""
    taken = [limits.take(MESSAGES, "/channels/1/messages", "Bot a") for _ in range(6)]
    assert [each.scope for each in taken] == [None] * 5 + ["user"]
    assert [each.headers["X-RateLimit-Remaining"] for each in taken] == ["4", "3", "2", "1", "0", "0"]
    assert taken[5].retry_after == 5.0
    clock.now += 5.0
    assert limits.take(MESSAGES, "/channels/1/messages", "Bot a").scope is None
    assert limits.refused == {"POST /channels/{}/messages": 1}


def test_waiting_as_told_is_waiting_enough(limits: Limits, clock: SteppedClock) -> None:
    """Whoever waits for Reset-After finds the bucket open, whatever the fractions of a second."""
    limits.set(MESSAGES, 1, 0.3337)
    for _ in range(50):
        verdict = limits.take(MESSAGES, "/channels/1/messages", "Bot a")
        assert verdict.scope is None
        clock.now += float(verdict.headers["X-RateLimit-Reset-After"])


def test_each_channel_and_each_bot_has_its_own_bucket(limits: Limits) -> None:
    """A full bucket of one channel hinders neither another channel nor another bot."""
    taken = [limits.take(MESSAGES, "/channels/1/messages", "Bot a") for _ in range(6)]
    assert taken[-1].scope == "user"
    assert limits.take(MESSAGES, "/channels/2/messages", "Bot a").scope is None
    assert limits.take(MESSAGES, "/channels/1/messages", "Bot b").scope is None


def test_all_that_reacts_shares_a_bucket(limits: Limits) -> None:
    """Adding and removing reactions count together, one in a quarter of a second; listing them does not."""
    path = "/channels/1/messages/2/reactions/x/@me"
    add = "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"
    assert limits.take(add, path, "Bot a").scope is None
    refused = limits.take(add.replace("PUT", "DELETE"), path, "Bot a")
    assert (refused.scope, refused.retry_after) == ("user", 0.25)
    assert bucket_name(add.replace("PUT", "GET").removesuffix("/@me")) != REACTING


def test_fifty_requests_in_a_second_are_all_a_bot_has(limits: Limits, clock: SteppedClock) -> None:
    """The 51st request of a bot in a second is refused for all routes but those of interactions and webhooks."""
    for number in range(50):
        assert limits.take("GET /channels/{channel_id}", f"/channels/{number}", "Bot a").scope is None
    refused = limits.take("GET /users/@me", "/users/@me", "Bot a")
    assert refused.scope == "global"
    assert refused.headers == {"X-RateLimit-Global": "true"}
    callback = "POST /interactions/{interaction_id}/{token}/callback"
    assert limits.take(callback, "/interactions/1/t/callback", "Bot a").scope is None
    clock.now += 1.0
    assert limits.take("GET /users/@me", "/users/@me", "Bot a").scope is None


def test_ten_thousand_invalid_requests_bring_a_ban(limits: Limits, clock: SteppedClock) -> None:
    """The address is banned by the last of so many 401, 403 and 429, not by 404, and for a time."""
    limits.invalid_allowed = 3
    for status in (404, 401, 200, 403):
        limits.note(status)
    assert limits.take("GET /users/@me", "/users/@me", "Bot a").scope is None
    limits.note(429)
    assert limits.take("GET /users/@me", "/users/@me", "Bot a").scope == "banned"
    clock.now += limits.ban
    assert limits.take("GET /users/@me", "/users/@me", "Bot a").scope is None


def test_invalid_requests_are_forgotten_after_ten_minutes(limits: Limits, clock: SteppedClock) -> None:
    """Only the invalid requests of the last ten minutes count."""
    limits.invalid_allowed = 2
    limits.note(401)
    clock.now += limits.invalid_window + 1
    limits.note(401)
    assert limits.invalid == 1
    assert limits.take("GET /users/@me", "/users/@me", "Bot a").scope is None


def test_limits_can_be_lifted(limits: Limits) -> None:
    """Once lifted, nothing is refused, and the headers say that there is plenty."""
    limits.lift()
    verdicts = [limits.take(MESSAGES, "/channels/1/messages", "Bot a") for _ in range(200)]
    assert {each.scope for each in verdicts} == {None}
    assert int(verdicts[-1].headers["X-RateLimit-Remaining"]) > 1000


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/channels/1/messages/2", "1"),
        ("/guilds/3/members/4", "3"),
        ("/webhooks/5/token/messages/@original", "5/token"),
        ("/users/@me", ""),
    ],
)
def test_the_major_parameter_is_the_channel_guild_or_webhook(path: str, expected: str) -> None:
    """What makes a bucket of its own is found in the address."""
    assert major(path) == expected


def test_a_limit_needs_a_method_and_a_path(limits: Limits) -> None:
    """A route without its method would match nothing, and is refused at once."""
    with pytest.raises(ValueError, match="method and a path"):
        limits.set("/channels/{channel_id}/messages", 1, 1.0)


# as a bot meets them


class Bot:
    """A bot of bare requests, in a guild with one channel."""

    def __init__(self, local: LocalDiscord, session: aiohttp.ClientSession) -> None:
        world = local.world
        owner = world.new_user("Ada")
        guild = world.new_guild("Orchard", owner.id)
        self.channel: Channel = world.create_channel(owner.id, guild.id, {"name": "talk", "type": 0})
        self.application: Application = world.new_application("Bot")
        world.add_bot(guild.id, self.application.id, 8)
        self._session = session
        self._base = local.api_base

    async def ask(self, method: str, path: str, json: Any = None, token: str = "") -> aiohttp.ClientResponse:
        headers = {"Authorization": f"Bot {token or self.application.token}"}
        async with self._session.request(method, self._base + path, json=json, headers=headers) as response:
            await response.read()
            return response

    async def say(self, text: str) -> aiohttp.ClientResponse:
        return await self.ask("POST", f"/channels/{self.channel.id}/messages", {"content": text})


@pytest.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as local:
        yield local


@pytest.fixture
async def bot(local: LocalDiscord) -> AsyncIterator[Bot]:
    async with aiohttp.ClientSession() as session:
        yield Bot(local, session)


async def test_a_429_looks_like_discords(local: LocalDiscord, bot: Bot) -> None:
    """A refused request says for how long, in the body, in the headers, and by way of Discord's proxy."""
    answers = [await bot.say(str(number)) for number in range(6)]
    assert [each.status for each in answers] == [200] * 5 + [429]
    refused = answers[-1]
    body = await refused.json()
    assert body["global"] is False
    assert 0 < body["retry_after"] <= 5
    assert refused.headers["Content-Type"] == "application/json"
    assert refused.headers["Via"] == "1.1 google"
    assert refused.headers["X-RateLimit-Scope"] == "user"
    assert float(refused.headers["X-RateLimit-Reset-After"]) == pytest.approx(body["retry_after"])
    assert int(refused.headers["Retry-After"]) >= body["retry_after"]
    assert len(bot.channel.messages) == 5
    assert sum(local.limits.refused.values()) == 1


async def test_a_banned_address_gets_a_page_without_via(local: LocalDiscord, bot: Bot) -> None:
    """After too many invalid requests the proxy answers, in HTML, and Discord is not asked."""
    local.limits.invalid_allowed = 2
    for _ in range(2):
        assert (await bot.ask("GET", "/users/@me", token="wrong")).status == 401
    banned = await bot.ask("GET", "/users/@me")
    assert banned.status == 429
    assert "Via" not in banned.headers
    assert banned.content_type == "text/html"
    local.limits.pardon()
    assert (await bot.ask("GET", "/users/@me")).status == 200


@pytest.fixture
async def messageable(local: LocalDiscord, bot: Bot) -> AsyncIterator[discord.PartialMessageable]:
    """The bot's channel, as discord.py sees it."""
    with led_to(local):
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login(bot.application.token)
            yield client.get_partial_messageable(bot.channel.id)


async def test_discordpy_keeps_to_the_limits_it_is_told(
    local: LocalDiscord, bot: Bot, messageable: discord.PartialMessageable
) -> None:
    """The real library reads the headers and waits by itself: all is sent in order, and nothing had to be refused."""
    local.limits.set(MESSAGES, 2, 0.1)
    for number in range(5):
        await messageable.send(str(number))
    assert [message.content for message in bot.channel.messages.values()] == ["0", "1", "2", "3", "4"]
    assert not local.limits.refused


async def test_discordpy_waits_out_a_429(local: LocalDiscord, messageable: discord.PartialMessageable) -> None:
    """A 429 by way of Discord's proxy is waited out; one without Via is an error to the caller."""
    local.faults.answer(429, MESSAGES, retry_after=0.05)
    await messageable.send("patience")
    assert [exchange.status for exchange in local.requests(MESSAGES)] == [429, 200]
    local.faults.answer(429, MESSAGES, via=False)
    with pytest.raises(discord.HTTPException):
        await messageable.send("banned")
