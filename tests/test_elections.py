"""Elections through the whole program: typed, tapped, told in private, and returned by the Electoral Society."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.plain import plain
from adapters.references import Kind, Subject
from bot import letters
from bot.personal.own_words import authors
from deliberation import commands as cmd
from deliberation.elections import ElectionState
from deliberation.federation import Kind as AssemblyKind
from deliberation.ids import AssemblyId, PersonId
from deliberation.refusals import NotReturning, NotTakingPart
from storage.memory import MemoryStore
from storage.port import Change, Work
from tests.support.stage import Stage, person, room, until
from tests.test_following_up import Hall
from tests.test_sitting_errands import Bench, agreed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from deliberation.commands import Command

VOTERS = ("ada", "ben", "cy", "dee")


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """An assembly of four in which the election of a secretary was called."""
    async with Stage() as stage:
        hall = Hall(stage, await stage.found("moot", *map(person, VOTERS)))
        await hall.type("ada", "election", office="secretary", nominations="7d", method="stv")
        await hall.card(Kind.ELECTION)
        yield hall


async def nomination(hall: Hall) -> str:
    """Wait for the card of the first nomination; give its message."""
    subject = str(Subject(Kind.NOMINATION, 1, 1))

    async def look() -> bool:
        return await hall.stage.store.card_of(hall.identifier, subject, room("moot")) is not None

    await until(look)
    posted = await hall.stage.store.card_of(hall.identifier, subject, room("moot"))
    assert posted is not None
    return posted.message


async def test_a_name_is_put_forward_tapped_and_accepted_and_elected_by_consensus(hall: Hall) -> None:
    """👍 on the nomination seconds it, once; taking it away changes nothing; whom it names is asked in private."""
    await hall.type("ada", "nominate", person="Dee", office="E1", reason="She listens.")
    card = await nomination(hall)

    async def asked() -> bool:
        return any("has put your name forward" in text for text in hall.whispers("dee"))

    await until(asked)
    own = await hall.react("ada", card, "👍")
    assert (await hall.assembly()).elections[1].candidates[await hall.named_person("dee")].seconded_by is None
    second = await hall.react("ben", card, "👍")
    await hall.react("cy", card, "👍")
    await hall.unreact(second, by="ben")
    await hall.unreact(own, by="ada")
    candidacy = (await hall.assembly()).elections[1].candidates[await hall.named_person("dee")]
    assert candidacy.seconded_by == await hall.named_person("ben")
    assert not any("seconded already" in text for text in hall.whispers("cy"))
    await hall.type("dee", "accept", statement="I would listen.")
    assert (await hall.assembly()).elections[1].standing == (await hall.named_person("dee"),)
    await hall.stage.skip(days=7)
    assert (await hall.assembly()).elections[1].state is ElectionState.CONSENSUS
    for who in VOTERS:
        await hall.type(who, "agree", number="P1")
    assembly = await hall.assembly()
    assert (assembly.secretary, assembly.elections[1].because) == (await hall.named_person("dee"), "consensus")
    await hall.verified()


async def test_where_nobody_agrees_the_ballot_opens_by_itself(hall: Hall) -> None:
    """The program opens it at its time, and it waits for nobody."""
    for candidate, by, second in (("Dee", "ada", "ben"), ("Cy", "ben", "ada")):
        await hall.type(by, "nominate", person=candidate, office="E1")
        await hall.type(second, "second", person=candidate)
        await hall.type(candidate.lower(), "accept", statement="I would.")
    await hall.stage.skip(days=7)
    assert (await hall.assembly()).elections[1].state is ElectionState.CONSENSUS
    await hall.stage.skip(days=3)

    async def opened() -> bool:
        await hall.stage.program.close_what_is_due()
        return (await hall.assembly()).elections[1].state is ElectionState.BALLOT

    await until(opened)
    assert len((await hall.assembly()).polls[1].options) == 3
    await hall.verified()


# --- the Electoral Society


async def movement(*kinds: AssemblyKind) -> Bench:
    """Found the moot of Ada, Ben and Cy, and others of these kinds in which Fay takes part and is secretary."""
    bench = Bench()
    for name, kind in (("moot", AssemblyKind.ORDINARY), *((each.name.lower(), each) for each in kinds)):
        actor, others = ("ada", "ben cy") if name == "moot" else ("fay", "gus hal")
        found = cmd.FoundAssembly(
            actor=PersonId(actor),
            assembly=AssemblyId(name),
            slug=name,
            name=name.title(),
            purpose="to try things",
            preset="folkmoot",
            venue=room(name),
            present=tuple(map(PersonId, others.split())),
            administers=True,
            kind=kind,
        )
        await bench.do(name, found)
        if name != "moot":
            await bench.do(name, cmd.NominateOfficer(actor=PersonId("gus"), person=PersonId("fay"), office="secretary"))
            await bench.do(name, *agreed("fay", "gus", "hal"))
    return bench


async def refused(bench: Bench, command: Command) -> object:
    """Try something in the moot."""
    return await bench.sitting().carry_out(AssemblyId("moot"), command)


async def test_the_electoral_society_s_officers_return_elections_elsewhere_and_its_rooms_are_told() -> None:
    """The facts are looked up: whoever holds an office in it, and takes part in it, though not in the moot."""
    bench = await movement(AssemblyKind.ELECTORAL_SOCIETY)
    call = cmd.CallElection(actor=PersonId("ada"), office="secretary")
    answer = await refused(bench, call)
    assert answer == NotReturning(election=None, returning=None, officers=(PersonId("fay"),), society=True)
    work = await bench.do("moot", replace(call, actor=PersonId("fay")))
    told = [each for each in map(letters.read, (owed.body for owed in work.owed)) if isinstance(each, letters.ToVenue)]
    (society,) = [each for each in told if each.venue == room("electoral_society")]
    text = plain(society.document)
    assert "Moot elects: Election of the secretary (E1@moot)." in text
    assert (await bench.of("moot")).elections[1].returning == PersonId("fay")
    await bench.do("moot", cmd.HandElectionOver(actor=PersonId("fay"), election=1))
    await bench.do("moot", cmd.TakeOnElection(actor=PersonId("fay"), election=1))
    await bench.sound()


async def test_officers_of_any_other_assembly_return_nothing() -> None:
    """Without a society it is for whoever gives procedure in the assembly."""
    bench = await movement(AssemblyKind.CORE)
    answer = await refused(bench, cmd.CallElection(actor=PersonId("fay"), office="secretary"))
    assert answer == NotTakingPart()
    await bench.do("moot", cmd.CallElection(actor=PersonId("ada"), office="secretary"))
    assert (await bench.of("moot")).elections[1].returning is None


def test_the_words_of_a_nomination_are_whose_who_made_it() -> None:
    """Not of whom it names: whoever is forgotten takes their own words with them, and not another's."""
    assert authors({"type": "NominationMade", "person": "eve", "by": "ada"}) == {"ada"}
    assert authors({"type": "NominationAnswered", "person": "eve"}) == {"eve"}
    assert authors({"type": "ElectionEnded", "by": "ada", "elected": []}) == {"ada"}


