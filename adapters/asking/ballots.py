"""What is asked in voting. Whatever is wrong with it, what somebody wrote on their ballot is never said again.

An answer waits in the outbox until it has gone out, and what is written there could tell how they vote.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NoReturn

from adapters import mistakes
from adapters.ballots.reading import Unread, read_paper
from adapters.references import ELECTION, KINDS, POLL, REFERENDUM, Reference
from adapters.request import Mistaken, PaperAsked, Request, mistaken
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.commands.polls import GiveBallot
from deliberation.polls import Marks, Poll
from deliberation.refusals import Unknown

_FOR: Final = re.compile(r"for\s+(?=\S)", re.IGNORECASE)
"""May stand before a vote (``vote for Ada``); alone it is none."""

_REPEATS: Final = (mistakes.UnknownAssembly, mistakes.BadNumber, mistakes.WrongKind, mistakes.Contradiction)
"""Mistakes that say again what was typed."""


def _ballot(request: Request) -> GiveBallot | PaperAsked:
    """Read a ballot, or ask for the paper. What was typed where others read it is taken if it need not be secret."""
    written = request.invocation.arguments.get("choices", "").strip()
    exposed = bool(written) and not (request.invocation.private or request.invocation.aside)
    poll = _poll(request, exposed=exposed)
    if not written:
        return PaperAsked(poll.number)
    if exposed and poll.secret:
        mistaken(mistakes.BallotInPublic(poll=poll.number))
    return GiveBallot(actor=request.context.actor, poll=poll.number, marks=_marks(request, poll))


def _marks(request: Request, poll: Poll) -> Marks:
    at = Setting(request.assembly, request.context.names)
    read = read_paper(_FOR.sub("", request.text("choices"), count=1), poll, at, request.context.directory.find_person)
    if isinstance(read, Unread):
        mistaken(mistakes.UnreadBallot(poll=poll.number, fault=read.fault, entry=read.entry))
    return read


# --- which ballot


def _poll(request: Request, *, exposed: bool) -> Poll:
    try:
        return _meant(request)
    except Mistaken as found:
        if exposed and not isinstance(found.mistake, mistakes.NoAssembly | mistakes.NoBallotOpen):
            mistaken(mistakes.BallotInPublic(poll=0))
        if isinstance(found.mistake, _REPEATS):
            mistaken(mistakes.WhichBallot(ballots=tuple(f"{POLL}{poll.number}" for poll in _open(request))))
        raise


def _meant(request: Request) -> Poll:
    assembly, found = request.assembly, request.reference()
    if found is None:
        return _only(request)
    number = found.number if found.letter == POLL else _poll_about(assembly, found)
    return assembly.polls.get(number) or _unknown(POLL, number, len(assembly.polls))


def _poll_about(assembly: Assembly, about: Reference) -> int:
    """Say which ballot an election or a referendum has."""
    if about.letter == ELECTION:
        election = assembly.elections.get(about.number)
        found = election or _unknown(ELECTION, about.number, len(assembly.elections))
        return found.poll or mistaken(mistakes.NoBallotOpen(about=str(about)))
    referendum = assembly.referendums.get(about.number)
    asked = referendum or _unknown(REFERENDUM, about.number, len(assembly.referendums))
    return asked.poll or mistaken(mistakes.NoBallotOpen(about=str(about)))


def _unknown(letter: str, number: int, latest: int) -> NoReturn:
    mistaken(Unknown(kind=KINDS[letter], number=number, latest=latest))


def _only(request: Request) -> Poll:
    """Give the one ballot that can be meant: of those in which somebody has a vote, else of all that are open."""
    polls = _open(request)
    several = mistakes.WhichBallot(ballots=tuple(f"{POLL}{poll.number}" for poll in polls))
    only = polls[0] if len(polls) == 1 else None
    return only or mistaken(several if polls else mistakes.NoBallotOpen())


def _open(request: Request) -> list[Poll]:
    here = request.context.assembly
    polls = [poll for poll in here.polls.values() if poll.is_open] if here is not None else []
    return [poll for poll in polls if poll.voice(request.context.actor) is not None] or polls


ASKED: Final[Mapping[str, Callable[[Request], GiveBallot | PaperAsked]]] = MappingProxyType({"ballot": _ballot})
"""By the command's name."""
