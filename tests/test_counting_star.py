"""STAR, Bloc STAR and Allocated Score: published examples, every way to break a tie, and counts made independently."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from random import Random
from time import perf_counter
from typing import Any

import pytest
import starvote
from hypothesis import given
from hypothesis import strategies as st

from deliberation.counting import allocated, star
from deliberation.counting.lots import drawn
from deliberation.counting.papers import Scored, Scores
from deliberation.counting.ties import Breaking, Tie
from tests.support import star_by_hand as by_hand

SEED = "a seed that was published"
NAMES = ("Ada", "Ben", "Cleo", "Dot", "Eli", "Fay", "Gus")

Rows = list[Scores]


def star_of(rows: Sequence[Scores], seats: int = 1, seed: str = SEED) -> star.Counted:
    return star.count(NAMES[: len(rows[0])], seats, Counter(rows), seed=seed)


def allocated_of(rows: Sequence[Scores], seats: int, seed: str = SEED) -> allocated.Counted:
    return allocated.count(NAMES[: len(rows[0])], seats, Counter(rows), seed=seed)


def ties_of(counted: star.Counted) -> list[Tie]:
    in_runoffs = [each.runoff.tie for each in counted.rounds if each.runoff and each.runoff.tie]
    return [each.tie for each in counted.rounds if each.tie] + in_runoffs


def into_the_runoff(counted: star.Counted) -> set[int]:
    runoff = counted.rounds[0].runoff
    assert runoff is not None
    return {runoff.first, runoff.second}


def test_the_capital_of_tennessee() -> None:
    """The example of every encyclopaedia: 293, 237, 210 and 156, and Nashville before Chattanooga by 68 to 32."""
    cities = ["Memphis", "Nashville", "Chattanooga", "Knoxville"]
    papers: Scored = {(5, 2, 1, 0): 42, (0, 5, 2, 1): 26, (0, 3, 5, 3): 15, (0, 2, 4, 5): 17}
    counted = star.count(cities, 1, papers, seed=SEED)
    assert counted.totals == (210, 293, 237, 156)
    assert counted.papers == 100
    [only] = counted.rounds
    assert only.totals == ((1, 293), (2, 237), (0, 210), (3, 156))
    assert only.runoff == star.RunOff(first=1, second=2, for_first=68, for_second=32, neither=0, winner=1)
    assert counted.elected == (1,)


def test_the_example_of_the_reference_count() -> None:
    """Three ballots, as starvote shows them: Chuck with 13 before Amy with 10, by two papers to one."""
    counted = star.count(["Amy", "Brian", "Chuck"], 1, Counter([(1, 3, 5), (5, 2, 3), (4, 4, 5)]), seed=SEED)
    assert counted.totals == (10, 9, 13)
    assert counted.rounds[0].runoff == star.RunOff(first=2, second=0, for_first=2, for_second=1, neither=0, winner=2)


def test_the_example_of_the_equal_vote_coalition() -> None:
    """Ten ballots by which the Coalition tries its own count: Allison has most and is preferred."""
    rows = [
        *[(5, 2, 1, 4), (5, 2, 1, 0), (5, 2, 1, 0), (5, 2, 1, 0), (5, 3, 4, 0)],
        *[(5, 1, 4, 0), (5, 1, 4, 0), (4, 0, 5, 1), (3, 4, 5, 0), (3, 5, 5, 5)],
    ]
    counted = star.count(["Allison", "Bill", "Carmen", "Doug"], 1, Counter(rows), seed=SEED)
    assert counted.totals == (45, 22, 31, 10)
    assert counted.rounds[0].runoff == star.RunOff(first=0, second=2, for_first=7, for_second=3, neither=0, winner=0)


def test_the_runoff_and_not_the_total_elects() -> None:
    """Most papers prefer the one with the lower total: that is what the run-off is for."""
    counted = star_of([(5, 4, 0)] * 4 + [(0, 4, 0)] * 3)
    assert counted.totals == (20, 28, 0)
    assert counted.rounds[0].runoff == star.RunOff(first=1, second=0, for_first=3, for_second=4, neither=0, winner=0)
    assert counted.elected == (0,)


def test_papers_of_zeros_count_and_prefer_nobody() -> None:
    """Whoever gives nobody anything has voted: the paper is counted, and is for neither in the run-off."""
    counted = star_of([(5, 0), (0, 0), (0, 0), (3, 3)])
    assert counted.papers == 4
    runoff = counted.rounds[0].runoff
    assert runoff is not None
    assert (runoff.for_first, runoff.for_second, runoff.neither) == (1, 0, 3)


def test_two_with_the_highest_total_are_no_tie() -> None:
    """Where two share the highest total both go into the run-off, and nothing is broken."""
    counted = star_of([(5, 1, 0), (1, 5, 0), (3, 3, 5)])
    assert counted.totals == (9, 9, 5)
    assert counted.rounds[0].tie is None
    assert into_the_runoff(counted) == {0, 1}


def test_a_level_total_is_broken_by_preference() -> None:
    """Two are level for the second place in the run-off: more papers score Cleo higher than Ben, and she goes in."""
    counted = star_of([(5, 4, 0), (5, 1, 3), (5, 1, 3)])
    assert counted.totals == (15, 6, 6)
    assert counted.rounds[0].tie == Tie(among=(1, 2), places=1, chosen=(2,), by=(Breaking.PAIRS,))


def test_a_level_total_without_preference_is_broken_by_fives() -> None:
    """As many papers prefer either, and only Ben has a five."""
    counted = star_of([(5, 5, 0), (5, 0, 4), (5, 3, 1), (5, 0, 3)])
    assert counted.totals == (20, 8, 8)
    assert counted.rounds[0].tie == Tie(among=(1, 2), places=1, chosen=(1,), by=(Breaking.FIVES,))


def test_what_the_papers_leave_open_is_broken_by_lot() -> None:
    """Ben and Cleo are alike in everything: the lot decides, and anybody can draw it again with nothing but a hash."""
    rows = [(5, 2, 3), (5, 3, 2)]
    seen = set()
    for number in range(20):
        counted = star_of(rows, seed=f"seed {number}")
        lots = {
            name: sha256(f"seed {number}\x1fseat 1, into the run-off\x1f{name}".encode()).digest()
            for name in ("Ben", "Cleo")
        }
        first = NAMES.index(min(lots, key=lots.__getitem__))
        assert counted.rounds[0].tie == Tie(among=(1, 2), places=1, chosen=(first,), by=(Breaking.LOT,))
        seen.add(first)
    assert seen == {1, 2}


def test_whoever_beats_all_who_are_level_goes_in() -> None:
    """Three are level for one place: each step puts out whoever lost most, until only who beat both is left."""
    rows = [(5, 3, 2, 1), (5, 3, 2, 1), (5, 0, 2, 4)]
    counted = star_of(rows)
    assert counted.totals == (15, 6, 6, 6)
    assert counted.rounds[0].tie == Tie(among=(1, 2, 3), places=1, chosen=(1,), by=(Breaking.PAIRS,))


def test_a_circle_is_broken_by_fives() -> None:
    """Each of three beats one and is beaten by one; only two of them have a five, and these go into the run-off."""
    rows = [(5, 4, 0), (0, 5, 4), (4, 0, 5)]
    circle = star_of(rows)
    tie = circle.rounds[0].tie
    assert tie is not None
    assert tie.by[0] is Breaking.LOT
    uneven = [(4, 3, 2), (5, 3, 2), (1, 5, 4), (0, 2, 1), (3, 0, 4)]
    counted = star_of(uneven)
    assert counted.totals == (13, 13, 13)
    assert counted.rounds[0].tie == Tie(among=(0, 1, 2), places=2, chosen=(0, 1), by=(Breaking.FIVES,))


def test_after_a_lot_it_begins_again_from_the_top() -> None:
    """Three in a circle, alike in fives: the lot chooses one, and between the other two the papers decide again."""
    rows = [(5, 4, 0), (0, 5, 4), (4, 0, 5)]
    beats = {0: 1, 1: 2, 2: 0}
    for number in range(10):
        tie = star_of(rows, seed=f"seed {number}").rounds[0].tie
        assert tie is not None
        assert tie.by == (Breaking.LOT, Breaking.PAIRS)
        first = drawn(f"seed {number}", "seat 1, into the run-off", range(3), NAMES)[0]
        others = {0, 1, 2} - {first}
        second = next(each for each in others if beats[each] in others)
        assert set(tie.chosen) == {first, second}


def test_match_ups_are_counted_and_not_the_papers_in_them() -> None:
    """Of three who are level, Ben lost a match-up to Dot, and nobody lost another: he is out.

    Where the papers of all match-ups are added up instead, as starvote does it among three or more, Ben would go in
    before Ada, whom nobody beat. The protocol speaks of match-ups.
    """
    rows = [(0, 3, 0, 0), (0, 3, 0, 5), (5, 0, 0, 5), (5, 4, 5, 5), (5, 5, 5, 0)]
    counted = star_of(rows)
    assert counted.totals == (15, 15, 10, 15)
    assert counted.rounds[0].tie == Tie(among=(0, 1, 3), places=2, chosen=(0, 3), by=(Breaking.PAIRS,))


@pytest.mark.parametrize(
    ("rows", "winner", "by"),
    [
        ([(5, 1, 0), (1, 2, 0)], 0, Breaking.SCORES),
        ([(5, 0, 0), (0, 4, 0), (3, 1, 0), (0, 3, 0)], 0, Breaking.FIVES),
    ],
)
def test_a_level_runoff_goes_to_the_higher_total_then_to_most_fives(rows: Rows, winner: int, by: Breaking) -> None:
    """As many papers prefer either: the higher total wins, and where that is level too, most fives."""
    runoff = star_of(rows).rounds[0].runoff
    assert runoff is not None
    assert runoff.for_first == runoff.for_second
    assert runoff.tie == Tie(among=(0, 1), places=1, chosen=(winner,), by=(by,))
    assert runoff.winner == winner


def test_a_runoff_level_in_everything_goes_by_lot() -> None:
    """Each of two has the same paper as the other, turned round: the lot of the run-off decides."""
    for number in range(10):
        runoff = star_of([(5, 2), (2, 5)], seed=f"seed {number}").rounds[0].runoff
        assert runoff is not None
        winner = drawn(f"seed {number}", "seat 1, run-off", (0, 1), NAMES)[0]
        assert runoff.tie == Tie(among=(0, 1), places=1, chosen=(winner,), by=(Breaking.LOT,))


def test_bloc_star_elects_one_after_the_other() -> None:
    """The same papers elect the first, then of the others the next, and the last who is left without a run-off."""
    counted = star_of([(5, 4, 0), (5, 4, 1), (0, 1, 5)], seats=5)
    assert counted.elected == (0, 1, 2)
    assert [each.runoff is None for each in counted.rounds] == [False, False, True]
    assert [dict(each.totals).keys() for each in counted.rounds] == [{0, 1, 2}, {1, 2}, {2}]


@pytest.mark.parametrize("count", [star.count, allocated.count])
@pytest.mark.parametrize(
    ("names", "seats", "papers", "sentence"),
    [
        (["Ada"], 0, {(5,): 1}, "there is no seat"),
        ([], 1, {}, "there is no candidate"),
        (["Ada", "Ben"], 1, {(5,): 1}, "scores every candidate"),
        (["Ada"], 1, {(6,): 1}, "scores every candidate"),
        (["Ada"], 1, {(-1,): 1}, "scores every candidate"),
        (["Ada"], 1, {(5,): -1}, "-1 times"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    count: Callable[..., object], names: list[str], seats: int, papers: Scored, sentence: str
) -> None:
    """No seat, no candidate, a paper of another length or with another score: an error says which."""
    with pytest.raises(ValueError, match=sentence):
        count(names, seats, papers, seed=SEED)


@pytest.mark.parametrize("count", [star.count, allocated.count])
def test_without_papers_the_lot_decides(count: Callable[..., Any]) -> None:
    """Nobody voted: everybody is level, and the seats are still filled, in the same way from the same seed."""
    counted = count(NAMES, 2, {}, seed=SEED)
    assert len(counted.elected) == 2
    assert counted == count(NAMES, 2, {}, seed=SEED)


def test_proportional_the_example_of_three_factions() -> None:
    """Three factions of ten, two seats: the candidate of the middle, and then the one of those whom that left out."""
    counted = allocated_of([(5, 4, 0)] * 10 + [(4, 5, 0)] * 10 + [(0, 2, 5)] * 10, 2)
    assert counted.quota == 15
    assert counted.totals == (90, 110, 50)
    assert counted.rounds[0] == allocated.Round(
        totals=((1, Fraction(110)), (0, Fraction(90)), (2, Fraction(50))), elected=1, used=Fraction(15)
    )
    assert counted.rounds[1].totals == ((2, Fraction(50)), (0, Fraction(25)))
    assert counted.elected == (1, 2)


def test_proportional_a_surplus_is_shared_equally() -> None:
    """The Coalition's own example of a surplus: of eight who gave five and are worth six, each keeps a quarter."""
    rows = [(5, 5, 1, 0)] * 7 + [(0, 0, 4, 5)] * 3 + [(5, 4, 4, 0), (0, 0, 0, 3)]
    counted = allocated.count(["Allison", "Bill", "Carmen", "Doug"], 2, Counter(rows), seed=SEED)
    assert [total for _, total in counted.rounds[0].totals] == [40, 39, 23, 18]
    assert counted.rounds[0].used == counted.quota == 6
    assert counted.rounds[1].totals == ((3, Fraction(18)), (2, Fraction(59, 4)), (1, Fraction(39, 4)))
    assert counted.elected == (0, 3)


