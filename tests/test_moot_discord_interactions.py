"""Buttons, commands and forms on Discord with the whole program behind them, and a database that is slow or away."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import pytest

from adapters.discord import answering
from bot import intake
from deliberation.events import PositionTaken, ProposalMade
from storage.port import UnavailableError
from tests.localcord.model import Message
from tests.support.discord_bot import as_read
from tests.support.discord_moot import Moot, hasten, mooting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.localcord.pressed import Pressed

SLOW: Final = 4.0
"""Seconds: longer than Discord waits."""


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less than among strangers."""
    hasten(monkeypatch)


@pytest.fixture
async def moot(tmp_path: Path) -> AsyncIterator[Moot]:
    """A server with an assembly of Ada, Ben and Cleo."""
    async with mooting(tmp_path, "ben", "cleo") as moot:
        await moot.gather()
        yield moot
        await moot.nothing_amiss()


async def well(_what: str) -> None:
    """Be a database that is well."""


async def away(what: str) -> None:
    """Be a database that cannot be reached."""
    if what != "close":
        raise UnavailableError("away")


async def holding_back(what: str) -> None:
    """Be a database that does not say what is owed."""
    if what == "waiting":
        raise UnavailableError("away")


async def slow(what: str) -> None:
    """Be a database that takes its time to write."""
    if what == "commit":
        await asyncio.sleep(SLOW)


async def shown(moot: Moot, pressed: Pressed, words: str, *, within: float = 10) -> str:
    """Wait until the asker reads such words in answer."""
    return await moot.read(lambda: [as_read(each) for each in pressed.messages], words, within=within)


async def test_with_a_slow_database_everything_is_acknowledged_at_once_and_answered_at_last(moot: Moot) -> None:
    """While each write takes four seconds, a button, a command and a form are heard at once, and answered."""
    _, ben, cleo = moot.people.values()
    check, card = await moot.call("Buy a kettle")
    await moot.quiet()
    opened = await (await moot.ada.command(moot.channel, "propose")).form()
    moot.sluice.before = slow
    asked = [
        await ben.press(card, "Agree"),
        await cleo.command(moot.channel, "stand-aside", number="P1", reason="I have one"),
        await moot.ada.submit(opened, title="Paint the door", text="Green."),
    ]
    assert max([await each.acknowledged() for each in asked]) < 1.0
    assert all(each.thinking for each in asked)
    answers = [as_read(await each.reply(within=4 * SLOW)) for each in asked]
    moot.sluice.before = well
    assert "agree" in answers[0]
    assert "stand aside" in answers[1]
    assert "P2" in answers[2]
    tally = (await moot.check(check)).tally
    assert (tally.agree, tally.stand_aside) == (1, 1)


