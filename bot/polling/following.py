"""What follows from what happens to a ballot: its box is emptied, its papers go out."""

from bot.letters import HandOut, owed
from deliberation.assembly import Assembly
from deliberation.events import Event, PollBegunAgain, PollCalledOff, PollCounted, PollOpened
from storage.port import BoxEmptied, Owed


def boxes_emptied(event: Event, after: Assembly) -> list[BoxEmptied]:
    """Empty the box of a ballot that was counted, called off or begun again: nobody may open what lies there."""
    if isinstance(event, PollCounted | PollCalledOff | PollBegunAgain):
        return [BoxEmptied(after.id, event.poll)]
    return []


def papers_owed(event: Event, before: Assembly | None, after: Assembly) -> list[Owed]:
    """Owe everybody on the roll the paper in private when a ballot opens, or opens again.

    It is one letter, however many they are; and of these, those get it who have a private room with the bot already.
    Whoever had voted before it began again is told that by itself (``adapters.notices.polls``).
    """
    if not isinstance(event, PollOpened | PollBegunAgain):
        return []
    poll, earlier = after.polls[event.poll], before.polls.get(event.poll) if before is not None else None
    people = tuple(sorted(poll.roll - (earlier.given.keys() if earlier is not None else frozenset())))
    letter = HandOut(people=people, assembly=after.id, poll=poll.number, turn=poll.begun_again)
    return [owed(f"papers:{after.id}:{poll.number}:{poll.begun_again}", letter)] if people else []
