"""A local Discord's interactions: commands, components and forms, answered by discord.py and by bare requests."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import pytest
from discord import app_commands

from tests.localcord.driving import running
from tests.localcord.modals import Modal
from tests.localcord.model import Application, Channel, Guild, MessageFlag, MessageType
from tests.localcord.permissions import Permission
from tests.localcord.pressed import NoAnswer, Pressed
from tests.localcord.server import LocalDiscord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from tests.localcord.people import Person

DESCRIPTION = Path(__file__).parents[2] / "shared" / "discord" / "openapi.json"
EXACT = DESCRIPTION if DESCRIPTION.exists() else None

Interaction = discord.Interaction[discord.AutoShardedClient]


class Clock:
    """Runs as the real one does, and can be moved on."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return asyncio.get_running_loop().time() + self.ahead


class Question(discord.ui.Modal, title="A question"):
    """A form with a field in a label, and one in a row."""

    reason: discord.ui.Label[Any] = discord.ui.Label(
        text="Why?",
        component=discord.ui.TextInput(custom_id="reason", min_length=3, max_length=20),
    )
    more: discord.ui.TextInput[Any] = discord.ui.TextInput(label="More", custom_id="more", required=False, default="-")

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        assert isinstance(self.reason.component, discord.ui.TextInput)
        await interaction.response.send_message(f"{self.reason.component.value} / {self.more.value}")


class Buttons(discord.ui.View):
    """Every way to answer a component."""

    @discord.ui.button(label="Change", custom_id="change")
    async def change(self, interaction: discord.Interaction[Any], _button: discord.ui.Button[Any]) -> None:
        await interaction.response.edit_message(content="changed")

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: discord.Interaction[Any], _button: discord.ui.Button[Any]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="changed later")

    @discord.ui.button(label="Form", custom_id="form")
    async def form(self, interaction: discord.Interaction[Any], _button: discord.ui.Button[Any]) -> None:
        await interaction.response.send_modal(Question())

    @discord.ui.button(label="Off", custom_id="off", disabled=True)
    async def off(self, interaction: discord.Interaction[Any], _button: discord.ui.Button[Any]) -> None:
        raise AssertionError

    @discord.ui.select(
        placeholder="Which?", custom_id="which", max_values=2, options=[discord.SelectOption(label=c) for c in "ABC"]
    )
    async def which(self, interaction: discord.Interaction[Any], select: discord.ui.Select[Any]) -> None:
        await interaction.response.send_message(" and ".join(select.values), ephemeral=True)


class EchoBot(discord.AutoShardedClient):
    """A bot with a command for each thing that is tried here."""

    def __init__(self) -> None:
        # discord.py waits that long for guilds that might still come before it calls itself ready.
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True), guild_ready_timeout=0.05
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        commands: tuple[app_commands.Command[Any, ..., Any], ...] = (
            *(echo, slow, secret, ask, silent),
            *(board, choose, colour, attach, twice),
        )
        for command in commands:
            self.tree.add_command(command)
        self.tree.add_command(team)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)


@app_commands.command(description="Say it again")
@app_commands.choices(tone=[app_commands.Choice(name="Loudly", value=2), app_commands.Choice(name="Softly", value=1)])
async def echo(
    interaction: Interaction,
    text: app_commands.Range[str, 2, 10],
    tone: app_commands.Choice[int] | None = None,
    times: app_commands.Range[int, 1, 3] = 1,
    plainly: bool = False,
) -> None:
    said = " ".join([text.upper() if tone and tone.value == 2 else text] * times)
    await interaction.response.send_message(f"{said}{'' if plainly else '!'}")


@app_commands.command(description="Think, then answer")
async def slow(interaction: Interaction, privately: bool = False) -> None:
    await interaction.response.defer(ephemeral=privately)
    await asyncio.sleep(0.05)
    await interaction.followup.send("at last")
    await interaction.followup.send("and more", ephemeral=True)


@app_commands.command(description="Tell only you")
async def secret(interaction: Interaction) -> None:
    await interaction.response.send_message("psst", ephemeral=True)
    await interaction.edit_original_response(content="psst!")


@app_commands.command(description="Open a form")
async def ask(interaction: Interaction) -> None:
    await interaction.response.send_modal(Question())


@app_commands.command(description="Say nothing")
@app_commands.default_permissions(manage_messages=True)
@app_commands.guild_only()
async def silent(_interaction: Interaction) -> None:
    return


