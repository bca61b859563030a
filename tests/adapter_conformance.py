"""What every adapter must do, whatever its platform: the same deed of a person's becomes the same value of ours.

A platform's tests derive a class from ``AdapterConformance`` and give it a fixture ``stage``: the adapter with no
program behind it, in a room where Ada, who administers it, and Ben are, with Cleo outside.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

import pytest

from adapters.addresses import is_link
from adapters.documents import (
    Bar,
    Bullets,
    Code,
    Document,
    File,
    Heading,
    Link,
    Moment,
    Paragraph,
    Quote,
    Strong,
    Text,
    paragraph,
)
from adapters.grammar import read_line
from adapters.inbound import Departed, Entered, Invocation, Reacted, Said, Unreacted, VenueGained
from adapters.pictures import Picture
from adapters.platform import Meeting, MeetingState, RejectedError
from adapters.request import Context
from adapters.validating import validate
from bot.occurrences import what_stands
from deliberation.ids import AssemblyId, PersonId
from tests.support.engine import Moot, people

if TYPE_CHECKING:
    from adapters.platform import Platform
    from deliberation.federation import Peer
    from deliberation.ids import VenueId

T = TypeVar("T")

CARD = Document((paragraph("P1 · Buy a kettle"), Bar("agree", 1, 3)))
HOSTILE = (
    "</p><b>x</b> [l](https://a.b) *y* `z` @room \x1b[31m\x07\x00\u202eevil\u2066 \ud800 &lt; # 1. - >\r[9] Folkmoot:"
)


PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAEElEQVR4nGNkMDJimHbiFwAGggK+LjRbnQAAAABJRU5ErkJggg==")
"""Six pixels."""
PICTURE = Picture(png=PNG, alt="Ada has 5 points and Ben has 3.", name="B1.png")


@dataclass(frozen=True)
class Shown:
    """A message of the bot's as a person sees it now, an edit included: its id and its text."""

    id: str
    text: str


def named(reaction: Reacted | Unreacted) -> str:
    """Name a reaction: by its id, or where the platform gives it none, by what stands there."""
    if isinstance(reaction, Unreacted):
        return reaction.lifted or what_stands(reaction.message, reaction.account, reaction.mark)
    return reaction.source or what_stands(reaction.message, reaction.account.id, reaction.mark)


class Stage(Protocol):
    """One platform with people on it. ``who`` is ``ada``, ``ben`` or ``cleo``."""

    platform: Platform
    room: VenueId
    prefix: str
    """What a command begins with in the room; empty where nothing needs to."""

    def account(self, who: str) -> str:
        """Give somebody's account id."""

    async def say(self, who: str, text: str, *, reply_to: str = "") -> None:
        """Somebody writes in the room."""

    async def say_privately(self, who: str, text: str) -> None:
        """Somebody writes in a private room with the bot."""

    async def react(self, who: str, message: str, key: str) -> None:
        """Somebody puts a reaction on a message."""

    async def unreact(self, who: str, message: str, key: str) -> None:
        """Somebody takes their own reaction away again."""

    async def join(self, who: str) -> None:
        """Somebody comes into the room."""

    async def leave(self, who: str) -> None:
        """Somebody leaves the room."""

    async def accept(self, who: str, venue: VenueId) -> None:
        """Somebody who was let into a venue comes in, where that is still theirs to do."""

    async def files(self, who: str) -> list[tuple[str, str]]:
        """List the files that somebody was given, by name and text, oldest first."""

    async def pictures(self, who: str) -> list[tuple[str, bytes]]:
        """List the pictures that somebody was shown, oldest first: what stands for each, and what is in its file.

        Where a platform shows no pictures but says what they show, there is nothing in the file.
        """

    async def seen(self, who: str) -> list[Shown]:
        """List the bot's messages that somebody can read, wherever they are, oldest first."""

    async def heard(self, kind: type[T], number: int = 1) -> list[T]:
        """Wait until the adapter has handed over so many of a kind; give all of that kind."""

    async def communities(self) -> frozenset[str]:
        """Name the communities that the last batch said were heard."""

    def refuse(self, times: int) -> None:
        """Let so many deliveries fail from now on."""


