"""A roster as it comes in: what is read of it, and in which words all else is refused."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot.roster.reading import Complaint, Reading, Row, read
from bot.roster.records import FORM, RosterError, in_csv, in_json
from storage.port import AccountKey

HEADER = "person,accounts,email,constituency,paid_until\n"
ADA = AccountKey("matrix", "@ada:example.org")
BEN = AccountKey("discord", "123456789012345678")


def csv(text: str | bytes) -> Reading:
    return read(in_csv(text if isinstance(text, bytes) else text.encode()))


def rows(text: str) -> list[Row]:
    """Read rows that are all in order."""
    found = csv(HEADER + text)
    assert not found.complaints
    return found.rows


def complaint(text: str) -> Complaint:
    """Read one row of which one thing is wrong."""
    found = csv(HEADER + text)
    assert not found.rows
    (only,) = found.complaints
    return only


def refusal(text: str | bytes) -> str:
    with pytest.raises(RosterError) as caught:
        csv(text)
    return str(caught.value)


def test_a_row_is_read() -> None:
    """Each column is read as what it holds, and the line is kept."""
    (row,) = rows("17,matrix:@ada:example.org discord:123456789012345678,,Leeds,2027-03-31\n")
    assert row == Row(
        line=2, person="17", accounts=(ADA, BEN), email="", constituency="leeds", paid_until=date(2027, 3, 31)
    )


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffperson,accounts,paid_until\r\n17,matrix:@ada:example.org,2027-03-31\r\n",
        "person;accounts;paid_until\n17;matrix:@ada:example.org;2027-03-31\n",
        "person\taccounts\tpaid_until\n17\tmatrix:@ada:example.org\t2027-03-31",
        "\n\nPERSON , Accounts,Paid Until\n\n 17 , matrix:@ada:example.org , 2027-03-31 \n\n",
        '"person","accounts","paid-until"\n"17","matrix:@ada:example.org","2027-03-31"\n',
        "paid_until,person,accounts,,\n2027-03-31,17,matrix:@ada:example.org,,\n",
        "person,accounts,paid_until\r17,matrix:@ada:example.org,2027-03-31\r",
        "person,accounts,paid_until,constituency\n17,matrix:@ada:example.org matrix:@ada:example.org,2027-03-31,\n",
    ],
)
def test_a_sheet_is_read_however_it_was_saved(text: str) -> None:
    """Separators, marks, line ends, quotes, spaces, the order of columns and empty ones make no difference."""
    (row,) = csv(text).rows
    assert (row.person, row.accounts, row.constituency) == ("17", (ADA,), "")
    assert row.paid_until == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "It is empty"),
        ("\n\n", "It is empty"),
        ("person,accounts\n", "the column “paid_until” is missing"),
        ("person,paid_until\n", "neither a column “accounts” nor a column “email”"),
        ("person,person,accounts,paid_until\n", "the column “person” is there twice"),
        ("person,acounts,email,paid_until\n", "“acounts”, which I do not know (did you mean “accounts”?)"),
        ("person,email,paid_until,postcode\n", "“postcode”, which I do not know"),
        ("17,matrix:@ada:example.org,2027-03-31\n", "the column “person” is missing"),
        (HEADER.encode() + b"17,,\xe4@example.org,,2027-03-31\n", "Line 2 is not written in UTF-8"),
        (HEADER.encode("utf-16"), "UTF-16"),
        (HEADER + '17,"matrix:@ada:example.org,,,2027-03-31\n' * 2, "quotation mark"),
        (HEADER + '17,"' + "x" * 200_000, "quotation mark is missing"),
    ],
)
def test_what_no_row_can_be_read_of_is_refused_as_a_whole(text: str | bytes, said: str) -> None:
    """A sheet whose columns, encoding or quotes are not in order is refused with what is wrong and where."""
    assert said in refusal(text)


def test_the_right_form_is_shown_with_a_bad_header() -> None:
    """Whoever mistook the columns reads which they are."""
    assert refusal("a,b\n").endswith("The right form is: person,accounts,email,constituency,paid_until")


def test_a_file_that_is_too_long_is_refused() -> None:
    """Nobody can fill the memory with a roster."""
    assert "more than I take" in refusal(b"x" * (FORM.most_bytes + 1))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",matrix:@ada:example.org,,,2027-03-31", "there is no person"),
        ("a\u200bb,matrix:@ada:example.org,,,2027-03-31", "signs that cannot be seen"),
        ("a\x00b,matrix:@ada:example.org,,,2027-03-31", "signs that cannot be seen"),
        (f"{'9' * 101},matrix:@ada:example.org,,,2027-03-31", "longer than 100 characters"),
        ("17,,,,2027-03-31", "neither an account nor an e-mail address"),
        ("17,@ada:example.org,,,2027-03-31", "does not begin with discord: or matrix:"),
        ("17,123456789012345678,,,2027-03-31", "does not begin with discord: or matrix:"),
        ("17,1.23457E+17,,,2027-03-31", "shortened by a spreadsheet"),
        ("17,discord:1.23457E+17,,,2027-03-31", "shortened by a spreadsheet"),
        ("17,discord:ada#1234,,,2027-03-31", "has no id of Discord's"),
        ("17,discord:99999999999999999999,,,2027-03-31", "has no id of Discord's"),
        ("17,discord:１２３４５６７８９０１２３４５６７８,,,2027-03-31", "has no id of Discord's"),
        ("17,matrix:ada,,,2027-03-31", "has no whole Matrix id"),
        (f"17,matrix:@{'a' * 300}:example.org,,,2027-03-31", "has no whole Matrix id"),
        (f"17,{' '.join(f'matrix:@a{n}:x.org' for n in range(21))},,,2027-03-31", "more than 20 accounts"),
        ("17,,ada,,2027-03-31", "is not an e-mail address"),
        ("17,,ada@example.org ben@example.org,,2027-03-31", "is not an e-mail address"),
        ("17,,ada@example.org,,", "no day until which"),
        ("17,,ada@example.org,,31/03/2027", "is not a day as I read it"),
        ("17,,ada@example.org,,2027-3-31", "is not a day as I read it"),
        ("17,,ada@example.org,,2027-02-29", "there is no day “2027-02-29” in the calendar"),
        ("17,,ada@example.org,,1999-12-31", "too far away"),
        ("17,,ada@example.org,,2999-12-31", "for a subscription that has no end, write 2100-12-31"),
        ("17,,ada@example.org,2027-03-31", "it has 4 fields where the first line has 5"),
        ("17,,ada@example.org,,2027-03-31,more", "it has 6 fields where the first line has 5"),
    ],
)
def test_a_row_that_is_wrong_is_complained_of(row: str, problem: str) -> None:
    """Each mistake in a row is said with its line, and what is written is shown in its right form."""
    found = complaint(row + "\n")
    assert found.line == 2
    assert problem in f"{found.problem} {found.right}"


def test_capital_letters_make_no_other_account() -> None:
    """What somebody typed with a capital is the account that they mean, and none is in two rows by that."""
    (row,) = rows("17,Matrix:@Ada:Example.org DISCORD:123456789012345678,,,2027-03-31\n")
    assert row.accounts == (ADA, BEN)
    twice = csv(HEADER + "1,matrix:@ada:example.org,,,2027-03-31\n2,matrix:@ADA:example.org,,,2027-03-31\n")
    assert not twice.rows


def test_everything_wrong_with_a_row_is_said_at_once() -> None:
    """Whoever mends a row need not come back for the next mistake in it."""
    found = csv(HEADER + "17,ada,ben,,soon\n").complaints
    assert [each.problem.split()[0] for each in found] == ["the", "“ben”", "“soon”"]
    assert {(each.line, each.person) for each in found} == {(2, "17")}


def test_a_text_that_looks_like_a_formula_is_just_text() -> None:
    """Nothing in a roster is run: it is somebody's reference like any other."""
    (row,) = rows("\"=cmd|'/C calc'!A0\",matrix:@ada:example.org,,,2027-03-31\n")
    assert row.person == "=cmd|'/C calc'!A0"


