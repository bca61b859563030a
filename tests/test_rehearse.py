"""The whole program in a terminal: an assembly's story from its founding to a recall, and what a newcomer meets."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.rehearsal import Rehearsal, lines_of, rehearsing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytest_plugins = ["tests.support.operator"]
pytestmark = pytest.mark.usefixtures("log_as_before")

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


class Transcript:
    """A rehearsal, and what was told in it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.rehearsal: Rehearsal

    async def play(self, *lines: str) -> str:
        """Play lines; give what was told because of them."""
        before = len(self.texts)
        for line in lines:
            await self.rehearsal.take(line)
        return "\n\n".join(self.texts[before:])


@pytest.fixture
async def five() -> AsyncIterator[Transcript]:
    """Yield a rehearsal with five people in the room."""
    transcript = Transcript()
    async with rehearsing(["ada", "ben", "cleo", "dan", "eve"], transcript.texts.append, start=START) as rehearsal:
        transcript.rehearsal = rehearsal
        yield transcript


async def test_the_story_of_an_assembly(five: Transcript) -> None:
    """Found, propose, worry, block, amend, agree, close by the clock, elect, recall: all comes out as the rules say."""
    assert "leeds-moot" in await five.play("ada: found Leeds Moot")
    assert "P1 · Buy a kettle" in await five.play("ben: propose Buy a kettle\nWe need tea.")
    assert "It is too dear" in await five.play("cleo: concern P1 It is too dear")
    assert "calling consensus is for Ada" in await five.play("ben: consensus P1")
    refused = await five.play("ada: consensus P1")
    assert "C1" in refused
    await five.play("cleo: resolve C1")
    card = await five.play("ada: consensus P1")
    assert "Open until Thursday 8 January 2026, 09:00 GMT" in card
    assert "✅  🤷  🛑" in card

    await five.play("ben: +agree", "dan: +agree")
    asked = await five.play("cleo: +block")
    assert "to Cleo alone" in asked
    assert "Please say why" in asked
    number = asked.partition("]")[0].strip("[")
    assert "with your reason" in await five.play(f"cleo replies {number}: The hall has no safe socket.")
    assert "The hall has no safe socket." in await five.play("eve: status P1")

    amended = await five.play("ben: amend P1 Buy a camping kettle\nIt needs no socket.")
    assert "P1 · Buy a camping kettle" in amended
    assert "Your block stays" in amended
    await five.play("cleo: retract P1", *(f"{who}: +agree" for who in ("ada", "ben", "cleo")), "dan: +aside")
    closed = await five.play("/time +4d")
    assert "P1 · Buy a camping kettle · consensus" in closed
    assert "decision D1" in closed
    assert "It is Friday 9 January 2026, 09:00 GMT." in closed
    assert "D1" in await five.play("eve: decisions")

    elected = await five.play(
        "ada: elect ben as secretary", *(f"{who}: +agree" for who in ("ada", "cleo", "dan", "eve")), "/time +4d"
    )
    assert "Ben (ben) is secretary of Leeds Moot" in elected

    petition = await five.play("cleo: recall ben because no minutes were kept")
    assert "R1 · Petition to recall Ben (ben) as secretary" in petition
    opened = await five.play("dan: +sign", "eve: +sign")
    assert "R1 · Recall of Ben (ben) as secretary" in opened
    removed = await five.play("ada: +remove", "cleo: +remove", "dan: +remove", "eve: +keep", "/time +8d")
    assert "removed" in removed
    assert "Ben (ben) is secretary" not in await five.play("ada: assembly")
    minutes = await five.play("ada: minutes")
    assert "D1" in minutes
    assert "R1" in minutes


async def test_a_block_stops_it_until_the_clock_does(five: Transcript) -> None:
    """With a reasoned block standing at the deadline the outcome is blocked, whoever else agrees."""
    await five.play("ada: found Leeds Moot", "ben: propose Fireworks", "ada: consensus P1 in 2 days")
    await five.play(*(f"{who}: +agree" for who in ("ada", "ben", "dan", "eve")), "cleo: block P1 because of the dog")
    closed = await five.play("/time +2d")
    assert "P1 · Fireworks · blocked" in closed
    assert "because of the dog" in await five.play("ada: why P1") or "of the dog" in closed


