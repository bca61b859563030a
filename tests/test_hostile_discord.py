"""The whole program on a local Discord, under people who would break it."""

from __future__ import annotations

import asyncio
import itertools
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

import pytest

from adapters.discord import presence
from bot import meeting
from deliberation.assessment import Outcome
from storage.port import AccountKey
from tests.localcord.permissions import Permission
from tests.support.discord_bot import as_read
from tests.support.discord_moot import Moot, hasten, mooting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from tests.localcord.model import Channel, Guild
    from tests.localcord.people import Person

SLUG: Final = "the-test-moot"


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


async def den_of(moot: Moot, name: str = "mallory") -> tuple[Person, Guild, Channel]:
    """Have somebody make a guild of their own, and take the bot in there."""
    mallory = moot.local.person(name)
    den = moot.local.guild("Den", mallory)
    moot.invite(den)
    channel = await mallory.create_channel(den, "den")
    await moot.until_so(moot._is_whole)
    return mallory, den, channel


async def answered(who: Person, where: Channel, command: str, /, **options: Any) -> str:
    """Use a command; give what it is answered."""
    pressed = await who.command(where, command, **options)
    await pressed.reply(within=10)
    return "\n".join(as_read(each) for each in pressed.messages)


ASKED: Final[list[tuple[str, dict[str, str]]]] = [
    ("status", {}),
    ("status", {"number": "P1"}),
    ("status", {"number": "P7"}),
    ("why", {"number": "P99"}),
    ("agree", {}),
    ("agree", {"number": "P1"}),
    ("agree", {"number": "P99"}),
    ("block", {"number": "R1"}),
    ("keep", {}),
    ("retract", {}),
    ("consensus", {"number": "P1"}),
    ("concern", {"number": "P1", "text": "Who pays?"}),
    ("withdraw", {"number": "P1"}),
    ("resolve", {"number": "C1"}),
    ("elect", {"person": "ben"}),
    ("elect", {"person": "nobody"}),
    ("recall", {"person": "secretary", "reason": "No."}),
    ("sign", {"number": "R1"}),
    ("unsign", {"number": "R1"}),
    ("apologies", {"length": "2d"}),
    ("change-rule", {"rule": "cooling-off", "value": "5d"}),
    ("decisions", {}),
    ("minutes", {}),
    ("rules", {}),
    ("assembly", {}),
]


async def test_whoever_takes_no_part_learns_nothing_of_an_assembly_that_they_name(moot: Moot) -> None:
    """Asked from another server, every command about an assembly is answered by the same no, whatever there is."""
    ben = moot.people["ben"]
    await moot.call("Secret kettle")
    await moot.propose("Hidden spoon")
    await answered(ben, moot.channel, "concern", number="P2", text="Who pays?")
    mallory, _, den = await den_of(moot)
    for command, options in ASKED:
        told = await answered(mallory, den, command, assembly=SLUG, **options)
        assert told.startswith("You are not taking part in The Test Moot yet."), (command, options, told)
        assert not any(word in told for word in ("ben", "cleo", "kettle", "spoon", "P1")), (command, options, told)
    for command, field in (("status", "number"), ("elect", "person"), ("status", "assembly")):
        assert await mallory.suggestions(den, command, field, assembly=SLUG if field != "assembly" else "") == []


# --- stopping an assembly


@asynccontextmanager
async def again_and_again(deed: Callable[[int], Awaitable[object]], *, every: float) -> AsyncIterator[None]:
    """Have somebody do something meanwhile, without end."""

    async def do() -> None:
        for number in itertools.count():
            await deed(number)
            await asyncio.sleep(every)

    doing = asyncio.create_task(do())
    try:
        yield
    finally:
        assert not doing.done(), doing.exception()
        doing.cancel()


async def test_who_comes_and_goes_without_end_keeps_no_check_from_closing(moot: Moot) -> None:
    """Somebody who leaves and joins again all the time, faster than Discord answers, does not hold up a close."""
    ben = moot.people["ben"]
    check, _ = await moot.call("Buy a kettle")
    await answered(moot.ada, moot.channel, "agree", number="P1")
    await moot.quiet()
    moot.local.faults.slow(0.1, "GET *", times=1_000)

    async def turn(number: int) -> None:
        act = moot.ada.give_role if number % 2 else moot.ada.take_role
        await act(moot.guild, ben, moot.insiders)

    async with again_and_again(turn, every=0.05):
        await moot.skip(hours=80)
        await moot.until(lambda a: not a.checks[check].is_open or a.checks[check].quorum_extended, within=10)


