"""Pictures that stand by themselves: what is in one, and what is said where it cannot be seen."""

from dataclasses import dataclass
from typing import Final

from adapters.cleaning import clean
from adapters.documents import Document, paragraph

KIND: Final = "image/png"

_SIZE: Final = slice(16, 24)
"""Where a PNG file says how wide and how high it is, after its signature and the head of its first part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG file, in ``alt`` what it shows, and a name that leads nowhere."""

    png: bytes
    alt: str
    name: str = "picture.png"

    @property
    def size(self) -> tuple[int, int]:
        """How wide and how high it is, in pixels."""
        size = self.png[_SIZE]
        return int.from_bytes(size[:4]), int.from_bytes(size[4:])

    @property
    def described(self) -> str:
        """What it shows, with nothing in it that does harm unseen."""
        return clean(self.alt)


def in_words(picture: Picture, why: str = "") -> Document:
    """Say what a picture shows, in its place; ``why`` is a sentence that says why it is not there itself."""
    if not why:
        return Document((paragraph(f"The picture {picture.name} shows: {picture.described}"),))
    return Document((paragraph(f"The picture {picture.name} is not here. {why} It shows: {picture.described}"),))
