"""What people might well ask of several assemblies at a moment, by chance: so that tried histories get far."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Final

from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.checks import Check, OnProposal
from deliberation.commands import Command
from deliberation.convening import callers
from deliberation.effects import FillOffice
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance
from deliberation.proposals import Proposal
from tests.support.union import Union, room

Asked = tuple[str, Command] | None

CHANGES: Final = (
    ("cooling-off", "5d"),
    ("cooling-off", "0h"),
    ("period", "1h"),
    ("period", "72h"),
    ("shortest-period", "2h"),
    ("below-share", "1/4"),
    ("below-share", "9999/10000"),
    ("affected-notice", "0h"),
    ("affected-notice", "5d"),
    ("quorum-minimum", "1"),
    ("quorum-share", "1"),
    ("extension-share", "0"),
    ("reason-grace", "0h"),
    ("objection-share", "0"),
)
KINDS: Final = ("press", "money", "the press", "Press")


def plausible(union: Union, chance: Random) -> Asked:
    """Think of something that somebody might well ask somewhere now; nothing, if everybody would rather wait."""
    (think,) = chance.choices(list(_THOUGHTS), list(_THOUGHTS.values()))
    halls = list(union.halls.values())
    for hall in chance.sample(halls, 1 if think is _wait else len(halls)):
        someone = chance.choice(sorted(hall.assembly.participants) or [PersonId("zoe")])
        command = think(union, chance, hall.assembly, someone)
        if command is not None:
            return hall.assembly.slug, command
    return None


Thought = Callable[[Union, Random, Assembly, PersonId], Command | None]


def _in_phase(assembly: Assembly, *phases: Phase) -> list[Proposal]:
    return [proposal for proposal in assembly.proposals.values() if proposal.phase in phases]


def _others(union: Union, chance: Random, assembly: Assembly, most: int) -> tuple[str, ...]:
    slugs = [hall.assembly.slug for hall in union.halls.values() if hall.assembly.id != assembly.id]
    return tuple(chance.sample(slugs, min(len(slugs), chance.choice([0, 0, 1, most]))))


def _propose(union: Union, chance: Random, assembly: Assembly, someone: PersonId) -> Command | None:
    if len(_in_phase(assembly, Phase.DISCUSSION)) > 1:
        return None
    kind = chance.choice(["", "", *KINDS])
    return cmd.Propose(
        actor=someone,
        title="Buy seed",
        text=f"{chance.randint(1, 9)} kilos.",
        kind=kind,
        holder=union.holder_of(kind) if kind else None,
        affected=tuple(map(union.peer, _others(union, chance, assembly, 2))),
        partners=tuple(map(union.peer, _others(union, chance, assembly, 2))),
    )


def _affiliate(union: Union, chance: Random, assembly: Assembly, someone: PersonId) -> Command:
    peer = chance.choice([hall.assembly.peer for hall in union.halls.values()])
    if peer.id in assembly.members or peer.id in assembly.member_of:
        return cmd.ProposeParting(actor=someone, peer=peer)
    return cmd.ProposeAffiliation(actor=someone, peer=peer, path=union.path_up(peer, assembly.id))


def _claim(union: Union, chance: Random, assembly: Assembly, someone: PersonId) -> Command:
    kind = chance.choice(KINDS)
    if assembly.remit and chance.random() < 0.5:
        return cmd.ProposeRelease(actor=someone, kind=next(iter(assembly.remit)))
    return cmd.ProposeRemit(actor=someone, kind=kind, holder=union.holder_of(kind, but=assembly.id))


def _purpose(_union: Union, chance: Random, _assembly: Assembly, someone: PersonId) -> Command:
    return cmd.ProposePurpose(actor=someone, purpose=f"to try {chance.randint(1, 9)} things")


def _propose_rule(_union: Union, chance: Random, _assembly: Assembly, someone: PersonId) -> Command:
    name, value = chance.choice(CHANGES)
    return cmd.ProposeRule(actor=someone, rule=name, value=value)


def _nominate(_union: Union, chance: Random, assembly: Assembly, someone: PersonId) -> Command | None:
    people = sorted(assembly.participants)
    if assembly.secretary is not None or not people:
        return None
    return cmd.NominateOfficer(actor=someone, person=chance.choice(people), office="secretary")


def _call(_union: Union, chance: Random, assembly: Assembly, _someone: PersonId) -> Command | None:
    talked = _in_phase(assembly, Phase.DISCUSSION)
    if not talked:
        return None
    proposal = chance.choice(talked)
    named = callers(assembly, proposal) or tuple(sorted(assembly.participants)) or (PersonId("zoe"),)
    hours = chance.choice([None, None, None, 1, 1.3, 24, 96])
    period = None if hours is None else timedelta(hours=hours)
    return cmd.CallConsensus(actor=chance.choice(named), proposal=proposal.number, period=period)


def _answerable(assembly: Assembly) -> list[Check]:
    cooling = [assembly.checks[d.check] for d in assembly.decisions.values() if d.cooling_until is not None]
    return [*(check for check in assembly.checks.values() if check.is_open), *cooling]


def _speak(union: Union, chance: Random, assembly: Assembly, _someone: PersonId) -> Command | None:
    asked = [check for check in _answerable(assembly) if check.roll and isinstance(check.question, OnProposal)]
    if not asked:
        return None
    check = chance.choice(asked)
    silent = check.unheard() if chance.random() < 0.9 else []
    return cmd.TakePosition(
        actor=chance.choice(silent or sorted(check.roll)),
        check=check.number,
        stance=chance.choice([*[Stance.AGREE] * 10, Stance.STAND_ASIDE, Stance.BLOCK]),
        reason=chance.choice(["", "it harms"]),
        source=union.source(),
        provisional=chance.random() < 0.1,
    )


def _retract(_union: Union, chance: Random, assembly: Assembly, _someone: PersonId) -> Command | None:
    asked = [check for check in _answerable(assembly) if check.positions]
    if not asked:
        return None
    check = chance.choice(asked)
    return cmd.Retract(actor=chance.choice(sorted(check.positions)), check=check.number)


def _own(assembly: Assembly, chance: Random) -> Proposal | None:
    found = [p for p in assembly.proposals.values() if p.phase is not Phase.CLOSED and not p.is_lent]
    return chance.choice(found) if found else None


def _amend(union: Union, chance: Random, assembly: Assembly, _someone: PersonId) -> Command | None:
    proposal = _own(assembly, chance)
    if proposal is None or isinstance(proposal.effect, FillOffice):
        return None
    affected = tuple(map(union.peer, _others(union, chance, assembly, 1)))
    text = f"{chance.randint(1, 9)} kilos."
    return cmd.Amend(actor=proposal.proposer, proposal=proposal.number, text=text, affected=affected)


def _withdraw(_union: Union, chance: Random, assembly: Assembly, _someone: PersonId) -> Command | None:
    proposal = _own(assembly, chance)
    return cmd.Withdraw(actor=proposal.proposer, proposal=proposal.number) if proposal else None


def _object(_union: Union, chance: Random, assembly: Assembly, someone: PersonId) -> Command | None:
    notices = [notice for notice in assembly.notices.values() if not notice.closed]
    if not notices:
        return None
    notice = chance.choice(notices)
    if notice.objections:
        who = chance.choice([notice.objections[0].person, someone])  # of one who is gone, the others may be asked
        return cmd.WithdrawObjection(actor=who, notice=notice.number)
    return cmd.Object(actor=someone, notice=notice.number, text="It is ours.")


def _concern(_union: Union, chance: Random, assembly: Assembly, someone: PersonId) -> Command | None:
    standing = [concern for concern in assembly.concerns.values() if not concern.resolved]
    if standing and chance.random() < 0.7:
        return cmd.ResolveConcern(actor=standing[0].person, concern=standing[0].number)
    talked = _in_phase(assembly, Phase.DISCUSSION, Phase.CHECK)
    return cmd.RaiseConcern(actor=someone, proposal=chance.choice(talked).number, text="How?") if talked else None


def _enter(union: Union, chance: Random, assembly: Assembly, _someone: PersonId) -> Command:
    everybody = sorted({person for hall in union.halls.values() for person in hall.assembly.participants})
    return cmd.Enter(actor=chance.choice([*everybody, PersonId("zoe")]), venue=room(assembly.slug))


def _leave(_union: Union, _chance: Random, assembly: Assembly, someone: PersonId) -> Command:
    return cmd.Leave(actor=someone, venue=room(assembly.slug))


def _fall_silent(_union: Union, _chance: Random, assembly: Assembly, _someone: PersonId) -> Command:
    known = cmd.RegainVenue if assembly.silent else cmd.LoseVenue
    return known(venue=room(assembly.slug))


def _miss(union: Union, chance: Random, _assembly: Assembly, _someone: PersonId) -> Command:
    return cmd.NoteAbsence(since=union.now - timedelta(hours=chance.randint(1, 9)), until=union.now)


def _wait(_union: Union, _chance: Random, _assembly: Assembly, _someone: PersonId) -> None:
    return None


_THOUGHTS: Final[dict[Thought, float]] = {
    _propose: 2,
    _affiliate: 1,
    _claim: 0.5,
    _purpose: 0.2,
    _propose_rule: 0.7,
    _nominate: 0.2,
    _call: 5,
    _speak: 60,
    _retract: 1,
    _amend: 1,
    _withdraw: 0.3,
    _object: 1,
    _concern: 0.2,
    _enter: 1,
    _leave: 0.6,
    _fall_silent: 0.2,
    _miss: 0.2,
    _wait: 5,
}
