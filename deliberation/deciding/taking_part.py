"""Founding, venues, joining and leaving, apologies (design, "Assemblies and taking part")."""

from datetime import datetime, timedelta

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import MOST_OFFERED
from deliberation.convening import asked_to_go, conveners
from deliberation.deciding import things
from deliberation.deciding.closing import note_absence
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.entering import come_in, let_in_due, wait_no_more
from deliberation.deciding.recalling import open_recalls_due
from deliberation.deciding.returning import pass_on
from deliberation.federation import Kind
from deliberation.ids import PersonId, VenueId
from deliberation.refusals import (
    AlreadyBound,
    BadApologies,
    NobodyHereYet,
    NotAdministering,
    NotConvening,
    NotOffered,
    NotTakingPart,
    Refused,
    TooManyOffered,
)
from deliberation.rules import PRESETS, written

LONGEST_APOLOGIES = timedelta(days=366)


def found(command: cmd.FoundAssembly, now: datetime) -> list[ev.Event]:
    """Found an assembly: it, its first venue, and everybody in that."""
    if not command.administers and not command.enacted:
        raise Refused(NotAdministering())
    venue = command.venue
    rules = command.rules or tuple(sorted(written(PRESETS[command.preset]).items()))
    follows = things.begun(command, now) if command.kind is Kind.THING else []
    return [
        ev.AssemblyFounded(
            assembly=command.assembly,
            slug=command.slug,
            name=command.name,
            purpose=command.purpose,
            founder=command.actor,
            preset=command.preset,
            rules=rules,
            kind=command.kind,
            enacted=command.enacted,
        ),
        *([] if venue is None else _first_venue(command, venue)),
        *follows,
    ]


def _first_venue(command: cmd.FoundAssembly, venue: VenueId) -> list[ev.Event]:
    people = dict.fromkeys(command.present if command.enacted else (command.actor, *command.present))
    return [ev.VenueBound(venue=venue), *(ev.PersonEntered(person=person, venue=venue) for person in people)]


def bind(draft: Draft, command: cmd.BindVenue) -> None:
    """Bind another venue: only with who administers there and who gives procedure here, in one person or two.

    One that was made for the assembly nobody administers but the program. Where nobody takes part yet, whoever may
    begin it takes a room in that is on offer by asking the same in it: there is no room of its own to do so in.
    """
    if command.venue in draft.assembly.venues:
        refuse(AlreadyBound(name=draft.assembly.name))
    begins = command.sponsored and _is_to_begin(draft)
    offered = command.venue in draft.assembly.offers_until(draft.now)
    if not (command.administers or command.enacted or (begins and offered)):
        refuse(NotAdministering())
    if not (command.enacted or begins or _convenes(draft, command.actor)):
        _offer(draft, command)
        return
    unheard = draft.assembly.unheard_since
    draft.emit(ev.VenueBound(venue=command.venue, begun_by=command.actor if begins else None))
    _admit(draft, command.present if command.enacted else (command.actor, *command.present), command.venue)
    _make_good(draft, unheard)


def _is_to_begin(draft: Draft) -> bool:
    """Whether nobody takes part who could take in a room. A Thing is begun by whoever called it."""
    return not draft.assembly.participants and draft.assembly.kind is not Kind.THING


def _offer(draft: Draft, command: cmd.BindVenue) -> None:
    standing = draft.assembly.offers_until(draft.now)
    begins = _is_to_begin(draft)
    sponsors = command.sponsors if begins else ()
    if begins and (command.venue in standing or not sponsors):
        refuse(NobodyHereYet(sponsors=sponsors))
    if command.venue in standing:
        return  # whoever else administers it: it is on offer
    until = [at for venue, at in standing.items() if _counts_against(draft, command.actor, venue)]
    if len(until) >= MOST_OFFERED:
        if begins:
            refuse(NobodyHereYet(sponsors=sponsors, full_until=min(until)))
        named = _may_bind(draft)
        refuse(TooManyOffered(name=draft.assembly.name, most=MOST_OFFERED, until=min(until), conveners=named))
    draft.emit(ev.VenueOffered(venue=command.venue, person=command.actor, sponsors=sponsors))


def _counts_against(draft: Draft, person: PersonId, venue: VenueId) -> bool:
    """Whether a venue on offer leaves less room for another from somebody.

    Against one who takes part only their own do: strangers could keep everybody from it.
    """
    here, offered_by = draft.assembly.participants, draft.assembly.offered[venue]
    return offered_by == person if person in here else offered_by not in here


def take_in(draft: Draft, command: cmd.TakeRoomIn) -> None:
    """Take up the offer of a venue. Who is in it comes in as soon as it is asked who that is."""
    if command.venue in draft.assembly.venues:
        refuse(AlreadyBound(name=draft.assembly.name))
    if not _convenes(draft, command.actor):
        named = _may_bind(draft)
        refuse(NotConvening(asked="bind", conveners=named) if named else NotTakingPart())
    if command.venue not in draft.assembly.offers_until(draft.now):
        refuse(NotOffered())
    unheard = draft.assembly.unheard_since
    draft.emit(ev.VenueBound(venue=command.venue))
    _make_good(draft, unheard)


def _convenes(draft: Draft, person: PersonId) -> bool:
    """Whether somebody gives procedure; to a Thing that has no room yet, whoever called it."""
    named, here = _may_bind(draft), draft.assembly
    if here.kind is Kind.THING and not here.venues:
        return person == here.founder
    if named:
        return person in named
    return person in here.participants and person not in asked_to_go(here)


def _may_bind(draft: Draft) -> tuple[PersonId, ...]:
    """Name who gives procedure in it: not an officer whose recall is asked for, which more people would hold up."""
    return conveners(draft.assembly, draft.now, asked_to_go(draft.assembly))


def _admit(draft: Draft, people: tuple[PersonId, ...], venue: VenueId) -> None:
    for person in dict.fromkeys(people):
        come_in(draft, person, venue)


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


def move_in(draft: Draft, command: cmd.MoveIn) -> None:
    """Move into the venue that was made for an assembly, if it has none by now."""
    if not draft.assembly.venues:
        draft.emit(ev.VenueBound(venue=command.venue))


def release(draft: Draft, command: cmd.ReleaseVenue) -> None:
    """Give a venue free once the assembly has ended."""
    if draft.assembly.dissolved_at is not None and command.venue in draft.assembly.venues:
        draft.emit(ev.VenueReleased(venue=command.venue))


def enter(draft: Draft, command: cmd.Enter) -> None:
    """Join: being in a venue is taking part, where the rules ask no more. A second report of it changes nothing.

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
    if here is None:
        wait_no_more(draft, command.actor, command.venue)
        return
    if command.venue not in here.venues:
        return
    draft.emit(ev.PersonLeft(person=command.actor, venue=command.venue))
    if command.actor not in draft.assembly.participants:
        # Fewer participants need fewer signatures: a petition may have reached its threshold by this.
        pass_on(draft, command.actor)
        open_recalls_due(draft)
        let_in_due(draft)


def apologise(draft: Draft, command: cmd.GiveApologies) -> None:
    """Send apologies: they shrink the quorum's base of the checks called while they run."""
    draft.participant(command.actor)
    if not draft.now < command.until <= draft.now + LONGEST_APOLOGIES:
        refuse(BadApologies(until=command.until))
    draft.emit(ev.ApologiesGiven(person=command.actor, until=command.until))
