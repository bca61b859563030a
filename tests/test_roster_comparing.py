"""A roster beside what is known: who is new, who lapses or moves, who it is, and what cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bot.roster.comparing import Known, Plan, What, compare
from bot.roster.reading import read
from bot.roster.records import in_csv
from deliberation.federation import Kind
from deliberation.ids import PersonId
from storage.port import AccountKey, Membership

if TYPE_CHECKING:
    from collections.abc import Iterable

TODAY = date(2026, 11, 23)
LATER = date(2027, 3, 31)
KINDS = {"leeds": Kind.CONSTITUENCY, "york": Kind.CONSTITUENCY, "harmony": Kind.CORE, "bakers": Kind.ORDINARY}
ADA, BEN, CLEO = (AccountKey("matrix", f"@{name}:example.org") for name in ("ada", "ben", "cleo"))
ON_DISCORD = AccountKey("discord", "123456789012345678")


def member(reference: str, person: str = "", **changes: object) -> Membership:
    """Make up a row of the roster as it is kept: ``person`` is as the reference if nothing else is said."""
    plain = Membership(
        reference=reference, person=PersonId(person or f"p{reference}"), constituency="leeds", paid_until=LATER
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def known(*memberships: Membership, **holders: AccountKey) -> Known:
    """Say what is known: the roster, and accounts by the id of the person who has them."""
    return Known(
        memberships={each.reference: each for each in memberships},
        holders={key: PersonId(person) for person, key in holders.items()},
        kinds=KINDS,
    )


def compared(
    rows: Iterable[str], before: Known | None = None, *, partial: bool = False, invite_again: bool = False
) -> Plan:
    text = "person,accounts,email,constituency,paid_until\n" + "".join(f"{row}\n" for row in rows)
    reading = read(in_csv(text.encode()))
    return compare(reading, before or known(), TODAY, partial=partial, invite_again=invite_again)


def problems(plan: Plan) -> list[str]:
    assert not [step for step in plan.steps if step.line in {complaint.line for complaint in plan.complaints}]
    return [complaint.problem for complaint in plan.complaints]


def test_a_new_member_gets_an_id_for_all_their_accounts() -> None:
    """Accounts that nobody used yet become those of one new person, called by them until they speak."""
    (step,) = compared(["1,matrix:@ada:example.org discord:123456789012345678,,leeds,2027-03-31"]).steps
    assert step.what == (What.NEW,)
    assert step.membership == member("1", step.membership.person)
    assert [(row.key, row.person, row.name) for row in step.accounts] == [
        (ADA, step.membership.person, ADA.id),
        (ON_DISCORD, step.membership.person, ON_DISCORD.id),
    ]
    assert not step.invite


def test_whoever_is_known_keeps_who_they_are() -> None:
    """An account that was used before brings its person along; a further one becomes theirs."""
    (step,) = compared(["1,matrix:@ada:example.org discord:123456789012345678,,leeds,2027-03-31"], known(ada=ADA)).steps
    assert step.membership.person == "ada"
    assert [(row.key, row.person) for row in step.accounts] == [(ON_DISCORD, "ada")]


def test_nothing_is_written_where_nothing_changed() -> None:
    """A roster that says what is known already changes nothing."""
    plan = compared(["1,matrix:@ada:example.org,,leeds,2027-03-31"], known(member("1", "ada"), ada=ADA))
    assert not plan.steps
    assert (plan.before, plan.members, plan.rows) == (1, 1, 1)


def test_each_change_has_its_name() -> None:
    """Renewed, lapsed, moved, changed, and all that is true of one row."""
    rows = [
        "1,matrix:@a1:x.org,,leeds,2028-03-31",
        "2,matrix:@a2:x.org,,leeds,2026-11-22",
        "3,matrix:@a3:x.org,,york,2027-03-31",
        "4,matrix:@a4:x.org,,leeds,2027-01-31",
        "5,matrix:@a5:x.org,,york,2028-03-31",
        "6,matrix:@a6:x.org,,leeds,2026-11-23",
        "7,matrix:@a7:x.org,,leeds,2027-03-31",
    ]
    before = [member(str(number)) for number in range(1, 7)] + [member("7", paid_until=date(2026, 1, 31))]
    holders = {f"p{number}": AccountKey("matrix", f"@a{number}:x.org") for number in range(1, 8)}
    plan = compared(rows, known(*before, **holders))
    assert {step.membership.reference: step.what for step in plan.steps} == {
        "1": (What.RENEWED,),
        "2": (What.LAPSED,),
        "3": (What.MOVED,),
        "4": (What.CHANGED,),
        "5": (What.RENEWED, What.MOVED),
        "6": (What.CHANGED,),
        "7": (What.RENEWED,),
    }
    assert (plan.before, plan.members) == (6, 6)


def test_whoever_is_no_longer_on_the_roster_is_no_longer_a_member() -> None:
    """Their membership ended yesterday; those whose membership had ended before stay as they are."""
    gone, long_gone = member("2"), member("3", paid_until=date(2026, 1, 31))
    plan = compared(
        ["1,matrix:@ada:example.org,,leeds,2027-03-31"], known(member("1", "ada"), gone, long_gone, ada=ADA)
    )
    (step,) = plan.steps
    assert (step.line, step.what) == (0, (What.LAPSED,))
    assert step.membership == replace(gone, paid_until=TODAY - timedelta(days=1))
    assert (plan.removed, plan.before, plan.members) == (1, 2, 1)


def test_a_partial_import_ends_no_membership_for_absence() -> None:
    """Where rows may be left out, that somebody is not there says nothing; nor does a row that is refused."""
    before = known(member("1", "ada"), member("2"), ada=ADA)
    plan = compared(["1,matrix:@ada:example.org,,leeds,2028-03-31", "2,,,leeds,2027-03-31"], before, partial=True)
    assert [step.membership.reference for step in plan.steps] == ["1"]
    assert (plan.refused, plan.removed, plan.members) == (1, 0, 2)
    assert plan.holds
    whole = compared(["1,matrix:@ada:example.org,,leeds,2028-03-31", "2,,,leeds,2027-03-31"], before)
    assert not whole.holds
    assert whole.removed == 0


def test_most_members_do_not_vanish_unasked() -> None:
    """A file that lacks more than half of them, and not just a handful, is probably the wrong one."""
    many = [member(str(number)) for number in range(30)]
    row = "0,matrix:@ada:example.org,,leeds,2027-03-31"
    assert compared([row], known(*many, p0=ADA)).removes_many
    assert not compared([row], known(*many[:11], p0=ADA)).removes_many
    half = [f"{number},matrix:@a{number}:x.org,,leeds,2027-03-31" for number in range(15)]
    assert not compared(half, known(*many)).removes_many
    assert compared([], known(member("1"))).removes_many
    assert not compared([]).removes_many


class TestWhoItIs:
    """Whose membership a row is."""

    def test_an_account_of_another_member_is_refused(self) -> None:
        """Somebody else's row has that account's person already."""
        plan = compared(
            ["1,matrix:@ada:example.org,,leeds,2027-03-31", "2,discord:123456789012345678,,leeds,2027-03-31"],
            replace(known(member("1", "ada"), ada=ADA), holders={ADA: PersonId("ada"), ON_DISCORD: PersonId("ada")}),
        )
        assert problems(plan) == ["its accounts are those of member “1” on line 2, who has joined them"]
        assert plan.complaints[0].line == 3

    def test_whoever_joined_two_memberships_keeps_both(self) -> None:
        """Two members who turned out to be one stay on the roster as the two rows that it has."""
        both = replace(
            known(member("1", "ada"), member("2", "ada")), holders={ADA: PersonId("ada"), ON_DISCORD: PersonId("ada")}
        )
        rows = ["1,matrix:@ada:example.org,,leeds,2027-03-31", "2,discord:123456789012345678,,leeds,2027-03-31"]
        plan = compared(rows, both)
        assert not plan.complaints
        assert not plan.steps

    def test_accounts_that_were_swapped_can_be_put_right(self) -> None:
        """Two rows that had each other's accounts are taken together as they are right."""
        swapped = known(member("1", "ben"), member("2", "ada"), ada=ADA, ben=BEN)
        plan = compared(
            ["1,matrix:@ada:example.org,,leeds,2027-03-31", "2,matrix:@ben:example.org,,leeds,2027-03-31"], swapped
        )
        assert {step.membership.reference: step.membership.person for step in plan.steps} == {"1": "ada", "2": "ben"}
        assert {step.what for step in plan.steps} == {(What.CHANGED,)}

    def test_a_mistaken_account_takes_nothing_along(self) -> None:
        """Where a member's account is replaced by one that nobody used, whoever has the old one is a member no more."""
        (step,) = compared(
            ["1,matrix:@ada:example.org,,leeds,2027-03-31"], known(member("1", "mallory"), mallory=BEN)
        ).steps
        assert step.membership.person not in {"mallory", ""}
        assert step.accounts[0].person == step.membership.person

    def test_accounts_of_two_people_are_not_joined(self) -> None:
        """A roster proves nothing about two who both spoke: the place goes to whom it was, and it is remarked."""
        plan = compared(
            ["1,matrix:@ada:example.org matrix:@ben:example.org,,leeds,2027-03-31"],
            known(member("1", "ben"), ada=ADA, ben=BEN),
        )
        assert not plan.steps
        assert "command link" in plan.remarks[0].problem
        fresh = compared(["1,matrix:@ada:example.org matrix:@ben:example.org,,,2027-03-31"], known(ada=ADA, ben=BEN))
        assert fresh.steps[0].membership.person == "ada"
        assert not fresh.steps[0].accounts

    def test_a_new_reference_for_a_known_account_is_taken(self) -> None:
        """A membership system that numbers its members anew changes nobody's standing."""
        plan = compared(["A1,matrix:@ada:example.org,,leeds,2027-03-31"], known(member("1", "ada"), ada=ADA))
        assert not plan.complaints
        assert {(step.membership.reference, step.membership.person) for step in plan.steps} == {
            ("A1", "ada"),
            ("1", "ada"),
        }


