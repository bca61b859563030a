"""What people are called: told apart where two names look alike, found by what is typed, however many there are."""

import time
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.inbound import Account
from adapters.phrases import NOBODY_KNOWN, in_full, name_of, people
from adapters.plain import plain
from adapters.request import Ambiguous
from bot.contexts import AssemblyDirectory
from bot.halls import Halls
from bot.items import Internal
from bot.likeness import could_pass_for_more, look
from bot.naming import MOST_LISTED, InAssembly, people_of, told
from bot.people import People
from bot.sitting import Sitting
from deliberation import commands as cmd
from deliberation.assembly import Assembly, Participant
from deliberation.events.people import Enrolment
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.persistent import PersistentMap
from deliberation.rules import Rules
from storage.memory import MemoryStore
from storage.port import AccountKey, AccountMove, AccountRow, Work
from tests.support.confiding import Confiding
from tests.support.stage import person, room, until

ROOM = VenueId("stage:!leeds")
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def account(name: str, shown: str) -> Account:
    """Make up somebody who calls themselves something."""
    return Account("stage", f"@{name}:example.org", shown)


def assembly_of(names: Iterable[PersonId]) -> Assembly:
    """Make up an assembly of these people."""
    taking_part = [Participant(person=each, venues=frozenset({ROOM}), joined_at=NOW) for each in names]
    return Assembly(
        id=AssemblyId("a"),
        slug="leeds",
        name="Leeds",
        purpose="",
        rules=Rules(),
        founder=taking_part[0].person,
        founded_at=NOW,
        convener=taking_part[0].person,
        venues=frozenset({ROOM}),
        participants=PersistentMap({each.person: each for each in taking_part}),
    )


async def known(*accounts: Account) -> tuple[People, list[PersonId], MemoryStore]:
    """Give what knows these people, who they are, and where it is kept."""
    store = MemoryStore()
    everyone = People(store)
    await store.commit(Work(accounts=await everyone.prepare(accounts)))
    return everyone, [everyone.person(each.platform, each.id) for each in accounts], store


# --- which names look alike


@pytest.mark.parametrize(
    "other", ["ben", "BEN", " Ben ", "B e n", "Ben\u200b", "Be\u00adn", "Ｂｅｎ", "Bеn", "Вen", "Beñ", "Ben.", "«Ben»"]
)
def test_names_that_only_differ_in_what_is_hardly_seen_look_alike(other: str) -> None:
    """Case, spaces, width, accents, marks and letters of other alphabets make nobody another."""
    assert look(other) == look("Ben")


@pytest.mark.parametrize(
    ("one", "two"), [("Ian", "lan"), ("Bill", "Bi11"), ("Max", "МАХ"), ("Tom", "Torn"), ("Zoë", "zoe")]
)
def test_look_alikes_of_other_names(one: str, two: str) -> None:
    """So with the letters and figures that are drawn the same."""
    assert look(one) == look(two)


def test_different_names_look_different() -> None:
    """Otherwise everybody would be shown with an account."""
    names = ["Ada", "Ben", "Cleo", "Dee", "Eve", "Fay", "Beth", "Bea", "Ada Lovelace", "Иван", "Ольга", "山田", "محمد"]
    assert len({look(each) for each in names}) == len(names)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.sampled_from(["\u200b", " ", "\u0301", "-"]))
def test_nothing_that_is_hardly_seen_changes_the_look(text: str, unseen: str) -> None:
    """Whatever somebody calls themselves, something invisible at its end makes nobody else of them."""
    assert look(text + unseen) == look(text)


@given(st.text(alphabet=[chr(code) for code in range(32, 127)]))
def test_plain_names_look_as_they_do_beside_others(text: str) -> None:
    """The short way for plain letters and the long way for all others give the same."""
    assert look(text) == look(f"{text}\u200b")


