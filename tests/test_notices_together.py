"""What the rooms are told when several assemblies have to do with each other."""

from datetime import timedelta

import pytest

from adapters.cards.card import check_card
from adapters.documents import Link
from adapters.notices.notices import CardChanged, ToPerson, ToVenues, notices
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.deciding.joint import root_of
from deliberation.events.people import Enrolment
from deliberation.federation import Kind
from deliberation.ids import PersonId, VenueId
from deliberation.positions import Stance
from deliberation.register import text_hash
from deliberation.senses import Leaning
from tests.support.movement import Movement, Sister
from tests.support.words import LEEDS, NAMES, NORTH, YORK, Telling, is_clean, leaves, plain

ADA, BEN, CY, DEE = PersonId("ada"), PersonId("ben"), PersonId("cy"), PersonId("dee")


@pytest.fixture
def movement() -> Movement:
    """A region with one member assembly, and another assembly beside them."""
    movement = Movement(
        Sister.begun("yorkshire", "ada", "ben", "cy"),
        Sister.begun("leeds", "dee", "eve", "fay"),
        Sister.begun("hull", "ben", "eve", "cy"),
    )
    movement.join("leeds", "yorkshire")
    return movement.quiet()


@pytest.fixture
def moot() -> Telling:
    """An assembly that has told of its founding."""
    return Telling.founded("ada", "ben", "cy", "dee", "eve").quiet()


def say(movement: Movement, slug: str, stance: Stance, *names: str, check: int = 1, reason: str = "") -> None:
    """Let people of an assembly take a position there."""
    for name in names:
        movement.do(
            slug,
            cmd.TakePosition(actor=PersonId(name), check=check, stance=stance, reason=reason, source=f"${name}"),
        )


def van(movement: Movement, **more: object) -> None:
    """Propose a van in the region and call consensus on it."""
    movement.do("yorkshire", cmd.Propose(actor=ADA, title="Buy a van", text="A blue one.", **more))  # type: ignore[arg-type]
    movement.do("yorkshire", cmd.CallConsensus(actor=ADA, proposal=1))


# --- nested


def test_a_question_from_above_is_its_card_and_nothing_else(movement: Movement) -> None:
    """Proposal and call come together, so the card says it all; above, what is said below owes its card alone."""
    van(movement)
    assert (movement["leeds"].said, movement["leeds"].cards) == ([], ["check:1:1"])
    movement.quiet()
    say(movement, "leeds", Stance.AGREE, "dee", "eve", "fay")
    assert (movement["yorkshire"].said, movement["yorkshire"].cards) == ([], ["check:1:1"])
    (told,) = movement["leeds"].said
    assert told.startswith("# P1 · Buy a van · consensus\n")
    assert "Yorkshire hears that Leeds agrees." in told


def test_at_half_time_above_the_assemblies_still_deciding_are_named(movement: Movement) -> None:
    """Beside the people who have not been heard."""
    van(movement)
    say(movement, "yorkshire", Stance.AGREE, "ada", "ben", "cy")
    movement.quiet().at(hours=36)
    assert "It is open until 2026-01-08 09:00. Still deciding: Leeds." in movement["yorkshire"].said[0]


def test_a_block_below_is_told_above_when_it_closes(movement: Movement) -> None:
    """With its holder and reason; below it is said that it is heard there, and that it can be called again in time."""
    van(movement)
    say(movement, "leeds", Stance.BLOCK, "dee", reason="No socket.")
    movement.quiet().at(hours=61)
    (below,) = movement["leeds"].said
    assert (
        "Yorkshire hears that, with the reasons. As long as the answer is awaited, consensus can be called here again:"
        " `!consensus P1`"
    ) in below
    assert "!amend" not in below
    movement.quiet().at(hours=72)
    told = next(text for text in movement["yorkshire"].said if "blocked" in text)
    assert "- Leeds blocks (Dee): No socket." in told
    assert "the proposer can change the text: `!amend P1`" in told


def test_what_is_over_above_is_closed_below(movement: Movement) -> None:
    """A question that was never answered here ends with a word about why."""
    van(movement)
    movement.quiet()
    movement.do("yorkshire", cmd.Withdraw(actor=ADA, proposal=1))
    assert movement["leeds"].said == [
        "Yorkshire no longer waits for an answer, so P1 · Buy a van is closed here. Nothing was decided here."
    ]
    assert "check:1:1" in movement["leeds"].cards


