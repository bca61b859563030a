"""``folkmoot doctor``: says what is in order, and how to mend what is not."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

import pytest

from adapters.matrix.translating import venue_of
from bot import doctor
from bot.findings import Finding, lines, ok, problem, summary
from bot.polling.keys import KeyFolder
from storage import engine
from tests.support.matrix import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.moot import Moot
    from tests.support.operator import Operator

pytest_plugins = ["tests.support.matrix", "tests.support.moot", "tests.support.operator"]

NOWHERE = '[matrix]\nhomeserver = "http://127.0.0.1:9"\nuser = "@folkmoot:localhost"\n'
SECRET = {"FOLKMOOT_MATRIX_PASSWORD": PASSWORD}


async def found(file: Path, environ: dict[str, str] | None = None) -> list[Finding]:
    return [finding async for finding in doctor.examine(file, environ or {})]


def bad(findings: list[Finding]) -> list[str]:
    for finding in findings:
        assert finding.sentence
        assert finding.ok or finding.remedy
    return [f"{finding.sentence} {finding.remedy}" for finding in findings if not finding.ok]


def test_a_finding_is_marked_by_a_word_too() -> None:
    """Nobody needs to see the sign, and each problem says how to mend it."""
    assert lines(ok("All is well.")) == ["✔ ok       All is well."]
    assert lines(problem("It is not.", "mend it.")) == [
        "✘ problem  It is not.",
        "           To mend it: mend it.",
    ]
    assert summary([ok("a")]) == "Everything is in order."
    assert summary([problem("a", "b")]) == "There is 1 problem."
    assert summary([problem("a", "b")] * 2) == "There are 2 problems."


def test_the_command_ends_with_1_where_there_is_a_problem(operator: Operator) -> None:
    """The exit status tells a script what the words tell a person."""
    done = operator.run("doctor")
    assert done.exit_code == 1
    assert "✔ ok" in done.output
    assert "✘ problem" in done.output
    assert "To mend it:" in done.output
    assert "There is 1 problem." in done.output


async def test_settings_that_are_not_there_have_no_line_to_change(operator: Operator) -> None:
    """Whoever has none is told how to have them written."""
    (said,) = bad(await found(operator.folder / "elsewhere.toml"))
    assert "folkmoot init" in said
    assert "change that line" not in said


async def test_settings_that_are_not_in_order_end_the_round(operator: Operator) -> None:
    """Everything wrong in the settings is said, and nothing else is guessed at."""
    operator.settle("[log]\nlevle = 1\n[matrx]\n")
    assert len(bad(await found(operator.config))) == len(await found(operator.config)) == 2


async def test_a_secret_that_others_can_read_is_a_problem(operator: Operator) -> None:
    """The way to close a secret's file is named."""
    operator.settle(NOWHERE + 'password_file = "secret"\n')
    (operator.folder / "secret").write_text("hunter2")
    (operator.folder / "secret").chmod(0o644)
    (said,) = bad(await found(operator.config))
    assert "chmod 600" in said
    assert "hunter2" not in said


async def test_an_absent_homeserver_is_a_problem(operator: Operator) -> None:
    """A server that does not answer is named, with where its address can be found."""
    operator.settle(NOWHERE)
    (said,) = bad(await found(operator.config, SECRET))
    assert "Nothing answers at http://127.0.0.1:9" in said
    assert ".well-known" in said


async def test_a_database_that_is_behind_is_a_problem(operator: Operator) -> None:
    """The way to bring it up to date is named, and nothing is done to it."""
    with sqlite3.connect(operator.database) as connection:
        connection.execute("CREATE TABLE something (id INTEGER)")
    connection.close()
    assert "folkmoot migrate" in bad(await found(operator.config))[0]


async def test_a_database_that_is_no_database_is_a_problem(operator: Operator) -> None:
    """A file of something else is said to be unusable."""
    operator.database.write_bytes(b"This is a shopping list." * 100)
    assert "cannot be used" in bad(await found(operator.config))[0]


