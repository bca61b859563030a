"""What a check is called: by what it asks about."""

from adapters.phrases import deadlock_title, titled
from adapters.setting import Setting
from deliberation.checks import Check, OnRecall
from deliberation.polls import OnDeadlock


def asked(check: Check, at: Setting, *, begins: bool = False) -> str:
    """Name what a check asks about: ``P3 · Buy seed``, ``R1 · the recall of Ada as secretary``.

    Where that ``begins`` a line it has its capital.
    """
    if at.assembly is None:
        return at.matter(check.number)
    if isinstance(check.question, OnRecall):
        petition = at.assembly.petitions[check.question.petition]
        what = "Recall" if begins else "the recall"
        return f"R{petition.number} · {what} of {at.in_full(petition.officer)} as {petition.office}"
    if isinstance(check.question, OnDeadlock):
        return deadlock_title(check.question)
    return titled(at.assembly.proposals[check.question.proposal], at.names)
