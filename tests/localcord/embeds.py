"""Embeds: Discord's limits, and how Discord gives them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.localcord.forms import Form

MOST_EMBEDS: Final = 10
MOST_CHARACTERS: Final = 6000
"""In all embeds of a message together."""


def read_embeds(form: Form) -> list[dict[str, Any]]:
    """The body's `embeds`, trimmed and cleaned as Discord does; faults go to the form."""
    embeds: list[dict[str, Any]] = []
    total = 0
    for index, item in enumerate(form.items("embeds", most=MOST_EMBEDS)):
        part = form.part(f"embeds.{index}", item)
        embed = _embed(part)
        embeds.append(embed)
        total += _characters(embed)
        if total > MOST_CHARACTERS:
            form.fault(
                f"embeds.{index}", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MOST_CHARACTERS}"
            )
            break
    return embeds


def _embed(form: Form) -> dict[str, Any]:
    embed: dict[str, Any] = {
        "type": "rich",
        "title": form.text("title", longest=256, trimmed=True),
        "description": form.text("description", longest=4096, trimmed=True),
        "url": _address(form, "url"),
        "color": form.whole("color", least=0, most=0xFFFFFF),
        "timestamp": form.text("timestamp", longest=64),
        "fields": [_field(form, index, item) for index, item in enumerate(form.items("fields", most=25))],
    }
    for key, words, longest in (("footer", "text", 2048), ("author", "name", 256)):
        if form.body.get(key) is not None:
            part = form.part(key, form.body[key])
            embed[key] = _present(
                {
                    words: part.text(words, longest=longest, required=True, trimmed=True),
                    "url": _address(part, "url") if key == "author" else None,
                    "icon_url": _address(part, "icon_url"),
                }
            )
    for key in ("image", "thumbnail"):
        if form.body.get(key) is not None:
            part = form.part(key, form.body[key])
            address = _address(part, "url", required=True)
            embed[key] = _present({"url": address, "proxy_url": address, "width": 0, "height": 0})
    return {key: value for key, value in embed.items() if value not in (None, "", [])}


def _field(form: Form, index: int, item: object) -> dict[str, Any]:
    part = form.part(f"fields.{index}", item)
    return {
        "name": part.text("name", longest=256, required=True, trimmed=True),
        "value": part.text("value", longest=1024, required=True, trimmed=True),
        "inline": bool(part.boolean("inline")),
    }


def _address(form: Form, key: str, *, required: bool = False) -> str | None:
    address = form.text(key, longest=2048, required=required)
    if address and not address.startswith(("http://", "https://", "attachment://")):
        scheme = address.partition(":")[0].lower()
        words = f"Scheme '{scheme}' is not supported. Scheme must be one of ('http', 'https')."
        form.fault(key, "URL_TYPE_INVALID_SCHEME", words)
    return address


def _characters(embed: dict[str, Any]) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [embed.get("footer", {}).get("text"), embed.get("author", {}).get("name")]
    for field in embed.get("fields", []):
        texts += [field["name"], field["value"]]
    return sum(len(text) for text in texts if text)


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
