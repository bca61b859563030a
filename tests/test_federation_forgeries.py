"""Verifying what several assemblies did together: honest registers are sound, each kind of forgery is found."""

from collections.abc import Callable
from functools import cache

import pytest

from deliberation import commands as cmd
from deliberation.ids import PersonId
from deliberation.positions import Stance
from deliberation.register import Entry
from deliberation.verifying import verify
from tests.support.engine import Moot
from tests.support.forging import Body, Forgery, added, altered, dropped, ended, found, lacking, of, opened, rehashed
from tests.support.union import Union

LATER = "2027-01-01T00:00:00Z"
PEER = {name: {"id": f"a-{name}", "slug": name, "name": name.title()} for name in ("north", "leeds", "york", "hull")}
NOBODY = {"id": "a-nobody", "slug": "nobody", "name": "Nobody"}


@cache
def nested() -> Union:
    """Give a decision above, that was asked below, amended, blocked there, reopened there, and made at last."""
    union = Union.of_members(
        {"leeds": {"cooling-off": "9d", "quorum-minimum": "2"}, "north": {"cooling-off": "1d"}},
        north="ada ben cat",
        leeds="dan eve fay @ north",
        york="gus hal ida @ north",
        void="@ north",
    )
    union.propose("north", "ada")
    union.call("north", "ada")
    union.block("york", "gus")
    union.at(hours=60)
    union.amend("north", "ada", "Five kilos.")
    union.carry("york")
    union.agree("leeds", "dan", "eve")
    union.at(hours=60)
    union.consent("north")
    union.block("leeds", "fay")
    union.call("north", "ada", 1)
    for name in ("york", "leeds", "north"):
        union.consent(name)
    union.at(days=30)
    return union


@cache
def joint() -> Union:
    """Give a text that three decide together: sent back by one of them, amended, and decided."""
    union = Union.of_members(
        {"leeds": {"cooling-off": "5d", "quorum-minimum": "1"}}, hull="ada ben cat", leeds="dan eve fay", york="gus hal"
    )
    union.propose("hull", "ada", partners="leeds york")
    for name, who in (("leeds", "dan"), ("hull", "ada")):
        union.call(name, who)
    union.agree("leeds", "dan")
    union.consent("hull")
    union.at(hours=72)
    union.block("leeds", "fay")
    union.amend("hull", "ada", "Five kilos.")
    for name, who in (("leeds", "dan"), ("hull", "ada"), ("york", "gus")):
        union.call(name, who)
        union.consent(name)
    union.at(days=5)
    return union


@cache
def affected() -> Union:
    """Give a proposal to which another assembly objects, twice, until it is amended and decided."""
    union = Union.of_members({"hull": {"cooling-off": "5d"}}, hull="ada ben cat", york="gus hal ida")
    union.propose("hull", "ada", affected="york")
    union.call("hull", "ada")
    union.do("york", cmd.Object(actor=PersonId("gus"), notice=1, text="It is our river."))
    union.consent("hull")
    union.at(hours=72)
    union.do("york", cmd.WithdrawObjection(actor=PersonId("gus"), notice=1))
    union.call("hull", "ada")
    union.consent("hull")
    union.tick()
    union.do("york", cmd.Object(actor=PersonId("hal"), notice=1, text="It floods."))
    union.amend("hull", "ada", "Dig elsewhere.")
    union.do("york", cmd.WithdrawObjection(actor=PersonId("hal"), notice=1))
    union.call("hull", "ada")
    union.consent("hull")
    union.at(days=9)
    return union


