"""The steps of which a commit is made: what is done with which rows of one table."""

from enum import Enum, auto
from typing import Any, NamedTuple

from sqlalchemy import Table

Row = tuple[Any, ...]


class Verb(Enum):
    """What is done with rows."""

    ADD = auto()
    """They are new; one that is there already means that another instance was first."""
    PUT = auto()
    """They take the place of what has their key."""
    DROP = auto()
    """These are keys: what has them goes."""
    MOVE_HEAD = auto()
    """The end of a register moves: new number and hash, when next due, when a place first ends, assembly, number and
    hash before."""
    REWRITE = auto()
    """The assembly's own row is written anew: slug, name, venues, body, kind, member of, remit, id."""
    FREE_VENUE = auto()
    """A private room is nobody's any more."""
    LIFT = auto()
    """A reaction was taken away."""
    NAME = auto()
    """An account shows this name. Whose it is, is said once."""
    MOVE_ACCOUNT = auto()
    """An account passes to another person: who that is, platform, account, and whose it was."""
    HOLD = auto()
    """Accounts are still those people's: platform, account, and who that is. If not, another was first."""
    OWN = auto()
    """Accounts are whose they were said to be: platform, account, and who that is. If not, another was first."""
    FOLLOW = auto()
    """Earlier ids of people, and who that is now: wherever one leads to another, it is followed."""
    EXPIRE = auto()
    """What was good until before this moment goes."""
    EMPTY_BOX = auto()
    """These are polls, by assembly and number: the ballots in their boxes go, and what the file held of them."""
    ERASE_ADDRESS = auto()
    """These are donors, by assembly and id: where they live goes, and what the file held of it."""
    FORGET = auto()
    """These are people: whatever tells who they are goes, wherever it is."""
    OWE = auto()
    """A message is owed; a repeating one that had gone out is owed again, behind what is owed by now."""
    CURSOR = auto()
    HEARD = auto()


class Step(NamedTuple):
    """Rows of one table with which one thing is done. A row's values are in the order that ``statements`` declares."""

    verb: Verb
    table: Table
    rows: list[Row]
