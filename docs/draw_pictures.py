"""Draws ``docs/pictures``, what people see in a Matrix client: ``python docs/draw_pictures.py``. It needs chromium.

The messages are those that the program owes for events of the engine, as the Matrix adapter renders them. Only the
frame around them is made here: names, portraits, and the reactions with their counts.
"""

import html
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from adapters.answers import answer_to
from adapters.cards import KEYS, PETITION_SEEDS, card_of, seeds
from adapters.documents import Document, written
from adapters.matrix.rendering import message
from adapters.notices import Notice, ToPerson, ToVenues, notices
from adapters.reasons import why
from adapters.references import Kind, Subject
from adapters.setting import Setting
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.decide import decide
from deliberation.events import Event
from deliberation.evolve import evolve
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.positions import Stance
from deliberation.register import Chain, record_event

PICTURES: Final = Path(__file__).resolve().parent / "pictures"
SCALE: Final = 2
WIDTH: Final = 640
_TALLEST: Final = 1600
_MARGIN: Final = 16
_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    f"--force-device-scale-factor={SCALE}",
    f"--window-size={WIDTH},{_TALLEST}",
)

BOT: Final = "Folkmoot"
COLOURS: Final = {BOT: "#0467dd", "Ada": "#a72be0", "Ben": "#00754f", "Cleo": "#b3452c", "Dan": "#ad4400"}
NAMES: Final = {PersonId(name.lower()): name for name in ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")}
ADA, BEN, CLEO, DAN, EVE, FINN = NAMES
ROOM: Final = VenueId("matrix:!room")
IDENTIFIER: Final = AssemblyId("leeds")

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


class RefusedError(Exception):
    """What a picture is to show was refused."""


@dataclass(slots=True)
class Stage:
    """An assembly in a room: what is done in it, and the messages that are owed for it."""

    now: datetime = datetime(2026, 11, 23, 19, tzinfo=UTC)
    owed: list[Notice] = field(default_factory=list)
    _assembly: Assembly | None = None
    _chain: Chain = field(default_factory=Chain)

    @property
    def assembly(self) -> Assembly:
        """The assembly as it is."""
        if self._assembly is None:
            raise LookupError("nothing is founded yet")
        return self._assembly

    def happen(self, command: Command) -> list[Event]:
        """Do something, and give what happened; what is owed for it is then in ``owed``.

        Raises:
            RefusedError: it may not be.
        """
        events = decide(self._assembly, command, self.now)
        if not isinstance(events, list):
            raise RefusedError(f"{command}: {events}")
        self.owed = []
        for event in events:
            before = self._assembly
            self._assembly = evolve(before, event, self.now)
            entry, _ = record_event(IDENTIFIER, self._chain, event, self.now, lambda: "0" * 32)
            self._chain = Chain(entry.number, entry.hash)
            self.owed += notices(before, event, self._assembly, NAMES, checkpoint=self._chain)
        return events

    def do(self, command: Command) -> list[Notice]:
        """Do something, and give what is owed for it."""
        self.happen(command)
        return self.owed

    def founded(self) -> "Stage":
        """Found the assembly, of everybody."""
        self.do(
            cmd.FoundAssembly(
                actor=ADA,
                assembly=IDENTIFIER,
                slug="leeds-mutual-aid",
                name="Leeds Mutual Aid",
                purpose="",
                preset="folkmoot",
                venue=ROOM,
                present=tuple(NAMES),
                administers=True,
            )
        )
        return self

    def kitchen(self) -> "Stage":
        """Call consensus on the proposal that all pictures are about."""
        self.do(
            cmd.Propose(
                actor=BEN,
                title="Open a community kitchen",
                text="Two evenings a week, in the church hall. The gas is paid from the tin.",
                suffering="people who skip meals; we count the meals each week.",
            )
        )
        self.do(cmd.CallConsensus(actor=ADA, proposal=1))
        return self

    def take(self, stance: Stance, *people: PersonId, reason: str = "", check: int = 1) -> list[Notice]:
        """Let people take a position; give what the last of them brings about."""
        owed: list[Notice] = []
        for person in people:
            owed = self.do(
                cmd.TakePosition(actor=person, check=check, stance=stance, reason=reason, source=f"${person}")
            )
        return owed

    def card(self, subject: Subject) -> Document:
        """Draw a card.

        Raises:
            LookupError: there is none.
        """
        drawn = card_of(self.assembly, subject, NAMES)
        if drawn is None:
            raise LookupError(f"{subject} has no card")
        return drawn

    def reactions(self, check: int = 1) -> tuple[tuple[str, int], ...]:
        """Count the reactions under a check's card as a client does, the bot's own among them."""
        found = self.assembly.checks[check]
        taken = [KEYS[position.stance] for position in found.positions.values()]
        return tuple((key, 1 + taken.count(key)) for key in seeds(found.question))


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
    stage = Stage().founded().kitchen()
    stage.take(Stance.AGREE, ADA, BEN, CLEO)
    stage.take(Stance.STAND_ASIDE, EVE, reason="I work evenings.")
    stage.take(Stance.BLOCK, DAN, reason="The hall has steps, so wheelchair users cannot come in.")
    return [framed(stage.card(Subject(Kind.CHECK, 1, 1)), reactions=stage.reactions(), edited=True)]


def closed() -> list[str]:
    """Draw the card of a check that ended in consensus, and the message that tells of it."""
    stage = Stage().founded().kitchen()
    stage.take(Stance.AGREE, ADA, BEN, CLEO, DAN)
    stage.take(Stance.STAND_ASIDE, EVE, reason="I work evenings.")
    stage.now += timedelta(hours=72)
    owed = stage.do(cmd.Tick())
    told = [each.document for each in owed if isinstance(each, ToVenues)]
    drawn = framed(stage.card(Subject(Kind.CHECK, 1, 1)), reactions=stage.reactions(), edited=True)
    return [drawn, *map(framed, told[-1:])]


def petition() -> list[str]:
    """Draw the card of a petition."""
    stage = Stage().founded()
    stage.do(cmd.NominateOfficer(actor=CLEO, person=BEN, office="secretary"))
    stage.take(Stance.AGREE, *NAMES)
    stage.do(
        cmd.StartRecall(
            actor=CLEO,
            officer=BEN,
            reason="He cancelled the kitchen without asking anyone.",
            unmandated=False,
            source="$1",
        )
    )
    stage.do(cmd.Sign(actor=DAN, petition=1, source="$2"))
    signed = len(stage.assembly.petitions[1].signatures)
    # Who starts a petition signs it by that, without a reaction; the bot's own stands in its place.
    return [framed(stage.card(Subject(Kind.PETITION, 1)), reactions=[(PETITION_SEEDS[0], signed)], edited=True)]


def private() -> list[str]:
    """Draw how the bot asks in private for the reason of a block, and is given it."""
    stage = Stage().founded().kitchen()
    owed = stage.take(Stance.BLOCK, DAN)
    asked = [each.document for each in owed if isinstance(each, ToPerson)]
    reason = "The hall has steps, so wheelchair users cannot come in."
    given = cmd.TakePosition(actor=DAN, check=1, stance=Stance.BLOCK, reason=reason, source="$2")
    answer = answer_to(given, stage.happen(given), stage.assembly, NAMES, private=True)
    recorded = [framed(answer)] if answer is not None else []
    return [*map(framed, asked), typed("Dan", reason), *recorded]


def working() -> list[str]:
    """Draw the answer to ``!why``."""
    stage = Stage().founded().kitchen()
    stage.take(Stance.AGREE, ADA, BEN, CLEO, DAN)
    stage.take(Stance.STAND_ASIDE, EVE, reason="I work evenings.")
    stage.now += timedelta(hours=72)
    stage.do(cmd.Tick())
    answer = why(stage.assembly, Subject(Kind.PROPOSAL, 1), Setting(stage.assembly, NAMES))
    return [typed("Cleo", "!why P1"), framed(answer)]


DRAWN: Final = {"card": card, "closed": closed, "petition": petition, "private": private, "why": working}


# --- drawing


def main() -> int:
    """Draw every picture."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("This needs chromium on the PATH.\n")
        return 1
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, messages in DRAWN.items():
            page = Path(folder) / f"{name}.html"
            page.write_text(_page(messages()), encoding="utf-8")
            _photograph(chromium, page, PICTURES / f"{name}.png", Path(folder) / "profile")
    return 0


def _page(messages: list[str]) -> str:
    head = f'<meta charset="utf-8"><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en">{head}<body>{"".join(messages)}</body></html>'


def _photograph(chromium: str, page: Path, picture: Path, profile: Path) -> None:
    """Take a picture, cut it where the page ends, and leave it no more colours than it needs."""
    command = [chromium, *_FLAGS, f"--user-data-dir={profile}", f"--screenshot={picture}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    with Image.open(picture) as taken:
        whole = taken.convert("RGB")
    drawn = ImageChops.difference(whole, Image.new("RGB", whole.size, "white")).getbbox()
    if drawn is None:
        raise RuntimeError(f"{picture.name} is empty")
    cut = whole.crop((0, 0, whole.width, drawn[3] + _MARGIN * SCALE))
    cut.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
