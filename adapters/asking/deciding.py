"""What is asked in deciding together: proposals, concerns about them, the call for consensus."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from adapters import mistakes
from adapters.asking import peers
from adapters.asking.things import overrides
from adapters.cleaning import cut, unquoted
from adapters.mandates import empowers_nobody, not_mislaid, read_mandate
from adapters.mistakes import BadTime, TimeProblem
from adapters.request import Request, mistaken, timely
from adapters.times import read_day, read_length, read_moment
from deliberation import commands as cmd
from deliberation.commands import Command
from deliberation.federation import Peer
from deliberation.offices import Mandate


def _propose(request: Request) -> Command:
    _ = request.assembly
    kind, affects = unquoted(request.text("kind")), _affects(request)
    instead_of, beyond = overrides(request)
    return cmd.Propose(
        actor=request.context.actor,
        title=request.needed("title"),
        text=request.text("text"),
        suffering=request.text("suffering"),
        affects=affects,
        review=_review(request),
        kind=kind,
        holder=request.context.directory.holder_of(kind) if kind else None,
        affected=_affected(request, affects),
        partners=_partners(request),
        overrides=instead_of,
        beyond=beyond,
        mandate=_mandate(request),
    )


def _affects(request: Request) -> tuple[str, ...]:
    return peers.several(request.text("affects"))[: peers.MOST]


def _affected(request: Request, affects: tuple[str, ...]) -> tuple[Peer, ...]:
    """List those of whom it affects that are assemblies. Others may be anybody: people who cycle, the neighbours."""
    found = (peers.found(request, name) for name in affects)
    return tuple(dict.fromkeys(peer for peer in found if peer is not None))


def _partners(request: Request) -> tuple[Peer, ...]:
    names = peers.several(request.text("partners"))
    if len(names) > peers.MOST:
        mistaken(mistakes.TooMany(command=request.spec.name, given=len(names), most=peers.MOST))
    return tuple(dict.fromkeys(peers.meant(request, name) for name in names))


def _review(request: Request) -> str:
    text = request.text("review")
    if not text:
        return ""
    day = timely(read_day(text, zone=request.zone, now=request.context.now))
    today = request.context.now.astimezone(ZoneInfo(request.zone)).date()
    if day < today:
        instead = str(today + timedelta(days=180))
        mistaken(BadTime(typed=cut(text, 60), problem=TimeProblem.PAST_DAY, instead=instead))
    return day.isoformat()


def _concern(request: Request) -> Command:
    _ = request.assembly
    proposal = request.number()
    return cmd.RaiseConcern(actor=request.context.actor, proposal=proposal, text=request.said("text"))


def _resolve(request: Request) -> Command:
    _ = request.assembly
    return cmd.ResolveConcern(actor=request.context.actor, concern=request.number())


def _amend(request: Request) -> Command:
    _ = request.assembly
    number = request.number()
    given = {name: request.text(name) for name in ("title", "text", "suffering", "affects", "review")}
    instead_of, beyond = overrides(request)
    if not any(given.values()) and not instead_of and not request.text("mandate"):
        request.said("text")
    affects = _affects(request)
    return cmd.Amend(
        actor=request.context.actor,
        proposal=number,
        title=given["title"],
        text=given["text"],
        suffering=given["suffering"] or None,
        affects=affects or None,
        review=_review(request) or None,
        affected=_affected(request, affects),
        overrides=instead_of or None,
        beyond=beyond,
        mandate=_mandate(request),
        unmandated=empowers_nobody(request.text("mandate")),
    )


def _mandate(request: Request) -> Mandate | None:
    text = request.text("mandate")
    if not text:
        not_mislaid(request, f"{request.text('title')}\n{request.text('text')}")
    return read_mandate(request, text) if text and not empowers_nobody(text) else None


def _withdraw(request: Request) -> Command:
    _ = request.assembly
    return cmd.Withdraw(actor=request.context.actor, proposal=request.number())


def _consensus(request: Request) -> Command:
    _ = request.assembly
    number = request.number()
    period, deadline, rest = request.text("period"), request.text("deadline"), request.rest
    if period and deadline:
        mistaken(mistakes.BothTimes(command=request.spec.name))
    if rest and not period and not deadline:
        if isinstance(read_length(rest), timedelta):
            period = rest
        else:
            deadline = rest
    zone, now = request.zone, request.context.now
    return cmd.CallConsensus(
        actor=request.context.actor,
        proposal=number,
        period=timely(read_length(period)) if period else None,
        deadline=timely(read_moment(deadline, zone=zone, now=now)) if deadline else None,
    )


ASKED: Final[Mapping[str, Callable[[Request], Command]]] = MappingProxyType(
    {
        "propose": _propose,
        "concern": _concern,
        "resolve": _resolve,
        "amend": _amend,
        "withdraw": _withdraw,
        "consensus": _consensus,
    }
)
"""By the command's name."""
