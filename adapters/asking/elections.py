"""What is asked about elections."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters import mistakes
from adapters.asking.officers import cut_off, office_named, person_and_office
from adapters.asking.timetables import read_times
from adapters.catalogue.elections import NUMBER_WORDS
from adapters.cleaning import unquoted
from adapters.references import ELECTION, Kind, Subject, read_reference, read_subject
from adapters.request import Query, Request, mistaken
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.commands.elections import Times
from deliberation.elections import Election, ElectionState
from deliberation.ids import PersonId
from deliberation.offices import SECRETARY
from deliberation.refusals import NotNominated, TooLateForThat, Unknown, WhichToFill
from deliberation.rules import Method

_SELECTION: Final = re.compile(
    r"^(?:the\s+)?(?:selection|candidates?|select(?:ing)?)\b(?:\s+(?:of|for))?(?:\s+(?:a\s+)?candidates?)?"
    r"(?:\s+(?:for|in))?\s*",
    re.IGNORECASE,
)
_SELECTING: Final = frozenset({"selection", "select"})
_WHERE: Final = re.compile(
    r"(?:in|for|as|to be)\s+(?P<where>[^\n:,;.]{1,80}?)(?=\s*(?:[\n:,;.]|because\b|$))", re.IGNORECASE
)
_OVER: Final = frozenset({"hand-over", "handover", "hand over"})
_NUMBERS: Final = {word: number for number, word in enumerate(NUMBER_WORDS, 1)}
_MANY: Final = rf"[0-9]{{1,3}}|{'|'.join(NUMBER_WORDS)}"
_PLACES: Final = re.compile(
    rf"[\s,;(]+(?:for\s+)?(?P<seats>{_MANY})\s*(?:seats?|places?|people|candidates?)[)\s.]*$", re.IGNORECASE
)
_METHODS: Final = {
    **dict.fromkeys(("star", "bloc star", "block star", "scores"), Method.STAR),
    **dict.fromkeys(("proportional", "proportional star", "allocated score"), Method.PROPORTIONAL),
    **dict.fromkeys(("stv", "single transferable vote", "av", "alternative vote", "ranked"), Method.STV),
}
_COUNTED: Final = re.compile(
    rf"[\s,;(]+(?:by|using|with)\s+(?P<method>{'|'.join(sorted(_METHODS, key=len, reverse=True))})[)\s.]*$",
    re.IGNORECASE,
)


# --- called, moved, called off


def _election(request: Request) -> Command | Query:
    typed = re.sub(rf"\s*@{re.escape(request.assembly.slug)}$", "", request.text("office"), flags=re.IGNORECASE)
    times = read_times(request)
    if not typed and times == Times():
        return Query(name="elections")
    found = read_reference(typed)
    if found is not None and found.letter == ELECTION:
        return Query(name="status", subject=Subject(Kind.ELECTION, _known(request.assembly, found.number)))
    counted, typed = cut_off(_COUNTED, typed)
    places, typed = cut_off(_PLACES, typed)
    selection = _SELECTION.match(typed)
    selects = selection is not None or request.invocation.name.casefold() in _SELECTING
    name = unquoted(typed[selection.end() :] if selection else typed).strip(" .,;:")
    name = name if selects else office_named(name)
    if not name:
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="office"))
    if not selects and name in _RESULTS:
        return Query(name="elections")
    if not selects and _says_when(name, request.assembly):
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="nominations"))
    return cmd.CallElection(
        actor=request.context.actor,
        office="" if selects else name,
        seat=name if selects else "",
        seats=_many(places["seats"]) if places else _seats(request),
        method=_method(request, counted["method"] if counted else request.text("method")),
        times=times,
    )


_RESULTS: Final = frozenset({"result", "results", "list", "status", "candidates"})
"""What is asked for with the word, and the name of no office."""


def _says_when(name: str, here: Assembly) -> bool:
    """Whether more is said than an office of this assembly, such as ``secretary next week``."""
    words = name.split()
    known = any(" ".join(words[:length]) in here.offices for length in range(1, len(words)))
    return known and name not in here.offices


def _seats(request: Request) -> int | None:
    text = request.text("seats")
    found = re.match(rf"(?:{_MANY})(?!\w)", text, re.IGNORECASE)
    if text and found is None:
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="seats"))
    return _many(found[0]) if found else None


def _many(text: str) -> int:
    return _NUMBERS.get(text.casefold()) or int(text)


def _method(request: Request, typed: str) -> Method | None:
    text = " ".join(typed.casefold().strip(" .,").split())
    if not text:
        return None
    return _METHODS.get(text) or mistaken(mistakes.MissingText(command=request.spec.name, parameter="method"))


def _timetable(request: Request) -> Command | Query:
    number = _known(request.assembly, _open_one(request))
    times = read_times(request)
    if times == Times():
        if request.rest:
            mistaken(mistakes.MissingText(command=request.spec.name, parameter="ballot"))
        return Query(name="status", subject=Subject(Kind.ELECTION, number))
    return cmd.MoveTimetable(actor=request.context.actor, election=number, times=times)


def _call_off(request: Request) -> Command:
    number = _known(request.assembly, _open_one(request))
    election = request.assembly.elections[number]
    if election.state in {ElectionState.BALLOT, ElectionState.OVER}:
        mistaken(TooLateForThat(election=number, over=not election.is_open))
    reason = request.text("reason") or request.rest or request.needed("reason")
    return cmd.CallOffElection(actor=request.context.actor, election=number, reason=reason)


def _take_on(request: Request) -> Command:
    number = _open_one(request)
    if request.says_yes("over") or request.invocation.name.casefold() in _OVER:
        return cmd.HandElectionOver(actor=request.context.actor, election=number)
    return cmd.TakeOnElection(actor=request.context.actor, election=number)


# --- which election


def _known(here: Assembly, number: int) -> int:
    if number not in here.elections:
        mistaken(Unknown(kind="election", number=number, latest=len(here.elections)))
    return number


def _open_one(request: Request, fits: Callable[[Election], bool] = lambda _each: True) -> int:
    """Say which election is meant: by number, by reply, or the only one that is open and fits."""
    here = request.assembly
    found = request.reference()
    if found is not None:
        return found.number
    return _only_one(request, [each for each in here.elections.values() if each.is_open and fits(each)])


def _only_one(request: Request, fitting: list[Election]) -> int:
    here = request.assembly
    if len(fitting) == 1:
        return fitting[0].number
    still_open = [each for each in here.elections.values() if each.is_open]
    if not fitting and len(still_open) == 1:
        return still_open[0].number  # what does not fit is said of it
    if not here.elections:
        mistaken(Unknown(kind="election", number=1, latest=0))
    if not still_open:
        mistaken(TooLateForThat(election=max(here.elections), over=True))
    return mistaken(mistakes.MissingNumber(command=request.spec.name, letter=ELECTION))


def election_in(text: str, request: Request) -> Election | None:
    """Give the election that a text names by its number; ``None`` where it names none."""
    here = request.assembly
    found = read_reference(re.sub(r"^the\s+", "", text.strip(), flags=re.IGNORECASE))
    if found is None or found.letter != ELECTION:
        return None
    if found.slug not in {"", here.slug}:
        # Another assembly is named where this one reads it: an E1 of theirs is none of ours.
        mistaken(mistakes.NameAssembly(command=request.spec.name, slugs=(found.slug,)))
    return here.elections[_known(here, found.number)]


# --- names


def _nominate(request: Request) -> Command:
    """Put a name forward where an election for it is open; else ask the assembly at once, as ``elect`` does."""
    here, actor = request.assembly, request.context.actor
    person, typed = person_and_office(request)
    named, said = _election_and_more(typed)
    reason = request.text("reason") or said
    election = _nominated_in(request, named)
    if election is not None:
        return cmd.Nominate(actor=actor, election=election.number, person=person, reason=reason)
    office = office_named(named) or _office_to_fill(request, person)
    for each in here.elections.values():
        if each.is_open and office in {each.office, each.seat.casefold()}:
            return cmd.Nominate(actor=actor, election=each.number, person=person, reason=reason)
    return cmd.NominateOfficer(actor=actor, person=person, office=office, reason=reason)


def _election_and_more(typed: str) -> tuple[str, str]:
    """Split what stands behind an election's number off: a reason whose "because" is misspelt, or left out."""
    number, _, more = typed.partition(" ")
    found = read_reference(number)
    return (number, more.strip()) if found is not None and found.letter == ELECTION else (typed, "")


