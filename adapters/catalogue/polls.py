"""Commands about ballots: the question of deadlock, referendums, and what came of them."""

from typing import Final

from adapters import cleaning
from adapters.catalogue.groups import DECIDING, LOOKING
from adapters.catalogue.shapes import after, number
from adapters.specs import CommandSpec, Kind, Parameter, Place

_UNTIL: Final = ("until", "till", "before", "by")
_NOT_ASKED: Final = r"(?!.*[?\"”»])"
"""Before the question mark, or the end of the quotation, it is part of what is asked."""
_A_LENGTH: Final = r"(?:[0-9]+(?:[.,][0-9]+)?\s*(?:m|h|d|w)|(?:an?|one|half an?) (?:hour|day|week))"
_A_TIME: Final = r"[0-9]{4}-[0-9]{2}|[0-9]{1,2}[:.][0-9]{2}|tomorrow|today|(?:mon|tues|wednes|thurs|fri|satur|sun)day"

SPECS: Final = (
    CommandSpec(
        name="deadlock",
        group=DECIDING,
        summary="Ask whether there is deadlock after checks that failed; if so, the assembly votes",
        parameters=(
            number("P", "the number of the proposal"),
            after("others", Kind.LINE, "other proposals between which to vote, with commas between", "with", "against"),
            after("period", Kind.LENGTH, "for how long that is asked, such as 48h or 3 days", "in", "for", "within"),
            after("deadline", Kind.MOMENT, "or until when, such as 2026-12-01 18:00", *_UNTIL),
        ),
        examples=("deadlock P1", "deadlock P1 with P2, P4", "deadlock P1 with P2 for 48h"),
        aliases=("call-deadlock", "ask-deadlock"),
    ),
    CommandSpec(
        name="referendum",
        group=DECIDING,
        summary="Put one question to all members, or to all who take part here",
        parameters=(
            Parameter(
                name="question",
                kind=Kind.LINE,
                place=Place.LINE,
                meaning="the question, to be answered with yes or no",
                required=True,
                limit=cleaning.TITLE,
            ),
            Parameter(
                name="roll",
                kind=Kind.WORD,
                place=Place.AFTER,
                meaning="who votes: members (all of them, in a core assembly) or participants",
                words=("roll", "roll of", "among"),
                last=True,
                shape=_NOT_ASKED + r"(?:all )?(?:members|participants)",
                choices=("members", "participants"),
            ),
            Parameter(
                name="secrecy",
                kind=Kind.WORD,
                place=Place.AFTER,
                meaning="secret or open; as the rules say if you leave it out",
                words=("ballot", "votes", "vote"),
                last=True,
                shape=_NOT_ASKED + r"(?:secret|open)",
                choices=("secret", "open"),
            ),
            Parameter(
                name="period",
                kind=Kind.LENGTH,
                place=Place.AFTER,
                meaning="for how long; as the rules say if you leave it out",
                words=("for",),
                last=True,
                shape=_NOT_ASKED + _A_LENGTH,
                example="7d",
            ),
            Parameter(
                name="deadline",
                kind=Kind.MOMENT,
                place=Place.AFTER,
                meaning="or until when",
                words=("until", "till"),
                last=True,
                shape=_NOT_ASKED + f"(?:{_A_TIME})",
                example="2026-12-01 18:00",
            ),
        ),
        examples=(
            'referendum "Shall we leave the union?" roll:members',
            'referendum "Shall we meet on Fridays?" roll:participants open for 7d',
        ),
        aliases=("plebiscite",),
        tree=True,
    ),
    CommandSpec(
        name="polls",
        group=LOOKING,
        summary="See the ballots that are open, and how others came out",
        examples=("polls",),
        aliases=("ballots", "votes", "referendums"),
        query=True,
    ),
    CommandSpec(
        name="receipts",
        group=LOOKING,
        summary="See the codes of the ballots that were counted, yours among them",
        parameters=(number("B", "the number of the ballot; the latest if you leave it out", required=False),),
        examples=("receipts B1", "receipts"),
        aliases=("receipt",),
        query=True,
    ),
)
"""In the order in which the help lists them."""
