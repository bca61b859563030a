"""What somebody, or the clock, asks of an assembly: imperative, typed, already validated for form.

Whether it may be done, and what comes of it, is for ``decide`` to say. ``actor`` is who asks. ``source`` is an opaque
name for the message or reaction that asks, so that taking it back can be told from taking back another.
"""

from deliberation.commands.checking import CallConsensus, LiftExpression, Retract, TakePosition
from deliberation.commands.entering import AskEntry, Welcome
from deliberation.commands.federating import (
    AdmitMember,
    CloseNotice,
    ConsiderAdmission,
    EndBelow,
    EndJoint,
    HearBelow,
    HearObjection,
    HearPartner,
    NoteAffiliation,
    NoteNotAdmitted,
    NoteParting,
    Object,
    OpenBelow,
    ProposeAffiliation,
    ProposeParting,
    ProposePurpose,
    ProposeRelease,
    ProposeRemit,
    TakeNotice,
    TakeRemit,
    TakeUpJoint,
    WithdrawObjection,
)
from deliberation.commands.following_up import (
    AskSense,
    BeginGoRound,
    DropAction,
    FinishAction,
    Lean,
    PassTurn,
    ReopenAction,
    SetAction,
    WithdrawLeaning,
)
from deliberation.commands.moots import (
    CallMoot,
    CancelMoot,
    CloseMoot,
    LowerHand,
    MoveMoot,
    NextSpeaker,
    OpenMoot,
    RaiseHand,
    TakeMinute,
    TellComing,
    WithdrawComing,
)
from deliberation.commands.offices import Sign, StartRecall, Unsign
from deliberation.commands.people import (
    EndEnrolment,
    Enrol,
    ForgetPerson,
    GiveUpPlace,
    JoinPeople,
    OpenDoor,
    PartPerson,
)
from deliberation.commands.proposing import (
    Amend,
    NominateOfficer,
    Propose,
    ProposeRule,
    RaiseConcern,
    ResolveConcern,
    Withdraw,
)
from deliberation.commands.taking_part import (
    BindVenue,
    Enter,
    FoundAssembly,
    GiveApologies,
    Leave,
    LoseVenue,
    MoveIn,
    MoveVenue,
    NoteAbsence,
    RegainVenue,
    ReleaseVenue,
    TakeRoomIn,
    Tick,
)
from deliberation.commands.things import CallThing, NoteOverride, ProposeDissolution

Command = (
    FoundAssembly
    | BindVenue
    | TakeRoomIn
    | LoseVenue
    | RegainVenue
    | MoveVenue
    | Enter
    | Leave
    | GiveApologies
    | NoteAbsence
    | Tick
    | Propose
    | ProposeRule
    | NominateOfficer
    | RaiseConcern
    | ResolveConcern
    | Amend
    | Withdraw
    | CallConsensus
    | TakePosition
    | Retract
    | LiftExpression
    | StartRecall
    | Sign
    | Unsign
    | JoinPeople
    | PartPerson
    | ForgetPerson
    | Enrol
    | OpenDoor
    | EndEnrolment
    | GiveUpPlace
    | ProposeAffiliation
    | ProposeParting
    | ProposeRemit
    | ProposeRelease
    | ProposePurpose
    | Object
    | WithdrawObjection
    | ConsiderAdmission
    | AdmitMember
    | NoteAffiliation
    | NoteNotAdmitted
    | NoteParting
    | TakeRemit
    | OpenBelow
    | EndBelow
    | HearBelow
    | TakeUpJoint
    | EndJoint
    | HearPartner
    | TakeNotice
    | CloseNotice
    | HearObjection
    | AskEntry
    | Welcome
    | CallMoot
    | MoveMoot
    | CancelMoot
    | TellComing
    | WithdrawComing
    | OpenMoot
    | RaiseHand
    | LowerHand
    | NextSpeaker
    | TakeMinute
    | CloseMoot
    | SetAction
    | FinishAction
    | ReopenAction
    | DropAction
    | AskSense
    | Lean
    | WithdrawLeaning
    | BeginGoRound
    | PassTurn
    | CallThing
    | NoteOverride
    | ProposeDissolution
    | MoveIn
    | ReleaseVenue
)


__all__ = [
    "AdmitMember",
    "Amend",
    "AskEntry",
    "AskSense",
    "BeginGoRound",
    "BindVenue",
    "CallConsensus",
    "CallMoot",
    "CallThing",
    "CancelMoot",
    "CloseMoot",
    "CloseNotice",
    "Command",
    "ConsiderAdmission",
    "DropAction",
    "EndBelow",
    "EndEnrolment",
    "EndJoint",
    "Enrol",
    "Enter",
    "FinishAction",
    "ForgetPerson",
    "FoundAssembly",
    "GiveApologies",
    "GiveUpPlace",
    "HearBelow",
    "HearObjection",
    "HearPartner",
    "JoinPeople",
    "Lean",
    "Leave",
    "LiftExpression",
    "LoseVenue",
    "LowerHand",
    "MoveIn",
    "MoveMoot",
    "MoveVenue",
    "NextSpeaker",
    "NominateOfficer",
    "NoteAbsence",
    "NoteAffiliation",
    "NoteNotAdmitted",
    "NoteOverride",
    "NoteParting",
    "Object",
    "OpenBelow",
    "OpenDoor",
    "OpenMoot",
    "PartPerson",
    "PassTurn",
    "Propose",
    "ProposeAffiliation",
    "ProposeDissolution",
    "ProposeParting",
    "ProposePurpose",
    "ProposeRelease",
    "ProposeRemit",
    "ProposeRule",
    "RaiseConcern",
    "RaiseHand",
    "RegainVenue",
    "ReleaseVenue",
    "ReopenAction",
    "ResolveConcern",
    "Retract",
    "SetAction",
    "Sign",
    "StartRecall",
    "TakeMinute",
    "TakeNotice",
    "TakePosition",
    "TakeRemit",
    "TakeRoomIn",
    "TakeUpJoint",
    "TellComing",
    "Tick",
    "Unsign",
    "Welcome",
    "Withdraw",
    "WithdrawComing",
    "WithdrawLeaning",
    "WithdrawObjection",
]
