"""What several assemblies have to do with one proposal, as cards and answers show it.

From where it was put here and who waits for it; with whom it is decided; what the member assemblies say; whom it
affects, and what they object. Lists stay short: who blocks is named, others are counted where they are many.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from adapters.cleaning import clean_line
from adapters.documents import Block, Bullets, Inline, Strong, inlines, paragraph
from adapters.phrases import count, moment
from adapters.setting import Setting
from deliberation.checks import Check
from deliberation.federation import Affected, Objection, Origin, Peer, Seat, Together
from deliberation.phases import Phase
from deliberation.positions import Stance
from deliberation.proposals import Proposal

MOST: Final = 10
"""Assemblies named in one list; the others are counted."""

_LONGEST_REASON: Final = 300

Parts = list[Inline | str]
"""Pieces of a sentence."""


def named(peers: Sequence[Peer], at: Setting, *, last: str = "and") -> Parts:
    """List assemblies by name: ``Leeds, York and 3 more``."""
    words: Parts = [at.peer(peer) for peer in peers[:MOST]]
    if len(peers) > MOST:
        words.append(f"{len(peers) - MOST:,} more")
    parts: Parts = []
    for number, word in enumerate(words):
        if number:
            parts.append(f" {last} " if number == len(words) - 1 else ", ")
        parts.append(word)
    return parts


def named_or_counted(peers: Sequence[Peer], at: Setting) -> Parts:
    """List assemblies by name where they are few, else count them."""
    return named(peers, at) if len(peers) <= MOST else [f"{len(peers):,} assemblies"]


# --- where it comes from, with whom it is decided


def byline(proposal: Proposal, version: int, at: Setting) -> Parts:
    """Say who proposed it; of what came from another assembly, who asks, until when, and what comes of the answer."""
    by = at.name(proposal.proposer)
    if not proposal.is_lent:
        return [f"Proposed by {by}; text changed, version {version}." if version > 1 else f"Proposed by {by}."]
    first = proposal.origins[0]
    changed = f" This is version {version}." if version > 1 else ""
    its_text = f"Its text is changed there.{changed}"
    asked = ["Asked by ", *_theirs(first, at), f" (proposed by {by})"]
    if first.how is Together.JOINT:
        return ["Put here by ", *asked[1:], f", to be decided together. {its_text}"]
    if first.until is None:
        return [*asked, f". {its_text} ", at.peer(first.peer), " no longer waits for the answer."]
    comes = "Consensus here agrees there, a block here blocks there; anything else takes no position there."
    return [*asked, ", which waits for the answer until ", moment(first.until, at.assembly), f". {its_text} {comes}"]


def _theirs(origin: Origin, at: Setting) -> Parts:
    """Name a proposal by its number in the assembly where it came from: ``Yorkshire P12``."""
    return [at.peer(origin.peer), f" P{origin.proposal}"]


def shared_blocks(proposal: Proposal, at: Setting) -> list[Block]:
    """Say who waits for the answer beside the one that asked first, and with whom it is decided."""
    blocks: list[Block] = [
        paragraph(*_theirs(origin, at), " waits for the answer too, until ", moment(origin.until, at.assembly), ".")
        for origin in proposal.origins[1:MOST]
        if origin.until is not None
    ]
    if proposal.partners:
        blocks.append(_jointly(proposal, at))
    return blocks


def awaiting(proposal: Proposal) -> list[Origin]:
    """List from where the answer to a nested proposal is still awaited."""
    return [each for each in proposal.origins if each.how is Together.NESTED and each.until is not None]


def _jointly(proposal: Proposal, at: Setting) -> Block:
    agreed = [peer for peer in proposal.partners if peer.id in proposal.agreed_by]
    waited = [peer for peer in proposal.partners if peer.id not in proposal.agreed_by]
    parts: Parts = ["Decided together with ", *named(proposal.partners, at)]
    parts.append(": it takes effect once each of them and this assembly have reached consensus on the same text.")
    if agreed:
        parts += [" Agreed: ", *named(agreed, at), "."]
    if waited and agreed:
        parts += [" Still deciding: ", *named(waited, at), "."]
    return paragraph(*parts)


# --- member assemblies


def seat_blocks(check: Check, at: Setting) -> list[Block]:
    """Show what the member assemblies on the roll say: who blocks and why, who agrees, who is still deciding."""
    if not check.seats:
        return []
    seats = list(check.seats.values())
    blocking = [seat for seat in seats if seat.stance is Stance.BLOCK]
    items = [_blocks(seat, at) for seat in blocking[:MOST]]
    if len(blocking) > MOST:
        items.append(inlines(f"{len(blocking) - MOST:,} more assemblies block"))
    agreeing = [seat for seat in seats if seat.stance is Stance.AGREE]
    items += _line("Agree: ", _with_cooling(agreeing, at))
    items += _awaited([seat for seat in seats if not seat.heard], at, is_open=check.is_open)
    silent = [seat for seat in seats if seat.heard and seat.stance is None]
    items += _line("Nothing came of it in ", _of([seat for seat in silent if not seat.vacant], at))
    items += _line("Nobody takes part in ", _of([seat for seat in silent if seat.vacant], at))
    return [paragraph(Strong("Member assemblies"), ", of which each counts as one:"), Bullets(tuple(items))]


def blocking_below(check: Check, at: Setting) -> list[Block]:
    """Show only the member assemblies that block, each with its reasons."""
    blocking = [seat for seat in check.seats.values() if seat.stance is Stance.BLOCK]
    items = [_blocks(seat, at) for seat in blocking[:MOST]]
    if len(blocking) > MOST:
        items.append(inlines(f"and {len(blocking) - MOST:,} more"))
    return [Bullets(tuple(items))] if items else []


def reopened_below(check: Check, at: Setting) -> list[Block]:
    """Show which member assemblies went against what was decided above: came back to it, or block."""
    reopened = [seat.peer for seat in check.seats.values() if seat.reopened]
    back = [paragraph("Deciding again: ", *named_or_counted(reopened, at), ".")] if reopened else []
    return [*back, *blocking_below(check, at)]


def _awaited(seats: Sequence[Seat], at: Setting, *, is_open: bool) -> list[tuple[Inline, ...]]:
    """Show who has not said anything yet, or not in time, apart from those that took back what they had said."""
    if is_open:
        return _line("Still deciding: ", _of(seats, at))
    late = _line("Not heard in time: ", _of([seat for seat in seats if not seat.reopened], at))
    return [*late, *_line("Deciding again: ", _of([seat for seat in seats if seat.reopened], at))]


def _line(opening: str, parts: Parts) -> list[tuple[Inline, ...]]:
    return [inlines(opening, *parts)] if parts else []


def _of(seats: Sequence[Seat], at: Setting) -> Parts:
    return named_or_counted([seat.peer for seat in seats], at) if seats else []


def _blocks(seat: Seat, at: Setting) -> tuple[Inline, ...]:
    who = f" ({at.people(seat.blockers)})" if seat.blockers else ""
    lines = (clean_line(line, limit=_LONGEST_REASON) for line in seat.reasons.split("\n"))
    reasons = clean_line("; ".join(filter(None, lines)), limit=2 * _LONGEST_REASON)
    return inlines(at.peer(seat.peer), f" blocks{who}: {reasons}" if reasons else f" blocks{who}")


def _with_cooling(seats: Sequence[Seat], at: Setting) -> Parts:
    """List the assemblies that agree; where they are few, with until when each may still come back to it."""
    if not any(seat.cooling_until for seat in seats) or len(seats) > MOST:
        return _of(seats, at)
    parts: Parts = []
    for number, seat in enumerate(seats):
        parts += [", " if number else "", at.peer(seat.peer)]
        if seat.cooling_until is not None:
            parts += [" (cooling off until ", moment(seat.cooling_until, at.assembly), ")"]
    return parts


# --- affected assemblies


def affected_blocks(proposal: Proposal, at: Setting) -> list[Block]:
    """Show which affected assemblies object and why, and until when the others have their time."""
    blocks = objection_blocks(proposal, at)
    if proposal.phase not in {Phase.DISCUSSION, Phase.CHECK}:
        return blocks
    for until, peers in _by_time(each for each in proposal.affected.values() if not each.objections):
        blocks.append(
            paragraph(
                "Told of this, and given time to object until ",
                moment(until, at.assembly),
                ": ",
                *named_or_counted(peers, at),
                ".",
            )
        )
    return blocks


def objection_blocks(proposal: Proposal, at: Setting) -> list[Block]:
    """Show who objects in the affected assemblies, and why."""
    said = [(each.peer, objection) for each in proposal.affected.values() for objection in each.objections]
    if not said:
        return []
    items = [_objection(peer, objection, at) for peer, objection in said[:MOST]]
    if len(said) > MOST:
        items.append(inlines(f"and {len(said) - MOST:,} more"))
    return [
        paragraph(Strong("Objections from those whom it affects;"), " while one stands there is no consensus:"),
        Bullets(tuple(items)),
    ]


def _objection(peer: Peer, objection: Objection, at: Setting) -> tuple[Inline, ...]:
    text = clean_line(objection.text, limit=_LONGEST_REASON)
    return inlines(at.peer(peer), f", {at.name(objection.person)}{f': {text}' if text else ''}")


def _by_time(affected: Iterable[Affected]) -> list[tuple[datetime, list[Peer]]]:
    times: dict[datetime, list[Peer]] = {}
    for each in affected:
        times.setdefault(each.until, []).append(each.peer)
    return sorted(times.items())


# --- notices of what others would do


def objection_count(objections: Sequence[Objection]) -> str:
    """Count objections in a sentence."""
    return count(len(objections), "objection", "objections") if objections else "nobody objects"
