"""``folkmoot doctor``: looks at everything that a bot in service needs, and says how to mend what is amiss."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from adapters.platform import PlatformError
from bot.complaints import SettingsError
from bot.credentials import discord_token, matrix_credentials
from bot.database import is_new
from bot.discord_checkup import examine_discord
from bot.findings import Finding, ok, problem
from bot.matrix_checkup import examine_matrix
from bot.polling.checkup import OpenBallot, examine_keys, open_ballots
from bot.polling.whereabouts import NOTES, noted_place
from bot.roster.checkup import examine_roster
from bot.running import discord_settings, matrix_settings, set_up_log, turned_on
from bot.settings import Configuration, load
from deliberation.ids import VenueId
from storage.checking import check_writable
from storage.migrating import pending
from storage.opening import open_store
from storage.port import StorageError

_LINE: Final = "change that line of {file}. config.example.toml shows every key."
_AGAIN: Final = "do as it says, and run `folkmoot doctor` again."


@dataclass(slots=True)
class _Recorded:
    """What the database says: where assemblies meet, what the Discord adapter remembers, which ballots are open.

    ``place`` is what it calls the folder of their keys.
    """

    venues: list[VenueId] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    polls: list[OpenBallot] = field(default_factory=list)
    place: str | None = ""

    def venues_on(self, platform: str) -> list[VenueId]:
        """List where assemblies meet on a platform."""
        return [venue for venue in self.venues if venue.startswith(f"{platform}:")]


async def examine(file: Path, environ: Mapping[str, str] = os.environ) -> AsyncIterator[Finding]:
    """Look at everything, in the order in which it is needed; what cannot be looked at yet is left out."""
    try:
        configuration = load(file, environ)
    except SettingsError as error:
        for sentence in error.problems:
            yield problem(sentence, _LINE.format(file=file) if await asyncio.to_thread(file.exists) else _AGAIN)
        return
    yield ok(f"The settings in {file} are in order.")
    recorded = _Recorded()
    async for finding in _database(configuration, recorded):
        yield finding
    for finding in await asyncio.to_thread(lambda: list(examine_roster(configuration))):
        yield finding
    for finding in await asyncio.to_thread(_keys, configuration, recorded):
        yield finding
    try:
        turned_on(configuration)
    except SettingsError as error:
        yield problem(str(error), "without a platform the bot has nowhere to talk.")
        return
    async for finding in _matrix(configuration, environ, recorded):
        yield finding
    async for finding in _discord(configuration, environ, recorded):
        yield finding


def _keys(configuration: Configuration, recorded: _Recorded) -> list[Finding]:
    return list(examine_keys(configuration.ballot_keys, recorded.polls, recorded.place))


async def _database(configuration: Configuration, recorded: _Recorded) -> AsyncIterator[Finding]:
    shown, url = configuration.shown_database, configuration.database_url
    file = configuration.database_file
    if file is not None and is_new(configuration):
        if not file.parent.is_dir() or not os.access(file.parent, os.W_OK):
            yield problem(
                f"There is no database at {shown}, and none can be made there.",
                f"make the folder {file.parent} and let the bot's user write in it.",
            )
        else:
            yield ok(f"There is no database at {shown} yet; `folkmoot run` makes it.")
        return
    try:
        steps = await pending(url)
        if steps:
            yield problem(
                f"The database {shown} is not up to date; it lacks {', '.join(steps)}.",
                "end the bot where it is running, and run `folkmoot migrate`.",
            )
            return
        yield ok(f"The database {shown} can be reached and is up to date.")
        await check_writable(url)
        yield ok("It can be written to.")
        async for finding in _store(url, recorded):
            yield finding
    except StorageError as error:
        yield problem(
            f"The database {shown} cannot be used: {_first_line(error)}.",
            (
                "see that the file, its folder and its disk can be written to by the bot's user."
                if file is not None
                else "see that the server runs, and that its address, user and password are right."
            ),
        )


async def _store(url: str, recorded: _Recorded) -> AsyncIterator[Finding]:
    store = await open_store(url)
    try:
        listings = await store.listings()
        for listing in listings:
            held = await store.load(listing.id)
            if held is not None:
                recorded.venues.extend(sorted(held.assembly.speaking - frozenset(held.assembly.silent)))
                recorded.polls.extend(open_ballots(held.assembly))
        recorded.notes = await store.notes("discord")
        recorded.place = noted_place(await store.notes(NOTES))
        aside = await store.put_aside()
    finally:
        await store.close()
    yield ok(f"It holds {len(listings)} {'assembly' if len(listings) == 1 else 'assemblies'}.")
    if aside:
        last = aside[-1]
        yield problem(
            f"{len(aside)} things that came in could not be handled; the last, on {last.at:%Y-%m-%d %H:%M} UTC, was of "
            f"the kind {last.what} ({_first_line(last.error)}).",
            "this is a fault of the program's: please report it, with the log of that time.",
        )


async def _matrix(
    configuration: Configuration, environ: Mapping[str, str], recorded: _Recorded
) -> AsyncIterator[Finding]:
    if configuration.matrix is None:
        return
    try:
        credentials = matrix_credentials(configuration, environ)
    except SettingsError as error:
        yield problem(str(error), _AGAIN)
        return
    # What the adapter would write there is said here in words.
    set_up_log(configuration, credentials.all, level="error")
    settings = matrix_settings(configuration, configuration.matrix, credentials)
    try:
        async for finding in examine_matrix(settings, recorded.venues_on("matrix")):
            yield finding
    except PlatformError as error:
        yield problem(f"Matrix could not be examined further: {_first_line(error)}", "try again in a minute.")


async def _discord(
    configuration: Configuration, environ: Mapping[str, str], recorded: _Recorded
) -> AsyncIterator[Finding]:
    if configuration.discord is None:
        return
    try:
        token = discord_token(configuration, environ)
    except SettingsError as error:
        yield problem(str(error), _AGAIN)
        return
    set_up_log(configuration, (token,), level="critical")
    settings = discord_settings(configuration.discord, token)
    async for finding in examine_discord(settings, recorded.venues_on("discord"), recorded.notes):
        yield finding


def _first_line(error: object) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")
