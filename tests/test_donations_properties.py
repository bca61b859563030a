"""Whatever is given, in whatever order, on whatever days: no person reaches the limit, and no penny goes astray."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.donations.reading import read_source
from bot.donations.exporting import pounds
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.donations import DonationState
from deliberation.federation import Kind
from deliberation.positions import Stance
from deliberation.rules import read_money, write_money
from deliberation.treasury import given_in, treasurers
from tests.support.engine import replayed, without_sources
from tests.support.forging import found
from tests.support.giving import BEN, UNITE, From, Giving
from tests.support.plausible import EVERYBODY, plausible

NAMES = ("Grace Hopper", "Ada King", "B. Hill")

GIFTS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.one_of(st.integers(1, 60_000), st.sampled_from([1, 49_998, 49_999, 50_000, 25_000])),
        st.integers(0, 800),
        st.booleans(),
    ),
    max_size=14,
)
"""Who gives how much, so many days ago; and whether it is sent back afterwards."""


@settings(max_examples=40)
@given(GIFTS)
def test_a_person_never_reaches_the_limit_in_any_year(gifts: list[tuple[str, int, int, bool]]) -> None:
    """All that is accepted from one of them in one calendar year stays under £500; what is refused is refused whole."""
    moot = Giving.with_treasurer()
    for name, pence, ago, back in gifts:
        moot.later(minutes=2)
        number = moot.give(pence, name=name, given_on=moot.now.date() - timedelta(days=ago))
        gift = moot.assembly.donations[number]
        reaches = gift.so_far + pence >= 500_00
        assert gift.state is (DonationState.REFUSED if reaches else DonationState.ACCEPTED)
        if back:
            end = cmd.NoteReturn if number % 2 else cmd.StrikeGift
            moot.do(end(actor=gift.recorded_by, donation=number))
    for donor in moot.assembly.donors:
        for year in range(2023, 2027):
            accepted = [
                each.pence
                for each in moot.assembly.donations.values()
                if (each.donor, each.given_on.year, each.state) == (donor, year, DonationState.ACCEPTED)
            ]
            assert given_in(moot.assembly, donor, year) == sum(accepted) < 500_00
    assert sum(each.pence for each in moot.assembly.donations.values()) == sum(pence for _, pence, _, _ in gifts)
    assert moot.verified().sound


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["ada", "ben", "cat", "dan"]),
        st.sampled_from([Stance.AGREE, Stance.AGREE, Stance.STAND_ASIDE, Stance.BLOCK]),
        st.integers(0, 60),
    ),
    max_size=8,
)


@settings(max_examples=40)
@given(
    ANSWERS,
    st.integers(0, 32),
    st.sampled_from([{}, {"cooling-off": "5d"}, {"quorum-share": "1"}]),
    st.lists(st.integers(0, 240), max_size=6),
)
def test_what_is_held_is_accepted_on_consensus_alone(
    answers: list[tuple[str, Stance, int]], ago: int, rules: dict[str, str], ticks: list[int]
) -> None:
    """However late anybody looks at the clock, and however often: by consensus, in time, and once."""
    moot = Giving.with_treasurer("ada", "ben", "cat", "dan", rules=rules)
    moot.give(2_000_00, source=UNITE, given_on=moot.now.date() - timedelta(days=ago))
    check = len(moot.assembly.checks) if moot.assembly.donations[1].proposal else 0
    for name, stance, hours in answers:
        moot.later(hours=hours)
        if check:
            moot.say(stance, name, check=check)
    for hours in ticks:
        moot.at(hours=hours)
        assert moot.do(cmd.Tick()) == []
    moot.at(days=60)
    gift = moot.assembly.donations[1]
    assert gift.state in {DonationState.ACCEPTED, DonationState.REFUSED}
    ended = [each for each in moot.happened if isinstance(each, ev.GiftAccepted | ev.GiftRefused)]
    assert len(ended) == (1 if check else 0)
    if gift.state is DonationState.ACCEPTED:
        assert gift.decided_at is not None
        assert gift.return_by is not None
        assert gift.decided_at < gift.return_by
        (decision,) = (each for each in moot.assembly.decisions.values() if each.check == check)
        assert decision.stands
        assert decision.cooling_until is None
    assert moot.verified().sound


def a_gift(moot: Giving, chance: Random) -> cmd.RecordDonation | cmd.NoteReturn | cmd.StrikeGift | cmd.JoinDonors:
    """Think of something that whoever keeps the gifts might well do now."""
    donors, gifts = list(moot.assembly.donors), len(moot.assembly.donations)
    actor = chance.choice(treasurers(moot.assembly, moot.now) or [BEN])
    if gifts and chance.random() < 0.2:
        number = chance.randint(1, gifts)
        struck = chance.random() < 0.5
        return cmd.StrikeGift(actor=actor, donation=number) if struck else cmd.NoteReturn(actor=actor, donation=number)
    if len(donors) > 1 and chance.random() < 0.15:
        one, two = chance.sample(donors, 2)
        return cmd.JoinDonors(actor=actor, donor=one, other=two)
    return moot.giving(
        chance.choice([1, 249_99, 499_99, 500_00, 2_000_00]),
        source=chance.choice([UNITE, UNITE, From(name=chance.choice(NAMES)), From(name="?", basis="unknown")]),
        actor=actor,
        given_on=moot.now.date() - timedelta(days=chance.choice([0, 0, 3, 24, 27, 31])),
        person=chance.choice([None, None, *EVERYBODY]),
    )


@pytest.mark.parametrize("seed", range(25))
def test_whatever_else_happens_the_register_verifies(seed: int) -> None:
    """People come, leave, block, change rules, turn out to be one: what is recorded of gifts can be worked out."""
    chance = Random(seed)
    core = Kind.CORE if seed % 2 else Kind.ORDINARY
    moot = Giving.with_treasurer(*EVERYBODY, kind=core, rules={"cooling-off": "5d"} if seed % 3 else {})
    if seed % 4 == 1:
        moot.enrol("ada", "ben", "cat", "dan", days=40)
    for _ in range(90):
        asked = a_gift(moot, chance) if chance.random() < 0.15 else plausible(moot, chance)
        if asked is not None:
            moot.ask(asked)
        if chance.random() < 0.02:
            moot.join(*chance.sample(["ben", "cat", "dan", "eve", "fay"], 2))
        moot.at(hours=chance.choice([0, 1, 5, 30]))
    report = moot.verified()
    assert report.sound, found(report)
    again = replayed(moot.entries, moot.texts)
    assert again is not None
    assert without_sources(again) == without_sources(moot.assembly)
    for gift in moot.assembly.donations.values():
        if gift.state is DonationState.ACCEPTED and gift.proposal is not None:
            assert any(each.proposal == gift.proposal and each.stands for each in moot.assembly.decisions.values())


@given(st.integers(1, 99_999_999_999))
def test_money_never_rounds(pence: int) -> None:
    """What is written is read back to the penny, for people and for spreadsheets."""
    assert read_money(write_money(pence)) == pence
    whole, _, rest = pounds(pence).partition(".")
    assert (int(whole) * 100 + int(rest), len(rest)) == (pence, 2)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_source_can_be_read(name: str, facts: str) -> None:
    """Nothing that somebody types makes it fall over, and nothing is lost of a plain name."""
    read_source(f"{name}, {facts}")
    plain = From(name=name).name.replace(",", " ").replace("@", " ").strip()
    if plain and not any(word in plain.casefold() for word in ("anonymous", "unknown", "unidentified", "nobody")):
        assert read_source(plain).name == plain
