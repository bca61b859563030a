"""Slash commands, made from the table of commands, and what comes back of them."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cleaning import clean, clean_line
from adapters.commands import ASSEMBLY_ARGUMENT, CATALOGUE
from adapters.discord.modals import has_form
from adapters.discord.slash import arguments, command_of, described, filled, focused, payloads
from adapters.discord.slash_forms import slash_form
from adapters.discord.slash_groups import GATHERED, GROUPS, INSTEAD
from adapters.grammar import read_line
from adapters.specs import CommandSpec, Kind

TOP = {payload["name"]: payload for payload in payloads()}
UNDER = {f"{name} {each['name']}": each for name in GROUPS for each in TOP[name]["options"]}
"""What stands under a shared name: ``office create``."""
EVERY = {name: payload for name, payload in TOP.items() if name not in GROUPS} | UNDER
MEANT = {f"{name} {word}": sub for name, (_, subs) in GROUPS.items() for word, sub in subs.items()}
NAME = re.compile(r"[-_\w]{1,32}")
SUB_COMMAND = 1


def used(name: str, /, **options: str) -> dict[str, Any]:
    """A used command, as Discord tells it."""
    return {"id": "1", "name": name, "type": 1, "options": [_option(key, value) for key, value in options.items()]}


def under(name: str, word: str, /, **options: str) -> dict[str, Any]:
    """A used command that stands under a shared name."""
    return used(name) | {"options": [{"name": word, "type": SUB_COMMAND, "options": used("", **options)["options"]}]}


def _option(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "type": 3, "value": value}


def options(command: str) -> dict[str, dict[str, Any]]:
    return {option["name"]: option for option in EVERY[command]["options"]}


def test_every_command_is_offered() -> None:
    """What can be typed can be chosen from the menu, by the same name or under one that several share."""
    assert set(TOP) - set(GROUPS) == set(CATALOGUE) - GATHERED
    assert {sub.command for sub in MEANT.values()} == GATHERED
    assert set(UNDER) == set(MEANT)


def test_commands_fit_discords_limits() -> None:
    """Discord takes or refuses all commands together, so each of them must fit."""
    assert len(TOP) <= 100
    for name, payload in TOP.items():
        assert len(payload["options"]) <= 25
        assert (name in GROUPS) is bool([each for each in payload["options"] if each["type"] == SUB_COMMAND])
        assert 1 <= len(payload["description"]) <= 100
        assert _characters(payload) <= 8_000
    for name, payload in EVERY.items():
        assert all(NAME.fullmatch(word) for word in name.split(" "))
        assert name == name.lower()
        assert 1 <= len(payload["description"]) <= 100
        assert len(payload["options"]) <= 25
        required = [option["required"] for option in payload["options"]]
        assert required == sorted(required, reverse=True), f"{name}: required options come first"
        for option in payload["options"]:
            assert NAME.fullmatch(option["name"])
            assert 1 <= len(option["description"]) <= 100
            assert 1 <= option.get("max_length", 1) <= 6_000
            assert len(option.get("choices", ())) <= 25
            assert not ("choices" in option and option.get("autocomplete"))


def _characters(payload: dict[str, Any]) -> int:
    """Count what Discord counts of a command: names, descriptions and values, of all that is in it."""
    own = len(payload.get("name", "")) + len(payload.get("description", "")) + len(str(payload.get("value", "")))
    return own + sum(_characters(each) for each in (*payload.get("options", ()), *payload.get("choices", ())))


@pytest.mark.parametrize("spec", CATALOGUE.values(), ids=lambda spec: spec.name)
def test_every_parameter_has_its_option(spec: CommandSpec) -> None:
    """Each parameter is an option or has a place in the command's form, and may be as long as the validator takes."""
    names = [spec.name] if spec.name not in GATHERED else [each for each in MEANT if MEANT[each].command == spec.name]
    offered = {name: option for each in reversed(names) for name, option in options(each).items()}
    needed = {name for each in names if each in MEANT for name in MEANT[each].needs}
    for parameter in spec.parameters:
        if parameter.name in INSTEAD.get(spec.name, ()):
            assert parameter.name not in offered
            assert INSTEAD[spec.name][parameter.name] in offered
            continue
        if has_form(spec) and parameter.kind is not Kind.NUMBER:
            assert parameter.name not in offered
            continue
        option = offered[parameter.name]
        assert option["required"] is (parameter.required or parameter.name in needed)
        assert "choices" in option or option["max_length"] == min(parameter.limit, 6_000)


