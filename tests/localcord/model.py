"""What Discord keeps: users, applications, guilds, channels, messages. Mutable, without behaviour of its own.

Ids are ints here and strings in payloads. Only `World` changes these objects: of a change made elsewhere nobody hears.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, Final

from tests.localcord import snowflakes


class ChannelType(IntEnum):
    """The kinds of channels that this Discord has."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12


THREADS: Final = frozenset({ChannelType.ANNOUNCEMENT_THREAD, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD})
WRITABLE: Final = THREADS | {ChannelType.TEXT, ChannelType.DM, ChannelType.VOICE, ChannelType.ANNOUNCEMENT}


class MessageFlag:
    """Bits of `Message.flags`."""

    SUPPRESS_EMBEDS: Final = 1 << 2
    HAS_THREAD: Final = 1 << 5
    EPHEMERAL: Final = 1 << 6
    LOADING: Final = 1 << 7
    SUPPRESS_NOTIFICATIONS: Final = 1 << 12
    COMPONENTS_V2: Final = 1 << 15


class MessageType(IntEnum):
    """The kinds of messages that this Discord writes."""

    DEFAULT = 0
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER = 21


@dataclass(slots=True, kw_only=True)
class User:
    """A person's or a bot's account."""

    id: int
    name: str
    global_name: str | None = None
    bot: bool = False
    dms_closed: bool = False
    """This user takes no direct messages."""


@dataclass(slots=True, kw_only=True)
class Application:
    """A bot's application; its id is its bot user's id."""

    id: int
    name: str
    user: User
    token: str
    owner_id: int
    privileged: set[str] = field(default_factory=set)
    """Which privileged intents are switched on: "members", "presences", "message_content"."""
    commands: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Global application commands, by id."""
    guild_commands: dict[int, dict[int, dict[str, Any]]] = field(default_factory=dict)
    """Application commands of single guilds: guild id, then command id."""

    @property
    def flags(self) -> int:
        """The application's public flags: for each privileged intent the bit of the "limited" (unverified) form."""
        bits = {"presences": 1 << 13, "members": 1 << 15, "message_content": 1 << 19}
        return sum(bits[name] for name in self.privileged)


@dataclass(slots=True, kw_only=True)
class Role:
    """A guild's role; the one with the guild's own id is @everyone."""

    id: int
    name: str
    permissions: int = 0
    position: int = 0
    colour: int = 0
    hoist: bool = False
    mentionable: bool = False
    bot_id: int | None = None
    """Set for a role that Discord manages for a bot."""


@dataclass(slots=True, kw_only=True)
class Member:
    """A user in a guild."""

    guild_id: int
    user: User
    joined_at: str
    nick: str | None = None
    roles: set[int] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Emoji:
    """A unicode emoji (`id` is None, `name` is the emoji itself), or a guild's own."""

    name: str
    id: int | None = None
    animated: bool = False

    @property
    def key(self) -> int | str:
        """What makes it the same emoji."""
        return self.name if self.id is None else self.id


@dataclass(slots=True, kw_only=True)
class Overwrite:
    """A channel's own permissions for a role (`kind` 0) or a member (`kind` 1)."""

    id: int
    kind: int
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, kw_only=True)
class ThreadState:
    """What a thread has beyond a channel."""

    owner_id: int
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    auto_archive_minutes: int = 1440
    archive_changed_at: str = ""
    members: dict[int, str] = field(default_factory=dict)
    """User id → when they joined the thread."""
    total_messages: int = 0


@dataclass(slots=True, kw_only=True)
class Channel:
    """A guild's channel, a thread (`thread` is set, `parent_id` names its channel), or a DM (`recipients`)."""

    id: int
    type: ChannelType
    name: str = ""
    guild_id: int | None = None
    parent_id: int | None = None
    position: int = 0
    topic: str | None = None
    nsfw: bool = False
    slowmode_seconds: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    recipients: tuple[int, ...] = ()
    thread: ThreadState | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    """Every message that was not deleted, oldest first, those for one person only among them."""
    last_message_id: int | None = None


@dataclass(slots=True, kw_only=True)
class Reaction:
    """One emoji under a message, and who gave it, in that order."""

    emoji: Emoji
    normal: list[int] = field(default_factory=list)
    burst: list[int] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Reference:
    """What a message answers to."""

    channel_id: int
    message_id: int | None
    guild_id: int | None = None
    type: int = 0


@dataclass(slots=True, kw_only=True)
class Attachment:
    """A file that was sent along."""

    id: int
    filename: str
    content: bytes
    content_type: str | None = None
    description: str | None = None


@dataclass(slots=True, kw_only=True)
class Message:
    """A message; `embeds`, `components` and `interaction_metadata` are kept as Discord writes them."""

    id: int
    channel_id: int
    author_id: int
    type: MessageType = MessageType.DEFAULT
    guild_id: int | None = None
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    tts: bool = False
    nonce: str | int | None = None
    reference: Reference | None = None
    mentions: list[int] = field(default_factory=list)
    """The users whom it mentions (and notifies), as allowed_mentions permitted."""
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    reactions: list[Reaction] = field(default_factory=list)
    edited_at: str | None = None
    ephemeral_for: int | None = None
    """Set if only this one user sees it."""
    application_id: int | None = None
    webhook_id: int | None = None
    interaction_metadata: dict[str, Any] | None = None
    thread_id: int | None = None

    @property
    def created_at(self) -> str:
        """When it was sent."""
        return snowflakes.timestamp(snowflakes.moment(self.id))


class EventStatus(IntEnum):
    """How a scheduled event stands."""

    SCHEDULED = 1
    ACTIVE = 2
    COMPLETED = 3
    CANCELED = 4


@dataclass(slots=True, kw_only=True)
class ScheduledEvent:
    """Something that is going to be, elsewhere than in a channel; times are as Discord writes them."""

    id: int
    guild_id: int
    creator_id: int
    name: str
    starts_at: str
    ends_at: str
    location: str
    description: str | None = None
    status: EventStatus = EventStatus.SCHEDULED


@dataclass(slots=True, kw_only=True)
class Guild:
    """A guild, with all that is in it; its threads are among its channels."""

    id: int
    name: str
    owner_id: int
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    emojis: dict[int, Emoji] = field(default_factory=dict)
    bans: set[int] = field(default_factory=set)
    events: dict[int, ScheduledEvent] = field(default_factory=dict)
    unavailable: bool = False
    """An outage: bots are told GUILD_DELETE with unavailable, and every request about it is refused."""


@dataclass(slots=True, kw_only=True)
class Invite:
    """A way into a guild, by way of a channel; 0 stands for no end of its time or its uses."""

    code: str
    guild_id: int
    channel_id: int
    by: int
    max_age: int
    max_uses: int
    created_at: datetime
    uses: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that comes with a request; `id` is its place, to which the body's `attachments` may refer."""

    filename: str
    content: bytes
    content_type: str | None = None
    id: int = 0
