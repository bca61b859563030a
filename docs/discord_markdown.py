"""Discord's Markdown as the elements of ``@skyra/discord-components-core``, as far as our rendering writes it.

What else Discord would make something of is refused, so that no picture shows it otherwise than Discord would.
"""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Final

_INLINE: Final = re.compile(
    r"\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|\*\*(?P<bold>.+?)\*\*(?!\*)"
    r"|`(?P<code>[^`]+)`"
    r"|<t:(?P<unix>-?[0-9]+):(?P<style>[FfR])>"
    r"|<(?P<link>https?://[^\s<>]+)>"
    r"|\[(?P<words>(?:\\.|[^\\\[\]])+)\]\(<(?P<to>https://[^\s<>()]+)>\)"
    r"|(?P<mark>[\\*_~|`<>\[\]#@])"
    r"|(?P<plain>[^\\*_~|`<>\[\]#@]+)"
)
_BLOCKS: Final = ("### ", "> ", "- ")

_AWAY: Final = (
    (timedelta(seconds=45), "a few seconds", None),
    (timedelta(seconds=90), "a minute", None),
    (timedelta(minutes=45), "{} minutes", timedelta(minutes=1)),
    (timedelta(minutes=90), "an hour", None),
    (timedelta(hours=22), "{} hours", timedelta(hours=1)),
    (timedelta(hours=36), "a day", None),
    (timedelta(days=26), "{} days", timedelta(days=1)),
)
"""Up to how long something is away, and how that is said, in units of what."""


class UnknownMarkError(Exception):
    """A text has a mark that is not shown here."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads in British English and in UTC, at the time ``now``."""

    now: datetime

    def shown(self, text: str) -> str:
        """Show a text. A block takes the end of its last line with it; all other ends of lines are seen.

        Raises:
            UnknownMarkError: it has a mark that is not shown here.
        """
        runs = [(mark, list(lines)) for mark, lines in groupby(text.split("\n"), key=_mark)]
        return "".join(
            self._block(mark, [line.removeprefix(mark) for line in lines]) if mark else self._lines(lines, last=last)
            for last, (mark, lines) in ((run is runs[-1], run) for run in runs)
        )

    def titled(self, text: str) -> str:
        """Give the plain words of an embed's title, in which our rendering writes nothing but escapes.

        Raises:
            UnknownMarkError: it has a mark that is not shown here.
        """
        return "".join(_plain(found) for found in _INLINE.finditer(text))

    def _block(self, mark: str, lines: list[str]) -> str:
        shown = [self._inline(line) for line in lines]
        match mark:
            case "### ":
                return "".join(f'<discord-header level="3">{line}</discord-header>' for line in shown)
            case "> ":
                return f"<discord-quote>{'<br>'.join(shown)}</discord-quote>"
            case _:
                items = "".join(f"<discord-list-item>{line}</discord-list-item>" for line in shown)
                return f"<discord-unordered-list>{items}</discord-unordered-list>"

    def _lines(self, lines: list[str], *, last: bool) -> str:
        text = "".join(f"{self._inline(line)}<br>" for line in lines)
        return text.removesuffix("<br>") if last else text

    def _inline(self, text: str) -> str:
        return "".join(self._part(found) for found in _INLINE.finditer(text))

    def _part(self, found: re.Match[str]) -> str:
        match found.lastgroup:
            case "bold":
                # Their own element for it leaves spaces around.
                return f"<strong>{self._inline(found['bold'])}</strong>"
            case "code":
                return f"<discord-code embed>{html.escape(found['code'])}</discord-code>"
            case "style":
                return f"<discord-time>{self._time(int(found['unix']), found['style'])}</discord-time>"
            case "link":
                address = html.escape(found["link"])
                return f'<discord-link href="{address}">{address}</discord-link>'
            case "to":
                return f'<discord-link href="{html.escape(found["to"])}">{self._inline(found["words"])}</discord-link>'
            case _:
                return html.escape(_plain(found))

    def _time(self, unix: int, style: str) -> str:
        at = datetime.fromtimestamp(unix, UTC)
        if style == "R":
            away = at - self.now
            return f"in {_long(away)}" if away > timedelta(0) else f"{_long(-away)} ago"
        day = f"{at:%A}, " if style == "F" else ""
        return f"{day}{at.day} {at:%B %Y %H:%M}"


def _mark(line: str) -> str:
    return next((mark for mark in _BLOCKS if line.startswith(mark)), "")


def _plain(found: re.Match[str]) -> str:
    """Give the text of a part that is nothing but text.

    Raises:
        UnknownMarkError: it is more.
    """
    if found.lastgroup not in {"escaped", "plain"}:
        raise UnknownMarkError(f"{found[0]!r} in {found.string!r}")
    return found[found.lastgroup]


def _long(away: timedelta) -> str:
    for most, words, unit in _AWAY:
        if away < most:
            return words.format(round(away / unit)) if unit else words
    raise UnknownMarkError(f"{away} away")
