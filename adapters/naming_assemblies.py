"""Commands as they are typed where it is not clear of itself which assembly is meant: ``coming M1@hull``."""

from functools import lru_cache
from typing import Final

from adapters.commands import ASSEMBLY_ARGUMENT, find
from adapters.grammar import read_line
from adapters.personal.commands import SPECS as PERSONAL
from adapters.references import split_reference

_OF_NO_ASSEMBLY: Final = frozenset({"help", "federation", "found", "bind", *(spec.name for spec in PERSONAL)})


@lru_cache(maxsize=1_000)
def with_assembly(words: str, slug: str) -> str:
    """Name an assembly in a command that is to be typed, where the command needs one and none is named in it yet.

    It stands where it is read: after the number, after the command, or joined to the command.
    """
    name, arguments = read_line(words)
    spec = find(name)
    if spec is None or spec.name in _OF_NO_ASSEMBLY or ASSEMBLY_ARGUMENT in arguments:
        return words
    number = arguments.get("number", "")
    if "@" in number:
        return words
    before, after = words[: len(name)], words[len(name) :]
    typed, rest = split_reference(after)
    forms = [
        *([f"{before} {typed}@{slug}{rest}"] if typed else []),
        f"{before} @{slug}{after}",
        f"{before}@{slug}{after}",
    ]
    wanted = {f"{number}@{slug}"} if number else {slug}
    for form in forms:
        _, found = read_line(form)
        named = {found.pop("number", ""), found.pop(ASSEMBLY_ARGUMENT, "")} - {""}
        if named == wanted and found == {key: text for key, text in arguments.items() if key != "number"}:
            return form
    return words
