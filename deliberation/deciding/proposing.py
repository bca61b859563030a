"""Proposals, their revisions and the concerns about them (design, "Proposals")."""

from dataclasses import replace

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.checks import OnProposal
from deliberation.convening import RECALL_RULES, asked_to_go
from deliberation.deciding.affecting import given_notice, given_notice_anew
from deliberation.deciding.calling import call_check, not_asked_now, restart, wrong_phase
from deliberation.deciding.consensus_first import can_be_sought, not_named_already
from deliberation.deciding.deadlock import end_if_alone
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.restraint import not_changed_too_often, not_proposed_already, not_too_many_abroad
from deliberation.effects import AcceptDonation, Effect, FillOffice, RuleChange
from deliberation.federation import Kind, Overrides, Peer
from deliberation.ids import PersonId
from deliberation.offices import Mandate
from deliberation.phases import Phase, Trigger, allows
from deliberation.proposals import Proposal
from deliberation.refusals import (
    AboutYourself,
    AlreadyNominated,
    AlreadyResolved,
    BadRuleValue,
    BadSpending,
    ConcernNotYours,
    DeadlinePast,
    FixedEffect,
    InAnothersRemit,
    LentText,
    MembersAreAsked,
    NoSuchOffice,
    NoSuchRule,
    NothingChanged,
    NotOverridable,
    NotParticipant,
    NotWithItself,
    OfficeIsAppointed,
    OnlyInThings,
    OnlyProposer,
    StatementMissing,
    Unknown,
)
from deliberation.rules import MOST_PENCE, RULES, RuleValueError, value_of, with_rule


def propose(draft: Draft, command: cmd.Propose) -> None:
    """Put a proposal to the assembly, which may ask of it who suffers less by it."""
    draft.participant(command.actor)
    if draft.assembly.rules.suffering_statement and not command.suffering:
        refuse(StatementMissing())
    if command.holder is not None and command.holder.id != draft.assembly.id:
        refuse(InAnothersRemit(kind=command.kind, holder=command.holder))
    if command.affected or command.partners:
        not_too_many_abroad(draft, command.actor)
    draft.emit(
        ev.ProposalMade(
            proposal=len(draft.assembly.proposals) + 1,
            proposer=command.actor,
            title=command.title,
            text=command.text,
            suffering=command.suffering,
            affects=command.affects,
            review=command.review,
            kind=command.kind,
            partners=_others(draft, command.partners),
            affected=given_notice(draft, _others(draft, command.affected)),
            overrides=_overriding(draft, command.overrides, command.beyond),
            mandate=_empowering(draft, command.mandate),
        )
    )


def _overriding(
    draft: Draft, named: tuple[Overrides, ...], beyond: tuple[Overrides, ...] = ()
) -> tuple[Overrides, ...]:
    """Give what a text names to be overridden, each once: only a Thing overrides, and only those who sit in it."""
    if named and draft.assembly.kind is not Kind.THING:
        refuse(OnlyInThings(asked="override"))
    if beyond:
        refuse(NotOverridable(named=beyond))
    return tuple(dict.fromkeys(named))


def _empowering(draft: Draft, mandate: Mandate | None) -> Mandate | None:
    """Give what a text would empower an office to do; there must be that office, and its time be to come."""
    if mandate is None:
        return None
    if mandate.office not in draft.assembly.offices:
        refuse(NoSuchOffice(office=mandate.office, offices=tuple(sorted(draft.assembly.offices))))
    if mandate.until is not None and mandate.until <= draft.now:
        refuse(DeadlinePast(deadline=mandate.until))
    if not 0 <= (mandate.pence or 0) <= MOST_PENCE:
        refuse(BadSpending(most=MOST_PENCE))
    return mandate


def _others(draft: Draft, peers: tuple[Peer, ...]) -> tuple[Peer, ...]:
    """Name assemblies once each; this one cannot be among them."""
    if any(peer.id == draft.assembly.id for peer in peers):
        refuse(NotWithItself(slug=draft.assembly.slug))
    return tuple(dict.fromkeys(peers))


