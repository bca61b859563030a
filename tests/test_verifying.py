"""Verifying: an honest register has no problem, and each kind of forgery has its own."""

import json

import pytest

from deliberation import commands as cmd
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.positions import Stance
from deliberation.register import GENESIS, Entry, link, roll_hash
from deliberation.verifying import Report, verify
from tests.support import forging
from tests.support.engine import FORUM, HALL, ROOM, Moot
from tests.support.forging import Body, Forgery, added, altered, dropped, ended, found, of, opened

EVERYONE = ("ada", "ben", "cat", "dan")


def bodies_of(moot: Moot) -> list[Body]:
    """Open the register of an assembly up."""
    return opened(moot.entries)


def rehashed(bodies: list[Body], *, number: bool = True) -> list[Entry]:
    """Close it again, with every hash right."""
    return forging.rehashed(bodies, AssemblyId("a-1"), number=number)


def a_history() -> Moot:
    """Give a register in which everything went by the rules: decisions, an election, a recall, a changed rule."""
    moot = Moot.founded(*EVERYONE)
    one = moot.called()
    moot.agree("ada", "ben", check=one)
    moot.block("cat", check=one, reason="")
    moot.at(hours=72)
    moot.at(hours=24)
    moot.elect("dan", by="ada")
    moot.do(cmd.ProposeRule(actor=PersonId("ada"), rule="cooling-off", value="5d"))
    rule = moot.call(len(moot.assembly.proposals), who="dan")
    moot.agree(*EVERYONE, check=rule)
    cooled = moot.call(moot.propose("ben"), who="dan")
    moot.agree("ada", "ben", "cat", check=cooled)
    moot.at(hours=72)
    moot.stand_aside("dan", check=cooled)
    again = moot.call(moot.propose("ben"), who="dan")
    moot.agree("ada", "ben", "cat", check=again)
    moot.at(hours=72)
    moot.at(days=6)
    moot.recall("dan", "ada", "ben", "cat")
    moot.say(Stance.REMOVE, "ada", "ben", "cat", check=len(moot.assembly.checks))
    few = moot.call(moot.propose("ben"))
    moot.agree("ben", check=few)
    moot.at(hours=72)
    moot.at(hours=36)
    return moot


def test_an_honest_register_has_no_problem() -> None:
    """A register in which all went by the rules is sound, and tells the assembly as it is."""
    moot = a_history()
    report = moot.verified()
    assert report.sound, found(report)
    assert report.assembly is not None
    assert report.assembly.rules == moot.assembly.rules
    assert report.entries == len(moot.entries) == report.chain.number
    assert report.chain.hash == moot.entries[-1].hash
    assert report.checks == len(moot.assembly.checks)
    kinds_there = {body["type"] for body in bodies_of(moot)}
    assert kinds_there >= {"BlockLapsed", "DeadlineMoved", "DecisionSentBack", "RuleChanged", "OfficeVacated"}


def test_an_empty_register_is_sound_and_says_nothing() -> None:
    """Where nothing was written nothing is wrong."""
    assert verify([]) == Report(None, 0, 0, (), verify([]).chain)


def test_it_reads_a_stream_and_keeps_no_entry() -> None:
    """Entries may come one at a time from anywhere; a generator will do."""
    moot = a_history()
    assert verify(entry for entry in moot.entries).sound


def test_reading_stops_at_the_first_broken_link() -> None:
    """After an altered entry nothing can be trusted, so nothing after it is read."""
    moot = a_history()
    entries = list(moot.entries)
    entries[9] = Entry(entries[9].assembly, 10, entries[9].record + " ", entries[9].hash)
    report = verify(entries)
    assert report.chain.number == report.entries == 9
    assert [problem.entry for problem in report.problems] == [10]
    assert "The chain is broken" in found(report)
    lone = Entry(AssemblyId("a-1"), 1, '"\ud800"', GENESIS)
    assert "The chain is broken" in found(verify([lone]))


def test_a_posted_checkpoint_is_held_against_the_chain() -> None:
    """A register rewritten from its first entry is found by the hash that was posted in the venue."""
    moot = a_history()
    last = len(moot.entries)
    assert verify(moot.entries, {5: moot.entries[4].hash, last: moot.entries[-1].hash}).sound
    bodies = bodies_of(moot)
    bodies[0]["purpose"] = "to try other things"
    report = verify(rehashed(bodies), {5: moot.entries[4].hash})
    assert found(report) == "5: The hash of this entry is not the one that was posted: the past was rewritten."
    cut = verify(moot.entries[:6], {last: moot.entries[-1].hash})
    assert "entries were cut off" in found(cut)


