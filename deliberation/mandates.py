"""What decisions empower officers to do, how much of it is used, and whether an act is covered by one.

Design, "Offices, mandates, recall": an officer records an act with the decision that mandates it.
"""

from datetime import datetime

from deliberation.assembly import Assembly
from deliberation.checks import OnProposal
from deliberation.offices import Act, Lack, Mandate
from deliberation.proposals import Decision


def mandate_of(assembly: Assembly, decision: Decision) -> Mandate | None:
    """Give what a decision empowers an office to do: the part of the very text that was decided on.

    A text that was put here by another assembly empowers that one's officers, and nobody here.
    """
    proposal = assembly.proposals[decision.proposal]
    if proposal.is_lent:
        return None
    asked = assembly.checks[decision.check].question if decision.check else None
    revision = proposal.revisions[asked.revision - 1] if isinstance(asked, OnProposal) else proposal.latest
    return revision.mandate


def acts_under(assembly: Assembly, decision: int) -> list[Act]:
    """List the acts that a decision covers."""
    return [act for act in assembly.acts.values() if act.decision == decision and act.mandated]


def spent(assembly: Assembly, decision: int) -> int:
    """Say how many pence were spent under a decision, by anyone. What it did not cover was not spent under it."""
    return sum(act.pence or 0 for act in acts_under(assembly, decision))


def left(assembly: Assembly, decision: Decision) -> int | None:
    """Say how many pence may still be spent under a decision; ``None`` where that has no limit in money."""
    mandate = mandate_of(assembly, decision)
    if mandate is None or mandate.pence is None:
        return None
    return mandate.pence - spent(assembly, decision.number)


def in_force(assembly: Assembly, now: datetime) -> list[tuple[Decision, Mandate]]:
    """List the decisions that empower an office of the assembly now, oldest first."""
    found = ((decision, mandate_of(assembly, decision)) for decision in assembly.decisions.values())
    return [
        (decision, mandate)
        for decision, mandate in found
        if mandate is not None
        and mandate.office in assembly.offices
        and _standing(decision) is None
        and not is_over(mandate, now)
    ]


def is_over(mandate: Mandate, now: datetime) -> bool:
    """Whether the time of a mandate is over."""
    return mandate.until is not None and mandate.until <= now


def lack_of(assembly: Assembly, office: str, decision: int | None, pence: int | None, now: datetime) -> Lack | None:
    """Say why an act of an office has no mandate; ``None`` where the decision that it names covers it."""
    if decision is None:
        return Lack.NONE_NAMED
    named = assembly.decisions[decision]
    mandate = mandate_of(assembly, named)
    if mandate is None:
        return Lack.NO_MANDATE
    if (lack := _standing(named)) is not None:
        return lack
    if mandate.office != office:
        return Lack.ANOTHER_OFFICE
    if is_over(mandate, now):
        return Lack.TOO_LATE
    return _beyond(mandate, spent(assembly, decision), pence)


def _standing(decision: Decision) -> Lack | None:
    # What cools off may be worked on (design, "Phases"); what waits for partners is not agreed yet.
    if not decision.stands:
        return Lack.NOT_STANDING
    return Lack.NOT_YET if decision.waits_for else None


def _beyond(mandate: Mandate, before: int, pence: int | None) -> Lack | None:
    if mandate.pence is None:
        return None
    if pence is None:
        return Lack.NO_SUM
    return Lack.BEYOND_LIMIT if before + pence > mandate.pence else None
