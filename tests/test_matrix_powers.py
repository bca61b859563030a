"""Power in rooms, from their state alone."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.matrix.powers import from_state

ADA, BOB = "@ada:a", "@bob:b"


def test_a_creator_of_version_12_stands_above_all() -> None:
    """Who made a room of version 12, alone or with others, has power that no level takes away."""
    powers = from_state({"room_version": "12", "additional_creators": [BOB, 7]}, ADA, {"users": {"@eve:e": 100}})
    assert powers.level(ADA) == powers.level(BOB) == math.inf
    assert [powers.administers(user) for user in (ADA, BOB, "@eve:e", "@zoe:z")] == [True, True, True, False]


@pytest.mark.parametrize("version", ["1", "10", "11"])
def test_before_version_12_only_levels_count(version: str) -> None:
    """In older rooms a creator who gave up their level has none."""
    create = {"room_version": version, "creator": ADA}
    powers = from_state(create, ADA, {"users": {BOB: 100}})
    assert not powers.administers(ADA)
    assert powers.administers(BOB)
    assert from_state(create, ADA, None).administers(ADA)
    assert not from_state(create, ADA, None).administers(BOB)


def test_who_made_an_old_room_stands_in_its_content() -> None:
    """Up to version 10 the content names the creator, from 11 on it is the sender."""
    assert from_state({"room_version": "10", "creator": BOB}, ADA, None).level(BOB) == 100
    assert from_state({"room_version": "11", "creator": BOB}, ADA, None).level(BOB) == 0


def test_levels_may_be_text_in_old_rooms() -> None:
    """A level written as text is the number; what is neither is as if it were not there."""
    levels = {"users": {ADA: " 100 ", BOB: [100]}, "users_default": "5", "events_default": True}
    powers = from_state({"room_version": "9"}, "@eve:e", levels)
    assert (powers.level(ADA), powers.level(BOB), powers.to_send("m.room.message")) == (100, 5, 0)


def test_a_room_that_lets_all_set_levels_has_not_only_administrators() -> None:
    """Where anybody could take power, nobody has it for that alone."""
    powers = from_state({"room_version": "10"}, ADA, {"events": {"m.room.power_levels": 0}, "users": {BOB: 50}})
    assert not powers.administers("@eve:e")
    assert powers.administers(BOB)


def test_defaults_are_the_specification_s() -> None:
    """What a room does not say is as the specification has it."""
    powers = from_state({}, ADA, {})
    assert (powers.to_set("m.room.name"), powers.to_send("m.reaction")) == (50, 0)
    assert (powers.to("invite"), powers.to("redact"), powers.level(ADA)) == (0, 50, 0)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = ["users", "events", "users_default", "state_default", "events_default", "invite", "redact", "room_version"]


@given(
    st.dictionaries(st.sampled_from([*KEYS, "creator", "additional_creators"]), JSON),
    st.dictionaries(st.sampled_from(KEYS), JSON | st.dictionaries(st.sampled_from([ADA, "m.room.power_levels"]), JSON)),
)
def test_nonsense_never_raises(create: dict[str, Any], levels: dict[str, Any]) -> None:
    """Whatever a room's state holds, there is an answer."""
    powers = from_state(create, ADA, levels)
    assert powers.administers(BOB) in {True, False}
    assert not math.isnan(powers.level(BOB) + powers.to("redact") + powers.to_send("m.room.message"))
