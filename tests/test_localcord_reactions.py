"""How people react to messages in a local Discord."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localcord import payloads
from tests.localcord.permissions import Permission
from tests.localcord.refusals import Refused
from tests.support.place import Place, code_of

pytest_plugins = ["tests.support.localcord_fixtures"]


def test_reactions_are_counted_by_kind(place: Place) -> None:
    """Normal and burst reactions are two lists; each person is once in each, and pages are ordered by id."""
    message = place.say()
    for who in (place.ben, place.ann, place.ben):
        place.world.add_reaction(who, place.talk, message, "✅")
    place.world.add_reaction(place.ben, place.talk, message, "✅", burst=True)
    assert place.names() == ["MESSAGE_CREATE"] + ["MESSAGE_REACTION_ADD"] * 3
    shown = payloads.message(place.world, place.world.message(place.talk, message), place.ann)["reactions"]
    assert [(each["count"], each["count_details"], each["me"], each["me_burst"]) for each in shown] == [
        (3, {"normal": 2, "burst": 1}, True, False)
    ]

    def page(**how: Any) -> list[int]:
        return [each.id for each in place.world.reaction_users(place.bot, place.talk, message, "✅", **how)]

    assert page() == sorted([place.ann, place.ben])
    assert page(limit=1) == [place.ann]
    assert page(after=place.ann) == [place.ben]
    assert page(burst=True) == [place.ben]
    place.world.remove_reaction(place.ben, place.talk, message, "✅", place.ben)
    place.world.remove_reaction(place.ben, place.talk, message, "✅", place.ben)
    assert [each.data["burst"] for each in place.heard] == [False, True]
    assert page() == [place.ann]


def test_new_emoji_need_a_permission_and_joining_does_not(place: Place) -> None:
    """Without ADD_REACTIONS one joins what others began; at twenty emoji there is an end."""
    message = place.say()
    place.deny(place.bot, Permission.ADD_REACTIONS)
    with pytest.raises(Refused) as refused:
        place.world.add_reaction(place.bot, place.talk, message, "✅")
    assert code_of(refused) == 50013
    for number in range(20):
        place.world.add_reaction(place.ben, place.talk, message, chr(0x1F600 + number))
    place.world.add_reaction(place.bot, place.talk, message, chr(0x1F600))
    with pytest.raises(Refused) as refused:
        place.world.add_reaction(place.ben, place.talk, message, "✅")
    assert code_of(refused) == 30010


def test_moderators_remove_reactions_unnamed(place: Place) -> None:
    """A moderator's removal looks like the person's own; clearing all, or one emoji, has events of its own."""
    message = place.say()
    for emoji in ("✅", "❌", "👍"):
        place.world.add_reaction(place.ben, place.talk, message, emoji)
    with pytest.raises(Refused):
        place.world.remove_reaction(place.ben, place.talk, message, "✅", place.ann, burst=False)
    place.names()
    place.world.remove_reaction(place.bot, place.talk, message, "✅", place.ben)
    assert place.heard[0].data["user_id"] == str(place.ben)
    assert str(place.bot) not in place.heard[0].data.values()
    place.world.clear_reactions(place.bot, place.talk, message, "❌")
    place.world.clear_reactions(place.bot, place.talk, message)
    assert place.names() == [
        "MESSAGE_REACTION_REMOVE",
        "MESSAGE_REACTION_REMOVE_EMOJI",
        "MESSAGE_REACTION_REMOVE_ALL",
    ]
    assert place.world.message(place.talk, message).reactions == []


@pytest.mark.parametrize("emoji", ["x", "", "name:1", "hello", "✅x", "12"])
def test_what_is_no_emoji_is_refused(place: Place, emoji: str) -> None:
    """Words and unknown emoji are no reactions."""
    with pytest.raises(Refused) as refused:
        place.world.add_reaction(place.ben, place.talk, place.say(), emoji)
    assert code_of(refused) == 10014


def test_emoji_are_what_was_typed(place: Place) -> None:
    """A guild's own emoji, keycaps and flags are emoji; with a variation selector it is another one."""
    own = place.world.add_emoji(place.guild.id, "kettle")
    message = place.say()
    for emoji in (f"kettle:{own.id}", "1️⃣", "🇬🇧", "👩‍👩‍👧", "✍", "✍️"):
        place.world.add_reaction(place.ben, place.talk, message, emoji)
    assert len(place.world.message(place.talk, message).reactions) == 6
