"""Direct answers, and what can be looked up, where several assemblies have to do with each other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.answers.answer import answer_query, answer_to
from adapters.greetings import went_out
from adapters.references import Kind as Thing
from adapters.references import Subject
from adapters.validating import Query
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.events.people import Enrolment
from deliberation.federation import Kind, Overridden
from deliberation.ids import PersonId
from deliberation.persistent import PersistentMap
from deliberation.positions import Stance
from tests.support.engine import Moot
from tests.support.movement import Movement, Sister
from tests.support.words import LEEDS, NAMES, NORTH, YORK, context, plain, typed

ADA, BEN, DEE = PersonId("ada"), PersonId("ben"), PersonId("dee")


@pytest.fixture
def moot() -> Moot:
    """An assembly to which York has given notice of a van."""
    moot = Moot.founded("ada", "ben", "cy", "dee", "eve")
    until = moot.now + timedelta(days=3)
    moot.do(cmd.TakeNotice(peer=YORK, proposal=7, title="Buy a van", text="A blue one.", until=until))
    return moot


@pytest.fixture
def movement() -> Movement:
    """A region that asks its one member assembly about a van, which affects another."""
    movement = Movement(
        Sister.begun("yorkshire", "ada", "ben", "cy"),
        Sister.begun("leeds", "dee", "eve", "fay"),
        Sister.begun("hull", "ben", "eve", "cy"),
    )
    movement.join("leeds", "yorkshire")
    movement.do("yorkshire", cmd.Propose(actor=ADA, title="Buy a van", affected=(movement.peer("hull"),)))
    movement.do("yorkshire", cmd.CallConsensus(actor=ADA, proposal=1))
    return movement


def done(moot: Moot, line: str, actor: str = "ada", *, private: bool = False) -> str:
    """Do what a line asks for, said where nothing else is read, and give the answer to it."""
    command = typed(line, moot.assembly, moot, actor, private=private)
    assert isinstance(command, Command), command
    return plain(answer_to(command, moot.do(command), moot.assembly, NAMES, always=True))


def shown(moot: Moot, line: str, assembly: Assembly | None = None) -> str:
    """Give the answer to a question."""
    here = assembly or moot.assembly
    query = typed(line, here, moot)
    assert isinstance(query, Query), query
    return plain(answer_query(query, context(here, moot), NAMES))


# --- what was recorded


def test_an_objection_is_confirmed_with_who_is_told(moot: Moot) -> None:
    """That it was made, for which assembly, and that it was taken back."""
    assert done(moot, "object N1 because it is our road") == ("Recorded: you object to N1, for The moot. York is told.")
    assert done(moot, "withdraw-objection N1") == "Recorded: you no longer object to N1. York is told."


def test_a_proposal_that_does_something_is_confirmed_by_its_number(moot: Moot) -> None:
    """Like any other proposal."""
    assert done(moot, "affiliate hull") == "Recorded as P1. Everyone in The moot can read it now."
    assert done(moot, "restate-purpose To share tools") == "Recorded as P2. Everyone in The moot can read it now."


def test_a_place_given_up_says_whether_one_still_takes_part(moot: Moot) -> None:
    """Who sits in a room goes on taking part until they leave it; who does not is out."""
    until = moot.now + timedelta(days=300)
    moot.do(cmd.Enrol(members=(Enrolment(ADA, until), Enrolment(PersonId("fay"), until))))
    give_up = cmd.GiveUpPlace(actor=ADA)
    still = plain(answer_to(give_up, moot.do(give_up), moot.assembly, NAMES))
    assert still.startswith("Done: the place in The moot that you had as a member is given up")
    assert "You are still in one of its rooms, and so you still take part; leave the room to stop." in still
    give_up = cmd.GiveUpPlace(actor=PersonId("fay"))
    out = plain(answer_to(give_up, moot.do(give_up), moot.assembly, NAMES))
    assert "What is being decided already still hears you. To come back, join one of its rooms." in out


def test_who_leaves_a_room_and_keeps_a_place_is_told_how_to_give_it_up(moot: Moot) -> None:
    """A member's place is not taken by leaving a room; that is said, with the way to give it up."""
    text = plain(went_out(moot.assembly, enrolled=True))
    assert "keep the place in it that you have as a member" in text
    assert "`!leave @moot`" in text
    assert "place" not in plain(went_out(moot.assembly))


# --- status