@app_commands.command(description="Show buttons")
async def board(interaction: Interaction, privately: bool = False) -> None:
    await interaction.response.send_message("here", view=Buttons(timeout=None), ephemeral=privately)


@app_commands.command(description="Choose from what there is")
async def choose(interaction: Interaction, who: discord.Member, where: discord.TextChannel, role: discord.Role) -> None:
    await interaction.response.send_message(f"{who.name} {where.name} {role.name}")


@app_commands.command(description="Name a colour")
async def colour(interaction: Interaction, name: str) -> None:
    await interaction.response.send_message(name)


@colour.autocomplete("name")
async def colours(_interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=c.title(), value=c) for c in ("red", "green", "grey") if c.startswith(typed)]


@app_commands.command(description="Send a file")
async def attach(interaction: Interaction) -> None:
    import io

    await interaction.response.send_message("see", file=discord.File(io.BytesIO(b"hello"), "hello.txt"))


@app_commands.command(description="Delete the answer")
async def twice(interaction: Interaction) -> None:
    answered = await interaction.response.send_message("first")
    assert answered.message_id == (await interaction.original_response()).id
    await interaction.delete_original_response()
    await interaction.followup.send("second")


team = app_commands.Group(name="team", description="Teams")


@team.command(name="add", description="Add somebody")
async def team_add(interaction: Interaction, who: discord.Member) -> None:
    await interaction.response.send_message(f"{who.name} added")


class Place:
    """A guild with two people, a channel and a bot."""

    def __init__(self, local: LocalDiscord) -> None:
        self.local = local
        self.ann: Person = local.person("ann")
        self.ben: Person = local.person("ben")
        self.guild: Guild = local.guild("Home", self.ann)
        self.app: Application = local.application("echo")
        self.bot = EchoBot()

    async def furnish(self) -> None:
        await self.ben.join(self.guild)
        self.local.world.add_bot(self.guild.id, self.app.id)
        self.channel: Channel = await self.ann.create_channel(self.guild, "talk")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def place(clock: Clock) -> AsyncIterator[Place]:
    async with LocalDiscord(description=EXACT, clock=clock) as local:
        local.limits.lift()
        place = Place(local)
        await place.furnish()
        yield place
    assert local.problems == []


@pytest.fixture
async def there(place: Place) -> AsyncIterator[Place]:
    """The place, with the discord.py bot running."""
    async with running(place.local, place.bot, place.app):
        yield place


async def test_a_command_is_answered_where_everybody_sees_it(there: Place) -> None:
    """Options arrive converted, and the answer stands in the channel for all, with word of its interaction."""
    pressed = await there.ben.command(there.channel, "echo", text="hello", tone="Loudly", times=2)
    answer = await pressed.reply()
    assert answer.content == "HELLO HELLO!"
    assert answer.type is MessageType.CHAT_INPUT_COMMAND
    assert answer.interaction_metadata is not None
    assert answer.interaction_metadata["user"]["id"] == str(there.ben.id)
    assert answer in there.ann.sees(there.channel)
    assert await pressed.acknowledged() < 3
    assert not pressed.failed


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"text": "x"},
        {"text": "much too long for it"},
        {"text": 7},
        {"text": "hello", "tone": "Shrilly"},
        {"text": "hello", "times": 4},
        {"text": "hello", "times": True},
        {"text": "hello", "plainly": "yes"},
        {"text": "hello", "extra": 1},
    ],
)
async def test_the_client_sends_only_what_the_command_takes(there: Place, options: dict[str, Any]) -> None:
    """What Discord's client would not send never reaches the bot."""
    with pytest.raises(AssertionError):
        await there.ben.command(there.channel, "echo", **options)
    assert not there.local.world.interactions


async def test_people_roles_and_channels_are_resolved(there: Place) -> None:
    """The bot gets the objects that were chosen, also through a group's sub-command."""
    role = await there.ann.create_role(there.guild, "Cooks")
    pressed = await there.ben.command(there.channel, "choose", who=there.ann, where=there.channel, role=role)
    assert (await pressed.reply()).content == "ann talk Cooks"
    pressed = await there.ben.command(there.channel, "team add", who=there.ben)
    assert (await pressed.reply()).content == "ben added"
    with pytest.raises(AssertionError, match="sub-command"):
        await there.ben.command(there.channel, "team")


