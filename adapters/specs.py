"""What a command is declared to be: its names, its group, what it takes and where that stands in a typed line."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from adapters import cleaning

ASSEMBLY_ARGUMENT: Final = "assembly"
"""Every command takes it, written ``@leeds`` right after the command or the number."""


class Kind(StrEnum):
    """What a parameter holds."""

    NUMBER = "number"
    LINE = "line"
    TEXT = "text"
    PERSON = "person"
    LENGTH = "length"
    MOMENT = "moment"
    DAY = "day"
    WORD = "word"
    FLAG = "flag"


class Place(StrEnum):
    """Where a parameter stands in a typed command."""

    FIRST = "a number at the beginning"
    WORD = "one word"
    LINE = "what remains of the first line"
    BODY = "the lines below the first"
    REST = "all that remains"
    AFTER = "after one of its words, in the first line"
    LABEL = "on a line of its own, after one of its words and a colon"
    FLAG = "one of its words, at the end of what the line is about"
    RULE = "the name of a rule, hyphens or not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing a command is told. ``letters`` are the kinds of number it takes; a bare number means the first.

    ``label`` is what stands above its field in a form (else its name does), ``example`` a value that is right.

    ``words`` introduce it, as ``place`` says; with ``closing``, so does that word after it. With ``last`` it is the
    last of them that does ("Talk on housing on Friday"), with a ``shape`` only one before what begins like that.
    ``below`` adds the lines below the first to it. A ``lettered`` number is none without its letter: figures alone are
    something else. A labelled one that may stand ``beside`` the text as well is read there by who asks for it.
    """

    name: str
    kind: Kind
    place: Place
    meaning: str
    required: bool = False
    limit: int = cleaning.WORD
    letters: str = ""
    label: str = ""
    example: str = ""
    words: tuple[str, ...] = ()
    closing: str = ""
    last: bool = False
    shape: str = ""
    below: bool = False
    lettered: bool = False
    beside: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSpec:
    """One command. The first of ``examples`` is the right form that a mistaken person is shown.

    ``facts`` marks those that need an invocation's ``administers`` and ``present``. ``private`` says that the answer to
    it concerns only the one who asks. ``query`` marks those that change nothing. ``lines`` are parameters on lines of
    their own for which a form has no room: they may stand in the text that it asks for. ``tree`` marks those that need
    a context's ``federation``.
    """

    name: str
    group: str
    summary: str
    parameters: tuple[Parameter, ...] = ()
    examples: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    facts: bool = False
    private: bool = False
    query: bool = False
    lines: tuple[Parameter, ...] = ()
    tree: bool = False

    def parameter(self, name: str) -> Parameter:
        """Give the parameter of that name.

        Raises:
            KeyError: it has none.
        """
        return {parameter.name: parameter for parameter in (*self.parameters, *self.lines)}[name]
