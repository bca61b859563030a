"""The shapes that parameters of commands have in common."""

from adapters import cleaning
from adapters.specs import Kind, Parameter, Place


def number(letters: str, meaning: str, *, required: bool = True) -> Parameter:
    """Take the number of a thing, right after the command."""
    return Parameter(
        name="number", kind=Kind.NUMBER, place=Place.FIRST, meaning=meaning, required=required, letters=letters
    )


def line(
    name: str, meaning: str, *, required: bool = False, limit: int = cleaning.WORD, words: tuple[str, ...] = ()
) -> Parameter:
    """Take what remains of the first line."""
    return Parameter(
        name=name, kind=Kind.LINE, place=Place.LINE, meaning=meaning, required=required, limit=limit, words=words
    )


def body(name: str, meaning: str, limit: int) -> Parameter:
    """Take the lines below the first."""
    return Parameter(name=name, kind=Kind.TEXT, place=Place.BODY, meaning=meaning, limit=limit)


def text(name: str, meaning: str, *words: str, required: bool = False) -> Parameter:
    """Take all that remains, perhaps introduced by one of the words."""
    return Parameter(
        name=name,
        kind=Kind.TEXT,
        place=Place.REST,
        meaning=meaning,
        required=required,
        limit=cleaning.REASON,
        words=words,
    )


def reason(meaning: str = "why, in your own words") -> Parameter:
    """Take a reason after all else: ``because it helps``."""
    return text("reason", meaning, "because")


def reason_below(*words: str, required: bool = False) -> Parameter:
    """Take a reason after one of the words in the first line, and on the lines below it."""
    return Parameter(
        name="reason",
        kind=Kind.TEXT,
        place=Place.AFTER,
        meaning="why, in your own words",
        required=required,
        limit=cleaning.REASON,
        words=words,
        below=True,
    )


def after(name: str, kind: Kind, meaning: str, *words: str, limit: int = cleaning.WORD, shape: str = "") -> Parameter:
    """Take what comes after one of the words in the first line; of a ``shape``, where anything else there is none."""
    return Parameter(name=name, kind=kind, place=Place.AFTER, meaning=meaning, words=words, limit=limit, shape=shape)


def labelled(
    name: str,
    kind: Kind,
    meaning: str,
    *words: str,
    limit: int = cleaning.REASON,
    label: str = "",
    example: str = "",
    beside: bool = False,
) -> Parameter:
    """Take what stands on a line of its own, after one of the words and a colon."""
    return Parameter(
        name=name,
        kind=kind,
        place=Place.LABEL,
        meaning=meaning,
        words=words,
        limit=limit,
        label=label,
        example=example,
        beside=beside,
    )
