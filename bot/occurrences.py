"""Ids of our own for reactions on platforms that give them none.

There a message, an account and a mark name the reaction that stands now, but not one time of putting it there: taken
away and put there again, it is another one. So each gets an id when it first comes in, and what comes in again while it
stands is that one. An id tells what it names: ``<message>/<account>/<mark>#<random>``.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from adapters import inbound as came
from bot.items import Item
from storage.port import IntakeStore, Received


def what_stands(message: str, account: str, mark: str) -> str:
    """Name the reaction that stands now, if one does."""
    return f"{message}/{account}/{mark}"


def named_in(source: str) -> str:
    """Give what an id of ours names; empty where it is none of ours."""
    return source.rpartition("#")[0]


def is_nameless(item: Item) -> bool:
    """Whether something that came in is about a reaction that has no id of the platform's."""
    match item:
        case came.Reacted():
            return not item.source
        case came.Unreacted():
            return not item.lifted
        case _:
            return False


class Occurrences:
    """Which of them stand, as a batch is worked out: read once from the store for all that the batch is about."""

    def __init__(self) -> None:
        self._standing: defaultdict[tuple[str, str, str], dict[str, Received]] = defaultdict(dict)
        """By platform, message and account: what each mark that stands was received as."""
        self._learned: dict[tuple[str, str], Received] = {}

    async def learn(self, store: IntakeStore, items: Iterable[Item]) -> None:
        """Learn what stands of everything that these items are about."""
        wanted: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for item in items:
            if is_nameless(item):
                platform, message, account, _ = _parts(item)
                wanted[platform].add((message, account))
        for platform, pairs in wanted.items():
            for row in await store.standing(platform, sorted(pairs)):
                self._standing[platform, row.target, row.account][mark_in(row)] = row
                self._learned[platform, row.source] = row

    def named(self, item: Item) -> Item | None:
        """Give the item with its id; ``None`` where it says only what is known."""
        if not is_nameless(item):
            if isinstance(item, came.Unreacted):
                self._lift(item.platform, item.lifted)
            return item
        platform, message, account, mark = _parts(item)
        here = self._standing[platform, message, account]
        if isinstance(item, came.Unreacted):
            lifted = here.pop(mark, None)
            return replace(item, lifted=lifted.source) if lifted else None
        if mark in here or not isinstance(item, came.Reacted):
            return None
        source = f"{what_stands(message, account, mark)}#{secrets.token_hex(6)}"
        here[mark] = Received(platform=platform, source=source, account=account, target=message, key=item.key)
        return replace(item, source=source)

    def _lift(self, platform: str, source: str) -> None:
        """Forget what was taken away by its id: put there again, it is another one."""
        row = self._learned.get((platform, source))
        if row is not None and self._standing[platform, row.target, row.account].get(mark_in(row)) is row:
            self.swept([row])

    def beside(self, item: came.Reacted) -> list[Received]:
        """List the same account's other reactions that stand on the same message, as far as was learned."""
        here = self._standing.get((item.account.platform, item.message, item.account.id), {})
        return [row for row in here.values() if row.source != item.source]

    def swept(self, rows: Iterable[Received]) -> None:
        """Forget what was swept off a message."""
        for row in rows:
            self._standing[row.platform, row.target, row.account].pop(mark_in(row), None)


def mark_in(row: Received) -> str:
    """Give the mark of a reaction that was received under an id of ours."""
    return named_in(row.source).removeprefix(what_stands(row.target, row.account, ""))


def _parts(item: Item) -> tuple[str, str, str, str]:
    match item:
        case came.Reacted():
            return item.account.platform, item.message, item.account.id, item.mark
        case came.Unreacted():
            return item.platform, item.message, item.account, item.mark
        case _:
            raise TypeError(f"{type(item).__name__} is no reaction")
