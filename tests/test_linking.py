"""``link`` and ``unlink``: one person with several accounts, by proof from both sides, and nobody by stealth."""

import itertools
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from adapters.inbound import Account, Batch, Departed, Entered, Present, Reacted
from adapters.plain import plain
from bot.personal.codes import MOST_TRIES
from deliberation.assembly import room_code
from deliberation.ids import VenueId
from deliberation.positions import Stance
from storage.port import AccountKey, Membership, UnavailableError, Work
from tests.support.confiding import CODE, Confiding
from tests.support.stage import FailingStore, person, room, until

ADA, ADA_TOO = person("ada"), person("ada.too")
BEN, CLEO, MALLORY = person("ben"), person("cleo"), person("mallory")


@pytest.fixture
async def stage() -> AsyncIterator[Confiding]:
    """A program that runs, with nobody known to it."""
    async with Confiding() as stage:
        yield stage


def another(code: str) -> str:
    """Make a code of the same handle that is not that one."""
    return code[:-1] + ("2" if code[-1] != "2" else "3")


async def test_a_code_typed_with_another_account_and_a_yes_make_one_person_of_two(stage: Confiding) -> None:
    """The one who made the code keeps their id, and both accounts are told which they are."""
    code = await stage.code_for(ADA)
    before = await stage.person(ADA)
    asked = await stage.types(ADA_TOO, code.lower().replace("-", " "))
    assert "Ada, @ada:example.org on Stage" in asked
    assert "Ada.Too, @ada.too:example.org on Stage" in await stage.reads(ADA)
    assert await stage.person(ADA_TOO) != before
    told = await stage.tells(ADA, "link yes")
    assert "@ada:example.org" in told
    assert "@ada.too:example.org" in told
    await stage.quiet()
    assert stage.heard(ADA_TOO)[-1] == told
    assert await stage.person(ADA) == await stage.person(ADA_TOO) == before
    assert len(await stage.store.earlier_ids(before)) == 1


async def test_both_read_how_each_account_is_taken_out_and_which_not_to(stage: Confiding) -> None:
    """Who was talked into joining a stranger is not led to take out their own account, and leave all to that one."""
    await stage.link(MALLORY, ADA)
    await stage.quiet()
    told = stage.heard(ADA)[-1]
    assert "unlink @mallory:example.org" in told
    assert "take out that one, at once, and not your own" in told


async def test_a_code_alone_joins_nobody(stage: Confiding) -> None:
    """Whoever has got hold of a code waits for a yes that does not come, and the one it was stolen from is told."""
    code = await stage.code_for(ADA)
    await stage.tells(MALLORY, f"link {code}")
    assert "Mallory, @mallory:example.org" in await stage.reads(ADA)
    assert "Now say link yes to me with the other account too" in await stage.tells(MALLORY, "link yes")
    assert "Now say link yes to me with the other account too" in await stage.tells(MALLORY, "link yes")
    assert "stay two people" in await stage.tells(ADA, "link no")
    await stage.quiet()
    assert "stay two people" in stage.heard(MALLORY)[-1]
    assert "not asked you" in await stage.tells(ADA, "link yes")
    assert await stage.person(ADA) != await stage.person(MALLORY)


async def test_whoever_typed_a_code_can_take_it_back(stage: Confiding) -> None:
    """Ada, lured into typing somebody's code, is nobody else by that: it takes her yes too, and she says no."""
    code = await stage.code_for(MALLORY)
    assert "Whoever has that account could act as you" in await stage.tells(ADA, f"link {code}")
    assert "Now say link yes" in await stage.tells(MALLORY, "link yes")
    assert await stage.person(ADA) != await stage.person(MALLORY)
    assert "stay two people" in await stage.tells(ADA, "link no")
    assert "not asked you" in await stage.tells(MALLORY, "link yes")
    assert await stage.person(ADA) != await stage.person(MALLORY)


