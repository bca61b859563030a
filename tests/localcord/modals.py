"""Forms (modals): what Discord accepts as one, and what its client lets a person submit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.localcord.interactions import Interaction

Fault = tuple[str, str, str]
"""Path, Discord's word for the fault, and the sentence."""

ROW, STRING_SELECT, TEXT, DISPLAY, LABEL, UPLOAD = 1, 3, 4, 10, 18, 19
SELECTS: Final = frozenset({3, 5, 6, 7, 8})
RADIO, CHECKBOXES, CHECKBOX = 21, 22, 23
IN_LABEL: Final = SELECTS | {TEXT, UPLOAD, RADIO, CHECKBOXES, CHECKBOX}
MULTIPLE: Final = SELECTS | {CHECKBOXES}


def faults(modal: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with a form that a bot wants to open."""
    found = [*_length(modal, "title", 1, 45), *_length(modal, "custom_id", 1, 100)]
    rows = modal.get("components")
    if not isinstance(rows, Sequence) or not 1 <= len(rows) <= 5:
        return [*found, ("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")]
    seen: set[str] = set()
    for at, row in enumerate(rows):
        for path, part in _parts(row):
            where = ".".join(filter(None, (f"components.{at}", path)))
            found += [(f"{where}.{field}", code, words) for field, code, words in _part_faults(part, row)]
            name = part.get("custom_id")
            if name is not None and name in seen:
                words = "Component custom id cannot be duplicated"
                found.append((f"{where}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", words))
            seen.add(str(name))
        if row.get("type") == LABEL:
            found += [(f"components.{at}.{field}", code, words) for field, code, words in _label_faults(row)]
    return found


def _parts(row: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The inputs in one of the form's components, each with its path."""
    if row.get("type") == ROW:
        return [(f"components.{at}", part) for at, part in enumerate(row.get("components") or ())]
    if row.get("type") == LABEL:
        return [("component", row.get("component") or {})]
    return [("", row)]


def _part_faults(part: Mapping[str, Any], row: Mapping[str, Any]) -> list[Fault]:
    kind = part.get("type")
    allowed = {ROW: {TEXT, STRING_SELECT}, LABEL: IN_LABEL}.get(row.get("type", 0), {DISPLAY})
    if kind not in allowed:
        listed = ", ".join(str(one) for one in sorted(allowed))
        return [("type", "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({listed}).')]
    if kind == DISPLAY:
        return []
    found = _length(part, "custom_id", 1, 100)
    if kind == TEXT:
        found += _text_faults(part, labelled=row.get("type") == LABEL)
    return found


def _text_faults(part: Mapping[str, Any], *, labelled: bool) -> list[Fault]:
    found = [] if labelled else _length(part, "label", 1, 45)
    if labelled and part.get("label"):
        words = "A text input within a label cannot have a label of its own."
        found.append(("label", "COMPONENT_LABEL_NOT_ALLOWED", words))
    if part.get("style") not in {1, 2}:
        found.append(("style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2}."))
    for field, least in (("min_length", 0), ("max_length", 1)):
        value = part.get(field)
        if value is not None and not least <= value <= 4000:
            words = f"int value should be between {least} and 4000."
            found.append((field, "NUMBER_TYPE_RANGE", words))
    found += _length(part, "value", 0, _or(part.get("max_length"), 4000), needed=False)
    found += _length(part, "placeholder", 0, 100, needed=False)
    if _or(part.get("min_length"), 0) > _or(part.get("max_length"), 4000):
        found.append(("min_length", "NUMBER_TYPE_MAX", "min_length must not exceed max_length."))
    return found


def _label_faults(row: Mapping[str, Any]) -> list[Fault]:
    return _length(row, "label", 1, 45) + _length(row, "description", 1, 100, needed=False)


def _length(thing: Mapping[str, Any], field: str, least: int, most: int, *, needed: bool = True) -> list[Fault]:
    value = thing.get(field)
    if value is None:
        return [(field, "BASE_TYPE_REQUIRED", "This field is required")] if needed else []
    if not isinstance(value, str) or not least <= len(value) <= most:
        words = f"Must be between {least} and {most} in length." if least else f"Must be {most} or fewer in length."
        return [(field, "BASE_TYPE_BAD_LENGTH" if least else "BASE_TYPE_MAX_LENGTH", words)]
    return []


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a form, as the person sees it."""

    label: str
    payload: Mapping[str, Any]
    """The component, as the bot sent it."""
    wrapper: Mapping[str, Any]
    """The action row or label around it."""

    @property
    def custom_id(self) -> str:
        return str(self.payload["custom_id"])

    @property
    def kind(self) -> int:
        return int(self.payload["type"])

    @property
    def value(self) -> str:
        """What stands in a text field when the form opens."""
        return str(self.payload.get("value") or "")

    @property
    def required(self) -> bool:
        """Whether it must be filled in; Discord takes that for granted where nothing is said."""
        return self.payload.get("required") is not False and self.kind != CHECKBOX

    def checked(self, given: Any) -> Any:
        """The value that is submitted for what was filled in (None: nothing was).

        Raises AssertionError where Discord's client would not let the person submit it.
        """
        if self.kind == TEXT:
            return self._text(self.value if given is None else given)
        if self.kind == CHECKBOX:
            return bool(self.payload.get("default") if given is None else given)
        if self.kind in MULTIPLE:
            return self._several(given)
        if self.kind == RADIO:
            chosen = self._several(None if given is None else [given])
            return chosen[0] if chosen else None
        raise AssertionError(f"{self.label!r}: this Discord cannot fill in a component of type {self.kind}")

    def _text(self, text: Any) -> str:
        assert isinstance(text, str), f"{self.label!r} takes text, not {text!r}"
        assert text or not self.required, f"{self.label!r} must be filled in"
        if text:
            least, most = _or(self.payload.get("min_length"), 0), _or(self.payload.get("max_length"), 4000)
            assert least <= len(text) <= most, f"{self.label!r} takes {least} to {most} characters, not {len(text)}"
        return text

    def _several(self, given: Any) -> list[str]:
        options = self.payload.get("options") or ()
        if given is None:
            return [str(option["value"]) for option in options if option.get("default")]
        wanted = [given] if isinstance(given, str) else list(given)
        known = {str(option[key]): str(option["value"]) for option in options for key in ("label", "value")}
        for one in wanted:
            assert not options or one in known, f"{self.label!r} offers {sorted(known)}, not {one!r}"
        assert wanted or not self.required, f"{self.label!r} must be chosen"
        most = _or(self.payload.get("max_values"), 1 if self.kind != CHECKBOXES else len(options))
        assert len(wanted) <= most, f"{self.label!r} takes at most {most}, not {len(wanted)}"
        return [known.get(one, one) for one in wanted]


@dataclass(frozen=True, slots=True)
class Modal:
    """A form that is open before a person."""

    interaction: Interaction
    """The interaction that was answered with this form."""

    @property
    def payload(self) -> Mapping[str, Any]:
        """The form, as the bot sent it."""
        assert self.interaction.modal is not None
        return self.interaction.modal

    @property
    def title(self) -> str:
        return str(self.payload["title"])

    @property
    def custom_id(self) -> str:
        return str(self.payload["custom_id"])

    @property
    def fields(self) -> list[Field]:
        """Its inputs, from top to bottom."""
        return [
            Field(str(row["label"] if row["type"] == LABEL else part.get("label") or ""), part, row)
            for row in self.payload["components"]
            for _path, part in _parts(row)
            if part["type"] != DISPLAY
        ]

    def filled_in(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What is submitted with these values, by label or custom_id; AssertionError if the client forbade it."""
        left = dict(values)
        rows = []
        for at, field in enumerate(self.fields, start=1):
            name = field.custom_id if field.custom_id in left else field.label
            rows.append(_submitted(field, field.checked(left.pop(name, None)), at))
        assert not left, f"the form {self.title!r} has no field {sorted(left)}"
        return {"custom_id": self.custom_id, "components": rows}


def _submitted(field: Field, value: Any, at: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"type": field.kind, "id": 2 * at, "custom_id": field.custom_id}
    inner["values" if field.kind in MULTIPLE else "value"] = value
    if field.wrapper["type"] == LABEL:
        return {"type": LABEL, "id": 2 * at - 1, "component": inner}
    return {"type": ROW, "id": 2 * at - 1, "components": [inner]}
