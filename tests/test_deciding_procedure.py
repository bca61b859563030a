"""Who gives procedure while an officer is away, gone or named elsewhere; and the rule that says so."""

from datetime import timedelta

from deliberation import commands as cmd
from deliberation.convening import conveners
from deliberation.evolve import evolve
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, PersonId
from deliberation.refusals import (
    BadRuleValue,
)
from tests.support.engine import ROOM, Moot, kinds
from tests.support.officers import decided, with_office

ADA, BEN, CAT, DAN, EVE, ZOE = (PersonId(name) for name in ("ada", "ben", "cat", "dan", "eve", "zoe"))
FIVE = ("ada", "ben", "cat", "dan", "eve")
HARMONY = Peer(AssemblyId("h-1"), "harmony", "Harmony")


def test_the_deputy_gives_procedure_while_the_secretary_is_away_or_gone() -> None:
    """Who sent apologies and is back is not shut out; who left is."""
    moot = with_office("vice secretary", deputy_to="secretary")
    moot.do(cmd.NominateOfficer(actor=ADA, person=CAT, office="vice secretary"))
    moot.agree(*FIVE, check=len(moot.assembly.checks))
    assert conveners(moot.assembly, moot.now) == (DAN,)
    moot.do(cmd.GiveApologies(actor=DAN, until=moot.now + timedelta(days=7)))
    assert conveners(moot.assembly, moot.now) == (CAT, DAN)
    assert conveners(moot.assembly, moot.now + timedelta(days=7)) == (DAN,)
    assert conveners(moot.assembly, moot.now, frozenset({DAN})) == (CAT,)
    moot.do(cmd.Leave(actor=DAN, venue=ROOM))
    assert conveners(moot.assembly, moot.now) == (CAT,)
    moot.do(cmd.Leave(actor=CAT, venue=ROOM))
    assert conveners(moot.assembly, moot.now) == (ADA,)
    moot.do(cmd.Leave(actor=ADA, venue=ROOM))
    assert conveners(moot.assembly, moot.now) == ()


def test_apologies_do_not_make_a_secretary_absent_who_has_no_deputy() -> None:
    """Otherwise nobody would see to anything."""
    moot = Moot.founded(*FIVE)
    moot.elect("dan", by="ada")
    moot.do(cmd.GiveApologies(actor=DAN, until=moot.now + timedelta(days=7)))
    assert conveners(moot.assembly, moot.now) == (DAN,)


def test_an_office_of_another_assembly_stands_in_by_those_who_take_part() -> None:
    """The rules name it; the other assembly has told who holds it."""
    moot = Moot.founded(*FIVE, rules={"procedure": "secretary, general secretary@harmony"})
    assert conveners(moot.assembly) == (ADA,)
    told = cmd.NoteStandIns(peer=HARMONY, office="general secretary", people=(ZOE, EVE))
    assert kinds(moot.do(told)) == ["StandInsNoted"]
    assert moot.do(told) == []
    assert conveners(moot.assembly) == (EVE,)
    assert moot.do(cmd.NoteStandIns(peer=HARMONY, office="treasurer", people=(BEN,))) == []
    moot.join("dan", "eve")
    assert conveners(moot.assembly) == (DAN,)
    assert moot.verified().sound


def test_a_rule_that_names_an_assembly_that_there_is_not_is_refused() -> None:
    """It would be waited for in vain."""
    moot = Moot.founded(*FIVE)
    asked = cmd.ProposeRule(actor=ADA, rule="procedure", value="chair@nowhere", unknown=("nowhere",))
    refusal = moot.refused(asked)
    assert isinstance(refusal, BadRuleValue)
    assert refusal.problem == "there is no assembly called nowhere"


def test_a_rule_that_names_an_office_that_there_is_not_is_refused() -> None:
    """Else a slip would quietly give procedure to whoever comes next; its own name after @ is the assembly itself."""
    moot = Moot.founded(*FIVE)
    refusal = moot.refused(cmd.ProposeRule(actor=ADA, rule="procedure", value="secretery"))
    assert isinstance(refusal, BadRuleValue)
    assert refusal.problem == "there is no office of secretery here; it is to be created first"
    moot.elect("dan", by="ada")
    decided(moot, cmd.ProposeRule(actor=ADA, rule="procedure", value="secretary@moot"), who="dan")
    assert conveners(moot.assembly, moot.now) == (DAN,)


def test_what_the_rules_name_no_more_stands_in_no_more() -> None:
    """And the other assembly is told that it need not tell any more."""
    moot = Moot.founded(*FIVE, rules={"procedure": "secretary, general secretary@harmony"})
    moot.do(cmd.NoteStandIns(peer=HARMONY, office="general secretary", people=(EVE,)))
    moot.do(cmd.ProposeRule(actor=ADA, rule="procedure", value="secretary"))
    moot.agree(*FIVE, check=moot.call(who="eve"))
    happened = moot.do(cmd.SeekStandIns(named=(), ended=("harmony",), parted=(HARMONY,)))
    assert kinds(happened) == ["StandInsSought"]
    assert not moot.assembly.stand_ins
    assert evolve(moot.assembly, happened[0], moot.now).stand_ins == moot.assembly.stand_ins