def test_proportional_an_edge_below_the_highest_score() -> None:
    """Those who gave five are used up whole, those who gave three in part, and those who gave nothing not at all."""
    rows = [(5, 0, 1), (3, 4, 0), (3, 4, 0), (0, 1, 0)]
    counted = allocated_of(rows, 2)
    assert counted.rounds[0].elected == 0
    assert counted.rounds[0].used == counted.quota == 2
    assert counted.rounds[1].totals == ((1, Fraction(5)), (2, Fraction(0)))


def test_proportional_who_gave_nothing_is_not_used_up() -> None:
    """One supporter is less than a quota: no more than that one paper is used up."""
    counted = allocated_of([(5, 0, 0), (0, 2, 1), (0, 2, 1), (0, 0, 0)], 2)
    assert counted.rounds[0].elected == 0
    assert counted.rounds[0].used == 1 < counted.quota
    assert counted.rounds[1].totals == ((1, Fraction(4)), (2, Fraction(2)))


def test_proportional_ties_are_broken_as_in_the_scoring_round() -> None:
    """Level totals go to whom more papers prefer, then to most fives, then to the lot of the seat."""
    assert allocated_of([(4, 0), (0, 2), (0, 2)], 1).rounds[0].tie == Tie(
        among=(0, 1), places=1, chosen=(1,), by=(Breaking.PAIRS,)
    )
    assert allocated_of([(5, 0), (0, 4), (3, 1), (0, 3)], 1).rounds[0].tie == Tie(
        among=(0, 1), places=1, chosen=(0,), by=(Breaking.FIVES,)
    )
    first = drawn(SEED, "seat 1", (0, 1), NAMES)[0]
    assert allocated_of([(5, 2), (2, 5)], 1).rounds[0].tie == Tie(
        among=(0, 1), places=1, chosen=(first,), by=(Breaking.LOT,)
    )


