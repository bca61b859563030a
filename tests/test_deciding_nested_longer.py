"""Nested checks that are not over at once: decisions sent back, called again, or longer under way below than above."""

from datetime import timedelta

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance, Tally
from deliberation.refusals import BadPeriod, EnoughCalls, EnoughChanges, NoLongerAwaited
from tests.support.nested import COOLING, LEEDS, NORTH, called, north, sound
from tests.support.union import Union

# --- reopening and calling again


def test_reopening_below_takes_the_position_back_above() -> None:
    """While the check above is open, a member whose decision is sent back has no position there any more."""
    union = called(north(leeds=COOLING))
    union.agree("leeds", "dan", "eve")
    union.at(hours=60)
    assert union.check("north").tally == Tally(agree=1)
    union.block("leeds", "fay")
    seat = union.check("north").seats[LEEDS]
    assert (seat.stance, seat.heard, seat.cooling_until) == (None, False, None)
    assert union.check("north").tally == Tally()
    union.call("leeds", "dan", 1, hours=2)
    union.consent("leeds")
    assert union.check("north").tally == Tally(agree=1)
    sound(union)


def test_reopening_below_reopens_above() -> None:
    """The cooling off above lasts at least as long as those below; what is reopened below sends it back."""
    union = called(north(leeds=COOLING))
    union.agree("leeds", "dan", "eve")
    union.at(hours=60)
    below = union.of("leeds").decisions[1].cooling_until
    union.consent("north")
    union.at(hours=12)
    decision = union.of("north").decisions[1]
    assert decision.cooling_until == below
    union.block("leeds", "fay")
    assert union.of("north").decisions[1].sent_back
    assert union.proposal("north").phase is Phase.DISCUSSION
    assert union.proposal("leeds").phase is Phase.CLOSED  # nobody awaits it now
    (back,) = union.happened("north", ev.DecisionSentBack)
    assert back == ev.DecisionSentBack(decision=1, because="below")
    sound(union)


def test_reopening_goes_up_through_every_level() -> None:
    """A decision of grandchildren that is sent back sends back those that rest on it, up to the top."""
    union = Union.of_members({"ward": COOLING}, north=NORTH, leeds="dan eve fay @ north", ward="joe kim lea @ leeds")
    called(union)
    union.agree("ward", "joe", "kim")
    union.at(hours=50)
    for name in ("leeds", "north"):
        union.consent(name)
        assert union.of(name).decisions[1].cooling_until == union.of("ward").decisions[1].cooling_until
    union.block("ward", "lea")
    assert union.of("leeds").decisions[1].sent_back
    assert union.of("north").decisions[1].sent_back
    sound(union)


def test_a_long_cooling_off_below_holds_up_no_other_for_ever() -> None:
    """One waits for its members for 14 days at most, unless its own cooling off is longer; then it stands."""
    long = {"cooling-off": "60d", "quorum-minimum": "2"}
    for own, days in (("0h", 14), ("5d", 14), ("20d", 20)):
        union = called(north(north={"cooling-off": own}, leeds=long))
        union.agree("leeds", "dan", "eve")
        union.consent("north")
        union.at(hours=72)
        decision = union.of("north").decisions[1]
        assert decision.cooling_until == decision.made_at + timedelta(days=days)
        union.at(days=days)
        assert union.proposal("north").phase is Phase.CLOSED
        union.block("leeds", "fay")
        assert union.of("leeds").decisions[1].sent_back
        assert union.proposal("leeds").phase is union.proposal("north").phase is Phase.CLOSED
        assert not union.of("north").decisions[1].sent_back
        sound(union)


def test_nothing_reopens_what_has_settled_above() -> None:
    """A member that sends its own decision back after everything above is over changes nothing there."""
    union = called(north(leeds={"cooling-off": "5d", "quorum-minimum": "2"}))
    union.agree("leeds", "dan", "eve")
    union.block("york", "gus")
    union.at(hours=72)
    assert union.check("north").outcome is Outcome.BLOCKED
    assert union.proposal("leeds").phase is Phase.COOLING_OFF
    before = union.of("north")
    union.block("leeds", "fay")
    assert union.of("leeds").decisions[1].sent_back
    assert union.proposal("leeds").phase is Phase.CLOSED  # there is nobody who awaits another answer
    assert union.of("north") is before
    sound(union)


def test_a_member_s_agreement_after_the_close_is_not_counted_and_its_block_sends_back() -> None:
    """In the cooling off above a member that had no position may still block; its agreement is late."""
    rules = {"extension-share": "1"}
    union = called(north(north={"cooling-off": "5d"}, leeds=rules, york=rules))
    union.consent("north")
    union.at(hours=72)
    decision = union.of("north").decisions[1]
    union.consent("leeds")
    assert union.of("north").decisions[1] == decision
    assert union.check("north").seats[LEEDS].stance is None
    union.block("york", "gus")
    assert union.of("north").decisions[1].sent_back
    assert union.check("north").tally == Tally(agree=3)
    sound(union)


def test_a_member_may_call_again_while_it_is_awaited() -> None:
    """The newest word counts; no further check is called for longer than the one above lasts."""
    union = called(north(leeds={"extension-share": "0"}))
    union.at(hours=60)
    assert union.check("leeds").outcome is Outcome.INQUORATE
    too_long = cmd.CallConsensus(actor=PersonId("dan"), proposal=1, period=timedelta(hours=13))
    refused = union.refused("leeds", too_long)
    assert isinstance(refused, BadPeriod)
    assert refused.most == timedelta(hours=12)
    union.call("leeds", "dan", 1)
    assert union.check("leeds").deadline == union.check("north").deadline
    union.consent("leeds")
    assert union.check("north").tally == Tally(agree=1)
    sound(union)


