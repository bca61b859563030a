"""A proposal as it is read: its text, what it brings about, who has to do with it; and the concerns about it."""

from typing import Final

from adapters.cards.together import byline, shared_blocks
from adapters.cleaning import clean_line, cut
from adapters.documents import Block, Bullets, Quote, Strong, heading, inlines, paragraph
from adapters.effects import effect_lines
from adapters.mandates import mandate_line
from adapters.setting import Setting
from adapters.words.things import overridden
from deliberation.effects import FillOffice, SelectCandidate
from deliberation.proposals import Concern, Proposal, Revision

WHOLE_TEXT: Final = 1_500
"""Characters of a proposal's text that a card shows."""


def proposal_blocks(proposal: Proposal, revision: Revision, at: Setting, *, most: int) -> list[Block]:
    """Show a proposal's text as one revision has it, as far as ``most`` characters go."""
    named = (
        f": {at.in_full(proposal.effect.person)}" if isinstance(proposal.effect, FillOffice | SelectCandidate) else ""
    )
    blocks: list[Block] = [heading(f"P{proposal.number} · {revision.title}{named}")]
    blocks.append(paragraph(*byline(proposal, revision.number, at)))
    blocks += shared_blocks(proposal, at)
    if revision.text:
        blocks.append(Quote(cut(revision.text, most)))
        if len(revision.text) > most:
            blocks.append(paragraph("To read it whole: ", at.type(f"status P{proposal.number}")))
    facts = effect_lines(proposal, at)
    if proposal.kind:
        facts.append(inlines(f"Kind of decision: {clean_line(proposal.kind, limit=80)}"))
    if revision.suffering:
        facts.append(inlines(f"Suffers less: {clean_line(revision.suffering, limit=most)}"))
    if revision.affects:
        facts.append(inlines(f"Affects: {', '.join(revision.affects)}"))
    if revision.mandate is not None:
        facts.append(mandate_line(revision.mandate, at))
    if revision.overrides:
        facts.append(inlines("Stands in place of: ", *overridden(revision.overrides, at)))
    if revision.review:
        facts.append(inlines(f"To be reviewed on {revision.review}"))
    if facts:
        blocks.append(Bullets(tuple(facts)))
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