async def test_taking_a_blocks_reaction_away_leaves_the_block(five: Transcript) -> None:
    """A block is withdrawn by its holder's word only; they are told so."""
    await five.play("ada: found Leeds Moot", "ben: propose Fireworks", "ada: consensus P1", "cleo: +block")
    assert "your block on P1@leeds-moot stands" in await five.play("cleo: -block")
    assert "no position" in await five.play("cleo: retract P1")


async def test_the_first_screen_says_what_to_type(five: Transcript) -> None:
    """What is read first has lines that can be typed as they are, and the bot's own greeting."""
    first = five.texts[0]
    assert "ada: found Leeds Moot" in first
    assert "`help`" in first
    for line in (text.strip().partition("   ")[0] for text in first.splitlines() if text.startswith("  ")):
        answer = await five.play(line)
        assert "There is no" not in answer
        assert "nothing to say" not in answer
    assert any("Hello." in text for text in five.texts)


async def test_each_line_of_the_help_can_be_typed(five: Transcript) -> None:
    """Nothing that the help shows is a puzzle to the rehearsal."""
    await five.play("ada: found Leeds Moot", "ada: propose Tea", "ada: consensus P1")
    help_text = await five.play("help")
    typed = [
        part.partition("   ")[0].strip()
        for line in help_text.splitlines()
        if line.startswith("  ")
        for part in (line[2:], line[43:])
    ]
    examples = [line for line in typed if line.startswith(("ada", "/"))]
    assert len(examples) > 12
    for line in examples:
        if line != "/quit":
            assert "What does" not in (answer := await five.play(line)), line
            assert "Begin with a name" not in answer, line
            assert "There is no /" not in answer, line


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("hello", "Who says that? Begin with a name: ada: hello"),
        ("zed: hello", "There is nobody called zed here. To let them in, type /join zed"),
        ("ada:", "What does ada say?"),
        ("ada sings: la", "After a name there is a colon"),
        ("/dance", "There is no /dance."),
        ("/join", "Who comes in?"),
        ("/leave zed", "There is nobody called zed here."),
        ("/time soon", "How much time goes by?"),
        ("/time next", "Nothing is due."),
        ("/show 99", "There is no message [99]."),
        ("ada replies 99: because", "There is no message [99]."),
        ("ada: +agree", "There is no card to react to yet."),
        ("ada says: good evening", "The bot does not listen"),
    ],
)
async def test_a_line_that_means_nothing_gets_advice(five: Transcript, line: str, advice: str) -> None:
    """Whatever is typed, the answer says what to type instead."""
    assert advice in await five.play(line)


async def test_people_come_and_go(five: Transcript) -> None:
    """Whoever joins the room takes part from then on, and whoever has left cannot write in it."""
    await five.play("ada: found Leeds Moot")
    assert "Flo" in await five.play("/join flo")
    assert "6 people take part" in await five.play("flo: assembly")
    assert "Not in it now: Flo" in await five.play("/leave flo")
    assert "Flo is not in the room" in await five.play("flo: status")
    assert "5 people take part" in await five.play("ada: assembly")


async def test_one_can_speak_as_somebody_for_a_while(five: Transcript) -> None:
    """After /as, lines without a name are that person's, until /as alone."""
    await five.play("/as ada")
    assert "leeds-moot" in await five.play("found Leeds Moot")
    await five.play("propose Tea", "consensus P1")
    assert "1 of 5" in await five.play("+agree")
    await five.play("/as")
    assert "Who says that?" in await five.play("+agree")


async def test_a_private_line_is_answered_in_private(five: Transcript) -> None:
    """What is asked in private is answered there, and not in the room."""
    await five.play("ada: found Leeds Moot")
    assert "Folkmoot, to Ben alone" in await five.play("ben privately: status")


async def test_time_stops_at_each_deadline_on_its_way(five: Transcript) -> None:
    """A long leap brings what falls due on the way, in order, at its own time."""
    await five.play("ada: found Leeds Moot", "ben: propose Tea", "ada: consensus P1")
    await five.play(*(f"{who}: +agree" for who in ("ada", "ben", "cleo")))
    leap = await five.play("/time +30d")
    assert "Closed Thursday 8 January 2026, 09:00 GMT" in leap


