"""Gifts: what may be taken from whom, what the members are asked, and what goes back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation import refusals as no
from deliberation.donations import Donation, DonationState, DonorKind, last_moment
from deliberation.effects import AcceptDonation
from deliberation.federation import Kind, Peer
from deliberation.ids import AssemblyId, DonorId, PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance
from deliberation.treasury import given_in, source_of
from tests.support.engine import ROOM, Moot, kinds, only, replayed, without_sources
from tests.support.giving import ADA, BEN, UNITE, Giving

NO_SUCH_PEER = Peer(AssemblyId("a-core"), "harmony", "Harmony")


def gift(moot: Moot, number: int = 1) -> Donation:
    """Give a gift."""
    return moot.assembly.donations[number]


def test_a_small_gift_of_a_person_is_accepted() -> None:
    """It is recorded to the penny, and the same person's next gift is told what came before."""
    moot = Giving.with_treasurer()
    moot.give(120_01, name="Grace Hopper")
    moot.give(30_00, name="grace  HOPPER")
    assert [each.state for each in moot.assembly.donations.values()] == [DonationState.ACCEPTED] * 2
    assert gift(moot, 2).so_far == 120_01
    assert len(moot.assembly.donors) == 1
    assert moot.verified().sound


def test_what_reaches_the_limit_in_a_year_is_refused_whole() -> None:
    """Under £500 is under £500: a penny less is taken, the penny more is not, and nothing is split."""
    moot = Giving.with_treasurer()
    moot.give(499_98)
    moot.give(2)
    moot.give(1)
    assert [each.state for each in moot.assembly.donations.values()] == ["accepted", "refused", "accepted"]
    assert gift(moot, 2).because == "limit"
    assert gift(moot, 2).so_far == 499_98
    assert given_in(moot.assembly, gift(moot).donor, 2026) == 499_99
    assert moot.verified().sound


def test_another_year_counts_by_itself_by_the_assemblys_clocks() -> None:
    """The year is that of the day on which a gift was received, whenever it is recorded."""
    moot = Giving.with_treasurer()
    moot.give(400_00, given_on=date(2026, 1, 1))
    moot.give(400_00, given_on=date(2025, 12, 31))
    moot.give(100_00, given_on=date(2025, 1, 1))
    assert [each.state for each in moot.assembly.donations.values()] == ["accepted", "accepted", "refused"]
    assert moot.verified().sound


def test_a_refused_gift_has_thirty_days_of_which_the_first_is_that_of_its_receipt() -> None:
    """The time runs out at midnight in the assembly's own zone, a changed clock included."""
    assert last_moment(date(2026, 11, 1), 30, "Europe/London") == datetime(2026, 12, 1, tzinfo=UTC)
    assert last_moment(date(2026, 3, 1), 30, "Europe/London") == datetime(2026, 3, 30, 23, tzinfo=UTC)


def test_of_a_refused_gift_the_treasurer_is_reminded_once() -> None:
    """Three days before it must have gone back, however late or often somebody looks."""
    moot = Giving.with_treasurer()
    moot.give(500_00)
    assert not any(isinstance(each, ev.GiftReturnDue) for each in moot.at(days=26))
    assert "GiftReturnDue" in kinds(moot.at(days=1, hours=1))
    assert not any(isinstance(each, ev.GiftReturnDue) for each in moot.at(days=10))
    moot.do(cmd.NoteReturn(actor=ADA, donation=1))
    assert gift(moot).state is DonationState.RETURNED
    assert isinstance(moot.refused(cmd.NoteReturn(actor=ADA, donation=1)), no.GiftGoneBack)
    assert moot.verified().sound


def test_what_was_recorded_by_mistake_counts_no_more_and_is_recorded_anew() -> None:
    """£50 typed as £500 is refused; struck out it is nothing that goes back, and the right sum is taken at once."""
    moot = Giving.with_treasurer()
    moot.give(500_00)
    moot.do(cmd.StrikeGift(actor=ADA, donation=1))
    assert gift(moot).state is DonationState.STRUCK
    moot.give(50_00)
    moot.do(cmd.StrikeGift(actor=ADA, donation=2))
    moot.give(50_00)
    assert (gift(moot, 3).state, gift(moot, 3).so_far) == (DonationState.ACCEPTED, 0)
    for number in (1, 2):
        assert isinstance(moot.refused(cmd.StrikeGift(actor=ADA, donation=number)), no.GiftGoneBack)
        assert isinstance(moot.refused(cmd.NoteReturn(actor=ADA, donation=number)), no.GiftGoneBack)
    assert not any(isinstance(each, ev.GiftReturnDue) for each in moot.at(days=40))
    assert moot.verified().sound


