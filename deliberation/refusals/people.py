"""No to what concerns members' places."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPlace:
    """There is no place as a member here to give up."""
