"""The words of every no."""

import re
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from adapters import mistakes as m
from adapters.documents import written
from adapters.mistakes import BadTime, Mistake, TimeProblem
from adapters.wording import WORDS, cannot_speak, in_words
from deliberation import commands as cmd
from deliberation import refusals as no
from deliberation.assembly import Assembly
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance
from deliberation.refusals import Refusal
from tests.support.engine import Moot
from tests.support.words import NAMES, is_clean, leaves, plain

ADA, BEN, CY = PersonId("ada"), PersonId("ben"), PersonId("cy")
THEN = datetime(2026, 12, 1, 18, tzinfo=UTC)


@pytest.fixture
def assembly() -> Assembly:
    """An assembly with a check, a recall and a petition behind it."""
    moot = Moot.founded("ada", "ben", "cy", "dee")
    moot.elect("ben", "ada")
    moot.recall("ben", "ada", "cy", "dee")
    return moot.assembly


NOES: list[Refusal | Mistake] = [
    no.NotTakingPart(),
    no.NotAdministering(),
    no.AlreadyBound(name="Leeds Moot"),
    no.Unknown(kind="proposal", number=9, latest=4),
    no.Unknown(kind="concern", number=9, latest=0),
    no.Unknown(kind="office", number=0, latest=0),
    *(
        no.WrongPhase(proposal=1, phase=phase, asked=asked)
        for phase in Phase
        for asked in ("call", "amend", "withdraw", "concern", "position")
    ),
    no.WrongPhase(proposal=1, phase=Phase.CLOSED, asked="amend", withdrawn=True),
    no.OnlyProposer(proposal=1, proposer=BEN, asked="amend"),
    no.OnlyProposer(proposal=1, proposer=BEN, asked="withdraw"),
    no.NotConvening(asked="call", conveners=(BEN,)),
    no.NotConvening(asked="bind", conveners=(BEN, CY)),
    no.NotOffered(),
    *(no.AboutYourself(asked=asked) for asked in ("call", "elect", "recall", "sign")),
    no.ConcernsStand(proposal=1, concerns=(1, 2), callable_from=THEN),
    no.ConcernNotYours(concern=1, person=BEN),
    no.AlreadyResolved(concern=1),
    *(no.NotOnRoll(check=1, why=why, called_at=THEN) for why in no.OffRoll),
    no.NothingOpen(proposal=1),
    no.CameLate(check=1, closed_at=THEN),
    no.WrongStance(check=1, stance=Stance.KEEP),
    no.WrongStance(check=2, stance=Stance.BLOCK),
    no.NoPosition(check=1),
    no.BlockStands(check=1),
    no.ReactionStands(check=1),
    no.ReactionStands(petition=1),
    no.BadPeriod(asked=timedelta(minutes=1), least=timedelta(hours=1), most=timedelta(days=90)),
    no.DeadlinePast(deadline=THEN),
    no.BadApologies(until=THEN),
    no.NoRoll(),
    no.StatementMissing(),
    no.NothingChanged(what="period is 72h"),
    no.FixedEffect(proposal=1),
    no.NoSuchRule(rule="kettle"),
    no.NoSuchRule(rule="cooling-of"),
    no.BadRuleValue(rule="period", problem="it must be between 1h and 90d", example="72h"),
    no.NotParticipant(person=PersonId("gone")),
    no.NoSuchOffice(office="king", offices=("secretary",)),
    no.NoSuchOffice(office="king", offices=()),
    no.AlreadyNominated(office="secretary", person=BEN, proposal=None),
    no.AlreadyNominated(office="secretary", person=BEN, proposal=1),
    no.OneNameEach(office="secretary", proposal=1),
    no.NotAnOfficer(person=CY),
    no.RecallUnderWay(petition=1),
    no.RecallUnderWay(petition=7),
    no.AlreadySigned(petition=1),
    no.NotSigned(petition=1),
    no.PetitionOver(petition=1),
    no.PetitionOver(petition=7),
    m.UnknownCommand(name=""),
    m.UnknownCommand(name="vote", nearest=("agree", "block")),
    m.UnknownCommand(name="frobnicate"),
    m.MissingNumber(command="consensus", letter="P"),
    m.BadNumber(command="consensus", typed="twelve", letter="P"),
    m.WrongKind(command="why", typed="C1", letters="PRD"),
    m.Contradiction(command="block", typed="P3", replied_to="P7"),
    m.OldCard(command="agree", matter="P1"),
    m.WhichCheck(command="agree", matters=("P1", "P2")),
    m.NoCheckOpen(command="agree"),
    m.NoCheckOpen(command="retract"),
    m.RecallNotOpen(petition=7),
    *(
        m.MissingText(command=command, parameter=parameter)
        for command, parameter in (
            ("propose", "title"),
            ("recall", "reason"),
            ("apologies", "until"),
            ("bind", "assembly"),
        )
    ),
    m.TooLong(command="propose", parameter="title", length=300, limit=200),
    m.TooLong(command="block", parameter="reason", length=3000, limit=2000),
    m.TooLong(command="propose", parameter="suffering", length=3000, limit=2000),
    m.PersonNotFound(command="elect", typed="Zed"),
    m.PersonAmbiguous(command="elect", typed="Sam", names=("Sam (@a:b)", "Sam (@c:d)")),
    m.NoAssembly(),
    m.NoAssembly(private=True),
    m.NameAssembly(command="propose", slugs=("leeds", "york")),
    m.UnknownAssembly(command="status", slug="hull", slugs=("leeds",)),
    m.UnknownAssembly(command="status", slug="hull", slugs=()),
    m.OnlyInVenue(command="found"),
    m.UnknownPreset(typed="odd", presets=("folkmoot", "harmony")),
    m.NoActRecorded(command="recall"),
    m.BothTimes(command="consensus"),
    m.BothTimes(command="apologies"),
    *(BadTime(typed="2026-02-30", problem=problem, instead="48h", zone="Europe/London") for problem in TimeProblem),
]


