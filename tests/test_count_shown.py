"""The picture of a count comes into the rooms of its assembly, behind the words, once, and in the words' own names."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, cast

import pytest
from PIL import Image

from adapters.answers.polls import why_poll
from adapters.plain import plain
from adapters.platform import BusyError
from adapters.setting import Setting
from bot import letters
from bot.drawing import Drawing
from bot.halls import Halls
from bot.letters import ShowCount
from bot.people import People
from bot.polling.showing import is_shown, pictured, pictures_owed
from deliberation.ids import PersonId
from deliberation.polls import Option, OptionKind, Paper
from deliberation.rules import Method
from tests.support.engine import Moot
from tests.support.polls import Booth, counted, established
from tests.support.stage import person, room
from tests.support.voting import SLUG, Polling

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.pictures import Picture
    from bot.polling.papers import Papers
    from deliberation.ids import VenueId
    from deliberation.polls import Poll

ADA, BEN, CLEO, RON = (person(name) for name in ("ada", "ben", "cleo", "ron"))


@pytest.fixture
async def hall() -> AsyncIterator[Polling]:
    """An assembly in one room, whose people have private rooms with the bot."""
    async with Polling() as polling:
        await polling.gather("ada", "ben", "cleo", "ron")
        yield polling


async def voted(hall: Polling, method: Method, vote: str) -> None:
    """Have an election between Ada and Ron in which everybody votes alike, and let it close."""
    await hall.election([ADA, RON], method=method)
    for voter in (ADA, BEN, CLEO):
        assert "Recorded" in await hall.tells(voter, f"ballot {vote}")
    await hall.closes()
    await hall.quiet()


async def test_a_count_is_shown_behind_its_words_once(hall: Polling) -> None:
    """It comes behind what is said of the count, and nothing comes later."""
    await voted(hall, Method.STAR, "Ada 5, re-open nominations 1")
    await hall.skip(hours=1)
    await hall.quiet()
    ((venue, picture, key),) = hall.reader.pictures
    assert (venue, picture.name) == (room(SLUG), "B1.png")
    assert key.startswith(f"count:{hall.assembly_id}:1:{room(SLUG)}")
    assert picture.size == Image.open(BytesIO(picture.png)).size
    said = [words for each, words in hall.reader.posts if each == venue]
    shown = next(place for place, words in enumerate(said) if "B1.png" in words)
    assert any("counted" in words and "Elected: Ada (@ada:example.org)" in words for words in said[:shown])


async def test_a_picture_is_the_same_one_when_it_is_delivered_again(
    hall: Polling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody knows whether it arrived, it goes out again under the key by which platforms know it."""
    post, failing = hall.reader.post_picture, [True]

    async def cut_off(venue: VenueId, picture: Picture, *, key: str) -> str:
        posted = await post(venue, picture, key=key)
        if failing and failing.pop():
            raise BusyError("The connection broke.", retry_after=0.01)
        return posted

    monkeypatch.setattr(hall.reader, "post_picture", cut_off)
    await voted(hall, Method.STAR, "Ada 5")
    first, again = hall.reader.pictures
    assert first == again