def random_elections(random: Random, number: int) -> Iterator[tuple[Rows, int]]:
    """Elections in which ties are frequent, and how many seats they fill: fewer than there are candidates."""
    for _ in range(number):
        candidates = random.randint(2, 6)
        most = random.choice((1, 2, 3, 5))
        voters = random.randint(1, 9)
        yield (
            [tuple(random.choice((0, 5, random.randint(0, most))) for _ in range(candidates)) for _ in range(voters)],
            random.randint(1, candidates - 1),
        )


def same_lot(names: Sequence[str], occasions: dict[str, str]) -> Callable[..., list[str]]:
    """Let starvote, which leaves lots to its caller, draw the lots we draw."""

    def draw(_: object, tie: list[str], desired: int, error: Exception) -> list[str]:
        match = re.match(r"(?:Round (\d+): )?(.*)", str(error))
        assert match is not None
        kind = next(ours for theirs, ours in occasions.items() if theirs in match[2])
        among = [names.index(name) for name in tie]
        return [names[each] for each in drawn(SEED, f"seat {match[1] or 1}{kind}", among, names)][:desired]

    return draw


def dicts(rows: Rows, names: Sequence[str]) -> list[dict[str, int]]:
    return [dict(zip(names, row, strict=True)) for row in rows]


def check_against_starvote(random: Random, number: int) -> Counter[str]:
    """Compare our counts with those of starvote, and give how many of what kind were compared."""
    kinds: Counter[str] = Counter()
    for rows, seats in random_elections(random, number):
        kinds += check_star_against_starvote(rows, seats)
        kinds += check_allocated_against_starvote(rows)
    return kinds


