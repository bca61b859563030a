"""The server: a Discord of one's own, on 127.0.0.1, in the loop of the test."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Self

from aiohttp import web

from tests.localcord.checking import checker_of
from tests.localcord.faults import Faults
from tests.localcord.gateway import Gateway
from tests.localcord.handling import BASE, GATEWAY, Handling, prefixed
from tests.localcord.limits import Limits
from tests.localcord.people import Person
from tests.localcord.rest import (
    channels,
    commands,
    events,
    files,
    guilds,
    interactions,
    invites,
    members,
    messages,
    reactions,
    threads,
    users,
)
from tests.localcord.rest import gateway as gateway_rest
from tests.localcord.settings import GatewaySettings
from tests.localcord.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from random import Random

    from tests.localcord.exchanges import Exchange
    from tests.localcord.model import Application, Guild

HOST: Final = "127.0.0.1"
SUBJECTS: Final = (
    *(users, guilds, members, channels, invites, threads, messages, reactions, commands, interactions, events),
)
LARGEST_BODY: Final = 64 * 1024 * 1024
"""Well above what Discord takes, so that it is the handlers that refuse a body, with Discord's words."""


class LocalDiscord:
    """A Discord for one test: `async with LocalDiscord() as discord:`.

    `description` is the path of Discord's OpenAPI description; without it exchanges are not checked against it.
    `chance` is where all that happens by chance comes from: give a seeded one to have it happen again. `clock` is the
    world's, in seconds; the gateway and the rate limits go by real time, since real clients do.
    """

    def __init__(
        self,
        *,
        settings: GatewaySettings | None = None,
        description: Path | None = None,
        chance: Random | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.world = World(clock)
        self.faults = Faults(chance)
        self.limits = Limits()
        self.log: list[Exchange] = []
        """Every request and its answer, in the order of the answers."""
        self.problems: list[str] = []
        """What was not as it should be: unknown addresses, failures, departures from Discord's description."""
        self.gateway = Gateway(self.world, self.faults, settings or GatewaySettings(), self.problems.append)
        self.port = 0
        self._checker = checker_of(description) if description is not None else None
        self._runner: web.AppRunner | None = None

    @property
    def root(self) -> str:
        """The server's address."""
        return f"http://{HOST}:{self.port}"

    @property
    def api_base(self) -> str:
        """The base of the REST API."""
        return self.root + BASE

    @property
    def gateway_url(self) -> str:
        """The gateway's address."""
        return f"ws://{HOST}:{self.port}{GATEWAY}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        self.gateway.leave()

    async def start(self) -> None:
        """Listen: the first time on any free port, then on the same again."""
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self.port).start()
        self.port = self._runner.addresses[0][1]
        self.gateway.url = self.gateway_url
        self.world.files_base = self.root

    async def stop(self, *, forget_sessions: bool = False) -> None:
        """Go down: all connections are cut, new ones refused. The world stays, and sessions unless told otherwise."""
        if forget_sessions:
            self.gateway.forget_sessions()
        self.gateway.cut(resumable=True, code=None)
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    def person(self, name: str) -> Person:
        """The person of this name, who is created if there is none yet."""
        known = (user for user in self.world.users.values() if user.name == name and not user.bot)
        return Person(self.world, next(known, None) or self.world.new_user(name))

    def guild(self, name: str, owner: Person | int) -> Guild:
        """A new guild."""
        return self.world.new_guild(name, owner if isinstance(owner, int) else owner.id)

    def application(self, name: str, privileged: Iterable[str] = ()) -> Application:
        """A new bot, with these privileged intents switched on ("members", "presences", "message_content")."""
        return self.world.new_application(name, privileged=frozenset(privileged))

    def requests(self, route: str) -> list[Exchange]:
        """Every request of this route ("POST /channels/{channel_id}/messages") so far."""
        return [exchange for exchange in self.log if exchange.route == route]

    def _application(self) -> web.Application:
        handling = Handling(self.world, self.faults, self.limits, self._note, self.problems.append)
        application = web.Application(middlewares=[handling.middleware()], client_max_size=LARGEST_BODY)
        for subject in SUBJECTS:
            application.add_routes(prefixed(subject.routes(self.world)))
        application.add_routes(prefixed(gateway_rest.routes(self.gateway)))
        application.add_routes(files.routes(self.world))
        application.router.add_get(GATEWAY, self.gateway.serve)
        return application

    def _note(self, exchange: Exchange) -> None:
        self.log.append(exchange)
        if not exchange.route:
            self.problems.append(f"{exchange}: there is no such address")
        elif self._checker is not None and not exchange.false:
            self.problems.extend(self._checker.problems(exchange))
