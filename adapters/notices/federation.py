"""What memberships, remits, and what is decided together owe.

What a member assembly says owes its card only: with 650 of them it would be a storm. What is told in a room says from
where it comes.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.together import awaiting, named
from adapters.cleaning import clean_line, cut
from adapters.documents import Block, Inline, Quote, Strong, paragraph
from adapters.notices import things
from adapters.notices.notice import Notice, Occasion, about, card, told
from adapters.phrases import moment, titled
from adapters.references import Kind, Subject
from adapters.words.federation import circle, kind_named
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.deciding.restraint import ASKED_AGAIN
from deliberation.events import Event
from deliberation.federation import Kind as AssemblyKind
from deliberation.phases import Phase
from deliberation.proposals import Proposal

_WHOLE: Final = 3_000

# --- memberships


def _sought(event: ev.AffiliationSought, now: Occasion) -> list[Notice]:
    here = now.after.name
    return [told(paragraph(f"{here} has agreed to become a member of ", now.at.peer(event.peer),
                           ", which is asked now. Once it agrees too, it is said here."))]  # fmt: skip


def _admitted(event: ev.MemberAdmitted, now: Occasion) -> list[Notice]:
    if now.after.kind is AssemblyKind.THING and not now.after.proposals:
        return []  # its welcome names them
    said = paragraph(
        now.at.peer(event.peer),
        f" is a member of {now.after.name} from now on. When consensus is called here it is asked too, and has one"
        " place on the roll. To see the whole: ",
        now.at.type("federation"),
    )
    return [told(said)]


def _affiliated(event: ev.Affiliated, now: Occasion) -> list[Notice]:
    if event.thing:
        return things.joined(event.peer, now)
    said = paragraph(
        f"{now.after.name} is a member of ",
        now.at.peer(event.peer),
        " from now on. When consensus is called there, it is asked here too. To see the whole: ",
        now.at.type("federation"),
    )
    return [told(said)]


def _affiliation_refused(event: ev.AffiliationRefused, now: Occasion) -> list[Notice]:
    said = paragraph(
        f"{now.after.name} and ",
        now.at.peer(event.peer),
        " had agreed, but it did not come about: meanwhile it would make a circle, in which an assembly is a member of"
        " itself: ",
        *circle(event.path, now.at),
        ". Nothing was changed.",
    )
    return [told(said)]


_NOT_ADMITTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        Outcome.BLOCKED.value: "somebody there blocks it, or is affected and objects",
        Outcome.INQUORATE.value: "too few there took a position",
        Outcome.NOT_CARRIED.value: "too few there agreed",
        "withdrawn": "it was taken back there",
        "sent back": "it had agreed, and has reopened it",
        "not asked": "nobody there was asked: it has that question before it already, or several more of whoever"
        " proposed it here, or it has ended",
    }
)


def _not_admitted(event: ev.NotAdmitted, now: Occasion) -> list[Notice]:
    said: list[Inline | str] = [
        f"{now.after.name} has not become a member of ",
        now.at.peer(event.peer),
        f": {_NOT_ADMITTED.get(event.because, 'no consensus was reached there')}.",
    ]
    if event.because in {each.value for each in Outcome} | {"sent back"}:
        said.append(" There they can still talk of it, and call consensus on it again.")
    if event.because == "not asked":
        said += [" Somebody else can propose it here again: ", now.at.type(f"affiliate {event.peer.slug}")]
    elif (asked := now.after.sought.get(event.peer.id)) is not None:
        said += [" From here it can be asked anew from ", moment(asked + ASKED_AGAIN, now.after), " on: "]
        said.append(now.at.type(f"affiliate {event.peer.slug}"))
    return [told(paragraph(*said))]


def _parted(event: ev.AssembliesParted, now: Occasion) -> list[Notice]:
    if event.dissolved:
        return things.ended(event.peer, now)
    if now.after.dissolved_at is not None:
        return []  # that it has ended has been said
    if now.before is not None and event.peer.id in now.before.member_of:
        said = [f"{now.after.name} is no longer a member of ", now.at.peer(event.peer), "."]
    else:
        said = [now.at.peer(event.peer), f" is no longer a member of {now.after.name}."]
    return [told(paragraph(*said, " What was called before goes on as it was called."))]


# --- remits and purpose


def _remit_taken(event: ev.RemitTaken, now: Occasion) -> list[Notice]:
    said = paragraph(
        f"By D{event.decision}, decisions of the kind {kind_named(event.kind)} are for {now.after.name} alone from now"
        " on. To see its whole remit: ",
        now.at.type("remit"),
    )
    return [told(said, subject=Subject(Kind.DECISION, event.decision))]


def _remit_refused(event: ev.RemitRefused, now: Occasion) -> list[Notice]:
    said = paragraph(
        f"Decisions of the kind {kind_named(event.kind)} were agreed to be for {now.after.name} alone, but ",
        now.at.peer(event.holder),
        " took them on before that, and two remits never overlap. Nothing was changed.",
    )
    return [told(said)]


def _remit_released(event: ev.RemitReleased, now: Occasion) -> list[Notice]:
    said = f"By D{event.decision}, decisions of the kind {kind_named(event.kind)} are for {now.after.name} alone no"
    return [told(paragraph(f"{said} longer. Any assembly may make them."),
                 subject=Subject(Kind.DECISION, event.decision))]  # fmt: skip


def _purpose_restated(event: ev.PurposeRestated, now: Occasion) -> list[Notice]:
    said = paragraph(f"By D{event.decision}, this is what {now.after.name} is for:")
    return [told(said, Quote(event.purpose), subject=Subject(Kind.DECISION, event.decision))]


# --- nested checks


def _seat_answered(event: ev.SeatAnswered, now: Occasion) -> list[Notice]:
    return [card(now.after.checks[event.check])]


def _linked(event: ev.ProposalLinked, now: Occasion) -> list[Notice]:
    """A further round of the same question changes the card; a further assembly that asks is told of."""
    proposal = now.after.proposals[event.proposal]
    owed = _card_of(proposal, now)
    before = now.before.proposals.get(event.proposal) if now.before else None
    if before is not None and any(each.peer.id == event.origin.peer.id for each in before.origins):
        return owed
    said = paragraph(
        now.at.peer(event.origin.peer),
        f" (there it is P{event.origin.proposal}) waits for the answer on {titled(proposal, now.at.names)} too. It is"
        " the same text, so one answer does for all.",
    )
    return [told(said, subject=about(event.proposal)), *owed]


def _unlinked(event: ev.ProposalUnlinked, now: Occasion) -> list[Notice]:
    """Tell it where the question was still open and others wait for it; where nobody does, its end tells it."""
    proposal = now.after.proposals[event.proposal]
    if proposal.phase not in {Phase.DISCUSSION, Phase.CHECK} or not awaiting(proposal):
        return _card_of(proposal, now)
    said = paragraph(now.at.peer(event.peer), f" no longer waits for the answer on {titled(proposal, now.at.names)}.")
    return [told(said, subject=about(event.proposal)), *_card_of(proposal, now)]


def _card_of(proposal: Proposal, now: Occasion) -> list[Notice]:
    check = now.after.check_on(proposal.number)
    return [card(check)] if check is not None and now.after.takes_word(check.number) else []


# --- joint proposals


def _partner_agreed(event: ev.PartnerAgreed, now: Occasion) -> list[Notice]:
    proposal = now.after.proposals[event.proposal]
    left = [peer for peer in proposal.partners if peer.id not in proposal.agreed_by]
    parts = [now.at.peer(event.peer), f" has reached consensus on {titled(proposal, now.at.names)}."]
    if left:
        rest = [" Still deciding: ", *named(left, now.at), "."]
    elif proposal.decision is None:
        rest = [" All the others have agreed; only this assembly has not."]
    else:
        rest = [" With that, all have agreed."]
    return [told(paragraph(*parts, *rest), subject=about(event.proposal)), *_decided_card(proposal, now)]


def _partner_reopened(event: ev.PartnerReopened, now: Occasion) -> list[Notice]:
    proposal = now.after.proposals[event.proposal]
    said = paragraph(
        now.at.peer(event.peer),
        f" has reopened {titled(proposal, now.at.names)}: its consensus no longer stands, and this takes effect only"
        " once it agrees again.",
    )
    return [told(said, subject=about(event.proposal)), *_decided_card(proposal, now)]


def _decided_card(proposal: Proposal, now: Occasion) -> list[Notice]:
    """Owe the card also where the check is over, and waits for partners."""
    check = now.after.check_on(proposal.number)
    return [card(check)] if check is not None and proposal.phase is not Phase.CLOSED else []


# --- affected assemblies, where the proposal is


def _objection_heard(event: ev.ObjectionHeard, now: Occasion) -> list[Notice]:
    proposal = now.after.proposals[event.proposal]
    blocks: list[Block] = [
        paragraph(
            now.at.peer(event.peer),
            f" objects to {titled(proposal, now.at.names)}: {now.at.name(event.person)} says so, for it. While an"
            " objection stands there is no consensus.",
        )
    ]
    if event.text:
        blocks.append(Quote(cut(event.text, 1_500)))
    blocks.append(
        paragraph(
            "Talk with them, there or here. The proposer can change the text: ",
            now.at.type(f"amend P{event.proposal}"),
            ". Whoever objects can take it back.",
        )
    )
    return [told(*blocks, subject=about(event.proposal)), *_card_of(proposal, now)]


def _objection_lifted(event: ev.ObjectionLifted, now: Occasion) -> list[Notice]:
    proposal = now.after.proposals[event.proposal]
    who, what = now.at.name(event.person), titled(proposal, now.at.names)
    if event.because:
        said = paragraph(
            now.at.peer(event.peer), f" has taken back an objection to {what} for {who}.{_left(event, now)}"
        )
        return [told(said, subject=about(event.proposal)), *_card_of(proposal, now)]
    said = paragraph(
        f"{who}, in ", now.at.peer(event.peer), f", has taken back an objection to {what}.{_left(event, now)}"
    )
    return [told(said, subject=about(event.proposal)), *_card_of(proposal, now)]


def _left(event: ev.ObjectionLifted, now: Occasion) -> str:
    still = now.after.proposals[event.proposal].affected[event.peer.id].objections
    if not still:
        return " Nobody there objects any more."
    return f" {len(still):,} from there stand." if len(still) > 1 else " Another from there stands."


# --- and where it would be felt


def _notice_given(event: ev.NoticeGiven, now: Occasion) -> list[Notice]:
    number, again = f"N{event.notice}", now.before is not None and event.notice in now.before.notices
    theirs = f"its P{event.proposal}"
    does = f" has changed {theirs}, which" if again else f" would do something ({theirs}) that"
    opening = [f"{number}: ", now.at.peer(event.peer), f"{does} affects this assembly:"]
    blocks: list[Block] = [paragraph(*opening), paragraph(Strong(clean_line(event.title)))]
    if event.text:
        blocks.append(Quote(cut(event.text, _WHOLE)))
    stands = " What was objected before still stands." if again and now.after.notices[event.notice].objections else ""
    blocks.append(
        paragraph(
            "It is not decided before ",
            moment(event.until, now.after),
            ", nor while somebody here objects; one is enough. To object: ",
            now.at.type(f"object {number} because …"),
            f".{stands}",
        )
    )
    return [told(*blocks, subject=Subject(Kind.NOTICE, event.notice))]


def _objection_made(event: ev.ObjectionMade, now: Occasion) -> list[Notice]:
    notice = now.after.notices[event.notice]
    number, who = f"N{event.notice}", now.at.name(event.person)
    blocks: list[Block] = [paragraph(f"{who} objects to {number} · {notice.title}, for {now.after.name}:")]
    if event.text:
        blocks.append(Quote(cut(event.text, 1_500)))
    blocks.append(
        paragraph(
            now.at.peer(notice.peer),
            f" is told, and has no consensus on it while that stands. {who} takes it back with ",
            now.at.type(f"withdraw-objection {number}"),
        )
    )
    return [told(*blocks, subject=Subject(Kind.NOTICE, event.notice))]


def _objection_withdrawn(event: ev.ObjectionWithdrawn, now: Occasion) -> list[Notice]:
    notice = now.after.notices[event.notice]
    number = f"N{event.notice}"
    still = "Somebody else here still objects." if notice.objections else "Nobody here objects any more."
    who, what = now.at.name(event.person), f"the objection to {number} · {notice.title}"
    done = f"{now.after.name} has taken back {what} for {who}." if event.because else f"{who} has taken back {what}."
    said = paragraph(
        f"{done} {still} ",
        now.at.peer(notice.peer),
        " is told.",
    )
    return [told(said, subject=Subject(Kind.NOTICE, event.notice))]


def _notice_closed(event: ev.NoticeClosed, now: Occasion) -> list[Notice]:
    notice = now.after.notices[event.notice]
    ended = {"decided": "has decided", "withdrawn": "has withdrawn"}.get(event.because, "is done with")
    said = paragraph(
        now.at.peer(notice.peer), f" {ended} what N{event.notice} told of: {clean_line(notice.title)} (its"
        f" P{notice.proposal})."
    )  # fmt: skip
    return [told(said, subject=Subject(Kind.NOTICE, event.notice))]


FEDERATION: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
    {
        ev.AffiliationSought: _sought,
        ev.MemberAdmitted: _admitted,
        ev.Affiliated: _affiliated,
        ev.AffiliationRefused: _affiliation_refused,
        ev.NotAdmitted: _not_admitted,
        ev.AssembliesParted: _parted,
        ev.RemitTaken: _remit_taken,
        ev.RemitRefused: _remit_refused,
        ev.RemitReleased: _remit_released,
        ev.PurposeRestated: _purpose_restated,
        ev.SeatAnswered: _seat_answered,
        ev.ProposalLinked: _linked,
        ev.ProposalUnlinked: _unlinked,
        ev.PartnerAgreed: _partner_agreed,
        ev.PartnerReopened: _partner_reopened,
        ev.ObjectionHeard: _objection_heard,
        ev.ObjectionLifted: _objection_lifted,
        ev.NoticeGiven: _notice_given,
        ev.ObjectionMade: _objection_made,
        ev.ObjectionWithdrawn: _objection_withdrawn,
        ev.NoticeClosed: _notice_closed,
    }
)
"""What was agreed and is looked at next (``AdmissionAgreed``, ``RemitAgreed``) owes nothing: its end is told."""
