"""Draws ``docs/pictures/discord-*.png``, what people see on Discord: ``python docs/draw_discord_pictures.py``.

It needs chromium and npm. The messages are those that the program owes for events of the engine (``docs/staging.py``),
or answers to somebody on the local Discord of the tests, as the Discord adapter renders them. They are shown by the web
components of ``@skyra/discord-components-core``, which look like Discord's own client and are not: letters, emoji,
colours and measures differ a little. Those have no form with descriptions, so the form is plain HTML here. Whether
Discord names the command above the answer to its form, we do not know: it is not named.
"""

import asyncio
import html
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from adapters.answers.answer import answer_query
from adapters.cards.card import PETITION_SEEDS
from adapters.discord.rendering import Rendered, messages
from adapters.discord.rendering import card as card_rendered
from adapters.documents import Document
from adapters.inbound import Invocation
from adapters.validating import Context, Move, Query, validate
from adapters.words.wording import in_words
from deliberation.commands import Command
from docs.discord_markdown import Reader
from docs.photographing import PICTURES, photograph, tool
from docs.staging import (
    BEGUN,
    BEN,
    CHECK,
    NAMES,
    PETITION,
    SUFFERING,
    TEXT,
    TITLE,
    RefusedError,
    Stage,
    blocked,
    decided,
    petitioned,
)
from tests.localcord.model import Message
from tests.support.desk import staged
from tests.support.words import Directory

LOOK_ALIKE: Final = "@skyra/discord-components-core@4.0.2"
BOT: Final = "Folkmoot"
COLOURS: Final = {BOT: "#0467dd", "Ben": "#00754f"}
LATER: Final = timedelta(minutes=10)
"""How long after what happened last somebody looks at it."""

WRITTEN: Final = {"title": TITLE, "text": TEXT, "suffering": SUFFERING, "review": "in spring"}
"""What Ben writes into the form; his last line is no day."""

_STYLES: Final = {1: "primary", 2: "secondary", 3: "success", 4: "destructive"}
_LABEL, _PARAGRAPH = 18, 2

_SCRIPTS: Final = """{"imports": {
"@lit/context": "./node_modules/@lit/context/index.js",
"@lit/reactive-element": "./node_modules/@lit/reactive-element/reactive-element.js",
"@lit/reactive-element/": "./node_modules/@lit/reactive-element/",
"lit": "./node_modules/lit/index.js",
"lit/": "./node_modules/lit/",
"lit-element/": "./node_modules/lit-element/",
"lit-html": "./node_modules/lit-html/lit-html.js",
"lit-html/": "./node_modules/lit-html/",
"look-alike": "./node_modules/@skyra/discord-components-core/dist/index.js"}}"""

_STYLE: Final = """
* { box-sizing: border-box; }
html, body { margin: 0; min-height: 100%; background: #36393e; }
/* What is not drawn by its component must not be seen as if it were: the picture is empty then. */
:not(:defined) { display: none; }
discord-messages { border: 0; }
discord-code { margin: 0 0.2em; } /* Their own margin hides the space before it. */
/* Discord's own stop sign has a light edge; without one it is red on red. */
discord-button[type="destructive"] span { filter: drop-shadow(0.6px 0 #ccd6dd) drop-shadow(-0.6px 0 #ccd6dd)
                                                  drop-shadow(0 0.6px #ccd6dd) drop-shadow(0 -0.6px #ccd6dd); }
.form { width: 480px; margin: 16px auto 0; padding: 20px 24px 24px; border-radius: 8px; background: #313338;
        color: #dbdee1; font: 14px/18px "gg sans", "Noto Sans", sans-serif; border: 1px solid #44474f; }
.form h1 { display: flex; align-items: center; gap: 10px; margin: 0 0 14px; font-size: 20px; line-height: 26px;
           font-weight: 600; color: #f2f3f5; }
.form h1 img { width: 24px; border-radius: 50%; }
.form h1 span { margin-left: auto; color: #b5bac1; font-weight: 400; }
.warning { margin-bottom: 18px; padding: 8px 12px; border: 1px solid #f0b232; border-radius: 4px; background: #3b3930; }
.label { color: #f2f3f5; font-size: 16px; line-height: 20px; font-weight: 500; }
.label b { color: #f23f42; }
.description { margin: 2px 0 8px; color: #b5bac1; }
.field { position: relative; margin-bottom: 18px; padding: 9px 12px; border: 1px solid #44474f; border-radius: 8px;
         background: #2b2d31; font-size: 16px; line-height: 20px; min-height: 40px; }
.field.long { min-height: 92px; padding-bottom: 24px; }
.field i { color: #80848e; font-style: normal; }
.left { position: absolute; right: 12px; bottom: 6px; font-size: 12px; line-height: 16px; color: #b5bac1; }
.ways { display: flex; gap: 8px; }
.ways span { flex: 1; padding: 9px; border-radius: 8px; background: #4e5058; color: #fff; text-align: center;
             font-weight: 500; line-height: 20px; }
.ways span + span { background: #5865f2; }
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as Discord has it: its content, embeds and components, and whether one person alone sees it."""

    content: str
    embeds: Sequence[Mapping[str, Any]]
    components: Sequence[Mapping[str, Any]]
    aside: bool = False


