"""The local Discord's scheduled events: what bots may do with them, and what becomes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.localcord.model import EventStatus, Guild
from tests.localcord.permissions import Permission
from tests.localcord.refusals import Refused
from tests.localcord.server import LocalDiscord

if TYPE_CHECKING:
    from tests.localcord.people import Person

SOON = datetime.now(UTC) + timedelta(days=1)


def body(**changes: Any) -> dict[str, Any]:
    """Give what makes an event."""
    usual = {
        "name": "Talk",
        "scheduled_start_time": SOON.isoformat(),
        "scheduled_end_time": (SOON + timedelta(hours=1)).isoformat(),
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "the hall"},
    }
    return usual | changes


@pytest.fixture
def local() -> LocalDiscord:
    return LocalDiscord()


@pytest.fixture
def guild(local: LocalDiscord) -> Guild:
    """A guild of Ada's, with Ben in it."""
    ada, ben = local.person("Ada"), local.person("Ben")
    guild = local.guild("Orchard", ada)
    local.world.add_member(guild.id, ben.id)
    return guild


def refused(local: LocalDiscord, guild: Guild, person: Person, **changes: Any) -> Refused:
    """Try to make an event in vain."""
    with pytest.raises(Refused) as found:
        local.world.create_event(person.id, guild.id, body(**changes))
    return found.value


def test_who_may_not_make_events_makes_none(local: LocalDiscord, guild: Guild) -> None:
    """It takes the permission for the whole server."""
    assert refused(local, guild, local.person("Ben")).code == 50013
    assert not guild.events


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": "x" * 101}, "name"),
        ({"name": None}, "name"),
        ({"description": "x" * 1001}, "description"),
        ({"scheduled_start_time": "yesterday"}, "scheduled_start_time"),
        ({"scheduled_start_time": "2020-01-01T00:00:00+00:00"}, "scheduled_start_time"),
        ({"scheduled_end_time": SOON.isoformat()}, "scheduled_end_time"),
        ({"entity_metadata": {"location": "x" * 101}}, "entity_metadata"),
        ({"entity_metadata": None}, "entity_metadata"),
        ({"entity_type": 2}, "entity_type"),
        ({"privacy_level": 1}, "privacy_level"),
    ],
)
def test_an_event_that_is_not_in_order_is_refused(
    local: LocalDiscord, guild: Guild, changes: dict[str, Any], fault: str
) -> None:
    """With the field that is wrong."""
    found = refused(local, guild, local.person("Ada"), **changes)
    assert found.code == 50035
    assert fault in (found.errors or {})


def test_one_changes_ones_own_or_any_with_the_permission(local: LocalDiscord, guild: Guild) -> None:
    """Making events is enough for one's own, and not for others'."""
    ada, ben, world = local.person("Ada"), local.person("Ben"), local.world
    hers = world.create_event(ada.id, guild.id, body())
    guild.roles[guild.id].permissions |= Permission.CREATE_EVENTS
    his = world.create_event(ben.id, guild.id, body())
    world.edit_event(ben.id, guild.id, his.id, {"name": "His"})
    with pytest.raises(Refused):
        world.edit_event(ben.id, guild.id, hers.id, {"name": "Mine"})
    world.edit_event(ada.id, guild.id, his.id, {"description": "Hers now"})
    assert (his.name, his.description, hers.name) == ("His", "Hers now", "Talk")


def test_an_event_goes_its_way_and_not_back(local: LocalDiscord, guild: Guild) -> None:
    """Scheduled, active, completed; or called off. What is over is not listed, and not changed."""
    ada, world = local.person("Ada"), local.world
    first, second = (world.create_event(ada.id, guild.id, body()) for _ in range(2))
    with pytest.raises(Refused):
        world.edit_event(ada.id, guild.id, first.id, {"status": EventStatus.COMPLETED})
    world.edit_event(ada.id, guild.id, first.id, {"status": EventStatus.ACTIVE})
    world.edit_event(ada.id, guild.id, second.id, {"status": EventStatus.CANCELED})
    assert world.scheduled_events(ada.id, guild.id) == [first]
    world.edit_event(ada.id, guild.id, first.id, {"status": EventStatus.COMPLETED})
    with pytest.raises(Refused) as found:
        world.edit_event(ada.id, guild.id, first.id, {"name": "Again"})
    assert found.value.code == 180000
    assert world.scheduled_events(ada.id, guild.id) == []


def test_an_event_that_is_deleted_is_gone(local: LocalDiscord, guild: Guild) -> None:
    """Asked for, it is unknown."""
    ada, world = local.person("Ada"), local.world
    event = world.create_event(ada.id, guild.id, body())
    world.delete_event(ada.id, guild.id, event.id)
    with pytest.raises(Refused) as found:
        world.scheduled_event(ada.id, guild.id, event.id)
    assert found.value.code == 10070
