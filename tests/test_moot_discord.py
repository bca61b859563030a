"""The whole program on a local Discord, under what goes wrong."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from deliberation.assessment import Outcome
from deliberation.events import PersonEntered, PersonLeft
from tests.localcord.permissions import Permission
from tests.support.discord_bot import as_read
from tests.support.discord_moot import Moot, hasten, mooting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.localcord.model import Message
    from tests.localcord.people import Person

SEEDS = ("✅", "🤷", "🛑")


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less than among strangers."""
    hasten(monkeypatch)


@pytest.fixture
async def moot(tmp_path: Path) -> AsyncIterator[Moot]:
    """A server with Ada, Ben, Cleo and Dan, and the program, which is started by whoever needs it."""
    async with mooting(tmp_path, "ben", "cleo", "dan") as moot:
        yield moot
        await moot.nothing_amiss()


def people(moot: Moot) -> tuple[Person, Person, Person, Person]:
    """Give Ada, Ben, Cleo and Dan."""
    ada, ben, cleo, dan = moot.people.values()
    return ada, ben, cleo, dan


def seeded(moot: Moot, card: Message) -> set[str]:
    """List the bot's own reactions on a card."""
    return {each.emoji.name for each in card.reactions if moot.bot.id in each.normal}


async def tallied(moot: Moot, check: int, *, agree: int = 0, aside: int = 0, block: int = 0) -> None:
    """Wait until a check counts so."""
    await moot.until(
        lambda a: (
            (a.checks[check].tally.agree, a.checks[check].tally.stand_aside, a.checks[check].tally.block)
            == (agree, aside, block)
        )
    )


# --- while the program is away


async def test_reactions_made_while_the_program_was_down_are_all_counted_before_what_fell_due_is_closed(
    moot: Moot,
) -> None:
    """Everyone reacts and the deadline passes while the program is away for a few minutes: it closes on all of it."""
    await moot.gather()
    checks = [await moot.call(f"Proposal {number}") for number in range(5)]
    await moot.skip(hours=71, minutes=55)
    await moot.stop()
    for check, card in checks:
        for at, person in enumerate(people(moot)):
            await person.react(card, "🤷🏿" if (check + at) % 4 == 0 else "✅", burst=at == 1)
    moot.clock.move(timedelta(minutes=8))
    await moot.start()
    closed = await moot.until(lambda a: not any(check.is_open for check in a.checks.values()))
    assert {check.tally.taken for check in closed.checks.values()} == {4}
    assert {check.tally.stand_aside for check in closed.checks.values()} == {1}
    assert {check.outcome for check in closed.checks.values()} == {Outcome.CONSENSUS}
    await moot.is_said("Consensus")
    await moot.verified()


async def test_a_long_absence_over_a_deadline_moves_it_by_as_long(moot: Moot) -> None:
    """Away for two hours over a deadline, the bot counts what was said, and gives two hours more."""
    _, ben, *_ = people(moot)
    await moot.gather()
    check, card = await moot.call("Buy a kettle")
    deadline = (await moot.check(check)).deadline
    await moot.skip(hours=71)
    await moot.stop()
    await ben.react(card, "✅")
    moot.clock.move(timedelta(hours=2))
    await moot.start()
    moved = await moot.until(lambda a: a.checks[check].deadline > deadline and a.checks[check].tally.agree == 1)
    assert timedelta(hours=2) <= moved.checks[check].deadline - deadline < timedelta(hours=2, minutes=2)
    assert moved.checks[check].is_open


async def test_an_outage_of_discord_over_a_deadline_moves_it_too(moot: Moot) -> None:
    """While the program runs and hears nothing for hours nothing is closed, and the time is given back."""
    _, ben, *_ = people(moot)
    await moot.gather()
    check, _ = await moot.call("Buy a kettle")
    deadline = (await moot.check(check)).deadline
    await moot.skip(hours=71)
    await moot.local.stop()
    await moot.until_so(lambda: not moot.platform._client.listens)
    await moot.unheard(hours=3)
    assert (await moot.check(check)).is_open
    await moot.local.start()
    moved = await moot.until(lambda a: a.checks[check].deadline > deadline)
    assert timedelta(hours=3) <= moved.checks[check].deadline - deadline < timedelta(hours=3, minutes=2)
    await moot.quiet()
    await ben.react(await moot.card(check), "✅")
    await tallied(moot, check, agree=1)


