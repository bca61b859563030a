"""A platform that gives reactions no ids, and may miss some: what is counted is what stands there in the end."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.inbound import Entered, Reacted, Swept, Unreacted
from adapters.platform import GoneError
from deliberation.assembly import Assembly
from deliberation.ids import AssemblyId
from deliberation.positions import Stance
from tests.support.stage import NAME, Stage, person, room, until

ADA, BEN, CY = person("ada"), person("ben"), person("cy")
DEE, EVE = person("dee"), person("eve")
HALL = room("moot")


class Hall:
    """A founded assembly of three with an open check, on such a platform."""

    def __init__(self, stage: Stage, identifier: AssemblyId, card: str) -> None:
        self.stage, self.identifier, self.card = stage, identifier, card
        self._swept = 0

    def added(self, who: str, mark: str) -> Reacted:
        key = mark[:1]
        return Reacted(account=person(who), venue=HALL, source="", message=self.card, key=key, mark=mark)

    def removed(self, who: str, mark: str, source: str) -> Unreacted:
        account = person(who).id
        return Unreacted(
            platform=NAME, venue=HALL, source=source, lifted="", by="", message=self.card, account=account, mark=mark
        )

    async def react(self, who: str, mark: str) -> None:
        self.stage.platform.reactions.setdefault(self.card, []).append(self.added(who, mark))
        await self.stage.platform.hand_over(self.added(who, mark))

    async def unreact(self, who: str, mark: str, source: str = "r1") -> None:
        gone = self.added(who, mark)
        self.stage.platform.reactions[self.card].remove(gone)
        await self.stage.platform.hand_over(self.removed(who, mark, source))

    async def sweep(self) -> None:
        self.stage.platform.reactions[self.card] = []
        self._swept += 1
        swept = Swept(platform=NAME, venue=HALL, source=f"swept{self._swept}", message=self.card)
        await self.stage.platform.hand_over(swept)

    async def assembly(self) -> Assembly:
        return await self.stage.assembly(self.identifier)

    async def stances(self) -> dict[str, Stance]:
        check = (await self.assembly()).checks[1]
        rows = await self.stage.store.accounts_of(check.positions)
        return {row.name.lower(): check.positions[row.person].stance for row in rows}

    def whispers(self) -> list[str]:
        return [did[-1] for did in self.stage.platform.did if did[0] == "whisper"]


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    async with Stage(complete=False) as stage:
        identifier = await stage.found("moot", ADA, BEN, CY)
        await stage.call("moot", ADA)
        (card,) = await stage.store.cards_in(HALL)
        await until(lambda: stage.settled("moot"))
        yield Hall(stage, identifier, card.message)


async def test_a_reaction_told_twice_counts_once(hall: Hall) -> None:
    """What is told again while it stands is the same reaction; taken away and put there again, it is another."""
    for _ in range(3):
        await hall.stage.platform.hand_over(hall.added("ben", "✅"), hall.added("ben", "✅"))
    assert await hall.stances() == {"ben": Stance.AGREE}
    entries = (await hall.stage.store.load(hall.identifier)).chain.number  # type: ignore[union-attr]
    await hall.stage.platform.hand_over(hall.added("ben", "✅"))
    assert (await hall.stage.store.load(hall.identifier)).chain.number == entries  # type: ignore[union-attr]
    await hall.stage.platform.hand_over(hall.removed("ben", "✅", "r1"), hall.removed("ben", "✅", "r2"))
    assert await hall.stances() == {}
    await hall.stage.platform.hand_over(hall.added("ben", "✅"))
    assert await hall.stances() == {"ben": Stance.AGREE}


async def test_two_marks_of_one_meaning_are_two_reactions(hall: Hall) -> None:
    """A plain shrug stays when a brown one is taken away, and so does what it says."""
    await hall.react("ben", "🤷")
    await hall.react("ben", "🤷🏾")
    await hall.unreact("ben", "🤷🏾")
    assert await hall.stances() == {"ben": Stance.STAND_ASIDE}
    await hall.unreact("ben", "🤷", "r2")
    assert await hall.stances() == {}


async def test_the_superseded_reaction_is_taken_away(hall: Hall) -> None:
    """After another reaction, button or typed word, what no longer counts is taken off the card; what counts stays."""
    await hall.react("ben", "✅")
    await hall.react("ben", "🛑")
    taken = ("take away", HALL, hall.card, BEN.id, "✅")
    await until(lambda: _did(hall, taken))
    assert ("take away", HALL, hall.card, BEN.id, "🛑") not in hall.stage.platform.did
    await hall.react("cy", "✅")
    await hall.stage.platform.hand_over(hall.stage.line(CY, HALL, "stand-aside", number="P1"))
    await until(lambda: _did(hall, ("take away", HALL, hall.card, CY.id, "✅")))


async def _did(hall: Hall, what: tuple[str, ...]) -> bool:
    return what in hall.stage.platform.did


async def test_who_loses_a_position_by_an_unknown_hand_is_told(hall: Hall) -> None:
    """Nobody can know who took a reaction away, so its owner hears of it and how to say it so that it stays."""
    await hall.react("ben", "✅")
    await hall.unreact("ben", "✅")
    assert await hall.stances() == {}
    await until(lambda: _whispered(hall, "was taken away"))
    assert "agree P1@moot" in hall.whispers()[-1]


async def test_a_block_stays_whoever_took_its_reaction(hall: Hall) -> None:
    """A block falls only by its holder's own word."""
    await hall.react("ben", "🛑")
    await hall.unreact("ben", "🛑")
    assert await hall.stances() == {"ben": Stance.BLOCK}
    await until(lambda: _whispered(hall, "your block on P1"))


