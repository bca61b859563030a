"""What ``folkmoot doctor`` says of the ways in which a roster comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import doctor
from bot.roster.checkup import examine_roster
from bot.settings import load
from tests.support.roster import roster

if TYPE_CHECKING:
    from pathlib import Path

    from bot.findings import Finding

ADA = "1,matrix:@ada:example.org,,leeds,2027-03-31"


def found(folder: Path, *settings: str) -> list[Finding]:
    file = folder / "folkmoot.toml"
    file.write_text("\n".join(("[roster]", *settings)))
    return list(examine_roster(load(file, {})))


def test_nothing_is_said_where_none_comes_in(tmp_path: Path) -> None:
    """A roster by hand needs no settings."""
    assert found(tmp_path) == []


def test_a_secret_that_is_not_there_yet_is_asked_for(tmp_path: Path) -> None:
    """It says how the file comes to be."""
    (finding,) = found(tmp_path, 'listen = "127.0.0.1:8780"', 'token_file = "roster-token"')
    assert not finding.ok
    assert "Write the secret into it, and make it yours alone: chmod 600" in finding.sentence


def test_a_file_in_order_is_found_so(tmp_path: Path) -> None:
    """With how many rows it has."""
    (tmp_path / "members.csv").write_bytes(roster(ADA))
    (finding,) = found(tmp_path, 'file = "members.csv"')
    assert finding.ok
    assert finding.sentence.endswith("can be read: 1 row.")


@pytest.mark.parametrize(
    ("content", "said", "remedy"),
    [
        (None, "There is no roster at", "put the list of members there"),
        (b"", "It is empty", "docs/roster.md"),
        (roster(ADA, "2,ben,,,2027-03-31"), "1 row of the roster", "folkmoot roster import"),
    ],
)
def test_a_file_that_would_not_be_taken_in_is_a_problem(
    tmp_path: Path, content: bytes | None, said: str, remedy: str
) -> None:
    """Missing, no roster, or with a row that is refused."""
    if content is not None:
        (tmp_path / "members.csv").write_bytes(content)
    (finding,) = found(tmp_path, 'file = "members.csv"')
    assert not finding.ok
    assert said in finding.sentence
    assert remedy in finding.remedy


@pytest.mark.parametrize(
    ("place", "mode", "problems"),
    [
        ("127.0.0.1:8780", 0o600, []),
        ("localhost:8780", 0o600, []),
        ("[::1]:8780", 0o600, []),
        ("127.0.0.1:8780", 0o644, ["chmod 600"]),
        ("0.0.0.0:8780", 0o600, ["is not encrypted"]),
        ("members.example.org:8780", 0o644, ["chmod 600", "is not encrypted"]),
    ],
)
def test_a_door_is_looked_at(tmp_path: Path, place: str, mode: int, problems: list[str]) -> None:
    """Its secret is for the bot's user alone, and nobody elsewhere can reach it."""
    (tmp_path / "token").write_text("x" * 40)
    (tmp_path / "token").chmod(mode)
    findings = [each for each in found(tmp_path, f'listen = "{place}"', 'token_file = "token"') if not each.ok]
    assert len(findings) == len(problems)
    for finding, part in zip(findings, problems, strict=True):
        assert part in finding.sentence


async def test_the_doctor_looks_at_it(tmp_path: Path) -> None:
    """It is one of the things that a bot in service needs."""
    file = tmp_path / "folkmoot.toml"
    file.write_text('[roster]\nfile = "members.csv"\n')
    findings = [each async for each in doctor.examine(file, {})]
    assert any("members.csv" in each.sentence for each in findings if not each.ok)
