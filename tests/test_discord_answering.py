"""How people are answered on Discord: that they were heard, that it is recorded, and what came of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from adapters.discord import answering, interactions
from adapters.discord.answering import NOT_RECORDED, NOT_YET, RECORDED, TOO_SLOW
from adapters.documents import Document, File, Quote, heading, paragraph
from adapters.platform import BusyError
from tests.support.desk import staged, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.localcord.pressed import Pressed
    from tests.support.desk import Stage

DONE = Document((paragraph("Done."),))
CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
ORIGINAL = "PATCH /webhooks/*/messages/@original"
FOLLOW_UP = "POST /webhooks/*"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


def shown(pressed: Pressed) -> list[str]:
    """What the asker reads now."""
    return [
        "".join([message.content, *(str(embed.get("description")) for embed in message.embeds)])
        for message in pressed.messages
    ]


async def test_what_is_not_durable_is_said_to_be_so(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some seconds the asker reads that it is not recorded yet; then the answer stands in that place."""
    monkeypatch.setattr(answering, "PATIENCE", 0.05)
    stage.durable = False
    pressed = await stage.ben.command(stage.channel, "agree", number="P1")
    assert (await pressed.reply()).content == NOT_YET
    stage.recorded[0].set_result(None)
    await stage.answer(DONE)
    assert shown(pressed) == ["Done."]


