"""Referendums: one question to the whole membership, or to all who take part."""

from datetime import datetime, timedelta
from typing import Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.commands.polls import CallReferendum
from deliberation.convening import conveners
from deliberation.deciding.draft import JUST_NOW, Draft, refuse, refuse_again
from deliberation.deciding.periods import shortest_period
from deliberation.federation import Kind
from deliberation.polls import Referendum
from deliberation.refusals import BadPeriod, DeadlinePast, EnoughReferendums, NotConvening, OnlyInCore
from deliberation.rules import LONGEST_PERIOD

MOST_OPEN: Final = 3
"""Referendums that may be open at once in one assembly: each asks everybody, and reminds them privately."""
MOST_LATELY: Final = 6
"""Referendums that may be called in one assembly within ``COUNT_FOR``, whatever becomes of them."""
COUNT_FOR: Final = timedelta(days=7)


def call(draft: Draft, command: CallReferendum) -> None:
    """Put a question to all: by whoever gives procedure. All members are asked in a core assembly, where they sit."""
    draft.participant(command.actor)
    named = conveners(draft.assembly, draft.now)
    if named and command.actor not in named:
        refuse(NotConvening(asked="referendum", conveners=named))
    core = draft.assembly.kind is Kind.CORE
    members = core if command.members_only is None else command.members_only
    if members and not core:
        refuse(OnlyInCore(cores=command.cores))
    closes_at = _closing(draft, command)
    secret = draft.assembly.rules.secret_ballots if command.secret is None else command.secret
    for other in draft.assembly.referendums.values():
        before = (other.called_by, other.question, other.members_only, other.secret)
        same = before == (command.actor, command.question, members, secret)
        until = abs(closes_at - other.closes_at) < JUST_NOW  # "for 7 days" ends later when it is said again
        if same and until and draft.now - other.called_at < JUST_NOW:
            refuse_again(f"V{other.number}")
    _not_too_many(draft)
    draft.emit(
        ev.ReferendumCalled(
            referendum=len(draft.assembly.referendums) + 1,
            called_by=command.actor,
            members_only=members,
            secret=secret,
            closes_at=closes_at,
            question=command.question,
        )
    )


def _closing(draft: Draft, command: CallReferendum) -> datetime:
    if command.deadline is not None and command.deadline <= draft.now:
        refuse(DeadlinePast(deadline=command.deadline))
    least = shortest_period(draft.assembly.rules, seats=False)
    period = max(draft.assembly.rules.ballot_period, least) if command.period is None else command.period
    if command.deadline is not None:
        period = command.deadline - draft.now
    if not least <= period <= LONGEST_PERIOD:
        refuse(BadPeriod(asked=period, least=least, most=LONGEST_PERIOD, command="referendum"))
    return draft.now + period


def _not_too_many(draft: Draft) -> None:
    called = list(draft.assembly.referendums.values())
    still = tuple(each.number for each in called if is_open(draft.assembly, each))
    if len(still) >= MOST_OPEN:
        refuse(EnoughReferendums(referendums=still))
    lately = [each for each in called if each.called_at + COUNT_FOR > draft.now]
    if len(lately) >= MOST_LATELY:
        again_from = lately[-MOST_LATELY].called_at + COUNT_FOR
        refuse(EnoughReferendums(referendums=tuple(each.number for each in lately), again_from=again_from))


def is_open(assembly: Assembly, referendum: Referendum) -> bool:
    """Whether a referendum is not over: its poll is open, or has yet to open."""
    return not referendum.poll or assembly.polls[referendum.poll].is_open