async def test_thinking_is_seen_until_the_answer_takes_its_place(there: Place) -> None:
    """After a deferred answer the first follow-up fills the waiting message; later ones are messages of their own."""
    pressed = await there.ben.command(there.channel, "slow")
    await pressed.acknowledged()
    assert pressed.thinking
    answer = await pressed.reply()
    assert answer.content == "at last"
    assert answer.id == pressed.interaction.original_id
    assert not answer.flags & MessageFlag.LOADING
    await until(lambda: len(pressed.messages) == 2)
    assert pressed.messages[1].ephemeral_for == there.ben.id
    assert [message.content for message in there.ann.sees(there.channel)] == ["at last"]
    assert [message.content for message in there.ben.sees(there.channel)] == ["at last", "and more"]


async def test_a_deferral_settles_who_sees_the_answer(there: Place) -> None:
    """A privately deferred answer stays private."""
    pressed = await there.ben.command(there.channel, "slow", privately=True)
    assert (await pressed.reply()).ephemeral_for == there.ben.id
    assert there.ann.sees(there.channel) == []


async def test_ephemeral_messages_are_for_one_person(there: Place) -> None:
    """Others do not see them, history does not have them, and their bot hears of them outside of the guild."""
    pressed = await there.ben.command(there.channel, "secret")
    await pressed.reply()
    await until(lambda: [message.content for message in there.ben.sees()] == ["psst!"])
    assert there.ann.sees() == []
    channel = there.bot.get_channel(there.channel.id)
    assert isinstance(channel, discord.TextChannel)
    assert [message async for message in channel.history()] == []
    with pytest.raises(discord.NotFound):
        await channel.fetch_message(pressed.message.id)
    await until(lambda: len(there.bot.heard) == 1)
    assert there.bot.heard[0].guild is None
    assert there.bot.heard[0].flags.ephemeral


async def test_a_form_is_filled_in_and_submitted(there: Place) -> None:
    """Fields are found by label or custom_id, in labels and in rows; what was preset stays."""
    form = await (await there.ben.command(there.channel, "ask")).form()
    assert form.title == "A question"
    assert [field.label for field in form.fields] == ["Why?", "More"]
    assert (await (await there.ben.submit(form, {"Why?": "because"})).reply()).content == "because / -"
    form = await (await there.ben.command(there.channel, "ask")).form()
    assert (await (await there.ben.submit(form, reason="why not", more="")).reply()).content == "why not /"


@pytest.mark.parametrize("reason", ["", "no", "x" * 21, None, 5])
async def test_the_client_submits_only_what_the_form_takes(there: Place, reason: object) -> None:
    """Texts too short or too long, and missing ones, are not submitted; nor is anybody else's form."""
    form = await (await there.ben.command(there.channel, "ask")).form()
    with pytest.raises(AssertionError):
        await there.ben.submit(form, reason=reason)
    with pytest.raises(AssertionError):
        await there.ben.submit(form, reason="because", nonsense="x")
    with pytest.raises(AssertionError):
        await there.ann.submit(form, reason="because")


async def test_buttons_change_their_message(there: Place) -> None:
    """A press is answered by changing the message, at once or later."""
    shown = await (await there.ben.command(there.channel, "board")).reply()
    assert (await (await there.ann.press(shown, "Change")).reply()).content == "changed"
    answer = await (await there.ann.press(shown, "later")).reply()
    assert (answer.id, answer.content) == (shown.id, "changed later")
    for name in ("Off", "Nowhere"):
        with pytest.raises(AssertionError):
            await there.ann.press(shown, name)


async def test_a_buttons_form_answers_under_the_message(there: Place) -> None:
    """A form opened by a button is answered with a reply to the button's message."""
    shown = await (await there.ben.command(there.channel, "board")).reply()
    form = await (await there.ann.press(shown, "Form")).form()
    answer = await (await there.ann.submit(form, reason="because")).reply()
    assert answer.type is MessageType.REPLY
    assert answer.reference is not None
    assert answer.reference.message_id == shown.id


async def test_menus_are_chosen_from(there: Place) -> None:
    """As many options as the menu allows, by label."""
    shown = await (await there.ben.command(there.channel, "board")).reply()
    assert (await (await there.ann.choose(shown, "Which?", "A", "C")).reply()).content == "A and C"
    for values in ((), ("A", "B", "C"), ("D",)):
        with pytest.raises(AssertionError):
            await there.ann.choose(shown, "which", *values)