def test_every_no_has_its_words() -> None:
    """No refusal and no mistake is without words, nor are there words for what does not exist."""
    assert set(WORDS) == {*get_args(Refusal), *get_args(Mistake)}
    assert {type(each) for each in NOES} == set(WORDS)


@pytest.mark.parametrize("each", NOES, ids=lambda each: f"{type(each).__name__}")
def test_it_is_short_plain_and_clean(each: Refusal | Mistake, assembly: Assembly) -> None:
    """One paragraph of a few sentences, without a shout, an internal name or an empty place."""
    for where in (assembly, None):
        document = in_words(each, where, NAMES)
        text = plain(document)
        prose = re.sub(r"`[^`]*`", "…", text)
        assert len(document.blocks) == 1
        assert 20 < len(text) < 420
        assert "!" not in prose
        assert text[0].isupper() or text[0] in "“2"
        assert not re.search(r"None|\bcheck \d|PersonId|_|\{|  ", prose)
        assert all(map(is_clean, leaves(document)))


@pytest.mark.parametrize("prefix", ["!", "/"])
def test_each_platform_writes_what_to_type_in_its_form(prefix: str, assembly: Assembly) -> None:
    """What is shown can be typed as it stands, on each platform."""
    document = written(in_words(no.BlockStands(check=1), assembly, NAMES), lambda words: prefix + words)
    assert f"`{prefix}retract " in plain(document)


def test_a_recall_is_answered_by_its_own_words(assembly: Assembly) -> None:
    """Who blocks a recall is told which answers it takes."""
    recall = assembly.petitions[1].check
    assert recall is not None
    text = plain(in_words(no.WrongStance(check=recall, stance=Stance.BLOCK), assembly, NAMES))
    assert "`!remove R1`, `!keep R1` or `!stand-aside R1`" in text


def test_an_open_recall_is_shown_to_who_would_sign(assembly: Assembly) -> None:
    """A petition that succeeded sends its late signers to the recall."""
    text = plain(in_words(no.PetitionOver(petition=1), assembly, NAMES))
    assert (
        text == "R1 has all the signatures it needs, and the recall is open. To answer it: `!remove R1` or `!keep R1`."
    )


def test_a_name_that_is_not_known_is_somebody_who_left(assembly: Assembly) -> None:
    """No random id is ever shown in place of a name."""
    text = plain(in_words(no.ConcernNotYours(concern=1, person=PersonId("4f3a")), assembly, NAMES))
    assert "someone who has left" in text


def test_the_bot_says_where_it_cannot_speak(assembly: Assembly) -> None:
    """Who gives procedure learns which right is missing, in the platform's words, cleaned."""
    document = cannot_speak(assembly, "It may not write here.\x00 Ask a moderator.")
    assert plain(document).endswith("It may not write here. Ask a moderator.")


def test_a_withdrawal_leaves_its_word() -> None:
    """Who withdraws another's proposal is told how to take back a position instead."""
    moot = Moot.founded("ada", "ben", "cy")
    moot.propose()
    refusal = moot.refused(cmd.Withdraw(actor=BEN, proposal=1))
    assert "`!retract P1`" in plain(in_words(refusal, moot.assembly, NAMES))
