"""Opens a box: papers come out as many alike together, sorted by what they say, so that nothing else can be told."""

from collections import Counter
from collections.abc import Iterable, Mapping

import structlog

from bot.polling.keys import Box, Key
from bot.polling.sealing import Ballot, SpoiltError, slot_of, unseal
from deliberation.ids import PersonId
from deliberation.polls import Marks, Paper, Poll

log = structlog.get_logger(__name__)


class BoxLostError(Exception):
    """Not every ballot that was given is in the box, or opens; how many of how many."""


def collected(key: Key, box: Box, poll: Poll, lying: Mapping[str, str]) -> tuple[tuple[Paper, ...], tuple[str, ...]]:
    """Give the papers in a box and their receipts; ``lying`` is what is sealed in it, by slot.

    Raises:
        BoxLostError: a ballot that was given is not there.
    """
    found = [ballot_of(key, box, poll, voter, lying) for voter in poll.given]
    ballots = [ballot for ballot in found if ballot is not None]
    if len(ballots) != len(found):
        raise BoxLostError(f"{len(found) - len(ballots)} of {len(found)} ballots are not in the box")
    return _papers(each.marks for each in ballots), tuple(sorted(each.receipt for each in ballots))


def slots_of(key: Key, poll: Poll, voter: PersonId) -> list[str]:
    """Name the slots in which somebody's ballot may lie: their own, and of whoever turned out to be them."""
    return [slot_of(key, each) for each in (voter, *(earlier for earlier, now in poll.same.items() if now == voter))]


def ballot_of(key: Key, box: Box, poll: Poll, voter: PersonId, lying: Mapping[str, str]) -> Ballot | None:
    """Give somebody's ballot: their own, or what they gave as somebody who turned out to be them.

    One that does not open is lost: what lies behind it, they gave no more.
    """
    slot = next((each for each in slots_of(key, poll, voter) if each in lying), None)
    if slot is None:
        return None
    try:
        return unseal(key, box, slot, lying[slot])
    except SpoiltError:
        log.error("a ballot does not open", assembly=box.assembly, poll=box.poll)  # noqa: TRY400 - nor says more
        return None


def _papers(marks: Iterable[Marks]) -> tuple[Paper, ...]:
    return tuple(Paper(each, many) for each, many in sorted(Counter(marks).items()))
