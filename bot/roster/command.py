"""``folkmoot roster``: the list of members, taken in and looked at."""

import asyncio
from pathlib import Path

import click

from bot import database
from bot.options import may_write, said_again_where_cut_short, with_config
from bot.roster import operating
from bot.roster.importing import today_in
from bot.settings import Configuration, chosen_file, load


@click.group("roster")
def roster() -> None:
    """Keep who is a member, and until when: docs/roster.md."""


@roster.command("import")
@click.argument("members", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_config
@click.option("--yes", is_flag=True, help="Do it. Without this, only say what would be done.")
@click.option("--partial", is_flag=True, help="Leave out rows that are refused, and end no membership for absence.")
@click.option("--remove-many", is_flag=True, help="Do it even where most members are no longer in the file.")
@click.option("--invite-again", is_flag=True, help="Make new codes also for those who were invited before.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write every change and complaint into this file."
)
def import_roster(members: Path, file: Path | None, report: Path | None, **flags: bool) -> None:
    """Take in a list of all MEMBERS, a CSV file: person, accounts, email, constituency, paid_until."""
    if report is not None and report.exists() and report.samefile(members):
        raise click.UsageError("The report would take the place of the list itself: give it another name.")
    may_write(report)
    wishes = operating.Wishes(report=report, **flags)
    configuration = load(chosen_file(file))
    with said_again_where_cut_short():
        done = asyncio.run(_import_roster(configuration, members, wishes))
    raise SystemExit(int(not done))


async def _import_roster(configuration: Configuration, members: Path, wishes: operating.Wishes) -> bool:
    async with database.existing(configuration) as store:
        return await operating.import_file(store, members, wishes, configuration.zone, click.echo)


@roster.command("list")
@with_config
def list_roster(file: Path | None) -> None:
    """List who is a member and until when, where, and with which accounts."""
    asyncio.run(_list_roster(load(chosen_file(file))))


async def _list_roster(configuration: Configuration) -> None:
    async with database.existing(configuration) as store:
        async for line in operating.listed(store, today_in(configuration.zone)):
            click.echo(line)
