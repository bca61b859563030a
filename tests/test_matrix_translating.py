"""Matrix events in our own words, and nonsense in none."""

from __future__ import annotations

from typing import Any

import nio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.inbound import Departed, Entered, MessageDeleted, Present, Reacted, Revised, Unreacted
from adapters.matrix.translating import Heard, Translator, account, room_of, venue_of

ME, ADA, ROOM = "@bot:a.org", "@ada:a.org", "!room"
NAMES = {ADA: "Ada"}


def clean(text: str) -> str:
    return "".join(character for character in text if character.isprintable() or character == "\n")


TRANSLATOR = Translator(ME, clean, lambda _, user: NAMES.get(user, ""))


def event(kind: str, content: object, **more: Any) -> dict[str, Any]:
    return {"event_id": "$e", "sender": ADA, "type": kind, "content": content, "origin_server_ts": 1, **more}


def text(body: object, **more: Any) -> dict[str, Any]:
    return event("m.room.message", {"msgtype": "m.text", "body": body, **more})


def reaction(key: object, to: object = "$card") -> dict[str, Any]:
    return event("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": to, "key": key}})


def member(now: str, before: str | None = None, who: str = ADA, **more: Any) -> dict[str, Any]:
    unsigned = {} if before is None else {"unsigned": {"prev_content": {"membership": before}}}
    return event("m.room.member", {"membership": now, **more}, state_key=who, **unsigned)


def test_both_forms_of_a_redaction_are_one() -> None:
    """What is redacted stands beside the content or in it, and may have been a reaction or a message."""
    for redaction in (
        event("m.room.redaction", {}, redacts="$card"),
        event("m.room.redaction", {"redacts": "$card"}),
        event("m.room.redaction", {"redacts": "$card"}, redacts="$card"),
    ):
        lifted, deleted = TRANSLATOR.translate(ROOM, redaction)
        assert isinstance(lifted, Unreacted)
        assert isinstance(deleted, MessageDeleted)
        assert (lifted.lifted, lifted.by, deleted.message) == ("$card", ADA, "$card")
    assert not TRANSLATOR.translate(ROOM, event("m.room.redaction", {"redacts": 7}))


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        (None, "join", Entered),
        ("invite", "join", Entered),
        ("leave", "join", Entered),
        ("join", "join", None),
        ("join", "leave", Departed),
        ("join", "ban", Departed),
        (None, "leave", Departed),
        ("invite", "leave", None),
        ("leave", "ban", None),
        ("ban", "leave", None),
        (None, "invite", None),
        (None, "knock", None),
    ],
)
def test_memberships_are_comings_and_goings(before: str | None, now: str, kind: type | None) -> None:
    """Only what changes who is there is told."""
    assert [type(item) for item in TRANSLATOR.translate(ROOM, member(now, before))] == ([kind] if kind else [])


@pytest.mark.parametrize("now", ["leave", "ban"])
def test_who_is_put_out_did_not_leave(now: str) -> None:
    """Neither did whom we put out ourselves, but of that there is nothing to say."""
    for sender, put_out in ((ADA, False), (ME, False), ("@ben:example.org", True)):
        (gone,) = TRANSLATOR.translate(ROOM, {**member(now, "join"), "sender": sender})
        assert isinstance(gone, Departed)
        assert gone.put_out is put_out


def test_what_we_do_ourselves_is_no_news() -> None:
    """Messages, reactions, redactions and joinings of the bot are not handed over."""
    ours = [text("!agree"), reaction("✅"), event("m.room.redaction", {"redacts": "$card"})]
    for one in ours:
        assert TRANSLATOR.translate(ROOM, one)
        assert not TRANSLATOR.translate(ROOM, {**one, "sender": ME})
    assert not TRANSLATOR.translate(ROOM, member("join", who=ME))


def test_a_thread_under_a_card_answers_the_card() -> None:
    """In a thread its first message is answered, unless another is named in earnest."""
    thread = {"rel_type": "m.thread", "event_id": "$card", "m.in_reply_to": {"event_id": "$other"}}
    (falling_back,) = TRANSLATOR.translate(ROOM, text("no", **{"m.relates_to": {**thread, "is_falling_back": True}}))
    (named,) = TRANSLATOR.translate(ROOM, text("no", **{"m.relates_to": thread}))
    assert isinstance(falling_back, Heard)
    assert isinstance(named, Heard)
    assert (falling_back.reply_to, named.reply_to) == ("$card", "$other")


