"""What each thing that came in means: which command of the engine it is, and what its sender is told.

Rules live in the engine, words in ``adapters``; here they are brought together.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import structlog

from adapters import inbound as came
from adapters.answers import answer_query, answer_to
from adapters.cards import SIGN, stance_of
from adapters.commands import find
from adapters.documents import Document
from adapters.greetings import greeting, private_greeting, reaction_lifted, unreadable
from adapters.inbound import Account, Inbound, Invocation
from adapters.mistakes import Mistake, OldCard, UnknownCommand
from adapters.references import Kind, Subject, read_subject
from adapters.validating import Context, Query, named_assembly, validate, validate_reply
from adapters.wording import in_words
from bot.contexts import Contexts
from bot.sitting import Sitting
from deliberation import commands as cmd
from deliberation.assembly import Assembly, Check, OnProposal, PetitionState
from deliberation.commands import Command
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.positions import Stance
from deliberation.refusals import AlreadySigned, BlockStands, NotTakingPart, Refusal
from storage.port import Posted, Received, Store

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Internal:
    """A command of the program's own: a tick, an absence."""

    assembly: AssemblyId
    command: Command


Item = Inbound | Internal


def source_of(item: Item) -> tuple[str, str] | None:
    """Give the platform's own name of what came in, by which it counts once; ``None`` where repeating does no harm."""
    match item:
        case came.Unreacted() | came.VenueLost() | came.VenueReplaced() | came.MessageDeleted():
            return item.platform, item.source
        case came.Present() | Internal():
            return None
        case _:
            return item.account.platform if not isinstance(
                item, came.VenueGained
            ) else item.invited_by.platform, item.source


def accounts_in(items: Iterable[Item]) -> Iterable[Account]:
    """List the accounts that came with these items."""
    for item in items:
        match item:
            case came.Present():
                yield from item.accounts
            case came.VenueReplaced():
                yield from item.present
            case came.VenueGained():
                yield item.invited_by
            case came.Invocation():
                yield item.account
                yield from item.present
            case came.Reacted() | came.Said() | came.Entered() | came.Departed() | came.Unreadable():
                yield item.account
            case _:
                pass


