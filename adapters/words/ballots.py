"""The words for what can be wrong with a ballot. None of them says again what somebody wrote on it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

from adapters import mistakes as m
from adapters.documents import Document, Inline
from adapters.mistakes import BallotFault
from adapters.setting import Setting, choices, say
from deliberation.counting.papers import MOST
from deliberation.rules import Method


def _in_public(mistake: m.BallotInPublic, at: Setting) -> Document:
    number = f"B{mistake.poll}" if mistake.poll else "B1"
    return say(
        "Your ballot was not taken. It is secret, and you wrote it in a room that others read: they may have seen it."
        " Please delete your message there, and vote here, in private, where nobody else reads it. To see your paper: ",
        at.type(f"ballot {number}"),
    )


_FAULTS: Final[Mapping[BallotFault, str]] = MappingProxyType(
    {
        BallotFault.WHO: "I cannot tell who or what is meant in {entry}. Use a name or a number from the paper",
        BallotFault.NO_FIGURE: "{entry} has no score. Put one after each name",
        BallotFault.SCORE: f"the score in {{entry}} is too high. The scores go from 0 to {MOST}",
        BallotFault.TWICE: "{entry} names somebody who stands before it already. Name each once",
        BallotFault.HOW_MANY: "there are not as many figures as lines on the paper. Give one for each, or put names",
        BallotFault.PREFERENCES: "the preferences do not go 1, 2, 3 and so on. Use each figure once",
        BallotFault.ONE: "one answer is wanted, yes or no. To vote for neither, say blank",
    }
)


_FORMS: Final[Mapping[Method, str]] = MappingProxyType({Method.STV: "2, 1", Method.YES_NO: "yes"})
"""How a paper is filled in, for those without scores. By numbers: a name could be taken for what somebody wrote."""


def _unread(mistake: m.UnreadBallot, at: Setting) -> Document:
    fault = _FAULTS[mistake.fault].format(entry=_entry(mistake.entry))
    poll = at.assembly.polls.get(mistake.poll) if at.assembly is not None else None
    shown: list[Inline | str] = []
    if poll is not None:
        form = at.type(f"ballot B{mistake.poll} {_FORMS.get(poll.method, f'1={MOST}, 2=3')}")
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
    return say(
        "I cannot tell what you mean, and nothing was recorded. If it was your vote, reply with it to the ballot paper,"
        " or begin with the word and the number: ",
        at.form("ballot"),
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


BALLOTS: Final[Mapping[type, Callable[[Any, Setting], Document]]] = MappingProxyType(
    {
        m.BallotInPublic: _in_public,
        m.UnreadBallot: _unread,
        m.WhichBallot: _which,
        m.NoBallotOpen: _none_open,
        m.PerhapsBallot: _perhaps,
    }
)
"""Every mistake in voting has its words; a test goes through the union and fails if one is missed."""
