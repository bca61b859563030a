"""What is asked about offices."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters import mistakes
from adapters.asking.elections import elected_at_once
from adapters.asking.officers import office_named, own_number
from adapters.cleaning import cut
from adapters.references import ACT, read_reference
from adapters.request import Request, mistaken
from deliberation import commands as cmd
from deliberation.commands import Command
from deliberation.ids import PersonId
from deliberation.offices import PetitionState

_CITED: Final = re.compile(
    r"(?:(?:the\s+)?unmandated\s+(?:act\s+)?o(?P<number>[0-9]{1,9})(?![\w])[\s,:.;–—-]*(?:because\s+)?(?P<reason>.*)"
    r"|(?:of\s+)?(?P<act>(?:act\s+)?o(?P<alone>[0-9]{1,9}))[\s.]*$)",
    re.IGNORECASE | re.DOTALL,
)
_BESIDE: Final = re.compile(r"(?:^|[\s,(])(?:act\s+)?#?o(?P<number>[0-9]{1,9})[)\s.]*$", re.IGNORECASE)


def _recall(request: Request) -> Command:
    typed, cited_there = _with_act(request)
    office = office_named(typed)
    holders = request.assembly.offices[office].holders if office in request.assembly.offices else ()
    if len(holders) > 1:
        mistaken(mistakes.JointHolders(command=request.spec.name, office=office, holders=holders))
    officer = holders[0] if holders else request.who("person", typed)
    reason, act = request.needed("reason"), cited_there or _act_cited(request, officer)
    # "for unmandated act O3 because …" reads as a reason, and names the act all the same.
    cited = _CITED.match(reason) if act is None else None
    if cited is not None:
        reason, act = cited["reason"] or cited["act"] or reason, int(cited["number"] or cited["alone"])
    return cmd.StartRecall(
        actor=request.context.actor,
        officer=officer,
        reason=reason,
        office=office if holders else "",
        act=act,
        source=request.invocation.source,
    )


def _with_act(request: Request) -> tuple[str, int | None]:
    """Say whose recall is meant, and the act beside the name: ``recall Ada O3 …``; ``recall O3 …`` means who did it."""
    typed, acts = request.needed("person"), request.assembly.acts
    found = _BESIDE.search(typed)
    number = int(found["number"]) if found is not None else 0
    if found is None or number not in acts or request.context.directory.find_person(typed) is not None:
        return typed, None
    who = typed[: found.start()].strip(" ,;:")
    return who or acts[number].office, number


def _act_cited(request: Request, officer: PersonId) -> int | None:
    """Give the act that is cited: by its number, or the only one of that officer that stands as unmandated."""
    typed = request.text("act")
    if typed:
        found = read_reference(typed)
        if found is None or found.letter not in {"", ACT}:
            mistaken(mistakes.BadNumber(command=request.spec.name, typed=cut(typed, 80), letter=ACT))
        return own_number(request, found)
    if request.text("unmandated").casefold() not in {"yes", "true", "on", "1", "unmandated"}:
        return None
    # A claim alone lowers no threshold: it takes an act that stands in the register as unmandated.
    acts = [act.number for act in request.assembly.acts.values() if act.officer == officer and not act.mandated]
    if not acts:
        mistaken(mistakes.NoActRecorded(command=request.spec.name))
    if len(acts) > 1:
        mistaken(mistakes.WhichAct(command=request.spec.name, acts=tuple(acts)))
    return acts[0]


def _sign(request: Request) -> Command:
    found = request.reference()
    petitions = request.assembly.petitions.values()
    gathering = [each.number for each in petitions if each.state is PetitionState.GATHERING]
    number = gathering[0] if found is None and len(gathering) == 1 else request.number()
    return cmd.Sign(actor=request.context.actor, petition=number, source=request.invocation.source)


def _unsign(request: Request) -> Command:
    _ = request.assembly
    return cmd.Unsign(actor=request.context.actor, petition=request.number())


ASKED: Final[Mapping[str, Callable[[Request], Command]]] = MappingProxyType(
    {"elect": elected_at_once, "recall": _recall, "sign": _sign, "unsign": _unsign}
)
"""By the command's name."""
