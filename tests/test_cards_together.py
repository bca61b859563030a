"""The cards of what several assemblies decide together."""

from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import pytest

from adapters.cards.card import MOST_NAMED, check_card
from adapters.documents import Bar, Document
from adapters.figures import silent
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.checks import Check
from deliberation.federation import Kind, Objection, Peer, Seat
from deliberation.ids import AssemblyId, PersonId
from deliberation.persistent import PersistentMap
from deliberation.positions import Position, Stance, Tally
from tests.support.engine import Moot
from tests.support.movement import Movement, Sister
from tests.support.words import NAMES, is_clean, leaves, plain

ADA, BEN, DEE = PersonId("ada"), PersonId("ben"), PersonId("dee")


@pytest.fixture
def movement() -> Movement:
    """A region with two member assemblies that is deciding about a van, which affects a fourth."""
    movement = Movement(
        Sister.begun("yorkshire", "ada", "ben", "cy"),
        Sister.begun("leeds", "dee", "eve", "fay"),
        Sister.begun("york", "ada", "dee", "cy"),
        Sister.begun("hull", "ben", "eve", "cy"),
    )
    movement.join("leeds", "yorkshire")
    movement.join("york", "yorkshire")
    affected = (movement.peer("hull"),)
    movement.do("yorkshire", cmd.Propose(actor=ADA, title="Buy a van", affected=affected, kind="transport"))
    movement.do("yorkshire", cmd.CallConsensus(actor=ADA, proposal=1))
    return movement


def say(movement: Movement, slug: str, stance: Stance, *names: str, reason: str = "", check: int = 1) -> None:
    """Let people of an assembly take a position there."""
    for name in names:
        movement.do(
            slug,
            cmd.TakePosition(actor=PersonId(name), check=check, stance=stance, reason=reason, source=f"${name}"),
        )


def card(movement: Movement, slug: str, check: int = 1) -> str:
    """Draw a card as plain text."""
    sister = movement[slug]
    return plain(check_card(sister.assembly, sister.check(check), NAMES))


def test_the_card_above_says_who_is_still_deciding_and_who_was_told(movement: Movement) -> None:
    """Member assemblies count on the roll, and are named; so is whom it affects, with the time that they have."""
    drawn = card(movement, "yorkshire")
    assert "agree: 0 of 5" in drawn
    assert "0 of 5 took a position" in drawn
    assert "Member assemblies, of which each counts as one:\n- Still deciding: Leeds and York" in drawn
    assert "Told of this, and given time to object until 2026-01-08 09:00: Hull." in drawn
    assert "- Kind of decision: transport" in drawn


def test_the_card_below_says_who_asks_and_waits(movement: Movement) -> None:
    """By its number there, until when the answer is awaited, whose the text is, and what comes of the answer."""
    drawn = card(movement, "leeds")
    assert drawn.startswith(
        "# P1 · Buy a van\nAsked by Yorkshire P1 (proposed by Ada), which waits for the answer until 2026-01-08 09:00."
        " Its text is changed there. Consensus here agrees there, a block here blocks there; anything else takes no"
        " position there."
    )
    assert "Open until 2026-01-07 21:00." in drawn
    assert "Member assemblies" not in drawn


def test_a_block_from_below_is_shown_with_its_reasons_and_holders(movement: Movement) -> None:
    """Each assembly stands where it decided: blocking by name and reason, agreeing by name."""
    say(movement, "leeds", Stance.BLOCK, "dee", reason="No socket.\nNone at all.")
    say(movement, "york", Stance.AGREE, "ada", "cy", "dee")
    movement.at(hours=61)
    drawn = card(movement, "yorkshire")
    assert "- Leeds blocks (Dee): No socket. None at all.\n- Agree: York\n" in drawn
    assert "agree: 1 of 5\nstand aside: 0 of 5\nblock: 1 of 5" in drawn
    assert "Still deciding" not in drawn
    assert "If it closed now: blocked." in drawn


def test_an_assembly_of_which_nothing_came_is_told_from_one_that_is_still_deciding(movement: Movement) -> None:
    """Too few answered in Leeds; York has said nothing yet."""
    check = movement["yorkshire"].check()
    leeds, york = movement.peer("leeds"), movement.peer("york")
    seats = PersistentMap({leeds.id: Seat(peer=leeds, heard=True), york.id: Seat(peer=york, heard=True, vacant=True)})
    drawn = plain(check_card(movement["yorkshire"].assembly, replace(check, seats=seats), NAMES))
    assert "- Nothing came of it in Leeds\n- Nobody takes part in York\n" in drawn
    assert "agree: 0 of 4" in drawn


