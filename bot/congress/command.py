"""``folkmoot congress``: a movement's assemblies, founded in bulk."""

import asyncio
from functools import partial
from pathlib import Path

import click

from bot.congress import creating, founding
from bot.congress.reading import Sheet
from bot.options import said_again_where_cut_short, with_config
from bot.settings import chosen_file, load
from deliberation.rules import PRESETS


@click.group("congress")
def congress() -> None:
    """The national assembly, the regions and the constituencies of a movement."""


@congress.command("create")
@click.argument("constituencies", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_config
@click.option(
    "--regions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of the regions. Otherwise they are those that the constituencies name.",
)
@click.option("--national", default="", help="What the national assembly is called. Needed the first time.")
@click.option(
    "--electoral-society", "society", default="", help="What the society is called whose officers return elections."
)
@click.option(
    "--rules",
    type=click.Choice(tuple(PRESETS)),
    default="folkmoot",
    show_default=True,
    help="The rules that each begins with.",
)
@click.option(
    "--venues",
    type=click.Choice((founding.ON_DEMAND, founding.NONE)),
    help="Whether rooms are made when somebody first wants to come in.  [default: as before; none at first]",
)
@click.option("--yes", is_flag=True, help="Do it. Otherwise it is only said what would be done.")
def create_congress(
    constituencies: Path,
    file: Path | None,
    *,
    regions: Path | None,
    national: str,
    society: str,
    rules: str,
    venues: str | None,
    yes: bool,
) -> None:
    """Found in bulk what the file CONSTITUENCIES names, and what of it is not there yet.

    Its columns: name, region, short_name, purpose; all but the first may be left out. A file of regions has the columns
    name, short_name, purpose. docs/congress.md says the rest.
    """
    order = founding.Order(
        constituencies=_sheet(constituencies),
        regions=_sheet(regions) if regions is not None else None,
        national=national,
        society=society,
        preset=rules,
        venues=venues or "",
    )
    configuration = load(chosen_file(file))
    progress = partial(click.echo, err=True)
    with said_again_where_cut_short():
        sound = asyncio.run(creating.create(configuration, order, yes=yes, tell=click.echo, progress=progress))
    raise SystemExit(int(not sound))


def _sheet(file: Path) -> Sheet:
    return Sheet(name=file.name, data=file.read_bytes())
