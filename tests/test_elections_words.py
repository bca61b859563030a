"""What people type, read and see in elections."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.answers.answer import answer_query, answer_to
from adapters.cards.card import card_of
from adapters.mistakes import BadTime, MissingText, NameAssembly
from adapters.references import Kind, Subject, read_subject
from adapters.validating import Query
from adapters.words.wording import in_words
from deliberation import commands as cmd
from deliberation.commands.elections import Times
from deliberation.refusals import NotNominated, TooLateForThat, Unknown, WhichToFill
from deliberation.rules import Method
from tests.support.elections import Electing
from tests.support.engine import people
from tests.support.words import NAMES, Telling, context, is_clean, leaves, plain, typed

ADA, BEN, CY, DEE, EVE, FAY = people("ada", "ben", "cy", "dee", "eve", "fay")
DAY = timedelta(days=1)


class Hustings(Telling, Electing):
    """An assembly that elects, and keeps what people are told."""

    def means(self, line: str, actor: str = "ada", subject: str = "") -> object:
        """Say what a typed line means."""
        return typed(line, self.assembly, self, actor, subject=subject)

    def reads(self, line: str, actor: str = "ada", subject: str = "") -> str:
        """Do what a line says, and give the answer."""
        meant = self.means(line, actor, subject)
        if isinstance(meant, Query):
            return plain(answer_query(meant, context(self.assembly, self, actor), NAMES))
        if not type(meant).__module__.startswith("deliberation.commands"):
            return plain(in_words(meant, self.assembly, NAMES))  # type: ignore[arg-type]
        happened = self.ask(meant)  # type: ignore[arg-type]
        if not isinstance(happened, list):
            return plain(in_words(happened, self.assembly, NAMES))
        return plain(answer_to(meant, happened, self.assembly, NAMES, always=True))  # type: ignore[arg-type]

    def card(self, kind: Kind = Kind.ELECTION, number: int = 1, nth: int = 0) -> str:
        """Draw a card."""
        found = card_of(self.assembly, Subject(kind, number, nth), NAMES)
        assert found is not None
        assert all(is_clean(leaf) for leaf in leaves(found))
        return plain(found)


@pytest.fixture
def moot() -> Hustings:
    """An assembly of six in which Ada gives procedure."""
    return Hustings.founded("ada", "ben", "cy", "dee", "eve", "fay").quiet()


@pytest.fixture
def called(moot: Hustings) -> Hustings:
    """One in which the election of a secretary was called."""
    moot.calls()
    return moot.quiet()


def at(day: int, hour: int, minute: int = 0, month: int = 2) -> datetime:
    """Give a moment in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


CALLS: dict[str, cmd.CallElection] = {
    "election general secretary": cmd.CallElection(actor=ADA, office="general secretary"),
    "hold election for the Secretary": cmd.CallElection(actor=ADA, office="secretary"),
    "election general secretary nominations 7d ballot 7d method stv seats 2": cmd.CallElection(
        actor=ADA,
        office="general secretary",
        seats=2,
        method=Method.STV,
        times=Times(nominations_for=7 * DAY, ballot_for=7 * DAY),
    ),
    "election of secretary: nominations: 7d; ballot: 7d": cmd.CallElection(
        actor=ADA, office="secretary", times=Times(nominations_for=7 * DAY, ballot_for=7 * DAY)
    ),
    "election treasurer nominations until 1 February ballot 5 February to 12 February joined by 1 December": (
        cmd.CallElection(
            actor=ADA,
            office="treasurer",
            times=Times(
                nominations_close=at(1, 23, 59),
                ballot_open=at(5, 9),
                ballot_close=at(12, 23, 59),
                joined_by=datetime(2025, 12, 1, 23, 59, tzinfo=UTC),
            ),
        )
    ),
    "election secretary nominations from 10 January to 17 January 18:00 ballot opens 20 January closes 27 January": (
        cmd.CallElection(
            actor=ADA,
            office="secretary",
            times=Times(
                nominations_open=at(10, 9, month=1),
                nominations_close=at(17, 18, month=1),
                ballot_open=at(20, 9, month=1),
                ballot_close=at(27, 23, 59, month=1),
            ),
        )
    ),
    "election secretary ballot from 1 February for 5d joined by friday": cmd.CallElection(
        actor=ADA,
        office="secretary",
        times=Times(ballot_open=at(1, 9), ballot_for=5 * DAY, joined_by=at(9, 23, 59, month=1)),
    ),
    "election secretary nominations 1 February": cmd.CallElection(
        actor=ADA, office="secretary", times=Times(nominations_close=at(1, 23, 59))
    ),
    "election secretary @moot": cmd.CallElection(actor=ADA, office="secretary"),
    "election convenor two seats by STV": cmd.CallElection(actor=ADA, office="convenor", seats=2, method=Method.STV),
    "selection Leeds North": cmd.CallElection(actor=ADA, seat="Leeds North"),
    "election selection of candidates for Leeds North seats two": cmd.CallElection(
        actor=ADA, seat="Leeds North", seats=2
    ),
}


