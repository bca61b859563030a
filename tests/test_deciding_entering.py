"""Who comes to take part where being in the room is not enough."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.commands import Command
from deliberation.ids import PersonId
from deliberation.refusals import (
    AlreadyTakingPart,
    AlreadyWelcomed,
    EnoughAskings,
    NotAsked,
    NotInTheRoom,
    NotParticipant,
    NotTakingPart,
)
from tests.support.engine import FORUM, HALL, ROOM, Moot, kinds, only, people, replayed, without_sources

ADA, BEN, CAT, DAN, EVE = people("ada", "ben", "cat", "dan", "eve")


def restricted(*names: str, **rules: str) -> Moot:
    """Give an assembly that had an open door, and by its own consensus shut it: to whoever is not welcomed."""
    moot = Moot.founded(*(names or ("ada", "ben")), rules={"quorum-minimum": "1", "callers": "anyone", **rules})
    change(moot, "entry", "welcome")
    return moot


def change(moot: Moot, rule: str, value: str) -> list[ev.Event]:
    """Change a rule by the consensus of everybody."""
    who = min(moot.assembly.participants)
    moot.do(cmd.ProposeRule(actor=who, rule=rule, value=value))
    check = moot.call(len(moot.assembly.proposals), who)
    return moot.agree(*sorted(moot.check(check).roll), check=check)


def come(moot: Moot, *names: str) -> None:
    """Let people come into the room."""
    for person in people(*names):
        moot.do(cmd.Enter(actor=person, venue=ROOM))


def ask(moot: Moot, *names: str) -> None:
    """Let people come into the room and ask to take part."""
    come(moot, *names)
    for person in people(*names):
        moot.do(cmd.AskEntry(actor=person))


def sound(moot: Moot) -> None:
    """Look at what must hold whatever happened."""
    assert moot.verified().problems == ()
    assert replayed(moot.entries, moot.texts) == without_sources(moot.assembly)
    assert not moot.assembly.waiting.keys() & moot.assembly.participants.keys()


def test_being_in_the_room_is_not_yet_taking_part() -> None:
    """Whoever comes waits: they are on no roll, propose nothing and sign nothing; those who took part stay."""
    moot = restricted()
    come(moot, "cat")
    assert set(moot.assembly.participants) == {"ada", "ben"}
    assert moot.assembly.waiting[CAT].venues == {ROOM}
    assert moot.refused(cmd.Propose(actor=CAT, title="Tea")) == NotTakingPart()
    assert CAT not in moot.check(moot.called()).roll
    sound(moot)


def test_who_is_seen_twice_waits_once() -> None:
    """Lists of those present come again and again."""
    moot = restricted()
    come(moot, "cat")
    assert moot.do(cmd.Enter(actor=CAT, venue=ROOM)) == []
    sound(moot)


def test_where_a_declaration_is_enough_asking_is_coming_in() -> None:
    """They take part at once, in the room in which they are; nothing is kept but that they asked."""
    moot = restricted()
    change(moot, "entry", "declaration")
    come(moot, "cat")
    happened = moot.do(cmd.AskEntry(actor=CAT))
    assert happened == [ev.EntryAsked(person=CAT, number=1), ev.EntryGiven(person=CAT, because="declared")]
    assert moot.assembly.participants[CAT].venues == {ROOM}
    assert moot.refused(cmd.AskEntry(actor=CAT)) == AlreadyTakingPart()
    sound(moot)


def test_who_asks_waits_to_be_welcomed() -> None:
    """One welcome is enough unless the rules say otherwise."""
    moot = restricted()
    ask(moot, "cat")
    assert CAT not in moot.assembly.participants
    assert moot.do(cmd.AskEntry(actor=CAT)) == []
    happened = moot.do(cmd.Welcome(actor=BEN, person=CAT))
    assert kinds(happened) == ["Welcomed", "EntryGiven"]
    assert CAT in moot.assembly.participants
    assert moot.refused(cmd.Welcome(actor=ADA, person=CAT)) == AlreadyTakingPart(person=CAT)
    sound(moot)


def test_so_many_must_welcome_as_the_rules_say() -> None:
    """The same person's second welcome is none; where fewer take part, all of them are enough."""
    moot = restricted("ada", "ben", "dan", welcomes="2")
    ask(moot, "cat")
    moot.do(cmd.Welcome(actor=ADA, person=CAT))
    assert moot.refused(cmd.Welcome(actor=ADA, person=CAT)) == AlreadyWelcomed(person=CAT, needed=2)
    assert CAT in moot.assembly.waiting
    moot.do(cmd.Welcome(actor=BEN, person=CAT))
    assert CAT in moot.assembly.participants
    sound(moot)


