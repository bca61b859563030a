"""Joint proposals: decided when each partner reaches consensus on the same text."""

from datetime import timedelta

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.federation import Root, Together
from deliberation.ids import AssemblyId, PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance, Tally
from deliberation.refusals import LentText, NotWithItself, WrongPhase
from deliberation.register import text_hash
from tests.support.union import Union, room

HULL, LEEDS, YORK = AssemblyId("a-hull"), AssemblyId("a-leeds"), AssemblyId("a-york")
ALL = ("hull", "leeds", "york")
CALLER = {"hull": "ada", "leeds": "dan", "york": "gus"}


def three(**rules: dict[str, str]) -> Union:
    """Give three assemblies, none a member of another, and a text that is put to all of them."""
    union = Union.of_members(rules, hull="ada ben cat", leeds="dan eve fay", york="gus hal ida")
    union.propose("hull", "ada", partners="leeds york")
    return union


def agree(union: Union, *names: str) -> None:
    """Let assemblies reach consensus one after another."""
    for name in names:
        union.call(name, CALLER[name])
        union.consent(name)


def phases(union: Union) -> list[Phase]:
    """Say where the text is in each of them."""
    return [union.proposal(name).phase for name in ALL]


def sound(union: Union) -> None:
    """Look at what must hold in the end."""
    assert union.problems() == []
    assert union.refused_errands == []


def test_a_joint_text_is_put_to_every_partner() -> None:
    """Each has the same text under a number of its own, and calls its own check, by its own rules."""
    union = three(leeds={"cooling-off": "5d"})
    for name in ALL:
        proposal = union.proposal(name)
        assert proposal.latest == union.proposal("hull").latest
        assert {peer.slug for peer in proposal.partners} == set(ALL) - {name}
        assert proposal.phase is Phase.DISCUSSION
    assert not union.proposal("hull").is_lent
    (origin,) = union.proposal("york").origins
    assert (origin.how, origin.root) == (Together.JOINT, Root(HULL, 1))
    sound(union)


def test_it_is_decided_when_the_last_has_agreed() -> None:
    """Who has agreed waits, and nothing takes effect anywhere before all have; then it does everywhere."""
    union = three()
    agree(union, "hull")
    decision = union.of("hull").decisions[1]
    assert {peer.slug for peer in decision.waits_for} == {"leeds", "york"}
    union.at(days=100)
    assert phases(union) == [Phase.COOLING_OFF, Phase.DISCUSSION, Phase.DISCUSSION]
    agree(union, "leeds")
    assert [peer.slug for peer in union.of("leeds").decisions[1].waits_for] == ["york"]
    assert [peer.slug for peer in union.of("hull").decisions[1].waits_for] == ["york"]
    agree(union, "york")
    assert phases(union) == [Phase.CLOSED] * 3
    for name in ALL:
        (settled,) = union.happened(name, ev.DecisionSettled)
        assert settled == ev.DecisionSettled(decision=1)
    sound(union)


def test_a_partner_that_does_not_agree_keeps_the_others_waiting() -> None:
    """Where one blocks, or nobody comes, it goes back to discussion there, and is not decided."""
    union = three()
    agree(union, "hull", "leeds")
    union.call("york", "gus")
    union.block("york", "gus")
    union.at(hours=72)
    assert union.check("york").outcome is Outcome.BLOCKED
    assert phases(union) == [Phase.COOLING_OFF, Phase.COOLING_OFF, Phase.DISCUSSION]
    agree(union, "york")
    assert phases(union) == [Phase.CLOSED] * 3
    sound(union)


def test_all_settle_together_after_the_longest_cooling_off() -> None:
    """While one of them may still send it back, none has it in force, whichever agreed first."""
    union = three(leeds={"cooling-off": "5d"})
    agree(union, *ALL)
    ends = {union.of(name).decisions[1].cooling_until for name in ALL}
    assert ends == {union.now + timedelta(days=5)}
    union.at(days=5)
    assert phases(union) == [Phase.CLOSED] * 3
    sound(union)


