"""What people are told when something happens."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import get_args

import msgspec
import pytest

from adapters.documents import Document
from adapters.notices.notices import CardChanged, ToPerson, ToVenues, notices
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.positions import Stance
from deliberation.register import Chain
from tests.support.engine import FORUM
from tests.support.words import NAMES, Telling, is_clean, leaves, plain

ADA, BEN, CY = PersonId("ada"), PersonId("ben"), PersonId("cy")


@pytest.fixture
def moot() -> Telling:
    """An assembly that has told of its founding."""
    return Telling.founded("ada", "ben", "cy", "dee", "eve").quiet()


@pytest.fixture
def cooling() -> Telling:
    """An assembly whose first decision cools off."""
    moot = Telling.founded("ada", "ben", "cy", "dee", "eve", preset="harmony")
    moot.called()
    moot.agree("ada", "ben", "cy")
    moot.at(hours=72)
    return moot


def test_a_new_assembly_is_welcomed_with_what_to_type_first() -> None:
    """One message, however many were there."""
    moot = Telling.founded("ada", "ben", "cy")
    (welcome,) = moot.said
    assert welcome.startswith("# The moot\n> to try things\n")
    assert "`!propose Buy a kettle`" in welcome
    assert "`!help`" in welcome
    assert "Ada calls consensus" in welcome
    assert moot.cards == []


def test_another_room_is_welcomed_alone(moot: Telling) -> None:
    """The other rooms are left in peace."""
    moot.do(cmd.BindVenue(actor=ADA, venue=FORUM, present=(), administers=True))
    (notice,) = [notice for _, notice in moot.owed]
    assert isinstance(notice, ToVenues)
    assert notice.venue == FORUM
    assert plain(notice.document).startswith("This room now belongs to The moot, and everyone here takes part.")


def test_a_proposal_is_put_before_everyone_with_what_comes_next(moot: Telling) -> None:
    """Its number and text, how to raise a concern, who can call consensus."""
    moot.propose()
    (said,) = moot.said
    assert said == (
        "# P1 · Buy seed\nProposed by Ada.\n> Ten kilos.\n- Suffers less: Nobody goes hungry.\n"
        "Talk it over here. If something worries you: `!concern P1 your concern`. When it is ready, Ada can call"
        " consensus: `!consensus P1`"
    )
    assert str(moot.owed[0][1].subject) == "proposal:1"


def test_who_can_call_follows_the_rules() -> None:
    """Where proposers may call, they are named too; where anyone may, that is said."""
    moot = Telling.founded("ada", "ben", "cy", rules={"callers": "proposer"}).quiet()
    moot.propose("ben")
    assert "Ada or Ben can call" in moot.said[0]
    anyone = Telling.founded("ada", "ben", "cy", rules={"callers": "anyone"}).quiet()
    anyone.propose()
    assert "anyone taking part can call" in anyone.said[0]


def test_concerns_are_told_and_so_is_their_answer(moot: Telling) -> None:
    """Each with what is still open; replies to a concern speak of it."""
    moot.propose()
    moot.quiet()
    moot.do(cmd.RaiseConcern(actor=BEN, proposal=1, text="Too dear."))
    moot.do(cmd.RaiseConcern(actor=CY, proposal=1, text="Too heavy."))
    moot.do(cmd.ResolveConcern(actor=BEN, concern=1))
    moot.do(cmd.ResolveConcern(actor=CY, concern=2))
    assert moot.said[0] == (
        "C1: Ben has a concern about P1 · Buy seed\n> Too dear.\nAnswer it here. Once it is answered, Ben says so with"
        " `!resolve C1`"
    )
    assert moot.said[2] == "C1 about P1 is answered, says Ben. Still open: C2."
    assert moot.said[3] == "C2 about P1 is answered, says Cy. No concern is open now."
    assert moot.cards == []


def test_an_amendment_in_discussion_shows_the_new_text(moot: Telling) -> None:
    """What changed, and the whole of it as it is now."""
    moot.propose()
    moot.quiet()
    moot.do(cmd.Amend(actor=ADA, proposal=1, title="Buy beans"))
    assert moot.said[0].startswith(
        "Ada changed the title of P1.\n# P1 · Buy beans\nProposed by Ada; text changed, version 2."
    )


def test_a_call_is_its_card_and_nothing_else(moot: Telling) -> None:
    """No message beside the card."""
    moot.propose()
    moot.quiet()
    moot.call()
    assert (moot.said, moot.cards) == ([], ["check:1:1"])


def test_an_election_opens_with_its_card_alone(moot: Telling) -> None:
    """Proposal and call come together, so the card says it all."""
    moot.do(cmd.NominateOfficer(actor=ADA, person=BEN, office="secretary"))
    assert (moot.said, moot.cards) == ([], ["check:1:1"])


def test_a_storm_of_positions_owes_cards_alone(moot: Telling) -> None:
    """However many answer, the room is sent no message for it."""
    moot.called()
    moot.quiet()
    moot.agree("ada", "ben")
    moot.stand_aside("cy")
    moot.block("dee", reason="No.")
    moot.do(cmd.Retract(actor=BEN, check=1))
    assert set(moot.cards) == {"check:1:1"}
    assert all(isinstance(notice, CardChanged) for _, notice in moot.owed)


def test_a_block_without_a_reason_is_asked_for_it_in_private(moot: Telling) -> None:
    """Its holder alone is asked, and may reply to that message with it."""
    moot.called()
    moot.quiet()
    moot.block("cy", reason="")
    (asked,) = [notice for _, notice in moot.owed if isinstance(notice, ToPerson)]
    assert (asked.person, str(asked.subject), asked.key) == (CY, "check:1:1", "ask-reason:check:1:1:cy")
    assert plain(asked.document) == (
        "You block P1 in The moot, and that stands from now on. Please say why, so that it can be met. Reply to this"
        " message with your reason and, if you wish, the principle it rests on; or type `!block P1@moot because …`\n"
        "To withdraw the block: `!retract P1@moot`"
    )


def test_an_amendment_in_a_check_tells_each_who_spoke(moot: Telling) -> None:
    """Whose agreement lapsed is asked again; whose block stays is told that; the silent are left alone."""
    moot.called()
    moot.agree("ben")
    moot.block("cy", reason="No socket.")
    moot.quiet()
    moot.do(cmd.Amend(actor=ADA, proposal=1, text="Five kilos."))
    assert moot.said == []
    assert moot.cards == ["check:1:1", "check:1:2"]
    (lapsed,) = moot.whispered("ben")
    assert lapsed.startswith(
        "Ada changed the text of P1 · Buy seed. What you said was about the earlier text and no longer counts."
    )
    assert "> Five kilos." in lapsed
    (kept,) = moot.whispered("cy")
    assert "Your block stays, because only you withdraw it." in kept
    assert moot.whispered("dee") == []
    assert {str(notice.subject) for _, notice in moot.owed if isinstance(notice, ToPerson)} == {"check:1:2"}


def test_at_half_time_the_unheard_are_reminded(moot: Telling) -> None:
    """Each once in private, with the words to answer with; and the room reads who they are."""
    moot.called()
    moot.agree("ada", "ben", "cy")
    moot.quiet()
    moot.at(hours=36)
    assert moot.said == [
        "Half of the time for P1 · Buy seed is over. It is open until 2026-01-08 09:00. Not heard yet: Dee and Eve."
    ]
    assert [notice.person for _, notice in moot.owed if isinstance(notice, ToPerson)] == ["dee", "eve"]
    (reminder,) = moot.whispered("dee")
    assert "`!agree P1@moot`, `!stand-aside P1@moot` or `!block P1@moot`" in reminder
    assert "This is the only reminder." in reminder


def test_at_half_time_nobody_is_reminded_where_all_were_heard(moot: Telling) -> None:
    """A block keeps it open though everyone has spoken; then there is nobody to remind."""
    moot.called()
    moot.agree("ada", "ben", "cy", "dee")
    moot.block("eve")
    moot.quiet()
    moot.at(hours=36)
    assert moot.owed == []


def test_a_moved_deadline_is_told_with_its_cause(moot: Telling) -> None:
    """Too few spoke; a reason is missing, and its holder is reminded; the bot was away."""
    moot.called()
    moot.quiet()
    moot.at(hours=72)
    moved = "P1 · Buy seed stays open until 2026-01-09 21:00, because too few have taken a position yet."
    assert any(moved in text for text in moot.said)
    moot.block("cy", reason="")
    moot.quiet()
    moot.at(hours=36)
    assert "because a block has no reason yet" in moot.said[0]
    (reminder,) = moot.whispered("cy")
    assert "After that it counts as standing aside." in reminder
    moot.quiet()
    moot.do(cmd.NoteAbsence(since=moot.now, until=moot.check().deadline + timedelta(hours=1)))
    assert "because I was away and could not hear you" in moot.said[0]


def test_a_lapsed_block_is_told_to_its_holder(moot: Telling) -> None:
    """They learn what their block counts as now."""
    moot.called()
    moot.agree("ada", "ben", "dee")
    moot.block("cy", reason="")
    moot.at(hours=72)
    moot.quiet()
    moot.at(hours=24)
    (told,) = moot.whispered("cy")
    assert (
        told == "No reason came in time for your block on P1 in The moot, so it counts as standing aside from now on."
    )


def test_a_decision_is_told_once_with_its_figures_and_the_register(moot: Telling) -> None:
    """One message for a closing: the count, the quorum, the decision, where to see why, and the checkpoint."""
    moot.called()
    moot.agree("ada", "ben", "cy")
    moot.stand_aside("dee", reason="no time")
    moot.quiet()
    moot.at(hours=72)
    (told,) = [text for text in moot.said if "consensus" in text]
    entry = next(entry for entry in moot.entries if '"DecisionMade"' in entry.record)
    assert told == (
        "# P1 · Buy seed · consensus\n"
        "3 agree, 1 stands aside and nobody blocks. 4 of 5 took a position, which is enough (at least 3 must).\n"
        "This is decision D1.\n"
        "Those who stand aside need not help to carry it out.\n"
        "To see the working: `!why P1`\n"
        f"In the register: `{entry.number}:{entry.hash}`"
    )
    assert len(moot.said) == 1
    assert "decision:1" in {str(notice.subject) for _, notice in moot.owed}


@pytest.mark.parametrize(
    ("stances", "outcome", "further"),
    [
        ({"cy": Stance.BLOCK}, "blocked", "- Cy: because"),
        (
            {"cy": Stance.STAND_ASIDE, "dee": Stance.STAND_ASIDE, "eve": Stance.STAND_ASIDE},
            "not carried",
            "`!amend P1`",
        ),
        ({"cy": Stance.AGREE}, "too few took a position", "`!consensus P1`"),
    ],
)
def test_other_outcomes_say_what_to_do_next(
    moot: Telling, stances: dict[str, Stance], outcome: str, further: str
) -> None:
    """It goes back to discussion, and how to go on is said."""
    moot.called()
    for name, stance in stances.items():
        moot.say(stance, name, reason="because")
    for _ in range(3):
        moot.quiet()
        moot.at(hours=72)
        if moot.check().outcome is not None:
            break
    (told,) = moot.said
    assert outcome in told
    assert further in told
    assert "It goes back to discussion" in told
    assert f"`{moot.entries[-1].number}:{moot.entries[-1].hash}`" in told


def test_a_withdrawal_is_told_once(moot: Telling) -> None:
    """Also where a check was open."""
    moot.called()
    moot.quiet()
    moot.do(cmd.Withdraw(actor=ADA, proposal=1))
    assert moot.said == ["Ada withdrew P1 · Buy seed. Nothing was decided."]
    assert moot.cards == ["check:1:1"]


def test_a_cooling_off_ends_with_a_word(cooling: Telling) -> None:
    """The decision is settled."""
    cooling.quiet()
    cooling.at(days=5)
    assert cooling.said == ["D1 is settled: P1 · Buy seed. The cooling off is over."]


def test_a_decision_sent_back_says_why(cooling: Telling) -> None:
    """Who spoke in the cooling off, and what they said."""
    cooling.quiet()
    cooling.block("dee", reason="No socket.")
    (told,) = cooling.said
    assert told == (
        "P1 · Buy seed goes back to discussion: in the cooling off, someone who had taken no position blocked it. D1 no"
        " longer stands. The proposer can change the text: `!amend P1`\n> Dee: No socket."
    )


def test_a_changed_rule_and_a_filled_office_are_told(moot: Telling) -> None:
    """What a decision brings about by itself is said where it happens."""
    moot.do(cmd.ProposeRule(actor=ADA, rule="period", value="48h"))
    moot.call()
    moot.agree("ada", "ben", "cy", "dee", "eve")
    assert "By D1, the rule period is 48h from now on." in moot.said[-1]
    moot.quiet()
    moot.elect("ben", "ada")
    assert moot.said[-1] == "By D2, Ben is secretary of The moot until 5 January 2027."
    assert not any("settled" in text for text in moot.said)


def test_a_petition_is_told_to_its_officer_and_is_a_card(moot: Telling) -> None:
    """The officer hears of it in private; signatures change the card alone."""
    moot.elect("ben", "ada")
    moot.quiet()
    moot.recall("ben", "cy", "dee")
    assert moot.said == []
    assert set(moot.cards) == {"petition:1"}
    (told,) = moot.whispered("ben")
    assert told.startswith("A petition to recall you as secretary of The moot has begun: R1.")


def test_a_recall_opens_and_ends_in_the_open(moot: Telling) -> None:
    """Its opening, its outcome, the vacancy and how to fill it are said; the petition's card follows."""
    moot.elect("ben", "ada")
    moot.recall("ben", "cy", "dee")
    moot.quiet()
    moot.do(cmd.Sign(actor=ADA, petition=1))
    assert "The recall of Ben as secretary opens now, by itself" in moot.said[0]
    assert moot.cards == ["petition:1", "petition:1", "check:2:1"]
    moot.quiet()
    moot.say(Stance.REMOVE, "ada", "cy", "dee", "eve", check=2)
    assert moot.said[0].startswith(
        "# R1 · Recall of Ben as secretary · removed from office\n4 say remove, nobody says keep"
    )
    assert "Ben was removed as secretary by the recall." in moot.said[1]
    assert moot.said[1].endswith("An election opens by itself.")  # its card comes next, and says how to take part
    assert "petition:1" in moot.cards


