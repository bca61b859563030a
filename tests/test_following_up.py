"""After a decision, and readings of the room, through the whole program: typed, tapped, taken away, missed."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.inbound import MessageDeleted, Reacted, Swept, Unreacted
from adapters.references import Kind, Subject
from deliberation.senses import Leaning
from deliberation.verifying import verify
from tests.support.stage import NAME, Stage, person, room, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from deliberation.assembly import Assembly
    from deliberation.ids import AssemblyId, PersonId

ADA, BEN, CY = person("ada"), person("ben"), person("cy")
HALL = room("moot")


class Hall:
    """An assembly of three with a decision, on a platform; ``named`` says whether reactions have ids there."""

    def __init__(self, stage: Stage, identifier: AssemblyId) -> None:
        self.stage, self.identifier = stage, identifier
        self.named = stage.platform.complete
        self._numbers = itertools.count(1)

    async def type(self, who: str, name: str, /, **arguments: str) -> None:
        await self.stage.platform.hand_over(self.stage.line(person(who), HALL, name, **arguments))

    async def assembly(self) -> Assembly:
        return await self.stage.assembly(self.identifier)

    async def card(self, kind: Kind, number: int = 1) -> str:
        """Wait for a card; give its message."""
        subject = str(Subject(kind, number))

        async def look() -> bool:
            return await self.stage.store.card_of(self.identifier, subject, HALL) is not None

        await until(look)
        posted = await self.stage.store.card_of(self.identifier, subject, HALL)
        assert posted is not None
        return posted.message

    def reaction(self, who: str, message: str, mark: str) -> Reacted:
        """Give a reaction as the platform tells of it."""
        source = f"$reaction-{next(self._numbers)}" if self.named else ""
        return Reacted(account=person(who), venue=HALL, source=source, message=message, key=mark[:1], mark=mark)

    async def react(self, who: str, message: str, mark: str) -> Reacted:
        """Put a reaction on a card; give it."""
        reaction = self.reaction(who, message, mark)
        self.stage.platform.reactions.setdefault(message, []).append(reaction)
        await self.stage.platform.hand_over(reaction)
        return reaction

    async def unreact(self, reaction: Reacted, by: str) -> None:
        """Take a reaction away: by somebody, or by nobody knows whom."""
        self.stage.platform.reactions[reaction.message].remove(reaction)
        await self.stage.platform.hand_over(
            Unreacted(
                platform=NAME,
                venue=HALL,
                source=f"away-{reaction.account.id}-{reaction.mark}-{by}",
                lifted=reaction.source,
                by=person(by).id if by else "",
                message=reaction.message,
                account=reaction.account.id,
                mark=reaction.mark,
            )
        )

    async def named_person(self, name: str) -> PersonId:
        rows = await self.stage.store.accounts_named(person(name).id)
        return rows[0].person

    async def leanings(self, number: int = 1) -> dict[str, Leaning]:
        sense = (await self.assembly()).senses[number]
        rows = await self.stage.store.accounts_of(list(sense.leanings))
        return {row.name.lower(): sense.leanings[row.person].leaning for row in rows}

    def whispers(self, to: str) -> list[str]:
        return [did[-1] for did in self.stage.platform.did if did[0] == "whisper" and did[1] == person(to).id]

    async def verified(self) -> None:
        """Compute the register again from itself alone."""
        report = verify([entry async for entry in self.stage.store.entries(self.identifier)])
        assert report.sound, report.problems


async def decided(stage: Stage) -> Hall:
    """Let an assembly decide something that is to be reviewed."""
    hall = Hall(stage, await stage.found("moot", ADA, BEN, CY))
    await hall.type("ada", "propose", title="Seed", text="Ten.", suffering="Nobody goes hungry.", review="2026-02-01")
    await hall.type("ada", "consensus", number="P1")
    for who in ("ada", "ben", "cy"):
        await hall.type(who, "agree", number="P1")
    await stage.skip(days=3)
    await until(lambda: _is_decided(hall))
    return hall


async def _is_decided(hall: Hall) -> bool:
    await hall.stage.program.close_what_is_due()
    return len((await hall.assembly()).decisions) == 1


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """On a platform that names reactions and tells who took one away, as Matrix does."""
    async with Stage() as stage:
        yield await decided(stage)


@pytest.fixture
async def nameless() -> AsyncIterator[Hall]:
    """On a platform that gives reactions no ids and does not say who took one away, as Discord does."""
    async with Stage(complete=False) as stage:
        yield await decided(stage)


async def set_action(hall: Hall) -> str:
    """Let Ada set something for Ben to do; give its card."""
    await hall.type("ada", "action", number="D1", text="Book the hall", person="Ben", due="2026-01-20")
    return await hall.card(Kind.ACTION)


async def test_an_action_is_done_by_reaction_and_undone_by_taking_it_away(hall: Hall) -> None:
    """By whoever is to do it; somebody else's ✅ says nothing, and they are told why."""
    card = await set_action(hall)
    await hall.react("cy", card, "✅")
    assert (await hall.assembly()).actions[1].is_open
    await until(lambda: _whispered(hall, "cy", "A1 is for Ben to do"))
    done = await hall.react("ben", card, "✅")
    assert (await hall.assembly()).actions[1].done_by == await hall.named_person("ben")
    await hall.react("ada", card, "✅")
    await hall.unreact(done, by="ben")
    assert (await hall.assembly()).actions[1].is_open
    await hall.verified()


