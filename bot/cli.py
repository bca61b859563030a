"""The command line: ``folkmoot``. What each subcommand does is in a module of its own."""

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import click

from adapters.platform import PlatformError
from bot import (
    ballot_files,
    database,
    doctor,
    example,
    exporting,
    findings,
    logs,
    running,
    safe_files,
    setting_up,
    terminal,
    verification,
)
from bot.clock import SystemClock
from bot.complaints import SettingsError
from bot.congress.command import congress
from bot.counting.command import count
from bot.demo import playing
from bot.donations.addresses import DonorError
from bot.donations.command import donors, export_donations
from bot.options import may_write, with_config
from bot.polling.checkup import give_up_keys
from bot.roster.command import roster
from bot.settings import Configuration, chosen_file, load
from bot.sheets import SheetError
from deliberation.verifying import Report
from storage.port import StorageError

_TROUBLES: Final = (
    *(StorageError, PlatformError, SheetError, DonorError),
    *(exporting.NoSuchAssemblyError, verification.RegisterFileError, ballot_files.NoPapersError),
)
"""What is said in a sentence of its own."""

_TROUBLE: Final = 2
"""The exit status where something outside the program stands in the way."""


class Folkmoot(click.Group):
    """The group of all subcommands; it puts expected troubles into words."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a subcommand."""
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            sentences = list(error.problems)
        except _TROUBLES as error:
            sentences = [str(error).strip() or type(error).__name__]
        for sentence in sentences:
            click.echo(f"✘ {sentence}", err=True)
        return ctx.exit(_TROUBLE)


@click.group(cls=Folkmoot, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="folkmoot", prog_name="folkmoot")
def main() -> None:
    """Folkmoot: assemblies decide by consensus, in the Matrix rooms and Discord channels where they already talk.

    To try it without a server: folkmoot rehearse.
    To set a bot up: folkmoot init, then folkmoot doctor, then folkmoot run.
    """


for each in (count, roster, export_donations, donors, congress):
    main.add_command(each)


@main.command("init")
@with_config
@click.option("--defaults", is_flag=True, help="Ask nothing: write the example as it is, to be edited.")
@click.option("--print", "only_print", is_flag=True, help="Print the commented example, and write nothing.")
def init(file: Path | None, *, defaults: bool, only_print: bool) -> None:
    """Write a settings file, asking what it needs to know."""
    if only_print:
        click.echo(example.written(), nl=False)
        return
    where = chosen_file(file)
    if not where.parent.is_dir():
        raise click.ClickException(f"There is no folder {where.parent}.")
    if where.exists():
        if defaults:
            raise click.ClickException(f"{where} is there already, and is left as it is. Move it away to begin anew.")
        click.confirm(f"{where} is there already. Write it anew, and lose what it says?", abort=True)
    answers = setting_up.Answers() if defaults else setting_up.ask(where.parent)
    for line in setting_up.write(where, answers):
        click.echo(line)
    click.echo(setting_up.next_steps(where, answers.values))


@main.command("doctor")
@with_config
def examine(file: Path | None) -> None:
    """See whether everything is as a bot in service needs it."""
    raise SystemExit(asyncio.run(_examine(chosen_file(file))))


async def _examine(file: Path) -> int:
    found = []
    async for finding in doctor.examine(file):
        found.append(finding)
        for line in findings.lines(finding):
            click.echo(line)
    click.echo(f"\n{findings.summary(found)}")
    return int(not all(finding.ok for finding in found))


@main.command("run")
@with_config
def run(file: Path | None) -> None:
    """Run the bot, until Ctrl-C or SIGTERM ends it."""
    asyncio.run(running.serve(load(chosen_file(file)), click.echo))


@main.command("migrate")
@with_config
@click.option(
    "--backups",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the copy that is made of a SQLite database. Otherwise beside it.",
)
def bring_up_to_date(file: Path | None, backups: Path | None) -> None:
    """Bring the database up to date with this version of the program."""
    asyncio.run(database.bring_up_to_date(load(chosen_file(file)), click.echo, backups=backups))


@main.command("assemblies")
@with_config
def list_assemblies(file: Path | None) -> None:
    """List the assemblies."""
    asyncio.run(_list(load(chosen_file(file))))


async def _list(configuration: Configuration) -> None:
    async with database.existing(configuration) as store:
        lines = await exporting.listed(store)
    for line in lines or ["There is no assembly yet.", *setting_up.how_to_found(configuration)]:
        click.echo(line)


@main.command("verify")
@click.argument("assembly", required=False)
@with_config
@click.option("--all", "every", is_flag=True, help="Verify every assembly.")
@click.option(
    "--register", "register", type=click.File("r", encoding="utf-8"), help="Verify a file that `export` wrote."
)
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    help="A hash that the bot posted at a closing: ENTRY:HASH. Repeatable.",
)
def verify(
    assembly: str | None, file: Path | None, *, every: bool, register: Any, checkpoints: tuple[str, ...]
) -> None:
    """Work a register out again, and every outcome in it.

    Of the ASSEMBLY that is named by its short name; where there is but one, of that. With --register, of a file alone:
    it needs neither settings nor a database.
    """
    try:
        posted = verification.read_checkpoints(checkpoints)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if register is not None:
        if assembly or every:
            raise click.UsageError("A file holds one assembly's register: leave out ASSEMBLY and --all.")
        reports = [(register.name, verification.checked(verification.read_file(register), posted))]
    else:
        reports = asyncio.run(_verify(load(chosen_file(file)), assembly, posted, every=every))
    for name, report in reports:
        for line in verification.told(report, name):
            click.echo(line)
    if any(report.sound and report.entries for _, report in reports):
        click.echo(verification.HOW_TO_HOLD)
    raise SystemExit(int(not all(report.sound and report.entries for _, report in reports)))


