"""The secrets of the bot's accounts: from the environment, or from files that nobody else can read."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.complaints import SettingsError
from bot.safe_files import others_may_read
from bot.settings import Configuration

PASSWORD_VARIABLE: Final = "FOLKMOOT_MATRIX_PASSWORD"  # noqa: S105 (the name of one)
TOKEN_VARIABLE: Final = "FOLKMOOT_MATRIX_ACCESS_TOKEN"  # noqa: S105 (the name of one)
DISCORD_VARIABLE: Final = "FOLKMOOT_DISCORD_TOKEN"
_LONGEST: Final = 4096
_SHORTEST_ROSTER_TOKEN: Final = 20


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the bot logs in with at Matrix: at least one of them. Neither shows in a ``repr``."""

    password: str = field(default="", repr=False)
    access_token: str = field(default="", repr=False)

    @property
    def all(self) -> tuple[str, ...]:
        """Every secret there is, for whoever must keep them out of something."""
        return tuple(filter(None, (self.password, self.access_token)))


def matrix_credentials(configuration: Configuration, environ: Mapping[str, str] = os.environ) -> Credentials:
    """Find the secrets of the Matrix account; none where Matrix is off. The environment stands before a file.

    Raises:
        SettingsError: there is none, or a file that holds one cannot be read or can be read by others.
    """
    matrix = configuration.matrix
    if matrix is None:
        return Credentials()
    password, token = environ.get(PASSWORD_VARIABLE, ""), environ.get(TOKEN_VARIABLE, "")
    if not password and not token:
        if matrix.password_file:
            password = read_secret(configuration.beside(matrix.password_file), "password_file in [matrix]")
        if matrix.access_token_file:
            token = read_secret(configuration.beside(matrix.access_token_file), "access_token_file in [matrix]")
    if not password and not token:
        raise SettingsError(
            f"There is no password for {matrix.user}. Put it into the environment variable {PASSWORD_VARIABLE}, or "
            f"into a file of its own that you name with password_file in [matrix] of {configuration.file}."
        )
    return Credentials(password, token)


def discord_token(configuration: Configuration, environ: Mapping[str, str] = os.environ) -> str:
    """Find the token of the bot on Discord; empty where Discord is off. The environment stands before a file.

    Raises:
        SettingsError: there is none, it is none that could be a token, or its file cannot be read or others can.
    """
    discord = configuration.discord
    if discord is None:
        return ""
    token, where = environ.get(DISCORD_VARIABLE, "").strip(), f"the environment variable {DISCORD_VARIABLE}"
    if not token and discord.token_file:
        file = configuration.beside(discord.token_file)
        token, where = read_secret(file, "token_file in [discord]").strip(), str(file)
    if not token:
        raise SettingsError(
            "There is no token for Discord. Take it from Discord's developer portal (your application, Bot, Reset "
            f"Token), and put it into the environment variable {DISCORD_VARIABLE}, or into a file of its own that you "
            f"name with token_file in [discord] of {configuration.file}."
        )
    try:
        return token_in(token, where)
    except ValueError as error:
        raise SettingsError(str(error)) from error


def roster_token(configuration: Configuration) -> str:
    """Find the secret with which a membership system hands in the roster; empty where none can be handed in.

    Raises:
        SettingsError: its file cannot be read or others can read it, or it could be guessed.
    """
    roster = configuration.settings.roster
    if not roster.listen:
        return ""
    file = configuration.beside(roster.token_file)
    token = read_secret(file, "token_file in [roster]").strip()
    if len(token) < _SHORTEST_ROSTER_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
        raise SettingsError(
            f"{file} must hold a secret of at least {_SHORTEST_ROSTER_TOKEN} letters and digits without spaces. To make"
            f" one: openssl rand -hex 24 > {file}"
        )
    return token


def token_in(text: str, where: str) -> str:
    """Give the token of Discord's that somebody copied.

    Raises:
        ValueError: it cannot be one. ``where`` says in the message where it was found; it is not repeated.
    """
    token = text.strip().removeprefix("Bot ").strip()
    if not token or not token.isascii() or not token.isprintable() or set(token) & set(" \"'"):
        raise ValueError(
            f"There is no token of Discord's in {where}: that has neither spaces nor quotes. Copy it once more from "
            "Discord's developer portal (your application, Bot, Reset Token)."
        )
    return token


def read_secret(file: Path, key: str) -> str:
    """Read a file, which ``key`` of the settings names, that holds one secret and nothing else.

    Raises:
        SettingsError: it is not there, is open to others, is empty, or holds something else.
    """
    try:
        if others_may_read(file):
            raise SettingsError(
                f"Others on this machine can read {file}, which holds a secret. Make it yours alone: chmod 600 {file}"
            )
        with file.open("rb") as opened:
            secret = opened.read(_LONGEST + 1).decode("utf-8-sig").rstrip("\r\n")
    except OSError as error:
        there = not isinstance(error, FileNotFoundError)
        mend = "" if there else f" Write the secret into it, and make it yours alone: chmod 600 {file}"
        raise SettingsError(f"{file}, which {key} names, cannot be read: {error.strerror or error}.{mend}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file} holds no text: it should hold one line with nothing but the secret.") from error
    if not secret:
        raise SettingsError(f"{file} is empty: it should hold one line with nothing but the secret.")
    if "\n" in secret or len(secret) > _LONGEST:
        raise SettingsError(f"{file} holds more than one line: it should hold nothing but the secret.")
    return secret