# --- before it closes


async def test_before_a_deadline_closes_a_check_the_true_lists_are_asked_for(moot: Moot) -> None:
    """A removal that was never told, and a block that was not either, do not let a check pass."""
    ada, ben, cleo, dan = people(moot)
    await moot.gather()
    kettle, on_kettle = await moot.call("Buy a kettle")
    hall, on_hall = await moot.call("Sell the hall")
    for person in (ada, ben, cleo):
        await person.react(on_kettle, "✅")
        await person.react(on_hall, "✅")
    await tallied(moot, kettle, agree=3)
    await tallied(moot, hall, agree=3)
    with moot.local.faults.deaf("MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE") as lost:
        await cleo.unreact(on_kettle, "✅")
        await dan.react(on_hall, "🛑")
    assert len(lost) == 2
    await moot.skip(hours=73)
    await tallied(moot, kettle, agree=2)
    await tallied(moot, hall, agree=3, block=1)
    found = await moot.until(lambda a: a.checks[kettle].quorum_extended and a.checks[hall].reason_extended)
    assert not found.decisions
    assert (await moot.reads(cleo, "was taken away")).count("no position") == 1


async def test_before_a_check_closes_early_the_true_lists_are_asked_for(moot: Moot) -> None:
    """An agreement that was taken away unheard does not complete a check; put there again, it does."""
    ada, ben, cleo, dan = people(moot)
    await moot.gather()
    check, card = await moot.call("Buy a kettle")
    for person in (ada, ben, cleo):
        await person.react(card, "✅")
    await tallied(moot, check, agree=3)
    with moot.local.faults.deaf("MESSAGE_REACTION_REMOVE"):
        await cleo.unreact(card, "✅")
    await dan.react(card, "✅")
    await moot.reads(cleo, "was taken away")
    await moot.quiet()
    left = await moot.check(check)
    assert (left.is_open, left.tally.agree) == (True, 3)
    await cleo.react(card, "✅")
    closed = await moot.until(lambda a: not a.checks[check].is_open)
    assert closed.checks[check].outcome is Outcome.CONSENSUS
    await moot.verified()


# --- what moderators do


async def test_a_moderator_who_removes_a_reaction_cannot_do_it_unseen(moot: Moot) -> None:
    """An agreement goes with its reaction, and its owner is told and how to say it for good; a block stays."""
    ada, ben, cleo, _ = people(moot)
    await moot.gather()
    check, card = await moot.call("Sell the hall")
    await ben.react(card, "✅")
    await cleo.react(card, "🛑")
    await tallied(moot, check, agree=1, block=1)
    await ada.take_reaction(card, "✅", ben)
    await ada.take_reaction(card, "🛑", cleo)
    assert "/agree number:P1@the-test-moot" in await moot.reads(ben, "was taken away")
    await moot.reads(cleo, "block on P1")
    await tallied(moot, check, block=1)
    await ben.command(moot.channel, "agree", number="P1@the-test-moot")
    await tallied(moot, check, agree=1, block=1)
    await moot.verified()


@pytest.mark.parametrize("emoji", ["✅", None])
async def test_reactions_cleared_by_a_moderator_say_what_they_said(moot: Moot, emoji: str | None) -> None:
    """Whether one emoji is cleared or all are, positions stand, it is said to all, and the bot's own come back."""
    ada, ben, cleo, dan = people(moot)
    await moot.gather()
    check, card = await moot.call("Sell the hall")
    for person, mark in ((ben, "✅"), (cleo, "🤷"), (dan, "🛑")):
        await person.react(card, mark)
    await tallied(moot, check, agree=1, aside=1, block=1)
    await ada.clear_reactions(card, emoji)
    await moot.is_said("took the reactions off the card of P1")
    await moot.until_so(lambda: seeded(moot, card) == set(SEEDS))
    await moot.reconcile()
    await tallied(moot, check, agree=1, aside=1, block=1)
    await ben.react(card, "🤷")
    await tallied(moot, check, aside=2, block=1)
    await moot.verified()


