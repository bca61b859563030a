"""``me``, ``my-data`` and ``forget-me``: what the bot knows of somebody, handed over, and erased."""

import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from adapters.grammar import read_line
from adapters.inbound import Account, Invocation
from adapters.personal.answers import No, no
from adapters.personal.asking import ACCOUNT, ANSWER, CODE
from adapters.plain import plain
from adapters.request import Context, Personal
from adapters.validating import validate
from bot.assisting import Assistance
from bot.halls import Halls
from bot.items import Internal
from bot.personal.codes import MEMBER, new_code
from deliberation.commands import AdmitMember, Enrol, Enter, Leave
from deliberation.events.people import Enrolment
from deliberation.ids import AssemblyId, PersonId
from deliberation.register import commitment
from storage.port import AccountKey, Membership, UnavailableError, Work
from tests.support.confiding import Confiding, den
from tests.support.stage import NAME, FailingStore, person, room, until
from tests.support.words import Directory

ADA, ADA_TOO = person("ada"), person("ada.too")
BEN, CLEO, MALLORY = person("ben"), person("cleo"), person("mallory")
UNTIL = date(2026, 12, 31)


@pytest.fixture
async def stage() -> AsyncIterator[Confiding]:
    """A program that runs, with nobody known to it."""
    async with Confiding() as stage:
        yield stage


async def member(stage: Confiding, who: PersonId, until: date = UNTIL, *, email: str = "") -> Membership:
    """Put somebody on the roster."""
    row = Membership(reference=f"m-{who}", person=who, constituency="", paid_until=until, email=email)
    await stage.store.commit(Work(memberships=[row]))
    return row


async def data_of(stage: Confiding, account: Account) -> dict[str, Any]:
    """Have somebody ask for what is kept about them; give it."""
    await stage.tells(account, "my-data")
    await stage.quiet()
    (file,) = stage.documents(account)[-1].files
    assert (file.name, file.kind) == ("folkmoot-my-data.json", "application/json")
    found = json.loads(file.text)
    assert isinstance(found, dict)
    return found


# --- me


async def test_me_shows_accounts_standing_assemblies_offices_and_what_awaits_an_answer(stage: Confiding) -> None:
    """All in one private message; what was said on an open check stands beside it."""
    leeds = await stage.found("leeds", ADA, BEN)
    await stage.found("york", ADA)
    await stage.call("leeds", ADA)
    await member(stage, await stage.person(ADA))
    enrolment = Enrolment(await stage.person(ADA), datetime(2027, 1, 1, tzinfo=UTC))
    await stage.program.intake.command(Internal(leeds, Enrol(members=(enrolment,))))
    told = await stage.tells(ADA, "me")
    assert "Ada, @ada:example.org on Stage" in told
    assert "You are a member: paid until 31 December 2026." in told
    assert "leeds (leeds), as a member until Friday 1 January 2027" in told
    assert "york (york); you joined 1 room by yourself" in told
    assert "P1@leeds · A kettle: you have not answered." in told
    await stage.tells(ADA, "block P1@leeds because it leaks")
    assert "P1@leeds · A kettle: you said block, because: it leaks." in await stage.tells(ADA, "me")


async def test_me_says_plainly_who_is_no_member(stage: Confiding) -> None:
    """A participant, and one whose subscription ended, are told so."""
    assert "I do not know you as a member" in await stage.tells(ADA, "me")
    await member(stage, await stage.person(ADA), date(2026, 1, 4))
    assert "Your membership was paid until 4 January 2026" in await stage.tells(ADA, "me")
    assert "You take part in no assembly" in await stage.tells(ADA, "me")


async def test_me_is_for_whoever_asks_alone(stage: Confiding) -> None:
    """Asked in a room it is answered in private, and says nothing of anybody else."""
    await stage.found("leeds", ADA, BEN)
    await stage.quiet()
    before = len(stage.reader.posts)
    told = await stage.tells(ADA, "me", room("leeds"))
    assert "ben" not in told.casefold()
    await stage.quiet()
    assert stage.reader.posts[before:] == []


