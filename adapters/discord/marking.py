"""The blocks of a document in Discord's Markdown."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from adapters import columns
from adapters.cleaning import clean
from adapters.discord.escaping import begun, code, escaped, fenced, leaf, masked
from adapters.discord.slash_forms import slash_form
from adapters.documents import (
    Bar,
    Block,
    Bullets,
    Code,
    Heading,
    Inline,
    Link,
    Moment,
    Paragraph,
    Quote,
    Strong,
    Table,
    Typed,
)
from adapters.plain import bar_line, tame, words_of

_LAST_COLON: Final = re.compile(r"\\:(\**)$")
_LONG: Final = "F"
_SHORT: Final = "f"


def text_of(blocks: Sequence[Block]) -> str:
    """Write blocks under each other; bars that follow each other are lines of one paragraph."""
    text, before = "", None
    for block in blocks:
        if words := _block(block):
            text += (_between(before, block) if before else "") + words
            before = block
    return text


def title_of(heading: Heading) -> str:
    """Write a heading as an embed's title, in which Discord shows neither links nor times."""
    plain = [Strong(words_of(part)) if isinstance(part, Moment | Link) else part for part in heading.parts]
    return _line(plain, bare=True)


def _between(before: Block, block: Block) -> str:
    close = isinstance(before, Heading) or (isinstance(before, Bar) and isinstance(block, Bar))
    return "\n" if close or _introduces(before, block) else "\n\n"


def _introduces(before: Block, block: Block) -> bool:
    """Whether a paragraph is only the label of the list, quotation or table below it."""
    if not isinstance(before, Paragraph) or not isinstance(block, Bullets | Quote | Table) or not before.parts:
        return False
    return words_of(before.parts[-1]).endswith((":", "?"))


def _block(block: Block) -> str:
    """Write one block; nothing where it shows nothing."""
    match block:
        case Heading(parts):
            line = _line(parts)
            return f"### {line}" if line else ""
        case Paragraph(parts):
            return _line(parts, times=_LONG)
        case Bullets(items):
            return "\n".join(f"- {line}" for line in map(_line, items) if line)
        case Quote(text):
            # A line that is empty needs its mark too, or the quotation ends there.
            return "\n".join(f"> {line}" for line in escaped(text.strip()).split("\n")) if _shows(text) else ""
        case Bar():
            return begun(leaf(_flat(bar_line(block))))
        case Table():
            return fenced(columns.lines(block))


def _line(parts: Sequence[Inline], *, times: str = _SHORT, bare: bool = False) -> str:
    """Write inline parts as one line; ``bare`` without emphasis and links."""
    pieces = [(_kind(part), words) for part in parts if (words := _words(part, times)).isspace() or _shows(words)]
    # Two spans side by side would be read as one with longer marks: what is of one kind is written as one.
    runs = groupby(pieces, key=lambda piece: piece[0])
    line = begun("".join(_run(kind, [words for _, words in run], bare=bare) for kind, run in runs).strip())
    # At a line's end a colon begins nothing, and a client that knows no escapes in bold text would show its mark.
    return _LAST_COLON.sub(r":\1", line)


def _kind(part: Inline) -> type:
    return Code if isinstance(part, Typed) else type(part)


def _words(part: Inline, times: str) -> str:
    """Give the words of a part, on one line; of a time, what Discord shows to each reader as theirs."""
    match part:
        case Moment(at):
            unix = at.timestamp() // 1
            # How long it is until then is what matters of a deadline; in a list of times it would only be in the way.
            return f"<t:{unix:.0f}:{times}>" + (f" (<t:{unix:.0f}:R>)" if times == _LONG else "")
        case Typed(text):
            return code(slash_form(text))
        case Code(text):
            return code(text)
        case Link(address, text):
            return masked(_flat(text), address)
        case _:
            return _flat(part.text)


def _run(kind: type, words: Sequence[str], *, bare: bool) -> str:
    """Write the words of parts of one kind that follow each other."""
    if kind is Code:
        return " ".join(words)
    text = "".join(words)
    if kind in {Moment, Link}:
        return text
    if kind is not Strong or bare or not text.strip():
        return leaf(text, links=not bare)
    inner = text.strip()
    # Some clients look for a line's beginning within bold text too.
    return text.replace(inner, f"**{begun(leaf(inner))}**", 1)


def _shows(text: str) -> bool:
    """Whether anything can be seen of a text."""
    return bool(text.strip() if text.isascii() else clean(text))


def _flat(text: str) -> str:
    return " ".join(tame(text).split("\n"))