@cache
def memberships() -> Union:
    """Give a membership that came about, one that would have been a circle, a remit of two, and a parting."""
    union = Union.of_members(hull="ada ben cat", leeds="dan eve fay", york="gus hal ida")
    for member, above in (("leeds", "hull"), ("hull", "leeds")):
        who = min(union.of(member).participants)
        union.do(member, cmd.ProposeAffiliation(actor=who, peer=union.peer(above)))
        union.call(member, who)
    union.consent("leeds", 1)
    union.consent("hull", 1)
    union.consent("hull", 2)
    union.consent("leeds", 2)
    for name in ("hull", "york"):
        who = min(union.of(name).participants)
        union.do(name, cmd.ProposeRemit(actor=who, kind="press"))
        union.call(name, who)
    union.consent("york")
    union.carry("hull")
    union.do("york", cmd.ProposeRelease(actor=PersonId("gus"), kind="press"))
    union.call("york", "gus")
    union.consent("york")
    union.do("hull", cmd.ProposePurpose(actor=PersonId("ada"), purpose="to feed Hull"))
    union.call("hull", "ada")
    union.carry("hull")
    union.do("leeds", cmd.ProposeParting(actor=PersonId("dan"), peer=union.peer("hull")))
    union.call("leeds", "dan")
    union.consent("leeds")
    return union


@pytest.mark.parametrize("history", [nested, joint, affected, memberships])
def test_honest_registers_have_no_problem(history: Callable[[], Union]) -> None:
    """Whatever several assemblies do together, each of their registers is sound and tells the assembly as it is."""
    union = history()
    assert union.problems() == []
    assert union.refused_errands == []


def test_the_histories_have_every_kind_of_entry_in_them() -> None:
    """What is forged below is forged out of what really happens."""
    histories = (nested(), joint(), affected(), memberships())
    kinds = {type(event).__name__ for union in histories for hall in union.halls.values() for event in hall.happened}
    assert kinds >= {
        *("AdmissionAgreed", "Affiliated", "AffiliationRefused", "AffiliationSought", "AssembliesParted"),
        *("MemberAdmitted", "NoticeClosed", "NoticeGiven", "ObjectionHeard", "ObjectionLifted", "ObjectionMade"),
        *("ObjectionWithdrawn", "PartnerAgreed", "PartnerReopened", "ProposalLinked", "ProposalUnlinked"),
        *("PurposeRestated", "RemitAgreed", "RemitRefused", "RemitReleased", "RemitTaken", "SeatAnswered"),
    }


def forged(union: Union, name: str, forgery: Forgery) -> str:
    """Forge a register, and say what is found."""
    bodies = opened(union.halls[union.id(name)].entries)
    forgery(bodies)
    return found(verify(rehashed(bodies, union.id(name))))


def answer(**changes: object) -> Body:
    """Make up the answer of a member assembly."""
    said: Body = {"type": "SeatAnswered", "check": 1, "peer": PEER["leeds"], "stance": None, "reopened": False}
    return {**said, "vacant": False, "blockers": [], "cooling_until": None, **changes}


def origin(name: str, **changes: object) -> Body:
    """Make up from where a text was put here."""
    root = {"assembly": f"a-{name}", "proposal": 1, "check": 9, "round": 1}
    said: Body = {"peer": PEER.get(name, NOBODY), "proposal": 1, "how": "nested", "root": root, "check": 9, "round": 1}
    return {**said, "until": LATER, **changes}


def without_first_seat(bodies: list[Body]) -> None:
    """Leave a member off the roll."""
    bodies[of(bodies, "CheckCalled")]["seats"].pop(0)


