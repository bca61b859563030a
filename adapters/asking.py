"""What each command of the catalogue asks for: a command of the engine, or a question to answer."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from adapters import mistakes
from adapters.cleaning import cut
from adapters.mistakes import BadTime, TimeProblem
from adapters.references import PETITION
from adapters.request import ROOM, Move, Query, Request, mistaken, named_assembly, timely
from adapters.times import LAST_MINUTE, read_day, read_length, read_moment
from deliberation import commands as cmd
from deliberation.assembly import SECRETARY, PetitionState
from deliberation.commands import Command
from deliberation.ids import PersonId
from deliberation.positions import Stance
from deliberation.refusals import AlreadyBound, NoSuchRule, NotOffered
from deliberation.rules import PRESETS, RULES, RuleValueError, write_duration

_MOST_AFFECTED: Final = 20
_FAR: Final = timedelta(days=7300)
"""As far ahead as any apologies are looked at; the engine refuses long before."""


def _found(request: Request) -> Command:
    if request.invocation.private:
        mistaken(mistakes.OnlyInVenue(command=request.spec.name))
    if request.context.assembly is not None and not named_assembly(request.invocation.arguments):
        mistaken(AlreadyBound(name=request.context.assembly.name))
    name = request.needed("name")
    preset = request.text("rules").casefold() or "folkmoot"
    if preset not in PRESETS:
        mistaken(mistakes.UnknownPreset(typed=cut(preset, 80), presets=tuple(PRESETS)))
    return cmd.FoundAssembly(
        actor=request.context.actor,
        assembly=request.context.directory.new_id(),
        slug=request.context.directory.free_slug(name),
        name=name,
        purpose=request.text("purpose"),
        preset=preset,
        venue=request.invocation.venue,
        present=request.context.present,
        administers=request.invocation.administers,
    )


def _bind(request: Request) -> Command:
    if request.invocation.private:
        mistaken(mistakes.OnlyInVenue(command=request.spec.name))
    code = request.text("assembly").casefold()
    if code.startswith(ROOM):
        return _take_in(request, code)
    if request.context.assembly is not None and not code:
        mistaken(AlreadyBound(name=request.context.assembly.name))
    request.needed("assembly")
    _ = request.assembly
    return cmd.BindVenue(
        actor=request.context.actor,
        venue=request.invocation.venue,
        present=request.context.present,
        administers=request.invocation.administers,
    )


def _take_in(request: Request, code: str) -> Command:
    """Take up the offer of a room, typed in one of the assembly's own rooms."""
    if request.context.assembly is None:
        mistaken(mistakes.OnlyInVenue(command=request.spec.name))
    venue = request.context.assembly.offered_as(code)
    return cmd.TakeRoomIn(actor=request.context.actor, venue=venue or mistaken(NotOffered()))


# --- deciding together


def _propose(request: Request) -> Command:
    _ = request.assembly
    return cmd.Propose(
        actor=request.context.actor,
        title=request.needed("title"),
        text=request.text("text"),
        suffering=request.text("suffering"),
        affects=_affected(request),
        review=_review(request),
    )


def _affected(request: Request) -> tuple[str, ...]:
    named = (part.strip(" .") for part in re.split(r"[,;]", request.text("affects")))
    return tuple(dict.fromkeys(filter(None, named)))[:_MOST_AFFECTED]


def _review(request: Request) -> str:
    text = request.text("review")
    if not text:
        return ""
    day = timely(read_day(text, zone=request.zone, now=request.context.now))
    today = request.context.now.astimezone(ZoneInfo(request.zone)).date()
    if day < today:
        instead = str(today + timedelta(days=180))
        mistaken(BadTime(typed=cut(text, 60), problem=TimeProblem.PAST_DAY, instead=instead))
    return day.isoformat()


def _concern(request: Request) -> Command:
    _ = request.assembly
    proposal = request.number()
    return cmd.RaiseConcern(actor=request.context.actor, proposal=proposal, text=request.needed("text"))


def _resolve(request: Request) -> Command:
    _ = request.assembly
    return cmd.ResolveConcern(actor=request.context.actor, concern=request.number())


def _amend(request: Request) -> Command:
    _ = request.assembly
    number = request.number()
    given = {name: request.text(name) for name in ("title", "text", "suffering", "affects", "review")}
    if not any(given.values()):
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="text"))
    return cmd.Amend(
        actor=request.context.actor,
        proposal=number,
        title=given["title"],
        text=given["text"],
        suffering=given["suffering"] or None,
        affects=_affected(request) or None,
        review=_review(request) or None,
    )


def _withdraw(request: Request) -> Command:
    _ = request.assembly
    return cmd.Withdraw(actor=request.context.actor, proposal=request.number())


def _consensus(request: Request) -> Command:
    _ = request.assembly
    number = request.number()
    period, deadline, rest = request.text("period"), request.text("deadline"), request.rest
    if period and deadline:
        mistaken(mistakes.BothTimes(command=request.spec.name))
    if rest and not period and not deadline:
        if isinstance(read_length(rest), timedelta):
            period = rest
        else:
            deadline = rest
    zone, now = request.zone, request.context.now
    return cmd.CallConsensus(
        actor=request.context.actor,
        proposal=number,
        period=timely(read_length(period)) if period else None,
        deadline=timely(read_moment(deadline, zone=zone, now=now)) if deadline else None,
    )


# --- positions


def _position(stance: Stance) -> Callable[[Request], Command]:
    def ask(request: Request) -> Command:
        return cmd.TakePosition(
            actor=request.context.actor,
            check=request.check(),
            stance=stance,
            reason=request.text("reason"),
            source=request.invocation.source,
        )

    return ask