def test_a_petition_that_fails_says_why(moot: Telling) -> None:
    """Time, or an officer who is one no more."""
    moot.elect("ben", "ada")
    moot.recall("ben", "cy")
    moot.quiet()
    moot.at(days=15)
    assert moot.said == ["The petition R1 has ended without a recall: its time is over without enough signatures."]
    moot.later(days=345)
    moot.recall("ben", "cy")
    moot.quiet()
    moot.at(days=13)
    assert "Ben no longer holds the office" in moot.said[0]
    assert "Ben's term as secretary is over." in moot.said[1]


def test_a_recall_of_one_whose_term_ends_is_over(moot: Telling) -> None:
    """It is closed without a count, and the room is told."""
    moot.elect("ben", "ada")
    moot.later(days=364)
    moot.recall("ben", "ada", "cy", "dee")
    moot.quiet()
    moot.at(days=2)
    over = "the recall of Ben as secretary is over: the officer no longer holds the office"
    assert any(over in said for said in moot.said)


def test_coming_and_going_owe_nothing(moot: Telling) -> None:
    """People who join, leave or send apologies are not announced."""
    venue = next(iter(moot.assembly.venues))
    moot.do(cmd.Enter(actor=PersonId("fay"), venue=venue))
    moot.do(cmd.GiveApologies(actor=BEN, until=moot.later(hours=1).now.replace(hour=23)))
    moot.do(cmd.Leave(actor=PersonId("fay"), venue=venue))
    assert moot.owed == []


