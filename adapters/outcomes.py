"""How things ended, in words: the message that tells of a closing, with its figures."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from adapters.cards import cooling_off
from adapters.documents import Block, Code, heading, paragraph
from adapters.figures import OUTCOMES, counted, holders, quorum_line, reasons
from adapters.phrases import titled
from adapters.setting import Setting
from deliberation.assembly import Assembly, Check, OnRecall
from deliberation.assessment import Outcome
from deliberation.positions import Stance
from deliberation.register import Chain

_NEXT: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.BLOCKED: "It goes back to discussion. Talk with those who block; the proposer can change the text: ",
        Outcome.INQUORATE: "It goes back to discussion, and consensus can be called again: ",
        Outcome.NOT_CARRIED: "It goes back to discussion. The proposer can change the text: ",
    }
)


def closing(check: Check, at: Setting, checkpoint: Chain | None) -> list[Block]:
    """Tell how a check came out."""
    if check.outcome is None:
        return []
    what = at.matter(check.number)
    blocks: list[Block] = [
        heading(f"{_title(check, at)} · {OUTCOMES[check.outcome].lower()}"),
        paragraph(f"{_sentence(counted(check.question, check.tally))} {quorum_line(check)}"),
    ]
    if check.outcome is Outcome.BLOCKED:
        blocks += reasons(holders(check, Stance.BLOCK), at)
    if check.outcome in _NEXT and not isinstance(check.question, OnRecall):
        command = "consensus" if check.outcome is Outcome.INQUORATE else "amend"
        blocks.append(paragraph(_NEXT[check.outcome], at.type(f"{command} {what}")))
    if check.outcome is Outcome.INQUORATE and isinstance(check.question, OnRecall):
        blocks.append(paragraph("Nobody is removed by silence: the officer stays."))
    blocks.append(paragraph("To see the working: ", at.type(f"why {what}")))
    return [*blocks, *checkpointed(checkpoint)]


def checkpointed(checkpoint: Chain | None) -> list[Block]:
    """Give the line by which anyone can check the register later."""
    if checkpoint is None:
        return []
    return [paragraph("In the register: ", Code(f"{checkpoint.number}:{checkpoint.hash}"))]


def decided(assembly: Assembly, number: int, at: Setting, checkpoint: Chain | None) -> list[Block]:
    """Tell of a consensus and the decision that it made."""
    decision = assembly.decisions[number]
    check, proposal = assembly.checks[decision.check], assembly.proposals[decision.proposal]
    what = f"P{proposal.number}"
    blocks: list[Block] = [
        heading(f"{titled(proposal, at.names)} · consensus"),
        paragraph(f"{_sentence(counted(check.question, check.tally))} {quorum_line(check)}"),
    ]
    if decision.cooling_until is not None and decision.cooling_until > decision.made_at:
        blocks.append(cooling_off(f"This is decision D{number}", check, decision.cooling_until, at))
    else:
        blocks.append(paragraph(f"This is decision D{number}."))
    free = holders(check, Stance.STAND_ASIDE)
    if free:
        blocks.append(paragraph("Those who stand aside need not help to carry it out."))
    blocks.append(paragraph("To see the working: ", at.type(f"why {what}")))
    return [*blocks, *checkpointed(checkpoint)]


def _title(check: Check, at: Setting) -> str:
    assembly = at.assembly
    if assembly is None:
        return at.matter(check.number)
    if isinstance(check.question, OnRecall):
        petition = assembly.petitions[check.question.petition]
        return f"R{petition.number} · Recall of {at.name(petition.officer)} as {petition.office}"
    return titled(assembly.proposals[check.question.proposal], at.names)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
