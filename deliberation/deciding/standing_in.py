"""Offices of other assemblies that give procedure here, where this one's rules say so (design, "Assemblies …").

An assembly cannot know who holds an office elsewhere: it asks, and is told whenever that changes.
"""

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.deciding.draft import Draft


def seek(draft: Draft, command: cmd.SeekStandIns) -> None:
    """Ask those whose offices the rules name, and let those go that they name no more."""
    peers = tuple(peer for peer in command.peers if peer.id != draft.assembly.id)
    ended = tuple(peer for peer in command.parted if peer.id != draft.assembly.id and peer not in peers)
    if peers or ended:
        draft.emit(ev.StandInsSought(peers=peers, ended=ended))


def tell(draft: Draft, command: cmd.TellStandIns) -> None:
    """Note who is to be told who holds the offices here. Asked again, it is told again."""
    if command.ended and command.peer.id not in draft.assembly.stands_in_for:
        return
    draft.emit(ev.StandsInFor(peer=command.peer, ended=command.ended))


def note(draft: Draft, command: cmd.NoteStandIns) -> None:
    """Note who holds an office of another assembly, where the rules name it and that is news."""
    name = f"{command.office}@{command.peer.slug}"
    known = draft.assembly.stand_ins.get(name)
    if name in draft.assembly.rules.procedure and known != command.people:
        draft.emit(ev.StandInsNoted(peer=command.peer, office=command.office, people=command.people))
