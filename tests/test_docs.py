"""The documents say what the code does: drawn pages are as they are drawn, commands exist, links lead somewhere."""

import re
import runpy
from dataclasses import fields
from pathlib import Path

import pytest

from adapters.commands import CATALOGUE
from adapters.grammar import REST, read_line
from deliberation.rules import Rules

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
GUIDE = (ROOT / "docs" / "secretary.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.png"))
TYPED = re.compile(r"(?<![\w!])!([a-z][^`\n]*)")


def _code(page: str) -> list[str]:
    fenced = re.findall(r"```\w*\n(.*?)```", page, re.DOTALL)
    inline = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))
    return [" ".join(text.split()) for text in inline] + [line.strip() for text in fenced for line in text.splitlines()]


def _to_type(page: str) -> list[str]:
    return [found[1].strip() for text in _code(page) if (found := TYPED.fullmatch(text))]


def test_the_rules_are_as_their_table_draws_them() -> None:
    """The page of rules is drawn from the table that the engine reads."""
    drawn = runpy.run_path(str(ROOT / "docs" / "draw_rules.py"))
    assert drawn["main"](["--check"]) == 0
    assert "| `period` | how long a check stays open | between 1h and 90d, such as 72h | 72h | 72h | 72h |" in RULES


def test_no_rule_changes_nothing() -> None:
    """Each rule is read by the engine, but for the one that only people read."""
    engine = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "deliberation").rglob("*.py")
        if path.parent.name != "rules"
    )
    zone = "time_zone"  # only people read it
    assert {field.name for field in fields(Rules) if not re.search(rf"\.{field.name}\b", engine)} <= {zone}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link and picture of a page is there."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target.partition("#")[0]).exists(), target


def test_the_guide_has_only_commands_that_there_are() -> None:
    """Whatever the guide tells a secretary to type is a command, under its own name, and is understood to its end."""
    lines = _to_type(GUIDE)
    assert len(lines) > 30
    for line in lines:
        name, arguments = read_line(line)
        assert name in CATALOGUE, line
        assert REST not in arguments, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_has_only_commands_that_there_are(page: Path) -> None:
    """No page tells of a command that there is not."""
    for line in _to_type(page.read_text(encoding="utf-8")):
        assert line.split()[0].partition("@")[0] in CATALOGUE, line


def test_the_guide_tells_of_every_command() -> None:
    """A secretary finds each command in the guide, but for those that only look or only the proposer needs."""
    on_discord = [text.removeprefix("/") for text in _code(GUIDE) if text.startswith("/")]
    told = {read_line(line)[0] for line in (*_to_type(GUIDE), *filter(None, on_discord))}
    assert set(CATALOGUE) - told <= {"withdraw"}


def test_pictures_are_small() -> None:
    """A picture is quick to load."""
    assert PICTURES
    assert max(picture.stat().st_size for picture in PICTURES) < 150_000


def test_every_picture_can_be_drawn_again() -> None:
    """What is seen on the pictures is still said, as far as that can be known without a browser."""
    drawn = _drawn("draw_pictures.py") | _drawn("draw_discord_pictures.py")
    assert {picture.stem for picture in PICTURES} == set(drawn)
    assert all(drawn.values())
    assert "Edit and try again" in drawn["discord-refused"]
    assert "one block is enough" in drawn["discord-card"].casefold()


def _drawn(script: str) -> dict[str, str]:
    pictures = runpy.run_path(str(ROOT / "docs" / script))["DRAWN"]
    return {name: "".join(draw()) for name, draw in pictures.items()}
