"""The whole program on a real homeserver, under what goes wrong."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.matrix.translating import venue_of
from deliberation.assessment import Outcome
from tests.support.matrix import Person, Village
from tests.support.moot import Moot

pytestmark = pytest.mark.synapse


async def people(village: Village, count: int) -> list[Person]:
    """Have so many people come."""
    return list(await asyncio.gather(*(village.person(f"p{number}-") for number in range(count))))


async def test_reactions_made_while_the_bot_was_down_are_all_counted_before_what_fell_due_is_closed(
    moot: Moot, village: Village
) -> None:
    """500 reactions and a deadline pass while the bot is away for a few minutes: it closes on all 500."""
    crowd = await people(village, 25)
    await moot.gather(*crowd)
    checks = [await moot.call(crowd[0], f"Proposal {number}") for number in range(20)]
    await moot.skip(hours=71, minutes=55)
    await moot.stop()
    for check, card in checks:
        await asyncio.gather(
            *(person.react(moot.room, card, "🤷" if (check + at) % 5 == 0 else "✅") for at, person in enumerate(crowd))
        )
    moot.clock.move(timedelta(minutes=8))
    await moot.start()
    closed = await moot.until(lambda a: not any(check.is_open for check in a.checks.values()))
    assert {check.tally.taken for check in closed.checks.values()} == {25}
    assert {check.tally.stand_aside for check in closed.checks.values()} == {5}
    assert {check.outcome for check in closed.checks.values()} == {Outcome.CONSENSUS}
    await moot.verified()


async def test_a_long_absence_over_a_deadline_moves_it_by_as_long(moot: Moot, village: Village) -> None:
    """Away for two hours over a deadline, the bot counts what was said, and gives two hours more."""
    ada, ben, cleo = await people(village, 3)
    await moot.gather(ada, ben, cleo)
    check, card = await moot.call(ada, "Buy a kettle")
    deadline = (await moot.until(lambda a: check in a.checks)).checks[check].deadline
    await moot.skip(hours=71)
    await moot.stop()
    await ben.react(moot.room, card, "✅")
    moot.clock.move(timedelta(hours=2))
    await moot.start()
    moved = await moot.until(lambda a: a.checks[check].deadline > deadline and a.checks[check].tally.agree == 1)
    assert timedelta(hours=2) <= moved.checks[check].deadline - deadline < timedelta(hours=2, minutes=2)
    assert moved.checks[check].is_open


async def test_a_moderator_who_removes_the_reaction_of_a_block_does_not_lift_it(moot: Moot, village: Village) -> None:
    """A moderator's redaction leaves block and agreement standing; the holder's own leaves the block standing too."""
    ada, ben, cleo = await people(village, 3)
    await moot.gather(ada, ben, cleo)
    check, card = await moot.call(ada, "Sell the hall")
    block = await ben.react(moot.room, card, "🛑")
    agreement = await cleo.react(moot.room, card, "✅")
    await moot.until(lambda a: a.checks[check].tally.taken == 2)
    await ada.redact(moot.room, block)
    await ada.redact(moot.room, agreement)
    assert "still counts" in await moot.heard_privately(ben, "removed your reaction")
    again = await ben.react(moot.room, card, "🛑")
    await moot.until(lambda a: any(position.source == again for position in a.checks[check].positions.values()))
    await ben.redact(moot.room, again)
    assert "stands" in await moot.heard_privately(ben, "Your reaction is gone")
    await ada.react(moot.room, card, "🤷")
    found = await moot.until(lambda a: a.checks[check].tally.stand_aside == 1)
    assert (found.checks[check].tally.block, found.checks[check].tally.agree) == (1, 1)
    await moot.verified()


async def test_who_is_not_on_the_roll_is_told_so_and_not_counted(moot: Moot, village: Village) -> None:
    """Somebody who joined after the call reacts: one private answer says why, and nothing is counted."""
    ada, ben, cleo, dan = await people(village, 4)
    await moot.gather(ada, ben, cleo)
    check, card = await moot.call(ada, "Paint the door")
    await ada.call("POST", f"rooms/{moot.room}/invite", {"user_id": dan.id})
    await dan.join(moot.room)
    await moot.until(lambda a: len(a.participants) == 4)
    await dan.react(moot.room, card, "✅")
    await dan.react(moot.room, card, "🛑")
    await moot.heard_privately(dan, "joined")
    await ben.react(moot.room, card, "✅")
    found = await moot.until(lambda a: a.checks[check].tally.agree == 1)
    assert found.checks[check].tally.taken == 1
    rooms = await moot._private_rooms(dan)
    answers = [event for room in rooms for event in await dan.messages(room, moot.bot)]
    assert len(answers) == 1


async def test_taking_a_reaction_away_goes_back_to_the_one_that_still_stands(moot: Moot, village: Village) -> None:
    """What is seen is what counts: the latest reaction, and without it the one before."""
    ada, ben, cleo = await people(village, 3)
    await moot.gather(ada, ben, cleo)
    check, card = await moot.call(ada, "Plant a tree")
    first = await ben.react(moot.room, card, "✅")
    second = await ben.react(moot.room, card, "🤷‍♀️")
    await moot.until(lambda a: a.checks[check].tally.stand_aside == 1)
    await ben.redact(moot.room, second)
    await moot.until(lambda a: (a.checks[check].tally.agree, a.checks[check].tally.stand_aside) == (1, 0))
    await ben.redact(moot.room, first)
    await moot.until(lambda a: a.checks[check].tally.taken == 0)


async def test_hostile_words_neither_ping_nor_inject_nor_break_anything(moot: Moot, village: Village) -> None:
    """HTML, @room, NUL, direction overrides and a wall of text come out harmless or are refused."""
    ada, ben, cleo = await people(village, 3)
    await moot.gather(ada, ben, cleo)
    nasty = "<img src=x onerror=alert(1)> @room \u202edrawkcab\u202c \x00 <b>bold</b> [x](javascript:alert(1))"
    await ben.say(moot.room, f"!propose {nasty}\n{nasty}")
    found = await moot.until(lambda a: len(a.proposals) == 1)
    assert not {"\u202e", "\x00"} & set(found.proposals[1].latest.title)
    await ben.say(moot.room, "!propose " + "long " * 10_000)
    await ben.say(moot.room, "!" + "x" * 300)
    check, _ = await moot.call(ada, "Something decent")
    for event in await ada.messages(moot.room, moot.bot):
        content = event["content"]
        assert content["m.mentions"] == {}
        assert "<img" not in content.get("formatted_body", "")
        assert "<b>bold" not in content.get("formatted_body", "")
        assert content["body"]
        assert content["formatted_body"]
    assert len((await moot.until(lambda a: check in a.checks)).proposals) == 2


async def test_in_an_encrypted_room_a_command_and_a_reaction_count(moot: Moot, village: Village) -> None:
    """An assembly in an encrypted room: commands are read, the card is readable, reactions count."""
    ada, ben, cleo = [await village.person(name, encrypted=True) for name in ("ada", "ben", "cleo")]
    encryption = {
        "type": "m.room.encryption",
        "state_key": "",
        "content": {"algorithm": "m.megolm.v1.aes-sha2"},
    }
    await moot.gather(ada, ben, cleo, initial_state=[encryption])
    check, card = await moot.call(ada, "Whisper")
    await ben.react(moot.room, card, "✅")
    await cleo.react(moot.room, card, "🛑")
    await cleo.say(moot.room, "!block P1 because I was asked to test this")
    found = await moot.until(lambda a: any(p.reason for p in a.checks[check].positions.values()))
    assert (found.checks[check].tally.agree, found.checks[check].tally.block) == (1, 1)
    kinds = {event["type"] for event in await ada.messages(moot.room, moot.bot)}
    assert kinds == {"m.room.encrypted"}


async def test_a_deleted_card_is_posted_again(moot: Moot, village: Village) -> None:
    """A moderator deletes the card: another is posted, and reactions on that count."""
    ada, ben, cleo = await people(village, 3)
    await moot.gather(ada, ben, cleo)
    check, card = await moot.call(ada, "Keep the card")
    await ben.react(moot.room, card, "✅")
    await moot.until(lambda a: a.checks[check].tally.agree == 1)
    await ada.redact(moot.room, card)

    async def another() -> str:
        posted = await moot.card(check)
        return posted if posted != card else ""

    fresh = await moot.until_true(another)
    await cleo.react(moot.room, fresh, "✅")
    await moot.until(lambda a: a.checks[check].tally.agree == 2)


async def test_leaving_kicks_and_bans_leave_the_assembly_and_joining_joins_it(moot: Moot, village: Village) -> None:
    """Membership of the room is membership of the assembly, also of what happened while the bot was down."""
    ada, ben, cleo, dan = await people(village, 4)
    await moot.gather(ada, ben, cleo, dan)
    await ben.leave(moot.room)
    await moot.until(lambda a: len(a.participants) == 3)
    await moot.stop()
    await ada.call("POST", f"rooms/{moot.room}/ban", {"user_id": cleo.id})
    await ada.call("POST", f"rooms/{moot.room}/kick", {"user_id": dan.id})
    await ada.call("POST", f"rooms/{moot.room}/invite", {"user_id": ben.id})
    await ben.join(moot.room)
    await moot.start()
    await moot.until(lambda a: len(a.participants) == 2)


@pytest.mark.postgres
async def test_the_program_does_the_same_on_postgresql(village: Village, tmp_path: Path, postgres_url: str) -> None:
    """Found, call, react, stop, start again, close by the clock: with PostgreSQL in SQLite's place."""
    moot = Moot(village, tmp_path)
    moot.url = postgres_url
    await moot.start()
    try:
        ada, ben, cleo, dan = await people(village, 4)
        await moot.gather(ada, ben, cleo, dan)
        check, card = await moot.call(ada, "Move house")
        await asyncio.gather(*(person.react(moot.room, card, "✅") for person in (ada, ben)))
        await moot.until(lambda a: a.checks[check].tally.agree == 2)
        await moot.stop()
        await cleo.react(moot.room, card, "🤷")
        await moot.start()
        await moot.until(lambda a: a.checks[check].tally.stand_aside == 1)
        await moot.skip(hours=73)
        closed = await moot.until(lambda a: not a.checks[check].is_open)
        assert closed.checks[check].outcome is Outcome.CONSENSUS
        await moot.verified()
    finally:
        await moot.stop()


