"""A ballot paper filled in from menus and buttons. All that was ticked so far stands in their custom ids.

So nothing of it is kept by us before it is given, and it still works after a restart. What the menus do can be typed
too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import discord
import msgspec

from adapters.ballots.paper import THE_PAPER
from adapters.cleaning import cut
from adapters.discord.buttons import Buttons
from adapters.documents import Block, Bullets, Document, Heading, Lists, Strong, inlines, paragraph

_MARK: Final = "fl"
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_NONE: Final = "-"
_A_PAGE: Final = 4
"""Menus; each takes one of the five rows of a message, and the last row has the buttons."""
_MOST_IN_MENU: Final = 25
_LONGEST_LABEL: Final = 80
_LONGEST_ID: Final = 100
_GIVE, _WRITE, _PAGE, _NEXT, _UNDO, _ANEW, _ONE, _SCORE = "g", "w", "p", "n", "u", "z", "o", "s"
_BUTTON_ROW: Final = 4


@dataclass(frozen=True, slots=True)
class Ticked:
    """What somebody did on a paper: ``about`` which, what its marks are by then, which page is shown.

    ``gives`` is what they give by it, as it would be typed; ``writes`` says that they would rather write it.
    """

    about: str
    marks: tuple[int, ...]
    page: int = 0
    gives: str = ""
    writes: bool = False


def fits(lists: Lists) -> bool:
    """Whether a paper can be shown in menus: Discord has at most 25 lines in one."""
    return len(lists.names) <= _MOST_IN_MENU


def view_of(lists: Lists, about: str, page: int = 0) -> discord.ui.View | None:
    """Make the menus and buttons of a paper; only a button to write it where it is too long for them."""
    view = Buttons(timeout=None)
    ids = _Ids(about, lists, page)
    if not fits(lists):
        # Its marks are left out: there may be more of them than an id has room for, and none is ticked here.
        write = ids.of(_WRITE, marks=())
        if len(write) > _LONGEST_ID:
            return None
        view.add_item(_button("Fill in my ballot", write, 0))
        return view
    if len(ids.of(f"{_SCORE}{_MOST_IN_MENU}")) > _LONGEST_ID:
        return None
    {"scores": _scores, "order": _order, "one": _one}[lists.kind](view, lists, ids, page)
    view.add_item(_button("Write it instead", ids.of(_WRITE), _BUTTON_ROW))
    return view


def so_far(lists: Lists) -> tuple[Block, ...]:
    """Say in words what is ticked so far, which the menus of one page do not show."""
    if lists.kind == "one" or not lists.marks:
        return ()
    if lists.kind == "order":
        said = [f"{number}. {lists.names[place]}" for number, place in enumerate(lists.marks, 1)]
    else:
        said = [f"{name}: {score}" for name, score in zip(lists.names, lists.marks, strict=True)]
    return (paragraph(Strong("Chosen so far, and not given yet:")), Bullets(tuple(inlines(each) for each in said)))


def ticked(custom_id: str, values: Sequence[str]) -> Ticked | None:
    """Read what was done on a paper; ``None`` where it is none of ours, or no paper's."""
    mark, done, page, written, about = (*custom_id.split(":", 4), "", "", "", "")[:5]
    if mark != _MARK or not done or not page.isdigit() or not about:
        return None
    try:
        marks = tuple(_DIGITS.index(each) for each in written.strip(_NONE))
        return _done(done[0], done[1:], values, Ticked(about, marks, int(page)))
    except (ValueError, IndexError):
        return None


def filled_in(document: Document, done: Ticked) -> Document | None:
    """Draw a paper with what is ticked on it; ``None`` where that is not of this paper any more.

    One that is too long for menus stays as it was given: on that nothing can be ticked.
    """
    lists = document.lists
    if lists is None or not _are_marks_of(lists, done.marks):
        return None
    if not fits(lists):
        return document
    lists = msgspec.structs.replace(lists, marks=done.marks)
    # Above all but the heading: the end of a paper that is too long for one message is not shown.
    above = next((at for at, block in enumerate(document.blocks, 1) if isinstance(block, Heading)), 0)
    below = document.blocks[above:]
    named = [THE_PAPER] if below and isinstance(below[0], Bullets) and so_far(lists) else []
    blocks = (*document.blocks[:above], *so_far(lists), *named, *below)
    return msgspec.structs.replace(document, blocks=blocks, lists=lists)


# --- how it looks


@dataclass(frozen=True, slots=True)
class _Ids:
    """Writes custom ids: what is done, the page, the marks before it, and which paper it is."""

    about: str
    lists: Lists
    page: int

    def of(self, done: str, *, page: int | None = None, marks: tuple[int, ...] | None = None) -> str:
        written = "".join(_DIGITS[each] for each in (self.marks if marks is None else marks)) or _NONE
        return f"{_MARK}:{done}:{self.page if page is None else page}:{written}:{self.about}"

    @property
    def marks(self) -> tuple[int, ...]:
        lists = self.lists
        return lists.marks or ((0,) * len(lists.names) if lists.kind == "scores" else ())


