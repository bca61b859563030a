"""Tells Discord which commands there are, when they are others than it was told last."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import TYPE_CHECKING, Final

import structlog

from adapters.backoff import Backoff
from adapters.discord.errors import Deed, doing
from adapters.discord.slash import payloads
from adapters.failures import place
from adapters.platform import BusyError, PlatformError

if TYPE_CHECKING:
    from adapters.discord.client import Client
    from adapters.platform import Notes

log = structlog.get_logger()

NOTE: Final = "commands"
PUBLISH: Final = Deed("tell Discord my commands")


class Publisher:
    """Publishes the commands of the bot, once while the program runs."""

    def __init__(self, client: Client, notes: Notes, *, backoff: Backoff | None = None) -> None:
        self._client = client
        self._notes = notes
        self._backoff = backoff or Backoff(first=1.0, most=300.0)
        self._working: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Publish them in the background, as soon as Discord takes them; called again, it does nothing."""
        if self._working is None:
            self._working = asyncio.get_running_loop().create_task(self._publish())

    async def close(self) -> None:
        """Give up what is still to be done."""
        if self._working is not None:
            self._working.cancel()
            await asyncio.wait({self._working})

    async def _publish(self) -> None:
        while True:
            try:
                await self._published()
            except BusyError as error:
                log.warning("discord.commands_not_taken_yet", error=str(error))
            except PlatformError as error:
                log.error("discord.commands_not_taken", error=str(error))  # noqa: TRY400 (typed commands work all the same)
                return
            except Exception as error:  # noqa: BLE001 (what we remember may not be there to be read yet)
                log.warning("discord.commands_not_published_yet", error=place(error))
            else:
                return
            await asyncio.sleep(self._backoff.next())

    async def _published(self) -> None:
        commands, application = payloads(), self._client.application_id
        if application is None:
            raise BusyError("Not logged in yet.", retry_after=1.0)
        # Another application has none of what this one was told.
        digest = hashlib.sha256(json.dumps([application, commands], sort_keys=True).encode()).hexdigest()
        if (await self._notes.all()).get(NOTE) == digest:
            return
        with doing(PUBLISH):
            await self._client.http.bulk_upsert_global_commands(application, commands)
        await self._notes.put(NOTE, digest)
        log.info("discord.commands_published", commands=len(commands))
