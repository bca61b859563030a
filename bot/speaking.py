"""What somebody's words mean: a command, a question, or the reason for a block; and the answer to them."""

from dataclasses import replace
from typing import Final

from adapters import inbound as came
from adapters.answers.answer import answer_query, answer_to
from adapters.commands import find
from adapters.documents import Document
from adapters.greetings import revised, unreadable, unreadable_in_private
from adapters.inbound import Invocation
from adapters.mistakes import (
    BallotInPublic,
    Mistake,
    NameAssembly,
    NoAssembly,
    PerhapsBallot,
    UnknownCommand,
    WrongKind,
)
from adapters.references import PROPOSAL, Kind, Subject, read_reference, read_subject
from adapters.request import PaperAsked, Personal
from adapters.validating import Context, Move, Query, Visit, named_assembly, validate, validate_reply
from adapters.words.wording import in_words
from bot.contexts import Contexts
from bot.moving import move
from bot.naming import told
from bot.personal.commands import PersonalWishes
from bot.polling.votes import (
    as_ballot,
    in_assembly,
    is_ballot,
    is_word_of_voting,
    meant_for_one,
    votes_in,
    words_of,
    written_otherwise,
)
from bot.polling.voting import Voting
from bot.postings import Postings
from bot.returning import returns
from bot.sitting import Sitting
from bot.strangers import is_strange, may_read
from bot.visiting import Visiting
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.events import Event, ThingCalled, VenueBound
from deliberation.ids import AssemblyId
from deliberation.refusals import MandateUnnamed, NotTakingPart, Refusal
from storage.port import Posted, Received

_OF_A_ROOM: Final = (cmd.FoundAssembly, cmd.BindVenue, cmd.TakeRoomIn)
_PERHAPS_A_VOTE: Final = (UnknownCommand, WrongKind, NameAssembly)
"""What may be said of a vote that does not begin with its command."""
_FOR_THEM_ALONE: Final = (MandateUnnamed,)
"""What is asked again of one person, and would tell a room of what is not recorded yet."""


