"""How long to wait after failures in a row, so that nothing is ever asked in a tight loop."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

_RANDOM = random.SystemRandom()


@dataclass(slots=True)
class Backoff:
    """Waiting times in seconds: ``first``, doubling up to ``most``, varied so that no two bots march in step."""

    first: float = 1.0
    most: float = 60.0
    _failures: int = field(default=0, init=False)

    def next(self, at_least: float = 0.0) -> float:
        """Count a failure, and give the time to wait: never under ``at_least``, which the other side asked for."""
        doubled = self.first * 2.0 ** min(self._failures, 30)
        self._failures += 1
        return max(at_least, min(doubled, self.most) * _RANDOM.uniform(0.75, 1.25))

    def reset(self) -> None:
        """Begin again, after a success."""
        self._failures = 0