def test_status_lists_what_others_would_do(moot: Moot) -> None:
    """With from where it comes, how many object, and until when it is not decided."""
    assert shown(moot, "status") == (
        "# What is open in The moot\nWhat others would do that affects this assembly\n"
        "- N1 · Buy a van, in York: nobody objects; not decided before 2026-01-08 09:00\n"
        "To see one of them whole, give its number: `!status N1`"
    )
    moot.do(cmd.Object(actor=BEN, notice=1, text="It is our road."))
    assert "in York: 1 objection; not decided" in shown(moot, "status")
    moot.do(cmd.CloseNotice(peer=YORK, proposal=7, because="decided"))
    assert "Nothing is open." in shown(moot, "status")


def test_a_thing_that_has_ended_asks_for_no_proposals(moot: Moot) -> None:
    """It says that it has ended, and where what it decided is."""
    moot.do(cmd.CloseNotice(peer=YORK, proposal=7, because="decided"))
    ended = replace(moot.assembly, kind=Kind.THING, dissolved_at=moot.now)
    assert shown(moot, "status", ended) == (
        "# What is open in The moot\nIt was a Thing, and has ended. What it decided stands: `!decisions`"
    )


def test_what_nobody_waits_for_any_more_is_not_called_withdrawn(movement: Movement) -> None:
    """Where it came from it may be discussed still: here it is over."""
    block = cmd.TakePosition(actor=DEE, check=1, stance=Stance.BLOCK, reason="No.", source="$d")
    movement.do("leeds", block)
    movement.at(hours=61)
    assert "When it is ready: `!consensus P1`" in shown(movement["leeds"], "status P1")
    movement.at(hours=20)
    assert shown(movement["leeds"], "status P1").endswith(
        "Yorkshire no longer waits for the answer.\nIt is closed here; nothing was decided."
    )


def test_status_shows_a_notice_whole(moot: Moot) -> None:
    """What would be done, who objects and why, how to object; and how it ended."""
    moot.do(cmd.Object(actor=BEN, notice=1, text="It is our road."))
    assert shown(moot, "status N1") == (
        "# N1 · Buy a van\nWhat York would do (its P7), and what affects The moot.\n> A blue one.\n"
        "Objections from here:\n- Ben: It is our road.\n"
        "It is not decided before 2026-01-08 09:00, nor while somebody here objects. To object:"
        " `!object N1 because …`"
    )
    moot.do(cmd.CloseNotice(peer=YORK, proposal=7, because="withdrawn"))
    assert shown(moot, "status N1").endswith("It was withdrawn there, so nothing more can be said to it.")


def test_status_tells_what_comes_from_elsewhere_and_what_waits_below(movement: Movement) -> None:
    """Below from where it comes; above how many assemblies still decide, and how many object."""
    leeds, yorkshire = movement["leeds"], movement["yorkshire"]
    assert "- P1 · Buy a van, from Yorkshire: nobody agrees" in shown(leeds, "status")
    assert "nobody blocks; 1 assembly is still deciding; until" in shown(yorkshire, "status")
    movement.do("hull", cmd.Object(actor=BEN, notice=1, text="It is our road."))
    assert "1 assembly is still deciding; 1 assembly objects; until" in shown(yorkshire, "status")
    whole = shown(yorkshire, "status P1")
    assert "- Still deciding: Leeds" in whole
    assert "- Hull, Ben: It is our road." in whole
    block = cmd.TakePosition(actor=DEE, check=1, stance=Stance.BLOCK, reason="No socket.")
    movement.do("leeds", block)
    movement.at(hours=61)
    assert "- P1 · Buy a van; last time: blocked, from Yorkshire" in shown(leeds, "status")


# --- why


def test_why_counts_assemblies_apart_and_names_objections(movement: Movement) -> None:
    """Who could answer, which of those that block are assemblies, what it would take to carry."""
    yorkshire = movement["yorkshire"]
    movement.do("yorkshire", cmd.TakePosition(actor=BEN, check=1, stance=Stance.BLOCK, reason="No."))
    movement.do("leeds", cmd.TakePosition(actor=DEE, check=1, stance=Stance.BLOCK, reason="No socket."))
    movement.do("hull", cmd.Object(actor=BEN, notice=1, text="It is our road."))
    movement.at(hours=61)
    text = shown(yorkshire, "why P1")
    assert "3 people and 1 member assembly could answer: nobody agrees, nobody stands aside and 2 block." in text
    assert "- 1 person blocks and 1 member assembly blocks; one is enough" in text
    assert "It would carry with every block withdrawn (2), every objection taken back and 3 more agreements." in text
    assert "Each member assembly counts as one, and says there how it stands." in text


