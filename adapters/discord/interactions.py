"""Takes what people do with commands, buttons and forms, and sees that each of them is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

import discord
import msgspec
import structlog

from adapters.ballots.paper import prefilled
from adapters.commands import CATALOGUE
from adapters.discord import lists, slash
from adapters.discord.accounts import account_of
from adapters.discord.answering import Asked, offer, say, show_form, show_instead
from adapters.discord.buttons import Pressed, pressed
from adapters.discord.keeping import AGAIN, Kept, Written, own_words
from adapters.discord.mentions import in_words, person_in
from adapters.discord.modals import LONGEST_TEXT, Form, fields_of, form_for, form_of, has_form, read_form
from adapters.discord.places import Place
from adapters.discord.rights import request
from adapters.documents import Action, Document, Lists, paragraph
from adapters.failures import place
from adapters.inbound import Account, Invocation
from adapters.platform import PlatformError
from adapters.specs import Kind

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from adapters.platform import Assistant, Choice

    Interaction = discord.Interaction[Any]

log = structlog.get_logger()

HandOver = Callable[[Invocation, "asyncio.Future[None]"], None]
"""Takes an invocation, at once; the future is to be resolved when it is durable."""

Facts = Callable[["Interaction"], Awaitable[tuple[bool, tuple[Account, ...]]]]
"""Says whether who asks administers the channel, and who is in it; raises ``PlatformError`` where that is not known."""

Lacking = Callable[["Interaction"], Sequence[str]]
"""Lists in words what the bot may not do in the channel and must be able to do for an assembly there."""

HELP_WITHIN: Final = 2.0
"""Seconds that a suggestion or a draft may take; Discord gives up after three."""
LINGER: Final = 120.0
"""Seconds for which more can be said to somebody who was answered."""
CLOSE_WITHIN: Final = 5.0
"""Seconds for telling those who still wait that the program stops."""

STOPPING: Final = "This was not recorded, for I am being stopped. Please do it again in a moment."
FAILED: Final = "Something went wrong on my side, and this was not recorded. Please do it again."
NOT_KNOWN: Final = "I no longer know this button. Please type the command instead."
NO_PAPER: Final = "This paper is of no use any more, or I cannot read it. To see the one that counts, type /ballot."
BALLOT, CHOICES = "ballot", "choices"
"""The command by which one votes, and what it takes."""
NOT_KEPT: Final = "I keep what you wrote for fifteen minutes only: copy it from my answer, and type the command again."


class Desk:
    """Takes interactions and answers them."""

    def __init__(self, assistant: Assistant, *, hand_over: HandOver, facts: Facts, lacking: Lacking) -> None:
        self._assistant = assistant
        self._hand_over = hand_over
        self._facts = facts
        self._lacking = lacking
        self._asked: dict[str, Asked] = {}
        self._kept = Kept()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def take(self, interaction: Interaction) -> None:
        """Take an interaction: acknowledge it, and hand over what it asks for. Returns at once, and never raises."""
        try:
            self._take(interaction)
        except Exception as error:  # noqa: BLE001 (one that nobody foresaw must not stop all that follow)
            log.error("discord.interaction_failed", interaction=interaction.id, error=place(error))  # noqa: TRY400
            self._begin(self._fail(interaction))

    async def answer(self, source: str, account: str, document: Document, *, key: str) -> str | None:
        """Answer the interaction ``source``, to be read by its asker alone; give the message's id.

        ``None`` says that it can no longer be answered there (or that it was not asked by ``account``): write to them
        in private. Done again under the same ``key``, nothing is shown twice.

        Raises:
            PlatformError: it may have been shown or not; doing it again mends that.
        """
        asked = self._asked.get(source)
        if asked is None or asked.account != account:
            return None
        return await asked.answer(self._with_way_back(asked, document), key=key)

    def with_own_words(self, source: str, document: Document) -> Document:
        """Add to a failed answer what its asker had written, so that it is not lost where it is sent otherwise."""
        asked = self._asked.get(source)
        return asked.with_own_words(document) if asked is not None and document.failed else document

    async def close(self) -> None:
        """Tell those who still wait what became of what they asked for, and take no more."""
        self._closed = True
        waiting = list(self._asked.values())
        self._asked.clear()
        try:
            async with asyncio.timeout(CLOSE_WITHIN):
                await asyncio.gather(*(asked.end() for asked in waiting))
        except TimeoutError:
            log.warning("discord.not_all_told", number=len(waiting))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- what was done

    def _take(self, interaction: Interaction) -> None:
        data = cast("Mapping[str, Any]", interaction.data or {})
        kind = interaction.type
        if interaction.channel is None or interaction.user is discord.utils.MISSING:
            log.warning("discord.interaction_from_nowhere", interaction=interaction.id)
        elif kind is discord.InteractionType.autocomplete:
            self._begin(self._suggest(interaction, data))
        elif self._closed:
            self._begin(self._say(interaction, STOPPING))
        elif kind is discord.InteractionType.application_command:
            self._command(interaction, data)
        elif kind is discord.InteractionType.component:
            done = lists.ticked(str(data.get("custom_id", "")), lists.contents_of(data))
            if done is not None:
                self._ticked(interaction, done)
            else:
                self._button(interaction, str(data.get("custom_id", "")))
        elif kind is discord.InteractionType.modal_submit:
            self._form(interaction, data)

    def _command(self, interaction: Interaction, data: Mapping[str, Any]) -> None:
        name, arguments = slash.arguments(data)
        spec = CATALOGUE.get(name)
        if spec is not None and has_form(spec):
            self._begin(self._draft(interaction, Form(name, given=arguments)))
        else:
            self._ask(interaction, Form(name, given=arguments))

    def _button(self, interaction: Interaction, custom_id: str) -> None:
        found = pressed(custom_id) or Pressed("")
        message = str(interaction.message.id) if interaction.message else ""
        form = Form(found.command, message, given=_chosen(found), about=found.about)
        if found.command == AGAIN:
            self._again(interaction, token=found.asks)
        elif found.command not in CATALOGUE or (found.asks and not _asks(found.command, found.asks)):
            self._begin(self._say(interaction, NOT_KNOWN))
        elif found.asks and found.command == BALLOT:
            self._begin(self._write(interaction, form))
        elif found.asks:
            self._begin(self._open(interaction, Written(form, asks=found.asks)))
        else:
            self._ask(interaction, form)

    def _form(self, interaction: Interaction, data: Mapping[str, Any]) -> None:
        form = form_of(str(data.get("custom_id", "")))
        if form is None or form.command not in CATALOGUE:
            self._begin(self._say(interaction, NOT_KNOWN))
            return
        asks = "" if has_form(CATALOGUE[form.command]) else "".join(fields_of(data)[:1])
        self._ask(interaction, form, Written(form, read_form(data), asks))

    def _again(self, interaction: Interaction, *, token: str) -> None:
        written = self._kept.get(token, str(interaction.user.id))
        self._begin(self._open(interaction, written) if written else self._say(interaction, NOT_KEPT))

    # --- what comes of it

    def _ask(self, interaction: Interaction, form: Form, written: Written | None = None) -> None:
        """Acknowledge what was asked, and hand it over."""
        here, source = _where(interaction), str(interaction.id)
        given = {**form.given, **(written.values if written else {})}
        invocation = Invocation(
            account=account_of(interaction.user),
            venue=here.venue,
            source=source,
            name=form.command,
            arguments=slash.tidied(form.command, _in_words(form.command, given, interaction)),
            private=here.private,
            reply_to=form.reply_to,
            aside=True,
            about=form.about,
        )
        quoted = own_words(form.command, invocation.arguments, all_of_them=written is not None)
        recorded: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        asked = self._asked[source] = Asked(interaction, recorded, quoted, written)
        self._begin(self._attend(source, asked))
        spec = CATALOGUE.get(form.command)
        if spec is not None and spec.facts and not here.private:
            self._begin(self._ask_knowing(interaction, asked, invocation, recorded))
        else:
            self._hand_over(invocation, recorded)

    async def _ask_knowing(
        self, interaction: Interaction, asked: Asked, invocation: Invocation, recorded: asyncio.Future[None]
    ) -> None:
        """Hand over what can be judged only by whoever knows who is there; say at once what makes it impossible."""
        lacking = self._lacking(interaction)
        problem = request(lacking, to="hold an assembly here") if lacking else ""
        if not problem:
            try:
                administers, present = await self._facts(interaction)
            except PlatformError as error:
                problem = f"{error} Nothing was done; please do it again in a moment."
            else:
                if self._closed:
                    return  # its asker was told that nothing is recorded
                self._hand_over(replace(invocation, administers=administers, present=present), recorded)
                return
        answer = asked.with_own_words(Document((paragraph(problem),), failed=True))
        await asked.answer(answer, key="not handed over")

    async def _attend(self, source: str, asked: Asked) -> None:
        await asked.attend()
        await asyncio.sleep(LINGER)
        self._asked.pop(source, None)

    def _with_way_back(self, asked: Asked, document: Document) -> Document:
        """Let nobody lose what they wrote, because it was refused or mistaken."""
        if not document.failed:
            return document
        document = asked.with_own_words(document)
        if asked.written is None:
            return document
        asked.token = asked.token or self._kept.keep(asked.account, asked.written)
        again = Action(command=AGAIN, label="Edit and try again", asks=asked.token)
        return msgspec.structs.replace(document, actions=(*document.actions, again))

    # --- ballot papers, of which nothing is kept here

    def _ticked(self, interaction: Interaction, done: lists.Ticked) -> None:
        form = Form(BALLOT, str(interaction.message.id) if interaction.message else "", about=done.about)
        if done.gives:
            self._ask(interaction, replace(form, given={CHOICES: done.gives}))
        else:
            self._begin(self._tick(interaction, done, form))

    async def _tick(self, interaction: Interaction, done: lists.Ticked, form: Form) -> None:
        """Show a paper as it is ticked by now, or have it written instead."""
        paper = await self._paper(interaction, done.about)
        if paper is not None and paper.lists is None:
            await say(interaction, paper)
            return
        filled = lists.filled_in(paper, done) if paper is not None else None
        if filled is None or filled.lists is None:
            await self._say(interaction, NO_PAPER)
        elif done.writes:
            await self._open(interaction, Written(form, _begun(filled.lists), asks=CHOICES))
        else:
            await show_instead(interaction, filled, lists.view_of(filled.lists, done.about, done.page))

    async def _write(self, interaction: Interaction, form: Form) -> None:
        """Open a form to write a ballot in, as it is by now."""
        paper = await self._paper(interaction, form.about)
        if paper is not None and paper.lists is None:
            await say(interaction, paper)
            return
        begun = _begun(paper.lists) if paper is not None and paper.lists is not None else {}
        await self._open(interaction, Written(form, begun, asks=CHOICES))

    async def _paper(self, interaction: Interaction, about: str) -> Document | None:
        paper: Document | None = None
        with _helping(interaction):
            async with asyncio.timeout(HELP_WITHIN):
                paper = await self._assistant.paper(account_of(interaction.user), about)
        return paper

    # --- before something is asked

    async def _suggest(self, interaction: Interaction, data: Mapping[str, Any]) -> None:
        command, (parameter, typed) = slash.command_of(data), slash.focused(data)
        account, venue = account_of(interaction.user), _where(interaction).venue
        choices: Sequence[Choice] = ()
        with _helping(interaction):
            async with asyncio.timeout(HELP_WITHIN):
                choices = await self._assistant.suggest(account, venue, command, parameter, typed, slash.filled(data))
        await offer(interaction, choices)

    async def _draft(self, interaction: Interaction, form: Form) -> None:
        account, venue = account_of(interaction.user), _where(interaction).venue
        values: Mapping[str, str] = {}
        with _helping(interaction):
            async with asyncio.timeout(HELP_WITHIN):
                values = await self._assistant.draft(account, venue, form.command, form.given, form.reply_to)
        await self._open(interaction, Written(form, values))

    async def _open(self, interaction: Interaction, written: Written) -> None:
        form = written.form
        modal = form_for(form.command, custom_id=form.custom_id, values=written.values, asks=written.asks)
        await show_form(interaction, modal)

    async def _fail(self, interaction: Interaction) -> None:
        asked = self._asked.get(str(interaction.id))
        if asked is None:
            await self._say(interaction, FAILED)
        else:
            await asked.answer(asked.with_own_words(Document((paragraph(FAILED),), failed=True)), key="failed")

    async def _say(self, interaction: Interaction, words: str) -> None:
        await say(interaction, Document((paragraph(words),), failed=True))

    def _begin(self, deed: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(deed)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("discord.interaction_not_answered", error=place(error))


@contextmanager
def _helping(interaction: Interaction) -> Iterator[None]:
    """Do without help that does not come: people can type all the same."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 (a help that fails must not keep anybody from asking)
        log.warning("discord.no_help", interaction=interaction.id, error=place(error))


