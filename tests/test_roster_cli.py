"""``folkmoot roster``: what the membership secretary types and reads."""

from __future__ import annotations

import asyncio
import stat
from typing import TYPE_CHECKING

import pytest

from bot.roster import operating
from tests.support.roster import found, on_roster, opened, roster

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from storage.port import Membership
    from tests.support.operator import Operator

pytest_plugins = ["tests.support.operator"]

ADA = "1,matrix:@ada:example.org,,leeds,2099-03-31"
BEN = "2,discord:123456789012345678,,,2099-03-31"
CLEO = "3,,cleo@example.org,leeds,2099-03-31"


class Secretary:
    """Somebody with a list of members."""

    def __init__(self, operator: Operator) -> None:
        self.operator = operator
        self.file = operator.folder / "members.csv"

    def imports(self, *rows: str, options: str = "", typed: str = "") -> Result:
        """Write the list, and import it."""
        self.file.write_bytes(roster(*rows))
        return self.operator.run("roster", "import", str(self.file), *options.split(), typed=typed)

    @property
    def roster(self) -> dict[str, Membership]:
        async def read() -> dict[str, Membership]:
            async with opened("sqlite", self.operator.folder) as store:
                return await on_roster(store)

        return asyncio.run(read())


@pytest.fixture
def secretary(operator: Operator) -> Secretary:
    """Give a secretary whose movement has one constituency."""

    async def begin() -> None:
        async with opened("sqlite", operator.folder) as store:
            await found(store, "leeds")

    asyncio.run(begin())
    return Secretary(operator)


def test_without_a_yes_nothing_is_written(secretary: Secretary) -> None:
    """First it says what it would do, and how to have it done."""
    done = secretary.imports(ADA, BEN, CLEO)
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "members.csv: 3 rows.",
        "3 members afterwards; 0 now.",
        "  new: 3 (1, 2, 3)",
        "  to be invited by e-mail: 1",
        "Nothing was written. To do it, add --yes.",
    ]
    assert not secretary.roster
    assert not list(secretary.operator.folder.glob("invitations*"))


def test_with_a_yes_it_is_done(secretary: Secretary) -> None:
    """It says what it did, where the invitations are, and when places are taken."""
    done = secretary.imports(ADA, BEN, CLEO, options="--yes")
    assert done.exit_code == 0
    assert sorted(secretary.roster) == ["1", "2", "3"]
    assert "1 invitation is in" in done.output
    assert "✔ Written. Members take their places in assemblies within a minute where the bot is running" in done.output
    assert "link" not in done.output
    assert "link" in (secretary.operator.folder / "invitations.csv").read_text(encoding="utf-8")


def test_the_same_again_changes_nothing(secretary: Secretary) -> None:
    """A list that was taken in can be taken in as often as one likes."""
    secretary.imports(ADA, CLEO, options="--yes")
    done = secretary.imports(ADA, CLEO, options="--yes")
    assert done.exit_code == 0
    assert "  nothing changes" in done.output
    assert len(list(secretary.operator.folder.glob("invitations*"))) == 1


def test_each_change_is_told(secretary: Secretary) -> None:
    """Who is renewed, moves, lapses or is missing is counted and named."""
    secretary.imports(ADA, BEN, "4,matrix:@dan:example.org,,,2099-03-31", options="--yes")
    done = secretary.imports(
        "1,matrix:@ada:example.org,,,2100-03-31", "2,discord:123456789012345678,,,2020-03-31", options="--yes"
    )
    assert "1 member afterwards; 3 now." in done.output
    assert "  renewed: 1 (1)" in done.output
    assert "  lapsed: 2 (2, 4)" in done.output
    assert "  moved: 1 (1)" in done.output
    assert "  of those who lapse, no longer on the roster: 1" in done.output


def test_a_row_that_is_refused_keeps_all_out(secretary: Secretary) -> None:
    """It is named with its line, what is wrong and the right form; --partial takes the others."""
    rows = (ADA, "2,ben,,hull,2099-03-31")
    done = secretary.imports(*rows, options="--yes")
    assert done.exit_code == 1
    assert "1 row is refused:" in done.output
    assert (
        "✘ Line 3 (person “2”): The account “ben” does not begin with discord: or matrix:. The right form:"
        in done.output
    )
    assert "✘ Nothing was written. Nothing is imported while a row is refused. Mend it; or" in done.output
    assert not secretary.roster
    partly = secretary.imports(*rows, options="--yes --partial")
    assert partly.exit_code == 0
    assert list(secretary.roster) == ["1"]


