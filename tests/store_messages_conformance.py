"""What every store is held to about messages: what came in, what adapters note, what is owed and what was posted.

``tests/store_conformance.py`` runs it with the rest.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from deliberation.ids import VenueId
from storage.port import BadDataError, ConflictError, Store, Work
from tests.store_looking import keys, only
from tests.store_values import (
    FIRST,
    HALL,
    HARMLESS,
    HOSTILE,
    HOUR,
    NOW,
    SECOND,
    YARD,
    card,
    everything,
    message,
    owed,
    reaction,
)


class MessagesSuite:
    """Every store's tests about messages. The fixtures are those of ``StoreSuite``."""

    # --- what came in

    async def test_what_came_in_is_remembered(self, store: Store) -> None:
        """Of many sources those are named that came in before, on that platform."""
        await store.commit(Work(received=[message(f"${n}") for n in range(0, 5000, 2)]))
        asked = [f"${n}" for n in range(5000)]
        assert await store.already("matrix", asked) == {f"${n}" for n in range(0, 5000, 2)}
        assert await store.already("discord", asked) == set()
        assert await store.already("matrix", []) == set()

    async def test_what_came_in_counts_once(self, store: Store) -> None:
        """Receiving a thing that another instance received first is a conflict, and nothing is written."""
        await store.commit(Work(received=[message("$1"), message("$1", "discord")]))
        work = everything()
        work.received.append(message("$1"))
        with pytest.raises(ConflictError):
            await store.commit(work)
        assert await store.load(FIRST) is None
        assert await store.already("matrix", ["$1", "$r1"]) == {"$1"}

    async def test_reactions_are_listed_as_they_came(self, store: Store) -> None:
        """The reactions on a message come in order, of everybody or of one, without what is on other messages."""
        rows = [reaction(f"${9 - n}", by=f"@{n % 3}", key="✅🛑"[n % 2]) for n in range(9)]
        await store.commit(Work(received=[*rows[:4], message("$m"), reaction("$x", target="$other")]))
        await store.commit(Work(received=[*rows[4:], reaction("$9", platform="discord")]))
        assert await store.live_reactions("matrix", "$card") == rows
        assert await store.live_reactions("matrix", "$card", "@1") == rows[1::3]
        assert await store.live_reactions("matrix", "$card", "@nobody") == []
        assert await store.live_reactions("matrix", "") == []
        assert await store.reaction("matrix", "$9") == rows[0]
        assert await store.reaction("matrix", "$m") is None
        assert await store.reaction("matrix", "$unknown") is None

    async def test_a_reaction_taken_away_is_not_live(self, store: Store) -> None:
        """It is no longer listed, but is still known by its id; taking away what nobody knows is nothing."""
        rows = [reaction("$1"), reaction("$2"), reaction("$3")]
        await store.commit(Work(received=rows[:2]))
        await store.commit(Work(received=[rows[2]], lifted=[("matrix", "$3"), ("matrix", "$1"), ("matrix", "$none")]))
        assert await store.live_reactions("matrix", "$card") == [rows[1]]
        assert await store.reaction("matrix", "$1") == rows[0]
        assert await store.already("matrix", ["$1", "$none"]) == {"$1"}
        await store.commit(Work(lifted=[("discord", "$2")]))
        assert await store.live_reactions("matrix", "$card") == [rows[1]]

    async def test_what_stands_of_many_pairs_is_one_question(self, store: Store) -> None:
        """Of thousands of pairs of message and account those reactions are given that stand, in the order they came."""
        rows = [
            reaction(f"{a} on {m} {key}", by=f"@{a}", target=f"${m}", key=key)
            for a in range(100)
            for m in range(50, 0, -1)
            for key in "✅🛑"
        ]
        lifted = [(row.platform, row.source) for row in rows[::7]]
        await store.commit(Work(received=[*rows, message("$m")], lifted=lifted))
        pairs = [(f"${m}", f"@{a}") for m in range(60) for a in range(0, 120, 2)]
        wanted, gone = set(pairs), set(lifted)
        expected = [r for r in rows if (r.target, r.account) in wanted and (r.platform, r.source) not in gone]
        assert len(pairs) == 3600
        assert len(expected) > 4000
        assert await store.standing("matrix", pairs) == expected

    async def test_what_stands_is_of_these_very_pairs(self, store: Store) -> None:
        """One account's reaction on another's message is not meant, nor what is on another platform or no reaction."""
        rows = [reaction(f"{by}{on}{n}", by, on) for n in range(2) for by in ("@a", "@b") for on in ("$1", "$2")]
        await store.commit(Work(received=[*rows, message("$m"), reaction("$x", "@a", "$1", platform="discord")]))
        asked = [("$2", "@b"), ("$1", "@a"), ("$2", "@b"), ("$1", "@nobody"), ("", "@ada"), ("@a", "$1")]
        assert await store.standing("matrix", (pair for pair in asked)) == [rows[0], rows[3], rows[4], rows[7]]
        await store.commit(Work(lifted=[("matrix", rows[0].source), ("matrix", rows[7].source)]))
        assert await store.standing("matrix", asked) == [rows[3], rows[4]]
        assert await store.standing("matrix", [("", "@ada")]) == []
        assert await store.standing("matrix", []) == []

    async def test_what_stands_is_found_whatever_its_names_hold(self, store: Store) -> None:
        """Quotes, escapes and emoji in the name of a message or an account are only part of the name."""
        names = HARMLESS[1:-1]
        rows = [reaction(f"{n}", by=name, target=name) for n, name in enumerate(names)]
        await store.commit(Work(received=rows))
        assert await store.standing("matrix", [(name, name) for name in names]) == rows

    async def test_cursors_and_heartbeats_are_the_last(self, store: Store) -> None:
        """Each platform has a cursor and each community a time of its own, and one does not touch the other."""
        await store.commit(Work(cursors={"matrix": "s1"}, heard={"discord": NOW}))
        assert (await store.cursor("matrix"), await store.cursor("discord")) == ("s1", None)
        assert (await store.heard("matrix"), await store.heard("discord")) == (None, NOW)
        await store.commit(Work(cursors={"matrix": "s2"}, heard={"matrix": NOW, "discord": NOW + HOUR}))
        assert (await store.cursor("matrix"), await store.heard("matrix")) == ("s2", NOW)
        assert await store.heard("discord") == NOW + HOUR

    async def test_every_community_that_was_heard_is_named(self, store: Store) -> None:
        """Hundreds of communities are heard in one work, each at its own time, and a cursor alone is no heartbeat."""
        heard = {f"discord:{n}": NOW + n * HOUR for n in range(700, 0, -1)}
        await store.commit(Work(cursors={"discord": "s1"}, heard=heard))
        assert await store.heard_all() == heard
        assert (await store.heard("discord:2"), await store.heard("discord")) == (NOW + 2 * HOUR, None)
        assert (await store.cursor("discord"), await store.cursor("discord:2")) == ("s1", None)
        there = NOW.astimezone(timezone(timedelta(hours=-7, minutes=-30)))
        await store.commit(Work(heard={"matrix": there, "discord:2": there}))
        found = await store.heard_all()
        assert found == heard | {"matrix": NOW, "discord:2": NOW}
        assert {at.utcoffset() for at in found.values()} == {timedelta(0)}

    # --- what adapters note

    async def test_what_is_noted_is_given_back(self, store: Store) -> None:
        """A note holds its last value until it is emptied; emptying one that is not there is nothing."""
        await store.commit(Work(notes={("discord", "a"): "1", ("discord", "b"): "2", ("discord", "c"): ""}))
        assert await store.notes("discord") == {"a": "1", "b": "2"}
        await store.commit(Work(notes={("discord", "a"): "", ("discord", "b"): "3", ("discord", "d"): "4"}))
        assert await store.notes("discord") == {"b": "3", "d": "4"}
        await store.commit(Work(notes={("discord", "a"): "5"}))
        assert await store.notes("discord") == {"a": "5", "b": "3", "d": "4"}

    async def test_notes_are_a_platforms_own(self, store: Store) -> None:
        """The same key on two platforms is two notes."""
        await store.commit(
            Work(notes={("discord", "k"): "theirs", ("matrix", "k"): "ours", ("matrix", ""): "nameless"})
        )
        await store.commit(Work(notes={("discord", "k"): ""}))
        assert await store.notes("discord") == {}
        assert await store.notes("matrix") == {"k": "ours", "": "nameless"}
        assert await store.notes("console") == {}

    async def test_a_note_is_kept_with_its_work_or_not_at_all(self, store: Store) -> None:
        """A work that is refused notes nothing and deletes no note."""
        await store.commit(Work(notes={("matrix", "old"): "kept"}, received=[message("$1")]))
        refused = Work(notes={("matrix", "old"): "", ("matrix", "new"): "lost"}, received=[message("$1")])
        with pytest.raises(ConflictError):
            await store.commit(refused)
        assert await store.notes("matrix") == {"old": "kept"}

    # --- what is owed

    async def test_what_is_owed_waits_in_the_order_of_its_saving(self, store: Store) -> None:
        """Messages wait oldest first, repeating or not, within a work and from one to the next."""
        await store.commit(Work(owed=[owed("c", repeats=True), owed("a"), owed("b", "yard")]))
        await store.commit(Work(owed=[owed("0", "yard")]))
        rows = await store.waiting()
        assert [(row.key, row.lane, row.body, row.attempts) for row in rows] == [
            ("c", "hall", "body of c", 0),
            ("a", "hall", "body of a", 0),
            ("b", "yard", "body of b", 0),
            ("0", "yard", "body of 0", 0),
        ]
        assert await keys(store, limit=2) == ["c", "a"]
        assert await keys(store, busy=["hall"]) == ["b", "0"]
        assert await keys(store, busy=["hall", "yard"]) == []
        assert await keys(store, busy=["hall"], limit=1) == ["b"]
        assert await keys(store, busy=[f"lane {n}" for n in range(2000)]) == ["c", "a", "b", "0"]
        assert await keys(store, full=["ha", "all"]) == ["b", "0"]
        assert await keys(store, full=["ya"], busy=["hall"]) == []

    async def test_a_key_goes_out_once(self, store: Store) -> None:
        """A message that does not repeat is dropped if its key was ever saved before, owed or gone."""
        await store.commit(Work(owed=[owed("a", body="first"), owed("a", body="second")]))
        await store.commit(Work(owed=[owed("a", body="third")]))
        row = await only(store)
        assert (row.body, row.generation) == ("first", 1)
        await store.settle(row, NOW)
        await store.commit(Work(owed=[owed("a", body="fourth")]))
        assert await store.waiting() == []

    async def test_a_message_given_up_stays_given_up(self, store: Store) -> None:
        """What never will go out is not owed, whatever the reason holds."""
        await store.commit(Work(owed=[owed("a"), owed("b")]))
        first, second = await store.waiting()
        await store.settle(first, NOW, gave_up="no such room")
        await store.settle(second, NOW, gave_up=HOSTILE["nul"] + HOSTILE["half a pair"])
        await store.commit(Work(owed=[owed("a")]))
        assert await store.waiting() == []

    async def test_settling_one_leaves_its_lane(self, store: Store) -> None:
        """The others of the lane are owed as before, in their order."""
        await store.commit(Work(owed=[owed(key) for key in "abcd"]))
        rows = await store.waiting()
        await store.settle(rows[1], NOW)
        await store.settle(rows[1], NOW)
        assert await store.waiting() == [rows[0], *rows[2:]]

    async def test_a_repeating_one_waits_once(self, store: Store) -> None:
        """Saved again while it waits, it keeps its place, takes the new words and its generation grows."""
        await store.commit(Work(owed=[owed("card", body="one", repeats=True), owed("a")]))
        await store.commit(Work(owed=[owed("card", "yard", "two", repeats=True)]))
        await store.commit(Work(owed=[owed("card", "yard", "three", repeats=True)] * 2))
        first, second = await store.waiting()
        assert (first.key, first.lane, first.body, first.generation) == ("card", "yard", "three", 4)
        assert second.key == "a"
        await store.settle(first, NOW)
        assert await keys(store) == ["a"]

    async def test_a_repeating_one_saved_on_its_way_goes_out_once_more(self, store: Store) -> None:
        """Settling the generation that was on its way leaves the one saved meanwhile owed."""
        await store.commit(Work(owed=[owed("card", body="one", repeats=True)]))
        on_its_way = await only(store)
        await store.commit(Work(owed=[owed("card", body="two", repeats=True)]))
        await store.failed(on_its_way)
        await store.settle(on_its_way, NOW, posted=card("$1"))
        again = await only(store)
        assert (again.body, again.attempts) == ("two", 0)
        assert again.generation > on_its_way.generation
        assert await store.posted_as("matrix", "$1") == card("$1")
        await store.settle(again, NOW)
        assert await store.waiting() == []

    async def test_a_repeating_one_that_went_out_is_owed_again_at_the_end(self, store: Store) -> None:
        """Saved after it went out, it goes behind what is owed by now, and its generation has never been before."""
        generations = []
        for turn in range(3):
            await store.commit(Work(owed=[owed("card", body=f"{turn}", repeats=True)]))
            row = await only(store)
            generations.append(row.generation)
            assert (row.body, row.attempts) == (f"{turn}", 0)
            await store.failed(row)
            await store.settle(row, NOW, gave_up="gone" if turn == 1 else "")
        assert generations == sorted(set(generations))
        await store.commit(Work(owed=[owed("a"), owed("card", repeats=True), owed("b")]))
        assert await keys(store) == ["a", "card", "b"]
        (_, again, _) = await store.waiting()
        assert again.generation > generations[-1]

    async def test_a_key_that_repeated_does_not_go_out_as_another(self, store: Store) -> None:
        """A key saved as repeating was saved before, so it is dropped where it does not repeat; the reverse repeats."""
        await store.commit(Work(owed=[owed("k", body="one", repeats=True)]))
        await store.commit(Work(owed=[owed("k", body="two")]))
        row = await only(store)
        assert row.body == "one"
        await store.settle(row, NOW)
        await store.commit(Work(owed=[owed("k", body="three")]))
        assert await store.waiting() == []
        await store.commit(Work(owed=[owed("k", body="four", repeats=True)]))
        assert (await only(store)).body == "four"

    async def test_failures_are_counted(self, store: Store) -> None:
        """Each failed attempt counts one, and changes nothing else."""
        await store.commit(Work(owed=[owed("a"), owed("b")]))
        first, second = await store.waiting()
        await store.failed(first)
        await store.failed(first)
        assert await store.waiting() == [replace(first, attempts=2), second]

    # --- what was posted

    async def test_a_message_of_ours_is_known_by_what_it_speaks_of(self, store: Store) -> None:
        """What went out is found by its message, and its newest card by its subject."""
        await store.commit(Work(owed=[owed(f"k{n}") for n in range(5)]))
        rows = await store.waiting()
        posts = [
            card("$1"),
            replace(card("$2"), card=False),
            card("$3"),
            card("$4", subject="check:2:1"),
            card("$5", venue=YARD),
        ]
        for row, post in zip(rows, posts, strict=True):
            await store.settle(row, NOW, posted=post)
        assert [await store.posted_as("matrix", post.message) for post in posts] == posts
        assert await store.posted_as("discord", "$1") is None
        assert await store.card_of(FIRST, "check:1:1", HALL) == posts[2]
        assert await store.card_of(FIRST, "check:2:1", HALL) == posts[3]
        assert await store.card_of(FIRST, "check:1:1", YARD) == posts[4]
        assert await store.card_of(SECOND, "check:1:1", HALL) is None
        assert await store.cards_in(HALL) == [posts[0], posts[2], posts[3]]
        assert await store.cards_in(VenueId("matrix:!none")) == []

    async def test_a_card_settled_again_is_no_newer(self, store: Store) -> None:
        """Editing an older card does not make it the newest."""
        await store.commit(Work(owed=[owed(f"k{n}") for n in range(3)]))
        rows = await store.waiting()
        for row, message_id in zip(rows, ("$1", "$2", "$1"), strict=True):
            await store.settle(row, NOW, posted=card(message_id))
        assert await store.card_of(FIRST, "check:1:1", HALL) == card("$2")
        assert len(await store.cards_in(HALL)) == 2

    async def test_a_message_deleted_there_is_forgotten_here(self, store: Store) -> None:
        """The card before it is the newest again; forgetting what is not known is nothing."""
        await store.commit(Work(owed=[owed("a"), owed("b")]))
        for row, message_id in zip(await store.waiting(), ("$1", "$2"), strict=True):
            await store.settle(row, NOW, posted=card(message_id))
        await store.commit(Work(forgotten=[("matrix", "$2"), ("matrix", "$none"), ("discord", "$1")]))
        assert await store.posted_as("matrix", "$2") is None
        assert await store.card_of(FIRST, "check:1:1", HALL) == card("$1")

    async def test_a_post_that_cannot_be_kept_is_refused(self, store: Store) -> None:
        """A message whose name no store can hold is refused, and the row stays owed."""
        await store.commit(Work(owed=[owed("a")]))
        row = await only(store)
        with pytest.raises(BadDataError):
            await store.settle(row, NOW, posted=card(HOSTILE["nul"]))
        assert await store.waiting() == [row]
