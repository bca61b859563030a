"""Discord's users as accounts of ours."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from adapters.cleaning import clean_line
from adapters.discord.places import PLATFORM
from adapters.inbound import Account

if TYPE_CHECKING:
    import discord

_LONGEST_NAME: Final = 80


def account_of(user: discord.abc.User) -> Account:
    """Give the account of a user or member, by the name that is shown where they were met."""
    return Account(PLATFORM, str(user.id), _clean(user.display_name) or str(user.id))


@lru_cache(maxsize=10_000)
def _clean(name: str) -> str:
    return clean_line(name, limit=_LONGEST_NAME)