@pytest.mark.parametrize(
    ("name", "forgery", "sentence"),
    [
        # who has a place
        ("north", without_first_seat, "are not those of the members"),
        ("north", lacking("CheckCalled", "seats"), "are not those of the members"),
        ("north", altered("CheckCalled", seats=[PEER["york"], PEER["leeds"]]), "are not those of the members"),
        ("leeds", altered("CheckCalled", seats=[PEER["york"]]), "are not those of the members"),
        ("north", dropped("MemberAdmitted"), "are not those of the members"),
        # what is said from there
        ("north", added("SeatAnswered", **answer(peer=NOBODY)), "without having a place on its roll"),
        ("north", added("SeatAnswered", **answer(stance="stand aside")), "is none that an assembly gives"),
        ("north", added("SeatAnswered", **answer(blockers=["fay"])), "names who blocks, and is no block"),
        ("north", added("SeatAnswered", **answer(stance="agree", vacant=True)), "is a position, and none"),
        ("north", added("SeatAnswered", **answer(cooling_until=LATER)), "cools off without being an agreement"),
        ("north", added("SeatAnswered", **answer(reopened=True)), "took back in check 1 a position that it had not"),
        ("north", ended(**answer(stance="block", blockers=["fay"])), "was counted in check 1 after its close"),
        ("north", altered("SeatAnswered", 3, stance=None), "but the positions come to"),
        ("north", dropped("SeatAnswered", 3), "but the positions come to"),
        ("north", altered("SeatAnswered", 4, stance=None), "but the positions come to"),
        ("north", dropped("DecisionSentBack"), "was owed to be sent back because of Leeds"),
        ("north", altered("DecisionSentBack", because="affected"), "because of affected, which there was not"),
        ("north", altered("DecisionMade", cooling_until="2026-01-11T09:00:00Z"), "has not the cooling off"),
        # a text from above
        ("leeds", dropped("CheckCalled"), "and no check opened"),
        (
            "leeds",
            altered("ProposalMade", affected=[{"peer": PEER["york"], "until": LATER, "objections": []}]),
            "bring",
        ),
        ("leeds", altered("ProposalMade", partners=[PEER["york"]]), "has partners without being joint"),
        ("leeds", altered("CheckCalled", deadline="2026-03-01T09:00:00Z"), "ends after the check that awaits it"),
        ("leeds", altered("ProposalLinked", origin=origin("york")), "whose text it is not"),
        ("leeds", altered("ProposalLinked", origin=origin("north", how="joint")), "whose text it is not"),
        ("leeds", altered("ProposalUnlinked", peer=PEER["york"]), "which did not await it"),
        ("leeds", dropped("ProposalUnlinked"), "was withdrawn while another assembly awaited"),
        ("leeds", dropped("ProposalWithdrawn"), "and was left open"),
        ("void", ended(type="ProposalWithdrawn", proposal=1), "does not fit what went before"),
    ],
)
def test_a_forgery_in_nested_checks_is_found(name: str, forgery: Forgery, sentence: str) -> None:
    """Nobody gains or loses a place, a position or a decision by what is written of other assemblies."""
    said = forged(nested(), name, forgery)
    assert sentence in said, said or "nothing was found"


@pytest.mark.parametrize(
    ("name", "forgery", "sentence"),
    [
        ("hull", altered("ProposalMade", partners=[PEER["hull"]]), "with this assembly itself"),
        ("hull", altered("ProposalMade", partners=[PEER["leeds"]] * 2), "or with one twice"),
        ("hull", lacking("DecisionMade", "waits_for"), "does not wait for the partners that had not agreed"),
        ("hull", altered("DecisionMade", 1, waits_for=[PEER["leeds"]]), "does not wait for the partners"),
        ("hull", added("DecisionSentBack", type="DecisionSettled", decision=1), "before every partner had agreed"),
        ("hull", altered("PartnerAgreed", peer=NOBODY), "is no partner in P1"),
        ("hull", added("PartnerAgreed", 1, type="PartnerReopened", proposal=1, peer=PEER["york"]), "had not agreed"),
        ("hull", dropped("PartnerAgreed", 1), "does not wait for the partners that had not agreed"),
        ("hull", ended(type="PartnerAgreed", proposal=1, peer=PEER["york"], cooling_until=None), "a second time"),
        ("hull", ended(type="PartnerReopened", proposal=1, peer=PEER["york"]), "after that was closed"),
        ("hull", altered("PartnerAgreed", 1, cooling_until=None), "has not the cooling off"),
        ("hull", dropped("ProposalAmended"), "but P1 was not amended"),
        ("hull", altered("DecisionSentBack", because="withdrawn"), "but P1 was not withdrawn"),
        ("york", lacking("ProposalMade", "partners"), "is joint without them"),
        ("york", altered("DecisionMade", cooling_until="2026-01-08T09:00:00Z"), "has not the cooling off"),
    ],
)
def test_a_forgery_in_a_joint_text_is_found(name: str, forgery: Forgery, sentence: str) -> None:
    """Nothing takes effect in one before all have agreed, whatever its register is made to say."""
    said = forged(joint(), name, forgery)
    assert sentence in said, said or "nothing was found"


