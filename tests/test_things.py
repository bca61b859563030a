"""Things through the whole program: called in a room or for one that is made, decided, overriding, ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.answers.answer import answer_to
from adapters.answers.records import list_decisions
from adapters.documents import Document
from adapters.greetings import how_to_join
from adapters.notices.things import welcome
from adapters.platform import RejectedError
from adapters.setting import Setting
from bot.halls import Halls
from bot.letters import MakeRoom, owed
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.effects import Dissolution
from deliberation.federation import Kind, Overrides
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.proposals import Proposal, Revision
from deliberation.register import Chain
from deliberation.verifying import verify
from storage.opening import open_store
from storage.port import Change, Held, Work
from tests.support.engine import ROOM
from tests.support.laid_out import laid_out
from tests.support.stage import Stage, person, room, until
from tests.support.words import HULL, LEEDS, NAMES, YORK, Telling, plain, typed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from deliberation.assembly import Assembly

ADA, BEN, CAT, DAN, EVE = (person(name) for name in ("ada", "ben", "cat", "dan", "eve"))
RIVER = "Who keeps the river clean?"
WORDS = "thing “Who keeps the river clean?” with"


# --- what is typed, and what is said


def test_a_question_and_the_assemblies_are_told_apart() -> None:
    """Quotes may be left out, and the question may have the word in it that comes before the names."""
    moot = Telling.founded("ada", "ben")
    for line in (f"{WORDS} leeds, york", f'thing "{RIVER}" with @leeds and york', f"thing {RIVER} with leeds, york"):
        asked = typed(line, moot.assembly, moot)
        assert isinstance(asked, cmd.CallThing), line
        assert (asked.question, asked.peers, asked.everyone) == (RIVER, (LEEDS, YORK), False)
    for names in ("“leeds”, “york”", "leeds york", "@leeds @york", "“leeds” and “york”"):
        asked = typed(f"{WORDS} {names}", moot.assembly, moot)
        assert isinstance(asked, cmd.CallThing), names
        assert asked.peers == (LEEDS, YORK)
    asked = typed("thing “What to do with the van?” with york", moot.assembly, moot)
    assert isinstance(asked, cmd.CallThing)
    assert (asked.question, asked.peers) == ("What to do with the van?", (YORK,))
    asked = typed(f"{WORDS} everyone", moot.assembly, moot)
    assert isinstance(asked, cmd.CallThing)
    assert (asked.peers, asked.everyone) == ((LEEDS, HULL), True)
    for wrong in ("nowhere", "leeds nowhere"):
        assert type(typed(f"{WORDS} {wrong}", moot.assembly, moot)).__name__ == "AssemblyNotFound"
    assert type(typed("thing “What now?”", moot.assembly, moot)).__name__ == "MissingText"


def test_in_a_room_that_is_nobodys_it_is_the_rooms() -> None:
    """What makes it so: who administers it, and that they take part in one of them."""
    moot = Telling.founded("ada", "ben")
    asked = typed(f"{WORDS} leeds, york", None, moot)
    assert isinstance(asked, cmd.FoundAssembly)
    assert (asked.kind, asked.members, asked.purpose) == (Kind.THING, (LEEDS, YORK), RIVER)
    assert asked.administers
    assert not asked.among
    assert type(typed(f"{WORDS} leeds, york", None, moot, private=True)).__name__ == "OnlyInVenue"


def test_what_it_stands_in_place_of_is_a_line_of_its_own() -> None:
    """With the short name of the assembly; anything else is refused with an example."""
    moot = Telling.founded("ada", "ben")
    asked = typed("propose Keep it\nTogether.\nOverrides: D3@york, 9@leeds", moot.assembly, moot)
    assert isinstance(asked, cmd.Propose)
    named = (Overrides(YORK, 3), Overrides(LEEDS, 9))
    assert (asked.text, asked.overrides, asked.beyond) == ("Together.", named, named)
    asked = typed("amend P1\nOverrides: D3@york", moot.assembly, moot)
    assert isinstance(asked, cmd.Amend)
    assert asked.overrides == (Overrides(YORK, 3),)
    for wrong in ("D3", "P3@york", "the kettle"):
        assert type(typed(f"propose Keep it\nOverrides: {wrong}", moot.assembly, moot)).__name__ == "BadOverride"


def test_calling_is_told_where_it_is_done_and_answered() -> None:
    """With the question, whose it is, and where the room will be said."""
    moot = Telling.founded("ada", "ben").quiet()
    command = cmd.CallThing(
        actor=PersonId("ada"), assembly=AssemblyId("a-r"), slug="river", title=RIVER, question=RIVER, peers=(YORK,)
    )
    happened = moot.do(command)
    (said,) = moot.said
    assert said == (
        f"Ada calls a Thing of The moot and York. I make a room for it; where that is, is said here.\n> {RIVER}"
    )
    answer = plain(answer_to(command, happened, moot.assembly, NAMES, always=True))
    assert answer.startswith(f"The Thing {RIVER} is called. Its short name is river;")


def test_where_it_is_called_by_others_it_is_told_whole() -> None:
    """An assembly that is none of its members reads nothing else of it, so it reads there what a Thing is."""
    moot = Telling.founded("ada", "ben").quiet()
    called = ev.ThingCalled(peer=YORK, called_by=PersonId("ada"), question=RIVER, members=(LEEDS, HULL))
    moot._take(called)
    (said,) = moot.said
    assert said.startswith("Ada has called a Thing of Leeds Moot and Hull: an assembly for one question, that ends")


def test_its_rooms_say_the_question_once() -> None:
    """Where it is called what it asks; and no sentence ends after a question mark with a full stop."""
    thing = replace(Telling.founded("ada").assembly, kind=Kind.THING, name=RIVER, purpose=RIVER)
    blocks = welcome(thing, Setting(thing, NAMES))
    assert plain(Document(tuple(blocks))).count(RIVER) == 1
    longer = welcome(replace(thing, purpose=f"{RIVER} And who pays?"), Setting(thing, NAMES))
    assert f"> {RIVER} And who pays?" in plain(Document(tuple(longer)))
    assert f"take part in {RIVER} To take part: " in plain(how_to_join(thing, "River"))


def test_its_members_read_that_they_are() -> None:
    """And in the end, that it has ended, and what of theirs it put aside."""
    moot = Telling.founded("ada", "ben", "cy")
    moot.called()
    moot.agree("ada", "ben", "cy")
    moot.quiet().do(cmd.NoteAffiliation(peer=YORK, thing=True))
    moot.do(cmd.NoteOverride(peer=YORK, decision=1, theirs=4))
    moot.do(cmd.NoteParting(peer=YORK, dissolved=True))
    called, overridden, ended = moot.said
    assert called.startswith(
        "A Thing has been called, and this assembly is a member of it: York. It is an assembly for one question, that"
        " ends once it is answered."
    )
    assert "`!join @york`" in called
    assert overridden.startswith("D1 · Buy seed no longer stands: York, a Thing in which this assembly has its place,")
    assert "Its D4 stands instead." in overridden
    assert ended == "The Thing York has ended. What it decided stands."
    listed = plain(list_decisions(moot.assembly, Setting(moot.assembly, NAMES)))
    assert "overridden; D4 of York stands instead" in listed


# --- through the whole program


async def test_no_assembly_is_founded_or_called_by_a_name_that_is_taken_for_anothers(stage: Stage) -> None:
    """It has its short name beside it then, wherever it is named: in a notice too."""
    for number, name in enumerate(("Lееds", "L E E D S", "leeds")):
        line = stage.line(ADA, room(f"puppet-{number}"), "found", name=name)
        await stage.platform.hand_over(replace(line, administers=True, present=(ADA,)))
    await stage.platform.hand_over(stage.line(ADA, room("leeds"), "thing", question="York", peers="york"))
    names = {each.name for each in await stage.store.listings()} - {"leeds", "york"}
    assert len(names) == 4
    assert all("(" in name for name in names)


async def test_one_person_calls_only_so_many_things(stage: Stage) -> None:
    """Counted over all assemblies; somebody else can still call one."""
    await stage.found("hull", ADA, BEN)
    for number, venue in enumerate((room("leeds"), room("hull"), room("leeds"), room("hull"))):
        line = stage.line(ADA, venue, "thing", question=f"What now, {number}?", peers="york")
        await stage.platform.hand_over(line)
    await stage.platform.hand_over(stage.line(BEN, room("leeds"), "thing", question="And now?", peers="york"))
    things = [each.slug for each in await stage.store.listings() if each.kind is Kind.THING]
    assert sorted(things) == ["and-now", "what-now-0", "what-now-1", "what-now-2"]


async def test_things_of_long_ago_are_not_looked_through_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who calls one is held to what they called lately: of the rest it is enough to have seen once that it is old."""
    looked_at: list[AssemblyId] = []
    held = Halls.held

    async def noted(self: Halls, assembly: AssemblyId) -> Held | None:
        import traceback

        print(assembly, [f"{f.filename[-25:]}:{f.lineno}" for f in traceback.extract_stack()[-7:-1]])
        looked_at.append(assembly)
        return await held(self, assembly)

    async def call(number: int) -> None:
        line = stage.line(ADA, room("leeds"), "thing", question=f"What now, {number}?", peers="york")
        await stage.platform.hand_over(line)

    await call(0)
    old = (await of(stage, "what-now-0")).id
    await stage.skip(days=31)
    await call(1)
    await until(stage.program.outbox.idle)
    monkeypatch.setattr(Halls, "held", noted)
    await call(2)
    assert (await of(stage, "what-now-1")).id in looked_at
    assert old not in looked_at


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A program that runs, with Leeds (Ada, Ben) and York (Cat, Dan)."""
    async with Stage() as stage:
        await stage.found("leeds", ADA, BEN)
        await stage.found("york", CAT, DAN)
        yield stage


async def of(stage: Stage, slug: str) -> Assembly:
    """Give an assembly by its short name."""
    return await stage.assembly(next(each.id for each in await stage.store.listings() if each.slug == slug))


async def called(stage: Stage, venue: VenueId, *, members: str = "leeds, york", administers: bool = True) -> None:
    """Have Ada call a Thing in a room."""
    line = stage.line(ADA, venue, "thing", question=f"“{RIVER}”", peers=members)
    await stage.platform.hand_over(replace(line, administers=administers, present=(ADA, CAT)))


async def said_in(stage: Stage, venue: VenueId, words: str) -> None:
    """Wait until a room reads something."""

    async def read() -> bool:
        return any(where == venue and words in text for where, text in stage.platform.posts)

    await until(read)


async def asked_and_agreed(stage: Stage, thing: VenueId, number: str) -> None:
    """Have consensus called in the Thing, and agreed to by everybody, in its members first."""
    await stage.platform.hand_over(stage.line(CAT, thing, "consensus", number=number))
    for name, people in (("leeds", (ADA, BEN)), ("york", (CAT, DAN))):
        lent = max((await of(stage, name)).proposals)
        for who in people:
            await stage.platform.hand_over(stage.line(who, room(name), "agree", number=f"P{lent}"))
    for who in (ADA, CAT):
        await stage.platform.hand_over(stage.line(who, thing, "agree", number=number))
    await stage.skip(minutes=1)
    await stage.skip(minutes=1)


SLUG = "who-keeps-the-river-clean"


async def test_a_free_room_becomes_the_things_and_is_free_again_after_it(stage: Stage) -> None:
    """Called, decided, overriding, ended, and used for something else; every register verifies."""
    river = room("river")
    stage.platform.here[river] = [ADA, CAT]
    await stage.platform.hand_over(stage.line(ADA, room("leeds"), "propose", title="Leeds keeps it"))
    await stage.platform.hand_over(stage.line(ADA, room("leeds"), "consensus", number="P1"))
    for who in (ADA, BEN):
        await stage.platform.hand_over(stage.line(who, room("leeds"), "agree", number="P1"))
    assert (await of(stage, "leeds")).decisions[1].stands
    await called(stage, river)
    thing = await of(stage, SLUG)
    assert thing.kind is Kind.THING
    assert len(thing.participants) == 2
    assert {peer.slug for peer in thing.members.values()} == {"leeds", "york"}
    await said_in(stage, river, "This room is a Thing of ")
    await said_in(stage, room("york"), "A Thing has been called")
    text = "In turn.\nOverrides: D1@leeds"
    await stage.platform.hand_over(stage.line(ADA, river, "amend", number="P1", text=text))
    assert (await of(stage, SLUG)).proposals[1].latest.overrides[0].decision == 1
    await asked_and_agreed(stage, river, "P1")
    assert (await of(stage, SLUG)).dissolved_at is not None
    assert not (await of(stage, "leeds")).decisions[1].stands
    await said_in(stage, river, "has ended: its question is answered")
    await said_in(stage, room("leeds"), "no longer stands")
    await stage.platform.hand_over(stage.line(ADA, river, "propose", title="More"))
    await said_in(stage, river, "nothing is decided in it any more")
    await stage.platform.hand_over(stage.line(ADA, river, "decisions"))
    await said_in(stage, river, "in place of ")
    again = stage.line(ADA, river, "found", name="River Watch")
    await stage.platform.hand_over(replace(again, administers=True, present=(ADA,)))
    assert (await of(stage, "river-watch")).venues == {river}
    assert not (await of(stage, SLUG)).venues
    for listing in await stage.store.listings():
        entries = [entry async for entry in stage.store.entries(listing.id)]
        assert verify(entries).problems == ()


async def test_who_does_not_run_the_room_or_is_in_none_of_them_calls_nothing(stage: Stage) -> None:
    """Refused with a sentence, and nothing is founded."""
    await called(stage, room("river"), administers=False)
    line = stage.line(EVE, room("river"), "thing", question=RIVER, peers="leeds, york")
    await stage.platform.hand_over(replace(line, administers=True, present=(EVE,)))
    await said_in(stage, room("river"), "you take part in none of those")
    assert {each.slug for each in await stage.store.listings()} == {"leeds", "york"}


async def test_a_room_is_made_for_one_that_is_called_in_an_assemblys_room(stage: Stage) -> None:
    """The Thing is there at once; when its room is, its members are told the way to it."""
    await called(stage, room("leeds"), members="york")
    thing = await of(stage, SLUG)
    assert {peer.slug for peer in thing.members.values()} == {"leeds", "york"}

    async def housed() -> bool:
        return bool((await of(stage, SLUG)).venues)

    await until(housed)
    (made,) = (await of(stage, SLUG)).venues
    assert made == room(f"room:{thing.id}")
    await said_in(stage, room("york"), "has its room now")
    await said_in(stage, made, "This room is a Thing of ")


async def test_where_no_room_can_be_made_whoever_called_it_is_told_and_gives_it_one(stage: Stage) -> None:
    """The Thing waits for it; anybody else's room is only an offer."""

    async def none(name: str, purpose: str, *, near: VenueId | None, key: str) -> VenueId:
        raise RejectedError("There are as many channels as there can be.")

    stage.platform.make_venue = none  # type: ignore[method-assign]
    await called(stage, room("leeds"), members="york")

    async def told() -> bool:
        return any(did[:2] == ("whisper", ADA.id) and "as many channels" in did[3] for did in stage.platform.did)

    await until(told)
    bind = stage.line(ADA, room("river"), "bind", assembly=SLUG)
    stage.platform.here[room("river")] = [ADA]
    await stage.platform.hand_over(replace(bind, administers=True, present=(ADA,)))
    assert (await of(stage, SLUG)).venues == {room("river")}
    assert len((await of(stage, SLUG)).participants) == 1


