"""Voting in private by text: the paper, the ways to fill it in, and what is said where it cannot be taken."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from msgspec import structs

from adapters.inbound import Account, Departed, Entered, Reacted, Revised, Said, Unreadable
from adapters.plain import plain
from bot.halls import Halls
from bot.letters import HandOut, ShowPaper
from bot.people import People
from bot.polling.papers import Papers
from deliberation import commands as cmd
from deliberation.ids import PersonId, VenueId
from deliberation.polls import PollOutcome
from deliberation.rules import Method
from storage.port import BadDataError, Work
from tests.support.confiding import den
from tests.support.stage import FailingStore, person, room, until
from tests.support.voting import SLUG, Polling

ADA, BEN, CLEO, DAN = (person(name) for name in ("ada", "ben", "cleo", "dan"))
RECEIPT = re.compile(r"[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}")


@pytest.fixture
async def hall() -> AsyncIterator[Polling]:
    """An assembly of Ada, Ben, Cleo and Dan; all but Dan have a private room with the bot."""
    async with Polling() as polling:
        await polling.gather("ada", "ben", "cleo", "dan", confided=("ada", "ben", "cleo"))
        yield polling
        assert not await polling.store.put_aside()


async def test_an_election_by_secret_ballot_from_the_paper_to_the_count(hall: Polling) -> None:
    """Papers come in names, figures and lines; a later one takes the place of an earlier; all are counted once."""
    poll = await hall.election([ADA, BEN])
    assert poll.secret
    assert "Recorded: your ballot in B1" in await hall.tells(ADA, "ballot B1 Ada 5, Ben 1")
    told = await hall.tells(BEN, "ballot Ben: 5\nAda: 2")
    assert "Any that you gave before no longer counts, nor does its receipt." in told
    first = RECEIPT.search(told)
    scores = [0, 0, 0]
    scores[await hall.place_of(ADA) - 1] = 4
    told = await hall.tells(CLEO, f"ballot {' '.join(map(str, scores))}")
    assert "Ada (@ada:example.org): 4" in told
    last = RECEIPT.search(await hall.tells(BEN, "vote b1 ben 0, ada 3"))
    assert first is not None
    assert last is not None
    assert first[0] != last[0]
    counted = await hall.closes()
    assert counted.outcome is PollOutcome.DECIDED
    assert counted.elected == (await hall.place_of(ADA) - 1,)
    assert sum(paper.many for paper in counted.papers) == 3
    assert last[0] in counted.receipts
    assert first[0] not in counted.receipts
    assert not hall.keys.all()
    assert not await hall.store.boxes()
    await hall.verified(hall.assembly_id)


async def test_the_paper_goes_to_those_with_a_private_room_once_and_makes_no_rooms(hall: Polling) -> None:
    """When a ballot opens, three read their paper in private, and Dan, who never wrote to the bot, nothing."""
    await hall.referendum()
    await hall.quiet()
    for account in (ADA, BEN, CLEO):
        assert len([each for each in hall.heard(account) if "A ballot has opened in orchard" in each]) == 1
    assert not hall.heard(DAN)
    await hall.skip(minutes=1)
    await hall.quiet()
    assert len([each for each in hall.heard(ADA) if "has opened" in each]) == 1


async def test_who_left_the_private_room_is_not_asked_back_by_papers_and_reminders(hall: Polling) -> None:
    """Ben declined it: neither the paper nor the reminder goes there; what he asks for does."""
    hall.reader.gone.add(BEN.id)
    await hall.referendum()
    await hall.skip(days=4)
    await hall.quiet()
    assert len(hall.heard(ADA)) == len(hall.heard(BEN)) + 2
    paper = await hall.tells(BEN, "ballot", room(SLUG))
    assert "Say yes or no" in paper
    assert "Numbers from the list" not in paper  # there is nothing to number


async def test_who_asks_for_the_paper_reads_what_they_have_given(hall: Polling) -> None:
    """Before, the paper says how to fill it in; after, it says what lies in the box, with the receipt."""
    await hall.referendum()
    assert f"ballot B1@{SLUG} yes" in await hall.tells(DAN, "ballot")
    given = await hall.tells(DAN, "ballot B1 no")
    again = await hall.tells(DAN, "ballot B1")
    assert "No" in again
    found = RECEIPT.search(given)
    assert found is not None
    assert found[0] in again


async def test_a_ballot_typed_in_a_room_is_not_taken_and_its_writer_warned_in_private(hall: Polling) -> None:
    """It says that others may have read it, to delete it, and where to vote instead; the room reads nothing."""
    await hall.referendum()
    await hall.quiet()
    before = len(hall.reader.posts)
    told = await hall.tells(BEN, "ballot B1 yes", room(SLUG))
    assert "was not taken" in told
    assert "delete" in told
    assert not (await hall.poll()).given
    assert len(hall.reader.posts) == before
    assert "was not taken" in await hall.tells(BEN, "ballot yes", room(SLUG))
    await hall.quiet()
    taken = [what[1:] for what in hall.reader.did if what[0] == "take down"]
    assert len(set(taken)) == 2, "where the bot may, it takes away what others could read"
    assert {venue for venue, _ in taken} == {room(SLUG)}


async def test_a_vote_may_name_its_ballot_before_or_after_and_is_one_in_private_only(hall: Polling) -> None:
    """``yes B1`` and ``B1 no`` are votes in private; in a room their writer is warned, and the room reads nothing."""
    await hall.referendum()
    await hall.quiet()
    before = len(hall.reader.posts)
    for typed in ("yes B1", "B1 no", "no V1"):
        assert "was not taken" in await hall.tells(CLEO, typed, room(SLUG))
    await hall.quiet()
    assert len(hall.reader.posts) == before
    assert len([what for what in hall.reader.did if what[0] == "take down"]) == 3
    assert not (await hall.poll()).given
    for account, typed, shown in ((ADA, "yes B1", "Yes"), (BEN, f"B1@{SLUG} no", "No"), (CLEO, "no V1", "No")):
        told = await hall.tells(account, typed)
        assert "Recorded: your ballot in B1" in told
        assert shown in told
    assert "cannot tell what you mean" in await hall.tells(DAN, "B1 perhaps")
    assert len((await hall.poll()).given) == 3


async def test_a_vote_that_names_its_assembly_is_one_in_private_only(hall: Polling) -> None:
    """``yes@leeds B1`` is a vote in private, and in a room its writer is warned as by ``yes B1``."""
    await hall.referendum()
    await hall.quiet()
    before = len(hall.reader.posts)
    for typed in (f"yes@{SLUG} B1", f"no@{SLUG} V1", f"B1@{SLUG} no", f"yes B1@{SLUG}"):
        assert "was not taken" in await hall.tells(CLEO, typed, room(SLUG)), typed
    await hall.quiet()
    assert len(hall.reader.posts) == before
    assert len([what for what in hall.reader.did if what[0] == "take down"]) == 4
    assert not (await hall.poll()).given
    assert "Recorded: your ballot in B1" in await hall.tells(CLEO, f"yes@{SLUG} B1")


async def test_in_private_a_vote_without_the_command_is_for_where_one_has_a_vote(hall: Polling) -> None:
    """Who takes part in two assemblies and may vote in one of them need not name it."""
    await hall.found("york", CLEO, DAN)
    await hall.referendum()
    assert "Recorded: your ballot in B1" in await hall.tells(CLEO, "yes B1")


async def test_what_is_meant_for_a_secret_ballot_in_a_room_is_taken_away_too(hall: Polling) -> None:
    """A word of voting, or the command misspelt, with the number of an open secret ballot; other words are answered."""
    await hall.referendum()
    await hall.quiet()
    before = len(hall.reader.posts)
    meant = (
        "balot B1 yes",
        "agree B1",
        "block B1 because I vote no",
        "I vote yes on B1",
        "Ballots B1: yes",
        f"agree@{SLUG} V1",
        "for B1",
    )
    for typed in meant:
        assert "was not taken" in await hall.tells(CLEO, typed, room(SLUG)), typed
    await hall.quiet()
    assert len(hall.reader.posts) == before
    assert len([what for what in hall.reader.did if what[0] == "take down"]) == len(meant)
    for typed in ("agree B7", "wibble B1 yes please", "agree E1"):
        await hall.reader.hand_over(hall.typed(CLEO, typed, room(SLUG)))
    await hall.quiet()
    assert len([what for what in hall.reader.did if what[0] == "take down"]) == len(meant)
    assert len(hall.reader.posts) > before
    assert not (await hall.poll()).given


async def test_a_command_that_answers_the_card_of_a_ballot_in_a_room_is_taken_away_too(hall: Polling) -> None:
    """It stands under the question as a vote, whatever word it is; other commands are answered."""
    await hall.referendum()
    await hall.quiet()
    card = next(each for each in await hall.store.cards_in(room(SLUG)) if each.subject == "ballot:1")
    for number, typed in enumerate(("yes", "agree", "block", "against")):
        line = replace(hall.typed(CLEO, typed, room(SLUG)), reply_to=card.message, source=f"$reply-{number}")
        await hall.reader.hand_over(line)
    await hall.quiet()
    assert len([what for what in hall.reader.did if what[0] == "take down"]) == 4
    await hall.reader.hand_over(replace(hall.typed(CLEO, "why", room(SLUG)), reply_to=card.message))
    await hall.quiet()
    assert len([what for what in hall.reader.did if what[0] == "take down"]) == 4


async def test_what_names_a_secret_ballot_is_no_reason_for_all_to_read(hall: Polling) -> None:
    """Also where one question is open, to which a word of voting answers by itself."""
    await hall.election([ADA, BEN])
    await hall.reader.hand_over(hall.typed(BEN, "propose Cake\nWe need cake", room(SLUG)))
    await hall.quiet()
    await hall.reader.hand_over(hall.typed(ADA, "consensus P1", room(SLUG)))
    await hall.quiet()
    check = max((await hall.now()).checks)
    for typed in ("support ben in B1", "yes to B1", "agree with ben, B1"):
        assert "was not taken" in await hall.tells(CLEO, typed, room(SLUG)), typed
        assert "nothing was recorded" in await hall.tells(CLEO, typed), typed
    assert not (await hall.now()).checks[check].positions
    assert "Recorded" in await hall.tells(CLEO, "agree P1 because E1 is settled soon")
    (position,) = (await hall.now()).checks[check].positions.values()
    assert position.reason == "E1 is settled soon"


async def test_a_vote_in_the_room_of_another_assembly_is_taken_away_too(hall: Polling) -> None:
    """Where that one has no such ballot, it is meant for the one in which whoever wrote it has a vote."""
    await hall.found("york", CLEO, DAN)
    await hall.referendum()
    for typed in ("yes B1", "agree V1", f"no@{SLUG} B1"):
        told = await hall.tells(CLEO, typed, room("york"))
        assert "was not taken" in told, typed
        assert f"@{SLUG}" in told
    await hall.quiet()
    taken = [what[1:] for what in hall.reader.did if what[0] == "take down"]
    assert len(taken) == 3
    assert {venue for venue, _ in taken} == {room("york")}


async def test_a_reaction_to_a_card_or_a_paper_is_no_vote_and_who_may_think_so_is_told_once(hall: Polling) -> None:
    """Of those who react those read it who have a vote; which reaction it was is kept nowhere."""
    await hall.referendum()
    await hall.tells(ADA, "ballot B1")
    await hall.quiet()
    before = len(hall.reader.told)
    for account, key in ((BEN, "✅"), (BEN, "🛑"), (person("eve"), "✅")):
        await hall.reacts(account, SLUG, key)
    paper = await _last_paper(hall, ADA)
    await hall.reader.hand_over(Reacted(account=ADA, venue=den(ADA), source="$tap", message=paper, key="✅"))
    await hall.quiet()
    for account in (BEN, ADA):
        (told,) = hall.heard(account, before)
        assert "A reaction is no vote" in told
        assert f"ballot B1@{SLUG}" in told
    assert not hall.heard(person("eve"), before)
    assert not (await hall.poll()).given


async def test_what_is_changed_in_a_message_or_cannot_be_read_is_no_vote_and_its_writer_hears_so(hall: Polling) -> None:
    """An edit is answered once for its message, what could not be decrypted each time; the ballot stays as it was."""
    await hall.referendum()
    await hall.tells(BEN, "ballot B1 yes")
    await hall.quiet()
    edits = [Revised(account=BEN, venue=den(BEN), source=f"$edit{number}", message="$vote") for number in range(3)]
    lost = [Unreadable(account=BEN, venue=den(BEN), source=f"$lost{number}", private=True) for number in range(2)]
    before = len(hall.reader.told)
    await hall.reader.hand_over(*edits, *lost)
    await hall.quiet()
    told = hall.heard(BEN, before)
    assert [("write it in a new message" in each, "it is not counted" in each) for each in told] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    assert "Yes" in await hall.tells(BEN, "ballot B1")


async def test_a_vote_said_in_a_room_without_the_command_is_answered_in_private_too(hall: Polling) -> None:
    """Addressed to the bot, or in a reply to the card: if it can be read, whoever wrote it is warned."""
    await hall.election([ADA, BEN])
    before = len(hall.reader.posts)
    assert "was not taken" in await hall.tells(CLEO, "Ben 5, Ada 1", room(SLUG))
    card = next(each for each in await hall.store.cards_in(room(SLUG)) if each.subject == "ballot:1")
    said = Said(account=ADA, venue=room(SLUG), source="$said", text="Ada 5", reply_to=card.message)
    heard = len(hall.reader.told)
    await hall.reader.hand_over(said, replace(said, source="$talk", text="Ada is the best!"))
    assert "was not taken" in await hall.reads(ADA, heard)
    await hall.quiet()
    assert len(hall.heard(ADA, heard)) == 1
    assert len(hall.reader.posts) == before
    assert not (await hall.poll()).given


async def test_what_is_said_of_a_ballot_that_is_over_stays(hall: Polling) -> None:
    """Nobody votes by it: no message is taken away, and nobody who is glad of the outcome is warned."""
    await hall.referendum()
    await hall.tells(ADA, "ballot yes")
    await hall.closes()
    await hall.quiet()
    card = next(each for each in await hall.store.cards_in(room(SLUG)) if each.subject == "ballot:1")
    heard = len(hall.reader.told)
    glad = Said(account=BEN, venue=room(SLUG), source="$glad", text="Yes", reply_to=card.message)
    await hall.reader.hand_over(glad, hall.typed(CLEO, "yes B1", room(SLUG)))
    await hall.quiet()
    assert not hall.heard(BEN, heard)
    assert not hall.heard(CLEO, heard)
    assert not [what for what in hall.reader.did if what[0] == "take down"]


async def test_an_open_ballot_may_be_given_in_the_room(hall: Polling) -> None:
    """What each votes in it is public anyway."""
    await hall.referendum(secret=False)
    assert "Recorded" in await hall.tells(BEN, "ballot B1 yes", room(SLUG))
    assert list((await hall.poll()).given.values()) == ["0"]


async def test_a_paper_that_cannot_be_read_says_where_and_repeats_nothing(hall: Polling) -> None:
    """What was written could tell how somebody votes, and an answer waits in the outbox: so it is not said again."""
    await hall.election([ADA, BEN])
    for typed, told in (
        ("Zoe 5", "who or what is meant in the 1st entry"),
        ("Ada 5, Ben 6", "the figure in the 2nd entry is no score"),
        ("Ada 5, Ben 3, Ada 1", "the 3rd entry names somebody who stands before it already"),
        ("Ada", "the 1st entry has no score"),
        ("5 3", "not as many figures as lines"),
    ):
        answer = await hall.tells(CLEO, f"ballot B1 {typed}")
        assert told in answer
        assert "Zoe" not in answer
        assert "Ada" not in answer
        assert not (await hall.poll()).given


async def test_preferences_are_read_in_every_way_in_which_people_write_them(hall: Polling) -> None:
    """By names in order, with signs, by numbers of the paper, and with the figures beside the names."""
    await hall.election([ADA, BEN], method=Method.STV)
    ada, ben = await hall.place_of(ADA), await hall.place_of(BEN)
    ways = ("Ben, Ada", "Ben > Ada", f"{ben} {ada}", "Ada 2, Ben 1", "2. Ada\n1. Ben", "@ben:example.org, ada")
    for way in ways:
        told = await hall.tells(CLEO, f"ballot B1 {way}")
        assert "1. Ben (@ben:example.org)" in told
        assert "2. Ada (@ada:example.org)" in told
    assert "do not go 1, 2, 3" in await hall.tells(CLEO, "ballot B1 Ada 1, Ben 3")


async def test_figures_alone_are_marks_and_never_the_number_of_a_ballot(hall: Polling) -> None:
    """Only B1 names a ballot: "ballot 2 1" is an order of preference."""
    await hall.election([ADA, BEN], method=Method.STV)
    told = await hall.tells(CLEO, "ballot 2 1")
    assert "Recorded" in told
    assert "1. " in told
    assert (await hall.poll()).turnout == 1


async def test_of_several_ballots_the_one_that_is_meant_must_be_named(hall: Polling) -> None:
    """With two open, the number is asked for and nothing is recorded; the number of the election does as well."""
    await hall.election([ADA, BEN])
    await hall.referendum()
    told = await hall.tells(CLEO, "ballot yes")
    assert "Which ballot do you mean?" in told
    assert "ballot B1" in told
    assert "ballot B2" in told
    assert "Recorded: your ballot in B1" in await hall.tells(CLEO, "ballot E1 Ada 5")
    assert "Recorded: your ballot in B2" in await hall.tells(CLEO, "ballot V1 yes")


async def test_who_may_not_vote_is_told_why_when_asking_for_the_paper_too(hall: Polling) -> None:
    """Who joined after the roll was fixed reads that, in private, whether they vote or only ask."""
    await hall.referendum()
    eve = person("eve")
    hall.reader.here[room(SLUG)].append(eve)
    await hall.reader.hand_over(Entered(account=eve, venue=room(SLUG), source="eve enters"))
    for typed in ("ballot", "ballot B1 yes"):
        assert "you joined later" in await hall.tells(eve, typed)
    assert "not taking part" in await hall.tells(person("zed"), f"ballot B1@{SLUG}")


async def test_a_reply_to_the_paper_needs_the_choice_alone(hall: Polling) -> None:
    """Known by its message or not, in words that are a command too or not; elsewhere plain words are no vote."""
    await hall.referendum()
    await hall.quiet()
    answered = replace(hall.typed(ADA, "yes"), reply_to="$the paper that was handed out")
    before = len(hall.reader.told)
    await hall.reader.hand_over(answered)
    assert "Yes" in await hall.reads(ADA, before)
    assert (await hall.poll()).turnout == 1
    said = Said(account=BEN, venue=den(BEN), source="$said", text="no", reply_to="$unknown", private=True)
    await hall.reader.hand_over(said)

    async def voted() -> bool:
        return (await hall.poll()).turnout == 2

    await until(voted)
    await hall.tells(CLEO, "ballot B1")
    posted = await hall.store.posted_as("stage", await _last_paper(hall, CLEO))
    assert posted is not None
    answered = replace(hall.typed(CLEO, "no"), reply_to=posted.message)
    before = len(hall.reader.told)
    await hall.reader.hand_over(answered)
    assert "Recorded" in await hall.reads(CLEO, before)


async def _last_paper(hall: Polling, account: Account) -> str:
    await hall.quiet()
    store = hall.store
    found = [each for each in store._kept.posted.values() if each.subject == "ballot:1"]
    return str(next(each.message for each in found if each.venue == den(account)))


async def test_what_may_be_a_vote_in_private_is_not_said_again(hall: Polling) -> None:
    """Plain words while a ballot is open are answered with how to vote, without a word of them."""
    await hall.election([ADA, BEN])
    told = await hall.tells(CLEO, "Ben 5, Ada 1")
    assert "If it was your vote" in told
    assert "write before it ballot B1, such as ballot B1 1=5, 2=3" in told
    assert "Ben" not in told
    assert "Your ballot was not taken" in await hall.tells(CLEO, "ballot B1 for")
    assert not (await hall.poll()).given
    await hall.tells(CLEO, "vote for Ben 5, Ada 1")
    assert (await hall.poll()).turnout == 1


async def test_what_may_be_a_vote_is_never_published_as_the_reason_of_a_block(hall: Polling) -> None:
    """Who owes the reason of a block and has a vote too is asked what they mean: a reason is read by everybody."""
    await hall.election([ADA, BEN])
    for line in (f"propose@{SLUG} A kettle", f"consensus@{SLUG} P1"):
        await hall.tells(ADA, line)
    await hall.tells(CLEO, "block P1")
    told = [await hall.tells(CLEO, "Benn 5, Ada 1")]
    before = len(hall.reader.told)
    await hall.reader.hand_over(
        Said(account=CLEO, venue=den(CLEO), source="$said", text="Benn 5", reply_to="$the paper", private=True)
    )
    told.append(await hall.reads(CLEO, before))
    assert all("If it was your vote" in each and "block P1 because" in each for each in told)
    assert "with your reason" in await hall.tells(CLEO, "block P1 because it drips")
    position = (await hall.check(hall.assembly_id)).position_of(await hall.person(CLEO))
    assert position is not None
    assert position.reason == "it drips"


async def test_who_has_left_may_still_vote_and_no_word_of_it_is_said_again(hall: Polling) -> None:
    """The roll was fixed when the ballot opened: in private it is found without the assembly's name."""
    await hall.election([ADA, BEN])
    await hall.reader.hand_over(Departed(account=CLEO, venue=room(SLUG), source="$gone"))
    assert await hall.person(CLEO) not in (await hall.now()).participants
    told = await hall.tells(CLEO, "Zebra 5, Ada 1")
    assert "If it was your vote" in told
    assert "Zebra" not in told
    assert "Recorded: your ballot in B1" in await hall.tells(CLEO, "ballot Ada 5, Ben 1")
    assert await hall.person(CLEO) in (await hall.poll()).given
    await hall.closes()
    assert "take part in no assembly" in await hall.tells(CLEO, "ballot Ada 5")


