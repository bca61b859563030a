"""The small document tree in which everything the bot says is written, once for all platforms.

Leaves hold plain text. A renderer escapes every leaf for its platform, so nothing that a person typed can become markup
or a mention. Documents wait in the outbox as JSON.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

import msgspec


class Text(msgspec.Struct, frozen=True, tag="text"):
    """Plain text."""

    text: str


class Strong(msgspec.Struct, frozen=True, tag="strong"):
    """Text that matters most."""

    text: str


class Code(msgspec.Struct, frozen=True, tag="code"):
    """Something to type."""

    text: str


class Typed(msgspec.Struct, frozen=True, tag="typed"):
    """A command to type, as the shared grammar reads it and without what it begins with.

    Each platform writes it in its own form.
    """

    text: str


class Moment(msgspec.Struct, frozen=True, tag="moment"):
    """A point in time (aware), shown in ``zone`` or however the platform shows times to each reader."""

    at: datetime
    zone: str


class Link(msgspec.Struct, frozen=True, tag="link"):
    """An address of our own making that leads somewhere, and what it is called."""

    address: str
    text: str


Inline = Text | Strong | Code | Typed | Moment | Link


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A title."""

    parts: tuple[Inline, ...]


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """A paragraph. ``pressed`` stands in its place where the document's actions are buttons, if it is given."""

    parts: tuple[Inline, ...]
    pressed: tuple[Inline, ...] = ()


class Bullets(msgspec.Struct, frozen=True, tag="bullets"):
    """A list."""

    items: tuple[tuple[Inline, ...], ...]


class Quote(msgspec.Struct, frozen=True, tag="quote"):
    """Somebody's own words; line breaks are kept."""

    text: str


class Bar(msgspec.Struct, frozen=True, tag="bar"):
    """A count with its share of a whole, as a line: ``figure`` out of ``whole``, and a label."""

    label: str
    figure: int
    whole: int


class Table(msgspec.Struct, frozen=True, tag="table"):
    """Rows of plain text below ``heads``: first a name, then figures. A few columns; a telephone is narrow."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Bullets | Quote | Bar | Table


class Action(msgspec.Struct, frozen=True):
    """A way to answer a message with one tap: ``command`` in reply to it.

    ``label`` is what a button says; ``sign`` the reaction that does the same, empty where there is none. ``asks`` names
    the parameter of the command for which its words are asked first, empty where it is done at once. ``choice`` is one
    of the choices that a parameter of the command has, where the command takes one.
    """

    command: str
    label: str
    sign: str = ""
    asks: str = ""
    choice: str = ""


class Lists(msgspec.Struct, frozen=True):
    """A ballot paper to be filled in from lists, on platforms that have them: ``names`` in the order of the paper.

    ``kind`` says how: ``scores`` (each gets one, from 0 to ``most``), ``order`` (as far as one likes) or ``one``.
    ``marks`` are those on it so far, as ``deliberation.polls.Marks`` has them; ``words`` what is written for each
    option so that it is read back as that.
    """

    kind: Literal["scores", "order", "one"]
    names: tuple[str, ...]
    marks: tuple[int, ...] = ()
    most: int = 0
    words: tuple[str, ...] = ()


class File(msgspec.Struct, frozen=True):
    """A text to be handed over as a file: ``name`` with its ending, ``kind`` its media type."""

    name: str
    kind: str
    text: str


Tone = Literal["plain", "open", "carried", "over"]
"""Whether it is about something that is open, was carried, or is over some other way."""


class Document(msgspec.Struct, frozen=True):
    """A message, from top to bottom, and the ways to answer it: platforms with buttons offer ``actions`` as such.

    ``about`` names what it is about for the program, to come back with an answer to it. ``tone`` is for platforms with
    colours; nothing is said by it alone. ``failed`` says that it tells somebody that what they asked for was not done.
    """

    blocks: tuple[Block, ...]
    actions: tuple[Action, ...] = ()
    failed: bool = False
    tone: Tone = "plain"
    about: str = ""
    files: tuple[File, ...] = ()
    lists: Lists | None = None


def inlines(*parts: Inline | str) -> tuple[Inline, ...]:
    """Gather inline parts, with bare strings as text."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def paragraph(*parts: Inline | str) -> Paragraph:
    """Make a paragraph."""
    return Paragraph(inlines(*parts))


def heading(*parts: Inline | str) -> Heading:
    """Make a heading."""
    return Heading(inlines(*parts))


def written(document: Document, how: Callable[[str], str], *, buttons: bool = False) -> Document:
    """Write each command to type in a platform's own form: ``how`` makes it of the command's words.

    ``buttons`` says that the platform shows actions as buttons.
    """
    blocks = tuple(_block_written(_chosen(block, buttons=buttons), how) for block in document.blocks)
    unchanged = all(new is old for new, old in zip(blocks, document.blocks, strict=True))
    return document if unchanged else msgspec.structs.replace(document, blocks=blocks)


def _chosen(block: Block, *, buttons: bool) -> Block:
    """Choose of a paragraph what is true on the platform."""
    if not isinstance(block, Paragraph) or not block.pressed:
        return block
    return Paragraph(block.pressed if buttons else block.parts)


def _block_written(block: Block, how: Callable[[str], str]) -> Block:
    match block:
        case Heading(parts) if _to_write(parts):
            return Heading(_parts_written(parts, how))
        case Paragraph(parts) if _to_write(parts):
            return Paragraph(_parts_written(parts, how))
        case Bullets(items) if any(map(_to_write, items)):
            return Bullets(tuple(_parts_written(item, how) for item in items))
        case _:
            return block


def _to_write(parts: Sequence[Inline]) -> bool:
    return any(isinstance(part, Typed) for part in parts)


def _parts_written(parts: Sequence[Inline], how: Callable[[str], str]) -> tuple[Inline, ...]:
    return tuple(each for part in parts for each in (_typed(how(part.text)) if isinstance(part, Typed) else (part,)))


def _typed(words: str) -> tuple[Inline, ...]:
    """Write what is to be typed. Several lines stand in one: code may not hold a line's end everywhere."""
    first, *others = words.strip().split("\n")
    below = " / ".join(line for line in others if line.strip())
    return (Code(first), Text(f", and on the lines below it: {below}")) if below else (Code(first),)
