"""Which messages are ours, and what they speak of."""

from typing import Final

from storage.port import OutboxStore, Posted

_MOST_REMEMBERED: Final = 50_000


class Postings:
    """Looks messages up, and remembers those that were ours."""

    def __init__(self, store: OutboxStore) -> None:
        self._store = store
        self._posted: dict[tuple[str, str], Posted] = {}

    async def find(self, platform: str, message: str) -> Posted | None:
        """Say what a message of ours speaks of; ``None`` where it is none."""
        known = self._posted.get((platform, message))
        if known is None:
            known = await self._store.posted_as(platform, message)
            if known is not None:
                if len(self._posted) > _MOST_REMEMBERED:
                    self._posted.clear()
                self._posted[platform, message] = known
        return known

    def forget(self, platform: str, message: str) -> None:
        """Forget a message that was deleted."""
        self._posted.pop((platform, message), None)
