"""What a platform needs on which being in a room is all it takes to take part: nothing lets people in or out."""

from collections.abc import Sequence

from adapters.platform import RejectedError
from deliberation.ids import VenueId


class OpenRooms:
    """The part of ``adapters.platform.Platform`` that has to do with doors, where there are none."""

    async def prepare(self, venue: VenueId, name: str, accounts: Sequence[str], *, of: str = "") -> str:
        """Say that being in a room is all it takes."""
        return ""

    async def admit(self, venue: VenueId, account: str) -> None:
        """Say that whoever is in a room takes part already.

        Raises:
            RejectedError: always.
        """
        raise RejectedError("Whoever is in this room takes part already, so there is nothing more to do.")

    async def dismiss(self, venue: VenueId, account: str) -> None:
        """Say that one leaves an assembly by leaving its room.

        Raises:
            RejectedError: always.
        """
        raise RejectedError(
            "Whoever takes part here does so by being in this room. To leave the assembly, leave the room."
        )