async def test_what_is_said_elsewhere_without_end_keeps_no_check_from_closing(moot: Moot) -> None:
    """While one check has everyone's answer, somebody who changes theirs on another all the time holds up neither."""
    ben = moot.people["ben"]
    first, _ = await moot.call("Buy a kettle")
    _, card = await moot.call("Buy a spoon")
    await moot.quiet()
    moot.local.faults.slow(0.1, "GET *", times=1_000)

    async def turn(number: int) -> None:
        await (ben.unreact if number % 2 else ben.react)(card, "✅")

    async with again_and_again(turn, every=0.05):
        for person in moot.people.values():
            await answered(person, moot.channel, "agree", number="P1")
        await moot.until(lambda a: not a.checks[first].is_open, within=10)


# --- getting the bot banned: Discord bans an address after 10,000 invalid requests in ten minutes


async def without(moot: Moot, guild: Guild, right: Permission) -> None:
    """Take a right from the bot in a whole guild."""
    (own,) = [role for role in guild.roles.values() if role.bot_id == moot.bot.id]
    less = {"permissions": str(int(own.permissions & ~right))}
    moot.local.world.edit_role(guild.owner_id, guild.id, own.id, less)
    await moot.until_so(lambda: not _may(moot, guild, right))


def _may(moot: Moot, guild: Guild, right: Permission) -> bool:
    known = moot.platform._client.get_guild(guild.id)
    return known is None or bool(known.me.guild_permissions.value & right)


async def test_asking_in_vain_for_an_assembly_again_and_again_is_answered_once(moot: Moot) -> None:
    """Where none can meet, somebody who takes no private messages and asks without end costs one refused request."""
    mallory, den, channel = await den_of(moot)
    await without(moot, den, Permission.MANAGE_ROLES)
    ned = moot.local.person("ned")
    await ned.join(den)
    for person in (mallory, ned):
        await person.close_dms()
    for number in range(20):
        for person in (mallory, ned):
            await person.say(channel, f"<@{moot.bot.id}> found The Den {number}")
    await moot.quiet()
    await moot.until_so(lambda: not moot.platform._founding._telling)
    assert moot.local.limits.invalid <= 1


async def test_reactions_that_may_not_be_taken_away_are_not_tried(moot: Moot) -> None:
    """Without “Manage Messages”, however often somebody answers anew, nothing is asked that Discord refuses."""
    ben = moot.people["ben"]
    check, card = await moot.call("Buy a kettle")
    await without(moot, moot.guild, Permission.MANAGE_MESSAGES)
    for _ in range(5):
        for emoji in ("✅", "🤷"):
            await ben.react(card, emoji)
            await moot.quiet()
            await ben.unreact(card, emoji)
        await ben.react(card, "✅")
        await answered(ben, moot.channel, "stand-aside", number="P1")
    await moot.quiet()
    assert moot.local.limits.invalid == 0
    assert (await moot.check(check)).tally.stand_aside == 1


async def test_a_role_that_is_too_high_is_not_given_or_taken_in_vain(tmp_path: Path) -> None:
    """Where an administrator put the door's role above the bot's, /join and /leave are answered without a request."""
    async with mooting(tmp_path, "ben") as moot:
        await moot.gather(public=True)
        await moot.is_said("take the role")
        ben = moot.people["ben"]
        (door,) = [role for role in moot.guild.roles.values() if role.name == "The Test Moot"]
        moot.local.world.edit_role(moot.ada.id, moot.guild.id, door.id, {"permissions": "0"})
        (own,) = [role for role in moot.guild.roles.values() if role.bot_id == moot.bot.id]
        door.position, own.position = own.position + 1, door.position
        moot.local.world.edit_role(moot.ada.id, moot.guild.id, door.id, {"name": "The Test Moot!"})
        moot.local.world.edit_role(moot.ada.id, moot.guild.id, own.id, {"name": "Folkmoot!"})
        await moot.quiet()
        for _ in range(5):
            told = await answered(ben, moot.channel, "join")
            assert "I may not give the role of those who take part" in told
            assert "put my own role above" in told
        await moot.ada.give_role(moot.guild, ben, door)
        await moot.until(lambda a: len(a.participants) == 2)
        assert "I may not take the role of those who take part" in await answered(ben, moot.channel, "leave")
        assert moot.local.limits.invalid == 0


