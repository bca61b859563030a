"""What Discord accepts as an application command."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

Fault = tuple[str, str, str]
"""Path, Discord's word for the fault, and the sentence."""
Form = Mapping[str, Any]

CHAT_INPUT: Final = 1
SUB_COMMAND, GROUP = 1, 2
TEXT, INTEGER, CHANNEL, NUMBER = 3, 4, 7, 10
OPTION_TYPES: Final = frozenset(range(1, 12))
WITH_CHOICES: Final = frozenset({TEXT, INTEGER, NUMBER})
INT53: Final = 2**53
LARGEST: Final = 8000
"""Characters in a command's names, descriptions and values together."""

# Discord's own is ^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$. \w is \p{L}\p{N}_, without the marks of these scripts.
NAME: Final = re.compile(r"[-'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}")


def faults(form: Form) -> list[Fault]:
    """What is wrong with a command."""
    if form.get("type") in {2, 3}:
        return _context_menu_faults(form)
    if form.get("type") not in {None, CHAT_INPUT}:
        return [("type", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}.")]
    found = [*_name_faults(form), *_description_faults(form), *_setting_faults(form)]
    found += _options_faults(form.get("options") or (), depth=0)
    if size(form) > LARGEST:
        found.append(("", "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({LARGEST})"))
    return found


def size(form: Form) -> int:
    """How many characters Discord counts in a command or an option: of each text the longest of its translations."""
    total = sum(_longest(form, field) for field in ("name", "description"))
    for choice in form.get("choices") or ():
        total += _longest(choice, "name") + len(str(choice.get("value", "")))
    return total + sum(size(option) for option in form.get("options") or ())


def _longest(form: Form, field: str) -> int:
    translations = form.get(f"{field}_localizations") or {}
    return max(len(str(text)) for text in (form.get(field) or "", *translations.values()))


def _context_menu_faults(form: Form) -> list[Fault]:
    found = _length(form, "name", 1, 32) + _setting_faults(form)
    for field in ("description", "options"):
        if form.get(field):
            words = f"Context menu commands cannot have {field}"
            found.append((field, "APPLICATION_COMMAND_CONTEXT_MENU_FIELD", words))
    return found


def _name_faults(form: Form) -> list[Fault]:
    found = _length(form, "name", 1, 32)
    if found:
        return found
    for path, name in _texts(form, "name"):
        if not NAME.fullmatch(name) or name != name.lower():
            found.append((path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid"))
    return found


def _description_faults(form: Form) -> list[Fault]:
    return [
        (path, code, words)
        for path, text in _texts(form, "description")
        for _field, code, words in _length({"it": text}, "it", 1, 100)
    ]


def _texts(form: Form, field: str) -> list[tuple[str, str]]:
    """A text and its translations, each with its path."""
    translations = form.get(f"{field}_localizations") or {}
    texts = [(f"{field}_localizations.{locale}", text) for locale, text in translations.items()]
    return [(field, form.get(field) or ""), *texts]


def _setting_faults(form: Form) -> list[Fault]:
    found: list[Fault] = []
    permissions = form.get("default_member_permissions")
    if permissions is not None and not str(permissions).isdecimal():
        words = f'Value "{permissions}" is not snowflake.'
        found.append(("default_member_permissions", "NUMBER_TYPE_COERCE", words))
    for field, known in (("contexts", {0, 1, 2}), ("integration_types", {0, 1})):
        given = form.get(field)
        if given is None:
            continue
        if not given:
            found.append((field, "BASE_TYPE_MIN_LENGTH", "Must be 1 or more in length."))
        for at, one in enumerate(given):
            if one not in known:
                found.append((f"{field}.{at}", "BASE_TYPE_CHOICES", f"Value must be one of {known}."))
        if len(set(given)) != len(given):
            found.append((field, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value"))
    return found


def _options_faults(options: Sequence[Form], depth: int) -> list[Fault]:
    found: list[Fault] = []
    if len(options) > 25:
        found.append(("options", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length."))
    names: set[str] = set()
    optional_seen = False
    kinds = {option.get("type") for option in options}
    if kinds & {SUB_COMMAND, GROUP} and kinds - {SUB_COMMAND, GROUP}:
        words = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        found.append(("options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", words))
    for at, option in enumerate(options):
        where = f"options.{at}"
        found += [(f"{where}.{path}", code, words) for path, code, words in _option_faults(option, depth)]
        if option.get("name") in names:
            words = "Option names must be unique."
            found.append((f"{where}.name", "APPLICATION_COMMAND_OPTIONS_DUPLICATE_NAME", words))
        names.add(str(option.get("name")))
        if option.get("required") and optional_seen:
            words = "Required options must be placed before non-required options"
            found.append((where, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words))
        optional_seen = optional_seen or not option.get("required")
    return found


def _option_faults(option: Form, depth: int) -> list[Fault]:
    kind = option.get("type")
    # A group stands at the top only, a sub-command there or in a group.
    allowed = {0: OPTION_TYPES, 1: OPTION_TYPES - {GROUP}, 2: OPTION_TYPES - {GROUP, SUB_COMMAND}}[depth]
    if kind not in allowed:
        listed = ", ".join(str(one) for one in sorted(allowed))
        return [("type", "BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")]
    found = [*_name_faults(option), *_description_faults(option)]
    if kind in {SUB_COMMAND, GROUP}:
        return found + _options_faults(option.get("options") or (), depth=1 if kind == GROUP else 2)
    return found + _choices_faults(option) + _range_faults(option)


def _choices_faults(option: Form) -> list[Fault]:
    choices = option.get("choices") or ()
    found: list[Fault] = []
    if (choices or option.get("autocomplete")) and option["type"] not in WITH_CHOICES:
        words = "Only text, integers and numbers can have choices or autocomplete"
        found.append(("choices", "APPLICATION_COMMAND_OPTIONS_CHOICES_TYPE", words))
    if choices and option.get("autocomplete"):
        words = "Autocomplete can not be set to true if choices are present"
        found.append(("autocomplete", "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES", words))
    if len(choices) > 25:
        found.append(("choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length."))
    names: set[str] = set()
    for at, choice in enumerate(choices):
        found += [(f"choices.{at}.{path}", code, words) for path, code, words in _length(choice, "name", 1, 100)]
        if choice.get("name") in names:
            words = "Option choice names must be unique"
            found.append((f"choices.{at}.name", "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", words))
        names.add(str(choice.get("name")))
        found += [(f"choices.{at}.value", code, words) for code, words in _value_faults(option["type"], choice)]
    return found


def _value_faults(kind: int, choice: Form) -> list[tuple[str, str]]:
    value = choice.get("value")
    types = {TEXT: (str,), INTEGER: (int,), NUMBER: (int, float)}.get(kind, ())
    if not isinstance(value, types) or isinstance(value, bool):
        return [("BASE_TYPE_INVALID", "The value is not of the option's type")]
    if isinstance(value, str) and not 1 <= len(value) <= 100:
        return [("BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")]
    if isinstance(value, int) and abs(value) >= INT53:
        return [("NUMBER_TYPE_RANGE", f"int value should be between {1 - INT53} and {INT53 - 1}.")]
    return []


def _range_faults(option: Form) -> list[Fault]:
    found: list[Fault] = []
    for field, least in (("min_length", 0), ("max_length", 1)):
        value = option.get(field)
        if value is not None and not (option["type"] == TEXT and least <= value <= 6000):
            found.append((field, "NUMBER_TYPE_RANGE", f"int value should be between {least} and 6000."))
    for field in ("min_value", "max_value"):
        value = option.get(field)
        if value is not None and not (option["type"] in {INTEGER, NUMBER} and abs(value) < INT53):
            found.append((field, "NUMBER_TYPE_RANGE", f"int value should be between {1 - INT53} and {INT53 - 1}."))
    return found


def _length(form: Form, field: str, least: int, most: int) -> list[Fault]:
    value = form.get(field)
    if value is None or value == "":
        return [(field, "BASE_TYPE_REQUIRED", "This field is required")]
    if not isinstance(value, str) or not least <= len(value) <= most:
        return [(field, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")]
    return []
