"""Lots that anybody can draw again: the order follows from a seed that is published, and from nothing else.

Each candidate's lot is the SHA-256 of the seed, the occasion and the candidate's name as it stands on the paper; the
lowest is drawn first. Neither the order of the papers nor that of the candidates comes into it.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256


def drawn(seed: str, occasion: str, among: Iterable[int], names: Sequence[str]) -> list[int]:
    """Give those ``among`` the candidates (by their place on the paper) in the order in which lots draw them.

    ``occasion`` says what the lot is for (``stage 3``), so that two lots in one count are two.
    """
    return sorted(among, key=lambda each: (_lot(seed, occasion, names[each]), each))


def _lot(seed: str, occasion: str, name: str) -> bytes:
    return sha256(f"{seed}\x1f{occasion}\x1f{name}".encode()).digest()
