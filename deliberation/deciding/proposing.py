"""Proposals, their revisions and the concerns about them (design, "Proposals")."""

from dataclasses import replace

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Effect, FillOffice, OnProposal, Proposal, RuleChange
from deliberation.assessment import Outcome
from deliberation.deciding.calling import call_check, wrong_phase
from deliberation.deciding.draft import Draft, refuse
from deliberation.ids import PersonId
from deliberation.phases import Phase, Trigger, allows
from deliberation.positions import Stance
from deliberation.refusals import (
    AboutYourself,
    AlreadyNominated,
    AlreadyResolved,
    BadRuleValue,
    ConcernNotYours,
    FixedEffect,
    NoSuchOffice,
    NoSuchRule,
    NothingChanged,
    NotParticipant,
    OneNameEach,
    OnlyProposer,
    StatementMissing,
    Unknown,
)
from deliberation.rules import RULES, RuleValueError, value_of, with_rule


def propose(draft: Draft, command: cmd.Propose) -> None:
    """Put a proposal to the assembly, which may ask of it who suffers less by it."""
    draft.participant(command.actor)
    if draft.assembly.rules.suffering_statement and not command.suffering:
        refuse(StatementMissing())
    draft.emit(
        ev.ProposalMade(
            proposal=len(draft.assembly.proposals) + 1,
            proposer=command.actor,
            title=command.title,
            text=command.text,
            suffering=command.suffering,
            affects=command.affects,
            review=command.review,
        )
    )


def propose_rule(draft: Draft, command: cmd.ProposeRule) -> None:
    """Propose a change of a rule: only the assembly's own consensus makes it, and then by itself."""
    draft.participant(command.actor)
    spec = RULES.get(command.rule) or refuse(NoSuchRule(rule=command.rule))
    try:
        changed = with_rule(draft.assembly.rules, command.rule, command.value)
    except RuleValueError as error:
        refuse(BadRuleValue(rule=command.rule, problem=str(error), example=spec.example))
    before, after = value_of(draft.assembly.rules, command.rule), value_of(changed, command.rule)
    if before == after:
        refuse(NothingChanged(what=f"{command.rule} is {after}"))
    _propose_effect(
        draft,
        command,
        RuleChange(command.rule, after),
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
    effect = FillOffice(command.office, command.person)
    if office.holder == command.person:
        refuse(AlreadyNominated(office=office.name, person=command.person, proposal=None))
    for other in draft.assembly.proposals.values():
        if other.phase not in {Phase.CHECK, Phase.COOLING_OFF} or not isinstance(other.effect, FillOffice):
            continue
        if other.effect == effect:
            refuse(AlreadyNominated(office=office.name, person=command.person, proposal=other.number))
        if other.effect.office == office.name and other.proposer == command.actor:
            # Each name is a question to everyone: one person must not put dozens of them.
            refuse(OneNameEach(office=office.name, proposal=other.number))
    number = _propose_effect(draft, command, effect, title=f"Elect the {command.office}")
    call_check(draft, OnProposal(number, 1), called_by=command.actor)


def _propose_effect(draft: Draft, command: cmd.ProposeRule | cmd.NominateOfficer, effect: Effect, *, title: str) -> int:
    number = len(draft.assembly.proposals) + 1
    draft.emit(
        ev.ProposalMade(proposal=number, proposer=command.actor, title=title, text=command.reason, effect=effect)
    )
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
    )
    if replace(revision, number=latest.number) == latest:
        refuse(NothingChanged(what=f"the text of P{proposal.number}"))
    if draft.assembly.rules.suffering_statement and not revision.suffering:
        refuse(StatementMissing())
    in_check = proposal.phase is Phase.CHECK
    draft.emit(
        ev.ProposalAmended(
            proposal=proposal.number,
            revision=revision.number,
            title=revision.title,
            text=revision.text,
            suffering=revision.suffering,
            affects=revision.affects,
            review=revision.review,
        )
    )
    if in_check and proposal.check is not None:
        check = draft.assembly.checks[proposal.check]
        blocks = sorted(p for p, position in check.positions.items() if position.stance is Stance.BLOCK)
        call_check(
            draft,
            OnProposal(proposal.number, revision.number),
            called_by=check.called_by,
            again=check,
            carried_over=tuple(blocks),
        )


def withdraw(draft: Draft, command: cmd.Withdraw) -> None:
    """Take one's own proposal back; an open check on it ends."""
    proposal = _own(draft, command.actor, command.proposal, "withdraw")
    check = draft.assembly.check_on(proposal.number)
    if check is not None and check.is_open:
        draft.emit(ev.CheckClosed(check=check.number, outcome=Outcome.WITHDRAWN, tally=check.tally))
    draft.emit(ev.ProposalWithdrawn(proposal=proposal.number))


_NEEDED = {"amend": Trigger.AMENDED, "withdraw": Trigger.WITHDRAWN}


def _own(draft: Draft, actor: PersonId, number: int, asked: str) -> Proposal:
    draft.participant(actor)  # one who has left, or was put out, no longer holds up or ends what others decide
    proposal = draft.proposal(number)
    if proposal.proposer != actor:
        refuse(OnlyProposer(proposal=number, proposer=proposal.proposer, asked=asked))
    if not allows(proposal.phase, _NEEDED[asked]):
        refuse(wrong_phase(proposal, asked))
    return proposal
