"""Commands by which an assembly decides: proposals, concerns about them, the call for consensus."""

from typing import Final

from adapters import cleaning
from adapters.catalogue.groups import DECIDING
from adapters.catalogue.shapes import after, body, labelled, line, number, text
from adapters.specs import CommandSpec, Kind

_ABOUT_PROPOSAL: Final = (
    labelled(
        "suffering",
        Kind.TEXT,
        "who suffers less by it, and how we would know",
        "suffers less",
        "who suffers less",
        "suffering",
        label="Who suffers less by it?",
    ),
    labelled(
        "affects",
        Kind.LINE,
        "whom it affects, with commas between; an assembly named here is told, and may object",
        "affects",
        "whom it affects",
        limit=500,
        label="Whom does it affect?",
    ),
    labelled(
        "review",
        Kind.DAY,
        "the day on which its effect is looked at again",
        "review",
        "review on",
        "reviewed",
        label="When is its effect reviewed?",
        example="2026-12-01",
    ),
)

_KIND: Final = labelled(
    "kind",
    Kind.LINE,
    "what kind of decision it is, such as press: some kinds are one assembly's alone",
    "kind",
    "kind of decision",
    limit=cleaning.KIND,
    example="press",
)

_TOGETHER: Final = labelled(
    "partners",
    Kind.LINE,
    "other assemblies that decide on the same text, with commas between; each must agree",
    "together with",
    "jointly with",
    limit=1_000,
    example="leeds-moot, york",
)

_OVERRIDES: Final = labelled(
    "overrides",
    Kind.LINE,
    "in a Thing: the decisions of its assemblies in whose place it would stand, with commas between",
    "overrides",
    "in place of",
    "instead of",
    limit=500,
    example="D3@leeds-moot, D9@york",
)

_A_MANDATE: Final = "treasurer may pay for the hall, up to £120, until 31 December"
MANDATE_LINE: Final = f"Mandate: {_A_MANDATE}"
"""The line by which a proposal empowers an office, for who wrote it otherwise."""

_MANDATE: Final = labelled(
    "mandate",
    Kind.LINE,
    "what an officer may do by it, up to what and until when",
    "mandate",
    "empowers",
    "mandates",
    limit=500,
    example=_A_MANDATE,
)

SPECS: Final = (
    CommandSpec(
        name="propose",
        group=DECIDING,
        summary="Put a proposal to the assembly",
        parameters=(
            line("title", "what is proposed, in one line", required=True, limit=cleaning.TITLE),
            body("text", "the proposal; lines “Kind: press” and “Together with: york” may stand in it", cleaning.TEXT),
            *_ABOUT_PROPOSAL,
        ),
        lines=(_KIND, _TOGETHER, _OVERRIDES, _MANDATE),
        examples=(
            "propose Buy a kettle\nWe need tea at meetings.\nSuffers less: everyone who sits in the cold hall",
            "propose Share the van\nOne week each.\nTogether with: leeds-moot, york\nAffects: hull",
        ),
        aliases=("proposal", "suggest"),
    ),
    CommandSpec(
        name="concern",
        group=DECIDING,
        summary="Raise a concern about a proposal, to be answered before consensus is called",
        parameters=(number("P", "the number of the proposal"), text("text", "what worries you", required=True)),
        examples=("concern P1 It is too dear",),
        aliases=("worry", "raise-concern"),
    ),
    CommandSpec(
        name="resolve",
        group=DECIDING,
        summary="Say that a concern you raised has been answered",
        parameters=(number("C", "the number of your concern"),),
        examples=("resolve C1",),
        aliases=("resolved", "resolve-concern", "answered"),
    ),
    CommandSpec(
        name="amend",
        group=DECIDING,
        summary="Change the text of your proposal; what you leave out stays as it is",
        parameters=(
            number("P", "the number of your proposal"),
            line("title", "the new title", limit=cleaning.TITLE),
            body("text", "the new text", cleaning.TEXT),
            *_ABOUT_PROPOSAL,
        ),
        lines=(_OVERRIDES, _MANDATE),
        examples=("amend P1 Buy a second-hand kettle\nAt most £10, from the market.",),
        aliases=("edit", "revise", "amendment"),
    ),
    CommandSpec(
        name="withdraw",
        group=DECIDING,
        summary="Take your proposal back",
        parameters=(number("P", "the number of your proposal"),),
        examples=("withdraw P1",),
        aliases=("withdraw-proposal",),
    ),
    CommandSpec(
        name="consensus",
        group=DECIDING,
        summary="Call consensus: ask everyone to agree, stand aside or block by a deadline",
        parameters=(
            number("P", "the number of the proposal"),
            after("period", Kind.LENGTH, "for how long, such as 48h or 3 days", "in", "for", "within"),
            after(
                "deadline",
                Kind.MOMENT,
                "or until when, such as 2026-12-01 18:00 (18:00 if you give no time)",
                "by",
                "until",
                "till",
                "before",
            ),
        ),
        examples=("consensus P1", "consensus P1 in 48h", "consensus P1 by 2026-12-01 18:00"),
        aliases=("call", "check", "call-consensus", "test-consensus"),
    ),
)
"""In the order in which the help lists them."""