def _nominated_in(request: Request, office: str) -> Election | None:
    """Give the election that is meant, by number or by reply, or the only one where no office is named either."""
    here = request.assembly
    named = election_in(office, request)
    if named is not None:
        return named
    found = request.reference()
    if found is not None:
        return here.elections[_known(here, found.number)]
    still_open = [each for each in here.elections.values() if each.is_open]
    return still_open[0] if len(still_open) == 1 and not office else None


def elected_at_once(request: Request) -> Command:
    """Ask the assembly at once about somebody: ``elect Ada as secretary``, ``elect Ada in E1``."""
    _ = request.assembly  # before whom it is about: where there is none, nobody is known either
    actor = request.context.actor
    person, office = person_and_office(request)
    election = election_in(office, request)
    if election is not None and election.seat:
        return cmd.SeekConsensus(actor=actor, election=election.number, person=person)
    named = election.office if election is not None else office_named(office) or _office_to_fill(request, person)
    return cmd.NominateOfficer(actor=actor, person=person, office=named, reason=request.text("reason"))


def _office_to_fill(request: Request, person: PersonId) -> str:
    """Say which office is meant where none is named: the secretary's, unless another is to be filled too."""
    here = request.assembly
    sought = {each.office for each in here.elections.values() if each.is_open and each.office}
    sought |= {name for name, office in here.offices.items() if office.is_elected and office.vacancies}
    if sought <= {SECRETARY}:
        return SECRETARY
    offices = tuple(sorted(sought | {SECRETARY}))
    return mistaken(WhichToFill(command=request.spec.name, person=person, offices=offices))


