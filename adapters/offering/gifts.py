"""Gifts and those who gave, as they are offered."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from adapters.cleaning import clean_line
from adapters.donations.reading import code_of
from adapters.donations.showing import keeps_gifts
from adapters.offering.view import Numbered, Numbers, View, newest
from adapters.platform import Choice
from deliberation.donations import DonationState


def _given(at: View) -> list[Numbered]:
    return list(newest(at.assembly.donations))


def _to_send_back(at: View) -> Iterator[Numbered]:
    """Offer gifts that can go back to those who keep them, what must go back first."""
    back = {DonationState.REFUSED: 0, DonationState.ACCEPTED: 1}
    gifts = [each for each in newest(at.assembly.donations) if each.state in back]
    mine = keeps_gifts(at.assembly, at.actor, None)
    return (each for each in sorted(gifts, key=lambda gift: back[gift.state]) if mine)


def _to_strike_out(at: View) -> Iterator[Numbered]:
    """Offer gifts of which it is decided what becomes of them to those who keep them, the newest first."""
    stands = (each for each in newest(at.assembly.donations) if each.state not in _NOT_STRUCK_OUT)
    mine = keeps_gifts(at.assembly, at.actor, None)
    return (each for each in stands if mine)


_NOT_STRUCK_OUT: Final = frozenset({DonationState.HELD, DonationState.STRUCK})


def _donors(at: View) -> Iterator[Choice]:
    """Offer those who gave before, by their codes, to those alone who keep the gifts."""
    if keeps_gifts(at.assembly, at.actor, None):
        for donor in at.assembly.donors.values():
            code = code_of(at.assembly, donor.id)
            yield Choice(code, f"{clean_line(donor.name, limit=70)} ({code})")


NUMBERS: Final[Mapping[str, Numbers]] = MappingProxyType(
    {
        "donations": _given,
        "donation-returned": _to_send_back,
        "donation-mistaken": _to_strike_out,
    }
)
"""What the number of each command may be, the likeliest first."""


OFFERED: Final[Mapping[tuple[str, str], Callable[[View], Iterable[Choice]]]] = MappingProxyType(
    {
        **dict.fromkeys([("donors", "donor"), ("donors", "other"), ("donation-record", "source")], _donors),
    }
)
"""By command and parameter."""