def test_only_who_takes_part_welcomes_and_only_who_asked_is_welcomed() -> None:
    """Two who wait cannot let each other in."""
    moot = restricted()
    ask(moot, "cat")
    come(moot, "dan")
    assert moot.refused(cmd.Welcome(actor=DAN, person=CAT)) == NotTakingPart()
    assert moot.refused(cmd.Welcome(actor=CAT, person=CAT)) == NotTakingPart()
    assert moot.refused(cmd.Welcome(actor=ADA, person=DAN)) == NotAsked(person=DAN)
    assert moot.refused(cmd.Welcome(actor=ADA, person=EVE)) == NotAsked(person=EVE)
    sound(moot)


def test_one_asks_from_within_the_room() -> None:
    """Who is in none of its venues asks nothing of it."""
    moot = restricted()
    assert moot.refused(cmd.AskEntry(actor=CAT)) == NotInTheRoom()


def test_who_leaves_waits_no_more_and_begins_anew() -> None:
    """What was asked and welcomed before went with them; from one of two rooms they go on waiting."""
    moot = restricted(welcomes="2")
    moot.do(cmd.BindVenue(actor=ADA, venue=HALL, present=(CAT,), administers=True))
    ask(moot, "cat")
    moot.do(cmd.Welcome(actor=ADA, person=CAT))
    moot.do(cmd.Leave(actor=CAT, venue=HALL))
    assert moot.assembly.waiting[CAT].asked_at is not None
    moot.do(cmd.Leave(actor=CAT, venue=ROOM))
    assert moot.do(cmd.Leave(actor=CAT, venue=ROOM)) == []
    assert CAT not in moot.assembly.waiting
    come(moot, "cat")
    assert moot.assembly.waiting[CAT].welcomed_by == ()
    sound(moot)


def test_nobody_asks_to_be_welcomed_again_and_again() -> None:
    """Three times a day, by whichever account; a day later that is forgotten, and with whoever is forgotten."""
    moot = restricted()
    for _ in range(3):
        ask(moot, "cat")
        moot.do(cmd.Leave(actor=CAT, venue=ROOM))
        moot.later(hours=1)
    come(moot, "cat")
    enough = EnoughAskings(most=3, again_from=moot.now + timedelta(hours=21))
    assert moot.refused(cmd.AskEntry(actor=CAT)) == enough
    ask(moot, "dan")
    moot.join("dan", "cat")
    moot.do(cmd.Leave(actor=DAN, venue=ROOM))
    come(moot, "dan")
    assert isinstance(moot.refused(cmd.AskEntry(actor=DAN)), EnoughAskings)
    sound(moot)
    moot.later(days=1)
    moot.do(cmd.AskEntry(actor=DAN))
    assert dict(moot.assembly.asked_lately) == {DAN: (moot.now,)}
    moot.do(cmd.ForgetPerson(person=DAN))
    assert not moot.assembly.asked_lately
    sound(moot)


def test_who_was_let_in_takes_part_in_all_the_rooms_where_they_waited() -> None:
    """Leaving one of them is not leaving the assembly."""
    moot = restricted()
    moot.do(cmd.BindVenue(actor=ADA, venue=HALL, present=(), administers=True))
    ask(moot, "cat")
    moot.do(cmd.Enter(actor=CAT, venue=HALL))
    moot.do(cmd.Welcome(actor=ADA, person=CAT))
    assert moot.assembly.participants[CAT].venues == {ROOM, HALL}
    moot.do(cmd.Leave(actor=CAT, venue=ROOM))
    assert CAT in moot.assembly.participants
    sound(moot)


def test_a_room_that_is_taken_in_brings_nobody_in() -> None:
    """Nobody comes by a side door: those in another room wait like anybody else."""
    moot = restricted()
    moot.do(cmd.BindVenue(actor=ADA, venue=HALL, present=(BEN, CAT, DAN), administers=True))
    assert set(moot.assembly.participants) == {"ada", "ben"}
    assert set(moot.assembly.waiting) == {"cat", "dan"}
    sound(moot)


def test_a_room_that_moves_takes_those_who_wait_along() -> None:
    """They wait in the new room, no more in the old one, and what they asked stands."""
    moot = restricted()
    ask(moot, "cat")
    moot.do(cmd.MoveVenue(venue=ROOM, successor=FORUM, present=(CAT,)))
    assert moot.assembly.waiting[CAT].venues == {FORUM}
    moot.do(cmd.Welcome(actor=ADA, person=CAT))
    assert moot.assembly.participants[CAT].venues == {FORUM}
    sound(moot)


