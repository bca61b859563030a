"""How much one person, or one assembly, may ask of others who did not ask for it.

Whatever is said in the rooms of others, each of them reads. Nobody is kept from asking; they are kept from flooding.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from deliberation.assembly import ASKINGS_COUNT_FOR, Assembly
from deliberation.convening import conveners
from deliberation.deciding.draft import Draft, refuse
from deliberation.effects import Admit, Affiliate, Effect
from deliberation.federation import Peer
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.proposals import Proposal
from deliberation.refusals import (
    AlreadyProposed,
    AskedLately,
    EnoughAbroad,
    EnoughAsked,
    EnoughAskings,
    EnoughCalls,
    EnoughChanges,
    EnoughThings,
)

ASKED_AGAIN: Final = timedelta(days=30)
"""How long after one assembly was asked for membership by another it may be asked by the same again."""
MOST_ASKED: Final = 5
"""Assemblies that one may ask for membership within that time; those of which it became a member do not count."""
MOST_CONSIDERED: Final = 5
"""Memberships proposed by one person that an assembly is asked about within that time, in whichever other it was."""
MOST_THINGS: Final = 3
"""Things that one person may call within 30 days, in whichever assemblies."""
THINGS_COUNT_FOR: Final = timedelta(days=30)
MOST_ABROAD: Final = 6
"""Open proposals that one person may have which concern other assemblies."""
MOST_ABROAD_LATELY: Final = 12
"""Such proposals that one person may make within a week, whatever becomes of them."""
WEEK: Final = timedelta(days=7)
MOST_CHANGES: Final = 10
"""Changes at once of a text that is read in other assemblies; one more with each half day since it was made."""
HALF_DAY: Final = timedelta(hours=12)
MOST_CALLS: Final = 6
"""Checks that one person may begin within a day which member assemblies are asked about, and rounds of one check."""
DAY: Final = timedelta(days=1)
MOST_ASKINGS: Final = 3
"""Times within ``ASKINGS_COUNT_FOR`` that one person may ask one assembly to take part in it."""


def not_proposed_already(draft: Draft, actor: PersonId, effect: Effect) -> None:
    """Refuse to propose what an open proposal brings about already: typed twice, it is one question.

    But nobody keeps others from asking it: not with a text to which nobody agrees, nor by taking it back each time that
    it is about to be decided, nor by going away.
    """
    same = [each for each in draft.assembly.proposals.values() if each.effect == effect]
    taken_back_by = {each.proposer for each in same if each.withdrawn}
    for proposal in same:
        # Only its proposer could give it another text.
        in_the_way = (
            proposal.failed_checks > 0
            or proposal.proposer not in draft.assembly.participants
            or proposal.proposer in taken_back_by
        )
        if proposal.phase is not Phase.CLOSED and (proposal.proposer == actor or not in_the_way):
            refuse(AlreadyProposed(proposal=proposal.number))


def not_asked_lately(draft: Draft, peer: Peer) -> None:
    """Refuse to ask the same assembly for membership again and again: each time everybody there is asked."""
    asked = draft.assembly.sought.get(peer.id)
    if asked is not None and asked + ASKED_AGAIN > draft.now:
        refuse(AskedLately(peer=peer, again_from=asked + ASKED_AGAIN))


def not_enough_asked(draft: Draft, actor: PersonId) -> None:
    """Refuse to ask one assembly after another. Of what is open here only one's own calls count against one."""
    here = draft.assembly
    lately = [at for at in here.sought.values() if at + ASKED_AGAIN > draft.now]
    about_to = [each for each in _about_to_ask(here) if here.checks[each.check or 0].called_by == actor]
    if len(lately) + len(about_to) >= MOST_ASKED:
        refuse(EnoughAsked(most=MOST_ASKED, again_from=min(lately) + ASKED_AGAIN if lately else None))


def _about_to_ask(assembly: Assembly) -> Iterator[Proposal]:
    for proposal in assembly.proposals.values():
        if isinstance(proposal.effect, Affiliate) and proposal.phase in {Phase.CHECK, Phase.COOLING_OFF}:
            yield proposal


