"""In what light somebody's words are read: who they are, which assembly they mean, whom a name means."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from adapters.cleaning import NAME, clean_line, cut
from adapters.commands import find
from adapters.inbound import Account, Invocation, Said
from adapters.references import Kind, Subject
from adapters.specs import CommandSpec
from adapters.specs import Kind as ParameterKind
from adapters.validating import Ambiguous, Context
from bot.halls import Halls, free_slug
from bot.likeness import look
from bot.naming import MOST_LISTED, InAssembly, people_of
from bot.people import People
from bot.polling.votes import BALLOT, votes_in
from bot.sitting import Sitting
from bot.surroundings import Links, LinkTo, federation
from deliberation.assembly import Assembly
from deliberation.deciding.restraint import THINGS_COUNT_FOR
from deliberation.federation import Kind as AssemblyKind
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.positions import Stance
from storage.port import AccountKey, AccountRow, Posted, Store

_DECISION_OF: Final = re.compile(r"(?i)\bD?\s?[0-9]{1,9}@([\w-]{1,80})")
_MOST_ELSEWHERE: Final = 20

_SHORTEST_NUMBER: Final = 15
"""Digits of an account's id where ids are numbers. Nobody's name is one."""


class Contexts:
    """Builds the context of what came in."""

    def __init__(self, *, store: Store, halls: Halls, people: People, link_to: LinkTo = lambda _: "") -> None:
        self._store = store
        self._halls = halls
        self._people = people
        self._link_to = link_to
        self._old_things: set[AssemblyId] = set()

    async def person(self, platform: str, account: str) -> PersonId:
        """Give the person behind an account that was seen before."""
        return await self._people.known(platform, account)

    async def of(self, item: Invocation, posted: Posted | None, named: str, sitting: Sitting) -> Context:
        """Build the context of an invocation. ``named`` is the short name that it names, or empty."""
        actor = self._people.person(item.account.platform, item.account.id)
        mine = await self._assemblies_of(actor, sitting)
        spec = find(item.name)
        if spec is None or spec.name == BALLOT:
            mine += await self._voting_in(actor, mine, sitting)
        identifier = self._meant(item, posted, named, mine if spec is None else _fitting(spec.name, mine, actor))
        assembly = await sitting.assembly(identifier) if identifier is not None else None
        if assembly is not None:
            await self._people.call_by_name(people_of(assembly))
        return Context(
            actor=actor,
            now=sitting.now,
            directory=AssemblyDirectory(
                sitting,
                self._people,
                assembly,
                await self._named_in(item, spec),
                ended=await self._ended_of_those_named(item, sitting),
            ),
            assembly=assembly,
            slugs=tuple(sorted(each.slug for each in mine)),
            subject=posted.subject if posted is not None and posted.assembly == identifier else "",
            present=tuple(self._people.person(each.platform, each.id) for each in item.present),
            federation=await federation(assembly, sitting) if assembly and spec and spec.tree else {},
            links=self.links(item.account, sitting),
            mine=tuple(mine),
            elsewhere=await self._elsewhere(item, sitting),
            things_called=await self._things_of(actor, sitting) if spec and spec.name == "thing" else (),
            names=InAssembly(self._people, assembly),
        )

    async def _things_of(self, person: PersonId, sitting: Sitting) -> tuple[datetime, ...]:
        """Say when somebody called Things lately, wherever that was. Those of long ago are loaded once."""
        things = [each.id for each in sitting.listings() if each.kind is AssemblyKind.THING]
        held = [await sitting.assembly(each) for each in things if each not in self._old_things]
        found = [each for each in held if each is not None]
        self._old_things |= {each.id for each in found if each.founded_at + THINGS_COUNT_FOR <= sitting.now}
        return tuple(each.founded_at for each in found if each.founder == person)

    async def _ended_of_those_named(self, item: Invocation, sitting: Sitting) -> frozenset[AssemblyId]:
        """Name the Things that have ended, of those that may be meant: nothing can be decided with them any more."""
        words = " ".join(item.arguments.values()).casefold()
        things = [each for each in sitting.listings() if each.kind is AssemblyKind.THING]
        named = [each.id for each in things if each.slug in words or each.name.casefold() in words]
        held = [await sitting.assembly(each) for each in named]
        return frozenset(each.id for each in held if each is not None and each.dissolved_at is not None)

    async def _elsewhere(self, item: Invocation, sitting: Sitting) -> dict[AssemblyId, Assembly]:
        """Give the assemblies of which decisions are named to be overridden, on a line of the text or by itself."""
        words = " ".join(item.arguments.get(part, "") for part in ("overrides", "text"))
        named = dict.fromkeys(map(str.casefold, _DECISION_OF.findall(words)))
        ids = [found for slug in list(named)[:_MOST_ELSEWHERE] if (found := self._halls.named(slug)) is not None]
        held = [await sitting.assembly(each) for each in ids]
        return {each.id: each for each in held if each is not None}

    def links(self, reader: Account, sitting: Sitting) -> Links:
        """Give the ways to assemblies, for somebody who reads of them."""
        return Links(sitting, self._link_to, reader.platform)

    async def _named_in(self, item: Invocation, spec: CommandSpec | None) -> list[AccountRow]:
        """Look up the accounts that may be meant where a command names a person."""
        people = (each.name for each in spec.parameters if each.kind is ParameterKind.PERSON) if spec else ()
        found: list[AccountRow] = []
        for name in people:
            typed = _account_typed(clean_line(item.arguments.get(name, ""), limit=400))
            wanted = typed if ":" in typed else typed.removeprefix("@")
            for form in dict.fromkeys((wanted, wanted.casefold())):
                found += await self._store.accounts_named(form) if form else []
        return found

    def _meant(self, item: Invocation, posted: Posted | None, named: str, mine: list[Assembly]) -> AssemblyId | None:
        if named:
            return self._halls.named(named)
        if posted is not None:
            return posted.assembly
        here = self._halls.at(item.venue)
        if here is None and item.private and len(mine) == 1:
            return mine[0].id
        return here

    async def _assemblies_of(self, person: PersonId, sitting: Sitting) -> list[Assembly]:
        found = [await sitting.assembly(identifier) for identifier in await self._store.assemblies_of(person)]
        return [assembly for assembly in found if assembly is not None and assembly.dissolved_at is None]

    async def _voting_in(self, person: PersonId, but: list[Assembly], sitting: Sitting) -> list[Assembly]:
        """Give the assemblies which somebody has left, and in which they have a vote all the same."""
        known = {assembly.id for assembly in but}
        found = [await sitting.assembly(each) for each in sorted(self._halls.balloting - known)]
        return [assembly for assembly in found if assembly is not None and votes_in(assembly, person)]

    async def about(self, item: Invocation | Said, assembly: Assembly, subject: Subject, sitting: Sitting) -> Context:
        """Build the context of plain words about one matter."""
        await self._people.call_by_name(people_of(assembly))
        return Context(
            actor=self._people.person(item.account.platform, item.account.id),
            now=sitting.now,
            directory=AssemblyDirectory(sitting, self._people, assembly),
            assembly=assembly,
            slugs=(assembly.slug,),
            subject=str(subject),
        )

    async def reasonless_block(self, item: Invocation | Said, sitting: Sitting) -> tuple[Assembly, Subject] | None:
        """Find the one open check in which somebody blocks and has given no reason; ``None`` if it is not just one."""
        actor = self._people.person(item.account.platform, item.account.id)
        found = [
            (assembly, Subject(Kind.CHECK, check.number, check.round))
            for assembly in await self._assemblies_of(actor, sitting)
            for check in assembly.checks.values()
            if check.is_open
            and (position := check.position_of(actor)) is not None
            and position.stance is Stance.BLOCK
            and not position.reason
        ]
        return found[0] if len(found) == 1 else None

    def note_private(self, account: Account, venue: VenueId, sitting: Sitting) -> None:
        """Remember where an account can be written to in private."""
        sitting.work.private_venues[AccountKey(account.platform, account.id)] = venue


def _fitting(command: str, mine: list[Assembly], person: PersonId) -> list[Assembly]:
    """Give those of somebody's assemblies of which one can be meant: of a ballot, those in which they may vote now."""
    if command != BALLOT:
        return mine
    return [assembly for assembly in mine if votes_in(assembly, person)] or mine


