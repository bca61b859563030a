"""Names of offices that are more likely a slip of the keyboard: ``tresurer apointed by secretary`` is none."""

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

from adapters import mistakes
from adapters.cleaning import cut
from adapters.request import Request, mistaken
from deliberation.offices import SECRETARY
from deliberation.refusals import NoSuchOffice
from deliberation.treasury import TREASURER

_QUOTED: Final = re.compile(r"\s*[\"“”«].+[\"“”»]\s*", re.DOTALL)
_FILLED: Final = ("appointed", "elected")
_ALIKE: Final = 0.8
_NAMES_ALIKE: Final = 0.85
"""How alike a word is to another that it may be meant for (``difflib``, from 0 to 1)."""

_END: Final = re.compile(r"(?P<name>.+\S)\s+(?:end|ends|abolish|remove|delete|close|drop)", re.IGNORECASE)
_FOUNDED: Final = re.compile(
    r"(?P<name>.+?)[\s,;]+(?:(?:to be|is|be|and)\s+)?(?P<how>appointed|elected|by)\b(?P<by>.*)"
)
_SEATS: Final = re.compile(r"(?P<name>.+?)[\s,;]+(?:with\s+)?(?:seats?|places?)\b(?P<many>.*)")
_TERM: Final = re.compile(
    r"(?P<name>.+?)[\s,;]+(?:(?:for|with|of)\s+)?(?:(?:an?|the)\s+)?"
    r"(?:term\b.*|(?P<term>(?:[0-9]+|an?|one|two|three|four|five|six)\s*-?\s*(?:years?|yrs?|months?|weeks?|days?)\b).*)"
)
_DEPUTY: Final = re.compile(r"(?P<name>.+?)[\s,;]+(?:deputy\s+(?:to|of)|stand(?:ing|s)\s+in\s+for)\b.*")
_HELD_BY: Final = re.compile(r"(?P<name>.+?)[\s,;]+(?:with|for|as|held by|to be)\s+(?P<who>.+)", re.IGNORECASE)
_RENAMED: Final = re.compile(
    r"\s*re-?name\s+(?:the\s+)?(?:office\s+(?:of\s+)?)?"
    r"(?:(?P<office>.+?)\s+(?:to|as|into)\s+(?P<name>.+)|(?P<old>\S+)\s+(?P<new>\S+))",
    re.IGNORECASE,
)
_BY: Final = re.compile(r"^(?:\s|\b(?:by|the|our|whoever|is|holds)\b)*")


def sure_of(request: Request, name: str, typed: str, *, changes: bool) -> None:
    """Ask about the name of a new office where it says more than a name, or is nearly that of another.

    ``typed`` is the name as it was written: in quotation marks it is meant as it stands. ``changes`` says that the
    office is to be there already.
    """
    known = request.assembly.offices
    if name in known or _QUOTED.fullmatch(typed):
        return
    instead = _meant(name, known)
    if changes and not instead:
        mistaken(NoSuchOffice(office=name, offices=tuple(sorted(known))))
    near = "" if instead else _near(name, known)
    if near:
        verb, more = ("change", _said(request) or " seats 2") if near in known else ("create", _said(request))
        instead = f"office {verb} {near}{more}"
    elif instead and not instead.startswith("office end "):
        instead += _said(request)
    if instead:
        mistaken(mistakes.OfficeUnclear(typed=cut(name, 80), instead=instead, near=near))


def held_by(request: Request, typed: str) -> tuple[str, str] | None:
    """Give the name of an office and who is to hold it, where a line that would create one names somebody as well."""
    found = _HELD_BY.fullmatch(typed.strip())
    if found is None or _QUOTED.fullmatch(typed) or request.context.directory.find_person(found["who"]) is None:
        return None
    return found["name"], found["who"]


def renamed(typed: str) -> tuple[str, str] | None:
    """Give the name of an office and what it should be called instead, where that is what a line asks for."""
    found = _RENAMED.fullmatch(typed)
    return (found["office"] or found["old"], found["name"] or found["new"]) if found is not None else None


def _said(request: Request) -> str:
    """Write again what was said of an office beside its name."""
    parts = {"appointed": "appointed by", "seats": "seats", "deputy": "deputy to", "term": "term"}
    return "".join(f" {word} {cut(text, 80)}" for part, word in parts.items() if (text := request.text(part)))


def ends(name: str, known: Collection[str]) -> str:
    """Give the office that a line ends by its last word: ``treasurer end``; empty where it ends none."""
    found = _END.fullmatch(name)
    return found["name"] if found is not None and found["name"] in known else ""


def _near(name: str, known: Collection[str]) -> str:
    """Give the office whose name one is nearly; not a ``co-treasurer``, who is another."""
    found = get_close_matches(name, sorted({*known, SECRETARY, TREASURER}), n=1, cutoff=_NAMES_ALIKE)
    return found[0] if found and found[0] not in name else ""


def _meant(name: str, known: Collection[str]) -> str:
    """Give the line that says what a name seems to say beside the name; empty where it is a name alone."""
    text = " ".join(_filled(word) for word in name.split())
    if (found := _END.fullmatch(text)) is not None:
        return f"office end {found['name']}"
    if (found := _FOUNDED.fullmatch(text)) is not None:
        return f"office create {_plain(found['name'], known)} {_how(found['how'], found['by'], known)}"
    if (found := _DEPUTY.fullmatch(text)) is not None:
        return f"office create {_plain(found['name'], known)} deputy to {SECRETARY}"
    if (found := _SEATS.fullmatch(text)) is not None:
        figure = re.search(r"[0-9]{1,2}", found["many"])
        return f"office create {_plain(found['name'], known)} seats {figure[0] if figure else 2}"
    if (found := _TERM.fullmatch(text)) is not None:
        return f"office create {_plain(found['name'], known)} term {found['term'] or '2 years'}"
    return ""


def _filled(word: str) -> str:
    """Write a word right that says how an office is filled: ``apointed``."""
    found = get_close_matches(word.strip(",;."), _FILLED, n=1, cutoff=_ALIKE)
    return found[0] if found else word


def _how(how: str, by: str, known: Collection[str]) -> str:
    whom = _BY.sub("", by, count=1).strip(" .,;")
    if how == "elected" or (how == "by" and not whom):
        return "elected"
    near = get_close_matches(whom, sorted(known), n=1)
    return f"appointed by {near[0] if near else whom or SECRETARY}"


def _plain(name: str, known: Collection[str]) -> str:
    plain = name.strip(" ,;.")
    return _near(plain, known) or plain
