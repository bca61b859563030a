"""Assemblies that become members of others, by the consensus of both (design, "Assemblies and taking part")."""

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.checks import OnProposal
from deliberation.deciding.calling import call_check, can_be_asked
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.periods import own_period
from deliberation.deciding.proposing import propose_effect
from deliberation.deciding.restraint import considers_enough, not_asked_lately, not_enough_asked, not_proposed_already
from deliberation.effects import Admit, Affiliate, Part
from deliberation.federation import Peer
from deliberation.ids import AssemblyId
from deliberation.phases import Phase
from deliberation.refusals import AlreadyAffiliated, Circular, NotAffiliated, NotWithItself


def propose_affiliation(draft: Draft, command: cmd.ProposeAffiliation) -> None:
    """Propose to become a member of another assembly, which is asked once this one agrees."""
    draft.participant(command.actor)
    peer = command.peer
    if peer.id == draft.assembly.id:
        refuse(NotWithItself(slug=peer.slug))
    if peer.id in draft.assembly.member_of:
        refuse(AlreadyAffiliated(peer=peer))
    if command.path:
        refuse(Circular(path=command.path))
    if (proposal := _under_way(draft, Affiliate, peer.id)) is not None:
        refuse(AlreadyAffiliated(peer=peer, proposal=proposal))
    not_asked_lately(draft, peer)
    not_enough_asked(draft, command.actor)
    title = f"Become a member of {peer.name}"
    propose_effect(draft, command.actor, Affiliate(peer), title=title, reason=command.reason)


def propose_parting(draft: Draft, command: cmd.ProposeParting) -> None:
    """Propose to end a membership: either side may, alone."""
    draft.participant(command.actor)
    if not _bound(draft, command.peer):
        refuse(NotAffiliated(peer=command.peer))
    not_proposed_already(draft, command.actor, Part(command.peer))
    above = command.peer.id in draft.assembly.member_of
    title = f"Leave {command.peer.name}" if above else f"End the membership of {command.peer.name}"
    propose_effect(draft, command.actor, Part(command.peer), title=title, reason=command.reason)


def _under_way(draft: Draft, kind: type[Affiliate | Admit], peer: AssemblyId) -> int | None:
    for proposal in draft.assembly.proposals.values():
        if isinstance(proposal.effect, kind) and proposal.effect.peer.id == peer and proposal.phase is not Phase.CLOSED:
            return proposal.number
    return None


def _bound(draft: Draft, peer: Peer) -> bool:
    return peer.id in draft.assembly.member_of or peer.id in draft.assembly.members


def consider_admission(draft: Draft, command: cmd.ConsiderAdmission) -> None:
    """Ask whether another is to be a member. Nobody's permission is needed for the question, nor to ask it again."""
    if command.peer.id in draft.assembly.members:
        return
    if considers_enough(draft, command.proposer):
        return
    number = _under_way(draft, Admit, command.peer.id)
    if number is None:
        title = f"Take {command.peer.name} as a member"
        number = propose_effect(draft, command.proposer, Admit(command.peer), title=title, reason="")
    proposal, rules = draft.assembly.proposals[number], draft.assembly.rules
    period = own_period(rules, seats=bool(draft.assembly.members))
    if proposal.phase is Phase.DISCUSSION and can_be_asked(draft.assembly, period, proposal):
        call_check(draft, OnProposal(number, proposal.latest.number), called_by=None)


def admit(draft: Draft, command: cmd.AdmitMember) -> None:
    """Make another a member, unless a circle would come of it by now."""
    if command.peer.id in draft.assembly.members:
        return
    if command.path:
        draft.emit(ev.AffiliationRefused(peer=command.peer, path=command.path))
    else:
        draft.emit(ev.MemberAdmitted(peer=command.peer))


def note_affiliation(draft: Draft, command: cmd.NoteAffiliation) -> None:
    """Note on this side what came of it on the other."""
    if command.path:
        draft.emit(ev.AffiliationRefused(peer=command.peer, path=command.path))
    elif command.peer.id not in draft.assembly.member_of:
        draft.emit(ev.Affiliated(peer=command.peer, thing=command.thing))


def note_not_admitted(draft: Draft, command: cmd.NoteNotAdmitted) -> None:
    """Note that the other side has not agreed. It may yet: there the question can be called again."""
    if command.peer.id in draft.assembly.sought:
        draft.emit(ev.NotAdmitted(peer=command.peer, because=command.because))


def note_parting(draft: Draft, command: cmd.NoteParting) -> None:
    """Note that the other side ended it."""
    if _bound(draft, command.peer):
        draft.emit(ev.AssembliesParted(peer=command.peer, dissolved=command.dissolved))
