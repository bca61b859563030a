"""What is asked about offices as such, and about what officers do."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from adapters import mistakes
from adapters.cleaning import clean_line, cut, unquoted
from adapters.mandates import read_sum
from adapters.mistakes import BadTime, TimeProblem
from adapters.money import sums_in
from adapters.references import DECISION, ELECTION, Reference, read_reference
from adapters.request import Query, Request, mistaken
from deliberation import commands as cmd
from deliberation.commands import Command
from deliberation.ids import PersonId
from deliberation.offices import PetitionState

_VERBS: Final = re.compile(
    r"(?P<verb>create|new|add|make|found|establish|set up|change|alter|edit|end|abolish|remove|delete|close|drop)\b\s*",
    re.IGNORECASE,
)
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
    r"(?P<number>[0-9]{1,4}|an?|one|two|three|four|five|six)\s*-?\s*(?P<unit>years?|y|months?|mo|weeks?|w|days?|d)",
    re.IGNORECASE,
)
_NUMBERS: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_DAYS: Final = {"y": 365, "m": 30, "w": 7, "d": 1}


def office_named(text: str) -> str:
    """Give the name of an office as it is kept: ``the Treasurer`` is ``treasurer``."""
    plain = _TITLE.sub("", " ".join(unquoted(text).split()), count=1)
    return plain.casefold().strip(" .,;:")


def _office(request: Request) -> Command:
    _ = request.assembly
    text = request.needed("office")
    found = _VERBS.match(text)
    verb = found["verb"].casefold() if found else ""
    rest = text[found.end() :] if found else text
    elected, rest = _cut(_ELECTED, rest)
    places, rest = _cut(_PLACES, rest)
    name = office_named(rest)
    if not name:
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="office"))
    if verb in _ENDING:
        return cmd.ProposeOfficeEnd(actor=request.context.actor, office=name, reason=request.text("reason"))
    appointed, deputy = request.text("appointed"), request.text("deputy")
    return cmd.ProposeOffice(
        actor=request.context.actor,
        office=name,
        seats=int(places["seats"]) if places else _seats(request),
        appointed_by="" if elected else (office_named(appointed) if appointed else None),
        deputy_to=("" if deputy.casefold() in {"none", "nobody", "no"} else office_named(deputy)) if deputy else None,
        term=_term(request.text("term")),
        reason=request.text("reason"),
    )


def _cut(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
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


# --- acts

_NAMED: Final = re.compile(
    r"(?<!\w)(?P<reference>(?:decision\s+)?d\s?[0-9]{1,9}(?:@[\w-]{1,80})?|decision\s+[0-9]{1,9})(?!\w)", re.IGNORECASE
)
_AS: Final = re.compile(r"[\s,;(]+as\s+(?:the\s+|our\s+)?(?P<office>[^,;]{1,80}?)[)\s.]*$", re.IGNORECASE)
_DANGLING: Final = re.compile(
    r"[\s,;:(–—-]*(?:\b(?:for|of|at|by|under|with|mandate|costing|cost|sum|as per)\b)?[\s,;:(–—-]*$", re.IGNORECASE
)


def _act(request: Request) -> Command:
    here = request.assembly
    text, mandate = request.text("text"), request.text("mandate")
    office = office_named(request.text("office"))
    text, mandate, number = _decision(request, text, mandate)
    text, pence = _sum(request, _joined(text, mandate))
    named = _AS.search(text)
    if not office and named and office_named(named["office"]) in here.offices:
        office, text = office_named(named["office"]), text[: named.start()]
    text = unquoted(_tidy(text))
    if not text:
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="text"))
    return cmd.RecordAct(actor=request.context.actor, text=text, office=office, decision=number, pence=pence)


def _decision(request: Request, text: str, mandate: str) -> tuple[str, str, int | None]:
    """Find the decision that is named, with the mandate or else in the text; give what is left of both."""
    if mandate:
        found = _NAMED.search(mandate) or re.match(r"#?(?P<reference>[0-9]{1,9})(?![\w.,])", mandate)
        if found is None:
            letters = DECISION
            mistaken(mistakes.BadNumber(command=request.spec.name, typed=cut(mandate, 80), letter=letters))
        return text, _joined(mandate[: found.start()], mandate[found.end() :]), _number(request, found["reference"])
    named = list(_NAMED.finditer(text))
    if len(named) != 1:
        return text, "", None
    before, after = _DANGLING.sub("", text[: named[0].start()]), text[named[0].end() :]
    return _joined(before, after), "", _number(request, named[0]["reference"])


def _number(request: Request, typed: str) -> int | None:
    found = read_reference(clean_line(typed, limit=80))
    return own_number(request, found) if found is not None else None


def own_number(request: Request, named: Reference) -> int:
    """Give a number of this assembly's: another's ``D7@hull`` is not D7 here, whatever that says."""
    here = request.assembly
    if named.slug not in {"", here.slug.casefold()}:
        mistaken(mistakes.NameAssembly(command=request.spec.name, slugs=(here.slug, named.slug)))
    return named.number


def _sum(request: Request, text: str) -> tuple[str, int | None]:
    """Find what it cost; a sum at the beginning or the end is no part of what was done."""
    typed = request.text("sum")
    if typed:
        return text, read_sum(request, typed)
    found = sums_in(text)
    if not found:
        return text, None
    if len(found) > 1:
        mistaken(mistakes.SeveralSums(command=request.spec.name, sums=tuple(cut(each[0], 40) for each, _ in found)))
    at, pence = found[0]
    if pence is None:
        mistaken(mistakes.BadSum(command=request.spec.name, typed=cut(at[0], 40)))
    before, after = text[: at.start()], text[at.end() :]
    if before.strip(" \"'“”,:;") and after.strip(" \"'“”,:;."):
        return text, pence
    return _joined(_DANGLING.sub("", before), after), pence


def _joined(*parts: str) -> str:
    return " ".join(part.strip() for part in parts if part.strip())


def _tidy(text: str) -> str:
    return _DANGLING.sub("", text).strip(" ,;:–—-")


_UNDER_WAY: Final = frozenset({PetitionState.GATHERING, PetitionState.RECALL_OPEN})


def _statement(request: Request) -> Command:
    found = request.reference()
    mine = [each for each in request.assembly.petitions.values() if each.officer == request.context.actor]
    under_way = [each.number for each in mine if each.state in _UNDER_WAY]
    petition = under_way[0] if found is None and len(under_way) == 1 else request.number()
    return cmd.MakeStatement(actor=request.context.actor, petition=petition, text=request.needed("text"))


def _plain(request: Request) -> Query:
    _ = request.assembly
    return Query(name=request.spec.name)


def _acts(request: Request) -> Query:
    """Ask for the acts, of all or of one office or officer."""
    typed = request.text("whose")
    if not typed or typed.casefold() in {"all", "everyone"}:
        _ = request.assembly
        return Query(name="acts")
    office = office_named(typed)
    if office in request.assembly.offices:
        return Query(name="acts", topic=office)
    return Query(name="acts", topic=f"@{request.person('whose')}")


ASKED: Final[Mapping[str, Callable[[Request], Command | Query]]] = MappingProxyType(
    {
        "office": _office,
        "appoint": _appoint,
        "resign": _resign,
        "act": _act,
        "statement": _statement,
        "officers": _plain,
        "mandates": _plain,
        "acts": _acts,
    }
)
"""By the command's name."""
