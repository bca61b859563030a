"""The settings file: what is taken, and in which words everything else is refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined

from adapters.discord.settings import API_BASE, DiscordSettings
from bot.complaints import SettingsError, line_of, section_of
from bot.credentials import discord_token, matrix_credentials, read_secret
from bot.example import toml, written
from bot.running import discord_settings
from bot.settings import (
    CONFIG_VARIABLE,
    DATABASE_VARIABLE,
    DiscordSection,
    MatrixSection,
    RosterSection,
    Section,
    Settings,
    chosen_file,
    is_unprotected,
    load,
)

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GxYzAb.abcdefghijklmnopqrstuvwxyz0123456789AB"
MATRIX = '[matrix]\nhomeserver = "https://matrix.example.org"\nuser = "@folkmoot:example.org"\n'


def file_with(folder: Path, text: str) -> Path:
    file = folder / "folkmoot.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    return file


def complaints(folder: Path, text: str) -> list[str]:
    """Load settings that are not in order; give what is said, without the file's name."""
    file = file_with(folder, text)
    with pytest.raises(SettingsError) as caught:
        load(file, {})
    for problem in caught.value.problems:
        assert str(file) in problem
    return [problem.removeprefix(str(file)).lstrip(", :") for problem in caught.value.problems]


def test_the_example_is_what_the_code_writes() -> None:
    """config.example.toml is what the settings' own classes say; `folkmoot init --print` writes it."""
    assert EXAMPLE.read_text(encoding="utf-8") == written()


def test_the_example_has_every_key_with_its_default() -> None:
    """Every field of the settings stands in the example, with its default wherever it has one, and with a comment."""
    values = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    sections = {name: section_of(field) for name, field in Settings.model_fields.items()}
    assert set(values) == set(sections)
    for name, section in sections.items():
        assert section is not None
        assert set(values[name]) == set(section.model_fields)
        for key, field in section.model_fields.items():
            if field.default is not PydanticUndefined:
                assert values[name][key] == field.default
            else:
                assert values[name][key] == (field.examples or [None])[0]
            assert lines[line_of("\n".join(lines), [name, key]) - 2].startswith("# ")


def test_the_example_can_be_loaded(tmp_path: Path) -> None:
    """The example is in order as it stands."""
    settings = load(file_with(tmp_path, EXAMPLE.read_text(encoding="utf-8")), {}).settings
    assert settings.matrix is not None
    assert settings.matrix.prefix == "!"
    assert settings.discord is not None
    assert settings.discord == DiscordSection()
    assert settings.roster == RosterSection()


