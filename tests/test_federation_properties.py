"""Several assemblies at work, by chance: whatever they do together, no count, circle or record goes wrong."""

from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Final

import pytest
from hypothesis import Phase as Trying
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.checks import Check, OnProposal
from deliberation.deciding.clockwork import next_due
from deliberation.federation import Origin, Root, Together
from deliberation.ids import AssemblyId, PersonId
from deliberation.phases import Phase
from deliberation.proposals import Proposal
from deliberation.register import text_hash
from tests.support.plausible_union import plausible
from tests.support.union import Union, recounted_with_seats, room

LAYOUTS: Final = (
    {
        "north": "ada ben cat",
        "leeds": "dan eve fay @ north",
        "york": "gus hal @ north",
        "ward": "ida joe @ leeds york north",
        "void": "@ north",
        "hub": "ada dan gus",
    },
    {"top": "", "mid": "@ top", "low": "ada ben @ mid", "side": "cat dan @ top", "hub": "eve"},
    {"hull": "ada ben", "leeds": "cat", "york": "dan eve", "ward": "ada fay"},
)
"""A diamond with an empty corner; a chain of which only the end is peopled; and strangers, some of them the same."""

RULES = st.fixed_dictionaries(
    {},
    optional={
        "cooling-off": st.sampled_from(["0h", "24h", "5d"]),
        "quorum-minimum": st.sampled_from(["1", "3"]),
        "extension-share": st.sampled_from(["0", "1/2", "1"]),
        "reason-grace": st.sampled_from(["0h", "24h"]),
        "affected-notice": st.sampled_from(["0h", "72h"]),
        "below-share": st.sampled_from(["1/4", "5/6", "9999/10000"]),
        "shortest-period": st.sampled_from(["1h", "12h"]),
    },
)
UNSHRUNK: Final = (Trying.explicit, Trying.reuse, Trying.generate)

SPANS = st.sampled_from([0, 60, 3600, 5 * 3600, 60 * 3600, 72 * 3600, 20 * 86400])


