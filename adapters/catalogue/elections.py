"""Commands about elections: the timetable, nominations, and who returns them."""

from typing import Final

from adapters import cleaning
from adapters.catalogue.groups import ELECTIONS
from adapters.catalogue.shapes import line, number, reason_below, text
from adapters.specs import CommandSpec, Kind, Parameter, Place


def _after(name: str, meaning: str, *words: str, shape: str = "", choices: tuple[str, ...] = ()) -> Parameter:
    return Parameter(
        name=name, kind=Kind.LINE, place=Place.AFTER, meaning=meaning, words=words, shape=shape, choices=choices
    )


_TIMES: Final = (
    _after(
        "nominations",
        "how long, such as 7d, or from when until when; what you leave out the rules say",
        "nominations",
        "nomination",
    ),
    _after("ballot", "how long, such as 7d, or from when until when", "ballot", "voting", "the vote"),
    _after(
        "joined",
        "who joins later has no vote; now if you leave it out",
        "joined by",
        "who joined by",
        "joined before",
        "roll",
    ),
)

NUMBER_WORDS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
"""How many may be written out."""

_WHICH: Final = number("E", "the number of the election", required=False)

SPECS: Final = (
    CommandSpec(
        name="election",
        group=ELECTIONS,
        summary="Call an election for an office, in a constituency for a public seat; or list the elections",
        parameters=(
            line(
                "office",
                "which office; or “selection” and the public seat",
                limit=cleaning.NAME,
                words=("for", "of", "to"),
            ),
            *_TIMES,
            _after(
                "method",
                "how ballots are counted, if not as the rules say",
                "method",
                "counted by",
                shape=r"[a-z]",
                choices=("star", "proportional", "stv"),
            ),
            Parameter(
                name="seats",
                kind=Kind.WORD,
                place=Place.AFTER,
                meaning="how many are elected, if not all who hold it",
                words=("seats", "places", "for seats"),
                shape=rf"(?:[0-9]|(?:{'|'.join(NUMBER_WORDS)})\b)",
            ),
        ),
        examples=(
            "election general secretary",
            "election secretary nominations 7d ballot 7d method stv",
            "election treasurer nominations until 1 December ballot 5 December to 12 December joined by 1 November",
            "election selection Leeds North seats 2",
        ),
        aliases=(
            *("elections", "selection", "select", "call-election", "hold-election", "start-election"),
            *("open-election", "new-election", "call-an-election", "hold-an-election", "start-an-election"),
            *("election-call", "election-list"),
        ),
    ),
    CommandSpec(
        name="nominate",
        group=ELECTIONS,
        summary="Put somebody's name forward in an election; without one the assembly is asked at once",
        parameters=(
            _WHICH,
            Parameter(
                name="person",
                kind=Kind.PERSON,
                place=Place.LINE,
                meaning="whom (somebody else must name you)",
                required=True,
            ),
            Parameter(
                name="office",
                kind=Kind.LINE,
                place=Place.AFTER,
                meaning="in which election, such as E1, or for which office",
                words=("as", "for", "in", "to be"),
                limit=cleaning.NAME,
            ),
            reason_below("because", ":"),
        ),
        examples=("nominate Ada as general secretary", "nominate Ada in E1 because she listens"),
        aliases=("put-forward", "propose-candidate"),
    ),
    CommandSpec(
        name="second",
        group=ELECTIONS,
        summary="Support a nomination that somebody else made; with one second a name can stand",
        parameters=(
            _WHICH,
            Parameter(name="person", kind=Kind.PERSON, place=Place.LINE, meaning="whose nomination"),
            _after(
                "election", "in which election, such as E1", "in", "for", shape=r"(?:the\s+)?(?:election\s+)?#?e?[0-9]"
            ),
        ),
        examples=("second Ada in E1", "second E1 Ada"),
        aliases=("seconded",),
    ),
    CommandSpec(
        name="accept",
        group=ELECTIONS,
        summary="Stand in an election in which you were nominated, and say why",
        parameters=(_WHICH, text("statement", "what you have to say; everyone reads it", "because")),
        examples=("accept E1 I have kept the minutes for a year, and would go on.",),
        aliases=("accept-nomination", "stand-in-election", "stand"),
    ),
    CommandSpec(
        name="decline",
        group=ELECTIONS,
        summary="Do not stand in an election, or stand down before its ballot opens",
        parameters=(_WHICH,),
        examples=("decline E1",),
        aliases=("decline-nomination", "withdraw-nomination", "not-standing"),
    ),
    CommandSpec(
        name="timetable",
        group=ELECTIONS,
        summary="See the timetable of an election, or give it another one before its ballot opens",
        parameters=(_WHICH, *_TIMES),
        examples=(
            "timetable E1 nominations until 8 December ballot 7d",
            "timetable E1",
            "timetable E1 ballot 15 December to 22 December",
        ),
        aliases=("move-election", "reschedule", "election-timetable"),
    ),
    CommandSpec(
        name="call-off",
        group=ELECTIONS,
        summary="End an election without a result, before its ballot opens",
        parameters=(_WHICH, reason_below("because", ":", required=True)),
        examples=("call-off E1 because the office is being changed",),
        aliases=("cancel-election", "call-off-election", "stop-election", "election-call-off"),
    ),
    CommandSpec(
        name="take-on",
        group=ELECTIONS,
        summary="Become an election's returning officer, for the Electoral Society; or hand that over to me",
        parameters=(
            _WHICH,
            Parameter(
                name="over",
                kind=Kind.FLAG,
                place=Place.FLAG,
                meaning="yes to hand it over to me instead",
                words=("to you", "to the bot", "to folkmoot", "over"),
                choices=("yes", "no"),
            ),
        ),
        examples=("take-on E1", "take-on E1 to the bot"),
        aliases=("return-election", "hand-over", "handover", "election-take-on"),
    ),
)
"""In the order in which the help lists them."""