async def test_whoever_was_named_and_talked_into_typing_the_code_is_asked_too(stage: Confiding) -> None:
    """Mallory names Ada, which is her own yes: it does nothing until Ada, who reads whose code it is, says yes."""
    code = await stage.code_for(MALLORY, "link @ada:example.org")
    assert "Mallory, @mallory:example.org" in await stage.tells(ADA, f"link {code}")
    assert "Now say link yes" in await stage.tells(MALLORY, "link yes")
    assert await stage.person(ADA) != await stage.person(MALLORY)
    assert "stay two people" in await stage.tells(ADA, "link no")
    assert "not asked you" in await stage.tells(MALLORY, "link yes")


async def test_a_yes_never_means_somebody_who_came_between(stage: Confiding) -> None:
    """Ada has typed the code of her other account; whoever types one that was stolen from her now gets nowhere."""
    stolen = await stage.code_for(ADA)
    await stage.tells(ADA, f"link {await stage.code_for(ADA_TOO)}")
    assert "That code is not good" in await stage.tells(MALLORY, f"link {stolen}")
    await stage.tells(ADA_TOO, "link yes")
    assert "one person now" in await stage.tells(ADA, "link yes")
    assert await stage.person(ADA) == await stage.person(ADA_TOO) != await stage.person(MALLORY)


async def test_a_second_account_does_not_slip_in_before_the_yes(stage: Confiding) -> None:
    """While one account waits for its yes there is no other code: a yes never means another than was asked about."""
    code = await stage.code_for(ADA)
    await stage.types(ADA_TOO, code)
    asked = await stage.tells(ADA, "link")
    assert "Your code was typed by this account: Ada.Too, @ada.too:example.org on Stage." in asked
    assert not CODE.search(asked)
    assert "That code is not good" in await stage.tells(MALLORY, f"link {code}")
    await stage.tells(ADA, "link yes")
    assert await stage.person(ADA) == await stage.person(ADA_TOO) != await stage.person(MALLORY)


async def test_naming_an_account_drops_the_question_about_another(stage: Confiding) -> None:
    """Ada, asked about a stranger, names her own account instead: a yes then means nobody else."""
    await stage.tells(MALLORY, f"link {await stage.code_for(ADA)}")
    code = await stage.code_for(ADA, "link @ada.too:example.org")
    assert "not asked you" in await stage.tells(ADA, "link yes")
    assert "belongs to this account" in await stage.tells(ADA_TOO, f"link {code}")
    assert "one person now" in await stage.tells(ADA_TOO, "link yes")
    assert await stage.person(ADA) == await stage.person(ADA_TOO) != await stage.person(MALLORY)


async def test_a_code_made_for_one_account_needs_no_second_yes_and_serves_no_other(stage: Confiding) -> None:
    """Ada names her other account: a stranger with the code is refused and reported; with the other she says yes."""
    code = await stage.code_for(ADA, "link @ada.too:example.org")
    assert "made for another account" in await stage.tells(MALLORY, f"link {code}")
    assert "Mallory, @mallory:example.org" in await stage.reads(ADA)
    assert "belongs to this account" in await stage.tells(ADA_TOO, f"link {code}")
    assert "one person now" in await stage.tells(ADA_TOO, "link yes")
    await stage.quiet()
    assert "one person now" in stage.heard(ADA)[-1]
    assert await stage.person(ADA) == await stage.person(ADA_TOO)


async def test_a_code_is_good_once(stage: Confiding) -> None:
    """Replayed, by whomever, it is no code at all."""
    code = await stage.code_for(ADA, "link @ada.too:example.org")
    await stage.tells(ADA_TOO, f"link {code}")
    for who in (ADA_TOO, MALLORY):
        assert "That code is not good" in await stage.tells(who, f"link {code}")


async def test_a_code_lasts_ten_minutes(stage: Confiding) -> None:
    """After them it is too old, and so is the question that it led to."""
    code = await stage.code_for(ADA)
    stage.clock.move(minutes=10)
    assert "too old" in await stage.tells(ADA_TOO, f"link {code}")
    code = await stage.code_for(ADA)
    stage.clock.move(minutes=9)
    await stage.types(ADA_TOO, code)
    stage.clock.move(minutes=1)
    assert "not asked you" in await stage.tells(ADA, "link yes")
    assert await stage.person(ADA) != await stage.person(ADA_TOO)


