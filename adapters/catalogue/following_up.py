"""Commands for after a decision, for quick readings of the room, and for asking one after the other."""

from typing import Final

from adapters import cleaning
from adapters.catalogue.groups import FOLLOWING_UP, POSITIONS
from adapters.catalogue.shapes import line, number, reason
from adapters.specs import CommandSpec, Kind, Parameter, Place
from deliberation.senses import Leaning

_A_LENGTH: Final = r"(?:[0-9]+(?:[.,][0-9]+)?\s*(?:m|h|d|w)|(?:an?|one|half an?) (?:hour|day|week))"


def _leaning(meaning: str) -> Parameter:
    return Parameter(
        name="answer", kind=Kind.WORD, place=Place.WORD, meaning=meaning, required=True, choices=tuple(Leaning)
    )


_READINGS: Final = (
    CommandSpec(
        name="sense-check",
        group=POSITIONS,
        summary="Ask how the room leans; it decides nothing",
        parameters=(
            line("question", "what you ask", required=True, limit=cleaning.TITLE),
            Parameter(
                name="period",
                kind=Kind.LENGTH,
                place=Place.AFTER,
                meaning="for how long; as the rules say if you leave it out",
                words=("for",),
                last=True,
                shape=_A_LENGTH,
                example="2h",
            ),
        ),
        examples=("sense-check Should we meet on Fridays?", "sense-check Should we meet on Fridays? for 2h"),
        aliases=("sensecheck", "sense", "temperature-check", "straw-poll"),
    ),
    CommandSpec(
        name="lean",
        group=POSITIONS,
        summary="Say how you lean in a sense-check",
        parameters=(
            number("S", "the number of the sense-check"),
            _leaning("yes, unsure or no"),
            reason("in a review: why, in your own words"),
        ),
        examples=("lean S1 yes", "lean S1 unsure"),
    ),
    CommandSpec(
        name="go-round",
        group=POSITIONS,
        summary="Ask everyone who has not been heard, one after the other",
        parameters=(number("PR", "the number of the proposal or recall", required=False),),
        examples=("go-round P1", "go-round"),
        aliases=("goround", "round"),
    ),
    CommandSpec(
        name="pass",
        group=POSITIONS,
        summary="In a go-round: let your turn go by",
        parameters=(number("PR", "the number of the proposal or recall", required=False),),
        examples=("pass P1", "pass"),
        aliases=("pass-turn",),
    ),
)

_NUMBER_OF_ACTION: Final = "the number of the action"

_AFTER: Final = (
    CommandSpec(
        name="action",
        group=FOLLOWING_UP,
        summary="Say what is to be done after a decision, by whom and until when",
        parameters=(
            number("D", "the number of the decision"),
            line("text", "what is to be done", required=True, limit=cleaning.TITLE),
            Parameter(
                name="person",
                kind=Kind.PERSON,
                place=Place.AFTER,
                meaning="who is to do it; me for yourself",
                required=True,
                words=("@", "for"),
                last=True,
            ),
            Parameter(
                name="due",
                kind=Kind.MOMENT,
                place=Place.AFTER,
                meaning="by when: a day (to its end), or a day and a time",
                required=True,
                words=("by", "until", "till", "before"),
                last=True,
                example="2026-12-04",
            ),
        ),
        examples=(
            'action D1 "book the hall" @ada by friday',
            "action D1 book the hall for Ada Lovelace by 2026-12-04",
            "action D1 write to the council @me by tomorrow 18:00",
        ),
        aliases=("task", "todo"),
    ),
    CommandSpec(
        name="actions",
        group=FOLLOWING_UP,
        summary="See what is still to be done, what is overdue first",
        examples=("actions",),
        aliases=("tasks", "todos"),
        query=True,
    ),
    CommandSpec(
        name="done",
        group=FOLLOWING_UP,
        summary="Say that an action is done",
        parameters=(number("A", _NUMBER_OF_ACTION),),
        examples=("done A1",),
        aliases=("finished",),
    ),
    CommandSpec(
        name="not-done",
        group=FOLLOWING_UP,
        summary="Say that an action is not done after all",
        parameters=(number("A", _NUMBER_OF_ACTION),),
        examples=("not-done A1",),
        aliases=("notdone", "undone", "reopen-action"),
    ),
    CommandSpec(
        name="drop-action",
        group=FOLLOWING_UP,
        summary="Say that an action is no longer to be done",
        parameters=(number("A", _NUMBER_OF_ACTION),),
        examples=("drop-action A1",),
        aliases=("dropaction", "drop"),
    ),
    CommandSpec(
        name="review",
        group=FOLLOWING_UP,
        summary="Say whether a decision did what it was meant to, once you are asked",
        parameters=(
            number("DS", "the number of the decision"),
            _leaning("yes; unsure for partly, or too early to say; or no"),
            reason(),
        ),
        examples=("review D1 yes because the hall is warm now", "review D1 unsure"),
    ),
)

SPECS: Final = (*_READINGS, *_AFTER)
"""In the order in which the help lists them."""