def test_only_who_keeps_the_gifts_strikes_one_out_and_none_of_which_the_members_are_asked() -> None:
    """Their question stands until they have answered; and nobody is asked about what there is not."""
    moot = Giving.with_treasurer()
    check = moot.hold()
    assert isinstance(moot.refused(cmd.StrikeGift(actor=ADA, donation=1)), no.MembersAreAsked)
    moot.agree("ada", "ben", "cat", check=check)
    assert isinstance(moot.refused(cmd.StrikeGift(actor=PersonId("ben"), donation=1)), no.NotTreasurer)
    assert isinstance(moot.refused(cmd.StrikeGift(actor=ADA, donation=9)), no.Unknown)
    moot.do(cmd.StrikeGift(actor=ADA, donation=1))
    assert moot.verified().sound


def test_a_reminder_waits_for_whoever_keeps_the_gifts_next() -> None:
    """Where nobody did on the day, nobody would read of it."""
    moot = Giving.with_treasurer()
    moot.give(600_00)
    moot.do(cmd.Resign(actor=ADA, office="treasurer"))
    assert not any(isinstance(each, ev.GiftReturnDue) for each in moot.at(days=27, hours=1))
    moot.do(cmd.NominateOfficer(actor=ADA, person=BEN, office="treasurer"))
    moot.carry(len(moot.assembly.proposals))
    assert only(moot.at(minutes=1), ev.GiftReturnDue).donation == 1
    assert moot.verified().sound


def test_what_went_back_counts_no_more() -> None:
    """A gift that was taken and sent back makes room for another."""
    moot = Giving.with_treasurer()
    moot.give(499_00)
    moot.do(cmd.NoteReturn(actor=ADA, donation=1, returned_on=moot.now.date()))
    moot.give(499_00, given_on=moot.now.date() - timedelta(days=1))
    assert gift(moot, 2).state is DonationState.ACCEPTED
    assert gift(moot, 2).so_far == 0


def test_two_donors_who_are_one_person_count_together() -> None:
    """When two accounts turn out to be one person's, so do the gifts that were recorded as of two."""
    moot = Giving.with_treasurer()
    moot.give(300_00, name="Ben Hill", person=BEN)
    moot.give(300_00, name="Benjamin Hill", person=PersonId("cat"))
    # An entry beside the one that joins them would tell which of us gives.
    assert kinds(moot.join("ben", "cat")) == ["PeopleJoined"]
    assert only(moot.do(moot.giving(1_00, name="Ben Hill")), ev.DonorsJoined).by is None
    assert gift(moot, 3).so_far == 600_00
    assert gift(moot, 3).state is DonationState.REFUSED
    assert moot.verified().sound


@pytest.mark.parametrize(
    "name", ["Ｇrace  HOPPER", "Grace Hopper.", "grace-hopper", "Gracé Hopper", "Grace O’Hopper", "Strauss", "Fiona"]
)
def test_a_name_spelt_otherwise_is_the_same_name(name: str) -> None:
    """Width, case, punctuation and how it is encoded split no gift into two."""
    before = {"Gracé Hopper": "Grace\u0301 Hopper", "Grace O’Hopper": "Grace O'Hopper", "Strauss": "Strauß"}
    moot = Giving.with_treasurer()
    moot.give(300_00, name={**before, "Fiona": "ﬁona"}.get(name, "Grace Hopper"))
    moot.give(299_00, name=name)
    assert gift(moot, 2).state is DonationState.REFUSED
    assert moot.verified().sound


def test_what_was_given_under_a_name_counts_once_it_is_said_whose_it_is() -> None:
    """Also where that person gave under another name before."""
    moot = Giving.with_treasurer()
    moot.give(300_00, name="Ben Hill", person=BEN)
    moot.give(100_00, name="Benny")
    moot.give(150_00, name="Benny", person=BEN)
    assert (gift(moot, 3).so_far, gift(moot, 3).state) == (400_00, DonationState.REFUSED)
    moot.give(50_00, name="Benny", person=PersonId("cat"))
    assert gift(moot, 4).so_far == 0
    assert moot.verified().sound