async def test_what_is_durable_in_time_is_answered_without_more(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody whose command is recorded reads that it is not, however long the answer takes."""
    monkeypatch.setattr(answering, "PATIENCE", 0.05)
    pressed = await stage.ben.command(stage.channel, "agree", number="P1")
    await stage.asked()
    await asyncio.sleep(0.2)
    assert pressed.thinking
    await stage.answer(DONE)
    assert shown(pressed) == ["Done."]


@pytest.mark.parametrize(("durable", "words"), [(True, RECORDED), (False, TOO_SLOW)])
async def test_nobody_is_left_waiting(stage: Stage, monkeypatch: pytest.MonkeyPatch, durable: bool, words: str) -> None:
    """Before Discord takes no more answers, the asker reads where the answer will come."""
    monkeypatch.setattr(answering, "PATIENCE", 0.01)
    monkeypatch.setattr(answering, "ANSWER_WITHIN", 0.1)
    stage.durable = durable
    pressed = await stage.ben.command(stage.channel, "agree", number="P1")
    await until(lambda: shown(pressed) == [words])


async def test_an_answer_is_shown_once(stage: Stage) -> None:
    """Answered again under its key, it is the same answer; another answer comes below it."""
    pressed = await stage.ben.command(stage.channel, "status")
    first = await stage.answer(DONE, key="a")
    assert await stage.answer(DONE, key="a") == first
    second = await stage.answer(Document((paragraph("And more."),)), key="b")
    assert second != first
    assert shown(pressed) == ["Done.", "And more."]
    assert all(message.ephemeral_for == stage.ben.id for message in pressed.messages)


async def test_a_long_answer_comes_in_parts(stage: Stage) -> None:
    """What is too long for one message is all there; a part that did not get through comes when it is done again."""
    long = Document((heading("All of it"), *(Quote(f"part{number} " * 300) for number in range(6))))
    stage.local.faults.answer(403, FOLLOW_UP)
    pressed = await stage.ben.command(stage.channel, "status")
    with pytest.raises(Exception, match="answer"):
        await stage.answer(long)
    await stage.answer(long)
    texts = [embed["description"] for message in pressed.messages for embed in message.embeds]
    assert len(texts) == len(pressed.messages) > 1
    assert all("\n".join(texts).count(f"part{number}") == 300 for number in range(6))


async def test_a_file_is_given_in_the_answer(stage: Stage) -> None:
    """Who asks for a file has it in the answer, and nobody else; each answer has it once, however often it is given."""
    file = File("my-data.json", "application/json", '{"name": "Ben ☕"}')
    pressed = await stage.ben.command(stage.channel, "status")
    first = await stage.answer(Document((paragraph("Here:"),), files=(file,)), key="a")
    assert await stage.answer(Document((paragraph("Here:"),), files=(file,)), key="a") == first
    await stage.answer(Document((paragraph("And again:"),), files=(file,)), key="b")
    given = [[(each.filename, each.content.decode()) for each in message.attachments] for message in pressed.messages]
    assert given == [[("my-data.json", file.text)]] * 2
    assert all(message.ephemeral_for == stage.ben.id for message in pressed.messages)


async def test_an_answer_that_failed_keeps_what_goes_with_it(stage: Stage) -> None:
    """A refusal with a file in it has the file, beside the words that were written."""
    file = File("refused.csv", "text/csv", "a,b")
    pressed = await stage.ben.command(stage.channel, "apologies", length="10 days")
    await stage.answer(Document((paragraph("No."),), files=(file,), failed=True))
    assert [each.filename for each in pressed.messages[0].attachments] == ["refused.csv"]


async def test_an_answer_is_for_its_asker(stage: Stage) -> None:
    """What concerns one person is not shown to another, and what was never asked has no answer here."""
    await stage.ben.command(stage.channel, "status")
    source = (await stage.asked()).source
    assert await stage.desk.answer(source, str(stage.ada.id), DONE, key="k") is None
    assert await stage.desk.answer("7", str(stage.ben.id), DONE, key="k") is None


async def test_an_answer_that_comes_too_late_goes_elsewhere(stage: Stage) -> None:
    """After a quarter of an hour Discord takes no answer, and the caller is told to write in private."""
    await stage.ben.command(stage.channel, "status")
    await stage.asked()
    await until(lambda: bool(stage.local.requests(CALLBACK)))
    stage.clock.ahead = 16 * 60
    assert await stage.answer(DONE) is None


async def test_nobody_is_mentioned(stage: Stage) -> None:
    """Whatever the answer says, no part of it can ring anybody's bell."""
    for number in range(2):
        await stage.ben.command(stage.channel, "status")
        await stage.answer(Document((paragraph("@everyone"), Quote("x" * 3_000))), key=f"k{number}", number=number + 1)
    sent = [exchange.request for exchange in stage.local.log if "/webhooks/" in exchange.path]
    assert len(sent) >= 4
    assert all(body["allowed_mentions"] == {"parse": []} for body in sent)


# --- when the connection fails


@pytest.mark.parametrize("trouble", ["cut_before", "cut_after"])
async def test_an_acknowledgement_that_is_lost_is_made_again(stage: Stage, trouble: str) -> None:
    """A connection that breaks does not make anybody read that the bot did not respond."""
    getattr(stage.local.faults, trouble)("POST *callback*")
    pressed = await stage.ben.command(stage.channel, "agree", number="P1")
    await stage.answer(DONE)
    assert shown(pressed) == ["Done."]
    assert len(stage.handed_over) == 1


async def test_a_form_that_is_lost_is_opened_again(stage: Stage) -> None:
    """A connection that breaks keeps nobody from writing a proposal."""
    stage.local.faults.cut_before("POST *callback*")
    assert (await (await stage.ben.command(stage.channel, "propose")).form()).title == "Propose"


async def test_what_cannot_be_acknowledged_is_done_all_the_same(stage: Stage) -> None:
    """Whoever asked is taken at their word, though Discord takes no answer, and is written to in private."""
    stage.local.faults.answer(404, "POST *callback*")
    await stage.ben.command(stage.channel, "agree", number="P1")
    assert (await stage.asked()).name == "agree"
    assert await stage.answer(DONE) is None


async def test_an_acknowledgement_is_not_tried_for_ever(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """After three seconds Discord takes none, so then nobody waits for it."""
    monkeypatch.setattr(answering, "ACKNOWLEDGE_WITHIN", 0.3)
    stage.local.faults.slow(1.0, "POST *callback*")
    await stage.ben.command(stage.channel, "agree", number="P1")
    started = asyncio.get_running_loop().time()
    assert await stage.answer(DONE) is None
    assert asyncio.get_running_loop().time() - started < 0.9


async def test_an_answer_that_fails_is_given_again(stage: Stage) -> None:
    """Where it is not known whether the answer was shown, it is given again, in the same place."""
    pressed = await stage.ben.command(stage.channel, "status")
    await stage.asked()
    await pressed.acknowledged()
    stage.local.faults.cut_after(ORIGINAL)
    with pytest.raises(BusyError):
        await stage.answer(DONE)
    await stage.answer(DONE)
    assert shown(pressed) == ["Done."]


# --- when the program stops


@pytest.mark.parametrize(("durable", "words"), [(False, NOT_RECORDED), (True, RECORDED)])
async def test_who_waits_is_told_what_became_of_it(stage: Stage, durable: bool, words: str) -> None:
    """When the program stops, those who wait read whether what they asked for is recorded."""
    stage.durable = durable
    pressed = await stage.ben.command(stage.channel, "agree", number="P1", reason="it helps")
    source = (await stage.asked()).source
    await stage.desk.close()
    (text,) = shown(pressed)
    assert text.startswith(words)
    assert ("> it helps" in text) is not durable
    assert await stage.desk.answer(source, str(stage.ben.id), DONE, key="k") is None


async def test_what_was_said_not_to_be_recorded_is_not(stage: Stage) -> None:
    """Whoever read that nothing was recorded finds nothing recorded, though what was wanting came after all."""
    stage.facts_take = 0.05
    pressed = await stage.found("Leeds Moot")
    await pressed.acknowledged()
    stage.local.faults.slow(0.2, ORIGINAL)
    await stage.desk.close()
    assert shown(pressed) == [NOT_RECORDED]
    assert stage.handed_over == []


async def test_who_was_answered_is_told_nothing_more(stage: Stage) -> None:
    """When the program stops, an answer stays as it is."""
    pressed = await stage.ben.command(stage.channel, "status")
    await stage.answer(DONE)
    await stage.desk.close()
    assert shown(pressed) == ["Done."]


async def test_the_program_can_stop_while_discord_is_away(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Telling those who wait takes some seconds at the most."""
    monkeypatch.setattr(interactions, "CLOSE_WITHIN", 0.1)
    stage.durable = False
    await (await stage.ben.command(stage.channel, "status")).acknowledged()
    stage.local.faults.slow(3.0, ORIGINAL)
    async with asyncio.timeout(1):
        await stage.desk.close()
    assert not stage.desk._tasks


async def test_what_was_answered_is_forgotten(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some time after an answer nothing of it is left in memory."""
    monkeypatch.setattr(interactions, "LINGER", 0.05)
    await stage.ben.command(stage.channel, "status")
    await stage.answer(DONE)
    await until(lambda: not stage.desk._asked and not stage.desk._tasks)


async def test_many_at_once_are_all_answered(stage: Stage) -> None:
    """When a hundred people press at the same time, each is heard within a second and gets their own answer."""

    async def one(number: int) -> Any:
        return await stage.ben.command(stage.channel, "agree", number=f"P{number}")

    pressed = [await one(number) for number in range(100)]
    await stage.asked(100)
    answers = [
        stage.desk.answer(each.source, each.account.id, Document((paragraph(each.arguments["number"]),)), key="k")
        for each in stage.handed_over
    ]
    await asyncio.gather(*answers)
    assert [shown(each) for each in pressed] == [[f"P{number}"] for number in range(100)]
    assert all([await each.acknowledged() < 1.5 for each in pressed])
