"""Who may do what in a local Discord: the algorithm, and the acts that depend on it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.localcord import payloads
from tests.localcord.model import Channel, ChannelType, Guild, Overwrite
from tests.localcord.permissions import ALL, NONE, WITH_SENDING, Permission, to_send
from tests.localcord.refusals import Refused
from tests.localcord.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.localcord.model import Role

BITS = (
    Permission.VIEW_CHANNEL,
    Permission.SEND_MESSAGES,
    Permission.SEND_MESSAGES_IN_THREADS,
    Permission.EMBED_LINKS,
    Permission.ATTACH_FILES,
    Permission.MENTION_EVERYONE,
    Permission.ADD_REACTIONS,
    Permission.MANAGE_MESSAGES,
    Permission.MANAGE_THREADS,
    Permission.READ_MESSAGE_HISTORY,
    Permission.MANAGE_ROLES,
    Permission.ADMINISTRATOR,
)
IN_CHANNELS = sum(BITS) & ~Permission.ADMINISTRATOR
SETS = st.sets(st.sampled_from(BITS), max_size=len(BITS)).map(lambda bits: int(sum(bits)))
# Mostly without ADMINISTRATOR, which makes all else irrelevant.
GRANTS = st.one_of(SETS.map(lambda bits: bits & ~Permission.ADMINISTRATOR), SETS)
OVERWRITES = st.tuples(GRANTS, GRANTS)


@st.composite
def settings(draw: st.DrawFn) -> tuple[World, Guild, Channel, int]:
    """A guild with a channel or a thread in it, and somebody, with any permissions and overwrites."""
    world = World()
    owner, somebody = world.new_user("owner"), world.new_application("somebody").user
    guild = world.new_guild("Guild", owner.id)
    guild.roles[guild.id].permissions = draw(GRANTS)
    world.add_bot(guild.id, somebody.id)
    channel = world.create_channel(owner.id, guild.id, {"name": "talk"})
    roles = [
        world.create_role(owner.id, guild.id, {"permissions": draw(GRANTS)}) for _ in range(draw(st.integers(0, 3)))
    ]
    guild.members[somebody.id].roles = {role.id for role in roles if draw(st.booleans())}
    for target in (guild.id, *(role.id for role in roles), somebody.id):
        if draw(st.booleans()):
            allow, deny = draw(OVERWRITES)
            channel.overwrites[target] = Overwrite(id=target, kind=int(target == somebody.id), allow=allow, deny=deny)
    if draw(st.booleans()):
        kind = draw(st.sampled_from((ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD)))
        channel = world.start_thread(owner.id, channel.id, {"name": "thread", "type": int(kind)})
        if draw(st.booleans()):
            world.join_thread(channel, somebody.id)
    return world, guild, channel, somebody.id


@given(settings())
def test_permissions_are_those_that_discord_py_works_out(setting: tuple[World, Guild, Channel, int]) -> None:
    """Of all that matters in channels, somebody may what discord.py works out from the payloads."""
    world, guild, channel, somebody = setting
    client = discord.Client(intents=discord.Intents.all())
    data = payloads.guild_create(world, guild, somebody, everybody=True)
    theirs = discord.Guild(data=data, state=client._connection)  # type: ignore[arg-type]  # a plain dict
    member = theirs.get_member(somebody)
    parent = theirs.get_channel(channel.parent_id or channel.id)
    assert member is not None
    assert isinstance(parent, discord.TextChannel)
    expected = parent.permissions_for(member).value & IN_CHANNELS
    granted = int(world.permissions(somebody, channel.id)) & IN_CHANNELS
    if channel.thread is None:
        assert granted == expected
    else:
        # discord.py leaves out what only threads have: their own way of sending, and who is in a private one.
        assert granted & ~WITH_SENDING in {expected & ~WITH_SENDING, 0}


@given(settings())
def test_what_nobody_sees_nobody_uses(setting: tuple[World, Guild, Channel, int]) -> None:
    """Without the channel there is nothing; without sending there are no files, embeds or mentions of all."""
    world, _, channel, somebody = setting
    granted = world.permissions(somebody, channel.id)
    if Permission.VIEW_CHANNEL not in granted:
        assert granted == NONE
    if to_send(channel) not in granted:
        assert not granted & WITH_SENDING


def test_sending_in_threads_is_a_permission_of_its_own() -> None:
    """In a thread it is not sending that counts, but sending in threads; files and embeds follow that one."""
    world = World()
    owner, member = world.new_user("owner").id, world.new_user("member").id
    guild = world.new_guild("Guild", owner)
    world.add_member(guild.id, member)
    channel = world.create_channel(owner, guild.id, {"name": "talk"})
    thread = world.start_thread(owner, channel.id, {"name": "thread", "type": 11})
    for denied, closed, open_ in (
        (Permission.SEND_MESSAGES, channel, thread),
        (Permission.SEND_MESSAGES_IN_THREADS, thread, channel),
    ):
        world.set_overwrite(owner, channel.id, member, kind=1, deny=int(denied))
        assert not world.permissions(member, closed.id) & WITH_SENDING
        assert Permission.EMBED_LINKS in world.permissions(member, open_.id)
        world.send_message(member, open_.id, {"content": "hello"})
        with pytest.raises(Refused) as refused:
            world.send_message(member, closed.id, {"content": "hello"})
        assert refused.value.code == 50013


@given(settings())
def test_private_threads_are_for_members_and_managers(setting: tuple[World, Guild, Channel, int]) -> None:
    """A private thread is seen by those in it who see its parent, by those who manage threads, by nobody else."""
    world, _, channel, somebody = setting
    if channel.type is ChannelType.PRIVATE_THREAD and channel.thread is not None:
        above = world.permissions(somebody, channel.parent_id or 0)
        let_in = somebody in channel.thread.members or Permission.MANAGE_THREADS in above
        assert world.may_view(somebody, channel.id) == (let_in and Permission.VIEW_CHANNEL in above)


@given(settings(), st.sampled_from(BITS))
def test_the_owner_may_everything(setting: tuple[World, Guild, Channel, int], bit: Permission) -> None:
    """No role and no overwrite takes anything from the owner."""
    world, guild, channel, _ = setting
    channel.overwrites[guild.owner_id] = Overwrite(id=guild.owner_id, kind=1, deny=int(bit))
    assert world.permissions(guild.owner_id, channel.id) == ALL


@given(settings(), GRANTS)
def test_an_own_allowance_has_the_last_word(setting: tuple[World, Guild, Channel, int], allowed: int) -> None:
    """What the member's own overwrite allows is allowed, whatever roles are denied, if the channel is seen at all."""
    world, guild, channel, somebody = setting
    parent = guild.channels[channel.parent_id] if channel.parent_id else channel
    parent.overwrites[somebody] = Overwrite(id=somebody, kind=1, allow=allowed)
    granted = world.permissions(somebody, parent.id)
    if Permission.VIEW_CHANNEL in granted:
        assert not allowed & IN_CHANNELS & ~WITH_SENDING & ~granted


