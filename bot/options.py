"""What several subcommands of the command line have in common: options, and words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from bot.settings import CONFIG_VARIABLE, FILE_NAME

F = TypeVar("F", bound=Callable[..., Any])

_CUT_SHORT: Final = 130
"""The exit status after Ctrl-C, as shells have it."""


def with_config(command: F) -> F:
    """Let a subcommand be told which settings file to use."""
    return click.option(
        "--config",
        "file",
        type=click.Path(dir_okay=False, path_type=Path),
        help=f"The settings file. Otherwise the one that {CONFIG_VARIABLE} names, or {FILE_NAME} in this folder.",
    )(command)


@contextmanager
def said_again_where_cut_short() -> Iterator[None]:
    """Say of something that may be done over again what Ctrl-C left of it. Its status is no refusal's."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("✘ Cut short. Say the same again: what is not done yet is done then.", err=True)
        raise SystemExit(_CUT_SHORT) from None


def may_write(output: Path | None) -> None:
    """See that a file can be written, and ask first where one is there.

    Raises:
        ClickException, Abort: there is no such folder; or it is not to be written anew.
    """
    if output is not None and not output.parent.is_dir():
        raise click.ClickException(f"There is no folder {output.parent}.")
    if output is not None and output.exists():
        click.confirm(f"{output} is there already. Write it anew?", abort=True)
