"""The command line: ``folkmoot``. What each subcommand does is in a module of its own."""

import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from adapters.donations.law import NO_ADVICE
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
from bot.congress import creating, founding
from bot.congress.reading import Sheet
from bot.counting.command import count
from bot.demo import playing
from bot.donations import addresses
from bot.donations import exporting as gifts
from bot.donations.addresses import DonorError
from bot.roster import operating
from bot.roster.importing import today_in
from bot.roster.records import RosterError
from bot.settings import CONFIG_VARIABLE, FILE_NAME, Configuration, chosen_file, load
from bot.sheets import SheetError
from deliberation.rules import PRESETS
from deliberation.verifying import Report
from storage.port import StorageError

F = TypeVar("F", bound=Callable[..., Any])

_TROUBLES: Final = (
    *(StorageError, PlatformError, RosterError),
    *(exporting.NoSuchAssemblyError, verification.RegisterFileError, ballot_files.NoPapersError),
)
"""What is said in a sentence of its own."""

_TROUBLE: Final = 2
"""The exit status where something outside the program stands in the way."""

_CUT_SHORT: Final = 130
"""The exit status after Ctrl-C, as shells have it."""


class Folkmoot(click.Group):
    """The group of all subcommands; it puts expected troubles into words."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a subcommand."""
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            sentences = list(error.problems)
        except (StorageError, PlatformError, SheetError, DonorError) as error:
            sentences = [str(error).strip() or type(error).__name__]
        except (exporting.NoSuchAssemblyError, verification.RegisterFileError, ballot_files.NoPapersError) as error:
            sentences = [str(error).strip() or type(error).__name__]
        for sentence in sentences:
            click.echo(f"✘ {sentence}", err=True)
        return ctx.exit(_TROUBLE)


