"""Commands to type, as Discord writes them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.commands import CATALOGUE, find
from adapters.discord.slash import arguments, parameters_of
from adapters.discord.slash_forms import slash_form
from adapters.discord.slash_groups import GROUPS, INSTEAD, path_of
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
        ("office create vice secretary deputy to secretary", "/office create office:vice secretary deputy:secretary"),
        ("office change treasurer elected", "/office change office:treasurer appointed:elected"),
        ("office treasurer", "/office create office:treasurer"),
        ("office", "/office"),
        ("election", "/election"),
        ("election@leeds", "/election list assembly:leeds"),
        ("election secretary seats 2", "/election call office:secretary seats:2"),
        ("timetable E1", "/election timetable number:E1"),
        ("donations", "/donation list"),
        ("donation-record £5 from Ada on 1 May", "/donation record sum:£5 source:Ada day:1 May"),
        ("nominate Ada in E1", "/nominate person:Ada office:E1"),
        ("second E1 Ada", "/second person:Ada election:E1"),
        ("second E1@leeds Ada", "/second person:Ada election:E1 assembly:leeds"),
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
    path, sub, chosen = path_of(spec.name, given_arguments)
    options = [each.name for each in parameters_of(spec, sub) if each.name in chosen]
    form = slash_form(example)
    assert form == " ".join([f"/{' '.join(path)}", *(f"{option}:{chosen[option]}" for option in options)])
    filled: dict[str, Any] = {"options": [{"name": option, "type": 3, "value": chosen[option]} for option in options]}
    for word in reversed(path[1:]):
        filled = {"options": [{"name": word, "type": 1, **filled}]}
    shown = {each.name for each in parameters_of(spec)} | set(INSTEAD.get(name, ()))
    meant = {INSTEAD.get(name, {}).get(key, key): value for key, value in given_arguments.items() if key in shown}
    assert arguments({"name": path[0], **filled}) == (name, meant)


@pytest.mark.parametrize("path", [(name, word) for name, (_, subs) in GROUPS.items() for word in subs])
def test_what_discord_has_can_be_typed_elsewhere(path: tuple[str, str]) -> None:
    """Whoever knows ``/election timetable`` types ``!election timetable`` in Matrix, and means the same."""
    sub = GROUPS[path[0]][1][path[1]]
    name, typed = read_line(f"{' '.join(path)} E1")
    spec = find(name)
    assert spec is not None
    assert spec.name == sub.command
    assert "E1" in " ".join(typed.values())
    assert path[1] not in " ".join(typed.values()) or sub.verb == path[1]


@given(st.text())
def test_any_words_have_a_form(words: str) -> None:
    """Whatever stands in a document to be typed, it becomes something that begins with a slash."""
    assert slash_form(words).startswith("/")
