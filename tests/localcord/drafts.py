"""Reading the body of a message that is to be sent or changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tests.localcord.components import read_components
from tests.localcord.embeds import read_embeds
from tests.localcord.forms import Form
from tests.localcord.mentions import Allowed, read_allowed
from tests.localcord.model import MessageFlag, Upload
from tests.localcord.refusals import Refused, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST_CONTENT: Final = 2000
LARGEST_REQUEST_BYTES: Final = 25 * 1024 * 1024
MOST_FILES: Final = 10
SETTABLE: Final = (
    MessageFlag.SUPPRESS_EMBEDS | MessageFlag.EPHEMERAL | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2
)
NOT_DONE: Final = ("poll", "sticker_ids", "shared_client_theme")
"""What Discord can do and this one cannot: refused aloud rather than ignored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A checked body; None stands for what it does not mention."""

    content: str | None
    embeds: list[dict[str, Any]] | None
    components: list[dict[str, Any]] | None
    kept_files: dict[int, str | None] | None
    """Of `attachments`, by id: the description."""
    flags: int | None
    allowed: Allowed
    nonce: str | int | None
    enforce_nonce: bool
    tts: bool
    reply_to: int | None
    reply_channel: int | None
    reply_required: bool


def read_draft(body: Mapping[str, Any], files: Sequence[Upload] = (), *, flags_now: int = 0) -> Draft:
    """The body of a message, or a refusal that names all its faults.

    `flags_now` are those of a message that is changed.
    """
    if sum(len(file.content) for file in files) > LARGEST_REQUEST_BYTES:
        raise refuse(40005)
    unsupported = [key for key in NOT_DONE if body.get(key)]
    if unsupported:
        raise Refused(501, 0, f"localcord does not do {', '.join(unsupported)}")
    form = Form(body)
    flags = form.whole("flags", least=0, most=(1 << 31) - 1)
    layout = bool(((flags or 0) | flags_now) & MessageFlag.COMPONENTS_V2)
    content = form.text("content", longest=LONGEST_CONTENT, trimmed=True)
    embeds = read_embeds(form)
    components = read_components(form, layout=layout)
    if layout and (content or embeds):
        for key in ("content", "embeds"):
            if form.body.get(key):
                form.fault(
                    key,
                    "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
                )
    reference = form.part("message_reference", body["message_reference"]) if body.get("message_reference") else None
    draft = Draft(
        content=(content or "") if "content" in body else None,
        embeds=embeds if "embeds" in body else None,
        components=components if "components" in body else None,
        kept_files=_files(form) if "attachments" in body else None,
        flags=None if flags is None else flags & SETTABLE,
        allowed=read_allowed(form),
        nonce=_nonce(form),
        enforce_nonce=bool(form.boolean("enforce_nonce")),
        tts=bool(form.boolean("tts")),
        reply_to=reference.snowflake("message_id", required=True) if reference else None,
        reply_channel=reference.snowflake("channel_id") if reference else None,
        reply_required=reference is None or reference.boolean("fail_if_not_exists") is not False,
    )
    form.settle()
    return draft


def _files(form: Form) -> dict[int, str | None]:
    kept: dict[int, str | None] = {}
    for index, item in enumerate(form.items("attachments", most=MOST_FILES)):
        part = form.part(f"attachments.{index}", item)
        file_id = part.snowflake("id", required=True)
        kept[file_id or 0] = part.text("description", longest=1024)
    return kept


def _nonce(form: Form) -> str | int | None:
    nonce = form.body.get("nonce")
    if isinstance(nonce, int) and not isinstance(nonce, bool):
        return nonce
    return form.text("nonce", longest=25)