@pytest.mark.parametrize("line", CALLS)
def test_an_election_is_called_in_one_line(moot: Hustings, line: str) -> None:
    """All by the rules, or with as many dates as somebody likes, however they write them."""
    assert moot.means(line) == CALLS[line]


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("election nominations 7d", MissingText(command="election", parameter="office")),
        ("election secretary method fptp", MissingText(command="election", parameter="method")),
        ("timetable E1 whenever", MissingText(command="timetable", parameter="ballot")),
        ("second", MissingText(command="second", parameter="person")),
        ("accept", NotNominated(election=1, person=ADA)),
        ("nominate Ben in E1@hull", NameAssembly(command="nominate", slugs=("hull",))),
        ("call-off E1", MissingText(command="call-off", parameter="reason")),
        ("election E7", Unknown(kind="election", number=7, latest=1)),
    ],
)
def test_what_is_wrong_with_a_line_is_said(called: Hustings, line: str, mistake: object) -> None:
    """Each with what to type instead."""
    assert called.means(line) == mistake
    assert "Something is missing" not in called.reads(line)


def test_a_time_that_cannot_be_read_is_answered_with_one_that_can(moot: Hustings) -> None:
    """As everywhere else."""
    assert isinstance(moot.means("election secretary nominations for ever"), BadTime)
    assert isinstance(moot.means("election secretary ballot 31 February to 2 March"), BadTime)


def test_bare_it_lists_them_and_a_number_shows_one(called: Hustings) -> None:
    """What a new secretary types first changes nothing."""
    for line in ("election", "elections"):
        assert "- E1 · Election of the secretary: nominations until" in called.reads(line)
    assert called.reads("election E1") == called.reads("timetable E1") == called.reads("status E1") == called.card()
    assert "has had no ballot" in called.reads("why E1")


def test_the_card_names_every_date_and_how_to_take_part(called: Hustings) -> None:
    """It is the published timetable."""
    text = called.card()
    for words in (
        "# E1 · Election of the secretary · nominations open",
        "Called by Ada. I am the returning officer: all goes by this timetable, by itself.",
        "- Nominations: from 2026-01-05 09:00 until 2026-01-12 09:00",
        "- Consensus first: sought until 2026-01-15 09:00",
        "- Ballot, if there is none: from 2026-01-15 09:00 until 2026-01-22 09:00",
        "- Who votes: all who took part here by 2026-01-05 09:00, in secret",
        "“Re-open nominations” always stands",
        "`!nominate NAME in E1 because …`",
        "`!second NAME in E1`",
        "`!accept E1 …` or `!decline E1`",
    ):
        assert words in text


