"""Changing many values of a map at once, and only those that are to be changed."""

from collections.abc import Callable
from typing import TypeVar

from deliberation.persistent import PersistentMap

K = TypeVar("K")
V = TypeVar("V")


def change_each(values: PersistentMap[K, V], change: Callable[[V], V]) -> PersistentMap[K, V]:
    """Give a map in which each value is what ``change`` makes of it; what it gives back as it was is left alone."""
    for key, value in list(values.items()):
        changed = change(value)
        if changed is not value:
            values = values.put(key, changed)
    return values