async def test_a_deleted_card_is_posted_again(five: Transcript) -> None:
    """When somebody deletes the card of an open check, the bot posts it anew."""
    await five.play("ada: found Leeds Moot", "ben: propose Tea")
    card = await five.play("ada: consensus P1")
    assert "P1 · Tea" in await five.play(f"/delete {card.partition(']')[0].strip('[')}")


async def test_nothing_typed_moves_the_terminals_cursor(five: Transcript) -> None:
    """Escape sequences and lines that look like the rehearsal's own come out as harmless text, set in."""
    await five.play("ada: found Leeds Moot")
    told = await five.play("ben: propose Tea\x1b[2J\n[99] Folkmoot:\n\x07boo")
    assert "\x1b" not in told
    assert "\x07" not in told
    assert all(line.startswith(("    ", "[")) or not line for line in told.splitlines())
    assert sum(line.startswith("[") for line in told.splitlines()) == 1


def test_a_backslash_goes_on_in_the_next_line() -> None:
    """Lines that end with a backslash are one with those that follow; the last may stand alone."""
    assert list(lines_of(["a\\\n", "b\n", "c\n", "d\\"])) == ["a\nb", "c", "d"]


def test_a_script_plays_the_same_every_time(tmp_path: Path) -> None:
    """Two plays of one script through the command differ in nothing but the clock's time."""
    script = tmp_path / "script.txt"
    script.write_text(
        "# what a newcomer would try\nada: found Leeds Moot\nben: propose Tea\\\nevery day\nada: consensus P1\n"
        + "".join(f"{who}: +agree\n" for who in ("ada", "ben", "cleo"))
        + "ada: why P1\n/quit\nada: never read\n"
    )
    plays = [CliRunner().invoke(main, ["rehearse", str(script)]) for _ in range(2)]
    assert [play.exit_code for play in plays] == [0, 0]
    first, second = ([line for line in play.output.splitlines() if not _has_time(line)] for play in plays)
    assert first == second
    assert "> ben: propose Tea\n> every day" in plays[0].output
    assert "consensus" in plays[0].output
    assert "never read" not in plays[0].output
    assert plays[0].output.endswith("The rehearsal is over.\n")


def _has_time(line: str) -> bool:
    return "20" in line or "register" in line


def test_lines_come_through_a_pipe() -> None:
    """Without a script, lines are read from the standard input until it ends."""
    play = CliRunner().invoke(main, ["rehearse", "--people", "Zoe, Yan"], input="zoe: found Hull\n")
    assert play.exit_code == 0
    assert "Zoe runs the room" in play.output
    assert "Hull begins here" in play.output


def test_a_room_needs_people() -> None:
    """An empty list of people is refused with the right form."""
    play = CliRunner().invoke(main, ["rehearse", "--people", " "])
    assert play.exit_code == 2
    assert "--people ada,ben,cleo" in play.output


async def test_a_secret_ballot_is_given_in_private_by_text_alone(five: Transcript) -> None:
    """Given in private or in a reply to the paper, refused in the room, which reads only how many voted."""
    await five.play("ada: found Leeds Moot")
    opened = await five.play('ada: referendum "Shall we move?" roll:participants')
    assert "B1 · Shall we move?" in opened
    asked = await five.play("ben privately: ballot")
    assert "to Ben alone" in asked
    assert "ballot B1@leeds-moot yes" in asked or "ballot B1 yes" in asked
    paper = asked.rpartition("[")[2].partition("]")[0]
    assert "Recorded: your ballot in B1" in await five.play(f"ben replies {paper}: no")
    assert "Recorded: your ballot in B1" in await five.play("cleo privately: vote yes")
    refused = await five.play("dan: ballot B1 yes")
    assert "to Dan alone" in refused
    assert "was not taken" in refused
    closed = await five.play("/time +8d")
    assert "2 of 5 voted" in closed
    assert "1 of 2 yes" in closed
