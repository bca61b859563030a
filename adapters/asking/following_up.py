"""What is asked after a decision, of the room, and in going round."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, NoReturn

from adapters import mistakes
from adapters.cleaning import cut
from adapters.phrases import matter
from adapters.references import SENSE, Reference
from adapters.request import Query, Request, mistaken, timely
from adapters.times import LAST_MINUTE, read_length, read_moment
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.ids import PersonId
from deliberation.refusals import NoReview, NotYourTurn, Unknown
from deliberation.senses import Leaning

_QUOTES: Final = "\"'“”‘’«»"
_AFTER_IT: Final = re.compile(r"\?[\"”»]?\s+for\s+(?P<typed>[^?]{1,40})$", re.IGNORECASE)
"""What stands after a question and is to say for how long it is asked."""
_QUOTED: Final = re.compile(r"^[\"“«](?P<text>[^\"”»]+)[\"”»]\s*(?P<rest>.*)$")

# --- actions


def _action(request: Request) -> Command:
    _ = request.assembly
    decision = request.number()
    text, person = _what_and_who(request)
    return cmd.SetAction(actor=request.context.actor, decision=decision, text=text, person=person, due=_due(request))


def _what_and_who(request: Request) -> tuple[str, PersonId]:
    """Say what is to be done and by whom: ``"book the hall" Ada`` is clear without a word between them too."""
    quoted = _QUOTED.match(request.text("text"))
    who = request.text("person")
    if quoted and quoted["rest"] and not who:
        return quoted["text"].strip(), request.who("person", quoted["rest"])
    if not request.text("text") and " " in who:  # "@ada book the hall"
        first, _, what = who.partition(" ")
        return _unquoted(request, what), request.who("person", first)
    return _unquoted(request, request.said("text")), request.who("person", request.said("person"))


def _unquoted(request: Request, text: str) -> str:
    return text.strip(f"{_QUOTES} ") or _nothing_said(request, "text")


def _nothing_said(request: Request, parameter: str) -> NoReturn:
    """Answer quotes with nothing between them like nothing at all."""
    mistaken(mistakes.MissingText(command=request.spec.name, parameter=parameter))


def _due(request: Request) -> datetime:
    typed = request.text("due") or request.needed("due")
    return timely(read_moment(typed, zone=request.zone, now=request.context.now, at=LAST_MINUTE))


def _done(request: Request) -> Command:
    _ = request.assembly
    return cmd.FinishAction(actor=request.context.actor, action=request.number())


def _not_done(request: Request) -> Command:
    _ = request.assembly
    return cmd.ReopenAction(actor=request.context.actor, action=request.number())


def _drop(request: Request) -> Command:
    _ = request.assembly
    return cmd.DropAction(actor=request.context.actor, action=request.number())


def _actions(request: Request) -> Query:
    _ = request.assembly
    return Query(name="actions")


# --- readings of the room


def _sense_check(request: Request) -> Command:
    _ = request.assembly
    question, typed = request.needed("question"), request.text("period")
    period = read_length(typed) if typed else None
    if typed and not isinstance(period, timedelta):
        # "… for 2 hours a week?" is no length of time; it is part of what is asked.
        question, period = cut(f"{question.rstrip()} for {typed}", request.spec.parameter("question").limit), None
    mistyped = _AFTER_IT.search(question)
    if mistyped:
        timely(read_length(mistyped["typed"]))
    asked = question.strip().strip(_QUOTES).strip() or _nothing_said(request, "question")
    return cmd.AskSense(
        actor=request.context.actor, question=asked, period=period if isinstance(period, timedelta) else None
    )


_ANSWERS: Final[Mapping[str, Leaning]] = MappingProxyType(
    {
        **{each.value: each for each in Leaning},
        **dict.fromkeys(("y", "aye", "yeah", "👍"), Leaning.YES),
        **dict.fromkeys(("partly", "maybe", "perhaps", "early", "undecided", "🤷"), Leaning.UNSURE),
        **dict.fromkeys(("n", "nay", "nope", "👎"), Leaning.NO),
    }
)


def _leaning(request: Request) -> Leaning:
    typed = request.needed("answer").strip(" ,.;:!")
    found = _ANSWERS.get(typed.casefold())
    return found or mistaken(mistakes.BadAnswer(command=request.spec.name, typed=cut(typed, 40)))


def _lean(request: Request) -> Command:
    """Keep the words with it where they are shown: in a review, as ``review`` does."""
    sense = request.assembly.senses.get(request.number())
    text, reviews = request.text("reason"), sense is not None and sense.decision is not None
    return cmd.Lean(
        actor=request.context.actor,
        sense=request.number(),
        leaning=_leaning(request),
        text=text if reviews else "",
        source=request.invocation.source,
        unkept=bool(text) and not reviews,
    )


def _review(request: Request) -> Command:
    here = request.assembly
    found = request.reference() or Reference(request.number())
    return cmd.Lean(
        actor=request.context.actor,
        sense=found.number if found.letter == SENSE else _review_of(here, found.number),
        leaning=_leaning(request),
        text=request.text("reason"),
        source=request.invocation.source,
    )


def _review_of(here: Assembly, number: int) -> int:
    """Say in which reading of the room it is asked what a decision did."""
    decision = here.decisions.get(number)
    if decision is None:
        mistaken(Unknown(kind="decision", number=number, latest=len(here.decisions)))
    if decision.reviewed_in is None:
        mistaken(NoReview(decision=number, review_at=decision.review_at if decision.stands else None))
    return decision.reviewed_in


# --- go-rounds


def _go_round(request: Request) -> Command:
    return cmd.BeginGoRound(actor=request.context.actor, check=request.check())


def _pass(request: Request) -> Command:
    """Pass where it is one's turn, if one does not say where and it is so in one only."""
    here, actor = request.assembly, request.context.actor
    if request.reference() is None:
        mine = [
            check.number
            for check in here.checks.values()
            if check.is_open
            and check.go_round is not None
            and check.go_round.turn is not None
            and check.go_round.turn == check.voice(actor)
        ]
        if len(mine) == 1:
            return cmd.PassTurn(actor=actor, check=mine[0])
        if not mine:
            mistaken(NotYourTurn(check=0))
        matters = tuple(matter(here.checks[number]) for number in mine)
        mistaken(mistakes.WhichCheck(command="pass", matters=matters))
    return cmd.PassTurn(actor=actor, check=request.check())


ASKED: Final[Mapping[str, Callable[[Request], Command | Query]]] = MappingProxyType(
    {
        "action": _action,
        "actions": _actions,
        "done": _done,
        "not-done": _not_done,
        "drop-action": _drop,
        "review": _review,
        "sense-check": _sense_check,
        "lean": _lean,
        "go-round": _go_round,
        "pass": _pass,
    }
)
"""By the command's name."""
