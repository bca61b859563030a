"""``folkmoot verify``: recomputes a register and every outcome in it, from the store's entries or from a file alone."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

import msgspec

from bot.clock import Clock
from deliberation.crosschecking import Crosschecking
from deliberation.ids import AssemblyId
from deliberation.register import Entry
from deliberation.verifying import Look, Report, verify
from storage.port import AssemblyStore

_AT_ONCE: Final = 1000
_SHORTEST: Final = 16
"""Hex digits of a posted hash that are enough to compare by."""

_APART: Final = timedelta(minutes=1)
"""So far the clocks of this machine and the program's may be apart."""

HOW_TO_HOLD: Final = (
    "To see that nothing was rewritten since a closing, hold against it what the bot posted then:"
    " --checkpoint ENTRY:HASH"
)
"""What is said once, below the registers that are sound."""

_CHECKPOINT: Final = re.compile(r"(?:entry\s+)?([0-9]{1,9})\s*[:,]\s*([0-9a-fA-F]{16,64})(?:…|\.\.\.)?")


class RegisterFileError(Exception):
    """A file does not hold a register as ``folkmoot export`` writes it; the message says where and why."""


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A register's entry as it stands in a file, one a line. ``record`` is the very text that was hashed."""

    assembly: str
    number: int
    record: str
    hash: str


def written(entry: Entry) -> str:
    """Write an entry as a line of a file."""
    return msgspec.json.encode(Line(entry.assembly, entry.number, entry.record, entry.hash)).decode()


def read_file(lines: Iterable[str]) -> Iterator[Entry]:
    """Read entries back.

    Raises:
        RegisterFileError: a line is none of ours.
    """
    decoder = msgspec.json.Decoder(Line)
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            line = decoder.decode(text)
        except (msgspec.DecodeError, UnicodeError) as error:
            raise RegisterFileError(
                f"Line {number} is not an entry as `folkmoot export --format json` writes it ({error})."
            ) from error
        yield Entry(AssemblyId(line.assembly), line.number, line.record, line.hash)


def read_checkpoints(given: Iterable[str]) -> dict[int, str]:
    """Read posted checkpoints: ``41:9f3c…``, the number of an entry and its hash, or the beginning of that.

    Raises:
        ValueError: one is not of that form; the message says so.
    """
    found = {}
    for text in given:
        matched = _CHECKPOINT.fullmatch(text.strip())
        if matched is None:
            raise ValueError(
                f"{text!r} is not a checkpoint: it is the number of an entry, a colon, and at least {_SHORTEST} digits "
                "of its hash, as posted at a closing, such as 41:9f3c0d52a7e1b864"
            )
        found[int(matched[1])] = matched[2].lower()
    return found


def checked(entries: Iterable[Entry], checkpoints: Mapping[int, str], look: Look | None = None) -> Report:
    """Verify entries, and hold posted checkpoints, whole or shortened, against them."""
    whole = dict(checkpoints)
    return verify(_completing(entries, whole), whole, look)


def _completing(entries: Iterable[Entry], checkpoints: dict[int, str]) -> Iterator[Entry]:
    """Make a shortened checkpoint whole where the entry fits it, so that only what differs is reported."""
    for entry in entries:
        if entry.hash.startswith(checkpoints.get(entry.number, "-")):
            checkpoints[entry.number] = entry.hash
        yield entry


async def checked_in_store(
    store: AssemblyStore, assembly: AssemblyId, checkpoints: Mapping[int, str], look: Look | None = None
) -> Report:
    """Verify an assembly's register as the store holds it, a part at a time."""
    loop = asyncio.get_running_loop()
    return await asyncio.to_thread(lambda: checked(_pulled(store.entries(assembly), loop), checkpoints, look))


async def all_checked(store: AssemblyStore, assemblies: Sequence[AssemblyId], clock: Clock) -> list[Report]:
    """Verify registers as the store holds them, and those that are sound against each other.

    What was written while they were read is not in all of them: of that only each register by itself is looked at.
    """
    crosschecking, began = Crosschecking(), clock.now() - _APART
    reports = {each: await checked_in_store(store, each, {}, crosschecking.look) for each in assemblies}
    whole = [each for each, report in reports.items() if report.sound and report.entries]
    for found in crosschecking.found(whole):
        if not began <= found.at <= clock.now() + _APART:
            report = reports[found.own]
            reports[found.own] = replace(report, problems=(*report.problems, found.problem))
    return list(reports.values())


def _pulled(entries: AsyncIterator[Entry], loop: asyncio.AbstractEventLoop) -> Iterator[Entry]:
    while part := asyncio.run_coroutine_threadsafe(_part(entries), loop).result():
        yield from part


async def _part(entries: AsyncIterator[Entry]) -> list[Entry]:
    part: list[Entry] = []
    async for entry in entries:
        part.append(entry)
        if len(part) == _AT_ONCE:
            break
    return part


def told(report: Report, name: str) -> list[str]:
    """Say in sentences what a verification found."""
    entries = f"{report.entries:,} {'entry' if report.entries == 1 else 'entries'}"
    checks = f"{report.checks:,} {'check' if report.checks == 1 else 'checks'} of consensus"
    if report.entries == 0 and report.sound:
        return [f"✘ problem: {name}: the register is empty, so there is nothing to verify."]
    if not report.sound:
        return [
            f"✘ problem: {name}: the register is not in order ({entries} and {checks} were read).",
            *(f"  Entry {problem.entry}: {problem.sentence}" for problem in report.problems),
        ]
    return [
        f"✔ ok: {name}: {entries} and {checks}; every link and every outcome was worked out again and is right.",
        f"  It ends with entry {report.chain.number}, hash {report.chain.hash}",
    ]
