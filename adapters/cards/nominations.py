"""The card of one name that was put forward in an election: whether they stand, who is for it, how to second it."""

from typing import Final

from adapters.cleaning import clean_line, cut
from adapters.documents import (
    Action,
    Block,
    Document,
    Paragraph,
    Quote,
    heading,
    inlines,
    paragraph,
)
from adapters.phrases import Names
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.elections import Candidacy, Election, ElectionState

SECOND: Final = "👍"
"""The reaction that seconds a nomination."""
NOMINATION_SEEDS: Final = (SECOND,)

LONGEST_STATEMENT: Final = 600
"""Characters of a statement that a card shows."""


def nomination_card(assembly: Assembly, election: Election, candidacy: Candidacy, names: Names) -> Document:
    """Draw the card of one name that was put forward."""
    at = Setting(assembly, names)
    number, who = f"E{election.number}", at.in_full(candidacy.person)
    blocks: list[Block] = [
        heading(f"{number} · {who} for {clean_line(election.office or election.seat, limit=120)}"),
        paragraph(f"{who} {standing_words(candidacy, at)}; {backing_words(candidacy, at)}."),
    ]
    if candidacy.reason:
        blocks.append(Quote(cut(candidacy.reason, LONGEST_STATEMENT)))
    if candidacy.statement and not candidacy.declined:
        blocks += [paragraph(f"{at.name(candidacy.person)} says:"), Quote(cut(candidacy.statement, LONGEST_STATEMENT))]
    if election.state is not ElectionState.NOMINATIONS or candidacy.declined:
        return Document(tuple(blocks), tone="over")
    return Document((*blocks, *_to_back(election, candidacy, at)), _actions(candidacy), tone="open")


def backing_words(each: Candidacy, at: Setting) -> str:
    """Say who put a name forward, and who seconded it."""
    by = f"nominated by {at.name(each.nominated_by)}"
    return f"{by}, seconded by {at.name(each.seconded_by)}" if each.seconded_by is not None else by


def _actions(candidacy: Candidacy) -> tuple[Action, ...]:
    return (Action("second", "Second", SECOND),) if candidacy.seconded_by is None else ()


def _to_back(election: Election, each: Candidacy, at: Setting) -> list[Block]:
    number = f"E{election.number}"
    blocks: list[Block] = []
    if each.seconded_by is None:
        blocks.append(
            Paragraph(
                inlines(
                    f"To second it, react with {SECOND}, reply ",
                    at.type("second"),
                    " to this, or type ",
                    at.type(f"second NAME in {number}"),
                    ". One is enough, from anyone who takes part but these two.",
                ),
                inlines(
                    "To second it, press the button below. One is enough, from anyone who takes part but these two."
                ),
            )
        )
    if each.accepted is None:
        accept, decline = at.type(f"accept {number} …"), at.type(f"decline {number}")
        blocks.append(paragraph(f"{at.name(each.person)} says whether they stand, and why: ", accept, " or ", decline))
    return blocks


def standing_words(each: Candidacy, at: Setting) -> str:
    """Say whether somebody stands, or why not yet, or not any more."""
    if each.declined:
        return "does not stand"
    gone = at.assembly is not None and at.called(each.person) not in at.assembly.participants
    if gone:
        return "takes part no more, so their name is not on the paper"
    if each.accepted is None:
        return "has not said yet whether they stand"
    return "stands" if each.stands else "would stand, and needs a second"
