"""``folkmoot donations`` and ``folkmoot donors``: the treasurer's table, and where those who give live."""

import asyncio
from pathlib import Path
from typing import Any

import click

from adapters.donations.law import NO_ADVICE
from bot import database, safe_files
from bot.clock import SystemClock
from bot.donations import addresses, exporting
from bot.options import may_write, with_config
from bot.settings import Configuration, chosen_file, load


@click.command("donations")
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
    may_write(output)
    asyncio.run(_export_donations(load(chosen_file(file)), assembly, output))


async def _export_donations(configuration: Configuration, name: str | None, output: Path) -> None:
    async with database.existing(configuration) as store:
        held = await exporting.chosen(store, name)
        text = await exporting.table(store, held.assembly)
    safe_files.write_privately(output, f"\ufeff{text}")
    click.echo(f"Written: {output} (only you can read it). {NO_ADVICE}")


@click.group("donors")
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
    async with database.existing(configuration) as store:
        held = await exporting.chosen(store, name)
        for line in await addresses.listed(store, held.assembly):
            click.echo(line)


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
    async with database.existing(configuration) as store:
        held = await exporting.chosen(store, name)
        found = addresses.donor_meant(held.assembly, donor)
        await addresses.keep(store, held.assembly, [(found.id, address)])
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
    async with database.existing(configuration) as store:
        held = await exporting.chosen(store, name)
        return await addresses.take_in(store, held.assembly, data, click.echo)


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
    async with database.existing(configuration) as store:
        held = await exporting.chosen(store, name)
        found = addresses.donor_meant(held.assembly, donor)
        await addresses.erase(store, held.assembly.id, found, SystemClock().now())
    click.echo("Erased. Their gifts stay, without their name.")
