"""What is asked on the way into a restricted assembly."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters import mistakes
from adapters.references import Kind, read_subject
from adapters.request import Request, mistaken
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.ids import PersonId


def _ask(request: Request) -> Command:
    _ = request.assembly
    return cmd.AskEntry(actor=request.context.actor)


def _welcome(request: Request) -> Command:
    here = request.assembly
    person = request.person("person") if request.text("person") else _spoken_of(request, here)
    if person is None:
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="person"))
    return cmd.Welcome(actor=request.context.actor, person=person)


def _spoken_of(request: Request, here: Assembly) -> PersonId | None:
    """Give whom a welcome without a name means: who asks in the message replied to, or the only one who asks."""
    subject = read_subject(request.context.subject)
    if subject is not None and subject.kind is Kind.ENTRY:
        return asking(here, subject.number)
    asked = [each.person for each in here.waiting.values() if each.asked_at is not None]
    return asked[0] if len(asked) == 1 else None


def asking(assembly: Assembly, number: int) -> PersonId | None:
    """Give who asked to take part under a number, while they wait."""
    waiting = assembly.waiting.values()
    return next((each.person for each in waiting if each.asked_at is not None and each.number == number), None)


ASKED: Final[Mapping[str, Callable[[Request], Command]]] = MappingProxyType({"ask": _ask, "welcome": _welcome})
"""By the command's name."""
