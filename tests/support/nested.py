"""Assemblies with member assemblies, for tests of what is decided in several at once."""

from deliberation.ids import AssemblyId
from tests.support.union import Union

LEEDS, YORK, WARD = AssemblyId("a-leeds"), AssemblyId("a-york"), AssemblyId("a-ward")
NORTH = "ada ben cat"
COOLING = {"cooling-off": "9d", "quorum-minimum": "2"}


def north(**rules: dict[str, str]) -> Union:
    """Give two assemblies that are members of a third."""
    return Union.of_members(rules, north=NORTH, leeds="dan eve fay @ north", york="gus hal ida @ north")


def called(union: Union, name: str = "north", who: str = "ada") -> Union:
    """Propose something above, and call consensus on it."""
    union.propose(name, who)
    union.call(name, who)
    return union


def sound(union: Union) -> None:
    """Look at what must hold in the end: every register is in order, and nothing was refused between assemblies."""
    assert union.problems() == []
    assert union.refused_errands == []


def diamond() -> Union:
    """Give an assembly that is reached by two ways, one of them longer."""
    return Union.of_members(
        north=NORTH, leeds="dan eve fay @ north", york="gus hal ida @ north", ward="joe kim lea @ leeds york north"
    )
