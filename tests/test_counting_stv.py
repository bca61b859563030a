"""The single transferable vote, counted as the Scottish rules say."""

import dataclasses
from collections import Counter
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.counting.lots import drawn
from deliberation.counting.papers import Ranked
from deliberation.counting.stv import VOTE, Breaking, Counted, Stage, Step, Tie, count
from tests.support.scottish import Officer, Paper, Recorded, made_up

A, B, C, D, E = range(5)
NAMES = ("Ada", "Ben", "Cat", "Dan", "Eve")


def counted(
    seats: int, papers: Ranked, *, names: int = 5, seed: str = "seed", without: tuple[int, ...] = ()
) -> Counted:
    return count(NAMES[:names], seats, papers, seed=seed, withdrawn=frozenset(without))


# --- against another count


def as_recorded(stage: Stage) -> Recorded:
    tie = stage.tie
    return Recorded(
        stage.step,
        stage.of,
        tuple(Fraction(votes, VOTE) for votes in stage.votes),
        Fraction(stage.non_transferable, VOTE),
        stage.elected,
        tie.among if tie else None,
        tie.stage if tie else None,
    )


def hold_against_another(chance: Random, *, larger: bool = False) -> Counted:
    """Count an election both ways, and compare every stage."""
    names, seats, papers, withdrawn = made_up(chance, larger=larger)
    seed = str(chance.random())
    found = count(names, seats, papers, seed=seed, withdrawn=withdrawn)
    officer = Officer(
        candidates=len(names),
        vacancies=seats,
        papers=[Paper(ranking) for ranking, times in papers.items() for _ in range(times)],
        lot=lambda stage, among: drawn(seed, f"stage {stage}", among, names)[0],
        continuing=[who for who in range(len(names)) if who not in withdrawn],
    )
    expected = officer.count()
    assert [as_recorded(stage) for stage in found.stages] == expected, (seats, papers, withdrawn)
    assert (found.elected, found.quota, found.valid) == (tuple(officer.elected), officer.quota, len(officer.papers))
    return found


def test_every_stage_is_as_another_count_finds_it() -> None:
    """A second count, made paper by paper in fractions, finds the same at every stage, whatever had to be settled."""
    chance, seen = Random(1), Counter[tuple[Step, Breaking | None]]()
    for _ in range(10_000):
        found = hold_against_another(chance)
        seen.update((stage.step, stage.tie.by if stage.tie else None) for stage in found.stages)
    for step in (Step.SURPLUS, Step.EXCLUSION):
        assert all(seen[step, by] for by in (None, *Breaking)), seen


@pytest.mark.soak
@pytest.mark.timeout(300)
def test_ten_thousand_larger_elections_are_as_another_count_finds_them() -> None:
    """Ten thousand elections at random, other ones each time, are counted alike both ways."""
    seed = Random().randrange(2**64)
    chance = Random(seed)
    for number in range(10_000):
        try:
            hold_against_another(chance, larger=True)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, election {number}: {error}") from error


# --- quota, surplus, exclusion


def test_the_quota_is_droops() -> None:
    """The papers by one more than the seats, without any fraction, and one more."""
    assert [counted(3, {(A,): times}).quota for times in (0, 3, 4, 7, 8, 100)] == [1, 1, 2, 2, 3, 26]


def test_a_surplus_goes_on_with_every_paper_to_five_decimal_places() -> None:
    """Surplus 3 of 7 votes: each paper goes on as 0.42857 of a vote, and what that leaves over goes to nobody."""
    first, second = counted(2, {(A, B): 4, (A, C): 2, (A,): 1, (B,): 1, (C,): 2}, names=3).stages[:2]
    assert (first.elected, first.votes) == ((A,), (7 * VOTE, VOTE, 2 * VOTE))
    assert (second.step, second.of, second.tie) == (Step.SURPLUS, A, None)
    assert second.votes == (4 * VOTE, VOTE + 4 * 42_857, 2 * VOTE + 2 * 42_857)
    assert second.moved == (-3 * VOTE, 4 * 42_857, 2 * 42_857)
    assert second.non_transferable == 3 * VOTE - 6 * 42_857


def test_a_paper_received_in_part_goes_on_in_part_of_that() -> None:
    """A surplus of a surplus: the surplus times the value when received, by all votes credited, again truncated."""
    papers = {(A, B, C): 9, (B, C): 3, (C,): 1, (D,): 1, (E,): 1}
    _, after_a, after_b = counted(3, papers).stages[:3]
    # Quota 4. Ada's surplus is 5 of 9 votes: 0.55555 a paper. Ben then has 3 + 9 x 0.55555 = 7.99995, 3.99995 over.
    assert after_a.votes[B] == 799_995
    received, first = 399_995 * 55_555 // 799_995, 399_995 * VOTE // 799_995
    assert after_b.of == B
    assert after_b.moved == (0, -399_995, 9 * received + 3 * first, 0, 0)


