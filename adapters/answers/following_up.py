"""The direct answers to what is said after a decision, in readings of the room and in go-rounds."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.following_up import name_of_action
from adapters.documents import Document
from adapters.phrases import NOBODY_KNOWN
from adapters.setting import Setting, say
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.commands import Command
from deliberation.events import Event


def _named(number: int, at: Setting) -> str:
    found = at.assembly.actions.get(number) if at.assembly else None
    return name_of_action(found) if found is not None else f"A{number}"


def _done(command: cmd.FinishAction, _events: Sequence[Event], at: Setting) -> Document:
    return say(f"Recorded: {_named(command.action, at)} is done. If it is not after all: ",
               at.type(f"not-done A{command.action}"))  # fmt: skip


def _not_done(command: cmd.ReopenAction, _events: Sequence[Event], at: Setting) -> Document:
    return say(f"Recorded: {_named(command.action, at)} is not done after all.")


def _dropped(command: cmd.DropAction, _events: Sequence[Event], at: Setting) -> Document:
    return say(f"Recorded: {_named(command.action, at)} is no longer to be done.")


def _lean(command: cmd.Lean, events: Sequence[Event], at: Setting) -> Document:
    number = f"S{command.sense}"
    sense = at.assembly.senses.get(command.sense) if at.assembly else None
    what = f"in the review of D{sense.decision} you say" if sense and sense.decision is not None else "you lean"
    unkept = " A sense-check only counts, so your reason is not kept; say it in the room." if command.unkept else ""
    if not events:
        return say(f"That is recorded already: {what} {command.leaning.value} ({number}).{unkept}")
    reason = ", with your words, for all to read" if command.text and sense and sense.decision is not None else ""
    until = f"You can change it until it closes.{unkept}"
    return say(f"Recorded: {what} {command.leaning.value} ({number}){reason}. {until}")


def _lean_no_more(command: cmd.WithdrawLeaning, _events: Sequence[Event], _at: Setting) -> Document:
    return say(f"Recorded: you lean no way in S{command.sense} any more. You can answer again until it closes.")


def _passed(command: cmd.PassTurn, _events: Sequence[Event], at: Setting) -> Document:
    what = at.matter(command.check)
    return say(f"Recorded: your turn on {what} goes by. You can still say where you stand: ", at.type(f"agree {what}"))


ANSWERS: Final[Mapping[type[Command], Callable[[Any, Sequence[Event], Setting], Document]]] = MappingProxyType(
    {
        cmd.FinishAction: _done,
        cmd.ReopenAction: _not_done,
        cmd.DropAction: _dropped,
        cmd.Lean: _lean,
        cmd.WithdrawLeaning: _lean_no_more,
        cmd.PassTurn: _passed,
    }
)


def _set(event: ev.ActionSet, at: Setting) -> str:
    who = at.name(event.person)
    told = "" if who == NOBODY_KNOWN else f" {who} is reminded the day before, and when it is due."
    return f"Recorded as A{event.action}. Everyone in {at.here} can read it now.{told}"


TOLD: Final[Mapping[type[Event], Callable[[Any, Setting], str]]] = MappingProxyType(
    {
        ev.ActionSet: _set,
        ev.SenseAsked: lambda event, at: f"Recorded as S{event.sense}. Everyone in {at.here} can answer it now.",
        ev.GoRoundBegun: lambda event, at: (
            f"Recorded: those not heard on {at.matter(event.check)} are asked one after the other."
        ),
    }
)
"""What is said to whoever waits for an answer of their own, of what the rooms are told."""
