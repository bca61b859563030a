"""What is asked about several assemblies."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters.asking import peers
from adapters.cleaning import unquoted
from adapters.request import Request
from deliberation import commands as cmd
from deliberation.commands import Command


def _affiliate(request: Request) -> Command:
    here = request.assembly
    above = peers.meant(request, request.needed("other"))
    return cmd.ProposeAffiliation(
        actor=request.context.actor,
        peer=above,
        # Were the other a member of this one, by whatever way, each would sit in the other.
        path=request.context.directory.path_up(above, here.id),
        reason=request.text("reason"),
    )


def _disaffiliate(request: Request) -> Command:
    _ = request.assembly
    return cmd.ProposeParting(
        actor=request.context.actor,
        peer=peers.meant(request, request.needed("other")),
        reason=request.text("reason"),
    )


def _claim_remit(request: Request) -> Command:
    _ = request.assembly
    kind = unquoted(request.needed("kind"))
    return cmd.ProposeRemit(
        actor=request.context.actor,
        kind=kind,
        holder=request.context.directory.holder_of(kind),
        reason=request.text("reason"),
    )


def _release_remit(request: Request) -> Command:
    _ = request.assembly
    kind = unquoted(request.needed("kind"))
    return cmd.ProposeRelease(actor=request.context.actor, kind=kind, reason=request.text("reason"))


def _object(request: Request) -> Command:
    _ = request.assembly
    notice = request.number()
    return cmd.Object(actor=request.context.actor, notice=notice, text=request.said("reason"))


def _withdraw_objection(request: Request) -> Command:
    _ = request.assembly
    return cmd.WithdrawObjection(actor=request.context.actor, notice=request.number())


ASKED: Final[Mapping[str, Callable[[Request], Command]]] = MappingProxyType(
    {
        "affiliate": _affiliate,
        "disaffiliate": _disaffiliate,
        "claim-remit": _claim_remit,
        "release-remit": _release_remit,
        "object": _object,
        "withdraw-objection": _withdraw_objection,
    }
)
"""By the command's name."""
