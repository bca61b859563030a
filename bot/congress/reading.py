"""The assemblies that a congress is to have, as its files name them, and everything that is wrong with those."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from adapters import cleaning
from adapters.cleaning import clean, clean_line, cut
from adapters.phrases import listed
from bot import sheets
from bot.halls import free_slug
from bot.sheets import Form, Record, quoted
from deliberation.federation import Kind

NAME, REGION, SHORT_NAME, PURPOSE = "name", "region", "short_name", "purpose"

_LIMITS: Final = {"most_rows": 10_000, "most_bytes": 16 * 1024 * 1024}
_ALSO: Final = {"shortname": SHORT_NAME, "slug": SHORT_NAME}

CONSTITUENCIES: Final = Form(
    columns=(NAME, REGION, SHORT_NAME, PURPOSE),
    required=(NAME,),
    also_called={**_ALSO, "constituency": NAME},
    **_LIMITS,
)
REGIONS: Final = Form(
    columns=(NAME, SHORT_NAME, PURPOSE), required=(NAME,), also_called={**_ALSO, "region": NAME}, **_LIMITS
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A file as it was handed in, and what to call it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: in which file, on which line. Without a line it is an option of the command."""

    source: str
    line: int = 0

    def __str__(self) -> str:
        """Say it: ``constituencies.csv, line 7``."""
        return f"{self.source}, line {self.line}" if self.line else self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An assembly that there is to be. ``above`` are the short names of those of which it is to be a member."""

    place: Place
    kind: Kind
    what: str
    name: str
    slug: str
    purpose: str = ""
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong, where, and the right form."""

    place: Place
    problem: str
    right: str = ""

    def __str__(self) -> str:
        """Say it in a sentence or two."""
        right = f" {self.right[:1].upper()}{self.right[1:]}." if self.right else ""
        return f"{self.place}: {self.problem}.{right}"


@dataclass(slots=True)
class Reading:
    """What was read: the assemblies wanted, those above before those below, and what is wrong."""

    wanted: list[Wanted] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)

    def of(self, what: str) -> list[Wanted]:
        """List those of one sort: ``NATIONAL``, ``A_REGION`` or ``A_CONSTITUENCY``."""
        return [each for each in self.wanted if each.what == what]


NATIONAL, A_REGION, A_CONSTITUENCY = "national assembly", "region", "constituency"
A_SOCIETY: Final = "electoral society"
_NO_SLUG: Final = free_slug("", frozenset())
"""What a name becomes that has no letter in it of which a short name could be made."""

_KINDS: Final = {
    NATIONAL: Kind.CORE,
    A_SOCIETY: Kind.ELECTORAL_SOCIETY,
    A_REGION: Kind.ORDINARY,
    A_CONSTITUENCY: Kind.CONSTITUENCY,
}


def folded(name: str) -> str:
    """Give a name as names are compared: in small letters, with single spaces."""
    return " ".join(name.casefold().split())


def national(name: str, slug: str = "") -> Wanted:
    """Want a national assembly of that name.

    Raises:
        SheetError: no assembly can be called that.
    """
    return _by_option("--national", NATIONAL, name, slug)


def electoral_society(name: str) -> Wanted:
    """Want an Electoral Society of that name: a member of no other, for it returns the elections of all.

    Raises:
        SheetError: no assembly can be called that.
    """
    return _by_option("--electoral-society", A_SOCIETY, name)


def _by_option(option: str, what: str, name: str, slug: str = "") -> Wanted:
    place, complaints = Place(option), list[Complaint]()
    found = _assembly(Record(0, {NAME: name, SHORT_NAME: slug}), place, what, complaints)
    if found is None:
        raise sheets.SheetError(" ".join(map(str, complaints)))
    return found


def read(top: Wanted, constituencies: Sheet, regions: Sheet | None, *beside: Wanted) -> Reading:
    """Read what there is to be beneath the national assembly, and what is wanted ``beside`` it.

    Without a file of regions there are those that the constituencies name. Where they name none either, they are
    members of the national assembly alone.

    Raises:
        SheetError: a file is none of the form.
    """
    reading = Reading([top, *beside])
    header, records = _records(constituencies, CONSTITUENCIES)
    if regions is not None and REGION not in header:
        raise sheets.SheetError(
            f"{constituencies.name}: There is a file of regions, and no column “{REGION}” that says which of them a"
            f" constituency belongs to. The right form is: {CONSTITUENCIES.example}"
        )
    known = (
        _listed(regions, top, reading) if regions is not None else _named(records, constituencies.name, top, reading)
    )
    for record in records:
        place = Place(constituencies.name, record.line)
        above = [top.slug]
        if REGION in header and not record.odd:
            region = known.meant(record.texts[REGION], place, reading.complaints)
            above = [region.slug, top.slug] if region is not None else above
        found = _assembly(record, place, A_CONSTITUENCY, reading.complaints, above=tuple(above))
        if found is not None:
            reading.wanted.append(found)
    if not records:
        reading.complaints.append(Complaint(Place(constituencies.name), "it names no constituency"))
    reading.complaints += [*_same_names(reading), *_same_slugs(reading)]
    reading.complaints.sort(key=lambda each: (each.place.source, each.place.line))
    return reading


def _records(sheet: Sheet, form: Form) -> tuple[list[str], list[Record]]:
    try:
        header, records = sheets.read(sheet.data, form)
        return header, list(records)
    except sheets.SheetError as error:
        raise sheets.SheetError(f"{sheet.name}: {error}") from error


# --- regions


