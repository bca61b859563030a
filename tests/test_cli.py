"""The command line, as an operator and a secretary meet it."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import stat
import tomllib
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot import setting_up
from bot.cli import main
from bot.demo import playing
from bot.exporting import known
from bot.matrix_checkup import NoHomeserverError
from bot.verification import read_checkpoints
from deliberation.ids import AssemblyId
from storage.port import Listing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.operator import Operator

pytest_plugins = ["tests.support.operator"]


def test_every_command_says_what_it_is_for() -> None:
    """The help lists every subcommand with a sentence, and each has a help of its own."""
    overview = CliRunner().invoke(main, ["--help"])
    assert overview.exit_code == 0
    assert set(main.commands) == {
        "assemblies", "ballots", "congress", "count", "demo", "doctor", "donations", "donors", "export",
        "init", "keys-lost", "migrate", "rehearse", "roster", "run",
        "verify",
    }  # fmt: skip
    for name, command in main.commands.items():
        assert name in overview.output
        assert command.help
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0
    assert CliRunner().invoke(main, ["--version"]).output.startswith("folkmoot, version ")


class TestInit:
    """The first thing an operator runs."""

    def test_the_defaults_are_the_example(self, tmp_path: Path) -> None:
        """Asked nothing, it writes the example, for its owner alone, and says what comes next."""
        file = tmp_path / "folkmoot.toml"
        done = CliRunner().invoke(main, ["init", "--defaults", "--config", str(file)])
        assert done.exit_code == 0
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.read_text(encoding="utf-8") == CliRunner().invoke(main, ["init", "--print"]).output
        assert "folkmoot doctor" in done.output
        for part in ("FOLKMOOT_MATRIX_PASSWORD", "FOLKMOOT_DISCORD_TOKEN", "enabled = false", "!found", "/found"):
            assert part in done.output

    def test_nothing_is_lost_without_a_yes(self, operator: Operator) -> None:
        """A file that is there is neither overwritten by --defaults nor without being asked for."""
        operator.settle("# mine\n")
        assert operator.run("init", "--defaults").exit_code == 1
        assert operator.run("init", typed="n\n").exit_code == 1
        assert operator.config.read_text() == "# mine\n"

    def test_it_asks_and_writes_what_was_answered(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Answers are checked one by one; what will not do is asked again; the password goes into a file of its own."""

        async def versions(homeserver: str) -> list[str]:
            if "wrong" in homeserver:
                raise NoHomeserverError(f"Nothing answers at {homeserver}.")
            return ["v1.11"]

        monkeypatch.setattr(setting_up, "versions", versions)
        file = tmp_path / "my.toml"
        typed = [
            "mysql://x",  # refused
            "postgresql://folkmoot:secret@localhost/x",  # refused, for its password
            "sqlite:///nowhere/folkmoot.db",  # refused: no such folder
            "sqlite:///folkmoot.db",
            "telegram",  # no platform of ours
            "matrix",
            "wrong.example.org",
            "n",  # not all the same
            "matrix.leeds.example",
            "folkmoot",  # no user id
            "@moot:leeds.example",
            "file",
            "hunter2hunter2",
        ]
        done = CliRunner().invoke(main, ["init", "--config", str(file)], input="\n".join(typed) + "\n")
        assert done.exit_code == 0, done.output
        values = tomllib.loads(file.read_text(encoding="utf-8"))
        assert values["database"]["url"] == "sqlite:///folkmoot.db"
        assert values["matrix"]["homeserver"] == "https://matrix.leeds.example"
        assert values["matrix"]["user"] == "@moot:leeds.example"
        assert values["matrix"]["password_file"] == "matrix-password"
        assert (values["matrix"]["enabled"], values["discord"]["enabled"]) == (True, False)
        secret = tmp_path / "matrix-password"
        assert secret.read_text() == "hunter2hunter2\n"
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert "hunter2" not in done.output + file.read_text()
        assert "no folder" in done.output
        assert "PGPASSWORD" in done.output
        assert f"folkmoot run --config {file}" in done.output
        assert "!found" in done.output
        assert "/found" not in done.output

    def test_a_password_can_stay_in_the_environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whoever keeps the password in the environment is told the variable, and no file is written."""

        async def versions(_homeserver: str) -> list[str]:
            return ["v1.11"]

        monkeypatch.setattr(setting_up, "versions", versions)
        file = tmp_path / "folkmoot.toml"
        done = CliRunner().invoke(main, ["init", "--config", str(file)], input="\n\n\n\nenvironment\n")
        assert done.exit_code == 0, done.output
        assert "FOLKMOOT_MATRIX_PASSWORD" in done.output
        assert sorted(tmp_path.iterdir()) == [file]


class TestDatabase:
    """Making and migrating the database."""

    def test_a_new_database_is_made(self, operator: Operator) -> None:
        """Migrating where there is none makes one; migrating again finds nothing to do."""
        first = operator.run("migrate")
        assert first.exit_code == 0
        assert "A new database was made" in first.output
        assert stat.S_IMODE(operator.database.stat().st_mode) == 0o600
        assert "nothing to do" in operator.run("migrate").output

    def test_a_folder_that_is_not_there_is_named(self, operator: Operator) -> None:
        """A database in a folder that does not exist is refused with that folder's name."""
        operator.settle('[database]\nurl = "sqlite:///nowhere/folkmoot.db"\n')
        done = operator.run("migrate")
        assert done.exit_code == 2
        assert "There is no folder" in done.output

    @pytest.mark.parametrize("command", [["assemblies"], ["verify", "--all"], ["export", "leeds-moot"]])
    def test_what_reads_makes_nothing(self, operator: Operator, command: list[str]) -> None:
        """Commands that only look do not make a database where there is none."""
        done = operator.run(*command)
        assert done.exit_code == 2
        assert "There is no database" in done.output
        assert not operator.database.exists()

    @pytest.mark.parametrize("command", [["assemblies"], ["run"]])
    def test_an_old_database_is_refused(self, operator: Operator, command: list[str]) -> None:
        """A database that is not up to date is left as it is, and the way on is named."""
        operator.settle('[matrix]\nhomeserver = "http://127.0.0.1:9"\nuser = "@folkmoot:localhost"\n')
        with sqlite3.connect(operator.database) as connection:
            connection.execute("CREATE TABLE something (id INTEGER)")
        connection.close()
        done = operator.run(*command, FOLKMOOT_MATRIX_PASSWORD="hunter2")
        assert done.exit_code == 2
        assert "run `folkmoot migrate`" in done.output

    def test_a_database_from_the_future_is_refused(self, experienced: Operator) -> None:
        """A database that a newer version made is not touched."""
        with sqlite3.connect(experienced.database) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.close()
        done = experienced.run("migrate")
        assert done.exit_code == 2
        assert "newer Folkmoot" in done.output


