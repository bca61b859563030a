"""``folkmoot ballots``: the papers of one ballot as a file, so that anybody can count them again."""

from typing import Final

from adapters.references import POLL, read_reference
from bot.counting import blt, scores
from deliberation.assembly import Assembly
from deliberation.poll_results import seed_of
from deliberation.polls import OptionKind, Poll, PollOutcome
from deliberation.rules import Method

_ANSWERS: Final = {(0,): OptionKind.YES.value, (1,): OptionKind.NO.value, (): "blank"}


class NoPapersError(Exception):
    """There are no papers of that ballot to be written; the message says why."""


def counted(assembly: Assembly, name: str) -> Poll:
    """Give the ballot that is meant by ``B4`` or ``4``, which must be counted.

    Raises:
        NoPapersError: there is none, or it is open, or was called off.
    """
    reference = read_reference(name)
    number = reference.number if reference is not None and reference.letter in {"", POLL} else 0
    poll = assembly.polls.get(number)
    if poll is None:
        there = f"its latest is B{max(assembly.polls)}" if assembly.polls else "it has had none"
        raise NoPapersError(f"There is no ballot {name} in {assembly.slug}; {there}.")
    if poll.outcome is None:
        raise NoPapersError(f"B{number} is open. Its papers are published once it is counted.")
    if poll.outcome is PollOutcome.CALLED_OFF:
        raise NoPapersError(f"B{number} was called off, so none of its papers is published.")
    return poll


def written(poll: Poll) -> str:
    """Write the papers of a ballot that was counted: rankings as BLT, scores as CSV, answers as a table.

    The lines of the paper are called as lots know them (``Option.key``), so that the same seed draws the same lots.
    """
    names = tuple(option.key for option in poll.options)
    papers = {paper.marks: paper.many for paper in poll.papers}
    if poll.method is Method.STV:
        title = f"B{poll.number}"
        return blt.written(blt.Election(title=title, candidates=names, seats=poll.seats, papers=papers))
    if poll.method is Method.YES_NO:
        rows = (f"{_ANSWERS[marks]},{many}\r\n" for marks, many in papers.items())
        return "answer,papers\r\n" + "".join(rows)
    return scores.written(names, papers)


def ending(poll: Poll) -> str:
    """Give the ending of the name of such a file."""
    return "blt" if poll.method is Method.STV else "csv"


def how_to_count(poll: Poll, file: str) -> str:
    """Say how the papers in a file are counted to the same result."""
    if poll.method is Method.YES_NO:
        return f"Yes and no are added up; `why B{poll.number}` says how many there must be."
    if poll.outcome is PollOutcome.INQUORATE:
        return "Nobody prefers anything in them, so there is nothing to count, and nothing won."
    star = "bloc" if poll.seats > 1 else "star"
    methods = {Method.STV: "stv", Method.PROPORTIONAL: "proportional", Method.STAR: star}
    seats = "" if poll.seats == 1 or poll.method is Method.STV else f" --seats {poll.seats}"
    seed = seed_of(poll, poll.papers, poll.drawn_from)
    return f"To count them again: folkmoot count {file} --method {methods[poll.method]}{seats} --seed {seed}"
