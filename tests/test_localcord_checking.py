"""Checking exchanges against a description of the API: with a small one, and with Discord's own where it is at hand."""

from __future__ import annotations

import asyncio
import io
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import pytest

from tests.localcord.checking import Checker
from tests.localcord.description_gaps import GAPS, READINGS, Gap
from tests.localcord.discordpy import led_to
from tests.localcord.exchanges import Exchange
from tests.localcord.server import LocalDiscord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

DISCORDS = Path(__file__).parents[2] / "shared" / "discord" / "openapi.json"
needs_discords = pytest.mark.skipif(not DISCORDS.exists(), reason="Discord's description of its API is not here")

SMALL: dict[str, Any] = {
    "paths": {
        "/apples/{apple_id}": {
            "parameters": [{"name": "apple_id", "in": "path", "schema": {"type": "string"}}],
            "get": {
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}},
                    {"name": "ripe", "in": "query", "required": True, "schema": {"type": "boolean"}},
                ],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Apple"}}}},
                    "4XX": {"$ref": "#/components/responses/Refusal"},
                },
            },
            "put": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Apple"}}},
                },
                "responses": {"204": {}},
            },
        }
    },
    "components": {
        "schemas": {
            "Apple": {
                "type": "object",
                "required": ["kind"],
                "properties": {
                    "kind": {"oneOf": [{"const": 1, "title": "sour"}, {"const": 2, "title": "sweet"}]},
                    "title": {"type": ["string", "null"], "maxLength": 5},
                    "next": {"$ref": "#/components/schemas/Apple"},
                },
            },
        },
        "responses": {
            "Refusal": {"content": {"application/json": {"schema": {"type": "object", "required": ["message"]}}}}
        },
    },
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.json"
    path.write_text(json.dumps(SMALL))
    return path


def exchange(method: str = "GET", status: int = 200, **parts: Any) -> Exchange:
    asked: dict[str, Any] = {"query": {"ripe": "true"}} if method == "GET" else {}
    return Exchange(method=method, path="/apples/1", route=f"{method} /apples/{{id}}", status=status, **(asked | parts))


def test_what_is_right_passes(small: Path) -> None:
    """Requests and answers that follow the description are no problem, nor is one that was cut."""
    checker = Checker(small)
    right = [
        exchange(response={"kind": 1, "title": None}),
        exchange(response={"kind": 2}, query={"ripe": "1", "limit": "7"}),
        exchange(status=404, response={"message": "no"}),
        exchange("PUT", 204, request={"kind": 1}),
    ]
    assert [problem for each in right for problem in checker.problems(each)] == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (exchange(response={"title": "x"}), "'kind' is a required property"),
        (exchange(response={"kind": 3}), "$.kind: 3 is not one of"),
        (exchange(response={"kind": 1, "title": "too long"}), "$.title: 'too long' is too long"),
        (exchange(status=404, response={}), "'message' is a required property"),
        (exchange(status=500), "status 500 is not described"),
        (exchange(response={"kind": 1}, query={"ripe": "true", "limit": "101"}), "limit=101"),
        (exchange(response={"kind": 1}, query={"ripe": "maybe"}), "ripe=maybe"),
        (exchange(response={"kind": 1}, query={}), "ripe is missing"),
        (exchange(response={"kind": 1}, query={"ripe": "true", "worm": "1"}), "worm is unknown"),
        (exchange("PUT", 204), "there is no body"),
        (exchange("PUT", 204, request={"kind": "1"}), "request: $.kind"),
        (exchange("PUT", 204, request={"kind": 1}, response={"kind": 1}), "has no body"),
        (exchange("DELETE", 204), "no such route"),
    ],
)
def test_what_is_wrong_is_told(small: Path, wrong: Exchange, words: str) -> None:
    """Each departure is told with the exchange, the place and what is wrong there, and nothing else is."""
    (problem,) = Checker(small).problems(wrong)
    assert words in problem
    assert str(wrong) in problem


def test_a_faulty_request_that_was_refused_is_no_problem(small: Path) -> None:
    """What the server has refused it has noticed itself."""
    refused = exchange("GET", 400, query={}, response={"message": "ripe is missing"})
    assert list(Checker(small).problems(refused)) == []


