"""Whatever is done at meetings: one is held at a time, and the order of speaking is of those who are there."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation import commands as cmd
from deliberation.commands import Command
from deliberation.deciding.clockwork import next_due
from deliberation.events.people import Enrolment
from deliberation.ids import PersonId
from deliberation.moots import MootState
from tests.support.engine import ROOM, Moot, people
from tests.support.meetings import HOUR

NAMES = ("ada", "ben", "cy", "dee", "eve")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                *("call", "move", "cancel", "open", "come", "stay", "hand", "lower", "next", "minute", "close"),
                *("enter", "leave", "join", "forget", "enrol", "later"),
            )
        ),
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.integers(1, 6),
    ),
    max_size=60,
)


def _command(step: str, who: PersonId, other: PersonId, number: int, now: datetime) -> Command:
    begins, length = now + number * HOUR, timedelta(minutes=20 * number)
    commands: dict[str, Command] = {
        "call": cmd.CallMoot(actor=who, title="x", proposals=(), starts_at=begins, length=length),
        "move": cmd.MoveMoot(actor=who, moot=number, starts_at=begins + HOUR),
        "cancel": cmd.CancelMoot(actor=who, moot=number),
        "open": cmd.OpenMoot(actor=who, moot=number),
        "come": cmd.TellComing(actor=who, moot=number, source="$r"),
        "stay": cmd.WithdrawComing(actor=who, moot=number),
        "hand": cmd.RaiseHand(actor=who),
        "lower": cmd.LowerHand(actor=who),
        "next": cmd.NextSpeaker(actor=who),
        "minute": cmd.TakeMinute(actor=who, text="x"),
        "close": cmd.CloseMoot(actor=who),
        "enter": cmd.Enter(actor=who, venue=ROOM),
        "leave": cmd.Leave(actor=who, venue=ROOM),
        "join": cmd.JoinPeople(person=who, other=other),
        "forget": cmd.ForgetPerson(person=who),
        "enrol": cmd.Enrol(members=(Enrolment(who, begins),)),
        "later": cmd.Tick(),
    }
    return commands[step]


@settings(max_examples=150)
@given(steps=STEPS)
def test_whatever_is_done_the_order_is_of_those_who_are_there(steps: list[tuple[str, str, str, int]]) -> None:
    """One is held at a time, nobody has two hands or two places, who speaks takes part, and the register verifies."""
    moot = Moot.founded("ada", "ben", "cy")
    forgotten: set[PersonId] = set()
    for step, who, other, number in steps:
        now = {moot.assembly.linked.get(each, each) for each in people(who, other)}
        if now & forgotten:
            continue  # whoever comes back is somebody new
        if step == "later":
            moot.later(minutes=25 * number)
        if step == "forget":
            forgotten.add(moot.assembly.linked.get(PersonId(who), PersonId(who)))
        moot.ask(_command(step, PersonId(who), PersonId(other), number, moot.now))
        here, linked = moot.assembly.participants, moot.assembly.linked
        found = [each for each in moot.assembly.moots.values() if not each.is_over]
        assert sum(each.state is MootState.OPEN for each in found) <= 1
        for each in found:
            assert len(set(each.hands)) == len(each.hands)
            assert {*each.hands, *each.coming} <= set(here)
            assert each.speaker is None or each.speaker in here
            assert linked.keys().isdisjoint({*each.hands, *each.coming, *each.present, *each.spoken})
            assert not each.hands or each.state is MootState.OPEN
        due = next_due(moot.assembly)
        assert due is None or not found or due <= min(each.ends_at for each in found) + 3 * HOUR
    assert [problem.sentence for problem in moot.verified().problems] == []
