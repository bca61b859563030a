"""``folkmoot run`` and ``folkmoot init`` with Discord: as a process of its own, against a Discord on 127.0.0.1."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import stat
import sys
import time
import tomllib
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from adapters.discord.settings import DiscordSettings
from bot import setting_up
from bot.cli import main
from tests.support.discord_operator import orchard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.support.discord_operator import Orchard

pytest_plugins = ["tests.support.operator"]

ROOT = Path(__file__).parent.parent


class Service:
    """The bot as an operator runs it."""

    def __init__(self, folder: Path, token: str) -> None:
        self.folder = folder
        self.config = folder / "folkmoot.toml"
        self.token = token
        self.process: asyncio.subprocess.Process | None = None
        self._output = folder / "output"
        self._log = folder / "log"

    async def start(self, text: str, **environ: str) -> None:
        self.config.write_text(text + '[log]\nlevel = "debug"\nformat = "json"\n')
        with self._output.open("ab") as output, self._log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", "from bot.cli import main; main()", "run", "--config", str(self.config)),
                cwd=self.folder,
                env={
                    "PATH": os.environ["PATH"],
                    "PYTHONPATH": str(ROOT),
                    "PYTHONUTF8": "1",
                    "FOLKMOOT_DISCORD_TOKEN": self.token,
                    **environ,
                },
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=log,
            )

    async def ends(self, number: signal.Signals | None = None) -> int:
        """Wait for its end, which a signal may bring about; give the exit status."""
        assert self.process is not None
        if number is not None:
            self.process.send_signal(number)
        async with asyncio.timeout(20):
            return await self.process.wait()

    async def until(self, true: Callable[[], object]) -> None:
        """Wait until something is true while it runs."""
        deadline = time.monotonic() + 20
        while not true():
            assert time.monotonic() < deadline, self.everything
            assert self.process is not None
            assert self.process.returncode is None, self.everything
            await asyncio.sleep(0.05)

    @property
    def output(self) -> str:
        return self._output.read_text()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._log.read_text().splitlines() if line.startswith("{")]

    @property
    def everything(self) -> str:
        return self.output + self._log.read_text()

    @property
    def complaints(self) -> list[str]:
        return [line for line in self.everything.splitlines() if line.startswith("✘")]


@pytest.fixture
async def here() -> AsyncIterator[Orchard]:
    """Yield a server with the bot on it."""
    async with orchard() as one:
        yield one


@asynccontextmanager
async def serving(here: Orchard, folder: Path) -> AsyncIterator[Service]:
    """Give a service that is not started yet, and see that it ends."""
    one = Service(folder, here.bot.token)
    try:
        yield one
    finally:
        if one.process is not None and one.process.returncode is None:
            one.process.kill()
            await one.process.wait()


@pytest.fixture
async def service(here: Orchard, tmp_path: Path) -> AsyncIterator[Service]:
    """Yield a service that is not started yet."""
    async with serving(here, tmp_path) as one:
        yield one


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_runs_with_discord_alone(here: Orchard, service: Service, number: signal.Signals) -> None:
    """It says as whom it runs, publishes its commands, ends in time with status 0, and no secret is in its log."""
    await service.start(here.settings)
    await service.until(lambda: "found" in here.ada.commands(here.channel))
    began = time.monotonic()
    assert await service.ends(number) == 0, service.everything
    assert time.monotonic() - began < 10
    assert f"Folkmoot runs as Folkmoot#{here.bot.user.id % 9999 + 1:04} on {here.discord.api_base}." in service.output
    assert service.events[-1]["event"] == "stopped"
    assert here.bot.token not in service.everything
    assert sorted(file.name.partition("-")[0] for file in service.folder.iterdir() if file.name[0] == ".") == [".in"]


async def test_an_assembly_is_founded_by_whoever_manages_the_server(here: Orchard, service: Service) -> None:
    """What the operator is told to type first works, and what is offered while typing comes from what was founded."""
    await service.start(here.settings)
    await service.until(lambda: "found" in here.ada.commands(here.channel))
    await here.ada.say(here.channel, f"<@{here.bot.id}> found Leeds Moot")
    await service.until(lambda: "Leeds Moot" in _read(here))
    offered = await here.ada.suggestions(here.channel, "status", "assembly", "l")
    assert [choice["value"] for choice in offered] == ["leeds-moot"]
    assert await service.ends(signal.SIGTERM) == 0


def _read(here: Orchard) -> str:
    """Give all that Ada reads of the bot in the channel."""
    said = [each for each in here.ada.sees(here.channel) if each.author_id == here.bot.id]
    return json.dumps([[each.content, each.embeds] for each in said])


async def test_a_second_one_with_the_same_token_is_refused(here: Orchard, service: Service) -> None:
    """Two would say everything twice: the second ends at once, with a sentence."""
    await service.start(here.settings)
    await service.until(lambda: "found" in here.ada.commands(here.channel))
    async with serving(here, service.folder) as second:
        await second.start(here.settings + '[database]\nurl = "sqlite:///other.db"\n')
        assert await second.ends() == 2
        assert "runs already with this token" in second.complaints[0]
    assert await service.ends(signal.SIGTERM) == 0


async def test_a_wrong_token_ends_it_with_one_sentence(here: Orchard, service: Service) -> None:
    """What nobody but the operator can mend ends it at once, with status 2 and what to do."""
    here.discord.world.reset_token(here.bot.id)
    await service.start(here.settings)
    assert await service.ends() == 2
    (said,) = service.complaints
    assert "does not know the bot's token" in said
    assert service.token not in service.everything
    assert "Traceback" not in service.everything


async def test_an_intent_that_is_off_ends_it_with_one_sentence(tmp_path: Path) -> None:
    """Without Server Members Intent it cannot work, and says where to turn it on."""
    async with orchard(intents=frozenset()) as here, serving(here, tmp_path) as service:
        await service.start(here.settings)
        assert await service.ends() == 2, service.everything
        (said,) = service.complaints
        assert "Server Members Intent" in said
        assert "Traceback" not in service.everything


async def test_an_absent_discord_is_waited_for(service: Service) -> None:
    """A Discord that cannot be reached is no reason to end; a signal is."""
    await service.start('[discord]\napi_base = "http://127.0.0.1:9"\n')
    await service.until(lambda: "does not answer at the moment" in service.output)
    await service.until(lambda: any(each["event"] == "discord.session_ended" for each in service.events))
    assert await service.ends(signal.SIGTERM) == 0


async def test_both_platforms_run_in_one(here: Orchard, service: Service) -> None:
    """With Matrix beside it, though it is not there, Discord is served, and both are named."""
    matrix = '[matrix]\nhomeserver = "http://127.0.0.1:9"\nuser = "@folkmoot:localhost"\n'
    await service.start(here.settings + matrix, FOLKMOOT_MATRIX_PASSWORD="hunter2-and-more")
    await service.until(lambda: "found" in here.ada.commands(here.channel))
    await service.until(lambda: any(each["event"] == "matrix.waiting" for each in service.events))
    assert "Folkmoot runs as @folkmoot:localhost on http://127.0.0.1:9 and as Folkmoot#" in service.output
    assert [each["platforms"] for each in service.events if each["event"] == "running"] == [["discord", "matrix"]]
    assert await service.ends(signal.SIGTERM) == 0
    assert "hunter2" not in service.everything


class TestInit:
    """The first thing an operator runs, with Discord."""

    async def ask(self, folder: Path, *typed: str) -> tuple[str, dict[str, Any]]:
        """Answer the questions; give what was said and what was written."""
        file = folder / "folkmoot.toml"
        done = await asyncio.to_thread(
            CliRunner().invoke, main, ["init", "--config", str(file)], input="\n".join(typed) + "\n"
        )
        assert done.exit_code == 0, done.output
        return done.output, tomllib.loads(file.read_text(encoding="utf-8"))

    def lead(self, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
        """Have Discord be at an address."""
        monkeypatch.setattr(setting_up, "DiscordSettings", lambda token: DiscordSettings(token=token, api_base=address))

    async def test_a_token_is_tried_and_kept_in_a_file(
        self, here: Orchard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A token that Discord does not know is asked for again; the right one goes into a file of its own."""
        self.lead(monkeypatch, here.discord.api_base)
        said, values = await self.ask(
            tmp_path, "", "discord", "file", "two words", "un.kno.wn", f"Bot {here.bot.token}"
        )
        assert "neither spaces nor quotes" in said
        assert "does not know that token" in said
        assert "That is the token of Folkmoot" in said
        assert values["discord"]["token_file"] == "discord-token"
        assert (values["discord"]["enabled"], values["matrix"]["enabled"]) == (True, False)
        secret = tmp_path / "discord-token"
        assert secret.read_text() == f"{here.bot.token}\n"
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert here.bot.token not in said
        for part in ("the link that doctor prints", "/found"):
            assert part in said
        assert "!found" not in said

    async def test_an_intent_that_is_off_is_told_at_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whoever has the portal open is told what else to do there."""
        async with orchard(intents=frozenset()) as here:
            self.lead(monkeypatch, here.discord.api_base)
            said, _ = await self.ask(tmp_path, "", "discord", "file", here.bot.token)
            assert f"Turn Server Members Intent on at https://discord.com/developers/applications/{here.bot.id}" in said

    async def test_a_discord_that_does_not_answer_is_no_end(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A token that cannot be tried now is taken all the same, if one says so."""
        self.lead(monkeypatch, "http://127.0.0.1:9")
        said, values = await self.ask(tmp_path, "", "discord", "file", "a.b.c", "y")
        assert "could not be tried" in said
        assert values["discord"]["token_file"] == "discord-token"

    async def test_a_token_can_stay_in_the_environment(self, tmp_path: Path) -> None:
        """Whoever keeps it in the environment is told the variable, and no file is written."""
        said, values = await self.ask(tmp_path, "", "discord", "environment")
        assert "FOLKMOOT_DISCORD_TOKEN" in said
        assert "FOLKMOOT_MATRIX_PASSWORD" not in said
        assert values["discord"]["token_file"] == ""
        assert os.listdir(tmp_path) == ["folkmoot.toml"]  # noqa: PTH208 (quick, and no test waits for it)

    async def test_both_platforms_are_asked_for(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """With both, both are set up, and the next steps say how to begin on each."""

        async def versions(_homeserver: str) -> list[str]:
            return ["v1.11"]

        monkeypatch.setattr(setting_up, "versions", versions)
        said, values = await self.ask(tmp_path, "", "both", "", "", "environment", "environment")
        assert values["matrix"]["enabled"] is values["discord"]["enabled"] is True
        for part in ("FOLKMOOT_MATRIX_PASSWORD", "FOLKMOOT_DISCORD_TOKEN", "!found", "/found"):
            assert part in said
