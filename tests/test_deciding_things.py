"""Things: called of several assemblies for one question, they override what those decided, and end."""

from dataclasses import replace
from datetime import timedelta

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.decide import decide
from deliberation.effects import Dissolution
from deliberation.federation import Kind, Overrides, Peer
from deliberation.ids import AssemblyId, PersonId
from deliberation.refusals import (
    AlreadyProposed,
    Dissolved,
    Ending,
    EnoughThings,
    NotAdministering,
    NotAmongThem,
    NothingChanged,
    NotOverridable,
    NotTakingPart,
    OnlyInThings,
    TooFewPeers,
)
from deliberation.rules import Rules
from deliberation.senses import Leaning
from tests.support.union import Union, room

DAN, EVE, ADA, GUS = (PersonId(each) for each in ("dan", "eve", "ada", "gus"))
RIVER = "Who keeps the river clean?"


def three(**rules: dict[str, str]) -> Union:
    """Give Leeds and York, no members of anything, and Hull beside them."""
    return Union.of_members(rules, leeds="dan eve", york="ada ben", hull="gus hal")


def calling(union: Union, *others: str, slug: str = "river") -> cmd.CallThing:
    """Ask what Dan in Leeds asks who would have a Thing with others."""
    peers = tuple(union.peer(other) for other in others)
    return cmd.CallThing(
        actor=DAN, assembly=AssemblyId(f"a-{slug}"), slug=slug, title=RIVER, question=RIVER, peers=peers
    )


def called(*others: str, **rules: dict[str, str]) -> Union:
    """Give a Thing of Leeds and others, in a room of its own, in which Dan and Ada are."""
    union = three(**rules)
    union.do("leeds", calling(union, *(others or ("york",))))
    union.do("river", cmd.MoveIn(venue=room("river")))
    for person in (DAN, ADA):
        union.do("river", cmd.Enter(actor=person, venue=room("river")))
    return union


def decided(union: Union, name: str, who: str, **parts: object) -> int:
    """Have an assembly decide something with all its members; give the number of the decision."""
    union.do(name, cmd.Propose(actor=PersonId(who), title="So be it", **parts))  # type: ignore[arg-type]
    union.do(name, cmd.CallConsensus(actor=PersonId(who), proposal=len(union.of(name).proposals)))
    union.carry(name)
    return len(union.of(name).decisions)


def sound(union: Union) -> None:
    """Look at what must hold in the end."""
    assert union.problems() == []
    assert union.refused_errands == []


def test_who_takes_part_calls_a_thing_and_it_is_there() -> None:
    """In one step: its members are in it, its question is P1, and nobody convenes it alone."""
    union = three()
    happened = union.do("leeds", calling(union, "york"))
    assert [type(event) for event in happened] == [ev.ThingCalled]
    thing = union.of("river")
    assert thing.kind is Kind.THING
    assert thing.convener is None
    assert set(thing.members) == {union.id("leeds"), union.id("york")}
    assert union.proposal("river").latest.title == RIVER
    assert union.proposal("river").proposer == DAN
    for name in ("leeds", "york"):
        assert set(union.of(name).member_of) == {union.id("river")}
    assert not union.of("hull").member_of
    sound(union)


def test_a_thing_goes_by_the_rules_of_where_it_was_called_with_an_open_door() -> None:
    """Whoever comes into its room takes part, however restricted the assembly is that called it."""
    union = three(leeds={"entry": "welcome", "cooling-off": "5d"})
    union.do("leeds", cmd.AskEntry(actor=DAN))
    union.do("leeds", calling(union, "york"))
    expected = replace(union.of("leeds").rules, entry=union.of("york").rules.entry, shortest_period=timedelta(hours=24))
    assert union.of("river").rules == expected
    sound(union)