def test_names_that_could_pass_for_more_are_known() -> None:
    """One with another's account in it, our own words for those who have left, and what shows nothing."""
    for name in ("Ben (@ben:example.org)", "Ben（discord）", NOBODY_KNOWN.title(), "\u200b", "⠀"):
        assert could_pass_for_more(name)
    assert not could_pass_for_more("Ben")


# --- how they are told apart


async def test_two_of_one_name_are_both_given_with_their_accounts() -> None:
    """Neither is the one who is meant by the name alone; a third person is called as ever."""
    everyone, (ben, impostor, ada), _ = await known(account("ben", "Ben"), account("eve", "bеn"), account("ada", "Ada"))
    names = InAssembly(everyone, assembly_of([ben, impostor, ada]))
    assert name_of(names, ben) == "Ben (@ben:example.org)"
    assert name_of(names, impostor) == "bеn (@eve:example.org)"
    assert people(names, [ada, ben]) == "Ada and Ben (@ben:example.org)"


async def test_the_same_name_elsewhere_makes_no_difference() -> None:
    """Only in an assembly in which both are does it matter."""
    everyone, (ben, other), _ = await known(account("ben", "Ben"), account("ben2", "Ben"))
    assert name_of(InAssembly(everyone, assembly_of([ben])), ben) == "Ben"
    assert name_of(InAssembly(everyone, assembly_of([ben, other])), ben) == "Ben (@ben:example.org)"


async def test_somebody_s_own_other_account_is_not_taken_for_another() -> None:
    """Two accounts of one person under one name are one person."""
    everyone, (ben, other), store = await known(account("ben", "Ben"), account("ben2", "Ben"))
    move = Work(moved=[AccountMove(key=AccountKey("stage", "@ben2:example.org"), before=other, after=ben)])
    await store.commit(move)
    everyone.committed(move)
    assert name_of(InAssembly(everyone, assembly_of([ben])), ben) == "Ben"
    assert everyone.person("stage", "@ben2:example.org") == ben


async def test_an_account_in_a_name_does_not_replace_the_account() -> None:
    """Whoever calls themselves “Ben (@ben:example.org)” is shown with their own beside it."""
    everyone, (fake, _), _ = await known(account("eve", "Ben (@ben:example.org)"), account("ben", "Ben"))
    shown = name_of(InAssembly(everyone, assembly_of([fake])), fake)
    assert shown == "Ben (@ben:example.org) (@eve:example.org)"


async def test_a_very_long_name_does_not_push_its_account_off() -> None:
    """The name is cut, the account is not."""
    everyone, (one, two), _ = await known(account("one", "Ben " * 100), account("two", "Ben " * 100))
    assert name_of(InAssembly(everyone, assembly_of([one, two])), one).endswith("… (@one:example.org)")


async def test_whom_an_election_or_a_recall_is_about_is_given_in_full() -> None:
    """There an account stands beside the name in any case."""
    everyone, (ben,), _ = await known(account("ben", "Ben"))
    names = InAssembly(everyone, assembly_of([ben]))
    assert in_full(names, ben) == "Ben (@ben:example.org)"
    assert in_full(names, PersonId("nobody")) == NOBODY_KNOWN
    assert in_full({ben: "Ben"}, ben) == "Ben"


async def test_a_person_is_called_as_where_they_are() -> None:
    """With accounts on two platforms, the name is that of the one on which they are in the assembly."""
    everyone, (there, here), store = await known(Account("alpha", "1", "Benjamin"), account("ben", "Ben"))
    move = Work(moved=[AccountMove(key=AccountKey("alpha", "1"), before=there, after=here)])
    await store.commit(move)
    everyone.committed(move)
    await everyone.call_by_name([here])
    assert name_of(InAssembly(everyone, assembly_of([here])), here) == "Ben"


# --- as people read it


@pytest.fixture
async def stage() -> AsyncIterator[Confiding]:
    """A program that runs, with nobody known to it."""
    async with Confiding() as stage:
        yield stage