class Speaking:
    """Handles words."""

    def __init__(
        self,
        *,
        contexts: Contexts,
        postings: Postings,
        personal: PersonalWishes,
        visiting: Visiting,
        voting: Voting,
    ) -> None:
        self._voting = voting
        self._contexts = contexts
        self._postings = postings
        self._personal = personal
        self._visiting = visiting

    async def invoked(self, item: Invocation, sitting: Sitting) -> None:
        """Take a command, or a question."""
        platform = item.account.platform
        sitting.receive(Received(platform=platform, source=item.source, account=item.account.id))
        posted = await self._postings.find(platform, item.reply_to) if item.reply_to else None
        if posted is None and item.about:
            posted = _spoken_of(item)
        if await self._is_vote_in_reply(item, posted, sitting) or await self._is_on_a_paper(item, posted, sitting):
            return
        await self._invoke(item, posted, sitting)

    async def _returns(self, item: Invocation, context: Context, sitting: Sitting) -> bool:
        """Whether whoever asks returns elections, wherever they are held."""
        spec = find(item.name)
        name = spec.name if spec is not None else ""
        return await returns(name, context.actor, list(sitting.listings()), sitting.assembly)

    async def _invoke(self, item: Invocation, posted: Posted | None, sitting: Sitting) -> None:
        context = await self._contexts.of(item, posted, named_assembly(item.arguments), sitting)
        if is_strange(item, context) and not await self._returns(item, context, sitting):
            # Before anything is looked up: that a number or a name is not there would tell something too.
            await self._refuse(item, NotTakingPart(), context.assembly, sitting)
            return
        asked, named = validate(item, context), _is_to_be_named(item, context)
        if _may_be_vote(asked) and await self._is_vote_otherwise(item, sitting):
            return
        if _is_unasked(item, asked, posted) and await self._is_for_a_ballot(item, context, sitting, named=named):
            return
        if isinstance(asked, UnknownCommand):
            await self._unknown(item, asked, context, sitting, named=named)
        elif isinstance(asked, Query):
            await self._inquire(item, asked, context, sitting, named=named)
        elif isinstance(asked, Personal):
            self._answer(item, await self._personal.asked(item, asked, sitting), sitting)
        elif isinstance(asked, Move):
            move(item, asked, context.assembly, sitting)
        elif isinstance(asked, Visit | PaperAsked | cmd.GiveBallot):
            await self._wish(item, asked, context, sitting, named=named)
        elif isinstance(asked, Command):
            await self._obey(item, asked, context.assembly, sitting, named=named)
        else:
            await self._refuse(item, asked, context.assembly, sitting, named=named)

    async def _unknown(
        self, item: Invocation, asked: UnknownCommand, context: Context, sitting: Sitting, *, named: bool
    ) -> None:
        """Answer what is no command: it may be a reason, or a ballot, of which no word is said again."""
        if item.private and _votes(context):
            # Before it is taken for the reason of a block, which everybody reads.
            await self._perhaps_ballot(item, context, context.assembly, sitting, named=named)
        elif item.private and await self._was_reason(item, sitting):
            return
        elif not await self._is_warned(as_ballot(item, ""), context, sitting):
            await self._refuse(item, asked, context.assembly, sitting, named=named)

    async def _is_warned(self, vote: Invocation, context: Context, sitting: Sitting) -> bool:
        """Whether words in a room would be a secret ballot in private; whoever wrote them is warned then."""
        if not _is_vote_in_public(vote, context):
            return False
        named = _is_to_be_named(vote, context)
        await self._refuse(vote, BallotInPublic(poll=0), context.assembly, sitting, named=named)
        return True

    async def _perhaps_ballot(
        self,
        item: Invocation | came.Said,
        context: Context,
        assembly: Assembly | None,
        sitting: Sitting,
        *,
        named: bool = False,
    ) -> None:
        """Say to somebody who has a vote that what they wrote was taken for none, without a word of it."""
        blocks = await self._contexts.reasonless_block(item, sitting) is not None
        votes = [(each, poll) for each in context.mine for poll in votes_in(each, context.actor)]
        asked = PerhapsBallot(blocks=blocks)
        if len(votes) == 1:
            ((there, poll),) = votes
            number = f"B{poll.number}" if there is assembly else f"B{poll.number}@{there.slug}"
            asked = PerhapsBallot(blocks=blocks, ballot=number, method=poll.method)
        await self._refuse(item, asked, assembly, sitting, named=named)

    async def _inquire(
        self, item: Invocation, query: Query, context: Context, sitting: Sitting, *, named: bool
    ) -> None:
        if not may_read(query, context, item.venue):
            await self._refuse(item, NotTakingPart(), context.assembly, sitting)
            return
        answer = await told(
            sitting.people, context.assembly, lambda names: answer_query(query, context, names, private=named)
        )
        self._answer(item, answer, sitting)

    async def _wish(
        self,
        item: Invocation,
        asked: Visit | PaperAsked | cmd.GiveBallot,
        context: Context,
        sitting: Sitting,
        *,
        named: bool,
    ) -> None:
        """Do what concerns one person and an assembly, and what is answered to them alone."""
        if context.assembly is None:
            raise ValueError(f"{type(asked).__name__} without an assembly")
        if isinstance(asked, PaperAsked | cmd.GiveBallot):
            refusal = await self._voting.do(item, asked, context.assembly, context.actor, sitting)
            if refusal is not None:
                await self._refuse(item, refusal, context.assembly, sitting, named=named)
            return
        answer = await self._visiting.asked(item, context.assembly, sitting)
        if answer is not None:
            self._answer(item, answer, sitting)

    async def _obey(
        self, item: Invocation, command: Command, assembly: Assembly | None, sitting: Sitting, *, named: bool
    ) -> None:
        identifier = command.assembly if isinstance(command, cmd.FoundAssembly) else assembly.id if assembly else None
        if identifier is None:
            raise ValueError(f"{type(command).__name__} without an assembly")
        free: AssemblyId | None = None
        if isinstance(command, _OF_A_ROOM) and command.venue and (taken := sitting.at(command.venue)):
            if await self._is_over(taken, sitting):
                free = taken
            else:
                identifier = taken  # the engine refuses: the room is an assembly's already
        result = await sitting.carry_out(identifier, command)
        after = await sitting.assembly(identifier)
        if not isinstance(result, list):
            await self._refuse(item, result, after, sitting, named=named)
        elif after is not None:
            for bound in (event for event in result if isinstance(event, VenueBound)):
                if free is not None:
                    await sitting.carry_out(free, cmd.ReleaseVenue(venue=bound.venue))
                sitting.prepare(identifier, bound.venue)
            _tidy_after(command, after, sitting)
            _house(item, result, after, sitting)
            always = item.private or item.aside
            document = await self._told(command, result, after, sitting, always=always, named=named)
            if document is not None:
                self._answer(item, document, sitting)

    async def _is_over(self, taken: AssemblyId, sitting: Sitting) -> bool:
        """Whether a room is still that of a Thing which has ended: then it is free for another."""
        held = await sitting.assembly(taken)
        return held is not None and held.dissolved_at is not None

    async def _told(
        self, command: Command, events: list[Event], after: Assembly, sitting: Sitting, *, always: bool, named: bool
    ) -> Document | None:
        """Word the answer to a command that succeeded."""
        return await told(
            sitting.people,
            after,
            lambda names: answer_to(command, events, after, names, always=always, private=named),
        )

    async def _refuse(
        self,
        item: Invocation | came.Said,
        refusal: Mistake | Refusal,
        assembly: Assembly | None,
        sitting: Sitting,
        *,
        named: bool = False,
    ) -> None:
        if isinstance(refusal, BallotInPublic):
            sitting.take_down(item.venue, item.source)
        links = self._contexts.links(item.account, sitting)
        alone = isinstance(refusal, _FOR_THEM_ALONE) and not item.private and not _is_aside(item)
        apart = named or alone
        document = await told(
            sitting.people, assembly, lambda names: in_words(refusal, assembly, names, private=apart, links=links)
        )
        self._answer(item, document, sitting, alone=alone)

    def _answer(
        self, item: Invocation | came.Said, document: Document, sitting: Sitting, *, alone: bool = False
    ) -> None:
        """Answer where it was asked; in private (``alone``), where what is answered concerns only the asker."""
        account, key = item.account, f"answer:{item.account.platform}:{item.source}"
        if _is_aside(item):
            sitting.tell_account(account.platform, account.id, document, key=key, answering=item.source)
            return
        spec = find(item.name) if isinstance(item, Invocation) and not item.private else None
        if alone or (spec is not None and spec.private):
            here = sitting.at(item.venue)
            sitting.tell_account(account.platform, account.id, document, key=key, assembly=here)
        else:
            sitting.tell_venue(item.venue, document, key=key, reply_to=item.source)

    async def _is_vote_in_reply(self, item: Invocation | came.Said, posted: Posted | None, sitting: Sitting) -> bool:
        """Whether a reply in private to a ballot paper is a vote, of which only the choices are written; then give it.

        Not every paper is known by its message: those that went out to everybody are not, and then it must be a vote
        that can be read, in the one ballot that can be meant. So must what is a command too ("yes").
        """
        name = item.name if isinstance(item, Invocation) else ""
        if not (item.private and item.reply_to) or (isinstance(item, Invocation) and (item.aside or is_ballot(item))):
            return False
        subject = read_subject(posted.subject) if posted is not None else None
        if posted is not None and (subject is None or subject.kind is not Kind.POLL):
            return False
        vote = as_ballot(item, f"B{subject.number}" if subject is not None else "")
        if posted is None or find(name) is not None:
            context = await self._contexts.of(vote, posted, "", sitting)
            if not isinstance(validate(vote, context), cmd.GiveBallot):
                return False
        await self._invoke(vote, posted, sitting)
        return True

    async def _is_on_a_paper(self, item: Invocation, posted: Posted | None, sitting: Sitting) -> bool:
        """Whether a command in a room answers the card of a secret ballot (a reply ``!yes``); then warn its giver."""
        subject = read_subject(posted.subject) if posted is not None else None
        if item.private or item.aside or subject is None or subject.kind is not Kind.POLL:
            return False
        vote = as_ballot(item, f"B{subject.number}")
        context = await self._contexts.of(vote, posted, "", sitting)
        poll = context.assembly.polls.get(subject.number) if context.assembly is not None else None
        if poll is None or not (poll.is_open and poll.secret and is_word_of_voting(item)):
            return False
        refusal = BallotInPublic(poll=poll.number)
        await self._refuse(vote, refusal, context.assembly, sitting, named=_is_to_be_named(vote, context))
        return True

    async def _is_for_a_ballot(self, item: Invocation, context: Context, sitting: Sitting, *, named: bool) -> bool:
        """Whether a position that names no proposal names a ballot, as ``support ben in B1`` does.

        Then it is no reason for everybody to read: in private it is asked about, in a room it is warned of.
        """
        if not item.private:
            return await self._is_meant_in_public(item, sitting)
        if meant_for_one(item) is None or not _votes(context):
            return False
        await self._perhaps_ballot(item, context, context.assembly, sitting, named=named)
        return True

    async def _is_vote_otherwise(self, item: Invocation, sitting: Sitting) -> bool:
        """Whether what is no command is a vote that names its ballot (``yes B1``): then take it, or warn its giver."""
        vote = written_otherwise(item)
        if vote is None:
            return await self._is_meant_in_public(item, sitting)
        context = await self._contexts.of(vote, None, named_assembly(vote.arguments), sitting)
        if await self._is_warned(vote, context, sitting):
            return True
        if not isinstance(validate(vote, context), cmd.GiveBallot):
            return await self._is_meant_in_public(item, sitting)
        await self._invoke(vote, None, sitting)
        return True

    async def _is_meant_in_public(self, item: Invocation, sitting: Sitting) -> bool:
        """Whether words in a room that are no ballot are meant for a secret one that is open; then warn their giver.

        Where the room's assembly never had that one, it may be of another in which whoever wrote has a vote.
        """
        vote = meant_for_one(item)
        if vote is None or item.private or item.aside:
            return False
        context = await self._contexts.of(vote, None, named_assembly(vote.arguments), sitting)
        others = [each.slug for each in context.mine if votes_in(each, context.actor)]
        if named_assembly(vote.arguments) or not _is_of_none_here(vote, context):
            others = []
        for meant in (vote, *(in_assembly(vote, slug) for slug in others)):
            there = await self._contexts.of(meant, None, named_assembly(meant.arguments), sitting)
            asked = validate(meant, there)
            if isinstance(asked, BallotInPublic) and _is_open(asked.poll, there):
                await self._refuse(vote, asked, there.assembly, sitting, named=_is_to_be_named(meant, there))
                return True
        return False

    async def _was_reason(self, item: Invocation | came.Said, sitting: Sitting) -> bool:
        """In a private room, plain words after being asked for the reason of one's block are that reason."""
        found = await self._contexts.reasonless_block(item, sitting)
        if found is not None:
            await self._give_reason(item, words_of(item), *found, sitting)
        return found is not None

    async def said(self, item: came.Said, sitting: Sitting) -> None:
        """Take plain words in reply to a message of ours."""
        posted = await self._postings.find(item.account.platform, item.reply_to)
        if posted is None and not item.private:
            return
        sitting.receive(Received(platform=item.account.platform, source=item.source, account=item.account.id))
        if posted is None:
            # Perhaps what it replies to has only just gone out: in private there is one thing that it can mean.
            if not await self._vote_after_all(item, sitting):
                await self._was_reason(item, sitting)
            return
        subject = read_subject(posted.subject)
        if subject is not None and subject.kind is Kind.POLL:
            await self._vote_said(item, posted, subject, sitting)
            return
        assembly = await sitting.assembly(posted.assembly)
        if subject is None or assembly is None or subject.kind is not Kind.CHECK:
            return
        await self._give_reason(item, item.text, assembly, subject, sitting)

    async def _vote_after_all(self, item: came.Said, sitting: Sitting) -> bool:
        """Take it for a vote, or for what may be one and is not taken for anything else; say whether it is either."""
        if await self._is_vote_in_reply(item, None, sitting):
            return True
        context = await self._contexts.of(as_ballot(item, ""), None, "", sitting)
        if not _votes(context):
            return False
        await self._perhaps_ballot(item, context, None, sitting)
        return True

    async def _vote_said(self, item: came.Said, posted: Posted, subject: Subject, sitting: Sitting) -> None:
        """Take a reply to a ballot paper as a vote. In a room it is none; but whoever wrote one there is warned."""
        vote = as_ballot(item, f"B{subject.number}")
        if not item.private and not _is_vote_in_public(vote, await self._contexts.of(vote, posted, "", sitting)):
            return
        await self._invoke(vote, posted, sitting)

    async def _give_reason(
        self, item: Invocation | came.Said, words: str, assembly: Assembly, subject: Subject, sitting: Sitting
    ) -> None:
        context = await self._contexts.about(item, assembly, subject, sitting)
        command = validate_reply(words, item.source, context)
        if command is None:
            return
        if not isinstance(command, Command):
            await self._refuse(item, command, assembly, sitting, named=item.private)
            return
        result = await sitting.carry_out(assembly.id, command)
        after = await sitting.assembly(assembly.id)
        if not isinstance(result, list):
            await self._refuse(item, result, assembly, sitting, named=item.private)
        elif after is not None:
            private = item.private
            document = await self._told(command, result, after, sitting, always=private, named=private)
            if document is not None:
                self._answer(item, document, sitting)

    async def unreadable(self, item: came.Unreadable, sitting: Sitting) -> None:
        """Tell somebody that their message could not be decrypted; in private each time, for it may be a vote."""
        if item.private:
            self._contexts.note_private(item.account, item.venue, sitting)
            self._notify(item.account, unreadable_in_private(), f"unreadable:{item.source}", sitting)
            return
        # Once a day: whoever's keys do not come through writes more than one message.
        who = f"{item.account.platform}:{item.account.id}"
        sitting.tell_venue(
            item.venue,
            unreadable(),
            key=f"unreadable:{who}:{item.venue}:{sitting.now.date().isoformat()}",
            reply_to=item.source,
        )

    async def revised(self, item: came.Revised, sitting: Sitting) -> None:
        """Tell somebody, once for each message, that what they changed in it is not read."""
        self._contexts.note_private(item.account, item.venue, sitting)
        self._notify(item.account, revised(), f"revised:{item.message}", sitting)

    def _notify(self, account: came.Account, document: Document, key: str, sitting: Sitting) -> None:
        """Write to somebody in private so that it rings: they do not wait for an answer."""
        sitting.tell_account(account.platform, account.id, document, key=f"{account.platform}:{key}")


