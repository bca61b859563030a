"""What every endpoint needs: who asks, what the body says, how to answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from tests.localcord.model import Application, Upload
from tests.localcord.refusals import Refused, invalid, refuse, unauthorized

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.localcord.world import World

APPLICATION: Final = web.RequestKey("application", Application)
NAMES_OF_FILES = "files"
"""Discord's fields for files are files[0], files[1]…"""


def authenticate(world: World, request: web.Request) -> Application:
    """Whose token came along (`Authorization: Bot …`), kept under request[APPLICATION]; else a 401."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    application = world.application_by_token(token.strip()) if scheme == "Bot" else None
    if application is None:
        raise unauthorized()
    request[APPLICATION] = application
    return application


def asker(request: web.Request) -> Application:
    """The application whose request this is."""
    if APPLICATION not in request:
        raise unauthorized()
    return request[APPLICATION]


def actor(request: web.Request) -> int:
    """The bot user who acts."""
    return asker(request).user.id


async def json_body(request: web.Request) -> Any:
    """The body, whatever JSON it is; an empty one reads as an empty object."""
    if request.content_type == "multipart/form-data":
        form = await request.post()
        return _parsed(str(form.get("payload_json", "{}")))
    return _parsed(await request.text() or "{}")


async def body(request: web.Request) -> dict[str, Any]:
    """The body, which has to be an object; of a multipart one the part `payload_json`."""
    read = await json_body(request)
    if not isinstance(read, dict):
        raise invalid("", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
    return read


async def body_and_files(request: web.Request) -> tuple[dict[str, Any], list[Upload]]:
    """The body, and the files that came with it."""
    read = await body(request)
    if request.content_type != "multipart/form-data":
        return read, []
    form = await request.post()
    named = {
        int(str(each["id"])): each.get("filename")
        for each in read.get("attachments") or []
        if str(each.get("id")).isdecimal()
    }
    return read, [_upload(key, field, named) for key, field in form.items() if isinstance(field, web.FileField)]


def snowflake(request: web.Request, name: str) -> int:
    """An id in the address; what is none is refused as Discord does, naming the parameter."""
    return as_snowflake(name, request.match_info[name])


def as_snowflake(name: str, value: str) -> int:
    """A text as an id."""
    if not value.isdecimal() or int(value) >= 1 << 64:
        raise invalid(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    return int(value)


def in_query(request: web.Request, name: str) -> int | None:
    """A number or id in the query; None if it is not there."""
    return as_snowflake(name, request.query[name]) if name in request.query else None


def limit(request: web.Request, *, usual: int, most: int) -> int:
    """The query's `limit`."""
    asked = in_query(request, "limit")
    if asked is not None and not 1 <= asked <= most:
        raise invalid("limit", "NUMBER_TYPE_MAX", f"int value should be between 1 and {most}.")
    return usual if asked is None else asked


def answer(data: Any, status: int = 200) -> web.Response:
    """JSON. Libraries look for exactly this content type, without a charset."""
    return web.Response(status=status, body=json.dumps(data).encode(), headers={"Content-Type": "application/json"})


def nothing() -> web.Response:
    """204: it is done, and there is nothing to say."""
    return web.Response(status=204)


def refusal(refused: Refused) -> web.Response:
    """A refusal as Discord words it."""
    return answer(refused.payload(), refused.status)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise refuse(50109) from None


def _upload(key: str, field: web.FileField, named: Mapping[int, str | None]) -> Upload:
    place = key.removeprefix(f"{NAMES_OF_FILES}[").removesuffix("]")
    number = int(place) if place.isdecimal() else 0
    field.file.seek(0)
    return Upload(
        filename=named.get(number) or field.filename,
        content=field.file.read(),
        content_type=field.content_type,
        id=number,
    )