class TestInvitations:
    """Members of whom only an address is known."""

    ROW = "1,,cleo@example.org,leeds,2027-03-31"

    def invited(self) -> Membership:
        return member("1", "cleo", email="cleo@example.org")

    def test_whoever_has_no_account_is_invited_once(self) -> None:
        """The first import invites; the same again does not."""
        (step,) = compared([self.ROW]).steps
        assert step.invite
        assert step.membership.email == "cleo@example.org"
        assert not compared([self.ROW], known(self.invited())).steps

    def test_an_invitation_made_again_voids_the_one_before(self) -> None:
        """A new code is for a new id, so that the old one leads nowhere: asked for, or to another address."""
        (again,) = compared([self.ROW], known(self.invited()), invite_again=True).steps
        assert again.invite
        assert again.membership.person != "cleo"
        (elsewhere,) = compared(["1,,c@example.org,leeds,2027-03-31"], known(self.invited())).steps
        assert elsewhere.invite
        assert elsewhere.membership.person != "cleo"

    def test_nobody_is_invited_whose_membership_is_over(self) -> None:
        """An invitation goes out when it is renewed."""
        (over,) = compared(["1,,cleo@example.org,leeds,2026-11-22"]).steps
        assert not over.invite
        (renewed,) = compared([self.ROW], known(replace(self.invited(), paid_until=date(2026, 1, 1)))).steps
        assert renewed.invite

    def test_whoever_lost_a_mistaken_account_is_invited(self) -> None:
        """Where the account that a row had turns out to be another member's, the first is somebody without one."""
        mistaken = known(member("1", "ada"), ada=ADA)
        rows = [self.ROW, "2,matrix:@ada:example.org,,leeds,2027-03-31"]
        steps = {step.membership.reference: step for step in compared(rows, mistaken).steps}
        assert steps["2"].membership.person == "ada"
        assert steps["1"].invite
        assert steps["1"].membership.person != "ada"

    def test_whoever_took_the_invitation_up_stays_who_they_are(self) -> None:
        """A membership system that knows only the address need not learn the account."""
        plan = compared([self.ROW], known(member("1", "cleo"), cleo=CLEO))
        assert not plan.steps

    def test_an_account_on_the_roster_takes_the_place_of_the_address(self) -> None:
        """Once an account is named, the address is forgotten."""
        (step,) = compared(
            ["1,matrix:@cleo:example.org,cleo@example.org,leeds,2027-03-31"], known(self.invited())
        ).steps
        assert (step.membership.email, step.invite) == ("", False)
        assert step.accounts[0].person == step.membership.person == "cleo"


