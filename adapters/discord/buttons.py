"""The buttons under a message: the ways to answer it with one tap.

All that a button means stands in its custom id, so that it still works after a restart and nothing is kept of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import discord

from adapters.cleaning import cut
from adapters.documents import Action

_MARK: Final = "fm"
_LONGEST_LABEL: Final = 80
_LONGEST_ID: Final = 100
_MOST: Final = 25
_STYLES: Final = {"agree": discord.ButtonStyle.success, "block": discord.ButtonStyle.danger}


class Buttons(discord.ui.View):
    """Buttons of which discord.py keeps nothing: a press is read from the raw interaction."""

    def is_finished(self) -> bool:
        """Whether presses are no longer waited for: they never are."""
        return True


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button means: a command, perhaps with a choice; what is asked first, if anything; ``Document.about``."""

    command: str
    asks: str = ""
    about: str = ""
    choice: str = ""


def custom_id_of(action: Action, about: str = "") -> str:
    """Write what a button means as its custom id."""
    command = f"{action.command}={action.choice}" if action.choice else action.command
    return f"{_MARK}:{command}:{action.asks}:{about}".rstrip(":")


def pressed(custom_id: str) -> Pressed | None:
    """Read a button's custom id; ``None`` if it is none of ours."""
    mark, command, asks, about = (*custom_id.split(":", 3), "", "", "")[:4]
    command, _, choice = command.partition("=")
    return Pressed(command, asks, about, choice) if mark == _MARK and command else None


def view_of(actions: Sequence[Action], about: str = "") -> discord.ui.View | None:
    """Make the buttons for these ways to answer, five a row; ``None`` where there are none."""
    # Discord refuses a message whole that has one custom id twice, or one that is too long.
    meant = {custom_id_of(action, about): action for action in actions}
    distinct = [(custom_id, action) for custom_id, action in meant.items() if len(custom_id) <= _LONGEST_ID][:_MOST]
    if not distinct:
        return None
    view = Buttons(timeout=None)
    for custom_id, action in distinct:
        view.add_item(_button(custom_id, action))
    return view


def _button(custom_id: str, action: Action) -> discord.ui.Button[Buttons]:
    return discord.ui.Button(
        style=_STYLES.get(action.command, discord.ButtonStyle.secondary),
        label=cut(action.label or action.command, _LONGEST_LABEL),
        custom_id=custom_id,
        emoji=action.sign or None,
    )
