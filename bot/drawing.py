"""Draws cards as things stand when they go out."""

import asyncio

from msgspec.structs import replace

from adapters.cards.card import PETITION_SEEDS, card_of, seeds
from adapters.cards.entering import WAVE
from adapters.cards.following_up import ACTION_SEEDS, SENSE_SEEDS
from adapters.cards.moots import MOOT_SEEDS
from adapters.cards.nominations import NOMINATION_SEEDS
from adapters.documents import Document
from adapters.pictures import Picture
from adapters.references import Kind, Subject, read_subject
from adapters.setting import Setting
from bot.halls import Halls
from bot.letters import HandOut, RefreshCard, Reseed, ShowCount, ShowPaper
from bot.matters import takes_answers
from bot.naming import people_of, told
from bot.people import People
from bot.polling.papers import Papers
from bot.polling.showing import is_shown, named, pictured
from deliberation.assembly import Assembly
from deliberation.ids import PersonId
from storage.port import Store


class Drawing:
    """Gives the outbox its cards."""

    def __init__(self, *, store: Store, halls: Halls, people: People, papers: Papers) -> None:
        self._papers = papers
        self._store = store
        self._halls = halls
        self._people = people
        self._one_at_a_time = asyncio.Lock()

    async def draw(self, letter: RefreshCard | Reseed) -> tuple[Document, tuple[str, ...]] | None:
        """Give a card and the reactions to put under it; ``None`` where it is no longer wanted."""
        held = await self._halls.held(letter.assembly)
        subject = read_subject(letter.subject)
        if held is None or subject is None or letter.venue not in held.assembly.speaking:
            return None
        assembly = held.assembly
        # That somebody asked is shown to no room that did not read it while it could be answered.
        only_while_open = isinstance(letter, RefreshCard) and (letter.changes or subject.kind is Kind.ENTRY)
        if only_while_open and await self._is_past(letter, assembly, subject):
            return None
        await self._people.call_by_name(people_of(assembly))
        document = await told(self._people, assembly, lambda names: card_of(assembly, subject, names))
        if document is None:
            return None
        return replace(document, about=f"{letter.assembly}:{subject}"), _seeds(assembly, subject)

    async def paper(self, letter: ShowPaper) -> Document | None:
        """Give a ballot paper as it stands; ``None`` where it is no longer wanted."""
        return await self._papers.draw(letter)

    async def papers(self, letter: HandOut, person: PersonId) -> Document | None:
        """Give the paper that goes out to somebody by itself; ``None`` where it is wanted no more."""
        return await self._papers.handed_out(letter, person)

    async def count(self, letter: ShowCount) -> Picture | None:
        """Draw a count, beside whatever else is done meanwhile; ``None`` where it is wanted no more."""
        held = await self._halls.held(letter.assembly)
        poll = held.assembly.polls.get(letter.poll) if held is not None else None
        if held is None or poll is None or not is_shown(poll) or letter.venue not in held.assembly.speaking:
            return None
        about, options = await told(
            self._people, held.assembly, lambda names: named(poll, Setting(held.assembly, names))
        )
        async with self._one_at_a_time:
            return await asyncio.to_thread(pictured, poll, about, options)

    async def _is_past(self, letter: RefreshCard | Reseed, assembly: Assembly, subject: Subject) -> bool:
        """Whether a card to be drawn again is about something that was over before its venue came to have any."""
        if takes_answers(assembly, subject):
            return False
        return await self._store.card_of(letter.assembly, letter.subject, letter.venue) is None


def _seeds(assembly: Assembly, subject: Subject) -> tuple[str, ...]:
    if subject.kind is Kind.PETITION:
        return PETITION_SEEDS
    if subject.kind is Kind.NOMINATION:
        return NOMINATION_SEEDS
    if subject.kind is Kind.MOOT:
        return MOOT_SEEDS
    if subject.kind is Kind.ENTRY:
        return (WAVE,)
    if subject.kind is Kind.SENSE:
        return SENSE_SEEDS
    if subject.kind is Kind.ACTION:
        return ACTION_SEEDS
    return seeds(assembly.checks[subject.number].question) if subject.kind is Kind.CHECK else ()
