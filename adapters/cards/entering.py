"""The card of somebody who asks to take part, by which those who know them welcome them."""

from typing import Final

from adapters.asking.entering import asking
from adapters.documents import Action, Block, Document, Paragraph, inlines, paragraph
from adapters.phrases import Names, count
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.rules import Entry

WAVE: Final = "👋"
"""The reaction that welcomes."""


def is_waited_on(assembly: Assembly, number: int) -> bool:
    """Whether a welcome of who asked under this number still changes something."""
    return assembly.rules.entry is Entry.WELCOME and asking(assembly, number) is not None


def entry_card(assembly: Assembly, number: int, names: Names) -> Document:
    """Show that somebody asks; of one who asks no more, nothing is shown, not even who it was."""
    at, person = Setting(assembly, names), asking(assembly, number)
    if person is None or not is_waited_on(assembly, number):
        said = f"Somebody asked here to take part in {assembly.name}. That is over: nothing more is to be done."
        return Document((paragraph(said),), tone="over")
    who, welcome = at.name(person), at.type(f"welcome {at.name(person)}")
    blocks: list[Block] = [
        paragraph(f"{who} asks to take part in {assembly.name}."),
        Paragraph(
            inlines(f"Whoever takes part and knows them: {WAVE} or ", welcome),
            inlines(f"Whoever takes part and knows them: press the button below, react with {WAVE}, or ", welcome),
        ),
    ]
    needed = min(assembly.rules.welcomes, len(assembly.participants))
    if needed > 1:
        given = [each for each in assembly.waiting[person].welcomed_by if each in assembly.participants]
        by = f", by {at.people(given)}" if given else ""
        blocks.append(paragraph(f"It takes {count(needed, 'welcome', 'welcomes')}; given so far: {len(given)}{by}."))
    return Document(tuple(blocks), (Action(command="welcome", label="Welcome", sign=WAVE),), tone="open")