NO_TALLY = {"agree": 0, "stand_aside": 0, "block": 0, "remove": 0, "keep": 0}
POSITION: Body = {"type": "PositionTaken", "check": 1, "person": "ada", "stance": "agree", "cooling": False}
LATER = "2027-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("forgery", "sentence"),
    [
        # the form of an entry
        (altered("ProposalMade", extra=1), "a field too many"),
        (altered("PositionTaken", check="1"), "not of a form that the program writes"),
        (altered("PositionTaken", at="2026-01-05T09:00:00"), "not of a form that the program writes"),
        (altered("PositionTaken", reason="in clear"), "is no hash"),
        (altered("PositionTaken", type="Nothing"), "not of a form that the program writes"),
        (added("VenueBound", type="AssemblyFounded"), "not of a form that the program writes"),
        (lambda bodies: bodies.insert(3, bodies[0]), "founded a second time"),
        (dropped("AssemblyFounded"), "does not begin with the founding"),
        (lambda bodies: bodies[0]["rules"].remove(["agree-share", "1/2"]), "does not name every rule"),
        # the roll
        (altered("CheckCalled", roll_size=3), "by who joined and left it is 4"),
        (
            altered("CheckCalled", roll_hash=roll_hash(frozenset({PersonId("ada")}))),
            "not of those who were taking",
        ),
        (altered("CheckCalled", barred=["cat"]), "were kept off the roll"),
        (altered("CheckCalled", excused=["cat"]), "not those who had sent apologies"),
        (altered("CheckCalled", carried_over=["ada"]), "as if it had begun before"),
        (dropped("PersonEntered", 3), "not of those who were taking"),
        # the call
        (altered("CheckCalled", text_hash="0" * 64), "The text of check 1 is not that of P1"),
        (altered("ProposalMade", text="A hundred kilos."), "The text of check 1 is not that of P1"),
        (altered("CheckCalled", deadline="2026-01-05T09:59:00Z"), "at least 1 hour"),
        (altered("CheckCalled", deadline=LATER), "at most 90 days"),
        (altered("CheckCalled", remind_at="2026-01-05T10:00:00Z"), "half time"),
        (altered("CheckCalled", called_by="ben"), "who may not call it"),
        (altered("CheckCalled", called_by="zoe"), "nobody who takes part"),
        (altered("CheckCalled", called_by=None), "nobody who takes part"),
        (altered("CheckCalled", check=7), "Check 7 comes after 0"),
        (altered("CheckCalled", round=2), "as if it had begun before"),
        (
            lambda bodies: bodies[of(bodies, "CheckCalled")]["rules"][0].__setitem__(1, "1/100"),
            "rules that were not in force",
        ),
        # positions
        (altered("PositionTaken", person="zoe"), "without being on its roll"),
        (altered("PositionTaken", stance="remove"), "does not answer check 1"),
        (altered("PositionTaken", cooling=True), "which was not cooling off"),
        (added("ProposalMade", 1, **{**POSITION, "person": "dan"}), "after its close"),
        (added("DecisionSentBack", **{**POSITION, "check": 4, "cooling": True}), "though not silent before"),
        (added("CheckClosed", type="PositionCameLate", check=1, person="dan", stance="agree"), "which was open"),
        (added("CheckClosed", type="PositionWithdrawn", check=1, person="dan"), "does not fit what went before"),
        (added("CheckClosed", type="PositionWithdrawn", check=1, person="ada"), "but the positions come to"),
        (ended(type="PositionWithdrawn", check=1, person="ada"), "A withdrawal was counted in check 1 after its close"),
        (ended(**{**POSITION, "check": 99}), "speaks of something that there is not"),
        # the close
        (altered("CheckClosed", outcome="not carried"), "as not carried, but comes out as consensus"),
        (altered("CheckClosed", outcome="withdrawn"), "P1 was not withdrawn"),
        (altered("CheckClosed", tally={**NO_TALLY, "agree": 4}), "closed on 4 agree"),
        (altered("CheckClosed", 1, outcome="blocked"), "is recorded as blocked, but comes out as consensus"),
        (lambda bodies: bodies.insert(of(bodies, "CheckClosed"), bodies[of(bodies, "CheckClosed")]), "a second time"),
        (dropped("PositionTaken", 3), "was closed early"),
        (dropped("DeadlineMoved"), "before its holder had the time to give a reason"),
        (dropped("BlockLapsed"), "closed on a block without a reason"),
        (altered("BlockLapsed", person="ada"), "where they did not block"),
        (altered("DeadlineMoved", because="quorum"), "without lacking it"),
        (altered("DeadlineMoved", because="mercy"), "for no reason that there is: mercy"),
        (altered("DeadlineMoved", because="absence", deadline="2026-01-08T09:05:00Z"), "ten minutes or less"),
        (altered("DeadlineMoved", deadline="2026-01-08T10:00:00Z"), "was not moved by 1 day"),
        (added("BlockLapsed", type="DeadlineMoved", check=1, because="reason", deadline=LATER), "a second time"),
        (
            added("PositionTaken", type="DeadlineMoved", check=1, because="quorum", deadline=LATER),
            "before it was reached",
        ),
        (added("PositionTaken", 1, type="HalfTimeReached", check=1), "early, twice or after"),
        # decisions
        (dropped("DecisionMade"), "no decision followed"),
        (dropped("DecisionSettled"), "was not settled"),
        (
            added("PositionTaken", type="DecisionMade", decision=1, proposal=1, check=1, cooling_until=LATER),
            "without a consensus",
        ),
        (altered("DecisionMade", 3, cooling_until="2026-01-09T09:00:00Z"), "has not the cooling off of its rules"),
        (dropped("DecisionSentBack"), "owed to be sent back because of objections"),
        (altered("DecisionSentBack", because="block"), "sent back because of block"),
        (added("DecisionSentBack", type="DecisionSettled", decision=4), "settled before its cooling off was over"),
        (ended(type="DecisionSettled", decision=1), "a second time"),
        (dropped("RuleChanged"), "changed no rule"),
        (altered("RuleChanged", value="0h"), "not what decision D"),
        (ended(type="RuleChanged", rule="period", value="1h", decision=1), "without a decision just settled"),
        # offices and petitions
        (dropped("OfficeFilled"), "filled no office"),
        (altered("OfficeFilled", person="ben"), "not what decision D"),
        (altered("OfficeFilled", until=LATER), "term of the secretary"),
        (
            ended(type="OfficeFilled", office="secretary", person="ben", until=LATER, decision=1),
            "without a decision just",
        ),
        (dropped("OfficeVacated"), "the office was not vacated"),
        (altered("OfficeVacated", person="ben"), "without holding it"),
        (altered("OfficeVacated", because="term"), "because of term, which there was not"),
        (
            added("PetitionStarted", type="OfficeVacated", office="secretary", person="dan", because="recall"),
            "which there was not",
        ),
        (dropped("PetitionSucceeded"), "had enough signatures"),
        (dropped("PetitionSigned", 2), "but has 2 of 3"),
        (altered("PetitionSigned", 2, person="dan"), "signed by the officer"),
        (altered("PetitionSigned", 2, person="zoe"), "without taking part"),
        (altered("PetitionSucceeded", signers=["ada", "ben", "ben"]), "without naming each who signed it, once"),
        (altered("PetitionSucceeded", signers=["ada", "ben", "dan"]), "signed by the officer"),
        (altered("PetitionSucceeded", signers=["ada", "ben", "zoe"]), "zoe signed petition R1 without taking part"),
        (altered("PetitionSigned", 0, person="cat"), "not signed by who started it"),
        (altered("PetitionSucceeded", needed=1), "recorded with 3 of 1"),
        (altered("PetitionStarted", starter="dan"), "by the officer whom it is about"),
        (altered("PetitionStarted", officer="cat"), "who is not the secretary"),
        (altered("PetitionStarted", until=LATER), "has not the time"),
        (added("PetitionSucceeded", type="PetitionLapsed", petition=1, because="time"), "before its time was over"),
        (added("PetitionSucceeded", type="PetitionLapsed", petition=1, because="vacant"), "after it was over"),
        # people, venues, proposals
        (altered("PersonEntered", venue=HALL), "which is no venue"),
        (ended(type="PersonLeft", person="ben", venue=FORUM), "without being in it"),
        (ended(type="PersonLeft", person="zoe", venue=ROOM), "does not fit what went before"),
        (altered("ProposalMade", proposer="zoe"), "zoe made proposal P1 without taking part"),
        (altered("ProposalMade", proposal=9), "Proposal 9 comes after 0"),
        (ended(type="ProposalWithdrawn", proposal=2), "does not fit what went before"),
        (added("PositionTaken", type="ProposalWithdrawn", proposal=1), "was left open"),
        (
            added(
                "PositionTaken",
                type="ProposalAmended",
                proposal=1,
                revision=2,
                title="Buy seed",
                text="More.",
                suffering="",
                affects=[],
                review="",
            ),
            "which did not begin again",
        ),
    ],
)
def test_a_forgery_is_found_though_the_chain_is_whole(forgery: Forgery, sentence: str) -> None:
    """Whoever writes a register anew from a lie on, with every hash right, is found out by the rules."""
    bodies = bodies_of(a_history())
    forgery(bodies)
    report = verify(rehashed(bodies))
    assert sentence in found(report), found(report) or "nothing was found"
    assert report.chain.number == len(bodies)


