"""What happens at moots, and before them; and what becomes of them as people leave."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.moots import Minute, Moot, MootState


def _with(assembly: Assembly, moot: Moot) -> Assembly:
    return replace(assembly, moots=assembly.moots.put(moot.number, moot))


def _called(assembly: Assembly, event: ev.MootCalled, at: datetime) -> Assembly:
    moot = Moot(
        number=event.moot,
        title=event.title,
        proposals=event.proposals,
        called_by=event.called_by,
        called_at=at,
        starts_at=event.starts_at,
        length=event.ends_at - event.starts_at,
        remind_at=event.remind_at,
    )
    return _with(assembly, moot)


def _moved(assembly: Assembly, event: ev.MootMoved, at: datetime) -> Assembly:
    moot = replace(
        assembly.moots[event.moot],
        starts_at=event.starts_at,
        length=event.ends_at - event.starts_at,
        remind_at=event.remind_at,
        reminded=False,
    )
    return _with(assembly, replace(moot, moved_at=(*moot.moved_at, at)))


def _cancelled(assembly: Assembly, event: ev.MootCancelled, at: datetime) -> Assembly:
    return _with(assembly, replace(assembly.moots[event.moot], state=MootState.CANCELLED, closed_at=at))


def _coming(assembly: Assembly, event: ev.ComingTold, _at: datetime) -> Assembly:
    moot = assembly.moots[event.moot]
    return _with(assembly, replace(moot, coming=moot.coming.put(event.person, event.source)))


def _not_coming(assembly: Assembly, event: ev.ComingWithdrawn, _at: datetime) -> Assembly:
    moot = assembly.moots[event.moot]
    return _with(assembly, replace(moot, coming=moot.coming.without(event.person)))


def _reminded(assembly: Assembly, event: ev.MootReminded, _at: datetime) -> Assembly:
    return _with(assembly, replace(assembly.moots[event.moot], reminded=True))


def _opened(assembly: Assembly, event: ev.MootOpened, at: datetime) -> Assembly:
    return _with(assembly, replace(assembly.moots[event.moot], state=MootState.OPEN, opened_at=at, reminded=True))


def _present(assembly: Assembly, event: ev.PresenceNoted, at: datetime) -> Assembly:
    moot = assembly.moots[event.moot]
    return _with(assembly, replace(moot, present=moot.present.put(event.person, at)))


def _hand_raised(assembly: Assembly, event: ev.HandRaised, _at: datetime) -> Assembly:
    moot = assembly.moots[event.moot]
    return _with(assembly, replace(moot, hands=(*moot.hands, event.person)))


def _hand_lowered(assembly: Assembly, event: ev.HandLowered, _at: datetime) -> Assembly:
    moot = assembly.moots[event.moot]
    return _with(assembly, replace(moot, hands=tuple(each for each in moot.hands if each != event.person)))


def _speaker(assembly: Assembly, event: ev.SpeakerCalled, _at: datetime) -> Assembly:
    moot = assembly.moots[event.moot]
    if event.person is None:
        return _with(assembly, replace(moot, speaker=None))
    hands = tuple(each for each in moot.hands if each != event.person)
    spoken = moot.spoken.put(event.person, moot.spoken.get(event.person, 0) + 1)
    return _with(assembly, replace(moot, speaker=event.person, hands=hands, spoken=spoken))


def _minute(assembly: Assembly, event: ev.MinuteTaken, at: datetime) -> Assembly:
    moot = assembly.moots[event.moot]
    return _with(assembly, replace(moot, minutes=(*moot.minutes, Minute(at, event.person, event.text))))


def _closed(assembly: Assembly, event: ev.MootClosed, at: datetime) -> Assembly:
    moot = assembly.moots[event.moot]
    return _with(assembly, replace(moot, state=MootState.CLOSED, closed_at=at, hands=(), speaker=None))


# --- who is still there


def without(moot: Moot, people: Collection[PersonId]) -> Moot:
    """Give a meeting to which these do not come, and at which they do not speak any more. Who was there, was there."""
    if moot.is_over:
        return moot
    coming = moot.coming
    for person in people:
        coming = coming.without(person)
    hands = tuple(each for each in moot.hands if each not in people)
    speaker = None if moot.speaker in people else moot.speaker
    if coming is moot.coming and (hands, speaker) == (moot.hands, moot.speaker):
        return moot
    return replace(moot, coming=coming, hands=hands, speaker=speaker)


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.MootCalled: _called,
        ev.MootMoved: _moved,
        ev.MootCancelled: _cancelled,
        ev.ComingTold: _coming,
        ev.ComingWithdrawn: _not_coming,
        ev.MootReminded: _reminded,
        ev.MootOpened: _opened,
        ev.PresenceNoted: _present,
        ev.HandRaised: _hand_raised,
        ev.HandLowered: _hand_lowered,
        ev.SpeakerCalled: _speaker,
        ev.MinuteTaken: _minute,
        ev.MootClosed: _closed,
    }
)
"""What each of these events makes of an assembly."""
