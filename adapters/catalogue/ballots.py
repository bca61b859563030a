"""The command by which people give their ballot."""

from typing import Final

from adapters import cleaning
from adapters.catalogue.groups import POSITIONS
from adapters.specs import CommandSpec, Kind, Parameter, Place

SPECS: Final = (
    CommandSpec(
        name="ballot",
        group=POSITIONS,
        summary="See your ballot paper, or vote, in private; you can change it until the close",
        parameters=(
            Parameter(
                name="number",
                kind=Kind.NUMBER,
                place=Place.FIRST,
                meaning="the number of the ballot, such as B4; not needed where only one is open",
                letters="BEV",
                lettered=True,
            ),
            Parameter(
                name="choices",
                kind=Kind.TEXT,
                place=Place.REST,
                meaning="your vote, as the paper says; leave it out to see the paper",
                limit=cleaning.TEXT,
                label="Your vote",
                example="Ada 5, Ben 3",
            ),
        ),
        examples=("ballot B1", "ballot B1 Ada 5, Ben 3", "ballot B1 2, 1, 3", "ballot B1 yes"),
        aliases=("vote", "ballot-paper"),
        private=True,
    ),
)
"""In the order in which the help lists them."""
