"""No to what concerns Things."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.federation import Overrides, Peer


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFewPeers:
    """A Thing is of two assemblies at the least. ``top`` is the one in which all others sit, if there is such."""

    top: Peer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnoughThings:
    """One person has called so many lately, and can call another from then on."""

    most: int
    again_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAmongThem:
    """Who calls a Thing takes part in one of the assemblies of which it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyInThings:
    """Only a Thing's decisions stand in place of others', and only a Thing ends."""

    asked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOverridable:
    """There is no such decision that stands, in an assembly that sits in this Thing."""

    named: tuple[Overrides, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The Thing has its answer, and ends once what is open is over: nothing is begun that would hold it up."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissolved:
    """The assembly has done what it was for and decides nothing any more."""

    name: str
