"""What is wrong with a settings file, in plain words: which key, on which line, and what the right form is."""

import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

_DISCORD_TOKEN: Final = ("FOLKMOOT_DISCORD_TOKEN", "token_file")
_SECRETS: Final = {
    ("matrix", "password"): ("FOLKMOOT_MATRIX_PASSWORD", "password_file"),
    ("matrix", "access_token"): ("FOLKMOOT_MATRIX_ACCESS_TOKEN", "access_token_file"),
    ("matrix", "token"): ("FOLKMOOT_MATRIX_ACCESS_TOKEN", "access_token_file"),
    ("discord", "token"): _DISCORD_TOKEN,
    ("discord", "bot_token"): _DISCORD_TOKEN,
}
"""Keys that are refused because a secret would stand there: the variable and the key to use instead."""

_FORMS: Final[dict[Any, str]] = {
    str: "a text in quotes",
    bool: "true or false, without quotes",
    int: "a whole number, without quotes",
}


class SettingsError(Exception):
    """The settings are not in order. ``problems`` are whole sentences, one for each thing that is wrong."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_toml(file: Path) -> tuple[str, dict[str, Any]]:
    """Read a TOML file: its text, and what it says.

    Raises:
        SettingsError: it is not there, cannot be read, or is not TOML.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except FileNotFoundError:
        raise SettingsError(
            f"There are no settings at {file}. To write them, run `folkmoot init`; to use others, `--config FILE`."
        ) from None
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file} is not a text in UTF-8: write it anew with `folkmoot init`.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_not_toml(file, str(error))) from error


def _not_toml(file: Path, message: str) -> str:
    found = re.search(r"\s*\(at line (\d+), column \d+\)$", message)
    line = f", line {found[1]}" if found else ""
    said = message[: found.start()] if found else message.partition(" (at ")[0]
    return (
        f"{file}{line}: this is not written as TOML ({said[:1].lower()}{said[1:]}). "
        'The right form is: key = "text", or key = true.'
    )


def in_words(error: ValidationError, model: type[BaseModel], file: Path, text: str) -> list[str]:
    """Say everything that is wrong, in the order of the file."""
    found = [_complaint(problem, model, text) for problem in error.errors(include_url=False)]
    return [f"{file}{f', line {line}' if line else ''}: {sentence}" for line, sentence in sorted(found)]


def _complaint(problem: ErrorDetails, model: type[BaseModel], text: str) -> tuple[int, str]:
    place = [str(part) for part in problem["loc"]]
    line = line_of(text, place)
    match problem["type"]:
        case "extra_forbidden":
            return line, _unknown(place, model)
        case "missing":
            return line_of(text, place[:-1]), f"{named(place)} is missing. {_right_form(place, model)}"
        case "value_error" | "assertion_error":
            said = problem["msg"].removeprefix("Value error, ")
            return line, f"{named(place)}: {said}. {_right_form(place, model)}".rstrip()
        case _:
            return line, f"{named(place)} {_must_be(place, problem, model)}. {_right_form(place, model)}".rstrip()


def named(place: list[str]) -> str:
    """Name a key as the operator sees it: ``prefix in [matrix]``."""
    if len(place) < 2:
        return f"the section [{place[0]}]" if place else "the file"
    return f"{place[-1]} in [{'.'.join(place[:-1])}]"


def line_of(text: str, place: list[str]) -> int:
    """Say on which line a section or a key of it stands; 0 where that cannot be told."""
    section, found = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if header:
            section = header[1].strip("\"'")
            if place == [section] or (len(place) > 1 and not found and section == place[0]):
                found = number
        key = re.match(r"\s*[\"']?([\w-]+)[\"']?\s*[=.]", line)
        if key and not header and [section, key[1]] == place[:2]:
            return number
        if key and not section and place[:1] == [key[1]]:
            return number
    return found if len(place) == 1 else 0


def _unknown(place: list[str], model: type[BaseModel]) -> str:
    *section, key = place
    known = list(_fields(section, model))
    secret = _SECRETS.get((".".join(section), key))
    if secret is not None:
        variable, instead = secret
        return (
            f"{named(place)}: no secret belongs in this file. Put it into the environment variable {variable}, or into "
            f"a file of its own that you name with {instead}."
        )
    close = get_close_matches(key.casefold().replace("-", "_"), known, n=1, cutoff=0.5)
    kind = "key" if section else "section"
    where = f" in [{section[0]}]" if section else ""
    shown = key if section else f"[{key}]"
    meant = (close[0] if section else f"[{close[0]}]") if close else ""
    return (
        f"there is no {kind} {shown}{where}. " + (f"Did you mean {meant}? " if meant else "") + f"There {_are(known)}."
    )


def _are(known: list[str]) -> str:
    if len(known) == 1:
        return f"is only {known[0]}"
    return f"are {', '.join(known[:-1])} and {known[-1]}"


def _must_be(place: list[str], problem: ErrorDetails, model: type[BaseModel]) -> str:
    kind = problem["type"]
    if kind == "literal_error":
        choices = get_args(_field(place, model).annotation)  # type: ignore[union-attr]
        return f"must be {', '.join(choices[:-1])} or {choices[-1]}"
    if kind == "string_too_short":
        return "must not be empty"
    if kind == "string_too_long":
        return f"must not be longer than {problem['ctx']['max_length']} characters"
    if kind in {"model_type", "model_attributes_type"}:
        return "must be a section with keys of its own"
    field = _field(place, model)
    return f"must be {_FORMS.get(field.annotation if field else None, 'of another kind')}"


def _right_form(place: list[str], model: type[BaseModel]) -> str:
    field = _field(place, model)
    if field is None or len(place) < 2:
        return ""
    example = (field.examples or [field.default])[0]
    return f"The right form is: {place[-1]} = {_written(example)}"


def _written(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def section_of(field: FieldInfo) -> type[BaseModel] | None:
    """Give the class of a field that is a section."""
    kind: Any = field.annotation
    kinds = get_args(kind) if get_origin(kind) is UnionType or isinstance(kind, UnionType) else (kind,)
    return next((each for each in kinds if isinstance(each, type) and issubclass(each, BaseModel)), None)


def _fields(section: list[str], model: type[BaseModel]) -> Iterator[str]:
    inner: type[BaseModel] | None = model
    for part in section:
        field = inner.model_fields.get(part) if inner else None
        inner = section_of(field) if field else None
    yield from inner.model_fields if inner else ()


def _field(place: list[str], model: type[BaseModel]) -> FieldInfo | None:
    inner: type[BaseModel] | None = model
    field = None
    for part in place:
        field = inner.model_fields.get(part) if inner else None
        inner = section_of(field) if field else None
    return field