def test_a_thing_does_not_bind_others_by_rules_that_ask_for_less_than_usual() -> None:
    """Or one person, in an assembly of one, could have put aside within an hour what others decided."""
    lax = {"period": "1h", "quorum-minimum": "1", "quorum-share": "0", "agree-share": "1/100", "reason-grace": "0h"}
    lax |= {"stand-aside-share": "1", "objection-share": "1", "affected-notice": "0h", "below-share": "1/4"}
    union = three(leeds=lax)
    union.do("leeds", calling(union, "york"))
    assert union.of("river").rules == replace(Rules(), shortest_period=timedelta(hours=24))
    sound(union)


def test_a_thing_is_of_two_at_least_and_called_by_one_of_them() -> None:
    """The assembly in which it is called is one of them, named or not."""
    union = three()
    assert union.refused("leeds", calling(union)) == TooFewPeers()
    assert union.refused("leeds", calling(union, "leeds")) == TooFewPeers()
    assert union.refused("leeds", replace(calling(union, "york"), actor=ADA)) == NotTakingPart()


def test_a_thing_is_called_once_for_one_question() -> None:
    """Typed twice, it is one: whoever types it again reads its short name."""
    union = three()
    union.do("leeds", calling(union, "york"))
    again = union.refused("leeds", calling(union, "york"))
    assert again == NothingChanged(what="there is a Thing for that already, with the short name river")
    told_apart = replace(calling(union, "york"), slug="river-2", title=f"{RIVER} (river-2)")
    assert union.refused("leeds", told_apart) == again


def test_where_all_sit_in_one_a_thing_of_everyone_is_of_one_only() -> None:
    """It is named: what is put to it is put to everyone."""
    union = three()
    top = union.of("leeds").peer
    everyone = replace(calling(union), peers=(top,), everyone=True)
    assert union.refused("leeds", everyone) == TooFewPeers(top=top)


def founding(union: Union, *names: str, among: bool = True, administers: bool = True) -> cmd.FoundAssembly:
    """Ask what somebody asks who makes their room a Thing's."""
    return cmd.FoundAssembly(
        actor=DAN,
        assembly=AssemblyId("a-river"),
        slug="river",
        name=RIVER,
        purpose=RIVER,
        preset="harmony",
        venue=room("river"),
        present=(ADA,),
        administers=administers,
        kind=Kind.THING,
        members=tuple(union.peer(name) for name in names),
        among=among,
    )


def test_a_room_that_is_nobodys_becomes_the_things() -> None:
    """Whoever administers it and takes part in one of the assemblies may; those in it take part at once."""
    union = three()
    assert decide(None, founding(union, "leeds", "york", among=False), union.now) == NotAmongThem()
    assert decide(None, founding(union, "leeds", "york", administers=False), union.now) == NotAdministering()
    assert decide(None, founding(union, "leeds"), union.now) == TooFewPeers()
    assert isinstance(union._decide(AssemblyId("a-river"), founding(union, "leeds", "york"))[0], list)
    assert set(union.of("river").participants) == {DAN, ADA}
    assert union.of("river").convener is None


def test_anyone_taking_part_calls_consensus_and_the_members_are_asked() -> None:
    """As in any assembly that has members."""
    union = called()
    union.do("river", cmd.CallConsensus(actor=ADA, proposal=1))
    assert {seat.peer.slug for seat in union.check("river").seats.values()} == {"leeds", "york"}
    assert union.check("leeds").roll == {DAN, EVE}
    sound(union)


def test_what_a_thing_decides_stands_in_place_of_what_its_members_did() -> None:
    """It is noted in their registers; then the Thing ends, and they sit in it no more."""
    union = called()
    theirs = decided(union, "leeds", "dan")
    named = (Overrides(union.peer("leeds"), theirs),)
    union.do("river", cmd.Amend(actor=DAN, proposal=1, text="The towns in turn.", overrides=named))
    union.do("river", cmd.CallConsensus(actor=ADA, proposal=1))
    assert union.proposal("york").latest.overrides == named
    union.carry("river")
    union.tick()
    overridden = union.of("leeds").decisions[theirs].overridden
    assert overridden is not None
    assert (overridden.peer, overridden.theirs) == (union.peer("river"), 1)
    assert not union.of("leeds").decisions[theirs].stands
    assert union.of("river").dissolved_at == union.now
    assert not union.of("river").members
    assert not union.of("leeds").member_of
    assert [each.dissolved for each in union.happened("york", ev.AssembliesParted)] == [True]
    sound(union)


