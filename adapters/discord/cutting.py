"""Cuts a document into what fits: at a block, else at a line or a word, and never through a time or a mark of ours."""

from collections import deque
from collections.abc import Callable, Sequence
from itertools import accumulate, takewhile
from typing import Final

from adapters import columns
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
    Text,
    Typed,
)
from adapters.plain import bar_line

Fits = Callable[[Sequence[Block]], bool]
"""Whether these blocks fit into one message."""

_LONGEST: Final = 4_096
"""No message shows more characters, so that no more of a block need be looked at."""


def pages(blocks: Sequence[Block], ending: Block, fits: Fits, *, most: int) -> list[list[Block]]:
    """Part blocks into pages, each of which fits; where ``most`` do not hold them, the last ends with ``ending``.

    One character of a text must always fit.
    """
    if _may_fit(blocks) and fits(blocks):
        return [list(blocks)]
    found: list[list[Block]] = [[]]
    waiting = deque(blocks)
    while waiting and len(found) <= most:
        block = waiting.popleft()
        page = found[-1]
        # To draw what can never fit, again for each page, would take long.
        short = len(_shown(block)) <= _LONGEST
        if short and fits([*page, block]):
            page.append(block)
            continue
        head, rest = (None, block) if page and short and fits([block]) else _split(block, page, fits)
        if head is not None:
            page.append(head)
        if rest is not None:
            found.append([])
            waiting.appendleft(rest)
    if len(found) <= most:
        return found
    last = found[most - 1]
    while last and not fits([*last, ending]):
        last.pop()
    return [*found[: most - 1], [*last, ending]]


def _may_fit(blocks: Sequence[Block]) -> bool:
    """Whether it is worth drawing blocks to see: what is far too long to fit need not be drawn."""
    return sum(len(_shown(block)) for block in blocks) <= 4 * _LONGEST


def beginning(blocks: Sequence[Block], ending: Block, fits: Fits) -> list[Block]:
    """Give the blocks if they fit; else as many as do, with the beginning of the next, and ``ending``."""
    if _may_fit(blocks) and fits(blocks):
        return list(blocks)
    kept: list[Block] = []
    for block in blocks:
        if not _may_fit([block]) or not fits([*kept, block, ending]):
            head, _ = _split(block, kept, lambda some: fits([*some, ending]))
            kept += [head] if head is not None else []
            break
        kept.append(block)
    return [*kept, ending]


def _split(block: Block, page: Sequence[Block], fits: Fits) -> tuple[Block | None, Block | None]:
    """Split off as much of a block as still fits on a page (``None``: nothing), and give what remains of it."""
    if isinstance(block, Bar):
        block = Paragraph((Text(bar_line(block)),))
    if isinstance(block, Table):
        return _split_rows(block, page, fits)
    text = _shown(block)
    # An empty page always takes something, or it would never end.
    enough, too_much = 0 if page else 1, min(len(text), _LONGEST) + 1
    while too_much - enough > 1:
        middle = (enough + too_much) // 2
        if fits([*page, _part(block, 0, middle)]):
            enough = middle
        else:
            too_much = middle
    at = _between_words(text, enough)
    head = _part(block, 0, at) if text[:at].strip() else None
    rest = _part(block, at, len(text)) if text[at:].strip() else None
    return head, rest


def _split_rows(table: Table, page: Sequence[Block], fits: Fits) -> tuple[Block | None, Block | None]:
    """Split a table between its rows; what follows has the headings again."""
    # A row alone always fits: its cells are cut.
    enough = 0 if page else 1
    lengths = accumulate(sum(map(len, map(columns.cell, row))) + len(row) for row in table.rows)
    too_many = max(enough, sum(1 for _ in takewhile(_LONGEST.__ge__, lengths))) + 1
    while too_many - enough > 1:
        middle = (enough + too_many) // 2
        if fits([*page, Table(table.heads, table.rows[:middle])]):
            enough = middle
        else:
            too_many = middle
    head, rest = table.rows[:enough], table.rows[enough:]
    return Table(table.heads, head) if head else None, Table(table.heads, rest) if rest else None


def _between_words(text: str, most: int) -> int:
    """Say where to cut a text of which ``most`` characters fit: after a line, else a word, unless that is far back."""
    if most >= len(text):
        return most
    for end in ("\n", " "):
        at = text.rfind(end, 0, most + 1)
        if at > most // 2:
            return at
    return most


def _shown(block: Block) -> str:
    """Give the characters by which a block is cut: one for a time; in a command to type, none that parts words."""
    match block:
        case Heading(parts) | Paragraph(parts):
            return "".join(map(_characters, parts))
        case Bullets(items):
            return "".join("".join(map(_characters, item)) + "\n" for item in items)
        case Quote(text):
            return text
        case Bar():
            return bar_line(block)
        case Table(heads, rows):
            return "\n".join("\n".join(map(columns.cell, row)) for row in (heads, *rows))


def _characters(part: Inline) -> str:
    match part:
        case Moment():
            return "x"
        case Code(text) | Typed(text):
            return "x" * len(text)
        case Link(_, text):
            return "x" * max(1, len(text))  # without words of its own its address is shown
        case _:
            return part.text.replace("\n", " ")


def _part(block: Block, start: int, stop: int) -> Block:
    """Give the characters from ``start`` to ``stop`` of a block."""
    match block:
        case Heading(parts):
            return Heading(_of_line(parts, start, stop))
        case Paragraph(parts):
            return Paragraph(_of_line(parts, start, stop))
        case Bullets(items):
            return Bullets(_of_items(items, start, stop))
        case Quote(text):
            return Quote(text[start:stop])
        case Bar() | Table():
            return block


def _of_items(items: Sequence[Sequence[Inline]], start: int, stop: int) -> tuple[tuple[Inline, ...], ...]:
    kept = []
    for item in items:
        length = sum(len(_characters(part)) for part in item) + 1
        if start < length and stop > 0:
            kept.append(_of_line(item, start, stop))
        start, stop = start - length, stop - length
    return tuple(kept)


def _of_line(parts: Sequence[Inline], start: int, stop: int) -> tuple[Inline, ...]:
    kept = []
    for part in parts:
        length = len(_characters(part))
        if start < length and stop > 0:
            kept.append(_within(part, max(0, start), max(0, stop)))
        start, stop = start - length, stop - length
    return tuple(kept)


def _within(part: Inline, start: int, stop: int) -> Inline:
    match part:
        case Text(text):
            return Text(text[start:stop])
        case Strong(text):
            return Strong(text[start:stop])
        case Code(text):
            return Code(text[start:stop])
        case Typed(text):
            return Typed(text[start:stop])
        case Link(address, text):
            return Link(address, text[start:stop])
        case Moment():
            return part