class Federation(RuleBasedStateMachine):
    """Lets assemblies do together whatever they like, and looks at what must always hold."""

    def __init__(self) -> None:
        super().__init__()
        self.union = Union()

    @initialize(layout=st.sampled_from(LAYOUTS), rules=st.lists(RULES, min_size=6, max_size=6))
    def found(self, layout: dict[str, str], rules: list[dict[str, str]]) -> None:
        self.union = Union.of_members(dict(zip(layout, rules, strict=False)), **layout)

    @rule(chance=st.randoms(use_true_random=True), steps=st.integers(min_value=10, max_value=80))
    def assemblies_at_work(self, chance: Random, steps: int) -> None:
        """Do what people do, rather than anything at all: so that histories get far."""
        for _ in range(steps):
            asked = plausible(self.union, chance)
            if asked is not None:
                self.union.ask(*asked)
            elif chance.random() < 0.5:
                self.union.at(hours=chance.choice([1, 5, 20, 60]))
            elif (due := self.union.next_due()) is not None:
                self.union.now = max(due, self.union.now)
                self.union.tick()
            self.look()

    @rule(seconds=SPANS)
    def time_goes_by_and_nobody_looks(self, seconds: int) -> None:
        """Let everything fall due at once, as after a fall of the program."""
        self.union.later(seconds=seconds)
        self.union.tick()

    @invariant()
    def look(self) -> None:
        """Look at what must hold at every moment."""
        assert self.union.refused_errands == []
        for slug, check in self.union.open_checks():
            assert check.tally == recounted_with_seats(check), slug
            assert check.objecting == self._objecting(slug, check)
        for hall in self.union.halls.values():
            self._look_at_memberships(hall.assembly)
            self._look_at_lent(hall.assembly)
        self._look_at_joint()

    def _objecting(self, slug: str, check: Check) -> set[AssemblyId]:
        if not isinstance(check.question, OnProposal):
            return set()
        return {peer.id for peer in self.union.of(slug).proposals[check.question.proposal].objecting}

    def _look_at_memberships(self, assembly: Assembly) -> None:
        """Membership is told alike on both sides, nobody sits in themselves, and no two have the same remit."""
        for member in assembly.members:
            assert assembly.id in self.union.halls[member].assembly.member_of
        for above in assembly.member_of.values():
            assert assembly.id in self.union.halls[above.id].assembly.members
            assert not self.union.path_up(above, assembly.id)
        assert all(self.union.holder_of(kind, but=assembly.id) is None for kind in assembly.remit)

    def _look_at_lent(self, assembly: Assembly) -> None:
        """A text from above is open as long as somebody awaits it, no longer, and not twice by the same way."""
        for proposal in assembly.proposals.values():
            nested = [origin for origin in proposal.origins if origin.how is Together.NESTED]
            awaited = [origin for origin in nested if origin.until is not None]
            if proposal.phase is Phase.CLOSED:
                continue
            assert not nested or awaited or proposal.phase is Phase.COOLING_OFF
            for origin in awaited:
                self._look_above(assembly, origin)

    def _look_above(self, assembly: Assembly, origin: Origin) -> None:
        above = self.union.halls[origin.peer.id].assembly
        check = above.checks[origin.check]
        assert check.round == origin.round
        assert assembly.id in check.seats
        assert above.takes_word(check.number)
        assert not check.is_open or check.deadline == origin.until

    def _look_at_joint(self) -> None:
        """A joint text is the same everywhere, and in force nowhere unless all have agreed to it."""
        for root, copies in self._joint().items():
            assert len({text_hash(copy.latest) for _own, copy in copies}) == 1, root
            assert len({copy.withdrawn for _own, copy in copies}) == 1, root
            agreed = {own.id for own, copy in copies if copy.decision is not None}
            for own, copy in copies:
                others = {each.id for each, _copy in copies} - {own.id}
                assert {peer.id for peer in copy.partners} == others
                if copy.phase is Phase.CLOSED and not copy.withdrawn:
                    assert agreed == others | {own.id}
                elif copy.phase is not Phase.CLOSED:
                    assert set(copy.agreed_by) == agreed - {own.id}
                if copy.phase is Phase.COOLING_OFF and copy.decision is not None:
                    assert {peer.id for peer in own.decisions[copy.decision].waits_for} == others - agreed

    def _joint(self) -> dict[Root, list[tuple[Assembly, Proposal]]]:
        found: dict[Root, list[tuple[Assembly, Proposal]]] = {}
        for hall in self.union.halls.values():
            for proposal in hall.assembly.proposals.values():
                if proposal.partners:
                    lent = [origin.root for origin in proposal.origins]
                    root = lent[0] if lent else Root(hall.assembly.id, proposal.number)
                    found.setdefault(root, []).append((hall.assembly, proposal))
        return found

    def teardown(self) -> None:
        """In the end, when nobody says anything any more, nothing stays open, and every register is in order."""
        for hall in list(self.union.halls.values()):
            if hall.assembly.silent:
                self.union.do(hall.assembly.slug, cmd.RegainVenue(venue=room(hall.assembly.slug)))
        self.union.at(days=3000)
        assert not list(self.union.open_checks())
        for hall in self.union.halls.values():
            for decision in hall.assembly.decisions.values():
                assert decision.cooling_until is None or decision.waits_for
            due = next_due(hall.assembly)
            assert due is None or due > self.union.now
        assert self.union.problems() == []


TestFederation = Federation.TestCase
# What people do by chance cannot be made smaller: to try would take minutes, and show nothing more.
TestFederation.settings = settings(max_examples=20, phases=UNSHRUNK)
TestFederation.__doc__ = "Whatever assemblies do together, by whatever ways they sit in each other."


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_federations() -> None:
    """Nor does anything go wrong in many more histories, tried each time anew."""
    run_state_machine_as_test(
        Federation, settings=settings(settings.get_profile("soak"), stateful_step_count=20, phases=UNSHRUNK)
    )


# --- memberships

NAMES: Final = ("hull", "leeds", "york", "ward", "north")


