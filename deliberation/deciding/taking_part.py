"""Founding, venues, joining and leaving, apologies (design, "Assemblies and taking part")."""

from datetime import datetime, timedelta

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.convening import conveners
from deliberation.deciding.closing import note_absence
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.recalling import open_recalls_due
from deliberation.ids import PersonId, VenueId
from deliberation.refusals import (
    AlreadyBound,
    BadApologies,
    NotAdministering,
    NotConvening,
    NotOffered,
    NotTakingPart,
    Refused,
)
from deliberation.rules import PRESETS, written

LONGEST_APOLOGIES = timedelta(days=366)


def found(command: cmd.FoundAssembly) -> list[ev.Event]:
    """Found an assembly: it, its first venue, and everybody in that."""
    if not command.administers:
        raise Refused(NotAdministering())
    people = dict.fromkeys((command.actor, *command.present))
    return [
        ev.AssemblyFounded(
            assembly=command.assembly,
            slug=command.slug,
            name=command.name,
            purpose=command.purpose,
            founder=command.actor,
            preset=command.preset,
            rules=tuple(sorted(written(PRESETS[command.preset]).items())),
        ),
        ev.VenueBound(venue=command.venue),
        *(ev.PersonEntered(person=person, venue=command.venue) for person in people),
    ]


def bind(draft: Draft, command: cmd.BindVenue) -> None:
    """Bind another venue: only with who administers there and who gives procedure here, in one person or two."""
    if command.venue in draft.assembly.venues:
        refuse(AlreadyBound(name=draft.assembly.name))
    if not command.administers:
        refuse(NotAdministering())
    if not _convenes(draft, command.actor):
        if draft.assembly.offered.get(command.venue) != command.actor:
            draft.emit(ev.VenueOffered(venue=command.venue, person=command.actor))
        return
    unheard = draft.assembly.unheard_since
    draft.emit(ev.VenueBound(venue=command.venue))
    _admit(draft, (command.actor, *command.present), command.venue)
    _make_good(draft, unheard)


def take_in(draft: Draft, command: cmd.TakeRoomIn) -> None:
    """Take up the offer of a venue. Who is in it comes in as soon as it is asked who that is."""
    if command.venue in draft.assembly.venues:
        refuse(AlreadyBound(name=draft.assembly.name))
    if not _convenes(draft, command.actor):
        named = conveners(draft.assembly)
        refuse(NotConvening(asked="bind", conveners=named) if named else NotTakingPart())
    if command.venue not in draft.assembly.offered:
        refuse(NotOffered())
    unheard = draft.assembly.unheard_since
    draft.emit(ev.VenueBound(venue=command.venue))
    _make_good(draft, unheard)


def _convenes(draft: Draft, person: PersonId) -> bool:
    named = conveners(draft.assembly)
    return person in named if named else person in draft.assembly.participants


def _admit(draft: Draft, people: tuple[PersonId, ...], venue: VenueId) -> None:
    for person in dict.fromkeys(people):
        here = draft.assembly.participants.get(person)
        if here is None or venue not in here.venues:
            draft.emit(ev.PersonEntered(person=person, venue=venue))


def lose(draft: Draft, command: cmd.LoseVenue) -> None:
    """Note that a venue fell silent. Nobody loses a place or an office because somebody put the bot out."""
    if command.venue in draft.assembly.venues and command.venue not in draft.assembly.silent:
        draft.emit(ev.VenueSilenced(venue=command.venue))


def regain(draft: Draft, command: cmd.RegainVenue) -> None:
    """Note that a venue can be heard again; while all were silent, nothing closed, and that time is made good."""
    since = draft.assembly.silent.get(command.venue)
    if since is None:
        return
    unheard = draft.assembly.unheard_since
    draft.emit(ev.VenueHeard(venue=command.venue))
    _make_good(draft, unheard)


def _make_good(draft: Draft, unheard_since: datetime | None) -> None:
    if unheard_since is not None and draft.assembly.unheard_since is None:
        note_absence(draft, cmd.NoteAbsence(since=unheard_since, until=draft.now))


def move(draft: Draft, command: cmd.MoveVenue) -> None:
    """Follow a venue to its successor."""
    if command.venue not in draft.assembly.venues or command.venue in draft.assembly.replaced:
        return
    if command.successor == command.venue:
        return  # a forged upgrade of a room to itself would leave the assembly nowhere to speak
    unheard = draft.assembly.unheard_since
    draft.emit(ev.VenueMoved(venue=command.venue, successor=command.successor))
    _admit(draft, command.present, command.successor)
    _make_good(draft, unheard)


def enter(draft: Draft, command: cmd.Enter) -> None:
    """Join: being in a venue is taking part. A second report of the same changes nothing.

    One that another replaced is left behind: being seen there still makes nobody take part anew.
    """
    if command.venue in draft.assembly.speaking:
        _admit(draft, (command.actor,), command.venue)


def leave(draft: Draft, command: cmd.Leave) -> None:
    """Leave a venue, and with the last one the assembly.

    An office is not lost by it: else whoever can put somebody out of a room could remove an officer without a recall.
    While the holder is away procedure falls to the next (``deliberation.convening``).
    """
    here = draft.assembly.participants.get(command.actor)
    if here is None or command.venue not in here.venues:
        return
    draft.emit(ev.PersonLeft(person=command.actor, venue=command.venue))
    if command.actor not in draft.assembly.participants:
        # Fewer participants need fewer signatures: a petition may have reached its threshold by this.
        open_recalls_due(draft)


def apologise(draft: Draft, command: cmd.GiveApologies) -> None:
    """Send apologies: they shrink the quorum's base of the checks called while they run."""
    draft.participant(command.actor)
    if not draft.now < command.until <= draft.now + LONGEST_APOLOGIES:
        refuse(BadApologies(until=command.until))
    draft.emit(ev.ApologiesGiven(person=command.actor, until=command.until))
