"""What happens in one assembly and concerns another: the commands that follow from an event, for whom.

The program carries them out in the same transaction. They say nothing that the other assembly need believe: it decides
by its own rules what comes of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.checks import Check, OnProposal
from deliberation.commands import Command
from deliberation.deciding.joint import root_of
from deliberation.deciding.nesting import answer_above, blocks_in, standing_above
from deliberation.deciding.periods import below, has_more_time
from deliberation.deciding.things import rules_for
from deliberation.effects import Admit, Affiliate
from deliberation.events import Event
from deliberation.federation import Kind, Origin, Peer, Root, Together
from deliberation.ids import AssemblyId
from deliberation.proposals import Decision, Proposal
from deliberation.register import text_hash

__all__ = ["Errand", "errands", "unasked"]


@dataclass(frozen=True, slots=True)
class Errand:
    """A command for another assembly (or for the same, once what it asks is known of all)."""

    assembly: AssemblyId
    command: Command


def errands(event: Event, after: Assembly, now: datetime, before: Assembly | None = None) -> list[Errand]:
    """List what follows elsewhere from an event; ``before`` and ``after`` are the assembly without and with it."""
    follow = _FOLLOWS.get(type(event))
    found = follow(event, after, now) if follow else []
    if isinstance(event, ev.CheckCalled) and before is not None:
        found = [*_parted_since(event, before, after), *found]
    if isinstance(event, ev.RuleChanged) and before is not None:
        found = [*found, *_rule_changed(event, after, before)]
    return found


def unasked(command: Command, events: list[Event], own: Peer) -> list[Errand]:
    """Say above that nobody takes part here who could be asked; or to who seeks membership that nobody was asked."""
    if isinstance(command, cmd.ConsiderAdmission) and not events:
        return [Errand(command.peer.id, cmd.NoteNotAdmitted(peer=own, because="not asked"))]
    answered = any(isinstance(event, ev.CheckCalled | ev.ProposalLinked) for event in events)
    if not isinstance(command, cmd.OpenBelow) or answered:
        return []
    origin = command.origin
    heard = cmd.HearBelow(peer=own, check=origin.check, round=origin.round, vacant=True)
    return [Errand(origin.peer.id, heard)]


# --- nested checks


def _called(event: ev.CheckCalled, after: Assembly, now: datetime) -> list[Errand]:
    return _ask(after, after.checks[event.check], now, [peer.id for peer in event.seats])


def _moved(event: ev.DeadlineMoved, after: Assembly, now: datetime) -> list[Errand]:
    """Say below that there is more time: also to those who agreed, for they may reopen it."""
    check = after.checks[event.check]
    return [*_standing(event, after, now), *_ask(after, check, now, sorted(check.seats))]


def _ask(after: Assembly, check: Check, now: datetime, whom: list[AssemblyId]) -> list[Errand]:
    if not isinstance(check.question, OnProposal) or not whom:
        return []
    proposal = after.proposals[check.question.proposal]
    origin = Origin(
        peer=after.peer,
        proposal=proposal.number,
        how=Together.NESTED,
        root=_root(after, proposal, check),
        check=check.number,
        round=check.round,
        until=check.deadline,
    )
    asked = cmd.OpenBelow(
        origin=origin,
        proposer=proposal.proposer,
        revision=proposal.latest,
        period=below(check.rules, check.deadline - now),
    )
    return [Errand(member, asked) for member in whom]


def _root(after: Assembly, proposal: Proposal, check: Check) -> Root:
    """Name the text: where it came from above, by the name that it has there."""
    nested = [origin.root for origin in proposal.origins if origin.how is Together.NESTED]
    return nested[-1] if nested else Root(after.id, proposal.number, check.number, check.round)


def _parted_since(event: ev.CheckCalled, before: Assembly, after: Assembly) -> list[Errand]:
    """Await those no longer who had a place in an earlier round of a check and are members no more."""
    earlier = before.checks.get(event.check)
    gone = sorted(earlier.seats.keys() - after.checks[event.check].seats.keys()) if earlier else []
    ended = cmd.EndBelow(peer=after.peer, proposal=_matter(after.checks[event.check]))
    return [Errand(peer, ended) for peer in gone]


def _awaiting(after: Assembly, check: Check) -> list[Origin]:
    """Name those above who await how a check comes out."""
    origins = after.proposals[check.question.proposal].origins if isinstance(check.question, OnProposal) else ()
    return [origin for origin in origins if origin.how is Together.NESTED and origin.until is not None]


def _answers(after: Assembly, check: Check, decision: Decision | None) -> list[Errand]:
    word = _last_word(after, check)
    return [Errand(origin.peer.id, answer_above(word, after, origin, decision)) for origin in _awaiting(after, check)]


def _standing(
    event: ev.DeadlineMoved | ev.PositionTaken | ev.PositionWithdrawn | ev.SeatAnswered, after: Assembly, _now: datetime
) -> list[Errand]:
    """Say above what blocks stand in a check that goes on longer than was meant: it may be closed there before."""
    check = after.checks[event.check]
    awaiting = _awaiting(after, check)
    if not awaiting or not check.is_open or not has_more_time(check):
        return []
    return [Errand(each.peer.id, standing_above(check, after, each)) for each in awaiting]


def _last_word(after: Assembly, check: Check) -> Check:
    """Give the check that says where this assembly stands.

    One in which too few spoke says nothing new: a block that stood before is taken back by its holder or stays.
    """
    if check.outcome is not Outcome.INQUORATE:
        return check
    words = [each for each in after.checks.values() if _matter(each) == _matter(check) and each.outcome in _WORDS]
    last = max(words, key=lambda each: each.number, default=check)
    return last if blocks_in(last).keys() - check.positions.keys() else check


_WORDS: Final = frozenset({Outcome.CONSENSUS, Outcome.BLOCKED, Outcome.NOT_CARRIED})
"""Outcomes that say where an assembly stands."""


def _closed(event: ev.CheckClosed, after: Assembly, _now: datetime) -> list[Errand]:
    check = after.checks[event.check]
    if event.outcome is Outcome.CONSENSUS:
        return []  # its decision says so, and how long it cools off
    ended = [Errand(peer, cmd.EndBelow(peer=after.peer, proposal=_matter(check))) for peer in sorted(check.seats)]
    sought = _not_admitted(after, _matter(check), event.outcome) if event.outcome is not Outcome.WITHDRAWN else []
    return [*_answers(after, check, None), *ended, *sought]


def _matter(check: Check) -> int:
    return check.question.proposal if isinstance(check.question, OnProposal) else 0


def _linked(event: ev.ProposalLinked, after: Assembly, _now: datetime) -> list[Errand]:
    """Say at once to one who comes later what was decided on that very text before."""
    proposal, check = after.proposals[event.proposal], after.check_on(event.proposal)
    if check is None or check.is_open or check.question != OnProposal(proposal.number, proposal.latest.number):
        return []
    decision = after.decisions[proposal.decision] if proposal.decision is not None else None
    return [Errand(event.origin.peer.id, answer_above(_last_word(after, check), after, event.origin, decision))]


def _end_below(after: Assembly, decision: Decision) -> list[Errand]:
    if decision.poll:
        return []  # member assemblies have no ballot
    check = after.checks[decision.check]
    ended = cmd.EndBelow(peer=after.peer, proposal=decision.proposal)
    return [Errand(peer, ended) for peer in sorted(check.seats)]


# --- decisions


def _decided(event: ev.DecisionMade, after: Assembly, _now: datetime) -> list[Errand]:
    if event.poll:
        return []  # a ballot decides on nothing that others await or decide too
    proposal = after.proposals[event.proposal]
    answers = _answers(after, after.checks[event.check], after.decisions[event.decision])
    return [*answers, *_to_partners(after, proposal, until=event.cooling_until)]


def _settled(event: ev.DecisionSettled, after: Assembly, now: datetime) -> list[Errand]:
    decision = after.decisions[event.decision]
    proposal = after.proposals[decision.proposal]
    together = _to_partners(after, proposal, until=now)
    over = _notice_over(after, proposal, "decided")
    return [*_end_below(after, decision), *over, *together, *_overriding(after, decision, proposal)]


def _overriding(after: Assembly, decision: Decision, proposal: Proposal) -> list[Errand]:
    """Say to those whose decisions are overridden what stands in their place; only a Thing does that."""
    if after.kind is not Kind.THING or decision.overridden is not None:
        return []
    return [
        Errand(each.peer.id, cmd.NoteOverride(peer=after.peer, decision=each.decision, theirs=decision.number))
        for each in proposal.latest.overrides
    ]


def _sent_back(event: ev.DecisionSentBack, after: Assembly, _now: datetime) -> list[Errand]:
    decision = after.decisions[event.decision]
    proposal = after.proposals[decision.proposal]
    reopened = [
        Errand(origin.peer.id, cmd.HearBelow(peer=after.peer, check=origin.check, round=origin.round, reopened=True))
        for origin in _awaiting(after, after.checks[decision.check])
    ]
    sought = _not_admitted(after, decision.proposal, "sent back")
    return [*reopened, *_end_below(after, decision), *_to_partners(after, proposal, until=None), *sought]


def _to_partners(after: Assembly, proposal: Proposal, *, until: datetime | None) -> list[Errand]:
    """Tell partners of a consensus, which may be reopened here ``until`` then; or that there is none any more."""
    root = root_of(after.id, proposal)
    if root is None:
        return []
    said = cmd.HearPartner(
        peer=after.peer,
        root=root,
        text_hash=text_hash(proposal.latest),
        agreed=until is not None,
        cooling_until=until,
    )
    return [Errand(partner.id, said) for partner in proposal.partners]


# --- proposals


def _proposed(event: ev.ProposalMade, after: Assembly, _now: datetime) -> list[Errand]:
    proposal = after.proposals[event.proposal]
    return [*_joint(after, proposal), *_notices(after, proposal)]


def _amended(event: ev.ProposalAmended, after: Assembly, _now: datetime) -> list[Errand]:
    proposal = after.proposals[event.proposal]
    return [*_joint(after, proposal), *_notices(after, proposal)]


def _joint(after: Assembly, proposal: Proposal) -> list[Errand]:
    root = root_of(after.id, proposal)
    if root is None or proposal.is_lent:
        return []
    origin = Origin(peer=after.peer, proposal=proposal.number, how=Together.JOINT, root=root)
    everyone = (after.peer, *proposal.partners)
    return [
        Errand(
            partner.id,
            cmd.TakeUpJoint(
                origin=origin,
                proposer=proposal.proposer,
                revision=proposal.latest,
                partners=tuple(each for each in everyone if each.id != partner.id),
            ),
        )
        for partner in proposal.partners
    ]


def _notices(after: Assembly, proposal: Proposal) -> list[Errand]:
    return [
        Errand(
            affected.peer.id,
            cmd.TakeNotice(
                peer=after.peer,
                proposal=proposal.number,
                title=proposal.latest.title,
                text=proposal.latest.text,
                until=affected.until,
            ),
        )
        for affected in proposal.affected.values()
    ]


def _withdrawn(event: ev.ProposalWithdrawn, after: Assembly, _now: datetime) -> list[Errand]:
    proposal = after.proposals[event.proposal]
    root = root_of(after.id, proposal)
    ended = (
        [Errand(partner.id, cmd.EndJoint(root=root)) for partner in proposal.partners]
        if root is not None and not proposal.is_lent
        else []
    )
    return [*ended, *_notice_over(after, proposal, "withdrawn"), *_not_admitted(after, event.proposal, "withdrawn")]


def _notice_over(after: Assembly, proposal: Proposal, because: str) -> list[Errand]:
    over = cmd.CloseNotice(peer=after.peer, proposal=proposal.number, because=because)
    return [Errand(affected, over) for affected in sorted(proposal.affected)]


# --- objections


def _objected(event: ev.ObjectionMade, after: Assembly, _now: datetime) -> list[Errand]:
    notice = after.notices[event.notice]
    heard = cmd.HearObjection(peer=after.peer, proposal=notice.proposal, person=event.person, text=event.text)
    return [Errand(notice.peer.id, heard)]


def _objection_withdrawn(event: ev.ObjectionWithdrawn, after: Assembly, _now: datetime) -> list[Errand]:
    notice = after.notices[event.notice]
    lifted = cmd.HearObjection(
        peer=after.peer, proposal=notice.proposal, person=event.person, lifted=True, because=event.because
    )
    return [Errand(notice.peer.id, lifted)]


# --- memberships and remits


def _sought(event: ev.AffiliationSought, after: Assembly, _now: datetime) -> list[Errand]:
    made = [each for each in after.proposals.values() if each.effect == Affiliate(event.peer)]
    return [Errand(event.peer.id, cmd.ConsiderAdmission(peer=after.peer, proposer=made[-1].proposer))]


def _not_admitted(after: Assembly, proposal: int, because: str) -> list[Errand]:
    """Tell whoever sought membership that it was not agreed to, if that was the question."""
    effect = after.proposals[proposal].effect if proposal else None
    if not isinstance(effect, Admit):
        return []
    return [Errand(effect.peer.id, cmd.NoteNotAdmitted(peer=after.peer, because=because))]


def _admission_agreed(event: ev.AdmissionAgreed, after: Assembly, _now: datetime) -> list[Errand]:
    return [Errand(after.id, cmd.AdmitMember(peer=event.peer))]


def _admitted(event: ev.MemberAdmitted, after: Assembly, _now: datetime) -> list[Errand]:
    return [Errand(event.peer.id, cmd.NoteAffiliation(peer=after.peer, thing=after.kind is Kind.THING))]


def _affiliation_refused(event: ev.AffiliationRefused, after: Assembly, _now: datetime) -> list[Errand]:
    if event.path[0].id != after.id:
        return []  # it was refused on the other side, which said so here: its way begins there
    return [Errand(event.peer.id, cmd.NoteAffiliation(peer=after.peer, path=event.path))]


def _parted(event: ev.AssembliesParted, after: Assembly, _now: datetime) -> list[Errand]:
    ended = after.dissolved_at is not None
    return [Errand(event.peer.id, cmd.NoteParting(peer=after.peer, dissolved=ended))]


# --- Things


def _thing_called(event: ev.ThingCalled, after: Assembly, _now: datetime) -> list[Errand]:
    """Found the Thing: an errand to an assembly that there is not yet."""
    founding = cmd.FoundAssembly(
        actor=event.called_by,
        assembly=event.peer.id,
        slug=event.peer.slug,
        name=event.peer.name,
        purpose=event.question,
        preset="folkmoot",
        venue=None,
        present=(),
        administers=True,
        kind=Kind.THING,
        members=event.members,
        among=True,
        rules=rules_for(after.rules),
    )
    return [Errand(event.peer.id, founding)]


def _remit_agreed(event: ev.RemitAgreed, after: Assembly, _now: datetime) -> list[Errand]:
    return [Errand(after.id, cmd.TakeRemit(kind=event.kind, decision=event.decision))]


# --- procedure from elsewhere


def _rules_began(_event: ev.AssemblyFounded, after: Assembly, _now: datetime) -> list[Errand]:
    return _seek(after, frozenset())


def _rule_changed(event: ev.RuleChanged, after: Assembly, before: Assembly) -> list[Errand]:
    """Ask the assemblies whose offices the rules name for procedure, and tell those that they name no more."""
    return _seek(after, _elsewhere(before)) if event.rule == "procedure" else []


def _seek(after: Assembly, before: frozenset[str]) -> list[Errand]:
    named = _elsewhere(after)
    if not named and not before:
        return []
    ended = tuple(sorted(before - named))
    return [Errand(after.id, cmd.SeekStandIns(named=tuple(sorted(named)), ended=ended))]


def _elsewhere(assembly: Assembly) -> frozenset[str]:
    """Name the assemblies, by their short names, whose offices give procedure here."""
    return frozenset(name.partition("@")[2] for name in assembly.rules.procedure if "@" in name)


def _stand_ins_sought(event: ev.StandInsSought, after: Assembly, _now: datetime) -> list[Errand]:
    asked = [Errand(peer.id, cmd.TellStandIns(peer=after.peer)) for peer in event.peers]
    return [*asked, *(Errand(peer.id, cmd.TellStandIns(peer=after.peer, ended=True)) for peer in event.ended)]


def _stands_in(event: ev.StandsInFor, after: Assembly, _now: datetime) -> list[Errand]:
    return [] if event.ended else _tell_holders(after, [event.peer.id], sorted(after.offices))


def _holders_changed(
    event: ev.OfficeFilled | ev.OfficeVacated | ev.OfficeCreated, after: Assembly, _now: datetime
) -> list[Errand]:
    return _tell_holders(after, sorted(after.stands_in_for), [event.office])


def _people_joined(_event: ev.PeopleJoined, after: Assembly, _now: datetime) -> list[Errand]:
    return _tell_holders(after, sorted(after.stands_in_for), sorted(after.offices))


def _tell_holders(after: Assembly, whom: list[AssemblyId], offices: list[str]) -> list[Errand]:
    return [
        Errand(each, cmd.NoteStandIns(peer=after.peer, office=name, people=after.offices[name].holders))
        for each in whom
        for name in offices
    ]


_FOLLOWS: Final[Mapping[type[Event], Callable[[Any, Assembly, datetime], list[Errand]]]] = MappingProxyType(
    {
        ev.CheckCalled: _called,
        ev.DeadlineMoved: _moved,
        ev.PositionTaken: _standing,
        ev.PositionWithdrawn: _standing,
        ev.SeatAnswered: _standing,
        ev.CheckClosed: _closed,
        ev.ProposalLinked: _linked,
        ev.DecisionMade: _decided,
        ev.DecisionSettled: _settled,
        ev.DecisionSentBack: _sent_back,
        ev.ProposalMade: _proposed,
        ev.ProposalAmended: _amended,
        ev.ProposalWithdrawn: _withdrawn,
        ev.ObjectionMade: _objected,
        ev.ObjectionWithdrawn: _objection_withdrawn,
        ev.AffiliationSought: _sought,
        ev.AdmissionAgreed: _admission_agreed,
        ev.MemberAdmitted: _admitted,
        ev.AffiliationRefused: _affiliation_refused,
        ev.AssembliesParted: _parted,
        ev.RemitAgreed: _remit_agreed,
        ev.ThingCalled: _thing_called,
        ev.AssemblyFounded: _rules_began,
        ev.StandInsSought: _stand_ins_sought,
        ev.StandsInFor: _stands_in,
        ev.OfficeFilled: _holders_changed,
        ev.OfficeVacated: _holders_changed,
        ev.OfficeCreated: _holders_changed,
        ev.PeopleJoined: _people_joined,
    }
)
"""Events that are not here concern nobody else."""