def _is_aside(item: Invocation | came.Said) -> bool:
    """Whether an answer goes back to whoever asked, and to nobody else."""
    return isinstance(item, Invocation) and item.aside


def _is_unasked(item: Invocation, asked: object, posted: Posted | None) -> bool:
    """Whether a position is taken without saying on what: on the one question that is open."""
    if posted is not None or not isinstance(asked, cmd.TakePosition):
        return False
    words = (read_reference(word.rstrip(",:.").partition("@")[0]) for word in words_of(item).split())
    return not any(found is not None and found.letter == PROPOSAL for found in words)


def _may_be_vote(asked: object) -> bool:
    """Whether what was typed may be a vote all the same: ``ballots B1 yes`` asks for a list by its first word."""
    return isinstance(asked, _PERHAPS_A_VOTE) or (isinstance(asked, Query) and asked.name == "polls")


def _is_of_none_here(vote: Invocation, context: Context) -> bool:
    """Whether no ballot of that number was ever held where it was written."""
    asked = validate(vote, context)
    return isinstance(asked, NoAssembly) or (isinstance(asked, BallotInPublic) and not asked.poll)


def _is_open(poll: int, context: Context) -> bool:
    found = context.assembly.polls.get(poll) if context.assembly is not None else None
    return found is not None and found.is_open


