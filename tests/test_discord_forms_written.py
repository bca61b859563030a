"""Commands to type, as Discord writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.commands import CATALOGUE
from adapters.discord.slash import arguments, parameters_of
from adapters.discord.slash_forms import slash_form
from adapters.grammar import read_line


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("status", "/status"),
        ("agree P1", "/agree number:P1"),
        ("agree P1 because it helps", "/agree number:P1 reason:it helps"),
        ("stand-aside P1", "/stand-aside number:P1"),
        ("stand aside P1", "/stand-aside number:P1"),
        ("status P1@leeds", "/status number:P1@leeds"),
        ("sign@leeds", "/sign assembly:leeds"),
        ("consensus P1 in 48h", "/consensus number:P1 period:48h"),
        ("consensus P1 by 2026-12-01 18:00", "/consensus number:P1 deadline:2026-12-01 18:00"),
        ("block P1 because …", "/block number:P1 reason:…"),
        ("concern P1 your concern", "/concern number:P1 text:your concern"),
        ("rules cooling-off", "/rules rule:cooling-off"),
        ("change-rule cooling-off VALUE", "/change-rule rule:cooling-off value:VALUE"),
        ("elect NAME as secretary", "/elect person:NAME office:secretary"),
        ("recall secretary unmandated because £40", "/recall person:secretary reason:£40 unmandated:yes"),
        ("found Leeds Moot with harmony rules", "/found name:Leeds Moot rules:harmony"),
        ("bind leeds-moot", "/bind assembly:leeds-moot"),
        ("help block", "/help command:block"),
        ("apologies for 10 days", "/apologies length:10 days"),
        ("propose Buy a kettle", "/propose"),
        ("amend P1", "/amend number:P1"),
        ("amend P1 A new title", "/amend number:P1"),
        ("status P1 please", "/status number:P1 please"),
        ("frobnicate P1", "/frobnicate P1"),
        ("", "/"),
    ],
)
def test_a_command_is_written_as_it_is_typed_on_discord(words: str, form: str) -> None:
    """Its options stand by name, required ones first; what a form asks for is left out."""
    assert slash_form(words) == form


@pytest.mark.parametrize("example", [each for spec in CATALOGUE.values() for each in spec.examples])
def test_every_right_form_is_one_that_discord_has(example: str) -> None:
    """Each option of an example exists on Discord, and means there what it meant in the typed line."""
    name, given_arguments = read_line(example)
    spec = CATALOGUE[name]
    options = [each.name for each in parameters_of(spec) if each.name in given_arguments]
    form = slash_form(example)
    assert form == " ".join([f"/{name}", *(f"{option}:{given_arguments[option]}" for option in options)])
    data = {"name": name, "options": [{"name": option, "value": given_arguments[option]} for option in options]}
    assert arguments(data) == (name, {option: given_arguments[option] for option in options})


@given(st.text())
def test_any_words_have_a_form(words: str) -> None:
    """Whatever stands in a document to be typed, it becomes something that begins with a slash."""
    assert slash_form(words).startswith("/")
