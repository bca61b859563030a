"""What intents ask for, and what they withhold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.localcord import payloads
from tests.localcord.happenings import Happening, Intent

if TYPE_CHECKING:
    from tests.localcord.model import Application

EVERY_INTENT: Final = sum(Intent)
PRIVILEGED: Final = {
    Intent.GUILD_MEMBERS: "members",
    Intent.GUILD_PRESENCES: "presences",
    Intent.MESSAGE_CONTENT: "message_content",
}
INVALID_INTENTS: Final = 4013
DISALLOWED_INTENTS: Final = 4014

_MESSAGES: Final = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})


def objection(asked: object, application: Application) -> int | None:
    """The close code for an IDENTIFY with these intents, or None if they are right."""
    if not isinstance(asked, int) or isinstance(asked, bool) or asked < 0 or asked & ~EVERY_INTENT:
        return INVALID_INTENTS
    if any(asked & bit and name not in application.privileged for bit, name in PRIVILEGED.items()):
        return DISALLOWED_INTENTS
    return None


def wants(intents: int, happening: Happening, bot_id: int) -> bool:
    """Whether a bot with these intents is told of this; what concerns the bot's own membership needs none."""
    return not happening.intent or bool(happening.intent & intents) or _is_about(bot_id, happening)


def as_told(happening: Happening, intents: int, bot_id: int) -> dict[str, Any]:
    """The payload as this bot gets it: without the content of messages, unless it asked for that or is concerned."""
    if happening.name not in _MESSAGES or intents & Intent.MESSAGE_CONTENT:
        return happening.data
    return payloads.without_content(happening.data, bot_id, direct=happening.guild_id is None)


def _is_about(bot_id: int, happening: Happening) -> bool:
    if happening.name == "GUILD_MEMBER_UPDATE":
        return bool(happening.data["user"]["id"] == str(bot_id))
    if happening.name == "THREAD_MEMBERS_UPDATE":
        added = [member["user_id"] for member in happening.data.get("added_members", ())]
        return str(bot_id) in [*added, *happening.data.get("removed_member_ids", ())]
    return False