def test_an_excluded_candidates_papers_go_on_at_their_value() -> None:
    """First preferences as whole votes, what came from a surplus as the part that it came as."""
    papers = {(A, B, C): 6, (B, C): 1, (C,): 3, (D,): 4}
    _, _, third, *_ = counted(2, papers, names=4).stages
    # Quota 5. Ada's surplus is 1 of 6: 0.16666 a paper. Ben has 1.99996 and is excluded.
    assert (third.step, third.of, third.moved) == (Step.EXCLUSION, B, (0, -199_996, 199_996, 0))
    assert third.votes == (5 * VOTE, 0, 499_996, 4 * VOTE)


def test_the_largest_surplus_goes_first() -> None:
    """Of several with a surplus whoever has the largest; those who were elected with them receive nothing."""
    stages = counted(3, {(A, B, C): 8, (B, A, C): 9, (C,): 1, (D,): 2}, names=4).stages
    assert stages[0].elected == (B, A)
    assert [stage.of for stage in stages[1:3]] == [B, A]
    assert stages[1].moved[A] == 0


def test_one_seat_is_the_alternative_vote() -> None:
    """Whoever is last goes out, and their papers go on, until somebody has more than half."""
    result = counted(1, {(A,): 4, (B, C): 3, (C, B): 2}, names=3)
    assert [(stage.step, stage.of) for stage in result.stages] == [(Step.FIRST, None), (Step.EXCLUSION, C)]
    assert (result.quota, result.elected) == (5, (B,))


# --- ties


