"""The doctor's round on Discord: on a Discord of its own, on 127.0.0.1."""

from __future__ import annotations

import json
import re
import textwrap
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from adapters.discord import inspecting
from adapters.discord.rights import ALL, BEYOND, invite_link, permissions
from adapters.discord.settings import DiscordSettings
from bot import discord_checkup, doctor
from bot.settings import load
from tests.support.discord_operator import orchard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.findings import Finding
    from tests.support.operator import Operator

pytest_plugins = ["tests.support.operator"]

PAGE = (Path(__file__).parent.parent / "docs" / "discord.md").read_text(encoding="utf-8")


def bad(findings: list[Finding]) -> list[str]:
    for finding in findings:
        assert finding.ok or finding.remedy
    return [f"{finding.sentence} {finding.remedy}" for finding in findings if not finding.ok]


def said(findings: list[Finding]) -> str:
    return "\n".join(finding.sentence for finding in findings)


class TestApplication:
    """The token, and how the application is set up."""

    async def test_a_bot_that_is_set_up_is_well(self) -> None:
        """Everything is in order; the link with which to invite it is there, and what to type first."""
        async with orchard() as here:
            findings = await here.found()
            assert bad(findings) == []
            for part in ("that of Folkmoot", "Server Members Intent", "answers", "in 1 server: Orchard", "/found"):
                assert part in said(findings)
            assert invite_link(here.bot.id) in said(findings)

    async def test_the_link_asks_for_what_is_needed_and_no_more(self) -> None:
        """The permissions in the link are those of the table of rights, and both scopes are there."""
        link = invite_link(7)
        wanted = sum(getattr(type(permissions()), right.flag).flag for right in ALL)
        assert f"permissions={wanted}" in link
        assert "scope=bot+applications.commands" in link
        assert "client_id=7" in link

    async def test_a_bot_that_is_nowhere_is_invited(self) -> None:
        """With no server yet, that is no problem: the link is the next step."""
        async with orchard() as here:
            here.discord.world.remove_member(here.guild.id, here.bot.id)
            findings = await here.found()
            assert bad(findings) == []
            assert "in no server yet" in said(findings)

    async def test_a_token_that_discord_does_not_know_is_a_problem(self) -> None:
        """A wrong token ends the round, with where to find the right one; the token is not said."""
        async with orchard() as here:
            old = here.bot.token
            here.discord.world.reset_token(here.bot.id)
            settings = DiscordSettings(token=old, api_base=here.discord.api_base)
            (finding,) = [each async for each in discord_checkup.examine_discord(settings, [], {})]
            assert "does not know the bot's token" in finding.sentence
            assert "Reset Token" in finding.remedy
            assert old not in bad([finding])[0]

    async def test_an_intent_that_is_off_is_a_problem(self) -> None:
        """Server Members Intent is asked after before the gateway refuses it, with where to turn it on."""
        async with orchard(intents=frozenset()) as here:
            (problem,) = bad(await here.found())
            assert "Server Members Intent is not turned on" in problem
            assert f"/applications/{here.bot.id}/bot" in problem

    async def test_an_absent_discord_is_a_problem(self) -> None:
        """Where nothing answers, that is said in one sentence with the address."""
        settings = DiscordSettings(token="a.b.c", api_base="http://127.0.0.1:9")
        (problem,) = bad([each async for each in discord_checkup.examine_discord(settings, [], {})])
        assert "does not answer at http://127.0.0.1:9" in problem

    @pytest.mark.parametrize(
        ("status", "text"), [(200, "<html>A shop</html>"), (200, "[]"), (404, "Nothing"), (403, ""), (502, "")]
    )
    async def test_what_is_not_discord_is_a_problem(
        self, status: int, text: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An address at which something else answers is told in a sentence, whatever it answers."""
        monkeypatch.setattr(inspecting, "PATIENCE", 0.3)

        async def shop(_request: web.Request) -> web.Response:
            return web.Response(text=text, status=status)

        async with _server(shop) as address:
            settings = DiscordSettings(token="a.b.c", api_base=address)
            (problem,) = bad([each async for each in discord_checkup.examine_discord(settings, [], {})])
        assert "api_base" in problem

    @pytest.mark.parametrize("gateway", ["ws://127.0.0.1:9", "ws{root}/api/v10/users/@me"])
    async def test_a_gateway_that_is_none_is_a_problem(self, gateway: str) -> None:
        """A gateway of one's own that does not answer as one is told from the REST API that does."""
        async with orchard() as here:
            settings = DiscordSettings(
                token=here.bot.token,
                api_base=here.discord.api_base,
                gateway_url=gateway.format(root=here.discord.root.removeprefix("http")),
            )
            (problem,) = bad([each async for each in discord_checkup.examine_discord(settings, [], {})])
            assert "gateway_url" in problem

    async def test_what_crosses_a_network_openly_is_a_problem(self) -> None:
        """An address without encryption on another machine is pointed out before the token is sent there."""
        settings = DiscordSettings(token="a.b.c", api_base="http://discord.invalid/api")
        first = await anext(aiter(discord_checkup.examine_discord(settings, [], {})))
        assert "openly" in first.sentence

    async def test_what_would_keep_commands_away_is_a_problem(self) -> None:
        """An application that has its commands sent elsewhere, or whose link needs a code grant, is told so."""
        token = "x.y.z"
        identity = {"id": "7", "username": "Folkmoot", "discriminator": "0", "avatar": None, "bot": True}
        application = {
            "id": "7", "name": "Folkmoot", "icon": None, "description": "", "verify_key": "", "owner": identity,
            "bot_public": False, "bot_require_code_grant": True, "flags": 1 << 15,
            "interactions_endpoint_url": "https://elsewhere.example.org",
        }  # fmt: skip
        answers: dict[str, Any] = {
            "users/@me": identity,
            "oauth2/applications/@me": application,
            "users/@me/guilds": [],
        }

        async def answer(request: web.Request) -> web.Response:
            found = answers.get(request.path.strip("/"))
            # As Discord, without a charset: with one, discord.py takes it for a text.
            body, status = (b'{"code": 0}', 404) if found is None else (json.dumps(found).encode(), 200)
            return web.Response(body=body, status=status, headers={"Content-Type": "application/json"})

        async with _server(answer) as address:
            settings = DiscordSettings(token=token, api_base=address, gateway_url="ws://127.0.0.1:9")
            findings = [each async for each in discord_checkup.examine_discord(settings, [], {})]
        problems = "\n".join(bad(findings))
        assert "https://elsewhere.example.org" in problems
        assert "Code Grant off" in problems
        assert "Public Bot is turned off" in said(findings)


@asynccontextmanager
async def _server(answer: Any) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class TestChannels:
    """The channels in which assemblies meet."""

    async def test_a_channel_in_which_all_is_allowed_is_well(self) -> None:
        """A channel, a private channel and a thread are named with their server."""
        async with orchard() as here:
            own = here.guild.members[here.bot.id].roles
            private = await here.ada.create_channel(here.guild, "cellar", private_to=[here.guild.roles[min(own)]])
            thread = await here.ada.thread(here.channel, "stove")
            findings = await here.found(here.venue(), here.venue(private), here.venue(thread))
            assert bad(findings) == []
            for name in ("#kitchen in Orchard", "#cellar in Orchard", "#stove in Orchard"):
                assert f"In {name} the bot may do all that it must." in said(findings)

    @pytest.mark.parametrize("right", [each for each in ALL if each not in BEYOND], ids=lambda right: right.flag)
    async def test_each_permission_is_missed(self, right: Any) -> None:
        """A permission that the bot lacks is named in Discord's own words, with who can give it and how."""
        everything = permissions().value
        async with orchard(everything & ~getattr(type(permissions()), right.flag).flag) as here:
            everyone = here.guild.roles[here.guild.id]
            here.discord.world.edit_role(here.ada.id, here.guild.id, everyone.id, {"permissions": str(1 << 10)})
            if right.flag == "view_channel":
                here.discord.world.edit_role(here.ada.id, here.guild.id, everyone.id, {"permissions": "0"})
            thread = await here.ada.thread(here.channel, "stove")
            problems = bad(await here.found(here.venue(thread if "threads" in right.flag else None)))
            assert any(f"“{right.name}”" in each for each in problems), problems
            assert all("Server Settings, Roles" in each for each in problems)
            if not right.flag.startswith(("view", "send")):  # which all others go with
                assert len(problems) == 1

    async def test_what_can_be_done_without_is_no_problem(self) -> None:
        """Permissions that somebody may well refuse are named once for their server, with what is not done then."""
        unwanted = sum(getattr(type(permissions()), right.flag).flag for right in BEYOND)
        async with orchard(permissions().value & ~unwanted) as here:
            everyone = here.guild.roles[here.guild.id]
            here.discord.world.edit_role(here.ada.id, here.guild.id, everyone.id, {"permissions": str(1 << 10)})
            other = await here.ada.create_channel(here.guild, "yard")
            findings = await here.found(here.venue(), here.venue(other))
            assert bad(findings) == []
            assert said(findings).count("In Orchard the bot does without “Manage Channels” (to make channels") == 1
            assert "“Create Invite”" in said(findings)

    async def test_a_channel_that_is_hidden_is_a_problem(self) -> None:
        """A channel that the bot cannot see has no name for it, but its server does."""
        async with orchard() as here:
            private = await here.ada.create_channel(here.guild, "cellar", private_to=[])
            (problem,) = bad(await here.found(here.venue(private)))
            assert f"a channel in Orchard ({private.id})" in problem
            assert "View Channels" in problem

    async def test_a_channel_that_is_gone_is_a_problem(self) -> None:
        """Where a channel was deleted or the bot was put out, the ways on are named."""
        async with orchard() as here:
            await here.ada.delete_channel(here.channel)
            (problem,) = bad(await here.found(here.venue()))
            assert "there is no channel" in problem
            assert "/bind" in problem
            here.discord.world.remove_member(here.guild.id, here.bot.id)
            (problem,) = bad(await here.found(here.venue()))
            assert "not in the server" in problem
            assert invite_link(here.bot.id) in problem

    async def test_a_role_above_the_bots_own_is_a_problem(self) -> None:
        """The role of those who take part, dragged above the bot's, could be given to nobody."""
        async with orchard() as here:
            role = await here.ada.create_role(here.guild, "Leeds Moot")
            notes = {f"door:{here.guild.id}/{here.channel.id}": str(role.id)}
            here.discord.world.move_roles(here.ada.id, here.guild.id, [(role.id, 9)])
            (problem,) = bad(await here.found(here.venue(), notes=notes))
            assert "“Leeds Moot”" in problem
            own = min(here.guild.members[here.bot.id].roles)
            here.discord.world.move_roles(here.ada.id, here.guild.id, [(own, 10)])
            assert bad(await here.found(here.venue(), notes=notes)) == []

    async def test_a_venue_that_fails_leaves_the_others(self) -> None:
        """One channel that cannot be looked at now does not hide the rest."""
        async with orchard() as here:
            other = await here.ada.create_channel(here.guild, "yard")
            here.discord.faults.answer(404, f"GET /channels/{here.channel.id}")
            findings = await here.found(here.venue(), here.venue(other))
            assert "#yard in Orchard the bot may do all" in said(findings)


class TestDoctor:
    """The whole round."""

    async def test_discord_alone_is_enough(self, operator: Operator) -> None:
        """With Matrix turned off only Discord is examined, and the token is looked for where it is named."""
        async with orchard() as here:
            (operator.folder / "discord-token").write_text(here.bot.token)
            (operator.folder / "discord-token").chmod(0o600)
            operator.settle(f'{here.settings}token_file = "discord-token"\n')
            findings = [each async for each in doctor.examine(operator.config, {})]
            assert bad(findings) == []
            assert "homeserver" not in said(findings)
            assert "To begin one, type /found" in said(findings)

    async def test_one_platform_in_trouble_does_not_hide_the_other(self, operator: Operator) -> None:
        """Both are examined, whatever is wrong with the first."""
        async with orchard(intents=frozenset()) as here:
            operator.settle(
                f'[matrix]\nhomeserver = "http://127.0.0.1:9"\nuser = "@folkmoot:localhost"\n{here.settings}'
            )
            problems = bad([each async for each in doctor.examine(operator.config, here.secret)])
            assert ["FOLKMOOT_MATRIX_PASSWORD" in problems[0], "Members Intent" in problems[1]] == [True, True]

    async def test_a_token_that_is_wanting_is_a_problem(self, operator: Operator) -> None:
        """Without a token nothing is asked of Discord."""
        operator.settle("[discord]\n")
        (problem,) = bad([each async for each in doctor.examine(operator.config, {})])
        assert "There is no token for Discord" in problem

    async def test_the_venues_come_from_the_database(self, operator: Operator) -> None:
        """What assemblies there are is read from the database; those elsewhere are left alone."""
        await operator.play("ada: found Leeds Moot")
        async with orchard() as here:
            operator.settle(here.settings)
            findings = [each async for each in doctor.examine(operator.config, here.secret)]
            assert bad(findings) == []
            assert "It holds 1 assembly." in said(findings)
            assert "No assembly meets on Discord yet" in said(findings)


class TestPage:
    """The page that tells an operator how to do it."""

    def test_it_names_every_permission_and_no_other(self) -> None:
        """The table of permissions is that of the link."""
        rows = re.findall(r"^\| ([A-Z][^|`*]+) \|", PAGE, re.MULTILINE)
        named = [name.strip() for row in rows for name in row.split(",")]
        assert sorted(named) == sorted(right.name for right in ALL)

    def test_its_settings_are_taken(self, operator: Operator) -> None:
        """Whatever it says to write into the settings is in order there."""
        blocks = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
        assert len(blocks) == 2
        for block in blocks:
            operator.settle(textwrap.dedent(block))
            assert load(operator.config, {}).discord is not None
