"""Slash commands, generated from the table of commands: what Discord is told of them, and what comes back of one.

Nothing is judged here. Numbers, times and lengths are texts to Discord too, so that the one validator reads them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import discord

from adapters.cleaning import clean, clean_line
from adapters.commands import ASSEMBLY_ARGUMENT, CATALOGUE
from adapters.discord.modals import has_form
from adapters.discord.slash_groups import GATHERED, GROUPS, INSTEAD, Sub, assembly_apart
from adapters.specs import CommandSpec, Kind, Parameter
from adapters.suggesting import suggests

_TEXT: Final = discord.AppCommandOptionType.string.value
_SUB: Final = discord.AppCommandOptionType.subcommand.value
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
    alone = [_payload(spec) for spec in CATALOGUE.values() if spec.name not in GATHERED]
    return [*alone, *(_gathered(name, about, subs) for name, (about, subs) in GROUPS.items())]


def arguments(data: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Read a used command back: its name, and its arguments as the grammar would have read them from a typed line."""
    name, sub, options = _opened(data)
    given = {str(option["name"]): str(option.get("value", "")) for option in options}
    return name, tidied(name, sub.typed(given) if sub is not None else assembly_apart(name, given))


def command_of(data: Mapping[str, Any]) -> str:
    """Name the command of the table that somebody uses, or is about to."""
    return _opened(data)[0]


def tidied(command: str, given: Mapping[str, str]) -> dict[str, str]:
    """Write arguments as the grammar writes them: cleaned, and without those that say nothing."""
    spec = CATALOGUE.get(command)
    parameters = {each.name: each for each in (*spec.parameters, _ASSEMBLY)} if spec else {}
    tidy = {name: _tidy(value, parameters.get(name)) for name, value in given.items()}
    return {name: value for name, value in tidy.items() if value}


def focused(data: Mapping[str, Any]) -> tuple[str, str]:
    """Give the option in which somebody is typing, and what they have typed so far."""
    for option in _opened(data)[2]:
        if option.get("focused"):
            return str(option["name"]), str(option.get("value", ""))
    return "", ""


def filled(data: Mapping[str, Any]) -> dict[str, str]:
    """Give the options that are filled in beside the one in which somebody is typing."""
    options = _opened(data)[2]
    return {str(each["name"]): str(each.get("value", "")) for each in options if not each.get("focused")}


def parameters_of(spec: CommandSpec, sub: Sub | None = None) -> list[Parameter]:
    """List what is asked for as options, required ones first: what a form asks for is not among them.

    Under a name that it shares (``sub``) a command may ask for less, or explain it otherwise.
    """
    there = (each for each in spec.parameters if each.name not in INSTEAD.get(spec.name, ()))
    own = [each for each in there if each.kind is Kind.NUMBER or not has_form(spec)]
    if spec.name not in _OF_NO_ASSEMBLY and all(each.name != ASSEMBLY_ARGUMENT for each in own):
        own.append(_ASSEMBLY)
    if sub is not None:
        own = [_under(each, sub) for each in own if each.name not in sub.without]
    return sorted(own, key=lambda each: not each.required)


def described(words: str) -> str:
    """Write words as a description: with a capital letter, and cut at a word if they are too long."""
    words = words[:1].upper() + words[1:]
    if len(words) <= _LONGEST_DESCRIPTION:
        return words
    return words[:_LONGEST_DESCRIPTION].rpartition(" ")[0].rstrip(" ,;:") + "…"


def _opened(data: Mapping[str, Any]) -> tuple[str, Sub | None, Sequence[Mapping[str, Any]]]:
    """Give the command of the table that is used, what stands under a shared name for it, and its options."""
    name, options = str(data.get("name", "")), data.get("options") or ()
    if not options or options[0].get("type") != _SUB:
        return name, None, options
    word, inner = str(options[0].get("name", "")), options[0].get("options") or ()
    sub = GROUPS[name][1].get(word) if name in GROUPS else None
    return (sub.command, sub, inner) if sub is not None else (f"{name}-{word}", None, inner)


def _under(parameter: Parameter, sub: Sub) -> Parameter:
    meaning = sub.meanings.get(parameter.name, parameter.meaning)
    return replace(parameter, meaning=meaning, required=parameter.required or parameter.name in sub.needs)


def _payload(spec: CommandSpec) -> dict[str, Any]:
    options = [_option(spec, each) for each in parameters_of(spec)]
    return _top(spec.name, spec.summary, options)


def _gathered(name: str, about: str, subs: Mapping[str, Sub]) -> dict[str, Any]:
    return _top(name, about, [_sub(word, sub) for word, sub in subs.items()])


def _sub(word: str, sub: Sub) -> dict[str, Any]:
    spec = CATALOGUE[sub.command]
    return {
        "type": _SUB,
        "name": word,
        "description": described(sub.summary or spec.summary),
        "options": [_option(spec, each, new=each.name == sub.new) for each in parameters_of(spec, sub)],
    }


def _top(name: str, about: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": _CHAT_INPUT,
        "name": name,
        "description": described(about),
        "options": options,
        "default_member_permissions": _MANAGE_SERVER if name in _KEEPERS else None,
        "contexts": [_IN_GUILD] if name in _WHERE_ONE_IS else [_IN_GUILD, _IN_BOT_DM],
        "integration_types": [_INSTALLED_IN_GUILD],
    }


def _option(spec: CommandSpec, parameter: Parameter, *, new: bool = False) -> dict[str, Any]:
    option: dict[str, Any] = {
        "type": _TEXT,
        "name": parameter.name,
        "description": described(parameter.meaning),
        "required": parameter.required,
    }
    if suggests(spec, parameter.name) and not new:
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
