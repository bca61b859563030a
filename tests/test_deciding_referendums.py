"""Referendums: who calls them, who is asked, and when the answer is yes."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from deliberation import commands as cmd
from deliberation.federation import Kind, Peer
from deliberation.ids import AssemblyId
from deliberation.polls import PollOutcome
from deliberation.refusals import BadPeriod, EnoughReferendums, NotConvening, NothingChanged, OnlyInCore
from tests.support.engine import ROOM, people
from tests.support.polls import Booth, asked, four, referendum, sound

ADA, BEN, DAN = people("ada", "ben", "dan")


# --- referendums


def test_all_members_are_asked_in_a_core_assembly_only() -> None:
    """Elsewhere not all of them sit; where one is known, it is named."""
    moot = four()
    core = Peer(AssemblyId("a-9"), "harmony", "Harmony")
    command = referendum(members_only=True, cores=(core,))
    assert moot.refused(command) == OnlyInCore(cores=(core,))
    moot._assembly = replace(moot.assembly, kind=Kind.CORE)
    moot.do(command)
    (poll,) = Booth(moot).open("cat")
    assert poll.roll == frozenset({ADA, BEN, DAN})


@pytest.mark.parametrize(("kind", "members"), [(Kind.CORE, True), (Kind.ORDINARY, False)])
def test_where_it_is_not_said_who_votes_it_is_all_members_where_they_all_sit(kind: Kind, members: bool) -> None:
    """In a core assembly they do; elsewhere all who take part are asked."""
    moot = four()
    moot._assembly = replace(moot.assembly, kind=kind)
    moot.do(referendum(members_only=None))
    assert moot.assembly.referendums[1].members_only is members


@pytest.mark.parametrize(
    ("votes", "rules", "outcome"),
    [
        ([(0,), (0,), (1,)], {}, PollOutcome.DECIDED),
        ([(0,), (1,)], {}, PollOutcome.NOT_CARRIED),
        ([(0,), (), ()], {}, PollOutcome.DECIDED),
        ([(), ()], {}, PollOutcome.NOT_CARRIED),
        ([], {}, PollOutcome.INQUORATE),
        ([(0,)], {"referendum_quorum": "1/2"}, PollOutcome.INQUORATE),
        ([(0,), (1,), ()], {"referendum_quorum": "3/4", "referendum_threshold": "1/3"}, PollOutcome.DECIDED),
        ([(0,), (0,), (1,)], {"referendum_threshold": "2/3"}, PollOutcome.NOT_CARRIED),
        ([(0,), ()], {"referendum_threshold": "1"}, PollOutcome.DECIDED),
        ([(0,), (0,), (1,)], {"referendum_threshold": "1"}, PollOutcome.NOT_CARRIED),
    ],
)
def test_a_referendum_needs_its_quorum_and_more_than_its_share(
    votes: list[tuple[int, ...]], rules: dict[str, str], outcome: PollOutcome
) -> None:
    """Quorum is of the roll, blank papers with it; the share is of yes and no alone, and must be exceeded."""
    moot, booth = asked(**rules)
    for person, marks in zip(("ada", "ben", "cat", "dan"), votes, strict=False):
        booth.vote(person, *marks)
    moot.at(days=7)
    booth.count()
    assert moot.assembly.polls[1].outcome is outcome
    sound(moot)


def test_a_referendum_is_called_by_whoever_gives_procedure_and_not_too_often() -> None:
    """Three at once, six in a week; what is asked twice in a moment is there already."""
    moot = four()
    assert moot.refused(referendum(actor=BEN)) == NotConvening(asked="referendum", conveners=(ADA,))
    assert isinstance(moot.refused(referendum(period=timedelta(minutes=5))), BadPeriod)
    for number in range(3):
        moot.do(referendum(f"Shall we {number}?", period=timedelta(hours=1)))
    assert isinstance(moot.refused(referendum("Shall we 2?", period=timedelta(hours=1))), NothingChanged)
    assert moot.refused(referendum("More?")) == EnoughReferendums(referendums=(1, 2, 3))
    booth = Booth(moot)
    for number in range(3, 6):
        booth.open()
        moot.at(hours=1)
        booth.count()
        moot.do(referendum(f"Shall we {number}?", period=timedelta(hours=1)))
        booth.open()
        moot.at(hours=1)
        booth.count()
    no = moot.refused(referendum("More?"))
    assert isinstance(no, EnoughReferendums)
    assert no.again_from is not None
    sound(moot)


def test_a_referendum_asked_again_by_another_or_until_another_day_is_no_repetition() -> None:
    """Only what one person says twice is said twice."""
    moot = four()
    moot.do(cmd.Leave(actor=ADA, venue=ROOM))  # then anyone may call one
    moot.do(referendum(actor=BEN, period=timedelta(hours=2)))
    moot.later(seconds=20)
    assert isinstance(moot.refused(referendum(actor=BEN, period=timedelta(hours=2))), NothingChanged)
    moot.do(referendum(actor=BEN, period=timedelta(hours=3)))
    moot.do(referendum(actor=DAN, period=timedelta(hours=2)))
    assert [each.called_by for each in moot.assembly.referendums.values()] == [BEN, BEN, DAN]


def test_a_referendum_that_opens_late_is_open_for_as_long() -> None:
    """The bot was away when it was to open: nobody loses time by it."""
    moot = four()
    moot.do(referendum(period=timedelta(days=2)))
    moot.later(days=1)
    (poll,) = Booth(moot).open()
    assert poll.closes_at - moot.now == timedelta(days=2)
    sound(moot)


# --- the register


def test_the_shares_of_a_referendum_are_fractions() -> None:
    """No figure of a count is ever a float."""
    moot, _booth = asked()
    rules = moot.assembly.polls[1].rules
    assert isinstance(rules.referendum_threshold, Fraction)
    assert isinstance(rules.referendum_quorum, Fraction)