def test_a_name_is_put_forward_where_an_election_is_open_and_else_the_assembly_is_asked(moot: Hustings) -> None:
    """``elect`` always asks at once."""
    at_once = cmd.NominateOfficer(actor=ADA, person=BEN, office="secretary", reason="he listens")
    assert moot.means("nominate Ben as secretary because he listens") == at_once
    moot.calls()
    named = cmd.Nominate(actor=ADA, election=1, person=BEN, reason="he listens")
    for line in ("as the secretary", "for E1", "in election 1", "in E1", ""):
        assert moot.means(f"nominate Ben {line} because he listens") == named
    assert moot.means("nominate E1 Ben because he listens") == named
    assert moot.means("nominate Ben in E1 he listens") == named
    assert moot.means("nominate Ben in E1 becuase he listens") == replace(named, reason="becuase he listens")
    assert moot.means("nominate Ben because he listens", subject="election:1") == named
    assert moot.means("elect Ben as secretary because he listens") == at_once
    assert moot.means("elect Ben in E1 because he listens") == at_once


def test_a_nomination_is_seconded_by_name_number_or_reply_and_answered_by_whom_it_names(called: Hustings) -> None:
    """The card of the nomination does for a number."""
    called.nominate("eve", "ada")
    seconds = cmd.SecondNomination(actor=BEN, election=1, person=EVE)
    for line in ("second Eve in E1", "second E1 Eve", "second Eve", "second"):
        assert called.means(line, "ben") == seconds
    called.nominate("fay", "cy")
    assert called.means("second", "ben", "nomination:1:1") == seconds
    accepts = cmd.AnswerNomination(actor=EVE, election=1, accepts=True, statement="I would listen.")
    for line, subject in (("accept E1 I would listen.", ""), ("accept I would listen.", "nomination:1:1")):
        assert called.means(line, "eve", subject) == accepts
    declines = cmd.AnswerNomination(actor=EVE, election=1, accepts=False)
    for line in ("decline E1", "decline", "stand-down E1"):
        assert called.means(line, "eve") == declines
    assert read_subject("nomination:1:2") == Subject(Kind.NOMINATION, 1, 2)


def test_a_newcomer_says_it_as_they_would(called: Hustings) -> None:
    """Without the small words, with all of them, or in the order of their own language."""
    named = cmd.Nominate(actor=ADA, election=1, person=BEN, reason="he listens")
    for line in ("nominate Ben secretary because he listens", "nominate Ben E1 because he listens"):
        assert called.means(line) == named
    called.nominate("eve", "ada")
    stands = cmd.AnswerNomination(actor=EVE, election=1, accepts=True, statement="I would listen.")
    for line in ("stand for secretary because I would listen.", "stand in E1: I would listen."):
        assert called.means(line, "eve") == stands
    whole = "In 2019 I took minutes."
    assert called.means(f"accept {whole}", "eve") == replace(stands, statement=whole)
    assert called.means("stand down", "eve") == cmd.AnswerNomination(actor=EVE, election=1, accepts=False)
    assert called.means("stand down", "dee") == cmd.Resign(actor=DEE, office="")
    for line in ("call an election for secretary", "hold an election for secretary"):
        assert called.means(line) == cmd.CallElection(actor=ADA, office="secretary")
    assert "I cannot tell when" in called.reads("election secretary next week")
    assert "`!election secretary nominations 7d" in called.reads("election secretary next week")
    assert called.reads("election results") == called.reads("elections")
    assert "Anyone else than you can put your name forward" in called.reads("stand", "dee")


def test_whom_it_names_is_told_in_private_how_to_accept(called: Hustings) -> None:
    """And reminded a day before nominations close, if they have not answered."""
    called.nominate("eve", "ada")
    (told,) = called.whispered(EVE)
    assert "Ada has put your name forward in The moot: Election of the secretary (E1)." in told
    assert "> eve listens" in told
    assert "`!accept E1@moot …`. Not to stand: `!decline E1@moot`." in told
    assert "Eve has not said yet whether they stand" in called.card(Kind.NOMINATION, 1, 1)
    assert "StatementNeeded" not in called.reads("accept E1", "eve")
    called.quiet().at(days=6)
    assert "You have not said yet whether you stand" in called.whispered(EVE)[0]