async def test_me_names_the_office_that_somebody_holds(stage: Confiding) -> None:
    """An office stands beside the assembly."""
    leeds = await stage.found("leeds", ADA, BEN, CLEO)
    await stage.reader.hand_over(stage.typed(ADA, "elect ben as secretary", room("leeds")))
    await until(lambda: stage.store.cards_in(room("leeds")))
    for who in (ADA, BEN, CLEO):
        await stage.reacts(who, "leeds", "✅")
    assert (await stage.assembly(leeds)).offices["secretary"].holder == await stage.person(BEN)
    assert "leeds (leeds), as its secretary" in await stage.tells(BEN, "me")


# --- how it is typed, and what is said


@pytest.mark.parametrize(
    ("line", "name", "words"),
    [
        ("link", "link", {}),
        ("link 7qk 2m9xf4", "link", {CODE: "7qk 2m9xf4"}),
        ("Link: 7QK-2M9XF4", "link", {CODE: "7QK-2M9XF4"}),
        ("link Yes.", "link", {ANSWER: "yes"}),
        ("link no", "link", {ANSWER: "no"}),
        ("link matrix:@ada:example.org", "link", {ACCOUNT: "@ada:example.org"}),
        ("link <@!123456789012345678>", "link", {ACCOUNT: "123456789012345678"}),
        ("unlink", "unlink", {}),
        ("unlink `@ada:example.org`", "unlink", {ACCOUNT: "@ada:example.org"}),
        ("my data", "my-data", {}),
        ("mydata", "my-data", {}),
        ("whoami", "me", {}),
        ("forget me yes", "forget-me", {ANSWER: "yes"}),
        ("forget-me please", "forget-me", {}),
    ],
)
def test_what_is_typed_is_understood(line: str, name: str, words: dict[str, str]) -> None:
    """Case, quotes, spaces and hyphens do not matter; no assembly need be there."""
    typed, arguments = read_line(line)
    invocation = Invocation(account=ADA, venue=den(ADA), source="$1", name=typed, arguments=arguments, private=True)
    context = Context(actor=PersonId("ada"), now=datetime(2026, 1, 5, 9, tzinfo=UTC), directory=Directory())
    assert validate(invocation, context) == Personal(name=name, words=words)


@pytest.mark.parametrize("why", No)
def test_every_no_is_said_in_a_sentence(why: No) -> None:
    """It says that nothing was done, and is marked as such."""
    said = no(why)
    assert said.failed
    text = plain(said)
    assert text[0].isupper()
    assert len(text) > 30


async def test_own_accounts_are_offered_while_unlink_is_typed(stage: Confiding) -> None:
    """Each by its id, with its name and platform, and nobody else's."""
    await stage.link(ADA, ADA_TOO)
    await stage.tells(BEN, "me")
    assistance = Assistance(stage.store, Halls(stage.store), is_private=lambda _: True)
    offered = await assistance.suggest(ADA, den(ADA), "unlink", "account", "", {})
    assert {each.value for each in offered} == {ADA.id, ADA_TOO.id}
    assert "Ada, @ada:example.org on Stage" in {each.label for each in offered}


# --- my-data


async def test_my_data_has_everything_that_is_kept_about_somebody_and_nothing_of_others(stage: Confiding) -> None:
    """Accounts, earlier ids, private rooms, the roster's row, and each entry of a register with one's own words."""
    await stage.found("leeds", ADA, ADA_TOO, BEN)
    await stage.call("leeds", ADA)
    await stage.tells(ADA_TOO, "stand-aside P1@leeds because I have no time")
    await stage.tells(BEN, "block P1@leeds because it is Ben's secret")
    await member(stage, await stage.person(ADA_TOO))
    first = await stage.person(ADA_TOO)
    await stage.link(ADA, ADA_TOO)
    data = await data_of(stage, ADA)
    assert data["person"] == await stage.person(ADA)
    assert data["earlier ids"] == [first]
    assert {each["id"] for each in data["accounts"]} == {ADA.id, ADA_TOO.id}
    assert den(ADA_TOO) in {each["private room"] for each in data["accounts"]}
    assert data["membership"]["paid until"] == "2026-12-31"
    (place,) = data["assemblies"]
    assert (place["assembly"], place["proposals"]) == ("leeds", [1])
    assert [each["reason"] for each in place["positions"]] == ["I have no time"]
    words = [each["your words"] for each in data["register"] if each["your words"]]
    assert {"reason": "I have no time"} in words
    kinds = {each["record"]["type"] for each in data["register"]}
    assert {"PersonEntered", "ProposalMade", "PositionTaken", "PeopleJoined"} <= kinds
    assert "Ben's secret" not in json.dumps(data)
    assert BEN.id not in json.dumps(data)


