"""What is asked about offices."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters import mistakes
from adapters.request import Request, mistaken
from deliberation import commands as cmd
from deliberation.assembly import SECRETARY
from deliberation.commands import Command
from deliberation.ids import PersonId


def _office(text: str) -> str:
    return re.sub(r"^(?:the|our)\s+", "", text.casefold()).strip(" .")


def _elect(request: Request) -> Command:
    _ = request.assembly
    return cmd.NominateOfficer(
        actor=request.context.actor,
        person=request.person("person"),
        office=_office(request.text("office")) or SECRETARY,
        reason=request.text("reason"),
    )


def _recall(request: Request) -> Command:
    officer = _holder(request) or request.person("person")
    if request.text("unmandated").casefold() in {"yes", "true", "on", "1", "unmandated"}:
        # A claim alone lowers no threshold: it takes an act that stands in the register as unmandated.
        mistaken(mistakes.NoActRecorded(command=request.spec.name))
    return cmd.StartRecall(
        actor=request.context.actor,
        officer=officer,
        reason=request.needed("reason"),
        source=request.invocation.source,
    )


def _holder(request: Request) -> PersonId | None:
    """Give who holds the office that was named in place of a person."""
    office = request.assembly.offices.get(_office(request.needed("person")))
    return office.holder if office else None


def _sign(request: Request) -> Command:
    _ = request.assembly
    return cmd.Sign(actor=request.context.actor, petition=request.number(), source=request.invocation.source)


def _unsign(request: Request) -> Command:
    _ = request.assembly
    return cmd.Unsign(actor=request.context.actor, petition=request.number())


ASKED: Final[Mapping[str, Callable[[Request], Command]]] = MappingProxyType(
    {"elect": _elect, "recall": _recall, "sign": _sign, "unsign": _unsign}
)
"""By the command's name."""
