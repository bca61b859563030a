"""Documents as Markdown (CommonMark, and GitHub's dialect), for minutes that are kept in a file.

Every leaf is escaped, so that what somebody typed stays what they typed: no heading, no link, no HTML.
"""

import re
from collections.abc import Sequence
from typing import Final

from adapters.addresses import is_link
from adapters.columns import cell
from adapters.documents import (
    Bar,
    Block,
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
from adapters.plain import bar_line, tame, words_of

_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>()#&|~$!^=@])")
_AT_LINE_START: Final = re.compile(r"^([+-])|^([0-9]{1,9})([.)])")
_ADDRESS: Final = re.compile(r"(?i):(?=//)|(?<=mailto):|(?<=xmpp):|(?<=www)\.")


def markdown(document: Document) -> str:
    """Write a whole document; it ends with the end of a line."""
    return "\n\n".join(_block(block) for block in document.blocks) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(parts):
            return f"## {_line(parts)}"
        case Paragraph(parts):
            return _line(parts)
        case Bullets(items):
            return "\n".join(f"- {_line(item)}" for item in items)
        case Quote(text):
            return "\\\n".join(f"> {_line((Text(line),))}".rstrip() for line in tame(text).split("\n"))
        case Bar():
            return _line((Text(bar_line(block)),))
        case Table(heads, rows):
            below = ("---", *("--:" for _ in heads[1:]))
            return "\n".join(map(_row, (_cells(heads), below, *map(_cells, rows))))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(texts: Sequence[str]) -> list[str]:
    return [_line((Text(cell(text)),)) for text in texts]


def _line(parts: Sequence[Inline]) -> str:
    line = ""
    for part in parts:
        written = _part(part)
        # Marks that meet would be read as one longer mark.
        apart = line[-1:] == written[:1] and written[:1] in {"`", "*"}
        line += f" {written}" if apart else written
    line = line.strip()
    return _AT_LINE_START.sub(lambda found: rf"\{found[1]}" if found[1] else rf"{found[2]}\{found[3]}", line)


def _part(part: Inline) -> str:
    text = " ".join(tame(words_of(part)).split("\n"))
    if isinstance(part, Code | Typed):
        return _code(text)
    if isinstance(part, Strong) and text.strip():
        return f"**{escaped(text.strip())}**"
    if isinstance(part, Link) and is_link(part.address):
        return f"[{escaped(text)}](<{part.address}>)"
    return escaped(text)


def _code(text: str) -> str:
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def escaped(text: str) -> str:
    """Write one line of text so that Markdown shows it as it is; addresses in it become no links."""
    return _ADDRESS.sub(r"\\\g<0>", _MARKS.sub(r"\\\g<0>", text.replace("\t", " ")))
