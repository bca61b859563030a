"""What subcommands of the command line have in common."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.operator import Operator

pytest_plugins = ["tests.support.operator"]


def test_nobody_is_taken_in_where_the_report_of_it_cannot_be_written(operator: "Operator") -> None:
    """It is said before, and the folder is named; nothing is done by halves."""
    assert operator.run("migrate").exit_code == 0
    members = operator.folder / "members.csv"
    members.write_text("person,accounts,email,constituency,paid_until\n1,ada,,,2099-03-31\n")
    done = operator.run("roster", "import", str(members), "--yes", "--report", str(operator.folder / "nowhere/all.csv"))
    assert done.exit_code == 1
    assert "There is no folder" in done.output
    assert "2099" not in operator.run("roster", "list").output