def test_the_line_is_that_on_which_a_row_begins() -> None:
    """A field over several lines and empty lines between do not lead astray."""
    found = csv(HEADER + '1,"matrix:@ada:example.org\n matrix:@a:b.org",,,2027-03-31\n\n2,,,,2027-03-31\n')
    assert [row.line for row in found.rows] == [2]
    assert [each.line for each in found.complaints] == [5]


def test_of_rows_that_contradict_each_other_none_is_taken() -> None:
    """The same person in two rows, or one account in the rows of two people: nobody knows which is right."""
    found = csv(
        HEADER
        + "1,matrix:@ada:example.org,,,2027-03-31\n"
        + "2,discord:123456789012345678,,,2027-03-31\n"
        + "1,matrix:@a:example.org,,,2027-04-30\n"
        + "3,matrix:@cleo:example.org discord:123456789012345678,,,2027-03-31\n"
        + "4,matrix:@dan:example.org,,,2027-03-31\n"
    )
    assert [row.person for row in found.rows] == ["4"]
    said = {each.line: each.problem for each in found.complaints}
    assert said == {
        2: "the same person is on line 4",
        4: "the same person is on line 2",
        3: "the account discord:123456789012345678 is on line 5 as well",
        5: "the account discord:123456789012345678 is on line 3 as well",
    }


