"""Scheduled events, as REST and the gateway send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.localcord.model import ScheduledEvent
    from tests.localcord.payloads.basics import Data


def scheduled_event(event: ScheduledEvent) -> Data:
    """An event that takes place elsewhere."""
    return {
        "id": str(event.id),
        "guild_id": str(event.guild_id),
        "channel_id": None,
        "creator_id": str(event.creator_id),
        "name": event.name,
        "description": event.description,
        "image": None,
        "scheduled_start_time": event.starts_at,
        "scheduled_end_time": event.ends_at,
        "status": int(event.status),
        "entity_type": 3,
        "entity_id": None,
        "recurrence_rule": None,
        "privacy_level": 2,
        "guild_scheduled_event_exceptions": [],
        "entity_metadata": {"location": event.location},
    }
