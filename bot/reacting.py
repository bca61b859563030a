"""What a reaction on a card means, and what taking it away means."""

from typing import Final

from adapters import inbound as came
from adapters.asking.entering import asking
from adapters.cards.card import SIGN
from adapters.cards.entering import WAVE
from adapters.cards.moots import COMING
from adapters.cards.nominations import SECOND
from adapters.documents import Document
from adapters.greetings import no_vote, position_gone, reaction_lifted, reactions_swept
from adapters.inbound import Account
from adapters.mistakes import Mistake, OldCard
from adapters.references import Kind, Subject, read_subject
from adapters.words.wording import in_words
from bot.contexts import Contexts
from bot.matters import takes_answers
from bot.naming import told
from bot.occurrences import mark_in
from bot.postings import Postings
from bot.sayings import Answer, given, in_command, lifting, may_answer, says
from bot.sitting import Sitting
from bot.tidying import TIDIED
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.checks import OnProposal
from deliberation.commands import Command
from deliberation.events import LeaningWithdrawn, PositionWithdrawn
from deliberation.ids import PersonId
from deliberation.moots import MootState
from deliberation.positions import Stance
from deliberation.refusals import (
    ActionOver,
    ActionStands,
    AlreadySeconded,
    AlreadySigned,
    AlreadyWelcomed,
    BlockStands,
    ReactionStands,
    Refusal,
)
from deliberation.senses import Leaning
from storage.port import Posted, Received, Store

_WITHDRAWN: Final = (PositionWithdrawn, LeaningWithdrawn)


