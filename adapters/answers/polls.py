"""The direct answers about ballots: the list of them, how one was counted, and the codes of what was counted."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from adapters.ballots.options import called, nobody
from adapters.cards.polls import name_of_poll, outcome_of, poll_line, result_blocks
from adapters.counts.tables import IN_CHAT, document, file
from adapters.documents import Block, Bullets, Code, Document, File, heading, inlines, paragraph
from adapters.phrases import count, moment, share
from adapters.references import Subject
from adapters.setting import Setting, say
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.events import Event
from deliberation.poll_results import YesNo, result_of, seed_of
from deliberation.polls import Poll, PollOutcome

_MOST: Final = 40
_RECEIPTS_SHOWN: Final = 100


def list_polls(assembly: Assembly, at: Setting) -> Document:
    """List the ballots that there were and are, the newest last."""
    lines = [poll_line(poll, at) for poll in assembly.polls.values()]
    if not lines:
        return say(f"There has been no ballot in {assembly.name} yet. To see what is open: ", at.type("status"))
    blocks: list[Block] = [heading(f"Ballots of {assembly.name}")]
    if len(lines) > _MOST:
        blocks.append(paragraph(f"The newest {_MOST} of {len(lines):,}."))
    newest = max(assembly.polls)
    blocks += [Bullets(tuple(lines[-_MOST:])), paragraph("To see one whole: ", at.type(f"status B{newest}"))]
    return Document(tuple(blocks))


def why_poll(poll: Poll, at: Setting) -> Document:
    """Show the whole count of a ballot, and how anybody can do it again."""
    number = f"B{poll.number}"
    if poll.is_open:
        unknown = ", and nobody knows before how it stands" if poll.secret else ""
        return say(
            f"{number} is open until ",
            moment(poll.closes_at, at.assembly),
            f". It is counted then{unknown}. To see what it is about: ",
            at.type(f"status {number}"),
        )
    if poll.outcome is PollOutcome.CALLED_OFF:
        return Document((heading(f"Why: {name_of_poll(poll, at)}"), *result_blocks(poll, at)))
    counted = result_of(poll, poll.papers, poll.drawn_from).count
    title = f"Why: {name_of_poll(poll, at)}"
    if counted is None:
        return Document((heading(title), paragraph(outcome_of(poll, at)), paragraph(_published(poll))))
    if isinstance(counted, YesNo):
        return Document((heading(title), *_yes_no(counted), paragraph(_published(poll))))
    names = tuple(called(option, at) for option in poll.options)
    of, reopened = replace(counted, candidates=names), nobody(poll)
    whole = document(of, title=title, nobody=reopened)
    shown = document(of, title=title, nobody=reopened, most=IN_CHAT, rest="The whole count is in the file below.")
    files = () if shown == whole else (file(of, title=title, nobody=reopened),)
    return Document((*shown.blocks, *_again(poll)), files=files)


def _yes_no(counted: YesNo) -> list[Block]:
    enough = "enough" if counted.quorate else "too few"
    lines = [f"{counted.papers:,} of {counted.on_roll:,} voted; at least {counted.quorum:,} must: {enough}"]
    if counted.quorate:
        of = f"{counted.yes:,} of the {counted.yes + counted.no:,} who say yes or no say yes"
        more = "all must" if counted.threshold == 1 else f"more than {share(counted.threshold)} must"
        lines.append(f"{of}; {more}: {'enough' if counted.carried else 'too few'}")
    if counted.blank:
        lines.append(f"{count(counted.blank, 'blank ballot counts', 'blank ballots count')} for the turnout alone")
    return [Bullets(tuple(inlines(line) for line in lines))]


def _published(poll: Poll) -> str:
    if not poll.turnout:
        return "There are no papers."
    if poll.turnout == 1:
        return "The one paper stands in the register."
    return f"All {poll.turnout:,} papers stand in the register, as many alike together."


def _again(poll: Poll) -> list[Block]:
    """Say from what the count follows, so that anybody can do it again."""
    keys = ", ".join(option.key for option in poll.options)
    return [
        paragraph(
            f"{_published(poll)} Lots, which decide only where everything else is level, follow from the seed ",
            Code(seed_of(poll, poll.papers, poll.drawn_from)),
            ", which is worked out from the papers and the secret ",
            Code(poll.drawn_from),
            "; its hash was published when the ballot opened: ",
            Code(poll.lot),
        ),
        paragraph("In lots, the lines of the paper are called, in their order: ", Code(keys)),
    ]


def receipts(assembly: Assembly, subject: Subject | None, at: Setting) -> Document:
    """List the codes of the ballots that were counted in one poll, or in the latest that is over."""
    over = [poll.number for poll in assembly.polls.values() if not poll.is_open]
    number = subject.number if subject is not None else max(over, default=0)
    if not number:
        return say(f"No ballot of {assembly.name} is over yet, so there are no receipts. To see what is open: ",
                   at.type("polls"))  # fmt: skip
    return _receipts(assembly.polls[number], at)


def _receipts(poll: Poll, at: Setting) -> Document:
    number = f"B{poll.number}"
    if poll.is_open:
        closes = moment(poll.closes_at, at.assembly)
        return say(f"The codes of {number} are published once it is counted, ", closes, ".")
    if not poll.receipts:
        why = "it was called off" if poll.outcome is PollOutcome.CALLED_OFF else "it was open, or nobody voted"
        return say(f"There are no receipts for {number}: {why}.")
    codes = " ".join(poll.receipts)
    file = File("receipts.txt", "text/plain", "\n".join(poll.receipts) + "\n")
    said = (
        f"{count(len(poll.receipts), 'ballot was', 'ballots were')} counted in {number}. These are their codes, in the"
        " order of the alphabet. Yours among them shows that your ballot was counted; nobody can tell from it what it"
        " says."
    )
    blocks: list[Block] = [paragraph(said)]
    if len(poll.receipts) <= _RECEIPTS_SHOWN:
        return Document((*blocks, paragraph(Code(codes))))
    return Document((*blocks, paragraph("They are in the file below.")), files=(file,))


def _referendum(event: ev.ReferendumCalled, at: Setting) -> str:
    return f"Recorded as V{event.referendum}. Its ballot opens in {at.here} now."


TOLD: Final[Mapping[type[Event], Callable[[Any, Setting], str]]] = MappingProxyType({ev.ReferendumCalled: _referendum})
"""What is said to whoever waits for an answer of their own, of what the rooms are told."""
