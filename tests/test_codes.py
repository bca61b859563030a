"""One-time codes: shown once, known again, and never kept."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.personal.codes import LINK, MEMBER, matches, new_code, split

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)


@pytest.mark.parametrize("purpose", [LINK, MEMBER])
def test_a_code_is_known_again_and_nothing_else_is(purpose: str) -> None:
    """The text shown matches what is kept; the same handle with another secret does not."""
    text, code = new_code(purpose, "ada", NOW, TEN_MINUTES)
    other, _ = new_code(purpose, "ada", NOW, TEN_MINUTES)
    assert split(text) == code.handle
    assert matches(code, text)
    assert not matches(code, other)
    assert not matches(code, code.handle)
    assert not matches(code, "")


def test_a_code_says_what_it_is_for_and_until_when() -> None:
    """Purpose, subject and end are kept; the tries begin at none."""
    _, code = new_code(LINK, "ada", NOW, TEN_MINUTES)
    assert (code.purpose, code.subject, code.expires_at, code.tries) == (LINK, "ada", NOW + TEN_MINUTES, 0)


def test_the_secret_is_not_kept() -> None:
    """Nothing that is kept of a code holds its secret part."""
    text, code = new_code(LINK, "ada", NOW, TEN_MINUTES)
    assert text.partition("-")[2] not in repr(code)


def test_two_equal_codes_have_different_proofs() -> None:
    """Every proof is salted: nobody can work all codes out once and look them up."""
    proofs = {new_code(LINK, "ada", NOW, TEN_MINUTES)[1].proof.split(":")[1] for _ in range(20)}
    assert len(proofs) == 20


def _misread(text: str) -> str:
    return text.replace("8", "B").replace("5", "s").replace("2", "Z").replace("V", "u")


@pytest.mark.parametrize("purpose", [LINK, MEMBER])
@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda text: text.replace("-", ""),
        lambda text: text.replace("-", " "),
        " ".join,
        lambda text: f"  {text}\n",
        lambda text: f"`{text}`",
        lambda text: text.replace("-", "\N{EN DASH}"),
        lambda text: text.replace("-", "\N{NON-BREAKING HYPHEN}\N{ZERO WIDTH SPACE}"),
        _misread,
    ],
)
def test_a_code_is_known_however_it_is_typed(purpose: str, typed: object) -> None:
    """Case, spaces, dashes and signs that look alike make no difference."""
    assert callable(typed)
    for _ in range(5):
        text, code = new_code(purpose, "ada", NOW, TEN_MINUTES)
        assert split(typed(text)) == code.handle
        assert matches(code, typed(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7QK",
        "7QK-2M9XF",
        "7QK-2M9XF44",
        "7QK-2M9XI4",
        "7QK-2M9X04",
        "@ada:example.org",
        "123456789012345678",
        "22345678922345678",
        "yes",
        "\N{CYRILLIC CAPITAL LETTER EM}QK-2M9XF4",
    ],
)
def test_what_is_no_code_is_not_taken_for_one(text: str) -> None:
    """Too short, too long, signs that are in no code, accounts and words are no codes."""
    assert split(text) is None


def test_no_sign_of_a_code_looks_like_another() -> None:
    """There is neither 0 nor O, 1 nor I nor L, and of 2/Z, 5/S, 8/B and U/V only one."""
    shown = "".join(new_code(MEMBER, "ada", NOW, TEN_MINUTES)[0] for _ in range(200))
    assert not set(shown) & set("0O1ILZSBU")
    assert set("258V") <= set(shown)
