"""The table of rules: what each may be, how it is read and written, and the presets."""

from dataclasses import fields
from datetime import timedelta
from fractions import Fraction
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deliberation.rules import (
    PRESETS,
    RULES,
    SHORTEST_PERIOD,
    RemovalRule,
    Rules,
    RuleValueError,
    UnknownRuleError,
    rules_from,
    spec_of,
    value_of,
    with_rule,
    write_duration,
    write_money,
    written,
)

SHARES = [name for name, spec in RULES.items() if isinstance(getattr(Rules(), spec.field), Fraction)]
SPANS = [name for name, spec in RULES.items() if isinstance(getattr(Rules(), spec.field), timedelta)]
MONEY = [name for name, spec in RULES.items() if spec.write is write_money]
COUNTS = [name for name, spec in RULES.items() if type(getattr(Rules(), spec.field)) is int and name not in MONEY]


def test_the_defaults_are_the_design_s() -> None:
    """The numbers that the design gives are the defaults of a new assembly."""
    rules = PRESETS["folkmoot"]
    assert rules.period == timedelta(hours=72)
    assert (rules.quorum_share, rules.quorum_minimum) == (Fraction(1, 5), 3)
    assert (rules.agree_share, rules.stand_aside_share) == (Fraction(1, 2), Fraction(1, 3))
    assert (rules.extension_share, rules.reason_grace) == (Fraction(1, 2), timedelta(hours=24))
    assert (rules.cooling_off, rules.objection_share) == (timedelta(0), Fraction(1, 10))
    assert (rules.recall_share, rules.recall_minimum, rules.recall_minimum_unmandated) == (Fraction(1, 10), 3, 2)
    assert (rules.recall_window, rules.recall_rule) == (timedelta(days=14), RemovalRule.MAJORITY)
    assert rules.deadlock_after == 2


def test_harmony_has_its_own_customs() -> None:
    """Five days of cooling off, and who suffers less by it is asked of every proposal."""
    assert PRESETS["harmony"].cooling_off == timedelta(days=5)
    assert PRESETS["harmony"].suffering_statement


@pytest.mark.parametrize("preset", list(PRESETS))
def test_a_preset_is_written_and_read_back(preset: str) -> None:
    """Each preset goes into the register in words and comes out as it was."""
    assert rules_from(written(PRESETS[preset])) == PRESETS[preset]


def test_every_rule_is_in_the_table_once() -> None:
    """What is a field is a rule that can be proposed, by a name in kebab case, with a sentence and an example."""
    assert {spec.field for spec in RULES.values()} == {part.name for part in fields(Rules)}
    for name, spec in RULES.items():
        assert name == spec.name == spec.field.replace("_", "-")
        assert spec.meaning
        assert value_of(with_rule(Rules(), name, spec.example), name)


@pytest.mark.parametrize("name", list(RULES))
@given(text=st.one_of(st.text(max_size=14), st.from_regex(r"\A[0-9./%eE+_ dhm-]{1,13}\Z")))
@example(text="")
@example(text="33.3333%")
@example(text="0.1234567891")
@example(text="1e-9")
@example(text="٣/٤")
@example(text="1/0")
@example(text="²d")
@example(text="/etc")
@example(text="\0")
def test_what_a_rule_takes_it_also_gives_back(name: str, text: str) -> None:
    """Whatever is typed is refused in a sentence, or read, written and read again as the same."""
    try:
        rules = with_rule(Rules(), name, text)
    except RuleValueError as error:
        sentence = str(error)
    else:
        sentence = value_of(rules, name)
        assert with_rule(Rules(), name, value_of(rules, name)) == rules
        assert rules_from(written(rules)) == rules
    assert sentence


@pytest.mark.parametrize("name", SHARES)
@pytest.mark.parametrize("text", ["1e99999999", "1e999999999", "1e-99999999", "9e9999999/1", "1e9999999%"])
def test_a_share_that_takes_a_day_to_work_out_is_refused_at_once(name: str, text: str) -> None:
    """An exponent, short to type and endless to compute, is not read as a share."""
    began = perf_counter()
    with pytest.raises(RuleValueError):
        with_rule(Rules(), name, text)
    assert perf_counter() - began < 1


