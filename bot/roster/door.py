"""Where a membership system hands in the roster over HTTP: ``POST /roster``, with a secret, one at a time."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from hashlib import sha256
from typing import Any, Final

import structlog
from aiohttp import web

from bot.complaints import SettingsError
from bot.roster import reporting
from bot.roster.comparing import Plan
from bot.roster.importing import Importer
from bot.roster.invitations import Invitations
from bot.roster.records import RosterError, in_csv, in_json
from bot.sheets import Record
from storage.port import StorageError

log = structlog.get_logger(__name__)

MOST_BYTES: Final = 32 * 1024 * 1024

READ_WITHIN: Final = 120.0
"""Seconds in which a roster must have arrived: whoever stops in the middle of one keeps nobody else out."""

_END_WITHIN: Final = 2.0
"""Seconds for which what is being taken in may still go on once the program is to end."""

_READS: Final[dict[str, Callable[[bytes], Iterable[Record]]]] = {"text/csv": in_csv, "application/json": in_json}
_WISHES: Final = ("dry-run", "partial", "remove-many", "invite-again")
_SAID: Final = {"1": True, "true": True, "0": False, "false": False}

_AWAY: Final = (
    "The database cannot be used now. Send the invitations that are named here, if any, and the roster again: what was"
    " taken in stays so."
)

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class _No(Exception):
    """A request that is refused: the status, and why."""

    def __init__(self, status: int, problem: str, **headers: str) -> None:
        super().__init__(problem)
        self.status = status
        self.headers = headers


class MembershipDoor:
    """Answers requests. ``token`` is the secret that each of them must bring."""

    def __init__(
        self, importer: Importer, token: str, *, most_bytes: int = MOST_BYTES, read_within: float = READ_WITHIN
    ) -> None:
        self._importer = importer
        self._read_within = read_within
        self._token = sha256(token.encode()).digest()
        self._most_bytes = most_bytes
        self._busy = False

    def application(self) -> web.Application:
        """Give what is to be served."""
        application = web.Application(client_max_size=self._most_bytes, middlewares=[_in_json])
        application.router.add_post("/roster", self._roster)
        return application

    async def _roster(self, request: web.Request) -> web.StreamResponse:
        self._check_token(request.headers.get("Authorization", ""))
        reads = _READS.get(request.content_type)
        if reads is None or (request.charset or "utf-8").casefold() not in {"utf-8", "utf8"}:
            raise _No(415, "Send the roster as text/csv or application/json, in UTF-8.")
        wishes = _wishes(request)
        if self._busy or self._importer.busy:
            raise _No(409, "Another roster is being taken in at the moment. Send this one again when it is done.")
        self._busy = True
        try:
            return await self._take(partial(reads, await self._body(request)), wishes)
        finally:
            self._busy = False

    async def _body(self, request: web.Request) -> bytes:
        too_long = _No(413, f"A roster of more than {self._most_bytes:,} bytes is not taken.")
        if (request.content_length or 0) > self._most_bytes:
            raise too_long
        try:
            async with asyncio.timeout(self._read_within):
                return await request.read()
        except web.HTTPRequestEntityTooLarge as error:
            raise too_long from error
        except TimeoutError as error:
            raise _No(408, "The roster took too long to arrive. Send it again.") from error

    def _check_token(self, header: str) -> None:
        """Compare what was sent with the token. It takes as long whatever the answer."""
        scheme, _, given = header.partition(" ")
        right = hmac.compare_digest(sha256(given.strip().encode("utf-8", "replace")).digest(), self._token)
        if scheme.casefold() != "bearer" or not right:
            log.warning("roster handed in without the right secret")
            raise _No(401, "Send the secret of token_file: Authorization: Bearer …", **{"WWW-Authenticate": "Bearer"})

    async def _take(self, records: Callable[[], Iterable[Record]], wishes: dict[str, bool]) -> web.Response:
        def obstacle(plan: Plan) -> str:
            if plan.holds and wishes["remove-many"]:
                return ""
            return reporting.obstacle(plan, partial="?partial=1", remove_many="?remove-many=1")

        invitations = Invitations()
        try:
            plan, done = await self._importer.take(
                records,
                invitations,
                partial=wishes["partial"],
                invite_again=wishes["invite-again"],
                may=lambda plan: not (wishes["dry-run"] or obstacle(plan)),
            )
        except StorageError as error:
            log.warning("roster not taken in", error=str(error))
            # Sent again, those whose codes were recorded before it broke off are not invited anew.
            return _problem(503, _AWAY, invitations=reporting.invited(invitations.made))
        answer = reporting.as_json(plan, invitations.made, done=done)
        if problem := obstacle(plan):
            return web.json_response({"problem": problem, **answer}, status=422)
        log.info("roster handed in", rows=plan.rows, members=plan.members, imported=done)
        return web.json_response(answer)


def _wishes(request: web.Request) -> dict[str, bool]:
    """Read what is asked for in the address; what is mistyped there must not be taken for nothing."""
    wishes = dict.fromkeys(_WISHES, False)
    for name, value in request.query.items():
        if name not in wishes or value.casefold() not in _SAID or len(request.query.getall(name)) > 1:
            may = ", ".join(f"{wish}=1" for wish in _WISHES)
            raise _No(400, f"In the address there may be {may}, each once, and nothing else.")
        wishes[name] = _SAID[value.casefold()]
    return wishes


@web.middleware
async def _in_json(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Say in JSON what is wrong, whatever it is."""
    try:
        return await handler(request)
    except _No as no:
        return _problem(no.status, str(no), no.headers)
    except web.HTTPMethodNotAllowed as error:
        return _problem(error.status, "Hand a roster in with POST /roster.", {"Allow": "POST"})
    except web.HTTPException as error:
        return _problem(error.status, "There is only POST /roster here." if error.status == 404 else error.reason)
    except RosterError as error:
        return _problem(422, str(error))
    except Exception:
        log.exception("roster not taken in")
        return _problem(500, "Something went wrong that nobody foresaw; it is in the bot's log.")


def _problem(status: int, problem: str, headers: dict[str, str] | None = None, **more: object) -> web.Response:
    answer: dict[str, Any] = {"imported": False, "problem": problem, **more}
    return web.json_response(answer, status=status, headers=headers)


@asynccontextmanager
async def open_door(door: MembershipDoor, place: str) -> AsyncIterator[None]:
    """Serve at an address and port, ``127.0.0.1:8780``.

    Raises:
        SettingsError: nothing can be served there.
    """
    host, _, port = place.rpartition(":")
    runner = web.AppRunner(door.application(), access_log=None, shutdown_timeout=_END_WITHIN)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        except OSError as error:
            raise SettingsError(
                f"listen in [roster]: nothing can be served at {place} ({error.strerror or error}). Is something else "
                "there already?"
            ) from error
        log.info("roster can be handed in", at=place)
        yield
    finally:
        await runner.cleanup()
