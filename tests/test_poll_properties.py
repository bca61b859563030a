"""However ballots are given, changed and counted: one person has one, and their order says nothing."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.deciding.polls import fault_of, polls_to_count, polls_to_open
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.poll_results import lot_of, result_of, seed_of, sorted_papers
from deliberation.polls import Marks, OnDeadlock, OnReferendum, Option, OptionKind, Paper, Poll, PollOutcome
from deliberation.positions import Stance
from deliberation.rules import Method, Rules
from tests.support.engine import MONDAY, ROOM, Moot, people, replayed, without_sources
from tests.support.polls import Booth, secret_of

NAMES: Final = ("ada", "ben", "cat", "dan", "eve", "fay")


class Town:
    """An assembly that votes by chance; beside it a plain book of which human being gave which ballot last.

    The book knows nothing of rolls' places and voices: only who turned out to be whom.
    """

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        rules = {"callers": "anyone", "deadlock-after": "1", "period": "2h", "ballot-period": "5h"}
        rules |= {"secret-ballots": self.chance.choice(["yes", "no"]), "quorum-minimum": "1"}
        rules |= {"electorate": self.chance.choice(["members", "participants"])}
        self.moot = Moot.founded(*NAMES, rules=rules)
        self.booth = Booth(self.moot)
        self.book: dict[int, dict[PersonId, Marks]] = {}
        self.known = list(NAMES)
        """Those not forgotten."""

    def walk(self, steps: int) -> None:
        """Do one thing after another, and what falls due between."""
        for _ in range(steps):
            (act,) = self.chance.choices(list(_ACTS), list(_ACTS.values()))
            act(self)
            self.moot.at(minutes=self.chance.choice([1, 20, 90]))
            self._due()

    def _due(self) -> None:
        for question in polls_to_open(self.moot.assembly, self.moot.now):
            number = len(self.moot.assembly.polls) + 1
            no_members = frozenset(person for person in people(*NAMES) if self.chance.random() < 0.3)
            self.moot.do(cmd.OpenPoll(question=question, lot=lot_of(secret_of(number)), no_members=no_members))
            self.book[number] = {}
        for number in polls_to_count(self.moot.assembly, self.moot.now):
            happened = self.moot.do(self.booth.counting(number))
            self.counted(number, happened)

    def counted(self, number: int, happened: list[Event]) -> None:
        """Hold a count against the book: as many papers as human beings voted, each with what they said last."""
        (event,) = [each for each in happened if isinstance(each, ev.PollCounted)]
        assert {paper.marks: paper.many for paper in event.papers} == Counter(self.book[number].values())
        assert self.moot.assembly.polls[number].turnout == len(self.book[number])

    def someone(self) -> PersonId:
        """Choose anybody, who may take part or not, by one of their ids."""
        return PersonId(self.chance.choice(self.known))

    def open_polls(self) -> list[Poll]:
        """List the polls that are open."""
        return [poll for poll in self.moot.assembly.polls.values() if poll.is_open]

    # --- what may be done

    def propose(self) -> None:
        """Propose something, have it blocked and ask whether there is deadlock."""
        moot, here = self.moot, sorted(self.moot.assembly.participants)
        if len(here) < 2 or any(each.phase is not Phase.CLOSED for each in moot.assembly.proposals.values()):
            return
        numbers = [moot.propose(here[0]) for _ in range(self.chance.randint(1, 3))]
        check = moot.call(numbers[0], who=here[0])
        moot.block(here[1], check=check)
        moot.at(hours=2)
        asked = moot.ask(cmd.AskDeadlock(actor=here[0], proposals=tuple(numbers)))
        if isinstance(asked, list):
            self.moot.say(self.chance.choice([Stance.YES, Stance.NO]), *here, check=len(moot.assembly.checks))

    def ask_all(self) -> None:
        """Call a referendum."""
        here = sorted(self.moot.assembly.participants)
        if here:
            question = f"Shall we {self.moot.now}?"
            secret = self.chance.choice([True, False, None])
            period = timedelta(hours=self.chance.randint(1, 6))
            who = self.chance.choice(here)
            self.moot.ask(
                cmd.CallReferendum(actor=who, question=question, members_only=False, secret=secret, period=period)
            )

    def vote(self) -> None:
        """Give a ballot, or another."""
        if not (polls := self.open_polls()):
            return
        poll, person = self.chance.choice(polls), self.someone()
        marks = self._marks(poll)
        voice = poll.voice(self.moot.assembly.linked.get(person, person))
        answer = self.moot.ask(cmd.GiveBallot(actor=person, poll=poll.number, marks=marks))
        taken = voice is not None and poll.closes_at > self.moot.now and not fault_of(poll, marks)
        assert isinstance(answer, list) == taken
        if isinstance(answer, list) and voice is not None:
            assert len(answer) <= 1
            self.booth.papers[poll.number, voice] = marks
            self.book[poll.number][self.moot.assembly.linked.get(person, person)] = marks

    def _marks(self, poll: Poll) -> Marks:
        if poll.method is Method.YES_NO:
            return self.chance.choice([(), (0,), (1,), (2,)])
        return tuple(self.chance.randint(0, 5) for _ in poll.options)

    def join(self) -> None:
        """Let it turn out that two are one: the ballot of the id that they keep stands."""
        one, other = self.chance.sample(self.known, 2)
        linked = self.moot.assembly.linked
        person, gone = (linked.get(PersonId(each), PersonId(each)) for each in (one, other))
        open_now = {poll.number for poll in self.open_polls()}
        happened = self.moot.ask(cmd.JoinPeople(person=person, other=gone))
        if isinstance(happened, list) and happened and person != gone:
            for number in open_now:
                book = self.book[number]
                if gone in book:
                    book.setdefault(person, book.pop(gone))
                    book.pop(gone, None)

    def forget(self) -> None:
        """Forget somebody, whose ballot stands. They never come back by any of their ids."""
        linked, person = self.moot.assembly.linked, self.someone()
        now = linked.get(person, person)
        ids = {each for each in people(*NAMES) if linked.get(each, each) == now}
        if len(self.known) - len(ids) > 3:
            self.moot.do(cmd.ForgetPerson(person=person))
            self.known = [each for each in self.known if each not in ids]

    def come_or_go(self) -> None:
        """Come, or leave."""
        person = self.someone()
        move = cmd.Leave if person in self.moot.assembly.participants else cmd.Enter
        self.moot.ask(move(actor=person, venue=ROOM))

    def be_away(self) -> None:
        """Let the bot be away for a while."""
        self.moot.later(hours=3)
        self.moot.do(cmd.NoteAbsence(since=self.moot.now - timedelta(hours=3), until=self.moot.now))

    def lose_the_box(self) -> None:
        """Begin a ballot again whose box is lost."""
        for poll in self.open_polls()[:1]:
            lot = lot_of(secret_of(poll.number, poll.begun_again + 1))
            self.moot.do(cmd.BeginPollAgain(poll=poll.number, lot=lot, because="box"))
            self.book[poll.number] = {}
            for place in poll.roll:
                self.booth.papers.pop((poll.number, place), None)


_ACTS: Final[dict[Callable[[Town], None], float]] = {
    Town.propose: 2,
    Town.ask_all: 2,
    Town.vote: 20,
    Town.join: 0.7,
    Town.forget: 0.3,
    Town.come_or_go: 2,
    Town.be_away: 0.5,
    Town.lose_the_box: 0.3,
}


def walked(seed: int, steps: int) -> Town:
    """Let chance do so many things, and hold the register against the rules."""
    town = Town(seed)
    town.walk(steps)
    assert town.moot.verified().problems == ()
    again = replayed(town.moot.entries, town.moot.texts)
    assert again is not None
    assert without_sources(again) == without_sources(town.moot.assembly)
    return town


def test_nobody_votes_twice_and_every_register_verifies() -> None:
    """Over many histories each count is the book's, and enough is counted for that to mean something."""
    outcomes: Counter[PollOutcome | None] = Counter()
    questions: Counter[type] = Counter()
    for seed in range(25):
        for poll in walked(seed, 60).moot.assembly.polls.values():
            outcomes[poll.outcome] += 1
            questions[type(poll.question)] += bool(poll.papers)
    assert min(questions[OnDeadlock], questions[OnReferendum]) >= 20
    assert min(outcomes[PollOutcome.DECIDED], outcomes[PollOutcome.NOT_CARRIED]) >= 5


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1000, 1400))
def test_nobody_votes_twice_for_long(seed: int) -> None:
    """The same, over longer histories."""
    walked(seed, 200)


