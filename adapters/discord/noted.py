"""What the bot noted of its own on Discord, read back: each note is of a kind, a guild and a thing in it."""

from collections.abc import Mapping


def of_kind(notes: Mapping[str, str], kind: str) -> dict[tuple[int, str], str]:
    """Give the notes of a kind (``role:123/secretary``), by guild and thing."""
    found: dict[tuple[int, str], str] = {}
    for key, value in notes.items():
        its, _, rest = key.partition(":")
        guild, _, thing = rest.partition("/")
        if its == kind:
            found[int(guild), thing] = value
    return found
