"""How things are referred to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.references import Kind, Reference, Subject, read_reference, read_subject, split_reference


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("P12", Reference(12, "P")),
        ("p 12", Reference(12, "P")),
        ("#12", Reference(12)),
        ("12", Reference(12)),
        ("P12@Leeds", Reference(12, "P", "leeds")),
        ("c3", Reference(3, "C")),
        ("proposal 4", Reference(4, "P")),
        ("Recall 1", Reference(1, "R")),
        ("n4", Reference(4, "N")),
        ("Notice 4", Reference(4, "N")),
    ],
)
def test_references_are_read_as_people_type_them(text: str, reference: Reference) -> None:
    """Letter or none, space or none, capital or not, with an assembly or without."""
    assert read_reference(text) == reference


@pytest.mark.parametrize("text", ["", "P", "12th", "12.5", "P12 and more", "Q3", "1234567890", "١٢", "-1"])
def test_what_is_no_reference_is_none(text: str) -> None:
    """Anything else is not taken for a number."""
    assert read_reference(text) is None


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("P1 because it helps", ("P1", " because it helps")),
        ("P1: reason", ("P1", ": reason")),
        ("12. Reason", ("12", ". Reason")),
        ("3rd floor is too far", ("", "3rd floor is too far")),
        ("12.5 pounds", ("", "12.5 pounds")),
    ],
)
def test_a_reference_is_split_from_what_follows(text: str, split: tuple[str, str]) -> None:
    """A number at the beginning is taken off; a number that is part of a word stays in it."""
    assert split_reference(text) == split


@given(st.sampled_from(Kind), st.integers(0, 10**8), st.integers(0, 99))
def test_subjects_are_read_back(kind: Kind, number: int, round_: int) -> None:
    """What is kept with a posted message comes back as it was."""
    subject = Subject(kind, number, round_ if kind is Kind.CHECK else 0)
    assert read_subject(str(subject)) == subject


@given(st.text() | st.from_regex(r"(check|proposal|petition):[0-9:]*"))
def test_reading_any_subject_is_safe(text: str) -> None:
    """Whatever a store gives back, reading it gives a subject or nothing."""
    found = read_subject(text)
    assert found is None or read_subject(str(found)) == found
