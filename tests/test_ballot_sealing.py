"""What is sealed and with what: ballots in their slots, and the folder of the keys."""

import threading
from collections import Counter
from pathlib import Path

import pytest

from adapters.ballots.paper import Given
from bot import safe_files
from bot.polling import keys
from bot.polling.collecting import ballot_of, slots_of
from bot.polling.keys import Box, KeyFolder, KeysInMemory
from bot.polling.sealing import Ballot, new_receipt, seal, slot_of, unseal
from deliberation.commands.polls import CallReferendum, CountPoll, GiveBallot
from deliberation.ids import AssemblyId, PersonId
from deliberation.polls import Paper
from tests.support.engine import Moot
from tests.support.polls import Booth


def test_slots_of_one_person_in_two_ballots_cannot_be_linked() -> None:
    """In another ballot, and in the same begun again, a person's slot has another name, and tells nothing of them."""
    keys, voter = KeysInMemory(), PersonId("p" * 16)
    boxes = [Box(AssemblyId("a" * 16), number, turn) for number, turn in ((1, 0), (2, 0), (1, 1))]
    slots = {slot_of(keys.make(box), voter) for box in boxes}
    assert len(slots) == len(boxes)


def test_guessing_with_all_that_is_on_disk_does_no_better_than_chance() -> None:
    """Whoever sees every box cannot tell who voted how: by length, by order, or by any byte of what is sealed.

    Of two voters one says yes and the other no, 2,000 times over. Each way to guess is right in half of them, but for
    what chance allows (four standard deviations).
    """
    rounds, hits = 2_000, Counter[str]()
    yes, no = (0,), (1,)
    voters = PersonId("0" * 16), PersonId("f" * 16)
    keys = KeysInMemory()
    for number in range(rounds):
        key = keys.make(box := Box(AssemblyId("a" * 16), number))
        for_yes = voters[number % 2]
        sealed = {}
        for voter in voters:
            slot = slot_of(key, voter)
            marks = yes if voter == for_yes else no
            sealed[slot] = seal(key, box, slot, Ballot(marks, new_receipt()), options=2)
            assert unseal(key, box, slot, sealed[slot]).marks == marks
        rows = sorted(sealed.items())
        assert len({len(text) for text in sealed.values()}) == 1
        guesses = {
            "the first row is the first voter's, and says yes": voters[0] == for_yes
            and rows[0][0] == slot_of(key, for_yes),
            "the lower text says yes": min(sealed, key=sealed.__getitem__) == slot_of(key, for_yes),
            "the lower slot says yes": rows[0][0] == slot_of(key, for_yes),
            "the sum of the bytes is even": sum(sealed[slot_of(key, for_yes)].encode()) % 2 == 0,
        }
        hits.update(way for way, right in guesses.items() if right)
    spread = 4 * (rounds * 0.25) ** 0.5
    for way, right in hits.items():
        expected = rounds / 4 if way.startswith("the first row") else rounds / 2
        assert abs(right - expected) < spread, (way, right)


def test_a_ballot_cannot_be_moved_to_another_slot_or_box() -> None:
    """Somebody who can write to the database cannot pass one person's ballot off as another's, or an old one as new."""
    keys = KeysInMemory()
    first, again = Box(AssemblyId("a"), 1), Box(AssemblyId("a"), 1, 1)
    key, voter, other = keys.make(first), PersonId("ada"), PersonId("ben")
    slot = slot_of(key, voter)
    sealed = seal(key, first, slot, Ballot((5, 0), new_receipt()), options=2)
    for box, where in ((first, slot_of(key, other)), (again, slot)):
        with pytest.raises(Exception, match="does not open"):
            unseal(key, box, where, sealed)


def test_a_ballot_that_does_not_open_is_lost_though_its_giver_had_another_as_somebody_else() -> None:
    """Of two accounts that turned out to be one person's the ballot of the one they keep counts, or none."""
    moot = Moot.founded("ada", "ben", "cy", "dee")
    moot.do(CallReferendum(actor=PersonId("ada"), question="Shall we?", members_only=False))
    booth = Booth(moot)
    booth.open()
    booth.vote("ada", 0)
    booth.vote("ben", 1)
    moot.join("ada", "ben")
    poll = moot.assembly.polls[1]
    voter = poll.voice(PersonId("ada"))
    assert voter is not None
    assert voter == poll.voice(PersonId("ben"))
    key = KeysInMemory().make(box := Box(AssemblyId("a"), 1))
    mine, other = slots = slots_of(key, poll, voter)
    lying = {slot: seal(key, box, slot, Ballot((at,), new_receipt()), options=2) for at, slot in enumerate(slots)}
    found = ballot_of(key, box, poll, voter, lying)
    assert found is not None
    assert found.marks == (0,)
    assert ballot_of(key, box, poll, voter, {**lying, mine: lying[other]}) is None


def test_no_value_that_carries_a_ballot_shows_it_when_it_is_written_out() -> None:
    """A command, a ballot and what was given say nothing of their marks in a log or an error."""
    marks, code = (5, 4, 3), "ABCDE-FGHJK"
    shown = [
        repr(GiveBallot(actor=PersonId("ada"), poll=1, marks=marks)),
        repr(Ballot(marks, code)),
        repr(Given(marks, code)),
    ]
    assert not any(str(marks) in text or code in text for text in shown)
    assert repr(CountPoll(poll=1, drawn_from="", papers=(Paper(marks, 1),)))  # all of them together are published


def test_two_programs_that_open_a_ballot_at_once_have_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the one that is kept may not be the one whose lot was published, and the ballot could not be counted."""
    first, second, box = KeyFolder(tmp_path), KeyFolder(tmp_path), Box(AssemblyId("a"), 1)
    made: list[str] = []
    other = threading.Thread(target=lambda: made.append(second.make(box).lot))

    def slowly(file: Path, text: str) -> None:
        if not other.ident:
            other.start()
            other.join(0.1)
        safe_files.write_privately(file, text)

    monkeypatch.setattr(keys, "write_privately", slowly)
    made.append(first.make(box).lot)
    other.join()
    assert len(made) == 2
    assert len(set(made)) == 1


def test_nothing_but_the_key_folder_is_needed_to_open_a_ballot_and_it_is_private(tmp_path: Path) -> None:
    """The folder and its files are the bot's own; a key that is destroyed was written over before."""
    folder = KeyFolder(tmp_path / "keys")
    box = Box(AssemblyId("a" * 16), 1)
    assert folder.take_up() == folder.take_up()
    key = folder.make(box)
    assert folder.make(box).lot == key.lot
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert all(each.stat().st_mode & 0o777 == 0o600 for each in (tmp_path / "keys").iterdir())
    (file,) = (tmp_path / "keys").glob("*.key")
    assert folder.all() == [box]
    with file.open("rb") as held_open:
        folder.destroy(box)
        assert held_open.read() != key._secret.hex().encode()
    assert folder.find(box) is None
    folder.destroy(box)


def test_what_is_given_to_be_sealed_is_what_comes_out() -> None:
    """However many options there are, and whatever is on the paper."""
    keys = KeysInMemory()
    for options in (1, 2, 25, 40):
        key = keys.make(box := Box(AssemblyId("a"), options))
        for marks in ((), tuple(range(options)), (0,) * options):
            sealed = seal(key, box, "slot", ballot := Ballot(marks, new_receipt()), options=options)
            assert unseal(key, box, "slot", sealed) == ballot