def test_ctrl_c_is_no_refusal(secretary: Secretary, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says that the same is to be said again, with a status of its own."""

    async def cut_short(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(operating, "import_file", cut_short)
    done = secretary.imports(ADA, options="--yes")
    assert done.exit_code == 130
    assert "Say the same again" in done.output


def test_a_wrong_file_does_not_expel_the_movement(secretary: Secretary) -> None:
    """Where most members are missing it must be meant."""
    rows = [f"{number},matrix:@m{number}:example.org,,leeds,2099-03-31" for number in range(30)]
    secretary.imports(*rows, options="--yes")
    done = secretary.imports(rows[0], options="--yes")
    assert done.exit_code == 1
    assert "29 of 30 members are no longer on the roster, which looks like the wrong file" in done.output
    assert secretary.roster["1"].paid_until.year == 2099
    assert secretary.imports(rows[0], options="--yes --remove-many").exit_code == 0
    assert secretary.roster["1"].paid_until.year < 2099


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "It is empty"), (b"\xff\xfep\x00", "UTF-16"), (b"person,paid_untill\n", "did you mean “paid_until”?")],
)
def test_what_is_no_list_of_members_is_refused_in_a_sentence(secretary: Secretary, content: bytes, said: str) -> None:
    """A file of which nothing can be made ends with one sentence and status 2."""
    secretary.file.write_bytes(content)
    done = secretary.operator.run("roster", "import", str(secretary.file), "--yes")
    assert done.exit_code == 2
    assert done.output.startswith("✘ ")
    assert said in done.output
    assert len(done.output.splitlines()) == 1


def test_a_report_lists_everything(secretary: Secretary, tmp_path: Path) -> None:
    """With --report each change and complaint is a line of a table that only the secretary can read."""
    report = tmp_path / "report.csv"
    done = secretary.imports(ADA, CLEO, "=2,ben,,,2099-03-31", options=f"--report {report}")
    assert done.exit_code == 1
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    problem = "the account “ben” does not begin with discord: or matrix:"
    right = "discord:123456789012345678 or matrix:@ada:example.org"
    assert report.read_text(encoding="utf-8-sig").splitlines() == [
        "line,person,what,why,the right form",
        f"4,'=2,refused,{problem},{right}",
        "2,1,new,,",
        "3,3,new and invited,,",
    ]


def test_a_report_writes_over_nothing_unasked(secretary: Secretary) -> None:
    """The list itself is never written over; another file only if one says so."""
    done = secretary.imports(ADA, options=f"--report {secretary.file}")
    assert done.exit_code == 2
    assert secretary.file.read_bytes() == roster(ADA)
    report = secretary.operator.folder / "report.csv"
    report.write_text("mine")
    assert secretary.imports(ADA, options=f"--report {report}", typed="n\n").exit_code == 1
    assert report.read_text() == "mine"


def test_many_complaints_do_not_flood_the_screen(secretary: Secretary) -> None:
    """The first twenty are shown, with where to read the others."""
    done = secretary.imports(*(f"{number},ben,,,2099-03-31" for number in range(100)))
    assert done.output.count("✘ Line") == 20
    assert "… and 80 more; --report FILE lists all of them." in done.output


def test_what_somebody_wrote_cannot_move_the_cursor(secretary: Secretary) -> None:
    """Signs that would change a terminal do not reach it."""
    done = secretary.imports("1,\x1b[2J\u202eben,,,2099-03-31")
    assert "\x1b" not in done.output
    assert "\u202e" not in done.output


def test_the_roster_is_listed(secretary: Secretary) -> None:
    """Everybody's standing, constituency and accounts, or where they were invited; and how many there are."""
    secretary.imports(ADA, BEN, CLEO, "4,matrix:@dan:example.org,,leeds,2020-01-31", options="--yes")
    done = secretary.operator.run("roster", "list")
    assert done.output.splitlines() == [
        "1  until 2099-03-31  leeds  matrix:@ada:example.org",
        "2  until 2099-03-31  -  discord:123456789012345678",
        "3  until 2099-03-31  leeds  invited at cleo@example.org",
        "4  ended 2020-01-31  leeds  matrix:@dan:example.org",
        "3 members, of whom 1 have not answered their invitation; 1 whose membership has ended.",
    ]


def test_an_empty_roster_is_listed(secretary: Secretary) -> None:
    """Where nobody is on it, it says so in numbers."""
    assert secretary.operator.run("roster", "list").output == "0 members; 0 whose membership has ended.\n"
