"""Who gives procedure: calls checks, never decides (design, "Offices, mandates, recall").

The secretary; while there is none, the founder; where there is neither, anyone taking part, so that nobody's absence
stops an assembly.
"""

from deliberation.assembly import Assembly, FillOffice, Proposal
from deliberation.ids import PersonId
from deliberation.rules import Callers


def conveners(assembly: Assembly) -> tuple[PersonId, ...]:
    """Name those who give procedure now; empty where anyone taking part may."""
    for person in (assembly.secretary, assembly.convener):
        if person is not None and person in assembly.participants:
            return (person,)
    return ()


def callers(assembly: Assembly, proposal: Proposal) -> tuple[PersonId, ...]:
    """Name those who may call consensus on a proposal, by the assembly's rules; empty where anyone taking part may.

    Where the only ones who could are its subject, who may not, it falls to anyone.
    """
    named = conveners(assembly)
    if assembly.rules.callers is Callers.ANYONE or not named:
        return ()
    if assembly.rules.callers is Callers.PROPOSER:
        named = (*named, proposal.proposer)
    return tuple(person for person in named if person != subject_of(proposal))


def subject_of(proposal: Proposal) -> PersonId | None:
    """Name the person whom a proposal is about, if it would put somebody in an office."""
    return proposal.effect.person if isinstance(proposal.effect, FillOffice) else None