async def test_of_a_code_that_is_long_over_nothing_is_kept(stage: Confiding) -> None:
    """Neither it nor whose it was: both are gone after a day, once anybody makes another."""
    await stage.code_for(ADA)
    stage.clock.move(days=2)
    await stage.code_for(BEN)
    assert ADA.id not in repr(stage.store._kept.codes)


async def test_a_new_code_ends_the_one_before(stage: Confiding) -> None:
    """An account has one code at a time."""
    first, second = await stage.code_for(ADA), await stage.code_for(ADA)
    assert "That code is not good" in await stage.tells(ADA_TOO, f"link {first}")
    assert "I have asked there" in await stage.tells(ADA_TOO, f"link {second}")


async def test_five_wrong_tries_end_a_code_whoever_makes_them(stage: Confiding) -> None:
    """Accounts that share the guessing get no further than one, and the maker is told."""
    code = await stage.code_for(ADA)
    for number in range(MOST_TRIES):
        assert "That code is not good" in await stage.tells(person(f"m{number}"), f"link {another(code)}")
    assert "typed wrongly 5 times" in await stage.reads(ADA)
    assert "That code is not good" in await stage.tells(ADA_TOO, f"link {code}")
    assert await stage.person(ADA) != await stage.person(ADA_TOO)


async def test_an_account_that_types_too_many_wrong_codes_must_wait(stage: Confiding) -> None:
    """Not even the right code is looked at then; ten minutes later it is."""
    for _ in range(MOST_TRIES):
        assert "That code is not good" in await stage.tells(ADA_TOO, "link 7QK-2M9XF4")
    code = await stage.code_for(ADA)
    assert "too many wrong codes" in await stage.tells(ADA_TOO, f"link {code}")
    assert "too many wrong codes" in await stage.tells(ADA_TOO, f"link {code}", room("leeds"))
    stage.clock.move(minutes=10)
    code = await stage.code_for(ADA)
    assert "I have asked there" in await stage.tells(ADA_TOO, f"link {code}")


async def test_what_is_no_code_is_told_so_and_is_no_try(stage: Confiding) -> None:
    """A typing mistake that could not be a code does not count against anybody."""
    for _ in range(MOST_TRIES + 1):
        assert "That is not a code" in await stage.tells(ADA_TOO, "link my accounts please")
    code = await stage.code_for(ADA)
    assert "I have asked there" in await stage.tells(ADA_TOO, f"link {code}")


async def test_a_code_typed_where_others_read_it_is_burnt(stage: Confiding) -> None:
    """Both are told in private, the room reads nothing of it, and the code is good no more."""
    await stage.found("leeds", ADA_TOO, BEN)
    await stage.quiet()
    code = await stage.code_for(ADA)
    said = [plain for plain in stage.reader.posts if plain[0] == room("leeds")]
    assert "where others can read it" in await stage.tells(ADA_TOO, f"link {code}", room("leeds"))
    await stage.quiet()
    assert "in a room that others can read" in stage.heard(ADA)[-1]
    assert [plain for plain in stage.reader.posts if plain[0] == room("leeds")] == said
    assert "That code is not good" in await stage.tells(ADA_TOO, f"link {code}")


async def test_a_code_asked_for_in_a_room_is_given_in_private(stage: Confiding) -> None:
    """The room reads no code."""
    await stage.found("leeds", ADA, BEN)
    assert CODE.search(await stage.tells(ADA, "link", room("leeds")))
    assert not any(CODE.search(text) for venue, text in stage.reader.posts if venue == room("leeds"))