@pytest.mark.parametrize("running", [True, False])
@pytest.mark.parametrize("many", [True, False])
async def test_a_deleted_card_is_posted_again(moot: Moot, running: bool, many: bool) -> None:
    """Deleted alone or with others, seen or unseen: another is posted, reactions there count, and no word is lost."""
    ada, ben, cleo, _ = people(moot)
    await moot.gather()
    check, card = await moot.call("Keep the card")
    await ben.react(card, "✅")
    await tallied(moot, check, agree=1)
    await moot.quiet()
    if not running:
        await moot.stop()
    if many:
        chatter = await ben.say(moot.channel, "Nice weather.")
        moot.local.world.bulk_delete(ada.id, moot.channel.id, [card.id, chatter.id])
    else:
        await ada.delete(card)
    if not running:
        await moot.start()
    fresh = await moot.card(check, other_than=card.id)
    assert seeded(moot, fresh) == set(SEEDS)
    await tallied(moot, check, agree=1)
    await cleo.react(fresh, "✅")
    await tallied(moot, check, agree=2)
    await moot.quiet()
    assert sum("P1 · Keep the card" in each and "Not heard yet" in each for each in moot.said()) == 1


# --- places that are lost


async def test_an_assembly_whose_channel_is_deleted_waits_for_another(moot: Moot) -> None:
    """Nothing closes; whoever gives procedure is told what to do; bound to another channel it goes on, with a card."""
    ada, ben, cleo, dan = people(moot)
    await moot.gather()
    check, card = await moot.call("Go on")
    await ben.react(card, "✅")
    await tallied(moot, check, agree=1)
    deadline = (await moot.check(check)).deadline
    first = moot.venue
    await ada.delete_channel(moot.channel)
    assert "bind the-test-moot" in (await moot.reads(ada, "no longer hear")).replace("assembly:", "")
    await moot.skip(hours=80)
    assert (await moot.check(check)).is_open
    moot.channel = await moot.make_channel("new moot")
    await (await ada.command(moot.channel, "bind", assembly="the-test-moot")).reply(within=10)
    found = await moot.until(lambda a: a.unheard_since is None)
    assert found.venues >= {first, moot.venue}
    fresh = await moot.card(check)
    for person in (cleo, dan, ada):
        await person.react(fresh, "✅")
    closed = await moot.until(lambda a: not a.checks[check].is_open)
    assert closed.checks[check].outcome is Outcome.CONSENSUS
    assert closed.checks[check].deadline - deadline >= timedelta(hours=80)
    assert len(await moot.names()) == 4
    await moot.verified()


async def test_put_out_of_the_server_it_closes_nothing_until_it_is_let_in_again(moot: Moot) -> None:
    """Kicked, the bot closes nothing and nobody loses a place; what was said counts, and the time is given back."""
    ada, ben, *_ = people(moot)
    await moot.gather()
    check, card = await moot.call("Go on")
    deadline = (await moot.check(check)).deadline
    await ada.remove_bot(moot.guild, moot.bot)
    await moot.until(lambda a: a.unheard_since is not None)
    await moot.skip(hours=80)
    silent = await moot.until(lambda a: a.checks[check].is_open)
    assert len(silent.participants) == 4
    await ben.react(card, "✅")
    moot.invite()
    heard = await moot.until(lambda a: a.unheard_since is None and a.checks[check].tally.agree == 1)
    assert heard.checks[check].is_open
    assert heard.checks[check].deadline - deadline >= timedelta(hours=80)
    await moot.reads(ada, "no longer hear")
    await moot.verified()


async def test_put_out_and_let_in_while_the_program_was_down_it_goes_on(moot: Moot) -> None:
    """A bot that was kicked and invited again between two runs, and one that was kicked only, know what they may."""
    ada, ben, *_ = people(moot)
    await moot.gather()
    check, card = await moot.call("Go on")
    await moot.stop()
    await ada.remove_bot(moot.guild, moot.bot)
    await ben.react(card, "✅")
    moot.invite()
    await moot.start()
    await tallied(moot, check, agree=1)
    await moot.stop()
    await ada.remove_bot(moot.guild, moot.bot)
    await moot.start()
    await moot.until(lambda a: a.unheard_since is not None)
    assert len(await moot.names()) == 4


