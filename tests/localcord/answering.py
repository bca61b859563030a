"""A bot's first answer to an interaction, and everything it does with the interaction's token afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from tests.localcord import modals, payloads
from tests.localcord.happenings import Happening, Intent
from tests.localcord.interacting import metadata
from tests.localcord.interactions import Callback, Interaction, Kind
from tests.localcord.model import Message, MessageFlag, MessageType, Reference
from tests.localcord.refusals import Refused, invalid, invalid_form, refuse

if TYPE_CHECKING:
    from tests.localcord.model import Upload
    from tests.localcord.world import World

Body = Mapping[str, Any]

POSSIBLE: Final = {
    Kind.COMMAND: {Callback.MESSAGE, Callback.THINKING, Callback.MODAL},
    Kind.COMPONENT: {
        Callback.MESSAGE,
        Callback.THINKING,
        Callback.DEFERRED_UPDATE,
        Callback.UPDATE,
        Callback.MODAL,
    },
    Kind.AUTOCOMPLETE: {Callback.CHOICES},
    # A form does not open another form.
    Kind.MODAL: {Callback.MESSAGE, Callback.THINKING, Callback.DEFERRED_UPDATE, Callback.UPDATE},
}


def answer(world: World, interaction: Interaction, body: Body, files: Sequence[Upload] = ()) -> None:
    """Give the first answer: a message, "thinking", a changed message, choices, or a form."""
    callback = _callback(interaction, body)
    data: Body = body.get("data") or {}
    try:
        ANSWERS[callback](world, interaction, data, files)
    except Refused as refused:
        errors = {"data": refused.errors} if refused.errors else None
        raise Refused(refused.status, refused.code, refused.message, errors) from None
    interaction.callback = callback
    interaction.answered = world.clock()
    interaction.revise()


def _callback(interaction: Interaction, body: Body) -> Callback:
    given = body.get("type")
    possible = set(POSSIBLE[interaction.kind])
    if interaction.message_id is None:
        possible -= {Callback.DEFERRED_UPDATE, Callback.UPDATE}
    if given is None:
        raise invalid("type", "BASE_TYPE_REQUIRED", "This field is required")
    if given not in possible:
        listed = ", ".join(str(int(one)) for one in sorted(possible))
        raise invalid("type", "BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")
    return Callback(given)


def _message(world: World, interaction: Interaction, data: Body, files: Sequence[Upload]) -> None:
    message = _post(world, interaction, data, files, ephemeral=_ephemeral(data))
    interaction.original_id = message.id


def _thinking(world: World, interaction: Interaction, data: Body, _files: Sequence[Upload]) -> None:
    message = _post(world, interaction, {}, (), ephemeral=_ephemeral(data), loading=True)
    interaction.original_id = message.id


def _deferred_update(_world: World, interaction: Interaction, _data: Body, _files: Sequence[Upload]) -> None:
    interaction.original_id = interaction.message_id


def _update(world: World, interaction: Interaction, data: Body, files: Sequence[Upload]) -> None:
    assert interaction.message_id is not None
    _revise(world, interaction, world.message(interaction.channel_id, interaction.message_id), data, files)
    interaction.original_id = interaction.message_id


def _choices(_world: World, interaction: Interaction, data: Body, _files: Sequence[Upload]) -> None:
    choices = list(data.get("choices") or ())
    kind = next(option["type"] for option in _flat(interaction.data["options"]) if option.get("focused"))
    faults = choice_faults(choices, kind)
    if faults:
        raise invalid_form(faults)
    interaction.choices = choices


def _modal(_world: World, interaction: Interaction, data: Body, _files: Sequence[Upload]) -> None:
    faults = modals.faults(data)
    if faults:
        raise invalid_form(faults)
    interaction.modal = dict(data)


Answer = Callable[["World", Interaction, Body, "Sequence[Upload]"], None]
ANSWERS: Final[Mapping[Callback, Answer]] = {
    Callback.MESSAGE: _message,
    Callback.THINKING: _thinking,
    Callback.DEFERRED_UPDATE: _deferred_update,
    Callback.UPDATE: _update,
    Callback.CHOICES: _choices,
    Callback.MODAL: _modal,
}

VALUES: Final = {3: (str,), 4: (int,), 10: (int, float)}


def choice_faults(choices: Sequence[Body], kind: int) -> list[tuple[str, str, str]]:
    """What is wrong with the choices of an option of this kind (3 text, 4 whole number, 10 number)."""
    found = []
    if len(choices) > 25:
        found.append(("choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length."))
    for at, choice in enumerate(choices):
        name, value = choice.get("name"), choice.get("value")
        if not isinstance(name, str) or not 1 <= len(name) <= 100:
            found.append((f"choices.{at}.name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length."))
        if not isinstance(value, VALUES[kind]) or isinstance(value, bool):
            words = f'Value "{value}" is not of the type of its option.'
            found.append((f"choices.{at}.value", "UNION_TYPE_CHOICES", words))
        elif isinstance(value, str) and not 1 <= len(value) <= 100:
            found.append((f"choices.{at}.value", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length."))
    return found


def original(world: World, interaction: Interaction) -> Message:
    """The message that "@original" means."""
    if interaction.original_id is None:
        raise refuse(10008)
    return world.message(interaction.channel_id, interaction.original_id)


def message_of(world: World, interaction: Interaction, message_id: int) -> Message:
    """A message that came from this interaction."""
    if message_id not in {interaction.original_id, *interaction.follow_ups}:
        raise refuse(10008)
    return world.message(interaction.channel_id, message_id)


def follow_up(world: World, interaction: Interaction, body: Body, files: Sequence[Upload] = ()) -> Message:
    """Send one message more; the first one after "thinking" takes the place of that."""
    waiting = _loading(world, interaction)
    if waiting is not None:
        return revise(world, interaction, waiting, body, files)
    message = _post(world, interaction, body, files, ephemeral=_ephemeral(body), answers=interaction.original_id)
    interaction.follow_ups.append(message.id)
    interaction.revise()
    return message


def revise(
    world: World, interaction: Interaction, message: Message, body: Body, files: Sequence[Upload] = ()
) -> Message:
    """Change a message of this interaction."""
    changed = _revise(world, interaction, message, body, files)
    interaction.revise()
    return changed


def erase(world: World, interaction: Interaction, message: Message) -> None:
    """Delete a message of this interaction."""
    world.erase_message(message)
    _tell_bot(world, interaction, "MESSAGE_DELETE", message)
    interaction.revise()


def _loading(world: World, interaction: Interaction) -> Message | None:
    message = world.channel(interaction.channel_id).messages.get(interaction.original_id or 0)
    return message if message and message.flags & MessageFlag.LOADING else None


def _ephemeral(data: Body) -> bool:
    return bool((data.get("flags") or 0) & MessageFlag.EPHEMERAL)


def _post(
    world: World,
    interaction: Interaction,
    data: Body,
    files: Sequence[Upload],
    *,
    ephemeral: bool,
    loading: bool = False,
    answers: int | None = None,
) -> Message:
    """Post in the bot's name; `answers` is the message that it shows as replied to."""
    reference = _reference(world, interaction, answers, ephemeral=ephemeral)
    stands_alone = answers is None and interaction.message_id is None
    message = world.post_message(
        interaction.application_id,
        interaction.channel_id,
        data,
        files,
        type=_kind(reference, stands_alone=stands_alone),
        reference=reference,
        ephemeral_for=interaction.user_id if ephemeral else None,
        interaction_metadata=metadata(world, interaction),
        application_id=interaction.application_id,
        webhook_id=interaction.application_id,
        flags=(MessageFlag.EPHEMERAL if ephemeral else 0) | (MessageFlag.LOADING if loading else 0),
        allow_empty=loading,
    )
    _tell_bot(world, interaction, "MESSAGE_CREATE", message)
    return message