def test_what_may_be_reopened_below_says_until_when(movement: Movement) -> None:
    """An agreement that cools off below is shown as one."""
    check = movement["yorkshire"].check()
    york = movement.peer("york")
    cooling = Seat(peer=york, heard=True, stance=Stance.AGREE, cooling_until=movement["york"].now + timedelta(days=5))
    seats = check.seats.put(york.id, cooling)
    drawn = plain(check_card(movement["yorkshire"].assembly, replace(check, seats=seats), NAMES))
    assert "- Agree: York (cooling off until 2026-01-10 09:00)\n- Still deciding: Leeds" in drawn


def test_an_objection_stands_on_the_card_until_it_is_taken_back(movement: Movement) -> None:
    """For which assembly, by whom and why; and that there is no consensus while it stands."""
    movement.do("hull", cmd.Object(actor=BEN, notice=1, text="It is our road."))
    drawn = card(movement, "yorkshire")
    assert (
        "Objections from those whom it affects; while one stands there is no consensus:\n- Hull, Ben: It is our road."
    ) in drawn
    assert "While somebody whom it affects objects, there is no consensus." in drawn
    movement.do("hull", cmd.WithdrawObjection(actor=BEN, notice=1))
    assert "Objections" not in card(movement, "yorkshire")


def test_a_joint_proposal_says_with_whom_and_who_has_agreed() -> None:
    """Partners are named, those that agreed apart from those that still decide; a decision waits for the others."""
    names = {"leeds": ("dee", "eve", "fay"), "york": ("ada", "dee", "cy"), "hull": ("ben", "eve", "cy")}
    movement = Movement(*(Sister.begun(slug, *people) for slug, people in names.items()))
    partners = (movement.peer("york"), movement.peer("hull"))
    movement.do("leeds", cmd.Propose(actor=DEE, title="Share a van", partners=partners))
    for slug in ("leeds", "york"):
        caller = PersonId(names[slug][0])
        movement.do(slug, cmd.CallConsensus(actor=caller, proposal=1))
        say(movement, slug, Stance.AGREE, *names[slug])
    drawn = card(movement, "leeds")
    assert "Decided together with York and Hull: it takes effect once each of them" in drawn
    assert "Agreed: York. Still deciding: Hull." in drawn
    assert "It is decision D1. It takes effect once it is agreed in Hull too." in drawn
    assert "Put here by Leeds P1 (proposed by Dee), to be decided together. Its text is changed there." in card(
        movement, "york"
    )


# --- many


def _many(assembly: Assembly, check: Check, blocking: int, agreeing: int, deciding: int) -> Document:
    """Draw a card with so many member assemblies."""
    seats: dict[AssemblyId, Seat] = {}
    for number in range(blocking + agreeing + deciding):
        peer = Peer(AssemblyId(f"a-{number}"), f"s-{number}", f"Constituency {number}")
        stance = Stance.BLOCK if number < blocking else Stance.AGREE if number < blocking + agreeing else None
        blockers = (BEN, DEE) if stance is Stance.BLOCK else ()
        seats[peer.id] = Seat(
            peer=peer, stance=stance, heard=stance is not None, blockers=blockers, reasons="No socket." * 100
        )
    tally = Tally(block=blocking, agree=agreeing)
    return check_card(assembly, replace(check, seats=PersistentMap(seats), tally=tally), NAMES)


@pytest.mark.parametrize(("blocking", "agreeing", "deciding"), [(0, 0, 0), (1, 1, 1), (12, 300, 350), (0, 662, 0)])
def test_a_card_stays_readable_with_any_number_of_seats(blocking: int, agreeing: int, deciding: int) -> None:
    """Who blocks is named up to ten, with reasons cut; others are named while they are few, else counted."""
    moot = Moot.founded("ada", "ben", "cy")
    moot.called()
    document = _many(moot.assembly, moot.check(), blocking, agreeing, deciding)
    drawn, whole = plain(document), 3 + blocking + agreeing + deciding
    assert Bar("agree", agreeing, whole) in document.blocks
    assert len(drawn) < 9_000
    assert all(map(is_clean, leaves(document)))
    assert drawn.count("blocks (Ben and Dee): No socket.") == min(blocking, 10)
    if blocking > 10:
        assert "- 2 more assemblies block\n- Agree: 300 assemblies\n- Still deciding: 350 assemblies" in drawn
    if whole == 6:
        assert "- Agree: Constituency 1\n- Still deciding: Constituency 2" in drawn
    assert ("Member assemblies" in drawn) == (whole > 3)