def test_a_treasurer_can_say_that_two_donors_are_one() -> None:
    """Then their gifts count together; a person and an organisation are never one."""
    moot = Giving.with_treasurer()
    moot.give(300_00, name="Ben Hill")
    moot.give(100_00, name="B. Hill")
    moot.give(50_00, source=UNITE)
    one, two, union = moot.assembly.donors
    moot.do(cmd.JoinDonors(actor=ADA, donor=two, other=one))
    assert source_of(moot.assembly, one) == two
    assert given_in(moot.assembly, one, 2026) == 400_00
    assert isinstance(moot.refused(cmd.JoinDonors(actor=ADA, donor=one, other=two)), no.NothingChanged)
    assert isinstance(moot.refused(cmd.JoinDonors(actor=ADA, donor=one, other=union)), no.OtherSortOfDonor)
    assert moot.verified().sound


def test_whoever_speaks_for_an_organisation_is_not_the_one_who_gives() -> None:
    """An account named with an organisation is no donor: what they give themselves counts apart."""
    moot = Giving.with_treasurer()
    moot.give(400_00, source=UNITE, person=BEN)
    moot.give(400_00, name="Ben Hill", person=BEN)
    assert [each.person for each in moot.assembly.donors.values()] == [None, BEN]
    assert [each.state for each in moot.assembly.donations.values()] == ["accepted", "accepted"]


def test_whom_nobody_can_identify_may_not_give() -> None:
    """Each unknown giver is one of their own; what they gave is refused, whatever the sum."""
    moot = Giving.with_treasurer()
    for _ in range(2):
        moot.give(5_00, name="an unknown giver", basis="unknown")
        moot.later(minutes=2)
    moot.give(5_00, name="Jean Petit", basis="not permitted")
    assert [each.because for each in moot.assembly.donations.values()] == ["source"] * 3
    assert len(moot.assembly.donors) == 3
    assert moot.verified().sound


def test_only_a_treasurer_records() -> None:
    """Nobody else does, however high; a deputy only while the office is vacant."""
    moot = Giving.with_treasurer()
    refused = moot.refused(moot.giving(5_00, actor=BEN))
    assert refused == no.NotTreasurer(treasurers=(ADA,), office=True)
    moot.fill("deputy treasurer", "ben", deputy_to="treasurer")
    assert isinstance(moot.refused(moot.giving(5_00, actor=BEN)), no.NotTreasurer)
    moot.do(cmd.Resign(actor=ADA, office="treasurer"))
    moot.give(5_00, actor=BEN)
    assert isinstance(moot.refused(moot.giving(5_00)), no.NotTreasurer)
    assert moot.verified().sound


def test_a_treasurer_who_left_keeps_no_deputy_from_recording() -> None:
    """What may not be kept must go back in time, whoever has gone."""
    moot = Giving.with_treasurer()
    moot.fill("deputy treasurer", "ben", deputy_to="treasurer")
    moot.do(cmd.Leave(actor=ADA, venue=ROOM))
    moot.give(5_00, actor=BEN)
    moot.do(cmd.Enter(actor=ADA, venue=ROOM))
    assert isinstance(moot.refused(moot.giving(5_00, actor=BEN)), no.NotTreasurer)
    assert moot.verified().sound


def test_where_there_is_no_such_office_nobody_records() -> None:
    """The refusal says that there is none."""
    moot = Giving.founded("ada", "ben")
    assert moot.refused(moot.giving(5_00)) == no.NotTreasurer(treasurers=(), office=False)


def test_gifts_are_kept_in_one_place() -> None:
    """Where another assembly keeps them, this one refuses and names it."""
    moot = Giving.with_treasurer()
    refused = moot.refused(moot.giving(5_00, elsewhere=(NO_SUCH_PEER,)))
    assert refused == no.GiftsKeptElsewhere(peers=(NO_SUCH_PEER,))


@pytest.mark.parametrize("days", [1, -3661])
def test_a_gift_has_a_day_that_is_over_and_not_long_ago(days: int) -> None:
    """A day to come and one of ten years ago are slips of the keyboard."""
    moot = Giving.with_treasurer()
    day = moot.now.date() + timedelta(days=days)
    assert isinstance(moot.refused(moot.giving(5_00, given_on=day)), no.BadGiftDay)


