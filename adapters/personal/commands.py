"""The commands about oneself, declared as data."""

from typing import Final

from adapters import cleaning
from adapters.catalogue.groups import YOU
from adapters.catalogue.shapes import line
from adapters.specs import CommandSpec, Kind, Parameter, Place

YES: Final = "yes"
NO: Final = "no"

OWN_ACCOUNT: Final = ("unlink", "account")
"""The parameter for which one's own accounts are offered."""

SPECS: Final = (
    CommandSpec(
        name="link",
        group=YOU,
        summary="Be one person with two accounts: get a code here, and type it to me with the other account",
        parameters=(
            line(
                "code",
                "the code that your other account was given; or yes or no to what I ask; or nothing, for a new code",
                limit=cleaning.WORD,
            ),
        ),
        examples=("link", "link 7QK-2M9XF4", "link @ada:example.org", "link yes"),
        private=True,
    ),
    CommandSpec(
        name="unlink",
        group=YOU,
        summary="Take an account of yours out again: whoever uses it is somebody else from then on",
        parameters=(line("account", "which of your accounts, such as @ada:example.org; nothing, to see them"),),
        examples=("unlink @ada:example.org",),
        private=True,
    ),
    CommandSpec(
        name="me",
        group=YOU,
        summary="See what I know of you: accounts, standing, assemblies, what awaits your answer",
        examples=("me",),
        aliases=("whoami",),
        private=True,
    ),
    CommandSpec(
        name="my-data",
        group=YOU,
        summary="Get everything that I keep about you, as a file",
        examples=("my-data",),
        aliases=("export-me",),
        private=True,
    ),
    CommandSpec(
        name="forget-me",
        group=YOU,
        summary="Have your names, accounts and reasons erased; what was decided stands",
        parameters=(
            Parameter(
                name="sure",
                kind=Kind.WORD,
                place=Place.WORD,
                meaning="yes, once you have read what goes and what stays",
                choices=(YES,),
            ),
        ),
        examples=("forget-me", "forget-me yes"),
        private=True,
    ),
)
"""In the order in which the help lists them."""
