"""The words of every no."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest

from adapters import mistakes as m
from adapters.commands import CATALOGUE
from adapters.documents import Link, Paragraph, Text, written
from adapters.mistakes import BadTime, Mistake, TimeProblem
from adapters.specs import Kind
from adapters.words.wording import WORDS, cannot_speak, in_words
from deliberation import commands as cmd
from deliberation import refusals as no
from deliberation.assembly import Assembly
from deliberation.donations import DonationState
from deliberation.federation import Overrides, Peer
from deliberation.ids import AssemblyId, DonorId, PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance
from deliberation.refusals import Refusal
from deliberation.rules import Method
from tests.support.engine import Moot
from tests.support.words import LEEDS, NAMES, NORTH, YORK, is_clean, leaves, plain

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
    no.NobodyHereYet(sponsors=()),
    no.NobodyHereYet(sponsors=(Peer(AssemblyId("a-9"), "harmony", "Harmony"),), full_until=THEN),
    no.ElectionUnderWay(election=1),
    no.ElectionUnderWay(election=1, moves=True),
    no.ElectionUnderWay(election=1, ends=True),
    no.ElectionUnderWay(election=1, moves=True, ends=True),
    no.CalledOffBefore(election=2, before=1),
    no.WhichToFill(command="elect", person=BEN, offices=("secretary", "treasurer")),
    no.NotReturning(election=None, returning=None, officers=(BEN, CY), society=True, plainly="secretary"),
    no.OfficeIsAppointed(office="treasurer", appointed_by="secretary"),
    no.OnlyConstituencies(),
    *(
        no.NotReturning(election=election, returning=returning, officers=officers, society=society)
        for election in (None, 1)
        for returning, officers, society in ((BEN, (BEN,), True), (None, (BEN, CY), True), (None, (ADA,), False))
    ),
    no.NotReturning(election=1, returning=None, officers=(), society=False),
    no.NotTheirsToReturn(election=None, office="secretary"),
    no.NotTheirsToReturn(election=1, office="secretary"),
    no.ReturningOfficerStands(election=1, person=BEN),
    no.NominationsNotOpen(election=1, opens=THEN, closed=None),
    no.NominationsNotOpen(election=1, opens=None, closed=THEN),
    no.AlreadyStanding(election=1, person=BEN),
    no.EnoughNominated(election=1, seats=1),
    no.EnoughNominated(election=1, seats=2),
    no.NotNominated(election=1, person=BEN),
    no.NotNominated(election=1, person=BEN, themselves=True),
    no.SecondYourOwn(election=1, person=BEN),
    no.AlreadySeconded(election=1, person=BEN),
    no.StatementNeeded(election=1),
    no.TooLateForThat(election=1, over=False),
    no.TooLateForThat(election=1, over=True),
    *(
        no.BadTimetable(problem=problem)
        for problem in (
            "opened",
            "past",
            "nominations",
            "ballot past",
            "consensus",
            "ballot",
            "long",
            "joined",
            "voters",
            "long ago",
            "few",
            "shorter",
        )
    ),
    *(no.BadTimetable(problem=problem, least=timedelta(days=2)) for problem in ("nominations", "consensus", "ballot")),
    no.BadTimetable(problem="shorter", election=1),
    no.TooManySeats(most=1),
    no.TooManySeats(most=5),
    no.BallotDecides(election=1, poll=None),
    no.BallotDecides(election=1, poll=1),
    no.DoesNotStand(election=1, person=BEN),
    no.TooManyOffered(name="Leeds Moot", most=5, until=THEN, conveners=(ADA,)),
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
    *(
        no.BadPeriod(asked=timedelta(minutes=1), least=timedelta(hours=1), most=timedelta(days=90), command=command)
        for command in ("deadlock", "referendum")
    ),
    *(no.NotConvening(asked=asked, conveners=(BEN,)) for asked in ("deadlock", "referendum")),
    no.AboutYourself(asked="deadlock"),
    *(no.NoVote(poll=1, why=why, joined_by=THEN) for why in no.NoVoteWhy),
    *(no.PollOver(poll=1, closed_at=THEN, counted=counted) for counted in (True, False)),
    no.PollNotOver(poll=1, closes_at=THEN),
    *(no.BadPaper(poll=1, fault=fault, options=3) for fault in ("score", "length", "twice", "unknown")),
    *(no.CannotCount(poll=1, what=what) for what in ("lot", "papers", "receipts")),
    no.NothingToOpen(),
    no.OnlyInCore(),
    no.OnlyInCore(cores=(NORTH, YORK)),
    no.EnoughReferendums(referendums=(1, 2, 3)),
    no.EnoughReferendums(referendums=(1, 2, 3), again_from=THEN),
    no.NoBallots(),
    no.NotDeadlocked(proposals=(1,), needed=2, failed=0),
    no.NotDeadlocked(proposals=(1, 2), needed=2, failed=1),
    no.NotDeadlocked(proposals=(1, 2), needed=2, failed=2, asked_in=7),
    *(no.NotForBallot(proposal=1, why="phase", phase=phase) for phase in Phase),
    no.NotForBallot(proposal=1, why="effect", phase=Phase.DISCUSSION),
    *(
        no.NotForBallot(proposal=1, why=why, phase=Phase.DISCUSSION, peers=(YORK, NORTH))
        for why in ("lent", "joint", "affected", "overrides")
    ),
    no.DeadlockAsked(proposal=1, check=1, deadline=THEN),
    no.TooManyOptions(most=10),
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
    no.OfficeNeeded(office="secretary"),
    *(no.BadOffice(office="treasurer", why=why) for why in ("name", "itself", "circle", "secretary", "seats", "term")),
    no.OfficeIsElected(office="treasurer"),
    no.NotAppointing(office="treasurer", appointing="secretary", able=(BEN,)),
    no.NotAppointing(office="treasurer", appointing="secretary", able=()),
    no.OfficeFull(office="treasurer", holders=(BEN,)),
    no.OfficeFull(office="treasurer", holders=(BEN, CY)),
    no.HoldsItAlready(office="treasurer", person=BEN),
    no.RecalledFromIt(office="treasurer", person=BEN, petition=1, until=THEN),
    *(no.NoOfficeHeld(asked=asked, office=office) for asked in ("act", "resign") for office in ("", "treasurer")),
    *(no.WhichOffice(asked=asked, offices=("secretary", "treasurer")) for asked in ("act", "resign")),
    no.WhichOffice(asked="recall", offices=("secretary", "treasurer"), person=BEN),
    no.RecalledFromIt(office="vice treasurer", person=BEN, petition=1, until=THEN, recalled_from="treasurer"),
    no.BadSpending(most=99_999_999_999),
    *(no.NotCited(act=1, why="office", by=BEN, office="treasurer", held=held) for held in (True, False)),
    no.SumMissing(decision=1, left=12_050),
    no.SumMissing(decision=1, left=12_050, text="paid hall 120"),
    no.MandateUnnamed(text="paid the hall", decisions=(1,), offices=("treasurer",), pence=12_000),
    no.MandateUnnamed(text="paid", decisions=(1, 2), offices=("clerk", "treasurer")),
    no.MandateUnnamed(text="x" * 500, decisions=(1,), offices=("clerk", "treasurer"), office="clerk"),
    no.AlreadyProposed(proposal=1),
    no.AlreadyProposed(proposal=99),
    *(no.NotCited(act=1, why=why, by=BEN) for why in ("mandated", "another", "recalled")),
    no.OnlyTheOfficer(petition=1, officer=BEN),
    no.RecallOver(petition=1),
    *(no.AboutYourself(asked=asked) for asked in ("appoint", "welcome", "rule")),
    no.RecallUnderWay(petition=1),
    no.RecallUnderWay(petition=7),
    no.AlreadySigned(petition=1),
    no.NotSigned(petition=1),
    no.PetitionOver(petition=1),
    no.PetitionOver(petition=7),
    no.NoPlace(),
    no.Circular(path=(YORK, NORTH, LEEDS)),
    no.Circular(path=(LEEDS,)),
    no.AlreadyAffiliated(peer=YORK),
    no.AlreadyAffiliated(peer=YORK, proposal=3),
    no.AskedLately(peer=YORK, again_from=THEN),
    *(no.EnoughAsked(most=5, again_from=at) for at in (THEN, None)),
    no.NotAffiliated(peer=YORK),
    no.InAnothersRemit(kind="press", holder=NORTH),
    no.RemitHeld(kind="press"),
    no.RemitHeld(kind="press", holder=NORTH),
    no.RemitNotHeld(kind="press", held=()),
    no.RemitNotHeld(kind="press", held=("food", "money")),
    no.LentText(proposal=4, peer=YORK, theirs=12),
    no.NoLongerAwaited(proposal=4, peer=YORK),
    no.NoticePeriodRuns(proposal=4, peer=YORK, until=THEN),
    no.NoticeOver(notice=1, because="decided"),
    no.NoticeOver(notice=1, because="withdrawn"),
    no.AlreadyObjected(notice=1),
    no.NoObjection(notice=1),
    no.ObjectedOften(notice=1, times=3),
    no.NotWithItself(slug="moot"),
    no.NotInTheRoom(),
    no.AlreadyTakingPart(),
    no.AlreadyTakingPart(person=BEN),
    no.NotAsked(person=CY),
    no.AlreadyWelcomed(person=CY, needed=2),
    no.EnoughAskings(most=3, again_from=THEN),
    no.TooFewPeers(),
    no.TooFewPeers(top=YORK),
    no.Unknown(kind="moot", number=9, latest=1),
    no.NotAmongThem(),
    no.EnoughThings(most=3, again_from=THEN),
    *(no.OnlyInThings(asked=asked) for asked in ("override", "dissolve")),
    no.NotOverridable(named=(Overrides(LEEDS, 3), Overrides(YORK, 9))),
    no.Dissolved(name="Who keeps the river clean?"),
    m.BadOverride(typed="the kettle"),
    no.EnoughAbroad(proposals=(1, 3, 4)),
    no.EnoughAbroad(proposals=(1, 3, 4), again_from=THEN),
    no.EnoughChanges(proposal=1, again_from=THEN),
    no.EnoughCalls(most=6, again_from=THEN),
    no.Ending(name="Who keeps the river clean?"),
    no.MootClash(moot=1, starts_at=THEN, ends_at=THEN + timedelta(hours=1)),
    *(
        no.BadMootTime(starts_at=THEN, length=long, least=timedelta(minutes=5), most=timedelta(days=3), past=past)
        for long in (timedelta(hours=1), timedelta(days=9))
        for past in (True, False)
    ),
    no.NoMootOpen(coming=None),
    no.NoMootOpen(coming=2),
    no.MootOver(moot=1),
    no.NotFacilitating(moot=1, facilitators=(ADA, BEN)),
    no.NobodyWaits(moot=1),
    no.HandAlreadyUp(moot=1, place=2),
    no.HandNotUp(moot=1),
    no.NotConvening(asked="go-round", conveners=(BEN,)),
    no.AboutYourself(asked="go-round"),
    no.DecisionNotInForce(decision=1),
    no.BadDueTime(due=THEN),
    no.ActionNotYours(action=1, person=BEN),
    *(no.ActionOver(action=1, done=done) for done in (True, False)),
    no.ActionNotDone(action=1),
    no.ActionStands(action=1),
    *(no.NoReview(decision=1, review_at=when) for when in (THEN, None)),
    no.SenseOver(sense=1),
    no.NoLeaning(sense=1),
    no.BadSensePeriod(asked=timedelta(0), least=timedelta(minutes=5), most=timedelta(days=30)),
    no.GoRoundUnderWay(check=1),
    no.GoRoundTooLong(check=1, people=73, most=50),
    no.EverybodyHeard(check=1),
    *(no.NotYourTurn(check=check) for check in (0, 1)),
    m.BallotInPublic(poll=1),
    m.BoxShut(poll=4),
    m.BallotInPublic(poll=0),
    *(m.UnreadBallot(poll=1, fault=fault, entry=entry) for fault in m.BallotFault for entry in (0, 1, 2, 3, 11)),
    m.WhichBallot(ballots=("B1", "B2")),
    m.WhichBallot(ballots=()),
    m.NoBallotOpen(),
    m.NoBallotOpen(about="E1"),
    m.PerhapsBallot(),
    m.PerhapsBallot(blocks=True),
    m.PerhapsBallot(ballot="B1@leeds", method=Method.STV),
    m.UnknownCommand(name="cancel", advice=m.Advice.RUNS_OUT),
    m.UnknownCommand(name="I", advice=m.Advice.NOMINATED, office="treasurer"),
    m.UnknownCommand(name="I", advice=m.Advice.NOMINATED, office="e1"),
    m.UnknownCommand(name="I", advice=m.Advice.NOMINATED),
    m.BadAnswer(command="lean", typed="blue"),
    m.BadAnswer(command="review", typed="blue"),
    m.WrongKind(command="done", typed="P1", letters="A"),
    m.BadNumber(command="done", typed="A-x", letter="A"),
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
            ("action", "due"),
            ("lean", "answer"),
            ("affiliate", "other"),
            ("disaffiliate", "other"),
            ("claim-remit", "kind"),
            ("release-remit", "kind"),
            ("object", "reason"),
            ("restate-purpose", "purpose"),
        )
    ),
    m.TooLong(command="propose", parameter="title", length=300, limit=200),
    m.TooLong(command="block", parameter="reason", length=3000, limit=2000),
    *(
        m.TooLong(command="propose", parameter=parameter, length=3000, limit=2000)
        for parameter in ("suffering", "affects", "kind", "partners")
    ),
    m.PersonNotFound(command="elect", typed="Zed"),
    m.PersonAmbiguous(command="elect", typed="Sam", names=("Sam (@a:b)", "Sam (@c:d)")),
    m.NoAssembly(),
    m.NoAssembly(private=True),
    m.NameAssembly(command="propose", slugs=("leeds", "york")),
    m.UnknownAssembly(command="status", slug="hull", slugs=("leeds",)),
    m.UnknownAssembly(command="status", slug="hull", slugs=()),
    m.AssemblyNotFound(command="affiliate", typed="oslo", slugs=("leeds",)),
    m.AssemblyNotFound(command="affiliate", typed="Leeds Mot", slugs=("leeds-moot", "york")),
    m.TooMany(command="propose", given=30, most=20),
    m.WrongKind(command="object", typed="P1", letters="N"),
    m.OfAnother(proposal=1, slug="york"),
    m.OnlyInVenue(command="found"),
    m.OnlyInVenue(command="leave"),
    m.UnknownPreset(typed="odd", presets=("folkmoot", "harmony")),
    m.NoActRecorded(command="recall"),
    m.WhichAct(command="recall", acts=(1, 3)),
    m.NotDecided(proposal=3),
    m.OfficeVacant(office="treasurer"),
    m.JointHolders(command="recall", office="treasurer", holders=(BEN, CY)),
    m.OfficeUnclear(typed="clerk by us", instead="office create clerk elected"),
    m.OfficeRenamed(office="treasurer", name="bursar"),
    m.OfficeHeldBy(office="secretary", typed="Ben"),
    m.OfficeUnclear(typed="clrk", instead="office change clerk seats 2", near="clerk"),
    m.SeveralSums(command="act", sums=("£20", "£120")),
    m.BadMandate(command="propose", typed="up to £120"),
    m.MandateUnbounded(command="propose", sum="£120"),
    no.NotTreasurer(treasurers=(), office=True),
    no.NotTreasurer(treasurers=(), office=False),
    no.NotTreasurer(treasurers=(ADA,), office=True),
    no.GiftsKeptElsewhere(peers=(LEEDS, YORK)),
    no.GiftsKeptElsewhere(peers=()),
    no.BadGiftSum(most=99_999_999_999),
    no.BadGiftDay(day=date(2027, 1, 1), earliest=date(2016, 1, 1), latest=date(2026, 1, 1)),
    no.BadGiftDay(day=date(2001, 1, 1), earliest=date(2016, 1, 1), latest=date(2026, 1, 1)),
    no.NoSuchDonor(donor=DonorId("d-1")),
    no.OtherSortOfDonor(donor=DonorId("d-1")),
    no.MembersAreAsked(donation=3, proposal=7),
    no.GiftGoneBack(donation=3, state=DonationState.RETURNED, returned_on=date(2026, 1, 1)),
    no.GiftGoneBack(donation=3, state=DonationState.RETURNED, returned_on=None),
    no.DonorStillKept(donor=DonorId("d-1"), until=date(2033, 1, 1)),
    m.OnlyInPrivate(command="donation-record"),
    m.BadSum(command="donation-record", typed="a lot"),
    m.DonorNotFound(command="donors", typed="donor-1234"),
    m.BasisMissing(command="donation-record", name="Unite the Union"),
    m.FactsMissing(command="donation-record", basis="trade union"),
    m.AddressTyped(command="donation-record"),
    m.BadAnswer(command="referendum", typed="quickly"),
    m.QuestionUnclear(command="referendum", question="Shall we meet", when="30/11"),
    m.BothTimes(command="deadlock"),
    m.BothTimes(command="referendum"),
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


def test_what_people_are_asked_for_is_named() -> None:
    """Whatever required text is missing, its command has words for it of its own."""
    required = {
        (spec.name, each.name)
        for spec in CATALOGUE.values()
        for each in spec.parameters
        if each.required and each.kind is not Kind.NUMBER
    }
    for command, parameter in required:
        assert "Something is missing" not in plain(
            in_words(m.MissingText(command=command, parameter=parameter), None, {})
        )


def test_a_name_that_is_nearly_somebodys_is_shown(assembly: Assembly) -> None:
    """Of those who take part; of offices too, where one may be meant; else how a name is written."""
    who = NAMES[next(iter(assembly.participants))]
    for typed in (f"{who}{who[-1]}", f"@{who}e", who.upper() + "E"):
        for command in ("appoint", "acts"):
            assert f"Perhaps you mean {who}." in plain(
                in_words(m.PersonNotFound(command=command, typed=typed), assembly, NAMES)
            )
    office = m.PersonNotFound(command="acts", typed="secretery")
    assert "Perhaps you mean secretary." in plain(in_words(office, assembly, NAMES))
    nobody = m.PersonNotFound(command="appoint", typed="secretery")
    assert "as this room shows it" in plain(in_words(nobody, assembly, NAMES))


def test_a_circle_is_shown_all_the_way_round(assembly: Assembly) -> None:
    """From the one that would be below, by those above it, to itself again."""
    text = plain(in_words(no.Circular(path=(YORK, NORTH, LEEDS)), assembly, NAMES))
    assert "Leeds Moot → York → The North → Leeds Moot." in text
    assert "Leeds Moot → Leeds Moot." in plain(in_words(no.Circular(path=(LEEDS,)), assembly, NAMES))


def test_an_assembly_is_named_with_the_way_to_it(assembly: Assembly) -> None:
    """Where an address is known, the name leads there; else the name stands alone."""
    refusal, address = no.InAnothersRemit(kind="press", holder=NORTH), "https://matrix.to/#/!north"
    (said,) = in_words(refusal, assembly, NAMES, links={NORTH.id: address}).blocks
    assert isinstance(said, Paragraph)
    assert Link(address, "The North") in said.parts
    (said,) = in_words(refusal, assembly, NAMES).blocks
    assert isinstance(said, Paragraph)
    assert Text("The North") in said.parts


@pytest.mark.parametrize(
    ("office", "line"),
    [("", "as secretary"), ("secretary", "as secretary"), ("marathon", "as secretary"), ("e7", "as secretary"),
     ("e1", "in E1")],
)  # fmt: skip
def test_who_would_stand_is_shown_a_line_that_can_be_typed(office: str, line: str) -> None:
    """For an office or an election that there is."""
    moot = Moot.founded("ada", "ben", "cy")
    moot.do(cmd.CallElection(actor=ADA, office="secretary"))
    asked = m.UnknownCommand(name="I", advice=m.Advice.NOMINATED, office=office)
    assert plain(in_words(asked, moot.assembly, NAMES)).endswith(f"`!nominate NAME {line}`")


def test_a_notice_that_is_over_says_whose_it_was() -> None:
    """Who objects too late is told by whom it was decided, and how to read it."""
    moot = Moot.founded("ada", "ben", "cy")
    until = moot.now + timedelta(days=3)
    moot.do(cmd.TakeNotice(peer=YORK, proposal=7, title="Buy a van", text="", until=until))
    moot.do(cmd.CloseNotice(peer=YORK, proposal=7, because="withdrawn"))
    refusal = moot.refused(cmd.Object(actor=BEN, notice=1, text="Ours"))
    text = plain(in_words(refusal, moot.assembly, NAMES))
    assert text.startswith("What N1 told of was withdrawn by York, so an objection changes nothing any more.")
    assert "`!status N1`" in text


def test_a_mistyped_assembly_is_met_with_the_likeliest() -> None:
    """What is called almost like that, of one's own assemblies and those around, is offered."""
    moot = Moot.founded("ada", "ben", "cy")
    moot.do(cmd.AdmitMember(peer=YORK))
    for typed, slugs, meant in (("leedes", ("leeds",), "leeds"), ("yrok", (), "york")):
        mistake = m.AssemblyNotFound(command="affiliate", typed=typed, slugs=slugs)
        assert f"Perhaps you mean `{meant}`." in plain(in_words(mistake, moot.assembly, NAMES))


