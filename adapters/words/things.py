"""The words for what is refused about Things."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.documents import Document, Inline
from adapters.phrases import moment
from adapters.setting import Setting, say
from deliberation import refusals as no
from deliberation.federation import Overrides
from deliberation.refusals import Refusal


def overridden(named: tuple[Overrides, ...], at: Setting) -> list[Inline | str]:
    """Name decisions of other assemblies: ``D3 of Leeds, D9 of York``."""
    parts: list[Inline | str] = []
    for number, each in enumerate(named):
        parts += [", " if number else "", f"D{each.decision} of ", at.peer(each.peer)]
    return parts


def _too_few(refusal: no.TooFewPeers, at: Setting) -> Document:
    here = at.assembly
    if refusal.top is not None and here is not None:
        if refusal.top.id == here.id and not here.members:
            return say(f"There is no assembly beside {at.here} yet, so a Thing is not needed. To put it to everyone: ",
                       at.form("propose"))  # fmt: skip
        return say("Every assembly sits in ", at.peer(refusal.top), ", so a Thing is not needed. To put it to everyone,"
                   " propose it there: ", at.form("propose"))  # fmt: skip
    return say("A Thing is of two assemblies at the least. Name the others, with commas between: ",
               at.form("thing"))  # fmt: skip


def _enough(refusal: no.EnoughThings, at: Setting) -> Document:
    return say(
        f"You have called {refusal.most} Things within 30 days. Each of them is told to all its assemblies and asks"
        " something of them, so you can call another from ",
        moment(refusal.again_from, at.assembly),
        " on. Until then somebody else can call it, or you can put the question in a Thing that there is: ",
        at.form("propose"),
    )


def _not_among(_no: no.NotAmongThem, at: Setting) -> Document:
    return say(
        "A Thing is called by somebody who takes part in one of the assemblies of which it is, and you take part in"
        " none of those. Name one of yours among them, or ask somebody of theirs: ",
        at.form("thing"),
    )


def _only_things(refusal: no.OnlyInThings, at: Setting) -> Document:
    if refusal.asked == "dissolve":
        return say(f"{at.here} is no Thing: only a Thing ends like that. To leave it yourself: ", at.type("leave"))
    return say(
        f"{at.here} is no Thing, so its decisions stand in place of nobody else's. Send it again without the line"
        " “Overrides: …”; or call a Thing of those whom it concerns: ",
        at.form("thing"),
    )


def _not_overridable(refusal: no.NotOverridable, at: Setting) -> Document:
    return say(
        f"{at.here} can put something in place of a decision that stands in an assembly which sits in it, and this is"
        " none: ",
        *overridden(refusal.named, at),
        ". To see who sits in it: ",
        at.type("federation"),
    )


def _ending(refusal: no.Ending, at: Setting) -> Document:
    return say(
        f"{refusal.name} has its answer, and ends as soon as what is open in it now is over; nothing is begun that"
        " would hold it up. To see what is open: ",
        at.type("status"),
        ". What is still to be decided can be proposed in any assembly, or in another Thing: ",
        at.form("thing"),
    )


def _dissolved(refusal: no.Dissolved, at: Setting) -> Document:
    return say(
        f"{refusal.name} was a Thing, and has ended: nothing is decided in it any more. What it decided stands: ",
        at.type("decisions"),
        ". Whoever runs this room can begin another assembly in it: ",
        at.form("found"),
    )


THINGS: Final[Mapping[type[Refusal], Callable[[Any, Setting], Document]]] = MappingProxyType(
    {
        no.TooFewPeers: _too_few,
        no.EnoughThings: _enough,
        no.NotAmongThem: _not_among,
        no.OnlyInThings: _only_things,
        no.NotOverridable: _not_overridable,
        no.Ending: _ending,
        no.Dissolved: _dissolved,
    }
)
"""By the refusal; ``adapters.words.wording`` has them all."""
