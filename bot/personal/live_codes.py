"""The one-time codes that are live, as they stand in a sitting; and how often an account has typed a wrong one.

Beside the codes themselves stand short notes of the same kind, by account: which code it made last, what it was asked.
They hold nothing secret, and end with the code.
"""

from datetime import datetime, timedelta
from typing import Final

from bot.personal.codes import LINK, MOST_TRIES, new_code
from bot.sitting import Sitting
from storage.port import AccountKey, Code, PeopleStore

LASTING: Final = timedelta(minutes=10)
"""How long a code is good that is typed from one screen to another."""

MADE, ASKED, TYPED, WRONG, FORGET = "made", "asked", "typed", "wrong", "forget"
"""What a note by account is about: a code it made, one it is asked about, one it typed; wrong ones; being forgotten."""

NOTES: Final = (MADE, ASKED, TYPED, WRONG, FORGET)


REMEMBERED: Final = timedelta(days=1)
"""How long it is remembered of a code that it is too old; then it is one that never was."""


class LiveCodes:
    """Finds, makes and ends codes."""

    def __init__(self, store: PeopleStore) -> None:
        self._store = store

    async def find(self, handle: str, sitting: Sitting) -> Code | None:
        """Give a code as it stands in this sitting, live or not."""
        if handle in sitting.work.codes:
            return sitting.work.codes[handle]
        return await self._store.code(handle)

    async def make(self, key: AccountKey, subject: str, sitting: Sitting) -> tuple[str, datetime]:
        """Make a code for an account, which ends the one it made before; give what is shown of it, and until when."""
        await self.end_made(key, sitting)
        sitting.work.codes_before = sitting.now - REMEMBERED
        text, code = new_code(LINK, subject, sitting.now, LASTING)
        while await self._live(code.handle, sitting) is not None:
            text, code = new_code(LINK, subject, sitting.now, LASTING)
        sitting.work.codes[code.handle] = code
        return text, self.note(MADE, key, code.handle, sitting)

    async def end_made(self, key: AccountKey, sitting: Sitting) -> None:
        """End the code that an account made last."""
        made = await self.noted(MADE, key, sitting)
        if made is not None:
            self.end(made.subject, sitting)
            self.strike(MADE, key, sitting)

    def keep(self, code: Code, sitting: Sitting) -> None:
        """Keep a code that changed."""
        sitting.work.codes[code.handle] = code

    def end(self, handle: str, sitting: Sitting) -> None:
        """End a code."""
        sitting.work.codes[handle] = None

    async def _live(self, handle: str, sitting: Sitting) -> Code | None:
        found = await self.find(handle, sitting)
        return found if found is not None and found.expires_at > sitting.now else None

    # --- notes by account

    async def noted(self, about: str, key: AccountKey, sitting: Sitting) -> Code | None:
        """Give a note that is not too old."""
        return await self._live(_name(about, key), sitting)

    def note(
        self, about: str, key: AccountKey, subject: str, sitting: Sitting, *, like: Code | None = None
    ) -> datetime:
        """Make a note, for as long as a code lasts: one made now, or the one it is about. Say until when."""
        until = like.expires_at if like is not None else sitting.now + LASTING
        handle = _name(about, key)
        sitting.work.codes[handle] = Code(handle=handle, purpose=about, subject=subject, proof="", expires_at=until)
        return until

    def strike(self, about: str, key: AccountKey, sitting: Sitting) -> None:
        """Strike a note out."""
        sitting.work.codes[_name(about, key)] = None

    # --- wrong tries

    async def may_try(self, key: AccountKey, sitting: Sitting) -> bool:
        """Whether an account may type a code: it has not typed too many wrong ones within ten minutes."""
        wrong = await self.noted(WRONG, key, sitting)
        return wrong is None or wrong.tries < MOST_TRIES

    async def was_wrong(self, key: AccountKey, sitting: Sitting) -> None:
        """Count a wrong code against the account that typed it."""
        before = await self.noted(WRONG, key, sitting)
        handle = _name(WRONG, key)
        sitting.work.codes[handle] = Code(
            handle=handle,
            purpose=WRONG,
            subject="",
            proof="",
            expires_at=before.expires_at if before else sitting.now + LASTING,
            tries=before.tries + 1 if before else 1,
        )


def _name(about: str, key: AccountKey) -> str:
    return f"{about}:{key.platform}:{key.id}"
