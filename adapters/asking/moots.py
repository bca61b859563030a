"""What is asked about moots."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from adapters import mistakes
from adapters.cleaning import clean_line, cut
from adapters.mistakes import BadTime, TimeProblem
from adapters.phrases import listed
from adapters.references import MOOT, PROPOSAL, read_reference, split_reference
from adapters.request import Query, Request, mistaken, timely
from adapters.times import read_length, read_moment
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.moots import MootState
from deliberation.refusals import Unknown

_USUAL_LENGTH: Final = timedelta(hours=1)
_BETWEEN: Final = re.compile(r"\s*(?:,|;|&|\+|/|\band\b|:)?\s*", re.IGNORECASE)
_QUOTES: Final = "\"'“”‘’«» :,;"


def _moot(request: Request) -> Command:
    here = request.assembly
    proposals, title = _agenda(request.needed("about"), here)
    when = request.text("when")
    if not when and proposals and title and not isinstance(_moment(title, request), BadTime):
        when, title = title, ""  # "moot P12 tomorrow 19:30"
    if not proposals and not title:  # quotes with nothing between them
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="about"))
    for number in proposals:
        if number not in here.proposals:
            mistaken(Unknown(kind="proposal", number=number, latest=len(here.proposals)))
    return cmd.CallMoot(
        actor=request.context.actor,
        title=title or _named_for(proposals, here),
        proposals=proposals,
        starts_at=timely(_moment(when or request.needed("when"), request)),
        length=_length(request) or _USUAL_LENGTH,
    )


def _moment(text: str, request: Request) -> datetime | BadTime:
    found = read_moment(text, zone=request.zone, now=request.context.now)
    when, introduced, length = text.rpartition(" for ")
    if isinstance(found, BadTime) and introduced and not isinstance(_moment(when, request), BadTime):
        _read_length(length)  # it is the length that cannot be read
    return found


def _length(request: Request) -> timedelta | None:
    text = request.text("length")
    return _read_length(text) if text else None


def _read_length(text: str) -> timedelta:
    """Read how long a moot takes; what to write instead is in minutes, as moots are counted."""
    found = read_length(text)
    if not isinstance(found, BadTime):
        return found
    minutes = f"{int(text)}m" if found.problem is TimeProblem.NO_UNIT else "90m"
    return mistaken(replace(found, instead=minutes))


def _agenda(text: str, here: Assembly) -> tuple[tuple[int, ...], str]:
    """Split the proposals that are named first from the title: ``P12, P14 and P15: Spring plans``."""
    numbers: list[int] = []
    rest = text
    while True:
        typed, after = split_reference(rest)
        found = read_reference(typed) if typed else None
        # A bare number may begin a title: "3 questions for the council".
        if found is None or (found.letter or (PROPOSAL if not after.strip() else "")) != PROPOSAL:
            break
        if found.slug not in {"", here.slug}:
            mistaken(mistakes.OfAnother(proposal=found.number, slug=found.slug))
        numbers.append(found.number)
        rest = after[_BETWEEN.match(after).end() :] if after.strip() else ""  # type: ignore[union-attr]
    return tuple(dict.fromkeys(numbers)), rest.strip(_QUOTES + " ")


def _named_for(proposals: tuple[int, ...], here: Assembly) -> str:
    """Give a title to a moot that has none of its own."""
    if len(proposals) == 1:
        return here.proposals[proposals[0]].latest.title
    return listed([f"P{number}" for number in proposals])


def _which(request: Request, *states: MootState) -> int:
    """Say which moot is meant: by number, by reply, or the only one in such a state."""
    here = request.assembly
    found = request.reference()
    if found is not None:
        return found.number
    fitting = [moot.number for moot in here.moots.values() if moot.state in states]
    if not fitting and here.open_moot is not None:
        return here.open_moot.number  # what is too late for it is said of it
    if len(fitting) == 1:
        return fitting[0]
    if not here.moots:
        mistaken(Unknown(kind="moot", number=1, latest=0))
    return mistaken(mistakes.MissingNumber(command=request.spec.name, letter=MOOT))


def _move(request: Request) -> Command:
    number = _which(request, MootState.ANNOUNCED)
    typed = request.text("when") or request.rest or request.needed("when")
    return cmd.MoveMoot(
        actor=request.context.actor,
        moot=number,
        starts_at=timely(_moment(cut(clean_line(typed), 200), request)),
        length=_length(request),
    )


def _cancel(request: Request) -> Command:
    return cmd.CancelMoot(actor=request.context.actor, moot=_which(request, MootState.ANNOUNCED))


def _open(request: Request) -> Command:
    return cmd.OpenMoot(actor=request.context.actor, moot=_which(request, MootState.ANNOUNCED))


def _coming(request: Request) -> Command:
    here = request.assembly
    held = here.open_moot
    named = request.reference()
    number = held.number if named is None and held is not None else _which(request, MootState.ANNOUNCED)
    return cmd.TellComing(actor=request.context.actor, moot=number, source=request.invocation.source)


def _not_coming(request: Request) -> Command:
    return cmd.WithdrawComing(actor=request.context.actor, moot=_which(request, MootState.ANNOUNCED))


def _hand(request: Request) -> Command:
    _ = request.assembly
    return cmd.RaiseHand(actor=request.context.actor)


def _lower_hand(request: Request) -> Command:
    _ = request.assembly
    return cmd.LowerHand(actor=request.context.actor)


def _next(request: Request) -> Command:
    _ = request.assembly
    return cmd.NextSpeaker(actor=request.context.actor)


def _minute(request: Request) -> Command:
    _ = request.assembly
    return cmd.TakeMinute(actor=request.context.actor, text=request.needed("text"))


def _close(request: Request) -> Command:
    _ = request.assembly
    found = request.reference()
    return cmd.CloseMoot(actor=request.context.actor, moot=found.number if found else None)


def _moots(request: Request) -> Query:
    _ = request.assembly
    return Query(name="moots")


ASKED: Final[Mapping[str, Callable[[Request], Command | Query]]] = MappingProxyType(
    {
        "moot": _moot,
        "moots": _moots,
        "coming": _coming,
        "not-coming": _not_coming,
        "move-moot": _move,
        "cancel-moot": _cancel,
        "open-moot": _open,
        "hand": _hand,
        "lower-hand": _lower_hand,
        "next": _next,
        "minute": _minute,
        "close-moot": _close,
    }
)
"""By the command's name."""