class TestRun:
    """What stands in the way of running is said before anything is begun."""

    def test_without_a_platform_there_is_nothing_to_run(self, operator: Operator) -> None:
        """With no platform, or none turned on, the operator is told which key to set."""
        assert "neither a section [matrix] nor a section [discord]" in operator.run("run").output
        off = "[discord]\nenabled = false\n"
        matrix = '[matrix]\nhomeserver = "https://matrix.example.org"\nuser = "@folkmoot:example.org"\n'
        operator.settle(off)
        assert "put enabled = true into [discord] of" in operator.run("run").output
        operator.settle(f"{off}{matrix}enabled = false\n")
        done = operator.run("run")
        assert done.exit_code == 2
        assert "put enabled = true into [matrix] or [discord] of" in done.output
        assert not operator.database.exists()

    def test_without_a_token_nothing_is_made(self, operator: Operator) -> None:
        """A missing token is said at once, also where Matrix has its password."""
        operator.settle(
            '[discord]\n[matrix]\nhomeserver = "https://matrix.example.org"\nuser = "@folkmoot:example.org"\n'
        )
        done = operator.run("run", FOLKMOOT_MATRIX_PASSWORD="hunter2")
        assert done.exit_code == 2
        assert "FOLKMOOT_DISCORD_TOKEN" in done.output
        assert not operator.database.exists()

    def test_without_a_password_nothing_is_made(self, operator: Operator) -> None:
        """A missing password is said at once."""
        operator.settle('[matrix]\nhomeserver = "https://matrix.example.org"\nuser = "@folkmoot:example.org"\n')
        done = operator.run("run")
        assert done.exit_code == 2
        assert "FOLKMOOT_MATRIX_PASSWORD" in done.output
        assert not operator.database.exists()

    def test_without_settings_init_is_named(self, tmp_path: Path) -> None:
        """A folder with no settings leads to init."""
        done = CliRunner().invoke(main, ["run", "--config", str(tmp_path / "none.toml")])
        assert done.exit_code == 2
        assert "folkmoot init" in done.output


