"""Gifts and those who gave, as they are offered."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from adapters.cleaning import clean_line
from adapters.donations.reading import code_of
from adapters.donations.showing import keeps_gifts
from adapters.offering.view import Numbers, View, newest
from adapters.platform import Choice
from deliberation.donations import Donation, DonationState


def _given(at: View) -> list[Donation]:
    return newest(at.assembly.donations)


def _kept(at: View) -> list[Donation]:
    """List the gifts to those alone who keep them, the newest first."""
    return _given(at) if keeps_gifts(at.assembly, at.actor, None) else []


def _to_send_back(at: View) -> list[Donation]:
    """Offer gifts that can go back, what must go back first."""
    back = {DonationState.REFUSED: 0, DonationState.ACCEPTED: 1}
    return sorted((each for each in _kept(at) if each.state in back), key=lambda gift: back[gift.state])


def _to_strike_out(at: View) -> list[Donation]:
    """Offer gifts of which it is decided what becomes of them."""
    return [each for each in _kept(at) if each.state not in _NOT_STRUCK_OUT]


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
    dict.fromkeys([("donors", "donor"), ("donors", "other"), ("donation-record", "source")], _donors)
)
"""By command and parameter."""
