"""What the intake takes: everything that comes in from platforms, and commands of the program's own."""

from collections.abc import Iterable
from dataclasses import dataclass

from adapters import inbound as came
from adapters.commands import find
from adapters.inbound import Account, Inbound
from adapters.personal.asking import ASKED as PERSONAL
from deliberation.commands import Command
from deliberation.ids import AssemblyId


@dataclass(frozen=True, slots=True)
class Internal:
    """A command of the program's own: a tick, an absence."""

    assembly: AssemblyId
    command: Command


@dataclass(frozen=True, slots=True)
class Wave:
    """Commands about places of some members, to be carried out together and in this order (``bot.roster.waves``)."""

    commands: tuple[tuple[AssemblyId, Command], ...]


@dataclass(frozen=True, slots=True)
class Attend:
    """What is due of an assembly's ballots is to be done (``bot.polling.attending``), after all else that is due."""

    assembly: AssemblyId


Item = Inbound | Internal | Wave | Attend


def source_of(item: Item) -> tuple[str, str] | None:
    """Give the platform's own name of what came in, by which it counts once; ``None`` where repeating does no harm."""
    match item:
        case came.Reacted(source=""):
            return None
        case came.Unreacted() | came.Swept() | came.VenueLost() | came.DoorLost() | came.VenueReplaced():
            return item.platform, item.source
        case came.MessageDeleted():
            return item.platform, item.source
        case came.Present() | Internal() | Wave() | Attend():
            return None
        case came.VenueGained():
            return item.invited_by.platform, item.source
        case _:
            return item.account.platform, item.source


def is_alone(item: Item) -> bool:
    """Whether something is worked out and written by itself: it may change who is who, for all that comes after it."""
    spec = find(item.name) if isinstance(item, came.Invocation) else None
    return spec is not None and spec.name in PERSONAL


def parts_of(items: Iterable[Item]) -> list[list[Item]]:
    """Divide what came in into what is written together, in its order; there is always one part."""
    parts: list[list[Item]] = [[]]
    for item in items:
        if parts[-1] and (is_alone(item) or is_alone(parts[-1][-1])):
            parts.append([])
        parts[-1].append(item)
    return parts


def accounts_in(items: Iterable[Item]) -> Iterable[Account]:
    """List the accounts that came with these items."""
    for item in items:
        match item:
            case came.Present():
                yield from item.accounts
            case came.VenueReplaced():
                yield from item.present
            case came.VenueGained():
                yield item.invited_by
            case came.Invocation():
                yield item.account
                yield from item.present
            case came.Reacted() | came.Said() | came.Entered() | came.Departed() | came.Unreadable() | came.Revised():
                yield item.account
            case _:
                pass
