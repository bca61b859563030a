"""What somebody meant by a message: its text without the quotation of what it answers, with names made exact."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Python's own HTML parser needs 43 seconds for 65,000 characters of "<a ". Only mentions are of interest here, and they
# are short: each of these looks at no more than a few hundred characters for each "<".
_ANCHOR = re.compile(r"<a\s(?P<attributes>[^<>]{1,600})>(?P<shown>.{1,300}?)</a>", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"""\bhref\s{0,9}=\s{0,9}(["'])([^"']{1,500})\1""", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_MATRIX_TO = re.compile(r"https?://matrix\.to/#/(@[^/?#]+)", re.IGNORECASE)
_MATRIX_URI = re.compile(r"matrix:u/([^/?#]+)", re.IGNORECASE)
_USER = re.compile(r"@[^:\s\x00]*:[^\s\x00]+")


def meant(content: Mapping[str, object], *, reply: bool) -> str:
    """Give the text of a message: without the quotation where it is a ``reply``, mentions replaced by their MXIDs."""
    body = content.get("body")
    if not isinstance(body, str):
        return ""
    text = _without_quotation(body) if reply else body
    formatted = content.get("formatted_body")
    if content.get("format") == "org.matrix.custom.html" and isinstance(formatted, str):
        text = _with_pills(text, formatted)
    return text.strip()


def _with_pills(text: str, formatted: str) -> str:
    done, at = [], 0
    for shown, user in _pills(formatted):
        where = text.find(shown, at)
        if where < 0:
            continue
        # A client that writes the @ of a mention outside the name means one mention, not two signs.
        before = text[at:where]
        done.append(before if shown.startswith("@") else before.removesuffix("@"))
        done.append(user)
        at = where + len(shown)
    return "".join(done) + text[at:]


def _pills(formatted: str) -> Iterator[tuple[str, str]]:
    """Give the mentions in formatted text, in order: the text shown and the MXID that it stands for."""
    _, _, after_quotation = formatted.rpartition("</mx-reply>")
    for anchor in _ANCHOR.finditer(after_quotation):
        address = _ADDRESS.search(anchor["attributes"])
        user = _mentioned(html.unescape(address[2])) if address is not None else ""
        shown = html.unescape(_TAG.sub("", anchor["shown"])).strip()
        if user and shown:
            yield shown, user


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
