"""How things ended, in words: the message that tells of a closing, with its figures."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from adapters.cards.card import standing_decision
from adapters.cards.polls import decided_by_ballot
from adapters.cards.together import awaiting, blocking_below, named, objection_blocks
from adapters.documents import Block, Code, Inline, Paragraph, heading, paragraph
from adapters.figures import counted, holders, outcome_of, quorum_line, reasons
from adapters.mandates import mandate_line
from adapters.phrases import count, titled
from adapters.setting import Setting
from adapters.titles import asked
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.checks import Check, OnProposal, OnRecall
from deliberation.deciding.deadlock import may_be_asked
from deliberation.deciding.seats import ballot_is_due, election_about
from deliberation.effects import AcceptDonation
from deliberation.federation import Peer
from deliberation.mandates import mandate_of
from deliberation.polls import OnDeadlock
from deliberation.positions import Stance
from deliberation.proposals import Proposal
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
        heading(f"{asked(check, at, begins=True)} · {outcome_of(check, check.outcome).lower()}"),
        paragraph(f"{_sentence(counted(check.question, check.tally))} {quorum_line(check)}"),
    ]
    if check.outcome is Outcome.BLOCKED:
        blocks += reasons(holders(check, Stance.BLOCK), at)
        blocks += blocking_below(check, at)
    if check.outcome in _NEXT and isinstance(check.question, OnProposal) and at.assembly is not None:
        proposal = at.assembly.proposals[check.question.proposal]
        blocks += objection_blocks(proposal, at)
        blocks.append(_next_here(check.outcome, proposal, at))
    if check.outcome is Outcome.INQUORATE and isinstance(check.question, OnRecall):
        blocks.append(paragraph("Nobody is removed by silence: the officer stays."))
    if isinstance(check.question, OnDeadlock):
        blocks.append(paragraph(_AFTER_DEADLOCK.get(check.outcome, "Nothing changes.")))
    blocks.append(paragraph("To see the working: ", at.type(f"why {what}")))
    return [*blocks, *checkpointed(checkpoint)]


_AFTER_DEADLOCK: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.DEADLOCK: "The ballot between them and leaving things as they are opens now. Its card says who votes"
        " and how.",
        Outcome.NO_DEADLOCK: "They stay under discussion. It can be asked again once another check on one of them has"
        " failed.",
        Outcome.INQUORATE: "They stay under discussion, and it can be asked again.",
    }
)


def _next_here(outcome: Outcome, proposal: Proposal, at: Setting) -> Paragraph:
    """Say what comes next: for a text from elsewhere, what is said there of how it came out here."""
    number = f"P{proposal.number}"
    if isinstance(proposal.effect, AcceptDonation):
        return paragraph(f"That is final for the gift G{proposal.effect.donation}: it is not taken, and goes back.")
    if not proposal.is_lent and proposal.effect is not None:
        return _next_of_effect(outcome, proposal, at)
    if not proposal.is_lent:
        command = "consensus" if outcome is Outcome.INQUORATE else "amend"
        return paragraph(_NEXT[outcome], at.type(f"{command} {number}"), *_or_a_ballot(proposal, at))
    origins = [origin.peer for origin in awaiting(proposal)]
    again = "consensus can be called here again"
    if not origins:
        where = at.peer(proposal.origins[0].peer)
        return paragraph("Its text is changed in ", where, f"; {again}: ", at.type(f"consensus {number}"))
    said = "that, with the reasons" if outcome is Outcome.BLOCKED else "that nothing came of it here"
    parts = [*named(origins, at), f" {_hear(origins)} {said}. As long as the answer is awaited, {again}: "]
    return paragraph(*parts, at.type(f"consensus {number}"))


def _or_a_ballot(proposal: Proposal, at: Setting) -> list[Inline | str]:
    """Say how the assembly comes to vote, once consensus failed so often that it may be asked."""
    if at.assembly is None or not may_be_asked(at.assembly, proposal):
        return []
    failed = count(proposal.failed_checks, "check has", "checks have")
    return [f". {failed} failed on it, so it can be asked whether there is deadlock; if there is, a ballot decides: ",
            at.type(f"deadlock P{proposal.number}")]  # fmt: skip


def _next_of_effect(outcome: Outcome, proposal: Proposal, at: Setting) -> Paragraph:
    """Say what comes next where the text cannot be changed, for it brings something about by itself."""
    assert at.assembly is not None  # noqa: S101 - what is asked is always an assembly's
    election, check = election_about(at.assembly, proposal.effect), at.assembly.check_on(proposal.number)
    closed = check.closed_at if check is not None else None
    if election is not None and closed is not None and ballot_is_due(election, closed):
        return paragraph(f"The ballot in E{election.number} decides, and opens by itself.")
    again = at.type(f"consensus P{proposal.number}")
    talk = "Talk with those who block; consensus" if outcome is Outcome.BLOCKED else "Consensus"
    return paragraph(f"It goes back to discussion. {talk} can be called again: ", again, *_or_a_ballot(proposal, at))


def _hear(peers: list[Peer]) -> str:
    return "hears" if len(peers) == 1 else "hear"


def checkpointed(checkpoint: Chain | None) -> list[Block]:
    """Give the line by which anyone can check the register later."""
    if checkpoint is None:
        return []
    return [paragraph("In the register: ", Code(f"{checkpoint.number}:{checkpoint.hash}"))]


def decided(assembly: Assembly, number: int, at: Setting, checkpoint: Chain | None) -> list[Block]:
    """Tell of a consensus and the decision that it made."""
    decision = assembly.decisions[number]
    if decision.poll:
        return decided_by_ballot(assembly, decision, at, checkpointed(checkpoint))
    check, proposal = assembly.checks[decision.check], assembly.proposals[decision.proposal]
    what = f"P{proposal.number}"
    blocks: list[Block] = [
        heading(f"{titled(proposal, at.names)} · consensus"),
        paragraph(f"{_sentence(counted(check.question, check.tally))} {quorum_line(check)}"),
    ]
    blocks += standing_decision(f"This is decision D{number}", check, decision, at)
    mandate = mandate_of(assembly, decision)
    if mandate is not None:
        blocks.append(paragraph(*mandate_line(mandate, at)))
    if origins := [origin.peer for origin in awaiting(proposal)]:
        blocks.append(paragraph(*named(origins, at), f" {_hear(origins)} that {assembly.name} agrees."))
    free = holders(check, Stance.STAND_ASIDE)
    if free:
        blocks.append(paragraph("Those who stand aside need not help to carry it out."))
    blocks.append(paragraph("To see the working: ", at.type(f"why {what}")))
    return [*blocks, *checkpointed(checkpoint)]


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