@dataclass(slots=True)
class _Regions:
    """The regions by what they may be called: their names and short names. Of ``refused`` ones it was said why."""

    by_name: dict[str, Wanted] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    def meant(self, text: str, place: Place, complaints: list[Complaint]) -> Wanted | None:
        """Give the region that a constituency names, or complain of it."""
        name = folded(text).removeprefix("@")
        found = self.by_name.get(name)
        if found is None and name not in self.refused:
            problem = f"there is no region {quoted(text)}" if name else "it names no region"
            complaints.append(Complaint(place, problem, self._right(name)))
        return found

    def _right(self, name: str) -> str:
        if not name:
            return f"name its region in the column “{REGION}”"
        if close := get_close_matches(name, self.by_name, n=1):
            return f"if {quoted(self.by_name[close[0]].name)} is meant, write it like that"
        return "add it to the file of regions, or name one that is there"


def _listed(sheet: Sheet, top: Wanted, reading: Reading) -> _Regions:
    """Take the regions from a file of theirs."""
    known = _Regions()
    for record in _records(sheet, REGIONS)[1]:
        place = Place(sheet.name, record.line)
        region = _assembly(record, place, A_REGION, reading.complaints, above=(top.slug,))
        if region is None:
            known.refused.add(folded(record.texts.get(NAME, "")))
        else:
            reading.wanted.append(region)
            known.by_name.setdefault(region.slug, region)
            known.by_name[folded(region.name)] = region
    return known


def _named(records: Iterable[Record], source: str, top: Wanted, reading: Reading) -> _Regions:
    """Take the regions that the constituencies name, each where it is named first."""
    known = _Regions()
    for record in records:
        name = folded(record.texts.get(REGION, ""))
        if not name or record.odd or name in known.by_name or name in known.refused:
            continue
        called = Record(record.line, {NAME: record.texts[REGION]})
        region = _assembly(called, Place(source, record.line), A_REGION, reading.complaints, above=(top.slug,))
        if region is None:
            known.refused.add(name)
        else:
            reading.wanted.append(region)
            known.by_name[name] = region
    return known


# --- one assembly


def _assembly(
    record: Record, place: Place, what: str, complaints: list[Complaint], *, above: tuple[str, ...] = ()
) -> Wanted | None:
    """Read one assembly, or complain of everything that is wrong with it."""
    problems: list[Complaint] = []
    if record.odd:
        problems.append(Complaint(place, record.odd))
    else:
        name = _name(record.texts.get(NAME, ""), place, problems)
        slug = _slug(record.texts.get(SHORT_NAME, ""), name, place, problems)
        purpose = _purpose(record.texts.get(PURPOSE, ""), place, problems)
        if not problems:
            return Wanted(place=place, kind=_KINDS[what], what=what, name=name, slug=slug, purpose=purpose, above=above)
    complaints += problems
    return None


def _name(text: str, place: Place, problems: list[Complaint]) -> str:
    name = clean_line(text)
    if not name:
        problems.append(Complaint(place, "it has no name"))
    elif len(name) > cleaning.NAME:
        shown = quoted(name)
        problems.append(Complaint(place, f"the name {shown} is longer than {cleaning.NAME} characters", "shorten it"))
    return name


def _slug(text: str, name: str, place: Place, problems: list[Complaint]) -> str:
    """Take the short name that is given, or make one out of the name; never one that needs a number behind it."""
    given = text.strip().removeprefix("@")
    slug = free_slug(given or name, frozenset())
    if given and slug != given:
        right = f"it has small letters from a to z, digits and hyphens, at most 40: {slug}"
        problems.append(Complaint(place, f"{quoted(given)} cannot be a short name", right))
    elif name and slug == _NO_SLUG != folded(name):
        right = f"give it one in the column “{SHORT_NAME}”, such as leeds-north"
        problems.append(Complaint(place, f"no short name can be made of {quoted(name)}", right))
    return slug


def _purpose(text: str, place: Place, problems: list[Complaint]) -> str:
    purpose = clean(text)
    if len(purpose) > cleaning.PURPOSE:
        shown = f"the purpose is longer than {cleaning.PURPOSE} characters"
        problems.append(Complaint(place, shown, f"it begins {quoted(cut(purpose, 40))}"))
    return purpose


# --- what contradicts itself


def _same_names(reading: Reading) -> Iterator[Complaint]:
    for what in (A_REGION, A_CONSTITUENCY):
        for each, others in _doubles(reading.of(what), lambda wanted: folded(wanted.name)):
            where = listed([str(other.place) for other in others[:3]])
            yield Complaint(each.place, f"there is another {what} called {quoted(each.name)}: {where}", "leave one out")


def _same_slugs(reading: Reading) -> Iterator[Complaint]:
    for each, others in _doubles(reading.wanted, lambda wanted: wanted.slug):
        other = next(
            (other for other in others if folded(other.name) != folded(each.name) or other.what != each.what), None
        )
        if other is not None:
            problem = (
                f"the short name {each.slug} is also that of the {other.what} {quoted(other.name)} ({other.place})"
            )
            yield Complaint(each.place, problem, "give one of the two another in the column “short_name”")


def _doubles(wanted: Sequence[Wanted], by: Callable[[Wanted], str]) -> Iterator[tuple[Wanted, list[Wanted]]]:
    found: defaultdict[str, list[Wanted]] = defaultdict(list)
    for each in wanted:
        found[by(each)].append(each)
    for each in wanted:
        others = [other for other in found[by(each)] if other is not each]
        if others:
            yield each, others
