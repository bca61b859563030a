"""A ballot paper as somebody reads it in private: what can be voted for, how, and what they have given so far."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from adapters.ballots.options import called, meant
from adapters.cleaning import clean_line
from adapters.documents import (
    Action,
    Block,
    Bullets,
    Code,
    Document,
    Inline,
    Lists,
    Moment,
    Paragraph,
    Strong,
    heading,
    inlines,
    paragraph,
)
from adapters.phrases import listed, moment
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.counting.papers import MOST
from deliberation.polls import Marks, OnElection, OnReferendum, OptionKind, Poll
from deliberation.rules import Method

_BREAKS_OFF: Final = re.compile(r"[,;>\n]|[0-9]\s*(?:★|\*|stars?|points?)?$|^\W*[0-9]+\s*[.)]|:\s*$")
"""What a name must not hold to be read back from what is written on a paper."""

THE_PAPER: Final = paragraph(Strong("The paper:"))
"""Stands before its lines where others come above them."""

_MOST_NAMED: Final = 3
"""Options named again below what all of them were given."""

_KINDS: Final[dict[Method, Literal["scores", "order", "one"]]] = {Method.STV: "order", Method.YES_NO: "one"}


@dataclass(frozen=True, slots=True)
class Given:
    """The ballot that somebody has given: what it says, and the code by which they find it among those counted."""

    marks: Marks = field(repr=False)
    receipt: str = field(default="", repr=False)


def paper(poll: Poll, given: Given | None, at: Setting, *, because: str = "", settled: bool = False) -> Document:
    """Draw a paper; with ``given``, what it says and its receipt. ``because`` says first why it is shown.

    A ``settled`` one is shown because it has just been given: to fill it in again is something to ask for.
    """
    blocks: list[Block] = [paragraph(because)] if because else []
    blocks.append(heading(f"B{poll.number} · {title(poll, at)}"))
    if given is not None:
        blocks += _given(poll, given, at)
    if given is not None and not settled:
        blocks.append(THE_PAPER)
    if not settled:
        blocks += [Bullets(tuple(inlines(line) for line in _numbered(poll, at))), *_how(poll, at)]
    blocks.append(_until(poll, at, settled=given is not None))
    if settled:
        action = Action("ballot", "Change my ballot", asks="choices")
        return Document(tuple(blocks), actions=(action,))
    return Document(tuple(blocks), lists=_lists(poll, given, at))


def no_more(poll: Poll, assembly: Assembly) -> Document:
    """Say that a paper is of no use any more."""
    opening = f"B{poll.number} is over, so there is no paper any more"
    closed: list[Inline | str] = ["; it closed ", moment(poll.closed_at, assembly)] if poll.closed_at else []
    return Document((paragraph(opening, *closed, "."),))


def why_sent(poll: Poll, assembly: Assembly) -> str:
    """Say why a paper goes out by itself."""
    where = f"in {clean_line(assembly.name, limit=120)}"
    if poll.begun_again:
        return f"A ballot {where} had to begin again, and you may vote."
    return f"A ballot has opened {where}, and you may vote."


def recorded(poll: Poll, given: Given) -> str:
    """Say that a ballot was taken. Whether there was one before is kept nowhere, so it is said to everybody."""
    receipt = ", nor does its receipt" if given.receipt else ""
    return f"Recorded: your ballot in B{poll.number}. Any that you gave before no longer counts{receipt}."


def kept_unseen() -> str:
    """Say that somebody's ballot is there, but cannot be shown now."""
    return "You have voted, but I cannot reach the key now and so cannot show you how. What you gave stands."


def title(poll: Poll, at: Setting) -> str:
    """Say in a line what a poll is about."""
    assembly = at.assembly
    if assembly is None:
        return "A ballot"
    if isinstance(poll.question, OnElection):
        election = assembly.elections[poll.question.election]
        return f"Election: {clean_line(election.seat or election.office, limit=120)} (E{election.number})"
    if isinstance(poll.question, OnReferendum):
        return clean_line(assembly.referendums[poll.question.referendum].question, limit=300)
    numbers = " or ".join(f"P{number}" for number in poll.question.proposals)
    return f"{numbers}, or leave things as they are?"


def lines(poll: Poll, marks: Marks, at: Setting) -> list[str]:
    """Say what a paper says, a line each."""
    names = [called(option, at) for option in poll.options]
    if poll.method is Method.YES_NO:
        return [names[place] for place in marks] or ["Blank: it counts for the turnout and for nothing else."]
    if poll.method is Method.STV:
        return [f"{number}. {names[place]}" for number, place in enumerate(marks, 1)] or ["Blank: no preference."]
    return [f"{name}: {score}" for name, score in zip(names, marks, strict=True)]


def prefilled(lists: Lists, *, longest: int) -> str:
    """Write a paper as it begins in a form, so that it can be read back: each option on a line, with what is on it.

    An order has its figures behind the names, and none where none was given: a form that began with an order would give
    those an advantage who stand first on the paper. In more than ``longest`` characters, lines go by their numbers.
    """
    numbers = tuple(str(number) for number in range(1, len(lists.names) + 1))
    written = _written(lists, lists.words)
    return written if len(written) <= longest else _written(lists, numbers)


