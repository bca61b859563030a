"""What members alone decide: the selection of a candidate, and whether a core assembly takes a gift."""

from dataclasses import replace

import pytest

from adapters.cards.card import card_of
from adapters.references import Kind as Subjects
from adapters.references import Subject
from adapters.words.wording import in_words
from deliberation import commands as cmd
from deliberation.events import AssemblyFounded, Event
from deliberation.federation import Kind
from deliberation.positions import Stance
from deliberation.refusals import NotOnRoll, OffRoll
from deliberation.verifying import verify
from tests.support.elections import Electing
from tests.support.engine import people
from tests.support.forging import altered, found, opened, rehashed
from tests.support.giving import Giving
from tests.support.polls import sound
from tests.support.words import NAMES, plain

ADA, BEN, CAT, DAN, ZOE = people("ada", "ben", "cat", "dan", "zoe")
MEMBERS = ("cat", "dan", "eve", "fay")


class Constituency(Electing):
    """A constituency assembly."""

    def _take(self, event: Event) -> None:
        super()._take(replace(event, kind=Kind.CONSTITUENCY) if isinstance(event, AssemblyFounded) else event)


def selecting(*members: str) -> Constituency:
    """Give an assembly of six, those named members, that asks for consensus on Dan as its candidate."""
    moot = Constituency.here()
    if members:
        moot.enrol(*members)
    moot.do(cmd.CallElection(actor=ADA, seat="Leeds North"))
    moot.stands("dan", "ada", "ben")
    moot.stands("eve", "cat", "ben")
    moot.at_close()
    moot.do(cmd.SeekConsensus(actor=BEN, election=1, person=DAN))
    return moot


def said(moot: Constituency | Giving, actor: str, check: int = 1) -> str:
    """Have somebody agree who may not; give what they read."""
    (person,) = people(actor)
    refusal = moot.refused(cmd.TakePosition(actor=person, check=check, stance=Stance.AGREE, source="$x"))
    return plain(in_words(refusal, moot.assembly, NAMES))


def card(moot: Constituency | Giving, check: int = 1) -> str:
    """Give the card of a check."""
    drawn = card_of(moot.assembly, Subject(Subjects.CHECK, check, 1), NAMES)
    return plain(drawn)


def test_members_alone_are_asked_for_consensus_on_a_candidate() -> None:
    """Who is no member neither carries it nor stops it, and reads why; the card says who is asked."""
    moot = selecting(*MEMBERS)
    assert moot.check().roll == set(people(*MEMBERS))
    assert "Only members are asked." in card(moot)
    text = said(moot, "ada")
    assert "Only members are asked in P1, and you were not one by the list when it was called" in text
    assert "joined" not in text
    block = cmd.TakePosition(actor=BEN, check=1, stance=Stance.BLOCK, reason="I am none", source="$b")
    assert moot.refused(block) == NotOnRoll(check=1, why=OffRoll.NO_MEMBER, called_at=moot.check().opened_at)
    moot.agree(*MEMBERS)
    assert (moot.election().elected, moot.election().because) == ((DAN,), "consensus")
    sound(moot)


def test_the_ballot_is_for_the_same_members_as_the_check() -> None:
    """A member of another constituency who takes part here selects its candidate in neither."""
    moot = selecting(*MEMBERS)
    moot.block("cat", check=1)
    moot.at_time(moot.election().timetable.ballot_open)
    (poll,) = moot.booth.open("ada")  # by the list, Ben is a member somewhere
    assert poll.roll == set(people(*MEMBERS))
    sound(moot)


def test_where_nobody_is_a_member_all_are_asked_about_a_candidate() -> None:
    """Nor is anybody called no member there: who comes later is told that they came later."""
    moot = selecting()
    assert len(moot.check().roll) == 6
    assert "members" not in card(moot)
    moot.do(cmd.Enter(actor=ZOE, venue=next(iter(moot.assembly.venues))))
    assert "you joined The moot after that" in said(moot, "zoe")
    sound(moot)


def test_a_member_who_came_after_the_call_is_told_that() -> None:
    """The next selection asks them; one who is no member is not promised so."""
    moot = selecting(*MEMBERS)
    moot.later(minutes=1)
    moot.do(cmd.Enter(actor=ZOE, venue=next(iter(moot.assembly.venues))))
    assert "Only members are asked" in said(moot, "zoe")
    moot.enrol("zoe")
    assert "you joined The moot after that" in said(moot, "zoe")


def test_whose_membership_has_run_out_is_no_member() -> None:
    """What counts is the moment of the call."""
    moot = Constituency.here()
    moot.enrol("cat", days=1)
    moot.enrol("dan", "eve", "fay")
    moot.do(cmd.CallElection(actor=ADA, seat="Leeds North"))
    moot.stands("dan", "ada", "ben")
    moot.at_close()
    assert moot.check().roll == set(people("dan", "eve", "fay"))
    sound(moot)


@pytest.mark.parametrize("barred", [[], ["ada"], ["ada", "ben", "fay"]])
def test_a_register_in_which_others_are_kept_off_is_found(barred: list[str]) -> None:
    """All who are no members are kept off, and no member."""
    moot = selecting(*MEMBERS)
    bodies = opened(moot.entries)
    altered("CheckCalled", barred=barred)(bodies)
    assert "Others were kept off the roll of check 1 than those who are no members" in found(
        verify(rehashed(bodies, moot.assembly.id))
    )


def test_who_is_no_member_is_not_asked_about_a_gift_and_reads_so() -> None:
    """They took part when it was called: that they joined after would be untrue."""
    moot = Giving.with_treasurer("ada", "ben", "cat", "dan", kind=Kind.CORE)
    moot.enrol("ben", "cat", "dan")
    moot.later(hours=1)
    check = moot.hold()
    assert "Only members are asked." in card(moot, check)
    assert "you were not one by the list when it was called" in said(moot, "ada", check)


def poll_card(moot: Constituency | Giving, poll: int = 1) -> str:
    """Give the card of a ballot."""
    return plain(card_of(moot.assembly, Subject(Subjects.POLL, poll), NAMES))


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (("ada", "ben"), "4 people can vote; nobody has voted so far. They are the members who took part here"),
        ((), "6 people can vote; nobody has voted so far. They are all who took part here"),
    ],
)
def test_the_card_of_an_open_ballot_says_whether_members_alone_vote(others: tuple[str, ...], said: str) -> None:
    """Its roll is settled: it is one or the other."""
    moot = Constituency.here()
    moot.do(cmd.CallElection(actor=ADA, seat="Leeds North"))
    moot.stands("dan", "ada", "ben")
    moot.stands("eve", "cat", "ben")
    moot.at_close()
    moot.at_time(moot.election().timetable.ballot_open)
    moot.booth.open(*others)
    assert said in poll_card(moot)
    sound(moot)