def _where(interaction: Interaction) -> Place:
    assert interaction.channel is not None  # noqa: S101 - asked before
    return Place(interaction.guild_id or 0, interaction.channel.id)


def _chosen(found: Pressed) -> dict[str, str]:
    """Give the choice that a button stands for, as the parameter that has it."""
    spec = CATALOGUE.get(found.command)
    parameters = spec.parameters if spec is not None and found.choice else ()
    return {each.name: found.choice for each in parameters if found.choice in each.choices}


def _begun(paper: Lists) -> dict[str, str]:
    """Give what the form of a ballot begins with."""
    longest = min(CATALOGUE[BALLOT].parameter(CHOICES).limit, LONGEST_TEXT)
    return {CHOICES: prefilled(paper, longest=longest)}


def _asks(command: str, parameter: str) -> bool:
    return any(each.name == parameter for each in CATALOGUE[command].parameters)


def _in_words(command: str, given: Mapping[str, str], interaction: Interaction) -> dict[str, str]:
    """Write out what stands in texts as ids; a person who is asked for is best named by theirs."""
    spec = CATALOGUE.get(command)
    people = {each.name for each in spec.parameters if each.kind is Kind.PERSON} if spec else set()
    guild, by = interaction.guild, interaction.user
    return {name: in_words(person_in(text) if name in people else text, guild, by) for name, text in given.items()}
