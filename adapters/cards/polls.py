"""Ballots and referendums as they are shown: cards, lists, lines. Who has voted is never shown, and how many always."""

from collections.abc import Iterator
from datetime import datetime
from types import MappingProxyType
from typing import Final

from adapters.ballots.options import called, nobody
from adapters.ballots.paper import title
from adapters.cards.proposal_blocks import WHOLE_TEXT
from adapters.cleaning import clean_line, cut
from adapters.counts.naming import result
from adapters.documents import (
    Action,
    Bar,
    Block,
    Bullets,
    Document,
    Heading,
    Inline,
    Paragraph,
    Quote,
    Strong,
    Tone,
    heading,
    inlines,
    paragraph,
)
from adapters.mandates import mandate_line
from adapters.phrases import Names, count, length, listed, moment, share, stop, titled
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.checks import Check
from deliberation.counting import star, stv
from deliberation.counting.papers import MOST
from deliberation.deciding.polls import joined_by
from deliberation.deciding.referendums import is_open
from deliberation.mandates import mandate_of
from deliberation.poll_results import YesNo, quorum_of, result_of
from deliberation.polls import OnDeadlock, OnElection, OnReferendum, OptionKind, Poll, PollOutcome, Referendum
from deliberation.proposals import Decision
from deliberation.rules import Method, Rules

VOTE: Final = Action(command="ballot", label="Vote in private")

_METHODS: Final = MappingProxyType(
    {
        Method.STAR: f"Counted by STAR: everybody gives each of them 0 to {MOST}; the two with the highest totals go"
        " into a run-off, which whoever is preferred on more papers wins.",
        Method.PROPORTIONAL: f"Counted by proportional STAR: everybody gives each of them 0 to {MOST}, and the seats"
        " are shared out among those who vote.",
        Method.STV: "Counted by the single transferable vote, as in Scottish local elections: everybody puts them in"
        " order, as far as they like.",
        Method.YES_NO: "Answered with yes or no.",
    }
)

_OUTCOMES: Final = MappingProxyType(
    {
        PollOutcome.DECIDED: "counted",
        PollOutcome.NOT_CARRIED: "not carried",
        PollOutcome.INQUORATE: "too few voted",
        PollOutcome.CALLED_OFF: "called off",
    }
)


def name_of_poll(poll: Poll, at: Setting) -> str:
    """Name a ballot by its number and what it is about."""
    return f"B{poll.number} · {title(poll, at)}"


def poll_heading(poll: Poll, at: Setting) -> Heading:
    """Head a ballot, and once it is over how it came out, wherever it is told of."""
    if poll.outcome is None:
        return heading(name_of_poll(poll, at))
    # Only a referendum has a least number who must vote; elsewhere it ends so where no ballot says anything.
    empty = poll.outcome is PollOutcome.INQUORATE and poll.method is not Method.YES_NO
    return heading(f"{name_of_poll(poll, at)} · {'no ballot says anything' if empty else _OUTCOMES[poll.outcome]}")


def poll_card(assembly: Assembly, poll: Poll, names: Names) -> Document:
    """Draw the card of a ballot."""
    at = Setting(assembly, names)
    blocks: list[Block] = [poll_heading(poll, at), *_about(poll, at)]
    if poll.is_open:
        blocks += [*_open(poll, at), *_options(poll, at), _method(poll), *_how(poll, at)]
        return Document(tuple(blocks), (VOTE,), tone="open")
    return Document((*blocks, *result_blocks(poll, at)), tone=_tone(poll))


def _tone(poll: Poll) -> Tone:
    return "carried" if poll.outcome is PollOutcome.DECIDED else "over"


def _about(poll: Poll, at: Setting) -> list[Block]:
    assembly = at.assembly
    assert assembly is not None  # noqa: S101 - a card is always an assembly's
    match poll.question:
        case OnElection(number):
            election = assembly.elections[number]
            what = f"E{number}: for {count(poll.seats, 'seat', 'seats')}. Re-open nominations always stands; if it wins"
            vacant = "a seat" if election.seats > 1 else "the seat"
            return [paragraph(f"{what} {vacant}, that stays unfilled and nominations open again.")]
        case OnReferendum(number):
            asked = assembly.referendums[number]
            who = "all members" if asked.members_only else "all who take part"
            return [paragraph(f"Referendum V{number}: {at.name(asked.called_by)} puts one question to {who}.")]
        case OnDeadlock(numbers):
            names = listed([f"P{number}" for number in numbers])
            one = len(numbers) == 1
            parts = [f"There is deadlock about {names}. What wins this ballot is the decision:"]
            parts.append(" the proposal," if one else " one of the proposals,")
            return [paragraph(*parts, " or to leave things as they are.")]


def _open(poll: Poll, at: Setting) -> list[Block]:
    parts: list[Inline | str] = [Strong("Open"), " until ", moment(poll.closes_at, at.assembly), "."]
    if poll.begun_again:
        parts.append(" It began again, because what had been given could not be opened: please vote again.")
    voted = count(poll.turnout, "has voted", "have voted") if poll.turnout else "nobody has voted"
    who = f"{count(len(poll.roll), 'person', 'people')} can vote; {voted} so far."
    return [paragraph(*parts), paragraph(f"{who} {_electorate(poll, at)}")]


