"""Op 8: a client asks for the members of a guild and gets them in chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.localcord import payloads
from tests.localcord.happenings import Intent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.localcord.model import Guild, Member
    from tests.localcord.sessions import Session
    from tests.localcord.world import World

MOST_FOUND: Final = 100  # members that a query, or a list of ids, finds


class NotAnswered(ValueError):
    """A request that Discord would not answer; its words say why."""


def chunks(world: World, session: Session, asked: Mapping[str, Any], size: int) -> Iterator[dict[str, Any]]:
    """The GUILD_MEMBERS_CHUNK payloads that answer this request; at least one. Raises NotAnswered."""
    guild = _guild(world, session, asked)
    members, not_found = _members(guild, session, asked)
    pages = [members[start : start + size] for start in range(0, len(members), size)] or [[]]
    for index, page in enumerate(pages):
        chunk: dict[str, Any] = {
            "guild_id": str(guild.id),
            "members": [payloads.member(member) for member in page],
            "chunk_index": index,
            "chunk_count": len(pages),
        }
        if not_found:
            chunk["not_found"] = not_found
        if asked.get("presences") and session.intents & Intent.GUILD_PRESENCES:
            chunk["presences"] = []  # nobody here has a presence
        nonce = asked.get("nonce")
        if isinstance(nonce, str) and len(nonce.encode()) <= 32:
            chunk["nonce"] = nonce
        yield chunk


def _guild(world: World, session: Session, asked: Mapping[str, Any]) -> Guild:
    guild = world.guilds.get(_int(asked.get("guild_id")))
    if guild is None or session.bot_id not in guild.members or guild.unavailable:
        raise NotAnswered(f"members of a guild were asked for that the bot is not in: {asked.get('guild_id')}")
    return guild


def _members(guild: Guild, session: Session, asked: Mapping[str, Any]) -> tuple[list[Member], list[str]]:
    everyone = [guild.members[user_id] for user_id in sorted(guild.members)]
    if "user_ids" in asked:
        ids = asked["user_ids"] if isinstance(asked["user_ids"], list) else [asked["user_ids"]]
        wanted = [_int(each) for each in ids[:MOST_FOUND]]
        found = [guild.members[each] for each in wanted if each in guild.members]
        return found, [str(each) for each in wanted if each not in guild.members]
    if not isinstance(asked.get("query"), str) or not isinstance(asked.get("limit"), int):
        raise NotAnswered("members were asked for with neither user_ids nor a query and a limit")
    query, limit = asked["query"].casefold(), asked["limit"]
    if not query and not limit:
        if not session.intents & Intent.GUILD_MEMBERS:
            raise NotAnswered("all members of a guild were asked for without the intent GUILD_MEMBERS")
        return everyone, []
    return [each for each in everyone if _is_called(each, query)][: min(limit or MOST_FOUND, MOST_FOUND)], []


def _is_called(member: Member, query: str) -> bool:
    names = (member.user.name, member.user.global_name, member.nick)
    return any(name.casefold().startswith(query) for name in names if name)


def _int(value: object) -> int:
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() else 0
