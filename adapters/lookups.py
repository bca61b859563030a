"""What is open now, and one thing whole."""

from adapters.cards import check_card, concern_blocks, petition_card, proposal_blocks, said_blocks
from adapters.documents import Block, Bullets, Document, Inline, Quote, Strong, heading, inlines, paragraph
from adapters.figures import OUTCOMES, bars, counted, quorum_line
from adapters.phrases import count, moment, titled
from adapters.records import decision_line
from adapters.references import Kind, Subject
from adapters.setting import Setting
from deliberation.assembly import Assembly, Check, OnRecall, PetitionState, Proposal
from deliberation.deciding.recalling import signatures_needed
from deliberation.phases import Phase

_MOST = 30
"""Lines of one list; the rest is counted."""

_WHOLE = 8_000

_OFFICES = "Offices to fill"


def status(assembly: Assembly, subject: Subject | None, at: Setting) -> Document:
    """Show what is open, or one thing whole."""
    if subject is None:
        return _overview(assembly, at)
    match subject.kind:
        case Kind.CONCERN:
            return _concern(assembly, subject.number, at)
        case Kind.PETITION:
            petition = assembly.petitions[subject.number]
            if petition.check is not None:
                return check_card(assembly, assembly.checks[petition.check], at.names)
            return petition_card(assembly, petition, at.names)
        case Kind.DECISION:
            return _decision(assembly, subject.number, at)
        case _:
            return Document(tuple(_proposal(assembly, assembly.proposals[subject.number], at)))


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
                if each.phase in {Phase.DISCUSSION, Phase.BALLOT}
            ],
        ),
        ("Petitions", _petition_lines(assembly, at)),
        (
            _OFFICES,
            [
                inlines(f"{office.name}; to put a name forward: ", at.type(f"elect NAME as {office.name}"))
                for office in assembly.offices.values()
                if office.election_open
            ],
        ),
    ]
    blocks: list[Block] = [heading(f"What is open in {assembly.name}")]
    for title, lines in parts:
        if lines:
            blocks += [paragraph(Strong(title)), shown(lines)]
    if len(blocks) == 1:
        blocks.append(paragraph("Nothing is open. To put something to everyone: ", at.form("propose")))
    elif any(lines for title, lines in parts if title != _OFFICES):  # those have no numbers
        blocks.append(paragraph("To see one of them whole, give its number: ", at.type("status P1")))
    return Document(tuple(blocks))


def shown(lines: list[tuple[Inline, ...]]) -> Bullets:
    """Show the newest lines of a list, oldest first."""
    left = len(lines) - _MOST
    return Bullets(tuple([inlines(f"{left:,} earlier ones"), *lines[-_MOST:]] if left > 0 else lines))


def _check_line(assembly: Assembly, check: Check, at: Setting) -> tuple[Inline, ...]:
    if isinstance(check.question, OnRecall):
        petition = assembly.petitions[check.question.petition]
        title = f"R{petition.number} · Recall of {at.name(petition.officer)} as {petition.office}"
    else:
        title = titled(assembly.proposals[check.question.proposal], at.names)
    return inlines(f"{title}: {counted(check.question, check.tally)}; until ", moment(check.deadline, assembly))


def _discussed_line(assembly: Assembly, proposal: Proposal, at: Setting) -> tuple[Inline, ...]:
    concerns = len(assembly.open_concerns(proposal.number))
    line = titled(proposal, at.names)
    if concerns:
        line += f" ({count(concerns, 'concern', 'concerns')} still open)"
    check = assembly.check_on(proposal.number)
    if check is not None and check.outcome is not None:
        line += f"; last time: {OUTCOMES[check.outcome].lower()}"
    return inlines(line)


def _petition_lines(assembly: Assembly, at: Setting) -> list[tuple[Inline, ...]]:
    return [
        inlines(
            f"R{each.number} · To recall {at.name(each.officer)} as {each.office}: {len(each.signatures):,} of"
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
        blocks.append(paragraph("It was withdrawn."))
    elif proposal.phase is Phase.DISCUSSION:
        blocks.append(paragraph("It is being discussed. When it is ready: ", at.type(f"consensus {number}")))
    elif check is not None and check.is_open:
        blocks.append(paragraph("It is being decided until ", moment(check.deadline, assembly), "."))
    elif proposal.decision is not None:
        blocks.append(paragraph(*decision_line(assembly, assembly.decisions[proposal.decision], at)))
    if check is not None and not proposal.withdrawn:
        if check.outcome is not None:
            blocks.append(paragraph(f"When consensus was last called: {OUTCOMES[check.outcome].lower()}."))
        blocks += [*bars(check), paragraph(quorum_line(check), " To see the working: ", at.type(f"why {number}"))]
        blocks += said_blocks(check, at)
    else:
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


def _decision(assembly: Assembly, number: int, at: Setting) -> Document:
    decision = assembly.decisions[number]
    proposal = assembly.proposals[decision.proposal]
    check = assembly.checks[decision.check]
    assert not isinstance(check.question, OnRecall)  # noqa: S101 - a recall makes no decision
    revision = proposal.revisions[check.question.revision - 1]
    return Document(
        (
            paragraph(*decision_line(assembly, decision, at)),
            *proposal_blocks(proposal, revision, at, most=_WHOLE),
            *bars(check),
            paragraph(quorum_line(check), " To see the working: ", at.type(f"why D{number}")),
        )
    )
