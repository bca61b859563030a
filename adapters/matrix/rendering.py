"""Documents as Matrix messages: a plain text that reads well aloud, and the same as HTML.

Whatever is a leaf was perhaps typed by somebody. So every leaf is escaped, loses what could reorder the text around it,
and can ping nobody; the tags are all ours, and of those that the specification allows.
"""

from __future__ import annotations

import html
import json
import re
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Any, TypeVar

from adapters import plain
from adapters.addresses import is_link, words_for
from adapters.columns import cell
from adapters.documents import (
    Bar,
    Bullets,
    Code,
    Document,
    Heading,
    Inline,
    Link,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    Typed,
)
from adapters.pictures import KIND as PICTURE
from adapters.plain import bar_line, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from adapters.documents import Block
    from adapters.pictures import Picture

T = TypeVar("T")

BUDGET = 38_000
"""Bytes of a message's content. Encryption makes a third more of it, and 65,536 are the limit of a whole event."""
BUDGET_OF_FALLBACK = 4_000
"""Bytes of what clients show that know no edits."""

SHORTENED = "… (shortened)"

# Homeservers from before m.mentions ping everybody at this word; a joiner of no width spoils it for them only.
_CROWD = re.compile("@(?=room)", re.IGNORECASE)


def message(document: Document, *, kind: str = "m.notice", budget: int = BUDGET) -> dict[str, Any]:
    """Render a document as the content of a message that mentions nobody, within ``budget`` bytes of JSON.

    What is too long ends, at the last block that fits, with a word that it was shortened.
    """
    ending = Paragraph((Text(SHORTENED),))
    left = budget - _size(_content([], kind))
    if sum(map(_growth, document.blocks)) <= left:
        return _content(document.blocks, kind)
    left -= _growth(ending)
    kept: list[Block] = []
    for block in document.blocks:
        left -= _growth(block)
        if left < 0:
            kept += _cut(block, left + _growth(block))
            break
        kept.append(block)
    return _content([*kept, ending], kind)


def replacement(document: Document, original: str, *, kind: str = "m.notice") -> dict[str, Any]:
    """Render a document as an edit of the message ``original``."""
    fallback = message(document, kind=kind, budget=BUDGET_OF_FALLBACK)
    return {
        **fallback,
        "body": f"* {fallback['body']}",
        "m.new_content": message(document, kind=kind),
        "m.relates_to": {"rel_type": "m.replace", "event_id": original},
    }


def enclosed(name: str, kind: str, size: int, where: dict[str, Any]) -> dict[str, Any]:
    """Make the content of a message that is a file; ``where`` says where it lies, and how it is opened."""
    return {
        "msgtype": "m.file",
        "body": tame(name),
        "filename": tame(name),
        "info": {"mimetype": kind, "size": size},
        "m.mentions": {},
        **where,
    }


def shown(picture: Picture, where: dict[str, Any]) -> dict[str, Any]:
    """Make the content of a message that is a picture; ``where`` says where it lies, and how it is opened.

    Clients show the ``body`` beside a picture, and give it to those who do not see it: so it says what is shown.
    """
    wide, high = picture.size
    return {
        "msgtype": "m.image",
        "body": tame(picture.described),
        "filename": tame(picture.name),
        "info": {"mimetype": PICTURE, "size": len(picture.png), "w": wide, "h": high},
        "m.mentions": {},
        **where,
    }


def _content(blocks: Sequence[Block], kind: str) -> dict[str, Any]:
    return {
        "msgtype": kind,
        "body": "\n\n".join("\n".join(map(_plain, run)) for run in _runs(blocks)),
        "format": "org.matrix.custom.html",
        "formatted_body": "".join(_together(run) for run in _runs(blocks)),
        "m.mentions": {},
    }


