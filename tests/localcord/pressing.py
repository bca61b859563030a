"""Buttons and select menus, as a person finds them under a message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from tests.localcord.options import CHANNEL, MENTIONABLE, ROLE, USER, HasId, Place, id_of, resolved

if TYPE_CHECKING:
    from tests.localcord.model import Message

Component = Mapping[str, Any]

BUTTON, STRING_SELECT = 2, 3
LINK: Final = 5
OF_ENTITIES: Final = {5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL}
"""Types of select menus, with the type of the command option that takes the same."""
SELECTS: Final = {STRING_SELECT, *OF_ENTITIES}


def everything(parts: Sequence[Component]) -> Iterator[Component]:
    """All components, also those within rows, sections and containers."""
    for part in parts:
        yield part
        yield from everything(part.get("components") or ())
        if "accessory" in part:
            yield part["accessory"]


def button(message: Message, name: str) -> Component:
    """The button with this label, custom_id or emoji, if it can be pressed."""
    buttons = [part for part in everything(message.components) if part["type"] == BUTTON]
    found = [one for one in buttons if name in _names(one)]
    assert found, f"there is no button {name!r}, only {[_names(one)[0] for one in buttons]}"
    assert len(found) == 1, f"several buttons are called {name!r}: name its custom_id"
    assert found[0].get("style") != LINK, f"{name!r} is a link"
    assert not found[0].get("disabled"), f"the button {name!r} is disabled"
    return found[0]


def _names(one: Component) -> list[str]:
    emoji = (one.get("emoji") or {}).get("name")
    return [name for name in (one.get("label"), one.get("custom_id"), emoji) if name]


def menu(message: Message, name: str) -> Component:
    """The select menu with this placeholder or custom_id, if it can be used."""
    menus = [part for part in everything(message.components) if part["type"] in SELECTS]
    found = [one for one in menus if name in (one.get("placeholder"), one["custom_id"])]
    assert found, f"there is no menu {name!r}, only {[one['custom_id'] for one in menus]}"
    assert not found[0].get("disabled"), f"the menu {name!r} is disabled"
    return found[0]


def chosen(place: Place, found: Component, values: Sequence[str | HasId]) -> dict[str, Any]:
    """The data of an interaction that chooses these; AssertionError if the client would not let one."""
    least, most = found.get("min_values", 1), found.get("max_values", 1)
    assert least <= len(values) <= most, f"{least} to {most} are to be chosen, not {len(values)}"
    data: dict[str, Any] = {"custom_id": found["custom_id"], "component_type": found["type"], "id": found.get("id", 0)}
    if found["type"] == STRING_SELECT:
        return data | {"values": [_option(found, str(value)) for value in values]}
    ids = [id_of(value) if not isinstance(value, str) else int(value) for value in values]
    option = {
        "name": found["custom_id"],
        "type": OF_ENTITIES[found["type"]],
        "channel_types": found.get("channel_types"),
    }
    return data | {"values": [str(one) for one in ids], "resolved": resolved(place, option, ids)}


def _option(found: Component, value: str) -> str:
    for option in found["options"]:
        if value in (option["label"], option["value"]):
            return str(option["value"])
    raise AssertionError(f"the menu offers {[option['label'] for option in found['options']]}, not {value!r}")


def owner(message: Message) -> int:
    """The bot that gets what is done with the message's components."""
    return message.application_id or message.author_id
