"""Commands to type, as they are typed on Discord: ``agree P1 because it helps`` is ``/agree number:P1 reason:…``."""

from typing import Final

from adapters.commands import find
from adapters.discord.slash import parameters_of
from adapters.discord.slash_groups import path_of
from adapters.grammar import REST, read_line

_ELECTED: Final = " elected"
"""What is said behind an office of how it is filled; on Discord it goes into the field for who appoints."""


def slash_form(words: str) -> str:
    """Write a command, given as it is typed elsewhere, as a slash command; what its form asks for is left out."""
    name, arguments = read_line(words)
    spec = find(name)
    if spec is None:
        return f"/{words}"
    office = arguments.get("office", "")
    if spec.name == "office" and office.endswith(_ELECTED):
        arguments = {**arguments, "office": office.removesuffix(_ELECTED), "appointed": _ELECTED.strip()}
    words_of_it, sub, given = path_of(spec.name, {key: value for key, value in arguments.items() if key != REST})
    options = [f"{each.name}:{given[each.name]}" for each in parameters_of(spec, sub) if each.name in given]
    left_over = [arguments[REST]] if REST in arguments else []
    return " ".join([f"/{' '.join(words_of_it)}", *options, *left_over])
