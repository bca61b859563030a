"""What Discord's client lets a person put into a command's options, and how it sends that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from tests.localcord import payloads
from tests.localcord.interacting import partial_channel
from tests.localcord.refusals import Refused
from tests.localcord.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SUB_COMMAND, GROUP = 1, 2
TEXT, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = 3, 4, 5, 6, 7, 8, 9, 10
INT53: Final = 2**53


class HasId(Protocol):
    """Anything with Discord's id."""

    @property
    def id(self) -> int: ...


def id_of(thing: HasId | int) -> int:
    """The id of something, or the id itself."""
    return thing if isinstance(thing, int) else thing.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Who fills the options in, and where."""

    world: World
    user_id: int
    channel_id: int

    @property
    def guild_id(self) -> int | None:
        return self.world.channel(self.channel_id).guild_id


def described(
    command: Mapping[str, Any], words: Sequence[str]
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """The sub-commands that these words name (from the outermost), and the options of the last."""
    path: list[Mapping[str, Any]] = []
    options: list[Mapping[str, Any]] = list(command.get("options") or ())
    for word in words:
        inner = next((one for one in options if one["name"] == word and one["type"] in {SUB_COMMAND, GROUP}), None)
        assert inner is not None, f"/{command['name']} has no sub-command {word!r}"
        path.append(inner)
        options = list(inner.get("options") or ())
    assert not options or options[0]["type"] > GROUP, f"/{command['name']} needs one of its sub-commands"
    return path, options


def filled_in(
    place: Place,
    command: Mapping[str, Any],
    words: Sequence[str],
    values: Mapping[str, Any],
    focused: str | None = None,
) -> dict[str, Any]:
    """The data of a command's interaction with these values.

    Raises AssertionError where Discord's client would not let the person send it. With `focused`, the person is still
    typing in that option: nothing has to be complete yet.
    """
    path, options = described(command, words)
    unknown = set(values) - {option["name"] for option in options}
    assert not unknown, f"/{command['name']} has no option {sorted(unknown)}"
    resolved: dict[str, dict[str, Any]] = {}
    given: list[dict[str, Any]] = []
    for option in options:
        name = option["name"]
        if values.get(name) is None:
            assert not option.get("required") or focused, f"/{command['name']} needs the option {name!r}"
            continue
        one = {"name": name, "type": option["type"]}
        if name == focused:
            given.append(one | {"value": str(values[name]), "focused": True})
        else:
            given.append(one | {"value": _value(place, option, values[name], resolved)})
    for part in reversed(path):
        given = [{"name": part["name"], "type": part["type"], "options": given}]
    return _whole(command, given, {} if focused else resolved)


def _whole(
    command: Mapping[str, Any], given: list[dict[str, Any]], resolved: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    data: dict[str, Any] = {"id": command["id"], "name": command["name"], "type": command["type"]}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    if given:
        data["options"] = given
    if resolved:
        data["resolved"] = dict(resolved)
    return data


def _value(place: Place, option: Mapping[str, Any], value: Any, resolved: dict[str, dict[str, Any]]) -> Any:
    kind = option["type"]
    if option.get("choices"):
        return _choice(option, value)
    if kind == TEXT:
        return _text(option, value)
    if kind in {INTEGER, NUMBER}:
        return _number(option, value)
    if kind == BOOLEAN:
        assert isinstance(value, bool), f"{option['name']!r} takes True or False, not {value!r}"
        return value
    if kind in {USER, CHANNEL, ROLE, MENTIONABLE}:
        _resolve(place, option, id_of(value), resolved)
        return str(id_of(value))
    raise AssertionError(f"{option['name']!r}: this Discord cannot fill in an option of type {kind}")


def _choice(option: Mapping[str, Any], value: Any) -> Any:
    """People choose by what they read; what is sent is the value."""
    for choice in option["choices"]:
        if value in (choice["name"], choice["value"]):
            return choice["value"]
    names = [choice["name"] for choice in option["choices"]]
    raise AssertionError(f"{option['name']!r} offers {names}, not {value!r}")


def _text(option: Mapping[str, Any], value: Any) -> str:
    name = option["name"]
    assert isinstance(value, str), f"{name!r} takes text, not {value!r}"
    assert value, f"{name!r} cannot be empty"
    least, most = option.get("min_length", 0), option.get("max_length", 6000)
    assert least <= len(value) <= most, f"{name!r} takes {least} to {most} characters, not {len(value)}"
    return value


def _number(option: Mapping[str, Any], value: Any) -> int | float:
    name = option["name"]
    types = (int,) if option["type"] == INTEGER else (int, float)
    assert isinstance(value, types), f"{name!r} takes a number of its kind, not {value!r}"
    assert not isinstance(value, bool), f"{name!r} takes a number, not {value!r}"
    least, most = option.get("min_value", 1 - INT53), option.get("max_value", INT53 - 1)
    assert least <= value <= most, f"{name!r} takes {least} to {most}, not {value}"
    return value


def _resolve(place: Place, option: Mapping[str, Any], the_id: int, resolved: dict[str, dict[str, Any]]) -> None:
    """Put the user, role or channel that was chosen into what the bot gets along."""
    found = {
        USER: lambda: _resolved_user(place, the_id),
        ROLE: lambda: _resolved_role(place, the_id),
        CHANNEL: lambda: _resolved_channel(place, option, the_id),
        MENTIONABLE: lambda: _resolved_role(place, the_id) or _resolved_user(place, the_id),
    }[option["type"]]()
    assert found, f"{option['name']!r}: there is no {the_id} to choose here"
    for kind, payload in found.items():
        resolved.setdefault(kind, {})[str(the_id)] = payload


def resolved(place: Place, option: Mapping[str, Any], ids: Sequence[int]) -> dict[str, dict[str, Any]]:
    """What the bot gets along when these are chosen in an option of this kind."""
    found: dict[str, dict[str, Any]] = {}
    for one in ids:
        _resolve(place, option, one, found)
    return found


def _resolved_user(place: Place, user_id: int) -> dict[str, Any]:
    world = place.world
    if user_id not in world.users:
        return {}
    found = {"users": payloads.user(world.users[user_id])}
    if place.guild_id is None:
        return found
    try:
        member = payloads.member(world.member(place.guild_id, user_id))
    except Refused:  # users who are not in the guild can be chosen by their id
        return found
    member.pop("user", None)
    member["permissions"] = str(int(world.permissions(user_id, place.channel_id)))
    return found | {"members": member}


def _resolved_role(place: Place, role_id: int) -> dict[str, Any]:
    if place.guild_id is None or role_id not in place.world.guild(place.guild_id).roles:
        return {}
    return {"roles": payloads.role(place.world.role(place.guild_id, role_id))}


def _resolved_channel(place: Place, option: Mapping[str, Any], channel_id: int) -> dict[str, Any]:
    world = place.world
    channel = world.channels.get(channel_id)
    if channel is None or channel.guild_id != place.guild_id or not world.may_view(place.user_id, channel_id):
        return {}
    kinds = option.get("channel_types")
    assert not kinds or channel.type in kinds, f"{option['name']!r} takes channels of the types {kinds}"
    return {"channels": partial_channel(world, channel, place.user_id)}
