"""Pictures of counts: of sane size, the same every time, whatever the candidates are called."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given, settings
from PIL import Image

from adapters.counts.lettering import drawable, fitted, labels, type_of, width
from adapters.counts.picture import LONGEST_ALT, alt, drawn
from adapters.counts.stv_picture import worth_showing
from deliberation.counting import allocated, star, stv
from tests.support.counts import CHINESE, LONG, NAMES, by_allocated, by_star, by_stv, counts, many_stages, unfilled

if TYPE_CHECKING:
    from adapters.counts.tables import Count

BLUE = (11, 95, 165)
"""What the bars of the elected are filled with."""


def opened(count: Count) -> Image.Image:
    picture = drawn(count, title="Secretary")
    assert picture.png.startswith(b"\x89PNG\r\n\x1a\n")
    return Image.open(BytesIO(picture.png)).convert("RGB")


def many_seats(candidates: int = 30) -> dict[tuple[int, ...], int]:
    return {tuple((each * paper) % 6 for each in range(1, candidates + 1)): paper for paper in range(1, 8)}


# --- the pictures


@pytest.mark.parametrize("count", [by_stv(), unfilled(), by_star(), by_star(3), by_allocated()])
def test_a_count_gives_the_same_picture_every_time(count: Count) -> None:
    """To the last byte; it is wide enough to be read on a telephone, and quick to load."""
    first = drawn(count, title="Secretary")
    assert drawn(count, title="Secretary").png == first.png
    assert 1_000 <= Image.open(BytesIO(first.png)).width <= 1_200
    assert len(first.png) < 80_000


def test_a_picture_changes_with_the_count() -> None:
    """One vote more is seen."""
    other = stv.count(NAMES, 2, {(0, 1): 9, (0, 2): 3, (1,): 6, (2, 1): 4, (3, 1): 2}, seed="seed")
    assert drawn(other, title="Secretary").png != drawn(by_stv(), title="Secretary").png


@pytest.mark.parametrize(
    "count",
    [
        many_stages(),
        many_stages(90),
        star.count([f"{number} {LONG}" for number in range(30)], 20, many_seats(), seed="seed"),
        allocated.count([f"{number} {LONG}" for number in range(30)], 20, many_seats(), seed="seed"),
    ],
    ids=["stv", "stv of 90", "star", "allocated"],
)
def test_a_large_count_gives_a_picture_of_sane_size(count: Count) -> None:
    """Thirty candidates and thirty stages, or many more, with long names: bounded in pixels and in bytes."""
    picture = drawn(count, title="Committee")
    image = Image.open(BytesIO(picture.png))
    assert image.width <= 1_200
    assert image.height <= 6_000
    assert len(picture.png) < 300_000
    assert len(picture.alt) <= LONGEST_ALT


def test_the_bar_of_whoever_is_elected_is_as_long_as_they_have_points() -> None:
    """Of the same run-off with fewer points, less is filled."""
    most, fewer = (star.count(("Ada", "Ben"), 1, {(points, 0): 3}, seed="seed") for points in (5, 2))
    assert _dark(most) > _dark(fewer) + 5_000
    assert _dark(fewer) > 5_000


def _dark(count: Count) -> int:
    """Count the pixels of bars of the elected."""
    image = opened(count)
    colours = cast("list[tuple[int, tuple[int, int, int]]]", image.getcolors(1 << 20))
    return sum(times for times, pixel in colours if _near(pixel, BLUE))


def _near(pixel: tuple[int, int, int], colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


def test_elected_and_out_are_told_apart_without_colours() -> None:
    """In shades of grey the bars of the elected are far darker than all others."""
    grey = opened(by_stv()).convert("L")
    shades = sorted(cast("list[tuple[int, int]]", grey.getcolors()), reverse=True)
    ground, *others = [shade for _, shade in shades[:6]]
    assert ground > 240
    assert any(shade < 110 for shade in others)
    assert any(170 < shade < 220 for shade in others)


def test_of_many_stages_those_that_matter_are_drawn() -> None:
    """The first, the last, and those at which somebody was elected."""
    count = many_stages()
    chosen = [stage.number for stage in worth_showing(count)]
    assert len(chosen) == 10
    assert chosen == sorted(chosen)
    assert {1, len(count.stages)} <= set(chosen)
    assert {stage.number for stage in count.stages if stage.elected} <= set(chosen)


@settings(max_examples=15, deadline=None)
@given(counts())
def test_any_count_can_be_drawn(count: Count) -> None:
    """No name and no number breaks it, and it always has words."""
    picture = drawn(count, title=count.candidates[0])
    Image.open(BytesIO(picture.png)).verify()
    assert 0 < len(picture.alt) <= LONGEST_ALT


# --- the letters


@pytest.mark.parametrize(
    "name", ["Siân Ŵyn ap Rhŷs", "Łukasz Žižek", "Nguyễn Văn Ấm", "Ελένη", "Юлія Їжак", "O’Neill – Smith"]
)
def test_names_of_europe_are_drawn_as_they_are(name: str) -> None:
    """The type that comes with the program has their letters."""
    assert drawable(name) == name


def test_other_names_are_given_by_number_and_the_words_say_whose() -> None:
    """Where letters are missing no empty boxes are drawn; pictographs are left out."""
    names = ("Ada 🌹", CHINESE, "محمد", "\u200b")
    assert labels(names) == ["Ada", "Candidate 2", "Candidate 3", "Candidate 4"]
    count = stv.count(names, 1, {(1,): 1}, seed="seed")
    assert f"Candidate 2 is {CHINESE}" in alt(count, title="Secretary")
    assert opened(count).width == 1_200


def test_a_title_that_cannot_be_drawn_is_not() -> None:
    """It is in the words."""
    assert drawn(by_stv(), title=CHINESE).png == drawn(by_stv(), title="The count").png
    assert CHINESE in drawn(by_stv(), title=CHINESE).alt


def test_long_words_are_broken_or_cut_to_the_room_there_is() -> None:
    """No line is wider, and what was cut says so."""
    font = type_of(27)
    assert fitted("Ada", font, 300) == ["Ada"]
    two = fitted(LONG, font, 300, 2)
    assert len(two) == 2
    assert two[1].endswith("…")
    assert LONG.startswith(two[0])
    for line in (*two, *fitted("W" * 200, font, 300, 3)):
        assert width(line, font) <= 300


def test_the_words_beside_a_picture_say_what_it_shows() -> None:
    """Whoever does not see it is told who is elected, and by what figures."""
    assert alt(by_star(), title="Secretary") == (
        "Bars of the points in the count “Secretary”: Ada 19, Ben 12, Cleo 5 and Re-open nominations 5."
        " In the run-off 2 papers prefer Ada, and 3 Ben. Elected: Ben."
    )
    assert alt(by_stv(), title="Secretary") == (
        "Bars of all votes in the 3 stages of the count “Secretary”, with the quota of 8. Elected: Ada and Ben."
    )
    assert "The seat stays unfilled: Re-open nominations is elected to it." in alt(unfilled(), title="Secretary")
