"""The gateway of the local Discord: with bare websockets, and with the real discord.py."""

from __future__ import annotations

import asyncio
import json
import zlib
from contextlib import asynccontextmanager
from random import Random
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import pytest

from tests.localcord.discordpy import led_to
from tests.localcord.happenings import Intent
from tests.localcord.server import LocalDiscord
from tests.localcord.settings import GatewaySettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.localcord.model import Application, Channel, Guild, Message

PLAIN = Intent.GUILDS | Intent.GUILD_MESSAGES | Intent.GUILD_MESSAGE_REACTIONS | Intent.DIRECT_MESSAGES
ADMINISTRATOR = 8


class Scene:
    """Ada's guild with a channel, Bob, and a bot."""

    def __init__(self, local: LocalDiscord) -> None:
        self.local = local
        self.world = local.world
        self.ada = self.world.new_user("Ada")
        self.bob = self.world.new_user("Bob")
        self.guild: Guild = self.world.new_guild("Orchard", self.ada.id)
        self.world.add_member(self.guild.id, self.bob.id)
        self.channel: Channel = self.world.create_channel(self.ada.id, self.guild.id, {"name": "talk", "type": 0})
        self.bot: Application = self.world.new_application("Bot", privileged={"members", "message_content"})
        self.world.add_bot(self.guild.id, self.bot.id, ADMINISTRATOR)

    async def guilds_on_two_shards(self) -> list[Guild]:
        guilds = [self.guild]
        while len({(guild.id >> 22) % 2 for guild in guilds}) < 2:
            await asyncio.sleep(0.001)  # guilds of the same millisecond are on the same shard
            guilds.append(self.world.new_guild("Meadow", self.ada.id))
            self.world.add_bot(guilds[-1].id, self.bot.id, ADMINISTRATOR)
        return guilds

    def say(self, text: str, *, by: int | None = None, **body: Any) -> Message:
        return self.world.send_message(by or self.ada.id, self.channel.id, {"content": text, **body})


