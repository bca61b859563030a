"""The cards: the one message in a room that shows how a check or a petition stands, and how to answer it.

A card is drawn anew from the assembly each time; nothing is ever read back from one.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from adapters.cleaning import clean_line, cut
from adapters.documents import (
    Action,
    Bar,
    Block,
    Bullets,
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
from adapters.figures import OUTCOMES, bars, counted, holders, quorum_line, reasons, stances
from adapters.phrases import Names, count, moment, people
from adapters.references import Kind, Subject
from adapters.setting import Setting
from deliberation.assembly import (
    Assembly,
    Check,
    Concern,
    FillOffice,
    OnProposal,
    OnRecall,
    Petition,
    PetitionState,
    Proposal,
    Question,
    Revision,
    RuleChange,
)
from deliberation.assessment import Outcome
from deliberation.deciding.closing import assessed
from deliberation.deciding.recalling import signatures_needed
from deliberation.positions import Stance

SIGN: Final = "✍"
"""The reaction that signs a petition, folded."""

PETITION_SEEDS: Final = ("✍️",)

KEYS: Final[Mapping[Stance, str]] = MappingProxyType(
    {Stance.AGREE: "✅", Stance.STAND_ASIDE: "🤷", Stance.BLOCK: "🛑", Stance.REMOVE: "🚪", Stance.KEEP: "🤝"}
)
"""The reaction that takes each position, folded."""

_MOST_SORTED: Final = 200
"""People that are worth putting in order to name the first few."""

WHOLE_TEXT: Final = 1_500
"""Characters of a proposal's text that a card shows."""


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
    about = _about_recall(check, at) if isinstance(check.question, OnRecall) else _about_proposal(check.question, at)
    blocks: list[Block] = [*_ended(about, check), *_state(check, at), *bars(check), _standing(check)]
    blocks += said_blocks(check, at)
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
    return [Heading((*title.parts, Text(f" · {OUTCOMES[check.outcome].partition(':')[0].lower()}"))), *others]


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


def _about_proposal(question: OnProposal, at: Setting) -> list[Block]:
    assert at.assembly is not None  # noqa: S101 - a card is always an assembly's
    proposal = at.assembly.proposals[question.proposal]
    revision = proposal.revisions[question.revision - 1]
    return proposal_blocks(proposal, revision, at, most=WHOLE_TEXT)


def proposal_blocks(proposal: Proposal, revision: Revision, at: Setting, *, most: int) -> list[Block]:
    """Show a proposal's text as one revision has it, as far as ``most`` characters go."""
    named = f": {at.name(proposal.effect.person)}" if isinstance(proposal.effect, FillOffice) else ""
    blocks: list[Block] = [heading(f"P{proposal.number} · {revision.title}{named}")]
    by = f"Proposed by {at.name(proposal.proposer)}"
    blocks.append(paragraph(f"{by}; text changed, version {revision.number}." if revision.number > 1 else f"{by}."))
    if revision.text:
        blocks.append(Quote(cut(revision.text, most)))
        if len(revision.text) > most:
            blocks.append(paragraph("To read it whole: ", at.type(f"status P{proposal.number}")))
    facts: list[tuple[Inline, ...]] = _effect(proposal, at)
    if revision.suffering:
        facts.append(inlines(f"Suffers less: {clean_line(revision.suffering, limit=most)}"))
    if revision.affects:
        facts.append(inlines(f"Affects: {', '.join(revision.affects)}"))
    if revision.review:
        facts.append(inlines(f"To be reviewed on {revision.review}"))
    if facts:
        blocks.append(Bullets(tuple(facts)))
    return blocks


def _effect(proposal: Proposal, at: Setting) -> list[tuple[Inline, ...]]:
    cools = at.assembly is not None and at.assembly.rules.cooling_off > timedelta(0)
    when = "On consensus, once the cooling off is over," if cools else "On consensus"
    match proposal.effect:
        case FillOffice(office=office, person=person):
            return [inlines(f"{when} {at.name(person)} becomes {office}; nothing more is needed")]
        case RuleChange(rule=rule, value=value):
            return [inlines(f"{when} the rule {rule} becomes {value}; nothing more is needed")]
        case None:
            return []


