"""Changes of members' places, some people at a time: one transaction each, of which each person is told once."""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from adapters.words.places import places_changed
from bot import letters
from bot.items import Wave
from bot.letters import Telling
from bot.roster.enrolment import MOVED
from bot.sitting import Sitting
from deliberation.assembly import Assembly
from deliberation.commands import Command, Enrol
from deliberation.events import EnrolmentEnded, Event, MembersEnrolled
from deliberation.federation import Peer
from deliberation.ids import PersonId
from storage.port import Owed

log = structlog.get_logger(__name__)

MOST_AT_ONCE: Final = 1000
"""People in one wave."""


@dataclass(slots=True)
class _News:
    """What is new for one person."""

    gained: list[Peer] = field(default_factory=list)
    moved: list[Peer] = field(default_factory=list)
    removed: list[Peer] = field(default_factory=list)


async def carry_out(wave: Wave, sitting: Sitting) -> None:
    """Carry a wave out, and owe everybody whose places it changes one message about that."""
    news: defaultdict[PersonId, _News] = defaultdict(_News)
    for identifier, command in wave.commands:
        assembly = await sitting.assembly(identifier)
        if assembly is None:
            log.error("place in an assembly that there is not", assembly=identifier)
            continue
        peer, seated = assembly.peer, _seated(assembly, command)
        result = await sitting.carry_out(identifier, command)
        if not isinstance(result, list):
            log.error("place refused", assembly=identifier, refusal=type(result).__name__)
            continue
        for event in result:
            _note(event, peer, seated, news)
    sitting.work.owed.extend(_messages(news))


def _seated(assembly: Assembly, command: Command) -> frozenset[PersonId]:
    """Say who of those whom a command names has a place already. To ask afterwards would cost more."""
    if not isinstance(command, Enrol):
        return frozenset()
    found = (assembly.participants.get(each.person) for each in command.members)
    return frozenset(here.person for here in found if here is not None and here.enrolled_until is not None)


def _note(event: Event, peer: Peer, seated: frozenset[PersonId], news: defaultdict[PersonId, _News]) -> None:
    match event:
        case MembersEnrolled(members=members):
            for each in members:
                if each.person not in seated:
                    news[each.person].gained.append(peer)
        case EnrolmentEnded(people=people, because=because):
            for person in people:
                (news[person].moved if because == MOVED else news[person].removed).append(peer)
        case _:
            pass


def _messages(news: dict[PersonId, _News]) -> Iterator[Owed]:
    """Owe those for whom the same is new one letter: thousands of letters would be a burden to everything else."""
    alike: defaultdict[tuple[Sequence[Peer], ...], list[PersonId]] = defaultdict(list)
    for person, its in news.items():
        alike[tuple(its.gained), tuple(its.moved), tuple(its.removed)].append(person)
    for (gained, moved, removed), people in alike.items():
        document = places_changed(gained, moved, removed)
        for at in range(0, len(people), letters.MOST_AT_ONCE):
            some = tuple(people[at : at + letters.MOST_AT_ONCE])
            yield letters.owed(f"places:{secrets.token_hex(8)}", Telling(people=some, document=document))