class Ranks:
    """A guild with an owner, a moderator with a role, a member without; roles above and below the moderator's."""

    def __init__(self) -> None:
        self.world = World()
        self.owner, self.mod, self.member = (self.world.new_user(name).id for name in ("owner", "mod", "member"))
        self.guild = self.world.new_guild("Guild", self.owner).id
        powers = (
            Permission.MANAGE_ROLES | Permission.KICK_MEMBERS | Permission.BAN_MEMBERS | Permission.MANAGE_NICKNAMES
        )
        self.low, self.middle, self.high = (
            self.world.create_role(self.owner, self.guild, {"name": name, "permissions": str(int(powers))})
            for name in ("low", "middle", "high")
        )
        for user in (self.mod, self.member):
            self.world.add_member(self.guild, user)
        self.world.move_roles(self.owner, self.guild, [(self.low.id, 1), (self.middle.id, 2), (self.high.id, 3)])
        self.world.give_role(self.owner, self.guild, self.mod, self.middle.id)

    def elevate(self) -> None:
        self.world.give_role(self.owner, self.guild, self.member, self.high.id)


ACTS: list[Callable[[Ranks], object]] = [
    lambda it: it.world.kick(it.mod, it.guild, it.member),
    lambda it: it.world.ban(it.mod, it.guild, it.member),
    lambda it: it.world.edit_member(it.mod, it.guild, it.member, {"nick": "Kim"}),
]


