"""Writes the commented settings file from the settings themselves: as the example, or with values of one's own."""

import textwrap
from collections.abc import Mapping
from typing import Any, Final

from pydantic.fields import FieldInfo

from bot.complaints import section_of
from bot.settings import CONFIG_VARIABLE, FILE_NAME, Settings

_WIDTH: Final = 98

_TOP: Final = f"""\
Folkmoot's settings: every key there is. What you leave out is as it stands here.

The file is called {FILE_NAME}, in the folder in which the bot is run; another is named with --config or in the \
environment variable {CONFIG_VARIABLE}. `folkmoot init` writes it for you, and `folkmoot doctor` checks it.\
"""


def written(values: Mapping[str, Mapping[str, Any]] | None = None) -> str:
    """Write the whole file. ``values``, by section and key, stand in the place of the example's."""
    parts = [_comment(_TOP)]
    for name, field in Settings.model_fields.items():
        section = section_of(field)
        if section is not None:
            parts.append(f"{_comment(section.__doc__ or '')}\n[{name}]")
            own = (values or {}).get(name, {})
            parts += [_key(key, inner, own.get(key)) for key, inner in section.model_fields.items()]
    return "\n\n".join(parts) + "\n"


def _key(name: str, field: FieldInfo, own: object) -> str:
    value = own if own is not None else field.examples[0] if field.is_required() and field.examples else field.default
    required = "Required. " if field.is_required() else ""
    return f"{_comment(required + (field.description or ''))}\n{name} = {toml(value)}"


def _comment(text: str) -> str:
    lines = [line for part in text.split("\n") for line in textwrap.wrap(part, _WIDTH, break_on_hyphens=False) or [""]]
    return "\n".join(f"# {line}".rstrip() for line in lines)


def toml(value: object) -> str:
    """Write a value as TOML: a text, a number, or true or false."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    escaped = "".join(_escaped(character) for character in str(value))
    return f'"{escaped}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character < " " or character == "\x7f":
        return f"\\u{ord(character):04x}"
    return character
