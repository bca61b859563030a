"""What a register says to other assemblies and what it tells of them, in a form in which the two can be compared.

Said is what follows elsewhere from an entry (``between``), without the words that a register keeps apart. Where that
changes, what followed in older registers must be said here as well, or they would seem to contradict each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.between import errands
from deliberation.commands import Command
from deliberation.deciding.joint import root_of
from deliberation.effects import Admit
from deliberation.events import Event
from deliberation.federation import Kind, Peer
from deliberation.ids import AssemblyId
from deliberation.register import text_hash

Fact = object
"""A command to another assembly, or what it comes to. Equal ones are the same fact."""

ANYBODY: Final = frozenset[AssemblyId]()


@dataclass(frozen=True, slots=True)
class Told:
    """That one of the ``others`` said one of these facts; ``what`` puts it into words.

    ``unasked``: or that nobody takes part there who could be asked, which nobody there can say.
    """

    others: frozenset[AssemblyId]
    facts: tuple[Fact, ...]
    what: str
    unasked: bool = False


def said(event: Event, before: Assembly | None, after: Assembly, at: datetime) -> Iterator[tuple[AssemblyId, Fact]]:
    """Name what an entry says, and to which assembly."""
    for errand in errands(event, after, at, before):
        for fact in _in_short(errand.command):
            yield errand.assembly, fact
    if isinstance(event, ev.Affiliated):
        yield event.peer.id, ("is a member", after.id)
    if isinstance(event, ev.AssembliesParted):
        yield event.peer.id, ("parted", after.id)


def _in_short(command: Command) -> Iterator[Fact]:
    match command:
        case cmd.OpenBelow() | cmd.TakeUpJoint():
            yield command.origin
            yield "text", command.origin.peer.id, text_hash(command.revision)
        case cmd.HearBelow():
            yield replace(command, reasons="")
        case cmd.HearObjection():
            yield replace(command, text="")
        case cmd.FoundAssembly():
            yield "thing", command.actor, command.purpose
            yield from (("of", peer.id) for peer in command.members)
        case _:
            yield command


def told(event: Event, after: Assembly) -> Iterator[Told]:
    """Name what an entry tells of others, and nobody in this assembly could say."""
    match event:
        case ev.SeatAnswered():
            what = f"{event.peer.name} answered so in check {event.check}"
            yield replace(_told(event.peer, _answer(event, after), what), unasked=event.vacant)
        case ev.PartnerAgreed() | ev.PartnerReopened():
            what = "agreed to" if isinstance(event, ev.PartnerAgreed) else "reopened"
            yield _told(event.peer, _partner(event, after), f"{event.peer.name} {what} P{event.proposal}")
        case ev.ObjectionHeard() | ev.ObjectionLifted():
            what = "objected" if isinstance(event, ev.ObjectionHeard) else "took back an objection"
            yield _told(event.peer, _objection(event), f"{event.peer.name} {what} to P{event.proposal}")
        case ev.NoticeGiven() | ev.NoticeClosed():
            yield _notice(event, after)
        case ev.DecisionOverridden():
            overriding = cmd.NoteOverride(peer=event.peer, decision=event.decision, theirs=event.theirs)
            yield _told(event.peer, overriding, f"{event.peer.name} overrode D{event.decision}")
        case ev.StandsInFor():
            asked = cmd.TellStandIns(peer=event.peer, ended=event.ended)
            yield _told(event.peer, asked, f"{event.peer.name} asked who holds the offices here, or asks no more")
        case ev.StandInsNoted():
            noted = cmd.NoteStandIns(peer=event.peer, office=event.office, people=event.people)
            yield _told(event.peer, noted, f"{event.peer.name} told who holds its office of {event.office}")
        case ev.ProposalMade() | ev.ProposalLinked() | ev.ProposalAmended():
            yield from _text(event, after)
        case _:
            yield from _bonds(event, after)


def _told(peer: Peer, fact: Fact, what: str) -> Told:
    return Told(frozenset({peer.id}), (fact,), what)


def _answer(event: ev.SeatAnswered, after: Assembly) -> cmd.HearBelow:
    return cmd.HearBelow(
        peer=event.peer,
        check=event.check,
        round=after.checks[event.check].round,
        stance=event.stance,
        reopened=event.reopened,
        vacant=event.vacant,
        blockers=event.blockers,
        cooling_until=event.cooling_until,
    )


def _partner(event: ev.PartnerAgreed | ev.PartnerReopened, after: Assembly) -> Fact:
    proposal = after.proposals[event.proposal]
    root = root_of(after.id, proposal)
    if root is None:
        return None
    agreed = isinstance(event, ev.PartnerAgreed)
    until = event.cooling_until if isinstance(event, ev.PartnerAgreed) else None
    hashed = text_hash(proposal.latest)
    return cmd.HearPartner(peer=event.peer, root=root, text_hash=hashed, agreed=agreed, cooling_until=until)


def _objection(event: ev.ObjectionHeard | ev.ObjectionLifted) -> cmd.HearObjection:
    heard = cmd.HearObjection(peer=event.peer, proposal=event.proposal, person=event.person)
    if isinstance(event, ev.ObjectionHeard):
        return heard
    return replace(heard, lifted=True, because=event.because)


def _notice(event: ev.NoticeGiven | ev.NoticeClosed, after: Assembly) -> Told:
    notice = after.notices[event.notice]
    peer, about = notice.peer, notice.proposal
    if isinstance(event, ev.NoticeClosed):
        over = cmd.CloseNotice(peer=peer, proposal=about, because=event.because)
        return _told(peer, over, f"what N{event.notice} is about was {event.because} in {peer.name}")
    given = cmd.TakeNotice(peer=peer, proposal=about, title=event.title, text=event.text, until=event.until)
    return _told(peer, given, f"{peer.name} gave notice of its P{about}")


def _text(event: ev.ProposalMade | ev.ProposalLinked | ev.ProposalAmended, after: Assembly) -> Iterator[Told]:
    """Name from where a text came that is another assembly's, and who is said to have asked to be a member."""
    proposal = after.proposals[event.proposal]
    if not isinstance(event, ev.ProposalAmended) and event.origin is not None:
        peer = event.origin.peer
        yield _told(peer, event.origin, f"{peer.name} asked about P{event.proposal}")
    if not isinstance(event, ev.ProposalLinked) and proposal.is_lent:
        peers, hashed = [origin.peer for origin in proposal.origins], text_hash(proposal.latest)
        what = f"{' or '.join(peer.name for peer in peers)} put the text of P{event.proposal}"
        yield Told(frozenset(peer.id for peer in peers), tuple(("text", peer.id, hashed) for peer in peers), what)
    if isinstance(proposal.effect, Admit) and isinstance(event, ev.ProposalMade):
        peer = proposal.effect.peer
        asked = cmd.ConsiderAdmission(peer=peer, proposer=event.proposer)
        yield _told(peer, asked, f"{peer.name} asked to become a member")