async def _whispered(hall: Hall, words: str) -> bool:
    return any(words in each for each in hall.whispers())


async def test_a_sweep_changes_nothing_of_what_was_said(hall: Hall) -> None:
    """Who takes everybody's reactions off a card takes no answer away; the card gets its own back."""
    await hall.react("ben", "✅")
    await hall.react("cy", "🛑")
    await hall.sweep()
    assert await hall.stances() == {"ben": Stance.AGREE, "cy": Stance.BLOCK}
    await until(lambda: _did(hall, ("seed", HALL, hall.card, "✅", "🤷", "🛑")))
    assert any("took the reactions off the card of P1" in words for _, words in hall.stage.platform.posts)
    hall.stage.program.hearing.mistrust([HALL])
    await until(lambda: hall.stage.settled("moot"))
    assert await hall.stances() == {"ben": Stance.AGREE, "cy": Stance.BLOCK}
    await hall.react("ben", "🤷")
    assert await hall.stances() == {"ben": Stance.STAND_ASIDE, "cy": Stance.BLOCK}


async def test_a_signature_stays_whoever_took_its_reaction(hall: Hall) -> None:
    """The officer whom a petition is about may be a moderator, who could strip it of its signatures unseen."""
    stage = hall.stage
    for who in (DEE, EVE):
        await stage.platform.hand_over(Entered(account=who, venue=HALL, source=f"in-{who.id}"))
    stage.platform.here[HALL] += [DEE, EVE]
    await stage.platform.hand_over(stage.line(ADA, HALL, "elect", person="Cy", office="secretary"))
    for who in (ADA, BEN, CY, DEE, EVE):
        await stage.platform.hand_over(stage.line(who, HALL, "agree", number="P2"))
    await until(lambda: _has_officer(hall))
    await stage.platform.hand_over(stage.line(ADA, HALL, "recall", person="secretary", reason="no minutes"))
    await until(lambda: _petition_card(hall))
    card = next(each for each in await stage.store.cards_in(HALL) if each.subject == "petition:1")
    signed = replace(hall.added("ben", "✍️"), message=card.message, key="✍")
    gone = replace(hall.removed("ben", "✍️", "r9"), message=card.message)
    await stage.platform.hand_over(signed)
    assert len((await hall.assembly()).petitions[1].signatures) == 2
    await stage.platform.hand_over(gone)
    assert len((await hall.assembly()).petitions[1].signatures) == 2
    await until(lambda: _whispered(hall, "your signature on R1 still counts"))


async def _has_officer(hall: Hall) -> bool:
    office = (await hall.assembly()).offices.get("secretary")
    return office is not None and office.holder is not None


async def _petition_card(hall: Hall) -> bool:
    return any(each.subject == "petition:1" for each in await hall.stage.store.cards_in(HALL))


async def test_before_it_closes_early_the_true_lists_are_asked_for(hall: Hall) -> None:
    """A missed removal does not let a check pass on an agreement that is no longer there."""
    await hall.react("ada", "✅")
    await hall.react("ben", "✅")
    missed = hall.added("ben", "✅")
    hall.stage.platform.reactions[hall.card].remove(missed)
    await hall.react("cy", "✅")
    await until(lambda: _stances_are(hall, {"ada", "cy"}))
    assert (await hall.assembly()).checks[1].is_open
    await hall.react("ben", "✅")
    await until(lambda: _closed(hall))