@pytest.mark.parametrize("lost", [Permission.VIEW_CHANNEL, Permission.READ_MESSAGE_HISTORY])
async def test_a_channel_that_the_bot_may_not_see_is_silent_until_it_may(moot: Moot, lost: Permission) -> None:
    """Without the right to see it or what was said there nothing closes; given back, what was said meanwhile counts."""
    ada, ben, *_ = people(moot)
    await moot.gather()
    check, card = await moot.call("Go on")
    await moot.quiet()
    await ada.edit_overwrites(moot.channel, moot.bot, allow=Permission.VIEW_CHANNEL & ~lost, deny=lost)
    await moot.until(lambda a: a.unheard_since is not None)
    await moot.skip(hours=80)
    await ben.react(card, "✅")
    assert (await moot.check(check)).is_open
    await ada.edit_overwrites(moot.channel, moot.bot, allow=Permission.VIEW_CHANNEL)
    heard = await moot.until(lambda a: a.unheard_since is None and a.checks[check].tally.agree == 1)
    assert heard.checks[check].is_open
    assert len(heard.participants) == 4
    await moot.reads(ada, "no longer hear")


async def test_while_a_server_is_out_of_order_its_checks_wait(moot: Moot) -> None:
    """A server of which Discord tells nothing for hours closes nothing and loses nobody; the time is given back."""
    _, ben, cleo, dan = people(moot)
    await moot.gather()
    check, card = await moot.call("Go on")
    await ben.react(card, "✅")
    await tallied(moot, check, agree=1)
    deadline = (await moot.check(check)).deadline
    await moot.quiet()
    moot.local.world.set_unavailable(moot.guild.id)
    await moot.until_so(lambda: not moot.platform._ear.heard())
    await moot.unheard(hours=80)
    waiting = await moot.check(check)
    assert waiting.is_open
    moot.local.world.set_available(moot.guild.id)
    moved = await moot.until(lambda a: a.checks[check].deadline > deadline)
    assert moved.checks[check].deadline - deadline >= timedelta(hours=80)
    await cleo.react(card, "✅")
    await dan.react(card, "🤷")
    await tallied(moot, check, agree=2, aside=1)
    assert len(await moot.names()) == 4
    assert not await moot.happened(PersonLeft)


async def test_an_assembly_that_keeps_one_of_its_channels_goes_on(moot: Moot) -> None:
    """One of two channels is deleted: who gives procedure is told, nobody leaves, and checks close by the other."""
    ada, ben, cleo, dan = people(moot)
    await moot.gather()
    main = moot.channel
    other = await moot.make_channel("the other")
    await (await ada.command(other, "bind", assembly="the-test-moot")).reply(within=10)
    await moot.until(lambda a: len(a.venues) == 2)
    check, card = await moot.call("Go on")
    second = await moot.card(check, channel=other)
    await ben.react(card, "✅")
    await cleo.react(second, "🤷")
    await cleo.react(card, "✅")
    await tallied(moot, check, agree=2)
    await ada.delete_channel(other)
    await moot.reads(ada, "no longer hear")
    await dan.react(card, "✅")
    await moot.skip(hours=73)
    closed = await moot.until(lambda a: not a.checks[check].is_open)
    assert closed.checks[check].outcome is Outcome.CONSENSUS
    assert closed.checks[check].tally.agree == 3
    assert len(closed.participants) == 4
    await moot.is_said("This is decision D1", channel=main)
    await moot.verified()


# --- who takes part


async def test_whoever_comes_to_see_the_channel_takes_part_and_whoever_does_not_any_more_has_left(moot: Moot) -> None:
    """A role given or taken, an overwrite, leaving, being kicked or banned, seen or unseen: membership follows."""
    ada, ben, cleo, dan = people(moot)
    await moot.gather()
    await ada.take_role(moot.guild, ben, moot.insiders)
    await moot.until(lambda a: len(a.participants) == 3)
    await ada.edit_overwrites(moot.channel, ben, allow=Permission.VIEW_CHANNEL)
    await moot.until(lambda a: len(a.participants) == 4)
    await ada.give_role(moot.guild, ben, moot.insiders)
    await ada.edit_overwrites(moot.channel, moot.insiders, deny=Permission.VIEW_CHANNEL)
    await moot.quiet()
    assert await moot.names() == {"ada", "ben"}
    await ada.edit_overwrites(moot.channel, moot.insiders, allow=Permission.VIEW_CHANNEL)
    await moot.quiet()
    assert await moot.names() == set(moot.people)
    await cleo.leave(moot.guild)
    await moot.until(lambda a: len(a.participants) == 3)
    await moot.stop()
    await ada.kick(moot.guild, dan)
    await ada.ban(moot.guild, ben)
    await cleo.join(moot.guild)
    await ada.give_role(moot.guild, cleo, moot.insiders)
    await moot.start()
    await moot.quiet()
    assert await moot.names() == {"ada", "cleo"}
    await moot.verified()


