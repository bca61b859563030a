"""Officers by chance: however they come, go, part, join, act and are recalled, what a recall took stays taken."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Final

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.checks import OnRecall
from deliberation.commands import Command
from deliberation.commands.elections import Times
from deliberation.convening import callers, conveners, standing_for
from deliberation.deciding.clockwork import next_due
from deliberation.deciding.officers import held_by
from deliberation.deciding.polls import polls_to_count, polls_to_open
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.offices import Mandate, PetitionState
from deliberation.phases import Phase
from deliberation.positions import Stance
from tests.support.elections import Electing
from tests.support.engine import ROOM
from tests.support.polls import sound

OFFICES: Final = ("secretary", "vice", "treasurer", "bookkeeper")
OFFICERS: Final = frozenset({PersonId("fay"), PersonId("zoe")})
"""Those of the Electoral Society."""


class Walk:
    """One history, and whom a recall removed from what."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        rules = {
            "recall_rule": self.chance.choice(["majority", "consensus-to-keep", "consensus-to-remove"]),
            "secretary_term": self.chance.choice(["7d", "30d"]),
            "cooling_off": self.chance.choice(["0h", "0h", "2d"]),
            "recall_minimum": self.chance.choice(["2", "3"]),
        }
        self.moot = Electing.here(**rules)
        self.numbers = iter(range(1, 10_000))
        self.forgotten: set[PersonId] = set()
        self.removed: set[tuple[str, PersonId]] = set()

    def step(self) -> None:
        """Let somebody do something, and some time go by."""
        (think,) = self.chance.choices(list(_THOUGHTS), list(_THOUGHTS.values()))
        asked = think(self)
        if asked is not None:
            happened = self.moot.ask(asked)
            if isinstance(happened, list):
                self.note(happened)
        if self.chance.random() < 0.35:
            self.moot.later(hours=self.chance.choice([1, 12, 30, 100]))
        self.do_what_is_due()

    def do_what_is_due(self) -> None:
        """Do what the program does by the clock; afterwards nothing is due any more."""
        moot = self.moot
        self.note(moot.do(cmd.Tick()))
        assert moot.do(cmd.Tick()) == []
        moot.booth.open()
        self.note(moot.booth.count())
        self.note(moot.do(cmd.Tick()))
        if not (polls_to_open(moot.assembly, moot.now) or polls_to_count(moot.assembly, moot.now)):
            due = next_due(moot.assembly)
            assert due is None or due > moot.now

    def note(self, happened: list[Event]) -> None:
        """Write down whom recalls removed, and who came to hold something since."""
        for event in happened:
            if isinstance(event, ev.OfficeVacated) and event.because == "recall":
                self.removed.add((event.office, event.person))
            elif isinstance(event, ev.OfficeFilled):
                there = self.moot.assembly.offices.get(event.office)
                deputy_to = there.deputy_to if there is not None else ""
                self.removed -= {(event.office, event.person), (deputy_to, event.person)}
                if event.appointed_by is not None:
                    assert event.appointed_by != event.person
            elif isinstance(event, ev.OfficeCreated) and event.office in self.moot.assembly.offices:
                # The assembly itself lets whoever holds it stand in.
                holders = self.moot.assembly.offices[event.office].holders
                self.removed -= {(event.deputy_to, person) for person in holders}
            elif isinstance(event, ev.PeopleJoined):
                # One of the two may have been put there since as somebody else.
                self.removed -= {(office, person) for office in OFFICES for person in (event.person, event.other)}
        self.look()

    def look(self) -> None:
        """Hold what must always be."""
        assembly = self.moot.assembly
        for office, person in self.removed:
            if office in assembly.offices and person not in assembly.offices[office].holders:
                assert person not in standing_for(assembly, office, self.moot.now)
        for each in assembly.offices.values():
            assert len(set(each.holders)) == len(each.holders)
        for petition in assembly.petitions.values():
            assert petition.officer not in petition.signatures or petition.state is not PetitionState.GATHERING
            check = assembly.checks[petition.check] if petition.check is not None else None
            if check is not None and check.is_open:
                assert check.voice(petition.officer) is None or check.position_of(petition.officer) is None
            if petition.act is not None and petition.act in assembly.acts:
                assert assembly.acts[petition.act].office == petition.office

    # --- what people think of

    def someone(self) -> PersonId:
        """Choose somebody."""
        return self.chance.choice(sorted(self.moot.assembly.participants) or [PersonId("zoe")])

    def officer(self) -> PersonId:
        """Choose somebody who holds an office, if anybody does."""
        holding = sorted({who for office in self.moot.assembly.offices.values() for who in office.holders})
        return self.chance.choice(holding or [self.someone()])

    def new(self) -> PersonId:
        """Name somebody whom nobody knows yet."""
        return PersonId(f"new {next(self.numbers)}")