@given(
    order=st.lists(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.booleans()).filter(lambda it: it[0] != it[1]),
        max_size=14,
    )
)
def test_no_graph_of_memberships_has_a_circle(order: list[tuple[str, str, bool]]) -> None:
    """However memberships are sought, agreed to at the same time and ended again, nobody comes to sit in themselves."""
    union = Union.of_members(hull="a", leeds="b", york="c", ward="d", north="e")
    for member, above, at_once in order:
        peer, who = union.peer(above), min(union.of(member).participants)
        if peer.id in union.of(member).member_of:
            union.ask(member, cmd.ProposeParting(actor=who, peer=peer))  # refused while it is proposed already
        else:
            # Whoever asks may have looked at another moment: what counts is how it stands when it takes effect.
            union.ask(member, cmd.ProposeAffiliation(actor=who, peer=peer))
        if union.proposal(member).phase is Phase.DISCUSSION and at_once:
            union.call(member, who)
        for slug, check in list(union.open_checks()):
            union.agree(slug, *check.unheard(), check=check.number)
        union.tick()
    union.at(days=30)
    for name in NAMES:
        assert all(not union.path_up(above, union.id(name)) for above in union.of(name).member_of.values())
        for way in (event.path for event in union.happened(name, ev.AffiliationRefused)):
            assert len(way) > 1
            assert len(set(way)) == len(list(pairwise(way))) + 1
    assert union.problems() == []


# --- nested checks

CHILDREN: Final = ("leeds", "york", "ward")


@given(
    said=st.lists(
        st.tuples(
            st.sampled_from(CHILDREN),
            st.sampled_from(["agree", "block", "vague block", "leave", "enter", "fall silent", "call again", "part"]),
            st.integers(min_value=0, max_value=30),
        ),
        max_size=15,
    ),
    extension=st.sampled_from(["0", "1/2", "1"]),
    cooling=st.sampled_from(["0h", "2d"]),
)
@settings(deadline=timedelta(seconds=5))
def test_every_nested_check_ends_whatever_its_children_do(
    said: list[tuple[str, str, int]], extension: str, cooling: str
) -> None:
    """Children may answer, fall silent, leave, part or call again at any time: what is above ends, and they with it."""
    rules = {name: {"extension-share": extension, "cooling-off": cooling} for name in (*CHILDREN, "north")}
    union = Union.of_members(
        rules, north="ada", leeds="dan eve @ north", york="gus hal @ north leeds", ward="ida joe @ leeds york"
    )
    union.propose("north", "ada")
    union.call("north", "ada")
    for name, what, hours in said:
        union.at(hours=hours)
        _do(union, name, what)
    union.at(days=60)
    above = union.check("north", 1)
    assert above.outcome is not None
    # Each of the two ways in which it may last longer comes once; nothing that its children do makes it last more.
    longest = timedelta(hours=72) * (1 + float(above.rules.extension_share)) + above.rules.reason_grace
    assert above.closed_at is not None
    assert above.closed_at - above.opened_at <= longest
    silent = {hall.assembly.slug for hall in union.halls.values() if hall.assembly.silent}
    assert {slug for slug, _check in union.open_checks()} <= silent
    for name in CHILDREN:
        assert all(origin.until is None for each in union.of(name).proposals.values() for origin in each.origins)
    assert union.refused_errands == []
    # What parts here does so in one word, which the other is not asked for, and that no register bears out.
    assert [each for each in union.problems() if "had decided to part" not in each] == []


def _do(union: Union, name: str, what: str) -> None:
    """Do something in a child, where there is anything to be done."""
    assembly = union.of(name)
    open_here = [check for check in assembly.checks.values() if check.is_open]
    people = sorted(assembly.participants)
    match what:
        case "agree" if open_here:
            union.agree(name, *open_here[0].unheard(), check=open_here[0].number)
        case "block" | "vague block" if open_here and open_here[0].roll:
            reason = "it harms" if what == "block" else ""
            union.block(name, min(open_here[0].roll), check=open_here[0].number, reason=reason)
        case "leave" if people:
            union.do(name, cmd.Leave(actor=people[0], venue=room(name)))
        case "enter":
            union.do(name, cmd.Enter(actor=PersonId(f"zoe of {name}"), venue=room(name)))
        case "fall silent":
            known = cmd.RegainVenue if assembly.silent else cmd.LoseVenue
            union.do(name, known(venue=room(name)))
        case "call again" if people:
            for proposal in [each for each in assembly.proposals.values() if each.phase is Phase.DISCUSSION]:
                union.ask(name, cmd.CallConsensus(actor=people[0], proposal=proposal.number))
        case "part" if people and assembly.member_of:
            peer = min(assembly.member_of.values())
            union.do(name, cmd.NoteParting(peer=peer))