def test_candidates_are_shown_with_who_backs_them_and_what_they_say(called: Hustings) -> None:
    """Names, backers and statements; nobody's statement when they stand down."""
    called.stands("eve", "ada", "ben")
    called.nominate("fay", "cy")
    text = called.card()
    assert "- Eve: stands; nominated by Ada, seconded by Ben\n> I would listen." in text
    assert "- Fay: has not said yet whether they stand; nominated by Cy, not seconded yet" in text
    called.decline("eve")
    assert "- Eve: does not stand" in called.card()
    assert "> I would listen." not in called.card()


def test_an_election_that_there_is_not_is_nothing_else(called: Hustings) -> None:
    """Not the proposal of that number; and before a reason is asked for."""
    for line in ("timetable E9", "call-off E9", "status E9"):
        assert called.reads(line).startswith("There is no election E9")


def test_why_an_election_is_called_off_needs_no_because(called: Hustings) -> None:
    """What stands behind the number says why."""
    for line in ("call-off E1 wrong office", "call off E1: wrong office", "call-off E1 because wrong office"):
        asked = typed(line, called.assembly, called, "ada")
        assert asked == cmd.CallOffElection(actor=ADA, election=1, reason="wrong office")


def test_the_rooms_are_told_who_stands_what_moved_and_how_it_ended(called: Hustings) -> None:
    """Each once, with every stage of the count."""
    called.stands("eve", "ada", "ben")
    called.stands("fay", "cy", "dee")
    called.quiet().at_close()
    assert "nominations are closed, and Eve and Fay stand" in called.said[0]
    assert {"election:1", "nomination:1:1", "nomination:1:2"} <= set(called.cards)
    assert "Ada has moved the timetable. The ballot is open from" in (
        called.reads("timetable E1 ballot 20 January to 27 January") and called.said[1]
    )
    called.at_ballot()
    assert "The ballot is B1. To vote, in private: `!ballot B1`" in called.card()
    assert called.reads("elect Eve", "ben").startswith("The ballot B1 decides that now")
    called.votes(("ada", ("eve",)), ("ben", ("eve", "fay")), ("cy", ("fay",)))
    called.quiet().at_count()
    (declared,) = called.said
    assert declared.startswith("# E1 · Election of the secretary · declared")
    assert "Eve is secretary of The moot until" in declared
    assert "to find your ballot among those counted: `!receipts B1`" in declared
    assert "In the register: " in declared
    assert "Elected in the ballot: Eve." in declared
    assert "3 people of 6 voted in B1." in declared
    assert "# The count" in declared
    assert "`!why B1`" in declared
    assert "Elected in the ballot: Eve." in called.card()
    assert "- E1 · Election of the secretary: Elected in the ballot: Eve." in called.reads("elections")
    minutes = called.reads("minutes")
    assert "Ada called E1 · Election of the secretary" in minutes
    assert "E1: Eve elected by ballot" in minutes


def test_who_stands_down_closes_what_was_asked_about_them_and_nobody_is_said_to_have_withdrawn_it(
    called: Hustings,
) -> None:
    """The rooms read who stands no more, once that they do not stand and once what that closes."""
    called.stands("eve", "ada", "ben")
    called.at_close()
    called.quiet().decline("eve")
    assert called.said == [
        "E1 · Election of the secretary: Eve stands no more, and will not be on the ballot.",
        "Eve stands no more. That closes P1 · Elect the secretary: Eve. Nothing was decided.",
    ]


