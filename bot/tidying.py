"""Which reactions on cards a person's latest word superseded, so that what is seen is what counts.

Only where reactions have no ids, and so stand once at most, are they taken away.
"""

from dataclasses import dataclass
from typing import Final

from adapters.references import Kind, read_subject
from bot.halls import Halls
from bot.letters import Tidy, platform_of
from bot.matters import takes_answers
from bot.occurrences import mark_in
from bot.sayings import Answer, Given, given, says
from deliberation.assembly import Assembly
from deliberation.ids import AssemblyId, VenueId
from storage.port import Received, Store

TIDIED: Final = frozenset({Kind.CHECK, Kind.SENSE})
"""What the cards are about on which there are several answers, of which one counts."""


@dataclass(frozen=True, slots=True)
class Superseded:
    """A reaction that no longer says what its owner says."""

    platform: str
    venue: VenueId
    message: str
    account: str
    mark: str


class Records:
    """Assemblies as they stand, and what stands on their cards."""

    def __init__(self, *, store: Store, halls: Halls) -> None:
        self._store = store
        self._halls = halls

    async def assembly(self, identifier: AssemblyId) -> Assembly | None:
        """Give an assembly as last committed."""
        held = await self._halls.held(identifier)
        return held.assembly if held is not None else None

    async def superseded(self, letter: Tidy) -> list[Superseded]:
        """List the reactions of a person that their latest word on a check superseded; none, once it is closed."""
        assembly, subject = await self.assembly(letter.assembly), read_subject(letter.subject)
        if assembly is None or subject is None or subject.kind not in TIDIED:
            return []
        if not takes_answers(assembly, subject):
            return []
        now = given(assembly, subject, letter.person)
        accounts = [row.key for row in await self._store.accounts_of([letter.person])]
        found = []
        for venue in sorted(assembly.speaking):
            card = await self._store.card_of(letter.assembly, letter.subject, venue)
            if card is None:
                continue
            for account in [account.id for account in accounts if account.platform == platform_of(venue)]:
                found += [
                    Superseded(row.platform, venue, card.message, account, mark_in(row))
                    for row in await self._store.live_reactions(platform_of(venue), card.message, account)
                    if mark_in(row) and _is_superseded(row, says(assembly, subject, row.key), now)
                ]
        return found


def _is_superseded(row: Received, answer: Answer | None, now: Given | None) -> bool:
    if answer is None or now is None:
        return answer is not None
    # A block that lapsed says another thing now, and is still what expresses it: taken away, it would take that along.
    return answer is not now.answer and row.source != now.source
