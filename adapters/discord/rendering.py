"""Documents as Discord messages: an embed where they begin with a heading, else plain content; buttons under both.

Characters are counted as UTF-16 does. Discord counts code points, which are never more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import discord

from adapters.cleaning import clean
from adapters.discord.buttons import view_of
from adapters.discord.cutting import beginning, pages
from adapters.discord.marking import text_of, title_of
from adapters.discord.slash_forms import slash_form
from adapters.documents import Block, Document, Heading, Tone, paragraph, written

LONGEST_CONTENT: Final = 2_000
LONGEST_TITLE: Final = 256
LONGEST_DESCRIPTION: Final = 4_096
"""Characters. Title and description together stay far below the 6,000 that all embeds of a message may hold."""

MOST_MESSAGES: Final = 12
"""The longest text that people can give is a few of these; nobody reads more at once."""

NOTHING: Final = "(nothing to show)"

_SHORTENED: Final = paragraph("… (shortened)")
_RED: Final = 0xC0392B
_COLOURS: Final[Mapping[Tone, int | None]] = MappingProxyType(
    {"plain": None, "open": 0x2F7FC1, "carried": 0x2E8B57, "over": 0x7F8C8D}
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message: its content (``""`` for none), its embeds and its buttons."""

    content: str
    embeds: tuple[discord.Embed, ...]
    view: discord.ui.View | None


def card(document: Document, *, embeds: bool = True) -> Rendered:
    """Render a document as one message; what is too long ends, at a block or a word, by saying that it was shortened.

    Without ``embeds`` (where the bot may not embed links) all of it is content.
    """
    shape = _shape(document, embeds=embeds)
    return shape.message(
        beginning(shape.blocks, _SHORTENED, shape.fits), view=view_of(document.actions, document.about)
    )


def messages(document: Document, *, embeds: bool = True) -> list[Rendered]:
    """Render a document as several messages where it is too long for one; its buttons are under the last.

    What would flood a channel ends by saying that it was shortened.
    """
    shape = _shape(document, embeds=embeds)
    parts = [
        page for page in pages(shape.blocks, _SHORTENED, shape.fits, most=MOST_MESSAGES) if clean(text_of(page))
    ] or [[]]
    return [
        shape.message(
            page,
            first=number == 0,
            view=view_of(document.actions, document.about) if number == len(parts) - 1 else None,
        )
        for number, page in enumerate(parts)
    ]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What kind of message a document becomes: ``title`` is an embed's, and what is not in it are ``blocks``."""

    blocks: Sequence[Block]
    title: str
    embedded: bool
    colour: int | None

    def fits(self, blocks: Sequence[Block]) -> bool:
        """Whether blocks fit into one message."""
        return _length(text_of(blocks)) <= (LONGEST_DESCRIPTION if self.embedded else LONGEST_CONTENT)

    def message(self, blocks: Sequence[Block], *, view: discord.ui.View | None, first: bool = True) -> Rendered:
        """Make one message of blocks."""
        text, title = text_of(blocks), self.title if first else ""
        if not clean(title + text):
            text = NOTHING
        if not self.embedded:
            return Rendered(text, (), view)
        return Rendered("", (discord.Embed(title=title or None, description=text or None, colour=self.colour),), view)


def _shape(document: Document, *, embeds: bool) -> _Shape:
    """Find out how to show a document. A heading too long for a title stands above the rest like any other."""
    # What is cut must be cut as it is shown.
    document = written(document, slash_form, buttons=True)
    colour = _RED if document.failed else _COLOURS[document.tone]
    if not embeds or not document.blocks:
        return _Shape(document.blocks, "", embedded=False, colour=colour)
    if not isinstance(document.blocks[0], Heading):
        # A no is set off from other answers.
        return _Shape(document.blocks, "", embedded=document.failed, colour=colour)
    title = title_of(document.blocks[0])
    if _length(title) > LONGEST_TITLE:
        return _Shape(document.blocks, "", embedded=True, colour=colour)
    return _Shape(document.blocks[1:], title, embedded=True, colour=colour)


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2
