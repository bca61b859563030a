"""What is asked about gifts."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from adapters import mistakes
from adapters.cleaning import cut
from adapters.commands import CATALOGUE
from adapters.donations.law import NoFigureError, law
from adapters.donations.reading import (
    Source,
    basis_named,
    donor_coded,
    donor_named,
    is_a_body_by_its_name,
    looks_like_an_organisation,
    read_day_gone_by,
    read_source,
)
from adapters.donations.showing import keeps_gifts
from adapters.grammar import read_line
from adapters.mistakes import BadTime
from adapters.references import DONATION
from adapters.request import Query, Request, mistaken
from adapters.specs import ASSEMBLY_ARGUMENT
from deliberation import commands as cmd
from deliberation.commands import Command
from deliberation.donations import Donor, DonorKind
from deliberation.federation import Kind as AssemblyKind
from deliberation.ids import DonorId, PersonId
from deliberation.refusals import BadGiftDay, BadGiftSum, GiftsKeptElsewhere, NotTreasurer
from deliberation.rules import MOST_PENCE, RuleValueError, read_money
from deliberation.treasury import TREASURER, treasurers


def _record(request: Request) -> Command:
    _in_private(request)
    _by_the_treasurer(request)
    here, typed = request.assembly, request.needed("source")
    pence, day = _sum(request), _day(request)
    if not keeps_gifts(here, request.context.actor, request.context.now):
        return _refused_further_on(request, typed, pence, day)
    _no_address(request)
    if re.match(r"(?i)donor-", typed):
        known = donor_coded(here, typed) or mistaken(
            mistakes.DonorNotFound(command=request.spec.name, typed=cut(typed, 80))
        )
        source = Source(known.name, known.basis, known.facts)
    else:
        source = _source(request, typed)
        known = None
    basis = law().basis(source.basis)
    by_name = known or donor_named(here, source.name)
    kind = DonorKind.PERSON if basis is None or basis.person else DonorKind.ORGANISATION
    if basis is not None and not basis.person and basis.name in {"unknown", "not permitted"}:
        kind = by_name.kind if by_name is not None else _sort_of(source.name)
    _insist_on_facts(request, source, by_name, pence, day)
    thing = re.sub(r"^\(\s*([^()]+?)\s*\)$", r"\1", request.text("thing"))  # as it is shown
    return cmd.RecordDonation(
        actor=request.context.actor,
        donor=DonorId(str(request.context.directory.new_id())),
        kind=kind,
        name=source.name,
        basis=source.basis,
        facts=source.facts,
        pence=pence,
        given_on=day,
        form=thing or request.text("way"),
        in_kind=bool(thing),
        days=_return_days(day),
        person=_person(request, source),
        known=known.id if known is not None else None,
    )


def _refused_further_on(request: Request, typed: str, pence: int, day: date) -> Command:
    """Ask for somebody who keeps no gifts, without looking whether their source is known: they would learn of it."""
    new = DonorId(str(request.context.directory.new_id()))
    return cmd.RecordDonation(
        actor=request.context.actor, donor=new, kind=DonorKind.PERSON, name=typed, basis="individual", facts="",
        pence=pence, given_on=day, days=_return_days(day),
    )  # fmt: skip


def _no_address(request: Request) -> None:
    """Refuse what has a postcode in it, wherever that stands."""
    if any(_POSTCODE.search(request.text(part)) for part in ("source", "basis", "facts", "thing", "way")):
        mistaken(mistakes.AddressTyped(command=request.spec.name))


def _sort_of(name: str) -> DonorKind:
    """Say whether a source that may not give, or of which little is known, is a person, unless its name tells.

    Organisations are named to everybody: "Ann Branch" and "Ann & Bob Smith" are people, of whom nobody is to read.
    """
    return DonorKind.ORGANISATION if is_a_body_by_its_name(name) else DonorKind.PERSON


def _in_private(request: Request) -> None:
    """Who gave is nothing for a room: what was typed there anyone in it has read."""
    if not (request.invocation.private or request.invocation.aside):
        mistaken(mistakes.OnlyInPrivate(command=request.spec.name))


def _by_the_treasurer(request: Request) -> None:
    """Say who records gifts before anything is asked that nobody else need know.

    Where nobody does, only what is whole goes on: whether gifts are kept elsewhere is known further on.
    """
    here, now = request.assembly, request.context.now
    named = treasurers(here, now)
    whole = all(request.text(part) for part in ("sum", "source", "day"))
    if keeps_gifts(here, request.context.actor, now) or (whole and not named):
        return
    cores = tuple(each.peer for each in request.context.mine if each.kind is AssemblyKind.CORE)
    if not named and cores and here.kind is not AssemblyKind.CORE:
        mistaken(GiftsKeptElsewhere(peers=cores))
    mistaken(NotTreasurer(treasurers=named, office=TREASURER in here.offices))


def _sum(request: Request) -> int:
    typed = request.needed("sum").strip(" :,.")
    try:
        pence = read_money(typed)
    except RuleValueError:
        mistaken(mistakes.BadSum(command=request.spec.name, typed=cut(typed, 40)))
    return pence if 1 <= pence <= MOST_PENCE else mistaken(BadGiftSum(most=MOST_PENCE))


def _day(request: Request) -> date:
    return _gone_by(request, request.needed("day"))


def _gone_by(request: Request, typed: str) -> date:
    found = read_day_gone_by(typed, zone=request.zone, now=request.context.now)
    return mistaken(found) if isinstance(found, BadTime) else found


def _return_days(day: date) -> int:
    try:
        return law().figure("return_days", day).value
    except NoFigureError:
        first = law().figures["return_days"][0].since
        mistaken(BadGiftDay(day=day, earliest=first, latest=date.max))


def _source(request: Request, typed: str) -> Source:
    """Say from whom it is; the ground and the facts may stand apart, as in a form."""
    found = read_source(typed)
    if (apart := request.text("basis")) and not (named := basis_named(apart)):
        mistaken(mistakes.BasisMissing(command=request.spec.name, name=cut(apart, 80)))
    basis = found.basis or (named if apart else "")
    facts = ", ".join(filter(None, (found.facts, request.text("facts"))))
    if not found.name:
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="source"))
    known = donor_named(request.assembly, found.name)
    if not (basis or known or found.account) and found.facts and " " not in found.name:
        # "Hopper, Grace" would be a donor called Hopper, as would every other of that family.
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="source"))
    if not basis and known is not None:
        basis = known.basis
    if not basis and looks_like_an_organisation(found.name):
        mistaken(mistakes.BasisMissing(command=request.spec.name, name=cut(found.name, 80)))
    return Source(found.name, basis or "individual", facts, found.account)


_POSTCODE: Final = re.compile(r"(?i)\b[a-z]{1,2}[0-9][a-z0-9]?\s?[0-9][a-z]{2}\b")
"""By which an address in the United Kingdom is known: no register's number looks like it."""