class Client:
    """A gateway client of bare websockets."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.seq: int | None = None
        self.session_id = ""

    async def hear(self) -> dict[str, Any]:
        heard: dict[str, Any] = await self.socket.receive_json(timeout=2)
        self.seq = heard["s"] or self.seq
        return heard

    async def hear_event(self, name: str) -> dict[str, Any]:
        while True:
            heard = await self.hear()
            if heard["t"] == name:
                data: dict[str, Any] = heard["d"]
                return data

    async def hear_op(self, op: int) -> dict[str, Any]:
        while True:
            heard = await self.hear()
            if heard["op"] == op:
                return heard

    async def names(self) -> list[str]:
        """The events that are there by now."""
        await self.say(1, self.seq)
        names = []
        while (heard := await self.hear())["op"] != 11:
            names.append(heard["t"])
        return names

    async def say(self, op: int, data: Any) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def identify(self, token: str, intents: int = PLAIN, **more: Any) -> dict[str, Any]:
        assert (await self.hear())["op"] == 10
        await self.say(2, {"token": token, "intents": intents, "properties": {}, **more})
        ready = await self.hear_event("READY")
        self.session_id = ready["session_id"]
        return ready

    async def resume(self, token: str, session_id: str, seq: int | None) -> None:
        assert (await self.hear())["op"] == 10
        await self.say(6, {"token": token, "session_id": session_id, "seq": seq})

    async def close_code(self) -> int | None:
        while not self.socket.closed:
            await self.socket.receive(timeout=2)
        return self.socket.close_code


@pytest.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord(chance=Random(7)) as local:
        yield local
        assert local.problems == []


@pytest.fixture
def scene(local: LocalDiscord) -> Scene:
    return Scene(local)


@asynccontextmanager
async def connected(local: LocalDiscord, query: str = "?v=10&encoding=json") -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session, session.ws_connect(local.gateway_url + query) as socket:
        yield Client(socket)


# identifying


async def test_a_session_begins_with_ready_and_the_guilds(local: LocalDiscord, scene: Scene) -> None:
    """READY names the bot and its guilds as unavailable; a GUILD_CREATE for each follows."""
    async with connected(local) as client:
        ready = await client.identify(scene.bot.token)
        assert ready["user"]["id"] == str(scene.bot.id)
        assert ready["guilds"] == [{"id": str(scene.guild.id), "unavailable": True}]
        assert ready["resume_gateway_url"] == local.gateway_url
        created = await client.hear_event("GUILD_CREATE")
        assert [channel["name"] for channel in created["channels"]] == ["talk"]
        assert client.seq == 2


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"shard": [2, 2]}, 4010),
        ({"intents": 1 << 30}, 4013),
        ({"intents": Intent.GUILD_PRESENCES}, 4014),
    ],
)
async def test_a_wrong_identity_is_closed_with_its_code(
    local: LocalDiscord, scene: Scene, identity: dict[str, Any], code: int
) -> None:
    """A wrong token, an impossible shard, unknown intents, and intents that are not switched on: each has its code."""
    async with connected(local) as client:
        await client.say(2, {"token": scene.bot.token, "intents": 1, **identity})
        assert await client.close_code() == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('{"op": 99, "d": null}', 4001),
        ('{"op": {}, "d": null}', 4001),
        ("[", 4002),
        (json.dumps({"op": 3, "d": "x" * 5000}), 4002),
        ('{"op": 8, "d": {}}', 4003),
        ('{"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}', 4004),
    ],
)
async def test_nonsense_is_closed_with_its_code(local: LocalDiscord, said: str, code: int) -> None:
    """An unknown op, no JSON, too much of it, what needs a session, a RESUME with a wrong token: each has its code."""
    async with connected(local) as client:
        await client.socket.send_str(said)
        assert await client.close_code() == code


@pytest.mark.parametrize(
    ("settings", "code"),
    [(GatewaySettings(guilds_per_shard=0), 4011), (GatewaySettings(session_starts=0), 4004)],
)
async def test_too_many_guilds_or_sessions_are_closed_with_their_code(settings: GatewaySettings, code: int) -> None:
    """A shard with too many guilds gets 4011, a bot that has used up its IDENTIFYs 4004."""
    async with LocalDiscord(settings=settings) as local, connected(local) as client:
        await client.say(2, {"token": Scene(local).bot.token, "intents": 1})
        assert await client.close_code() == code


async def test_identifying_twice_is_an_error(local: LocalDiscord, scene: Scene) -> None:
    """A second IDENTIFY on the same connection closes it with 4005."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        await client.say(2, {"token": scene.bot.token, "intents": 1})
        assert await client.close_code() == 4005


async def test_too_many_payloads_close_the_connection() -> None:
    """The payload after the last that is allowed in a minute closes the connection with 4008."""
    async with LocalDiscord(settings=GatewaySettings(sends_allowed=5)) as local, connected(local) as client:
        for _ in range(5):
            await client.say(1, None)
        assert [(await client.hear())["op"] for _ in range(6)] == [10, 11, 11, 11, 11, 11]
        await client.say(1, None)
        assert await client.close_code() == 4008


async def test_identifying_too_soon_gets_op_9() -> None:
    """Where Discord's identify window is enforced, a second IDENTIFY within it is turned away, a later one is not."""
    settings = GatewaySettings(identify_window=0.2)
    async with LocalDiscord(settings=settings) as local, connected(local) as first, connected(local) as second:
        scene = Scene(local)
        await first.identify(scene.bot.token)
        await second.hear()
        identity = {"token": scene.bot.token, "intents": 1}
        await second.say(2, identity)
        assert await second.hear() == {"op": 9, "d": False, "s": None, "t": None}
        await asyncio.sleep(0.25)
        await second.say(2, identity)
        await second.hear_event("READY")


# heartbeats


async def test_heartbeats_are_acknowledged_and_asked_for(local: LocalDiscord) -> None:
    """Op 1 is answered with op 11; a test can have the server ask for one, and have it answer none."""
    async with connected(local) as client:
        await client.say(1, None)
        await client.hear_op(11)
        local.faults.ask_for_heartbeat()
        await client.hear_op(1)
        local.faults.stop_acks()
        await client.say(1, None)
        with pytest.raises(TimeoutError):
            await client.socket.receive(timeout=0.1)


