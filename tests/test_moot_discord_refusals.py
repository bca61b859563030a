"""Whatever Discord refuses the whole program: whoever can mend it reads one clear sentence, and the rest goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from deliberation.assessment import Outcome
from tests.localcord.permissions import Permission
from tests.support.discord_bot import as_read
from tests.support.discord_moot import Moot, hasten, mooting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.localcord.people import Person

POST: Final = "POST /channels/{channel_id}/messages"
SEES: Final = Permission.VIEW_CHANNEL


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


async def may_not(moot: Moot, right: Permission) -> None:
    """Take a right from the bot in the channel."""
    await moot.ada.edit_overwrites(moot.channel, moot.bot, allow=SEES, deny=right)


async def may_again(moot: Moot) -> None:
    """Give it back."""
    await moot.ada.edit_overwrites(moot.channel, moot.bot, allow=SEES)


async def everyone_agrees(moot: Moot, check: int) -> None:
    """Have everyone press the button, by what they see."""
    card = await moot.card(check)
    for person in moot.people.values():
        await person.press(card, "Agree")
    closed = await moot.until(lambda a: not a.checks[check].is_open)
    assert closed.checks[check].outcome is Outcome.CONSENSUS


async def test_what_could_not_be_said_is_said_once_the_bot_may_speak_again(moot: Moot) -> None:
    """Muted while a check closes, the bot tells Ada in private which right it needs where; given it, it says it all."""
    check, _ = await moot.call("Speak")
    await moot.quiet()
    await may_not(moot, Permission.SEND_MESSAGES)
    await everyone_agrees(moot, check)
    told = await moot.reads(moot.ada, "could not be posted")
    assert "I may not write in #moot: somebody who manages this server must give me the permission" in told
    assert "“Send Messages”" in told
    assert not any("This is decision D1" in each for each in moot.said())
    await may_again(moot)
    await moot.is_said("This is decision D1")
    assert sum("could not be posted" in each for each in moot.whispered(moot.ada)) == 1
    assert not any("could not be posted" in each for each in moot.whispered(moot.people["ben"]))


async def test_without_the_right_to_embed_cards_are_plain_text(moot: Moot) -> None:
    """Without embeds a card says the same, and is answered the same."""
    await may_not(moot, Permission.EMBED_LINKS)
    await moot.quiet()
    check, card = await moot.call("Plainly")
    assert not card.embeds
    assert "P1 · Plainly" in as_read(card)
    await everyone_agrees(moot, check)
    await moot.is_said("This is decision D1")


async def test_without_the_right_to_react_cards_have_buttons_only(moot: Moot) -> None:
    """Without seeds a card is there all the same, and buttons work."""
    await may_not(moot, Permission.ADD_REACTIONS)
    await moot.quiet()
    proposal = await moot.propose("No emoji")
    await (await moot.ada.command(moot.channel, "consensus", number=f"P{proposal}")).reply(within=10)
    await moot.is_said("Not heard yet")
    (card,) = [each for each in moot.local.world.channel(moot.channel.id).messages.values() if each.components]
    assert not card.reactions
    for person in moot.people.values():
        await person.press(card, "Agree")
    await moot.until(lambda a: not a.checks[1].is_open)
    await moot.is_said("This is decision D1")


async def test_without_the_right_to_make_roles_nobody_founds_an_assembly_in_the_open(tmp_path: Path) -> None:
    """Asked to found an assembly that needs a role, the bot says which right it lacks and who can give it."""
    async with mooting(tmp_path, "ben") as moot:
        moot.invite()
        moot._signal = (await moot.ada.create_channel(moot.guild, "signals")).id
        moot.channel = await moot.ada.create_channel(moot.guild, "open")
        (own,) = [role for role in moot.guild.roles.values() if role.bot_id == moot.bot.id]
        moot.local.world.edit_role(
            moot.ada.id, moot.guild.id, own.id, {"permissions": str(own.permissions & ~Permission.MANAGE_ROLES)}
        )
        await moot.start()
        await moot.ada.say(moot.channel, f"<@{moot.bot.id}> found The Test Moot")
        told = await moot.reads(moot.ada, "To hold an assembly there I need")
        assert "“Manage Roles”" in told
        assert "Server Settings, Roles" in told
        assert await moot.assembly() is None
        await moot.nothing_amiss()


async def test_a_role_that_may_no_longer_be_made_is_asked_for_in_private(tmp_path: Path) -> None:
    """The role is deleted and the right to make it taken: Ada is told what to give; given that, all have the role."""
    async with mooting(tmp_path, "ben") as moot:
        await moot.gather(public=True)
        await moot.is_said("take the role")
        await (await moot.people["ben"].command(moot.channel, "join")).reply(within=10)
        await moot.until(lambda a: len(a.participants) == 2)
        (own,) = [role for role in moot.guild.roles.values() if role.bot_id == moot.bot.id]
        (door,) = [role for role in moot.guild.roles.values() if role.name == "The Test Moot"]
        less = {"permissions": str(own.permissions & ~Permission.MANAGE_ROLES)}
        more = {"permissions": str(int(own.permissions))}
        moot.local.world.edit_role(moot.ada.id, moot.guild.id, own.id, less)
        await moot.ada.delete_role(moot.guild, door)
        told = await moot.reads(moot.ada, "make the role of those who take part")
        assert "somebody who manages this server must give me the permission “Manage Roles”" in told
        moot.local.world.edit_role(moot.ada.id, moot.guild.id, own.id, more)

        def again() -> bool:
            made = [role.id for role in moot.guild.roles.values() if role.name == "The Test Moot"]
            return bool(made) and all(made[0] in moot.guild.members[each.id].roles for each in moot.people.values())

        await moot.until_so(again)
        await moot.reconcile()
        assert await moot.names() == {"ada", "ben"}
        await moot.nothing_amiss()


async def test_an_archived_thread_is_opened_and_a_locked_one_is_asked_for(tmp_path: Path) -> None:
    """In a thread that is archived the bot goes on by itself; if it is locked too, Ada is told who must open it."""
    async with mooting(tmp_path, "ben") as moot:
        moot.invite()
        hall = await moot.make_channel("hall")
        moot._signal = hall.id
        moot.channel = await moot.ada.thread(hall, "our corner")
        await moot.start()
        await moot.found()
        await moot.until(lambda a: len(a.participants) == 2)
        await moot.quiet()
        await moot.ada.archive(moot.channel)
        check, card = await moot.call("Wake up")
        assert card.id
        await moot.quiet()
        await moot.ada.lock(moot.channel)
        await moot.ada.archive(moot.channel)
        for person in moot.people.values():
            await person.press(card, "Agree")
        await moot.until(lambda a: not a.checks[check].is_open)
        told = await moot.reads(moot.ada, "could not be posted")
        # The card's edit and the outcome go out side by side: of either she may be told first, and only once.
        assert "must unlock it" in told or "must open it" in told
        await moot.ada.edit_channel(moot.channel, archived=False, locked=False)
        await moot.is_said("This is decision D1")
        await moot.nothing_amiss()


async def test_who_takes_no_direct_messages_is_called_in_the_channel(moot: Moot) -> None:
    """Somebody whose reaction was taken away but who cannot be written to is asked, where they are, to allow it."""
    ben = moot.people["ben"]
    check, card = await moot.call("Listen")
    await ben.close_dms()
    await ben.react(card, "✅")
    await moot.until(lambda a: a.checks[check].tally.agree == 1)
    await moot.ada.take_reaction(card, "✅", ben)
    said = await moot.is_said("take no private messages")
    assert said.startswith("ben: there is something that I should tell you in private")
    await moot.quiet_but_owing()
    assert sum("take no private messages" in each for each in moot.said()) == 1
    assert not moot.whispered(ben)


async def test_an_answer_that_is_for_the_asker_alone_is_not_lost_without_a_word(moot: Moot) -> None:
    """Who takes no direct messages and types what is answered in private, or reacts in vain, is told in the channel."""
    ben, cleo = moot.people["ben"], moot.people["cleo"]
    await moot.ada.take_role(moot.guild, cleo, moot.insiders)
    await moot.until(lambda a: len(a.participants) == 2)
    _, card = await moot.call("Listen")
    await moot.ada.give_role(moot.guild, cleo, moot.insiders)
    await moot.until(lambda a: len(a.participants) == 3)
    for person in (ben, cleo):
        await person.close_dms()
    await ben.say(moot.channel, f"<@{moot.bot.id}> unsign R1")
    await cleo.react(card, "✅")
    await moot.is_said("ben: there is something that I should tell you in private")
    await moot.is_said("cleo: there is something that I should tell you in private")


async def test_an_answer_to_a_message_that_is_gone_is_given_all_the_same(moot: Moot) -> None:
    """Somebody types a command and deletes it at once: it is done, and answered without a reply to it."""
    ben = moot.people["ben"]
    await moot.propose("Buy a kettle")
    for line in ("concern P1 It wastes power.", "status P1"):
        await ben.delete(await ben.say(moot.channel, f"<@{moot.bot.id}> {line}"))
    await moot.until(lambda a: len(a.concerns) == 1)
    await moot.is_said("Concerns still open")


async def test_who_cannot_be_given_the_role_is_told_who_must_do_what(tmp_path: Path) -> None:
    """With the role of those who take part above its own the bot can let nobody in: who asks reads how to mend it."""
    async with mooting(tmp_path, "ben") as moot:
        await moot.gather(public=True)
        await moot.is_said("take the role")
        await moot.quiet()
        (door,) = [role for role in moot.guild.roles.values() if role.name == "The Test Moot"]
        door.position = 9
        answer = as_read(await (await moot.people["ben"].command(moot.channel, "join")).reply(within=10))
        assert "I may not give the role of those who take part" in answer
        assert "put my own role above" in answer
        door.position = 0
        await (await moot.people["ben"].command(moot.channel, "join")).reply(within=10)
        await moot.until(lambda a: len(a.participants) == 2)
        await moot.nothing_amiss()


async def test_a_flood_of_text_is_answered_or_refused_and_pings_nobody(moot: Moot) -> None:
    """The most that Discord lets people type, hostile through and through, and files: nothing breaks, none is rung."""
    ben = moot.people["ben"]
    nasty = f"@everyone <@{moot.ada.id}> <@&{moot.guild.id}> ```` ** [x](https://x.example) \u202e# > <t:1:R> || "
    flood = (nasty * 100)[:4000]
    form = await (await ben.command(moot.channel, "propose")).form()
    await (await ben.submit(form, title=nasty[:100], text=flood, suffering=nasty)).reply(within=10)
    for _ in range(25):
        await ben.say(moot.channel, f"<@{moot.bot.id}> concern P1 {flood}"[:2000])
        await ben.dm(moot.bot, flood[:2000])
    await ben.say(moot.channel, f"<@{moot.bot.id}>", files=[("huge.txt", bytes(9 << 20))])
    await ben.say(moot.channel, f"<@{moot.bot.id}> {'x' * 1900}")
    await moot.until(lambda a: len(a.concerns) == 25)
    await moot.quiet()
    for channel in moot.local.world.channels.values():
        for message in channel.messages.values():
            if message.author_id == moot.bot.id:
                assert not message.mention_everyone
                assert not message.mention_roles
                assert set(message.mentions) <= set()
    check, _ = await moot.call("Something decent")
    assert (await moot.check(check)).is_open
    await moot.verified()


@pytest.mark.parametrize("via", [True, False])
async def test_what_is_refused_for_haste_is_said_once_later(moot: Moot, via: bool) -> None:
    """Answered 429 by Discord or by the proxy before it, the bot waits and says everything once."""
    moot.local.faults.answer(429, POST, times=2, via=via, retry_after=0.2)
    await moot.propose("Patience")
    await moot.is_said("P1 · Patience")
    await moot.quiet()
    assert sum("P1 · Patience" in each for each in moot.said()) == 1


async def test_what_discord_failed_over_is_said_once(moot: Moot) -> None:
    """After 500s, answers that got lost after the deed and false answers each message stands there once."""
    faults = moot.local.faults
    faults.cut_after(POST)
    faults.answer(500, POST, done=True)
    faults.cut_before(POST)
    for number in range(3):
        await moot.propose(f"Proposal {number}")
    await moot.is_said("P3 · Proposal 2")
    await moot.quiet()
    for number in range(3):
        assert sum(f"P{number + 1} · Proposal {number}" in each for each in moot.said()) == 1
    check, card = await moot.call("Cards too")
    faults.answer(500, "PATCH /channels/*", times=1)
    faults.cut_after("PATCH /channels/*")
    await moot.people["ben"].react(card, "✅")
    await moot.quiet()
    assert "1 of 3 agree" in as_read(card)
    assert (await moot.check(check)).tally.agree == 1


async def test_a_check_in_a_channel_full_of_refusals_closes_all_the_same(moot: Moot) -> None:
    """With every right but seeing taken away at once, answers count, the outcome is recorded, and Ada knows why."""
    check, card = await moot.call("Against all odds")
    await moot.quiet()
    await may_not(
        moot,
        Permission.SEND_MESSAGES | Permission.EMBED_LINKS | Permission.ADD_REACTIONS | Permission.MANAGE_MESSAGES,
    )
    ben: Person = moot.people["ben"]
    await ben.react(card, "🛑")
    await ben.react(card, "✅")
    await moot.ada.clear_reactions(card)
    await moot.until(lambda a: a.checks[check].tally.agree == 1)
    for person in (moot.ada, moot.people["cleo"]):
        await person.press(card, "Agree")
    await moot.until(lambda a: not a.checks[check].is_open)
    await moot.reads(moot.ada, "could not be posted")
    await may_again(moot)
    await moot.is_said("This is decision D1")
    await moot.quiet()
