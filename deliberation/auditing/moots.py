"""How entries about moots are looked at."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.auditing.case import Case, Sentences
from deliberation.convening import conveners, facilitators
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.moots import Moot, MootState


def _called(case: Case, event: ev.MootCalled) -> Sentences:
    number = f"M{event.moot}"
    yield from case.takes_part(event.called_by, f"called {number}")
    yield from case.next_number("Moot", event.moot, len(case.assembly.moots))
    if any(each not in case.assembly.proposals for each in event.proposals):
        yield f"{number} is about a proposal that there is not."
    yield from _set_rightly(case, event)


def _set_rightly(case: Case, event: ev.MootCalled | ev.MootMoved) -> Sentences:
    number = f"M{event.moot}"
    if not case.at < event.starts_at < event.ends_at:
        yield f"{number} was set for a time that was over, or to end before it begins."
    if not case.at <= event.remind_at <= event.starts_at:
        yield f"Those who come to {number} are reminded at the wrong time."
    for other in case.assembly.moots.values():
        began = other.opened_at or other.starts_at
        at_once = event.starts_at < other.ends_at and began < event.ends_at
        if other.number != event.moot and not other.is_over and at_once:
            yield f"{number} was set for the time of M{other.number}."


def _moved(case: Case, event: ev.MootMoved) -> Sentences:
    moot = case.assembly.moots[event.moot]
    yield from _ahead(moot, "moved")
    yield from _facilitated(case, moot, event.person, "moved")
    yield from _set_rightly(case, event)


def _cancelled(case: Case, event: ev.MootCancelled) -> Sentences:
    moot = case.assembly.moots[event.moot]
    yield from _ahead(moot, "called off")
    if event.person is not None:
        yield from _facilitated(case, moot, event.person, "called off")
    elif case.at < moot.ends_at:
        yield f"M{event.moot} was called off by nobody before its time was over."


def _ahead(moot: Moot, what: str) -> Sentences:
    if moot.state is not MootState.ANNOUNCED:
        yield f"M{moot.number} was {what} after it had begun or was over."


def _facilitated(case: Case, moot: Moot, person: PersonId, what: str) -> Sentences:
    """Find fault unless whoever called it or gives procedure did this; where none of them is there, anyone may."""
    here = case.assembly.participants
    yield from case.takes_part(person, f"{what} M{moot.number}")
    may = {each for each in (moot.called_by, *conveners(case.assembly, case.at)) if each in here}
    if may and person not in may and not _others_may(case, moot, person):
        yield f"{person} {what} M{moot.number}, which is for whoever called it or gives procedure."


def _others_may(case: Case, moot: Moot, person: PersonId) -> bool:
    """Whether a meeting about those who would see to it falls to others."""
    able = facilitators(case.assembly, moot, case.at)
    return not able or person in able


def _coming(case: Case, event: ev.ComingTold) -> Sentences:
    moot = case.assembly.moots[event.moot]
    yield from case.takes_part(event.person, f"comes to M{event.moot}")
    if moot.state is not MootState.ANNOUNCED or event.person in moot.coming:
        yield f"{event.person} comes to M{event.moot} a second time, or after it had begun."


def _not_coming(case: Case, event: ev.ComingWithdrawn) -> Sentences:
    moot = case.assembly.moots[event.moot]
    if moot.state is not MootState.ANNOUNCED or event.person not in moot.coming:
        yield f"{event.person} comes to M{event.moot} no more, and had not said so or was too late."


def _reminded(case: Case, event: ev.MootReminded) -> Sentences:
    moot = case.assembly.moots[event.moot]
    if moot.reminded or not moot.remind_at <= case.at < moot.starts_at:
        yield f"Those who come to M{event.moot} were reminded twice, or at the wrong time."


def _opened(case: Case, event: ev.MootOpened) -> Sentences:
    moot = case.assembly.moots[event.moot]
    yield from _ahead(moot, "opened")
    held = case.assembly.open_moot
    if held is not None:
        yield f"M{event.moot} opened while M{held.number} was held."
    if event.by is not None:
        yield from _facilitated(case, moot, event.by, "opened")
    elif not moot.starts_at <= case.at < moot.ends_at:
        yield f"M{event.moot} opened by itself outside its time."


def _held(case: Case, number: int, what: str) -> Sentences:
    if case.assembly.moots[number].state is not MootState.OPEN:
        yield f"In M{number} {what} while it was not held."


def _present(case: Case, event: ev.PresenceNoted) -> Sentences:
    yield from case.takes_part(event.person, f"was at M{event.moot}")
    yield from _held(case, event.moot, "somebody was noted as there")
    if event.person in case.assembly.moots[event.moot].present:
        yield f"{event.person} was noted twice as there at M{event.moot}."


def _hand_raised(case: Case, event: ev.HandRaised) -> Sentences:
    yield from case.takes_part(event.person, f"asked for the word at M{event.moot}")
    yield from _held(case, event.moot, "somebody asked for the word")
    if event.person in case.assembly.moots[event.moot].hands:
        yield f"{event.person} asked twice for the word at M{event.moot}."


def _hand_lowered(case: Case, event: ev.HandLowered) -> Sentences:
    yield from _held(case, event.moot, "somebody lowered a hand")
    if event.person not in case.assembly.moots[event.moot].hands:
        yield f"{event.person} lowered at M{event.moot} a hand that was not raised."


def _speaker(case: Case, event: ev.SpeakerCalled) -> Sentences:
    moot = case.assembly.moots[event.moot]
    yield from _held(case, event.moot, "somebody was given the word")
    first_time = [each for each in moot.hands if each not in moot.spoken]
    expected = next(iter((*first_time, *moot.hands)), None)
    if event.person != expected:
        yield f"At M{event.moot} the word was not given to whoever was next."


def _minute(case: Case, event: ev.MinuteTaken) -> Sentences:
    yield from case.takes_part(event.person, f"took a minute at M{event.moot}")
    yield from _held(case, event.moot, "a minute was taken")


def _closed(case: Case, event: ev.MootClosed) -> Sentences:
    moot = case.assembly.moots[event.moot]
    yield from _held(case, event.moot, "an end was made")
    if event.by is not None:
        yield from _facilitated(case, moot, event.by, "closed")
    elif case.at < moot.ends_at and not _another_begins(case):
        yield f"M{event.moot} closed by itself before its end."


def _another_begins(case: Case) -> bool:
    """Whether the time of another has come: what opened late gives way to it."""
    moots = case.assembly.moots.values()
    return any(each.state is MootState.ANNOUNCED and each.starts_at <= case.at for each in moots)


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
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
"""How each kind of entry is looked at, before it is applied."""
