"""Draws ``docs/pictures``, what people see in a Matrix client: ``python docs/draw_pictures.py``. It needs chromium.

The messages are those that the program owes for events of the engine (``docs/staging.py``), as the Matrix adapter
renders them. Only the frame around them is made here: names, portraits, and the reactions with their counts.
"""

import html
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from adapters.answers.answer import answer_to
from adapters.cards.card import PETITION_SEEDS
from adapters.documents import Document, written
from adapters.matrix.rendering import message
from adapters.notices.notices import ToPerson
from adapters.reasons import why
from adapters.setting import Setting
from deliberation import commands as cmd
from deliberation.positions import Stance
from docs.photographing import PICTURES, photograph
from docs.staging import CHECK, DAN, NAMES, PETITION, PROPOSAL, WHY_BLOCKED, Stage, blocked, decided, petitioned

BOT: Final = "Folkmoot"
COLOURS: Final = {BOT: "#0467dd", "Ada": "#a72be0", "Ben": "#00754f", "Cleo": "#b3452c", "Dan": "#ad4400"}

_STYLE: Final = """
* { box-sizing: border-box; }
body { margin: 0; padding: 14px 18px 16px; background: #fff; color: #1b1d22;
       font: 15px/22px Inter, "Noto Sans", sans-serif; }
.message { display: grid; grid-template-columns: 44px 1fr; margin-bottom: 18px; }
.message:last-child { margin-bottom: 0; }
.portrait { width: 32px; height: 32px; border-radius: 50%; color: #fff; font-weight: 600; text-align: center;
            line-height: 32px; margin-top: 2px; }
.name { font-weight: 600; }
.private { color: #656d77; font-size: 12px; margin-left: 6px; }
.notice { color: #4c5460; }
.text > :first-child { margin-top: 0; }
.text > :last-child { margin-bottom: 0; }
.text p, .text ul, .text blockquote { margin: 0 0 14px; }
.text h4 { margin: 20px 0 14px; font-size: 15px; font-weight: 600; color: inherit; }
.text ul { padding-left: 26px; }
.text blockquote { border-left: 2px solid #cdd2da; padding: 0 10px; }
.text code { background: #f0f2f5; border-radius: 4px; padding: 1px 5px;
             font: 13px/18px "DejaVu Sans Mono", monospace; }
.edited { color: #656d77; font-size: 12px; }
.reactions { margin-top: 6px; }
.reaction { display: inline-block; margin-right: 6px; padding: 0 8px; border: 1px solid #e1e6ec; border-radius: 12px;
            background: #f7f9fa; font-size: 14px; }
"""


def framed(document: Document, *, reactions: Sequence[tuple[str, int]] = (), edited: bool = False) -> str:
    """Frame something that the bot said, rendered as it sends it."""
    body = str(message(written(document, lambda words: f"!{words}"))["formatted_body"])
    chips = "".join(f'<span class="reaction">{key} {count}</span>' for key, count in reactions)
    below = f'<div class="reactions">{chips}</div>' if chips else ""
    if edited:
        below = f'<div class="edited">(edited)</div>{below}'
    return _message(BOT, f'<div class="text notice">{body}</div>{below}')


def typed(name: str, line: str) -> str:
    """Frame something that a person typed."""
    return _message(name, f'<div class="text">{html.escape(line)}</div>')


def _message(name: str, body: str) -> str:
    portrait = f'<div class="portrait" style="background: {COLOURS[name]}">{name[0]}</div>'
    return (
        f'<div class="message">{portrait}<div><div class="name" style="color: {COLOURS[name]}">{name}</div>'
        f"{body}</div></div>"
    )


# --- the pictures


def card() -> list[str]:
    """Draw the card of a check in which somebody blocks."""
    stage = blocked()
    return [framed(stage.card(CHECK), reactions=stage.reactions(), edited=True)]


def closed() -> list[str]:
    """Draw the card of a check that ended in consensus, and the message that tells of it."""
    stage = decided()
    drawn = framed(stage.card(CHECK), reactions=stage.reactions(), edited=True)
    return [drawn, *map(framed, stage.told()[-1:])]


def petition() -> list[str]:
    """Draw the card of a petition."""
    stage = petitioned()
    signed = len(stage.assembly.petitions[1].signatures)
    # Who starts a petition signs it by that, without a reaction; the bot's own stands in its place.
    return [framed(stage.card(PETITION), reactions=[(PETITION_SEEDS[0], signed)], edited=True)]


def private() -> list[str]:
    """Draw how the bot asks in private for the reason of a block, and is given it."""
    stage = Stage().founded().kitchen()
    owed = stage.take(Stance.BLOCK, DAN)
    asked = [each.document for each in owed if isinstance(each, ToPerson)]
    given = cmd.TakePosition(actor=DAN, check=1, stance=Stance.BLOCK, reason=WHY_BLOCKED, source="$2")
    answer = answer_to(given, stage.happen(given), stage.assembly, NAMES, always=True)
    recorded = [framed(answer)] if answer is not None else []
    return [*map(framed, asked), typed("Dan", WHY_BLOCKED), *recorded]


def working() -> list[str]:
    """Draw the answer to ``!why``."""
    stage = decided()
    return [typed("Cleo", "!why P1"), framed(why(stage.assembly, PROPOSAL, Setting(stage.assembly, NAMES)))]


DRAWN: Final = {"card": card, "closed": closed, "petition": petition, "private": private, "why": working}


# --- drawing


def main() -> int:
    """Draw every picture."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, messages in DRAWN.items():
            page = Path(folder) / f"{name}.html"
            page.write_text(_page(messages()), encoding="utf-8")
            photograph(page, name)
    return 0


def _page(messages: list[str]) -> str:
    head = f'<meta charset="utf-8"><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en">{head}<body>{"".join(messages)}</body></html>'


if __name__ == "__main__":
    sys.exit(main())
