"""Helps those who are still typing: what they may mean, and what a form begins with. It changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.cleaning import clean_line, cut
from adapters.commands import find
from adapters.documents import Document
from adapters.inbound import Account
from adapters.personal.answers import label
from adapters.personal.commands import OWN_ACCOUNT
from adapters.platform import Choice
from adapters.references import PROPOSAL, Kind, Subject, read_reference, read_subject
from adapters.request import named_assembly
from adapters.specs import ASSEMBLY_ARGUMENT, CommandSpec
from adapters.specs import Kind as ParameterKind
from adapters.suggesting import LONGEST_LABEL, MOST, fitting, suggestions
from bot.halls import Halls
from bot.naming import MOST_LISTED, InAssembly, people_of
from bot.people import People
from bot.personal.joining import account_of
from bot.polling.keys import Keys, KeysInMemory
from bot.polling.papers import Papers
from deliberation.assembly import Assembly
from deliberation.checks import OnProposal
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.proposals import Revision
from storage.port import Posted, Store

_NOBODY: Final = PersonId("")
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whoever is typing: who they are, and the assemblies they may read of where they are, by short name.

    ``usual`` is the assembly that is meant where none is named: the venue's; in private the only one, if it is.
    ``people`` knows who is who at this moment.
    """

    people: People
    person: PersonId
    assemblies: Mapping[str, Assembly]
    usual: Assembly | None


class Assistance:
    """Implements ``adapters.platform.Assistant`` from what ``halls`` hold, which must be the running program's.

    ``is_private`` says of a venue whether it is a conversation with the bot alone.
    """

    def __init__(
        self, store: Store, halls: Halls, *, is_private: Callable[[VenueId], bool], keys: Keys | None = None
    ) -> None:
        self._keys = keys or KeysInMemory()
        self._store = store
        self._halls = halls
        self._is_private = is_private

    async def suggest(
        self, account: Account, venue: VenueId, command: str, parameter: str, typed: str, given: Mapping[str, str]
    ) -> Sequence[Choice]:
        """As ``Assistant.suggest``. Where it is not clear which assembly is meant, numbers name theirs: ``P3@leeds``.

        Raises:
            StorageError: the database cannot be reached.
        """
        spec = find(command)
        if spec is None:
            return []
        reader = await self._reader(account, venue)
        if (spec.name, parameter) == OWN_ACCOUNT:
            return await self._accounts_of(reader)
        if parameter == ASSEMBLY_ARGUMENT:
            mine = fitting(spec.name, reader.assemblies.values())
            return suggestions(spec, parameter, typed, None, reader.person, {}, mine)
        if named := named_assembly(given):
            return await self._of_one(spec, parameter, typed, reader.assemblies.get(named), reader)
        if _is_number(spec, parameter) and (reader.usual is None or "@" in typed):
            return await self._numbers_of_all(spec, parameter, typed, reader)
        return await self._of_one(spec, parameter, typed, reader.usual, reader)

    async def draft(
        self, account: Account, venue: VenueId, command: str, arguments: Mapping[str, str], reply_to: str
    ) -> Mapping[str, str]:
        """As ``Assistant.draft``.

        Raises:
            StorageError: the database cannot be reached.
        """
        spec = find(command)
        if spec is None or spec.name != "amend":
            return {}
        reader = await self._reader(account, venue)
        posted = await self._store.posted_as(account.platform, reply_to) if reply_to else None
        assembly = _meant(reader, named_assembly(arguments), posted)
        if assembly is None:
            return {}
        subject = posted.subject if posted is not None and posted.assembly == assembly.id else ""
        proposal = assembly.proposals.get(_number(clean_line(arguments.get("number", "")), subject, assembly))
        return {} if proposal is None else _texts(proposal.latest)

    async def paper(self, account: Account, about: str) -> Document | None:
        """As ``Assistant.paper``.

        Raises:
            StorageError: the database cannot be reached.
        """
        assembly, _, subject = about.partition(":")
        found = read_subject(subject)
        if found is None or found.kind is not Kind.POLL:
            return None
        people = People(self._store)
        try:
            person = await people.known(account.platform, account.id)
        except KeyError:
            return None
        papers = Papers(store=self._store, halls=self._halls, people=people, keys=self._keys)
        return await papers.blank(AssemblyId(assembly), found.number, person)

    async def _reader(self, account: Account, venue: VenueId) -> _Reader:
        here, people = self._halls.at(venue), People(self._store)
        try:
            person = await people.known(account.platform, account.id)
        except KeyError:
            person = _NOBODY  # whom the bot never met takes part nowhere
        mine = await self._store.assemblies_of(person) if person else []
        found = [await self._halls.held(each) for each in dict.fromkeys([*([here] if here else []), *mine])]
        assemblies = {held.assembly.slug: held.assembly for held in found if held is not None}
        usual = next((each for each in assemblies.values() if each.id == here), None)
        if usual is None and len(assemblies) == 1 and self._is_private(venue):
            usual = next(iter(assemblies.values()))
        return _Reader(people, person, assemblies, usual)

    async def _of_one(
        self, spec: CommandSpec, parameter: str, typed: str, assembly: Assembly | None, reader: _Reader
    ) -> list[Choice]:
        if assembly is not None and _is_person(spec, parameter) and len(assembly.participants) > MOST_LISTED:
            return await self._of_many(typed, assembly, reader)
        if assembly is not None:
            await reader.people.call_by_name(people_of(assembly))
        names = InAssembly(reader.people, assembly)
        return suggestions(spec, parameter, typed, assembly, reader.person, names, reader.assemblies)

    async def _of_many(self, typed: str, assembly: Assembly, reader: _Reader) -> list[Choice]:
        """Offer, of very many people, those whose name is typed whole."""
        rows = await self._store.accounts_named(clean_line(typed, limit=_LONGEST_NAME).lstrip("@"))
        others = [row for row in rows if row.person in assembly.participants and row.person != reader.person]
        shown = [f"{cut(row.name, _LONGEST_NAME)} ({row.key.id})" for row in others[:MOST]]
        return [Choice(each, each) for each in shown if len(each) <= LONGEST_LABEL]

    async def _accounts_of(self, reader: _Reader) -> list[Choice]:
        rows = await reader.people.accounts(reader.person)
        return [Choice(row.key.id, cut(label(account_of(row)), LONGEST_LABEL)) for row in rows[:MOST]]

    async def _numbers_of_all(self, spec: CommandSpec, parameter: str, typed: str, reader: _Reader) -> list[Choice]:
        number, _, named = typed.partition("@")
        choices: list[Choice] = []
        for slug, assembly in reader.assemblies.items():
            if slug.startswith(named.strip().casefold()):
                found = await self._of_one(spec, parameter, number, assembly, reader)
                choices += [Choice(f"{each.value}@{slug}", f"{slug}: {each.label}") for each in found]
        return choices[:MOST]


