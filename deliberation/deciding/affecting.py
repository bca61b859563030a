"""Nothing about you without you: affected assemblies are told, have time, and can object (design, "Proposals")."""

from typing import Final

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.restraint import not_proposed_already
from deliberation.effects import LiftObjections
from deliberation.federation import Affected, Notice, Objection, Peer
from deliberation.phases import Phase
from deliberation.proposals import Proposal
from deliberation.refusals import AlreadyObjected, NoObjection, NoticeOver, ObjectedOften, Unknown

OFTEN: Final = 3
"""How often one may take back an objection to the same text and object anew: each time two assemblies are told."""

# --- where the proposal is


def given_notice(draft: Draft, peers: tuple[Peer, ...]) -> tuple[Affected, ...]:
    """Give affected assemblies the time that is theirs from now on."""
    until = draft.now + draft.assembly.rules.affected_notice
    return tuple(Affected(peer=peer, until=until) for peer in peers)


def given_notice_anew(draft: Draft, proposal: Proposal, peers: tuple[Peer, ...]) -> tuple[Affected, ...]:
    """Give their time, from an amendment on, to those affected before and to those that it names besides."""
    before = tuple(each.peer for each in proposal.affected.values())
    return given_notice(draft, (*before, *(peer for peer in peers if peer.id not in proposal.affected)))


def hear_objection(draft: Draft, command: cmd.HearObjection) -> None:
    """Hear an objection, or that it was taken back, as long as anything may still come of it."""
    proposal = draft.assembly.proposals.get(command.proposal)
    if proposal is None or command.peer.id not in proposal.affected or proposal.phase is Phase.CLOSED:
        return
    peer, standing = command.peer, proposal.affected[command.peer.id].objections
    if any(each.person == command.person for each in standing) is not command.lifted:
        return  # delivered twice counts once
    if command.lifted:
        lifted = ev.ObjectionLifted(proposal=proposal.number, peer=peer, person=command.person, because=command.because)
        draft.emit(lifted)
        return
    heard = ev.ObjectionHeard(proposal=proposal.number, peer=peer, person=command.person, text=command.text)
    draft.emit(heard)
    if proposal.phase is Phase.COOLING_OFF and proposal.decision is not None:
        draft.emit(ev.DecisionSentBack(decision=proposal.decision, because="affected"))


# --- in the affected assembly


def take_notice(draft: Draft, command: cmd.TakeNotice) -> None:
    """Note what another assembly would do; of the same proposal again, that its text has changed."""
    before = _about(draft, command.peer, command.proposal)
    if before is not None and (before.title, before.text, before.until) == (command.title, command.text, command.until):
        return
    draft.emit(
        ev.NoticeGiven(
            notice=before.number if before else len(draft.assembly.notices) + 1,
            peer=command.peer,
            proposal=command.proposal,
            title=command.title,
            text=command.text,
            until=command.until,
        )
    )


def close_notice(draft: Draft, command: cmd.CloseNotice) -> None:
    """Note that it is over."""
    notice = _about(draft, command.peer, command.proposal)
    if notice is not None and not notice.closed:
        draft.emit(ev.NoticeClosed(notice=notice.number, because=command.because))


def _about(draft: Draft, peer: Peer, proposal: int) -> Notice | None:
    notices = draft.assembly.notices.values()
    return next((each for each in notices if each.peer.id == peer.id and each.proposal == proposal), None)


def object_to(draft: Draft, command: cmd.Object) -> None:
    """Object for this assembly: one who takes part is enough, as one block is."""
    draft.participant(command.actor)
    notice = _open_notice(draft, command.notice)
    if any(each.person == command.actor for each in notice.objections):
        refuse(AlreadyObjected(notice=notice.number))
    if notice.taken_back.count(command.actor) >= OFTEN:
        refuse(ObjectedOften(notice=notice.number, times=OFTEN))
    draft.emit(ev.ObjectionMade(notice=notice.number, person=command.actor, text=command.text))


def withdraw_objection(draft: Draft, command: cmd.WithdrawObjection) -> None:
    """Take back one's own objection, also after one has left; those of who is gone the assembly is asked about."""
    notice = _open_notice(draft, command.notice)
    if any(each.person == command.actor for each in notice.objections):
        draft.emit(ev.ObjectionWithdrawn(notice=notice.number, person=command.actor))
    elif command.actor in draft.assembly.participants and left_behind(draft.assembly, notice.number):
        _propose_to_lift(draft, command, notice)
    else:
        refuse(NoObjection(notice=notice.number))


def _propose_to_lift(draft: Draft, command: cmd.WithdrawObjection, notice: Notice) -> None:
    effect = LiftObjections(notice.number)
    not_proposed_already(draft, command.actor, effect)
    title = f"Take back what is held against N{notice.number} by people who take part no longer"
    text = f"N{notice.number}: {notice.title}"
    number = len(draft.assembly.proposals) + 1
    draft.emit(ev.ProposalMade(proposal=number, proposer=command.actor, title=title, text=text, effect=effect))


def left_behind(assembly: Assembly, number: int) -> tuple[Objection, ...]:
    """Give the objections in an open notice whose owners take part no longer, so that nobody can be talked with."""
    notice = assembly.notices[number]
    here = assembly.participants
    return () if notice.closed else tuple(each for each in notice.objections if each.person not in here)


def lift_all(draft: Draft) -> None:
    """Take back whatever is objected here, where the assembly ends: nobody could do it afterwards."""
    for notice in list(draft.assembly.notices.values()):
        for objection in () if notice.closed else notice.objections:
            draft.emit(ev.ObjectionWithdrawn(notice=notice.number, person=objection.person, because="ended"))


def lift_left_behind(draft: Draft, number: int) -> None:
    """Take back, as was agreed, what is held against a notice by those who take part no longer."""
    for objection in left_behind(draft.assembly, number):
        draft.emit(ev.ObjectionWithdrawn(notice=number, person=objection.person, because="agreed"))


def _open_notice(draft: Draft, number: int) -> Notice:
    notice = draft.assembly.notices.get(number) or refuse(
        Unknown(kind="notice", number=number, latest=len(draft.assembly.notices))
    )
    if notice.closed:
        refuse(NoticeOver(notice=number, because=notice.closed))
    return notice