def test_an_amendment_above_is_told_below_as_theirs(movement: Movement) -> None:
    """Whoever had answered is told that Yorkshire changed the text; the check begins again on a new card."""
    van(movement)
    say(movement, "leeds", Stance.AGREE, "dee")
    movement.quiet()
    movement.do("yorkshire", cmd.Amend(actor=ADA, proposal=1, text="A red one."))
    (told,) = movement["leeds"].whispered("dee")
    assert told.startswith("Yorkshire changed the text of P1 · Buy a van. What you said was about the earlier text")
    assert set(movement["leeds"].cards) == {"check:1:1", "check:1:2"}


def test_a_decision_reopened_below_is_told_above() -> None:
    """Which assembly comes back to it, and that the decision no longer stands."""
    movement = Movement(
        Sister.begun("yorkshire", "ada", "ben", "cy"), Sister.begun("leeds", "dee", "eve", "fay", "gus")
    )
    movement.join("leeds", "yorkshire")
    movement.do("leeds", cmd.ProposeRule(actor=DEE, rule="cooling-off", value="5d"))
    movement.do("leeds", cmd.CallConsensus(actor=DEE, proposal=1))
    say(movement, "leeds", Stance.AGREE, "dee", "eve", "fay", "gus")
    van(movement)
    say(movement, "leeds", Stance.AGREE, "dee", "eve", "fay", check=2)
    say(movement, "yorkshire", Stance.AGREE, "ada", "ben", "cy")
    movement.at(hours=60)
    movement.at(hours=12)
    assert movement["yorkshire"].decision().cooling_until is not None
    movement.quiet()
    say(movement, "leeds", Stance.BLOCK, "gus", check=2, reason="No socket.")
    told = movement["yorkshire"].said[0]
    assert told.startswith(
        "P1 · Buy a van goes back to discussion: a member assembly has come back to what it decided, or blocks. D1 no"
        " longer stands. The proposer can change the text: `!amend P1`"
    )
    assert "Deciding again: Leeds." in told


def test_who_was_never_heard_does_not_decide_again() -> None:
    """Told apart where a decision is reopened, in the room and on the card, from the one that came back to it."""
    moot = Telling.founded("ada", "ben", "cy", rules={"cooling-off": "5d"})
    for peer in (LEEDS, YORK):
        moot.do(cmd.AdmitMember(peer=peer))
    moot.called()
    until = moot.now + timedelta(days=9)
    agrees = cmd.HearBelow(peer=LEEDS, check=1, round=1, stance=Stance.AGREE, cooling_until=until)
    moot.do(agrees)
    moot.agree("ada", "ben", "cy")
    moot.at(hours=73)
    moot.quiet().do(cmd.HearBelow(peer=LEEDS, check=1, round=1, reopened=True))
    assert "Deciding again: Leeds Moot." in moot.said[0]
    drawn = plain(check_card(moot.assembly, moot.check(), NAMES))
    assert "- Not heard in time: York\n- Deciding again: Leeds Moot" in drawn


def test_one_text_that_comes_two_ways_is_asked_once() -> None:
    """The second assembly that awaits it is told of, and the card shows both."""
    movement = Movement(
        Sister.begun("nation", "ada", "ben", "cy"),
        Sister.begun("north", "ada", "dee", "cy"),
        Sister.begun("leeds", "dee", "eve", "fay"),
    )
    movement.join("north", "nation")
    movement.join("leeds", "nation")
    movement.join("leeds", "north")
    movement.quiet()
    movement.do("nation", cmd.Propose(actor=ADA, title="Buy a van"))
    movement.do("nation", cmd.CallConsensus(actor=ADA, proposal=1))
    assert len(movement["leeds"].assembly.proposals) == 1
    (told,) = movement["leeds"].said
    assert told.endswith("waits for the answer on P1 · Buy a van too. It is the same text, so one answer does for all.")
    assert movement["leeds"].cards[-1] == "check:1:1"


# --- joint


