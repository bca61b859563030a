"""Draws cards as things stand when they go out."""

from adapters.cards import check_card, petition_card, seeds
from adapters.documents import Document
from adapters.references import Kind, Subject, read_subject
from bot.halls import Halls, people_of
from bot.letters import RefreshCard
from bot.people import People
from deliberation.assembly import Assembly


class Drawing:
    """Gives the outbox its cards."""

    def __init__(self, *, halls: Halls, people: People, prefix: str) -> None:
        self._halls = halls
        self._people = people
        self._prefix = prefix

    async def draw(self, letter: RefreshCard) -> tuple[Document, tuple[str, ...]] | None:
        """Give a card and the reactions to put under it; ``None`` where it is no longer wanted."""
        held = await self._halls.held(letter.assembly)
        subject = read_subject(letter.subject)
        if held is None or subject is None or letter.venue not in held.assembly.speaking:
            return None
        await self._people.call_by_name(people_of(held.assembly))
        return self._drawn(held.assembly, subject)

    def _drawn(self, assembly: Assembly, subject: Subject) -> tuple[Document, tuple[str, ...]] | None:
        names = self._people.names
        if subject.kind is Kind.CHECK and subject.number in assembly.checks:
            check = assembly.checks[subject.number]
            return check_card(assembly, check, names, self._prefix, round=subject.round), seeds(check.question)
        if subject.kind is Kind.PETITION and subject.number in assembly.petitions:
            petition = assembly.petitions[subject.number]
            return petition_card(assembly, petition, names, self._prefix), PETITION_SEEDS
        return None
