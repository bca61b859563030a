"""What is owed after a decision, by readings of the room and by go-rounds."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.following_up import counted_leanings, name_of_action, name_of_sense, whose, words_of
from adapters.cleaning import clean_line
from adapters.documents import Block, Document, Inline, Quote, heading, paragraph
from adapters.figures import words_on
from adapters.notices.notice import CardChanged, Notice, Occasion, ToPerson, ToVenues, card
from adapters.outcomes import checkpointed
from adapters.phrases import count, moment
from adapters.references import Kind, Subject
from adapters.setting import choices
from adapters.titles import asked
from deliberation import events as ev
from deliberation.actions import Action
from deliberation.checks import Check
from deliberation.events import Event
from deliberation.ids import PersonId

# --- actions


def _action(event: Any) -> Subject:
    return Subject(Kind.ACTION, event.action)


def _action_card(event: Any, _now: Occasion) -> list[Notice]:
    return [CardChanged(_action(event))]


def _set(event: ev.ActionSet, now: Occasion) -> list[Notice]:
    action = now.after.actions[event.action]
    owed: list[Notice] = [CardChanged(_action(event))]
    if event.person != event.set_by:
        said = paragraph(
            f"{now.at.name(event.set_by)} has set something for you to do in {now.after.name}, after"
            f" D{event.decision}: {name_of_action(action)}. It is due ",
            moment(event.due, now.after),
            ". When it is done: ",
            now.at.type(f"done A{event.action}@{now.after.slug}"),
            ". If you do not take it on: ",
            now.at.type(f"drop-action A{event.action}@{now.after.slug}"),
        )
        owed.append(_private(action, "set", said, now))
    return owed


def _private(action: Action, what: str, said: Block, now: Occasion) -> ToPerson:
    """Write to whoever is to do something, if they let us."""
    person = now.at.called(action.person)
    subject = Subject(Kind.ACTION, action.number)
    return ToPerson(person, Document((said,)), subject, f"action-{what}:{subject}:{person}", reminder=True)


def _reminded(event: ev.ActionReminded, now: Occasion) -> list[Notice]:
    action, slug = now.after.actions[event.action], now.after.slug
    here = now.at.called(action.person) in now.after.participants
    when = moment(action.due, now.after)
    forms = choices([now.at.type(f"{each} A{action.number}@{slug}") for each in ("done", "drop-action")])
    mine = f"in {now.after.name} you are to do {name_of_action(action)}"
    if not event.overdue:
        said = paragraph(
            f"A reminder: {mine}. It is due ", when, ". When it is done, or no longer to be done: ", *forms
        )
        return [CardChanged(_action(event)), *([_private(action, "soon", said, now)] if here else [])]
    said = paragraph(f"It is due now: {mine}, by ", when, ". When it is done, or no longer to be done: ", *forms)
    who = whose(now.after, action, now.at)
    room = paragraph(
        f"{name_of_action(action)} is due, and nobody has said that it is done. It was for {who}, to be done by ",
        when,
        ". When it is done: ",
        now.at.type(f"done A{action.number}"),
        *(["."] if here else _for_another(action, now)),
        " To see all that is to be done: ",
        now.at.type("actions"),
    )
    owed: list[Notice] = [ToVenues(Document((room,)), _action(event)), CardChanged(_action(event))]
    return [*owed, _private(action, "due", said, now)] if here else owed


def _for_another(action: Action, now: Occasion) -> list[Inline | str]:
    """Say how what somebody left behind becomes another's to do."""
    again = f"action D{action.decision} {clean_line(action.text, limit=80)} @NAME by friday"
    drop = now.at.type(f"drop-action A{action.number}")
    return [". To have somebody else do it: ", now.at.type(again), ", and then ", drop, "."]


def actions_of(event: ev.DecisionSentBack | ev.DecisionOverridden, now: Occasion) -> list[Notice]:
    """Draw anew the cards of what was to be done after a decision that no longer stands."""
    return [
        CardChanged(Subject(Kind.ACTION, action.number))
        for action in now.after.actions.values()
        if action.decision == event.decision and action.is_open
    ]


