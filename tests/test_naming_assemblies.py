"""How a command that is to be typed names its assembly, where another could be meant as well."""

import pytest

from adapters.commands import CATALOGUE
from adapters.grammar import read_line
from adapters.naming_assemblies import with_assembly
from adapters.request import named_assembly

_OF_NONE = {"help", "found", "bind", "federation", "link", "unlink", "me", "my-data", "forget-me"}
EXAMPLES = [
    example.partition("\n")[0]
    for spec in CATALOGUE.values()
    for example in spec.examples
    if spec.name not in _OF_NONE and "@" not in example.partition(" ")[2][:1]
]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("not-coming M1", "not-coming M1@hull"),
        ("block P3 because …", "block P3@hull because …"),
        ("status", "status @hull"),
        ("minute …", "minute@hull …"),
        ("welcome Cy", "welcome@hull Cy"),
        ("agree P3@leeds", "agree P3@leeds"),
        ("ask @leeds", "ask @leeds"),
        ("help coming", "help coming"),
        ("forget-me yes", "forget-me yes"),
        ("nonsuch thing", "nonsuch thing"),
    ],
)
def test_the_assembly_stands_where_it_is_read(words: str, named: str) -> None:
    """After the number, after the command or joined to it; once, and only where one is meant."""
    assert with_assembly(words, "hull") == named


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_command_means_the_same_in_the_assembly_that_is_named(example: str) -> None:
    """Nothing else of what is typed changes."""
    _, before = read_line(example)
    _, after = read_line(with_assembly(example, "hull"))
    assert named_assembly(after) == "hull"
    for key, text in before.items():
        assert after[key].partition("@hull")[0] == text
