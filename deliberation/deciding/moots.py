"""Moots: anyone may call one; whoever called it or gives procedure facilitates; it opens and closes by the clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.convening import facilitators, spoken_of
from deliberation.deciding.draft import JUST_NOW, Draft, refuse, refuse_again
from deliberation.ids import PersonId
from deliberation.moots import Moot, MootState
from deliberation.refusals import (
    AboutYourself,
    BadMootTime,
    HandAlreadyUp,
    HandNotUp,
    MootClash,
    MootOver,
    NobodyWaits,
    NoMootOpen,
    NotFacilitating,
    NothingChanged,
    Unknown,
)

SHORTEST_MOOT: Final = timedelta(minutes=5)
LONGEST_MOOT: Final = timedelta(days=3)
_FARTHEST: Final = timedelta(days=366)
_OVERRUN: Final = timedelta(hours=3)
"""A moot that nobody closed closes by itself so long after its planned end."""


def call(draft: Draft, command: cmd.CallMoot) -> None:
    """Set a meeting: whoever calls it comes."""
    draft.participant(command.actor)
    for number in command.proposals:
        draft.proposal(number)
    for moot in draft.assembly.moots.values():
        if not moot.is_over and draft.now - moot.called_at < JUST_NOW and _is_same(moot, command):
            refuse_again(f"M{moot.number}")
    _check_time(draft, command.starts_at, command.length, but=0)
    number = len(draft.assembly.moots) + 1
    draft.emit(
        ev.MootCalled(
            moot=number,
            title=command.title,
            proposals=tuple(dict.fromkeys(command.proposals)),
            called_by=command.actor,
            starts_at=command.starts_at,
            ends_at=command.starts_at + command.length,
            remind_at=_reminder(draft, command.starts_at),
        ),
        ev.ComingTold(moot=number, person=command.actor),
    )


def _is_same(moot: Moot, command: cmd.CallMoot) -> bool:
    asked = (command.title, tuple(dict.fromkeys(command.proposals)), command.actor, command.length)
    same = (moot.title, moot.proposals, moot.called_by, moot.length) == asked
    # What begins in two hours begins, said again, a moment later.
    return same and timedelta(0) <= command.starts_at - moot.starts_at < JUST_NOW


def _reminder(draft: Draft, starts_at: datetime) -> datetime:
    """Say when to remind of a meeting: not at all (as it begins) where it is so near that it has just been told."""
    at = starts_at - draft.assembly.rules.moot_reminder
    return at if at > draft.now else starts_at


def _check_time(draft: Draft, starts_at: datetime, length: timedelta, *, but: int) -> None:
    past = starts_at <= draft.now
    if past or starts_at - draft.now > _FARTHEST or not SHORTEST_MOOT <= length <= LONGEST_MOOT:
        refuse(BadMootTime(starts_at=starts_at, length=length, least=SHORTEST_MOOT, most=LONGEST_MOOT, past=past))
    _check_free(draft, starts_at, starts_at + length, but=but)


def _check_free(draft: Draft, begins: datetime, ends: datetime, *, but: int) -> None:
    """Refuse a time at which another meeting is: one is held at a time."""
    for other in draft.assembly.moots.values():
        if other.number != but and not other.is_over and begins < other.ends_at and other.began < ends:
            refuse(MootClash(moot=other.number, starts_at=other.began, ends_at=other.ends_at))


def move(draft: Draft, command: cmd.MoveMoot) -> None:
    """Set a meeting to another time; those who said that they come are asked to look."""
    moot = _announced(draft, command.moot)
    _facilitates(draft, moot, command.actor)
    length = command.length or moot.length
    _check_time(draft, command.starts_at, length, but=moot.number)
    if (command.starts_at, length) == (moot.starts_at, moot.length):
        refuse(NothingChanged(what=f"M{moot.number} is at that time"))
    draft.emit(
        ev.MootMoved(
            moot=moot.number,
            person=command.actor,
            starts_at=command.starts_at,
            ends_at=command.starts_at + length,
            remind_at=_reminder(draft, command.starts_at),
        )
    )


def cancel(draft: Draft, command: cmd.CancelMoot) -> None:
    """Call a meeting off."""
    moot = _announced(draft, command.moot)
    _facilitates(draft, moot, command.actor)
    draft.emit(ev.MootCancelled(moot=moot.number, person=command.actor))


def begin(draft: Draft, command: cmd.OpenMoot) -> None:
    """Begin a meeting before its time, if no other is held or would have to begin before its end.

    One that nobody closed, and whose time is over, ends as this one begins.
    """
    moot = _announced(draft, command.moot)
    _facilitates(draft, moot, command.actor)
    # One whose time has come begins whatever comes after it, as it does by the clock.
    _check_free(draft, draft.now, min(draft.now, moot.starts_at) + moot.length, but=moot.number)
    _close_held(draft)
    draft.emit(
        ev.MootOpened(moot=moot.number, by=command.actor), ev.PresenceNoted(moot=moot.number, person=command.actor)
    )


def tell_coming(draft: Draft, command: cmd.TellComing) -> None:
    """Say that one comes; once the meeting is open, that one is there."""
    draft.participant(command.actor)
    moot = _moot(draft, command.moot)
    if moot.is_over:
        refuse(MootOver(moot=moot.number))
    if moot.state is MootState.OPEN:
        _note_presence(draft, moot, command.actor)
    elif command.actor not in moot.coming:
        draft.emit(ev.ComingTold(moot=moot.number, person=command.actor, source=command.source))


def withdraw_coming(draft: Draft, command: cmd.WithdrawComing) -> None:
    """Say that one will not come after all. Who was there, was there."""
    moot = _moot(draft, command.moot)
    if moot.state is not MootState.ANNOUNCED:
        if command.source:
            return  # a reaction taken away later says nothing any more
        refuse(MootOver(moot=moot.number))
    if command.actor not in moot.coming or command.source not in {"", moot.coming[command.actor]}:
        return
    draft.emit(ev.ComingWithdrawn(moot=moot.number, person=command.actor))


# --- while it is held


def raise_hand(draft: Draft, command: cmd.RaiseHand) -> None:
    """Ask for the word."""
    draft.participant(command.actor)
    moot = _held(draft)
    if command.actor in moot.hands:
        refuse(HandAlreadyUp(moot=moot.number, place=moot.order.index(command.actor) + 1))
    _note_presence(draft, moot, command.actor)
    draft.emit(ev.HandRaised(moot=moot.number, person=command.actor))


def lower_hand(draft: Draft, command: cmd.LowerHand) -> None:
    """Ask for the word no more."""
    moot = _held(draft)
    if command.actor not in moot.hands:
        refuse(HandNotUp(moot=moot.number))
    draft.emit(ev.HandLowered(moot=moot.number, person=command.actor))


def next_speaker(draft: Draft, command: cmd.NextSpeaker) -> None:
    """Give the word to the next. Whoever has it may pass it on."""
    moot = _held(draft)
    if command.actor != moot.speaker:
        _facilitates(draft, moot, command.actor)
    if not moot.hands and moot.speaker is None:
        refuse(NobodyWaits(moot=moot.number))
    _note_presence(draft, moot, command.actor)
    draft.emit(ev.SpeakerCalled(moot=moot.number, person=next(iter(moot.order), None)))


def take_minute(draft: Draft, command: cmd.TakeMinute) -> None:
    """Note something for the minutes: whoever takes part may, by name."""
    draft.participant(command.actor)
    moot = _held(draft)
    _note_presence(draft, moot, command.actor)
    draft.emit(ev.MinuteTaken(moot=moot.number, person=command.actor, text=command.text))


def close(draft: Draft, command: cmd.CloseMoot) -> None:
    """End the meeting that is open; where one is named, that one."""
    if command.moot is not None and _moot(draft, command.moot).is_over:
        refuse(MootOver(moot=command.moot))
    moot = _held(draft)
    if command.moot not in {None, moot.number}:
        refuse(NoMootOpen(coming=command.moot))
    _facilitates(draft, moot, command.actor)
    draft.emit(ev.MootClosed(moot=moot.number, by=command.actor))


def _moot(draft: Draft, number: int) -> Moot:
    moots = draft.assembly.moots
    return moots.get(number) or refuse(Unknown(kind="moot", number=number, latest=len(moots)))


def _announced(draft: Draft, number: int) -> Moot:
    moot = _moot(draft, number)
    if moot.state is not MootState.ANNOUNCED:
        refuse(MootOver(moot=number))
    return moot


def _held(draft: Draft) -> Moot:
    ahead = [moot for moot in draft.assembly.moots.values() if moot.state is MootState.ANNOUNCED]
    first = min(ahead, key=lambda moot: moot.starts_at, default=None)
    return draft.assembly.open_moot or refuse(NoMootOpen(coming=first.number if first else None))


def _facilitates(draft: Draft, moot: Moot, actor: PersonId) -> None:
    draft.participant(actor)
    able = facilitators(draft.assembly, moot, draft.now)
    if not able and actor in spoken_of(draft.assembly, moot):
        refuse(AboutYourself(asked="moot"))
    if able and actor not in able:
        refuse(NotFacilitating(moot=moot.number, facilitators=able))


def _note_presence(draft: Draft, moot: Moot, person: PersonId) -> None:
    if person not in moot.present:
        draft.emit(ev.PresenceNoted(moot=moot.number, person=person))


# --- the clock


def due_times(assembly: Assembly) -> Iterator[datetime]:
    """Say when something falls due at moots: a reminder, the opening, the end of one that nobody closed."""
    if assembly.dissolved_at is not None:
        return
    for moot in assembly.moots.values():
        if moot.state is MootState.ANNOUNCED:
            yield moot.starts_at if moot.reminded else min(moot.remind_at, moot.starts_at)
        elif moot.state is MootState.OPEN:
            yield moot.ends_at + _OVERRUN


def tick(draft: Draft) -> None:
    """Remind, open and close what is due. One is held at a time: it ends when another begins."""
    if draft.assembly.dissolved_at is not None:
        return
    held = draft.assembly.open_moot
    if held is not None and held.ends_at + _OVERRUN <= draft.now:
        draft.emit(ev.MootClosed(moot=held.number, by=None))
    ahead = [moot for moot in draft.assembly.moots.values() if moot.state is MootState.ANNOUNCED]
    for moot in sorted(ahead, key=lambda each: each.starts_at):
        if not moot.reminded and moot.remind_at <= draft.now < moot.starts_at:
            draft.emit(ev.MootReminded(moot=moot.number))
        if moot.starts_at <= draft.now:
            _open(draft, moot)


def _open(draft: Draft, moot: Moot) -> None:
    """Open a moot whose time has come, late if need be; one whose time is over is called off."""
    if moot.ends_at <= draft.now:
        draft.emit(ev.MootCancelled(moot=moot.number, person=None))
        return
    _close_held(draft)
    draft.emit(ev.MootOpened(moot=moot.number, by=None))


def _close_held(draft: Draft) -> None:
    held = draft.assembly.open_moot
    if held is not None:
        draft.emit(ev.MootClosed(moot=held.number, by=None))