def test_opening_the_door_lets_those_in_who_wait() -> None:
    """Whether they asked or not: being in the room is enough again."""
    moot = restricted()
    ask(moot, "cat")
    come(moot, "dan")
    happened = change(moot, "entry", "open")
    assert [each.person for each in happened if isinstance(each, ev.EntryGiven)] == ["cat", "dan"]
    assert not moot.assembly.waiting
    sound(moot)


def test_who_asked_to_be_welcomed_has_declared_nothing() -> None:
    """Where the rule becomes a declaration, they ask once more, and that is it."""
    moot = restricted()
    ask(moot, "cat")
    change(moot, "entry", "declaration")
    assert CAT in moot.assembly.waiting
    moot.do(cmd.AskEntry(actor=CAT))
    assert CAT in moot.assembly.participants
    sound(moot)


def test_where_fewer_welcomes_are_asked_for_who_has_them_comes_in() -> None:
    """By the assembly's own consensus."""
    moot = restricted("ada", "ben", "dan", welcomes="2")
    ask(moot, "cat")
    moot.do(cmd.Welcome(actor=ADA, person=CAT))
    assert only(change(moot, "welcomes", "1"), ev.EntryGiven).person == CAT
    sound(moot)


def test_where_nobody_is_left_to_welcome_the_first_who_asked_comes_in_and_welcomes_the_next() -> None:
    """An assembly is not lost because everybody left it."""
    moot = restricted("ada")
    ask(moot, "cat", "dan")
    happened = moot.do(cmd.Leave(actor=ADA, venue=ROOM))
    assert only(happened, ev.EntryGiven) == ev.EntryGiven(person=CAT, because="alone")
    assert set(moot.assembly.waiting) == {"dan"}
    moot.do(cmd.Welcome(actor=CAT, person=DAN))
    assert DAN in moot.assembly.participants
    sound(moot)


def test_the_welcome_of_one_who_left_counts_no_more() -> None:
    """Two must welcome: one who went and one who is there are not two."""
    moot = restricted("ada", "ben", "eve", welcomes="2")
    ask(moot, "cat")
    moot.do(cmd.Welcome(actor=BEN, person=CAT))
    moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    moot.do(cmd.Welcome(actor=ADA, person=CAT))
    assert CAT in moot.assembly.waiting
    moot.do(cmd.Welcome(actor=EVE, person=CAT))
    assert CAT in moot.assembly.participants
    sound(moot)


def test_as_those_who_could_welcome_become_fewer_who_has_all_of_them_comes_in() -> None:
    """Where two must and one is left, that one is enough; but then there are two again."""
    moot = restricted("ada", "ben", welcomes="2")
    ask(moot, "cat", "dan")
    moot.do(cmd.Welcome(actor=ADA, person=CAT))
    moot.do(cmd.Welcome(actor=ADA, person=DAN))
    happened = moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    assert only(happened, ev.EntryGiven).person == CAT
    assert set(moot.assembly.waiting) == {"dan"}
    sound(moot)


def test_two_who_turn_out_to_be_one_welcome_once() -> None:
    """Nobody welcomes by each of their accounts."""
    moot = restricted("ada", "ben", "dan", "eve", welcomes="2")
    ask(moot, "cat")
    moot.do(cmd.Welcome(actor=BEN, person=CAT))
    moot.join("ada", "ben")
    assert moot.refused(cmd.Welcome(actor=BEN, person=CAT)) == AlreadyWelcomed(person=CAT, needed=2)
    assert moot.assembly.waiting[CAT].welcomed_by == (ADA,)
    sound(moot)


def test_who_waits_and_turns_out_to_take_part_waits_no_more() -> None:
    """The account by which they waited is theirs, and so is the room in which it is."""
    moot = restricted()
    moot.do(cmd.BindVenue(actor=ADA, venue=HALL, present=(CAT,), administers=True))
    moot.join("ada", "cat")
    assert moot.assembly.participants[ADA].venues == {ROOM, HALL}
    assert not moot.assembly.waiting
    sound(moot)


def test_two_who_wait_and_turn_out_to_be_one_wait_once() -> None:
    """As the one of them who asked first, with the welcomes of both."""
    moot = restricted("ada", "ben", welcomes="2")
    ask(moot, "cat", "dan")
    moot.do(cmd.Welcome(actor=ADA, person=CAT))
    moot.do(cmd.Welcome(actor=BEN, person=DAN))
    happened = moot.join("dan", "cat")
    assert only(happened, ev.EntryGiven).person == DAN
    assert not moot.assembly.waiting
    sound(moot)


