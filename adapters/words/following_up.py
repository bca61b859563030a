"""The words for what is refused after a decision, in readings of the room and in go-rounds."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.documents import Document
from adapters.phrases import length, moment
from adapters.setting import Setting, say
from deliberation import refusals as no
from deliberation.refusals import Refusal


def _not_in_force(refusal: no.DecisionNotInForce, at: Setting) -> Document:
    return say(
        f"D{refusal.decision} no longer stands, so nothing is to be done by it. To see what does: ",
        at.type("decisions"),
    )


def _bad_due(refusal: no.BadDueTime, at: Setting) -> Document:
    return say(
        "An action is due at a time ahead, and within ten years: ",
        moment(refusal.due, at.assembly),
        " will not do. For example: ",
        at.form("action"),
    )


def _not_yours(refusal: no.ActionNotYours, at: Setting) -> Document:
    return say(
        f"A{refusal.action} is for {at.name(refusal.person)} to do, so saying how it stands is for them, for whoever"
        " set it and for whoever gives procedure. Ask one of them. To see it whole: ",
        at.type(f"status A{refusal.action}"),
    )


def _over(refusal: no.ActionOver, at: Setting) -> Document:
    number = f"A{refusal.action}"
    if refusal.done:
        return say(f"{number} is done already. If it is not after all: ", at.type(f"not-done {number}"))
    return say(f"{number} is no longer to be done. To set something else: ", at.form("action"))


def _not_done(refusal: no.ActionNotDone, at: Setting) -> Document:
    number = f"A{refusal.action}"
    return say(f"Nobody has said that {number} is done. To see how it stands: ", at.type(f"status {number}"))


def _stands(refusal: no.ActionStands, at: Setting) -> Document:
    slug = f"@{at.assembly.slug}" if at.assembly else ""
    return say(
        f"Your reaction is gone, but A{refusal.action} still counts as done: somebody else could have removed it"
        " unseen. If it is not done after all: ",
        at.type(f"not-done A{refusal.action}{slug}"),
    )


def _no_review(refusal: no.NoReview, at: Setting) -> Document:
    number = f"D{refusal.decision}"
    if refusal.review_at is None:
        return say(f"No review of {number} is set. To see how it stands: ", at.type(f"status {number}"))
    return say(f"{at.here} is asked what {number} did from ", moment(refusal.review_at, at.assembly),
               " on. The card that asks will be posted then.")  # fmt: skip


def _sense_over(refusal: no.SenseOver, at: Setting) -> Document:
    number = f"S{refusal.sense}"
    return say(f"{number} has closed, so that changes nothing. To see what came of it: ", at.type(f"status {number}"))


def _no_leaning(refusal: no.NoLeaning, _at: Setting) -> Document:
    return say(f"You have not said how you lean in S{refusal.sense}, so there is nothing to take back.")


def _bad_period(refusal: no.BadSensePeriod, at: Setting) -> Document:
    return say(
        f"A sense-check is open for {length(refusal.least)} at the least and {length(refusal.most)} at the most. Leave"
        " the time out to use this assembly's own, or say for example: ",
        at.type("sense-check Should we meet on Fridays? for 2h"),
    )


def _under_way(refusal: no.GoRoundUnderWay, at: Setting) -> Document:
    what = at.matter(refusal.check)
    return say(f"A go-round on {what} is under way already; its card shows whose turn it is: ",
               at.type(f"status {what}"))  # fmt: skip


def _too_long(refusal: no.GoRoundTooLong, at: Setting) -> Document:
    what = at.matter(refusal.check)
    return say(
        f"A go-round asks {refusal.most:,} people at the most, one after the other, and {refusal.people:,} have not"
        f" been heard on {what}. Ask in the room, where all can answer at once; at half time I remind them too. To see"
        " who: ",
        at.type(f"status {what}"),
    )


def _all_heard(refusal: no.EverybodyHeard, at: Setting) -> Document:
    what = at.matter(refusal.check)
    return say(f"Everybody who could be asked about {what} has been heard. To see how it stands: ",
               at.type(f"status {what}"))  # fmt: skip


def _not_your_turn(refusal: no.NotYourTurn, at: Setting) -> Document:
    if not refusal.check:
        return say("It is your turn in no go-round now, so there is nothing to pass. To see what is open: ",
                   at.type("status"))  # fmt: skip
    what = at.matter(refusal.check)
    return say(f"It is not your turn on {what}, so there is nothing to pass. To say where you stand, at any time: ",
               at.type(f"agree {what}"))  # fmt: skip


FOLLOWING_UP: Final[Mapping[type[Refusal], Callable[[Any, Setting], Document]]] = MappingProxyType(
    {
        no.DecisionNotInForce: _not_in_force,
        no.BadDueTime: _bad_due,
        no.ActionNotYours: _not_yours,
        no.ActionOver: _over,
        no.ActionNotDone: _not_done,
        no.ActionStands: _stands,
        no.NoReview: _no_review,
        no.SenseOver: _sense_over,
        no.NoLeaning: _no_leaning,
        no.BadSensePeriod: _bad_period,
        no.GoRoundUnderWay: _under_way,
        no.GoRoundTooLong: _too_long,
        no.EverybodyHeard: _all_heard,
        no.NotYourTurn: _not_your_turn,
    }
)
"""By the refusal."""
