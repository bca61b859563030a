"""What people do with commands, buttons and forms on Discord, and what is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adapters.discord import interactions, keeping
from adapters.discord.interactions import NOT_KEPT, NOT_KNOWN, STOPPING
from adapters.discord.keeping import Written
from adapters.discord.modals import Form
from adapters.documents import Action, Document, paragraph
from adapters.inbound import Account
from adapters.platform import Choice
from tests.support.desk import CARD, staged, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.localcord.model import Message
    from tests.localcord.pressed import Pressed
    from tests.support.desk import Stage

DONE = Document((paragraph("Done."),))
REFUSED = Document((paragraph("You are not on the roll."),), failed=True)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


async def read(pressed: Pressed) -> str:
    """All that somebody reads in answer, once there is an answer."""
    await pressed.reply()
    return "\n".join(text_of(message) for message in pressed.messages)


def text_of(message: Message) -> str:
    return "\n".join(filter(None, [message.content, *(str(embed.get("description")) for embed in message.embeds)]))


async def test_a_command_becomes_its_invocation(stage: Stage) -> None:
    """A used command comes with its arguments, its account and its channel, and is answered to its asker alone."""
    pressed = await stage.ben.command(stage.channel, "agree", number="P1", reason=" it  helps ")
    invocation = await stage.asked()
    assert (invocation.name, invocation.arguments) == ("agree", {"number": "P1", "reason": "it  helps"})
    assert invocation.account == Account("discord", str(stage.ben.id), "ben")
    assert (invocation.venue, invocation.private, invocation.reply_to) == (stage.venue, False, "")
    assert (invocation.source, invocation.aside) == (str(pressed.interaction.id), True)
    message = await stage.answer(DONE)
    answer = await pressed.reply()
    assert (str(answer.id), answer.content, answer.ephemeral_for) == (message, "Done.", stage.ben.id)
    assert stage.ada.sees(stage.channel) == []


async def test_a_command_is_acknowledged_before_it_is_answered(stage: Stage) -> None:
    """Whoever uses a command sees at once that the bot heard, however long the answer takes."""
    pressed = await stage.ben.command(stage.channel, "status")
    assert await pressed.acknowledged() < 1
    assert pressed.thinking


async def test_commands_come_in_order(stage: Stage) -> None:
    """What was done first comes first, whoever did it."""
    for number in range(30):
        await (stage.ada, stage.ben)[number % 2].command(stage.channel, "agree", number=f"P{number}")
    await stage.asked(30)
    assert [each.arguments["number"] for each in stage.handed_over] == [f"P{number}" for number in range(30)]


async def test_discord_takes_the_commands(stage: Stage) -> None:
    """Every command is offered where it can be used, and to those only who may use it."""
    everybodys = set(stage.ben.commands(stage.channel))
    assert {"propose", "agree", "join", "leave"} <= everybodys
    assert set(stage.ada.commands(stage.channel)) - everybodys == {"found", "bind"}
    private = set(stage.ben.commands(stage.ben.dm_channel(stage.bot)))
    assert everybodys == private


async def test_a_command_can_be_used_in_private(stage: Stage) -> None:
    """What is asked in a direct message is private."""
    pressed = await stage.ben.command(stage.ben.dm_channel(stage.bot), "sign", number="R1", assembly="@leeds")
    invocation = await stage.asked()
    assert invocation.private
    assert invocation.venue == f"discord:@me/{pressed.interaction.channel_id}"
    assert invocation.arguments == {"number": "R1", "assembly": "leeds"}
    await stage.answer(DONE)
    assert (await pressed.reply()).content == "Done."


async def test_mentions_are_written_out(stage: Stage) -> None:
    """A person who is asked for comes by their id; whom a text mentions comes by name."""
    mention = f"<@{stage.ada.id}>"
    role = await stage.ada.create_role(stage.guild, "Cooks")
    await stage.ben.command(
        stage.channel,
        "elect",
        person=mention,
        reason=f"{mention} and <@&{role.id}> cook in <#{stage.channel.id}> <:tea:123> <@999>",
    )
    invocation = await stage.asked()
    assert invocation.arguments == {
        "person": str(stage.ada.id),
        "reason": "@ada and @Cooks cook in #moot :tea: <@999>",
    }


# --- forms


async def test_a_proposal_is_written_in_a_form(stage: Stage) -> None:
    """The command opens a form, and what is written there comes as the command's arguments."""
    form = await (await stage.ben.command(stage.channel, "propose", assembly="leeds")).form()
    assert form.title == "Propose"
    assert stage.handed_over == []
    pressed = await stage.ben.submit(form, {"Title": " Buy\u202e a kettle", "Text": "We need tea.\n\nSoon."})
    invocation = await stage.asked()
    assert (invocation.name, invocation.aside) == ("propose", True)
    assert invocation.arguments == {"assembly": "leeds", "title": "Buy a kettle", "text": "We need tea.\n\nSoon."}
    assert invocation.source == str(pressed.interaction.id)
    await stage.answer(DONE)
    assert await read(pressed) == "Done."


