"""Moots, readings of the room, and what follows a decision, as they are offered for a number."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from adapters.offering.view import Numbered, Numbers, View, newest
from deliberation.moots import Moot, MootState
from deliberation.senses import Sense


def _to_come(at: View) -> Iterator[Numbered]:
    ahead = (each for each in _moots_not_over(at) if at.actor not in each.coming)
    return (each for each in ahead if at.actor not in each.present)


def _not_to_come(at: View) -> Iterator[Numbered]:
    return (each for each in _to_see_to(at) if at.actor in each.coming)


def _to_see_to(at: View) -> Iterator[Moot]:
    return (each for each in _moots_not_over(at) if each.state is MootState.ANNOUNCED)


def _to_close(at: View) -> Iterator[Numbered]:
    return (each for each in _moots_not_over(at) if each.state is MootState.OPEN)


def _moots_not_over(at: View) -> Iterator[Moot]:
    return (each for each in sorted(at.assembly.moots.values(), key=lambda each: each.starts_at) if not each.is_over)


def _held(at: View) -> Iterator[Numbered]:
    return (each for each in newest(at.assembly.moots) if each.opened_at is not None)


def to_lean(at: View) -> Iterator[Sense]:
    """Offer what the room is asked."""
    return (each for each in newest(at.assembly.senses) if each.closed_at is None)


def _to_review(at: View) -> Iterator[Numbered]:
    return (at.assembly.decisions[each.decision] for each in to_lean(at) if each.decision is not None)


def _to_follow(at: View) -> Iterator[Numbered]:
    return (each for each in newest(at.assembly.decisions) if each.stands)


def _to_do(at: View) -> list[Numbered]:
    """Offer what is still to be done, one's own first."""
    live = (each for each in newest(at.assembly.actions) if each.is_open)
    return [*sorted(live, key=lambda each: (each.person != at.actor, each.due))]


def _not_done_after_all(at: View) -> Iterator[Numbered]:
    return (each for each in newest(at.assembly.actions) if each.done_at is not None)


NUMBERS: Final[Mapping[str, Numbers]] = MappingProxyType(
    {
        "coming": _to_come,
        "not-coming": _not_to_come,
        **dict.fromkeys(("move-moot", "cancel-moot", "open-moot"), _to_see_to),
        "close-moot": _to_close,
        "minutes": _held,
        "action": _to_follow,
        **dict.fromkeys(("done", "drop-action"), _to_do),
        "not-done": _not_done_after_all,
        "lean": to_lean,
        "review": _to_review,
    }
)
"""What the number of each command may be, the likeliest first."""
