"""The way into an assembly that is restricted to those it speaks for (design, "Assemblies and taking part").

Nobody is asked why they belong, and nothing of it is kept: only that they asked, and who welcomed them.
"""

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Waiting
from deliberation.convening import asked_to_go
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.restraint import not_asked_too_often
from deliberation.ids import PersonId, VenueId
from deliberation.refusals import AboutYourself, AlreadyTakingPart, AlreadyWelcomed, NotAsked, NotInTheRoom
from deliberation.rules import Entry


def come_in(draft: Draft, person: PersonId, venue: VenueId) -> None:
    """Note that somebody is in a venue: they take part by it, or wait where that is not enough."""
    here = draft.assembly.participants.get(person)
    if here is not None or draft.assembly.rules.entry is Entry.OPEN:
        if here is None or venue not in here.venues:
            joined_at = draft.assembly.counts_from(person, draft.now)
            draft.emit(ev.PersonEntered(person=person, venue=venue, joined_at=joined_at))
        return
    waiting = draft.assembly.waiting.get(person)
    if waiting is None or venue not in waiting.venues:
        draft.emit(ev.WaitingBegun(person=person, venue=venue))


def wait_no_more(draft: Draft, person: PersonId, venue: VenueId) -> None:
    """Note that somebody who waited left a venue."""
    waiting = draft.assembly.waiting.get(person)
    if waiting is not None and venue in waiting.venues:
        draft.emit(ev.WaitingEnded(person=person, venue=venue))


def ask(draft: Draft, command: cmd.AskEntry) -> None:
    """Ask to take part. Where a declaration is enough, or nobody is there who could welcome, that is all it takes."""
    if command.actor in draft.assembly.participants:
        refuse(AlreadyTakingPart())
    waiting = draft.assembly.waiting.get(command.actor) or refuse(NotInTheRoom())
    if waiting.asked_at is None:
        if draft.assembly.rules.entry is Entry.WELCOME:
            not_asked_too_often(draft, command.actor)
        draft.emit(ev.EntryAsked(person=command.actor, number=draft.assembly.entries_asked + 1))
    if draft.assembly.rules.entry is Entry.DECLARATION:
        _let_in(draft, command.actor, "declared")
    else:
        let_in_due(draft)


def welcome(draft: Draft, command: cmd.Welcome) -> None:
    """Welcome somebody who asked."""
    draft.participant(command.actor)
    if command.actor in asked_to_go(draft.assembly):
        # Each who comes in raises the number of signatures that their recall takes.
        refuse(AboutYourself(asked="welcome"))
    if command.person in draft.assembly.participants:
        refuse(AlreadyTakingPart(person=command.person))
    waiting = draft.assembly.waiting.get(command.person)
    if waiting is None or waiting.asked_at is None:
        refuse(NotAsked(person=command.person))
    if command.actor in waiting.welcomed_by:
        refuse(AlreadyWelcomed(person=command.person, needed=draft.assembly.rules.welcomes))
    draft.emit(ev.Welcomed(person=command.person, by=command.actor))
    let_in_due(draft)


def let_in_due(draft: Draft) -> None:
    """Let those in for whom all is there that the rules ask by now, whoever asked first before the others."""
    for person in sorted(draft.assembly.waiting, key=lambda each: _order(draft.assembly.waiting[each])):
        because = _reason(draft, draft.assembly.waiting[person])
        if because:
            _let_in(draft, person, because)


def _let_in(draft: Draft, person: PersonId, because: str) -> None:
    joined_at = draft.assembly.counts_from(person, draft.now)
    draft.emit(ev.EntryGiven(person=person, because=because, joined_at=joined_at))


def _order(waiting: Waiting) -> tuple[bool, int, PersonId]:
    return waiting.asked_at is None, waiting.number, waiting.person


def _reason(draft: Draft, waiting: Waiting) -> str:
    """Say why somebody takes part now, if they do.

    Who asked to be welcomed has not declared anything: where by now that is what it takes, they are to ask again.
    """
    rules, here = draft.assembly.rules, draft.assembly.participants
    if rules.entry is Entry.OPEN:
        return "open"
    if rules.entry is not Entry.WELCOME or waiting.asked_at is None:
        return ""
    if not here:
        return "alone"
    welcomed = [each for each in waiting.welcomed_by if each in here]
    return "welcomed" if len(welcomed) >= min(rules.welcomes, len(here)) else ""