async def test_one_account_is_not_joined_with_itself(stage: Confiding) -> None:
    """Its own code, its own id and the code of another account of the same person change nothing."""
    code = await stage.code_for(ADA)
    assert "the account that the code was given to" in await stage.tells(ADA, f"link {code}")
    assert "the account that you are using" in await stage.tells(ADA, "link @ada:example.org")
    await stage.types(ADA_TOO, code)
    await stage.tells(ADA, "link yes")
    written = len(stage.store.works)  # type: ignore[attr-defined]
    assert "one person already" in await stage.tells(ADA_TOO, f"link {await stage.code_for(ADA)}")
    assert not any(work.moved for work in stage.store.works[written:])  # type: ignore[attr-defined]


async def test_a_code_survives_a_restart_and_is_kept_nowhere_in_clear() -> None:
    """Only a hash of it is in the store; the program that knows it no longer still takes it."""
    store = FailingStore()
    async with Confiding(store) as stage:
        code = await stage.code_for(ADA)
        await stage.quiet()
        kept = repr([replaced for work in store.works for replaced in work.codes.values()])
        assert code not in kept
        assert code.replace("-", "") not in kept
    async with Confiding(FailingStore(store)) as stage:
        await stage.types(ADA_TOO, code)
        assert "one person now" in await stage.tells(ADA, "link yes")


async def test_a_commit_that_fails_leaves_two_people_until_it_is_done(stage: Confiding) -> None:
    """What a transaction that failed would have made is in nobody's memory: done again, it is done whole."""
    store = stage.store
    assert isinstance(store, FailingStore)
    leeds = await stage.found("leeds", ADA, ADA_TOO)
    code = await stage.code_for(ADA)
    await stage.types(ADA_TOO, code)
    failures = itertools.count()

    async def fails(work: Work) -> None:
        if work.moved and next(failures) < 2:
            raise UnavailableError("the database is away")

    store.fails = fails
    await stage.tells(ADA, "link yes")
    assert next(failures) >= 2
    assert await stage.person(ADA) == await stage.person(ADA_TOO)
    assert len((await stage.verified(leeds)).participants) == 1
    assert "one person already" in await stage.tells(ADA_TOO, f"link {await stage.code_for(ADA)}")


async def test_a_commit_that_went_through_unseen_is_believed(stage: Confiding) -> None:
    """The database fell away with its word that all is written: afterwards both are one person here too."""
    store = stage.store
    assert isinstance(store, FailingStore)
    leeds = await stage.found("leeds", ADA, ADA_TOO, BEN)
    code = await stage.code_for(ADA)
    await stage.types(ADA_TOO, code)
    lost = itertools.count()
    commit = store.commit

    async def loses_its_word(work: Work) -> None:
        await commit(work)
        if work.moved and not next(lost):
            raise UnavailableError("the connection was lost")

    store.commit = loses_its_word  # type: ignore[method-assign]
    await stage.reader.hand_over(stage.typed(ADA, "link yes"))
    await stage.call("leeds", ADA)
    await stage.reacts(ADA_TOO, "leeds", "✅")
    check = await stage.check(leeds)
    assert check.position_of(await stage.person(ADA)) is not None
    await stage.verified(leeds)


# --- in assemblies


async def test_two_who_are_on_a_roll_have_one_answer_and_it_is_the_later_one(stage: Confiding) -> None:
    """Both accounts are told which answer stands; the check counts one, and no second by whatever account."""
    leeds = await stage.found("leeds", ADA, ADA_TOO, BEN, CLEO)
    await stage.call("leeds", ADA)
    await stage.reacts(ADA, "leeds", "🤷")
    stage.clock.move(minutes=1)
    await stage.reacts(ADA_TOO, "leeds", "✅")
    code = await stage.code_for(ADA)
    await stage.types(ADA_TOO, code)
    told = await stage.tells(ADA, "link yes")
    assert "P1@leeds was called before: there your two accounts have one answer, the later one: agree" in told
    check = await stage.check(leeds)
    assert (check.tally.taken, check.tally.agree) == (1, 1)
    assert len(check.roll) == 4
    for account in (ADA, ADA_TOO):
        await stage.reacts(account, "leeds", "🛑")
        assert (await stage.check(leeds)).tally.taken == 1
    assert (await stage.check(leeds)).tally.block == 1
    await stage.verified(leeds)