class Handler:
    """Handles one thing after another within a sitting."""

    def __init__(self, *, store: Store, contexts: Contexts, prefix: str) -> None:
        self._store = store
        self._contexts = contexts
        self._prefix = prefix
        self._posted: dict[tuple[str, str], Posted] = {}
        self._handlers: dict[type[Any], Callable[[Any, Sitting], Awaitable[None]]] = {
            Internal: self._internal,
            came.Reacted: self._reacted,
            came.Unreacted: self._unreacted,
            came.Invocation: self._invoked,
            came.Said: self._said,
            came.Entered: self._entered,
            came.Departed: self._departed,
            came.Present: self._present,
            came.VenueGained: self._venue_gained,
            came.VenueLost: self._venue_lost,
            came.VenueReplaced: self._venue_replaced,
            came.MessageDeleted: self._message_deleted,
            came.Unreadable: self._unreadable,
        }

    async def handle(self, item: Item, sitting: Sitting) -> None:
        """Handle one thing."""
        await self._handlers[type(item)](item, sitting)

    async def concerns_us(self, item: Item) -> bool:
        """Whether something has to do with us at all: of a reaction on other people's talk nothing is kept."""
        if not isinstance(item, came.Reacted):
            return True
        return await self._posted_as(item.account.platform, item.message) is not None

    async def _internal(self, item: Internal, sitting: Sitting) -> None:
        refusal = await sitting.carry_out(item.assembly, item.command)
        if not isinstance(refusal, list):
            log.error("own command refused", assembly=item.assembly, refusal=type(refusal).__name__)

    def _no(
        self, no: Refusal | Mistake, assembly: Assembly | None, sitting: Sitting, *, private: bool = False
    ) -> Document:
        return in_words(no, self._prefix, assembly, sitting.people.names, private=private)

    # --- reactions

    async def _posted_as(self, platform: str, message: str) -> Posted | None:
        known = self._posted.get((platform, message))
        if known is None:
            known = await self._store.posted_as(platform, message)
            if known is not None:
                if len(self._posted) > _MOST_REMEMBERED:
                    self._posted.clear()
                self._posted[platform, message] = known
        return known

    async def _reacted(self, item: came.Reacted, sitting: Sitting) -> None:
        platform = item.account.platform
        posted = await self._posted_as(platform, item.message)
        subject = read_subject(posted.subject) if posted is not None and posted.card else None
        if posted is None or subject is None:
            return
        assembly = await sitting.assembly(posted.assembly)
        if assembly is None:
            return
        person = sitting.people.person(platform, item.account.id)
        command = _meant(assembly, subject, person, item.key, item.source)
        if command is None:
            return
        sitting.receive(
            Received(platform=platform, source=item.source, account=item.account.id, target=item.message, key=item.key)
        )
        if _is_old_card(assembly, subject):
            key = f"old-card:{posted.assembly}:{subject}:{person}"
            document = self._no(_old_card(assembly, subject), assembly, sitting, private=True)
            sitting.tell_account(platform, item.account.id, document, key=key)
            return
        result = await sitting.carry_out(posted.assembly, command)
        if not isinstance(result, list) and not isinstance(result, AlreadySigned):
            self._refuse_reaction(item.account, posted, subject, result, assembly, sitting)

    def _refuse_reaction(
        self,
        account: Account,
        posted: Posted,
        subject: Subject,
        refusal: Refusal,
        assembly: Assembly,
        sitting: Sitting,
    ) -> None:
        """Say no to a reaction, in private and once for each reason: reacting again does not ring again."""
        key = f"refused:{posted.assembly}:{subject}:{account.platform}:{account.id}:{type(refusal).__name__}"
        document = self._no(refusal, assembly, sitting, private=True)
        sitting.tell_account(account.platform, account.id, document, key=key)

    async def _unreacted(self, item: came.Unreacted, sitting: Sitting) -> None:
        lifted = sitting.received.get((item.platform, item.lifted)) or await self._store.reaction(
            item.platform, item.lifted
        )
        if lifted is None:
            # Whatever it was, it is gone: should it still come in, late, it must not count. A command or a reply has
            # come in before, and stands.
            if item.lifted not in await self._store.already(item.platform, [item.lifted]):
                sitting.receive(Received(platform=item.platform, source=item.lifted, account=item.by))
            return
        if not lifted.target or (item.platform, item.lifted) in sitting.lifted:
            return
        posted = await self._posted_as(item.platform, lifted.target)
        subject = read_subject(posted.subject) if posted is not None else None
        assembly = await sitting.assembly(posted.assembly) if posted is not None else None
        if posted is None or subject is None or assembly is None:
            return
        sitting.lift(item.platform, item.lifted)
        person = await self._contexts.person(item.platform, lifted.account)
        if item.by and item.by != lifted.account:
            await self._lifted_by_another(posted, subject, person, lifted, sitting)
            return
        command = await self._lifting(assembly, subject, person, lifted, sitting)
        result = await sitting.carry_out(posted.assembly, command)
        if isinstance(result, BlockStands):
            document = self._no(result, assembly, sitting, private=True)
            # Told each time: somebody who takes a block's reaction away again may believe that it worked.
            sitting.tell_account(
                item.platform, lifted.account, document, key=f"block-stands:{item.platform}:{item.lifted}"
            )

    async def _lifted_by_another(
        self, posted: Posted, subject: Subject, person: PersonId, lifted: Received, sitting: Sitting
    ) -> None:
        """A moderator took away somebody's reaction: what it said stands, and its owner is told."""
        assembly = await sitting.assembly(posted.assembly)
        if assembly is None or not _counts(assembly, subject, person, lifted.source):
            return
        document = reaction_lifted(assembly, subject, self._prefix)
        sitting.tell_account(
            lifted.platform, lifted.account, document, key=f"lifted-by-another:{lifted.platform}:{lifted.source}"
        )

    async def _lifting(
        self, assembly: Assembly, subject: Subject, person: PersonId, lifted: Received, sitting: Sitting
    ) -> Command:
        """Say what taking a reaction away means: back to one that still stands, if there is one, else to nothing."""
        if subject.kind is Kind.PETITION:
            return cmd.Unsign(actor=person, petition=subject.number, source=lifted.source)
        check = assembly.checks[subject.number]
        position = check.positions.get(person)
        if position is not None and position.source == lifted.source and position.stance is not Stance.BLOCK:
            for row in reversed(await self._standing(lifted, sitting)):
                stance = stance_of(check.question, row.key)
                if stance is not None:
                    return cmd.TakePosition(actor=person, check=check.number, stance=stance, source=row.source)
        return cmd.LiftExpression(actor=person, check=subject.number, source=lifted.source)

    async def _standing(self, lifted: Received, sitting: Sitting) -> list[Received]:
        """List the same account's other reactions on the same card that still stand, in the order of their coming."""
        stored = await self._store.live_reactions(lifted.platform, lifted.target, lifted.account)
        fresh = [
            row
            for row in sitting.received.values()
            if row.target == lifted.target and row.account == lifted.account and row.platform == lifted.platform
        ]
        rows = {row.source: row for row in [*stored, *fresh]}
        return [row for row in rows.values() if (row.platform, row.source) not in sitting.lifted]

    # --- words

    async def _invoked(self, item: Invocation, sitting: Sitting) -> None:
        platform = item.account.platform
        sitting.receive(Received(platform=platform, source=item.source, account=item.account.id))
        posted = await self._posted_as(platform, item.reply_to) if item.reply_to else None
        context = await self._contexts.of(item, posted, named_assembly(item.arguments), sitting)
        asked = validate(item, context)
        if isinstance(asked, UnknownCommand) and item.private and await self._was_reason(item, sitting):
            return
        if isinstance(asked, Query):
            if not _may_read(asked, context, item.venue):
                self._refuse(item, NotTakingPart(), context.assembly, sitting)
                return
            self._answer(item, answer_query(asked, context, sitting.people.names, self._prefix), sitting)
        elif isinstance(asked, Command):
            await self._obey(item, asked, context.assembly, sitting)
        else:
            self._refuse(item, asked, context.assembly, sitting)

    async def _obey(self, item: Invocation, command: Command, assembly: Assembly | None, sitting: Sitting) -> None:
        identifier = command.assembly if isinstance(command, cmd.FoundAssembly) else assembly.id if assembly else None
        if identifier is None:
            raise ValueError(f"{type(command).__name__} without an assembly")
        if isinstance(command, cmd.FoundAssembly | cmd.BindVenue) and (taken := sitting.at(command.venue)):
            identifier = taken  # the engine refuses: the room is an assembly's already
        result = await sitting.carry_out(identifier, command)
        after = await sitting.assembly(identifier)
        if not isinstance(result, list):
            self._refuse(item, result, after, sitting)
        elif after is not None:
            document = answer_to(command, result, after, sitting.people.names, self._prefix, private=item.private)
            if document is not None:
                self._answer(item, document, sitting)

    def _refuse(
        self, item: Invocation, refusal: Mistake | Refusal, assembly: Assembly | None, sitting: Sitting
    ) -> None:
        self._answer(item, self._no(refusal, assembly, sitting), sitting)

    def _answer(self, item: Invocation | came.Said, document: Document, sitting: Sitting) -> None:
        """Answer where it was asked; in private, where the command is one whose answer concerns only the asker."""
        account, key = item.account, f"answer:{item.account.platform}:{item.source}"
        spec = find(item.name) if isinstance(item, Invocation) and not item.private else None
        if spec is not None and spec.private:
            sitting.tell_account(account.platform, account.id, document, key=key)
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

    async def _said(self, item: came.Said, sitting: Sitting) -> None:
        posted = await self._posted_as(item.account.platform, item.reply_to)
        if posted is None:
            return
        sitting.receive(Received(platform=item.account.platform, source=item.source, account=item.account.id))
        subject = read_subject(posted.subject)
        assembly = await sitting.assembly(posted.assembly)
        if subject is None or assembly is None or subject.kind is not Kind.CHECK:
            return
        await self._give_reason(item, item.text, assembly, subject, sitting)

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
            document = answer_to(command, result, after, sitting.people.names, self._prefix, private=item.private)
        else:
            document = None if isinstance(result, list) else self._no(result, assembly, sitting)
        if document is not None:
            self._answer(item, document, sitting)

    async def _unreadable(self, item: came.Unreadable, sitting: Sitting) -> None:
        # Once a day: whoever's keys do not come through writes more than one message.
        who = f"{item.account.platform}:{item.account.id}"
        sitting.tell_venue(
            item.venue,
            unreadable(self._prefix),
            key=f"unreadable:{who}:{item.venue}:{sitting.now.date().isoformat()}",
            reply_to=item.source,
        )

    # --- venues and who is in them

    async def _entered(self, item: came.Entered, sitting: Sitting) -> None:
        await self._move(item.account, item.venue, sitting, came_in=True)

    async def _departed(self, item: came.Departed, sitting: Sitting) -> None:
        await self._move(item.account, item.venue, sitting, came_in=False)

    async def _move(self, account: Account, venue: VenueId, sitting: Sitting, *, came_in: bool) -> None:
        identifier = sitting.at(venue)
        if identifier is not None:
            person = sitting.people.person(account.platform, account.id)
            kind = cmd.Enter if came_in else cmd.Leave
            await sitting.carry_out(identifier, kind(actor=person, venue=venue))

    async def _present(self, item: came.Present, sitting: Sitting) -> None:
        identifier = sitting.at(item.venue)
        assembly = await sitting.assembly(identifier) if identifier is not None else None
        if identifier is None or assembly is None:
            return
        here = {sitting.people.person(account.platform, account.id) for account in item.accounts}
        if item.venue in assembly.silent:
            await sitting.carry_out(identifier, cmd.RegainVenue(venue=item.venue))
            for subject in _cards_wanted(assembly):
                sitting.refresh(identifier, subject)
        for person in sorted(here):
            await sitting.carry_out(identifier, cmd.Enter(actor=person, venue=item.venue))
        gone = [p.person for p in assembly.participants.values() if item.venue in p.venues and p.person not in here]
        for person in sorted(gone):
            await sitting.carry_out(identifier, cmd.Leave(actor=person, venue=item.venue))

    async def _venue_gained(self, item: came.VenueGained, sitting: Sitting) -> None:
        by = item.invited_by
        if item.private:
            self._contexts.note_private(by, item.venue, sitting)
            sitting.tell_account(
                by.platform, by.id, private_greeting(self._prefix), key=f"hello:{by.platform}:{item.venue}"
            )
        elif sitting.at(item.venue) is None:
            sitting.tell_venue(item.venue, greeting(self._prefix), key=f"hello:{by.platform}:{item.source}")

    async def _venue_lost(self, item: came.VenueLost, sitting: Sitting) -> None:
        identifier = sitting.at(item.venue)
        if identifier is not None:
            await sitting.carry_out(identifier, cmd.LoseVenue(venue=item.venue))

    async def _venue_replaced(self, item: came.VenueReplaced, sitting: Sitting) -> None:
        identifier = sitting.at(item.venue)
        if identifier is None:
            return
        if sitting.at(item.successor) not in {None, identifier}:
            # Whoever made both rooms must not take an assembly over by upgrading another room into its own.
            log.warning("successor is another assembly's", venue=item.venue, successor=item.successor)
            return
        present = tuple(sitting.people.person(account.platform, account.id) for account in item.present)
        await sitting.carry_out(identifier, cmd.MoveVenue(venue=item.venue, successor=item.successor, present=present))
        assembly = await sitting.assembly(identifier)
        if assembly is not None:
            for subject in _cards_wanted(assembly):
                sitting.refresh(identifier, subject)

    async def _message_deleted(self, item: came.MessageDeleted, sitting: Sitting) -> None:
        posted = await self._posted_as(item.platform, item.message)
        if posted is None:
            return
        self._posted.pop((item.platform, item.message), None)
        assembly = await sitting.assembly(posted.assembly)
        if posted.card and assembly is not None and posted.subject in _cards_wanted(assembly):
            sitting.work.forgotten.append((item.platform, item.message))
            sitting.refresh(posted.assembly, posted.subject)