def _office(walk: Walk) -> Command:
    chance, assembly = walk.chance, walk.moot.assembly
    name, others = chance.choice(OFFICES[1:]), ["", *sorted(assembly.offices)]
    if name in assembly.offices and chance.random() < 0.4:
        return cmd.ProposeOfficeEnd(actor=walk.someone(), office=name)
    return cmd.ProposeOffice(
        actor=walk.someone(),
        office=name,
        seats=chance.choice([None, 1, 2]),
        appointed_by=chance.choice([None, *others]),
        deputy_to=chance.choice([None, *others]),
        term=chance.choice([None, timedelta(days=10)]),
    )


def _propose(walk: Walk) -> Command:
    mandate = Mandate(office=walk.chance.choice(sorted(walk.moot.assembly.offices)), scope="pay", pence=100)
    return cmd.Propose(actor=walk.someone(), title="Pay", mandate=mandate)


def _rule(walk: Walk) -> Command:
    rule, value = walk.chance.choice(
        [("procedure", "secretary"), ("procedure", "treasurer, secretary"), ("recall-minimum", "2"), ("period", "90d"),
         ("ballot-period", "90d"), ("recall-window", "30d"), ("nomination-period", "90d"), ("period", "24h")]
    )  # fmt: skip
    return cmd.ProposeRule(actor=walk.chance.choice([walk.someone(), walk.officer()]), rule=rule, value=value)


def _call(walk: Walk) -> Command | None:
    talked = [p for p in walk.moot.assembly.proposals.values() if p.phase is Phase.DISCUSSION]
    if not talked:
        return None
    proposal = walk.chance.choice(talked[-4:])
    named = callers(walk.moot.assembly, proposal, walk.moot.now) or (walk.someone(),)
    actor = walk.chance.choice([*named, walk.officer()])
    return cmd.CallConsensus(actor=actor, proposal=proposal.number, period=timedelta(hours=walk.chance.choice([1, 20])))


def _agree(walk: Walk) -> Command | None:
    for check in walk.moot.assembly.checks.values():
        waiting = check.unheard() if check.is_open else []
        if not waiting:
            continue
        recall = isinstance(check.question, OnRecall)
        stance = walk.chance.choice([Stance.REMOVE, Stance.REMOVE, Stance.KEEP] if recall else [Stance.AGREE])
        for person in waiting[:-1]:
            walk.note(walk.moot.do(cmd.TakePosition(actor=person, check=check.number, stance=stance)))
        last = waiting[-1]
        return cmd.TakePosition(actor=last, check=check.number, stance=stance)
    return None


def _recall(walk: Walk) -> Command:
    acts = [act.number for act in walk.moot.assembly.acts.values() if not act.mandated]
    officer = walk.officer()
    held = held_by(walk.moot.assembly, officer)
    return cmd.StartRecall(
        actor=walk.someone(),
        officer=officer,
        reason="",
        office=walk.chance.choice(["", *held]),
        act=walk.chance.choice([None, *acts[-3:]]),
    )


def _sign(walk: Walk) -> Command | None:
    gathering = [p for p in walk.moot.assembly.petitions.values() if p.state is PetitionState.GATHERING]
    if not gathering:
        return None
    petition = walk.chance.choice(gathering)
    return cmd.Sign(actor=walk.someone(), petition=petition.number, source=walk.moot.source())


def _act(walk: Walk) -> Command:
    decisions = [None, *walk.moot.assembly.decisions]
    return cmd.RecordAct(
        actor=walk.officer(),
        text=f"paid {walk.chance.randint(1, 99)}",
        office=walk.chance.choice(["", *OFFICES]),
        decision=walk.chance.choice(decisions[-4:]),
        pence=walk.chance.choice([-5, 0, 40, 60]),
        unmandated=walk.chance.random() < 0.7,
    )


def _fill(walk: Walk) -> Command:
    actor, office = walk.someone(), walk.chance.choice(sorted(walk.moot.assembly.offices))
    there = walk.moot.assembly.offices[office]
    if there.appointed_by:
        able = standing_for(walk.moot.assembly, there.appointed_by, walk.moot.now)
        return cmd.Appoint(actor=walk.chance.choice([*able, actor]), person=walk.someone(), office=office)
    return cmd.NominateOfficer(actor=actor, person=walk.someone(), office=office)


def _resign(walk: Walk) -> Command:
    officer = walk.officer()
    return cmd.Resign(actor=officer, office=walk.chance.choice(held_by(walk.moot.assembly, officer) or ("",)))