def _is_person(spec: CommandSpec, parameter: str) -> bool:
    return any(each.name == parameter and each.kind is ParameterKind.PERSON for each in spec.parameters)


def _is_number(spec: CommandSpec, parameter: str) -> bool:
    return any(each.name == parameter and each.kind is ParameterKind.NUMBER for each in spec.parameters)


def _meant(reader: _Reader, named: str, posted: Posted | None) -> Assembly | None:
    """Give the assembly that somebody means: the one they name, else that of the message, else the usual one."""
    if named:
        return reader.assemblies.get(named)
    if posted is not None:
        return next((each for each in reader.assemblies.values() if each.id == posted.assembly), None)
    return reader.usual


def _number(typed: str, subject: str, assembly: Assembly) -> int:
    """Give the number of the proposal that is typed, or else spoken of; 0 where it is none."""
    if typed:
        reference = read_reference(typed)
        return reference.number if reference is not None and reference.letter in {"", PROPOSAL} else 0
    match read_subject(subject):
        case Subject(kind=Kind.PROPOSAL, number=number):
            return number
        case Subject(kind=Kind.CHECK, number=number) if check := assembly.checks.get(number):
            return check.question.proposal if isinstance(check.question, OnProposal) else 0
        case _:
            return 0


def _texts(revision: Revision) -> dict[str, str]:
    return {
        "title": revision.title,
        "text": revision.text,
        "suffering": revision.suffering,
        "affects": ", ".join(revision.affects),
        "review": revision.review,
    }
