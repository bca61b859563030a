"""What a message to a local Discord may consist of, and how it is refused otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localcord.drafts import read_draft
from tests.localcord.model import MessageFlag
from tests.localcord.refusals import Refused, invalid_form


def test_faults_are_told_as_a_tree() -> None:
    """A refused form names the place of each fault, as Discord does."""
    refused = invalid_form([("embeds.0.title", "A", "a"), ("embeds.0.title", "B", "b"), ("", "C", "c")])
    assert refused.payload() == {
        "message": "Invalid Form Body",
        "code": 50035,
        "errors": {
            "_errors": [{"code": "C", "message": "c"}],
            "embeds": {
                "0": {"title": {"_errors": [{"code": "A", "message": "a"}, {"code": "B", "message": "b"}]}},
            },
        },
    }


BUTTON = {"type": 2, "style": 1, "label": "Yes", "custom_id": "yes"}
OPTION = {"label": "a", "value": "a"}
SELECT = {"type": 3, "custom_id": "choose", "options": [OPTION]}


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def buttons(count: int, **change: Any) -> list[dict[str, Any]]:
    return [{**BUTTON, "custom_id": f"b{number}", **change} for number in range(count)]


def embed(**parts: Any) -> dict[str, Any]:
    return {"embeds": [{"description": "d", **parts}]}


def field(name: int, value: int) -> dict[str, str]:
    return {"name": "n" * name, "value": "v" * value}


GOOD = [
    {"content": "x" * 2000},
    {"content": "  " + "x" * 2000 + "\n"},
    embed(title="t" * 256),
    embed(description="d" * 4096),
    embed(footer={"text": "f" * 2048}),
    embed(author={"name": "a" * 256}),
    embed(fields=[field(1, 1)] * 25),
    embed(fields=[field(256, 1024)]),
    {"embeds": [{"description": "d"}] * 10},
    {"embeds": [{"description": "d" * 3000}, {"description": "d" * 3000}]},
    {"components": [row(*buttons(5))]},
    {"components": [row({**BUTTON, "custom_id": "c" * 100, "label": "l" * 80})]},
    {"components": [row({"type": 2, "style": 5, "label": "Go", "url": "https://example.org"})]},
    {"components": [row(SELECT)]},
    {"flags": MessageFlag.COMPONENTS_V2, "components": [{"type": 17, "components": [{"type": 10, "content": "text"}]}]},
]
BAD = [
    ({"content": "x" * 2001}, "content"),
    ({"content": 3}, "content"),
    (embed(title="t" * 257), "embeds.0.title"),
    (embed(description="d" * 4097), "embeds.0.description"),
    (embed(footer={"text": "f" * 2049}), "embeds.0.footer.text"),
    (embed(author={"name": "a" * 257}), "embeds.0.author.name"),
    (embed(author={"name": ""}), "embeds.0.author.name"),
    (embed(fields=[field(1, 1)] * 26), "embeds.0.fields"),
    (embed(fields=[field(257, 1)]), "embeds.0.fields.0.name"),
    (embed(fields=[field(1, 1025)]), "embeds.0.fields.0.value"),
    (embed(fields=[field(1, 0)]), "embeds.0.fields.0.value"),
    (embed(url="ftp://example.org"), "embeds.0.url"),
    (embed(color=1 << 24), "embeds.0.color"),
    ({"embeds": [{"description": "d"}] * 11}, "embeds"),
    ({"embeds": [{"description": "d" * 3000}, {"description": "d" * 3001}]}, "embeds.1"),
    ({"components": [row(*buttons(1)) for _ in range(2)]}, "components.1.components.0.custom_id"),
    ({"components": [row()]}, "components.0.components"),
    ({"components": [row(*buttons(6))]}, "components.0.components"),
    ({"components": [row({**BUTTON, "custom_id": f"{n}"}) for n in range(6)]}, "components"),
    ({"components": [row({**BUTTON, "label": "l" * 81})]}, "components.0.components.0.label"),
    ({"components": [row({**BUTTON, "label": ""})]}, "components.0.components.0.label"),
    ({"components": [row({**BUTTON, "custom_id": ""})]}, "components.0.components.0.custom_id"),
    ({"components": [row({**BUTTON, "custom_id": "c" * 101})]}, "components.0.components.0.custom_id"),
    ({"components": [row({**BUTTON, "style": 5})]}, "components.0.components.0.url"),
    ({"components": [row(SELECT, BUTTON)]}, "components.0.components"),
    ({"components": [row({**SELECT, "options": []})]}, "components.0.components.0.options"),
    ({"components": [row({**SELECT, "options": [OPTION, OPTION]})]}, "components.0.components.0.options.1.value"),
    ({"components": [BUTTON]}, "components.0.type"),
    ({"components": [{"type": 10, "content": "text"}]}, "components.0.type"),
    ({"flags": MessageFlag.COMPONENTS_V2, "content": "x", "components": [row(BUTTON)]}, "content"),
    ({"content": "x", "nonce": "n" * 26}, "nonce"),
    ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions"),
    ({"content": "x", "allowed_mentions": {"parse": ["friends"]}}, "allowed_mentions.parse.0"),
]


@pytest.mark.parametrize("body", GOOD)
def test_what_fits_is_read(body: dict[str, Any]) -> None:
    """A message exactly at a limit goes through, with nothing left out."""
    draft = read_draft(body)
    assert {key for key in ("content", "embeds", "components") if getattr(draft, key)} == body.keys() - {"flags"}


@pytest.mark.parametrize(("body", "path"), BAD)
def test_what_does_not_fit_is_refused_by_name(body: dict[str, Any], path: str) -> None:
    """A message beyond a limit is refused with 50035, and the fault stands where it is."""
    with pytest.raises(Refused) as refused:
        read_draft(body)
    assert (refused.value.status, refused.value.code) == (400, 50035)
    node: Any = refused.value.errors
    for part in path.split("."):
        node = node[part]
    assert node["_errors"][0]["message"]


def test_components_are_numbered_and_texts_trimmed() -> None:
    """What is read is what Discord gives back: numbered components, trimmed texts, no empty parts."""
    draft = read_draft({"components": [row(*buttons(2))], **embed(title=" t ", footer={"text": " f "}, fields=[])})
    assert draft.components is not None
    assert [draft.components[0]["id"], *(each["id"] for each in draft.components[0]["components"])] == [1, 2, 3]
    assert draft.embeds == [{"type": "rich", "title": "t", "description": "d", "footer": {"text": "f"}}]


def test_what_is_not_done_is_said() -> None:
    """What this Discord cannot do is refused aloud, not passed over."""
    with pytest.raises(Refused) as refused:
        read_draft({"content": "x", "poll": {"question": {"text": "?"}}})
    assert refused.value.status == 501
