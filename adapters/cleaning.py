"""Text at the door: what people type and what platforms call them, made fit to keep, to count and to show.

Both databases fail on NUL or on lone surrogates, and invisible characters let one name or text pass for another. So all
of that goes. What a script or an emoji needs (joiners in Persian or in 👩‍🚒, the tags of 🏴󠁧󠁢󠁳󠁣󠁴󠁿) stays.
"""

import re
import unicodedata
from typing import Final

TITLE: Final = 200
TEXT: Final = 8_000
REASON: Final = 2_000
PURPOSE: Final = 500
NAME: Final = 80
KIND: Final = 60
WORD: Final = 200
"""How long each kind of text may be, in characters. What is longer is refused by the validator; a shown name is cut."""

_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_JOINERS: Final = re.compile("[\u200c\u200d]+")
_TAGS: Final = re.compile("(\U0001f3f4?)([\U000e0020-\U000e007f]+)")
_QUOTES: Final = ' "“”„«»'
_BLANK_LINES: Final = re.compile("\n{4,}")
_MOST_MARKS: Final = 6
"""Marks set upon one letter; no language needs more, and a tower of them runs over the lines around it."""

_VISIBLE_FORMATS: Final = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
_BLANKS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc")
"""Letters and marks by name that show nothing."""


def clean(text: str, *, limit: int | None = None) -> str:
    """Give the text without what could break, hide or mislead; lines are kept. With ``limit`` it is cut."""
    tidy = _LINE_ENDS.sub("\n", text)
    tidy = "".join(map(_kept, tidy))
    tidy = _TAGS.sub(lambda found: found[0] if found[1] else "", tidy)
    tidy = _JOINERS.sub(lambda found: _joiner(tidy, found), tidy)
    tidy = _without_towers(unicodedata.normalize("NFC", tidy))
    # Line by line: a pattern that looks for spaces before a line's end takes minutes over a page of spaces.
    tidy = _BLANK_LINES.sub("\n\n\n", "\n".join(line.rstrip() for line in tidy.split("\n"))).strip()
    return tidy if limit is None else cut(tidy, limit)


def clean_line(text: str, *, limit: int | None = None) -> str:
    """Give the text cleaned and on one line, with single spaces."""
    tidy = " ".join(clean(text).split())
    return tidy if limit is None else cut(tidy, limit)


def cut(text: str, limit: int) -> str:
    """Give the text, or as much of it as fits with an ellipsis at its end."""
    return text if len(text) <= limit else text[: limit - 1].rstrip(" \n\u200c\u200d") + "…"


def unquoted(text: str) -> str:
    """Give a name without the quotation marks around it: phones make them curly, and people copy them from examples."""
    name = text.strip(_QUOTES)
    # One of these alone may be an apostrophe.
    paired = len(name) > 1 and name[0] in "'‘’`" and name[-1] in "'‘’`"
    return name[1:-1].strip() if paired else name


def _kept(character: str) -> str:
    """Give what stays of one character, looked at alone."""
    if " " <= character <= "~" or character in "\n\u200c\u200d" or character in _VISIBLE_FORMATS:
        return character
    if character == "\t" or unicodedata.category(character) == "Zs":
        return " "
    if character in _BLANKS or (ord(character) & 0xFFFE) == 0xFFFE or "\ufdd0" <= character <= "\ufdef":
        return ""
    if "\U000e0020" <= character <= "\U000e007f":
        return character
    if "\U000e0100" <= character <= "\U000e01ef":
        return ""
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Cs"} else character


def _joiner(text: str, found: re.Match[str]) -> str:
    """Keep one joiner where the characters on both sides are joined by it, none elsewhere."""
    before = text[found.start() - 1] if found.start() else ""
    after = text[found.end()] if found.end() < len(text) else ""
    if not (before and after):
        return ""
    if _is_emoji(before) and _is_emoji(after):
        return "\u200d" if "\u200d" in found[0] else ""
    return found[0][0] if _is_joined(before) and _is_joined(after) else ""


def _is_emoji(character: str) -> bool:
    return character in "\u200d\ufe0f" or unicodedata.category(character) in {"So", "Sk"} or character >= "\U0001f000"


def _is_joined(character: str) -> bool:
    """Whether it belongs to a script whose letters take joiners: Arabic and its kin, or those of India and around."""
    return unicodedata.bidirectional(character) in {"AL", "NSM"} or "\u0900" <= character <= "\u0dff"


def _without_towers(text: str) -> str:
    if not any(map(unicodedata.combining, text)):
        return text
    kept: list[str] = []
    height = 0
    for character in text:
        height = height + 1 if unicodedata.combining(character) else 0
        if height <= _MOST_MARKS:
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))
