"""Proposals, checks, concerns and notices, as they are offered for a number."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from adapters.offering.meeting import to_lean
from adapters.offering.view import Numbered, Numbers, View, newest
from adapters.offering.voting import to_unsign
from deliberation.checks import Check, OnRecall, stances_on
from deliberation.deciding.deadlock import may_be_asked
from deliberation.federation import Notice
from deliberation.phases import Phase, Trigger, allows
from deliberation.polls import OnDeadlock
from deliberation.positions import Stance
from deliberation.proposals import Proposal


def _to_discuss(at: View) -> Iterator[Numbered]:
    return (each for each in newest(at.assembly.proposals) if each.phase is not Phase.CLOSED)


def _to_call(at: View) -> Iterator[Numbered]:
    return (each for each in newest(at.assembly.proposals) if allows(each.phase, Trigger.CHECK_CALLED))


def _to_amend(at: View) -> Iterator[Numbered]:
    return (each for each in _own(at, Trigger.AMENDED) if each.effect is None)


def _to_withdraw(at: View) -> Iterator[Numbered]:
    return _own(at, Trigger.WITHDRAWN)


def _own(at: View, trigger: Trigger) -> Iterator[Proposal]:
    proposals = newest(at.assembly.proposals)
    return (each for each in proposals if each.proposer == at.actor and allows(each.phase, trigger))


def _to_resolve(at: View) -> Iterator[Numbered]:
    return (each for each in newest(at.assembly.concerns) if each.person == at.actor and not each.resolved)


def _to_answer(stance: Stance) -> Numbers:
    """Offer the checks in which a stance can be taken; those that are open come before what cools off."""

    def offered(at: View) -> Iterator[Numbered]:
        for check in sorted(newest(at.assembly.checks), key=lambda each: not each.is_open):
            if stance in stances_on(check.question) and check.voice(at.actor) is not None and _hears(check, at):
                yield _asked_by(check, at)

    return offered


def _asked_by(check: Check, at: View) -> Numbered:
    if isinstance(check.question, OnRecall):
        return at.assembly.petitions[check.question.petition]
    if isinstance(check.question, OnDeadlock):
        return at.assembly.proposals[check.question.proposals[0]]
    return at.assembly.proposals[check.question.proposal]


def _hears(check: Check, at: View) -> bool:
    """Whether what the actor says on a check may still change something."""
    before = check.position_of(at.actor)
    return check.is_open or ((before is None or before.cooling) and at.assembly.takes_word(check.number))


def _to_retract(at: View) -> Iterator[Numbered]:
    for check in newest(at.assembly.checks):
        if check.position_of(at.actor) is not None and _hears(check, at):
            yield _asked_by(check, at)
    yield from to_unsign(at)
    yield from (each for each in to_lean(at) if at.actor in each.leanings)


def _to_object(at: View) -> Iterator[Numbered]:
    return (each for each in _open_notices(at) if not _objects(at, each))


def _to_stop_objecting(at: View) -> Iterator[Numbered]:
    return (each for each in _open_notices(at) if _objects(at, each))


def _open_notices(at: View) -> Iterator[Notice]:
    return (each for each in newest(at.assembly.notices) if not each.closed)


def _objects(at: View, notice: Notice) -> bool:
    return any(objection.person == at.actor for objection in notice.objections)


def _to_go_round(at: View) -> Iterator[Numbered]:
    return (_asked_by(check, at) for check in newest(at.assembly.checks) if check.is_open)


def _to_pass(at: View) -> Iterator[Numbered]:
    for check in newest(at.assembly.checks):
        turn = check.go_round.turn if check.is_open and check.go_round is not None else None
        if turn is not None and check.voice(at.actor) == turn:
            yield _asked_by(check, at)


def _to_break(at: View) -> Iterator[Numbered]:
    return (each for each in newest(at.assembly.proposals) if may_be_asked(at.assembly, each))


NUMBERS: Final[Mapping[str, Numbers]] = MappingProxyType(
    {
        "concern": _to_discuss,
        "resolve": _to_resolve,
        "amend": _to_amend,
        "withdraw": _to_withdraw,
        "consensus": _to_call,
        **{stance.value.replace(" ", "-"): _to_answer(stance) for stance in Stance},
        "retract": _to_retract,
        "deadlock": _to_break,
        "go-round": _to_go_round,
        "pass": _to_pass,
        "object": _to_object,
        "withdraw-objection": _to_stop_objecting,
    }
)
"""What the number of each command may be, the likeliest first."""