def _electorate(poll: Poll, at: Setting) -> str:
    assembly = at.assembly
    assert assembly is not None  # noqa: S101 - a card is always an assembly's
    when = "by the published day" if joined_by(assembly, poll) < poll.opened_at else "when it opened"
    who = "the members" if poll.members_only else "all"
    return f"They are {who} who took part here {when}."


def _options(poll: Poll, at: Setting) -> list[Block]:
    if poll.method is Method.YES_NO:
        return []
    items: list[tuple[Inline, ...]] = []
    for number, option in enumerate(poll.options, 1):
        more: list[Inline | str] = []
        if option.kind is OptionKind.PROPOSAL:
            more = ["; to read it whole: ", at.type(f"status P{option.proposal}")]
        items.append(inlines(f"{number}. {called(option, at)}", *more))
    return [Bullets(tuple(items)), paragraph("Their order on the paper was drawn by lot.")]


def _method(poll: Poll) -> Paragraph:
    words = _METHODS[poll.method]
    if quorum := quorum_of(poll):
        more = f"more than {share(poll.rules.referendum_threshold)}" if poll.rules.referendum_threshold < 1 else "all"
        words += f" At least {quorum:,} must vote, and {more} of those who say yes or no must say yes."
    return paragraph(words)


def _how(poll: Poll, at: Setting) -> list[Block]:
    secrecy = (
        "It is secret: ballots are given in private and kept sealed, apart from who gave them."
        if poll.secret
        else "It is open: what each votes stands in the register."
    )
    number = at.type(f"ballot B{poll.number}")
    return [
        Paragraph(
            inlines("To vote, in private: ", number, f". You can change your ballot until the close. {secrecy}"),
            inlines(f"To vote: press the button below, or write to me in private. You can change your ballot until the"
                    f" close. {secrecy}"),
        )
    ]  # fmt: skip


def result_blocks(poll: Poll, at: Setting) -> list[Block]:
    """Say how a ballot that is over came out, with its figures."""
    closed: list[Inline | str] = [" ", moment(poll.closed_at, at.assembly)] if poll.closed_at else []
    if poll.outcome is PollOutcome.CALLED_OFF:
        return [paragraph(Strong("Called off"), *closed, ". Nothing was counted, and no ballot is published.")]
    voted = f"{poll.turnout:,} of {len(poll.roll):,} voted."
    blocks: list[Block] = [
        paragraph(Strong(f"{outcome_of(poll, at)}"), " ", voted),
        *_figures(poll, at),
    ]
    number = f"B{poll.number}"
    more: list[Inline | str] = ["To see the whole count: ", at.type(f"why {number}")]
    if poll.receipts:
        more += ["; to find your ballot among those counted: ", at.type(f"receipts {number}")]
    return [*blocks, paragraph(*more)]


def outcome_of(poll: Poll, at: Setting) -> str:
    """Say in a sentence who or what won."""
    names = [called(option, at) for option in poll.options]
    if poll.method is Method.YES_NO:
        return {PollOutcome.DECIDED: "Yes: it is carried.", PollOutcome.NOT_CARRIED: "No: it is not carried."}.get(
            poll.outcome or PollOutcome.INQUORATE, "Too few voted, so it is neither carried nor refused."
        )
    if poll.outcome is PollOutcome.INQUORATE:
        so = "nobody is elected" if isinstance(poll.question, OnElection) else "things stay as they are"
        return f"No ballot says anything, so {so}."
    if isinstance(poll.question, OnElection):
        return result(poll.elected, poll.seats, names, nobody(poll))
    won = names[poll.elected[0]]
    return f"{won} wins{stop(won)}"


def _figures(poll: Poll, at: Setting) -> list[Block]:
    counted = result_of(poll, poll.papers, poll.drawn_from).count
    if isinstance(counted, YesNo):
        chosen = counted.yes + counted.no
        bars: list[Block] = [Bar("yes", counted.yes, chosen), Bar("no", counted.no, chosen)] if chosen else []
        return [*bars, *([paragraph(f"Blank: {counted.blank:,}.")] if counted.blank else [])]
    if counted is None:
        return []
    if isinstance(counted, stv.Counted):
        return []
    most = MOST * max(1, poll.turnout)
    names = [called(option, at) for option in poll.options]
    points = [Bar(name, total, most) for name, total in zip(names, counted.totals, strict=True)]
    return [paragraph("Points:"), *points, *(_run_off(counted, names) if isinstance(counted, star.Counted) else [])]


