"""What people wrote in forms, kept for a while, so that nobody has to write it twice because of a slip."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.commands import CATALOGUE
from adapters.discord.modals import Form, label_of
from adapters.documents import Quote, Strong, paragraph
from adapters.specs import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.documents import Block

AGAIN: Final = "again"
"""The command, so to speak, of the button that opens a form once more."""
KEPT_FOR: Final = 15 * 60.0
"""Seconds."""
MOST: Final = 1_000
"""Forms that are kept at once; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote into a form, of a command or of its one parameter ``asks``."""

    form: Form
    values: Mapping[str, str] = field(default_factory=dict)
    asks: str = ""


class Kept:
    """What was written, by a token and for its writer alone."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._written: OrderedDict[str, tuple[float, str, Written]] = OrderedDict()

    def keep(self, account: str, written: Written) -> str:
        """Keep what an account wrote; give the token for it."""
        self._forget()
        token = secrets.token_hex(8)
        self._written[token] = (self._now() + KEPT_FOR, account, written)
        return token

    def get(self, token: str, account: str) -> Written | None:
        """Give what an account wrote, if it is still there."""
        self._forget()
        _, writer, written = self._written.get(token, (0.0, "", None))
        return written if writer == account else None

    def _forget(self) -> None:
        while self._written and (len(self._written) > MOST or next(iter(self._written.values()))[0] < self._now()):
            self._written.popitem(last=False)


def own_words(command: str, arguments: Mapping[str, str], *, all_of_them: bool) -> tuple[Block, ...]:
    """Quote what somebody wrote: all of it, or only what they said in their own words."""
    spec = CATALOGUE.get(command)
    if spec is None:
        return ()
    blocks: list[Block] = []
    for parameter in spec.parameters:
        text = arguments.get(parameter.name, "")
        if text and (parameter.kind is Kind.TEXT or (all_of_them and parameter.kind is not Kind.NUMBER)):
            label = label_of(parameter)
            blocks += [paragraph(Strong(label if label.endswith("?") else f"{label}:")), Quote(text)]
    return (paragraph("What you wrote:"), *blocks) if blocks else ()
