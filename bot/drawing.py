"""Draws cards as things stand when they go out."""

from msgspec.structs import replace

from adapters.cards import PETITION_SEEDS, card_of, seeds
from adapters.documents import Document
from adapters.references import Kind, Subject, read_subject
from bot.halls import Halls, people_of
from bot.letters import RefreshCard, Reseed
from bot.people import People
from deliberation.assembly import Assembly


class Drawing:
    """Gives the outbox its cards."""

    def __init__(self, *, halls: Halls, people: People) -> None:
        self._halls = halls
        self._people = people

    async def draw(self, letter: RefreshCard | Reseed) -> tuple[Document, tuple[str, ...]] | None:
        """Give a card and the reactions to put under it; ``None`` where it is no longer wanted."""
        held = await self._halls.held(letter.assembly)
        subject = read_subject(letter.subject)
        if held is None or subject is None or letter.venue not in held.assembly.speaking:
            return None
        await self._people.call_by_name(people_of(held.assembly))
        document = card_of(held.assembly, subject, self._people.names)
        if document is None:
            return None
        return replace(document, about=f"{letter.assembly}:{subject}"), _seeds(held.assembly, subject)


def _seeds(assembly: Assembly, subject: Subject) -> tuple[str, ...]:
    if subject.kind is Kind.PETITION:
        return PETITION_SEEDS
    return seeds(assembly.checks[subject.number].question) if subject.kind is Kind.CHECK else ()
