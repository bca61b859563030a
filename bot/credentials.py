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
_LONGEST: Final = 4096


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the bot logs in with: at least one of them. Neither shows in a ``repr``."""

    password: str = field(default="", repr=False)
    access_token: str = field(default="", repr=False)

    @property
    def all(self) -> tuple[str, ...]:
        """Every secret there is, for whoever must keep them out of something."""
        return tuple(filter(None, (self.password, self.access_token)))


def matrix_credentials(configuration: Configuration, environ: Mapping[str, str] = os.environ) -> Credentials:
    """Find the secrets of the Matrix account. What the environment gives stands before a file.

    Raises:
        SettingsError: there is none, or a file that holds one cannot be read or can be read by others.
    """
    matrix = configuration.settings.matrix
    if matrix is None:
        return Credentials()
    password, token = environ.get(PASSWORD_VARIABLE, ""), environ.get(TOKEN_VARIABLE, "")
    if not password and not token:
        if matrix.password_file:
            password = read_secret(configuration.beside(matrix.password_file), "password_file")
        if matrix.access_token_file:
            token = read_secret(configuration.beside(matrix.access_token_file), "access_token_file")
    if not password and not token:
        raise SettingsError(
            f"There is no password for {matrix.user}. Put it into the environment variable {PASSWORD_VARIABLE}, or "
            f"into a file of its own that you name with password_file in [matrix] of {configuration.file}."
        )
    return Credentials(password, token)


def read_secret(file: Path, key: str) -> str:
    """Read a file that holds one secret and nothing else.

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
        raise SettingsError(
            f"{file}, which {key} in [matrix] names, cannot be read: {error.strerror or error}."
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file} holds no text: it should hold one line with nothing but the secret.") from error
    if not secret:
        raise SettingsError(f"{file} is empty: it should hold one line with nothing but the secret.")
    if "\n" in secret or len(secret) > _LONGEST:
        raise SettingsError(f"{file} holds more than one line: it should hold nothing but the secret.")
    return secret
