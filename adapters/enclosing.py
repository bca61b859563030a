"""Files that go with a message: their names made fit for every platform, and what is said where one cannot go."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from adapters.cleaning import clean_line, cut
from adapters.documents import Document, File, Paragraph, paragraph

NAMELESS: Final = "file.txt"

_LONGEST: Final = 80
_LONGEST_ENDING: Final = 10
_UNFIT: Final = re.compile(r'[\\/:*?"<>|@#`]+')
_KIND: Final = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,60}")
_UNKNOWN_KIND: Final = "application/octet-stream"


def name_of(file: File) -> str:
    """Give a file's name, which leads nowhere, mentions nobody and keeps its ending however long it is."""
    name = _UNFIT.sub("-", clean_line(file.name)).strip(" .-")
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        return cut(name, _LONGEST) or NAMELESS
    return cut(stem, _LONGEST - len(ending) - 1) + dot + ending


def kind_of(file: File) -> str:
    """Give a file's media type."""
    return file.kind if _KIND.fullmatch(file.kind) else _UNKNOWN_KIND


def bytes_of(file: File) -> bytes:
    """Give what is in a file."""
    return file.text.encode("utf-8", "replace")


def left_out(file: File, why: str) -> Paragraph:
    """Say that a file is not there; ``why`` is a sentence."""
    return paragraph(f"The file {name_of(file)} is not here. {why}")


def without(document: Document, files: Sequence[File], why: str) -> Document:
    """Leave files out of a document, and say so in it."""
    if not files:
        return document
    return msgspec.structs.replace(
        document,
        blocks=(*document.blocks, *(left_out(file, why) for file in files)),
        files=tuple(file for file in document.files if all(file is not each for each in files)),
    )
