"""What somebody reads who wished to come into an assembly from elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from adapters.documents import Document, Inline, Link, Typed, paragraph
from adapters.phrases import listed, moment
from adapters.setting import Setting, say
from deliberation.assembly import Assembly
from deliberation.federation import Kind as AssemblyKind
from deliberation.federation import Peer
from deliberation.rules import Entry

_MOST_NAMED: Final = 3
"""So many of the assemblies near one are named; a region may have hundreds of constituencies."""


def opened(assembly: Assembly, address: str, *, takes_part: bool) -> Document:
    """Tell that a room is open to them now, and what being in it means."""
    where: list[Inline | str] = [": ", Link(address, "go to it"), "."] if address else ["."]
    said = paragraph(f"A room of {assembly.name} is open to you", *where, " If you find an invitation, accept it.")
    if takes_part:
        return Document((said, paragraph("You take part already, in the room or not.")))
    if assembly.rules.entry is Entry.OPEN:
        return Document((said, paragraph("Whoever is in the room takes part.")))
    return Document((said, paragraph("To take part, type there: ", Typed("ask"))))


def not_opened(assembly: Assembly, problem: str) -> Document:
    """Tell that a room could not be made, or not be opened to them, and why."""
    return Document((paragraph(f"I could not let you into a room of {assembly.name}. {problem}"),))


def no_room(assembly: Assembly, platform: str, *, on_demand: bool) -> Document:
    """Tell that there is no room yet, and how there comes to be one."""
    said = f"{assembly.name} has no room on {platform.capitalize()} yet."
    if on_demand:
        who = "takes part in it, or in an assembly that is a member of it"
        if assembly.kind is AssemblyKind.ELECTORAL_SOCIETY:
            who = "takes part in it, or is a member in a core assembly"
        return Document((paragraph(f"{said} One is made as soon as somebody wants to come in who {who}."),))
    return Document((paragraph(f"{said} Whoever runs a room can make it one, by typing there: ", _bind(assembly)),))


def first_room(sponsors: Sequence[Peer], full_until: datetime | None, at: Setting) -> Document:
    """Tell who takes in the first room of an assembly in which nobody takes part, and what they type."""
    if not sponsors:
        return say(
            f"Nobody takes part in {at.here} yet, nor in an assembly that could take a room in for it. Once members"
            " have been imported or people have joined one of those, type it again."
        )
    names = [peer.name for peer in sponsors[:_MOST_NAMED]]
    where = listed([*names, "others near it"] if len(sponsors) > _MOST_NAMED else names, "or")
    who = (
        f"Nobody takes part in {at.here} yet. Its first room is taken in by somebody of {where}: who gives procedure"
        " there. Where nobody does yet, a secretary is elected there first. "
    )
    bind = at.type(f"bind {at.assembly.slug if at.assembly else 'its-short-name'}")
    if full_until is not None:
        return say(
            f"{who}No more rooms are on offer until ",
            moment(full_until, at.assembly),
            "; before that it takes one of them who administers the room. They type in it: ",
            bind,
        )
    return say(f"{who}I ask nobody: have one of them come into this room within a week, and type here: ", bind)


def ask_who_runs_it(assembly: Assembly, platform: str) -> Document:
    """Tell that the room is for others to open."""
    room = f"The room of {assembly.name} on {platform.capitalize()}"
    return Document((paragraph(f"{room} is opened by whoever runs it: ask one of them to let you in."),))


def _bind(assembly: Assembly) -> Typed:
    return Typed(f"bind {assembly.slug}")