async def test_an_amendment_begins_with_the_text_as_it_is(stage: Stage) -> None:
    """The form of an amendment is filled in with what the program gives, and comes with the number it was asked for."""
    stage.helper.texts = {"title": "Buy a kettle", "text": "We need tea.", "suffering": "x" * 5_000}
    form = await (await stage.ben.command(stage.channel, "amend", number="P3")).form()
    assert stage.helper.asked == [(str(stage.ben.id), stage.venue, "amend", {"number": "P3"}, "")]
    assert {field.custom_id: field.value for field in form.fields if field.value} == {
        "title": "Buy a kettle",
        "text": "We need tea.",
    }
    await stage.ben.submit(form, title="Buy two kettles")
    invocation = await stage.asked()
    assert invocation.arguments == {"number": "P3", "title": "Buy two kettles", "text": "We need tea."}


@pytest.mark.parametrize(("wait", "fails"), [(30.0, False), (0.0, True)])
async def test_a_form_opens_without_help(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, wait: float, fails: bool
) -> None:
    """Where no draft comes in time, an empty form opens."""
    monkeypatch.setattr(interactions, "HELP_WITHIN", 0.05)
    stage.helper.wait, stage.helper.fails = wait, fails
    form = await (await stage.ben.command(stage.channel, "propose")).form()
    assert {field.value for field in form.fields} == {""}


async def test_what_was_refused_can_be_edited_and_tried_again(stage: Stage) -> None:
    """What was written in a form is quoted in a refusal, and a button opens the form with it once more."""
    form = await (await stage.ben.command(stage.channel, "propose")).form()
    written = {"Title": "Buy a *kettle*", "Text": "We need tea.", "Whom does it affect?": "all"}
    pressed = await stage.ben.submit(form, written)
    await stage.answer(REFUSED)
    answer = await pressed.reply()
    assert "You are not on the roll." in text_of(answer)
    assert "> We need tea." in text_of(answer)
    assert "Buy a \\*kettle\\*" in text_of(answer)
    again = await (await stage.ben.press(answer, "Edit and try again")).form()
    assert {field.label: field.value for field in again.fields if field.value} == written
    await stage.ben.submit(again, Title="Buy a pot")
    invocation = await stage.asked(2)
    assert invocation.arguments == {"title": "Buy a pot", "text": "We need tea.", "affects": "all"}


