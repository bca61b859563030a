"""Commands by which people come into an assembly that is restricted to those it speaks for."""

from typing import Final

from adapters import cleaning
from adapters.catalogue.groups import ASSEMBLY
from adapters.specs import CommandSpec, Kind, Parameter, Place

SPECS: Final = (
    CommandSpec(
        name="ask",
        group=ASSEMBLY,
        summary="Ask to take part in an assembly in whose room you are, where being there is not enough",
        examples=("ask", "ask @leeds-moot"),
        aliases=("declare", "ask-entry", "ask-to-take-part"),
        private=True,
    ),
    CommandSpec(
        name="welcome",
        group=ASSEMBLY,
        summary="Welcome somebody you know who asks to take part",
        parameters=(
            Parameter(
                name="person",
                kind=Kind.PERSON,
                place=Place.LINE,
                meaning="whom; or reply to the message that says that they ask",
                limit=cleaning.NAME,
            ),
        ),
        examples=("welcome Ada",),
    ),
)
"""In the order in which the help lists them."""