async def test_a_returning_officer_types_in_the_society_s_room_for_an_assembly_that_is_not_theirs() -> None:
    """Others from outside learn nothing there, and change nothing."""
    store = MemoryStore()
    async with Stage(store) as stage:
        moot = await stage.found("moot", *map(person, VOTERS))
        society = await stage.found("society", *map(person, ("fay", "gus", "hal")))
        await stage.platform.hand_over(stage.line(person("gus"), room("society"), "elect", person="Fay"))
        for who in ("fay", "gus", "hal"):
            await stage.platform.hand_over(stage.line(person(who), room("society"), "agree", number="P1"))
        assert (await stage.assembly(society)).secretary is not None
    held = await store.load(society)
    assert held is not None
    kept = replace(held, assembly=replace(held.assembly, kind=AssemblyKind.ELECTORAL_SOCIETY))
    await store.commit(Work(changes=[Change(before=held, after=kept, entries=[], sealed=[], next_due=None)]))
    again = Stage(store)
    again.platform.here = stage.platform.here
    async with again as stage:
        for who in ("gus", "fay"):
            asked = stage.line(person(who), room("society"), "election", office="secretary", assembly="moot")
            await stage.platform.hand_over(asked)
            assert bool((await stage.assembly(moot)).elections) is (who == "fay")
        returning = (await stage.assembly(moot)).elections[1].returning
        assert returning is not None
        assert returning not in (await stage.assembly(moot)).participants
