"""The direct answers to what is said in elections."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.elections import subject_of
from adapters.documents import Document
from adapters.phrases import moment
from adapters.setting import Setting, say
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.commands import Command
from deliberation.elections import Election
from deliberation.events import Event


def _election(number: int, at: Setting) -> Election:
    assert at.assembly is not None  # noqa: S101 - what succeeded was done in an assembly
    return at.assembly.elections[number]


def _answered(command: cmd.AnswerNomination, _events: Sequence[Event], at: Setting) -> Document:
    election = _election(command.election, at)
    what, number = subject_of(election), f"E{election.number}"
    if not command.accepts:
        return say(f"Recorded: you do not stand in {number} ({what}).")
    candidacy = election.candidates[at.called(command.actor)]
    if not candidacy.stands:
        return say(f"Recorded: you stand in {number} ({what}) as soon as somebody seconds your nomination, until ",
                   moment(election.timetable.nominations_close, at.assembly), ".")  # fmt: skip
    return say(f"Recorded: you stand in {number} ({what}). Until the ballot opens you can change what you say with ",
               at.type(f"accept {number} …"), ", or stand down with ", at.type(f"decline {number}"), ".")  # fmt: skip


def _seconded(command: cmd.SecondNomination, events: Sequence[Event], at: Setting) -> Document:
    if not events:
        return say(f"That is recorded already: you second the nomination of {at.name(command.person)} in"
                   f" E{command.election}.")  # fmt: skip
    return say(f"Recorded: you second the nomination of {at.name(command.person)} in E{command.election}.")


ANSWERS: Final[Mapping[type[Command], Callable[[Any, Sequence[Event], Setting], Document]]] = MappingProxyType(
    {cmd.AnswerNomination: _answered, cmd.SecondNomination: _seconded}
)


def _ended(event: ev.ElectionEnded, at: Setting) -> str:
    vacant = event.because == "called off" and event.unfilled
    next_one = " Anyone who takes part can call the next, which is not called off again." if vacant else ""
    return f"Done: E{event.election} is over. {at.here} is told.{next_one}"


TOLD: Final[Mapping[type[Event], Callable[[Any, Setting], str]]] = MappingProxyType(
    {
        ev.ElectionCalled: lambda event, at: (
            f"Called as E{event.election}. Everyone in {at.here} can read the timetable now."
        ),
        ev.NominationMade: lambda event, at: (
            f"Recorded: {at.name(event.person)} is nominated in E{event.election}, and is asked in private whether they"
            " stand. Somebody else seconds it."
        ),
        ev.TimetableMoved: lambda event, at: f"Done: E{event.election} has that timetable now. {at.here} is told.",
        ev.ReturningPassed: lambda event, _at: (
            f"Done: you return E{event.election} now, and cannot stand in it."
            if event.returning is not None
            else f"Done: I return E{event.election} now."
        ),
        ev.ElectionEnded: _ended,
    }
)
"""What is said to whoever waits for an answer of their own, of what the rooms are told."""
