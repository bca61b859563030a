"""What people might well ask of an assembly at a moment, by chance: so that tried histories get far."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Final

from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.checks import Check, OnProposal
from deliberation.commands import Command
from deliberation.convening import callers
from deliberation.ids import PersonId
from deliberation.offices import Petition, PetitionState
from deliberation.phases import Phase
from deliberation.positions import PROPOSAL_STANCES, RECALL_STANCES, Stance
from deliberation.proposals import Proposal
from tests.support.engine import Moot, people

EVERYBODY: Final = people("ada", "ben", "cat", "dan", "eve", "fay")
STRANGER: Final = PersonId("zoe")

CHANGES: Final = (
    ("cooling-off", "5d"),
    ("cooling-off", "0h"),
    ("period", "1h"),
    ("callers", "anyone"),
    ("callers", "proposer"),
    ("quorum-minimum", "1"),
    ("quorum-share", "1"),
    ("reason-grace", "0h"),
    ("extension-share", "0"),
    ("recall-minimum", "1"),
    ("recall-share", "33.33%"),
    ("recall-rule", "consensus-to-keep"),
    ("recall-rule", "consensus-to-remove"),
    ("secretary-term", "7d"),
    ("agree-share", "1"),
    ("stand-aside-share", "0"),
    ("objection-share", "0"),
    ("period", "no time at all"),
    ("no-such-rule", "1"),
)
"""Changes of rules, and two that cannot be."""


def plausible(moot: Moot, chance: Random) -> Command | None:
    """Think of something that somebody might well ask of the assembly now; nothing, if they would rather wait."""
    (think,) = chance.choices(list(_THOUGHTS), list(_THOUGHTS.values()))
    return think(moot, chance, chance.choice(_here(moot.assembly)))


def _here(assembly: Assembly) -> list[PersonId]:
    return sorted(assembly.participants) or list(EVERYBODY)


def _in_phase(assembly: Assembly, *phases: Phase) -> list[Proposal]:
    return [proposal for proposal in assembly.proposals.values() if proposal.phase in phases]


def _answerable(assembly: Assembly) -> list[Check]:
    opened = [check for check in assembly.checks.values() if check.is_open]
    return opened or [assembly.checks[d.check] for d in assembly.decisions.values() if d.cooling_until is not None]


def _gathering(assembly: Assembly) -> list[Petition]:
    return [petition for petition in assembly.petitions.values() if petition.state is PetitionState.GATHERING]


def _propose(moot: Moot, _chance: Random, someone: PersonId) -> Command | None:
    if len(_in_phase(moot.assembly, Phase.DISCUSSION)) > 2:
        return None
    return cmd.Propose(actor=someone, title="Buy seed", text="Ten kilos.")


def _propose_rule(_moot: Moot, chance: Random, someone: PersonId) -> Command:
    name, value = chance.choice(CHANGES)
    return cmd.ProposeRule(actor=someone, rule=name, value=value)


def _nominate(moot: Moot, chance: Random, someone: PersonId) -> Command | None:
    if moot.assembly.secretary is not None and chance.random() < 0.8:
        return None
    return cmd.NominateOfficer(actor=someone, person=chance.choice(_here(moot.assembly)), office="secretary")


def _concern(moot: Moot, chance: Random, someone: PersonId) -> Command | None:
    standing = [concern for concern in moot.assembly.concerns.values() if not concern.resolved]
    if standing and chance.random() < 0.7:
        return cmd.ResolveConcern(actor=standing[0].person, concern=standing[0].number)
    talked = _in_phase(moot.assembly, Phase.DISCUSSION, Phase.CHECK)
    return cmd.RaiseConcern(actor=someone, proposal=chance.choice(talked).number, text="How?") if talked else None


def _call(moot: Moot, chance: Random, _someone: PersonId) -> Command | None:
    talked = _in_phase(moot.assembly, Phase.DISCUSSION)
    if not talked:
        return None
    proposal = chance.choice(talked)
    named = callers(moot.assembly, proposal) or tuple(_here(moot.assembly))
    return cmd.CallConsensus(actor=chance.choice(named), proposal=proposal.number)


def _speak(moot: Moot, chance: Random, _someone: PersonId) -> Command | None:
    asked = _answerable(moot.assembly)
    if not asked:
        return None
    check = chance.choice(asked)
    silent = check.unheard() if chance.random() < 0.8 else []
    stances = [*sorted(PROPOSAL_STANCES), *[Stance.AGREE] * 6]
    if not isinstance(check.question, OnProposal):
        stances = [*sorted(RECALL_STANCES), Stance.REMOVE]
    return cmd.TakePosition(
        actor=chance.choice(silent or sorted(check.roll)),
        check=check.number,
        stance=chance.choice(stances),
        reason=chance.choice(["", "", "it harms"]),
        source=moot.source(),
    )


def _take_back(moot: Moot, chance: Random, _someone: PersonId) -> Command | None:
    asked = [check for check in _answerable(moot.assembly) if check.positions]
    if not asked:
        return None
    check = chance.choice(asked)
    person = chance.choice(sorted(check.positions))
    if chance.random() < 0.5:
        return cmd.Retract(actor=person, check=check.number)
    return cmd.LiftExpression(actor=person, check=check.number, source=check.positions[person].source)


def _amend(moot: Moot, chance: Random, _someone: PersonId) -> Command | None:
    own = _in_phase(moot.assembly, Phase.DISCUSSION, Phase.CHECK)
    if not own:
        return None
    proposal = chance.choice(own)
    return cmd.Amend(actor=proposal.proposer, proposal=proposal.number, text=f"{chance.randint(1, 9)} kilos.")


def _withdraw(moot: Moot, chance: Random, _someone: PersonId) -> Command | None:
    own = _in_phase(moot.assembly, Phase.DISCUSSION, Phase.CHECK)
    if not own:
        return None
    proposal = chance.choice(own)
    return cmd.Withdraw(actor=proposal.proposer, proposal=proposal.number)


def _recall(moot: Moot, chance: Random, someone: PersonId) -> Command | None:
    officer = moot.assembly.secretary
    if officer is None:
        return None
    acts = [act.number for act in moot.assembly.acts.values() if act.officer == officer and not act.mandated]
    act = chance.choice([None, *acts])
    return cmd.StartRecall(actor=someone, officer=officer, reason="", act=act, source=moot.source())


def _act(moot: Moot, chance: Random, _someone: PersonId) -> Command | None:
    officer = moot.assembly.secretary
    if officer is None:
        return None
    decision = chance.choice([None, *moot.assembly.decisions])
    return cmd.RecordAct(actor=officer, text=f"paid {chance.randint(1, 99)} pounds", decision=decision, pence=5)


def _sign(moot: Moot, chance: Random, someone: PersonId) -> Command | None:
    gathering = _gathering(moot.assembly)
    return (
        cmd.Sign(actor=someone, petition=chance.choice(gathering).number, source=moot.source()) if gathering else None
    )


def _unsign(moot: Moot, chance: Random, someone: PersonId) -> Command | None:
    gathering = _gathering(moot.assembly)
    if not gathering:
        return None
    petition = chance.choice(gathering)
    return cmd.Unsign(actor=next(iter(petition.signatures), someone), petition=petition.number)


def _enter(moot: Moot, chance: Random, _someone: PersonId) -> Command:
    return cmd.Enter(actor=chance.choice([*EVERYBODY, STRANGER]), venue=chance.choice(sorted(moot.assembly.venues)))


def _leave(moot: Moot, _chance: Random, someone: PersonId) -> Command | None:
    here = moot.assembly.participants.get(someone)
    return cmd.Leave(actor=someone, venue=min(here.venues)) if here and here.venues else None


def _apologise(moot: Moot, chance: Random, someone: PersonId) -> Command:
    return cmd.GiveApologies(actor=someone, until=moot.now + timedelta(days=chance.randint(1, 9)))


def _wait(_moot: Moot, _chance: Random, _someone: PersonId) -> None:
    return None


_THOUGHTS: Final[dict[Callable[[Moot, Random, PersonId], Command | None], float]] = {
    _propose: 3,
    _propose_rule: 1.5,
    _nominate: 3,
    _concern: 1,
    _call: 6,
    _speak: 30,
    _take_back: 3,
    _amend: 2,
    _withdraw: 0.3,
    _recall: 3,
    _act: 2,
    _sign: 5,
    _unsign: 0.7,
    _enter: 3,
    _leave: 1,
    _apologise: 1,
    _wait: 8,
}
