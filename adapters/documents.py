"""The small document tree in which everything the bot says is written, once for all platforms.

Leaves hold plain text. A renderer escapes every leaf for its platform, so nothing that a person typed can become markup
or a mention. Documents wait in the outbox as JSON.
"""

from datetime import datetime

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


class Moment(msgspec.Struct, frozen=True, tag="moment"):
    """A point in time (aware), shown in ``zone`` or however the platform shows times to each reader."""

    at: datetime
    zone: str


Inline = Text | Strong | Code | Moment


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A title."""

    parts: tuple[Inline, ...]


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """A paragraph."""

    parts: tuple[Inline, ...]


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


Block = Heading | Paragraph | Bullets | Quote | Bar


class Document(msgspec.Struct, frozen=True):
    """A message, from top to bottom."""

    blocks: tuple[Block, ...]


def inlines(*parts: Inline | str) -> tuple[Inline, ...]:
    """Gather inline parts, with bare strings as text."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def paragraph(*parts: Inline | str) -> Paragraph:
    """Make a paragraph."""
    return Paragraph(inlines(*parts))


def heading(*parts: Inline | str) -> Heading:
    """Make a heading."""
    return Heading(inlines(*parts))