class Nobody:
    """A directory that knows nobody."""

    def find_person(self, text: str) -> None:
        return None

    def new_id(self) -> AssemblyId:
        return AssemblyId("a-2")

    def free_slug(self, name: str) -> str:
        return name.casefold()

    def name_apart(self, name: str, slug: str) -> str:
        return name

    def find_assembly(self, text: str) -> None:
        return None

    def holder_of(self, kind: str) -> None:
        return None

    def at_the_top(self) -> tuple[Peer, ...]:
        return ()

    def path_up(self, start: Peer, goal: AssemblyId) -> tuple[Peer, ...]:
        return ()


class AdapterConformance:
    """The suite."""

    @pytest.fixture
    async def stage(self) -> Stage:
        raise NotImplementedError

    # --- what people do

    @pytest.mark.parametrize(
        "typed",
        [
            "propose Buy a kettle\nWe need tea.\nSuffers less: all who sit in the cold hall",
            "Propose “Buy a kettle”",
            "block P1 because the hall has no safe socket",
            "STAND ASIDE P1",
            "consensus 1 by 2026-12-01 18:00",
            "nonsense and more",
        ],
    )
    async def test_a_typed_line_becomes_its_invocation(self, stage: Stage, typed: str) -> None:
        """A command is split into its name and arguments just as the shared grammar splits it."""
        await stage.say("ada", stage.prefix + typed)
        (invocation,) = await stage.heard(Invocation)
        name, arguments = read_line(typed)
        assert (invocation.name, dict(invocation.arguments)) == (name, arguments)
        assert invocation.account.platform == stage.platform.name
        assert invocation.account.id == stage.account("ada")
        assert (invocation.venue, invocation.private, invocation.reply_to) == (stage.room, False, "")
        assert invocation.source

    @pytest.mark.parametrize(
        ("typed", "means"),
        [
            ("propose Buy a kettle", "Propose"),
            ("apologies for 10 days", "GiveApologies"),
            ("rules", "Query"),
            ("agree P1", "Unknown"),
            ("concern 1 too dear", "RaiseConcern"),
            ("propose", "MissingText"),
            ("elect Zed", "PersonNotFound"),
            ("propos a kettle", "UnknownCommand"),
        ],
    )
    async def test_a_line_means_the_same_everywhere(self, stage: Stage, typed: str, means: str) -> None:
        """What a line asks for, or what is wrong with it, is judged alike on every platform."""
        await stage.say("ada", stage.prefix + typed)
        (invocation,) = await stage.heard(Invocation)
        (ada,) = people("ada")
        context = Context(
            actor=PersonId(ada),
            now=datetime(2026, 1, 5, tzinfo=UTC),
            directory=Nobody(),
            assembly=Moot.founded("ada", "ben").assembly,
        )
        assert type(validate(invocation, context)).__name__ == means

    async def test_every_message_has_an_id_of_its_own(self, stage: Stage) -> None:
        """The same words said twice are two things."""
        await stage.say("ada", stage.prefix + "status")
        await stage.say("ada", stage.prefix + "status")
        first, second = await stage.heard(Invocation, 2)
        assert first.source != second.source

    async def test_what_was_done_comes_in_order(self, stage: Stage) -> None:
        """Commands arrive in the order in which they were given."""
        for number in range(5):
            await stage.say("ben", f"{stage.prefix}agree P{number}")
        found = await stage.heard(Invocation, 5)
        assert [each.arguments["number"] for each in found] == [f"P{number}" for number in range(5)]

    async def test_a_reply_can_be_a_command(self, stage: Stage) -> None:
        """A command that replies to a message carries that message's id."""
        card = await stage.platform.post(stage.room, CARD, key="card")
        await stage.say("ben", (stage.prefix or "!") + "agree", reply_to=card)
        (invocation,) = await stage.heard(Invocation)
        assert (invocation.name, invocation.reply_to) == ("agree", card)

    async def test_a_plain_reply_is_what_was_said(self, stage: Stage) -> None:
        """Plain words in reply to the bot arrive as such: perhaps the reason for a block."""
        card = await stage.platform.post(stage.room, CARD, key="card")
        await stage.say("ben", "The hall has no safe socket.", reply_to=card)
        (said,) = await stage.heard(Said)
        assert (said.text, said.reply_to, said.private) == ("The hall has no safe socket.", card, False)
        assert said.account.id == stage.account("ben")

    async def test_what_people_type_is_made_harmless(self, stage: Stage) -> None:
        """No control character, no turned text and no half of a character comes in."""
        await stage.say("ada", stage.prefix + "propose Tea\u202e \x00and\x07 cake")
        (invocation,) = await stage.heard(Invocation)
        assert invocation.arguments["title"] == "Tea and cake"

    async def test_a_reaction_is_folded(self, stage: Stage) -> None:
        """Whoever's hand or face it shows, a reaction is its plainest form."""
        card = await stage.platform.post(stage.room, CARD, key="card", seeds=["🤷"])
        await stage.react("ben", card, "🤷🏾‍♀️")
        (reaction,) = await stage.heard(Reacted)
        assert (reaction.key, reaction.message, reaction.venue) == ("🤷", card, stage.room)
        assert reaction.account.id == stage.account("ben")

    async def test_a_reaction_taken_back_names_the_reaction(self, stage: Stage) -> None:
        """Taking a reaction away names that very reaction, and who did it, if the platform tells that."""
        card = await stage.platform.post(stage.room, CARD, key="card")
        await stage.react("ben", card, "✅")
        (reaction,) = await stage.heard(Reacted)
        await stage.unreact("ben", card, "✅")
        lifted = [each for each in await stage.heard(Unreacted) if named(each) == named(reaction)]
        known = [stage.account("ben") if stage.platform.complete else ""]
        assert [each.by for each in lifted] == known
        if reaction.source:
            assert await stage.platform.lifted_by(stage.room, reaction.source) == known[0]

    async def test_a_reaction_given_again_is_a_new_one(self, stage: Stage) -> None:
        """Reacting again after taking it back is told again, under another id where it has one, and in order."""
        card = await stage.platform.post(stage.room, CARD, key="card")
        await stage.react("ben", card, "✅")
        await stage.heard(Reacted)  # a server need not tell of what was taken back before anybody looked
        await stage.unreact("ben", card, "✅")
        await stage.react("ben", card, "✅")
        first, second = await stage.heard(Reacted, 2)
        (lifted,) = await stage.heard(Unreacted)
        assert named(lifted) == named(first)
        assert not first.source or first.source != second.source
        assert lifted.source

    async def test_joining_and_leaving_are_told(self, stage: Stage) -> None:
        """Coming into the room and leaving it are told, with the account that did."""
        await stage.join("cleo")
        (entered,) = [each for each in await stage.heard(Entered) if each.account.id == stage.account("cleo")]
        assert entered.venue == stage.room
        await stage.leave("cleo")
        (departed,) = await stage.heard(Departed)
        assert (departed.account.id, departed.venue) == (stage.account("cleo"), stage.room)

    @pytest.mark.parametrize(("who", "administers"), [("ada", True), ("ben", False)])
    async def test_founding_comes_with_its_facts(self, stage: Stage, who: str, administers: bool) -> None:
        """Who founds an assembly is told to administer the room or not; if they do, who is present is told too."""
        await stage.say(who, stage.prefix + "found Leeds Moot")
        (invocation,) = await stage.heard(Invocation)
        assert invocation.administers is administers
        present = {each.id for each in invocation.present}
        assert present == {stage.account("ada"), stage.account("ben")} or not (administers or present)

    async def test_a_private_line_needs_no_prefix(self, stage: Stage) -> None:
        """In a private room everything is for the bot, and is marked as private."""
        await stage.say_privately("ben", "status")
        (invocation,) = await stage.heard(Invocation)
        assert (invocation.name, invocation.private) == ("status", True)
        assert invocation.venue != stage.room

    async def test_what_is_not_durable_comes_again(self, stage: Stage) -> None:
        """A batch that could not be recorded is handed over again, and nothing of it is lost."""
        stage.refuse(2)
        await stage.say("ada", stage.prefix + "status")
        assert [each.name for each in await stage.heard(Invocation)] == ["status"]

    # --- what the bot says

    async def test_a_message_is_posted_once(self, stage: Stage) -> None:
        """Posted again under its key, a message is the same one, and nobody reads it twice."""
        first = await stage.platform.post(stage.room, CARD, key="card", seeds=["✅"])
        assert await stage.platform.post(stage.room, CARD, key="card", seeds=["✅"]) == first
        assert [each.id for each in await stage.seen("ben")] == [first]

    async def test_an_edit_takes_its_place(self, stage: Stage) -> None:
        """An edited message keeps its id and shows what it says now."""
        card = await stage.platform.post(stage.room, CARD, key="card")
        await stage.platform.edit(stage.room, card, Document((paragraph("P1 · closed"),)), key="edit")
        (shown,) = await stage.seen("ben")
        assert shown.id == card
        assert "P1 · closed" in shown.text
        assert "kettle" not in shown.text

    async def test_a_whisper_is_for_one(self, stage: Stage) -> None:
        """What is written to one person they read, and nobody else; the room stays the same."""
        venue, message = await stage.platform.whisper(stage.account("ben"), None, CARD, key="w1")
        again, _ = await stage.platform.whisper(stage.account("ben"), venue, CARD, key="w2")
        assert venue == again != stage.room
        assert message in {each.id for each in await stage.seen("ben")}
        assert not await stage.seen("ada")
        assert venue is not None
        assert await stage.platform.is_with_us(venue, stage.account("ben"))

    async def test_taking_a_message_down_harms_nobody(self, stage: Stage) -> None:
        """Allowed to or not, once or again, what was heard stands, and what comes after it is heard."""
        await stage.say("ben", f"{stage.prefix}status")
        (first,) = await stage.heard(Invocation)
        for _ in range(2):
            await stage.platform.take_down(stage.room, first.source)
        await stage.say("ben", f"{stage.prefix}help")
        assert [each.name for each in await stage.heard(Invocation, 2)] == ["status", "help"]

    async def test_the_bots_own_reactions_are_no_news(self, stage: Stage) -> None:
        """The reactions that the bot puts under a card are not told as somebody's."""
        card = await stage.platform.post(stage.room, CARD, key="card", seeds=["✅", "🤷", "🛑"])
        await stage.react("ben", card, "🛑")
        assert [each.account.id for each in await stage.heard(Reacted)] == [stage.account("ben")]

    async def test_the_true_reactions_are_those_that_stand(self, stage: Stage) -> None:
        """Asked for the truth, a platform lists what stands, oldest first, under the ids it told before."""
        card = await stage.platform.post(stage.room, CARD, key="card", seeds=["✅"])
        await stage.react("ada", card, "✅")
        await stage.react("ben", card, "🛑")
        await stage.react("ben", card, "✅")
        told = await stage.heard(Reacted, 3)
        await stage.unreact("ben", card, "🛑")
        await stage.heard(Unreacted)
        standing = [
            each
            for each in await stage.platform.true_reactions(stage.room, card)
            if each.account.id in {stage.account("ada"), stage.account("ben")}
        ]
        assert standing == [told[0], told[2]]

    async def test_who_has_left_has_no_true_reactions(self, stage: Stage) -> None:
        """Reactions of people who are no longer in the room are left out."""
        card = await stage.platform.post(stage.room, CARD, key="card")
        await stage.react("ben", card, "✅")
        await stage.heard(Reacted)
        await stage.leave("ben")
        await stage.heard(Departed)
        assert await stage.platform.true_reactions(stage.room, card) == []

    async def test_a_seed_is_put_back_once(self, stage: Stage) -> None:
        """Seeding a card that has its seeds changes nothing, and the seeds are nobody's answer."""
        card = await stage.platform.post(stage.room, CARD, key="card", seeds=["✅", "🛑"])
        await stage.platform.seed(stage.room, card, ["✅", "🛑"], key="again")
        people = {stage.account("ada"), stage.account("ben")}
        assert not [each for each in await stage.platform.true_reactions(stage.room, card) if each.account.id in people]

    async def test_a_room_is_prepared_more_than_once(self, stage: Stage) -> None:
        """Where being in the room is all it takes, preparing it changes nothing, however often."""
        for _ in range(2):
            assert await stage.platform.prepare(stage.room, "Moot", [stage.account("ada")]) == ""
        members = await stage.platform.members(stage.room)
        assert {each.id for each in members} == {stage.account("ada"), stage.account("ben")}

    async def test_who_is_in_a_room_by_being_there_is_told_how_to_leave(self, stage: Stage) -> None:
        """Where being in the room is all it takes, nobody is moved, and the answer says what to do."""
        for move in (stage.platform.admit, stage.platform.dismiss):
            with pytest.raises(RejectedError) as refused:
                await move(stage.room, stage.account("ben"))
            assert "takes part" in str(refused.value)
        assert {each.id for each in await stage.platform.members(stage.room)} >= {stage.account("ben")}

    async def test_every_venue_has_a_community_that_is_heard(self, stage: Stage) -> None:
        """What comes in says which part of the platform is heard, and the room is of such a part."""
        assert stage.platform.community_of(stage.room).startswith(stage.platform.name)
        await stage.say("ada", stage.prefix + "status")
        await stage.heard(Invocation)
        assert stage.platform.community_of(stage.room) in await stage.communities()

    async def test_the_members_are_those_in_the_room(self, stage: Stage) -> None:
        """The list of members has everybody in the room, and not the bot."""
        members = await stage.platform.members(stage.room)
        assert {each.id for each in members} == {stage.account("ada"), stage.account("ben")}
        assert {each.platform for each in members} == {stage.platform.name}

    # --- doors, honours, rooms of the bot's own

    async def _here(self, stage: Stage, venue: VenueId) -> set[str]:
        return {each.id for each in await stage.platform.members(venue)}

    async def test_who_has_a_place_is_let_in_and_put_out(self, stage: Stage) -> None:
        """A room is opened to somebody once, however often it is done, and closed again; both are told as always."""
        cleo = stage.account("cleo")
        await stage.platform.let_in(stage.room, cleo)
        await stage.platform.let_in(stage.room, cleo)
        await stage.accept("cleo", stage.room)
        assert [each.account.id for each in await stage.heard(Entered) if each.account.id == cleo] == [cleo]
        await stage.platform.let_in(stage.room, cleo)
        assert cleo in await self._here(stage, stage.room)
        await stage.platform.put_out(stage.room, cleo)
        assert [(each.account.id, each.venue) for each in await stage.heard(Departed)] == [(cleo, stage.room)]
        await stage.platform.put_out(stage.room, cleo)
        assert await self._here(stage, stage.room) == {stage.account("ada"), stage.account("ben")}

    async def test_a_place_that_ended_is_given_again(self, stage: Stage) -> None:
        """Who was put out, perhaps before they came, can be let in again."""
        cleo = stage.account("cleo")
        await stage.platform.let_in(stage.room, cleo)
        await stage.platform.put_out(stage.room, cleo)
        assert cleo not in await self._here(stage, stage.room)
        await stage.platform.let_in(stage.room, cleo)
        await stage.accept("cleo", stage.room)
        await stage.heard(Entered)
        assert cleo in await self._here(stage, stage.room)

    async def test_who_is_there_already_is_let_be(self, stage: Stage) -> None:
        """Opening a room to somebody who is in it changes nothing, nor does closing it to a stranger."""
        await stage.platform.let_in(stage.room, stage.account("ben"))
        await stage.platform.put_out(stage.room, stage.account("cleo"))
        assert await self._here(stage, stage.room) == {stage.account("ada"), stage.account("ben")}

    async def test_honours_let_nobody_in_or_out(self, stage: Stage) -> None:
        """Showing who holds an office and who is a member changes nothing about who takes part, and can be repeated."""
        ada, ben, cleo = map(stage.account, ("ada", "ben", "cleo"))
        for offices, members in (({"secretary": [ben]}, [ada, ben, cleo]), ({"secretary": [ada]}, [ada]), ({}, [])):
            for _ in range(2):
                await stage.platform.honour(stage.room, offices, members)
        assert await self._here(stage, stage.room) == {ada, ben}
        await stage.say("ada", stage.prefix + "status")
        await stage.heard(Invocation)
        for kind in (Entered, Departed):
            assert await stage.heard(kind, 0) == []

    async def test_a_meeting_is_shown_and_lets_nobody_in_or_out(self, stage: Stage) -> None:
        """Ahead, moved, held, over or off, as often as it is said, it changes nothing about who takes part."""
        starts_at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
        for number, last in enumerate((MeetingState.OVER, MeetingState.OFF)):
            for moved, state in enumerate((MeetingState.AHEAD, MeetingState.AHEAD, MeetingState.HELD, last)):
                meeting = Meeting(
                    uid=f"a-M{number}",
                    title=f"M{number} · {HOSTILE}",
                    text=HOSTILE,
                    starts_at=starts_at + timedelta(hours=moved),
                    ends_at=starts_at + timedelta(hours=moved + 1),
                    state=state,
                )
                for _ in range(2):
                    await stage.platform.announce(stage.room, meeting, key="meeting")
        assert await self._here(stage, stage.room) == {stage.account("ada"), stage.account("ben")}
        assert await stage.heard(Departed, 0) == []

    async def test_a_venue_is_made_once(self, stage: Stage) -> None:
        """Made again under its key, a venue is the same one; it can be written in, and lets in whom it is opened to."""
        first = await stage.platform.make_venue("Leeds Moot", "What Leeds decides.", near=stage.room, key="leeds")
        assert await stage.platform.make_venue("Leeds Moot", "…", near=stage.room, key="leeds") == first
        other = await stage.platform.make_venue("Leeds Moot", "", near=stage.room, key="another")
        assert len({first, other, stage.room}) == 3
        assert await self._here(stage, first) == set()
        await stage.platform.let_in(first, stage.account("cleo"))
        await stage.accept("cleo", first)
        await stage.platform.post(first, CARD, key="card")
        assert await self._here(stage, first) == {stage.account("cleo")}
        assert ["kettle" in each.text for each in await stage.seen("cleo")] == [True]
        assert await stage.seen("ben") == []
        assert await stage.heard(VenueGained, 0) == []

    async def test_an_address_leads_to_a_venue(self, stage: Stage) -> None:
        """The address of a venue is one that can be a link, where there is one at all."""
        address = stage.platform.link_to(stage.room)
        assert address == "" or is_link(address)

    # --- links and files

    async def test_a_link_has_its_words_and_its_address(self, stage: Stage) -> None:
        """A link is shown by its words, with the address; what is no address of the web leads nowhere."""
        good, bad = "https://matrix.to/#/!abc:example.org?via=example.org", "javascript:alert(1)"
        words = (Link(good, "Leeds [moot]"), Text(" or "), Link(bad, "Elsewhere"))
        await stage.platform.post(stage.room, Document((Heading(words), Paragraph(words))), key="links")
        (shown,) = await stage.seen("ben")
        assert shown.text.count("Elsewhere") == 2
        assert shown.text.count("moot") == 2
        assert good in shown.text
        assert "javascript" not in shown.text

    async def test_a_file_goes_with_its_message(self, stage: Stage) -> None:
        """A file comes with its message, once, under a name that leads nowhere: for a room, or for one person."""
        file = File("../P1: minutes.md", "text/markdown", "# Minutes\n\nTea, ☕ and @room.\n")
        document = Document((paragraph("The minutes of P1."),), files=(file,))
        card = await stage.platform.post(stage.room, document, key="minutes")
        assert await stage.platform.post(stage.room, document, key="minutes") == card
        ((name, text),) = await stage.files("ben")
        assert text == file.text
        assert "/" not in name
        assert "minutes.md" in name
        await stage.platform.whisper(stage.account("ada"), None, document, key="private")
        assert [text for _, text in await stage.files("ada")] == [file.text] * 2
        assert len(await stage.files("ben")) == 1

    async def test_a_picture_is_shown_once_with_the_words_that_stand_for_it(self, stage: Stage) -> None:
        """Posted again under its key it is the same one; whoever does not see it reads what it shows."""
        first = await stage.platform.post_picture(stage.room, PICTURE, key="count")
        assert await stage.platform.post_picture(stage.room, PICTURE, key="count") == first
        assert [each.id for each in await stage.seen("ben")] == [first]
        ((words, png),) = await stage.pictures("ben")
        assert PICTURE.alt in words
        assert png in {PNG, b""}
        assert await stage.platform.post_picture(stage.room, PICTURE, key="another") != first
        assert len(await stage.pictures("ada")) == 2

    async def test_the_words_of_a_picture_are_shown_as_they_were_typed(self, stage: Stage) -> None:
        """Names stand in them: they move no cursor, lose no visible letter, and mention nobody."""
        await stage.platform.post_picture(stage.room, replace(PICTURE, alt=f"{HOSTILE} wins"), key="count")
        ((words, _),) = await stage.pictures("ben")
        assert not [sign for sign in words if sign != "\n" and not sign.isprintable() and sign != "\u2060"]
        assert "</p><b>x</b> [l](https://a.b) *y*" in words
        assert words.endswith("Folkmoot: wins")

    async def test_a_picture_takes_its_place_among_what_is_said(self, stage: Stage) -> None:
        """It stands between what was said before and after it; a reply to it names it."""
        before = await stage.platform.post(stage.room, CARD, key="before")
        picture = await stage.platform.post_picture(stage.room, PICTURE, key="count")
        after = await stage.platform.post(stage.room, CARD, key="after")
        assert [each.id for each in await stage.seen("ben")] == [before, picture, after]
        await stage.say("ben", "Is that right?", reply_to=picture)
        (said,) = await stage.heard(Said)
        assert said.reply_to == picture

    async def test_hostile_text_is_shown_as_it_was_typed(self, stage: Stage) -> None:
        """In every kind of leaf, what somebody typed stays text: it moves no cursor, and loses no visible letter."""
        document = Document(
            (
                Heading((Text(HOSTILE),)),
                Paragraph((Strong(HOSTILE), Code(HOSTILE), Moment(datetime(2026, 1, 5, tzinfo=UTC), HOSTILE))),
                Bullets(((Text(HOSTILE),), (Code(HOSTILE),))),
                Quote(HOSTILE),
                Bar(HOSTILE, 1, 2),
            )
        )
        await stage.platform.post(stage.room, document, key="hostile")
        (shown,) = await stage.seen("ben")
        assert not [sign for sign in shown.text if sign != "\n" and not sign.isprintable() and sign != "\u2060"]
        assert shown.text.count("</p><b>x</b> [l](https://a.b) *y*") == 7
        assert "5 January 2026" in shown.text

    async def test_an_empty_document_harms_nobody(self, stage: Stage) -> None:
        """A document with nothing in it can be posted."""
        assert await stage.platform.post(stage.room, Document(()), key="empty")
