"""Files on a homeserver: put there in the clear, or sealed for those who read an encrypted room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from nio.crypto.attachments import encrypt_attachment

from adapters.enclosing import bytes_of, kind_of, name_of
from adapters.matrix.errors import Deed
from adapters.matrix.homeserver import path
from adapters.matrix.rendering import enclosed, shown
from adapters.pictures import KIND as PICTURE
from adapters.platform import BusyError, ForbiddenError, GoneError, RejectedError

if TYPE_CHECKING:
    from adapters.documents import File
    from adapters.matrix.homeserver import Homeserver
    from adapters.pictures import Picture

HAND_OVER: Final = Deed("hand over a file")
UPLOAD_TIMEOUT: Final = 90.0
"""Seconds."""

MEBIBYTE: Final = 1024 * 1024
SURELY_TAKEN: Final = MEBIBYTE
"""Bytes for which no homeserver is asked whether it takes so many."""

_UPLOAD: Final = "/_matrix/media/v3/upload"
_SEALED: Final = "application/octet-stream"


async def attached(homeserver: Homeserver, file: File, *, sealed: bool) -> dict[str, Any]:
    """Put a file on the homeserver; give the content of the message that it is.

    Raises:
        RejectedError: the homeserver takes no such file: it is too large, say.
        PlatformError: it could not be put there.
    """
    name, kind, content = name_of(file), kind_of(file), bytes_of(file)
    where = await _placed(homeserver, content, _with_charset(kind), name, sealed=sealed)
    return enclosed(name, kind, len(content), where)


async def pictured(homeserver: Homeserver, picture: Picture, *, sealed: bool) -> dict[str, Any]:
    """Put a picture on the homeserver; give the content of the message that it is.

    Raises:
        RejectedError: the homeserver takes no such picture: it is too large, say.
        PlatformError: it could not be put there.
    """
    return shown(picture, await _placed(homeserver, picture.png, PICTURE, picture.name, sealed=sealed))


async def _placed(homeserver: Homeserver, content: bytes, kind: str, name: str, *, sealed: bool) -> dict[str, Any]:
    """Put something on the homeserver; say where it lies, and how it is opened."""
    await _insist_on_taking(homeserver, len(content))
    if sealed:
        # What it is called and what it is must not be seen from outside either.
        ciphertext, keys = encrypt_attachment(content)
        return {"file": {**keys, "url": await _uploaded(homeserver, ciphertext, _SEALED)}}
    return {"url": await _uploaded(homeserver, content, kind, name)}


async def _insist_on_taking(homeserver: Homeserver, size: int) -> None:
    """See that a file is not too large: a homeserver hangs up on one that is, and that looks like a bad connection.

    Raises:
        RejectedError: it is.
    """
    if size <= SURELY_TAKEN:
        return
    try:
        most = (await homeserver.call("GET", path("media", "config", version="v1"))).get("m.upload.size")
    except (ForbiddenError, GoneError, RejectedError):
        return  # an older homeserver does not say
    if isinstance(most, int) and size > most:
        raise RejectedError(f"It has {size / MEBIBYTE:.0f} MiB, and the homeserver takes {most / MEBIBYTE:.0f}.")


async def _uploaded(homeserver: Homeserver, content: bytes, kind: str, name: str = "") -> str:
    query = {"filename": name} if name else None
    answer = await homeserver.call(
        "POST", _UPLOAD, body=content, kind=kind, query=query, timeout=UPLOAD_TIMEOUT, deed=HAND_OVER
    )
    address = answer.get("content_uri")
    if not isinstance(address, str):
        raise BusyError("The homeserver took a file and does not say where it lies.", retry_after=5)
    return address


def _with_charset(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
