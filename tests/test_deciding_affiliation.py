"""Assemblies become members of others by the consensus of both, and never in a circle."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.effects import Admit, Affiliate
from deliberation.federation import Peer, members_first, path_up
from deliberation.ids import AssemblyId, PersonId
from deliberation.phases import Phase
from deliberation.refusals import (
    AlreadyAffiliated,
    AskedLately,
    Circular,
    EnoughAsked,
    NotAffiliated,
    NotTakingPart,
    NotWithItself,
)
from tests.support.union import Union, room


def three(**rules: dict[str, str]) -> Union:
    """Give three assemblies, none a member of another."""
    return Union.of_members(rules, leeds="dan eve fay", north="ada ben cat", top="gus hal ida")


def seeking(union: Union, member: str, above: str) -> cmd.ProposeAffiliation:
    """Ask what somebody asks who would have one be a member of the other."""
    who = min(union.of(member).participants)
    path = union.path_up(union.peer(above), union.id(member))
    return cmd.ProposeAffiliation(actor=who, peer=union.peer(above), path=path)


def sound(union: Union) -> None:
    """Look at what must hold in the end."""
    assert union.problems() == []
    assert union.refused_errands == []


def test_an_assembly_becomes_a_member_by_the_consensus_of_both() -> None:
    """When the one agrees the other is asked at once, by a check that nobody called; when that agrees too, it is so."""
    union = three()
    union.do("leeds", seeking(union, "leeds", "north"))
    assert union.proposal("leeds").effect == Affiliate(union.peer("north"))
    union.call("leeds", "dan")
    assert not union.of("north").proposals
    union.consent("leeds")
    assert union.proposal("north").effect == Admit(union.peer("leeds"))
    assert union.check("north").called_by is None
    assert not union.of("leeds").member_of
    union.consent("north")
    assert union.of("north").members == {union.id("leeds"): union.peer("leeds")}
    assert union.of("leeds").member_of == {union.id("north"): union.peer("north")}
    sound(union)


def test_where_the_other_does_not_agree_nothing_comes_of_it_and_one_may_ask_again_in_30_days() -> None:
    """A block keeps it from happening, and who asked is told; asked again, the question is put anew and not twice."""
    union = three()
    union.seek("leeds", "north")
    asked, peer = union.now, union.peer("north")
    union.block("north", "ada")
    union.at(hours=72)
    assert union.check("north").outcome is Outcome.BLOCKED
    assert not union.of("north").members
    assert union.happened("leeds", ev.NotAdmitted) == [ev.NotAdmitted(peer=peer, because="blocked")]
    again_from = asked + timedelta(days=30)
    assert union.refused("leeds", seeking(union, "leeds", "north")) == AskedLately(peer=peer, again_from=again_from)
    union.at(days=27)
    union.seek("leeds", "north")
    assert len(union.of("north").proposals) == 1
    assert union.check("north").number == 2
    union.consent("north")
    assert union.id("leeds") in union.of("north").members
    sound(union)


@pytest.mark.parametrize(
    ("north", "end", "because"),
    [
        ({}, "nobody", "inquorate"),
        ({}, "withdraw", "withdrawn"),
        ({"cooling-off": "3d"}, "sent back", "sent back"),
    ],
)
def test_who_asked_is_told_however_the_question_ends_without_consensus(
    north: dict[str, str], end: str, because: str
) -> None:
    """Once for each end, and nothing more is owed; it may still be agreed to there, and then it is so."""
    union = three(north=north)
    union.do("north", cmd.Enter(actor=PersonId("dan"), venue=room("north")))
    union.seek("leeds", "north")
    if end == "withdraw":
        union.do("north", cmd.Withdraw(actor=PersonId("dan"), proposal=1))
    elif end == "sent back":
        union.agree("north", "ada", "ben", "cat")
        union.at(days=3)
        union.block("north", "dan")
    union.at(days=5)
    assert union.happened("leeds", ev.NotAdmitted) == [ev.NotAdmitted(peer=union.peer("north"), because=because)]
    if end != "withdraw":
        union.call("north", "ada", 1)
        union.consent("north")
        union.at(days=3)
        assert union.of("leeds").member_of
        assert not union.of("leeds").sought
    sound(union)


def test_one_assembly_does_not_ask_one_after_another() -> None:
    """Five in thirty days that have not agreed are enough; the calls of somebody else here stand in nobody's way."""
    halls: dict[str, Any] = {f"hall{number}": "ada ben" for number in range(8)}
    union = Union.of_members(puppet="dan eve", **halls)
    for number in range(5):
        union.do("puppet", seeking(union, "puppet", f"hall{number}"))
    for number in (5, 6):
        union.do("puppet", seeking(union, "puppet", f"hall{number}"))
    for number in range(1, 6):
        union.call("puppet", "dan", number)
    late = cmd.CallConsensus(actor=PersonId("dan"), proposal=6)
    assert union.refused("puppet", late) == EnoughAsked(most=5, again_from=None)
    union.call("puppet", "eve", 6)
    for number in range(1, 6):
        union.consent("puppet", number)
    again_from = union.now + timedelta(days=30)
    refused = EnoughAsked(most=5, again_from=again_from)
    assert union.refused("puppet", replace(late, actor=PersonId("eve"), proposal=7)) == refused
    assert union.refused("puppet", seeking(union, "puppet", "hall7")) == refused
    union.at(days=30)
    union.do("puppet", seeking(union, "puppet", "hall7"))
    sound(union)


