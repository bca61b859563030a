"""Petitions for the recall of an officer."""

from dataclasses import dataclass

from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRecall:
    """Begin a petition for the recall of an officer, and sign it."""

    actor: PersonId
    officer: PersonId
    reason: str
    unmandated: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Sign a petition."""

    actor: PersonId
    petition: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsign:
    """Take one's name off a petition; with ``source``, only if it was given by that reaction, which was taken away.

    ``unseen``: as in ``LiftExpression``.
    """

    actor: PersonId
    petition: int
    source: str = ""
    unseen: bool = False
