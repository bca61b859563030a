"""Where donors live, read from SQL."""

from typing import Final

from sqlalchemy import bindparam, select

from deliberation.ids import AssemblyId, DonorId
from storage import tables
from storage.reading import Reader

_addresses = tables.donor_addresses.c
_OF_ASSEMBLY: Final = select(_addresses.donor, _addresses.address).where(_addresses.assembly == bindparam("assembly"))


class Addresses(Reader):
    """The ``AddressStore`` of the SQL store."""

    async def addresses(self, assembly: AssemblyId) -> dict[DonorId, str]:
        """Give the addresses of an assembly's donors, as far as they are known, in the order of their ids."""
        rows = await self._rows(_OF_ASSEMBLY, {"assembly": assembly})
        return {DonorId(donor): address for donor, address in sorted((row.donor, row.address) for row in rows)}
