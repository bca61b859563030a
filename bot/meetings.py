"""Meetings as platforms show them beside the card: when that is owed, and what is shown."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from adapters.calendar_file import uid
from adapters.cards.moots import name_of_moot
from adapters.cleaning import clean_line
from adapters.platform import Meeting, MeetingState
from bot import letters
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.events import Event
from deliberation.moots import MootState
from storage.port import Owed

_SHOWN: Final = (ev.MootCalled, ev.MootMoved, ev.MootCancelled, ev.MootOpened, ev.MootClosed)

_STATES: Final[Mapping[MootState, MeetingState]] = MappingProxyType(
    {
        MootState.ANNOUNCED: MeetingState.AHEAD,
        MootState.OPEN: MeetingState.HELD,
        MootState.CLOSED: MeetingState.OVER,
        MootState.CANCELLED: MeetingState.OFF,
    }
)


def owed_by(event: Event, after: Assembly) -> Iterator[Owed]:
    """Say what an event owes: the showing of a meeting in every venue that can be reached.

    A venue that is bound, or heard again, is shown what is to come.
    """
    if isinstance(event, _SHOWN):
        for venue in sorted(after.speaking - frozenset(after.silent)):
            yield letters.announce(after.id, event.moot, venue)
    elif isinstance(event, ev.VenueBound | ev.VenueHeard):
        for moot in after.moots.values():
            if not moot.is_over:
                yield letters.announce(after.id, moot.number, event.venue)


def meeting_of(assembly: Assembly, number: int) -> Meeting:
    """Give a moot as platforms show it."""
    moot = assembly.moots[number]
    agenda = [clean_line(f"P{each} · {assembly.proposals[each].latest.title}") for each in moot.proposals]
    return Meeting(
        uid=uid(assembly, moot),
        title=name_of_moot(moot),
        text="\n".join([clean_line(assembly.name), *agenda]),
        starts_at=moot.began,
        ends_at=moot.ends_at,
        state=_STATES[moot.state],
    )