async def test_a_picture_that_cannot_be_drawn_holds_nothing_up(hall: Polling, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given up after some attempts, and what comes behind it is read."""
    monkeypatch.setattr("bot.outbox._MOST_FAILURES", 1)
    monkeypatch.setattr("bot.polling.showing.drawn", _broken)
    await hall.election([ADA, RON])
    await hall.tells(BEN, "ballot Ada 5")
    await hall.closes()
    await hall.quiet()
    await hall.reader.hand_over(hall.typed(ADA, "propose A kettle", room(SLUG)))
    await hall.quiet()
    assert hall.reader.pictures == []
    assert "A kettle" in hall.reader.posts[-1][1]


def _broken(*_: object, **_more: object) -> Picture:
    raise OSError("no ink")


async def test_somebody_called_ron_is_a_person(hall: Polling) -> None:
    """Typed alone, the name is too little; they are elected, in the picture and in the words, by their name in full."""
    await hall.election([ADA, RON], method=Method.STV)
    example = (
        (await hall.tells(BEN, "ballot B1")).partition("as far as you like: ballot B1@orchard ")[2].partition(".")[0]
    )
    assert ", " in example
    assert "Ron" not in example
    assert "who or what is meant in the 1st entry" in await hall.tells(BEN, "ballot Ron, Ada")
    place = await hall.place_of(RON)
    assert "1. Ron (@ron:example.org)" in await hall.tells(BEN, f"ballot {place}")
    assert "1. Re-open nominations" in await hall.tells(CLEO, "ballot Re-open nominations")
    assert "1. Ron (@ron:example.org)" in await hall.tells(CLEO, "ballot @ron:example.org")
    await hall.closes()
    await hall.quiet()
    ((_, picture, _),) = hall.reader.pictures
    assert "Elected: Ron (@ron:example.org)." in picture.alt
    assert "unfilled" not in picture.alt
    assert any("Elected: Ron (@ron:example.org)." in words for _, words in hall.reader.posts)


async def test_a_reply_to_a_picture_speaks_of_its_ballot(hall: Polling) -> None:
    """It is known by its message, like the words."""
    await voted(hall, Method.STAR, "Ada 5")
    ((_, _, key),) = hall.reader.pictures
    posted = await hall.store.posted_as("stage", f"${key}")
    assert posted is not None
    assert (posted.subject, posted.card) == ("ballot:1", False)


async def test_yes_and_no_are_not_drawn(hall: Polling) -> None:
    """Their bars are in the words."""
    await hall.referendum()
    await hall.tells(ADA, "ballot yes")
    await hall.closes()
    await hall.quiet()
    assert hall.reader.pictures == []


async def test_what_is_wanted_no_more_is_not_drawn(hall: Polling) -> None:
    """A picture for a room that the assembly has left, or of a ballot that there is not, goes nowhere."""
    await voted(hall, Method.STAR, "Ada 5")
    drawing = Drawing(store=hall.store, halls=Halls(hall.store), people=People(hall.store), papers=cast("Papers", None))
    here = room(SLUG)
    assert await drawing.count(ShowCount(venue=here, assembly=hall.assembly_id, poll=1)) is not None
    assert await drawing.count(ShowCount(venue=room("elsewhere"), assembly=hall.assembly_id, poll=1)) is None
    assert await drawing.count(ShowCount(venue=here, assembly=hall.assembly_id, poll=2)) is None


# --- the engine's side, without a program


def deadlock() -> tuple[Moot, Booth]:
    moot = Moot.founded("ada", "ben", "cleo", "dan")
    established(moot, "Another way")
    booth = Booth(moot)
    booth.open()
    return moot, booth


def test_a_deadlock_that_a_ballot_ends_is_drawn_too() -> None:
    """For every venue that hears it; nothing waits but what the picture is of."""
    moot, booth = deadlock()
    booth.vote("ada", *range(len(moot.assembly.polls[1].options)))
    moot.now = moot.assembly.polls[1].closes_at
    event = counted(booth.count())
    owed = list(pictures_owed([event], moot.assembly))
    assert [each.key for each in owed] == [f"count:{moot.assembly.id}:1:{each}" for each in moot.assembly.speaking]
    assert [letters.read(each.body) for each in owed] == [
        ShowCount(venue=venue, assembly=moot.assembly.id, poll=1) for venue in moot.assembly.speaking
    ]
    poll = moot.assembly.polls[1]
    names = tuple(each.key for each in poll.options)
    picture = pictured(poll, "B1", names)
    assert picture is not None
    assert "leave things as they are" in picture.alt


def test_where_nobody_votes_nothing_is_drawn() -> None:
    """There is no count."""
    moot, booth = deadlock()
    moot.now = moot.assembly.polls[1].closes_at
    event = counted(booth.count())
    assert list(pictures_owed([event], moot.assembly)) == []
    poll = moot.assembly.polls[1]
    assert not is_shown(poll)
    assert pictured(poll, "B1", tuple(each.key for each in poll.options)) is None


def test_re_opened_nominations_are_known_by_what_the_option_is() -> None:
    """Whatever anybody is called, and whatever it is called itself."""
    moot, booth = deadlock()
    place = len(moot.assembly.polls[1].options) - 1
    booth.vote("ada", *(5 if each == place else 0 for each in range(place + 1)))
    moot.now = moot.assembly.polls[1].closes_at
    booth.count()
    poll = moot.assembly.polls[1]
    called = ("Nobody at all",) * (place + 1)
    reopened = _with(poll, place, OptionKind.REOPEN)
    assert "stays unfilled" in _alt(reopened, called)
    assert "stays unfilled" not in _alt(_with(poll, place, OptionKind.PERSON), ("Re-open nominations",) * (place + 1))


def _with(poll: Poll, place: int, kind: OptionKind) -> Poll:
    options = list(poll.options)
    options[place] = replace(options[place], kind=kind, person=PersonId("ron"), proposal=None)
    return replace(poll, options=tuple(options))


def _alt(poll: Poll, names: tuple[str, ...]) -> str:
    picture = pictured(poll, "B1", names)
    assert picture is not None
    return picture.alt


def test_what_a_long_count_leaves_out_of_its_words_is_in_a_file() -> None:
    """Of thirty stages the message has some, and the file that goes with it all of them."""
    moot, booth = deadlock()
    booth.vote("ada", 5, 0, 0)
    moot.now = moot.assembly.polls[1].closes_at
    booth.count()
    people = [Option(OptionKind.PERSON, person=PersonId(f"p{number:02}")) for number in range(30)]
    papers = tuple(Paper((number, (number + 1) % 30), 2 + number) for number in range(30))
    of_many = replace(moot.assembly.polls[1], options=tuple(people), method=Method.STV, papers=papers)
    shown = why_poll(of_many, Setting(moot.assembly, {}))
    assert "left out here. The whole count is in the file below." in plain(shown)
    assert "Stage 20:" in shown.files[0].text
    few = replace(of_many, options=tuple(people[:2]), papers=papers[:1])
    assert why_poll(few, Setting(moot.assembly, {})).files == ()