def test_one_person_does_not_fill_an_assembly_with_the_askings_of_puppets() -> None:
    """What they propose in ever more assemblies opens five checks in thirty days, and the rest are told."""
    puppets: dict[str, Any] = {f"puppet{number}": "dan" for number in range(7)}
    union = Union.of_members(north="ada ben cat", **puppets)
    for number in range(7):
        union.seek(f"puppet{number}", "north")
    assert len(union.of("north").checks) == len(union.of("north").proposals) == 5
    peer = union.peer("north")
    assert union.happened("puppet5", ev.NotAdmitted) == [ev.NotAdmitted(peer=peer, because="not asked")]
    assert union.happened("puppet2", ev.NotAdmitted) == []
    union.at(days=29)
    assert union.happened("puppet2", ev.NotAdmitted) == [ev.NotAdmitted(peer=peer, because="inquorate")]
    union.at(days=1)
    for number in (0, 1, 2, 3, 4, 5):
        union.seek(f"puppet{number}", "north")
    assert len(union.of("north").checks) == 10
    assert len(union.happened("puppet5", ev.NotAdmitted)) == 2
    sound(union)


def test_who_was_not_asked_is_asked_when_somebody_else_proposes_it() -> None:
    """Nothing was said there, so there is nothing to wait for; how it ends is told as ever."""
    halls: dict[str, Any] = {f"hall{number}": "dan" for number in range(5)}
    union = Union.of_members(north="ada ben cat", leeds="dan eve", **halls)
    for name in ("hall0", "hall1", "hall2", "hall3", "hall4", "leeds"):
        union.seek(name, "north")
    assert len(union.of("north").checks) == 5
    union.do("leeds", replace(seeking(union, "leeds", "north"), actor=PersonId("eve")))
    union.call("leeds", "eve")
    union.consent("leeds")
    assert len(union.of("north").checks) == 6
    assert union.refused("leeds", seeking(union, "leeds", "north")) == AskedLately(
        peer=union.peer("north"), again_from=union.now + timedelta(days=30)
    )
    union.block("north", "ada")
    union.at(days=3)
    assert [each.because for each in union.happened("leeds", ev.NotAdmitted)] == ["not asked", "blocked"]
    sound(union)