async def _whispered(hall: Hall, to: str, words: str) -> bool:
    return any(words in said for said in hall.whispers(to))


async def test_done_stands_where_another_took_the_reaction_away(hall: Hall, nameless: Hall) -> None:
    """A moderator seen to do it, or nobody knows who: whoever said it is told, and how to take it back."""
    card = await set_action(hall)
    await hall.unreact(await hall.react("ben", card, "✅"), by="ada")
    assert not (await hall.assembly()).actions[1].is_open
    await until(lambda: _whispered(hall, "ben", "not-done A1@moot"))
    card = await set_action(nameless)
    await nameless.unreact(await nameless.react("ben", card, "✅"), by="")
    assert not (await nameless.assembly()).actions[1].is_open
    await until(lambda: _whispered(nameless, "ben", "A1 still counts as done"))
    await nameless.type("ben", "not-done", number="A1")
    assert (await nameless.assembly()).actions[1].is_open
    await nameless.verified()


async def test_what_is_overdue_is_said_in_the_room_once(hall: Hall) -> None:
    """However late it is looked, and however often."""
    await set_action(hall)
    await hall.stage.skip(days=30)
    await hall.stage.program.close_what_is_due()
    await until(lambda: _posted(hall, "nobody has said that it is done"))
    assert sum("nobody has said that it is done" in said for _, said in hall.stage.platform.posts) == 1


async def _posted(hall: Hall, words: str) -> bool:
    return any(words in said for _, said in hall.stage.platform.posts)


async def test_the_room_leans_by_reaction_by_word_and_by_button(hall: Hall) -> None:
    """The latest counts; a reaction taken away goes back to one that still stands, and else to nothing."""
    await hall.type("ben", "sense-check", question="Fridays?", period="2h")
    card = await hall.card(Kind.SENSE)
    yes = await hall.react("cy", card, "👍")
    no = await hall.react("cy", card, "👎")
    await hall.react("ada", card, "🎉")
    await hall.type("ada", "lean", number="S1", answer="unsure")
    assert await hall.leanings() == {"cy": Leaning.NO, "ada": Leaning.UNSURE}
    await hall.unreact(no, by="cy")
    assert await hall.leanings() == {"cy": Leaning.YES, "ada": Leaning.UNSURE}
    await hall.unreact(yes, by="cy")
    assert await hall.leanings() == {"ada": Leaning.UNSURE}
    pressed = replace(hall.stage.line(BEN, HALL, "lean", answer="no"), reply_to=card, aside=True)
    await hall.stage.platform.hand_over(pressed)
    assert await hall.leanings() == {"ada": Leaning.UNSURE, "ben": Leaning.NO}
    await hall.stage.skip(hours=3)
    await until(lambda: _is_closed(hall))
    await hall.react("cy", card, "👍")
    assert await hall.leanings() == {"ada": Leaning.UNSURE, "ben": Leaning.NO}
    await until(lambda: _whispered(hall, "cy", "S1 has closed"))
    await until(lambda: _posted(hall, "It has closed, and decides nothing."))
    await hall.verified()


async def _is_closed(hall: Hall) -> bool:
    await hall.stage.program.close_what_is_due()
    return (await hall.assembly()).senses[1].closed_at is not None


