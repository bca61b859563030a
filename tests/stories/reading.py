"""What a person reads of a message on Discord: what its client makes of Markdown, embeds, times and buttons."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from adapters.plain import moment
from tests.localcord.model import Message
from tests.localcord.pressing import BUTTON, everything

_CODE: Final = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\([^\w\s])")
_LINK: Final = re.compile(r"<(https?://[^>\s]+)>")
_TIME: Final = re.compile(r"<t:(-?[0-9]+):(\w)>")
_BEGINNINGS: Final = ((re.compile(r"(?m)^### "), ""), (re.compile(r"(?m)^- "), "• "))
_STEPS: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def as_read(message: Message, now: Callable[[], datetime]) -> str:
    """Give the words of a message: its content, its embeds, and the buttons under it."""
    texts = [message.content]
    for embed in message.embeds:
        texts += [str(embed.get("title") or ""), str(embed.get("description") or "")]
    shown = [_read(text, now()) for text in texts if text]
    buttons = [label_of(part) for part in everything(message.components) if part["type"] == BUTTON]
    if buttons:
        shown.append(" ".join(buttons))
    return "\n\n".join(shown)


def label_of(button: Mapping[str, Any]) -> str:
    """Give what stands on a button."""
    emoji = (button.get("emoji") or {}).get("name")
    return f"[{' '.join(filter(None, (emoji, button.get('label'))))}]"


def _read(text: str, now: datetime) -> str:
    """Read Markdown; what stands between backticks is left as it is."""
    words, at = "", 0
    for code in _CODE.finditer(text):
        words += _unmarked(text[at : code.start()], now) + code[2].strip()
        at = code.end()
    return words + _unmarked(text[at:], now)


def _unmarked(text: str, now: datetime) -> str:
    for beginning, shown in _BEGINNINGS:
        text = beginning.sub(shown, text)
    text = _TIME.sub(lambda found: _time(found, now), text.replace("**", ""))
    return _ESCAPED.sub(r"\1", _LINK.sub(r"\1", text))


def _time(found: re.Match[str], now: datetime) -> str:
    at = datetime.fromtimestamp(int(found[1]), UTC)
    return _from_now((at - now).total_seconds()) if found[2] == "R" else moment(at, "UTC")


def _from_now(seconds: float) -> str:
    """Say how long it is until then, as the client does: in whole units of the largest that there is one of."""
    for length, unit in _STEPS:
        number = round(abs(seconds) / length)
        if number:
            words = f"{number} {unit}{'s' if number > 1 else ''}"
            return f"in {words}" if seconds > 0 else f"{words} ago"
    return "now"
