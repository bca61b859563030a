"""The papers of a ballot as a file: whoever counts it gets the result that the assembly got."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bot.ballot_files import NoPapersError, counted, ending, how_to_count, written
from bot.counting.command import CannotCountError, Wishes
from bot.counting.command import counted as recounted
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.ids import PersonId
from deliberation.poll_results import result_of, sorted_papers
from deliberation.polls import Marks, Option, OptionKind, Paper, Poll, PollOutcome
from deliberation.rules import Method
from tests.support.engine import MONDAY, Moot, people
from tests.support.polls import Booth
from tests.test_poll_properties import ballot

STANDING = (*(Option(OptionKind.PERSON, person=person) for person in people("ada", "ben", "cat")), Option(
    OptionKind.REOPEN))  # fmt: skip


def over(method: Method, seats: int, papers: Sequence[Marks]) -> Poll:
    """Give a ballot that was counted."""
    poll = replace(ballot(method, 4, seats), options=STANDING, drawn_from="a secret", closed_at=MONDAY)
    given = sorted_papers(Paper(marks, 1) for marks in papers)
    result = result_of(poll, given, "a secret")
    return replace(poll, papers=given, outcome=result.outcome, elected=result.elected)


def marks_of(method: Method, chance: Random) -> Marks:
    """Fill in a paper by chance."""
    if method is Method.STV:
        return tuple(chance.sample(range(4), chance.randint(0, 4)))
    return tuple(chance.randint(0, 5) for _ in range(4))


@pytest.mark.parametrize(
    ("method", "seats"),
    [(Method.STAR, 1), (Method.STAR, 2), (Method.PROPORTIONAL, 2), (Method.STV, 1), (Method.STV, 2)],
)
@pytest.mark.parametrize("many", [1, 2, 9])
def test_whoever_counts_the_file_gets_the_same_result(method: Method, seats: int, many: int, tmp_path: Path) -> None:
    """To the last lot: with so few papers much is level."""
    chance = Random(f"{method} {seats} {many}")
    for _ in range(12):
        poll = over(method, seats, [marks_of(method, chance) for _ in range(many)])
        if poll.outcome is PollOutcome.INQUORATE:
            continue  # of that see below
        file = tmp_path / f"B1.{ending(poll)}"
        file.write_bytes(written(poll).encode())
        words = how_to_count(poll, str(file)).split()
        told = {name: words[words.index(name) + 1] for name in ("--method", "--seed", "--seats") if name in words}
        wishes = Wishes(
            file=str(file),
            method=told["--method"],
            seats=int(told["--seats"]) if "--seats" in told else None,
            seed=told["--seed"],
        )
        assert recounted(wishes).count.elected == poll.elected


@pytest.mark.parametrize("method", [Method.STAR, Method.PROPORTIONAL, Method.STV])
@pytest.mark.parametrize("many", [0, 2])
def test_what_prefers_nothing_elects_nobody_by_lot_in_a_file_either(method: Method, many: int, tmp_path: Path) -> None:
    """Nothing won by blank papers, or by none: whoever counts the file is told so, and draws no lots."""
    poll = over(method, 2, [() if method is Method.STV else (0, 0, 0, 0)] * many)
    assert poll.outcome is PollOutcome.INQUORATE
    file = tmp_path / f"B1.{ending(poll)}"
    file.write_bytes(written(poll).encode())
    assert "nothing to count" in how_to_count(poll, str(file))
    with pytest.raises(CannotCountError, match=r"prefers anybody|No ballot follows"):
        recounted(Wishes(file=str(file), method=method.value, seats=2, seed="a seed"))


def test_the_answers_to_a_referendum_are_a_table() -> None:
    """Yes, no and blank, and how many of each."""
    poll = replace(over(Method.YES_NO, 1, [(0,), (0,), (1,), ()]), options=(Option(OptionKind.YES),))
    assert written(poll) == "answer,papers\r\nblank,1\r\nyes,2\r\nno,1\r\n"
    assert "why B1" in how_to_count(poll, "B1.csv")


def test_only_what_was_counted_is_written() -> None:
    """Not what is open, nor what was called off, nor what there is not."""
    moot = Moot.founded("ada", "ben")
    for name in ("B1", "soon", "P1"):
        with pytest.raises(NoPapersError, match="has had none"):
            counted(moot.assembly, name)
    moot.do(cmd.CallReferendum(actor=PersonId("ada"), question="Shall we?", members_only=False))
    booth = Booth(moot)
    booth.open()
    with pytest.raises(NoPapersError, match="is open"):
        counted(moot.assembly, "B1")
    with pytest.raises(NoPapersError, match="its latest is B1"):
        counted(moot.assembly, "B2")
    booth.vote("ben", 0)
    moot.at(days=7)
    booth.count()
    assert counted(moot.assembly, "b1") == counted(moot.assembly, "1") == moot.assembly.polls[1]
    moot.do(cmd.CallReferendum(actor=PersonId("ada"), question="Shall we?", members_only=False))
    booth.open()
    moot._take(ev.PollCalledOff(poll=2, because="office ended"))
    with pytest.raises(NoPapersError, match="called off"):
        counted(moot.assembly, "B2")