def test_a_member_has_their_place_without_waiting() -> None:
    """Standing gives it, and the room in which they waited is theirs."""
    moot = restricted()
    ask(moot, "cat")
    moot.enrol("cat")
    assert moot.assembly.participants[CAT].venues == {ROOM}
    assert not moot.assembly.waiting
    sound(moot)


def test_a_member_whose_place_ends_and_who_is_in_no_room_is_out() -> None:
    """Coming into the room then is waiting, as for anybody."""
    moot = restricted()
    moot.enrol("cat")
    moot.do(cmd.EndEnrolment(people=(CAT,), because="removed"))
    come(moot, "cat")
    assert CAT in moot.assembly.waiting
    sound(moot)


def test_who_is_forgotten_waits_no_more() -> None:
    """Nothing of their asking stays but that somebody did."""
    moot = restricted()
    ask(moot, "cat")
    moot.do(cmd.ForgetPerson(person=CAT))
    assert not moot.assembly.waiting
    assert moot.refused(cmd.NominateOfficer(actor=ADA, person=CAT, office="secretary")) == NotParticipant(person=CAT)
    sound(moot)


EVERYBODY = people("ada", "ben", "cat", "dan")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_the_order_nobody_takes_part_unasked_or_unwelcomed(data: st.DataObject) -> None:
    """Coming, going, asking, welcoming, linking and changes of the rule, in any order, leave a sound register."""
    moot = restricted("ada", "ben", welcomes=data.draw(st.sampled_from(["1", "2"])))
    someone, room = st.sampled_from(EVERYBODY), st.sampled_from([ROOM, HALL])
    moot.do(cmd.BindVenue(actor=ADA, venue=HALL, present=(), administers=True))
    tried = st.one_of(
        st.builds(cmd.Enter, actor=someone, venue=room),
        st.builds(cmd.Leave, actor=someone, venue=room),
        st.builds(cmd.AskEntry, actor=someone),
        st.builds(cmd.Welcome, actor=someone, person=someone),
        st.builds(cmd.JoinPeople, person=someone, other=someone),
        st.builds(cmd.ForgetPerson, person=st.just(PersonId("dan"))),
        st.sampled_from(["open", "declaration", "welcome"]),
    )
    for wanted in data.draw(st.lists(tried, max_size=12)):
        moot.later(minutes=1)
        if not isinstance(wanted, str):
            moot.ask(_by_who_is_still(wanted, moot))
        elif moot.assembly.participants and moot.assembly.rules.entry != wanted:
            change(moot, "entry", wanted)
        sound(moot)


def _by_who_is_still(command: Any, moot: Moot) -> Command:
    """Whoever was forgotten comes back as somebody else: the program gives them another id."""
    forgotten = {each.person for each in moot.happened if isinstance(each, ev.PersonForgotten)}
    named = {getattr(command, part, None) for part in ("actor", "person", "other")}
    now = {moot.assembly.linked.get(who, who) for who in named if who is not None}
    return cmd.Tick() if forgotten & now else command


def test_a_forged_entry_is_found_out() -> None:
    """A register in which somebody was let in unwelcomed does not verify."""
    moot = restricted()
    ask(moot, "cat")
    moot._take(ev.EntryGiven(person=CAT, because="welcomed"))
    assert [each.sentence for each in moot.verified().problems] == [
        "cat was let in (welcomed) without what the rules ask for that."
    ]


@pytest.mark.parametrize(
    ("forged", "found"),
    [
        (ev.PersonEntered(person=EVE, venue=ROOM), "eve took part by joining console:moot, which is not enough here."),
        (ev.WaitingBegun(person=ADA, venue=ROOM), "ada was made to wait where there is nothing to wait for."),
        (ev.Welcomed(person=CAT, by=EVE), "eve welcomed cat without taking part in the assembly."),
        (ev.Welcomed(person=CAT, by=ADA), "All was there for cat to take part, and they were not let in."),
        (ev.EntryAsked(person=DAN, number=5), "Asking to take part 5 comes after 1 of them."),
    ],
)
def test_what_cannot_have_been_is_found_out(forged: ev.Event, found: str) -> None:
    """Each of these, put into a register that is right otherwise, is named."""
    moot = restricted("ada", "ben")
    ask(moot, "cat")
    come(moot, "dan")
    moot._take(forged)
    moot.later(minutes=1)
    moot.do(cmd.Enter(actor=EVE, venue=HALL))
    assert any(found in each.sentence for each in moot.verified().problems)