class AssemblyDirectory:
    """Finds people by what they are called in an assembly, finds assemblies, and makes what a new one needs.

    ``rows`` are accounts that may be meant, beside those of the people in the assembly, where they are not very many;
    those that have ``ended`` are not found.
    """

    def __init__(
        self,
        sitting: Sitting,
        people: People,
        assembly: Assembly | None,
        rows: Iterable[AccountRow] = (),
        *,
        ended: frozenset[AssemblyId] = frozenset(),
    ) -> None:
        self._sitting = sitting
        self._people = people
        self._assembly = assembly
        self._rows = list(rows)
        self._ended = ended

    def new_id(self) -> AssemblyId:
        """Make an id for an assembly about to be founded."""
        return AssemblyId(secrets.token_hex(8))

    def free_slug(self, name: str) -> str:
        """Make a short name that no assembly has yet."""
        return free_slug(name, self._sitting.slugs)

    # --- assemblies

    def name_apart(self, name: str, slug: str) -> str:
        """Give the name for a new assembly, with its short name beside it where it could be taken for another's."""
        wanted = look(name)
        alike = any(wanted in {look(each.name), look(each.slug)} for each in self._sitting.listings())
        return f"{cut(name, NAME - len(slug) - 3)} ({slug})" if alike else name

    def find_assembly(self, text: str) -> Peer | None:
        """Say which assembly is meant: by a short name first, else by a whole name that only one has."""
        wanted = " ".join(text.split()).removeprefix("@").casefold()
        listings = [each for each in self._sitting.listings() if each.id not in self._ended]
        by_slug = [each for each in listings if each.slug.casefold() == wanted]
        found = by_slug or [each for each in listings if " ".join(each.name.split()).casefold() == wanted]
        return Peer(found[0].id, found[0].slug, found[0].name) if len(found) == 1 else None

    def holder_of(self, kind: str) -> Peer | None:
        """Say in which assembly's remit decisions of a kind are."""
        return self._sitting.holder_of(kind)

    def at_the_top(self) -> tuple[Peer, ...]:
        """Name the assemblies that sit in no other: by way of them everybody is asked. Things do not count."""
        listings = [each for each in self._sitting.listings() if each.kind is not AssemblyKind.THING]
        known = {each.id for each in listings}
        top = [each for each in listings if not any(above.id in known for above in each.member_of)]
        return tuple(Peer(each.id, each.slug, each.name) for each in sorted(top, key=lambda each: each.slug))

    def path_up(self, start: Peer, goal: AssemblyId) -> tuple[Peer, ...]:
        """Give a way by which one assembly sits in another."""
        return self._sitting.path_up(start, goal)

    # --- people

    def find_person(self, text: str) -> PersonId | Ambiguous | None:
        """Say whom a name means: an account id first, then ``@localpart`` or a whole name, then a first name.

        A name with the account beside it, as it is shown where there are two of a name, means that account.
        """
        wanted = _account_typed(text).casefold()
        if self._assembly is None or not wanted:
            return None
        bare, here = wanted.removeprefix("@"), self._here()
        by_id = _meant_by([row for row in [*self._rows, *here] if row.key.id.casefold() == wanted])
        if by_id is not None or _is_account_id(wanted):
            return by_id  # whoever gives an account means that one, not somebody who shows it as their name
        exact = [row for row in here if _localpart(row) == bare or _is_called(row, bare)]
        return _meant_by(exact) or _meant_by([row for row in here if row.name.casefold().split()[:1] == [bare]])

    def _here(self) -> list[AccountRow]:
        """List the accounts of those in the assembly, or waiting to take part, who may be meant."""
        if self._assembly is None:
            return []
        known = {**self._assembly.participants, **self._assembly.waiting}
        rows = [row for row in self._rows if row.person in known]
        if len(known) <= MOST_LISTED:
            rows += [row for person in known for row in self._people.rows_of(person)]
        return rows


