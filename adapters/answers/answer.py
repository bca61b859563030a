"""The direct answer to whoever asked: what was recorded, where no room says it already, or what they asked for."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from adapters.about import about_assembly, about_purpose, about_remit, about_rules
from adapters.answers import donations, elections, following_up, moots, offices, polls
from adapters.answers.entering import ANSWERS as ENTERING
from adapters.answers.polls import list_polls, receipts
from adapters.answers.records import list_decisions, minutes
from adapters.cards.elections import list_elections
from adapters.cards.following_up import list_actions
from adapters.cards.moots import list_moots, moot_minutes
from adapters.cards.offices import list_acts, list_mandates, list_officers
from adapters.cleaning import clean_line
from adapters.documents import Document
from adapters.donations.showing import list_donors, list_gifts, one_gift
from adapters.helping import help_for
from adapters.lookups import status
from adapters.phrases import Names, listed, moment
from adapters.reasons import why
from adapters.request import Context, Query
from adapters.setting import Setting, say
from adapters.tree import federation
from adapters.visits import first_room
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.events import Event
from deliberation.polls import OnDeadlock
from deliberation.positions import Stance

_DID: Final[Mapping[Stance, str]] = MappingProxyType(
    {
        Stance.AGREE: "you agree to",
        Stance.STAND_ASIDE: "you stand aside on",
        Stance.BLOCK: "you block",
        Stance.REMOVE: "you say remove in",
        Stance.KEEP: "you say keep in",
        Stance.YES: "you say that there is deadlock about",
        Stance.NO: "you say that there is no deadlock about",
    }
)


_OFFERED: Final = (
    "Whoever gives procedure in {name} is asked in private whether this room is to be part of it. Once they agree, it"
    " is said here."
)


def answer_to(
    command: Command,
    events: Sequence[Event],
    after: Assembly,
    names: Names,
    *,
    always: bool = False,
    private: bool = False,
) -> Document | None:
    """Answer a command that succeeded, or give ``None`` where its room reads it anyway.

    ``events`` are those that it brought about. ``always`` says that whoever asked waits for an answer of their own, or
    did so in a private room, which reads nothing of what the assembly's rooms are told. ``private`` is as in
    ``Setting``.
    """
    at = Setting(after, names, private)
    for offered in (event for event in events if isinstance(event, ev.VenueOffered) and event.sponsors):
        return first_room(offered.sponsors, None, at)
    if any(isinstance(event, ev.VenueOffered) for event in events):
        always = True  # the room in which it was said reads nothing else of it
    if isinstance(command, cmd.Welcome) and not always and any(isinstance(event, ev.EntryGiven) for event in events):
        return None  # the room has read that they take part now
    answer = _ANSWERS.get(type(command))
    if answer is not None:
        return answer(command, events, at)
    return _told(command, events, at) if always else None


def _position(command: cmd.TakePosition, events: Sequence[Event], at: Setting) -> Document:
    what, did = at.matter(command.check), _DID[command.stance]
    if any(isinstance(event, ev.PositionCameLate) for event in events):
        return say(f"{what} had closed already. Your answer is listed as late, not counted. To see how it came out: ",
                   at.type(f"why {what}"))  # fmt: skip
    taken = next((event for event in events if isinstance(event, ev.PositionTaken)), None)
    if taken is None:
        check = at.assembly.checks.get(command.check) if at.assembly else None
        standing = check.position_of(command.actor) if check is not None else None
        if check is not None and (standing is None or not (check.is_open or standing.stance is command.stance)):
            return say(f"{what} had closed already, and your answer came too late to count. To see how it came out: ",
                       at.type(f"why {what}"))  # fmt: skip
        return say(f"That is recorded already: {did} {what}.")
    if taken.stance is Stance.BLOCK and not taken.reason:
        return say(f"Recorded: you block {what}. Please say why, so that it can be met: reply to what I write to you in"
                   " private, or ", at.type(f"block {what} because …"))  # fmt: skip
    reason = ", with your reason" if taken.reason else ""
    over = taken.cooling or any(isinstance(event, ev.CheckClosed) for event in events)
    return say(f"Recorded: {did} {what}{reason}.{'' if over else ' You can change it until it closes.'}")


def _retract(command: cmd.Retract, _events: Sequence[Event], at: Setting) -> Document:
    return say(
        f"Recorded: you have no position on {at.matter(command.check)} any more. You can take one until it closes."
    )


def _sign(command: cmd.Sign, events: Sequence[Event], _at: Setting) -> Document:
    number = f"R{command.petition}"
    if any(isinstance(event, ev.PetitionSucceeded) for event in events):
        return say(f"Recorded: you signed {number}. It has all the signatures it needs, and the recall opens now.")
    return say(f"Recorded: you signed {number}.")


def _unsign(command: cmd.Unsign, _events: Sequence[Event], _at: Setting) -> Document:
    return say(f"Recorded: your name is off R{command.petition}.")


def _apologies(command: cmd.GiveApologies, _events: Sequence[Event], at: Setting) -> Document:
    return say(
        "Recorded: you are away until ",
        moment(command.until, at.assembly),
        ". What is called until then does not count on your answer; you can still give it.",
    )


def _give_up(command: cmd.GiveUpPlace, _events: Sequence[Event], at: Setting) -> Document:
    here = at.assembly
    still = here is not None and command.actor in here.participants
    after = (
        " You are still in one of its rooms, and so you still take part; leave the room to stop."
        if still
        else " What is being decided already still hears you. To come back, join one of its rooms."
    )
    return say(f"Done: the place in {at.here} that you had as a member is given up, and I will not give it to you"
               f" again by myself.{after}")  # fmt: skip


_ANSWERS: Final[Mapping[type[Command], Callable[[Any, Sequence[Event], Setting], Document]]] = MappingProxyType(
    {
        cmd.TakePosition: _position,
        cmd.Retract: _retract,
        cmd.Sign: _sign,
        cmd.Unsign: _unsign,
        cmd.GiveApologies: _apologies,
        cmd.GiveUpPlace: _give_up,
        **ENTERING,
        **moots.ANSWERS,
        **following_up.ANSWERS,
        **donations.ANSWERS,
        **elections.ANSWERS,
        **offices.ANSWERS,
    }
)


def _called(event: ev.CheckCalled, at: Setting) -> str:
    if isinstance(event.question, OnDeadlock):
        about = listed([f"P{number}" for number in event.question.proposals])
        return f"Recorded: everyone in {at.here} is asked whether there is deadlock about {about}."
    return f"Recorded: consensus is called on {at.matter(event.check)}."


_TOLD: Final[Mapping[type[Event], Callable[[Any, Setting], str]]] = MappingProxyType(
    {
        ev.ProposalMade: lambda event, at: f"Recorded as P{event.proposal}. Everyone in {at.here} can read it now.",
        ev.ConcernRaised: lambda event, at: f"Recorded as C{event.concern}. Everyone in {at.here} can read it now.",
        ev.PetitionStarted: lambda event, at: (
            f"Recorded as R{event.petition}, with your signature. Everyone in {at.here} can read it now."
        ),
        ev.CheckCalled: _called,
        ev.ConcernResolved: lambda _event, at: f"Recorded. Everyone in {at.here} is told.",
        ev.ProposalAmended: lambda _event, at: f"Recorded. Everyone in {at.here} is told.",
        ev.ProposalWithdrawn: lambda _event, at: f"Recorded. Everyone in {at.here} is told.",
        ev.ObjectionMade: lambda event, at: (
            f"Recorded: you object to N{event.notice}, for {at.here}. {_asking(event.notice, at)} is told."
        ),
        ev.ObjectionWithdrawn: lambda event, at: (
            f"Recorded: you no longer object to N{event.notice}. {_asking(event.notice, at)} is told."
        ),
        ev.ThingCalled: lambda event, _at: (
            f"The Thing {event.peer.name} is called. Its short name is {event.peer.slug}; where it meets is said in the"
            " rooms of its assemblies."
        ),
        ev.AssemblyFounded: lambda event, _at: f"Done: {event.name} begins here.",
        ev.VenueOffered: lambda _event, at: _OFFERED.format(name=at.here),
        **moots.TOLD,
        **elections.TOLD,
        **polls.TOLD,
        **following_up.TOLD,
        **offices.TOLD,
        ev.VenueBound: lambda _event, at: f"Done: that room belongs to {at.here} now.",
    }
)


def _asking(notice: int, at: Setting) -> str:
    """Name the assembly that gave a notice."""
    found = at.assembly.notices.get(notice) if at.assembly else None
    return clean_line(found.peer.name, limit=80) if found else "The other assembly"


def _told(command: Command, events: Sequence[Event], at: Setting) -> Document:
    """Say to one what the rooms are told."""
    told = [event for event in events if type(event) in _TOLD]
    if told:
        # An election that makes way for the one that was asked for ends first.
        asked = ev.ElectionCalled if isinstance(command, cmd.CallElection) else type(told[0])
        event = next((each for each in told if isinstance(each, asked)), told[0])
        return say(_TOLD[type(event)](event, at))
    return say("Done." if events else "That is so already; nothing had to be done.")


def answer_query(query: Query, context: Context, names: Names, *, private: bool = False) -> Document:
    """Answer a question; ``private`` is as in ``Setting``."""
    at = Setting(context.assembly, names, private, context.links)
    if query.name == "help" or context.assembly is None:
        return help_for(query.topic, at)
    return _QUERIES[query.name](query, context, context.assembly, at)


def _number(query: Query) -> int:
    """Give the number that a question is about, which has one."""
    if query.subject is None:
        raise ValueError(f"{query.name} is about nothing")
    return query.subject.number


def _minutes(query: Query, _context: Context, here: Assembly, at: Setting) -> Document:
    if query.subject is not None:
        return moot_minutes(here, here.moots[query.subject.number], at)
    return minutes(here, query.since, at)


def _gifts(query: Query, context: Context, here: Assembly, at: Setting) -> Document:
    if query.subject is None:
        return list_gifts(here, query.topic, context.actor, context.now, at)
    return one_gift(here, query.subject.number, context.actor, context.now, at)


_QUERIES: Final[Mapping[str, Callable[[Query, Context, Assembly, Setting], Document]]] = MappingProxyType(
    {
        "why": lambda query, _, here, at: why(here, query.subject, at),
        "status": lambda query, _, here, at: status(here, query.subject, at),
        "decisions": lambda _query, _, here, at: list_decisions(here, at),
        "actions": lambda _query, context, here, at: list_actions(here, context.now, at),
        "elections": lambda _query, _, here, at: list_elections(here, at),
        "polls": lambda _query, _, here, at: list_polls(here, at),
        "receipts": lambda query, _, here, at: receipts(here, query.subject, at),
        "moots": lambda _query, _, here, at: list_moots(here, at),
        "minutes": _minutes,
        "rules": lambda query, _, here, at: about_rules(here, query.topic, at),
        "assembly": lambda _query, context, here, at: about_assembly(here, context.now, at),
        "purpose": lambda _query, _, here, at: about_purpose(here, at),
        "remit": lambda _query, _, here, at: about_remit(here, at),
        "officers": lambda _query, context, here, at: list_officers(here, context.now, at),
        "mandates": lambda _query, context, here, at: list_mandates(here, context.now, at),
        "acts": lambda query, _, here, at: list_acts(here, query.topic, at),
        "donations": _gifts,
        "donors": lambda _query, context, here, at: list_donors(here, context.actor, context.now, at),
        "federation": lambda _query, context, here, at: federation(here, context.federation, at),
    }
)
"""By the question's name."""