def test_the_same_gift_typed_twice_is_one() -> None:
    """Somebody who types it again in impatience is told where it is; a minute later it is another gift."""
    moot = Giving.with_treasurer()
    moot.give(5_00)
    assert isinstance(moot.refused(moot.giving(5_00)), no.NothingChanged)
    moot.later(minutes=2)
    moot.give(5_00)
    moot.give(5_00, in_kind=True, form="a kettle")
    moot.give(5_00, in_kind=True, form="a pot")
    assert len(moot.assembly.donations) == 4


# --- what the members are asked


def test_an_organisations_larger_gift_asks_the_members_by_itself() -> None:
    """It is held, and the question is there at once: from whom, how much, when and why it may be."""
    moot = Giving.with_treasurer("ada", "ben", "cat", "dan")
    moot.give(2_000_00, source=UNITE, form="bank transfer")
    assert gift(moot).state is DonationState.HELD
    proposal = moot.proposal(gift(moot).proposal or 0)
    assert proposal.effect == AcceptDonation(1)
    assert proposal.latest.title == "Accept £2,000 from Unite the Union"
    for words in (
        "Unite the Union (trade union)",
        "£2,000, received on",
        "2026-01-05",
        "2026-02-03",
    ):
        assert words in proposal.latest.text
    assert "bank" not in proposal.latest.text
    check = moot.check(proposal.check or 0)
    assert check.is_open
    assert check.called_by is None
    assert moot.verified().sound


def test_only_consensus_accepts_it() -> None:
    """Everybody agrees, and it is accepted at once, where nothing cools off."""
    moot = Giving.with_treasurer("ada", "ben", "cat")
    check = moot.hold()
    moot.agree("ada", "ben", "cat", check=check)
    assert gift(moot).state is DonationState.ACCEPTED
    assert gift(moot).decided_at == moot.now
    assert moot.verified().sound


@pytest.mark.parametrize("ends", ["blocked", "lukewarm", "silent"])
def test_anything_but_consensus_refuses_it_for_good(ends: str) -> None:
    """A block, too many who stand aside, or silence: it goes back, and the question is over."""
    moot = Giving.with_treasurer("ada", "ben", "cat")
    check = moot.hold()
    if ends == "blocked":
        moot.block("cat", check=check)
    elif ends == "lukewarm":
        moot.stand_aside("ada", "ben", "cat", check=check)
    moot.at(days=3)
    moot.at(days=3)
    assert (gift(moot).state, gift(moot).because) == (DonationState.REFUSED, "members")
    number = gift(moot).proposal or 0
    assert moot.proposal(number).phase is Phase.CLOSED
    assert isinstance(moot.refused(cmd.CallConsensus(actor=ADA, proposal=number)), no.WrongPhase)
    assert moot.verified().sound


def test_nobody_changes_the_question_or_takes_it_back() -> None:
    """Not the treasurer who recorded it either; nor do they send it back meanwhile."""
    moot = Giving.with_treasurer("ada", "ben", "cat")
    moot.hold()
    number = gift(moot).proposal or 0
    asked = no.MembersAreAsked(donation=1, proposal=number)
    assert moot.refused(cmd.Withdraw(actor=ADA, proposal=number)) == asked
    assert moot.refused(cmd.Amend(actor=ADA, proposal=number, text="less")) == asked
    assert moot.refused(cmd.NoteReturn(actor=ADA, donation=1)) == asked


def test_in_a_core_assembly_the_members_are_asked_and_nobody_else() -> None:
    """Who is only in the room is off the roll, though the treasurer recorded it there."""
    moot = Giving.with_treasurer("ada", "ben", "cat", "dan", kind=Kind.CORE)
    moot.enrol("ben", "cat", "dan")
    check = moot.hold()
    assert moot.check(check).roll == {"ben", "cat", "dan"}
    moot.agree("ben", "cat", "dan", check=check)
    assert gift(moot).state is DonationState.ACCEPTED
    assert moot.verified().sound