def _people(walk: Walk) -> Command:
    one, two, chance = walk.chance.choice([walk.officer(), walk.someone()]), walk.someone(), walk.chance.random()
    if chance < 0.3 or len(walk.moot.assembly.participants) < 5:
        return cmd.Enter(actor=walk.new(), venue=ROOM)
    if chance < 0.5:
        return cmd.JoinPeople(person=one, other=two)
    if chance < 0.7:
        other = walk.new()
        walk.note(walk.moot.do(cmd.PartPerson(person=one, other=other)))
        return cmd.Enter(actor=other, venue=ROOM)
    if chance < 0.8:
        return cmd.ForgetPerson(person=one)
    if chance < 0.9:
        return cmd.GiveApologies(actor=one, until=walk.moot.now + timedelta(days=3))
    walk.moot.ask(cmd.Leave(actor=two, venue=ROOM))
    return cmd.Enter(actor=two, venue=ROOM)


def _election(walk: Walk) -> Command | None:
    chance, moot = walk.chance, walk.moot
    still = [each for each in moot.assembly.elections.values() if each.is_open]
    if not still or chance.random() < 0.1:
        ago = chance.choice([None, timedelta(days=1), timedelta(days=20)])
        times = Times(joined_by=moot.now - ago if ago else None)
        office = chance.choice(sorted(moot.assembly.offices))
        return cmd.CallElection(actor=walk.someone(), office=office, times=times, officers=OFFICERS)
    election = chance.choice(still)
    number, candidates = election.number, list(election.candidates)
    thoughts: list[Command] = [
        cmd.Nominate(actor=walk.someone(), election=number, person=walk.someone()),
        cmd.Nominate(actor=walk.someone(), election=number, person=walk.officer()),
        *(cmd.SecondNomination(actor=walk.someone(), election=number, person=each) for each in candidates),
        *(cmd.AnswerNomination(actor=each, election=number, accepts=True, statement="Yes.") for each in candidates),
        cmd.TakeOnElection(actor=chance.choice(sorted(OFFICERS)), election=number, officers=OFFICERS),
        cmd.MoveTimetable(
            actor=chance.choice([*sorted(OFFICERS), *conveners(moot.assembly)]),
            election=number,
            times=Times(ballot_for=timedelta(days=chance.randint(1, 20))),
            officers=OFFICERS,
        ),
    ]
    return chance.choice(thoughts)


def _vote(walk: Walk) -> Command | None:
    still = [poll for poll in walk.moot.assembly.polls.values() if poll.is_open and poll.roll]
    if still:
        poll = walk.chance.choice(still)
        voter, marks = walk.chance.choice(sorted(poll.roll)), [walk.chance.randint(0, 5) for _ in poll.options]
        if poll.voice(voter) is not None and poll.closes_at > walk.moot.now:
            walk.moot.booth.vote(voter, *marks, poll=poll.number)
    return None


_THOUGHTS: Final[dict[Callable[[Walk], Command | None], float]] = {
    _office: 2,
    _propose: 1,
    _rule: 1,
    _call: 4,
    _agree: 7,
    _recall: 3,
    _sign: 8,
    _act: 4,
    _fill: 5,
    _resign: 0.4,
    _people: 1.5,
    _election: 4,
    _vote: 4,
}


def walked(seed: int, steps: int) -> Walk:
    """Take a walk."""
    walk = Walk(seed)
    for _ in range(steps):
        walk.step()
    return walk


@pytest.mark.parametrize("seed", range(421, 427))
def test_whatever_officers_do_the_register_verifies(seed: int) -> None:
    """And read again it gives the same assembly."""
    sound(walked(seed, 150).moot)


def test_officers_get_far_in_these_histories() -> None:
    """Else they would prove nothing: recalls end in every way there is, and what people are up to happens."""
    assemblies = [walked(seed, 150).moot.assembly for seed in range(421, 431)]
    checks = [check for each in assemblies for check in each.checks.values()]
    recalls = {check.outcome for check in checks if isinstance(check.question, OnRecall)}
    assert {Outcome.REMOVED, Outcome.KEPT, Outcome.WITHDRAWN} <= recalls
    petitions = [petition for each in assemblies for petition in each.petitions.values()]
    assert any(petition.act for petition in petitions)
    assert any(petition.parted for petition in petitions)
    assert any(election.left for each in assemblies for election in each.elections.values())


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 1_300))
def test_whatever_officers_do_for_long_the_register_verifies(seed: int) -> None:
    """The same, for longer."""
    sound(walked(seed, 300).moot)
