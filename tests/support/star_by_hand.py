"""STAR and Allocated Score once more, ballot by ballot and as slowly as by hand, to compare the counts with.

Nothing of the counts is used here but the lots. Ballots are rows of scores, one for every voter.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import groupby

from deliberation.counting.lots import drawn

Row = Sequence[int]
Draw = Callable[[str, Sequence[int]], Sequence[int]]


def lots(seed: str, names: Sequence[str]) -> Draw:
    """Draw lots from a seed, for an occasion, among some."""
    return lambda occasion, among: drawn(seed, occasion, among, names)


def star(rows: Sequence[Row], candidates: int, seats: int, draw: Draw) -> list[int]:
    """Elect by (Bloc) STAR."""
    standing = list(range(candidates))
    elected: list[int] = []
    while standing and len(elected) < seats:
        elected.append(_star_round(rows, standing, f"seat {len(elected) + 1}", draw))
        standing.remove(elected[-1])
    return elected


def _star_round(rows: Sequence[Row], standing: Sequence[int], seat: str, draw: Draw) -> int:
    if len(standing) == 1:
        return standing[0]
    totals = {each: sum(row[each] for row in rows) for each in standing}
    into: list[int] = []
    for total in sorted(set(totals.values()), reverse=True):
        level = [each for each in standing if totals[each] == total]
        order = draw(f"{seat}, into the run-off", level)
        into += through([(row, Fraction(1)) for row in rows], level, 2 - len(into), order)
    one, other = into
    margin = sum((row[one] > row[other]) - (row[one] < row[other]) for row in rows)
    fives = {each: [row[each] for row in rows].count(5) for each in into}
    for difference in (margin, totals[one] - totals[other], fives[one] - fives[other]):
        if difference:
            return one if difference > 0 else other
    return draw(f"{seat}, run-off", sorted(into))[0]


def through(
    ballots: Sequence[tuple[Row, Fraction]], level: Sequence[int], places: int, order: Sequence[int]
) -> list[int]:
    """Give those of the level candidates who get the places, by the Official Tiebreaker Protocol."""
    if places <= 0:
        return []
    if len(level) <= places:
        return list(level)
    lost = [sum(_margin(ballots, each, other) < 0 for other in level) for each in level]
    last = [each for each, number in zip(level, lost, strict=True) if number == max(lost)]
    better = [each for each in level if each not in last]
    if len(better) >= places:
        return through(ballots, better, places, order)
    if better:
        return better + through(ballots, last, places - len(better), order)
    fives = {each: sum((weight for row, weight in ballots if row[each] == 5), Fraction(0)) for each in level}
    if len(set(fives.values())) == 1:
        first = min(level, key=order.index)
        return [first, *through(ballots, [each for each in level if each != first], places - 1, order)]
    sure = [each for each in level if sum(fives[other] >= fives[each] for other in level) <= places]
    if len(sure) == places:
        return sure
    fewest = min(fives.values())
    out = [
        each for each in level if fives[each] == fewest and sum(number > fewest for number in fives.values()) >= places
    ]
    rest = [each for each in level if each not in sure and each not in out]
    return sure + through(ballots, rest, places - len(sure), order)


def _margin(ballots: Sequence[tuple[Row, Fraction]], one: int, other: int) -> Fraction:
    return sum((weight * ((row[one] > row[other]) - (row[one] < row[other])) for row, weight in ballots), Fraction(0))


def allocated(rows: Sequence[Row], candidates: int, seats: int, draw: Draw) -> list[tuple[int, Fraction]]:
    """Elect by Allocated Score: everybody elected, and how much weight of ballots was used up for them."""
    quota = Fraction(len(rows), seats)
    weights = [Fraction(1)] * len(rows)
    standing = list(range(candidates))
    rounds: list[tuple[int, Fraction]] = []
    while standing and len(rounds) < seats:
        ballots = list(zip(rows, weights, strict=True))
        totals = {each: sum((row[each] * weight for row, weight in ballots), Fraction(0)) for each in standing}
        level = [each for each in standing if totals[each] == max(totals.values())]
        [winner] = through(ballots, level, 1, draw(f"seat {len(rounds) + 1}", level))
        standing.remove(winner)
        before = sum(weights, Fraction(0))
        weights = _after(rows, weights, winner, quota)
        rounds.append((winner, before - sum(weights, Fraction(0))))
    return rounds


def _after(rows: Sequence[Row], weights: Sequence[Fraction], winner: int, quota: Fraction) -> list[Fraction]:
    left = list(weights)

    def gave(voter: int) -> Fraction:
        return rows[voter][winner] * weights[voter]

    for given, alike in groupby(sorted(range(len(rows)), key=gave, reverse=True), gave):
        voters = list(alike)
        weight = sum(weights[voter] for voter in voters)
        if not given or not quota:
            break
        if weight <= quota:
            quota -= weight
            for voter in voters:
                left[voter] = Fraction(0)
        else:
            for voter in voters:
                left[voter] -= weights[voter] * quota / weight
            quota = Fraction(0)
    return left