def test_a_record_that_is_not_canonical_is_found() -> None:
    """The same content written with another spacing, or with its number wrong, is not what the program writes."""
    body = bodies_of(Moot.founded("ada"))[0]
    spaced = json.dumps(body, sort_keys=True)
    report = verify([Entry(AssemblyId("a-1"), 1, spaced, link(GENESIS, spaced))])
    assert "not canonical" in found(report)
    assert "a number that is not its own" in found(verify(rehashed([{**body, "n": 5}], number=False)))


def test_an_entry_of_another_assembly_is_found() -> None:
    """A register holds the entries of one assembly."""
    moot = Moot.founded("ada", "ben")
    strange = [*moot.entries[:-1], Entry(AssemblyId("a-2"), 4, moot.entries[-1].record, moot.entries[-1].hash)]
    assert "belongs to another assembly, a-2" in found(verify(strange))


def test_a_removal_by_less_than_the_rule_is_found() -> None:
    """A recall that comes out as kept cannot be written as removed."""
    moot = Moot.founded(*EVERYONE, "eve", rules={"recall-rule": "consensus-to-remove"})
    moot.elect("eve", by="ada")
    moot.recall("eve", "ada", "ben", "cat")
    moot.say(Stance.REMOVE, "ada", "ben", "cat", check=2)
    moot.say(Stance.KEEP, "dan", check=2)
    bodies = bodies_of(moot)
    altered("CheckClosed", 1, outcome="removed")(bodies)
    assert "recorded as removed, but comes out as kept" in found(verify(rehashed(bodies)))