# --- counting wrongly


async def test_a_block_begun_on_a_card_that_is_deleted_meanwhile_counts_on_nothing_else(moot: Moot) -> None:
    """Whose form for a block is open while its card is deleted and its matter ends blocks no other proposal by it."""
    ben = moot.people["ben"]
    _, card = await moot.call("Buy a kettle")
    form = await (await ben.press(card, "Block")).form(within=10)
    other, _ = await moot.call("Buy a spoon")
    await moot.ada.delete(card)
    await answered(moot.ada, moot.channel, "withdraw", number="P1")
    await moot.quiet()
    pressed = await ben.submit(form, reason="Kettles are too loud.")
    await pressed.reply(within=10)
    told = "\n".join(as_read(each) for each in pressed.messages)
    assert (await moot.check(other)).tally.block == 0
    assert told.startswith("P1 had closed already.")


async def test_somebody_called_by_an_id_is_not_whose_id_it_is(moot: Moot) -> None:
    """Whoever shows another's id as their name is not elected in the other's place, whom nobody here knows."""
    zoe = moot.local.person("zoe")
    await zoe.join(moot.guild)
    mallory = moot.people["cleo"]
    moot.local.world.user(mallory.id).global_name = str(zoe.id)
    moot.local.world.edit_member(moot.ada.id, moot.guild.id, mallory.id, {"nick": str(zoe.id)})
    await moot.until_true(lambda: _called(moot, mallory, str(zoe.id)))
    told = await answered(moot.ada, moot.channel, "elect", person=zoe.mention)
    found = await moot.assembly()
    assert found is not None
    assert not found.proposals, told


async def _called(moot: Moot, person: Person, name: str) -> bool:
    await answered(person, moot.channel, "status")
    rows = await moot.store.people([AccountKey("discord", str(person.id))])
    return any(row.name == name for row in rows.values())


# --- losing what was said


