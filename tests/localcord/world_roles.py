"""Roles: making, changing, moving, deleting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.localcord import payloads
from tests.localcord.forms import Form
from tests.localcord.happenings import Happening, Intent
from tests.localcord.model import Guild, Member, Role
from tests.localcord.permissions import ALL, Permission, in_guild, rank
from tests.localcord.refusals import refuse
from tests.localcord.world_views import Views

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.localcord.world_state import Body


MOST_ROLES = 250


class Roles(Views):
    """A guild's roles."""

    def create_role(self, by: int, guild_id: int, body: Body) -> Role:
        """A new role, at the bottom. Nobody can give it permissions that they do not have."""
        guild, actor = self.require_in_guild(by, guild_id, Permission.MANAGE_ROLES)
        if len(guild.roles) >= MOST_ROLES:
            raise refuse(30005)
        role = Role(id=0, name="new role", position=1, permissions=guild.roles[guild.id].permissions)
        _fill(role, body, guild, actor)
        role.id = self.snowflakes.next()
        guild.roles[role.id] = role
        self._tell_of_role("GUILD_ROLE_CREATE", guild, role)
        return role

    def edit_role(self, by: int, guild_id: int, role_id: int, body: Body) -> Role:
        """Change a role below one's own."""
        guild, actor = self.require_in_guild(by, guild_id, Permission.MANAGE_ROLES)
        role = self.role(guild_id, role_id)
        _require_above(guild, actor, role)
        with self.views_changing(guild):
            _fill(role, body, guild, actor)
        self._tell_of_role("GUILD_ROLE_UPDATE", guild, role)
        return role

    def move_roles(self, by: int, guild_id: int, positions: Sequence[tuple[int, int]]) -> list[Role]:
        """Put roles at new positions (role id, position); the others make room and keep their order."""
        guild, actor = self.require_in_guild(by, guild_id, Permission.MANAGE_ROLES)
        moved = {self.role(guild_id, role_id).id: position for role_id, position in positions}
        for role_id, position in moved.items():
            if role_id == guild.id:
                raise refuse(50028)
            _require_above(guild, actor, guild.roles[role_id])
            if position >= rank(guild, actor)[0]:
                raise refuse(50013)
        before = {role.id: role.position for role in guild.roles.values()}
        _renumber(guild, moved)
        for role in guild.roles.values():
            if role.position != before[role.id]:
                self._tell_of_role("GUILD_ROLE_UPDATE", guild, role)
        return list(guild.roles.values())

    def delete_role(self, by: int, guild_id: int, role_id: int) -> None:
        """Delete a role; members lose it, channels forget it."""
        guild, actor = self.require_in_guild(by, guild_id, Permission.MANAGE_ROLES)
        role = self.role(guild_id, role_id)
        if role.id == guild.id or role.bot_id is not None:
            raise refuse(50028)
        _require_above(guild, actor, role)
        self.remove_role(guild, role)

    def remove_role(self, guild: Guild, role: Role) -> None:
        """The role ceases to be, whoever wants it."""
        with self.views_changing(guild):
            del guild.roles[role.id]
            for member in guild.members.values():
                member.roles.discard(role.id)
            for channel in guild.channels.values():
                channel.overwrites.pop(role.id, None)
        data = {"guild_id": str(guild.id), "role_id": str(role.id)}
        self.announce(Happening(name="GUILD_ROLE_DELETE", data=data, guild_id=guild.id, intent=Intent.GUILDS))

    def _tell_of_role(self, name: str, guild: Guild, role: Role) -> None:
        data = {"guild_id": str(guild.id), "role": payloads.role(role)}
        self.announce(Happening(name=name, data=data, guild_id=guild.id, intent=Intent.GUILDS))


def may_hand_out(guild: Guild, actor: Member, role: Role) -> bool:
    """Whether the member stands above this role."""
    return rank(guild, actor) > (role.position, -role.id)


def _require_above(guild: Guild, actor: Member, role: Role) -> None:
    if role.id != guild.id and not may_hand_out(guild, actor, role):
        raise refuse(50013)


def _fill(role: Role, body: Body, guild: Guild, actor: Member) -> None:
    form = Form(body)
    name = form.text("name", longest=100, shortest=1)
    granted = form.whole("permissions", least=0, most=(1 << 63) - 1)
    colour = form.whole("color", least=0, most=0xFFFFFF)
    if isinstance(body.get("colors"), dict):
        colour = form.part("colors", body["colors"]).whole("primary_color", least=0, most=0xFFFFFF)
    hoist, mentionable = form.boolean("hoist"), form.boolean("mentionable")
    form.settle()
    if granted is not None:
        own = in_guild(guild, actor)
        if own != ALL and (granted & ~role.permissions) & ~own:
            raise refuse(50013)
        role.permissions = granted
    role.name = role.name if name is None else name
    role.colour = role.colour if colour is None else colour
    role.hoist = role.hoist if hoist is None else hoist
    role.mentionable = role.mentionable if mentionable is None else mentionable


def _renumber(guild: Guild, moved: dict[int, int]) -> None:
    others = sorted(
        (role for role in guild.roles.values() if role.id != guild.id and role.id not in moved),
        key=lambda role: (role.position, -role.id),
    )
    for role_id, position in sorted(moved.items(), key=lambda item: item[1]):
        others.insert(max(position - 1, 0), guild.roles[role_id])
    for position, role in enumerate(others, start=1):
        role.position = position
