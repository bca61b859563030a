"""Forgeries about offices, mandates, acts and petitions; and registers from before there were such entries."""

from collections.abc import Iterator

import pytest

from deliberation import commands as cmd
from deliberation.ids import AssemblyId, PersonId
from deliberation.offices import Mandate
from deliberation.positions import Stance
from deliberation.verifying import verify
from tests.support.elections import Electing
from tests.support.engine import Moot
from tests.support.forging import Body, Forgery, altered, dropped, ended, found, lacking, of, opened, rehashed

ADA, BEN, CAT, DAN = (PersonId(name) for name in ("ada", "ben", "cat", "dan"))
FOUR = ("ada", "ben", "cat", "dan")
OWN = AssemblyId("a-1")
LATER = "2027-06-01T00:00:00Z"


def a_history() -> Moot:
    """Give a register with every kind of entry about offices in it."""
    moot = Moot.founded(*FOUR)
    moot.elect("dan", by="ada")
    mandate = Mandate(office="treasurer", scope="pay", pence=100)
    for command in (
        cmd.ProposeOffice(actor=ADA, office="treasurer", appointed_by="secretary"),
        cmd.ProposeOffice(actor=ADA, office="clerk", appointed_by="secretary"),
    ):
        agreed(moot, command)
    moot.do(cmd.Appoint(actor=DAN, person=CAT, office="treasurer"))
    agreed(moot, cmd.Propose(actor=ADA, title="Pay", mandate=mandate))
    moot.act("cat", "paid", decision=4, pence=60)
    moot.act("cat", "paid more", decision=4, pence=60)
    agreed(moot, cmd.ProposeOfficeEnd(actor=ADA, office="clerk"))
    moot.do(cmd.StartRecall(actor=ADA, officer=CAT, reason="", act=2))
    moot.do(cmd.MakeStatement(actor=CAT, petition=1, text="It was needed."))
    moot.do(cmd.Sign(actor=BEN, petition=1))
    moot.say(Stance.KEEP, "ada", "ben", "dan", check=len(moot.assembly.checks))
    moot.do(cmd.Resign(actor=CAT))
    return moot


def agreed(moot: Moot, command: cmd.Command) -> None:
    """Propose something, call consensus and let everyone agree."""
    moot.do(command)
    moot.agree(*FOUR, check=moot.call(len(moot.assembly.proposals), who="dan"))


def test_a_register_with_offices_and_acts_is_sound() -> None:
    """It says what there was, without the words of anybody."""
    moot = a_history()
    report = moot.verified()
    assert report.sound, found(report)
    assert report.assembly is not None
    assert [act.mandated for act in report.assembly.acts.values()] == [True, False]


@pytest.mark.parametrize(
    ("forgery", "sentence"),
    [
        (dropped("OfficeCreated"), "created no office"),
        (altered("OfficeCreated", seats=2), "is not as decision D2 says"),
        (altered("OfficeCreated", appointed_by=""), "cat was appointed treasurer, which is elected"),
        (altered("OfficeCreated", office="chair"), "is not as decision D2 says"),
        (dropped("OfficeEnded"), "ended no office"),
        (altered("OfficeEnded", decision=2), "not what decision D2 says"),
        (ended(type="OfficeEnded", office="treasurer", decision=2), "without a decision just settled"),
        (altered("OfficeFilled", 1, appointed_by="ben"), "ben appointed the treasurer, which is for the secretary"),
        (altered("OfficeFilled", 1, person="dan"), "dan appointed themselves treasurer"),
        (altered("OfficeFilled", 1, until=LATER), "term of the treasurer"),
        (altered("OfficeVacated", because="recall"), "because of recall, which there was not"),
        (altered("OfficeVacated", because="ended"), "because of ended, which there was not"),
        (altered("ActRecorded", 1, lacking=None), "by what was decided it is: it goes beyond the limit"),
        (altered("ActRecorded", 0, pence=200), "by what was decided it is: it goes beyond the limit"),
        (altered("ActRecorded", 0, pence=-5), "cost less than nothing"),
        (altered("ActRecorded", 0, officer="ben"), "who did not hold that office"),
        (altered("ActRecorded", 1, act=7), "Act 7 comes after 1"),
        (lacking("ProposalMade", "mandate", 3), "that decision empowers nobody"),
        (altered("PetitionStarted", act=1), "cites O1, which is no unmandated act"),
        (
            ended(
                type="PetitionStarted",
                petition=2,
                office="treasurer",
                officer="cat",
                starter="ben",
                act=2,
                unmandated=True,
                until=LATER,
            ),
            "because of which there was a recall already",
        ),
        (altered("StatementMade", officer="ben"), "by somebody whom it is not about"),
        (ended(type="StatementMade", petition=1, officer="cat"), "was made after it was over"),
    ],
)
def test_a_forgery_about_offices_is_found(forgery: Forgery, sentence: str) -> None:
    """Whoever writes it anew from a lie on, with every hash right, is found out."""
    bodies = opened(a_history().entries)
    forgery(bodies)
    report = verify(rehashed(bodies, OWN))
    assert sentence in found(report), found(report) or "nothing was found"


