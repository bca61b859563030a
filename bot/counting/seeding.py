"""The seed of the lots where nobody gave one: it follows from the papers, and not from the order they came in."""

from collections.abc import Sequence
from hashlib import sha256

from deliberation.counting.papers import Ranked, Scored


def of_rankings(papers: Ranked, names: Sequence[str]) -> str:
    """Give the SHA-256 of the papers, in hex.

    Papers alike are one line: how many, and the names in order of preference, parted by tabs. The lines are sorted as
    text, and parted by a line feed each.
    """
    return _digest(["\t".join([str(times), *[names[each] for each in ranking]]) for ranking, times in papers.items()])


def of_scores(papers: Scored, names: Sequence[str]) -> str:
    """Give the SHA-256 of the papers, in hex.

    Papers alike are one line: how many, and then each name and its score, in the order of the names, parted by tabs.
    The lines are sorted as text, and parted by a line feed each.
    """
    order = sorted(range(len(names)), key=names.__getitem__)
    line = "\t".join(f"{names[each].replace('%', '%%')}\t%s" for each in order)
    return _digest([f"{times}\t{line % tuple([paper[each] for each in order])}" for paper, times in papers.items()])


def _digest(lines: list[str]) -> str:
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()
