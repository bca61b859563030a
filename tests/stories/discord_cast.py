"""The people of the story on Discord: each with Discord's client, as `tests.localcord` has it."""

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import Enum, auto
from typing import Any, Final

from adapters.commands import find
from adapters.grammar import read_line
from adapters.specs import Kind
from bot.demo.cast import WITHIN
from bot.demo.voices import CastError, Heard, Voice, Where
from tests.localcord import commanding, pressing
from tests.localcord.happenings import Happening
from tests.localcord.interacting import ask
from tests.localcord.interactions import Kind as Made
from tests.localcord.modals import Modal
from tests.localcord.model import Application, Channel, Message, MessageFlag
from tests.localcord.options import Place, filled_in
from tests.localcord.people import Person
from tests.localcord.pressed import NoAnswer, Pressed
from tests.stories.reading import as_read, label_of

_ASIDE: Final = "aside/"
"""What a room's name begins with where only one person sees what is said in it."""
_LABELS: Final = {"✍️": "Sign unseen"}
"""The buttons that are not found by the sign on them."""
READS: Final = 1.0
"""Seconds that everyone takes at least to read a message, before they answer it."""


class Manner(Enum):
    """How somebody answers a card with one tap."""

    REACTION = auto()
    BUTTON = auto()
    BOTH = auto()
    """First by the button, and then they say the same again."""