class TestConstituencies:
    """Where a member lives."""

    def test_one_that_is_not_there_is_refused(self) -> None:
        """A short name that no assembly has is named, with what may be meant."""
        plan = compared(["1,matrix:@ada:example.org,,leds,2027-03-31"])
        assert problems(plan) == ["there is no constituency “leds”"]
        assert "leeds" in plan.complaints[0].right

    def test_an_assembly_of_another_kind_is_refused(self) -> None:
        """Nobody is enrolled by a roster in an assembly that is not a constituency's."""
        rows = ["1,matrix:@ada:example.org,,bakers,2027-03-31", "2,matrix:@ben:example.org,,harmony,2027-03-31"]
        assert problems(compared(rows)) == [
            "“bakers” is an assembly, but not that of a constituency",
            "“harmony” is an assembly, but not that of a constituency",
        ]

    def test_none_is_in_order(self) -> None:
        """Who lives in no constituency sits in the core assemblies alone."""
        assert compared(["1,matrix:@ada:example.org,,,2027-03-31"]).holds


def carried_out(plan: Plan, before: Known) -> Known:
    """Give what is known after a plan was written."""
    return replace(
        before,
        memberships=dict(before.memberships) | {step.membership.reference: step.membership for step in plan.steps},
        holders=dict(before.holders) | {row.key: row.person for step in plan.steps for row in step.accounts},
    )


