"""The cards: the one message in a room that shows how a check or a petition stands, and how to answer it.

A card is drawn anew from the assembly each time; nothing is ever read back from one.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from adapters.cards.elections import election_card
from adapters.cards.entering import entry_card
from adapters.cards.following_up import action_card, go_round_blocks, sense_card
from adapters.cards.moots import moot_card
from adapters.cards.nominations import nomination_card
from adapters.cards.petitions import PETITION_SEEDS, SIGN, act_cited, petition_card, statement_blocks
from adapters.cards.polls import deadlock_blocks, poll_card
from adapters.cards.proposal_blocks import WHOLE_TEXT, concern_blocks, proposal_blocks
from adapters.cards.together import affected_blocks, named, seat_blocks
from adapters.cleaning import cut
from adapters.documents import (
    Action,
    Block,
    Document,
    Heading,
    Inline,
    Paragraph,
    Quote,
    Strong,
    Text,
    Tone,
    heading,
    inlines,
    paragraph,
)
from adapters.figures import OUTCOMES, bars, counted, outcome_of, quorum_line, reasons, silent, spoken, stances
from adapters.phrases import Names, count, moment
from adapters.references import Kind, Subject
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.checks import Check, OnProposal, OnRecall, Question
from deliberation.deciding.closing import assessed
from deliberation.polls import OnDeadlock
from deliberation.positions import Stance
from deliberation.proposals import Decision

__all__ = [
    "KEYS",
    "MOST_NAMED",
    "PETITION_SEEDS",
    "SIGN",
    "card_of",
    "check_card",
    "cooling_off",
    "petition_card",
    "said_blocks",
    "seeds",
    "stance_of",
    "standing_decision",
]

KEYS: Final[Mapping[Stance, str]] = MappingProxyType(
    {
        Stance.AGREE: "✅",
        Stance.STAND_ASIDE: "🤷",
        Stance.BLOCK: "🛑",
        Stance.REMOVE: "🚪",
        Stance.KEEP: "🤝",
        Stance.YES: "✅",
        Stance.NO: "❌",
    }
)
"""The reaction that takes each position, folded."""

MOST_NAMED: Final = 200
"""People not heard yet of whom the first few are named; more are only counted."""


def seeds(question: Question) -> tuple[str, ...]:
    """List the reactions to put under the card of a check."""
    return tuple(KEYS[stance] for stance in stances(question))


_LABELS: Final[Mapping[Stance, str]] = MappingProxyType(
    {
        Stance.AGREE: "Agree",
        Stance.STAND_ASIDE: "Stand aside",
        Stance.BLOCK: "Block",
        Stance.REMOVE: "Remove",
        Stance.KEEP: "Keep",
        Stance.YES: "Yes, deadlock",
        Stance.NO: "No deadlock",
    }
)

WHY: Final = Action(command="why", label="Why")


def _actions(assembly: Assembly, check: Check) -> tuple[Action, ...]:
    """List the ways to answer the card of a check with one tap. A block asks for its reason first."""
    if not assembly.takes_word(check.number):
        return (WHY,)
    answers = [
        Action(
            command=stance.value.replace(" ", "-"),
            label=_LABELS[stance],
            sign=KEYS[stance],
            asks="reason" if stance is Stance.BLOCK else "",
        )
        for stance in stances(check.question)
    ]
    return (*answers, WHY)


def stance_of(question: Question, key: str) -> Stance | None:
    """Say which position a folded reaction takes in answer to a question, if any."""
    return next((stance for stance in stances(question) if KEYS[stance] == key.replace("\ufe0f", "")), None)


def check_card(
    assembly: Assembly,
    check: Check,
    names: Names,
    round: int = 0,  # noqa: A002 - it is the word
) -> Document:
    """Draw the card of a check: of its latest round, or of an earlier one, which says that the text has changed."""
    at = Setting(assembly, names)
    if round and round != check.round:
        return _superseded(check, at)
    about = _about(check, at)
    blocks: list[Block] = [*_ended(about, check), *_state(check, at), *bars(check), _standing(check)]
    blocks += said_blocks(check, at)
    blocks += go_round_blocks(check, at)
    if check.is_open:
        blocks += _waiting(check, at)
    if check.late:
        blocks.append(
            paragraph(f"{count(check.late, 'person', 'people')} answered after the close; that is not counted.")
        )
    return Document(tuple(blocks), _actions(assembly, check), tone=_tone(check))


def _ended(about: list[Block], check: Check) -> list[Block]:
    """Say in the title that a check is over, and how: a closed card must not look like an open one."""
    title, *others = about
    if check.outcome is None or not isinstance(title, Heading):
        return about
    return [Heading((*title.parts, Text(f" · {outcome_of(check, check.outcome).partition(':')[0].lower()}"))), *others]


def _tone(check: Check) -> Tone:
    if check.outcome is None:
        return "open"
    return "carried" if check.outcome is Outcome.CONSENSUS else "over"


def _standing(check: Check) -> Paragraph:
    """Say how many took a position, and how it would come out if it closed now: the figures alone mislead."""
    line, now = quorum_line(check), assessed(check).outcome
    if check.outcome is not None or now is Outcome.INQUORATE:
        return paragraph(line)
    return paragraph(f"{line} If it closed now: ", Strong(OUTCOMES[now].lower()), ".")


def _superseded(check: Check, at: Setting) -> Document:
    what = at.matter(check.number)
    return Document(
        (
            heading(f"{what} · earlier text"),
            paragraph(
                f"The text of {what} was amended after this card was posted. A newer card asks about the new text;"
                " answers here are no longer counted. To read the new text: ",
                at.type(f"status {what}"),
            ),
        )
    )


def _about(check: Check, at: Setting) -> list[Block]:
    match check.question:
        case OnRecall():
            return _about_recall(check, at)
        case OnDeadlock():
            return deadlock_blocks(check.question, check, at)
        case OnProposal():
            return _about_proposal(check.question, at)


def _about_proposal(question: OnProposal, at: Setting) -> list[Block]:
    assert at.assembly is not None  # noqa: S101 - a card is always an assembly's
    proposal = at.assembly.proposals[question.proposal]
    revision = proposal.revisions[question.revision - 1]
    return proposal_blocks(proposal, revision, at, most=WHOLE_TEXT)


def _about_recall(check: Check, at: Setting) -> list[Block]:
    assert at.assembly is not None  # noqa: S101 - a card is always an assembly's
    assert isinstance(check.question, OnRecall)  # noqa: S101 - asked before
    petition = at.assembly.petitions[check.question.petition]
    officer = at.name(petition.officer)
    about = f"It is about {act_cited(at.assembly, petition)}."
    return [
        heading(f"R{petition.number} · Recall of {at.in_full(petition.officer)} as {petition.office}"),
        paragraph(f"Should {officer} be removed as {petition.office}, or kept? {officer} has no position in this."),
        *([paragraph(about)] if petition.unmandated else []),
        *([Quote(cut(petition.reason, WHOLE_TEXT))] if petition.reason else []),
        *statement_blocks(petition, at),
    ]


def _state(check: Check, at: Setting) -> list[Block]:
    """Say whether it is open and until when, or how it came out."""
    if check.outcome is None:
        parts: list[Inline | str] = [Strong("Open"), " until ", moment(check.deadline, at.assembly), "."]
        if check.quorum_extended:
            parts.append(" The time was extended once, because too few had taken a position.")
        if check.reason_extended:
            parts.append(" The time was extended once, so that a block can be given its reason.")
        if check.members_only:
            parts.append(" Only members are asked.")
        if check.tally.block:
            parts.append(" One block is enough to stop it.")
        if check.objecting:
            parts.append(" While somebody whom it affects objects, there is no consensus.")
        return [paragraph(*parts)]
    parts = [Strong(f"{outcome_of(check, check.outcome)}."), " Closed "]
    parts += [moment(check.closed_at, at.assembly), "."] if check.closed_at else ["."]
    return [paragraph(*parts), *_after(check, at)]


def _after(check: Check, at: Setting) -> list[Block]:
    """Say what became of a consensus."""
    assembly = at.assembly
    if assembly is None or check.outcome is not Outcome.CONSENSUS:
        return []
    for decision in assembly.decisions.values():
        if decision.check != check.number:
            continue
        number = f"D{decision.number}"
        if decision.sent_back:
            return [paragraph(f"It became {number}, and was sent back to discussion in the cooling off.")]
        if (instead := decision.overridden) is not None:
            opening = f"It was decision {number}. In its place stands D{instead.theirs} of "
            return [paragraph(opening, at.peer(instead.peer), ".")]
        if decision.cooling_until is None:
            return [paragraph(f"It is decision {number}.")]
        return standing_decision(f"It is decision {number}", check, decision, at)
    return []


def standing_decision(opening: str, check: Check, decision: Decision, at: Setting) -> list[Block]:
    """Say that a decision cools off, or for which partners it waits, or both."""
    until = decision.cooling_until
    cools = until is not None and until > decision.made_at
    blocks: list[Block] = [cooling_off(opening, check, until, at)] if until is not None and cools else []
    if decision.waits_for:
        first = "It" if cools else f"{opening}. It"
        blocks.append(paragraph(f"{first} takes effect once it is agreed in ", *named(decision.waits_for, at), " too."))
    return blocks or [paragraph(f"{opening}.")]


def cooling_off(opening: str, check: Check, until: datetime, at: Setting) -> Paragraph:
    """Say that a decision cools off, what that is for, and what becomes of it meanwhile."""
    assert at.assembly is not None  # noqa: S101 - a card is always an assembly's
    asked = check.question.proposal if isinstance(check.question, OnProposal) else None
    effect = at.assembly.proposals[asked].effect if asked is not None else None
    parts: list[Inline | str] = [f"{opening}, cooling off until ", moment(until, at.assembly)]
    parts.append(". Work may begin." if effect is None else ". After that it takes effect by itself.")
    if unheard := silent(check):
        who = count(unheard, "person who was silent", "people who were silent")
        parts.append(f" Until then the {who} can still agree, stand aside or block: ")
        parts += [at.type(f"block {at.matter(check.number)}"), " with the reason."]
    return paragraph(*parts)


def said_blocks(check: Check, at: Setting) -> list[Block]:
    """Show who blocks and who stands aside, with their reasons, and which concerns are still open."""
    blocks: list[Block] = []
    said = spoken(check)
    if said.blocking:
        blocks += [paragraph(Strong("Blocking:")), *reasons(said.blocking, at)]
    if said.aside:
        blocks += [paragraph(Strong("Standing aside:")), *reasons(said.aside, at)]
    if check.cooling_tally.taken:
        blocks.append(paragraph(f"In the cooling off: {counted(check.question, check.cooling_tally)}."))
        blocks += reasons(said.cooling, at)
    blocks += seat_blocks(check, at)
    if isinstance(check.question, OnProposal) and at.assembly is not None:
        blocks += affected_blocks(at.assembly.proposals[check.question.proposal], at)
        blocks += concern_blocks(at.assembly.open_concerns(check.question.proposal), at)
    return blocks


def _waiting(check: Check, at: Setting) -> list[Block]:
    """Name who has not been heard, or count them where they are many, and say how to answer."""
    blocks: list[Block] = [paragraph(f"{opening}: {who}.") for opening, who in _unheard(check, at)]
    what = at.matter(check.number)
    parts: list[Inline | str] = ["To answer: "]
    for number, stance in enumerate(stances(check.question)):
        word = stance.value.replace(" ", "-")
        parts += [", " if number else "", f"{KEYS[stance]} ", at.type(f"{word} {what}")]
    parts.append(". Tap a reaction, or type the words and your reason. The last thing you say counts.")
    blocks.append(Paragraph(inlines(*parts), inlines(*_pressing(check, at))))
    return blocks


def _unheard(check: Check, at: Setting) -> list[tuple[str, str]]:
    many = silent(check)
    if many > MOST_NAMED:
        away = sum(person not in check.positions for person in check.excused)
        groups = [("Not heard yet", many - away), ("Sent apologies", away)]
        return [(opening, count(number, "person", "people")) for opening, number in groups if number]
    people = sorted(check.unheard(), key=lambda person: (at.name(person).casefold(), person))
    away_too = [person for person in people if person in check.excused]
    named_groups = [("Not heard yet", [p for p in people if p not in check.excused]), ("Sent apologies", away_too)]
    return [(opening, at.people(group)) for opening, group in named_groups if group]


def _pressing(check: Check, at: Setting) -> list[Inline | str]:
    """Say how to answer where there are buttons."""
    word = stances(check.question)[0].value.replace(" ", "-")
    return [
        "To answer: press a button below, tap a reaction, or ",
        at.type(f"{word} {at.matter(check.number)} because …"),
        ". The last thing you say counts. The numbers on the reactions are not the count; this card is.",
    ]


def _of_votes(assembly: Assembly, subject: Subject, names: Names) -> Document | None:
    if subject.kind is Kind.POLL:
        poll = assembly.polls.get(subject.number)
        return poll_card(assembly, poll, names) if poll is not None else None
    election = assembly.elections.get(subject.number)
    if election is None or subject.kind is Kind.ELECTION:
        return election_card(assembly, election, names) if election is not None else None
    candidacy = election.numbered(subject.round)
    return nomination_card(assembly, election, candidacy, names) if candidacy is not None else None


def card_of(assembly: Assembly, subject: Subject, names: Names) -> Document | None:
    """Draw the card of whatever has one; ``None`` for what has none."""
    if subject.kind in {Kind.ELECTION, Kind.NOMINATION, Kind.POLL}:
        return _of_votes(assembly, subject, names)
    if subject.kind is Kind.CHECK and subject.number in assembly.checks:
        return check_card(assembly, assembly.checks[subject.number], names, subject.round)
    if subject.kind is Kind.PETITION and subject.number in assembly.petitions:
        return petition_card(assembly, assembly.petitions[subject.number], names)
    if subject.kind is Kind.MOOT and subject.number in assembly.moots:
        return moot_card(assembly, assembly.moots[subject.number], names)
    if subject.kind is Kind.SENSE and subject.number in assembly.senses:
        return sense_card(assembly, assembly.senses[subject.number], names)
    if subject.kind is Kind.ACTION and subject.number in assembly.actions:
        return action_card(assembly, assembly.actions[subject.number], names)
    if subject.kind is Kind.ENTRY and subject.number <= assembly.entries_asked:
        return entry_card(assembly, subject.number, names)
    return None
