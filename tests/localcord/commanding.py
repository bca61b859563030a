"""Which slash commands Discord's client offers to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from tests.localcord.interacting import IN_BOT_DM, IN_GUILD, is_there
from tests.localcord.options import HasId, Place, described, id_of
from tests.localcord.permissions import Permission

if TYPE_CHECKING:
    from tests.localcord.model import Application

Command = Mapping[str, Any]

SLASH: Final = 1


def find(place: Place, name: str, of: HasId | int | None = None) -> tuple[Command, list[str]]:
    """The command that is offered there under this name, and the names of its sub-commands."""
    first, *words = name.split()
    of_id = None if of is None else str(id_of(of))
    found = [
        command for command in offered(place) if command["name"] == first and of_id in {None, command["application_id"]}
    ]
    assert found, f"/{first} is not offered there, only {sorted({one['name'] for one in offered(place)})}"
    assert len({one["application_id"] for one in found}) == 1, f"several bots have /{first}: say whose with `of`"
    return found[0], words


def offered(place: Place) -> list[Command]:
    """The slash commands that this person sees there, a guild's own ones first."""
    world = place.world
    applications = [one for one in world.applications.values() if is_there(world, one.id, place.channel_id)]
    return [
        command
        for application in applications
        for command in _commands(place, application)
        if command["type"] == SLASH and _may(place, command) and _fits(place, command)
    ]


def autocompleted(command: Command, words: list[str], option: str) -> None:
    """AssertionError unless the option offers something while one types."""
    _path, options = described(command, words)
    named = next((one for one in options if one["name"] == option), None)
    assert named is not None, f"/{command['name']} has no option {option!r}"
    assert named.get("autocomplete"), f"{option!r} of /{command['name']} has no autocomplete"


def _commands(place: Place, application: Application) -> list[Command]:
    own = application.guild_commands.get(place.guild_id or 0, {})
    return [*own.values(), *application.commands.values()]


def _may(place: Place, command: Command) -> bool:
    """Who may not manage the guild needs the permissions that the command asks for; "0": nobody else has it."""
    if place.guild_id is None:
        return True
    granted = place.world.permissions(place.user_id, place.channel_id)
    if Permission.USE_APPLICATION_COMMANDS not in granted:
        return False
    needed = command["default_member_permissions"]
    if needed is None or Permission.ADMINISTRATOR in granted:
        return True
    return needed != "0" and Permission(int(needed)) in granted


def _fits(place: Place, command: Command) -> bool:
    if "guild_id" in command:
        return True
    here = IN_BOT_DM if place.guild_id is None else IN_GUILD
    contexts = command["contexts"]
    if contexts is None:
        return here == IN_GUILD or bool(command["dm_permission"])
    return here in contexts