class DiscordMember:
    """One person with Discord's client that reads along. ``now`` is the time that their client shows."""

    def __init__(
        self,
        person: Person,
        bot: Application,
        *,
        now: Callable[[], datetime],
        manner: Manner = Manner.REACTION,
    ) -> None:
        self.name = person.name
        self.person = person
        self.slowest = 0.0
        """Seconds that the bot took at most for the first sign that it had heard a command, a button or a form."""
        self.on_heard: Callable[[DiscordMember, Heard], None] | None = None
        self.on_did: Callable[[DiscordMember, str], None] | None = None
        self._bot = bot
        self._manner = manner
        self._now = now
        self._channel = 0
        self._heard: list[Heard] = []
        self._read: dict[int, float] = {}
        """When each message was heard first, by the loop's time."""
        self._news = asyncio.Event()
        self._pressed: tuple[Heard, str] | None = None
        self._deaf = person.world.subscribe(self._happened)

    def go(self) -> None:
        """Close the client."""
        self._deaf()

    def come_to(self, channel: Channel) -> None:
        """Be in this channel from now on: it is the one where the assembly meets."""
        self._channel = channel.id

    @property
    def just_reacts(self) -> bool:
        """Whether they answer a card by a reaction alone."""
        return self._manner is Manner.REACTION

    # --- reading

    def _happened(self, happening: Happening) -> None:
        """Read what was said, if it is for this person to read."""
        if happening.name not in {"MESSAGE_CREATE", "MESSAGE_UPDATE"}:
            return
        channel = self.person.world.channels[int(happening.data["channel_id"])]
        said = channel.messages.get(int(happening.data["id"]))
        message = self.person.now(said) if said is not None else None
        if message is None or message.flags & MessageFlag.LOADING:
            return
        event = str(message.id)
        heard = Heard(
            room=f"{_ASIDE}{channel.id}" if message.ephemeral_for is not None else str(channel.id),
            sender=str(message.author_id),
            event=event,
            text=as_read(message, self._now),
            replaces=event if message.id in self._read else "",
        )
        self._read.setdefault(message.id, asyncio.get_running_loop().time())
        self._heard.append(heard)
        self._news.set()
        if self.on_heard is not None:
            self.on_heard(self, heard)

    @property
    def so_far(self) -> int:
        """How many messages were heard until now: from here on, ``wait_for`` can look for new ones."""
        return len(self._heard)

    async def wait_for(self, words: str, *, after: int = 0, where: Where = Where.ROOM) -> Heard:
        """Wait until a message of the bot holds these words, among those heard since ``after``.

        Raises:
            CastError: none came in time.
        """
        pattern = re.compile(words, re.IGNORECASE | re.DOTALL)

        def found() -> Heard | None:
            return next((h for h in self._heard[after:] if self._is_said(h, where) and pattern.search(h.text)), None)

        try:
            async with asyncio.timeout(WITHIN):
                while (heard := found()) is None:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            last = "\n---\n".join(h.text for h in self._heard[after:][-6:])
            raise CastError(f"{self.name} waited in vain for {words!r}; heard:\n{last}") from None
        return heard

    def _is_said(self, heard: Heard, where: Where) -> bool:
        """Whether the bot said this, for the first time, there."""
        alone = self.is_aside(heard.room) or self.is_direct(heard.room)
        here = {Where.ROOM: heard.room == str(self._channel), Where.PRIVATE: alone, Where.ANYWHERE: True}[where]
        return here and not heard.replaces and heard.sender == str(self._bot.id)

    def is_aside(self, room: str) -> bool:
        """Whether what was said there is for this person's eyes only, though it stands in a channel."""
        return room.startswith(_ASIDE)

    def is_direct(self, room: str) -> bool:
        """Whether that is the direct messages with somebody."""
        return not self.is_aside(room) and self.person.world.channels[int(room)].guild_id is None

    async def _read_through(self, heard: Heard) -> Message:
        """Take the time to read a message."""
        await asyncio.sleep(self._read[int(heard.event)] + READS - asyncio.get_running_loop().time())
        return self.person.world.message(int(heard.room.removeprefix(_ASIDE)), int(heard.event))

    # --- doing

    async def says(self, line: str, *, about: Voice | None = None) -> None:
        """Use the slash command that says the same; what it has no options for is written in the form that it opens.

        Raises:
            CastError: what a line names is not offered while one types.
        """
        typed, arguments = read_line(line)
        spec = find(typed)
        if spec is None:
            raise CastError(f"there is no command {typed!r}")
        options = self._options(spec.name)
        kinds = {each.name: each.kind for each in spec.parameters}
        given: dict[str, str] = {}
        shown = f"/{spec.name}"
        for name in (name for name in options if name in arguments):
            value = label = _one_line(arguments[name])
            if options[name].get("autocomplete") and kinds.get(name) in {Kind.NUMBER, Kind.PERSON}:
                named = about.name if about is not None and kinds[name] is Kind.PERSON else value
                value, label = await self._chosen(spec.name, name, named)
            given[name] = value
            shown += f" {name}:{label}"
        await self._use(spec.name, given, {n: v for n, v in arguments.items() if n not in options}, shown)

    async def _use(self, name: str, options: Mapping[str, str], written: Mapping[str, str], shown: str) -> None:
        if not written:
            self._did(shown)
        pressed = _command(self.person, self._channel, name, options)
        await self._acknowledged(pressed)
        if written:
            form = pressed.modal
            if form is None:
                raise CastError(f"{shown} opened no form")
            self._did("\n".join((shown, *_filled_in(form, written))))
            await self._acknowledged(await self.person.submit(form, written))

    def _options(self, name: str) -> dict[str, Any]:
        commands = (command for command in self._bot.commands.values() if command["name"] == name)
        command = next(commands, None)
        if command is None:
            raise CastError(f"the bot has not told Discord of /{name}")
        return {str(option["name"]): option for option in command.get("options") or ()}

    async def _chosen(self, command: str, option: str, typed: str) -> tuple[str, str]:
        """Type into an option, and choose what is offered for that."""
        offered = await self.person.suggestions(self._channel, command, option, typed)
        for choice in offered:
            value, label = str(choice["value"]), str(choice["name"])
            if typed in {value, label} or label.endswith(f": {typed}"):
                return value, label
        raise CastError(f"{self.name} types {typed!r} into {option} of /{command} and is offered {offered}")

    async def replies(self, heard: Heard, words: str) -> None:
        """Answer a message in plain words; where that cannot be answered, fill in the form behind the last button."""
        if not self.is_aside(heard.room):
            await self.person.say(int(heard.room), words, reply_to=await self._read_through(heard))
            return
        if self._pressed is None:
            raise CastError(f"{self.name} cannot answer what only they see")
        await self._press(*self._pressed, words)

    async def reacts(self, heard: Heard, key: str) -> None:
        """React to a message, or press the button that says the same; a form that it opens is left empty."""
        if self._manner is not Manner.REACTION:
            await self._press(heard, key, "")
        if self._manner is not Manner.BUTTON:
            await self.person.react(await self._read_through(heard), key)

    async def _press(self, heard: Heard, key: str, words: str) -> None:
        self._pressed = heard, key
        button, message = _LABELS.get(key, key), await self._read_through(heard)
        self._did(label_of(pressing.button(message, button)))
        pressed = await self.person.press(message, button)
        await self._acknowledged(pressed)
        if pressed.modal is not None:
            written = {pressed.modal.fields[0].custom_id: words}
            self._did("\n".join(_filled_in(pressed.modal, written)))
            await self._acknowledged(await self.person.submit(pressed.modal, written))

    async def _acknowledged(self, pressed: Pressed) -> None:
        try:
            self.slowest = max(self.slowest, await pressed.acknowledged())
        except NoAnswer as error:
            raise CastError(f"{self.name} had no answer: {error}") from error

    def _did(self, words: str) -> None:
        if self.on_did is not None:
            self.on_did(self, words)


def _command(person: Person, channel: int, name: str, options: Mapping[str, str]) -> Pressed:
    """Use a slash command. ``Person.command`` does the same, but takes no option that is called ``name``."""
    place = Place(world=person.world, user_id=person.id, channel_id=channel)
    command, words = commanding.find(place, name)
    data = filled_in(place, command, words, options)
    return Pressed(
        person.world, ask(person.world, Made.COMMAND, int(command["application_id"]), person.id, channel, data)
    )


def _filled_in(form: Modal, written: Mapping[str, str]) -> Iterable[str]:
    """Show what somebody wrote into a form."""
    yield f"┌ {form.title}"
    for field in form.fields:
        if field.custom_id in written:
            words = written[field.custom_id].splitlines() or ["(left empty)"]
            yield from (f"│ {field.label}: {words[0]}", *(f"│ {line}" for line in words[1:]))
    yield "└"


def _one_line(text: str) -> str:
    """Write a text into an option, which has room for one line."""
    return " ".join(text.split())
