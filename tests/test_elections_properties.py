"""Elections by chance: whatever people do in them, the register verifies and nobody is elected without a mandate."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Final

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.checks import OnProposal
from deliberation.commands import Command
from deliberation.commands.elections import Times
from deliberation.convening import subject_of
from deliberation.deciding.clockwork import next_due
from deliberation.deciding.polls import polls_to_count, polls_to_open
from deliberation.effects import FillOffice, SelectCandidate
from deliberation.elections import Election
from deliberation.events import Event
from deliberation.federation import Kind
from deliberation.ids import PersonId
from deliberation.polls import Poll
from deliberation.positions import Stance
from deliberation.rules import Method
from tests.support.elections import Electing
from tests.support.engine import ROOM
from tests.support.plausible import EVERYBODY, plausible
from tests.support.polls import sound

OFFICERS: Final = frozenset({EVERYBODY[4], PersonId("zoe")})

LONG: Final = {"nomination_period": "90d", "period": "30d", "ballot_period": "90d"}
"""Rules by which an election takes longer than one may for which somebody names times."""


class Walk:
    """One history: what was asked, and who had a right to be elected when."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.moot = Electing.here(
            election_method=self.chance.choice([*map(str, (Method.STAR, Method.STV, Method.PROPORTIONAL))]),
            cooling_off=self.chance.choice(["0h", "2d"]),
            secret_ballots=self.chance.choice(["yes", "no"]),
            secretary_term="14d",
            **self.chance.choice([{}, {}, {}, LONG]),
        )
        self.moot.with_office("convenor", seats=2)
        self.on_paper: dict[int, set[PersonId]] = {}
        self.forgotten: set[PersonId] = set()

    def step(self) -> None:
        """Let somebody do something, or some time go by."""
        moot, chance = self.moot, self.chance
        asked = self.thought() if chance.random() < 0.7 else plausible(moot, chance)
        if isinstance(asked, cmd.ForgetPerson):
            self.forgotten.add(self.now(asked.person))
        if asked is not None and not (isinstance(asked, cmd.Enter) and self.now(asked.actor) in self.forgotten):
            happened = moot.ask(asked)  # who comes back after that has another id
            if isinstance(happened, list):
                self.judge(happened)
        if chance.random() < 0.4:
            moot.later(hours=chance.choice([1, 6, 20, 72]))
        self.do_what_is_due()

    def now(self, person: PersonId) -> PersonId:
        """Say who somebody is now."""
        return self.moot.assembly.linked.get(person, person)

    def do_what_is_due(self) -> None:
        """Do what the program does by the clock; afterwards nothing is due any more, so that it does not spin."""
        moot = self.moot
        self.judge(moot.do(cmd.Tick()))
        assert moot.do(cmd.Tick()) == []
        for poll in moot.booth.open():
            self.on_paper.setdefault(poll.number, {o.person for o in poll.options if o.person is not None})
        self.judge(moot.booth.count())
        self.judge(moot.do(cmd.Tick()))
        if polls_to_open(moot.assembly, moot.now) or polls_to_count(moot.assembly, moot.now):
            return
        due = next_due(moot.assembly)
        assert due is None or due > moot.now or moot.assembly.unheard_since is not None

    def judge(self, happened: list[Event]) -> None:
        """Nobody is elected who was not nominated, seconded and accepted, or elected by consensus."""
        for event in happened:
            if isinstance(event, ev.NominationsClosed):
                candidates = self.moot.election(event.election).candidates
                assert all(person in candidates for person in event.standing)
            if isinstance(event, ev.OfficeFilled | ev.CandidateSelected):
                self._rightly(event)

    def _rightly(self, event: ev.OfficeFilled | ev.CandidateSelected) -> None:
        assembly = self.moot.assembly
        if event.decision:
            effect = assembly.proposals[assembly.decisions[event.decision].proposal].effect
            assert isinstance(effect, FillOffice | SelectCandidate)
            return
        election = assembly.elections[event.election]
        assert election.poll is not None
        known = {assembly.linked.get(person, person) for person in self.on_paper[election.poll]}
        assert assembly.linked.get(event.person, event.person) in known

    # --- what people think of

    def thought(self) -> Command | None:
        """Think of something that somebody might do in an election."""
        (think,) = self.chance.choices(list(_THOUGHTS), list(_THOUGHTS.values()))
        return think(self)

    def someone(self) -> PersonId:
        """Choose somebody."""
        return self.chance.choice(sorted(self.moot.assembly.participants) or list(EVERYBODY))

    def open(self) -> Election | None:
        """Choose an election that is open."""
        still = [each for each in self.moot.assembly.elections.values() if each.is_open]
        return self.chance.choice(still) if still else None

    def poll(self) -> Poll | None:
        """Choose a ballot that is open."""
        still = [each for each in self.moot.assembly.polls.values() if each.is_open and each.roll]
        return self.chance.choice(still) if still else None


def _call(walk: Walk) -> Command:
    chance = walk.chance
    days = chance.choice([None, timedelta(hours=1), timedelta(days=2)])
    return cmd.CallElection(
        actor=chance.choice([walk.someone(), EVERYBODY[0]]),
        office=chance.choice(["secretary", "convenor", "no such office"]),
        seats=chance.choice([None, None, 1, 2]),
        method=chance.choice([None, Method.STV]),
        times=Times(
            nominations_open=walk.moot.now + days if days and chance.random() < 0.3 else None,
            nominations_for=days,
            ballot_for=chance.choice([None, days]),
        ),
        officers=chance.choice([frozenset[PersonId](), OFFICERS]),
    )


def _select(walk: Walk) -> Command:
    return cmd.CallElection(actor=EVERYBODY[0], seat="Leeds North", seats=walk.chance.choice([1, 2]))


