"""Letters about places: what an event owes, and how it is done whatever a platform says to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.documents import Document, paragraph
from adapters.platform import BusyError, ForbiddenError, GoneError, RejectedError
from bot import letters
from bot.letters import Honour, LetIn, Pace, Telling, pace_of, read
from bot.roster.leaving import Leaving
from bot.roster.placing import Placing, concerned, owed_by
from deliberation import events as ev
from deliberation.assembly import Assembly, Participant
from deliberation.events.people import Enrolment
from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.offices import Office, Petition, PetitionState, Tenure
from deliberation.persistent import PersistentMap
from deliberation.rules import PRESETS
from storage.memory import MemoryStore
from storage.port import AccountKey, AccountRow, Owed, Waiting, Work
from tests.support.roster import NOW
from tests.support.stage import NAME, StagePlatform

if TYPE_CHECKING:
    from collections.abc import Sequence

HALL, ELSEWHERE = VenueId(f"{NAME}:!hall"), VenueId("elsewhere:!hall")
ADA, BEN, CLEO, DAN = (PersonId(name) for name in ("ada", "ben", "cleo", "dan"))
WORDS = Document((paragraph("Hello."),))


def account(person: PersonId) -> str:
    return f"@{person}:example.org"


def rows(*people: PersonId, platform: str = NAME) -> list[AccountRow]:
    return [AccountRow(key=AccountKey(platform, account(each)), person=each, name=each) for each in people]


def enrolled(person: PersonId, *let_in: VenueId, venues: Sequence[VenueId] = (), by_right: bool = True) -> Participant:
    until = NOW if by_right else None
    return Participant(
        person=person, venues=frozenset(venues), joined_at=NOW, enrolled_until=until, let_in=frozenset(let_in)
    )


def assembly(*people: Participant, venues: Sequence[VenueId] = (HALL,)) -> Assembly:
    return Assembly(
        id=AssemblyId("a"),
        slug="leeds",
        name="Leeds",
        purpose="",
        rules=PRESETS["folkmoot"],
        founder=ADA,
        founded_at=NOW,
        convener=None,
        kind=Kind.CONSTITUENCY,
        venues=frozenset(venues),
        participants=PersistentMap((each.person, each) for each in people),
    )


def asked_to_go(state: PetitionState = PetitionState.GATHERING) -> Assembly:
    """Give an assembly whose secretary, Cleo, somebody asks to go; Dan is its treasurer."""
    petition = Petition(
        number=1,
        office="secretary",
        officer=CLEO,
        starter=ADA,
        reason="",
        unmandated=False,
        started_at=NOW,
        until=NOW,
        state=state,
    )
    held = {"secretary": CLEO, "treasurer": DAN}
    return replace(
        assembly(*(enrolled(each, by_right=False) for each in (ADA, BEN, CLEO, DAN))),
        offices=PersistentMap((name, Office(name=name, held=(Tenure(who, NOW, NOW),))) for name, who in held.items()),
        petitions=PersistentMap({1: petition}),
    )


class TestOwed:
    """What follows from an event."""

    def owed(self, event: ev.Event, before: Assembly, after: Assembly, accounts: list[AccountRow]) -> list[Owed]:
        return list(owed_by(event, before, after, accounts, "a:7"))

    def letters(self, *args: object) -> list[letters.Letter]:
        return [read(each.body) for each in self.owed(*args)]  # type: ignore[arg-type]

    def test_an_opened_door_lets_in_the_accounts_on_its_platform(self) -> None:
        """Nobody else's, and none elsewhere."""
        event = ev.DoorOpened(people=(ADA, BEN), venue=HALL)
        assert concerned(event) == (ADA, BEN)
        one = assembly(enrolled(ADA, HALL))
        accounts = rows(ADA, CLEO) + rows(BEN, platform="elsewhere")
        assert self.letters(event, one, one, accounts) == [
            LetIn(venue=HALL, assembly=one.id, accounts=(account(ADA),), entering=True)
        ]

    def test_many_are_let_in_by_few_letters(self) -> None:
        """A letter for each of thousands would be a burden to all that waits; each has a key of its own."""
        people = tuple(PersonId(f"m{number}") for number in range(120))
        one = assembly()
        owed = self.owed(ev.DoorOpened(people=people, venue=HALL), one, one, rows(*people))
        assert [len(read(each.body).accounts) for each in owed] == [50, 50, 20]  # type: ignore[union-attr]
        assert len({each.key for each in owed}) == 3

    def test_the_end_of_a_place_closes_what_was_opened(self) -> None:
        """And nothing else: what one joined by oneself was never opened."""
        before = assembly(enrolled(ADA, HALL), enrolled(BEN, venues=[HALL]))
        event = ev.EnrolmentEnded(people=(ADA, BEN), because="moved")
        found = self.letters(event, before, assembly(), rows(ADA, BEN))
        assert found[0] == LetIn(venue=HALL, assembly=before.id, accounts=(account(ADA),), entering=False)
        assert [type(each) for each in found[1:]] == [Honour]

    def test_a_lapse_is_told_under_one_name_everywhere(self) -> None:
        """However many assemblies it ends places in, the outbox keeps one letter of a key."""
        event = ev.EnrolmentEnded(people=(ADA,), because="lapsed")
        keys = set()
        for name in ("a", "b"):
            before = replace(assembly(enrolled(ADA), venues=()), id=AssemblyId(name))
            after = replace(assembly(venues=()), id=AssemblyId(name))
            (told,) = owed_by(event, before, after, rows(ADA), f"{name}:7")
            keys.add(told.key)
            assert isinstance(read(told.body), Telling)
        assert len(keys) == 1

    @pytest.mark.parametrize("because", ["moved", "removed", "declined"])
    def test_other_ends_are_told_elsewhere(self, because: str) -> None:
        """A wave tells of them, or the answer to a command."""
        before, after = assembly(enrolled(ADA), venues=()), assembly(venues=())
        assert not self.letters(ev.EnrolmentEnded(people=(ADA,), because=because), before, after, rows(ADA))

    def test_what_is_shown_follows_office_and_standing(self) -> None:
        """A new member and an office that changes hands are shown in every venue; a renewal changes nothing."""
        venues = (HALL, ELSEWHERE)
        one = assembly(enrolled(ADA), venues=venues)
        shown = [Honour(venue=venue, assembly=one.id) for venue in sorted(venues)]
        assert self.letters(ev.OfficeVacated(office="secretary", person=ADA, because="recall"), one, one, []) == shown
        newcomer = ev.MembersEnrolled(members=(Enrolment(ADA, NOW), Enrolment(BEN, NOW)))
        assert self.letters(newcomer, one, one, []) == shown
        assert self.letters(ev.MembersEnrolled(members=(Enrolment(ADA, NOW),)), one, one, []) == []

    def test_what_is_shown_follows_what_is_about_an_officer(self) -> None:
        """As somebody asks an officer to go, and as that is over; what changes nothing of it owes nothing."""
        open_, over = asked_to_go(), asked_to_go(PetitionState.LAPSED)
        none = replace(open_, petitions=PersistentMap())
        started = ev.PetitionStarted(
            petition=1, office="secretary", officer=CLEO, starter=ADA, unmandated=False, until=NOW
        )
        shown = [Honour(venue=HALL, assembly=open_.id)]
        assert self.letters(started, none, open_, []) == shown
        assert self.letters(ev.PetitionLapsed(petition=1, because="time"), open_, over, []) == shown
        assert self.letters(ev.PetitionSigned(petition=1), open_, asked_to_go(), []) == []

    def test_what_is_shown_waits_once(self) -> None:
        """A hundred waves of members are one showing; it goes out as things stand then."""
        one = assembly(enrolled(ADA))
        keys = {
            (each.key, each.repeats)
            for number in range(3)
            for each in owed_by(
                ev.OfficeVacated(office="secretary", person=ADA, because="recall"), one, one, [], f"a:{number}"
            )
        }
        assert keys == {(f"honour:{HALL}", True)}

    def test_nothing_of_it_stands_in_the_way_of_words(self) -> None:
        """It goes in a company of its own."""
        many = LetIn(venue=HALL, assembly=AssemblyId("a"), accounts=("a", "b"), entering=True)
        for letter in (many, Telling(people=(ADA,), document=WORDS), Honour(venue=HALL, assembly=AssemblyId("a"))):
            owed = letters.owed("k", letter)
            assert pace_of(owed.lane) is Pace.PLACES
            assert read(owed.body) == letter


