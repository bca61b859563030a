"""No for a reason that any command may meet."""

from dataclasses import dataclass

from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTakingPart:
    """Only those taking part in the assembly may do this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """There is nothing of that kind (``proposal``, ``concern``, ``petition``, ``check``) and number here."""

    kind: str
    number: int
    latest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutYourself:
    """Whoever a petition, election or recall is about can neither call, close, change nor count it."""

    asked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotConvening:
    """Only who gives procedure may do this. ``conveners`` is empty where anyone taking part may."""

    asked: str
    conveners: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingChanged:
    """What was asked leaves things as they are: the text, the value of a rule, the time of a moot.

    ``there`` is the number of what was asked for a moment ago, and is there since (``E1``).
    """

    what: str
    there: str = ""
