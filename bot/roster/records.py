"""What stands in a roster before anything is made of it: texts under the names of columns, with the line of each."""

import json
from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, Final

from bot.sheets import Form, Record, SheetError, quoted
from bot.sheets import read as read_sheet

RosterError = SheetError
"""Nothing can be made of a roster as a whole; the message is a sentence fit for whoever wrote it."""

PERSON, ACCOUNTS, EMAIL = "person", "accounts", "email"
CONSTITUENCY, PAID_UNTIL = "constituency", "paid_until"

FORM: Final = Form(
    columns=(PERSON, ACCOUNTS, EMAIL, CONSTITUENCY, PAID_UNTIL),
    required=(PERSON, PAID_UNTIL),
    also_called={"e_mail": EMAIL, "account": ACCOUNTS},
    most_rows=1_000_000,
    most_bytes=64 * 1024 * 1024,
)


def in_csv(data: bytes) -> Iterable[Record]:
    """Read the rows of a CSV file.

    Raises:
        RosterError: it is too long, in another encoding, or its header is not in order; the quotes do not match.
    """
    header, found = read_sheet(data, FORM)
    if ACCOUNTS not in header and EMAIL not in header:
        raise RosterError(
            f"In the first line there is neither a column “{ACCOUNTS}” nor a column “{EMAIL}”. The right form is: "
            f"{FORM.example}"
        )
    return found


def in_json(data: bytes) -> Iterable[Record]:
    """Read the rows of ``{"members": [{"person": "17", "accounts": […], "paid_until": "2027-03-31"}, …]}``.

    The first of them is on line 1.

    Raises:
        RosterError: it is not JSON of that form, or too long.
    """
    members = _members(data)
    if len(members) > FORM.most_rows:
        raise RosterError(f"There are more than {FORM.most_rows:,} rows, which is more than I take.")
    return [_from_object(line, member) for line, member in enumerate(members, 1)]


def _members(data: bytes) -> list[Any]:
    if len(data) > FORM.most_bytes:
        raise RosterError(f"It is longer than {FORM.most_bytes // 1024:,} KiB, which is more than I take.")
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_each_once)
    except UnicodeDecodeError as error:
        raise RosterError("It is not written in UTF-8.") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is no error of JSON's own
        where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise RosterError(f"It is not written as JSON{where}.") from error
    if not isinstance(value, dict) or set(value) != {"members"} or not isinstance(value["members"], list):
        raise RosterError('The right form is {"members": [{"person": "17", …}, …]}.')
    return value["members"]


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object. Where it holds something twice, nobody can know which is right."""
    value = dict(pairs)
    if len(value) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise RosterError(f"In one object {quoted(twice)} is there twice: each belongs there once.")
    return value


def _from_object(line: int, member: object) -> Record:
    if not isinstance(member, dict):
        return Record(line, {}, "it is not an object")
    texts: dict[str, str] = {}
    for name, value in member.items():
        text = _as_text(value)
        if name not in FORM.columns or text is None:
            odd = f"{quoted(name)} is not a text" if text is None else f"I do not know {quoted(name)}{_meant(name)}"
            return Record(line, {PERSON: _as_text(member.get(PERSON)) or ""}, odd)
        texts[name] = text
    return Record(line, texts)


def _meant(name: str) -> str:
    close = get_close_matches(name.casefold(), FORM.columns, n=1, cutoff=0.7)
    return f" (did you mean “{close[0]}”?)" if close else " (leave out what the bot need not know)"


def _as_text(value: object) -> str | None:
    """Give a text as it is, several as one; a number would have lost its last digits on some of its ways here."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return " ".join(value)
    return value if isinstance(value, str) else None
