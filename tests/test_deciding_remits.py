"""What an assembly is for, and which decisions are its alone."""

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.effects import ClaimRemit, Effect, ReleaseRemit, RestatePurpose
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.refusals import (
    AlreadyProposed,
    InAnothersRemit,
    NothingChanged,
    NotTakingPart,
    RemitHeld,
    RemitNotHeld,
)
from tests.support.union import Union

ADA, DAN = PersonId("ada"), PersonId("dan")


def two(**rules: dict[str, str]) -> Union:
    """Give two assemblies."""
    return Union.of_members(rules, hull="ada ben cat", leeds="dan eve fay")


def claim(union: Union, name: str, kind: str) -> None:
    """Let an assembly claim a kind of decision and call consensus on that."""
    who = min(union.of(name).participants)
    union.do(name, cmd.ProposeRemit(actor=who, kind=kind, holder=union.holder_of(kind, but=union.id(name))))
    union.call(name, who)


def sound(union: Union) -> None:
    """Look at what must hold in the end."""
    assert union.problems() == []
    assert union.refused_errands == []


def test_a_remit_is_taken_on_by_consensus() -> None:
    """On consensus decisions of that kind are the assembly's alone, by the decision that says so."""
    union = two()
    claim(union, "hull", "Press  releases")
    assert union.proposal("hull").effect == ClaimRemit("press releases")
    assert not union.of("hull").remit
    union.consent("hull")
    assert union.of("hull").remit == {"press releases": 1}
    assert union.holder_of("press-releases") == union.peer("hull")
    sound(union)


@pytest.mark.parametrize("kind", ["press", "PRESS", " press ", "Press"])
def test_a_remit_that_overlaps_is_refused_when_it_is_proposed(kind: str) -> None:
    """Two remits never overlap, however they are spelt; the one who has it is named."""
    union = two()
    claim(union, "hull", "press")
    union.consent("hull")
    asked = cmd.ProposeRemit(actor=DAN, kind=kind, holder=union.holder_of(kind))
    assert union.refused("leeds", asked) == RemitHeld(kind="press", holder=union.peer("hull"))
    own = cmd.ProposeRemit(actor=ADA, kind=kind)
    assert union.refused("hull", own) == RemitHeld(kind="press")


def test_a_remit_that_overlaps_is_refused_when_it_would_take_effect() -> None:
    """Where two claim the same at once, the first to decide has it, and the other is told so."""
    union = two()
    claim(union, "hull", "press")
    claim(union, "leeds", "press")
    union.consent("leeds")
    union.consent("hull")
    assert union.of("leeds").remit == {"press": 1}
    assert not union.of("hull").remit
    assert union.happened("hull", ev.RemitRefused) == [ev.RemitRefused(kind="press", holder=union.peer("leeds"))]
    sound(union)


def again(union: Union, effect: Effect) -> None:
    """Let the same be proposed once more, as older registers hold it, and consensus be called on that too."""
    number = len(union.of("hull").proposals) + 1
    made = ev.ProposalMade(proposal=number, proposer=ADA, title="The same again", text="", effect=effect)
    union.recorded("hull", made)
    union.call("hull", "ada")


def test_a_remit_claimed_twice_in_one_assembly_is_taken_on_once() -> None:
    """It is not proposed twice at a time; where it was, the second decision says what is so already."""
    union = two()
    claim(union, "hull", "press")
    assert union.refused("hull", cmd.ProposeRemit(actor=ADA, kind="Press")) == AlreadyProposed(proposal=1)
    again(union, ClaimRemit("press"))
    union.consent("hull", 1)
    union.consent("hull", 2)
    assert union.of("hull").remit == {"press": 1}
    sound(union)


def test_a_remit_is_given_up_by_consensus() -> None:
    """Then anybody may decide on such things, and another may take them on."""
    union = two()
    claim(union, "hull", "press")
    union.consent("hull")
    union.do("hull", cmd.ProposeRelease(actor=ADA, kind="PRESS"))
    assert union.proposal("hull").effect == ReleaseRemit("press")
    union.call("hull", "ada")
    union.consent("hull")
    assert not union.of("hull").remit
    claim(union, "leeds", "press")
    union.consent("leeds")
    assert union.of("leeds").remit == {"press": 1}
    sound(union)


def test_what_is_not_held_is_not_given_up() -> None:
    """One is told what the assembly does have."""
    union = two()
    claim(union, "hull", "press")
    union.consent("hull")
    asked = cmd.ProposeRelease(actor=ADA, kind="money")
    assert union.refused("hull", asked) == RemitNotHeld(kind="money", held=("press",))


def test_a_remit_given_up_twice_is_given_up_once() -> None:
    """Where two decisions release the same, the second finds nothing left to do."""
    union = two()
    claim(union, "hull", "press")
    union.consent("hull")
    release = cmd.ProposeRelease(actor=ADA, kind="press")
    union.do("hull", release)
    union.call("hull", "ada")
    assert union.refused("hull", release) == AlreadyProposed(proposal=2)
    again(union, ReleaseRemit("press"))
    union.consent("hull", 2)
    union.consent("hull", 3)
    assert len(union.happened("hull", ev.RemitReleased)) == 1
    sound(union)


def test_what_is_in_another_s_remit_is_not_proposed_here() -> None:
    """It is refused with the name of the assembly whose it is; in that one it is proposed like anything."""
    union = two()
    claim(union, "hull", "press")
    union.consent("hull")
    here = cmd.Propose(actor=DAN, title="Write to the Times", kind="press", holder=union.holder_of("press"))
    assert union.refused("leeds", here) == InAnothersRemit(kind="press", holder=union.peer("hull"))
    there = cmd.Propose(actor=ADA, title="Write to the Times", kind="press", holder=union.holder_of("press"))
    union.do("hull", there)
    assert union.proposal("hull").kind == "press"
    union.do("leeds", cmd.Propose(actor=DAN, title="Dig", kind="gardens"))
    sound(union)


def test_the_purpose_is_said_anew_by_consensus() -> None:
    """What an assembly is for is its own to say."""
    union = two()
    union.do("hull", cmd.ProposePurpose(actor=ADA, purpose="to feed Hull"))
    assert union.proposal("hull").effect == RestatePurpose("to feed Hull")
    union.call("hull", "ada")
    union.consent("hull")
    assert union.of("hull").purpose == "to feed Hull"
    same = cmd.ProposePurpose(actor=ADA, purpose="to feed Hull")
    assert union.refused("hull", same) == NothingChanged(what="the purpose")
    sound(union)


def test_what_is_blocked_takes_no_effect() -> None:
    """A remit is not taken on over a block."""
    union = two()
    claim(union, "hull", "press")
    union.block("hull", "ben")
    union.at(hours=72)
    assert not union.of("hull").remit
    assert union.proposal("hull").phase is Phase.DISCUSSION
    sound(union)


def test_only_who_takes_part_proposes_it() -> None:
    """Remit and purpose are proposed by those whose assembly it is."""
    union = two()
    zoe = PersonId("zoe")
    for asked in (
        cmd.ProposeRemit(actor=zoe, kind="press"),
        cmd.ProposeRelease(actor=zoe, kind="press"),
        cmd.ProposePurpose(actor=zoe, purpose="to rule"),
    ):
        assert union.refused("hull", asked) == NotTakingPart()
