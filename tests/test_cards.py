"""The cards of checks and petitions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.cards.card import PETITION_SEEDS, SIGN, card_of, check_card, petition_card, seeds, stance_of
from adapters.documents import Bar
from adapters.reactions import folded
from adapters.references import Kind, Subject
from deliberation import commands as cmd
from deliberation.checks import OnProposal, OnRecall
from deliberation.ids import PersonId
from deliberation.positions import Stance
from tests.support.engine import Moot
from tests.support.words import NAMES, leaves, plain

ADA, BEN = PersonId("ada"), PersonId("ben")
PROPOSAL, RECALL = OnProposal(1, 1), OnRecall(1)


def card(moot: Moot, check: int = 1, round_: int = 0) -> str:
    """Draw a card as plain text."""
    return plain(check_card(moot.assembly, moot.check(check), NAMES, round_))


@pytest.fixture
def moot() -> Moot:
    """An assembly that is deciding about a kettle."""
    moot = Moot.founded("ada", "ben", "cy", "dee", "eve")
    moot.do(
        cmd.Propose(
            actor=ADA,
            title="Buy a kettle",
            text="We need tea.",
            suffering="The cold.",
            affects=("York", "Hull"),
            review="2027-03-01",
        )
    )
    moot.call()
    return moot


def test_an_open_card_says_what_is_asked_and_how_to_answer(moot: Moot) -> None:
    """Title, text, what it is for, until when, how it stands, who is missing, and the words to type."""
    moot.agree("ben")
    assert card(moot) == (
        "# P1 · Buy a kettle\n"
        "Proposed by Ada.\n"
        "> We need tea.\n"
        "- Suffers less: The cold.\n"
        "- Affects: York, Hull\n"
        "- To be reviewed on 2027-03-01\n"
        "Open until 2026-01-08 09:00.\n"
        "agree: 1 of 5\n"
        "stand aside: 0 of 5\n"
        "block: 0 of 5\n"
        "1 of 5 took a position; at least 3 must (2 more needed).\n"
        "Not heard yet: Ada, Cy, Dee and Eve.\n"
        "To answer: ✅ `!agree P1`, 🤷 `!stand-aside P1`, 🛑 `!block P1`. Tap a reaction, or type the words and your"
        " reason. The last thing you say counts."
    )


def test_blocks_and_stand_asides_are_named_with_their_reasons(moot: Moot) -> None:
    """Who blocks and why is for all to see; a block without a reason says so."""
    moot.block("cy", reason="")
    moot.block("eve", reason="No socket.")
    moot.stand_aside("dee", reason="No time.")
    drawn = card(moot)
    assert "Blocking:\n- Cy (no reason given yet)\n- Eve: No socket." in drawn
    assert "Standing aside:\n- Dee: No time." in drawn
    assert "One block is enough to stop it." in drawn


def test_open_concerns_stay_on_the_card(moot: Moot) -> None:
    """A concern raised about what is being decided is shown until it is answered."""
    moot.do(cmd.RaiseConcern(actor=BEN, proposal=1, text="Too dear."))
    assert "Concerns still open:\n- C1, Ben: Too dear." in card(moot)
    moot.do(cmd.ResolveConcern(actor=BEN, concern=1))
    assert "Concerns" not in card(moot)


def test_a_long_text_is_shortened_with_the_way_to_the_whole(moot: Moot) -> None:
    """A card shows the beginning of a long text and how to read the rest."""
    moot.do(cmd.Amend(actor=ADA, proposal=1, text="tea " * 1000))
    drawn = card(moot)
    assert "To read it whole: `!status P1`" in drawn
    assert len(drawn) < 2600


def test_many_unheard_are_counted() -> None:
    """Of up to two hundred fifteen are named and the others counted; of more, nobody is named."""
    names = [f"p{number:03}" for number in range(201)]
    moot = Moot.founded(*names)
    moot.call(moot.propose("p000"), "p000")
    assert "Not heard yet: 201 people." in card(moot)
    moot.agree("p000")
    assert "and 185 more." in card(moot)
    assert card(moot).count("someone who has left") == 16


def test_an_amended_card_says_that_it_is_old(moot: Moot) -> None:
    """The card of an earlier text asks for nothing; the new one shows the new text and the blocks that stay."""
    moot.block("cy", reason="No socket.")
    moot.agree("ben")
    moot.do(cmd.Amend(actor=ADA, proposal=1, title="Buy a flask"))
    assert card(moot, round_=1).startswith("# P1 · earlier text\nThe text of P1 was amended")
    assert "agree P1" not in card(moot, round_=1)
    new = card(moot, round_=2)
    assert "# P1 · Buy a flask\nProposed by Ada; text changed, version 2." in new
    assert "- Cy: No socket." in new
    assert "agree: 0 of 5" in new


def test_a_closed_card_says_how_it_came_out(moot: Moot) -> None:
    """Closed, it asks nobody; what comes late is counted apart."""
    moot.agree("ada", "ben", "cy")
    moot.at(hours=72)
    assert "Consensus. Closed 2026-01-08 09:00.\nIt is decision D1." in card(moot)
    moot.agree("dee")
    drawn = card(moot)
    assert "1 person answered after the close; that is not counted." in drawn
    assert "agree: 3 of 5" in drawn
    assert "To answer" not in drawn


def test_a_cooling_card_says_who_can_still_speak() -> None:
    """In the cooling off the silent may speak; what they say is shown apart and, if they block, ends it."""
    moot = Moot.founded("ada", "ben", "cy", "dee", "eve", preset="harmony")
    moot.called()
    moot.agree("ada", "ben", "cy")
    moot.at(hours=72)
    assert (
        "It is decision D1, cooling off until 2026-01-13 09:00. Work may begin. Until then the 2 people who were silent"
        " can still agree, stand aside or block: `!block P1` with the reason."
    ) in card(moot)
    moot.block("dee", reason="No socket.")
    drawn = card(moot)
    assert "It became D1, and was sent back to discussion in the cooling off." in drawn
    assert "In the cooling off: nobody agrees, nobody stands aside and 1 blocks.\n- Dee: No socket." in drawn
    assert "block: 0 of 5" in drawn


def test_a_lapsed_block_says_why_it_stands_aside(moot: Moot) -> None:
    """The card says that a block counts otherwise, and why."""
    moot.block("cy", reason="")
    moot.at(hours=72)
    assert "The time was extended once, so that a block can be given its reason." in card(moot)
    moot.at(hours=24)
    assert "- Cy (blocked, but gave no reason in time, so it counts as standing aside)" in card(moot)


def test_a_recall_has_its_own_card() -> None:
    """It asks whether the officer is to be removed or kept, and they are not asked."""
    moot = Moot.founded("ada", "ben", "cy", "dee")
    moot.elect("ben", "ada")
    moot.recall("ben", "ada", "cy", "dee")
    drawn = card(moot, 2)
    assert "# R1 · Recall of Ben as secretary" in drawn
    assert "remove: 0 of 3\nkeep: 0 of 3\nstand aside: 0 of 3" in drawn
    assert "🚪 `!remove R1`, 🤝 `!keep R1`, 🤷 `!stand-aside R1`" in drawn
    assert "Ben" not in drawn.partition("Not heard yet:")[2]


def test_an_election_names_whom_it_would_elect() -> None:
    """The card of an election says whose name was put forward, and that nothing more is needed."""
    moot = Moot.founded("ada", "ben", "cy", "dee")
    moot.do(cmd.NominateOfficer(actor=ADA, person=BEN, office="secretary"))
    drawn = card(moot)
    assert "# P1 · Elect the secretary: Ben" in drawn
    assert "- On consensus Ben becomes secretary; nothing more is needed" in drawn


def test_a_petition_shows_how_many_signed_and_not_who() -> None:
    """Its card counts signatures; only its starter is named."""
    moot = Moot.founded("ada", "ben", "cy", "dee", "eve")
    moot.elect("ben", "ada")
    moot.recall("ben", "cy", "dee")
    document = petition_card(moot.assembly, moot.petition(), NAMES)
    drawn = plain(document)
    assert Bar("signatures", 2, 3) in document.blocks
    assert "Started by Cy." in drawn
    assert "Dee" not in drawn
    assert "`!sign R1`" in drawn
    moot.do(cmd.Sign(actor=ADA, petition=1))
    drawn = plain(petition_card(moot.assembly, moot.petition(), NAMES))
    assert "It had 3 signatures, which was enough. The recall is open" in drawn
    assert "To sign" not in drawn


def test_a_petition_that_lapsed_says_so() -> None:
    """After its time its card gathers nothing."""
    moot = Moot.founded("ada", "ben", "cy", "dee", "eve")
    moot.elect("ben", "ada")
    moot.recall("ben", "cy", unmandated=True)
    assert "about something done without a decision behind it" in plain(
        petition_card(moot.assembly, moot.petition(), NAMES)
    )
    moot.at(days=15)
    assert "This petition ended without a recall." in plain(petition_card(moot.assembly, moot.petition(), NAMES))


def test_reactions_take_the_positions_that_are_offered() -> None:
    """Each question has its three; what answers another question, or none, is ignored."""
    assert [stance_of(PROPOSAL, key) for key in seeds(PROPOSAL)] == [Stance.AGREE, Stance.STAND_ASIDE, Stance.BLOCK]
    assert [stance_of(RECALL, key) for key in seeds(RECALL)] == [Stance.REMOVE, Stance.KEEP, Stance.STAND_ASIDE]
    assert stance_of(PROPOSAL, "🚪") is None
    assert stance_of(RECALL, "✅") is None
    assert stance_of(PROPOSAL, "👍") is None
    assert stance_of(PROPOSAL, "") is None
    assert [folded(seed) for seed in PETITION_SEEDS] == [SIGN]
    assert all(folded(seed) == seed for seed in (*seeds(PROPOSAL), *seeds(RECALL)))


def test_what_has_a_card_is_drawn_by_its_subject(moot: Moot) -> None:
    """Checks and petitions have cards; other things, and what there is not, have none."""
    assert plain(card_of(moot.assembly, Subject(Kind.CHECK, 1, 1), NAMES)) == card(moot)
    for subject in (Subject(Kind.PROPOSAL, 1), Subject(Kind.CHECK, 7, 1), Subject(Kind.PETITION, 1)):
        assert card_of(moot.assembly, subject, NAMES) is None


def test_names_are_cleaned_before_they_are_shown(moot: Moot) -> None:
    """A name made to mislead is shown without its tricks."""
    names = {**NAMES, BEN: "Ben\u202e\x00\n\u200b(admin)"}
    document = check_card(moot.assembly, moot.check(), names)
    assert any("Ben (admin)" in text for text in leaves(document))


def test_a_reason_cannot_pass_for_a_line_of_the_card(moot: Moot) -> None:
    """Line breaks in a reason or a concern stay within its own line of the list."""
    moot.block("cy", reason="No.\nConsensus. Closed today.\nIt is decision D9.")
    moot.do(cmd.RaiseConcern(actor=BEN, proposal=1, text="Hm.\nBlocking:\n- Ada: everything"))
    lines = card(moot).split("\n")
    assert "- Cy: No. Consensus. Closed today. It is decision D9." in lines
    assert "- C1, Ben: Hm. Blocking: - Ada: everything" in lines


def test_who_sent_apologies_is_not_waited_for_by_name() -> None:
    """The card says who is away apart from those who have not been heard."""
    moot = Moot.founded("ada", "ben", "cy", "di")
    moot.do(cmd.GiveApologies(actor=PersonId("di"), until=moot.now + timedelta(days=30)))
    moot.propose("ada")
    moot.call()
    words = plain(check_card(moot.assembly, moot.check(), {PersonId("di"): "Di", PersonId("ben"): "Ben"}))
    assert "Sent apologies: Di." in words
    assert "Di" not in words.partition("Not heard yet:")[2].partition("\n")[0]
