"""Messages, as REST and the gateway send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.localcord.model import Attachment, Message, MessageFlag, Reaction
from tests.localcord.payloads import basics

if TYPE_CHECKING:
    from tests.localcord.payloads.basics import Data
    from tests.localcord.world_state import State


def message(world: State, source: Message, for_user: int | None = None, *, deep: bool = True) -> Data:
    """A message as REST gives it to this user (whose own reactions are marked); `deep`: with what it answers to.

    The nonce is not kept: only the answer to the sending and MESSAGE_CREATE have it, see `with_nonce`.
    """
    data: Data = {
        "id": str(source.id),
        "type": int(source.type),
        "channel_id": str(source.channel_id),
        "author": basics.user(world.users[source.author_id]),
        "content": source.content,
        "timestamp": source.created_at,
        "edited_timestamp": source.edited_at,
        "tts": source.tts,
        "mention_everyone": source.mention_everyone,
        "mentions": [basics.user(world.users[user_id]) for user_id in source.mentions],
        "mention_roles": [str(role_id) for role_id in source.mention_roles],
        "attachments": [attachment(world, source, each) for each in source.attachments],
        "embeds": source.embeds,
        "components": source.components,
        "flags": source.flags,
        "pinned": False,
    }
    if source.reactions:
        data["reactions"] = [reaction(each, for_user) for each in source.reactions]
    if source.webhook_id is not None:
        data["webhook_id"] = str(source.webhook_id)
    if source.application_id is not None:
        data["application_id"] = str(source.application_id)
    if source.interaction_metadata is not None:
        data["interaction_metadata"] = source.interaction_metadata
    if source.thread_id is not None and source.thread_id in world.channels:
        data["thread"] = basics.channel(world, world.channels[source.thread_id], for_user)
    if source.reference is not None and deep:
        data |= referenced(world, source, for_user)
    return data


def rest_message(world: State, source: Message, for_user: int) -> Data:
    """A message as REST gives it to a bot: without its content if the bot's application may not have that."""
    data = message(world, source, for_user)
    application = world.applications.get(for_user)
    if application is None or "message_content" in application.privileged:
        return data
    return without_content(data, for_user, direct=source.guild_id is None)


def gateway_message(world: State, source: Message, for_user: int | None = None, *, with_nonce: bool = False) -> Data:
    """A message as the gateway gives it: in guilds with the author's and the mentioned ones' memberships."""
    data = message(world, source, for_user)
    if with_nonce and source.nonce is not None:
        data["nonce"] = source.nonce
    if source.guild_id is None:
        return data
    data["guild_id"] = str(source.guild_id)
    members = world.guilds[source.guild_id].members
    if source.author_id in members and source.webhook_id is None:
        data["member"] = basics.bare_member(members[source.author_id])
    for mentioned in data["mentions"]:
        if int(mentioned["id"]) in members:
            mentioned["member"] = basics.bare_member(members[int(mentioned["id"])])
    return data


def referenced(world: State, source: Message, for_user: int | None) -> Data:
    """What a message answers to: the reference, and the message itself (null if it was deleted)."""
    reference = source.reference
    if reference is None:
        return {}
    pointer: Data = {"type": reference.type, "channel_id": str(reference.channel_id)}
    if reference.message_id is not None:
        pointer["message_id"] = str(reference.message_id)
    if reference.guild_id is not None:
        pointer["guild_id"] = str(reference.guild_id)
    if reference.message_id is None:
        return {"message_reference": pointer}
    channel = world.channels.get(reference.channel_id)
    original = channel.messages.get(reference.message_id) if channel else None
    return {
        "message_reference": pointer,
        "referenced_message": message(world, original, for_user, deep=False) if original else None,
    }


def attachment(world: State, source: Message, attached: Attachment) -> Data:
    """A file of a message."""
    address = f"{world.files_base}/attachments/{source.channel_id}/{attached.id}/{attached.filename}"
    data: Data = {
        "id": str(attached.id),
        "filename": attached.filename,
        "size": len(attached.content),
        "url": address,
        "proxy_url": address,
    }
    if attached.content_type is not None:
        data["content_type"] = attached.content_type
    if attached.description is not None:
        data["description"] = attached.description
    if source.flags & MessageFlag.EPHEMERAL:
        data["ephemeral"] = True
    return data


def reaction(reaction: Reaction, for_user: int | None = None) -> Data:
    """An emoji under a message, with counts, and whether this user gave it too."""
    return {
        "emoji": basics.emoji(reaction.emoji),
        "count": len(reaction.normal) + len(reaction.burst),
        "count_details": {"normal": len(reaction.normal), "burst": len(reaction.burst)},
        "me": for_user in reaction.normal,
        "me_burst": for_user in reaction.burst,
        "burst_colors": [],
    }


def is_open_to(data: Data, user_id: int, *, direct: bool | None = None) -> bool:
    """Whether a bot without the message_content intent gets the content of this message.

    Its own messages, direct messages, and messages that mention it. `direct` says whether it is a direct message; from
    the gateway the data say that themselves.
    """
    in_dm = "guild_id" not in data if direct is None else direct
    mentioned = any(each["id"] == str(user_id) for each in data["mentions"])
    return in_dm or mentioned or bool(data["author"]["id"] == str(user_id))


def without_content(data: Data, user_id: int | None = None, *, direct: bool | None = None) -> Data:
    """A copy without what people wrote, unless `user_id` is given and may have it.

    The same goes for the message that it answers to.
    """
    data = dict(data)
    if user_id is None or not is_open_to(data, user_id, direct=direct):
        data |= {"content": "", "embeds": [], "attachments": [], "components": []}
    if data.get("referenced_message"):
        inner_direct = "guild_id" not in data if direct is None else direct
        data["referenced_message"] = without_content(data["referenced_message"], user_id, direct=inner_direct)
    return data
