"""A guild's scheduled events: making, changing, ending them.

Only those that take place elsewhere (entity type 3), which is what a bot without a voice makes. What else Discord can
do with them (stages, voice, pictures, repetition, who is interested) is missing.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from tests.localcord import payloads, snowflakes
from tests.localcord.forms import Form
from tests.localcord.happenings import Happening, Intent
from tests.localcord.model import EventStatus, Guild, Member, ScheduledEvent
from tests.localcord.permissions import Permission, in_guild
from tests.localcord.refusals import refuse
from tests.localcord.world_invites import Invites
from tests.localcord.world_state import Body, found

if TYPE_CHECKING:
    from collections.abc import Mapping

EXTERNAL: Final = 3
GUILD_ONLY: Final = 2
MOST_EVENTS: Final = 100
NEXT: Final[Mapping[EventStatus, frozenset[EventStatus]]] = {
    EventStatus.SCHEDULED: frozenset({EventStatus.ACTIVE, EventStatus.CANCELED}),
    EventStatus.ACTIVE: frozenset({EventStatus.COMPLETED}),
    EventStatus.COMPLETED: frozenset(),
    EventStatus.CANCELED: frozenset(),
}
"""What can become of an event."""


class Events(Invites):
    """What is going to be."""

    def scheduled_events(self, by: int, guild_id: int) -> list[ScheduledEvent]:
        """Those that are not over."""
        guild, _ = self.require_in_guild(by, guild_id)
        return [event for event in guild.events.values() if NEXT[event.status]]

    def scheduled_event(self, by: int, guild_id: int, event_id: int) -> ScheduledEvent:
        """One, over or not."""
        guild, _ = self.require_in_guild(by, guild_id)
        return found(guild.events.get(event_id), 10070)

    def create_event(self, by: int, guild_id: int, body: Body) -> ScheduledEvent:
        """A new event, which takes place elsewhere."""
        guild, _ = self.require_in_guild(by, guild_id, Permission.CREATE_EVENTS)
        if len(self.scheduled_events(by, guild_id)) >= MOST_EVENTS:
            raise refuse(30038)
        event = ScheduledEvent(id=0, guild_id=guild_id, creator_id=by, name="", starts_at="", ends_at="", location="")
        _fill(event, body, new=True)
        event.id = self.snowflakes.next()
        guild.events[event.id] = event
        self._tell_of_event("GUILD_SCHEDULED_EVENT_CREATE", event)
        return event

    def edit_event(self, by: int, guild_id: int, event_id: int, body: Body) -> ScheduledEvent:
        """Change an event: one's own, or any with the permission for that."""
        guild, actor = self.require_in_guild(by, guild_id)
        event = self.scheduled_event(by, guild_id, event_id)
        _require_keeper(guild, actor, event)
        if not NEXT[event.status]:
            raise refuse(180000)
        _fill(event, body, new=False)
        self._tell_of_event("GUILD_SCHEDULED_EVENT_UPDATE", event)
        return event

    def delete_event(self, by: int, guild_id: int, event_id: int) -> None:
        """Delete an event."""
        guild, actor = self.require_in_guild(by, guild_id)
        event = self.scheduled_event(by, guild_id, event_id)
        _require_keeper(guild, actor, event)
        del guild.events[event.id]
        self._tell_of_event("GUILD_SCHEDULED_EVENT_DELETE", event)

    def _tell_of_event(self, name: str, event: ScheduledEvent) -> None:
        data = payloads.scheduled_event(event)
        intent = Intent.GUILD_SCHEDULED_EVENTS
        self.announce(Happening(name=name, data=data, guild_id=event.guild_id, intent=intent))


def _require_keeper(guild: Guild, actor: Member, event: ScheduledEvent) -> None:
    allowed = in_guild(guild, actor)
    own = event.creator_id == actor.user.id and Permission.CREATE_EVENTS in allowed
    if not own and Permission.MANAGE_EVENTS not in allowed:
        raise refuse(50013)


def _fill(event: ScheduledEvent, body: Body, *, new: bool) -> None:
    form = Form(body)
    name = form.text("name", longest=100, shortest=1, required=new)
    text = form.text("description", longest=1000)
    starts_at = _time(form, "scheduled_start_time", required=new)
    ends_at = _time(form, "scheduled_end_time", required=new)
    kind = form.whole("entity_type", least=1, most=3, required=new)
    privacy = form.whole("privacy_level", least=2, most=2, required=new)
    status = form.whole("status", least=1, most=4)
    metadata = body.get("entity_metadata")
    location = form.part("entity_metadata", metadata).text("location", longest=100, shortest=1) if metadata else None
    if new and location is None:
        form.missing("entity_metadata")
    if kind is not None and kind != EXTERNAL:
        form.fault("entity_type", "BASE_TYPE_CHOICES", "This Discord has only events that take place elsewhere.")
    if starts_at is not None and datetime.fromisoformat(starts_at) < snowflakes.now():
        form.fault("scheduled_start_time", "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", "Cannot schedule event in the past.")
    begins, ends = starts_at or event.starts_at, ends_at or event.ends_at
    if begins and ends and datetime.fromisoformat(ends) <= datetime.fromisoformat(begins):
        form.fault("scheduled_end_time", "GUILD_SCHEDULED_EVENT_END_BEFORE_START", "It ends before it starts.")
    if status is not None and status != event.status and EventStatus(status) not in NEXT[event.status]:
        form.fault("status", "GUILD_SCHEDULED_EVENT_STATUS_TRANSITION_INVALID", "Invalid status transition.")
    form.settle()
    event.name, event.description = name or event.name, text if "description" in body else event.description
    event.starts_at, event.ends_at = begins, ends
    event.location = location or event.location
    event.status = EventStatus(status) if status is not None else event.status
    assert privacy in {None, GUILD_ONLY}


def _time(form: Form, key: str, *, required: bool) -> str | None:
    value = form.text(key, longest=64, required=required)
    if not value:
        return None
    try:
        return snowflakes.timestamp(datetime.fromisoformat(value))
    except ValueError:
        form.fault(key, "DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.")
        return None