def test_a_decision_sent_back_in_one_is_awaited_by_the_others() -> None:
    """Who sent it back may agree again; until then the others wait, and then all settle together."""
    union = three(leeds={"cooling-off": "5d", "quorum-minimum": "1"})
    union.call("leeds", "dan")
    union.agree("leeds", "dan")
    union.at(hours=72)
    agree(union, "hull", "york")
    union.at(days=4)
    union.block("leeds", "fay")
    assert phases(union) == [Phase.COOLING_OFF, Phase.DISCUSSION, Phase.COOLING_OFF]
    assert [peer.slug for peer in union.of("york").decisions[1].waits_for] == ["leeds"]
    union.at(days=30)
    assert phases(union) == [Phase.COOLING_OFF, Phase.DISCUSSION, Phase.COOLING_OFF]
    agree(union, "leeds")
    assert union.of("hull").decisions[1].waits_for == ()
    union.at(days=5)
    assert phases(union) == [Phase.CLOSED] * 3
    sound(union)


def test_one_that_cannot_be_heard_settles_with_the_others() -> None:
    """A decision whose cooling off is over takes effect in all at once, whoever is looked at first."""
    union = three(leeds={"cooling-off": "5d"})
    agree(union, *ALL)
    union.do("hull", cmd.LoseVenue(venue=room("hull")))
    union.at(days=5)
    assert phases(union) == [Phase.CLOSED] * 3
    sound(union)


# --- the text


def test_amending_where_it_was_made_begins_again_everywhere() -> None:
    """What was agreed on the earlier text lapses in every partner; an open check begins again, blocks stay."""
    union = three(leeds={"cooling-off": "5d"})
    agree(union, "leeds")
    union.call("york", "gus")
    union.agree("york", "gus")
    union.block("york", "hal")
    union.call("hull", "ada")
    union.agree("hull", "ben")
    union.amend("hull", "ada", "Five kilos.")
    assert len({text_hash(union.proposal(name).latest) for name in ALL}) == 1
    assert phases(union) == [Phase.CHECK, Phase.DISCUSSION, Phase.CHECK]
    assert union.of("leeds").decisions[1].sent_back
    assert union.check("york").round == 2
    assert union.check("york").tally == Tally(block=1)
    assert all(union.proposal(name).agreed_by == () for name in ALL)
    sound(union)


def test_amending_while_others_are_waited_for_takes_the_own_agreement_back() -> None:
    """Where it was made and agreed to, and not yet by all, the proposer may still change it, or withdraw it."""
    union = three()
    agree(union, "hull", "leeds")
    union.amend("hull", "ada", "Five kilos.")
    assert phases(union) == [Phase.DISCUSSION] * 3
    assert [back.because for back in union.halls[HULL].happened if isinstance(back, ev.DecisionSentBack)] == ["amended"]
    agree(union, *ALL)
    assert phases(union) == [Phase.CLOSED] * 3
    sound(union)


def test_what_all_have_agreed_to_is_not_amended() -> None:
    """Once every partner has agreed it cools off, as any decision does."""
    union = three(leeds={"cooling-off": "5d"})
    agree(union, *ALL)
    for asked in (
        cmd.Amend(actor=PersonId("ada"), proposal=1, text="Five kilos."),
        cmd.Withdraw(actor=PersonId("ada"), proposal=1),
    ):
        assert isinstance(union.refused("hull", asked), WrongPhase)


def test_only_where_it_was_made_is_it_amended_or_withdrawn() -> None:
    """A partner's people change the text nowhere but where it came from."""
    union = Union.of_members(hull="ada ben", leeds="ada dan")
    union.propose("hull", "ada", partners="leeds")
    asked = cmd.Amend(actor=PersonId("ada"), proposal=1, text="Five kilos.")
    assert union.refused("leeds", asked) == LentText(proposal=1, peer=union.peer("hull"), theirs=1)


def test_withdrawing_ends_it_everywhere() -> None:
    """Whatever each partner was doing with it, it is over: open checks, discussion, and what cools off."""
    union = three()
    agree(union, "hull", "leeds")
    union.call("york", "gus")
    union.do("hull", cmd.Withdraw(actor=PersonId("ada"), proposal=1))
    assert phases(union) == [Phase.CLOSED] * 3
    assert all(union.proposal(name).withdrawn for name in ALL)
    assert union.check("york").outcome is Outcome.WITHDRAWN
    assert union.of("leeds").decisions[1].sent_back
    sound(union)


