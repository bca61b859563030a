"""What the operator sets in ``folkmoot.toml``. ``bot.example`` writes the commented example from these very classes.

The first of a field's ``examples`` is the right form that a mistaken operator is shown; its description becomes the
comment in the example. Passwords and tokens are never in this file: see ``bot.credentials``.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from adapters.discord.settings import API_BASE
from bot.complaints import SettingsError, in_words, read_toml
from bot.safe_files import others_may_read
from storage.engine import file_of, parse
from storage.port import StorageError

FILE_NAME: Final = "folkmoot.toml"
CONFIG_VARIABLE: Final = "FOLKMOOT_CONFIG"
DATABASE_VARIABLE: Final = "FOLKMOOT_DATABASE_URL"

_USER: Final = re.compile(r"@[^:\s]+:[^\s]+")
_ADDRESS: Final = re.compile(r"[a-z]+://[^\s/?#]+(?:/[^\s?#]*)?")
_WEB: Final = ("https://", "http://")
_WEB_SOCKET: Final = ("wss://", "ws://")
_HERE: Final = re.compile(r"(?:http|ws)://(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?(?:/.*)?")
_PLACE: Final = re.compile(r"(?:[\w.-]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}")
_DISCORD_TOKEN: Final = re.compile(r"[\w-]{18,}\.[\w-]{5,}\.[\w-]{20,}")


class Section(BaseModel):
    """A section of the file: its own keys and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class DatabaseSection(Section):
    """Where everything is kept."""

    url: str = Field(
        "sqlite:///folkmoot.db",
        description=(
            "The database: sqlite:/// and the name of a file (beside this one, unless it begins with a further /), or "
            "postgresql://user@host/name. Leave a PostgreSQL password out of it and give that in PGPASSWORD, or give "
            f"the whole address in the environment variable {DATABASE_VARIABLE}, which stands before this key."
        ),
        examples=["sqlite:///folkmoot.db", "postgresql://folkmoot@localhost/folkmoot"],
    )

    @field_validator("url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        try:
            parse(value)
        except StorageError as error:
            raise ValueError(str(error)) from error
        return value


class MatrixSection(Section):
    """The bot's account in Matrix. Without this section there is no Matrix."""

    enabled: bool = Field(
        True, description="Whether the bot takes part in Matrix; false turns it off and keeps the rest."
    )
    homeserver: str = Field(
        description=(
            "The address of the homeserver's client API. (The names in user ids are often shorter: the accounts of "
            "example.org may be at https://matrix.example.org.)"
        ),
        examples=["https://matrix.example.org"],
    )
    user: str = Field(
        description="The whole user id of the bot's account, which you have made on that homeserver.",
        examples=["@folkmoot:example.org"],
    )
    password_file: str = Field(
        "",
        description=(
            "A file that holds the account's password and that only the bot's own user may read (chmod 600). Leave it "
            'empty ("") where the password is in the environment variable FOLKMOOT_MATRIX_PASSWORD. With a password '
            "the bot can log in again by itself and make its device trusted."
        ),
        examples=["matrix-password"],
    )
    access_token_file: str = Field(
        "",
        description=(
            "The same for an access token, in the place of a password; or FOLKMOOT_MATRIX_ACCESS_TOKEN. A token works "
            "until somebody logs that device out."
        ),
        examples=["matrix-access-token"],
    )
    device_name: str = Field(
        "Folkmoot",
        min_length=1,
        max_length=100,
        description="What the bot's login is called in lists of sessions.",
        examples=["Folkmoot"],
    )
    store: str = Field(
        "matrix-store",
        min_length=1,
        description=(
            "A folder for the keys of the bot's device (beside this file, unless it begins with /). Whoever has it can "
            "read what the bot can read; without it the bot must be trusted anew. Back it up with the database."
        ),
        examples=["matrix-store"],
    )
    prefix: str = Field(
        "!", description="What commands begin with in rooms; it begins with a sign.", examples=["!", "!moot "]
    )
    encrypt_private: bool = Field(
        True, description="Whether the private rooms that the bot opens with people are encrypted."
    )
    officers_power: int = Field(
        50,
        ge=0,
        le=99,
        description=(
            "The power level that a secretary has in the assembly's rooms while they hold the office; the bot must "
            "stand above it. 0: the bot never gives anybody power."
        ),
    )
    open_rooms: bool = Field(
        False, description="Whether anybody may join the rooms that the bot makes for assemblies; else by invitation."
    )

    @field_validator("homeserver")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        return _address(value, _WEB)

    @field_validator("user")
    @classmethod
    def _is_user_id(cls, value: str) -> str:
        if not _USER.fullmatch(value):
            raise ValueError(f"{value!r} is not a whole user id, which has an @, a name, a colon and a server")
        return value

    @field_validator("prefix")
    @classmethod
    def _is_prefix(cls, value: str) -> str:
        if not value.strip() or value[0].isalnum() or value[0].isspace() or len(value) > 10 or "\n" in value:
            raise ValueError(f"{value!r} cannot begin a command: it must begin with a sign, such as ! or +")
        return value

    @model_validator(mode="after")
    def _has_one_secret(self) -> Self:
        if self.password_file and self.access_token_file:
            raise ValueError("give password_file or access_token_file, not both")
        return self


class DiscordSection(Section):
    """The bot's account on Discord. Without this section there is no Discord."""

    enabled: bool = Field(
        True, description="Whether the bot takes part in Discord; false turns it off and keeps the rest."
    )
    token_file: str = Field(
        "",
        description=(
            "A file that holds the bot's token, from Discord's developer portal, and that only the bot's own user may "
            'read (chmod 600). Leave it empty ("") where the token is in the environment variable '
            "FOLKMOOT_DISCORD_TOKEN."
        ),
        examples=["discord-token"],
    )
    api_base: str = Field(
        API_BASE,
        description="The address of Discord's REST API. Another is for a proxy, or for a server that speaks the same.",
        examples=[API_BASE],
    )
    gateway_url: str = Field(
        "",
        description=(
            'The address of the gateway, which the bot listens to. Empty ("") takes the one that the REST API names.'
        ),
        examples=["wss://gateway.discord.gg"],
    )
    shards: int = Field(
        0,
        description=(
            "How many connections to the gateway share the servers among them. 0 takes as many as Discord recommends: "
            "one, up to about a thousand servers."
        ),
        examples=[0],
    )

    @field_validator("token_file")
    @classmethod
    def _is_no_token(cls, value: str) -> str:
        if _DISCORD_TOKEN.search(value):
            raise ValueError("this is the name of a file, and what stands there looks like the token itself")
        return value

    @field_validator("api_base")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        return _address(value, _WEB)

    @field_validator("gateway_url")
    @classmethod
    def _is_web_socket(cls, value: str) -> str:
        return _address(value, _WEB_SOCKET) if value else value

    @field_validator("shards")
    @classmethod
    def _is_number_of_connections(cls, value: int) -> int:
        if value < 0:
            raise ValueError(f"{value} is no number of connections")
        return value


class RosterSection(Section):
    """Who is a member. `folkmoot roster import` takes a list in by hand; here is how one comes in by itself."""

    file: str = Field(
        "",
        description=(
            "A list of all members (beside this file, unless it begins with /) that is taken in whenever it changes; "
            'docs/roster.md says what stands in it. While a row of it is wrong, nothing of it is. Empty (""): none.'
        ),
        examples=["members.csv"],
    )
    listen: str = Field(
        "",
        description=(
            "Where a membership system may hand in such a list over HTTP: an address of this machine and a port. What "
            'is sent there is not encrypted: let nothing but this machine reach it. Empty (""): nowhere.'
        ),
        examples=["127.0.0.1:8780"],
    )
    token_file: str = Field(
        "",
        description=(
            "A file that holds the secret which the membership system must send with it (at least 20 characters), and "
            "that only the bot's own user may read (chmod 600)."
        ),
        examples=["roster-token"],
    )
    time_zone: str = Field(
        "Europe/London",
        description="Where the movement is: a membership lasts until the end of its last day there.",
        examples=["Europe/London"],
    )

    @field_validator("listen")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and not _PLACE.fullmatch(value):
            raise ValueError(f"{value!r} is not an address and a port")
        if value and not 0 < int(value.rpartition(":")[2]) < 65536:
            raise ValueError(f"{value!r} has no port, which is a number from 1 to 65535")
        return value

    @field_validator("time_zone")
    @classmethod
    def _is_time_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, OSError, ValueError):
            # Not found is a KeyError, the name of a folder an OSError, a path out of the zone tree a ValueError.
            raise ValueError(f"{value!r} is not a time zone, which has a continent and a city") from None
        return value

    @model_validator(mode="after")
    def _has_secret(self) -> Self:
        if self.listen and not self.token_file:
            raise ValueError("with listen there must be a token_file")
        return self


