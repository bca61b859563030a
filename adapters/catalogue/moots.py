"""Commands about moots: the meetings of an assembly."""

from typing import Final

from adapters import cleaning
from adapters.catalogue.groups import MOOTS
from adapters.catalogue.shapes import line, number, text
from adapters.specs import CommandSpec, Kind, Parameter, Place

_A_LENGTH: Final = r"(?:[0-9]+(?:[.,][0-9]+)?\s*(?:m|h|d)|(?:an?|one|half an?) (?:hour|day))"


def _when(meaning: str, *words: str) -> Parameter:
    return Parameter(
        name="when",
        kind=Kind.MOMENT,
        place=Place.AFTER,
        meaning=meaning,
        required=True,
        words=words,
        last=True,
        example="2026-12-01 19:30",
    )


def _length(meaning: str) -> Parameter:
    return Parameter(
        name="length",
        kind=Kind.LENGTH,
        place=Place.AFTER,
        meaning=meaning,
        words=("for",),
        last=True,
        shape=_A_LENGTH,
        example="90m",
    )


def _which(meaning: str) -> Parameter:
    return number("M", meaning, required=False)


SPECS: Final = (
    CommandSpec(
        name="moot",
        group=MOOTS,
        summary="Call a meeting of the assembly, about proposals or anything else",
        parameters=(
            line("about", "the proposals that it is about, or a title", required=True, limit=cleaning.TITLE),
            _when("the day and the time (18:00 if you give no time)", "on"),
            _length("for how long; an hour if you do not say"),
        ),
        examples=(
            "moot P1 on 2026-12-01 19:30",
            "moot P1 and P2 on friday 19:30 for 90m",
            "moot Spring plans on 1 December 19:30 for 2h",
        ),
        aliases=("meeting", "meet"),
    ),
    CommandSpec(
        name="moots",
        group=MOOTS,
        summary="See which meetings are ahead",
        examples=("moots",),
        aliases=("meetings",),
        query=True,
    ),
    CommandSpec(
        name="coming",
        group=MOOTS,
        summary="Say that you come to a moot; while it is held, that you are there",
        parameters=(_which("the number of the moot"),),
        examples=("coming M1", "coming"),
        aliases=("attend", "here", "present"),
    ),
    CommandSpec(
        name="not-coming",
        group=MOOTS,
        summary="Say that you do not come to a moot after all",
        parameters=(_which("the number of the moot"),),
        examples=("not-coming M1",),
        aliases=("notcoming", "cannot-come"),
    ),
    CommandSpec(
        name="move-moot",
        group=MOOTS,
        summary="Set a moot to another time",
        parameters=(
            _which("the number of the moot"),
            _when("the new day and time (18:00 if you give no time)", "to", "on"),
            _length("for how long, if that changes too"),
        ),
        examples=("move-moot M1 to 2026-12-02 19:30", "move-moot M1 to friday 19:30 for 2h"),
        aliases=("movemoot", "move-meeting", "postpone"),
    ),
    CommandSpec(
        name="cancel-moot",
        group=MOOTS,
        summary="Call a moot off",
        parameters=(_which("the number of the moot"),),
        examples=("cancel-moot M1",),
        aliases=("cancelmoot", "cancel-meeting"),
    ),
    CommandSpec(
        name="open-moot",
        group=MOOTS,
        summary="Begin a moot before its time; at its time it opens by itself",
        parameters=(_which("the number of the moot"),),
        examples=("open-moot M1",),
        aliases=("openmoot", "begin-moot", "start-moot"),
    ),
    CommandSpec(
        name="hand",
        group=MOOTS,
        summary="Ask for the word; whoever has not spoken yet goes first",
        examples=("hand",),
        aliases=("raise-hand", "hand-up"),
    ),
    CommandSpec(
        name="lower-hand",
        group=MOOTS,
        summary="Ask for the word no more",
        examples=("lower-hand",),
        aliases=("lowerhand", "hand-down"),
    ),
    CommandSpec(
        name="next",
        group=MOOTS,
        summary="Give the word to whoever is next",
        examples=("next",),
        aliases=("next-speaker",),
    ),
    CommandSpec(
        name="minute",
        group=MOOTS,
        summary="Note something for the minutes, which are public",
        parameters=(text("text", "what is to stand in the minutes", required=True),),
        examples=("minute We ask the council for the field.",),
        aliases=("note", "minuted"),
    ),
    CommandSpec(
        name="close-moot",
        group=MOOTS,
        summary="End the moot that is held, with its minutes",
        parameters=(_which("the number of the moot"),),
        examples=("close-moot", "close-moot M1"),
        aliases=("closemoot", "end-moot", "close-meeting"),
    ),
)
"""In the order in which the help lists them."""
