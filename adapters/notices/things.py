"""What Things owe: that they are called, what they override, and that they end."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.together import named_or_counted
from adapters.cleaning import clean_line
from adapters.documents import Block, Document, Inline, Quote, heading, paragraph
from adapters.notices.following_up import actions_of
from adapters.notices.notice import Notice, Occasion, told
from adapters.phrases import stop
from adapters.references import Kind, Subject
from adapters.setting import Setting
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.events import Event
from deliberation.federation import Peer


def _called(event: ev.ThingCalled, now: Occasion) -> list[Notice]:
    who = now.at.name(event.called_by)
    if any(peer.id == now.after.id for peer in event.members):
        # What a Thing is and the way in are said by ``joined``, in this room as in those of the others.
        of = named_or_counted(list(event.members), now.at)
        said = paragraph(f"{who} calls a Thing of ", *of, ". I make a room for it; where that is, is said here.")
        return [told(said, Quote(event.question))]
    said = paragraph(
        f"{who} has called a Thing of ",
        *named_or_counted(list(event.members), now.at),
        f": an assembly for one question, that ends once it is answered. Its short name is {event.peer.slug}. I make a"
        " room for it; where that is, is said here.",
    )
    return [told(said, Quote(event.question))]


def joined(peer: Peer, now: Occasion) -> list[Notice]:
    """Tell an assembly that it sits in a Thing now, which somebody called."""
    said = paragraph(
        "A Thing has been called, and this assembly is a member of it: ",
        now.at.peer(peer),
        f"{stop(peer.name)} It is an assembly for one question, that ends once it is answered. When consensus is called"
        f" there, {now.after.name} is asked too, and has one place on the roll. What it decides may stand in place of"
        " what was decided here. Whoever takes part here may come in: ",
        now.at.type(f"join @{peer.slug}"),
    )
    return [told(said)]


def ended(peer: Peer, now: Occasion) -> list[Notice]:
    """Tell an assembly that a Thing in which it sat has ended."""
    return [told(paragraph("The Thing ", now.at.peer(peer), " has ended. What it decided stands."))]


def welcome(assembly: Assembly, at: Setting) -> list[Block]:
    """Welcome people to the room of a Thing, with its question, what its members are, and what comes next."""
    here: list[Inline | str] = ["This room is a Thing of ", *named_or_counted(list(assembly.members.values()), at)]
    # Most are called what they are asked: that is not said twice.
    question = [Quote(assembly.purpose)] if clean_line(assembly.purpose) != clean_line(assembly.name) else []
    return [
        heading(assembly.name),
        *question,
        paragraph(
            *here,
            ": an assembly for this one question. Whoever joins this room takes part in it, and each of those"
            " assemblies has one place on the roll. Once the question is answered the Thing ends by itself.",
        ),
        paragraph(
            "The question is P1. To make it a proposal, whoever put it types: ",
            at.type("amend P1"),
            ". Anyone can put another: ",
            at.form("propose"),
            ". What it stands in place of is named on a line of its own, as “Overrides: D3@leeds”. When it is ready,"
            " anyone taking part can call consensus: ",
            at.type("consensus P1"),
        ),
        paragraph(
            "To end it without an answer: ",
            at.type("dissolve"),
            f". The short name of this Thing is {assembly.slug}.",
        ),
    ]


def _overridden(event: ev.DecisionOverridden, now: Occasion) -> list[Notice]:
    proposal = now.after.proposals[now.after.decisions[event.decision].proposal]
    said = paragraph(
        f"D{event.decision} · {clean_line(proposal.latest.title)} no longer stands: ",
        now.at.peer(event.peer),
        f", a Thing in which this assembly has its place, decided otherwise. Its D{event.theirs} stands instead. To see"
        " it: ",
        now.at.type(f"status D{event.theirs}@{event.peer.slug}"),
    )
    return [told(said, subject=Subject(Kind.DECISION, event.decision)), *actions_of(event, now)]


def _dissolved(event: ev.AssemblyDissolved, now: Occasion) -> list[Notice]:
    why = "its question is answered" if event.because == "decided" else "it decided to end"
    said = paragraph(
        f"{now.after.name} has ended: {why}. Nothing more is decided here; what was decided stands, and its register"
        " stays. To see it: ",
        now.at.type("decisions"),
        ". Whoever runs this room can use it for another assembly: ",
        now.at.form("found"),
    )
    return [told(said)]


def meeting_place(thing: Peer, at: Setting) -> Document:
    """Say in the rooms of its members where a Thing meets."""
    where = at.peer(thing)
    return Document(
        (paragraph("The Thing ", where, " has its room now. To come in: ", at.type(f"join @{thing.slug}")),)
    )


def no_room_made(assembly: Assembly, problem: str) -> Document:
    """Say to whoever called a Thing that no room could be made for it, and what to do."""
    at = Setting(assembly, {})
    return Document(
        (
            paragraph(
                f"I could not make a room for the Thing {assembly.name}. {clean_line(problem, limit=400)} Make a room"
                " yourself, let me in, and type there: ",
                at.type(f"bind {assembly.slug}"),
            ),
        )
    )


THINGS: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
    {
        ev.ThingCalled: _called,
        ev.DecisionOverridden: _overridden,
        ev.AssemblyDissolved: _dissolved,
    }
)
