"""What an assembly can agree about how it decides, what holds where it has agreed nothing else, and the presets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

SHORTEST_PERIOD: Final = timedelta(hours=1)
"""No check is ever open for less (design, "How a check comes out"): no assembly can vote itself a shorter one."""

LONGEST_PERIOD: Final = timedelta(days=90)
"""Beyond this a deadline is a slip of the keyboard."""

LONGEST_WAIT_BELOW: Final = timedelta(days=14)
"""How long at most a decision waits for those that members may still reopen, where its own cooling off is no longer."""


class Callers(StrEnum):
    """Who may call consensus on a proposal."""

    SECRETARY = "secretary"
    PROPOSER = "proposer"
    ANYONE = "anyone"


class Entry(StrEnum):
    """How one comes to take part (design, "Assemblies and taking part")."""

    OPEN = "open"
    DECLARATION = "declaration"
    WELCOME = "welcome"


class Electorate(StrEnum):
    """Who votes when it comes to a ballot."""

    PARTICIPANTS = "participants"
    MEMBERS = "members"


class Method(StrEnum):
    """How ballots are counted (design, "Elections"); ``YES_NO`` is for referendums alone."""

    STAR = "star"
    PROPORTIONAL = "proportional"
    STV = "stv"
    YES_NO = "yes-no"


class RemovalRule(StrEnum):
    """How a recall removes an officer (design, "Offices, mandates, recall")."""

    MAJORITY = "majority"
    CONSENSUS_TO_KEEP = "consensus-to-keep"
    CONSENSUS_TO_REMOVE = "consensus-to-remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one assembly has agreed about how it decides. The defaults are the design's own."""

    period: timedelta = timedelta(hours=72)
    shortest_period: timedelta = SHORTEST_PERIOD
    quorum_share: Fraction = Fraction(1, 5)
    quorum_minimum: int = 3
    agree_share: Fraction = Fraction(1, 2)
    stand_aside_share: Fraction = Fraction(1, 3)
    extension_share: Fraction = Fraction(1, 2)
    reason_grace: timedelta = timedelta(hours=24)
    concern_wait: timedelta = timedelta(hours=72)
    cooling_off: timedelta = timedelta(0)
    objection_share: Fraction = Fraction(1, 10)
    suffering_statement: bool = False
    affected_notice: timedelta = timedelta(hours=72)
    below_share: Fraction = Fraction(5, 6)
    callers: Callers = Callers.SECRETARY
    deadlock_after: int = 2
    ballots: bool = True
    recall_share: Fraction = Fraction(1, 10)
    recall_minimum: int = 3
    recall_minimum_unmandated: int = 2
    recall_window: timedelta = timedelta(days=14)
    recall_rule: RemovalRule = RemovalRule.MAJORITY
    secretary_term: timedelta = timedelta(days=365)
    procedure: tuple[str, ...] = ("secretary",)
    election_method: Method = Method.STAR
    electorate: Electorate = Electorate.PARTICIPANTS
    nomination_period: timedelta = timedelta(days=7)
    ballot_period: timedelta = timedelta(days=7)
    secret_ballots: bool = True
    referendum_quorum: Fraction = Fraction(1, 5)
    referendum_threshold: Fraction = Fraction(1, 2)
    gift_limit: int = 50_000
    entry: Entry = Entry.OPEN
    welcomes: int = 1
    sense_period: timedelta = timedelta(hours=24)
    review_period: timedelta = timedelta(days=7)
    turn: timedelta = timedelta(hours=4)
    moot_reminder: timedelta = timedelta(hours=1)
    time_zone: str = "Europe/London"


PRESETS: Final[Mapping[str, Rules]] = MappingProxyType(
    {
        "folkmoot": Rules(),
        # harmony.md: five days of cooling off, secretaries for up to three years, suffering as the measure of policy.
        "harmony": Rules(
            cooling_off=timedelta(days=5),
            suffering_statement=True,
            secretary_term=timedelta(days=1095),
            electorate=Electorate.MEMBERS,
        ),
        # Everybody who takes a position agrees, and at least half of the roll takes one.
        "unanimity": Rules(quorum_share=Fraction(1, 2), agree_share=Fraction(1), stand_aside_share=Fraction(0)),
    }
)