def test_partners_hear_of_each_other(movement: Movement) -> None:
    """Who put it here, who has agreed, who is still deciding; and when it takes effect."""
    movement.do("leeds", cmd.Propose(actor=DEE, title="Share a van", partners=(movement.peer("hull"),)))
    (proposed,) = movement["hull"].said
    assert "Put here by Leeds P1 (proposed by Dee), to be decided together. Its text is changed there." in proposed
    assert "Decided together with Leeds" in proposed
    movement.do("leeds", cmd.CallConsensus(actor=DEE, proposal=1))
    movement.quiet()
    say(movement, "leeds", Stance.AGREE, "dee", "eve", "fay")
    assert "This is decision D1. It takes effect once it is agreed in Hull too." in movement["leeds"].said[0]
    assert movement["hull"].said == [
        "Leeds has reached consensus on P1 · Share a van. All the others have agreed; only this assembly has not."
    ]
    movement.do("hull", cmd.CallConsensus(actor=BEN, proposal=1))
    movement.quiet()
    say(movement, "hull", Stance.AGREE, "ben", "eve", "cy")
    assert movement["leeds"].said == [
        "Hull has reached consensus on P1 · Share a van. With that, all have agreed.",
        "D1 is settled: P1 · Share a van. All have agreed, and it takes effect.",
    ]


def test_a_joint_text_that_is_changed_reopens_what_was_agreed(movement: Movement) -> None:
    """Where it was agreed already, that is said, with who changed it and what to read."""
    movement.do("leeds", cmd.Propose(actor=DEE, title="Share a van", partners=(movement.peer("hull"),)))
    movement.do("hull", cmd.CallConsensus(actor=BEN, proposal=1))
    say(movement, "hull", Stance.AGREE, "ben", "eve", "cy")
    movement.quiet()
    movement.do("leeds", cmd.Amend(actor=DEE, proposal=1, text="A red one."))
    back, amended = movement["hull"].said
    assert back == ("P1 · Share a van goes back to discussion: its text was changed in Leeds. D1 no longer stands.")
    assert amended.startswith("Leeds changed the text of P1.\n# P1 · Share a van\n")


def test_a_partner_that_comes_back_to_it_is_told(moot: Telling) -> None:
    """Its consensus no longer stands, and the card is drawn anew."""
    moot.do(cmd.Propose(actor=ADA, title="Share a van", partners=(YORK, LEEDS)))
    moot.call()
    root = root_of(moot.assembly.id, moot.proposal())
    assert root is not None
    for agreed in (True, False):
        moot.quiet()
        text = text_hash(moot.proposal().latest)
        moot.do(cmd.HearPartner(peer=YORK, root=root, text_hash=text, agreed=agreed))
    assert moot.said == [
        (
            "York has reopened P1 · Share a van: its consensus no longer stands, and this takes effect only once it"
            " agrees again."
        )
    ]
    assert moot.cards == ["check:1:1"]


# --- affected


def test_whoever_is_affected_is_told_with_the_way_to_object(movement: Movement) -> None:
    """What another would do, until when it is not decided; an objection is told on both sides, and its end too."""
    movement.do(
        "yorkshire", cmd.Propose(actor=ADA, title="Buy a van", text="A blue one.", affected=(movement.peer("hull"),))
    )
    (given,) = movement["hull"].said
    assert given == (
        "N1: Yorkshire would do something (its P1) that affects this assembly:\nBuy a van\n> A blue one.\nIt is not"
        " decided before 2026-01-08 09:00, nor while somebody here objects; one is enough. To object:"
        " `!object N1 because …`."
    )
    assert [str(notice.subject) for _, notice in movement["hull"].owed] == ["notice:1"]
    assert "Told of this, and given time to object until 2026-01-08 09:00: Hull." in movement["yorkshire"].said[0]
    movement.quiet()
    movement.do("hull", cmd.Object(actor=BEN, notice=1, text="It is our road."))
    assert movement["hull"].said == [
        (
            "Ben objects to N1 · Buy a van, for Hull:\n> It is our road.\nYorkshire is told, and has no consensus on it"
            " while that stands. Ben takes it back with `!withdraw-objection N1`"
        )
    ]
    assert (
        movement["yorkshire"]
        .said[0]
        .startswith(
            "Hull objects to P1 · Buy a van: Ben says so, for it. While an objection stands there is no consensus.\n"
            "> It is our road.\n"
        )
    )
    movement.quiet()
    movement.do("yorkshire", cmd.Amend(actor=ADA, proposal=1, text="A red one."))
    assert movement["hull"].said[0].startswith("N1: Yorkshire has changed its P1, which affects this assembly:")
    assert movement["hull"].said[0].endswith("What was objected before still stands.")
    movement.quiet()
    movement.do("hull", cmd.WithdrawObjection(actor=BEN, notice=1))
    assert movement["hull"].said == [
        "Ben has taken back the objection to N1 · Buy a van. Nobody here objects any more. Yorkshire is told."
    ]
    assert movement["yorkshire"].said == [
        "Ben, in Hull, has taken back an objection to P1 · Buy a van. Nobody there objects any more."
    ]
    movement.quiet()
    movement.do("yorkshire", cmd.Withdraw(actor=ADA, proposal=1))
    assert movement["hull"].said == ["Yorkshire has withdrawn what N1 told of: Buy a van (its P1)."]


