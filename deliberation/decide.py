"""The engine's way in: what a command brings about.

``decide`` is pure. It gives the events that follow (none where nothing changes, as for a thing said twice), or the
refusal that is the answer. A refusal changes nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.deciding import answering, calling, clockwork, closing, proposing, recalling, taking_part
from deliberation.deciding.draft import Draft
from deliberation.events import Event
from deliberation.refusals import AlreadyBound, Refusal, Refused


def decide(assembly: Assembly | None, command: Command, now: datetime) -> list[Event] | Refusal:
    """Say what ``command`` brings about at ``now`` (aware), or why it is refused.

    ``assembly`` is ``None`` only for ``FoundAssembly``.

    Raises:
        ValueError: any other command came without an assembly.
    """
    try:
        if isinstance(command, cmd.FoundAssembly):
            return taking_part.found(command) if assembly is None else AlreadyBound(name=assembly.name)
        if assembly is None:
            raise ValueError(f"{type(command).__name__} needs an assembly")
        draft = Draft(assembly, now)
        _DECIDED[type(command)](draft, command)
        return draft.happened
    except Refused as refused:
        return refused.refusal


def _tick(draft: Draft, _command: cmd.Tick) -> None:
    clockwork.tick(draft)


_DECIDED: dict[type[Command], Callable[[Draft, Any], None]] = {
    cmd.BindVenue: taking_part.bind,
    cmd.TakeRoomIn: taking_part.take_in,
    cmd.LoseVenue: taking_part.lose,
    cmd.RegainVenue: taking_part.regain,
    cmd.MoveVenue: taking_part.move,
    cmd.Enter: taking_part.enter,
    cmd.Leave: taking_part.leave,
    cmd.GiveApologies: taking_part.apologise,
    cmd.Propose: proposing.propose,
    cmd.ProposeRule: proposing.propose_rule,
    cmd.NominateOfficer: proposing.nominate,
    cmd.RaiseConcern: proposing.raise_concern,
    cmd.ResolveConcern: proposing.resolve_concern,
    cmd.Amend: proposing.amend,
    cmd.Withdraw: proposing.withdraw,
    cmd.CallConsensus: calling.call_consensus,
    cmd.TakePosition: answering.take_position,
    cmd.Retract: answering.retract,
    cmd.LiftExpression: answering.lift,
    cmd.StartRecall: recalling.start_recall,
    cmd.Sign: recalling.sign,
    cmd.Unsign: recalling.unsign,
    cmd.NoteAbsence: closing.note_absence,
    cmd.Tick: _tick,
}
