"""``folkmoot run`` as a process of its own, which may be killed and started again at once.

What it imports takes a second, and in that nothing can go wrong: so a process that has done so divides itself for each
start, and it is the half that runs which is killed.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]

LOADED = """
import json, os, sys
from bot.cli import main
{prepare}
for line in iter(sys.stdin.readline, ""):
    arguments = json.loads(line)
    child = os.fork()
    if child == 0:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        main(arguments)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Killable:
    """``folkmoot run`` with these settings. ``prepare`` is Python that is run once, when all is imported."""

    def __init__(self, config: Path, environment: Mapping[str, str], *, prepare: str = "") -> None:
        self._arguments = ["run", "--config", str(config)]
        self._environment = environment
        self._program = LOADED.format(prepare=prepare)
        self._loaded: asyncio.subprocess.Process
        self._running = 0

    async def __aenter__(self) -> Self:
        self._loaded = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", self._program),
            cwd=ROOT,
            env={**os.environ, **self._environment},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._running:
            with suppress(ProcessLookupError):
                os.kill(self._running, signal.SIGKILL)
        assert self._loaded.stdin is not None
        self._loaded.stdin.close()
        await self._loaded.communicate()

    async def start(self) -> None:
        """Start it."""
        assert self._loaded.stdin is not None
        self._loaded.stdin.write(json.dumps(self._arguments).encode() + b"\n")
        self._running = await self._said()

    async def end(self, how: signal.Signals) -> int:
        """End it; give its exit status, which is what ended it (below 0) where it was killed."""
        os.kill(self._running, how)
        status = await self._said()
        self._running = 0
        return status

    async def _said(self) -> int:
        assert self._loaded.stdout is not None
        return int(await self._loaded.stdout.readline())
