"""How a check comes out, held against a second reading of the design that shares nothing with the first."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.assessment import Outcome, RollSize, Step, assess, assess_removal, prospect, quorum
from deliberation.positions import Stance, Tally
from deliberation.rules import PRESETS, RemovalRule, Rules

SHARE = st.fractions(min_value=0, max_value=1, max_denominator=12)
RULES = st.one_of(
    st.sampled_from(list(PRESETS.values())),
    st.builds(
        Rules,
        quorum_share=SHARE,
        quorum_minimum=st.integers(1, 8),
        agree_share=SHARE.filter(bool),
        stand_aside_share=SHARE,
        recall_rule=st.sampled_from(RemovalRule),
    ),
)


@st.composite
def crowds(draw: st.DrawFn, *stances: Stance) -> tuple[list[Stance | None], int]:
    """Give what each person on a roll says, by person, and how many of them sent apologies."""
    said = draw(st.lists(st.sampled_from([None, *stances]), min_size=1, max_size=14))
    return said, draw(st.integers(0, len(said)))


def tallied(said: list[Stance | None]) -> Tally:
    """Count what was said."""
    return Tally(**{stance.name.lower(): said.count(stance) for stance in Stance})


def enough_spoke(said: list[Stance | None], excused: int, rules: Rules) -> bool:
    """Ask the people whether those who spoke reach the share of those expected, and the least number or everyone."""
    spoke = [each for each in said if each is not None]
    if not spoke:
        return False
    if len(spoke) == len(said):
        return True
    reaches_share = Fraction(len(spoke)) >= rules.quorum_share * (len(said) - excused)
    return reaches_share and len(spoke) >= rules.quorum_minimum


def too_lukewarm(said: list[Stance | None], yes: Stance, rules: Rules) -> bool:
    """Ask the people whether the part that agrees is too small, or the part that stands aside too large."""
    spoke = [each for each in said if each is not None]
    part = {stance: Fraction(spoke.count(stance), len(spoke)) for stance in Stance}
    return part[yes] == 0 or part[yes] < rules.agree_share or part[Stance.STAND_ASIDE] > rules.stand_aside_share


def reading(said: list[Stance | None], excused: int, rules: Rules) -> str:
    """Read the design person by person."""
    for each in said:
        if each is Stance.BLOCK:
            return "blocked"
    if enough_spoke(said, excused, rules):
        return "not carried" if too_lukewarm(said, Stance.AGREE, rules) else "consensus"
    return "inquorate"


def reading_of_removal(said: list[Stance | None], excused: int, rules: Rules) -> str:
    """Read the three removal rules person by person."""
    if not enough_spoke(said, excused, rules):
        return "inquorate"
    match rules.recall_rule:
        case RemovalRule.MAJORITY:
            score = sum({Stance.REMOVE: 1, Stance.KEEP: -1}.get(each, 0) for each in said if each)
            return "removed" if score > 0 else "kept"
        case RemovalRule.CONSENSUS_TO_KEEP:
            as_blocks = [Stance.BLOCK if each is Stance.REMOVE else each for each in said]
            keeps = Stance.BLOCK not in as_blocks and not too_lukewarm(said, Stance.KEEP, rules)
            return "kept" if keeps else "removed"
        case RemovalRule.CONSENSUS_TO_REMOVE:
            removes = Stance.KEEP not in said and not too_lukewarm(said, Stance.REMOVE, rules)
            return "removed" if removes else "kept"


@given(crowd=crowds(Stance.AGREE, Stance.STAND_ASIDE, Stance.BLOCK), rules=RULES)
def test_a_check_comes_out_as_the_design_reads(crowd: tuple[list[Stance | None], int], rules: Rules) -> None:
    """Two readings of the design agree on the outcome of every check."""
    said, excused = crowd
    assert assess(tallied(said), rules, RollSize(len(said), excused)).outcome.value == reading(said, excused, rules)


@given(crowd=crowds(Stance.REMOVE, Stance.KEEP, Stance.STAND_ASIDE), rules=RULES)
def test_a_recall_comes_out_as_the_design_reads(crowd: tuple[list[Stance | None], int], rules: Rules) -> None:
    """Two readings of the removal rules agree on the outcome of every recall."""
    said, excused = crowd
    found = assess_removal(tallied(said), rules, RollSize(len(said), excused)).outcome.value
    assert found == reading_of_removal(said, excused, rules)


@given(crowd=crowds(Stance.AGREE, Stance.STAND_ASIDE, Stance.BLOCK), rules=RULES)
def test_the_working_leads_to_the_outcome(crowd: tuple[list[Stance | None], int], rules: Rules) -> None:
    """Every finding but the last passed, and the last one decides."""
    said, excused = crowd
    found = assess(tallied(said), rules, RollSize(len(said), excused))
    assert all(finding.passed for finding in found.working[:-1])
    assert found.working[-1].passed is (found.outcome is Outcome.CONSENSUS)
    order = [Step.NO_BLOCK, Step.QUORUM, Step.ENOUGH_AGREE, Step.FEW_STAND_ASIDE]
    assert [finding.step for finding in found.working] == order[: len(found.working)]


@given(crowd=crowds(Stance.STAND_ASIDE), rules=RULES)
def test_nobody_s_silence_passes_anything(crowd: tuple[list[Stance | None], int], rules: Rules) -> None:
    """No check in which nobody agrees reaches consensus, and nobody is removed where nobody takes a position."""
    said, excused = crowd
    roll = RollSize(len(said), excused)
    assert assess(tallied(said), rules, roll).outcome is not Outcome.CONSENSUS
    assert assess_removal(Tally(), rules, roll).outcome is Outcome.INQUORATE


@pytest.mark.parametrize(
    ("roll", "excused", "expected"),
    [
        (1, 0, 1),
        (2, 0, 2),
        (3, 0, 3),
        (4, 0, 3),
        (15, 0, 3),
        (16, 0, 4),
        (100, 0, 20),
        (100, 50, 10),
        (100, 100, 3),
        (2, 2, 2),
    ],
)
def test_a_quorum_is_a_fifth_or_three_or_the_whole_roll(roll: int, excused: int, expected: int) -> None:
    """A fifth of the roll without those who sent apologies, at least three, or the whole roll if it is smaller."""
    assert quorum(Rules(), RollSize(roll, excused)) == expected


@pytest.mark.parametrize(
    ("tally", "outcome"),
    [
        (Tally(agree=9, block=1), Outcome.BLOCKED),
        (Tally(block=1), Outcome.BLOCKED),
        (Tally(agree=2), Outcome.INQUORATE),
        (Tally(agree=2, stand_aside=1), Outcome.CONSENSUS),
        (Tally(agree=2, stand_aside=2), Outcome.NOT_CARRIED),
        (Tally(agree=1, stand_aside=2), Outcome.NOT_CARRIED),
        (Tally(stand_aside=3), Outcome.NOT_CARRIED),
        (Tally(agree=3), Outcome.CONSENSUS),
    ],
)
def test_the_steps_come_in_the_order_of_the_design(tally: Tally, outcome: Outcome) -> None:
    """A block, then quorum, then warmth: the first that fails decides."""
    assert assess(tally, Rules(), RollSize(10)).outcome is outcome


@given(crowd=crowds(Stance.AGREE, Stance.STAND_ASIDE, Stance.BLOCK), rules=RULES, objecting=st.integers(min_value=1))
def test_an_objection_stops_what_no_block_stopped(
    crowd: tuple[list[Stance | None], int], rules: Rules, objecting: int
) -> None:
    """Whatever people say, with an affected assembly objecting it is blocked; by a block first, if there is one."""
    said, excused = crowd
    found = assess(tallied(said), rules, RollSize(len(said), excused), objecting)
    assert found.outcome is Outcome.BLOCKED
    last = found.working[-1]
    if Stance.BLOCK in said:
        assert last.step is Step.NO_BLOCK
    else:
        assert (last.step, last.figure, last.limit, last.passed) == (Step.NO_OBJECTION, objecting, Fraction(0), False)


@pytest.mark.parametrize(
    ("rule", "tally", "outcome"),
    [
        (RemovalRule.MAJORITY, Tally(remove=2, keep=1), Outcome.REMOVED),
        (RemovalRule.MAJORITY, Tally(remove=2, keep=2), Outcome.KEPT),
        (RemovalRule.MAJORITY, Tally(remove=2), Outcome.INQUORATE),
        (RemovalRule.MAJORITY, Tally(remove=1, stand_aside=5), Outcome.REMOVED),
        (RemovalRule.CONSENSUS_TO_KEEP, Tally(remove=1, keep=5), Outcome.REMOVED),
        (RemovalRule.CONSENSUS_TO_KEEP, Tally(keep=3), Outcome.KEPT),
        (RemovalRule.CONSENSUS_TO_KEEP, Tally(stand_aside=3), Outcome.REMOVED),
        (RemovalRule.CONSENSUS_TO_REMOVE, Tally(remove=5, keep=1), Outcome.KEPT),
        (RemovalRule.CONSENSUS_TO_REMOVE, Tally(remove=3), Outcome.REMOVED),
        (RemovalRule.CONSENSUS_TO_REMOVE, Tally(stand_aside=3), Outcome.KEPT),
    ],
)
def test_each_removal_rule_decides_in_its_own_way(rule: RemovalRule, tally: Tally, outcome: Outcome) -> None:
    """By majority, by consensus to keep, or by consensus to remove; never without quorum."""
    assert assess_removal(tally, Rules(recall_rule=rule), RollSize(10)).outcome is outcome


@given(crowd=crowds(Stance.AGREE, Stance.STAND_ASIDE, Stance.BLOCK), rules=RULES)
def test_a_prospect_is_the_fewest_that_carry_it(crowd: tuple[list[Stance | None], int], rules: Rules) -> None:
    """With the blocks withdrawn, so many agreements carry it, one fewer does not, and more never hurt."""
    said, excused = crowd
    tally, roll = tallied(said), RollSize(len(said), excused)
    found = prospect(tally, rules, roll)
    clear = replace(tally, block=0)
    carried = [
        assess(replace(clear, agree=clear.agree + more), rules, roll).outcome is Outcome.CONSENSUS
        for more in range(len(said) - clear.taken + 1)
    ]
    assert carried == sorted(carried)
    assert found.agreements == (carried.index(True) if True in carried else None)
    assert found.blocks == tally.block


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from([None, *Stance])), max_size=30))
def test_a_tally_moved_by_the_difference_is_a_tally_counted(said: list[tuple[int, Stance | None]]) -> None:
    """Step by step, whoever says what, the tally is what counting everybody anew would give."""
    tally, held = Tally(), dict[int, Stance | None]()
    for person, stance in said:
        tally = tally.moved(held.get(person), stance)
        held[person] = stance
        assert tally == tallied(list(held.values()))
        assert all(tally.of(each) == list(held.values()).count(each) for each in Stance)
