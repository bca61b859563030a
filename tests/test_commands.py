"""The catalogue of commands, which people read and platforms build their menus from."""

from __future__ import annotations

import re

import pytest

from adapters import commands
from adapters.asking import ASKED
from adapters.commands import CATALOGUE, GROUPS, INSTEAD, find
from adapters.grammar import read_line
from adapters.references import KINDS
from adapters.specs import CommandSpec, Place

SPECS = list(CATALOGUE.values())


def test_every_command_is_there_and_means_something() -> None:
    """What the design names can be typed, and each has its meaning."""
    assert set(CATALOGUE) == {
        *("found", "bind", "assembly", "propose", "concern", "resolve", "amend", "withdraw", "consensus", "agree"),
        *("stand-aside", "block", "retract", "why", "status", "decisions", "minutes", "elect", "recall", "sign"),
        *("unsign", "rules", "change-rule", "apologies", "help", "remove", "keep", "join", "leave"),
    }
    assert set(ASKED) == set(CATALOGUE)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_platform_can_offer_it(spec: CommandSpec) -> None:
    """Names, meanings and choices are of the lengths and letters that Discord takes."""
    assert re.fullmatch(r"[a-z-]{1,32}", spec.name)
    assert 1 <= len(spec.summary) <= 100
    assert spec.group in GROUPS
    assert len(spec.parameters) <= 25
    names = [parameter.name for parameter in spec.parameters]
    assert len(set(names)) == len(names)
    for parameter in spec.parameters:
        assert re.fullmatch(r"[a-z-]{1,32}", parameter.name)
        assert 1 <= len(parameter.meaning) <= 100
        assert len(parameter.choices) <= 25
        assert set(parameter.letters) <= set(KINDS)
        assert bool(parameter.letters) == (parameter.place is Place.FIRST)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_its_examples_are_its_own_grammar(spec: CommandSpec) -> None:
    """Every example is read as the command it shows, nothing left over, everything required there."""
    assert spec.examples
    for example in spec.examples:
        name, arguments = read_line(example)
        assert find(name) is spec
        assert set(arguments) <= {parameter.name for parameter in spec.parameters}
    _, arguments = read_line(spec.examples[0])
    assert {parameter.name for parameter in spec.parameters if parameter.required} <= set(arguments)


def test_no_name_means_two_commands() -> None:
    """An alias is one command's only, and no command's name."""
    typed = [name for spec in SPECS for name in (spec.name, *spec.aliases)]
    assert len(set(typed)) == len(typed)


@pytest.mark.parametrize("name", ["stand-aside", "STANDASIDE", "stand_aside", "Stand Aside", "stand–aside", "abstain"])
def test_names_are_found_however_they_are_written(name: str) -> None:
    """Capitals, hyphens, spaces and underscores do not matter."""
    assert find(name) is CATALOGUE["stand-aside"]


def test_what_is_suggested_exists() -> None:
    """What people type elsewhere is no command here, and what is suggested in its place is."""
    for name, suggested in INSTEAD.items():
        assert find(name) is None
        assert set(suggested) <= set(CATALOGUE)


def test_only_venues_need_facts() -> None:
    """Founding and binding are the commands that ask a platform who administers and who is there."""
    assert {spec.name for spec in SPECS if spec.facts} == {"found", "bind"}
    assert commands.ASSEMBLY_ARGUMENT == "assembly"