def test_what_comes_of_an_election_that_nobody_stands_in_or_that_is_called_off(called: Hustings) -> None:
    """It waits and says so once; called off it says why."""
    called.at_close()
    assert "nobody stands, so nominations stay open until somebody does" in called.said[0]
    assert "waiting for names" in called.card()
    assert "waits for a name" in called.reads("elections")
    assert "Done" in called.reads("call-off E1 because the office is being changed")
    assert "Called off by Ada: the office is being changed" in called.card()
    assert called.means("call-off because no") == TooLateForThat(election=1, over=True)


def test_unfilled_seats_are_said_to_be_open_again(called: Hustings) -> None:
    """*Re-open nominations* won."""
    called.stands("eve")
    called.stands("fay", "cy", "dee")
    called.at_close()
    called.at_ballot()
    called.votes(("ada", ("again",)), ("ben", ("again",)))
    called.quiet().at_count()
    assert "Nobody is elected. 1 seat stays unfilled, and nominations for it are open again." in called.card()
    assert "It opened by itself, because E1 left 1 seat unfilled." in called.card(number=2)
    # The one that is called with a timetable takes its place: that is what was asked for, not that the other ends.
    called.quiet()
    assert called.reads("election secretary nominations 2d").startswith("Called as E3.")
    assert "Called off: Ada calls another in its place, which follows." in called.said[0]
    assert "Called off: Ada called E3 in its place." in called.card(number=2)


def test_what_found_no_consensus_before_the_ballot_is_closed_by_its_result(called: Hustings) -> None:
    """Who blocked reads that the ballot decides; afterwards nothing waits to be called, nor is said to be withdrawn."""
    called.stands("eve")
    called.at_close()
    called.block("ada")
    called.quiet().at_ballot()
    assert "The ballot in E1 decides, and opens by itself." in called.said[0]
    assert "goes back to discussion" not in "".join(called.said)
    called.votes(("ada", ("eve",)))
    called.quiet().at_count()
    assert "withdrew" not in "".join(called.said)
    assert "It is closed, and decided nothing." in called.reads("status P1")
    assert "P1" not in called.reads("status")
    assert called.reads("consensus P1").startswith("P1 is closed, so that is over.")


def test_a_ballot_that_waits_for_an_answer_says_so_and_lasts_as_long_as_was_published(called: Hustings) -> None:
    """Too few answered about the one name; card and room name the new time, and voters lose none of theirs."""
    called.stands("dee")
    called.at_close()
    published = called.election().timetable
    assert "Ballot, if there is none: from 2026-01-15 09:00 until 2026-01-22 09:00" in called.card()
    called.at_time(published.ballot_open)
    waits = (
        "E1 · Election of the secretary: its ballot was to open 2026-01-15 09:00, and waits for the answer on P1 until"
    )
    assert [said for said in called.said if said.startswith(waits)] == [
        f"{waits} 2026-01-16 21:00. If there is no consensus, it opens then, for 7 days."
    ]
    assert "Consensus first: P1 is asked about until 2026-01-16 21:00" in called.card()
    assert "Ballot, if there is none: it waits for that answer, and is then open for 7 days" in called.card()
    assert "the ballot waits for consensus until 2026-01-16 21:00; 1 stands" in called.reads("election")
    called.at(hours=36)
    (poll,) = called.booth.open()
    assert poll.closes_at - called.now == published.ballot_close - published.ballot_open


def test_consensus_that_is_noticed_a_moment_late_puts_no_ballot_off(called: Hustings) -> None:
    """The program comes to what is due milliseconds after its time."""
    called.stands("dee")
    called.at_close()
    called.agree("ada", "ben", "cy", "eve", check=1)
    called.at_time(called.election().timetable.ballot_open + timedelta(milliseconds=5))
    assert called.election().elected == (DEE,)
    assert not [said for said in called.said if "waits for the answer" in said]


def test_a_ballot_may_wait_for_several_answers(moot: Hustings) -> None:
    """Where two places are to be filled, the two who stand are asked about at once."""
    moot.with_office("treasurer", seats=2)
    moot.stands("dee")
    moot.stands("eve")
    moot.at_close()
    moot.at_time(moot.election().timetable.ballot_open)
    assert "Consensus first: P2 and P3 are asked about until 2026-" in moot.card()