class Reacting:
    """Handles reactions. What is said about them is said in private."""

    def __init__(self, *, store: Store, contexts: Contexts, postings: Postings) -> None:
        self._store = store
        self._contexts = contexts
        self._postings = postings

    async def reacted(self, item: came.Reacted, sitting: Sitting) -> None:
        """Take a reaction on a card."""
        platform = item.account.platform
        posted = await self._postings.find(platform, item.message)
        if posted is not None and await self._is_on_ballot(item, posted, sitting):
            return
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
            document = await self._no(_old_card(assembly, subject), assembly, sitting)
            sitting.tell_account(platform, item.account.id, document, key=key, assembly=posted.assembly)
            return
        result = await sitting.carry_out(posted.assembly, command)
        if not isinstance(result, list):
            if not _says_nothing_new(result):
                await self._refuse_reaction(item.account, posted, subject, result, assembly, sitting)
        elif any(says(assembly, subject, row.key) is not None for row in sitting.occurrences.beside(item)):
            sitting.tidy(posted.assembly, posted.subject, person)

    async def _is_on_ballot(self, item: came.Reacted, posted: Posted, sitting: Sitting) -> bool:
        """Whether a reaction is on a ballot's card or paper: it is no vote, and who has one there is told so once.

        Of which it was, nothing is kept.
        """
        subject = read_subject(posted.subject)
        if subject is None or subject.kind is not Kind.POLL:
            return False
        assembly = await sitting.assembly(posted.assembly)
        poll = assembly.polls.get(subject.number) if assembly is not None else None
        platform, account = item.account.platform, item.account.id
        person = sitting.people.person(platform, account)
        if assembly is not None and poll is not None and poll.is_open and poll.voice(person) is not None:
            key = f"no-vote:{assembly.id}:{subject}:{platform}:{account}"
            sitting.tell_account(platform, account, no_vote(assembly, subject), key=key, assembly=assembly.id)
        return True

    async def _refuse_reaction(
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
        document = await self._no(refusal, assembly, sitting)
        sitting.tell_account(account.platform, account.id, document, key=key, assembly=posted.assembly)

    async def unreacted(self, item: came.Unreacted, sitting: Sitting) -> None:
        """Take note that a reaction was taken away."""
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
        posted = await self._postings.find(item.platform, lifted.target)
        subject = read_subject(posted.subject) if posted is not None else None
        assembly = await sitting.assembly(posted.assembly) if posted is not None else None
        if posted is None or subject is None or assembly is None:
            return
        sitting.lift(item.platform, item.lifted)
        if subject.kind in {Kind.ENTRY, Kind.NOMINATION}:
            return  # a welcome that was given stands, and so does a second
        person = await self._contexts.person(item.platform, lifted.account)
        if item.by and item.by != lifted.account:
            await self._lifted_by_another(posted, subject, person, lifted, sitting)
            return
        command = await self._lifting(assembly, subject, person, lifted, sitting, unseen=not item.by)
        result = await sitting.carry_out(posted.assembly, command)
        if isinstance(result, BlockStands | ReactionStands | ActionStands):
            # Told each time: somebody who takes a block's reaction away again may believe that it worked.
            self._tell(lifted, posted, "stands", await self._no(result, assembly, sitting), sitting)
        elif not item.by and isinstance(result, list) and any(isinstance(each, _WITHDRAWN) for each in result):
            document = position_gone(assembly, subject, *_words_for(assembly, subject, lifted))
            self._tell(lifted, posted, "gone", document, sitting)

    def _tell(self, lifted: Received, posted: Posted, what: str, document: Document, sitting: Sitting) -> None:
        key = f"reaction-{what}:{lifted.platform}:{lifted.source}"
        sitting.tell_account(lifted.platform, lifted.account, document, key=key, assembly=posted.assembly)

    async def swept(self, item: came.Swept, sitting: Sitting) -> None:
        """Take note that everybody's reactions were taken off a message: that changes nothing of what they said."""
        posted = await self._postings.find(item.platform, item.message)
        subject = read_subject(posted.subject) if posted is not None and posted.card else None
        assembly = await sitting.assembly(posted.assembly) if posted is not None else None
        if posted is None or subject is None or assembly is None:
            return
        rows = [
            row
            for row in await self._standing_on(item.platform, item.message, None, sitting)
            if not item.marks or mark_in(row) in item.marks
        ]
        for row in rows:
            sitting.lift(row.platform, row.source)
        sitting.occurrences.swept(rows)
        if not takes_answers(assembly, subject):
            return
        sitting.reseed(posted.assembly, posted.subject, posted.venue)
        people = [await self._contexts.person(row.platform, row.account) for row in rows]
        if any(_counts(assembly, subject, who, row.source) for who, row in zip(people, rows, strict=True)):
            document = reactions_swept(assembly, subject)
            sitting.tell_venue(posted.venue, document, key=f"swept:{item.platform}:{item.source}")

    async def looked(self, item: came.Present, sitting: Sitting) -> None:
        """Owe once more the taking away of what was superseded and stands all the same in a venue just looked at.

        It may have been forbidden then; and where somebody has one emoji there in two ways, a platform may have taken
        away the other one.
        """
        identifier = sitting.at(item.venue)
        assembly = await sitting.assembly(identifier) if identifier is not None else None
        if assembly is None or not sitting.may_miss(assembly):
            return
        for card in await self._store.cards_in(item.venue):
            subject = read_subject(card.subject)
            if subject is None or subject.kind not in TIDIED or not takes_answers(assembly, subject):
                continue
            for row in await self._standing_on(card.platform, card.message, None, sitting):
                answer = says(assembly, subject, row.key)
                if answer is None:
                    continue
                person = await self._contexts.person(row.platform, row.account)
                now = given(assembly, subject, person)
                if may_answer(assembly, subject, person) and (now is None or now.answer is not answer):
                    sitting.tidy(card.assembly, card.subject, person)

    async def _lifted_by_another(
        self, posted: Posted, subject: Subject, person: PersonId, lifted: Received, sitting: Sitting
    ) -> None:
        """A moderator took away somebody's reaction: what it said stands, and its owner is told."""
        assembly = await sitting.assembly(posted.assembly)
        if assembly is None or not _counts(assembly, subject, person, lifted.source):
            return
        document = reaction_lifted(assembly, subject)
        key = f"lifted-by-another:{lifted.platform}:{lifted.source}"
        sitting.tell_account(lifted.platform, lifted.account, document, key=key, assembly=posted.assembly)

    async def _lifting(
        self,
        assembly: Assembly,
        subject: Subject,
        person: PersonId,
        lifted: Received,
        sitting: Sitting,
        *,
        unseen: bool,
    ) -> Command:
        """Say what taking a reaction away means: back to one that still stands, if there is one, else to nothing."""
        if subject.kind is Kind.PETITION:
            return cmd.Unsign(actor=person, petition=subject.number, source=lifted.source, unseen=unseen)
        if subject.kind is Kind.MOOT:
            return cmd.WithdrawComing(actor=person, moot=subject.number, source=lifted.source)
        now = given(assembly, subject, person)
        counts = now is not None and now.source == lifted.source and _takes_word(assembly, subject)
        if counts and now is not None and now.answer is not Stance.BLOCK:
            left = await self._left_of(assembly, subject, person, lifted, sitting)
            # Another of theirs that says the same comes first, for then nothing changes.
            for answer, source in sorted(left, key=lambda each: each[0] is not now.answer):
                return in_command(subject, person, answer, source)
        return lifting(subject, person, lifted.source, unseen=unseen)

    async def _left_of(
        self, assembly: Assembly, subject: Subject, person: PersonId, lifted: Received, sitting: Sitting
    ) -> list[tuple[Answer, str]]:
        """List what somebody's reactions on the cards of a matter say that still stand, and what says it.

        Those of the account that took one away, on that very card, come first, the latest of them before all.
        """
        rows = list(reversed(await self._standing_on(lifted.platform, lifted.target, lifted.account, sitting)))
        await sitting.people.call_by_name([person])
        accounts = [row.key for row in sitting.people.rows_of(person)]
        for venue in sorted(assembly.speaking) if len(accounts) > 1 else []:
            card = await self._store.card_of(assembly.id, str(subject), venue)
            if card is not None:
                for account in (each.id for each in accounts if each.platform == card.platform):
                    rows += await self._standing_on(card.platform, card.message, account, sitting)
        found = {row.source: answer for row in rows if (answer := says(assembly, subject, row.key)) is not None}
        return [(answer, source) for source, answer in found.items()]

    async def _standing_on(self, platform: str, message: str, account: str | None, sitting: Sitting) -> list[Received]:
        """List the reactions that stand on a card, everybody's or one account's, in the order of their coming."""
        stored = await self._store.live_reactions(platform, message, account)
        fresh = [
            row
            for row in sitting.received.values()
            if row.target == message and row.platform == platform and account in {None, row.account}
        ]
        rows = {row.source: row for row in [*stored, *fresh]}
        return [row for row in rows.values() if (row.platform, row.source) not in sitting.lifted]

    async def _no(self, no: Refusal | Mistake, assembly: Assembly, sitting: Sitting) -> Document:
        return await told(sitting.people, assembly, lambda names: in_words(no, assembly, names, private=True))


def _meant(assembly: Assembly, subject: Subject, person: PersonId, key: str, source: str) -> Command | None:
    """Say what a reaction on a card means, if anything."""
    if subject.kind is Kind.PETITION:
        return cmd.Sign(actor=person, petition=subject.number, source=source) if key == SIGN else None
    if subject.kind is Kind.ENTRY:
        asks = asking(assembly, subject.number) if key == WAVE else None
        return cmd.Welcome(actor=person, person=asks) if asks is not None else None
    if subject.kind is Kind.NOMINATION:
        return _seconding(assembly, subject, person) if key == SECOND else None
    if subject.kind is Kind.MOOT:
        return cmd.TellComing(actor=person, moot=subject.number, source=source) if key == COMING else None
    answer = says(assembly, subject, key)
    return in_command(subject, person, answer, source) if answer is not None else None


def _seconding(assembly: Assembly, subject: Subject, person: PersonId) -> Command | None:
    election = assembly.elections.get(subject.number)
    candidacy = election.numbered(subject.round) if election is not None else None
    if candidacy is None:
        return None
    return cmd.SecondNomination(actor=person, election=subject.number, person=candidacy.person)


def _says_nothing_new(refusal: Refusal) -> bool:
    """Whether somebody is refused what is so already, and need not be told: what they see is so."""
    done = isinstance(refusal, ActionOver) and refusal.done
    return done or isinstance(refusal, AlreadySigned | AlreadyWelcomed | AlreadySeconded)


def _takes_word(assembly: Assembly, subject: Subject) -> bool:
    """Whether what is said may still change something; of what is to be done it may as long as it was not dropped."""
    if subject.kind is Kind.CHECK:
        return assembly.takes_word(subject.number)
    return subject.kind is Kind.ACTION or takes_answers(assembly, subject)


def _words_for(assembly: Assembly, subject: Subject, lifted: Received) -> tuple[str, str]:
    """Name the command that says what a reaction said, and the answer after it where it takes one."""
    answer = says(assembly, subject, lifted.key)
    if isinstance(answer, Leaning):
        return "lean", answer.value
    return (answer.value.replace(" ", "-") if answer is not None else "status"), ""


def _old_card(assembly: Assembly, subject: Subject) -> OldCard:
    question = assembly.checks[subject.number].question
    return OldCard(command="agree", matter=f"P{question.proposal}" if isinstance(question, OnProposal) else "")


def _is_old_card(assembly: Assembly, subject: Subject) -> bool:
    return subject.kind is Kind.CHECK and assembly.checks[subject.number].round != subject.round


def _counts(assembly: Assembly, subject: Subject, person: PersonId, source: str) -> bool:
    """Whether that reaction is what a person's position or signature rests on now."""
    if subject.kind is Kind.PETITION:
        petition = assembly.petitions.get(subject.number)
        return petition is not None and petition.signatures.get(person) == source
    if subject.kind is Kind.ENTRY:
        return False  # a welcome that was given stands, whatever becomes of the reaction
    if subject.kind is Kind.MOOT:
        moot = assembly.moots.get(subject.number)
        return moot is not None and moot.state is MootState.ANNOUNCED and moot.coming.get(person) == source
    now = given(assembly, subject, person)
    return now is not None and now.source == source