def test_an_objection_in_the_cooling_off_sends_a_decision_back() -> None:
    """It is said for which assembly, with the reason."""
    movement = Movement(Sister.begun("yorkshire", "ada", "ben", "cy"), Sister.begun("hull", "ben", "eve", "cy"))
    movement.do("yorkshire", cmd.ProposeRule(actor=ADA, rule="cooling-off", value="5d"))
    movement.do("yorkshire", cmd.CallConsensus(actor=ADA, proposal=1))
    say(movement, "yorkshire", Stance.AGREE, "ada", "ben", "cy")
    movement.do("yorkshire", cmd.Propose(actor=ADA, title="Buy a van", affected=(movement.peer("hull"),)))
    movement.do("yorkshire", cmd.CallConsensus(actor=ADA, proposal=2))
    say(movement, "yorkshire", Stance.AGREE, "ada", "ben", "cy", check=2)
    movement.at(hours=72)
    movement.quiet()
    movement.do("hull", cmd.Object(actor=BEN, notice=1, text="It is our road."))
    back = next(text for text in movement["yorkshire"].said if "goes back" in text)
    assert "somebody objects for Hull, which it affects. D2 no longer stands." in back
    assert "- Hull, Ben: It is our road." in back


def test_an_objection_taken_back_for_somebody_says_who_did_it(movement: Movement) -> None:
    """On both sides: not that they did it themselves."""
    movement.do("yorkshire", cmd.Propose(actor=ADA, title="Buy a van", affected=(movement.peer("hull"),)))
    movement.do("hull", cmd.Object(actor=BEN, notice=1, text="It is our road."))
    movement.do("hull", cmd.Leave(actor=BEN, venue=VenueId("console:hull")))
    movement.do("hull", cmd.WithdrawObjection(actor=PersonId("eve"), notice=1))
    line = "- On consensus what those hold against N1 who take part no longer is taken back for them"
    assert line in movement["hull"].said[-1]
    movement.do("hull", cmd.CallConsensus(actor=PersonId("eve"), proposal=1))
    movement.quiet()
    say(movement, "hull", Stance.AGREE, "eve", "cy")
    said = "Hull has taken back the objection to N1 · Buy a van for Ben. Nobody here objects any more."
    assert said in movement["hull"].said[-1]
    (told,) = movement["yorkshire"].said
    assert told == "Hull has taken back an objection to P1 · Buy a van for Ben. Nobody there objects any more."


# --- memberships, remits, purpose


def test_memberships_are_told_on_both_sides(movement: Movement) -> None:
    """That one is asked, that it is a member now and what that means, that it is one no more."""
    movement.do("hull", cmd.ProposeAffiliation(actor=BEN, peer=movement.peer("yorkshire")))
    assert "- On consensus Yorkshire is asked to take Hull as its member; both must agree" in movement["hull"].said[0]
    movement.do("hull", cmd.CallConsensus(actor=BEN, proposal=1))
    movement.quiet()
    say(movement, "hull", Stance.AGREE, "ben", "eve", "cy")
    assert movement["hull"].said[-1].startswith("Hull has agreed to become a member of Yorkshire, which is asked now.")
    assert (movement["yorkshire"].said, movement["yorkshire"].cards) == ([], ["check:1:1"])
    movement.quiet()
    say(movement, "yorkshire", Stance.AGREE, "ada", "ben", "cy")
    say(movement, "leeds", Stance.AGREE, "dee", "eve", "fay")
    movement.at(hours=1)
    assert movement["hull"].said == [
        (
            "Hull is a member of Yorkshire from now on. When consensus is called there, it is asked here too. To see"
            " the whole: `!federation`"
        )
    ]
    assert any(text.startswith("Hull is a member of Yorkshire from now on.") for text in movement["yorkshire"].said)
    movement.do("hull", cmd.ProposeParting(actor=BEN, peer=movement.peer("yorkshire")))
    movement.do("hull", cmd.CallConsensus(actor=BEN, proposal=2))
    movement.quiet()
    say(movement, "hull", Stance.AGREE, "ben", "eve", "cy", check=2)
    gone = "Hull is no longer a member of Yorkshire. What was called before goes on as it was called."
    assert movement["hull"].said[-1] == gone
    assert movement["yorkshire"].said == [gone]


