"""Verifying what concerns who is who and the places of members: each kind of forgery is found."""

from typing import Any

import pytest

from deliberation import commands as cmd
from deliberation.ids import AssemblyId, PersonId
from deliberation.positions import Stance
from deliberation.verifying import verify
from tests.support.engine import ROOM, Moot
from tests.support.forging import Body, Forgery, altered, dropped, found, of, opened, rehashed

ADA, BEN, FAY, ZOE = (PersonId(name) for name in ("ada", "ben", "fay", "zoe"))


def a_history() -> Moot:
    """Give a register in which accounts were joined and parted, members came and went, and an officer was forgotten."""
    moot = Moot.founded("ada", "ben", "cat", "dan", "eve", "fay")
    moot.elect("fay", by="ada")
    moot.call(moot.propose(), who="fay")
    moot.agree("ada", check=2)
    moot.later(minutes=1).block("ben", check=2)
    moot.join("ada", "ben")
    moot.do(cmd.PartPerson(person=ADA, other=PersonId("new")))
    moot.enrol("zoe", "yan", "dan", days=30)
    moot.do(cmd.OpenDoor(people=(ZOE,), venue=ROOM))
    moot.do(cmd.GiveUpPlace(actor=ZOE))
    moot.at(days=30)
    moot.recall("fay", "ada", "cat", "dan")
    moot.say(Stance.KEEP, "eve", check=3)
    moot.join("fay", "eve")
    moot.agree("ada", check=moot.call(2, who="fay"))
    moot.do(cmd.ForgetPerson(person=FAY))
    return moot


def test_an_honest_register_of_people_has_no_problem() -> None:
    """Joined, parted, enrolled, lapsed, forgotten: all by the rules."""
    moot = a_history()
    report = moot.verified()
    assert report.sound, found(report)
    assert {body["type"] for body in opened(moot.entries)} >= {
        "PeopleJoined",
        "PersonParted",
        "MembersEnrolled",
        "DoorOpened",
        "EnrolmentEnded",
        "PersonForgotten",
        "OfficeVacated",
    }


def test_a_register_verifies_without_the_words_that_were_erased() -> None:
    """Only commitments to them are in the chain: erased from beside it they change nothing."""
    moot = a_history()
    moot.texts.clear()
    assert moot.verified().sound


def slipped_in(after: str, nth: int = 0, **body: Any) -> Forgery:
    """Put an entry in, at the moment of the one before it."""

    def forge(bodies: list[Body]) -> None:
        at = of(bodies, after, nth)
        bodies.insert(at + 1, {"at": bodies[at]["at"], **body})

    return forge


def enrolment(person: str, until: str = "2030-01-01T00:00:00Z") -> dict[str, Any]:
    """Write a place for somebody."""
    return {"type": "MembersEnrolled", "members": [{"person": person, "until": until}]}


@pytest.mark.parametrize(
    ("forge", "sentence"),
    [
        (dropped("PositionWithdrawn"), "ada, ben turned out to be one person, who has two positions in check 2"),
        (dropped("PositionWithdrawn", 1), "fay turned out to have a position in check 3, which is their own recall"),
        (dropped("PeopleJoined"), "A position in check 2 passed to ada, who did not turn out to be another"),
        (
            altered("PositionTaken", 8, stance="stand aside"),
            "A position in check 2 passed to ada from nobody",
        ),
        (
            slipped_in("PeopleJoined", type="PeopleJoined", person="cat", other="ben"),
            "ben was joined to cat, but turned out before to be ada",
        ),
        (
            slipped_in("PeopleJoined", type="PeopleJoined", person="ben", other="cat"),
            "ben was joined to cat, but turned out before to be ada",
        ),
        (slipped_in("PeopleJoined", type="PeopleJoined", person="cat", other="cat"), "cat was joined to themselves"),
        (
            slipped_in("PeopleJoined", type="PositionTaken", check=2, person="ben", stance="agree", cooling=False),
            "ben took a position in check 2, and has one there as ada",
        ),
        (
            slipped_in("PeopleJoined", 1, type="PositionTaken", check=3, person="eve", stance="keep", cooling=False),
            "eve took a position in check 3, which is their own recall",
        ),
        (
            slipped_in("PeopleJoined", type="PersonEntered", person="ben", venue=ROOM),
            f"ben joined {ROOM}, but turned out before to be ada",
        ),
        (
            slipped_in("PersonForgotten", type="PersonEntered", person="fay", venue=ROOM),
            f"fay joined {ROOM} after they were forgotten",
        ),
        (altered("PersonParted", other="cat"), "An account of ada went its own way as cat, who is not new"),
        (altered("PersonParted", other="ben"), "An account of ada went its own way as ben, who is not new"),
        (slipped_in("EnrolmentEnded", **enrolment("zoe")), "zoe was given a place as a member after they gave theirs"),
        (slipped_in("PeopleJoined", **enrolment("ben")), "ben was given a place as a member, but turned out before"),
        (
            slipped_in("MembersEnrolled", **enrolment("yan", "2026-01-20T00:00:00Z")),
            "yan was given a place as a member that they had, or for less time",
        ),
        (
            slipped_in("MembersEnrolled", **enrolment("xan", "2026-01-01T00:00:00Z")),
            "xan was given a place as a member that was over already",
        ),
        (
            slipped_in(
                "MembersEnrolled",
                type="MembersEnrolled",
                members=[{"person": "xan", "until": "2030-01-01T00:00:00Z"}] * 2,
            ),
            "Somebody was given a place as a member twice at once",
        ),
        (altered("DoorOpened", venue="console:elsewhere"), "which is no venue of the assembly"),
        (altered("DoorOpened", people=["cat"]), f"{ROOM} was opened to cat, who has no place as a member"),
        (
            slipped_in("MembersEnrolled", type="DoorOpened", venue=ROOM, people=["dan"]),
            f"{ROOM} was opened to dan, who was in it",
        ),
        (altered("EnrolmentEnded", because="lapsed"), "The place of zoe as a member lapsed before its time"),
        (altered("EnrolmentEnded", because="disliked"), "Places of members were ended for no reason that there is"),
        (altered("EnrolmentEnded", people=["cat"]), "The place of cat as a member was ended, but they had none"),
        (altered("EnrolmentEnded", people=["zoe", "yan"]), "Several people gave up their places in one word"),
        (altered("EnrolmentEnded", 1, people=["yan", "yan"]), "A place as a member was ended twice at once"),
        (dropped("OfficeVacated"), "fay was forgotten, but the office of secretary was not vacated"),
        (dropped("PersonForgotten"), "The office of secretary was vacated because of forgotten, which there was not"),
        (
            slipped_in("PersonForgotten", type="PersonForgotten", person="fay"),
            "fay was forgotten after they were forgotten",
        ),
    ],
)
def test_each_forgery_is_found(forge: Forgery, sentence: str) -> None:
    """Whatever is left out, slipped in or written otherwise, with the chain made whole again, is named."""
    bodies = opened(a_history().entries)
    forge(bodies)
    report = verify(rehashed(bodies, AssemblyId("a-1")))
    assert not report.sound
    assert sentence in found(report)