class Records:
    """Knows one assembly."""

    def __init__(self, one: Assembly) -> None:
        self.one: Assembly | None = one

    async def assembly(self, _identifier: AssemblyId) -> Assembly | None:
        return self.one


class Post:
    """Delivers letters of one assembly to a platform that a test tells what to say."""

    def __init__(self, one: Assembly, *people: PersonId) -> None:
        self.store = MemoryStore()
        self.platform = StagePlatform()
        self.records = Records(one)
        self.told: list[tuple[PersonId, str]] = []
        self.closed: set[PersonId] = set()
        self.members: set[PersonId] = set()
        self.refusing: dict[str, Exception] = {}
        self.platform.fails = self._fails
        self.people = people
        self.leaving = Leaving()
        self.placing = Placing(
            store=self.store,
            platforms={NAME: self.platform},
            records=self.records,
            write=self._write,
            is_member=lambda person: person in self.members,
            leaving=self.leaving,
        )

    async def begin(self) -> Post:
        await self.store.commit(Work(accounts=rows(*self.people)))
        return self

    async def _fails(self, asked: str, _venue: VenueId) -> None:
        error = self.refusing.get(asked.rpartition(" ")[2])
        if error is not None:
            raise error

    async def _write(self, person: PersonId, _document: Document, key: str) -> None:
        if isinstance(error := self.refusing.get(person), Exception):
            raise error
        self.told.append((person, key))

    async def deliver(self, letter: LetIn | Telling | Honour, *, attempts: int = 0, number: int = 1) -> None:
        owed = letters.owed("k", letter)
        row = Waiting(id=number, generation=1, key="k", lane=owed.lane, body=owed.body, attempts=attempts)
        await self.placing.deliver(row, letter)

    async def let_in(self, *people: PersonId, entering: bool = True, attempts: int = 0) -> None:
        names = tuple(account(each) for each in people)
        letter = LetIn(venue=HALL, assembly=AssemblyId("a"), accounts=names, entering=entering)
        await self.deliver(letter, attempts=attempts)

    @property
    def did(self) -> list[tuple[str, str]]:
        return [(did[0], did[2].partition(":")[0].removeprefix("@")) for did in self.platform.did]

    async def waiting(self) -> list[letters.Letter]:
        return [read(each.body) for each in await self.store.waiting()]


