"""Moots as they are shown: the card with who comes and who speaks, what lies ahead, and the minutes."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from adapters.answers.records import happened
from adapters.calendar_file import calendar_file
from adapters.cards.proposal_blocks import concern_blocks
from adapters.cleaning import clean_line, cut
from adapters.documents import (
    Action,
    Block,
    Bullets,
    Document,
    File,
    Inline,
    Paragraph,
    Quote,
    Strong,
    heading,
    inlines,
    paragraph,
)
from adapters.markdown import markdown
from adapters.phrases import Names, count, day, length, listed, moment, titled
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.ids import PersonId
from deliberation.moots import Minute, Moot, MootState
from deliberation.proposals import Concern

COMING: Final = "🙋"
"""The reaction that says that one comes, or is there."""
MOOT_SEEDS: Final = (COMING,)

_MOST_NAMED: Final = 40
_MOST_WAITING: Final = 15
_MOST_AHEAD: Final = 30

_STATES: Final = {
    MootState.ANNOUNCED: "",
    MootState.OPEN: " · held now",
    MootState.CLOSED: " · held",
    MootState.CANCELLED: " · called off",
}

_BEFORE: Final = (Action("coming", "I come", COMING), Action("not-coming", "I do not come"))
_DURING: Final = (
    Action("coming", "I am here", COMING),
    Action("hand", "Raise hand"),
    Action("lower-hand", "Lower hand"),
    Action("next", "Next speaker"),
)


def name_of_moot(moot: Moot) -> str:
    """Name a moot by its number and title."""
    return f"M{moot.number} · {clean_line(moot.title, limit=200)}"


def moot_card(assembly: Assembly, moot: Moot, names: Names) -> Document:
    """Draw the card of a moot. As it is first posted, the calendar file goes with it."""
    at = Setting(assembly, names)
    blocks: list[Block] = [heading(name_of_moot(moot) + _STATES[moot.state]), _time(moot, at)]
    blocks += agenda(moot, at)
    if moot.state is MootState.ANNOUNCED:
        blocks += _ahead(moot, at)
        return Document(tuple(blocks), _BEFORE, tone="open", files=(calendar_file(assembly, moot),))
    if moot.state is MootState.OPEN:
        return Document((*blocks, *_held(moot, at)), _DURING, tone="open")
    return Document((*blocks, *_over(moot, at)), tone="over")


def _time(moot: Moot, at: Setting) -> Paragraph:
    called = f" Called by {at.name(moot.called_by)}."
    begins, ends = moment(moot.starts_at, at.assembly), moment(moot.ends_at, at.assembly)
    if moot.state is MootState.CANCELLED:
        return paragraph(Strong("Called off."), " It was to be from ", begins, " until ", ends, f".{called}")
    if moot.opened_at is None:
        parts: list[Inline | str] = [Strong("It begins "), begins, f" and takes {length(moot.length)}, until ", ends]
        return paragraph(*parts, f".{called}")
    began = moment(moot.opened_at, at.assembly)
    if moot.closed_at is not None:
        return paragraph(Strong("Held"), " from ", began, " until ", moment(moot.closed_at, at.assembly), f".{called}")
    return paragraph(Strong("Held now"), ", since ", began, "; planned until ", ends, f".{called}")


def agenda(moot: Moot, at: Setting) -> list[Block]:
    """List what a moot is about: its proposals, and the concerns about them that are open, or were as it closed."""
    assert at.assembly is not None  # noqa: S101 - a moot is always an assembly's
    if not moot.proposals:
        return []
    blocks: list[Block] = [paragraph(Strong("Agenda:"))]
    for number in moot.proposals:
        blocks.append(Bullets((inlines(titled(at.assembly.proposals[number], at.names)),)))
        blocks += concern_blocks(_concerns(at.assembly, moot, number), at)
    return blocks


def _concerns(assembly: Assembly, moot: Moot, proposal: int) -> list[Concern]:
    if moot.closed_at is None:
        return assembly.open_concerns(proposal)
    return assembly.concerns_open_at(proposal, moot.closed_at)


def _people(people: list[PersonId], at: Setting) -> str:
    in_order = sorted(people, key=lambda person: (at.name(person).casefold(), person))
    shown = [at.name(person) for person in in_order[:_MOST_NAMED]]
    left = len(in_order) - len(shown)
    return listed([*shown, f"{left:,} more"] if left else shown)


def _named(opening: str, people: list[PersonId], at: Setting) -> Paragraph:
    if not people:
        return paragraph(Strong(f"{opening}:"), " nobody yet.")
    return paragraph(Strong(f"{opening} ({len(people):,}):"), f" {_people(people, at)}.")


def _ahead(moot: Moot, at: Setting) -> list[Block]:
    number = f"M{moot.number}"
    no: list[Inline | str] = [" If you cannot after all: ", at.type(f"not-coming {number}"), "."]
    return [
        _named("Coming", list(moot.coming), at),
        Paragraph(
            inlines(f"To say that you come: {COMING}, or ", at.type(f"coming {number}"), ".", *no),
            inlines(f"To say that you come: press a button below, or tap {COMING}.", *no),
        ),
        paragraph("It opens here by itself. Everyone who takes part may come, and nobody has to say so before."),
    ]


def _held(moot: Moot, at: Setting) -> list[Block]:
    number = f"M{moot.number}"
    blocks: list[Block] = [_named("Here", list(moot.present), at), _speaking(moot, at)]
    if moot.minutes:
        blocks.append(paragraph(f"{count(len(moot.minutes), 'minute', 'minutes')} so far."))
    blocks.append(
        paragraph(
            f"To say that you are here: {COMING} (tap it anew if you had before), or ",
            at.type(f"coming {number}"),
            ". To ask for the word: ",
            at.type("hand"),
            "; to take that back: ",
            at.type("lower-hand"),
            ". To note something: ",
            at.type("minute …"),
            ". Whoever called the moot or gives procedure: ",
            at.type("next"),
            ", ",
            at.type("close-moot"),
            ".",
        )
    )
    return blocks


def _speaking(moot: Moot, at: Setting) -> Paragraph:
    """Say who has the word and who gets it after that: first-time speakers first."""
    has = f"{at.name(moot.speaker)} has the word." if moot.speaker is not None else "Nobody has the word."
    return paragraph(Strong("Speaking:"), f" {has} {waiting_to_speak(moot, at)}")


def waiting_to_speak(moot: Moot, at: Setting) -> str:
    """Say who speaks next, in order."""
    order = moot.order
    if not order:
        return "Nobody else asks for it."
    shown = [f"{at.name(each)}{'' if each in moot.spoken else ' (first time)'}" for each in order[:_MOST_WAITING]]
    left = len(order) - len(shown)
    return f"Next: {', then '.join([*shown, f'{left:,} more'] if left else shown)}."


def _over(moot: Moot, at: Setting) -> list[Block]:
    if moot.state is MootState.CANCELLED:
        return [paragraph("To call another: ", at.form("moot"))]
    return [
        _were_there(moot, at),
        paragraph(
            f"{_how_many(moot)}. To read what happened: ",
            at.type(f"minutes M{moot.number}"),
        ),
    ]


def _were_there(moot: Moot, at: Setting) -> Paragraph:
    if moot.state is MootState.OPEN:
        return _named("Here", list(moot.present), at)
    if not moot.present:
        return paragraph("Nobody said that they were here.")
    return _named("Were here", list(moot.present), at)


def _how_many(moot: Moot) -> str:
    return f"It has {count(len(moot.minutes), 'minute', 'minutes')}" if moot.minutes else "No minutes were taken"


# --- what lies ahead


def list_moots(assembly: Assembly, at: Setting) -> Document:
    """List the moots that are held or set, the first one first."""
    lines = moots_ahead(assembly, at)
    if not lines:
        held = [each.number for each in assembly.moots.values() if each.state is MootState.CLOSED]
        blocks: list[Block] = [paragraph(f"No moot of {assembly.name} is set. To call one: ", at.form("moot"))]
        if held:
            blocks.append(paragraph("To read the minutes of the latest: ", at.type(f"minutes M{held[-1]}")))
        return Document(tuple(blocks))
    return Document((heading(f"Moots of {assembly.name}"), Bullets(tuple(lines))))


def moots_ahead(assembly: Assembly, at: Setting) -> list[tuple[Inline, ...]]:
    """List the moots that are held or set, the first one first, each on a line that begins with its number."""
    ahead = sorted((each for each in assembly.moots.values() if not each.is_over), key=lambda each: each.starts_at)
    return [_line(each, at) for each in ahead[:_MOST_AHEAD]]


def _line(moot: Moot, at: Setting) -> tuple[Inline, ...]:
    if moot.state is MootState.OPEN:
        there = (
            f"{name_of_moot(moot)}: held now, {count(len(moot.present), 'person', 'people')} there. If you are too: "
        )
        return inlines(there, at.type(f"coming M{moot.number}"))
    begins = moment(moot.starts_at, at.assembly)
    return inlines(
        f"{name_of_moot(moot)}: ", begins, f", for {length(moot.length)}; {len(moot.coming):,} coming. To join them: ",
        at.type(f"coming M{moot.number}"),
    )  # fmt: skip


# --- minutes


def moot_minutes(assembly: Assembly, moot: Moot, at: Setting) -> Document:
    """Write the minutes of a moot whole, and as a file."""
    if moot.state in {MootState.ANNOUNCED, MootState.CANCELLED}:
        return Document((paragraph(f"{name_of_moot(moot)} {_without_minutes(moot)}"),))
    blocks = _minutes(assembly, moot, at)
    return Document(tuple(blocks), files=(_file(assembly, moot, blocks),))


def _without_minutes(moot: Moot) -> str:
    if moot.state is MootState.CANCELLED:
        return "was called off, so it has no minutes."
    return "has not been held yet, so it has no minutes."


def _minutes(assembly: Assembly, moot: Moot, at: Setting) -> list[Block]:
    blocks: list[Block] = [
        heading(f"Minutes of {name_of_moot(moot)}"),
        paragraph(f"{assembly.name}. ", *_time(moot, at).parts),
        _were_there(moot, at),
        *agenda(moot, at),
    ]
    absent = [person for person in moot.coming if person not in moot.present]
    if absent:
        blocks.append(paragraph(f"Had said that they would come: {_people(absent, at)}."))
    for number, minute in enumerate(moot.minutes, start=1):
        blocks += minute_blocks(moot, number, minute, at)
    if not moot.minutes:
        blocks.append(paragraph("No minutes were taken."))
    meanwhile = list(happened(assembly, at, moot.began, moot.closed_at))
    if meanwhile:
        blocks.append(paragraph(Strong("What happened meanwhile:")))
        blocks.append(Bullets(tuple(inlines(f"{_clock(when, moot, assembly)} {what}") for when, what in meanwhile)))
    return blocks


def minute_blocks(moot: Moot, number: int, minute: Minute, at: Setting) -> list[Block]:
    """Write one minute with its number and time."""
    assert at.assembly is not None  # noqa: S101 - a moot is always an assembly's
    opening = f"{number} · {_clock(minute.at, moot, at.assembly)}, {at.name(minute.person)}:"
    if "\n" in minute.text:
        return [paragraph(Strong(opening)), Quote(minute.text)]
    return [paragraph(Strong(opening), f" {cut(minute.text, 2_000)}")]


def _clock(when: datetime, moot: Moot, assembly: Assembly) -> str:
    """Give the time of something at a moot, and its day where that is not the one on which it began."""
    zone = ZoneInfo(assembly.rules.time_zone)
    local, began = when.astimezone(zone), moot.began.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == began.date() else f"{day(when, zone.key)}, {local:%H:%M}"


def _file(assembly: Assembly, moot: Moot, blocks: list[Block]) -> File:
    return File(f"minutes-{assembly.slug}-M{moot.number}.md", "text/markdown", markdown(Document(tuple(blocks))))