def test_what_nobody_awaits_any_more_is_not_called_again() -> None:
    """With less than an hour to go above there is no further check below."""
    union = called(north(leeds={"extension-share": "0"}))
    union.at(hours=71.5)
    asked = cmd.CallConsensus(actor=PersonId("dan"), proposal=1)
    assert union.refused("leeds", asked) == NoLongerAwaited(proposal=1, peer=union.peer("north"))
    sound(union)


def test_more_time_above_is_more_time_to_call_again_below() -> None:
    """When the check above is extended its members know, and may call again until then."""
    union = called(north(leeds={"extension-share": "0"}))
    union.at(hours=73)
    assert union.check("north").quorum_extended
    assert union.proposal("leeds").origins[0].until == union.check("north").deadline
    union.call("leeds", "dan", 1)
    union.consent("leeds")
    assert union.check("north").tally == Tally(agree=1)
    sound(union)


def test_a_block_is_not_made_to_fall_by_calling_again_at_night() -> None:
    """A further check below in which too few spoke says nothing new: the block above stays until its holder speaks."""
    union = called(north(leeds={"extension-share": "0"}))
    union.block("leeds", "fay")
    union.at(hours=60)
    union.call("leeds", "dan", 1, hours=1)
    union.at(hours=1)
    assert union.check("leeds").outcome is Outcome.INQUORATE
    assert union.check("north").seats[LEEDS].blockers == ("fay",)
    union.call("leeds", "dan", 1, hours=1)
    union.agree("leeds", "fay")
    union.at(hours=1)
    assert union.check("leeds").outcome is Outcome.INQUORATE
    assert union.check("north").tally == Tally()
    sound(union)


# --- checks below that go on longer


def test_a_block_below_counts_above_although_it_has_no_reason_yet() -> None:
    """A block stands at once: if the check below goes on to wait for its reason, it blocks above meanwhile."""
    union = called(north())
    union.consent("north")
    union.agree("leeds", "dan", "eve")
    union.block("leeds", "fay", reason="")
    union.at(hours=60)
    assert union.check("leeds").reason_extended
    seat = union.check("north").seats[LEEDS]
    assert (seat.stance, seat.blockers, seat.reasons) == (Stance.BLOCK, ("fay",), "")
    union.block("leeds", "fay", reason="The river floods.")
    assert union.check("north").seats[LEEDS].reasons == "The river floods."
    union.do("leeds", cmd.Retract(actor=PersonId("fay"), check=1))
    seat = union.check("north").seats[LEEDS]
    assert (seat.stance, seat.heard) == (None, False)
    union.block("leeds", "fay", reason="The river floods.")
    union.at(hours=12)
    assert union.check("north").outcome is Outcome.BLOCKED
    sound(union)


def test_a_block_that_comes_in_the_extension_below_counts_above() -> None:
    """A check below that is extended for its quorum may end after the one above: a block in it is heard before."""
    union = called(north())
    union.consent("north")
    union.at(hours=61)
    assert union.check("leeds").quorum_extended
    union.block("leeds", "fay", reason="")
    assert union.check("north").tally == Tally(agree=3, block=1)
    union.at(hours=11)
    assert union.check("north").outcome is Outcome.BLOCKED
    assert union.check("leeds").outcome is Outcome.WITHDRAWN
    sound(union)


def test_such_a_block_goes_up_through_every_level() -> None:
    """A block of grandchildren is heard at the top, however long those between go on."""
    union = Union.of_members(north=NORTH, leeds="dan eve fay @ north", ward="joe kim lea @ leeds")
    called(union)
    union.consent("north")
    union.at(hours=61)
    union.block("ward", "joe", reason="Floods.")
    seat = union.check("north").seats[LEEDS]
    assert (seat.stance, seat.blockers, seat.reasons) == (Stance.BLOCK, ("joe",), "Floods.")
    union.do("ward", cmd.Retract(actor=PersonId("joe"), check=1))
    assert union.check("north").seats[LEEDS].stance is None
    sound(union)


# --- asked again and again


def test_one_person_does_not_have_the_members_asked_all_day() -> None:
    """Where nobody convenes, six checks a day; whoever's office it is calls what there is to call."""
    union = Union.of_members(north="ada ben", leeds="dan eve @ north")
    for number in range(1, 7):
        union.propose("north", "ada")
        union.call("north", "ada")
        union.do("north", cmd.Withdraw(actor=PersonId("ada"), proposal=number))
    union.propose("north", "ada")
    again = cmd.CallConsensus(actor=PersonId("ada"), proposal=7)
    again_from = union.now + timedelta(days=1)
    assert union.refused("north", again) == EnoughCalls(most=6, again_from=again_from)
    union.do("north", cmd.CallConsensus(actor=PersonId("ben"), proposal=7))
    union.propose("leeds", "dan")
    union.call("leeds", "dan")
    union.now = again_from
    union.propose("north", "ada")
    union.call("north", "ada")
    assert union.problems() == []


def test_a_check_below_is_not_begun_anew_all_day() -> None:
    """Each change asks all the members again: six rounds a day, however old the proposal is."""
    union = Union.of_members(north="ada ben", leeds="dan eve @ north")
    union.propose("north", "ada")
    union.later(days=40)
    union.call("north", "ada")
    for number in range(5):
        union.amend("north", "ada", f"{number} kilos.")
    again = cmd.Amend(actor=PersonId("ada"), proposal=1, text="Dam it.")
    assert union.check("north").round == 6
    assert union.refused("north", again) == EnoughChanges(proposal=1, again_from=union.now + timedelta(days=1))
    assert union.problems() == []
