"""What a reaction on a card means, and what taking it away means."""

from adapters import inbound as came
from adapters.cards import SIGN, stance_of
from adapters.documents import Document
from adapters.greetings import reaction_lifted
from adapters.inbound import Account
from adapters.mistakes import Mistake, OldCard
from adapters.references import Kind, Subject, read_subject
from adapters.wording import in_words
from bot.contexts import Contexts
from bot.postings import Postings
from bot.sitting import Sitting
from deliberation import commands as cmd
from deliberation.assembly import Assembly, Check, OnProposal
from deliberation.commands import Command
from deliberation.ids import PersonId
from deliberation.positions import Stance
from deliberation.refusals import AlreadySigned, BlockStands, Refusal
from storage.port import Posted, Received, Store


class Reacting:
    """Handles reactions. What is said about them is said in private."""

    def __init__(self, *, store: Store, contexts: Contexts, postings: Postings, prefix: str) -> None:
        self._store = store
        self._contexts = contexts
        self._postings = postings
        self._prefix = prefix

    async def reacted(self, item: came.Reacted, sitting: Sitting) -> None:
        """Take a reaction on a card."""
        platform = item.account.platform
        posted = await self._postings.find(platform, item.message)
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
            document = self._no(_old_card(assembly, subject), assembly, sitting)
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
        document = self._no(refusal, assembly, sitting)
        sitting.tell_account(account.platform, account.id, document, key=key)

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
        person = await self._contexts.person(item.platform, lifted.account)
        if item.by and item.by != lifted.account:
            await self._lifted_by_another(posted, subject, person, lifted, sitting)
            return
        command = await self._lifting(assembly, subject, person, lifted, sitting)
        result = await sitting.carry_out(posted.assembly, command)
        if isinstance(result, BlockStands):
            document = self._no(result, assembly, sitting)
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
        counts = position is not None and position.source == lifted.source and assembly.takes_word(check.number)
        if counts and position is not None and position.stance is not Stance.BLOCK:
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

    def _no(self, no: Refusal | Mistake, assembly: Assembly | None, sitting: Sitting) -> Document:
        return in_words(no, self._prefix, assembly, sitting.people.names, private=True)


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


def _counts(assembly: Assembly, subject: Subject, person: PersonId, source: str) -> bool:
    """Whether that reaction is what a person's position or signature rests on now."""
    if subject.kind is Kind.PETITION:
        petition = assembly.petitions.get(subject.number)
        return petition is not None and petition.signatures.get(person) == source
    check: Check | None = assembly.checks.get(subject.number)
    position = check.positions.get(person) if check else None
    return position is not None and position.source == source
