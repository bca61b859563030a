"""What the bot says of itself, when it comes into a room and when something was not for it to read."""

from adapters.documents import Code, Document, Typed, paragraph
from adapters.phrases import matter_of, stop
from adapters.references import Kind, Subject
from adapters.setting import say
from deliberation.assembly import Assembly
from deliberation.rules import Entry


def greeting() -> Document:
    """What a room reads when the bot has joined it."""
    return Document(
        (
            paragraph("Hello. I help an assembly to decide by consensus, here where it talks."),
            paragraph(
                "To begin, somebody who runs a room writes there what the assembly is called, such as ",
                Typed("found Leeds Moot"),
                ". Then everyone in it can take part. ",
                Typed("help"),
                " lists what else I understand.",
            ),
        )
    )


def private_greeting() -> Document:
    """What somebody reads who invited the bot to a private room."""
    return Document(
        (
            paragraph("Hello. Here I answer what concerns only you, and send the reminders meant for you."),
            paragraph(
                "Write ", Code("status"), " to see what is open, or ", Code("help"), " for what else I understand."
            ),
        )
    )


def _taking_back(subject: Subject) -> str:
    """Name the command by which one takes back what a reaction on such a card says."""
    return {Kind.MOOT: "not-coming", Kind.ACTION: "not-done"}.get(subject.kind, "retract")


def reaction_lifted(assembly: Assembly, subject: Subject) -> Document:
    """What somebody reads whose reaction another person took away."""
    which = matter_of(assembly, subject)
    return say(
        f"Somebody else removed your reaction on {which} in {assembly.name}. What you said still counts. "
        "To take it back yourself, write ",
        Typed(f"{_taking_back(subject)} {which}@{assembly.slug}"),
        ".",
    )


def position_gone(assembly: Assembly, subject: Subject, command: str, answer: str = "") -> Document:
    """What somebody reads whose reaction vanished, perhaps by another's hand, and with it what it said.

    They can say it again by the command, with the answer after the number where it takes one.
    """
    which = matter_of(assembly, subject)
    return say(
        f"Your reaction on {which} in {assembly.name} was taken away, so you have no position on it now. If"
        " that was not you, or you want to answer again: ",
        Typed(f"{command} {which}@{assembly.slug} {answer}".rstrip()),
        ". What is typed, nobody else can take away.",
    )


def no_vote(assembly: Assembly, subject: Subject) -> Document:
    """What somebody reads who has a vote and put a reaction on the ballot's card or paper."""
    which = matter_of(assembly, subject)
    return say(
        f"A reaction is no vote: with yours nothing was recorded in {which} in {assembly.name}. Where others"
        " can see it, take it away if it says how you vote. To vote, write to me here, in private: ",
        Typed(f"ballot {which}@{assembly.slug}"),
        ".",
    )


def reactions_swept(assembly: Assembly, subject: Subject) -> Document:
    """What a room reads where somebody took everybody's reactions off a card."""
    which = matter_of(assembly, subject)
    return say(
        f"Somebody who may do so here took the reactions off the card of {which}. What they said still counts."
        " To take back your own: ",
        Typed(f"{_taking_back(subject)} {which}"),
        ".",
    )


def how_to_join(assembly: Assembly, role: str) -> Document:
    """What a room reads in which being there is not enough to take part."""
    return say(
        f"Seeing this room is not enough to take part in {assembly.name}{stop(assembly.name)} To take part: ",
        Typed("join"),
        f", or take the role “{role}”{_and_then(assembly)}. To stop: ",
        Typed("leave"),
        ".",
    )


def _and_then(assembly: Assembly) -> str:
    return "" if assembly.rules.entry is Entry.OPEN else "; I then write to you what more it takes"


def came_in(assembly: Assembly, *, waits: bool = False) -> Document:
    """What somebody reads who was let into a room at their wish; ``waits``: it takes more than that to take part."""
    if waits:
        return say(
            f"You are in the room of {assembly.name} now. Being in it is not yet taking part. To take part, type"
            " here: ",
            Typed("ask"),
            ". I tell you what follows. To leave the room: ",
            Typed("leave"),
            ".",
        )
    return say(
        f"You take part in {assembly.name} now. To see what is open: ",
        Typed("status"),
        ". To stop taking part: ",
        Typed("leave"),
        ".",
    )


def went_out(assembly: Assembly, *, enrolled: bool = False) -> Document:
    """What somebody reads who was let out of a room at their wish; ``enrolled``: they have a place as a member."""
    left = f"You no longer take part in {assembly.name} here. To come back: "
    if not enrolled:
        return say(left, Typed("join"), ".")
    return say(
        f"You have left this room of {assembly.name}, and keep the place in it that you have as a member. To"
        " come back: ",
        Typed("join"),
        ". To give up the place too, write to me in private: ",
        Typed(f"leave @{assembly.slug}"),
        ".",
    )


def not_moved(problem: str) -> Document:
    """What somebody reads who could not be let in or out."""
    return Document((paragraph(problem),), failed=True)


def cannot_whisper(assembly: Assembly, name: str) -> Document:
    """What a room reads where somebody could not be told something that is for them alone."""
    return say(
        f"{name}: there is something that I should tell you in private, about {assembly.name}, and you take no"
        " private messages from me. Allow them, and ask me again: ",
        Typed("status"),
    )


def unreadable() -> Document:
    """What somebody reads whose encrypted message could not be read."""
    return say(
        "I could not decrypt this message, so nothing was done with it. Please send it again; if that does not "
        "help, write to me in a private room: ",
        Typed("help"),
        " there shows how.",
    )


def unreadable_in_private() -> Document:
    """What somebody reads whose encrypted message to the bot alone could not be read: it may have been a vote."""
    return Document(
        (
            paragraph(
                "I could not decrypt what you just wrote to me, so nothing was done with it. If it was a vote, it is"
                " not counted; one that I confirmed before still stands. Please write it again. If that does not help,"
                " begin another conversation with me, and write it there. To see what I have of your vote: ",
                Typed("ballot"),
            ),
        ),
        failed=True,
    )


def revised() -> Document:
    """What somebody reads who changed a message that had been read before."""
    return say(
        "You changed a message to me. I read a message once, when it comes, so nothing has changed here: what I"
        " answered to it stands, and a vote as it was before. To change your vote, or anything else, write it"
        " in a new message."
    )


def cannot_speak(assembly: Assembly, problem: str) -> Document:
    """What whoever gives procedure reads where the bot lacks a right in one of their rooms."""
    return Document(
        (
            paragraph(f"Something for {assembly.name} could not be posted. {problem}"),
            paragraph("What was decided and recorded is safe; only the message is missing there."),
        )
    )
