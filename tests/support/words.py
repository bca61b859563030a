"""For tests of the words: documents as plain text, lines as somebody types them, and what an assembly tells people."""

from collections.abc import Iterator, Mapping
from typing import Self

from adapters.cleaning import clean
from adapters.documents import (
    Bar,
    Block,
    Bullets,
    Code,
    Document,
    Heading,
    Inline,
    Moment,
    Paragraph,
    Quote,
    Table,
    Typed,
)
from adapters.grammar import read_line
from adapters.inbound import Account, Invocation
from adapters.mistakes import Mistake
from adapters.notices.notices import Notice, ToPerson, ToVenues, notices
from adapters.validating import Ambiguous, Context, Move, PaperAsked, Personal, Query, Visit, validate
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.events import Event
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, PersonId
from deliberation.refusals import Refusal
from deliberation.register import Chain
from deliberation.remits import folded
from tests.support.engine import ROOM, Moot

LEEDS, YORK, HULL, NORTH = (
    Peer(AssemblyId(f"a-{slug}"), slug, name)
    for slug, name in (("leeds", "Leeds Moot"), ("york", "York"), ("hull", "Hull"), ("north", "The North"))
)
"""Other assemblies than that of a test."""

NAMES: Mapping[PersonId, str] = {PersonId(n): n.capitalize() for n in ("ada", "ben", "cy", "dee", "eve", "fay")}


class Directory:
    """Knows the people of these tests, two of them by the same name, and four assemblies; the last has a remit.

    York is a member of the North, and the North of whatever is asked about.
    """

    def find_person(self, text: str) -> PersonId | Ambiguous | None:
        """Say whom a name means."""
        wanted = text.casefold().lstrip("@").partition(":")[0]
        if wanted == "sam":
            return Ambiguous(("Sam (@sam:one.example)", "Sam (@sam:two.example)"))
        return next((person for person, name in NAMES.items() if name.casefold() == wanted), None)

    def new_id(self) -> AssemblyId:
        """Make an id."""
        return AssemblyId("a-new")

    def free_slug(self, name: str) -> str:
        """Make a short name."""
        return name.casefold().replace(" ", "-")

    def name_apart(self, name: str, slug: str) -> str:
        """Give a name that could be taken for York's with its short name."""
        return f"{name} ({slug})" if name.casefold() == "york" else name

    def find_assembly(self, text: str) -> Peer | None:
        """Say which assembly a name means."""
        wanted = text.casefold()
        return next((each for each in (LEEDS, YORK, HULL, NORTH) if wanted in {each.slug, each.name.casefold()}), None)

    def holder_of(self, kind: str) -> Peer | None:
        """Say in whose remit a kind of decision is."""
        return NORTH if folded(kind) == "press" else None

    def at_the_top(self) -> tuple[Peer, ...]:
        """Name those that sit in no other."""
        return (LEEDS, HULL)

    def path_up(self, start: Peer, goal: AssemblyId) -> tuple[Peer, ...]:
        """Give a way from York up."""
        return (YORK, NORTH, Peer(goal, "moot", "The moot")) if start == YORK else ()


def plain(document: Document | None) -> str:
    """Write a document as plain text, a block a line; commands to type begin with ``!``, as in Matrix."""
    return "" if document is None else "\n".join(_line(block) for block in document.blocks)


def _line(block: Block) -> str:
    match block:
        case Heading(parts=parts):
            return f"# {_inline(parts)}"
        case Paragraph(parts=parts):
            return _inline(parts)
        case Bullets(items=items):
            return "\n".join(f"- {_inline(item)}" for item in items)
        case Quote(text=text):
            return f"> {text}"
        case Bar(label=label, figure=figure, whole=whole):
            return f"{label}: {figure} of {whole}"
        case Table(heads=heads, rows=rows):
            return "\n".join(" | ".join(row) for row in (heads, *rows))


def _inline(parts: tuple[Inline, ...]) -> str:
    written = []
    for part in parts:
        match part:
            case Moment(at=at):
                written.append(f"{at:%Y-%m-%d %H:%M}")
            case Code(text=text):
                written.append(f"`{text}`")
            case Typed(text=text):
                written.append(f"`!{text}`")
            case _:
                written.append(part.text)
    return "".join(written)


def leaves(document: Document) -> Iterator[str]:
    """Give every text in a document."""
    for block in document.blocks:
        match block:
            case Quote(text=text):
                yield text
            case Bar(label=label):
                yield label
            case Table(heads=heads, rows=rows):
                yield from heads
                yield from (text for row in rows for text in row)
            case Heading(parts=parts) | Paragraph(parts=parts):
                yield from (part.text for part in parts if not isinstance(part, Moment))
            case Bullets(items=items):
                yield from (part.text for item in items for part in item if not isinstance(part, Moment))


def is_clean(text: str) -> bool:
    """Whether a text, spaces at its ends aside, is as the door leaves it."""
    return clean(text) == text.strip()


def typed(
    line: str,
    assembly: Assembly | None,
    moot: Moot,
    actor: str = "ada",
    *,
    subject: str = "",
    private: bool = False,
    slugs: tuple[str, ...] = (),
) -> Command | Query | Move | Personal | Visit | PaperAsked | Mistake | Refusal:
    """Say what a typed line means."""
    name, arguments = read_line(line)
    invocation = Invocation(
        account=Account("console", actor, actor),
        venue=ROOM,
        source="$typed",
        name=name,
        arguments=arguments,
        private=private,
        administers=True,
    )
    return validate(invocation, context(assembly, moot, actor, subject=subject, slugs=slugs))


def context(
    assembly: Assembly | None, moot: Moot, actor: str = "ada", *, subject: str = "", slugs: tuple[str, ...] = ()
) -> Context:
    """Build a context."""
    return Context(
        actor=PersonId(actor),
        now=moot.now,
        directory=Directory(),
        assembly=assembly,
        slugs=slugs or ((assembly.slug,) if assembly else ()),
        subject=subject,
        present=(PersonId("ben"),),
    )


class Telling(Moot):
    """An assembly that keeps what it owes people to be told."""

    def __init__(self) -> None:
        super().__init__()
        self.owed: list[tuple[Event, Notice]] = []

    def _take(self, event: Event) -> None:
        before = self._assembly
        super()._take(event)
        chain = Chain(self.entries[-1].number, self.entries[-1].hash)
        owed = notices(before, event, self.assembly, NAMES, checkpoint=chain, day=self.now.date())
        self.owed += [(event, notice) for notice in owed]

    def quiet(self) -> Self:
        """Forget what was owed so far."""
        self.owed.clear()
        return self

    @property
    def said(self) -> list[str]:
        """What the rooms were told."""
        return [plain(notice.document) for _, notice in self.owed if isinstance(notice, ToVenues)]

    def whispered(self, to: str) -> list[str]:
        """What one person was told in private."""
        return [
            plain(notice.document) for _, notice in self.owed if isinstance(notice, ToPerson) and notice.person == to
        ]

    @property
    def cards(self) -> list[str]:
        """Which cards were to be drawn."""
        return [str(notice.subject) for _, notice in self.owed if not isinstance(notice, ToVenues | ToPerson)]
