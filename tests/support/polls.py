"""Ballots in tests: opened, given and counted as the program does it, with a box that is a plain dictionary."""

from collections import Counter
from dataclasses import dataclass, field, replace

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.deciding.polls import polls_to_count, polls_to_open
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.poll_results import lot_of
from deliberation.polls import Marks, Paper, Poll
from deliberation.positions import Stance
from tests.support.engine import Moot, people, replayed, without_sources

ADA, BEN, CAT, DAN, EVE = people("ada", "ben", "cat", "dan", "eve")


def secret_of(poll: int, turn: int = 0) -> str:
    """Give the secret from which the lots of a poll are drawn."""
    return f"{poll:02x}{turn:02x}" * 16


@dataclass
class Booth:
    """Opens, takes and counts the ballots of an assembly; ``papers`` are those lying in its boxes."""

    moot: Moot
    papers: dict[tuple[int, PersonId], Marks] = field(default_factory=dict)

    def open(self, *no_members: str) -> list[Poll]:
        """Open all that is due."""
        for question in polls_to_open(self.moot.assembly, self.moot.now):
            lot = lot_of(secret_of(len(self.moot.assembly.polls) + 1))
            self.moot.do(cmd.OpenPoll(question=question, lot=lot, no_members=frozenset(people(*no_members))))
        return list(self.moot.assembly.polls.values())

    def vote(self, person: str, *marks: int, poll: int = 1) -> list[Event]:
        """Give a ballot, and put it in the box if it is taken."""
        who = PersonId(person)
        happened = self.moot.do(cmd.GiveBallot(actor=who, poll=poll, marks=marks))
        voice = self.moot.assembly.polls[poll].voice(self.moot.assembly.linked.get(who, who))
        assert voice is not None
        self.papers[poll, voice] = marks
        return happened

    def count(self) -> list[Event]:
        """Count all that is over."""
        happened: list[Event] = []
        for number in polls_to_count(self.moot.assembly, self.moot.now):
            happened += self.moot.do(self.counting(number))
        return happened

    def counting(self, number: int) -> cmd.CountPoll:
        """Ask that a poll be counted, with what lies in its box."""
        poll = self.moot.assembly.polls[number]
        drawn_from = secret_of(number, poll.begun_again)
        if not poll.secret:
            return cmd.CountPoll(poll=number, drawn_from=drawn_from)
        lying = [self._of(poll, person) for person in poll.given]
        papers = tuple(Paper(marks, many) for marks, many in Counter(lying).items())
        receipts = tuple(f"{number}-{place}" for place in range(len(lying)))
        return cmd.CountPoll(poll=number, drawn_from=drawn_from, papers=papers, receipts=receipts)

    def _of(self, poll: Poll, person: PersonId) -> Marks:
        return next(
            self.papers[poll.number, place] for place in poll.places(person) if (poll.number, place) in self.papers
        )


def deadlocked(moot: Moot, *others: str) -> int:
    """Fail twice to agree on a proposal of Ada's, beside others of Ben's; give the number of the deadlock check."""
    first = moot.propose()
    for title in others:
        moot.propose(who="ben", title=title)
    for _ in range(moot.assembly.rules.deadlock_after):
        check = moot.call(first)
        moot.block("ben", check=check)
        moot.at(days=3)
    moot.do(cmd.AskDeadlock(actor=PersonId("ada"), proposals=tuple(range(1, len(others) + 2))))
    return len(moot.assembly.checks)


def established(moot: Moot, *others: str) -> int:
    """Have everybody say that there is deadlock."""
    check = deadlocked(moot, *others)
    moot.say(Stance.YES, *sorted(moot.check(check).roll), check=check)
    return check


def counted(happened: list[Event]) -> ev.PollCounted:
    """Give the one count."""
    (found,) = [event for event in happened if isinstance(event, ev.PollCounted)]
    return found


def four(**rules: str) -> Moot:
    """Found an assembly of four, of which Ada is the founder."""
    return Moot.founded("ada", "ben", "cat", "dan", rules={name.replace("_", "-"): rules[name] for name in rules})


def asking(*proposals: int, actor: PersonId = ADA) -> cmd.AskDeadlock:
    """Ask whether there is deadlock."""
    return cmd.AskDeadlock(actor=actor, proposals=proposals)


def referendum(question: str = "Shall we?", **terms: object) -> cmd.CallReferendum:
    """Call a referendum among those who take part."""
    return replace(cmd.CallReferendum(actor=ADA, question=question, members_only=False), **terms)  # type: ignore[arg-type]


def sound(moot: Moot) -> None:
    """Hold the register against the rules, and read the assembly back from it."""
    assert moot.verified().problems == ()
    again = replayed(moot.entries, moot.texts)
    assert again is not None
    assert without_sources(again) == without_sources(moot.assembly)


def asked(**rules: str) -> tuple[Moot, Booth]:
    """Give an assembly in which a secret referendum is open."""
    moot = four(**rules)
    moot.do(referendum())
    booth = Booth(moot)
    booth.open()
    return moot, booth


def voted(*papers: tuple[int, ...], others: tuple[str, ...] = ("Buy hay",), **rules: str) -> tuple[Moot, Booth]:
    """Have Ada, Ben, Cat and Dan score in a deadlock ballot, by the options in the order of their number."""
    moot = four(**rules)
    established(moot, *others)
    booth = Booth(moot)
    (poll,) = booth.open()
    numbers = [(option.proposal or 99) - 1 for option in poll.options]
    for person, scores in zip(("ada", "ben", "cat", "dan"), papers, strict=False):
        marks = [scores[min(number, len(scores) - 1)] for number in numbers]
        booth.vote(person, *marks)
    moot.at(days=7)
    return moot, booth
