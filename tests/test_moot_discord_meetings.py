"""A meeting on Discord with the whole program behind it: called, joined by a button, moved, held, closed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from deliberation.moots import MootState
from tests.localcord.model import EventStatus, Message
from tests.support.discord_moot import Moot, hasten, mooting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.localcord.model import ScheduledEvent


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less than among strangers."""
    hasten(monkeypatch)


@pytest.fixture
async def moot(tmp_path: Path) -> AsyncIterator[Moot]:
    """A server with an assembly in a channel that everybody sees, in which Ada, Ben and Cleo take part."""
    async with mooting(tmp_path, "ben", "cleo") as moot:
        await moot.gather(public=True)
        await moot.quiet()
        for person in moot.people.values():
            await person.command(moot.channel, "join")
        await moot.until(lambda assembly: len(assembly.participants) == 3)
        await moot.quiet()
        yield moot
        await moot.nothing_amiss()


async def card(moot: Moot) -> Message:
    """Wait for the card of the moot, with its sign under it."""

    async def look() -> Message | None:
        found = await moot.assembly()
        posted = await moot.store.card_of(found.id, "moot:1", moot.venue) if found else None
        shown = moot.message(int(posted.message)) if posted is not None else None
        return shown if shown is not None and shown.reactions else None

    found: Message = await moot.until_true(look)
    return found


def event(moot: Moot) -> ScheduledEvent | None:
    return next(iter(moot.guild.events.values()), None)


async def test_a_meeting_from_its_call_to_its_minutes(moot: Moot) -> None:
    """By slash command, reaction and button, with the server's event beside it, over a restart."""
    _, ben, cleo = moot.people.values()
    when = f"{moot.clock.now() + timedelta(days=2):%Y-%m-%d} 19:30"
    await moot.ada.command(moot.channel, "moot", about="Spring plans", when=when, length="90m")
    shown = await card(moot)
    assert [each.filename for each in shown.attachments] == ["the-test-moot-M1.ics"]
    await moot.until_so(lambda: event(moot))
    await ben.react(shown, "🙋🏾")
    await cleo.press(shown, "I come")
    await moot.until(lambda assembly: len(assembly.moots[1].coming) == 3)
    await moot.restart()
    await cleo.press(shown, "I do not come")
    await moot.until(lambda assembly: len(assembly.moots[1].coming) == 2)
    later = f"{moot.clock.now() + timedelta(days=3):%Y-%m-%d} 19:30"
    await moot.ada.command(moot.channel, "move-moot", number="M1", when=later)
    await moot.is_said("has set M1 · Spring plans to another time")
    await moot.ada.command(moot.channel, "open-moot")
    await moot.until_so(lambda: (found := event(moot)) and found.status is EventStatus.ACTIVE)
    await moot.quiet()  # the card has the buttons of a moot that is held
    await cleo.press(shown, "Raise hand")
    await moot.until(lambda assembly: len(assembly.moots[1].hands) == 1)
    await moot.ada.press(shown, "Next speaker")
    await moot.is_said("cleo has the word.")
    await moot.ada.command(moot.channel, "minute", text="We ask the council.")
    await moot.ada.command(moot.channel, "close-moot")
    await moot.is_said("Minutes of M1 · Spring plans")
    await moot.until_so(lambda: (found := event(moot)) and found.status is EventStatus.COMPLETED)
    assert len(moot.guild.events) == 1
    found = await moot.until(lambda assembly: assembly.moots[1].state is MootState.CLOSED)
    assert [each.text for each in found.moots[1].minutes] == ["We ask the council."]
    await moot.quiet()
    files = [each.filename for message in moot.channel.messages.values() for each in message.attachments]
    assert files[-1] == "minutes-the-test-moot-M1.md"
    await moot.verified()


async def test_a_channel_that_is_bound_later_has_the_meeting_too(moot: Moot) -> None:
    """Its card with its button, and an event of its own; what is said there counts."""
    _, ben, _ = moot.people.values()
    when = f"{moot.clock.now() + timedelta(days=2):%Y-%m-%d} 19:30"
    await moot.ada.command(moot.channel, "moot", about="Spring plans", when=when)
    await card(moot)
    annex = await moot.make_channel("annex", public=True)
    await moot.ada.command(annex, "bind", assembly="the-test-moot")
    await moot.until(lambda assembly: len(assembly.venues) == 2)
    await moot.until_so(lambda: len(moot.guild.events) == 2)
    await moot.quiet()
    found = await moot.assembly()
    assert found is not None
    posted = await moot.store.card_of(found.id, "moot:1", moot.venue_of(annex))
    assert posted is not None
    shown = moot.message(int(posted.message), annex)
    assert shown is not None
    await ben.command(annex, "join")
    await ben.press(shown, "I come")
    await moot.until(lambda assembly: len(assembly.moots[1].coming) == 2)