async def test_after_a_link_both_accounts_act_in_every_assembly(stage: Confiding) -> None:
    """What one account had begun, the other can go on with, in assemblies that only one of them was in."""
    leeds = await stage.found("leeds", ADA, BEN)
    york = await stage.found("york", ADA_TOO, BEN)
    await stage.call("leeds", ADA)
    await stage.link(ADA, ADA_TOO)
    assert "Recorded" in await stage.tells(ADA_TOO, "agree P1@leeds")
    assert "york" in await stage.tells(ADA, "me")
    one = await stage.person(ADA)
    assert one in (await stage.verified(leeds)).participants
    assert (await stage.verified(york)).founder == one
    assert set((await stage.assembly(york)).participants) == {one, await stage.person(BEN)}


async def test_what_comes_with_the_yes_in_one_batch_is_said_by_the_one_person(stage: Confiding) -> None:
    """The link is written before what follows it in the same delivery is looked at."""
    leeds = await stage.found("leeds", ADA, ADA_TOO, BEN)
    await stage.call("leeds", ADA)
    code = await stage.code_for(ADA)
    await stage.types(ADA_TOO, code)
    await stage.reader.hand_over(
        stage.typed(ADA, "agree P1@leeds"),
        stage.typed(ADA, "link yes"),
        stage.typed(ADA_TOO, "stand-aside P1@leeds because I am away"),
    )
    check = await stage.check(leeds)
    assert check.tally.taken == 1
    position = check.position_of(await stage.person(ADA))
    assert position is not None
    assert position.stance is Stance.STAND_ASIDE
    await stage.verified(leeds)


async def test_where_to_go_on_from_is_written_last(stage: Confiding) -> None:
    """A batch that is written in parts is delivered again, should the program end between two of them."""
    batch = Batch(
        platform=ADA.platform,
        items=(stage.typed(BEN, "help"), stage.typed(ADA, "link"), stage.typed(BEN, "help")),
        cursor="next",
        heard=frozenset({ADA.platform}),
    )
    assert isinstance(stage.store, FailingStore)
    before = len(stage.store.works)
    await stage.reader.deliver(batch)
    written = [work for work in stage.store.works[before:] if work.received]
    assert [len(work.received) for work in written] == [1, 1, 1]
    assert [bool(work.heard) for work in written] == [True, False, False]
    assert [work.cursors for work in written] == [{}, {}, {ADA.platform: "next"}]
    assert [bool(work.codes) for work in written] == [False, True, False]


async def test_taking_one_of_two_reactions_away_leaves_the_other(stage: Confiding) -> None:
    """Ada agreed with both accounts: while one of the reactions stands, she agrees."""
    leeds = await stage.found("leeds", ADA, ADA_TOO, BEN)
    await stage.link(ADA, ADA_TOO)
    await stage.call("leeds", ADA)
    first = await stage.reacts(ADA, "leeds", "✅")
    second = await stage.reacts(ADA_TOO, "leeds", "✅")
    for taken, account, left in ((second, ADA_TOO, 1), (first, ADA, 0)):
        await stage.takes_back(account, "leeds", taken)
        assert (await stage.check(leeds)).tally.agree == left


async def test_somebody_with_two_accounts_in_a_room_is_in_it_until_both_are_gone(stage: Confiding) -> None:
    """When one leaves, the platform is asked who is there; only when neither is do they leave the assembly."""
    leeds = await stage.found("leeds", ADA, ADA_TOO, BEN)
    await stage.link(ADA, ADA_TOO)
    one = await stage.person(ADA)
    for gone, left in (([ADA], [ADA_TOO, BEN]), ([ADA_TOO], [BEN])):
        stage.reader.here[room("leeds")] = left
        for account in gone:
            await stage.reader.hand_over(Departed(account=account, venue=room("leeds"), source=f"$gone-{account.id}"))
        await until(lambda: stage.settled("leeds"))
        assert (one in (await stage.assembly(leeds)).participants) is (ADA_TOO in left)
    await stage.verified(leeds)