async def test_a_card_that_is_deleted_as_soon_as_it_is_there_comes_again_but_not_without_end(
    moot: Moot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something deletes each card at once: it is posted again a few times, and once more when somebody answers."""
    monkeypatch.setattr(meeting, "_MOST_AGAIN", 3)
    await moot.propose("Buy a kettle")
    await moot.quiet()
    posted: list[int] = []

    async def delete(_number: int) -> None:
        for each in list(moot.local.world.channel(moot.channel.id).messages.values()):
            if each.author_id == moot.bot.id and any("Agree" in str(row) for row in each.components):
                posted.append(each.id)
                await moot.ada.delete(each)

    async with again_and_again(delete, every=0.005):
        await answered(moot.ada, moot.channel, "consensus", number="P1")
        await moot.until_so(lambda: len(posted) == 4)
        await moot.quiet()
        assert len(posted) == 4
    await answered(moot.people["ben"], moot.channel, "agree", number="P1")
    assert "1 of 3 agree" in as_read(await moot.card(1))


async def test_who_asks_without_end_keeps_nobody_from_reading_a_card(moot: Moot) -> None:
    """Answers to commands typed in the channel go out beside what everyone is to read, not before it."""
    moot.local.limits.lift(lifted=False)
    for _ in range(40):
        await moot.people["ben"].say(moot.channel, f"<@{moot.bot.id}> help agree")
    async with asyncio.timeout(20):
        await moot.call("Buy a kettle")
    moot.local.limits.lift()


# --- what holds


LOOK_ALIKES: Final = ("✔️", "☑️", "❎", "⛔", "🟥", "🚫", "👍")


async def test_only_the_reactions_of_the_card_mean_anything(moot: Moot) -> None:
    """Look-alikes, a server's own emoji of that name, and another bot's reactions take no position."""
    ben, cleo = moot.people["ben"], moot.people["cleo"]
    check, card = await moot.call("Buy a kettle")
    other = moot.local.application("Sock", {"members"})
    moot.local.world.add_bot(moot.guild.id, other.id, permissions=8)
    moot.local.world.add_reaction(other.id, card.channel_id, card.id, "🛑")
    own = moot.local.world.add_emoji(moot.guild.id, "white_check_mark")
    for emoji in (*LOOK_ALIKES, f"{own.name}:{own.id}"):
        await ben.react(card, emoji)
    await moot.reconcile()
    assert (await moot.check(check)).tally.taken == 0
    await cleo.react(card, "✅", burst=True)
    await cleo.react(card, "✅")
    await moot.quiet()
    assert (await moot.check(check)).tally.agree == 1
    await moot.reconcile()
    assert (await moot.check(check)).tally.taken == 1


async def test_whoever_is_put_out_before_a_close_keeps_what_they_said(moot: Moot) -> None:
    """Ben blocks and Cleo agrees; both are put out just before the deadline: it is blocked, for the roll is frozen."""
    ben, cleo = moot.people["ben"], moot.people["cleo"]
    check, card = await moot.call("Buy a kettle")
    await ben.react(card, "🛑")
    await answered(cleo, moot.channel, "agree", number="P1")
    await answered(moot.ada, moot.channel, "agree", number="P1")
    await moot.quiet()
    await moot.ada.kick(moot.guild, ben)
    await moot.ada.ban(moot.guild, cleo)
    await moot.until(lambda a: len(a.participants) == 1)
    await moot.reconcile()
    tally = (await moot.check(check)).tally
    assert (tally.agree, tally.block) == (2, 1)
    assert (await moot.check(check)).is_open


async def test_a_channel_shown_to_all_and_hidden_again_lets_nobody_in_or_out(moot: Moot) -> None:
    """Opened to the whole server for a while, the channel has the same people in the assembly, then and afterwards."""
    outsider = moot.local.person("oscar")
    await outsider.join(moot.guild)
    everyone = moot.guild.roles[moot.guild.id]
    for _ in range(2):
        await moot.ada.edit_overwrites(moot.channel, everyone, allow=Permission.VIEW_CHANNEL)
        await moot.quiet()
        assert await moot.names() == {"ada", "ben", "cleo"}
        await moot.ada.edit_overwrites(moot.channel, everyone, deny=Permission.VIEW_CHANNEL)
        await moot.quiet()
        await moot.reconcile()
        assert await moot.names() == {"ada", "ben", "cleo"}


async def test_what_is_typed_by_another_bot_or_changed_or_forwarded_does_nothing(moot: Moot) -> None:
    """Another bot's word, an edited one and a quoted one are no commands."""
    ben = moot.people["ben"]
    check, _ = await moot.call("Buy a kettle")
    other = moot.local.application("Sock", {"members"})
    moot.local.world.add_bot(moot.guild.id, other.id, permissions=8)
    words = f"<@{moot.bot.id}> agree P1"
    moot.local.world.send_message(other.id, moot.channel.id, {"content": words}, [])
    written = await ben.say(moot.channel, "hello")
    await ben.edit(written, words)
    await ben.say(moot.channel, f"> {words}")
    await ben.say(moot.channel, f"as I said: {words}")
    await moot.quiet()
    assert (await moot.check(check)).tally.taken == 0


NASTY: Final = (
    "@everyone @here <@&1> <@1>\n"
    "> quote\n>>> all\n# Heading\n-# small\n```\ncode\n```\n||spoiler|| [Click](https://evil.example/x) "
    "<https://evil.example> <:a:1> <t:1:R> \u202egnp.exe\u2066\nSuffers less: everybody\n**Open** until tomorrow"
)


async def test_nothing_that_is_written_pings_or_leaves_its_quotation(moot: Moot) -> None:
    """Titles, texts, reasons, names and concerns full of marks are shown as they are, wherever the bot shows them."""
    ben = moot.people["ben"]
    moot.local.world.edit_member(moot.ada.id, moot.guild.id, ben.id, {"nick": "@everyone\u202e **x** [a](b)"})
    form = await (await ben.command(moot.channel, "propose")).form(within=10)
    line = " ".join(NASTY.split())[:190]
    await (await ben.submit(form, title=line, text=NASTY, suffering=NASTY, affects=line)).reply(within=10)
    await answered(ben, moot.channel, "concern", number="P1", text=NASTY)
    await answered(ben, moot.channel, "resolve", number="C1")
    await answered(moot.ada, moot.channel, "consensus", number="P1")
    await answered(ben, moot.channel, "block", number="P1", reason=NASTY)
    await moot.quiet()
    found = await moot.assembly()
    assert found is not None
    for exchange in moot.local.log:
        if exchange.method in {"POST", "PATCH"} and isinstance(exchange.request, dict):
            body = exchange.request.get("data") or exchange.request
            if "content" in body or "embeds" in body:
                assert body["allowed_mentions"]["parse"] == [], exchange
                assert not body["allowed_mentions"].get("replied_user"), exchange
                texts = [body.get("content") or "", *(each.get("description") or "" for each in body["embeds"] or ())]
                for text in texts:
                    assert not re.search(r"(?<!\\)@everyone|(?<!\\)<@|(?<!\\)\|\||(?<!\\)\]\(|\u202e|\u2066", text), (
                        text
                    )
                    assert not re.search(r"(?m)^(?:#|-#|>>>|```)", text.replace("### ", "", 1)), text


async def test_two_assemblies_of_one_name_in_one_server_stay_apart(tmp_path: Path) -> None:
    """Each has a role, a short name and a name of its own, and whoever joins one of them is not in the other."""
    async with mooting(tmp_path, "ben") as moot:
        await moot.gather(public=True)
        await moot.is_said("take the role")
        second = await moot.ada.create_channel(moot.guild, "other")
        await moot.ada.say(second, f"<@{moot.bot.id}> found The Test Moot")
        await moot.is_said("take the role", channel=second)
        await answered(moot.people["ben"], second, "join")
        await moot.quiet()
        assert await moot.names() == {"ada"}
        roles = {role.name for role in moot.guild.roles.values() if role.name.startswith("The Test Moot")}
        assert roles == {"The Test Moot", f"The Test Moot ({SLUG}-2)"}
        assert {listing.slug for listing in await moot.store.listings()} == {SLUG, f"{SLUG}-2"}
        await moot.nothing_amiss()


async def test_a_role_called_like_the_door_s_is_not_taken_for_it(tmp_path: Path) -> None:
    """A role that somebody made of that name, and has, opens nothing."""
    async with mooting(tmp_path, "ben") as moot:
        fake = await moot.ada.create_role(moot.guild, "The Test Moot")
        await moot.ada.give_role(moot.guild, moot.people["ben"], fake)
        await moot.gather(public=True)
        await moot.is_said("take the role")
        await moot.quiet()
        assert await moot.names() == {"ada"}
        again = await moot.ada.create_role(moot.guild, "The Test Moot")
        await moot.ada.give_role(moot.guild, moot.people["ben"], again)
        await moot.quiet()
        assert await moot.names() == {"ada"}
        await moot.nothing_amiss()


async def test_buttons_pressed_from_outside_or_on_what_is_over_count_nothing(tmp_path: Path) -> None:
    """In a channel that everybody sees, an outsider's press, and anybody's on a closed card, is refused in private."""
    async with mooting(tmp_path, "ben", "cleo") as moot:
        await moot.gather(public=True)
        await moot.is_said("take the role")
        await answered(moot.people["ben"], moot.channel, "join")
        await moot.until(lambda a: len(a.participants) == 2)
        check, card = await moot.call("Buy a kettle")
        cleo = moot.people["cleo"]
        told = as_read(await (await cleo.press(card, "Agree")).reply(within=10))
        assert "You were not taking part" in told
        await answered(cleo, moot.channel, "join")
        await moot.until(lambda a: len(a.participants) == 3)
        told = as_read(await (await cleo.press(card, "Agree")).reply(within=10))
        assert "Your answer was not counted" in told
        await cleo.react(card, "✅")
        await moot.quiet()
        assert (await moot.check(check)).tally.taken == 0
        before = card.components
        await answered(moot.ada, moot.channel, "withdraw", number="P1")
        await moot.until_so(lambda: card.components != before)
        card.components = before  # a client that shows it as it was
        await (await moot.people["ben"].press(card, "Agree")).reply(within=10)
        await moot.quiet()
        assert (await moot.check(check)).tally.taken == 0
        await moot.nothing_amiss()


async def test_whoever_cannot_see_a_channel_gets_nothing_by_naming_it(moot: Moot) -> None:
    """A hidden thread's name is not told to somebody who writes its number."""
    ben = moot.people["ben"]
    secret = await moot.ada.thread(moot.channel, "Sack Ben", private=True)
    await moot.ada.add_to_thread(secret, moot.bot)
    await moot.quiet()
    await answered(ben, moot.channel, "concern", number="P1", text="x")
    await moot.propose("Buy a kettle")
    await answered(ben, moot.channel, "concern", number="P1", text=f"See <#{secret.id}>.")
    await ben.say(moot.channel, f"<@{moot.bot.id}> concern P1 See <#{secret.id}> too.")
    await moot.quiet()
    assert not any("Sack Ben" in each for each in moot.said())


async def test_who_manages_one_room_cannot_stop_the_assembly_in_the_others(moot: Moot) -> None:
    """A room that is thrown open, where the bot may not make a role, is counted out until it may: the rest goes on."""
    mallory, den, _ = await den_of(moot)
    guests = await mallory.create_role(den, "guests")
    room = await mallory.create_channel(den, "room", private_to=[guests, moot.bot])
    await answered(mallory, room, "bind", assembly=SLUG)
    code = re.search(r"room-\w+", await moot.reads(moot.ada, "another room"))
    assert code is not None
    await answered(moot.ada, moot.channel, "bind", assembly=code[0])
    await moot.until(lambda a: len(a.venues) == 2 and len(a.participants) == 4)
    check, _ = await moot.call("Buy a kettle")
    for person in moot.people.values():
        await answered(person, moot.channel, "agree", number="P1")
    await without(moot, den, Permission.MANAGE_ROLES)
    await mallory.edit_overwrites(room, den.roles[den.id], allow=Permission.VIEW_CHANNEL)
    await moot.until(lambda a: len(a.silent) == 1)
    await moot.skip(hours=80)
    closed = await moot.until(lambda a: not a.checks[check].is_open)
    assert closed.checks[check].outcome is Outcome.CONSENSUS
    (own,) = [role for role in den.roles.values() if role.bot_id == moot.bot.id]
    more = {"permissions": str(int(own.permissions | Permission.MANAGE_ROLES))}
    moot.local.world.edit_role(mallory.id, den.id, own.id, more)
    await moot.until(lambda a: not a.silent)
    await moot.is_said("take the role", channel=room)


async def test_in_a_large_server_changes_of_who_sees_what_are_asked_for_later(
    moot: Moot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where comparing would hold up everybody else, who came and went is found out beside what else happens."""
    monkeypatch.setattr(presence, "MOST_COMPARED", 2)
    await moot.ada.edit_overwrites(moot.channel, moot.insiders, deny=Permission.VIEW_CHANNEL)
    await moot.until(lambda a: len(a.participants) == 1)
    await moot.ada.edit_overwrites(moot.channel, moot.insiders, allow=Permission.VIEW_CHANNEL)
    await moot.until(lambda a: len(a.participants) == 3)


# --- what does not hold yet


async def test_people_of_one_name_are_told_apart_where_it_matters(moot: Moot) -> None:
    """Cleo, who calls herself “ben”, is not put to the vote by that name alone while there is another."""
    cleo = moot.people["cleo"]
    moot.local.world.edit_member(moot.ada.id, moot.guild.id, cleo.id, {"nick": "ben"})
    await moot.until_true(lambda: _called(moot, cleo, "ben"))
    await answered(moot.ada, moot.channel, "elect", person=cleo.mention)
    shown = as_read(await moot.card(1))
    assert "Elect the secretary: ben\n" not in shown
    assert "ben and ben" not in shown


async def test_strangers_who_offer_rooms_without_end_do_not_ring_without_end(moot: Moot) -> None:
    """Whoever administers a server of their own cannot fill the secretary's private messages with it."""
    mallory, den, _ = await den_of(moot)
    answer = ""
    for number in range(8):
        room = await mallory.create_channel(den, f"room-{number}")
        answer = await answered(mallory, room, "bind", assembly=SLUG)
    await moot.quiet()
    assert sum("another room" in each for each in moot.whispered(moot.ada)) == 5
    assert "There are 5 rooms on offer to" in answer
    assert "whoever calls consensus there needs no offer" in answer
