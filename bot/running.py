"""``folkmoot run``: the program in service, until it is told to end."""

import asyncio
import signal
from collections.abc import Mapping
from typing import Final

import structlog

from adapters.matrix.settings import MatrixSettings
from adapters.platform import Platform
from bot import database, logs
from bot.alone import alone
from bot.complaints import SettingsError
from bot.credentials import Credentials, matrix_credentials
from bot.database import Tell
from bot.program import Program
from bot.settings import Configuration, MatrixSection
from bot.wiring import matrix_platform
from storage.engine import parse
from storage.port import Store

log = structlog.get_logger(__name__)

GRACE: Final = 8.0
"""Seconds to end in once it is told to; what is owed is kept, so nothing is lost by ending sooner."""

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


async def serve(configuration: Configuration, tell: Tell) -> None:
    """Run until a signal ends it.

    Raises:
        SettingsError: nothing is turned on, a secret is missing, or it runs already.
        StorageError: the database cannot be used.
        PlatformError: a platform will not have us; the message says what to do.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, _end, stop)
    matrix = enabled_matrix(configuration)
    credentials = matrix_credentials(configuration)
    set_up_log(configuration, credentials)
    with alone(configuration.beside(matrix.store)):
        store = await database.opened(configuration, tell)
        try:
            platforms = await _platforms(configuration, credentials, store)
            tell(f"Folkmoot runs as {matrix.user} on {matrix.homeserver}. Ctrl-C ends it.")
            await run_until(stop, Program(store=store, platforms=platforms))
        finally:
            await store.close()


def set_up_log(configuration: Configuration, credentials: Credentials, *, level: str = "") -> None:
    """Set the log up as the settings say (or at another ``level``), with every secret kept out of it."""
    settings = configuration.settings.log
    password = parse(configuration.database_url).password
    logs.configure(level=level or settings.level, form=settings.format, secrets=(*credentials.all, str(password or "")))


def enabled_matrix(configuration: Configuration) -> MatrixSection:
    """Give the settings of Matrix.

    Raises:
        SettingsError: it is not turned on, so there is nothing to run.
    """
    matrix = configuration.settings.matrix
    if matrix is None:
        raise SettingsError(
            f"No platform is set up, so there is nothing to run: {configuration.file} has no section [matrix]. "
            "To write one, run `folkmoot init`; config.example.toml shows it."
        )
    if not matrix.enabled:
        raise SettingsError(
            "No platform is turned on, so there is nothing to run: put enabled = true into [matrix] of "
            f"{configuration.file}."
        )
    return matrix


def matrix_settings(configuration: Configuration, credentials: Credentials) -> MatrixSettings:
    """Put together what the Matrix adapter must be told."""
    matrix = enabled_matrix(configuration)
    return MatrixSettings(
        homeserver=matrix.homeserver,
        user_id=matrix.user,
        store=configuration.beside(matrix.store),
        password=credentials.password,
        access_token=credentials.access_token,
        device_name=matrix.device_name,
        prefix=matrix.prefix,
        encrypt_private=matrix.encrypt_private,
    )


async def _platforms(configuration: Configuration, credentials: Credentials, store: Store) -> Mapping[str, Platform]:
    settings = matrix_settings(configuration, credentials)
    matrix = matrix_platform(settings, cursor=await store.cursor("matrix") or "")
    return {matrix.name: matrix}


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
