"""Invitations: making them, and coming into a guild by them."""

from __future__ import annotations

import secrets

from tests.localcord import snowflakes
from tests.localcord.forms import Form
from tests.localcord.model import Invite, Member
from tests.localcord.permissions import Permission
from tests.localcord.refusals import refuse
from tests.localcord.world_members import Members
from tests.localcord.world_state import Body, found

MOST_INVITES = 1_000
USUAL_AGE = 86_400


class Invites(Members):
    """Who may come."""

    def create_invite(self, by: int, channel_id: int, body: Body) -> Invite:
        """Invite to the guild of a channel. Unless it is to be `unique`, one's own of the same kind is given again."""
        channel = self.require(by, channel_id, Permission.CREATE_INSTANT_INVITE)
        if channel.guild_id is None:
            raise refuse(50024)
        form = Form(body)
        age = form.whole("max_age", least=0, most=5_184_000)
        uses = form.whole("max_uses", least=0, most=100)
        unique = form.boolean("unique")
        form.settle()
        kind = (USUAL_AGE if age is None else age, uses or 0)
        for invite in self.invites.values():
            if not unique and (invite.channel_id, invite.by, invite.max_age, invite.max_uses) == (
                channel_id,
                by,
                *kind,
            ):
                return invite
        if sum(invite.guild_id == channel.guild_id for invite in self.invites.values()) >= MOST_INVITES:
            raise refuse(30016)
        invite = Invite(
            code=secrets.token_urlsafe(6),
            guild_id=channel.guild_id,
            channel_id=channel_id,
            by=by,
            max_age=kind[0],
            max_uses=kind[1],
            created_at=snowflakes.now(),
        )
        self.invites[invite.code] = invite
        return invite

    def use_invite(self, user_id: int, code: str) -> Member:
        """Somebody comes into a guild by an invitation."""
        invite = found(self.invites.get(code), 10006)
        member = self.add_member(invite.guild_id, user_id)
        invite.uses += 1
        return member