def test_every_default_stands_without_a_file_saying_so(tmp_path: Path) -> None:
    """An empty file is in order: a database beside it, no platform, a log for people."""
    configuration = load(file_with(tmp_path, ""), {})
    assert configuration.settings == Settings()
    assert configuration.matrix is None
    assert configuration.discord is None
    assert configuration.database_file == tmp_path / "folkmoot.db"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "[matrx]\n",
            (
                "line 1: there is no section [matrx]. Did you mean [matrix]? "
                "There are database, matrix, discord, roster, ballots and log."
            ),
        ),
        (
            "[log]\nlevle = 'info'\n",
            "line 2: there is no key levle in [log]. Did you mean level? There are level and format.",
        ),
        (
            "[database]\nzebra = 1\n",
            "line 2: there is no key zebra in [database]. There is only url.",
        ),
        (
            "[log]\n\nlevel = 'loud'\n",
            'line 3: level in [log] must be debug, info, warning or error. The right form is: level = "info"',
        ),
        (
            f"{MATRIX}enabled = 'yes'\n",
            "line 4: enabled in [matrix] must be true or false, without quotes. The right form is: enabled = true",
        ),
        (
            f"{MATRIX}prefix = 1\n",
            'line 4: prefix in [matrix] must be a text in quotes. The right form is: prefix = "!"',
        ),
        (
            f"{MATRIX}prefix = 'do '\n",
            (
                "line 4: prefix in [matrix]: 'do ' cannot begin a command: it must begin with a sign, such as ! or +. "
                'The right form is: prefix = "!"'
            ),
        ),
        (
            '[matrix]\nuser = "@folkmoot:example.org"\n',
            'line 1: homeserver in [matrix] is missing. The right form is: homeserver = "https://matrix.example.org"',
        ),
        (
            '[matrix]\nhomeserver = "matrix.example.org"\nuser = "@folkmoot:example.org"\n',
            (
                "line 2: homeserver in [matrix]: 'matrix.example.org' is not a web address, which begins with "
                'https://. The right form is: homeserver = "https://matrix.example.org"'
            ),
        ),
        (
            '[matrix]\nhomeserver = "https://matrix.example.org"\nuser = "folkmoot"\n',
            (
                "line 3: user in [matrix]: 'folkmoot' is not a whole user id, which has an @, a name, a colon and a "
                'server. The right form is: user = "@folkmoot:example.org"'
            ),
        ),
        (
            f'{MATRIX}store = ""\n',
            'line 4: store in [matrix] must not be empty. The right form is: store = "matrix-store"',
        ),
        (
            '[database]\nurl = "mysql://localhost/folkmoot"\n',
            (
                "line 2: url in [database]: 'mysql' is not supported: use sqlite:///path or postgresql://…. "
                'The right form is: url = "sqlite:///folkmoot.db"'
            ),
        ),
        ('database = "folkmoot.db"\n', "line 1: the section [database] must be a section with keys of its own."),
        (
            f'{MATRIX}password_file = "a"\naccess_token_file = "b"\n',
            "line 1: the section [matrix]: give password_file or access_token_file, not both.",
        ),
        (
            "[discord]\nshards = -1\n",
            "line 2: shards in [discord]: -1 is no number of connections. The right form is: shards = 0",
        ),
        (
            '[discord]\nshards = "two"\n',
            "line 2: shards in [discord] must be a whole number, without quotes. The right form is: shards = 0",
        ),
        (
            '[discord]\napi_base = "discord.com/api"\n',
            (
                "line 2: api_base in [discord]: 'discord.com/api' is not a web address, which begins with https://. "
                'The right form is: api_base = "https://discord.com/api/v10"'
            ),
        ),
        (
            '[discord]\napi_base = "https://me:secret@proxy.example.org"\n',
            (
                "line 2: api_base in [discord]: a web address with a name or a password in it is not taken. "
                'The right form is: api_base = "https://discord.com/api/v10"'
            ),
        ),
        (
            '[discord]\ngateway_url = "https://gateway.discord.gg"\n',
            (
                "line 2: gateway_url in [discord]: 'https://gateway.discord.gg' is not a web address, which begins "
                'with wss://. The right form is: gateway_url = "wss://gateway.discord.gg"'
            ),
        ),
        (
            f'[discord]\ntoken_file = "{TOKEN}"\n',
            (
                "line 2: token_file in [discord]: this is the name of a file, and what stands there looks like the "
                'token itself. The right form is: token_file = "discord-token"'
            ),
        ),
        (
            '[roster]\nlisten = "8780"\ntoken_file = "token"\n',
            (
                "line 2: listen in [roster]: '8780' is not an address and a port. "
                'The right form is: listen = "127.0.0.1:8780"'
            ),
        ),
        (
            '[roster]\nlisten = "127.0.0.1:65536"\ntoken_file = "token"\n',
            (
                "line 2: listen in [roster]: '127.0.0.1:65536' has no port, which is a number from 1 to 65535. "
                'The right form is: listen = "127.0.0.1:8780"'
            ),
        ),
        (
            '[roster]\nlisten = "127.0.0.1:8780"\n',
            "line 1: the section [roster]: with listen there must be a token_file.",
        ),
        (
            '[roster]\ntime_zone = "London"\n',
            (
                "line 2: time_zone in [roster]: 'London' is not a time zone, which has a continent and a city. "
                'The right form is: time_zone = "Europe/London"'
            ),
        ),
        (
            "[log]\nlevel = loud\n",
            'line 2: this is not written as TOML (invalid value). The right form is: key = "text", or key = true.',
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_key_and_line(tmp_path: Path, text: str, complaint: str) -> None:
    """Every mistake is named with its line, the key, and the right form."""
    assert complaints(tmp_path, text) == [complaint]


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Several mistakes are told together, in the order of the file."""
    said = complaints(tmp_path, "[log]\nlevel = 1\nformat = 2\n[discrod]\n")
    assert [problem.partition(":")[0] for problem in said] == ["line 2", "line 3", "line 4"]


@pytest.mark.parametrize(
    ("section", "key", "variable"),
    [
        (MATRIX, "password", "FOLKMOOT_MATRIX_PASSWORD"),
        (MATRIX, "access_token", "FOLKMOOT_MATRIX_ACCESS_TOKEN"),
        ("[discord]\n", "token", "FOLKMOOT_DISCORD_TOKEN"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(
    tmp_path: Path, section: str, key: str, variable: str
) -> None:
    """A password or token written into the settings is refused with the way to give it, and is not said again."""
    (said,) = complaints(tmp_path, f'{section}{key} = "hunter2hunter2"\n')
    assert variable in said
    assert f"{key}_file" in said
    assert "hunter2" not in said


def test_a_database_password_needs_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    """An address with a password in it is taken only from a file that is closed to others; it is never shown."""
    file = file_with(tmp_path, '[database]\nurl = "postgresql://folkmoot:hunter2@localhost/folkmoot"\n')
    assert "hunter2" not in load(file, {}).shown_database
    assert "hunter2" in load(file, {}).database_url
    file.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600") as caught:
        load(file, {})
    assert "hunter2" not in str(caught.value)


def test_the_environment_can_give_the_database(tmp_path: Path) -> None:
    """The variable stands before the key, and is judged by the same rule."""
    file = file_with(tmp_path, "")
    configuration = load(file, {DATABASE_VARIABLE: "postgresql://folkmoot@localhost/folkmoot"})
    assert configuration.database_file is None
    assert configuration.shown_database == "postgresql://folkmoot@localhost/folkmoot"
    with pytest.raises(SettingsError, match=DATABASE_VARIABLE):
        load(file, {DATABASE_VARIABLE: "folkmoot.db"})


def test_no_file_leads_to_init(tmp_path: Path) -> None:
    """Where there is no settings file, the way to one is named."""
    with pytest.raises(SettingsError, match="folkmoot init"):
        load(tmp_path / "folkmoot.toml", {})


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    """A file that is no UTF-8, or no file, is refused in words."""
    (tmp_path / "folkmoot.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="UTF-8"):
        load(tmp_path / "folkmoot.toml", {})
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path, {})


def test_which_file_is_read() -> None:
    """The one that is named, else the environment's, else the one in this folder."""
    assert chosen_file(Path("a.toml"), {CONFIG_VARIABLE: "b.toml"}) == Path("a.toml")
    assert chosen_file(None, {CONFIG_VARIABLE: "b.toml"}) == Path("b.toml")
    assert chosen_file(None, {}) == Path("folkmoot.toml")


@pytest.mark.parametrize("value", ['a "quoted" \\ text', "tab\tand\nline", "snow ☃", "\x7f\x00"])
def test_a_text_is_written_so_that_toml_reads_it_back(value: str) -> None:
    """Whatever an operator answered stands in the file as they answered it."""
    assert tomllib.loads(f"key = {toml(value)}") == {"key": value}


def test_what_was_answered_is_in_the_file(tmp_path: Path) -> None:
    """Values take the place of the example's, and all else stays."""
    text = written({"matrix": {"user": "@moot:leeds.example"}})
    matrix = load(file_with(tmp_path, text), {}).settings.matrix
    assert matrix is not None
    assert (matrix.user, matrix.device_name) == ("@moot:leeds.example", "Folkmoot")
    assert "# " in text


class TestSecrets:
    """Where the password comes from."""

    def test_the_environment_stands_before_a_file(self, tmp_path: Path) -> None:
        """A password or token in the environment is used, and no file is looked at."""
        configuration = load(file_with(tmp_path, f'{MATRIX}password_file = "absent"\n'), {})
        assert matrix_credentials(configuration, {"FOLKMOOT_MATRIX_PASSWORD": "one"}).password == "one"
        assert matrix_credentials(configuration, {"FOLKMOOT_MATRIX_ACCESS_TOKEN": "two"}).access_token == "two"

    def test_a_file_is_read_beside_the_settings(self, tmp_path: Path) -> None:
        """A password file is found at the settings' folder; the end of its line is not part of the password."""
        secret = tmp_path / "matrix-password"
        secret.write_text(" spaces count \n")
        secret.chmod(0o600)
        configuration = load(file_with(tmp_path, f'{MATRIX}password_file = "matrix-password"\n'), {})
        credentials = matrix_credentials(configuration, {})
        assert credentials.password == " spaces count "
        assert "spaces" not in repr(credentials)
        assert credentials.all == (" spaces count ",)

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666, 0o610])
    def test_a_file_that_others_can_open_is_refused(self, tmp_path: Path, mode: int) -> None:
        """Whatever the group or others may do with a secret's file is too much."""
        secret = tmp_path / "secret"
        secret.write_text("hunter2")
        secret.chmod(mode)
        with pytest.raises(SettingsError, match=f"chmod 600 {secret}") as caught:
            read_secret(secret, "password_file")
        assert "hunter2" not in str(caught.value)

    @pytest.mark.parametrize(
        ("content", "complaint"),
        [(b"", "is empty"), (b"\n", "is empty"), (b"a\nb\n", "more than one line"), (b"\xff", "no text")],
    )
    def test_a_file_holds_one_line(self, tmp_path: Path, content: bytes, complaint: str) -> None:
        """A secret's file that holds nothing, or more than the secret, is refused."""
        secret = tmp_path / "secret"
        secret.write_bytes(content)
        secret.chmod(0o600)
        with pytest.raises(SettingsError, match=complaint):
            read_secret(secret, "password_file")

    def test_no_secret_at_all_is_refused(self, tmp_path: Path) -> None:
        """Without a password the operator is told both ways to give one; a file that is absent is named."""
        configuration = load(file_with(tmp_path, MATRIX), {})
        with pytest.raises(SettingsError, match=r"FOLKMOOT_MATRIX_PASSWORD.*password_file"):
            matrix_credentials(configuration, {})
        with pytest.raises(SettingsError, match="No such file"):
            read_secret(tmp_path / "absent", "password_file")

    def test_without_matrix_there_is_nothing_to_know(self, tmp_path: Path) -> None:
        """With no section [matrix] no secret is looked for."""
        assert matrix_credentials(load(file_with(tmp_path, ""), {}), {}).all == ()

    def test_a_matrix_that_is_off_needs_no_password(self, tmp_path: Path) -> None:
        """What is turned off is not asked for its secret."""
        configuration = load(file_with(tmp_path, f"{MATRIX}enabled = false\n"), {})
        assert configuration.matrix is None
        assert matrix_credentials(configuration, {}).all == ()