def test_who_gives_procedure_is_told_elsewhere_of_a_lost_room(moot: Telling) -> None:
    """A room in which nothing can be said is spoken of to the secretary or founder in private, and what to do."""
    venue = next(iter(moot.assembly.venues))
    moot.do(cmd.LoseVenue(venue=venue))
    ((_, notice),) = moot.owed
    assert isinstance(notice, ToPerson)
    assert notice.person == moot.assembly.founder
    told = plain(notice.document)
    assert "can no longer hear one of the rooms" in told
    assert "the time is given back" in told
    assert "bind moot" in told


def test_without_a_checkpoint_no_line_of_it(moot: Telling) -> None:
    """Whoever has no register to speak of leaves it out."""
    moot.called()
    moot.agree("ada", "ben", "cy", "dee")
    before = moot.assembly
    moot.agree("eve")
    event = next(event for event in moot.happened if isinstance(event, ev.DecisionMade))
    for checkpoint, there in ((None, False), (Chain(7, "ab"), True)):
        owed = notices(before, event, moot.assembly, NAMES, checkpoint=checkpoint)
        told = [plain(notice.document) for notice in owed if isinstance(notice, ToVenues)]
        assert ("In the register: `7:ab`" in told[0]) is there


def test_everything_told_is_clean_and_survives_the_outbox() -> None:
    """Whatever names and texts hold, what goes out is clean, and comes back from the outbox as it was."""
    moot = Telling.founded("ada", "ben", "cy", "dee", preset="harmony")
    moot.called()
    moot.block("ben", reason="")
    moot.do(cmd.RaiseConcern(actor=CY, proposal=1, text="Hm"))
    moot.do(cmd.Amend(actor=ADA, proposal=1, text="Other"))
    moot.at(hours=72)
    moot.at(hours=72)
    moot.at(hours=72)
    moot.do(cmd.NominateOfficer(actor=ADA, person=CY, office="secretary"))
    moot.agree("ada", "ben", "cy", "dee", check=2)
    moot.at(days=6)
    documents = [notice.document for _, notice in moot.owed if isinstance(notice, ToVenues | ToPerson)]
    assert len(documents) > 8
    for document in documents:
        assert all(map(is_clean, leaves(document)))
        assert msgspec.json.decode(msgspec.json.encode(document), type=Document) == document


def test_every_kind_of_event_was_thought_of() -> None:
    """An event of a new kind owes nothing until somebody says what; this names those that owe nothing."""
    from adapters.notices import notices as module

    silent = {kind for kind in get_args(Event) if kind not in module._OWED}
    assert silent == {
        ev.VenueHeard,
        ev.VenueMoved,
        ev.VenueReleased,
        ev.PersonEntered,
        ev.ApologiesGiven,
        # Places of members are nobody else's business.
        ev.DoorOpened,
        ev.EnrolmentEnded,
        # What is recorded of gifts is the treasurer's; where members are asked, their check tells of it.
        ev.DonorNoted,
        ev.DonorErased,
        ev.GiftRecorded,
        # Who holds the offices of other assemblies is looked up (`officers`).
        ev.StandInsSought,
        ev.StandsInFor,
        ev.StandInsNoted,
        # What comes of these is looked at next, and told.
        ev.AdmissionAgreed,
        ev.RemitAgreed,
        ev.ReferendumCalled,
    }
    assert all(fields(kind) for kind in module._OWED)
