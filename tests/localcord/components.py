"""Buttons, selects and layouts: Discord's rules, and how Discord gives them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.localcord.forms import Form

ROW: Final = 1
BUTTON: Final = 2
SELECTS: Final = frozenset({3, 5, 6, 7, 8})
STRING_SELECT: Final = 3
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LINK, PREMIUM = 5, 6
MOST_ROWS: Final = 5
MOST_IN_LAYOUT: Final = 40
MOST_TEXT_IN_LAYOUT: Final = 4000
AT_TOP_OF_LAYOUT: Final = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER})


def read_components(form: Form, *, layout: bool) -> list[dict[str, Any]]:
    """The body's `components`, with ids, as Discord keeps them; `layout`: the message has the flag IS_COMPONENTS_V2."""
    return _Reader(layout=layout).read(form)


class _Reader:
    def __init__(self, *, layout: bool) -> None:
        self._layout = layout
        self._custom_ids: set[str] = set()
        self._count = 0
        self._text = 0

    def read(self, form: Form) -> list[dict[str, Any]]:
        allowed = AT_TOP_OF_LAYOUT if self._layout else frozenset({ROW})
        read = self._children(form, "components", allowed, most=MOST_IN_LAYOUT if self._layout else MOST_ROWS)
        if self._count > MOST_IN_LAYOUT:
            form.fault(
                "components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The total number of components is too high"
            )
        if self._text > MOST_TEXT_IN_LAYOUT:
            form.fault("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The displayable text is too long")
        return read

    def _children(
        self, form: Form, key: str, allowed: frozenset[int], *, most: int, least: int = 0
    ) -> list[dict[str, Any]]:
        items = form.items(key, most=most, least=least, required=least > 0)
        return [self._child(form.part(f"{key}.{index}", item), allowed) for index, item in enumerate(items)]

    def _child(self, form: Form, allowed: Iterable[int]) -> dict[str, Any]:
        kind = form.whole("type", least=0, most=99, required=True) or 0
        self._count += 1
        if kind not in allowed:
            form.fault("type", "UNION_TYPE_CHOICES", f'Value of field "type" must be one of {tuple(sorted(allowed))}.')
            return {}
        read: dict[str, Any] = {"type": kind, "id": form.whole("id", least=0, most=(1 << 31) - 1) or self._count}
        return read | self._rest(form, kind)

    def _rest(self, form: Form, kind: int) -> dict[str, Any]:
        if kind in SELECTS:
            return self._select(form, kind)
        readers = {
            ROW: self._row,
            BUTTON: self._button,
            SECTION: self._section,
            TEXT: self._text_display,
            THUMBNAIL: self._thumbnail,
            GALLERY: self._gallery,
            FILE: self._file,
            SEPARATOR: self._separator,
            CONTAINER: self._container,
        }
        return readers[kind](form)

    def _row(self, form: Form) -> dict[str, Any]:
        children = self._children(form, "components", SELECTS | {BUTTON}, most=5, least=1)
        if len(children) > 1 and any(child.get("type") in SELECTS for child in children):
            form.fault(
                "components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width"
            )
        return {"components": children}

    def _button(self, form: Form) -> dict[str, Any]:
        style = form.whole("style", least=1, most=6, required=True)
        label = form.text("label", longest=80)
        url = form.text("url", longest=512, required=style == LINK)
        emoji = _emoji(form)
        custom_id = None
        if style in (LINK, PREMIUM):
            if form.body.get("custom_id") is not None:
                form.fault(
                    "custom_id",
                    "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                    "A custom id and url cannot both be specified",
                )
        else:
            custom_id = self._custom_id(form)
            if url is not None:
                form.fault("url", "BUTTON_COMPONENT_INVALID_URL", "Only link buttons have a url")
        if style != PREMIUM and not label and emoji is None:
            form.fault("label", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or emoji is required")
        read = {
            "style": style,
            "label": label,
            "emoji": emoji,
            "custom_id": custom_id,
            "url": url,
            "sku_id": form.body.get("sku_id"),
            "disabled": form.boolean("disabled") or None,
        }
        return _present(read)

    def _select(self, form: Form, kind: int) -> dict[str, Any]:
        fewest, most = _bounds(form)
        read = {
            "custom_id": self._custom_id(form),
            "placeholder": form.text("placeholder", longest=150),
            "min_values": fewest,
            "max_values": most,
            "disabled": form.boolean("disabled") or None,
            "default_values": form.body.get("default_values"),
            "channel_types": form.body.get("channel_types"),
        }
        if kind == STRING_SELECT:
            read["options"] = _options(form)
        return _present(read)

    def _custom_id(self, form: Form) -> str | None:
        custom_id = form.text("custom_id", shortest=1, longest=100, required=True)
        if custom_id in self._custom_ids:
            form.fault("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
        if custom_id is not None:
            self._custom_ids.add(custom_id)
        return custom_id

    def _section(self, form: Form) -> dict[str, Any]:
        texts = self._children(form, "components", frozenset({TEXT}), most=3, least=1)
        accessory = self._child(form.part("accessory", form.body.get("accessory")), (BUTTON, THUMBNAIL))
        return {"components": texts, "accessory": accessory}

    def _text_display(self, form: Form) -> dict[str, Any]:
        content = form.text("content", longest=MOST_TEXT_IN_LAYOUT, shortest=1, required=True) or ""
        self._text += len(content)
        return {"content": content}

    def _thumbnail(self, form: Form) -> dict[str, Any]:
        return {"media": _media(form, "media"), **_described(form)}

    def _gallery(self, form: Form) -> dict[str, Any]:
        parts = [
            form.part(f"items.{at}", item)
            for at, item in enumerate(form.items("items", most=10, least=1, required=True))
        ]
        return {"items": [{"media": _media(part, "media"), **_described(part)} for part in parts]}

    def _file(self, form: Form) -> dict[str, Any]:
        media = _media(form, "file")
        return {
            "file": media,
            "name": media["url"].rpartition("/")[2],
            "size": 0,
            "spoiler": bool(form.boolean("spoiler")),
        }

    def _separator(self, form: Form) -> dict[str, Any]:
        spacing = form.whole("spacing", least=1, most=2)
        return {"divider": form.boolean("divider") is not False, "spacing": spacing or 1}

    def _container(self, form: Form) -> dict[str, Any]:
        children = self._children(form, "components", AT_TOP_OF_LAYOUT - {CONTAINER}, most=MOST_IN_LAYOUT, least=1)
        return {
            "components": children,
            "accent_color": form.whole("accent_color", least=0, most=0xFFFFFF),
            "spoiler": bool(form.boolean("spoiler")),
        }


def _bounds(form: Form) -> tuple[int, int]:
    """How many of a select's options may be chosen: at least and at most."""
    given = form.whole("min_values", least=0, most=25)
    fewest = 1 if given is None else given
    most = form.whole("max_values", least=1, most=25) or 1
    if fewest > most:
        form.fault("min_values", "BASE_TYPE_BAD_VALUE", "min_values must not be greater than max_values")
    return fewest, most


def _options(form: Form) -> list[dict[str, Any]]:
    options: list[dict[str, Any]] = []
    for index, item in enumerate(form.items("options", most=25, least=1, required=True)):
        part = form.part(f"options.{index}", item)
        option = {
            "label": part.text("label", longest=100, shortest=1, required=True),
            "value": part.text("value", longest=100, shortest=1, required=True),
            "description": part.text("description", longest=100),
            "emoji": _emoji(part),
            "default": part.boolean("default"),
        }
        if any(option["value"] == other["value"] for other in options):
            part.fault(
                "value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used"
            )
        options.append(_present(option))
    return options


def _emoji(form: Form) -> dict[str, Any] | None:
    given = form.body.get("emoji")
    if given is None:
        return None
    part = form.part("emoji", given)
    emoji = {
        "id": part.snowflake("id"),
        "name": part.text("name", longest=32),
        "animated": part.boolean("animated") or None,
    }
    if emoji["id"] is not None:
        emoji["id"] = str(emoji["id"])
    return _present(emoji)


def _media(form: Form, key: str) -> dict[str, Any]:
    url = form.part(key, form.body.get(key)).text("url", longest=2048, required=True) or ""
    return {"id": "0", "url": url, "proxy_url": url, "width": None, "height": None, "content_type": None}


def _described(form: Form) -> dict[str, Any]:
    return {"description": form.text("description", longest=1024), "spoiler": bool(form.boolean("spoiler"))}


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