async def _verify(
    configuration: Configuration, name: str | None, posted: dict[int, str], *, every: bool
) -> list[tuple[str, Report]]:
    async with database.existing(configuration) as store:
        listings = await store.listings()
        if every:
            wanted = [(listing.slug, listing.id) for listing in listings]
        elif name:
            found = (await exporting.find(store, name)).assembly
            wanted = [(found.slug, found.id)]
        elif len(listings) == 1:
            wanted = [(listings[0].slug, listings[0].id)]
        else:
            raise click.UsageError(f"Which assembly? Name it, or say --all. There are: {exporting.known(listings)}.")
        if posted and len(wanted) > 1:
            raise click.UsageError("A checkpoint is of one assembly: name it.")
        if len(wanted) == 1:
            return [(slug, await verification.checked_in_store(store, each, posted)) for slug, each in wanted]
        reports = await verification.all_checked(store, [each for _, each in wanted], SystemClock())
        return [(slug, report) for (slug, _), report in zip(wanted, reports, strict=True)]


@main.command("export")
@click.argument("assembly")
@with_config
@click.option(
    "--format",
    "form",
    type=click.Choice(exporting.FORMATS),
    default="markdown",
    show_default=True,
    help="json: the register, which `verify --register` reads. csv: every check and decision. markdown: the minutes.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write into this file, not on the screen."
)
def export(assembly: str, file: Path | None, form: str, output: Path | None) -> None:
    """Write an ASSEMBLY's register, decisions or minutes for others to read."""
    may_write(output)
    asyncio.run(_export(load(chosen_file(file)), assembly, form, output))


async def _export(configuration: Configuration, name: str, form: str, output: Path | None) -> None:
    async with database.existing(configuration) as store:
        held = await exporting.find(store, name)
        if output is None:
            async for part in exporting.exported(store, held, form):
                click.echo(part, nl=False)
            return
        parts = [part async for part in exporting.exported(store, held, form)]
    # Spreadsheets take a CSV file for one in their own old code page unless it begins with this mark.
    safe_files.write_privately(output, ("\ufeff" if form == "csv" else "") + "".join(parts))
    click.echo(f"Written: {output} (only you can read it)")


@main.command("ballots")
@click.argument("assembly")
@click.argument("ballot")
@with_config
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write into this file, not on the screen."
)
def ballots(assembly: str, ballot: str, file: Path | None, output: Path | None) -> None:
    """Write the papers of an ASSEMBLY's BALLOT, such as B4, as `folkmoot count` reads them: docs/ballots.md."""
    may_write(output)
    asyncio.run(_ballots(load(chosen_file(file)), assembly, ballot, output))


async def _ballots(configuration: Configuration, name: str, ballot: str, output: Path | None) -> None:
    async with database.existing(configuration) as store:
        poll = ballot_files.counted((await exporting.find(store, name)).assembly, ballot)
    papers = ballot_files.written(poll)
    if output is None:
        click.echo(papers, nl=False)
    else:
        safe_files.write_privately(output, papers)
        click.echo(f"Written: {output} (only you can read it)", err=True)
    named = str(output) if output is not None else f"B{poll.number}.{ballot_files.ending(poll)}"
    click.echo(ballot_files.how_to_count(poll, named), err=True)


@main.command("keys-lost")
@with_config
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
def keys_lost(file: Path | None, *, yes: bool) -> None:
    """Say that the folder of the keys of ballots is gone for good: docs/secrecy.md.

    The bot then takes the folder as it is, and ballots whose keys are lost begin again. Where the folder is there,
    nothing is done.
    """
    if not yes:
        click.confirm("Is the folder of the keys gone for good? Open ballots then begin again", abort=True)
    asyncio.run(_keys_lost(load(chosen_file(file))))


async def _keys_lost(configuration: Configuration) -> None:
    folder = configuration.ballot_keys
    async with database.existing(configuration) as store:
        try:
            there, lost = await give_up_keys(store, folder)
        except OSError as error:
            why = error.strerror or error
            raise click.ClickException(f"It cannot be told whether {folder} is there: {why}.") from error
    if there:
        click.echo(f"Nothing was done: the folder {folder} is there, or no ballot has needed one yet.")
        return
    click.echo(f"Done. The bot goes on with the folder {folder} as it is.")
    for ballot in lost:
        click.echo(f"{ballot.name} begins again ({ballot.given} had voted), within a minute if the bot runs.")


@main.command("rehearse")
@click.option("--people", default="ada,ben,cleo", show_default=True, help="Who is in the room; the first runs it.")
@click.argument("script", type=click.File("r", encoding="utf-8"), required=False)
def rehearse(people: str, script: Any) -> None:
    """Try the bot here, as several people, with no server. Nothing of it is kept.

    A SCRIPT is a file with the lines that one would type; so is what comes in through a pipe.
    """
    names = [name for name in people.replace(",", " ").split() if name]
    terminal.play(_names(names), script or sys.stdin)


def _names(names: Iterable[str]) -> list[str]:
    kept = [name for name in dict.fromkeys(name.casefold() for name in names) if not set(name) & set(":/#+-[]")]
    if not kept:
        raise click.UsageError("Nobody is in the room: --people ada,ben,cleo")
    return kept


@main.command("demo")
@click.option("--stay", is_flag=True, help="Leave the homeserver running at the end, and say how to look in.")
@click.option("--offices", is_flag=True, help="Play the story of offices: an election, a recall, gifts.")
def demo(*, stay: bool, offices: bool) -> None:
    """See a whole consensus happen, on a homeserver of its own (needs the development packages)."""
    logs.configure(level="warning")
    raise SystemExit(asyncio.run(playing.play(stay=stay, offices=offices)))
