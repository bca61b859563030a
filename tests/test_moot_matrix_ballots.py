"""Voting on Matrix: in the direct room, by text alone, with a real homeserver between."""

import re
from typing import Any

import pytest

from deliberation.events import BallotGiven
from deliberation.register import read_event
from tests.support.matrix import Person, Village
from tests.support.moot import Moot

pytestmark = pytest.mark.synapse

RECEIPT = re.compile(r"[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}")


async def den_of(moot: Moot, person: Person) -> str:
    """Give the room that somebody has with the bot."""
    (room,) = await moot._private_rooms(person)
    return room


async def paper_of(moot: Moot, person: Person) -> str:
    """Give the message of somebody's latest paper."""
    found: list[dict[str, Any]] = await person.messages(await den_of(moot, person), moot.bot)
    return str(next(each["event_id"] for each in reversed(found) if "Say yes or no" in each["content"]["body"]))


async def test_a_secret_referendum_in_direct_rooms_by_text_alone(moot: Moot, village: Village) -> None:
    """The paper comes in private, a vote in the room is refused, one in a reply to the paper taken; all are counted."""
    ada, ben, cleo = [await village.person(name) for name in ("ada", "ben", "cleo")]
    await moot.gather(ada, ben, cleo)
    await ada.say(moot.room, '!referendum "Shall we move?" roll:participants')
    await moot.skip(seconds=1)
    opened = await moot.until(lambda a: bool(a.polls))
    assert opened.polls[1].secret
    await cleo.say(moot.room, "!ballot B1 yes")
    assert "delete" in await moot.heard_privately(cleo, "was not taken")
    assert not (await moot.until(lambda a: True)).polls[1].given
    await ben.say(moot.room, "!ballot")
    await moot.heard_privately(ben, "Say yes or no")
    await ben.say(await den_of(moot, ben), "ballot B1 yes")
    first = RECEIPT.search(await moot.heard_privately(ben, "Recorded: your ballot in B1"))
    await cleo.say(await den_of(moot, cleo), "ballot")
    await moot.heard_privately(cleo, "Say yes or no")
    await cleo.reply(await den_of(moot, cleo), await paper_of(moot, cleo), "no")
    second = RECEIPT.search(await moot.heard_privately(cleo, "Recorded: your ballot in B1"))
    assert first is not None
    assert second is not None
    await moot.skip(days=8)
    counted = (await moot.until(lambda a: not a.polls[1].is_open)).polls[1]
    assert {paper.marks: paper.many for paper in counted.papers} == {(0,): 1, (1,): 1}
    assert set(counted.receipts) == {first[0], second[0]}
    said = "\n".join(str(each["content"].get("body")) for each in await ada.messages(moot.room, moot.bot))
    assert "Recorded" not in said
    given = [
        event
        async for entry in moot.store.entries((await moot.store.listings())[0].id)
        if isinstance(event := read_event(entry)[0], BallotGiven)
    ]
    assert [event.marks for event in given] == [None, None]
    await moot.verified()
