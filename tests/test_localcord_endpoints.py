"""discord.py goes through the endpoints of a local Discord, and both sides hold to Discord's description of its API."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import discord
import pytest

from tests.localcord.driving import running
from tests.localcord.permissions import Permission
from tests.localcord.server import LocalDiscord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

THIS = Path(__file__).read_bytes()
DESCRIPTION = Path(__file__).parents[2] / "shared" / "discord" / "openapi.json"
POWERS = (
    Permission.MANAGE_ROLES
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_THREADS
    | Permission.MANAGE_NICKNAMES
    | Permission.BAN_MEMBERS
    | Permission.MENTION_EVERYONE
)


class Seat:
    """A bot with discord.py in Ann's guild, where Ben is too."""

    def __init__(self, local: LocalDiscord) -> None:
        self.local = local
        self.world = local.world
        self.ann, self.ben = (self.world.new_user(name).id for name in ("ann", "ben"))
        made = self.world.new_guild("Guild", self.ann)
        self.guild_id = made.id
        self.world.add_member(made.id, self.ben)
        self.application = self.world.new_application("bot", privileged={"members", "message_content"})
        self.world.add_bot(made.id, self.application.id, int(POWERS))
        self.talk_id = self.world.create_channel(self.ann, made.id, {"name": "talk"}).id
        intents = discord.Intents.all()
        intents.presences = False
        self.client = discord.AutoShardedClient(intents=intents, guild_ready_timeout=0.1)

    @property
    def guild(self) -> discord.Guild:
        guild = self.client.get_guild(self.guild_id)
        assert guild is not None
        return guild

    @property
    def talk(self) -> discord.TextChannel:
        channel = self.guild.get_channel(self.talk_id)
        assert isinstance(channel, discord.TextChannel)
        return channel


@pytest.fixture
async def seat() -> AsyncIterator[Seat]:
    """Afterwards nothing may have departed from the description, where that is at hand."""
    async with LocalDiscord(description=DESCRIPTION if DESCRIPTION.exists() else None) as local:
        local.limits.lift()
        seat = Seat(local)
        async with running(local, seat.client, seat.application):
            yield seat
        assert local.problems == []


async def test_messages(seat: Seat) -> None:
    """Messages with all that belongs to them are sent, edited, answered, read and deleted."""
    file = discord.File(__file__, filename="a.py", description="this")
    embed = discord.Embed(title="T", description="D").add_field(name="n", value="v").set_footer(text="f")
    first = await seat.talk.send(f"hello <@{seat.ben}>", embed=embed, file=file, nonce="n")
    assert (await seat.talk.send("again", nonce="n")).id == first.id
    assert [user.id for user in first.mentions] == [seat.ben]
    assert await first.attachments[0].read() == THIS
    edited = await first.edit(content="bye", embed=None, attachments=[])
    assert (edited.content, edited.embeds, edited.attachments) == ("bye", [], [])
    answer = await first.reply("yes", mention_author=False)
    assert answer.reference is not None
    assert isinstance(answer.reference.resolved, discord.Message)
    assert [each.id async for each in seat.talk.history()] == [answer.id, first.id]
    assert (await seat.talk.fetch_message(answer.id)).mentions == []
    await seat.talk.typing()
    await seat.talk.delete_messages([first, answer])
    assert [each async for each in seat.talk.history()] == []


async def test_components(seat: Seat) -> None:
    """Buttons, selects and layouts come back as they were sent."""
    view = discord.ui.View()
    view.add_item(discord.ui.Button(label="Yes", custom_id="yes", emoji="✅"))
    view.add_item(discord.ui.Button(label="Go", url="https://example.org"))
    view.add_item(discord.ui.Select(custom_id="s", options=[discord.SelectOption(label="a")]))
    sent = await seat.talk.send("choose", view=view)
    layout = discord.ui.LayoutView()
    section: discord.ui.Section[discord.ui.LayoutView] = discord.ui.Section(
        "text", accessory=discord.ui.Thumbnail("https://example.org/a.png")
    )
    layout.add_item(discord.ui.Container(section, discord.ui.Separator(), discord.ui.TextDisplay("more")))
    laid = await seat.talk.send(view=layout)
    assert [len(each.children) for each in sent.components if isinstance(each, discord.ActionRow)] == [2, 1]
    assert isinstance((await seat.talk.fetch_message(laid.id)).components[0], discord.Container)


