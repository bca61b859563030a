"""The homeserver's client API: requests go out, JSON or one of our errors comes back. Nothing here waits or retries."""

from __future__ import annotations

import io
import json
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import aiohttp

from adapters.matrix.errors import NOTHING, RETRY_AFTER, Deed, LoggedOutError, from_exception, from_reply
from adapters.platform import BusyError, PlatformError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.matrix.session import Session

Json = dict[str, Any]
"""A JSON object as the homeserver sent it: nothing in it may be relied upon."""

REQUEST_TIMEOUT = 30.0


def path(*parts: str, version: str = "v3") -> str:
    """Make a path of the client API; every part is escaped, so that no id can lead elsewhere."""
    return "/".join([f"/_matrix/client/{version}", *(quote(part, safe="") for part in parts)])


def fresh(sync_filter: Json) -> str:
    """Write a filter for a sync from no token, so that no answer from before fits.

    Synapse gives the same answer to the same request for two minutes, be it ever so old.
    """
    account_data = {**sync_filter.get("account_data", {})}
    account_data["not_types"] = [*account_data.get("not_types", []), secrets.token_hex(8)]
    return json.dumps({**sync_filter, "account_data": account_data})


class Http:
    """One connection pool to one homeserver."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._pool: aiohttp.ClientSession | None = None
        self._closed = False

    async def request(
        self,
        method: str,
        where: str,
        *,
        token: str = "",
        body: Json | bytes | None = None,
        kind: str = "application/json",
        query: Mapping[str, str] | None = None,
        timeout: float = REQUEST_TIMEOUT,  # noqa: ASYNC109 (aiohttp's own)
        deed: Deed = NOTHING,
    ) -> tuple[int, Json]:
        """Send a request; give the status and the JSON object (empty for what is none and an error).

        A list, which the state of a room is, comes as the member ``list``. Bytes are sent as they are, as a ``kind``
        (media type) of their own.

        Raises:
            BusyError: there was no answer, or none that can be read.
            PlatformError: the address is none.
        """
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        data = None
        if body is not None:
            data = io.BytesIO(body if isinstance(body, bytes) else _written(body))
            headers["Content-Type"] = kind
        try:
            async with self._connections().request(
                method,
                self._address + where,
                params=query,
                data=data,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=timeout, sock_connect=10),
            ) as reply:
                raw = await reply.read()
        except aiohttp.InvalidURL as error:
            raise PlatformError(
                f"{self._address} is no address of a homeserver: it begins with https://, mend the configuration."
            ) from error
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise from_exception(error, deed) from error
        return reply.status, _answer(reply, raw, deed)

    def _connections(self) -> aiohttp.ClientSession:
        if self._closed:
            raise BusyError("The connection to the homeserver is closed.", retry_after=60)
        if self._pool is None:
            # Nothing of the bot's needs a cookie, and a homeserver's proxy should have none to set.
            self._pool = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._pool

    async def close(self) -> None:
        """Close the connections, for good."""
        self._closed = True
        if self._pool is not None:
            await self._pool.close()
            self._pool = None


def _written(body: Json) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _answer(reply: aiohttp.ClientResponse, raw: bytes, deed: Deed) -> Json:
    """Read the answer of a reply, with the time after which to ask again where its header says so."""
    answer = _object(raw)
    if answer is None and reply.status == HTTPStatus.OK:
        raise BusyError(f"The homeserver's answer to {deed.words} cannot be read.", retry_after=RETRY_AFTER)
    answer = answer or {}
    if (seconds := reply.headers.get("Retry-After", "")).isdecimal():
        answer.setdefault("retry_after_ms", int(seconds) * 1000)
    return answer


def _object(raw: bytes) -> Json | None:
    """Read a JSON object; a list is one with the member ``list``, and what cannot be read is none."""
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if isinstance(read, list):
        return {"list": read}
    return read if isinstance(read, dict) else {}


class Homeserver:
    """The homeserver as our logged-in account sees it."""

    def __init__(self, http: Http, session: Session) -> None:
        self._http = http
        self._session = session

    async def call(
        self,
        method: str,
        where: str,
        *,
        body: Json | bytes | None = None,
        kind: str = "application/json",
        query: Mapping[str, str] | None = None,
        timeout: float = REQUEST_TIMEOUT,  # noqa: ASYNC109 (aiohttp's own)
        deed: Deed = NOTHING,
    ) -> Json:
        """Send a request as the bot; log in again first where that is needed, and once more where it turns out to be.

        Raises:
            PlatformError: see ``adapters.matrix.errors``.
        """
        token = await self._session.token()
        for last in (False, True):
            status, answer = await self._http.request(
                method, where, token=token, body=body, kind=kind, query=query, timeout=timeout, deed=deed
            )
            if status == HTTPStatus.OK:
                return answer
            error = from_reply(status, answer, deed)
            if last or not isinstance(error, LoggedOutError):
                raise error
            token = await self._session.renew(token)
        raise AssertionError
