"""What the bot knows of somebody, as they read it: accounts, standing, assemblies, what awaits their answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from adapters.ballots.paper import title
from adapters.cleaning import clean_line
from adapters.documents import Block, Bullets, Document, Inline, Moment, Strong, Typed, heading, inlines, paragraph
from adapters.inbound import Account
from adapters.personal.answers import label, written_day
from adapters.phrases import count, listed
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.checks import Check, OnRecall
from deliberation.ids import PersonId
from deliberation.polls import OnDeadlock
from deliberation.positions import Position, Stance

_SAID: Final[Mapping[Stance, str]] = MappingProxyType(
    {
        Stance.AGREE: "agree",
        Stance.STAND_ASIDE: "stand aside",
        Stance.BLOCK: "block",
        Stance.REMOVE: "remove",
        Stance.KEEP: "keep",
        Stance.YES: "yes",
        Stance.NO: "no",
    }
)

_MOST: Final = 40
"""Lines of one list; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Somebody's subscription: until when it is paid, if they are on the roster, and whether it is current."""

    paid_until: date | None = None
    current: bool = False


def about_me(
    person: PersonId,
    accounts: Sequence[Account],
    standing: Standing,
    assemblies: Sequence[Assembly],
    now: datetime,
) -> Document:
    """Show somebody what is known of them."""
    blocks: list[Block] = [
        heading("What I know of you"),
        paragraph(Strong("Your accounts:")),
        Bullets(tuple(inlines(label(each)) for each in accounts)),
        paragraph(_standing(standing)),
    ]
    if assemblies:
        blocks += [paragraph(Strong("Your assemblies:")), _bullets([_place(each, person, now) for each in assemblies])]
    else:
        blocks.append(paragraph("You take part in no assembly. Joining a room of one is joining it."))
    open_now = [line for each in assemblies for line in (*_checks(each, person), *_polls(each, person))]
    if open_now:
        blocks += [paragraph(Strong("What you can answer now:")), _bullets(open_now)]
    blocks.append(
        paragraph(
            "To get everything that I keep about you, as a file: ",
            Typed("my-data"),
            ". To use a second account: ",
            Typed("link"),
            ". To be forgotten: ",
            Typed("forget-me"),
            ".",
        )
    )
    return Document(tuple(blocks))


def _bullets(lines: Sequence[tuple[Inline, ...]]) -> Bullets:
    left = len(lines) - _MOST
    return Bullets((*lines[:_MOST], *([inlines(f"and {left:,} more")] if left > 0 else [])))


def _standing(standing: Standing) -> str:
    if standing.paid_until is None:
        return "You are a participant: you take part wherever you have joined. I do not know you as a member."
    day = written_day(standing.paid_until)
    if standing.current:
        return f"You are a member: paid until {day}."
    return (
        f"You are a participant. Your membership was paid until {day}; once it is renewed, your places as a member come"
        " back by themselves."
    )


def _place(assembly: Assembly, person: PersonId, now: datetime) -> tuple[Inline, ...]:
    here = assembly.participants.get(person)
    offices = [office.name for office in assembly.offices.values() if person in office.holders]
    parts: list[Inline | str] = [f"{assembly.name} ({assembly.slug})"]
    if offices:
        parts.append(f", as its {listed(offices)}")
    if here is not None and here.enrolled_until is not None and here.enrolled_until > now:
        parts += [", as a member until ", Moment(here.enrolled_until, assembly.rules.time_zone)]
    if here is not None and here.venues - here.let_in:
        parts.append(f"; you joined {count(len(here.venues - here.let_in), 'room', 'rooms')} by yourself")
    if here is not None and here.apologies_until is not None and here.apologies_until > now:
        parts += ["; you are away until ", Moment(here.apologies_until, assembly.rules.time_zone)]
    return inlines(*parts)


def _checks(assembly: Assembly, person: PersonId) -> list[tuple[Inline, ...]]:
    at = Setting(assembly, {}, private=True)
    lines: list[tuple[Inline, ...]] = []
    for check in assembly.checks.values():
        if not _awaits(assembly, check, person):
            continue
        said = said_as(check.position_of(person))
        what: list[Inline | str] = [f"{at.matter(check.number)} · {_title(assembly, check)}: {said}. "]
        if check.is_open:
            what += ["Open until ", Moment(check.deadline, assembly.rules.time_zone)]
        else:
            what.append("It has closed, and cools off")
        lines.append(inlines(*what))
    return lines


def _polls(assembly: Assembly, person: PersonId) -> list[tuple[Inline, ...]]:
    """List the open ballots in which somebody has a vote; whether they have used it is for them alone to read."""
    at = Setting(assembly, {}, private=True)
    lines: list[tuple[Inline, ...]] = []
    for poll in assembly.polls.values():
        voice = poll.voice(person) if poll.is_open else None
        if voice is not None:
            voted = "you have voted" if voice in poll.given else "you have not voted"
            name = f"B{poll.number}@{assembly.slug} · {title(poll, at)}: {voted}. Open until "
            lines.append(inlines(name, Moment(poll.closes_at, assembly.rules.time_zone)))
    return lines


def _awaits(assembly: Assembly, check: Check, person: PersonId) -> bool:
    """Whether somebody can still say something on a check, or say something else than they did."""
    if not assembly.takes_word(check.number) or check.voice(person) is None or _is_about(assembly, check, person):
        return False
    position = check.position_of(person)
    return check.is_open or position is None or position.cooling


def _title(assembly: Assembly, check: Check) -> str:
    if isinstance(check.question, OnRecall):
        petition = assembly.petitions[check.question.petition]
        return f"the recall of the {clean_line(petition.office, limit=80)}"
    if isinstance(check.question, OnDeadlock):
        return "is there deadlock?"
    return assembly.proposals[check.question.proposal].latest.title


def said_as(position: Position | None) -> str:
    """Say in a few words where somebody stands."""
    if position is None:
        return "you have not answered"
    reason = f", because: {clean_line(position.reason, limit=200)}" if position.reason else ""
    return f"you said {_SAID[position.stance]}{reason}"


def _is_about(assembly: Assembly, check: Check, person: PersonId) -> bool:
    """Whether a recall is about somebody, who then has no position in it."""
    return isinstance(check.question, OnRecall) and assembly.petitions[check.question.petition].officer == person


def answers_as_one(before: Assembly, after: Assembly, person: PersonId, other: PersonId) -> list[str]:
    """Say, check by check, which answer stands where two who turned out to be one could both answer."""
    at = Setting(after, {}, private=True)
    lines: list[str] = []
    for check in after.checks.values():
        both = {person, other} & check.roll
        if not both or not after.takes_word(check.number):
            continue
        what = at.matter(check.number)
        if _is_about(after, check, person):
            lines.append(f"{what} is about you, so you have no answer there")
        elif len(both) > 1:
            lines.append(
                f"{what} was called before: there your two accounts have one answer{_which(before, check, both)}"
            )
    return lines


def _which(before: Assembly, check: Check, both: set[PersonId]) -> str:
    person = next(iter(both))
    now = check.positions.get(person) or check.positions.get(next(each for each in both if each != person))
    if now is None:
        return ", which you have not given yet"
    had = before.checks.get(check.number)
    two = had is not None and all(each in had.positions for each in both)
    return f", {'the later one' if two else 'the one you gave'}: {_SAID[now.stance]}"
