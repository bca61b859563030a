"""Registers held against each other: honest ones agree, and what was forged in each so that it is sound alone is found.

That honest ones agree is looked at wherever several assemblies are tried (``Union.problems``).
"""

from collections.abc import Callable

import pytest

from bot.verification import all_checked
from deliberation import commands as cmd
from deliberation.crosschecking import Crosschecking
from deliberation.ids import AssemblyId
from deliberation.proposals import Revision
from deliberation.register import Chain, Entry, revision_hash
from deliberation.verifying import verify
from storage.memory import MemoryStore
from storage.port import Change, Held, Work
from tests.support.clock import FakeClock
from tests.support.engine import people
from tests.support.forging import Body, Forgery, altered, dropped, ended, of, opened, rehashed
from tests.support.union import Union, room

ADA, DAN = people("ada", "dan")
PEER = {name: {"id": f"a-{name}", "slug": name, "name": name.title()} for name in ("north", "leeds", "hull")}

Forgeries = dict[str, tuple[Forgery, ...]]


def nested(*, closed: bool) -> Union:
    """Give a check in North to which Leeds, a member, agrees."""
    union = Union.of_members(north="ada ben cat gus", leeds="dan eve fay @ north").later(hours=1)
    union.propose("north", "ada")
    union.call("north", "ada")
    union.consent("leeds")
    union.agree("north", "ada", "ben", "cat")
    union.at(days=9 if closed else 1)
    return union


def joint() -> Union:
    """Give a joint text to which neither partner has agreed."""
    union = Union.of_members(hull="ada ben cat", leeds="dan eve fay")
    union.propose("hull", "ada", partners="leeds")
    return union


def affected() -> Union:
    """Give a proposal in Hull to which somebody in Leeds objects."""
    union = Union.of_members(hull="ada ben cat", leeds="dan eve fay")
    union.propose("hull", "ada", affected="leeds")
    union.do("leeds", cmd.Object(actor=DAN, notice=1, text="It is our river."))
    return union


def remits() -> Union:
    """Give two assemblies with a remit each."""
    union = Union.of_members(hull="ada ben cat", leeds="dan eve fay")
    for name, who, kind in (("hull", ADA, "press"), ("leeds", DAN, "post")):
        union.do(name, cmd.ProposeRemit(actor=who, kind=kind))
        union.call(name, who)
        union.consent(name)
    return union


def thing() -> Union:
    """Give a Thing of Hull and Leeds."""
    union = Union.of_members(hull="ada ben cat", leeds="dan eve fay")
    called = cmd.CallThing(
        actor=ADA,
        assembly=AssemblyId("a-river"),
        slug="river",
        title="River",
        question="Who keeps the river clean?",
        peers=(union.peer("hull"), union.peer("leeds")),
    )
    union.do("hull", called)
    return union


def found(union: Union, forgeries: Forgeries) -> str:
    """Forge registers of which each is sound alone, and say what is found between them."""
    crosschecking = Crosschecking()
    for own, entries in registers(union, forgeries).items():
        assert verify(entries, look=crosschecking.look).problems == (), f"{own} shows it alone"
    wrong = crosschecking.found(list(union.halls))
    return "\n".join(f"{each.own} {each.problem.entry}: {each.problem.sentence}" for each in wrong)


def registers(union: Union, forgeries: Forgeries) -> dict[AssemblyId, list[Entry]]:
    """Give all the registers, some of them forged."""
    bodies = {own: opened(hall.entries) for own, hall in union.halls.items()}
    for name, several in forgeries.items():
        for forge in several:
            forge(bodies[AssemblyId(f"a-{name}")])
    return {own: rehashed(each, own) for own, each in bodies.items()}


def nobody_asked(bodies: list[Body]) -> None:
    """Leave out all that has to do with a text from above."""
    del bodies[of(bodies, "ProposalMade") :]


def with_another_text(bodies: list[Body]) -> None:
    """Put another text to those who decide, and freeze that."""
    made, called = bodies[of(bodies, "ProposalMade")], bodies[of(bodies, "CheckCalled")]
    made["text"] = "Ten tonnes."
    text = Revision(number=1, title=made["title"], text=made["text"], suffering=made["suffering"])
    called["text_hash"] = revision_hash(text)


UNHEARD = (
    dropped("SeatAnswered"),
    altered("CheckClosed", tally={"agree": 3, "stand_aside": 0, "block": 0, "remove": 0, "keep": 0}),
)
"""What Leeds said was left out of what North counted."""

SAME_REMIT = (
    altered("ProposalMade", effect={"type": "ClaimRemit", "kind": "press"}),
    altered("RemitAgreed", kind="press"),
    altered("RemitTaken", kind="press"),
)

PARTED = {"type": "AssembliesParted"}