def _reference(world: World, interaction: Interaction, answers: int | None, *, ephemeral: bool) -> Reference | None:
    """To what a message shows as a reply, unless that is ephemeral and the message is not."""
    target = world.channel(interaction.channel_id).messages.get(answers or interaction.message_id or 0)
    if target is None or (target.ephemeral_for is not None and not ephemeral):
        return None
    return Reference(channel_id=target.channel_id, message_id=target.id, guild_id=target.guild_id)


def _kind(reference: Reference | None, *, stands_alone: bool) -> MessageType:
    if stands_alone:
        return MessageType.CHAT_INPUT_COMMAND
    return MessageType.DEFAULT if reference is None else MessageType.REPLY


def _revise(world: World, interaction: Interaction, message: Message, body: Body, files: Sequence[Upload]) -> Message:
    changed = world.revise_message(message, body, files)
    _tell_bot(world, interaction, "MESSAGE_UPDATE", changed)
    return changed


def _tell_bot(world: World, interaction: Interaction, name: str, message: Message) -> None:
    """Ephemeral messages go over the direct messages' intent, to their bot, and without guild_id and member."""
    if message.ephemeral_for is None:
        return  # the world has told everybody
    if name == "MESSAGE_DELETE":
        data: dict[str, Any] = {"id": str(message.id), "channel_id": str(message.channel_id)}
    else:
        data = payloads.gateway_message(world, message)
        for key in ("guild_id", "member"):
            data.pop(key, None)
    world.announce(
        Happening(
            name=name,
            data=data,
            only_to=interaction.application_id,
            intent=Intent.DIRECT_MESSAGES,
            author_id=interaction.application_id,
        )
    )


def _flat(options: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The options proper, from within sub-commands."""
    return [inner for option in options for inner in (_flat(option["options"]) if "options" in option else [option])]
