"""One use of a command, a button or a form: that it was heard is said at once, and what came of it when that is known.

Discord waits three seconds for the first word, and takes more for fifteen minutes. Only the asker sees any of it.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord
import msgspec
import structlog

from adapters.cleaning import cut
from adapters.discord.errors import Deed, doing
from adapters.discord.rendering import card, messages
from adapters.documents import Document, paragraph
from adapters.failures import place
from adapters.platform import GoneError, PlatformError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from adapters.discord.keeping import Written
    from adapters.discord.rendering import Rendered
    from adapters.documents import Block
    from adapters.platform import Choice

    Interaction = discord.Interaction[Any]

log = structlog.get_logger()

ACKNOWLEDGE_WITHIN: Final = 2.8
"""Seconds; Discord gives up after three."""
PATIENCE: Final = 8.0
"""Seconds after which somebody is told that what they asked for is not durable yet."""
ANSWER_WITHIN: Final = 14.5 * 60
"""Seconds for which an answer is waited for; Discord takes none after fifteen minutes."""

NOT_YET: Final = "Not recorded yet: I am still trying. The answer will appear here; there is nothing you need to do."
NOT_RECORDED: Final = "This was not recorded. Please do it again in a moment."
RECORDED: Final = "This was recorded. The answer will come as a direct message."
TOO_SLOW: Final = (
    "Not recorded yet, and Discord lets me write here no longer. Once it is recorded you will get a direct message."
)

_ANSWER: Final = Deed("answer")
_NOBODY: Final = discord.AllowedMentions.none()
_RETRY_EVERY: Final = 0.2
_MOST_CHOICES: Final = 25
_LONGEST: Final = 100
"""Characters of a choice's label and of its value."""
_ALREADY_ACKNOWLEDGED: Final = 40060
_RAN_OUT: Final = 50027
"""The interaction's token, not the bot's, though Discord says 401 to both."""


class Asked:
    """Something asked by an interaction. ``recorded`` is resolved once it is durable.

    ``own_words`` quotes what was said with it. ``written`` is what stood in a form, if there was one; ``token`` is what
    it is kept under, once it is.
    """

    def __init__(
        self,
        interaction: Interaction,
        recorded: asyncio.Future[None],
        own_words: tuple[Block, ...] = (),
        written: Written | None = None,
    ) -> None:
        self._interaction = interaction
        self._recorded = recorded
        self._own_words = own_words
        loop = asyncio.get_running_loop()
        self._heard: asyncio.Future[bool] = loop.create_future()
        self._answered: asyncio.Future[None] = loop.create_future()
        self._sent: dict[str, list[str]] = {}
        self._lock = asyncio.Lock()
        self.account = str(interaction.user.id)
        self.written = written
        self.token = ""

    async def attend(self) -> None:
        """Acknowledge it, and see that its asker is not left waiting for nothing; returns when it is answered."""
        heard = False
        try:
            heard = await acknowledged(self._interaction)
        finally:
            self._heard.set_result(heard)
        if not heard:
            return
        await asyncio.wait({self._recorded, self._answered}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if not self._recorded.done():
            await self._say(Document((paragraph(NOT_YET),)))
        await asyncio.wait({self._answered}, timeout=ANSWER_WITHIN)
        await self._say(Document((paragraph(RECORDED if self._is_recorded else TOO_SLOW),)))

    async def answer(self, document: Document, *, key: str) -> str | None:
        """Show the answer; give its message's id, or ``None`` where it can no longer be shown here.

        Raises:
            PlatformError: it may have been shown or not; doing it again mends that.
        """
        if not await asyncio.shield(self._heard):
            return None
        async with self._lock:
            sent = self._sent.setdefault(key, [])
            try:
                for part in messages(document)[len(sent) :]:
                    sent.append(await self._show(part))
                    self._is_answered()
            except GoneError:
                return None
        return sent[0]

    async def end(self) -> None:
        """Tell the asker, for the last time, what became of what they asked for."""
        if not await asyncio.shield(self._heard):
            return
        if self._is_recorded:
            await self._say(Document((paragraph(RECORDED),)))
        else:
            await self._say(self.with_own_words(Document((paragraph(NOT_RECORDED),), failed=True)))

    def with_own_words(self, document: Document) -> Document:
        """Add what the asker had written."""
        return msgspec.structs.replace(document, blocks=(*document.blocks, *self._own_words))

    @property
    def _is_recorded(self) -> bool:
        done = self._recorded.done() and not self._recorded.cancelled()
        return done and self._recorded.exception() is None

    def _is_answered(self) -> None:
        if not self._answered.done():
            self._answered.set_result(None)

    async def _say(self, document: Document) -> None:
        """Say something in place of an answer, unless there is one."""
        async with self._lock:
            if self._answered.done():
                return
            try:
                first, *others = messages(document)
                await self._edit(first)
                for part in others:
                    await self._follow(part)
            except PlatformError as error:
                log.warning("discord.not_told", interaction=self._interaction.id, error=str(error))

    async def _show(self, part: Rendered) -> str:
        return await (self._follow(part) if self._answered.done() else self._edit(part))

    async def _edit(self, part: Rendered) -> str:
        """Put something in place of "thinking", or of what stands there instead by now."""
        with _answering():
            message = await self._interaction.edit_original_response(
                content=part.content or None,
                embeds=part.embeds,
                view=part.view,
                attachments=part.attachments,
                allowed_mentions=_NOBODY,
            )
        return str(message.id)

    async def _follow(self, part: Rendered) -> str:
        with _answering():
            message = await self._interaction.followup.send(**_contents(part), ephemeral=True, wait=True)
        return str(message.id)


async def acknowledged(interaction: Interaction) -> bool:
    """Tell Discord that an interaction was heard; its asker reads that the bot is thinking. Whether Discord took it."""
    return await _responded(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))


