"""Offices, elections and changes of rules, example by example in the words of the design."""

from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.convening import conveners
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.refusals import (
    AboutYourself,
    AlreadyNominated,
    BadRuleValue,
    NoSuchOffice,
    NoSuchRule,
    NotConvening,
    NothingChanged,
    NotParticipant,
    OneNameEach,
)
from tests.support.engine import ROOM, Moot, kinds, only

ADA, BEN, CAT, DAN, ZOE = (PersonId(name) for name in ("ada", "ben", "cat", "dan", "zoe"))
FOUR = ("ada", "ben", "cat", "dan")


def nominate(person: PersonId, by: PersonId = ADA, office: str = "secretary") -> cmd.NominateOfficer:
    """Nominate somebody."""
    return cmd.NominateOfficer(actor=by, person=person, office=office)


def test_the_secretary_gives_procedure_instead_of_the_founder() -> None:
    """Once there is a secretary it is they who call consensus, and the founder no longer."""
    moot = Moot.founded(*FOUR)
    moot.elect("dan", by="ben")
    assert conveners(moot.assembly) == (DAN,)
    moot.propose("ben")
    assert moot.refused(cmd.CallConsensus(actor=ADA, proposal=2)) == NotConvening(asked="call", conveners=(DAN,))
    moot.call(2, who="dan")


def test_a_secretary_is_elected_by_the_consensus_of_the_assembly() -> None:
    """A nomination opens its check at once, nobody's permission being needed, and consensus fills the office."""
    moot = Moot.founded(*FOUR)
    assert kinds(moot.do(nominate(DAN, by=BEN))) == ["ProposalMade", "CheckCalled"]
    assert moot.check().called_by == BEN
    moot.agree("ada", "ben", "cat")
    filled = only(moot.at(hours=72), ev.OfficeFilled)
    assert (filled.person, filled.until) == (DAN, moot.now + timedelta(days=365))
    assert moot.assembly.secretary == DAN


def test_nobody_is_elected_against_their_will() -> None:
    """The person nominated is on the roll, and one block is enough."""
    moot = Moot.founded(*FOUR)
    moot.do(nominate(DAN))
    moot.agree("ada", "ben", "cat")
    moot.block("dan", reason="I cannot")
    moot.at(hours=72)
    assert moot.assembly.secretary is None


def test_whoever_an_election_is_about_neither_opens_nor_calls_it() -> None:
    """Nobody nominates themselves or calls consensus on their own election; then it falls to anyone else."""
    moot = Moot.founded(*FOUR)
    assert moot.refused(nominate(ADA, by=ADA)) == AboutYourself(asked="elect")
    moot.do(nominate(ADA, by=BEN))
    moot.block("ben")
    moot.at(hours=72)
    assert moot.proposal().phase is Phase.DISCUSSION
    assert moot.refused(cmd.CallConsensus(actor=ADA, proposal=1)) == AboutYourself(asked="call")
    moot.call(1, who="cat")


def test_a_nomination_is_of_a_participant_for_an_office_that_there_is() -> None:
    """Others, and other offices, are refused; so is whom a check is open on, or who holds it now."""
    moot = Moot.founded(*FOUR)
    assert moot.refused(nominate(ZOE)) == NotParticipant(person=ZOE)
    assert moot.refused(nominate(BEN, office="king")) == NoSuchOffice(office="king", offices=("secretary",))
    moot.do(nominate(BEN))
    assert moot.refused(nominate(BEN, by=CAT)) == AlreadyNominated(office="secretary", person=BEN, proposal=1)
    moot.do(nominate(CAT, by=DAN))
    moot.agree(*FOUR)
    assert moot.refused(nominate(BEN, by=CAT)) == AlreadyNominated(office="secretary", person=BEN, proposal=None)


def test_the_latest_election_fills_the_office() -> None:
    """Where two elections are open at once, the one that is decided last says who holds the office."""
    moot = Moot.founded(*FOUR)
    moot.do(nominate(BEN))
    moot.do(nominate(CAT, by=DAN))
    moot.agree(*FOUR, check=2)
    moot.agree(*FOUR, check=1)
    assert moot.assembly.secretary == BEN
    assert moot.verified().sound


def test_one_who_has_left_is_not_put_into_an_office() -> None:
    """The decision is settled, but an office is filled only with somebody who takes part."""
    moot = Moot.founded(*FOUR)
    moot.do(nominate(DAN))
    moot.do(cmd.Leave(actor=DAN, venue=ROOM))
    moot.agree("ada", "ben", "cat")
    assert kinds(moot.at(hours=72)) == ["CheckClosed", "DecisionMade", "DecisionSettled"]
    assert moot.assembly.secretary is None
    assert moot.verified().sound