@pytest.mark.parametrize(
    ("name", "forgery", "sentence"),
    [
        ("hull", lacking("CheckCalled", "not_before", 1), "the time that they were given"),
        ("hull", altered("CheckCalled", deadline="2026-01-06T09:00:00Z"), "the time that they were given"),
        ("hull", altered("CheckCalled", not_before="2026-01-06T09:00:00Z"), "the time that they were given"),
        ("hull", altered("CheckCalled", 1, objecting=["a-york"]), "are not those that did"),
        ("hull", dropped("ObjectionHeard"), "objection to P1 that there was not"),
        ("hull", altered("CheckClosed", outcome="consensus"), "comes out as blocked"),
        ("hull", altered("CheckClosed", at="2026-01-06T09:00:00Z"), "object or had more time"),
        ("hull", altered("ObjectionHeard", peer=NOBODY), "which does not affect it"),
        ("hull", dropped("ObjectionLifted"), "comes out as blocked"),
        ("hull", altered("ObjectionLifted", person="ida"), "that there was not"),
        ("hull", dropped("DecisionSentBack"), "was owed to be sent back because of an objection"),
        ("hull", altered("DecisionSentBack", because="below"), "because of below, which there was not"),
        ("hull", lacking("ProposalAmended", "affected"), "were not given their time anew"),
        (
            "hull",
            added("ObjectionLifted", type="ObjectionHeard", proposal=1, peer=PEER["york"], person="gus"),
            "gus objects to P1 a second time",
        ),
        ("hull", ended(type="ObjectionHeard", proposal=1, peer=PEER["york"], person="gus"), "after that was closed"),
        ("york", altered("NoticeGiven", notice=3), "Notice 3 comes after 0"),
        ("york", altered("NoticeGiven", until="2026-01-01T09:00:00Z"), "for a time that was over"),
        ("york", altered("NoticeGiven", 1, proposal=2), "was given on something else before"),
        ("york", altered("NoticeGiven", 1, notice=2), "was given twice"),
        ("york", altered("ObjectionMade", person="zoe"), "without taking part"),
        ("york", added("ObjectionWithdrawn", type="ObjectionMade", notice=1, person="gus"), "a second time"),
        ("york", altered("ObjectionWithdrawn", person="ida"), "that there was not"),
        ("york", ended(type="ObjectionMade", notice=1, person="gus"), "after that was over"),
        ("york", altered("ObjectionWithdrawn", because="agreed"), "taken back for them without a decision"),
        ("york", altered("ObjectionWithdrawn", because="ended"), "as if the assembly had ended"),
        ("york", altered("ObjectionWithdrawn", because="boredom"), "for no reason that there is"),
        ("york", altered("NoticeClosed", because="boredom"), "for no reason that there is: boredom"),
        ("york", ended(type="NoticeClosed", notice=1, because="decided"), "after that was over"),
    ],
)
def test_a_forgery_about_those_affected_is_found(name: str, forgery: Forgery, sentence: str) -> None:
    """No objection is written away, and no time to object."""
    said = forged(affected(), name, forgery)
    assert sentence in said, said or "nothing was found"


