"""Answers that say no. They are expected, change nothing, and are put into words in one place (``adapters.words``).

Each says enough to tell a person what was refused, why, and what to do instead.
"""

from deliberation.refusals.checking import (
    BadPeriod,
    BlockStands,
    CameLate,
    DeadlinePast,
    NoPosition,
    NoRoll,
    NothingOpen,
    NotOnRoll,
    OffRoll,
    ReactionStands,
    WrongStance,
)
from deliberation.refusals.donations import (
    BadGiftDay,
    BadGiftSum,
    DonorStillKept,
    GiftGoneBack,
    GiftsKeptElsewhere,
    MembersAreAsked,
    NoSuchDonor,
    NotTreasurer,
    OtherSortOfDonor,
)
from deliberation.refusals.elections import (
    AlreadySeconded,
    AlreadyStanding,
    BadTimetable,
    BallotDecides,
    CalledOffBefore,
    DoesNotStand,
    ElectionUnderWay,
    EnoughNominated,
    NominationsNotOpen,
    NotNominated,
    NotReturning,
    NotTheirsToReturn,
    OfficeIsAppointed,
    OnlyConstituencies,
    ReturningOfficerStands,
    SecondYourOwn,
    StatementNeeded,
    TooLateForThat,
    TooManySeats,
    WhichToFill,
)
from deliberation.refusals.entering import AlreadyTakingPart, AlreadyWelcomed, EnoughAskings, NotAsked, NotInTheRoom
from deliberation.refusals.federating import (
    AlreadyAffiliated,
    AlreadyObjected,
    AskedLately,
    Circular,
    EnoughAbroad,
    EnoughAsked,
    EnoughCalls,
    EnoughChanges,
    InAnothersRemit,
    LentText,
    NoLongerAwaited,
    NoObjection,
    NotAffiliated,
    NoticeOver,
    NoticePeriodRuns,
    NotWithItself,
    ObjectedOften,
    RemitHeld,
    RemitNotHeld,
)
from deliberation.refusals.following_up import (
    ActionNotDone,
    ActionNotYours,
    ActionOver,
    ActionStands,
    BadDueTime,
    BadSensePeriod,
    DecisionNotInForce,
    EverybodyHeard,
    GoRoundTooLong,
    GoRoundUnderWay,
    NoLeaning,
    NoReview,
    NotYourTurn,
    SenseOver,
)
from deliberation.refusals.general import AboutYourself, NotConvening, NothingChanged, NotTakingPart, Unknown
from deliberation.refusals.moots import (
    BadMootTime,
    HandAlreadyUp,
    HandNotUp,
    MootClash,
    MootOver,
    NobodyWaits,
    NoMootOpen,
    NotFacilitating,
)
from deliberation.refusals.offices import (
    AlreadyNominated,
    AlreadySigned,
    BadOffice,
    BadSpending,
    HoldsItAlready,
    MandateUnnamed,
    NoOfficeHeld,
    NoSuchOffice,
    NotAnOfficer,
    NotAppointing,
    NotCited,
    NotSigned,
    OfficeFull,
    OfficeIsElected,
    OfficeNeeded,
    OneNameEach,
    OnlyTheOfficer,
    PetitionOver,
    RecalledFromIt,
    RecallOver,
    RecallUnderWay,
    SumMissing,
    WhichOffice,
)
from deliberation.refusals.people import NoPlace
from deliberation.refusals.polls import (
    BadPaper,
    CannotCount,
    DeadlockAsked,
    EnoughReferendums,
    NoBallots,
    NotDeadlocked,
    NotForBallot,
    NothingToOpen,
    NoVote,
    NoVoteWhy,
    OnlyInCore,
    PollNotOver,
    PollOver,
    TooManyOptions,
)
from deliberation.refusals.proposing import (
    AlreadyProposed,
    AlreadyResolved,
    BadRuleValue,
    ConcernNotYours,
    ConcernsStand,
    FixedEffect,
    NoSuchRule,
    OnlyProposer,
    StatementMissing,
    WrongPhase,
)
from deliberation.refusals.taking_part import (
    AlreadyBound,
    BadApologies,
    NobodyHereYet,
    NotAdministering,
    NotOffered,
    NotParticipant,
    TooManyOffered,
)
from deliberation.refusals.things import (
    Dissolved,
    Ending,
    EnoughThings,
    NotAmongThem,
    NotOverridable,
    OnlyInThings,
    TooFewPeers,
)