async def test_a_database_that_is_held_is_a_problem(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that another process keeps for itself is said to be so."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    await operator.play("ada: found Leeds Moot")
    with sqlite3.connect(operator.database, isolation_level=None) as holder:
        holder.execute("BEGIN IMMEDIATE")
        said = bad(await found(operator.config))
        holder.execute("ROLLBACK")
    holder.close()
    assert "cannot be used" in said[0]


async def test_what_could_not_be_handled_is_told(operator: Operator) -> None:
    """Things set aside are counted, and the operator is asked to report them."""
    await operator.play("ada: found Leeds Moot")
    with sqlite3.connect(operator.database) as connection:
        connection.execute(
            "INSERT INTO set_aside (platform, source, what, error, at) VALUES ('matrix', '$x', 'Reacted', 'Oops', ?)",
            ("2026-01-05 09:00:00.000000",),
        )
    connection.close()
    assert "report it" in bad(await found(operator.config))[0]


async def test_a_folder_that_is_not_there_is_a_problem(operator: Operator) -> None:
    """A new database in a folder that does not exist cannot be made."""
    operator.settle('[database]\nurl = "sqlite:///nowhere/folkmoot.db"\n')
    assert "none can be made there" in bad(await found(operator.config))[0]


@pytest.mark.postgres
async def test_postgresql_is_examined_too(operator: Operator, postgres_url: str) -> None:
    """A PostgreSQL database is looked at in the same way; one that is not reachable is a problem."""
    operator.settle(f'[database]\nurl = "{postgres_url}"\n')
    assert "folkmoot migrate" in bad(await found(operator.config))[0]
    await operator.play("ada: found Leeds Moot", url=postgres_url)
    assert [each.ok for each in await found(operator.config)] == [True, True, True, True, True, False]
    operator.settle('[database]\nurl = "postgresql://folkmoot@127.0.0.1:9/folkmoot"\n')
    assert "cannot be used" in bad(await found(operator.config))[0]


@pytest.mark.synapse
class TestMatrix:
    """The doctor's round at a real homeserver."""

    def settle(self, operator: Operator, moot: Moot) -> None:
        """Set the doctor on a bot that is running."""
        settings = moot.settings
        operator.settle(
            f'[database]\nurl = "{moot.url.replace("+aiosqlite", "")}"\n'
            f'[matrix]\nhomeserver = "{settings.homeserver}"\nuser = "{settings.user_id}"\nstore = "{settings.store}"\n'
        )

    async def test_a_bot_in_service_is_well(self, operator: Operator, moot: Moot) -> None:
        """Beside a running bot, without disturbing it, everything is found in order."""
        ada = await moot.village.person("ada")
        await moot.gather(ada)
        self.settle(operator, moot)
        findings = await found(operator.config, SECRET)
        # In a room of somebody's making the bot has no power yet to remove others' messages.
        assert all("remove others' messages" in each for each in bad(findings)), bad(findings)
        words = " ".join(each.sentence for each in findings)
        for part in ("answers (Matrix v", "logs in as", "encryption keys", "cross-signed", "It holds 1 assembly"):
            assert part in words
        await ada.say(moot.room, "!propose Tea")
        await moot.until(lambda assembly: len(assembly.proposals) == 1)

    async def test_missing_rights_are_named_by_room(self, operator: Operator, moot: Moot) -> None:
        """A room in which the bot may not speak is named, with who can mend that."""
        ada = await moot.village.person("ada")
        await moot.gather(ada)
        await ada.call(
            "PUT", f"rooms/{moot.room}/state/m.room.power_levels", {"events_default": 50, "users": {}, "invite": 50}
        )
        self.settle(operator, moot)
        said = bad(await found(operator.config, SECRET))
        assert any(venue_of(moot.room).removeprefix("matrix:") in each and "power level" in each for each in said)

    async def test_a_wrong_password_is_a_problem(self, operator: Operator, moot: Moot) -> None:
        """A login that fails is said to, without the password."""
        self.settle(operator, moot)
        text = operator.config.read_text().replace(str(moot.settings.store), str(operator.folder / "fresh"))
        operator.settle(text)
        (said,) = bad(await found(operator.config, {"FOLKMOOT_MATRIX_PASSWORD": "hunter2"}))
        assert "cannot log in" in said
        assert "hunter2" not in said

    async def test_a_first_look_before_the_first_run(self, operator: Operator, moot: Moot) -> None:
        """Before the bot ever ran, what will come by itself is no problem."""
        settings = moot.village.settings("fresh")
        operator.settle(f'[matrix]\nhomeserver = "{settings.homeserver}"\nuser = "{settings.user_id}"\n')
        assert bad(await found(operator.config, SECRET)) == []

    async def test_what_is_no_homeserver_is_a_problem(self, operator: Operator) -> None:
        """An address where something else answers is not taken for a homeserver."""
        server = await asyncio.start_server(_shop, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        operator.settle(f'[matrix]\nhomeserver = "http://127.0.0.1:{port}"\nuser = "@folkmoot:localhost"\n')
        async with server:
            (said,) = bad(await found(operator.config, SECRET))
        assert "homeserver" in said


async def _shop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nshop")
    await writer.drain()
    writer.close()


async def test_the_keys_of_ballots_are_looked_at(operator: Operator) -> None:
    """A folder that is to come is well, one that others may read is not, and nor is a ballot whose key is lost."""
    operator.settle()
    assert any("the first ballot makes it" in each.sentence for each in await found(operator.config))
    await operator.play("ada: found Leeds Moot", 'ada: referendum "Shall we move?" roll:participants', "ada: status")
    waiting = bad(await found(operator.config))
    assert any("B1 in leeds-moot must wait for it" in each and "folkmoot keys-lost" in each for each in waiting)
    folder = operator.config.parent / "ballot-keys"
    KeyFolder(folder).take_up()
    lost = bad(await found(operator.config))
    assert any("The key of B1 in leeds-moot is lost" in each for each in lost)
    assert any("begins again" in each for each in lost)
    folder.chmod(0o755)
    assert any(f"chmod 700 {folder}" in each for each in bad(await found(operator.config)))
    folder.chmod(0o700)
    assert any(each.ok and "It must not be backed up" in each.sentence for each in await found(operator.config))
    (folder / "name-of-this-folder").unlink()
    folder.rmdir()
    folder.write_text("")
    assert any("cannot be read in" in each for each in bad(await found(operator.config)))