def test_a_recall_that_puts_the_officer_on_the_roll_is_found() -> None:
    """The officer is heard, but not on the roll, and nobody else is kept off it."""
    moot = Moot.founded(*EVERYONE)
    moot.elect("dan", by="ada")
    moot.recall("dan", "ada", "ben", "cat")
    bodies = bodies_of(moot)
    for barred in ([], ["dan", "cat"]):
        altered("CheckCalled", 1, barred=barred)(bodies)
        assert "not the officer alone" in found(verify(rehashed(bodies)))


def test_blocks_left_behind_at_an_amendment_are_found() -> None:
    """When a check begins again, exactly the standing blocks come along."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    moot.block("ben")
    moot.do(cmd.Amend(actor=PersonId("ada"), proposal=1, text="Five kilos."))
    assert moot.verified().sound
    bodies = bodies_of(moot)
    altered("CheckCalled", 1, carried_over=[])(bodies)
    assert "are not those that stood" in found(verify(rehashed(bodies)))


def test_a_long_register_of_lies_does_not_stop_the_reading() -> None:
    """One problem after another is reported, and the reading goes on to the end."""
    moot = Moot.founded("ada")
    strange: Body = {"at": LATER, "type": "PersonEntered", "person": "zoe", "venue": VenueId("nowhere")}
    report = verify(rehashed([*bodies_of(moot), *[strange] * 50]))
    assert len(report.problems) == 50
    assert report.entries == 53
