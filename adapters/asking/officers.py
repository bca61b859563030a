"""What is asked about offices as such, and by officers: appointing, resigning, what they say to a petition."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from adapters import mistakes
from adapters.asking.office_names import ends, held_by, renamed, sure_of
from adapters.cleaning import cut, unquoted
from adapters.mistakes import BadTime, TimeProblem
from adapters.references import ELECTION, read_reference
from adapters.request import Query, Request, mistaken
from deliberation import commands as cmd
from deliberation.commands import Command
from deliberation.ids import PersonId

_VERBS: Final = re.compile(
    r"(?P<verb>create|new|add|make|found|establish|set up|change|alter|edit|end|abolish|remove|delete|close|drop)\b\s*",
    re.IGNORECASE,
)
_DOUBLED: Final = re.compile(
    rf"^(?:{_VERBS.pattern})office\s+(?={_VERBS.pattern.replace('?P<verb>', '?:')})", re.IGNORECASE
)
"""``office create office create treasurer``."""
_CHANGING: Final = frozenset({"change", "alter", "edit"})
_ENDING: Final = frozenset({"end", "abolish", "remove", "delete", "close", "drop"})
_TITLE: Final = re.compile(r"(?:(?:the|an?|our)\s+)?(?:office\s+)?(?:of\s+)?(?:(?:the|an?|our)\s+)?", re.IGNORECASE)
_ELECTED: Final = re.compile(
    r"[\s,;(]+(?:is\s+|be\s+|to be\s+)?elected(?: by (?:the|this) assembly| by us)?[)\s.]*$", re.IGNORECASE
)
_PLACES: Final = re.compile(
    r"[\s,;(]+(?:with|for|held by|of)?\s*(?P<seats>[0-9]{1,3})\s*(?:seats?|places?|people|persons"
    r"|(?:joint )?holders)[)\s.]*$",
    re.IGNORECASE,
)
_TERM: Final = re.compile(
    r"(?P<number>[0-9]{1,4}|an?|one|two|three|four|five|six)\s*-?\s*(?P<unit>years?|yrs?|y|months?|mo|weeks?|w|days?|d)",
    re.IGNORECASE,
)
_NUMBERS: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_DAYS: Final = {"y": 365, "m": 30, "w": 7, "d": 1}


def office_named(text: str) -> str:
    """Give the name of an office as it is kept: ``the Treasurer`` is ``treasurer``."""
    plain = _TITLE.sub("", " ".join(unquoted(text).split()), count=1)
    return plain.casefold().strip(" .,;:")


def _office(request: Request) -> Command:
    known = request.assembly.offices
    _not_renamed(request)
    verb, rest = _verb(_DOUBLED.sub("", request.needed("office")))
    elected, rest = cut_off(_ELECTED, rest)
    places, rest = cut_off(_PLACES, rest)
    name = office_named(rest)
    if not name:
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="office"))
    if verb in _ENDING or (ended := ends(name, known)):
        office = name if verb in _ENDING else ended
        return cmd.ProposeOfficeEnd(actor=request.context.actor, office=office, reason=request.text("reason"))
    _nobody_named(request, rest)
    sure_of(request, name, rest, changes=verb in _CHANGING)
    appointed, deputy = request.text("appointed"), request.text("deputy")
    return cmd.ProposeOffice(
        actor=request.context.actor,
        office=name,
        seats=int(places["seats"]) if places else _seats(request),
        appointed_by="" if elected or appointed.casefold() == "elected" else _appointing(appointed),
        deputy_to=("" if deputy.casefold() in {"none", "nobody", "no"} else office_named(deputy)) if deputy else None,
        term=_term(request.text("term")),
        reason=request.text("reason"),
    )


def _not_renamed(request: Request) -> None:
    named = renamed(request.needed("office"))
    if named is not None:
        office, name = (cut(office_named(each), 80) for each in named)
        mistaken(mistakes.OfficeRenamed(office=office, name=name))


def _nobody_named(request: Request, typed: str) -> None:
    """Say how somebody comes to hold an office: it is there first, and is filled then."""
    found = held_by(request, typed)
    if found is not None:
        mistaken(mistakes.OfficeHeldBy(office=cut(office_named(found[0]), 80), typed=cut(found[1], 80)))


def _appointing(text: str) -> str | None:
    """Give the office that appoints, if one is named."""
    return office_named(text) if text else None


def _verb(text: str) -> tuple[str, str]:
    """Split what is to become of an office from its name."""
    found = _VERBS.match(text)
    return (found["verb"].casefold(), text[found.end() :]) if found else ("", text)


def cut_off(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    """Take what a pattern finds at the end off a text."""
    found = pattern.search(text)
    return found, text[: found.start()] if found else text


def _seats(request: Request) -> int | None:
    text = request.text("seats")
    if not text:
        return None
    found = re.fullmatch(r"(?P<number>[0-9]{1,3})\s*(?:seats?|places?|people|holders)?", text, re.IGNORECASE)
    return int(found["number"]) if found else mistaken(mistakes.MissingText(command="office", parameter="seats"))


def _term(text: str) -> timedelta | None:
    """Read a term: ``2y``, ``two years``, ``18 months``."""
    if not text:
        return None
    found = _TERM.fullmatch(text.strip(" .,"))
    if found is None:
        mistaken(BadTime(typed=cut(text, 60), problem=TimeProblem.UNREADABLE_LENGTH, instead="2 years"))
    number = found["number"].casefold()
    return timedelta(days=_NUMBERS.get(number) or int(number)) * _DAYS[found["unit"][0].casefold()]


def person_and_office(request: Request) -> tuple[PersonId, str]:
    """Say who is meant, and for which office or in which election: ``Ada as treasurer``, also ``Ada treasurer``."""
    typed, office = request.needed("person"), request.text("office")
    if office or request.context.directory.find_person(typed) is not None:
        return request.person("person"), office
    words = typed.split()
    for cut_at in range(1, len(words)):
        first = office_named(" ".join(words[:cut_at]))
        if first in request.assembly.offices:  # "treasurer Cleo"
            return request.who("person", " ".join(words[cut_at:])), first
        last = " ".join(words[cut_at:])
        found = read_reference(last)
        if office_named(last) in request.assembly.offices or (found is not None and found.letter == ELECTION):
            return request.who("person", " ".join(words[:cut_at])), last
    return request.person("person"), ""


def _appoint(request: Request) -> Command:
    _ = request.assembly
    person, office = person_and_office(request)
    return cmd.Appoint(
        actor=request.context.actor, person=person, office=office_named(office or request.needed("office"))
    )


def _resign(request: Request) -> Command:
    actor, office = request.context.actor, request.text("office")
    election = _stood_down_in(request, office)
    if election is not None:
        return cmd.AnswerNomination(actor=actor, election=election, accepts=False)
    return cmd.Resign(actor=actor, office=office_named(office))


def _stood_down_in(request: Request, typed: str) -> int | None:
    """Say in which election somebody stands down, who holds nothing yet: the one that is named, or their only one."""
    here, actor = request.assembly, request.context.actor
    named = read_reference(typed)
    if named is not None and named.letter == ELECTION:
        return named.number if named.number in here.elections else None
    if typed or any(actor in office.holders for office in here.offices.values()):
        return None
    mine = [each for each in here.elections.values() if each.is_open and actor in each.candidates]
    standing = [each.number for each in mine if not each.candidates[actor].declined]
    return standing[0] if len(standing) == 1 else None


def _statement(request: Request) -> Command:
    found = request.reference()
    mine = [each for each in request.assembly.petitions.values() if each.officer == request.context.actor]
    under_way = [each.number for each in mine if each.is_under_way]
    petition = under_way[0] if found is None and len(under_way) == 1 else request.number()
    return cmd.MakeStatement(actor=request.context.actor, petition=petition, text=request.said("text"))


def _plain(request: Request) -> Query:
    _ = request.assembly
    return Query(name=request.spec.name)


ASKED: Final[Mapping[str, Callable[[Request], Command | Query]]] = MappingProxyType(
    {
        "office": _office,
        "appoint": _appoint,
        "resign": _resign,
        "statement": _statement,
        "officers": _plain,
        "mandates": _plain,
    }
)
"""By the command's name."""
