"""What a platform's adapter remembers for itself, kept in the store."""

from storage.port import Store, Work


class StoredNotes:
    """The notes of one platform; implements ``adapters.platform.Notes``."""

    def __init__(self, store: Store, platform: str) -> None:
        self._store = store
        self._platform = platform

    async def all(self) -> dict[str, str]:
        """Give every note of this platform.

        Raises:
            StorageError: they cannot be read now.
        """
        return await self._store.notes(self._platform)

    async def put(self, key: str, value: str) -> None:
        """Keep a note; it is durable when this returns. An empty value takes it away.

        Raises:
            StorageError: it is not kept, or that is not known; doing it again mends that.
        """
        await self._store.commit(Work(notes={(self._platform, key): value}))
