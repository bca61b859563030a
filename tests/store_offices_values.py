"""Values for the tests of stores: officers' acts, elections, ballots and donations, made by hand.

``tests.store_values`` puts them into the assembly that has something in every place.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from deliberation.assembly import Gone
from deliberation.donations import Donation, DonationState, Donor, DonorKind
from deliberation.elections import Candidacy, Election, ElectionState, Timetable
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, DonorId, PersonId
from deliberation.offices import Act, Lack, Mandate, Office, Tenure
from deliberation.persistent import PersistentMap
from deliberation.polls import (
    OnDeadlock,
    OnElection,
    OnReferendum,
    Option,
    OptionKind,
    Paper,
    Poll,
    PollOutcome,
    Referendum,
)
from deliberation.rules import PRESETS, Method

AT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE, TWO, THREE = (PersonId(name) for name in ("p-ada", "p-ben", "p-cleo"))
GIVER, SOCIETY = DonorId("d-giver"), DonorId("d-society")
MANDATE = Mandate(office="treasurer", scope="Hire the hall", pence=12_345, limit="once", until=AT + HOUR)
_ELSEWHERE = Peer(AssemblyId("a-north"), "north", "North")


def tenure(holder: PersonId, hours: int = 900) -> Tenure:
    """Make somebody's term, which began now."""
    return Tenure(holder, AT, AT + hours * HOUR)


def act(number: int, **more: Any) -> Act:
    """Make something that an officer did without a mandate."""
    made = Act(number=number, office="treasurer", officer=TWO, text="Paid the hall", at=AT, lacking=Lack.NONE_NAMED)
    return replace(made, **more)


def election(number: int, **more: Any) -> Election:
    """Make an election that was announced."""
    made = Election(
        number=number,
        office="secretary",
        seats=2,
        method=Method.STV,
        timetable=Timetable(AT, AT + HOUR, AT + 2 * HOUR, AT + 3 * HOUR, AT),
        called_by=ONE,
        returning=None,
        opened_at=AT,
    )
    return replace(made, **more)


def poll(number: int, **more: Any) -> Poll:
    """Make an open secret ballot of three people."""
    made = Poll(
        number=number,
        question=OnElection(1),
        options=(Option(OptionKind.PERSON, ONE), Option(OptionKind.PERSON, TWO), Option(OptionKind.REOPEN)),
        method=Method.STAR,
        seats=1,
        secret=True,
        rules=PRESETS["folkmoot"],
        roll=frozenset({ONE, TWO, THREE}),
        opened_at=AT,
        remind_at=AT + HOUR,
        closes_at=AT + 2 * HOUR,
        lot="0" * 64,
    )
    return replace(made, **more)


def counted(number: int, **more: Any) -> Poll:
    """Make a poll that is over, with what was counted."""
    over = {
        "given": PersistentMap({ONE: "", TWO: ""}),
        "reminded": True,
        "outcome": PollOutcome.DECIDED,
        "closed_at": AT + 2 * HOUR,
        "papers": (Paper((0, 5, 3), 1), Paper((5, 0, 0), 1)),
        "receipts": ("K7QF-2M", "ZZZZ-9A"),
        "drawn_from": "ff" * 32,
        "elected": (1,),
    }
    return poll(number, **(over | more))


def donor(identifier: DonorId = GIVER, /, **more: Any) -> Donor:
    """Make somebody who gives."""
    made = Donor(
        id=identifier, kind=DonorKind.PERSON, name="Ada Lovelace", basis="register", facts="On it.", person=ONE
    )
    return replace(made, **more)


def donation(number: int, **more: Any) -> Donation:
    """Make a gift that was accepted."""
    made = Donation(
        number=number,
        donor=GIVER,
        pence=12_345,
        given_on=date(2026, 2, 28),
        form="money",
        recorded_by=TWO,
        recorded_at=AT,
        state=DonationState.ACCEPTED,
    )
    return replace(made, **more)


def offices_and_gifts() -> dict[str, Any]:
    """Give an assembly everything that has to do with its offices, ballots and donations."""
    return {**_offices(), **_elections(), **_polls(), **_gifts()}


def _offices() -> dict[str, Any]:
    return {
        "offices": PersistentMap(
            {
                "secretary": Office(name="secretary", held=(tenure(TWO),)),
                "treasurer": Office(
                    name="treasurer",
                    seats=2,
                    appointed_by="secretary",
                    deputy_to="secretary",
                    term=timedelta(days=30),
                    held=(tenure(ONE), tenure(TWO, 30)),
                    past=(tenure(THREE, 1),),
                ),
                "press": Office(name="press", election_open=True, past=(tenure(ONE, 0), tenure(ONE, 1))),
            }
        ),
        "acts": PersistentMap({1: act(1), 2: act(2, decision=1, pence=12_345, lacking=None)}),
        "stand_ins": PersistentMap({"general secretary@north": (ONE, THREE), "chair@north": ()}),
        "stands_in_for": PersistentMap({_ELSEWHERE.id: _ELSEWHERE}),
        "gone_lately": PersistentMap({THREE: Gone(AT - HOUR, AT)}),
    }


def _elections() -> dict[str, Any]:
    stands = Candidacy(
        person=ONE, nominated_by=TWO, seconded_by=THREE, reason="Calm", statement="I listen.", accepted=True
    )
    over = election(
        1,
        candidates=PersistentMap({ONE: stands, TWO: Candidacy(person=TWO, nominated_by=ONE)}),
        state=ElectionState.OVER,
        waiting=True,
        poll=1,
        elected=(ONE,),
        unfilled=1,
        ended_at=AT + HOUR,
        because="ballot",
    )
    return {
        "elections": PersistentMap({1: over, 2: election(2, office="", seat="Leeds North", returning=THREE)}),
    }


def _polls() -> dict[str, Any]:
    either = (Option(OptionKind.PROPOSAL, proposal=1), Option(OptionKind.STATUS_QUO))
    yes_or_no = (Option(OptionKind.YES), Option(OptionKind.NO))
    return {
        "polls": PersistentMap(
            {
                1: counted(1),
                2: poll(
                    2,
                    question=OnDeadlock((1, 2)),
                    options=either,
                    secret=False,
                    given=PersistentMap({ONE: "5,0", THREE: ""}),
                    same=PersistentMap({TWO: ONE}),
                    begun_again=1,
                    rules=PRESETS["harmony"],
                ),
                3: poll(3, question=OnReferendum(1), options=yes_or_no, method=Method.YES_NO, roll=frozenset()),
            }
        ),
        "referendums": PersistentMap(
            {
                1: Referendum(
                    number=1,
                    question="Shall we?",
                    called_by=ONE,
                    called_at=AT,
                    members_only=True,
                    secret=False,
                    closes_at=AT + HOUR,
                    poll=3,
                )
            }
        ),
    }


def _gifts() -> dict[str, Any]:
    return {
        "donors": PersistentMap(
            {
                GIVER: donor(),
                SOCIETY: donor(SOCIETY, kind=DonorKind.ORGANISATION, name="A Society", person=None),
            }
        ),
        "donations": PersistentMap(
            {
                1: donation(1),
                2: donation(
                    2,
                    donor=SOCIETY,
                    state=DonationState.REFUSED,
                    return_by=AT + 720 * HOUR,
                    proposal=2,
                    return_due=True,
                    because="members",
                ),
            }
        ),
    }
