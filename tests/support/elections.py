"""Elections in tests: called, names put forward, and voted on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Self

from deliberation import commands as cmd
from deliberation.commands.elections import Times
from deliberation.elections import Election
from deliberation.events import Event
from deliberation.federation import Kind
from deliberation.ids import PersonId
from deliberation.rules import Method
from tests.support.engine import Moot, people
from tests.support.polls import Booth

BY_THE_RULES = Times()
EVERYBODY = ("ada", "ben", "cat", "dan", "eve", "fay")


class Electing(Moot):
    """An assembly that elects. Ada founded it, and gives procedure while there is no secretary."""

    @classmethod
    def here(cls, *names: str, **rules: str) -> Self:
        """Found an assembly of six, or of those named."""
        return cls.founded(
            *(names or EVERYBODY), rules={name.replace("_", "-"): value for name, value in rules.items()}
        )

    @property
    def booth(self) -> Booth:
        """Give the booth in which ballots are given."""
        if not hasattr(self, "_booth"):
            self._booth = Booth(self)
        return self._booth

    def of_kind(self, kind: Kind) -> Self:
        """Make it an assembly of another kind, as if it had been founded so."""
        self._assembly = replace(self.assembly, kind=kind)
        return self

    def with_office(self, name: str, *, seats: int = 1, appointed_by: str = "") -> Self:
        """Give it an office by the consensus of everybody."""
        self.do(cmd.ProposeOffice(actor=PersonId("ada"), office=name, seats=seats, appointed_by=appointed_by or None))
        self.agree(*sorted(self.assembly.participants), check=self.call(len(self.assembly.proposals)))
        return self

    def election(self, number: int = 1) -> Election:
        """Give an election."""
        return self.assembly.elections[number]

    def calls(
        self,
        by: str = "ada",
        office: str = "secretary",
        *,
        seats: int | None = None,
        method: Method | None = None,
        times: Times = BY_THE_RULES,
        officers: Iterable[str] = (),
    ) -> int:
        """Call an election and give its number."""
        self.do(
            cmd.CallElection(
                actor=PersonId(by),
                office=office,
                seats=seats,
                method=method,
                times=times,
                officers=frozenset(people(*officers)),
            )
        )
        return len(self.assembly.elections)

    def nominate(self, person: str, by: str, election: int = 1) -> list[Event]:
        """Put a name forward."""
        return self.do(
            cmd.Nominate(actor=PersonId(by), election=election, person=PersonId(person), reason=f"{person} listens")
        )

    def second(self, person: str, by: str, election: int = 1) -> list[Event]:
        """Support a nomination."""
        return self.do(cmd.SecondNomination(actor=PersonId(by), election=election, person=PersonId(person)))

    def accept(self, person: str, election: int = 1) -> list[Event]:
        """Let whom it names stand."""
        return self.do(
            cmd.AnswerNomination(actor=PersonId(person), election=election, accepts=True, statement="I would listen.")
        )

    def decline(self, person: str, election: int = 1) -> list[Event]:
        """Let whom it names not stand, or stand down."""
        return self.do(cmd.AnswerNomination(actor=PersonId(person), election=election, accepts=False))

    def stands(self, person: str, by: str = "ada", second: str = "ben", election: int = 1) -> None:
        """Let somebody stand, nominated and seconded."""
        self.nominate(person, by, election)
        self.second(person, second, election)
        self.accept(person, election)

    def at_close(self, election: int = 1) -> list[Event]:
        """Let nominations close."""
        return self.at_time(self.election(election).timetable.nominations_close)

    def at_ballot(self, election: int = 1) -> None:
        """Let the ballot open."""
        self.at_time(self.election(election).timetable.ballot_open)
        self.booth.open()

    def at_count(self, poll: int = 1) -> list[Event]:
        """Let the ballot be counted."""
        self.at_time(self.assembly.polls[poll].closes_at)
        return self.booth.count()

    def at_time(self, when: datetime) -> list[Event]:
        """Let time go by until then, and do what is due."""
        return self.at(seconds=(when - self.now).total_seconds())

    def votes(self, *rankings: tuple[str, tuple[str, ...]], poll: int = 1) -> None:
        """Let people vote, each by a ranking; ``again`` is to re-open nominations. In STAR the first gets five."""
        found = self.assembly.polls[poll]
        places = {str(option.person or "again"): place for place, option in enumerate(found.options)}
        for voter, names in rankings:
            if found.method is Method.STV:
                marks = tuple(places[name] for name in names)
            else:
                scores = {places[name]: 5 - rank for rank, name in enumerate(names)}
                marks = tuple(scores.get(place, 0) for place in range(len(places)))
            self.booth.vote(voter, *marks, poll=poll)


def called(**rules: str) -> Electing:
    """Give an assembly of six in which the election of a secretary was called."""
    moot = Electing.here(**rules)
    moot.calls()
    return moot


def contested(**rules: str) -> Electing:
    """Give one in which Eve and Fay stand, and nominations have closed."""
    moot = called(**rules)
    moot.stands("eve", "ada", "ben")
    moot.stands("fay", "cat", "dan")
    moot.at_close()
    return moot
