"""What the intake takes: everything that comes in from platforms, and commands of the program's own."""

from collections.abc import Iterable
from dataclasses import dataclass

from adapters import inbound as came
from adapters.inbound import Account, Inbound
from deliberation.commands import Command
from deliberation.ids import AssemblyId


@dataclass(frozen=True, slots=True)
class Internal:
    """A command of the program's own: a tick, an absence."""

    assembly: AssemblyId
    command: Command


Item = Inbound | Internal


def source_of(item: Item) -> tuple[str, str] | None:
    """Give the platform's own name of what came in, by which it counts once; ``None`` where repeating does no harm."""
    match item:
        case came.Reacted(source=""):
            return None
        case came.Unreacted() | came.Swept() | came.VenueLost() | came.DoorLost() | came.VenueReplaced():
            return item.platform, item.source
        case came.MessageDeleted():
            return item.platform, item.source
        case came.Present() | Internal():
            return None
        case came.VenueGained():
            return item.invited_by.platform, item.source
        case _:
            return item.account.platform, item.source


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
            case came.Reacted() | came.Said() | came.Entered() | came.Departed() | came.Unreadable():
                yield item.account
            case _:
                pass