def test_several_gifts_that_reach_the_limit_together_are_asked_about_from_there_on() -> None:
    """The sum counts that a source gives in a year, what is held included; another year begins anew."""
    moot = Giving.with_treasurer("ada", "ben", "cat")
    moot.give(300_00, source=UNITE, given_on=date(2025, 12, 30))
    moot.give(300_00, source=UNITE)
    moot.give(199_99, source=UNITE)
    moot.give(1, source=UNITE)
    moot.later(minutes=2)
    moot.give(1, source=UNITE)
    states = [each.state for each in moot.assembly.donations.values()]
    assert states == ["accepted", "accepted", "accepted", "held", "held"]
    assert moot.verified().sound


def test_the_question_ends_while_the_gift_can_still_go_back() -> None:
    """A gift that is recorded late is asked about for less long, cooling off and whatever may be added included."""
    moot = Giving.with_treasurer("ada", "ben", "cat", rules={"cooling-off": "5d"})
    moot.give(2_000_00, source=UNITE, given_on=moot.now.date() - timedelta(days=22))
    period = moot.check(len(moot.assembly.checks)).deadline - moot.now
    assert period < timedelta(hours=72)
    assert moot.now + period * 3 / 2 + timedelta(days=1 + 5 + 1) == gift(moot).return_by
    assert moot.verified().sound


def test_a_question_that_was_extended_leaves_a_day_to_send_the_gift_back_too() -> None:
    """Too few answered, twice: then it is refused while there is time."""
    moot = Giving.with_treasurer("ada", "ben", "cat", rules={"quorum-share": "1"})
    moot.give(2_000_00, source=UNITE, given_on=moot.now.date() - timedelta(days=26))
    number = len(moot.assembly.checks)
    for moved in (True, False):
        moot.now = moot.check(number).deadline
        assert ("DeadlineMoved" in kinds(moot.do(cmd.Tick()))) is moved
    assert (gift(moot).state, gift(moot).because) == (DonationState.REFUSED, "members")
    back_by = gift(moot).return_by
    assert back_by is not None
    assert back_by - moot.now >= timedelta(days=1)
    assert moot.verified().sound


def test_where_too_little_time_is_left_it_is_refused_at_once() -> None:
    """The members are not asked what can no longer be answered in time."""
    moot = Giving.with_treasurer("ada", "ben", "cat")
    moot.give(2_000_00, source=UNITE, given_on=moot.now.date() - timedelta(days=30))
    assert (gift(moot).state, gift(moot).because) == (DonationState.REFUSED, "time")
    assert gift(moot).return_due
    assert gift(moot).proposal is None
    assert moot.verified().sound


def away_over(moot: Giving, check: int, *, days: int) -> None:
    """Let the bot be away over the deadline of a check, which is moved to six hours after it is back."""
    deadline, before = moot.check(check).deadline, timedelta(hours=6)
    moot.now = deadline + timedelta(days=days)
    moot.do(cmd.NoteAbsence(since=deadline - before, until=moot.now))
    assert moot.check(check).deadline == moot.now + before


def test_what_is_held_when_its_time_is_over_is_refused() -> None:
    """A deadline that was moved past it, because the bot was away, does not save it: the check is closed."""
    moot = Giving.with_treasurer("ada", "ben", "cat", "dan")
    moot.give(2_000_00, source=UNITE, given_on=moot.now.date() - timedelta(days=27))
    check = len(moot.assembly.checks)
    moot.agree("ada", "ben", check=check)
    away_over(moot, check, days=2)
    assert gift(moot).state is DonationState.HELD
    happened = moot.at(days=1)
    assert kinds(happened)[:3] == ["GiftRefused", "CheckClosed", "ProposalWithdrawn"]
    assert gift(moot).because == "time"
    moot.at(days=1)
    assert kinds(moot.happened).count("GiftRefused") == 1
    assert moot.verified().sound


def test_what_cools_off_past_its_time_is_refused_and_sent_back() -> None:
    """Members agreed, but only after the bot was away: until it settles the gift is held, and then late."""
    moot = Giving.with_treasurer("ada", "ben", "cat", "dan", rules={"cooling-off": "5d"})
    moot.give(2_000_00, source=UNITE, given_on=moot.now.date() - timedelta(days=22))
    check = len(moot.assembly.checks)
    moot.agree("ada", "ben", "cat", check=check)
    away_over(moot, check, days=3)
    moot.agree("dan", check=check)
    assert gift(moot).state is DonationState.HELD
    happened = moot.at(days=5)
    assert "DecisionSentBack" in kinds(happened)
    assert "GiftRefused" in kinds(happened)
    assert not moot.decision(len(moot.assembly.decisions)).stands
    assert moot.verified().sound


