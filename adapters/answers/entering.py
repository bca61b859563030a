"""The direct answers to what is said on the way into a restricted assembly."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from adapters.documents import Document
from adapters.setting import Setting, say
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.commands import Command
from deliberation.events import Event


def _asked(_command: cmd.AskEntry, events: Sequence[Event], at: Setting) -> Document:
    if any(isinstance(event, ev.EntryGiven) for event in events):
        return say(f"You take part in {at.here} now. To see what is open: ", at.type("status"))
    if not events:
        return say(
            f"You have asked already, and the room of {at.here} has read it. As soon as you are welcomed, I write to"
            " you."
        )
    return say(
        f"The room of {at.here} reads now that you ask to take part, and no more. As soon as you are welcomed, I write"
        " to you."
    )


def _welcomed(command: cmd.Welcome, events: Sequence[Event], at: Setting) -> Document:
    who = at.name(command.person)
    if any(isinstance(event, ev.EntryGiven) for event in events):
        return say(f"Recorded: {who} takes part in {at.here} now.")
    return say(f"Recorded: you welcome {who}. Others here must too; the message that says that {who} asks shows how"
               " many.")  # fmt: skip


ANSWERS: Final[Mapping[type[Command], Callable[[Any, Sequence[Event], Setting], Document]]] = MappingProxyType(
    {cmd.AskEntry: _asked, cmd.Welcome: _welcomed}
)