async def test_put_out_of_its_only_room_it_closes_nothing_until_let_in_again(moot: Moot, village: Village) -> None:
    """Kicking the bot neither closes a check early nor costs anyone a place; the time is given back afterwards."""
    ada, ben, cleo = await people(village, 3)
    await moot.gather(ada, ben, cleo)
    check, card = await moot.call(ada, "Go on")
    deadline = (await moot.until(lambda a: check in a.checks)).checks[check].deadline
    await ada.call("POST", f"rooms/{moot.room}/kick", {"user_id": moot.bot})
    await moot.until(lambda a: a.unheard_since is not None)
    await moot.skip(hours=80)
    silent = await moot.until(lambda a: a.unheard_since is not None)
    assert silent.checks[check].is_open
    assert len(silent.participants) == 3
    await ben.react(moot.room, card, "✅")
    await ada.call("POST", f"rooms/{moot.room}/invite", {"user_id": moot.bot})
    heard = await moot.until(lambda a: a.unheard_since is None and a.checks[check].tally.agree == 1)
    assert heard.checks[check].is_open
    assert heard.checks[check].deadline - deadline >= timedelta(hours=80)
    await moot.verified()


async def test_an_upgraded_room_takes_the_assembly_along(moot: Moot, village: Village) -> None:
    """The room is upgraded in the middle of a check: the card is posted in the new one, and answers there count."""
    ada, ben, cleo = await people(village, 3)
    await moot.gather(ada, ben, cleo, version="10")
    check, card = await moot.call(ada, "Stay together")
    await ben.react(moot.room, card, "✅")
    await moot.until(lambda a: a.checks[check].tally.agree == 1)
    answer = await ada.call("POST", f"rooms/{moot.room}/upgrade", {"new_version": "12"})
    moot.room = answer["replacement_room"]
    await ada.call("POST", f"rooms/{moot.room}/invite", {"user_id": moot.bot})
    await ada.call("POST", f"rooms/{moot.room}/invite", {"user_id": cleo.id})
    await cleo.join(moot.room)
    await moot.until(lambda a: len(a.replaced) == 1)
    fresh = await moot.card(check)
    assert fresh != card
    await cleo.react(moot.room, fresh, "🤷")
    moved = await moot.until(lambda a: a.checks[check].tally.stand_aside == 1)
    assert len(moved.participants) == 3
    assert moved.checks[check].tally.agree == 1
    await moot.verified()


