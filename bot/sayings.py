"""What reactions say on the cards on which somebody has one answer, the latest: and what that answer rests on.

Those are the cards of checks, of readings of the room, and of what is to be done.
"""

from dataclasses import dataclass
from enum import StrEnum

from adapters.cards.card import stance_of
from adapters.cards.following_up import DONE, leaning_of
from adapters.references import Kind, Subject
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.ids import PersonId
from deliberation.positions import Stance
from deliberation.senses import Leaning


class Done(StrEnum):
    """The one thing that a reaction says of what is to be done."""

    DONE = "done"


Answer = Stance | Leaning | Done


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that counts, and the name of what expressed it."""

    answer: Answer
    source: str


def says(assembly: Assembly, subject: Subject, key: str) -> Answer | None:
    """Say what a folded reaction says on a card, if anything."""
    if subject.kind is Kind.CHECK and (check := assembly.checks.get(subject.number)) is not None:
        return stance_of(check.question, key)
    if subject.kind is Kind.SENSE and subject.number in assembly.senses:
        return leaning_of(key)
    if subject.kind is Kind.ACTION and subject.number in assembly.actions:
        return Done.DONE if key == DONE else None
    return None


def given(assembly: Assembly, subject: Subject, person: PersonId) -> Given | None:
    """Give what somebody says on a matter now, if they have said anything."""
    if subject.kind is Kind.CHECK and (check := assembly.checks.get(subject.number)) is not None:
        position = check.position_of(person)
        return Given(position.stance, position.source) if position is not None else None
    if subject.kind is Kind.SENSE and (sense := assembly.senses.get(subject.number)) is not None:
        leant = sense.leanings.get(person)
        return Given(leant.leaning, leant.source) if leant is not None else None
    if subject.kind is Kind.ACTION and (action := assembly.actions.get(subject.number)) is not None:
        return Given(Done.DONE, action.source) if action.done_by == person else None
    return None


def may_answer(assembly: Assembly, subject: Subject, person: PersonId) -> bool:
    """Whether what somebody says on a matter is heard at all."""
    if subject.kind is Kind.CHECK:
        return assembly.checks[subject.number].voice(person) is not None
    return person in assembly.participants


def in_command(subject: Subject, person: PersonId, answer: Answer, source: str) -> Command:
    """Give the command that says so."""
    match answer:
        case Stance():
            return cmd.TakePosition(actor=person, check=subject.number, stance=answer, source=source)
        case Leaning():
            return cmd.Lean(actor=person, sense=subject.number, leaning=answer, source=source)
        case Done():
            return cmd.FinishAction(actor=person, action=subject.number, source=source)


def lifting(subject: Subject, person: PersonId, source: str, *, unseen: bool) -> Command:
    """Give the command that takes back what a reaction said, and says nothing in its place."""
    if subject.kind is Kind.SENSE:
        return cmd.WithdrawLeaning(actor=person, sense=subject.number, source=source)
    if subject.kind is Kind.ACTION:
        return cmd.ReopenAction(actor=person, action=subject.number, source=source, unseen=unseen)
    return cmd.LiftExpression(actor=person, check=subject.number, source=source, unseen=unseen)
