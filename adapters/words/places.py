"""What members read when their places change."""

from collections.abc import Sequence

from adapters.cleaning import clean_line
from adapters.documents import Block, Bullets, Document, Inline, Typed, inlines, paragraph
from adapters.phrases import listed
from deliberation.assembly import Assembly
from deliberation.federation import Peer


def places_changed(gained: Sequence[Peer], moved: Sequence[Peer], removed: Sequence[Peer]) -> Document:
    """What somebody reads once, however many of their places changed by one change of the roster."""
    blocks: list[Block] = []
    if moved:
        blocks.append(
            paragraph(
                f"On the roster of members you are in another constituency now, so the place that you had as a member"
                f" in {_names(moved)} has ended. Where you came in by yourself, you stay."
            )
        )
    if removed:
        blocks.append(
            paragraph(
                "You are no longer on the roster of members, or no longer paid up by it, so the place that you had as a"
                f" member in {_names(removed)} has ended. Where you came in by yourself, you stay. If this is a"
                " mistake, ask whoever keeps the roster."
            )
        )
    if gained:
        blocks += [
            paragraph("As a member you take part by right in:"),
            Bullets(tuple(_place(peer) for peer in gained)),
            paragraph(
                "Where one of them meets in a room that you can come into, I open it to you. Here in private you can"
                " take part as well: ",
                Typed(f"status @{gained[0].slug}"),
                " shows what is open, and ",
                Typed("me"),
                " what I know of you. If you want no part in one of them: ",
                Typed(f"leave @{gained[-1].slug}"),
                ".",
            ),
        ]
    return Document(tuple(blocks))


def _place(peer: Peer) -> tuple[Inline, ...]:
    return inlines(clean_line(peer.name, limit=80), " (", Typed(f"status @{peer.slug}"), ")")


def _names(peers: Sequence[Peer]) -> str:
    return listed([clean_line(peer.name, limit=80) for peer in peers])


def membership_ended() -> Document:
    """What somebody reads whose subscription has ended."""
    return Document(
        (
            paragraph(
                "Your subscription has ended, and with it the places that you had as a member. Where you came in by"
                " yourself, you stay, and you can come into any assembly that is open. Once you have renewed it, your"
                " places come back by themselves. To see where you take part: ",
                Typed("me"),
                ".",
            ),
        )
    )


def not_let_in(assembly: Assembly, problem: str) -> Document:
    """What a member reads to whom a room cannot be opened."""
    return Document(
        (
            paragraph(
                f"You have a place in {clean_line(assembly.name, limit=80)}, and I could not open a room of it to you."
                f" {problem}"
            ),
            paragraph("Until then you can take part here in private: ", Typed(f"status @{assembly.slug}"), "."),
        )
    )


def power_withheld(assembly: Assembly, matter: str) -> Document:
    """What an officer reads who is to have no power in a room while something is about them."""
    return Document(
        (
            paragraph(
                f"{matter} in {clean_line(assembly.name, limit=80)} is about you. Until it is over I give you no power"
                " to moderate in the assembly's rooms: nobody moderates what is about them, and this says nothing"
                " against you. You keep your office, and the power comes back by itself. To read it: ",
                Typed(f"status {matter}@{assembly.slug}"),
                ".",
            ),
        )
    )


def put_out_meanwhile(assembly: Assembly, matter: str) -> Document:
    """What the rooms read when somebody who takes part was put out of one while something is about somebody."""
    return Document(
        (
            paragraph(
                f"Somebody who takes part in {clean_line(assembly.name, limit=80)} was put out of a room of it while"
                f" {matter} is open. Who, and by whom, stands in that room's own list of comings and goings. Whoever is"
                " back within 48 hours has lost neither their signature nor a vote for which one must have joined by a"
                " certain day; but a roll that is fixed while they are out is without them. So whoever may let them in"
                f" again should, unless there was good reason. I say this once while {matter} is open. To read it: ",
                Typed(f"status {matter}@{assembly.slug}"),
                ".",
            ),
        )
    )


def cannot_place(assembly: Assembly, problem: str, *, showing: bool) -> Document:
    """What whoever gives procedure reads where the bot lacks a right that has to do with members' places."""
    name = clean_line(assembly.name, limit=80)
    what = (
        f"I cannot show in a room of {name} who holds an office and who is a member."
        if showing
        else f"I cannot let members into a room of {name}, or out of it."
    )
    return Document((paragraph(f"{what} {problem}"), paragraph("I try again every few minutes.")))
