"""What can be wrong with something typed: expected answers, put into words in one place (``adapters.words.wording``).

What an assembly refuses is a ``Refusal`` of the engine's. These are found before it is asked. ``command`` is the name
of the command, so that its right form can be shown; ``typed`` is what somebody wrote.
"""

from dataclasses import dataclass
from enum import StrEnum

from deliberation.ids import PersonId
from deliberation.rules import Method


class Advice(StrEnum):
    """What is said to those who ask for something that no command does."""

    RUNS_OUT = "a ballot runs until its end"
    NOMINATED = "somebody else puts a name forward"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownCommand:
    """There is no command of that name. ``nearest`` are those that may be meant; perhaps none, or there is ``advice``.

    ``office`` is the one that somebody would hold, where they say so.
    """

    name: str
    nearest: tuple[str, ...] = ()
    advice: Advice | None = None
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingNumber:
    """It does not say which one. ``letter`` is the kind of number that is wanted."""

    command: str
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadNumber:
    """What stands where a number belongs is none."""

    command: str
    typed: str
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongKind:
    """A number of another kind than this command takes: ``C3`` where ``P3`` belongs."""

    command: str
    typed: str
    letters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """The bare number typed is not that of the message replied to. Both are given as references."""

    command: str
    typed: str
    replied_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OldCard:
    """A reply to the card of an earlier round: the text has changed since."""

    command: str
    matter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichCheck:
    """Several checks are open, and it does not say which one is meant."""

    command: str
    matters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCheckOpen:
    """No check is open that this could answer."""

    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallNotOpen:
    """The petition has not opened a recall (yet), so there is no position to take on it."""

    petition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingText:
    """A text is missing that the command needs. ``parameter`` names it in the catalogue."""

    command: str
    parameter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLong:
    """A text is longer than can be kept."""

    command: str
    parameter: str
    length: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNotFound:
    """Nobody of that name is known here."""

    command: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAmbiguous:
    """Several people go by that name; ``names`` tell them apart."""

    command: str
    typed: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAssembly:
    """There is no assembly in this room, and none was named. In a ``private`` one it is for the asker to have one."""

    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAssembly:
    """Several assemblies could be meant, by their short names."""

    command: str
    slugs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownAssembly:
    """There is no assembly of that short name; ``slugs`` are those the person takes part in."""

    command: str
    slug: str
    slugs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyNotFound:
    """No assembly has the name given for another one; ``slugs`` are those the person takes part in."""

    command: str
    typed: str
    slugs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadOverride:
    """What a proposal would stand in place of is no decision of a named assembly."""

    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TooMany:
    """More assemblies are named than can decide together."""

    command: str
    given: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAnother:
    """What is on an agenda is the assembly's own, and this is another's."""

    proposal: int
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyInVenue:
    """This is done in the room that it is about, not in private."""

    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyInPrivate:
    """This names people of whom a room need not read, so it is written to the bot in private."""

    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadSum:
    """It is no sum of money."""

    command: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorNotFound:
    """Nobody who gave goes by that code."""

    command: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisMissing:
    """It does not say what sort of source this is, which is hardly a person."""

    command: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsMissing:
    """It does not say what bears out that the source may give. ``basis`` is the ground, by its name in the table."""

    command: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressTyped:
    """What was typed of a source has an address in it: those are kept apart."""

    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownPreset:
    """There are no rules of that name to begin with."""

    typed: str
    presets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeUnclear:
    """What stands as the name of a new office says more than a name, or is nearly that of another (``near``)."""

    typed: str
    instead: str
    near: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRenamed:
    """An office is to be called ``name`` from now on; but it keeps the name that it has."""

    office: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHeldBy:
    """Beside the name of an office stands who is to hold it, which is another question."""

    office: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JointHolders:
    """Several people hold an office jointly: one of them is to be named."""

    command: str
    office: str
    holders: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralSums:
    """Several sums stand in a text, and only one can be what it cost."""

    command: str
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadMandate:
    """It does not say which office may do what."""

    command: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateUnbounded:
    """A mandate names a sum in what it is for, where it bounds nothing, and has no limit."""

    command: str
    sum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDecided:
    """An act names a proposal as its mandate that is no decision, or not yet."""

    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeVacant:
    """Nobody holds the office whose holder would be recalled."""

    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichAct:
    """Several acts of an officer stand as unmandated, and it does not say which of them is cited."""

    command: str
    acts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoActRecorded:
    """A petition would cite an unmandated act, and none of that officer's is recorded."""

    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadAnswer:
    """It is none of the answers that there are."""

    command: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionUnclear:
    """A time stands behind a question that has no end, and may be a part of it."""

    command: str
    question: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BothTimes:
    """A length of time and a deadline were both given."""

    command: str


