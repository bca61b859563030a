"""What is said and read on the way into a restricted assembly, and that it works through the whole program."""

from collections.abc import AsyncIterator

import pytest

from adapters.answers.answer import answer_to
from adapters.asking.entering import asking
from adapters.cards.card import card_of
from adapters.cards.entering import WAVE
from adapters.inbound import Departed, Entered, Present, Reacted, Unreacted
from adapters.references import Kind, Subject
from adapters.words.wording import in_words
from deliberation import commands as cmd
from deliberation import refusals as no
from deliberation.ids import AssemblyId, PersonId
from deliberation.positions import Stance
from tests.support.engine import FORUM, ROOM
from tests.support.stage import NAME, Stage, person, room, until
from tests.support.words import NAMES, Telling, plain, typed

ADA, BEN, CY, DEE = (PersonId(each) for each in ("ada", "ben", "cy", "dee"))


def restricted(entry: str = "welcome", **rules: str) -> Telling:
    """Give an assembly whose door is shut, which has told of what went before."""
    moot = Telling.founded("ada", "ben", rules={"entry": entry, **rules})
    return moot.quiet()


def test_who_comes_in_is_told_privately_how_and_the_room_nothing() -> None:
    """Once, however often they come; nobody is asked why they belong."""
    moot = restricted()
    moot.do(cmd.Enter(actor=CY, venue=ROOM))
    assert moot.said == []
    (told,) = moot.whispered("cy")
    assert told == (
        "You are in a room of The moot, and can read what is decided there. Being in the room is not yet taking part:"
        " what is decided is for those for whom it speaks.\nTo take part in The moot: `!ask @moot`. The room then reads"
        " that you ask, and no more; once somebody who takes part welcomes you, you take part. Nobody has to say why"
        " they belong."
    )


def test_who_answers_a_check_from_the_room_reads_that_they_ask_first() -> None:
    """Being in the room already, they are not sent to join it."""
    moot = restricted()
    moot.called()
    moot.do(cmd.Enter(actor=CY, venue=ROOM))
    refusal = moot.refused(cmd.TakePosition(actor=CY, check=1, stance=Stance.AGREE))
    assert "(or, in one, type `!ask`), and the next decision" in plain(in_words(refusal, moot.assembly, NAMES))


def test_a_declaration_says_what_it_means() -> None:
    """Asking is declaring; that is said before."""
    moot = restricted("declaration")
    moot.do(cmd.Enter(actor=CY, venue=ROOM))
    assert moot.whispered("cy")[0].endswith(
        "To take part in The moot: `!ask @moot`. By this you say that you belong to those for whom The moot speaks; I"
        " ask and keep nothing else."
    )
    command = cmd.AskEntry(actor=CY)
    happened = moot.quiet().do(command)
    assert (moot.said, moot.whispered("cy"), moot.cards) == ([], [], [])
    assert plain(answer_to(command, happened, moot.assembly, NAMES)) == (
        "You take part in The moot now. To see what is open: `!status`"
    )


def test_the_room_reads_that_somebody_asks_and_how_to_welcome_them() -> None:
    """A card, answered by a wave, a button or words; when they are in, it names them no more."""
    moot = restricted(welcomes="2")
    moot.do(cmd.Enter(actor=CY, venue=ROOM))
    moot.quiet().do(cmd.AskEntry(actor=CY))
    assert moot.cards == ["entry:1"]
    card = card_of(moot.assembly, Subject(Kind.ENTRY, 1), NAMES)
    assert card is not None
    assert [action.command for action in card.actions] == ["welcome"]
    assert plain(card) == (
        "Cy asks to take part in The moot.\nWhoever takes part and knows them: 👋 or `!welcome Cy`\n"
        "It takes 2 welcomes; given so far: 0."
    )
    moot.do(cmd.Welcome(actor=ADA, person=CY))
    assert "given so far: 1, by Ada." in plain(card_of(moot.assembly, Subject(Kind.ENTRY, 1), NAMES))
    moot.quiet().do(cmd.Welcome(actor=BEN, person=CY))
    assert moot.said == ["Cy takes part in The moot now, welcomed by Ada and Ben."]
    assert moot.whispered("cy") == [
        "You take part in The moot: you have been welcomed by Ada and Ben. To see what is open: `!status @moot`"
    ]
    assert moot.cards == ["entry:1", "entry:1"]
    over = plain(card_of(moot.assembly, Subject(Kind.ENTRY, 1), NAMES))
    assert over == "Somebody asked here to take part in The moot. That is over: nothing more is to be done."


