"""Reactions as people mean them: a brown shrugging woman and a plain shrug are the same answer."""

from __future__ import annotations

LONGEST = 32
"""Characters. No emoji is longer; what is longer is a text that somebody sent as a reaction."""

_JOINER = "\u200d"
_SHRUG = "\N{SHRUG}"
_GENDERS = ("\N{FEMALE SIGN}", "\N{MALE SIGN}", "\N{MALE WITH STROKE AND MALE AND FEMALE SIGN}")
_DECORATION = dict.fromkeys([0, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)])


def folded(key: str) -> str:
    """Fold a reaction to its plainest form: no skin tone, no presentation selector, no gender, no NUL.

    Returns an empty text for what can be no reaction of ours: longer than 32 characters, or no valid text.
    """
    if len(key) > LONGEST or any("\ud800" <= character <= "\udfff" for character in key):
        return ""
    plain = key.translate(_DECORATION).strip()
    base, joined, rest = plain.partition(_JOINER)
    # Other joined emoji are pictures of their own: a family is not a man.
    if joined and (base == _SHRUG or rest in _GENDERS):
        return base
    return plain