def test_only_a_thing_overrides_and_only_what_stands_within_it() -> None:
    """What is not there, or is of an assembly outside, is refused as it is named."""
    union = called()
    named = (Overrides(union.peer("hull"), 1),)
    assert union.refused("leeds", cmd.Propose(actor=DAN, title="No", overrides=named)) == OnlyInThings(asked="override")
    asked = cmd.Propose(actor=DAN, title="No", overrides=named, beyond=named)
    assert union.refused("river", asked) == NotOverridable(named=named)
    amended = cmd.Amend(actor=DAN, proposal=1, overrides=named, beyond=named)
    assert union.refused("river", amended) == NotOverridable(named=named)


def test_an_assembly_outside_hears_nothing() -> None:
    """Even if a Thing said so, what it decides is nothing to those who do not sit in it."""
    union = called()
    theirs = decided(union, "hull", "gus")
    note = cmd.NoteOverride(peer=union.peer("river"), decision=theirs, theirs=1)
    assert union.do("hull", note) == []
    assert union.do("hull", replace(note, decision=99)) == []


def test_who_sits_in_it_by_way_of_a_member_hears_it_too() -> None:
    """The program says that they do, for it knows them all; told twice, it is noted once."""
    union = called()
    union.do("hull", cmd.NoteAffiliation(peer=union.peer("leeds"), thing=True))
    theirs = decided(union, "hull", "gus")
    note = cmd.NoteOverride(peer=union.peer("river"), decision=theirs, theirs=1, within=True)
    assert [type(event) for event in union.do("hull", note)] == [ev.DecisionOverridden]
    assert union.do("hull", note) == []


def test_what_cools_off_and_is_overridden_brings_nothing_about() -> None:
    """A rule that was to change stays as it is."""
    union = called(leeds={"cooling-off": "5d"})
    union.do("leeds", cmd.ProposeRule(actor=DAN, rule="period", value="24h"))
    union.do("leeds", cmd.CallConsensus(actor=DAN, proposal=len(union.of("leeds").proposals)))
    union.consent("leeds")
    before = union.of("leeds").rules
    union.do("leeds", cmd.NoteOverride(peer=union.peer("river"), decision=1, theirs=1))
    union.at(days=6)
    assert union.of("leeds").decisions[1].cooling_until is None
    assert union.of("leeds").rules == before
    assert union.problems(together=False) == []  # the Thing itself says nothing of it


def test_a_thing_that_has_ended_does_nothing_more() -> None:
    """Whatever is asked of it is refused with its name; who is who, and who leaves, is noted still."""
    union = called()
    union.do("river", cmd.CallConsensus(actor=ADA, proposal=1))
    union.carry("river")
    union.tick()
    gone = Dissolved(name=RIVER)
    for asked in (
        cmd.Propose(actor=DAN, title="More"),
        cmd.AskEntry(actor=EVE),
        cmd.CallConsensus(actor=DAN, proposal=1),
        cmd.ProposeDissolution(actor=DAN),
    ):
        assert union.refused("river", asked) == gone
    assert union.do("river", cmd.Enter(actor=EVE, venue=room("river"))) == []
    assert union.do("river", cmd.Tick()) == []
    assert union.do("river", cmd.JoinPeople(person=DAN, other=ADA))
    assert union.do("river", cmd.Leave(actor=DAN, venue=room("river")))
    sound(union)


