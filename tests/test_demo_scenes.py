"""In which order the demos tell things: a reader should have read what people react to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.demo.scenes import Scenes
from bot.demo.voices import Heard, Voice, Where
from deliberation.assembly import Assembly
from tests.support.engine import Moot


@dataclass
class Listener:
    """Somebody on a stage where it is noted what is done, in its order."""

    name: str
    done: list[str]
    so_far: int = 0

    async def says(self, line: str, *, about: Voice | None = None) -> None:
        """Say something."""
        self.done.append(f"{self.name} says {line}{f' about {about.name}' if about else ''}")

    async def replies(self, heard: Heard, words: str) -> None:
        """Answer something."""
        self.done.append(f"{self.name} replies {words} to {heard.event}")

    async def reacts(self, heard: Heard, key: str) -> None:
        """React to something."""
        self.done.append(f"{self.name} taps {key} on {heard.event}")

    async def wait_for(self, words: str, *, after: int = 0, where: Where = Where.ROOM) -> Heard:
        """Hear it at once."""
        self.done.append(f"{self.name} hears {words}")
        return Heard(room=where.name, sender="bot", event=f"${after}", text=words, replaces="")


@dataclass
class Stage:
    """Where it is noted what a reader is told."""

    done: list[str] = field(default_factory=list)
    people: Mapping[str, Voice] = field(init=False)

    def __post_init__(self) -> None:
        """Have Ada and Ben come."""
        self.people = {name: Listener(name, self.done) for name in ("Ada", "Ben")}

    def tell(self, line: str) -> None:
        """Note it."""
        self.done.append(line)

    async def skip(self, by: timedelta) -> None:
        """Note it."""
        self.done.append(f"{by} pass")

    async def assembly(self) -> Assembly:
        """Give one."""
        return Moot.founded("ada", "ben").assembly

    async def gathered(self) -> None:
        """Be in one room."""


async def test_that_people_react_is_told_once_all_have_seen_the_card() -> None:
    """A reader sees the card, too, before it says who reacts to it."""
    stage = Stage()
    scenes = Scenes(stage)
    scenes.listen()
    await scenes.reacts("✅", "P1", "Ada", "Ben")
    told = stage.done.index("Ada and Ben react ✅")
    assert [each for each in stage.done[:told] if "hears" not in each] == []
    assert stage.done[:told] == ["Ada hears P1", "Ben hears P1"]
    assert stage.done[told + 1 :] == ["Ada taps ✅ on $0", "Ben taps ✅ on $0"]
