"""What each command about oneself asks for: a wish, with its texts sorted by what they are."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters.personal.commands import NO, YES
from adapters.request import Personal, Request

CODE, ACCOUNT, ANSWER = "code", "account", "answer"
"""What may be said with ``link``: a code, the other account, or yes or no."""

_YES: Final = frozenset({YES, "y", "ok", "confirm"})
_NO: Final = frozenset({NO, "n", "cancel", "stop"})

_MENTION: Final = re.compile(r"<@!?([0-9]+)>")
_MOST_OF_A_PLATFORM: Final = 20
_SHORTEST_NUMBER: Final = 15
"""Digits of an account's id where ids are numbers. No code is as long and has digits only."""


def _link(request: Request) -> Personal:
    typed = request.text("code")
    word = typed.casefold().strip(" .!")
    if word in _YES | _NO:
        return Personal(name="link", words={ANSWER: YES if word in _YES else NO})
    account = account_in(typed)
    if _is_account(account):
        return Personal(name="link", words={ACCOUNT: account})
    return Personal(name="link", words={CODE: typed} if typed else {})


def account_in(text: str) -> str:
    """Give the id of an account as somebody named it: by a mention, with the platform's name before it, or bare."""
    text = text.strip().strip("`")
    mention = _MENTION.fullmatch(text)
    if mention:
        return mention[1]
    before, colon, after = text.partition(":")
    is_platform = before.isalpha() and len(before) <= _MOST_OF_A_PLATFORM
    return after.strip() if colon and is_platform and _is_account(after.strip()) else text


def _is_account(text: str) -> bool:
    if text.isdecimal():
        return len(text) >= _SHORTEST_NUMBER
    return text.startswith("@") and ":" in text and not any(map(str.isspace, text))


def _unlink(request: Request) -> Personal:
    account = account_in(request.text("account"))
    return Personal(name="unlink", words={ACCOUNT: account} if account else {})


def _plain(request: Request) -> Personal:
    return Personal(name=request.spec.name, words={})


def _forget(request: Request) -> Personal:
    sure = request.text("sure").casefold().strip(" .!") in _YES
    return Personal(name="forget-me", words={ANSWER: YES} if sure else {})


ASKED: Final[Mapping[str, Callable[[Request], Personal]]] = MappingProxyType(
    {"link": _link, "unlink": _unlink, "me": _plain, "my-data": _plain, "forget-me": _forget}
)
"""By the command's name."""
