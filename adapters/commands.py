"""Every command there is, declared once as data: what people type, what they read in the help, what platforms offer.

``adapters.grammar`` reads typed lines by it, ``adapters.validating`` makes commands of the engine from it, the help is
written from it, and a platform with menus of commands fills them from it. Nothing here runs.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from adapters import cleaning
from adapters.specs import CommandSpec, Kind, Parameter, Place
from deliberation.rules import PRESETS, RULES

DECIDING: Final = "Deciding together"
POSITIONS: Final = "Saying where you stand"
LOOKING: Final = "Looking things up"
OFFICES: Final = "Offices"
ASSEMBLY: Final = "The assembly"

GROUPS: Final = (DECIDING, POSITIONS, LOOKING, OFFICES, ASSEMBLY)
"""The order in which the help lists them."""

ASSEMBLY_ARGUMENT: Final = "assembly"
"""Every command takes it, written ``@leeds`` right after the command or the number."""


def _number(letters: str, meaning: str, *, required: bool = True) -> Parameter:
    return Parameter(
        name="number", kind=Kind.NUMBER, place=Place.FIRST, meaning=meaning, required=required, letters=letters
    )


def _reason(meaning: str = "why, in your own words") -> Parameter:
    return Parameter(
        name="reason", kind=Kind.TEXT, place=Place.REST, meaning=meaning, limit=cleaning.REASON, words=("because",)
    )


def _labelled(
    name: str, kind: Kind, meaning: str, *words: str, limit: int = cleaning.REASON, label: str = "", example: str = ""
) -> Parameter:
    return Parameter(
        name=name,
        kind=kind,
        place=Place.LABEL,
        meaning=meaning,
        words=words,
        limit=limit,
        label=label,
        example=example,
    )


_ABOUT_PROPOSAL: Final = (
    _labelled(
        "suffering",
        Kind.TEXT,
        "who suffers less by it, and how we would know",
        "suffers less",
        "who suffers less",
        "suffering",
        label="Who suffers less by it?",
    ),
    _labelled(
        "affects",
        Kind.LINE,
        "whom it affects, with commas between",
        "affects",
        "whom it affects",
        limit=500,
        label="Whom does it affect?",
    ),
    _labelled(
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

_TITLE_LIMIT: Final = cleaning.TITLE


def _line(name: str, meaning: str, *, required: bool = False, limit: int = cleaning.WORD) -> Parameter:
    return Parameter(name=name, kind=Kind.LINE, place=Place.LINE, meaning=meaning, required=required, limit=limit)


def _body(name: str, meaning: str, limit: int) -> Parameter:
    return Parameter(name=name, kind=Kind.TEXT, place=Place.BODY, meaning=meaning, limit=limit)


_SPECS: Final = (
    CommandSpec(
        name="propose",
        group=DECIDING,
        summary="Put a proposal to the assembly",
        parameters=(
            _line("title", "what is proposed, in one line", required=True, limit=_TITLE_LIMIT),
            _body("text", "the proposal itself", cleaning.TEXT),
            *_ABOUT_PROPOSAL,
        ),
        examples=("propose Buy a kettle\nWe need tea at meetings.\nSuffers less: everyone who sits in the cold hall",),
        aliases=("proposal", "suggest"),
    ),
    CommandSpec(
        name="concern",
        group=DECIDING,
        summary="Raise a concern about a proposal, to be answered before consensus is called",
        parameters=(
            _number("P", "the number of the proposal"),
            Parameter(
                name="text",
                kind=Kind.TEXT,
                place=Place.REST,
                meaning="what worries you",
                required=True,
                limit=cleaning.REASON,
            ),
        ),
        examples=("concern P1 It is too dear",),
        aliases=("worry", "raise-concern"),
    ),
    CommandSpec(
        name="resolve",
        group=DECIDING,
        summary="Say that a concern you raised has been answered",
        parameters=(_number("C", "the number of your concern"),),
        examples=("resolve C1",),
        aliases=("resolved", "resolve-concern", "answered"),
    ),
    CommandSpec(
        name="amend",
        group=DECIDING,
        summary="Change the text of your proposal; what you leave out stays as it is",
        parameters=(
            _number("P", "the number of your proposal"),
            _line("title", "the new title", limit=_TITLE_LIMIT),
            _body("text", "the new text", cleaning.TEXT),
            *_ABOUT_PROPOSAL,
        ),
        examples=("amend P1 Buy a second-hand kettle\nAt most £10, from the market.",),
        aliases=("edit", "revise", "amendment"),
    ),
    CommandSpec(
        name="withdraw",
        group=DECIDING,
        summary="Take your proposal back",
        parameters=(_number("P", "the number of your proposal"),),
        examples=("withdraw P1",),
        aliases=("withdraw-proposal",),
    ),
    CommandSpec(
        name="consensus",
        group=DECIDING,
        summary="Call consensus: ask everyone to agree, stand aside or block by a deadline",
        parameters=(
            _number("P", "the number of the proposal"),
            Parameter(
                name="period",
                kind=Kind.LENGTH,
                place=Place.AFTER,
                meaning="for how long, such as 48h or 3 days",
                words=("in", "for", "within"),
            ),
            Parameter(
                name="deadline",
                kind=Kind.MOMENT,
                place=Place.AFTER,
                meaning="or until when, such as 2026-12-01 18:00 (18:00 if you give no time)",
                words=("by", "until", "till", "before"),
            ),
        ),
        examples=("consensus P1", "consensus P1 in 48h", "consensus P1 by 2026-12-01 18:00"),
        aliases=("call", "check", "call-consensus", "test-consensus"),
    ),
    CommandSpec(
        name="agree",
        group=POSITIONS,
        summary="Agree to a proposal",
        parameters=(_number("PR", "the number of the proposal", required=False), _reason()),
        examples=("agree P1", "agree P1 because it helps"),
        aliases=("yes", "aye", "support", "consent"),
    ),
    CommandSpec(
        name="stand-aside",
        group=POSITIONS,
        summary="Let it go ahead without you: you need not help to carry it out",
        parameters=(_number("PR", "the number of the proposal or recall", required=False), _reason()),
        examples=("stand-aside P1", "stand-aside P1 because I have no time for it"),
        aliases=("standaside", "stand", "aside", "abstain"),
    ),
    CommandSpec(
        name="block",
        group=POSITIONS,
        summary="Stop a proposal, with your reason; one block is enough",
        parameters=(_number("PR", "the number of the proposal", required=False), _reason()),
        examples=("block P1 because the hall has no safe socket",),
        aliases=("veto",),
    ),
    CommandSpec(
        name="remove",
        group=POSITIONS,
        summary="In a recall: say that the officer should be removed",
        parameters=(_number("RP", "the number of the recall", required=False), _reason()),
        examples=("remove R1", "remove R1 because the money is gone"),
    ),
    CommandSpec(
        name="keep",
        group=POSITIONS,
        summary="In a recall: say that the officer should be kept",
        parameters=(_number("RP", "the number of the recall", required=False), _reason()),
        examples=("keep R1", "keep R1 because it was an honest mistake"),
        aliases=("retain",),
    ),
    CommandSpec(
        name="retract",
        group=POSITIONS,
        summary="Withdraw what you said, a block too, so that you have no position",
        parameters=(_number("PR", "the number of the proposal or recall", required=False),),
        examples=("retract P1",),
        aliases=("withdraw-block", "unblock", "take-back", "withdraw-position"),
    ),
    CommandSpec(
        name="why",
        group=LOOKING,
        summary="See why something came out as it did, or what would carry it",
        parameters=(_number("PRD", "the number of a proposal, recall or decision", required=False),),
        examples=("why P1", "why D1"),
        aliases=("explain", "working"),
        query=True,
    ),
    CommandSpec(
        name="status",
        group=LOOKING,
        summary="See what is open now, or one thing whole",
        parameters=(_number("PCRD", "the number of one thing, to see it whole", required=False),),
        examples=("status", "status P1"),
        aliases=("show", "open", "proposals"),
        query=True,
    ),
    CommandSpec(
        name="decisions",
        group=LOOKING,
        summary="See what the assembly has decided",
        examples=("decisions",),
        aliases=("decided",),
        query=True,
    ),
    CommandSpec(
        name="minutes",
        group=LOOKING,
        summary="See what has happened here, in order",
        parameters=(
            Parameter(
                name="since",
                kind=Kind.DAY,
                place=Place.AFTER,
                meaning="from which day on, such as 2026-12-01",
                words=("since", "from"),
            ),
        ),
        examples=("minutes", "minutes since 2026-12-01"),
        aliases=("record", "history"),
        query=True,
    ),
    CommandSpec(
        name="rules",
        group=LOOKING,
        summary="See how this assembly decides, and how to change that",
        parameters=(
            Parameter(
                name="rule",
                kind=Kind.WORD,
                place=Place.RULE,
                meaning="one rule, such as quorum-share",
                choices=tuple(RULES),
            ),
        ),
        examples=("rules", "rules cooling-off"),
        aliases=("rule",),
        query=True,
    ),
    CommandSpec(
        name="assembly",
        group=LOOKING,
        summary="See what this assembly is for, and who sees to its procedure",
        examples=("assembly",),
        aliases=("about", "info"),
        query=True,
    ),
    CommandSpec(
        name="help",
        group=LOOKING,
        summary="See what you can type",
        parameters=(Parameter(name="command", kind=Kind.WORD, place=Place.LINE, meaning="one command, such as block"),),
        examples=("help", "help block"),
        aliases=("h", "commands", "start"),
        query=True,
    ),
    CommandSpec(
        name="elect",
        group=OFFICES,
        summary="Put somebody's name forward for an office; the assembly is asked at once",
        parameters=(
            Parameter(
                name="person",
                kind=Kind.PERSON,
                place=Place.LINE,
                meaning="whom (somebody else must name you)",
                required=True,
            ),
            Parameter(
                name="office",
                kind=Kind.LINE,
                place=Place.AFTER,
                meaning="for which office; secretary if you leave it out",
                words=("as", "for", "to be"),
                limit=cleaning.NAME,
            ),
            Parameter(
                name="reason",
                kind=Kind.TEXT,
                place=Place.AFTER,
                meaning="why, in your own words",
                limit=cleaning.REASON,
                words=("because", ":"),
                below=True,
            ),
        ),
        examples=("elect Ada as secretary", "elect Ada Lovelace because she listens"),
        aliases=("nominate",),
    ),
    CommandSpec(
        name="recall",
        group=OFFICES,
        summary="Start a petition to remove an officer; it is signed here and acts by itself",
        parameters=(
            Parameter(
                name="person", kind=Kind.PERSON, place=Place.LINE, meaning="whom, by name or office", required=True
            ),
            Parameter(
                name="unmandated",
                kind=Kind.FLAG,
                place=Place.FLAG,
                meaning="yes to cite an act that is recorded as unmandated",
                words=("unmandated",),
                choices=("yes", "no"),
            ),
            Parameter(
                name="reason",
                kind=Kind.TEXT,
                place=Place.AFTER,
                meaning="why, in your own words",
                required=True,
                limit=cleaning.REASON,
                words=("for", "because", ":"),
                below=True,
            ),
        ),
        examples=(
            "recall Ada because no minutes were kept",
            "recall secretary because £40 was spent without a decision",
        ),
        aliases=("petition",),
    ),
    CommandSpec(
        name="sign",
        group=OFFICES,
        summary="Sign a petition; I show how many signed, not who",
        parameters=(_number("R", "the number of the petition"),),
        examples=("sign R1",),
        private=True,
    ),
    CommandSpec(
        name="unsign",
        group=OFFICES,
        summary="Take your name off a petition that is still gathering signatures",
        parameters=(_number("R", "the number of the petition"),),
        examples=("unsign R1",),
        aliases=("withdraw-signature",),
        private=True,
    ),
    CommandSpec(
        name="found",
        group=ASSEMBLY,
        summary="Begin an assembly in this room",
        parameters=(
            _line("name", "what the assembly is called", required=True, limit=cleaning.NAME),
            Parameter(
                name="rules",
                kind=Kind.WORD,
                place=Place.AFTER,
                meaning="the rules to begin with; folkmoot if you leave it out",
                words=("with the", "with"),
                closing="rules",
                choices=tuple(PRESETS),
            ),
            _body("purpose", "what the assembly is for", cleaning.PURPOSE),
        ),
        examples=("found Leeds Moot", "found Leeds Moot with harmony rules\nMutual aid in Leeds"),
        aliases=("create", "found-assembly"),
        facts=True,
    ),
    CommandSpec(
        name="join",
        group=ASSEMBLY,
        summary="Take part in the assembly of this room, where being in the room is not enough",
        examples=("join",),
        aliases=("enter", "take-part"),
        private=True,
    ),
    CommandSpec(
        name="leave",
        group=ASSEMBLY,
        summary="Take no more part in the assembly of this room",
        examples=("leave",),
        aliases=("quit", "exit"),
        private=True,
    ),
    CommandSpec(
        name="bind",
        group=ASSEMBLY,
        summary="Make this room part of an assembly that you see to",
        parameters=(
            Parameter(
                name=ASSEMBLY_ARGUMENT,
                kind=Kind.WORD,
                place=Place.WORD,
                meaning="the short name of the assembly",
                required=True,
                limit=cleaning.NAME,
            ),
        ),
        examples=("bind leeds-moot",),
        aliases=("link",),
        facts=True,
    ),
    CommandSpec(
        name="change-rule",
        group=ASSEMBLY,
        summary="Propose that a rule take another value; on consensus it does",
        parameters=(
            Parameter(
                name="rule",
                kind=Kind.WORD,
                place=Place.RULE,
                meaning="which rule",
                required=True,
                choices=tuple(RULES),
            ),
            Parameter(
                name="value",
                kind=Kind.LINE,
                place=Place.LINE,
                meaning="its new value",
                required=True,
                limit=cleaning.NAME,
                words=("to", "=", ":"),
            ),
            Parameter(
                name="reason",
                kind=Kind.TEXT,
                place=Place.AFTER,
                meaning="why, in your own words",
                limit=cleaning.REASON,
                words=("because",),
                below=True,
            ),
        ),
        examples=("change-rule cooling-off 5d",),
        aliases=("changerule", "set-rule", "rule-change"),
    ),
    CommandSpec(
        name="apologies",
        group=ASSEMBLY,
        summary="Say that you will be away, so that your answer is not counted on",
        parameters=(
            Parameter(
                name="until",
                kind=Kind.MOMENT,
                place=Place.AFTER,
                meaning="your last day away, such as 2026-12-10",
                words=("until", "till", "to", "by"),
            ),
            Parameter(
                name="length",
                kind=Kind.LENGTH,
                place=Place.AFTER,
                meaning="or for how long, such as 10 days",
                words=("for",),
            ),
        ),
        examples=("apologies until 2026-12-10", "apologies for 10 days"),
        aliases=("apology", "away", "absent"),
    ),
)

CATALOGUE: Final[Mapping[str, CommandSpec]] = MappingProxyType({spec.name: spec for spec in _SPECS})
"""Every command, by its name."""


def folded(name: str) -> str:
    """Give a typed name as it is compared: lower case, with hyphens."""
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").replace("‐", " ").replace("–", " ").split())


_BY_ANY_NAME: Final = {
    **{spec.name.replace("-", ""): spec for spec in _SPECS},
    **{alias: spec for spec in _SPECS for alias in spec.aliases},
    **CATALOGUE,
}

TYPED_NAMES: Final = frozenset(_BY_ANY_NAME)
"""Every name that finds a command."""

INSTEAD: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        **dict.fromkeys(("vote", "poll", "ballot", "position"), ("agree", "stand-aside", "block")),
        **dict.fromkeys(
            ("no", "disagree", "oppose", "object", "objection", "against"), ("concern", "stand-aside", "block")
        ),
        "unvote": ("retract",),
        "close": ("why",),
        "delete": ("withdraw", "retract"),
        "cancel": ("withdraw", "retract"),
        "officers": ("assembly",),
        "roll": ("status",),
        "result": ("why",),
        "results": ("why",),
        "tally": ("status", "why"),
    }
)
"""What people type elsewhere, and which of our commands they may mean: suggested, never guessed."""


def find(name: str) -> CommandSpec | None:
    """Give the command that somebody means by a typed name, if there is one."""
    return _BY_ANY_NAME.get(folded(name))
