"""Commands that only show something."""

from typing import Final

from adapters.catalogue.groups import LOOKING
from adapters.catalogue.shapes import after, number
from adapters.specs import CommandSpec, Kind, Parameter, Place

SPECS: Final = (
    CommandSpec(
        name="why",
        group=LOOKING,
        summary="See why something came out as it did, or what would carry it",
        parameters=(number("PRDBVE", "the number of a proposal, recall, decision, ballot, election", required=False),),
        examples=("why P1", "why D1"),
        aliases=("explain", "working"),
        query=True,
    ),
    CommandSpec(
        name="status",
        group=LOOKING,
        summary="See what is open now, or one thing whole",
        parameters=(number("PCRDNMSAOBVE", "the number of one thing, to see it whole", required=False),),
        examples=("status", "status P1"),
        aliases=("show", "open", "proposals"),
        query=True,
    ),
    CommandSpec(
        name="decisions",
        group=LOOKING,
        summary="See what the assembly has decided",
        examples=("decisions",),
        aliases=("decided",),
        query=True,
    ),
    CommandSpec(
        name="minutes",
        group=LOOKING,
        summary="See what has happened here, in order, or the minutes of one moot",
        parameters=(
            number("M", "the number of a moot, to read its minutes", required=False),
            after("since", Kind.DAY, "from which day on, such as 2026-12-01", "since", "from"),
        ),
        examples=("minutes", "minutes since 2026-12-01", "minutes M1"),
        aliases=("record", "history"),
        query=True,
    ),
    CommandSpec(
        name="rules",
        group=LOOKING,
        summary="See how this assembly decides, and how to change that",
        parameters=(
            Parameter(name="rule", kind=Kind.WORD, place=Place.RULE, meaning="one rule, such as quorum-share"),
        ),
        examples=("rules", "rules cooling-off"),
        aliases=("rule",),
        query=True,
    ),
    CommandSpec(
        name="assembly",
        group=LOOKING,
        summary="See what this assembly is for, and who sees to its procedure",
        examples=("assembly",),
        aliases=("about", "info"),
        query=True,
    ),
    CommandSpec(
        name="help",
        group=LOOKING,
        summary="See what you can type",
        parameters=(
            Parameter(
                name="command", kind=Kind.WORD, place=Place.LINE, meaning="one command, such as block, or one part"
            ),
        ),
        examples=("help", "help block"),
        aliases=("h", "commands", "start"),
        query=True,
    ),
)
"""In the order in which the help lists them."""
