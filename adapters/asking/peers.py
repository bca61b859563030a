"""Which other assemblies are meant."""

import re
from typing import Final

from adapters import mistakes
from adapters.cleaning import cut, unquoted
from adapters.request import Request, mistaken
from deliberation.federation import Peer

MOST: Final = 20
"""Names in one list; what comes after them is left out."""


def several(text: str) -> tuple[str, ...]:
    """Split a list with commas between into its names."""
    named = (unquoted(part.strip(" .")) for part in re.split(r"[,;\n]", text))
    return tuple(dict.fromkeys(filter(None, named)))


def found(request: Request, typed: str) -> Peer | None:
    """Give the assembly that a name means, if there is one; ``@leeds`` is a name too."""
    return request.context.directory.find_assembly(typed.strip().removeprefix("@"))


def meant(request: Request, typed: str) -> Peer:
    """Give the assembly that a name must mean."""
    name = unquoted(typed)
    return found(request, name) or mistaken(
        mistakes.AssemblyNotFound(command=request.spec.name, typed=cut(name, 80), slugs=request.context.slugs)
    )
