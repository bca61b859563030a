"""Which addresses may become links, on every platform: those of the web that are encrypted, and nothing odd in them."""

import re
from typing import Final

from adapters.cleaning import clean_line

_LONGEST: Final = 1_000
_WEB: Final = re.compile(r"https://[\w.-]+(?::[0-9]{1,5})?(?:[/?#][\w\-.~:/?#\[\]@!$&'()*+,;=%]*)?", re.ASCII)


def is_link(address: str) -> bool:
    """Whether an address may become a link: it begins with ``https://`` and holds no sign that no address holds."""
    return len(address) <= _LONGEST and _WEB.fullmatch(address) is not None


def words_for(address: str, text: str) -> str:
    """Give the words of a link: its text, or its address where that shows nothing."""
    return text if clean_line(text) else address