async def test_a_client_that_does_not_beat_is_closed() -> None:
    """One and a half intervals without a heartbeat close the connection with 4009; beating keeps it."""
    async with LocalDiscord(settings=GatewaySettings(heartbeat_interval=0.1)) as local, connected(local) as client:
        for _ in range(4):
            await asyncio.sleep(0.06)
            await client.say(1, None)
            await client.hear_op(11)
        assert await client.close_code() == 4009


# resuming


async def test_a_resume_brings_what_was_missed(local: LocalDiscord, scene: Scene) -> None:
    """What happened while the client was away comes in order with the old numbers, then RESUMED, then what is new."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        scene.say("one")
        await client.hear_event("MESSAGE_CREATE")
        assert local.faults.drop_connections() == 1
        assert await client.close_code() == 1006
    for text in ("two", "three"):
        scene.say(text)
    async with connected(local) as again:
        await again.resume(scene.bot.token, client.session_id, client.seq)
        heard = [await again.hear() for _ in range(3)]
        assert [each["t"] for each in heard] == ["MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"]
        assert client.seq is not None
        assert [each["s"] for each in heard] == [client.seq + 1, client.seq + 2, client.seq + 3]
        scene.say("four")
        await again.hear_event("MESSAGE_CREATE")


async def test_a_goodbye_ends_the_session(local: LocalDiscord, scene: Scene) -> None:
    """A client that closes with 1000 cannot resume; one that closes with 4000 can."""
    for code, answer in ((1000, 9), (4000, 0)):
        async with connected(local) as client:
            await client.identify(scene.bot.token)
            await client.socket.close(code=code)
        async with connected(local) as again:
            await again.resume(scene.bot.token, client.session_id, client.seq)
            assert (await again.hear())["op"] == answer


async def test_a_session_expires() -> None:
    """A RESUME after the session's lifetime gets op 9."""
    async with LocalDiscord(settings=GatewaySettings(session_lifetime=0.05)) as local:
        scene = Scene(local)
        async with connected(local) as client:
            await client.identify(scene.bot.token)
            local.faults.drop_connections()
        await asyncio.sleep(0.1)
        async with connected(local) as again:
            await again.resume(scene.bot.token, client.session_id, client.seq)
            assert (await again.hear())["op"] == 9


async def test_a_number_that_was_never_sent_cannot_be_resumed(local: LocalDiscord, scene: Scene) -> None:
    """A RESUME from the future closes with 4007."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        local.faults.drop_connections()
    async with connected(local) as again:
        await again.resume(scene.bot.token, client.session_id, 99)
        assert await again.close_code() == 4007


async def test_a_resume_can_be_refused(local: LocalDiscord, scene: Scene) -> None:
    """A refused RESUME gets op 9; dropping connections for good makes every RESUME such a one."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        local.faults.drop_connections(code=4000)
        assert await client.close_code() == 4000
    local.faults.refuse_resume()
    async with connected(local) as again:
        await again.resume(scene.bot.token, client.session_id, client.seq)
        assert (await again.hear())["op"] == 9
        await again.say(6, {"token": scene.bot.token, "session_id": client.session_id, "seq": client.seq})
        await again.hear_event("RESUMED")
        local.faults.drop_connections(resumable=False)
    async with connected(local) as last:
        await last.resume(scene.bot.token, client.session_id, client.seq)
        assert (await last.hear())["op"] == 9


# who is told what


async def test_without_an_intent_its_events_do_not_come(local: LocalDiscord, scene: Scene) -> None:
    """A bot with the intent for reactions only hears of reactions, not of messages or members."""
    async with connected(local) as client:
        await client.identify(scene.bot.token, Intent.GUILD_MESSAGE_REACTIONS)
        message = scene.say("hello")
        scene.world.add_member(scene.guild.id, scene.world.new_user("Cem").id)
        scene.world.add_reaction(scene.bob.id, scene.channel.id, message.id, "🍎")
        assert await client.names() == ["MESSAGE_REACTION_ADD"]


