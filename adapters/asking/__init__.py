"""What each command asks for: made of its texts, a command of the engine, a question to answer, or a wish."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters.asking import (
    assembly,
    deciding,
    entering,
    federation,
    following_up,
    looking,
    moots,
    offices,
    positions,
    things,
)
from adapters.personal import asking as personal
from adapters.request import Move, Personal, Query, Request, Visit
from deliberation.commands import Command

ASKED: Final[Mapping[str, Callable[[Request], Command | Query | Move | Visit | Personal]]] = MappingProxyType(
    {
        **deciding.ASKED,
        **positions.ASKED,
        **moots.ASKED,
        **following_up.ASKED,
        **looking.ASKED,
        **offices.ASKED,
        **assembly.ASKED,
        **entering.ASKED,
        **federation.ASKED,
        **things.ASKED,
        **personal.ASKED,
    }
)
"""By the command's name; a test proves that it has them all."""
