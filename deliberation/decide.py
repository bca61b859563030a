"""The engine's way in: what a command brings about.

``decide`` is pure. It gives the events that follow (none where nothing changes, as for a thing said twice), or the
refusal that is the answer. A refusal changes nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.deciding import (
    acting,
    affecting,
    affiliating,
    answering,
    calling,
    clockwork,
    closing,
    deadlock,
    donations,
    entering,
    following_up,
    going_round,
    joint,
    moots,
    nesting,
    nominating,
    officers,
    people,
    polls,
    proposing,
    recalling,
    referendums,
    remits,
    returning,
    standing_in,
    taking_part,
    things,
)
from deliberation.deciding.draft import Draft
from deliberation.events import Event
from deliberation.refusals import AlreadyBound, Refusal, Refused


def decide(assembly: Assembly | None, command: Command, now: datetime) -> list[Event] | Refusal:
    """Say what ``command`` brings about at ``now`` (aware), or why it is refused.

    ``assembly`` is ``None`` only for ``FoundAssembly``.

    Raises:
        ValueError: any other command came without an assembly.
    """
    try:
        if isinstance(command, cmd.FoundAssembly):
            return taking_part.found(command, now) if assembly is None else AlreadyBound(name=assembly.name)
        if assembly is None:
            raise ValueError(f"{type(command).__name__} needs an assembly")
        if things.refuse_if_ended(assembly, command):
            return []
        draft = Draft(assembly, now)
        _DECIDED[type(command)](draft, people.as_who_they_are(assembly, command))
        if draft.happened and any(petition.away for petition in assembly.petitions.values()):
            recalling.open_recalls_due(draft)  # whoever is back has brought their signature with them
        return draft.happened
    except Refused as refused:
        return refused.refusal


def _tick(draft: Draft, _command: cmd.Tick) -> None:
    clockwork.tick(draft)


_DECIDED: dict[type[Command], Callable[[Draft, Any], None]] = {
    cmd.BindVenue: taking_part.bind,
    cmd.TakeRoomIn: taking_part.take_in,
    cmd.LoseVenue: taking_part.lose,
    cmd.RegainVenue: taking_part.regain,
    cmd.MoveVenue: taking_part.move,
    cmd.MoveIn: taking_part.move_in,
    cmd.ReleaseVenue: taking_part.release,
    cmd.Enter: taking_part.enter,
    cmd.Leave: taking_part.leave,
    cmd.GiveApologies: taking_part.apologise,
    cmd.Propose: proposing.propose,
    cmd.ProposeRule: proposing.propose_rule,
    cmd.NominateOfficer: proposing.nominate,
    cmd.RaiseConcern: proposing.raise_concern,
    cmd.ResolveConcern: proposing.resolve_concern,
    cmd.Amend: proposing.amend,
    cmd.Withdraw: proposing.withdraw,
    cmd.CallConsensus: calling.call_consensus,
    cmd.TakePosition: answering.take_position,
    cmd.Retract: answering.retract,
    cmd.LiftExpression: answering.lift,
    cmd.StartRecall: recalling.start_recall,
    cmd.Sign: recalling.sign,
    cmd.Unsign: recalling.unsign,
    cmd.MakeStatement: recalling.make_statement,
    cmd.ProposeOffice: officers.propose_office,
    cmd.ProposeOfficeEnd: officers.propose_end,
    cmd.Appoint: officers.appoint,
    cmd.Resign: officers.resign,
    cmd.RecordAct: acting.record_act,
    cmd.SeekStandIns: standing_in.seek,
    cmd.TellStandIns: standing_in.tell,
    cmd.NoteStandIns: standing_in.note,
    cmd.JoinPeople: people.join,
    cmd.PartPerson: people.part,
    cmd.ForgetPerson: people.forget,
    cmd.Enrol: people.enrol,
    cmd.OpenDoor: people.open_door,
    cmd.EndEnrolment: people.end,
    cmd.GiveUpPlace: people.give_up,
    cmd.ProposeAffiliation: affiliating.propose_affiliation,
    cmd.ProposeParting: affiliating.propose_parting,
    cmd.ConsiderAdmission: affiliating.consider_admission,
    cmd.AdmitMember: affiliating.admit,
    cmd.NoteAffiliation: affiliating.note_affiliation,
    cmd.NoteNotAdmitted: affiliating.note_not_admitted,
    cmd.NoteParting: affiliating.note_parting,
    cmd.ProposeRemit: remits.propose_remit,
    cmd.ProposeRelease: remits.propose_release,
    cmd.ProposePurpose: remits.propose_purpose,
    cmd.TakeRemit: remits.take_remit,
    cmd.OpenBelow: nesting.open_below,
    cmd.EndBelow: nesting.end_below,
    cmd.HearBelow: nesting.hear_below,
    cmd.TakeUpJoint: joint.take_up,
    cmd.EndJoint: joint.end_joint,
    cmd.HearPartner: joint.hear_partner,
    cmd.Object: affecting.object_to,
    cmd.WithdrawObjection: affecting.withdraw_objection,
    cmd.TakeNotice: affecting.take_notice,
    cmd.CloseNotice: affecting.close_notice,
    cmd.HearObjection: affecting.hear_objection,
    cmd.AskEntry: entering.ask,
    cmd.Welcome: entering.welcome,
    cmd.CallMoot: moots.call,
    cmd.MoveMoot: moots.move,
    cmd.CancelMoot: moots.cancel,
    cmd.OpenMoot: moots.begin,
    cmd.TellComing: moots.tell_coming,
    cmd.WithdrawComing: moots.withdraw_coming,
    cmd.RaiseHand: moots.raise_hand,
    cmd.LowerHand: moots.lower_hand,
    cmd.NextSpeaker: moots.next_speaker,
    cmd.TakeMinute: moots.take_minute,
    cmd.CloseMoot: moots.close,
    cmd.SetAction: following_up.set_action,
    cmd.FinishAction: following_up.finish,
    cmd.ReopenAction: following_up.reopen,
    cmd.DropAction: following_up.drop,
    cmd.AskSense: following_up.ask,
    cmd.Lean: following_up.lean,
    cmd.WithdrawLeaning: following_up.withdraw_leaning,
    cmd.BeginGoRound: going_round.begin,
    cmd.PassTurn: going_round.pass_turn,
    cmd.CallThing: things.call_thing,
    cmd.NoteOverride: things.note_override,
    cmd.ProposeDissolution: things.propose_dissolution,
    cmd.CallElection: returning.call,
    cmd.MoveTimetable: returning.move_timetable,
    cmd.CallOffElection: returning.call_off,
    cmd.TakeOnElection: returning.take_on,
    cmd.HandElectionOver: returning.hand_over,
    cmd.Nominate: nominating.nominate,
    cmd.SecondNomination: nominating.second,
    cmd.AnswerNomination: nominating.answer,
    cmd.SeekConsensus: nominating.seek_consensus,
    cmd.RecordDonation: donations.record,
    cmd.NoteReturn: donations.note_return,
    cmd.StrikeGift: donations.strike,
    cmd.JoinDonors: donations.join_donors,
    cmd.EraseDonor: donations.erase,
    cmd.AskDeadlock: deadlock.ask,
    cmd.CallReferendum: referendums.call,
    cmd.OpenPoll: polls.open_poll,
    cmd.GiveBallot: polls.give,
    cmd.CountPoll: polls.count,
    cmd.BeginPollAgain: polls.begin_again,
    cmd.KeepPollOpen: polls.keep_open,
    cmd.NoteAbsence: closing.note_absence,
    cmd.Tick: _tick,
}
