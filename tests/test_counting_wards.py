"""Real wards of Scottish councils (``tests/wards/README.md``), counted."""

import io
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.ballots import ballots, measured
from bot.counting.blt import Election, read, written
from deliberation.counting.lots import drawn
from deliberation.counting.stv import VOTE, Counted, Step, count
from tests.support.scottish import Officer, Paper
from tests.test_counting_stv import as_recorded

WARDS = Path(__file__).parent / "wards"


@dataclass(frozen=True)
class Published:
    """What is known of a ward's result."""

    file: str
    title: str
    elected: tuple[str, ...]


KILMARNOCK = Published(
    "kilmarnock-south-2022.blt", "Ward 5 - Kilmarnock South", ("Jim TODD", "Peter MABON", "Clare MAITLAND")
)
BISHOPTON = Published(
    "bishopton-2017.blt",
    "Ward 11 - Bishopton, Bridge of Weir and Langbank",
    ("James Maclaren", "Natalie Don", "Colin Mcculloch"),
)


def opened(ward: Published) -> Election:
    with (WARDS / ward.file).open("rb") as file:
        return read(file)


def counted(election: Election) -> Counted:
    return count(election.candidates, election.seats, election.papers, seed="seed")


@pytest.mark.parametrize("ward", [KILMARNOCK, BISHOPTON], ids=lambda ward: ward.file)
def test_those_are_elected_who_were(ward: Published) -> None:
    """In the order in which they reached the quota, from the file as it was published."""
    election = opened(ward)
    assert election.title == ward.title
    elected = [election.candidates[candidate] for candidate in counted(election).elected]
    assert [name.partition(" (")[0] for name in elected] == list(ward.elected)


def test_the_first_stage_is_as_published() -> None:
    """Valid papers, quota, and shares of the first preferences of Kilmarnock South."""
    result = counted(opened(KILMARNOCK))
    assert (result.valid, result.quota) == (3_036, 760)
    shares = [round(100 * votes / VOTE / result.valid, 1) for votes in result.stages[0].votes]
    assert [shares[candidate] for candidate in (4, 1, 2, 0)] == [32.6, 31.4, 20.7, 12.2]


def test_a_real_surplus_is_transferred_to_the_fifth_decimal_place() -> None:
    """Todd's 230 of 990 votes are 0.23232 a paper; so much go to Maitland 868 papers, past Mabon, who is elected."""
    second = counted(opened(KILMARNOCK)).stages[1]
    assert (second.step, second.of) == (Step.SURPLUS, 4)
    papers = opened(KILMARNOCK).papers
    to_maitland = sum(
        times
        for ranking, times in papers.items()
        if ranking[0] == 4 and next((who for who in ranking if who not in (4, 1)), None) == 2
    )
    assert to_maitland == 868
    assert second.moved[2] == 868 * 23_232


@pytest.mark.parametrize("ward", [KILMARNOCK, BISHOPTON], ids=lambda ward: ward.file)
def test_every_stage_is_as_another_count_finds_it(ward: Published) -> None:
    """Paper by paper, in fractions."""
    election = opened(ward)
    officer = Officer(
        candidates=len(election.candidates),
        vacancies=election.seats,
        papers=[Paper(ranking) for ranking, times in election.papers.items() for _ in range(times)],
        lot=lambda stage, among: drawn("seed", f"stage {stage}", among, election.candidates)[0],
        continuing=list(range(len(election.candidates))),
    )
    assert [as_recorded(stage) for stage in counted(election).stages] == officer.count()


@pytest.mark.parametrize("ward", [KILMARNOCK, BISHOPTON], ids=lambda ward: ward.file)
def test_a_ward_is_the_same_when_it_was_written_again(ward: Published) -> None:
    """Exported and imported, nothing of it is lost."""
    election = opened(ward)
    assert read(io.BytesIO(written(election).encode())) == election


@pytest.mark.soak
def test_a_hundred_thousand_ballots_of_twelve_candidates_are_counted_in_time(tmp_path: Path) -> None:
    """Within two seconds, with reading them from a file of one line a ballot."""
    ballots(tmp_path / "large.blt")
    result = measured(tmp_path / "large.blt")
    assert result["ballots"] == 100_000
    assert result["all_s"] < 2, result
