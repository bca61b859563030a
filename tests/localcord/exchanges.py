"""A record of each request and its answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request and what was answered."""

    method: str
    path: str
    """The address below the API's base, such as "/channels/1/messages"."""
    route: str
    """Its form, with the method: "POST /channels/{channel_id}/messages"; empty for an unknown address."""
    query: dict[str, str] = field(default_factory=dict)
    request: Any = None
    """The body; of a multipart one the `payload_json`."""
    files: tuple[str, ...] = ()
    """The names of the files that came along."""
    application_id: int | None = None
    """Who asked, where a bot's token came along."""
    at: float = 0.0
    """By the world's clock."""
    status: int | None = None
    """None: the connection was cut."""
    response: Any = None
    """The body: what the JSON says, or a text."""
    headers: dict[str, str] = field(default_factory=dict)
    """Of the answer."""
    false: bool = False
    """The answer was a fault that a test asked for."""

    def __str__(self) -> str:
        return f"{self.method} {self.path} → {self.status or 'cut'}"


async def request_body(request: web.Request) -> tuple[Any, tuple[str, ...]]:
    """A request's body, as far as it can be read, and the names of its files. Reading it again later is possible."""
    if not request.can_read_body:
        return None, ()
    if request.content_type == "multipart/form-data":
        form = await request.post()
        files = tuple(each.filename for each in form.values() if isinstance(each, web.FileField))
        return _read(str(form.get("payload_json", ""))), files
    return _read(await request.text()), ()


def response_body(response: web.StreamResponse) -> Any:
    """An answer's body."""
    if not isinstance(response, web.Response) or response.text is None:
        return None
    return _read(response.text)


def _read(text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