def _bonds(event: Event, after: Assembly) -> Iterator[Told]:
    match event:
        case ev.Affiliated(peer=peer):
            taken = cmd.NoteAffiliation(peer=peer, thing=event.thing)
            yield _told(peer, taken, f"{peer.name} took this assembly as a member")
        case ev.MemberAdmitted(peer=peer):
            yield _told(peer, ("is a member", peer.id), f"{peer.name} became a member")
            if after.kind is Kind.THING and not after.proposals:
                yield Told(ANYBODY, (("of", peer.id),), f"a Thing was called of {peer.name}")
        case ev.AffiliationRefused(peer=peer, path=path) if path[0].id != after.id:
            refused = cmd.NoteAffiliation(peer=peer, path=path)
            yield _told(peer, refused, f"{peer.name} refused the membership")
        case ev.NotAdmitted(peer=peer, because=because) if because != "not asked":
            no = cmd.NoteNotAdmitted(peer=peer, because=because)
            yield _told(peer, no, f"{peer.name} did not agree to the membership")
        case ev.AssembliesParted(peer=peer):
            yield _told(peer, ("parted", peer.id), f"{peer.name} parted with this assembly")
        case ev.AssemblyFounded() if event.kind is Kind.THING:
            yield Told(ANYBODY, (("thing", event.founder, event.purpose),), "this Thing was called")
        case _:
            pass
