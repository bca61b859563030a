"""What a recall leaves behind: the acts on which one was held, and who is not put back by an appointment.

A recall is the assembly's. Whoever appoints does not undo one, and nobody ends one by leaving for a moment.
"""

from datetime import datetime
from typing import Final

from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.checks import Check
from deliberation.ids import PersonId
from deliberation.offices import Office, Petition, PetitionState, Tenure

_UNDECIDED: Final = frozenset({Outcome.WITHDRAWN, Outcome.INQUORATE})
"""How a recall ends on which the assembly did not decide."""


def was_held_on(assembly: Assembly, act: int) -> bool:
    """Whether a recall because of an act is open, or the assembly decided on one: it did not where too few answered."""
    return any(check.outcome not in _UNDECIDED for check in _recalls_on(assembly, act))


def not_cited_until(assembly: Assembly, act: int) -> datetime | None:
    """Say until when nobody cites an act because too few answered the last recall on it; ``None`` where none did so.

    As long as signatures are gathered: two friends of an officer cannot use an act up at a bad time, and two who are
    against them cannot ask everyone about it week after week.
    """
    unanswered = (each for each in _recalls_on(assembly, act) if each.outcome is Outcome.INQUORATE)
    last = max((each.closed_at for each in unanswered if each.closed_at is not None), default=None)
    return None if last is None else last + assembly.rules.recall_window


def _recalls_on(assembly: Assembly, act: int) -> list[Check]:
    found = (_recall(assembly, each) for each in assembly.petitions.values() if each.act == act)
    return [check for check in found if check is not None]


def not_appointed_until(assembly: Assembly, office: str, person: PersonId) -> tuple[int, datetime] | None:
    """Say until when nobody appoints somebody to an office, and because of which petition; ``None`` where they may.

    One term from the recall that removed them; where they left it while one was asked for or open, as long as
    signatures are gathered. The assembly itself elects whom it will.
    """
    barred = {office, assembly.offices[office].deputy_to}  # nor to what would stand in for that office
    about = (
        each for each in assembly.petitions.values() if each.office in barred and person in {each.officer, *each.parted}
    )
    found = ((each.number, until) for each in about if (until := _until(assembly, each)) is not None)
    return max(found, key=lambda each: each[1], default=None)


def is_put_aside(assembly: Assembly, office: str, deputy: Tenure) -> bool:
    """Whether whoever holds a deputy's office does not stand in for an ``office``: a recall removed them from that.

    Until they come to hold either anew: what a recall took is not had back by another door.
    """
    recalls = (
        _recall(assembly, each)
        for each in assembly.petitions.values()
        if (each.office, each.officer) == (office, deputy.holder)
    )
    removed = (each.closed_at for each in recalls if each is not None and each.outcome is Outcome.REMOVED)
    last = max((at for at in removed if at is not None), default=None)
    if last is None or office not in assembly.offices or deputy.since >= last:
        return False
    held = assembly.offices[office]
    return all(each.holder != deputy.holder or each.since < last for each in (*held.held, *held.past))


def _until(assembly: Assembly, petition: Petition) -> datetime | None:
    """Say until when a petition keeps its officer from being appointed; ``None`` where it does not."""
    check, office = _recall(assembly, petition), assembly.offices[petition.office]
    if check is None:
        left = _left_while_gathering(office, petition)
        return None if left is None else left + assembly.rules.recall_window
    if check.closed_at is not None and check.outcome is Outcome.REMOVED:
        return check.closed_at + (office.term or assembly.rules.secretary_term)
    if check.closed_at is not None and check.outcome is Outcome.WITHDRAWN:
        return check.closed_at + assembly.rules.recall_window
    return None


def _left_while_gathering(office: Office, petition: Petition) -> datetime | None:
    """Say when its officer left the office while signatures were gathered, and thereby ended the petition."""
    if petition.state is not PetitionState.LAPSED or petition.instead is not None:
        return None
    ends = (each.until for each in office.past if each.holder == petition.officer)
    left = next((end for end in ends if end >= petition.started_at), None)
    return left if left is not None and left <= petition.until else None


def _recall(assembly: Assembly, petition: Petition) -> Check | None:
    return assembly.checks[petition.check] if petition.check is not None else None
