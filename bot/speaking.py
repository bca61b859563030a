"""What somebody's words mean: a command, a question, or the reason for a block; and the answer to them."""

from typing import Final

from adapters import inbound as came
from adapters.answers import answer_query, answer_to
from adapters.commands import find
from adapters.documents import Document
from adapters.greetings import came_in, unreadable, went_out
from adapters.inbound import Invocation
from adapters.mistakes import Mistake, UnknownCommand
from adapters.references import Kind, Subject, read_subject
from adapters.validating import Context, Move, Query, named_assembly, validate, validate_reply
from adapters.wording import in_words
from bot.contexts import Contexts
from bot.letters import MoveAccount, owed
from bot.postings import Postings
from bot.sitting import Sitting
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.events import VenueBound
from deliberation.ids import AssemblyId, VenueId
from deliberation.refusals import NotTakingPart, Refusal
from storage.port import Posted, Received

_OF_A_ROOM: Final = (cmd.FoundAssembly, cmd.BindVenue, cmd.TakeRoomIn)
_FOR_STRANGERS: Final = frozenset({"help", "found", "bind", "join", "leave"})
"""Commands that tell nothing of an assembly that is named with them."""


class Speaking:
    """Handles words."""

    def __init__(self, *, contexts: Contexts, postings: Postings) -> None:
        self._contexts = contexts
        self._postings = postings

    async def invoked(self, item: Invocation, sitting: Sitting) -> None:
        """Take a command, or a question."""
        platform = item.account.platform
        sitting.receive(Received(platform=platform, source=item.source, account=item.account.id))
        posted = await self._postings.find(platform, item.reply_to) if item.reply_to else None
        if posted is None and item.about:
            posted = _spoken_of(item)
        context = await self._contexts.of(item, posted, named_assembly(item.arguments), sitting)
        if _is_strange(item, context):
            # Before anything is looked up: that a number or a name is not there would tell something too.
            self._refuse(item, NotTakingPart(), context.assembly, sitting)
            return
        asked = validate(item, context)
        if isinstance(asked, UnknownCommand) and item.private and await self._was_reason(item, sitting):
            return
        if isinstance(asked, Query):
            if not _may_read(asked, context, item.venue):
                self._refuse(item, NotTakingPart(), context.assembly, sitting)
                return
            self._answer(item, answer_query(asked, context, sitting.people.names), sitting)
        elif isinstance(asked, Move):
            _move(item, asked, context.assembly, sitting)
        elif isinstance(asked, Command):
            await self._obey(item, asked, context.assembly, sitting)
        else:
            self._refuse(item, asked, context.assembly, sitting)

    async def _obey(self, item: Invocation, command: Command, assembly: Assembly | None, sitting: Sitting) -> None:
        identifier = command.assembly if isinstance(command, cmd.FoundAssembly) else assembly.id if assembly else None
        if identifier is None:
            raise ValueError(f"{type(command).__name__} without an assembly")
        if isinstance(command, _OF_A_ROOM) and (taken := sitting.at(command.venue)):
            identifier = taken  # the engine refuses: the room is an assembly's already
        result = await sitting.carry_out(identifier, command)
        after = await sitting.assembly(identifier)
        if not isinstance(result, list):
            self._refuse(item, result, after, sitting)
        elif after is not None:
            for bound in (event for event in result if isinstance(event, VenueBound)):
                sitting.prepare(identifier, bound.venue)
            if isinstance(command, cmd.TakePosition | cmd.Retract) and sitting.may_miss(after):
                check = after.checks[command.check]
                sitting.tidy(identifier, str(Subject(Kind.CHECK, check.number, check.round)), command.actor)
            always = item.private or item.aside
            document = answer_to(command, result, after, sitting.people.names, always=always)
            if document is not None:
                self._answer(item, document, sitting)

    def _refuse(
        self, item: Invocation, refusal: Mistake | Refusal, assembly: Assembly | None, sitting: Sitting
    ) -> None:
        self._answer(item, self._no(refusal, assembly, sitting), sitting)

    def _answer(self, item: Invocation | came.Said, document: Document, sitting: Sitting) -> None:
        """Answer where it was asked; in private, where the command is one whose answer concerns only the asker."""
        account, key = item.account, f"answer:{item.account.platform}:{item.source}"
        if isinstance(item, Invocation) and item.aside:
            sitting.tell_account(account.platform, account.id, document, key=key, answering=item.source)
            return
        spec = find(item.name) if isinstance(item, Invocation) and not item.private else None
        if spec is not None and spec.private:
            here = sitting.at(item.venue)
            sitting.tell_account(account.platform, account.id, document, key=key, assembly=here)
        else:
            sitting.tell_venue(item.venue, document, key=key, reply_to=item.source)

    async def _was_reason(self, item: Invocation, sitting: Sitting) -> bool:
        """In a private room, plain words after being asked for the reason of one's block are that reason."""
        found = await self._contexts.reasonless_block(item, sitting)
        if found is None:
            return False
        assembly, check = found
        words = " ".join(part for part in (item.name, *item.arguments.values()) if part)
        await self._give_reason(item, words, assembly, check, sitting)
        return True

    async def said(self, item: came.Said, sitting: Sitting) -> None:
        """Take plain words in reply to a message of ours."""
        posted = await self._postings.find(item.account.platform, item.reply_to)
        if posted is None and not item.private:
            return
        sitting.receive(Received(platform=item.account.platform, source=item.source, account=item.account.id))
        if posted is None:
            # Perhaps what it replies to has only just gone out: in private there is one thing that it can mean.
            await self._reason_after_all(item, sitting)
            return
        subject = read_subject(posted.subject)
        assembly = await sitting.assembly(posted.assembly)
        if subject is None or assembly is None or subject.kind is not Kind.CHECK:
            return
        await self._give_reason(item, item.text, assembly, subject, sitting)

    async def _reason_after_all(self, item: came.Said, sitting: Sitting) -> None:
        found = await self._contexts.reasonless_block(item, sitting)
        if found is not None:
            await self._give_reason(item, item.text, *found, sitting)

    async def _give_reason(
        self, item: Invocation | came.Said, words: str, assembly: Assembly, subject: Subject, sitting: Sitting
    ) -> None:
        context = await self._contexts.about(item, assembly, subject, sitting)
        command = validate_reply(words, item.source, context)
        if command is None:
            return
        if not isinstance(command, Command):
            self._answer(item, self._no(command, assembly, sitting), sitting)
            return
        result = await sitting.carry_out(assembly.id, command)
        after = await sitting.assembly(assembly.id)
        if isinstance(result, list) and after is not None:
            document = answer_to(command, result, after, sitting.people.names, always=item.private)
        else:
            document = None if isinstance(result, list) else self._no(result, assembly, sitting)
        if document is not None:
            self._answer(item, document, sitting)

    async def unreadable(self, item: came.Unreadable, sitting: Sitting) -> None:
        """Tell somebody that their message could not be decrypted."""
        # Once a day: whoever's keys do not come through writes more than one message.
        who = f"{item.account.platform}:{item.account.id}"
        sitting.tell_venue(
            item.venue,
            unreadable(),
            key=f"unreadable:{who}:{item.venue}:{sitting.now.date().isoformat()}",
            reply_to=item.source,
        )

    def _no(self, no: Refusal | Mistake, assembly: Assembly | None, sitting: Sitting) -> Document:
        return in_words(no, assembly, sitting.people.names)


