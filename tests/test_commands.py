"""The catalogue of commands, which people read and platforms build their menus from."""

from __future__ import annotations

import re

import pytest

from adapters import commands
from adapters.asking import ASKED
from adapters.commands import CATALOGUE, GROUPS, INSTEAD, find
from adapters.grammar import TEXT, read_line
from adapters.references import KINDS
from adapters.specs import CommandSpec, Kind, Place

SPECS = list(CATALOGUE.values())


def test_every_command_is_there_and_means_something() -> None:
    """What the design names can be typed, and each has its meaning."""
    assert set(CATALOGUE) == {
        *("found", "bind", "assembly", "propose", "concern", "resolve", "amend", "withdraw", "consensus", "agree"),
        *("stand-aside", "block", "retract", "why", "status", "decisions", "minutes", "elect", "recall", "sign"),
        *("unsign", "rules", "change-rule", "apologies", "help", "remove", "keep", "join", "leave"),
        *("purpose", "restate-purpose", "federation", "affiliate", "disaffiliate", "remit", "claim-remit"),
        *("release-remit", "object", "withdraw-objection", "link", "unlink", "me", "my-data", "forget-me"),
        *("moot", "moots", "coming", "not-coming", "move-moot", "cancel-moot", "open-moot", "close-moot"),
        *("hand", "lower-hand", "next", "minute"),
        *("ask", "welcome", "thing", "dissolve"),
        *("election", "nominate", "second", "accept", "decline", "timetable", "call-off", "take-on"),
        *("donation-record", "donation-returned", "donation-mistaken", "donations", "donors"),
        *("office", "officers", "appoint", "resign", "mandates", "act", "acts", "statement"),
        *("deadlock", "yes", "no", "referendum", "polls", "receipts", "ballot"),
        *("action", "actions", "done", "not-done", "drop-action", "review", "sense-check", "lean", "go-round", "pass"),
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
        taken = {parameter.name for parameter in (*spec.parameters, *spec.lines)}
        assert set(arguments) <= {*taken, commands.ASSEMBLY_ARGUMENT}
    _, arguments = read_line(spec.examples[0])
    assert {parameter.name for parameter in spec.parameters if parameter.required} <= set(arguments)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_form_has_room_for_what_it_asks(spec: CommandSpec) -> None:
    """What stands on lines of its own is asked for in a form of at most five fields; the rest stands in its text."""
    if any(parameter.place is Place.LABEL for parameter in spec.parameters):
        assert len([each for each in spec.parameters if each.kind is not Kind.NUMBER]) <= 5
    assert not spec.lines or spec.parameter(TEXT).place is Place.BODY
    assert all(each.place is Place.LABEL and each.kind is not Kind.TEXT for each in spec.lines)


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
    """Commands that make a room an assembly's are those that ask a platform who administers and who is there."""
    assert {spec.name for spec in SPECS if spec.facts} == {"found", "bind", "thing"}
    assert commands.ASSEMBLY_ARGUMENT == "assembly"


def test_only_the_tree_needs_all_assemblies() -> None:
    """Of all the commands two need to know the assemblies around, which takes some finding out.

    A referendum does to say where all members are asked.
    """
    assert {spec.name for spec in SPECS if spec.tree} == {"federation", "referendum"}


def test_link_joins_accounts_and_bind_rooms() -> None:
    """What joins two accounts of a person is not taken for what makes a room part of an assembly."""
    assert find("link") is CATALOGUE["link"]
    assert "link" not in CATALOGUE["bind"].aliases