def _retract(request: Request) -> Command:
    found = request.reference()
    if found is not None and found.letter == PETITION:
        petition = request.assembly.petitions.get(found.number)
        if petition is not None and petition.state is PetitionState.GATHERING:
            return cmd.Unsign(actor=request.context.actor, petition=found.number)
    return cmd.Retract(actor=request.context.actor, check=request.check())


# --- offices


def _office(text: str) -> str:
    return re.sub(r"^(?:the|our)\s+", "", text.casefold()).strip(" .")


def _elect(request: Request) -> Command:
    _ = request.assembly
    return cmd.NominateOfficer(
        actor=request.context.actor,
        person=request.person("person"),
        office=_office(request.text("office")) or SECRETARY,
        reason=request.text("reason"),
    )


def _recall(request: Request) -> Command:
    officer = _holder(request) or request.person("person")
    if request.text("unmandated").casefold() in {"yes", "true", "on", "1", "unmandated"}:
        # A claim alone lowers no threshold: it takes an act that stands in the register as unmandated.
        mistaken(mistakes.NoActRecorded(command=request.spec.name))
    return cmd.StartRecall(
        actor=request.context.actor,
        officer=officer,
        reason=request.needed("reason"),
        source=request.invocation.source,
    )


def _holder(request: Request) -> PersonId | None:
    """Give who holds the office that was named in place of a person."""
    office = request.assembly.offices.get(_office(request.needed("person")))
    return office.holder if office else None


def _sign(request: Request) -> Command:
    _ = request.assembly
    return cmd.Sign(actor=request.context.actor, petition=request.number(), source=request.invocation.source)


def _unsign(request: Request) -> Command:
    _ = request.assembly
    return cmd.Unsign(actor=request.context.actor, petition=request.number())


# --- the assembly


def _change_rule(request: Request) -> Command:
    _ = request.assembly
    rule, value = request.needed("rule"), request.needed("value")
    return cmd.ProposeRule(
        actor=request.context.actor,
        rule=_rule(rule),
        value=_as_the_rule_reads(_rule(rule), value),
        reason=request.text("reason"),
    )


def _rule(typed: str) -> str:
    return typed.casefold().replace("_", "-").replace(" ", "-")


def _as_the_rule_reads(rule: str, value: str) -> str:
    """Let ``5 days`` do for ``5d``; what still does not fit, the engine refuses with the reason."""
    spec = RULES.get(rule)
    if spec is None:
        return value
    try:
        spec.read(value)
    except RuleValueError:
        length = read_length(value)
        if isinstance(length, timedelta) and spec.example[-1:] in {"m", "h", "d"}:
            return write_duration(length)
    return value


def _apologies(request: Request) -> Command:
    _ = request.assembly
    until, length, rest = request.text("until"), request.text("length"), request.rest
    if until and length:
        mistaken(mistakes.BothTimes(command=request.spec.name))
    if rest and not until and not length:
        if isinstance(read_length(rest), timedelta):
            length = rest
        else:
            until = rest
    return cmd.GiveApologies(actor=request.context.actor, until=_away_until(request, until, length))


def _away_until(request: Request, until: str, length: str) -> datetime:
    now = request.context.now
    if length:
        return now + min(timely(read_length(length)), _FAR)
    if not until:
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="until"))
    return timely(read_moment(until, zone=request.zone, now=now, at=LAST_MINUTE))


# --- questions


def _why(request: Request) -> Query:
    _ = request.assembly
    return Query(name="why", subject=request.existing())


def _status(request: Request) -> Query:
    _ = request.assembly
    return Query(name="status", subject=request.existing())


def _minutes(request: Request) -> Query:
    _ = request.assembly
    text = request.text("since") or request.rest
    if not text:
        return Query(name="minutes")
    day = timely(read_day(text, zone=request.zone, now=request.context.now))
    return Query(name="minutes", since=datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(request.zone)))


def _rules(request: Request) -> Query:
    _ = request.assembly
    rule = _rule(request.text("rule"))
    if rule and rule not in RULES:
        mistaken(NoSuchRule(rule=rule))
    return Query(name="rules", topic=rule)


def _plain(request: Request) -> Query:
    _ = request.assembly
    return Query(name=request.spec.name)


def _help(request: Request) -> Query:
    return Query(name="help", topic=request.text("command"))


def _move(*, entering: bool) -> Callable[[Request], Move]:
    def asked(request: Request) -> Move:
        if request.invocation.venue not in request.assembly.speaking:
            mistaken(mistakes.OnlyInVenue(command=request.spec.name))
        return Move(entering)

    return asked


ASKED: Final[Mapping[str, Callable[[Request], Command | Query | Move]]] = MappingProxyType(
    {
        "propose": _propose,
        "concern": _concern,
        "resolve": _resolve,
        "amend": _amend,
        "withdraw": _withdraw,
        "consensus": _consensus,
        "agree": _position(Stance.AGREE),
        "stand-aside": _position(Stance.STAND_ASIDE),
        "block": _position(Stance.BLOCK),
        "remove": _position(Stance.REMOVE),
        "keep": _position(Stance.KEEP),
        "retract": _retract,
        "why": _why,
        "status": _status,
        "decisions": _plain,
        "minutes": _minutes,
        "rules": _rules,
        "assembly": _plain,
        "help": _help,
        "elect": _elect,
        "recall": _recall,
        "sign": _sign,
        "unsign": _unsign,
        "found": _found,
        "bind": _bind,
        "join": _move(entering=True),
        "leave": _move(entering=False),
        "change-rule": _change_rule,
        "apologies": _apologies,
    }
)
"""By the command's name; a test proves that it has them all."""