async def test_a_superseded_leaning_is_taken_off_the_card(nameless: Hall) -> None:
    """After another reaction or a typed word, so that what is seen is what counts."""
    await nameless.type("ben", "sense-check", question="Fridays?")
    card = await nameless.card(Kind.SENSE)
    await nameless.react("cy", card, "👍")
    await nameless.react("cy", card, "👎")
    await until(lambda: _taken(nameless, card, CY.id, "👍"))
    await nameless.react("ada", card, "👍")
    await nameless.type("ada", "lean", number="S1", answer="no")
    await until(lambda: _taken(nameless, card, ADA.id, "👍"))
    assert not await _taken(nameless, card, CY.id, "👎")


async def _taken(hall: Hall, card: str, account: str, mark: str) -> bool:
    return ("take away", HALL, card, account, mark) in hall.stage.platform.did


async def test_who_leans_no_more_by_an_unknown_hand_is_told(nameless: Hall) -> None:
    """With what to type, which nobody else can take away; a sweep of all reactions changes nothing."""
    await nameless.type("ben", "sense-check", question="Fridays?")
    card = await nameless.card(Kind.SENSE)
    await nameless.unreact(await nameless.react("cy", card, "🤷🏽"), by="")
    assert await nameless.leanings() == {}
    await until(lambda: _whispered(nameless, "cy", "lean S1@moot unsure"))
    await nameless.react("cy", card, "👍")
    nameless.stage.platform.reactions[card] = []
    await nameless.stage.platform.hand_over(Swept(platform=NAME, venue=HALL, source="swept", message=card))
    assert await nameless.leanings() == {"cy": Leaning.YES}
    await until(lambda: _posted(nameless, "retract S1"))


async def test_what_was_missed_is_found_before_it_closes(nameless: Hall) -> None:
    """The true list of the card's reactions is compared: what came counts, what went does not."""
    await nameless.type("ben", "sense-check", question="Fridays?", period="2h")
    card = await nameless.card(Kind.SENSE)
    gone = await nameless.react("cy", card, "👍")
    nameless.stage.platform.reactions[card].remove(gone)
    nameless.stage.platform.reactions[card].append(nameless.reaction("ada", card, "👎"))
    await nameless.stage.skip(hours=3)
    await until(lambda: _is_closed(nameless))
    assert await nameless.leanings() == {"ada": Leaning.NO}
    await nameless.verified()


async def test_the_review_comes_back_to_the_assembly(hall: Hall) -> None:
    """On its day a card asks; answers by reaction and in words; the result stands in the register."""
    await hall.stage.skip(days=30)
    await hall.stage.program.close_what_is_due()
    card = await hall.card(Kind.SENSE)
    assert await _posted(hall, "Did it reduce the suffering that it was meant to?")
    await hall.react("cy", card, "👍")
    await hall.type("ada", "review", number="D1", answer="no", reason="The seed rotted.")
    await hall.stage.skip(days=8)
    await until(lambda: _is_closed(hall))
    await until(lambda: _posted(hall, "The seed rotted."))
    assert await hall.leanings() == {"cy": Leaning.YES, "ada": Leaning.NO}
    await hall.verified()


async def test_a_go_round_asks_one_after_the_other(hall: Hall) -> None:
    """In private whose turn it is; on at once when they have spoken; the room reads when it is over."""
    await hall.type("ada", "propose", title="Tea", text="Green.", suffering="All thirsty.")
    await hall.type("ada", "consensus", number="P2")
    await hall.type("ben", "go-round", number="P2")
    assert (await hall.assembly()).checks[2].go_round is None, "Ben does not give procedure"
    await hall.type("ada", "go-round", number="P2")
    order = (await hall.assembly()).checks[2].go_round
    assert order is not None
    first, second, third = order.order
    names = {await hall.named_person(each): each for each in ("ada", "ben", "cy")}
    await until(lambda: _whispered(hall, names[first], "It is your turn"))
    await hall.type(names[first], "agree", number="P2")
    await hall.stage.program.close_what_is_due()
    await until(lambda: _whispered(hall, names[second], "It is your turn"))
    await hall.type(names[second], "pass")
    await until(lambda: _whispered(hall, names[third], "It is your turn"))
    await hall.stage.skip(hours=5)
    await hall.stage.program.close_what_is_due()
    await until(lambda: _posted(hall, "The go-round on P2"))
    await hall.verified()


async def test_cards_that_were_deleted_come_back(hall: Hall) -> None:
    """While they are about something that is open."""
    card = await set_action(hall)
    before = len(hall.stage.platform.posts)
    await hall.stage.platform.hand_over(MessageDeleted(platform=NAME, venue=HALL, source="deleted", message=card))
    await until(lambda: _more_posts(hall, before))


async def _more_posts(hall: Hall, than: int) -> bool:
    return len(hall.stage.platform.posts) > than