async def test_my_data_has_what_the_treasurer_recorded_of_ones_gifts_and_ones_address(stage: Confiding) -> None:
    """And nothing of what others gave, or where they live."""
    leeds = await stage.found("leeds", ADA, BEN, CLEO)
    everyone = (ADA, BEN, CLEO)
    said = [((BEN,), "office create treasurer"), ((ADA,), "consensus P1"), (everyone, "agree P1")]
    for people, line in [*said, ((BEN,), "elect ada as treasurer"), (everyone, "agree P2")]:
        for each in people:
            await stage.reader.hand_over(stage.typed(each, line, room("leeds")))
    for giver in ("Ben Hill @ben", "Grace Hopper"):
        assert "accepted" in await stage.tells(ADA, f"donation-record@leeds £20 from {giver} on today")
    donors = (await stage.assembly(leeds)).donors.values()
    homes = {(leeds, each.id): f"the house of {each.name}" for each in donors}
    await stage.store.commit(Work(addresses={**homes}))
    data = await data_of(stage, BEN)
    (place,) = data["assemblies"]
    assert [(each["gift"], each["pence"], each["what it is"]) for each in place["gifts"]] == [(1, 2_000, "money")]
    (donor,) = place["recorded as a donor"]
    assert (donor["name"], donor["address"]) == ("Ben Hill", "the house of Ben Hill")
    assert "Grace" not in json.dumps(data)


async def test_my_data_leaves_out_with_whom_one_was_enrolled(stage: Confiding) -> None:
    """An entry that names a thousand members gives one's own line of it only."""
    leeds = await stage.found("leeds", ADA, BEN)
    mine, ends = await stage.person(ADA), datetime(2027, 1, 1, tzinfo=UTC)
    others = [PersonId(f"{number:016x}") for number in range(50)]
    enrolled = Enrol(members=tuple(Enrolment(each, ends) for each in [mine, *others]))
    await stage.program.intake.command(Internal(leeds, enrolled))
    data = await data_of(stage, ADA)
    (entry,) = [each for each in data["register"] if each["record"]["type"] == "MembersEnrolled"]
    assert [each["person"] for each in entry["record"]["members"]] == [mine]
    assert others[0] not in json.dumps(data)


async def test_my_data_of_somebody_new_is_small_and_whole(stage: Confiding) -> None:
    """Whoever has only asked this is told that there is an account, and nothing else."""
    data = await data_of(stage, MALLORY)
    assert [each["id"] for each in data["accounts"]] == [MALLORY.id]
    assert (data["membership"], data["assemblies"], data["register"]) == (None, [], [])


# --- forget-me


async def spoken(stage: Confiding) -> AssemblyId:
    """Have Ada say a good deal in an assembly."""
    leeds = await stage.found("leeds", BEN, ADA, CLEO, MALLORY)
    await stage.reader.hand_over(stage.typed(BEN, "elect ada as secretary", room("leeds")))
    await until(lambda: stage.store.cards_in(room("leeds")))
    for who in (ADA, BEN, CLEO, MALLORY):
        await stage.reacts(who, "leeds", "✅")
    await stage.reader.hand_over(stage.typed(BEN, "propose A kettle", room("leeds")))
    await stage.tells(ADA, "concern P2@leeds Ada worries about the wiring")
    await stage.tells(ADA, "resolve C1@leeds")
    await stage.reader.hand_over(stage.typed(ADA, "consensus P2", room("leeds")))
    await stage.tells(ADA, "block P2@leeds because Ada's own words")
    await stage.tells(CLEO, "stand-aside P2@leeds because Cleo's own words")
    return leeds


async def test_forget_me_asks_first_and_says_what_goes_and_what_stays(stage: Confiding) -> None:
    """Nothing is erased before a yes, nor by a yes that comes unasked or too late."""
    leeds = await spoken(stage)
    assert "Nothing was erased" in await stage.tells(ADA, "forget-me yes")
    told = await stage.tells(ADA, "forget-me")
    for words in ("Ada, @ada:example.org", "What goes", "What stays", "by somebody new", "forget-me yes"):
        assert words in told
    assert "Say that to me in private" in await stage.tells(ADA, "forget-me yes", room("leeds"))
    stage.clock.move(minutes=10)
    assert "Nothing was erased" in await stage.tells(ADA, "forget-me yes")
    assert await stage.person(ADA) in (await stage.assembly(leeds)).participants


