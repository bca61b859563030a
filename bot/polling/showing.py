"""Counts as pictures, beside the words that tell of them: when one is owed to a room, and what is drawn then."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from adapters.ballots.options import called, nobody
from adapters.ballots.paper import title
from adapters.counts.picture import drawn
from adapters.pictures import Picture
from adapters.setting import Setting
from bot import letters
from deliberation.assembly import Assembly
from deliberation.events import Event, PollCounted
from deliberation.poll_results import YesNo, result_of
from deliberation.polls import Poll, PollOutcome
from deliberation.rules import Method
from storage.port import Owed


def pictures_owed(events: Iterable[Event], after: Assembly) -> Iterator[Owed]:
    """Owe the picture of a count to every venue that is told of it, once; ``after`` is how things stand after all."""
    for event in events:
        if isinstance(event, PollCounted) and is_shown(after.polls[event.poll]):
            for venue in sorted(after.speaking - frozenset(after.silent)):
                yield letters.show_count(after.id, event.poll, venue)


def is_shown(poll: Poll) -> bool:
    """Whether there is a picture of a ballot's count: of yes and no, and of nothing at all, there is none."""
    return poll.outcome is PollOutcome.DECIDED and poll.method is not Method.YES_NO


def named(poll: Poll, at: Setting) -> tuple[str, tuple[str, ...]]:
    """Give what a picture of a count names: what it is about, and all that could be voted for, in full."""
    return f"B{poll.number} · {title(poll, at)}", tuple(called(option, at) for option in poll.options)


def pictured(poll: Poll, about: str, options: tuple[str, ...]) -> Picture | None:
    """Count a ballot again and draw that; it takes up to half a second. ``None`` where there is nothing to draw.

    Names come from people, so who is *re-open nominations* is known by what the option is, never by what it is called.
    """
    count = result_of(poll, poll.papers, poll.drawn_from).count
    if count is None or isinstance(count, YesNo):
        return None
    picture = drawn(replace(count, candidates=options), title=about, nobody=nobody(poll))
    return replace(picture, name=f"B{poll.number}.png")