async def test_content_needs_its_intent(local: LocalDiscord, scene: Scene) -> None:
    """Without the intent a message is blank, unless it is the bot's own, mentions the bot, or is a DM."""
    dm = scene.world.dm_channel(scene.ada.id, scene.bot.id)
    async with connected(local) as blind, connected(local) as seeing:
        await blind.identify(scene.bot.token)
        await seeing.identify(scene.bot.token, PLAIN | Intent.MESSAGE_CONTENT)
        scene.say("secret")
        scene.say("mine", by=scene.bot.id)
        scene.say(f"<@{scene.bot.id}> hear me")
        scene.world.send_message(scene.ada.id, dm.id, {"content": "psst"})
        expected = ["secret", "mine", f"<@{scene.bot.id}> hear me", "psst"]
        assert [(await seeing.hear_event("MESSAGE_CREATE"))["content"] for _ in range(4)] == expected
        assert [(await blind.hear_event("MESSAGE_CREATE"))["content"] for _ in range(4)] == ["", *expected[1:]]


async def test_a_bot_hears_only_of_channels_that_it_sees(local: LocalDiscord, scene: Scene) -> None:
    """A message in a channel from which the bot is shut out does not reach it."""
    plain = scene.world.new_application("Plain")
    scene.world.add_bot(scene.guild.id, plain.id, 0)
    stranger = scene.world.new_application("Stranger")
    closed = scene.world.create_channel(
        scene.ada.id,
        scene.guild.id,
        {
            "name": "closed",
            "type": 0,
            "permission_overwrites": [{"id": str(scene.guild.id), "type": 0, "allow": "0", "deny": str(1 << 10)}],
        },
    )
    async with connected(local) as inside, connected(local) as outside:
        await inside.identify(plain.token)
        await outside.identify(stranger.token)
        scene.world.send_message(scene.ada.id, closed.id, {"content": "among us"})
        scene.say("hello")
        assert [name for name in await inside.names() if name != "GUILD_CREATE"] == ["MESSAGE_CREATE"]
        assert await outside.names() == []


async def test_each_shard_has_its_guilds(local: LocalDiscord, scene: Scene) -> None:
    """Guilds and what happens in them are divided among shards by their ids, and DMs go to shard 0."""
    guilds = await scene.guilds_on_two_shards()
    async with connected(local) as zero, connected(local) as one:
        for number, client in enumerate((zero, one)):
            ready = await client.identify(scene.bot.token, shard=[number, 2])
            expected = {str(guild.id) for guild in guilds if (guild.id >> 22) % 2 == number}
            assert {guild["id"] for guild in ready["guilds"]} == expected
            assert await client.names() == ["GUILD_CREATE"] * len(expected)
        for guild in guilds:
            scene.world.create_channel(scene.ada.id, guild.id, {"name": "more", "type": 0})
        for number, client in enumerate((zero, one)):
            expected = {str(guild.id) for guild in guilds if (guild.id >> 22) % 2 == number}
            assert {(await client.hear_event("CHANNEL_CREATE"))["guild_id"] for _ in expected} == expected
            assert await client.names() == []
        scene.world.send_message(scene.ada.id, scene.world.dm_channel(scene.ada.id, scene.bot.id).id, {"content": "hi"})
        assert "MESSAGE_CREATE" in await zero.names()
        assert "MESSAGE_CREATE" not in await one.names()


# asking for members


