"""What ``folkmoot doctor`` asks about the keys of ballots, and ``folkmoot keys-lost`` tells the bot of them.

The doctor makes nothing, and destroys nothing.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.findings import Finding, ok, problem
from bot.polling.attending import box_of
from bot.polling.keys import Box, KeyFolder
from bot.polling.whereabouts import NOTES, begin_anew, noted_place
from deliberation.assembly import Assembly
from storage.port import Store, Work


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


def examine_keys(folder: Path, ballots: Sequence[OpenBallot], place: str | None = "") -> Iterator[Finding]:
    """Look at the folder of the keys, and whether all keys are there that will be needed.

    ``place`` is what the database calls the folder, empty if there was none yet; ``None`` where it was lost for good.
    """
    try:
        there = place is None or _is_there(KeyFolder(folder), place, ballots)
        yield from _there(folder, ballots) if there else _away(folder, ballots)
    except OSError as error:
        yield problem(
            f"The keys of ballots cannot be read in {folder}: {error.strerror or error}.",
            "let the bot's user read and write there. Until then ballots wait: none opens, is given or is counted.",
        )


def _is_there(keys: KeyFolder, place: str, ballots: Sequence[OpenBallot]) -> bool:
    """Whether the folder is the one that the database calls so; until a ballot needs one, none has to be there."""
    return keys.is_place(place) if place or ballots else True


def _away(folder: Path, ballots: Sequence[OpenBallot]) -> Iterator[Finding]:
    waiting = f" {', '.join(each.name for each in ballots)} must wait for it." if ballots else ""
    yield problem(
        f"The folder {folder} is not there, or is not the one that has had the keys of ballots.{waiting}",
        "bring it back (is its disk mounted? does keys in [ballots] name it?), and the bot goes on by itself. If it is "
        "gone for good, run `folkmoot keys-lost`: ballots whose keys are lost then begin again, and everybody is told "
        "to vote once more.",
    )


def _there(folder: Path, ballots: Sequence[OpenBallot]) -> Iterator[Finding]:
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


async def give_up_keys(store: Store, folder: Path) -> tuple[bool, list[OpenBallot]]:
    """Note that the folder of the keys is gone for good, unless it is there.

    Say whether it is there, and which open ballots lack their key.

    Raises:
        OSError: it cannot be told whether it is there.
        StorageError: the database cannot be used.
    """
    ballots: list[OpenBallot] = []
    for listing in await store.listings():
        held = await store.load(listing.id)
        ballots += open_ballots(held.assembly) if held is not None else []
    keys, place = KeyFolder(folder), noted_place(await store.notes(NOTES))
    there = place is not None and _is_there(keys, place, ballots)
    if not there:
        await store.commit(Work(notes=begin_anew()))
    return there, [ballot for ballot in ballots if keys.find(ballot.box) is None]
