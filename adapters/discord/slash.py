"""Slash commands, generated from the table of commands: what Discord is told of them, and what comes back of one.

Nothing is judged here. Numbers, times and lengths are texts to Discord too, so that the one validator reads them.
"""

from collections.abc import Mapping
from typing import Any, Final

import discord

from adapters.cleaning import clean, clean_line
from adapters.commands import ASSEMBLY_ARGUMENT, CATALOGUE
from adapters.discord.modals import has_form
from adapters.specs import CommandSpec, Kind, Parameter
from adapters.suggesting import suggests

_TEXT: Final = discord.AppCommandOptionType.string.value
_CHAT_INPUT: Final = discord.AppCommandType.chat_input.value
_IN_GUILD, _IN_BOT_DM = 0, 1
_INSTALLED_IN_GUILD: Final = 0
_MANAGE_SERVER: Final = str(discord.Permissions(manage_guild=True).value)

_LONGEST_DESCRIPTION: Final = 100
_LONGEST_OPTION: Final = 6_000
_MOST_CHOICES: Final = 25

_WHERE_ONE_IS: Final = frozenset({"found", "bind"})
"""Commands about the very channel in which they are used; into an assembly without one, somebody asks in private."""
_KEEPERS: Final = frozenset({"found", "bind"})
"""Commands that only those who manage the server may use; a Thing may be called by whoever takes part."""

_OF_NO_ASSEMBLY: Final = frozenset({"found", "help"})

_ASSEMBLY: Final = Parameter(
    name=ASSEMBLY_ARGUMENT,
    kind=Kind.WORD,
    place=CATALOGUE["bind"].parameter(ASSEMBLY_ARGUMENT).place,
    meaning="which assembly, by its short name; this channel's if you leave it out",
    limit=CATALOGUE["bind"].parameter(ASSEMBLY_ARGUMENT).limit,
)


def payloads() -> list[dict[str, Any]]:
    """List every command as Discord's bulk overwrite of global commands takes them."""
    return [_payload(spec) for spec in CATALOGUE.values()]


def arguments(data: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Read a used command back: its name, and its arguments as the grammar would have read them from a typed line."""
    name = str(data.get("name", ""))
    given = {str(option["name"]): str(option.get("value", "")) for option in data.get("options") or ()}
    return name, tidied(name, given)


def tidied(command: str, given: Mapping[str, str]) -> dict[str, str]:
    """Write arguments as the grammar writes them: cleaned, and without those that say nothing."""
    spec = CATALOGUE.get(command)
    parameters = {each.name: each for each in (*spec.parameters, _ASSEMBLY)} if spec else {}
    tidy = {name: _tidy(value, parameters.get(name)) for name, value in given.items()}
    return {name: value for name, value in tidy.items() if value}


def focused(data: Mapping[str, Any]) -> tuple[str, str]:
    """Give the option in which somebody is typing, and what they have typed so far."""
    for option in data.get("options") or ():
        if option.get("focused"):
            return str(option["name"]), str(option.get("value", ""))
    return "", ""


def filled(data: Mapping[str, Any]) -> dict[str, str]:
    """Give the options that are filled in beside the one in which somebody is typing."""
    options = data.get("options") or ()
    return {str(each["name"]): str(each.get("value", "")) for each in options if not each.get("focused")}


def parameters_of(spec: CommandSpec) -> list[Parameter]:
    """List what is asked for as options, required ones first: what a form asks for is not among them."""
    own = [each for each in spec.parameters if each.kind is Kind.NUMBER or not has_form(spec)]
    if spec.name not in _OF_NO_ASSEMBLY and all(each.name != ASSEMBLY_ARGUMENT for each in own):
        own.append(_ASSEMBLY)
    return sorted(own, key=lambda each: not each.required)


def described(words: str) -> str:
    """Write words as a description: with a capital letter, and cut at a word if they are too long."""
    words = words[:1].upper() + words[1:]
    if len(words) <= _LONGEST_DESCRIPTION:
        return words
    return words[:_LONGEST_DESCRIPTION].rpartition(" ")[0].rstrip(" ,;:") + "…"


def _payload(spec: CommandSpec) -> dict[str, Any]:
    local = spec.name in _WHERE_ONE_IS
    return {
        "type": _CHAT_INPUT,
        "name": spec.name,
        "description": described(spec.summary),
        "options": [_option(spec, each) for each in parameters_of(spec)],
        "default_member_permissions": _MANAGE_SERVER if spec.name in _KEEPERS else None,
        "contexts": [_IN_GUILD] if local else [_IN_GUILD, _IN_BOT_DM],
        "integration_types": [_INSTALLED_IN_GUILD],
    }


def _option(spec: CommandSpec, parameter: Parameter) -> dict[str, Any]:
    option: dict[str, Any] = {
        "type": _TEXT,
        "name": parameter.name,
        "description": described(parameter.meaning),
        "required": parameter.required,
    }
    if suggests(spec, parameter.name):
        option["autocomplete"] = True
    elif 0 < len(parameter.choices) <= _MOST_CHOICES:
        return option | {"choices": [{"name": each, "value": each} for each in parameter.choices]}
    return option | {"max_length": min(parameter.limit, _LONGEST_OPTION)}


def _tidy(value: str, parameter: Parameter | None) -> str:
    """Write a value as the grammar writes it."""
    if parameter is None or parameter.kind is Kind.TEXT:
        return clean(value)
    line = clean_line(value)
    if parameter.name == ASSEMBLY_ARGUMENT:
        return line.lstrip("@")
    # A flag is there or not: "no" says the same as leaving it out.
    return "" if parameter.kind is Kind.FLAG and line.casefold() != "yes" else line