def _about_recall(check: Check, at: Setting) -> list[Block]:
    assert at.assembly is not None  # noqa: S101 - a card is always an assembly's
    assert isinstance(check.question, OnRecall)  # noqa: S101 - asked before
    petition = at.assembly.petitions[check.question.petition]
    officer = at.name(petition.officer)
    return [
        heading(f"R{petition.number} · Recall of {officer} as {petition.office}"),
        paragraph(f"Should {officer} be removed as {petition.office}, or kept? {officer} has no position in this."),
        *([Quote(cut(petition.reason, WHOLE_TEXT))] if petition.reason else []),
    ]


def _state(check: Check, at: Setting) -> list[Block]:
    """Say whether it is open and until when, or how it came out."""
    if check.outcome is None:
        parts: list[Inline | str] = [Strong("Open"), " until ", moment(check.deadline, at.assembly), "."]
        if check.quorum_extended:
            parts.append(" The time was extended once, because too few had taken a position.")
        if check.reason_extended:
            parts.append(" The time was extended once, so that a block can be given its reason.")
        if check.tally.block:
            parts.append(" One block is enough to stop it.")
        return [paragraph(*parts)]
    parts = [Strong(f"{OUTCOMES[check.outcome]}."), " Closed "]
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
        if decision.cooling_until is None:
            return [paragraph(f"It is decision {number}.")]
        return [cooling_off(f"It is decision {number}", check, decision.cooling_until, at)]
    return []


def cooling_off(opening: str, check: Check, until: datetime, at: Setting) -> Paragraph:
    """Say that a decision cools off, what that is for, and what becomes of it meanwhile."""
    assert at.assembly is not None  # noqa: S101 - a card is always an assembly's
    effect = None if isinstance(check.question, OnRecall) else at.assembly.proposals[check.question.proposal].effect
    parts: list[Inline | str] = [f"{opening}, cooling off until ", moment(until, at.assembly)]
    parts.append(". Work may begin." if effect is None else ". After that it takes effect by itself.")
    if check.unheard():
        silent = count(len(check.unheard()), "person who was silent", "people who were silent")
        parts.append(f" Until then the {silent} can still agree, stand aside or block: ")
        parts += [at.type(f"block {at.matter(check.number)}"), " with the reason."]
    return paragraph(*parts)


def said_blocks(check: Check, at: Setting) -> list[Block]:
    """Show who blocks and who stands aside, with their reasons, and which concerns are still open."""
    blocks: list[Block] = []
    blocking = holders(check, Stance.BLOCK, cooling=False)
    if blocking:
        blocks += [paragraph(Strong("Blocking:")), *reasons(blocking, at)]
    aside = [held for held in holders(check, Stance.STAND_ASIDE, cooling=False) if held[1].reason or held[1].lapsed]
    if aside:
        blocks += [paragraph(Strong("Standing aside:")), *reasons(aside, at)]
    if check.cooling_tally.taken:
        blocks.append(paragraph(f"In the cooling off: {counted(check.question, check.cooling_tally)}."))
        blocks += reasons(
            [held for each in (Stance.BLOCK, Stance.STAND_ASIDE) for held in holders(check, each, cooling=True)], at
        )
    if isinstance(check.question, OnProposal) and at.assembly is not None:
        blocks += concern_blocks(at.assembly.open_concerns(check.question.proposal), at)
    return blocks


def concern_blocks(concerns: list[Concern], at: Setting) -> list[Block]:
    """Show concerns that are still open."""
    if not concerns:
        return []
    items = [
        inlines(f"C{each.number}, {at.name(each.person)}: {clean_line(each.text, limit=300)}") for each in concerns[:10]
    ]
    if len(concerns) > 10:
        items.append(inlines(f"and {len(concerns) - 10:,} more"))
    return [paragraph(Strong("Concerns still open:")), Bullets(tuple(items))]


