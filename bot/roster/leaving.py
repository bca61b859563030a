"""Who is still to be put out of a venue as their place there has ended: being seen in it does not bring them back.

A list of who is in a venue may be read between the end of a place and the closing of the door. Kept in memory: what is
owed is read back at the start.
"""

import math
import time
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

import msgspec

from bot.letters import LetIn, Pace, pace_of, read
from deliberation.ids import VenueId
from storage.port import Owed, Waiting

_HEARD_WITHIN: Final = 60.0
"""Seconds for which a list may still show somebody who was put out. Whoever is listed after that has come back."""


class Leaving:
    """Keeps accounts, from when it is owed to put them out until they are seen to have gone, or are to stay."""

    def __init__(self) -> None:
        self._until: defaultdict[VenueId, dict[str, float]] = defaultdict(dict)

    def owed(self, letters: Iterable[Owed | Waiting]) -> None:
        """Take note of what is owed."""
        for owed in letters:
            letter = _move(owed)
            if letter is not None:
                for account in letter.accounts:
                    self.no_more(letter.venue, account)
                    if not letter.entering:
                        self._until[letter.venue][account] = math.inf

    def put_out(self, venue: VenueId, account: str) -> None:
        """Take note that an account was put out, which is not heard of at once."""
        if account in self._until[venue]:
            self._until[venue][account] = time.monotonic() + _HEARD_WITHIN

    def no_more(self, venue: VenueId, account: str) -> None:
        """Take note that an account came or went by itself, or is not put out after all."""
        self._until[venue].pop(account, None)

    def among(self, venue: VenueId, listed: Collection[str]) -> frozenset[str]:
        """Say which of those listed in a venue are on their way out. Whoever is not listed has gone."""
        now, known = time.monotonic(), self._until[venue]
        self._until[venue] = {each: until for each, until in known.items() if each in listed and now < until}
        return frozenset(self._until[venue])


def _move(owed: Owed | Waiting) -> LetIn | None:
    if pace_of(owed.lane) is not Pace.PLACES:
        return None
    try:
        letter = read(owed.body)
    except msgspec.MsgspecError:  # whoever is to deliver it says so
        return None
    return letter if isinstance(letter, LetIn) else None
