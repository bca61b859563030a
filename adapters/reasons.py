"""Why something came out as it did: the engine's own working, step by step, in words with its figures."""

from collections.abc import Mapping
from math import ceil, floor
from types import MappingProxyType
from typing import Final

from adapters.answers.polls import why_poll
from adapters.documents import Block, Bullets, Document, heading, inlines, paragraph
from adapters.figures import OUTCOMES, counted, on_roll
from adapters.phrases import count, deadlock_title, listed, moment, share, titled
from adapters.references import Kind, Subject
from adapters.setting import Setting, say
from deliberation.assembly import Assembly
from deliberation.assessment import Assessment, Finding, Outcome, Step, prospect
from deliberation.checks import Check, OnRecall
from deliberation.deciding.closing import assessed
from deliberation.polls import OnDeadlock, Poll
from deliberation.positions import Stance
from deliberation.rules import RemovalRule, Rules


def why(assembly: Assembly, subject: Subject | None, at: Setting) -> Document:
    """Show the working of a check: the one on a proposal, recall or decision, or the latest there is."""
    poll = _poll_of(assembly, subject)
    if poll is not None:
        return why_poll(poll, at)
    check = _check_of(assembly, subject)
    if check is not None:
        return _working(check, at)
    if subject is None and assembly.polls:
        return why_poll(assembly.polls[max(assembly.polls)], at)
    if subject is None:
        return say("Consensus has not been called on anything here yet. To see what is being discussed: ",
                   at.type("status"))  # fmt: skip
    if subject.kind is Kind.ELECTION:
        return say(f"E{subject.number} has had no ballot, so there is nothing to count. To see where it stands: ",
                   at.type(f"status E{subject.number}"))  # fmt: skip
    if subject.kind is Kind.REFERENDUM:
        return say(f"The ballot of V{subject.number} has yet to open, so there is nothing to count. To see it: ",
                   at.type(f"status V{subject.number}"))  # fmt: skip
    if subject.kind is Kind.PETITION:
        return say(f"R{subject.number} has not opened a recall, so there is nothing to count. To see where it stands: ",
                   at.type(f"status R{subject.number}"))  # fmt: skip
    return say(f"Consensus has not been called on P{subject.number} yet, so there is nothing to count. To see where it"
               " stands: ", at.type(f"status P{subject.number}"))  # fmt: skip


def _poll_of(assembly: Assembly, subject: Subject | None) -> Poll | None:
    """Give the ballot that is meant: by its own number, or that of what it decided."""
    if subject is None:
        return None
    number = 0
    if subject.kind is Kind.POLL:
        number = subject.number
    elif subject.kind is Kind.ELECTION:
        number = assembly.elections[subject.number].poll or 0
    elif subject.kind is Kind.REFERENDUM:
        number = assembly.referendums[subject.number].poll
    elif subject.kind is Kind.DECISION:
        number = assembly.decisions[subject.number].poll
    return assembly.polls.get(number)


def _check_of(assembly: Assembly, subject: Subject | None) -> Check | None:
    if subject is None:
        return assembly.checks[max(assembly.checks)] if assembly.checks else None
    match subject.kind:
        case Kind.PROPOSAL:
            return assembly.last_asked(subject.number)
        case Kind.PETITION:
            number = assembly.petitions[subject.number].check
            return assembly.checks[number] if number is not None else None
        case Kind.DECISION:
            return assembly.checks.get(assembly.decisions[subject.number].check)
        case _:
            return None


def _working(check: Check, at: Setting) -> Document:
    recall = isinstance(check.question, OnRecall)
    found = assessed(check)
    blocks: list[Block] = [heading(f"Why: {_title(check, at)}")]
    could = on_roll(check) if check.seats else f"{len(check.roll):,}"
    blocks.append(paragraph(f"{could} could answer: {counted(check.question, check.tally)}."))
    if check.outcome is None:
        blocks.append(
            paragraph(
                "It is open until ",
                moment(check.deadline, at.assembly),
                f". If it closed now: {OUTCOMES[found.outcome].lower()}, because:",
            )
        )
    elif check.outcome is Outcome.WITHDRAWN:
        because = ": the officer no longer holds the office. Nothing" if recall else ", so nothing"
        ended = "ended" if recall else "was withdrawn"
        return Document((*blocks, paragraph(f"It {ended} before it closed{because} was counted.")))
    else:
        closed = ["Closed ", moment(check.closed_at, at.assembly)] if check.closed_at else ["Closed"]
        blocks.append(paragraph(*closed, f": {OUTCOMES[check.outcome].lower()}, because:"))
    blocks.append(Bullets(tuple(inlines(_in_words(each, check)) for each in found.working)))
    if recall:
        blocks.append(paragraph(f"{_REMOVAL[check.rules.recall_rule]}."))
    elif isinstance(check.question, OnDeadlock):
        blocks.append(paragraph("If there is, the assembly votes between them and leaving things as they are."))
    elif check.outcome is None:
        blocks.append(paragraph(_what_would_carry(check, found)))
    blocks += _extras(check)
    return Document(tuple(blocks))


def _title(check: Check, at: Setting) -> str:
    if at.assembly is None or isinstance(check.question, OnRecall):
        return f"the recall {at.matter(check.number)}"
    if isinstance(check.question, OnDeadlock):
        return deadlock_title(check.question)
    return titled(at.assembly.proposals[check.question.proposal], at.names)