ACCOUNTS = st.lists(st.sampled_from([f"matrix:@{name}:x.org" for name in "abcdef"]), max_size=2, unique=True)
DAYS = st.sampled_from(["2026-11-22", "2026-11-23", "2027-03-31", "2028-03-31"])


@st.composite
def lists(draw: st.DrawFn) -> list[str]:
    """Make up a list in which nobody is twice."""
    references = draw(st.lists(st.sampled_from("12345"), max_size=5, unique=True))
    return [
        f"{reference},{' '.join(draw(ACCOUNTS))},{draw(st.sampled_from(['', 'a@x.org', 'b@x.org']))},"
        f"{draw(st.sampled_from(['', 'leeds', 'york']))},{draw(DAYS)}"
        for reference in references
    ]


@given(st.lists(lists(), max_size=5), st.sets(st.sampled_from("abcdef")))
def test_whatever_lists_come_the_roster_is_what_the_last_one_says(found: list[list[str]], spoke: set[str]) -> None:
    """Rows that are taken count as they stand, whoever is missing is no member, and the same again changes nothing."""
    state = known(**{f"p{name}": AccountKey("matrix", f"@{name}:x.org") for name in spoke})
    for rows in found:
        plan = compared(rows, state)
        before, state = state, carried_out(plan, state)
        refused = {rows[complaint.line - 2].partition(",")[0] for complaint in plan.complaints}
        current = {reference for reference, row in state.memberships.items() if row.paid_until >= TODAY}
        assert plan.members == len(current)
        for row in rows:
            reference, _, _, constituency, day = row.split(",")
            if reference not in refused:
                kept = state.memberships[reference]
                assert (kept.constituency, kept.paid_until.isoformat()) == (constituency, day)
                assert (reference in current) is (kept.paid_until >= TODAY)
        assert current <= {row.partition(",")[0] for row in rows}
        assert all(state.holders[account] == person for account, person in before.holders.items())
        taken = {ref: state.memberships[ref].person for ref in {row.partition(",")[0] for row in rows} - refused}
        for reference, person in taken.items():
            was = before.memberships.get(reference)
            assert list(taken.values()).count(person) == 1 or (was is not None and was.person == person)
        again = compared(rows, state)
        assert not again.steps
        assert [each.problem for each in again.complaints] == [each.problem for each in plan.complaints]
