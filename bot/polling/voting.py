"""What follows when somebody asks for a ballot paper, or gives a ballot."""

from adapters.inbound import Invocation
from adapters.mistakes import BoxShut
from adapters.request import PaperAsked
from bot.letters import ShowPaper, owed
from bot.polling.attending import Attending, box_of
from bot.polling.keys import Key, Keys
from bot.polling.papers import sealed_for
from bot.sitting import Sitting
from deliberation.assembly import Assembly
from deliberation.commands.polls import GiveBallot
from deliberation.decide import decide
from deliberation.ids import PersonId
from deliberation.polls import Poll
from deliberation.refusals import Refusal
from deliberation.rules import Method


class Voting:
    """Puts ballots into their boxes, with the answer to their givers, who alone read what theirs says."""

    def __init__(self, keys: Keys, attending: Attending) -> None:
        self._keys = keys
        self._attending = attending

    async def do(
        self, item: Invocation, asked: GiveBallot | PaperAsked, assembly: Assembly, person: PersonId, sitting: Sitting
    ) -> BoxShut | Refusal | None:
        """Take a ballot, or owe somebody their paper; or say why they have no vote, or can give none now.

        Raises:
            BoxShutError: a ballot cannot be kept: nothing of it is.
        """
        if isinstance(asked, GiveBallot):
            try:
                key = await self._key_for(asked, assembly, sitting)
            except OSError as error:
                await self._attending.wait(assembly.id, error, sitting)
                return BoxShut(poll=asked.poll)
            return await self._give(item, asked, assembly, key, sitting)
        refusal = _refusal(assembly, assembly.polls[asked.poll], person, sitting)
        if refusal is None:
            self._show(item, assembly, asked.poll, person, sitting)
        return refusal

    async def _key_for(self, command: GiveBallot, assembly: Assembly, sitting: Sitting) -> Key | None:
        """Give the key of the box for a ballot; ``None`` where there is no such box.

        Raises:
            OSError: it cannot be reached.
        """
        poll = assembly.polls.get(command.poll)
        if poll is None or not poll.secret or not poll.is_open or poll.closes_at <= sitting.now:
            return None
        # A ballot does not go into a box that cannot be opened: then all of it begins again, with this one.
        await self._attending.see_to(assembly.id, poll, sitting)
        now = await sitting.assembly(assembly.id) or assembly
        return self._keys.find(box_of(now.id, now.polls[command.poll]))

    async def _give(
        self, item: Invocation, command: GiveBallot, assembly: Assembly, key: Key | None, sitting: Sitting
    ) -> Refusal | None:
        result = await sitting.carry_out(assembly.id, command)
        if not isinstance(result, list):
            return result
        after = await sitting.assembly(assembly.id)
        if after is not None:
            self._keep(command, after, key, sitting)
            self._show(item, after, command.poll, command.actor, sitting, given=True)
        return None

    def _keep(self, command: GiveBallot, after: Assembly, key: Key | None, sitting: Sitting) -> None:
        """Seal a secret ballot that the engine has accepted, and put it into its box."""
        poll = after.polls[command.poll]
        voter = poll.voice(command.actor)
        if voter is None:
            raise ValueError("a ballot was accepted from somebody who is not on the roll")
        if poll.secret:
            sitting.work.ballots.append(sealed_for(key, after.id, poll, voter, command.marks))

    def _show(
        self,
        item: Invocation,
        assembly: Assembly,
        poll: int,
        person: PersonId,
        sitting: Sitting,
        *,
        given: bool = False,
    ) -> None:
        """Owe somebody their paper, in private."""
        account = item.account
        letter = ShowPaper(
            platform=account.platform,
            account=account.id,
            assembly=assembly.id,
            poll=poll,
            person=person,
            answering=item.source if item.aside else "",
            given=given,
        )
        sitting.work.owed.append(owed(f"private:paper:{account.platform}:{item.source}", letter))


def _refusal(assembly: Assembly, poll: Poll, person: PersonId, sitting: Sitting) -> Refusal | None:
    """Say what the engine would answer to a ballot of somebody's: a blank one is as good as any, and none is given."""
    blank = (0,) * len(poll.options) if poll.method in {Method.STAR, Method.PROPORTIONAL} else ()
    result = decide(assembly, GiveBallot(actor=person, poll=poll.number, marks=blank), sitting.now)
    return None if isinstance(result, list) else result