def _written(lists: Lists, names: Sequence[str]) -> str:
    if lists.kind == "one":
        return "".join(names[place] for place in lists.marks)
    if lists.kind == "scores":
        return "\n".join(f"{name}: {score}" for name, score in zip(names, _scores(lists), strict=True))
    left = (place for place in range(len(names)) if place not in lists.marks)
    ranked = [f"{names[place]}: {number}" for number, place in enumerate(lists.marks, 1)]
    return "\n".join([*ranked, *(f"{names[place]}:" for place in left)])


def _scores(lists: Lists) -> Sequence[int]:
    return lists.marks or (0,) * len(lists.names)


def _lists(poll: Poll, given: Given | None, at: Setting) -> Lists:
    kind = _KINDS.get(poll.method, "scores")
    return Lists(
        kind=kind,
        names=tuple(_label(poll, place, at) for place in range(len(poll.options))),
        marks=given.marks if given else (),
        most=MOST if kind == "scores" else 0,
        words=tuple(_clear(called(option, at), poll, place, at) for place, option in enumerate(poll.options)),
    )


def _label(poll: Poll, place: int, at: Setting) -> str:
    """Name an option in a menu: without an account where the name alone can be nobody else's on this paper.

    The paper above the menu has it in full; in a menu each line says it again, to whoever hears them read out.
    """
    option = poll.options[place]
    name = at.name(option.person) if option.person is not None else ""
    alone = bool(name) and meant(name, poll, at, lambda _name: None) == place
    return name if alone else called(option, at)


def _given(poll: Poll, given: Given, at: Setting) -> list[Block]:
    blocks: list[Block] = [
        paragraph(Strong("Your ballot:")),
        Bullets(tuple(inlines(line) for line in lines(poll, given.marks, at))),
        *_said_of_scores(poll, given.marks, at),
    ]
    if given.receipt:
        blocks.append(
            paragraph(
                "Your receipt: ",
                Code(given.receipt),
                ". Once the ballots are counted, the codes of all that were counted are published: yours among them"
                " shows that your ballot was counted, and shows nobody what it says.",
            )
        )
    return blocks


def _said_of_scores(poll: Poll, marks: Marks, at: Setting) -> list[Block]:
    """Say which way round scores are: whoever took 1 for the first place, or mixed lines up, sees it."""
    if _KINDS.get(poll.method) is not None or len(set(marks)) < 2:
        return []
    best, worst = (_scoring(poll, marks, score, at) for score in (max(marks), min(marks)))
    return [paragraph(f"So you prefer {best} most, and {worst} least.")]


def _scoring(poll: Poll, marks: Marks, score: int, at: Setting) -> str:
    scored = [called(option, at) for option, mark in zip(poll.options, marks, strict=True) if mark == score]
    left = len(scored) - _MOST_NAMED
    return listed([*scored[:_MOST_NAMED], f"{left} more"] if left > 1 else scored)


def _numbered(poll: Poll, at: Setting) -> list[str]:
    return [f"{number}. {called(option, at)}" for number, option in enumerate(poll.options, 1)]


def _how(poll: Poll, at: Setting) -> list[Block]:
    first, second = (_short(poll, place, at) for place in (0, min(1, len(poll.options) - 1)))
    number = f"B{poll.number}"
    if poll.method is Method.YES_NO:
        yes, no = at.type(f"ballot {number} yes"), at.type(f"ballot {number} no")
        return [_typed("Say yes or no: ", yes, " or ", no, numbered=False)]
    if poll.method is Method.STV:
        said = "Put them in the order in which you prefer them, the first the best, as far as you like: "
        return [_typed(said, at.type(f"ballot {number} {second}, {first}"))]
    said = (
        f"Give each a score from 0 (the worst) to {MOST} (the best); several may have the same, and whom you leave out"
        " gets 0: "
    )
    return [_typed(said, at.type(f"ballot {number} {_scored(first, MOST)}, {_scored(second, 3)}"))]


def _scored(name: str, score: int) -> str:
    return f"{name}={score}" if name.isdigit() else f"{name} {score}"


def _typed(*parts: Inline | str, numbered: bool = True) -> Block:
    do_as_well = ". Numbers from the list do as well as names." if numbered else "."
    return Paragraph(
        inlines(*parts, f"{do_as_well} A reply to this message needs the choice alone."),
        inlines("Choose below, or type it. ", *parts, do_as_well),
    )


def _short(poll: Poll, place: int, at: Setting) -> str:
    option = poll.options[place]
    if option.kind is OptionKind.PROPOSAL:
        return f"P{option.proposal}"
    return _clear(called(option, at).partition(" (")[0], poll, place, at)


def _clear(name: str, poll: Poll, place: int, at: Setting) -> str:
    """Give a name, or the number on the paper for one that would not be read back as this line of it.

    Of two Adas, and of somebody called Ron, the first name alone is not clear.
    """
    if not name.isprintable() or _BREAKS_OFF.search(name):
        return str(place + 1)
    return name if meant(name, poll, at, lambda _name: None) == place else str(place + 1)


def _until(poll: Poll, at: Setting, *, settled: bool) -> Block:
    secret = (
        " It is secret: I keep it sealed, apart from your name, and tell nobody. (Whoever runs this chat service could"
        " read what is typed in it, unless it is encrypted end to end.)"
        if poll.secret
        else " This ballot is open: what you vote stands in the register."
    )
    closes: Moment = moment(poll.closes_at, at.assembly)
    if settled:
        return paragraph("You can change it until ", closes, ".", secret)
    return paragraph("Until ", closes, ". You can change it until then.", secret)
