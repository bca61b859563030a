"""An assembly whose treasurer is empowered to spend something."""

from datetime import UTC, datetime

from deliberation import commands as cmd
from deliberation.offices import Mandate
from tests.support.engine import Moot, people
from tests.support.officers import decided

FOUR = ("ada", "ben", "cy", "dee")
ADA, BEN, CY, DEE = people(*FOUR)


def empowered() -> Moot:
    """Give an assembly whose secretary, Ben, appointed Cy treasurer; by D3 she may pay up to £120, until December."""
    moot = Moot.founded(*FOUR)
    moot.elect("ben", by="ada")
    decided(moot, cmd.ProposeOffice(actor=ADA, office="treasurer", appointed_by="secretary"), who="ben")
    moot.do(cmd.Appoint(actor=BEN, person=CY, office="treasurer"))
    until = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    mandate = Mandate(office="treasurer", scope="pay for the hall", pence=12_000, until=until)
    decided(moot, cmd.Propose(actor=ADA, title="Pay the hall", mandate=mandate), who="ben")
    return moot