def test_it_takes_effect_after_the_cooling_off_of_each() -> None:
    """While a decision may be sent back nothing is done that would have to be undone."""
    union = three(leeds={"cooling-off": "2d"}, north={"cooling-off": "3d"})
    union.do("leeds", seeking(union, "leeds", "north"))
    union.call("leeds", "dan")
    union.consent("leeds")
    assert not union.of("north").proposals
    union.at(days=2)
    union.consent("north")
    assert not union.of("north").members
    union.at(days=3)
    assert union.of("north").members
    sound(union)


def test_an_empty_assembly_is_asked_when_somebody_takes_part() -> None:
    """Where nobody is, the question waits in discussion and may be called by who comes."""
    union = Union.of_members(leeds="dan eve fay", void="")
    union.seek("leeds", "void")
    assert union.proposal("void").phase is Phase.DISCUSSION
    assert not union.of("void").checks
    sound(union)


def test_a_circle_is_refused_when_it_is_proposed_and_shown() -> None:
    """An assembly does not become a member of one that sits in it, on whichever level."""
    union = three()
    union.affiliate("leeds", "north")
    union.affiliate("north", "top")
    refused = union.refused("top", seeking(union, "top", "leeds"))
    assert refused == Circular(path=(union.peer("leeds"), union.peer("north"), union.peer("top")))
    assert union.refused("north", seeking(union, "north", "leeds")) == Circular(
        path=(union.peer("leeds"), union.peer("north"))
    )
    assert union.refused("north", seeking(union, "north", "north")) == NotWithItself(slug="north")
    sound(union)


def test_two_memberships_decided_at_once_do_not_make_a_circle() -> None:
    """Each was no circle when it was proposed: the one that comes second is refused, with the way, on both sides."""
    union = three()
    for member, above in (("leeds", "north"), ("north", "leeds")):
        union.do(member, seeking(union, member, above))
        union.call(member, min(union.of(member).participants))
    union.consent("leeds")
    union.consent("north", 1)
    union.consent("north", 2)
    assert union.id("leeds") in union.of("north").members
    union.consent("leeds")
    way = (union.peer("leeds"), union.peer("north"))
    assert union.happened("leeds", ev.AffiliationRefused) == [ev.AffiliationRefused(peer=union.peer("north"), path=way)]
    assert union.happened("north", ev.AffiliationRefused) == [ev.AffiliationRefused(peer=union.peer("leeds"), path=way)]
    assert not union.of("leeds").members
    assert not union.of("north").member_of
    sound(union)


def test_three_memberships_decided_at_once_do_not_make_a_circle() -> None:
    """Nor do three, of which any two would be none."""
    union = three()
    ring = (("leeds", "north"), ("north", "top"), ("top", "leeds"))
    for member, above in ring:
        union.do(member, seeking(union, member, above))
        union.call(member, min(union.of(member).participants))
    for member, _above in ring:
        union.consent(member, 1)
    for _member, above in ring:
        union.consent(above, 2)
    (refused,) = union.happened("leeds", ev.AffiliationRefused)
    way = tuple(union.peer(name) for name in ("leeds", "north", "top"))
    assert refused == ev.AffiliationRefused(peer=union.peer("top"), path=way)
    sound(union)


def test_it_is_not_proposed_twice() -> None:
    """One that is being decided, or is so already, is refused with where that is."""
    union = three()
    union.do("leeds", seeking(union, "leeds", "north"))
    peer = union.peer("north")
    assert union.refused("leeds", seeking(union, "leeds", "north")) == AlreadyAffiliated(peer=peer, proposal=1)
    union.call("leeds", "dan")
    union.consent("leeds")
    union.consent("north")
    assert union.refused("leeds", seeking(union, "leeds", "north")) == AlreadyAffiliated(peer=peer)
    stranger = cmd.ProposeAffiliation(actor=PersonId("zoe"), peer=union.peer("top"))
    assert union.refused("leeds", stranger) == NotTakingPart()


