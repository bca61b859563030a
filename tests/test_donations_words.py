"""What a treasurer types about gifts and reads of them, and what everybody else does not read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from adapters.answers.answer import answer_query, answer_to
from adapters.donations.law import NO_ADVICE
from adapters.donations.reading import code_of, read_source
from adapters.inbound import Account, Invocation
from adapters.mistakes import (
    AddressTyped,
    BadNumber,
    BadSum,
    BadTime,
    BasisMissing,
    DonorNotFound,
    FactsMissing,
    MissingText,
    OnlyInPrivate,
    PersonNotFound,
)
from adapters.notices.notices import ToPerson, ToVenues
from adapters.validating import Query, validate
from adapters.words.wording import in_words
from deliberation import commands as cmd
from deliberation import refusals as no
from deliberation.donations import DonorKind
from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId, VenueId
from tests.support.giving import ADA, BEN, UNITE, Giving
from tests.support.words import NAMES, Telling, context, plain, typed


class Told(Giving, Telling):
    """An assembly to which gifts are given, and what it owes people to be told."""


@pytest.fixture
def moot() -> Told:
    """An assembly of three, of which Ada is treasurer."""
    moot = Told.with_treasurer()
    moot.quiet()
    return moot


def asked(moot: Told, line: str, actor: PersonId = ADA, *, private: bool = True) -> object:
    """Say what a typed line means, in private."""
    return typed(line, moot.assembly, moot, actor, private=private)


def recorded(moot: Told, line: str) -> cmd.RecordDonation:
    """Read a gift."""
    command = asked(moot, line)
    assert isinstance(command, cmd.RecordDonation), command
    return command


def answered(moot: Told, line: str) -> str:
    """Do what a line asks for, and read the answer."""
    command = asked(moot, line)
    assert isinstance(command, cmd.RecordDonation | cmd.NoteReturn | cmd.StrikeGift | cmd.JoinDonors), command
    events = moot.do(command)
    return plain(answer_to(command, events, moot.assembly, NAMES, always=True))


def read(moot: Told, line: str, reader: PersonId = ADA) -> str:
    """Read the answer to a question."""
    query = asked(moot, line, reader)
    assert isinstance(query, Query), query
    return plain(answer_query(query, context(moot.assembly, moot, reader), NAMES))


# --- what is typed


@pytest.mark.parametrize(
    "line",
    [
        "donation-record £50 from Grace Hopper on 1 November",
        "donation record £50 from Grace Hopper on 1 November",
        "donation record 50 from Grace Hopper, on 1 November 2025",
        "Donation Record £50.00 from Grace Hopper received on 2025-11-01",
        "record-gift £50 from Grace Hopper on 1/11/2025",
        "gift-record £50 from Grace Hopper, individual, on saturday 1 november 2025".replace("saturday ", ""),
    ],
)
def test_a_gift_of_a_person_is_typed_in_many_ways(moot: Told, line: str) -> None:
    """With a pound sign or without, the day with its year or without: then it is the last such, not the next."""
    command = recorded(moot, line)
    assert (command.pence, command.name, command.given_on) == (50_00, "Grace Hopper", date(2025, 11, 1))
    assert (command.kind, command.basis, command.facts) == (DonorKind.PERSON, "individual", "")
    assert (command.days, command.form, command.in_kind) == (30, "", False)


def test_a_gift_of_an_organisation_says_what_it_is_and_why_it_may_give(moot: Told) -> None:
    """All in one line, as it comes to mind."""
    line = "donation record £2,000 from Unite the Union, trade union, listed by the Certification Officer, on yesterday"
    command = recorded(moot, f"{line} by bank transfer")
    assert (command.kind, command.basis, command.name) == (DonorKind.ORGANISATION, "trade union", "Unite the Union")
    assert (command.facts, command.form) == ("listed by the Certification Officer", "bank transfer")
    assert (command.pence, command.given_on) == (2_000_00, date(2026, 1, 4))


@pytest.mark.parametrize(
    ("typed_source", "name", "basis", "facts"),
    [
        ("Smith, Jones & Co Ltd, company 01234567", "Smith, Jones & Co Ltd", "company", "01234567"),
        ("Leeds Allotments, unincorporated association, main office in Leeds, UK", "Leeds Allotments",
         "unincorporated association", "main office in Leeds, UK"),
        ("Ada King, on the electoral roll of Leeds", "Ada King", "individual", "on the electoral roll of Leeds"),
        ("Old LLP, LLP OC301234", "Old LLP", "limited liability partnership", "OC301234"),
        ("Jean Petit, not permitted, lives in France", "Jean Petit", "not permitted", "lives in France"),
        ("anonymous", "an unknown giver", "unknown", ""),
        ("Unknown giver, cash in an envelope", "an unknown giver", "unknown", "cash in an envelope"),
        ("Grace Hopper", "Grace Hopper", "", ""),
    ],
)  # fmt: skip
def test_a_source_is_read(typed_source: str, name: str, basis: str, facts: str) -> None:
    """A name may have commas; what comes after the ground bears it out."""
    source = read_source(typed_source)
    assert (source.name, source.basis, source.facts) == (name, basis, facts)


def test_a_gift_in_kind_says_what_it_is(moot: Told) -> None:
    """The sum is then what it is worth."""
    command = recorded(moot, "donation-record £120.50 from Ben Hill on 1 November in kind: a printer")
    assert (command.pence, command.in_kind, command.form) == (120_50, True, "a printer")
    as_shown = recorded(moot, "donation-record £120.50 in kind (a printer) from Ben Hill on 1 November")
    assert as_shown.form == "a printer"


def test_somebody_of_us_can_be_named_by_their_account(moot: Told) -> None:
    """Then their gifts count together, whatever name they are recorded by."""
    command = recorded(moot, "donation-record £5 from Benjamin Hill @ben on 1 November")
    assert (command.name, command.person) == ("Benjamin Hill", BEN)
    found = asked(moot, "donation-record £5 from Benjamin Hill @nobody on 1 November")
    assert isinstance(found, PersonNotFound)


def test_who_gave_before_is_named_by_a_code(moot: Told) -> None:
    """The code stands in the list; ground and facts are known."""
    moot.give(50_00, source=UNITE)
    (donor,) = moot.assembly.donors
    command = recorded(moot, f"donation-record £5 from {code_of(moot.assembly, donor)} on 1 November")
    assert (command.known, command.kind, command.basis) == (donor, DonorKind.ORGANISATION, "trade union")
    assert isinstance(asked(moot, "donation-record £5 from donor-ffff on 1 November"), DonorNotFound)


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("donation-record fifty from Grace Hopper on 1 November", BadSum),
        ("donation-record £0 from Grace Hopper on 1 November", no.BadGiftSum),
        ("donation-record £1.5 from Grace Hopper on 1 November", BadSum),
        ("donation-record £5 from Grace Hopper on 31 February 2025", BadTime),
        ("donation-record £5 from Hopper, Grace on 1 November", MissingText),
        ("donation-record £5 from Unite the Union on 1 November", BasisMissing),
        ("donation-record £5 from Unite the Union, trade union, on 1 November", FactsMissing),
        ("donation-record £501 from Grace Hopper on 1 November", FactsMissing),
    ],
)
def test_what_cannot_be_read_says_what_is_wrong(moot: Told, line: str, mistake: type) -> None:
    """Nothing is recorded half, and each answer has a form that works."""
    found = asked(moot, line)
    assert isinstance(found, mistake)
    words = plain(in_words(found, moot.assembly, NAMES))  # type: ignore[arg-type]
    assert "`" in words


@pytest.mark.parametrize("word", ["donation", "gift", "donations"])
def test_a_gift_is_recorded_where_the_word_for_it_is_left_out(moot: Told, word: str) -> None:
    """The list in answer would look as if it were recorded; and what is no gift either is said to be none."""
    in_full = recorded(moot, "donation-record £5 from Grace Hopper on 1 November")
    command = recorded(moot, f"{word} £5 from Grace Hopper on 1 November")
    assert (command.pence, command.name, command.given_on) == (in_full.pence, in_full.name, in_full.given_on)
    assert isinstance(asked(moot, f"{word} £5 from Grace Hopper on 1 November", private=False), OnlyInPrivate)
    assert isinstance(asked(moot, f"{word} delete G1"), BadNumber)


@pytest.mark.parametrize("line", ["donation £50", "donation 50 pounds", "gift 120.50", "donation-record £50"])
def test_a_sum_alone_is_answered_with_who_records_gifts_and_how(moot: Told, line: str) -> None:
    """The treasurer is asked for the rest; anybody else reads whose it is to do, before anything else is asked."""
    missing = asked(moot, line)
    assert missing == MissingText(command="donation-record", parameter="source")
    found = asked(moot, line, BEN)
    assert found == no.NotTreasurer(treasurers=(ADA,), office=True)
    words = plain(in_words(found, moot.assembly, NAMES))
    assert "by its treasurer, who is Ada, so nothing was recorded." in words
    assert "`!donation-record £50 from NAME on 1 November`" in words


def test_where_nobody_records_gifts_it_is_said_how_somebody_comes_to() -> None:
    """By the way in which the office is filled; and a core assembly in which one is may be where they are kept."""
    moot = Told.founded("ada", "ben", "cy")
    nobody = asked(moot, "donation £50")
    assert nobody == no.NotTreasurer(treasurers=(), office=False)
    moot.elect("ben", by="ada")
    moot.do(cmd.ProposeOffice(actor=ADA, office="treasurer", appointed_by="secretary"))
    moot.agree("ada", "ben", "cy", check=moot.call(2, who="ben"))
    vacant = asked(moot, "donation £50")
    assert vacant == no.NotTreasurer(treasurers=(), office=True)
    words = plain(in_words(vacant, moot.assembly, NAMES))
    assert "The secretary appoints one: `!appoint NAME as treasurer`" in words
    core = replace(moot.assembly, id=AssemblyId("core"), kind=Kind.CORE)
    here = replace(context(moot.assembly, moot), mine=(moot.assembly, core))
    item = Invocation(
        account=Account("stage", "@ada", "Ada"), venue=VenueId("stage:!a"), source="$1", name="donation",
        arguments={"number": "£50"}, private=True,
    )  # fmt: skip
    assert validate(item, here) == no.GiftsKeptElsewhere(peers=(core.peer,))


def test_who_gives_is_not_typed_in_the_room(moot: Told) -> None:
    """It is refused there, with the way to do it in private."""
    found = asked(moot, "donation-record £5 from Grace Hopper on 1 November", private=False)
    assert isinstance(found, OnlyInPrivate)
    assert "delete it" in plain(in_words(found, moot.assembly, NAMES))


# --- what is answered


def test_the_treasurer_reads_what_became_of_it_and_how_much_it_makes(moot: Told) -> None:
    """Accepted: with what came from there so far."""
    said = answered(moot, "donation-record £120.05 from Grace Hopper on today")
    assert "Recorded as G1: £120.05 from Grace Hopper" in said
    assert "It is accepted. That makes £120.05 from there in 2026; a person gives under £500." in said
    assert NO_ADVICE not in said


def test_a_refusal_says_why_and_what_was_given_so_far(moot: Told) -> None:
    """And that nothing is split, until when it goes back, and what to type then."""
    answered(moot, "donation-record £450 from Grace Hopper on today")
    said = answered(moot, "donation-record £50 from Grace Hopper on today")
    assert "So far it was £450 in 2026, and with this it would be £500; nothing is split" in said
    assert "It must have gone back before 2026-02-04 00:00" in said
    assert "`!donation-returned G2`" in said
    assert NO_ADVICE in said


def test_a_held_gift_says_that_the_members_are_asked(moot: Told) -> None:
    """With the number of the question, and what the law asks of such a sum."""
    line = "donation record £12,000 from Unite the Union, trade union, listed by the Certification Officer, on today"
    said = answered(moot, line)
    assert "It is held" in said
    assert "in P3" in said
    assert "More than £500 is a donation in law" in said
    assert NO_ADVICE in said


def test_rooms_read_of_organisations_and_not_of_people(moot: Told) -> None:
    """Others see sums, sorts and states; the treasurer sees names, facts and what the law asks."""
    moot.give(120_00, name="Grace Hopper", facts="on the electoral register of Leeds", form="a clock", in_kind=True)
    moot.give(200_00, source=UNITE)
    theirs, mine = read(moot, "donations", BEN), read(moot, "donations")
    assert "G1 · £120 in kind from a person, 2026-01-05: accepted" in theirs
    assert "Grace" not in theirs
    assert "clock" not in theirs
    assert "Unite the Union" in theirs
    assert "G1 · £120 in kind (a clock) from Grace Hopper" in mine
    assert "£320 accepted (2 gifts)" in mine
    one = read(moot, "donation G1", BEN)
    assert "Grace" not in one
    assert "Leeds" not in one
    assert "on the electoral register of Leeds" in read(moot, "gift G1")


def test_two_people_who_may_not_give_are_no_organisation(moot: Told) -> None:
    """Whom a word like “&” would make one, so that every room reads their names."""
    moot.do(recorded(moot, "donation-record £40 from Ann & Bob Smith, not permitted because abroad, on today"))
    assert "£40 from somebody who may not give" in read(moot, "donations", BEN)
    assert "Smith" not in read(moot, "donors", BEN)


def test_the_list_of_donors_is_the_treasurers(moot: Told) -> None:
    """Others learn how many people gave, and which organisations."""
    moot.give(120_00)
    moot.give(200_00, source=UNITE)
    assert read(moot, "donors", BEN).startswith("1 person and Unite the Union gave.")
    mine = read(moot, "donors")
    assert "Grace Hopper" in mine
    assert "2026: £120" in mine


def test_two_donors_that_are_one_are_said_to_be_so_by_their_codes(moot: Told) -> None:
    """And where together they are not under the limit any more, the list says it."""
    moot.give(300_00, name="Ben Hill")
    moot.give(300_00, name="B. Hill")
    one, two = (code_of(moot.assembly, each) for each in moot.assembly.donors)
    assert "are one" in answered(moot, f"donors {one} is {two}")
    mine = read(moot, "donors")
    assert "also recorded as B. Hill): 2026: £600; this is not under the limit" in mine


def test_a_year_can_be_named(moot: Told) -> None:
    """A year of which there is nothing says of which there is something."""
    moot.give(120_00)
    assert "There is of: 2026" in read(moot, "donations 2024")


def test_what_went_back_is_noted_with_its_day(moot: Told) -> None:
    """On the day that is named."""
    moot.give(500_00, given_on=moot.now.date() - timedelta(days=3))
    assert "G1 was sent back on 2026-01-04" in answered(moot, "donation-returned G1 on 4 January")
    assert "sent back on 2026-01-04" in read(moot, "donations")


def test_what_bears_out_a_source_is_for_the_treasurer_alone(moot: Told) -> None:
    """It may hold an address; those who are asked read on what ground it may give."""
    moot.hold()
    assert "listed by the Certification Officer" not in read(moot, "status P3", BEN)
    assert "listed by the Certification Officer" not in read(moot, "donations G1", BEN)
    assert "listed by the Certification Officer" in read(moot, "donations G1")


def test_what_exactly_was_given_is_for_the_treasurer_alone(moot: Told) -> None:
    """Whoever is asked about it reads the sum, and that it is in kind."""
    moot.give(2_000_00, source=UNITE, in_kind=True, form="the car of Jane Smith")
    for line in ("status P3", "donations", "donations G1"):
        said = read(moot, line, BEN)
        assert "Jane Smith" not in said
        assert "£2,000 in kind" in said
    assert "Jane Smith" in read(moot, "donations G1")


@pytest.mark.parametrize("name", ["Ann Branch", "Bob Trust", "Ann & Bob Smith"])
def test_a_person_whose_name_is_like_an_organisations_is_not_named(moot: Told, name: str) -> None:
    """Only what ends as no name of a person does is a body: the others might be people."""
    moot.do(recorded(moot, f"donation-record £50 from {name}, not permitted, lives in France, on today"))
    assert name not in read(moot, "donations", BEN)
    assert "£50 from somebody who may not give" in read(moot, "donations", BEN)
    moot.do(recorded(moot, "donation-record £50 from Acme Ltd, not permitted, registered in France, on today"))
    assert "£50 from Acme Ltd" in read(moot, "donations", BEN)


def test_who_gave_cannot_be_found_out_by_typing_a_gift_while_nobody_keeps_them(moot: Told) -> None:
    """A known source and an unknown one are answered alike."""
    moot.give(10_00, facts="on the register of Leeds")
    moot.do(cmd.Resign(actor=ADA, office="treasurer"))
    for name in ("Grace Hopper", "Nobody Else", "@dan"):
        command = asked(moot, f"donation-record £501 from {name} on today", BEN)
        assert isinstance(command, cmd.RecordDonation)
        assert isinstance(moot.refused(command), no.NotTreasurer)


def test_a_day_that_is_soon_is_not_taken_for_last_years(moot: Told) -> None:
    """The fifth of January is today: "6 January" was mistyped, "1 November" is the last."""
    line = "donation-record £50 from Grace Hopper on"
    mistake = asked(moot, f"{line} 6 January")
    assert isinstance(mistake, BadTime)
    said = plain(in_words(mistake, moot.assembly, NAMES))
    assert said == "“6 January” is still ahead. If it was a year ago, say the year: `2025-01-06`"
    assert recorded(moot, f"{line} 6 January 2025").given_on == date(2025, 1, 6)
    for day in ("1/3/27", "1 March 27"):
        assert recorded(moot, f"{line} {day}").given_on == date(2027, 3, 1), "said with its year: never last year's"


def test_what_should_have_gone_back_and_did_not_is_said_to_be_late(moot: Told) -> None:
    """It is not said for ever that it is to be sent back before a day that is over."""
    moot.give(600_00, facts="on the electoral register of Leeds")
    assert ", to be sent back before " in read(moot, "donations")
    moot.at(days=31)
    assert "it is not noted that it went back: it must have before " in read(moot, "donations")


@pytest.mark.parametrize("where", ["12 High Street Leeds LS1 4AP", "12 High Street, Leeds ls14ap"])
def test_an_address_is_not_taken_with_a_gift(moot: Told, where: str) -> None:
    """Addresses stand apart; the number of a register is none."""
    line = "donation-record £2,000 from Leeds Tenants, unincorporated association, mainly in the UK, {}, on today"
    assert isinstance(asked(moot, line.format(f"main office at {where}")), AddressTyped)
    for end in (f"in kind: a car kept at {where}", f"by cheque drawn by Jane Smith of {where}"):
        assert isinstance(asked(moot, f"{line.format('UK')} {end}"), AddressTyped)
    assert isinstance(asked(moot, line.format("IP12345R, SC123456")), cmd.RecordDonation)


def test_a_slip_is_struck_out_and_stays_to_be_read(moot: Told) -> None:
    """The answer shows how the right one is recorded; twice it is said that it is done."""
    moot.give(500_00)
    said = answered(moot, "donation-mistaken G1")
    assert "G1 was recorded by mistake, and counts no more" in said
    assert "`!donation-record £50" in said
    assert "recorded by mistake; it does not count" in read(moot, "donations")
    again = moot.refused(cmd.StrikeGift(actor=ADA, donation=1))
    assert "nothing is to be done about it" in plain(in_words(again, moot.assembly, NAMES))


# --- what rooms and treasurers are told


def _told(moot: Told) -> tuple[str, str]:
    rooms = "\n".join(plain(each.document) for _event, each in moot.owed if isinstance(each, ToVenues))
    private = "\n".join(
        plain(each.document) for _event, each in moot.owed if isinstance(each, ToPerson) and each.person == ADA
    )
    return rooms, private


def test_the_room_reads_how_it_came_out_and_the_treasurer_what_to_do(moot: Told) -> None:
    """Refused: with the way to note that it went back; accepted: with what the law asks."""
    check = moot.hold()
    moot.quiet()
    moot.block("ben", check=check)
    moot.at(days=3)
    rooms, private = _told(moot)
    assert "That is final for the gift G1" in rooms
    assert "The gift G1, £2,000 from Unite the Union, is refused: the members did not agree to it." in rooms
    assert "goes back to discussion" not in rooms
    assert "withdrew" not in rooms
    assert "withdrawn" not in read(moot, "status P3")
    again = moot.refused(cmd.CallConsensus(actor=ADA, proposal=3))
    assert "P3 is closed, so that is over." in plain(in_words(again, moot.assembly, NAMES))
    assert "`!donation-returned G1@moot`" in private
    assert NO_ADVICE in private


def test_consent_is_told_with_the_decision(moot: Told) -> None:
    """Both read which decision it is."""
    check = moot.hold()
    moot.quiet()
    moot.agree("ada", "ben", "cat", check=check)
    rooms, private = _told(moot)
    assert "By D3, the gift G1, £2,000 from Unite the Union, is accepted." in rooms
    assert "More than £500 is a donation in law" in private


def test_that_a_gift_to_which_they_agreed_was_a_mistake_is_told_to_those_who_agreed(moot: Told) -> None:
    """With the name of who says so."""
    check = moot.hold()
    moot.agree("ada", "ben", "cat", check=check)
    moot.quiet()
    moot.do(cmd.StrikeGift(actor=ADA, donation=1))
    assert "from Unite the Union, was recorded by mistake, says Ada: it counts no more." in _told(moot)[0]


def test_of_a_persons_gift_the_room_is_told_nothing(moot: Told) -> None:
    """Neither when it is recorded, nor when it is refused, nor when it must go back."""
    moot.give(600_00, facts="on the electoral register of Leeds")
    moot.at(days=28)
    moot.do(cmd.NoteReturn(actor=ADA, donation=1))
    gifts = [(event, each) for event, each in moot.owed if "Gift" in type(event).__name__]
    assert not any(isinstance(each, ToVenues) for _event, each in gifts)
    assert "must have gone back before" in _told(moot)[1]


def test_the_treasurer_is_told_where_two_who_turn_out_to_be_one_reach_the_limit_together(moot: Told) -> None:
    """A gift split between two names, or between two accounts of one person, does not pass unseen."""
    moot.give(300_00, name="Ben Hill", person=BEN)
    moot.give(150_00, name="Kit Hill")
    moot.give(100_00, name="B. Hill", person=PersonId("cat"))
    one, two, three = moot.assembly.donors
    moot.do(cmd.JoinDonors(actor=ADA, donor=one, other=two))
    assert moot.whispered("ada") == []
    moot.join("ben", "cat")
    moot.give(1_00, name="Grace Hopper")
    (told,) = moot.whispered("ada")
    assert f"{code_of(moot.assembly, three)} are one source, and together they gave The moot £550 in 2026" in told
    assert "`!donation-returned G3@moot`" in told
    assert not moot.said


def test_what_may_be_sent_back_is_of_the_year_in_which_they_reached_the_limit(moot: Told) -> None:
    """Whatever was recorded after it of other years."""
    moot.give(300_00, name="Kit Hill")
    moot.give(250_00, name="K. Hill")
    moot.give(10_00, name="K. Hill", given_on=date(2025, 12, 1))
    one, two = moot.assembly.donors
    moot.do(cmd.JoinDonors(actor=ADA, donor=one, other=two))
    (told,) = moot.whispered("ada")
    assert "£550 in 2026" in told
    assert "`!donation-returned G2@moot`" in told


def test_where_nobody_is_treasurer_the_refusal_says_what_to_do() -> None:
    """There is no such office, or nobody holds it; or somebody does, who is named."""
    moot = Told.with_treasurer()
    words = plain(in_words(no.NotTreasurer(treasurers=(ADA,), office=True), moot.assembly, NAMES))
    assert "who is Ada" in words
    words = plain(in_words(no.NotTreasurer(treasurers=(), office=True), moot.assembly, NAMES))
    assert "`!elect NAME as treasurer`" in words
    words = plain(in_words(no.NotTreasurer(treasurers=(), office=False), moot.assembly, NAMES))
    assert "no such office" in words


def test_the_card_says_what_consensus_does(moot: Told) -> None:
    """The question shows the source, its ground and the sum; the reader is told that only consensus takes it."""
    moot.hold()
    said = read(moot, "status P3", BEN)
    assert "Accept £2,000 from Unite the Union" in said
    assert "Unite the Union (trade union)" in said
