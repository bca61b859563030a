"""The buttons under messages on Discord."""

from __future__ import annotations

import discord
import pytest

from adapters.cards.card import KEYS, SIGN
from adapters.cards.following_up import LEANING_KEYS
from adapters.commands import CATALOGUE
from adapters.discord.buttons import Pressed, custom_id_of, pressed, view_of
from adapters.discord.rendering import messages
from adapters.documents import Action, Document, paragraph
from deliberation.positions import Stance
from deliberation.senses import Leaning

AGREE = Action(command="agree", label="Agree", sign="✅")
BLOCK = Action(command="block", label="Block", sign="🛑", asks="reason")
WHY = Action(command="why", label="Why")


def shown(*actions: Action) -> list[list[discord.ui.Button[discord.ui.View]]]:
    view = view_of(actions)
    assert view is not None
    rows: list[list[discord.ui.Button[discord.ui.View]]] = [[] for _ in view.to_components()]
    for item in view.children:
        assert isinstance(item, discord.ui.Button)
        rows[item._rendered_row or 0].append(item)
    return rows


def test_a_button_shows_its_sign_its_words_and_its_weight() -> None:
    """Agreeing is green, blocking red and all else grey; the colour is never all there is."""
    [[agree, block, why]] = shown(AGREE, BLOCK, WHY)
    assert (agree.label, str(agree.emoji), agree.style) == ("Agree", "✅", discord.ButtonStyle.success)
    assert (block.label, str(block.emoji), block.style) == ("Block", "🛑", discord.ButtonStyle.danger)
    assert (why.label, why.emoji, why.style) == ("Why", None, discord.ButtonStyle.secondary)


def test_what_a_button_means_stands_in_its_custom_id() -> None:
    """A press is understood from the custom id alone, so also after a restart."""
    [[agree, block, why]] = shown(AGREE, BLOCK, WHY)
    assert (agree.custom_id, block.custom_id, why.custom_id) == ("fm:agree", "fm:block:reason", "fm:why")
    assert pressed("fm:agree") == Pressed("agree")
    assert pressed("fm:block:reason") == Pressed("block", "reason")


def test_a_button_tells_what_its_message_is_about() -> None:
    """A press on a card that has only just gone out is known for that card's, whatever else is open."""
    document = Document((paragraph("P1"),), (AGREE, BLOCK), about="a1:check:3:1")
    (rendered,) = messages(document)
    assert rendered.view is not None
    ids = [str(getattr(child, "custom_id", "")) for child in rendered.view.children]
    assert [pressed(each) for each in ids] == [
        Pressed("agree", "", "a1:check:3:1"),
        Pressed("block", "reason", "a1:check:3:1"),
    ]


@pytest.mark.parametrize("custom_id", ["", "fm", "fm:", "fm::reason", "agree", "xx:agree"])
def test_what_is_no_button_of_ours_is_not_taken_for_one(custom_id: str) -> None:
    """Other bots' buttons, forms and nonsense mean nothing."""
    assert pressed(custom_id) is None


@pytest.mark.parametrize("command", CATALOGUE)
def test_every_command_can_be_a_button(command: str) -> None:
    """Whatever the table holds comes back from its custom id as it was."""
    assert pressed(custom_id_of(Action(command=command, label="x"))) == Pressed(command)


def test_a_button_can_stand_for_a_choice() -> None:
    """Three buttons of one command, each with its own answer, come back as they were."""
    buttons = [Action(command="lean", label=each, choice=each) for each in Leaning]
    ids = [custom_id_of(button, "a-1:sense-check:1") for button in buttons]
    assert [pressed(each) for each in ids] == [
        Pressed("lean", about="a-1:sense-check:1", choice=each) for each in Leaning
    ]
    assert len(shown(*buttons)[0]) == len(set(ids)) == 3


@pytest.mark.parametrize("sign", [*(KEYS[stance] for stance in Stance), SIGN, *LEANING_KEYS.values()])
def test_the_signs_of_our_cards_are_plain_emoji(sign: str) -> None:
    """Discord refuses a whole message for a button whose sign is no emoji; ours are none of a guild's own."""
    [[button]] = shown(Action(command="agree", label="Agree", sign=sign))
    assert button.emoji is not None
    assert button.emoji.is_unicode_emoji()
    assert not sign.isascii()


def test_no_actions_make_no_buttons() -> None:
    """A message that cannot be answered with a tap has no empty row under it."""
    assert view_of(()) is None


def test_there_are_five_in_a_row_and_twenty_five_at_most() -> None:
    """Discord takes no more, and would refuse the message."""
    rows = shown(*(Action(command=f"c{number}", label="x") for number in range(40)))
    assert [len(row) for row in rows] == [5, 5, 5, 5, 5]


def test_the_same_button_is_shown_once() -> None:
    """Discord refuses a message in which a custom id comes twice."""
    [row] = shown(AGREE, WHY, AGREE)
    assert [button.custom_id for button in row] == ["fm:agree", "fm:why"]


def test_long_words_are_cut_and_none_are_the_command() -> None:
    """A label has 1 to 80 characters; a custom id that is too long belongs to no button."""
    [[long, none]] = shown(
        Action(command="a", label="x" * 100), Action(command="why", label=""), Action(command="y" * 100, label="y")
    )
    assert long.label == "x" * 79 + "…"
    assert none.label == "why"


async def test_discord_py_keeps_nothing_of_them() -> None:
    """A view that is finished is not stored, or every card ever posted would stay in memory."""
    view = view_of((AGREE,))
    assert view is not None
    assert view.is_finished()


def test_they_are_finished_without_a_loop_too() -> None:
    """Outside a loop discord.py knows no finished views of its own."""
    view = view_of((AGREE,))
    assert view is not None
    assert view.is_finished()
