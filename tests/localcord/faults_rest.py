"""Troubles of the REST API, for tests to call down."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Mapping

PROXY: Final = {"Via": "1.1 google", "Server": "cloudflare"}
_WORDS: Final = {
    500: "500: Internal Server Error",
    503: "upstream connect error or disconnect/reset before headers. reset reason: overflow",
}
_PAGE: Final = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n</body>\r\n</html>"
)


def json_answer(status: int, data: Any, headers: Mapping[str, str]) -> web.Response:
    """JSON whose content type has no charset: discord.py would read it as text."""
    content_type = {"Content-Type": "application/json"}
    return web.Response(status=status, body=json.dumps(data).encode(), headers={**headers, **content_type})


@dataclass(slots=True, kw_only=True)
class Trouble:
    """What goes wrong with the next `times` requests that fit `route`."""

    route: str
    times: int
    status: int | None = None
    """The answer given instead; None: the true one, if any."""
    wait: float = 0.0
    """Seconds before anything else."""
    done: bool = False
    """Whether the act that was asked for is done all the same."""
    cut: bool = False
    """Whether the connection is cut instead of an answer."""
    via: bool = True
    """Whether the answer comes from Discord; False: from the proxy before it, as a page."""
    retry_after: float = 1.0

    def fits(self, method: str, path: str, route: str) -> bool:
        """Whether it concerns this request. The pattern is "*", or a method and a path; * stands for anything."""
        return bool(self.times) and any(fnmatchcase(f"{method} {each}", self.route) for each in (path, route))

    def answer(self) -> web.Response:
        """The false answer."""
        assert self.status is not None
        if self.status == 429:
            return self._too_many()
        if self.via and self.status in _WORDS:
            return json_answer(self.status, {"message": _WORDS[self.status], "code": 0}, PROXY)
        page = _PAGE.format(f"{self.status} {web.Response(status=self.status).reason}")
        return web.Response(status=self.status, text=page, content_type="text/html", headers={"Server": "cloudflare"})

    def _too_many(self) -> web.Response:
        if not self.via:
            page = _PAGE.format("Error 1015: You are being rate limited")
            return web.Response(status=429, text=page, content_type="text/html", headers={"Server": "cloudflare"})
        body = {"message": "You are being rate limited.", "retry_after": self.retry_after, "global": False}
        headers = {"Retry-After": str(round(self.retry_after + 0.5)), "X-RateLimit-Scope": "user", **PROXY}
        return json_answer(429, body, headers)


class RestFaults:
    """What is to go wrong with requests. The trouble that was asked for first comes first."""

    def __init__(self) -> None:
        self.recover_rest()

    def recover_rest(self) -> None:
        """From now on all is well."""
        self._troubles: list[Trouble] = []
        self._miscounts: dict[tuple[str, str], int] = {}

    # what a test asks for

    def answer(
        self,
        status: int,
        route: str = "*",
        times: int = 1,
        *,
        after: float = 0.0,
        via: bool = True,
        retry_after: float = 1.0,
        done: bool = False,
    ) -> None:
        """Answer the next `times` requests with this status, after so many seconds.

        `route` is "METHOD /path": the true path, or Discord's form of it ("POST /channels/{channel_id}/messages"); *
        stands for anything. `via=False`: the proxy answers with a page, as when it has banned the address. `done`: the
        act is done, and only the answer is false.
        """
        self._add(
            Trouble(route=route, times=times, status=status, wait=after, via=via, retry_after=retry_after, done=done)
        )

    def slow(self, seconds: float, route: str = "*", times: int = 1) -> None:
        """Let the next requests wait so long before they are handled; their answers are true."""
        self._add(Trouble(route=route, times=times, wait=seconds, done=True))

    def cut_before(self, route: str = "*", times: int = 1) -> None:
        """Cut the connection of the next requests; what they ask for is not done."""
        self._add(Trouble(route=route, times=times, cut=True))

    def cut_after(self, route: str = "*", times: int = 1) -> None:
        """Do what the next requests ask for, and then cut the connection instead of answering."""
        self._add(Trouble(route=route, times=times, cut=True, done=True))

    def miscount(self, message_id: int, emoji: str, by: int) -> None:
        """Report one reaction of a message as so many too many; an emoji's name or id says which."""
        self._miscounts[str(message_id), emoji] = by

    # what the server asks

    def trouble_for(self, method: str, path: str, route: str) -> Trouble | None:
        """The trouble that this request has, and one less of it."""
        for trouble in self._troubles:
            if trouble.fits(method, path, route):
                trouble.times -= 1
                return trouble
        return None

    @property
    def miscounting(self) -> bool:
        """Whether any reaction is to be miscounted."""
        return bool(self._miscounts)

    def miscounted(self, data: Any) -> Any:
        """The same payload with the wrong counts in it."""
        if not self._miscounts:
            return data
        if isinstance(data, list):
            return [self.miscounted(each) for each in data]
        if not isinstance(data, dict):
            return data
        bent = {key: self.miscounted(value) for key, value in data.items()}
        if isinstance(bent.get("reactions"), list) and "id" in bent:
            bent["reactions"] = [self._recounted(bent["id"], each) for each in bent["reactions"]]
        return bent

    def _recounted(self, message_id: str, reaction: Mapping[str, Any]) -> dict[str, Any]:
        emoji = reaction["emoji"]
        by = next((self._miscounts[key] for key in self._names(message_id, emoji) if key in self._miscounts), 0)
        return dict(reaction) | {"count": max(0, reaction["count"] + by)}

    @staticmethod
    def _names(message_id: str, emoji: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [(message_id, str(emoji[key])) for key in ("id", "name") if emoji.get(key) is not None]

    def _add(self, trouble: Trouble) -> None:
        if trouble.route != "*" and " " not in trouble.route:
            raise ValueError(f"a route is a method and a path, or *: {trouble.route!r}")
        self._troubles.append(trouble)
