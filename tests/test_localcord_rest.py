"""A local Discord's REST API, asked by bare requests: what it answers, and how it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import aiohttp
import pytest

from tests.localcord import modals
from tests.localcord.permissions import Permission
from tests.localcord.server import LocalDiscord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.localcord.model import Application, Channel, Guild
    from tests.localcord.people import Person

DESCRIPTION = Path(__file__).parents[2] / "shared" / "discord" / "openapi.json"
EXACT = DESCRIPTION if DESCRIPTION.exists() else None

POWERS = (
    Permission.MANAGE_ROLES
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_THREADS
    | Permission.KICK_MEMBERS
)


class Home:
    """A guild with two people and a bot, which asks the API."""

    def __init__(self, local: LocalDiscord, session: aiohttp.ClientSession) -> None:
        self.local = local
        self.session = session
        self.ann: Person = local.person("ann")
        self.ben: Person = local.person("ben")
        self.guild: Guild = local.guild("Home", self.ann)
        self.app: Application = local.application("bot", {"members", "message_content"})

    async def furnish(self) -> None:
        await self.ben.join(self.guild)
        self.local.world.add_bot(self.guild.id, self.app.id, int(POWERS))
        self.talk: Channel = await self.ann.create_channel(self.guild, "talk")

    async def ask(self, method: str, path: str, body: object = None, token: str | None = None) -> tuple[int, Any]:
        """The status and the JSON of an answer."""
        headers = {"Authorization": f"Bot {self.app.token if token is None else token}"}
        url = self.local.api_base + path
        async with self.session.request(method, url, json=body, headers=headers) as response:
            return response.status, None if response.status == 204 else await response.json()

    async def get(self, path: str) -> Any:
        status, told = await self.ask("GET", path)
        assert status == 200, told
        return told

    async def refused(self, method: str, path: str, body: object = None) -> tuple[int, int]:
        """The status and Discord's code of a refusal."""
        status, told = await self.ask(method, path, body)
        assert status >= 400, told
        assert told["message"]
        return status, told["code"]

    def forgive(self) -> None:
        """What was asked wrongly on purpose is no problem."""
        self.local.problems.clear()


@pytest.fixture
async def home() -> AsyncIterator[Home]:
    async with LocalDiscord(description=EXACT) as local, aiohttp.ClientSession() as session:
        local.limits.lift()
        home = Home(local, session)
        await home.furnish()
        yield home
        assert local.problems == []


async def test_a_token_is_needed(home: Home) -> None:
    """Without the right token every answer is 401; with it one learns who one is."""
    assert await home.ask("GET", "/users/@me", token="wrong") == (401, {"message": "401: Unauthorized", "code": 0})
    me = await home.get("/users/@me")
    assert (me["id"], me["bot"]) == (str(home.app.id), True)
    assert (await home.get("/applications/@me"))["id"] == str(home.app.id)
    assert (await home.get("/oauth2/applications/@me"))["id"] == str(home.app.id)
    assert [guild["id"] for guild in await home.get("/users/@me/guilds")] == [str(home.guild.id)]
    assert (await home.get(f"/users/{home.ben.id}"))["username"] == "ben"


async def test_unknown_things_have_their_codes(home: Home) -> None:
    """Each kind of thing that does not exist is refused with its own code."""
    assert await home.refused("GET", "/guilds/1") == (404, 10004)
    assert await home.refused("GET", "/channels/1") == (404, 10003)
    assert await home.refused("GET", "/users/1") == (404, 10013)
    assert await home.refused("GET", f"/guilds/{home.guild.id}/members/1") == (404, 10013)
    stranger = home.local.person("eve")
    assert await home.refused("GET", f"/guilds/{home.guild.id}/members/{stranger.id}") == (404, 10007)
    assert await home.refused("GET", f"/channels/{home.talk.id}/messages/1") == (404, 10008)
    assert await home.refused("DELETE", f"/guilds/{home.guild.id}/roles/1") == (404, 10011)