def propose_rule(draft: Draft, command: cmd.ProposeRule) -> None:
    """Propose a change of a rule: only the assembly's own consensus makes it, and then by itself."""
    draft.participant(command.actor)
    spec = RULES.get(command.rule) or refuse(NoSuchRule(rule=command.rule))
    if command.rule in RECALL_RULES and command.actor in asked_to_go(draft.assembly):
        refuse(AboutYourself(asked="rule"))
    if command.unknown:
        problem = f"there is no assembly called {', '.join(command.unknown)}"
        refuse(BadRuleValue(rule=command.rule, problem=problem, example=spec.example))
    try:
        changed = with_rule(draft.assembly.rules, command.rule, command.value)
    except RuleValueError as error:
        refuse(BadRuleValue(rule=command.rule, problem=str(error), example=spec.example))
    missing = [name for name in changed.procedure if "@" not in name and name not in draft.assembly.offices]
    if command.rule == "procedure" and missing:
        problem = f"there is no office of {missing[0]} here; it is to be created first"
        refuse(BadRuleValue(rule=command.rule, problem=problem, example=spec.example))
    before, after = value_of(draft.assembly.rules, command.rule), value_of(changed, command.rule)
    if before == after:
        refuse(NothingChanged(what=f"{command.rule} is {after}"))
    not_proposed_already(draft, command.actor, RuleChange(command.rule, after))
    propose_effect(
        draft,
        command.actor,
        RuleChange(command.rule, after),
        reason=command.reason,
        title=f"Change the rule {command.rule} from {before} to {after}",
    )


def nominate(draft: Draft, command: cmd.NominateOfficer) -> None:
    """Put a name forward: the proposal and its check open together, so that nobody's permission is needed."""
    draft.participant(command.actor)
    office = draft.assembly.offices.get(command.office) or refuse(
        NoSuchOffice(office=command.office, offices=tuple(sorted(draft.assembly.offices)))
    )
    if command.person not in draft.assembly.participants:
        refuse(NotParticipant(person=command.person))
    if command.person == command.actor:
        refuse(AboutYourself(asked="elect"))
    if office.appointed_by:
        refuse(OfficeIsAppointed(office=office.name, appointed_by=office.appointed_by))
    effect = FillOffice(command.office, command.person)
    can_be_sought(draft, effect)
    if command.person in office.holders:
        refuse(AlreadyNominated(office=office.name, person=command.person, proposal=None))
    not_named_already(draft, command.actor, effect, office.name)
    title = f"Elect the {command.office}"
    number = propose_effect(draft, command.actor, effect, reason=command.reason, title=title)
    call_check(draft, OnProposal(number, 1), called_by=command.actor)


def propose_effect(draft: Draft, proposer: PersonId, effect: Effect, *, title: str, reason: str) -> int:
    """Put a proposal that brings something about by itself; give its number."""
    number = len(draft.assembly.proposals) + 1
    draft.emit(ev.ProposalMade(proposal=number, proposer=proposer, title=title, text=reason, effect=effect))
    return number


def raise_concern(draft: Draft, command: cmd.RaiseConcern) -> None:
    """Name a worry, to be answered before consensus is called."""
    draft.participant(command.actor)
    proposal = draft.proposal(command.proposal)
    if proposal.phase is Phase.CLOSED:
        refuse(wrong_phase(proposal, "concern"))
    draft.emit(
        ev.ConcernRaised(
            concern=len(draft.assembly.concerns) + 1,
            proposal=proposal.number,
            person=command.actor,
            text=command.text,
        )
    )


def resolve_concern(draft: Draft, command: cmd.ResolveConcern) -> None:
    """Say that one's own concern is answered."""
    concern = draft.assembly.concerns.get(command.concern) or refuse(
        Unknown(kind="concern", number=command.concern, latest=len(draft.assembly.concerns))
    )
    if concern.person != command.actor:
        refuse(ConcernNotYours(concern=concern.number, person=concern.person))
    if concern.resolved:
        refuse(AlreadyResolved(concern=concern.number))
    draft.emit(ev.ConcernResolved(concern=concern.number))