class BallotsSection(Section):
    """Secret ballots: docs/secrecy.md says how they are kept."""

    keys: str = Field(
        "ballot-keys",
        min_length=1,
        description=(
            "A folder for the keys with which ballots are sealed (beside this file, unless it begins with /), on a "
            "disk of this machine. Do NOT back it up, and leave it out of any snapshot: each key is destroyed once its "
            "ballot is counted, and whoever kept one, and the database from before, could tell who voted how. While "
            "the folder is away, ballots wait for it. If a key in it is lost while its ballot is open, that ballot "
            "begins again."
        ),
        examples=["ballot-keys"],
    )


class LogSection(Section):
    """What the program tells its operator, on the standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much: debug, info, warning or error.", examples=["info"]
    )
    format: Literal["console", "json"] = Field(
        "console",
        description='"console" for people to read, "json" for programs: one object a line.',
        examples=["console"],
    )


class Settings(Section):
    """The whole file."""

    database: DatabaseSection = DatabaseSection()
    matrix: MatrixSection | None = None
    discord: DiscordSection | None = None
    roster: RosterSection = RosterSection()
    ballots: BallotsSection = BallotsSection()
    log: LogSection = LogSection()


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings, and the file they came from: names of other files in it begin at its folder."""

    file: Path
    settings: Settings

    def beside(self, name: str) -> Path:
        """Give the path of a file that the settings name."""
        return self.file.parent / name

    @property
    def matrix(self) -> MatrixSection | None:
        """The settings of Matrix, if it is turned on."""
        matrix = self.settings.matrix
        return matrix if matrix is not None and matrix.enabled else None

    @property
    def discord(self) -> DiscordSection | None:
        """The settings of Discord, if it is turned on."""
        discord = self.settings.discord
        return discord if discord is not None and discord.enabled else None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the movement."""
        return ZoneInfo(self.settings.roster.time_zone)

    @property
    def database_url(self) -> str:
        """The database's address, with the whole path of a SQLite file."""
        where = parse(self.settings.database.url)
        file = file_of(where)
        if file is not None:
            where = where.set(database=str(self.beside(str(file))))
        return where.render_as_string(hide_password=False)

    @property
    def ballot_keys(self) -> Path:
        """The folder of the keys with which ballots are sealed."""
        return self.beside(self.settings.ballots.keys)

    @property
    def database_file(self) -> Path | None:
        """The SQLite file, if it is one."""
        return file_of(parse(self.database_url))

    @property
    def shown_database(self) -> str:
        """The database's address as it may be shown, without a password."""
        where = parse(self.database_url)
        return str(file_of(where) or where.set(drivername=where.get_backend_name()).render_as_string())