async def test_members_come_in_chunks() -> None:
    """All members come in chunks that are numbered, with the nonce; a query finds those whose names begin so."""
    async with LocalDiscord(settings=GatewaySettings(chunk_size=2)) as local, connected(local) as client:
        scene = Scene(local)
        await client.identify(scene.bot.token, Intent.GUILD_MEMBERS)
        asked = {"guild_id": str(scene.guild.id), "query": "", "limit": 0, "nonce": "n"}
        await client.say(8, asked)
        chunks = [await client.hear_event("GUILD_MEMBERS_CHUNK") for _ in range(2)]
        assert [(each["chunk_index"], each["chunk_count"], each["nonce"]) for each in chunks] == [
            (0, 2, "n"),
            (1, 2, "n"),
        ]
        names = [member["user"]["username"] for each in chunks for member in each["members"]]
        assert sorted(names) == ["Ada", "Bob", "Bot"]
        await client.say(8, asked | {"query": "bo", "limit": 1})
        assert len((await client.hear_event("GUILD_MEMBERS_CHUNK"))["members"]) == 1
        await client.say(8, {"guild_id": str(scene.guild.id), "user_ids": [str(scene.bob.id), "5"]})
        found = await client.hear_event("GUILD_MEMBERS_CHUNK")
        assert [member["user"]["username"] for member in found["members"]] == ["Bob"]
        assert found["not_found"] == ["5"]


async def test_asking_for_all_members_without_the_intent_is_a_problem(scene: Scene) -> None:
    """Such a request is not answered, and stands among the problems."""
    local = scene.local
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        await client.say(8, {"guild_id": str(scene.guild.id), "query": "", "limit": 0})
        assert "GUILD_MEMBERS_CHUNK" not in await client.names()
    assert "without the intent" in local.problems.pop()


# the stream


async def test_a_compressed_connection_is_one_stream(local: LocalDiscord, scene: Scene) -> None:
    """With zlib-stream each frame continues one deflated stream and ends with the sign that it is complete."""
    inflate = zlib.decompressobj()
    async with connected(local, "?v=10&encoding=json&compress=zlib-stream") as client:
        await client.say(2, {"token": scene.bot.token, "intents": PLAIN})
        frames = [await client.socket.receive_bytes(timeout=2) for _ in range(3)]
        assert all(frame.endswith(b"\x00\x00\xff\xff") for frame in frames)
        heard = [json.loads(inflate.decompress(frame)) for frame in frames]
        assert [(each["op"], each["t"]) for each in heard] == [(10, None), (0, "READY"), (0, "GUILD_CREATE")]


async def test_an_unknown_compression_is_refused(local: LocalDiscord) -> None:
    """A compression that does not exist is refused before the connection begins, and stands among the problems."""
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with connected(local, "?compress=brotli"):
            pass
    assert "brotli" in local.problems.pop()


# troubles


async def test_what_is_missed_while_deaf_is_lost_for_good(local: LocalDiscord, scene: Scene) -> None:
    """Events swallowed are named to the test, and not even a RESUME brings them."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        with local.faults.deaf("MESSAGE_CREATE") as lost:
            message = scene.say("one")
            scene.world.add_reaction(scene.bob.id, scene.channel.id, message.id, "🍎")
        assert lost == ["MESSAGE_CREATE"]
        local.faults.drop_connections()
    async with connected(local) as again:
        await again.resume(scene.bot.token, client.session_id, client.seq)
        names = [(await again.hear())["t"] for _ in range(3)]
        assert names == ["GUILD_CREATE", "MESSAGE_REACTION_ADD", "RESUMED"]


async def test_events_can_come_twice_and_broken(local: LocalDiscord, scene: Scene) -> None:
    """One event is sent twice under two numbers, another without a key; the next is as it should be."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        await client.hear_event("GUILD_CREATE")
        local.faults.duplicate(1)
        scene.say("one")
        first, second = await client.hear(), await client.hear()
        assert first["d"]["id"] == second["d"]["id"]
        assert second["s"] == first["s"] + 1
        local.faults.malformed("MESSAGE_CREATE", "author")
        scene.say("two")
        assert "author" not in await client.hear_event("MESSAGE_CREATE")
        scene.say("three")
        assert "author" in await client.hear_event("MESSAGE_CREATE")


