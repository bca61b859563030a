"""The test's hands: people who write, react, use commands, press buttons and fill in forms, as in Discord's client.

Everything that Discord refuses raises `Refused`; what its client would not even offer raises AssertionError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from tests.localcord import commanding, pressing
from tests.localcord.interacting import ask
from tests.localcord.interactions import Callback, Interaction, Kind
from tests.localcord.model import Channel, Message, Upload
from tests.localcord.options import HasId, Place, filled_in, id_of
from tests.localcord.people_moderating import Moderating
from tests.localcord.pressed import Pressed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.localcord.modals import Modal
    from tests.localcord.world import World

File = tuple[str, bytes]
"""A file to be sent: its name and what is in it."""


class Person(Moderating):
    """A user with Discord's client before them."""

    @classmethod
    def named(cls, world: World, name: str) -> Self:
        """The person of this name, who is created if there is none yet."""
        known = next((user for user in world.users.values() if user.name == name and not user.bot), None)
        return cls(world, known or world.new_user(name))

    # Writing

    async def say(
        self,
        channel: HasId | int,
        text: str = "",
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        files: Sequence[File] = (),
    ) -> Message:
        """Write into a channel or thread; a reply mentions its author unless `ping` is off."""
        body: dict[str, Any] = {"content": text, "nonce": str(self.world.snowflakes.next())}
        if reply_to is not None:
            body["message_reference"] = {"channel_id": str(reply_to.channel_id), "message_id": str(reply_to.id)}
            body["allowed_mentions"] = {"parse": ["users", "roles", "everyone"], "replied_user": ping}
        uploads = [Upload(filename=name, content=content, id=at) for at, (name, content) in enumerate(files)]
        return self.world.send_message(self.id, id_of(channel), body, uploads)

    async def dm(self, other: HasId | int, text: str, *, reply_to: Message | None = None) -> Message:
        """Write somebody (or a bot) a direct message."""
        return await self.say(self.dm_channel(other), text, reply_to=reply_to)

    def dm_channel(self, other: HasId | int) -> Channel:
        """The channel of the direct messages with somebody."""
        return self.world.dm_channel(self.id, id_of(other))

    async def edit(self, message: Message, text: str) -> Message:
        """Change what one has written."""
        return self.world.edit_message(self.id, message.channel_id, message.id, {"content": text})

    async def delete(self, message: Message) -> None:
        """Delete a message: one's own, or as a moderator."""
        self.world.delete_message(self.id, message.channel_id, message.id)

    # Reacting

    async def react(self, message: Message, emoji: str, *, burst: bool = False) -> None:
        """React with an emoji ("✅", or "name:id" for a guild's own); `burst`: as a super reaction."""
        self.world.add_reaction(self.id, message.channel_id, message.id, emoji, burst=burst)

    async def unreact(self, message: Message, emoji: str) -> None:
        """Take one's own reaction away."""
        self.world.remove_reaction(self.id, message.channel_id, message.id, emoji, self.id)

    # Commands

    async def command(
        self, channel: HasId | int, name: str, /, *, of: HasId | int | None = None, **options: Any
    ) -> Pressed:
        """Use a slash command: "ping", or "group add" with its sub-commands.

        Users, roles and channels are given as such or as ids, choices by name or value. `of` says which bot is meant,
        where several have a command of that name.
        """
        place = self._place(channel)
        command, words = commanding.find(place, name, of)
        data = filled_in(place, command, words, options)
        return self._asked(Kind.COMMAND, int(command["application_id"]), place.channel_id, data)

    async def suggestions(
        self,
        channel: HasId | int,
        name: str,
        option: str,
        typed: str = "",
        /,
        *,
        of: HasId | int | None = None,
        **filled: Any,
    ) -> list[dict[str, Any]]:
        """What is offered ({"name", "value"}) for an option while somebody types; `filled`: options filled in before.

        Raises NoAnswer if the bot does not answer in 3 seconds.
        """
        place = self._place(channel)
        command, words = commanding.find(place, name, of)
        commanding.autocompleted(command, words, option)
        data = filled_in(place, command, words, filled | {option: typed}, focused=option)
        pressed = self._asked(Kind.AUTOCOMPLETE, int(command["application_id"]), place.channel_id, data)
        await pressed.acknowledged()
        return pressed.interaction.choices

    def commands(self, channel: HasId | int) -> list[str]:
        """The names of the slash commands that are offered to this person there."""
        return [str(command["name"]) for command in commanding.offered(self._place(channel))]

    # Components and forms

    async def press(self, message: Message, button: str) -> Pressed:
        """Press a button, named by its label, its custom_id or its emoji."""
        now = self._seen(message)
        found = pressing.button(now, button)
        data = {"custom_id": found["custom_id"], "component_type": found["type"], "id": found.get("id", 0)}
        return self._asked(Kind.COMPONENT, pressing.owner(now), now.channel_id, data, message=now)

    async def choose(self, message: Message, menu: str, *values: str | HasId) -> Pressed:
        """Choose in a select menu, named by its placeholder or custom_id; options by label or value."""
        now = self._seen(message)
        found = pressing.menu(now, menu)
        data = pressing.chosen(self._place(now.channel_id), found, values)
        return self._asked(Kind.COMPONENT, pressing.owner(now), now.channel_id, data, message=now)

    async def submit(self, modal: Modal, values: Mapping[str, Any] | None = None, /, **more: Any) -> Pressed:
        """Fill in a form, by label or custom_id, and submit it; what is not named stays as it was."""
        before = modal.interaction
        assert before.user_id == self.id, "somebody else has this form before them"
        assert before.callback is Callback.MODAL, "this form was not opened"
        data = modal.filled_in({**(values or {}), **more})
        source = self.world.channel(before.channel_id).messages.get(before.message_id or 0)
        return self._asked(Kind.MODAL, before.application_id, before.channel_id, data, message=source, opened_by=before)

    # Reading

    def sees(self, channel: HasId | int | None = None) -> list[Message]:
        """Everything this person can read now, there or everywhere (direct messages too), oldest first."""
        if channel is not None:
            return self._readable(self.world.channels[id_of(channel)])
        everywhere = [message for each in self.world.channels.values() for message in self._readable(each)]
        return sorted(everywhere, key=lambda message: message.id)

    def now(self, message: Message) -> Message | None:
        """The message as it is now; None if it is gone, or not for this person."""
        channel = self.world.channels.get(message.channel_id)
        return next((one for one in self._readable(channel) if one.id == message.id), None) if channel else None

    # Coming and going

    async def join(self, guild: HasId | int) -> None:
        """Become a member."""
        self.world.add_member(id_of(guild), self.id)

    async def come_by(self, invitation: str) -> None:
        """Become a member by an invitation: its address, or its code alone."""
        self.world.use_invite(self.id, invitation.rpartition("/")[2])

    async def leave(self, guild: HasId | int) -> None:
        """Be a member no more."""
        self.world.remove_member(id_of(guild), self.id)

    async def close_dms(self, *, closed: bool = True) -> None:
        """Take no direct messages from bots and strangers any more (or again)."""
        self.world.close_dms(self.id, closed=closed)

    def _readable(self, channel: Channel) -> list[Message]:
        if not self.world.may_view(self.id, channel.id):
            return []
        return [one for one in channel.messages.values() if one.ephemeral_for in {None, self.id}]

    def _seen(self, message: Message) -> Message:
        now = self.now(message)
        assert now is not None, f"{self.name} does not see this message"
        return now

    def _place(self, channel: HasId | int) -> Place:
        place = Place(world=self.world, user_id=self.id, channel_id=id_of(channel))
        assert self.world.may_view(self.id, place.channel_id), f"{self.name} does not see this channel"
        return place

    def _asked(
        self,
        kind: Kind,
        application_id: int,
        channel_id: int,
        data: dict[str, Any],
        *,
        message: Message | None = None,
        opened_by: Interaction | None = None,
    ) -> Pressed:
        made = ask(self.world, kind, application_id, self.id, channel_id, data, message=message, opened_by=opened_by)
        return Pressed(self.world, made)