def _second(request: Request) -> Command:
    here = request.assembly
    named = election_in(request.text("election"), request)
    subject = read_subject(request.context.subject)
    on_card = subject if subject is not None and subject.kind is Kind.NOMINATION else None
    if on_card is not None and not request.text("person") and named is None:
        candidacy = here.elections[on_card.number].numbered(on_card.round)
        if candidacy is not None:
            return _seconding(request, on_card.number, candidacy.person)
    if not request.text("person"):
        return _only_nomination(request, named)
    person = request.person("person")
    number = named.number if named is not None else _open_one(request, lambda each: person in each.candidates)
    return _seconding(request, number, person)


def _seconding(request: Request, election: int, person: PersonId) -> Command:
    return cmd.SecondNomination(actor=request.context.actor, election=election, person=person)


def _only_nomination(request: Request, named: Election | None) -> Command:
    """Second the only nomination in an election that still wants it, where no name is given."""
    here = request.assembly
    number = named.number if named is not None else _open_one(request)
    election = here.elections[_known(here, number)]
    waiting = [each.person for each in election.in_order if each.seconded_by is None and not each.declined]
    if len(waiting) != 1:
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="person"))
    return _seconding(request, number, waiting[0])


def _accept(request: Request) -> Command:
    named, statement = _said_where(request)
    election = named.number if named is not None else _mine(request)
    return cmd.AnswerNomination(actor=request.context.actor, election=election, accepts=True, statement=statement)


def _said_where(request: Request) -> tuple[Election | None, str]:
    """Split off where somebody stands, as people say it: ``stand in E1 because …``, ``stand for secretary``."""
    here, statement = request.assembly, request.text("statement")
    found = _WHERE.match(statement)
    if found is None or request.reference() is not None:
        return None, statement
    named = election_in(found["where"], request)
    fitting = [each for each in here.elections.values() if each.is_open and each.office == office_named(found["where"])]
    if named is None and not fitting:
        return None, statement
    return named or fitting[0], re.sub(r"^[\s:,;.–—-]*(?:because\s+)?", "", statement[found.end() :])


def _decline(request: Request) -> Command:
    return cmd.AnswerNomination(actor=request.context.actor, election=_mine(request), accepts=False)


def _mine(request: Request) -> int:
    """Say in which election somebody answers: by number, by reply, or the only one in which they are nominated."""
    here, actor = request.assembly, request.context.actor
    number = _open_one(request, lambda each: actor in each.candidates)
    election = here.elections[_known(here, number)]
    if actor not in election.candidates and election.state is not ElectionState.OVER:
        mistaken(NotNominated(election=number, person=actor, themselves=True))
    return number


ASKED: Final[Mapping[str, Callable[[Request], Command | Query]]] = MappingProxyType(
    {
        "election": _election,
        "nominate": _nominate,
        "second": _second,
        "accept": _accept,
        "decline": _decline,
        "timetable": _timetable,
        "call-off": _call_off,
        "take-on": _take_on,
    }
)
"""By the command's name."""
