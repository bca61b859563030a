"""Ballot papers as they go out, and ballots as they come in: the only places where one is ever in the clear."""

import structlog
from msgspec.structs import replace

from adapters.ballots.paper import Given, kept_unseen, no_more, paper, recorded, why_sent
from adapters.documents import Document
from adapters.references import Kind, Subject
from adapters.setting import Setting
from bot.halls import Halls
from bot.letters import HandOut, ShowPaper
from bot.naming import people_of, told
from bot.people import People
from bot.polling.attending import box_of
from bot.polling.collecting import ballot_of, slots_of
from bot.polling.keys import Key, Keys
from bot.polling.sealing import Ballot, new_receipt, seal, slot_of
from deliberation.assembly import Assembly
from deliberation.ids import AssemblyId, PersonId
from deliberation.polls import Marks, Poll, read_marks
from storage.port import BallotPut, Store

log = structlog.get_logger(__name__)


class BoxShutError(Exception):
    """The key of a box that is open is gone: nothing can be put into it."""


def sealed_for(key: Key | None, assembly: AssemblyId, poll: Poll, voter: PersonId, marks: Marks) -> BallotPut:
    """Seal somebody's ballot with the key of its box, to be put into it; ``voter`` is whom they are on the roll.

    Raises:
        BoxShutError: the key is gone.
    """
    box = box_of(assembly, poll)
    if key is None:
        raise BoxShutError(f"the key of B{poll.number} is gone")
    slot = slot_of(key, voter)
    sealed = seal(key, box, slot, Ballot(marks, new_receipt()), options=len(poll.options))
    return BallotPut(assembly, poll.number, slot, sealed)


class Papers:
    """Gives the outbox its ballot papers."""

    def __init__(self, *, store: Store, halls: Halls, people: People, keys: Keys) -> None:
        self._store = store
        self._halls = halls
        self._people = people
        self._keys = keys

    async def draw(self, letter: ShowPaper) -> Document | None:
        """Give a paper as it stands, with what its person has given."""
        held = await self._halls.held(letter.assembly)
        poll = held.assembly.polls.get(letter.poll) if held is not None else None
        if held is None or poll is None:
            return None
        if not poll.is_open:
            return no_more(poll, held.assembly)
        given = await self.given(held.assembly, poll, letter.person)
        because = recorded(poll, given) if letter.given and given is not None else ""
        settled = bool(because)
        return await self._drawn(
            held.assembly, poll, given, because=because or _hidden(poll, letter.person, given), settled=settled
        )

    async def handed_out(self, letter: HandOut, person: PersonId) -> Document | None:
        """Give the paper that goes out to somebody by itself; ``None`` where it is wanted no more."""
        held = await self._halls.held(letter.assembly)
        poll = held.assembly.polls.get(letter.poll) if held is not None else None
        if held is None or poll is None or not poll.is_open or poll.begun_again != letter.turn:
            return None
        if poll.voice(person) is None:
            return None
        given = await self.given(held.assembly, poll, person)
        because = f"{why_sent(poll, held.assembly)} {_hidden(poll, person, given)}".strip()
        return await self._drawn(held.assembly, poll, given, because=because)

    async def blank(self, identifier: AssemblyId, number: int, person: PersonId) -> Document | None:
        """Give a paper to be filled in, with what its person has given, or say that there is none any more.

        ``None`` where they have none to give.
        """
        held = await self._halls.held(identifier)
        poll = held.assembly.polls.get(number) if held is not None else None
        if held is None or poll is None or poll.voice(person) is None:
            return None
        if not poll.is_open:
            return no_more(poll, held.assembly)
        given = await self.given(held.assembly, poll, person)
        return await self._drawn(held.assembly, poll, given, because=_hidden(poll, person, given))

    async def _drawn(
        self, assembly: Assembly, poll: Poll, given: Given | None, *, because: str, settled: bool = False
    ) -> Document:
        await self._people.call_by_name(people_of(assembly))
        document = await told(
            self._people,
            assembly,
            lambda names: paper(poll, given, Setting(assembly, names, private=True), because=because, settled=settled),
        )
        return replace(document, about=f"{assembly.id}:{Subject(Kind.POLL, poll.number)}")

    async def given(self, assembly: Assembly, poll: Poll, person: PersonId) -> Given | None:
        """Give the ballot that somebody has in the box, or in an open poll; ``None`` where they have none."""
        voter = poll.voice(person)
        if voter is None or voter not in poll.given:
            return None
        if not poll.secret:
            return Given(read_marks(poll.given[voter]))
        box = box_of(assembly.id, poll)
        try:
            key = self._keys.find(box)
        except OSError as error:
            log.error("key of a ballot not read", box=str(box), error=str(error))  # noqa: TRY400 - it says all
            return None
        if key is None:
            return None
        slots = slots_of(key, poll, voter)
        found = {slot: await self._store.ballot(assembly.id, poll.number, slot) for slot in slots}
        lying = {slot: sealed for slot, sealed in found.items() if sealed is not None}
        ballot = ballot_of(key, box, poll, voter, lying)
        return Given(ballot.marks, ballot.receipt) if ballot is not None else None


def _hidden(poll: Poll, person: PersonId, given: Given | None) -> str:
    """Say that somebody has voted, where what they gave cannot be shown: without it, it would seem they had not."""
    return kept_unseen() if given is None and poll.voice(person) in poll.given else ""