def test_why_names_an_objection_where_nobody_blocks(movement: Movement) -> None:
    """An objection alone stops consensus, and that is the step that says so."""
    movement.do("hull", cmd.Object(actor=BEN, notice=1, text="It is our road."))
    text = shown(movement["yorkshire"], "why P1")
    assert (
        "If it closed now: blocked, because:\n- Nobody blocks\n- 1 assembly that it affects objects; one is enough"
        in text
    )


# --- decisions and minutes


def test_decisions_say_for_whom_they_wait_and_what_stands_instead(moot: Moot) -> None:
    """A joint decision waits for its partners; one that a Thing overrode names what stands in its place."""
    moot.do(cmd.Propose(actor=ADA, title="Share a van", partners=(YORK, LEEDS)))
    moot.call()
    moot.agree("ada", "ben", "cy", "dee", "eve")
    assert "agreed here, takes effect once it is agreed too in York and Leeds Moot" in shown(moot, "decisions")
    instead = Overridden(peer=NORTH, theirs=3, at=moot.now)
    decision = replace(moot.decision(), overridden=instead, waits_for=(), cooling_until=None)
    after = replace(moot.assembly, decisions=PersistentMap({1: decision}))
    assert "overridden; D3 of The North stands instead" in shown(moot, "decisions", after)
    assert "overridden; D3 of The North stands instead" in shown(moot, "status D1", after)


def test_minutes_tell_what_came_from_elsewhere(movement: Movement) -> None:
    """Who put a text here, which notice was given and who objected."""
    movement.do("hull", cmd.Object(actor=BEN, notice=1, text="It is our road."))
    assert "5 January 2026: Yorkshire put P1 · Buy a van here (its P1)" in shown(movement["leeds"], "minutes")
    assert "Yorkshire gave notice of N1 · Buy a van (its P1); Ben objected" in shown(movement["hull"], "minutes")


# --- the assembly


def test_the_assembly_says_what_it_is_bound_to(movement: Movement) -> None:
    """Of what it is a member, which are its members, what is its alone; and of which sort it is."""
    movement.do("yorkshire", cmd.TakeRemit(kind="press", decision=1))
    yorkshire, leeds = movement["yorkshire"], movement["leeds"]
    assert "- Its members are Leeds; to see the whole: `!federation`\n- It alone decides on “press”" in shown(
        yorkshire, "assembly"
    )
    assert "- It is a member of Yorkshire; to see the whole: `!federation`" in shown(leeds, "assembly")
    nation = Sister.begun("nation", kind=Kind.CORE)
    text = shown(nation, "assembly")
    assert "- It is a core assembly: every member of the movement has a place in it" in text
    assert "- Begun 5 January 2026\n" in text
    assert "Nobody holds procedure, so anyone taking part may call consensus" in text


def test_purpose_and_remit_are_shown_with_how_to_change_them(moot: Moot) -> None:
    """What it is for, which decisions are its alone and by which decision; or that there are none."""
    assert shown(moot, "purpose") == (
        "This is what The moot is for:\n> to try things\nTo propose that it be said anew:"
        " `!restate-purpose To see that nobody in Leeds goes without`"
    )
    assert "has not said what it is for." in shown(moot, "purpose", replace(moot.assembly, purpose=""))
    assert shown(moot, "remit").startswith("No kind of decision is for The moot alone.\n")
    moot.do(cmd.TakeRemit(kind="press", decision=4))
    assert shown(moot, "remit").startswith("For The moot alone:\n- “press”, by D4\nA proposal of such a kind")


def test_federation_is_drawn_from_what_the_context_knows(movement: Movement) -> None:
    """The assemblies above and below, as the asker's context has them."""
    leeds = movement["leeds"]
    assert shown(leeds, "federation") == "# Leeds among the assemblies\nIt is a member of:\n- Yorkshire"


def test_a_reply_to_a_notice_means_it(moot: Moot) -> None:
    """Whoever replies to the message about it need not give its number."""
    found = typed("object it is ours", moot.assembly, moot, subject=str(Subject(Thing.NOTICE, 1)))
    assert found == cmd.Object(actor=ADA, notice=1, text="it is ours")
