"""What the bot must be allowed to do on a server, what each permission is for, and who can give it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord

if TYPE_CHECKING:
    from collections.abc import Sequence

GuildChannel = discord.abc.GuildChannel | discord.Thread
"""Where people can be in a server."""

WHO: Final = "Somebody who manages this server can give me that, under Server Settings, Roles, at my own role"


@dataclass(frozen=True, slots=True)
class Right:
    """A permission: discord.py's name for it, Discord's own, and what for."""

    flag: str
    name: str
    why: str


SEE: Final = Right("view_channel", "View Channels", "to see what is said and done here")
READ: Final = Right("read_message_history", "Read Message History", "to find my own cards again")
SEND: Final = Right("send_messages", "Send Messages", "to post what is proposed and decided")
SEND_IN_THREADS: Final = Right(
    "send_messages_in_threads", "Send Messages in Threads", "to post what is proposed and decided"
)
ROLES: Final = Right("manage_roles", "Manage Roles", "to keep the role of those who take part")
EMBEDS: Final = Right("embed_links", "Embed Links", "to draw cards, else I write them as plain text")
REACT: Final = Right("add_reactions", "Add Reactions", "to put the reactions to tap under a card")
TIDY: Final = Right(
    "manage_messages",
    "Manage Messages",
    "to take away reactions that a later word superseded (they do not count), and secret ballots typed by mistake",
)
ATTACH: Final = Right("attach_files", "Attach Files", "to hand over files, such as minutes; else I leave them out")
CHANNELS: Final = Right("manage_channels", "Manage Channels", "to make channels for assemblies that have none")
WAY_IN: Final = Right("create_instant_invite", "Create Invite", "to show people the way in who have a place here")
EVENTS: Final = Right("create_events", "Create Events", "to show moots in the server's list of events")

BEYOND: Final = (CHANNELS, WAY_IN, EVENTS)
"""What an assembly can well do without."""
ALL: Final = (SEE, READ, SEND, SEND_IN_THREADS, ROLES, EMBEDS, REACT, TIDY, ATTACH, *BEYOND)


def permissions() -> discord.Permissions:
    """Give all that the bot asks for, and nothing else."""
    return discord.Permissions(**{right.flag: True for right in ALL})


def invite_link(application_id: int) -> str:
    """Give the address under which somebody who manages a server takes the bot into it."""
    return discord.utils.oauth_url(application_id, permissions=permissions(), scopes=("bot", "applications.commands"))


def lacking(channel: GuildChannel, me: discord.Member, *, public: bool) -> list[str]:
    """Say which permissions are wanting without which no assembly can meet there; nothing, where all is well.

    ``public`` says that a role tells who takes part, because everybody can see the channel.
    """
    return _words(channel, me, (SEE, READ, _sending(channel), *((ROLES,) if public else ())))


def wanting(channel: GuildChannel, me: discord.Member) -> list[str]:
    """Say which permissions are wanting that would be nice to have."""
    return _words(channel, me, (EMBEDS, REACT, TIDY, ATTACH))


def beyond(me: discord.Member) -> list[str]:
    """Say which permissions are wanting that an assembly can well do without: what they are for is not done then."""
    mine = me.guild_permissions
    return [f"“{right.name}” ({right.why})" for right in BEYOND if not getattr(mine, right.flag)]


def request(lacking: Sequence[str], *, to: str = "do that here") -> str:
    """Ask for what is lacking, in a sentence."""
    return f"To {to} I need {'; '.join(lacking)}. {WHO}, or in the settings of this channel."


def asked(*rights: Right) -> str:
    """Say in an imperative what would allow something."""
    names = [f"“{right.name}”" for right in rights]
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"give me the permission{'s' if len(names) > 1 else ''} {listed} there"


def sees(channel: GuildChannel, me: discord.Member) -> bool:
    """Whether the bot sees a channel and what was said there: otherwise it is as good as not there."""
    mine = _mine(channel, me)
    return mine.view_channel and mine.read_message_history


def administers(member: discord.Member) -> bool:
    """Whether somebody administers the server: may they do with it and its channels as they like."""
    return member.guild_permissions.manage_guild


def may(right: Right, channel: GuildChannel, me: discord.Member) -> bool:
    """Whether the bot may do something in a channel."""
    return bool(getattr(_mine(channel, me), right.flag))


def _words(channel: GuildChannel, me: discord.Member, rights: Sequence[Right]) -> list[str]:
    mine = _mine(channel, me)
    # In a channel this bit means "Manage Permissions"; making roles needs it in the server.
    mine.update(manage_roles=me.guild_permissions.manage_roles)
    return [f"the permission “{right.name}” ({right.why})" for right in rights if not getattr(mine, right.flag)]


def _mine(channel: GuildChannel, me: discord.Member) -> discord.Permissions:
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return discord.Permissions.none()
    return channel.permissions_for(me)


def _sending(channel: GuildChannel) -> Right:
    return SEND_IN_THREADS if isinstance(channel, discord.Thread) else SEND