async def test_the_joined_one_brings_their_row_of_the_roster(stage: Confiding) -> None:
    """A member who links keeps their membership, whichever of the accounts it was known by."""
    await stage.tells(ADA_TOO, "me")
    mine = Membership(
        reference="17", person=await stage.person(ADA_TOO), constituency="", paid_until=date(2026, 12, 31)
    )
    await stage.store.commit(Work(memberships=[mine]))
    await stage.link(ADA, ADA_TOO)
    held = await stage.store.membership(await stage.person(ADA))
    assert held is not None
    assert held.reference == "17"
    assert "You are a member: paid until 31 December 2026" in await stage.tells(ADA, "me")


async def test_one_person_on_two_platforms_has_one_answer_on_both() -> None:
    """A code made on one platform and typed on the other joins them; the later word counts, wherever it was said."""
    async with Confiding(elsewhere=True) as stage:
        far = Account("elsewhere", "1234567890123456", "Ada L")
        leeds = await stage.found("leeds", ADA, BEN)
        bound = stage.typed(ADA, "bind leeds", stage.far_room)
        admin = replace(bound, account=replace(far, id="99", name="Host"), administers=True)
        await stage.far.hand_over(admin)
        await stage.reader.hand_over(stage.typed(ADA, f"bind {room_code(stage.far_room)}", room("leeds")))
        stage.far.here[stage.far_room] = [far]
        await stage.far.hand_over(Entered(account=far, venue=stage.far_room, source="$far-in"))
        code = await stage.code_for(ADA)
        typed = replace(stage.typed(far, f"link {code}"), venue=VenueId("elsewhere:!dm"))
        await stage.far.hand_over(typed)
        await stage.quiet()
        assert "Ada L, 1234567890123456 on Elsewhere" in stage.heard(ADA)[-1]
        assert "Now say link yes" in await stage.tells(ADA, "link yes")
        await stage.far.hand_over(replace(stage.typed(far, "link yes"), venue=VenueId("elsewhere:!dm")))
        await stage.quiet()
        assert any("one person now" in plain(document) for _, document in stage.far.told)
        await stage.call("leeds", ADA)
        await until(lambda: stage.store.cards_in(stage.far_room))
        await stage.reacts(ADA, "leeds", "✅")
        (card,) = await stage.store.cards_in(stage.far_room)
        again = Reacted(account=far, venue=card.venue, source="$far-block", message=card.message, key="🛑")
        stage.far.reactions[card.message] = [again]
        await stage.far.hand_over(again)
        check = await stage.check(leeds)
        assert (len(check.roll), check.tally.taken, check.tally.block) == (2, 1, 1)
        await stage.verified(leeds)


# --- and out again


async def test_an_account_taken_out_is_somebody_else_from_then_on(stage: Confiding) -> None:
    """What was said stays with the person; whoever uses the account has no voice on a roll of before."""
    leeds = await stage.found("leeds", ADA, ADA_TOO, BEN)
    await stage.link(ADA, ADA_TOO)
    await stage.call("leeds", ADA)
    await stage.reacts(ADA, "leeds", "✅")
    one = await stage.person(ADA)
    told = await stage.tells(ADA, "unlink @ada.too:example.org")
    assert "@ada.too:example.org on Stage is somebody else from now on" in told
    await stage.quiet()
    assert stage.heard(ADA_TOO)[-1] == told
    assert await stage.person(ADA) == one != await stage.person(ADA_TOO)
    await until(lambda: stage.settled("leeds"))
    assert await stage.person(ADA_TOO) in (await stage.assembly(leeds)).participants
    await stage.reacts(ADA_TOO, "leeds", "🛑")
    check = await stage.check(leeds)
    assert (check.tally.agree, check.tally.block) == (1, 0)
    await stage.quiet()
    assert "you joined leeds after that" in stage.heard(ADA_TOO)[-1]
    await stage.verified(leeds)


