"""What each command asks for: made of its texts, a command of the engine, a question to answer, or a wish."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters.asking import (
    acts,
    assembly,
    ballots,
    deciding,
    donations,
    elections,
    entering,
    federation,
    following_up,
    looking,
    moots,
    officers,
    offices,
    polls,
    positions,
    things,
)
from adapters.personal import asking as personal
from adapters.request import Move, PaperAsked, Personal, Query, Request, Visit
from deliberation.commands import Command

ASKED: Final[Mapping[str, Callable[[Request], Command | Query | Move | Visit | PaperAsked | Personal]]] = (
    MappingProxyType(
        {
            **deciding.ASKED,
            **positions.ASKED,
            **ballots.ASKED,
            **polls.ASKED,
            **moots.ASKED,
            **following_up.ASKED,
            **looking.ASKED,
            **officers.ASKED,
            **acts.ASKED,
            **offices.ASKED,
            **elections.ASKED,
            **donations.ASKED,
            **assembly.ASKED,
            **entering.ASKED,
            **federation.ASKED,
            **things.ASKED,
            **personal.ASKED,
        }
    )
)
"""By the command's name; a test proves that it has them all."""
