"""The groups in which the help lists the commands."""

from typing import Final

DECIDING: Final = "Deciding together"
POSITIONS: Final = "Saying where you stand"
MOOTS: Final = "Meeting"
FOLLOWING_UP: Final = "After a decision"
LOOKING: Final = "Looking things up"
OFFICES: Final = "Offices"
GIFTS: Final = "Gifts"
ELECTIONS: Final = "Elections"
ASSEMBLY: Final = "The assembly"
FEDERATION: Final = "Several assemblies"
YOU: Final = "You"

GROUPS: Final = (
    DECIDING,
    POSITIONS,
    MOOTS,
    FOLLOWING_UP,
    LOOKING,
    OFFICES,
    GIFTS,
    ELECTIONS,
    ASSEMBLY,
    FEDERATION,
    YOU,
)
"""The order in which the help lists them."""
