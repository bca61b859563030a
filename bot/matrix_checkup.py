"""What of the doctor's round concerns Matrix: the server, the login, the device and its keys, the rights in rooms."""

import stat
from collections.abc import AsyncIterator, Sequence
from http import HTTPStatus
from typing import Any, Final

from adapters.matrix.homeserver import Homeserver, Http, path
from adapters.matrix.session import Device, Session
from adapters.matrix.settings import MatrixSettings
from adapters.platform import BusyError, PlatformError
from bot.findings import Finding, ok, problem
from bot.settings import is_unprotected
from bot.wiring import matrix_platform
from deliberation.ids import VenueId

_TIMEOUT: Final = 10.0


class NoHomeserverError(Exception):
    """What answers there is no homeserver, or nothing answers; the message is what was found."""


async def versions(homeserver: str) -> list[str]:
    """Ask a homeserver which versions of the protocol it speaks.

    Raises:
        NoHomeserverError: there is none.
    """
    http = Http(homeserver)
    try:
        status, answer = await http.request("GET", "/_matrix/client/versions", timeout=_TIMEOUT)
    except BusyError as error:
        raise NoHomeserverError(f"Nothing answers at {homeserver}, or not as a homeserver does.") from error
    finally:
        await http.close()
    spoken = answer.get("versions")
    if status != HTTPStatus.OK or not isinstance(spoken, list) or not spoken:
        raise NoHomeserverError(f"What answers at {homeserver} is not a Matrix homeserver (it says {status}).")
    return [str(each) for each in spoken]


async def examine_matrix(settings: MatrixSettings, venues: Sequence[VenueId]) -> AsyncIterator[Finding]:
    """Look at the homeserver, the login, the device, and the rights in these rooms.

    Raises:
        PlatformError: something else failed.
    """
    try:
        spoken = await versions(settings.homeserver)
    except NoHomeserverError as error:
        yield problem(
            str(error),
            (
                "see that homeserver in [matrix] is the address of the client API. For accounts of example.org it is "
                "what https://example.org/.well-known/matrix/client names."
            ),
        )
        return
    yield ok(f"The homeserver {settings.homeserver} answers (Matrix {spoken[-1]}).")
    if is_unprotected(settings.homeserver):
        yield problem(
            "The homeserver's address begins with http://: the password and all that is said go there unprotected.",
            "use its https:// address, unless the network between is yours alone.",
        )
    http = Http(settings.homeserver)
    session = Session(http, settings)
    try:
        device = await session.device()
    except PlatformError as error:
        await http.close()
        yield problem(f"The bot cannot log in: {error}", f"see that {settings.user_id} and its password are right.")
        return
    try:
        yield ok(f"The bot logs in as {settings.user_id}, with the device {device.device_id}.")
        for finding in _store(settings, device):
            yield finding
        for finding in await _trust(Homeserver(http, session), settings, device):
            yield finding
    finally:
        await http.close()
    async for finding in _rooms(settings, venues):
        yield finding


def _store(settings: MatrixSettings, device: Device) -> list[Finding]:
    if stat.S_IMODE(settings.store.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        return [problem(f"Others on this machine can look into {settings.store}.", f"chmod 700 {settings.store}")]
    if not (settings.store / device.database).exists():
        return [ok(f"The folder {settings.store} is private; the first `folkmoot run` puts the device's keys into it.")]
    return [ok(f"The device's encryption keys are in {settings.store}, which only the bot's user can read.")]


async def _trust(homeserver: Homeserver, settings: MatrixSettings, device: Device) -> list[Finding]:
    """See whether the account's own keys vouch for the device."""
    asked: dict[str, Any] = {"device_keys": {settings.user_id: []}}
    answer = await homeserver.call("POST", path("keys", "query"), body=asked)
    mine = _inner(answer, "device_keys", settings.user_id, device.device_id)
    if not mine:
        if (settings.store / device.database).exists():
            return [
                problem(
                    "The homeserver lacks the keys of the bot's device: it can read nothing in encrypted rooms.",
                    "end the bot and start it again: it publishes them.",
                )
            ]
        return []
    signing = _inner(answer, "self_signing_keys", settings.user_id, "keys")
    signatures = _inner(mine, "signatures", settings.user_id)
    if any(key in signatures for key in signing):
        return [ok("The device is vouched for by the account's own keys (cross-signed).")]
    return [
        problem(
            "Nothing vouches for the bot's device: clients will call it unverified, and some hide what it says.",
            (
                "give the bot its password (password_file), and start it again. If the account has keys of its own "
                "already, verify the device from the client that made them."
            ),
        )
    ]


async def _rooms(settings: MatrixSettings, venues: Sequence[VenueId]) -> AsyncIterator[Finding]:
    if not venues:
        yield ok("No assembly meets in Matrix yet: invite the bot to a room, and write there what it says.")
        return
    platform = matrix_platform(settings, cursor="")
    try:
        for venue in venues:
            room = venue.partition(":")[2]
            try:
                lacking = await platform.rights(venue)
                without = await platform.beyond(venue)
            except PlatformError as error:
                yield problem(f"The room {room} could not be looked at: {error}", "try again in a minute.")
                continue
            for sentence in lacking:
                yield problem(f"In the room {room}: {sentence}", "ask whoever administers that room.")
            if not lacking:
                yield ok(f"In the room {room} the bot may do all that it must.")
            if without:
                words = " and ".join(without)
                yield ok(f"In the room {room} the bot does without {words}. Give it that only if you want it.")
    finally:
        await platform.stop()


def _inner(value: Any, *names: str) -> dict[str, Any]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