def test_its_room_is_free_for_another() -> None:
    """Once, and only after its end."""
    union = called()
    assert union.do("river", cmd.ReleaseVenue(venue=room("river"))) == []
    union.do("river", cmd.CallConsensus(actor=ADA, proposal=1))
    union.carry("river")
    union.tick()
    assert union.do("river", cmd.ReleaseVenue(venue=room("river")))
    assert not union.of("river").venues
    assert union.do("river", cmd.ReleaseVenue(venue=room("river"))) == []
    sound(union)


def test_what_was_only_talked_about_ends_with_it() -> None:
    """Other answers to its question are withdrawn, for nobody would decide on them any more."""
    union = called()
    union.do("river", cmd.Propose(actor=ADA, title="Nobody keeps it"))
    union.do("river", cmd.CallConsensus(actor=ADA, proposal=1))
    union.carry("river")
    union.tick()
    assert union.proposal("river", 2).withdrawn
    assert union.of("river").dissolved_at is not None
    sound(union)


def test_it_waits_for_what_is_asked_and_what_cools_off() -> None:
    """A decision may be sent back until then, and then it has answered nothing."""
    union = called(leeds={"cooling-off": "5d"})
    union.do("river", cmd.CallConsensus(actor=ADA, proposal=1))
    union.carry("river")
    union.tick()
    assert union.of("river").dissolved_at is None
    union.at(days=6)
    assert union.of("river").dissolved_at is not None
    sound(union)


def test_a_change_of_its_rules_does_not_end_it() -> None:
    """It has not answered its question by that."""
    union = called()
    union.do("river", cmd.ProposeRule(actor=ADA, rule="period", value="24h"))
    union.do("river", cmd.CallConsensus(actor=ADA, proposal=2))
    union.carry("river")
    union.tick()
    assert union.of("river").decisions[1].stands
    assert union.of("river").dissolved_at is None
    sound(union)


def test_it_may_decide_to_end_without_an_answer() -> None:
    """By its own consensus; asked once at a time."""
    union = called()
    union.do("river", cmd.ProposeDissolution(actor=ADA, reason="It rained."))
    assert union.proposal("river").effect == Dissolution()
    assert union.refused("river", cmd.ProposeDissolution(actor=DAN)) == AlreadyProposed(proposal=2)
    union.do("river", cmd.CallConsensus(actor=ADA, proposal=2))
    union.carry("river")
    union.tick()
    assert union.of("river").dissolved_at is not None
    assert union.happened("river", ev.AssemblyDissolved) == [ev.AssemblyDissolved(because="agreed")]
    assert union.proposal("river", 1).withdrawn
    assert union.refused("leeds", cmd.ProposeDissolution(actor=DAN)) == OnlyInThings(asked="dissolve")
    sound(union)


def test_while_it_has_no_room_whoever_called_it_may_give_it_one() -> None:
    """Where none could be made for it."""
    union = three()
    union.do("leeds", calling(union, "york"))
    union.do("river", cmd.BindVenue(actor=ADA, venue=room("river"), present=(), administers=True))
    assert not union.of("river").venues
    union.do("river", cmd.BindVenue(actor=DAN, venue=room("river"), present=(EVE,), administers=True))
    assert set(union.of("river").participants) == {DAN, EVE}
    assert union.do("river", cmd.MoveIn(venue=room("elsewhere"))) == []
    sound(union)


def test_forgeries_are_found_out() -> None:
    """An end without a decision, an act after the end, an override by no Thing."""
    union = called()
    union._take(union.id("leeds"), ev.AssemblyDissolved(because="decided"))
    union._take(union.id("leeds"), ev.VenueBound(venue=room("more")))
    assert [each.partition(": ")[2] for each in union.problems()] == [
        "The assembly ended, which is no Thing.",
        "The Thing ended (decided) without the decision that this takes.",
        "VenueBound comes after the assembly had ended.",
    ]


