"""How a check stands, in words: its count, its quorum, who blocks and why, who has not been heard."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from adapters.cleaning import clean_line
from adapters.documents import Bar, Block, Bullets, Inline, inlines
from adapters.phrases import count, listed
from adapters.setting import Setting
from deliberation.assessment import Outcome, quorum
from deliberation.checks import Check, OnRecall, Question
from deliberation.ids import PersonId
from deliberation.polls import OnDeadlock
from deliberation.positions import Position, Stance, Tally

LABELS: Final[Mapping[Stance, str]] = MappingProxyType(
    {
        Stance.AGREE: "agree",
        Stance.STAND_ASIDE: "stand aside",
        Stance.BLOCK: "block",
        Stance.REMOVE: "remove",
        Stance.KEEP: "keep",
        Stance.YES: "yes, there is",
        Stance.NO: "no, there is not",
    }
)

_ON_PROPOSAL: Final = (Stance.AGREE, Stance.STAND_ASIDE, Stance.BLOCK)
_ON_RECALL: Final = (Stance.REMOVE, Stance.KEEP, Stance.STAND_ASIDE)
_ON_DEADLOCK: Final = (Stance.YES, Stance.NO, Stance.STAND_ASIDE)

_LONGEST_REASON: Final = 300
_MOST_NAMED: Final = 10

OUTCOMES: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.CONSENSUS: "Consensus",
        Outcome.BLOCKED: "Blocked",
        Outcome.INQUORATE: "Too few took a position",
        Outcome.NOT_CARRIED: "Not carried: support was too weak",
        Outcome.WITHDRAWN: "Withdrawn",
        Outcome.REMOVED: "Removed from office",
        Outcome.KEPT: "Kept in office",
        Outcome.DEADLOCK: "There is deadlock: it goes to the ballot",
        Outcome.NO_DEADLOCK: "No deadlock: it stays under discussion",
    }
)
"""Every outcome, as a heading says it."""


def outcome_of(check: Check, outcome: Outcome) -> str:
    """Say how a check came out, or would: nobody withdraws a recall, which ends where the officer leaves the office."""
    if outcome is Outcome.WITHDRAWN and isinstance(check.question, OnRecall):
        return "Over: the officer no longer holds the office"
    return OUTCOMES[outcome]


def stances(question: Question) -> tuple[Stance, ...]:
    """List the answers to a question, in the order in which they are offered."""
    if isinstance(question, OnDeadlock):
        return _ON_DEADLOCK
    return _ON_RECALL if isinstance(question, OnRecall) else _ON_PROPOSAL


def words_on(question: Question) -> tuple[str, ...]:
    """List the commands that answer a question, in the order in which they are offered."""
    return tuple(stance.value.replace(" ", "-") for stance in stances(question))


def bars(check: Check) -> list[Block]:
    """Count who stands where, out of everyone on the roll, member assemblies too."""
    return [Bar(LABELS[each], check.tally.of(each), check.roll_size.size) for each in stances(check.question)]


def on_roll(check: Check) -> str:
    """Count who could answer: ``120 people``, ``120 people and 3 assemblies``."""
    many = [count(len(check.roll), "person", "people")] if check.roll or not check.counted_seats else []
    if check.counted_seats:
        many.append(count(check.counted_seats, "member assembly", "member assemblies"))
    return listed(many)


def counted(question: Question, tally: Tally) -> str:
    """Count in a sentence: ``7 agree, 1 stands aside, nobody blocks``."""
    words = {
        Stance.AGREE: ("agrees", "agree"),
        Stance.STAND_ASIDE: ("stands aside", "stand aside"),
        Stance.BLOCK: ("blocks", "block"),
        Stance.REMOVE: ("says remove", "say remove"),
        Stance.KEEP: ("says keep", "say keep"),
        Stance.YES: ("says yes", "say yes"),
        Stance.NO: ("says no", "say no"),
    }
    parts = []
    for each in stances(question):
        one, many = words[each]
        parts.append(count(tally.of(each), one, many) if tally.of(each) else f"nobody {one}")
    return listed(parts)


def quorum_line(check: Check) -> str:
    """Say how many took a position and how many must."""
    needed, taken = quorum(check.rules, check.roll_size), check.tally.taken
    have = f"{taken:,} of {check.roll_size.size:,} took a position"
    if taken >= needed:
        return f"{have}, which is enough (at least {needed:,} must)."
    return f"{have}; at least {needed:,} must ({needed - taken:,} more needed)."


Held = tuple[PersonId, Position]
"""Somebody, and where they stand."""


def holders(check: Check, stance: Stance, *, cooling: bool | None = None) -> list[Held]:
    """List who holds a position, in the order in which they took it."""
    return [
        (person, position)
        for person, position in check.positions.items()
        if position.stance is stance and (cooling is None or position.cooling is cooling)
    ]


@dataclass(slots=True)
class Spoken:
    """Who is named on a card: those who block, those who say why they stand aside, and both in the cooling off."""

    blocking: list[Held] = field(default_factory=list)
    aside: list[Held] = field(default_factory=list)
    cooling: list[Held] = field(default_factory=list)


def spoken(check: Check) -> Spoken:
    """Find who is named on the card of a check, in one walk through however many took a position."""
    found = Spoken()
    if not (check.tally.block or check.tally.stand_aside or check.cooling_tally.taken):
        return found
    for person, position in check.positions.items():
        if position.stance is Stance.AGREE:
            continue
        if position.cooling:
            found.cooling.append((person, position))
        elif position.stance is Stance.BLOCK:
            found.blocking.append((person, position))
        elif position.stance is Stance.STAND_ASIDE and (position.reason or position.lapsed):
            found.aside.append((person, position))
    found.cooling.sort(key=lambda held: held[1].stance is not Stance.BLOCK)
    return found


def silent(check: Check) -> int:
    """Count those on the roll who took no position, without walking through it."""
    twice = sum(
        person in check.roll and person not in check.positions and other in check.roll and other != person
        for person, other in check.same.items()
    )
    return len(check.roll) - len(check.positions) - twice


def reasons(held: Iterable[tuple[PersonId, Position]], at: Setting) -> list[Block]:
    """List who holds a position, each with the reason."""
    items: list[tuple[Inline, ...]] = []
    everyone = list(held)
    for person, position in everyone[:_MOST_NAMED]:
        said = (
            f": {clean_line(position.reason, limit=_LONGEST_REASON)}" if position.reason else " (no reason given yet)"
        )
        if position.lapsed:
            said = " (blocked, but gave no reason in time, so it counts as standing aside)"
        elif not position.reason and position.stance is not Stance.BLOCK:
            said = ""
        items.append(inlines(at.name(person) + said))
    if len(everyone) > _MOST_NAMED:
        items.append(inlines(f"and {len(everyone) - _MOST_NAMED:,} more"))
    return [Bullets(tuple(items))] if items else []
