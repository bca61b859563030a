"""What the fields of a roster must hold, and what is said of one that holds something else."""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import Final

from bot.sheets import quoted
from storage.port import AccountKey

EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2100, 12, 31)
"""What lies beyond these is a slip of the keyboard; a subscription for life is paid until the latest."""

_LONGEST_REFERENCE: Final = 100
_LONGEST_EMAIL: Final = 254
_MOST_ACCOUNTS: Final = 20
_KINDS: Final = 4096
"""A hundred thousand rows hold a few hundred days and constituencies: each is read once, and kept once."""

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DISCORD_ID: Final = re.compile(r"[1-9][0-9]{14,19}")
_LARGEST_DISCORD_ID: Final = 2**64 - 1
_MATRIX_ID: Final = re.compile(r"@[!-9;-~]+:[A-Za-z0-9.:\[\]-]+")
_LONGEST_MATRIX_ID: Final = 255
_EMAIL: Final = re.compile(r"[^\s@,;<>\"()]+@[^\s@,;<>\"()]+\.[^\s@,;<>\"()]+")
_SHORTENED: Final = re.compile(r"(?:discord:)?[0-9][.,]?[0-9]*e\+?[0-9]+", re.IGNORECASE)
_APART: Final = re.compile(r"[\s;]+")


class FieldError(ValueError):
    """A field holds what it cannot: ``args[0]`` says what is wrong, ``right`` shows the right form."""

    def __init__(self, problem: str, right: str) -> None:
        super().__init__(problem)
        self.right = right


def reference(text: str) -> str:
    """Read the roster's own name for a member.

    Raises:
        FieldError: there is none, or it holds what cannot be seen.
    """
    name = text.strip()
    right = "person is the roster's own number or name for this member, such as 1017"
    if not name:
        raise FieldError("there is no person", right)
    if len(name) > _LONGEST_REFERENCE:
        raise FieldError(f"the person {quoted(name)} is longer than {_LONGEST_REFERENCE} characters", right)
    if not name.isprintable() or any(unicodedata.category(sign) == "Cf" for sign in name):
        raise FieldError(f"the person {quoted(name)} holds signs that cannot be seen", right)
    return name


def accounts(text: str) -> tuple[AccountKey, ...]:
    """Read the accounts of one member, apart by spaces or semicolons; none where the field is empty.

    Capital letters make no difference: no account of either platform has any by which it differs from another.

    Raises:
        FieldError: one of them is none.
    """
    words = [word for word in _APART.split(text.strip()) if word]
    if len(words) > _MOST_ACCOUNTS:
        raise FieldError(f"there are more than {_MOST_ACCOUNTS} accounts", "name those that they use")
    return tuple(dict.fromkeys(map(_account, words)))


def _account(word: str) -> AccountKey:
    platform, _, identifier = word.lower().partition(":")
    right = "discord:123456789012345678 or matrix:@ada:example.org"
    if _SHORTENED.fullmatch(word):
        raise FieldError(f"the account {quoted(word)} was shortened by a spreadsheet: let its column hold text", right)
    match platform:
        case "discord" if _DISCORD_ID.fullmatch(identifier) and int(identifier) <= _LARGEST_DISCORD_ID:
            return AccountKey("discord", identifier)
        case "matrix" if _MATRIX_ID.fullmatch(identifier) and len(identifier) <= _LONGEST_MATRIX_ID:
            return AccountKey("matrix", identifier)
        case "discord":
            raise FieldError(f"the account {quoted(word)} has no id of Discord's, which is a long number", right)
        case "matrix":
            raise FieldError(f"the account {quoted(word)} has no whole Matrix id, with a name and a server", right)
        case _:
            raise FieldError(f"the account {quoted(word)} does not begin with discord: or matrix:", right)


def email(text: str) -> str:
    """Read an e-mail address, or an empty text where there is none.

    Raises:
        FieldError: it is no address.
    """
    address = text.strip()
    if address and (len(address) > _LONGEST_EMAIL or not address.isprintable() or not _EMAIL.fullmatch(address)):
        raise FieldError(f"{quoted(address)} is not an e-mail address", "ada@example.org, one address and nothing else")
    return address


@lru_cache(maxsize=_KINDS)
def constituency(text: str) -> str:
    """Read the short name of a constituency, in small letters and with or without the @ before it."""
    return text.strip().removeprefix("@").casefold()


@lru_cache(maxsize=_KINDS)
def paid_until(text: str) -> date:
    """Read the last day for which the subscription is paid.

    Raises:
        FieldError: there is none, there is no such day, or it is too far away.
    """
    written, right = text.strip(), "paid_until is year, month and day, such as 2027-03-31"
    if not written:
        raise FieldError("there is no day until which the subscription is paid", right)
    if not _DAY.fullmatch(written):
        raise FieldError(f"{quoted(written)} is not a day as I read it", right)
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise FieldError(f"there is no day {quoted(written)} in the calendar", right) from error
    if not EARLIEST <= day <= LATEST:
        life = f"; for a subscription that has no end, write {LATEST}"
        raise FieldError(f"{written} is too far away: I take days from {EARLIEST} to {LATEST}", right + life)
    return day