@pytest.mark.parametrize(
    ("mistake", "form"),
    [
        (m.UnknownCommand(name="E1"), "`!status E1`"),
        (m.UnknownCommand(name="g12"), "`!donations g12`"),
        (m.UnknownCommand(name="how", nearest=("accept",)), "`!help accept`"),
        (m.WrongKind(command="why", typed="O1", letters="PRDBVE"), "`!status O1`"),
        (m.WrongKind(command="status", typed="G1", letters="P"), "`!donations G1`"),
        (m.WrongKind(command="withdraw", typed="E1", letters="P"), "`!decline E1`"),
        (m.WrongKind(command="accept", typed="P1", letters="E"), "`!stand-aside P1`"),
        (no.NothingChanged(what="it is there as E1", there="E1"), "`!status E1`"),
    ],
)
def test_a_number_leads_to_what_there_is_for_it(assembly: Assembly, mistake: m.Mistake | Refusal, form: str) -> None:
    """Alone, as a newcomer types it, and beside a word that does not take it."""
    assert form in plain(in_words(mistake, assembly, NAMES))


def test_who_gives_up_a_place_is_told_how(assembly: Assembly) -> None:
    """Typed in private without a name, leaving is answered with both ways to leave."""
    assert "name it: `!join @" in plain(in_words(m.OnlyInVenue(command="join"), assembly, NAMES))
    text = plain(in_words(m.OnlyInVenue(command="leave"), assembly, NAMES))
    assert "`!leave`" in text
    assert "`!leave @moot`" in text


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