async def test_nobody_presses_what_they_do_not_see(there: Place) -> None:
    """The buttons of an ephemeral message are only for the one who sees it."""
    shown = await (await there.ben.command(there.channel, "board", privately=True)).reply()
    with pytest.raises(AssertionError):
        await there.ann.press(shown, "Change")
    assert (await (await there.ben.press(shown, "Change")).reply()).content == "changed"


async def test_suggestions_come_while_one_types(there: Place) -> None:
    """Autocomplete gets what was typed and offers choices; other options have none."""
    offered = await there.ben.suggestions(there.channel, "colour", "name", "gr")
    assert offered == [{"name": "Green", "value": "green"}, {"name": "Grey", "value": "grey"}]
    with pytest.raises(AssertionError, match="autocomplete"):
        await there.ben.suggestions(there.channel, "echo", "text", "gr")


async def test_files_come_with_an_answer(there: Place) -> None:
    """An answer with a file is sent as a multipart form."""
    answer = await (await there.ben.command(there.channel, "attach")).reply()
    assert [(one.filename, one.content) for one in answer.attachments] == [("hello.txt", b"hello")]


async def test_an_answer_can_be_fetched_and_deleted(there: Place) -> None:
    """The original answer has the id that was told, and is gone when the bot deletes it."""
    pressed = await there.ben.command(there.channel, "twice")
    await until(lambda: [message.content for message in pressed.messages] == ["second"])
    assert [message.content for message in there.ann.sees(there.channel)] == ["second"]


async def test_commands_are_offered_to_those_who_may(there: Place) -> None:
    """A command's permissions and places decide who is offered it; direct messages have the commands of their bot."""
    assert "silent" in there.ann.commands(there.channel)
    assert "silent" not in there.ben.commands(there.channel)
    with pytest.raises(AssertionError, match="not offered"):
        await there.ben.command(there.channel, "silent")
    everyone = there.guild.roles[there.guild.id]
    await there.ann.edit_overwrites(there.channel, everyone, deny=Permission.USE_APPLICATION_COMMANDS)
    assert there.ben.commands(there.channel) == []
    direct = there.ben.dm_channel(there.app)
    assert "echo" in there.ben.commands(direct)
    assert "silent" not in there.ann.commands(there.ann.dm_channel(there.app))
    assert (await (await there.ben.command(direct, "echo", text="hello")).reply()).content == "hello!"


async def test_a_bot_that_says_nothing_has_failed(there: Place, clock: Clock) -> None:
    """After 3 seconds the person is told that the application did not respond, and the bot can answer no more."""
    waiting: list[Pressed] = [await there.ann.command(there.channel, "silent")]
    assert [one.failed for one in waiting] == [False]
    clock.ahead += 3.1
    assert [(one.failed, one.acknowledged_after) for one in waiting] == [(True, None)]
    with pytest.raises(NoAnswer, match="did not respond"):
        await waiting[0].answer()
    assert await answered(there, waiting[0], {"type": 4, "data": {"content": "late"}}) == (404, 10062)


async def test_a_bot_that_was_removed_does_not_answer(there: Place, clock: Clock) -> None:
    """The buttons of a bot that is no more in the guild fail, and its commands are not offered."""
    shown = await (await there.ben.command(there.channel, "board")).reply()
    await there.ann.remove_bot(there.guild, there.app)
    pressed = await there.ben.press(shown, "Change")
    clock.ahead += 3.1
    with pytest.raises(NoAnswer):
        await pressed.answer()
    assert there.ben.commands(there.channel) == []


async def test_syncing_again_keeps_the_ids(there: Place) -> None:
    """Commands that are registered again keep their ids, and for a guild are kept apart."""
    first = {command.name: command.id for command in await there.bot.tree.fetch_commands()}
    again = await there.bot.tree.sync()
    assert {command.name: command.id for command in again} == first
    guild = discord.Object(there.guild.id)
    assert await there.bot.tree.fetch_commands(guild=guild) == []
    there.bot.tree.copy_global_to(guild=guild)
    own = await there.bot.tree.sync(guild=guild)
    assert {command.name for command in own} == set(first)
    assert not {command.id for command in own} & set(first.values())


# Bare requests