def _spoken_of(item: Invocation) -> Posted | None:
    """Say what a message is about that has just gone out, and is not yet known to have."""
    assembly, _, subject = item.about.partition(":")
    if read_subject(subject) is None:
        return None
    return Posted(
        platform=item.account.platform,
        venue=item.venue,
        message=item.reply_to,
        assembly=AssemblyId(assembly),
        subject=subject,
        card=True,
    )


def _move(item: Invocation, move: Move, assembly: Assembly | None, sitting: Sitting) -> None:
    """Have somebody let in or out by the platform. That they came or went, it tells like anybody's coming and going."""
    if assembly is None:
        raise ValueError("a move without an assembly")
    letter = MoveAccount(
        venue=item.venue,
        account=item.account.id,
        entering=move.entering,
        done=came_in(assembly) if move.entering else went_out(assembly),
        answering=item.source if item.aside else "",
    )
    sitting.work.owed.append(owed(f"move:{item.account.platform}:{item.source}", letter))


def _is_strange(item: Invocation, context: Context) -> bool:
    """Whether somebody asks about an assembly from outside who has never had a part in anything that it has open."""
    spec, assembly, person = find(item.name), context.assembly, context.actor
    if spec is None or spec.name in _FOR_STRANGERS or assembly is None or item.venue in assembly.venues:
        return False
    if person in assembly.participants or any(person in check.roll for check in assembly.checks.values()):
        return False
    return all(concern.person != person for concern in assembly.concerns.values())


def _may_read(query: Query, context: Context, venue: VenueId) -> bool:
    """Whether somebody may read of an assembly there: in its own venues, or anywhere if they take part in it."""
    assembly = context.assembly
    return (
        query.name == "help" or assembly is None or venue in assembly.venues or context.actor in assembly.participants
    )