def test_a_tie_is_settled_by_the_latest_stage_that_was_unequal() -> None:
    """Not by the first: the Order has regard to the most recent preceding stage."""
    papers = {(A,): 5, (B,): 4, (C, B): 2, (D, A): 1, (D, E): 2, (E,): 8}
    stages = counted(1, papers).stages
    level = [(stage.votes[A] // VOTE, stage.votes[B] // VOTE) for stage in stages[:3]]
    assert level == [(5, 4), (5, 6), (6, 6)]
    assert (stages[3].of, stages[3].tie) == (A, Tie(among=(A, B), chosen=A, by=Breaking.EARLIER_STAGE, stage=2))


def test_equal_surpluses_go_in_the_order_of_who_had_more_before() -> None:
    """Level now, but not a stage ago: whoever had more then."""
    papers = {(C, B): 10, (A, D): 6, (B, D): 1, (D,): 3, (E,): 2}
    stages = counted(4, papers).stages
    # Quota 5. Cat's surplus brings Ben to 6 votes, as many as Ada has had from the beginning.
    assert stages[1].votes[:2] == (6 * VOTE, 6 * VOTE)
    assert (stages[2].step, stages[2].of) == (Step.SURPLUS, A)
    assert stages[2].tie == Tie(among=(A, B), chosen=A, by=Breaking.EARLIER_STAGE, stage=1)


def test_where_no_stage_tells_them_apart_a_lot_does() -> None:
    """The lot is that of the published seed for this stage, and is said to be one."""
    for seed in ("one", "two", "three", "four"):
        stage = counted(1, {(A,): 2, (B,): 2, (C,): 3}, names=3, seed=seed).stages[1]
        first = drawn(seed, "stage 2", (A, B), NAMES)[0]
        assert (stage.of, stage.tie) == (first, Tie(among=(A, B), chosen=first, by=Breaking.LOT))


def test_of_three_who_are_level_an_earlier_stage_may_leave_two_for_the_lot() -> None:
    """Whoever had more earlier is safe; between the two who were level then too, a lot decides."""
    papers = {(A,): 4, (B,): 3, (C,): 3, (D, B): 1, (D, C): 1, (E,): 9}
    for seed in ("one", "two", "three", "four"):
        stages = counted(1, papers, seed=seed).stages
        assert stages[1].votes[:3] == (4 * VOTE, 4 * VOTE, 4 * VOTE)
        chosen = drawn(seed, "stage 3", (B, C), NAMES)[0]
        assert (stages[2].of, stages[2].tie) == (chosen, Tie(among=(A, B, C), chosen=chosen, by=Breaking.LOT))


# --- the last vacancies, and who does not count


def test_the_last_vacancies_go_to_those_who_are_left() -> None:
    """Without the quota, and in the order of their votes; the papers of the last who went out are counted on."""
    result = counted(2, {(A,): 5, (B,): 3, (C,): 2, (D,): 4}, names=4)
    assert [stage.of for stage in result.stages] == [None, C, B]
    assert (result.quota, result.elected) == (5, (A, D))
    assert result.stages[-1].elected == (D,)
    assert result.stages[-1].non_transferable == 5 * VOTE


def test_once_every_seat_is_filled_nothing_more_is_transferred() -> None:
    """Surpluses that are left change nothing."""
    assert len(counted(2, {(A, C): 9, (B, C): 9, (C,): 1}, names=3).stages) == 1


def test_no_more_candidates_than_seats_are_all_elected() -> None:
    """At the first stage, in order of their votes, even if nobody voted."""
    assert counted(3, {(C,): 2, (B,): 1}, names=3).elected == (C, B, A)
    assert counted(5, {}, names=2).elected == (A, B)


def test_who_withdrew_is_passed_over() -> None:
    """As if nobody had named them: a paper counts for the next; one that names nobody else is not valid."""
    result = counted(1, {(A, B): 3, (A,): 2, (C,): 1}, names=3, without=(A,))
    assert result.stages[0].votes == (0, 3 * VOTE, VOTE)
    assert (result.valid, result.quota, result.elected) == (4, 3, (B,))


def test_an_empty_paper_is_not_valid() -> None:
    """It gives no first preference, and is in neither the quota nor the votes."""
    result = counted(1, {(): 50, (A,): 2, (B,): 1}, names=2)
    assert (result.valid, result.quota, result.elected) == (3, 2, (A,))


@pytest.mark.parametrize(
    ("names", "seats", "papers", "withdrawn", "why"),
    [
        (NAMES, 0, {}, (), "no seat"),
        ((), 1, {}, (), "no candidate"),
        (NAMES[:1], 1, {}, (0,), "no candidate"),
        (NAMES, 1, {}, (5,), "not a candidate"),
        (NAMES, 1, {(5,): 1}, (), "not a candidate"),
        (NAMES, 1, {(-1,): 1}, (), "not a candidate"),
        (NAMES, 1, {(A, B, A): 1}, (), "twice"),
        (NAMES, 1, {(A,): -1}, (), "fewer than no papers"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    names: tuple[str, ...], seats: int, papers: Ranked, withdrawn: tuple[int, ...], why: str
) -> None:
    """With the reason, before anything is counted."""
    with pytest.raises(ValueError, match=why):
        count(names, seats, papers, seed="seed", withdrawn=frozenset(withdrawn))


# --- always


@st.composite
def elections(draw: st.DrawFn) -> tuple[tuple[str, ...], int, dict[tuple[int, ...], int]]:
    names = NAMES[: draw(st.integers(1, 5))]
    ranking = st.permutations(range(len(names))).flatmap(
        lambda whole: st.integers(0, len(whole)).map(lambda end: tuple(whole[:end]))
    )
    return names, draw(st.integers(1, 4)), draw(st.dictionaries(ranking, st.integers(0, 40), max_size=12))


@given(elections())
def test_votes_are_conserved_at_every_stage(election: tuple[tuple[str, ...], int, dict[tuple[int, ...], int]]) -> None:
    """What candidates have and what went to nobody is always as much as was given; what moved is the difference."""
    names, seats, papers = election
    result = count(names, seats, papers, seed="seed")
    before, lost = (0,) * len(names), 0
    for stage in result.stages:
        assert sum(stage.votes) + stage.non_transferable == result.valid * VOTE
        assert tuple(now - then for now, then in zip(stage.votes, before, strict=True)) == stage.moved
        assert min(stage.votes) >= 0
        assert stage.non_transferable >= lost
        before, lost = stage.votes, stage.non_transferable


@given(elections())
def test_as_many_are_elected_as_there_are_seats_each_once(
    election: tuple[tuple[str, ...], int, dict[tuple[int, ...], int]],
) -> None:
    """Never more than seats, nobody twice, and nobody who was excluded."""
    names, seats, papers = election
    result = count(names, seats, papers, seed="seed")
    assert len(result.elected) == len(set(result.elected)) == min(seats, len(names))
    assert result.elected == tuple(who for stage in result.stages for who in stage.elected)
    assert not {stage.of for stage in result.stages if stage.step is Step.EXCLUSION} & set(result.elected)


@given(elections(), st.randoms(use_true_random=False))
def test_the_order_in_which_papers_arrive_changes_nothing(
    election: tuple[tuple[str, ...], int, dict[tuple[int, ...], int]], chance: Random
) -> None:
    """The count is the same, to the last vote and the last lot."""
    names, seats, papers = election
    shuffled = list(papers.items())
    chance.shuffle(shuffled)
    assert count(names, seats, dict(shuffled), seed="seed") == count(names, seats, papers, seed="seed")


@given(elections(), st.text(max_size=5), st.permutations(range(5)))
def test_the_same_seed_breaks_a_tie_the_same_way(
    election: tuple[tuple[str, ...], int, dict[tuple[int, ...], int]], seed: str, order: list[int]
) -> None:
    """Counted again the result is the same; and so it is where the candidates stand in another order on the paper."""
    names, seats, papers = election
    result = count(names, seats, papers, seed=seed)
    assert count(names, seats, papers, seed=seed) == result
    order = [who for who in order if who < len(names)]
    place = {who: at for at, who in enumerate(order)}
    moved = {tuple(place[who] for who in ranking): times for ranking, times in papers.items()}
    other = count([names[who] for who in order], seats, moved, seed=seed)
    assert {order[who] for who in other.elected} == set(result.elected)
    assert [None if s.of is None else order[s.of] for s in other.stages] == [s.of for s in result.stages]


def test_a_result_cannot_be_changed() -> None:
    """It is a value: the count that was published is the count that is kept."""
    result = counted(1, {(A,): 1})
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.seats = 2  # type: ignore[misc]
