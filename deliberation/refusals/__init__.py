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
    NoSuchOffice,
    NotAnOfficer,
    NotSigned,
    OneNameEach,
    PetitionOver,
    RecallUnderWay,
)
from deliberation.refusals.people import NoPlace
from deliberation.refusals.proposing import (
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
    | TooManyOffered
    | BadApologies
    | NotParticipant
    | WrongPhase
    | OnlyProposer
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
    "AlreadyResolved",
    "AlreadySigned",
    "AlreadyTakingPart",
    "AlreadyWelcomed",
    "AskedLately",
    "BadApologies",
    "BadDueTime",
    "BadMootTime",
    "BadPeriod",
    "BadRuleValue",
    "BadSensePeriod",
    "BlockStands",
    "CameLate",
    "Circular",
    "ConcernNotYours",
    "ConcernsStand",
    "DeadlinePast",
    "DecisionNotInForce",
    "Dissolved",
    "Ending",
    "EnoughAbroad",
    "EnoughAsked",
    "EnoughAskings",
    "EnoughCalls",
    "EnoughChanges",
    "EnoughThings",
    "EverybodyHeard",
    "FixedEffect",
    "GoRoundTooLong",
    "GoRoundUnderWay",
    "HandAlreadyUp",
    "HandNotUp",
    "InAnothersRemit",
    "LentText",
    "MootClash",
    "MootOver",
    "NoLeaning",
    "NoLongerAwaited",
    "NoMootOpen",
    "NoObjection",
    "NoPlace",
    "NoPosition",
    "NoReview",
    "NoRoll",
    "NoSuchOffice",
    "NoSuchRule",
    "NobodyWaits",
    "NotAdministering",
    "NotAffiliated",
    "NotAmongThem",
    "NotAnOfficer",
    "NotAsked",
    "NotConvening",
    "NotFacilitating",
    "NotInTheRoom",
    "NotOffered",
    "NotOnRoll",
    "NotOverridable",
    "NotParticipant",
    "NotSigned",
    "NotTakingPart",
    "NotWithItself",
    "NotYourTurn",
    "NothingChanged",
    "NothingOpen",
    "NoticeOver",
    "NoticePeriodRuns",
    "ObjectedOften",
    "OffRoll",
    "OneNameEach",
    "OnlyInThings",
    "OnlyProposer",
    "PetitionOver",
    "ReactionStands",
    "RecallUnderWay",
    "Refusal",
    "Refused",
    "RemitHeld",
    "RemitNotHeld",
    "SenseOver",
    "StatementMissing",
    "TooFewPeers",
    "TooManyOffered",
    "Unknown",
    "WrongPhase",
    "WrongStance",
]