async def test_when_no_ballot_is_open_it_is_said_with_what_there_is(hall: Polling) -> None:
    """Before and after there is one."""
    assert "No ballot is open" in await hall.tells(ADA, "ballot Ada 5")
    await hall.referendum()
    await hall.closes()
    assert "No ballot is open" in await hall.tells(ADA, "ballot yes")
    assert "nothing can be changed in it" in await hall.tells(ADA, "ballot B1 yes")


async def test_two_accounts_that_turn_out_to_be_one_person_have_one_ballot_and_may_change_it(hall: Polling) -> None:
    """Both had voted: one counts; after that either account shows it, and changes the same one."""
    await hall.referendum()
    await hall.tells(ADA, "ballot B1 yes")
    await hall.tells(BEN, "ballot B1 no")
    await hall.tells(CLEO, "ballot B1 yes")
    await hall.link(ADA, BEN)
    assert (await hall.poll()).turnout == 2
    shown = {await hall.tells(account, f"ballot B1@{SLUG}") for account in (ADA, BEN)}
    assert len(shown) == 1
    assert "Recorded" in await hall.tells(BEN, f"ballot B1@{SLUG} no")
    assert "No" in await hall.tells(ADA, f"ballot B1@{SLUG}")
    counted = await hall.closes()
    assert {paper.marks: paper.many for paper in counted.papers} == {(0,): 1, (1,): 1}
    await hall.verified(hall.assembly_id)


