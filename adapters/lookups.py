"""What is open now, and one thing whole."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters.answers.records import decision_line
from adapters.cards.card import card_of, check_card, petition_card, said_blocks
from adapters.cards.elections import open_elections
from adapters.cards.following_up import follow_up_blocks, open_readings, to_do
from adapters.cards.moots import moots_ahead
from adapters.cards.offices import how_filled, one_act
from adapters.cards.polls import open_polls, poll_line, referendum_document
from adapters.cards.proposal_blocks import concern_blocks, proposal_blocks
from adapters.cards.together import affected_blocks, objection_count
from adapters.cleaning import clean_line, cut
from adapters.documents import Block, Bullets, Document, Inline, Quote, Strong, heading, inlines, paragraph
from adapters.effects import may_close_unanswered
from adapters.figures import OUTCOMES, bars, counted, quorum_line
from adapters.phrases import count, moment, titled
from adapters.plain import plain_line
from adapters.references import Kind, Subject
from adapters.setting import Setting
from adapters.titles import asked
from adapters.words.federation import ENDED
from deliberation.assembly import Assembly
from deliberation.checks import Check, OnProposal
from deliberation.deciding.recalling import signatures_needed
from deliberation.deciding.seats import open_election
from deliberation.federation import Notice
from deliberation.offices import Office, PetitionState
from deliberation.phases import Phase
from deliberation.proposals import Proposal

_MOST = 30
"""Lines of one list; the rest is counted."""

_WHOLE = 8_000

_OFFICES = "Offices to fill"


def status(assembly: Assembly, subject: Subject | None, at: Setting) -> Document:
    """Show what is open, or one thing whole."""
    if subject is None:
        return _overview(assembly, at)
    show = _ONE.get(subject.kind)
    if show is not None:
        return show(assembly, subject.number, at)
    return card_of(assembly, subject, at.names) or _whole_proposal(assembly, subject.number, at)


def _petition(assembly: Assembly, number: int, at: Setting) -> Document:
    petition = assembly.petitions[number]
    if petition.check is not None:
        return check_card(assembly, assembly.checks[petition.check], at.names)
    return petition_card(assembly, petition, at.names)


def _whole_proposal(assembly: Assembly, number: int, at: Setting) -> Document:
    return Document(tuple(_proposal(assembly, assembly.proposals[number], at)))


def _overview(assembly: Assembly, at: Setting) -> Document:
    parts = [
        ("Being decided now", [_check_line(assembly, each, at) for each in assembly.checks.values() if each.is_open]),
        (
            "Cooling off",
            [decision_line(assembly, each, at) for each in assembly.decisions.values() if each.cooling_until],
        ),
        (
            "Being discussed",
            [
                _discussed_line(assembly, each, at)
                for each in assembly.proposals.values()
                if each.phase is Phase.DISCUSSION
            ],
        ),
        ("Elections", open_elections(assembly, at)),
        ("Being voted on", open_polls(assembly, at)),
        ("Moots", moots_ahead(assembly, at)),
        ("What the room is asked", open_readings(assembly, at)),
        ("What is to be done", to_do(assembly, at)),
        ("What others would do that affects this assembly", _notice_lines(assembly, at)),
        ("Petitions", _petition_lines(assembly, at)),
        (
            _OFFICES,
            [line for office in assembly.offices.values() for line in _to_fill(assembly, office, at)],
        ),
    ]
    blocks: list[Block] = [heading(f"What is open in {assembly.name}")]
    for title, lines in parts:
        if lines:
            blocks += [paragraph(Strong(title)), shown(lines)]
    numbered = [lines for title, lines in parts if lines and title != _OFFICES]
    if len(blocks) == 1 and assembly.dissolved_at is not None:
        blocks.append(paragraph("It was a Thing, and has ended. What it decided stands: ", at.type("decisions")))
    elif len(blocks) == 1:
        blocks.append(paragraph("Nothing is open. To put something to everyone: ", at.form("propose")))
    elif numbered:
        number, _, _ = plain_line(numbered[0][0]).partition(" ")
        blocks.append(paragraph("To see one of them whole, give its number: ", at.type(f"status {number}")))
    return Document(tuple(blocks))


def _to_fill(assembly: Assembly, office: Office, at: Setting) -> list[tuple[Inline, ...]]:
    """Say how a place in an office is filled that fell vacant, or was never filled; elections are listed apart."""
    if open_election(assembly, office=office.name) is not None:
        return []
    if office.election_open or (office.vacancies and not office.is_elected):
        return [inlines(f"{office.name}; ", *how_filled(assembly, office, at))]
    return []


def shown(lines: list[tuple[Inline, ...]]) -> Bullets:
    """Show the newest lines of a list, oldest first."""
    left = len(lines) - _MOST
    return Bullets(tuple([inlines(f"{left:,} earlier ones"), *lines[-_MOST:]] if left > 0 else lines))


def _check_line(assembly: Assembly, check: Check, at: Setting) -> tuple[Inline, ...]:
    said, title = counted(check.question, check.tally), asked(check, at, begins=True)
    if not isinstance(check.question, OnProposal):
        opening = title if title.endswith("?") else f"{title}:"
        return inlines(f"{opening} {said}; until ", moment(check.deadline, assembly))
    if check.undecided_seats:
        said += f"; {count(len(check.undecided_seats), 'assembly is', 'assemblies are')} still deciding"
    if check.objecting:
        said += f"; {count(len(check.objecting), 'assembly objects', 'assemblies object')}"
    parts: list[Inline | str] = [title]
    proposal = assembly.proposals[check.question.proposal]
    if proposal.is_lent:
        parts += [", from ", at.peer(proposal.origins[0].peer)]
    return inlines(*parts, f": {said}; until ", moment(check.deadline, assembly))


def _discussed_line(assembly: Assembly, proposal: Proposal, at: Setting) -> tuple[Inline, ...]:
    concerns = len(assembly.open_concerns(proposal.number))
    line = titled(proposal, at.names)
    if concerns:
        line += f" ({count(concerns, 'concern', 'concerns')} still open)"
    check = assembly.check_on(proposal.number)
    if check is not None and check.outcome is not None:
        line += f"; last time: {OUTCOMES[check.outcome].lower()}"
    return inlines(line, *([", from ", at.peer(proposal.origins[0].peer)] if proposal.is_lent else []))


def _notice_lines(assembly: Assembly, at: Setting) -> list[tuple[Inline, ...]]:
    return [
        inlines(
            f"N{each.number} · {clean_line(each.title)}, in ",
            at.peer(each.peer),
            f": {objection_count(each.objections)}; not decided before ",
            moment(each.until, assembly),
        )
        for each in assembly.notices.values()
        if not each.closed
    ]


def _petition_lines(assembly: Assembly, at: Setting) -> list[tuple[Inline, ...]]:
    return [
        inlines(
            f"R{each.number} · To recall {at.in_full(each.officer)} as {each.office}: {len(each.signatures):,} of"
            f" {signatures_needed(assembly, each):,} signatures; until ",
            moment(each.until, assembly),
        )
        for each in assembly.petitions.values()
        if each.state is PetitionState.GATHERING
    ]


def _proposal(assembly: Assembly, proposal: Proposal, at: Setting) -> list[Block]:
    blocks = proposal_blocks(proposal, proposal.latest, at, most=_WHOLE)
    number = f"P{proposal.number}"
    check = assembly.check_on(proposal.number)
    if proposal.withdrawn:
        # Of what was put here from elsewhere, that may only mean that nobody waits for the answer any more.
        over = "It was withdrawn."
        if proposal.is_lent:
            over = "It is closed here; nothing was decided."
        elif may_close_unanswered(proposal):
            over = "It is closed, and decided nothing."
        blocks.append(paragraph(over))
    elif proposal.phase is Phase.DISCUSSION:
        blocks.append(paragraph("It is being discussed. When it is ready: ", at.type(f"consensus {number}")))
    elif check is not None and check.is_open:
        blocks.append(paragraph("It is being decided until ", moment(check.deadline, assembly), "."))
    elif proposal.decision is None and (poll := assembly.poll_on(proposal.number)) is not None:
        blocks.append(paragraph(*poll_line(poll, at), ". To see it: ", at.type(f"status B{poll.number}")))
    elif proposal.decision is not None:
        blocks.append(paragraph(*decision_line(assembly, assembly.decisions[proposal.decision], at)))
    if check is not None and not proposal.withdrawn:
        if check.outcome is not None:
            blocks.append(paragraph(f"When consensus was last called: {OUTCOMES[check.outcome].lower()}."))
        blocks += [*bars(check), paragraph(quorum_line(check), " To see the working: ", at.type(f"why {number}"))]
        blocks += said_blocks(check, at)
    else:
        blocks += affected_blocks(proposal, at)
        blocks += concern_blocks(assembly.open_concerns(proposal.number), at)
    return blocks


def _concern(assembly: Assembly, number: int, at: Setting) -> Document:
    concern = assembly.concerns[number]
    proposal = assembly.proposals[concern.proposal]
    stands = "Answered." if concern.resolved else "Still open."
    return Document(
        (
            heading(f"C{number} · Concern about {titled(proposal, at.names)}"),
            paragraph(f"Raised by {at.name(concern.person)}, ", moment(concern.raised_at, assembly), f". {stands}"),
            Quote(concern.text),
        )
    )


def _notice(notice: Notice, at: Setting) -> Document:
    number = f"N{notice.number}"
    blocks: list[Block] = [
        heading(f"{number} · {clean_line(notice.title)}"),
        paragraph("What ", at.peer(notice.peer), f" would do (its P{notice.proposal}), and what affects {at.here}."),
    ]
    if notice.text:
        blocks.append(Quote(cut(notice.text, _WHOLE)))
    if notice.objections:
        items = [inlines(f"{at.name(each.person)}: {clean_line(each.text)}") for each in notice.objections]
        blocks += [paragraph(Strong("Objections from here:")), shown(items)]
    if notice.closed:
        blocks.append(paragraph(f"It {ENDED.get(notice.closed, 'is over')} there, so nothing more can be said to it."))
    else:
        blocks.append(
            paragraph(
                "It is not decided before ",
                moment(notice.until, at.assembly),
                ", nor while somebody here objects. To object: ",
                at.type(f"object {number} because …"),
            )
        )
    return Document(tuple(blocks))


def _decision(assembly: Assembly, number: int, at: Setting) -> Document:
    decision = assembly.decisions[number]
    proposal = assembly.proposals[decision.proposal]
    if decision.poll:
        return Document(
            (
                paragraph(*decision_line(assembly, decision, at)),
                *proposal_blocks(proposal, proposal.latest, at, most=_WHOLE),
                paragraph("A ballot decided it. To see how it was counted: ", at.type(f"why B{decision.poll}")),
                *follow_up_blocks(assembly, decision, at),
            )
        )
    check = assembly.checks[decision.check]
    assert isinstance(check.question, OnProposal)  # noqa: S101 - nothing else makes a decision
    revision = proposal.revisions[check.question.revision - 1]
    return Document(
        (
            paragraph(*decision_line(assembly, decision, at)),
            *proposal_blocks(proposal, revision, at, most=_WHOLE),
            *bars(check),
            paragraph(quorum_line(check), " To see the working: ", at.type(f"why D{number}")),
            *follow_up_blocks(assembly, decision, at),
        )
    )


_ONE: Final[Mapping[Kind, Callable[[Assembly, int, Setting], Document]]] = MappingProxyType(
    {
        Kind.CONCERN: _concern,
        Kind.PETITION: _petition,
        Kind.DECISION: _decision,
        Kind.NOTICE: lambda assembly, number, at: _notice(assembly.notices[number], at),
        Kind.REFERENDUM: lambda assembly, number, at: referendum_document(assembly, assembly.referendums[number], at),
        Kind.ACT: lambda assembly, number, at: one_act(assembly, assembly.acts[number], at),
    }
)
"""How one thing is shown whole that has no card of its own, or more than a card."""
