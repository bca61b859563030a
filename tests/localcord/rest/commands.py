"""Registering application commands, for everywhere and for single guilds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.localcord import commands
from tests.localcord.refusals import Refused, invalid
from tests.localcord.rest import asking

if TYPE_CHECKING:
    from tests.localcord.command_forms import Form
    from tests.localcord.model import Application
    from tests.localcord.world import World

TRANSLATIONS = ("name_localizations", "description_localizations")


def routes(world: World) -> list[web.RouteDef]:
    """Both sets of addresses; a guild's are the same under /guilds/{guild_id}."""
    handlers = CommandHandlers(world)
    defined = []
    for base in ("/applications/{application_id}", "/applications/{application_id}/guilds/{guild_id}"):
        defined += [
            web.get(f"{base}/commands", handlers.list),
            web.put(f"{base}/commands", handlers.replace_all),
            web.post(f"{base}/commands", handlers.create),
            web.get(f"{base}/commands/{{command_id}}", handlers.get),
            web.patch(f"{base}/commands/{{command_id}}", handlers.edit),
            web.delete(f"{base}/commands/{{command_id}}", handlers.delete),
        ]
    return defined


class CommandHandlers:
    """The handlers, over one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def list(self, request: web.Request) -> web.Response:
        there = commands.registered(self.world, _own(request), _guild_id(request))
        if request.query.get("with_localizations", "").lower() in {"1", "true"}:
            return asking.answer(list(there.values()))
        return asking.answer([_without(command, TRANSLATIONS) for command in there.values()])

    async def replace_all(self, request: web.Request) -> web.Response:
        forms = await _forms(request)
        there = commands.replace_all(self.world, _own(request), _guild_id(request), forms)
        return asking.answer(list(there.values()))

    async def create(self, request: web.Request) -> web.Response:
        form = await asking.body(request)
        command, new = commands.create(self.world, _own(request), _guild_id(request), form)
        return asking.answer(command, status=201 if new else 200)

    async def get(self, request: web.Request) -> web.Response:
        command_id = asking.snowflake(request, "command_id")
        return asking.answer(commands.find(self.world, _own(request), _guild_id(request), command_id))

    async def edit(self, request: web.Request) -> web.Response:
        form = await asking.body(request)
        command_id = asking.snowflake(request, "command_id")
        return asking.answer(commands.edit(self.world, _own(request), _guild_id(request), command_id, form))

    async def delete(self, request: web.Request) -> web.Response:
        commands.delete(self.world, _own(request), _guild_id(request), asking.snowflake(request, "command_id"))
        return asking.nothing()


def _own(request: web.Request) -> Application:
    """The application that asks, about itself."""
    application = asking.asker(request)
    if application.id != asking.snowflake(request, "application_id"):
        raise Refused(403, 20012, "You are not authorized to perform this action on this application")
    return application


def _guild_id(request: web.Request) -> int | None:
    return asking.snowflake(request, "guild_id") if "guild_id" in request.match_info else None


async def _forms(request: web.Request) -> list[Any]:
    body = await asking.json_body(request)
    if not isinstance(body, list):
        raise invalid("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    return body


def _without(command: Form, keys: tuple[str, ...]) -> dict[str, Any]:
    """The command and its options and choices, without these keys."""
    return {
        key: [_without(inner, keys) for inner in value] if key in {"options", "choices"} else value
        for key, value in command.items()
        if key not in keys
    }