async def test_one_of_two_accounts_that_voted_still_has_voted_when_they_are_joined(hall: Polling) -> None:
    """What was given as the person who is no more is found, shown, counted and replaced."""
    await hall.referendum()
    await hall.tells(BEN, "ballot B1 no")
    await hall.tells(CLEO, "ballot B1 yes")
    await hall.link(ADA, BEN)
    await hall.tells(CLEO, "ballot B1 no")
    assert "No" in await hall.tells(ADA, f"ballot B1@{SLUG}")
    counted = await hall.closes()
    assert counted.begun_again == 0
    assert {paper.marks: paper.many for paper in counted.papers} == {(1,): 2}


async def test_a_paper_that_goes_out_too_late_says_so_or_does_not_go_out(hall: Polling) -> None:
    """Asked for just before the close, it says that the ballot is over; one of an earlier turn does not go out."""
    poll = await hall.referendum()
    cleo = await hall.person(CLEO)
    papers = Papers(store=hall.store, halls=hall.program._halls, people=People(hall.store), keys=hall.keys)
    asked = ShowPaper(platform="stage", account=CLEO.id, assembly=hall.assembly_id, poll=1, person=cleo)
    out = HandOut(people=(cleo,), assembly=hall.assembly_id, poll=1, turn=poll.begun_again)
    assert await papers.handed_out(out, cleo) is not None
    assert await papers.handed_out(structs.replace(out, turn=1), cleo) is None
    assert await papers.handed_out(out, PersonId("nobody")) is None
    await hall.closes()
    late = await papers.draw(asked)
    assert late is not None
    assert "B1 is over" in plain(late)
    assert await papers.handed_out(out, cleo) is None
    assert await papers.draw(structs.replace(asked, poll=7)) is None


