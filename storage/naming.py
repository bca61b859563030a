"""How accounts are found by what people call them, and how an id is known in a text."""

import re
from typing import Final

_OF_IDS: Final = r"\w.@-"
"""What ids are made of, but for the colon, which also stands between them."""


def folded(name: str) -> str:
    """Write a name as it is compared: in whatever case it is shown."""
    return name.casefold()


def local_part(account: str) -> str:
    """Give what stands in an id before its server: ``ada`` of ``@ada:example.org``; an id without one is all of it."""
    return account.lstrip("@").partition(":")[0]


def goes_by(account: str, shown: str, name: str) -> bool:
    """Say whether an account shows a name, or has it as its id or at the beginning of that. None is called nothing."""
    return bool(name) and (folded(shown) == folded(name) or account == name or account.startswith(f"@{name}:"))


def names(text: str, identifier: str) -> bool:
    """Say whether an id stands in a text as a whole, and not as a part of a longer one."""
    whole = rf"(?<![{_OF_IDS}]){re.escape(identifier)}(?![{_OF_IDS}])"
    return bool(identifier) and re.search(whole, text) is not None
