"""Troubles of the gateway, for tests to call down."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

Event = tuple[str, dict[str, Any]]


class Droppable(Protocol):
    """What a gateway lets be done to its connections; each says how many it was done to."""

    def cut(self, *, resumable: bool, code: int | None) -> int: ...

    def ask_to_reconnect(self, *, resumable: bool) -> int: ...

    def invalidate(self, *, resumable: bool) -> int: ...

    def ask_for_heartbeat(self) -> int: ...


@dataclass(slots=True)
class _Maiming:
    event: str
    missing: str
    times: int


class GatewayFaults:
    """What is to go wrong on the gateway. Whatever happens by chance comes from the one given `Random`."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.missed: list[str] = []
        """The names of the events that were swallowed, once for each session that would have had them."""
        self._gateway: Droppable | None = None
        self.recover_gateway()

    def recover_gateway(self) -> None:
        """From now on all is well."""
        self.acks_stopped = False
        self._resumes_to_refuse = 0
        self._deaf_to: list[frozenset[str]] = []
        self._duplicates = 0
        self._duplicate_chance = 0.0
        self._window = 0.0
        self._held: dict[str, list[Callable[[], None]]] = {}
        self._maimings: list[_Maiming] = []

    def attach(self, gateway: Droppable) -> None:
        """Trouble this gateway."""
        self._gateway = gateway

    # what a test asks for

    def drop_connections(self, *, resumable: bool = True, code: int | None = None, ask: bool = False) -> int:
        """End every connection: by cutting it, with a close code, or (`ask`) by op 7, to which the client must react.

        Unless `resumable`, the sessions are forgotten: a RESUME will get op 9. Returns how many connections there were.
        """
        if ask:
            return self._attached().ask_to_reconnect(resumable=resumable)
        return self._attached().cut(resumable=resumable, code=code)

    def invalidate_sessions(self, *, resumable: bool = False) -> int:
        """Send op 9 to everybody. Returns to how many."""
        return self._attached().invalidate(resumable=resumable)

    def ask_for_heartbeat(self) -> int:
        """Send op 1 to everybody, who must beat at once. Returns to how many."""
        return self._attached().ask_for_heartbeat()

    def refuse_resume(self, times: int = 1) -> None:
        """Answer the next RESUMEs with op 9, false."""
        self._resumes_to_refuse += times

    @contextmanager
    def deaf(self, *events: str) -> Iterator[list[str]]:
        """Within this, these events (none given: all) are lost, for RESUME too. Gives the names of those lost."""
        started = len(self.missed)
        lost: list[str] = []
        names = frozenset(events)
        self._deaf_to.append(names)
        try:
            yield lost
        finally:
            self._deaf_to.remove(names)
            lost.extend(self.missed[started:])

    def stop_acks(self, *, stopped: bool = True) -> None:
        """Answer no more heartbeats (or do so again)."""
        self.acks_stopped = stopped

    def duplicate(self, times: int = 0, *, chance: float = 0.0) -> None:
        """Send the next so many events twice, or from now on each with this probability."""
        self._duplicates += times
        self._duplicate_chance = chance

    def reorder(self, window: float) -> None:
        """Hold events back for so many seconds and send them shuffled. 0 ends it."""
        self._window = window

    def malformed(self, event: str, missing: str, times: int = 1) -> None:
        """Send the next so many events of this name without this key."""
        self._maimings.append(_Maiming(event, missing, times))

    # what the gateway asks

    def resume_is_refused(self) -> bool:
        """Whether this RESUME is to be refused."""
        if not self._resumes_to_refuse:
            return False
        self._resumes_to_refuse -= 1
        return True

    def bend(self, name: str, data: dict[str, Any]) -> list[Event]:
        """What a session gets instead of this event: nothing, it, it twice, or less of it."""
        if any(not names or name in names for names in self._deaf_to):
            self.missed.append(name)
            return []
        event = (name, self._maimed(name, data))
        if self._duplicates:
            self._duplicates -= 1
            return [event, event]
        if self._duplicate_chance and self.chance.random() < self._duplicate_chance:
            return [event, event]
        return [event]

    def in_some_order(self, session_id: str, send: Callable[[], None]) -> None:
        """Send at once, or, while reordering, together with what else comes for this session."""
        if not self._window and session_id not in self._held:
            send()
            return
        held = self._held.setdefault(session_id, [])
        held.append(send)
        if len(held) == 1:
            asyncio.get_running_loop().call_later(self._window, self._let_go, session_id)

    def _let_go(self, session_id: str) -> None:
        held = self._held.pop(session_id, [])
        self.chance.shuffle(held)
        for send in held:
            send()

    def _maimed(self, name: str, data: dict[str, Any]) -> dict[str, Any]:
        for maiming in self._maimings:
            if maiming.event == name and maiming.times:
                maiming.times -= 1
                return {key: value for key, value in data.items() if key != maiming.missing}
        return data

    def _attached(self) -> Droppable:
        assert self._gateway is not None, "these faults trouble no gateway"
        return self._gateway