_MOST_REMEMBERED: Final = 50_000


def _meant(assembly: Assembly, subject: Subject, person: PersonId, key: str, source: str) -> Command | None:
    """Say what a reaction on a card means, if anything."""
    if subject.kind is Kind.PETITION:
        return cmd.Sign(actor=person, petition=subject.number, source=source) if key == SIGN else None
    if subject.kind is not Kind.CHECK or subject.number not in assembly.checks:
        return None
    stance = stance_of(assembly.checks[subject.number].question, key)
    if stance is None:
        return None
    return cmd.TakePosition(actor=person, check=subject.number, stance=stance, source=source)


def _old_card(assembly: Assembly, subject: Subject) -> OldCard:
    question = assembly.checks[subject.number].question
    return OldCard(command="agree", matter=f"P{question.proposal}" if isinstance(question, OnProposal) else "")


def _is_old_card(assembly: Assembly, subject: Subject) -> bool:
    return subject.kind is Kind.CHECK and assembly.checks[subject.number].round != subject.round


def _may_read(query: Query, context: Context, venue: VenueId) -> bool:
    """Whether somebody may read of an assembly there: in its own venues, or anywhere if they take part in it."""
    assembly = context.assembly
    return (
        query.name == "help" or assembly is None or venue in assembly.venues or context.actor in assembly.participants
    )


def _counts(assembly: Assembly, subject: Subject, person: PersonId, source: str) -> bool:
    """Whether that reaction is what a person's position or signature rests on now."""
    if subject.kind is Kind.PETITION:
        petition = assembly.petitions.get(subject.number)
        return petition is not None and petition.signatures.get(person) == source
    check: Check | None = assembly.checks.get(subject.number)
    position = check.positions.get(person) if check else None
    return position is not None and position.source == source


def _cards_wanted(assembly: Assembly) -> list[str]:
    """List the cards that should be there: those of what is open or still cooling off."""
    cards = [
        str(Subject(Kind.CHECK, check.number, check.round))
        for check in assembly.checks.values()
        if assembly.takes_word(check.number)
    ]
    gathering = [p.number for p in assembly.petitions.values() if p.state is PetitionState.GATHERING]
    return cards + [str(Subject(Kind.PETITION, number)) for number in gathering]