def check_star_against_starvote(rows: Rows, seats: int) -> Counter[str]:
    names = NAMES[: len(rows[0])]
    counted = star_of(rows, seats)
    ties = ties_of(counted)
    if any(len(tie.among) > 2 for tie in ties):
        return Counter({"not compared": 1})  # see test_match_ups_are_counted_and_not_the_papers_in_them
    lot = same_lot(names, {"in Scoring": ", into the run-off", "in Automatic": ", run-off"})
    count = starvote.star_voting if seats == 1 else starvote.bloc_star_voting
    more = {} if seats == 1 else {"seats": seats}
    elected = count(dicts(rows, names), tiebreaker=lot, verbosity=0, **more)
    assert {names[each] for each in counted.elected} == set(elected), rows
    return Counter({str(by) for tie in ties for by in tie.by} or {"no tie"})


def check_allocated_against_starvote(rows: Rows) -> Counter[str]:
    """For two seats: with more, starvote counts papers that were used up in part as whole ones in the quota."""
    names = NAMES[: len(rows[0])]
    if len(names) < 3:
        return Counter()
    counted = allocated_of(rows, 2)
    ties = [each.tie for each in counted.rounds if each.tie]
    if any(tie.by != (Breaking.LOT,) or len(tie.among) > 2 for tie in ties):
        return Counter({"not compared": 1})  # starvote leaves every tie here to the lot
    elected = starvote.allocated_score_voting(
        dicts(rows, names), seats=2, tiebreaker=same_lot(names, {"": ""}), verbosity=0
    )
    assert {names[each] for each in counted.elected} == set(elected), rows
    return Counter({"allocated": 1})