Refusal = (
    NotTakingPart
    | Unknown
    | AboutYourself
    | NotConvening
    | NothingChanged
    | NotAdministering
    | AlreadyBound
    | NotOffered
    | NobodyHereYet
    | TooManyOffered
    | BadApologies
    | NotParticipant
    | WrongPhase
    | OnlyProposer
    | AlreadyProposed
    | ConcernsStand
    | ConcernNotYours
    | AlreadyResolved
    | StatementMissing
    | FixedEffect
    | NoSuchRule
    | BadRuleValue
    | NotOnRoll
    | NothingOpen
    | CameLate
    | WrongStance
    | NoPosition
    | BlockStands
    | ReactionStands
    | BadPeriod
    | DeadlinePast
    | NoRoll
    | NoSuchOffice
    | AlreadyNominated
    | OneNameEach
    | NotAnOfficer
    | RecallUnderWay
    | AlreadySigned
    | NotSigned
    | PetitionOver
    | OfficeNeeded
    | BadOffice
    | OfficeIsElected
    | NotAppointing
    | OfficeFull
    | HoldsItAlready
    | RecalledFromIt
    | NoOfficeHeld
    | WhichOffice
    | SumMissing
    | BadSpending
    | MandateUnnamed
    | NotCited
    | OnlyTheOfficer
    | RecallOver
    | NoPlace
    | Circular
    | AlreadyAffiliated
    | NotAffiliated
    | InAnothersRemit
    | RemitHeld
    | RemitNotHeld
    | LentText
    | NoLongerAwaited
    | NoticePeriodRuns
    | NoticeOver
    | AlreadyObjected
    | AskedLately
    | NoObjection
    | ObjectedOften
    | NotWithItself
    | EnoughAbroad
    | EnoughCalls
    | EnoughChanges
    | EnoughAsked
    | AlreadyTakingPart
    | NotInTheRoom
    | NotAsked
    | AlreadyWelcomed
    | EnoughAskings
    | MootClash
    | BadMootTime
    | NoMootOpen
    | MootOver
    | NotFacilitating
    | NobodyWaits
    | HandAlreadyUp
    | HandNotUp
    | DecisionNotInForce
    | BadDueTime
    | ActionNotYours
    | ActionOver
    | ActionNotDone
    | ActionStands
    | NoReview
    | SenseOver
    | NoLeaning
    | BadSensePeriod
    | GoRoundUnderWay
    | GoRoundTooLong
    | EverybodyHeard
    | NotYourTurn
    | TooFewPeers
    | EnoughThings
    | Ending
    | NotAmongThem
    | NotOverridable
    | OnlyInThings
    | Dissolved
    | ElectionUnderWay
    | OfficeIsAppointed
    | OnlyConstituencies
    | NotReturning
    | NotTheirsToReturn
    | ReturningOfficerStands
    | NominationsNotOpen
    | AlreadyStanding
    | EnoughNominated
    | NotNominated
    | SecondYourOwn
    | AlreadySeconded
    | StatementNeeded
    | TooLateForThat
    | BadTimetable
    | BallotDecides
    | CalledOffBefore
    | WhichToFill
    | DoesNotStand
    | TooManySeats
    | NotTreasurer
    | GiftsKeptElsewhere
    | BadGiftSum
    | BadGiftDay
    | NoSuchDonor
    | OtherSortOfDonor
    | MembersAreAsked
    | GiftGoneBack
    | DonorStillKept
    | BadPaper
    | CannotCount
    | DeadlockAsked
    | EnoughReferendums
    | NoBallots
    | NoVote
    | NotDeadlocked
    | NotForBallot
    | NothingToOpen
    | OnlyInCore
    | PollNotOver
    | PollOver
    | TooManyOptions
)


