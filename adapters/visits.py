"""What somebody reads who wished to come into an assembly from elsewhere."""

from adapters.documents import Document, Inline, Link, Typed, paragraph
from deliberation.assembly import Assembly
from deliberation.rules import Entry


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
        return Document(
            (
                paragraph(
                    f"{said} One is made as soon as somebody wants to come in who takes part in it, or in an assembly"
                    " that is a member of it."
                ),
            )
        )
    return Document((paragraph(f"{said} Whoever runs a room can make it one, by typing there: ", _bind(assembly)),))


def ask_who_runs_it(assembly: Assembly, platform: str) -> Document:
    """Tell that the room is for others to open."""
    room = f"The room of {assembly.name} on {platform.capitalize()}"
    return Document((paragraph(f"{room} is opened by whoever runs it: ask one of them to let you in."),))


def _bind(assembly: Assembly) -> Typed:
    return Typed(f"bind {assembly.slug}")