async def test_whose_ballot_the_database_refuses_is_told_that_they_have_not_voted() -> None:
    """It is set aside without a word of it, and another one is taken."""
    store = FailingStore()
    async with Polling(store) as hall:
        await hall.gather("ada", "ben", "cleo")
        await hall.referendum()

        async def refuses(work: Work) -> None:
            if work.ballots:
                raise BadDataError("it cannot be kept")

        store.fails = refuses
        assert "was not recorded" in await hall.tells(BEN, "ballot B1 yes")
        assert not (await hall.poll()).given
        (aside,) = await store.put_aside()
        assert "kept" not in aside.error
        store.fails = FailingStore().fails
        assert "Recorded: your ballot in B1" in await hall.tells(BEN, "ballot B1 yes")


async def test_a_ballot_that_another_instance_opened_is_known_once_its_assembly_is_read(hall: Polling) -> None:
    """So that whoever has left that assembly can vote by this one too."""
    here = Halls(hall.store)
    await here.held(hall.assembly_id)
    assert hall.assembly_id not in here.balloting
    await hall.referendum()
    here.forget(hall.assembly_id)
    await here.held(hall.assembly_id)
    assert hall.assembly_id in here.balloting


async def test_a_platform_is_asked_for_reactions_only_where_one_says_something(hall: Polling) -> None:
    """On the card of a nomination one seconds it; on those of elections and ballots none does anything."""
    who = [await hall.person(each) for each in (ADA, BEN)]
    await hall.orders(
        cmd.CallElection(actor=who[0], office="secretary"), cmd.Nominate(actor=who[0], election=1, person=who[1])
    )
    await hall.referendum()
    asked: list[str] = []
    true_reactions = hall.reader.true_reactions

    async def noted(venue: VenueId, message: str) -> list[Reacted]:
        asked.append(message)
        return await true_reactions(venue, message)

    hall.reader.true_reactions = noted  # type: ignore[method-assign]
    await hall.program.hearing.set_right(room(SLUG))
    cards = {row.message: row.subject for row in await hall.store.cards_in(room(SLUG))}
    assert {"ballot:1", "election:1"} <= set(cards.values())
    assert [cards[message] for message in asked] == ["nomination:1:1"]
