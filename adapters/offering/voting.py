"""Petitions, ballots and elections, as they are offered for a number."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from adapters.offering.view import Numbered, Numbers, View, newest
from deliberation.elections import ElectionState
from deliberation.offices import Petition, PetitionState


def _to_sign(at: View) -> Iterator[Numbered]:
    return (each for each in _gathering(at) if at.actor not in each.signatures and each.officer != at.actor)


def _about_me(at: View) -> list[Petition]:
    """List the petitions about whoever is typing, to which they can make a statement."""
    return [each for each in at.assembly.petitions.values() if each.officer == at.actor and each.is_under_way]


def to_unsign(at: View) -> Iterator[Numbered]:
    """Offer the petitions that whoever types has signed."""
    return (each for each in _gathering(at) if at.actor in each.signatures)


def _gathering(at: View) -> Iterator[Petition]:
    return (each for each in newest(at.assembly.petitions) if each.state is PetitionState.GATHERING)


def _to_vote(at: View) -> Iterator[Numbered]:
    return (each for each in newest(at.assembly.polls) if each.is_open and each.voice(at.actor) is not None)


def _counted(at: View) -> Iterator[Numbered]:
    return (each for each in newest(at.assembly.polls) if not each.is_open)


def _elections(at: View) -> Iterator[Numbered]:
    return (each for each in newest(at.assembly.elections) if each.is_open)


def to_name_in(at: View) -> Iterator[Numbered]:
    """Offer the elections in which names can be put forward."""
    return (each for each in newest(at.assembly.elections) if each.state is ElectionState.NOMINATIONS)


def _to_stand_in(at: View) -> Iterator[Numbered]:
    before = {ElectionState.NOMINATIONS, ElectionState.CONSENSUS}
    return (e for e in newest(at.assembly.elections) if e.state in before and at.actor in e.candidates)


def _to_return(at: View) -> Iterator[Numbered]:
    return (each for each in newest(at.assembly.elections) if each.is_open and at.actor not in each.named)


NUMBERS: Final[Mapping[str, Numbers]] = MappingProxyType(
    {
        "ballot": _to_vote,
        "receipts": _counted,
        "sign": _to_sign,
        "unsign": to_unsign,
        "statement": _about_me,
        **dict.fromkeys(("nominate", "second"), to_name_in),
        **dict.fromkeys(("accept", "decline"), _to_stand_in),
        "timetable": _elections,
        **dict.fromkeys(("call-off", "take-on"), _to_return),
    }
)
"""What the number of each command may be, the likeliest first."""
