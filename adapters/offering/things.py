"""Things with a number as they are offered: each by its number, with what it is about; and of all kinds together."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.elections import name_of_election
from adapters.cards.following_up import name_of_action, name_of_sense
from adapters.cards.polls import name_of_poll, name_of_referendum
from adapters.cleaning import cut
from adapters.donations.showing import name_of_gift
from adapters.offering.view import LONGEST_LABEL, Numbered, Numbers, View
from adapters.phrases import name_of, titled
from adapters.platform import Choice
from adapters.setting import Setting
from deliberation.actions import Action
from deliberation.donations import Donation
from deliberation.elections import Election
from deliberation.federation import Notice
from deliberation.moots import Moot
from deliberation.offices import Petition
from deliberation.polls import Poll, Referendum
from deliberation.proposals import Concern, Decision, Proposal
from deliberation.senses import Sense


def choice_of(thing: Numbered, at: View) -> Choice:
    """Offer one thing by its number, with what it is about."""
    return _CHOICES[type(thing)](thing, at)


def _of_petition(thing: Petition, at: View) -> Choice:
    officer = name_of(at.names, thing.officer)
    return Choice(f"R{thing.number}", f"R{thing.number} · Recall of {officer} as {thing.office}")


def _of_decision(thing: Decision, at: View) -> Choice:
    title = at.assembly.proposals[thing.proposal].latest.title
    return Choice(f"D{thing.number}", f"D{thing.number} · {title}")


_CHOICES: Final[Mapping[type, Callable[[Any, View], Choice]]] = MappingProxyType(
    {
        Proposal: lambda thing, at: Choice(f"P{thing.number}", titled(thing, at.names)),
        Concern: lambda thing, at: Choice(
            f"C{thing.number}", f"C{thing.number} on P{thing.proposal}: {cut(thing.text, LONGEST_LABEL)}"
        ),
        Petition: _of_petition,
        Notice: lambda thing, at: Choice(f"N{thing.number}", f"N{thing.number} · {thing.title}, in {thing.peer.name}"),
        Moot: lambda thing, at: Choice(f"M{thing.number}", f"M{thing.number} · {thing.title}"),
        Sense: lambda thing, at: Choice(f"S{thing.number}", name_of_sense(at.assembly, thing, at.names)),
        Poll: lambda thing, at: Choice(f"B{thing.number}", name_of_poll(thing, Setting(at.assembly, at.names))),
        Referendum: lambda thing, at: Choice(f"V{thing.number}", name_of_referendum(thing)),
        Donation: lambda thing, at: Choice(f"G{thing.number}", name_of_gift(at.assembly, thing, at.actor)),
        Action: lambda thing, at: Choice(f"A{thing.number}", name_of_action(thing)),
        Decision: _of_decision,
        Election: lambda thing, at: Choice(f"E{thing.number}", name_of_election(thing)),
    }
)


def _to_explain(at: View) -> list[Numbered]:
    here = at.assembly
    voted: list[Numbered] = [*here.polls.values(), *here.referendums.values(), *here.elections.values()]
    return _latest([*here.proposals.values(), *here.petitions.values(), *here.decisions.values(), *voted])


def _to_show(at: View) -> list[Numbered]:
    here = at.assembly
    met: list[Numbered] = [*here.moots.values(), *here.senses.values()]
    return _latest([*_to_explain(at), *here.concerns.values(), *here.notices.values(), *met, *here.actions.values()])


def _latest(things: list[Numbered]) -> list[Numbered]:
    return sorted(things, key=lambda each: (_began(each), each.number), reverse=True)


def _began(thing: Numbered) -> datetime:
    match thing:
        case Proposal(made_at=at) | Decision(made_at=at) | Concern(raised_at=at) | Petition(started_at=at):
            return at
        case Poll(opened_at=at) | Election(opened_at=at) | Referendum(called_at=at):
            return at
        case Donation(recorded_at=at):
            return at
        case Notice(told_at=at) | Moot(called_at=at) | Sense(asked_at=at) | Action(set_at=at):
            return at


NUMBERS: Final[Mapping[str, Numbers]] = MappingProxyType(
    {
        "why": _to_explain,
        "status": _to_show,
    }
)
"""What the number of each command may be, the likeliest first."""
