"""A real Matrix homeserver in a folder of its own, for the demo and for tests.

It is Synapse with SQLite, as a child process that listens on 127.0.0.1 only and federates with nobody. It needs the
`matrix-synapse` package, which the development lock has and a bot in service does not.

Nothing here is asynchronous: call from a coroutine with `asyncio.to_thread`.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import importlib.util
import json
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

HOST = "127.0.0.1"
READY_WITHIN = 60.0
STOPPED_WITHIN = 15.0

# Below the range from which the system takes ports for outgoing connections, so that nothing takes ours while the
# server is away between a stop and a start.
PORTS = range(20_000, 32_000)

# The server watches its standard input and goes when that closes, so that it never outlives whoever started it,
# however they ended.
LAUNCHER = """
import os, runpy, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
"""


class SynapseError(Exception):
    """The homeserver could not be started, or refused something it should not."""


class Synapse:
    """One homeserver: `start` it, `register` people, and `close` it; or use it as a context manager.

    Without a `folder` it lives in a temporary one, which `close` removes; in a folder that has been used before it
    comes back with the address, the data and the settings that it had. With `rate_limited`, what is sent is limited as
    Synapse does it, only that there is less to wait (ten events at once, then one a second instead of one in five), for
    whoever wants to see a 429; otherwise nothing is limited.
    """

    def __init__(
        self, folder: Path | None = None, *, server_name: str = "localhost", rate_limited: bool = False
    ) -> None:
        self.server_name = server_name
        self.rate_limited = rate_limited
        self._temporary = folder is None
        self.folder = Path(tempfile.mkdtemp(prefix="folkmoot-synapse-")) if folder is None else folder.resolve()
        self._config_path = self.folder / "homeserver.yaml"
        self.port = self._port_as_before() or _free_port()
        self.url = f"http://{HOST}:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def running(self) -> bool:
        """Whether the process is there (which it also is while paused)."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the server, with the data it had before if it ran before, and wait until it answers."""
        if self.running:
            return
        if importlib.util.find_spec("synapse") is None:
            raise SynapseError("There is no homeserver here: install matrix-synapse (requirements/dev.lock has it).")
        self._write_config()
        with (self.folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-c", LAUNCHER, "--config-path", str(self._config_path)],
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a Ctrl-C is meant for the bot, which then stops this
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop the server as an operator would. What it holds is kept."""
        if self._process is None:
            return
        self.resume()
        self._process.terminate()
        try:
            self._process.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._reap()

    def kill(self) -> None:
        """End the server at once, as a power cut would. `start` brings it back with what it had written."""
        if self._process is not None:
            self._process.kill()
            self._reap()

    def restart(self) -> None:
        """Stop the server and start it again, at the same address and with the same data."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """Freeze the server: connections stay open, and nothing answers."""
        if self.running and self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused server go on."""
        if self.running and self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """Be done with the server, and with its folder if that is temporary."""
        if self._temporary:
            self.kill()
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            self.stop()

    def register(self, name: str, password: str = "password") -> str:  # noqa: S107 (a homeserver that nobody reaches)
        """Register `name` and return their user id. There is no device and no session until they log in."""
        status, answer = self._post(
            "/_matrix/client/v3/register",
            {"username": name, "password": password, "inhibit_login": True, "auth": {"type": "m.login.dummy"}},
        )
        if status != http.client.OK:
            raise SynapseError(f"{name} could not be registered: {status} {answer}")
        return str(answer["user_id"])

    def register_all(self, names: Iterable[str], password: str = "password") -> list[str]:  # noqa: S107 (as above)
        """Register everybody, several at a time, and return their user ids in the order of their names."""
        with ThreadPoolExecutor(max_workers=8) as pool:
            return list(pool.map(lambda name: self.register(name, password), names))

    def log(self) -> str:
        """What the server complained of, for a message or a failing test."""
        paths = (self.folder / "homeserver.log", self.folder / "output.log")
        return "\n".join(path.read_text(errors="replace") for path in paths if path.exists())

    def _post(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        with contextlib.closing(http.client.HTTPConnection(HOST, self.port, timeout=30)) as connection:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, json.loads(response.read())

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not self._answers():
            if not self.running:
                self._reap()
                raise SynapseError(f"The homeserver ended before it was ready.\n{self.log()[-4000:]}")
            if time.monotonic() > deadline:
                self.kill()
                raise SynapseError(f"The homeserver was not ready in {READY_WITHIN:.0f} s.\n{self.log()[-4000:]}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with contextlib.closing(http.client.HTTPConnection(HOST, self.port, timeout=2)) as connection:
                connection.request("GET", "/health")
                return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False

    def _reap(self) -> None:
        if self._process is not None:
            self._process.wait()
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process = None

    def _port_as_before(self) -> int | None:
        if not self._config_path.exists():
            return None
        return int(json.loads(self._config_path.read_text())["listeners"][0]["port"])

    def _write_config(self) -> None:
        """Write the configuration, if there is none (JSON is YAML). Its port and its secrets belong to the data."""
        if self._config_path.exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        log_config = self.folder / "log.yaml"
        log_config.write_text(json.dumps(_log_config(self.folder)))
        self._config_path.write_text(json.dumps(self._config(log_config), indent=2))

    def _config(self, log_config: Path) -> dict[str, Any]:
        signing_seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        listener = {"port": self.port, "type": "http", "bind_addresses": [HOST], "resources": [{"names": ["client"]}]}
        return {
            "server_name": self.server_name,
            "public_baseurl": f"{self.url}/",
            "pid_file": str(self.folder / "homeserver.pid"),
            "listeners": [listener],
            "database": {"name": "sqlite3", "args": {"database": str(self.folder / "homeserver.db")}},
            "log_config": str(log_config),
            "media_store_path": str(self.folder / "media"),
            "signing_key": f"ed25519 a_demo {signing_seed}",
            "macaroon_secret_key": secrets.token_urlsafe(32),
            "form_secret": secrets.token_urlsafe(32),
            "registration_shared_secret": secrets.token_urlsafe(32),
            "enable_registration": True,
            "enable_registration_without_verification": True,
            "bcrypt_rounds": 4,
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "federation_domain_whitelist": [],
            "allow_public_rooms_over_federation": False,
            "report_stats": False,
            "presence": {"enabled": False},
            "caches": {"global_factor": 0.2},
            **_limits(sending_too=not self.rate_limited),
        }


def _free_port() -> int:
    for _ in range(100):
        port = secrets.choice(PORTS)
        with contextlib.closing(socket.socket()) as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise SynapseError("There is no free port for a homeserver.")


def _limits(*, sending_too: bool) -> dict[str, Any]:
    """Synapse's rate limits, lifted: always those that stand in the way of setting something up."""
    none = {"per_second": 1_000_000, "burst_count": 1_000_000}
    lifted: dict[str, Any] = {
        "rc_registration": none,
        "rc_login": {"address": none, "account": none, "failed_attempts": none},
        "rc_joins": {"local": none, "remote": none},
        "rc_joins_per_room": none,
        "rc_invites": {"per_room": none, "per_user": none, "per_issuer": none},
        "rc_room_creation": none,
        "rc_profile": none,
        "rc_key_requests": none,
    }
    if not sending_too:
        return lifted | {"rc_message": {"per_second": 1, "burst_count": 10}}
    return lifted | {"rc_message": none, "rc_admin_redaction": none, "rc_media_create": none}


def _log_config(folder: Path) -> dict[str, Any]:
    handler = {"class": "logging.FileHandler", "filename": str(folder / "homeserver.log"), "formatter": "plain"}
    return {
        "version": 1,
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {"file": handler},
        "root": {"level": "WARNING", "handlers": ["file"]},
        "disable_existing_loggers": False,
    }
