"""What the events of a check owe, from its call to its close."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.cards import proposal_blocks
from adapters.documents import Block, Document, Inline, paragraph
from adapters.figures import holders
from adapters.notice import CardChanged, Notice, Occasion, ToPerson, card, changes, told
from adapters.outcomes import closing
from adapters.phrases import moment, people, titled
from adapters.references import Kind, Subject
from adapters.setting import Setting, choices
from deliberation import events as ev
from deliberation.assembly import Check, OnRecall
from deliberation.assessment import Outcome
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.positions import Stance


def _called(event: ev.CheckCalled, now: Occasion) -> list[Notice]:
    check = now.after.checks[event.check]
    if event.round == 1:
        return [card(check)]
    earlier = now.before.checks.get(event.check) if now.before else None
    owed: list[Notice] = [card(check, event.round - 1), card(check)]
    if earlier is not None:
        owed += [_lapsed_or_kept(person, check, now) for person in sorted(earlier.positions)]
    return owed


def _lapsed_or_kept(person: PersonId, check: Check, now: Occasion) -> ToPerson:
    """Tell somebody who took a position what the amendment did to it."""
    assert not isinstance(check.question, OnRecall)  # noqa: S101 - a recall has no text to amend
    proposal = now.after.proposals[check.question.proposal]
    what, at = now.at.matter_anywhere(check.number), now.at
    changed = f"{at.name(proposal.proposer)} changed {changes(proposal)} of {titled(proposal, at.names)}."
    if person in check.positions:
        said = paragraph(
            f"{changed} Your block stays, because only you withdraw it. If the new text answers it, agree or take it"
            " back: ",
            *choices([at.type(f"agree {what}"), at.type(f"retract {what}")]),
            ".",
        )
    else:
        said = paragraph(
            f"{changed} What you said was about the earlier text and no longer counts. Please read the new one and"
            " answer again by ",
            moment(check.deadline, now.after),
            ": ",
            *choices([at.type(f"{word} {what}") for word in ("agree", "stand-aside", "block")]),
            ".",
        )
    blocks: list[Block] = [said, *proposal_blocks(proposal, proposal.latest, at, most=1_500)]
    subject = Subject(Kind.CHECK, check.number, check.round)
    return ToPerson(person, Document(tuple(blocks)), subject, f"amended:{subject}:{person}")


def _position_taken(event: ev.PositionTaken, now: Occasion) -> list[Notice]:
    check = now.after.checks[event.check]
    owed: list[Notice] = [card(check)]
    if event.stance is Stance.BLOCK and not event.reason:
        owed.append(_ask_reason(event.person, check, now.at, again=False))
    return owed


def _ask_reason(person: PersonId, check: Check, at: Setting, *, again: bool) -> ToPerson:
    what, typed = at.matter(check.number), at.matter_anywhere(check.number)
    opening: list[Inline | str]
    if again:
        opening = [
            f"Your block on {what} in {at.here} still has no reason. The time was extended once, until ",
            moment(check.deadline, at.assembly),
            ". After that it counts as standing aside. ",
        ]
    else:
        opening = [
            f"You block {what} in {at.here}, and that stands from now on. Please say why, so that it can be met. "
        ]
    said = paragraph(
        *opening,
        "Reply to this message with your reason and, if you wish, the principle it rests on; or type ",
        at.type(f"block {typed} because …"),
    )
    withdraw = paragraph("To withdraw the block: ", at.type(f"retract {typed}"))
    subject = Subject(Kind.CHECK, check.number, check.round)
    key = f"{'remind-reason' if again else 'ask-reason'}:{subject}:{person}"
    return ToPerson(person, Document((said, withdraw)), subject, key)


def _card_only(event: Any, now: Occasion) -> list[Notice]:
    return [card(now.after.checks[event.check])]


def _half_time(event: ev.HalfTimeReached, now: Occasion) -> list[Notice]:
    check = now.after.checks[event.check]
    what, at = now.at.matter_anywhere(event.check), now.at
    subject = Subject(Kind.CHECK, check.number, check.round)
    words = ("remove", "keep", "stand-aside") if isinstance(check.question, OnRecall) else (
        "agree", "stand-aside", "block")  # fmt: skip
    document = Document(
        (
            paragraph(
                f"{now.after.name} is deciding on {_title(check, now)}, and you have not said where you stand. You can"
                " until ",
                moment(check.deadline, now.after),
                ": reply here with ",
                *choices([at.type(f"{word} {what}") for word in words]),
                ".",
            ),
            paragraph("To read it whole: ", at.type(f"status {what}"), ". This is the only reminder."),
        )
    )
    unheard = _expected(check)
    if not unheard:
        return []
    reminders = [
        ToPerson(person, document, subject, f"half-time:{subject}:{person}", reminder=True) for person in unheard
    ]
    return [_half_time_in_venues(check, now), *reminders]


def _expected(check: Check) -> list[PersonId]:
    """Name those who have not been heard and did not say beforehand that they would be away."""
    return [person for person in check.unheard() if person not in check.excused]


def _half_time_in_venues(check: Check, now: Occasion) -> Notice:
    """Not everyone lets the bot write to them: the room reads once who has not been heard."""
    unheard = sorted(_expected(check), key=lambda person: (now.at.name(person).casefold(), person))
    return told(
        paragraph(
            f"Half of the time for {_title(check, now)} is over. It is open until ",
            moment(check.deadline, now.after),
            f". Not heard yet: {people(now.at.names, unheard)}.",
        ),
        subject=Subject(Kind.CHECK, check.number, check.round),
    )


def _title(check: Check, now: Occasion) -> str:
    if isinstance(check.question, OnRecall):
        petition = now.after.petitions[check.question.petition]
        return f"R{petition.number} · the recall of {now.at.name(petition.officer)} as {petition.office}"
    return titled(now.after.proposals[check.question.proposal], now.at.names)


def _deadline_moved(event: ev.DeadlineMoved, now: Occasion) -> list[Notice]:
    check = now.after.checks[event.check]
    because = {
        "quorum": "too few have taken a position yet. That happens only once",
        "reason": "a block has no reason yet. That happens only once",
        "absence": "I was away and could not hear you",
    }.get(event.because, "it was needed")
    said = paragraph(
        f"{_title(check, now)} stays open until ", moment(event.deadline, now.after), f", because {because}."
    )
    owed: list[Notice] = [told(said, subject=Subject(Kind.CHECK, check.number, check.round)), card(check)]
    if event.because == "reason":
        owed += [
            _ask_reason(person, check, now.at, again=True)
            for person, position in holders(check, Stance.BLOCK)
            if not position.reason
        ]
    return owed


def _block_lapsed(event: ev.BlockLapsed, now: Occasion) -> list[Notice]:
    check = now.after.checks[event.check]
    what = now.at.matter(event.check)
    said = paragraph(
        f"No reason came in time for your block on {what} in {now.after.name}, so it counts as standing aside from now"
        " on."
    )
    subject = Subject(Kind.CHECK, check.number, check.round)
    return [ToPerson(event.person, Document((said,)), subject, f"lapsed:{subject}:{event.person}"), card(check)]


def _closed(event: ev.CheckClosed, now: Occasion) -> list[Notice]:
    check = now.after.checks[event.check]
    owed: list[Notice] = [card(check)]
    if isinstance(check.question, OnRecall):
        owed.append(CardChanged(Subject(Kind.PETITION, check.question.petition)))
        if event.outcome is Outcome.WITHDRAWN:
            said = f"{_title(check, now)} is over: the officer no longer holds the office. Nothing was decided."
            return [told(paragraph(said)), *owed]
    if event.outcome in {Outcome.CONSENSUS, Outcome.WITHDRAWN}:
        return owed  # DecisionMade or ProposalWithdrawn tells of it
    subject = Subject(Kind.CHECK, check.number, check.round)
    return [told(*closing(check, now.at, now.checkpoint), subject=subject), *owed]


CHECKS: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
    {
        ev.CheckCalled: _called,
        ev.PositionTaken: _position_taken,
        ev.PositionWithdrawn: _card_only,
        ev.PositionCameLate: _card_only,
        ev.HalfTimeReached: _half_time,
        ev.DeadlineMoved: _deadline_moved,
        ev.BlockLapsed: _block_lapsed,
        ev.CheckClosed: _closed,
    }
)
