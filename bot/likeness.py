"""When two names look the same to a hurried reader: what they are folded to before they are compared.

Case, width, accents, spaces and what cannot be seen make no difference, nor do letters of other alphabets that look
like Latin ones. Too many that are taken for the same do no harm: they are then told apart by their accounts. (The
whole table of Unicode would tell apart alphabets that few read here, for a library's worth of upkeep.)
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from adapters.phrases import NOBODY_KNOWN


def _table(letters: Mapping[str, str]) -> dict[int, str]:
    return {ord(odd): plain for plain, odds in letters.items() for odd in odds}


_CAPITALS: Final = _table(
    {
        "a": "ΑА",
        "b": "ΒВ",
        "c": "СϹ",
        "e": "ΕЕ",
        "h": "ΗН",
        "i": "ΙІӀ",
        "j": "ЈͿ",
        "k": "ΚК",
        "m": "ΜМ",
        "n": "Ν",
        "o": "ΟОՕ",
        "p": "ΡР",
        "s": "Ѕ",
        "t": "ΤТ",
        "x": "ΧХ",
        "y": "ΥУҮ",
        "z": "Ζ",
    }
)
"""Letters that look like a Latin capital: some of them have small forms that look like another one."""

_SMALL: Final = _table(
    {
        "a": "аαɑ",
        "b": "вьƅ",
        "c": "сϲ",
        "d": "ԁ",
        "e": "еε",
        "g": "ɡց",
        "h": "һհ",
        "i": "1l|!іιӏıɩɪǀⅼ",
        "j": "јϳ",
        "k": "кκ",
        "m": "м",
        "n": "пηո",
        "o": "0оοօσ",
        "p": "рρ",
        "q": "ԛգ",
        "r": "г",
        "s": "5ѕꜱ",
        "t": "тτ",
        "u": "υμսʋ",
        "v": "νѵ",
        "w": "ԝѡω",
        "x": "хχ",
        "y": "уγүყ",
        "z": "ꮓ",
    }
)
_ASCII: Final = {code: _SMALL.get(code, chr(code) if chr(code).isalnum() else None) for code in range(128)}
"""What most names need, at once."""

_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("ci", "d"))
"""Two letters that look like one, once each is the Latin letter that it looks like (``cl`` is ``ci`` by then)."""


@lru_cache(maxsize=10_000)
def look(name: str) -> str:
    """Give what a name looks like, for comparison only: names of one look can be taken for each other."""
    seen = name.lower().translate(_ASCII) if name.isascii() else _seen(name)
    for pair, one in _PAIRS:
        seen = seen.replace(pair, one)
    return seen


def _seen(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).translate(_CAPITALS).casefold()
    kept = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if sign.isalnum() or ord(sign) in _SMALL)
    return kept.translate(_SMALL)


def could_pass_for_more(name: str) -> bool:
    """Whether a name could be read as one with an account beside it, or as our own words about nobody."""
    return any(sign in name for sign in "()（）") or look(name) in {"", _NOBODY}


_NOBODY: Final = look(NOBODY_KNOWN)