@pytest.mark.parametrize("act", ACTS)
def test_nobody_touches_those_above_them(act: Callable[[Ranks], object]) -> None:
    """A moderator acts on those below them, and on nobody with a higher role."""
    act(Ranks())
    it = Ranks()
    it.elevate()
    with pytest.raises(Refused) as refused:
        act(it)
    assert refused.value.code == 50013


def test_roles_are_given_from_above() -> None:
    """Somebody who manages roles gives, edits and deletes roles below their own only."""
    it = Ranks()
    it.world.give_role(it.mod, it.guild, it.member, it.low.id)
    it.world.edit_role(it.mod, it.guild, it.low.id, {"name": "lower"})
    for act in (
        partial(it.world.give_role, it.mod, it.guild, it.member, it.high.id),
        partial(it.world.edit_role, it.mod, it.guild, it.high.id, {"name": "lowest"}),
        partial(it.world.delete_role, it.mod, it.guild, it.high.id),
        partial(it.world.edit_role, it.mod, it.guild, it.middle.id, {"name": "mine"}),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == 50013
    it.world.delete_role(it.mod, it.guild, it.low.id)
    assert it.world.member(it.guild, it.member).roles == set()


def test_nobody_hands_out_what_they_do_not_have() -> None:
    """A role or an overwrite cannot be made with permissions that its maker lacks."""
    it = Ranks()
    with pytest.raises(Refused):
        it.world.create_role(it.mod, it.guild, {"permissions": str(int(Permission.MANAGE_GUILD))})
    channel = it.world.create_channel(it.owner, it.guild, {"name": "talk"})
    with pytest.raises(Refused):
        it.world.set_overwrite(
            it.mod, channel.id, it.member, kind=1, allow=int(Permission.VIEW_CHANNEL | Permission.MANAGE_WEBHOOKS)
        )
    it.world.set_overwrite(it.mod, channel.id, it.member, kind=1, allow=int(Permission.ADD_REACTIONS))


def test_roles_that_belong_to_bots_stay_with_them() -> None:
    """A bot's own role comes and goes with the bot, and is given to nobody else."""
    it = Ranks()
    application = it.world.new_application("Bot")
    member = it.world.add_bot(it.guild, application.id, int(Permission.MANAGE_MESSAGES))
    own = next(iter(member.roles))
    with pytest.raises(Refused):
        it.world.give_role(it.owner, it.guild, it.member, own)
    it.world.kick(it.owner, it.guild, application.id)
    assert own not in it.world.guild(it.guild).roles


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6), st.integers(0, 5), st.integers(1, 9))
def test_moving_a_role_keeps_the_others_in_order(positions: list[int], which: int, to: int) -> None:
    """After a move the positions are 1, 2, 3…, the role is where it was put, and the others are in their old order."""
    world = World()
    owner = world.new_user("owner").id
    guild = world.new_guild("Guild", owner)
    roles: list[Role] = [world.create_role(owner, guild.id, {}) for _ in positions]
    moved = roles[which % len(roles)]

    def order() -> list[int]:
        ranked = sorted(guild.roles.values(), key=lambda role: (role.position, -role.id))
        return [role.id for role in ranked if role.id not in {guild.id, moved.id}]

    before = order()
    world.move_roles(owner, guild.id, [(moved.id, to)])
    assert order() == before
    assert sorted(role.position for role in guild.roles.values()) == list(range(len(roles) + 1))
    assert moved.position == min(to, len(roles))
