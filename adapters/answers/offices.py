"""The direct answers to what is said about offices and acts."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.offices import mandated
from adapters.documents import Document
from adapters.setting import Setting, say
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.commands import Command
from deliberation.events import Event


def _statement(command: cmd.MakeStatement, _events: Sequence[Event], _at: Setting) -> Document:
    return say(
        f"Recorded: your statement stands on the card of R{command.petition}. You can change it until it is over."
    )


ANSWERS: Final[Mapping[type[Command], Callable[[Any, Sequence[Event], Setting], Document]]] = MappingProxyType(
    {cmd.MakeStatement: _statement}
)


def _acted(event: ev.ActRecorded, at: Setting) -> str:
    act = at.assembly.acts[event.act] if at.assembly is not None else None
    how = f" {mandated(act)}" if act is not None else ""
    return f"Recorded as O{event.act}.{how} Everyone in {at.here} is told."


TOLD: Final[Mapping[type[Event], Callable[[Any, Setting], str]]] = MappingProxyType(
    {
        ev.ActRecorded: _acted,
        ev.OfficeFilled: lambda event, at: f"Done: {at.name(event.person)} is {event.office} of {at.here} now.",
        ev.OfficeVacated: lambda event, at: f"Done: you are no longer {event.office} of {at.here}.",
    }
)
"""What is said to whoever waits for an answer of their own, of what the rooms are told."""
