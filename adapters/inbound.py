"""Everything that comes in from a platform, in our own words, before anything else of the program sees it.

An adapter makes these values and hands them over in ``Batch``es, in the order in which it received them. It decides
nothing: who may do what, and what it means, is for others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deliberation.ids import VenueId


@dataclass(frozen=True, slots=True)
class Account:
    """A user on a platform and the name that it shows there (cleaned; the id where there is none)."""

    platform: str
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """Somebody used a command.

    ``name`` is as they typed it. ``arguments`` are texts by parameter name (``adapters.grammar`` splits a typed line
    into them). ``source`` is the platform's id of the message. ``private`` says that it was written in a private room
    with the bot, and then ``venue`` is that room. ``reply_to`` is the message it replies to. ``administers`` says
    whether the account administers the venue on its platform; ``present`` who is in the venue now; both are filled in
    only for commands that the table marks as needing them, and ``present`` may be left out for who does not administer.
    ``aside`` says that the platform waits for an answer to ``source`` which only the asker will see. ``about`` is what
    the message replied to says that it is about (``Document.about``): a button can be pressed before it is known that
    the message has gone out.
    """

    account: Account
    venue: VenueId
    source: str
    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    private: bool = False
    reply_to: str = ""
    administers: bool = False
    present: tuple[Account, ...] = ()
    aside: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Somebody replied to a message of ours in plain words, with no command: perhaps the reason for a block."""

    account: Account
    venue: VenueId
    source: str
    text: str
    reply_to: str
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """Somebody put a reaction on a message. ``key`` is folded (``adapters.reactions``).

    ``source`` is its own id. On a platform that gives reactions no ids it is empty, and ``mark`` is the very thing that
    was put there (``key`` before it was folded): an account has each mark on a message once at most, so that message,
    account and mark name the one that stands now. ``bot.occurrences`` gives it an id of ours.
    """

    account: Account
    venue: VenueId
    source: str
    message: str
    key: str
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreacted:
    """A reaction, ``lifted``, was taken away, ``by`` that account; it is empty where that cannot be known.

    Where reactions have no ids, ``lifted`` is empty, and ``message``, ``account`` and ``mark`` name it.
    """

    platform: str
    venue: VenueId
    source: str
    lifted: str
    by: str
    message: str = ""
    account: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """Somebody with power over the venue took everybody's reactions off a message: all, or those of these ``marks``."""

    platform: str
    venue: VenueId
    source: str
    message: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Somebody joined a venue."""

    account: Account
    venue: VenueId
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """Somebody left a venue, or was kicked or banned: ``put_out``, where that can be known and was not our doing."""

    account: Account
    venue: VenueId
    source: str
    put_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Who is in a venue now, all of them (without the bot): after a gap, to set things right."""

    platform: str
    venue: VenueId
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueGained:
    """The bot was invited into a venue and has joined it. ``private``: it is a private room with ``invited_by``."""

    invited_by: Account
    venue: VenueId
    source: str
    private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueLost:
    """The bot was put out of a venue, or it was deleted."""

    platform: str
    venue: VenueId
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorLost:
    """What lets people into a venue and says who is in it is gone (a role was deleted): it must be made anew."""

    platform: str
    venue: VenueId
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueReplaced:
    """A venue was genuinely replaced by another (a room upgrade), which the bot has joined."""

    platform: str
    venue: VenueId
    successor: VenueId
    source: str
    present: tuple[Account, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeleted:
    """A message was deleted; it may have been a card of ours."""

    platform: str
    venue: VenueId
    source: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A message could not be decrypted: its sender should be told. ``private``: it was written to the bot alone."""

    account: Account
    venue: VenueId
    source: str
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """Somebody changed, in a private room, a message of theirs to the bot. It is not read again; they should know."""

    account: Account
    venue: VenueId
    source: str
    message: str


Inbound = (
    Invocation
    | Said
    | Reacted
    | Unreacted
    | Swept
    | Entered
    | Departed
    | Present
    | VenueGained
    | VenueLost
    | DoorLost
    | VenueReplaced
    | MessageDeleted
    | Unreadable
    | Revised
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What arrived together, in order. ``cursor`` is committed with it, so that it is neither lost nor repeated.

    ``gaps`` names the venues in which something may have been missed: reactions and membership there are set right
    before anything that is due is closed. ``heard`` names the communities (``Platform.community_of``) from which
    something would have come by now if there had been anything.
    """

    platform: str
    items: tuple[Inbound, ...] = ()
    cursor: str = ""
    gaps: frozenset[VenueId] = frozenset()
    heard: frozenset[str] = frozenset()
