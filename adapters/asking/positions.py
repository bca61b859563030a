"""What is asked in saying where one stands."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters.references import PETITION, SENSE
from adapters.request import Request
from deliberation import commands as cmd
from deliberation.commands import Command
from deliberation.offices import PetitionState
from deliberation.polls import OnDeadlock
from deliberation.positions import Stance


def _position(stance: Stance) -> Callable[[Request], Command]:
    def ask(request: Request) -> Command:
        return cmd.TakePosition(
            actor=request.context.actor,
            check=request.check(),
            stance=stance,
            reason=request.text("reason"),
            source=request.invocation.source,
        )

    return ask


def _yes(request: Request) -> Command:
    """Answer that there is deadlock where that is asked; to a proposal *yes* means to agree."""
    check = request.check()
    asked = request.assembly.checks[check].question
    stance = Stance.YES if isinstance(asked, OnDeadlock) else Stance.AGREE
    return cmd.TakePosition(
        actor=request.context.actor,
        check=check,
        stance=stance,
        reason=request.text("reason"),
        source=request.invocation.source,
    )


def _retract(request: Request) -> Command:
    found = request.reference()
    if found is not None and found.letter == SENSE:
        return cmd.WithdrawLeaning(actor=request.context.actor, sense=found.number)
    if found is not None and found.letter == PETITION:
        petition = request.assembly.petitions.get(found.number)
        if petition is not None and petition.state is PetitionState.GATHERING:
            return cmd.Unsign(actor=request.context.actor, petition=found.number)
    return cmd.Retract(actor=request.context.actor, check=request.check())


ASKED: Final[Mapping[str, Callable[[Request], Command]]] = MappingProxyType(
    {
        "agree": _position(Stance.AGREE),
        "stand-aside": _position(Stance.STAND_ASIDE),
        "block": _position(Stance.BLOCK),
        "remove": _position(Stance.REMOVE),
        "keep": _position(Stance.KEEP),
        "yes": _yes,
        "no": _position(Stance.NO),
        "retract": _retract,
    }
)
"""By the command's name."""
