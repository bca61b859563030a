"""Where those who give live: kept by the operator or the treasurer on the machine, never in chat, never in a log.

An address goes with the donor's name: both are erased once they need not be known any more.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from adapters.cleaning import clean, clean_line
from adapters.donations.law import law
from adapters.donations.reading import codes, donor_coded, donor_named
from adapters.phrases import count
from bot import sheets
from bot.halls import Halls
from bot.people import People
from bot.sheets import Form, quoted
from bot.sitting import Sitting
from deliberation.assembly import Assembly
from deliberation.commands import EraseDonor
from deliberation.donations import Donor, day_in
from deliberation.ids import AssemblyId, DonorId
from deliberation.refusals import DonorStillKept
from deliberation.register import read_event
from deliberation.treasury import source_of
from storage.port import Store, Work

LONGEST: Final = 500
"""Characters of an address."""

FORM: Final = Form(
    columns=("donor", "address"),
    required=("donor", "address"),
    also_called={"name": "donor", "code": "donor"},
    most_rows=20_000,
    most_bytes=5_000_000,
)

_SEALED: Final = {"DonorNoted": ("name", "facts"), "GiftRecorded": ("form",)}
"""The texts that say who gave, and what, by the entry beside which they stand."""


class DonorError(Exception):
    """Nothing was done about a donor; the message is a sentence that says why."""


def donor_meant(assembly: Assembly, text: str) -> Donor:
    """Find a donor by their code or their whole name.

    Raises:
        DonorError: nobody who gave is called so.
    """
    found = donor_coded(assembly, text) or donor_named(assembly, text)
    if found is None:
        raise DonorError(
            f"Nobody who gave to {assembly.name} goes by {quoted(text)}. `folkmoot donors list` lists them."
        )
    return found


def read_address(text: str) -> str:
    """Tidy an address, which may have several lines.

    Raises:
        DonorError: there is nothing, or it is too long to be one.
    """
    address = clean(text).strip()
    if not address:
        raise DonorError("There was no address, so nothing was changed. To erase one: --erase")
    if len(address) > LONGEST:
        raise DonorError(f"An address has at most {LONGEST} characters; this one has {len(address):,}.")
    return address


async def keep(store: Store, assembly: Assembly, addresses: Iterable[tuple[DonorId, str | None]]) -> None:
    """Keep addresses, or erase those that are ``None``."""
    work = Work()
    for donor, address in addresses:
        work.addresses[assembly.id, source_of(assembly, donor)] = address
    await store.commit(work)


async def take_in(store: Store, assembly: Assembly, data: bytes, tell: Callable[[str], None]) -> bool:
    """Keep the addresses that a CSV file lists, all of them or, where a row is wrong, none; say whether it was done.

    Raises:
        SheetError: the file is not of its form.
    """
    _columns, records = sheets.read(data, FORM)
    found: dict[DonorId, str] = {}
    wrong: list[str] = []
    for record in records:
        try:
            if record.odd:
                raise DonorError(record.odd)
            donor = donor_meant(assembly, record.texts["donor"])
            found[donor.id] = read_address(record.texts["address"])
        except DonorError as error:
            wrong.append(f"✘ Line {record.line}: {error}")
    if wrong:
        for line in wrong[:20]:
            tell(line)
        tell(f"Nothing was changed: {count(len(wrong), 'row is', 'rows are')} wrong.")
        return False
    await keep(store, assembly, found.items())
    tell(f"Kept: {count(len(found), 'address', 'addresses')}.")
    return True


async def listed(store: Store, assembly: Assembly) -> list[str]:
    """List who gave, with their codes, and whether an address is kept; the addresses themselves are in no list."""
    kept, coded = await store.addresses(assembly.id), codes(assembly)
    lines = []
    for donor in assembly.donors.values():
        if donor.same_as is None:
            has = "address kept" if donor.id in kept else "no address"
            name = clean_line(donor.name, limit=80) or "(erased)"
            lines.append(f"{coded[donor.id]}  {has:12}  {donor.basis}: {name}")
    return lines


async def erase(store: Store, assembly: AssemblyId, donor: Donor, now: datetime) -> None:
    """Erase who a donor was, their address with it, once the law asks for it no longer.

    Raises:
        DonorError: it must be known for longer.
    """
    sitting = Sitting(halls=Halls(store), people=People(store), now=now)
    held = await sitting.assembly(assembly)
    if held is None:
        raise DonorError("There is no such assembly any more.")
    years = law().figure("kept_years", day_in(now, held.rules.time_zone)).value
    alike = {each for each in held.donors if source_of(held, each) == source_of(held, donor.id)}
    result = await sitting.carry_out(assembly, EraseDonor(donor=donor.id, years=years))
    if isinstance(result, DonorStillKept):
        raise DonorError(
            f"Who gave must be known for {years} years after the last year in which they did: here until"
            f" {result.until.isoformat()}. Nothing was erased."
        )
    if not isinstance(result, list):
        raise DonorError("Nothing was erased.")
    work = sitting.finish()
    async for entry in store.entries(assembly):
        event, _at = read_event(entry)
        kind = type(event).__name__
        if kind in _SEALED and getattr(event, "donor", None) in alike:
            work.unsealed += [(assembly, entry.number, field) for field in _SEALED[kind]]
    work.addresses |= {(assembly, each): None for each in alike}
    await store.commit(work)