async def test_before_a_deadline_closes_it_the_true_lists_are_asked_for(hall: Hall) -> None:
    """What was missed while all seemed well is found before the outcome is worked out."""
    for who in ("ada", "ben"):
        hall.stage.platform.reactions.setdefault(hall.card, []).append(hall.added(who, "✅"))
    hall.stage.platform.reactions[hall.card].append(hall.added("cy", "🛑"))
    await hall.stage.skip(hours=73)
    await until(lambda: _stances_are(hall, {"ada", "ben", "cy"}))
    await hall.stage.skip(hours=25)
    await until(lambda: _closed(hall))
    check = (await hall.assembly()).checks[1]
    assert check.tally.agree == 2
    assert check.tally.stand_aside == 1, "the block lapsed: nobody gave it a reason"


async def test_a_look_before_the_deadline_is_no_look_at_the_deadline(hall: Hall) -> None:
    """That nothing came in since the lists were asked for does not say that nothing was missed since."""
    await hall.stage.skip(hours=37)
    await until(lambda: _reminded(hall))
    hall.stage.program.hearing.mistrust([HALL])
    await until(lambda: hall.stage.settled("moot"))
    hall.stage.platform.reactions[hall.card] = [hall.added(who, "✅") for who in ("ada", "ben")]
    await hall.stage.skip(hours=36)
    await until(lambda: _stances_are(hall, {"ada", "ben"}))


async def _reminded(hall: Hall) -> bool:
    return (await hall.assembly()).checks[1].reminded


async def _stances_are(hall: Hall, who: set[str]) -> bool:
    return set(await hall.stances()) == who


async def _closed(hall: Hall) -> bool:
    return not (await hall.assembly()).checks[1].is_open


async def test_what_is_taken_away_while_the_lists_are_fetched_stays_away(hall: Hall) -> None:
    """A list that was asked for before somebody took their reaction away is older than that."""
    stage = hall.stage
    stage.platform.reactions[hall.card] = [hall.added("ben", "✅")]

    async def meanwhile(what: str, _venue: object) -> None:
        if what == "reactions":
            stage.platform.fails = lambda _asked, _where: _nothing()
            # It is in the list that is being given; before that arrives, it is gone.
            await stage.platform.hand_over(hall.removed("ben", "✅", "r5"))

    stage.platform.fails = meanwhile
    stage.program.hearing.mistrust([HALL])
    await until(lambda: stage.settled("moot"))
    assert await hall.stances() == {}


async def test_what_is_put_there_again_while_its_going_is_found_out_counts(hall: Hall) -> None:
    """A removal that was missed, and the same reaction put there anew, may come in together."""
    await hall.stage.platform.hand_over(hall.added("ben", "✅"))
    (row,) = await hall.stage.store.live_reactions(NAME, hall.card)
    missed = replace(hall.removed("ben", "✅", "missed"), lifted=row.source, message="", account="", mark="")
    await hall.stage.platform.hand_over(missed, hall.added("ben", "✅"))
    assert await hall.stances() == {"ben": Stance.AGREE}


async def test_a_block_that_lapsed_keeps_its_reaction(hall: Hall) -> None:
    """It counts as standing aside now; were its reaction tidied away, that would be gone with it."""
    await hall.react("cy", "🛑")
    await hall.stage.skip(hours=73)
    await until(lambda: _awaits_reason(hall))
    await hall.stage.skip(hours=25)
    await until(lambda: _lapsed(hall))
    assert (await hall.assembly()).checks[1].is_open
    hall.stage.program.hearing.mistrust([HALL])
    await until(lambda: hall.stage.settled("moot"))
    await until(hall.stage.program.outbox.idle)
    assert ("take away", HALL, hall.card, CY.id, "🛑") not in hall.stage.platform.did
    assert await hall.stances() == {"cy": Stance.STAND_ASIDE}


async def _awaits_reason(hall: Hall) -> bool:
    return (await hall.assembly()).checks[1].reason_extended


async def _lapsed(hall: Hall) -> bool:
    return any(position.lapsed for position in (await hall.assembly()).checks[1].positions.values())


async def _nothing() -> None:
    return


async def test_a_card_that_was_deleted_unseen_is_posted_again(hall: Hall) -> None:
    """A card that is gone when its reactions are asked for comes back."""

    async def gone(what: str, _venue: object) -> None:
        if what in {"reactions", "edit"}:
            raise GoneError("no such message")

    before = len(hall.stage.platform.posts)
    hall.stage.platform.fails = gone
    hall.stage.program.hearing.mistrust([HALL])
    await until(lambda: _posted(hall, before))


async def _posted(hall: Hall, before: int) -> bool:
    return len(hall.stage.platform.posts) > before