class Refused(Exception):
    """Carries a refusal out of the depths of ``decide``, which gives it back as a value; it never leaves the engine."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(type(refusal).__name__)
        self.refusal = refusal


__all__ = [
    "AboutYourself",
    "ActionNotDone",
    "ActionNotYours",
    "ActionOver",
    "ActionStands",
    "AlreadyAffiliated",
    "AlreadyBound",
    "AlreadyNominated",
    "AlreadyObjected",
    "AlreadyProposed",
    "AlreadyResolved",
    "AlreadySeconded",
    "AlreadySigned",
    "AlreadyStanding",
    "AlreadyTakingPart",
    "AlreadyWelcomed",
    "AskedLately",
    "BadApologies",
    "BadDueTime",
    "BadGiftDay",
    "BadGiftSum",
    "BadMootTime",
    "BadOffice",
    "BadPaper",
    "BadPeriod",
    "BadRuleValue",
    "BadSensePeriod",
    "BadSpending",
    "BadTimetable",
    "BallotDecides",
    "BlockStands",
    "CalledOffBefore",
    "CameLate",
    "CannotCount",
    "Circular",
    "ConcernNotYours",
    "ConcernsStand",
    "DeadlinePast",
    "DeadlockAsked",
    "DecisionNotInForce",
    "Dissolved",
    "DoesNotStand",
    "DonorStillKept",
    "ElectionUnderWay",
    "Ending",
    "EnoughAbroad",
    "EnoughAsked",
    "EnoughAskings",
    "EnoughCalls",
    "EnoughChanges",
    "EnoughNominated",
    "EnoughReferendums",
    "EnoughThings",
    "EverybodyHeard",
    "FixedEffect",
    "GiftGoneBack",
    "GiftsKeptElsewhere",
    "GoRoundTooLong",
    "GoRoundUnderWay",
    "HandAlreadyUp",
    "HandNotUp",
    "HoldsItAlready",
    "InAnothersRemit",
    "LentText",
    "MandateUnnamed",
    "MembersAreAsked",
    "MootClash",
    "MootOver",
    "NoBallots",
    "NoLeaning",
    "NoLongerAwaited",
    "NoMootOpen",
    "NoObjection",
    "NoOfficeHeld",
    "NoPlace",
    "NoPosition",
    "NoReview",
    "NoRoll",
    "NoSuchDonor",
    "NoSuchOffice",
    "NoSuchRule",
    "NoVote",
    "NoVoteWhy",
    "NobodyHereYet",
    "NobodyWaits",
    "NominationsNotOpen",
    "NotAdministering",
    "NotAffiliated",
    "NotAmongThem",
    "NotAnOfficer",
    "NotAppointing",
    "NotAsked",
    "NotCited",
    "NotConvening",
    "NotDeadlocked",
    "NotFacilitating",
    "NotForBallot",
    "NotInTheRoom",
    "NotNominated",
    "NotOffered",
    "NotOnRoll",
    "NotOverridable",
    "NotParticipant",
    "NotReturning",
    "NotSigned",
    "NotTakingPart",
    "NotTheirsToReturn",
    "NotTreasurer",
    "NotWithItself",
    "NotYourTurn",
    "NothingChanged",
    "NothingOpen",
    "NothingToOpen",
    "NoticeOver",
    "NoticePeriodRuns",
    "ObjectedOften",
    "OffRoll",
    "OfficeFull",
    "OfficeIsAppointed",
    "OfficeIsElected",
    "OfficeNeeded",
    "OneNameEach",
    "OnlyConstituencies",
    "OnlyInCore",
    "OnlyInThings",
    "OnlyProposer",
    "OnlyTheOfficer",
    "OtherSortOfDonor",
    "PetitionOver",
    "PollNotOver",
    "PollOver",
    "ReactionStands",
    "RecallOver",
    "RecallUnderWay",
    "RecalledFromIt",
    "Refusal",
    "Refused",
    "RemitHeld",
    "RemitNotHeld",
    "ReturningOfficerStands",
    "SecondYourOwn",
    "SenseOver",
    "StatementMissing",
    "StatementNeeded",
    "SumMissing",
    "TooFewPeers",
    "TooLateForThat",
    "TooManyOffered",
    "TooManyOptions",
    "TooManySeats",
    "Unknown",
    "WhichOffice",
    "WhichToFill",
    "WrongPhase",
    "WrongStance",
]
