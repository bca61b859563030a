"""``folkmoot init``: asks for what the bot needs, checks it as it goes, and writes a commented settings file."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from pydantic import ValidationError

from adapters.discord.inspecting import Identity, inspecting
from adapters.discord.settings import DiscordSettings
from adapters.platform import BusyError, PlatformError
from bot import example
from bot.credentials import DISCORD_VARIABLE, PASSWORD_VARIABLE, token_in
from bot.matrix_checkup import NoHomeserverError, versions
from bot.safe_files import write_privately
from bot.settings import DATABASE_VARIABLE, FILE_NAME, Configuration, DatabaseSection, MatrixSection
from storage.engine import file_of, parse
from storage.migrating import pending
from storage.port import StorageError

T = TypeVar("T")

PASSWORD_FILE: Final = "matrix-password"  # noqa: S105 (a file's name)
TOKEN_FILE: Final = "discord-token"  # noqa: S105 (a file's name)
PLATFORMS: Final = ("matrix", "discord", "both")
_EXAMPLE_SERVER: Final = "https://matrix.example.org"
_EXAMPLE_USER: Final = "@folkmoot:example.org"
_MATRIX: Final = MatrixSection(homeserver=_EXAMPLE_SERVER, user=_EXAMPLE_USER)


@dataclass(slots=True)
class Answers:
    """What was asked: values by section and key, and secrets to be written beside the settings, by the file's name."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict, repr=False)


def ask(folder: Path) -> Answers:
    """Ask everything that has no sensible default, and check each answer where that can be done."""
    answers = Answers()
    click.echo("A few questions. Enter takes what stands in brackets; everything can be changed in the file later.\n")
    answers.values["database"] = {"url": _again(lambda: _database(folder))}
    platform = click.prompt("Where does the bot take part?", type=click.Choice(PLATFORMS), default=PLATFORMS[0])
    if platform in {"matrix", "both"}:
        _matrix(answers)
    else:
        answers.values["matrix"] = {"enabled": False}
    if platform in {"discord", "both"}:
        _discord(answers)
    else:
        answers.values["discord"] = {"enabled": False}
    return answers


def write(file: Path, answers: Answers) -> list[str]:
    """Write the settings, and the secrets where they were given; say what was written."""
    written = [file]
    for name, secret in answers.secrets.items():
        write_privately(file.parent / name, secret + "\n")
        written.append(file.parent / name)
    write_privately(file, example.written(answers.values))
    return [f"Written: {each} (only you can read it)" for each in written]


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
            "Where is everything kept? (sqlite:/// and a file name, or postgresql://user@host/name)",
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
    typed = str(click.prompt("What is the address of your Matrix homeserver?", default=_EXAMPLE_SERVER)).strip()
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
    user = str(click.prompt("What is the whole user id of the bot's account?", default=f"@folkmoot:{server}")).strip()
    return MatrixSection(homeserver=homeserver, user=user).user


def _matrix(answers: Answers) -> None:
    homeserver = _again(_homeserver)
    user = _again(lambda: _user(homeserver))
    answers.values["matrix"] = {"homeserver": homeserver, "user": user}
    if _kept_in_file(f"the password of {user}", PASSWORD_VARIABLE):
        answers.secrets[PASSWORD_FILE] = _typed("The password")
        answers.values["matrix"]["password_file"] = PASSWORD_FILE


def _discord(answers: Answers) -> None:
    click.echo("On Discord the bot needs a token: docs/discord.md says how to make one in Discord's developer portal.")
    answers.values["discord"] = {}
    if _kept_in_file("its token", DISCORD_VARIABLE):
        answers.secrets[TOKEN_FILE] = _again(_token)
        answers.values["discord"]["token_file"] = TOKEN_FILE


def _token() -> str:
    token = token_in(_typed("The token"), "what you typed")
    try:
        identity = asyncio.run(_identity(token))
    except BusyError as error:
        return _keep(token, f"The token could not be tried ({error})")
    except PlatformError as error:
        raise ValueError("Discord does not know that token. Choose Reset Token in the portal, and copy it.") from error
    click.echo(f"  That is the token of {identity.name}.")
    if not identity.members_intent:
        click.echo(f"  Turn Server Members Intent on at {identity.portal}/bot before you start the bot.")
    return token


async def _identity(token: str) -> Identity:
    async with inspecting(DiscordSettings(token=token)) as inspector:
        return inspector.identity


def _kept_in_file(what: str, variable: str) -> bool:
    """Ask how the bot gets a secret: whether from a file, which we write."""
    click.echo(f"How does the bot get {what}?")
    click.echo("   file: you type it now, and it is kept in a file that only you can read")
    click.echo(f"   environment: you put it into {variable} wherever the bot is started")
    return bool(click.prompt("  ", type=click.Choice(["file", "environment"]), default="file") == "file")


def _typed(what: str) -> str:
    return str(click.prompt(f"   {what} (it is not shown)", hide_input=True, confirmation_prompt=False))


def _keep(value: T, doubt: str) -> T:
    click.echo(f"  {doubt}")
    if not click.confirm("  Take it all the same?", default=False):
        raise ValueError("Once more, then.")
    return value


def next_steps(file: Path, values: Mapping[str, Mapping[str, Any]]) -> str:
    """Say what comes next."""
    named = "" if str(file) == FILE_NAME else f" --config {file}"
    steps = []
    if not values:
        steps.append(f"Put your homeserver and the bot's user id into {file}; enabled = false turns off a platform.")
    matrix, discord = values.get("matrix", {}), values.get("discord", {})
    on_matrix, on_discord = matrix.get("enabled", True), discord.get("enabled", True)
    if on_matrix and not matrix.get("password_file"):
        steps.append(f"Put the account's password into the environment variable {PASSWORD_VARIABLE}.")
    if on_discord and not discord.get("token_file"):
        steps.append(f"Put the bot's token for Discord into the environment variable {DISCORD_VARIABLE}.")
    steps += [f"See whether all is well:   folkmoot doctor{named}", f"Start the bot:             folkmoot run{named}"]
    if on_matrix:
        steps.append("Invite it to a room, and write there:   !found Leeds Moot (or what it is called)")
    if on_discord:
        steps.append("Invite it to your server by the link that doctor prints, and in a channel there type:   /found")
    return "\nNext:\n" + "\n".join(f"  {number}. {step}" for number, step in enumerate(steps, 1))


def how_to_found(configuration: Configuration) -> list[str]:
    """Say how an assembly is begun on each platform that is turned on; on both, where none is yet."""
    matrix, discord = configuration.matrix, configuration.discord
    lines = []
    if matrix or not discord:
        prefix = (matrix or configuration.settings.matrix or _MATRIX).prefix
        lines.append(f"In a Matrix room where the bot is, write: {prefix}found Leeds Moot (or what it is called)")
    if discord or not matrix:
        lines.append("In a Discord channel where the bot is, type: /found")
    return lines
