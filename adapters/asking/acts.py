"""What is asked about what officers did: recording an act, however it is typed, and looking at what was recorded."""

import re
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Final

from adapters import mistakes
from adapters.asking.officers import office_named
from adapters.cleaning import clean_line, cut, unquoted
from adapters.mandates import read_sum
from adapters.money import sums_in
from adapters.references import ACT, DECISION, Reference, Subject, read_reference
from adapters.references import Kind as SubjectKind
from adapters.request import Query, Request, mistaken
from deliberation import commands as cmd
from deliberation.commands import Command
from deliberation.refusals import Unknown

_NAMED: Final = re.compile(
    r"(?<!\w)(?P<reference>(?:decision\s+)?d\s?[0-9]{1,9}(?:@[\w-]{1,80})?|decision\s+[0-9]{1,9})(?!\w)", re.IGNORECASE
)
_PROPOSED: Final = re.compile(r"(?:proposal\s+)?p\s?(?P<number>[0-9]{1,9})(?![\w@])", re.IGNORECASE)
_QUOTED: Final = re.compile(r"[\"“”«](?P<done>[^\"“”«»]+)[\"“”»](?P<rest>[^\"“”«»]*)", re.DOTALL)
"""What was done in quotation marks, with more behind it."""
_AS: Final = re.compile(r"[\s,;(]+as\s+(?:the\s+|our\s+)?(?P<office>[^,;]{1,80}?)[)\s.]*$", re.IGNORECASE)
_DANGLING: Final = re.compile(
    r"[\s,;:(–—-]*(?:\b(?:for|of|at|by|under|with|mandate|costing|cost|sum|as per)\b)?[\s,;:(–—-]*$", re.IGNORECASE
)
_WITHOUT: Final = re.compile(
    r"(?:none|nothing|nil|no|without|unmandated)(?![\w-])(?:\s+(?:one|mandate)\b)?", re.IGNORECASE
)
"""What stands in the place of a mandate where there was none."""
_SAID_WITHOUT: Final = re.compile(
    r"(?:[\s,;(]+(?:with no|without (?:an?|any))(?: mandate)?|(?<=[\"”0-9])\s+without|[\s,;(]+unmandated)[)\s.]*$",
    re.IGNORECASE,
)
"""``without a mandate`` at the end, of which the grammar takes the word ``mandate``."""


def _act(request: Request) -> Command:
    here = request.assembly
    text, mandate, unmandated = _without_mandate(request.text("text"), request.text("mandate"))
    office = office_named(request.text("office"))
    text, mandate, number = _decision(request, text, mandate, unmandated=unmandated)
    text = _joined(text, mandate)
    if not office:
        office, text = _as_what(text, here.offices)
    text, pence = _sum(request, text)
    if not office:
        office, text = _as_what(text, here.offices)  # it stood before the sum
    text = _plain(_tidy(text))
    if not text:
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="text"))
    return cmd.RecordAct(
        actor=request.context.actor,
        text=text,
        office=office,
        decision=number,
        pence=pence,
        unmandated=unmandated and number is None,
    )


def _plain(text: str) -> str:
    """Take what was done out of its quotation marks, where they are around all of it or its beginning."""
    quoted = _QUOTED.fullmatch(text)
    return unquoted(quoted["done"] + quoted["rest"] if quoted else text)


def _as_what(text: str, offices: Collection[str]) -> tuple[str, str]:
    """Take the office in which it was done off the end or the beginning; empty where it is not said."""
    named = _AS.search(text)
    if named and office_named(named["office"]) in offices:
        return office_named(named["office"]), text[: named.start()]
    for office in sorted(offices, key=len, reverse=True):
        first = re.match(rf"as\s+(?:the\s+|our\s+)?{re.escape(office)}\b[\s,:;–—-]*(?=\S)", text, re.IGNORECASE)
        if first:
            return office, text[first.end() :]
    return "", text


def _without_mandate(text: str, mandate: str) -> tuple[str, str, bool]:
    """Say whether somebody says that there was no mandate, and give what they wrote without that."""
    found = _WITHOUT.match(mandate)
    if found is not None:
        return text, mandate[found.end() :].strip(" ,;:"), True
    said = _SAID_WITHOUT.search(text) if not mandate else None
    return (text[: said.start()], "", True) if said is not None else (text, mandate, False)


def _decision(request: Request, text: str, mandate: str, *, unmandated: bool) -> tuple[str, str, int | None]:
    """Find the decision that is named, with the mandate or else in the text; give what is left of both."""
    if mandate and not unmandated:
        mandate = _decided(request, mandate)
        found = _NAMED.search(mandate) or re.match(r"#?(?P<reference>[0-9]{1,9})(?![\w.,])", mandate)
        if found is None:
            mistaken(mistakes.BadNumber(command=request.spec.name, typed=cut(mandate, 80), letter=DECISION))
        return text, _joined(mandate[: found.start()], mandate[found.end() :]), _number(request, found["reference"])
    named = list(_NAMED.finditer(text))
    if len(named) != 1 or unmandated:
        return text, mandate, None
    before, after = _DANGLING.sub("", text[: named[0].start()]), text[named[0].end() :]
    return _joined(before, after), "", _number(request, named[0]["reference"])


def _decided(request: Request, mandate: str) -> str:
    """Put the decision in the place of the proposal that became it: ``mandate P3``."""
    found = _PROPOSED.match(mandate)
    if found is None:
        return mandate
    number, proposals = int(found["number"]), request.assembly.proposals
    proposal = proposals.get(number) or mistaken(Unknown(kind="proposal", number=number, latest=len(proposals)))
    if proposal.decision is None:
        mistaken(mistakes.NotDecided(proposal=number))
    return f"D{proposal.decision}{mandate[found.end() :]}"


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


def _acts(request: Request) -> Query:
    """Ask for the acts, of all or of one office or officer."""
    typed = request.text("whose")
    if not typed or typed.casefold() in {"all", "everyone"}:
        _ = request.assembly
        return Query(name="acts")
    office, found = office_named(typed), read_reference(typed)
    if office in request.assembly.offices:
        return Query(name="acts", topic=office)
    if found is not None and found.letter == ACT and (number := own_number(request, found)) in request.assembly.acts:
        return Query(name="status", subject=Subject(SubjectKind.ACT, number))
    return Query(name="acts", topic=f"@{request.person('whose')}")


ASKED: Final[Mapping[str, Callable[[Request], Command | Query]]] = MappingProxyType({"act": _act, "acts": _acts})
"""By the command's name."""
