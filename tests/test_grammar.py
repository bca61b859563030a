"""Lines as people type them."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.commands import CATALOGUE, TYPED_NAMES
from adapters.grammar import read_line, with_lines

LINES = [
    (
        (
            "propose Buy a kettle\nWe need tea.\n\nLots.\nSuffers less: the cold\nand the thirsty\n"
            "Affects: Leeds, York\nReview: 2027-03-01"
        ),
        {
            "title": "Buy a kettle",
            "text": "We need tea.\n\nLots.",
            "suffering": "the cold\nand the thirsty",
            "affects": "Leeds, York",
            "review": "2027-03-01",
        },
    ),
    ("propose\nBuy a kettle\nText", {"title": "Buy a kettle", "text": "Text"}),
    (
        "propose Tea\n**Suffers less:** everyone\n\nMore text",
        {"title": "Tea", "text": "More text", "suffering": "everyone"},
    ),
    ("consensus P1 in 48h", {"number": "P1", "period": "48h"}),
    ("consensus P1 by 2026-12-01 18:00", {"number": "P1", "deadline": "2026-12-01 18:00"}),
    ("consensus 1", {"number": "1"}),
    ("consensus p 1 48h", {"number": "p 1", "rest": "48h"}),
    ("agree P1 because it helps", {"number": "P1", "reason": "it helps"}),
    ("agree P1", {"number": "P1"}),
    ("agree 12.5 is fine", {"number": "12.5", "reason": "is fine"}),
    ("agree 1.", {"number": "1"}),
    ("block P1: reason", {"number": "P1", "reason": "reason"}),
    ("block #12 — nope\nand no", {"number": "#12", "reason": "nope\nand no"}),
    ("block", {}),
    ("block\nP1 too dear", {"number": "P1", "reason": "too dear"}),
    ("elect @ada:server as secretary", {"person": "@ada:server", "office": "secretary"}),
    ("elect Ada Lovelace", {"person": "Ada Lovelace"}),
    (
        "elect “Ada Lovelace” as treasurer because she counts\nwell",
        {"person": "Ada Lovelace", "office": "treasurer", "reason": "she counts\nwell"},
    ),
    ("recall @ada:server for reason text", {"person": "@ada:server", "reason": "reason text"}),
    (
        "recall @ada unmandated: spent money",
        {"person": "@ada", "unmandated": "yes", "reason": "spent money"},
    ),
    ("recall Ada Lovelace\nshe left", {"person": "Ada Lovelace", "reason": "she left"}),
    ("recall secretary, unmandated\nshe left", {"person": "secretary", "unmandated": "yes", "reason": "she left"}),
    ("recall @ada for unmandated spending", {"person": "@ada", "reason": "unmandated spending"}),
    ("sign R1", {"number": "R1"}),
    ("change-rule cooling-off 5d", {"rule": "cooling-off", "value": "5d"}),
    ("change rule cooling off to 5d because we\nmust", {"rule": "cooling-off", "value": "5d", "reason": "we\nmust"}),
    ("change-rule quorum_share: 1/4", {"rule": "quorum-share", "value": "1/4"}),
    ("change-rule kettle 5", {"rule": "kettle", "value": "5"}),
    ("apologies until 2026-12-10", {"until": "2026-12-10"}),
    ("apologies for 10 days", {"length": "10 days"}),
    ("apologies 10 days", {"rest": "10 days"}),
    (
        "found Leeds Moot with harmony rules\nMutual aid",
        {"name": "Leeds Moot", "rules": "harmony", "purpose": "Mutual aid"},
    ),
    ("found Friends with Benefits", {"name": "Friends with Benefits"}),
    ("found People with Cats with harmony rules", {"name": "People with Cats", "rules": "harmony"}),
    ("bind leeds", {"assembly": "leeds"}),
    ("why P1", {"number": "P1"}),
    ("help block", {"command": "block"}),
    ("help stand aside", {"command": "stand aside"}),
    ("concern P1 It is too dear", {"number": "P1", "text": "It is too dear"}),
    ("resolve C1", {"number": "C1"}),
    ("amend P1\nnew text", {"number": "P1", "text": "new text"}),
    ("amend P1 New title\nnew text", {"number": "P1", "title": "New title", "text": "new text"}),
    ("amend\nnew text", {"text": "new text"}),
    ("status@leeds", {"assembly": "leeds"}),
    ("status P1@leeds", {"number": "P1@leeds"}),
    ("status @leeds", {"assembly": "leeds"}),
    ("propose@leeds Tea", {"title": "Tea", "assembly": "leeds"}),
    ("minutes since 2026-01-01", {"since": "2026-01-01"}),
    ("rules time zone", {"rule": "time-zone"}),
    (
        "propose Share the van\nOne week each.\n• Together with: leeds, york\n**Kind:** transport\nMore",
        {"title": "Share the van", "text": "One week each.\nMore", "partners": "leeds, york", "kind": "transport"},
    ),
    ("propose Tea\nTogether: we can", {"title": "Tea", "text": "Together: we can"}),
    ("affiliate yorkshire because we share", {"other": "yorkshire", "reason": "we share"}),
    ("affiliate @yorkshire", {"other": "@yorkshire"}),
    ("affiliate@leeds yorkshire", {"other": "yorkshire", "assembly": "leeds"}),
    ("claim remit public speaking\nbecause we must", {"kind": "public speaking", "reason": "because we must"}),
    ("object N1 because it is ours", {"number": "N1", "reason": "it is ours"}),
    ("withdraw objection N1", {"number": "N1"}),
    ("restate-purpose To see to it\nand why", {"purpose": "To see to it", "reason": "and why"}),
    ("federation @leeds", {"assembly": "leeds"}),
    ("leave @leeds", {"assembly": "leeds"}),
    ("leave leeds", {"assembly": "leeds"}),
    ("join leeds-moot", {"assembly": "leeds-moot"}),
    ("ask “leeds”", {"assembly": "“leeds”"}),
    ("federation leeds", {"assembly": "leeds"}),
    ("leave", {}),
    ("status N1@leeds", {"number": "N1@leeds"}),
]


@pytest.mark.parametrize(("line", "arguments"), LINES, ids=[line.partition("\n")[0] for line, _ in LINES])
def test_lines_are_read_into_arguments(line: str, arguments: dict[str, str]) -> None:
    """What people naturally type lands where it belongs."""
    assert read_line(line)[1] == arguments


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Agree P1", "Agree"),
        ("stand aside P1", "stand aside"),
        ("withdraw block P1", "withdraw block"),
        ("withdraw P1", "withdraw"),
        ("block: no", "block"),
        ("", ""),
        ("!!!", "!!!"),
    ],
)
def test_the_name_comes_as_typed(line: str, name: str) -> None:
    """The first word is the command, or two where two are its name."""
    assert read_line(line)[0] == name


def test_lines_for_which_a_form_has_no_room_stand_in_its_text() -> None:
    """What was written into a form's text is read as it is read where all is typed; what was said apart counts more."""
    spec = CATALOGUE["propose"]
    written = {"title": "Share the van", "text": "One week each.\r\nKind: transport\nTogether with: york"}
    assert with_lines(spec, written) == {
        "title": "Share the van",
        "text": "One week each.",
        "kind": "transport",
        "partners": "york",
    }
    assert with_lines(spec, {**written, "kind": "press"})["kind"] == "press"
    plain = {"title": "Share the van", "text": "Be kind: share."}
    assert with_lines(spec, plain) == plain
    assert with_lines(CATALOGUE["amend"], written) == written