async def test_everyone_is_all_assemblies_but_things(stage: Stage) -> None:
    """One Thing is not a member of the next; an assembly called to one may be called to another."""
    await called(stage, room("river"), members="everyone")
    await stage.platform.hand_over(
        replace(stage.line(ADA, room("sea"), "thing", question="Whose is the sea?", peers="everyone"),
                administers=True, present=(ADA,))
    )  # fmt: skip
    assert {peer.slug for peer in (await of(stage, "whose-is-the-sea")).members.values()} == {"leeds", "york"}


async def test_one_that_has_ended_is_no_partner_for_anything(stage: Stage) -> None:
    """Its name finds nothing to decide with."""
    river = room("river")
    stage.platform.here[river] = [ADA, CAT]
    await called(stage, river)
    await stage.platform.hand_over(stage.line(CAT, river, "dissolve"))
    await asked_and_agreed(stage, river, "P2")
    assert (await of(stage, SLUG)).dissolved_at is not None
    await stage.platform.hand_over(stage.line(ADA, room("leeds"), "affiliate", other=SLUG))
    assert not any(each.effect for each in (await of(stage, "leeds")).proposals.values() if not each.is_lent)


async def test_a_room_owed_twice_is_made_once(stage: Stage) -> None:
    """Done again after a crash, it gives the Thing no second room and tells its members nothing twice."""
    await called(stage, room("leeds"), members="york")
    thing = await of(stage, SLUG)
    made = room(f"room:{thing.id}")
    await said_in(stage, made, "This room is a Thing of ")
    await said_in(stage, room("york"), "has its room now")
    again = MakeRoom(assembly=thing.id, person=thing.founder, near=room("leeds"))
    await stage.store.commit(Work(owed=[owed("room:again", again)]))
    stage.program.outbox.wake()

    async def nothing_left() -> bool:
        return not await stage.store.waiting()

    await until(nothing_left)
    assert (await of(stage, SLUG)).venues == {made}
    assert sum("has its room now" in text for where, text in stage.platform.posts if where == room("york")) == 1