def test_random_elections_against_starvote() -> None:
    """The same are elected by starvote, with every kind of tie, where both follow the protocol."""
    kinds = check_against_starvote(Random(1), 2_000)
    assert kinds["not compared"] < 1_000
    assert min(kinds[kind] for kind in (*Breaking, "no tie", "allocated")) >= 20


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_many_random_elections_against_starvote() -> None:
    """So it does in very many, each time others."""
    kinds = check_against_starvote(Random(), 50_000)
    assert kinds["no tie"] > 10_000


def check_by_hand(random: Random, number: int) -> int:
    """Compare our counts with those made ballot by ballot, and give how many had three or more who were level."""
    level = 0
    for rows, seats in random_elections(random, number):
        names = NAMES[: len(rows[0])]
        draw = by_hand.lots(SEED, names)
        counted = star_of(rows, seats)
        assert list(counted.elected) == by_hand.star(rows, len(names), seats, draw), rows
        level += any(each.tie and len(each.tie.among) > 2 for each in counted.rounds)
        shared = allocated_of(rows, seats)
        assert [(each.elected, each.used) for each in shared.rounds] == by_hand.allocated(
            rows, len(names), seats, draw
        ), rows
    return level


def test_random_elections_by_hand() -> None:
    """Counted ballot by ballot they come out the same, round for round, three and more who are level among them."""
    assert check_by_hand(Random(2), 700) >= 40


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_many_random_elections_by_hand() -> None:
    """So do very many, each time others."""
    assert check_by_hand(Random(), 30_000) > 1_000


elections = st.integers(1, 6).flatmap(
    lambda candidates: st.lists(st.tuples(*[st.integers(0, 5)] * candidates), min_size=1, max_size=12)
)


def counts(rows: Rows, names: Sequence[str], seats: int, seed: str) -> tuple[star.Counted, allocated.Counted]:
    papers = Counter(rows)
    return star.count(names, seats, papers, seed=seed), allocated.count(names, seats, papers, seed=seed)


@given(rows=elections, seats=st.integers(1, 4), seed=st.text(max_size=5), random=st.randoms())
def test_the_order_of_arrival_changes_nothing(rows: Rows, seats: int, seed: str, random: Random) -> None:
    """The same papers in another order give the same count in every detail, lots included."""
    other = rows[:]
    random.shuffle(other)
    assert star_of(rows, seats, seed) == star_of(other, seats, seed)
    assert allocated_of(rows, seats, seed) == allocated_of(other, seats, seed)


