"""What officers did: they record it, with the decision that mandates it (design, "Offices, mandates, recall")."""

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.deciding.draft import JUST_NOW, Draft, refuse, refuse_again
from deliberation.deciding.officers import held_by
from deliberation.mandates import in_force, lack_of, left, mandate_of
from deliberation.offices import Lack
from deliberation.refusals import (
    BadSpending,
    MandateUnnamed,
    NoOfficeHeld,
    NoSuchOffice,
    SumMissing,
    Unknown,
    WhichOffice,
)
from deliberation.rules import MOST_PENCE


def record_act(draft: Draft, command: cmd.RecordAct) -> None:
    """Record an act. Without a mandate, or past its limit, it stands as unmandated, and everybody can see it."""
    draft.participant(command.actor)
    if not 0 <= (command.pence or 0) <= MOST_PENCE:
        refuse(BadSpending(most=MOST_PENCE))
    held = _offices_of(draft, command)
    _not_mistaken(draft, command, held)
    office = _as_what(draft, command, held)
    _not_again(draft, command, office)
    lacking = lack_of(draft.assembly, office, command.decision, command.pence, draft.now)
    if lacking is Lack.NO_SUM and command.decision is not None:
        # Easily forgotten, and easily mended: nobody is to stand as acting without a mandate for that.
        still = left(draft.assembly, draft.assembly.decisions[command.decision])
        refuse(SumMissing(decision=command.decision, left=still or 0, text=command.text))
    draft.emit(
        ev.ActRecorded(
            act=len(draft.assembly.acts) + 1,
            office=office,
            officer=command.actor,
            decision=command.decision,
            pence=command.pence,
            lacking=lacking,
            text=command.text,
        )
    )


def _offices_of(draft: Draft, command: cmd.RecordAct) -> tuple[str, ...]:
    """Name the offices in which it may have been done: the one that is named, else all that they hold."""
    held = held_by(draft.assembly, command.actor)
    if command.decision is not None and command.decision not in draft.assembly.decisions:
        refuse(Unknown(kind="decision", number=command.decision, latest=len(draft.assembly.decisions)))
    if command.office and command.office not in draft.assembly.offices:
        refuse(NoSuchOffice(office=command.office, offices=tuple(sorted(draft.assembly.offices))))
    if not held or (command.office and command.office not in held):
        refuse(NoOfficeHeld(asked="act", office=command.office))
    return (command.office,) if command.office else held


def _not_mistaken(draft: Draft, command: cmd.RecordAct, held: tuple[str, ...]) -> None:
    """Ask for the mandate where it may be forgotten or mistyped: an act stands as unmandated for good.

    It is while one is in force that may be meant, and where the decision that is named empowers no office of theirs.
    """
    empowers = _empowered(draft.assembly, command.decision)
    if command.unmandated or empowers in held:
        return
    decisions = [each.number for each, mandate in in_force(draft.assembly, draft.now) if mandate.office in held]
    if decisions or command.decision is not None:
        refuse(
            MandateUnnamed(
                text=command.text,
                decisions=tuple(decisions),
                offices=held,
                office=command.office,
                pence=command.pence,
                named=command.decision,
                empowers=empowers,
            )
        )


def _as_what(draft: Draft, command: cmd.RecordAct, held: tuple[str, ...]) -> str:
    """Say in which office it was done: in that which the decision empowers, or in the only one."""
    empowered = _empowered(draft.assembly, command.decision)
    if empowered in held:
        return empowered
    if len(held) > 1:
        refuse(WhichOffice(asked="act", offices=held))
    return held[0]


def _empowered(assembly: Assembly, decision: int | None) -> str:
    mandate = mandate_of(assembly, assembly.decisions[decision]) if decision is not None else None
    return mandate.office if mandate is not None else ""


def _not_again(draft: Draft, command: cmd.RecordAct, office: str) -> None:
    asked = (command.actor, office, command.decision, command.pence, command.text)
    for act in draft.assembly.acts.values():
        same = (act.officer, act.office, act.decision, act.pence, act.text) == asked
        if same and draft.now - act.at < JUST_NOW:
            refuse_again(f"O{act.number}")
