"""What somebody meant by a message: its text without the quotation of what it answers, with names made exact."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 65_536
"""Characters of formatted text that are looked at."""

_MATRIX_TO = re.compile(r"https?://matrix\.to/#/(@[^/?#]+)", re.IGNORECASE)
_MATRIX_URI = re.compile(r"matrix:u/([^/?#]+)", re.IGNORECASE)
_USER = re.compile(r"@[^:\s\x00]*:[^\s\x00]+")


class _Pills(HTMLParser):
    """Collects the mentions in formatted text, in order: the text shown and the MXID that it stands for."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._user = ""
        self._shown: list[str] = []
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "mx-reply":
            self._quoted += 1
        elif tag == "a" and not self._quoted:
            self._user = _mentioned(dict(attrs).get("href") or "")
            self._shown = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "mx-reply" and self._quoted:
            self._quoted -= 1
        elif tag == "a" and self._user:
            shown = "".join(self._shown).strip()
            if shown:
                self.found.append((shown, self._user))
            self._user = ""

    def handle_data(self, data: str) -> None:
        if self._user:
            self._shown.append(data)


def meant(content: Mapping[str, object], *, reply: bool) -> str:
    """Give the text of a message: without the quotation where it is a ``reply``, mentions replaced by their MXIDs."""
    body = content.get("body")
    if not isinstance(body, str):
        return ""
    text = _without_quotation(body) if reply else body
    formatted = content.get("formatted_body")
    if content.get("format") == "org.matrix.custom.html" and isinstance(formatted, str):
        text = _with_pills(text, formatted[:LONGEST])
    return text.strip()


def _with_pills(text: str, formatted: str) -> str:
    pills = _Pills()
    try:
        pills.feed(formatted)
        pills.close()
    except (ValueError, AssertionError):  # the parser's own opinion of what nobody could have meant
        return text
    done, at = [], 0
    for shown, user in pills.found:
        where = text.find(shown, at)
        if where < 0:
            continue
        # A client that writes the @ of a mention outside the name means one mention, not two signs.
        before = text[at:where]
        done.append(before.removesuffix("@") if not shown.startswith("@") else before)
        done.append(user)
        at = where + len(shown)
    return "".join(done) + text[at:]


def _mentioned(address: str) -> str:
    found = _MATRIX_TO.match(unquote(address))
    if found is not None:
        user = found[1]
    elif (uri := _MATRIX_URI.match(address)) is not None:
        user = "@" + unquote(uri[1])
    else:
        return ""
    return user if _USER.fullmatch(user) else ""


def _without_quotation(body: str) -> str:
    if not body.startswith("> "):
        return body
    lines = body.split("\n")
    end = next((number for number, line in enumerate(lines) if not line.startswith(">")), len(lines))
    if end < len(lines) and not lines[end].strip():
        end += 1
    return "\n".join(lines[end:])