def test_a_question_without_a_text_of_its_own_is_not_said_to_be_one_that_can_be_changed(moot: Hustings) -> None:
    """Whatever brings something about by itself can only be called again."""
    moot.reads("office create treasurer")
    moot.block("cy", check=moot.call(1))
    moot.quiet().at(days=4)
    closing = moot.said[-1]
    assert "Talk with those who block; consensus can be called again: `!consensus P1`" in closing
    assert "amend" not in closing


def test_an_office_that_is_asked_for_and_is_not_there_can_be_proposed_under_its_own_name(moot: Hustings) -> None:
    """The line that is shown creates that one; what is no plain name is not put into a line."""
    assert "To propose another: `!office create general clerk`" in moot.reads("election general clerk")
    assert "`!office create treasurer appointed by secretary" in moot.reads("election <b>!")


def test_who_is_not_nominated_is_told_of_no_way_that_is_closed(called: Hustings) -> None:
    """While names are taken, anybody can put them forward; afterwards it is said who stands."""
    asked = called.reads("accept E1 I would listen", "dee")
    assert "You are not nominated in E1. Anyone else than you can put your name forward" in asked
    called.stands("eve", "ada", "ben")
    called.at_close()
    asked = called.reads("accept E1 I would listen", "dee")
    assert "You are not nominated in E1, and nominations are closed" in asked
    assert "`!status E1`" in asked


def test_a_returning_officer_is_named_and_hands_over(moot: Hustings) -> None:
    """Everyone reads who returns it."""
    moot.calls("fay", officers=("fay",))
    assert "Returning officer: Fay, who cannot stand." in moot.card()
    assert moot.means("hand-over E1", "fay") == cmd.HandElectionOver(actor=FAY, election=1)
    assert moot.means("take-on E1 to the bot", "fay") == cmd.HandElectionOver(actor=FAY, election=1)
    assert moot.means("take-on", "eve") == cmd.TakeOnElection(actor=EVE, election=1)
    assert moot.reads("hand-over", "fay") == "Done: I return E1 now."
    assert "Fay no longer returns it. I return it now, by its timetable." in moot.said[-1]


def test_a_candidate_selected_for_public_election_is_named_in_the_question(moot: Hustings) -> None:
    """The check says whom it would select."""
    from deliberation.federation import Kind as AssemblyKind

    moot.of_kind(AssemblyKind.CONSTITUENCY)
    moot.reads("selection Leeds North")
    moot.stands("dee")
    moot.at_close()
    text = moot.card(Kind.CHECK, 1, 1)
    assert "P1 · Select a candidate for Leeds North: Dee" in text
    assert "Dee is selected as a candidate; nothing more is needed" in text
    moot.agree("ada", "ben", "cy", "dee", "eve", "fay")
    assert any("By D1, Dee is selected for Leeds North (E1)." in said for said in moot.said)


def test_who_calls_an_election_off_says_what_goes_on_and_how_the_next_is_called(called: Hustings) -> None:
    """Nobody keeps an office vacant; and what is asked about a name decides by itself."""
    called.reads("elect Dee as secretary", "ben")
    answer = called.quiet().reads("call-off E1 because not now")
    assert answer.endswith("Anyone who takes part can call the next, which is not called off again.")
    (said,) = (each for each in called.said if "called off" in each)
    assert "P1 is still asked until 2026-01-08 09:00, and decides by itself." in said
    assert "anyone who takes part can call the next, as the rules have it, and that one is not called off: " in said
    assert "`!election secretary`" in said
    asked = called.reads("election secretary nominations 24h", "cy")
    assert "anyone who takes part can call the next, as the rules have it" in asked
    assert called.reads("election secretary", "cy").startswith("Called as E2.")
    refused = called.reads("call-off E2 because not now")
    assert refused.startswith("E1 was called off before it and left the office vacant, so E2 is not called off too")
    assert "`!status E2`" in refused


