"""One-time codes that prove something: made here, shown once, and known again without being kept.

A code has two parts: the handle, by which it is found and which is no secret, and what only its holder knows. Of the
whole only a salted hash is kept, slow to work out where the code is short. Nothing in a code looks like anything else.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import pbkdf2_hmac
from hmac import compare_digest
from typing import Final

from storage.port import Code

LINK: Final = "link"
"""The purpose of a code that joins two accounts: short, as it is typed from one screen to another within minutes."""

MEMBER: Final = "member"
"""The purpose of a code that invites a member of the roster: long, as it waits for weeks and there are many of them.

Its subject is the person in their row of the roster, who has no account yet. It is good only while that row is there
and has an e-mail address, which goes once the row is that of somebody with an account.
"""

MOST_TRIES: Final = 5
"""Wrong tries that end a code."""

_SIGNS: Final = "23456789ACDEFGHJKMNPQRTVWXY"
_MISREAD: Final = str.maketrans("BSZU", "852V")
"""What is never in a code, and what it was if it is typed all the same."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """How many signs name a code, how many are secret, in what groups it is shown, and how slowly it is hashed."""

    handle: int
    secret: int
    groups: tuple[int, ...]
    rounds: int

    @property
    def length(self) -> int:
        return self.handle + self.secret


# Of a short code there are so few that whoever reads the database could try them all, were a try not slow. Of a long
# one there are too many for that, and a roster may need a hundred thousand of them at once.
_SHORT: Final = _Shape(handle=3, secret=6, groups=(3, 6), rounds=20_000)
_LONG: Final = _Shape(handle=8, secret=12, groups=(4, 4, 4, 4, 4), rounds=1)


def new_code(purpose: str, subject: str, now: datetime, lasting: timedelta) -> tuple[str, Code]:
    """Make a code, good until ``now + lasting``: the text to show, which is kept nowhere, and what is kept.

    Handles are random and those of short codes few: whoever makes one sees to it that no live code has the same.
    """
    shape = _LONG if purpose == MEMBER else _SHORT
    whole = "".join(secrets.choice(_SIGNS) for _ in range(shape.length))
    salt = secrets.token_hex(8)
    code = Code(
        handle=whole[: shape.handle],
        purpose=purpose,
        subject=subject,
        proof=f"{shape.rounds}:{salt}:{_hash(whole, salt, shape.rounds)}",
        expires_at=now + lasting,
    )
    return _shown(whole, shape), code


def split(text: str) -> str | None:
    """Give the handle of a code as somebody typed it, in whatever case and however spaced; ``None`` if it is none."""
    whole = _folded(text)
    shape = next((shape for shape in (_SHORT, _LONG) if shape.length == len(whole)), None)
    if shape is None or not set(whole) <= set(_SIGNS):
        return None
    return whole[: shape.handle]


def matches(code: Code, text: str) -> bool:
    """Whether the text typed is this code, the whole of it. It takes as long whatever the answer."""
    rounds, salt, proof = code.proof.split(":")
    return compare_digest(_hash(_folded(text), salt, int(rounds)), proof)


def _hash(whole: str, salt: str, rounds: int) -> str:
    return pbkdf2_hmac("sha256", whole.encode(), bytes.fromhex(salt), rounds).hex()


def _shown(whole: str, shape: _Shape) -> str:
    parts, at = [], 0
    for size in shape.groups:
        parts.append(whole[at : at + size])
        at += size
    return "-".join(parts)


def _folded(text: str) -> str:
    """Leave out what only separates, and read what was misread as what it must have been."""
    kept = (sign for sign in unicodedata.normalize("NFKC", text) if not _separates(sign))
    return "".join(kept).upper().translate(_MISREAD)


def _separates(sign: str) -> bool:
    return sign.isspace() or sign == "`" or unicodedata.category(sign) in {"Pd", "Cf"}