def test_many_objections_are_counted_after_ten(movement: Movement) -> None:
    """A card is not flooded by those who object, however many they are."""
    assembly = movement["yorkshire"].assembly
    proposal = assembly.proposals[1]
    hull = proposal.affected[movement.peer("hull").id]
    many = replace(hull, objections=tuple(Objection(person=PersonId(f"p{n}"), text="No. " * 200) for n in range(40)))
    proposal = replace(proposal, affected=proposal.affected.put(hull.peer.id, many))
    assembly = replace(assembly, proposals=assembly.proposals.put(1, proposal))
    drawn = plain(check_card(assembly, movement["yorkshire"].check(), NAMES))
    assert drawn.count("- Hull, ") == 10
    assert "- and 30 more\n" in drawn


def _crowd(size: int) -> tuple[Moot, Check]:
    """Give an assembly and its check as if so many more people were on the roll and half of them had agreed."""
    moot = Moot.founded("ada", "ben", "cy")
    moot.called()
    everyone = [PersonId(f"p{number:06}") for number in range(size)]
    positions = {person: Position(Stance.AGREE, "I like it") for person in everyone[: size // 2]}
    positions[everyone[-1]] = Position(Stance.BLOCK, "No socket.")
    check = replace(
        moot.check(),
        roll=moot.check().roll | frozenset(everyone),
        positions=PersistentMap(positions),
        tally=Tally(agree=size // 2, block=1),
        excused=frozenset(everyone[-3:]),
    )
    return moot, check


def test_a_crowd_is_counted_and_not_named() -> None:
    """Above two hundred not heard yet nobody is named but who blocks; who sent apologies is counted apart."""
    moot, check = _crowd(1_000)
    drawn = plain(check_card(moot.assembly, check, NAMES))
    assert silent(check) == len(check.unheard()) == 502 > MOST_NAMED
    assert "Not heard yet: 500 people.\nSent apologies: 2 people.\n" in drawn
    assert "Blocking:\n- someone who has left: No socket." in drawn


def test_a_card_of_a_hundred_thousand_is_drawn_at_once() -> None:
    """People are walked through once at the most, so that each change of the card costs little."""
    moot, check = _crowd(100_000)
    check_card(moot.assembly, check, NAMES)
    before = perf_counter()
    check_card(moot.assembly, check, NAMES)
    assert perf_counter() - before < 0.1


def test_the_silent_are_counted_as_they_are_listed() -> None:
    """Whoever is on the roll twice is not waited for twice, whether they have spoken or not."""
    moot = Moot.founded("ada", "ben", "cy", "dee", "eve")
    moot.called()
    moot.join("ada", "ben")
    moot.join("fay", "cy")
    assert silent(moot.check()) == len(moot.check().unheard()) == 4
    moot.agree("ada")
    assert silent(moot.check()) == len(moot.check().unheard()) == 3
    moot.agree("fay")
    assert silent(moot.check()) == len(moot.check().unheard()) == 2


def test_somebody_who_was_taken_for_two_is_called_by_their_name() -> None:
    """Where another account of theirs is on the roll, the card shows the name that they go by."""
    moot = Moot.founded("ada", "ben", "cy", "dee")
    moot.called()
    moot.block("dee", reason="No socket.")
    moot.join("fay", "dee")
    drawn = plain(check_card(moot.assembly, moot.check(), {PersonId("fay"): "Fay"}))
    assert "Blocking:\n- Fay: No socket." in drawn


def test_an_assembly_in_which_nobody_takes_part_can_still_be_asked() -> None:
    """Where only member assemblies are on the roll, the card waits for them and for nobody by name."""
    movement = Movement(Sister.begun("nation", kind=Kind.CORE), Sister.begun("leeds", "dee", "eve", "fay"))
    movement.join("leeds", "nation")
    peer = Peer(AssemblyId("a-x"), "x", "X")
    movement.do("nation", cmd.ConsiderAdmission(peer=peer, proposer=DEE))
    drawn = card(movement, "nation")
    assert "0 of 1 took a position" in drawn
    assert "- Still deciding: Leeds" in drawn
    assert "Not heard yet" not in drawn
