"""Verifying ballots: what was not held or counted rightly is found, though every hash is right."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.poll_results import lot_of
from deliberation.polls import OnDeadlock, Paper, PollOutcome
from deliberation.positions import Stance
from deliberation.rules import Method
from tests.support.elections import contested
from tests.support.engine import MONDAY, Moot, people
from tests.support.polls import Booth, asked, established, four, secret_of, sound, voted

ADA, BEN, CAT, DAN, EVE = people("ada", "ben", "cat", "dan", "eve")


def forged(moot: Moot, kind: type, **changes: object) -> tuple[str, ...]:
    """Say what a verifier finds where the last event of a kind had said something else."""
    again = Moot()
    last = max(place for place, event in enumerate(moot.happened) if isinstance(event, kind))
    for place, (entry, event) in enumerate(zip(moot.entries, moot.happened, strict=True)):
        again.now = _when(entry.record)
        altered = replace(event, **changes) if place == last else event  # type: ignore[arg-type]
        again._take(altered)
    return tuple(problem.sentence for problem in again.verified().problems)


def _when(record: str) -> datetime:
    return datetime.fromisoformat(json.loads(record)["at"])


def test_older_tallies_are_written_as_they_were() -> None:
    """The two new counts are not written where they are nought, so that older registers verify."""
    moot = four()
    moot.agree("ada", "ben", "cat", "dan", check=moot.called())
    closing = next(entry.record for entry in moot.entries if '"type":"CheckClosed"' in entry.record)
    assert '"yes"' not in closing
    made = next(entry.record for entry in moot.entries if '"type":"DecisionMade"' in entry.record)
    assert '"poll"' not in made


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"elected": (1,)}, "comes out as"),
        ({"outcome": PollOutcome.NOT_CARRIED}, "comes out as"),
        ({"papers": (Paper((5, 0, 1), 1),)}, "papers, but"),
        ({"drawn_from": "another"}, "lots"),
        ({"receipts": ()}, "receipt"),
        ({"receipts": ("1-0", "1-1", "1-1")}, "receipt"),
        ({"papers": (Paper((9, 0, 1), 2),)}, "cannot be counted"),
    ],
)
def test_a_count_that_was_altered_is_found(changes: dict[str, object], said: str) -> None:
    """Every poll is counted again from the register alone."""
    moot, booth = voted((5, 0, 1), (5, 0, 1))
    booth.count()
    elected = moot.assembly.polls[1].elected
    if changes.get("elected") == elected:
        changes = {"elected": (0,)}
    found = forged(moot, ev.PollCounted, **changes)
    assert any(said in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        (ev.PollOpened, {"without": (DAN,)}, "roll of ballot"),
        (ev.PollOpened, {"secret": False}, "secrecy"),
        (ev.PollOpened, {"seats": 2}, "seats"),
        (ev.PollOpened, {"lot": "0" * 64}, "lots"),
        (ev.BallotGiven, {"person": EVE}, "without being on its roll"),
        (ev.BallotGiven, {"marks": (5, 0, 0)}, "secret"),
        (ev.DecisionMade, {"proposal": 2}, "another proposal"),
    ],
)
def test_a_poll_that_was_not_held_rightly_is_found(kind: type, changes: dict[str, object], said: str) -> None:
    """Roll, secrecy, lots, who voted and what was decided."""
    moot, booth = voted((5, 0, 1), (5, 0, 1))
    booth.count()
    found = forged(moot, kind, **changes)
    assert any(said in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        (ev.CheckCalled, {"question": OnDeadlock((1, 1))}, "one twice"),
        (ev.CheckCalled, {"question": OnDeadlock((2,))}, "before enough checks had failed"),
        (ev.CheckCalled, {"text_hash": "0" * 64}, "other texts"),
        (ev.CheckCalled, {"called_by": BEN}, "may not call it"),
        (ev.CheckCalled, {"called_by": None}, "nobody who takes part"),
        (ev.PositionTaken, {"stance": Stance.BLOCK}, "does not answer"),
        (ev.CheckClosed, {"outcome": Outcome.NO_DEADLOCK}, "comes out as deadlock"),
        (ev.PollOpened, {"question": OnDeadlock((1,))}, "just these proposals"),
        (ev.PollOpened, {"method": Method.STV}, "method"),
    ],
)
def test_a_deadlock_that_was_not_asked_rightly_is_found(kind: type, changes: dict[str, object], said: str) -> None:
    """What is asked, by whom, of which texts, and what comes of it."""
    moot = four()
    established(moot, "Buy hay")
    Booth(moot).open()
    moot.at(days=4)
    found = forged(moot, kind, **changes)
    assert any(said in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        (ev.ReferendumCalled, {"called_by": BEN}, "does not give procedure"),
        (ev.ReferendumCalled, {"members_only": True}, "do not all sit"),
        (ev.ReferendumCalled, {"closes_at": MONDAY}, "less than 1 hour"),
        (ev.PollOpened, {"closes_at": MONDAY + timedelta(days=30)}, "as was published"),
        (ev.PollMoved, {"because": "fun"}, "no reason"),
        (ev.PollBegunAgain, {"because": "fun"}, "no reason"),
        (ev.PollBegunAgain, {"lot": lot_of(secret_of(1))}, "lot that it had"),
        (ev.PollBegunAgain, {"closes_at": MONDAY + timedelta(days=30)}, "its full one"),
    ],
)
def test_a_referendum_that_was_not_held_rightly_is_found(kind: type, changes: dict[str, object], said: str) -> None:
    """Who called it and whom it asks; when it opens, is moved, or begins again."""
    moot, booth = asked()
    closes_at = moot.assembly.polls[1].closes_at
    moot.later(days=7, hours=1)
    moot.do(cmd.NoteAbsence(since=closes_at - timedelta(hours=1), until=moot.now))
    moot.do(cmd.BeginPollAgain(poll=1, lot=lot_of(secret_of(1, 1)), because="box"))
    moot.at(days=7)
    booth.count()
    sound(moot)
    found = forged(moot, kind, **changes)
    assert any(said in sentence for sentence in found), found


def test_who_is_kept_off_a_roll_that_is_not_of_members_alone_is_found() -> None:
    """An election of an officer is for all who take part, where the rules do not say otherwise."""
    moot = contested()
    moot.at_ballot()
    assert moot.assembly.polls[1].roll == set(moot.assembly.participants)
    assert any("not only members vote" in each for each in forged(moot, ev.PollOpened, without=(DAN,)))