def test_a_term_ends_and_an_election_opens() -> None:
    """After the secretary's term the office is vacant, and procedure is the founder's until the next election."""
    moot = Moot.founded(*FOUR, rules={"secretary-term": "7d"})
    moot.elect("dan", by="ben")
    assert moot.at(days=6) == []
    assert only(moot.at(days=1), ev.OfficeVacated).because == "term"
    assert moot.office.election_open
    assert conveners(moot.assembly) == (ADA,)


def test_whoever_puts_the_secretary_out_of_the_room_does_not_remove_them() -> None:
    """Leaving, or being kicked, vacates no office: meanwhile the founder gives procedure."""
    moot = Moot.founded(*FOUR)
    moot.elect("dan", by="ben")
    assert kinds(moot.do(cmd.Leave(actor=DAN, venue=ROOM))) == ["PersonLeft"]
    assert conveners(moot.assembly) == (ADA,)
    moot.do(cmd.Leave(actor=ADA, venue=ROOM))
    assert conveners(moot.assembly) == ()
    moot.do(cmd.Enter(actor=ADA, venue=ROOM))
    moot.do(cmd.Enter(actor=DAN, venue=ROOM))
    assert conveners(moot.assembly) == (DAN,)
    assert moot.verified().sound


def test_a_cooling_election_fills_the_office_only_when_it_settles() -> None:
    """While the election cools off the office stays as it is."""
    moot = Moot.founded(*FOUR, rules={"cooling-off": "5d"})
    moot.do(nominate(DAN))
    moot.agree(*FOUR)
    assert moot.assembly.secretary is None
    moot.at(days=5)
    assert moot.assembly.secretary == DAN


# --- rules


def test_a_rule_changes_by_itself_on_the_assembly_s_consensus() -> None:
    """No officer applies it: consensus does."""
    moot = Moot.founded(*FOUR)
    moot.do(cmd.ProposeRule(actor=BEN, rule="quorum-share", value="25%"))
    assert moot.proposal().latest.title == "Change the rule quorum-share from 1/5 to 1/4"
    moot.call()
    changed = only(moot.agree(*FOUR), ev.RuleChanged)
    assert (changed.rule, changed.value, changed.decision) == ("quorum-share", "1/4", 1)
    assert moot.assembly.rules.quorum_share.denominator == 4


def test_a_rule_that_cools_off_changes_when_it_settles() -> None:
    """Until the days are over the old rule is in force, and a block in them keeps it so."""
    moot = Moot.founded(*FOUR, rules={"cooling-off": "5d"})
    moot.do(cmd.ProposeRule(actor=BEN, rule="period", value="24h"))
    moot.call()
    moot.agree("ada", "ben", "cat")
    moot.at(hours=72)
    assert moot.assembly.rules.period == timedelta(hours=72)
    moot.block("dan")
    moot.at(days=9)
    assert moot.assembly.rules.period == timedelta(hours=72)


def test_a_check_is_decided_by_the_rules_under_which_it_was_called() -> None:
    """Changing a rule meanwhile, even the one that a check turns on, changes nothing in it."""
    moot = Moot.founded(*FOUR)
    moot.do(cmd.ProposeRule(actor=BEN, rule="quorum-minimum", value="1"))
    one = moot.call()
    other = moot.call(moot.propose())
    moot.agree(*FOUR, check=one)
    assert moot.assembly.rules.quorum_minimum == 1
    moot.agree("ada", check=other)
    moot.at(hours=72)
    moot.at(hours=36)
    assert moot.check(other).outcome is Outcome.INQUORATE


def test_an_amended_check_goes_by_the_rules_in_force_at_the_amendment() -> None:
    """Where a check begins again it begins under the rules as they are then."""
    moot = Moot.founded(*FOUR)
    other = moot.call(moot.propose())
    moot.do(cmd.ProposeRule(actor=BEN, rule="cooling-off", value="5d"))
    moot.agree(*FOUR, check=moot.call(2))
    moot.do(cmd.Amend(actor=ADA, proposal=1, text="Five kilos."))
    moot.agree(*FOUR, check=other)
    assert moot.proposal(1).phase is Phase.COOLING_OFF
    assert moot.verified().sound


@pytest.mark.parametrize(
    ("rule", "value", "refusal"),
    [("majority", "1/2", NoSuchRule), ("period", "5m", BadRuleValue), ("period", "72h", NothingChanged)],
)
def test_a_change_that_is_none_is_refused(rule: str, value: str, refusal: type) -> None:
    """A rule that there is not, a value that it cannot take, and the value that it has."""
    moot = Moot.founded("ada")
    assert isinstance(moot.refused(cmd.ProposeRule(actor=ADA, rule=rule, value=value)), refusal)


def test_one_person_puts_forward_one_name_at_a_time() -> None:
    """A second name by the same person waits for the first check; somebody else may put it forward at once."""
    moot = Moot.founded(*FOUR)
    moot.do(nominate(BEN))
    assert moot.refused(nominate(CAT)) == OneNameEach(office="secretary", proposal=1)
    moot.do(nominate(CAT, by=DAN))
    assert len(moot.assembly.checks) == 2