@pytest.mark.parametrize(
    "nothing",
    [
        text("!x", msgtype="m.notice"),
        text("!x", msgtype="m.image"),
        text("!x", **{"m.relates_to": {"rel_type": "m.replace", "event_id": "e"}}),
        text("!x", msgtype="m.notice", **{"m.relates_to": {"rel_type": "m.replace", "event_id": "$e"}}),
        text(""),
        text("\x00"),
        text(None),
        reaction("✅", to=None),
        reaction("✅", to="$a b"),
        reaction("✅" * 40),
        reaction(7),
        event("m.reaction", {}),
        event(
            "m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$c", "key": "✅"}}, state_key=""
        ),
        {**text("!x"), "state_key": ""},
        {**text("!x"), "sender": "ada"},
        {**text("!x"), "sender": "@ada:\x00"},
        {**text("!x"), "sender": f"@ada:{'a' * 300}"},
        {**text("!x"), "event_id": "$\ud800"},
        {**text("!x"), "event_id": None},
        {**text("!x"), "content": []},
        {**text("!x"), "type": {}},
        {},
        None,
        [],
    ],
)
def test_what_means_nothing_is_nothing(nothing: object) -> None:
    """Notices, state that is none, malformed ids and malformed events are left out without a word."""
    assert TRANSLATOR.translate(ROOM, nothing) == []


def test_an_edit_is_told_without_its_words() -> None:
    """What somebody changed in a message is not read, only that they did, and in which."""
    edit = text("!agree", **{"m.relates_to": {"rel_type": "m.replace", "event_id": "$e"}})
    (revised,) = TRANSLATOR.translate(ROOM, edit)
    assert isinstance(revised, Revised)
    assert (revised.message, revised.source) == ("$e", edit["event_id"])
    assert "agree" not in repr(revised)


def test_names_are_cleaned_and_short() -> None:
    """A shown name is cleaned and at most 80 characters, and where there is none it is the id."""
    assert account(ADA, "A" * 100, clean).name == "A" * 80
    assert account(ADA, " \x00 ", clean).name == ADA
    assert account(ADA, "Ada\n  L.", clean).name == "Ada L."
    assert account(ADA, None, clean).name == ADA
    (who,) = TRANSLATOR.translate(ROOM, reaction("👍🏽"))
    assert isinstance(who, Reacted)
    assert (who.account.name, who.key) == ("Ada", "👍")


def test_a_venue_is_a_room_with_its_platform() -> None:
    """The names of venues and rooms lead to each other, and no other platform's venue is a room."""
    assert room_of(venue_of("!a:b.org")) == "!a:b.org"
    for venue in ("discord:1", "matrix:", "!a"):
        with pytest.raises(ValueError, match="not in Matrix"):
            room_of(venue)  # type: ignore[arg-type]


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
TELLING = st.sampled_from(
    ["$e", "$card", ADA, ME, ROOM, "join", "leave", "ban", "m.text", "m.annotation", "m.thread", "✅"]
)
JSON = st.recursive(
    SCALARS | TELLING,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "body",
                    "msgtype",
                    "membership",
                    "displayname",
                    "m.relates_to",
                    "rel_type",
                    "event_id",
                    "key",
                    "m.in_reply_to",
                    "redacts",
                    "formatted_body",
                    "format",
                    "prev_content",
                    "m.new_content",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=15,
)
KINDS = ["m.room.message", "m.reaction", "m.room.redaction", "m.room.member", "m.room.encrypted", "m.room.tombstone"]
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(KINDS) | JSON,
        "event_id": st.just("$e") | JSON,
        "sender": st.just(ADA) | JSON,
        "content": JSON,
        "state_key": TELLING | JSON,
        "redacts": TELLING | JSON,
        "unsigned": JSON,
        "origin_server_ts": st.just(1) | JSON,
    },
)


@given(EVENTS | JSON, st.just(ROOM) | st.text())
def test_no_event_ever_raises(anything: object, room: str) -> None:
    """Whatever a server sends, the translator answers, with ids that a database can hold."""
    for item in TRANSLATOR._translate(room, anything):
        assert not isinstance(item, Present)
        assert item.source.encode()
        assert item.venue.encode()
        assert "\x00" not in item.source + item.venue


@given(EVENTS)
def test_what_nio_takes_for_an_event_never_raises(anything: dict[str, Any]) -> None:
    """Events that went through matrix-nio's own parser, as decrypted ones do, are translated as well."""
    try:
        parsed = nio.Event.parse_event(anything)
    except Exception:  # noqa: BLE001 (which is why the adapter gives it nothing but ciphertexts, and guards that)
        return
    if parsed is not None:
        TRANSLATOR._translate(ROOM, parsed.source)
