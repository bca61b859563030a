"""The terminal as one of the program's platforms. What people do is told to it; what the bot says is taken from it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from adapters.cleaning import clean
from adapters.commands import find
from adapters.console.house import PLATFORM, ROOM, House, Post, private_room
from adapters.console.house import account as named
from adapters.documents import Document, written
from adapters.grammar import read_line
from adapters.inbound import (
    Account,
    Batch,
    Departed,
    Entered,
    Inbound,
    Invocation,
    MessageDeleted,
    Reacted,
    Said,
    Unreacted,
    VenueGained,
)
from adapters.open_rooms import OpenRooms
from adapters.pictures import Picture, in_words
from adapters.platform import BusyError, Deliver, GoneError, Meeting
from adapters.reactions import folded
from deliberation.ids import VenueId

SIGN: Final = "!"
"""Begins a command in a reply, where plain words are a reason. Anywhere else it may be left out."""

_HEARTBEAT: Final = 60.0
_PAUSE: Final = 0.05


@dataclass(frozen=True, slots=True)
class News:
    """Something the bot put up, or changed: then ``before`` is what it said."""

    post: Post
    before: Document | None = None


@dataclass(slots=True)
class _Parcel:
    items: tuple[Inbound, ...]
    done: asyncio.Future[None]


def _as_typed(words: str) -> str:
    """Write a command as it is typed here: with nothing before it."""
    return words


class ConsolePlatform(OpenRooms):
    """One room and the people in it; implements ``adapters.platform.Platform``. The first of them administers it."""

    name = PLATFORM
    complete = True
    empowered = frozenset[str]()

    def __init__(self, people: Sequence[str]) -> None:
        self.house = House()
        for person in people:
            self.house.come_in(named(person))
        self._news: list[News] = []
        self._parcels: asyncio.Queue[_Parcel] = asyncio.Queue()
        self._stop = asyncio.Event()
        self._listening = asyncio.Lock()

    # --- what people do

    async def invite_bot(self) -> None:
        """Whoever administers the room lets the bot into it."""
        await self._happens(
            VenueGained(
                invited_by=self.house.people[self.house.host],
                venue=ROOM,
                source=self.house.new_id("invitation"),
                private=False,
            )
        )

    async def say(self, person: str, text: str, *, reply_to: str = "", private: bool = False) -> None:
        """Somebody writes a line: a command. A reply is plain words, unless it begins with an exclamation mark.

        Raises:
            KeyError: there is nobody of that name.
        """
        who = self.house.people[person]
        venue = await self._private_room(who) if private else self.house.place_of(reply_to)
        private = venue in self.house.private
        source = self.house.new_id("line")
        self.house.spoken[source] = who.id
        line = clean(text)
        if reply_to and not line.startswith(SIGN):
            said = Said(account=who, venue=venue, source=source, text=line, reply_to=reply_to, private=private)
            await self._happens(said)
            return
        name, arguments = read_line(line.removeprefix(SIGN))
        spec = find(name)
        invocation = Invocation(
            account=who,
            venue=venue,
            source=source,
            name=name,
            arguments=arguments,
            private=private,
            reply_to=reply_to,
        )
        if spec is not None and spec.facts and not private:
            present = tuple(self.house.members(venue))
            invocation = replace(invocation, administers=who.id == self.house.host, present=present)
        await self._happens(invocation)

    async def react(self, person: str, message: str, key: str) -> None:
        """Somebody puts a reaction on a message; once is enough.

        Raises:
            KeyError: there is nobody of that name.
        """
        plain = folded(key)
        if not plain or self.house.reaction_of(person, message, plain):
            return
        reaction = Reacted(
            account=self.house.people[person],
            venue=self.house.place_of(message),
            source=self.house.new_id("reaction"),
            message=message,
            key=plain,
        )
        self.house.reactions[reaction.source] = reaction
        await self._happens(reaction)

    async def unreact(self, person: str, message: str, key: str) -> bool:
        """Somebody takes their reaction away; say whether it was there."""
        reaction = self.house.reaction_of(person, message, key)
        if reaction is None:
            return False
        self.house.lifted[reaction.source] = person
        source = self.house.new_id("lifting")
        venue = reaction.venue
        await self._happens(Unreacted(platform=PLATFORM, venue=venue, source=source, lifted=reaction.source, by=person))
        return True

    async def join(self, name: str) -> Account:
        """Somebody comes into the room, perhaps for the first time."""
        who = self.house.people.get(named(name).id) or named(name)
        if self.house.come_in(who):
            await self._happens(Entered(account=who, venue=ROOM, source=self.house.new_id("joining")))
        return who

    async def leave(self, person: str) -> None:
        """Somebody leaves the room.

        Raises:
            KeyError: there is nobody of that name.
        """
        who = self.house.people[person]
        if self.house.go_out(person):
            await self._happens(Departed(account=who, venue=ROOM, source=self.house.new_id("leaving")))

    async def delete(self, message: str) -> None:
        """Somebody who may deletes a message of the bot's.

        Raises:
            KeyError: there is no such message.
        """
        post = self.house.posts[message]
        self.house.posts[message] = replace(post, deleted=True)
        source = self.house.new_id("deletion")
        await self._happens(MessageDeleted(platform=PLATFORM, venue=post.venue, source=source, message=message))

    def news(self) -> list[News]:
        """Take what the bot said since this was last asked."""
        found, self._news = self._news, []
        return found

    async def _private_room(self, who: Account) -> VenueId:
        venue = private_room(who.id)
        if venue not in self.house.private:
            self.house.private.add(venue)
            source = self.house.new_id("invitation")
            await self._happens(VenueGained(invited_by=who, venue=venue, source=source, private=True))
        return venue

    async def _happens(self, *items: Inbound) -> None:
        """Hand over what happened, and return when it is durable."""
        parcel = _Parcel(items, asyncio.get_running_loop().create_future())
        self._parcels.put_nowait(parcel)
        await parcel.done

    # --- what the program asks

    def community_of(self, venue: VenueId) -> str:
        """Name what is heard or missed as one: the whole house."""
        return PLATFORM

    async def listen(self, deliver: Deliver) -> None:
        """Hand over what people do, until stopped, and every minute that nobody does anything."""
        async with self._listening:
            stopping = asyncio.create_task(self._stop.wait())
            try:
                while not self._stop.is_set():
                    await self._deliver_next(deliver, stopping)
            finally:
                stopping.cancel()

    async def _deliver_next(self, deliver: Deliver, stopping: "asyncio.Task[bool]") -> None:
        following = asyncio.create_task(self._parcels.get())
        done, _ = await asyncio.wait({following, stopping}, timeout=_HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
        if following not in done:
            following.cancel()
            if not done:
                await self._deliver(deliver, ())
            return
        parcel = following.result()
        await self._deliver(deliver, parcel.items)
        if not parcel.done.done():
            parcel.done.set_result(None)

    async def _deliver(self, deliver: Deliver, items: tuple[Inbound, ...]) -> None:
        while not self._stop.is_set():
            try:
                await deliver(Batch(platform=PLATFORM, items=items, heard=frozenset({PLATFORM})))
            except Exception:  # noqa: BLE001 - whatever it was, the batch is not durable, and is handed over again
                await asyncio.sleep(_PAUSE)
            else:
                return

    async def stop(self) -> None:
        """Stop listening."""
        self._stop.set()
        async with self._listening:
            pass

    async def post(
        self, venue: VenueId, document: Document, *, key: str, reply_to: str = "", seeds: Sequence[str] = ()
    ) -> str:
        """Put a message up; see ``adapters.platform.Platform``."""
        post, new = self.house.post(venue, written(document, _as_typed), key=key, reply_to=reply_to, seeds=seeds)
        if new:
            self._news.append(News(post))
        return post.id

    async def post_picture(self, venue: VenueId, picture: Picture, *, key: str) -> str:
        """Say what a picture shows: a terminal has none."""
        return await self.post(venue, in_words(picture), key=key)

    async def edit(self, venue: VenueId, message: str, document: Document, *, key: str) -> None:
        """Replace what a message says."""
        before, after = self.house.change(message, written(document, _as_typed))
        if before.document != after.document:
            self._news.append(News(after, before.document))

    async def whisper(
        self,
        account: str,
        room: VenueId | None,
        document: Document,
        *,
        key: str,
        answering: str = "",
    ) -> tuple[VenueId, str]:
        """Write to somebody in private."""
        if account not in self.house.people:
            raise GoneError(f"There is nobody called {account} here.")
        venue = private_room(account)
        self.house.private.add(venue)
        return venue, await self.post(venue, document, key=key)

    async def is_with_us(self, venue: VenueId, account: str) -> bool:
        """Nobody leaves their private room here."""
        return True

    async def seed(self, venue: VenueId, message: str, seeds: Sequence[str], *, key: str) -> None:
        """Reactions to tap are shown by the card itself: there is nothing to put there."""

    async def take_away(self, venue: VenueId, message: str, account: str, mark: str) -> None:
        """Leave a superseded reaction where it is: the screen shows what counts."""

    async def take_down(self, venue: VenueId, message: str) -> None:
        """Leave a message where it is: what is on a screen cannot be taken off it."""

    async def let_in(self, venue: VenueId, account: str) -> None:
        """Open a room to somebody: whoever is asked in comes in.

        Raises:
            GoneError: there is no such room.
        """
        who = self.house.people.get(account) or named(account)
        if self.house.come_in(who, venue):
            await self._follows(Entered(account=who, venue=venue, source=self.house.new_id("joining")))

    async def put_out(self, venue: VenueId, account: str) -> None:
        """Show somebody out of a room.

        Raises:
            GoneError: there is no such room.
        """
        if self.house.go_out(account, venue):
            who = self.house.people[account]
            await self._follows(Departed(account=who, venue=venue, source=self.house.new_id("leaving")))

    async def honour(self, venue: VenueId, offices: Mapping[str, Sequence[str]], members: Sequence[str]) -> None:
        """Show nothing: a terminal has neither roles nor power."""

    async def announce(self, venue: VenueId, meeting: Meeting, *, key: str) -> None:
        """Show nothing beside the card: a terminal has no list of what is going to be."""

    async def make_venue(self, name: str, purpose: str, *, near: VenueId | None, key: str) -> VenueId:
        """Make a further room, with nobody in it yet."""
        return self.house.make(name, key)

    def link_to(self, venue: VenueId) -> str:
        """Give no address: nothing leads into a terminal."""
        return ""

    async def _follows(self, item: Inbound) -> None:
        """Hand over what came of something that the bot did, and return when it is durable.

        Raises:
            BusyError: the terminal was closed before that.
        """
        happening = asyncio.ensure_future(self._happens(item))
        stopping = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait({happening, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not happening.done():
            happening.cancel()
            raise BusyError("The terminal is closed.", retry_after=1)

    async def true_reactions(self, venue: VenueId, message: str) -> list[Reacted]:
        """List the reactions that stand on a message now."""
        return self.house.standing(message)

    async def lifted_by(self, venue: VenueId, reaction: str) -> str:
        """Say who took a reaction away."""
        return self.house.lifted.get(reaction, "")

    async def members(self, venue: VenueId) -> list[Account]:
        """List who is in a room now."""
        return self.house.members(venue)
