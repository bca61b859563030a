"""What follows in one assembly from another is done with it, in one transaction, or not at all."""

import json
from datetime import timedelta
from functools import partial

import pytest
from structlog.testing import capture_logs

from adapters.inbound import Account
from bot.halls import Halls
from bot.people import People
from bot.sitting import Sitting
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.commands import Command
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, PersonId
from deliberation.positions import Stance, Tally
from deliberation.verifying import verify
from storage.memory import MemoryStore
from storage.port import AccountKey, AccountRow, Work
from tests.support.clock import FakeClock
from tests.support.stage import NAME, Stage, room, until

PEOPLE = {"north": "ada ben cat", "leeds": "dan eve fay gus", "york": "hal ida joe"}


class Bench:
    """A store, and sittings on it, each committed when it is over."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.halls = Halls(self.store)
        self.people = People(self.store)
        self.clock = FakeClock()

    def sitting(self) -> Sitting:
        return Sitting(halls=self.halls, people=self.people, now=self.clock.now())

    async def commit(self, sitting: Sitting) -> Work:
        work = sitting.finish()
        await self.store.commit(work)
        for change in work.changes:
            self.halls.keep(change.after)
        return work

    async def do(self, name: str, *commands: Command) -> Work:
        """Do something in an assembly, none of it refused, and commit it."""
        sitting = self.sitting()
        for command in commands:
            answer = await sitting.carry_out(AssemblyId(name), command)
            assert isinstance(answer, list), answer
        return await self.commit(sitting)

    async def of(self, name: str) -> Assembly:
        held = await self.store.load(AssemblyId(name))
        assert held is not None
        return held.assembly

    async def sound(self) -> None:
        for listing in await self.store.listings():
            report = verify([entry async for entry in self.store.entries(listing.id)])
            assert report.sound, report.problems


async def founded(*memberships: tuple[str, str]) -> Bench:
    """Found the three assemblies, with these memberships, and then let their people in."""
    bench = Bench()
    for name in PEOPLE:
        found = cmd.FoundAssembly(
            actor=PersonId("operator"),
            assembly=AssemblyId(name),
            slug=name,
            name=name.title(),
            purpose="to try things",
            preset="folkmoot",
            venue=room(name),
            present=(),
            administers=False,
            enacted=True,
        )
        await bench.do(name, found)
    for member, above in memberships:
        await bench.do(above, cmd.AdmitMember(peer=(await bench.of(member)).peer))
    for name, people in PEOPLE.items():
        await bench.do(name, *(cmd.Enter(actor=PersonId(who), venue=room(name)) for who in people.split()))
    return bench


async def called(bench: Bench) -> Work:
    """Propose something in North and call consensus on it."""
    await bench.do("north", cmd.Propose(actor=PersonId("ada"), title="Buy seed", text="Ten kilos."))
    return await bench.do("north", cmd.CallConsensus(actor=PersonId("ada"), proposal=1))


def agreed(*names: str, check: int = 1) -> list[Command]:
    """Let those named agree."""
    return [
        cmd.TakePosition(actor=PersonId(who), check=check, stance=Stance.AGREE, source=f"${who}-{check}")
        for who in names
    ]


async def test_a_call_above_opens_checks_below_in_the_same_transaction() -> None:
    """What is written at a call is the check, those in its members, and what all their rooms are owed."""
    bench = await founded(("leeds", "north"), ("york", "north"))
    work = await called(bench)
    assert {change.after.assembly.id for change in work.changes} == {"north", "leeds", "york"}
    for change in work.changes:
        assert change.after.assembly.checks[1].is_open
        assert change.next_due == change.after.assembly.checks[1].remind_at
    cards = {json.loads(owed.body)["venue"] for owed in work.owed if "card" in owed.key}
    assert cards == {room("north"), room("leeds"), room("york")}
    await bench.sound()


async def test_what_is_decided_below_is_heard_above() -> None:
    """The consensus of a member reaches the check above with the same commit; complete, that is due at once."""
    bench = await founded(("leeds", "north"))
    await called(bench)
    await bench.do("north", *agreed("ada", "ben", "cat"))
    work = await bench.do("leeds", *agreed("dan", "eve", "fay", "gus"))
    assert (await bench.of("north")).checks[1].tally == Tally(agree=4)
    (due,) = [change.next_due for change in work.changes if change.after.assembly.id == "north"]
    assert due is not None
    assert due <= bench.clock.now()
    await bench.do("north", cmd.Tick())
    assert (await bench.of("north")).checks[1].outcome is Outcome.CONSENSUS
    await bench.sound()


async def test_what_is_taken_back_is_taken_back_everywhere() -> None:
    """Where the handling of something fails, nothing of it stays in any assembly."""
    bench = await founded(("leeds", "north"), ("york", "north"))
    await bench.do("north", cmd.Propose(actor=PersonId("ada"), title="Buy seed"))
    sitting = bench.sitting()
    mark = sitting.mark()
    await sitting.carry_out(AssemblyId("north"), cmd.CallConsensus(actor=PersonId("ada"), proposal=1))
    below = await sitting.assembly(AssemblyId("york"))
    assert below is not None
    assert below.checks
    sitting.back_to(mark)
    work = await bench.commit(sitting)
    assert work.changes == []
    assert work.owed == []
    assert not (await bench.of("leeds")).proposals


async def test_a_refusal_is_nobody_s_errand() -> None:
    """What is refused brings about nothing elsewhere."""
    bench = await founded(("leeds", "north"))
    sitting = bench.sitting()
    answer = await sitting.carry_out(AssemblyId("north"), cmd.CallConsensus(actor=PersonId("ada"), proposal=7))
    assert not isinstance(answer, list)
    assert sitting.finish().changes == []


async def test_an_errand_to_nowhere_is_told_to_the_operator() -> None:
    """Where an assembly is named that there is not, the rest goes on, and the log says so."""
    bench = await founded()
    sitting = bench.sitting()
    with capture_logs() as logs:
        await sitting.carry_out(
            AssemblyId("north"),
            cmd.Propose(
                actor=PersonId("ada"),
                title="Buy seed",
                affected=((await bench.of("leeds")).peer, Peer(AssemblyId("nowhere"), "nowhere", "Nowhere")),
            ),
        )
    assert [(line["log_level"], line["assembly"]) for line in logs] == [("error", "nowhere")]
    await bench.commit(sitting)
    assert (await bench.of("leeds")).notices[1].title == "Buy seed"


async def test_a_circle_is_seen_however_much_of_it_is_in_memory() -> None:
    """Whether a membership would make a circle is looked up among all assemblies when it would take effect."""
    bench = await founded(("leeds", "north"), ("york", "leeds"))
    bench.halls = Halls(bench.store)
    await bench.halls.learn()
    leeds, york, north = [(await bench.of(name)).peer for name in ("leeds", "york", "north")]
    work = await bench.do("york", cmd.AdmitMember(peer=north))
    entries = [json.loads(entry.record) for change in work.changes for entry in change.entries]
    assert [entry["type"] for entry in entries] == ["AffiliationRefused", "AffiliationRefused"]
    way = [[peer["slug"] for peer in entry["path"]] for entry in entries]
    assert way == [[peer.slug for peer in (york, leeds, north)]] * 2
    assert not (await bench.of("york")).members


async def test_two_memberships_in_one_sitting_make_no_circle() -> None:
    """What has come about in the same sitting, and is in no store yet, is looked at too."""
    bench = await founded()
    sitting = bench.sitting()
    for above, member in (("north", "leeds"), ("leeds", "york"), ("york", "north")):
        await sitting.carry_out(AssemblyId(above), cmd.AdmitMember(peer=(await bench.of(member)).peer))
    await bench.commit(sitting)
    assert (await bench.of("north")).members.keys() == {"leeds"}
    assert (await bench.of("leeds")).members.keys() == {"york"}
    assert not (await bench.of("york")).members


async def test_who_has_a_remit_is_looked_up_among_all_assemblies() -> None:
    """A remit that another has taken meanwhile is refused, though that one is not in memory."""
    bench = await founded()
    for name, who in (("north", "ada"), ("leeds", "dan")):
        await bench.do(name, cmd.ProposeRemit(actor=PersonId(who), kind="press"))
        await bench.do(name, cmd.CallConsensus(actor=PersonId(who), proposal=1))
    await bench.do("leeds", *agreed("dan", "eve", "fay", "gus"))
    bench.halls = Halls(bench.store)
    await bench.halls.learn()
    await bench.do("north", *agreed("ada", "ben", "cat"))
    assert (await bench.of("leeds")).remit == {"press": 1}
    assert not (await bench.of("north")).remit
    await bench.sound()


@pytest.mark.parametrize("minutes", [75, 100])
async def test_members_are_looked_at_before_those_whom_they_answer(minutes: int) -> None:
    """Where much is due at once, and what is above has been due for longest, its members end first and are heard."""
    bench = await founded(("leeds", "north"))
    rows = [
        AccountRow(key=AccountKey(NAME, f"@{who}:example.org"), person=PersonId(who), name=who.title())
        for people in PEOPLE.values()
        for who in people.split()
    ]
    await bench.store.commit(Work(accounts=rows))
    elected = cmd.NominateOfficer(actor=PersonId("ada"), person=PersonId("ben"), office="secretary")
    await bench.do("north", elected)  # its half time comes first of all
    bench.clock.move(hours=35, minutes=50)
    await bench.do("north", cmd.Propose(actor=PersonId("ada"), title="Buy seed", text="Ten kilos."))
    await bench.do("north", cmd.CallConsensus(actor=PersonId("ada"), proposal=2, period=timedelta(minutes=72)))
    await bench.do("north", *agreed("ada", "ben", "cat", check=2))
    await bench.do("leeds", *agreed("dan", "eve", "fay"))
    order = await bench.store.due(bench.clock.now() + timedelta(hours=9))
    assert order[0] == "north"
    async with Stage(bench.store, bench.clock) as stage:
        for name, people in PEOPLE.items():
            stage.platform.here[room(name)] = [_account(who) for who in people.split()]
        for name in PEOPLE:
            await until(partial(stage.settled, name))
        await stage.skip(minutes=minutes)
        above = (await stage.assembly(AssemblyId("north"))).checks[2]
        below = (await stage.assembly(AssemblyId("leeds"))).checks[1]
    assert below.outcome is Outcome.CONSENSUS
    assert (above.outcome, above.tally) == (Outcome.CONSENSUS, Tally(agree=4))


def _account(who: str) -> Account:
    return Account(NAME, f"@{who}:example.org", who.title())