def framed(
    message: Shown, sent: datetime, seen: datetime, *, reactions: Sequence[tuple[str, int]] = (), used: str = ""
) -> str:
    """Frame something that the bot said, as it is ``seen``; above it, the command that Ben ``used``.

    What has reactions is a card, and was edited when somebody answered it.
    """
    reader = Reader(seen)
    flags = f"{'edited' if reactions else ''} {'ephemeral' if message.aside else ''}"
    at = f"{sent:%H:%M}" if sent.date() == seen.date() else f"{sent:%d/%m/%Y, %H:%M}"
    chips = "".join(f'<discord-reaction emoji="{key}" count="{count}"></discord-reaction>' for key, count in reactions)
    return (
        f'<discord-message author="{BOT}" avatar="{_portrait(BOT)}" bot timestamp="{at}" {flags}>'
        f"{_used(used)}"
        f"{reader.shown(message.content)}"
        f"{''.join(_embed(each, reader) for each in message.embeds)}"
        f"{_buttons(message.components)}"
        f'<discord-reactions slot="reactions">{chips}</discord-reactions>'
        "</discord-message>"
    )


def opened(form: Mapping[str, Any], values: Mapping[str, str]) -> str:
    """Frame a form into which somebody wrote ``values``."""
    return (
        f'<div class="form"><h1><img src="{_portrait(BOT)}" alt="">{html.escape(form["title"])}<span>✕</span></h1>'
        f'<div class="warning">This form will be submitted to <strong>{BOT}</strong>. Do not share passwords or other'
        " sensitive information.</div>"
        f"{''.join(_field(each, values) for each in form['components'])}"
        '<div class="ways"><span>Cancel</span><span>Submit</span></div></div>'
    )


def _embed(embed: Mapping[str, Any], reader: Reader) -> str:
    colour = f'color="#{embed["color"]:06x}"' if "color" in embed else ""
    title = html.escape(reader.titled(embed.get("title", "")))
    return (
        f'<discord-embed slot="embeds" embed-title="{title}" {colour}>'
        '<discord-embed-description slot="description">'
        f"{reader.shown(embed.get('description', ''))}</discord-embed-description></discord-embed>"
    )


def _buttons(rows: Sequence[Mapping[str, Any]]) -> str:
    drawn = "".join(
        f"<discord-action-row>{''.join(map(_button, row['components']))}</discord-action-row>" for row in rows
    )
    return f'<discord-attachments slot="components">{drawn}</discord-attachments>' if drawn else ""


def _button(button: Mapping[str, Any]) -> str:
    emoji = button.get("emoji")
    sign = f"<span>{html.escape(emoji['name'])}</span> " if emoji else ""
    return f'<discord-button type="{_STYLES[button["style"]]}">{sign}{html.escape(button["label"])}</discord-button>'


def _field(labelled: Mapping[str, Any], values: Mapping[str, str]) -> str:
    if labelled["type"] != _LABEL:
        raise ValueError(f"a form with a component of type {labelled['type']}")
    field = labelled["component"]
    long = field["style"] == _PARAGRAPH
    text = values.get(field["custom_id"], "")
    shown = html.escape(text) if text else f"<i>{html.escape(field.get('placeholder') or '')}</i>"
    left = f'<span class="left">{field["max_length"] - len(text):,}</span>' if long else ""
    return (
        f'<div class="label">{html.escape(labelled["label"])}{" <b>*</b>" if field["required"] else ""}</div>'
        f'<div class="description">{html.escape(labelled["description"])}</div>'
        f'<div class="field {"long" if long else ""}">{shown}{left}</div>'
    )


def _used(command: str) -> str:
    if not command:
        return ""
    avatar = _portrait("Ben")
    return f'<discord-command slot="reply" author="Ben" avatar="{avatar}" command="{command}"></discord-command>'


def _portrait(name: str) -> str:
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" font-family="sans-serif" font-size="20">'
        f'<rect width="40" height="40" fill="{COLOURS[name]}"/>'
        f'<text x="20" y="27" fill="#fff" text-anchor="middle">{name[0]}</text></svg>'
    )
    return f"data:image/svg+xml,{quote(drawn)}"