def test_what_shares_a_name_says_what_is_typed_elsewhere() -> None:
    """``/office create`` is ``office create``; and of the one in which somebody types it is known what it is."""
    for data, typed in (
        (under("office", "create", office="treasurer", term="2 years"), "office create treasurer term 2 years"),
        (under("office", "end", office="treasurer"), "office end treasurer"),
        (under("election", "call", office="treasurer", seats="2"), "election treasurer seats 2"),
        (under("election", "list"), "election"),
        (under("election", "take-on", number="E1", over="yes"), "take-on E1 to the bot"),
        (under("donation", "record", sum="£5", source="Ada", day="1 May"), "donation-record £5 from Ada on 1 May"),
        (under("donation", "list", number="2026"), "donations 2026"),
    ):
        assert arguments(data) == read_line(typed)
        assert slash_form(typed).startswith(f"/{data['name']} {data['options'][0]['name']}") or typed == "election"
    half = under("office", "change", seats="2")
    half["options"][0]["options"].append({"name": "office", "type": 3, "value": "tr", "focused": True})
    assert (command_of(half), focused(half), filled(half)) == ("office", ("office", "tr"), {"seats": "2"})
    assert arguments(under("election", "frobnicate", number="E1")) == ("election-frobnicate", {"number": "E1"})
    assert arguments(used("office", office="end treasurer")) == ("office", {"office": "end treasurer"})


def test_what_there_is_not_yet_is_not_suggested() -> None:
    """An office that is proposed has a name of its own; one that is changed or ended is one there is."""
    assert "autocomplete" not in options("office create")["office"]
    assert options("office change")["office"]["autocomplete"] is options("office end")["office"]["autocomplete"] is True
    assert set(options("office end")) == {"office", "reason", ASSEMBLY_ARGUMENT}
    assert set(options("election list")) == {ASSEMBLY_ARGUMENT}
    assert options("election call")["office"]["required"] is True


def test_a_proposal_is_written_in_a_form() -> None:
    """A proposal has too much to say for one line of options."""
    assert set(options("propose")) == {ASSEMBLY_ARGUMENT}
    assert set(options("amend")) == {"number", ASSEMBLY_ARGUMENT}


def test_what_exists_is_suggested() -> None:
    """Numbers, people, rules and assemblies are suggested while one types, and few fixed words are listed."""
    assert all(options(name)["number"]["autocomplete"] for name in EVERY if "number" in options(name))
    assert options("elect")["person"]["autocomplete"] is options("recall")["person"]["autocomplete"] is True
    assert options("change-rule")["rule"]["autocomplete"] is True
    assert [each["value"] for each in options("recall")["unmandated"]["choices"]] == ["yes", "no"]
    assert {each["value"] for each in options("found")["rules"]["choices"]} >= {"folkmoot", "harmony"}


def test_an_assembly_can_be_named_with_every_command_that_is_about_one() -> None:
    """In private the channel does not say which assembly is meant."""
    without = {name for name in EVERY if ASSEMBLY_ARGUMENT not in options(name)}
    assert without == {"found", "help"}
    assert options("bind")[ASSEMBLY_ARGUMENT]["required"] is True
    assert options("agree")[ASSEMBLY_ARGUMENT]["required"] is False


def test_what_is_about_the_channel_is_not_offered_in_private() -> None:
    """Founding and binding are done where they are meant, by those who manage it."""
    assert {name for name, payload in TOP.items() if payload["contexts"] == [0]} == {"found", "bind"}
    assert all(payload["contexts"] in ([0], [0, 1]) for payload in TOP.values())
    keepers = {name for name, payload in TOP.items() if payload["default_member_permissions"] == str(1 << 5)}
    assert keepers == {"found", "bind"}


