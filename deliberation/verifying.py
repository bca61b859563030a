"""Checks a register from its entries alone: no store, no private texts, nobody's word.

``verify`` recomputes the hash chain, reads every entry back, replays it through ``evolve``, and holds every outcome
against the positions before it, which it counts by itself. It holds one assembly, not the entries, so that a register
of any length can be read as a stream.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from hashlib import sha256

from deliberation.assembly import Assembly
from deliberation.auditing import Audit
from deliberation.events import Event
from deliberation.events.marks import SEALED
from deliberation.evolve import evolve
from deliberation.phases import IllegalTransitionError
from deliberation.register import BrokenRegisterError, Chain, Entry, canonical, check_link, read_event, record_event

_HEX_DIGITS = sha256().digest_size * 2
_MISFITS = (LookupError, TypeError, ValueError, AttributeError, OverflowError, StopIteration, IllegalTransitionError)
"""What a forged event can raise where an honest one raises nothing."""


Look = Callable[[int, Assembly | None, Event, Assembly, datetime], None]
"""Is shown each entry that could be applied: its number, the assembly before, the event, the assembly after, when."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a register that cannot be so: at which entry, and what, in a sentence for the operator."""

    entry: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a register comes to: the assembly as it tells it, how much was read, and all that is wrong.

    ``chain`` is where the register ends, or the last entry before the chain breaks: nothing after that was read.
    """

    assembly: Assembly | None
    entries: int
    checks: int
    problems: tuple[Problem, ...]
    chain: Chain

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(entries: Iterable[Entry], checkpoints: Mapping[int, str] | None = None, look: Look | None = None) -> Report:
    """Check one assembly's register, entry by entry in order.

    ``checkpoints`` are hashes that were posted where the operator cannot alter them, by the number of their entry. At
    the first broken link the reading stops, for nothing after it can be trusted; a rule that was not kept is reported
    and the reading goes on. ``look`` sees what is read (``crosschecking``).
    """
    reading = _Reading(checkpoints or {}, look)
    for entry in entries:
        if not reading.follows(entry):
            return reading.report()
        reading.take(entry)
    reading.end()
    return reading.report()


@dataclass(slots=True)
class _Reading:
    """How far a register has been read."""

    checkpoints: Mapping[int, str]
    look: Look | None = None
    chain: Chain = field(default_factory=Chain)
    assembly: Assembly | None = None
    audit: Audit = field(default_factory=Audit)
    problems: list[Problem] = field(default_factory=list)

    def follows(self, entry: Entry) -> bool:
        """Move along the chain by one entry, if it follows."""
        try:
            self.chain = check_link(self.chain, entry)
        except (BrokenRegisterError, ValueError) as error:
            self._problem(entry.number, f"The chain is broken: {error}. Nothing after this was read.")
            return False
        posted = self.checkpoints.get(entry.number, entry.hash)
        if posted != entry.hash:
            self._problem(
                entry.number, "The hash of this entry is not the one that was posted: the past was rewritten."
            )
        return True

    def take(self, entry: Entry) -> None:
        """Read an entry, hold it against the rules and apply it."""
        try:
            event, at = read_event(entry)
            given = _given(entry, event, at)
        except (BrokenRegisterError, *_MISFITS) as error:
            self._problem(entry.number, f"This entry is not of a form that the program writes: {error}.")
            return
        if self.assembly is not None and entry.assembly != self.assembly.id:
            self._problem(entry.number, f"This entry belongs to another assembly, {entry.assembly}.")
        before = self.assembly
        self._hold(entry.number, self.audit.before(before, event, at, given))
        try:
            self.assembly = evolve(before, event, at)
        except _MISFITS as error:
            self._problem(entry.number, f"{type(event).__name__} does not fit what went before: {_said(error)}.")
            return
        self._hold(entry.number, self.audit.after(self.assembly, event, at, given))
        self._hold(entry.number, self._shown(entry.number, before, event, self.assembly, at))

    def _shown(
        self, number: int, before: Assembly | None, event: Event, after: Assembly, at: datetime
    ) -> Iterator[str]:
        yield from ()
        if self.look is not None:
            self.look(number, before, event, after, at)

    def _hold(self, number: int, sentences: Iterator[str]) -> None:
        try:
            for sentence in sentences:
                self._problem(number, sentence)
        except _MISFITS as error:
            self._problem(number, f"This entry speaks of something that there is not: {_said(error)}.")

    def end(self) -> None:
        """Note what is missing at the end."""
        for sentence in self.audit.left_owing():
            self._problem(self.chain.number, f"The register ends too soon: {sentence}")
        for number in sorted(self.checkpoints):
            if number > self.chain.number:
                self._problem(
                    self.chain.number,
                    f"The register ends here, but the hash of entry {number} was posted: entries were cut off.",
                )

    def report(self) -> Report:
        """Sum up."""
        return Report(self.assembly, self.chain.number, self.audit.checks, tuple(self.problems), self.chain)

    def _problem(self, entry: int, sentence: str) -> None:
        self.problems.append(Problem(entry, sentence))


def _said(error: Exception) -> str:
    return f"there is no {error}" if isinstance(error, KeyError) else str(error)


def _given(entry: Entry, event: Event, at: datetime) -> frozenset[str]:
    """Name the private texts to which the entry holds a commitment.

    Raises:
        BrokenRegisterError: written again from what was read, the entry is not the same.
    """
    body = json.loads(entry.record)
    if canonical(body) != entry.record:
        raise BrokenRegisterError("its JSON is not canonical")
    given = frozenset(part.name for part in fields(event) if SEALED in part.metadata and part.name in body)
    for name in given:
        commitment = body.pop(name)
        if not (
            isinstance(commitment, str)
            and len(commitment) == _HEX_DIGITS
            and set(commitment) <= set("0123456789abcdef")
        ):
            raise BrokenRegisterError(f"what it holds for the private text {name!r} is no hash")
    again, _texts = record_event(entry.assembly, Chain(entry.number - 1), event, at, str)
    if canonical(body) != again.record:
        raise BrokenRegisterError("it has a field too many, one too few, or a number that is not its own")
    return given
