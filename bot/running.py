"""``folkmoot run``: the program in service, until it is told to end."""

import asyncio
import gc
import resource
import signal
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import Final

import structlog

from adapters.discord.inspecting import inspecting
from adapters.discord.settings import API_BASE, DiscordSettings
from adapters.matrix.settings import MatrixSettings
from adapters.platform import BusyError, Platform
from bot import database, logs
from bot.alone import alone, alone_with
from bot.complaints import SettingsError
from bot.credentials import Credentials, discord_token, matrix_credentials, roster_token
from bot.database import Tell
from bot.halls import Halls
from bot.polling.keys import KeyFolder, Keys
from bot.program import Program
from bot.settings import Configuration, DiscordSection, MatrixSection
from bot.wiring import discord_platform, matrix_platform, rosters_taken_in
from storage.engine import parse
from storage.port import Store

log = structlog.get_logger(__name__)

GRACE: Final = 8.0
"""Seconds to end in once it is told to; what is owed is kept, so nothing is lost by ending sooner."""

ASK_FOR: Final = 5.0
"""Seconds for which Discord is asked what the bot is called there; it runs all the same."""

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


async def serve(configuration: Configuration, tell: Tell) -> None:
    """Run until a signal ends it.

    Raises:
        SettingsError: nothing is turned on, a secret is missing, or it runs already.
        StorageError: the database cannot be used.
        PlatformError: a platform will not have us; the message says what to do.
    """
    leave_no_core()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, _end, stop)
    turned_on(configuration)
    credentials, token = matrix_credentials(configuration), discord_token(configuration)
    of_roster = roster_token(configuration)
    set_up_log(configuration, (*credentials.all, token, of_roster))
    with ExitStack() as holds:
        for hold in _holds(configuration, token):
            holds.enter_context(hold)
        store = await database.opened(configuration, tell)
        try:
            halls, keys = Halls(store), KeyFolder(configuration.ballot_keys)
            platforms = await _platforms(configuration, credentials, token, store, halls, keys)
            tell(f"Folkmoot runs {' and '.join(await _names(configuration, token))}. Ctrl-C ends it.")
            leave_what_stays()
            program = Program(
                store=store, platforms=platforms, halls=halls, zone=configuration.settings.roster.time_zone, keys=keys
            )
            async with rosters_taken_in(configuration, of_roster, store, program.enrolling.wake):
                await run_until(stop, program)
        finally:
            await store.close()


def leave_no_core() -> None:
    """Have nothing of the memory written to disk, should the process crash: ballots, keys and tokens are in it."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def leave_what_stays() -> None:
    """Spare Python the search for waste among what was loaded to stay: in a storm each such search takes 0.1 s."""
    gc.collect()
    gc.freeze()


def set_up_log(configuration: Configuration, secrets: Iterable[str], *, level: str = "") -> None:
    """Set the log up as the settings say (or at another ``level``), with every secret kept out of it."""
    settings = configuration.settings.log
    password = parse(configuration.database_url).password
    logs.configure(level=level or settings.level, form=settings.format, secrets=(*secrets, str(password or "")))


def turned_on(configuration: Configuration) -> None:
    """See that there is something to run.

    Raises:
        SettingsError: no platform is turned on.
    """
    if configuration.matrix or configuration.discord:
        return
    there = [name for name in ("matrix", "discord") if getattr(configuration.settings, name) is not None]
    if there:
        raise SettingsError(
            "No platform is turned on, so there is nothing to run: put enabled = true into "
            f"{' or '.join(f'[{name}]' for name in there)} of {configuration.file}."
        )
    raise SettingsError(
        f"No platform is set up, so there is nothing to run: {configuration.file} has neither a section [matrix] nor a "
        "section [discord]. To write them, run `folkmoot init`; config.example.toml shows both."
    )


def matrix_settings(configuration: Configuration, matrix: MatrixSection, credentials: Credentials) -> MatrixSettings:
    """Put together what the Matrix adapter must be told."""
    return MatrixSettings(
        homeserver=matrix.homeserver,
        user_id=matrix.user,
        store=configuration.beside(matrix.store),
        password=credentials.password,
        access_token=credentials.access_token,
        device_name=matrix.device_name,
        prefix=matrix.prefix,
        encrypt_private=matrix.encrypt_private,
        officers_power=matrix.officers_power,
        open_rooms=matrix.open_rooms,
    )


def discord_settings(discord: DiscordSection, token: str) -> DiscordSettings:
    """Put together what the Discord adapter must be told."""
    return DiscordSettings(
        token=token, api_base=discord.api_base, gateway_url=discord.gateway_url, shards=discord.shards
    )


def _holds(configuration: Configuration, token: str) -> Iterator[AbstractContextManager[None]]:
    """Give what must be held, so that nobody else uses the same accounts."""
    if configuration.matrix:
        yield alone(configuration.beside(configuration.matrix.store))
    if configuration.discord:
        yield alone_with(token, (configuration.database_file or configuration.file).parent)


async def _platforms(
    configuration: Configuration, credentials: Credentials, token: str, store: Store, halls: Halls, keys: Keys
) -> dict[str, Platform]:
    platforms: dict[str, Platform] = {}
    if configuration.matrix:
        settings = matrix_settings(configuration, configuration.matrix, credentials)
        platforms["matrix"] = matrix_platform(settings, cursor=await store.cursor("matrix") or "")
    if configuration.discord:
        platforms["discord"] = discord_platform(
            discord_settings(configuration.discord, token), store=store, halls=halls, keys=keys
        )
    return platforms


async def _names(configuration: Configuration, token: str) -> list[str]:
    """Say as whom it runs on each platform.

    Raises:
        PlatformError: Discord does not know the token.
    """
    names = []
    if configuration.matrix:
        names.append(f"as {configuration.matrix.user} on {configuration.matrix.homeserver}")
    if configuration.discord:
        names.append(await _name_on_discord(discord_settings(configuration.discord, token)))
    return names


async def _name_on_discord(settings: DiscordSettings) -> str:
    where = "Discord" if settings.api_base == API_BASE else settings.api_base
    try:
        async with asyncio.timeout(ASK_FOR), inspecting(settings) as inspector:
            return f"as {inspector.identity.name} on {where}"
    except (BusyError, TimeoutError):
        return f"on {where} (which does not answer at the moment, and is tried again)"


def _end(stop: asyncio.Event) -> None:
    """End cleanly; whoever cannot wait may ask again."""
    stop.set()
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.remove_signal_handler(number)


async def run_until(stop: asyncio.Event, program: Program, *, grace: float = GRACE) -> None:
    """Run a program until ``stop`` is set, and then for ``grace`` seconds at most.

    Raises:
        PlatformError, StorageError: as ``Program.run``.
    """
    running = asyncio.create_task(program.run(stop), name="program")
    stopping = asyncio.create_task(stop.wait(), name="stopping")
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            await asyncio.wait({running}, timeout=grace)
        if running.done():
            running.result()
        else:
            log.warning("cut short", seconds=grace)
    finally:
        stopping.cancel()
        running.cancel()
        # Waited for and not asked: what it fails with while it is cut short, asyncio puts into the log.
        await asyncio.wait({running}, timeout=1)
