"""The words for what is refused about moots, and for a right that is wanting to show them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.cleaning import clean_line
from adapters.documents import Code, Document
from adapters.phrases import length, moment
from adapters.setting import Setting, say
from deliberation import refusals as no
from deliberation.assembly import Assembly
from deliberation.moots import MootState
from deliberation.refusals import Refusal


def _clash(refusal: no.MootClash, at: Setting) -> Document:
    return say(
        f"M{refusal.moot} of {at.here} is at that time already: from ",
        moment(refusal.starts_at, at.assembly),
        " until ",
        moment(refusal.ends_at, at.assembly),
        ", and one moot is held at a time. Choose another time, or see what is set: ",
        at.type("moots"),
    )


def _bad_time(refusal: no.BadMootTime, at: Setting) -> Document:
    if refusal.length < refusal.least or refusal.length > refusal.most:
        return say(
            f"A moot takes at least {length(refusal.least)} and at most {length(refusal.most)}, not"
            f" {length(refusal.length)}. Give another length, such as: ",
            Code("for 90m"),
        )
    why = " is over already" if refusal.past else " is more than a year ahead, which is too far for a moot"
    return say(moment(refusal.starts_at, at.assembly), f"{why}. Give another time, such as: ", Code("friday 19:30"))


def _none_open(refusal: no.NoMootOpen, at: Setting) -> Document:
    if refusal.coming is None:
        return say(f"No moot of {at.here} is held now, and none is set. To call one: ", at.form("moot"))
    return say(
        f"No moot of {at.here} is held now. M{refusal.coming} opens by itself at its time; whoever called it or gives"
        " procedure can open it before: ",
        at.type(f"open-moot M{refusal.coming}"),
    )


def _over(refusal: no.MootOver, at: Setting) -> Document:
    number = f"M{refusal.moot}"
    moot = at.assembly.moots.get(refusal.moot) if at.assembly else None
    if moot is not None and moot.state is MootState.OPEN:
        there, close = at.type(f"coming {number}"), at.type("close-moot")
        return say(f"{number} has begun already. To say that you are there: ", there, ". To end it: ", close)
    if moot is not None and moot.state is MootState.CANCELLED:
        return say(f"{number} was called off. To call another: ", at.form("moot"))
    return say(f"{number} has been held. To read its minutes: ", at.type(f"minutes {number}"))


def _not_facilitating(refusal: no.NotFacilitating, at: Setting) -> Document:
    return say(
        f"That is for whoever called M{refusal.moot} or gives procedure in {at.here}:"
        f" {at.people(refusal.facilitators)}. Ask them to do it."
    )


def _nobody_waits(refusal: no.NobodyWaits, at: Setting) -> Document:
    return say(f"Nobody asks for the word at M{refusal.moot} now. To ask for it: ", at.type("hand"))


def _already_up(refusal: no.HandAlreadyUp, at: Setting) -> Document:
    return say(
        f"Your hand is up already: you are number {refusal.place} in the order. To take it down: ",
        at.type("lower-hand"),
    )


def _not_up(_no: no.HandNotUp, at: Setting) -> Document:
    return say("Your hand is not up, so there is nothing to take back. To ask for the word: ", at.type("hand"))


MOOTS: Final[Mapping[type[Refusal], Callable[[Any, Setting], Document]]] = MappingProxyType(
    {
        no.MootClash: _clash,
        no.BadMootTime: _bad_time,
        no.NoMootOpen: _none_open,
        no.MootOver: _over,
        no.NotFacilitating: _not_facilitating,
        no.NobodyWaits: _nobody_waits,
        no.HandAlreadyUp: _already_up,
        no.HandNotUp: _not_up,
    }
)
"""By the refusal."""


def cannot_announce(assembly: Assembly, problem: str) -> Document:
    """What whoever gives procedure reads where a meeting cannot be shown among a server's events."""
    name, why = clean_line(assembly.name, limit=80), clean_line(problem, limit=500)
    said = (
        f"I cannot show a moot of {name} in the server's list of events. {why} The moot stands all the same: its card"
    )
    return say(f"{said} is in the room, and the calendar file with it.")