async def test_in_an_open_channel_people_come_and_go_by_command_or_by_role(moot: Moot) -> None:
    """In a channel that all can see one takes part by /join or the role, and leaves by /leave or without the role."""
    ada, ben, cleo, dan = people(moot)
    await moot.gather(public=True)
    await moot.is_said("take the role “The Test Moot”")
    await moot.quiet()
    assert await moot.names() == {"ada"}
    (door,) = [role for role in moot.guild.roles.values() if role.name == "The Test Moot"]
    joined = await (await ben.command(moot.channel, "join")).reply(within=10)
    assert "You take part in The Test Moot now" in as_read(joined)
    await ada.give_role(moot.guild, cleo, door)
    await moot.until(lambda a: len(a.participants) == 3)
    check, card = await moot.call("Open the door")
    await dan.react(card, "✅")
    await ben.react(card, "✅")
    await cleo.react(card, "✅")
    await tallied(moot, check, agree=2)
    await (await ben.command(moot.channel, "leave")).reply(within=10)
    await ada.take_role(moot.guild, cleo, door)
    await moot.until(lambda a: len(a.participants) == 1)
    assert moot.guild.members[ben.id].roles == set()
    await moot.reconcile()
    assert await moot.names() == {"ada"}
    await moot.verified()


@pytest.mark.parametrize("running", [True, False])
async def test_a_deleted_role_of_those_who_take_part_is_made_anew(moot: Moot, running: bool) -> None:
    """Somebody deletes the role: everyone who took part gets another, and nobody left, seen or unseen."""
    ada, ben, cleo, _ = people(moot)
    await moot.gather(public=True)
    await moot.is_said("take the role")
    for person in (ben, cleo):
        await (await person.command(moot.channel, "join")).reply(within=10)
    await moot.until(lambda a: len(a.participants) == 3)
    check, card = await moot.call("Keep the door")
    await moot.quiet()
    (door,) = [role for role in moot.guild.roles.values() if role.name == "The Test Moot"]
    if not running:
        await moot.stop()
    await ada.delete_role(moot.guild, door)
    await ben.react(card, "✅")
    if not running:
        await moot.start()

    def again() -> bool:
        doors = [role for role in moot.guild.roles.values() if role.name == "The Test Moot" and role.id != door.id]
        holders = [each for each in moot.guild.members.values() if each.roles & {role.id for role in doors}]
        return len(doors) == 1 and {each.user.name for each in holders} == {"ada", "ben", "cleo"}

    await moot.until_so(again)
    await moot.reconcile()
    await tallied(moot, check, agree=1)
    assert await moot.names() == {"ada", "ben", "cleo"}
    entered, left = len(await moot.happened(PersonEntered)), len(await moot.happened(PersonLeft))
    assert left == 0 or entered - left == 3
    await moot.verified()


async def test_in_a_private_thread_those_who_were_added_take_part(moot: Moot) -> None:
    """Being added to the thread is joining, being removed is leaving, and a check there closes on who is in it."""
    ada, ben, cleo, dan = people(moot)
    moot.invite()
    hall = await ada.create_channel(moot.guild, "hall")
    moot._signal = hall.id
    moot.channel = await ada.thread(hall, "our corner", private=True)
    for person in (ben, moot.bot):
        await ada.add_to_thread(moot.channel, person)
    await moot.start()
    await moot.found()
    await moot.until(lambda a: len(a.participants) == 2)
    await ada.add_to_thread(moot.channel, cleo)
    await ada.add_to_thread(moot.channel, dan)
    await moot.until(lambda a: len(a.participants) == 4)
    moot.local.world.remove_thread_member(ada.id, moot.channel.id, dan.id)
    await moot.until(lambda a: len(a.participants) == 3)
    check, card = await moot.call("Whisper")
    for person in (ada, ben, cleo):
        await person.react(card, "✅")
    closed = await moot.until(lambda a: not a.checks[check].is_open)
    assert closed.checks[check].outcome is Outcome.CONSENSUS