class TimeProblem(StrEnum):
    """What is wrong with a time."""

    UNREADABLE_LENGTH = "a length of time that cannot be read"
    NO_UNIT = "a number without hours or days"
    UNREADABLE_TIME = "a date or time that cannot be read"
    UNREADABLE_DAY = "a day that cannot be read"
    NO_SUCH_DAY = "a day that is not in the calendar"
    NO_SUCH_TIME = "a time that is on no clock"
    SKIPPED = "a time that the clock change skips"
    REPEATED = "a time that the clock change repeats"
    PAST_DAY = "a day that is over"
    AHEAD = "a day that is to come, and soon"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadTime:
    """A date, time or length of time that cannot be used. ``instead`` is one that can, ``zone`` where it holds."""

    typed: str
    problem: TimeProblem
    instead: str
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotInPublic:
    """A secret ballot was written where others read it. ``poll`` is 0 where it is not clear which was meant."""

    poll: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxShut:
    """A secret ballot cannot be sealed now, for its key cannot be reached."""

    poll: int


class BallotFault(StrEnum):
    """What is wrong with a ballot."""

    WHO = "nobody, or more than one, is meant"
    NO_FIGURE = "there is no score"
    SCORE = "a score is out of bounds"
    TWICE = "somebody is named twice"
    HOW_MANY = "there are more or fewer figures than options"
    PREFERENCES = "the preferences do not go 1, 2, 3 …"
    NO_PREFERENCE = "no line has a figure"
    ONE = "one answer is wanted"
    TWO_WAYS = "figures alone mean one thing in one order and another in another"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadBallot:
    """A ballot cannot be read: what is wrong, and in which entry of it, from 1 (0: in the whole). Not what it says."""

    poll: int
    fault: BallotFault
    entry: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichBallot:
    """Several ballots are open, or it is not clear which is meant; these may be (``B4``)."""

    ballots: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoBallotOpen:
    """No ballot is open, or not yet on what was named (``about``)."""

    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PerhapsBallot:
    """Somebody who may vote wrote in private what is no command, and may be a ballot: so it is not said again.

    ``blocks`` says that it may as well be the reason of a block of theirs; ``ballot`` is the one that they may vote in,
    where it is only one (``B4``, elsewhere ``B4@leeds``), and ``method`` how its paper is filled in.
    """

    blocks: bool = False
    ballot: str = ""
    method: Method | None = None


Mistake = (
    UnknownCommand
    | BallotInPublic
    | BoxShut
    | UnreadBallot
    | WhichBallot
    | NoBallotOpen
    | PerhapsBallot
    | MissingNumber
    | BadNumber
    | WrongKind
    | Contradiction
    | OldCard
    | WhichCheck
    | NoCheckOpen
    | RecallNotOpen
    | MissingText
    | TooLong
    | PersonNotFound
    | PersonAmbiguous
    | NoAssembly
    | NameAssembly
    | UnknownAssembly
    | AssemblyNotFound
    | TooMany
    | BadOverride
    | OfAnother
    | OnlyInVenue
    | OnlyInPrivate
    | BadSum
    | DonorNotFound
    | BasisMissing
    | FactsMissing
    | AddressTyped
    | UnknownPreset
    | NoActRecorded
    | JointHolders
    | OfficeUnclear
    | OfficeRenamed
    | OfficeHeldBy
    | SeveralSums
    | BadMandate
    | MandateUnbounded
    | WhichAct
    | NotDecided
    | OfficeVacant
    | BadAnswer
    | QuestionUnclear
    | BothTimes
    | BadTime
)
