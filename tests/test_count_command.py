"""``folkmoot count``: ballots in a file, and who is elected."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import pytest
from click.testing import CliRunner, Result

from adapters.columns import breadth
from bot import start
from bot.cli import main
from bot.counting import seeding

WARD = """4 2
9 1 2 0
3 1 3 0
5 2 0
4 3 2 0
2 4 2 0
0
"Ada"
"Ben"
"Cleo"
"Re-open nominations"
"Ward 3"
"""
SCORES = "Ada,Ben,Cleo\n5,0,0\n5,0,0\n3,4,1\n3,4,1\n3,4,1\n0,0,2\n"
LEVEL = '3 1\n2 1 0\n1 2 1 0\n1 3 1 0\n0\n"Ada"\n"Ben"\n"Cleo"\n"Level"\n'


def counted(*arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["count", *arguments], input=given)


def in_json(*arguments: str, given: str = "") -> dict[str, Any]:
    done = counted(*arguments, "--json", given=given)
    assert done.exit_code == 0, done.output
    assert "." not in "".join(char for number in _numbers(json.loads(done.stdout)) for char in str(number))
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def _numbers(value: Any) -> list[int | float]:
    if isinstance(value, dict):
        return [number for each in value.values() for number in _numbers(each)]
    if isinstance(value, list):
        return [number for each in value for number in _numbers(each)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    file = tmp_path / "ward.blt"
    file.write_text(WARD, encoding="utf-8")
    return file


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    file = tmp_path / "scores.csv"
    file.write_text(SCORES, encoding="utf-8")
    return file


# --- counting


def test_a_blt_file_is_counted_by_stv(ward: Path) -> None:
    """Every stage stands there, and who is elected; nothing is wider than a terminal."""
    done = counted(str(ward))
    assert done.exit_code == 0
    assert done.stdout.startswith("Ward 3\n\nElected: Ada and Ben.\n\n2 seats, 23 valid papers. Quota: 8 votes.")
    assert done.stdout.count("\nStage ") == 3
    assert max(map(breadth, done.stdout.splitlines())) <= 80
    assert not done.stderr


def test_no_line_is_wider_than_a_terminal_in_whatever_letters() -> None:
    """A letter of Chinese takes two columns, in a sentence as in a table."""
    names = [f'"{"李小龙" * 5} {number}"' for number in range(4)]
    done = counted(
        "-", given="4 2\n" + "".join(f"1 {each} 0\n" for each in (1, 2, 3, 4)) + "0\n" + "\n".join((*names, '"T"'))
    )
    assert max(map(breadth, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        (("-",), WARD[:4] + "0\n" + WARD[WARD.index('"') :]),
        (("-",), "4 2\n-1\n7 0\n2 1 0\n0\n" + WARD[WARD.index('"') :]),
        (("-", "--method", "star"), "Ada,Ben\n0,0\n,\n"),
        (("-", "--method", "proportional", "--seats", "2"), "Ada,Ben,Cleo\n0,0,0\n"),
    ],
)
def test_where_no_ballot_prefers_anybody_no_lot_elects_them(arguments: tuple[str, ...], given: str) -> None:
    """No ballots, blank ones, or such as name only who withdrew: as in an assembly, nothing wins by them."""
    done = counted(*arguments, given=given)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "✘ standard input: no ballot in it prefers anybody who stands, so that lots alone would decide.\n"
    )


def test_an_stv_count_as_json_is_exact(ward: Path) -> None:
    """Names in order of election, votes as decimals in strings, and all of them conserved at every stage."""
    told = in_json(str(ward))
    assert (told["method"], told["title"], told["seats"], told["quota"]) == ("stv", "Ward 3", 2, 8)
    assert told["elected"] == ["Ada", "Ben"]
    assert told["lots"] is False
    assert [stage["number"] for stage in told["stages"]] == [1, 2, 3]
    assert told["stages"][1]["step"] == "transfer of a surplus"
    assert told["stages"][1]["of"] == "Ada"
    assert told["stages"][1]["votes"]["Ben"] == "7.99997"
    assert told["stages"][1]["moved"]["Ada"] == "-4.00000"
    for stage in told["stages"]:
        assert sum(map(Decimal, stage["votes"].values())) + Decimal(stage["non_transferable"]) == told["valid"]


def test_more_seats_than_the_file_says(ward: Path) -> None:
    """``--seats`` has the last word."""
    assert in_json(str(ward), "--seats", "3")["elected"][:2] == ["Ada", "Ben"]
    assert in_json(str(ward), "--seats", "1")["quota"] == 12


def test_a_csv_file_is_counted_by_star(scores: Path) -> None:
    """Bars of the points and the run-off in words; and the same as JSON."""
    done = counted(str(scores))
    assert done.exit_code == 0
    assert "Elected: Ben." in done.stdout
    assert "The run-off: Ada against Ben. Ben wins, by 3 papers to 2." in done.stdout
    told = in_json(str(scores))
    assert told["method"] == "star"
    assert told["elected"] == ["Ben"]
    assert told["totals"] == {"Ada": 19, "Ben": 12, "Cleo": 5}
    assert told["runoff"] == told["rounds"][0]["runoff"]
    assert told["runoff"] == {
        "first": "Ada", "second": "Ben", "for_first": 2, "for_second": 3, "neither": 1, "winner": "Ben", "tie": None,
    }  # fmt: skip


def test_several_seats_by_star_are_bloc_star_or_shared_out(scores: Path) -> None:
    """One after another unless it is said that they are to be shared out; points in parts are exact fractions."""
    bloc = in_json(str(scores), "--seats", "2")
    assert bloc["method"] == "bloc"
    assert bloc == in_json(str(scores), "--seats", "2", "--method", "bloc")
    assert bloc["elected"] == ["Ben", "Ada"]
    uneven = "Ada,Ben,Cleo\n" + "5,3,0\n" * 5 + "0,0,5\n" * 2
    shared = in_json("-", "--seats", "2", "--method", "proportional", given=uneven)
    assert shared["elected"] == ["Ada", "Cleo"]
    assert shared["quota"] == "7/2"
    assert shared["rounds"][0]["totals"] == {"Ada": "25", "Ben": "15", "Cleo": "10"}
    assert shared["rounds"][0]["used"] == "7/2"
    assert shared["rounds"][1]["totals"] == {"Cleo": "10", "Ben": "9/2"}


def test_ballots_come_from_standard_input() -> None:
    """``-`` stands for it: rankings, or scores if the method says so."""
    assert in_json("-", given=WARD)["elected"] == ["Ada", "Ben"]
    assert in_json("-", "--method", "star", given=SCORES)["elected"] == ["Ben"]


# --- lots


def test_without_a_seed_it_is_that_of_the_papers_in_whatever_order() -> None:
    """The same ballots in another order draw the same lots, and the seed is shown where one was drawn."""
    told = in_json("-", given=LEVEL)
    assert told["lots"] is True
    lines = LEVEL.splitlines(keepends=True)
    assert in_json("-", given="".join([lines[0], lines[3], lines[1], lines[2], *lines[4:]])) == told
    assert told["seed"] in counted("-", given=LEVEL).stdout.replace("\n", "")
    by_hand = "1\tBen\tAda\n1\tCleo\tAda\n2\tAda"
    assert told["seed"] == hashlib.sha256(by_hand.encode()).hexdigest()


def test_the_seed_decides_and_only_the_seed() -> None:
    """With the same seed the same one drops out; with others the other does."""
    out = {}
    for seed in map(str, range(20)):
        told = in_json("-", "--seed", seed, given=LEVEL)
        (tie,) = [stage["tie"] for stage in told["stages"] if stage["tie"]]
        assert tie["by"] == "lot"
        lots = {name: hashlib.sha256(f"{seed}\x1fstage 2\x1f{name}".encode()).hexdigest() for name in tie["among"]}
        assert tie["chosen"] == min(lots, key=lots.__getitem__)
        out[tie["chosen"]] = told["elected"]
    assert set(out) == {"Ben", "Cleo"}


def test_the_seed_of_scores_follows_from_the_papers_alone() -> None:
    """Neither the order of the candidates nor a percent sign in a name makes it another."""
    one = seeding.of_scores({(5, 0): 2, (1, 3): 1}, ("Ben", "100%s"))
    assert one == seeding.of_scores({(3, 1): 1, (0, 5): 2}, ("100%s", "Ben"))
    assert one == hashlib.sha256(b"1\t100%s\t3\tBen\t1\n2\t100%s\t0\tBen\t5").hexdigest()


# --- pictures


def test_a_picture_is_drawn_beside_the_count(ward: Path, tmp_path: Path) -> None:
    """It is a PNG, JSON stays JSON, and one that is there may be drawn anew."""
    out = tmp_path / "count.png"
    for _ in range(2):
        done = counted(str(ward), "--json", "--picture", str(out))
        assert done.exit_code == 0
        assert json.loads(done.stdout)["elected"] == ["Ada", "Ben"]
        assert "Elected: Ada and Ben." in done.stderr
        assert out.read_bytes().startswith(b"\x89PNG")


def test_a_picture_takes_the_place_of_no_other_file(ward: Path, tmp_path: Path) -> None:
    """A slip of the fingers does not overwrite the ballots; a folder that is not there is named."""
    done = counted(str(ward), "--picture", str(ward))
    assert done.exit_code == 2
    assert done.stderr == f"✘ {ward} is there already and is no PNG picture, so it is left as it is.\n"
    assert ward.read_text(encoding="utf-8") == WARD
    nowhere = tmp_path / "nowhere" / "count.png"
    assert counted(str(ward), "--picture", str(nowhere)).stderr.startswith(f"✘ {nowhere} cannot be written: ")


# --- what cannot be counted


@pytest.mark.parametrize(
    ("blt", "line"),
    [
        ('2 1\n1 1 3 0\n0\n"A"\n"B"\n"T"\n', 2),
        ("2 1\n1 1 2\n", 2),
        ("2 1\n1 1 2 0\n", 2),
        ('2 1\n1 1 0\n0\n"A"\n', 4),
        ("x\n", 1),
        ("", 1),
        ("2 1\n1 " + "1 " * 600_000, 2),
    ],
    ids=["unknown candidate", "no end", "no terminator", "names missing", "no header", "empty", "a very long line"],
)
def test_a_malformed_file_is_named_with_the_line(blt: str, line: int) -> None:
    """One sentence on standard error with the number of the line, nothing on standard output, and the status 2."""
    done = counted("-", given=blt)
    assert done.exit_code == 2
    assert not done.stdout
    assert done.stderr.startswith(f"✘ standard input, line {line}: ")
    assert done.stderr.count("\n") == 1


def test_a_malformed_table_is_named_with_the_line(tmp_path: Path) -> None:
    """Scores from 0 to 5, and nothing else."""
    file = tmp_path / "scores.csv"
    file.write_text("Ada,Ben\n5,0\n6,0\n", encoding="utf-8")
    done = counted(str(file))
    assert done.exit_code == 2
    assert done.stderr.startswith("✘ scores.csv, line 3: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{folder}/none.blt"], "There is no file {folder}/none.blt."),
        (["{folder}"], "{folder} is a folder, not a file with ballots."),
        (["{folder}/empty.blt"], "empty.blt, line 1: The file is empty."),
        (["x.blt", "--method", "star"], "x.blt holds rankings; this method counts scores, which are in a CSV file."),
        (["x.csv", "--method", "stv"], "x.csv holds scores; STV counts rankings, which are in a BLT file."),
        (["x.csv", "--method", "proportional"], "Say how many seats there are: --method proportional --seats 3."),
    ],
)  # fmt: skip
def test_what_is_no_file_of_ballots_is_refused(tmp_path: Path, arguments: list[str], said: str) -> None:
    """A sentence says what is wrong, and the status is 2."""
    (tmp_path / "empty.blt").touch()
    done = counted(*(each.format(folder=tmp_path) for each in arguments))
    assert done.exit_code == 2
    assert done.stderr == f"✘ {said.format(folder=tmp_path)}\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_named(ward: Path) -> None:
    """With the reason that the system gives."""
    ward.chmod(0)
    assert counted(str(ward)).stderr == f"✘ {ward} cannot be read: Permission denied.\n"


def test_what_is_typed_in_another_encoding_breaks_nothing(tmp_path: Path) -> None:
    """A seed must be one that others can type; a file may be called anything."""
    assert counted("-", "--seed", "caf\udce9", given=WARD).stderr.startswith("✘ The seed is not written in UTF-8")
    file = tmp_path / "ward\udce9"
    file.write_text(WARD.replace('"Ward 3"', '""'), encoding="utf-8")
    assert in_json(str(file))["title"] == "ward?"


@pytest.mark.parametrize("name", ["Ada", "Ada\u200b", "A\u2060da"])
def test_two_candidates_of_one_name_are_refused(name: str) -> None:
    """Lots go by names, and nobody could tell who is elected; nor where a sign that nobody sees tells them apart."""
    done = counted("-", given=WARD.replace("Cleo", name))
    assert done.exit_code == 2
    assert done.stderr.startswith("✘ standard input, line ")
    assert "are both called “Ada”; " in done.stderr


# --- the program


def test_a_large_ward_is_counted_at_once(tmp_path: Path) -> None:
    """A hundred thousand ballots of twelve candidates, with the program's start: the whole bot is not loaded for it."""
    random = Random(5)
    file = tmp_path / "ward.blt"
    some = [" ".join(map(str, random.sample(range(1, 13), random.randint(3, 12)))) for _ in range(20_000)]
    ballots = [f"1 {ranking} 0" for ranking in random.choices(some, k=100_000)]
    names = "\n".join(f'"Candidate {number}"' for number in range(13))
    file.write_text("12 4\n" + "\n".join(ballots) + f"\n0\n{names}\n", encoding="utf-8")
    program = "import sys; from bot.start import main\ntry: main()\nfinally: assert 'discord' not in sys.modules"
    began = monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program, "count", str(file), "--json"], capture_output=True, check=True, timeout=60
    )
    took = monotonic() - began
    assert len(json.loads(done.stdout)["elected"]) == 4
    assert took < 6  # two seconds on a machine that does nothing else


def test_what_is_no_count_goes_to_the_whole_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It starts with all its commands."""
    monkeypatch.setattr(sys, "argv", ["folkmoot", "--version"])
    with pytest.raises(SystemExit) as ended:
        start.main()
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("folkmoot, version ")


def test_the_examples_of_the_page_are_true() -> None:
    """What docs/counting.md shows as a file can be counted, and what it has worked out by hand is so."""
    page = (Path(__file__).resolve().parent.parent / "docs" / "counting.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:sh)?\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (ballots,) = [block for block in blocks if block.startswith("3 2")]
    told = in_json("-", given=ballots)
    assert (told["title"], told["withdrawn"], told["elected"]) == ("Committee", ["Cleo"], ["Ada", "Ben"])
    (table,) = [block for block in blocks if block.startswith("Ada,Ben,Cleo")]
    assert in_json("-", "--method", "star", given=table)["totals"] == {"Ada": 5, "Ben": 3, "Cleo": 5}
    lots = re.findall(r"printf '%s\\037%s\\037%s' '(.+?)' '(.+?)' '(.+?)'", page)
    assert [hashlib.sha256("\x1f".join(lot).encode()).hexdigest()[:4] for lot in lots] == ["7b18", "ca49"]