def test_known_gaps_are_let_pass(small: Path) -> None:
    """A known difference is let pass where it applies, and only there."""
    gap = Gap(reason="apples have four letters more", part="response", place="$.title", message="*too long")
    checker = Checker(small, gaps=(gap,))
    assert list(checker.problems(exchange(response={"kind": 1, "title": "too long"}))) == []
    assert list(checker.problems(exchange("PUT", 204, request={"kind": 1, "title": "too long"}))) != []


def test_every_gap_has_its_reason() -> None:
    """A gap is a claim about Discord, and each says what it rests on."""
    reasons = [gap.reason for gap in GAPS] + [reading.reason for reading in READINGS.values()]
    assert all(len(reason) > 20 for reason in reasons)


# with Discord's own description


@pytest.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord(description=DISCORDS) as local:
        yield local


@needs_discords
async def test_a_server_checks_both_directions(local: LocalDiscord) -> None:
    """What is asked and answered rightly leaves no problem; what departs from the description does."""
    application = local.application("Bot")
    headers = {"Authorization": f"Bot {application.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for path in ("/users/@me", "/gateway/bot", "/applications/@me", "/users/@me/guilds", "/users/1"):
            await (await session.get(local.api_base + path)).read()
        assert local.problems == []
        await (await session.get(local.api_base + "/gateway?colour=red")).read()
    (problem,) = local.problems
    assert "colour is unknown" in problem


@needs_discords
async def test_a_bots_day_follows_discords_description(local: LocalDiscord) -> None:
    """Channels, messages, replies, reactions, threads and roles are here as Discord describes them."""
    world = local.world
    ada = world.new_user("Ada")
    guild = world.new_guild("Orchard", ada.id)
    channel = world.create_channel(ada.id, guild.id, {"name": "talk", "type": 0})
    application = local.application("Bot", {"members", "message_content"})
    world.add_bot(guild.id, application.id, 8)
    local.limits.lift()
    headers = {"Authorization": f"Bot {application.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def ask(method: str, path: str, body: Any = None) -> Any:
            async with session.request(method, local.api_base + path, json=body) as response:
                assert response.status < 300, (method, path, await response.text())
                return await response.json() if response.status != 204 else None

        messages = f"/channels/{channel.id}/messages"
        button = {"type": 2, "style": 1, "label": "Press", "custom_id": "press"}
        form = {
            "content": "hello",
            "embeds": [{"title": "An apple", "fields": [{"name": "colour", "value": "red"}]}],
            "components": [{"type": 1, "components": [button]}],
        }
        first = await ask("POST", messages, form)
        await ask("POST", messages, {"content": "reply", "message_reference": {"message_id": first["id"]}})
        await ask("PATCH", f"{messages}/{first['id']}", {"content": "changed"})
        await ask("PUT", f"{messages}/{first['id']}/reactions/🍎/@me")
        await ask("GET", f"{messages}/{first['id']}/reactions/🍎?limit=100&type=0")
        await ask("GET", f"{messages}?limit=10")
        thread = await ask("POST", f"{messages}/{first['id']}/threads", {"name": "apart"})
        await ask("GET", f"{messages}/{first['id']}")
        await ask("PATCH", f"/channels/{thread['id']}", {"archived": True})
        await ask("GET", f"/guilds/{guild.id}/channels")
        await ask("GET", f"/guilds/{guild.id}/threads/active")
        await ask("GET", f"/guilds/{guild.id}/members?limit=10")
        await ask("GET", f"/guilds/{guild.id}/members/{ada.id}")
        role = await ask("POST", f"/guilds/{guild.id}/roles", {"name": "pickers"})
        await ask("PUT", f"/guilds/{guild.id}/members/{application.id}/roles/{role['id']}")
        await ask("GET", f"/guilds/{guild.id}/roles")
        await ask("GET", f"/guilds/{guild.id}")
        await ask("POST", "/users/@me/channels", {"recipient_id": str(ada.id)})
        await ask("POST", f"/channels/{channel.id}/typing")
        await ask("DELETE", f"{messages}/{first['id']}")
    assert local.problems == []


class Moderator(discord.Client):
    """A bot that uses much of discord.py as soon as it is ready."""

    def __init__(self, channel_id: int, user_id: int) -> None:
        super().__init__(intents=discord.Intents(guilds=True, members=True), guild_ready_timeout=0.05)
        self._ids = channel_id, user_id

    async def on_ready(self) -> None:
        channel, guild = self.get_channel(self._ids[0]), self.guilds[0]
        member = guild.get_member(self._ids[1])
        assert isinstance(channel, discord.TextChannel)
        assert member is not None
        await self._write(channel)
        role = await guild.create_role(name="pickers", permissions=discord.Permissions(8), colour=discord.Colour(5))
        await member.edit(roles=[role], nick="Bobby")
        await member.remove_roles(role)
        await role.delete()
        hidden: dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite] = {}
        hidden[guild.default_role] = discord.PermissionOverwrite(view_channel=False)
        closed = await guild.create_text_channel("closed", overwrites=hidden)
        await closed.set_permissions(member, view_channel=True)
        await closed.delete()
        await member.send("goodbye")
        await guild.ban(member)
        await guild.unban(member)
        await self.close()

    async def _write(self, channel: discord.TextChannel) -> None:
        file = discord.File(io.BytesIO(b"apple"), "apple.txt")
        first = await channel.send("hello", file=file, embed=discord.Embed(title="An apple"), nonce="n")
        await (await first.reply("reply", mention_author=False)).edit(content="changed", view=discord.ui.View())
        await first.add_reaction("🍎")
        fetched = await channel.fetch_message(first.id)
        assert [user async for user in fetched.reactions[0].users(limit=10)] == [self.user]
        thread = await first.create_thread(name="apart")
        await thread.edit(archived=True)
        await channel.delete_messages([await channel.send(str(number)) for number in range(2)])


@needs_discords
async def test_what_discordpy_sends_is_no_problem(local: LocalDiscord) -> None:
    """What the real library sends follows the description, but for the known gaps; so do the answers that it gets."""
    ada, bob = local.person("Ada"), local.person("Bob")
    guild = local.guild("Orchard", ada)
    local.world.add_member(guild.id, bob.id)
    channel = local.world.create_channel(ada.id, guild.id, {"name": "talk", "type": 0})
    application = local.application("Bot", {"members"})
    local.world.add_bot(guild.id, application.id, 8)
    local.limits.lift()
    with led_to(local):
        client = Moderator(channel.id, bob.id)
        async with asyncio.timeout(10):
            await client.start(application.token)
    assert local.problems == []
    assert local.requests("DELETE /guilds/{guild_id}/bans/{user_id}")


@needs_discords
def test_checking_is_quick() -> None:
    """Checking a message with an embed and buttons takes well below a millisecond."""
    author: dict[str, Any] = {"id": "1", "username": "a", "discriminator": "0", "global_name": None, "avatar": None}
    author |= {"public_flags": 0, "flags": 0, "primary_guild": None}
    button = {"type": 2, "id": 2, "style": 1, "label": "a", "custom_id": "b"}
    message: dict[str, Any] = {
        "id": "1",
        "channel_id": "2",
        "author": author,
        "content": "x",
        "type": 0,
        "flags": 0,
        "pinned": False,
    }
    message |= {"timestamp": "2020-01-01T00:00:00+00:00", "edited_timestamp": None, "tts": False, "attachments": []}
    message |= {"mention_everyone": False, "mentions": [], "mention_roles": [], "embeds": [{"type": "rich"}]}
    message |= {"components": [{"type": 1, "id": 1, "components": [button] * 3}]}
    checker = Checker(DISCORDS)
    path = "/channels/1/messages/1"
    got = Exchange(method="GET", path=path, route="GET /channels/{a}/messages/{b}", status=200, response=message)
    assert list(checker.problems(got)) == []
    took = min(_timed(checker, got) for _ in range(50))
    assert took < 0.001


def _timed(checker: Checker, got: Exchange) -> float:
    began = time.perf_counter()
    list(checker.problems(got))
    return time.perf_counter() - began
