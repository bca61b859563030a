"""How a tie in a count by STAR voting was broken, in a sentence."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from adapters.counts.naming import these
from adapters.phrases import listed
from deliberation.counting.ties import Breaking, Tie

_BY: Final[Mapping[Breaking, str]] = MappingProxyType(
    {
        Breaking.PAIRS: "comparing them in pairs, by how many papers prefer the one to the other",
        Breaking.SCORES: "their points",
        Breaking.FIVES: "how many papers give each a five",
        Breaking.LOT: "lot",
    }
)


def broken(tie: Tie, what_for: str, names: Sequence[str], occasion: str) -> str:
    """Say who was level for what, who was chosen, and by what; ``occasion`` is the one for which a lot is drawn."""
    by = listed([_BY[step] for step in tie.by], last="and then")
    lot = f" (occasion: {occasion})" if Breaking.LOT in tie.by else ""
    return f"{these(tie.among, names)} were level for {what_for}. Chosen by {by}{lot}: {these(tie.chosen, names)}."


def by_lot(tie: Tie | None) -> bool:
    """Whether a lot was drawn to break a tie."""
    return tie is not None and Breaking.LOT in tie.by
