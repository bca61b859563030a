"""Rate limits as Discord's: by route and major parameter, in all for each bot, and a ban for the obstinate."""

from __future__ import annotations

import hashlib
import math
import re
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

PER_CHANNEL_MESSAGES: Final = (5, 5.0)
REACTING: Final = "reacting"
OTHERS: Final = (50, 1.0)
"""For every route without a limit of its own. Discord does not publish those; they are such that few bots meet them."""

_DEFAULTS: Final = {
    "POST /channels/{}/messages": PER_CHANNEL_MESSAGES,
    "PATCH /channels/{}/messages/{}": PER_CHANNEL_MESSAGES,
    REACTING: (1, 0.25),
}
_REACTIONS: Final = re.compile(r"(PUT|DELETE) /channels/\{\}/messages/\{\}/reactions(/.*)?")
_MAJOR: Final = re.compile(r"/(channels|guilds|webhooks|interactions)/([^/]+)(?:/([^/]+))?")
_NOT_GLOBAL: Final = ("/interactions/", "/webhooks/")
_LIFTED: Final = (1_000_000, 1.0)


@dataclass(slots=True)
class Window:
    """So many within so long, from the first on."""

    limit: int
    per: float
    opened_at: float = -math.inf
    used: int = 0

    def take(self, now: float) -> bool:
        """Count one; False if there was none left."""
        if now >= self.opened_at + self.per:
            self.opened_at, self.used = now, 0
        if self.used >= self.limit:
            return False
        self.used += 1
        return True

    def left(self, now: float) -> float:
        """Seconds until it opens anew, rounded up to the millisecond: whoever waits so long does not come too early."""
        return math.ceil(max(0.0, self.opened_at + self.per - now) * 1000) / 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a request gets: headers that tell where its bucket stands, and, if it is refused, how and for how long."""

    headers: dict[str, str] = field(default_factory=dict)
    scope: str | None = None
    """None: let it pass. Else "user", "global", or "banned"."""
    retry_after: float = 0.0


def nameless(route: str) -> str:
    """A route without the names of its parameters: "GET /guilds/{guild_id}" is "GET /guilds/{}"."""
    return re.sub(r"\{[^}]*\}", "{}", route)


def bucket_name(route: str) -> str:
    """The name under which a route is counted: its own, but all that reacts shares one."""
    route = nameless(route)
    return REACTING if _REACTIONS.fullmatch(route) else route


def major(path: str) -> str:
    """The part of a path that makes a bucket of its own: the channel, the guild, or the webhook with its token."""
    found = _MAJOR.match(path)
    if found is None:
        return ""
    kind, first, second = found.groups()
    return f"{first}/{second}" if kind in {"webhooks", "interactions"} and second else first


class Limits:
    """The rate limits of one Discord. Times in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.refused: Counter[str] = Counter()
        """How many requests got 429, by bucket ("POST /channels/{}/messages", "reacting"), "global" or "banned"."""
        self.per_second = 50
        """Requests that one bot has in all."""
        self.invalid_allowed = 10_000
        """So many answers of 401, 403 and 429 within `invalid_window` get the address banned for `ban`."""
        self.invalid_window = 600.0
        self.ban = 3600.0
        self._clock = clock
        self._rules: dict[str, tuple[int, float]] = dict(_DEFAULTS)
        self._lifted = False
        self._windows: dict[tuple[str, str, str], Window] = {}
        self._global: dict[str, Window] = {}
        self._invalid: deque[float] = deque()
        self._banned_until = -math.inf

    def lift(self, *, lifted: bool = True) -> None:
        """Let everything pass (or no longer)."""
        self._lifted = lifted
        self._windows.clear()

    def set(self, route: str, limit: int, per: float) -> None:
        """Let so many requests of this route through in so many seconds. `route` is "METHOD /path", or "reacting"."""
        if route != REACTING and " " not in route:
            raise ValueError(f"a route is a method and a path: {route!r}")
        self._rules[bucket_name(route)] = (limit, per)
        self._windows.clear()

    @property
    def invalid(self) -> int:
        """How many invalid requests there were lately."""
        oldest = self._clock() - self.invalid_window
        while self._invalid and self._invalid[0] < oldest:
            self._invalid.popleft()
        return len(self._invalid)

    def take(self, route: str, path: str, token: str) -> Verdict:
        """Count a request of this bot ("POST /channels/{channel_id}/messages", "/channels/1/messages")."""
        now = self._clock()
        if now < self._banned_until:
            self.refused["banned"] += 1
            return Verdict(scope="banned", retry_after=self._banned_until - now)
        if not self._lifted and not path.startswith(_NOT_GLOBAL):
            everything = self._global.setdefault(token, Window(self.per_second, 1.0))
            if not everything.take(now):
                self.refused["global"] += 1
                return Verdict({"X-RateLimit-Global": "true"}, "global", everything.left(now))
        return self._take_from_bucket(bucket_name(route), major(path), token, now)

    def note(self, status: int) -> None:
        """Count an answer, if it is one of those that get an address banned."""
        if status not in {401, 403, 429} or self._clock() < self._banned_until:
            return
        self._invalid.append(self._clock())
        if self.invalid >= self.invalid_allowed:
            self._invalid.clear()
            self._banned_until = self._clock() + self.ban

    def pardon(self) -> None:
        """End a ban."""
        self._banned_until = -math.inf

    def _take_from_bucket(self, name: str, of: str, token: str, now: float) -> Verdict:
        limit, per = _LIFTED if self._lifted else self._rules.get(name, OTHERS)
        window = self._windows.setdefault((name, of, token), Window(limit, per))
        passed = window.take(now)
        left = window.left(now)
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(limit - window.used),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": hashlib.blake2b(name.encode(), digest_size=16).hexdigest(),
        }
        if passed:
            return Verdict(headers)
        self.refused[name] += 1
        return Verdict(headers, "user", left)
