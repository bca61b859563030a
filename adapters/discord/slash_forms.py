"""Commands to type, as they are typed on Discord: ``agree P1 because it helps`` is ``/agree number:P1 reason:…``."""

from adapters.commands import find
from adapters.discord.slash import parameters_of
from adapters.discord.slash_groups import path_of
from adapters.grammar import REST, read_line


def slash_form(words: str) -> str:
    """Write a command, given as it is typed elsewhere, as a slash command; what its form asks for is left out."""
    name, arguments = read_line(words)
    spec = find(name)
    if spec is None:
        return f"/{words}"
    words_of_it, sub, given = path_of(spec.name, {key: value for key, value in arguments.items() if key != REST})
    options = [f"{each.name}:{given[each.name]}" for each in parameters_of(spec, sub) if each.name in given]
    left_over = [arguments[REST]] if REST in arguments else []
    return " ".join([f"/{' '.join(words_of_it)}", *options, *left_over])
