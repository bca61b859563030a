"""What can be owed when something happens: a message to the rooms, a private one, a card to be drawn anew."""

from dataclasses import dataclass
from datetime import date

from adapters.documents import Block, Document, Inline, Text
from adapters.phrases import listed
from adapters.references import Kind, Subject
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.checks import Check
from deliberation.ids import PersonId, VenueId
from deliberation.proposals import Proposal
from deliberation.register import Chain


@dataclass(frozen=True, slots=True)
class ToVenues:
    """A message to every venue of the assembly, or to one. Replies to it speak of ``subject``."""

    document: Document
    subject: Subject | None = None
    venue: VenueId | None = None


@dataclass(frozen=True, slots=True)
class ToPerson:
    """A private message. ``key`` names it within its assembly: a second of the same key need not be sent.

    A ``reminder`` goes only to those who let the bot write to them: who have a private room with it already.
    """

    person: PersonId
    document: Document
    subject: Subject | None
    key: str
    reminder: bool = False


@dataclass(frozen=True, slots=True)
class CardChanged:
    """A card is to be posted, or drawn anew if it has been."""

    subject: Subject


Notice = ToVenues | ToPerson | CardChanged


@dataclass(frozen=True, slots=True)
class Occasion:
    """The assembly on both sides of an event, and the day on which it happened, where that is known."""

    before: Assembly | None
    after: Assembly
    at: Setting
    checkpoint: Chain | None
    day: date | None = None


def card(check: Check, round_: int | None = None) -> CardChanged:
    """Owe the card of a check, of its latest round or of an earlier one."""
    return CardChanged(Subject(Kind.CHECK, check.number, check.round if round_ is None else round_))


def told(*blocks: Block, subject: Subject | None = None) -> ToVenues:
    """Owe every venue a message."""
    return ToVenues(Document(tuple(blocks)), subject)


def about(proposal: int) -> Subject:
    """Speak of a proposal."""
    return Subject(Kind.PROPOSAL, proposal)


def changer(proposal: Proposal, at: Setting) -> Inline:
    """Name whoever changes or withdraws a proposal: its proposer, or the assembly whose text it is."""
    return at.peer(proposal.origins[0].peer) if proposal.is_lent else Text(at.name(proposal.proposer))


def changes(proposal: Proposal) -> str:
    """Say what the latest revision changed."""
    if len(proposal.revisions) < 2:
        return "the text"
    old, new = proposal.revisions[-2:]
    parts = {
        "the title": old.title != new.title,
        "the text": old.text != new.text,
        "who suffers less": old.suffering != new.suffering,
        "whom it affects": old.affects != new.affects,
        "the day of review": old.review != new.review,
        "the mandate": old.mandate != new.mandate,
    }
    return listed([part for part, changed in parts.items() if changed]) or "the text"
