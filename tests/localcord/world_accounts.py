"""Users, applications, and guilds as wholes."""

from __future__ import annotations

import base64
import secrets

from tests.localcord import payloads, snowflakes
from tests.localcord.happenings import Happening, Intent
from tests.localcord.model import Application, Emoji, Guild, Member, Role, User
from tests.localcord.permissions import EVERYONE
from tests.localcord.refusals import Refused, refuse
from tests.localcord.world_state import State, found

PRIVILEGED = frozenset({"members", "presences", "message_content"})


class Accounts(State):
    """Who and what there is."""

    def new_user(self, name: str, *, global_name: str | None = None) -> User:
        """A person's account."""
        user = User(id=self.snowflakes.next(), name=name, global_name=global_name)
        self.users[user.id] = user
        return user

    def new_application(self, name: str, *, privileged: set[str] | frozenset[str] = frozenset()) -> Application:
        """A bot's application with its bot user. `privileged`: of "members", "presences" and "message_content"."""
        if privileged - PRIVILEGED:
            raise ValueError(f"no such privileged intents: {sorted(privileged - PRIVILEGED)}")
        owner = self.new_user(f"owner-of-{name}".lower().replace(" ", "-"))
        user = User(id=self.snowflakes.next(), name=name, bot=True)
        self.users[user.id] = user
        application = Application(
            id=user.id, name=name, user=user, token="", owner_id=owner.id, privileged=set(privileged)
        )
        self.applications[application.id] = application
        self.reset_token(application.id)
        return application

    def reset_token(self, application_id: int) -> str:
        """A new token; the old one is worth nothing from now on."""
        application = found(self.applications.get(application_id), 10002)
        self.tokens.pop(application.token, None)
        # Discord's form: the id in base64, and two parts that mean nothing to others.
        first = base64.b64encode(str(application.id).encode()).decode().rstrip("=")
        application.token = f"{first}.{secrets.token_urlsafe(4)}.{secrets.token_urlsafe(28)}"
        self.tokens[application.token] = application
        return application.token

    def new_guild(self, name: str, owner_id: int) -> Guild:
        """A guild with its owner and @everyone, who may what Discord gives in new guilds; without channels."""
        owner = self.user(owner_id)
        guild = Guild(id=self.snowflakes.next(), name=name, owner_id=owner_id)
        guild.roles[guild.id] = Role(id=guild.id, name="@everyone", permissions=int(EVERYONE))
        self.guilds[guild.id] = guild
        guild.members[owner_id] = new_member(guild, owner)
        if owner.bot:
            self._tell_of_guild(guild, owner_id, joined=True)
        return guild

    def delete_guild(self, by: int, guild_id: int) -> None:
        """The owner deletes the guild."""
        guild = self.guild(guild_id)
        if guild.owner_id != by:
            raise refuse(50013)
        bots = self.bots_in(guild_id)
        for channel_id in guild.channels:
            del self.channels[channel_id]
        del self.guilds[guild_id]
        for bot in bots:
            self._tell_of_loss(guild, bot)

    def set_unavailable(self, guild_id: int) -> None:
        """An outage of this guild begins: nothing can be done in it, and nothing is heard of it."""
        guild = self.guild(guild_id)
        guild.unavailable = True
        for bot in self.bots_in(guild_id):
            self._tell_of_loss(guild, bot, outage=True)

    def set_available(self, guild_id: int) -> None:
        """The outage ends."""
        guild = found(self.guilds.get(guild_id), 10004)
        guild.unavailable = False
        for bot in self.bots_in(guild_id):
            self._tell_of_guild(guild, bot, joined=False)

    def add_emoji(self, guild_id: int, name: str, *, animated: bool = False) -> Emoji:
        """A new emoji of the guild's own."""
        guild = self.guild(guild_id)
        emoji = Emoji(id=self.snowflakes.next(), name=name, animated=animated)
        guild.emojis[emoji.id or 0] = emoji
        data = {"guild_id": str(guild_id), "emojis": [payloads.guild_emoji(each) for each in guild.emojis.values()]}
        self.announce(
            Happening(name="GUILD_EMOJIS_UPDATE", data=data, guild_id=guild_id, intent=Intent.GUILD_EXPRESSIONS)
        )
        return emoji

    def _tell_of_guild(self, guild: Guild, bot: int, *, joined: bool) -> None:
        data = payloads.guild_create(self, guild, bot, joined=joined)
        self.announce(Happening(name="GUILD_CREATE", data=data, guild_id=guild.id, only_to=bot, intent=Intent.GUILDS))

    def _tell_of_loss(self, guild: Guild, bot: int, *, outage: bool = False) -> None:
        data = payloads.unavailable_guild(guild, outage=outage)
        self.announce(Happening(name="GUILD_DELETE", data=data, guild_id=guild.id, only_to=bot, intent=Intent.GUILDS))


def new_member(guild: Guild, user: User) -> Member:
    """The user as a member from now on."""
    if user.id in guild.bans:
        raise Refused(403, 40007, "The user is banned from this guild.")
    return Member(guild_id=guild.id, user=user, joined_at=snowflakes.timestamp(snowflakes.now()))
