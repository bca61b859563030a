"""What the founding of an assembly, proposals and concerns owe."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.proposal_blocks import proposal_blocks
from adapters.cards.together import affected_blocks
from adapters.documents import Block, Document, Quote, heading, paragraph
from adapters.notices.notice import (
    CardChanged,
    Notice,
    Occasion,
    ToPerson,
    ToVenues,
    about,
    card,
    changer,
    changes,
    told,
)
from adapters.notices.things import welcome as thing_welcome
from adapters.phrases import listed, titled
from adapters.references import Kind, Subject
from adapters.setting import who_calls
from adapters.words.entering import how_one_comes_in
from deliberation import events as ev
from deliberation.assembly import room_code
from deliberation.convening import conveners
from deliberation.deciding.seats import answered_by_an_election, stood_down
from deliberation.effects import AcceptDonation, Admit, FillOffice, SelectCandidate
from deliberation.events import Event
from deliberation.federation import Kind as AssemblyKind
from deliberation.federation import Together
from deliberation.ids import VenueId
from deliberation.proposals import Proposal
from deliberation.rules import Entry

# --- the assembly


def _founded(event: ev.AssemblyFounded, now: Occasion) -> list[Notice]:
    """Say so where it begins. What the operator founds may have no room yet: it is welcomed in its first."""
    if event.enacted or event.kind is AssemblyKind.THING:
        return []
    return [told(*_welcome(now))]


def _bound(event: ev.VenueBound, now: Occasion) -> list[Notice]:
    """Welcome a room, and announce there what meetings are to come: everyone in it may come to them."""
    ahead = [CardChanged(Subject(Kind.MOOT, moot.number)) for moot in now.after.moots.values() if not moot.is_over]
    return [*_welcome_to(event.venue, now), *ahead]


def _welcome_to(venue: VenueId, now: Occasion) -> list[Notice]:
    if len(now.after.venues) > 1:
        return [ToVenues(Document((_another_room(now),)), None, venue)]
    if now.after.kind is AssemblyKind.THING:
        return [ToVenues(Document(tuple(thing_welcome(now.after, now.at))), None, venue)]
    if now.after.convener is not None:
        return []  # the founding has said it
    return [ToVenues(Document(tuple(_welcome(now))), None, venue)]


def _welcome(now: Occasion) -> list[Block]:
    assembly, at = now.after, now.at
    blocks: list[Block] = [heading(assembly.name)]
    if assembly.purpose:
        blocks.append(Quote(assembly.purpose))
    kind = _BY_THEMSELVES.get(assembly.kind, "")
    blocks += [
        paragraph(
            f"{assembly.name} begins here. Whoever joins this room takes part in it, and whoever leaves it"
            f" leaves.{kind}"
        ),
        paragraph(
            "To put something to everyone: ",
            at.form("propose"),
            ". To see how decisions are made here: ",
            at.type("rules"),
            ". To see everything you can type: ",
            at.type("help"),
        ),
        paragraph(
            f"Until there is a secretary, {_calling(now)} consensus. To elect one: ",
            at.type("elect NAME as secretary"),
            f". The short name of this assembly is {assembly.slug}.",
        ),
    ]
    return blocks


_BY_THEMSELVES: Final[Mapping[AssemblyKind, str]] = MappingProxyType(
    {
        AssemblyKind.CORE: " Every member of the movement has a place in it, in this room or not.",
        AssemblyKind.CONSTITUENCY: " Every member of the movement who lives here has a place in it, in this room or"
        " not.",
    }
)


def _calling(now: Occasion) -> str:
    convener = now.after.convener
    return f"{now.at.name(convener)} calls" if convener is not None else "anyone taking part can call"


def _another_room(now: Occasion) -> Block:
    who = (
        [f"This room now belongs to {now.after.name}, and everyone here takes part. "]
        if now.after.rules.entry is Entry.OPEN
        else [f"This room now belongs to {now.after.name}. ", *how_one_comes_in(now.after, now.at), " "]
    )
    return paragraph(
        *who,
        "To see what is open: ",
        now.at.type("status"),
        ". To see what you can type: ",
        now.at.type("help"),
    )


def _offered(event: ev.VenueOffered, now: Occasion) -> list[Notice]:
    """Ask whoever gives procedure; where nobody does, everyone; where nobody is there, the answer says whom to ask."""
    if event.sponsors:
        return []
    assembly, code = now.after, room_code(event.venue)
    platform = event.venue.partition(":")[0].capitalize()
    document = Document(
        (
            paragraph(
                f"{now.at.name(event.person)} would make another room part of {assembly.name}, on {platform}. If you"
                " know it and that is meant, type in one of its own rooms: ",
                now.at.type(f"bind {code}"),
                ". Whoever is there then takes part, in everything that is called from then on. If not, do nothing.",
            ),
        )
    )
    named = conveners(assembly)
    if not named:
        return [ToVenues(document)]
    return [ToPerson(person, document, None, f"offered:{event.venue}:{event.person}") for person in named]


def _silenced(event: ev.VenueSilenced, now: Occasion) -> list[Notice]:
    """Tell whoever gives procedure, elsewhere: in the room itself nothing can be said."""
    assembly = now.after
    held_up = " Until then nothing is decided, and the time is given back." if assembly.unheard_since else ""
    what = paragraph(
        f"I can no longer hear one of the rooms of {assembly.name}: it was deleted, or I was put out of it or may not"
        f" read in it any more.{held_up} Let me in again, or give the assembly another room by typing there: ",
        now.at.type(f"bind {assembly.slug}"),
    )
    number = now.checkpoint.number if now.checkpoint else 0
    return [
        ToPerson(person, Document((what,)), None, f"silenced:{event.venue}:{number}") for person in conveners(assembly)
    ]


# --- proposals and concerns


def _proposed(event: ev.ProposalMade, now: Occasion) -> list[Notice]:
    if now.after.kind is AssemblyKind.THING and event.proposal == 1:
        return []  # the welcome of a Thing shows its question
    if isinstance(event.effect, FillOffice | SelectCandidate | Admit | AcceptDonation) or _is_nested(event):
        return []  # its check opens with it, and the card says it all
    proposal = now.after.proposals[event.proposal]
    number = f"P{event.proposal}"
    blocks = proposal_blocks(proposal, proposal.latest, now.at, most=3_000)
    blocks += affected_blocks(proposal, now.at)
    blocks.append(
        paragraph(
            "Talk it over here. If something worries you: ",
            now.at.type(f"concern {number} your concern"),
            f". When it is ready, {who_calls(proposal, now.at)} can call consensus: ",
            now.at.type(f"consensus {number}"),
        )
    )
    return [told(*blocks, subject=about(event.proposal))]


def _is_nested(event: ev.ProposalMade) -> bool:
    return event.origin is not None and event.origin.how is Together.NESTED


def _concern_raised(event: ev.ConcernRaised, now: Occasion) -> list[Notice]:
    number = f"C{event.concern}"
    proposal = now.after.proposals[event.proposal]
    document = (
        paragraph(f"{number}: {now.at.name(event.person)} has a concern about {titled(proposal, now.at.names)}"),
        Quote(event.text),
        paragraph(
            f"Answer it here. Once it is answered, {now.at.name(event.person)} says so with ",
            now.at.type(f"resolve {number}"),
        ),
    )
    return [told(*document, subject=Subject(Kind.CONCERN, event.concern)), *_cards_of(proposal, now)]


def _concern_resolved(event: ev.ConcernResolved, now: Occasion) -> list[Notice]:
    concern = now.after.concerns[event.concern]
    proposal = now.after.proposals[concern.proposal]
    left = now.after.open_concerns(concern.proposal)
    still = f" Still open: {listed([f'C{each.number}' for each in left])}." if left else " No concern is open now."
    said = f"C{concern.number} about P{proposal.number} is answered, says {now.at.name(concern.person)}.{still}"
    return [told(paragraph(said), subject=about(proposal.number)), *_cards_of(proposal, now)]


def _cards_of(proposal: Proposal, now: Occasion) -> list[Notice]:
    check = now.after.check_on(proposal.number)
    return [card(check)] if check and check.is_open else []


def _amended(event: ev.ProposalAmended, now: Occasion) -> list[Notice]:
    check = now.before.check_on(event.proposal) if now.before else None
    if check is not None and check.is_open:
        return []  # the check begins again, and tells of it
    proposal = now.after.proposals[event.proposal]
    blocks = proposal_blocks(proposal, proposal.latest, now.at, most=3_000)
    changed = paragraph(changer(proposal, now.at), f" changed {changes(proposal)} of P{event.proposal}.")
    return [told(changed, *blocks, *affected_blocks(proposal, now.at), subject=about(event.proposal))]


def _withdrawn(event: ev.ProposalWithdrawn, now: Occasion) -> list[Notice]:
    proposal = now.after.proposals[event.proposal]
    if isinstance(proposal.effect, AcceptDonation):
        return []  # what became of the gift has been said
    if answered_by_an_election(now.after, proposal):
        return []  # what closed it has been said: its election is over
    what = titled(proposal, now.at.names)
    if any(origin.how is Together.NESTED for origin in proposal.origins):
        first = now.at.peer(proposal.origins[0].peer)
        said = paragraph(first, f" no longer waits for an answer, so {what} is closed here. Nothing was decided here.")
    elif (person := stood_down(now.after, proposal.effect)) is not None:
        said = paragraph(f"{now.at.name(person)} stands no more. That closes {what}. Nothing was decided.")
    else:
        said = paragraph(changer(proposal, now.at), f" withdrew {what}. Nothing was decided.")
    return [told(said, subject=about(event.proposal))]


ASSEMBLY: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
    {
        ev.AssemblyFounded: _founded,
        ev.VenueBound: _bound,
        ev.VenueOffered: _offered,
        ev.VenueSilenced: _silenced,
        ev.ProposalMade: _proposed,
        ev.ConcernRaised: _concern_raised,
        ev.ConcernResolved: _concern_resolved,
        ev.ProposalAmended: _amended,
        ev.ProposalWithdrawn: _withdrawn,
    }
)
