"""Commands about the assembly itself: where it meets, who takes part, by which rules, what for."""

from typing import Final

from adapters import cleaning
from adapters.catalogue.groups import ASSEMBLY
from adapters.catalogue.shapes import after, body, line, reason_below
from adapters.specs import ASSEMBLY_ARGUMENT, CommandSpec, Kind, Parameter, Place
from deliberation.rules import PRESETS

SPECS: Final = (
    CommandSpec(
        name="found",
        group=ASSEMBLY,
        summary="Begin an assembly in this room",
        parameters=(
            line("name", "what the assembly is called", required=True, limit=cleaning.NAME),
            Parameter(
                name="rules",
                kind=Kind.WORD,
                place=Place.AFTER,
                meaning="the rules to begin with; folkmoot if you leave it out",
                words=("with the", "with"),
                closing="rules",
                choices=tuple(PRESETS),
            ),
            body("purpose", "what the assembly is for", cleaning.PURPOSE),
        ),
        examples=("found Leeds Moot", "found Leeds Moot with harmony rules\nMutual aid in Leeds"),
        aliases=("create", "found-assembly"),
        facts=True,
    ),
    CommandSpec(
        name="join",
        group=ASSEMBLY,
        summary="Come into an assembly: that of this room, where being in it is not enough, or one that you name",
        examples=("join", "join @leeds-moot"),
        aliases=("enter", "take-part"),
        private=True,
    ),
    CommandSpec(
        name="leave",
        group=ASSEMBLY,
        summary="Take no more part in the assembly of this room, or give up your place in one as a member",
        examples=("leave", "leave @leeds-moot"),
        aliases=("quit", "exit"),
        private=True,
    ),
    CommandSpec(
        name="bind",
        group=ASSEMBLY,
        summary="Make this room part of an assembly that you see to",
        parameters=(
            Parameter(
                name=ASSEMBLY_ARGUMENT,
                kind=Kind.WORD,
                place=Place.WORD,
                meaning="the short name of the assembly",
                required=True,
                limit=cleaning.NAME,
            ),
        ),
        examples=("bind leeds-moot",),
        facts=True,
    ),
    CommandSpec(
        name="purpose",
        group=ASSEMBLY,
        summary="See what this assembly is for",
        examples=("purpose",),
        query=True,
    ),
    CommandSpec(
        name="restate-purpose",
        group=ASSEMBLY,
        summary="Propose what this assembly is for; on consensus that is its purpose",
        parameters=(
            line("purpose", "what it is for, in one line", required=True, limit=cleaning.PURPOSE),
            body("reason", "why, in your own words, on the lines below", cleaning.REASON),
        ),
        examples=("restate-purpose To see that nobody in Leeds goes without",),
        aliases=("restatepurpose", "change-purpose", "new-purpose"),
    ),
    CommandSpec(
        name="change-rule",
        group=ASSEMBLY,
        summary="Propose that a rule take another value; on consensus it does",
        parameters=(
            Parameter(name="rule", kind=Kind.WORD, place=Place.RULE, meaning="which rule", required=True),
            line("value", "its new value", required=True, limit=cleaning.NAME, words=("to", "=", ":")),
            reason_below("because"),
        ),
        examples=("change-rule cooling-off 5d",),
        aliases=("changerule", "set-rule", "rule-change"),
    ),
    CommandSpec(
        name="apologies",
        group=ASSEMBLY,
        summary="Say that you will be away, so that your answer is not counted on",
        parameters=(
            after("until", Kind.MOMENT, "your last day away, such as 2026-12-10", "until", "till", "to", "by"),
            after("length", Kind.LENGTH, "or for how long, such as 10 days", "for"),
        ),
        examples=("apologies until 2026-12-10", "apologies for 10 days"),
        aliases=("apology", "away", "absent"),
    ),
)
"""In the order in which the help lists them."""