@pytest.mark.parametrize("name", [name for name in SHARES if name != "below-share"])
def test_a_share_is_between_nothing_and_all(name: str) -> None:
    """A share is at most the whole; and none but the agreements may be nothing."""
    assert with_rule(Rules(), name, "100%") == with_rule(Rules(), name, "1") == with_rule(Rules(), name, " 1/1 ")
    for text in ("101%", "1.01", "3/2", "-1/2"):
        with pytest.raises(RuleValueError):
            with_rule(Rules(), name, text)
    if name == "agree-share":
        with pytest.raises(RuleValueError, match="more than 0"):
            with_rule(Rules(), name, "0")
    else:
        assert value_of(with_rule(Rules(), name, "0%"), name) == "0"


def test_members_decide_in_a_part_of_a_period_never_in_all_of_it() -> None:
    """Member assemblies have a quarter of a period at the least, and less than the whole."""
    assert with_rule(Rules(), "below-share", "1/4").below_share == Fraction(1, 4)
    assert with_rule(Rules(), "below-share", "9999/10000").below_share < 1
    with pytest.raises(RuleValueError, match="at least 1/4"):
        with_rule(Rules(), "below-share", "24%")
    for text in ("1", "100%", "3/2"):
        with pytest.raises(RuleValueError):
            with_rule(Rules(), "below-share", text)


@pytest.mark.parametrize("name", COUNTS)
def test_a_count_is_one_at_the_least(name: str) -> None:
    """Nothing that must be counted may be none or less."""
    for text in ("0", "-1", "1.5", "many", "9999999"):
        with pytest.raises(RuleValueError):
            with_rule(Rules(), name, text)
    assert value_of(with_rule(Rules(), name, "1"), name) == "1"


@pytest.mark.parametrize("name", MONEY)
def test_a_sum_is_exact_pence_and_more_than_nothing(name: str) -> None:
    """A limit in money is read as people write money, never rounded, and never nothing."""
    for text in ("0", "£0.00", "-1", "£1.5", "1.234", "many", "£1,00"):
        with pytest.raises(RuleValueError):
            with_rule(Rules(), name, text)
    for text, pence in {"£500": 50_000, "120.50": 12_050, "£1,234.56": 123_456, "50p": 50}.items():
        changed = with_rule(Rules(), name, text)
        assert getattr(changed, RULES[name].field) == pence
        assert with_rule(Rules(), name, value_of(changed, name)) == changed


def test_no_assembly_votes_itself_checks_of_less_than_an_hour() -> None:
    """A period is an hour at the least and ninety days at the most."""
    assert with_rule(Rules(), "period", "60m").period == SHORTEST_PERIOD
    for text in ("59m", "0h", "91d", "1w", "h"):
        with pytest.raises(RuleValueError):
            with_rule(Rules(), "period", text)


def test_an_assembly_may_want_more_than_an_hour() -> None:
    """The shortest time for which a check may be called is between an hour and ninety days."""
    assert with_rule(Rules(), "shortest-period", "24h").shortest_period == timedelta(hours=24)
    for text in ("59m", "0h", "91d"):
        with pytest.raises(RuleValueError):
            with_rule(Rules(), "shortest-period", text)


def test_those_affected_may_be_given_no_time_but_not_for_ever() -> None:
    """The time that an affected assembly is given is sixty days at the most."""
    assert with_rule(Rules(), "affected-notice", "0h").affected_notice == timedelta(0)
    with pytest.raises(RuleValueError, match="60d"):
        with_rule(Rules(), "affected-notice", "61d")


@pytest.mark.parametrize("name", SPANS)
def test_a_length_of_time_says_its_bounds(name: str) -> None:
    """A length of time beyond its bounds is refused with the bounds."""
    with pytest.raises(RuleValueError, match="between"):
        with_rule(Rules(), name, "999999d")


@given(minutes=st.integers(min_value=0, max_value=200_000))
def test_a_length_of_time_is_written_in_its_largest_whole_unit(minutes: int) -> None:
    """What is written names the very same time."""
    text = write_duration(timedelta(minutes=minutes))
    unit = {"m": 1, "h": 60, "d": 1440}[text[-1]]
    assert int(text[:-1]) * unit == minutes


def test_there_is_no_rule_of_another_name() -> None:
    """A rule that there is not is an error of its own, and so is one in a register."""
    with pytest.raises(UnknownRuleError):
        spec_of("majority")
    with pytest.raises(UnknownRuleError):
        rules_from({"majority": "1/2"})
