"""``folkmoot run`` as a process of its own, against a real homeserver: it begins, ends, and gives up in plain words."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.matrix import PASSWORD, unique

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.demo.synapse import Synapse

pytestmark = pytest.mark.synapse

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-c", "from bot.cli import main; main()"]
SECRET = "hunter2-and-more"


class Service:
    """The bot as an operator runs it."""

    def __init__(self, server: Synapse, folder: Path) -> None:
        self.folder = folder
        self.user = server.register(unique("served"), SECRET)
        self.config = folder / "folkmoot.toml"
        self.config.write_text(
            f'[matrix]\nhomeserver = "{server.url}"\nuser = "{self.user}"\npassword_file = "secret"\n'
            '[log]\nlevel = "debug"\nformat = "json"\n'
        )
        self.secret = folder / "secret"
        self.tell(SECRET)
        self._output = folder / "output"
        self._log = folder / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def tell(self, password: str) -> None:
        self.secret.write_text(password + "\n")
        self.secret.chmod(0o600)

    def start(self, command: str = "run") -> None:
        with self._output.open("ab") as output, self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND, command, "--config", str(self.config)],
                cwd=self.folder,
                env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=log,
            )

    def end(self, number: signal.Signals) -> tuple[int, float]:
        """Send a signal; give the exit status and the seconds that it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(20), time.monotonic() - began

    def wait(self) -> int:
        assert self.process is not None
        return self.process.wait(30)

    def until_said(self, event: str, times: int = 1) -> None:
        """Wait until the log has an event so many times."""
        deadline = time.monotonic() + 30
        while sum(line.get("event") == event for line in self.events()) < times:
            assert time.monotonic() < deadline, self.everything
            assert self.process is not None
            assert self.process.poll() is None, self.everything
            time.sleep(0.05)

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._log.read_text().splitlines() if line.startswith("{")]

    @property
    def output(self) -> str:
        return self._output.read_text()

    @property
    def everything(self) -> str:
        return self.output + self._log.read_text()

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def service(synapse: Synapse, tmp_path: Path) -> Iterator[Service]:
    """Yield a service on the shared homeserver, not started yet."""
    one = Service(synapse, tmp_path)
    yield one
    one.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(service: Service, number: signal.Signals) -> None:
    """It makes its database, logs in, and ends in time with status 0; its log is JSON and holds no secret."""
    service.start()
    service.until_said("matrix.device_signed")
    status, seconds = service.end(number)
    assert status == 0, service.everything
    assert seconds < 10
    assert "A new database was made" in service.output
    assert [each["event"] for each in service.events()][-1] == "stopped"
    assert SECRET not in service.everything
    token = json.loads((service.folder / "matrix-store" / "session.json").read_text())["access_token"]
    assert token not in service.everything


def test_it_starts_again_where_it_was(service: Service) -> None:
    """A second start uses the same database and the same login."""
    for times in (1, 2):
        service.start()
        service.until_said("running", times)
        time.sleep(1)
        assert service.end(signal.SIGTERM)[0] == 0
    assert service.output.count("A new database was made") == 1
    assert [each["event"] for each in service.events()].count("matrix.logged_in") == 1


def test_a_wrong_password_ends_it_with_one_sentence(service: Service) -> None:
    """What nobody but the operator can mend ends it at once, with status 2 and what to do."""
    service.tell("something else")
    service.start()
    assert service.wait() == 2
    said = [line for line in service.everything.splitlines() if line.startswith("✘")]
    assert len(said) == 1
    assert "refuses the password" in said[0]
    assert "something else" not in service.everything
    assert "Traceback" not in service.everything


def test_a_frozen_homeserver_does_not_hold_it_up(own_synapse: Synapse, tmp_path: Path) -> None:
    """Told to end while the homeserver answers nothing, it ends in time all the same."""
    service = Service(own_synapse, tmp_path)
    try:
        service.start()
        service.until_said("matrix.device_signed")
        own_synapse.pause()
        time.sleep(0.5)
        status, seconds = service.end(signal.SIGTERM)
        assert status == 0, service.everything
        assert seconds < 10
    finally:
        own_synapse.resume()
        service.close()


def test_an_absent_homeserver_is_waited_for(service: Service) -> None:
    """A homeserver that cannot be reached is no reason to end; a signal is."""
    service.config.write_text(
        f'[matrix]\nhomeserver = "http://127.0.0.1:9"\nuser = "{service.user}"\npassword_file = "secret"\n'
        '[log]\nformat = "json"\n'
    )
    service.start()
    service.until_said("matrix.waiting")
    assert service.end(signal.SIGTERM)[0] == 0


def test_the_password_is_that_of_the_other_tests() -> None:
    """The secret that is looked for is not one that the homeserver's own people have."""
    assert SECRET not in PASSWORD