def test_everyone_is_those_at_the_top() -> None:
    """With ``everyone`` the assembly that calls is in it only by way of those."""
    union = three()
    asked = replace(calling(union, "york", "hull"), everyone=True)
    union.do("leeds", asked)
    assert set(union.of("river").members) == {union.id("york"), union.id("hull")}
    assert Peer(AssemblyId("a-river"), "river", RIVER) == union.peer("river")
    sound(union)


# --- limits


def test_one_person_calls_no_more_than_three_in_thirty_days() -> None:
    """In whichever assemblies, in a room or without one: each is told to all whom it binds."""
    union = three()
    lately = tuple(union.now - timedelta(days=days) for days in (29, 12, 3))
    more = replace(calling(union, "york"), earlier=lately)
    refused = EnoughThings(most=3, again_from=union.now + timedelta(days=1))
    assert union.refused("leeds", more) == refused
    assert decide(None, replace(founding(union, "leeds", "york"), earlier=lately), union.now) == refused
    union.later(days=1)
    union.do("leeds", more)
    sound(union)


def test_with_a_thing_ends_how_its_room_was_read_and_what_it_objects() -> None:
    """Its readings close with what was said, and an objection that nobody could take back any more is taken back."""
    union = called()
    union.propose("hull", "gus", affected="river")
    union.do("river", cmd.Object(actor=ADA, notice=1, text="It is our river."))
    union.do("river", cmd.AskSense(actor=DAN, question="How is it?", period=timedelta(days=30)))
    union.do("river", cmd.Lean(actor=ADA, sense=1, leaning=Leaning.YES, source="$1"))
    union.do("river", cmd.CallConsensus(actor=ADA, proposal=1))
    union.carry("river")
    union.tick()
    assert union.of("river").dissolved_at is not None
    assert union.happened("river", ev.SenseClosed) == [ev.SenseClosed(sense=1, yes=1, unsure=0, no=0)]
    assert not union.proposal("hull").objecting
    assert union.happened("hull", ev.ObjectionLifted)[0].because == "ended"
    sound(union)


def test_nobody_keeps_a_thing_that_has_its_answer_from_ending() -> None:
    """What is open in it goes on to its end; nothing is begun or begun anew that would hold it up for ever."""
    union = called()
    for _ in range(2):
        union.do("river", cmd.Propose(actor=DAN, title="Something else"))
    union.do("river", cmd.CallConsensus(actor=DAN, proposal=2))
    decided_it = cmd.CallConsensus(actor=ADA, proposal=1)
    union.do("river", decided_it)
    union.carry("river")
    assert union.of("river").dissolved_at is None
    for asked in (
        cmd.CallConsensus(actor=DAN, proposal=3),
        cmd.Amend(actor=DAN, proposal=2, text="Or else."),
        cmd.NominateOfficer(actor=DAN, person=ADA, office="secretary"),
    ):
        assert union.refused("river", asked) == Ending(name=RIVER)
    hull = union.of("hull").peer
    union.do("river", cmd.ConsiderAdmission(peer=hull, proposer=GUS))
    assert len(union.of("river").checks) == 2
    union.at(days=5)
    assert union.of("river").dissolved_at is not None
    assert union.problems() == []


def test_an_answer_to_another_thing_above_it_ends_no_thing() -> None:
    """Whoever calls a Thing of a Thing has it asked something; its own question stays open."""
    union = called()
    above = cmd.CallThing(
        actor=GUS,
        assembly=AssemblyId("a-above"),
        slug="above",
        title="What else?",
        question="What else?",
        peers=(union.peer("river"),),
    )
    union.do("hull", above)
    union.do("above", cmd.MoveIn(venue=room("above")))
    union.do("above", cmd.Enter(actor=GUS, venue=room("above")))
    union.do("above", cmd.CallConsensus(actor=GUS, proposal=1))
    union.carry("above")
    union.at(hours=1)
    assert union.of("above").dissolved_at is not None
    assert union.of("river").decisions
    assert union.of("river").dissolved_at is None
    assert union.problems() == []