def _votes(context: Context) -> bool:
    """Whether whoever writes has a vote anywhere, so that what is no command may be their ballot."""
    return any(votes_in(assembly, context.actor) for assembly in context.mine)


def _is_vote_in_public(vote: Invocation, context: Context) -> bool:
    """Whether words in a room would be a secret ballot in private. Once it is over they are talk, and left alone."""
    given = validate(replace(vote, private=True), context)
    if not isinstance(given, cmd.GiveBallot) or context.assembly is None:
        return False
    is_open = context.assembly.polls[given.poll].is_open
    return is_open and isinstance(validate(vote, context), BallotInPublic)


def _house(item: Invocation, events: list[Event], called_in: Assembly, sitting: Sitting) -> None:
    """Owe a Thing that was called a room, beside the one in which it was called, or any of that assembly."""
    for called in (event for event in events if isinstance(event, ThingCalled)):
        rooms = sorted(called_in.speaking - frozenset(called_in.silent))
        near = item.venue if item.venue in rooms else next(iter(rooms), item.venue)
        sitting.house(called.peer.id, called.called_by, near)


def _tidy_after(command: Command, after: Assembly, sitting: Sitting) -> None:
    """Owe the taking away of the reactions that what was typed superseded, where they may stand once at most."""
    if not sitting.may_miss(after):
        return
    if isinstance(command, cmd.Lean | cmd.WithdrawLeaning):
        sitting.tidy(after.id, str(Subject(Kind.SENSE, command.sense)), command.actor)
    elif isinstance(command, cmd.TakePosition | cmd.Retract):
        check = after.checks[command.check]
        sitting.tidy(after.id, str(Subject(Kind.CHECK, check.number, check.round)), command.actor)


def _is_to_be_named(item: Invocation, context: Context) -> bool:
    """Whether the commands in an answer must name the assembly: it is read where another may be meant as well."""
    spec = find(item.name)
    apart = item.private or (spec is not None and spec.private and not item.aside)
    return apart and context.assembly is not None and context.slugs != (context.assembly.slug,)


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
