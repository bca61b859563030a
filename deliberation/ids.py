"""The names by which the engine speaks of people, assemblies and venues: random or opaque, never a display name."""

from typing import NewType

PersonId = NewType("PersonId", str)
"""One human being: a random id that says nothing about them."""

AssemblyId = NewType("AssemblyId", str)
"""One assembly: a random id."""

VenueId = NewType("VenueId", str)
"""One channel or room, as ``platform:id``; the engine never looks inside."""

DonorId = NewType("DonorId", str)
"""One source of donations: a random id."""
