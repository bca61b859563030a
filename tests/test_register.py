"""The register: canonical records, a chain that any tool can check, and words that can be forgotten."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any, cast, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.checks import OnProposal, OnRecall
from deliberation.effects import RuleChange
from deliberation.events import Event
from deliberation.events.marks import BESIDE, SEALED
from deliberation.ids import AssemblyId, PersonId
from deliberation.positions import Stance
from deliberation.register import (
    GENESIS,
    BrokenRegisterError,
    Chain,
    Entry,
    check_link,
    commitment,
    link,
    read_event,
    record_event,
)
from tests.support.engine import MONDAY, Moot, replayed, without_sources

ASSEMBLY = AssemblyId("a-1")


def a_register() -> Moot:
    """Give a register with some of everything in it."""
    moot = Moot.founded("ada", "ben", "cat", "dan", rules={"cooling-off": "5d"})
    moot.do(cmd.RaiseConcern(actor=PersonId("ben"), proposal=moot.propose(), text="Who stores it?"))
    moot.do(cmd.ResolveConcern(actor=PersonId("ben"), concern=1))
    check = moot.call()
    moot.block("ben", check=check)
    moot.do(cmd.Amend(actor=PersonId("ada"), proposal=1, text="Five kilos."))
    moot.do(cmd.Retract(actor=PersonId("ben"), check=check))
    moot.agree("ada", "cat", "dan", check=check)
    moot.at(days=4)
    moot.at(days=6)
    moot.do(cmd.ProposeRule(actor=PersonId("ada"), rule="period", value="24h"))
    moot.do(cmd.NominateOfficer(actor=PersonId("ben"), person=PersonId("cat"), office="secretary"))
    return moot


def follow(entries: list[Entry]) -> Chain:
    """Follow a chain to its end."""
    chain = Chain()
    for entry in entries:
        chain = check_link(chain, entry)
    return chain


def test_a_golden_entry_is_checked_with_any_json_and_any_sha256() -> None:
    """The form of a record and its hash are fixed for ever: this one was worked out without the program."""
    event = ev.PositionTaken(
        check=2, person=PersonId("p-ada"), stance=Stance.BLOCK, reason="Zu früh – it harms", source="$event"
    )
    at = datetime(2026, 1, 5, 10, 0, 0, 250_000, tzinfo=timezone(timedelta(hours=1)))
    entry, (text,) = record_event(ASSEMBLY, Chain(6, "ab" * 32), event, at, lambda: "00112233445566778899aabbccddeeff")
    promise = sha256(bytes.fromhex("00112233445566778899aabbccddeeff") + "Zu früh – it harms".encode()).hexdigest()
    record = (
        '{"at":"2026-01-05T09:00:00.250000Z","check":2,"cooling":false,"n":7,"person":"p-ada",'
        f'"reason":"{promise}","stance":"block","type":"PositionTaken"}}'
    )
    assert entry.record == record
    assert entry.hash == sha256(("ab" * 32 + "\n" + record).encode()).hexdigest()
    assert entry.hash == "4696d264a3773f1ce75bc061782deadaeaa119bea84e4ad6f2abf44f3e343bb7"
    assert promise == "e5cbd68cf54a446e589327e79c739d26bb4963e8d34a4bc8b472e05266078d4a"
    assert commitment(text.salt, text.text) == promise
    assert (text.entry, text.field, text.text) == (7, "reason", "Zu früh – it harms")


def test_a_register_is_checked_without_this_program() -> None:
    """A reader with a JSON library and SHA-256 follows the chain from 64 zeros to its end."""
    moot = a_register()
    last = "0" * 64
    assert last == GENESIS
    for number, entry in enumerate(moot.entries, start=1):
        last = sha256(f"{last}\n{entry.record}".encode()).hexdigest()
        assert entry.hash == last
        body = json.loads(entry.record)
        assert body["n"] == number
        assert json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == entry.record
        assert body["at"].endswith("Z")
    assert follow(moot.entries) == Chain(len(moot.entries), last)


def test_a_commitment_is_checked_without_this_program() -> None:
    """Who is shown a reason and its salt can see that it is the one that was given."""
    entry, (text,) = record_event(
        ASSEMBLY,
        Chain(),
        ev.ConcernRaised(concern=1, proposal=1, person=PersonId("p"), text="it harms"),
        MONDAY,
        lambda: "ff" * 16,
    )
    assert json.loads(entry.record)["text"] == sha256(b"\xff" * 16 + b"it harms").hexdigest()
    assert commitment(text.salt, "it does not harm") != json.loads(entry.record)["text"]


@given(data=st.data())
def test_any_byte_altered_in_any_entry_is_found(data: st.DataObject) -> None:
    """Whatever byte of whatever record or hash is altered, the chain breaks there."""
    entries = list(a_register().entries)
    at = data.draw(st.integers(0, len(entries) - 1))
    part = data.draw(st.sampled_from(["record", "hash"]))
    body = bytearray(getattr(entries[at], part).encode())
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] ^= data.draw(st.integers(1, 127))
    altered: dict[str, Any] = {part: body.decode(errors="replace")}
    entries[at] = replace(entries[at], **altered)
    with pytest.raises(BrokenRegisterError, match=f"entry {at + 1} "):
        follow(entries)


@given(data=st.data())
def test_an_entry_missing_repeated_or_moved_is_found(data: st.DataObject) -> None:
    """Taking an entry out, putting it in twice or exchanging two breaks the chain."""
    entries = list(a_register().entries)
    at = data.draw(st.integers(0, len(entries) - 2))
    how = data.draw(st.sampled_from(["missing", "repeated", "moved"]))
    if how == "missing":
        del entries[at]
    elif how == "repeated":
        entries.insert(at, entries[at])
    else:
        entries[at], entries[at + 1] = entries[at + 1], entries[at]
    with pytest.raises(BrokenRegisterError):
        follow(entries)


def test_forgetting_words_leaves_the_chain_whole() -> None:
    """Without the private texts the chain and every count are as they were; only the words are gone."""
    moot = a_register()
    assert moot.texts
    assert follow(moot.entries).number == len(moot.entries)
    with_words, without = replayed(moot.entries, moot.texts), replayed(moot.entries, {})
    assert with_words == without_sources(moot.assembly)
    assert without is not None
    assert with_words is not None
    assert {n: c.tally for n, c in without.checks.items()} == {n: c.tally for n, c in with_words.checks.items()}
    assert without.concerns[1].text == ""
    assert with_words.concerns[1].text == "Who stores it?"


def test_no_private_word_is_in_the_record() -> None:
    """Reasons and concerns, and the names of messages, are nowhere in the entries."""
    moot = a_register()
    records = "\n".join(entry.record for entry in moot.entries)
    for texts in moot.texts.values():
        for text in texts.values():
            assert text not in records
    assert '"source"' not in records
    assert "$1" not in records


def test_a_text_s_salt_makes_equal_reasons_look_different() -> None:
    """Nobody finds out by comparing that two people gave the same reason."""
    moot = Moot.founded("ada", "ben", "cat")
    moot.called()
    moot.block("ben", "cat", reason="it harms")
    taken = [json.loads(entry.record) for entry in moot.entries if "PositionTaken" in entry.record]
    assert taken[0]["reason"] != taken[1]["reason"]


@pytest.mark.parametrize("kind", get_args(Event))
def test_every_kind_of_event_is_recorded_and_read_back(kind: type[Event]) -> None:
    """Whatever an event holds, what is kept in the record comes out as it went in."""

    @given(data=st.data())
    def tried(data: st.DataObject) -> None:
        event = data.draw(st.from_type(kind))
        at = data.draw(st.datetimes(timezones=st.just(UTC)))
        entry, texts = record_event(ASSEMBLY, Chain(3, GENESIS), event, at, lambda: "00" * 16)
        read, when = read_event(entry, {text.field: text.text for text in texts})
        beside: dict[str, Any] = {n: f.default for n, f in kind.__dataclass_fields__.items() if BESIDE in f.metadata}
        assert read == replace(cast(Any, event), **beside)
        assert when == at
        assert {text.field for text in texts} <= {
            n for n, f in kind.__dataclass_fields__.items() if SEALED in f.metadata
        }

    tried()


st.register_type_strategy(timedelta, st.integers(-(10**9), 10**9).map(lambda seconds: timedelta(seconds=seconds)))
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=8))


@pytest.mark.parametrize(
    "record",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"at":"2026-01-05T09:00:00Z","n":1}',
        '{"at":"2026-01-05T09:00:00Z","n":1,"type":"Entry"}',
        '{"at":"2026-01-05T09:00:00Z","concern":"1","n":1,"type":"ConcernResolved"}',
        '{"at":"2026-01-05T09:00:00Z","concern":true,"n":1,"type":"ConcernResolved"}',
        '{"at":"2026-01-05T09:00:00Z","concern":null,"n":1,"type":"ConcernResolved"}',
        '{"at":"2026-01-05T09:00:00","concern":1,"n":1,"type":"ConcernResolved"}',
        '{"at":"2026-01-05T10:00:00+01:00","concern":1,"n":1,"type":"ConcernResolved"}',
        '{"at":"yesterday","concern":1,"n":1,"type":"ConcernResolved"}',
        '{"at":17,"concern":1,"n":1,"type":"ConcernResolved"}',
        '{"at":"2026-01-05T09:00:00Z","n":1,"type":"ConcernResolved"}',
        '{"at":"2026-01-05T09:00:00Z","check":1,"n":1,"person":"p","stance":"abstain","type":"PositionTaken"}',
        "[" * 100_000,
    ],
)
def test_what_no_program_of_ours_wrote_is_not_read(record: str) -> None:
    """A record of another form is an error that names its entry, and never another event."""
    with pytest.raises(BrokenRegisterError, match="entry 1 cannot be read"):
        read_event(Entry(ASSEMBLY, 1, record, link(GENESIS, record)))


def test_questions_and_effects_are_recorded_with_their_kind() -> None:
    """Where a field may hold one thing or another, the record says which."""
    moot = a_register()
    bodies = [json.loads(entry.record) for entry in moot.entries]
    assert {body["question"]["type"] for body in bodies if body["type"] == "CheckCalled"} == {OnProposal.__name__}
    effects = [body["effect"] for body in bodies if body["type"] == "ProposalMade"]
    assert effects[0] is None
    assert effects[1] == {"type": RuleChange.__name__, "rule": "period", "value": "24h"}
    assert OnRecall.__name__ == "OnRecall"