def _nominate(walk: Walk) -> Command | None:
    election = walk.open()
    if election is None:
        return None
    return cmd.Nominate(actor=walk.someone(), election=election.number, person=walk.someone(), reason="they listen")


def _second(walk: Walk) -> Command | None:
    election = walk.open()
    if election is None or not election.candidates:
        return None
    person = walk.chance.choice(sorted(election.candidates))
    return cmd.SecondNomination(actor=walk.someone(), election=election.number, person=person)


def _answer(walk: Walk) -> Command | None:
    election = walk.open()
    if election is None or not election.candidates:
        return None
    person = walk.chance.choice(sorted(election.candidates))
    accepts = walk.chance.random() < 0.85
    return cmd.AnswerNomination(actor=person, election=election.number, accepts=accepts, statement="I would.")


def _seek(walk: Walk) -> Command | None:
    election = walk.open()
    if election is None or not election.candidates:
        return None
    person = walk.chance.choice(sorted(election.candidates))
    return cmd.SeekConsensus(actor=walk.someone(), election=election.number, person=person)


def _vote(walk: Walk) -> Command | None:
    poll = walk.poll()
    if poll is None:
        return None
    voter, places = walk.chance.choice(sorted(poll.roll)), list(range(len(poll.options)))
    walk.chance.shuffle(places)
    scored = poll.method in {Method.STAR, Method.PROPORTIONAL}
    marks = [walk.chance.randint(0, 5) for _ in places] if scored else places[: walk.chance.randint(0, len(places))]
    if poll.closes_at > walk.moot.now and poll.voice(voter) is not None:
        walk.moot.booth.vote(voter, *marks, poll=poll.number)
    return None


def _agree(walk: Walk) -> Command | None:
    """Let everybody whom a check about somebody waits for agree, or one of them block."""
    moot = walk.moot
    checks = [each for each in moot.assembly.checks.values() if each.is_open and isinstance(each.question, OnProposal)]
    naming = [c for c in checks if subject_of(moot.assembly.proposals[c.question.proposal]) is not None]  # type: ignore[union-attr]
    for check in naming[:1]:
        for person in [each for each in check.unheard() if each in moot.assembly.participants]:
            stance = Stance.BLOCK if walk.chance.random() < 0.05 else Stance.AGREE
            walk.judge(moot.do(cmd.TakePosition(actor=person, check=check.number, stance=stance, source=moot.source())))
            if not moot.check(check.number).is_open:
                break
    return None


def _return(walk: Walk) -> Command | None:
    election = walk.open()
    if election is None:
        return None
    chance, number = walk.chance, election.number
    actor = election.returning or walk.someone()
    officers = chance.choice([frozenset[PersonId](), OFFICERS])
    moved = Times(nominations_for=timedelta(days=chance.randint(1, 9)), ballot_for=timedelta(days=chance.randint(1, 9)))
    commands: list[Command] = [
        cmd.MoveTimetable(actor=actor, election=number, times=moved, officers=officers),
        cmd.TakeOnElection(actor=EVERYBODY[4], election=number, officers=OFFICERS),
        cmd.HandElectionOver(actor=actor, election=number),
    ]
    if chance.random() < 0.25:
        commands = [cmd.CallOffElection(actor=actor, election=number, reason="why not", officers=officers)]
    return chance.choice(commands)


def _people(walk: Walk) -> Command | None:
    one, two = walk.someone(), walk.someone()
    if one == two or len(walk.moot.assembly.participants) < 4:
        return cmd.Enter(actor=PersonId(f"new{walk.chance.randint(1, 99)}"), venue=ROOM)
    if walk.chance.random() < 0.5:
        return cmd.JoinPeople(person=one, other=two)
    return cmd.ForgetPerson(person=one)


def _trouble(walk: Walk) -> Command | None:
    chance, moot = walk.chance, walk.moot
    if moot.assembly.silent:
        return cmd.RegainVenue(venue=ROOM)
    if chance.random() < 0.5:
        return cmd.LoseVenue(venue=ROOM)
    since = moot.now
    moot.later(days=chance.randint(1, 5))
    return cmd.NoteAbsence(since=since, until=moot.now)


_THOUGHTS: Final[dict[Callable[[Walk], Command | None], float]] = {
    _call: 2,
    _select: 2,
    _nominate: 8,
    _second: 8,
    _answer: 8,
    _seek: 1,
    _vote: 12,
    _agree: 1.5,
    _return: 1.5,
    _people: 0.4,
    _trouble: 0.6,
}


def walked(seed: int, steps: int) -> Walk:
    """Take a walk, and look at what came of it."""
    walk = Walk(seed)
    if seed % 3 == 0:
        walk.moot.of_kind(Kind.CONSTITUENCY)
    for _ in range(steps):
        walk.step()
    return walk


@pytest.mark.parametrize("seed", [number for number in range(13) if number % 3])
def test_whatever_happens_in_elections_the_register_verifies(seed: int) -> None:
    """And read again it gives the same assembly."""
    sound(walked(seed, 150).moot)


def test_people_get_far_in_these_histories() -> None:
    """Else they would prove nothing: elections end in every way there is."""
    ends = {
        election.because
        for seed in range(14)
        for election in walked(seed, 120).moot.assembly.elections.values()
        if not election.is_open
    }
    assert {"ballot", "consensus", "called off"} <= ends


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 1_300))
def test_whatever_happens_in_many_elections_the_register_verifies(seed: int) -> None:
    """The same, for longer; a constituency is founded as one, so only the others' registers are whole."""
    moot = walked(seed, 300).moot
    assert seed % 3 == 0 or moot.verified().sound, moot.verified().problems
