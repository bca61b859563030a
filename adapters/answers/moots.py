"""The direct answers to what is said about moots."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.moots import name_of_moot
from adapters.documents import Document
from adapters.phrases import moment
from adapters.setting import Setting, say
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.commands import Command
from deliberation.events import Event
from deliberation.moots import Moot, MootState


def _moot(number: int, at: Setting) -> Moot:
    assert at.assembly is not None  # noqa: S101 - what succeeded was done in an assembly
    return at.assembly.moots[number]


def _coming(command: cmd.TellComing, events: Sequence[Event], at: Setting) -> Document:
    moot = _moot(command.moot, at)
    already = "" if events else "That is recorded already: "
    if moot.state is MootState.OPEN:
        said = f"you are at {name_of_moot(moot)}. To ask for the word: "
        return say(f"{already or 'Recorded: '}{said}", at.type("hand"))
    said = f"you come to {name_of_moot(moot)}, "
    return say(f"{already or 'Recorded: '}{said}", moment(moot.starts_at, at.assembly), ". If you cannot after all: ",
               at.type(f"not-coming M{moot.number}"))  # fmt: skip


def _not_coming(command: cmd.WithdrawComing, events: Sequence[Event], at: Setting) -> Document:
    name = name_of_moot(_moot(command.moot, at))
    if not events:
        return say(f"You had not said that you come to {name}, so there is nothing to take back.")
    return say(f"Recorded: you do not come to {name}.")


def _hand(command: cmd.RaiseHand, _events: Sequence[Event], at: Setting) -> Document:
    held = at.assembly.open_moot if at.assembly else None
    order = held.order if held is not None else ()
    if command.actor not in order:
        return say("Recorded.")
    before = order.index(command.actor)
    place = "You are next." if before == 0 else f"{before} before you; whoever has not spoken yet goes first."
    return say(f"Your hand is up. {place}")


def _lowered(_command: cmd.LowerHand, _events: Sequence[Event], _at: Setting) -> Document:
    return say("Your hand is down.")


ANSWERS: Final[Mapping[type[Command], Callable[[Any, Sequence[Event], Setting], Document]]] = MappingProxyType(
    {
        cmd.TellComing: _coming,
        cmd.WithdrawComing: _not_coming,
        cmd.RaiseHand: _hand,
        cmd.LowerHand: _lowered,
    }
)

TOLD: Final[Mapping[type[Event], Callable[[Any, Setting], str]]] = MappingProxyType(
    {
        ev.MootCalled: lambda event, at: f"Recorded as M{event.moot}. Everyone in {at.here} can read it now.",
        ev.MootMoved: lambda event, _at: f"Recorded: M{event.moot} is set to that time. Whoever comes is told.",
        ev.MootCancelled: lambda event, _at: f"Recorded: M{event.moot} is called off. Whoever comes is told.",
        ev.MootOpened: lambda event, _at: f"Done: M{event.moot} is open.",
        ev.MinuteTaken: lambda _event, _at: "Noted.",
        ev.MootClosed: lambda event, _at: f"Done: M{event.moot} is closed, and its minutes are posted.",
    }
)
"""What is said to whoever waits for an answer of their own, of what the rooms are told."""
