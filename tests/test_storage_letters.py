"""What the program owes to one person alone is known as theirs by the store that forgets them."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from adapters.documents import Document
from bot import letters
from bot.letters import Letter, ToPerson
from storage.memory import MemoryStore
from storage.port import Work
from tests.store_values import ADA, BEN, account

ALONE = [kind for kind in get_args(Letter) if kind is ToPerson or "account" in kind.__struct_fields__]
ANSWERING = [kind for kind in ALONE if "answering" in kind.__struct_fields__]
ANSWER = {"answering": "900000000000000009"}
ACCOUNTS = [("matrix", "@ada:example.org"), ("discord", "100000000000000001"), ("console", "ada")]


def letter(kind: Any, platform: str, who: str, person: str, **more: object) -> Letter:
    """Make a letter of a kind to somebody."""
    known = {
        "account": who,
        "person": person,
        "platform": platform,
        "venue": f"{platform}:hall",
        "done": Document(()),
        "document": Document(()),
    }
    for part in msgspec.structs.fields(kind):
        if part.required and part.name not in known:
            known[part.name] = True if part.type is bool else f"some {part.name}"
    given = {name: value for name, value in known.items() if name in kind.__struct_fields__}
    made: Letter = kind(**given, **more)
    return made


@pytest.mark.parametrize(("platform", "who"), ACCOUNTS)
@pytest.mark.parametrize(("kind", "more"), [*((kind, {}) for kind in ALONE), *((kind, ANSWER) for kind in ANSWERING)])
async def test_a_letter_to_one_alone_is_dropped_with_them(
    kind: Any, more: dict[str, str], platform: str, who: str
) -> None:
    """Of every kind of letter the one to somebody forgotten does not go out, and the one to another does."""
    store = MemoryStore()
    other = f"{who}2" if platform != "matrix" else f"{who}.uk"
    await store.commit(
        Work(
            accounts=[account(who, ADA, platform=platform), account(other, BEN, platform=platform)],
            owed=[
                letters.owed("theirs", letter(kind, platform, who, ADA, **more)),
                letters.owed("another's", letter(kind, platform, other, BEN, **more)),
            ],
        )
    )
    await store.commit(Work(erased=[ADA]))
    assert [row.key for row in await store.waiting()] == ["another's"]