def test_who_waits_is_told_when_the_way_in_changes() -> None:
    """Privately; where it opens, that they take part."""
    moot = restricted()
    moot.do(cmd.Enter(actor=CY, venue=ROOM))
    moot.do(cmd.AskEntry(actor=CY))
    for value in ("declaration", "open"):
        moot.do(cmd.ProposeRule(actor=ADA, rule="entry", value=value))
        check = moot.call(len(moot.assembly.proposals))
        moot.quiet().agree("ada", "ben", check=check)
        if value == "declaration":
            assert moot.whispered("cy")[0].startswith("How one comes to take part in The moot has changed.\nTo take")
            assert "entry:1" in moot.cards
    assert "being in one of its rooms is enough now" in moot.whispered("cy")[0]
    assert not any("takes part in The moot now" in said for said in moot.said)


def test_what_is_typed_means_who_is_meant() -> None:
    """A name, the message replied to, or the only one who asks."""
    moot = restricted()
    for who in (CY, DEE):
        moot.do(cmd.Enter(actor=who, venue=ROOM))
    moot.do(cmd.AskEntry(actor=CY))
    assert typed("ask", moot.assembly, moot, "cy") == cmd.AskEntry(actor=CY)
    assert typed("welcome Cy", moot.assembly, moot) == cmd.Welcome(actor=ADA, person=CY)
    assert typed("welcome @cy", moot.assembly, moot) == cmd.Welcome(actor=ADA, person=CY)
    assert typed("welcome", moot.assembly, moot) == cmd.Welcome(actor=ADA, person=CY)
    moot.do(cmd.AskEntry(actor=DEE))
    assert typed("welcome", moot.assembly, moot, subject="entry:2") == cmd.Welcome(actor=ADA, person=DEE)
    assert type(typed("welcome", moot.assembly, moot)).__name__ == "MissingText"
    assert type(typed("welcome", moot.assembly, moot, subject="entry:9")).__name__ == "MissingText"
    assert asking(moot.assembly, 0) is None


@pytest.mark.parametrize(
    ("refusal", "says"),
    [
        (no.NotInTheRoom(), "To take part in The moot you first come into one of its rooms, and then ask."),
        (no.AlreadyTakingPart(), "You take part in The moot already."),
        (no.AlreadyTakingPart(person=BEN), "Ben takes part in The moot already"),
        (no.NotAsked(person=CY), "Cy has not asked to take part in The moot"),
        (no.AlreadyWelcomed(person=CY, needed=2), "You have welcomed Cy already, and that stands. It takes 2 people"),
    ],
)
def test_every_no_says_what_to_do(refusal: no.Refusal, says: str) -> None:
    """What was refused, why, and what to type instead."""
    assert plain(in_words(refusal, restricted().assembly, NAMES)).startswith(says)


def test_a_room_that_is_taken_in_reads_how_one_comes_in() -> None:
    """Not that everyone there takes part, for they do not."""
    moot = restricted()
    moot.do(cmd.BindVenue(actor=ADA, venue=FORUM, present=(CY,), administers=True))
    (said,) = moot.said
    assert "everyone here takes part" not in said
    assert "`!ask @moot`" in said


# --- through the whole program

