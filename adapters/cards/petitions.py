"""The card of a petition: why, how many have signed, how many must, and how to sign."""

from typing import Final

from adapters.cards.offices import cost, said
from adapters.cards.proposal_blocks import WHOLE_TEXT
from adapters.cleaning import cut
from adapters.documents import Action, Bar, Block, Document, Inline, Paragraph, Quote, heading, inlines, paragraph
from adapters.phrases import Names, count, moment
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.deciding.recalling import signatures_needed
from deliberation.offices import Petition, PetitionState

SIGN: Final = "✍"
"""The reaction that signs a petition, folded."""

PETITION_SEEDS: Final = ("✍️",)


def petition_card(assembly: Assembly, petition: Petition, names: Names) -> Document:
    """Draw the card of a petition. Who signed is not shown; how many did is."""
    at = Setting(assembly, names)
    blocks: list[Block] = [
        heading(f"R{petition.number} · Petition to recall {at.in_full(petition.officer)} as {petition.office}"),
        paragraph(
            f"Started by {at.name(petition.starter)}"
            + (f", about {act_cited(assembly, petition)}." if petition.unmandated else ".")
        ),
    ]
    if petition.reason:
        blocks.append(Quote(cut(petition.reason, WHOLE_TEXT)))
    blocks += statement_blocks(petition, at)
    if petition.state is not PetitionState.GATHERING:
        return Document((*blocks, paragraph(*_petition_end(petition, at))), tone="over")
    needed = signatures_needed(assembly, petition)
    return Document(
        (
            *blocks,
            Bar("signatures", len(petition.signatures), needed),
            paragraph(
                f"With {count(needed, 'signature', 'signatures')} the recall opens by itself; nobody's permission is"
                " needed. It can be signed until ",
                moment(petition.until, assembly),
                ".",
            ),
            *_beside(assembly, petition),
            _to_sign(assembly, petition, at),
        ),
        (Action(command="sign", label="Sign unseen"),),
        tone="open",
    )


def _beside(assembly: Assembly, petition: Petition) -> list[Block]:
    """Name the petitions that ask for the same beside this one: where an act is cited, that needs fewer signatures."""
    same = [each for each in assembly.petitions.values() if petition.is_about_the_same(each)]
    others = [each for each in same if each.state is PetitionState.GATHERING]
    return [
        paragraph(
            f"R{each.number} asks for the same"
            + (f" and cites O{each.act}" if each.act is not None else "")
            + f", and needs {count(signatures_needed(assembly, each), 'signature', 'signatures')}. Whichever has its"
            " signatures first opens the recall, and the other ends. Each is signed by itself."
        )
        for each in others
    ]


def _to_sign(assembly: Assembly, petition: Petition, at: Setting) -> Paragraph:
    number, officer = f"R{petition.number}", at.name(petition.officer)
    return Paragraph(
        inlines(
            "To sign, react with ✍️ or type ",
            at.type(f"sign {number}"),
            ". Everyone here can see that; to sign unseen, write to me in private: ",
            at.type(f"sign {number}@{assembly.slug}"),
            f". {officer} cannot sign, and can answer in this room or with ",
            at.type(f"statement {number} your words"),
            ".",
        ),
        inlines(
            "To sign, press the button below, or ",
            at.type(f"sign {number}"),
            f": nobody sees that. A reaction with ✍️ signs too, and everyone here can see it. {officer} cannot"
            " sign, and can answer in this room or with ",
            at.type(f"statement {number} your words"),
            ".",
        ),
    )


def act_cited(assembly: Assembly, petition: Petition) -> str:
    """Name what was done without a decision behind it: the act that is cited, where one is."""
    act = assembly.acts.get(petition.act) if petition.act is not None else None
    if act is None:
        return "something done without a decision behind it"
    return f"something done without a decision behind it, O{act.number}: {said(act)}{cost(act)}"


def statement_blocks(petition: Petition, at: Setting) -> list[Block]:
    """Show what the officer has to say to it, if anything."""
    if not petition.statement:
        return []
    return [paragraph(f"{at.name(petition.officer)} says to it:"), Quote(cut(petition.statement, WHOLE_TEXT))]


def _petition_end(petition: Petition, at: Setting) -> list[Inline | str]:
    number = f"R{petition.number}"
    if petition.instead is not None:
        return [f"This petition is over: R{petition.instead}, about the same, opened the recall. To see it: ",
                at.type(f"status R{petition.instead}")]  # fmt: skip
    if petition.state is PetitionState.LAPSED:
        return ["This petition ended without a recall."]
    signed = f"It had {count(len(petition.signatures), 'signature', 'signatures')}, which was enough."
    if petition.state is PetitionState.RECALL_OPEN:
        return [f"{signed} The recall is open: answer its card, or type ", at.type(f"remove {number}"), " or ",
                at.type(f"keep {number}"), "."]  # fmt: skip
    return [f"{signed} The recall is over. To see how it came out: ", at.type(f"why {number}")]