async def answered(place: Place, pressed: Pressed, body: dict[str, Any], token: str | None = None) -> tuple[int, int]:
    """The status and Discord's code (0: none) of a first answer."""
    asked = pressed.interaction
    return await sent(place, "POST", f"/interactions/{asked.id}/{token or asked.token}/callback", body)


async def sent(place: Place, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, int]:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, place.local.api_base + path, json=body) as response,
    ):
        told = await response.json() if response.status != 204 else {}
        return response.status, told.get("code", 0)


@pytest.fixture
async def pressed(place: Place) -> Callable[[], Awaitable[Pressed]]:
    """Uses a command of a bot that is not running."""
    register(place, [{"name": "ping", "description": "Ping"}])
    return lambda: place.ben.command(place.channel, "ping")


def register(place: Place, forms: list[dict[str, Any]]) -> None:
    from tests.localcord import commands

    commands.replace_all(place.local.world, place.app, None, forms)


MESSAGE = {"type": 4, "data": {"content": "pong"}}


async def test_an_interaction_is_answered_once(place: Place, pressed: Callable[[], Awaitable[Pressed]]) -> None:
    """The second first answer is refused, and so is one with a wrong token."""
    one = await pressed()
    assert await answered(place, one, MESSAGE, token="wrong") == (404, 10062)
    assert await answered(place, one, MESSAGE) == (204, 0)
    assert await answered(place, one, MESSAGE) == (400, 40060)
    assert one.message.content == "pong"


async def test_a_token_serves_from_the_first_answer_for_15_minutes(
    place: Place, pressed: Callable[[], Awaitable[Pressed]], clock: Clock
) -> None:
    """Before the answer the webhook is unknown, after 15 minutes its token is invalid."""
    one = await pressed()
    webhook = f"/webhooks/{place.app.id}/{one.interaction.token}"
    assert await sent(place, "POST", webhook, {"content": "early"}) == (404, 10015)
    assert await sent(place, "GET", f"{webhook}/messages/@original") == (404, 10015)
    await answered(place, one, MESSAGE)
    assert await sent(place, "POST", webhook, {"content": "in time"}) == (200, 0)
    assert await sent(place, "PATCH", f"{webhook}/messages/@original", {"content": "changed"}) == (200, 0)
    assert await sent(place, "GET", f"{webhook}/messages/{one.messages[1].id}") == (200, 0)
    assert await sent(place, "DELETE", f"{webhook}/messages/{one.messages[1].id}") == (204, 0)
    assert await sent(place, "GET", f"{webhook}/messages/{one.interaction.id}") == (404, 10008)
    assert [message.content for message in place.ben.sees()] == ["changed"]
    clock.ahead += 15 * 60 + 1
    assert await sent(place, "POST", webhook, {"content": "late"}) == (401, 50027)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": 1},
        {"type": 6},
        {"type": 7, "data": {"content": "x"}},
        {"type": 8, "data": {"choices": []}},
        {"type": 4, "data": {"content": "x" * 2001}},
        {"type": 9, "data": {"title": "x" * 46, "custom_id": "x", "components": []}},
    ],
)
async def test_faulty_answers_are_refused_and_can_be_mended(
    place: Place, pressed: Callable[[], Awaitable[Pressed]], body: dict[str, Any]
) -> None:
    """A command takes a message, "thinking" or a form; after a refusal it can still be answered."""
    one = await pressed()
    assert await answered(place, one, body) == (400, 50035)
    assert await answered(place, one, MESSAGE) == (204, 0)
    place.local.problems.clear()  # the faulty answers were noted as such


async def test_a_form_does_not_open_a_form(place: Place, pressed: Callable[[], Awaitable[Pressed]]) -> None:
    """A submitted form cannot be answered with another."""
    row = {"type": 1, "components": [{"type": 4, "custom_id": "a", "style": 1, "label": "A"}]}
    form = {"type": 9, "data": {"title": "T", "custom_id": "t", "components": [row]}}
    one = await pressed()
    assert await answered(place, one, form) == (204, 0)
    modal = await one.form()
    assert isinstance(modal, Modal)
    submitted = await place.ben.submit(modal, a="x")
    assert await answered(place, submitted, form) == (400, 50035)
    assert await answered(place, submitted, MESSAGE) == (204, 0)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not condition():  # noqa: ASYNC110  nothing tells of all the things that are waited for here
            await asyncio.sleep(0.005)
