"""``folkmoot rehearse`` at a terminal or through a pipe: reads lines, and writes what a rehearsal tells."""

import asyncio
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from typing import Final, TextIO

import click

from adapters.columns import wrapped
from bot import logs
from bot.rehearsal import lines_of, rehearsing

_PROMPT: Final = "> "
_WIDEST: Final = 100


def play(people: Sequence[str], source: TextIO) -> None:
    """Play a rehearsal of the lines from ``source``, to its end or until somebody has had enough."""
    logs.configure(level="warning")
    by_hand = source.isatty()
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            rehearsal = runner.run(stack.enter_async_context(rehearsing(people, _tell)))
            for line in lines_of(_typed() if by_hand else source):
                if not by_hand:
                    _echo(line)
                runner.run(rehearsal.take(line))
                if rehearsal.over:
                    break
        except KeyboardInterrupt:
            click.echo()
        finally:
            runner.run(stack.aclose())
    click.echo("The rehearsal is over.")


def _typed() -> Iterator[str]:
    """Read what is typed by hand, with a history where the machine has one."""
    with suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - importing it is what switches it on

    while True:
        try:
            yield input(_PROMPT)
        except EOFError:
            click.echo()
            return


def _echo(line: str) -> None:
    if line.strip():
        click.echo("\n".join(f"{_PROMPT}{part}" for part in line.split("\n")))


def _tell(text: str) -> None:
    """Write a text and an empty line, no wider than the screen where there is one."""
    if sys.stdout.isatty():
        width = min(shutil.get_terminal_size().columns - 1, _WIDEST)
        text = "\n".join(wrapped(line, width) for line in text.split("\n"))
    click.echo(f"{text}\n")