def test_who_sought_membership_is_told_that_it_was_not_agreed_to(movement: Movement) -> None:
    """With why, what can still come of it, and from when on it can be asked anew."""
    movement.do("hull", cmd.ProposeAffiliation(actor=BEN, peer=movement.peer("yorkshire")))
    movement.do("hull", cmd.CallConsensus(actor=BEN, proposal=1))
    say(movement, "hull", Stance.AGREE, "ben", "eve", "cy")
    movement.quiet()
    say(movement, "yorkshire", Stance.BLOCK, "ada", reason="No.")
    movement.at(hours=72)
    (told,) = movement["hull"].said
    assert told == (
        "Hull has not become a member of Yorkshire: somebody there blocks it, or is affected and objects. There they"
        " can still talk of it, and call consensus on it again. From here it can be asked anew from 2026-02-04 09:00"
        " on: `!affiliate yorkshire`"
    )


def test_a_circle_that_came_about_meanwhile_is_shown(moot: Telling) -> None:
    """Nothing was changed, and why is drawn all the way round."""
    moot.do(cmd.NoteAffiliation(peer=YORK, path=(YORK, NORTH, LEEDS)))
    (told,) = moot.said
    assert told.startswith("The moot and York had agreed, but it did not come about")
    assert "Leeds Moot → York → The North → Leeds Moot. Nothing was changed." in told


def test_remits_and_purposes_are_told(moot: Telling) -> None:
    """By which decision; and where another assembly was first, by which."""
    moot.do(cmd.ProposeRemit(actor=ADA, kind="Press"))
    moot.call()
    moot.agree("ada", "ben", "cy", "dee", "eve")
    moot.quiet()
    moot.do(cmd.TakeRemit(kind="press", decision=1))
    moot.do(cmd.TakeRemit(kind="food", decision=1, holder=NORTH))
    assert moot.said == [
        "By D1, decisions of the kind “press” are for The moot alone from now on. To see its whole remit: `!remit`",
        (
            "Decisions of the kind “food” were agreed to be for The moot alone, but The North took them on before that,"
            " and two remits never overlap. Nothing was changed."
        ),
    ]
    moot.do(cmd.ProposeRelease(actor=ADA, kind="press"))
    moot.call(2)
    moot.agree("ada", "ben", "cy", "dee", "eve", check=2)
    assert moot.said[-1].startswith("By D2, decisions of the kind “press” are for The moot alone no longer.")
    moot.do(cmd.ProposePurpose(actor=ADA, purpose="To share tools."))
    assert "- On consensus this is what the assembly is for: To share tools." in moot.said[-1]
    moot.call(3)
    moot.agree("ada", "ben", "cy", "dee", "eve", check=3)
    assert moot.said[-1] == "By D3, this is what The moot is for:\n> To share tools."


def test_other_assemblies_are_named_with_the_way_to_them(moot: Telling) -> None:
    """Where an address is known, a name in a message leads there."""
    event = ev.Affiliated(peer=YORK)
    address = "https://discord.com/channels/1/2"
    (notice,) = notices(moot.assembly, event, moot.assembly, NAMES, links={YORK.id: address})
    assert isinstance(notice, ToVenues)
    assert any(Link(address, "York") in getattr(block, "parts", ()) for block in notice.document.blocks)


# --- founding


def test_an_assembly_that_was_founded_without_a_room_is_welcomed_in_its_first() -> None:
    """Whoever is there learns what it is; and that members have a place in it by themselves."""
    nation = Sister.begun("nation", kind=Kind.CORE)
    assert [notice for _, notice in nation.owed if not isinstance(notice, ToVenues)] == []
    nation.quiet()
    nation._take(ev.VenueBound(venue=VenueId("console:hall")))
    (welcome,) = nation.said
    assert welcome.startswith("# Nation\nNation begins here.")
    assert "Every member of the movement has a place in it, in this room or not." in welcome
    assert "anyone taking part can call consensus" in welcome
    nation.quiet()
    nation._take(ev.VenueBound(venue=VenueId("console:forum")))
    assert nation.said[0].startswith("This room now belongs to Nation")


