"""Elections called, moved and called off, and who returns them (design, "Elections").

The officers of the Electoral Society do, wherever they take part; where there is none, or the election is about all of
them, whoever gives procedure in the assembly; and in the end nobody need: an election goes on by itself.
"""

from dataclasses import replace
from typing import Final, NoReturn

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.commands.elections import Times
from deliberation.convening import NOBODY, conveners
from deliberation.deciding.draft import JUST_NOW, Draft, refuse, refuse_again
from deliberation.deciding.elections import election_of, end, open_nominations
from deliberation.deciding.seats import asked_about, kept_vacant, open_election
from deliberation.deciding.timetables import first_timetable, moved_timetable
from deliberation.elections import Election, ElectionState, Timetable
from deliberation.federation import Kind
from deliberation.ids import PersonId
from deliberation.refusals import (
    BadTimetable,
    CalledOffBefore,
    ElectionUnderWay,
    NoSuchOffice,
    NothingChanged,
    NotReturning,
    NotTheirsToReturn,
    OfficeIsAppointed,
    OnlyConstituencies,
    ReturningOfficerStands,
    TooLateForThat,
    TooManySeats,
)

MOST_SEATS: Final = 50

_SETTLED: Final = frozenset({ElectionState.BALLOT, ElectionState.OVER})


def call(draft: Draft, command: cmd.CallElection) -> None:
    """Call an election. Whoever calls it as an officer of the Electoral Society returns it.

    One that began by itself, and in which nobody is named yet, makes way for one with a timetable that somebody gave.
    Where the one before was called off and left the office vacant, anybody who takes part calls the next, by the rules.
    """
    _here(draft, command.actor, command.officers)
    under_way = open_election(draft.assembly, office=command.office, seat=command.seat)
    if under_way is not None:
        if not _makes_way(under_way):
            _open_already(draft, command, under_way)
        makes_way = _returned_by(draft, command.actor, under_way.number, command.officers)
        end(draft, makes_way, because="called off", by=command.actor)
    if command.seat and draft.assembly.kind is not Kind.CONSTITUENCY:
        refuse(OnlyConstituencies())
    most = MOST_SEATS if command.seat else _electable(draft.assembly, command.office)
    usual = 1 if command.seat else most
    if _anybody_calls(draft, command):
        usual = draft.assembly.offices[command.office].vacancies
    seats = usual if command.seats is None else command.seats
    if not 1 <= seats <= most:
        refuse(TooManySeats(most=most))
    number = len(draft.assembly.elections) + 1
    times = first_timetable(draft.assembly, command.times, draft.now)
    if kept_vacant(draft.assembly, command.office) is not None:
        _not_later(times, first_timetable(draft.assembly, Times(), draft.now))
    draft.emit(
        ev.ElectionCalled(
            election=number,
            office=command.office,
            seat=command.seat,
            seats=seats,
            method=command.method or draft.assembly.rules.election_method,
            timetable=times,
            called_by=command.actor,
            returning=command.actor if command.actor in command.officers else None,
        )
    )
    open_nominations(draft, number)


def _open_already(draft: Draft, command: cmd.CallElection, election: Election) -> NoReturn:
    """Refuse a second election: say where the first is, and how to get what was asked for, if that is for them."""
    just_now = draft.now - election.opened_at < JUST_NOW
    asked_at = election.opened_at if just_now else draft.now  # "for 7 days" ends later when it is said again
    timed = first_timetable(draft.assembly, command.times, asked_at) != election.timetable
    other = command.seats not in {None, election.seats} or command.method not in {None, election.method}
    if election.called_by == command.actor and just_now and not (timed or other):
        refuse_again(f"E{election.number}")
    timed = timed and command.times != Times()
    changes = election.state not in _SETTLED and (timed or other)
    may = changes and _hindrance(draft, command.actor, command.officers, election.office, election) is None
    last = kept_vacant(draft.assembly, election.office, before=election.number)
    refuse(ElectionUnderWay(election=election.number, moves=may and timed, ends=may and last is None))


def _anybody_calls(draft: Draft, command: cmd.CallElection) -> bool:
    """Say whether it is called because anybody may; refuse whoever can call it neither by that nor otherwise."""
    no = _hindrance(draft, command.actor, command.officers, command.office, None)
    if no is None:
        return False
    if isinstance(no, NotTheirsToReturn) or kept_vacant(draft.assembly, command.office) is None:
        refuse(no)
    vacant = draft.assembly.offices[command.office].vacancies
    if command.times != Times() or command.method is not None or command.seats not in {None, vacant}:
        # Who votes, how it is counted and by when is not for whoever comes first.
        refuse(replace(no, plainly=command.office))
    return True


def _makes_way(election: Election) -> bool:
    early = election.state in {ElectionState.ANNOUNCED, ElectionState.NOMINATIONS}
    return election.called_by is None and early and not election.candidates


def _electable(assembly: Assembly, name: str) -> int:
    """Give how many hold an office that is elected; refuse any other."""
    office = assembly.offices.get(name)
    if office is None:
        refuse(NoSuchOffice(office=name, offices=tuple(sorted(assembly.offices))))
    if office.appointed_by:
        refuse(OfficeIsAppointed(office=name, appointed_by=office.appointed_by))
    return office.seats


def move_timetable(draft: Draft, command: cmd.MoveTimetable) -> None:
    """Change the timetable before the ballot opens; what has closed does not open again."""
    election = _returned_by(draft, command.actor, command.election, command.officers)
    times = moved_timetable(draft.assembly, election, command.times, draft.now)
    if times == election.timetable:
        refuse(NothingChanged(what=f"that is the timetable of E{election.number}"))
    if kept_vacant(draft.assembly, election.office, before=election.number) is not None:
        _not_later(times, election.timetable, election.number)
    draft.emit(
        ev.TimetableMoved(election=election.number, timetable=times, because="moved", by=command.actor),
    )
    open_nominations(draft, election.number)


