"""What an examination finds: each thing that is in order, or is not and how to mend it, as a line of words."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``remedy`` says what to do where it is not in order."""

    sentence: str
    ok: bool = True
    remedy: str = ""


def ok(sentence: str) -> Finding:
    """Find something in order."""
    return Finding(sentence)


def problem(sentence: str, remedy: str) -> Finding:
    """Find that something is not in order."""
    return Finding(sentence, ok=False, remedy=remedy)


def lines(finding: Finding) -> list[str]:
    """Write a finding: marked by a sign and by a word, for those who cannot see or hear the sign."""
    if finding.ok:
        return [f"✔ ok       {finding.sentence}"]
    return [f"✘ problem  {finding.sentence}", f"           To mend it: {finding.remedy}"]


def summary(findings: Iterable[Finding]) -> str:
    """Sum up."""
    bad = sum(not finding.ok for finding in findings)
    if not bad:
        return "Everything is in order."
    return "There is 1 problem." if bad == 1 else f"There are {bad} problems."