_REMOVAL: Final[Mapping[RemovalRule, str]] = MappingProxyType(
    {
        RemovalRule.MAJORITY: "Here an officer is removed if more say remove than keep",
        RemovalRule.CONSENSUS_TO_KEEP: "Here an officer stays only by consensus: one who says remove is enough",
        RemovalRule.CONSENSUS_TO_REMOVE: "Here an officer is removed only by consensus: one who says keep is enough",
    }
)


_COUNTING: Final = ("quorum_share", "quorum_minimum", "agree_share", "stand_aside_share")


def _extras(check: Check) -> list[Block]:
    said = []
    if check.counted_seats:
        said.append("Each member assembly counts as one, and says there how it stands.")
    usual = Rules()
    if any(getattr(check.rules, rule) != getattr(usual, rule) for rule in _COUNTING):
        said.append("It is counted by this assembly's own rules, as they were when it was called.")
    if check.quorum_extended:
        said.append("Its time was extended once because too few had answered.")
    if check.reason_extended:
        said.append("Its time was extended once for the reason of a block.")
    lapsed = sum(position.lapsed for position in check.positions.values())
    if lapsed:
        said.append(f"{count(lapsed, 'block', 'blocks')} without a reason counted as standing aside.")
    if check.late:
        said.append(f"{count(check.late, 'answer', 'answers')} came after the close and did not count.")
    if check.excused:
        said.append(
            f"{count(len(check.excused), 'person', 'people')} had sent apologies, so fewer answers were needed."
        )
    if check.cooling_tally.taken:
        said.append(f"In the cooling off: {counted(check.question, check.cooling_tally)}.")
    return [paragraph(" ".join(said))] if said else []


def _in_words(finding: Finding, check: Check) -> str:
    """Put one step of the working into words."""
    figure, limit, taken, rules = finding.figure, finding.limit, check.tally.taken, check.rules
    match finding.step:
        case Step.NO_BLOCK:
            return "Nobody blocks" if finding.passed else f"{_blocking(check, figure)}; one is enough"
        case Step.NO_OBJECTION:
            objects = count(figure, "assembly that it affects objects", "assemblies that it affects object")
            return f"{objects}; one is enough"
        case Step.QUORUM:
            enough = "enough" if finding.passed else "too few"
            return f"{figure:,} of {check.roll_size.size:,} took a position; at least {int(limit):,} must: {enough}"
        case Step.ENOUGH_AGREE:
            verdict = "enough" if finding.passed else "too few"
            must = f"at least {max(1, ceil(limit)):,} must ({share(rules.agree_share)})"
            return f"{_of_those(figure, taken, *_agreeing(check))}; {must}: {verdict}"
        case Step.FEW_STAND_ASIDE:
            verdict = "few enough" if finding.passed else "too many"
            may = f"at most {floor(limit):,} may ({share(rules.stand_aside_share)})"
            return f"{_of_those(figure, taken, 'stands aside', 'stand aside')}; {may}: {verdict}"
        case Step.MORE_REMOVE_THAN_KEEP:
            return f"{figure:,} say remove and {int(limit):,} say keep"
        case Step.NOBODY_KEEPS | Step.NOBODY_REMOVES:
            word = "keep" if finding.step is Step.NOBODY_KEEPS else "remove"
            return f"{'Nobody says' if finding.passed else count(figure, 'person says', 'people say')} {word}"
        case Step.HALF_SAY_DEADLOCK:
            verdict = "enough" if finding.passed else "too few"
            must = f"at least {max(1, ceil(limit)):,} must (half)"
            return f"{_of_those(figure, taken, 'says yes', 'say yes')}; {must}: {verdict}"


def _blocking(check: Check, figure: int) -> str:
    below = sum(seat.stance is Stance.BLOCK for seat in check.seats.values())
    parts = [
        count(figure - below, "person blocks", "people block") if figure > below else "",
        count(below, "member assembly blocks", "member assemblies block") if below else "",
    ]
    return " and ".join(filter(None, parts))


def _agreeing(check: Check) -> tuple[str, str]:
    """Say what one and what many do who answer for what is sought: to an officer's going, or staying, not "agree"."""
    if not isinstance(check.question, OnRecall):
        return "agrees", "agree"
    word = "keep" if check.rules.recall_rule is RemovalRule.CONSENSUS_TO_KEEP else "remove"
    return f"says {word}", f"say {word}"


def _of_those(figure: int, taken: int, one: str, many: str) -> str:
    return f"{figure:,} of those {taken:,} {one if figure == 1 else many}"


def _what_would_carry(check: Check, found: Assessment) -> str:
    """Say what it would take to carry a check that is open."""
    if found.outcome is Outcome.CONSENSUS:
        return "If nothing more is said, it carries."
    ahead = prospect(check.tally, check.rules, check.roll_size)
    blocks = f"every block withdrawn ({ahead.blocks:,})" if ahead.blocks else ""
    objections = "every objection taken back" if check.objecting else ""
    if ahead.agreements is None:
        return "Even if everyone not heard yet agreed, it would not carry: some who stand aside would have to agree."
    more = count(ahead.agreements, "more agreement", "more agreements") if ahead.agreements else ""
    return f"It would carry with {listed([part for part in (blocks, objections, more) if part])}."