def test_an_unknown_command_keeps_all_it_was_told() -> None:
    """What is no command comes with everything after it."""
    assert read_line("frobnicate P1\nnow") == ("frobnicate", {"rest": "P1\nnow"})


@pytest.mark.parametrize(
    ("line", "once"),
    [
        ("agree agree P1 because it helps", "agree P1 because it helps"),
        ("Second second Ada in E1", "Second Ada in E1"),
        ("appoint appoint Ada as clerk", "appoint Ada as clerk"),
        ("call off call off E1 because x", "call off E1 because x"),
    ],
)
def test_a_command_typed_twice_is_one(line: str, once: str) -> None:
    """Where a name or a number comes after it."""
    assert read_line(line) == read_line(once)


def test_a_text_may_begin_with_the_word_of_its_command() -> None:
    """What is free text is taken as it is."""
    assert read_line("propose Propose less") == ("propose", {"title": "Propose less"})
    assert read_line("act act on the roof D1")[1]["text"] == "act on the roof D1"
    assert read_line("agree agree with Ada")[1] == {"reason": "agree with Ada"}


@given(
    st.text()
    | st.builds(
        lambda name, rest: f"{name} {rest}",
        st.sampled_from(sorted(TYPED_NAMES)),
        st.text()
        | st.lists(st.sampled_from(["P1", "in", "by", "as", "for", ":", "@leeds", "\n", "Affects:", "48h"])).map(
            " ".join
        ),
    )
)
def test_reading_any_line_is_safe(line: str) -> None:
    """Whatever is typed, reading it gives a name and texts, each for a parameter that the command has."""
    name, arguments = read_line(line)
    spec = CATALOGUE.get(name)
    if spec is not None:
        taken = {parameter.name for parameter in (*spec.parameters, *spec.lines)}
        assert set(arguments) <= taken | {"rest", "assembly"}
    assert all(value for value in arguments.values())


@pytest.mark.parametrize(
    "line",
    [
        "propose" + " " * 60_000 + "x",
        "recall a" + " " * 60_000 + "x",
        "found " + "with the " * 8_000,
        "found " + "with the rules " * 5_000,
        "found a with" + "!" * 30_000 + "x rules" + "!" * 30_000 + "x",
        "recall a" + " unmandated (" * 6_000 + "x",
        "recall " + " for" * 20_000,
        "elect " + "\n \n" * 20_000,
        "propose a\n" + "Affects:\n" * 8_000,
        "propose a\n" + "\u200d" * 60_000,
        "consensus P1 " + ", " * 30_000 + "x",
    ],
    ids=lambda line: line[:12],
)
@pytest.mark.timeout(5)
def test_no_line_takes_long(line: str) -> None:
    """A message as long as a platform allows, made to be slow to read, is read at once all the same."""
    before = perf_counter()
    read_line(line)
    assert perf_counter() - before < 1


@pytest.mark.parametrize("typed", ["P999999999999", "P-1", "P1x", "P1/P2", "1.5", "proposal 99999999999"])
def test_a_mistyped_number_is_no_reason(typed: str) -> None:
    """What was meant as a number is given on as one, to be refused, and never taken for words."""
    assert read_line(f"agree {typed}") == ("agree", {"number": typed})


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ("agree @leeds P1 because", {"assembly": "leeds", "number": "P1"}),
        ("agree @leeds", {"assembly": "leeds"}),
        ("agree @ada is right", {"reason": "@ada is right"}),
        ("agree because 2 of us can", {"reason": "2 of us can"}),
    ],
)
def test_an_assembly_may_be_named_before_the_number(line: str, arguments: dict[str, str]) -> None:
    """``@leeds P1`` is ``P1@leeds``; a person addressed in a reason is not an assembly."""
    assert read_line(line) == ("agree", arguments)