@pytest.mark.parametrize(
    ("name", "forgery", "sentence"),
    [
        ("york", ended(type="NotAdmitted", peer=PEER["hull"], because="blocked"), "which had not asked for it"),
        ("leeds", dropped("AffiliationSought"), "did not bring about what it says"),
        ("leeds", altered("AffiliationSought", peer=PEER["york"]), "without a decision just settled that says so"),
        ("leeds", altered("Affiliated", peer=PEER["york"]), "without its own consensus"),
        ("leeds", added("ProposalMade", type="Affiliated", peer=PEER["york"]), "without its own consensus"),
        ("hull", dropped("AdmissionAgreed"), "did not bring about what it says"),
        ("hull", dropped("MemberAdmitted"), "was to be a member, and nothing came of it"),
        ("hull", altered("MemberAdmitted", peer=PEER["york"]), "without the consensus of this assembly"),
        ("hull", ended(type="MemberAdmitted", peer=PEER["york"]), "without the consensus of this assembly"),
        ("hull", ended(type="Affiliated", peer=PEER["leeds"]), "without its own consensus"),
        ("hull", added("AssembliesParted", type="MemberAdmitted", peer=PEER["leeds"]), "a member a second time"),
        ("leeds", added("AssembliesParted", type="MemberAdmitted", peer=PEER["hull"]), "a member of its own member"),
        ("leeds", added("AssembliesParted", type="Affiliated", peer=PEER["hull"]), "of Hull a second time"),
        ("hull", added("AssembliesParted", type="Affiliated", peer=PEER["leeds"]), "of its own member Leeds"),
        ("york", added("RemitReleased", type="RemitTaken", kind="press", decision=1), "taken on a second time"),
        ("leeds", altered("AffiliationRefused", path=[PEER["york"]]), "would have made no circle"),
        ("leeds", altered("AffiliationRefused", path=[]), "would have made no circle"),
        ("leeds", dropped("AffiliationRefused"), "was to be a member, and nothing came of it"),
        ("hull", ended(type="AffiliationRefused", peer=PEER["york"], path=[PEER["york"], PEER["hull"]]), "not asked"),
        ("hull", ended(type="AffiliationRefused", peer=PEER["york"], path=[PEER["hull"], PEER["york"]]), "been agreed"),
        ("leeds", dropped("AssembliesParted"), "did not bring about what it says"),
        ("leeds", ended(type="AssembliesParted", peer=PEER["york"]), "neither was a member of the other"),
        ("york", dropped("RemitAgreed"), "did not bring about what it says"),
        ("york", altered("RemitAgreed", kind="money"), "without a decision just settled that says so"),
        ("york", dropped("RemitTaken"), "was agreed on, and nothing came of it"),
        ("york", altered("RemitTaken", kind="money"), "without having been agreed on"),
        ("york", ended(type="RemitTaken", kind="press", decision=1), "without having been agreed on"),
        ("hull", dropped("RemitRefused"), "was agreed on, and nothing came of it"),
        ("hull", altered("RemitRefused", holder=PEER["hull"]), "as this assembly's own"),
        ("york", dropped("RemitReleased"), "did not bring about what it says"),
        ("york", ended(type="RemitReleased", kind="press", decision=1), "which the assembly did not have"),
        ("hull", altered("PurposeRestated", purpose="to rule"), "without a decision just settled that says so"),
        ("hull", dropped("PurposeRestated"), "did not bring about what it says"),
        ("hull", altered("ProposalMade", 1, proposer="zoe", effect=None), "without taking part"),
    ],
)
def test_a_forgery_about_memberships_and_remits_is_found(name: str, forgery: Forgery, sentence: str) -> None:
    """Nobody becomes a member, takes a remit or loses one by a line in a register."""
    said = forged(memberships(), name, forgery)
    assert sentence in said, said or "nothing was found"


# --- registers from before

FIRST_RULES = frozenset(
    {
        *("agree-share", "ballots", "callers", "concern-wait", "cooling-off", "deadlock-after"),
        *("extension-share", "objection-share", "period", "quorum-minimum", "quorum-share", "reason-grace"),
        *(
            "recall-minimum",
            "recall-minimum-unmandated",
            "recall-rule",
            "recall-share",
            "recall-window",
            "secretary-term",
        ),
        *("stand-aside-share", "suffering-statement", "time-zone"),
    }
)
"""The rules of the first release."""