def chosen_file(named: Path | None, environ: Mapping[str, str] = os.environ) -> Path:
    """Say which file holds the settings: the one that was named, else the environment's, else the one that is here."""
    return named or Path(environ.get(CONFIG_VARIABLE) or FILE_NAME)


def load(file: Path, environ: Mapping[str, str] = os.environ) -> Configuration:
    """Read the settings.

    Raises:
        SettingsError: there are none, or they are not in order; it says everything that is wrong and the right form.
    """
    text, values = read_toml(file)
    override = environ.get(DATABASE_VARIABLE, "")
    try:
        settings = Settings.model_validate(values)
        if override:
            settings = settings.model_copy(update={"database": _database(override)})
    except ValidationError as error:
        raise SettingsError(*in_words(error, Settings, file, text)) from error
    if not override and parse(settings.database.url).password and others_may_read(file):
        raise SettingsError(
            f"{file} holds the database's password, and others on this machine can read it. "
            f"Make it yours alone: chmod 600 {file}"
        )
    return Configuration(file, settings)


def is_unprotected(address: str) -> bool:
    """Whether whoever carries what is sent to an address can read it, and it leaves this machine."""
    return address.startswith(("http://", "ws://")) and not _HERE.fullmatch(address)


def _address(value: str, beginnings: tuple[str, ...]) -> str:
    """Give a web address without the slash at its end.

    Raises:
        ValueError: it is none that begins so, or holds what does not belong there.
    """
    if not value.startswith(beginnings) or not _ADDRESS.fullmatch(value):
        raise ValueError(f"{value!r} is not a web address, which begins with {beginnings[0]}")
    if "@" in value:
        raise ValueError("a web address with a name or a password in it is not taken")
    return value.rstrip("/")


def _database(url: str) -> DatabaseSection:
    try:
        return DatabaseSection(url=url)
    except ValidationError as error:
        problem = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise SettingsError(f"The environment variable {DATABASE_VARIABLE}: {problem}.") from error
