"""Our count held against the official one of Scottish councils, stage by stage (``tests/wards/README.md``)."""

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from bot.counting.blt import Election, read
from deliberation.counting.stv import VOTE, Counted, Stage, Step, count

WARDS = Path(__file__).parent / "wards"


@dataclass(frozen=True)
class Declared:
    """One stage of an official count, as it stood at its end. Candidates are known by their place on the paper."""

    votes: tuple[str, ...]
    """To five decimal places."""
    elected: frozenset[int]
    """Who was said to be elected at this stage; of whoever took the last seat without the quota nothing is said."""
    excluded: frozenset[int]
    """Who was then chosen to be excluded: the papers go on in the next stage."""


@dataclass(frozen=True)
class Official:
    """What a council published of its count."""

    valid: int
    quota: int
    stages: tuple[Declared, ...]


def official(ward: str) -> Official:
    held = json.loads((WARDS / "stages.json").read_text(encoding="utf-8"))[ward]
    return Official(
        held["valid"],
        held["quota"],
        tuple(
            Declared(
                tuple(stage["votes"]),
                frozenset(number - 1 for number in stage["elected"]),
                frozenset(number - 1 for number in stage["excluded"]),
            )
            for stage in held["stages"]
        ),
    )


def ballots(ward: str) -> Election:
    with (WARDS / f"{ward}.blt").open("rb") as file:
        return read(file)


def counted(ward: str) -> Counted:
    election = ballots(ward)
    return count(election.candidates, election.seats, election.papers, seed="no lot is drawn in any of them")


def five_places(votes: int) -> str:
    return f"{votes // VOTE}.{votes % VOTE:05}"


def in_units(votes: str) -> int:
    whole, places = votes.split(".")
    return int(whole) * VOTE + int(places)


def with_the_quota(stage: Stage, quota: int) -> frozenset[int]:
    return frozenset(who for who in stage.elected if stage.votes[who] >= quota * VOTE)


NAMES = sorted(json.loads((WARDS / "stages.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("ward", NAMES)
def test_votes_are_as_published_at_every_stage(ward: str) -> None:
    """Of every candidate, to the fifth decimal place; with the valid papers, the quota and the number of stages."""
    ours, theirs = counted(ward), official(ward)
    assert (ours.valid, ours.quota) == (theirs.valid, theirs.quota)
    assert [tuple(map(five_places, stage.votes)) for stage in ours.stages] == [stage.votes for stage in theirs.stages]


@pytest.mark.parametrize("ward", NAMES)
def test_those_are_elected_and_excluded_who_were_and_when_they_were(ward: str) -> None:
    """Whoever reached the quota at the stage where they did; whoever dropped out, and whose surplus went on."""
    ours, theirs = counted(ward), official(ward)
    assert [with_the_quota(stage, ours.quota) for stage in ours.stages] == [stage.elected for stage in theirs.stages]
    next_out = [{stage.of} if stage.step is Step.EXCLUSION else set() for stage in ours.stages[1:]]
    assert [*next_out, set()] == [stage.excluded for stage in theirs.stages]
    for stage, (before, after) in zip(ours.stages[1:], pairwise(theirs.stages), strict=True):
        lost = [
            who
            for who, (then, now) in enumerate(zip(before.votes, after.votes, strict=True))
            if in_units(now) < in_units(then)
        ]
        assert lost == [stage.of]


@pytest.mark.parametrize("ward", NAMES)
def test_what_no_candidate_has_is_non_transferable(ward: str) -> None:
    """The votes that the official totals no longer account for, stage by stage."""
    ours, theirs = counted(ward), official(ward)
    missing = [theirs.valid * VOTE - sum(map(in_units, stage.votes)) for stage in theirs.stages]
    assert [stage.non_transferable for stage in ours.stages] == missing


@pytest.mark.parametrize("ward", NAMES)
def test_whoever_is_elected_without_the_quota_is_whoever_was_left(ward: str) -> None:
    """As many as there were seats left, and nobody but whom the official count says nothing of."""
    election, ours, theirs = ballots(ward), counted(ward), official(ward)
    said = frozenset[int]().union(*(stage.elected | stage.excluded for stage in theirs.stages))
    reached = frozenset[int]().union(*(with_the_quota(stage, ours.quota) for stage in ours.stages))
    seats_left = election.seats - len(reached)
    left = frozenset(range(len(election.candidates))) - said if seats_left else frozenset[int]()
    assert len(left) == seats_left
    assert frozenset(ours.elected) - reached == left


def test_one_ward_fills_its_last_seat_without_the_quota() -> None:
    """In Monifieth and Sidlaw with 1,254.18686 votes of 1,338, once nobody else was left."""
    ward = "monifieth-and-sidlaw-2017"
    last = counted(ward).stages[-1]
    (who,) = last.elected
    assert ballots(ward).candidates[who].startswith("Beth WHITESIDE")
    assert five_places(last.votes[who]) == "1254.18686"
