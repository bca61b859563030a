"""What every store is held to about people: accounts that pass on, earlier ids, codes, the roster, being forgotten.

``tests/store_conformance.py`` runs it with the rest.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from deliberation.ids import PersonId, VenueId
from deliberation.register import canonical
from storage.port import AccountKey, AccountMove, BadDataError, Change, ConflictError, Membership, SetAside, Work
from tests.store_looking import listed
from tests.store_values import (
    ADA,
    BEN,
    CLEO,
    DEV,
    FIRST,
    HALL,
    HARMLESS,
    HOSTILE,
    HOUR,
    NOW,
    SECOND,
    account,
    assembly,
    card,
    change,
    code,
    membership,
    message,
    owed,
    reaction,
    sealed,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from deliberation.ids import AssemblyId
    from deliberation.register import Entry
    from storage.port import Store

OLD, OLDER, OLDEST = (PersonId(f"p-old-{n}") for n in range(3))


def moved(name: str, before: PersonId, after: PersonId, platform: str = "matrix") -> AccountMove:
    """Pass an account on."""
    return AccountMove(key=AccountKey(platform, name), before=before, after=after)


def naming(person: PersonId, **more: object) -> str:
    """Write a record that names somebody."""
    return canonical({"n": 1, "type": "Something", "person": person, **more})


def founded(name: AssemblyId, *records: str, slug: str = "") -> Change:
    """Found an assembly with these records in its register."""
    step = change(None, assembly(name, slug=slug or f"slug-of-{name}"))
    for record in records:
        more = change(step.after, step.after.assembly, record=record)
        step = replace(step, after=more.after, entries=[*step.entries, *more.entries])
    return step


class PeopleSuite:
    """Every store's tests about people. The fixtures are those of ``StoreSuite``."""

    # --- accounts

    async def test_an_account_passes_to_another_person(self, store: Store) -> None:
        """An account that is moved is the other person's from then on, with its name, and no other account is."""
        rows = [account("@ada"), account("@ada", BEN, "Ben", "discord"), account("@two", BEN, "Two")]
        await store.commit(Work(accounts=rows))
        await store.commit(Work(moved=[moved("@two", BEN, ADA)]))
        assert await store.accounts_of([BEN]) == [rows[1]]
        assert await store.accounts_of([ADA]) == [rows[0], replace(rows[2], person=ADA)]
        assert await store.people([rows[2].key]) == {rows[2].key: replace(rows[2], person=ADA)}

    async def test_an_account_moves_from_whose_it_is(self, store: Store) -> None:
        """Moving what is another's by now, or nobody's, is a conflict, and nothing else of the work is written."""
        await store.commit(Work(accounts=[account("@ada"), account("@two", BEN)]))
        for stale in (moved("@ada", BEN, CLEO), moved("@none", ADA, CLEO), moved("@two", BEN, CLEO, "discord")):
            with pytest.raises(ConflictError):
                await store.commit(
                    Work(moved=[moved("@two", BEN, CLEO), stale], former={BEN: CLEO}, cursors={"matrix": "s"})
                )
        assert await store.accounts_of([ADA, BEN, CLEO]) == [account("@ada"), account("@two", BEN)]
        assert await store.now_called([BEN]) == {}
        assert await store.cursor("matrix") is None

    async def test_who_must_still_be_somebody_is(self, store: Store) -> None:
        """An account that passed on, or whose owner was forgotten, keeps all of a work from being written."""
        await store.commit(Work(accounts=[account("@ada"), account("@ben", BEN)]))
        keys = AccountKey("matrix", "@ada"), AccountKey("matrix", "@ben"), AccountKey("matrix", "@none")
        await store.commit(Work(holders={keys[0]: ADA, keys[1]: BEN}, cursors={"matrix": "s1"}))
        for wrong in ({keys[0]: BEN}, {keys[0]: ADA, keys[2]: ADA}):
            with pytest.raises(ConflictError):
                await store.commit(Work(holders=wrong, cursors={"matrix": "s2"}))
        await store.commit(Work(erased=[BEN]))
        with pytest.raises(ConflictError):
            await store.commit(Work(holders={keys[1]: BEN}, cursors={"matrix": "s2"}))
        assert await store.cursor("matrix") == "s1"

    async def test_an_account_may_be_named_and_moved_in_one_work(self, store: Store) -> None:
        """A new account, or one with a new name, may pass on in the same work, and on again."""
        await store.commit(Work(accounts=[account("@old", BEN, "Old name")]))
        work = Work(accounts=[account("@new", BEN), account("@old", BEN, "New name")])
        work.moved = [moved("@new", BEN, CLEO), moved("@old", BEN, CLEO), moved("@new", CLEO, ADA)]
        await store.commit(work)
        assert await store.accounts_of([ADA, BEN, CLEO]) == [account("@new"), account("@old", CLEO, "New name")]
        await store.commit(Work(accounts=[account("@new", ADA, "Later")]))
        with pytest.raises(ConflictError):
            await store.commit(Work(accounts=[account("@new", BEN, "Stale")]))
        assert await store.accounts_of([ADA]) == [account("@new", ADA, "Later")]

    async def test_accounts_are_found_by_what_they_are_called(self, store: Store) -> None:
        """By the whole name in whatever case, by the whole id, and by the part of an id before its server."""
        rows = [
            account("100", BEN, "Straße", "discord"),
            account("200", CLEO, "ben", "discord"),
            account("@ben", BEN, "Somebody"),
            account("@ben:example.org", BEN, "Benedict"),
            account("@ben:example.org:8448", CLEO, "BEN"),
            account("@benedict:example.org", ADA, "b_n"),
            account("@other:example.org", ADA, ""),
        ]
        await store.commit(Work(accounts=rows[::-1]))
        expected: dict[str, list[int]] = {
            "BEN": [1, 4],
            "ben": [1, 3, 4],
            "STRASSE": [0],
            "100": [0],
            "@ben": [2],
            "@ben:example.org": [3],
            "ben:example.org": [4],
            "benedict": [3, 5],
            "b_n": [5],
            "be": [],
            "b%": [],
            "example.org": [],
            "": [],
        }
        for name, places in expected.items():
            assert await store.accounts_named(name) == [rows[place] for place in places], name

    async def test_a_new_name_is_the_one_that_is_found(self, store: Store) -> None:
        """An account is found by the name that it shows now, whoever it has passed to."""
        await store.commit(Work(accounts=[account("@ada", shown="Old")]))
        await store.commit(Work(accounts=[account("@ada", shown="New")], moved=[moved("@ada", ADA, BEN)]))
        assert await store.accounts_named("old") == []
        assert await store.accounts_named("new") == [account("@ada", BEN, "New")]

    async def test_odd_names_are_found_too(self, store: Store) -> None:
        """Whatever a name holds, it is found by that and as no other."""
        names = [name for name in HARMLESS if name]
        await store.commit(Work(accounts=[account(f"@{n}", shown=name) for n, name in enumerate(names)]))
        for n, name in enumerate(names):
            assert await store.accounts_named(name) == [account(f"@{n}", shown=name)]
        for hostile in HOSTILE.values():
            assert await store.accounts_named(hostile) == []

    # --- earlier ids

    async def test_earlier_ids_are_known(self, store: Store) -> None:
        """Of many ids those are told that are earlier ones, and of a person all of these."""
        await store.commit(Work(former={OLDER: ADA, OLD: ADA, DEV: CLEO}))
        assert await store.now_called([ADA, OLD, DEV, BEN, PersonId(HOSTILE["nul"])]) == {OLD: ADA, DEV: CLEO}
        assert await store.now_called([]) == {}
        assert await store.earlier_ids(ADA) == [OLD, OLDER]
        assert await store.earlier_ids(OLD) == []
        assert await store.earlier_ids(PersonId(HOSTILE["nul"])) == []

    @pytest.mark.parametrize("together", [True, False])
    async def test_earlier_ids_are_followed(self, store: Store, *, together: bool) -> None:
        """Who was joined to one that is joined to a third is that third, in whatever order it is written."""
        links = {OLDEST: OLDER, BEN: CLEO, OLD: ADA, OLDER: OLD, CLEO: OLDER}
        for former in [links] if together else [{earlier: now} for earlier, now in links.items()]:
            await store.commit(Work(former=former))
        everyone = [OLDEST, OLDER, OLD, BEN, CLEO]
        assert await store.now_called([*everyone, ADA]) == dict.fromkeys(everyone, ADA)
        assert await store.earlier_ids(ADA) == sorted(everyone)
        assert await store.earlier_ids(OLD) == []

    async def test_nobody_is_their_own_earlier_id(self, store: Store) -> None:
        """Joining again what is joined, the other way about too, changes nothing."""
        await store.commit(Work(former={OLDER: OLD, OLD: ADA}))
        await store.commit(Work(former={ADA: OLDER, OLDER: ADA}))
        assert await store.now_called([OLDER, OLD, ADA]) == {OLDER: ADA, OLD: ADA}

    async def test_joined_at_once_by_two_they_are_followed_all_the_same(
        self, store: Store, open_another: Callable[[], Awaitable[Store]]
    ) -> None:
        """Two instances that each join two people, the one of them the same, leave nobody half way."""
        other = await open_another()
        for n in range(10):
            one, two, three = (PersonId(f"p{n}-{each}") for each in range(3))
            await asyncio.gather(store.commit(Work(former={one: two})), other.commit(Work(former={two: three})))
            assert await store.now_called([one, two]) == {one: three, two: three}

    # --- codes

    async def test_a_code_is_kept_changed_and_ended(self, store: Store) -> None:
        """A code is as it was kept last, until it is ended; ending one that is not there is nothing."""
        one, two = code("7QK"), code("9XF", purpose="member", subject="m/1", tries=3)
        await store.commit(Work(codes={"7QK": one, "9XF": two, "NONE": None}))
        assert [await store.code(handle) for handle in ("7QK", "9XF", "NONE")] == [one, two, None]
        assert await store.code(HOSTILE["nul"]) is None
        await store.commit(Work(codes={"7QK": replace(one, tries=4, expires_at=NOW + 2 * HOUR), "9XF": None}))
        assert await store.code("7QK") == replace(one, tries=4, expires_at=NOW + 2 * HOUR)
        assert await store.code("9XF") is None

    async def test_a_code_expires_at_a_moment(self, store: Store) -> None:
        """A time given in another zone comes back as the same moment, in UTC."""
        there = NOW.astimezone(timezone(timedelta(hours=5, minutes=45)))
        await store.commit(Work(codes={"7QK": code("7QK", expires_at=there)}))
        found = await store.code("7QK")
        assert found is not None
        assert (found.expires_at, found.expires_at.utcoffset()) == (NOW, timedelta(0))

    async def test_codes_that_are_over_go(self, store: Store) -> None:
        """What was good until before a moment goes; what is good until then stays, and so does what comes with it."""
        held = {"7QK": NOW - HOUR, "9XF": NOW, "2A3": NOW + HOUR}
        await store.commit(Work(codes={handle: code(handle, expires_at=at) for handle, at in held.items()}))
        late = code("NEW", expires_at=NOW - HOUR)
        await store.commit(Work(codes={"NEW": late}, codes_before=NOW))
        found = [await store.code(handle) for handle in ("7QK", "9XF", "2A3", "NEW")]
        assert [each and each.handle for each in found] == [None, "9XF", "2A3", "NEW"]

    async def test_a_code_is_kept_under_its_handle(self, store: Store) -> None:
        """One kept under another's would never be found."""
        with pytest.raises(BadDataError):
            await store.commit(Work(codes={"7QK": code("9XF")}))

    # --- the roster

    async def test_the_roster_is_kept_by_reference(self, store: Store) -> None:
        """Each reference has one row, the newest, and somebody's is found by who they are."""
        one, two = membership("m1"), membership("m2", BEN, constituency="", email="ben@example.org")
        await store.commit(Work(memberships=[two, one]))
        assert await listed(store.memberships()) == [one, two]
        assert [await store.membership(person) for person in (ADA, BEN, CLEO)] == [one, two, None]
        renewed = replace(two, paid_until=date(9999, 12, 31), email="")
        await store.commit(Work(memberships=[replace(two, constituency="york"), renewed]))
        assert await store.membership(BEN) == renewed
        await store.commit(Work(memberships=[replace(one, person=CLEO)]))
        assert [await store.membership(person) for person in (ADA, CLEO)] == [None, replace(one, person=CLEO)]
        assert await store.membership(PersonId(HOSTILE["nul"])) is None

    async def test_of_several_rows_the_one_paid_for_longest_counts(self, store: Store) -> None:
        """Somebody whom the roster has more than once is a member for as long as any of it says."""
        rows = [membership(f"m{year}", paid_until=date(year, 1, 31)) for year in (999, 2026, 2031, 2030)]
        await store.commit(Work(memberships=rows))
        assert await store.membership(ADA) == rows[2]

    async def test_a_row_of_the_roster_follows_whom_it_is_of(self, store: Store) -> None:
        """Where the person of a row turns out to be another, the row is that one's, also one that is written later."""
        await store.commit(Work(memberships=[membership("m1", OLD)], former={OLD: BEN}))
        await store.commit(Work(former={BEN: ADA}))
        await store.commit(
            Work(memberships=[membership("m2", OLDER, paid_until=date(2030, 1, 1))], former={OLDER: ADA})
        )
        now = [membership("m1"), membership("m2", paid_until=date(2030, 1, 1))]
        assert await listed(store.memberships()) == now
        assert await store.membership(ADA) == await store.membership(OLD) == now[1]

    async def test_the_roster_is_read_in_order(self, store: Store) -> None:
        """A roster longer than a page is read whole, once, in the order of its references."""
        rows = [membership(f"m{n:05}", PersonId(f"p{n}")) for n in range(2500)]
        await store.commit(Work(memberships=rows[::-1]))
        assert await listed(store.memberships()) == rows

    @pytest.mark.parametrize("text", HARMLESS, ids=range(len(HARMLESS)))
    async def test_the_roster_holds_whatever_it_is_given(self, store: Store, text: str) -> None:
        """Text in a roster is text: what is read is what was written."""
        row = Membership(reference=text[:500], person=ADA, constituency=text, paid_until=date(2026, 2, 28), email=text)
        await store.commit(Work(memberships=[row], codes={text[:500]: code(text[:500], subject=text, purpose=text)}))
        assert await listed(store.memberships()) == [row]
        assert await store.code(text[:500]) == code(text[:500], subject=text, purpose=text)

    async def test_a_moment_is_no_date(self, store: Store) -> None:
        """A subscription is paid for whole days: a moment in its place is refused."""
        with pytest.raises(BadDataError):
            await store.commit(Work(memberships=[membership("m1", paid_until=datetime(2026, 1, 1, tzinfo=UTC))]))

    # --- what names somebody

    async def test_the_assemblies_whose_register_names_somebody_are_named(self, store: Store) -> None:
        """Those whose entries name that very id, whether they still take part or not, by their short names."""
        await store.commit(
            Work(
                changes=[
                    founded(FIRST, naming(BEN), naming(BEN), slug="york"),
                    founded(SECOND, naming(CLEO), naming(BEN), slug="leeds"),
                ]
            )
        )
        assert await store.assemblies_naming(BEN) == [SECOND, FIRST]
        assert await store.assemblies_naming(CLEO) == [SECOND]
        for other in ("p-be", "P-BEN", "p-ben-2", "p_ben", "%", "", HOSTILE["nul"], HOSTILE["half a pair"]):
            assert await store.assemblies_naming(PersonId(other)) == []

    async def test_the_texts_beside_entries_that_name_somebody_are_listed(self, store: Store) -> None:
        """Each text with its entry, of every assembly, and none that stands beside another's."""
        one = founded(FIRST, naming(BEN), naming(CLEO), naming(ADA, other=BEN))
        two = founded(SECOND, naming(BEN))
        texts = [sealed(FIRST, 2), sealed(FIRST, 2, "text"), sealed(FIRST, 3), sealed(FIRST, 4), sealed(SECOND, 2)]
        await store.commit(
            Work(changes=[replace(one, sealed=texts[3::-1]), replace(two, sealed=texts[4:])]),
        )

        def beside(*places: int) -> list[tuple[Entry, object]]:
            entries = {step.after.assembly.id: step.entries for step in (one, two)}
            return [(entries[texts[n].assembly][texts[n].entry - 1], texts[n]) for n in places]

        assert await store.sealed_naming(BEN) == beside(0, 1, 3, 4)
        assert await store.sealed_naming(CLEO) == beside(2)
        assert await store.sealed_naming(DEV) == []

    async def test_a_text_beside_the_register_is_erased(self, store: Store) -> None:
        """It is gone, with what else is of its work; the entries and the other texts stay."""
        step = founded(FIRST, naming(BEN), naming(CLEO))
        texts = [sealed(FIRST, 2), sealed(FIRST, 2, "text"), sealed(FIRST, 3)]
        await store.commit(Work(changes=[replace(step, sealed=texts)]))
        await store.commit(Work(unsealed=[(FIRST, 2, "reason"), (FIRST, 9, "reason"), (SECOND, 2, "text")]))
        assert await listed(store.sealed(FIRST)) == texts[1:]
        assert await listed(store.entries(FIRST)) == step.entries
        again = replace(change(step.after, step.after.assembly), sealed=[sealed(FIRST, 4)])
        await store.commit(Work(changes=[again], unsealed=[(FIRST, 4, "reason"), (FIRST, 3, "reason")]))
        assert await listed(store.sealed(FIRST)) == texts[1:2]

    # --- being forgotten

    async def test_who_is_forgotten_is_nobody_any_more(self, store: Store) -> None:
        """Accounts, private rooms and what went out there, roster rows, codes and earlier ids go; others' stay."""
        await self._live(store)
        await store.commit(Work(erased=[ADA]))
        assert await store.accounts_of([ADA, OLD, BEN]) == [account("@ben", BEN, "Ben")]
        assert await store.accounts_named("ada") == []
        assert [await store.private_venue(AccountKey("matrix", name)) for name in ("@ada", "@ben")] == [None, "m:!ben"]
        assert await store.posted_as("matrix", "$told") is None
        assert await store.posted_as("matrix", "$card") == card("$card")
        assert await listed(store.memberships()) == [membership("m3", BEN)]
        assert await store.now_called([OLD, OLDER]) == {OLDER: BEN}
        assert [await store.code(handle) for handle in ("MINE", "OURS", "INVITED", "BENS")] == [
            None,
            None,
            None,
            code("BENS", subject="p-ada-2"),
        ]

    async def _live(self, store: Store) -> None:
        """Let two people leave what people leave behind."""
        await store.commit(
            Work(
                accounts=[account("@ada"), account("7", ADA, "Ada", "discord"), account("@ben", BEN, "Ben")],
                private_venues={
                    AccountKey("matrix", "@ada"): VenueId("m:!ada"),
                    AccountKey("matrix", "@ben"): VenueId("m:!ben"),
                },
                former={OLD: ADA, OLDER: BEN},
                codes={
                    "MINE": code("MINE", subject=f"{ADA}/yes"),
                    "OURS": code("OURS", subject=f"link:discord:7:{BEN}"),
                    "INVITED": code("INVITED", subject="m2"),
                    "BENS": code("BENS", subject="p-ada-2"),
                },
                memberships=[membership("m1"), membership("m2", OLD), membership("m3", BEN)],
                owed=[owed("told"), owed("card")],
            )
        )
        posts = [card("$told", venue=VenueId("m:!ada")), card("$card")]
        for row, post in zip(await store.waiting(), posts, strict=True):
            await store.settle(row, NOW, posted=post)

    async def test_what_the_forgotten_did_is_nobodys(self, store: Store) -> None:
        """Their reactions are unknown again; of all else of theirs it is known that it came, and not from whom."""
        theirs = [reaction("$r1"), reaction("1/7/x#2", by="7", platform="discord"), message("$m1")]
        others = [
            reaction("$r2", by="@ben"),
            reaction("$r3", by="7"),
            replace(message("$m2"), platform="discord"),
            reaction("$r4", by="@ada.b"),
        ]
        work = Work(accounts=[account("@ada"), account("7", ADA, "Ada", "discord")], received=[*theirs, *others])
        await store.commit(replace(work, lifted=[("matrix", "$r1")]))
        await store.commit(Work(erased=[ADA], received=[message("$forget-me")]))
        assert await store.already("matrix", ["$r1", "$r2", "$r3", "$r4", "$m1", "$forget-me"]) == {
            *("$r2", "$r3", "$r4", "$m1", "$forget-me")
        }
        assert await store.already("discord", ["1/7/x#2", "$m2"]) == {"$m2"}
        assert await store.reaction("matrix", "$r1") is None
        assert await store.live_reactions("matrix", "$card") == [others[0], others[1], others[3]]
        assert await store.standing("discord", [("$card", "7")]) == []
        await store.commit(Work(accounts=[account("@ada", DEV, "Ada")], received=[reaction("$r1")]))
        assert await store.live_reactions("matrix", "$card", "@ada") == [reaction("$r1")]

    async def test_what_was_owed_to_the_forgotten_is_dropped(self, store: Store) -> None:
        """What is for them alone does not go out; what is for others does, and so does what this work still says."""
        accounts = [account("@ada:x.org"), account("77", ADA, "Ada", "discord"), account("@ada:x.org.uk", BEN, "Ben")]
        theirs = ["person:p-ada", "matrix:@ada:x.org", "answer:77:9", "move:discord:5:77", "answers:m:!ada", "m:!ada"]
        others = [
            "person:p-ada-2",
            "person:p-ben",
            "matrix:@ada:x.org.uk",
            "discord:5",
            "answer:777:9",
            "answers:m:!adam",
        ]
        await store.commit(
            Work(
                accounts=accounts,
                private_venues={AccountKey("matrix", "@ada:x.org"): VenueId("m:!ada")},
                owed=[
                    *(owed(lane, lane) for lane in [*theirs, *others]),
                    owed("refused:a:check:1:matrix:@ada:x.org:NotOnRoll", "elsewhere"),
                ],
            )
        )
        await store.commit(Work(erased=[ADA], owed=[owed("farewell", "matrix:@ada:x.org")]))
        assert [row.key for row in await store.waiting()] == [*others, "farewell"]

    async def test_what_was_told_to_the_forgotten_once_is_forgotten_too(self, store: Store) -> None:
        """A tombstone whose key names an account of theirs goes; that of another stays, and keeps what it names."""
        keys = ["refused:a:matrix:@ada:NotOnRoll", "gone:discord:1/7/x#2", "refused:a:matrix:@ben:NotOnRoll"]
        await store.commit(Work(accounts=[account("@ada"), account("7", ADA, "Ada", "discord")]))
        await store.commit(Work(owed=[owed(key, f"lane {n}") for n, key in enumerate(keys)]))
        for row, why in zip(await store.waiting(), ("", "gone", ""), strict=True):
            await store.settle(row, NOW, gave_up=why)
        await store.commit(Work(erased=[ADA]))
        await store.commit(Work(owed=[owed(key) for key in keys]))
        assert [row.key for row in await store.waiting()] == keys[:2]

    async def test_what_a_platform_noted_of_the_forgotten_goes(self, store: Store) -> None:
        """A note of theirs that names an account goes whole; of others, and on other platforms, all stay."""
        stays = {("discord", "2"): '{"member":[77,123]}', ("discord", "3"): "71", ("matrix", "1"): "[7]"}
        await store.commit(Work(accounts=[account("7", ADA, "Ada", "discord")]))
        await store.commit(Work(notes={("discord", "1"): '{"member":[6,7]}', **stays}))
        await store.commit(Work(erased=[ADA], notes={("discord", "4"): "7"}))
        found = {
            (where, key): value for where in ("discord", "matrix") for key, value in (await store.notes(where)).items()
        }
        assert found == stays | {("discord", "4"): "7"}

    async def test_what_was_set_aside_no_longer_tells_whose_it_was(self, store: Store) -> None:
        """The operator still sees that something could not be handled, without the account that it came from."""
        rows = [
            SetAside(platform=platform, source=f"1/{who}/x", what="Reacted", error=f"KeyError: {who}", at=NOW)
            for platform, who in (("matrix", "@ada"), ("matrix", "@ben"), ("discord", "@ada"))
        ]
        await store.commit(Work(accounts=[account("@ada")], set_aside=rows))
        await store.commit(Work(erased=[ADA]))
        assert await store.put_aside() == [replace(rows[0], source="1//x", error="KeyError: …"), *rows[1:]]

    async def test_who_is_forgotten_under_one_name_is_forgotten_under_all(self, store: Store) -> None:
        """What is still kept under an earlier id of theirs goes with them; two are forgotten in one work."""
        await store.commit(Work(accounts=[account("@old", OLD), account("@ben", BEN), account("@cleo", CLEO)]))
        await store.commit(Work(former={OLD: ADA}, memberships=[membership("m1", OLD), membership("m2", CLEO)]))
        await store.commit(Work(erased=[ADA, BEN]))
        assert await store.accounts_of([OLD, ADA, BEN, CLEO]) == [account("@cleo", CLEO)]
        assert await listed(store.memberships()) == [membership("m2", CLEO)]

    async def test_whoever_comes_after_is_somebody_new(self, store: Store) -> None:
        """The account of one who was forgotten may be given to a new person, also in the work after."""
        await store.commit(Work(accounts=[account("@ada")]))
        await store.commit(Work(accounts=[account("@ada", shown="Just now")], erased=[ADA, DEV]))
        assert await store.people([AccountKey("matrix", "@ada")]) == {}
        await store.commit(Work(accounts=[account("@ada", DEV, "New")]))
        assert await store.accounts_of([ADA, DEV]) == [account("@ada", DEV, "New")]

    async def test_a_refused_work_forgets_nobody(self, store: Store) -> None:
        """Forgetting, joining and moving are of one piece with the rest of their work."""
        await self._live(store)
        await store.commit(Work(received=[message("$1")]))
        refused = Work(erased=[ADA], former={BEN: CLEO}, moved=[moved("@ben", BEN, CLEO)], received=[message("$1")])
        refused.codes["MINE"] = None
        refused.memberships.append(membership("m3", CLEO))
        with pytest.raises(ConflictError):
            await store.commit(refused)
        assert len(await store.accounts_of([ADA, BEN])) == 3
        assert await store.now_called([OLD, BEN]) == {OLD: ADA}
        assert await store.code("MINE") is not None
        assert await store.private_venue(AccountKey("matrix", "@ada")) == "m:!ada"
        assert len(await listed(store.memberships())) == 3

    @pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
    async def test_a_text_about_people_that_cannot_be_kept_is_refused(self, store: Store, hostile: str) -> None:
        """A NUL or half of a surrogate pair is refused in every place alike, and nothing is written."""
        who = PersonId(hostile)
        works = [
            Work(moved=[moved("@ada", ADA, who)]),
            Work(moved=[moved(hostile, ADA, BEN)]),
            Work(former={who: BEN}),
            Work(former={BEN: who}),
            Work(codes={hostile: None}),
            Work(codes={"7QK": code("7QK", subject=hostile)}),
            Work(memberships=[membership("m1", email=hostile)]),
            Work(memberships=[membership(hostile)]),
            Work(unsealed=[(FIRST, 1, hostile)]),
            Work(erased=[who]),
        ]
        await store.commit(Work(accounts=[account("@ada")]))
        for work in works:
            work.private_venues = {AccountKey("matrix", "@ada"): HALL}
            with pytest.raises(BadDataError):
                await store.commit(work)
        assert await store.accounts_of([ADA]) == [account("@ada")]
        assert await store.private_venue(AccountKey("matrix", "@ada")) is None
