"""Interactions: somebody used a command, a component or a form of a bot, and the bot has 3 seconds to answer."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import secrets
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from tests.localcord.refusals import refuse

if TYPE_CHECKING:
    from tests.localcord.world import World

ANSWER_WITHIN: Final = 3.0
"""Seconds for the first answer; afterwards Discord knows the interaction no more."""
TOKEN_LIVES: Final = 15 * 60.0
"""Seconds for which an answered interaction's token may be used for more."""


class Kind(IntEnum):
    """What the person did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """How the bot answered first."""

    PONG = 1
    MESSAGE = 4
    THINKING = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(slots=True, kw_only=True, eq=False)
class Interaction:
    """One interaction, and what came of it."""

    id: int
    token: str
    kind: Kind
    application_id: int
    user_id: int
    channel_id: int
    guild_id: int | None
    data: dict[str, Any]
    created: float
    """By the world's clock."""
    message_id: int | None = None
    """The message whose component was used, also if a modal came in between."""
    opened_by: Interaction | None = None
    """For a submitted modal: the interaction that was answered with it."""
    locale: str = "en-GB"
    callback: Callback | None = None
    answered: float | None = None
    """When the bot answered first, by the world's clock."""
    original_id: int | None = None
    """The message that "@original" means."""
    follow_ups: list[int] = field(default_factory=list)
    choices: list[dict[str, Any]] = field(default_factory=list)
    modal: dict[str, Any] | None = None
    revisions: int = 0
    """How often the bot did anything with it."""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def lapsed(self, now: float) -> bool:
        """Whether nobody answered in time: the person was told that the application did not respond."""
        return self.answered is None and now - self.created > ANSWER_WITHIN

    def revise(self) -> None:
        """Note that the bot did something, and wake who waits for it."""
        self.revisions += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self, within: float) -> None:
        """Wait until the bot does something more, at most so many seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), within)


def new_token(interaction_id: int) -> str:
    """A token in Discord's form."""
    text = f"interaction:{interaction_id}:{secrets.token_urlsafe(90)}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _found(world: World, interaction_id: int, token: str) -> Interaction | None:
    found: Interaction | None = world.interactions.get(interaction_id)
    return found if found and secrets.compare_digest(found.token.encode(), token.encode()) else None


def _id_in(token: str) -> int:
    """The interaction's id, which its token contains; 0 if it is no such token."""
    try:
        _word, the_id, _secret = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).split(b":")
        return int(the_id)
    except (binascii.Error, ValueError):
        return 0


def forget_old(world: World) -> None:
    """Forget the interactions whose tokens have expired."""
    while world.interactions:
        oldest: Interaction = next(iter(world.interactions.values()))
        if world.clock() - oldest.created <= TOKEN_LIVES:
            break
        del world.interactions[oldest.id]


def to_be_answered(world: World, interaction_id: int, token: str) -> Interaction:
    """The interaction, if it may still be answered for the first time."""
    found = _found(world, interaction_id, token)
    if found is None:
        raise refuse(10062)
    if found.answered is not None:
        raise refuse(40060)
    if found.lapsed(world.clock()):
        raise refuse(10062)
    return found


def by_token(world: World, application_id: int, token: str) -> Interaction:
    """The answered interaction behind a webhook's address."""
    if application_id not in world.applications:
        raise refuse(10015)
    found = _found(world, _id_in(token), token)
    if found is None or world.clock() - found.created > TOKEN_LIVES:
        raise refuse(50027)
    if found.answered is None or found.callback is Callback.CHOICES:
        raise refuse(10015)
    return found