async def test_messages_are_sent_changed_read_and_deleted(home: Home) -> None:
    """A bot writes, edits and deletes its own messages, and reads everybody's, newest first."""
    path = f"/channels/{home.talk.id}/messages"
    status, sent = await home.ask("POST", path, {"content": "one", "nonce": "n"})
    assert (status, sent["content"], sent["nonce"]) == (200, "one", "n")
    theirs = await home.ben.say(home.talk, "two")
    assert [message["content"] for message in await home.get(path)] == ["two", "one"]
    assert [message["content"] for message in await home.get(f"{path}?after={sent['id']}")] == ["two"]
    status, changed = await home.ask("PATCH", f"{path}/{sent['id']}", {"content": "1"})
    assert (status, changed["content"]) == (200, "1")
    assert changed["edited_timestamp"] is not None
    assert await home.refused("PATCH", f"{path}/{theirs.id}", {"content": "mine"}) == (403, 50005)
    assert await home.refused("POST", path, {"content": ""}) == (400, 50006)
    assert await home.ask("POST", f"{path}/bulk-delete", {"messages": [sent["id"], str(theirs.id)]}) == (204, None)
    assert await home.get(path) == []


async def test_an_enforced_nonce_sends_once(home: Home) -> None:
    """The same nonce, if it is enforced, gives the same message back."""
    path = f"/channels/{home.talk.id}/messages"
    body = {"content": "once", "nonce": "7", "enforce_nonce": True}
    first, second = [await home.ask("POST", path, body) for _ in range(2)]
    assert first[1]["id"] == second[1]["id"]
    assert len(home.ben.sees(home.talk)) == 1


