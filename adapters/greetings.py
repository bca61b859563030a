"""What the bot says of itself, when it comes into a room and when something was not for it to read."""

from adapters.documents import Code, Document, paragraph
from adapters.phrases import matter_of
from adapters.references import Subject
from deliberation.assembly import Assembly


def greeting(prefix: str) -> Document:
    """What a room reads when the bot has joined it."""
    return Document(
        (
            paragraph("Hello. I help an assembly to decide by consensus, here where it talks."),
            paragraph(
                "To begin, somebody who runs this room writes ",
                Code(f"{prefix}found Name of the assembly"),
                ". Everyone in the room then takes part in it. ",
                Code(f"{prefix}help"),
                " lists what else I understand.",
            ),
        )
    )


def private_greeting(prefix: str) -> Document:
    """What somebody reads who invited the bot to a private room."""
    return Document(
        (
            paragraph("Hello. Here I answer what concerns only you, and send the reminders meant for you."),
            paragraph(
                "Write ", Code("status"), " to see what is open, or ", Code("help"), " for what else I understand."
            ),
        )
    )


def reaction_lifted(assembly: Assembly, subject: Subject, prefix: str) -> Document:
    """What somebody reads whose reaction another person took away."""
    which = matter_of(assembly, subject)
    return Document(
        (
            paragraph(
                f"Somebody else removed your reaction on {which} in {assembly.name}. What you said still counts. "
                "To take it back yourself, write ",
                Code(f"{prefix}retract {which}@{assembly.slug}"),
                ".",
            ),
        )
    )


def unreadable(prefix: str) -> Document:
    """What somebody reads whose encrypted message could not be read."""
    return Document(
        (
            paragraph(
                "I could not decrypt this message, so nothing was done with it. Please send it again; if that does not "
                "help, write to me in a private room: ",
                Code(f"{prefix}help"),
                " there shows how.",
            ),
        )
    )


def cannot_speak(assembly: Assembly, problem: str) -> Document:
    """What whoever gives procedure reads where the bot lacks a right in one of their rooms."""
    return Document(
        (
            paragraph(f"Something for {assembly.name} could not be posted. {problem}"),
            paragraph("What was decided and recorded is safe; only the message is missing there."),
        )
    )
