"""What is counted: papers, as many alike taken together, so that neither order nor time is in them."""

from collections.abc import Mapping
from typing import Final

Ranking = tuple[int, ...]
"""Candidates by their place on the paper (from 0), the most preferred first; none twice. It may end early."""

Scores = tuple[int, ...]
"""A score for every candidate, in the order in which they stand on the paper, from 0 to ``MOST``."""

Ranked = Mapping[Ranking, int]
"""How many papers rank so."""

Scored = Mapping[Scores, int]
"""How many papers score so."""

MOST: Final = 5
"""The highest score (STAR voting, as the Equal Vote Coalition publishes it)."""
