"""Commands about offices as such, and about what officers do."""

from typing import Final

from adapters import cleaning
from adapters.catalogue.groups import OFFICES
from adapters.catalogue.shapes import after, labelled, line, number, reason_below, text
from adapters.specs import CommandSpec, Kind, Parameter, Place

SPECS: Final = (
    CommandSpec(
        name="officers",
        group=OFFICES,
        summary="See the offices: who holds each and until when, what is vacant and how it is filled",
        examples=("officers",),
        aliases=("offices",),
        query=True,
    ),
    CommandSpec(
        name="office",
        group=OFFICES,
        summary="Propose an office, how it is filled, or that it end; the assembly decides",
        parameters=(
            line("office", "create, change or end, and its name", required=True, limit=120),
            after(
                "appointed",
                Kind.LINE,
                "by the holder of which office; elected if you leave it out",
                "appointed by",
                "chosen by",
                "named by",
                limit=cleaning.NAME,
                shape=r"\S",
            ),
            Parameter(
                name="seats",
                kind=Kind.WORD,
                place=Place.AFTER,
                meaning="how many hold it jointly",
                words=("seats", "places", "held by"),
                shape=r"[0-9]",
            ),
            after(
                "deputy",
                Kind.LINE,
                "for which office it stands in",
                "deputy to",
                "deputy of",
                "standing in for",
                "stands in for",
                limit=cleaning.NAME,
                shape=r"\S",
            ),
            after(
                "term",
                Kind.LENGTH,
                "how long its holder serves, such as 2 years",
                "term",
                "term of",
                "for a term of",
                "with a term of",
                shape=r"[^\s–—−-]",  # less than nothing is no term
            ),
            reason_below("because", ":"),
        ),
        examples=(
            "office create treasurer appointed by secretary term 2 years",
            "office create vice secretary deputy to secretary",
            "office change treasurer seats 2 because it is too much for one",
            "office end treasurer",
        ),
        aliases=("create-office", "new-office", "add-office", "make-office"),
    ),
    CommandSpec(
        name="appoint",
        group=OFFICES,
        summary="Put somebody in an office, where yours appoints to it",
        parameters=(
            Parameter(name="person", kind=Kind.PERSON, place=Place.LINE, meaning="whom", required=True),
            Parameter(
                name="office",
                kind=Kind.LINE,
                place=Place.AFTER,
                meaning="to which office",
                required=True,
                limit=cleaning.NAME,
                words=("as", "to be", "to"),
                last=True,
            ),
        ),
        examples=("appoint Ada as treasurer",),
    ),
    CommandSpec(
        name="resign",
        group=OFFICES,
        summary="Give up an office that you hold; it is vacant at once",
        parameters=(line("office", "which, if you hold several", limit=cleaning.NAME, words=("as", "from", "office")),),
        examples=("resign", "resign as treasurer"),
        aliases=("step-down", "stand-down"),
    ),
    CommandSpec(
        name="mandates",
        group=OFFICES,
        summary="See what officers are empowered to do, up to what, and how much of it is spent",
        examples=("mandates",),
        query=True,
    ),
    CommandSpec(
        name="act",
        group=OFFICES,
        summary="As an officer, record something you did, with the decision behind it",
        parameters=(
            text("text", "what you did, in a few words", required=True),
            after(
                "mandate",
                Kind.LINE,
                "by which decision, such as D7; none if there was none",
                "mandate",
                "mandated by",
                "by mandate",
                "under mandate",
                "under decision",
                limit=300,
            ),
            labelled("sum", Kind.WORD, "what it cost, such as £120.50", "sum", "cost", beside=True),
            labelled("office", Kind.LINE, "in which office, if you hold several", "office", limit=cleaning.NAME),
        ),
        examples=(
            'act "paid the hall" mandate D1 £120.00',
            "act paid the hall, £120 by D1",
            "act wrote to all members mandate none",
        ),
        aliases=("record-act", "acted"),
    ),
    CommandSpec(
        name="acts",
        group=OFFICES,
        summary="See what officers did, with a mandate or without",
        parameters=(
            line(
                "whose", "of which office or officer; all if you leave it out", limit=cleaning.NAME, words=("of", "by")
            ),
        ),
        examples=("acts", "acts treasurer"),
        query=True,
    ),
    CommandSpec(
        name="statement",
        group=OFFICES,
        summary="Answer the petition that is about you; everyone reads it on its card",
        parameters=(number("R", "the number of the petition"), text("text", "what you say to it", required=True)),
        examples=("statement R1 I paid it back the same day.",),
    ),
)
"""In the order in which the help lists them."""
