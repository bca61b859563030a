"""Members: coming, going, being renamed, having roles."""

from __future__ import annotations

from tests.localcord import payloads
from tests.localcord.forms import Form
from tests.localcord.happenings import Happening, Intent
from tests.localcord.model import Application, Guild, Member, Role
from tests.localcord.permissions import Permission, rank
from tests.localcord.refusals import refuse
from tests.localcord.world_accounts import Accounts, new_member
from tests.localcord.world_roles import Roles, may_hand_out
from tests.localcord.world_state import Body, found


class Members(Accounts, Roles):
    """Who is in a guild."""

    def add_member(self, guild_id: int, user_id: int) -> Member:
        """A person joins; nothing happens if they are in already."""
        guild = self.guild(guild_id)
        user = self.user(user_id)
        if user_id in guild.members:
            return guild.members[user_id]
        member = new_member(guild, user)
        data = payloads.member(member) | {"guild_id": str(guild_id)}
        # Announced before it is true: a bot that joins hears of that by GUILD_CREATE, not by this.
        self.announce(
            Happening(
                name="GUILD_MEMBER_ADD", data=data, guild_id=guild_id, intent=Intent.GUILD_MEMBERS, author_id=user_id
            )
        )
        guild.members[user_id] = member
        return member

    def add_bot(self, guild_id: int, application_id: int, permissions: int = 0) -> Member:
        """A bot is added to the guild; it gets a role of its own with these permissions, if there are any."""
        guild = self.guild(guild_id)
        application = found(self.applications.get(application_id), 10002)
        if application_id in guild.members:
            return guild.members[application_id]
        member = self.add_member(guild_id, application_id)
        if permissions:
            member.roles.add(self._own_role(guild, application, permissions).id)
        self._tell_of_guild(guild, application_id, joined=True)
        return member

    def remove_member(self, guild_id: int, user_id: int) -> None:
        """A member leaves, or is gone; the owner cannot leave."""
        guild = self.guild(guild_id)
        member = self.member(guild_id, user_id)
        if guild.owner_id == user_id:
            raise refuse(50013)
        del guild.members[user_id]
        for channel in guild.channels.values():
            if channel.thread is not None:
                channel.thread.members.pop(user_id, None)
        if member.user.bot:
            self._tell_of_loss(guild, user_id)
        data = {"guild_id": str(guild_id), "user": payloads.user(member.user)}
        self.announce(
            Happening(
                name="GUILD_MEMBER_REMOVE", data=data, guild_id=guild_id, intent=Intent.GUILD_MEMBERS, author_id=user_id
            )
        )
        for role in [role for role in guild.roles.values() if role.bot_id == user_id]:
            self.remove_role(guild, role)

    def kick(self, by: int, guild_id: int, user_id: int) -> None:
        """Somebody sends a member away."""
        guild, actor = self.require_in_guild(by, guild_id, Permission.KICK_MEMBERS)
        _require_above(guild, actor, self.member(guild_id, user_id))
        self.remove_member(guild_id, user_id)

    def ban(self, by: int, guild_id: int, user_id: int) -> None:
        """Somebody sends a user away for good, whether a member or not."""
        guild, actor = self.require_in_guild(by, guild_id, Permission.BAN_MEMBERS)
        user = self.user(user_id)
        if user_id in guild.members:
            _require_above(guild, actor, guild.members[user_id])
        guild.bans.add(user_id)
        self._tell_of_ban("GUILD_BAN_ADD", guild_id, payloads.user(user))
        if user_id in guild.members:
            self.remove_member(guild_id, user_id)

    def unban(self, by: int, guild_id: int, user_id: int) -> None:
        """Somebody lets a banned user come again."""
        guild, _ = self.require_in_guild(by, guild_id, Permission.BAN_MEMBERS)
        if user_id not in guild.bans:
            raise refuse(10026)
        guild.bans.remove(user_id)
        self._tell_of_ban("GUILD_BAN_REMOVE", guild_id, payloads.user(self.user(user_id)))

    def edit_member(self, by: int, guild_id: int, user_id: int, body: Body) -> Member:
        """Change a member's nickname (`nick`) and roles (`roles`, all of them)."""
        guild, actor = self.require_in_guild(by, guild_id)
        member = self.member(guild_id, user_id)
        form = Form(body)
        nick = form.text("nick", longest=32)
        roles = [form.as_snowflake("roles", value) or 0 for value in form.items("roles", most=250)]
        form.settle()
        if "nick" in body:
            self._require_naming(guild, actor, member)
        if body.get("roles") is not None:
            self._require_granting(guild, actor, [self.role(guild_id, role) for role in set(roles) ^ member.roles])
        with self.views_changing(guild):
            member.nick = (nick or None) if "nick" in body else member.nick
            member.roles = set(roles) if body.get("roles") is not None else member.roles
        self._tell_of_change(guild, member)
        return member

    def give_role(self, by: int, guild_id: int, user_id: int, role_id: int) -> None:
        """Give a member a role that is below one's own."""
        self._change_role(by, guild_id, user_id, role_id, has=True)

    def take_role(self, by: int, guild_id: int, user_id: int, role_id: int) -> None:
        """Take a role from a member."""
        self._change_role(by, guild_id, user_id, role_id, has=False)

    def _change_role(self, by: int, guild_id: int, user_id: int, role_id: int, *, has: bool) -> None:
        guild, actor = self.require_in_guild(by, guild_id)
        member, role = self.member(guild_id, user_id), self.role(guild_id, role_id)
        self._require_granting(guild, actor, [role])
        if (role_id in member.roles) == has:
            return
        with self.views_changing(guild):
            (member.roles.add if has else member.roles.discard)(role_id)
        self._tell_of_change(guild, member)

    def _own_role(self, guild: Guild, application: Application, permissions: int) -> Role:
        role = Role(
            id=self.snowflakes.next(), name=application.name, permissions=permissions, position=1, bot_id=application.id
        )
        guild.roles[role.id] = role
        self._tell_of_role("GUILD_ROLE_CREATE", guild, role)
        return role

    def _require_naming(self, guild: Guild, actor: Member, member: Member) -> None:
        own = actor is member
        needed = Permission.CHANGE_NICKNAME if own else Permission.MANAGE_NICKNAMES
        if needed not in self.guild_permissions(actor.user.id, guild.id):
            raise refuse(50013)
        if not own:
            _require_above(guild, actor, member)

    def _require_granting(self, guild: Guild, actor: Member, roles: list[Role]) -> None:
        if roles and Permission.MANAGE_ROLES not in self.guild_permissions(actor.user.id, guild.id):
            raise refuse(50013)
        for role in roles:
            if role.id == guild.id:
                raise refuse(50028)
            if role.bot_id is not None or not may_hand_out(guild, actor, role):
                raise refuse(50013)

    def _tell_of_change(self, guild: Guild, member: Member) -> None:
        data = payloads.member(member) | {"guild_id": str(guild.id)}
        self.announce_to_bots("GUILD_MEMBER_UPDATE", data, guild.id, exempt=frozenset({member.user.id}))

    def _tell_of_ban(self, name: str, guild_id: int, user: payloads.Data) -> None:
        data = {"guild_id": str(guild_id), "user": user}
        self.announce(Happening(name=name, data=data, guild_id=guild_id, intent=Intent.GUILD_MODERATION))


def _require_above(guild: Guild, actor: Member, target: Member) -> None:
    if target.user.id == guild.owner_id or rank(guild, actor) <= rank(guild, target):
        raise refuse(50013)
