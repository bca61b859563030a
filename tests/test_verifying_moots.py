"""The register of meetings: it verifies and gives them back, and what cannot have been is found."""

from datetime import datetime

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.commands import Command
from deliberation.ids import PersonId
from deliberation.verifying import verify
from tests.support.engine import MONDAY, Moot, kinds, replayed
from tests.support.meetings import ADA, BEN, CY, DEE, EVE, HOUR, call, hands, with_proposal


def told_in_full() -> Moot:
    """Let everything happen that can happen at moots."""
    moot = with_proposal()
    call(moot)
    moot.do(cmd.TellComing(actor=CY, moot=1, source="$r"))
    moot.do(cmd.WithdrawComing(actor=CY, moot=1))
    moot.do(cmd.MoveMoot(actor=BEN, moot=1, starts_at=MONDAY + 30 * HOUR))
    call(moot, after=72)
    call(moot, after=80)
    moot.do(cmd.CancelMoot(actor=BEN, moot=3))
    moot.at(hours=29)
    moot.at(hours=1)
    hands(moot, CY, DEE)
    moot.do(cmd.LowerHand(actor=DEE))
    moot.do(cmd.NextSpeaker(actor=BEN))
    moot.do(cmd.TakeMinute(actor=DEE, text="Noted."))
    moot.do(cmd.NextSpeaker(actor=BEN))
    moot.do(cmd.CloseMoot(actor=BEN))
    moot.do(cmd.OpenMoot(actor=ADA, moot=2))
    moot.at(days=9)
    return moot


def test_the_register_of_it_verifies_and_gives_it_back() -> None:
    """Every kind of entry is there, is found right, and makes the same moots when it is read again."""
    moot = told_in_full()
    of_moots = {kind for kind in vars(ev).values() if getattr(kind, "__module__", "") == "deliberation.events.moots"}
    assert {kind.__name__ for kind in of_moots} <= set(kinds(moot.happened))
    assert [str(problem) for problem in moot.verified().problems] == []
    again = replayed(moot.entries, moot.texts)
    assert again is not None
    assert {n: (m.state, m.minutes, m.present) for n, m in again.moots.items()} == {
        n: (m.state, m.minutes, m.present) for n, m in moot.assembly.moots.items()
    }


class Forger(Moot):
    """Writes into the register what nobody decided."""

    def forge(self, *events: ev.Event) -> None:
        """Let something have happened."""
        for event in events:
            self._take(event)


def _forged(*events: ev.Event, at: float = 0, before: tuple[Command, ...] = ()) -> list[str]:
    forger = Forger.founded("ada", "ben", "cy", "dee")
    call_it = cmd.CallMoot(actor=BEN, title="Spring", proposals=(), starts_at=MONDAY + 48 * HOUR, length=HOUR)
    forger.do(call_it)
    forger.at(hours=at)
    for command in before:
        forger.do(command)
    forger.forge(*events)
    return [problem.sentence for problem in verify(forger.entries).problems]


def _called(**changes: object) -> ev.MootCalled:
    usual: dict[str, object] = {
        "moot": 2,
        "title": "x",
        "proposals": (),
        "called_by": CY,
        "starts_at": MONDAY + 60 * HOUR,
        "ends_at": MONDAY + 61 * HOUR,
        "remind_at": MONDAY + 59 * HOUR,
    }
    return ev.MootCalled(**(usual | changes))  # type: ignore[arg-type]


def _moved(person: PersonId, starts_at: datetime) -> ev.MootMoved:
    return ev.MootMoved(moot=1, person=person, starts_at=starts_at, ends_at=starts_at + HOUR, remind_at=starts_at)


@pytest.mark.parametrize(
    ("event", "at", "problem"),
    [
        (_called(moot=4), 0, "comes after 1 of them"),
        (_called(called_by=EVE), 0, "eve called M2 without taking part"),
        (_called(proposals=(3,)), 0, "a proposal that there is not"),
        (_called(starts_at=MONDAY), 0, "for a time that was over"),
        (_called(remind_at=MONDAY + 99 * HOUR), 0, "reminded at the wrong time"),
        (_called(starts_at=MONDAY + 48.5 * HOUR, remind_at=MONDAY), 0, "for the time of M1"),
        (_moved(CY, MONDAY + 50 * HOUR), 0, "for whoever called it or gives procedure"),
        (_moved(BEN, MONDAY + 50 * HOUR), 48, "after it had begun"),
        (ev.MootCancelled(moot=1, person=None), 0, "by nobody before its time was over"),
        (ev.MootCancelled(moot=1, person=CY), 0, "for whoever called it or gives procedure"),
        (ev.ComingTold(moot=1, person=BEN), 0, "a second time"),
        (ev.ComingTold(moot=1, person=EVE), 0, "without taking part"),
        (ev.ComingWithdrawn(moot=1, person=CY), 0, "had not said so"),
        (ev.MootReminded(moot=1), 1, "at the wrong time"),
        (ev.MootOpened(moot=1, by=None), 1, "outside its time"),
        (ev.MootOpened(moot=1, by=CY), 1, "for whoever called it or gives procedure"),
        (ev.PresenceNoted(moot=1, person=CY), 1, "while it was not held"),
        (ev.PresenceNoted(moot=1, person=EVE), 48, "without taking part"),
        (ev.HandRaised(moot=1, person=EVE), 48, "without taking part"),
        (ev.HandLowered(moot=1, person=CY), 48, "a hand that was not raised"),
        (ev.SpeakerCalled(moot=1, person=CY), 48, "not given to whoever was next"),
        (ev.MinuteTaken(moot=1, person=BEN, text="x"), 1, "while it was not held"),
        (ev.MinuteTaken(moot=1, person=EVE, text="x"), 48, "without taking part"),
        (ev.MootClosed(moot=1, by=None), 48, "closed by itself before its end"),
        (ev.MootClosed(moot=1, by=CY), 48, "for whoever called it or gives procedure"),
    ],
)
def test_a_forged_entry_is_found(event: ev.Event, at: float, problem: str) -> None:
    """Whoever rewrites the register's account of a moot is found by what it cannot have been."""
    assert any(problem in sentence for sentence in _forged(event, at=at))


def test_a_forged_order_of_speaking_is_found() -> None:
    """Somebody who has spoken does not go before somebody who has not."""
    before = (
        cmd.RaiseHand(actor=BEN),
        cmd.NextSpeaker(actor=BEN),
        cmd.RaiseHand(actor=BEN),
        cmd.RaiseHand(actor=CY),
    )
    assert _forged(ev.SpeakerCalled(moot=1, person=CY), at=48, before=before) == []
    assert _forged(ev.SpeakerCalled(moot=1, person=BEN), at=48, before=before) != []
