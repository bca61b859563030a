"""Answers that only the asker sees, coming in and going out at one's own wish, and what lets people in."""

from dataclasses import replace

import pytest

from adapters.inbound import DoorLost, Said
from adapters.platform import BusyError, ForbiddenError, RejectedError
from bot import outbox
from deliberation.ids import AssemblyId, VenueId
from tests.support.stage import Stage, person, room, until

ADA, BEN, CY = person("ada"), person("ben"), person("cy")
HALL = room("moot")


def whispers(stage: Stage, answering: str) -> list[str]:
    """List what was said to the asker alone in answer to something."""
    return [did[3] for did in stage.platform.did if did[0] == "whisper" and did[2] == answering]


async def _told(stage: Stage, answering: str) -> bool:
    return bool(whispers(stage, answering))


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("decisions", {}, "decided"),
        ("propose", {"title": "Tea", "text": "Green."}, "Recorded as P2"),
        ("concern", {"number": "P1", "text": "too dear"}, "Recorded as C1"),
        ("agree", {"number": "P1"}, "Recorded: you agree to P1"),
        ("agree", {"number": "P7"}, "There is no proposal P7"),
        ("agrree", {}, "There is no command"),
    ],
)
async def test_who_asks_aside_is_answered_aside(name: str, arguments: dict[str, str], words: str) -> None:
    """Whatever comes of it, whoever waits for an answer gets one, alone; the room reads what concerns it."""
    async with Stage() as stage:
        await stage.found("moot", ADA, BEN, CY)
        await stage.call("moot", ADA)
        line = replace(stage.line(BEN, HALL, name, **arguments), aside=True)
        await stage.platform.hand_over(line)
        await until(lambda: _told(stage, line.source))
        (told,) = whispers(stage, line.source)
        assert words in told
        assert not any(words in said for _, said in stage.platform.posts)


async def test_founding_prepares_the_room_and_says_how_to_join() -> None:
    """Where being in a room is not enough, it is told once what is."""
    stage = Stage()
    stage.platform.door = "Leeds Moot"
    async with stage:
        await stage.found("moot", ADA, BEN)
        await until(lambda: _said(stage, "take the role “Leeds Moot”"))
        assert ("prepare", HALL, "moot", ADA.id, BEN.id) in stage.platform.did
        await stage.platform.hand_over(DoorLost(platform="stage", venue=HALL, source="role-1"))
        await until(lambda: _prepared(stage, 2))
        assert sum("take the role" in said for _, said in stage.platform.posts) == 1


async def _said(stage: Stage, words: str) -> bool:
    return any(words in said for _, said in stage.platform.posts)


async def _prepared(stage: Stage, times: int) -> bool:
    return [did[0] for did in stage.platform.did].count("prepare") == times


@pytest.mark.parametrize(("name", "words"), [("join", "You take part in moot now"), ("leave", "no longer take part")])
async def test_coming_and_going_is_the_platforms_to_do(name: str, words: str) -> None:
    """Somebody who asks to come in or go out is let in or out, and reads it."""
    async with Stage() as stage:
        await stage.found("moot", ADA)
        line = replace(stage.line(BEN, HALL, name), aside=True)
        await stage.platform.hand_over(line)
        await until(lambda: _told(stage, line.source))
        assert (("admit" if name == "join" else "dismiss"), HALL, BEN.id) in stage.platform.did
        assert words in whispers(stage, line.source)[0]


@pytest.mark.parametrize("error", [RejectedError("Leave the room instead."), ForbiddenError("I may not give roles.")])
async def test_who_cannot_be_let_in_or_out_reads_why(error: Exception) -> None:
    """A platform that will not says why, to whoever asked, and nothing is tried for ever."""
    async with Stage() as stage:
        await stage.found("moot", ADA)

        async def fails(what: str, _venue: VenueId) -> None:
            if what == "admit":
                raise error

        stage.platform.fails = fails
        line = replace(stage.line(BEN, HALL, "join"), aside=True)
        await stage.platform.hand_over(line)
        await until(lambda: _told(stage, line.source))
        assert whispers(stage, line.source) == [str(error)]