async def test_an_election_names_the_account_on_its_card_and_in_what_is_said(stage: Confiding) -> None:
    """Whoever is put forward cannot be mistaken, though there is nobody else of the name."""
    ada, ben = person("ada"), person("ben")
    await stage.found("leeds", ada, ben)
    await stage.reader.hand_over(stage.typed(ada, "elect ben as secretary", room("leeds")))
    await until(lambda: stage.store.cards_in(room("leeds")))
    await stage.quiet()
    read = "\n".join(plain(document) for _, document in stage.reader.told)
    assert "Elect the secretary: Ben (@ben:example.org)" in read


async def test_a_name_taken_by_two_must_be_said_with_the_account(stage: Confiding) -> None:
    """“elect ben” is answered by whom it may mean; as shown there, it is understood."""
    ada, ben, eve = person("ada"), person("ben"), Account("stage", "@eve:example.org", "bеn")
    leeds = await stage.found("leeds", ada, ben, eve)
    asked = stage.typed(ada, "elect ben as secretary", room("leeds"))
    await stage.reader.hand_over(asked)
    await stage.quiet()
    assert "Ben (@ben:example.org)" in plain(stage.reader.told[-1][1])
    assert "bеn (@eve:example.org)" in plain(stage.reader.told[-1][1])
    await stage.reader.hand_over(stage.typed(ada, "elect Ben (@ben:example.org) as secretary", room("leeds")))
    (proposal,) = (await stage.assembly(leeds)).proposals.values()
    assert proposal.effect is not None
    assert getattr(proposal.effect, "person", None) == await stage.person(ben)


# --- finding people and assemblies


async def directory(assembly: Assembly, store: MemoryStore, everyone: People, *rows: AccountRow) -> AssemblyDirectory:
    """Make a directory, as one is made for an invocation."""
    sitting = Sitting(halls=Halls(store), people=everyone, now=NOW)
    return AssemblyDirectory(sitting, everyone, assembly, rows)


async def test_people_are_found_by_account_by_name_and_by_first_name() -> None:
    """In whatever case; what two are called is ambiguous, an account never is."""
    everyone, (ben, smith, ada), store = await known(
        account("ben", "Ben"), account("b2", "Ben Smith"), account("ada", "Ada Lovelace")
    )
    found = await directory(assembly_of([ben, smith, ada]), store, everyone)
    assert found.find_person("@ben:example.org") == found.find_person("BEN") == found.find_person("@ben") == ben
    assert found.find_person("ben smith") == found.find_person("Ben Smith (@b2:example.org)") == smith
    assert found.find_person("ada") == ada
    assert found.find_person("@nobody:example.org") is None
    assert found.find_person("nobody") is None
    assert found.find_person("") is None


async def test_whoever_shows_an_account_as_their_name_is_not_meant_by_it() -> None:
    """An account is an account, whatever somebody calls themselves."""
    everyone, (eve, ada), store = await known(account("eve", "@ada:example.org"), account("ada", "Ada"))
    found = await directory(assembly_of([eve]), store, everyone)
    assert found.find_person("@ada:example.org") is None
    rows = await store.accounts_named("@ada:example.org")
    found = await directory(assembly_of([eve, ada]), store, everyone, *rows)
    assert found.find_person("@ada:example.org") == ada


async def test_a_name_that_only_looks_the_same_makes_it_doubtful_who_is_meant() -> None:
    """Whoever types “Ben” does not elect the other one by accident."""
    everyone, (ben, eve), store = await known(account("ben", "Ben"), account("eve", "Вen"))
    found = await directory(assembly_of([ben, eve]), store, everyone)
    assert found.find_person("Ben") == Ambiguous(("Ben (@ben:example.org)", "Вen (@eve:example.org)"))


