"""Things: an umbrella assembly for one question, which overrides and then ends (design, "Words")."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.deciding.affecting import lift_all
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.elections import end_if_void
from deliberation.deciding.following_up import close_sense
from deliberation.deciding.proposing import propose_effect
from deliberation.deciding.restraint import not_enough_things, not_proposed_already
from deliberation.effects import Dissolution
from deliberation.federation import Kind, Peer
from deliberation.phases import Phase, Trigger, allows
from deliberation.refusals import Dissolved, Ending, NotAmongThem, NothingChanged, OnlyInThings, Refused, TooFewPeers
from deliberation.rules import Entry, Rules, written

SHORTEST_IN_THINGS: Final = timedelta(hours=24)
"""The shortest time for which a check may be called in a Thing: those whom it overrides are to hear of it."""

# --- called


def call_thing(draft: Draft, command: cmd.CallThing) -> None:
    """Call a Thing of this assembly and others. It begins by what follows from this."""
    draft.participant(command.actor)
    members = _once(command.peers if command.everyone else (draft.assembly.peer, *command.peers))
    if len(members) < 2:
        refuse(TooFewPeers(top=members[0] if command.everyone and members else None))
    for above in draft.assembly.member_of.values():
        if above.name in {command.title, command.question}:  # the title may have the new short name beside it
            refuse(NothingChanged(what=f"there is a Thing for that already, with the short name {above.slug}"))
    not_enough_things(draft.now, command.earlier)
    peer = Peer(command.assembly, command.slug, command.title)
    draft.emit(ev.ThingCalled(peer=peer, called_by=command.actor, question=command.question, members=members))


def begun(command: cmd.FoundAssembly, now: datetime) -> list[ev.Event]:
    """Say with what a Thing begins: its members, who are in it at once, and its question, put by whoever called it."""
    if not command.among:
        raise Refused(NotAmongThem())
    members = _once(command.members)
    if len(members) < 2:
        raise Refused(TooFewPeers())
    not_enough_things(now, command.earlier)
    question = ev.ProposalMade(proposal=1, proposer=command.actor, title=command.purpose, text="")
    return [*(ev.MemberAdmitted(peer=peer) for peer in members), question]


def _once(peers: tuple[Peer, ...]) -> tuple[Peer, ...]:
    return tuple({peer.id: peer for peer in peers}.values())


def rules_for(rules: Rules) -> tuple[tuple[str, str], ...]:
    """Give the rules of a Thing that is called where these hold: its room is open to whoever comes.

    It binds assemblies that did not choose these rules: where they ask for less than is usual, it is the usual.
    """
    usual = Rules()
    fair = replace(
        rules,
        entry=Entry.OPEN,
        period=max(rules.period, usual.period),
        shortest_period=max(rules.shortest_period, SHORTEST_IN_THINGS),
        quorum_share=max(rules.quorum_share, usual.quorum_share),
        quorum_minimum=max(rules.quorum_minimum, usual.quorum_minimum),
        agree_share=max(rules.agree_share, usual.agree_share),
        stand_aside_share=min(rules.stand_aside_share, usual.stand_aside_share),
        reason_grace=max(rules.reason_grace, usual.reason_grace),
        objection_share=min(rules.objection_share, usual.objection_share),
        affected_notice=max(rules.affected_notice, usual.affected_notice),
        below_share=max(rules.below_share, usual.below_share),
        deadlock_after=max(rules.deadlock_after, usual.deadlock_after),
        ballot_period=max(rules.ballot_period, usual.ballot_period),
        referendum_quorum=max(rules.referendum_quorum, usual.referendum_quorum),
        referendum_threshold=max(rules.referendum_threshold, usual.referendum_threshold),
    )
    return tuple(sorted(written(fair).items()))


# --- overriding


def note_override(draft: Draft, command: cmd.NoteOverride) -> None:
    """Note that a Thing in which this assembly has its place decided otherwise."""
    decision = draft.assembly.decisions.get(command.decision)
    within = command.within or command.peer.id in draft.assembly.member_of
    if decision is None or not decision.stands or not within:
        return
    draft.emit(ev.DecisionOverridden(decision=decision.number, peer=command.peer, theirs=command.theirs))


# --- ended


def propose_dissolution(draft: Draft, command: cmd.ProposeDissolution) -> None:
    """Propose to end a Thing without an answer to its question."""
    draft.participant(command.actor)
    if draft.assembly.kind is not Kind.THING:
        refuse(OnlyInThings(asked="dissolve"))
    not_proposed_already(draft, command.actor, Dissolution())
    title = f"Dissolve {draft.assembly.name}"
    propose_effect(draft, command.actor, Dissolution(), title=title, reason=command.reason)


def is_over(assembly: Assembly) -> bool:
    """Whether a Thing is to end now: it has answered its question or decided to end, and nothing holds it up.

    An answer is a decision that brings about nothing in the Thing itself. What cools off may come back, and what is
    asked is not cut short; but what was only talked about ends with it.
    """
    if assembly.kind is not Kind.THING or assembly.dissolved_at is not None or not why_over(assembly):
        return False
    return (
        all(decision.cooling_until is None for decision in assembly.decisions.values())
        and not any(check.is_open for check in assembly.checks.values())
        and not any(proposal.phase is Phase.BALLOT for proposal in assembly.proposals.values())
        and all(each.poll and not assembly.polls[each.poll].is_open for each in assembly.referendums.values())
        and not any(petition.is_under_way for petition in assembly.petitions.values())
        and assembly.open_moot is None
    )


def why_over(assembly: Assembly) -> str:
    """Say why a Thing ends: ``decided`` or ``agreed``; empty while neither is so."""
    standing = [assembly.proposals[each.proposal] for each in assembly.decisions.values() if each.stands]
    # What another assembly asked, in which this one sits, is no answer to its own question.
    if any(each.effect is None and not each.is_asked_above for each in standing):
        return "decided"
    return "agreed" if any(isinstance(each.effect, Dissolution) for each in standing) else ""


def end_if_over(draft: Draft) -> None:
    """End a Thing that is over: what was still talked about is withdrawn, and its members part from it.

    Nobody leans any way or objects in an assembly that there is no more: that ends too.
    """
    if not is_over(draft.assembly):
        return
    because = why_over(draft.assembly)
    for proposal in list(draft.assembly.proposals.values()):
        if allows(proposal.phase, Trigger.WITHDRAWN):
            draft.emit(ev.ProposalWithdrawn(proposal=proposal.number))
    for sense in list(draft.assembly.senses.values()):
        if sense.closed_at is None:
            close_sense(draft, sense)
    lift_all(draft)
    end_if_void(draft, all_of_them=True)
    draft.emit(ev.AssemblyDissolved(because=because))
    for peer in (*draft.assembly.members.values(), *draft.assembly.member_of.values()):
        draft.emit(ev.AssembliesParted(peer=peer))


STILL_DONE: Final = (
    *(cmd.Leave, cmd.LoseVenue, cmd.RegainVenue, cmd.ReleaseVenue, cmd.NoteParting),
    *(cmd.JoinPeople, cmd.PartPerson, cmd.ForgetPerson, cmd.EndEnrolment, cmd.GiveUpPlace),
)
"""What is still done in an assembly that has ended: who is who, and who leaves."""


HOLD_UP: Final = (
    *(cmd.CallConsensus, cmd.NominateOfficer, cmd.StartRecall, cmd.CallMoot, cmd.OpenMoot),
    *(cmd.ConsiderAdmission, cmd.Amend, cmd.AskDeadlock, cmd.CallReferendum, cmd.CallElection),
)
"""What would keep a Thing that has its answer from ending, and could be done again and again."""


def _is_ending(assembly: Assembly) -> bool:
    """Whether a Thing ends as soon as what is open in it is over: nothing that it decided can come back any more."""
    cooling = any(decision.cooling_until is not None for decision in assembly.decisions.values())
    return assembly.kind is Kind.THING and not cooling and bool(why_over(assembly))


def refuse_if_ended(assembly: Assembly, command: Command) -> bool:
    """Refuse what somebody asks of an assembly that has ended; say whether to drop what the program says by itself."""
    if isinstance(command, HOLD_UP) and assembly.dissolved_at is None and _is_ending(assembly):
        if hasattr(command, "actor"):
            refuse(Ending(name=assembly.name))
        return True
    if assembly.dissolved_at is None or isinstance(command, STILL_DONE):
        return False
    if hasattr(command, "actor") and not isinstance(command, cmd.Enter):
        refuse(Dissolved(name=assembly.name))
    return True
