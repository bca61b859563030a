"""The bot's login and its device, which stay the same from one start to the next.

A device holds the keys that decrypt. So its id and token are kept beside those keys, in a folder that only the bot's
own user can read.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec
import structlog

from adapters.matrix.errors import Deed, LoggedOutError, from_reply
from adapters.matrix.homeserver import path
from adapters.platform import BusyError, ForbiddenError, GoneError, PlatformError

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.matrix.homeserver import Http, Json
    from adapters.matrix.settings import MatrixSettings

log = structlog.get_logger()

LOG_IN = Deed("log in")


class Device(msgspec.Struct, frozen=True):
    """The device as it is kept: ``pickle_key`` encrypts what the libraries keep of its keys."""

    user_id: str
    device_id: str
    access_token: str
    pickle_key: str

    def __repr__(self) -> str:
        return f"Device({self.user_id!r}, {self.device_id!r})"

    @property
    def database(self) -> str:
        """The file name of the device's keys. A device id is the server's word: it may not name a path."""
        return f"keys-{self.device_id.encode().hex()[:80]}.db"


def private_folder(folder: Path) -> None:
    """Make a folder for our user alone, or make it so."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def write_privately(file: Path, text: str) -> None:
    """Replace a file, wholly or not at all, with one that only our user can read."""
    draft = file.with_name(file.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)


class Session:
    """The login. ``logins`` counts how often the bot logged in anew: the device must then be made known again."""

    def __init__(self, http: Http, settings: MatrixSettings) -> None:
        self._http = http
        self._settings = settings
        self._file = settings.store / "session.json"
        self._device: Device | None = None
        self._lock = asyncio.Lock()
        self.logins = 0

    async def device(self) -> Device:
        """Give the device, logged in.

        Raises:
            BusyError: the homeserver could not be asked; try again.
            PlatformError: the homeserver will not have us; the message says what to do.
        """
        async with self._lock:
            if self._device is None:
                self._device = await self._open()
            return self._device

    async def token(self) -> str:
        """Give the access token, logging in first where needed; raises what ``device`` raises."""
        return (await self.device()).access_token

    async def renew(self, stale: str) -> str:
        """Log in again because the token ``stale`` was refused; raises what ``device`` raises."""
        async with self._lock:
            if self._device is None or self._device.access_token == stale:
                log.warning("matrix.logged_out", user=self._settings.user_id)
                self._device = await self._log_in(self._device or self._kept())
            return self._device.access_token

    async def _open(self) -> Device:
        private_folder(self._settings.store)
        kept = self._kept()
        # The token in the configuration may be older than one that we got with the password since.
        for token in dict.fromkeys([self._settings.access_token, kept.access_token if kept else ""]):
            if not token:
                continue
            try:
                return await self._resume(token, kept)
            except LoggedOutError:
                log.warning("matrix.token_refused", user=self._settings.user_id)
        return await self._log_in(kept)

    async def _resume(self, token: str, kept: Device | None) -> Device:
        """Go on with a token, if the homeserver says that it is ours."""
        who = await self._ask("GET", "account/whoami", token=token)
        device_id = str(who.get("device_id") or "")
        if who.get("user_id") != self._settings.user_id:
            raise PlatformError(
                f"The access token belongs to {who.get('user_id')}, not to {self._settings.user_id}: mend the "
                "configuration."
            )
        if not device_id:
            raise PlatformError("The access token belongs to no device: log the bot in with a password instead.")
        if kept is not None and kept.device_id == device_id:
            return self._keep(kept, token)
        return self._keep(None, token, device_id)

    async def _log_in(self, kept: Device | None) -> Device:
        if not self._settings.password:
            raise PlatformError(
                f"The homeserver does not accept the access token of {self._settings.user_id}, and there is no "
                "password to log in with: put a new token or the password into the configuration."
            )
        if kept is not None and not (self._settings.store / kept.database).exists():
            # Its keys are lost. Under the same name with other keys nobody would trust it.
            kept = None
        body: Json = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": self._settings.user_id},
            "password": self._settings.password,
            "initial_device_display_name": self._settings.device_name,
        }
        if kept is not None:
            body["device_id"] = kept.device_id
        try:
            answer = await self._ask("POST", "login", body=body)
        except ForbiddenError as error:
            raise PlatformError(
                f"The homeserver refuses the password of {self._settings.user_id}: check the name and the password in "
                "the configuration."
            ) from error
        token, device_id = str(answer.get("access_token") or ""), str(answer.get("device_id") or "")
        if not token or not device_id:
            raise BusyError("The homeserver's answer to the login makes no sense.", retry_after=60)
        self.logins += 1
        log.info("matrix.logged_in", user=self._settings.user_id, device=device_id)
        return self._keep(kept, token, device_id)

    async def _ask(self, method: str, what: str, *, token: str = "", body: Json | None = None) -> Json:
        status, answer = await self._http.request(method, path(*what.split("/")), token=token, body=body, deed=LOG_IN)
        if status == HTTPStatus.OK:
            return answer
        error = from_reply(status, answer, LOG_IN)
        if isinstance(error, GoneError):
            raise PlatformError(
                f"There is no Matrix homeserver at {self._settings.homeserver}: check the address in the configuration."
            )
        raise error

    def _kept(self) -> Device | None:
        try:
            device = msgspec.json.decode(self._file.read_bytes(), type=Device)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as error:
            raise PlatformError(f"{self._file} cannot be read ({type(error).__name__}): mend or remove it.") from error
        return device if device.user_id == self._settings.user_id else None

    def _keep(self, kept: Device | None, token: str, device_id: str = "") -> Device:
        device = Device(
            self._settings.user_id,
            device_id or (kept.device_id if kept else ""),
            token,
            kept.pickle_key if kept else secrets.token_urlsafe(32),
        )
        if device != kept:
            write_privately(self._file, json.dumps(msgspec.to_builtins(device)))
        return device
