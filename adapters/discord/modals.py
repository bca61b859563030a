"""Forms (modals), made from the table of commands: for texts with no room among options, or that a button asks for.

All that a form is about travels in its custom id, so that it can still be submitted after a restart.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import discord

from adapters.cleaning import clean_line, cut
from adapters.commands import ASSEMBLY_ARGUMENT, CATALOGUE
from adapters.specs import CommandSpec, Kind, Parameter, Place

LONGEST_TEXT: Final = 4_000
"""Characters that Discord takes in one field."""

_MARK: Final = "fm"
_LONGEST_NUMBER, _LONGEST_SLUG = 18, 45
"""A custom id has at most 100 characters."""
_LONGEST_TITLE: Final = 45
_LONGEST_DESCRIPTION: Final = 100
_GIVEN: Final = ("number", ASSEMBLY_ARGUMENT)
"""What may be given with a command beside its form, in the order in which a custom id has it."""
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Form:
    """What a form is for: a command, the message it answers, and what was given with it already.

    ``about`` is what a button under that message said that it is about: by the time the form comes back the message may
    have been deleted.
    """

    command: str
    reply_to: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    about: str = ""

    @property
    def custom_id(self) -> str:
        """Write it as a custom id; what was typed beyond all measure is cut, and is then none that exists."""
        number, _, slug = self.given.get("number", "").partition("@")
        given = [_clipped(number, _LONGEST_NUMBER), _clipped(self.given.get(ASSEMBLY_ARGUMENT) or slug, _LONGEST_SLUG)]
        return ":".join([_MARK, self.command, self.reply_to, *given, self.about]).rstrip(":")


def form_of(custom_id: str) -> Form | None:
    """Read a form's custom id back; ``None`` where it is not one of ours."""
    mark, _, rest = custom_id.partition(":")
    command, reply_to, *values = [*rest.split(":", 2 + len(_GIVEN)), ""]
    if mark != _MARK or not command:
        return None
    given = {name: value for name, value in zip(_GIVEN, values, strict=False) if value}
    return Form(command, reply_to, given, "".join(values[len(_GIVEN) :]))


def has_form(spec: CommandSpec) -> bool:
    """Whether a command is written in a form: what stands on lines of their own has no room among options."""
    return any(parameter.place is Place.LABEL for parameter in spec.parameters)


def form_for(command: str, *, custom_id: str, values: Mapping[str, str] = _NOTHING, asks: str = "") -> discord.ui.Modal:
    """Make the form of a command, beginning with ``values``: all that it asks for, or only the parameter ``asks``.

    It is stopped already, so that discord.py keeps nothing of it: a submitted one is read from the raw interaction.

    Raises:
        KeyError: there is no such command or parameter.
    """
    spec = CATALOGUE[command]
    fields = [spec.parameter(asks)] if asks else [each for each in spec.parameters if each.kind is not Kind.NUMBER]
    modal = discord.ui.Modal(title=_title(spec, custom_id), custom_id=custom_id)
    for parameter in fields:
        modal.add_item(_field(spec, parameter, values.get(parameter.name, "")))
    modal.stop()
    return modal


def read_form(data: Mapping[str, Any]) -> dict[str, str]:
    """Give what was written into a submitted form, by parameter; empty fields are left out."""
    found = {str(each.get("custom_id", "")): str(each.get("value") or "") for each in _inputs(data)}
    return {name: value for name, value in found.items() if name and value.strip()}


def fields_of(data: Mapping[str, Any]) -> list[str]:
    """Name the parameters that a submitted form asked for."""
    return [str(each.get("custom_id", "")) for each in _inputs(data)]


def label_of(parameter: Parameter) -> str:
    """Give the words above a field."""
    return parameter.label or parameter.name.capitalize()


def _inputs(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """List the fields, in whichever wrapping they come."""
    for row in data.get("components") or ():
        if "component" in row:
            yield row["component"]
        else:
            yield from row.get("components") or (row,)


def _title(spec: CommandSpec, custom_id: str) -> str:
    form = form_of(custom_id)
    number = form.given.get("number", "") if form else ""
    words = f"{spec.name.replace('-', ' ').capitalize()} {number}".strip()
    return words if len(words) <= _LONGEST_TITLE else words[: _LONGEST_TITLE - 1] + "…"


def _field(spec: CommandSpec, parameter: Parameter, value: str) -> discord.ui.Label[Any]:
    keeps = not any(each.required for each in spec.parameters if each.kind is not Kind.NUMBER) and has_form(spec)
    longest = min(parameter.limit, LONGEST_TEXT)
    example = f"Such as {parameter.example}. " if parameter.example else ""
    placeholder = "" if parameter.required else "Left empty, it stays as it is." if keeps else "Can be left empty."
    placeholder = f"{example}{placeholder}".strip()
    if len(value) > longest:
        placeholder = f"Too long to edit here ({len(value):,} characters). {placeholder}"
        value = ""
    text: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=parameter.name,
        style=discord.TextStyle.paragraph if parameter.kind is Kind.TEXT else discord.TextStyle.short,
        required=parameter.required,
        max_length=longest,
        default=value or None,
        placeholder=placeholder or None,
    )
    meaning = parameter.meaning[:1].upper() + parameter.meaning[1:]
    return discord.ui.Label(text=label_of(parameter), description=meaning[:_LONGEST_DESCRIPTION], component=text)


def _clipped(part: str, longest: int) -> str:
    """Give a part of a custom id; what would end it early or make it too long is nothing that there could be."""
    return cut(clean_line(part.replace(":", " ")), longest)
