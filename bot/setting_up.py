"""``folkmoot init``: asks for what the bot needs, checks it as it goes, and writes a commented settings file."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from pydantic import ValidationError

from bot import example
from bot.credentials import PASSWORD_VARIABLE
from bot.matrix_checkup import NoHomeserverError, versions
from bot.safe_files import write_privately
from bot.settings import DATABASE_VARIABLE, DatabaseSection, MatrixSection
from storage.engine import file_of, parse
from storage.migrating import pending
from storage.port import StorageError

T = TypeVar("T")

PASSWORD_FILE: Final = "matrix-password"  # noqa: S105 (a file's name)
_EXAMPLE_SERVER: Final = "https://matrix.example.org"
_EXAMPLE_USER: Final = "@folkmoot:example.org"


@dataclass(slots=True)
class Answers:
    """What was asked: values by section and key, and a password to be written beside the settings, if it was given."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    password: str = field(default="", repr=False)


def ask(folder: Path) -> Answers:
    """Ask everything that has no sensible default, and check each answer where that can be done."""
    answers = Answers()
    click.echo("Four questions. Enter takes what stands in brackets; everything can be changed in the file later.\n")
    answers.values["database"] = {"url": _again(lambda: _database(folder))}
    homeserver = _again(_homeserver)
    user = _again(lambda: _user(homeserver))
    answers.values["matrix"] = {"homeserver": homeserver, "user": user}
    _secret(answers, user)
    return answers


def write(file: Path, answers: Answers) -> list[str]:
    """Write the settings, and the password where it was given; say what was written."""
    written = [f"Written: {file} (only you can read it)"]
    if answers.password:
        secret = file.parent / PASSWORD_FILE
        write_privately(secret, answers.password + "\n")
        written.append(f"Written: {secret} (only you can read it)")
    write_privately(file, example.written(answers.values))
    return written


def _again(question: Callable[[], T]) -> T:
    """Ask until the answer will do."""
    while True:
        try:
            return question()
        except ValueError as error:
            click.echo(f"  {_said(error)}")


def _said(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        said = error.errors()[0]["msg"].removeprefix("Value error, ")
        return f"That will not do: {said}."
    return str(error)


def _database(folder: Path) -> str:
    url = str(
        click.prompt(
            "1. Where is everything kept? (sqlite:/// and a file name, or postgresql://user@host/name)",
            default="sqlite:///folkmoot.db",
        )
    )
    where = parse(DatabaseSection(url=url).url)
    if where.password:
        raise ValueError(
            "That holds a password, which does not belong in this file: leave it out and give it in PGPASSWORD, or "
            f"give the whole address in {DATABASE_VARIABLE}."
        )
    file = file_of(where)
    if file is not None:
        if not (folder / file).parent.is_dir():
            raise ValueError(f"There is no folder {(folder / file).parent}.")
        return url
    try:
        asyncio.run(pending(url))
    except StorageError as error:
        return _keep(url, f"The database cannot be reached now ({str(error).partition(chr(10))[0]}).")
    click.echo("  The database can be reached.")
    return url


def _homeserver() -> str:
    typed = str(click.prompt("2. What is the address of your Matrix homeserver?", default=_EXAMPLE_SERVER)).strip()
    address = typed if "://" in typed else f"https://{typed}"
    address = MatrixSection(homeserver=address, user=_EXAMPLE_USER).homeserver
    try:
        spoken = asyncio.run(versions(address))
    except NoHomeserverError as error:
        return _keep(address, str(error))
    click.echo(f"  A homeserver answers there (Matrix {spoken[-1]}).")
    return address


def _user(homeserver: str) -> str:
    server = homeserver.partition("://")[2].partition("/")[0].partition(":")[0].removeprefix("matrix.")
    user = str(
        click.prompt("3. What is the whole user id of the bot's account?", default=f"@folkmoot:{server}")
    ).strip()
    return MatrixSection(homeserver=homeserver, user=user).user


def _secret(answers: Answers, user: str) -> None:
    click.echo(f"4. How does the bot get the password of {user}?")
    click.echo("   file: you type it now, and it is kept in a file that only you can read")
    click.echo(f"   environment: you put it into {PASSWORD_VARIABLE} wherever the bot is started")
    way = click.prompt("  ", type=click.Choice(["file", "environment"]), default="file")
    if way == "file":
        answers.password = click.prompt("   The password (it is not shown)", hide_input=True, confirmation_prompt=False)
        answers.values["matrix"]["password_file"] = PASSWORD_FILE


def _keep(value: T, doubt: str) -> T:
    click.echo(f"  {doubt}")
    if not click.confirm("  Take it all the same?", default=False):
        raise ValueError("Once more, then.")
    return value


def next_steps(file: Path, values: Mapping[str, Mapping[str, Any]]) -> str:
    """Say what comes next."""
    named = "" if str(file) == "folkmoot.toml" else f" --config {file}"
    steps = [] if values else [f"Put your homeserver and the bot's user id into {file}."]
    if not values.get("matrix", {}).get("password_file"):
        steps.append(f"Put the account's password into the environment variable {PASSWORD_VARIABLE}.")
    steps += [
        f"See whether all is well:   folkmoot doctor{named}",
        f"Start the bot:             folkmoot run{named}",
        "Invite it to a room, and write there:   !found Name of your assembly",
    ]
    return "\nNext:\n" + "\n".join(f"  {number}. {step}" for number, step in enumerate(steps, 1))
