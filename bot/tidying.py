"""Which reactions on the cards of a check a person's latest word superseded, so that what is seen is what counts.

Only where reactions have no ids, and so stand once at most, are they taken away.
"""

from dataclasses import dataclass

from adapters.cards import stance_of
from adapters.references import Kind, read_subject
from bot.halls import Halls
from bot.letters import Tidy, platform_of
from bot.occurrences import mark_in
from deliberation.assembly import Assembly, Check
from deliberation.ids import AssemblyId, VenueId
from deliberation.positions import Position
from storage.port import Received, Store


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
        if assembly is None or subject is None or subject.kind is not Kind.CHECK:
            return []
        check = assembly.checks.get(subject.number)
        if check is None or check.round != subject.round or not assembly.takes_word(check.number):
            return []
        position = check.positions.get(letter.person)
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
                    if mark_in(row) and _is_superseded(row, check, position)
                ]
        return found


def _is_superseded(row: Received, check: Check, position: Position | None) -> bool:
    says = stance_of(check.question, row.key)
    if says is None or position is None:
        return says is not None
    # A block that lapsed says another thing now, and is still what expresses it: taken away, it would take that along.
    return says is not position.stance and row.source != position.source
