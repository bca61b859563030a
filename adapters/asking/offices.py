"""What is asked about offices."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters import mistakes
from adapters.asking.acts import own_number
from adapters.asking.elections import elected_at_once
from adapters.asking.officers import office_named
from adapters.cleaning import cut
from adapters.references import ACT, read_reference
from adapters.request import Request, mistaken
from deliberation import commands as cmd
from deliberation.commands import Command
from deliberation.ids import PersonId
from deliberation.offices import Petition, PetitionState
from deliberation.refusals import NoSuchOffice

_CITED: Final = re.compile(
    r"(?:(?:the\s+)?unmandated\s+(?:act\s+)?o(?P<number>[0-9]{1,9})(?![\w])[\s,:.;–—-]*(?:because\s+)?(?P<reason>.*)"
    r"|(?:of\s+)?(?P<act>(?:act\s+)?o(?P<alone>[0-9]{1,9}))[\s.]*$)",
    re.IGNORECASE | re.DOTALL,
)
_BESIDE: Final = re.compile(r"(?:^|[\s,(])(?:act\s+)?#?o(?P<number>[0-9]{1,9})[)\s.]*$", re.IGNORECASE)


_AS: Final = re.compile(r"(?P<who>.*\S)\s+as\s+(?P<office>\S.*)", re.IGNORECASE | re.DOTALL)


def _recall(request: Request) -> Command:
    typed, cited_there = _with_act(request)
    officer, office = _whom(request, typed, cited_there)
    reason, act = request.needed("reason"), cited_there or _act_cited(request, officer, office)
    # "for unmandated act O3 because …" reads as a reason, and names the act all the same.
    cited = _CITED.match(reason) if act is None else None
    if cited is not None:
        reason, act = cited["reason"] or cited["act"] or reason, int(cited["number"] or cited["alone"])
    return cmd.StartRecall(
        actor=request.context.actor,
        officer=officer,
        reason=reason,
        office=office,
        act=act,
        source=request.invocation.source,
    )


def _whom(request: Request, typed: str, act: int | None) -> tuple[PersonId, str]:
    """Say who is meant, and as what, where an office is named; of an act alone, who did it, as what they did it."""
    here = request.assembly
    if act is not None and not typed:
        return here.acts[act].officer, here.acts[act].office
    named = _AS.fullmatch(typed)
    find = request.context.directory.find_person
    if named is not None and find(typed) is None and find(named["who"]) is not None:
        return request.who("person", named["who"]), _office_of(request, named["office"])
    office = office_named(typed)
    holders = here.offices[office].holders if office in here.offices else ()
    if len(holders) > 1:
        mistaken(mistakes.JointHolders(command=request.spec.name, office=office, holders=holders))
    if not holders and office in here.offices and find(typed) is None:
        mistaken(mistakes.OfficeVacant(office=office))
    return (holders[0], office) if holders else (_officer(request, typed), "")


def _office_of(request: Request, typed: str) -> str:
    """Give the office that is named, which there must be."""
    office, offices = office_named(typed), request.assembly.offices
    return office if office in offices else mistaken(NoSuchOffice(office=office, offices=tuple(sorted(offices))))


def _officer(request: Request, typed: str) -> PersonId:
    """Say who is meant; of a name with more behind it the reason stands there without its word."""
    find = request.context.directory.find_person
    words = typed.split()
    if not request.text("reason") and find(typed) is None:
        names = (" ".join(words[:end]) for end in range(len(words) - 1, 0, -1))
        if any(find(name) is not None or office_named(name) in request.assembly.offices for name in names):
            mistaken(mistakes.MissingText(command=request.spec.name, parameter="reason"))
    return request.who("person", typed)


def _with_act(request: Request) -> tuple[str, int | None]:
    """Split the act off that stands beside the name, or in its place: ``recall Ada O3 …``, ``recall O3 …``."""
    typed, acts = request.needed("person"), request.assembly.acts
    found = _BESIDE.search(typed)
    number = int(found["number"]) if found is not None else 0
    if found is None or number not in acts or request.context.directory.find_person(typed) is not None:
        return typed, None
    return typed[: found.start()].strip(" ,;:"), number


def _act_cited(request: Request, officer: PersonId, office: str) -> int | None:
    """Give the act that is cited: by its number, or the only one of that officer that stands as unmandated."""
    typed = request.text("act")
    if typed:
        found = read_reference(typed)
        if found is None or found.letter not in {"", ACT}:
            mistaken(mistakes.BadNumber(command=request.spec.name, typed=cut(typed, 80), letter=ACT))
        return own_number(request, found)
    if not request.says_yes("unmandated"):
        return None
    # A claim alone lowers no threshold: it takes an act that stands in the register as unmandated.
    unmandated = (act for act in request.assembly.acts.values() if act.officer == officer and not act.mandated)
    acts = [act.number for act in unmandated if office in {"", act.office}]
    if not acts:
        mistaken(mistakes.NoActRecorded(command=request.spec.name))
    if len(acts) > 1:
        mistaken(mistakes.WhichAct(command=request.spec.name, acts=tuple(acts)))
    return acts[0]


def _sign(request: Request) -> Command:
    found = request.reference()
    number = _only(_gathering(request)) if found is None else None
    return cmd.Sign(actor=request.context.actor, petition=number or request.number(), source=request.invocation.source)


def _unsign(request: Request) -> Command:
    actor = request.context.actor
    signed = [each for each in _gathering(request) if actor in each.signatures or actor in each.away]
    number = _only(signed) if request.reference() is None else None
    return cmd.Unsign(actor=actor, petition=number or request.number())


def _gathering(request: Request) -> list[Petition]:
    return [each for each in request.assembly.petitions.values() if each.state is PetitionState.GATHERING]


def _only(petitions: list[Petition]) -> int | None:
    return petitions[0].number if len(petitions) == 1 else None


ASKED: Final[Mapping[str, Callable[[Request], Command]]] = MappingProxyType(
    {"elect": elected_at_once, "recall": _recall, "sign": _sign, "unsign": _unsign}
)
"""By the command's name."""