async def test_assemblies_are_found_by_short_name_or_whole_name(stage: Confiding) -> None:
    """As they stand in the sitting, a founding of this very moment included."""
    leeds = await stage.found("leeds", person("ada"))
    halls = Halls(stage.store)
    await halls.learn()
    sitting = Sitting(halls=halls, people=People(stage.store), now=NOW)
    ada, venue = await stage.person(person("ada")), room("york")
    await sitting.carry_out(
        AssemblyId("new"),
        cmd.FoundAssembly(
            actor=ada,
            assembly=AssemblyId("new"),
            slug="york-moot",
            name="York  Moot",
            purpose="",
            preset="folkmoot",
            venue=venue,
            present=(ada,),
            administers=True,
        ),
    )
    found = AssemblyDirectory(sitting, sitting.people, None)
    peer = Peer(leeds, "leeds", "leeds")
    assert found.find_assembly("@Leeds") == peer
    assert found.find_assembly(" york moot ") == found.find_assembly("YORK-MOOT")
    assert found.find_assembly("york moot") is not None
    assert found.find_assembly("nowhere") is None
    assert found.holder_of("press") is None
    assert found.path_up(peer, leeds) == (peer,)
    assert found.path_up(peer, AssemblyId("new")) == ()


# --- very many people


async def many(count: int) -> tuple[People, Assembly, MemoryStore, list[PersonId]]:
    """Make an assembly of very many people, of whom the program has met none since it began."""
    store = MemoryStore()
    everyone = [PersonId(f"{number:016x}") for number in range(count)]
    rows = [
        AccountRow(key=AccountKey("stage", f"@p{number}:example.org"), person=each, name=f"Person {number}")
        for number, each in enumerate(everyone)
    ]
    await store.commit(Work(accounts=rows))
    return People(store), assembly_of(everyone), store, everyone


async def test_of_very_many_people_only_those_who_are_named_are_looked_up() -> None:
    """A text about an assembly of thousands knows the names it uses, and reads nobody else's."""
    everyone, assembly, _, ids = await many(5000)
    assert len(people_of(assembly)) < 5
    text = await told(everyone, assembly, lambda names: people(names, [ids[17], ids[4000]]))
    assert text == "Person 17 and Person 4000"
    assert len(everyone.names) == 2


async def test_of_few_people_everyone_is_known() -> None:
    """So that two of a name are told apart though only one of them is spoken of."""
    _, assembly, _, ids = await many(MOST_LISTED)
    assert people_of(assembly) == set(ids)


async def test_those_who_said_something_are_named_however_many_there_are() -> None:
    """Proposers and those who block are in what is likely to be named of a large assembly."""
    async with Confiding() as stage:
        ada, ben = person("ada"), person("ben")
        leeds = await stage.found("leeds", ada, ben)
        await stage.call("leeds", ada)
        await stage.tells(ben, "block P1@leeds because of the noise")
        assembly = await stage.assembly(leeds)
        ends = datetime(2027, 1, 1, tzinfo=UTC)
        members = tuple(Enrolment(PersonId(f"{number:016x}"), ends) for number in range(MOST_LISTED + 1))
        await stage.program.intake.command(Internal(leeds, cmd.Enrol(members=members)))
        large = await stage.assembly(leeds)
        assert people_of(large) >= {await stage.person(ada), await stage.person(ben)}
        assert len(people_of(large)) < 10 < len(people_of(assembly) | set(large.participants))


async def test_naming_in_an_assembly_of_a_hundred_thousand_is_quick() -> None:
    """Cards and answers do not grow slow with the assembly (measured: well under a tenth of this)."""
    everyone, assembly, store, ids = await many(100_000)
    began = time.perf_counter()
    for _ in range(20):
        await everyone.call_by_name(people_of(assembly))
        await told(everyone, assembly, lambda names: people(names, ids[:15]))
    assert time.perf_counter() - began < 2.0
    rows = await store.accounts_named("person 99999")
    found = await directory(assembly, store, everyone, *rows)
    began = time.perf_counter()
    assert found.find_person("Person 99999") == ids[99999]
    assert time.perf_counter() - began < 0.2