async def test_a_yes_to_be_forgotten_is_no_yes_for_an_account_joined_since(stage: Confiding) -> None:
    """Who was warned of one account and then joined another is warned again, of both, before either is erased."""
    await spoken(stage)
    await stage.tells(MALLORY, "forget-me")
    await stage.link(MALLORY, ADA)
    assert "you have not read yet" in await stage.tells(MALLORY, "forget-me yes")
    assert await stage.person(ADA) == await stage.person(MALLORY)
    assert "@ada:example.org" in await stage.tells(MALLORY, "forget-me")
    assert "erased" in await stage.tells(MALLORY, "forget-me yes")


async def test_forget_me_erases_names_accounts_and_reasons_and_the_chain_still_verifies(stage: Confiding) -> None:
    """The position counts on, without its words; the office falls vacant; other people's words stay."""
    leeds = await spoken(stage)
    ada = await stage.person(ADA)
    await member(stage, ada)
    await stage.tells(ADA, "forget-me")
    assert "Done: your names, accounts and reasons are erased, in one assembly." in await stage.tells(
        ADA, "forget-me yes"
    )
    await stage.quiet()
    store, after = stage.store, await stage.verified(leeds)
    assert await store.accounts_of([ada]) == []
    assert await store.membership(ada) is None
    assert await store.private_venue(AccountKey(NAME, ADA.id)) is None
    assert await store.accounts_named("Ada") == []
    texts = [text async for text in store.sealed(leeds)]
    assert [text.text for text in texts] == ["Cleo's own words"]
    assert ada not in after.participants
    held = await stage.assembly(leeds)
    assert held.offices["secretary"].holder is None
    assert held.checks[2].tally.block == 1
    assert held.checks[2].positions[ada].reason == ""
    assert held.concerns[1].text == ""
    assert held.decisions[1].stands
    cleo = next(text for text in texts)
    entry = [each async for each in store.entries(leeds)][cleo.entry - 1]
    assert json.loads(entry.record)["reason"] == commitment(cleo.salt, cleo.text)


async def test_the_cards_lose_the_name_and_the_words(stage: Confiding) -> None:
    """What is over and what is open is drawn again, without whoever was forgotten."""
    await spoken(stage)
    await stage.quiet()
    await stage.tells(ADA, "forget-me")
    edited: list[str] = []
    edit = stage.reader.edit

    async def keep(venue: Any, message: str, document: Any, *, key: str) -> None:
        edited.append(repr(document))
        await edit(venue, message, document, key=key)

    stage.reader.edit = keep  # type: ignore[method-assign]
    await stage.tells(ADA, "forget-me yes")
    await stage.quiet()
    assert len(edited) >= 2
    assert not any("Ada" in each or "@ada" in each for each in edited)
    assert any("someone who has left" in each for each in edited)
    assert any("Cleo's own words" in each for each in edited)


async def test_a_card_loses_also_what_was_said_by_a_place_of_before(stage: Confiding) -> None:
    """Who stands on a roll as somebody that they turned out to be is forgotten on its card as well."""
    await stage.found("leeds", BEN, ADA)
    await stage.call("leeds", BEN)
    await stage.link(MALLORY, ADA)
    await stage.tells(ADA, "block P1@leeds because Ada's own words")
    await stage.quiet()
    edited: list[str] = []
    edit = stage.reader.edit

    async def keep(venue: Any, message: str, document: Any, *, key: str) -> None:
        edited.append(repr(document))
        await edit(venue, message, document, key=key)

    stage.reader.edit = keep  # type: ignore[method-assign]
    await stage.tells(ADA, "forget-me")
    await stage.tells(ADA, "forget-me yes")
    await stage.quiet()
    assert edited
    assert not any("Ada" in each for each in edited)