def considers_enough(draft: Draft, proposer: PersonId) -> bool:
    """Whether an assembly is asked already about as many memberships as one person may propose to it in that time.

    With it are asked all its own members, who may be hundreds.
    """
    mine = [
        each
        for each in draft.assembly.proposals.values()
        if isinstance(each.effect, Admit) and each.proposer == proposer and _was_asked_lately(draft, each)
    ]
    return len(mine) >= MOST_CONSIDERED


def _was_asked_lately(draft: Draft, proposal: Proposal) -> bool:
    check = draft.assembly.check_on(proposal.number)
    if check is None:
        return proposal.phase is Phase.DISCUSSION
    return check.is_open or check.opened_at + ASKED_AGAIN > draft.now


def not_enough_things(now: datetime, earlier: tuple[datetime, ...]) -> None:
    """Refuse to call one Thing after another: each is told to all its assemblies, and binds them to its room."""
    lately = sorted(at for at in earlier if at + THINGS_COUNT_FOR > now)
    if len(lately) >= MOST_THINGS:
        refuse(EnoughThings(most=MOST_THINGS, again_from=lately[-MOST_THINGS] + THINGS_COUNT_FOR))


def not_too_many_abroad(draft: Draft, actor: PersonId) -> None:
    """Each of these speaks in the rooms of others, who did not ask for it: one person must not fill them."""
    proposals = draft.assembly.proposals.values()
    mine = [
        each for each in proposals if each.proposer == actor and not each.is_lent and (each.partners or each.affected)
    ]
    abroad = tuple(each.number for each in mine if each.phase is not Phase.CLOSED)
    if len(abroad) >= MOST_ABROAD:
        refuse(EnoughAbroad(proposals=abroad))
    lately = [each for each in mine if each.made_at + WEEK > draft.now]
    if len(lately) >= MOST_ABROAD_LATELY:
        again_from = lately[-MOST_ABROAD_LATELY].made_at + WEEK
        refuse(EnoughAbroad(proposals=tuple(each.number for each in lately), again_from=again_from))


def not_changed_too_often(draft: Draft, proposal: Proposal) -> None:
    """Refuse to change again and again what others read each time."""
    check = draft.assembly.check_on(proposal.number)
    asked_below = check is not None and check.is_open and bool(check.seats)
    if not (proposal.partners or proposal.affected or asked_below):
        return
    again_from = proposal.made_at + HALF_DAY * (proposal.latest.number - MOST_CHANGES)
    if proposal.latest.number <= MOST_CHANGES:
        again_from = draft.now
    if check is not None and asked_below:
        again_from = max(again_from, _nth_last([*check.begun_before, check.opened_at], MOST_CALLS, draft.now) + DAY)
    if again_from > draft.now:
        refuse(EnoughChanges(proposal=proposal.number, again_from=again_from))


def not_too_many_calls(draft: Draft, actor: PersonId) -> None:
    """Refuse to have all the member assemblies asked about one thing after another, by one whose office it is not."""
    if actor in conveners(draft.assembly, draft.now):
        return
    mine = [each.opened_at for each in draft.assembly.checks.values() if each.called_by == actor and each.seats]
    again_from = _nth_last(mine, MOST_CALLS, draft.now) + DAY
    if again_from > draft.now:
        refuse(EnoughCalls(most=MOST_CALLS, again_from=again_from))


def not_asked_too_often(draft: Draft, actor: PersonId) -> None:
    """Refuse to go and come back to ask to be welcomed, again and again: each time the rooms read of it."""
    lately = [at for at in draft.assembly.asked_lately.get(actor, ()) if at + ASKINGS_COUNT_FOR > draft.now]
    if len(lately) >= MOST_ASKINGS:
        refuse(EnoughAskings(most=MOST_ASKINGS, again_from=lately[-MOST_ASKINGS] + ASKINGS_COUNT_FOR))


def _nth_last(times: list[datetime], most: int, now: datetime) -> datetime:
    """Give the time that is the last but so many; where there are fewer, one that was long enough ago."""
    return sorted(times)[-most] if len(times) >= most else now - DAY