async def test_who_is_not_on_the_roll_is_told_so_once_and_not_counted(moot: Moot) -> None:
    """Somebody who was out at the call reacts, twice and after a restart: one answer in private, nothing counted."""
    ada, ben, _, dan = people(moot)
    await moot.gather()
    await ada.take_role(moot.guild, dan, moot.insiders)
    await moot.until(lambda a: len(a.participants) == 3)
    check, card = await moot.call("Paint the door")
    await ada.give_role(moot.guild, dan, moot.insiders)
    await moot.until(lambda a: len(a.participants) == 4)
    await dan.react(card, "✅")
    await dan.react(card, "✅", burst=True)
    await moot.reads(dan, "not taking part in")
    await moot.restart()
    await dan.unreact(card, "✅")
    await dan.react(card, "✅")
    await ben.react(card, "✅")
    await tallied(moot, check, agree=1)
    await moot.reconcile()
    assert len(moot.whispered(dan)) == 1
    assert (await moot.check(check)).tally.taken == 1


async def test_a_superseded_reaction_that_stands_all_the_same_is_taken_away_at_the_next_look(moot: Moot) -> None:
    """What could not be taken away, for want of a right or because its like went instead, goes when it can."""
    ada, ben, cleo, _ = people(moot)
    await moot.gather()
    check, card = await moot.call("Tidy up")
    # A look that began before would find what is not heard, and nothing says whether it was before or after the rest.
    await moot.quiet()
    with moot.local.faults.deaf("MESSAGE_REACTION_ADD"):
        await ben.react(card, "🛑")
    await ben.react(card, "🛑", burst=True)
    await ben.react(card, "✅")
    await moot.quiet()
    assert _others(moot, card, "🛑") == ([], [ben.id]), "the wrong one of the two went"
    await ada.edit_overwrites(moot.channel, moot.bot, allow=Permission.VIEW_CHANNEL, deny=Permission.MANAGE_MESSAGES)
    await cleo.react(card, "🤷")
    await cleo.react(card, "✅")
    await tallied(moot, check, agree=2)
    await moot.quiet()
    assert _others(moot, card, "🤷") == ([cleo.id], [])
    await ada.edit_overwrites(moot.channel, moot.bot, allow=Permission.VIEW_CHANNEL)
    await moot.reconcile()
    assert _others(moot, card, "🛑") == _others(moot, card, "🤷") == ([], [])
    await tallied(moot, check, agree=2)


def _others(moot: Moot, card: Message, emoji: str) -> tuple[list[int], list[int]]:
    """List who put an emoji there, plainly and as a super reaction, without the bot."""
    (found,) = [each for each in card.reactions if each.emoji.name == emoji]
    return [each for each in found.normal if each != moot.bot.id], found.burst


async def test_many_deeds_at_once_are_all_counted(tmp_path: Path) -> None:
    """Forty people react, press and type within a moment, under Discord's own limits: each counts once."""
    names = [f"p{number:02}" for number in range(40)]
    async with mooting(tmp_path, *names) as moot:
        await moot.gather()
        check, card = await moot.call("All of us")
        moot.local.limits.lift(lifted=False)
        pressed = [await moot.people[name].press(card, "Agree") for name in names[:15]]
        for name in names[15:30]:
            await moot.people[name].react(card, "🤷🏼")
        for name in names[30:]:
            await moot.people[name].say(moot.channel, f"<@{moot.bot.id}> agree P1")
        await tallied(moot, check, agree=25, aside=15)
        answers = await asyncio.gather(*(each.reply(within=10) for each in pressed))
        assert all("agree" in as_read(each) for each in answers)
        assert moot.local.limits.refused["global"] == 0
        assert (await moot.check(check)).tally.taken == 40
        await moot.verified()