class TestDiscordToken:
    """Where the token for Discord comes from."""

    def test_the_environment_stands_before_a_file(self, tmp_path: Path) -> None:
        """A token in the environment is used, and no file is looked at."""
        configuration = load(file_with(tmp_path, '[discord]\ntoken_file = "absent"\n'), {})
        assert discord_token(configuration, {"FOLKMOOT_DISCORD_TOKEN": TOKEN}) == TOKEN

    @pytest.mark.parametrize("content", [TOKEN, f"{TOKEN}\n", f"  {TOKEN} \n", f"Bot {TOKEN}\n"])
    def test_a_file_is_read_beside_the_settings(self, tmp_path: Path, content: str) -> None:
        """The file is found at the settings' folder, and what is often copied with the token is left out."""
        (tmp_path / "discord-token").write_text(content)
        (tmp_path / "discord-token").chmod(0o600)
        configuration = load(file_with(tmp_path, '[discord]\ntoken_file = "discord-token"\n'), {})
        assert discord_token(configuration, {}) == TOKEN

    def test_a_file_that_others_can_open_is_refused(self, tmp_path: Path) -> None:
        """The token's file is for the bot's user alone, as every secret's."""
        (tmp_path / "discord-token").write_text(TOKEN)
        (tmp_path / "discord-token").chmod(0o644)
        configuration = load(file_with(tmp_path, '[discord]\ntoken_file = "discord-token"\n'), {})
        with pytest.raises(SettingsError, match="chmod 600") as caught:
            discord_token(configuration, {})
        assert TOKEN not in str(caught.value)

    def test_a_file_that_is_absent_is_named_with_its_key(self, tmp_path: Path) -> None:
        """Where the named file is not there, the key that names it is said."""
        configuration = load(file_with(tmp_path, '[discord]\ntoken_file = "absent"\n'), {})
        with pytest.raises(SettingsError, match=r"token_file in \[discord\]"):
            discord_token(configuration, {})

    @pytest.mark.parametrize("given", ["my token", f'"{TOKEN}"', "tök.en", "a\tb"])
    def test_what_cannot_be_a_token_is_refused_and_not_repeated(self, tmp_path: Path, given: str) -> None:
        """What has spaces, quotes or other letters was copied wrongly, and is told before Discord is asked."""
        configuration = load(file_with(tmp_path, "[discord]\n"), {})
        with pytest.raises(SettingsError, match=r"no token of Discord's in .* FOLKMOOT_DISCORD_TOKEN") as caught:
            discord_token(configuration, {"FOLKMOOT_DISCORD_TOKEN": f"{given}\n"})
        assert given not in str(caught.value)

    def test_no_token_at_all_is_refused(self, tmp_path: Path) -> None:
        """Without a token the operator is told where to take it from, and both ways to give it."""
        configuration = load(file_with(tmp_path, "[discord]\n"), {})
        with pytest.raises(SettingsError, match=r"Reset Token.*FOLKMOOT_DISCORD_TOKEN.*token_file"):
            discord_token(configuration, {})

    @pytest.mark.parametrize("text", ["", "[discord]\nenabled = false\n"])
    def test_without_discord_there_is_nothing_to_know(self, tmp_path: Path, text: str) -> None:
        """With no section [discord], or one that is off, no token is looked for."""
        assert discord_token(load(file_with(tmp_path, text), {}), {}) == ""