def _insist_on_facts(request: Request, source: Source, known: Donor | None, pence: int, day: date) -> None:
    """Ask for what must be noted: of an organisation always, of a person where it is a donation in law."""
    facts = source.facts or (known.facts if known is not None else "")
    basis = law().basis(source.basis)
    needed = basis is not None and (not basis.person or pence > law().figure("counts", day).value)
    if needed and not facts and source.basis not in {"unknown", "not permitted"}:
        mistaken(mistakes.FactsMissing(command=request.spec.name, basis=source.basis))


def _person(request: Request, source: Source) -> PersonId | None:
    return request.who("source", source.account) if source.account else None


def _returned(request: Request) -> Command:
    _ = request.assembly
    typed = request.text("day")
    return cmd.NoteReturn(
        actor=request.context.actor,
        donation=request.number(),
        returned_on=_gone_by(request, typed) if typed else None,
    )


def _mistaken(request: Request) -> Command:
    _ = request.assembly
    return cmd.StrikeGift(actor=request.context.actor, donation=request.number())


def _donors(request: Request) -> Command | Query:
    """List who gave, or have two who gave be one."""
    _ = request.assembly
    if not (request.text("donor") or request.text("other")):
        return Query(name="donors")
    return cmd.JoinDonors(actor=request.context.actor, donor=_coded(request, "donor"), other=_coded(request, "other"))


def _coded(request: Request, parameter: str) -> DonorId:
    typed = request.needed(parameter)
    found = donor_coded(request.assembly, typed)
    if found is None:
        mistaken(mistakes.DonorNotFound(command=request.spec.name, typed=cut(typed, 80)))
    return found.id


def _donations(request: Request) -> Command | Query:
    """Show one gift, or those of a year: no assembly has so many gifts that a bare year could be one's number.

    "donation £50 from …" would record one: a list in answer would look as if it were.
    """
    _ = request.assembly
    more = " ".join(filter(None, (request.invocation.arguments.get("number", ""), request.rest)))
    if re.search(r"(?i)\bfrom\s+\S", more) or _A_SUM.match(more):
        return _record(_as_record(request, more))
    if request.rest:
        mistaken(mistakes.BadNumber(command=request.spec.name, typed=cut(more, 80), letter=DONATION))
    found = request.reference()
    typed = request.text("number")
    if found is not None and re.fullmatch(r"(?:19|20)[0-9]{2}(?:@.*)?", typed):
        return Query(name="donations", topic=str(found.number))
    return Query(name="donations", subject=request.existing())


_A_SUM: Final = re.compile(r"(?i)\s*(?:£|gbp\b|[0-9]+[.,][0-9]|[0-9]+\s?(?:p|pence|pounds?|quid|gbp)\b)")
"""What begins like a sum, and is no number of a gift."""


def _as_record(request: Request, more: str) -> Request:
    name, arguments = read_line(f"donation-record {more}")
    slug = {key: value for key, value in request.invocation.arguments.items() if key == ASSEMBLY_ARGUMENT}
    invocation = replace(request.invocation, name=name, arguments={**arguments, **slug})
    return replace(request, invocation=invocation, spec=CATALOGUE[name])


ASKED: Final[Mapping[str, Callable[[Request], Command | Query]]] = MappingProxyType(
    {
        "donation-record": _record,
        "donation-returned": _returned,
        "donation-mistaken": _mistaken,
        "donations": _donations,
        "donors": _donors,
    }
)
"""By the command's name."""