async def test_events_can_come_in_disorder(local: LocalDiscord, scene: Scene) -> None:
    """Within a window events are shuffled, none is lost, and they are numbered as they are sent."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        await client.hear_event("GUILD_CREATE")
        local.faults.reorder(0.05)
        ids = [str(scene.say(str(number)).id) for number in range(8)]
        local.faults.reorder(0)
        heard = [await client.hear() for _ in range(8)]
        told = [each["d"]["id"] for each in heard]
        assert told != ids
        assert sorted(told) == sorted(ids)
        assert [each["s"] for each in heard] == list(range(3, 11))
        scene.say("in order")
        await client.hear_event("MESSAGE_CREATE")


async def test_reactions_can_be_miscounted(local: LocalDiscord, scene: Scene) -> None:
    """A message is reported with one reaction too many, while those who reacted are told truly."""
    message = scene.say("one")
    scene.world.add_reaction(scene.bob.id, scene.channel.id, message.id, "🍎")
    local.faults.miscount(message.id, "🍎", 1)
    base = f"{local.api_base}/channels/{scene.channel.id}/messages/{message.id}"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {scene.bot.token}"}) as session:
        reported = await (await session.get(base)).json()
        users = await (await session.get(f"{base}/reactions/🍎")).json()
    assert reported["reactions"][0]["count"] == 2
    assert len(users) == 1


# requests in trouble


async def test_answers_can_be_false_and_slow(local: LocalDiscord, scene: Scene) -> None:
    """A false answer keeps the act from being done, unless told otherwise; the record says that it was false."""
    base = f"{local.api_base}/channels/{scene.channel.id}/messages"
    local.faults.answer(502, "POST /channels/{channel_id}/messages", via=False)
    local.faults.answer(500, f"POST /channels/{scene.channel.id}/*", after=0.05, done=True)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {scene.bot.token}"}) as session:
        answers = [await session.post(base, json={"content": text}) for text in ("one", "two", "three")]
        assert [each.status for each in answers] == [502, 500, 200]
        assert [each.content_type for each in answers] == ["text/html", "application/json", "application/json"]
    assert [message.content for message in scene.channel.messages.values()] == ["two", "three"]
    assert [exchange.false for exchange in local.log] == [True, True, False]


async def test_connections_can_be_cut_before_and_after_the_act(local: LocalDiscord, scene: Scene) -> None:
    """A cut connection leaves the caller without an answer, whether the act was done or not."""
    base = f"{local.api_base}/channels/{scene.channel.id}/messages"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {scene.bot.token}"}) as session:
        for fault in (local.faults.cut_before, local.faults.cut_after):
            fault("POST /channels/*/messages")
            with pytest.raises(aiohttp.ClientError):
                await session.post(base, json={"content": fault.__name__})
    assert [message.content for message in scene.channel.messages.values()] == ["cut_after"]
    assert [exchange.status for exchange in local.log] == [None, None]


async def test_the_service_can_go_down_and_come_back(local: LocalDiscord, scene: Scene) -> None:
    """While it is down nobody gets through; it comes back at the same address, and sessions can be resumed."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        address = local.api_base
        await local.stop()
        assert await client.close_code() == 1006
    scene.say("unheard")
    with pytest.raises(aiohttp.ClientConnectionError):
        async with connected(local):
            pass
    await local.start()
    assert local.api_base == address
    async with connected(local) as again:
        await again.resume(scene.bot.token, client.session_id, client.seq)
        await again.hear_event("MESSAGE_CREATE")
        await again.hear_event("RESUMED")


async def test_unknown_addresses_are_problems(local: LocalDiscord) -> None:
    """An address that does not exist gets Discord's 404, and stands among the problems."""
    async with aiohttp.ClientSession() as session, session.get(f"{local.api_base}/nowhere") as response:
        assert response.status == 404
        assert await response.json() == {"message": "404: Not Found", "code": 0}
    assert "/nowhere" in local.problems.pop()


