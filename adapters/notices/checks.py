"""What the events of a check owe, from its call to its close."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.card import MOST_NAMED
from adapters.cards.proposal_blocks import proposal_blocks
from adapters.cards.together import named_or_counted
from adapters.documents import Document, Inline, paragraph
from adapters.figures import holders, words_on
from adapters.notices.notice import CardChanged, Notice, Occasion, ToPerson, card, changer, changes, told
from adapters.outcomes import closing
from adapters.phrases import count, moment, titled
from adapters.references import Kind, Subject
from adapters.setting import Setting, choices
from adapters.titles import asked
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.checks import Check, OnProposal, OnRecall
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
        kept, lapsed = _kept(check, now), _lapsed(check, now)  # one of each, however many are told
        owed += [
            _told_of_change(person, kept if person in check.positions else lapsed, check, now)
            for person in sorted(earlier.positions)
        ]
    return owed


def _told_of_change(person: PersonId, document: Document, check: Check, now: Occasion) -> ToPerson:
    subject = Subject(Kind.CHECK, check.number, check.round)
    return ToPerson(now.at.called(person), document, subject, f"amended:{subject}:{person}")


def _kept(check: Check, now: Occasion) -> Document:
    """Tell somebody that their block stays, though the text has changed."""
    what, at = now.at.matter_anywhere(check.number), now.at
    return _changed(
        check,
        now,
        " Your block stays, because only you withdraw it. If the new text answers it, agree or take it back: ",
        *choices([at.type(f"agree {what}"), at.type(f"retract {what}")]),
        ".",
    )


def _lapsed(check: Check, now: Occasion) -> Document:
    """Tell somebody that what they said was about the earlier text."""
    what, at = now.at.matter_anywhere(check.number), now.at
    return _changed(
        check,
        now,
        " What you said was about the earlier text and no longer counts. Please read the new one and answer again by ",
        moment(check.deadline, now.after),
        ": ",
        *choices([at.type(f"{word} {what}") for word in ("agree", "stand-aside", "block")]),
        ".",
    )


def _changed(check: Check, now: Occasion, *parts: Inline | str) -> Document:
    assert isinstance(check.question, OnProposal)  # noqa: S101 - nothing else has a text to amend
    proposal, at = now.after.proposals[check.question.proposal], now.at
    changed = f" changed {changes(proposal)} of {titled(proposal, at.names)}."
    said = paragraph(changer(proposal, at), changed, *parts)
    return Document((said, *proposal_blocks(proposal, proposal.latest, at, most=1_500)))


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
    return ToPerson(at.called(person), Document((said, withdraw)), subject, key)


def _card_only(event: Any, now: Occasion) -> list[Notice]:
    return [card(now.after.checks[event.check])]


def _half_time(event: ev.HalfTimeReached, now: Occasion) -> list[Notice]:
    check = now.after.checks[event.check]
    what, at = now.at.matter_anywhere(event.check), now.at
    subject = Subject(Kind.CHECK, check.number, check.round)
    words = words_on(check.question)
    document = Document(
        (
            paragraph(
                f"{now.after.name} is deciding on {asked(check, now.at)}, and you have not said where you stand. You"
                " can until ",
                moment(check.deadline, now.after),
                ": reply here with ",
                *choices([at.type(f"{word} {what}") for word in words]),
                ".",
            ),
            paragraph("To read it whole: ", at.type(f"status {what}"), ". This is the only reminder."),
        )
    )
    unheard = _expected(check)
    if not unheard and not check.undecided_seats:
        return []
    reminders = [
        ToPerson(at.called(person), document, subject, f"half-time:{subject}:{person}", reminder=True)
        for person in unheard
    ]
    return [_half_time_in_venues(check, now, unheard), *reminders]


def _expected(check: Check) -> list[PersonId]:
    """Name those who have not been heard and did not say beforehand that they would be away."""
    return [person for person in check.unheard() if person not in check.excused]


def _half_time_in_venues(check: Check, now: Occasion, unheard: list[PersonId]) -> Notice:
    """Not everyone lets the bot write to them: the room reads once who has not been heard, or how many have not."""
    if len(unheard) > MOST_NAMED:
        who = count(len(unheard), "person", "people")
    else:
        who = now.at.people(sorted(unheard, key=lambda person: (now.at.name(person).casefold(), person)))
    parts: list[Inline | str] = [
        f"Half of the time for {asked(check, now.at)} is over. It is open until ",
        moment(check.deadline, now.after),
        f". Not heard yet: {who}." if unheard else ".",
    ]
    if check.undecided_seats:
        parts += [" Still deciding: ", *named_or_counted(check.undecided_seats, now.at), "."]
    return told(paragraph(*parts), subject=Subject(Kind.CHECK, check.number, check.round))


def _deadline_moved(event: ev.DeadlineMoved, now: Occasion) -> list[Notice]:
    check = now.after.checks[event.check]
    because = {
        "quorum": "too few have taken a position yet. That happens only once",
        "reason": "a block has no reason yet. That happens only once",
        "absence": "I was away and could not hear you",
    }.get(event.because, "it was needed")
    said = paragraph(
        f"{asked(check, now.at)} stays open until ", moment(event.deadline, now.after), f", because {because}."
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
    return [
        ToPerson(now.at.called(event.person), Document((said,)), subject, f"lapsed:{subject}:{event.person}"),
        card(check),
    ]


def _closed(event: ev.CheckClosed, now: Occasion) -> list[Notice]:
    check = now.after.checks[event.check]
    owed: list[Notice] = [card(check)]
    if isinstance(check.question, OnRecall):
        owed.append(CardChanged(Subject(Kind.PETITION, check.question.petition)))
        if event.outcome is Outcome.WITHDRAWN:
            said = f"{asked(check, now.at)} is over: the officer no longer holds the office. Nothing was decided."
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
