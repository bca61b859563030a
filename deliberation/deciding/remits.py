"""What an assembly is for, and which decisions are its alone (design, "Assemblies and taking part")."""

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.proposing import propose_effect
from deliberation.deciding.restraint import not_proposed_already
from deliberation.effects import ClaimRemit, ReleaseRemit, RestatePurpose
from deliberation.refusals import NothingChanged, RemitHeld, RemitNotHeld
from deliberation.remits import folded


def propose_remit(draft: Draft, command: cmd.ProposeRemit) -> None:
    """Propose to take on decisions of a kind. Two remits never overlap."""
    draft.participant(command.actor)
    kind = folded(command.kind)
    if kind in draft.assembly.remit:
        refuse(RemitHeld(kind=kind))
    if command.holder is not None:
        refuse(RemitHeld(kind=kind, holder=command.holder))
    not_proposed_already(draft, command.actor, ClaimRemit(kind))
    propose_effect(draft, command.actor, ClaimRemit(kind), title=f"Alone decide on: {kind}", reason=command.reason)


def propose_release(draft: Draft, command: cmd.ProposeRelease) -> None:
    """Propose that a kind of decision be anybody's again."""
    draft.participant(command.actor)
    kind = folded(command.kind)
    if kind not in draft.assembly.remit:
        refuse(RemitNotHeld(kind=kind, held=tuple(sorted(draft.assembly.remit))))
    not_proposed_already(draft, command.actor, ReleaseRemit(kind))
    propose_effect(
        draft, command.actor, ReleaseRemit(kind), title=f"No longer alone decide on: {kind}", reason=command.reason
    )


def propose_purpose(draft: Draft, command: cmd.ProposePurpose) -> None:
    """Propose what the assembly is for."""
    draft.participant(command.actor)
    if command.purpose == draft.assembly.purpose:
        refuse(NothingChanged(what="the purpose"))
    not_proposed_already(draft, command.actor, RestatePurpose(command.purpose))
    # Member assemblies read the text alone: it says what there is to agree to.
    text = "\n\n".join(part for part in (command.purpose, command.reason) if part)
    title = f"Say anew what {draft.assembly.name} is for"
    propose_effect(draft, command.actor, RestatePurpose(command.purpose), title=title, reason=text)


def take_remit(draft: Draft, command: cmd.TakeRemit) -> None:
    """Take a kind of decision on, as was agreed, unless another assembly was first."""
    if command.kind in draft.assembly.remit:
        return
    if command.holder is not None:
        draft.emit(ev.RemitRefused(kind=command.kind, holder=command.holder))
    else:
        draft.emit(ev.RemitTaken(kind=command.kind, decision=command.decision))