# --- the count


def ballot(method: Method, options: int, seats: int = 1) -> Poll:
    """Give a poll with so many options."""
    question = OnReferendum(1) if method is Method.YES_NO else OnDeadlock(tuple(range(1, options)))
    return Poll(
        number=1,
        question=question,
        options=tuple(Option(OptionKind.PROPOSAL, proposal=number) for number in range(1, options + 1)),
        method=method,
        seats=seats,
        secret=True,
        rules=Rules(),
        roll=frozenset(people(*NAMES)),
        opened_at=MONDAY,
        remind_at=MONDAY,
        closes_at=MONDAY,
        lot="",
    )


OPTIONS: Final = 4
SCORED: Final = st.lists(st.tuples(*[st.integers(0, 5)] * OPTIONS), max_size=12)
RANKED: Final = st.lists(st.permutations(range(OPTIONS)).flatmap(lambda p: st.integers(0, OPTIONS).map(
    lambda n: tuple(p[:n]))), max_size=12)  # fmt: skip


@given(data=st.data(), method=st.sampled_from([Method.STAR, Method.PROPORTIONAL, Method.STV]), seats=st.integers(1, 3))
@settings(max_examples=60)
def test_the_order_in_which_ballots_come_changes_nothing(data: st.DataObject, method: Method, seats: int) -> None:
    """Shuffled, split or put together: the same seed, the same winners, by whichever method."""
    marks = data.draw(RANKED if method is Method.STV else SCORED)
    shuffled = data.draw(st.permutations(marks))
    poll = ballot(method, OPTIONS, seats)
    single = [Paper(each, 1) for each in shuffled]
    together = sorted_papers(Paper(each, 1) for each in marks)
    assert seed_of(poll, single, "secret") == seed_of(poll, together, "secret")
    one, other = result_of(poll, single, "secret"), result_of(poll, iter(together), "secret")
    assert one == other
    assert sum(paper.many for paper in together) == len(marks)
    assert len(set(one.elected)) == len(one.elected) <= seats
