"""How a ballot is sealed: all ballots of a box look alike, whatever they say, and none can be taken for another.

A ballot lies in a *slot*, whose name only the key can work out from the voter's id: so that a later ballot takes the
place of an earlier one, while nobody without the key can tell whose slot it is. libsodium's XChaCha20-Poly1305 seals
it, bound to its box and slot.
"""

import hmac
import secrets
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass, field
from typing import Final

from nacl.exceptions import CryptoError
from nacl.secret import Aead

from bot.polling.keys import Box, Key
from deliberation.ids import PersonId
from deliberation.polls import Marks, read_marks, written_marks

_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""None that is easily taken for another when read out."""

_RECEIPT: Final = 10
_FILL: Final = "."
_SMALLEST: Final = 64


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one ballot says, and the code by which its giver finds it among those that were counted."""

    marks: Marks = field(repr=False)
    receipt: str = field(repr=False)


class SpoiltError(Exception):
    """What lies in a slot is not what was put there with this key."""


def new_receipt() -> str:
    """Make up a receipt code: ``K7QF2-M9DXR``."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(_RECEIPT))
    return f"{code[:5]}-{code[5:]}"


def slot_of(key: Key, voter: PersonId) -> str:
    """Name the slot of somebody on the roll."""
    return hmac.new(key.derived("slot"), voter.encode(), "sha256").hexdigest()


def seal(key: Key, box: Box, slot: str, ballot: Ballot, *, options: int) -> str:
    """Seal a ballot; in a poll of so many ``options`` each is of the same length."""
    said = f"{ballot.receipt} {written_marks(ballot.marks)}"
    # A number and a comma for each option at most: three digits would be a thousand options.
    filled = said.ljust(_SMALLEST + 4 * options, _FILL)
    return b64encode(_aead(key).encrypt(filled.encode(), aad=_bound_to(box, slot))).decode()


def unseal(key: Key, box: Box, slot: str, sealed: str) -> Ballot:
    """Open a ballot.

    Raises:
        SpoiltError: it was not sealed with this key for this slot.
    """
    try:
        filled = _aead(key).decrypt(b64decode(sealed, validate=True), aad=_bound_to(box, slot)).decode()
        receipt, _, marks = filled.rstrip(_FILL).partition(" ")
        return Ballot(read_marks(marks), receipt)
    except (CryptoError, Base64Error, ValueError):
        raise SpoiltError("a ballot does not open with the key of its box") from None


def _aead(key: Key) -> Aead:
    return Aead(key.derived("seal"))


def _bound_to(box: Box, slot: str) -> bytes:
    return f"{box.assembly}.{box.poll}.{box.turn}.{slot}".encode()