@contextmanager
def _said_again_where_cut_short() -> Iterator[None]:
    """Say of something that may be done over again what Ctrl-C left of it. Its status is no refusal's."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("✘ Cut short. Say the same again: what is not done yet is done then.", err=True)
        raise SystemExit(_CUT_SHORT) from None


def with_config(command: F) -> F:
    """Let a subcommand be told which settings file to use."""
    return click.option(
        "--config",
        "file",
        type=click.Path(dir_okay=False, path_type=Path),
        help=f"The settings file. Otherwise the one that {CONFIG_VARIABLE} names, or {FILE_NAME} in this folder.",
    )(command)


@click.group(cls=Folkmoot, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="folkmoot", prog_name="folkmoot")
def main() -> None:
    """Folkmoot: assemblies decide by consensus, in the Matrix rooms and Discord channels where they already talk.

    To try it without a server: folkmoot rehearse.
    To set a bot up: folkmoot init, then folkmoot doctor, then folkmoot run.
    """


main.add_command(count)


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
    store = await database.existing(configuration)
    try:
        lines = await exporting.listed(store)
    finally:
        await store.close()
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
    store = await database.existing(configuration)
    try:
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
    finally:
        await store.close()


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
    if output is not None:
        if not output.parent.is_dir():
            raise click.ClickException(f"There is no folder {output.parent}.")
        if output.exists():
            click.confirm(f"{output} is there already. Write it anew?", abort=True)
    asyncio.run(_export(load(chosen_file(file)), assembly, form, output))


async def _export(configuration: Configuration, name: str, form: str, output: Path | None) -> None:
    store = await database.existing(configuration)
    try:
        held = await exporting.find(store, name)
        if output is None:
            async for part in exporting.exported(store, held, form):
                click.echo(part, nl=False)
            return
        parts = [part async for part in exporting.exported(store, held, form)]
    finally:
        await store.close()
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
    if output is not None and not output.parent.is_dir():
        raise click.ClickException(f"There is no folder {output.parent}.")
    if output is not None and output.exists():
        click.confirm(f"{output} is there already. Write it anew?", abort=True)
    asyncio.run(_ballots(load(chosen_file(file)), assembly, ballot, output))


async def _ballots(configuration: Configuration, name: str, ballot: str, output: Path | None) -> None:
    store = await database.existing(configuration)
    try:
        poll = ballot_files.counted((await exporting.find(store, name)).assembly, ballot)
    finally:
        await store.close()
    papers = ballot_files.written(poll)
    if output is None:
        click.echo(papers, nl=False)
    else:
        safe_files.write_privately(output, papers)
        click.echo(f"Written: {output} (only you can read it)", err=True)
    named = str(output) if output is not None else f"B{poll.number}.{ballot_files.ending(poll)}"
    click.echo(ballot_files.how_to_count(poll, named), err=True)


@main.group("roster")
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
    if report is not None and report.exists():
        if report.samefile(members):
            raise click.UsageError("The report would take the place of the list itself: give it another name.")
        click.confirm(f"{report} is there already. Write it anew?", abort=True)
    wishes = operating.Wishes(report=report, **flags)
    configuration = load(chosen_file(file))
    with _said_again_where_cut_short():
        done = asyncio.run(_import_roster(configuration, members, wishes))
    raise SystemExit(int(not done))


async def _import_roster(configuration: Configuration, members: Path, wishes: operating.Wishes) -> bool:
    store = await database.existing(configuration)
    try:
        return await operating.import_file(store, members, wishes, configuration.zone, click.echo)
    finally:
        await store.close()


@roster.command("list")
@with_config
def list_roster(file: Path | None) -> None:
    """List who is a member and until when, where, and with which accounts."""
    asyncio.run(_list_roster(load(chosen_file(file))))


async def _list_roster(configuration: Configuration) -> None:
    store = await database.existing(configuration)
    try:
        async for line in operating.listed(store, today_in(configuration.zone)):
            click.echo(line)
    finally:
        await store.close()


@main.command("donations")
@click.argument("assembly", required=False)
@with_config
@click.option(
    "--csv",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write. It names people and where they live: only you can read it.",
)
def export_donations(assembly: str | None, file: Path | None, output: Path) -> None:
    """Write every gift to an ASSEMBLY for its treasurer, with names, addresses and what the law asks: as CSV.

    It files nothing and is no legal advice. docs/donations.md says the rest.
    """
    if not output.parent.is_dir():
        raise click.ClickException(f"There is no folder {output.parent}.")
    if output.exists():
        click.confirm(f"{output} is there already. Write it anew?", abort=True)
    asyncio.run(_export_donations(load(chosen_file(file)), assembly, output))


async def _export_donations(configuration: Configuration, name: str | None, output: Path) -> None:
    store = await database.existing(configuration)
    try:
        held = await gifts.chosen(store, name)
        text = await gifts.table(store, held.assembly)
    finally:
        await store.close()
    safe_files.write_privately(output, f"\ufeff{text}")
    click.echo(f"Written: {output} (only you can read it). {NO_ADVICE}")


@main.group("donors")
def donors() -> None:
    """Keep where those who give live, apart from all else: docs/donations.md."""


_of_assembly = click.option("--assembly", "name", help="Its short name, where gifts are recorded in several.")


@donors.command("list")
@with_config
@_of_assembly
def list_donors(file: Path | None, name: str | None) -> None:
    """List who gave, with their codes, and whether an address is kept."""
    asyncio.run(_list_donors(load(chosen_file(file)), name))


async def _list_donors(configuration: Configuration, name: str | None) -> None:
    store = await database.existing(configuration)
    try:
        held = await gifts.chosen(store, name)
        for line in await addresses.listed(store, held.assembly):
            click.echo(line)
    finally:
        await store.close()


@donors.command("address")
@click.argument("donor")
@with_config
@_of_assembly
@click.option("--from", "source", type=click.File("r", encoding="utf-8"), default="-", help="A file with the address.")
@click.option("--erase", is_flag=True, help="Keep the address no longer.")
def keep_address(donor: str, file: Path | None, name: str | None, source: Any, *, erase: bool) -> None:
    """Keep the address of a DONOR (a code, or the whole name), which is read from what comes in, or a file."""
    address = None if erase else addresses.read_address(source.read())
    asyncio.run(_keep_address(load(chosen_file(file)), name, donor, address))


async def _keep_address(configuration: Configuration, name: str | None, donor: str, address: str | None) -> None:
    store = await database.existing(configuration)
    try:
        held = await gifts.chosen(store, name)
        found = addresses.donor_meant(held.assembly, donor)
        await addresses.keep(store, held.assembly, [(found.id, address)])
    finally:
        await store.close()
    click.echo("The address is erased." if address is None else "The address is kept.")


@donors.command("import")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_config
@_of_assembly
def import_addresses(table: Path, file: Path | None, name: str | None) -> None:
    """Keep the addresses that a CSV file lists: donor, address. All of them or, where a row is wrong, none."""
    data = table.read_bytes()
    raise SystemExit(int(not asyncio.run(_import_addresses(load(chosen_file(file)), name, data))))


async def _import_addresses(configuration: Configuration, name: str | None, data: bytes) -> bool:
    store = await database.existing(configuration)
    try:
        held = await gifts.chosen(store, name)
        return await addresses.take_in(store, held.assembly, data, click.echo)
    finally:
        await store.close()


@donors.command("erase")
@click.argument("donor")
@with_config
@_of_assembly
@click.option("--yes", is_flag=True, help="Do it. Otherwise it is asked about.")
def erase_donor(donor: str, file: Path | None, name: str | None, *, yes: bool) -> None:
    """Erase the name, the facts and the address of a DONOR, once they need not be known any more."""
    if not yes:
        click.confirm("Their name and address cannot be brought back; their gifts stay. Erase them?", abort=True)
    asyncio.run(_erase_donor(load(chosen_file(file)), name, donor))


async def _erase_donor(configuration: Configuration, name: str | None, donor: str) -> None:
    store = await database.existing(configuration)
    try:
        held = await gifts.chosen(store, name)
        found = addresses.donor_meant(held.assembly, donor)
        await addresses.erase(store, held.assembly.id, found, SystemClock().now())
    finally:
        await store.close()
    click.echo("Erased. Their gifts stay, without their name.")


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


@main.group("congress")
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
    with _said_again_where_cut_short():
        sound = asyncio.run(creating.create(configuration, order, yes=yes, tell=click.echo, progress=progress))
    raise SystemExit(int(not sound))


def _sheet(file: Path) -> Sheet:
    return Sheet(name=file.name, data=file.read_bytes())