async def test_one_is_forgotten_also_where_only_an_earlier_id_is_known(stage: Confiding) -> None:
    """What was on its way may bring somebody in by it who was just joined to another, unknown to that assembly."""
    york = await stage.found("york", CLEO)
    await stage.tells(ADA, "me")
    before = await stage.person(ADA)
    await stage.link(ADA_TOO, ADA)
    await stage.program.intake.command(Internal(york, Enter(actor=before, venue=room("york"))))
    await stage.tells(ADA, "forget-me")
    assert "in one assembly" in await stage.tells(ADA, "forget-me yes")
    assert before not in (await stage.assembly(york)).participants
    await stage.verified(york)


async def test_who_is_forgotten_reads_of_as_many_assemblies_before_as_after(stage: Confiding) -> None:
    """One that they had left long ago is one of them: its register names them, and their words there go."""
    york = await stage.found("york", CLEO, ADA)
    await stage.found("leeds", BEN, ADA)
    before = await stage.person(ADA)
    await stage.program.intake.command(Internal(york, Leave(actor=before, venue=room("york"))))
    assert "in 2 assemblies" in await stage.tells(ADA, "forget-me")
    assert "in 2 assemblies" in await stage.tells(ADA, "forget-me yes")


async def test_words_carried_up_are_erased_above(stage: Confiding) -> None:
    """Also where they were said by a place on the roll below that is an earlier self's."""
    leeds, north = await stage.found("leeds", BEN, ADA), await stage.found("north", CLEO, MALLORY)
    below = (await stage.assembly(leeds)).peer
    await stage.program.intake.command(Internal(north, AdmitMember(peer=below)))
    await stage.call("north", CLEO)
    await until(lambda: stage.store.cards_in(room("leeds")))
    await stage.link(ADA_TOO, ADA)
    await stage.tells(ADA, "block P1@leeds because Ada's own words")
    closes = (await stage.check(leeds)).deadline
    await stage.skip(seconds=(closes - stage.clock.now()).total_seconds())
    assert (await stage.check(north)).seats[leeds].reasons == "Ada's own words"
    await stage.tells(ADA, "forget-me")
    assert "in 2 assemblies" in await stage.tells(ADA, "forget-me yes")
    assert (await stage.check(north)).seats[leeds].reasons == ""
    assert [text.text for each in (leeds, north) async for text in stage.store.sealed(each)] == []


async def test_a_room_that_joined_later_is_not_shown_what_was_over_before(stage: Confiding) -> None:
    """Cards are drawn again where they are, and not posted anew where they never were."""
    leeds = await spoken(stage)
    await stage.quiet()
    bound = stage.typed(ADA, "bind leeds", room("second"))
    await stage.reader.hand_over(replace(bound, administers=True, present=(ADA, BEN)))
    await until(lambda: stage.settled("second"))
    assert room("second") in (await stage.assembly(leeds)).venues
    await stage.tells(ADA, "forget-me")
    await stage.tells(ADA, "forget-me yes")
    await stage.quiet()
    cards = [text for venue, text in stage.reader.posts if venue == room("second") and "Elect the secretary" in text]
    assert cards == []


async def test_whoever_is_forgotten_and_comes_back_is_somebody_new(stage: Confiding) -> None:
    """The same account is another person, with no voice on a roll of before."""
    leeds = await spoken(stage)
    ada = await stage.person(ADA)
    await stage.tells(ADA, "forget-me")
    await stage.tells(ADA, "forget-me yes")
    assert "You take part in no assembly" in await stage.tells(ADA, "me")
    assert await stage.person(ADA) != ada
    await stage.reacts(ADA, "leeds", "✅")
    check = await stage.check(leeds, 2)
    assert (check.tally.block, check.tally.agree) == (1, 0)
    await stage.verified(leeds)


async def test_somebody_with_two_accounts_is_forgotten_with_both(stage: Confiding) -> None:
    """Earlier ids and what was said by them go too."""
    leeds = await stage.found("leeds", BEN, ADA, ADA_TOO)
    await stage.call("leeds", BEN)
    await stage.tells(ADA_TOO, "block P1@leeds because said before the link")
    await stage.link(ADA, ADA_TOO)
    one = await stage.person(ADA)
    await stage.tells(ADA_TOO, "forget-me")
    await stage.tells(ADA_TOO, "forget-me yes")
    await stage.quiet()
    assert await stage.store.accounts_of([one]) == []
    assert await stage.store.earlier_ids(one) == []
    assert [text async for text in stage.store.sealed(leeds)] == []
    assert not any("@ada" in repr(code) for work in _works(stage) for code in work.codes.values() if _live(stage, code))
    await stage.verified(leeds)