def amend(draft: Draft, command: cmd.Amend) -> None:
    """Give a proposal a new revision; during a check, begin the check again with it (design, "Proposals")."""
    proposal = _own(draft, command.actor, command.proposal, "amend")
    not_asked_now(draft, proposal)
    if proposal.effect is not None:
        refuse(FixedEffect(proposal=proposal.number))
    latest = proposal.latest
    revision = replace(
        latest,
        number=latest.number + 1,
        title=command.title or latest.title,
        text=command.text or latest.text,
        suffering=latest.suffering if command.suffering is None else command.suffering,
        affects=latest.affects if command.affects is None else command.affects,
        review=latest.review if command.review is None else command.review,
        overrides=_overriding(draft, command.overrides or (), command.beyond) or latest.overrides,
        mandate=None if command.unmandated else _empowering(draft, command.mandate) or latest.mandate,
    )
    if replace(revision, number=latest.number) == latest:
        refuse(NothingChanged(what=f"the text of P{proposal.number}"))
    if draft.assembly.rules.suffering_statement and not revision.suffering:
        refuse(StatementMissing())
    not_changed_too_often(draft, proposal)
    in_check = proposal.phase is Phase.CHECK
    _take_decision_back(draft, proposal, because="amended")
    draft.emit(
        ev.ProposalAmended(
            proposal=proposal.number,
            revision=revision.number,
            title=revision.title,
            text=revision.text,
            suffering=revision.suffering,
            affects=revision.affects,
            review=revision.review,
            affected=given_notice_anew(draft, proposal, _others(draft, command.affected)),
            overrides=revision.overrides,
            mandate=revision.mandate,
        )
    )
    if in_check and proposal.check is not None:
        restart(draft, draft.assembly.checks[proposal.check], OnProposal(proposal.number, revision.number))


def withdraw(draft: Draft, command: cmd.Withdraw) -> None:
    """Take one's own proposal back; an open check on it ends."""
    proposal = _own(draft, command.actor, command.proposal, "withdraw")
    check = draft.assembly.check_on(proposal.number)
    if check is not None and check.is_open:
        draft.emit(ev.CheckClosed(check=check.number, outcome=Outcome.WITHDRAWN, tally=check.tally))
    _take_decision_back(draft, proposal, because="withdrawn")
    end_if_alone(draft, proposal)
    draft.emit(ev.ProposalWithdrawn(proposal=proposal.number))


_NEEDED = {"amend": Trigger.AMENDED, "withdraw": Trigger.WITHDRAWN}


def _own(draft: Draft, actor: PersonId, number: int, asked: str) -> Proposal:
    draft.participant(actor)  # one who has left, or was put out, no longer holds up or ends what others decide
    proposal = draft.proposal(number)
    if proposal.is_lent:
        origin = proposal.origins[0]
        refuse(LentText(proposal=number, peer=origin.peer, theirs=origin.proposal))
    if isinstance(proposal.effect, AcceptDonation):
        refuse(MembersAreAsked(donation=proposal.effect.donation, proposal=number))
    if proposal.proposer != actor:
        refuse(OnlyProposer(proposal=number, proposer=proposal.proposer, asked=asked))
    if not allows(proposal.phase, _NEEDED[asked]) and not _waits_for_partners(draft, proposal):
        refuse(wrong_phase(proposal, asked))
    return proposal


def _waits_for_partners(draft: Draft, proposal: Proposal) -> bool:
    """Whether it was decided here and not yet elsewhere, so that its text is still under discussion."""
    return proposal.decision is not None and bool(draft.assembly.decisions[proposal.decision].waits_for)


def _take_decision_back(draft: Draft, proposal: Proposal, *, because: str) -> None:
    if proposal.decision is not None:
        draft.emit(ev.DecisionSentBack(decision=proposal.decision, because=because))