def test_either_side_ends_a_membership() -> None:
    """Who is above and who is below may part, each by its own consensus, and it is so on both sides at once."""
    for parting, other in (("leeds", "north"), ("north", "leeds")):
        union = three()
        union.affiliate("leeds", "north")
        who = min(union.of(parting).participants)
        union.do(parting, cmd.ProposeParting(actor=who, peer=union.peer(other)))
        union.call(parting, who)
        union.consent(parting)
        assert not union.of("north").members
        assert not union.of("leeds").member_of
        union.affiliate("leeds", "north")
        assert union.of("north").members
        sound(union)


def test_both_sides_may_part_at_once() -> None:
    """What the other side did first need not be done again."""
    union = three()
    union.affiliate("leeds", "north")
    for parting, other in (("leeds", "north"), ("north", "leeds")):
        who = min(union.of(parting).participants)
        union.do(parting, cmd.ProposeParting(actor=who, peer=union.peer(other)))
        union.call(parting, who)
    union.consent("leeds")
    union.consent("north")
    assert len(union.happened("leeds", ev.AssembliesParted)) == len(union.happened("north", ev.AssembliesParted)) == 1
    sound(union)


def test_parting_with_a_stranger_is_refused() -> None:
    """Where neither is a member of the other there is nothing to end."""
    union = three()
    asked = cmd.ProposeParting(actor=PersonId("dan"), peer=union.peer("top"))
    assert union.refused("leeds", asked) == NotAffiliated(peer=union.peer("top"))


def test_said_twice_between_assemblies_it_counts_once() -> None:
    """What comes again, or comes from one that is no member, changes nothing."""
    union = three()
    union.affiliate("leeds", "north")
    leeds, north = union.peer("leeds"), union.peer("north")
    assert union.do("north", cmd.ConsiderAdmission(peer=leeds, proposer=PersonId("dan"))) == []
    assert union.do("north", cmd.AdmitMember(peer=leeds)) == []
    assert union.do("leeds", cmd.NoteAffiliation(peer=north)) == []
    assert union.do("top", cmd.NoteParting(peer=leeds)) == []


def test_the_question_is_asked_once_while_it_is_open() -> None:
    """Asked again while a check on it is open, nothing further happens."""
    union = three()
    union.seek("leeds", "north")
    assert union.do("north", cmd.ConsiderAdmission(peer=union.peer("leeds"), proposer=PersonId("dan"))) == []


def peer(number: int) -> Peer:
    """Make up an assembly."""
    return Peer(AssemblyId(f"a{number}"), f"s{number}", f"n{number}")


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=40))
def test_a_way_up_is_found_wherever_there_is_one(edges: list[tuple[int, int]]) -> None:
    """Among any memberships: the way begins and ends where asked, each step is a membership, and none is missed."""
    above: dict[AssemblyId, list[Peer]] = {}
    for member, of in edges:
        above.setdefault(peer(member).id, []).append(peer(of))

    def parents(assembly: AssemblyId) -> list[Peer]:
        return above.get(assembly, [])

    reached, queue = {peer(0).id}, [peer(0).id]
    for at in queue:
        for step in parents(at):
            if step.id not in reached:
                reached.add(step.id)
                queue.append(step.id)
    for goal in range(8):
        way = path_up(peer(0), peer(goal).id, parents)
        assert bool(way) is (peer(goal).id in reached)
        if way:
            assert (way[0], way[-1]) == (peer(0), peer(goal))
            assert all(step in parents(before.id) for before, step in pairwise(way))


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda edge: edge[0] < edge[1])))
def test_members_come_before_those_of_which_they_are_members(edges: list[tuple[int, int]]) -> None:
    """In the order in which assemblies are looked at, nobody above comes before anybody below."""

    def parents(assembly: AssemblyId) -> list[Peer]:
        return [peer(of) for member, of in edges if peer(member).id == assembly]

    order = members_first([peer(number).id for number in range(8)], parents)
    assert sorted(order) == [peer(number).id for number in range(8)]
    for member, of in edges:
        assert order.index(peer(member).id) < order.index(peer(of).id)