@pytest.mark.parametrize(
    ("typed", "data"),
    [
        ("agree P1 because it helps", used("agree", number="P1", reason="it helps")),
        ("agree@leeds P1", used("agree", number="P1", assembly="leeds")),
        ("agree@leeds P1", used("agree", number=" P1 ", assembly="@leeds")),
        ("agree P1@leeds", used("agree", number="P1@leeds")),
        ("block proposal 3 because no", used("block", number="proposal 3", reason="no")),
        ("stand-aside", used("stand-aside")),
        ("status", {"name": "status", "type": 1}),
        ("consensus P1 in 48h", used("consensus", number="P1", period="48h")),
        ("consensus P1 by 2026-12-01 18:00", used("consensus", number="P1", deadline="2026-12-01  18:00")),
        ("concern P1 It is too dear", used("concern", number="P1", text="It is too dear")),
        ("minutes since 2026-12-01", used("minutes", since="2026-12-01")),
        ("rules cooling-off", used("rules", rule="cooling-off")),
        ("change-rule cooling-off to 5 days because of May", used("change-rule", rule="cooling-off", value="5 days", reason="of May")),  # noqa: E501
        ("elect Ada as secretary because she listens", used("elect", person="Ada", office="secretary", reason="she listens")),  # noqa: E501
        ("recall ada unmandated because of £40", used("recall", person="ada", unmandated="yes", reason="of £40")),
        ("recall ada because of £40", used("recall", person="ada", unmandated="no", reason="of £40")),
        ("found Leeds Moot with harmony rules\nMutual aid", used("found", name="Leeds Moot", rules="harmony", purpose="Mutual aid")),  # noqa: E501
        ("nominate@leeds Ada in E1", used("nominate", person="Ada", office="E1@leeds")),
        ("second@leeds Ada in E1", used("second", person="Ada", election="E1@leeds")),
        ("nominate Ada as friend@court", used("nominate", person="Ada", office="friend@court")),
        ("bind leeds", used("bind", assembly="leeds")),
        ("apologies for 10 days", used("apologies", length="10 days")),
        ("help block", used("help", command="block")),
    ],
)  # fmt: skip
def test_a_command_says_what_the_typed_line_says(typed: str, data: dict[str, Any]) -> None:
    """What is chosen from the menu comes in just as the typed line does."""
    assert arguments(data) == read_line(typed)


@given(st.text(max_size=200))
def test_own_words_are_the_same_either_way(text: str) -> None:
    """Whatever reason somebody gives, they give it as if they had typed it in a line."""
    reason = clean_line(text).lstrip(" :,;—–-")
    typed = read_line(f"agree P1 because {reason}")[1]
    chosen = arguments(used("agree", number="P1", reason=reason))[1]
    assert typed == chosen


@given(st.dictionaries(st.sampled_from(["number", "reason", "assembly", "what"]), st.text(max_size=50)))
def test_whatever_comes_is_made_harmless(given_options: dict[str, str]) -> None:
    """No control character and no half of a character comes in by an option, and nothing that is empty."""
    _, found = arguments(used("agree", **given_options))
    assert all(value and value == clean(value) for value in found.values())


def test_a_command_of_yesterday_is_handed_on() -> None:
    """Discord may still offer a command that there is no more: the validator answers it."""
    assert arguments(used("vote", what="yes")) == ("vote", {"what": "yes"})


def test_what_is_being_typed_is_found() -> None:
    """A request for suggestions names the option in which somebody types."""
    data = used("agree", reason="x")
    data["options"].append({"name": "number", "type": 3, "value": "P", "focused": True})
    assert focused(data) == ("number", "P")
    assert focused(used("agree")) == ("", "")


def test_long_words_are_cut_at_a_word() -> None:
    """No description of today is cut; were one too long, it would still be taken."""
    assert not [each for each in (*TOP.values(), *EVERY.values()) if each["description"].endswith("…")]
    long = described("word " * 40)
    assert len(long) <= 100
    assert long.startswith("Word word")
    assert long.endswith(" word…")
