"""However accounts are linked and parted, come and go, lapse and react: one person has one position."""

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.checks import Check, OnProposal, OnRecall
from deliberation.commands import Command
from deliberation.convening import conveners
from deliberation.deciding.clockwork import next_due
from deliberation.events import Event
from deliberation.events.people import Enrolment
from deliberation.ids import PersonId, VenueId
from deliberation.offices import PetitionState
from deliberation.phases import Phase
from deliberation.positions import PROPOSAL_STANCES, RECALL_STANCES, Stance
from deliberation.refusals import NotOnRoll, Refusal
from tests.support.engine import HALL, ROOM, Moot, recounted, replayed, without_sources

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNTS = tuple(f"account {n}" for n in range(7))
ACCOUNT = st.sampled_from(ACCOUNTS)
VENUE = st.sampled_from([ROOM, HALL])
ANY = st.integers(min_value=0, max_value=7)


class Town(RuleBasedStateMachine):
    """Accounts in venues, of people who turn out to be each other and not; beside them a plain book of who said what.

    The book knows nothing of rolls' places and voices: only which ids one human being has had, which of them are on a
    roll, and what they said last.
    """

    @initialize(cooling_off=st.sampled_from(["0h", "5d"]), quorum=st.sampled_from(["1", "3"]))
    def is_founded(self, cooling_off: str, quorum: str) -> None:
        rules = {"cooling-off": cooling_off, "quorum-minimum": quorum, "callers": "anyone", "recall-minimum": "2"}
        names = [f"p{n}" for n in range(5)]
        self.moot = Moot.founded(*names, rules=rules)
        self.moot.do(cmd.BindVenue(actor=PersonId("p0"), venue=HALL, present=(), administers=True))
        self.fresh = count(len(ACCOUNTS))
        self.holder = {account: PersonId(f"p{n}") for n, account in enumerate(ACCOUNTS)}
        self.inside: dict[VenueId, set[str]] = {ROOM: set(ACCOUNTS[:5]), HALL: {ACCOUNTS[0]}}
        self.ids = {person: frozenset({person}) for person in self.holder.values()}
        self.rolls: dict[int, frozenset[PersonId]] = {}
        self.said: defaultdict[int, dict[PersonId, tuple[datetime, Stance]]] = defaultdict(dict)
        self.calls(0)

    # --- what is asked, and the book that is kept of it

    def ask(self, command: Command) -> list[Event] | Refusal:
        """Ask something, a minute after what was asked before, and write down what came of it."""
        self.moot.later(minutes=1)
        answer = self.moot.ask(command)
        for event in answer if isinstance(answer, list) else ():
            self.note(event)
        return answer

    def note(self, event: Event) -> None:
        """Write down what the clock or an amendment does to what was said."""
        if isinstance(event, ev.CheckCalled):
            kept = {person: said for person, said in self.said[event.check].items() if said[1] is Stance.BLOCK}
            self.said[event.check] = kept
            self.rolls[event.check] = self.moot.check(event.check).roll
            here = self.moot.assembly.participants.keys() | kept.keys()
            assert self.rolls[event.check] == here - set(event.barred)
        elif isinstance(event, ev.BlockLapsed):
            who = self.now(event.person)
            self.said[event.check][who] = (self.said[event.check][who][0], Stance.STAND_ASIDE)
        elif isinstance(event, ev.EnrolmentEnded):
            for person in event.people:
                self.put_out(person)

    def put_out(self, person: PersonId) -> None:
        """Close to somebody's accounts the venues that were opened to them for a place that ended."""
        here = self.moot.assembly.participants.get(person)
        for venue, accounts in self.inside.items():
            if here is None or venue not in here.venues:
                accounts -= {account for account in accounts if self.holder[account] == person}

    def now(self, person: PersonId) -> PersonId:
        """Say who somebody is by now."""
        return next(now for now, ids in self.ids.items() if person in ids)

    def has_place(self, check: Check, person: PersonId) -> bool:
        """Whether one of somebody's ids is on a roll that is not about them."""
        return not self.is_about(check, person) and not self.ids[person].isdisjoint(self.rolls[check.number])

    def is_about(self, check: Check, person: PersonId) -> bool:
        """Whether a check is the recall of somebody."""
        asked = check.question
        return isinstance(asked, OnRecall) and self.moot.petition(asked.petition).officer in self.ids[person]

    # --- who is who

    @rule(account=ACCOUNT, to=ACCOUNT)
    def is_linked(self, account: str, to: str) -> None:
        person, other = self.holder[to], self.holder[account]
        if person == other:
            return
        self.ask(cmd.JoinPeople(person=person, other=other))
        self.holder = {each: person if who == other else who for each, who in self.holder.items()}
        self.ids[person] |= self.ids.pop(other)
        for number, said in self.said.items():
            check = self.moot.check(number)
            both = [said.pop(who) for who in (person, other) if who in said]
            if both and not self.is_about(check, person):
                said[person] = max(both)
        self.sees_who_is_where()

    @rule(account=ACCOUNT)
    def is_parted(self, account: str) -> None:
        person = self.holder[account]
        if list(self.holder.values()).count(person) == 1:
            return
        new = PersonId(f"p{next(self.fresh)}")
        self.ask(cmd.PartPerson(person=person, other=new))
        self.holder[account], self.ids[new] = new, frozenset({new})
        self.sees_who_is_where()

    @rule(account=ACCOUNT, surely=ANY)
    def is_forgotten(self, account: str, surely: int) -> None:
        person = self.holder[account]
        if surely > 1:
            return
        self.ask(cmd.ForgetPerson(person=person))
        for each in [each for each, who in self.holder.items() if who == person]:
            self.holder[each] = PersonId(f"p{next(self.fresh)}")
            self.ids[self.holder[each]] = frozenset({self.holder[each]})
        self.sees_who_is_where()

    def sees_who_is_where(self) -> None:
        """Set right who is in which venue, as a platform's true lists tell it."""
        for venue, accounts in self.inside.items():
            there = {self.holder[account] for account in accounts}
            seen = {person for person, here in self.moot.assembly.participants.items() if venue in here.venues}
            for person in sorted(seen - there):
                self.ask(cmd.Leave(actor=person, venue=venue))
            for person in sorted(there - seen):
                self.ask(cmd.Enter(actor=person, venue=venue))

    # --- coming and going

    @rule(account=ACCOUNT, venue=VENUE)
    def comes_in(self, account: str, venue: VenueId) -> None:
        self.inside[venue].add(account)
        self.ask(cmd.Enter(actor=self.holder[account], venue=venue))

    @rule(account=ACCOUNT, venue=VENUE)
    def goes_out(self, account: str, venue: VenueId) -> None:
        self.inside[venue].discard(account)
        if all(self.holder[each] != self.holder[account] for each in self.inside[venue]):
            self.ask(cmd.Leave(actor=self.holder[account], venue=venue))

    @rule(account=ACCOUNT, days=st.integers(min_value=-1, max_value=4), venue=VENUE, opened=st.booleans())
    def is_enrolled(self, account: str, days: int, venue: VenueId, opened: bool) -> None:
        person = self.holder[account]
        self.ask(cmd.Enrol(members=(Enrolment(person, self.moot.now + timedelta(days=days)),)))
        if opened and self.ask(cmd.OpenDoor(people=(person,), venue=venue)):
            self.comes_in(account, venue)

    @rule(account=ACCOUNT)
    def gives_up_their_place(self, account: str) -> None:
        self.ask(cmd.GiveUpPlace(actor=self.holder[account]))

    @rule(account=ACCOUNT, other=ACCOUNT)
    def moves_away(self, account: str, other: str) -> None:
        self.ask(cmd.EndEnrolment(people=(self.holder[account], self.holder[other]), because="moved"))

    # --- deciding

    def some_check(self, nth: int) -> Check | None:
        """Give one of the checks on which something may still be said, if there is one; or else an older one."""
        checks = [each for each in self.moot.assembly.checks.values() if self.moot.assembly.takes_word(each.number)]
        found = checks if nth else list(self.moot.assembly.checks.values())
        return found[nth % len(found)] if found else None

    @rule(nth=ANY)
    def calls(self, nth: int) -> None:
        here = sorted(self.moot.assembly.participants)
        if not here:
            return
        talked = [each for each in self.moot.assembly.proposals.values() if each.phase is Phase.DISCUSSION]
        if not talked or nth > 5:
            self.ask(cmd.Propose(actor=here[nth % len(here)], title="Buy seed"))
            talked = [self.moot.assembly.proposals[len(self.moot.assembly.proposals)]]
        proposal = talked[nth % len(talked)].number
        self.ask(cmd.CallConsensus(actor=here[nth % len(here)], proposal=proposal, period=timedelta(hours=30)))

    @rule(account=ACCOUNT, nth=ANY, stance=st.sampled_from(Stance), reason=st.sampled_from(["", "it harms"]))
    def reacts(self, account: str, nth: int, stance: Stance, reason: str) -> None:
        check = self.some_check(nth)
        if check is not None:
            self.says(account, check, stance, reason)

    def says(self, account: str, check: Check, stance: Stance, reason: str = "") -> None:
        """Let somebody say something with one of their accounts, and write it down if it counts."""
        stances = sorted(PROPOSAL_STANCES if isinstance(check.question, OnProposal) else RECALL_STANCES)
        stance = stance if stance in stances else stances[0]
        person = self.holder[account]
        answer = self.ask(
            cmd.TakePosition(
                actor=person, check=check.number, stance=stance, reason=reason, source=f"{account} {stance}"
            )
        )
        if check.is_open or self.moot.assembly.cooling_off(check.number):
            assert isinstance(answer, NotOnRoll) is not self.has_place(check, person)
        if check.is_open and isinstance(answer, list) and answer:
            self.said[check.number][person] = (self.moot.now, stance)

    @rule(nth=ANY, of=ANY, stance=st.sampled_from([Stance.AGREE, Stance.AGREE, Stance.STAND_ASIDE]))
    def several_react(self, nth: int, of: int, stance: Stance) -> None:
        for account in (ACCOUNTS[nth:] + ACCOUNTS[:nth])[of:]:
            self.reacts(account, nth + 1, stance, "")

    @rule(nth=ANY, of=st.integers(min_value=3, max_value=6))
    def some_decide_in_time(self, nth: int, of: int) -> None:
        self.several_react(nth, of, Stance.AGREE)
        self.time_goes_by(40)

    @rule(account=ACCOUNT, nth=ANY)
    def retracts(self, account: str, nth: int) -> None:
        check = self.some_check(nth)
        if check is not None and isinstance(
            self.ask(cmd.Retract(actor=self.holder[account], check=check.number)), list
        ):
            self.said[check.number].pop(self.holder[account], None)

    @rule(account=ACCOUNT, nth=ANY, stance=st.sampled_from(Stance))
    def takes_a_reaction_away(self, account: str, nth: int, stance: Stance) -> None:
        check = self.some_check(nth)
        if check is None:
            return
        lift = cmd.LiftExpression(
            actor=self.holder[account], check=check.number, source=f"{account} {stance}", unseen=nth > 5
        )
        answer = self.ask(lift)
        if check.is_open and isinstance(answer, list) and answer:
            del self.said[check.number][self.holder[account]]

    @rule(nth=ANY)
    def is_amended(self, nth: int) -> None:
        check = self.some_check(nth)
        if check is not None and isinstance(check.question, OnProposal):
            proposal = self.moot.proposal(check.question.proposal)
            self.ask(cmd.Amend(actor=proposal.proposer, proposal=proposal.number, text=f"By {self.moot.now}."))

    @rule(account=ACCOUNT, other=ACCOUNT, at_once=st.booleans())
    def is_nominated(self, account: str, other: str, at_once: bool) -> None:
        answer = self.ask(
            cmd.NominateOfficer(actor=self.holder[account], person=self.holder[other], office="secretary")
        )
        if at_once and isinstance(answer, list):
            for each in ACCOUNTS:
                check = len(self.moot.assembly.checks)
                if self.moot.check(check).is_open:
                    self.says(each, self.moot.check(check), Stance.AGREE)
            self.time_goes_by(130)

    @rule(nth=ANY, of=ANY)
    def a_recall_is_asked_for(self, nth: int, of: int) -> None:
        officer = self.moot.assembly.secretary
        if officer is None:
            return
        first, *others = (ACCOUNTS[nth:] + ACCOUNTS[:nth])[of:] or ACCOUNTS
        self.ask(cmd.StartRecall(actor=self.holder[first], officer=officer, reason="", source=first))
        gathering = [p for p in self.moot.assembly.petitions.values() if p.state is PetitionState.GATHERING]
        for account in others if gathering else ():
            self.ask(cmd.Sign(actor=self.holder[account], petition=gathering[0].number, source=account))

    @rule(account=ACCOUNT)
    def takes_a_signature_off(self, account: str) -> None:
        for petition in list(self.moot.assembly.petitions):
            self.ask(cmd.Unsign(actor=self.holder[account], petition=petition, source=account))

    @rule(hours=st.sampled_from([1, 15, 40, 130]))
    def time_goes_by(self, hours: int) -> None:
        until = self.moot.now + timedelta(hours=hours)
        while (due := next_due(self.moot.assembly)) is not None and due <= until:
            self.moot.now = max(due, self.moot.now)
            self.ask(cmd.Tick())
            again = next_due(self.moot.assembly)
            assert again is None or again > due, "what was due was not done"
        self.moot.now = max(until, self.moot.now)

    @rule(chance=st.randoms(use_true_random=True), steps=st.integers(min_value=10, max_value=60))
    def a_town_at_work(self, chance: Random, steps: int) -> None:
        """Do what mostly is done, one thing after another: so that histories get far."""
        for _ in range(steps):
            self.something(chance)
            self.nobody_counts_twice_and_nobody_off_the_roll()
            self.everybody_has_one_voice()
            self.places_of_members_fit_together()

    def something(self, chance: Random) -> None:
        """Do any one thing."""
        account, other = chance.choice(ACCOUNTS), chance.choice(ACCOUNTS)
        venue, nth, days = chance.choice([ROOM, HALL]), chance.randint(0, 7), chance.randint(-1, 4)
        stance, reason = chance.choice([*Stance, Stance.AGREE, Stance.AGREE]), chance.choice(["", "it harms"])
        deeds: list[tuple[float, Callable[[], None]]] = [
            (8, lambda: self.reacts(account, nth, stance, reason)),
            (1, lambda: self.several_react(nth, days, Stance.AGREE)),
            (1, lambda: self.some_decide_in_time(nth, days + 2)),
            (1, lambda: self.retracts(account, nth)),
            (1, lambda: self.takes_a_reaction_away(account, nth, stance)),
            (1, lambda: self.is_amended(nth)),
            (2, lambda: self.calls(nth)),
            (3, lambda: self.is_linked(account, other)),
            (2, lambda: self.is_parted(account)),
            (0.5, lambda: self.is_forgotten(account, 0)),
            (2, lambda: self.comes_in(account, venue)),
            (1, lambda: self.goes_out(account, venue)),
            (2, lambda: self.is_enrolled(account, days, venue, nth > 3)),
            (1, lambda: self.gives_up_their_place(account)),
            (0.5, lambda: self.moves_away(account, other)),
            (0.5, lambda: self.is_nominated(account, other, nth > 2)),
            (1, lambda: self.a_recall_is_asked_for(nth, days)),
            (0.5, lambda: self.takes_a_signature_off(account)),
            (1, lambda: self.time_goes_by(chance.choice([1, 15, 40, 130]))),
        ]
        (deed,) = chance.choices([deed for _, deed in deeds], [weight for weight, _ in deeds])
        deed()

    # --- what must hold

    @invariant()
    def nobody_counts_twice_and_nobody_off_the_roll(self) -> None:
        for check in self.moot.assembly.checks.values():
            assert check.roll == self.rolls[check.number]
            assert check.positions.keys() <= check.roll
            assert check.late_answers.keys() <= check.roll
            assert check.tally == recounted(check)
            assert check.cooling_tally == recounted(check, cooling=True)
            holders = [self.now(place) for place in check.positions]
            if check.is_open:
                assert len(holders) == len(set(holders))
                standing = {self.now(place): held.stance for place, held in check.positions.items()}
                assert standing == {who: stance for who, (_at, stance) in self.said[check.number].items()}
            elif self.moot.assembly.cooling_off(check.number):
                heard = {self.now(place) for place, held in check.positions.items() if not held.cooling}
                since = [self.now(place) for place, held in check.positions.items() if held.cooling]
                assert len(since) == len(set(since))
                assert heard.isdisjoint(since)

    @invariant()
    def everybody_has_one_voice(self) -> None:
        for check in self.moot.assembly.checks.values():
            if self.moot.assembly.takes_word(check.number):
                voices = {person: check.voice(person) for person in self.ids}
                with_voice = [voice for voice in voices.values() if voice is not None]
                assert len(with_voice) == len(set(with_voice))
                for person, voice in voices.items():
                    assert (voice is not None) is self.has_place(check, person) or self.is_about(check, person)
                unheard = [self.now(person) for person in check.unheard()]
                assert len(unheard) == len(set(unheard))

    @invariant()
    def places_of_members_fit_together(self) -> None:
        assembly = self.moot.assembly
        enrolled = {
            here.person: here.enrolled_until
            for here in assembly.participants.values()
            if here.enrolled_until is not None
        }
        assert assembly.next_lapse == min(enrolled.values(), default=None)
        assert not enrolled.keys() & assembly.declined.keys()
        assert not assembly.participants.keys() & assembly.linked.keys()
        for here in assembly.participants.values():
            assert here.venues or here.person in enrolled
            assert not here.let_in or here.person in enrolled
        for petition in assembly.petitions.values():
            if petition.state is PetitionState.GATHERING:
                assert petition.signatures.keys() <= assembly.participants.keys() - {petition.officer}
        assert set(conveners(assembly)) <= assembly.participants.keys()

    def teardown(self) -> None:
        if not hasattr(self, "moot"):
            return
        assert replayed(self.moot.entries, self.moot.texts) == without_sources(self.moot.assembly)
        report = self.moot.verified()
        assert report.sound, "\n".join([*(entry.record for entry in self.moot.entries), *map(str, report.problems)])


TestTown = Town.TestCase
TestTown.__doc__ = "Linked, parted, enrolled, lapsed, forgotten, in whatever order: one person has one position."


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_towns() -> None:
    """Nor does anybody count twice in many more towns, tried each time anew."""
    run_state_machine_as_test(Town, settings=settings(settings.get_profile("soak"), stateful_step_count=60))