async def test_it_is_kept_by_a_database_as_it_is(tmp_path: Path) -> None:
    """What a Thing is, overrides and has ended as, and who waits to take part elsewhere, is read back the same."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'things.db'}"
    await laid_out(url)
    store = await open_store(url)
    try:
        moot = Telling.founded("ada", "ben", rules={"entry": "welcome"})
        moot.do(cmd.Enter(actor=PersonId("cy"), venue=ROOM))
        moot.do(cmd.AskEntry(actor=PersonId("cy")))
        kept = replace(
            moot.assembly,
            kind=Kind.THING,
            dissolved_at=moot.now,
            proposals=moot.assembly.proposals.put(1, overriding(moot)),
        )
        last = moot.entries[-1]
        held = Held(kept, Chain(last.number, last.hash))
        await store.commit(
            Work(changes=[Change(before=None, after=held, entries=moot.entries, sealed=[], next_due=None)])
        )
        found = await store.load(kept.id)
        assert found is not None
        assert found.assembly == kept
    finally:
        await store.close()


def overriding(moot: Telling) -> Proposal:
    """Give a proposal that would end a Thing and override."""
    revision = Revision(number=1, title="End", text="", overrides=(Overrides(YORK, 3),))
    return Proposal(number=1, proposer=PersonId("ada"), made_at=moot.now, revisions=(revision,), effect=Dissolution())