def _run_off(counted: star.Counted, names: list[str]) -> list[Block]:
    """Say how the run-off went where there was one: whoever has the most points may lose it."""
    run_off = counted.rounds[0].runoff if len(counted.rounds) == 1 else None
    if run_off is None:
        return []
    won, lost = run_off.first, run_off.second
    papers = (run_off.for_first, run_off.for_second)
    if run_off.winner == run_off.second:
        won, lost, papers = lost, won, papers[::-1]
    preferred = count(papers[0], "paper prefers", "papers prefer")
    level = ", so the tie was broken" if papers[0] == papers[1] else ""
    return [paragraph(f"In the run-off {preferred} {names[won]}, and {papers[1]:,} {names[lost]}{level}.")]


# --- deadlock


def deadlock_blocks(question: OnDeadlock, check: Check, at: Setting) -> list[Block]:
    """Show what is asked where it is asked whether there is deadlock, and what comes of the answer."""
    assembly = at.assembly
    assert assembly is not None  # noqa: S101 - a card is always an assembly's
    numbers = listed([f"P{number}" for number in question.proposals])
    items: list[tuple[Inline, ...]] = []
    for number in question.proposals:
        proposal = assembly.proposals[number]
        tried = f" ({count(proposal.failed_checks, 'check', 'checks')} failed)" if proposal.failed_checks else ""
        items.append(inlines(f"{titled(proposal, at.names)}{tried}; to read it whole: ", at.type(f"status P{number}")))
    between = listed([*(f"P{number}" for number in question.proposals), "leaving things as they are"])
    return [
        heading(f"{numbers} · Is there deadlock?"),
        Bullets(tuple(items)),
        paragraph(
            f"If at least half of those who take a position say yes, the assembly votes between {between}, by STAR,"
            f" {_ballot_words(check.rules)}. What wins is the decision. Otherwise the talk goes on."
        ),
    ]


def _ballot_words(rules: Rules) -> str:
    secret = "in secret" if rules.secret_ballots else "openly"
    return f"{secret}, for {length(rules.ballot_period)}; members vote, or all who take part where nobody is a member"


def decided_by_ballot(assembly: Assembly, decision: Decision, at: Setting, checkpoint: list[Block]) -> list[Block]:
    """Tell of the decision that a ballot made."""
    proposal, mandate = assembly.proposals[decision.proposal], mandate_of(assembly, decision)
    number = f"D{decision.number}"
    return [
        heading(f"{titled(proposal, at.names)} · decided by ballot"),
        paragraph(f"P{proposal.number} won ballot B{decision.poll}. It is decision {number}, from now on."),
        *([paragraph(*mandate_line(mandate, at))] if mandate is not None else []),
        *result_blocks(assembly.polls[decision.poll], at),
        *checkpoint,
    ]


# --- lists and lines


def poll_line(poll: Poll, at: Setting) -> tuple[Inline, ...]:
    """Name a ballot and say how it stands."""
    name = name_of_poll(poll, at)
    if poll.is_open:
        return inlines(f"{name}; {poll.turnout:,} of {len(poll.roll):,} voted; until ",
                       moment(poll.closes_at, at.assembly))  # fmt: skip
    if poll.outcome is PollOutcome.CALLED_OFF:
        return inlines(f"{name}; called off")
    return inlines(f"{name}; {outcome_of(poll, at)} {poll.turnout:,} of {len(poll.roll):,} voted")


def open_polls(assembly: Assembly, at: Setting) -> list[tuple[Inline, ...]]:
    """List the ballots that are open, and the referendums that wait for theirs."""
    waiting = [each for each in assembly.referendums.values() if not each.poll]
    return [
        *(poll_line(poll, at) for poll in assembly.polls.values() if poll.is_open),
        *(inlines(f"{name_of_referendum(each)}; it opens as soon as somebody can vote") for each in waiting),
    ]


def name_of_referendum(referendum: Referendum) -> str:
    """Name a referendum by its number and its question."""
    return f"V{referendum.number} · {clean_line(referendum.question, limit=200)}"


def referendum_document(assembly: Assembly, referendum: Referendum, at: Setting) -> Document:
    """Show a referendum: its ballot, once that has opened."""
    if referendum.poll:
        return poll_card(assembly, assembly.polls[referendum.poll], at.names)
    return Document(
        (
            heading(name_of_referendum(referendum)),
            Quote(cut(referendum.question, WHOLE_TEXT)),
            paragraph("Its ballot has yet to open. It closes ", moment(referendum.closes_at, assembly), "."),
        ),
        tone="open" if is_open(assembly, referendum) else "over",
    )


def happened_by_ballot(assembly: Assembly, at: Setting) -> Iterator[tuple[datetime, str]]:
    """List what the minutes say of ballots and referendums."""
    for referendum in assembly.referendums.values():
        by = at.name(referendum.called_by)
        yield referendum.called_at, f"{by} called referendum {name_of_referendum(referendum)}"
    for poll in assembly.polls.values():
        yield poll.opened_at, f"Ballot {name_of_poll(poll, at)} opened"
        if poll.closed_at is not None:
            came = outcome_of(poll, at) if poll.outcome is not PollOutcome.CALLED_OFF else "called off"
            yield poll.closed_at, f"Ballot B{poll.number}: {came} {poll.turnout:,} of {len(poll.roll):,} voted"
