"""Meetings in tests: an assembly with a proposal to speak of, a meeting called and held, hands raised."""

from datetime import timedelta

from deliberation import commands as cmd
from deliberation.ids import PersonId
from deliberation.moots import Moot as Meeting
from tests.support.engine import Moot, people

ADA, BEN, CY, DEE, EVE = people("ada", "ben", "cy", "dee", "eve")
HOUR = timedelta(hours=1)


def with_proposal() -> Moot:
    """Give an assembly of four, with a proposal; Ada gives procedure."""
    moot = Moot.founded("ada", "ben", "cy", "dee")
    moot.propose("ben")
    return moot


def call(moot: Moot, who: PersonId = BEN, *, after: float = 48, hours: float = 1, title: str = "Spring") -> int:
    """Call a meeting so many hours ahead; give its number."""
    moot.do(
        cmd.CallMoot(
            actor=who,
            title=title,
            proposals=(1,),
            starts_at=moot.now + timedelta(hours=after),
            length=timedelta(hours=hours),
        )
    )
    return len(moot.assembly.moots)


def held(moot: Moot, who: PersonId = BEN) -> None:
    """Call a meeting and let it begin."""
    call(moot, who)
    moot.at(hours=48)
    assert moot.assembly.open_moot is not None


def meeting(moot: Moot, number: int = 1) -> Meeting:
    """Give a meeting."""
    return moot.assembly.moots[number]


def hands(moot: Moot, *names: PersonId) -> None:
    """Let people ask for the word, one after the other."""
    for name in names:
        moot.do(cmd.RaiseHand(actor=name))