async def say(interaction: Interaction, document: Document) -> bool:
    """Answer an interaction with one message, for its asker alone, as the first response."""
    contents = _contents(card(document))
    return await _responded(interaction, lambda: interaction.response.send_message(**contents, ephemeral=True))


async def show_instead(interaction: Interaction, document: Document, view: discord.ui.View | None) -> bool:
    """Show something in place of the message whose button or menu was used, as the first response."""
    shown = card(document)
    return await _responded(
        interaction,
        lambda: interaction.response.edit_message(
            content=shown.content or None, embeds=shown.embeds, view=view, allowed_mentions=_NOBODY
        ),
    )


async def offer(interaction: Interaction, choices: Sequence[Choice]) -> None:
    """Offer choices to somebody who is typing: as many as Discord shows, and only what it can show whole."""
    fitting = [
        discord.app_commands.Choice(name=cut(choice.label or choice.value, _LONGEST), value=choice.value)
        for choice in choices
        if 0 < len(choice.value) <= _LONGEST
    ]
    await _responded(interaction, lambda: interaction.response.autocomplete(fitting[:_MOST_CHOICES]))


async def show_form(interaction: Interaction, modal: discord.ui.Modal) -> bool:
    """Open a form before whoever began an interaction, as the first response."""
    return await _responded(interaction, lambda: interaction.response.send_modal(modal))


async def _responded(interaction: Interaction, respond: Callable[[], Awaitable[object]]) -> bool:
    """Give the first response to an interaction, again where the connection fails; say whether Discord took it."""
    until = asyncio.get_running_loop().time() + ACKNOWLEDGE_WITHIN
    while True:
        try:
            async with asyncio.timeout_at(until):
                await respond()
        except discord.HTTPException as error:
            if error.code == _ALREADY_ACKNOWLEDGED:  # it was only the answer that got lost
                return True
            log.warning("discord.not_acknowledged", interaction=interaction.id, status=error.status, code=error.code)
            return False
        except (aiohttp.ClientError, OSError) as error:
            if asyncio.get_running_loop().time() + _RETRY_EVERY >= until:
                log.warning("discord.not_acknowledged", interaction=interaction.id, error=place(error))
                return False
            await asyncio.sleep(_RETRY_EVERY)
        except (discord.DiscordException, RuntimeError) as error:  # answered before, or the session is closed
            log.warning("discord.not_acknowledged", interaction=interaction.id, error=place(error))
            return False
        except (KeyError, TypeError, ValueError) as error:  # taken, but not with the words that discord.py expects
            log.warning("discord.odd_acknowledgement", interaction=interaction.id, error=place(error))
            return True
        else:
            return True


@contextmanager
def _answering() -> Iterator[None]:
    """Translate what fails inside.

    Raises:
        GoneError: the interaction cannot be answered any more: its time is over, or the client that heard it is closed.
        PlatformError: it failed otherwise.
    """
    try:
        with doing(_ANSWER):
            yield
    except PlatformError as error:
        cause = error.__cause__
        if isinstance(cause, RuntimeError) or (isinstance(cause, discord.HTTPException) and cause.code == _RAN_OUT):
            raise GoneError(str(error)) from error
        raise


def _contents(part: Rendered) -> dict[str, Any]:
    missing = discord.utils.MISSING
    return {
        "content": part.content or missing,
        "embeds": part.embeds or missing,
        "view": part.view or missing,
        "files": part.attachments or missing,
        "allowed_mentions": _NOBODY,
    }