LATER_RULES = ("affected-notice", "below-share", "shortest-period")


def an_early_register() -> list[Entry]:
    """Give a register as it was written when there were fewer rules."""
    moot = Moot.founded("ada", "ben", "cat", "dan")
    moot.call(moot.propose())
    moot.agree("ada", "ben", "cat")
    moot.at(hours=72)
    moot.elect("dan", by="ada")
    moot.recall("dan", "ada", "ben", "cat")
    moot.say(Stance.REMOVE, "ada", "ben", "cat", check=3)
    bodies = opened(moot.entries)
    first = {name for name, _value in bodies[0]["rules"]} & FIRST_RULES
    for body in bodies:
        if "rules" in body:
            body["rules"] = [rule for rule in body["rules"] if rule[0] in first]
    return rehashed(bodies, moot.assembly.id)


def test_a_register_from_before_there_were_more_rules_verifies() -> None:
    """Rules that came later have the value there that they have where nobody chose another."""
    entries = an_early_register()
    report = verify(entries)
    assert report.sound, found(report)
    assert not any(name in entry.record for entry in entries for name in LATER_RULES)
    assert report.assembly is not None
    assert report.assembly.rules.below_share < 1


def test_a_decision_waits_for_its_members_so_long_and_no_longer() -> None:
    """For 14 days, or as before there was a bound to that for all the time that a member had; any other is found."""
    long = {"cooling-off": "60d", "quorum-minimum": "2"}
    union = Union.of_members({"leeds": long}, north="ada ben cat", leeds="dan eve fay @ north")
    union.propose("north", "ada")
    union.call("north", "ada")
    union.agree("leeds", "dan", "eve")
    union.consent("north")
    union.at(hours=72)
    for until, sound in (("2026-01-21T21:00:00Z", True), ("2026-03-08T21:00:00Z", True), (LATER, False)):
        wrong = forged(union, "north", altered("DecisionMade", cooling_until=until))
        assert ("has not the cooling off of its rules" not in wrong) is sound


def test_a_later_rule_that_was_changed_is_named_from_then_on() -> None:
    """A check under a rule that the assembly has changed names it, though the founding did not."""
    moot = Moot.founded("ada", "ben", "cat", "dan")
    moot.do(cmd.ProposeRule(actor=PersonId("ada"), rule="below-share", value="1/2"))
    moot.call(1)
    moot.agree("ada", "ben", "cat", "dan")
    moot.call(moot.propose())
    bodies = opened(moot.entries)
    bodies[0]["rules"] = [rule for rule in bodies[0]["rules"] if rule[0] in FIRST_RULES]
    assert verify(rehashed(bodies, moot.assembly.id)).sound
    again = bodies[of(bodies, "CheckCalled", 1)]
    again["rules"] = [rule for rule in again["rules"] if rule[0] != "below-share"]
    said = found(verify(rehashed(bodies, moot.assembly.id)))
    assert "under rules that were not in force" in said


@pytest.mark.parametrize(
    "forge",
    [
        lambda rules: rules.remove(["agree-share", "1/2"]),
        lambda rules: rules.reverse(),
        lambda rules: rules.append(["agree-share", "1/2"]),
        lambda rules: rules[rules.index(["period", "72h"])].__setitem__(1, "4320m"),
    ],
)
def test_a_founding_names_every_rule_that_there_was_at_first(forge: Callable[[list[list[str]]], object]) -> None:
    """What was never optional cannot be left out, nor written in another way, nor out of order."""
    moot = Moot.founded("ada")
    bodies = opened(moot.entries)
    forge(bodies[0]["rules"])
    assert "does not name every rule" in found(verify(rehashed(bodies, moot.assembly.id)))
