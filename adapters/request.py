"""One invocation while it is made sense of: its texts, cleaned and measured; its numbers and its people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NoReturn, Protocol, TypeVar

from adapters import mistakes
from adapters.cleaning import clean, clean_line, cut, unquoted
from adapters.grammar import REST
from adapters.inbound import Invocation
from adapters.mistakes import BadTime, Mistake
from adapters.phrases import Names
from adapters.references import (
    ACT,
    ACTION,
    CONCERN,
    DECISION,
    DONATION,
    ELECTION,
    KINDS,
    MOOT,
    NOTICE,
    PETITION,
    POLL,
    PROPOSAL,
    REFERENDUM,
    SENSE,
    Reference,
    Subject,
    read_reference,
    read_subject,
)
from adapters.references import Kind as SubjectKind
from adapters.specs import ASSEMBLY_ARGUMENT, CommandSpec, Kind
from deliberation.assembly import Assembly
from deliberation.checks import Check, OnRecall
from deliberation.federation import Kind as AssemblyKind
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, PersonId
from deliberation.polls import OnDeadlock
from deliberation.refusals import NothingOpen, Refusal, Unknown

T = TypeVar("T")

ROOM: Final = "room-"
"""What the code of a room on offer begins with, where a short name could stand. No assembly's begins so."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several people are meant by one name; each of these tells one of them from the others."""

    names: tuple[str, ...]


class Directory(Protocol):
    """What must be found out, or made anew, to make sense of an invocation."""

    def find_person(self, text: str) -> PersonId | Ambiguous | None:
        """Say whom a name means: an account id, ``@localpart`` or a display name."""

    def new_id(self) -> AssemblyId:
        """Make an id for an assembly about to be founded."""

    def free_slug(self, name: str) -> str:
        """Make a short name that no assembly has yet."""

    def name_apart(self, name: str, slug: str) -> str:
        """Give the name for a new assembly, with its short name beside it where it could be taken for another's."""

    def find_assembly(self, text: str) -> Peer | None:
        """Say which assembly is meant by a short name or a whole name, in whatever case."""

    def holder_of(self, kind: str) -> Peer | None:
        """Say in which assembly's remit decisions of a kind are."""

    def at_the_top(self) -> tuple[Peer, ...]:
        """Name the assemblies that sit in no other, without Things."""

    def path_up(self, start: Peer, goal: AssemblyId) -> tuple[Peer, ...]:
        """Give a way by which one assembly sits in another (``deliberation.federation.path_up``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An assembly among the others: of which it is a member (``above``), and which are members of it.

    ``people`` says how many take part in it; ``None`` where that is not known.
    """

    peer: Peer
    kind: AssemblyKind = AssemblyKind.ORDINARY
    people: int | None = None
    above: tuple[AssemblyId, ...] = ()
    below: tuple[AssemblyId, ...] = ()


Federation = Mapping[AssemblyId, Node]
"""Assemblies by their ids, with what binds them to each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an invocation is judged in.

    ``assembly`` is the one that is named (``named_assembly``); else that of the message replied to; else the venue's;
    in a private room else the only one that the person takes part in. ``slugs`` are the short names of all those they
    take part in. ``subject`` is what the message replied to speaks of in this assembly, or empty. ``present`` are the
    people in the venue, for the commands that need them (``CommandSpec.facts``); ``federation`` has this assembly and
    those above and below it, for those that need it (``CommandSpec.tree``). ``links`` are addresses that lead to
    assemblies, as far as there are any.
    """

    actor: PersonId
    now: datetime
    directory: Directory
    assembly: Assembly | None = None
    slugs: tuple[str, ...] = ()
    subject: str = ""
    present: tuple[PersonId, ...] = ()
    federation: Federation = field(default_factory=dict)
    links: Mapping[AssemblyId, str] = field(default_factory=dict)
    mine: tuple[Assembly, ...] = ()
    """The assemblies in which they take part."""
    elsewhere: Mapping[AssemblyId, Assembly] = field(default_factory=dict)
    """The assemblies whose decisions are named to be overridden."""
    things_called: tuple[datetime, ...] = ()
    """When they called Things, where they are about to call another."""
    names: Names = field(default_factory=dict)
    """What people in this assembly are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question that changes nothing: which (a name in the catalogue), about what."""

    name: str
    subject: Subject | None = None
    topic: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """A wish that concerns a person and no one assembly (``link``, ``me``): which, and its texts, cleaned."""

    name: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Move:
    """A wish to come into the venue in which it was said, or to leave it."""

    entering: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """A wish to come from elsewhere into the assembly that is meant, by a room of it on the same platform."""


@dataclass(frozen=True, slots=True)
class PaperAsked:
    """A wish to read the paper of a ballot, with what one has given, in private."""

    poll: int


class Mistaken(Exception):
    """Carries a mistake out of the depths of ``validate``, which gives it back as a value."""

    def __init__(self, mistake: Mistake | Refusal) -> None:
        super().__init__(type(mistake).__name__)
        self.mistake = mistake