def _runs(blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """Part blocks into those that stand together: bars that follow each other, and each other block by itself."""
    for bars, run in groupby(blocks, key=lambda block: isinstance(block, Bar)):
        together = list(run)
        yield from ([together] if bars else ([block] for block in together))


def _together(run: Sequence[Block]) -> str:
    bars = [_leaf(bar_line(block)) for block in run if isinstance(block, Bar)]
    return f"<p>{'<br>'.join(bars)}</p>" if bars else "".join(map(_html, run))


def _plain(block: Block) -> str:
    match block:
        case Heading(parts) | Paragraph(parts):
            return _line(parts)
        case Bullets(items):
            return "\n".join(f"• {_line(item)}" for item in items)
        case Quote(text):
            return "\n".join(f"> {line}" for line in tame(text).split("\n"))
        case Bar():
            return tame(bar_line(block))
        case Table(heads, rows):
            return "\n".join(tame(_row_aloud(heads, row)) for row in rows)


def _html(block: Block) -> str:
    match block:
        case Heading(parts):
            return f"<h4>{_marked(parts)}</h4>"
        case Paragraph(parts):
            return f"<p>{_marked(parts)}</p>"
        case Bullets(items):
            return "<ul>" + "".join(f"<li>{_marked(item)}</li>" for item in items) + "</ul>"
        case Quote(text):
            return f"<blockquote>{_leaf(text)}</blockquote>"
        case Bar():
            return f"<p>{_leaf(bar_line(block))}</p>"
        case Table(heads, rows):
            body = "".join(_row("td", row) for row in rows)
            return f"<table><thead>{_row('th', heads)}</thead><tbody>{body}</tbody></table>"


def _row(tag: str, cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{_leaf(cell(each))}</{tag}>" for each in cells) + "</tr>"


def _row_aloud(heads: Sequence[str], row: Sequence[str]) -> str:
    """Write a row of a table so that it can be read without its headings: ``Ada: Votes 12, Moved +3``."""
    figures = ", ".join(f"{head} {cell(each)}" for head, each in zip(heads[1:], row[1:], strict=False) if each)
    return f"{cell(row[0])}: {figures}" if figures else cell(row[0])


def _line(parts: Sequence[Inline]) -> str:
    return "".join(tame(_aloud(part)) for part in parts)


def _aloud(part: Inline) -> str:
    """Give the words of a part where nothing can be tapped: a link's address stands beside them."""
    if not isinstance(part, Link) or not is_link(part.address):
        return words_of(part)
    words = words_for(part.address, part.text)
    return words if words == part.address else f"{words} ({part.address})"


def _marked(parts: Sequence[Inline]) -> str:
    return "".join(_mark(part) for part in parts)


def _mark(part: Inline) -> str:
    words = _leaf(words_of(part))
    match part:
        case Strong():
            return f"<strong>{words}</strong>"
        case Code() | Typed():
            return f"<code>{words}</code>"
        case Link(address, text) if is_link(address):
            return f'<a href="{html.escape(address)}">{_leaf(words_for(address, text))}</a>'
        case _:
            return words


def tame(text: str) -> str:
    """Take out of a text what does harm unseen, and the power of ``@room`` over old homeservers."""
    return _CROWD.sub("@\u2060", plain.tame(text))


def _leaf(text: str) -> str:
    return html.escape(tame(text)).replace("\n", "<br>")


def _size(content: dict[str, Any]) -> int:
    return len(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))


def _growth(block: Block) -> int:
    """Give the bytes by which a block makes a message longer."""
    return len(json.dumps([_plain(block), _html(block), "\n\n"], ensure_ascii=False).encode("utf-8", "replace"))


def _cut(block: Block, room: int) -> list[Block]:
    """Cut a block so that it grows a message by no more than ``room`` bytes; nothing, where that leaves nothing."""
    fits, too_long = 0, room + 1
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if sum(map(_growth, _beginning(block, middle))) <= room:
            fits = middle
        else:
            too_long = middle
    return _beginning(block, fits)


def _beginning(block: Block, characters: int) -> list[Block]:
    """Give a block's first characters; of a list or a table, what of it is whole; of a bar, nothing."""
    if characters <= 0:
        return []
    match block:
        case Quote(text):
            return [Quote(text[:characters])]
        case Heading(parts):
            return [Heading(_first(parts, characters))]
        case Paragraph(parts):
            return [Paragraph(_first(parts, characters))]
        case Bullets(items):
            items = _whole(items, characters, lambda item: sum(len(words_of(part)) for part in item))
            return [Bullets(items)] if items else []
        case Table(heads, rows):
            rows = _whole(rows, characters, lambda row: sum(map(len, row)))
            return [Table(heads, rows)] if rows else []
        case Bar():
            return []


def _whole(items: Sequence[T], characters: int, length: Callable[[T], int]) -> tuple[T, ...]:
    """Give the first items, as many as are whole within so many characters."""
    ends = accumulate(max(1, length(item)) for item in items)
    return tuple(item for item, end in zip(items, ends, strict=True) if end <= characters)


def _first(parts: Sequence[Inline], characters: int) -> tuple[Inline, ...]:
    """Give the first characters of a line. Only text is cut: half of something to type, or of a time, misleads."""
    kept: list[Inline] = []
    for part in parts:
        if len(words_of(part)) > characters:
            if isinstance(part, Text):
                kept.append(Text(part.text[:characters]))
            break
        kept.append(part)
        characters -= len(words_of(part))
    return tuple(kept)