class TestAssemblies:
    """The list of assemblies."""

    def test_they_are_listed(self, experienced: Operator) -> None:
        """Each assembly has a line with its short name, people, open checks, rooms and channels, and name."""
        heading, line = experienced.run("assemblies").output.splitlines()
        assert heading.split() == ["SHORT", "NAME", "PEOPLE", "OPEN", "PLACES", "NAME"]
        assert line.split() == ["leeds-moot", "3", "0", "1", "Leeds", "Moot"]

    @pytest.mark.parametrize(
        ("settings", "ways"),
        [
            ("", {"!found", "/found"}),
            ('[matrix]\nhomeserver = "https://a.example"\nuser = "@b:a.example"\nprefix = "!moot "\n', {"!moot found"}),
            ("[discord]\n", {"/found"}),
            ('[discord]\n[matrix]\nhomeserver = "https://a.example"\nuser = "@b:a.example"\n', {"!found", "/found"}),
        ],
    )
    def test_none_yet_is_said(self, operator: Operator, settings: str, ways: set[str]) -> None:
        """Where there is none yet, the way to one is named, as it is typed on the platforms that are turned on."""
        operator.settle(settings)
        operator.run("migrate")
        said = operator.run("assemblies").output
        assert {way for way in ("!found", "!moot found", "/found") if way in said} == ways


class TestExport:
    """What a secretary takes out."""

    def test_the_minutes_are_markdown(self, experienced: Operator) -> None:
        """The minutes name what happened, and what people typed is no markup."""
        minutes = experienced.run("export", "leeds-moot").output
        assert minutes.startswith("## Minutes of Leeds Moot\n")
        assert "Cake" in minutes
        assert "\\=1+1 kettle" in minutes

    def test_the_decisions_are_a_table_that_runs_nothing(self, experienced: Operator) -> None:
        """Each check is a row with its count and what became of it; a formula is marked as text."""
        table = experienced.run("export", "Leeds Moot", "--format", "csv").output
        blocked, carried = csv.DictReader(io.StringIO(table))
        assert blocked["title"] == "'=1+1 kettle"
        assert (blocked["outcome"], blocked["agree"], blocked["block"]) == ("Blocked", "2", "1")
        assert blocked["decision"] == ""
        assert (carried["matter"], carried["title"], carried["outcome"]) == ("P2", "Cake", "Consensus")
        assert (carried["decision"], carried["decision stands"], carried["on the roll"]) == ("D1", "yes", "3")
        assert carried["called by"] == "Ada"

    def test_the_register_is_lines_of_json(self, experienced: Operator) -> None:
        """The register is one entry a line, in order, and names nobody."""
        register = experienced.run("export", "leeds-moot", "--format", "json").output
        lines = [json.loads(line) for line in register.splitlines()]
        assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
        assert "socket" not in register
        assert "Ada" not in register

    @pytest.mark.parametrize("form", ["json", "csv", "markdown"])
    def test_a_file_is_written_for_its_owner(self, experienced: Operator, form: str) -> None:
        """Written into a file it is the same; a file that is there is kept unless one says yes."""
        file = experienced.folder / "out"
        shown = experienced.run("export", "leeds-moot", "--format", form).output
        done = experienced.run("export", "leeds-moot", "--format", form, "--output", str(file))
        assert done.exit_code == 0
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with file.open(encoding="utf-8-sig", newline="") as opened:
            assert opened.read().replace("\r\n", "\n") == shown.replace("\r\n", "\n")
        refused = experienced.run("export", "leeds-moot", "--output", str(file), typed="n\n")
        assert refused.exit_code == 1

    def test_an_unknown_assembly_leads_to_those_there_are(self, experienced: Operator) -> None:
        """A wrong name is answered with the right ones."""
        done = experienced.run("export", "leads")
        assert done.exit_code == 2
        assert "There are: leeds-moot." in done.output
        assert "Did you mean leeds-moot?" in experienced.run("export", "leed-moot").output
        assert experienced.run("export", "@leeds-moot").exit_code == 0

    def test_of_hundreds_not_all_are_named(self) -> None:
        """The first are, and how one sees the others."""
        listings = [
            Listing(id=AssemblyId(slug), slug=slug, name=slug, venues=frozenset())
            for slug in (f"place-{number}" for number in range(663))
        ]
        named = known(listings)
        assert "place-19 and 643 more" in named
        assert "place-20" not in named


