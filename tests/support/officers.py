"""Officers in tests: an assembly with a secretary, a treasurer, and what empowers them."""

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.ids import PersonId
from tests.support.engine import Moot

ADA, BEN, CAT, DAN, EVE, ZOE = (PersonId(name) for name in ("ada", "ben", "cat", "dan", "eve", "zoe"))
FIVE = ("ada", "ben", "cat", "dan", "eve")


def decided(moot: Moot, command: cmd.Command, *, who: str = "ada") -> list[ev.Event]:
    """Propose something, call consensus and let everyone agree."""
    moot.do(command)
    number = len(moot.assembly.proposals)
    return moot.agree(*sorted(moot.assembly.participants), check=moot.call(number, who=who))


def with_office(name: str = "treasurer", **terms: object) -> Moot:
    """Give an assembly with a secretary, Dan, and another office."""
    moot = Moot.founded(*FIVE)
    moot.elect("dan", by="ada")
    decided(moot, cmd.ProposeOffice(actor=ADA, office=name, **terms), who="dan")  # type: ignore[arg-type]
    return moot


def appointed() -> Moot:
    """Give an assembly whose secretary, Dan, has appointed Eve treasurer."""
    moot = with_office(appointed_by="secretary")
    moot.do(cmd.Appoint(actor=DAN, person=EVE, office="treasurer"))
    return moot