async def test_who_takes_no_part_reads_nothing_of_an_assembly_from_elsewhere(moot: Moot, village: Village) -> None:
    """An outsider who knows the short name is answered with a no, in a room of their own and in private."""
    ada, ben, mallory = [await village.person(name) for name in ("ada", "ben", "mallory")]
    await moot.gather(ada, ben)
    await moot.call(ada, "A secret of ours")
    elsewhere = await mallory.make_room(moot.bot, name="Elsewhere")
    await moot.until_true(lambda: mallory.messages(elsewhere, moot.bot))
    for command in ("!status @the-test-moot", "!minutes @the-test-moot", "!why P1@the-test-moot"):
        before = len(await mallory.messages(elsewhere, moot.bot))
        await mallory.say(elsewhere, command)

        async def answered(before: int = before) -> str:
            said = await mallory.messages(elsewhere, moot.bot)
            return str(said[-1]["content"]["body"]) if len(said) > before else ""

        assert "secret" not in await moot.until_true(answered)


async def test_what_could_not_be_said_is_said_once_the_bot_may_speak_again(
    moot: Moot, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody mutes the bot while a check closes; given its right back, it tells the outcome."""
    monkeypatch.setattr("bot.outbox._FORBIDDEN_PAUSE", 0.5)
    ada, ben, cleo = [await village.person(name) for name in ("ada", "ben", "cleo")]
    await moot.gather(ada, ben, cleo)
    _, card = await moot.call(ada, "Speak")
    levels = await ada.call("GET", f"rooms/{moot.room}/state/m.room.power_levels/")
    muted = {**levels, "users": {**levels.get("users", {}), moot.bot: -1}}
    await ada.call("PUT", f"rooms/{moot.room}/state/m.room.power_levels/", muted)
    for person in (ada, ben, cleo):
        await person.react(moot.room, card, "✅")
    await moot.until(lambda a: len(a.decisions) == 1)
    await asyncio.sleep(1)
    assert not any("D1" in each["content"]["body"] for each in await ada.messages(moot.room, moot.bot))
    await ada.call("PUT", f"rooms/{moot.room}/state/m.room.power_levels/", levels)

    async def told() -> bool:
        return any("decision D1" in each["content"]["body"] for each in await ada.messages(moot.room, moot.bot))

    await moot.until_true(told)


async def test_two_rooms_are_one_assembly_and_a_reply_needs_no_number(moot: Moot, village: Village) -> None:
    """One check, two cards, one tally; somebody who answers in both rooms counts once; a reply to a card answers it."""
    ada, ben, cleo = await people(village, 3)
    await moot.gather(ada, ben)
    second = await ada.make_room(moot.bot, cleo.id, name="The other room")
    await cleo.join(second)
    await moot.until_true(lambda: ada.messages(second, moot.bot))
    await ada.say(second, "!bind the-test-moot")
    await moot.until(lambda a: len(a.venues) == 2 and len(a.participants) == 3)
    check, card = await moot.call(ada, "Share the van")

    async def other_card() -> str:
        found = await moot.assembly()
        posted = await moot.store.card_of(found.id, f"check:{check}:1", venue_of(second)) if found else None
        return posted.message if posted else ""

    other = await moot.until_true(other_card)
    await ada.react(moot.room, card, "✅")
    await ada.react(second, other, "🤷")
    await cleo.reply(second, other, "!block because it has no ramp")
    await ben.reply(moot.room, card, "!agree")
    counted = await moot.until(lambda a: a.checks[check].tally.taken == 3)
    tally = counted.checks[check].tally
    assert (tally.agree, tally.stand_aside, tally.block) == (1, 1, 1)
    assert "it has no ramp" in {position.reason for position in counted.checks[check].positions.values()}
    await moot.verified()


async def test_the_whole_story_is_also_a_test(village: Village) -> None:
    """The demo ends with every outcome as it should be."""
    del village
    from bot.demo.playing import play

    assert await play(stay=False) == 0


async def test_the_story_of_offices_is_also_a_test(village: Village) -> None:
    """An election by secret ballot, an act beyond its mandate, the recall and the gifts come out as they should."""
    del village
    from bot.demo.playing import play

    assert await play(stay=False, offices=True) == 0
