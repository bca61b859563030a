"""What somebody, or the clock, asks of an assembly: imperative, typed, already validated for form.

Whether it may be done, and what comes of it, is for ``decide`` to say. ``actor`` is who asks. ``source`` is an opaque
name for the message or reaction that asks, so that taking it back can be told from taking back another.
"""

from deliberation.commands.checking import CallConsensus, LiftExpression, Retract, TakePosition
from deliberation.commands.donations import (
    EraseDonor,
    JoinDonors,
    NoteReturn,
    RecordDonation,
    StrikeGift,
)
from deliberation.commands.elections import (
    AnswerNomination,
    CallElection,
    CallOffElection,
    HandElectionOver,
    MoveTimetable,
    Nominate,
    SecondNomination,
    SeekConsensus,
    TakeOnElection,
)
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
from deliberation.commands.offices import (
    Appoint,
    MakeStatement,
    NoteStandIns,
    ProposeOffice,
    ProposeOfficeEnd,
    RecordAct,
    Resign,
    SeekStandIns,
    Sign,
    StartRecall,
    TellStandIns,
    Unsign,
)
from deliberation.commands.people import (
    EndEnrolment,
    Enrol,
    ForgetPerson,
    GiveUpPlace,
    JoinPeople,
    OpenDoor,
    PartPerson,
)
from deliberation.commands.polls import (
    AskDeadlock,
    BeginPollAgain,
    CallReferendum,
    CountPoll,
    GiveBallot,
    KeepPollOpen,
    OpenPoll,
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
    | ProposeOffice
    | ProposeOfficeEnd
    | Appoint
    | Resign
    | RecordAct
    | MakeStatement
    | SeekStandIns
    | TellStandIns
    | NoteStandIns
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
    | AskDeadlock
    | CallReferendum
    | OpenPoll
    | GiveBallot
    | CountPoll
    | BeginPollAgain
    | KeepPollOpen
    | CallElection
    | MoveTimetable
    | CallOffElection
    | TakeOnElection
    | HandElectionOver
    | Nominate
    | SecondNomination
    | SeekConsensus
    | AnswerNomination
    | RecordDonation
    | NoteReturn
    | StrikeGift
    | JoinDonors
    | EraseDonor
)


__all__ = [
    "AdmitMember",
    "Amend",
    "AnswerNomination",
    "Appoint",
    "AskDeadlock",
    "AskEntry",
    "AskSense",
    "BeginGoRound",
    "BeginPollAgain",
    "BindVenue",
    "CallConsensus",
    "CallElection",
    "CallMoot",
    "CallOffElection",
    "CallReferendum",
    "CallThing",
    "CancelMoot",
    "CloseMoot",
    "CloseNotice",
    "Command",
    "ConsiderAdmission",
    "CountPoll",
    "DropAction",
    "EndBelow",
    "EndEnrolment",
    "EndJoint",
    "Enrol",
    "Enter",
    "EraseDonor",
    "FinishAction",
    "ForgetPerson",
    "FoundAssembly",
    "GiveApologies",
    "GiveBallot",
    "GiveUpPlace",
    "HandElectionOver",
    "HearBelow",
    "HearObjection",
    "HearPartner",
    "JoinDonors",
    "JoinPeople",
    "KeepPollOpen",
    "Lean",
    "Leave",
    "LiftExpression",
    "LoseVenue",
    "LowerHand",
    "MakeStatement",
    "MoveIn",
    "MoveMoot",
    "MoveTimetable",
    "MoveVenue",
    "NextSpeaker",
    "Nominate",
    "NominateOfficer",
    "NoteAbsence",
    "NoteAffiliation",
    "NoteNotAdmitted",
    "NoteOverride",
    "NoteParting",
    "NoteReturn",
    "NoteStandIns",
    "Object",
    "OpenBelow",
    "OpenDoor",
    "OpenMoot",
    "OpenPoll",
    "PartPerson",
    "PassTurn",
    "Propose",
    "ProposeAffiliation",
    "ProposeDissolution",
    "ProposeOffice",
    "ProposeOfficeEnd",
    "ProposeParting",
    "ProposePurpose",
    "ProposeRelease",
    "ProposeRemit",
    "ProposeRule",
    "RaiseConcern",
    "RaiseHand",
    "RecordAct",
    "RecordDonation",
    "RegainVenue",
    "ReleaseVenue",
    "ReopenAction",
    "Resign",
    "ResolveConcern",
    "Retract",
    "SecondNomination",
    "SeekConsensus",
    "SeekStandIns",
    "SetAction",
    "Sign",
    "StartRecall",
    "StrikeGift",
    "TakeMinute",
    "TakeNotice",
    "TakeOnElection",
    "TakePosition",
    "TakeRemit",
    "TakeRoomIn",
    "TakeUpJoint",
    "TellComing",
    "TellStandIns",
    "Tick",
    "Unsign",
    "Welcome",
    "Withdraw",
    "WithdrawComing",
    "WithdrawLeaning",
    "WithdrawObjection",
]
