"""Gateway sessions: they number what is dispatched, keep it for RESUME, and outlive their connections for a while."""

from __future__ import annotations

import json
import secrets
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.localcord.settings import GatewaySettings

DISPATCH: Final = 0


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One numbered event, written out: later changes of the world cannot reach it."""

    seq: int
    text: str


class Session:
    """What one IDENTIFY began: a bot's view of one shard."""

    def __init__(self, bot_id: int, shard: tuple[int, int], intents: int, settings: GatewaySettings) -> None:
        self.id: Final = secrets.token_hex(16)
        self.bot_id: Final = bot_id
        self.shard: Final = shard
        self.intents: Final = intents
        self.seq = 0
        self.left_at: float | None = None
        """When its connection was lost; None while it has one."""
        self._kept: deque[Dispatch] = deque(maxlen=settings.kept_events)
        self._out: Callable[[str], None] | None = None

    def covers(self, guild_id: int | None) -> bool:
        """Whether this guild is on its shard; what belongs to no guild is on shard 0."""
        number, count = self.shard
        return number == (0 if guild_id is None else (guild_id >> 22) % count)

    def attach(self, out: Callable[[str], None]) -> None:
        """Send through this connection from now on."""
        self._out, self.left_at = out, None

    def detach(self, now: float) -> None:
        """Keep what comes, for a RESUME."""
        self._out, self.left_at = None, now

    def dispatch(self, name: str, data: Mapping[str, Any]) -> None:
        """Number an event, keep it, and send it if there is a connection."""
        self.seq += 1
        event = Dispatch(self.seq, json.dumps({"op": DISPATCH, "t": name, "s": self.seq, "d": data}))
        self._kept.append(event)
        if self._out is not None:
            self._out(event.text)

    def since(self, seq: int) -> list[str] | None:
        """What was dispatched after this number, or None if not all of that is kept any more."""
        missed = [event for event in self._kept if event.seq > seq]
        return [event.text for event in missed] if len(missed) == self.seq - seq else None


class Sessions:
    """All sessions, those without a connection too until their time is over."""

    def __init__(self, settings: GatewaySettings, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._clock = clock
        self._by_id: dict[str, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        self._expire()
        return iter(list(self._by_id.values()))

    def open(self, bot_id: int, shard: tuple[int, int], intents: int) -> Session:
        """A new session."""
        session = Session(bot_id, shard, intents, self._settings)
        self._by_id[session.id] = session
        return session

    def find(self, session_id: object) -> Session | None:
        """The session of this id, if it still lives."""
        self._expire()
        return self._by_id.get(session_id) if isinstance(session_id, str) else None

    def forget(self, session: Session) -> None:
        """End it: a RESUME of it will be refused."""
        self._by_id.pop(session.id, None)

    def _expire(self) -> None:
        oldest = self._clock() - self._settings.session_lifetime
        for session in [each for each in self._by_id.values() if each.left_at is not None and each.left_at < oldest]:
            self.forget(session)
