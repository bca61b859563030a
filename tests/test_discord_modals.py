"""Forms, made from the table of commands, and what is read from a submitted one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.commands import CATALOGUE
from adapters.discord.modals import (
    LONGEST_TEXT,
    Form,
    fields_of,
    form_for,
    form_of,
    has_form,
    label_of,
    read_form,
)
from adapters.specs import Kind
from tests.localcord.modals import faults

FORMS = [spec for spec in CATALOGUE.values() if has_form(spec)]


def opened(command: str, *, asks: str = "", **values: str) -> dict[str, dict[str, Any]]:
    """The fields of a form as Discord gets them, by the parameter."""
    payload = form_for(command, custom_id=Form(command).custom_id, values=values, asks=asks).to_dict()
    assert not faults(payload)
    return {row["component"]["custom_id"]: {**row["component"], **row} for row in payload["components"]}


def submitted(**values: str | None) -> dict[str, Any]:
    rows = [{"type": 18, "component": {"type": 4, "custom_id": key, "value": value}} for key, value in values.items()]
    return {"custom_id": "fm:propose", "components": rows}


def test_proposals_amendments_and_acts_have_forms() -> None:
    """What stands on lines of its own in a typed command is asked for in a form."""
    assert [spec.name for spec in FORMS] == ["propose", "amend", "act"]


@pytest.mark.parametrize("spec", FORMS, ids=lambda spec: spec.name)
def test_a_form_asks_for_all_but_the_number(spec: Any) -> None:
    """Every parameter has its field, no longer than the validator takes it, and says what is meant."""
    fields = opened(spec.name)
    wanted = [each for each in spec.parameters if each.kind is not Kind.NUMBER]
    assert list(fields) == [each.name for each in wanted]
    for parameter in wanted:
        field = fields[parameter.name]
        assert field["required"] is parameter.required
        assert field["max_length"] == min(parameter.limit, LONGEST_TEXT)
        assert field["description"].casefold() == parameter.meaning.casefold()
        assert field["style"] == (2 if parameter.kind is Kind.TEXT else 1)


@pytest.mark.parametrize(
    ("command", "parameter"),
    [(spec.name, each.name) for spec in CATALOGUE.values() for each in spec.parameters if each.kind is Kind.TEXT],
)
def test_a_button_can_ask_for_words(command: str, parameter: str) -> None:
    """For whatever a button may ask first, there is a form of one field that Discord takes."""
    (field,) = opened(command, asks=parameter).values()
    assert field["custom_id"] == parameter


def test_a_block_needs_no_reason_at_once() -> None:
    """A block stands without a reason, so its form can be submitted empty, and says so."""
    (field,) = opened("block", asks="reason").values()
    assert (field["label"], field["required"]) == ("Reason", False)
    assert field["placeholder"] == "Can be left empty."


def test_an_amendment_begins_with_the_text_as_it_is() -> None:
    """Whoever amends changes the text, and need not write it anew; what they leave empty stays."""
    fields = opened("amend", title="Buy a kettle", text="At most £10.")
    assert {name: field.get("value") for name, field in fields.items()} == {
        "title": "Buy a kettle",
        "text": "At most £10.",
        "suffering": None,
        "affects": None,
        "review": None,
    }
    assert fields["affects"]["placeholder"] == "Left empty, it stays as it is."


def test_a_text_too_long_for_a_form_is_not_cut() -> None:
    """A text that a form cannot hold is left out, and its field says that leaving it empty keeps it."""
    field = opened("amend", text="x" * 4_001)["text"]
    assert "value" not in field
    assert field["placeholder"] == "Too long to edit here (4,001 characters). Left empty, it stays as it is."
    assert opened("amend", text="x" * 4_000)["text"]["value"] == "x" * 4_000


def test_a_form_says_what_it_is_about() -> None:
    """The title names the command and the number."""
    form = Form("amend", given={"number": "P3"})
    assert form_for("amend", custom_id=form.custom_id).title == "Amend P3"
    assert form_for("stand-aside", custom_id="fm:stand-aside", asks="reason").title == "Stand aside"


@given(
    st.sampled_from(sorted(CATALOGUE)),
    st.sampled_from(["", "1234567890123456789"]),
    st.text(max_size=300),
    st.text(max_size=300),
)
def test_whatever_was_typed_makes_a_form(command: str, reply_to: str, number: str, assembly: str) -> None:
    """However odd the number and the assembly that were typed, Discord takes the form, and it leads back to them."""
    form = Form(command, reply_to, {"number": number, "assembly": assembly})
    spec = CATALOGUE[command]
    texts = [each.name for each in spec.parameters if each.kind is Kind.TEXT]
    if has_form(spec) or texts:
        payload = form_for(command, custom_id=form.custom_id, asks="" if has_form(spec) else texts[0]).to_dict()
        assert not faults(payload)
    found = form_of(form.custom_id)
    assert found is not None
    assert (found.command, found.reply_to) == (command, reply_to)


@pytest.mark.parametrize(
    ("given_with_it", "found"),
    [
        ({}, {}),
        ({"number": "P3"}, {"number": "P3"}),
        ({"number": "P3", "assembly": "leeds-moot"}, {"number": "P3", "assembly": "leeds-moot"}),
        ({"assembly": "a" * 44}, {"assembly": "a" * 44}),
        ({"number": "P3@leeds"}, {"number": "P3", "assembly": "leeds"}),
        ({"number": "proposal 3:"}, {"number": "proposal 3"}),
    ],
)
def test_a_form_remembers_what_was_given_with_it(given_with_it: dict[str, str], found: dict[str, str]) -> None:
    """The number and the assembly travel with the form, so that it can be submitted after a restart."""
    assert form_of(Form("amend", given=given_with_it).custom_id) == Form("amend", given=found)


@pytest.mark.parametrize("custom_id", ["", "fm", "fm:", "other:amend", "page-2"])
def test_what_is_not_ours_is_no_form(custom_id: str) -> None:
    """A form that some other program made is not taken for ours."""
    assert form_of(custom_id) is None


def test_what_is_cut_is_nothing_that_exists() -> None:
    """A short name that is too long for a form is cut so that it can be nobody else's."""
    found = form_of(Form("amend", given={"assembly": "a" * 60, "number": "P" + "1" * 30}).custom_id)
    assert found is not None
    assert found.given["assembly"].endswith("…")
    assert found.given["number"].endswith("…")


