"""A terminal as a platform: one room, several people, all of them spoken for by whoever sits at it. For rehearsals."""

from adapters.console.platform import ConsolePlatform

__all__ = ["ConsolePlatform"]
