"""The words for what can be wrong with a ballot. None of them says again what somebody wrote on it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

from adapters import mistakes as m
from adapters.documents import Code, Document, Inline
from adapters.mistakes import BallotFault
from adapters.setting import Setting, choices, say
from deliberation.counting.papers import MOST
from deliberation.rules import Method


def _in_public(mistake: m.BallotInPublic, at: Setting) -> Document:
    number = f" B{mistake.poll}" if mistake.poll else ""
    return say(
        "Your ballot was not taken. It is secret, and you wrote it in a room that others read: they may have seen it."
        " Please delete your message there if it still stands; where I may, I take it away. And vote here, in private,"
        " where nobody else reads it. To see your paper: ",
        at.type(f"ballot{number}"),
    )


_FAULTS: Final[Mapping[BallotFault, str]] = MappingProxyType(
    {
        BallotFault.WHO: "I cannot tell who or what is meant in {entry}. Use a name or a number from the paper",
        BallotFault.NO_FIGURE: "{entry} has no score. Put one after each name",
        BallotFault.SCORE: f"the figure in {{entry}} is no score. Scores are whole numbers from 0 to {MOST}",
        BallotFault.TWICE: "{entry} names somebody who stands before it already. Name each once",
        BallotFault.HOW_MANY: "there are not as many figures as lines on the paper. Give one for each, or put names",
        BallotFault.PREFERENCES: "the preferences do not go 1, 2, 3 and so on. Use each figure once",
        BallotFault.NO_PREFERENCE: "no line has a figure. Put 1 behind the name that you prefer most, 2 behind the"
        " next, as far as you like. To prefer nobody, say blank",
        BallotFault.ONE: "one answer is wanted, yes or no. To vote for neither, say blank",
        BallotFault.TWO_WAYS: "those figures can be read in two ways, as the scores of the lines in their order or as"
        " the number of a line and its score. Put “=” between a line and its score, or commas between scores alone",
    }
)


_TWO_WAYS_RANKED: Final = (
    "those figures can be read in two ways, as the numbers of the lines with the best first or as the place of each"
    " line. Put commas between the numbers of the lines, the best first"
)


_FORMS: Final[Mapping[Method | None, str]] = MappingProxyType({Method.STV: "2, 1", Method.YES_NO: "yes"})
"""How a paper is filled in, for those without scores. By numbers: a name could be taken for what somebody wrote."""


_SCORES: Final = f"1={MOST}, 2=3"


def _unread(mistake: m.UnreadBallot, at: Setting) -> Document:
    poll = at.assembly.polls.get(mistake.poll) if at.assembly is not None else None
    fault = _FAULTS[mistake.fault].format(entry=_entry(mistake.entry))
    if mistake.fault is BallotFault.TWO_WAYS and poll is not None and poll.method is Method.STV:
        fault = _TWO_WAYS_RANKED
    shown: list[Inline | str] = []
    if poll is not None:
        form = at.type(f"ballot B{mistake.poll} {_FORMS.get(poll.method, _SCORES)}")
        numbered = "" if poll.method is Method.YES_NO else ", with the numbers of the lines or with names"
        shown = [f" Write it like this{numbered}: ", form, "."]
    return say(
        f"Your ballot was not taken: {fault}. Nothing has changed.",
        *shown,
        " To see the paper: ",
        at.type(f"ballot B{mistake.poll}"),
    )


def _entry(place: int) -> str:
    """Name an entry by its place: ``the 2nd entry``."""
    if not place:
        return "what you wrote"
    ending = "th" if place % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"the {place}{ending} entry"


def _which(mistake: m.WhichBallot, at: Setting) -> Document:
    if not mistake.ballots:
        return say(
            "I cannot tell which ballot you mean, and nothing was recorded. Write its number first: ",
            at.form("ballot"),
        )
    forms = [at.type(f"ballot {each}") for each in mistake.ballots[:10]]
    return say("Which ballot do you mean? Nothing was recorded. Write its number first: ", *choices(forms), ".")


def _none_open(mistake: m.NoBallotOpen, at: Setting) -> Document:
    opening = f"There is no ballot on {mistake.about} yet." if mistake.about else "No ballot is open in which you vote."
    return say(
        f"{opening} To see what is open: ",
        at.type("status"),
        ". One answers a proposal otherwise: ",
        *choices([at.type(f"{stance} P1") for stance in ("agree", "stand-aside", "block")]),
        ".",
    )


def _perhaps(mistake: m.PerhapsBallot, at: Setting) -> Document:
    reason: list[Inline | str] = (
        [". If it was why you block, reply with it to what I asked you, or type for example: ", at.form("block")]
        if mistake.blocks
        else []
    )
    how: list[Inline | str] = [" or begin with the word and the number: ", at.form("ballot")]
    if mistake.ballot:
        filled = ["yes", "no"] if mistake.method is Method.YES_NO else [_FORMS.get(mistake.method, _SCORES)]
        how = [" or write before it ", at.type(f"ballot {mistake.ballot}"), ", such as ",
               *choices([at.type(f"ballot {mistake.ballot} {each}") for each in filled])]  # fmt: skip
    return say(
        "I cannot tell what you mean, and nothing was recorded. If it was your vote, reply with it to the ballot"
        " paper,",
        *how,
        *reason,
        ". To see what else you can type: ",
        at.type("help"),
    )


def went_wrong() -> Document:
    """What somebody reads whose ballot, or what may have been one, could not be handled."""
    said = say(
        "Something went wrong on my side, and what you just wrote was not recorded. If it was a vote, please give it"
        " again; if this happens twice, tell whoever runs me."
    )
    return msgspec.structs.replace(said, failed=True)


def keys_away(what: str) -> Document:
    """What a room reads when a ballot waits for the keys; ``what`` waits (``B4 cannot be counted yet``)."""
    return say(
        f"{what}: I cannot reach the place where I keep the keys of ballots. Nothing that was given is lost. I go on by"
        " myself once it is back; whoever runs me finds in my log, and with ",
        Code("folkmoot doctor"),
        ", what to do.",
    )


def _shut(mistake: m.BoxShut, _at: Setting) -> Document:
    said = say(
        f"Your ballot was not recorded: I cannot reach the key with which the ballots of B{mistake.poll} are sealed."
        " What you gave before, if anything, stands. Please try again later; if it is still so tomorrow, tell whoever"
        " runs me."
    )
    return msgspec.structs.replace(said, failed=True)


BALLOTS: Final[Mapping[type, Callable[[Any, Setting], Document]]] = MappingProxyType(
    {
        m.BallotInPublic: _in_public,
        m.BoxShut: _shut,
        m.UnreadBallot: _unread,
        m.WhichBallot: _which,
        m.NoBallotOpen: _none_open,
        m.PerhapsBallot: _perhaps,
    }
)
"""Every mistake in voting has its words; a test goes through the union and fails if one is missed."""