def _scores(view: Buttons, lists: Lists, ids: _Ids, page: int) -> None:
    pages = -(-len(lists.names) // _A_PAGE)
    page = min(page, pages - 1)
    first = page * _A_PAGE
    for row, place in enumerate(range(first, min(first + _A_PAGE, len(lists.names)))):
        view.add_item(_menu(lists, place, ids, row))
    if page > 0:
        view.add_item(_button("Previous page", ids.of(f"{_PAGE}b", page=page - 1), _BUTTON_ROW))
    if page < pages - 1:
        view.add_item(_button(f"Next page ({page + 2} of {pages})", ids.of(f"{_PAGE}f", page=page + 1), _BUTTON_ROW))
    view.add_item(_give(ids, _SCORE))


def _menu(lists: Lists, place: int, ids: _Ids, row: int) -> discord.ui.Select[Buttons]:
    """Make the menu of one option: each line names it too, for whoever hears them read out."""
    name, mark = cut(lists.names[place], _LONGEST_LABEL), ids.marks[place]
    options = [
        discord.SelectOption(label=f"{name}: {score}", value=str(score), default=score == mark)
        for score in range(lists.most + 1)
    ]
    asked = f"Score for {name}"
    return discord.ui.Select(custom_id=ids.of(f"{_SCORE}{place}"), options=options, placeholder=asked, row=row)


def _order(view: Buttons, lists: Lists, ids: _Ids, _page: int) -> None:
    left = [place for place in range(len(lists.names)) if place not in lists.marks]
    if left:
        options = [
            discord.SelectOption(label=cut(lists.names[place], _LONGEST_LABEL), value=str(place)) for place in left
        ]
        asked = f"Preference {len(lists.marks) + 1}" if lists.marks else "First preference"
        view.add_item(discord.ui.Select(custom_id=ids.of(_NEXT), options=options, placeholder=asked, row=0))
    if lists.marks:
        view.add_item(_button("Take the last away", ids.of(_UNDO), _BUTTON_ROW))
        view.add_item(_button("Start again", ids.of(_ANEW), _BUTTON_ROW))
        view.add_item(_give(ids, _NEXT))


def _one(view: Buttons, lists: Lists, ids: _Ids, _page: int) -> None:
    for place, name in enumerate(lists.names):
        view.add_item(_button(name, ids.of(f"{_ONE}{place}"), _BUTTON_ROW))
    view.add_item(_button("Blank", ids.of(f"{_ONE}{_NONE}"), _BUTTON_ROW))


def _give(ids: _Ids, how: str) -> discord.ui.Button[Buttons]:
    return _button("Give this ballot", ids.of(f"{_GIVE}{how}"), _BUTTON_ROW, style=discord.ButtonStyle.primary)


def _button(
    label: str, custom_id: str, row: int, *, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> discord.ui.Button[Buttons]:
    return discord.ui.Button(label=cut(label, _LONGEST_LABEL), custom_id=custom_id, row=row, style=style)


# --- what was done


def _done(done: str, which: str, values: Sequence[str], before: Ticked) -> Ticked | None:
    """Say what becomes of a paper by what was done on it.

    Raises:
        ValueError, IndexError: nothing that its menus and buttons could have said.
    """
    if done == _GIVE:
        figures = before.marks if which == _SCORE else tuple(place + 1 for place in before.marks)
        return replace(before, gives=_figures(figures))
    if done == _ONE:
        return replace(before, gives=_figures(() if which == _NONE else (int(which) + 1,)))
    if done == _WRITE:
        return replace(before, writes=True)
    marks = _marked(done, which, values, before.marks)
    return None if marks is None else replace(before, marks=marks)


def _marked(done: str, which: str, values: Sequence[str], marks: tuple[int, ...]) -> tuple[int, ...] | None:
    if done == _SCORE:
        place = int(which)
        return (*marks[:place], int(values[0]), *marks[place + 1 :])
    if done == _NEXT:
        return (*marks, int(values[0]))
    return {_PAGE: marks, _UNDO: marks[:-1], _ANEW: ()}.get(done)


def _figures(figures: Sequence[int]) -> str:
    """Write marks so that they are read in one way alone."""
    return ", ".join(map(str, figures)) or "blank"


def _are_marks_of(lists: Lists, marks: tuple[int, ...]) -> bool:
    if lists.kind == "scores":
        return len(marks) in {0, len(lists.names)} and all(0 <= mark <= lists.most for mark in marks)
    known = all(0 <= mark < len(lists.names) for mark in marks)
    return known and len(set(marks)) == len(marks) and (lists.kind == "order" or len(marks) <= 1)


def contents_of(interaction_data: Any) -> list[str]:
    """List what was chosen in a menu."""
    return [str(each) for each in interaction_data.get("values") or ()]
