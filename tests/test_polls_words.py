"""What people type, read and see of ballots, referendums and deadlock."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from adapters.answers.answer import answer_query, answer_to
from adapters.cards.card import card_of, seeds, stance_of
from adapters.documents import Bar, Document
from adapters.mistakes import (
    BadAnswer,
    BadNumber,
    BadTime,
    BothTimes,
    MissingText,
    NoCheckOpen,
    QuestionUnclear,
    WrongKind,
)
from adapters.notices.notices import CardChanged, ToPerson, ToVenues
from adapters.personal.about_me import Standing, about_me
from adapters.references import Kind, Subject
from adapters.request import Query
from adapters.words.wording import in_words
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.poll_results import lot_of, seed_of
from deliberation.positions import Stance
from tests.support.engine import people
from tests.support.polls import Booth, deadlocked, established, secret_of
from tests.support.words import NAMES, Telling, context, is_clean, leaves, plain, typed

ADA, BEN, CY, DEE = people("ada", "ben", "cy", "dee")


def moot(**rules: str) -> Telling:
    """Found an assembly; Ada gives procedure."""
    return Telling.founded("ada", "ben", "cy", "dee", rules={n.replace("_", "-"): v for n, v in rules.items()})


def asked(here: Telling, line: str, actor: str = "ada", subject: str = "") -> object:
    """Say what a typed line means."""
    return typed(line, here.assembly, here, actor, subject=subject)


def answered(here: Telling, line: str) -> str:
    """Read the answer to a question."""
    query = asked(here, line)
    assert isinstance(query, Query)
    document = answer_query(query, context(here.assembly, here), NAMES)
    assert all(map(is_clean, leaves(document)))
    return plain(document)


def card(here: Telling, kind: Kind, number: int = 1) -> Document:
    """Draw a card."""
    found = card_of(here.assembly, Subject(kind, number, 1 if kind is Kind.CHECK else 0), NAMES)
    assert found is not None
    assert all(map(is_clean, leaves(found)))
    return found


def rooms(here: Telling) -> str:
    """Read what the rooms are told."""
    told = (notice for _, notice in here.owed if isinstance(notice, ToVenues))
    return "\n".join(plain(each.document) for each in told)


# --- typed


@pytest.mark.parametrize(
    ("line", "proposals"),
    [
        ("deadlock P1", (1,)),
        ("deadlock P1 with P2, P3", (1, 2, 3)),
        ("deadlock 1 with 2 and 3", (1, 2, 3)),
        ("deadlock P1 P2", (1, 2)),
        ("deadlock P1, P2 and P3", (1, 2, 3)),
        ("deadlock P1 please", (1,)),
        ("call-deadlock P2 against P3", (2, 3)),
    ],
)
def test_deadlock_is_asked_of_one_proposal_or_several(line: str, proposals: tuple[int, ...]) -> None:
    """However the others are listed."""
    assert asked(moot(), line) == cmd.AskDeadlock(actor=ADA, proposals=proposals)


def test_the_time_of_the_question_can_be_said() -> None:
    """For a length of time or until a time, not both; and what is no proposal is said to be none."""
    here = moot()
    assert asked(here, "deadlock P1 with P2 for 48h") == cmd.AskDeadlock(
        actor=ADA, proposals=(1, 2), period=timedelta(hours=48)
    )
    assert isinstance(asked(here, "deadlock P1 for 48h until 2026-12-01"), BothTimes)
    assert asked(here, "deadlock P1 with hay") == BadNumber(command="deadlock", typed="hay", letter="P")
    assert asked(here, "deadlock P1 with D2") == WrongKind(command="deadlock", typed="D2", letters="P")


@pytest.mark.parametrize(
    ("line", "members", "secret", "period"),
    [
        ('referendum "Shall we leave?" roll:members', True, None, None),
        ("referendum Shall we leave? roll: participants", False, None, None),
        ('referendum "Shall we leave?" roll:members open for 7d', True, False, timedelta(days=7)),
        ("referendum Shall we leave? secret roll:participants for 2 days", False, True, timedelta(days=2)),
        ('referendum "Shall we leave?"', None, None, None),
        ("referendum Shall we leave?", None, None, None),
        ('referendum "Shall we leave?" roll:participants secrecy:open', False, False, None),
        ('referendum "Shall we leave?" secrecy: secret among members', True, True, None),
        ('referendum "Shall we leave?" for two weeks', None, None, timedelta(days=14)),
        ('referendum "Shall we leave?" roll:participants for two weeks, secret', False, True, timedelta(days=14)),
    ],
)
def test_a_referendum_is_typed_as_the_design_says(
    line: str, members: bool | None, secret: bool | None, period: timedelta | None
) -> None:
    """The question, who votes, secret or open, for how long; what is left out is as the rules and the assembly say."""
    assert asked(moot(), line) == cmd.CallReferendum(
        actor=ADA, question="Shall we leave?", members_only=members, secret=secret, period=period
    )


def test_what_is_wrong_with_a_referendum_is_said() -> None:
    """Neither quotes around nothing, nor words that mean nothing after the question."""
    here = moot()
    assert asked(here, 'referendum ""') == MissingText(command="referendum", parameter="question")
    assert asked(here, 'referendum "Shall we?" quickly') == BadAnswer(command="referendum", typed="quickly")
    quickly = asked(here, 'referendum "Shall we?" roll:participants until 1 December quickly')
    assert isinstance(quickly, BadTime)
    assert quickly.typed == "1 December quickly"
    everybody = asked(here, 'referendum "Shall we?" roll:everybody until 1 December')
    assert everybody == BadAnswer(command="referendum", typed="roll:everybody")
    assert asked(here, 'referendum "Shall we?" secret open') == BadAnswer(command="referendum", typed="secret open")
    said = plain(in_words(BadAnswer(command="referendum", typed="secret open"), here.assembly, NAMES))
    assert said.startswith("I cannot read “secret open”. Behind the question may stand, each once: `members` or"), (
        "not that neither is an answer"
    )
    for wrong in ("until 2026-02-31", "for 7", "open for 7"):
        assert isinstance(asked(here, f'referendum "Shall we?" {wrong}'), BadTime)


@pytest.mark.parametrize(
    "line",
    [
        'referendum "Shall we meet" until 1/12',
        "referendum Shall we meet? by 1 December",
        'referendum "Shall we meet", open until 2026-12-01',
        'referendum "Shall we meet" roll:participants until 1 December 18:00',
        'referendum "Shall we meet" roll:participants open until 1/12/26',
        'referendum "Shall we meet" until 1/12/2026 roll:participants',
    ],
)
def test_a_day_behind_the_question_says_until_when(line: str) -> None:
    """However it is written, as long as it is clear where the question ends."""
    found = asked(moot(), line)
    assert isinstance(found, cmd.CallReferendum), found
    assert found.question.rstrip("?") == "Shall we meet"
    assert found.deadline == datetime(2026, 12, 1, 18, tzinfo=UTC)


def test_a_day_that_may_belong_to_the_question_is_asked_about() -> None:
    """It goes to everybody at once; in quotation marks it is clear, whatever stands in them."""
    here = moot()
    found = asked(here, "referendum Shall we keep the hall until 1 December")
    assert found == QuestionUnclear(command="referendum", question="Shall we keep the hall", when="1 December")
    shown = re.findall(r"`!([^`]*)`", plain(in_words(found, here.assembly, NAMES)))
    assert isinstance(asked(here, shown[0]), cmd.CallReferendum)
    whole = asked(here, 'referendum "Shall we keep the hall until friday"')
    assert isinstance(whole, cmd.CallReferendum)
    assert (whole.question, whole.deadline) == ("Shall we keep the hall until friday", None)


def test_a_question_may_hold_the_words_that_say_how() -> None:
    """Only what stands after the question is about the ballot."""
    found = asked(moot(), "referendum Shall all members vote in secret for 7 days?")
    assert isinstance(found, cmd.CallReferendum)
    assert found.question == "Shall all members vote in secret for 7 days?"
    assert (found.secret, found.period) == (None, None)


def test_yes_and_no_answer_whether_there_is_deadlock() -> None:
    """By the number of any of its proposals, or by none; to a proposal yes is to agree."""
    here = moot()
    check = deadlocked(here, "Buy hay")
    yes = cmd.TakePosition(actor=CY, check=check, stance=Stance.YES, source="$typed")
    assert asked(here, "yes P2", "cy") == asked(here, "yes", "cy") == asked(here, "yes P1", "cy") == yes
    no = asked(here, "no P1 because the new text may do", "cy")
    assert no == cmd.TakePosition(
        actor=CY, check=check, stance=Stance.NO, reason="the new text may do", source="$typed"
    )
    assert asked(here, "no", "cy", subject=f"check:{check}:1") == asked(here, "no P1", "cy")
    other = here.call(here.propose())
    agree = asked(here, "yes P3", "cy")
    assert agree == cmd.TakePosition(actor=CY, check=other, stance=Stance.AGREE, source="$typed")
    assert isinstance(asked(moot(), "no"), NoCheckOpen)


# --- the question of deadlock


def test_the_card_asks_and_says_what_comes_of_the_answer() -> None:
    """Which proposals, how often consensus failed, what the ballot will be, and how to answer."""
    here = moot(ballot_period="3d", secret_ballots="no")
    check = here.check(deadlocked(here, "Buy hay"))
    document = card(here, Kind.CHECK, check.number)
    text = plain(document)
    assert "P1 and P2 · Is there deadlock?" in text
    assert "P1 · Buy seed (2 checks failed)" in text
    assert (
        "between P1, P2 and leaving things as they are, by STAR, openly, for 72 hours;"
        " members vote, or all who take part where nobody is a member" in text
    )
    assert "`!yes P1`" in text
    assert "`!no P1`" in text
    assert [action.command for action in document.actions] == ["yes", "no", "stand-aside", "why"]
    assert seeds(check.question) == ("✅", "❌", "🤷")
    assert [stance_of(check.question, key) for key in ("✅", "❌", "🛑")] == [Stance.YES, Stance.NO, None]


def test_why_says_how_the_answer_comes_about() -> None:
    """Half of those who take a position."""
    here = moot()
    check = deadlocked(here)
    here.say(Stance.YES, "ada", "ben", check=check)
    here.say(Stance.NO, "cy", "dee", check=check)
    assert "2 of those 4 say yes; at least 2 must (half): enough" in answered(here, "why P1")
    assert "There is deadlock" in rooms(here) or "there is deadlock" in rooms(here)
    assert "It was asked: P1 · Is there deadlock?" in answered(here, "minutes")


def test_who_answers_a_question_of_deadlock_as_a_proposal_is_told_what_to_answer() -> None:
    """While it is asked; then that it is voted on, and then how that came out."""
    here = moot()
    check = deadlocked(here)

    def told(line: str) -> str:
        found = asked(here, line)
        refused = found if not isinstance(found, cmd.TakePosition) else here.refused(found)
        return plain(in_words(refused, here.assembly, NAMES))  # type: ignore[arg-type]

    for line in ("block P1", "agree", "block"):
        assert "the answers are `!yes P1`" in told(line)
        assert "`!stand-aside P1`" in told(line)
    for line in ("no P1 confidence in each other is back", "no because confidence is high"):
        said = asked(here, line)
        assert isinstance(said, cmd.TakePosition), "a reason, and no wish for a recall"
        assert said.stance is Stance.NO
    here.say(Stance.YES, *sorted(here.check(check).roll), check=check)
    booth = Booth(here)
    booth.open()
    for line in ("block P1", "agree P1"):
        assert told(line) == "P1 is being voted on, and nothing was recorded. One votes in private: `!ballot B1`"
    here.at(days=7)
    booth.count()
    assert "P1 was voted on in B1" in told("block P1")


def test_an_answer_after_the_question_of_deadlock_is_told_where_things_are() -> None:
    """Where there is no deadlock, nothing is asked any more."""
    here = moot()
    check = deadlocked(here)
    here.say(Stance.NO, *sorted(here.check(check).roll), check=check)
    said = plain(in_words(here.refused(cmd.TakePosition(actor=CY, check=check, stance=Stance.BLOCK)),
                          here.assembly, NAMES))  # fmt: skip
    assert said.startswith("The question whether there is deadlock about P1 is over")
    assert "`!status P1`" in said


def test_the_check_that_makes_it_so_says_that_deadlock_can_be_asked() -> None:
    """After the second that fails, not before; and not where the rules rule ballots out."""
    for rules, times in (({}, 1), ({"ballots": "no"}, 0)):
        here = moot(**rules)
        proposal = here.propose()
        told = []
        for _ in range(2):
            here.quiet()
            here.block("ben", check=here.call(proposal))
            here.at(days=3)
            told.append(rooms(here))
        assert ["`!deadlock P1`" in each for each in told] == [False, bool(times)]


def test_what_was_said_to_the_question_is_answered() -> None:
    """Whoever answers reads what was recorded."""
    here = moot()
    check = deadlocked(here)
    said = cmd.TakePosition(actor=CY, check=check, stance=Stance.NO, source="$1")
    answer = answer_to(said, here.do(said), here.assembly, NAMES)
    assert "Recorded: you say that there is no deadlock about P1." in plain(answer)


# --- ballots


def test_the_card_of_a_ballot_says_who_votes_on_what_until_when_and_how() -> None:
    """And how many have voted, never who."""
    here = moot()
    established(here, "Buy hay")
    booth = Booth(here)
    (poll,) = booth.open()
    booth.vote("dee", 5, 0, 0)
    document = card(here, Kind.POLL)
    text = plain(document)
    assert f"Open until {poll.closes_at:%Y-%m-%d %H:%M}" in text
    assert "4 people can vote; 1 has voted so far." in text
    assert "3. Leave things as they are" in text
    assert "`!ballot B1`" in text
    assert "secret" in text
    assert "Dee" not in text
    assert document.actions[0].command == "ballot"
    assert isinstance(here.owed[-1][1], CardChanged)
    assert "B1 · " in answered(here, "polls")
    assert "1 of 4 voted; until" in answered(here, "status")
    assert "nobody knows before how it stands" in answered(here, "why B1")
    assert "once it is counted" in answered(here, "receipts B1")


def test_half_time_reminds_those_privately_who_have_not_voted() -> None:
    """The room reads how many, and no name."""
    here = moot()
    here.do(cmd.CallReferendum(actor=ADA, question="Shall we?", members_only=False))
    booth = Booth(here)
    booth.open()
    booth.vote("dee", 0)
    here.quiet()
    here.at(days=4)
    reminded = [notice for _, notice in here.owed if isinstance(notice, ToPerson)]
    assert {notice.person for notice in reminded} == {ADA, BEN, CY}
    assert all(notice.reminder for notice in reminded)
    assert "3 people have not voted yet" in rooms(here)
    assert not any(name in rooms(here) for name in ("Ada", "Ben", "Cy", "Dee"))


def test_the_count_is_told_with_its_figures_and_can_be_done_again() -> None:
    """The room reads what won; *why* has seed, secret, hash and the names that lots go by; receipts are listed."""
    here = moot()
    established(here, "Buy hay")
    booth = Booth(here)
    (poll,) = booth.open()
    first = next(place for place, option in enumerate(poll.options) if option.proposal == 1)
    marks = [0, 0, 0]
    marks[first] = 5
    booth.vote("dee", *marks)
    here.quiet()
    here.at(days=7)
    booth.count()
    text = rooms(here)
    assert sum(isinstance(notice, ToVenues) for _, notice in here.owed) == 1, "one message tells of it all"
    assert "P1 · Buy seed wins. 1 of 4 voted." in text
    assert "In the run-off 1 paper prefers P1 · Buy seed, and 0 " in text
    assert "P1 won ballot B1. It is decision D1, from now on." in text
    poll = here.assembly.polls[1]
    why = answered(here, "why B1")
    for part in (seed_of(poll, poll.papers, poll.drawn_from), secret_of(1), lot_of(secret_of(1))):
        assert part in why
    assert answered(here, "why D1") == why
    assert "1-0" in answered(here, "receipts")
    assert "A ballot decided it" in answered(here, "status D1")
    assert "lost" not in answered(here, "status P2")
    assert "wins" in answered(here, "status P2")
    assert "Ballot B1: P1 · Buy seed wins." in answered(here, "minutes")
    assert card(here, Kind.POLL).tone == "carried"


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        ([(0,), (0,), (1,)], "Yes: it is carried."),
        ([(1,), ()], "No: it is not carried."),
        ([], "Too few voted, so it is neither carried nor refused."),
    ],
)
def test_a_referendum_is_told_as_it_came_out(votes: list[tuple[int, ...]], said: str) -> None:
    """Carried, not carried, or too few; with the working."""
    here = moot()
    here.do(cmd.CallReferendum(actor=ADA, question="Shall we?", members_only=False))
    booth = Booth(here)
    booth.open()
    assert "Referendum V1: Ada puts one question to all who take part." in plain(card(here, Kind.POLL))
    for person, marks in zip(("ada", "ben", "cy"), votes, strict=False):
        booth.vote(person, *marks)
    here.quiet()
    here.at(days=7)
    booth.count()
    assert said in rooms(here)
    headed = {"Yes": "counted", "No:": "not carried", "Too": "too few voted"}[said[:3]]
    assert all(f"B1 · Shall we? · {headed}" in each for each in (rooms(here), plain(card(here, Kind.POLL))))
    assert said in answered(here, "status V1")
    assert f"{len(votes)} of 4 voted" in answered(here, "why")
    assert f"{len(votes)} of 4 voted; at least 1 must" in answered(here, "why V1")
    bars = [block for block in card(here, Kind.POLL).blocks if isinstance(block, Bar)]
    assert bool(bars) is any(votes), "out of nobody there is no bar"


def test_a_deadlock_ballot_without_a_vote_is_headed_alike_everywhere() -> None:
    """There is no least number who must vote in it: message and card say that no ballot says anything."""
    here = moot()
    established(here)
    booth = Booth(here)
    booth.open()
    here.quiet()
    here.at(days=7)
    booth.count()
    for text in (rooms(here), plain(card(here, Kind.POLL))):
        assert "· no ballot says anything" in text
        assert "too few" not in text


@pytest.mark.parametrize("secret", [True, False])
def test_how_an_open_ballot_stands_is_not_said_to_be_unknown(secret: bool) -> None:
    """What each votes in it stands in the register at once."""
    here = moot()
    here.do(cmd.CallReferendum(actor=ADA, question="Shall we?", members_only=False, secret=secret))
    Booth(here).open()
    assert ("nobody knows before how it stands" in answered(here, "why B1")) is secret


def test_a_ballot_that_begins_again_tells_those_whose_vote_is_lost() -> None:
    """Privately, for nobody else knows that they voted; and the room reads why."""
    here = moot()
    here.do(cmd.CallReferendum(actor=ADA, question="Shall we?", members_only=False))
    booth = Booth(here)
    booth.open()
    booth.vote("dee", 0)
    here.quiet()
    here.do(cmd.BeginPollAgain(poll=1, lot=lot_of(secret_of(1, 1)), because="box"))
    assert [notice.person for _, notice in here.owed if isinstance(notice, ToPerson)] == [DEE]
    assert "begins again, because ballots that were given are missing" in rooms(here)
    assert "It began again" in plain(card(here, Kind.POLL))


def test_a_ballot_that_stays_open_for_longer_says_why() -> None:
    """The bot was away."""
    here = moot()
    here.do(cmd.CallReferendum(actor=ADA, question="Shall we?", members_only=False))
    Booth(here).open()
    closes_at = here.assembly.polls[1].closes_at
    here.later(days=8)
    here.quiet()
    here.do(cmd.NoteAbsence(since=closes_at - timedelta(hours=1), until=here.now))
    assert "stays open until" in rooms(here)


def test_a_ballot_that_is_called_off_counts_nothing() -> None:
    """What it was about ended: the card and the list say so."""
    here = moot()
    here.do(cmd.CallReferendum(actor=ADA, question="Shall we?", members_only=False))
    Booth(here).open()
    here.quiet()
    here._take(ev.PollCalledOff(poll=1, because="office ended"))
    assert "is called off" in rooms(here)
    assert "called off" in answered(here, "polls")
    assert "Nothing was counted" in answered(here, "why B1")
    assert "it was called off" in answered(here, "receipts B1")


def test_where_there_is_no_ballot_it_is_said() -> None:
    """Each question has an answer all the same."""
    here = moot()
    assert "There has been no ballot" in answered(here, "polls")
    assert "no receipts" in answered(here, "receipts")
    here.do(cmd.CallReferendum(actor=ADA, question="Shall we?", members_only=False))
    assert "has yet to open" in answered(here, "status V1")
    assert "has yet to open" in answered(here, "why V1")
    assert "it opens as soon as somebody can vote" in answered(here, "status")


def test_who_answers_a_ballot_as_if_it_were_a_check_is_shown_how_to_vote() -> None:
    """And told that nothing was recorded; not that nothing is open."""
    here = moot()
    here.do(cmd.CallReferendum(actor=ADA, question="Shall we?", members_only=False))
    Booth(here).open()
    for line in ("yes", "agree", "yes B1", "agree V1"):
        said = plain(in_words(asked(here, line), here.assembly, NAMES))  # type: ignore[arg-type]
        assert "`!ballot B1`" in said or "`!ballot V1`" in said
    for line in ("yes", "agree"):
        said = plain(in_words(asked(here, line), here.assembly, NAMES))  # type: ignore[arg-type]
        assert "To vote in it, in private: `!ballot B1 yes` or `!ballot B1 no`" in said, "not which of them was meant"
    said = plain(in_words(asked(here, "yes B2"), here.assembly, NAMES))  # type: ignore[arg-type]
    assert said.startswith("There is no ballot B2 in")
    said = plain(in_words(asked(here, "retract B1"), here.assembly, NAMES))  # type: ignore[arg-type]
    assert "You can change your ballot until the close, in private: `!ballot B1`" in said
    here.at(days=14)
    Booth(here).count()
    for line in ("yes B1", "retract B1", "no V1"):
        said = plain(in_words(asked(here, line), here.assembly, NAMES))  # type: ignore[arg-type]
        assert said.endswith("is over, so nothing can be changed in it. To see how it came out: `!why B1`")


def test_me_lists_the_ballots_in_which_one_has_a_vote() -> None:
    """With whether one has used it, which nobody else reads."""
    here = moot()
    here.do(cmd.CallReferendum(actor=ADA, question="Shall we?", members_only=False))
    booth = Booth(here)
    booth.open()
    booth.vote("dee", 0)
    read = {person: plain(about_me(person, (), Standing(), [here.assembly], here.now)) for person in (BEN, DEE)}
    assert "B1@moot · Shall we?: you have not voted. Open until" in read[BEN]
    assert "B1@moot · Shall we?: you have voted. Open until" in read[DEE]


def test_the_card_is_drawn_anew_where_two_on_the_roll_turn_out_to_be_one() -> None:
    """How many voted may change by it."""
    here = moot()
    here.do(cmd.CallReferendum(actor=ADA, question="Shall we?", members_only=False))
    Booth(here).open()
    here.quiet()
    here.join("ben", "cy")
    assert CardChanged(Subject(Kind.POLL, 1)) in [notice for _, notice in here.owed]
