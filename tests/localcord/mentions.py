"""Whom a message mentions, given what its author allows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.localcord.forms import Form

# What stands in code, or after a backslash, mentions nobody.
QUOTED: Final = re.compile(r"```.*?```|``.*?``|`[^`\n]*`|\\[<@]", re.DOTALL)
OF_USER: Final = re.compile(r"<@!?(\d{1,20})>")
OF_ROLE: Final = re.compile(r"<@&(\d{1,20})>")
OF_ALL: Final = re.compile(r"@(everyone|here)\b")
KINDS: Final = ("users", "roles", "everyone")


@dataclass(frozen=True, slots=True)
class Allowed:
    """A body's `allowed_mentions`; without one, everything is allowed."""

    users: frozenset[int] | None = None
    """None: all."""
    roles: frozenset[int] | None = None
    everyone: bool = True
    replied_user: bool = True


@dataclass(slots=True)
class Mentioned:
    """What the text mentions, in the order of the text."""

    users: list[int] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    everyone: bool = False


def read_allowed(form: Form) -> Allowed:
    """The body's `allowed_mentions`; faults go to the form."""
    given = form.body.get("allowed_mentions")
    if given is None:
        return Allowed()
    part = form.part("allowed_mentions", given)
    parse = part.items("parse", most=3)
    for index, kind in enumerate(parse):
        part.choice(f"parse.{index}", kind, KINDS)
    listed = {kind: _ids(part, kind) for kind in ("users", "roles")}
    for kind, ids in listed.items():
        if kind in parse and ids:
            part.fault(
                "",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )
    return Allowed(
        users=None if "users" in parse else listed["users"],
        roles=None if "roles" in parse else listed["roles"],
        everyone="everyone" in parse,
        replied_user=bool(part.boolean("replied_user")),
    )


def find_mentions(text: str, allowed: Allowed) -> Mentioned:
    """What the text mentions and the author allows; whether it exists is another question."""
    plain = QUOTED.sub(" ", text)
    return Mentioned(
        users=_chosen(OF_USER, plain, allowed.users),
        roles=_chosen(OF_ROLE, plain, allowed.roles),
        everyone=allowed.everyone and OF_ALL.search(plain) is not None,
    )


def _ids(form: Form, key: str) -> frozenset[int]:
    values = form.items(key, most=100)
    return frozenset(form.as_snowflake(f"{key}.{index}", value) or 0 for index, value in enumerate(values))


def _chosen(pattern: re.Pattern[str], text: str, allowed: frozenset[int] | None) -> list[int]:
    found = dict.fromkeys(int(match) for match in pattern.findall(text))
    return [each for each in found if allowed is None or each in allowed]


def texts_of(content: str, components: list[Mapping[str, Any]] | list[dict[str, Any]]) -> str:
    """All text of a message that may mention somebody: its content and its text displays, but never its embeds."""
    texts = [content]
    for component in components:
        if component.get("type") == 10:
            texts.append(component["content"])
        texts.append(texts_of("", component.get("components", [])))
    return "\n".join(filter(None, texts))