# --- people


def test_the_rooms_are_not_told_of_anybodys_place_or_accounts(moot: Telling) -> None:
    """Who is a member, whose accounts are whose and who left is theirs to tell; cards alone are drawn anew."""
    moot.called()
    moot.agree("cy")
    moot.quiet()
    moot.enrol("fay")
    moot._take(ev.DoorOpened(people=(PersonId("fay"),), venue=next(iter(moot.assembly.venues))))
    moot._take(ev.EnrolmentEnded(people=(PersonId("fay"),), because="lapsed"))
    assert moot.owed == []
    moot.join("fay", "cy")
    moot.do(cmd.PartPerson(person=ADA, other=PersonId("zed")))
    assert moot.said == []
    assert set(moot.cards) == {"check:1:1"}


def test_of_who_is_forgotten_every_card_is_drawn_anew(moot: Telling) -> None:
    """Also of what is over: their name and reasons go from it; who had no part in it is no cause."""
    moot.called()
    moot.block("cy", reason="No socket.")
    moot.at(hours=72)
    moot.elect("ben", "ada")
    moot.recall("ben", "ada", "cy", "dee")
    moot.quiet()
    moot.do(cmd.ForgetPerson(person=CY))
    assert set(moot.cards) == {"check:1:1", "check:2:1", "check:3:1", "petition:1"}
    assert moot.said == []
    moot.do(cmd.Enrol(members=(Enrolment(PersonId("gus"), moot.now.replace(year=2030)),)))
    moot.quiet()
    moot.do(cmd.ForgetPerson(person=PersonId("gus")))
    assert moot.owed == []


def test_of_who_is_forgotten_the_cards_of_what_follows_are_drawn_anew_too(moot: Telling) -> None:
    """Of moots, of what is to be done and of readings of the room; not those in which they have no part."""
    moot.called()
    moot.agree("ada", "ben", "cy", "dee")
    moot.at(hours=72)
    when = moot.now + timedelta(days=2)
    for day in range(2):
        at, long = when + timedelta(days=day), timedelta(hours=1)
        moot.do(cmd.CallMoot(actor=BEN, title="Plans", proposals=(), starts_at=at, length=long))
        moot.do(cmd.SetAction(actor=BEN, decision=1, text="Book it", person=(CY, ADA)[day], due=when))
        moot.do(cmd.AskSense(actor=(BEN, ADA)[day], question="Fridays?"))
    moot.do(cmd.TellComing(actor=CY, moot=2))
    moot.do(cmd.Lean(actor=CY, sense=1, leaning=Leaning.NO))
    moot.quiet()
    moot.do(cmd.ForgetPerson(person=CY))
    assert {each for each in moot.cards if not each.startswith("check:")} == {"moot:2", "action:1", "sense-check:1"}


def test_private_words_go_to_whom_somebody_turned_out_to_be(moot: Telling) -> None:
    """What concerns a position that was taken by another account reaches its holder."""
    moot.called()
    moot.block("cy", reason="")
    moot.join("fay", "cy")
    moot.quiet()
    moot.at(hours=72)
    asked = [notice for _, notice in moot.owed if isinstance(notice, ToPerson) and "reason" in notice.key]
    assert [notice.person for notice in asked] == ["fay"]
    moot.quiet()
    moot.do(cmd.Amend(actor=ADA, proposal=1, text="Another."))
    assert [notice.person for _, notice in moot.owed if isinstance(notice, ToPerson)] == ["fay"]


def test_all_that_is_told_is_clean(movement: Movement) -> None:
    """No message holds what could mislead, however it was typed."""
    affected = (movement.peer("hull"),)
    van(movement, affected=affected, kind="tra\u202ensport")
    movement.do("hull", cmd.Object(actor=BEN, notice=1, text="No."))
    said = [notice for sister in movement.all.values() for _, notice in sister.owed]
    documents = [notice.document for notice in said if not isinstance(notice, CardChanged)]
    assert documents
    assert all(is_clean(text) for document in documents for text in leaves(document))
    assert "P1@" not in "".join(map(plain, documents))
