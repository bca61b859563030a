"""All that can be made to go wrong."""

from __future__ import annotations

from random import Random

from tests.localcord.faults_gateway import GatewayFaults
from tests.localcord.faults_rest import RestFaults


class Faults(GatewayFaults, RestFaults):
    """The troubles of the gateway and of the REST API in one place; the same seed brings the same troubles."""

    def __init__(self, chance: Random | None = None) -> None:
        GatewayFaults.__init__(self, chance or Random(0))
        RestFaults.__init__(self)

    def recover(self) -> None:
        """From now on all is well; what was lost stays lost."""
        self.recover_gateway()
        self.recover_rest()
