"""What is said of a roster that was taken in, or would be: on the screen, in a file, and to another program."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

from adapters.phrases import count
from bot.cells import cell
from bot.roster.comparing import Plan, Step, What
from bot.roster.invitations import Invitation
from bot.roster.reading import Complaint
from bot.sheets import quoted

_NAMED: Final = 8
"""People named on the screen of each sort."""

_SHOWN: Final = 20
"""Complaints on the screen."""

_TOLD: Final = 1000
"""Complaints told to another program."""

_COLUMNS: Final = ("line", "person", "what", "why", "the right form")


def lines(plan: Plan, name: str) -> Iterator[str]:
    """Say what a roster changes, for the screen."""
    yield f"{name}: {count(plan.rows, 'row', 'rows')}."
    yield f"{count(plan.members, 'member', 'members')} afterwards; {plan.before:,} now."
    for what in What:
        steps = [step for step in plan.steps if what in step.what]
        if steps:
            yield f"  {what.value}: {len(steps):,} ({_named(steps)})"
    if plan.removed:
        yield f"  of those who lapse, no longer on the roster: {plan.removed:,}"
    if plan.invited:
        yield f"  to be invited by e-mail: {plan.invited:,}"
    if not plan.steps:
        yield "  nothing changes"
    yield from _complaints(plan.remarks, "•")
    if plan.refused:
        yield f"{count(plan.refused, 'row is', 'rows are')} refused:"
        yield from _complaints(plan.complaints, "✘")


def _named(steps: Sequence[Step]) -> str:
    names = ", ".join(quoted(step.membership.reference, 30).strip("“”") for step in steps[:_NAMED])
    return f"{names} …" if len(steps) > _NAMED else names


def _complaints(complaints: Sequence[Complaint], sign: str) -> Iterator[str]:
    for complaint in complaints[:_SHOWN]:
        yield f"{sign} {sentence(complaint)}"
    if len(complaints) > _SHOWN:
        yield f"{sign} … and {len(complaints) - _SHOWN:,} more; --report FILE lists all of them."


def sentence(complaint: Complaint) -> str:
    """Say which row it is about, what is wrong with it, and the right form."""
    whose = f" (person {quoted(complaint.person, 30)})" if complaint.person else ""
    return f"Line {complaint.line}{whose}: {complaint}"


def obstacle(plan: Plan, *, partial: str = "--partial", remove_many: str = "--remove-many") -> str:
    """Say why a roster is not taken in as it is, and what to do; empty where nothing stands in its way.

    ``partial`` and ``remove_many`` are how one asks for these where it came in.
    """
    if not plan.holds:
        one = plan.refused == 1
        return (
            f"Nothing is imported while {'a row is' if one else 'rows are'} refused. Mend {'it' if one else 'them'}; or"
            f" import the others alone with {partial}, which ends nobody's membership for not being on the roster."
        )
    if plan.removes_many:
        return (
            f"{plan.removed:,} of {count(plan.before, 'member', 'members')} are no longer on the roster, which looks"
            f" like the wrong file, or a part of one. If their memberships are to end, add {remove_many}."
        )
    return ""


def in_file(plan: Plan) -> str:
    """Write all of it as CSV: what becomes of whom, and every row that is refused."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([cell(value) for value in row] for row in _rows(plan))
    return "\ufeff" + out.getvalue()


def _rows(plan: Plan) -> Iterator[tuple[object, ...]]:
    for complaint in plan.complaints:
        yield complaint.line, complaint.person, "refused", complaint.problem, complaint.right
    for remark in plan.remarks:
        yield remark.line, remark.person, "noted", remark.problem, remark.right
    for step in plan.steps:
        what = [each.value for each in step.what] + ["invited"] * step.invite
        why = "" if step.line else "no longer on the roster"
        yield step.line or "", step.membership.reference, " and ".join(what), why, ""


def as_json(plan: Plan, invitations: Sequence[Invitation], *, done: bool) -> dict[str, Any]:
    """Say it to another program."""
    return {
        "imported": done,
        "rows": plan.rows,
        "members": plan.members if done else plan.before,
        "members_then": plan.members,
        **{what.value: plan.counts[what] for what in What},
        "removed": plan.removed,
        "refused": plan.refused,
        "problems": [_told(complaint) for complaint in plan.complaints[:_TOLD]],
        "remarks": [_told(remark) for remark in plan.remarks[:_TOLD]],
        "invitations": invited(invitations),
    }


def invited(invitations: Sequence[Invitation]) -> list[dict[str, str]]:
    """Say to another program what is to be sent to whom."""
    return [
        {
            "person": each.person,
            "email": each.email,
            "type": each.to_type,
            "until": each.until.isoformat(timespec="seconds"),
        }
        for each in invitations
    ]


def _told(complaint: Complaint) -> dict[str, Any]:
    return {
        "line": complaint.line,
        "person": complaint.person,
        "problem": complaint.problem,
        "right_form": complaint.right,
    }