async def test_who_is_where_is_asked_again_after_an_account_was_taken_out(stage: Confiding) -> None:
    """The person had come into the room by the account that is gone: it is the other one's room now, not theirs."""
    leeds = await stage.found("leeds", ADA_TOO, BEN)
    await stage.link(ADA, ADA_TOO)
    one = await stage.person(ADA)
    assert one in (await stage.assembly(leeds)).participants
    await stage.tells(ADA, "unlink @ada.too:example.org")
    await until(lambda: stage.settled("leeds"))
    here = (await stage.assembly(leeds)).participants
    assert one not in here
    assert await stage.person(ADA_TOO) in here
    await stage.verified(leeds)


async def test_unlink_shows_one_s_accounts_and_keeps_the_last(stage: Confiding) -> None:
    """Without a name it lists them; somebody else's account, and the only one, are refused."""
    assert "your only account" in await stage.tells(ADA, "unlink @ada:example.org")
    await stage.link(ADA, ADA_TOO)
    shown = await stage.tells(ADA, "unlink")
    assert "unlink @ada:example.org" in shown
    assert "unlink @ada.too:example.org" in shown
    await stage.tells(BEN, "me")
    assert "not one of your accounts" in await stage.tells(ADA, "unlink @ben:example.org")
    assert await stage.person(ADA) == await stage.person(ADA_TOO)


async def test_linking_and_unlinking_again_and_again_never_makes_two_of_one(stage: Confiding) -> None:
    """Whatever the order, an open check has no more answers than people, and the register verifies."""
    leeds = await stage.found("leeds", ADA, ADA_TOO, BEN, CLEO)
    await stage.call("leeds", ADA)
    await stage.reacts(ADA, "leeds", "✅")
    for number in range(3):
        await stage.link(ADA, ADA_TOO) if number % 2 else await stage.link(ADA_TOO, ADA)
        await stage.reacts(ADA_TOO, "leeds", "✅")
        await stage.reacts(ADA, "leeds", "🤷")
        check = await stage.check(leeds)
        assert check.tally.taken == 1
        await stage.tells(ADA, "unlink @ada.too:example.org")
        await until(lambda: stage.settled("leeds"))
    await stage.verified(leeds)


async def test_present_lists_of_two_accounts_make_one_participant(stage: Confiding) -> None:
    """A true list that has both accounts of somebody brings in one person."""
    leeds = await stage.found("leeds", BEN, CLEO)
    await stage.link(ADA, ADA_TOO)
    await stage.reader.hand_over(
        Present(platform=ADA.platform, venue=room("leeds"), accounts=(ADA, ADA_TOO, BEN, CLEO)),
        Entered(account=ADA_TOO, venue=room("leeds"), source="$in"),
    )
    assert len((await stage.assembly(leeds)).participants) == 3
    await stage.verified(leeds)


async def test_a_button_s_answer_is_as_good_as_a_private_room(stage: Confiding) -> None:
    """Where the platform shows the answer to the asker alone, a code may be typed in any channel."""
    code = await stage.code_for(ADA)
    aside = replace(stage.typed(ADA_TOO, f"link {code}", room("leeds")), aside=True)
    await stage.reader.hand_over(aside)
    assert "I have asked there" in await stage.reads(ADA_TOO)


async def test_an_account_s_other_name_is_no_code(stage: Confiding) -> None:
    """Mentions and ids with the platform's name before them name an account."""
    for typed in ("<@123456789012345678>", "discord:123456789012345678", "123456789012345678"):
        assert "Only 123456789012345678 can use it" in await stage.tells(ADA, f"link {typed}")


def test_stage_accounts_are_as_the_tests_say() -> None:
    """The accounts of these tests are different ones."""
    keys = {AccountKey(each.platform, each.id) for each in (ADA, ADA_TOO, BEN, CLEO, MALLORY)}
    assert len(keys) == 5
    assert isinstance(ADA, Account)
    assert VenueId(room("leeds")) == room("leeds")