def test_thousands_of_equal_rows_are_refused_quickly() -> None:
    """A sheet of one row over and over is no burden, and each complaint stays short."""
    found = csv(HEADER + "1,matrix:@ada:example.org,,,2027-03-31\n" * 20_000)
    assert not found.rows
    assert found.complaints[0].problem == "the same person is on lines 3, 4, 5, 6, 7 and 19,994 more"


class TestJson:
    """What a membership system hands in."""

    def test_members_are_read(self) -> None:
        """Accounts may be a list or one text; what is null or left out is empty."""
        members = [
            {"person": "17", "accounts": ["matrix:@ada:example.org"], "paid_until": "2027-03-31", "email": None},
            {"person": "18", "email": "ben@example.org", "constituency": "leeds", "paid_until": "2027-03-31"},
        ]
        found = read(in_json(json.dumps({"members": members}).encode()))
        assert not found.complaints
        assert [(row.line, row.person, row.accounts) for row in found.rows] == [(1, "17", (ADA,)), (2, "18", ())]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (b"{", "not written as JSON, line 1"),
            (b"[]", "The right form is"),
            (b'{"members": {}}', "The right form is"),
            (b'{"members": [], "more": 1}', "The right form is"),
            (b'{"members": "\xff"}', "UTF-8"),
            (b"[" * 100_000, "not written as JSON"),
        ],
    )
    def test_what_is_no_list_of_members_is_refused(self, text: bytes, said: str) -> None:
        """Anything else than such a list is refused as a whole."""
        with pytest.raises(RosterError, match=said):
            in_json(text)

    @pytest.mark.parametrize(
        ("member", "problem"),
        [
            ("17", "it is not an object"),
            ({"person": 17, "paid_until": "2027-03-31"}, "“person” is not a text"),
            ({"person": "17", "accounts": [123456789012345678]}, "“accounts” is not a text"),
            ({"person": "17", "paid": "2027-03-31"}, "I do not know “paid”"),
            ({"person": "\ud800", "email": "a@b.org", "paid_until": "2027-03-31"}, "signs that cannot be seen"),
        ],
    )
    def test_a_member_that_is_wrong_is_complained_of(self, member: object, problem: str) -> None:
        """Numbers where texts belong would have lost digits on their way; unknown keys are named."""
        found = read(in_json(json.dumps({"members": [member]}).encode()))
        assert not found.rows
        assert problem in found.complaints[0].problem
