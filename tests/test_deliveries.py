"""Whatever comes twice, late or in whatever company: the tally is that of the reactions that stand."""

import asyncio
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from adapters.inbound import Account, Inbound, Reacted, Unreacted
from adapters.references import Kind, Subject
from tests.support.stage import NAME, Stage, person, room, until

ADA = person("ada")
CROWD = [person(name) for name in ("ben", "cat", "dan", "eve")]
SILENT = person("silent")
HALL = room("hall")
COUNTED_AS = {"✅": "agree", "🤷": "stand_aside"}


@dataclass(frozen=True)
class Deed:
    """One person puts a reaction on the card, or takes one of theirs away."""

    who: int
    key: str
    takes: int
    """Which of their reactions they take away, if ``key`` is empty: the so manyth they ever made."""


DEEDS = st.lists(
    st.builds(Deed, who=st.integers(0, len(CROWD) - 1), key=st.sampled_from(["✅", "🤷", ""]), takes=st.integers(0, 3)),
    max_size=14,
)


def _told(deeds: list[Deed], card: str) -> tuple[list[Inbound], dict[str, int]]:
    """Give what the platform reports of these deeds, and the tally that is right after them."""
    items: list[Inbound] = []
    made: dict[int, list[str]] = {}
    standing: dict[int, list[tuple[str, str]]] = {}
    for number, deed in enumerate(deeds):
        account: Account = CROWD[deed.who]
        mine = made.setdefault(deed.who, [])
        if deed.key:
            source = f"$r{number}"
            mine.append(source)
            standing.setdefault(deed.who, []).append((source, deed.key))
            items.append(Reacted(account=account, venue=HALL, source=source, message=card, key=deed.key))
        elif deed.takes < len(mine):
            lifted = mine[deed.takes]
            standing[deed.who] = [each for each in standing[deed.who] if each[0] != lifted]
            items.append(Unreacted(platform=NAME, venue=HALL, source=f"$u{number}", lifted=lifted, by=account.id))
    last = [each[-1][1] for each in standing.values() if each]
    return items, {name: last.count(key) for key, name in COUNTED_AS.items()}


async def _looked_at(stage: Stage) -> bool:
    return await stage.program.outbox.idle() and not stage.program._background


async def _tally_after(deeds: list[Deed], cuts: list[int], again: list[int]) -> tuple[dict[str, int], dict[str, int]]:
    async with Stage() as stage:
        moot = await stage.found("hall", ADA, SILENT, *CROWD)
        await stage.call("hall", ADA)
        card = await stage.store.card_of(moot, str(Subject(Kind.CHECK, 1, 1)), HALL)
        assert card is not None
        # The look at the new card comes first: this platform would tell it of no reactions.
        await until(lambda: _looked_at(stage))
        items, right = _told(deeds, card.message)
        begin = 0
        for end in [*sorted(cut % (len(items) + 1) for cut in cuts), len(items)]:
            # What came before comes again, in front of what is new and behind it.
            repeated = [items[each % begin] for each in again] if begin else []
            batch, begin = items[begin:end], max(begin, end)
            await stage.platform.hand_over(*repeated, *batch, *batch, *repeated)
        tally = (await stage.assembly(moot)).checks[1].tally
        return {name: getattr(tally, name) for name in right}, right


@given(deeds=DEEDS, cuts=st.lists(st.integers(0, 30), max_size=4), again=st.lists(st.integers(0, 30), max_size=4))
def test_any_repetition_in_any_batches_ends_in_the_tally_of_what_stands(
    deeds: list[Deed], cuts: list[int], again: list[int]
) -> None:
    """However it is cut into batches, and whatever is delivered again, each person counts as their last reaction."""
    counted, right = asyncio.run(_tally_after(deeds, cuts, again))
    assert counted == right