def test_an_amendment_finds_nobody_left_in_a_partner() -> None:
    """A check that nobody could answer any more ends; the new text waits there for somebody to take it up."""
    union = three()
    union.call("york", "gus")
    for who in ("gus", "hal", "ida"):
        union.do("york", cmd.Leave(actor=PersonId(who), venue=room("york")))
    union.amend("hull", "ada", "Five kilos.")
    assert union.check("york").outcome is Outcome.WITHDRAWN
    assert union.proposal("york").phase is Phase.DISCUSSION
    assert union.proposal("york").latest.text == "Five kilos."
    union.do("york", cmd.Enter(actor=PersonId("zoe"), venue=room("york")))
    union.call("york", "zoe")
    union.consent("york")
    assert union.proposal("hull").agreed_by == (YORK,)
    sound(union)


def test_an_assembly_is_not_its_own_partner() -> None:
    """A partner is another assembly, and is named once however often it is named."""
    union = three()
    asked = cmd.Propose(actor=PersonId("ada"), title="Dig", partners=(union.peer("hull"),))
    assert union.refused("hull", asked) == NotWithItself(slug="hull")
    twice = (union.peer("leeds"), union.peer("leeds"))
    union.do("hull", cmd.Propose(actor=PersonId("ada"), title="Dig", partners=twice))
    assert union.proposal("hull").partners == (union.peer("leeds"),)
    sound(union)


# --- together with the rest


def test_a_partner_that_is_a_member_is_asked_once() -> None:
    """Its own consensus is needed anyway, so it has no place on the roll besides; other members have."""
    union = Union.of_members(north="ada ben cat", leeds="dan eve fay @ north", york="gus hal ida @ north")
    union.propose("north", "ada", partners="leeds")
    union.call("north", "ada")
    assert list(union.check("north").seats) == [YORK]
    assert len(union.of("leeds").proposals) == 1
    sound(union)


def test_a_partner_asks_its_own_members() -> None:
    """Each partner decides as it always does, its members with it; a block there is no consensus of the partner."""
    union = Union.of_members(hull="ada ben cat", north="joe kim lea", york="gus hal ida @ north")
    union.propose("hull", "ada", partners="north")
    union.call("north", "joe")
    union.block("york", "gus")
    union.consent("north")
    union.at(hours=72)
    assert union.check("north").outcome is Outcome.BLOCKED
    assert union.proposal("hull").agreed_by == ()
    union.call("north", "joe", 1)
    union.consent("york")
    union.consent("north")
    assert union.proposal("hull").agreed_by == (union.id("north"),)
    sound(union)


def test_a_word_on_another_text_is_not_heard() -> None:
    """What a partner says counts for the text that it speaks of, and is heard once."""
    union = three()
    root, peer = Root(HULL, 1), union.peer("leeds")
    right = text_hash(union.proposal("hull").latest)
    for heard in (
        cmd.HearPartner(peer=peer, root=root, text_hash="0" * 64, agreed=True),
        cmd.HearPartner(peer=peer, root=Root(LEEDS, 7), text_hash=right, agreed=True),
        cmd.HearPartner(peer=peer, root=root, text_hash=right, agreed=False),
    ):
        assert union.do("hull", heard) == []
    agreed = cmd.HearPartner(peer=peer, root=root, text_hash=right, agreed=True)
    assert len(union.do("hull", agreed)) == 1
    assert union.do("hull", agreed) == []
    assert union.do("york", cmd.EndJoint(root=Root(LEEDS, 7))) == []
    (origin,) = union.proposal("york").origins
    partners = union.proposal("york").partners
    revision = union.proposal("hull").latest
    again = cmd.TakeUpJoint(origin=origin, proposer=PersonId("ada"), revision=revision, partners=partners)
    assert union.do("york", again) == []


def test_a_block_in_the_cooling_off_of_one_that_waits_sends_it_back() -> None:
    """While it waits for its partners an assembly may still think again."""
    union = three(hull={"quorum-minimum": "2"})
    union.call("hull", "ada")
    union.agree("hull", "ada", "ben")
    union.at(hours=72)
    union.say("hull", Stance.BLOCK, "cat", reason="it harms")
    assert union.of("hull").decisions[1].sent_back
    agree(union, "leeds", "york")
    assert [peer.slug for peer in union.of("york").decisions[1].waits_for] == ["hull"]
    sound(union)