async def test_failures_are_problems(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of this server's own is answered with 500 or a cut, and stands among the problems."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    local = scene.local
    monkeypatch.setattr(scene.world, "guilds_of", fail)
    headers = {"Authorization": f"Bot {scene.bot.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"{local.api_base}/users/@me/guilds") as response,
    ):
        assert response.status == 500
    async with connected(local) as client:
        await client.say(2, {"token": scene.bot.token, "intents": 1})
        assert await client.close_code() == 1006
    assert ["ZeroDivisionError" in problem for problem in local.problems] == [True, True]
    local.problems.clear()


# with discord.py


class Listener(discord.AutoShardedClient):
    """A bot that notes what it hears, and answers "ping"."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, members=True, messages=True, message_content=True, reactions=True)
        super().__init__(intents=intents, guild_ready_timeout=0.05)  # else it waits two seconds for guilds
        self.heard: list[str] = []
        self._news = asyncio.Event()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the five seconds that discord.py waits here for Discord's sake."""

    async def on_ready(self) -> None:
        self._note("ready")

    async def on_resumed(self) -> None:
        self._note("resumed")

    async def on_message(self, message: discord.Message) -> None:
        self._note(message.content)
        if message.content == "ping":
            await message.reply("pong")

    def _note(self, heard: str) -> None:
        self.heard.append(heard)
        self._news.set()

    async def until(self, *heard: str) -> None:
        async with asyncio.timeout(5):
            while not set(heard) <= set(self.heard):
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def running(local: LocalDiscord, token: str) -> AsyncIterator[Listener]:
    with led_to(local):
        async with Listener() as listener:
            task = asyncio.create_task(listener.start(token))
            waiting = asyncio.create_task(listener.until("ready"))
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                waiting.cancel()
            await (task if task.done() else waiting)
            yield listener
        await task


async def test_discordpy_connects_and_answers(local: LocalDiscord, scene: Scene) -> None:
    """The real library gets ready, knows the guild and all its members, hears a message and replies to it."""
    async with running(local, scene.bot.token) as bot:
        guild = bot.get_guild(scene.guild.id)
        assert guild is not None
        assert {member.name for member in guild.members} == {"Ada", "Bob", "Bot"}
        scene.say("ping")
        await bot.until("ping", "pong")
    assert [message.content for message in scene.channel.messages.values()] == ["ping", "pong"]


@pytest.mark.parametrize(
    "trouble",
    [
        lambda local: local.faults.drop_connections(),
        lambda local: local.faults.drop_connections(code=4000),
        lambda local: local.faults.drop_connections(ask=True),
        lambda local: local.faults.invalidate_sessions(resumable=True),
    ],
    ids=["cut", "closed", "op 7", "op 9 true"],
)
async def test_discordpy_resumes(local: LocalDiscord, scene: Scene, trouble: Callable[[LocalDiscord], int]) -> None:
    """After a cut, a close, op 7 and a resumable op 9 the library resumes and hears what it missed."""
    async with running(local, scene.bot.token) as bot:
        assert trouble(local) == 1
        scene.say("meanwhile")
        await bot.until("resumed", "meanwhile")
        assert bot.heard.count("ready") == 1


@pytest.mark.parametrize("how", ["op 9", "refused"])
async def test_discordpy_begins_anew(local: LocalDiscord, scene: Scene, how: str) -> None:
    """After op 9 and after a refused RESUME the library identifies anew; what was said meanwhile is lost."""
    async with running(local, scene.bot.token) as bot:
        bot.heard.clear()
        if how == "op 9":
            local.faults.invalidate_sessions()
        else:
            local.faults.drop_connections(resumable=False)
        scene.say("meanwhile")
        await bot.until("ready")
        scene.say("again")
        await bot.until("again")
        assert "meanwhile" not in bot.heard


async def test_discordpy_is_told_of_wrong_intents_and_tokens(local: LocalDiscord) -> None:
    """The library's own errors come of intents that are not switched on (4014), and of a wrong token (401)."""
    application = local.application("Plain")
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(local, application.token):
            pass
    with pytest.raises(discord.LoginFailure):
        async with running(local, "wrong"):
            pass


async def test_discordpy_shards() -> None:
    """With two shards recommended, the library identifies twice and has the guilds of both."""
    async with LocalDiscord(settings=GatewaySettings(shards=2)) as local:
        scene = Scene(local)
        guilds = await scene.guilds_on_two_shards()
        async with running(local, scene.bot.token) as bot:
            assert bot.shard_count == 2
            assert {guild.id for guild in bot.guilds} == {guild.id for guild in guilds}
        assert local.problems == []
