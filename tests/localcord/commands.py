"""Registering application commands: everywhere, or in one guild."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from tests.localcord import command_forms
from tests.localcord.refusals import invalid_form, refuse

if TYPE_CHECKING:
    from tests.localcord.model import Application
    from tests.localcord.world import World

Form = Mapping[str, Any]
Commands = dict[int, dict[str, Any]]

MOST: Final = {1: 100, 2: 15, 3: 15}
"""How many commands of each type an application may have, in each guild and everywhere."""


def registered(world: World, application: Application, guild_id: int | None) -> Commands:
    """The commands of a guild, or those for everywhere (guild_id None)."""
    if guild_id is None:
        return application.commands
    if guild_id not in world.guilds or application.id not in world.guilds[guild_id].members:
        raise refuse(50001)
    return application.guild_commands.setdefault(guild_id, {})


def find(world: World, application: Application, guild_id: int | None, command_id: int) -> dict[str, Any]:
    """One command."""
    try:
        return registered(world, application, guild_id)[command_id]
    except KeyError:
        raise refuse(10063) from None


def replace_all(world: World, application: Application, guild_id: int | None, forms: Sequence[Form]) -> Commands:
    """Have exactly these commands; those that had the same name and type keep their id."""
    there = registered(world, application, guild_id)
    faults = [
        (".".join(filter(None, (str(at), path))), code, words)
        for at, form in enumerate(forms)
        for path, code, words in command_forms.faults(form)
    ]
    keys = [_key(form) for form in forms]
    for at, key in enumerate(keys):
        if key in keys[:at]:
            faults.append((str(at), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique"))
    if faults:
        raise invalid_form(faults)
    _count(forms)
    commands = [_written(world, application, guild_id, form, _same(there, form)) for form in forms]
    there.clear()
    there.update({int(command["id"]): command for command in commands})
    return there


def create(world: World, application: Application, guild_id: int | None, form: Form) -> tuple[dict[str, Any], bool]:
    """Register one command, in the place of one with the same name and type; True if there was none."""
    there = registered(world, application, guild_id)
    _check(form)
    before = _same(there, form)
    if before is None:
        _count([*there.values(), form])
    command = _written(world, application, guild_id, form, before)
    there[int(command["id"])] = command
    return command, before is None


def edit(world: World, application: Application, guild_id: int | None, command_id: int, form: Form) -> dict[str, Any]:
    """Change what the form names of a command, and leave the rest."""
    before = find(world, application, guild_id, command_id)
    whole = before | dict(form) | {"type": before["type"]}
    _check(whole)
    twin = _same(registered(world, application, guild_id), whole)
    if twin is not None and twin["id"] != before["id"]:
        words = "Application command names must be unique"
        raise invalid_form([("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", words)])
    command = _written(world, application, guild_id, whole, before)
    registered(world, application, guild_id)[command_id] = command
    return command


def delete(world: World, application: Application, guild_id: int | None, command_id: int) -> None:
    """Take a command away."""
    find(world, application, guild_id, command_id)
    del registered(world, application, guild_id)[command_id]


def _check(form: Form) -> None:
    faults = command_forms.faults(form)
    if faults:
        raise invalid_form(faults)


def _count(forms: Sequence[Form]) -> None:
    for kind, most in MOST.items():
        if sum(1 for form in forms if (form.get("type") or 1) == kind) > most:
            raise refuse(30032)


def _key(form: Form) -> tuple[Any, Any]:
    return form.get("type") or 1, form.get("name")


def _same(there: Commands, form: Form) -> dict[str, Any] | None:
    return next((command for command in there.values() if _key(command) == _key(form)), None)


def _written(
    world: World, application: Application, guild_id: int | None, form: Form, before: Form | None
) -> dict[str, Any]:
    """The command as Discord keeps and shows it; it has a new version if it differs from before."""
    permissions = form.get("default_member_permissions")
    command: dict[str, Any] = {
        "application_id": str(application.id),
        "type": form.get("type") or 1,
        "name": form["name"],
        "name_localizations": form.get("name_localizations"),
        "description": form.get("description") or "",
        "description_localizations": form.get("description_localizations"),
        "default_member_permissions": None if permissions is None else str(permissions),
        "nsfw": bool(form.get("nsfw")),
    }
    if form.get("options"):
        command["options"] = [_option(option) for option in form["options"]]
    if guild_id is None:
        command |= _reach(form)
    else:
        command["guild_id"] = str(guild_id)
    unchanged = before is not None and command == {key: before[key] for key in before if key not in {"id", "version"}}
    return command | {
        "id": before["id"] if before else str(world.snowflakes.next()),
        "version": before["version"] if before and unchanged else str(world.snowflakes.next()),
    }


def _reach(form: Form) -> dict[str, Any]:
    """Where a command for everywhere can be used; `dm_permission` is the old way to say it."""
    contexts = form.get("contexts")
    in_dms = bool(set(contexts) & {1, 2}) if contexts else form.get("dm_permission") is not False
    return {
        "contexts": contexts,
        "integration_types": form.get("integration_types") or [0],
        "dm_permission": in_dms,
    }


def _option(option: Form) -> dict[str, Any]:
    """An option without what says nothing: Discord leaves out what is null, false or empty."""
    kept = {key: value for key, value in option.items() if value is not None and value is not False and value != []}
    if "options" in kept:
        kept["options"] = [_option(inner) for inner in kept["options"]]
    return kept
