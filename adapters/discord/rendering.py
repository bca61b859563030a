"""Documents as Discord messages: an embed where they begin with a heading, else plain content; with it buttons, files.

Characters are counted as UTF-16 does. Discord counts code points, which are never more.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import discord

from adapters.cleaning import clean
from adapters.discord import lists
from adapters.discord.buttons import view_of
from adapters.discord.cutting import beginning, pages
from adapters.discord.marking import text_of, title_of
from adapters.discord.slash_forms import slash_form
from adapters.documents import Block, Document, File, Heading, Tone, paragraph, written
from adapters.enclosing import bytes_of, name_of, without

LONGEST_CONTENT: Final = 2_000
LONGEST_TITLE: Final = 256
LONGEST_DESCRIPTION: Final = 4_096
"""Characters. Title and description together stay far below the 6,000 that all embeds of a message may hold."""

MOST_MESSAGES: Final = 12
"""The longest text that people can give is a few of these; nobody reads more at once."""

LARGEST_FILES: Final = 10 * 1024 * 1024
"""Bytes, of all files of a message together: what Discord takes everywhere."""
MOST_FILES: Final = 10

NOTHING: Final = "(nothing to show)"

_SHORTENED: Final = paragraph("… (shortened)")
_RED: Final = 0xC0392B
_COLOURS: Final[Mapping[Tone, int | None]] = MappingProxyType(
    {"plain": None, "open": 0x2F7FC1, "carried": 0x2E8B57, "over": 0x7F8C8D}
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message: its content (``""`` for none), its embeds, its buttons and its files."""

    content: str
    embeds: tuple[discord.Embed, ...]
    view: discord.ui.View | None
    files: tuple[File, ...] = ()

    @property
    def attachments(self) -> list[discord.File]:
        """Its files as discord.py sends them: once, for they are read as they go."""
        return [discord.File(io.BytesIO(bytes_of(file)), filename=name_of(file)) for file in self.files]


def card(document: Document, *, embeds: bool = True) -> Rendered:
    """Render a document as one message; what is too long ends, at a block or a word, by saying that it was shortened.

    Without ``embeds`` (where the bot may not embed links) all of it is content.
    """
    document = _with_what_fits(document)
    shape = _shape(document, embeds=embeds)
    return shape.message(
        beginning(shape.blocks, _SHORTENED, shape.fits),
        view=_view(document),
        files=document.files,
    )


def messages(document: Document, *, embeds: bool = True) -> list[Rendered]:
    """Render a document as several messages where it is too long for one; its buttons and files are with the last.

    What would flood a channel ends by saying that it was shortened.
    """
    document = _with_what_fits(document)
    shape = _shape(document, embeds=embeds)
    parts = [
        page for page in pages(shape.blocks, _SHORTENED, shape.fits, most=MOST_MESSAGES) if clean(text_of(page))
    ] or [[]]
    *others, last = enumerate(parts)
    view = _view(document)
    return [
        *(shape.message(page, view=None, first=number == 0) for number, page in others),
        shape.message(last[1], view=view, first=last[0] == 0, files=document.files),
    ]


def _view(document: Document) -> discord.ui.View | None:
    """Make the menus of a paper, or the buttons of anything else."""
    if document.lists is not None and document.about:
        return lists.view_of(document.lists, document.about)
    return view_of(document.actions, document.about)


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

    def message(
        self,
        blocks: Sequence[Block],
        *,
        view: discord.ui.View | None,
        first: bool = True,
        files: tuple[File, ...] = (),
    ) -> Rendered:
        """Make one message of blocks."""
        text, title = text_of(blocks), self.title if first else ""
        if not clean(title + text):
            text = NOTHING
        if not self.embedded:
            return Rendered(text, (), view, files)
        embed = discord.Embed(title=title or None, description=text or None, colour=self.colour)
        return Rendered("", (embed,), view, files)


def _with_what_fits(document: Document) -> Document:
    """Leave out the files that are more than Discord takes with one message."""
    left, too_much = LARGEST_FILES, []
    for number, file in enumerate(document.files):
        size = len(bytes_of(file))
        if size > left or number >= MOST_FILES:
            too_much.append(file)
        else:
            left -= size
    return without(document, too_much, "It is more than Discord takes with one message.")


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