def test_a_block_in_the_cooling_off_refuses_it() -> None:
    """Who was silent may still speak, and then it is over."""
    moot = Giving.with_treasurer("ada", "ben", "cat", "dan", rules={"cooling-off": "5d"})
    check = moot.hold()
    moot.agree("ada", "ben", "cat", check=check)
    moot.at(days=3)
    assert gift(moot).state is DonationState.HELD
    moot.say(Stance.BLOCK, "dan", check=check, reason="not from them")
    assert (gift(moot).state, gift(moot).because) == (DonationState.REFUSED, "members")
    assert moot.verified().sound


def test_once_it_has_cooled_off_it_is_accepted() -> None:
    """Not before, and once."""
    moot = Giving.with_treasurer("ada", "ben", "cat", rules={"cooling-off": "5d"})
    check = moot.hold()
    moot.agree("ada", "ben", "cat", check=check)
    assert gift(moot).state is DonationState.HELD
    assert "GiftAccepted" in kinds(moot.at(days=5))
    moot.at(days=40)
    assert kinds(moot.happened).count("GiftAccepted") == 1
    assert moot.verified().sound


# --- who is who, and for how long


def test_the_register_names_no_donor_and_gives_the_gifts_back() -> None:
    """Neither names nor facts nor who of us it is stand in it; with the texts beside it, all but that comes back."""
    moot = Giving.with_treasurer("ada", "ben", "cat")
    moot.give(50_00, name="Benjamin Hill", person=BEN, facts="on the electoral register of Leeds", form="cheque")
    moot.give(2_000_00, source=UNITE)
    written = "\n".join(entry.record for entry in moot.entries if '"DonorNoted"' in entry.record)
    assert "Hill" not in written
    assert "Leeds" not in written
    assert '"ben"' not in written
    again = replayed(moot.entries, moot.texts)
    assert again is not None
    assert again.donations == moot.assembly.donations
    assert [each.name for each in again.donors.values()] == ["Benjamin Hill", "Unite the Union"]
    assert without_sources(again) == without_sources(moot.assembly)


def test_who_is_forgotten_stays_in_the_treasurers_records_without_their_account() -> None:
    """The name must be accounted for; that it is this account's is not kept."""
    moot = Giving.with_treasurer()
    moot.give(50_00, name="Ben Hill", person=BEN)
    moot.do(cmd.ForgetPerson(person=BEN))
    (donor,) = moot.assembly.donors.values()
    assert (donor.name, donor.person) == ("Ben Hill", None)


def test_after_six_years_who_gave_can_be_erased() -> None:
    """Before that it is refused; after it, the gift stays and nothing says whose it was."""
    moot = Giving.with_treasurer()
    moot.give(50_00, name="Ben Hill", facts="of Leeds", form="a clock", in_kind=True)
    donor = DonorId(next(iter(moot.assembly.donors)))
    refused = moot.refused(cmd.EraseDonor(donor=donor, years=6))
    assert refused == no.DonorStillKept(donor=donor, until=date(2033, 1, 1))
    moot.now = datetime(2033, 1, 1, 1, tzinfo=UTC)
    moot.do(cmd.EraseDonor(donor=donor, years=6))
    assert moot.assembly.donors[donor].name == ""
    assert gift(moot).form == ""
    assert gift(moot).pence == 50_00
    assert moot.do(cmd.EraseDonor(donor=donor, years=6)) == []
    assert moot.verified().sound


def test_what_is_known_of_a_donor_can_be_noted_anew() -> None:
    """A later gift may bring better facts; the sort of donor never changes."""
    moot = Giving.with_treasurer()
    moot.give(50_00, name="Ben Hill")
    moot.give(60_00, name="Ben Hill", facts="on the electoral register of Leeds")
    (donor,) = moot.assembly.donors.values()
    assert donor.facts == "on the electoral register of Leeds"
    changed = moot.giving(5_00, name="", kind=DonorKind.ORGANISATION, known=donor.id)
    assert isinstance(moot.refused(changed), no.OtherSortOfDonor)