def _waiting(check: Check, at: Setting) -> list[Block]:
    """Name who has not been heard, and say how to answer."""
    blocks: list[Block] = []
    silent = check.unheard()
    if len(silent) <= _MOST_SORTED:
        silent.sort(key=lambda person: (at.name(person).casefold(), person))
    unheard = [person for person in silent if person not in check.excused]
    away = [person for person in silent if person in check.excused]
    if unheard:
        blocks.append(paragraph(f"Not heard yet: {people(at.names, unheard)}."))
    if away:
        blocks.append(paragraph(f"Sent apologies: {people(at.names, away)}."))
    what = at.matter(check.number)
    parts: list[Inline | str] = ["To answer: "]
    for number, stance in enumerate(stances(check.question)):
        word = stance.value.replace(" ", "-")
        parts += [", " if number else "", f"{KEYS[stance]} ", at.type(f"{word} {what}")]
    parts.append(". Tap a reaction, or type the words and your reason. The last thing you say counts.")
    blocks.append(Paragraph(inlines(*parts), inlines(*_pressing(check, at))))
    return blocks


def _pressing(check: Check, at: Setting) -> list[Inline | str]:
    """Say how to answer where there are buttons."""
    word = stances(check.question)[0].value.replace(" ", "-")
    return [
        "To answer: press a button below, tap a reaction, or ",
        at.type(f"{word} {at.matter(check.number)} because …"),
        ". The last thing you say counts. The numbers on the reactions are not the count; this card is.",
    ]


def petition_card(assembly: Assembly, petition: Petition, names: Names) -> Document:
    """Draw the card of a petition. Who signed is not shown; how many did is."""
    at = Setting(assembly, names)
    number, officer = f"R{petition.number}", at.name(petition.officer)
    needed = signatures_needed(assembly, petition)
    blocks: list[Block] = [
        heading(f"{number} · Petition to recall {officer} as {petition.office}"),
        paragraph(
            f"Started by {at.name(petition.starter)}"
            + (", about something done without a decision behind it." if petition.unmandated else ".")
        ),
    ]
    if petition.reason:
        blocks.append(Quote(cut(petition.reason, WHOLE_TEXT)))
    if petition.state is not PetitionState.GATHERING:
        return Document((*blocks, paragraph(*_petition_end(petition, at))), tone="over")
    return Document(
        (
            *blocks,
            Bar("signatures", len(petition.signatures), needed),
            paragraph(
                f"With {count(needed, 'signature', 'signatures')} the recall opens by itself; nobody's permission is"
                " needed. It can be signed until ",
                moment(petition.until, assembly),
                ".",
            ),
            Paragraph(
                inlines(
                    "To sign, react with ✍️ or type ",
                    at.type(f"sign {number}"),
                    ". Everyone here can see that; to sign unseen, write to me in private: ",
                    at.type(f"sign {number}@{assembly.slug}"),
                    f". {officer} cannot sign, and can answer in this room.",
                ),
                inlines(
                    "To sign, press the button below, or ",
                    at.type(f"sign {number}"),
                    f": nobody sees that. A reaction with ✍️ signs too, and everyone here can see it. {officer} cannot"
                    " sign, and can answer in this room.",
                ),
            ),
        ),
        (Action(command="sign", label="Sign unseen"),),
        tone="open",
    )


def _petition_end(petition: Petition, at: Setting) -> list[Inline | str]:
    number = f"R{petition.number}"
    if petition.state is PetitionState.LAPSED:
        return ["This petition ended without a recall."]
    signed = f"It had {count(len(petition.signatures), 'signature', 'signatures')}, which was enough."
    if petition.state is PetitionState.RECALL_OPEN:
        return [f"{signed} The recall is open: answer its card, or type ", at.type(f"remove {number}"), " or ",
                at.type(f"keep {number}"), "."]  # fmt: skip
    return [f"{signed} The recall is over. To see how it came out: ", at.type(f"why {number}")]


def card_of(assembly: Assembly, subject: Subject, names: Names) -> Document | None:
    """Draw the card of whatever has one; ``None`` for what has none."""
    if subject.kind is Kind.CHECK and subject.number in assembly.checks:
        return check_card(assembly, assembly.checks[subject.number], names, subject.round)
    if subject.kind is Kind.PETITION and subject.number in assembly.petitions:
        return petition_card(assembly, assembly.petitions[subject.number], names)
    return None
