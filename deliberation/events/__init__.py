"""What happened, in the past tense: the only things that change an assembly, and what the register records.

A field is recorded in the clear unless it is marked. ``sealed`` marks words that a person may have forgotten: the
register keeps a salted commitment to them, and they stand beside it. ``beside`` marks what the register never holds
(opaque names of messages, by which a random id could be tied to an account; what can be worked out from other entries).
"""

from deliberation.events.checking import (
    BlockLapsed,
    CheckCalled,
    CheckClosed,
    DeadlineMoved,
    HalfTimeReached,
    PositionCameLate,
    PositionTaken,
    PositionWithdrawn,
)
from deliberation.events.decisions import DecisionMade, DecisionSentBack, DecisionSettled, RuleChanged
from deliberation.events.donations import (
    DonorErased,
    DonorNoted,
    DonorsJoined,
    GiftAccepted,
    GiftRecorded,
    GiftRefused,
    GiftReturnDue,
    GiftReturned,
    GiftStruck,
)
from deliberation.events.elections import (
    CandidateSelected,
    CandidatesReminded,
    ElectionCalled,
    ElectionEnded,
    NominationAnswered,
    NominationMade,
    NominationsClosed,
    NominationSeconded,
    NominationsKeptOpen,
    NominationsOpened,
    ReturningPassed,
    TimetableMoved,
)
from deliberation.events.entering import EntryAsked, EntryGiven, WaitingBegun, WaitingEnded, Welcomed
from deliberation.events.federating import (
    AdmissionAgreed,
    Affiliated,
    AffiliationRefused,
    AffiliationSought,
    AssembliesParted,
    MemberAdmitted,
    NotAdmitted,
    NoticeClosed,
    NoticeGiven,
    ObjectionHeard,
    ObjectionLifted,
    ObjectionMade,
    ObjectionWithdrawn,
    PartnerAgreed,
    PartnerReopened,
    ProposalLinked,
    ProposalUnlinked,
    PurposeRestated,
    RemitAgreed,
    RemitRefused,
    RemitReleased,
    RemitTaken,
    SeatAnswered,
)
from deliberation.events.following_up import (
    ActionDone,
    ActionDropped,
    ActionReminded,
    ActionReopened,
    ActionSet,
    GoRoundBegun,
    Leaned,
    LeaningWithdrawn,
    SenseAsked,
    SenseClosed,
    TurnCame,
)
from deliberation.events.moots import (
    ComingTold,
    ComingWithdrawn,
    HandLowered,
    HandRaised,
    MinuteTaken,
    MootCalled,
    MootCancelled,
    MootClosed,
    MootMoved,
    MootOpened,
    MootReminded,
    PresenceNoted,
    SpeakerCalled,
)
from deliberation.events.offices import (
    ActRecorded,
    OfficeCreated,
    OfficeEnded,
    OfficeFilled,
    OfficeVacated,
    PetitionLapsed,
    PetitionSigned,
    PetitionStarted,
    PetitionSucceeded,
    SignatureWithdrawn,
    StandInsNoted,
    StandInsSought,
    StandsInFor,
    StatementMade,
)
from deliberation.events.people import (
    DoorOpened,
    Enrolment,
    EnrolmentEnded,
    MembersEnrolled,
    PeopleJoined,
    PersonForgotten,
    PersonParted,
)
from deliberation.events.polls import (
    BallotGiven,
    PollBegunAgain,
    PollCalledOff,
    PollCounted,
    PollHalfTimeReached,
    PollMoved,
    PollOpened,
    ReferendumCalled,
)
from deliberation.events.proposing import (
    ConcernRaised,
    ConcernResolved,
    ProposalAmended,
    ProposalMade,
    ProposalWithdrawn,
)
from deliberation.events.taking_part import (
    ApologiesGiven,
    AssemblyFounded,
    PersonEntered,
    PersonLeft,
    VenueBound,
    VenueHeard,
    VenueMoved,
    VenueOffered,
    VenueReleased,
    VenueSilenced,
)
from deliberation.events.things import AssemblyDissolved, DecisionOverridden, ThingCalled