def _account_typed(text: str) -> str:
    """Give a name as it was typed, or of one with the account beside it the account: ``Ben (@ben:example.org)``."""
    text = text.strip()
    inner = text[text.rfind("(") + 1 : -1].strip() if text.endswith(")") and "(" in text else ""
    return inner if _is_account_id(inner.casefold()) else text


def _is_account_id(text: str) -> bool:
    if text.isdecimal() and len(text) >= _SHORTEST_NUMBER:
        return True
    localpart, colon, server = text.partition(":")
    return localpart[:1] == "@" and bool(colon and server) and not any(map(str.isspace, text))


def _localpart(row: AccountRow) -> str:
    return row.key.id.casefold().removeprefix("@").partition(":")[0]


def _is_called(row: AccountRow, wanted: str) -> bool:
    """Whether a name is somebody's. One that only looks the same makes it doubtful who is meant, so it counts too."""
    return row.name.strip().casefold() == wanted or look(row.name) == look(wanted) != ""


def _meant_by(rows: Iterable[AccountRow]) -> PersonId | Ambiguous | None:
    people = {row.person: row for row in rows}
    if len(people) > 1:
        return Ambiguous(tuple(sorted(f"{row.name} ({row.key.id})" for row in people.values())))
    return next(iter(people), None)