async def test_while_the_database_is_away_askers_are_told_and_then_answered(
    moot: Moot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be recorded yet is said not to be; once the database is back, the answer stands in its place."""
    monkeypatch.setattr(answering, "PATIENCE", 0.3)
    _, ben, _ = moot.people.values()
    check, card = await moot.call("Buy a kettle")
    await moot.quiet()
    moot.sluice.before = away
    pressed = await ben.press(card, "Agree")
    assert "Not recorded yet" in await shown(moot, pressed, "Not recorded yet")
    moot.sluice.before = well
    await shown(moot, pressed, "Recorded: you agree to P1")
    assert len(pressed.messages) == 1
    await moot.until(lambda a: a.checks[check].tally.agree == 1)


async def test_what_could_not_be_recorded_before_the_program_stops_is_said_not_to_be(moot: Moot) -> None:
    """Stopped while the database is away, it tells whoever waits, with what they wrote; that is not done later."""
    _, ben, cleo = moot.people.values()
    check, card = await moot.call("Buy a kettle")
    await moot.quiet()
    form = await (await cleo.press(card, "Block")).form()
    moot.sluice.before = away
    pressed = await ben.press(card, "Agree")
    submitted = await cleo.submit(form, {form.fields[0].custom_id: "It wastes power."})
    await asyncio.gather(pressed.acknowledged(), submitted.acknowledged())
    async with asyncio.timeout(intake.LAST_TRIES + 3):
        await moot.stop()
    assert "This was not recorded" in as_read(pressed.message)
    assert "This was not recorded" in (told := as_read(submitted.message))
    assert "It wastes power." in told
    await moot.start()
    await moot.quiet()
    assert (await moot.check(check)).tally.taken == 0


async def test_after_a_restart_between_press_and_answer_the_answer_comes_in_private(moot: Moot) -> None:
    """What was recorded but could not be answered before a restart is answered by direct message, once."""
    _, ben, _ = moot.people.values()
    check, card = await moot.call("Buy a kettle")
    await moot.quiet()
    moot.sluice.before = holding_back
    pressed = await ben.press(card, "Agree")
    await moot.until(lambda a: a.checks[check].tally.agree == 1)
    await moot.stop()
    assert "The answer will come as a direct message" in as_read(pressed.message)
    await moot.start()
    await moot.reads(ben, "Recorded: you agree to P1")
    await moot.quiet()
    assert len(moot.whispered(ben)) == 1


async def test_one_interaction_is_done_once_however_often_it_is_told(moot: Moot) -> None:
    """Told twice by Discord, before and after a cut: one proposal, one position, one answer each."""
    _, ben, _ = moot.people.values()
    form = await (await ben.command(moot.channel, "propose")).form()
    moot.local.faults.duplicate(20)
    proposed = await ben.submit(form, title="Paint the door", text="Green.")
    await shown(moot, proposed, "P1")
    moot.local.faults.recover()
    check, card = await moot.call("Buy a kettle")
    moot.local.faults.drop_connections()
    moot.local.faults.duplicate(1)
    pressed = await ben.press(card, "Agree")
    await moot.until(lambda a: a.checks[check].tally.agree == 1)
    await moot.quiet()
    assert len(await moot.happened(ProposalMade)) == 2
    assert len(await moot.happened(PositionTaken)) == 1
    assert len(proposed.messages) == 1
    assert len(pressed.messages) <= 1, "it may have been too late to answer there"


async def test_a_refused_form_gives_back_what_was_written(moot: Moot) -> None:
    """A form with a mistake quotes what was written and can be opened again with it; mended, it goes through."""
    _, ben, _ = moot.people.values()
    form = await (await ben.command(moot.channel, "propose")).form()
    written = {"title": "Paint the door", "text": "Green, because it is worn.", "review": "some day soon"}
    refused = await ben.submit(form, written)
    answer = await refused.reply(within=10)
    assert "Green, because it is worn." in as_read(answer)
    assert "some day soon" in as_read(answer)
    again = await (await ben.press(answer, "Edit and try again")).form()
    values = {each.custom_id: each.value for each in again.fields}
    assert {name: values[name] for name in written} == written
    done = await ben.submit(again, review="2027-03-01")
    await shown(moot, done, "P1")
    found = await moot.assembly()
    assert found is not None
    assert found.proposals[1].latest.text == "Green, because it is worn."
    assert isinstance(done.message, Message)


async def test_somebody_who_takes_no_part_loseswell_that_they_wrote(moot: Moot) -> None:
    """Refused by the rules and not by a mistake, a text comes back too, and nothing is recorded."""
    await moot.ada.take_role(moot.guild, moot.people["ben"], moot.insiders)
    await moot.ada.edit_overwrites(moot.channel, moot.people["ben"], allow=1 << 10)
    await moot.quiet()
    check, card = await moot.call("Buy a kettle")
    dan = moot.local.person("dan")
    await dan.join(moot.guild)
    await moot.ada.give_role(moot.guild, dan, moot.insiders)
    await moot.until(lambda a: len(a.participants) == 4)
    form = await (await dan.press(card, "Block")).form()
    submitted = await dan.submit(form, {form.fields[0].custom_id: "I was not asked."})
    answer = as_read(await submitted.reply(within=10))
    assert "I was not asked." in answer
    assert (await moot.check(check)).tally.taken == 0