async def test_what_was_written_is_kept_for_a_while(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a quarter of an hour, or a restart, the button says that what was written can still be copied."""
    form = await (await stage.ben.command(stage.channel, "propose")).form()
    pressed = await stage.ben.submit(form, Title="Tea")
    await stage.answer(REFUSED)
    answer = await pressed.reply()
    monkeypatch.setattr(stage.desk, "_kept", keeping.Kept())
    assert await read(await stage.ben.press(answer, "Edit and try again")) == NOT_KEPT


def test_what_was_written_is_for_its_writer() -> None:
    """What somebody wrote is given to them alone, for a quarter of an hour; of too much, the oldest goes."""
    now = 0.0
    kept = keeping.Kept(lambda: now)
    first = kept.keep("ben", Written(Form("propose"), {"title": "Tea"}))
    assert kept.get(first, "ada") is None
    assert kept.get(first, "ben") == Written(Form("propose"), {"title": "Tea"})
    now = keeping.KEPT_FOR + 1
    assert kept.get(first, "ben") is None
    tokens = [kept.keep("ben", Written(Form("propose"))) for _ in range(keeping.MOST + 1)]
    found = [kept.get(token, "ben") for token in tokens]
    assert found[0] is None
    assert all(found[1:])


async def test_what_succeeded_is_not_quoted(stage: Stage) -> None:
    """Whoever got what they wanted reads the answer and nothing else."""
    form = await (await stage.ben.command(stage.channel, "propose")).form()
    pressed = await stage.ben.submit(form, Title="Tea")
    await stage.answer(DONE)
    answer = await pressed.reply()
    assert (answer.content, answer.components) == ("Done.", [])


async def test_a_refused_reason_is_not_lost(stage: Stage) -> None:
    """What was said in somebody's own words with a command is quoted too when that is refused."""
    pressed = await stage.ben.command(stage.channel, "block", number="P1", reason="no safe socket")
    await stage.answer(REFUSED)
    words = await read(pressed)
    assert "> no safe socket" in words
    assert "P1" not in words


async def test_own_words_come_along_in_private(stage: Stage) -> None:
    """Where a refusal is sent otherwise, what was written can be added to it."""
    await stage.ben.command(stage.channel, "block", number="P1", reason="no safe socket")
    source = (await stage.asked()).source
    assert len(stage.desk.with_own_words(source, REFUSED).blocks) > len(REFUSED.blocks)
    assert stage.desk.with_own_words(source, DONE) == DONE
    assert stage.desk.with_own_words("unknown", REFUSED) == REFUSED


# --- buttons


async def test_a_button_answers_its_card(stage: Stage) -> None:
    """A press is the command in reply to the card, and leaves the card as it is."""
    card = await stage.post(CARD)
    pressed = await stage.ben.press(card, "Agree")
    invocation = await stage.asked()
    assert (invocation.name, invocation.arguments, invocation.reply_to) == ("agree", {}, str(card.id))
    assert (invocation.venue, invocation.aside) == (stage.venue, True)
    await stage.answer(DONE)
    assert await read(pressed) == "Done."
    assert stage.ada.sees(stage.channel) == [card]


async def test_a_button_can_stand_for_an_answer(stage: Stage) -> None:
    """One command with three answers has three buttons; a choice that the command does not have says nothing."""
    leaning = [Action("lean", "Yes", "👍", choice="yes"), Action("lean", "Blue", choice="blue")]
    card = await stage.post(Document(CARD.blocks, tuple(leaning)))
    await stage.ben.press(card, "Yes")
    invocation = await stage.asked()
    assert (invocation.name, invocation.arguments) == ("lean", {"answer": "yes"})
    await stage.ben.press(card, "Blue")
    assert (await stage.asked(2)).arguments == {}


@pytest.mark.parametrize(("reason", "arguments"), [("no safe socket", {"reason": "no safe socket"}), ("", {})])
async def test_a_button_can_ask_for_words_first(stage: Stage, reason: str, arguments: dict[str, str]) -> None:
    """Blocking asks for the reason in a form, which may be left empty; only then it is done."""
    card = await stage.post(CARD)
    form = await (await stage.ben.press(card, "Block")).form()
    assert stage.handed_over == []
    await stage.ben.submit(form, Reason=reason)
    invocation = await stage.asked()
    assert (invocation.name, invocation.arguments, invocation.reply_to) == ("block", arguments, str(card.id))


async def test_a_refused_reason_can_be_edited(stage: Stage) -> None:
    """The form that a button opened opens again too, about the same card."""
    card = await stage.post(CARD)
    pressed = await stage.ben.submit(await (await stage.ben.press(card, "Block")).form(), Reason="no socket")
    await stage.answer(REFUSED)
    form = await (await stage.ben.press(await pressed.reply(), "Edit and try again")).form()
    assert [(field.label, field.value) for field in form.fields] == [("Reason", "no socket")]
    await stage.ben.submit(form, Reason="no safe socket")
    assert (await stage.asked(2)).reply_to == str(card.id)


async def test_what_we_no_longer_know_is_said(stage: Stage) -> None:
    """A button of an older kind is answered, so that nobody waits."""
    import discord

    channel = stage.client.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Old", custom_id="poll:1"))
    view.add_item(discord.ui.Button(label="Gone", custom_id="fm:vote"))
    view.add_item(discord.ui.Button(label="Odd", custom_id="fm:block:mood"))
    view.stop()
    message = stage.channel.messages[(await channel.send("x", view=view)).id]
    for label in ("Old", "Gone", "Odd"):
        assert await read(await stage.ben.press(message, label)) == NOT_KNOWN
    assert stage.handed_over == []


async def test_discordpy_keeps_nothing(stage: Stage) -> None:
    """However many forms and buttons there were, nothing is left of them in memory."""
    card = await stage.post(CARD)
    for _ in range(3):
        await (await stage.ben.command(stage.channel, "propose")).form()
        await (await stage.ben.press(card, "Block")).form()
    store: Any = stage.client._connection._view_store
    assert (store._modals, store._views, store._synced_message_views) == ({}, {}, {})


# --- while somebody types


async def test_suggestions_are_offered(stage: Stage) -> None:
    """What the program suggests is offered; what Discord could not show is left out, and long words are cut."""
    stage.helper.choices = [Choice("P1", "P1 · " + "x" * 200), Choice("", "none"), Choice("y" * 101, "y")]
    stage.helper.choices += [Choice(f"P{number}", "") for number in range(2, 40)]
    found = await stage.ben.suggestions(stage.channel, "agree", "number", "P")
    assert stage.helper.asked == [(str(stage.ben.id), stage.venue, "agree", "number", "P")]
    assert len(found) == 25
    assert found[0]["value"] == "P1"
    assert len(found[0]["name"]) == 100
    assert found[1] == {"name": "P2", "value": "P2"}


@pytest.mark.parametrize(("wait", "fails"), [(30.0, False), (0.0, True)])
async def test_without_help_people_can_type(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, wait: float, fails: bool
) -> None:
    """Where no suggestions come, an empty list comes in time."""
    monkeypatch.setattr(interactions, "HELP_WITHIN", 0.05)
    stage.helper.wait, stage.helper.fails = wait, fails
    assert await stage.ben.suggestions(stage.channel, "agree", "number", "P") == []


# --- founding


async def test_founding_comes_with_its_facts(stage: Stage) -> None:
    """Whether the founder administers the server, and who is there, is told with the command."""
    stage.present = (Account("discord", "7", "Cleo"),)
    pressed = await stage.found("Leeds Moot")
    invocation = await stage.asked()
    assert (invocation.administers, invocation.present) == (True, stage.present)
    await stage.answer(DONE)
    assert await read(pressed) == "Done."


async def test_where_no_assembly_can_meet_none_is_founded(stage: Stage) -> None:
    """What the bot lacks is said at once, and nothing is done."""
    stage.lacking = ["the permission “Send Messages” (to post what is decided)"]
    words = await read(await stage.found("Leeds Moot"))
    assert "I need the permission “Send Messages”" in words
    assert stage.handed_over == []


async def test_nothing_is_founded_before_it_is_known_who_is_there(stage: Stage) -> None:
    """While the members are not known yet, whoever founds is asked to wait, and not taken for alone."""
    stage.present = None
    words = await read(await stage.found("Leeds Moot"))
    assert words.startswith("The members of this server are still being counted. Nothing was done")
    assert stage.handed_over == []


async def test_other_commands_need_no_facts(stage: Stage) -> None:
    """What the bot lacks keeps nobody from speaking."""
    stage.lacking, stage.present = ["everything"], None
    await stage.ben.command(stage.channel, "agree", number="P1")
    assert (await stage.asked()).present == ()


# --- what goes wrong


async def test_what_nobody_foresaw_is_said(stage: Stage) -> None:
    """A failure of the program is told to whoever met it, and others are served all the same."""
    stage.broken = True
    words = await read(await stage.ben.command(stage.channel, "concern", number="P1", text="too dear"))
    assert words.startswith("Something went wrong on my side")
    assert "> too dear" in words
    stage.broken = False
    await stage.ada.command(stage.channel, "status")
    assert (await stage.asked()).name == "status"


async def test_who_comes_too_late_is_told(stage: Stage) -> None:
    """While the program stops, nothing more is taken, and everybody is told so."""
    await stage.desk.close()
    assert await read(await stage.ben.command(stage.channel, "agree", number="P1")) == STOPPING
    assert stage.handed_over == []
    await until(lambda: not stage.desk._tasks)