async def test_who_is_let_in_and_cannot_be_told_is_let_in_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were it done again because the word of it does not come through, they could never leave."""
    monkeypatch.setattr(outbox, "_FORBIDDEN_PAUSE", 0.01)
    async with Stage() as stage:
        await stage.found("moot", ADA)

        async def fails(what: str, account: VenueId) -> None:
            if what == "whisper" and account == BEN.id:
                raise ForbiddenError("takes no messages")

        stage.platform.fails = fails
        for name in ("join", "leave"):
            await stage.platform.hand_over(stage.line(BEN, HALL, name))
        await until(lambda: _dismissed(stage))
        await until(stage.program.outbox.idle)
        assert [did[0] for did in stage.platform.did if did[0] in {"admit", "dismiss"}] == ["admit", "dismiss"]


async def _dismissed(stage: Stage) -> bool:
    return ("dismiss", HALL, BEN.id) in stage.platform.did


async def test_joining_elsewhere_is_answered_with_where() -> None:
    """Whoever asks elsewhere is told who opens the room, where the bot cannot; nobody is moved by it."""
    async with Stage() as stage:
        await stage.found("moot", ADA)
        line = replace(stage.line(BEN, room("elsewhere"), "join", assembly="moot"), aside=True)
        await stage.platform.hand_over(line)
        await until(lambda: _told(stage, line.source))
        assert "ask one of them to let you in" in whispers(stage, line.source)[0]
        assert not any(did[0] == "admit" for did in stage.platform.did)


async def test_a_slow_private_room_does_not_hold_an_answer_up() -> None:
    """An answer to the asker alone waits for no letter that cannot be delivered to them."""
    async with Stage() as stage:
        await stage.found("moot", ADA, BEN, CY)
        await stage.call("moot", ADA)
        stuck = True

        async def fails(what: str, account: VenueId) -> None:
            if what == "whisper" and account == BEN.id and stuck:
                raise BusyError("closed", retry_after=60)

        stage.platform.fails = fails
        await stage.platform.hand_over(stage.line(BEN, HALL, "sign", number="R9"))
        await until(lambda: _troubled(stage))
        stuck = False
        line = replace(stage.line(BEN, HALL, "status"), aside=True)
        await stage.platform.hand_over(line)
        await until(lambda: _told(stage, line.source))


async def _troubled(stage: Stage) -> bool:
    return any(row.attempts for row in await stage.store.waiting())


async def test_who_takes_no_private_messages_is_told_so_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody whose settings keep the bot out reads in the room that there is something for them, and what to do."""
    monkeypatch.setattr(outbox, "_FORBIDDEN_PAUSE", 0.01)
    async with Stage() as stage:
        await stage.found("moot", ADA, BEN, CY)
        await stage.call("moot", ADA)

        async def fails(what: str, account: VenueId) -> None:
            if what == "whisper" and account == BEN.id:
                raise ForbiddenError("takes no messages")

        stage.platform.fails = fails
        await stage.platform.hand_over(stage.line(BEN, HALL, "block", number="P1"))
        await until(lambda: _said(stage, "take no"))
        await until(stage.program.outbox.idle)
        said = [said for _, said in stage.platform.posts if "take no" in said]
        assert len(said) == 1
        assert "Ben" in said[0]


async def test_a_room_on_another_platform_becomes_part_by_two_words() -> None:
    """Who administers a room offers it, who gives procedure takes it in, and whoever is there takes part."""
    async with Stage() as stage:
        identifier = await stage.found("moot", ADA, BEN)
        there = room("yard")
        stage.platform.here[there] = [CY]
        offer = replace(stage.line(CY, there, "bind", assembly="moot"), administers=True, present=(CY,), aside=True)
        await stage.platform.hand_over(offer)
        await until(lambda: _told(stage, offer.source))
        assert "is asked in private" in whispers(stage, offer.source)[0]
        await until(lambda: _told(stage, ""))
        (asked,) = whispers(stage, "")
        code = asked.partition("bind ")[2].partition(".")[0]
        assert code.startswith("room-")
        assert (await stage.assembly(identifier)).venues == {HALL}
        stranger = replace(stage.line(CY, there, "bind", assembly=code), administers=True, aside=True)
        await stage.platform.hand_over(stranger)
        assert (await stage.assembly(identifier)).venues == {HALL}
        await stage.platform.hand_over(stage.line(BEN, HALL, "bind", assembly=code))
        assert (await stage.assembly(identifier)).venues == {HALL}
        await stage.platform.hand_over(stage.line(ADA, HALL, "bind", assembly=code))
        await until(lambda: _three(stage, identifier))
        assert (await stage.assembly(identifier)).venues == {HALL, there}
        assert any("This room now belongs to moot" in said for venue, said in stage.platform.posts if venue == there)


async def _three(stage: Stage, identifier: AssemblyId) -> bool:
    return len((await stage.assembly(identifier)).participants) == 3


async def test_a_button_is_known_before_its_card_is_known_to_be_posted() -> None:
    """Whoever presses a card's button at once answers that card, also while it is not recorded where it was posted."""
    async with Stage() as stage:
        identifier = await stage.found("moot", ADA, BEN, CY)
        await stage.call("moot", ADA)
        await stage.platform.hand_over(stage.line(ADA, HALL, "propose", title="Tea", text="Green."))
        await stage.platform.hand_over(stage.line(ADA, HALL, "consensus", number="P2"))
        line = replace(
            stage.line(BEN, HALL, "agree"), aside=True, reply_to="$not-yet-known", about=f"{identifier}:check:2:1"
        )
        await stage.platform.hand_over(line)
        await until(lambda: _told(stage, line.source))
        assert "Recorded: you agree to P2" in whispers(stage, line.source)[0]
        assert (await stage.assembly(identifier)).checks[2].tally.agree == 1


async def test_a_reason_given_in_private_at_once_is_not_lost() -> None:
    """Somebody who answers the question for their reason before it is known to have gone out has given it."""
    async with Stage() as stage:
        identifier = await stage.found("moot", ADA, BEN, CY)
        await stage.call("moot", ADA)
        await stage.platform.hand_over(stage.line(BEN, HALL, "block", number="P1"))
        said = Said(
            account=BEN, venue=room("private-ben"), source="$s", text="It leaks.", reply_to="$unknown", private=True
        )
        await stage.platform.hand_over(said)
        (position,) = (await stage.assembly(identifier)).checks[1].positions.values()
        assert position.reason == "It leaks."


@pytest.mark.parametrize(("several", "typed"), [(True, "status @moot"), (False, "status")])
async def test_in_private_an_answer_names_the_assembly_where_there_are_several(several: bool, typed: str) -> None:
    """What it says to type is typed there, and must not mean another assembly, or none."""
    async with Stage() as stage:
        await stage.found("moot", ADA, BEN)
        if several:
            await stage.found("hull", ADA, BEN)
        asked = replace(stage.line(BEN, room("private-ben"), "ask", assembly="moot"), private=True)
        await stage.platform.hand_over(asked)
        await until(lambda: _said(stage, f"already. To see what is open: '), Typed(text='{typed}')"))