# --- what is said


def _payload(part: Rendered) -> Shown:
    """Write a rendered message as discord.py sends it."""
    components = part.view.to_components() if part.view is not None else []
    return Shown(part.content, [dict(embed.to_dict()) for embed in part.embeds], components)


def _received(message: Message) -> Shown:
    return Shown(message.content, message.embeds, message.components, aside=message.ephemeral_for is not None)


def _answer(invocation: Invocation, stage: Stage) -> Document:
    """Answer Ben as the program does.

    Raises:
        RefusedError: he asked for something that is not answered here.
    """
    assembly = stage.assembly
    context = Context(actor=BEN, now=stage.now, directory=Directory(), assembly=assembly, slugs=(assembly.slug,))
    asked = validate(invocation, context)
    if isinstance(asked, Query):
        return answer_query(asked, context, NAMES)
    if isinstance(asked, Command | Move):
        raise RefusedError(f"{asked} is not carried out here")
    return in_words(asked, assembly, NAMES)


async def _explained(stage: Stage) -> Shown:
    """Let Ben ask why, on a local Discord; give what he alone sees."""
    async with staged() as there:
        pressed = await there.ben.command(there.channel, "why", number="P1")
        await there.answer(_answer(await there.asked(), stage))
        return _received(await pressed.reply())


async def _refused(stage: Stage) -> tuple[Mapping[str, Any], Shown]:
    """Let Ben write a proposal with a slip in it, on a local Discord; give the form, and what he alone sees then."""
    async with staged() as there:
        form = await (await there.ben.command(there.channel, "propose")).form()
        pressed = await there.ben.submit(form, WRITTEN)
        await there.answer(_answer(await there.asked(), stage))
        return form.payload, _received(await pressed.reply())


# --- the pictures


def card() -> list[str]:
    """Draw the card of a check in which somebody blocks."""
    stage = blocked()
    drawn = _payload(card_rendered(stage.card(CHECK)))
    return [framed(drawn, BEGUN, stage.now + LATER, reactions=stage.reactions(bare=True))]


def closed() -> list[str]:
    """Draw the card of a check that ended in consensus, and the message that tells of it."""
    stage = decided()
    seen = stage.now + LATER
    drawn = _payload(card_rendered(stage.card(CHECK)))
    told = [_payload(part) for part in messages(stage.told()[-1])]
    return [
        framed(drawn, BEGUN, seen, reactions=stage.reactions(bare=True)),
        *(framed(each, stage.now, seen) for each in told),
    ]


def petition() -> list[str]:
    """Draw the card of a petition, which somebody signed by its button: the only reaction is the bot's own."""
    stage = petitioned()
    drawn = _payload(card_rendered(stage.card(PETITION)))
    return [framed(drawn, BEGUN, stage.now + LATER, reactions=[(PETITION_SEEDS[0], 1)])]


def working() -> list[str]:
    """Draw the answer to ``/why``."""
    stage = decided()
    seen = stage.now + LATER
    return [framed(asyncio.run(_explained(stage)), seen, seen, used="why")]


def form() -> list[str]:
    """Draw the form of ``/propose``."""
    payload, _ = asyncio.run(_refused(Stage().founded()))
    return [opened(payload, WRITTEN)]


def refused() -> list[str]:
    """Draw the answer to a form in which something was wrong."""
    stage = Stage().founded()
    _, message = asyncio.run(_refused(stage))
    return [framed(message, stage.now, stage.now)]


DRAWN: Final = {
    "discord-card": card,
    "discord-closed": closed,
    "discord-why": working,
    "discord-form": form,
    "discord-petition": petition,
    "discord-refused": refused,
}


# --- drawing


def main() -> int:
    """Draw every picture."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        install = [tool("npm"), "install", "--prefix", folder, "--no-save", "--ignore-scripts", LOOK_ALIKE]
        subprocess.run(install, check=True, capture_output=True, timeout=300)
        for name, parts in DRAWN.items():
            page = Path(folder) / f"{name}.html"
            page.write_text(_page(parts()), encoding="utf-8")
            photograph(page, name)
    return 0


def _page(parts: list[str]) -> str:
    head = (
        f'<meta charset="utf-8"><style>{_STYLE}</style><script type="importmap">{_SCRIPTS}</script>'
        '<script type="module">import "look-alike";</script>'
    )
    body = f"<discord-messages>{''.join(parts)}</discord-messages>"
    return f'<!doctype html><html lang="en">{head}<body>{body}</body></html>'


if __name__ == "__main__":
    sys.exit(main())