@pytest.mark.parametrize("count", [star.count, allocated.count])
@given(rows=elections, seats=st.integers(1, 4), random=st.randoms())
def test_the_order_of_candidates_changes_nothing(
    count: Callable[..., Any], rows: Rows, seats: int, random: Random
) -> None:
    """In another order on the paper the same people are elected in the same order: lots go by name."""
    places = list(range(len(rows[0])))
    random.shuffle(places)
    names = NAMES[: len(places)]
    moved = [names[place] for place in places]
    ours = count(names, seats, Counter(rows), seed=SEED)
    theirs = count(moved, seats, Counter(tuple(row[place] for place in places) for row in rows), seed=SEED)
    assert [names[each] for each in ours.elected] == [moved[each] for each in theirs.elected]


@given(rows=elections, seats=st.integers(1, 4))
def test_names_change_nothing_but_by_lot(rows: Rows, seats: int) -> None:
    """Under other names, and from another seed, the same are elected, unless a lot was drawn."""
    names = [f"{name} II" for name in NAMES[: len(rows[0])]]
    ours = star_of(rows, seats)
    if Breaking.LOT not in {by for tie in ties_of(ours) for by in tie.by}:
        assert star.count(names, seats, Counter(rows), seed="other").rounds == ours.rounds
    shared = allocated_of(rows, seats)
    if Breaking.LOT not in {by for each in shared.rounds if each.tie for by in each.tie.by}:
        assert allocated.count(names, seats, Counter(rows), seed="other").rounds == shared.rounds


@given(rows=elections, seats=st.integers(1, 6))
def test_bloc_star_begins_as_star(rows: Rows, seats: int) -> None:
    """Its first round is that of a count for one seat, and as many are elected as there are seats or candidates."""
    counted = star_of(rows, seats)
    assert counted.rounds[:1] == star_of(rows).rounds
    assert len(set(counted.elected)) == len(counted.elected) == min(seats, len(rows[0]))


@given(rows=elections, seats=st.integers(1, 6))
def test_every_paper_is_in_the_runoff(rows: Rows, seats: int) -> None:
    """In each run-off every paper is for one, for the other or for neither; totals stand highest first."""
    for each in star_of(rows, seats).rounds:
        totals = [total for _, total in each.totals]
        assert totals == sorted(totals, reverse=True)
        assert each.runoff is None or (
            each.runoff.for_first + each.runoff.for_second + each.runoff.neither == len(rows)
            and each.elected == each.runoff.winner
        )


@given(rows=elections, seats=st.integers(1, 6))
def test_no_round_uses_more_than_a_quota(rows: Rows, seats: int) -> None:
    """A quota is used up a round, or less where its supporters have no more left; in all never more than all papers."""
    counted = allocated_of(rows, seats)
    assert counted.quota * seats == len(rows)
    assert all(0 <= each.used <= counted.quota for each in counted.rounds)
    for before, after in pairwise(counted.rounds):
        lost = dict(before.totals)
        assert all(total <= lost[candidate] for candidate, total in after.totals)
    assert sum(each.used for each in counted.rounds) <= len(rows)


@given(quotas=st.integers(1, 4), others=st.integers(1, 4), quota=st.integers(1, 4), data=st.data())
def test_a_block_gets_the_seats_it_has_quotas_for(quotas: int, others: int, quota: int, data: st.DataObject) -> None:
    """Voters who are as many as n quotas, and give five to n candidates and nothing to others, get all n elected.

    However the others vote, on those n too, and though there are more candidates than seats.
    """
    seats = quotas + others
    candidates = seats + 1
    block: Rows = [(5,) * quotas + (0,) * (candidates - quotas)] * (quotas * quota)
    anything = st.tuples(*[st.integers(0, 5)] * candidates)
    rest = data.draw(st.lists(anything, min_size=others * quota, max_size=others * quota))
    names = [f"candidate {number}" for number in range(candidates)]
    counted = allocated.count(names, seats, Counter(block + rest), seed=SEED)
    assert counted.quota == quota
    assert set(range(quotas)) <= set(counted.elected)


@pytest.mark.soak
def test_a_hundred_thousand_papers_are_counted_in_two_seconds() -> None:
    """So many, all different, with twelve candidates: each count is done in less than 2 s."""
    random = Random(3)
    papers = Counter(tuple(random.choices(range(6), k=12)) for _ in range(100_000))
    names = [f"candidate {number}" for number in range(12)]
    for count, seats in ((star.count, 1), (star.count, 5), (allocated.count, 5)):
        began = perf_counter()
        count(names, seats, papers, seed=SEED)
        assert perf_counter() - began < 2
