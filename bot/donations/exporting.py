"""``folkmoot donations``: every gift as the treasurer needs it, as CSV. It names people and where they live."""

import csv
import io
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from adapters.donations.law import NO_ADVICE
from adapters.donations.reaching import Reached, reached_by_all, report_due
from adapters.donations.reading import codes
from adapters.figures import OUTCOMES
from bot.cells import cell
from bot.exporting import NoSuchAssemblyError, find, known
from deliberation.assembly import Assembly
from deliberation.donations import Donation
from deliberation.treasury import source_of
from storage.port import Held, Store

COLUMNS: Final = (
    *("gift", "received", "pounds", "form", "state", "because", "send back before", "sent back"),
    *("donor", "name", "kind", "basis", "facts", "address", "given before in that year"),
    *("asked in", "how the members answered", "recorded", "decided"),
    *("a donation in law", "reportable by an accounting unit in", "reportable by a central party in", "note"),
)


async def chosen(store: Store, name: str | None) -> Held:
    """Find the assembly whose gifts are meant: the one named, or the only one that has been given anything.

    Raises:
        NoSuchAssemblyError: there is none, or there are several and none is named.
    """
    if name is not None:
        return await find(store, name)
    listings = await store.listings()
    held = (await store.load_many([each.id for each in listings])).values()
    giving = [each for each in held if each.assembly.donations]
    if len(giving) == 1:
        return giving[0]
    if not giving:
        raise NoSuchAssemblyError("No gift is recorded in any assembly.")
    raise NoSuchAssemblyError(f"Which assembly? Name it. There are: {known(listings)}.")


async def table(store: Store, assembly: Assembly) -> str:
    """Write every gift with all that is known of it; sums are pounds with two decimals, exact to the penny."""
    addresses = await store.addresses(assembly.id)
    coded, found = codes(assembly), reached_by_all(assembly)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for gift in assembly.donations.values():
        source = source_of(assembly, gift.donor)
        address = addresses.get(source, addresses.get(gift.donor, ""))
        row = _row(assembly, gift, coded[source], address, found[gift.number])
        writer.writerow([cell(value) for value in row])
    return out.getvalue()


def pounds(pence: int) -> str:
    """Write pence as decimal pounds: ``1234.05``."""
    return f"{pence // 100}.{pence % 100:02}"


def _row(assembly: Assembly, gift: Donation, code: str, address: str, found: Reached) -> list[object]:
    donor = assembly.donors[gift.donor]
    return [
        f"G{gift.number}",
        gift.given_on.isoformat(),
        pounds(gift.pence),
        f"in kind: {gift.form}" if gift.in_kind else gift.form,
        gift.state.value,
        gift.because,
        _time(gift.return_by, assembly),
        gift.returned_on.isoformat() if gift.returned_on else "",
        code,
        donor.name,
        donor.kind.value,
        donor.basis,
        donor.facts,
        address.replace("\n", ", "),
        pounds(gift.so_far),
        f"P{gift.proposal}" if gift.proposal is not None else "",
        _answer(assembly, gift),
        _time(gift.recorded_at, assembly),
        _time(gift.decided_at, assembly),
        *_law(found),
        NO_ADVICE,
    ]


def _answer(assembly: Assembly, gift: Donation) -> str:
    check = assembly.check_on(gift.proposal) if gift.proposal is not None else None
    if check is None:
        return ""
    return OUTCOMES[check.outcome] if check.outcome is not None else "Open"


def _law(found: Reached) -> list[str]:
    counts = "yes, and its source may not give" if found.impermissible else "yes" if found.counts else "no"
    quarters = (f"{each} (by {report_due(each).isoformat()})" if each else "" for each in (found.unit, found.party))
    return [counts, *quarters]


def _time(at: datetime | None, assembly: Assembly) -> str:
    return at.astimezone(ZoneInfo(assembly.rules.time_zone)).isoformat(" ", "minutes") if at else ""
