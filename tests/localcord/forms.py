"""Checking what a request's body says, and telling all faults at once, as Discord does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.localcord.refusals import invalid_form


class Form:
    """A request's body, or a part of it under `path`; the faults found in it are collected for `settle`."""

    def __init__(
        self, body: Mapping[str, Any], path: str = "", faults: list[tuple[str, str, str]] | None = None
    ) -> None:
        self.body = body
        self.path = path
        self.faults = [] if faults is None else faults

    def settle(self) -> None:
        """Refuse the form if anything in it was faulty."""
        if self.faults:
            raise invalid_form(self.faults)

    def fault(self, key: str, code: str, message: str) -> None:
        """Note that what stands under `key` is faulty."""
        self.faults.append((f"{self.path}.{key}".strip("."), code, message))

    def part(self, key: str | int, body: Any) -> Form:
        """A part of this form, whose faults count among this form's."""
        path = f"{self.path}.{key}".strip(".")
        if not isinstance(body, Mapping):
            self.faults.append((path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType"))
            body = {}
        return Form(body, path, self.faults)

    def text(
        self, key: str, *, longest: int, shortest: int = 0, required: bool = False, trimmed: bool = False
    ) -> str | None:
        """The text under `key`, with a length in characters within the bounds; None if there is none."""
        value = self.body.get(key)
        if value is None:
            if required:
                self.missing(key)
            return None
        if not isinstance(value, str):
            self.fault(key, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
            return None
        value = value.strip() if trimmed else value
        if required and not value:
            self.missing(key)
        elif not shortest <= len(value) <= longest:
            self._wrong_length(key, shortest, longest)
        return value

    def whole(self, key: str, *, least: int, most: int, required: bool = False) -> int | None:
        """The whole number under `key`, within the bounds; None if there is none."""
        value = self.body.get(key)
        if value is None:
            if required:
                self.missing(key)
            return None
        if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).lstrip("-").isdecimal():
            self.fault(key, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return None
        if not least <= int(value) <= most:
            bound = f"greater than or equal to {least}" if int(value) < least else f"less than or equal to {most}"
            self.fault(
                key, "NUMBER_TYPE_MIN" if int(value) < least else "NUMBER_TYPE_MAX", f"int value should be {bound}."
            )
        return int(value)

    def snowflake(self, key: str, *, required: bool = False) -> int | None:
        """The id under `key`; None if there is none."""
        value = self.body.get(key)
        if value is None:
            if required:
                self.missing(key)
            return None
        return self.as_snowflake(key, value)

    def as_snowflake(self, key: str, value: object) -> int | None:
        """This value as an id; None, and a fault, if it is none."""
        if isinstance(value, bool) or not str(value).isdecimal() or int(str(value)) >= 1 << 64:
            self.fault(key, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
            return None
        return int(str(value))

    def boolean(self, key: str) -> bool | None:
        """True or false under `key`; None if there is neither."""
        value = self.body.get(key)
        if value is not None and not isinstance(value, bool):
            self.fault(key, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
            return None
        return value

    def items(self, key: str, *, most: int, least: int = 0, required: bool = False) -> list[Any]:
        """The list under `key`, not longer than `most`; empty if there is none."""
        value = self.body.get(key)
        if value is None:
            if required:
                self.missing(key)
            return []
        if not isinstance(value, list):
            self.fault(key, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        if not least <= len(value) <= most:
            self._wrong_length(key, least, most)
        return value

    def missing(self, key: str) -> None:
        """Note that something required is not there."""
        self.fault(key, "BASE_TYPE_REQUIRED", "This field is required")

    def choice(self, key: str, value: object, allowed: tuple[object, ...]) -> None:
        """Note a fault if the value is not one of these."""
        if value not in allowed:
            listed = ", ".join(str(each) for each in allowed)
            self.fault(key, "BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")

    def _wrong_length(self, key: str, least: int, most: int) -> None:
        if least:
            self.fault(key, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        else:
            self.fault(key, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