def test_discord_is_told_all_that_was_set(tmp_path: Path) -> None:
    """Every key of [discord] reaches the adapter; addresses lose the slash at their end."""
    text = '[discord]\napi_base = "http://127.0.0.1:8080/api/"\ngateway_url = "ws://127.0.0.1:8081/"\nshards = 2\n'
    section = load(file_with(tmp_path, text), {}).discord
    assert section is not None
    assert discord_settings(section, TOKEN) == DiscordSettings(
        token=TOKEN, api_base="http://127.0.0.1:8080/api", gateway_url="ws://127.0.0.1:8081", shards=2
    )
    assert discord_settings(DiscordSection(), TOKEN) == DiscordSettings(token=TOKEN, api_base=API_BASE)


@pytest.mark.parametrize(
    ("address", "unprotected"),
    [
        ("https://example.org", False),
        ("wss://example.org", False),
        ("http://127.0.0.1:8008", False),
        ("ws://localhost/gateway", False),
        ("http://[::1]:80", False),
        ("http://example.org", True),
        ("ws://localhost.example.org", True),
        ("http://127.0.0.1.example.org", True),
        ("", False),
    ],
)
def test_what_goes_over_a_network_openly_is_known(address: str, unprotected: bool) -> None:
    """Only an address without encryption that leaves this machine is unprotected."""
    assert is_unprotected(address) is unprotected


@pytest.mark.parametrize(
    ("section", "beside"), [(MatrixSection, {}), (DiscordSection, {}), (RosterSection, {"token_file": "roster-token"})]
)
def test_the_right_forms_are_right(section: type[Section], beside: dict[str, str]) -> None:
    """Every example that a mistaken operator is shown is itself taken."""
    required = beside | {
        name: field.examples[0]
        for name, field in section.model_fields.items()
        if field.is_required() and field.examples
    }
    for name, field in section.model_fields.items():
        for example in field.examples or []:
            assert getattr(section(**{**required, name: example}), name) == example
