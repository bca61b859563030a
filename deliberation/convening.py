"""Who gives procedure: calls checks, never decides (design, "Offices, mandates, recall").

The rule ``procedure`` names offices. The first of them counts that has somebody who takes part and whom it is not
about: its holders, or while they are away or there is none, those who hold an office that is deputy to it. An office of
another assembly (``general secretary@harmony``) stands in by those of its holders who take part here. Then it is the
founder, and in the end anyone: so nobody's absence stops an assembly, or a recall.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from deliberation.assembly import Assembly
from deliberation.checks import Check, OnProposal, OnRecall
from deliberation.effects import CreateOffice, EndOffice, FillOffice, RuleChange, SelectCandidate
from deliberation.federation import Peer
from deliberation.ids import PersonId
from deliberation.moots import Moot
from deliberation.offices import Office, PetitionState
from deliberation.proposals import Proposal
from deliberation.recalls import is_put_aside
from deliberation.rules import Callers

NOBODY: Final = frozenset[PersonId]()

RECALL_RULES: Final = frozenset(
    {"recall-minimum", "recall-minimum-unmandated", "recall-rule", "recall-share", "recall-window"}
)
"""The rules by which an officer is recalled."""


def conveners(
    assembly: Assembly, now: datetime | None = None, about: frozenset[PersonId] = NOBODY
) -> tuple[PersonId, ...]:
    """Name those who give procedure at ``now`` in what is ``about`` these people; empty where anyone taking part may.

    Without a time, apologies make nobody absent.
    """
    for named in (*_by_rule(assembly, now), (assembly.convener,)):
        able = _able(assembly, named, about)
        if able:
            return able
    return ()


def standing_for(
    assembly: Assembly, office: str, now: datetime | None = None, about: frozenset[PersonId] = NOBODY
) -> tuple[PersonId, ...]:
    """Name those who act for an office: its holders, or while none of them is there its deputies; perhaps nobody."""
    there = assembly.offices.get(office)
    for named in _turns(assembly, there, now) if there is not None else ():
        able = _able(assembly, named, about)
        if able:
            return able
    return ()


def _by_rule(assembly: Assembly, now: datetime | None) -> Iterator[Iterable[PersonId]]:
    for name in assembly.rules.procedure:
        office = assembly.offices.get(name.removesuffix(f"@{assembly.slug}"))
        if office is not None:
            yield from _turns(assembly, office, now)
        else:
            yield assembly.stand_ins.get(name, ())


def _turns(assembly: Assembly, office: Office, now: datetime | None) -> Iterator[Iterable[PersonId]]:
    """Give those who act for an office, the first of them first. Who sent apologies and is back is not shut out."""
    deputies = [
        tenure.holder
        for each in deputies_to(assembly, office.name)
        for tenure in each.held
        if not is_put_aside(assembly, office.name, tenure)
    ]
    yield [who for who in office.holders if not _is_away(assembly, who, now)]
    standing_in = [who for who in deputies if not _is_away(assembly, who, now)]
    yield [*standing_in, *office.holders]
    yield deputies


def officers(assembly: Assembly) -> frozenset[PersonId]:
    """Name whoever holds an office in an assembly and takes part in it."""
    held = (who for office in assembly.offices.values() for who in office.holders)
    return frozenset(who for who in held if who in assembly.participants)


def deputies_to(assembly: Assembly, office: str) -> list[Office]:
    """List the offices whose holders stand in for the holders of another, by name."""
    found = (each for each in assembly.offices.values() if each.deputy_to == office)
    return sorted(found, key=lambda each: each.name)


def _is_away(assembly: Assembly, person: PersonId, now: datetime | None) -> bool:
    here = assembly.participants.get(person)
    until = here.apologies_until if here is not None else None
    return now is not None and until is not None and until > now


def _able(assembly: Assembly, named: Iterable[PersonId | None], about: frozenset[PersonId]) -> tuple[PersonId, ...]:
    here = (who for who in named if who is not None and who in assembly.participants and who not in about)
    return tuple(dict.fromkeys(here))


def callers(assembly: Assembly, proposal: Proposal, now: datetime | None = None) -> tuple[PersonId, ...]:
    """Name those who may call consensus on a proposal, by the assembly's rules; empty where anyone taking part may.

    Its subjects are not among them: then it falls to the next.
    """
    subjects = subjects_of(assembly, proposal)
    named = conveners(assembly, now, subjects)
    if assembly.rules.callers is Callers.ANYONE or not named:
        return ()
    if assembly.rules.callers is Callers.PROPOSER and proposal.proposer not in subjects:
        named = tuple(dict.fromkeys((*named, proposal.proposer)))
    return named


def beginners(near: Iterable[Assembly], now: datetime) -> dict[Peer, frozenset[PersonId]]:
    """Name those who take in the first room of an assembly in which nobody takes part, given the assemblies near it.

    Those who give procedure in any of them, by the assembly that each is of. Where nobody does in any, those are named
    in which people take part, and can elect somebody to it: else one member with a friend and a room of their own could
    be the whole of the assembly, and take in nobody else's room.
    """
    there = [each for each in near if each.participants]
    found = {each.peer: frozenset(conveners(each, now, asked_to_go(each))) for each in there}
    return {peer: people for peer, people in found.items() if people} or found


def subject_of(proposal: Proposal) -> PersonId | None:
    """Name the person whom a proposal is about, if it would put somebody in an office, or select them."""
    return proposal.effect.person if isinstance(proposal.effect, FillOffice | SelectCandidate) else None


def subjects_of(assembly: Assembly, proposal: Proposal) -> frozenset[PersonId]:
    """Name those whom a proposal is about.

    Who would hold an office by it; who holds the office that it would change or end; and where it would change how
    officers are recalled, those whose recall is asked for.
    """
    match proposal.effect:
        case CreateOffice(office=name) | EndOffice(office=name) if name in assembly.offices:
            return frozenset(assembly.offices[name].holders)
        case RuleChange(rule=rule) if rule in RECALL_RULES:
            return asked_to_go(assembly)
        case _:
            person = subject_of(proposal)
            return NOBODY if person is None else frozenset({person})


def subjects_in(assembly: Assembly, check: Check) -> frozenset[PersonId]:
    """Name those whom a check is about."""
    match check.question:
        case OnRecall(petition=number):
            return frozenset({assembly.petitions[number].officer})
        case OnProposal(proposal=number):
            return subjects_of(assembly, assembly.proposals[number])
        case _:
            return NOBODY


def asked_to_go(assembly: Assembly) -> frozenset[PersonId]:
    """Name the officers whose recall is asked for: signatures are gathered, or it is open."""
    return frozenset(each.officer for each in assembly.petitions.values() if each.is_under_way)


def matters_about(assembly: Assembly) -> dict[PersonId, str]:
    """Say of each whom something under way is about what that is, as it is referred to: ``R1``, ``E2``, ``P3``.

    An officer whose recall is asked for or open; who was put forward in an election that is open and has not declined,
    and who holds the office that it fills; and whom a question is about on which consensus is being sought.
    """
    found: dict[PersonId, str] = {}
    for petition in assembly.petitions.values():
        if petition.is_under_way:
            found.setdefault(petition.officer, f"R{petition.number}")
    for election in assembly.elections.values():
        if election.is_open:
            for person in {*election.named, *_holders(assembly, election.office)}:
                found.setdefault(person, f"E{election.number}")
    for check in assembly.checks.values():
        if check.is_open and isinstance(check.question, OnProposal):
            proposal = assembly.proposals[check.question.proposal]
            filled = proposal.effect.office if isinstance(proposal.effect, FillOffice) else ""
            for person in {*subjects_of(assembly, proposal), *_holders(assembly, filled)}:
                found.setdefault(person, f"P{proposal.number}")
    return found


def _holders(assembly: Assembly, office: str) -> tuple[PersonId, ...]:
    return assembly.offices[office].holders if office in assembly.offices else ()


def being_recalled(assembly: Assembly) -> frozenset[PersonId]:
    """Name the officers whose recall is open."""
    found = (each for each in assembly.petitions.values() if each.state is PetitionState.RECALL_OPEN)
    return frozenset(each.officer for each in found)


def facilitators(assembly: Assembly, moot: Moot, now: datetime) -> tuple[PersonId, ...]:
    """Name those who may see to a meeting: who called it, who gives procedure. Empty where anyone taking part may.

    But nobody sees to one that speaks of themselves (``spoken_of``).
    """
    subjects = spoken_of(assembly, moot)
    procedure = conveners(assembly, now, subjects)
    caller = (moot.called_by,) if moot.called_by in assembly.participants and moot.called_by not in subjects else ()
    return tuple(dict.fromkeys((*caller, *procedure)))


def spoken_of(assembly: Assembly, moot: Moot) -> frozenset[PersonId]:
    """Name those of whom a meeting speaks: by a proposal on its agenda, or while their recall is open."""
    asked = (assembly.proposals[number] for number in moot.proposals if number in assembly.proposals)
    return being_recalled(assembly).union(*(subjects_of(assembly, proposal) for proposal in asked))