# --- readings of the room


def _sense_card(event: Any, _now: Occasion) -> list[Notice]:
    return [CardChanged(Subject(Kind.SENSE, event.sense))]


def _sense_closed(event: ev.SenseClosed, now: Occasion) -> list[Notice]:
    sense = now.after.senses[event.sense]
    subject = Subject(Kind.SENSE, event.sense)
    name = name_of_sense(now.after, sense, now.at.names)
    if sense.decision is None:
        said: list[Block] = [paragraph(f"{name}: {counted_leanings(sense)}. It has closed, and decides nothing.")]
        return [ToVenues(Document(tuple(said)), subject), CardChanged(subject)]
    said = [
        heading(f"{name} · closed"),
        paragraph(f"Did it reduce the suffering that it was meant to? {counted_leanings(sense)}."),
        *([Quote(sense.question)] if sense.question else []),
        *words_of(sense, now.at),
        paragraph(
            f"This stands beside D{sense.decision} from now on: ",
            now.at.type(f"status D{sense.decision}"),
            ". To change what was decided, propose something new: ",
            now.at.form("propose"),
        ),
        *checkpointed(now.checkpoint),
    ]
    return [ToVenues(Document(tuple(said)), subject), CardChanged(subject)]


# --- go-rounds


def _begun(event: ev.GoRoundBegun, now: Occasion) -> list[Notice]:
    check = now.after.checks[event.check]
    many = count(len(event.order), "person", "people")
    said = paragraph(
        f"{now.at.name(event.begun_by)} asks those who have not been heard on {asked(check, now.at)}, one after the"
        f" other: {many}. The card shows whose turn it is. Anyone can answer before their turn, or after it.",
    )
    return [ToVenues(Document((said,)), _check(check)), card(check)]


def _turn(event: ev.TurnCame, now: Occasion) -> list[Notice]:
    check = now.after.checks[event.check]
    if event.person is not None:
        return [card(check), _your_turn(check, event.person, event, now)]
    silent = [] if check.go_round is None else [each for each in check.go_round.order if each not in check.positions]
    who = f"Not heard: {now.at.people(silent)}. They still can answer." if silent else "Everybody was heard."
    said = paragraph(f"The go-round on {asked(check, now.at)} is over. {who} It is open until ",
                     moment(check.deadline, now.after), ".")  # fmt: skip
    return [ToVenues(Document((said,)), _check(check)), card(check)]


def _your_turn(check: Check, place: PersonId, event: ev.TurnCame, now: Occasion) -> ToPerson:
    what, person = now.at.matter_anywhere(check.number), now.at.called(place)
    words = words_on(check.question)
    said = paragraph(
        f"It is your turn: {now.after.name} asks where you stand on {asked(check, now.at)}. You are waited for until ",
        moment(event.until, now.after),
        "; reply here with ",
        *choices([now.at.type(f"{word} {what}") for word in words]),
        ". To let your turn go by: ",
        now.at.type(f"pass {what}"),
    )
    read = paragraph("To read it whole: ", now.at.type(f"status {what}"))
    key = f"turn:{_check(check)}:{event.until.isoformat()}:{person}"
    return ToPerson(person, Document((said, read)), _check(check), key)


def _check(check: Check) -> Subject:
    return Subject(Kind.CHECK, check.number, check.round)


FOLLOWING_UP: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
    {
        ev.ActionSet: _set,
        ev.ActionReminded: _reminded,
        ev.ActionDone: _action_card,
        ev.ActionReopened: _action_card,
        ev.ActionDropped: _action_card,
        ev.SenseAsked: _sense_card,
        ev.Leaned: _sense_card,
        ev.LeaningWithdrawn: _sense_card,
        ev.SenseClosed: _sense_closed,
        ev.GoRoundBegun: _begun,
        ev.TurnCame: _turn,
    }
)