def test_a_submitted_form_is_read() -> None:
    """What was written comes by parameter; what was left empty does not come."""
    data = submitted(title="Buy a kettle", text="We need tea.\nNow.", affects="", review="  ", suffering=None)
    assert read_form(data) == {"title": "Buy a kettle", "text": "We need tea.\nNow."}
    assert fields_of(data) == ["title", "text", "affects", "review", "suffering"]


def test_a_form_of_an_older_kind_is_read_too() -> None:
    """Discord tells what was written in rows, in labels or bare, as the form was made."""
    row = {"type": 1, "components": [{"type": 4, "custom_id": "title", "value": "Buy"}]}
    bare = {"type": 4, "custom_id": "text", "value": "Tea"}
    assert read_form({"components": [row, bare, {"type": 10, "content": "words"}]}) == {"title": "Buy", "text": "Tea"}
    assert read_form({}) == {}


async def test_a_form_is_over_before_it_is_opened() -> None:
    """discord.py keeps a form only while it is not over; what comes of it is read from the interaction."""
    assert form_for("propose", custom_id="fm:propose").is_finished()


def test_fields_ask_in_plain_words() -> None:
    """Above a field stands what is asked for, and in a field that wants a day, a day as it should look."""
    spec = CATALOGUE["propose"]
    assert [label_of(each) for each in spec.parameters] == [
        "Title",
        "Text",
        "Who suffers less by it?",
        "Whom does it affect?",
        "When is its effect reviewed?",
    ]
    assert opened("propose")["review"]["placeholder"] == "Such as 2026-12-01. Can be left empty."