CARO, DAN = person("caro"), person("dan")
FOUNDERS = (person("ada"), person("ben"))


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A program that runs."""
    async with Stage() as stage:
        yield stage


async def shut(stage: Stage) -> AssemblyId:
    """Found an assembly, and have it shut its door by its own consensus."""
    leeds = await stage.found("leeds", *FOUNDERS)
    here = room("leeds")
    for name, arguments in (
        ("change-rule", {"rule": "entry", "value": "welcome"}),
        ("consensus", {"number": "P1"}),
        ("agree", {"number": "P1"}),
    ):
        await stage.platform.hand_over(stage.line(FOUNDERS[0], here, name, **arguments))
    await stage.platform.hand_over(stage.line(FOUNDERS[1], here, "agree", number="P1"))
    assert (await stage.assembly(leeds)).rules.entry == "welcome"
    return leeds


async def card_of_asking(stage: Stage, leeds: AssemblyId) -> str:
    """Wait for the card of who asks first; give its message."""

    async def there() -> bool:
        return await stage.store.card_of(leeds, "entry:1", room("leeds")) is not None

    await until(there)
    posted = await stage.store.card_of(leeds, "entry:1", room("leeds"))
    assert posted is not None
    return posted.message


async def test_a_wave_lets_somebody_in(stage: Stage) -> None:
    """They come, are told how, ask, and are welcomed by a reaction on the card; who does not take part welcomes not."""
    leeds, here = await shut(stage), room("leeds")
    await stage.platform.hand_over(Entered(account=CARO, venue=here, source="$in-caro"))
    await stage.platform.hand_over(Entered(account=DAN, venue=here, source="$in-dan"))
    assert len((await stage.assembly(leeds)).waiting) == 2
    await stage.platform.hand_over(stage.line(CARO, here, "ask"))
    message = await card_of_asking(stage, leeds)
    for who in (DAN, FOUNDERS[0]):
        assert len((await stage.assembly(leeds)).participants) == 2
        wave = Reacted(account=who, venue=here, source=f"$wave-{who.name}", message=message, key=WAVE)
        await stage.platform.hand_over(wave, wave)
    assert len((await stage.assembly(leeds)).participants) == 3

    async def told() -> bool:
        return any(what[:2] == ("whisper", CARO.id) and "welcomed by Ada" in what[3] for what in stage.platform.did)

    await until(told)
    gone = Unreacted(platform=NAME, venue=here, source="$gone", lifted="$wave-Ada", by=FOUNDERS[0].id)
    await stage.platform.hand_over(gone)
    assert len((await stage.assembly(leeds)).participants) == 3


async def test_who_comes_back_on_another_day_is_told_again_to_ask(stage: Stage) -> None:
    """Of the time when they took part, or were told, they may remember nothing; within a day once is enough."""
    _, here = await shut(stage), room("leeds")

    async def told(times: int) -> bool:
        said = [what[3] for what in stage.platform.did if what[:2] == ("whisper", CARO.id)]
        return sum("To take part in" in each for each in said) == times

    async def come_and_go(time: str) -> None:
        await stage.platform.hand_over(Entered(account=CARO, venue=here, source=f"$in-{time}"))
        await stage.platform.hand_over(Departed(account=CARO, venue=here, source=f"$out-{time}"))

    await come_and_go("first")
    await come_and_go("second")
    await until(lambda: told(1))
    await stage.skip(days=1)
    await come_and_go("third")
    await until(lambda: told(2))


async def test_who_waits_is_told_to_ask_whatever_they_type_to_come_in(stage: Stage) -> None:
    """They are in the room: neither a proposal nor ``join`` is answered as if that were enough."""
    _, here = await shut(stage), room("leeds")
    await stage.platform.hand_over(Entered(account=CARO, venue=here, source="$in-caro"))
    lines = (stage.line(CARO, here, "propose", title="A van", text="Red."), stage.line(CARO, here, "join"))
    await stage.platform.hand_over(*lines)

    async def told_to_ask() -> bool:
        said = [*(text for _, text in stage.platform.posts), *(what[-1] for what in stage.platform.did)]
        return sum("being in its room is not enough" in text for text in said) == len(lines)

    await until(told_to_ask)


async def test_a_welcome_is_read_once(stage: Stage) -> None:
    """The room reads that they take part, and so whoever welcomed them need not be told it as well."""
    leeds, here = await shut(stage), room("leeds")
    await stage.platform.hand_over(Entered(account=CARO, venue=here, source="$in-caro"))
    await stage.platform.hand_over(stage.line(CARO, here, "ask"))
    await card_of_asking(stage, leeds)
    await stage.platform.hand_over(stage.line(FOUNDERS[0], here, "welcome", person="Caro"))
    await until(stage.program.outbox.idle)
    assert len([text for _, text in stage.platform.posts if "takes part in" in text and " now" in text]) == 1


async def test_who_was_missed_is_found_in_the_lists(stage: Stage) -> None:
    """Those waiting who are gone wait no more; those who came meanwhile wait."""
    leeds, here = await shut(stage), room("leeds")
    await stage.platform.hand_over(Entered(account=CARO, venue=here, source="$in-caro"))
    await stage.platform.hand_over(Present(platform=NAME, venue=here, accounts=(*FOUNDERS, DAN)))
    waiting = (await stage.assembly(leeds)).waiting
    assert [stage.program._people.rows_of(each)[0].name for each in waiting] == ["Dan"]
    await stage.platform.hand_over(Departed(account=DAN, venue=here, source="$out-dan"))
    assert not (await stage.assembly(leeds)).waiting


async def test_a_missed_wave_counts_once_it_is_seen(stage: Stage) -> None:
    """The true list of reactions on the card is compared as for any other."""
    leeds, here = await shut(stage), room("leeds")
    await stage.platform.hand_over(Entered(account=CARO, venue=here, source="$in-caro"))
    await stage.platform.hand_over(stage.line(CARO, here, "ask"))
    message = await card_of_asking(stage, leeds)
    stage.platform.here[here] = [*FOUNDERS, CARO]
    wave = Reacted(account=FOUNDERS[1], venue=here, source="$missed", message=message, key=WAVE)
    stage.platform.reactions[message] = [wave]
    stage.program.hearing.mistrust([here])

    async def welcomed() -> bool:
        return len((await stage.assembly(leeds)).participants) == 3

    await until(welcomed)


async def test_who_waits_may_read_and_not_act(stage: Stage) -> None:
    """In private too: status is answered, a proposal is refused."""
    leeds, here = await shut(stage), room("leeds")
    await stage.platform.hand_over(Entered(account=CARO, venue=here, source="$in-caro"))
    private = room("private-caro")
    for name, arguments in (("assembly", {}), ("propose", {"title": "Tea"})):
        await stage.platform.hand_over(stage.line(CARO, private, name, assembly="leeds", **arguments))

    async def both() -> bool:
        said = [text for venue, text in stage.platform.posts if venue == private]
        return len(said) == 2 and "once somebody who takes part welcomes them" in said[0]

    await until(both)
    assert len((await stage.assembly(leeds)).proposals) == 1


async def test_it_comes_back_after_a_restart(stage: Stage) -> None:
    """Who waits, and who asked, is recorded."""
    leeds, here = await shut(stage), room("leeds")
    await stage.platform.hand_over(Entered(account=CARO, venue=here, source="$in-caro"))
    await stage.platform.hand_over(stage.line(CARO, here, "ask"))
    again = Stage(stage.store, stage.clock)
    again.platform.here[here] = [*FOUNDERS, CARO]
    async with again:
        await again.platform.hand_over(again.line(FOUNDERS[0], here, "welcome", person="Caro"))
        assert len((await again.assembly(leeds)).participants) == 3
