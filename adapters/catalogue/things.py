"""Commands about Things: several assemblies, or all of them, together for one question."""

from typing import Final

from adapters import cleaning
from adapters.catalogue.groups import FEDERATION
from adapters.catalogue.shapes import line, reason_below
from adapters.specs import CommandSpec, Kind, Parameter, Place

SPECS: Final = (
    CommandSpec(
        name="thing",
        group=FEDERATION,
        summary="Call a Thing: an assembly of several for one question, whose decision overrides theirs",
        parameters=(
            line("question", "the question that it is to decide", required=True, limit=cleaning.TITLE),
            Parameter(
                name="peers",
                kind=Kind.LINE,
                place=Place.AFTER,
                meaning="of which assemblies, with commas between; or everyone",
                required=True,
                limit=1_000,
                words=("with",),
                last=True,
            ),
        ),
        examples=(
            "thing “Who keeps the river clean?” with leeds-moot, york",
            "thing “Who speaks for us?” with everyone",
        ),
        aliases=("call-thing", "party-thing", "umbrella"),
        facts=True,
    ),
    CommandSpec(
        name="dissolve",
        group=FEDERATION,
        summary="In a Thing: propose that it end without an answer to its question",
        parameters=(reason_below("because", ":"),),
        examples=("dissolve", "dissolve because the rain has settled it"),
    ),
)
"""In the order in which the help lists them."""
