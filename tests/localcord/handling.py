"""The way of every request: it is recorded, troubled by faults, counted by the limits, and only then handled."""

from __future__ import annotations

import asyncio
import json
import math
import traceback
from functools import partial
from typing import TYPE_CHECKING, Final

from aiohttp import web

from tests.localcord.exchanges import Exchange, request_body, response_body
from tests.localcord.faults_rest import PROXY, Trouble, json_answer
from tests.localcord.refusals import Refused, not_found, refuse
from tests.localcord.rest import asking

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.typedefs import Handler, Middleware

    from tests.localcord.faults import Faults
    from tests.localcord.limits import Limits, Verdict
    from tests.localcord.world import World

BASE: Final = "/api/v10"
GATEWAY: Final = "/gateway"

_NOT_REST: Final = (GATEWAY, "/attachments/")

_WITHOUT_TOKEN: Final = ("/interactions/", "/webhooks/")
"""What is below these is protected by the token in its address."""


def prefixed(routes: list[web.RouteDef]) -> list[web.RouteDef]:
    """The same routes, below the API's base."""
    return [web.RouteDef(each.method, BASE + each.path, each.handler, each.kwargs) for each in routes]


class Handling:
    """The steps of the way. Each gets the record of the request, and the step after it as its handler."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        limits: Limits,
        note: Callable[[Exchange], None],
        problem: Callable[[str], None],
    ) -> None:
        self._world = world
        self._faults = faults
        self._limits = limits
        self._note = note
        self._problem = problem

    def middleware(self) -> Middleware:
        """What the application is made with: all the steps in their order. The gateway and the files are left alone."""

        @web.middleware
        async def in_order(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not request.path.startswith(_NOT_REST):
                exchange = self._begun(request)
                for step in (self._answered, self._limited, self._troubled, self._recorded):
                    handler = partial(step, exchange, handler)
            return await handler(request)

        return in_order

    def _begun(self, request: web.Request) -> Exchange:
        return Exchange(
            method=request.method,
            path=request.path.removeprefix(BASE),
            route=_route(request),
            query=dict(request.query),
            at=self._world.clock(),
        )

    async def _recorded(self, exchange: Exchange, handler: Handler, request: web.Request) -> web.StreamResponse:
        response = await handler(request)
        if request.transport is not None and not request.transport.is_closing():
            exchange.status = response.status
            exchange.response = response_body(response)
            exchange.headers = dict(response.headers)
        self._note(exchange)
        return response

    async def _troubled(self, exchange: Exchange, handler: Handler, request: web.Request) -> web.StreamResponse:
        route = exchange.route.partition(" ")[2]
        trouble = self._faults.trouble_for(request.method, exchange.path, route)
        return await (handler(request) if trouble is None else self._suffered(trouble, exchange, handler, request))

    async def _suffered(
        self, trouble: Trouble, exchange: Exchange, handler: Handler, request: web.Request
    ) -> web.StreamResponse:
        await asyncio.sleep(trouble.wait)
        response = await handler(request) if trouble.done else web.Response(status=500)
        if trouble.cut and request.transport is not None:
            request.transport.abort()
        elif trouble.status is not None:
            exchange.false = True
            return trouble.answer()
        return response

    async def _limited(self, exchange: Exchange, handler: Handler, request: web.Request) -> web.StreamResponse:
        route = exchange.route or f"{request.method} {exchange.path}"
        verdict = self._limits.take(route, exchange.path, request.headers.get("Authorization", ""))
        response = await handler(request) if verdict.scope is None else _too_many(verdict)
        response.headers.update(verdict.headers)
        self._limits.note(response.status)
        return response

    async def _answered(self, exchange: Exchange, handler: Handler, request: web.Request) -> web.StreamResponse:
        try:
            response = self._miscounted(await self._handled(exchange, handler, request))
        except Refused as refused:
            response = asking.refusal(refused)
        except web.HTTPRequestEntityTooLarge:
            response = asking.refusal(refuse(40005))
        except Exception:  # noqa: BLE001 (told among the problems; the client gets what Discord's would)
            self._problem(f"{exchange}: the handler failed\n{traceback.format_exc()}")
            response = asking.refusal(Refused(500, 0, "500: Internal Server Error"))
        response.headers.update(PROXY)
        return response

    def _miscounted(self, response: web.StreamResponse) -> web.StreamResponse:
        if not self._faults.miscounting or not isinstance(response, web.Response) or not response.text:
            return response
        return asking.answer(self._faults.miscounted(json.loads(response.text)), response.status)

    async def _handled(self, exchange: Exchange, handler: Handler, request: web.Request) -> web.StreamResponse:
        unknown = request.match_info.http_exception
        if unknown is not None:
            if unknown.status == 405:
                raise Refused(405, 0, "405: Method Not Allowed")
            raise not_found()
        exchange.request, exchange.files = await request_body(request)
        if exchange.path != "/gateway" and not exchange.path.startswith(_WITHOUT_TOKEN):
            exchange.application_id = asking.authenticate(self._world, request).id
        return await handler(request)


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return "" if resource is None else f"{request.method} {resource.canonical.removeprefix(BASE)}"


def _too_many(verdict: Verdict) -> web.Response:
    if verdict.scope == "banned":
        return Trouble(route="*", times=1, status=429, via=False).answer()
    body = {
        "message": "You are being rate limited.",
        "retry_after": verdict.retry_after,
        "global": verdict.scope == "global",
    }
    headers = {"Retry-After": str(math.ceil(verdict.retry_after)), "X-RateLimit-Scope": str(verdict.scope), **PROXY}
    return json_answer(429, body, {**headers, **verdict.headers})