def _not_later(times: Timetable, by_right: Timetable, election: int | None = None) -> None:
    """Refuse to put off the election of an office that another, called off, left vacant: nobody keeps it so by time."""
    if times.ballot_close > by_right.ballot_close:
        refuse(BadTimetable(problem="vacant", election=election))


def call_off(draft: Draft, command: cmd.CallOffElection) -> None:
    """End an election without a result. It is told why; where it leaves the office vacant anybody calls the next.

    That one is called off no more: else whoever gives procedure could keep the office vacant for ever.
    """
    election = _returned_by(draft, command.actor, command.election, command.officers)
    last = kept_vacant(draft.assembly, election.office, before=election.number)
    if last is not None:
        refuse(CalledOffBefore(election=election.number, before=last.number))
    office = draft.assembly.offices.get(election.office)
    vacant = office.vacancies if office is not None else 0
    end(draft, election, because="called off", unfilled=vacant, by=command.actor, reason=command.reason)


def _returned_by(draft: Draft, actor: PersonId, number: int, officers: frozenset[PersonId]) -> Election:
    """Give an election that this person may change; refuse where they may not, or it is too late.

    Whoever returned it and is no officer of the Electoral Society any more returns it no longer.
    """
    _here(draft, actor, officers)
    election = election_of(draft, number)
    if election.state in _SETTLED:
        refuse(TooLateForThat(election=number, over=not election.is_open))
    no = _hindrance(draft, actor, officers, election.office, election)
    if no is not None:
        refuse(no)
    if election.returning is not None and election.returning not in officers:
        draft.emit(ev.ReturningPassed(election=number, returning=None, because="handed over"))
    return draft.assembly.elections[number]


# --- who may


def _here(draft: Draft, actor: PersonId, officers: frozenset[PersonId]) -> None:
    """Refuse whoever neither takes part nor is an officer of the Electoral Society, who return elections anywhere."""
    if actor not in officers:
        draft.participant(actor)


def _hindrance(
    draft: Draft, actor: PersonId, officers: frozenset[PersonId], office: str, election: Election | None
) -> NotTheirsToReturn | NotReturning | None:
    """Say why somebody cannot call or change an election, if they cannot: nobody does whom it is about."""
    number = election.number if election is not None else None
    about = _about(draft.assembly, office, election)
    if actor in about:
        return NotTheirsToReturn(election=number, office=office)
    if election is not None and election.returning in officers:
        same = actor == election.returning
        return None if same else _not_returning(election, (election.returning,), society=True)
    free = tuple(sorted(officers - about))
    named = free or conveners(draft.assembly, draft.now, about)
    if not named or actor in named:
        return None
    return NotReturning(election=number, returning=None, officers=named, society=bool(free))


def _about(assembly: Assembly, office: str, election: Election | None) -> frozenset[PersonId]:
    """Name those whom an election is about: who is nominated in it or asked about, and who holds the office."""
    held = assembly.offices[office].holders if office in assembly.offices else ()
    named = election.named if election is not None else NOBODY
    return frozenset(held) | named | asked_about(assembly, office, election)


def _not_returning(election: Election | None, officers: tuple[PersonId, ...], *, society: bool) -> NotReturning:
    return NotReturning(
        election=election.number if election is not None else None,
        returning=election.returning if election is not None else None,
        officers=officers,
        society=society,
    )


# --- taken on, and handed over


def take_on(draft: Draft, command: cmd.TakeOnElection) -> None:
    """Become the returning officer, as an officer of the Electoral Society who does not stand.

    From another only once that one is no officer of the society any more.
    """
    _here(draft, command.actor, command.officers)
    election = _open(draft, command.election)
    if command.actor in _about(draft.assembly, election.office, election):
        refuse(ReturningOfficerStands(election=election.number, person=command.actor))
    if command.actor not in command.officers:
        refuse(_not_returning(election, tuple(sorted(command.officers)), society=bool(command.officers)))
    if election.returning == command.actor:
        refuse(NothingChanged(what=f"you are the returning officer of E{election.number}"))
    if election.returning in command.officers:
        refuse(_not_returning(election, (election.returning,), society=True))
    draft.emit(ev.ReturningPassed(election=election.number, returning=command.actor, because="taken on"))


def hand_over(draft: Draft, command: cmd.HandElectionOver) -> None:
    """Be the returning officer no longer."""
    election = _open(draft, command.election)
    if election.returning != command.actor:
        returning = (election.returning,) if election.returning is not None else ()
        refuse(_not_returning(election, returning, society=bool(returning)))
    draft.emit(ev.ReturningPassed(election=election.number, returning=None, because="handed over"))


def _open(draft: Draft, number: int) -> Election:
    election = election_of(draft, number)
    if not election.is_open:
        refuse(TooLateForThat(election=number, over=True))
    return election


def pass_on(draft: Draft, left: PersonId | None = None, because: str = "left") -> None:
    """Let the bot return what somebody returned who ``left``, or of whom it turned out that it is about them."""
    for election in list(draft.assembly.elections.values()):
        returning = election.returning
        if returning is None or not election.is_open:
            continue
        if returning == left:
            draft.emit(ev.ReturningPassed(election=election.number, returning=None, because=because))
        elif returning in _about(draft.assembly, election.office, election):
            draft.emit(ev.ReturningPassed(election=election.number, returning=None, because="stands"))
