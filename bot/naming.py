"""What to call people in one assembly: by their names, and with an account beside them where a name will not do.

A name will not do where another's there looks the same, and where it could pass for more than a name. Of whom an
election or a recall is about it never does (``adapters.phrases.in_full``).
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Final, TypeVar

from adapters.phrases import Names, Naming
from bot.letters import platform_of
from bot.likeness import could_pass_for_more
from bot.people import People
from deliberation.assembly import Assembly
from deliberation.checks import Check
from deliberation.effects import FillOffice, SelectCandidate
from deliberation.ids import PersonId
from deliberation.positions import Stance
from storage.port import AccountRow

T = TypeVar("T")

MOST_LISTED: Final = 500
"""People whom an assembly may have so that all of them are known by name whenever something is said of it."""

_MOST_HOLDERS: Final = 50
"""People named of those who block or stand aside; a text names fewer."""


class InAssembly(Naming):
    """The names of those known so far. Who was asked for and is not known is in ``unknown``."""

    def __init__(self, people: People, assembly: Assembly | None) -> None:
        self._people = people
        self._assembly = assembly
        self.unknown: set[PersonId] = set()

    def __getitem__(self, person: PersonId) -> str:
        row = self._shown(person)
        if row is None:
            self.unknown.add(person)
            raise KeyError(person)
        return row.name

    def __iter__(self) -> Iterator[PersonId]:
        return iter(self._people.names)

    def __len__(self) -> int:
        return len(self._people.names)

    def account(self, person: PersonId, *, always: bool = False) -> str:
        """As ``Naming.account``."""
        row = self._shown(person)
        if row is None:
            return ""
        doubtful = always or could_pass_for_more(row.name) or self._has_double(person, row.name)
        return row.key.id if doubtful else ""

    def _has_double(self, person: PersonId, name: str) -> bool:
        return any(other != person and self._is_here(other) for other in self._people.alike(name))

    def _is_here(self, person: PersonId) -> bool:
        here = self._assembly
        return here is None or person in here.participants or person in here.waiting or person in self._concerned

    @cached_property
    def _concerned(self) -> frozenset[PersonId]:
        return frozenset(_concerned(self._assembly)) if self._assembly is not None else frozenset()

    def _shown(self, person: PersonId) -> AccountRow | None:
        """Choose by which account to call somebody: the one on a platform on which they are here, if any."""
        rows = self._people.rows_of(person)
        if len(rows) > 1 and self._assembly is not None:
            here = self._assembly.participants.get(person)
            platforms = {platform_of(venue) for venue in (here.venues if here else self._assembly.speaking)}
            rows = [row for row in rows if row.key.platform in platforms] or rows
        return rows[0] if rows else None


async def told(people: People, assembly: Assembly | None, tell: Callable[[Names], T]) -> T:
    """Write something of an assembly, with the names of those in it whom it names, however many others there are."""
    names = InAssembly(people, assembly)
    text = tell(names)
    if names.unknown:
        await people.call_by_name(names.unknown)
        text = tell(InAssembly(people, assembly))
    return text


# --- whom there may be to name


def people_of(assembly: Assembly) -> set[PersonId]:
    """Name those whom a card, a notice or an answer about an assembly is likely to have to name.

    That is everyone in it, unless they are very many: then those only who have done something in it that is shown with
    their name.
    """
    named = set(_concerned(assembly))
    if len(assembly.participants) <= MOST_LISTED:
        named |= set(assembly.participants)
    named.update(islice(assembly.waiting, MOST_LISTED))
    for check in assembly.checks.values():
        if check.is_open and len(check.roll) <= MOST_LISTED:
            named |= check.roll
    return named


def _concerned(assembly: Assembly) -> Iterator[PersonId]:
    """Name those who have done something in an assembly that is shown with their name, or to whom it is done."""
    yield assembly.founder
    if assembly.convener is not None:
        yield assembly.convener
    yield from assembly.offered.values()
    yield from _officers(assembly)
    for proposal in assembly.proposals.values():
        yield proposal.proposer
        if isinstance(proposal.effect, FillOffice | SelectCandidate):
            yield proposal.effect.person
        yield from (each.person for affected in proposal.affected.values() for each in affected.objections)
    yield from (concern.person for concern in assembly.concerns.values())
    yield from (each.person for notice in assembly.notices.values() for each in notice.objections)
    for action in assembly.actions.values():
        if action.is_open:
            yield from (action.person, action.set_by)
    yield from _standing(assembly)
    for moot in assembly.moots.values():
        yield from (moot.called_by, *moot.hands, *([moot.speaker] if moot.speaker is not None else []))
        yield from (minute.person for minute in moot.minutes)
    yield from {gift.recorded_by for gift in assembly.donations.values()}
    for check in assembly.checks.values():
        if assembly.takes_word(check.number):
            yield from _outspoken(check)


def _officers(assembly: Assembly) -> Iterator[PersonId]:
    """Name those who hold offices or stand in, who did something as officers, and whom petitions are about."""
    yield from (holder for office in assembly.offices.values() for holder in office.holders)
    yield from (who for people in assembly.stand_ins.values() for who in people)
    yield from {act.officer for act in assembly.acts.values()}
    for petition in assembly.petitions.values():
        yield from (petition.officer, petition.starter)


def _standing(assembly: Assembly) -> Iterator[PersonId]:
    """Name those who have to do with elections, and those between whom a ballot that is open decides."""
    for election in assembly.elections.values():
        yield from (person for person in election.people if person is not None)
    for poll in assembly.polls.values():
        yield from (option.person for option in poll.options if poll.is_open and option.person is not None)


def _outspoken(check: Check) -> Iterable[PersonId]:
    if check.called_by is not None:
        yield check.called_by
    for stance in (Stance.BLOCK, Stance.STAND_ASIDE):
        if check.tally.of(stance) + check.cooling_tally.of(stance):
            holders = (person for person, position in check.positions.items() if position.stance is stance)
            yield from islice(holders, _MOST_HOLDERS)
    yield from (person for seat in check.seats.values() for person in seat.blockers)