async def post(*people: Participant) -> Post:
    """Give a post for an assembly of these people, and of four accounts."""
    return await Post(assembly(*people), ADA, BEN, CLEO, DAN).begin()


class TestDoors:
    """Venues opened and closed."""

    async def test_everybody_is_let_in(self) -> None:
        """One after the other."""
        one = await post(enrolled(ADA, HALL), enrolled(BEN, HALL))
        await one.let_in(ADA, BEN)
        assert one.did == [("let in", "ada"), ("let in", "ben")]

    async def test_a_busy_platform_is_gone_on_with(self) -> None:
        """What was done before is not done again: it would never come to an end."""
        one = await post(enrolled(ADA, HALL), enrolled(BEN, HALL), enrolled(CLEO, HALL))
        one.refusing[account(BEN)] = BusyError("slowly", retry_after=1)
        with pytest.raises(BusyError):
            await one.let_in(ADA, BEN, CLEO)
        del one.refusing[account(BEN)]
        await one.let_in(ADA, BEN, CLEO)
        assert one.did == [("let in", "ada"), ("let in", "ben"), ("let in", "cleo")]

    async def test_who_leaves_while_others_are_let_in_is_not(self) -> None:
        """A platform may take minutes for one letter: how things stand is looked at for each of its people."""
        one = await post(enrolled(ADA, HALL), enrolled(BEN, HALL))

        async def ben_goes(_asked: str, _venue: VenueId) -> None:
            one.records.one = assembly(enrolled(ADA, HALL))

        one.platform.fails = ben_goes
        await one.let_in(ADA, BEN)
        assert one.did == [("let in", "ada")]

    async def test_whoever_no_longer_has_a_place_is_not_let_in(self) -> None:
        """Nor whoever is in already, or not known any more."""
        one = await post(enrolled(ADA, by_right=False), enrolled(BEN, HALL, venues=[HALL]))
        await one.let_in(ADA, BEN, CLEO, PersonId("nobody"))
        assert one.did == []

    async def test_whoever_has_a_place_again_is_not_put_out(self) -> None:
        """Between a lapse and a renewal nobody is shown the door."""
        one = await post(
            enrolled(ADA, HALL), enrolled(BEN, venues=[HALL]), enrolled(CLEO, venues=[HALL], by_right=False)
        )
        await one.let_in(ADA, BEN, CLEO, DAN, entering=False)
        assert one.did == [("put out", "cleo"), ("put out", "dan")]

    @pytest.mark.parametrize("why", [RejectedError("they own the room"), None])
    async def test_whoever_is_not_put_out_after_all_is_on_the_way_out_no_more(self, why: Exception | None) -> None:
        """The platform will not, or they have a place again: then being there counts."""
        one = await post(*([enrolled(CLEO, venues=[HALL])] if why is None else []))
        if why is not None:
            one.refusing[account(CLEO)] = why
        letter = LetIn(venue=HALL, assembly=AssemblyId("a"), accounts=(account(CLEO),), entering=False)
        one.leaving.owed([letters.owed("k", letter)])
        assert one.leaving.among(HALL, [account(CLEO)]) == {account(CLEO)}
        await one.deliver(letter)
        assert not one.leaving.among(HALL, [account(CLEO)])

    async def test_one_who_cannot_be_let_in_is_told_why(self) -> None:
        """Whoever is not on that server reads what to do; the others are let in."""
        one = await post(enrolled(ADA, HALL), enrolled(BEN, HALL))
        one.refusing[account(ADA)] = RejectedError("You are not on that server: https://discord.gg/x")
        await one.let_in(ADA, BEN)
        assert one.did == [("let in", "ben")]
        (told,) = await one.waiting()
        assert isinstance(told, Telling)
        assert told.people == (ADA,)
        assert "https://discord.gg/x" in repr(told.document)
        await one.let_in(ADA)
        assert len(await one.waiting()) == 1

    async def test_one_who_is_refused_holds_up_no_other(self) -> None:
        """Where others are let in it is that account's doing: it is tried alone, and given up after some times."""
        one = await post(enrolled(ADA, HALL), enrolled(BEN, HALL))
        one.refusing[account(ADA)] = ForbiddenError("that server takes no invitations")
        await one.let_in(ADA, BEN)
        (again,) = await one.waiting()
        assert again == LetIn(venue=HALL, assembly=AssemblyId("a"), accounts=(account(ADA),), entering=True)
        with pytest.raises(ForbiddenError):
            await one.let_in(ADA)
        await one.let_in(ADA, attempts=4)
        lanes = {each.lane for each in await one.store.waiting()}
        assert lanes == {f"places:{HALL}:{account(ADA)}"}

    async def test_a_right_that_is_missing_is_told_and_waited_for(self) -> None:
        """Where everybody is refused, all of it waits until the bot may."""
        one = await post(enrolled(ADA, HALL), enrolled(BEN, HALL))
        for person in (ADA, BEN):
            one.refusing[account(person)] = ForbiddenError("Give me the right to invite.")
        with pytest.raises(ForbiddenError, match="right to invite"):
            await one.let_in(ADA, BEN)
        one.refusing.clear()
        await one.let_in(ADA, BEN)
        assert one.did == [("let in", "ada"), ("let in", "ben")]

    async def test_a_letter_of_none_but_refused_holds_nobody_up_for_ever(self) -> None:
        """After some times each is tried alone, so that the next letter has its turn; none is given up."""
        one = await post(enrolled(ADA, HALL), enrolled(BEN, HALL))
        for person in (ADA, BEN):
            one.refusing[account(person)] = ForbiddenError("no")
        await one.let_in(ADA, BEN, attempts=4)
        assert len(await one.waiting()) == 2
        with pytest.raises(ForbiddenError):
            await one.let_in(ADA, attempts=50)

    async def test_a_venue_that_is_gone_ends_the_letter(self) -> None:
        """So does one that is the assembly's no more."""
        one = await post(enrolled(ADA, HALL))
        one.refusing[account(ADA)] = GoneError("no such room")
        with pytest.raises(GoneError):
            await one.let_in(ADA)
        one.records.one = assembly(enrolled(ADA, HALL), venues=())
        one.refusing.clear()
        await one.let_in(ADA)
        assert one.did == []

    async def test_a_platform_that_is_not_there_ends_the_letter(self) -> None:
        """What was turned off lets nobody in."""
        one = await post(enrolled(ADA, HALL))
        letter = LetIn(venue=ELSEWHERE, assembly=AssemblyId("a"), accounts=("a",), entering=True)
        with pytest.raises(GoneError, match="not configured"):
            await one.deliver(letter)