@pytest.mark.parametrize(
    ("history", "forgeries", "sentence"),
    [
        (lambda: nested(closed=False), {"north": (altered("SeatAnswered", stance="block"),)}, "that Leeds answered so"),
        (
            lambda: nested(closed=False),
            {"north": (altered("SeatAnswered", stance=None, vacant=True),)},
            "that Leeds answered so",
        ),
        (lambda: nested(closed=True), {"north": UNHEARD}, "was closed without what Leeds had said last"),
        (
            lambda: nested(closed=True),
            {"north": UNHEARD, "leeds": (nobody_asked,)},
            "The register of Leeds does not tell what it was told here",
        ),
        (lambda: nested(closed=False), {"leeds": (with_another_text,)}, "that North put the text of P1"),
        (
            lambda: nested(closed=True),
            {"north": (ended(**PARTED, peer=PEER["leeds"]),)},
            "that Leeds parted with this assembly",
        ),
        (
            joint,
            {"hull": (ended(type="PartnerAgreed", proposal=1, peer=PEER["leeds"], cooling_until=None),)},
            "that Leeds agreed to P1",
        ),
        (joint, {"leeds": (nobody_asked,)}, "The register of Leeds does not tell what it was told here"),
        (joint, {"leeds": (ended(type="Affiliated", peer=PEER["hull"], thing=True),)}, "that Hull took this assembly"),
        (affected, {"hull": (dropped("ObjectionHeard"),)}, "The register of Hull does not tell what it was told here"),
        (affected, {"leeds": (dropped("ObjectionMade"),)}, "that Leeds objected to P1"),
        (
            affected,
            {"leeds": (dropped("ObjectionMade"), dropped("NoticeGiven")), "hull": (dropped("ObjectionHeard"),)},
            "The register of Leeds does not tell what it was told here",
        ),
        (remits, {"leeds": SAME_REMIT}, "The remit 'press' is also that of Hull"),
        (thing, {"hull": (dropped("ThingCalled"),)}, "that this Thing was called"),
        (thing, {"leeds": (dropped("Affiliated"),)}, "that Leeds became a member"),
    ],
)
def test_what_registers_tell_otherwise_of_each_other_is_found(
    history: Callable[[], Union], forgeries: Forgeries, sentence: str
) -> None:
    """Each of these registers is sound alone, and another contradicts it."""
    union = history()
    assert found(union, {}) == ""
    assert sentence in found(union, forgeries)


def test_two_do_not_part_by_nobodys_decision() -> None:
    """Both registers tell of it, and neither that anybody had decided it."""
    union = nested(closed=True)
    forgeries: Forgeries = {
        "north": (ended(**PARTED, peer=PEER["leeds"]),),
        "leeds": (ended(**PARTED, peer=PEER["north"]),),
    }
    at = opened(union.halls[union.id("north")].entries)[-1]["at"]
    forgeries["leeds"] = (ended(**PARTED, peer=PEER["north"]), lambda bodies: bodies[-1].update(at=at))
    assert "that North had decided to part with this assembly" in found(union, forgeries)


def test_registers_that_were_not_read_or_are_broken_prove_nothing() -> None:
    """What one tells of another is held only against a register that is whole."""
    union = nested(closed=True)
    crosschecking = Crosschecking()
    verify(union.halls[union.id("north")].entries, look=crosschecking.look)
    assert list(crosschecking.found([union.id("north")])) == []


async def test_all_registers_are_held_against_each_other_but_for_what_is_being_written() -> None:
    """What came in while they were read may stand in one and not in the other yet."""
    union, store = nested(closed=False), MemoryStore()
    for own, entries in registers(union, {"north": (altered("SeatAnswered", stance="block"),)}).items():
        held = Held(union.halls[own].assembly, Chain(len(entries), entries[-1].hash))
        change = Change(before=None, after=held, entries=entries, sealed=[], next_due=None)
        await store.commit(Work(changes=[change]))
    clock = FakeClock(at=union.of("north").checks[1].opened_at)
    assert all(report.sound for report in await all_checked(store, list(union.halls), clock))
    clock.move(days=1)
    reports = await all_checked(store, list(union.halls), clock)
    sentences = [problem.sentence for report in reports for problem in report.problems]
    assert sentences == ["No other register says that Leeds answered so in check 1."]


def test_what_is_said_below_in_the_moment_after_the_close_is_no_contradiction() -> None:
    """A close and an answer that came after it may be of one moment: while it cools off above, the answer is late."""
    union = Union.of_members({"north": {"cooling-off": "5d"}}, north="ada ben cat", leeds="dan eve fay @ north")
    union.propose("north", "ada")
    union.call("north", "ada")
    union.agree("north", "ada", "ben", "cat")
    # Nothing closes there by itself then, and what is typed in private counts.
    union.do("leeds", cmd.LoseVenue(venue=room("leeds")))
    union.at(hours=72)
    assert not union.check("north").is_open
    union.consent("leeds")
    assert union.check("north").seats[AssemblyId("a-leeds")].stance is None
    assert union.of("leeds").decisions
    assert union.problems() == []
