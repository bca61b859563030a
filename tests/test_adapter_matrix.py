"""Matrix passes what every adapter must."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from adapters.documents import Document, Typed, paragraph
from adapters.matrix.translating import room_of, venue_of
from bot.wiring import matrix_platform
from tests.adapter_conformance import AdapterConformance, Shown

if TYPE_CHECKING:
    from deliberation.ids import VenueId
    from tests.support.matrix import Bot, Person, Village

pytest_plugins = ["tests.support.matrix"]
pytestmark = pytest.mark.synapse

T = TypeVar("T")


class MatrixStage:
    """A room on a real homeserver, with real clients."""

    prefix = "!"

    def __init__(self, bot: Bot, room: str, people: dict[str, Person]) -> None:
        self.platform = bot.platform
        self.room = venue_of(room)
        self._bot = bot
        self._room = room
        self._people = people
        self._reactions: dict[tuple[str, str, str], str] = {}

    @classmethod
    async def set_up(cls, village: Village) -> MatrixStage:
        settings = village.settings(encrypt_private=False)
        bot = village.bot(settings)
        bot.platform = matrix_platform(settings, cursor="")
        await bot.start()
        people = {name: await village.person(name) for name in ("ada", "ben", "cleo")}
        powers = {"users": {bot.id: 100}}
        room = await village.assembly(
            bot, people["ben"], host=people["ada"], preset="public_chat", power_level_content_override=powers
        )
        stage = cls(bot, room, people)
        await bot.until(lambda: any(getattr(item, "account", None) for item in bot.items))
        bot.batches.clear()
        return stage

    def account(self, who: str) -> str:
        return self._people[who].id

    async def say(self, who: str, text: str, *, reply_to: str = "") -> None:
        more = {"m.relates_to": {"m.in_reply_to": {"event_id": reply_to}}} if reply_to else {}
        await self._people[who].say(self._room, text, **more)

    async def say_privately(self, who: str, text: str) -> None:
        person = self._people[who]
        room = await person.make_room(self._bot.id, name="", is_direct=True, preset="trusted_private_chat")
        await self._bot.until(lambda: venue_of(room) in {getattr(item, "venue", "") for item in self._bot.items})
        await person.say(room, text)

    async def react(self, who: str, message: str, key: str) -> None:
        self._reactions[who, message, key] = await self._people[who].react(self._room, message, key)

    async def unreact(self, who: str, message: str, key: str) -> None:
        await self._people[who].redact(self._room, self._reactions.pop((who, message, key)))

    async def join(self, who: str) -> None:
        await self._people[who].join(self._room)

    async def leave(self, who: str) -> None:
        await self._people[who].leave(self._room)

    async def accept(self, who: str, venue: VenueId) -> None:
        await self._people[who].join(room_of(venue))

    async def files(self, who: str) -> list[tuple[str, str]]:
        found = [
            (each["body"], await _downloaded(self._people[who], each["url"]))
            for each in await self._sent(who, "m.file")
        ]
        return [(name, content.decode()) for name, content in found]

    async def pictures(self, who: str) -> list[tuple[str, bytes]]:
        found = await self._sent(who, "m.image")
        return [(each["body"], await _downloaded(self._people[who], each["url"])) for each in found]

    async def _sent(self, who: str, kind: str) -> list[dict[str, Any]]:
        person, found = self._people[who], list[dict[str, Any]]()
        await self.seen(who)
        for room in (await person.call("GET", "joined_rooms"))["joined_rooms"]:
            said = [event["content"] for event in await person.messages(room, self._bot.id)]
            found += [each for each in said if each["msgtype"] == kind]
        return found

    async def seen(self, who: str) -> list[Shown]:
        person = self._people[who]
        synced = await person.sync()
        for room in synced.rooms.invite:
            await person.join(room)
        joined = (await person.call("GET", "joined_rooms"))["joined_rooms"]
        shown: dict[str, str] = {}
        for room in joined:
            for event in await person.messages(room, self._bot.id):
                content = event["content"]
                target = content.get("m.relates_to", {})
                if target.get("rel_type") == "m.replace":
                    shown[target["event_id"]] = content["m.new_content"]["body"]
                else:
                    shown.setdefault(event["event_id"], content["body"])
        return [Shown(event, text) for event, text in shown.items()]

    async def heard(self, kind: type[T], number: int = 1) -> list[T]:
        return await self._bot.some(kind, number)

    async def communities(self) -> frozenset[str]:
        return self._bot.batches[-1].heard

    def refuse(self, times: int) -> None:
        self._bot.refuse = times


async def _downloaded(person: Person, address: str) -> bytes:
    where = address.removeprefix("mxc://")
    headers = {"Authorization": f"Bearer {person.client.access_token}"}
    reply = await person.client.send("GET", f"/_matrix/client/v1/media/download/{where}", None, headers)
    assert reply.status == 200
    return bytes(await reply.read())


class TestMatrix(AdapterConformance):
    """The Matrix adapter passes the suite."""

    @pytest.fixture
    async def stage(self, village: Village) -> MatrixStage:
        return await MatrixStage.set_up(village)

    async def test_commands_are_written_with_the_prefix(self, stage: MatrixStage) -> None:
        """What is posted, what it is edited to and what is whispered: all of it can be typed as it stands."""
        posted, edited, whispered = (Document((paragraph("Type ", Typed(f"agree P{number}")),)) for number in (1, 2, 3))
        await stage.platform.post(stage.room, posted, key="posted")
        assert [each.text for each in await stage.seen("ada")] == ["Type !agree P1"]
        card = await stage.platform.post(stage.room, posted, key="card")
        await stage.platform.edit(stage.room, card, edited, key="edited")
        await stage.platform.whisper(stage.account("ada"), None, whispered, key="whispered")
        await stage.seen("ada")
        texts = [each.text for each in await stage.seen("ada")]
        assert sorted(texts) == ["Type !agree P1", "Type !agree P2", "Type !agree P3"]

    def test_a_stage_is_in_matrix(self, stage: MatrixStage) -> None:
        """The stage's room is a Matrix room."""
        assert room_of(stage.room).startswith("!")
