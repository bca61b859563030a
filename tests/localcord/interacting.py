"""A person uses a bot: the interaction is made, kept, and sent to the bot alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.localcord import payloads
from tests.localcord.happenings import Happening
from tests.localcord.interactions import Interaction, Kind, forget_old, new_token

if TYPE_CHECKING:
    from tests.localcord.model import Channel, Message
    from tests.localcord.world import World

ATTACHMENT_LIMIT: Final = 10 * 1024 * 1024
IN_GUILD, IN_BOT_DM = 0, 1


def ask(
    world: World,
    kind: Kind,
    application_id: int,
    user_id: int,
    channel_id: int,
    data: dict[str, Any],
    *,
    message: Message | None = None,
    opened_by: Interaction | None = None,
) -> Interaction:
    """Make an interaction and tell the bot; whether the person could do this was checked before."""
    forget_old(world)
    new_id = world.snowflakes.next()
    interaction = Interaction(
        id=new_id,
        token=new_token(new_id),
        kind=kind,
        application_id=application_id,
        user_id=user_id,
        channel_id=channel_id,
        guild_id=world.channel(channel_id).guild_id,
        data=data,
        created=world.clock(),
        message_id=message.id if message else None,
        opened_by=opened_by,
    )
    world.interactions[new_id] = interaction
    if is_there(world, application_id, channel_id):  # else nobody answers, and it fails
        world.announce(
            Happening(
                name="INTERACTION_CREATE",
                data=payload(world, interaction, message),
                guild_id=interaction.guild_id,
                only_to=application_id,
                author_id=user_id,
            )
        )
    return interaction


def is_there(world: World, application_id: int, channel_id: int) -> bool:
    """Whether the bot is in the channel's guild (it need not see the channel), or is the other one of a DM."""
    channel = world.channel(channel_id)
    return application_id in (channel.recipients if channel.guild_id is None else world.guild(channel.guild_id).members)


def payload(world: World, interaction: Interaction, message: Message | None) -> dict[str, Any]:
    """The interaction as the gateway sends it."""
    channel = world.channel(interaction.channel_id)
    data: dict[str, Any] = {
        "id": str(interaction.id),
        "application_id": str(interaction.application_id),
        "type": int(interaction.kind),
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel_id": str(channel.id),
        "channel": partial_channel(world, channel, interaction.user_id),
        "app_permissions": str(int(world.permissions(interaction.application_id, channel.id))),
        "locale": interaction.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": owners(interaction),
        "context": IN_BOT_DM if interaction.guild_id is None else IN_GUILD,
        "attachment_size_limit": ATTACHMENT_LIMIT,
    }
    if message is not None:
        data["message"] = payloads.message(world, message)
    return data | _who(world, interaction)


def _who(world: World, interaction: Interaction) -> dict[str, Any]:
    if interaction.guild_id is None:
        return {"user": payloads.user(world.user(interaction.user_id))}
    member = payloads.member(world.member(interaction.guild_id, interaction.user_id))
    member["permissions"] = str(int(world.permissions(interaction.user_id, interaction.channel_id)))
    return {
        "member": member,
        "guild_id": str(interaction.guild_id),
        "guild": {"id": str(interaction.guild_id), "locale": "en-US", "features": []},
        "guild_locale": "en-US",
    }


def owners(interaction: Interaction) -> dict[str, str]:
    """For whom the application was installed: the guild, or "0" in a direct message."""
    return {"0": str(interaction.guild_id or 0)}


def partial_channel(world: World, channel: Channel, user_id: int) -> dict[str, Any]:
    """A channel as interactions show it, with what this user may do there."""
    whole = payloads.channel(world, channel)
    whole.pop("permission_overwrites", None)
    whole["permissions"] = str(int(world.permissions(user_id, channel.id)))
    return whole


def metadata(world: World, interaction: Interaction) -> dict[str, Any]:
    """What a message says about the interaction that it came from."""
    data: dict[str, Any] = {
        "id": str(interaction.id),
        "type": int(interaction.kind),
        "user": payloads.user(world.user(interaction.user_id)),
        "authorizing_integration_owners": owners(interaction),
    }
    if interaction.kind is Kind.COMPONENT:
        data["interacted_message_id"] = str(interaction.message_id)
    if interaction.opened_by is not None:
        data["triggering_interaction_metadata"] = metadata(world, interaction.opened_by)
    return data