class TestVerify:
    """Anybody can work the register out again."""

    def test_the_only_assembly_needs_no_name(self, experienced: Operator) -> None:
        """A sound register is said to be right, with the hash it ends in."""
        done = experienced.run("verify")
        assert done.exit_code == 0
        assert "✔ ok: leeds-moot" in done.output
        assert "2 checks of consensus" in done.output
        assert experienced.run("verify", "--all").output.count("--checkpoint ENTRY:HASH") == 1
        assert experienced.run("verify", "--all").exit_code == 0
        assert experienced.run("verify", "leeds-moot").exit_code == 0

    def exported(self, experienced: Operator) -> Path:
        file = experienced.folder / "register.jsonl"
        experienced.run("export", "leeds-moot", "--format", "json", "--output", str(file))
        return file

    def test_a_file_alone_is_enough(self, experienced: Operator, tmp_path: Path) -> None:
        """An exported register is verified with neither settings nor database."""
        file = self.exported(experienced)
        experienced.database.unlink()
        done = CliRunner().invoke(main, ["verify", "--register", str(file), "--config", str(tmp_path / "none")])
        assert done.exit_code == 0, done.output
        assert "2 checks of consensus" in done.output

    @pytest.mark.parametrize(
        "forge",
        [
            lambda lines: [line.replace("stand aside", "agree").replace("block", "agree") for line in lines],
            lambda lines: [*lines[:5], *lines[6:]],
            lambda lines: [lines[1], lines[0], *lines[2:]],
            lambda lines: [lines[0], lines[0], *lines[1:]],
        ],
    )
    def test_a_forged_register_is_found_out(
        self, experienced: Operator, forge: Callable[[list[str]], list[str]]
    ) -> None:
        """An altered, missing, exchanged or repeated entry is named, and the exit status says so too."""
        file = self.exported(experienced)
        file.write_text("\n".join(forge(file.read_text().splitlines())) + "\n")
        done = CliRunner().invoke(main, ["verify", "--register", str(file)])
        assert done.exit_code == 1
        assert "✘ problem" in done.output
        assert "Entry " in done.output

    def test_a_checkpoint_is_held_against_it(self, experienced: Operator) -> None:
        """A hash posted in the room, whole or shortened, agrees or shows that the past was rewritten."""
        file = self.exported(experienced)
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        tenth = lines[9]["hash"]
        for checkpoint in (f"10:{tenth}", f"10:{tenth[:16]}…", f"entry 10, {tenth[:20].upper()}"):
            assert experienced.run("verify", "--checkpoint", checkpoint).exit_code == 0
        rewritten = experienced.run("verify", "--checkpoint", f"10:{'0' * 64}")
        assert rewritten.exit_code == 1
        assert "the past was rewritten" in rewritten.output
        cut_off = experienced.run("verify", "--checkpoint", f"{len(lines) + 1}:{'0' * 64}")
        assert cut_off.exit_code == 1
        assert "cut off" in cut_off.output

    @pytest.mark.parametrize("text", ["", "41", "41:xyz", "41:abc", ":0123456789abcdef", "41:" + "0" * 65])
    def test_a_checkpoint_has_a_form(self, text: str) -> None:
        """What is no checkpoint is refused with one that is."""
        with pytest.raises(ValueError, match="such as 41:"):
            read_checkpoints([text])

    @pytest.mark.parametrize("text", ["not json\n", "[]\n", '{"number": 1}\n', '{"assembly":"a","number":"1"}\n'])
    def test_a_file_of_something_else_is_refused(self, tmp_path: Path, text: str) -> None:
        """A file that is no register is refused, with the line where that shows."""
        file = tmp_path / "other.jsonl"
        file.write_text(text)
        done = CliRunner().invoke(main, ["verify", "--register", str(file)])
        assert done.exit_code == 2
        assert "Line 1 is not an entry" in done.output

    def test_an_empty_file_proves_nothing(self, tmp_path: Path) -> None:
        """An empty register is not passed as sound."""
        file = tmp_path / "empty.jsonl"
        file.write_text("")
        done = CliRunner().invoke(main, ["verify", "--register", str(file)])
        assert done.exit_code == 1
        assert "nothing to verify" in done.output

    def test_what_contradicts_is_refused(self, experienced: Operator) -> None:
        """A file and a name together, or a wrong checkpoint, are refused with a word."""
        file = self.exported(experienced)
        done = CliRunner().invoke(main, ["verify", "leeds-moot", "--register", str(file)])
        assert done.exit_code == 2
        assert experienced.run("verify", "--checkpoint", "41").exit_code == 2

    def test_of_several_one_must_be_named(self, experienced: Operator) -> None:
        """Where there are several assemblies, or none, the names are given."""
        experienced.database.unlink()
        experienced.run("migrate")
        done = experienced.run("verify")
        assert done.exit_code == 2
        assert "Which assembly?" in done.output


def test_the_demo_gives_its_exit_status(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the demo finds is what the command ends with."""

    async def play(*, stay: bool, offices: bool) -> int:
        return 5 if offices else 3 if stay else 4

    monkeypatch.setattr(playing, "play", play)
    assert CliRunner().invoke(main, ["demo"]).exit_code == 4
    assert CliRunner().invoke(main, ["demo", "--stay"]).exit_code == 3
    assert CliRunner().invoke(main, ["demo", "--offices"]).exit_code == 5
