"""Commands about offices: elections and recalls."""

from typing import Final

from adapters import cleaning
from adapters.catalogue.groups import OFFICES
from adapters.catalogue.shapes import after, number, reason_below
from adapters.specs import CommandSpec, Kind, Parameter, Place

SPECS: Final = (
    CommandSpec(
        name="elect",
        group=OFFICES,
        summary="Put somebody's name forward for an office; the assembly is asked at once",
        parameters=(
            Parameter(
                name="person",
                kind=Kind.PERSON,
                place=Place.LINE,
                meaning="whom (somebody else must name you)",
                required=True,
            ),
            after(
                "office",
                Kind.LINE,
                "for which office; secretary if you leave it out",
                "as",
                "for",
                "in",
                "to be",
                limit=cleaning.NAME,
            ),
            reason_below("because", ":"),
        ),
        examples=("elect Ada as secretary", "elect Ada Lovelace because she listens"),
    ),
    CommandSpec(
        name="recall",
        group=OFFICES,
        summary="Start a petition to remove an officer; it is signed here and acts by itself",
        parameters=(
            Parameter(
                name="person",
                kind=Kind.PERSON,
                place=Place.LINE,
                meaning="whom, by name, by office or by both (Ben as treasurer)",
                required=True,
            ),
            Parameter(
                name="unmandated",
                kind=Kind.FLAG,
                place=Place.FLAG,
                meaning="yes to cite an act that is recorded as unmandated",
                words=("unmandated",),
                choices=("yes", "no"),
            ),
            Parameter(
                name="act",
                kind=Kind.WORD,
                place=Place.AFTER,
                meaning="the unmandated act that it cites, such as O3",
                words=("unmandated", "unmandated act", "citing", "citing act"),
                shape=r"#?o?\s?[0-9]",
            ),
            reason_below("for", "because", ":", required=True),
        ),
        examples=(
            "recall Ada because no minutes were kept",
            "recall secretary because £40 was spent without a decision",
            "recall Ben as treasurer because the accounts are late",
            "recall Ada unmandated O1 because nobody agreed to a boat",
        ),
        aliases=("petition",),
    ),
    CommandSpec(
        name="sign",
        group=OFFICES,
        summary="Sign a petition; I show how many signed, not who",
        parameters=(number("R", "the number of the petition"),),
        examples=("sign R1",),
        private=True,
    ),
    CommandSpec(
        name="unsign",
        group=OFFICES,
        summary="Take your name off a petition that is still gathering signatures",
        parameters=(number("R", "the number of the petition"),),
        examples=("unsign R1",),
        aliases=("withdraw-signature",),
        private=True,
    ),
)
"""In the order in which the help lists them."""