def _works(stage: Confiding) -> list[Work]:
    assert isinstance(stage.store, FailingStore)
    return stage.store.works


def _live(stage: Confiding, code: Any) -> bool:
    return code is not None and code.handle in stage.store._kept.codes


async def test_a_failed_commit_forgets_nobody_by_half(stage: Confiding) -> None:
    """Until it is written, the person is who they were; then all of it is gone at once."""
    leeds = await spoken(stage)
    ada = await stage.person(ADA)
    await stage.tells(ADA, "forget-me")
    failures = itertools.count()

    async def fails(work: Work) -> None:
        if work.erased and next(failures) < 2:
            assert ada in (await stage.assembly(leeds)).participants
            raise UnavailableError("the database is away")

    assert isinstance(stage.store, FailingStore)
    stage.store.fails = fails
    assert "Done" in await stage.tells(ADA, "forget-me yes")
    assert await stage.store.accounts_of([ada]) == []
    await stage.verified(leeds)


# --- invitations


async def test_an_invited_member_types_the_code_and_is_that_member(stage: Confiding) -> None:
    """The row of the roster is theirs from then on, without the address, and the code is good no more."""
    invited = PersonId("0123456789abcdef")
    await member(stage, invited, email="ada@example.org")
    text, code = new_code(MEMBER, invited, stage.clock.now(), UNTIL - date(2026, 1, 1))
    await stage.store.commit(Work(codes={code.handle: code}))
    assert "paid until 31 December 2026" in await stage.tells(ADA, f"link {text}")
    held = await stage.store.membership(await stage.person(ADA))
    assert held is not None
    assert (held.reference, held.email) == (f"m-{invited}", "")
    assert "That code is not good" in await stage.tells(MALLORY, f"link {text}")


async def test_an_old_invitation_lets_nobody_act_as_a_member_who_has_an_account(stage: Confiding) -> None:
    """Two were sent; after one was used, the other is worth nothing, and to the member says so."""
    invited = PersonId("0123456789abcdef")
    await member(stage, invited, email="ada@example.org")
    lasting = UNTIL - date(2026, 1, 1)
    texts = []
    for _ in range(3):
        text, code = new_code(MEMBER, invited, stage.clock.now(), lasting)
        await stage.store.commit(Work(codes={code.handle: code}))
        texts.append(text)
    await stage.tells(ADA, f"link {texts[0]}")
    ada = await stage.person(ADA)
    assert "That code is not good" in await stage.tells(MALLORY, f"link {texts[1]}")
    assert "one person already" in await stage.tells(ADA, f"link {texts[2]}")
    assert await stage.person(ADA) == ada != await stage.person(MALLORY)
    assert await stage.store.membership(await stage.person(MALLORY)) is None


async def test_who_takes_an_invitation_up_too_late_is_not_told_that_they_are_a_member(stage: Confiding) -> None:
    """The subscription ended, or they were left out of the list, after it was sent: it says since when."""
    invited = PersonId("0123456789abcdef")
    await member(stage, invited, date(2026, 1, 4), email="ada@example.org")
    text, code = new_code(MEMBER, invited, stage.clock.now(), UNTIL - date(2026, 1, 1))
    await stage.store.commit(Work(codes={code.handle: code}))
    told = await stage.tells(ADA, f"link {text}")
    assert "whose subscription ended on 4 January 2026" in told
    assert "You are known as a member" not in told


async def test_an_invitation_typed_in_a_room_is_burnt(stage: Confiding) -> None:
    """Nobody who read it there can use it."""
    await stage.found("leeds", ADA, MALLORY)
    invited = PersonId("0123456789abcdef")
    await member(stage, invited, email="ada@example.org")
    text, code = new_code(MEMBER, invited, stage.clock.now(), UNTIL - date(2026, 1, 1))
    await stage.store.commit(Work(codes={code.handle: code}))
    assert "where others can read it" in await stage.tells(ADA, f"link {text}", room("leeds"))
    assert "That code is not good" in await stage.tells(MALLORY, f"link {text}")