def test_who_makes_room_for_whom_a_ballot_elected_is_whose_term_ends_first() -> None:
    """Nobody else loses their place by what is written into the register."""
    moot = Electing.here(election_method="stv").with_office("convenor", seats=2)
    for person in ("dan", "eve"):
        moot.later(days=1).do(cmd.NominateOfficer(actor=ADA, person=PersonId(person), office="convenor"))
        moot.agree(*sorted(moot.assembly.participants), check=len(moot.assembly.checks))
    number = moot.calls(office="convenor", seats=1)
    moot.stands("fay", "ada", "ben", number)
    moot.stands("cat", "ben", "ada", number)
    moot.at_close(number)
    moot.at_ballot(number)
    moot.votes(("ada", ("fay",)), ("ben", ("fay",)))
    moot.at_count()
    assert moot.assembly.offices["convenor"].holders == ("eve", "fay")
    assert moot.verified().sound
    bodies = opened(moot.entries)
    vacated = bodies[of(bodies, "OfficeVacated")]
    assert (vacated["because"], vacated["person"]) == ("succeeded", "dan")
    vacated["person"] = "eve"
    assert "vacated because of succeeded, which there was not" in found(verify(rehashed(bodies, OWN)))


def test_an_appointment_that_undoes_a_recall_is_found() -> None:
    """Whoever appoints cannot write that into the register either."""
    moot = Moot.founded(*FOUR)
    moot.elect("dan", by="ada")
    agreed(moot, cmd.ProposeOffice(actor=ADA, office="treasurer", appointed_by="secretary"))
    moot.do(cmd.Appoint(actor=DAN, person=CAT, office="treasurer"))
    bodies = opened(moot.entries)
    filled = bodies[of(bodies, "OfficeFilled", 1)]
    moot.recall("cat", "ada", "ben", "dan")
    moot.say(Stance.REMOVE, "ada", "ben", "dan", check=len(moot.assembly.checks))
    report = verify(rehashed([*opened(moot.entries), filled], OWN))
    assert "was appointed treasurer again before" in found(report), found(report)


def test_a_register_from_before_names_were_private_still_verifies() -> None:
    """There each signature stands in the clear, and the rules name no office."""
    moot = Moot.founded(*FOUR)
    moot.elect("dan", by="ada")
    moot.recall("dan", "ada", "ben", "cat")
    moot.say(Stance.REMOVE, "ada", "ben", "cat", check=2)
    bodies = opened(moot.entries)
    names = iter(["ada", "ben", "cat"])
    for body in bodies:
        as_before(body, names)
    report = verify(rehashed(bodies[: of(bodies, "OfficeVacated") + 1], OWN))
    assert report.sound, found(report)


def as_before(body: Body, names: Iterator[str]) -> None:
    """Write an entry as it was written then."""
    if body["type"] == "PetitionSigned":
        del body["signer"]
        body["person"] = next(names)
    body.pop("signers", None)
    if "rules" in body:
        later = {"procedure", "election-method", "electorate", "nomination-period", "ballot-period", "secret-ballots"}
        later |= {"referendum-quorum", "referendum-threshold", "gift-limit"}
        body["rules"] = [rule for rule in body["rules"] if rule[0] not in later]


def test_once_it_fell_to_anyone_where_the_only_one_who_gave_procedure_was_the_subject() -> None:
    """So older registers have it, and they still verify; a new one falls to the founder."""
    moot = Moot.founded(*FOUR)
    for _ in range(2):
        moot.do(cmd.NominateOfficer(actor=ADA, person=DAN, office="secretary"))
        if len(moot.assembly.checks) == 1:
            moot.block("ben")
            moot.at(hours=72)
    moot.agree(*FOUR, check=2)
    moot.call(1, who="ada")
    bodies = opened(moot.entries)
    bodies[of(bodies, "CheckCalled", 2)]["called_by"] = "cat"
    assert "cat, who may not call it" in found(verify(rehashed(bodies, OWN)))
    for body in bodies:
        as_before(body, iter(()))
    report = verify(rehashed(bodies, OWN))
    assert report.sound, found(report)