class TestTelling:
    """Private messages to many."""

    async def test_everybody_is_written_to_once(self) -> None:
        """Held up in the middle, it goes on there; who takes no messages is passed over."""
        one = await post()
        one.refusing |= {BEN: ForbiddenError("closed"), CLEO: BusyError("slowly", retry_after=1)}
        letter = Telling(people=(ADA, BEN, CLEO, DAN), document=WORDS)
        with pytest.raises(BusyError):
            await one.deliver(letter)
        del one.refusing[CLEO]
        await one.deliver(letter)
        assert [person for person, _ in one.told] == [ADA, CLEO, DAN]
        assert len({key for _, key in one.told}) == 3

    async def test_two_letters_do_not_get_mixed_up(self) -> None:
        """How far one has got says nothing of another."""
        one = await post()
        one.refusing[BEN] = BusyError("slowly", retry_after=1)
        letter = Telling(people=(ADA, BEN), document=WORDS)
        with pytest.raises(BusyError):
            await one.deliver(letter, number=1)
        one.refusing.clear()
        await one.deliver(letter, number=2)
        assert [person for person, _ in one.told] == [ADA, ADA, BEN]


class TestHonour:
    """Who holds what, shown."""

    async def test_officers_and_members_are_shown_by_their_accounts(self) -> None:
        """Whoever takes part and is a member by the roster, enrolled here or not; a vacant office is shown empty."""
        one = await post(enrolled(ADA), enrolled(BEN, venues=[HALL], by_right=False), enrolled(CLEO, by_right=False))
        one.members = {ADA, BEN, DAN}
        secretary = Office(name="secretary", held=(Tenure(CLEO, NOW, NOW),))
        offices = {"secretary": secretary, "treasurer": Office(name="treasurer")}
        assert one.records.one is not None
        one.records.one = replace(one.records.one, offices=PersistentMap(offices))
        await one.deliver(Honour(venue=HALL, assembly=AssemblyId("a")))
        assert one.platform.did == [("honour", HALL, f"secretary: {account(CLEO)}", account(ADA), account(BEN))]

    async def test_nobody_has_power_in_what_is_about_themselves(self) -> None:
        """While their recall is asked for an officer gets none, and reads why once; then it comes back by itself."""
        one = await post()
        letter = Honour(venue=HALL, assembly=AssemblyId("a"))
        one.records.one = asked_to_go()
        await one.deliver(letter)
        await one.deliver(letter)
        one.records.one = asked_to_go(PetitionState.LAPSED)
        await one.deliver(letter)
        treasurer, secretary = f"treasurer: {account(DAN)}", f"secretary: {account(CLEO)}"
        withheld, given = ("honour", HALL, treasurer), ("honour", HALL, secretary, treasurer)
        assert one.platform.did == [withheld, withheld, given]
        (told,) = await one.waiting()
        assert isinstance(told, Telling)
        assert told.people == (CLEO,)
        assert "R1 in Leeds is about you" in repr(told.document)

    async def test_a_role_that_gives_no_power_is_shown_all_the_same(self) -> None:
        """Whom something is about holds the office until it is decided, and everybody may see that."""
        one = await post()
        one.records.one = asked_to_go()
        one.platform.empowered = frozenset()
        await one.deliver(Honour(venue=HALL, assembly=AssemblyId("a")))
        assert one.platform.did == [("honour", HALL, f"secretary: {account(CLEO)}", f"treasurer: {account(DAN)}")]
        assert await one.waiting() == []

    async def test_thousands_of_members_are_not_shown_all_the_time(self) -> None:
        """In a large assembly the next showing waits; in a small one it does not."""
        one = await post(enrolled(ADA))
        letter = Honour(venue=HALL, assembly=AssemblyId("a"))
        for _ in range(2):
            await one.deliver(letter)
        one.records.one = assembly(*(enrolled(PersonId(f"m{number}")) for number in range(2001)))
        await one.deliver(letter)
        with pytest.raises(BusyError) as caught:
            await one.deliver(letter)
        assert 0 < caught.value.retry_after <= 20
        assert len(one.platform.did) == 3

    async def test_a_venue_that_is_not_spoken_in_shows_nothing(self) -> None:
        """A room that another replaced is left as it is."""
        one = await post(enrolled(ADA))
        await one.deliver(Honour(venue=ELSEWHERE.replace("elsewhere", NAME) + "x", assembly=AssemblyId("a")))  # type: ignore[arg-type]
        assert one.platform.did == []
