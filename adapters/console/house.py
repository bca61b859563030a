"""The room of a rehearsal and those beside it: who is in them, what was posted, which reactions stand.

People speak in the first room, and in private ones with the bot. Rooms that the bot makes are only spoken to.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from adapters.cleaning import clean_line
from adapters.documents import Document
from adapters.inbound import Account, Reacted
from adapters.platform import GoneError, RejectedError
from adapters.reactions import folded
from deliberation.ids import VenueId

PLATFORM: Final = "console"
ROOM: Final = VenueId(f"{PLATFORM}:room")


def account(name: str) -> Account:
    """Make the account of somebody by a name: ``ada`` shows as Ada."""
    shown = clean_line(name, limit=80)
    return Account(PLATFORM, shown.casefold(), shown[:1].upper() + shown[1:])


def private_room(person: str) -> VenueId:
    """Name the private room of a person with the bot."""
    return VenueId(f"{PLATFORM}:private-{person}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message of the bot's. ``to`` is the person whose private room it is in; ``answers`` whom it replies to."""

    id: str
    venue: VenueId
    document: Document
    to: str = ""
    answers: str = ""
    seeds: tuple[str, ...] = ()
    deleted: bool = False


@dataclass(slots=True)
class Room:
    """A room that several people can be in, and who is in it now, in the order of their coming."""

    name: str = ""
    present: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class House:
    """All of it. ``people`` are everybody who ever came in, by account id."""

    people: dict[str, Account] = field(default_factory=dict)
    rooms: dict[VenueId, Room] = field(default_factory=lambda: {ROOM: Room()})
    host: str = ""
    """Who administers the room: whoever came first and is still in it."""
    posts: dict[str, Post] = field(default_factory=dict)
    spoken: dict[str, str] = field(default_factory=dict)
    """Who wrote each message that is not the bot's."""
    reactions: dict[str, Reacted] = field(default_factory=dict)
    lifted: dict[str, str] = field(default_factory=dict)
    """Who took each reaction away that is gone."""
    private: set[VenueId] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)
    """The ids of the bot's messages by the numbers under which they are shown. They are numbered as they are shown."""
    _keys: dict[str, str] = field(default_factory=dict)
    _count: int = 0

    def new_id(self, kind: str) -> str:
        """Make an id."""
        self._count += 1
        return f"{kind}-{self._count}"

    @property
    def present(self) -> dict[str, None]:
        """Who is in the first room."""
        return self.rooms[ROOM].present

    def room(self, venue: VenueId) -> Room:
        """Give a room that several people can be in.

        Raises:
            GoneError: there is none of that id.
        """
        try:
            return self.rooms[venue]
        except KeyError:
            raise GoneError(f"There is no room {venue} here.") from None

    def make(self, name: str, key: str) -> VenueId:
        """Make a room; the same key gives the same one."""
        made = self._keys.get(f"room:{key}")
        if made is None:
            venue = VenueId(f"{PLATFORM}:{self.new_id('room')}")
            self.rooms[venue] = Room(clean_line(name, limit=80))
            made = self._keys[f"room:{key}"] = venue
        return VenueId(made)

    def come_in(self, person: Account, venue: VenueId = ROOM) -> bool:
        """Let somebody into a room; say whether they were not in it."""
        room = self.room(venue)
        self.people.setdefault(person.id, person)
        new = person.id not in room.present
        room.present[person.id] = None
        if venue == ROOM:
            self.host = self.host or person.id
        return new

    def go_out(self, person: str, venue: VenueId = ROOM) -> bool:
        """Let somebody out of a room; say whether they were in it."""
        room = self.room(venue)
        was_there = person in room.present
        room.present.pop(person, None)
        if venue == ROOM and person == self.host:
            self.host = next(iter(room.present), "")
        return was_there

    def members(self, venue: VenueId) -> list[Account]:
        """List who is in a room, in the order of their coming."""
        if venue in self.private:
            return [each for each in self.people.values() if private_room(each.id) == venue]
        return [self.people[each] for each in self.room(venue).present]

    def post(
        self, venue: VenueId, document: Document, *, key: str, reply_to: str = "", seeds: Iterable[str] = ()
    ) -> tuple[Post, bool]:
        """Put a message up; give it, and whether it is new: one of the same key is not put up again."""
        if key in self._keys:
            return self.posts[self._keys[key]], False
        if venue not in self.private:
            self.room(venue)
        post = Post(
            id=self.new_id("post"),
            venue=venue,
            document=document,
            to=next((each.id for each in self.members(venue)), "") if venue in self.private else "",
            answers=self.spoken.get(reply_to, ""),
            seeds=tuple(seeds),
        )
        self.posts[post.id] = post
        self._keys[key] = post.id
        return post, True

    def number(self, message: str) -> str:
        """Give the number under which a message is shown; one that has none yet gets the next."""
        for number, shown in self.numbers.items():
            if shown == message:
                return number
        number = str(len(self.numbers) + 1)
        self.numbers[number] = message
        return number

    def change(self, message: str, document: Document) -> tuple[Post, Post]:
        """Replace what a message says; give it as it was and as it is."""
        before = self.posts.get(message)
        if before is None:
            raise RejectedError(f"Message {message} is not mine.")
        if before.deleted:
            raise GoneError(f"Message {message} was deleted.")
        after = self.posts[message] = replace(before, document=document)
        return before, after

    def standing(self, message: str) -> list[Reacted]:
        """List the reactions that stand on a message, of people who are in the room, oldest first."""
        return [
            each
            for each in self.reactions.values()
            if each.message == message and each.source not in self.lifted and self._is_in(each.venue, each.account.id)
        ]

    def _is_in(self, venue: VenueId, person: str) -> bool:
        return venue in self.rooms and person in self.rooms[venue].present

    def place_of(self, message: str) -> VenueId:
        """Say in which room a message stands; the first, if there is no such message."""
        return self.posts[message].venue if message in self.posts else ROOM

    def reaction_of(self, person: str, message: str, key: str) -> Reacted | None:
        """Find somebody's own reaction on a message, if it stands."""
        plain = folded(key)
        return next((each for each in self.standing(message) if each.account.id == person and each.key == plain), None)

    def newest_card(self, key: str) -> Post | None:
        """Find the message that somebody means who reacts without saying to what: the newest that offers it."""
        plain = folded(key)
        cards = [post for post in self.posts.values() if post.seeds and not post.deleted]
        fitting = [post for post in cards if plain in map(folded, post.seeds)]
        return next(reversed(fitting or cards), None)
