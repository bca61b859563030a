"""What ``folkmoot doctor`` asks about the keys of ballots. It makes nothing, and destroys nothing."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.findings import Finding, ok, problem
from bot.polling.attending import box_of
from bot.polling.keys import Box, KeyFolder
from deliberation.assembly import Assembly


@dataclass(frozen=True, slots=True)
class OpenBallot:
    """A ballot that is open: its box, and what it is called where it is (``B4 in leeds``)."""

    box: Box
    name: str
    given: int


def open_ballots(assembly: Assembly) -> list[OpenBallot]:
    """List the ballots that are open in an assembly."""
    if assembly.dissolved_at is not None:
        return []
    return [
        OpenBallot(box_of(assembly.id, poll), f"B{poll.number} in {assembly.slug}", poll.turnout)
        for poll in assembly.polls.values()
        if poll.is_open
    ]


def examine_keys(folder: Path, ballots: Sequence[OpenBallot]) -> Iterator[Finding]:
    """Look at the folder of the keys, and whether all keys are there that will be needed."""
    if not folder.exists():
        yield from _not_there(folder)
    elif not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield problem(
            f"The keys of ballots cannot be kept in {folder}.",
            "let it be a folder in which the bot's user may write, or name another with keys in [ballots].",
        )
        return
    elif stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield problem(
            f"Others on this machine may look into {folder}, where the keys of secret ballots are.",
            f"make it the bot's alone: chmod 700 {folder}",
        )
    else:
        yield ok(f"The keys of ballots are in {folder}, where nobody else may look. (It must not be backed up.)")
    yield from _lost(KeyFolder(folder), ballots)


def _not_there(folder: Path) -> Iterator[Finding]:
    near = next(each for each in folder.absolute().parents if each.exists())
    if os.access(near, os.W_OK | os.X_OK):
        yield ok(f"There is no folder {folder} yet; the first ballot makes it. (It must not be backed up.)")
    else:
        yield problem(
            f"There is no folder {folder} for the keys of ballots, and none can be made there.",
            f"let the bot's user write in {near}, or name another folder with keys in [ballots].",
        )


def _lost(keys: KeyFolder, ballots: Sequence[OpenBallot]) -> Iterator[Finding]:
    for ballot in ballots:
        if keys.find(ballot.box) is None:
            yield problem(
                f"The key of {ballot.name} is lost: {ballot.given} given so far cannot be counted.",
                "if it is elsewhere on this machine, put it back before the bot is started. Otherwise the ballot begins"
                " again when the bot is started, and everybody is told to vote once more.",
            )