def test_an_election_that_is_over_is_said_to_be_before_a_reason_is_asked_for(called: Hustings) -> None:
    """And one whose ballot is open."""
    called.stands("eve")
    called.at_close()
    called.block("ada")
    called.at_ballot()
    assert called.means("call-off E1") == TooLateForThat(election=1, over=False)
    called.votes(("ada", ("eve",)))
    called.at_count()
    assert called.means("call-off E1 because") == TooLateForThat(election=1, over=True)


def test_a_second_call_says_how_to_get_what_was_asked_for_to_whoever_may(called: Hustings) -> None:
    """Not that it was said already: it was not."""
    answer = called.reads("election secretary nominations 24h ballot 24h method stv")
    assert answer.startswith("E1 is open already (Election of the secretary), and stays as it is.")
    assert "`!timetable E1 …`" in answer
    assert "call it off first: `!call-off E1 because …`, and call it again" in answer
    assert "call-off" not in called.reads("election secretary method stv", "ben")
    assert called.reads("election secretary").startswith("You said that a moment ago")


def test_the_example_for_a_wrong_timetable_is_a_line_that_can_be_typed(called: Hustings) -> None:
    """``ballot`` by itself is how one votes."""
    asked = called.reads("timetable E1 nominations 2d")
    assert "Put it off, or leave it: `!timetable E1 ballot 5 December to 12 December`" in asked
    called.reads("call-off E1 because not now")
    asked = called.reads("election secretary nominations 200d")
    assert "Give nearer days: `!election OFFICE nominations 7d ballot 7d`" in asked


def test_a_name_without_an_office_is_asked_about_where_several_could_be_meant(moot: Hustings) -> None:
    """A question to everyone is not posted on a guess."""
    moot.with_office("treasurer")
    several = WhichToFill(command="elect", person=BEN, offices=("secretary", "treasurer"))
    assert moot.means("elect Ben") == several
    asked = moot.reads("elect Ben")
    assert "Say which: `!elect Ben as secretary` or `!elect Ben as treasurer`" in asked
    # One election is open, and names are put forward there.
    assert moot.means("nominate Ben") == cmd.Nominate(actor=ADA, election=1, person=BEN, reason="")
    moot.calls()
    assert moot.means("nominate Ben") == replace(several, command="nominate")


def test_a_second_that_is_said_twice_is_recorded_already(called: Hustings) -> None:
    """As an answer that is given twice."""
    called.nominate("eve", "ada")
    assert called.reads("second Eve", "ben").startswith("Recorded: you second the nomination of Eve in E1.")
    assert called.reads("second Eve", "ben").startswith("That is recorded already: you second the nomination of Eve")


def test_a_name_asked_about_in_a_selection_that_is_called_off_is_said_to_select_nobody(moot: Hustings) -> None:
    """There is no seat any more to which the answer could put anybody."""
    from deliberation.federation import Kind as AssemblyKind

    moot.of_kind(AssemblyKind.CONSTITUENCY)
    moot.reads("selection Leeds North")
    moot.stands("dee")
    moot.at_close()
    moot.quiet().reads("call-off E1 because not now")
    assert "P1 is still asked until 2026-01-15 09:00, but nobody is selected by that any more." in moot.said[0]
    assert "anyone who takes part" not in moot.said[0]


def test_a_later_officer_of_the_society_is_named_to_one_who_is_none_any_more(moot: Hustings) -> None:
    """Whoever returned it reads who may now."""
    moot.calls("fay", officers=("fay",))
    off = cmd.CallOffElection(actor=FAY, election=1, reason="not now", officers=frozenset({EVE}))
    refused = plain(in_words(moot.refused(off), moot.assembly, NAMES))
    assert refused == "E1 is for the officers of the Electoral Society to return: Eve. Ask one of them to do it."