Event = (
    AssemblyFounded
    | VenueBound
    | VenueOffered
    | VenueSilenced
    | VenueHeard
    | VenueMoved
    | VenueReleased
    | PersonEntered
    | PersonLeft
    | ApologiesGiven
    | ProposalMade
    | ConcernRaised
    | ConcernResolved
    | ProposalAmended
    | ProposalWithdrawn
    | CheckCalled
    | PositionTaken
    | PositionWithdrawn
    | PositionCameLate
    | HalfTimeReached
    | DeadlineMoved
    | BlockLapsed
    | CheckClosed
    | DecisionMade
    | DecisionSettled
    | DecisionSentBack
    | RuleChanged
    | OfficeFilled
    | OfficeVacated
    | OfficeCreated
    | OfficeEnded
    | ActRecorded
    | StatementMade
    | StandInsSought
    | StandsInFor
    | StandInsNoted
    | PetitionStarted
    | PetitionSigned
    | SignatureWithdrawn
    | PetitionLapsed
    | PetitionSucceeded
    | PeopleJoined
    | PersonParted
    | PersonForgotten
    | MembersEnrolled
    | DoorOpened
    | EnrolmentEnded
    | AffiliationSought
    | AdmissionAgreed
    | MemberAdmitted
    | Affiliated
    | AffiliationRefused
    | NotAdmitted
    | AssembliesParted
    | RemitAgreed
    | RemitTaken
    | RemitRefused
    | RemitReleased
    | PurposeRestated
    | SeatAnswered
    | ProposalLinked
    | ProposalUnlinked
    | PartnerAgreed
    | PartnerReopened
    | ObjectionHeard
    | ObjectionLifted
    | NoticeGiven
    | ObjectionMade
    | ObjectionWithdrawn
    | NoticeClosed
    | WaitingBegun
    | WaitingEnded
    | EntryAsked
    | Welcomed
    | EntryGiven
    | MootCalled
    | MootMoved
    | MootCancelled
    | ComingTold
    | ComingWithdrawn
    | MootReminded
    | MootOpened
    | PresenceNoted
    | HandRaised
    | HandLowered
    | SpeakerCalled
    | MinuteTaken
    | MootClosed
    | ActionSet
    | ActionReminded
    | ActionDone
    | ActionReopened
    | ActionDropped
    | SenseAsked
    | Leaned
    | LeaningWithdrawn
    | SenseClosed
    | GoRoundBegun
    | TurnCame
    | ThingCalled
    | DecisionOverridden
    | AssemblyDissolved
    | ReferendumCalled
    | PollOpened
    | BallotGiven
    | PollHalfTimeReached
    | PollMoved
    | PollBegunAgain
    | PollCounted
    | PollCalledOff
    | ElectionCalled
    | NominationsOpened
    | NominationMade
    | NominationSeconded
    | NominationAnswered
    | NominationsKeptOpen
    | TimetableMoved
    | NominationsClosed
    | ReturningPassed
    | CandidateSelected
    | CandidatesReminded
    | ElectionEnded
    | DonorNoted
    | GiftRecorded
    | GiftAccepted
    | GiftRefused
    | GiftReturnDue
    | GiftReturned
    | GiftStruck
    | DonorsJoined
    | DonorErased
)


__all__ = [
    "ActRecorded",
    "ActionDone",
    "ActionDropped",
    "ActionReminded",
    "ActionReopened",
    "ActionSet",
    "AdmissionAgreed",
    "Affiliated",
    "AffiliationRefused",
    "AffiliationSought",
    "ApologiesGiven",
    "AssembliesParted",
    "AssemblyDissolved",
    "AssemblyFounded",
    "BallotGiven",
    "BlockLapsed",
    "CandidateSelected",
    "CandidatesReminded",
    "CheckCalled",
    "CheckClosed",
    "ComingTold",
    "ComingWithdrawn",
    "ConcernRaised",
    "ConcernResolved",
    "DeadlineMoved",
    "DecisionMade",
    "DecisionOverridden",
    "DecisionSentBack",
    "DecisionSettled",
    "DonorErased",
    "DonorNoted",
    "DonorsJoined",
    "DoorOpened",
    "ElectionCalled",
    "ElectionEnded",
    "Enrolment",
    "EnrolmentEnded",
    "EntryAsked",
    "EntryGiven",
    "Event",
    "GiftAccepted",
    "GiftRecorded",
    "GiftRefused",
    "GiftReturnDue",
    "GiftReturned",
    "GiftStruck",
    "GoRoundBegun",
    "HalfTimeReached",
    "HandLowered",
    "HandRaised",
    "Leaned",
    "LeaningWithdrawn",
    "MemberAdmitted",
    "MembersEnrolled",
    "MinuteTaken",
    "MootCalled",
    "MootCancelled",
    "MootClosed",
    "MootMoved",
    "MootOpened",
    "MootReminded",
    "NominationAnswered",
    "NominationMade",
    "NominationSeconded",
    "NominationsClosed",
    "NominationsKeptOpen",
    "NominationsOpened",
    "NotAdmitted",
    "NoticeClosed",
    "NoticeGiven",
    "ObjectionHeard",
    "ObjectionLifted",
    "ObjectionMade",
    "ObjectionWithdrawn",
    "OfficeCreated",
    "OfficeEnded",
    "OfficeFilled",
    "OfficeVacated",
    "PartnerAgreed",
    "PartnerReopened",
    "PeopleJoined",
    "PersonEntered",
    "PersonForgotten",
    "PersonLeft",
    "PersonParted",
    "PetitionLapsed",
    "PetitionSigned",
    "PetitionStarted",
    "PetitionSucceeded",
    "PollBegunAgain",
    "PollCalledOff",
    "PollCounted",
    "PollHalfTimeReached",
    "PollMoved",
    "PollOpened",
    "PositionCameLate",
    "PositionTaken",
    "PositionWithdrawn",
    "PresenceNoted",
    "ProposalAmended",
    "ProposalLinked",
    "ProposalMade",
    "ProposalUnlinked",
    "ProposalWithdrawn",
    "PurposeRestated",
    "ReferendumCalled",
    "RemitAgreed",
    "RemitRefused",
    "RemitReleased",
    "RemitTaken",
    "ReturningPassed",
    "RuleChanged",
    "SeatAnswered",
    "SenseAsked",
    "SenseClosed",
    "SignatureWithdrawn",
    "SpeakerCalled",
    "StandInsNoted",
    "StandInsSought",
    "StandsInFor",
    "StatementMade",
    "ThingCalled",
    "TimetableMoved",
    "TurnCame",
    "VenueBound",
    "VenueHeard",
    "VenueMoved",
    "VenueOffered",
    "VenueReleased",
    "VenueSilenced",
    "WaitingBegun",
    "WaitingEnded",
    "Welcomed",
]