async def test_a_faulty_message_is_told_field_by_field(home: Home) -> None:
    """Every fault of a form is named by its path, with Discord's word for it."""
    body = {"content": "x" * 2001, "embeds": [{"title": "x" * 257}]}
    status, told = await home.ask("POST", f"/channels/{home.talk.id}/messages", body)
    assert (status, told["code"], told["message"]) == (400, 50035, "Invalid Form Body")
    assert told["errors"]["content"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"
    assert "title" in told["errors"]["embeds"]["0"]
    home.forgive()


async def test_files_are_sent_as_multipart(home: Home) -> None:
    """A message with a file comes as a form, with payload_json beside the file."""
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", '{"content": "see", "attachments": [{"id": 0, "filename": "a.txt"}]}')
    form.add_field("files[0]", b"abc", filename="a.txt", content_type="application/octet-stream")
    url = f"{home.local.api_base}/channels/{home.talk.id}/messages"
    headers = {"Authorization": f"Bot {home.app.token}"}
    async with home.session.post(url, data=form, headers=headers) as response:
        told = await response.json()
    assert (response.status, told["content"]) == (200, "see")
    assert [(one["filename"], one["size"]) for one in told["attachments"]] == [("a.txt", 3)]


async def test_reactions_are_given_listed_and_taken(home: Home) -> None:
    """Who reacted is listed by id, normal and super reactions apart; moderators take reactions away."""
    message = await home.ben.say(home.talk, "vote")
    base = f"/channels/{home.talk.id}/messages/{message.id}/reactions"
    tick = f"{base}/{quote('✅')}"
    assert await home.ask("PUT", f"{tick}/@me") == (204, None)
    await home.ben.react(message, "✅")
    await home.ann.react(message, "✅", burst=True)
    assert [user["id"] for user in await home.get(tick)] == sorted([str(home.app.id), str(home.ben.id)])
    assert [user["id"] for user in await home.get(f"{tick}?type=1")] == [str(home.ann.id)]
    assert len(await home.get(f"{tick}?limit=1")) == 1
    (reaction,) = (await home.get(f"/channels/{home.talk.id}/messages/{message.id}"))["reactions"]
    assert (reaction["count"], reaction["count_details"], reaction["me"]) == (3, {"normal": 2, "burst": 1}, True)
    assert await home.ask("DELETE", f"{tick}/{home.ben.id}") == (204, None)
    assert await home.ask("DELETE", f"{tick}/@me") == (204, None)
    assert await home.ask("DELETE", tick) == (204, None)
    assert await home.ask("DELETE", base) == (204, None)
    assert message.reactions == []
    assert await home.refused("PUT", f"{base}/{quote('nonsense')}/@me") == (400, 10014)


async def test_guilds_members_and_roles(home: Home) -> None:
    """A guild is read; roles are made, given, taken and deleted, and members kicked, by a bot with the powers."""
    base = f"/guilds/{home.guild.id}"
    assert (await home.get(base))["name"] == "Home"
    listed = await home.get(f"{base}/members?limit=1000")
    assert [member["user"]["id"] for member in listed] == sorted([str(home.ann.id), str(home.ben.id), str(home.app.id)])
    found = await home.get(f"{base}/members/search?query=be&limit=5")
    assert [member["user"]["username"] for member in found] == ["ben"]
    status, role = await home.ask("POST", f"{base}/roles", {"name": "Cooks", "permissions": "0"})
    assert (status, role["name"]) == (200, "Cooks")
    assert await home.ask("PUT", f"{base}/members/{home.ben.id}/roles/{role['id']}") == (204, None)
    assert (await home.get(f"{base}/members/{home.ben.id}"))["roles"] == [role["id"]]
    assert await home.ask("DELETE", f"{base}/members/{home.ben.id}/roles/{role['id']}") == (204, None)
    assert await home.ask("DELETE", f"{base}/roles/{role['id']}") == (204, None)
    assert await home.ask("DELETE", f"{base}/members/{home.ben.id}") == (204, None)
    assert await home.refused("DELETE", f"{base}/members/{home.ann.id}") == (403, 50013)
    assert await home.refused("PUT", f"{base}/bans/{home.ann.id}", {}) == (403, 50013)


async def test_channels_and_overwrites(home: Home) -> None:
    """Channels are made, changed, closed to somebody and deleted; what the bot does not see it may not touch."""
    base = f"/guilds/{home.guild.id}/channels"
    status, made = await home.ask("POST", base, {"name": "new", "type": 0})
    assert (status, made["name"]) == (201, "new")
    assert {channel["id"] for channel in await home.get(base)} == {str(home.talk.id), made["id"]}
    status, changed = await home.ask("PATCH", f"/channels/{made['id']}", {"topic": "news"})
    assert (status, changed["topic"]) == (200, "news")
    closed = {"type": 1, "deny": str(int(Permission.VIEW_CHANNEL)), "allow": "0"}
    assert await home.ask("PUT", f"/channels/{made['id']}/permissions/{home.ben.id}", closed) == (204, None)
    assert not home.local.world.may_view(home.ben.id, int(made["id"]))
    assert await home.ask("DELETE", f"/channels/{made['id']}/permissions/{home.ben.id}") == (204, None)
    assert home.local.world.may_view(home.ben.id, int(made["id"]))
    assert (await home.ask("DELETE", f"/channels/{made['id']}"))[0] == 200
    hidden = await home.ann.create_channel(home.guild, "hidden", private_to=[home.ann])
    assert await home.refused("GET", f"/channels/{hidden.id}") == (403, 50001)
    assert await home.refused("POST", f"/channels/{hidden.id}/messages", {"content": "x"}) == (403, 50001)
    assert await home.ask("POST", f"/channels/{home.talk.id}/typing") == (204, None)


async def test_invitations(home: Home) -> None:
    """An invitation lets somebody in; asked for again it is the same unless a new one is wanted; it needs the right."""
    where = f"/channels/{home.talk.id}/invites"
    status, made = await home.ask("POST", where, {"max_age": 3600})
    assert (status, made["guild"]["name"], made["channel"]["id"]) == (200, "Home", str(home.talk.id))
    assert (await home.ask("POST", where, {"max_age": 3600}))[1]["code"] == made["code"]
    assert (await home.ask("POST", where, {"max_age": 3600, "unique": True}))[1]["code"] != made["code"]
    eve = home.local.person("eve")
    await eve.come_by(f"https://discord.gg/{made['code']}")
    assert eve.id in home.guild.members
    everyone = home.guild.roles[home.guild.id]
    everyone.permissions &= ~int(Permission.CREATE_INSTANT_INVITE)
    assert await home.refused("POST", where, {}) == (403, 50013)
    assert home.local.problems == []


async def test_threads(home: Home) -> None:
    """Threads are started with and without a message, joined, archived and listed."""
    message = await home.ben.say(home.talk, "topic")
    status, under = await home.ask("POST", f"/channels/{home.talk.id}/messages/{message.id}/threads", {"name": "a"})
    assert (status, under["id"]) == (201, str(message.id))
    status, alone = await home.ask("POST", f"/channels/{home.talk.id}/threads", {"name": "b", "type": 11})
    assert status == 201
    active = await home.get(f"/guilds/{home.guild.id}/threads/active")
    assert {thread["id"] for thread in active["threads"]} == {under["id"], alone["id"]}
    assert await home.ask("PUT", f"/channels/{alone['id']}/thread-members/{home.ben.id}") == (204, None)
    members = await home.get(f"/channels/{alone['id']}/thread-members")
    assert {member["user_id"] for member in members} == {str(home.app.id), str(home.ben.id)}
    status, archived = await home.ask("PATCH", f"/channels/{alone['id']}", {"archived": True})
    assert (status, archived["thread_metadata"]["archived"]) == (200, True)
    listed = await home.get(f"/channels/{home.talk.id}/threads/archived/public")
    assert [thread["id"] for thread in listed["threads"]] == [alone["id"]]


async def test_direct_messages(home: Home) -> None:
    """A bot opens a direct channel and writes, unless the person has closed theirs."""
    status, direct = await home.ask("POST", "/users/@me/channels", {"recipient_id": str(home.ben.id)})
    assert (status, direct["type"]) == (200, 1)
    assert (await home.ask("POST", f"/channels/{direct['id']}/messages", {"content": "hello"}))[0] == 200
    assert [message.content for message in home.ben.sees()] == ["hello"]
    await home.ben.close_dms()
    assert await home.refused("POST", f"/channels/{direct['id']}/messages", {"content": "hello?"}) == (403, 50007)


async def test_an_outage_of_a_guild_is_answered_as_such(home: Home) -> None:
    """While a guild is unavailable, asking about it gives 503."""
    home.local.world.set_unavailable(home.guild.id)
    status, _told = await home.ask("GET", f"/guilds/{home.guild.id}")
    assert status == 503
    home.forgive()  # outages are in no description
    home.local.world.set_available(home.guild.id)
    assert (await home.ask("GET", f"/guilds/{home.guild.id}"))[0] == 200


# Application commands


def command(name: str = "ping", **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "A command", **more}


def option(name: str = "text", kind: int = 3, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "An option", "type": kind, **more}


async def test_commands_are_registered_one_by_one(home: Home) -> None:
    """A new command is 201, the same name again 200 with the same id; it is changed and deleted by its id."""
    for base in (f"/applications/{home.app.id}", f"/applications/{home.app.id}/guilds/{home.guild.id}"):
        status, made = await home.ask("POST", f"{base}/commands", command(options=[option(min_length=0)]))
        assert (status, made["name"], made["options"][0]["min_length"]) == (201, "ping", 0)
        assert made.get("guild_id") == (str(home.guild.id) if "guilds" in base else None)
        status, again = await home.ask("POST", f"{base}/commands", command(default_member_permissions="8"))
        assert (status, again["id"], again["default_member_permissions"]) == (200, made["id"], "8")
        assert again["version"] != made["version"]
        status, changed = await home.ask("PATCH", f"{base}/commands/{made['id']}", {"description": "Other"})
        assert (status, changed["description"], changed["name"]) == (200, "Other", "ping")
        assert (await home.get(f"{base}/commands/{made['id']}"))["description"] == "Other"
        assert await home.ask("DELETE", f"{base}/commands/{made['id']}") == (204, None)
        assert await home.refused("GET", f"{base}/commands/{made['id']}") == (404, 10063)
        assert await home.get(f"{base}/commands") == []
    home.forgive()  # Discord takes permissions as text too, its description says numbers only


async def test_replacing_all_commands_keeps_what_stays(home: Home) -> None:
    """PUT leaves exactly what it lists, with the ids of those that were there."""
    base = f"/applications/{home.app.id}/commands"
    _status, first = await home.ask("PUT", base, [command("one"), command("two")])
    _status, second = await home.ask("PUT", base, [command("two"), command("three")])
    assert [one["name"] for one in second] == ["two", "three"]
    assert second[0] == first[1]
    many = [command(f"c{number}") for number in range(101)]
    assert await home.refused("PUT", base, many) == (400, 30032)
    assert [one["name"] for one in await home.get(base)] == ["two", "three"]


async def test_others_commands_are_not_touched(home: Home) -> None:
    """An application registers for itself only, and only in guilds where it is."""
    other = home.local.application("other")
    assert await home.refused("GET", f"/applications/{other.id}/commands") == (403, 20012)
    away = home.local.guild("Away", home.ann)
    assert await home.refused("PUT", f"/applications/{home.app.id}/guilds/{away.id}/commands", []) == (403, 50001)


LONG = [{"name": f"{number:050}", "value": f"{number:050}"} for number in range(25)]
FAULTY = [
    (command("Ping"), "name"),
    (command("pi ng"), "name"),
    (command("x" * 33), "name"),
    ({"name": "ping"}, "description"),
    (command(description="x" * 101), "description"),
    (command(options=[option(f"o{number}") for number in range(26)]), "options"),
    (command(options=[option("a"), option("b", required=True)]), "options"),
    (command(options=[option("a"), option("a")]), "options"),
    (command(options=[option(choices=[{"name": "a", "value": "a"}], autocomplete=True)]), "options"),
    (command(options=[option(choices=[{"name": "a", "value": 1}])]), "options"),
    (command(options=[option(choices=[{"name": str(n), "value": str(n)} for n in range(26)])]), "options"),
    (command(options=[option("a", 1), option("b", 3)]), "options"),
    (command(options=[option("a", 2, options=[option("b", 2)])]), "options"),
    (command(options=[option(max_length=6001)]), "options"),
    (command(contexts=[]), "contexts"),
    (command(options=[option(f"o{number}", choices=LONG) for number in range(9)]), "_errors"),
]


@pytest.mark.parametrize(("form", "where"), FAULTY)
async def test_faulty_commands_are_refused(home: Home, form: dict[str, Any], where: str) -> None:
    """A command that Discord would not take is refused at the place of its fault, and nothing is registered."""
    base = f"/applications/{home.app.id}/commands"
    status, told = await home.ask("POST", base, form)
    assert (status, told["code"]) == (400, 50035)
    assert where in told["errors"]
    status, told = await home.ask("PUT", base, [command("fine"), form])
    assert where in told["errors"]["1"]
    assert home.app.commands == {}
    home.forgive()


# Forms that bots open


def text(custom_id: str = "a", **more: Any) -> dict[str, Any]:
    return {"type": 4, "custom_id": custom_id, "style": 1, **more}


def row(**more: Any) -> dict[str, Any]:
    return {"type": 1, "components": [text(**{"label": "A", **more})]}


def label(**more: Any) -> dict[str, Any]:
    return {"type": 18, "label": "A", "component": text(), **more}


def modal(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"title": "T", "custom_id": "t", "components": list(rows), **more}


@pytest.mark.parametrize("form", [modal(row()), modal(label()), modal(row(), label(component=text("b")))])
def test_good_forms_are_opened(form: dict[str, Any]) -> None:
    """Inputs in rows and in labels are both taken."""
    assert modals.faults(form) == []


@pytest.mark.parametrize(
    ("form", "path"),
    [
        (modal(row(), title="x" * 46), "title"),
        (modal(row(), title=""), "title"),
        (modal(), "components"),
        (modal(*[row(custom_id=str(number)) for number in range(6)]), "components"),
        (modal(row(), row()), "components.1.components.0.custom_id"),
        (modal(row(label="x" * 46)), "components.0.components.0.label"),
        (modal(row(label=None)), "components.0.components.0.label"),
        (modal(row(placeholder="x" * 101)), "components.0.components.0.placeholder"),
        (modal(row(max_length=4001)), "components.0.components.0.max_length"),
        (modal(row(min_length=9, max_length=8)), "components.0.components.0.min_length"),
        (modal(row(value="x" * 9, max_length=8)), "components.0.components.0.value"),
        (modal(row(style=3)), "components.0.components.0.style"),
        (modal(label(label="x" * 46)), "components.0.label"),
        (modal(label(description="x" * 101)), "components.0.description"),
        (modal(label(component=text(label="A"))), "components.0.component.label"),
        (
            modal({"type": 1, "components": [{"type": 2, "style": 1, "custom_id": "a"}]}),
            "components.0.components.0.type",
        ),
    ],
)
def test_faulty_forms_are_not_opened(form: dict[str, Any], path: str) -> None:
    """Each limit of a form is held, and told at its place."""
    assert [where for where, _code, _words in modals.faults(form)] == [path]