def mistaken(mistake: Mistake | Refusal) -> NoReturn:
    """Answer that it is wrong."""
    raise Mistaken(mistake)


def named_assembly(arguments: Mapping[str, str]) -> str:
    """Give the short name of the assembly that somebody named with a command, or an empty text."""
    typed = clean_line(arguments.get(ASSEMBLY_ARGUMENT, ""), limit=80).lstrip("@")
    named = unquoted(typed).lstrip("@").casefold()
    if named and not named.startswith(ROOM):
        return named
    reference = read_reference(clean_line(arguments.get("number", "")))
    return reference.slug if reference else ""


@dataclass(frozen=True, slots=True)
class Request:
    """An invocation of a known command, in its context."""

    invocation: Invocation
    context: Context
    spec: CommandSpec

    @property
    def assembly(self) -> Assembly:
        """The assembly that is meant."""
        here, slugs = self.context.assembly, self.context.slugs
        named = named_assembly(self.invocation.arguments)
        if named and (here is None or here.slug.casefold() != named):
            mistaken(mistakes.UnknownAssembly(command=self.spec.name, slug=named, slugs=slugs))
        if here is None:
            if slugs:
                mistaken(mistakes.NameAssembly(command=self.spec.name, slugs=slugs))
            mistaken(mistakes.NoAssembly(private=self.invocation.private))
        return here

    @property
    def zone(self) -> str:
        """The time zone in which this is meant."""
        return self.context.assembly.rules.time_zone if self.context.assembly else "Europe/London"

    def text(self, name: str) -> str:
        """Give a parameter's text, cleaned and no longer than it may be; empty where it was not given."""
        parameter = self.spec.parameter(name)
        tidy = clean if parameter.kind is Kind.TEXT else clean_line
        text = tidy(self.invocation.arguments.get(name, ""))
        if len(text) > parameter.limit:
            mistaken(mistakes.TooLong(command=self.spec.name, parameter=name, length=len(text), limit=parameter.limit))
        return text

    def needed(self, name: str) -> str:
        """Give a parameter's text, which must be there."""
        return self.text(name) or mistaken(mistakes.MissingText(command=self.spec.name, parameter=name))

    def says_yes(self, name: str) -> bool:
        """Whether a flag is set: by its own word, or as platforms with fields have people say it."""
        return self.text(name).casefold() in {"yes", "true", "on", "1", name}

    @property
    def rest(self) -> str:
        """What the grammar could not place."""
        return clean_line(self.invocation.arguments.get(REST, ""), limit=200)

    def person(self, name: str) -> PersonId:
        """Give the person that a parameter names."""
        return self.who(name, self.needed(name))

    def who(self, name: str, typed: str) -> PersonId:
        """Give the person that is meant by what was typed for a parameter."""
        if typed.casefold().removeprefix("@") in {"me", "myself"}:
            return self.context.actor
        found = self.context.directory.find_person(typed)
        if isinstance(found, Ambiguous):
            mistaken(
                mistakes.PersonAmbiguous(
                    command=self.spec.name,
                    typed=cut(typed, 80),
                    names=tuple(clean_line(each, limit=120) for each in found.names),
                )
            )
        return found or mistaken(mistakes.PersonNotFound(command=self.spec.name, typed=cut(typed, 80)))

    # --- numbers

    def reference(self) -> Reference | None:
        """Give what the number means, typed or by the message replied to, with its letter; ``None`` if none is."""
        letters = self.spec.parameter("number").letters
        typed = clean_line(self.invocation.arguments.get("number", ""))
        replied = self._replied_to(letters)
        if not typed:
            return replied
        found = read_reference(typed)
        if found is None:
            mistaken(mistakes.BadNumber(command=self.spec.name, typed=cut(typed, 80), letter=letters[0]))
        if not found.letter and replied:
            found = Reference(found.number, replied.letter)
            if found.number != replied.number:
                mistaken(mistakes.Contradiction(command=self.spec.name, typed=str(found), replied_to=str(replied)))
        letter = found.letter or letters[0]
        if letter not in letters:
            mistaken(mistakes.WrongKind(command=self.spec.name, typed=str(found), letters=letters))
        return Reference(found.number, letter)

    def number(self) -> int:
        """Give the number, which must be there."""
        found = self.reference()
        if found is None:
            letter = self.spec.parameter("number").letters[0]
            mistaken(mistakes.MissingNumber(command=self.spec.name, letter=letter))
        return found.number

    def said(self, name: str) -> str:
        """Give what is said of the thing of the number: before that is asked for, there must be such a thing."""
        text = self.text(name)
        if not text:
            self.existing()
        return text or self.needed(name)

    def existing(self) -> Subject | None:
        """Give what the number means, which must exist; ``None`` where there is no number."""
        found = self.reference()
        if found is None:
            return None
        assembly = self.assembly
        known: dict[str, Mapping[int, object]] = {
            PROPOSAL: assembly.proposals,
            CONCERN: assembly.concerns,
            PETITION: assembly.petitions,
            DECISION: assembly.decisions,
            NOTICE: assembly.notices,
            MOOT: assembly.moots,
            SENSE: assembly.senses,
            ACTION: assembly.actions,
            ACT: assembly.acts,
            ELECTION: assembly.elections,
            POLL: assembly.polls,
            REFERENDUM: assembly.referendums,
            DONATION: assembly.donations,
        }
        there = known[found.letter]
        if found.number not in there:
            mistaken(Unknown(kind=KINDS[found.letter], number=found.number, latest=len(there)))
        return Subject(SubjectKind(KINDS[found.letter]), found.number)

    def _subject(self) -> Subject | None:
        return read_subject(self.context.subject) if self.context.assembly else None

    def _replied_to(self, letters: str) -> Reference | None:
        """Say what the message replied to is about, as a number of one of these letters."""
        subject, assembly = self._subject(), self.context.assembly
        if subject is None or assembly is None:
            return None
        found: Reference | None = None
        if subject.kind is SubjectKind.CHECK:
            check = assembly.checks.get(subject.number)
            found = _matter(check) if check else None
        elif subject.kind is SubjectKind.NOMINATION:
            found = Reference(subject.number, ELECTION)
        elif subject.kind is SubjectKind.DECISION and DECISION not in letters:
            decision = assembly.decisions.get(subject.number)
            found = Reference(decision.proposal, PROPOSAL) if decision else None
        else:
            letter = {word: letter for letter, word in KINDS.items()}.get(subject.kind.value)
            found = Reference(subject.number, letter) if letter else None
        return found if found and found.letter in letters else None

    # --- checks

    def check(self) -> int:
        """Give the number of the check that a position is meant for: by number, by reply, or the only one there is."""
        assembly = self.assembly
        subject = self._subject()
        found = self.reference()
        if not self.invocation.arguments.get("number") and subject and subject.kind is SubjectKind.CHECK and found:
            if assembly.checks[subject.number].round != subject.round:
                mistaken(mistakes.OldCard(command=self.spec.name, matter=str(found)))
            return subject.number
        if found is not None:
            return self._check_of(assembly, found)
        if subject is not None:
            mistaken(mistakes.MissingNumber(command=self.spec.name, letter=self.spec.parameter("number").letters[0]))
        return self._only_check(assembly)

    def _check_of(self, assembly: Assembly, reference: Reference) -> int:
        number = reference.number
        if reference.letter == PETITION:
            petition = assembly.petitions.get(number)
            if petition is None:
                mistaken(Unknown(kind="petition", number=number, latest=len(assembly.petitions)))
            return petition.check or mistaken(mistakes.RecallNotOpen(petition=number))
        if number not in assembly.proposals:
            mistaken(Unknown(kind="proposal", number=number, latest=len(assembly.proposals)))
        check = assembly.last_asked(number)
        return check.number if check else mistaken(NothingOpen(proposal=number))

    def _only_check(self, assembly: Assembly) -> int:
        actor, recall_first = self.context.actor, self.spec.parameter("number").letters.startswith(PETITION)
        open_now = [check for check in assembly.checks.values() if check.is_open]
        if self.spec.name == "retract":
            fitting = [check for check in open_now if check.position_of(actor) is not None]
        elif self.spec.name == "stand-aside":
            fitting = open_now
        else:
            fitting = [check for check in open_now if self._asks(check, recall=recall_first)]
        fitting = fitting or self._cooling(assembly)
        if len(fitting) == 1:
            return fitting[0].number
        if not fitting:
            mistaken(mistakes.NoCheckOpen(command=self.spec.name))
        mistaken(mistakes.WhichCheck(command=self.spec.name, matters=tuple(str(_matter(check)) for check in fitting)))

    def _asks(self, check: Check, *, recall: bool) -> bool:
        """Whether a check asks what this command answers."""
        if isinstance(check.question, OnDeadlock):
            return self.spec.name in _ON_DEADLOCK
        return self.spec.name != "no" and isinstance(check.question, OnRecall) is recall

    def _cooling(self, assembly: Assembly) -> list[Check]:
        """List the checks whose decision cools off, where this could still be said."""
        if PROPOSAL not in self.spec.parameter("number").letters[:1]:
            return []
        spoken = self.spec.name == "retract"
        checks = [assembly.checks[each.check] for each in assembly.decisions.values() if each.cooling_until is not None]
        return [check for check in checks if (check.position_of(self.context.actor) is not None) is spoken]


_ON_DEADLOCK: Final = frozenset({"yes", "no", "go-round", "pass"})


def _matter(check: Check) -> Reference:
    if isinstance(check.question, OnRecall):
        return Reference(check.question.petition, PETITION)
    if isinstance(check.question, OnDeadlock):
        return Reference(check.question.proposals[0], PROPOSAL)
    return Reference(check.question.proposal, PROPOSAL)


def timely(value: T | BadTime) -> T:
    """Give a time that was read, or answer that it could not be."""
    if isinstance(value, BadTime):
        mistaken(value)
    return value