async def test_reactions(seat: Seat) -> None:
    """Reactions of both kinds are given, listed, and removed in all four ways."""
    message = await seat.talk.send("vote")
    for emoji in ("✅", "❌"):
        await message.add_reaction(emoji)
        seat.world.add_reaction(seat.ben, seat.talk_id, message.id, emoji)
    seat.world.add_reaction(seat.ben, seat.talk_id, message.id, "✅", burst=True)
    yes, no = (await seat.talk.fetch_message(message.id)).reactions
    assert (yes.count, yes.normal_count, yes.burst_count, yes.me) == (3, 2, 1, True)
    assert [user.id async for user in yes.users(type=discord.ReactionType.burst)] == [seat.ben]
    assert {user.id async for user in no.users()} == {seat.ben, seat.application.id}
    await message.remove_reaction("❌", discord.Object(seat.application.id))
    await message.remove_reaction("❌", discord.Object(seat.ben))
    await message.clear_reaction("✅")
    await message.clear_reactions()
    assert (await seat.talk.fetch_message(message.id)).reactions == []


async def test_threads(seat: Seat) -> None:
    """Threads are started in both ways, joined, archived and found again."""
    message = await seat.talk.send("start")
    under = await message.create_thread(name="under")
    private = await seat.talk.create_thread(name="private")
    await private.add_user(discord.Object(seat.ben))
    assert {member.id for member in await private.fetch_members()} == {seat.ben, seat.application.id}
    await private.remove_user(discord.Object(seat.ben))
    await under.send("in it")
    await private.edit(archived=True, locked=True)
    assert [each.name async for each in seat.talk.archived_threads(private=True)] == ["private"]
    assert [each.name for each in await seat.guild.active_threads()] == ["under"]
    await under.delete()
    assert await seat.guild.active_threads() == []


async def test_channels_roles_and_members(seat: Seat) -> None:
    """Channels, overwrites, roles, nicknames and bans are made, changed and undone."""
    everyone, role = seat.guild.default_role, await seat.guild.create_role(name="crew", colour=discord.Colour.red())
    await role.edit(name="staff", mentionable=True)
    ben = await seat.guild.fetch_member(seat.ben)
    await ben.add_roles(role)
    await ben.edit(nick="Benny")
    assert [each.name for each in (await seat.guild.fetch_member(seat.ben)).roles] == ["@everyone", "staff"]
    await role.delete()
    seen, unseen = discord.PermissionOverwrite(view_channel=True), discord.PermissionOverwrite(view_channel=False)
    hidden: dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]
    hidden = {everyone: unseen, ben: seen, seat.guild.me: seen}
    category = await seat.guild.create_category("Rooms")
    channel = await seat.guild.create_text_channel("Secret Talk", category=category, overwrites=hidden)
    assert not seat.world.may_view(seat.world.new_user("eve").id, channel.id)
    await channel.edit(topic="quiet")
    await seat.talk.set_permissions(everyone, send_messages=False)
    await seat.talk.set_permissions(everyone, overwrite=None)
    await channel.delete()
    assert {each.name for each in await seat.guild.fetch_channels()} == {"talk", "Rooms"}
    await seat.guild.ban(discord.Object(seat.ben))
    assert [entry.user.id async for entry in seat.guild.bans()] == [seat.ben]
    await seat.guild.unban(discord.Object(seat.ben))


async def test_looking_around(seat: Seat) -> None:
    """The bot finds itself, its application, its guilds, users and members, and writes to somebody directly."""
    info = await seat.client.application_info()
    assert (info.id, info.flags.gateway_message_content_limited) == (seat.application.id, True)
    assert [guild.id async for guild in seat.client.fetch_guilds()] == [seat.guild_id]
    assert (await seat.client.fetch_guild(seat.guild_id)).approximate_member_count == 3
    assert {member.id async for member in seat.guild.fetch_members()} == {seat.ann, seat.ben, seat.application.id}
    assert {role.name for role in await seat.guild.fetch_roles()} == {"@everyone", "bot"}
    ben = await seat.client.fetch_user(seat.ben)
    assert (await ben.send("hello")).channel.recipient == ben  # type: ignore[union-attr]  # it is a DM
    seat.world.close_dms(seat.ben)
    with pytest.raises(discord.Forbidden) as refused:
        await ben.send("hello?")
    assert refused.value.code == 50007
    await seat.guild.leave()
    assert [guild async for guild in seat.client.fetch_guilds()] == []
